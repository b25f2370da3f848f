/* A run is interrupted from inside the callback of each event; resuming must complete it. */
#include "fault/world.h"

static const struct world_fate unharmed = { 0 };

/* Interrupt at event n of the first life; false when it has fewer. */
static bool interrupt_at(int64_t n)
{
	struct world w;
	bool more;

	world_new(&w, WORLD_MEMORY);
	world_live(&w, (struct world_fate){ .interrupted = n });
	more = w.events >= n;
	assert_int_equal(w.rc, MA_OK);
	if (!w.finished) { /* at the very last events it is too late to stop */
		assert_true(w.interrupted);
		assert_int_equal(w.log.kinds[MA_EVENT_RUN_INTERRUPTED], 1);
		world_live(&w, unharmed);
	}
	world_assert_complete(&w);
	world_free(&w);
	return more;
}

static void every_event_may_be_the_last_before_an_interruption(void **state)
{
	int64_t n = 0;

	(void)state;
	while (interrupt_at(n + 1))
		n++;
	assert_true(n > 40);
}

/* Stopping often must not use up the attempts that a task has. */
static void a_run_may_be_interrupted_any_number_of_times(void **state)
{
	struct world w;
	int64_t n;

	(void)state;
	for (n = 4; n < 9; n += 2) {
		world_new(&w, WORLD_MEMORY);
		do
			world_live(&w, (struct world_fate){ .interrupted = n });
		while (!w.finished && w.lives < 60);
		if (!w.finished)
			world_live(&w, unharmed);
		world_assert_complete(&w);
		world_free(&w);
	}
}

/* The log is closed as far as it goes, also when the store dies on the way out. */
static void an_interruption_may_crash(void **state)
{
	struct world w;
	int64_t n, k;

	(void)state;
	for (n = 1; n < 50; n += 6)
		for (k = 2; k < 40; k += 8) {
			world_new(&w, WORLD_MEMORY);
			world_live(&w,
				(struct world_fate){
					.interrupted = n, .append = k, .durable = n % 2 });
			if (!w.log.kinds[MA_EVENT_RUN_FINISHED])
				world_live(&w, unharmed);
			w.rc = MA_OK;
			world_assert_complete(&w);
			world_free(&w);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_event_may_be_the_last_before_an_interruption),
		cmocka_unit_test(a_run_may_be_interrupted_any_number_of_times),
		cmocka_unit_test(an_interruption_may_crash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
