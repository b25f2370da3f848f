/* When a request may leave for a provider. */
#include "core/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define FIRST 4 /* calls at once, before anything is known */
#define FIFTH(ms) ((ms) / 5)

static void leave(
	struct ma_gate *g, int64_t now, int64_t began, enum ma_llm_class class, int64_t hint)
{
	ma_gate_leave(g, now,
		&(struct ma_gate_end){ .began_ms = began, .class = class, .retry_after_ms = hint });
}

/* n calls enter now and end as `class`, `took` later. The time after it. */
static int64_t calls(
	struct ma_gate *g, int64_t now, int n, enum ma_llm_class class, int64_t hint, int64_t took)
{
	int i;

	for (i = 0; i < n; i++)
		(void)ma_gate_enter(g, now, 0);
	for (i = 0; i < n; i++)
		leave(g, now + took, now, class, hint);
	return now + took;
}

/* One call that ends with what the provider says, `took` later. The time after it. */
static int64_t told(struct ma_gate *g, int64_t now, enum ma_llm_class class,
	struct ma_allowances allows, int64_t used, int64_t took)
{
	struct ma_gate_end end = { .began_ms = now, .class = class, .used = used, .allows = allows };

	end.charged = ma_gate_enter(g, now, 0);
	ma_gate_leave(g, now + took, &end);
	return now + took;
}

static struct ma_allowances requests(int64_t limit, int64_t left, int64_t reset_ms)
{
	return (struct ma_allowances){ .requests = { limit, left, reset_ms } };
}

static struct ma_allowances tokens(int64_t limit, int64_t left, int64_t reset_ms)
{
	return (struct ma_allowances){ .tokens = { limit, left, reset_ms } };
}

static int64_t room(struct ma_gate g, int64_t now)
{
	int64_t n = 0;

	for (; ma_gate_opens_at(&g, now) <= now && n < 1000; n++)
		(void)ma_gate_enter(&g, now, 0);
	return n;
}

static void a_new_gate_lets_a_few_through(void **state)
{
	struct ma_gate g = { 0 };

	(void)state;
	assert_int_equal(room(g, 5), FIRST);
}

static void a_full_gate_opens_when_a_call_ends(void **state)
{
	struct ma_gate g = { .strained = true };
	int i;

	(void)state;
	for (i = 0; i < FIRST; i++)
		(void)ma_gate_enter(&g, 5, 0);
	assert_true(ma_gate_opens_at(&g, 5) == INT64_MAX);
	assert_string_equal(
		ma_gate_reason(&g, 5), "as many calls at once as the provider is thought to take");
	leave(&g, 6, 5, MA_LLM_CANCELED, 0);
	assert_int_equal(ma_gate_opens_at(&g, 6), 6);
}

static void calls_that_are_not_refused_within_a_second_make_room(void **state)
{
	struct ma_gate g = { 0 };
	int i;

	(void)state;
	for (i = 0; i < FIRST; i++)
		(void)ma_gate_enter(&g, 5000, 0);
	assert_int_equal(ma_gate_opens_at(&g, 5000), 6000);
	assert_int_equal(room(g, 6000), FIRST); /* twice as many */
	leave(&g, 6000, 5000, MA_LLM_RATE, 0);
	assert_true(ma_gate_opens_at(&g, 6001) > 6001);
}

static void it_doubles_in_a_round_until_something_is_refused(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = calls(&g, 1000, FIRST, MA_LLM_OK, 0, 100);

	(void)state;
	assert_int_equal(room(g, now), 2 * FIRST);
	now = calls(&g, now, 1000, MA_LLM_OK, 0, 100);
	assert_int_equal(room(g, now), MA_GATE_LIMIT_MAX);
}

static void after_that_it_grows_by_one_in_a_round_of_successes(void **state)
{
	struct ma_gate g = { .cut_at_ms = 1 };
	int64_t now = calls(&g, 1000, FIRST, MA_LLM_OK, 0, 100);

	(void)state;
	assert_in_range(g.limit_milli, (FIRST + 1) * 1000 - 200, (FIRST + 1) * 1000);
	while (now < 1000000)
		now = calls(&g, now, 8, MA_LLM_OK, 0, 100);
	assert_int_equal(room(g, now), MA_GATE_LIMIT_MAX);
}

