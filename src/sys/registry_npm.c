/* npm's registry; pnpm and yarn are told the same one. */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

#define SCOPES_MAX 8
#define REGISTRY ":registry"

bool ma_registry_npmrc_next(struct ma_str *text, struct ma_str *key, struct ma_str *value)
{
	struct ma_str line, name;

	while (ma_str_line(text, &line)) {
		line = ma_str_trim(line);
		if (ma_str_starts(line, "[")) /* sections hold other keys */
			break;
		if (ma_str_starts(line, ";") || ma_str_starts(line, "#") ||
			!ma_str_cut(&line, '=', &name))
			continue;
		*key = ma_registry_unquoted(name);
		*value = ma_registry_unquoted(line);
		return true;
	}
	*text = MA_STR("");
	return false;
}

struct ma_str ma_registry_npmrc(struct ma_str text, const char *key)
{
	struct ma_str name, value, found = MA_STR("");

	while (ma_registry_npmrc_next(&text, &name, &value))
		if (ma_str_is(name, key))
			found = ma_str_find(value, MA_STR("${")) < 0 ? value : MA_STR("");
	return found;
}

/* What the user himself has configured; a project has a file of that name, too. */
struct own {
	char *npmrc;      /* or NULL */
	const char *path; /* of it, for messages */
};

static struct own read_own(struct ma_arena *arena, ma_err *err)
{
	const char *path = ma_registry_getenv("npm_config_userconfig", "NPM_CONFIG_USERCONFIG");
	const char *name = ma_registry_file_name(arena, path, ".npmrc", err);

	return (struct own){ ma_registry_file(path, ".npmrc", err), name ? name : ".npmrc" };
}

/* "@mine:registry=https://..." */
struct scope {
	struct ma_str name, url;
};

struct taking {
	struct ma_arena *arena;
	struct ma_registry *r;
	const struct own *own;
	ma_err *err;
	const char *path; /* of the default registry, "npm/" */
	struct scope scopes[SCOPES_MAX];
	size_t scopes_n;
};

static void take_authority(
	struct ma_arena *arena, struct ma_registry *r, struct ma_str npmrc, ma_err *err)
{
	struct ma_str ca = ma_str(ma_registry_getenv("npm_config_cafile", "NPM_CONFIG_CAFILE"));

	if (ca.n == 0)
		ca = ma_registry_npmrc(npmrc, "cafile");
	if (ca.n == 0)
		return;
	r->ca_file = ma_arena_dup(arena, ca);
	if (!r->ca_file)
		ma_registry_nomem(err);
	r->ca_named = "npm_config_cafile";
}

static void add_scope(struct taking *t, struct ma_str key, struct ma_str url, const char *from)
{
	struct ma_str name = ma_str_n(key.p, key.n - strlen(REGISTRY));
	struct ma_place place;
	size_t i;

	for (i = 0; i < t->scopes_n && !ma_str_eq(t->scopes[i].name, name); i++)
		;
	if (!t->err->code)
		url = ma_registry_npm_expanded(t->arena, url, from, t->err);
	if (t->err->code || url.n == 0)
		return;
	if (i == SCOPES_MAX)
		(void)ma_fail(t->err, MA_EUNAVAILABLE,
			"%s: there are registries for more than %d scopes", from,
			SCOPES_MAX); /* err tells */
	else if (!ma_registry_place(url, &place))
		(void)ma_fail(t->err, MA_EUNAVAILABLE,
			"%s: the registry of " MA_STR_FMT " is no address as it is needed", from,
			MA_STR_ARG(ma_str_clip(name, 64))); /* the same */
	else
		t->scopes[i] = (struct scope){ name, url };
	if (i == t->scopes_n)
		t->scopes_n += !t->err->code;
}

/* The environment outranks the file. */
static void find_scopes(struct taking *t)
{
	struct ma_str text = ma_str(t->own->npmrc), key, value;
	size_t i = 0;

	while (ma_registry_npmrc_next(&text, &key, &value))
		if (ma_str_starts(key, "@") && ma_str_ends(key, REGISTRY))
			add_scope(t, key, value, t->own->path);
	while (ma_registry_npm_variable(&i, &key, &value))
		if (ma_str_starts(key, "@") && ma_str_ends(key, REGISTRY))
			add_scope(t, key, value, "the environment");
}

