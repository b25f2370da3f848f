/* The C library's names are given to our functions by the assembler's: so no header's idea of them is in the way. */
#include "support/fail_calls.h"

#include <errno.h>
#include <execinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include "fault/next_call.h"

#define ERRNO_MAX 133
#define SITE_DEPTH 32

static struct {
	atomic_bool on;
	bool all_threads;
	uint64_t which;
	int64_t k;
	int error;
	atomic_llong counted;
} plan;

static _Thread_local bool planned_here;
static _Thread_local int ended = -1; /* a descriptor */
static _Thread_local bool dying;     /* after this call */
static _Thread_local bool noting;    /* a site: what that calls is not counted */
static FILE *sites;                  /* where each counted call is noted, or NULL */

static const char *const names[] = {
#define X(id, name) name,
	FAIL_CALLS(X)
#undef X
};

EXPORT const char *fail_call_name(enum fail_call call)
{
	return names[call];
}

EXPORT void fail_calls_plan(uint64_t which, int64_t k, int error, bool all_threads)
{
	plan.which = which;
	plan.k = k;
	plan.error = error;
	plan.all_threads = all_threads;
	atomic_store(&plan.counted, 0);
	planned_here = true;
	atomic_store(&plan.on, true);
}

EXPORT int64_t fail_calls_stop(void)
{
	atomic_store(&plan.on, false);
	planned_here = false;
	dying = false;
	ended = -1;
	return atomic_load(&plan.counted);
}

