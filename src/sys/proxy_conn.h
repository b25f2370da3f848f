/* What proxy*.c share: the proxy with its routes, and its connections. For these files only. */
#ifndef MA_SYS_PROXY_CONN_H
#define MA_SYS_PROXY_CONN_H

#include <uv.h>

#include "base/arena.h"
#include "sys/http.h"
#include "sys/proxy.h"
#include "sys/proxy_request.h"

#define MA_PROXY_CONNECTIONS_MAX 64

struct ma_proxy_conn;

/* Where connections for one allowed place go: itself, or the upstream proxy. */
struct ma_proxy_route {
	struct ma_proxy *proxy;
	struct ma_place allowed, target;
	bool upstream;
	const char *origin;  /* "https://host:port" where its requests are ours to make; or NULL */
	char *authorization; /* the upstream's, as it stands in a header; or NULL */
	uv_getaddrinfo_t lookup;
	bool resolved;
	int error;
	struct addrinfo *addresses;
};

struct ma_proxy {
	uv_loop_t *loop;
	uv_pipe_t listener;
	struct ma_proxy_route *routes;
	size_t routes_n;
	bool freed;
	uint64_t bytes_max;
	struct ma_proxy_stats stats;
	struct ma_proxy_conn *conns;
	size_t conns_n, users;

	/* Of the requests that are ours to make. */
	struct ma_arena arena; /* of what the grants and routes point to */
	struct ma_grant *grants;
	size_t grants_n, grants_max;
	struct ma_http *http; /* or NULL */
	size_t held;          /* bytes of answers that are not whole yet */
};

/* A lookup, a connection, a request of ours or the listener is gone; the last one frees a proxy that was given up. */
void ma_proxy_drop_user(struct ma_proxy *p);

/* Take the client that waits at the listener. */
void ma_proxy_conn_accept(struct ma_proxy *p);

/* The names of a route are resolved, or cannot be: connections that waited for it go on. */
void ma_proxy_conns_resolved(struct ma_proxy *p, const struct ma_proxy_route *route);

void ma_proxy_conns_close(struct ma_proxy *p);

#endif
