/* Where the packages of a tool come from: what is the same for all of them. */
#include "sys/registry.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/fs.h"
#include "sys/registry_tool.h"

#define ASK_MS 15000

static const struct ma_registry_ops *const tools[MA_REGISTRY_TOOLS] = {
	[MA_REGISTRY_NPM] = &ma_registry_npm,
	[MA_REGISTRY_PIP] = &ma_registry_pip,
	[MA_REGISTRY_CARGO] = &ma_registry_cargo,
	[MA_REGISTRY_GO] = &ma_registry_go,
	[MA_REGISTRY_MAVEN] = &ma_registry_maven,
};

static const char *const programs[MA_REGISTRY_TOOLS] = {
	[MA_REGISTRY_NPM] = "npm",
	[MA_REGISTRY_PIP] = "pip",
	[MA_REGISTRY_CARGO] = "cargo",
	[MA_REGISTRY_GO] = "go",
	[MA_REGISTRY_MAVEN] = "mvn",
};

const char *ma_registry_getenv(const char *name, const char *other)
{
	const char *value = getenv(name);

	if (!value || !*value)
		value = getenv(other);
	return value && *value ? value : NULL;
}

void ma_registry_nomem(ma_err *err)
{
	if (!err->code)
		(void)ma_fail_nomem(err); /* err tells */
}

char *ma_registry_file(const char *path, const char *below, ma_err *err)
{
	const char *home = getenv("HOME");
	struct ma_buf own = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err unread = { .code = MA_OK };
	char *text = NULL;

	if (!path && home && below) {
		ma_buf_addf(&own, "%s/%s", home, below);
		path = own.p;
	}
	if (path && !own.rc && ma_fs_read(path, MA_LIMIT_CONFIG, &text, NULL, &unread))
		text = NULL; /* not there or not readable: the tool itself would do without it */
	if (own.rc == MA_ENOMEM || unread.code == MA_ENOMEM)
		ma_registry_nomem(err);
	else if (unread.code == MA_ELIMIT && !err->code)
		(void)ma_fail(err, MA_EUNAVAILABLE, "%s", unread.msg); /* err tells */
	ma_buf_done(&own);
	return text;
}

const char *ma_registry_file_name(
	struct ma_arena *arena, const char *path, const char *below, ma_err *err)
{
	const char *home = getenv("HOME"), *text;
	struct ma_buf own = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (!path && home)
		ma_buf_addf(&own, "%s/%s", home, below);
	text = path          ? ma_arena_dup(arena, ma_str(path))
		: own.n == 0 ? NULL
			     : ma_arena_dup(arena, ma_buf_str(&own));
	if (own.rc || (!text && (path || own.n > 0)))
		ma_registry_nomem(err);
	ma_buf_done(&own);
	return text;
}

struct ma_str ma_registry_unquoted(struct ma_str s)
{
	s = ma_str_trim(s);
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0])
		s = ma_str_n(s.p + 1, s.n - 2);
	return s;
}

void ma_registry_add_url(
	struct ma_arena *arena, struct ma_registry *r, struct ma_str url, ma_err *err)
{
	struct ma_place place;
	size_t i;

	if (err->code || !(ma_str_starts(url, "http://") || ma_str_starts(url, "https://")))
		return;
	if (!ma_registry_place(url, &place)) {
		(void)ma_fail(err, MA_EUNAVAILABLE,
			"the configured package registry wants a password, which is not passed into the sandbox"); /* err tells */
		return;
	}
	for (i = 0; i < r->urls_n; i++)
		if (ma_str_is(url, r->urls[i]))
			return;
	if (r->urls_n == MA_REGISTRY_URLS_MAX) {
		(void)ma_fail(err, MA_EUNAVAILABLE, "more than %d package registries are configured",
			MA_REGISTRY_URLS_MAX); /* err tells */
		return;
	}
	r->urls[r->urls_n] = ma_arena_dup(arena, url);
	if (r->urls[r->urls_n])
		r->urls_n++;
	else
		ma_registry_nomem(err);
}

void ma_registry_add_env(struct ma_arena *arena, struct ma_registry *r, const char *name,
	struct ma_str value, ma_err *err)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const char *text;

	MA_ASSERT(r->env_n < MA_REGISTRY_ENV_MAX);
	ma_buf_addf(&b, "%s=" MA_STR_FMT, name, MA_STR_ARG(value));
	text = b.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&b));
	ma_buf_done(&b);
	if (text)
		r->env[r->env_n++] = text;
	else
		ma_registry_nomem(err);
}

