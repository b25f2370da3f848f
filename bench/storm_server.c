/* The server: one thread, one poll(). What it says of limits is true. */
#include "storm_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

#define SERVED_MS 1000
#define SERVED_N 2
#define REPLY_MS 300
#define REFUSAL_MS 20
#define CONNECTIONS_MAX 128
#define REQUEST_MAX (1 << 20)
#define ANSWER_MAX 4096

struct connection {
	int fd; /* -1: none */
	char *request;
	size_t n;
	double due_ms; /* of its answer; 0: none */
	char answer[ANSWER_MAX];
};

struct storm_state {
	pthread_t thread;
	int wake[2];
	double served_ms[SERVED_N]; /* the last ones, a ring */
	bool refused;
	struct connection connections[CONNECTIONS_MAX];
};

/* A word of the request, from after `before` to a character that no word has. */
static void find_word(const char *request, const char *before, char *out, size_t size)
{
	const char *at = strstr(request, before);
	size_t n = 0;

	if (at)
		for (at += strlen(before); n + 1 < size && at[n] && !strchr("\\\"", at[n]); n++)
			out[n] = at[n];
	out[n] = '\0';
}

static void write_body(const char *request, char *body, size_t size)
{
	char nonce[80], task[80];

	find_word(request, "output nonce=\\\"", nonce, sizeof(nonce));
	find_word(request, "task id=\\\"", task, sizeof(task));
	snprintf(body, size,
		"{\"id\":\"1\",\"model\":\"storm\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
		"\"message\":{\"role\":\"assistant\",\"content\":\"=== FILE %s %s.txt\\nx\\n=== END "
		"%s\\n\"}}],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20}}",
		nonce, task, nonce);
}

static unsigned count_served(const struct storm_state *t, double now, double *newest_out)
{
	unsigned n = 0, i;

	*newest_out = 0;
	for (i = 0; i < SERVED_N; i++) {
		n += t->served_ms[i] > 0 && now - t->served_ms[i] < SERVED_MS;
		if (t->served_ms[i] > *newest_out)
			*newest_out = t->served_ms[i];
	}
	return n;
}

static void write_limits(
	const struct storm_server *s, double now, bool refused, char *out, size_t size)
{
	double newest;
	unsigned n = count_served(s->state, now, &newest);

	out[0] = '\0';
	if (s->says == STORM_RETRY_AFTER && refused)
		snprintf(out, size, "Retry-After: 1\r\n");
	if (s->says == STORM_LIMITS)
		snprintf(out, size,
			"x-ratelimit-limit-requests: %d\r\nx-ratelimit-remaining-requests: %u\r\n"
			"x-ratelimit-reset-requests: %.0fms\r\n",
			SERVED_N, SERVED_N - n, n > 0 ? newest + SERVED_MS - now + 1 : 0);
}

static bool is_refused(struct storm_server *s, double now)
{
	struct storm_state *t = s->state;
	double newest;
	bool refused = count_served(t, now, &newest) >= SERVED_N;

	s->requests++;
	s->after += t->refused;
	if (!refused) {
		s->served_after += t->refused;
		t->served_ms[s->served++ % SERVED_N] = now;
	}
	t->refused |= refused;
	return refused;
}

static void decide(struct storm_server *s, struct connection *c)
{
	static const char refusal[] =
		"{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"two in a second\"}}";
	char body[2048], limits[256];
	double now = bench_now_ms();
	bool refused = is_refused(s, now);

	if (s->first_ms == 0)
		s->first_ms = now;
	if (refused)
		snprintf(body, sizeof(body), "%s", refusal);
	else
		write_body(c->request, body, sizeof(body));
	write_limits(s, now, refused, limits, sizeof(limits));
	snprintf(c->answer, sizeof(c->answer),
		"HTTP/1.1 %s\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n%s",
		refused ? "429 Too Many Requests" : "200 OK", limits, strlen(body), body);
	c->due_ms = now + (refused ? REFUSAL_MS : REPLY_MS);
	c->n = 0;
}

static void hang_up(struct connection *c)
{
	close(c->fd);
	free(c->request);
	*c = (struct connection){ .fd = -1 };
}

