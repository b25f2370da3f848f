/*
 * The server: a thread that accepts, a thread per connection, HTTP/1.1 with
 * connections kept. Whoever waits, waits in poll() on the connection, which
 * stop() shuts down; so there is nothing that could hang.
 */
#include "support/fake_llm.h"

#include "support/fake_flood.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS_MAX 256
#define REQUESTS_MAX 20000
#define HEAD_MAX 65536
#define BODY_MAX (32 * 1024 * 1024)

struct connection {
	struct fake_llm *server;
	pthread_t thread;
	int fd;
	bool used, over; /* over: its thread only has to be joined */
};

struct fake_llm {
	int listener, port;
	char url[64];
	json_t *script;
	pthread_t acceptor;
	pthread_mutex_t lock; /* everything below */
	bool stopping;
	struct connection connections[CONNECTIONS_MAX];
	long *left; /* per row: how often it can still answer, -1 without end */
	char **requests;
	size_t requests_n, answered;
};

/* One request, whole. */
struct request {
	char *bytes; /* head and body, NUL-terminated */
	size_t size;
	char *body; /* within bytes */
	char path[2048], key[512];
};

static bool says(const char *body, const char *words)
{
	json_t *text = json_string(words);
	char *escaped = json_dumps(text, JSON_ENCODE_ANY);
	bool found;

	escaped[strlen(escaped) - 1] = '\0';
	found = strstr(body, escaped + 1) != NULL;
	free(escaped);
	json_decref(text);
	return found;
}

static bool matches(const json_t *when, const char *body)
{
	const json_t *word;
	size_t i;

	if (json_is_string(when))
		return says(body, json_string_value(when));
	json_array_foreach (when, i, word)
		if (!says(body, json_string_value(word)))
			return false;
	return true;
}

static const json_t *take_row(struct fake_llm *f, const char *body)
{
	const json_t *rows = json_object_get(f->script, "replies"), *row, *found = NULL;
	size_t i;

	pthread_mutex_lock(&f->lock);
	json_array_foreach (rows, i, row) {
		if (f->left[i] != 0 && matches(json_object_get(row, "when"), body)) {
			f->left[i] -= f->left[i] > 0;
			found = row;
			break;
		}
	}
	pthread_mutex_unlock(&f->lock);
	return found;
}

static void record(struct fake_llm *f, const char *bytes)
{
	pthread_mutex_lock(&f->lock);
	if (f->requests_n < REQUESTS_MAX)
		f->requests[f->requests_n++] = strdup(bytes);
	pthread_mutex_unlock(&f->lock);
}

/* Until the client goes, or the time is over (-1: never). False: it has gone. */
static bool wait_while_there(int fd, long ms)
{
	struct pollfd p = { .fd = fd, .events = POLLRDHUP };

	return poll(&p, 1, (int)ms) == 0;
}

