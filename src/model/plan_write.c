/* A plan as JSON. */
#include "codec/json.h"
#include "model/plan.h"

static json_t *string_of(struct ma_str s)
{
	return json_stringn(s.p ? s.p : "", s.n);
}

static json_t *deps_of(const struct ma_plan *plan, const struct ma_task *t)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; i < t->deps_n; i++)
		if (json_array_append_new(list, string_of(plan->tasks[t->deps[i]].id)))
			break;
	return list;
}

static json_t *list_of(const struct ma_str *texts, uint32_t n)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; i < n; i++)
		if (json_array_append_new(list, string_of(texts[i])))
			break;
	return list;
}

static json_t *task_json(const struct ma_plan *plan, const struct ma_task *t)
{
	json_t *verify = t->verify_n > 0 ? list_of(t->verify, t->verify_n) : NULL;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o*, s:b, s:I, s:I, s:I, s:I}", "id",
		string_of(t->id), "name", string_of(t->name), "agent", string_of(t->agent),
		"description", string_of(t->description), "depends_on", deps_of(plan, t), "writes",
		list_of(t->writes, t->writes_n), "verify", verify, "optional", t->optional,
		"timeout_s", (json_int_t)(t->timeout_ms / 1000), "deadline_s",
		(json_int_t)(t->deadline_ms / 1000), "max_retries", (json_int_t)t->max_retries,
		"estimate_s", (json_int_t)(t->estimate_ms / 1000));
}

ma_rc ma_plan_write(const struct ma_plan *plan, struct ma_buf *out, ma_err *err)
{
	json_t *contract = NULL, *tasks = json_array(), *root;
	ma_rc rc = MA_OK;
	uint32_t i;

	if (plan->contract.n > 0)
		rc = ma_json_parse(plan->contract, "contract", &contract, err);
	for (i = 0; i < plan->tasks_n && !rc; i++)
		if (json_array_append_new(tasks, task_json(plan, &plan->tasks[i])))
			rc = ma_fail_nomem(err);
	root = json_pack("{s:o, s:o*, s:o}", "summary", string_of(plan->summary), "contract",
		contract, "tasks", tasks);
	if (!rc && !root)
		rc = ma_fail_nomem(err);
	if (!rc) {
		ma_json_write(root, 2, out);
		rc = ma_buf_check(out, err);
	}
	json_decref(root);
	return rc;
}
