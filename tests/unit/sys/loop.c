/* The event loop's contract. */
#include "sys/loop.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "support/torture.h"
#include "sys/loop_uv.h"

/* What was called, in order, as letters. */
struct trace {
	struct ma_loop *loop;
	char called[16];
	struct ma_timer *timer;
	int signo;
};

struct note {
	struct trace *trace;
	const char *letter;
};

static void call(void *data)
{
	struct note *n = data;

	strncat(n->trace->called, n->letter,
		sizeof(n->trace->called) - strlen(n->trace->called) - 1);
}

static int open_loop(void **state)
{
	struct trace *t = ma_new(struct trace);
	ma_err err = { 0 };

	*state = t;
	return t ? (int)ma_loop_new(&t->loop, &err) : -1;
}

static int close_loop(void **state)
{
	struct trace *t = *state;

	ma_loop_free(t->loop);
	ma_free(t);
	return ma_alloc_live() == 0 ? 0 : -1;
}

static void defer(struct trace *t, ma_loop_fn *fn, void *data)
{
	ma_err err = { 0 };

	assert_int_equal(ma_loop_defer(t->loop, fn, data, &err), MA_OK);
}

static struct ma_timer *timer(struct trace *t, int64_t ms, ma_loop_fn *fn, void *data)
{
	struct ma_timer *out = NULL;
	ma_err err = { 0 };

	assert_int_equal(ma_timer_start(t->loop, ms, fn, data, &out, &err), MA_OK);
	return out;
}

static void run_returns_at_once_when_nothing_is_under_way(void **state)
{
	struct trace *t = *state;

	ma_loop_run(t->loop);
	assert_int_equal(ma_loop_timeout_ms(t->loop), -1);
}

static void deferred_calls_come_once_in_order_and_not_from_inside(void **state)
{
	struct trace *t = *state;
	struct note a = { t, "a" }, b = { t, "b" };

	defer(t, call, &a);
	defer(t, call, &b);
	assert_string_equal(t->called, "");
	assert_int_equal(ma_loop_timeout_ms(t->loop), 0);
	ma_loop_run(t->loop);
	assert_string_equal(t->called, "ab");
}

static void defer_again(void *data)
{
	struct trace *t = data;
	size_t n = strlen(t->called);

	if (n >= 3)
		return;
	memcpy(t->called + n, "x", 2);
	defer(t, defer_again, t);
}

static void what_a_deferred_call_defers_comes_a_turn_later(void **state)
{
	struct trace *t = *state;

	defer(t, defer_again, t);
	ma_loop_turn(t->loop);
	assert_string_equal(t->called, "x");
	ma_loop_turn(t->loop);
	assert_string_equal(t->called, "xx");
	ma_loop_run(t->loop);
	assert_string_equal(t->called, "xxx");
}

static void timers_fire_once_in_order_of_time_and_not_early(void **state)
{
	struct ma_clock *clock = ma_clock_system();
	struct trace *t = *state;
	struct note a = { t, "a" }, b = { t, "b" };
	int64_t began = clock->mono_ms(clock);

	timer(t, 30, call, &b);
	timer(t, 10, call, &a);
	ma_loop_run(t->loop);
	assert_string_equal(t->called, "ab");
	assert_true(clock->mono_ms(clock) - began >= 29); /* both clocks count whole milliseconds */
}

static void a_timer_started_long_after_the_last_turn_does_not_fire_early(void **state)
{
	struct ma_clock *clock = ma_clock_system();
	struct trace *t = *state;
	struct note a = { t, "a" };
	int64_t began = clock->mono_ms(clock);

	ma_loop_turn(t->loop);
	while (clock->mono_ms(clock) < began + 40)
		(void)poll(NULL, 0, 1); /* a host that is busy elsewhere */
	began = clock->mono_ms(clock);
	timer(t, 30, call, &a);
	ma_loop_run(t->loop);
	assert_true(clock->mono_ms(clock) - began >= 29);
}

