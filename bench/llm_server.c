/* One thread on epoll: what a connection is sent was written once, at the start. */
#include "llm_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "bench.h"
#include "llm_wire.h"

#define REQUEST_MAX 16384
#define EVENT_MAX 2048
#define CONNECTIONS_MAX 20000

enum mode { BULK, EACH, HOLD, UNARY, MODES };

static const char *const mode_paths[MODES] = { " /bulk/", " /each/", " /hold/", " /unary/" };

struct connection {
	char *request;
	size_t got;
	struct ma_str left; /* of the answer */
	bool each;
};

struct server {
	int listener, epoll;
	struct ma_buf answers[LLM_SPEECHES][MODES];
	struct connection of[CONNECTIONS_MAX]; /* by descriptor */
};

long llm_raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		bench_fail("getrlimit", strerror(errno));
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		bench_fail("setrlimit", strerror(errno));
	return (long)limit.rlim_cur;
}

static void write_answers(struct server *s)
{
	unsigned i;

	for (i = 0; i < LLM_SPEECHES; i++) {
		s->answers[i][BULK] = (struct ma_buf)MA_BUF_INIT(64 * MA_MIB);
		s->answers[i][HOLD] = s->answers[i][UNARY] = s->answers[i][BULK];
		llm_wire_stream(&s->answers[i][BULK], (enum llm_speech)i, LLM_EVENTS, true);
		llm_wire_stream(&s->answers[i][HOLD], (enum llm_speech)i, LLM_HELD, false);
		llm_wire_unary(&s->answers[i][UNARY], (enum llm_speech)i);
		s->answers[i][EACH] = s->answers[i][BULK];
	}
}

static void watch(struct server *s, int fd, uint32_t events, int how)
{
	struct epoll_event e = { .events = events, .data.fd = fd };

	if (epoll_ctl(s->epoll, how, fd, &e))
		abort();
}

static void close_connection(struct server *s, int fd)
{
	free(s->of[fd].request);
	s->of[fd] = (struct connection){ .got = 0 };
	close(fd);
}

/* Up to behind the end of an event's chunk: a blank line, and the chunk's own line end. */
static size_t one_event(struct ma_str left)
{
	size_t within = left.n < EVENT_MAX ? left.n : EVENT_MAX;
	const char *lf = memmem(left.p, within, "\n\n\r\n", 4);
	const char *crlf = memmem(left.p, within, "\r\n\r\n\r\n", 6);

	if (lf)
		return (size_t)(lf - left.p) + 4;
	return crlf ? (size_t)(crlf - left.p) + 6 : left.n;
}

static void send_some(struct server *s, int fd)
{
	struct connection *c = &s->of[fd];
	ssize_t n;

	while (c->left.n > 0) {
		n = send(fd, c->left.p, c->each ? one_event(c->left) : c->left.n,
			MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EAGAIN) {
			watch(s, fd, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
			return;
		}
		if (n < 0) {
			close_connection(s, fd);
			return;
		}
		c->left = ma_str_from(c->left, (size_t)n);
	}
	watch(s, fd, EPOLLIN, EPOLL_CTL_MOD);
}

static void answer(struct server *s, int fd)
{
	struct connection *c = &s->of[fd];
	struct ma_str text = ma_str(c->request), path = { NULL, 0 };
	enum llm_speech speech;
	unsigned mode = 0;

	(void)ma_str_line(&text, &path); /* a whole request has one */
	speech = llm_speech_of(path);
	while (mode < MODES && ma_str_find(path, ma_str(mode_paths[mode])) < 0)
		mode++;
	if (mode == MODES || speech == LLM_SPEECHES) {
		close_connection(s, fd);
		return;
	}
	free(c->request);
	c->request = NULL;
	c->got = 0;
	c->left = ma_buf_str(&s->answers[speech][mode]);
	c->each = mode == EACH;
	send_some(s, fd);
}

static bool is_whole(const char *request, size_t n)
{
	const char *end = strstr(request, "\r\n\r\n");
	const char *length = strcasestr(request, "content-length:");

	return end &&
		n >= (size_t)(end - request) + 4 +
			(length && length < end ? strtoul(length + 15, NULL, 10) : 0);
}

static void receive(struct server *s, int fd)
{
	struct connection *c = &s->of[fd];
	ssize_t n;

	if (!c->request)
		c->request = malloc(REQUEST_MAX);
	if (!c->request)
		abort();
	n = recv(fd, c->request + c->got, REQUEST_MAX - 1 - c->got, MSG_DONTWAIT);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		close_connection(s, fd);
		return;
	}
	c->got += (size_t)n;
	c->request[c->got] = '\0';
	if (is_whole(c->request, c->got))
		answer(s, fd);
}

static void accept_some(struct server *s)
{
	int fd;

	while ((fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		if (fd >= CONNECTIONS_MAX)
			abort();
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
		watch(s, fd, EPOLLIN, EPOLL_CTL_ADD);
	}
}

static _Noreturn void serve(struct server *s)
{
	struct epoll_event events[256];
	int n, i, fd;

	for (;;) {
		n = epoll_wait(s->epoll, events, 256, -1);
		for (i = 0; i < n; i++) {
			fd = events[i].data.fd;
			if (fd == s->listener)
				accept_some(s);
			else if (events[i].events & EPOLLOUT)
				send_some(s, fd);
			else
				receive(s, fd);
		}
	}
}

static int open_listener(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) || listen(fd, 4096) ||
		getsockname(fd, (struct sockaddr *)&at, &size))
		bench_fail("llm", "no server on 127.0.0.1");
	*port = ntohs(at.sin_port);
	return fd;
}

struct llm_server llm_server_start(void)
{
	struct llm_server started = { .pid = -1 };
	int listener = open_listener(&started.port);
	struct server *s;

	started.pid = fork();
	if (started.pid < 0)
		bench_fail("fork", strerror(errno));
	if (started.pid > 0) {
		close(listener);
		return started;
	}
	(void)prctl(
		PR_SET_PDEATHSIG, SIGKILL); /* else it is left over when the benchmark is killed */
	llm_raise_descriptors();
	s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->listener = listener;
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	write_answers(s);
	watch(s, listener, EPOLLIN, EPOLL_CTL_ADD);
	serve(s);
}

void llm_server_stop(struct llm_server *s)
{
	kill(s->pid, SIGKILL);
	if (waitpid(s->pid, NULL, 0) != s->pid)
		bench_fail("llm", "its server was lost");
}
