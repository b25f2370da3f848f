/*
 * From clone to exec.
 *
 * CLONE_VFORK holds this thread until the child has executed or ended, so its
 * report is there when we go on. CLONE_VM spares the copy of the page tables.
 * It is left out where the child changes its user: two users must not share
 * memory, and the kernel would mark this process as not dumpable.
 *
 * In between the child shares locks, errno and (mostly) memory with this
 * process. So it has a stack of its own, runs with every signal blocked until no
 * handler is left, and makes system calls by number only: the C library's
 * setresuid() would change the threads of this process as well.
 */
#include "sys/proc_child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"

#define STACK_SIZE (16 * (size_t)1024)
#define SIGNALS_SIZE 8 /* of the kernel's signal set */
#define SIGNALS_MAX 64

/* Sanitizers keep books on stacks and calls that must not see the child. */
#define IN_CHILD __attribute__((no_sanitize("address", "thread", "undefined")))

/* TSan's clone() gives up its books on the thread in the child: which must not be our thread's as well. */
#ifdef __SANITIZE_THREAD__
#define SHARED_MEMORY 0
#else
#define SHARED_MEMORY CLONE_VM
#endif

struct report {
	enum ma_child_step step;
	int sys;
};

struct start {
	const struct ma_child *child;
	pid_t parent;
	int report_fd;
};

IN_CHILD static _Noreturn void give_up(const struct start *s, enum ma_child_step step)
{
	struct report r = { step, errno };

	(void)syscall(
		SYS_write, s->report_fd, &r, sizeof(r)); /* else it looks like an exit with 127 */
	for (;;)
		(void)syscall(SYS_exit_group, 127); /* does not return */
}

/* A zeroed kernel sigaction is SIG_DFL. What cannot be set (SIGKILL, SIGSTOP) is default already. */
IN_CHILD static void reset_signals(void)
{
	const unsigned long dfl[4] = { 0, 0, 0, 0 }, none = 0;
	int signo;

	for (signo = 1; signo <= SIGNALS_MAX; signo++)
		(void)syscall(SYS_rt_sigaction, signo, dfl, NULL, SIGNALS_SIZE);
	(void)syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, SIGNALS_SIZE);
}

IN_CHILD static void set_stdio(const struct start *s)
{
	const struct ma_child *c = s->child;

	if (syscall(SYS_dup3, c->in, 0, 0) < 0 || syscall(SYS_dup3, c->out, 1, 0) < 0 ||
		syscall(SYS_dup3, c->errors, 2, 0) < 0)
		give_up(s, MA_CHILD_STDIO);
}

IN_CHILD static void set_group(const struct start *s)
{
	if (s->child->cgroup > 2 && syscall(SYS_write, s->child->cgroup, "0", 1) < 0)
		give_up(s, MA_CHILD_GROUP);
}

IN_CHILD static void set_user(const struct start *s)
{
	const struct ma_child *c = s->child;

	if (c->uid <= 0 && c->gid <= 0)
		return;
	if (syscall(SYS_setgroups, 0, NULL) < 0)
		give_up(s, MA_CHILD_USER);
	if (c->gid > 0 && syscall(SYS_setresgid, c->gid, c->gid, c->gid) < 0)
		give_up(s, MA_CHILD_USER);
	if (c->uid > 0 && syscall(SYS_setresuid, c->uid, c->uid, c->uid) < 0)
		give_up(s, MA_CHILD_USER);
}

