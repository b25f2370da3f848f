/* meta-agent models: who can answer. */
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/reading.h"
#include "cli/table.h"
#include "metaagent/metaagent.h"

static const struct opt opts[] = {
	READING_JSON,
	{ 0 },
};

static const char *key_word(const json_t *provider)
{
	if (!json_is_true(json_object_get(provider, "needs_key")))
		return "not needed";
	return json_is_true(json_object_get(provider, "key")) ? "set" : "not set";
}

static void write_providers(const json_t *value, struct ma_buf *out)
{
	struct table t = TABLE_INIT(4);
	const json_t *p;
	size_t i;

	table_add(&t, MA_STR("provider"));
	table_add(&t, MA_STR("key"));
	table_add(&t, MA_STR("model"));
	table_add(&t, MA_STR(""));
	json_array_foreach (json_object_get(value, "providers"), i, p) {
		struct ma_str model = field_str(p, "model");

		table_add(&t, field_str(p, "name"));
		table_add(&t, ma_str(key_word(p)));
		table_add(&t, model.n ? model : MA_STR("-"));
		table_add(&t, field_str(p, "summary"));
	}
	table_write(&t, 0, out);
	ma_buf_addf(out, "\nWithout --provider: " MA_STR_FMT ".\n",
		MA_STR_ARG(field_str(value, "default")));
}

/* Beside the result, so that the table stays one. */
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
		rc = ma_providers(ctx, &json, err);
	if (!rc)
		rc = tell_warnings(json, err);
	ma_ctx_free(ctx);
	if (rc)
		ma_string_free(json);
	return rc ? rc : reading_print(args, json, write_providers, err);
}

const struct cmd cmd_models = {
	.name = "models",
	.args = "",
	.summary = "list the providers, their models, and whether their keys are set",
	.about = "",
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run,
};