/* Packages are read there; without a token where there is none, as npm knows of one host for all archives, and that is ours. */
static void open_registry(struct taking *t, struct ma_str url, struct ma_str scope)
{
	struct ma_registry *r = t->r;
	struct ma_buf at = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_grant g = { .from = t->own->path };
	const struct ma_grant *own;

	(void)ma_grant_dir(url, &at); /* it has a place */
	own = at.rc ? NULL : ma_grant_for(r->grants, r->grants_n, ma_buf_str(&at));
	if (own)
		g = *own;
	g.url = at.rc ? NULL : ma_arena_dup(t->arena, ma_buf_str(&at));
	g.scope = scope.n > 0 ? ma_arena_dup(t->arena, scope) : NULL;
	g.before = scope.n > 0 ? t->path : NULL;
	ma_buf_done(&at);
	if (!g.url || (scope.n > 0 && !g.scope)) {
		ma_registry_nomem(t->err);
	} else if (r->grants_n == MA_REGISTRY_GRANTS_MAX) {
		if (!t->err->code)
			(void)ma_fail(t->err, MA_EUNAVAILABLE,
				"%s has more registries and logins than %d", t->own->path,
				MA_REGISTRY_GRANTS_MAX); /* err tells */
	} else if (!own || scope.n > 0) {
		r->grants[r->grants_n++] = g;
	}
}

/* By its plain address where our proxy asks. What the registry and locks call packages by is the real one: npm fetches them all the same. */
static void tell(struct taking *t, const char *name, struct ma_str url)
{
	struct ma_buf plain = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (t->r->grants_n > 0)
		ma_registry_plain(url, &plain);
	else
		ma_buf_addv(&plain, url);
	if (!t->err->code)
		(void)ma_buf_check(&plain, t->err); /* err tells */
	ma_registry_add_env(t->arena, t->r, name, ma_buf_str(&plain), t->err);
	ma_buf_done(&plain);
}

static void tell_scope(struct taking *t, const struct scope *scope)
{
	struct ma_buf name = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&name, "npm_config_" MA_STR_FMT REGISTRY, MA_STR_ARG(scope->name));
	if (name.rc)
		ma_registry_nomem(t->err);
	else
		tell(t, name.p, scope->url);
	ma_buf_done(&name);
}

static void take_registry(struct taking *t, struct ma_str url)
{
	ma_registry_add_url(t->arena, t->r, url, t->err);
	(void)ma_registry_npm_grants(
		t->arena, t->r, url, ma_str(t->own->npmrc), t->own->path, t->err); /* or none */
}

/* NULL: memory is out. */
static const char *directory_of(struct ma_arena *arena, struct ma_str url)
{
	struct ma_str path = ma_grant_path(url);
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const char *text;

	ma_buf_addf(&b, MA_STR_FMT "%s", MA_STR_ARG(path),
		path.n > 0 && !ma_str_ends(path, "/") ? "/" : "");
	text = b.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&b));
	ma_buf_done(&b);
	return text;
}

static void take(struct ma_arena *arena, struct ma_registry *r, struct ma_str url,
	const struct own *own, ma_err *err)
{
	struct taking t = { .arena = arena, .r = r, .own = own, .err = err };
	struct ma_place place;
	size_t i;

	if (!ma_registry_place(url, &place))
		return;
	t.path = directory_of(arena, url);
	if (!t.path)
		ma_registry_nomem(err);
	find_scopes(&t);
	take_authority(arena, r, ma_str(own->npmrc), err);
	take_registry(&t, url);
	for (i = 0; i < t.scopes_n; i++)
		take_registry(&t, t.scopes[i].url);
	if (r->grants_n > 0) {
		for (i = 0; i < t.scopes_n; i++)
			open_registry(&t, t.scopes[i].url, t.scopes[i].name);
		open_registry(&t, url, MA_STR(""));
		ma_registry_add_env(
			arena, r, "npm_config_replace_registry_host", MA_STR("always"), err);
	}
	tell(&t, "npm_config_registry", url);
	for (i = 0; i < t.scopes_n; i++)
		tell_scope(&t, &t.scopes[i]);
}

/* npm takes both spellings. */
static bool read_configured(struct ma_arena *arena, struct ma_registry *r, ma_err *err)
{
	struct ma_str url = ma_str(ma_registry_getenv("npm_config_registry", "NPM_CONFIG_REGISTRY"));
	struct own own = read_own(arena, err);

	if (url.n == 0)
		url = ma_registry_npmrc(ma_str(own.npmrc), "registry");
	take(arena, r, url, &own, err);
	ma_free(own.npmrc);
	return r->urls_n > 0;
}

/* The answer is its last line; notices may come before it. */
static void read_answer(
	struct ma_arena *arena, struct ma_str output, struct ma_registry *r, ma_err *err)
{
	struct ma_str line, last = MA_STR("");
	struct own own = read_own(arena, err);

	while (ma_str_line(&output, &line))
		if (ma_str_trim(line).n > 0)
			last = ma_str_trim(line);
	take(arena, r, last, &own, err);
	ma_free(own.npmrc);
}

static const char *const ask[] = { "npm", "config", "get", "registry", NULL };

const struct ma_registry_ops ma_registry_npm = { read_configured, ask, read_answer };
