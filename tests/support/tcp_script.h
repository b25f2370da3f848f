/*
 * A loopback server that plays a script: for each connection in turn it reads
 * one request and sends what the script says. It runs on a thread of its own.
 */
#ifndef MA_TESTS_TCP_SCRIPT_H
#define MA_TESTS_TCP_SCRIPT_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct tcp_reply {
	const char *text; /* sent when the request has come */
	size_t size;      /* of text; 0: up to its NUL */
	const char *more; /* sent when the test has posted `go`, or NULL */
	bool hold;        /* wait for the client to close, else close */
};

struct tcp_script {
	const struct tcp_reply *replies;
	size_t n;
	int listener, port;
	pthread_t thread;
	sem_t go;
	char request[65536]; /* the last one */
	char url[64];        /* "http://127.0.0.1:PORT/" */
};

static inline size_t tcp_request_size(const char *text)
{
	const char *end = strstr(text, "\r\n\r\n"), *length = strcasestr(text, "content-length:");

	if (!end)
		return SIZE_MAX;
	return (size_t)(end - text) + 4 +
		(length && length < end ? strtoul(length + 15, NULL, 10) : 0);
}

static inline void tcp_read_request(struct tcp_script *s, int fd)
{
	size_t n = 0;
	ssize_t got = 1;

	s->request[0] = '\0';
	while (n < tcp_request_size(s->request) && n + 1 < sizeof(s->request) && got > 0) {
		got = read(fd, s->request + n, sizeof(s->request) - n - 1);
		n += got > 0 ? (size_t)got : 0;
		s->request[n] = '\0';
	}
}

static inline void tcp_send(int fd, const char *text, size_t size)
{
	ssize_t n;

	for (; size > 0; text += n, size -= (size_t)n) {
		n = send(fd, text, size, MSG_NOSIGNAL);
		if (n <= 0)
			return; /* the client has had enough: what some tests are about */
	}
}

static inline void *tcp_serve(void *data)
{
	struct tcp_script *s = data;
	char rest[256];
	size_t i;
	int fd;

	for (i = 0; i < s->n; i++) {
		const struct tcp_reply *r = &s->replies[i];

		fd = accept(s->listener, NULL, NULL);
		if (fd < 0)
			break;
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
		tcp_read_request(s, fd);
		tcp_send(fd, r->text, r->size ? r->size : strlen(r->text));
		if (r->more) {
			sem_wait(&s->go);
			tcp_send(fd, r->more, strlen(r->more));
		}
		while (r->hold && read(fd, rest, sizeof(rest)) > 0)
			;
		close(fd);
	}
	return NULL;
}

/* Listen on a free port of loopback. Returns the descriptor. */
static inline int tcp_listen(int backlog, int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) || listen(fd, backlog) ||
		getsockname(fd, (struct sockaddr *)&at, &size))
		abort();
	*port = ntohs(at.sin_port);
	return fd;
}

static inline void tcp_script_start(struct tcp_script *s, const struct tcp_reply *replies, size_t n)
{
	*s = (struct tcp_script){ .replies = replies, .n = n };
	s->listener = tcp_listen(128, &s->port);
	(void)snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d/", s->port);
	if (sem_init(&s->go, 0, 0) || pthread_create(&s->thread, NULL, tcp_serve, s))
		abort();
}

/* Every reply of the script has been played, or nobody comes any more. */
static inline void tcp_script_stop(struct tcp_script *s)
{
	(void)shutdown(s->listener, SHUT_RD);
	sem_post(&s->go);
	if (pthread_join(s->thread, NULL))
		abort();
	sem_destroy(&s->go);
	close(s->listener);
}

#endif
