/* A connection of the proxy and its two ends. For proxy_conn.c only. */
#ifndef MA_SYS_PROXY_PARTS_H
#define MA_SYS_PROXY_PARTS_H

#include "base/buf.h"
#include "base/limits.h"
#include "sys/proxy_conn.h"

#define CHUNK (32 * MA_KIB)

enum state { HEAD, WAITING, CONNECTING, ASKING, FLOWING, FETCHING, ANSWERING, CLOSING };

struct end {
	struct ma_proxy_conn *conn;
	struct end *peer;
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_pipe_t pipe;
		uv_tcp_t tcp;
	} uv;
	uv_write_t write; /* at most one under way */
	uv_shutdown_t shutdown;
	bool ended;        /* it sends no more */
	char chunk[CHUNK]; /* read from it, being written to its peer */
};

struct ma_proxy_conn {
	struct ma_proxy *proxy;
	struct ma_proxy_conn *next, **link;
	enum state state;
	struct end client, server;
	uv_timer_t timer;
	uv_connect_t connect;
	struct ma_proxy_route *route;
	struct addrinfo *address; /* being tried */
	int error;                /* of the last one tried */
	struct ma_buf head; /* what the client sent before there was a server; then what is sent first, of either end */
	struct ma_buf early; /* what the client sent after its head, until the upstream proxy has made the tunnel */
	struct ma_proxy_fetch *fetch; /* in the place of a server, or NULL */
	bool tunnel;                  /* CONNECT: we answer 200 ourselves */
	bool asks;                    /* an upstream proxy for it, first */
	size_t handles;               /* not closed yet */
};

#endif
