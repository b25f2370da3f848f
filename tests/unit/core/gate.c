/* When a request may leave for a provider. */
#include "core/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define FIRST 8 /* calls at once, before anything is known */

/* n calls enter now and end as `class`, `took` later. The time after it. */
static int64_t calls(
	struct ma_gate *g, int64_t now, int n, enum ma_llm_class class, int64_t hint, int64_t took)
{
	int i;

	for (i = 0; i < n; i++)
		ma_gate_enter(g, now);
	for (i = 0; i < n; i++)
		ma_gate_leave(g, now + took, now, class, hint);
	return now + took;
}

static int64_t room(struct ma_gate g, int64_t now)
{
	int64_t n = 0;

	for (; ma_gate_opens_at(&g, now) <= now && n < 1000; n++)
		ma_gate_enter(&g, now);
	return n;
}

static void a_new_gate_lets_a_few_through(void **state)
{
	struct ma_gate g = { 0 };

	(void)state;
	assert_int_equal(room(g, 5), FIRST);
	calls(&g, 5, FIRST - 1, MA_LLM_OK, 0, 10);
	assert_int_equal(g.in_flight, 0);
}

static void a_full_gate_opens_when_a_call_ends(void **state)
{
	struct ma_gate g = { 0 };
	int i;

	(void)state;
	for (i = 0; i < FIRST; i++)
		ma_gate_enter(&g, 5);
	assert_true(ma_gate_opens_at(&g, 5) == INT64_MAX);
	ma_gate_leave(&g, 6, 5, MA_LLM_CANCELED, 0);
	assert_int_equal(ma_gate_opens_at(&g, 6), 6);
}

static void it_grows_by_one_in_a_round_of_successes(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = calls(&g, 0, FIRST, MA_LLM_OK, 0, 100);

	(void)state;
	assert_in_range(g.limit_milli, (FIRST + 1) * 1000 - 100, (FIRST + 1) * 1000);
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

static void a_hint_closes_it_for_everybody_and_not_for_longer_than_a_minute(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = calls(&g, 1000, 1, MA_LLM_RATE, 20000, 100);

	(void)state;
	assert_int_equal(ma_gate_opens_at(&g, now), now + 20000);
	assert_int_equal(ma_gate_opens_at(&g, now + 20000), now + 20000);
	now = calls(&g, now + 30000, 1, MA_LLM_OVERLOAD, 3600000, 0);
	assert_int_equal(ma_gate_opens_at(&g, now), now + 60000);
}

static void without_a_hint_the_pause_doubles(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = calls(&g, 1000, 1, MA_LLM_OVERLOAD, -1, 0), pause = 1000;
	int i;

	(void)state;
	for (i = 0; i < 10; i++) {
		assert_int_equal(ma_gate_opens_at(&g, now), now + pause);
		pause = pause * 2 < 60000 ? pause * 2 : 60000;
		now = calls(&g, now + 100000, 1, MA_LLM_OVERLOAD, -1, 0);
	}
	assert_int_equal(pause, 60000);
}

static void after_a_refusal_for_the_rate_calls_keep_the_pace_that_got_through(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = 0;
	int i;

	(void)state;
	for (i = 0; i < 10; i++)
		now = calls(&g, now, 1, MA_LLM_OK, 0, 100);
	now = calls(&g, now, 1, MA_LLM_RATE, 9000, 0); /* ten got through in ten seconds */
	now += 9000;
	assert_int_equal(ma_gate_opens_at(&g, now), now);
	ma_gate_enter(&g, now);
	assert_in_range(ma_gate_opens_at(&g, now), now + 900, now + 1100);
	ma_gate_leave(&g, now + 10, now, MA_LLM_OK, 0);
	assert_in_range(ma_gate_opens_at(&g, now + 10), now + 800, now + 1100);
}

static void a_pace_is_forgotten_by_and_by(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = calls(&g, 0, 1, MA_LLM_OK, 0, 50);
	int i;

	(void)state;
	now = calls(&g, now, 1, MA_LLM_RATE, 1000, 0) + 1000;
	assert_true(g.interval_us > 0);
	for (i = 0; i < 1000; i++) {
		if (ma_gate_opens_at(&g, now) > now)
			now = ma_gate_opens_at(&g, now);
		now = calls(&g, now, 1, MA_LLM_OK, 0, 1);
	}
	assert_int_equal(g.interval_us, 0);
}

static void a_pace_slows_down_while_nothing_gets_through_and_has_an_end(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = calls(&g, 0, 1, MA_LLM_OK, 0, 50), before;
	int i;

	(void)state;
	now = calls(&g, now, 1, MA_LLM_RATE, 1000, 0) + 60000;
	before = g.interval_us;
	now = calls(&g, now, 1, MA_LLM_RATE, 1000, 0) + 600000;
	assert_int_equal(g.interval_us, before * 2);
	for (i = 0; i < 20; i++)
		now = calls(&g, now, 1, MA_LLM_RATE, 1000, 0) + 600000;
	assert_int_equal(g.interval_us, 60000000);
}

static void five_failures_in_a_row_open_the_breaker_for_one_probe_at_a_time(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = 0;
	int i;

	(void)state;
	for (i = 0; i < 4; i++)
		now = calls(&g, now, 1, i % 2 ? MA_LLM_TRANSIENT : MA_LLM_TIMEOUT, 0, 10);
	assert_int_equal(ma_gate_opens_at(&g, now), now);
	now = calls(&g, now, 1, MA_LLM_TRANSIENT, 0, 10);
	assert_int_equal(ma_gate_opens_at(&g, now), now + 5000);
	assert_int_equal(room(g, now + 5000), 1);
	now = calls(&g, now + 5000, 1, MA_LLM_TRANSIENT, 0, 10); /* the probe fails */
	assert_int_equal(ma_gate_opens_at(&g, now), now + 10000);
	now = calls(&g, now + 10000, 1, MA_LLM_OK, 0, 10);
	assert_int_equal(ma_gate_opens_at(&g, now), now);
	assert_int_equal(room(g, now), 2);
}

static void an_answer_of_any_kind_ends_a_row_of_failures(void **state)
{
	struct ma_gate g = { 0 };
	int64_t now = 0;
	int i;

	(void)state;
	for (i = 0; i < 20; i++) {
		now = calls(&g, now, 4, MA_LLM_TRANSIENT, 0, 10);
		now = calls(&g, now, 1, MA_LLM_FILTER, 0, 10);
	}
	assert_int_equal(ma_gate_opens_at(&g, now), now);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_gate_lets_a_few_through),
		cmocka_unit_test(a_full_gate_opens_when_a_call_ends),
		cmocka_unit_test(it_grows_by_one_in_a_round_of_successes),
		cmocka_unit_test(a_round_of_refusals_halves_it_once),
		cmocka_unit_test(a_hint_closes_it_for_everybody_and_not_for_longer_than_a_minute),
		cmocka_unit_test(without_a_hint_the_pause_doubles),
		cmocka_unit_test(after_a_refusal_for_the_rate_calls_keep_the_pace_that_got_through),
		cmocka_unit_test(a_pace_is_forgotten_by_and_by),
		cmocka_unit_test(a_pace_slows_down_while_nothing_gets_through_and_has_an_end),
		cmocka_unit_test(five_failures_in_a_row_open_the_breaker_for_one_probe_at_a_time),
		cmocka_unit_test(an_answer_of_any_kind_ends_a_row_of_failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