static void a_round_of_refusals_halves_it_once(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = calls(&g, 1000, FIRST, MA_LLM_OVERLOAD, 0, 100);

	(void)state;
	assert_int_equal(g.limit_milli, FIRST * 1000 / 2);
	now = calls(&g, now + 60000, 1, MA_LLM_OVERLOAD, 0, 100);
	assert_int_equal(g.limit_milli, FIRST * 1000 / 4);
	for (; now < 10000000; now += 100000)
		calls(&g, now, 1, MA_LLM_OVERLOAD, 0, 100);
	assert_int_equal(g.limit_milli, 1000);
	assert_int_equal(room(g, now + 100000), 1);
}

static void a_hint_closes_it_for_everybody_and_not_for_longer_than_a_minute_and_a_fifth(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = calls(&g, 1000, 1, MA_LLM_RATE, 20000, 100), until;

	(void)state;
	until = ma_gate_opens_at(&g, now);
	assert_in_range(until, now + 20000, now + 20000 + FIFTH(20000));
	assert_string_equal(ma_gate_reason(&g, now), "the provider wants to be left alone");
	now = calls(&g, now + 30000, 1, MA_LLM_OVERLOAD, INT64_MAX, 0);
	assert_in_range(ma_gate_opens_at(&g, now), now + 60000, now + 72000);
}

static void pauses_that_begin_at_other_times_are_not_of_the_same_length(void **state)
{
	int64_t now, pause, least = INT64_MAX, most = 0;

	(void)state;
	for (now = 1000; now < 1100; now++) {
		struct ma_gate g = { 0 };

		calls(&g, now, 1, MA_LLM_RATE, 10000, 0);
		pause = ma_gate_opens_at(&g, now) - now;
		least = pause < least ? pause : least;
		most = pause > most ? pause : most;
	}
	assert_in_range(least, 10000, 10200);
	assert_in_range(most, 11800, 12000);
}

static void without_a_hint_the_pause_doubles(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = calls(&g, 1000, 1, MA_LLM_OVERLOAD, -1, 0), pause = 1000;
	int i;

	(void)state;
	for (i = 0; i < 10; i++) {
		assert_in_range(ma_gate_opens_at(&g, now), now + pause, now + pause + FIFTH(pause));
		pause = pause * 2 < 60000 ? pause * 2 : 60000;
		now = calls(&g, now + 100000, 1, MA_LLM_OVERLOAD, -1, 0);
	}
	assert_int_equal(pause, 60000);
}

static void after_a_refusal_for_the_rate_calls_keep_the_pace_that_got_through(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = 5000, from;
	int i;

	(void)state;
	for (i = 0; i < 10; i++)
		now = calls(&g, now, 1, MA_LLM_OK, 0, 100);
	now = calls(&g, now, 1, MA_LLM_RATE, 9000, 0); /* ten got through in about eleven seconds */
	from = now = ma_gate_opens_at(&g, now);
	(void)ma_gate_enter(&g, now, 0);
	assert_in_range(ma_gate_opens_at(&g, now), from + 1000, from + 1250);
	assert_string_equal(ma_gate_reason(&g, now), "the pace that the provider lets through");
}

static void of_a_burst_what_is_not_refused_is_the_pace(void **state)
{
	struct ma_gate g = { 0 };
	int i;

	(void)state;
	for (i = 0; i < 4; i++)
		(void)ma_gate_enter(&g, 5000, 0);
	leave(&g, 5020, 5000, MA_LLM_RATE, 1000);
	leave(&g, 5020, 5000, MA_LLM_RATE, 1000);
	assert_in_range(g.interval_us, 500000, 600000); /* two a second, and a little less */
}

static void a_pace_is_kept_for_a_while_and_then_forgotten_by_steps_that_double(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = calls(&g, 5000, 1, MA_LLM_OK, 0, 50), first;
	int i;

	(void)state;
	now = ma_gate_opens_at(&g, calls(&g, now, 1, MA_LLM_RATE, 1000, 0));
	first = g.interval_us;
	assert_true(first > 0);
	for (i = 0; i < 8; i++)
		now = calls(&g, ma_gate_opens_at(&g, now), 1, MA_LLM_OK, 0, 1);
	assert_int_equal(g.interval_us, first);
	for (i = 0; i < 8; i++)
		now = calls(&g, ma_gate_opens_at(&g, now), 1, MA_LLM_OK, 0, 1);
	assert_int_equal(g.interval_us, first - first / 32);
	for (i = 0; i < 40; i++)
		now = calls(&g, ma_gate_opens_at(&g, now), 1, MA_LLM_OK, 0, 1);
	assert_int_equal(g.interval_us, 0);
}

