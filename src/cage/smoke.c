/*
 * Does a server start, and does it answer? The server is the child, in a process group of its own; it is asked from
 * here, where its network is, and stopped. Who is asked can neither trace us nor set our exit code.
 *
 *   start ─► somebody listens on the port ─► GET health ─► GET page ─► SIGTERM, SIGKILL, reaped
 *
 * The last line that is printed, after the server's own, says what came of it.
 */
#include "cage/cage.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define USUAL_PORT "8080" /* where no port is known: servers take PORT from the environment */
#define ELSEWHERE_MS 5000 /* for which somebody may listen on another port only */
#define WELL_MS 3000      /* from the first answer to one that is well */
#define ANSWER_MS 10000   /* of one request */
#define STOP_MS 3000      /* from SIGTERM to SIGKILL */
#define PAUSE_MS 20
#define BODY_MAX 65536

struct server {
	pid_t pid; /* also of its group; 0: it has ended and was reaped */
	int status;
	unsigned short port; /* 0: any will do */
	int family;          /* with which it was reached */
};

struct answer {
	int code;  /* 0: none came */
	bool late; /* not whole when the time was over */
	size_t n;
	char text[BODY_MAX + 1];
};

static volatile sig_atomic_t told_to_stop;

static void on_term(int signo)
{
	(void)signo;
	told_to_stop = 1;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void pause_a_little(void)
{
	(void)poll(NULL, 0, PAUSE_MS); /* a signal may cut it short */
}

static bool has_ended(struct server *s)
{
	if (s->pid > 0 && waitpid(s->pid, &s->status, WNOHANG) == s->pid) {
		kill(-s->pid, SIGKILL); /* what it left */
		s->pid = 0;
	}
	return s->pid == 0;
}

static void stop(struct server *s)
{
	long end = now_ms() + STOP_MS;

	if (has_ended(s))
		return;
	kill(-s->pid, SIGTERM);
	while (!has_ended(s) && now_ms() < end)
		pause_a_little();
	if (has_ended(s))
		return;
	kill(-s->pid, SIGKILL);
	while (waitpid(s->pid, &s->status, 0) < 0 && errno == EINTR)
		;
	s->pid = 0;
}

/* Say what is wrong, as the last line, and leave. */
static _Noreturn void fail(struct server *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static _Noreturn void fail(struct server *s, const char *fmt, ...)
{
	va_list args;

	stop(s);
	printf("\n" CAGE_SMOKE_SAYS);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
	_exit(1);
}

static _Noreturn void fail_ended(struct server *s, const char *when)
{
	if (WIFSIGNALED(s->status))
		fail(s, "the server was ended by signal %d (%s) %s", WTERMSIG(s->status),
			strsignal(WTERMSIG(s->status)), when);
	fail(s, "the server ended with %d %s", WEXITSTATUS(s->status), when);
}

/* Also where somebody outside wants an end of it. */
static void must_live(struct server *s, const char *when)
{
	if (told_to_stop) {
		stop(s);
		_exit(128 + SIGTERM);
	}
	if (has_ended(s))
		fail_ended(s, when);
}

/* The first port of /proc/net/tcp or tcp6 on which somebody listens; 0: none. This network is the sandbox's own. */
static unsigned short listening_port(const char *table)
{
	FILE *f = fopen(table, "re");
	char line[512], *at;
	unsigned port = 0, local, state;

	while (f && port == 0 && fgets(line, sizeof(line), f)) {
		/* "  0: 0100007F:1F90 00000000:0000 0A ..." */
		at = strchr(line, ':');
		at = at ? strchr(at + 1, ':') : NULL;
		if (at && sscanf(at, ":%x %*[0-9A-Fa-f:] %x", &local, &state) == 2 && state == 0x0a)
			port = local;
	}
	if (f)
		fclose(f);
	return (unsigned short)port;
}

static unsigned short any_port(void)
{
	unsigned short port = listening_port("/proc/net/tcp");

	return port ? port : listening_port("/proc/net/tcp6");
}

static int dial(int family, unsigned short port)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), rc;

	if (fd < 0)
		return -1;
	four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	six.sin6_addr = in6addr_loopback;
	rc = family == AF_INET ? connect(fd, (struct sockaddr *)&four, sizeof(four))
			       : connect(fd, (struct sockaddr *)&six, sizeof(six));
	if (rc == 0)
		return fd;
	close(fd);
	return -1;
}

/* Try to reach it; "localhost" of some servers is IPv6 alone. */
static bool listens(struct server *s, unsigned short port)
{
	static const int families[] = { AF_INET, AF_INET6 };
	unsigned i;
	int fd;

	for (i = 0; i < 2; i++) {
		fd = dial(families[i], port);
		if (fd < 0)
			continue;
		close(fd);
		s->port = port;
		s->family = families[i];
		return true;
	}
	return false;
}