static void a_cancelled_timer_does_not_fire_nor_keep_the_loop(void **state)
{
	struct trace *t = *state;
	struct note a = { t, "a" };

	ma_timer_cancel(timer(t, 60000, call, &a));
	ma_timer_cancel(NULL);
	ma_loop_run(t->loop);
	assert_string_equal(t->called, "");
}

static void cancel_timer(void *data)
{
	struct trace *t = data;

	ma_timer_cancel(t->timer);
}

static void a_timer_may_be_cancelled_by_another_that_fires_in_the_same_turn(void **state)
{
	struct trace *t = *state;
	struct note b = { t, "b" };

	timer(t, 5, cancel_timer, t);
	t->timer = timer(t, 5, call, &b);
	ma_loop_run(t->loop);
	assert_string_equal(t->called, "");
}

static void stop(void *data)
{
	struct trace *t = data;

	ma_loop_stop(t->loop);
}

static void stop_leaves_what_is_under_way_for_the_next_run(void **state)
{
	struct trace *t = *state;
	struct note a = { t, "a" };

	timer(t, 5, stop, t);
	timer(t, 20, call, &a);
	ma_loop_run(t->loop);
	assert_string_equal(t->called, "");
	ma_loop_run(t->loop);
	assert_string_equal(t->called, "a");
}

struct job {
	struct ma_loop *loop;
	pthread_t loop_thread, work_thread;
	int value, done;
};

static void work(void *data)
{
	struct job *j = data;

	j->work_thread = pthread_self();
	j->value *= 2;
}

static void work_done(void *data)
{
	struct job *j = data;

	assert_true(pthread_equal(pthread_self(), j->loop_thread));
	j->done++;
}

static void work_runs_on_another_thread_and_is_done_on_the_loop(void **state)
{
	struct trace *t = *state;
	struct job jobs[50];
	ma_err err = { 0 };
	int i;

	for (i = 0; i < 50; i++) {
		jobs[i] = (struct job){ .loop = t->loop, .loop_thread = pthread_self(), .value = i };
		assert_int_equal(ma_loop_work(t->loop, work, work_done, &jobs[i], &err), MA_OK);
		assert_int_equal(jobs[i].done, 0);
	}
	ma_loop_run(t->loop);
	for (i = 0; i < 50; i++) {
		assert_int_equal(jobs[i].done, 1);
		assert_int_equal(jobs[i].value, 2 * i);
		assert_false(pthread_equal(jobs[i].work_thread, pthread_self()));
	}
}

static void on_signal(void *data, int signo)
{
	struct trace *t = data;

	t->signo = signo;
	ma_loop_stop(t->loop);
}

static void send_signal(void *data)
{
	MA_UNUSED(data);
	(void)kill(getpid(), SIGUSR1);
}

static void a_signal_is_told_and_its_watch_alone_does_not_keep_the_loop(void **state)
{
	struct trace *t = *state;
	struct note a = { t, "a" };
	ma_err err = { 0 };

	assert_int_equal(ma_loop_on_signal(t->loop, SIGUSR1, on_signal, t, &err), MA_OK);
	ma_loop_run(t->loop);
	assert_int_equal(t->signo, 0);
	timer(t, 5, send_signal, NULL);
	t->timer = timer(t, 30000, call, &a);
	ma_loop_run(t->loop);
	ma_timer_cancel(t->timer);
	assert_int_equal(t->signo, SIGUSR1);
	assert_string_equal(t->called, "");
}

static void no_signal_can_be_watched_that_does_not_exist(void **state)
{
	struct trace *t = *state;
	ma_err err = { 0 };

	assert_int_equal(ma_loop_on_signal(t->loop, 0, on_signal, t, &err), MA_EIO);
	assert_int_equal(err.sys, EINVAL);
}

static void ignore(void *data)
{
	MA_UNUSED(data);
}

/* What a host with a loop of its own does until `until` was called. */
static void host_until(struct trace *t, const char *until)
{
	struct pollfd fd = { .fd = ma_loop_fd(t->loop), .events = POLLIN };
	int turns;

	for (turns = 0; turns < 1000 && strcmp(t->called, until) != 0 && !t->signo; turns++) {
		(void)poll(&fd, 1, ma_loop_timeout_ms(t->loop));
		ma_loop_turn(t->loop);
	}
	assert_true(turns < 50); /* it waited and did not spin */
}

