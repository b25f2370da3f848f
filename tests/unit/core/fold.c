/* What a log may hold: events that can follow are applied, all others are refused, and none does harm. */
#include <stdlib.h>
#include <string.h>

#include "support/drive.h"
#include "support/graph.h"
#include "support/torture.h"

#define TASK(id, deps) \
	"{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"dev\",\"depends_on\":[" deps "]}"
#define PLAN(tasks) "{\"tasks\":[" tasks "]}"
#define LONG "0123456789abcdef0123456789abcdef0"
#define SEEDS 3000

static void refused(struct drive *d, struct ma_event e, const char *why)
{
	e.at_ms = d->now;
	if (ma_state_fold(&d->s, &e, &d->err) != MA_EINVALID || !strstr(d->err.msg, why))
		fail_msg("%s: \"%s\", not \"%s\"", ma_event_kind_name(e.kind), d->err.msg, why);
}

static struct ma_event task_event(enum ma_event_kind kind, const char *task)
{
	return (struct ma_event){ .kind = kind, .task = ma_str(task) };
}

static void what_names_nobody_or_nothing_is_refused(void **state)
{
	static const struct {
		struct ma_event e;
		const char *why;
	} cases[] = {
		{ { .kind = MA_EVENT_TASK_STARTED, .task = { "z", 1 } }, "no such task" },
		{ { .kind = MA_EVENT_UNKNOWN, .task = { "a", 1 } }, "does not know such events" },
		{ { .kind = MA_EVENT_RUN_STARTED }, "the run has started already" },
		{ { .kind = MA_EVENT_RUN_FINISHED, .verdict = { "fine", 4 } }, "no such verdict" },
		{ { .kind = MA_EVENT_VERIFY_STARTED, .effect = { LONG, 33 } },
			"the effect id is too long" },
		{ { .kind = MA_EVENT_CALL_INTENDED, .task = { "a", 1 }, .effect = { LONG, 33 } },
			"the effect id is too long" },
		{ { .kind = MA_EVENT_CALL_INTENDED, .task = { "b", 1 } }, "it cannot become" },
		{ { .kind = MA_EVENT_TASK_RETRIED, .task = { "a", 1 }, .provider = { "x", 1 } },
			"the run has no such provider" },
		{ { .kind = MA_EVENT_TASK_FAILED, .task = { "a", 1 }, .class = { "x", 1 } },
			"no such class" },
		{ { .kind = MA_EVENT_TASK_FAILED, .task = { "b", 1 }, .class = { "rate", 4 } },
			"it cannot become" },
		{ { .kind = MA_EVENT_TASK_COMPLETED, .task = { "plan", 4 } }, "the planner" },
		{ { .kind = MA_EVENT_TASK_SKIPPED, .task = { "plan", 4 } }, "the planner" },
		{ { .kind = MA_EVENT_TASK_SKIPPED, .task = { "a", 1 } }, "it cannot become" },
		{ { .kind = MA_EVENT_TASK_CANCELLED, .task = { "plan", 4 } }, "the planner" },
		{ { .kind = MA_EVENT_CALL_DELAYED, .task = { "b", 1 } }, "it cannot become" },
		{ { .kind = MA_EVENT_CALL_ADMITTED, .task = { "b", 1 } }, "it cannot become" },
		{ { .kind = MA_EVENT_PLAN_ACCEPTED, .plan = { "h", 1 } },
			"there is a plan already" },
		{ { .kind = MA_EVENT_TASKS_ADDED, .task = { "a", 1 } }, "no tasks were proposed" },
		{ { .kind = MA_EVENT_TASKS_ADDED, .task = { "plan", 4 } },
			"no tasks were proposed" },
		{ { .kind = MA_EVENT_REPAIR_STARTED, .task = { "r", 1 } }, "nothing was verified" },
		{ { .kind = MA_EVENT_CHECK_FINISHED, .verdict = { "fine", 4 } }, "" },
	};
	struct drive d;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		drive_start(&d, PLAN(TASK("a", "") "," TASK("b", "\"a\"")), 1, false);
		refused(&d, cases[i].e, cases[i].why);
		drive_done(&d);
	}
}

static void a_log_begins_with_its_run(void **state)
{
	struct drive d = { .now = 1 };

	(void)state;
	ma_state_init(&d.s);
	refused(&d, task_event(MA_EVENT_TASK_STARTED, "a"), "a run begins with run.started");
	ma_state_done(&d.s);
}

