/*
 * Child processes: own process group, closed descriptors, a pidfd on the loop
 * (no SIGCHLD handler, so a host program's children stay its own).
 */
#ifndef MA_SYS_PROC_H
#define MA_SYS_PROC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "sys/loop.h"

struct ma_proc;

/* How the line ends that stands for output which is not kept. */
#define MA_PROC_MARK_END " bytes are left out here ...]"

struct ma_proc_spec {
	const char *const *argv; /* NULL-terminated; argv[0] is a path, or is found on envp's PATH */
	const char *const *envp; /* NULL-terminated: the whole environment of the child */
	const char *cwd;         /* NULL: ours */
	struct ma_str input;     /* its stdin; empty: /dev/null */
	const int *keep_fds; /* descriptors it inherits under the same numbers; all others are closed */
	size_t keep_fds_n;
	size_t output_max; /* of stdout and stderr together, in order of arrival; bytes past it are counted, not kept */
	size_t tail_max; /* as many of these are kept of its end, behind a line that says how many bytes are missing; 0: its beginning alone */
	int64_t timeout_ms; /* 0: none. Then SIGTERM to the group, SIGKILL 2 s later */
	int64_t uid, gid;   /* as root: become these before exec (groups cleared); 0 or -1: stay */
	bool own_user; /* nobody else runs as that uid: what is killed is all that does, in its group or not */
	int cgroup;      /* cgroup.procs of the control group it belongs to, above 2; else ours */
	bool own_stderr; /* keep stderr apart in result.errors */
};

struct ma_proc_result {
	int exit_code; /* -1 when it ended by a signal; with signo 0: unknown, as the host ignores SIGCHLD */
	int signo; /* 0 when it exited */
	bool timed_out, canceled;
	struct ma_str output, errors; /* borrowed for the callback */
	uint64_t output_lost;         /* bytes that did not fit */
	int64_t took_ms;
};

typedef void ma_proc_output_fn(void *data, struct ma_str bytes);
typedef void ma_proc_done_fn(void *data, const struct ma_proc_result *result);

/*
 * Start a child. Borrows spec for the call. done() comes when the child is
 * reaped and its output has ended or been given up (a grandchild that holds the
 * pipe open is not waited for longer than 200 ms); what is left of its group is
 * killed then. It dies with the thread that started it.
 * MA_ENOTFOUND when argv[0] is not there, MA_EIO when it cannot be executed.
 * *out is valid until done().
 */
ma_rc ma_proc_start(struct ma_loop *loop, const struct ma_proc_spec *spec, ma_proc_output_fn *output,
	ma_proc_done_fn *done, void *data, struct ma_proc **out, ma_err *err);

/* SIGTERM to its group now, SIGKILL 2 s later. Accepts NULL. */
void ma_proc_cancel(struct ma_proc *proc);

#endif
