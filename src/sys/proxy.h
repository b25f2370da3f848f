/*
 * A CONNECT proxy on a Unix socket that reaches an exact list of host:port and
 * nothing else, so that an install can fetch packages from inside a sandbox
 * without a network. Names are resolved once, before the start.
 */
#ifndef MA_SYS_PROXY_H
#define MA_SYS_PROXY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "sys/loop.h"

struct ma_proxy;

struct ma_proxy_opts {
	const char *socket_path;
	const char *const *allowed; /* "host:port", NULL-terminated */
	const char *upstream;       /* "host:port" of a proxy to go through, or NULL */
	uint64_t bytes_max;         /* in both directions, over all connections */
};

struct ma_proxy_stats {
	uint64_t connections, refused, bytes;
	char last_refused[256]; /* host:port, "" when none */
};

/* Gives *out: ma_proxy_free() it, which cuts its connections. */
ma_rc ma_proxy_start(struct ma_loop *loop, const struct ma_proxy_opts *opts, struct ma_proxy **out, ma_err *err);
void ma_proxy_stats(const struct ma_proxy *proxy, struct ma_proxy_stats *out);
void ma_proxy_free(struct ma_proxy *proxy);

#endif