static void an_outcome_that_is_awaited_must_make_sense(void **state)
{
	struct ma_event e = task_event(MA_EVENT_CALL_FAILED, "a");
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_prepare(&d, "a");
	e.effect = ma_str(drive_work(&d, "a")->effect);
	e.class = MA_STR("bored");
	refused(&d, e, "no such class");
	drive_done(&d);

	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_reply(&d, "a");
	e = task_event(MA_EVENT_TASKS_PROPOSED, "a");
	e.effect = ma_str(drive_work(&d, "a")->effect);
	refused(&d, e, "its plan was not given");
	e.kind = MA_EVENT_PLAN_PROPOSED;
	refused(&d, e, "only the planner proposes a plan");
	drive_done(&d);
}

static void what_earlier_runs_told_of_formats_counts_from_the_start(void **state)
{
	struct drive d = { .now = 1000 };
	struct ma_event e = { .kind = MA_EVENT_RUN_STARTED,
		.prompt = MA_STR("p"),
		.seed = MA_STR("s"),
		.jobs = 1,
		.formats = MA_STR("[{\"model\":\"m\",\"whole\":[0,0],\"edit\":[4,1]}]") };

	(void)state;
	ma_state_init(&d.s);
	drive_fold(&d, e);
	assert_false(ma_format_good(&d.s.formats, MA_STR("m"), MA_FORMAT_EDIT));
	assert_true(ma_str_eq(d.s.formats_known, e.formats));
	drive_done(&d);
	ma_state_init(&d.s);
	e.formats = MA_STR("[1]");
	refused(&d, e, "cannot be read");
	drive_done(&d);
}

static void a_chain_names_each_provider_once(void **state)
{
	struct drive d = { .now = 1 };

	(void)state;
	ma_state_init(&d.s);
	refused(&d,
		(struct ma_event){ .kind = MA_EVENT_RUN_STARTED, .provider = MA_STR("one,two,one") },
		"a provider is named twice");
	ma_state_done(&d.s);
}

static void the_end_of_a_run_is_never_beyond_time(void **state)
{
	struct drive d = { .now = 1 };
	struct ma_event e = { .kind = MA_EVENT_RUN_STARTED, .timeout_ms = INT64_MAX };

	(void)state;
	ma_state_init(&d.s);
	drive_fold(&d, e);
	assert_true(d.s.deadline_ms == INT64_MAX);
	e.kind = MA_EVENT_RUN_RESUMED;
	drive_fold(&d, e);
	assert_true(d.s.deadline_ms == INT64_MAX);
	ma_state_done(&d.s);
}

/* The planner has replied. */
static void plan_reading(struct drive *d)
{
	*d = (struct drive){ .now = 5, .said = MA_BUF_INIT(1 << 16) };
	ma_state_init(&d->s);
	drive_fold(d,
		(struct ma_event){ .kind = MA_EVENT_RUN_STARTED,
			.prompt = MA_STR("p"),
			.seed = MA_STR("s"),
			.jobs = 1 });
	drive_decide(d);
	drive_tell(d,
		(struct ma_event){ .kind = MA_EVENT_CALL_PREPARED,
			.task = MA_STR("plan"),
			.effect = ma_str(d->s.planner.effect),
			.request = MA_STR("q") });
	drive_tell(d,
		(struct ma_event){ .kind = MA_EVENT_CALL_REPLIED,
			.task = MA_STR("plan"),
			.effect = ma_str(d->s.planner.effect),
			.reply = MA_STR("r") });
	assert_int_equal(d->s.planner.state, MA_TASK_READING);
}

static void the_planner_proposes_a_plan_and_nothing_else(void **state)
{
	struct ma_event e = task_event(MA_EVENT_FILES_PROPOSED, "plan");
	struct drive d;

	(void)state;
	plan_reading(&d);
	e.effect = ma_str(d.s.planner.effect);
	refused(&d, e, "the planner proposes no files");
	e.kind = MA_EVENT_TASKS_PROPOSED;
	refused(&d, e, "the planner proposes a plan");
	refused(&d, (struct ma_event){ .kind = MA_EVENT_PLAN_ACCEPTED }, "its plan was not given");
	drive_done(&d);
}

