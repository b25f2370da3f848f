/* Proxies of requests. */
#ifndef MA_SYS_HTTP_PROXY_H
#define MA_SYS_HTTP_PROXY_H

#include <stdbool.h>

#include "base/err.h"

/* The variable of the environment in which libcurl will find a proxy for the URL, or NULL. Borrows: static. */
const char *ma_http_proxy_variable(const char *url);

/* Whether a value can be a proxy at all: "[http://]HOST[:PORT]", https:// or socks5://, or "none". */
bool ma_http_proxy_is(const char *value);

/*
 * Whether the proxy of requests to the URL can be one; `proxy` as in sys/http.h, NULL: only the environment's. MA_ECONFIG
 * names the variable, and never its value, which may hold a password.
 */
ma_rc ma_http_proxy_check(const char *url, const char *proxy, ma_err *err);

#endif