static void a_host_may_poll_the_descriptor_and_turn(void **state)
{
	struct trace *t = *state;
	struct note a = { t, "a" }, b = { t, "b" }, c = { t, "c" };
	ma_err err = { 0 };

	timer(t, 30, call, &b);
	defer(t, call, &a);
	host_until(t, "ab");
	assert_int_equal(ma_loop_work(t->loop, ignore, call, &c, &err), MA_OK);
	host_until(t, "abc");
}

static void a_host_is_told_a_signal_when_nothing_else_is_under_way(void **state)
{
	struct trace *t = *state;
	ma_err err = { 0 };

	assert_int_equal(ma_loop_on_signal(t->loop, SIGUSR1, on_signal, t, &err), MA_OK);
	assert_int_equal(ma_loop_timeout_ms(t->loop), 0); /* the watch is not with the kernel yet */
	ma_loop_turn(t->loop);
	assert_int_equal(ma_loop_timeout_ms(t->loop), -1);
	send_signal(NULL);
	host_until(t, "never");
	assert_int_equal(t->signo, SIGUSR1);
}

static void a_call_put_off_in_its_own_memory_needs_no_allocation(void **state)
{
	struct trace *t = *state;
	struct ma_defer node = { .queued = false };
	struct note a = { t, "a" };

	(void)ma_alloc_fail_after(0);
	ma_loop_defer_in(t->loop, &node, call, &a);
	assert_true(node.queued);
	ma_loop_run(t->loop);
	(void)ma_alloc_fail_after(-1);
	assert_false(node.queued);
	assert_string_equal(t->called, "a");
}

static void ignore_signal(void *data, int signo)
{
	MA_UNUSED(data);
	MA_UNUSED(signo);
}

static ma_rc use_everything(void *data, ma_err *err)
{
	struct ma_loop *loop = NULL;
	struct ma_timer *timer_out;
	ma_rc rc;

	MA_UNUSED(data);
	rc = ma_loop_new(&loop, err);
	if (rc)
		return rc;
	rc = ma_loop_defer(loop, ignore, NULL, err);
	if (!rc)
		rc = ma_timer_start(loop, 0, ignore, NULL, &timer_out, err);
	if (!rc)
		rc = ma_loop_work(loop, ignore, ignore, NULL, err);
	if (!rc)
		rc = ma_loop_on_signal(loop, SIGUSR1, ignore_signal, NULL, err);
	ma_loop_run(loop);
	ma_loop_free(loop);
	return rc;
}

static void every_allocation_may_fail(void **state)
{
	MA_UNUSED(state);
	torture(use_everything, NULL);
}

#define LOOP_TEST(name) cmocka_unit_test_setup_teardown(name, open_loop, close_loop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOOP_TEST(run_returns_at_once_when_nothing_is_under_way),
		LOOP_TEST(deferred_calls_come_once_in_order_and_not_from_inside),
		LOOP_TEST(what_a_deferred_call_defers_comes_a_turn_later),
		LOOP_TEST(timers_fire_once_in_order_of_time_and_not_early),
		LOOP_TEST(a_timer_started_long_after_the_last_turn_does_not_fire_early),
		LOOP_TEST(a_cancelled_timer_does_not_fire_nor_keep_the_loop),
		LOOP_TEST(a_timer_may_be_cancelled_by_another_that_fires_in_the_same_turn),
		LOOP_TEST(stop_leaves_what_is_under_way_for_the_next_run),
		LOOP_TEST(work_runs_on_another_thread_and_is_done_on_the_loop),
		LOOP_TEST(a_signal_is_told_and_its_watch_alone_does_not_keep_the_loop),
		LOOP_TEST(no_signal_can_be_watched_that_does_not_exist),
		LOOP_TEST(a_host_may_poll_the_descriptor_and_turn),
		LOOP_TEST(a_host_is_told_a_signal_when_nothing_else_is_under_way),
		LOOP_TEST(a_call_put_off_in_its_own_memory_needs_no_allocation),
		cmocka_unit_test(every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
