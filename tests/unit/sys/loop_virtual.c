/* The loop on virtual time. */
#include "sys/loop_virtual.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"

struct trace {
	struct ma_clock_fake clock;
	struct ma_loop *loop;
	char said[256];
};

struct note {
	struct trace *t;
	const char *word;
};

static void note(void *data)
{
	struct note *n = data;
	size_t at = strlen(n->t->said);

	snprintf(n->t->said + at, sizeof(n->t->said) - at, "%s@%d ", n->word, (int)n->t->clock.mono);
}

static int open_loop(void **state)
{
	struct trace *t = ma_new(struct trace);
	ma_err err = { MA_OK, 0, "" };

	*state = t;
	ma_clock_fake_init(&t->clock, 1000000);
	return (int)ma_loop_new_virtual(&t->clock, 7, &t->loop, &err);
}

static int close_loop(void **state)
{
	struct trace *t = *state;

	ma_loop_free(t->loop);
	ma_free(t);
	return ma_alloc_live() == 0 ? 0 : -1;
}

static struct ma_timer *start(struct trace *t, struct note *n, int64_t ms)
{
	struct ma_timer *timer = NULL;
	ma_err err = { MA_OK, 0, "" };

	assert_int_equal(ma_timer_start(t->loop, ms, note, n, &timer, &err), MA_OK);
	return timer;
}

static void run(struct trace *t)
{
	while (ma_loop_step(t->loop))
		;
}

static void timers_fire_by_their_time_and_the_clock_follows(void **state)
{
	struct trace *t = *state;
	struct note a = { t, "a" }, b = { t, "b" }, c = { t, "c" };

	(void)start(t, &a, 5000);
	(void)start(t, &b, 10);
	(void)start(t, &c, 5000);
	run(t);
	assert_string_equal(t->said, "b@10 a@5000 c@5000 ");
	assert_int_equal(t->clock.wall, 1005000);
}

static void a_cancelled_timer_does_not_fire(void **state)
{
	struct trace *t = *state;
	struct note a = { t, "a" }, b = { t, "b" };
	struct ma_timer *timer = start(t, &a, 5);

	(void)start(t, &b, 7);
	ma_timer_cancel(timer);
	run(t);
	assert_string_equal(t->said, "b@7 ");
}

static void deferred_calls_come_before_what_is_due(void **state)
{
	struct trace *t = *state;
	struct note a = { t, "a" }, b = { t, "b" }, c = { t, "c" };
	struct ma_defer d = { NULL, NULL, NULL, false };
	ma_err err = { MA_OK, 0, "" };

	(void)start(t, &c, 0);
	ma_loop_defer_in(t->loop, &d, note, &a);
	assert_int_equal(ma_loop_defer(t->loop, note, &b, &err), MA_OK);
	assert_string_equal(t->said, "");
	run(t);
	assert_string_equal(t->said, "a@0 b@0 c@0 ");
}

static void the_same_seed_gives_the_same_order_of_work(void **state)
{
	struct trace *t = *state;
	struct note first = { t, "first" }, second = { t, "second" };
	ma_err err = { MA_OK, 0, "" };

	assert_int_equal(ma_loop_work(t->loop, note, note, &first, &err), MA_OK);
	assert_string_equal(t->said, ""); /* neither from inside */
	assert_int_equal(ma_loop_work(t->loop, note, note, &second, &err), MA_OK);
	run(t);
	assert_string_equal(t->said, "second@1 second@1 first@5 first@9 ");
}

static void after_a_crash_nothing_calls_back(void **state)
{
	struct trace *t = *state;
	struct note a = { t, "a" };
	struct ma_defer d = { NULL, NULL, NULL, false };
	ma_err err = { MA_OK, 0, "" };

	(void)start(t, &a, 5);
	ma_loop_defer_in(t->loop, &d, note, &a);
	assert_int_equal(ma_loop_defer(t->loop, note, &a, &err), MA_OK);
	assert_int_equal(ma_loop_work(t->loop, note, note, &a, &err), MA_OK);
	ma_loop_crash(t->loop);
	assert_false(ma_loop_step(t->loop));
	assert_string_equal(t->said, "");
}

#define loop_test(name) cmocka_unit_test_setup_teardown(name, open_loop, close_loop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		loop_test(timers_fire_by_their_time_and_the_clock_follows),
		loop_test(a_cancelled_timer_does_not_fire),
		loop_test(deferred_calls_come_before_what_is_due),
		loop_test(the_same_seed_gives_the_same_order_of_work),
		loop_test(after_a_crash_nothing_calls_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
