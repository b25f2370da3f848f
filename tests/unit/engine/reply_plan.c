/* Replies of planners: what becomes of one that has problems depends on whether it may be asked again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "engine/reply.h"
#include "support/torture.h"

#define PROMPT "Write a command line tool that counts words"

static struct ma_agent team[] = { { .name = { "backend", 7 } }, { .name = { "testing", 7 } } };
static struct ma_str names[] = { { "backend", 7 }, { "testing", 7 } };
static const struct ma_agents agents = { .v = team, .n = 2, .names = names, .names_n = 2 };

static struct ma_outcome *read_plan(const char *reply, enum ma_plan_resort resort)
{
	const struct ma_reply_planning how = {
		.agents = &agents, .resort = resort, .request = MA_STR(PROMPT)
	};
	struct ma_outcome *o = ma_outcome_new("e1");

	ma_reply_plan(o, ma_str(reply), &how);
	assert_int_equal(o->err.code, MA_OK);
	return o;
}

/* "plan.warning mended ... | plan.proposed 2" */
static void tell(const struct ma_outcome *o, struct ma_buf *out)
{
	size_t i;

	for (i = 0; i < o->events_n; i++) {
		const struct ma_event *e = &o->events[i];

		ma_buf_addf(out, "%s%s", i ? " | " : "", ma_event_kind_name(e->kind));
		if (e->kind == MA_EVENT_PLAN_PROPOSED)
			ma_buf_addf(out, " %d", (int)e->count);
		if (e->cause.n > 0)
			ma_buf_addf(out, " " MA_STR_FMT, MA_STR_ARG(e->cause));
		if (e->message.n > 0)
			ma_buf_addf(out, " " MA_STR_FMT, MA_STR_ARG(e->message));
	}
}

#define GOOD "{\"tasks\":[{\"id\":\"backend\",\"name\":\"B\"}]}"
#define BAD "{\"tasks\":[{\"id\":\"backend\",\"name\":\"B\"},{\"id\":\"x\",\"name\":\"X\"}]}"
#define TWO "{\"tasks\":[{\"id\":\"backend\",\"name\":\"B\"},{\"id\":\"testing\"}]}"
#define CYCLE                                                                                     \
	"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"backend\",\"depends_on\":[\"b\"]}," \
	"{\"id\":\"b\",\"name\":\"B\",\"agent\":\"backend\",\"depends_on\":[\"a\"]}]}"
#define NO_X "/tasks/1/agent: no agent \"x\"; there are: backend, testing"
#define NO_NAME "/tasks/1/name: missing: it is called as its id"
#define CYCLE_SAYS \
	"/tasks/0/depends_on: \"a\" waits for itself through its dependencies: a -> b -> a"
#define DEFAULTED \
	"plan.warning default the planner's plan cannot be used; the default plan is taken: "

