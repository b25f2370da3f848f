/*
 * Who npm's user is to a registry, as npm looks for it: "//host[:port]/path/:_authToken", ":_auth", ":username" with ":_password", in
 * the environment (npm_config_//...) and in the user's own npmrc. A project's npmrc is never read: a model wrote it.
 */
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

#define PREFIX "npm_config_"

struct search {
	struct ma_arena *arena;
	struct ma_registry *r;
	struct ma_place place;
	struct ma_str origin; /* "https://host:port" */
	struct ma_str npmrc;
	const char *path;
	ma_err *err;
};

/* A value, and where it stands. */
struct found {
	struct ma_str text;
	const char *from;
};

static void fail(struct search *s, const struct found *f, const char *what)
{
	if (!s->err->code)
		(void)ma_fail(s->err, MA_EUNAVAILABLE, "%s: what it has for the package registry %s",
			f->from, what); /* err tells */
}

static bool is_variable(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_",
			    s.p[i]))
			return false;
	return s.n > 0;
}

static const char *variable(struct search *s, struct ma_str name)
{
	char *copy = ma_strndup(name.p, name.n);
	const char *value = copy ? getenv(copy) : NULL;

	if (!copy && !s->err->code)
		(void)ma_fail_nomem(s->err); /* err tells */
	ma_free(copy);
	return value;
}

/* "${NAME}" as npm puts it in; "${NAME?}" may be missing. */
static struct ma_str expanded(struct search *s, const struct found *f)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str rest = f->text, name = MA_STR("");
	const char *value;
	ptrdiff_t at;
	bool may_miss;

	while ((at = ma_str_find(rest, MA_STR("${"))) >= 0) {
		ma_buf_addv(&out, ma_str_n(rest.p, (size_t)at));
		rest = ma_str_from(rest, (size_t)at + 2);
		if (!ma_str_cut(&rest, '}', &name)) /* nothing follows, not even a name */
			name = MA_STR("");
		may_miss = ma_str_ends(name, "?");
		name.n -= may_miss;
		value = is_variable(name) ? variable(s, name) : NULL;
		if (!value && !may_miss)
			fail(s, f, "names a variable that is not set");
		ma_buf_adds(&out, value ? value : "");
	}
	ma_buf_addv(&out, rest);
	value = out.rc ? NULL : ma_arena_dup(s->arena, ma_buf_str(&out));
	ma_buf_done(&out);
	if (!value && !s->err->code)
		(void)ma_fail_nomem(s->err); /* err tells */
	return ma_str(value);
}

struct ma_str ma_registry_npm_expanded(
	struct ma_arena *arena, struct ma_str value, const char *from, ma_err *err)
{
	struct search s = { .arena = arena, .err = err };
	const struct found f = { value, from };

	return expanded(&s, &f);
}

/* "//host/path/" and "_authToken" of "//host/path/:_authToken". */
static bool split_key(struct ma_str key, struct ma_str *at, struct ma_str *name)
{
	size_t i = key.n;

	while (i > 0 && key.p[i - 1] != ':')
		i--;
	if (i == 0 || !ma_str_starts(key, "//"))
		return false;
	*at = ma_str_n(key.p, i - 1);
	*name = ma_str_from(key, i);
	return true;
}

bool ma_registry_npm_variable(size_t *i, struct ma_str *key, struct ma_str *value)
{
	while (environ[*i]) {
		*value = ma_str(environ[(*i)++]);
		if (strncasecmp(value->p, PREFIX, strlen(PREFIX)) == 0 &&
			ma_str_cut(value, '=', key)) {
			*key = ma_str_from(*key, strlen(PREFIX));
			return true;
		}
	}
	return false;
}

static bool is_key(struct ma_str key, struct ma_str at, const char *name)
{
	struct ma_str own_at, own_name;

	return split_key(key, &own_at, &own_name) && ma_str_eq(own_at, at) &&
		ma_str_is(own_name, name);
}

/* The environment's first, then the last of the file. */
static bool find(struct search *s, struct ma_str at, const char *name, struct found *out)
{
	struct ma_str key, value, rest = s->npmrc;
	size_t i = 0;

	*out = (struct found){ MA_STR(""), s->path };
	while (ma_registry_npm_variable(&i, &key, &value))
		if (value.n > 0 && is_key(key, at, name)) {
			*out = (struct found){ value, "the environment" };
			return true;
		}
	while (ma_registry_npmrc_next(&rest, &key, &value))
		if (is_key(key, at, name))
			out->text = value;
	if (out->text.n > 0)
		out->text = expanded(s, out);
	return out->text.n > 0 && !s->err->code;
}

/* What may stand in a header, and in nobody's way. */
static bool is_plain(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	return s.n > 0;
}

static void add(struct search *s, struct ma_str url, const char *authorization, const char *from)
{
	struct ma_grant *g = &s->r->grants[s->r->grants_n];

	if (s->r->grants_n == MA_REGISTRY_GRANTS_MAX) {
		if (!s->err->code)
			(void)ma_fail(s->err, MA_EUNAVAILABLE,
				"%s has logins for more than %d addresses of the package registry",
				from, MA_REGISTRY_GRANTS_MAX); /* err tells */
		return;
	}
	*g = (struct ma_grant){ .url = ma_arena_dup(s->arena, url),
		.authorization = authorization,
		.from = from,
		.reads = MA_GRANT_ARCHIVES };
	if (!g->url || !g->authorization || !g->from)
		(void)ma_fail_nomem(s->err); /* err tells */
	else
		s->r->grants_n++;
}

