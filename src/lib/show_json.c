/* One thing of a run as JSON: docs/formats/show.md. */
#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "lib/ctx.h"
#include "lib/show.h"

static json_t *str(struct ma_str s)
{
	return json_stringn(s.p ? s.p : "", s.n);
}

static json_t *when(int64_t ms)
{
	char text[MA_CLOCK_TEXT_SIZE];

	if (ms == 0)
		return json_null();
	ma_clock_format(ms, text);
	return json_string(text);
}

static json_t *usage_json(const struct ma_usage *u)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:b}", "input", (json_int_t)u->input, "output",
		(json_int_t)u->output, "cached", (json_int_t)u->cached, "reasoning",
		(json_int_t)u->reasoning, "estimated", u->estimated);
}

static json_t *cost_json(int64_t microusd, bool unpriced)
{
	return unpriced ? json_null() : json_real((double)microusd / 1e6);
}

static json_t *call_json(const struct ma_call_record *c)
{
	json_t *j = json_pack("{s:o, s:o, s:I, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:I}", "call",
		str(c->effect), "task", str(c->task), "attempt", (json_int_t)c->attempt, "agent",
		str(c->agent), "provider", str(c->provider), "model", str(c->model), "state",
		ma_call_state(c), "intended_at", when(c->intended_ms), "left_at", when(c->left_ms),
		"ended_at", when(c->ended_ms), "took_ms", (json_int_t)c->took_ms);
	json_t *more = json_pack("{s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:I, s:b}",
		"purpose", str(c->purpose), "usage", usage_json(&c->usage), "cost_usd",
		cost_json(c->cost_microusd, c->unpriced), "reused", str(c->reused), "cut", c->cut,
		"class", str(c->class), "message", str(c->message), "refused", str(c->refused),
		"commit", str(c->commit), "files", (json_int_t)c->files_n, "plan", c->plan.n > 0);

	if (!j || !more || json_object_update(j, more)) {
		json_decref(j);
		j = NULL;
	}
	json_decref(more);
	return j;
}

/* With what was said, as it was said. */
static json_t *whole_call_json(struct ma_show *v, ma_err *err)
{
	struct ma_buf request = MA_BUF_INIT(MA_LIMIT_BLOB), reply = MA_BUF_INIT(MA_LIMIT_BLOB),
		      part = MA_BUF_INIT(MA_LIMIT_BLOB);
	json_t *j = call_json(v->call), *asked = NULL;
	ma_rc rc = ma_show_blob(v, v->call->request, &request, err);

	if (!rc)
		rc = ma_show_blob(v, v->call->reply, &reply, err);
	if (!rc && v->call->part.n > 0)
		rc = ma_show_blob(v, v->call->part, &part, err);
	if (!rc && request.n > 0)
		rc = ma_json_parse(ma_buf_str(&request), "request", &asked, err);
	if (!rc &&
		(!j || json_object_set_new(j, "request", asked ? json_incref(asked) : json_null()) ||
			json_object_set_new(j, "reply",
				v->call->replied ? str(ma_buf_str(&reply)) : json_null()) ||
			json_object_set_new(j, "part", str(ma_buf_str(&part))) ||
			json_object_set_new(j, "kind", json_string("call"))))
		rc = ma_fail_nomem(err);
	json_decref(asked);
	ma_buf_done(&request);
	ma_buf_done(&reply);
	ma_buf_done(&part);
	if (!rc)
		return j;
	json_decref(j);
	return NULL;
}

static json_t *deps_json(const struct ma_show *v, const struct ma_task *t)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; t && i < t->deps_n; i++)
		(void)json_array_append_new(
			list, str(v->s.plan->tasks[t->deps[i]].id)); /* list tells */
	return list;
}

static json_t *calls_json(const struct ma_show *v)
{
	json_t *list = json_array();
	const struct ma_call_record *c;

	for (c = v->calls.first; c; c = c->next)
		if (ma_show_is_of(c, v->work))
			(void)json_array_append_new(
				list, call_json(c)); /* without memory one is missing */
	return list;
}

static json_t *task_json(struct ma_show *v)
{
	const struct ma_work *w = v->work;
	const struct ma_task *t = w->task;
	struct ma_str none = MA_STR("");

	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:s, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o}",
		"kind", "task", "run", str(v->s.run), "task", str(ma_work_id(w)), "name",
		str(t ? t->name : none), "agent", str(t ? t->agent : MA_STR("planner")), "state",
		ma_task_state_name(w->state), "message",
		str(w->state == MA_TASK_COMPLETED ? none : w->message), "attempts",
		(json_int_t)w->attempt, "depends_on", deps_json(v, t), "commit", str(w->commit),
		"usage", usage_json(&w->usage), "cost_usd",
		cost_json(w->cost_microusd, v->s.unpriced), "files", ma_show_files(v, w), "calls",
		calls_json(v));
}

static json_t *value_of(struct ma_show *v, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_ARENA);
	json_t *j = NULL;

	if (v->kind == MA_SHOWN_TASK)
		return task_json(v);
	if (v->kind == MA_SHOWN_CALL)
		return whole_call_json(v, err);
	if (!ma_show_text(v, &text, err))
		j = json_pack("{s:s, s:o?}", "kind", "text", "text", str(ma_buf_str(&text)));
	ma_buf_done(&text);
	return j;
}

ma_rc ma_show_json(
	const char *output, const char *run, const char *what, char **json_out, ma_err *err)
{
	struct ma_show v;
	json_t *j;
	ma_rc rc;

	if (!err || !what || !json_out)
		return MA_EMISUSE;
	err->code = MA_OK;
	rc = ma_show_find(&v, output, run, what, err);
	if (!rc) {
		j = value_of(&v, err);
		rc = j              ? ma_give_json(j, json_out, err)
			: err->code ? err->code
				    : ma_fail_nomem(err);
	}
	ma_show_done(&v);
	return rc;
}
