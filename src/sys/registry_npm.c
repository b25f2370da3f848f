/* npm's registry; pnpm and yarn are told the same one. */
#include "base/alloc.h"
#include "sys/registry_tool.h"

struct ma_str ma_registry_npmrc(struct ma_str text, const char *key)
{
	struct ma_str line, name, found = MA_STR("");

	while (ma_str_line(&text, &line)) {
		line = ma_str_trim(line);
		if (ma_str_starts(line, "[")) /* sections hold other keys */
			break;
		if (ma_str_starts(line, ";") || ma_str_starts(line, "#") ||
			!ma_str_cut(&line, '=', &name) ||
			!ma_str_is(ma_registry_unquoted(name), key))
			continue;
		found = ma_registry_unquoted(line);
		if (ma_str_find(found, MA_STR("${")) >= 0)
			found = MA_STR("");
	}
	return found;
}

static void take(struct ma_arena *arena, struct ma_registry *r, struct ma_str url, ma_err *err)
{
	struct ma_place place;

	if (!ma_registry_place(url, &place))
		return;
	ma_registry_add_url(arena, r, url, err);
	ma_registry_add_env(arena, r, "npm_config_registry", url, err);
}

/* npm takes both spellings. */
static bool read_configured(struct ma_arena *arena, struct ma_registry *r, ma_err *err)
{
	struct ma_str url = ma_str(ma_registry_getenv("npm_config_registry", "NPM_CONFIG_REGISTRY"));
	char *npmrc = NULL;

	if (url.n == 0) {
		npmrc = ma_registry_file(
			ma_registry_getenv("npm_config_userconfig", "NPM_CONFIG_USERCONFIG"),
			".npmrc");
		url = ma_registry_npmrc(ma_str(npmrc), "registry");
	}
	take(arena, r, url, err);
	ma_free(npmrc);
	return r->urls_n > 0;
}

/* The answer is its last line; notices may come before it. */
static void read_answer(
	struct ma_arena *arena, struct ma_str output, struct ma_registry *r, ma_err *err)
{
	struct ma_str line, last = MA_STR("");

	while (ma_str_line(&output, &line))
		if (ma_str_trim(line).n > 0)
			last = ma_str_trim(line);
	take(arena, r, last, err);
}

static const char *const ask[] = { "npm", "config", "get", "registry", NULL };

const struct ma_registry_ops ma_registry_npm = { read_configured, ask, read_answer };
