/* Go's proxies of modules, and the database of their sums. `go env` knows them all, with what was set by `go env -w`. */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

static const char *const ask[] = { "go", "env", "GOPROXY", "GOSUMDB", "GONOSUMDB", NULL };

/*
 * Go asks no proxy for the way to the loopback: it is told another name for what is there. One that wants a login is asked by our proxy: it is
 * told by its plain address.
 */
static void tell_proxy(struct ma_buf *told, struct ma_str url, bool plain)
{
	bool tls = ma_str_starts(url, "https://") && !plain;
	struct ma_place place;

	if (!ma_registry_place(url, &place))
		return;
	if (told->n > 0)
		ma_buf_addc(told, ',');
	if (ma_registry_on_loopback(&place))
		ma_buf_addf(told, "%s://" MA_REGISTRY_LOOPBACK ":%s/" MA_STR_FMT,
			tls ? "https" : "http", place.port, MA_STR_ARG(ma_grant_path(url)));
	else if (plain)
		ma_registry_plain(url, told);
	else
		ma_buf_addv(told, url);
}

/* "https://user:password@host/path" */
static void add_grant(struct ma_arena *arena, struct ma_registry *r, struct ma_str url,
	const char *login, const char *from, ma_err *err)
{
	struct ma_buf at = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *basic = ma_proxy_basic(ma_str(login));
	struct ma_grant g = { .from = from };

	if (!ma_grant_dir(url, &at) || err->code)
		goto out;
	g.url = at.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&at));
	g.authorization = basic ? ma_arena_dup(arena, ma_str(basic)) : NULL;
	if (!g.url || !g.authorization)
		ma_registry_nomem(err);
	else if (r->grants_n < MA_REGISTRY_GRANTS_MAX)
		r->grants[r->grants_n++] = g;
	else
		(void)ma_fail(err, MA_EUNAVAILABLE, "GOPROXY has more than %d logins",
			MA_REGISTRY_GRANTS_MAX); /* err tells */
out:
	ma_free(basic);
	ma_buf_done(&at);
}

static void add_proxy(struct ma_arena *arena, struct ma_registry *r, struct ma_str url,
	struct ma_buf *told, ma_err *err)
{
	const char *login, *from = "GOPROXY";

	if (!ma_registry_split_login(arena, &url, &login)) {
		ma_registry_nomem(err);
		return;
	}
	ma_registry_add_url(arena, r, url, err);
	if (!login)
		login = ma_registry_netrc_login(arena, url, &from, err);
	if (login)
		add_grant(arena, r, url, login, from, err);
	tell_proxy(told, url, login != NULL);
}

/* "https://a,https://b|direct": what is fetched from its origin ("direct") could be anywhere, and is not. */
static void read_proxies(
	struct ma_arena *arena, struct ma_str list, struct ma_registry *r, ma_err *err)
{
	struct ma_buf told = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str some, one;

	while (ma_str_cut(&list, ',', &some))
		while (ma_str_cut(&some, '|', &one))
			add_proxy(arena, r, ma_str_trim(one), &told, err);
	if (told.rc)
		ma_registry_nomem(err);
	if (told.n > 0)
		ma_registry_add_env(arena, r, "GOPROXY", ma_buf_str(&told), err);
	ma_buf_done(&told);
}

/* "off"; "name"; "name+key"; "name+key https://another.address": the first word names a host unless a URL follows. */
static void read_sums(struct ma_arena *arena, struct ma_str line, struct ma_registry *r, ma_err *err)
{
	struct ma_str url = line, key, name;
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_registry_add_env(arena, r, "GOSUMDB", line, err);
	if (ma_str_is(line, "off") || !ma_str_cut(&url, ' ', &key) || !ma_str_cut(&key, '+', &name))
		return;
	url = ma_str_trim(url);
	if (url.n == 0) {
		ma_buf_addf(&b, "https://" MA_STR_FMT "/", MA_STR_ARG(name));
		url = ma_buf_str(&b);
	}
	ma_registry_add_url(arena, r, url, err);
	ma_buf_done(&b);
}

static void read_answer(
	struct ma_arena *arena, struct ma_str output, struct ma_registry *r, ma_err *err)
{
	struct ma_str proxies = MA_STR(""), sums = MA_STR(""), unsummed = MA_STR("");

	(void)ma_str_line(&output, &proxies); /* a line that is missing is an empty one */
	(void)ma_str_line(&output, &sums);
	(void)ma_str_line(&output, &unsummed);
	read_proxies(arena, proxies, r, err);
	if (r->urls_n == 0)
		return;
	read_sums(arena, ma_str_trim(sums), r, err);
	ma_registry_add_env(arena, r, "GONOSUMDB", ma_str_trim(unsummed), err);
}

const struct ma_registry_ops ma_registry_go = { NULL, ask, read_answer };