/* Whether the request has come whole. */
static bool is_whole(const struct connection *c)
{
	const char *end = strstr(c->request, "\r\n\r\n"), *length;

	if (!end)
		return false;
	length = strcasestr(c->request, "\r\ncontent-length:");
	return length && length < end &&
		c->n >= (size_t)(end + 4 - c->request) + strtoul(length + 17, NULL, 10);
}

static void receive(struct storm_server *s, struct connection *c)
{
	ssize_t n = recv(c->fd, c->request + c->n, REQUEST_MAX - 1 - c->n, 0);

	if (n <= 0) {
		hang_up(c);
		return;
	}
	c->n += (size_t)n;
	c->request[c->n] = '\0';
	if (is_whole(c))
		decide(s, c);
}

static void take(struct storm_server *s)
{
	int fd = accept(s->listener, NULL, NULL), one = 1;
	struct connection *c = s->state->connections;

	while (c < s->state->connections + CONNECTIONS_MAX && c->fd >= 0)
		c++;
	if (fd < 0 || c == s->state->connections + CONNECTIONS_MAX)
		bench_fail("storm", "no more connections");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	*c = (struct connection){ .fd = fd, .request = malloc(REQUEST_MAX) };
	if (!c->request)
		bench_fail("storm", "out of memory");
}

/* Send what is due; how long until the next, -1: nothing. */
static int answer_due(struct storm_server *s)
{
	double now = bench_now_ms(), next = -1, left;
	struct connection *c = s->state->connections;

	for (; c < s->state->connections + CONNECTIONS_MAX; c++) {
		if (c->fd < 0 || c->due_ms == 0)
			continue;
		left = c->due_ms - now;
		if (left <= 0) {
			send(c->fd, c->answer, strlen(c->answer), MSG_NOSIGNAL);
			c->due_ms = 0;
			s->last_ms = now;
		} else if (next < 0 || left < next) {
			next = left;
		}
	}
	return next < 0 ? -1 : (int)next + 1;
}

static void *serve(void *data)
{
	struct storm_server *s = data;
	struct storm_state *t = s->state;
	struct pollfd p[CONNECTIONS_MAX + 2];
	int i, ms;

	for (;;) {
		ms = answer_due(s);
		for (i = 0; i < CONNECTIONS_MAX; i++)
			p[i] = (struct pollfd){ .fd = t->connections[i].fd, .events = POLLIN };
		p[CONNECTIONS_MAX] = (struct pollfd){ .fd = s->listener, .events = POLLIN };
		p[CONNECTIONS_MAX + 1] = (struct pollfd){ .fd = t->wake[0], .events = POLLIN };
		if (poll(p, CONNECTIONS_MAX + 2, ms) < 0 || p[CONNECTIONS_MAX + 1].revents)
			return NULL;
		for (i = 0; i < CONNECTIONS_MAX; i++)
			if (p[i].fd >= 0 && p[i].revents)
				receive(s, &t->connections[i]);
		if (p[CONNECTIONS_MAX].revents)
			take(s);
	}
}

void storm_server_start(struct storm_server *s, enum storm_says says)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int i;

	*s = (struct storm_server){ .says = says, .state = calloc(1, sizeof(*s->state)) };
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!s->state || s->listener < 0 || bind(s->listener, (struct sockaddr *)&at, size) ||
		listen(s->listener, CONNECTIONS_MAX) ||
		getsockname(s->listener, (struct sockaddr *)&at, &size) || pipe(s->state->wake))
		bench_fail("storm", "no server can be had");
	s->port = ntohs(at.sin_port);
	for (i = 0; i < CONNECTIONS_MAX; i++)
		s->state->connections[i].fd = -1;
	if (pthread_create(&s->state->thread, NULL, serve, s))
		bench_fail("storm", "no thread can be had");
}

void storm_server_stop(struct storm_server *s)
{
	int i;

	if (write(s->state->wake[1], "", 1) != 1)
		bench_fail("storm", "the server cannot be told to stop");
	pthread_join(s->state->thread, NULL);
	for (i = 0; i < CONNECTIONS_MAX; i++)
		if (s->state->connections[i].fd >= 0)
			hang_up(&s->state->connections[i]);
	close(s->state->wake[0]);
	close(s->state->wake[1]);
	close(s->listener);
	free(s->state);
	s->state = NULL;
}
