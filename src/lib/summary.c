/* Summaries. */
#include "lib/summary.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "lib/schedule.h"

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

/* Why a task never ran to its end is a cause: another task, or what was asked of the run. */
static bool has_cause(const struct ma_work *w)
{
	return w->state == MA_TASK_SKIPPED || w->state == MA_TASK_CANCELLED;
}

static json_t *work_json(const struct ma_work *w)
{
	struct ma_str none = MA_STR("");

	return json_pack("{s:o, s:o, s:o, s:s, s:I, s:I, s:I, s:f, s:o, s:o, s:o}", "task",
		text(ma_work_id(w)), "name", text(w->task->name), "agent", text(w->task->agent),
		"state", ma_task_state_name(w->state), "attempts", (json_int_t)w->attempt,
		"started_ms", (json_int_t)w->started_at_ms, "ended_ms", (json_int_t)w->ended_at_ms,
		"cost_usd", (double)w->cost_microusd / 1e6, "commit", text(w->commit), "message",
		text(has_cause(w) ? none : w->message), "cause",
		text(has_cause(w) ? w->message : none));
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

/* They add up: what has not ended is unfinished. */
static json_t *tally_json(const struct ma_tally *t)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "total", (json_int_t)t->total,
		"completed", (json_int_t)t->completed, "failed", (json_int_t)t->failed, "skipped",
		(json_int_t)t->skipped, "cancelled", (json_int_t)t->cancelled, "unfinished",
		(json_int_t)t->total - t->completed - t->failed - t->skipped - t->cancelled);
}

static json_t *success_json(const struct ma_tally *t)
{
	return t->total > 0 ? json_real((double)t->completed / t->total) : json_null();
}

static int64_t attempts(const struct ma_state *s)
{
	int64_t sum = 0;
	uint32_t i;

	for (i = 0; i < s->tally.total; i++)
		sum += s->works[i].attempt;
	return sum;
}

static int add_error(json_t *list, const struct ma_work *w)
{
	if (w->state != MA_TASK_FAILED)
		return 0;
	return json_array_append_new(list,
		json_pack("{s:o, s:s, s:o, s:I}", "task", text(ma_work_id(w)), "class",
			ma_llm_class_name(w->failed_as), "message", text(w->message), "attempts",
			(json_int_t)w->attempt));
}

