/* Plans as text and as graphs. Ids need no quoting there: they are letters, digits and three marks. */
#include "cli/plan_text.h"

#include "cli/field.h"
#include "cli/table.h"
#include "cli/words.h"

static const json_t *task_of(const json_t *plan, const char *id)
{
	const json_t *task;
	size_t i;

	json_array_foreach (json_object_get(plan, "tasks"), i, task)
		if (ma_str_is(field_str(task, "id"), id))
			return task;
	return NULL;
}

/* "a, b"; nothing: `none`. */
static void add_list(struct ma_buf *out, const json_t *list, const char *none)
{
	const json_t *text;
	size_t i;

	json_array_foreach (list, i, text) {
		ma_buf_adds(out, i ? ", " : "");
		ma_buf_adds(out, json_string_value(text));
	}
	if (json_array_size(list) == 0)
		ma_buf_adds(out, none);
}

static void add_row(struct table *t, const json_t *task)
{
	const json_t *deps = json_object_get(task, "depends_on");
	struct ma_buf cell = MA_BUF_INIT(64 * 1024 * 1024);

	table_add(t, field_str(task, "id"));
	table_add(t, field_str(task, "agent"));
	table_add(t, field_str(task, "name"));
	ma_buf_adds(&cell, json_array_size(deps) ? "after " : "");
	add_list(&cell, deps, "");
	table_add(t, ma_buf_str(&cell));
	ma_buf_clear(&cell);
	ma_buf_adds(&cell, "writes ");
	add_list(&cell, json_object_get(task, "writes"), "anything");
	table_add(t, ma_buf_str(&cell));
	if (cell.rc)
		t->cells.rc = cell.rc;
	ma_buf_done(&cell);
}

static void add_waves(const json_t *plan, struct ma_buf *out)
{
	struct table t = TABLE_INIT(5);
	const json_t *wave, *id;
	size_t i, k;

	json_array_foreach (json_object_get(plan, "waves"), i, wave) {
		ma_buf_addf(out, "wave %zu\n", i + 1);
		json_array_foreach (wave, k, id)
			add_row(&t, task_of(plan, json_string_value(id)));
		table_write(&t, 2, out);
	}
	ma_buf_done(&t.cells);
}

static void add_path(const json_t *plan, struct ma_buf *out)
{
	const json_t *path = json_object_get(plan, "critical_path"), *id;
	size_t i;

	ma_buf_adds(out, "critical path  ");
	json_array_foreach (json_object_get(path, "tasks"), i, id)
		ma_buf_addf(out, "%s%s", i ? " -> " : "", json_string_value(id));
	ma_buf_adds(out, ", about ");
	words_took(out, (int64_t)(json_number_value(json_object_get(path, "estimate_s")) * 1000));
	ma_buf_addc(out, '\n');
}

static void add_cost(const json_t *cost, struct ma_buf *out)
{
	if (json_is_null(cost)) {
		ma_buf_adds(out, "at an unknown price");
		return;
	}
	words_money(out, json_number_value(cost));
}

static void add_estimate(const json_t *plan, struct ma_buf *out)
{
	const json_t *e = json_object_get(plan, "estimate");

	ma_buf_adds(out, "estimate       ");
	words_count(out, field_int(e, "calls"));
	ma_buf_adds(out, field_int(e, "calls") == 1 ? " call, about " : " calls, about ");
	words_count(out, field_int(e, "tokens"));
	ma_buf_adds(out, " tokens, ");
	add_cost(json_object_get(e, "cost_usd"), out);
	ma_buf_addc(out, '\n');
}

static void add_planner(const json_t *planner, struct ma_buf *out)
{
	const json_t *usage = json_object_get(planner, "usage");

	if (!planner)
		return;
	ma_buf_adds(out, "planned by     ");
	field_show(out, field_str(planner, "provider"));
	ma_buf_addc(out, ' ');
	field_show(out, field_str(planner, "model"));
	ma_buf_adds(out, ", ");
	words_count(out, field_int(planner, "attempts"));
	ma_buf_adds(out, field_int(planner, "attempts") == 1 ? " call, " : " calls, ");
	words_count(out, field_int(usage, "input") + field_int(usage, "output"));
	ma_buf_adds(out, " tokens, ");
	add_cost(json_object_get(planner, "cost_usd"), out);
	ma_buf_addc(out, '\n');
}

void plan_text(const json_t *plan, struct ma_buf *out)
{
	struct ma_str summary = field_str(plan, "summary");

	if (summary.n > 0) {
		field_show(out, summary);
		ma_buf_adds(out, "\n\n");
	}
	add_waves(plan, out);
	ma_buf_addc(out, '\n');
	add_path(plan, out);
	add_estimate(plan, out);
	add_planner(json_object_get(plan, "planner"), out);
}

void plan_dot(const json_t *plan, struct ma_buf *out)
{
	const json_t *task, *dep;
	size_t i, k;

	ma_buf_adds(out, "digraph plan {\n\trankdir=LR;\n\tnode [shape=box];\n");
	json_array_foreach (json_object_get(plan, "tasks"), i, task) {
		struct ma_str id = field_str(task, "id"), agent = field_str(task, "agent");

		ma_buf_addf(out,
			"\t\"" MA_STR_FMT "\" [label=\"" MA_STR_FMT "\\n" MA_STR_FMT "\"];\n",
			MA_STR_ARG(id), MA_STR_ARG(id), MA_STR_ARG(agent));
		json_array_foreach (json_object_get(task, "depends_on"), k, dep)
			ma_buf_addf(out, "\t\"%s\" -> \"" MA_STR_FMT "\";\n",
				json_string_value(dep), MA_STR_ARG(id));
	}
	ma_buf_adds(out, "}\n");
}

/* "end" and other words are Mermaid's own, so nodes have numbers. */
static size_t number_of(const json_t *plan, const char *id)
{
	const json_t *task;
	size_t i;

	json_array_foreach (json_object_get(plan, "tasks"), i, task)
		if (ma_str_is(field_str(task, "id"), id))
			break;
	return i;
}

void plan_mermaid(const json_t *plan, struct ma_buf *out)
{
	const json_t *task, *dep;
	size_t i, k;

	ma_buf_adds(out, "flowchart LR\n");
	json_array_foreach (json_object_get(plan, "tasks"), i, task) {
		struct ma_str id = field_str(task, "id"), agent = field_str(task, "agent");

		ma_buf_addf(out, "\tt%zu[\"" MA_STR_FMT "<br/>" MA_STR_FMT "\"]\n", i,
			MA_STR_ARG(id), MA_STR_ARG(agent));
		json_array_foreach (json_object_get(task, "depends_on"), k, dep)
			ma_buf_addf(out, "\tt%zu --> t%zu\n",
				number_of(plan, json_string_value(dep)), i);
	}
}
