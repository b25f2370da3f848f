/* meta-agent runs: the runs of an output. */
#include <stdbool.h>

#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/reading.h"
#include "cli/table.h"
#include "cli/width.h"
#include "metaagent/metaagent.h"

#define PROMPT_COLUMNS 60
#define COLUMNS_WIDE 100
#define SHORT_ID 13 /* its time, to the millisecond */
#define SHORT_TIME 16
#define SHORT_STATE 10

static const struct opt opts[] = {
	READING_OUTPUT,
	READING_JSON,
	{ 0 },
};

/* On one line, and not longer than it takes to know which one it was. */
static void add_cut(struct table *t, struct ma_str text, size_t columns)
{
	struct ma_buf cut = MA_BUF_INIT(2 * MA_LIMIT_PROMPT);

	(void)width_add_cut(&cut, text, columns); /* its width is not needed */
	table_add(t, ma_buf_str(&cut));
	ma_buf_done(&cut);
}

static bool has_fork(const json_t *value)
{
	const json_t *run;
	size_t i;

	json_array_foreach (json_object_get(value, "runs"), i, run)
		if (field_str(run, "parent").n > 0)
			return true;
	return false;
}

/* "page of 0193…" */
static void add_fork(struct table *t, const json_t *run)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);

	field_show(&text, field_str(run, "from"));
	ma_buf_adds(&text, field_str(run, "parent").n > 0 ? " of " : "");
	field_show(&text, field_str(run, "parent"));
	table_add(t, ma_buf_str(&text));
	ma_buf_done(&text);
}

static struct ma_str phase_of(const json_t *run)
{
	if (json_object_get(run, "undone"))
		return MA_STR("undone");
	return json_object_get(run, "accepted") ? MA_STR("accepted") : field_str(run, "phase");
}

/* As much of each as tells it from the others: where there is room for no more. */
static void write_narrow(const json_t *value, size_t columns, struct ma_buf *out)
{
	size_t taken = SHORT_ID + SHORT_TIME + SHORT_STATE + 6;
	struct table t = TABLE_INIT(4);
	const json_t *run;
	size_t i;

	json_array_foreach (json_object_get(value, "runs"), i, run) {
		struct ma_str at = field_str(run, "at"), verdict = field_str(run, "verdict");
		bool ended = ma_str_is(phase_of(run), "finished") && verdict.n > 0;

		table_add(&t, ma_str_n(field_str(run, "run").p, SHORT_ID));
		table_addf(&t, "%.10s %.5s", at.n > 16 ? at.p : "", at.n > 16 ? at.p + 11 : "");
		add_cut(&t, ended ? verdict : phase_of(run), SHORT_STATE);
		add_cut(&t, field_str(run, "prompt"), columns > taken + 8 ? columns - taken : 8);
	}
	table_write(&t, 0, out);
}

static void write_runs(const json_t *value, struct ma_buf *out)
{
	size_t columns = width_columns();
	bool forks = has_fork(value);
	struct table t = TABLE_INIT(forks ? 6 : 5);
	const json_t *run;
	size_t i;

	if (columns > 0 && columns < COLUMNS_WIDE) {
		write_narrow(value, columns, out);
		return;
	}
	table_add(&t, MA_STR("run"));
	table_add(&t, MA_STR("started"));
	table_add(&t, MA_STR("phase"));
	table_add(&t, MA_STR("verdict"));
	if (forks)
		table_add(&t, MA_STR("fork from"));
	table_add(&t, MA_STR("prompt"));
	json_array_foreach (json_object_get(value, "runs"), i, run) {
		table_add(&t, field_str(run, "run"));
		table_add(&t, field_str(run, "at"));
		table_add(&t, phase_of(run));
		table_add(&t, field_str(run, "verdict"));
		if (forks)
			add_fork(&t, run);
		add_cut(&t, field_str(run, "prompt"), PROMPT_COLUMNS);
	}
	table_write(&t, 0, out);
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct reading *r = args;
	char *json = NULL;
	ma_rc rc;

	MA_UNUSED(words);
	MA_UNUSED(exit_out);
	rc = ma_runs(reading_output(r), &json, err);
	return rc ? rc : reading_print(r, json, write_runs, err);
}

const struct cmd cmd_runs = {
	.name = "runs",
	.args = "",
	.summary = "list the runs of a project, oldest first",
	.about = "",
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run,
};
