/* Who can answer, with what key, which models, and what they cost. */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/limits.h"
#include "lib/keys.h"
#include "lib/provider.h"
#include "lib/rates.h"

/* A warning becomes a member of a list, once: several providers may look for the same key. */
static void add_warning(void *list, const char *message)
{
	const json_t *said;
	size_t i;

	json_array_foreach ((json_t *)list, i, said)
		if (strcmp(json_string_value(said), message) == 0)
			return;
	(void)json_array_append_new(list, json_string(message)); /* without memory it is missed */
}

static json_t *provider_json(ma_ctx *ctx, const struct ma_llm_provider *p, json_t *warnings)
{
	struct ma_key_look look = { add_warning, warnings,
		ma_provider_base_url(ctx, p, NULL) != NULL, ctx->config };
	const char *model = ma_config_text(ctx->config, p->name, "model");
	struct ma_key key = { .text = NULL };
	ma_err why = { MA_OK, 0, "" };
	json_t *json;

	if (p->key_env[0] && ma_key_find(p, &look, &key, &why))
		add_warning(warnings, why.msg);
	if (!model)
		model = p->model_default ? p->model_default : "";
	json = json_pack("{s:s, s:s, s:s, s:b, s:b, s:s}", "name", p->name, "summary", p->summary,
		"model", model, "needs_key", p->key_env[0] && !key.not_needed, "key",
		key.text != NULL, "key_from", key.from);
	ma_key_done(&key);
	return json;
}

struct listing {
	json_t *models;
	int64_t now_ms;
	bool failed;
};

static json_t *usd(int64_t rate)
{
	return json_real((double)rate / 1e6);
}

/* The day that begins then; NULL where there is none. */
static json_t *day(int64_t ms)
{
	char text[MA_CLOCK_TEXT_SIZE];

	if (ms == INT64_MIN || ms == INT64_MAX)
		return json_null();
	ma_clock_format(ms, text);
	return json_stringn(text, 10);
}

static json_t *size_or_null(int64_t n)
{
	return n > 0 ? json_integer(n) : json_null();
}

/* Prices that are over are left out. */
static bool add_model(void *data, const struct ma_price_row *row)
{
	struct listing *l = data;

	if (row->until_ms <= l->now_ms)
		return true;
	l->failed = json_array_append_new(l->models,
		json_pack("{s:s%, s:s%, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
			"provider", row->provider.p, row->provider.n, "model", row->model.p,
			row->model.n, "context", size_or_null(row->context), "output_max",
			size_or_null(row->output_max), "input_usd", usd(row->price.input),
			"output_usd", usd(row->price.output), "cached_usd", usd(row->price.cached),
			"cache_write_usd", usd(row->price.cache_write), "above",
			size_or_null(row->above), "from", day(row->from_ms), "until",
			day(row->until_ms), "own", row->is_users));
	return !l->failed;
}

static json_t *models_json(const ma_ctx *ctx)
{
	struct ma_clock *clock = ma_clock_system();
	struct listing l = { json_array(), clock->wall_ms(clock), false };

	if (l.models)
		ma_prices_each(ctx->prices, add_model, &l);
	if (!l.failed)
		return l.models;
	json_decref(l.models);
	return NULL;
}

static json_t *providers_json(ma_ctx *ctx, json_t *warnings)
{
	const struct ma_llm_provider *p;
	json_t *list = json_array();

	for (p = ma_llm_providers(); p->name && list && warnings; p++) {
		if (json_array_append_new(list, provider_json(ctx, p, warnings))) {
			json_decref(list);
			list = NULL;
		}
	}
	return list;
}

static json_t *format_json(const struct ma_format_rates *r, uint32_t i, enum ma_format f)
{
	return json_pack("{s:I, s:I}", "replies", (json_int_t)r->v[i].replies[f], "fine",
		(json_int_t)r->v[i].fine[f]);
}

/* What earlier runs told of how models keep to formats. What cannot be read is a warning. */
static json_t *formats_json(json_t *warnings)
{
	struct ma_clock *clock = ma_clock_system();
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_format_rates r = { .n = 0 };
	ma_err why = { MA_OK, 0, "" };
	bool damaged = false;
	json_t *list = json_array();
	char *path = NULL;
	uint32_t i;
	ma_rc rc = ma_rates_path(&path, &why);

	if (!rc && path)
		rc = ma_rates_load(path, clock->wall_ms(clock), &arena, &r, &damaged, &why);
	if (rc || damaged)
		add_warning(warnings,
			damaged ? "what is remembered of formats is damaged: it is begun anew"
				: why.msg);
	for (i = 0; i < r.n; i++)
		(void)json_array_append_new(list, /* without memory it is missing */
			json_pack("{s:s%, s:o, s:o}", "model", r.v[i].model.p, r.v[i].model.n,
				"whole", format_json(&r, i, MA_FORMAT_WHOLE), "edit",
				format_json(&r, i, MA_FORMAT_EDIT)));
	ma_free(path);
	ma_arena_done(&arena);
	return list;
}

ma_rc ma_models(ma_ctx *ctx, char **json_out, ma_err *err)
{
	json_t *warnings;

	if (!err)
		return MA_EMISUSE;
	if (!ctx || !json_out)
		return ma_fail(err, MA_EMISUSE, "models are listed of a context, to a place");
	if (ma_ctx_load_prices(ctx, err))
		return err->code;
	warnings = json_array();
	return ma_give_json(
		json_pack("{s:o, s:s, s:o, s:s, s:o, s:o}", "providers",
			providers_json(ctx, warnings), "default", ma_provider_default(ctx),
			"models", models_json(ctx), "prices_dated", ma_prices_dated(ctx->prices),
			"formats", formats_json(warnings), "warnings", warnings),
		json_out, err);
}