static void a_plan_that_comes_too_late_is_dropped(void **state)
{
	struct ma_event e = task_event(MA_EVENT_PLAN_PROPOSED, "plan");
	char effect[MA_EFFECT_ID_SIZE];
	struct drive d;

	(void)state;
	plan_reading(&d);
	memcpy(effect, d.s.planner.effect, sizeof(effect));
	e.effect = ma_str(effect);
	ma_state_give_plan(&d.s, drive_plan(PLAN(TASK("a", ""))));
	drive_tell(&d, e);
	assert_int_equal(d.s.phase, MA_RUN_WORKING);
	ma_state_give_plan(&d.s, drive_plan(PLAN(TASK("b", ""))));
	drive_tell(&d, e);
	assert_null(d.s.given);
	assert_int_equal(ma_plan_find(d.s.plan, MA_STR("b")), -1);
	ma_state_give_plan(&d.s, drive_plan(PLAN(TASK("b", ""))));
	refused(&d, (struct ma_event){ .kind = MA_EVENT_PLAN_ACCEPTED }, "there is a plan already");
	drive_done(&d);
}

static void the_verification_counts_once(void **state)
{
	struct ma_event e = { .kind = MA_EVENT_VERIFY_FINISHED, .verdict = MA_STR("verified") };
	struct drive d;

	(void)state;
	drive_start(&d, PLAN(TASK("a", "")), 1, false);
	drive_complete(&d, "a");
	e.effect = MA_STR("another");
	drive_tell(&d, e);
	assert_int_equal(d.s.phase, MA_RUN_VERIFYING);
	e.effect = ma_str(d.s.verify_effect);
	e.verdict = MA_STR("splendid");
	refused(&d, e, "no such verdict");
	e.verdict = MA_STR("verified");
	drive_fold(&d, e);
	e.verdict = MA_STR("failed");
	drive_tell(&d, e);
	assert_int_equal(d.s.verdict, MA_VERDICT_VERIFIED);
	drive_done(&d);
}

/* Logs that nobody would write. */

static struct ma_event draw_event(struct graph *g, const struct ma_state *s)
{
	static const char *const words[] = { "", "rate", "filter", "auth", "canceled", "verified",
		"failed", "passed", "skipped", "h" };
	char task[16];
	const struct ma_work *w = graph_draw(g, 8) > 0 && s->works
		? &s->works[graph_draw(g, s->tally.total)]
		: &s->planner;
	struct ma_event e = { .kind = (enum ma_event_kind)graph_draw(g, MA_EVENT_KINDS_N) };

	(void)snprintf(task, sizeof(task), "x%u", (unsigned)graph_draw(g, 9)); /* fits */
	e.task = graph_draw(g, 20) > 0 ? ma_work_id(w) : MA_STR("nobody");
	e.effect = graph_draw(g, 3) > 0 ? ma_str(w->effect) : MA_STR("another");
	if (e.kind == MA_EVENT_VERIFY_FINISHED || e.kind == MA_EVENT_CHECK_FINISHED)
		e.effect = ma_str(s->verify_effect);
	if (e.kind == MA_EVENT_REPAIR_STARTED) {
		e.task = MA_STR("repair-1");
		e.agent = MA_STR("dev");
	}
	e.class = e.verdict = ma_str(words[graph_draw(g, MA_COUNT(words))]);
	e.provider = graph_draw(g, 3) > 0 ? MA_STR("") : MA_STR("two");
	e.message = e.cause = e.request = e.reply = e.plan = e.files = MA_STR("h");
	e.key = ma_str(words[graph_draw(g, 2)]);
	e.count = (int64_t)graph_draw(g, 3);
	e.attempt = w->attempt + (int64_t)graph_draw(g, 2);
	e.deadline_ms = s->now_ms + (int64_t)graph_draw(g, 500000);
	e.not_before_ms = s->now_ms + (int64_t)graph_draw(g, 5000);
	e.cut = graph_draw(g, 4) == 0;
	e.continues = graph_draw(g, 4) == 0;
	e.unpriced = graph_draw(g, 20) == 0;
	return e;
}

static void maybe_give_plan(struct graph *g, struct ma_state *s)
{
	struct graph other;

	if (graph_draw(g, 3) > 0)
		return;
	graph_new(&other, graph_draw(g, 1000));
	ma_state_give_plan(s, graph_plan(&other));
}

/* An outcome of an effect that is under way, or an event out of nowhere. */
static struct ma_event draw_next(struct graph *g, struct ma_state *s)
{
	static const enum ma_event_kind usual[] = {
		[MA_EFFECT_PROMPT] = MA_EVENT_CALL_PREPARED,
		[MA_EFFECT_CALL] = MA_EVENT_CALL_REPLIED,
		[MA_EFFECT_READ_PLAN] = MA_EVENT_PLAN_PROPOSED,
		[MA_EFFECT_READ_FILES] = MA_EVENT_FILES_PROPOSED,
		[MA_EFFECT_COMMIT] = MA_EVENT_FILES_COMMITTED,
		[MA_EFFECT_REWIND] = MA_EVENT_FILES_REWOUND,
		[MA_EFFECT_VERIFY] = MA_EVENT_VERIFY_FINISHED,
		[MA_EFFECT_RESTORE] = MA_EVENT_FILES_RESTORED,
		[MA_EFFECT_LOCK] = MA_EVENT_FILES_LOCKED,
		[MA_EFFECT_QUICK] = MA_EVENT_QUICK_FINISHED,
	};
	struct ma_effect effects[600];
	struct ma_event e = draw_event(g, s);
	size_t n, at;