ma_rc ma_registry_read(enum ma_registry_tool tool, struct ma_arena *arena, struct ma_registry *out,
	bool *whole_out, ma_err *err)
{
	struct ma_registry r = { .urls_n = 0 };
	bool whole = tools[tool]->read && tools[tool]->read(arena, &r, err);

	if (err->code)
		return err->code;
	*out = r;
	*whole_out = whole;
	return MA_OK;
}

/* Our environment with the private Node's directory before all others. NULL when memory is out. */
static const char **environment_with(struct ma_arena *arena, const char *node_dir)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const char *old = getenv("PATH");
	const char **env;
	size_t n = 0, kept = 0, i;

	while (environ[n])
		n++;
	env = ma_arena_new_n(arena, const char *, n + 2);
	ma_buf_addf(&path, "PATH=%s/bin:%s", node_dir, old ? old : "/usr/local/bin:/usr/bin:/bin");
	if (env)
		env[kept++] = path.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&path));
	ma_buf_done(&path);
	if (!env || !env[0])
		return NULL;
	for (i = 0; i < n; i++)
		if (!ma_str_starts(ma_str(environ[i]), "PATH="))
			env[kept++] = environ[i];
	return env;
}

ma_rc ma_registry_ask(enum ma_registry_tool tool, struct ma_loop *loop, const char *node_dir,
	ma_proc_done_fn *done, void *data, struct ma_proc **out, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_CONFIG);
	struct ma_proc_spec spec = { .argv = tools[tool]->ask,
		.envp = (const char *const *)environ,
		.cwd = "/", /* in no project */
		.output_max = 64 * MA_KIB,
		.timeout_ms = ASK_MS,
		.uid = -1,
		.gid = -1,
		.own_stderr = true };
	ma_rc rc = MA_OK;

	if (node_dir)
		spec.envp = environment_with(&arena, node_dir);
	rc = spec.envp ? ma_proc_start(loop, &spec, NULL, done, data, out, err) : ma_fail_nomem(err);
	ma_arena_done(&arena);
	return rc;
}

ma_rc ma_registry_answered(enum ma_registry_tool tool, struct ma_arena *arena, struct ma_str output,
	struct ma_registry *registry, ma_err *err)
{
	tools[tool]->answered(arena, output, registry, err);
	if (!err->code && registry->urls_n == 0)
		return ma_fail(err, MA_EUNAVAILABLE,
			"%s does not say which package registry it is configured with",
			programs[tool]);
	return err->code;
}

const char *ma_registry_program(enum ma_registry_tool tool)
{
	return programs[tool];
}

/* The host:port of a URL, without its path; false when it is neither http nor https. */
static bool authority_of(struct ma_str url, struct ma_str *authority, const char **default_port)
{
	bool tls = ma_str_starts(url, "https://");

	if (!tls && !ma_str_starts(url, "http://"))
		return false;
	*default_port = tls ? "443" : "80";
	url = ma_str_from(url, tls ? 8 : 7);
	return ma_str_cut(&url, '/', authority);
}

bool ma_registry_place(struct ma_str url, struct ma_place *out)
{
	const char *default_port;
	struct ma_str authority;

	return authority_of(url, &authority, &default_port) &&
		ma_place_read(authority, default_port, out);
}

bool ma_registry_on_loopback(const struct ma_place *place)
{
	struct ma_str host = ma_str(place->host);

	return ma_str_is(host, "localhost") || ma_str_starts(host, "127.") || ma_str_is(host, "::1");
}

/* Is `host` in a NO_PROXY list ("*", "host", ".domain", "domain")? */
static bool excepted(struct ma_str host, struct ma_str list)
{
	struct ma_str entry, tail;

	while (ma_str_cut(&list, ',', &entry)) {
		entry = ma_str_trim(entry);
		if (ma_str_is(entry, "*"))
			return true;
		if (ma_str_starts(entry, "."))
			entry = ma_str_from(entry, 1);
		if (entry.n == 0 || entry.n > host.n)
			continue;
		tail = ma_str_from(host, host.n - entry.n);
		if (ma_str_eq_nocase(tail, entry) && (tail.n == host.n || tail.p[-1] == '.'))
			return true;
	}
	return false;
}

