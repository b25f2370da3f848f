/* Summaries. */
#include "lib/summary.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"

static json_t *text(struct ma_str s)
{
	return json_stringn(s.p ? s.p : "", s.n);
}

static json_t *usage_json(const struct ma_usage *u)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:b}", "input", (json_int_t)u->input, "output",
		(json_int_t)u->output, "cached", (json_int_t)u->cached, "reasoning",
		(json_int_t)u->reasoning, "estimated", u->estimated);
}

static json_t *cost_json(const struct ma_state *s)
{
	return s->unpriced ? json_null() : json_real((double)s->cost_microusd / 1e6);
}

static json_t *work_json(const struct ma_work *w)
{
	return json_pack("{s:o, s:o, s:o, s:s, s:I, s:I, s:I, s:o, s:o}", "task",
		text(ma_work_id(w)), "name", text(w->task->name), "agent", text(w->task->agent),
		"state", ma_task_state_name(w->state), "attempts", (json_int_t)w->attempt,
		"started_ms", (json_int_t)w->started_at_ms, "ended_ms", (json_int_t)w->ended_at_ms,
		"commit", text(w->commit), "message", text(w->message));
}

static json_t *works_json(const struct ma_state *s)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; i < s->tally.total && list; i++) {
		if (json_array_append_new(list, work_json(&s->works[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *tally_json(const struct ma_tally *t)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I}", "total", (json_int_t)t->total, "completed",
		(json_int_t)t->completed, "failed", (json_int_t)t->failed, "skipped",
		(json_int_t)t->skipped, "cancelled", (json_int_t)t->cancelled);
}

static const char *phase_name(const struct ma_state *s)
{
	static const char *const names[] = {
		[MA_RUN_NEW] = "new",
		[MA_RUN_PLANNING] = "planning",
		[MA_RUN_WORKING] = "working",
		[MA_RUN_VERIFYING] = "verifying",
		[MA_RUN_FINISHED] = "finished",
	};

	return names[s->phase];
}

/* A blob's text, "" where the state names none. Gives *out. */
static ma_rc blob_text(
	struct ma_store *store, struct ma_str hash, char **out, size_t *size, ma_err *err)
{
	char name[MA_HASH_HEX_SIZE] = "";

	*size = 0;
	if (hash.n != sizeof(name) - 1)
		return MA_OK;
	memcpy(name, hash.p, hash.n);
	return ma_store_blob(store, name, out, size, err);
}

static json_t *prompt_json(struct ma_store *store, const struct ma_state *s, ma_err *err)
{
	char *prompt = NULL;
	size_t size = 0;
	json_t *j = NULL;

	if (!blob_text(store, s->prompt, &prompt, &size, err))
		j = text(ma_str_n(prompt, size));
	ma_free(prompt);
	return j;
}

/* The report of the verification, or an object without checks. */
static json_t *report_json(struct ma_store *store, const struct ma_state *s, ma_err *err)
{
	json_t *j = NULL;
	char *report = NULL;
	size_t size = 0;

	if (s->report.n == 0)
		return json_pack("{s:s, s:[]}", "sandbox", "", "checks");
	if (!blob_text(store, s->report, &report, &size, err))
		(void)ma_json_parse(
			ma_str_n(report, size), "report", &j, err); /* NULL tells, err says */
	ma_free(report);
	return j;
}

int ma_summary_exit(const struct ma_state *s)
{
	if (s->phase == MA_RUN_FINISHED)
		return (int)s->exit;
	if (!s->interrupted)
		return 0;
	if (ma_str_is(s->cause, "SIGINT"))
		return 130;
	return ma_str_is(s->cause, "SIGTERM") ? 143 : 6;
}

json_t *ma_summary(const struct ma_state *s, struct ma_store *store, ma_err *err)
{
	json_t *prompt = prompt_json(store, s, err);
	json_t *report = prompt ? report_json(store, s, err) : NULL;
	json_t *all;

	if (!prompt || !report) {
		json_decref(prompt);
		json_decref(report);
		if (!err->code)
			(void)ma_fail_nomem(err); /* NULL tells */
		return NULL;
	}
	all = json_pack(
		"{s:o, s:o, s:s, s:s, s:o, s:i, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:o, s:I, s:I, s:O, s:O*, s:O}",
		"run", text(s->run), "prompt", prompt, "phase", phase_name(s), "verdict",
		ma_verdict_name(s->verdict), "reason", text(s->reason), "exit", ma_summary_exit(s),
		"interrupted", s->interrupted, "cause", text(s->cause), "tasks",
		tally_json(&s->tally), "work", works_json(s), "usage", usage_json(&s->usage),
		"cost_usd", cost_json(s), "provider", text(s->provider), "calls",
		(json_int_t)s->calls, "possibly_billed", (json_int_t)s->possibly_billed, "commit",
		text(s->head), "started_ms", (json_int_t)s->started_at_ms, "last_ms",
		(json_int_t)s->now_ms, "sandbox", json_object_get(report, "sandbox"), "node",
		json_object_get(report, "node"), "checks", json_object_get(report, "checks"));
	json_decref(report);
	if (!all)
		(void)ma_fail_nomem(err); /* NULL tells */
	return all;
}
