/* Memory that runs out, in the arena of the state or anywhere, is told; and nothing leaks. */
#include "base/alloc.h"
#include "support/drive.h"
#include "support/graph.h"

#define STEPS 120

struct world {
	uint64_t seed;
	size_t arena_max; /* 0: no bound */
	struct graph g;
	struct ma_state s;
	int64_t now;
	struct ma_plan *more; /* given when tasks are proposed; made before, with memory enough */
};

static bool ignore(void *data, const struct ma_event *e)
{
	(void)data;
	(void)e;
	return true;
}

static ma_rc tell(struct world *w, struct ma_event e, ma_err *err)
{
	ma_rc rc;

	e.at_ms = w->now;
	rc = ma_state_fold(&w->s, &e, err);
	return rc ? rc : ma_decide(&w->s, w->now, ignore, NULL, err);
}

static struct ma_event failure(struct world *w)
{
	static const char *const classes[] = { "transient", "filter", "auth", "rate" };

	return (struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
		.class = ma_str(classes[graph_draw(&w->g, MA_COUNT(classes))]),
		.message = MA_STR("a failure that is told in many words") };
}

static struct ma_event outcome_of(struct world *w, enum ma_effect_kind kind)
{
	uint64_t luck = graph_draw(&w->g, 6);

	switch (kind) {
	case MA_EFFECT_PROMPT:
		return (struct ma_event){ .kind = MA_EVENT_CALL_PREPARED,
			.request = MA_STR("request"),
			.key = luck > 2 ? MA_STR("k1") : MA_STR("k2") };
	case MA_EFFECT_CALL:
		if (luck == 0)
			return failure(w);
		return (struct ma_event){ .kind = MA_EVENT_CALL_REPLIED,
			.reply = MA_STR("reply"),
			.model = MA_STR("model"),
			.key = luck > 3 ? MA_STR("k1") : MA_STR("k2"),
			.cut = luck == 1 };
	case MA_EFFECT_READ_FILES:
		if (luck == 0)
			return (struct ma_event){ .kind = MA_EVENT_FILES_REJECTED,
				.message = MA_STR("no files at all") };
		return (struct ma_event){
			.kind = MA_EVENT_FILES_PROPOSED, .files = MA_STR("files"), .count = luck > 1
		};
	case MA_EFFECT_COMMIT:
		return (struct ma_event){ .kind = MA_EVENT_FILES_COMMITTED,
			.commit = MA_STR("c0ffee"),
			.head = luck > 2 ? MA_STR("beef") : MA_STR("") };
	case MA_EFFECT_RESTORE:
		return (struct ma_event){ .kind = MA_EVENT_FILES_RESTORED,
			.commit = MA_STR("0ld"),
			.tree = MA_STR("tree") };
	case MA_EFFECT_VERIFY:
	default:
		return (struct ma_event){ .kind = MA_EVENT_VERIFY_FINISHED,
			.verdict = luck > 2 ? MA_STR("failed") : MA_STR("verified"),
			.message = MA_STR("this is why"),
			.report = MA_STR("report") };
	}
}

/* A reply that asks for tasks as well, once. */
static ma_rc propose(struct world *w, struct ma_event e, ma_err *err)
{
	if (e.kind != MA_EVENT_FILES_PROPOSED || !w->more)
		return MA_OK;
	ma_state_give_plan(&w->s, w->more);
	w->more = NULL;
	e.kind = MA_EVENT_TASKS_PROPOSED;
	e.plan = MA_STR("more");
	return tell(w, e, err);
}

static ma_rc check(struct world *w, ma_err *err)
{
	return tell(w,
		(struct ma_event){ .kind = MA_EVENT_CHECK_FINISHED,
			.name = MA_STR("test in ."),
			.verdict = MA_STR("failed"),
			.message = MA_STR("1 of 3 tests failed"),
			.blob = MA_STR("output"),
			.tests_failed = 1 },
		err);
}

static ma_rc step(struct world *w, ma_err *err)
{
	struct ma_effect effects[64];
	size_t n = ma_effects(&w->s, effects);
	struct ma_event e;
	ma_rc rc = MA_OK;

	if (n == 0) {
		w->now = ma_wake_at(&w->s, w->now);
		return ma_decide(&w->s, w->now, ignore, NULL, err);
	}
	w->now += 10;
	e = outcome_of(w, effects[0].kind);
	e.effect = ma_str(effects[0].id);
	e.task = effects[0].work ? ma_work_id(effects[0].work) : MA_STR("");
	if (e.kind == MA_EVENT_VERIFY_FINISHED)
		rc = check(w, err);
	if (!rc)
		rc = propose(w, e, err);
	return rc ? rc : tell(w, e, err);
}