static void a_pace_slows_down_while_nothing_gets_through_and_has_an_end(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = calls(&g, 5000, 1, MA_LLM_OK, 0, 50), before;
	int i;

	(void)state;
	now = calls(&g, now, 1, MA_LLM_RATE, 1000, 0) + 60000;
	before = g.interval_us;
	now = calls(&g, now, 1, MA_LLM_RATE, 1000, 0) + 600000;
	assert_true(g.interval_us >= before);
	before = g.interval_us;
	now = calls(&g, now, 1, MA_LLM_RATE, 1000, 0) + 600000;
	assert_int_equal(g.interval_us, before + before / 2);
	for (i = 0; i < 20; i++)
		now = calls(&g, now, 1, MA_LLM_RATE, 1000, 0) + 600000;
	assert_int_equal(g.interval_us, 60000000);
}

static void five_failures_in_a_row_open_the_breaker_for_one_probe_at_a_time(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = 1000, until;
	int i;

	(void)state;
	for (i = 0; i < 4; i++)
		now = calls(&g, now, 1, i % 2 ? MA_LLM_TRANSIENT : MA_LLM_TIMEOUT, 0, 10);
	assert_int_equal(ma_gate_opens_at(&g, now), now);
	now = calls(&g, now, 1, MA_LLM_TRANSIENT, 0, 10);
	until = ma_gate_opens_at(&g, now);
	assert_in_range(until, now + 5000, now + 6000);
	assert_string_equal(
		ma_gate_reason(&g, now), "the provider fails, and is tried again after a pause");
	assert_int_equal(room(g, until), 1);
	now = calls(&g, until, 1, MA_LLM_TRANSIENT, 0, 10); /* the probe fails */
	until = ma_gate_opens_at(&g, now);
	assert_in_range(until, now + 10000, now + 12000);
	now = calls(&g, until, 1, MA_LLM_OK, 0, 10);
	assert_int_equal(ma_gate_opens_at(&g, now), now);
	assert_int_equal(room(g, now), 2);
}

static void an_answer_of_any_kind_ends_a_row_of_failures(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = 1000;
	int i;

	(void)state;
	for (i = 0; i < 20; i++) {
		now = calls(&g, now, 4, MA_LLM_TRANSIENT, 0, 10);
		now = calls(&g, now, 1, MA_LLM_FILTER, 0, 10);
	}
	assert_int_equal(ma_gate_opens_at(&g, now), now);
}

static void no_more_leave_than_the_provider_says_are_left_until_it_has_them_again(void **state)
{
	struct ma_gate g = { .limit_milli = 64000 };
	int64_t now = told(&g, 1000, MA_LLM_OK, requests(10, 3, 20000), 0, 50);

	(void)state;
	assert_int_equal(room(g, now), 3);
	for (; ma_gate_opens_at(&g, now) <= now; now++)
		(void)ma_gate_enter(&g, now, 0);
	assert_int_equal(ma_gate_opens_at(&g, now), 21050);
	assert_string_equal(ma_gate_reason(&g, now), "the provider's limit of requests");
	assert_int_equal(room(g, 21050), 7); /* what left since is not 20 s old */
	assert_int_equal(room(g, 21700), 10);
}

static void what_is_in_flight_may_not_be_counted_yet(void **state)
{
	struct ma_gate g = { .limit_milli = 64000 };
	int64_t now;

	(void)state;
	(void)ma_gate_enter(&g, 1000, 0);
	(void)ma_gate_enter(&g, 1000, 0);
	now = told(&g, 1000, MA_LLM_OK, requests(10, 3, 20000), 0, 50);
	assert_int_equal(room(g, now), 1);
}

static void until_it_is_told_anew_the_limit_holds_for_the_longest_period_that_was_told(void **state)
{
	struct ma_gate g = { .limit_milli = 64000 };
	int64_t now = told(&g, 1000, MA_LLM_RATE, requests(2, 0, 10000), 0, 0), from;

	(void)state;
	now = from = ma_gate_opens_at(&g, now);
	assert_in_range(from, 11000, 13000);
	g.limit_milli = 64000;
	(void)ma_gate_enter(&g, now, 0);
	(void)ma_gate_enter(&g, now + 4000, 0);
	assert_int_equal(ma_gate_opens_at(&g, now + 4000), from + 14150); /* and a little more */
	assert_int_equal(room(g, from + 14150), 2);
}

