/*
 * Plans as JSON: every problem is found and named with its JSON pointer, then there is a plan or none.
 *
 * This reader decides what a plan is. schemas/plan.json says the same to everybody else, as far as a
 * schema can: each problem names the keyword that finds it too, and a test holds them together.
 *
 *   text ─► copy in the arena ─► nodes (codec/schema_doc.h) ─► tasks ─► depends_on ─► the graph
 *
 * The strings of the plan are pieces of that copy. O(text + dependencies), but for the search for a short cycle.
 */
#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "model/plan_reader.h"
#include "model/plan_similar.h"

#define CYCLE_TEXT_MAX (8 * MA_KIB)
#define PROBLEMS_SHOWN 100

/* The text of a container, of which the document knows where it begins. */
static struct ma_str slice(const struct plan_reader *r, uint32_t at)
{
	const char *from = r->doc.text.p + plan_node(r, at)->at, *p = from;
	bool in_string = false;
	int depth = 0;

	do {
		if (*p == '"')
			in_string = !in_string;
		else if (*p == '\\')
			p++;
		else if (!in_string)
			depth += (*p == '{' || *p == '[') - (*p == '}' || *p == ']');
		p++;
	} while (depth > 0);
	return ma_str_n(from, (size_t)(p - from));
}

/* It is handed on to whoever reads JSON: numbers have to fit, and it is kept without blanks. */
static void read_contract(struct plan_reader *r, uint32_t at)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_PROMPT);
	ma_err err = { MA_OK, 0, "" };
	json_t *value = NULL;
	char *copy;

	if (!at || plan_node(r, at)->type == MA_DOC_NULL)
		return;
	if (plan_node(r, at)->type != MA_DOC_OBJECT) {
		PLAN_PROBLEM(r, plan_place("contract", "#/properties/contract/type"),
			"expected an object");
		return;
	}
	if (ma_json_parse(slice(r, at), "contract", &value, &err) == MA_OK)
		ma_json_write(value, 0, &text);
	else if (err.code != MA_ENOMEM)
		PLAN_PROBLEM(r, plan_place("contract", ""), "%s", err.msg);
	if (text.rc == MA_ELIMIT)
		PLAN_PROBLEM(
			r, plan_place("contract", ""), "larger than %zu bytes", MA_LIMIT_PROMPT);
	r->nomem |= err.code == MA_ENOMEM || text.rc == MA_ENOMEM;
	if (value && !text.rc) {
		copy = ma_arena_dup(&r->plan->arena, ma_buf_str(&text));
		r->nomem |= !copy;
		r->plan->contract = ma_str_n(copy, copy ? text.n : 0);
	}
	json_decref(value);
	ma_buf_done(&text);
}

static void read_each(struct plan_reader *r, uint32_t tasks)
{
	uint32_t n = r->plan->tasks_n, at = tasks + 1;

	for (r->task = 0; r->task < n; r->task++, at = ma_doc_next(&r->doc, at))
		plan_read_task(r, at);
	for (r->task = 0; r->task < n; r->task++)
		plan_read_deps(r);
}

static ma_rc read_tasks(struct plan_reader *r, uint32_t tasks, ma_err *err)
{
	bool is_list = tasks && plan_node(r, tasks)->type == MA_DOC_ARRAY;
	uint32_t n = is_list ? plan_node(r, tasks)->n : 0;
	uint32_t most = r->rules->tasks_max ? r->rules->tasks_max : MA_LIMIT_PLAN_TASKS;

	if (n == 0) {
		PLAN_PROBLEM(r,
			plan_place("tasks",
				!tasks            ? "#/required"
					: is_list ? "#/properties/tasks/minItems"
						  : "#/properties/tasks/type"),
			"expected at least one task");
		return MA_OK;
	}
	if (n > most) {
		PLAN_PROBLEM(r, plan_place("tasks", "#/properties/tasks/maxItems"),
			"%u tasks, more than %u", (unsigned)n, (unsigned)most);
		return MA_OK;
	}
	r->plan->tasks_cap = n + MA_LIMIT_TASKS_ADDED + MA_LIMIT_REPAIRS * MA_LIMIT_ROUND_TASKS;
	r->plan->tasks = ma_arena_new_n(&r->plan->arena, struct ma_task, r->plan->tasks_cap);
	r->deps_at = ma_new_n(uint32_t, n);
	r->mark = ma_new_n(uint32_t, n);
	if (!r->plan->tasks || !r->deps_at || !r->mark)
		return ma_fail_nomem(err);
	r->plan->tasks_n = n;
	read_each(r, tasks);
	return r->nomem ? ma_fail_nomem(err) : MA_OK;
}

/* "a -> b -> a": each waits for the next. */
static ma_rc tell_cycle(struct plan_reader *r, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(CYCLE_TEXT_MAX);
	uint32_t *cycle = NULL, n = 0, i;
	const struct ma_task *tasks = r->plan->tasks;
	ma_rc rc = ma_plan_cycle(r->plan, &cycle, &n, err);

	if (rc)
		return rc;
	ma_buf_addf(&text, "\"" MA_STR_FMT "\" waits for itself through its dependencies: ",
		MA_STR_ARG(tasks[cycle[0]].id));
	for (i = 0; i < n; i++) {
		if (text.n > CYCLE_TEXT_MAX - 2 * MA_LIMIT_TASK_ID - 64) {
			ma_buf_addf(&text, "%u more -> ", (unsigned)(n - i));
			break;
		}
		ma_buf_addf(&text, MA_STR_FMT " -> ", MA_STR_ARG(tasks[cycle[i]].id));
	}
	ma_buf_addv(&text, tasks[cycle[0]].id);
	r->task = cycle[0];
	rc = ma_buf_check(&text, err);
	if (!rc)
		ma_plan_report_text(r->report, &r->report->errors,
			plan_task_place(r, "depends_on", ""), ma_buf_str(&text));
	ma_buf_done(&text);
	ma_free(cycle);
	return rc;
}

