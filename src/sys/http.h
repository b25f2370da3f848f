/*
 * HTTP client: libcurl's multi interface on our loop. TLS is always verified,
 * redirects are never followed, only http and https are spoken. libcurl is
 * opened when the first client is made.
 */
#ifndef MA_SYS_HTTP_H
#define MA_SYS_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "sys/loop.h"

struct ma_http;
struct ma_http_call;

struct ma_http_req {
	const char *method; /* "GET", "POST" */
	const char *url;
	const char *const *headers; /* "Name: value", NULL-terminated */
	struct ma_str body;
	int64_t connect_ms;    /* to connect; 0: 10 s */
	int64_t first_byte_ms; /* from the request to the first byte of the head; 0: none */
	int64_t idle_ms;       /* without a byte of the body; 0: none */
	int64_t total_ms;      /* 0: none */
	size_t body_max;       /* decoded bytes of the body, counted while they come */

	/*
	 * The proxy's URL, which may hold a user and a password, where the environment names none ([http_proxy],
	 * HTTPS_PROXY, ALL_PROXY, in either case but of the first); "none": no proxy, whatever the environment
	 * says; NULL: the environment's. NO_PROXY holds for all of them.
	 */
	const char *proxy;
	const char *ca_file; /* certificates to trust instead of the system's; NULL: the client's */
};

struct ma_http_head {
	int status;
	/* n of each, names in lower case; borrowed until done() returns */
	const struct ma_str *names, *values;
	size_t n;
};

/* The value of the first header of that (lower case) name, or {NULL, 0}. */
struct ma_str ma_http_header(const struct ma_http_head *head, const char *name);

struct ma_http_result {
	ma_rc rc; /* MA_OK: a whole response came, of whatever status */
	ma_err err;
	bool sent;                /* the request may have reached the server */
	struct ma_http_head head; /* status 0 when none came */
	struct ma_str body;       /* empty when on_body took it; borrowed for the callback */
};

struct ma_http_events {
	/* Optional. The head is complete. */
	void (*head)(void *data, const struct ma_http_head *head);
	/* Optional. Bytes of the body, when wanted as they come; false aborts with MA_ECANCELED. */
	bool (*body)(void *data, const struct ma_http_head *head, struct ma_str bytes);
	/* Mandatory. The last call; contract of sys/loop.h. */
	void (*done)(void *data, const struct ma_http_result *result);
	/* Optional. The answer has begun and the request's body has left: it is not needed any more. Before done(). */
	void (*sent)(void *data);
};

/* Gives *out: ma_http_free() it when no call is under way. `ca_file`: NULL for the system's. MA_EUNAVAILABLE when libcurl is not installed. */
ma_rc ma_http_new(struct ma_loop *loop, const char *ca_file, struct ma_http **out, ma_err *err);
void ma_http_free(struct ma_http *http);

/* Borrows req for the call; its body until sent() or done(). *out is valid until done(). */
ma_rc ma_http_start(struct ma_http *http, const struct ma_http_req *req,
	const struct ma_http_events *events, void *data, struct ma_http_call **out, ma_err *err);

/* done() comes soon with MA_ECANCELED. Accepts NULL. */
void ma_http_cancel(struct ma_http_call *call);

#endif
