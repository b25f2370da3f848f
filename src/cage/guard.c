/*
 * Where no namespace ends all processes of a command at once: the parent that does. It stays outside of the command's Landlock
 * domain, which therefore cannot signal it. Under a user that nobody else runs as, what is left of that user when the
 * command, its time or our own parent is over was the command's, and is killed in one go, wherever it has daemonised to. Under one
 * who runs other things as well, the command's is a session that the filter lets nobody leave; its first process is not
 * reaped before the rest is gone, as the group's number could be another's then. Our parent loses patience after 2 s, which may be before
 * a guard gets a processor beside a fork bomb: so what he kills is a process in front of the guard, who ends the rest all the same.
 *
 * Where there is a namespace, its first process dies with bubblewrap, but asks for that late: it waits for its maps of users, and mounts,
 * as somebody with nobody to die with. Until then, and after, it is of bubblewrap's group, and the group is what is killed.
 */
#include "cage/cage.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE_MS 1500 /* less than what our parent gives us */

struct guard {
	pid_t command;
	bool own_user;
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

static void reap(struct guard *g)
{
	siginfo_t ended = { 0 };

	while (!g->over && waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		ended.si_pid > 0) {
		if (ended.si_pid == g->command) {
			g->status = ended.si_status + (ended.si_code == CLD_EXITED ? 0 : 128);
			g->over = 1;
		} else {
			(void)waitpid(ended.si_pid, NULL, 0); /* it has ended */
		}
		ended.si_pid = 0;
	}
}

static void take_signals(struct guard *g)
{
	struct signalfd_siginfo info;

	while (read(g->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD) {
			reap(g);
		} else if (!g->asked) {
			g->asked = 1;
			if (!g->own_user) /* else our group was asked, and the command is of it */
				(void)kill(-g->command, SIGTERM); /* it may be over */
			g->deadline = now_ms() + GRACE_MS;
		}
	}
}

/* All of this user's but ourselves, or all of the group: the kernel does it under one lock, so no fork gets away. */
static void kill_all(const struct guard *g)
{
	do {
		/* nobody left is what is wanted */
		(void)kill(g->own_user ? -1 : -g->command, SIGKILL);
		while (g->own_user && waitpid(-1, NULL, WNOHANG) > 0)
			;
	} while (g->own_user && (waitpid(-1, NULL, 0) > 0 || errno == EINTR));
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
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
	kill_all(g);
	_exit(g->over ? g->status : 128 + SIGTERM);
}

static void block(sigset_t *mask, sigset_t *was)
{
	sigemptyset(mask);
	sigaddset(mask, SIGCHLD);
	sigaddset(mask, SIGTERM);
	sigaddset(mask, SIGINT);
	sigaddset(mask, SIGHUP);
	if (sigprocmask(SIG_BLOCK, mask, was))
		cage_die("sigprocmask");
}

/* In front of the guard: hand on what we are asked, and end as he does. */
static _Noreturn void stand_in_front(pid_t guard, const sigset_t *mask)
{
	int status, signo;

	for (;;) {
		signo = sigwaitinfo(mask, NULL);
		if (waitpid(guard, &status, WNOHANG) == guard)
			_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
		if (signo > 0 && signo != SIGCHLD)
			(void)kill(guard, signo); /* he is not reaped */
	}
}

/* Return in a child that is in a session of its own, so that it is scheduled, and killed, apart from the others. */
static void go_behind(void)
{
	sigset_t mask, was;
	pid_t guard;

	block(&mask, &was);
	guard = fork();
	if (guard < 0)
		cage_die("fork");
	if (guard > 0) {
		if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
			_exit(CAGE_EXIT_BROKEN);
		stand_in_front(guard, &mask);
	}
	if (setsid() < 0 || sigprocmask(SIG_SETMASK, &was, NULL))
		cage_die("setsid");
}

static void open_watches(struct guard *g, pid_t parent, sigset_t *was)
{
	sigset_t mask;

	block(&mask, was);
	g->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	g->parent = (int)syscall(SYS_pidfd_open, parent, 0);
	/* when the parent dies we are to end the rest, not to die with it */
	if (g->signals < 0 || g->parent < 0 || prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0) ||
		getppid() != parent)
		cage_die("watching the parent");
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		cage_die("guard");
}

/* The command's session, before anything else is done in it, or with it. */
static void meet(const struct guard *g, const int pair[2])
{
	char byte = 0;

	if (g->command > 0) {
		close(pair[1]);
		(void)read(pair[0], &byte, 1); /* nothing comes when it has ended already */
		return;
	}
	close(pair[0]);
	if (setsid() < 0 || write(pair[1], &byte, 1) != 1)
		cage_die("setsid");
}

int cage_guard(const struct cage_view *view, bool own_user)
{
	struct guard g = { .command = -1, .own_user = own_user };
	pid_t parent = own_user ? getppid() : getpid();
	int pair[2] = { -1, -1 };
	sigset_t was;

	if (!own_user) {
		go_behind();
		if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
			cage_die("socketpair");
	}
	open_watches(&g, parent, &was);
	g.command = fork();
	if (g.command < 0)
		cage_die("fork");
	if (!own_user)
		meet(&g, pair);
	if (g.command > 0) {
		if (!own_user)
			cage_deputy_start(view, pair[0]);
		watch(&g);
	}
	if (sigprocmask(SIG_SETMASK, &was, NULL) || close(g.signals) || close(g.parent))
		cage_die("guard");
	return pair[1];
}

/* End as it did. */
static _Noreturn void follow(const struct guard *g, const sigset_t *was)
{
	int status;

	if (waitpid(g->command, &status, 0) != g->command)
		cage_die("waitpid");
	if (WIFSIGNALED(status)) {
		(void)sigprocmask(SIG_SETMASK, was, NULL);
		(void)raise(WTERMSIG(status));
	}
	_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

_Noreturn void cage_watch(char **command)
{
	struct guard g = { .own_user = true, .command = -1 };
	struct pollfd fds[2];
	pid_t self = getpid();
	sigset_t was;

	open_watches(&g, getppid(), &was);
	g.command = fork();
	if (g.command < 0)
		cage_die("fork");
	if (g.command == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) || getppid() != self ||
			sigprocmask(SIG_SETMASK, &was, NULL))
			cage_die("watching the parent");
		execv(command[0], command);
		cage_die(command[0]);
	}
	fds[0] = (struct pollfd){ .fd = g.signals, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = g.parent, .events = POLLIN };
	while (!g.over && !fds[1].revents) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			cage_die("poll");
		take_signals(&g);
	}
	if (!g.over)
		(void)kill(0, SIGKILL); /* ourselves as well */
	follow(&g, &was);
}