/* By the dependencies that could be read: more of them would only make more cycles. */
static ma_rc check_graph(struct plan_reader *r, ma_err *err)
{
	int64_t cycle = -1;
	ma_rc rc = MA_OK;

	if (r->plan->tasks_n > 0)
		rc = ma_plan_link(r->plan, &cycle, err);
	if (!rc && cycle >= 0)
		rc = tell_cycle(r, err);
	return rc;
}

static void read_summary(struct plan_reader *r, uint32_t at)
{
	if (!at || plan_node(r, at)->type == MA_DOC_NULL)
		return;
	if (plan_node(r, at)->type != MA_DOC_STRING)
		PLAN_PROBLEM(
			r, plan_place("summary", "#/properties/summary/type"), "expected a string");
	else
		r->plan->summary = ma_str_clip(plan_text(r, at), MA_PLAN_TEXT_MAX);
}

static ma_rc read_root(struct plan_reader *r, ma_err *err)
{
	ma_rc rc;

	if (plan_node(r, 0)->type != MA_DOC_OBJECT) {
		PLAN_PROBLEM(r, plan_place(NULL, "#/type"), "expected an object with \"tasks\"");
		return MA_OK;
	}
	read_summary(r, ma_doc_member(&r->doc, 0, MA_STR("summary")));
	read_contract(r, ma_doc_member(&r->doc, 0, MA_STR("contract")));
	rc = read_tasks(r, ma_doc_member(&r->doc, 0, MA_STR("tasks")), err);
	return rc ? rc : check_graph(r, err);
}

/* The strings of the plan are pieces of this copy. */
static ma_rc parse(struct plan_reader *r, struct ma_str json, ma_err *err)
{
	char *copy = ma_arena_dup(&r->plan->arena, json);
	ma_rc rc;

	if (!copy)
		return ma_fail_nomem(err);
	rc = ma_doc_parse(&r->doc, ma_str_n(copy, json.n), "plan", err);
	if (!rc && memchr(r->doc.decoded ? r->doc.decoded : "", '\0', r->doc.decoded_n))
		rc = ma_fail(err, MA_EINVALID, "plan: a string holds U+0000");
	return rc;
}

static ma_rc plan_new(const struct ma_plan_rules *rules, struct ma_plan **out, ma_err *err)
{
	size_t large = rules->tasks_max > MA_LIMIT_PLAN_TASKS ? rules->tasks_max * MA_KIB : 0;
	struct ma_plan *plan = ma_new(struct ma_plan);

	if (!plan)
		return ma_fail_nomem(err);
	plan->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_ARENA + large);
	*out = plan;
	return MA_OK;
}

static ma_rc conclude(const struct plan_reader *r, ma_err *err)
{
	const struct ma_plan_problems *errors = &r->report->errors;
	struct ma_buf first = MA_BUF_INIT(MA_LIMIT_EVENT);
	ma_rc rc;

	if (r->nomem || r->report->nomem)
		return ma_fail_nomem(err);
	if (errors->all == 0)
		return MA_OK;
	ma_plan_problems_write(errors, 1, &first);
	rc = first.rc ? ma_fail_nomem(err)
		      : ma_fail(err, MA_EINVALID, "the plan has %zu problem%s; the first: %.300s",
				errors->all, errors->all > 1 ? "s" : "", first.p);
	ma_buf_done(&first);
	return rc;
}

ma_rc ma_plan_check(struct ma_str json, const struct ma_plan_rules *rules, struct ma_plan **out,
	struct ma_plan_report *report, ma_err *err)
{
	struct plan_reader r = {
		.rules = rules, .report = report, .similar_steps = MA_PLAN_SIMILAR_STEPS
	};
	ma_rc rc;

	if (json.n > MA_LIMIT_PLAN && rules->tasks_max <= MA_LIMIT_PLAN_TASKS)
		return ma_fail(err, MA_ELIMIT, "the plan is larger than %zu bytes", MA_LIMIT_PLAN);
	rc = plan_new(rules, &r.plan, err);
	if (rc)
		return rc;
	rc = parse(&r, json, err);
	if (!rc)
		rc = read_root(&r, err);
	if (!rc)
		rc = conclude(&r, err);
	if (rc)
		ma_plan_free(r.plan);
	else
		*out = r.plan;
	ma_free(r.deps_at);
	ma_free(r.mark);
	ma_doc_done(&r.doc);
	return rc;
}

ma_rc ma_plan_read(struct ma_str json, const struct ma_plan_agents *agents, struct ma_plan **out,
	struct ma_buf *problems, ma_err *err)
{
	const struct ma_plan_rules rules = { .agents = agents };
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	ma_rc rc = ma_plan_check(json, &rules, out, &report, err);

	ma_plan_problems_write(&report.errors, PROBLEMS_SHOWN, problems);
	ma_plan_report_done(&report);
	return rc == MA_EINVALID && problems->rc == MA_ENOMEM ? ma_fail_nomem(err) : rc;
}