/* What failed for good, the planner included. */
static json_t *errors_json(const struct ma_state *s)
{
	json_t *list = json_array();
	int bad = add_error(list, &s->planner);
	uint32_t i;

	for (i = 0; i < s->tally.total && !bad; i++)
		bad = add_error(list, &s->works[i]);
	if (!bad)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *chain_json(const struct ma_state *s, const struct ma_schedule *schedule)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; i < schedule->critical_n && list; i++) {
		if (json_array_append_new(list, text(s->plan->tasks[schedule->critical[i]].id))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *schedule_json(const struct ma_state *s, ma_err *err)
{
	struct ma_schedule schedule;
	json_t *j;

	if (ma_schedule_of(s, &schedule, err))
		return NULL;
	j = json_pack("{s:o, s:I, s:I, s:I, s:I, s:I}", "critical_path", chain_json(s, &schedule),
		"critical_path_ms", (json_int_t)schedule.critical_ms, "work_ms",
		(json_int_t)schedule.work_ms, "parallelism", (json_int_t)s->jobs, "lower_bound_ms",
		(json_int_t)schedule.bound_ms, "makespan_ms", (json_int_t)schedule.makespan_ms);
	ma_schedule_done(&schedule);
	return j;
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

/* What the run is, and how it ended. */
static json_t *head_json(const struct ma_state *s, json_t *prompt)
{
	return json_pack("{s:o, s:o, s:s, s:s, s:o, s:i, s:b, s:b, s:o, s:o}", "run", text(s->run),
		"prompt", prompt, "phase", phase_name(s), "verdict", ma_verdict_name(s->verdict),
		"reason", text(s->reason), "exit", ma_summary_exit(s), "interrupted", s->interrupted,
		"paused", s->paused, "cause", text(s->cause), "tasks", tally_json(&s->tally));
}

/* Whose tests the round was about; "": it mended the code. */
static const char *cause_of(const struct ma_state *s, const struct ma_round *round)
{
	const struct ma_task *task = round->from < round->to ? s->works[round->from].task : NULL;

	if (!task || task->mends)
		return "";
	return task->retests ? MA_CAUSE_TESTS : MA_CAUSE_CONTRACT;
}

static void add_once(json_t *list, struct ma_str path)
{
	const json_t *there;
	size_t i;

	json_array_foreach (list, i, there)
		if (ma_str_is(path, json_string_value(there)))
			return;
	json_array_append_new(list, text(path));
}

/* Test files that rounds of repairs have written, and that were not taken back. */
static json_t *tests_changed_json(const struct ma_state *s)
{
	const struct ma_round *round;
	json_t *list = json_array();
	struct ma_str rest, path;
	uint32_t i;

	for (round = s->rounds; round && list; round = round->before) {
		if (round->end == MA_ROUND_UNCHANGED)
			continue;
		for (i = round->from; i < round->to; i++) {
			rest = s->works[i].commit.n > 0 && !s->works[i].undone ? s->works[i].paths
									       : MA_STR("");
			while (ma_str_cut(&rest, '|', &path))
				if (ma_path_is_test(path))
					add_once(list, path);
		}
	}
	return list;
}

/* The rounds of repairs that are over, the first one first. */
static json_t *rounds_json(const struct ma_state *s)
{
	const struct ma_round *round;
	json_t *rounds = json_array(), *tasks, *j;
	uint32_t i;

	for (round = s->rounds; round && rounds; round = round->before) {
		tasks = json_array();
		for (i = round->from; i < round->to; i++)
			json_array_append_new(tasks, text(s->works[i].task->id));
		j = json_pack("{s:I, s:s, s:s, s:o, s:o}", "round", (json_int_t)round->number,
			"cause", cause_of(s, round), "end", ma_round_end_name(round->end), "why",
			text(round->why), "tasks", tasks);
		if (json_array_insert_new(rounds, 0, j)) {
			json_decref(rounds);
			return NULL;
		}
	}
	return rounds;
}

/* What the planner's contract says that will not be there; a contract is any JSON, and may say nothing of the kind. */
static json_t *warnings_json(const struct ma_state *s, ma_err *err)
{
	json_t *contract = NULL, *list = json_array();
	ma_err unread = { MA_OK, 0, "" };
	const json_t *line;
	size_t i;

	if (s->plan && s->plan->contract.n > 0 &&
		ma_json_parse(s->plan->contract, "contract", &contract, &unread) == MA_ENOMEM) {
		*err = unread;
		json_decref(list);
		return NULL;
	}
	json_array_foreach (json_object_get(contract, "warnings"), i, line)
		if (json_is_string(line))
			json_array_append_new(list, json_copy((json_t *)line));
	json_decref(contract);
	return list;
}

static json_t *tasks_json(const struct ma_state *s, ma_err *err)
{
	return json_pack("{s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "success_rate",
		success_json(&s->tally), "attempts", (json_int_t)attempts(s), "work", works_json(s),
		"errors", errors_json(s), "schedule", schedule_json(s, err), "repairs",
		rounds_json(s), "tests_changed", tests_changed_json(s), "warnings",
		warnings_json(s, err));
}

/* The prepared call that could cost least, or NULL. */
static const struct ma_work *cheapest_waiting(const struct ma_state *s)
{
	const struct ma_work *least = NULL, *w;
	uint32_t i;

	for (i = 0; i <= s->tally.total; i++) {
		w = i < s->tally.total ? &s->works[i] : &s->planner;
		if ((w->state == MA_TASK_PREPARING || w->state == MA_TASK_DELAYED) &&
			w->worst_tokens > 0 && (!least || w->worst_tokens < least->worst_tokens))
			least = w;
	}
	return least;
}

/* Where there is no limit it is null. */
static json_t *limits_json(const struct ma_state *s)
{
	const struct ma_work *next = cheapest_waiting(s);
	json_t *usd = s->max_cost_microusd > 0 ? json_real((double)s->max_cost_microusd / 1e6)
					       : json_null();
	json_t *tokens = s->max_tokens > 0 ? json_integer(s->max_tokens) : json_null();

	return json_pack("{s:o, s:o, s:I, s:f, s:I}", "max_cost_usd", usd, "max_tokens", tokens,
		"timeout_ms", (json_int_t)s->timeout_ms, "next_call_usd",
		next ? (double)next->worst_microusd / 1e6 : 0.0, "next_call_tokens",
		(json_int_t)(next ? next->worst_tokens : 0));
}

static json_t *spent_json(const struct ma_state *s)
{
	json_t *cassette = s->cassette.n > 0 ? text(s->cassette) : NULL;
	json_t *parent = s->parent.n > 0 ? text(s->parent) : NULL;
	json_t *from = s->parent.n > 0 ? text(s->from) : NULL;

	return json_pack("{s:o, s:o, s:o, s:o, s:o*, s:o*, s:o*, s:I, s:I, s:I, s:o, s:I, s:I, s:I}",
		"usage", usage_json(&s->usage), "cost_usd", cost_json(s), "limits", limits_json(s),
		"provider", text(s->provider), "cassette", cassette, "parent", parent, "from", from,
		"calls", (json_int_t)(s->calls - s->reused), "reused", (json_int_t)s->reused,
		"possibly_billed", (json_int_t)s->possibly_billed, "commit", text(s->head),
		"started_ms", (json_int_t)s->started_at_ms, "last_ms", (json_int_t)s->now_ms, "seq",
		(json_int_t)s->seq);
}

/* What became of its commits since. */
static json_t *landed_json(const struct ma_state *s)
{
	json_t *accepted = s->accepted.n > 0
		? json_pack("{s:o, s:o, s:o}", "branch", text(s->landed), "commit",
			  text(s->accepted), "before", text(s->accepted_on))
		: NULL;
	json_t *undone = s->undone.n > 0
		? json_pack("{s:o, s:o}", "branch", text(s->landed), "commit", text(s->undone))
		: NULL;

	return json_pack("{s:o*, s:o*}", "accepted", accepted, "undone", undone);
}

static json_t *checks_json(const json_t *report)
{
	return json_pack("{s:O, s:O*, s:O*, s:O}", "sandbox", json_object_get(report, "sandbox"),
		"node", json_object_get(report, "node"), "acceptance",
		json_object_get(report, "acceptance"), "checks", json_object_get(report, "checks"));
}

/* Takes `part`. */
static int add_part(json_t *all, json_t *part)
{
	int bad = !all || !part || json_object_update(all, part);

	json_decref(part);
	return bad;
}

json_t *ma_summary(const struct ma_state *s, struct ma_store *store, ma_err *err)
{
	json_t *prompt = prompt_json(store, s, err);
	json_t *report = prompt ? report_json(store, s, err) : NULL;
	json_t *all = prompt ? head_json(s, prompt) : NULL;
	int bad = !all || !report;

	bad = bad || add_part(all, tasks_json(s, err)) || add_part(all, spent_json(s)) ||
		add_part(all, landed_json(s)) || add_part(all, checks_json(report));
	json_decref(report);
	if (!bad)
		return all;
	json_decref(all);
	if (!err->code)
		(void)ma_fail_nomem(err); /* NULL tells */
	return NULL;
}
