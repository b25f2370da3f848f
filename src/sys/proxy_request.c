/* The head of a request to a proxy, as text. */
#include "sys/proxy_request.h"

#include <stdio.h>

#include "base/base64.h"
#include "base/limits.h"

static bool read_port(struct ma_str text, struct ma_place *out)
{
	uint64_t number;

	if (!ma_str_to_u64(text, &number) || number < 1 || number > 65535)
		return false;
	(void)snprintf(out->port, sizeof(out->port), "%u", (unsigned)number); /* five digits fit */
	return true;
}

static bool read_host(struct ma_str text, struct ma_place *out)
{
	size_t i;

	if (text.n > 2 && text.p[0] == '[' && text.p[text.n - 1] == ']')
		text = ma_str_n(text.p + 1, text.n - 2);
	if (text.n == 0 || text.n >= sizeof(out->host))
		return false;
	for (i = 0; i < text.n; i++)
		if (text.p[i] <= ' ' || strchr("/[]@", text.p[i])) /* NUL is among the first */
			return false;
	memcpy(out->host, text.p, text.n);
	out->host[text.n] = '\0';
	return true;
}

/* Where the port begins, or the end: the last ':' that is not within the brackets of an IPv6 address. */
static size_t port_at(struct ma_str authority)
{
	size_t i = authority.n;

	while (i > 0 && authority.p[i - 1] != ':' && authority.p[i - 1] != ']')
		i--;
	return i > 0 && authority.p[i - 1] == ':' ? i : authority.n;
}

bool ma_place_read(struct ma_str authority, const char *default_port, struct ma_place *out)
{
	size_t at = port_at(authority);
	struct ma_place place;

	if (at < authority.n) {
		if (!read_port(ma_str_from(authority, at), &place))
			return false;
		authority.n = at - 1;
	} else if (!read_port(ma_str(default_port), &place)) {
		return false;
	}
	if (!read_host(authority, &place))
		return false;
	*out = place;
	return true;
}

bool ma_place_eq(const struct ma_place *a, const struct ma_place *b)
{
	return ma_str_eq_nocase(ma_str(a->host), ma_str(b->host)) &&
		ma_str_is(ma_str(a->port), b->port);
}

bool ma_proxy_request_read(struct ma_str head, struct ma_proxy_request *out)
{
	struct ma_proxy_request r = { .headers = head };
	struct ma_str line;

	out->authority = MA_STR("");
	if (!ma_str_line(&r.headers, &line) || !ma_str_cut(&line, ' ', &r.method) ||
		!ma_str_cut(&line, ' ', &r.authority))
		return false;
	r.tunnel = ma_str_is(r.method, "CONNECT");
	out->authority = r.authority;
	if (!r.tunnel) {
		if (!ma_str_starts(r.authority, "http://"))
			return false;
		r.path = ma_str_from(r.authority, 7);
		(void)ma_str_cut(&r.path, '/',
			&r.authority); /* no '/': all of it is the authority, the path is "" */
		out->authority = r.authority;
	}
	if (!ma_place_read(r.authority, r.tunnel ? "" : "80", &r.place))
		return false;
	*out = r;
	return true;
}

static bool of_this_hop(struct ma_str name)
{
	return ma_str_eq_nocase(name, MA_STR("connection")) ||
		ma_str_eq_nocase(name, MA_STR("proxy-connection")) ||
		ma_str_eq_nocase(name, MA_STR("proxy-authorization"));
}

static void add_headers(const struct ma_proxy_request *r, struct ma_buf *out)
{
	struct ma_str rest = r->headers, line, value, name;

	while (ma_str_line(&rest, &line) && line.n > 0) {
		value = line;
		if (!ma_str_cut(&value, ':', &name) || of_this_hop(name))
			continue;
		ma_buf_addv(out, line);
		ma_buf_adds(out, "\r\n");
	}
}

void ma_proxy_request_origin(const struct ma_proxy_request *r, struct ma_buf *out)
{
	ma_buf_addf(out, MA_STR_FMT " /" MA_STR_FMT " HTTP/1.1\r\n", MA_STR_ARG(r->method),
		MA_STR_ARG(r->path));
	add_headers(r, out);
	ma_buf_adds(out, "Connection: close\r\n\r\n");
}

void ma_proxy_request_forward(
	const struct ma_proxy_request *r, const char *authorization, struct ma_buf *out)
{
	if (r->tunnel)
		ma_buf_addf(out, "CONNECT " MA_STR_FMT " HTTP/1.1\r\n", MA_STR_ARG(r->authority));
	else
		ma_buf_addf(out, MA_STR_FMT " http://" MA_STR_FMT "/" MA_STR_FMT " HTTP/1.1\r\n",
			MA_STR_ARG(r->method), MA_STR_ARG(r->authority), MA_STR_ARG(r->path));
	add_headers(r, out);
	if (authorization)
		ma_buf_addf(out, "Proxy-Authorization: %s\r\n", authorization);
	ma_buf_adds(out, r->tunnel ? "\r\n" : "Connection: close\r\n\r\n");
}

char *ma_proxy_basic(struct ma_str login)
{
	struct ma_buf b = MA_BUF_INIT(2 * MA_LIMIT_CONFIG);

	ma_buf_adds(&b, "Basic ");
	ma_base64_add(&b, login);
	return ma_buf_take(&b);
}
