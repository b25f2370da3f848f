/* Which package registry npm is configured with. */
#include "sys/registry.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/fs.h"

#define ASK_MS 15000

/* npm takes both spellings. */
static const char *from_environment(const char *lower, const char *upper)
{
	const char *value = getenv(lower);

	if (!value || !*value)
		value = getenv(upper);
	return value && *value ? value : NULL;
}

static struct ma_str unquoted(struct ma_str s)
{
	s = ma_str_trim(s);
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0])
		s = ma_str_n(s.p + 1, s.n - 2);
	return s;
}

struct ma_str ma_registry_npmrc(struct ma_str text, const char *key)
{
	struct ma_str line, name, found = MA_STR("");

	while (ma_str_line(&text, &line)) {
		line = ma_str_trim(line);
		if (ma_str_starts(line, "[")) /* sections hold other keys */
			break;
		if (ma_str_starts(line, ";") || ma_str_starts(line, "#") ||
			!ma_str_cut(&line, '=', &name) || !ma_str_is(unquoted(name), key))
			continue;
		found = unquoted(line);
		if (ma_str_find(found, MA_STR("${")) >= 0)
			found = MA_STR("");
	}
	return found;
}

static bool is_url(struct ma_str s)
{
	struct ma_place place;

	return ma_registry_place(s, &place);
}

static char *read_npmrc(void)
{
	const char *path = from_environment("npm_config_userconfig", "NPM_CONFIG_USERCONFIG");
	const char *home = getenv("HOME");
	struct ma_buf own = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err err = { .code = MA_OK };
	char *text = NULL;

	if (!path && home) {
		ma_buf_addf(&own, "%s/.npmrc", home);
		path = own.p;
	}
	if (path && ma_fs_read(path, MA_LIMIT_CONFIG, &text, NULL, &err))
		text = NULL; /* not there or not readable: npm, which is asked next, will say */
	ma_buf_done(&own);
	return text;
}

const char *ma_registry_configured(struct ma_arena *arena)
{
	struct ma_str url = ma_str(from_environment("npm_config_registry", "NPM_CONFIG_REGISTRY"));
	char *npmrc = NULL;
	const char *found = NULL;

	if (url.n == 0) {
		npmrc = read_npmrc();
		url = ma_registry_npmrc(ma_str(npmrc), "registry");
	}
	if (is_url(url))
		found = ma_arena_dup(arena, url);
	ma_free(npmrc);
	return found;
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

ma_rc ma_registry_ask(struct ma_loop *loop, const char *node_dir, ma_proc_done_fn *done, void *data,
	struct ma_proc **out, ma_err *err)
{
	static const char *const argv[] = { "npm", "config", "get", "registry", NULL };
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_CONFIG);
	struct ma_proc_spec spec = { .argv = argv,
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

const char *ma_registry_answered(struct ma_arena *arena, struct ma_str output)
{
	struct ma_str line, last = MA_STR("");

	while (ma_str_line(&output, &line))
		if (ma_str_trim(line).n > 0)
			last = ma_str_trim(line);
	return is_url(last) ? ma_arena_dup(arena, last) : NULL;
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

ma_rc ma_registry_upstream(struct ma_arena *arena, struct ma_str url, const char **out, ma_err *err)
{
	const char *proxy = ma_str_starts(url, "https:")
		? from_environment("https_proxy", "HTTPS_PROXY")
		: from_environment("http_proxy", "HTTP_PROXY");
	struct ma_place registry, place;
	struct ma_buf text = MA_BUF_INIT(MA_KIB);

	*out = NULL;
	if (!proxy || !ma_registry_place(url, &registry) ||
		excepted(ma_str(registry.host), ma_str(from_environment("no_proxy", "NO_PROXY"))))
		return MA_OK;
	if (strchr(proxy, '@'))
		return ma_fail(err, MA_EUNAVAILABLE,
			"the package registry is behind a proxy with a password, which cannot be used from the sandbox");
	if (!ma_str_starts(ma_str(proxy), "http://") || !ma_registry_place(ma_str(proxy), &place))
		return ma_fail(err, MA_EUNAVAILABLE,
			"\"%s\" in the environment is not an http:// proxy", proxy);
	ma_buf_addf(&text, strchr(place.host, ':') ? "[%s]:%s" : "%s:%s", place.host, place.port);
	*out = text.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&text));
	ma_buf_done(&text);
	return *out ? MA_OK : ma_fail_nomem(err);
}