static bool send_all(int fd, const char *bytes, size_t n)
{
	ssize_t sent;

	for (; n > 0; bytes += sent, n -= (size_t)sent) {
		sent = send(fd, bytes, n, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
	}
	return true;
}

static bool send_pieces(int fd, const char *bytes, size_t n, size_t piece, long pause_ms)
{
	size_t now;

	for (; n > 0; bytes += now, n -= now) {
		now = piece < n ? piece : n;
		if (!send_all(fd, bytes, now))
			return false;
		if (pause_ms > 0 && !wait_while_there(fd, pause_ms))
			return false;
		sched_yield();
	}
	return true;
}

static bool send_body(int fd, const struct fake_answer *a, const json_t *wire)
{
	const json_t *cut = json_object_get(wire, "cut"), *piece = json_object_get(wire, "piece");
	size_t size = cut ? (size_t)json_integer_value(cut) : a->body_size;
	size_t by = piece ? (size_t)json_integer_value(piece) : 16384;
	char frame[32];

	if (size > a->body_size)
		size = a->body_size;
	if (a->stream && size > 0) {
		snprintf(frame, sizeof(frame), "%zx\r\n", a->body_size);
		if (!send_all(fd, frame, strlen(frame)))
			return false;
	}
	return send_pieces(fd, a->body, size, by,
		       (long)json_integer_value(json_object_get(wire, "pause_ms"))) &&
		!cut;
}

static bool send_comments(int fd, bool lines)
{
	const char *frame = lines ? "1\r\n\n\r\n" : "e\r\n: keep-alive\n\n\r\n";

	while (wait_while_there(fd, 5))
		if (!send_all(fd, frame, strlen(frame)))
			break;
	return false;
}

/* False: the connection is over. */
static bool send_answer(int fd, const struct fake_answer *a, const json_t *wire)
{
	const json_t *length = json_object_get(wire, "length");
	char head[1024];

	snprintf(head, sizeof(head), "HTTP/1.1 %d X\r\nContent-Type: %s\r\n%s", a->status, a->type,
		a->headers);
	if (!send_all(fd, head, strlen(head)))
		return false;
	if (a->stream)
		snprintf(head, sizeof(head), "Transfer-Encoding: chunked\r\n\r\n");
	else
		snprintf(head, sizeof(head), "Content-Length: %zu\r\n\r\n",
			length ? (size_t)json_integer_value(length) : a->body_size);
	if (!send_all(fd, head, strlen(head)))
		return false;
	if (json_integer_value(json_object_get(wire, "comments")) < 0)
		return send_comments(fd, strstr(a->type, "ndjson") != NULL);
	if (!send_body(fd, a, wire) || (a->stream && a->body_size > 0 && !send_all(fd, "\r\n", 2)))
		return false;
	if (json_is_true(json_object_get(wire, "stall")))
		return wait_while_there(fd, -1);
	return (!a->stream || send_all(fd, "0\r\n\r\n", 5)) && !length;
}

static bool answer(struct connection *c, const struct request *r)
{
	const json_t *row = take_row(c->server, r->body);
	const json_t *wire = json_object_get(row, "wire");
	long delay = (long)json_integer_value(json_object_get(row, "delay_ms"));
	const json_t *class = json_object_get(row, "class"), *flood = json_object_get(wire, "flood");
	struct fake_answer a = { .status = 0 };
	bool go_on;

	if (delay > 0 && !wait_while_there(c->fd, delay))
		return false;
	if (json_is_string(class) && strcmp(json_string_value(class), "timeout") == 0)
		return wait_while_there(c->fd, -1);
	if (!fake_answer_build(row, r->path, r->key, r->body, &a)) {
		send_all(c->fd, "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n", 38);
		return false;
	}
	if (flood)
		fake_flood(c->fd, json_string_value(flood), a.type);
	go_on = !flood && send_answer(c->fd, &a, wire);
	fake_answer_done(&a);
	return go_on;
}

/* The value of a header line, in out; "" when it is not there. */
static void header(const char *head, const char *name, char *out, size_t size)
{
	const char *line = strcasestr(head, name), *end;

	out[0] = '\0';
	if (!line)
		return;
	line += strlen(name);
	line += strspn(line, " ");
	end = strstr(line, "\r\n");
	snprintf(out, size, "%.*s", (int)(end - line), line);
}

/* The head has come: make room for the body. False: too much is announced, or no memory. */
static bool expect_body(int fd, struct request *r, const char *end, size_t *want)
{
	size_t head_size = (size_t)(end - r->bytes) + 4, body_size;
	char value[64], *more;

	header(r->bytes, "\r\nContent-Length:", value, sizeof(value));
	body_size = strtoul(value, NULL, 10);
	more = body_size <= BODY_MAX ? realloc(r->bytes, head_size + body_size + HEAD_MAX) : NULL;
	if (!more)
		return false;
	r->bytes = more;
	r->body = more + head_size;
	*want = head_size + body_size;
	header(r->bytes, "\r\nExpect:", value, sizeof(value));
	return !value[0] || send_all(fd, "HTTP/1.1 100 Continue\r\n\r\n", 25);
}

/* Read until the request is whole. False: the client went, or sent too much. */
static bool read_request(int fd, struct request *r)
{
	size_t want = HEAD_MAX - 1;
	const char *end;
	ssize_t n;

	r->bytes = malloc(HEAD_MAX);
	while (r->bytes && r->size < want) {
		n = recv(fd, r->bytes + r->size, want - r->size, 0);
		if (n <= 0)
			return false;
		r->size += (size_t)n;
		r->bytes[r->size] = '\0';
		end = r->body ? NULL : strstr(r->bytes, "\r\n\r\n");
		if (end && !expect_body(fd, r, end, &want))
			return false;
	}
	return r->body != NULL;
}

static void read_head(struct request *r)
{
	static const char bearer[] = "Bearer ";

	if (sscanf(r->bytes, "%*s %2047s", r->path) != 1)
		r->path[0] = '\0';
	header(r->bytes, "\r\nx-goog-api-key:", r->key, sizeof(r->key));
	if (!r->key[0])
		header(r->bytes, "\r\nx-api-key:", r->key, sizeof(r->key));
	if (r->key[0])
		return;
	header(r->bytes, "\r\nAuthorization:", r->key, sizeof(r->key));
	if (strncmp(r->key, bearer, sizeof(bearer) - 1) == 0)
		memmove(r->key, r->key + sizeof(bearer) - 1, strlen(r->key) - sizeof(bearer) + 2);
}

static void *serve_connection(void *data)
{
	struct connection *c = data;
	bool go_on = true;

	while (go_on) {
		struct request *r = calloc(1, sizeof(*r));

		go_on = r && read_request(c->fd, r);
		if (go_on) {
			read_head(r);
			record(c->server, r->bytes);
			go_on = answer(c, r);
			pthread_mutex_lock(&c->server->lock);
			c->server->answered++;
			pthread_mutex_unlock(&c->server->lock);
		}
		if (r)
			free(r->bytes);
		free(r);
	}
	shutdown(c->fd,
		SHUT_RDWR); /* closed after the join: until then stop() may still shut it down */
	pthread_mutex_lock(&c->server->lock);
	c->over = true;
	pthread_mutex_unlock(&c->server->lock);
	return NULL;
}

static void end_connection(struct connection *c)
{
	pthread_join(c->thread, NULL);
	close(c->fd);
	c->used = false;
}

static void take_connection(struct fake_llm *f, int fd)
{
	struct connection *c = NULL;
	int one = 1;
	size_t i;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	pthread_mutex_lock(&f->lock);
	for (i = 0; i < CONNECTIONS_MAX && !c && !f->stopping; i++) {
		if (f->connections[i].used && f->connections[i].over)
			end_connection(&f->connections[i]);
		if (!f->connections[i].used)
			c = &f->connections[i];
	}
	if (c) {
		*c = (struct connection){ .server = f, .fd = fd };
		c->used = pthread_create(&c->thread, NULL, serve_connection, c) == 0;
	}
	if (!c || !c->used)
		close(fd);
	pthread_mutex_unlock(&f->lock);
}

static void *accept_all(void *data)
{
	struct fake_llm *f = data;
	int fd;

	while ((fd = accept4(f->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0 || errno == EINTR ||
		errno == ECONNABORTED)
		if (fd >= 0)
			take_connection(f, fd);
	return NULL;
}

static bool load(struct fake_llm *f, const char *script_json)
{
	const json_t *rows, *row, *times;
	json_error_t e;
	size_t i;

	f->script = json_loads(script_json, 0, &e);
	if (!f->script) {
		fprintf(stderr, "fake_llm: line %d: %s\n", e.line, e.text);
		return false;
	}
	rows = json_object_get(f->script, "replies");
	f->left = calloc(json_array_size(rows) + 1, sizeof(*f->left));
	f->requests = calloc(REQUESTS_MAX, sizeof(*f->requests));
	json_array_foreach (rows, i, row) {
		times = json_object_get(row, "times");
		f->left[i] = times ? (long)json_integer_value(times) : -1;
	}
	return f->left && f->requests;
}

static bool listen_on_loopback(struct fake_llm *f)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);

	f->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (f->listener < 0 || bind(f->listener, (struct sockaddr *)&at, size) ||
		listen(f->listener, 128) ||
		getsockname(f->listener, (struct sockaddr *)&at, &size)) {
		perror("fake_llm");
		return false;
	}
	f->port = ntohs(at.sin_port);
	snprintf(f->url, sizeof(f->url), "http://127.0.0.1:%d", f->port);
	return true;
}

static void release(struct fake_llm *f)
{
	size_t i;

	for (i = 0; i < f->requests_n; i++)
		free(f->requests[i]);
	free(f->requests);
	free(f->left);
	json_decref(f->script);
	pthread_mutex_destroy(&f->lock);
	if (f->listener >= 0)
		close(f->listener);
	free(f);
}

struct fake_llm *fake_llm_start(const char *script_json)
{
	struct fake_llm *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->listener = -1;
	pthread_mutex_init(&f->lock, NULL);
	if (load(f, script_json) && listen_on_loopback(f) &&
		pthread_create(&f->acceptor, NULL, accept_all, f) == 0)
		return f;
	release(f);
	return NULL;
}

void fake_llm_stop(struct fake_llm *f)
{
	struct connection *c;

	if (!f)
		return;
	pthread_mutex_lock(&f->lock);
	f->stopping = true;
	pthread_mutex_unlock(&f->lock);
	shutdown(f->listener, SHUT_RDWR); /* accept() fails with EINVAL */
	pthread_join(f->acceptor, NULL);
	for (c = f->connections; c < f->connections + CONNECTIONS_MAX; c++) {
		if (!c->used)
			continue;
		shutdown(c->fd, SHUT_RDWR);
		end_connection(c);
	}
	release(f);
}

int fake_llm_port(const struct fake_llm *f)
{
	return f->port;
}

const char *fake_llm_url(const struct fake_llm *f)
{
	return f->url;
}

size_t fake_llm_requests(struct fake_llm *f)
{
	size_t n;

	pthread_mutex_lock(&f->lock);
	n = f->requests_n;
	pthread_mutex_unlock(&f->lock);
	return n;
}

size_t fake_llm_answered(struct fake_llm *f)
{
	size_t n;

	pthread_mutex_lock(&f->lock);
	n = f->answered;
	pthread_mutex_unlock(&f->lock);
	return n;
}

const char *fake_llm_request(struct fake_llm *f, size_t i)
{
	const char *request;

	pthread_mutex_lock(&f->lock);
	request = i < f->requests_n ? f->requests[i] : "";
	pthread_mutex_unlock(&f->lock);
	return request;
}