static void each_reply_has_its_end(void **state)
{
	static const struct {
		enum ma_plan_resort resort;
		const char *reply, *told;
	} cases[] = {
		{ MA_RESORT_ASK_AGAIN, GOOD, "plan.proposed 1" },
		{ MA_RESORT_DEFAULT, "Gladly.\n```json\n" GOOD "\n```\n", "plan.proposed 1" },
		{ MA_RESORT_ASK_AGAIN, BAD, "plan.rejected " NO_X },
		{ MA_RESORT_MEND, BAD, "plan.rejected " NO_X },
		{ MA_RESORT_DEFAULT, BAD, DEFAULTED NO_X " | plan.proposed 2" },
		{ MA_RESORT_MEND, TWO, "plan.warning mended " NO_NAME " | plan.proposed 2" },
		{ MA_RESORT_DEFAULT, TWO, "plan.warning mended " NO_NAME " | plan.proposed 2" },
		{ MA_RESORT_ASK_AGAIN, CYCLE, "plan.rejected " CYCLE_SAYS },
		{ MA_RESORT_MEND, CYCLE, "plan.rejected " CYCLE_SAYS },
		{ MA_RESORT_DEFAULT, CYCLE, DEFAULTED CYCLE_SAYS " | plan.proposed 2" },
		{ MA_RESORT_ASK_AGAIN, "I would rather not.", "plan.rejected no JSON in the text" },
		{ MA_RESORT_MEND, "I would rather not.", "plan.rejected no JSON in the text" },
		{ MA_RESORT_DEFAULT, "I would rather not.",
			DEFAULTED "no JSON in the text | plan.proposed 2" },
		{ MA_RESORT_MEND, "{\"tasks\":[{\"id\":\"backend\",\"name\":\"B\"}",
			"plan.rejected the JSON stops in the middle" },
		{ MA_RESORT_DEFAULT, "{\"tasks\":[{\"id\":\"backend\",\"name\":\"B\"}",
			DEFAULTED "the JSON stops in the middle | plan.proposed 2" },
		{ MA_RESORT_ASK_AGAIN,
			"{\"tasks\":[{\"id\":\"backend\",\"name\":\"B\",\"dependsOn\":[]}]}",
			"plan.warning member /tasks/0: \"dependsOn\" is not known and does nothing; did you mean "
			"\"depends_on\"? | plan.proposed 1" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		struct ma_outcome *o = read_plan(cases[i].reply, cases[i].resort);
		struct ma_buf told = MA_BUF_INIT(MA_MIB);

		tell(o, &told);
		if (!ma_str_is(ma_buf_str(&told), cases[i].told))
			fail_msg("%s: %s\nnot %s", cases[i].reply, told.p, cases[i].told);
		assert_true((o->plan != NULL) ==
			(o->events[o->events_n - 1].kind == MA_EVENT_PLAN_PROPOSED));
		ma_buf_done(&told);
		ma_outcome_free(o);
	}
}

static void what_is_proposed_is_what_the_blob_holds(void **state)
{
	struct ma_outcome *o = read_plan(TWO, MA_RESORT_MEND);
	struct ma_buf problems = MA_BUF_INIT(MA_MIB);
	struct ma_plan *again = NULL;
	ma_err err = { MA_OK, 0, "" };

	(void)state;
	assert_int_equal(o->blobs_n, 1);
	assert_true(ma_str_is(o->events[1].plan, o->blobs[0].hash));
	assert_int_equal(ma_plan_read(o->blobs[0].data, NULL, &again, &problems, &err), MA_OK);
	assert_int_equal(again->tasks_n, o->plan->tasks_n);
	ma_plan_free(again);
	ma_buf_done(&problems);
	ma_outcome_free(o);
}

static void a_guess_of_the_extraction_is_told(void **state)
{
	struct ma_outcome *o = read_plan(
		"{\"tasks\":[{\"id\":\"backend\",\"name\":\"the \"big\" one\"}]}",
		MA_RESORT_ASK_AGAIN);

	(void)state;
	assert_true(o->events_n >= 2);
	assert_int_equal(o->events[0].kind, MA_EVENT_PLAN_WARNING);
	assert_true(ma_str_is(o->events[0].cause, "guess"));
	assert_true(ma_str_starts(o->events[0].message, "guessed at byte "));
	ma_outcome_free(o);
}

static void the_users_contract_takes_the_place_of_the_plans(void **state)
{
	const struct ma_reply_planning how = { .agents = &agents,
		.resort = MA_RESORT_DEFAULT,
		.request = MA_STR(PROMPT),
		.contract = MA_STR("{\"name\":\"mine\"}") };
	static const char *const replies[] = {
		"{\"contract\":{\"name\":\"theirs\"},\"tasks\":[{\"id\":\"backend\",\"name\":\"B\"}]}",
		GOOD, BAD, "no plan"
	};
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(replies); i++) {
		struct ma_outcome *o = ma_outcome_new("e1");

		ma_reply_plan(o, ma_str(replies[i]), &how);
		assert_non_null(o->plan);
		if (!ma_str_is(o->plan->contract, "{\"name\":\"mine\"}"))
			fail_msg("%s: " MA_STR_FMT, replies[i], MA_STR_ARG(o->plan->contract));
		ma_outcome_free(o);
	}
}

static void a_plan_beyond_the_budget_is_warned_of(void **state)
{
	const struct ma_plan_budget tight = { 1000000, 5000, 2500000, 12000 },
				    none = { 0, 0, -1, 12000 }, wide = { 9000000, 50000, 1, 12000 };
	struct ma_outcome *o = read_plan(GOOD, MA_RESORT_ASK_AGAIN);

	(void)state;
	ma_reply_warn_of_plan(o, o->plan, &none);
	ma_reply_warn_of_plan(o, o->plan, &wide);
	assert_int_equal(o->events_n, 1);
	ma_reply_warn_of_plan(o, o->plan, &tight);
	assert_int_equal(o->events_n, 3);
	assert_true(ma_str_is(o->events[1].message,
		"the plan may take about 12000 tokens, and the budget has 5000 left"));
	assert_true(ma_str_is(o->events[2].message,
		"the plan may cost about $2.50, and the budget has $1.00 left"));
	ma_outcome_free(o);
}

static ma_rc read_it(void *data, ma_err *err)
{
	const struct ma_reply_planning how = {
		.agents = &agents, .resort = MA_RESORT_DEFAULT, .request = MA_STR(PROMPT)
	};
	struct ma_outcome *o = ma_outcome_new("e1");
	ma_rc rc;

	if (!o)
		return ma_fail_nomem(err);
	ma_reply_plan(o, ma_str(data), &how);
	rc = o->err.code;
	ma_outcome_free(o);
	return rc;
}

static void exhausted_memory_is_told(void **state)
{
	static char bad[] = BAD, cycle[] = CYCLE, prose[] = "I would rather not.";

	(void)state;
	torture(read_it, bad);
	torture(read_it, cycle);
	torture(read_it, prose);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_reply_has_its_end),
		cmocka_unit_test(what_is_proposed_is_what_the_blob_holds),
		cmocka_unit_test(a_guess_of_the_extraction_is_told),
		cmocka_unit_test(the_users_contract_takes_the_place_of_the_plans),
		cmocka_unit_test(a_plan_beyond_the_budget_is_warned_of),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
