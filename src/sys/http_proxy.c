/* Which proxy a request goes through, and whether it can be one: said at once, as no attempt mends it. */
#include "sys/http_proxy.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

const char *ma_http_proxy_variable(const char *url)
{
	static const char *const of_https[] = { "https_proxy", "HTTPS_PROXY", "all_proxy",
		"ALL_PROXY", NULL };
	static const char *const of_http[] = { "http_proxy", "all_proxy", "ALL_PROXY", NULL };
	const char *const *name = strncasecmp(url, "https:", 6) == 0 ? of_https : of_http;
	const char *value;

	for (; *name; name++) {
		value = getenv(*name);
		if (value && *value)
			return *name;
	}
	return NULL;
}

/* What follows "scheme://", if there is one. */
static struct ma_str behind_scheme(struct ma_str url, struct ma_str *scheme)
{
	ptrdiff_t at = ma_str_find(url, MA_STR("://"));

	*scheme = ma_str_n(url.p, at < 0 ? 0 : (size_t)at);
	return at < 0 ? url : ma_str_from(url, (size_t)at + 3);
}

static struct ma_str authority(struct ma_str rest)
{
	size_t n = 0;

	while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#')
		n++;
	rest.n = n;
	for (; n > 0 && rest.p[n - 1] != '@'; n--)
		;
	return ma_str_from(rest, n);
}

/* "host", "host:8080", "[::1]:8080" */
static bool cut_port(struct ma_str *host)
{
	uint64_t port = 0;
	size_t at = host->n;

	while (at > 0 && host->p[at - 1] != ':' && host->p[at - 1] != ']')
		at--;
	if (at == 0 || host->p[at - 1] == ']')
		return true;
	if (!ma_str_to_u64(ma_str_from(*host, at), &port) || port == 0 || port > 65535)
		return false;
	host->n = at - 1;
	return true;
}

static bool is_host(struct ma_str host)
{
	bool bracket = ma_str_starts(host, "[") && ma_str_ends(host, "]");
	size_t i;

	for (i = bracket; i + bracket < host.n; i++) {
		char c = host.p[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || (c & 0x80);

		if (!word && !(bracket && (c == ':' || c == '%')))
			return false;
	}
	return host.n > 2 * (size_t)bracket;
}

static bool is_proxy(struct ma_str value)
{
	static const char *const schemes[] = { "", "http", "https", "socks4", "socks4a", "socks5",
		"socks5h" };
	struct ma_str scheme, host = authority(behind_scheme(value, &scheme));
	size_t i = 0;

	while (i < sizeof(schemes) / sizeof(schemes[0]) &&
		!ma_str_eq_nocase(scheme, ma_str(schemes[i])))
		i++;
	return i < sizeof(schemes) / sizeof(schemes[0]) && cut_port(&host) && is_host(host);
}

bool ma_http_proxy_is(const char *value)
{
	return strcmp(value, "none") == 0 || is_proxy(ma_str(value));
}

/* "*", "localhost,.example.org": hosts, and what they are the end of. */
static bool is_direct(const char *url)
{
	const char *value = getenv("no_proxy");
	struct ma_str scheme, host = authority(behind_scheme(ma_str(url), &scheme)), rest, one;

	if (!value)
		value = getenv("NO_PROXY");
	(void)cut_port(&host); /* then the URL is refused elsewhere */
	rest = ma_str(value);
	while (ma_str_cut(&rest, ',', &one)) {
		one = ma_str_trim(one);
		while (ma_str_starts(one, "."))
			one = ma_str_from(one, 1);
		if (ma_str_is(one, "*") || (one.n > 0 && ma_str_eq_nocase(host, one)))
			return true;
		if (one.n > 0 && host.n > one.n && host.p[host.n - one.n - 1] == '.' &&
			ma_str_eq_nocase(ma_str_from(host, host.n - one.n), one))
			return true;
	}
	return false;
}

ma_rc ma_http_proxy_check(const char *url, const char *proxy, ma_err *err)
{
	const char *variable = ma_http_proxy_variable(url);
	const char *value = variable ? getenv(variable) : proxy;

	if (!value || (proxy && strcmp(proxy, "none") == 0) || is_direct(url) ||
		is_proxy(ma_str(value)))
		return MA_OK;
	return ma_fail(err, MA_ECONFIG,
		"%s: its value is no proxy: expected [http://]HOST[:PORT], https:// or socks5://",
		variable ? variable : "the proxy of the configuration");
}
