/* The log of a simulated run: what is appended is checked, folded a second time, and compared. */
#include <stdarg.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "engine/simulate_parts.h"

void ma_sim_log_say(struct sim_log *l, const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	if (!l->say)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap); /* a long one is cut */
	va_end(ap);
	l->say(l->say_data, line);
}

/* Fields of a work that its life depends on; NULL: all the same. */
static const char *work_difference(const struct ma_work *a, const struct ma_work *b)
{
	static char what[96];
	const char *field = NULL;

#define SAME(member) field = !field && a->member != b->member ? #member : field
#define SAME_TEXT(member) field = !field && !ma_str_eq(a->member, b->member) ? #member : field
	SAME(state);
	SAME(attempt);
	SAME(uncounted);
	SAME(rejections);
	SAME(repeats);
	SAME(provider);
	SAME(give_up_ms);
	SAME(admitted_at_ms);
	SAME(parts_n);
	SAME(cut);
	SAME(worst_microusd);
	SAME(worst_tokens);
	SAME(unpriced);
	SAME(files_n);
	SAME(admitted);
	SAME(held_ms);
	SAME(undone);
	SAME(released);
	SAME(reopened);
	SAME(path_ms);
	SAME(down_ms);
	SAME(proposal_settled);
	SAME(failed);
	SAME(failed_as);
	SAME(resolving);
	SAME(quick);
	SAME(quick_asked);
	SAME(mediated);
	SAME(deadline_ms);
	SAME(not_before_ms);
	SAME(retry_after_ms);
	SAME(intended_at_ms);
	SAME(started_at_ms);
	SAME(ended_at_ms);
	SAME(deps_left);
	SAME(cost_microusd);
	SAME(usage.input);
	SAME(usage.output);
	SAME_TEXT(request);
	SAME_TEXT(kept);
	SAME_TEXT(conflict);
	SAME_TEXT(conflict_files);
	SAME_TEXT(reply);
	SAME_TEXT(files);
	SAME_TEXT(commit);
	SAME_TEXT(paths);
	SAME_TEXT(model);
	SAME_TEXT(message);
	SAME_TEXT(problem);
	SAME_TEXT(cause);
	SAME_TEXT(key);
	SAME_TEXT(reply_key);
	SAME_TEXT(proposal_blob);
	if (!field && strcmp(a->effect, b->effect) != 0)
		field = "effect";
	if (!field)
		return NULL;
	(void)snprintf(
		what, sizeof(what), MA_STR_FMT ".%s", MA_STR_ARG(ma_work_id(a)), field); /* fits */
	return what;
}

const char *ma_sim_difference(const struct ma_state *a, const struct ma_state *b)
{
	const char *field = NULL;
	uint32_t i;

	SAME(seq);
	SAME(phase);
	SAME(now_ms);
	SAME(jobs);
	SAME(deadline_ms);
	SAME(max_cost_microusd);
	SAME(max_tokens);
	SAME(interrupted);
	SAME(approve);
	SAME(paused);
	SAME(cancelled);
	SAME(active_n);
	SAME(held_n);
	SAME(reserved_microusd);
	SAME(reserved_tokens);
	SAME(tally.total);
	SAME(tally.completed);
	SAME(tally.failed);
	SAME(tally.skipped);
	SAME(tally.cancelled);
	SAME(usage.input);
	SAME(usage.output);
	SAME(cost_microusd);
	SAME(calls);
	SAME(possibly_billed);
	SAME(verdict);
	SAME(checked);
	SAME(verified);
	SAME(repairs);
	SAME(idle_since_ms);
	SAME(judged);
	SAME(restoring);
	SAME(renewed);
	SAME(retested);
	SAME_TEXT(restore_to);
	SAME_TEXT(unlocked);
	SAME(locking);
	SAME_TEXT(tree);
	SAME_TEXT(verified_head);
	SAME(exit);
	SAME_TEXT(head);
	SAME_TEXT(plan_blob);
	SAME_TEXT(reason);
	SAME_TEXT(cause);
	for (i = 0; !field && i < a->providers_n; i++)
		field = a->providers[i].dead == b->providers[i].dead ? NULL : "providers";
	for (i = 0; !field && i < a->agents_n; i++)
		field = a->agents[i].busy == b->agents[i].busy ? NULL : "agents";
	field = field ? field : work_difference(&a->planner, &b->planner);
	for (i = 0; !field && i < a->tally.total; i++)
		field = work_difference(&a->works[i], &b->works[i]);
	return field;
}

/* What engine/load.c does from one event to the next. */
static ma_rc give_plan(struct sim_log *l, const struct ma_event *e, ma_err *err)
{
	struct ma_buf problems = MA_BUF_INIT(MA_MIB);
	struct ma_plan *plan = NULL;
	char hash[MA_HASH_HEX_SIZE];
	char *text = NULL;
	size_t size = 0;
	ma_rc rc;

	if (e->kind != MA_EVENT_PLAN_PROPOSED && e->kind != MA_EVENT_TASKS_PROPOSED &&
		(e->kind != MA_EVENT_PLAN_ACCEPTED || l->folded.planner.proposal))
		return MA_OK;
	(void)snprintf(hash, sizeof(hash), MA_STR_FMT, MA_STR_ARG(e->plan)); /* a hash */
	rc = ma_store_blob(l->memory, hash, &text, &size, err);
	if (!rc)
		rc = ma_plan_read(ma_str_n(text, size), l->agents, &plan, &problems, err);
	if (!rc)
		ma_state_give_plan(&l->folded, plan);
	ma_buf_done(&problems);
	ma_free(text);
	return rc;
}

