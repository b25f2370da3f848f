/* Folds of verifications, and of the rounds of repairs that follow them. */
#include "base/alloc.h"
#include "core/checks.h"
#include "core/fold.h"
#include "core/life.h"

void ma_fold_forget_checks(struct ma_state *s)
{
	struct ma_checks *f = s->checks;

	if (!f)
		return;
	f->first = f->last = NULL;
	f->passed = f->failed = 0;
	f->tests_passed = f->tests_failed = 0;
}

ma_rc ma_fold_verify_started(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	struct ma_checks *f;

	(void)w;
	if (e->effect.n >= MA_EFFECT_ID_SIZE)
		return ma_fold_bad(e, "the effect id is too long", err);
	f = ma_arena_new(&s->arena, struct ma_checks);
	if (!f)
		return ma_fail_nomem(err);
	*f = (struct ma_checks){ .before = s->checks, .tree = s->tree, .unlocked = s->unlocked };
	memcpy(s->verify_effect, e->effect.p, e->effect.n);
	s->verify_effect[e->effect.n] = '\0';
	s->phase = MA_RUN_VERIFYING;
	s->verified = false;
	s->verify_at_ms = e->at_ms;
	s->checks = f;
	if (ma_fold_keep(s, e->commit, &s->verified_head, err))
		return err->code;
	f->head = s->verified_head;
	return MA_OK;
}

static ma_rc keep_check(
	struct ma_state *s, const struct ma_event *e, struct ma_checked *c, ma_err *err)
{
	if (ma_fold_keep(s, e->name, &c->name, err) || ma_fold_keep(s, e->message, &c->why, err) ||
		ma_fold_keep(s, e->blob, &c->output, err) ||
		ma_fold_keep(s, e->key, &c->key, err) || ma_fold_keep(s, e->files, &c->files, err))
		return err->code;
	return ma_fold_keep(s, e->paths, &c->paths, err);
}

/* Of two packages with one name both are checked; the names tell them apart no more. */
ma_rc ma_fold_check_finished(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	struct ma_checks *f = s->checks;
	enum ma_check_state state;
	struct ma_checked *c;

	(void)w;
	if (!ma_check_state_parse(e->verdict, &state))
		return ma_fold_bad(e, "no such state of a check", err);
	if (!f || s->verified)
		return MA_OK; /* of a verification that is over */
	c = ma_arena_new(&s->arena, struct ma_checked);
	if (!c)
		return ma_fail_nomem(err);
	*c = (struct ma_checked){ .state = state,
		.tests_run = e->tests_passed + e->tests_failed,
		.tests_failed = e->tests_failed };
	if (keep_check(s, e, c, err))
		return err->code;
	if (f->last)
		f->last->next = c;
	else
		f->first = c;
	f->last = c;
	f->passed += state == MA_CHECK_PASSED;
	f->failed += state == MA_CHECK_FAILED;
	f->tests_passed += e->tests_passed;
	f->tests_failed += e->tests_failed;
	return MA_OK;
}

/* The verification that counts. */
static void adopt(struct ma_state *s, struct ma_checks *f)
{
	s->kept = f;
	s->checked = f->verdict;
	s->reason = f->reason;
	s->report = f->report;
}

ma_rc ma_fold_verify_finished(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	struct ma_checks *f = s->checks;

	(void)w;
	if (!f || !ma_str_is(e->effect, s->verify_effect) || s->verified)
		return MA_OK; /* the first outcome won */
	if (!ma_verdict_parse(e->verdict, &f->verdict))
		return ma_fold_bad(e, "no such verdict", err);
	s->verified = true;
	if (ma_fold_keep(s, e->message, &f->reason, err) ||
		ma_fold_keep(s, e->report, &f->report, err))
		return err->code;
	if (s->repairs == s->judged) /* else it is compared first */
		adopt(s, f);
	return MA_OK;
}

/* It waits for what was completed before the round: those files go into the request. */
static ma_rc add_repair(struct ma_state *s, const struct ma_event *e, ma_err *err)
{
	struct ma_task task = { .id = e->task,
		.name = e->name,
		.agent = e->agent,
		.description = e->message,
		.optional = true,
		.mends = e->cause.n == 0,
		.retests = ma_str_is(e->cause, MA_CAUSE_TESTS),
		.timeout_ms = MA_TASK_TIMEOUT_MS,
		.max_retries = MA_TASK_RETRIES,
		.deadline_ms = 2 * MA_TASK_TIMEOUT_MS * (MA_TASK_RETRIES + 1),
		.estimate_ms = MA_TASK_ESTIMATE_MS };
	uint32_t *done = ma_new_n(uint32_t, s->round_from);
	uint32_t n = 0, i;
	ma_rc rc;

	if (!done)
		return ma_fail_nomem(err);
	for (i = 0; i < s->round_from; i++)
		if (s->works[i].state == MA_TASK_COMPLETED && !s->works[i].undone)
			done[n++] = i;
	rc = ma_plan_add_repair(s->plan, &task, done, n, err);
	ma_free(done);
	return rc;
}