static void what_was_said_earlier_does_not_count(void **state)
{
	struct ma_gate g = { .limit_milli = 64000 };
	struct ma_allowances old = requests(10, 9, 5000);
	int64_t now = told(&g, 1000, MA_LLM_OK, requests(10, 2, 30000), 0, 50);

	(void)state;
	old.age_ms = 1000; /* a stream that began before that */
	now = told(&g, now, MA_LLM_OK, old, 0, 50);
	assert_int_equal(room(g, now), 1);
}

static void tokens_are_counted_as_calls_take_them(void **state)
{
	struct ma_gate g = { .limit_milli = 64000 };
	int64_t now = told(&g, 1000, MA_LLM_OK, tokens(100000, 10000, 30000), 3000, 50);
	struct ma_gate_end cheap = { .began_ms = now, .class = MA_LLM_TRANSIENT, .used = 1000 };

	(void)state;
	assert_int_equal(room(g, now), 3);
	cheap.charged = ma_gate_enter(&g, now, 0);
	assert_int_equal(cheap.charged, 3000);
	assert_int_equal(g.tokens.left, 7000);
	ma_gate_leave(&g, now + 10, &cheap);
	assert_int_equal(g.tokens.left, 9000); /* corrected */
	assert_int_equal(g.tokens_in_flight, 0);
	g.tokens.left = 100;
	assert_int_equal(ma_gate_opens_at(&g, now + 10), 31050);
	assert_string_equal(ma_gate_reason(&g, now + 10), "the provider's limit of tokens");
}

static void a_call_that_takes_more_than_the_whole_limit_waits_for_the_whole_and_leaves(void **state)
{
	struct ma_gate g = { .limit_milli = 64000 };
	int64_t now = told(&g, 1000, MA_LLM_OK, tokens(10000, 4000, 30000), 50000, 50);

	(void)state;
	assert_int_equal(ma_gate_opens_at(&g, now), 31050);
	assert_int_equal(room(g, 31050), 1);
}

static void a_worst_case_that_is_small_is_what_a_call_is_charged_with(void **state)
{
	struct ma_gate g = { 0 };

	(void)state;
	assert_int_equal(ma_gate_enter(&g, 1000, 100), 100);
	assert_int_equal(ma_gate_enter(&g, 1000, 70000), 8000); /* nothing is known yet */
}

/* Whatever was said: nothing in flight, a call leaves soon. */
static void need_an_end(struct ma_allowances allows, const char *what)
{
	struct ma_gate g = { 0 };
	int64_t now = told(&g, 5000, MA_LLM_OK, allows, 100, 50), at;
	int i;

	for (i = 0; i < 5; i++) {
		at = ma_gate_opens_at(&g, now);
		if (at > now + 72000)
			fail_msg("%s: it is closed for %lld ms", what, (long long)(at - now));
		now = told(&g, at, MA_LLM_RATE, allows, 100, 50);
	}
}

static void nothing_that_is_said_closes_it_for_long(void **state)
{
	static const int64_t counts[] = { INT64_MIN, -1, 0, 1, 1000, INT64_MAX };
	static const int64_t resets[] = { INT64_MIN, -1, 0, 1, 60000, INT64_C(1000000000000),
		INT64_MAX };
	char what[64];
	size_t i, k;

	(void)state;
	for (i = 0; i < 36; i++)
		for (k = 0; k < 7; k++) {
			struct ma_allowances a = requests(counts[i / 6], counts[i % 6], resets[k]);

			(void)snprintf(what, sizeof(what), "case %zu, reset %zu", i, k); /* fits */
			a.tokens = a.requests;
			need_an_end(a, what);
			a.age_ms = i % 2 ? INT64_MAX : INT64_MIN;
			need_an_end(a, what);
		}
}

