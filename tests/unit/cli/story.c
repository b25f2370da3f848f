#include "cli/story.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/clock.h"
#include "cli/field.h"

static void happen(struct story *s, int64_t ms, const char *kind, const char *fields)
{
	ma_err err = { .code = MA_OK };
	char at[MA_CLOCK_TEXT_SIZE], text[1024];
	json_t *event;

	ma_clock_format(1790000000000 + ms, at);
	(void)snprintf(text, sizeof(text), "{\"kind\":\"%s\",\"at\":\"%s\"%s%s}", kind, at,
		*fields ? "," : "", fields);
	event = field_parse(text, &err);
	assert_non_null(event);
	story_event(s, event);
	json_decref(event);
}

static void time_is_split_by_what_was_done(void **state)
{
	struct story s = { .phase = STORY_PLANNING };

	(void)state;
	happen(&s, 0, "run.started", "");
	happen(&s, 300, "plan.accepted", "");
	happen(&s, 1000, "task.completed", "");
	happen(&s, 1500, "verify.started", "");
	happen(&s, 9500, "verify.finished", "");
	happen(&s, 9600, "run.finished", "");
	assert_int_equal(s.took_ms[STORY_PLANNING], 300);
	assert_int_equal(s.took_ms[STORY_GENERATION], 1200);
	assert_int_equal(s.took_ms[STORY_VERIFICATION], 8100);
}

static void repairs_are_generation_between_two_verifications(void **state)
{
	struct story s = { .phase = STORY_PLANNING };

	(void)state;
	happen(&s, 0, "run.started", "");
	happen(&s, 0, "plan.accepted", "");
	happen(&s, 1000, "verify.started", "");
	happen(&s, 3000, "repair.started", "");
	happen(&s, 7000, "verify.started", "");
	happen(&s, 15000, "run.finished", "");
	assert_int_equal(s.took_ms[STORY_GENERATION], 5000);
	assert_int_equal(s.took_ms[STORY_VERIFICATION], 10000);
}

static void a_fork_has_gone_back_where_that_took_a_commit(void **state)
{
	struct story s = { .phase = STORY_PLANNING };

	(void)state;
	happen(&s, 0, "run.started", "\"parent\":\"p\",\"head\":\"c1\"");
	assert_false(s.went_back);
	happen(&s, 1, "files.rewound", "\"head\":\"c2\"");
	assert_true(s.went_back);
	s = (struct story){ .phase = STORY_PLANNING };
	happen(&s, 0, "run.started", "\"parent\":\"p\",\"head\":\"c1\"");
	happen(&s, 1, "files.rewound", "\"head\":\"c1\"");
	assert_false(s.went_back);
	s = (struct story){ .phase = STORY_PLANNING };
	happen(&s, 0, "run.started", "\"parent\":\"p\"");
	happen(&s, 1, "files.rewound", "");
	assert_false(s.went_back);
}

static void the_time_until_a_run_is_resumed_is_nobodys(void **state)
{
	struct story s = { .phase = STORY_PLANNING };

	(void)state;
	happen(&s, 0, "run.started", "");
	happen(&s, 100, "plan.accepted", "");
	happen(&s, 200, "call.intended", ""); /* then it was killed */
	happen(&s, 86400000, "run.resumed", "");
	happen(&s, 86400500, "run.finished", "");
	assert_int_equal(s.took_ms[STORY_GENERATION], 600);
}

static void the_first_unpriced_model_and_the_first_failed_output_are_kept(void **state)
{
	struct story s = { .phase = STORY_PLANNING };

	(void)state;
	happen(&s, 0, "call.replied", "\"model\":\"priced\"");
	happen(&s, 0, "call.replied", "\"model\":\"new-1\",\"unpriced\":true");
	happen(&s, 0, "call.replied", "\"model\":\"new-2\",\"unpriced\":true");
	happen(&s, 0, "check.finished", "\"verdict\":\"passed\",\"blob\":\"aa\"");
	happen(&s, 0, "check.finished", "\"verdict\":\"failed\",\"blob\":\"bb\"");
	happen(&s, 0, "check.finished", "\"verdict\":\"failed\",\"blob\":\"cc\"");
	assert_string_equal(s.unpriced, "new-1");
	assert_string_equal(s.evidence, "bb");
}

static void a_run_that_stops_as_it_is_resumed_was_idle(void **state)
{
	struct story s = { .phase = STORY_PLANNING };

	(void)state;
	happen(&s, 0, "run.started", "");
	happen(&s, 1, "run.interrupted", "");
	assert_false(s.idle);
	happen(&s, 2, "run.resumed", "");
	happen(&s, 3, "run.interrupted", "");
	assert_true(s.idle);
	happen(&s, 4, "run.resumed", "");
	happen(&s, 5, "call.replied", "");
	happen(&s, 6, "run.interrupted", "");
	assert_false(s.idle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_is_split_by_what_was_done),
		cmocka_unit_test(a_run_that_stops_as_it_is_resumed_was_idle),
		cmocka_unit_test(repairs_are_generation_between_two_verifications),
		cmocka_unit_test(a_fork_has_gone_back_where_that_took_a_commit),
		cmocka_unit_test(the_time_until_a_run_is_resumed_is_nobodys),
		cmocka_unit_test(the_first_unpriced_model_and_the_first_failed_output_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
