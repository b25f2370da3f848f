/*
 * Where no namespace ends all processes of a command at once: the parent that does. It stays outside of the command's Landlock
 * domain, which therefore cannot signal it, and under a user that nobody else runs as: what is left of that user when the
 * command, its time or our own parent is over was the command's, and is killed in one go, wherever it has daemonised to.
 */
#include "cage/cage.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE_MS 1500 /* less than what our parent gives us */

struct guard {
	pid_t command;
	int signals, parent; /* descriptors */
	int status;          /* as an exit code, once it is over */
	int over, asked;     /* asked to end */
	long deadline;       /* in ms, from when it was asked first */
};

static long now_ms(void)
{
	struct timespec t = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int exit_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void reap(struct guard *g)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == g->command) {
			g->status = exit_code(status);
			g->over = 1;
		}
}

static void take_signals(struct guard *g)
{
	struct signalfd_siginfo info;

	while (read(g->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD) {
			reap(g);
		} else if (!g->asked) {
			g->asked = 1; /* the whole group was: the command has it as well */
			g->deadline = now_ms() + GRACE_MS;
		}
	}
}

/* All of this user's but ourselves: the kernel does it under one lock, so no fork gets away. */
static void kill_all(void)
{
	do {
		(void)kill(-1, SIGKILL); /* nobody left is what is wanted */
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	} while (waitpid(-1, NULL, 0) > 0 || errno == EINTR);
}

/* For poll(): what is left of the grace, however often orphans have woken us meanwhile. */
static int time_left(const struct guard *g)
{
	long left = g->deadline - now_ms();

	if (!g->asked)
		return -1;
	return left > 0 ? (int)left : 0;
}

static _Noreturn void watch(struct guard *g)
{
	struct pollfd fds[2] = { { .fd = g->signals, .events = POLLIN },
		{ .fd = g->parent, .events = POLLIN } };
	int n = 1;

	while (!g->over && n > 0 && time_left(g) && !fds[1].revents) {
		n = poll(fds, 2, time_left(g));
		if (n < 0 && errno == EINTR)
			n = 1;
		take_signals(g);
	}
	kill_all();
	_exit(g->over ? g->status : 128 + SIGTERM);
}

static void open_watches(struct guard *g, sigset_t *was)
{
	pid_t parent = getppid();
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &mask, was))
		cage_die("sigprocmask");
	g->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	g->parent = (int)syscall(SYS_pidfd_open, parent, 0);
	/* when the parent dies we are to end the rest, not to die with it */
	if (g->signals < 0 || g->parent < 0 || prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0) ||
		getppid() != parent)
		cage_die("watching the parent");
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		cage_die("guard");
}

void cage_guard(void)
{
	struct guard g = { .command = -1 };
	sigset_t was;

	open_watches(&g, &was);
	g.command = fork();
	if (g.command < 0)
		cage_die("fork");
	if (g.command > 0)
		watch(&g);
	if (sigprocmask(SIG_SETMASK, &was, NULL) || close(g.signals) || close(g.parent))
		cage_die("guard");
}