/* Interruptions that nobody asked for: what they strike. */
static void note_end(struct sim_log *l, const struct ma_event *e)
{
	if (e->kind != MA_EVENT_RUN_INTERRUPTED)
		return;
	if (ma_str_is(e->cause, "timeout"))
		ma_sim_hit(l->world, MA_SIM_RUN_TIMEOUT, MA_SIM_NOBODY);
	if (ma_str_is(e->cause, "budget"))
		ma_sim_hit(l->world,
			l->world->c->max_cost > 0 ? MA_SIM_BUDGET_COST : MA_SIM_BUDGET_TOKENS,
			MA_SIM_NOBODY);
}

static void see_event(struct sim_log *l, struct ma_str json)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	ma_err err = { MA_OK, 0, "" };
	struct ma_event e;
	ma_rc rc = ma_event_decode(json, &arena, &e, &err);

	ma_sim_log_say(l, MA_STR_FMT, MA_STR_ARG(json));
	if (!rc) {
		note_end(l, &e);
		ma_sim_check_event(l->k, &e);
		ma_sim_world_see(l->world, &e);
		rc = give_plan(l, &e, &err);
	}
	if (!rc)
		rc = ma_state_fold(&l->folded, &e, &err);
	if (rc)
		ma_sim_complain(l->k, "it cannot be folded: %s", err.msg);
	l->r->events++;
	ma_arena_done(&arena);
}

static void compare(struct sim_log *l)
{
	const struct ma_state *live = ma_engine_state(l->engine);
	const char *field = ma_sim_difference(live, &l->folded);

	if (field)
		ma_sim_complain(l->k, "the fold of the log is not the live state: %s", field);
	ma_sim_check_turn(l->k);
	ma_sim_check_sums(l->k, live);
}

static struct sim_log *log_of(struct ma_store *self)
{
	return (struct sim_log *)self;
}

static ma_rc log_append(struct ma_store *self, const struct ma_store_append *a, ma_err *err)
{
	struct sim_log *l = log_of(self);
	bool lost = ++l->appends == l->lose_at;
	ma_rc rc;
	size_t i;

	if (l->appends == l->fail_at) {
		ma_sim_hit(l->world, MA_SIM_STORE_FAILS, MA_SIM_NOBODY);
		ma_sim_log_say(l, "an append of %zu events fails", a->events_n);
		return ma_fail(err, MA_EIO, "the disk has gone");
	}
	if (lost)
		ma_sim_hit(l->world, MA_SIM_STORE_LOST, MA_SIM_NOBODY);
	rc = ma_store_append(l->memory, a, err);
	if (rc)
		return rc;
	if (l->usurped)
		ma_sim_complain(l->k, "the run goes on, and another process has resumed it");
	for (i = 0; i < a->events_n; i++)
		see_event(l, a->events[i]);
	compare(l);
	if (lost)
		ma_sim_log_say(l, "that append was made, but is told to have failed");
	return lost ? ma_fail(err, MA_EIO, "the disk has gone") : MA_OK;
}

static ma_rc log_read(struct ma_store *self, const char *stream, int64_t after,
	ma_store_event_fn *fn, void *data, ma_err *err)
{
	return ma_store_read(log_of(self)->memory, stream, after, fn, data, err);
}

static ma_rc log_blob(
	struct ma_store *self, const char *hash, char **out, size_t *size_out, ma_err *err)
{
	return ma_store_blob(log_of(self)->memory, hash, out, size_out, err);
}

void ma_sim_log_usurp(struct sim_log *l, int64_t now_ms)
{
	struct ma_event e = { .kind = MA_EVENT_RUN_RESUMED,
		.seq = l->k->seq + 1,
		.at_ms = now_ms,
		.run = MA_STR(MA_SIM_RUN) };
	struct ma_buf json = MA_BUF_INIT(MA_LIMIT_EVENT);
	struct ma_store_append a = { .stream = MA_SIM_STREAM, .expected_seq = l->k->seq };
	ma_err err = { MA_OK, 0, "" };
	struct ma_str text;

	ma_event_encode(&e, &json);
	text = ma_buf_str(&json);
	a.events = &text;
	a.events_n = 1;
	if (ma_store_append(l->memory, &a, &err))
		ma_sim_complain(l->k, "the second owner: %s", err.msg);
	else
		see_event(l, text);
	l->usurped = true;
	ma_buf_done(&json);
}

static const struct ma_store_ops log_ops = {
	.name = "simulated",
	.append = log_append,
	.read = log_read,
	.blob = log_blob,
};

ma_rc ma_sim_log_init(struct sim_log *l, ma_err *err)
{
	l->base.ops = &log_ops;
	ma_state_init(&l->folded);
	return ma_store_memory_new(&l->memory, err);
}

void ma_sim_log_done(struct sim_log *l)
{
	ma_state_done(&l->folded);
	ma_store_free(l->memory);
}
