/* A plan, with what can be said of it before it is run. */
#include "lib/plan_view.h"

#include "base/limits.h"
#include "codec/json.h"
#include "model/plan_shape.h"

static json_t *id_of(const struct ma_plan *plan, uint32_t task)
{
	return json_stringn(plan->tasks[task].id.p, plan->tasks[task].id.n);
}

/* [["a","b"],["c"]], in the order of the plan. */
static json_t *waves_json(const struct ma_plan *plan, const struct ma_plan_shape *shape)
{
	json_t *waves = json_array();
	bool ok = waves != NULL;
	uint32_t i;

	for (i = 0; i < shape->waves_n && ok; i++)
		ok = json_array_append_new(waves, json_array()) == 0;
	for (i = 0; i < plan->tasks_n && ok; i++)
		ok = json_array_append_new(json_array_get(waves, shape->wave[i]), id_of(plan, i)) ==
			0;
	if (ok)
		return waves;
	json_decref(waves);
	return NULL;
}

static json_t *path_json(const struct ma_plan *plan, const struct ma_plan_shape *shape)
{
	json_t *tasks = json_array();
	uint32_t i;

	for (i = 0; i < shape->path_n; i++)
		if (json_array_append_new(tasks, id_of(plan, shape->path[i])))
			break;
	if (i == shape->path_n)
		return json_pack(
			"{s:o, s:f}", "tasks", tasks, "estimate_s", (double)shape->path_ms / 1000);
	json_decref(tasks);
	return NULL;
}

static json_t *estimate_json(
	const struct ma_plan *plan, size_t prompt_size, const struct ma_plan_budget *budget)
{
	struct ma_plan_estimate e = ma_plan_estimate(plan, prompt_size);

	return json_pack("{s:I, s:I, s:I, s:I, s:o}", "calls", (json_int_t)e.calls, "input_tokens",
		(json_int_t)e.usage.input, "output_tokens", (json_int_t)e.usage.output, "tokens",
		(json_int_t)budget->tokens, "cost_usd",
		budget->microusd < 0 ? json_null() : json_real((double)budget->microusd / 1e6));
}

struct ma_plan_budget ma_plan_view_budget(ma_ctx *ctx, const struct ma_plan *plan,
	size_t prompt_size, struct ma_str provider, struct ma_str model)
{
	struct ma_plan_estimate e = ma_plan_estimate(plan, prompt_size);
	struct ma_plan_budget b = { 0, 0, -1, e.usage.input + e.usage.output };
	int64_t microusd = 0;

	if (ma_ctx_price(ctx, provider, model, &e.usage, &microusd))
		b.microusd = microusd;
	return b;
}

json_t *ma_plan_view(const struct ma_plan *plan, size_t prompt_size,
	const struct ma_plan_budget *budget, ma_err *err)
{
	struct ma_plan_shape shape = { .waves_n = 0 };
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);
	json_t *view = NULL, *more = NULL;
	ma_rc rc = ma_plan_shape(plan, &shape, err);

	if (!rc)
		rc = ma_plan_write(plan, &text, err);
	if (!rc)
		rc = ma_json_parse(ma_buf_str(&text), "plan", &view, err);
	if (!rc) {
		more = json_pack("{s:o, s:o, s:o}", "waves", waves_json(plan, &shape),
			"critical_path", path_json(plan, &shape), "estimate",
			estimate_json(plan, prompt_size, budget));
		rc = more && json_object_update(view, more) == 0 ? MA_OK : ma_fail_nomem(err);
	}
	json_decref(more);
	ma_plan_shape_done(&shape);
	ma_buf_done(&text);
	if (!rc)
		return view;
	json_decref(view);
	return NULL;
}

static json_t *warning_json(const struct ma_event *e)
{
	return json_pack("{s:s%, s:s%}", "cause", e->cause.p, e->cause.n, "message", e->message.p,
		e->message.n);
}

json_t *ma_plan_view_warnings(const struct ma_outcome *o)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; o && i < o->events_n; i++) {
		if (o->events[i].kind == MA_EVENT_PLAN_WARNING &&
			json_array_append_new(list, warning_json(&o->events[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}