static ma_rc begin(struct world *w, struct ma_plan *plan, ma_err *err)
{
	const struct ma_event started = { .kind = MA_EVENT_RUN_STARTED,
		.at_ms = w->now,
		.prompt = MA_STR("prompt"),
		.seed = MA_STR("seed"),
		.provider = MA_STR("one,two"),
		.model = MA_STR("model"),
		.jobs = 2,
		.max_repairs = 2 };
	ma_rc rc;

	ma_state_init(&w->s);
	if (w->arena_max > 0)
		w->s.arena.max = w->arena_max;
	ma_state_give_plan(&w->s, plan);
	rc = ma_state_fold(&w->s, &started, err);
	if (!rc)
		rc = tell(w,
			(struct ma_event){ .kind = MA_EVENT_PLAN_ACCEPTED, .plan = MA_STR("h") },
			err);
	if (!rc)
		rc = tell(w,
			(struct ma_event){ .kind = MA_EVENT_RUN_PAUSED, .cause = MA_STR("lunch") },
			err);
	return rc ? rc : tell(w, (struct ma_event){ .kind = MA_EVENT_RUN_CONTINUED }, err);
}

static struct ma_plan *more_tasks(void)
{
	return drive_plan(
		"{\"tasks\":[{\"id\":\"n1\",\"name\":\"n\",\"agent\":\"dev\"},"
		"{\"id\":\"n2\",\"name\":\"n\",\"agent\":\"doc\",\"depends_on\":[\"n1\"]}]}");
}

/* Another attempt of the first task that has failed, once. */
static ma_rc reopen(struct world *w, ma_err *err)
{
	uint32_t i;

	for (i = 0; i < w->s.tally.total; i++)
		if (w->s.works[i].reopened == 0 && ma_state_may_reopen(&w->s, &w->s.works[i]))
			return tell(w,
				(struct ma_event){ .kind = MA_EVENT_TASK_REOPENED,
					.task = w->s.works[i].task->id,
					.cause = MA_STR("me") },
				err);
	return MA_OK;
}

/* A run, or as much of it as there is memory for: allocation k fails. Whether it was asked for. */
static bool run(struct world *w, int64_t k, ma_rc *rc, ma_err *err)
{
	struct ma_plan *plan;
	int steps = 0;

	graph_new(&w->g, w->seed);
	plan = graph_plan(&w->g);
	w->more = more_tasks();
	w->now = 1000;
	(void)ma_alloc_fail_after(k); /* from here on */
	*rc = begin(w, plan, err);
	while (!*rc && w->s.phase != MA_RUN_FINISHED && !w->s.interrupted && steps++ < STEPS)
		*rc = step(w, err) || reopen(w, err) ? err->code : MA_OK;
	ma_state_done(&w->s);
	ma_plan_free(w->more);
	return ma_alloc_fail_after(-1) > k;
}

static void told(ma_rc rc, const ma_err *err, uint64_t seed, size_t at)
{
	if (rc && rc != MA_ENOMEM)
		fail_msg("seed %llu, %zu: %s", (unsigned long long)seed, at, err->msg);
}

static void any_allocation_may_fail(void **state)
{
	struct world w = { .arena_max = 0 };
	int64_t live = ma_alloc_live(), k;
	ma_rc rc;

	(void)state;
	for (w.seed = 1; w.seed <= 20; w.seed++) {
		bool reached = true;

		for (k = 0; reached; k++) {
			ma_err err = { .code = MA_OK };

			reached = run(&w, k, &rc, &err);
			told(rc, &err, w.seed, (size_t)k);
			assert_int_equal(ma_alloc_live(), live);
		}
		assert_int_equal(rc, MA_OK);
		assert_true(k > 5);
	}
}

static void the_strings_of_the_state_may_have_no_room(void **state)
{
	struct world w = { .seed = 0 };
	int64_t live = ma_alloc_live();
	ma_rc rc;

	(void)state;
	for (w.seed = 1; w.seed <= 40; w.seed++) {
		rc = MA_ENOMEM;
		for (w.arena_max = 1; rc; w.arena_max += 13) {
			ma_err err = { .code = MA_OK };

			(void)run(&w, -1, &rc, &err); /* no allocation fails */
			told(rc, &err, w.seed, w.arena_max);
			assert_int_equal(ma_alloc_live(), live);
		}
		assert_true(w.arena_max > 100);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_allocation_may_fail),
		cmocka_unit_test(the_strings_of_the_state_may_have_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
