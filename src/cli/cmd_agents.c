/* meta-agent agents: who carries out tasks. */
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

static void add_globs(struct table *t, const json_t *globs)
{
	struct ma_buf list = MA_BUF_INIT(64 * 1024);
	const json_t *glob;
	size_t i;

	json_array_foreach (globs, i, glob)
		ma_buf_addf(&list, "%s%s", i ? " " : "", json_string_value(glob));
	table_add(t, list.n ? ma_buf_str(&list) : MA_STR("anything"));
	ma_buf_done(&list);
}

static void write_agents(const json_t *value, struct ma_buf *out)
{
	struct table t = TABLE_INIT(3);
	const json_t *a;
	size_t i;

	table_add(&t, MA_STR("agent"));
	table_add(&t, MA_STR("what it does"));
	table_add(&t, MA_STR("what it may write"));
	json_array_foreach (json_object_get(value, "agents"), i, a) {
		table_add(&t, field_str(a, "name"));
		table_add(&t, field_str(a, "description"));
		add_globs(&t, json_object_get(a, "writes"));
	}
	table_write(&t, 0, out);
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const ma_ctx_opts ctx_opts = {
		.size = sizeof(ctx_opts), .config = "", .on_warning = out_warning
	};
	ma_ctx *ctx = NULL;
	char *json = NULL;
	ma_rc rc;

	MA_UNUSED(words);
	MA_UNUSED(exit_out);
	rc = ma_ctx_new(&ctx_opts, &ctx, err);
	if (!rc)
		rc = ma_agents_list(ctx, &json, err);
	ma_ctx_free(ctx);
	return rc ? rc : reading_print(args, json, write_agents, err);
}

const struct cmd cmd_agents = {
	.name = "agents",
	.args = "",
	.summary = "list the agents that a plan can name, and what they may write",
	.about = "",
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run,
};
