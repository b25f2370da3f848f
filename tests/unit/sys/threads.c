/* Threads for a piece of work. */
#include "sys/threads.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/err.h"

struct meeting {
	pthread_barrier_t all;
	atomic_size_t came;
};

/* Returns when all are there. */
static void meet(void *data)
{
	struct meeting *m = data;

	atomic_fetch_add(&m->came, 1);
	(void)pthread_barrier_wait(&m->all); /* it says who is the last */
}

static void as_many_as_are_asked_for_work_at_once(void **state)
{
	struct meeting m = { .came = 0 };

	MA_UNUSED(state);
	assert_int_equal(pthread_barrier_init(&m.all, NULL, 5), 0);
	ma_threads(5, meet, &m);
	assert_int_equal(m.came, 5);
	pthread_barrier_destroy(&m.all);
}

static void count(void *data)
{
	atomic_fetch_add((atomic_size_t *)data, 1);
}

static void one_is_the_caller_and_there_is_a_bound(void **state)
{
	atomic_size_t n = 0;

	MA_UNUSED(state);
	ma_threads(1, count, &n);
	assert_int_equal(n, 1);
	ma_threads(0, count, &n); /* somebody has to do it */
	assert_int_equal(n, 2);
	ma_threads(1000, count, &n);
	assert_int_equal(n, 2 + MA_THREADS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_many_as_are_asked_for_work_at_once),
		cmocka_unit_test(one_is_the_caller_and_there_is_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
