/*
 * meta-agent-cage [--limits-only] [--own-user] [--relay PORT SOCKET] -- COMMAND [ARG]...
 * meta-agent-cage --alone [--own-user] [--write DIR]... [--read DIR]... -- COMMAND [ARG]...
 * meta-agent-cage --watch FD BWRAP [ARG]...
 * meta-agent-cage --probe|--probe-alone PORT PID FILE CANARY
 * meta-agent-cage --smoke PORT|0 MS HEALTH|- PAGE|- COMMAND [ARG]...
 *
 * The last program before code that a model wrote. It gives up what is left to
 * give up, then becomes the command; only with a relay does it stay, as its
 * parent, and leaves with its status (128 + signal where it was killed); and where
 * there is no bubblewrap around it (--alone), as the one who ends the rest: guard.c, which also watches bubblewrap from outside. As the
 * command itself it tries to get out (probe.c), or asks a server whether it answers (smoke.c).
 */
#include "cage/cage.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct args {
	bool own_user; /* nobody else runs as who we are */
	bool alone;    /* nothing confines but what is done here */
	struct cage_view view;
	bool limits_only; /* --sandbox=off: the user wants no walls, but a runaway still has ceilings */
	unsigned short relay_port;
	const char *relay_socket; /* NULL: no relay */
	char **command;
};

_Noreturn void cage_die(const char *what)
{
	fprintf(stderr, "meta-agent-cage: %s: %s\n", what, strerror(errno));
	exit(CAGE_EXIT_BROKEN);
}

static _Noreturn void usage(void)
{
	fputs("usage: meta-agent-cage [--limits-only] [--own-user] [--relay PORT SOCKET] -- COMMAND [ARG]...\n"
	      "       meta-agent-cage --alone [--own-user] [--write DIR]... [--read DIR]... -- COMMAND [ARG]...\n",
		stderr);
	exit(CAGE_EXIT_BROKEN);
}

/* A port or a descriptor. */
static unsigned short read_number(const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (*end || number < 1 || number > 65535)
		usage();
	return (unsigned short)number;
}

static void add_path(const char **paths, unsigned *n, const char *path)
{
	if (*n == CAGE_PATHS_MAX)
		usage();
	paths[(*n)++] = path;
}

static struct args read_args(char **argv)
{
	struct args a = { .command = NULL };
	char **at;

	for (at = argv + 1; *at && strcmp(*at, "--") != 0; at++) {
		if (strcmp(*at, "--limits-only") == 0) {
			a.limits_only = true;
		} else if (strcmp(*at, "--relay") == 0 && at[1] && at[2]) {
			a.relay_port = read_number(at[1]);
			a.relay_socket = at[2];
			at += 2;
		} else if (strcmp(*at, "--own-user") == 0) {
			a.own_user = true;
		} else if (strcmp(*at, "--alone") == 0) {
			a.alone = true;
		} else if (strcmp(*at, "--write") == 0 && at[1]) {
			add_path(a.view.writable, &a.view.writable_n, *++at);
		} else if (strcmp(*at, "--read") == 0 && at[1]) {
			add_path(a.view.readable, &a.view.readable_n, *++at);
		} else {
			usage();
		}
	}
	if (!at[0] || !at[1])
		usage();
	a.command = at + 1;
	return a;
}

static _Noreturn void become(char **command)
{
	execvp(command[0], command);
	fprintf(stderr, "meta-agent-cage: %s: %s\n", command[0], strerror(errno));
	exit(errno == ENOENT ? 127 : 126);
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			cage_die("waitpid");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int run_beside_relay(const struct args *a)
{
	pid_t pid;

	cage_relay(a->relay_port, a->relay_socket);
	pid = fork();
	if (pid < 0)
		cage_die("fork");
	if (pid == 0)
		become(a->command);
	return wait_for(pid);
}

static int probe(char **argv, bool alone)
{
	struct cage_host host = { .alone = alone,
		.port = read_number(argv[0]),
		.pid = strtol(argv[1], NULL, 10),
		.file = argv[2],
		.canary = argv[3] };

	return cage_probe(&host);
}

static const char *path_or_none(const char *text)
{
	return strcmp(text, "-") == 0 ? NULL : text;
}

static int smoke(char **argv)
{
	struct cage_server what = { .port = strcmp(argv[0], "0") == 0 ? 0 : read_number(argv[0]),
		.wait_ms = strtol(argv[1], NULL, 10),
		.health = path_or_none(argv[2]),
		.page = path_or_none(argv[3]),
		.command = argv + 4 };

	return cage_smoke(&what);
}

/* Descriptors that we were executed by, and others of our parent's, go no further. */
static int stand_alone(const struct args *a)
{
	if (syscall(SYS_close_range, 3, ~0U, 0))
		cage_die("close_range");
	return cage_guard(&a->view, a->own_user);
}

/* Executed by this descriptor, which is ours alone. */
static _Noreturn void watch(const char *fd, char **command)
{
	if (close(read_number(fd)))
		cage_die("close");
	cage_watch(command);
}

static void confine(const struct args *a, int deputy)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		cage_die("no_new_privs");
	if (a->alone)
		cage_landlock_alone(&a->view);
	else
		cage_landlock();
	cage_filter(a->alone);
	if (deputy < 0)
		return;
	cage_spare_neighbours();
	cage_deputy_ask(deputy);
}

int main(int argc, char **argv)
{
	struct args a;
	int deputy = -1;

	if (argc == 6 && strcmp(argv[1], "--probe") == 0)
		return probe(argv + 2, false);
	if (argc == 6 && strcmp(argv[1], "--probe-alone") == 0)
		return probe(argv + 2, true);
	if (argc >= 7 && strcmp(argv[1], "--smoke") == 0)
		return smoke(argv + 2);
	if (argc >= 4 && strcmp(argv[1], "--watch") == 0)
		watch(argv[2], argv + 3);
	a = read_args(argv);
	cage_limit(a.own_user);
	if (a.alone)
		deputy = stand_alone(&a);
	else if (!a.limits_only && getpgrp() != getpid() &&
		setsid() < 0) /* no signal to its group is one to bubblewrap */
		cage_die("setsid");
	if (!a.limits_only)
		confine(&a, deputy);
	if (a.relay_socket)
		return run_beside_relay(&a);
	become(a.command);
}
