/* The configuration told: every setting and its origin, files checked and trusted. Nothing secret leaves. */
#include <stdlib.h>

#include "base/alloc.h"
#include "codec/json.h"
#include "lib/config.h"
#include "lib/ctx.h"
#include "lib/keys.h"
#include "lib/provider.h"
#include "lib/settings.h"
#include "lib/trust.h"

#define HIDDEN "****"

/* Without the user and the password that may stand in it. */
static json_t *shown_url(const char *url)
{
	const char *host = strstr(url, "://"), *at = host ? strrchr(host, '@') : NULL;

	if (!at)
		return json_string(url);
	return json_sprintf("%.*s://" HIDDEN "%s", (int)(host - url), url, at);
}

static json_t *shown_map(const json_t *map, bool secret)
{
	json_t *copy = json_deep_copy(map), *value;
	const char *name;

	json_object_foreach (copy, name, value)
		if (secret)
			(void)json_object_set_new(
				copy, name, json_string(HIDDEN)); /* NULL only without memory */
	return copy;
}

static json_t *shown(const struct ma_setting *s, const json_t *value)
{
	const char *text = json_string_value(value);

	if (s->type == MA_SETTING_SECRET && strcmp(text, "none") == 0)
		return json_string(text);
	if (s->type == MA_SETTING_SECRET)
		return strstr(text, "://") ? shown_url(text) : json_string(HIDDEN);
	if (s->type == MA_SETTING_MAP)
		return shown_map(value, strcmp(s->name, "headers") == 0);
	return json_deep_copy(value);
}

/* Takes value. */
static bool add(json_t *list, const char *group, const char *owner, const char *name, json_t *value,
	const char *from)
{
	json_t *path = group ? json_sprintf("%s/%s/%s", group, owner, name) : json_string(name);

	return json_array_append_new(list,
		       json_pack("{s:o, s:o, s:s}", "name", path, "value", value, "from", from)) ==
		0;
}

/* A variable that names its own provider's server is stronger than the files. */
static const char *url_of_environment(const char *owner)
{
	const struct ma_llm_provider *p = ma_llm_provider_find(ma_str(owner));
	const char *url = p && p->url_env ? getenv(p->url_env) : NULL;

	return url && *url ? url : NULL;
}

static bool add_own(json_t *list, const struct ma_config *c, const char *group,
	const struct ma_setting *s, const char *owner)
{
	const json_t *all = json_object_get(c->in_force, group),
		     *value = json_object_get(json_object_get(all, owner), s->name);
	const char *url = NULL;

	if (s->scope == MA_SCOPE_PROVIDER && strcmp(s->name, "key") == 0)
		return true; /* add_key() looks everywhere */
	if (s->scope == MA_SCOPE_PROVIDER && strcmp(s->name, "base_url") == 0)
		url = url_of_environment(owner);
	if (url)
		return add(list, group, owner, s->name, shown_url(url),
			ma_llm_provider_find(ma_str(owner))->url_env);
	return !value ||
		add(list, group, owner, s->name, shown(s, value),
			ma_config_from(c, group, owner, s->name));
}

static bool add_key(json_t *list, const ma_ctx *ctx, const struct ma_llm_provider *p)
{
	struct ma_key_look look = { .config = ctx->config };
	struct ma_key key = { .text = NULL };
	ma_err why = { MA_OK, 0, "" };
	bool good = true;

	if (ma_key_find(p, &look, &key, &why))
		good = add(list, "providers", p->name, "key", json_null(), why.msg);
	else if (key.not_needed)
		good = add(list, "providers", p->name, "key", json_string("none"),
			ma_config_from(ctx->config, "providers", p->name, "key"));
	else if (key.text)
		good = add(list, "providers", p->name, "key", json_string(HIDDEN), key.from);
	ma_key_done(&key);
	return good;
}

/* A default as a value of its own kind, or in words: "none". */
static json_t *standard_of(const struct ma_setting *s)
{
	json_t *value = ma_setting_parse(s, s->standard);

	return value ? value : json_string(s->standard);
}

static bool add_top(json_t *list, ma_ctx *ctx)
{
	const struct ma_config *c = ctx->config;
	const struct ma_setting *s;
	bool good = true;

	for (s = ma_settings; s->name && good; s++) {
		const json_t *value = json_object_get(c->in_force, s->name);

		if (s->scope != MA_SCOPE_RUN && !s->everywhere)
			continue;
		if (value)
			good = add(list, NULL, NULL, s->name, shown(s, value),
				ma_config_from(c, NULL, NULL, s->name));
		else if (strcmp(s->name, "provider") == 0)
			good = add(list, NULL, NULL, s->name, json_string(ma_provider_default(ctx)),
				"default");
		else
			good = add(list, NULL, NULL, s->name, standard_of(s), "default");
	}
	return good;
}

