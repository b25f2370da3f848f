/* npm's registry; pnpm and yarn are told the same one. */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

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

/* What the registry and locks call packages by is its real address: from the plain one npm fetches them all the same. */
static void tell_plain(struct ma_arena *arena, struct ma_registry *r, struct ma_str url, ma_err *err)
{
	struct ma_buf plain = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_registry_plain(url, &plain);
	if (!err->code)
		(void)ma_buf_check(&plain, err); /* err tells */
	ma_registry_add_env(arena, r, "npm_config_registry", ma_buf_str(&plain), err);
	ma_registry_add_env(arena, r, "npm_config_replace_registry_host", MA_STR("always"), err);
	ma_buf_done(&plain);
}

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

static void take(struct ma_arena *arena, struct ma_registry *r, struct ma_str url,
	const struct own *own, ma_err *err)
{
	struct ma_place place;

	if (!ma_registry_place(url, &place))
		return;
	ma_registry_add_url(arena, r, url, err);
	take_authority(arena, r, ma_str(own->npmrc), err);
	if (ma_registry_npm_grants(arena, r, url, ma_str(own->npmrc), own->path, err))
		tell_plain(arena, r, url, err);
	else
		ma_registry_add_env(arena, r, "npm_config_registry", url, err);
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