IN_CHILD static void set_descriptors(const struct start *s)
{
	const struct ma_child *c = s->child;
	size_t i;

	if (syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
		give_up(s, MA_CHILD_DESCRIPTORS);
	for (i = 0; i < c->keep_fds_n; i++)
		if (syscall(SYS_fcntl, c->keep_fds[i], F_SETFD, 0) < 0)
			give_up(s, MA_CHILD_DESCRIPTORS);
}

/* The first that can be executed; what is there but cannot be tells more than what is not there. */
IN_CHILD static _Noreturn void execute(const struct start *s)
{
	const struct ma_child *c = s->child;
	int said = ENOENT;
	size_t i;

	for (i = 0; c->paths[i]; i++) {
		(void)syscall(SYS_execve, c->paths[i], c->argv, c->envp); /* returns only to fail */
		if (errno != ENOENT && errno != ENOTDIR)
			said = errno;
	}
	errno = said;
	give_up(s, MA_CHILD_EXEC);
}

IN_CHILD static int in_child(void *data)
{
	const struct start *s = data;

	(void)syscall(SYS_setsid); /* a new process leads no group, so this cannot fail */
	set_stdio(s);
	set_group(s);
	set_user(s);
	/* After the change of user, which clears it. */
	(void)syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (syscall(SYS_getppid) != s->parent)
		(void)syscall(SYS_kill, syscall(SYS_getpid),
			SIGKILL); /* it died before it could take us along */
	if (s->child->cwd && syscall(SYS_chdir, s->child->cwd) < 0)
		give_up(s, MA_CHILD_DIR);
	set_descriptors(s);
	reset_signals();
	execute(s);
}

/* A child of the same user, and of no other, shares our memory. */
static int clone_child(
	int (*fn)(void *), void *data, int shared, char *stack, struct ma_child_started *out)
{
	sigset_t all, was;
	int sys = 0;

	sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &was); /* cannot fail with these arguments */
	out->pid = clone(fn, stack + STACK_SIZE, CLONE_VFORK | CLONE_PIDFD | SIGCHLD | shared, data,
		&out->pidfd);
	if (out->pid < 0)
		sys = errno;
	(void)pthread_sigmask(SIG_SETMASK, &was, NULL);
	return sys;
}

static void reap(struct ma_child_started *started)
{
	siginfo_t info;

	while (waitid(P_PIDFD, (id_t)started->pidfd, &info, WEXITED | __WALL) && errno == EINTR)
		;
	close(started->pidfd);
}

int ma_child_start(const struct ma_child *child, struct ma_child_started *out)
{
	struct report report = { MA_CHILD_CLONE, 0 };
	struct ma_child_started started = { -1, -1, MA_CHILD_CLONE };
	struct start start = { child, getpid(), -1 };
	int shared = child->uid > 0 || child->gid > 0 ? 0 : SHARED_MEMORY;
	char *stack = ma_alloc(1, STACK_SIZE);
	int fds[2] = { -1, -1 };

	if (!stack || pipe2(fds, O_CLOEXEC | O_NONBLOCK)) {
		report.sys = stack ? errno : ENOMEM;
		goto out;
	}
	start.report_fd = fcntl(
		fds[1], F_DUPFD_CLOEXEC, 3); /* out of the way of the child's 0 to 2 */
	report.sys = start.report_fd < 0 ? errno
					 : clone_child(in_child, &start, shared, stack, &started);
	if (report.sys)
		goto out;
	if (read(fds[0], &report, sizeof(report)) == (ssize_t)sizeof(report))
		reap(&started);
	else
		*out = started;
out:
	out->step = report.step;
	if (start.report_fd >= 0)
		close(start.report_fd);
	if (fds[0] >= 0) {
		close(fds[0]);
		close(fds[1]);
	}
	ma_free(stack);
	return report.sys;
}

IN_CHILD static int end_user(void *data)
{
	const int64_t *uid = data;

	if (syscall(SYS_setresuid, *uid, *uid, *uid) == 0)
		(void)syscall(SYS_kill, -1, SIGKILL); /* nobody left is what is wanted */
	return 0;
}

int ma_child_end_user(int64_t uid)
{
	struct ma_child_started started = { -1, -1, MA_CHILD_CLONE };
	char *stack = ma_alloc(1, STACK_SIZE);
	int sys = ENOMEM;

	MA_ASSERT(uid > 0); /* root's would be all there is */
	if (stack)
		sys = clone_child(end_user, &uid, 0, stack, &started);
	if (sys == 0)
		reap(&started);
	ma_free(stack);
	return sys;
}