static void begin_round(struct ma_state *s, const struct ma_event *e)
{
	s->round_from = s->tally.total;
	s->repairs++;
	s->renewed |= ma_str_is(e->cause, MA_CAUSE_CONTRACT);
	s->retested |= ma_str_is(e->cause, MA_CAUSE_TESTS);
	if (e->at_ms > s->verify_at_ms)
		s->down_ms += e->at_ms - s->verify_at_ms;
	s->phase = MA_RUN_WORKING;
}

ma_rc ma_fold_repair_started(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	bool first = s->repairs == s->judged;
	uint32_t before = s->tally.total;
	struct ma_work *mends;

	(void)w;
	if (first ? s->phase != MA_RUN_VERIFYING || !s->verified || s->restoring
		  : s->phase != MA_RUN_WORKING)
		return ma_fold_bad(e, "nothing was verified", err);
	if (ma_plan_has(s->plan, e->task))
		return ma_fold_bad(e, "there is such a task already", err);
	if (first)
		begin_round(s, e);
	if (add_repair(s, e, err) || ma_fold_add_works(s, before, err))
		return err->code;
	mends = &s->works[before];
	mends->deps_left = 0; /* they have completed */
	if (mends->state == MA_TASK_WAITING)
		ma_work_move(s, mends, MA_TASK_READY);
	return ma_fold_keep(s, e->paths, &mends->named, err);
}

static ma_rc add_round(
	struct ma_state *s, const struct ma_event *e, enum ma_round_end end, ma_err *err)
{
	struct ma_round *round = ma_arena_new(&s->arena, struct ma_round);

	if (!round)
		return ma_fail_nomem(err);
	*round = (struct ma_round){ .before = s->rounds,
		.number = e->attempt,
		.end = end,
		.from = s->round_from,
		.to = s->tally.total };
	s->rounds = round;
	return ma_fold_keep(s, e->message, &round->why, err);
}

static ma_rc begin_restoring(struct ma_state *s, const struct ma_event *e, ma_err *err)
{
	uint32_t i;

	if (e->effect.n >= MA_EFFECT_ID_SIZE)
		return ma_fold_bad(e, "the effect id is too long", err);
	memcpy(s->restore_effect, e->effect.p, e->effect.n);
	s->restore_effect[e->effect.n] = '\0';
	s->restoring = true;
	s->restore_at_ms = e->at_ms;
	for (i = s->round_from; i < s->tally.total; i++)
		s->works[i].undone = true;
	return ma_fold_keep(s, e->head, &s->restore_to, err);
}

/* The tree that the next round begins with: the new one, or the one that it is the same as; else the one of before. */
static struct ma_checks *outcome_of(const struct ma_state *s)
{
	struct ma_checks *same = ma_checks_of(s, s->tree);

	if (s->checks && ma_str_eq(s->checks->head, s->head))
		return s->checks;
	return same ? same : s->kept;
}

ma_rc ma_fold_repair_finished(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	enum ma_round_end end;

	(void)w;
	if (s->repairs == s->judged || !s->kept)
		return ma_fold_bad(e, "no round of repairs goes on", err);
	if (!ma_round_end_parse(e->verdict, &end))
		return ma_fold_bad(e, "no round ends so", err);
	if (add_round(s, e, end, err))
		return err->code;
	s->judged = s->repairs;
	if (s->phase == MA_RUN_WORKING)
		s->verify_at_ms = e->at_ms;
	s->phase = MA_RUN_VERIFYING;
	s->verified = true;
	s->verified_head = s->head;
	if (e->effect.n > 0) {
		adopt(s, s->kept);
		return begin_restoring(s, e, err);
	}
	adopt(s, outcome_of(s));
	return MA_OK;
}

ma_rc ma_fold_files_restored(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	if (!s->restoring || !ma_str_is(e->effect, s->restore_effect))
		return MA_OK; /* the first outcome won */
	s->restoring = false;
	if (ma_fold_keep(s, e->commit, &s->head, err) || ma_fold_keep(s, e->tree, &s->tree, err))
		return err->code;
	s->verified_head = s->head;
	s->unlocked = s->kept->unlocked;
	return MA_OK;
}

ma_rc ma_fold_files_kept(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	uint32_t i;

	(void)w;
	if (!s->restoring || !ma_str_is(e->effect, s->restore_effect))
		return MA_OK; /* the first outcome won */
	s->restoring = false;
	s->rounds->left = true;
	for (i = s->round_from; i < s->tally.total; i++)
		s->works[i].undone = false;
	return ma_fold_keep(s, e->message, &s->rounds->why, err);
}