static void a_limit_that_is_not_kept_is_not_believed_until_the_next_refusal(void **state)
{
	struct ma_allowances none = requests(100, 0, INT64_C(1000000000000));
	struct ma_gate g = { .limit_milli = 64000 };
	int64_t now = told(&g, 1000, MA_LLM_OK, none, 0, 50), probe;

	(void)state;
	probe = ma_gate_opens_at(&g, now);
	assert_in_range(probe, now + 60000, now + 72000);
	now = told(&g, probe, MA_LLM_OK, none, 0, 50);
	assert_int_equal(room(g, now), MA_GATE_LIMIT_MAX);
	now = told(&g, now, MA_LLM_RATE, none, 0, 50) + 20000;
	assert_true(ma_gate_opens_at(&g, now) > now);
}

static void a_provider_that_says_nothing_more_of_limits_has_none(void **state)
{
	struct ma_gate g = { .limit_milli = 64000 };
	int64_t now = told(&g, 1000, MA_LLM_OK, requests(10, 2, 30000), 0, 50);

	(void)state;
	now = calls(&g, now, 1, MA_LLM_TRANSIENT, 0, 50); /* that says nothing in any case */
	assert_int_equal(room(g, now), 1);
	now = calls(&g, now, 1, MA_LLM_OK, 0, 50);
	assert_int_equal(room(g, now), MA_GATE_LIMIT_MAX);
}

static void a_clock_that_is_set_back_does_not_close_it(void **state)
{
	const int64_t day = 86400000, five_days = 5 * day;
	struct ma_gate g = { 0 };
	int64_t now = told(&g, five_days, MA_LLM_RATE, requests(10, 0, 50000), 0, 50);

	(void)state;
	now = calls(&g, now + 100000, 1, MA_LLM_OK, 0, 50);
	now = calls(&g, now, 1, MA_LLM_RATE, 50000, 50);
	assert_true(ma_gate_opens_at(&g, now) > now);
	assert_int_equal(ma_gate_opens_at(&g, day), day);
	now = told(&g, day, MA_LLM_RATE, requests(10, 0, 50000), 0, 50);
	assert_in_range(ma_gate_opens_at(&g, now), now + 49000, now + 72000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_gate_lets_a_few_through),
		cmocka_unit_test(a_full_gate_opens_when_a_call_ends),
		cmocka_unit_test(calls_that_are_not_refused_within_a_second_make_room),
		cmocka_unit_test(it_doubles_in_a_round_until_something_is_refused),
		cmocka_unit_test(after_that_it_grows_by_one_in_a_round_of_successes),
		cmocka_unit_test(a_round_of_refusals_halves_it_once),
		cmocka_unit_test(
			a_hint_closes_it_for_everybody_and_not_for_longer_than_a_minute_and_a_fifth),
		cmocka_unit_test(pauses_that_begin_at_other_times_are_not_of_the_same_length),
		cmocka_unit_test(without_a_hint_the_pause_doubles),
		cmocka_unit_test(after_a_refusal_for_the_rate_calls_keep_the_pace_that_got_through),
		cmocka_unit_test(of_a_burst_what_is_not_refused_is_the_pace),
		cmocka_unit_test(a_pace_is_kept_for_a_while_and_then_forgotten_by_steps_that_double),
		cmocka_unit_test(a_pace_slows_down_while_nothing_gets_through_and_has_an_end),
		cmocka_unit_test(five_failures_in_a_row_open_the_breaker_for_one_probe_at_a_time),
		cmocka_unit_test(an_answer_of_any_kind_ends_a_row_of_failures),
		cmocka_unit_test(
			no_more_leave_than_the_provider_says_are_left_until_it_has_them_again),
		cmocka_unit_test(what_is_in_flight_may_not_be_counted_yet),
		cmocka_unit_test(
			until_it_is_told_anew_the_limit_holds_for_the_longest_period_that_was_told),
		cmocka_unit_test(what_was_said_earlier_does_not_count),
		cmocka_unit_test(tokens_are_counted_as_calls_take_them),
		cmocka_unit_test(
			a_call_that_takes_more_than_the_whole_limit_waits_for_the_whole_and_leaves),
		cmocka_unit_test(a_worst_case_that_is_small_is_what_a_call_is_charged_with),
		cmocka_unit_test(nothing_that_is_said_closes_it_for_long),
		cmocka_unit_test(a_limit_that_is_not_kept_is_not_believed_until_the_next_refusal),
		cmocka_unit_test(a_provider_that_says_nothing_more_of_limits_has_none),
		cmocka_unit_test(a_clock_that_is_set_back_does_not_close_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