static void add_words(struct search *s, struct ma_str url, const char *scheme, const struct found *f)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (!is_plain(f->text))
		fail(s, f,
			"holds what cannot stand in a request: a line break, a blank or the like");
	ma_buf_addf(&b, "%s " MA_STR_FMT, scheme, MA_STR_ARG(f->text));
	if (!s->err->code)
		add(s, url, b.rc ? NULL : ma_arena_dup(s->arena, ma_buf_str(&b)), f->from);
	ma_buf_done(&b);
}

/* The bytes that base64 stands for. False: it is none, or memory is out, which the buffer knows. */
static bool add_decoded(struct ma_str text, struct ma_buf *out)
{
	char *room = ma_buf_room(out, MA_BASE64_BYTES(text.n));
	size_t n;

	if (!room || !ma_base64_read(text, room, &n))
		return false;
	ma_buf_grown(out, n);
	return true;
}

static void add_password(
	struct search *s, struct ma_str url, const struct found *user, const struct found *password)
{
	struct ma_buf login = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *basic = NULL;

	ma_buf_addf(&login, MA_STR_FMT ":", MA_STR_ARG(user->text));
	if (!add_decoded(password->text, &login) && !login.rc)
		fail(s, password, "is no password as npm writes one (base64)");
	if (!s->err->code && !login.rc)
		basic = ma_proxy_basic(ma_buf_str(&login));
	if (!s->err->code)
		add(s, url, basic ? ma_arena_dup(s->arena, ma_str(basic)) : NULL, password->from);
	ma_free(basic);
	ma_buf_done(&login);
}

/* What npm would send beneath "//host/path/", if it would send anything. */
static void add_login(struct search *s, struct ma_str at, struct ma_str url)
{
	struct found found, password;

	if (find(s, at, "_authToken", &found))
		add_words(s, url, "Bearer", &found);
	else if (!s->err->code && find(s, at, "_auth", &found))
		add_words(s, url, "Basic", &found);
	else if (!s->err->code && find(s, at, "username", &found) &&
		find(s, at, "_password", &password))
		add_password(s, url, &found, &password);
}

static bool is_known(const struct search *s, struct ma_str url)
{
	size_t i;

	for (i = 0; i < s->r->grants_n; i++)
		if (ma_str_is(url, s->r->grants[i].url))
			return true;
	return false;
}

/* A key at the registry's host and port. */
static void consider(struct search *s, struct ma_str key)
{
	struct ma_buf url = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str at, name, path, authority = MA_STR("");
	struct ma_place place;

	if (s->err->code || !split_key(key, &at, &name))
		return;
	path = ma_str_from(at, 2);
	(void)ma_str_cut(&path, '/', &authority); /* without a path it is the root */
	if (!ma_place_read(authority, ma_str_starts(s->origin, "https:") ? "443" : "80", &place) ||
		!ma_place_eq(&place, &s->place))
		return;
	ma_buf_addf(&url, MA_STR_FMT "/" MA_STR_FMT, MA_STR_ARG(s->origin), MA_STR_ARG(path));
	if (path.n > 0 && !ma_str_ends(path, "/"))
		ma_buf_addc(&url, '/');
	if (url.rc)
		(void)ma_fail_nomem(s->err); /* err tells */
	else if (!is_known(s, ma_buf_str(&url)))
		add_login(s, at, ma_buf_str(&url));
	ma_buf_done(&url);
}

/* The grant whose address is the longest that a URL begins with, whatever is read there. */
static struct ma_grant *closest(struct ma_registry *r, struct ma_str url)
{
	struct ma_grant *best = NULL;
	size_t i;

	for (i = 0; i < r->grants_n; i++)
		if (ma_str_starts(url, r->grants[i].url) &&
			(!best || strlen(r->grants[i].url) > strlen(best->url)))
			best = &r->grants[i];
	return best;
}

/* What the registry says of packages is read in it; elsewhere, of what a wider key is for, archives alone. */
static void open_registry(struct search *s, struct ma_str url)
{
	const struct ma_grant *g = closest(s->r, url);
	size_t i;

	if (!ma_str_is(url, g->url))
		add(s, url, g->authorization, g->from);
	for (i = 0; i < s->r->grants_n; i++)
		if (ma_str_starts(ma_str(s->r->grants[i].url), url.p))
			s->r->grants[i].reads = MA_GRANT_PAGES;
}

bool ma_registry_npm_grants(struct ma_arena *arena, struct ma_registry *r, struct ma_str url,
	struct ma_str npmrc, const char *path, ma_err *err)
{
	struct ma_buf origin = MA_BUF_INIT(MA_KIB), at = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct search s = { .arena = arena, .r = r, .npmrc = npmrc, .path = path, .err = err };
	struct ma_str key, value;
	size_t i = 0, before = r->grants_n;
	bool granted = false;

	if (err->code || !ma_registry_place(url, &s.place) || !ma_grant_origin(url, &origin))
		return false;
	(void)ma_grant_dir(url, &at); /* it has an origin */
	if (!ma_buf_check(&origin, err) && !ma_buf_check(&at, err)) {
		s.origin = ma_buf_str(&origin);
		while (ma_registry_npm_variable(&i, &key, &value))
			consider(&s, key);
		while (ma_registry_npmrc_next(&npmrc, &key, &value))
			consider(&s, key);
		granted = !err->code && closest(r, ma_buf_str(&at));
		if (granted)
			open_registry(&s, ma_buf_str(&at));
		else
			r->grants_n = before;
	}
	ma_buf_done(&origin);
	ma_buf_done(&at);
	return granted;
}
