/* What runs inside the sandbox between bubblewrap and the command. libc and libseccomp only. */
#ifndef MA_CAGE_CAGE_H
#define MA_CAGE_CAGE_H

#include <stdbool.h>

/* The cage itself failed; the command did not start. 126 and 127: it cannot be executed, it is not there. */
#define CAGE_EXIT_BROKEN 125

/* Print "meta-agent-cage: <what>: <errno>" and exit with CAGE_EXIT_BROKEN. */
_Noreturn void cage_die(const char *what);

/* Everything below ends the program when it fails: a command never runs half confined. */

/* Ceilings on what one process may use, and on how many there are; fewer of a user who runs nothing else. */
void cage_limit(bool own_user);

/* Refuse system calls that builds and tests have no use for; with `alone` sockets as well, but for pairs. Needs no_new_privs. */
void cage_filter(bool alone);

/* What of the host a command sees where nothing but Landlock hides the rest. Borrowed. */
#define CAGE_PATHS_MAX 8
struct cage_view {
	const char *writable[CAGE_PATHS_MAX], *readable[CAGE_PATHS_MAX];
	unsigned writable_n, readable_n;
};

/* A second wall behind the mounts: write to work, packages and temporary directories only. Does nothing
 * where the kernel has no Landlock. Needs no_new_privs. */
void cage_landlock(void);

/* The only wall: all but the system's programs and libraries, and what the view adds, is out of reach, and so is every process
 * that is not the command's. Needs no_new_privs, and a kernel with version 6. */
void cage_landlock_alone(const struct cage_view *view);

/*
 * Return in a child, and end with its exit code when it, and all that it started, is gone. Of a user of its own that is whatever runs
 * as him; of another, what cannot leave its group: what is returned then is for cage_deputy_ask(), else -1. The view is borrowed for good.
 */
int cage_guard(const struct cage_view *view, bool own_user);

/* Run bubblewrap in our group, and end as it does; once our parent is gone, kill all of the group, ourselves as well. */
_Noreturn void cage_watch(char **command);

/* Refuse what a user may do to his other files and processes without opening them. Needs no_new_privs. */
void cage_spare_neighbours(void);

/* Let modes and times be changed by the deputy alone. Gives the descriptor by which he hears of it. */
int cage_let_deputy(void);

/* In the guard: a thread that changes them where the view lets write; `from` is where it gets that descriptor. Both are borrowed for good. */
void cage_deputy_start(const struct cage_view *view, int from);

/* In the command, when it is confined: send it him. Takes `to`. */
void cage_deputy_ask(int to);

/* Listen on 127.0.0.1:port and carry each connection to the Unix socket at `path`, in processes of their own. */
void cage_relay(unsigned short port, const char *path);

/* What of the host attempts to get out are aimed at. All borrowed. */
struct cage_host {
	bool alone;          /* Landlock alone keeps us in: the paths of the host are there */
	unsigned short port; /* of the loopback, where somebody listens */
	long pid;            /* a process that is alive */
	const char *file; /* an absolute path that anybody may read; beside it FILE.socket, where somebody listens */
	const char *canary; /* stands in the environment of who started the sandbox, and names an abstract socket */
};

/*
 * Try to get out, some 70 times, and print what came of each attempt. The exit code; CAGE_EXIT_BROKEN where no
 * filter of system calls is in force, as then nothing is tried.
 */
int cage_probe(const struct cage_host *host);

/* How the lines begin that tell what came of asking a server. */
#define CAGE_SMOKE_SAYS "smoke: "

struct cage_server {
	unsigned short port; /* 0: any will do; it gets one in its environment all the same, as PORT */
	long wait_ms;        /* until somebody listens there */
	const char *health; /* the path that has to be answered with 2xx; NULL: "/", and whatever is no error of the server's will do */
	const char *page;   /* the path that has to be answered with HTML, too; NULL: none */
	char **command;
};

/*
 * Start a server as the child, wait until it listens on the loopback, ask it, stop it, and print how that went. 0: it answered well, 1: it did
 * not. For within a network of the sandbox's own.
 */
int cage_smoke(const struct cage_server *what);

#endif
