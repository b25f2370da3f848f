/*
 * A CONNECT proxy on a Unix socket that reaches an exact list of host:port and
 * nothing else, so that an install can fetch packages from inside a sandbox
 * without a network. Names are resolved once, at the start; connections wait for that.
 * Plain "GET http://host:port/..." is carried too: registries without TLS are asked that way. So is one that wants to know
 * who asks: that request is made by us, over TLS, with what the client must not know (sys/grant.h).
 */
#ifndef MA_SYS_PROXY_H
#define MA_SYS_PROXY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "sys/grant.h"
#include "sys/loop.h"

struct ma_proxy;

/* A place that may be asked for. */
struct ma_proxy_way {
	const char *place;    /* "host:port", as it is asked for */
	const char *at;       /* "host:port" where it is; NULL: there */
	const char *upstream; /* "host:port" of a proxy to go through, or NULL */
	const char *login;    /* "user:password" for that one, or NULL; clients never see it */
	const char *origin; /* "https://host:port" or with http: GET and HEAD of what has a grant are asked for there, and no more; or NULL */
};

struct ma_proxy_opts {
	const char *socket_path;
	const struct ma_proxy_way *ways;
	size_t ways_n;
	const struct ma_grant *grants;
	size_t grants_n;
	const char *ca_file; /* certificates that requests with a grant trust; NULL: the system's */
	uint64_t bytes_max;  /* in both directions, over all connections */
};

struct ma_proxy_stats {
	uint64_t connections, refused, bytes;
	uint64_t unreachable;   /* connections to an allowed host that could not be made */
	bool exhausted;         /* bytes_max was reached; everything is refused since */
	char last_refused[256]; /* host:port, "" when none */
	char denied[256];       /* what of an `origin` was not to be had, and why, "" when none */
	char last_error[256];   /* why the last allowed host could not be reached, "" when none */
};

/* Borrows opts for the call. Gives *out: ma_proxy_free() it, which cuts its connections. */
ma_rc ma_proxy_start(
	struct ma_loop *loop, const struct ma_proxy_opts *opts, struct ma_proxy **out, ma_err *err);
void ma_proxy_stats(const struct ma_proxy *proxy, struct ma_proxy_stats *out);
void ma_proxy_free(struct ma_proxy *proxy);

#endif