static bool add_providers(json_t *list, const ma_ctx *ctx)
{
	const struct ma_llm_provider *p;
	const struct ma_setting *s;
	bool good = true;

	for (s = ma_settings; s->name && good; s++)
		if (s->scope == MA_SCOPE_PROVIDER && s->standard && !s->everywhere)
			good = add(list, "providers", "*", s->name, standard_of(s), "default");
	for (p = ma_llm_providers(); p->name && good; p++) {
		good = add_key(list, ctx, p);
		for (s = ma_settings; s->name && good; s++)
			if (s->scope == MA_SCOPE_PROVIDER)
				good = add_own(list, ctx->config, "providers", s, p->name);
	}
	return good;
}

static bool add_agents(json_t *list, const ma_ctx *ctx)
{
	const struct ma_setting *s;
	const char *name;
	json_t *own;

	json_object_foreach (ma_config_agents(ctx->config), name, own)
		for (s = ma_settings; s->name; s++)
			if (s->scope == MA_SCOPE_AGENT &&
				!add_own(list, ctx->config, "agents", s, name))
				return false;
	return true;
}

static json_t *settings_json(ma_ctx *ctx)
{
	json_t *list = json_array();

	if (list && add_top(list, ctx) && add_providers(list, ctx) && add_agents(list, ctx))
		return list;
	json_decref(list);
	return NULL;
}

static json_t *files_json(const struct ma_config *c)
{
	static const char *const whose[] = { "user", "project" };
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < MA_COUNT(whose) && list; i++) {
		const struct ma_config_layer *l = &c->layers[i];

		if (l->path &&
			json_array_append_new(list,
				json_pack("{s:s, s:s, s:s, s:b, s:b, s:s, s:O*, s:O*}", "path",
					l->path, "shown", l->file.path, "of", whose[i], "exists",
					l->exists, "in_force", l->file.value != NULL, "digest",
					l->file.digest, "wants", l->file.wants, "problems",
					l->file.problems))) {
			json_decref(list);
			list = NULL;
		}
	}
	return list;
}

ma_rc ma_config_show(const ma_ctx_opts *opts, char **json_out, ma_err *err)
{
	ma_ctx *ctx = NULL;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!json_out || (opts && opts->size != sizeof(*opts)))
		return ma_fail(err, MA_EMISUSE, "the configuration is shown to a place");
	rc = ma_ctx_make(opts, true, &ctx, err);
	if (!rc)
		rc = ma_give_json(json_pack("{s:o, s:o}", "settings", settings_json(ctx), "files",
					  files_json(ctx->config)),
			json_out, err);
	ma_ctx_free(ctx);
	return rc;
}

static ma_rc give_file(const struct ma_config_file *f, bool trusted, char **json_out, ma_err *err)
{
	return ma_give_json(json_pack("{s:s, s:b, s:O, s:O, s:b}", "file", f->path, "valid",
				    json_array_size(f->problems) == 0, "problems", f->problems,
				    "wants", f->wants, "trusted", trusted),
		json_out, err);
}

static ma_rc read_file(
	const ma_ctx_opts *opts, const char *path, struct ma_config_file *file, ma_err *err)
{
	ma_ctx_opts bare = { .size = sizeof(bare), .data_dir = opts ? opts->data_dir : NULL };
	ma_ctx *ctx = NULL;
	ma_rc rc = ma_ctx_make(&bare, false, &ctx, err);

	if (!rc)
		rc = ma_config_file_read(path, ctx->data_dir, file, err);
	ma_ctx_free(ctx);
	return rc == MA_ENOTFOUND ? (err->code = MA_ECONFIG) : rc;
}

ma_rc ma_config_check(const ma_ctx_opts *opts, const char *path, char **json_out, ma_err *err)
{
	struct ma_config_file file = { .path = NULL };
	bool trusted = false;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!path || !json_out)
		return ma_fail(err, MA_EMISUSE, "a file is checked, and told of to a place");
	rc = read_file(opts, path, &file, err);
	if (!rc)
		rc = ma_trust_check(path, file.digest, &trusted, err);
	if (!rc)
		rc = give_file(&file, trusted, json_out, err);
	ma_config_file_done(&file);
	return rc;
}

ma_rc ma_config_trust(const ma_ctx_opts *opts, const char *path, char **json_out, ma_err *err)
{
	struct ma_config_file file = { .path = NULL };
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!path || !json_out)
		return ma_fail(err, MA_EMISUSE, "a file is trusted, and told of to a place");
	rc = read_file(opts, path, &file, err);
	if (!rc)
		rc = ma_config_file_check(&file, err);
	if (!rc)
		rc = ma_trust_add(path, file.digest, err);
	if (!rc)
		rc = give_file(&file, true, json_out, err);
	ma_config_file_done(&file);
	return rc;
}
