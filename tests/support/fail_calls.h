/*
 * System calls that fail on request: tests/fault/fail_calls.c is a shared object that stands before the C library and
 * hands every call on, but one. Two ways to use it:
 *
 * - a test links it, and plans what is to fail in its own process (below);
 * - a program is started with it in LD_PRELOAD, and FAIL_CALLS says what is to fail in any of its threads:
 *   FAIL_CALLS=write,fsync:3:ENOSPC fails the third of all writes and fsyncs. "short" in place of an error lets
 *   a transfer move the half of its bytes, "end" ends what is read: from then on it stays at its end. "kill" and
 *   "kill-after" end the process by SIGKILL before and after that call. FAIL_CALLS_SITES names a file to which
 *   each counted call is added: "K NAME SITE", SITE being the chain of calls that led to it; and
 *   "failed FILE" when it is a sync that fails.
 */
#ifndef MA_TESTS_FAIL_CALLS_H
#define MA_TESTS_FAIL_CALLS_H

#include <stdbool.h>
#include <stdint.h>

/* Each stands for all of its forms: `open` for open64(), openat()... A new one is a row here, and its forms in fail_calls.c. */
#define FAIL_CALLS(X)                   \
	X(SOCKET, "socket")             \
	X(SOCKETPAIR, "socketpair")     \
	X(CONNECT, "connect")           \
	X(SEND, "send")                 \
	X(RECV, "recv")                 \
	X(GETSOCKOPT, "getsockopt")     \
	X(SETSOCKOPT, "setsockopt")     \
	X(GETSOCKNAME, "getsockname")   \
	X(POLL, "poll")                 \
	X(EPOLL_CREATE, "epoll_create") \
	X(EPOLL_CTL, "epoll_ctl")       \
	X(EPOLL_WAIT, "epoll_wait")     \
	X(EVENTFD, "eventfd")           \
	X(PIPE, "pipe")                 \
	X(FCNTL, "fcntl")               \
	X(IOCTL, "ioctl")               \
	X(OPEN, "open")                 \
	X(CLOSE, "close")               \
	X(READ, "read")                 \
	X(WRITE, "write")               \
	X(FSYNC, "fsync")               \
	X(TRUNCATE, "truncate")         \
	X(RENAME, "rename")             \
	X(LINK, "link")                 \
	X(UNLINK, "unlink")             \
	X(MKDIR, "mkdir")               \
	X(CHMOD, "chmod")

enum fail_call {
#define X(id, name) FAIL_##id,
	FAIL_CALLS(X)
#undef X
		FAIL_CALLS_N
};

#define FAIL_BIT(id) (UINT64_C(1) << FAIL_##id)

/* In place of an errno. */
#define FAIL_SHORT (-1)
#define FAIL_END (-2)
#define FAIL_KILL (-3)
#define FAIL_KILL_AFTER (-4)

/*
 * Of the calls in `which` (bits) the one after `k` others fails with `error`: those of this thread, or of all of them.
 * A close fails when it has closed.
 */
void fail_calls_plan(uint64_t which, int64_t k, int error, bool all_threads);

/* Nothing fails any more. How many calls were counted: at most `k`, and none has failed. */
int64_t fail_calls_stop(void);

const char *fail_call_name(enum fail_call call);

#endif
