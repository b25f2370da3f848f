/* The head of a request to a proxy, as text. */
#ifndef MA_SYS_PROXY_REQUEST_H
#define MA_SYS_PROXY_REQUEST_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

struct ma_place {
	char host[254], port[6];
};

/* "host:port", "[v6]:port", or "host" where default_port is not "". False: *out untouched. */
bool ma_place_read(struct ma_str authority, const char *default_port, struct ma_place *out);
bool ma_place_eq(const struct ma_place *a, const struct ma_place *b);

struct ma_proxy_request {
	struct ma_str method, authority, path,
		headers; /* borrow from the text; authority is what it names, right or wrong */
	bool tunnel;     /* CONNECT */
	struct ma_place place;
};

/* Read a head that ends in an empty line. False when it asks for no place; then only authority is set. */
bool ma_proxy_request_read(struct ma_str head, struct ma_proxy_request *out);

/*
 * A plain request as its server wants it: the path alone, and "Connection: close",
 * because the next request on that connection could name another host.
 */
void ma_proxy_request_origin(const struct ma_proxy_request *r, struct ma_buf *out);

/*
 * A request as the next proxy wants it: with its own "Proxy-Authorization" (NULL: none) in the place of the client's. A plain one
 * says "Connection: close", too.
 */
void ma_proxy_request_forward(
	const struct ma_proxy_request *r, const char *authorization, struct ma_buf *out);

/* "user:password" as "Basic ...". Gives it: ma_free(). NULL: memory is out. */
char *ma_proxy_basic(struct ma_str login);

#endif
