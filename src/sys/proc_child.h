/* From clone to exec: the part of a child's start that runs in the child. Private to sys/proc.c; its last function is sys/slot.c's, too. */
#ifndef MA_SYS_PROC_CHILD_H
#define MA_SYS_PROC_CHILD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Everything is borrowed for the call. Descriptors are above 2. */
struct ma_child {
	char *const *paths; /* tried in turn, NULL-terminated */
	char *const *argv, *const *envp;
	const char *cwd; /* or NULL */
	int in, out, errors;
	const int *keep_fds;
	size_t keep_fds_n;
	int cgroup;       /* as in struct ma_proc_spec */
	int64_t uid, gid; /* 0 or less: stay */
};

enum ma_child_step {
	MA_CHILD_CLONE,
	MA_CHILD_STDIO,
	MA_CHILD_GROUP,
	MA_CHILD_USER,
	MA_CHILD_DIR,
	MA_CHILD_DESCRIPTORS,
	MA_CHILD_EXEC,
};

struct ma_child_started {
	pid_t pid;
	int pidfd; /* close-on-exec; the caller closes it */
	enum ma_child_step step;
};

/* 0, or the errno of out->step; then no child is left. */
int ma_child_start(const struct ma_child *child, struct ma_child_started *out);

/* As root: SIGKILL for all that runs as that user (not root), under one lock of the kernel's, so that no fork gets away. 0, or an errno. */
int ma_child_end_user(int64_t uid);

#endif
