/*
 * A request that the proxy makes itself, in its client's place: over TLS, with a grant that the client does not know. What is passed
 * on of either side is a list: no credentials or cookies, and a redirect is told and not followed. For proxy*.c only.
 */
#ifndef MA_SYS_PROXY_FETCH_H
#define MA_SYS_PROXY_FETCH_H

#include "base/buf.h"
#include "sys/proxy_conn.h"

struct ma_proxy_fetch;

/* A whole response as the client gets it: 502 where none came. Whoever takes it leaves an empty one. */
typedef void ma_proxy_fetch_done_fn(void *data, struct ma_buf *response);

/*
 * Of what is GET or HEAD and has a grant; *out is NULL where it has none, and the proxy's stats say why not. Borrows the request for the call,
 * proxy and route until done(); until then *out is valid.
 */
ma_rc ma_proxy_fetch_start(struct ma_proxy *p, const struct ma_proxy_route *route,
	const struct ma_proxy_request *r, ma_proxy_fetch_done_fn *done, void *data,
	struct ma_proxy_fetch **out);

/* done() will not be called. Accepts NULL. */
void ma_proxy_fetch_cancel(struct ma_proxy_fetch *fetch);

#endif
