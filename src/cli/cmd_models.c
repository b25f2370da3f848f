/* meta-agent models: who can answer, and what it costs. */
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/reading.h"
#include "cli/table.h"
#include "cli/width.h"
#include "metaagent/metaagent.h"

#define COLUMNS_DEFAULT 100
#define COLUMNS_WIDE 90 /* with less, only what matters most is shown */

static const struct opt opts[] = {
	READING_JSON,
	{ 0 },
};

/* Where it was found, or why there is none. */
static struct ma_str key_word(const json_t *provider)
{
	if (!json_is_true(json_object_get(provider, "needs_key")))
		return MA_STR("not needed");
	if (!json_is_true(json_object_get(provider, "key")))
		return MA_STR("not set");
	return field_str(provider, "key_from");
}

/* A cell of at most so many columns. */
static void add_cut(struct table *t, struct ma_str text, size_t most)
{
	struct ma_buf cut = MA_BUF_INIT(4096);

	(void)width_add_cut(&cut, text, most); /* its width is not needed */
	table_add(t, ma_buf_str(&cut));
	ma_buf_done(&cut);
}

static void write_providers(const json_t *value, size_t wide, struct ma_buf *out)
{
	bool is_wide = wide >= COLUMNS_WIDE;
	struct table t = TABLE_INIT(is_wide ? 4 : 3);
	const json_t *p;
	size_t i;

	table_add(&t, MA_STR("provider"));
	table_add(&t, MA_STR("key"));
	table_add(&t, MA_STR("model"));
	if (is_wide)
		table_add(&t, MA_STR(""));
	json_array_foreach (json_object_get(value, "providers"), i, p) {
		struct ma_str model = field_str(p, "model");

		table_add(&t, field_str(p, "name"));
		add_cut(&t, key_word(p), is_wide ? wide / 5 : 18);
		add_cut(&t, model.n ? model : MA_STR("-"), 22);
		if (is_wide)
			add_cut(&t, field_str(p, "summary"), wide - wide / 5 - 22 - 16 - 6);
	}
	table_write(&t, 0, out);
	ma_buf_addf(out, "\nWithout --provider: " MA_STR_FMT ".\n",
		MA_STR_ARG(field_str(value, "default")));
}

/* "1.0M", "200k" */
static void add_size(struct table *t, int64_t n)
{
	if (n >= 1000000)
		table_addf(t, "%.1fM", (double)n / 1e6);
	else if (n > 0)
		table_addf(t, "%lldk", (long long)(n / 1000));
	else
		table_add(t, MA_STR("-"));
}

static void add_usd(struct table *t, const json_t *row, const char *key)
{
	table_addf(t, "%.4g", json_number_value(json_object_get(row, key)));
}

/* What it holds for: long prompts, or some time. */
static void add_when(struct table *t, const json_t *row)
{
	struct ma_str from = field_str(row, "from"), until = field_str(row, "until");
	int64_t above = field_int(row, "above");

	if (above > 0)
		table_addf(t, ">%lldk", (long long)(above / 1000));
	else if (until.n > 0)
		table_addf(t, "to " MA_STR_FMT, MA_STR_ARG(ma_str_from(until, 2)));
	else if (from.n > 0)
		table_addf(t, "from " MA_STR_FMT, MA_STR_ARG(ma_str_from(from, 2)));
	else
		table_add(t, MA_STR(""));
}

static void add_head(struct table *t, bool is_wide)
{
	table_add(t, MA_STR("model"));
	table_add(t, MA_STR("context"));
	if (is_wide)
		table_add(t, MA_STR("answer"));
	table_add(t, MA_STR("in"));
	table_add(t, MA_STR("out"));
	if (is_wide)
		table_add(t, MA_STR("cached"));
	table_add(t, MA_STR("when"));
	if (is_wide)
		table_add(t, MA_STR(""));
}