	assert_true(ma_effects_max(s) <= MA_COUNT(effects));
	n = ma_effects(s, effects);
	if (n == 0 || graph_draw(g, 12) == 0)
		return e;
	at = graph_draw(g, n);
	e.kind = usual[effects[at].kind];
	e.effect = ma_str(effects[at].id);
	e.task = effects[at].work ? ma_work_id(effects[at].work) : MA_STR("");
	e.commit = MA_STR("c");
	return e;
}

static bool ignore(void *data, const struct ma_event *e)
{
	(void)data;
	(void)e;
	return true;
}

static ma_rc begin(struct ma_state *s, struct graph *g, ma_err *err)
{
	struct ma_event e = { .kind = MA_EVENT_RUN_STARTED,
		.prompt = MA_STR("p"),
		.seed = MA_STR("s"),
		.provider = MA_STR("one,two"),
		.jobs = 3,
		.at_ms = 1000,
		.max_repairs = 1 };
	ma_rc rc;

	if (graph_draw(g, 4) == 0) {
		e.base = MA_STR(MA_BASE_NONE);
		e.effect = MA_STR("0123");
	}
	rc = ma_state_fold(s, &e, err);
	if (rc || graph_draw(g, 4) == 0)
		return rc; /* the planner is asked */
	ma_state_give_plan(s, graph_plan(g));
	e = (struct ma_event){ .kind = MA_EVENT_PLAN_ACCEPTED, .plan = MA_STR("h"), .at_ms = 1000 };
	return ma_state_fold(s, &e, err);
}

/* Until an event is refused: the state is of no use then. How many were not. */
static int fold_nonsense(uint64_t seed)
{
	struct graph g;
	struct ma_state s;
	ma_err err = { .code = MA_OK };
	int64_t now = 1000;
	ma_rc rc;
	int n = 0;

	graph_new(&g, seed);
	ma_state_init(&s);
	rc = begin(&s, &g, &err);
	while (!rc && n < 400) {
		struct ma_event e = draw_next(&g, &s);

		now += (int64_t)graph_draw(&g, 3000);
		e.at_ms = now;
		maybe_give_plan(&g, &s);
		rc = ma_state_fold(&s, &e, &err);
		if (!rc)
			rc = ma_decide(&s, now, ignore, NULL, &err);
		assert_true(rc || ma_wake_at(&s, now) > 0);
		n++;
	}
	if (rc && rc != MA_EINVALID)
		fail_msg("seed %llu: %s", (unsigned long long)seed, err.msg);
	ma_state_done(&s);
	return n;
}

static void nonsense_is_folded_or_refused_and_does_no_harm(void **state)
{
	const char *one = getenv("FOLD_SEED");
	uint64_t seed = 1, last = SEEDS;
	int64_t live = ma_alloc_live();
	int total = 0;

	(void)state;
	if (one && ma_str_to_u64(ma_str(one), &seed))
		last = seed;
	print_message("seeds %llu to %llu\n", (unsigned long long)seed, (unsigned long long)last);
	for (; seed <= last; seed++)
		total += fold_nonsense(seed);
	assert_true(one || total > SEEDS * 4); /* else they are refused too soon to prove anything */
	assert_int_equal(ma_alloc_live(), live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_names_nobody_or_nothing_is_refused),
		cmocka_unit_test(what_earlier_runs_told_of_formats_counts_from_the_start),
		cmocka_unit_test(a_chain_names_each_provider_once),
		cmocka_unit_test(the_end_of_a_run_is_never_beyond_time),
		cmocka_unit_test(a_log_begins_with_its_run),
		cmocka_unit_test(an_outcome_that_is_awaited_must_make_sense),
		cmocka_unit_test(the_planner_proposes_a_plan_and_nothing_else),
		cmocka_unit_test(a_plan_that_comes_too_late_is_dropped),
		cmocka_unit_test(the_verification_counts_once),
		cmocka_unit_test(nonsense_is_folded_or_refused_and_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