static void wait_until_it_listens(struct server *s, long wait_ms)
{
	long end = now_ms() + wait_ms, elsewhere_since = 0;
	unsigned short other;

	for (;;) {
		must_live(s, "before it listened");
		other = any_port();
		if (s->port ? listens(s, s->port) : other && listens(s, other))
			return;
		if (s->port && other && elsewhere_since == 0)
			elsewhere_since = now_ms();
		if (s->port && other && now_ms() - elsewhere_since > ELSEWHERE_MS)
			fail(s, "the server listens on port %d, not on %d", other, s->port);
		if (now_ms() > end)
			break;
		pause_a_little();
	}
	if (s->port)
		fail(s, "the server did not listen on port %d within %g s", s->port,
			(double)wait_ms / 1000);
	fail(s, "the server did not listen on any port within %g s", (double)wait_ms / 1000);
}

static bool send_request(struct server *s, int fd, const char *path)
{
	char request[2048];
	int n = snprintf(request, sizeof(request),
		"GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/html, application/json, */*\r\n"
		"User-Agent: meta-agent\r\nConnection: close\r\n\r\n",
		path, s->port);

	return n > 0 && (size_t)n < sizeof(request) &&
		send(fd, request, (size_t)n, MSG_NOSIGNAL) == n;
}

/* "HTTP/1.1 200 OK"; 0: it is none. */
static int code_of(const struct answer *a)
{
	int minor, code;

	return sscanf(a->text, "HTTP/1.%1d %3d", &minor, &code) == 2 ? code : 0;
}

/* Whether nothing more is to come, though the connection may stay open. */
static bool is_whole(struct answer *a)
{
	const char *body, *length;

	a->text[a->n] = '\0';
	body = strstr(a->text, "\r\n\r\n");
	if (!body)
		return false;
	body += 4;
	length = strcasestr(a->text, "\r\nContent-Length:");
	if (length && length < body)
		return a->n - (size_t)(body - a->text) >= strtoul(length + 17, NULL, 10);
	return a->n >= 5 && strcmp(a->text + a->n - 5, "0\r\n\r\n") == 0;
}

/* Until the end of the answer, the time, or as much as is looked at. */
static void get(struct server *s, const char *path, struct answer *a)
{
	long end = now_ms() + ANSWER_MS, left;
	int fd = dial(s->family, s->port);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	bool open = fd >= 0 && send_request(s, fd, path);
	ssize_t n;

	a->n = 0;
	while (open && !told_to_stop && (left = end - now_ms()) > 0) {
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		n = recv(fd, a->text + a->n, BODY_MAX - a->n, 0);
		a->n += n > 0 ? (size_t)n : 0;
		open = n > 0 && a->n < BODY_MAX && !is_whole(a);
	}
	if (fd >= 0)
		close(fd);
	a->text[a->n] = '\0';
	a->code = code_of(a);
	a->late = open;
}

static bool is_page(const struct answer *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (strncasecmp(a->text + i, "<!doctype html", 14) == 0 ||
			strncasecmp(a->text + i, "<html", 5) == 0)
			return true;
	return false;
}

static bool is_well(const struct answer *a, bool health)
{
	return health ? a->code >= 200 && a->code < 300 : a->code >= 200 && a->code < 500;
}

/* While a server starts it may answer that it is not ready. */
static void ask(struct server *s, const char *path, bool health, struct answer *a)
{
	long end = now_ms() + WELL_MS, began;

	for (;;) {
		began = now_ms();
		get(s, path, a);
		must_live(s, "when it was asked");
		if (is_well(a, health) && !a->late)
			break;
		if (a->late)
			fail(s, "GET %s: no whole answer within %d s", path, ANSWER_MS / 1000);
		if (now_ms() > end && a->code)
			fail(s, "GET %s was answered with %d", path, a->code);
		if (now_ms() > end)
			fail(s, "GET %s: the answer is not HTTP", path);
		pause_a_little();
	}
	printf("\n" CAGE_SMOKE_SAYS "GET %s: %d in %ld ms\n", path, a->code, now_ms() - began);
}

static void start(struct server *s, char **command)
{
	char port[8];

	(void)snprintf(port, sizeof(port), "%d", s->port);
	if (setenv("PORT", s->port ? port : USUAL_PORT, 1))
		cage_die("PORT");
	/* so that the server cannot look into this process; exec undoes it */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		cage_die("dumpable");
	signal(SIGTERM, on_term);
	fflush(stdout);
	s->pid = fork();
	if (s->pid < 0)
		cage_die("fork");
	if (s->pid == 0) {
		signal(SIGTERM, SIG_DFL);
		setpgid(0, 0);
		execvp(command[0], command);
		fprintf(stderr, "%s: %s\n", command[0], strerror(errno));
		_exit(127);
	}
	setpgid(s->pid, s->pid); /* whoever is first */
}

int cage_smoke(const struct cage_server *what)
{
	static struct answer a;
	struct server s = { .port = what->port };

	start(&s, what->command);
	wait_until_it_listens(&s, what->wait_ms);
	ask(&s, what->health ? what->health : "/", what->health != NULL, &a);
	if (what->page) {
		ask(&s, what->page, true, &a);
		if (!is_page(&a))
			fail(&s, "GET %s was not answered with a page of HTML", what->page);
	}
	must_live(&s, "after it was asked");
	stop(&s);
	printf("\n" CAGE_SMOKE_SAYS "it answers on port %d\n", s.port);
	fflush(stdout);
	return 0;
}
