/* A run's state out of its log. */
#include "base/alloc.h"
#include "base/limits.h"
#include "base/plant.h"
#include "engine/run.h"

struct loader {
	struct ma_store *store;
	struct ma_state *state;
	struct ma_str plan; /* the blob that has to be given before the event can be folded */
	ma_rc rc;
	ma_err *err;
	struct ma_arena arena; /* events' strings, while they are folded */
	int64_t stopped_at;    /* the event before the one that needs a plan */
};

/* A plan that was proposed is there when it is accepted, unless another was put in its place. */
static bool needs_plan(const struct loader *l, const struct ma_event *e)
{
	if (l->state->given)
		return false;
	return e->kind == MA_EVENT_PLAN_PROPOSED || e->kind == MA_EVENT_TASKS_PROPOSED ||
		(e->kind == MA_EVENT_PLAN_ACCEPTED &&
			!(l->state->planner.proposal &&
				ma_str_eq(e->plan, l->state->planner.proposal_blob)));
}

/* A blob cannot be read from inside a read: stop there, give the plan, go on. */
static bool fold_one(void *data, int64_t seq, struct ma_str text)
{
	struct loader *l = data;
	struct ma_event e;

	ma_arena_clear(&l->arena);
	l->rc = ma_event_decode(text, &l->arena, &e, l->err);
	if (l->rc)
		return false;
	e.seq = seq;
	if (needs_plan(l, &e)) {
		l->plan = e.plan;
		return false;
	}
	l->stopped_at = seq;
	if ((MA_PLANT(DROP_REPLY) && e.kind == MA_EVENT_CALL_REPLIED) ||
		(MA_PLANT(RUN_AGAIN) && e.kind == MA_EVENT_TASK_COMPLETED) ||
		(MA_PLANT(DECIDE_AGAIN) && e.kind == MA_EVENT_TASK_SKIPPED))
		return true;
	l->rc = ma_state_fold(l->state, &e, l->err);
	return l->rc == MA_OK;
}

static ma_rc give_plan(struct loader *l)
{
	struct ma_buf problems = MA_BUF_INIT(64 * MA_KIB);
	struct ma_plan *plan = NULL;
	char hash[MA_HASH_HEX_SIZE];
	char *text = NULL;
	size_t size = 0;
	ma_rc rc;

	if (l->plan.n != sizeof(hash) - 1)
		return ma_fail(l->err, MA_EINVALID, "a plan's event names no blob");
	memcpy(hash, l->plan.p, l->plan.n);
	hash[l->plan.n] = '\0';
	rc = ma_store_blob(l->store, hash, &text, &size, l->err);
	if (!rc)
		rc = ma_plan_read(ma_str_n(text, size), NULL, &plan, &problems, l->err);
	if (!rc)
		ma_state_give_plan(l->state, plan);
	ma_buf_done(&problems);
	ma_free(text);
	l->plan = MA_STR("");
	return rc;
}

/* What cannot be folded, or is not there, is damage: the store's failure, whatever the reader of it called it. */
static ma_rc told_as_damage(ma_rc rc, const char *run, ma_err *err)
{
	if (rc != MA_EINVALID && rc != MA_ENOTFOUND && rc != MA_ELIMIT)
		return rc;
	err->code = MA_EIO;
	return ma_err_wrap(err, "run %s cannot be read back (`run --abandon` gives it up)", run);
}

static ma_rc load_all(struct loader *l, const char *stream)
{
	ma_rc rc;

	do {
		if (l->plan.n > 0) {
			rc = give_plan(l);
			if (rc)
				return rc;
		}
		rc = ma_store_read(l->store, stream, l->stopped_at, fold_one, l, l->err);
		if (rc || l->rc)
			return rc ? rc : l->rc;
	} while (l->plan.n > 0);
	return MA_OK;
}

ma_rc ma_engine_load(struct ma_store *store, const char *run, struct ma_state *state, ma_err *err)
{
	struct loader l = {
		.store = store, .state = state, .err = err, .arena = MA_ARENA_INIT(4 * MA_MIB)
	};
	char stream[MA_ENGINE_STREAM_SIZE];
	ma_rc rc;

	ma_engine_stream(ma_str(run), stream);
	rc = told_as_damage(load_all(&l, stream), run, err);
	if (!rc && state->seq == 0)
		rc = ma_fail(err, MA_ENOTFOUND, "there is no run %s", run);
	ma_arena_done(&l.arena);
	return rc;
}