static void add_row(struct table *t, const json_t *row, bool is_wide)
{
	table_add(t, field_str(row, "model"));
	add_size(t, field_int(row, "context"));
	if (is_wide)
		add_size(t, field_int(row, "output_max"));
	add_usd(t, row, "input_usd");
	add_usd(t, row, "output_usd");
	if (is_wide)
		add_usd(t, row, "cached_usd");
	add_when(t, row);
	if (is_wide)
		table_add(t,
			json_is_true(json_object_get(row, "own")) ? MA_STR("your price")
								  : MA_STR(""));
}

static void write_models(const json_t *value, size_t wide, struct ma_buf *out)
{
	bool is_wide = wide >= COLUMNS_WIDE;
	struct table t = TABLE_INIT(is_wide ? 8 : 5);
	const json_t *providers = json_object_get(value, "providers"), *p, *row;
	size_t i, j;

	ma_buf_addf(out, "\nUSD per million tokens, as of " MA_STR_FMT ".\n",
		MA_STR_ARG(field_str(value, "prices_dated")));
	json_array_foreach (providers, i, p) {
		size_t n = t.n;

		json_array_foreach (json_object_get(value, "models"), j, row) {
			if (!ma_str_eq(field_str(row, "provider"), field_str(p, "name")))
				continue;
			if (t.n == n)
				add_head(&t, is_wide);
			add_row(&t, row, is_wide);
		}
		if (t.n == n)
			continue;
		ma_buf_addf(out, "\n" MA_STR_FMT "\n", MA_STR_ARG(field_str(p, "name")));
		table_write(&t, 1, out);
	}
}

/* "2 of 3" */
static void add_share(struct table *t, const json_t *row, const char *format)
{
	const json_t *share = json_object_get(row, format);

	table_addf(t, "%lld of %lld", (long long)field_int(share, "fine"),
		(long long)field_int(share, "replies"));
}

static void write_formats(const json_t *value, struct ma_buf *out)
{
	const json_t *formats = json_object_get(value, "formats"), *row;
	struct table t = TABLE_INIT(3);
	size_t i;

	if (json_array_size(formats) == 0)
		return;
	ma_buf_adds(out, "\nReplies that were well formed, of late.\n\n");
	table_add(&t, MA_STR("model"));
	table_add(&t, MA_STR("whole files"));
	table_add(&t, MA_STR("edits"));
	json_array_foreach (formats, i, row) {
		add_cut(&t, field_str(row, "model"), 40);
		add_share(&t, row, "whole");
		add_share(&t, row, "edit");
	}
	table_write(&t, 1, out);
}

static void write_all(const json_t *value, struct ma_buf *out)
{
	size_t told = width_columns(), wide = told > 0 ? told : COLUMNS_DEFAULT;

	write_providers(value, wide, out);
	write_models(value, wide, out);
	write_formats(value, out);
}

/* Beside the result, so that the tables stay what they are. */
static ma_rc tell_warnings(const char *json, ma_err *err)
{
	json_t *value = field_parse(json, err);
	const json_t *warning;
	size_t i;

	if (!value)
		return err->code;
	json_array_foreach (json_object_get(value, "warnings"), i, warning)
		out_error(json_string_value(warning));
	json_decref(value);
	return MA_OK;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const ma_ctx_opts ctx_opts = { .size = sizeof(ctx_opts), .config = "" };
	ma_ctx *ctx = NULL;
	char *json = NULL;
	ma_rc rc;

	MA_UNUSED(words);
	MA_UNUSED(exit_out);
	rc = ma_ctx_new(&ctx_opts, &ctx, err);
	if (!rc)
		rc = ma_models(ctx, &json, err);
	if (!rc)
		rc = tell_warnings(json, err);
	ma_ctx_free(ctx);
	if (rc)
		ma_string_free(json);
	return rc ? rc : reading_print(args, json, write_all, err);
}

const struct cmd cmd_models = {
	.name = "models",
	.args = "",
	.summary = "list the providers, whether their keys are set, their models and prices",
	.about = "A table of prices of your own, ~/.config/meta-agent/prices.json, lies over the program's. A model that is in\n"
		 "neither can be asked, but not under --max-cost.",
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run,
};