/* "user:password@host:8080" to its two halves; without '@' the first is empty. */
static struct ma_str cut_login(struct ma_str *authority)
{
	size_t at = authority->n;
	struct ma_str login;

	while (at > 0 && authority->p[at - 1] != '@')
		at--;
	login = ma_str_n(authority->p, at > 0 ? at - 1 : 0);
	*authority = ma_str_from(*authority, at);
	return login;
}

/* %41 as in a URL. Lives in the arena; NULL when memory is out. */
static const char *decoded(struct ma_arena *arena, struct ma_str s)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	char *text = ma_arena_alloc(arena, 1, s.n + 1);
	const char *high, *low;
	size_t i, n = 0;

	for (i = 0; text && i < s.n; i++) {
		text[n] = s.p[i];
		if (s.p[i] == '%' && i + 2 < s.n && (high = strchr(digits, s.p[i + 1])) &&
			(low = strchr(digits, s.p[i + 2]))) {
			text[n] = (char)((high - digits) % 16 * 16 + (low - digits) % 16);
			i += 2;
		}
		n++;
	}
	if (text)
		text[n] = '\0';
	return text;
}

bool ma_registry_split_login(struct ma_arena *arena, struct ma_str *url, const char **login_out)
{
	ptrdiff_t scheme = ma_str_find(*url, MA_STR("://"));
	struct ma_str rest = ma_str_from(*url, (size_t)scheme + 3), authority = MA_STR(""), login;
	struct ma_buf bare = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const char *text;

	*login_out = NULL;
	(void)ma_str_cut(&rest, '/', &authority); /* nothing there: no login */
	login = cut_login(&authority);
	if (scheme < 0 || login.n == 0)
		return true;
	ma_buf_addv(&bare, ma_str_n(url->p, (size_t)scheme + 3));
	ma_buf_addf(&bare, MA_STR_FMT "/" MA_STR_FMT, MA_STR_ARG(authority), MA_STR_ARG(rest));
	text = bare.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&bare));
	ma_buf_done(&bare);
	*login_out = decoded(arena, login);
	*url = ma_str(text);
	return text && *login_out;
}

void ma_registry_plain(struct ma_str url, struct ma_buf *out)
{
	struct ma_buf origin = MA_BUF_INIT(MA_KIB);

	(void)ma_grant_origin(url, &origin); /* it has one */
	if (origin.rc)
		out->rc = origin.rc;
	else
		ma_buf_addf(out, "http%s/" MA_STR_FMT, strchr(origin.p, ':'),
			MA_STR_ARG(ma_grant_path(url)));
	ma_buf_done(&origin);
}

ma_rc ma_registry_upstream(struct ma_arena *arena, struct ma_str url, const char **out,
	const char **login_out, ma_err *err)
{
	const char *proxy = ma_str_starts(url, "https:")
		? ma_registry_getenv("https_proxy", "HTTPS_PROXY")
		: ma_registry_getenv("http_proxy", "HTTP_PROXY");
	struct ma_place registry, place;
	struct ma_buf text = MA_BUF_INIT(MA_KIB);
	struct ma_str rest, authority, login;

	*out = *login_out = NULL;
	if (!proxy || !ma_registry_place(url, &registry) ||
		excepted(ma_str(registry.host), ma_str(ma_registry_getenv("no_proxy", "NO_PROXY"))))
		return MA_OK;
	rest = ma_str_from(ma_str(proxy), 7);
	if (!ma_str_starts(ma_str(proxy), "http://") || !ma_str_cut(&rest, '/', &authority))
		authority = MA_STR("");
	login = cut_login(&authority);
	if (!ma_place_read(authority, "80", &place)) /* its value may hold a password */
		return ma_fail(err, MA_EUNAVAILABLE,
			"what the environment names as a proxy for the package registry is no http:// proxy");
	ma_buf_addf(&text, strchr(place.host, ':') ? "[%s]:%s" : "%s:%s", place.host, place.port);
	*out = text.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&text));
	ma_buf_done(&text);
	if (login.n > 0)
		*login_out = decoded(arena, login);
	return *out && (login.n == 0 || *login_out) ? MA_OK : ma_fail_nomem(err);
}