_Noreturn static void die(void)
{
	(void)kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

/* Which chain of calls led here: the same one in each process of a program, wherever it was loaded. */
static uint64_t site(void)
{
	void *frames[SITE_DEPTH];
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	int n = backtrace(frames, SITE_DEPTH), i;
	Dl_info at;

	for (i = 0; i < n; i++) {
		if (!dladdr(frames[i], &at))
			continue;
		hash = (hash ^ (uint64_t)((char *)frames[i] - (char *)at.dli_fbase)) *
			UINT64_C(0x100000001b3);
	}
	return hash;
}

static void note_site(enum fail_call call, int64_t at)
{
	noting = true;
	fprintf(sites, "%lld %s %016llx\n", (long long)at + 1, names[call],
		(unsigned long long)site());
	fflush(sites);
	noting = false;
}

/* 0: this one is handed on as it is. Else what becomes of it. */
static int strike(enum fail_call call)
{
	int64_t at;

	if (!atomic_load(&plan.on) || !(plan.which & UINT64_C(1) << call) || noting ||
		!(plan.all_threads || planned_here))
		return 0;
	at = atomic_fetch_add(&plan.counted, 1);
	if (sites)
		note_site(call, at);
	if (at != plan.k)
		return 0;
	if (plan.error == FAIL_KILL)
		die();
	dying = plan.error == FAIL_KILL_AFTER;
	return dying ? 0 : plan.error;
}

static ssize_t survive(ssize_t result)
{
	if (dying)
		die();
	return result;
}

/* Only a transfer can be short, and only reading can end: all else goes on as it is. */
static bool fails(enum fail_call call)
{
	int error = strike(call);

	if (error > 0)
		errno = error;
	return error > 0;
}

/* What has ended stays so until it is closed, and a socket looks it: else what follows would be no end. */
static bool is_at_end(enum fail_call call, int fd, int error)
{
	int saved = errno;

	if (error == FAIL_END) {
		ended = fd;
		(void)shutdown(fd, SHUT_RD); /* a file has nothing to shut down */
		errno = saved;
	}
	return ended == fd && (call == FAIL_RECV || call == FAIL_READ);
}

#define PLAIN(id, name, params, args)                                   \
	EXPORT int wrap_##name params __asm__(#name);                   \
	int wrap_##name params                                          \
	{                                                               \
		FIND(name)                                              \
		return fails(FAIL_##id) ? -1 : (int)survive(real args); \
	}

/* What wakes a loop has nothing below it that could fail. */
static bool can_fail(int fd)
{
	struct stat st;

	return !plan.all_threads || fstat(fd, &st) || (st.st_mode & S_IFMT) != 0;
}

/* `n` among the parameters is how many bytes are to be moved. */
#define TRANSFER(id, name, params, args)                                                          \
	EXPORT ssize_t wrap_##name params __asm__(#name);                                         \
	ssize_t wrap_##name params                                                                \
	{                                                                                         \
		int error = can_fail(fd) ? strike(FAIL_##id) : 0;                                 \
		FIND(name)                                                                        \
		if (error == FAIL_SHORT && n > 1)                                                 \
			n /= 2;                                                                   \
		if (error > 0)                                                                    \
			errno = error;                                                            \
		return error > 0 ? -1 : is_at_end(FAIL_##id, fd, error) ? 0 : survive(real args); \
	}

PLAIN(SOCKET, socket, (int family, int type, int protocol), (family, type, protocol))
PLAIN(SOCKETPAIR, socketpair, (int family, int type, int protocol, int *fds),
	(family, type, protocol, fds))
PLAIN(CONNECT, connect, (int fd, const struct sockaddr *at, socklen_t size), (fd, at, size))
TRANSFER(SEND, send, (int fd, const void *p, size_t n, int flags), (fd, p, n, flags))
TRANSFER(SEND, sendto,
	(int fd, const void *p, size_t n, int flags, const struct sockaddr *to, socklen_t size),
	(fd, p, n, flags, to, size))
TRANSFER(RECV, recv, (int fd, void *p, size_t n, int flags), (fd, p, n, flags))
TRANSFER(RECV, recvfrom,
	(int fd, void *p, size_t n, int flags, struct sockaddr *from, socklen_t *size),
	(fd, p, n, flags, from, size))
PLAIN(GETSOCKOPT, getsockopt, (int fd, int level, int name, void *value, socklen_t *size),
	(fd, level, name, value, size))
PLAIN(SETSOCKOPT, setsockopt, (int fd, int level, int name, const void *value, socklen_t size),
	(fd, level, name, value, size))
PLAIN(GETSOCKNAME, getsockname, (int fd, struct sockaddr *at, socklen_t *size), (fd, at, size))
PLAIN(GETSOCKNAME, getpeername, (int fd, struct sockaddr *at, socklen_t *size), (fd, at, size))
PLAIN(POLL, poll, (struct pollfd * fds, nfds_t n, int ms), (fds, n, ms))
PLAIN(EPOLL_CREATE, epoll_create1, (int flags), (flags))
PLAIN(EPOLL_CTL, epoll_ctl, (int epoll, int how, int fd, struct epoll_event *event),
	(epoll, how, fd, event))
PLAIN(EPOLL_WAIT, epoll_wait, (int epoll, struct epoll_event *events, int n, int ms),
	(epoll, events, n, ms))
PLAIN(EPOLL_WAIT, epoll_pwait,
	(int epoll, struct epoll_event *events, int n, int ms, const void *signals),
	(epoll, events, n, ms, signals))
PLAIN(EVENTFD, eventfd, (unsigned start, int flags), (start, flags))
PLAIN(PIPE, pipe, (int *fds), (fds))
PLAIN(PIPE, pipe2, (int *fds, int flags), (fds, flags))
TRANSFER(READ, read, (int fd, void *p, size_t n), (fd, p, n))
TRANSFER(READ, pread, (int fd, void *p, size_t n, off_t at), (fd, p, n, at))
TRANSFER(READ, pread64, (int fd, void *p, size_t n, off_t at), (fd, p, n, at))
TRANSFER(WRITE, write, (int fd, const void *p, size_t n), (fd, p, n))
TRANSFER(WRITE, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at))
TRANSFER(WRITE, pwrite64, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at))

/* Which file it was. */
static void note_sync(int fd)
{
	char link[64], path[1024] = "";

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (sites && readlink(link, path, sizeof(path) - 1) > 0)
		fprintf(sites, "failed %s\n", path);
}

#define SYNC(name)                                           \
	EXPORT int wrap_##name(int fd) __asm__(#name);       \
	int wrap_##name(int fd)                              \
	{                                                    \
		bool failed = fails(FAIL_FSYNC);             \
		int error = errno;                           \
		FIND(name)                                   \
		if (failed)                                  \
			note_sync(fd);                       \
		errno = error;                               \
		return failed ? -1 : (int)survive(real(fd)); \
	}

SYNC(fsync)
SYNC(fdatasync)
PLAIN(FSYNC, sync_file_range, (int fd, off_t at, off_t n, unsigned flags), (fd, at, n, flags))
PLAIN(TRUNCATE, ftruncate, (int fd, off_t size), (fd, size))
PLAIN(TRUNCATE, ftruncate64, (int fd, off_t size), (fd, size))
PLAIN(RENAME, rename, (const char *from, const char *to), (from, to))
PLAIN(RENAME, renameat, (int from_fd, const char *from, int to_fd, const char *to),
	(from_fd, from, to_fd, to))
PLAIN(RENAME, renameat2, (int from_fd, const char *from, int to_fd, const char *to, unsigned flags),
	(from_fd, from, to_fd, to, flags))
PLAIN(LINK, link, (const char *from, const char *to), (from, to))
PLAIN(LINK, linkat, (int from_fd, const char *from, int to_fd, const char *to, int flags),
	(from_fd, from, to_fd, to, flags))
PLAIN(LINK, symlink, (const char *text, const char *to), (text, to))
PLAIN(LINK, symlinkat, (const char *text, int fd, const char *to), (text, fd, to))
PLAIN(UNLINK, unlink, (const char *path), (path))
PLAIN(UNLINK, unlinkat, (int fd, const char *path, int flags), (fd, path, flags))
PLAIN(UNLINK, rmdir, (const char *path), (path))
PLAIN(MKDIR, mkdir, (const char *path, mode_t mode), (path, mode))
PLAIN(MKDIR, mkdirat, (int fd, const char *path, mode_t mode), (fd, path, mode))
PLAIN(CHMOD, chmod, (const char *path, mode_t mode), (path, mode))
PLAIN(CHMOD, fchmod, (int fd, mode_t mode), (fd, mode))

EXPORT int wrap_close(int fd) __asm__("close");
int wrap_close(int fd)
{
	int closed;

	FIND(close)
	closed = real(fd);
	if (ended == fd)
		ended = -1;
	return fails(FAIL_CLOSE) ? -1 : (int)survive(closed);
}

/* One more argument, which may not be there: then what is handed on in its place is not looked at. */
#define VARIADIC(id, name, params, last, args)                          \
	EXPORT int wrap_##name params __asm__(#name);                   \
	int wrap_##name params                                          \
	{                                                               \
		void *more;                                             \
		va_list ap;                                             \
		FIND(name)                                              \
		va_start(ap, last);                                     \
		more = va_arg(ap, void *);                              \
		va_end(ap);                                             \
		return fails(FAIL_##id) ? -1 : (int)survive(real args); \
	}

VARIADIC(OPEN, open, (const char *path, int flags, ...), flags, (path, flags, more))
VARIADIC(OPEN, open64, (const char *path, int flags, ...), flags, (path, flags, more))
VARIADIC(OPEN, openat, (int fd, const char *path, int flags, ...), flags, (fd, path, flags, more))
VARIADIC(OPEN, openat64, (int fd, const char *path, int flags, ...), flags, (fd, path, flags, more))
VARIADIC(FCNTL, fcntl, (int fd, int what, ...), what, (fd, what, more))
VARIADIC(FCNTL, fcntl64, (int fd, int what, ...), what, (fd, what, more))
VARIADIC(IOCTL, ioctl, (int fd, unsigned long what, ...), what, (fd, what, more))

static uint64_t bits_of(char *list)
{
	uint64_t bits = 0;
	char *word, *rest = NULL;
	int i;

	for (word = strtok_r(list, ",", &rest); word; word = strtok_r(NULL, ",", &rest))
		for (i = 0; i < FAIL_CALLS_N; i++)
			if (strcmp(word, names[i]) == 0)
				bits |= UINT64_C(1) << i;
	return bits;
}

static int error_of(const char *word)
{
	static const char *const others[] = { "short", "end", "kill", "kill-after" };
	int i;

	for (i = 1; i <= ERRNO_MAX; i++)
		if (strerrorname_np(i) && strcmp(word, strerrorname_np(i)) == 0)
			return i;
	for (i = 0; i < (int)(sizeof(others) / sizeof(others[0])); i++)
		if (strcmp(word, others[i]) == 0)
			return FAIL_SHORT - i;
	return 0;
}

__attribute__((constructor)) static void plan_of_environment(void)
{
	const char *text = getenv("FAIL_CALLS");
	char list[256] = "", word[32] = "";
	uint64_t which = 0;
	int error = 0;
	long k = 0;

	if (!text)
		return;
	if (sscanf(text, "%255[^:]:%ld:%31s", list, &k, word) == 3) {
		which = bits_of(list);
		error = error_of(word);
	}
	if (k < 1 || !which || !error) {
		fprintf(stderr, "FAIL_CALLS=%s: it is not CALLS:K:ERROR\n", text);
		_Exit(2);
	}
	if (getenv("FAIL_CALLS_SITES")) {
		sites = fopen(getenv("FAIL_CALLS_SITES"), "ae");
		(void)site(); /* what finds the frames is loaded now */
	}
	fail_calls_plan(which, k - 1, error, true);
}
