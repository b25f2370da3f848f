#include "sys/lock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/tmpdir.h"

struct place {
	char dir[TMPDIR_SIZE], path[TMPDIR_SIZE + 16];
};

static int set_up(void **state)
{
	static struct place p;

	tmpdir_make(p.dir);
	(void)snprintf(p.path, sizeof(p.path), "%s/run.lock", p.dir);
	*state = &p;
	return 0;
}

static int tear_down(void **state)
{
	tmpdir_remove(((struct place *)*state)->dir);
	return 0;
}

static void expect_held(const struct place *p, bool expected)
{
	ma_err err = { .code = MA_OK };
	bool held = !expected;

	assert_int_equal(ma_lock_held(p->path, &held, &err), MA_OK);
	assert_int_equal(held, expected);
}

static void a_lock_is_held_until_it_is_released(void **state)
{
	struct place *p = *state;
	ma_err err = { .code = MA_OK };
	int fd = -1;

	expect_held(p, false); /* there is no file yet */
	assert_int_equal(ma_lock_take(p->path, &fd, &err), MA_OK);
	expect_held(p, true);
	expect_held(p, true); /* asking does not take it */
	ma_lock_release(fd);
	expect_held(p, false);
}

static void a_second_owner_is_told_the_first(void **state)
{
	struct place *p = *state;
	ma_err err = { .code = MA_OK };
	char owner[64];
	int fd = -1, second = -1;

	assert_int_equal(ma_lock_take(p->path, &fd, &err), MA_OK);
	assert_int_equal(ma_lock_take(p->path, &second, &err), MA_ECONFLICT);
	(void)snprintf(owner, sizeof(owner), "is held by pid %ld", (long)getpid());
	assert_non_null(strstr(err.msg, owner));
	assert_int_equal(second, -1);
	ma_lock_release(fd);
}

static void a_lock_that_was_broken_is_free_whoever_held_it(void **state)
{
	struct place *p = *state;
	ma_err err = { .code = MA_OK };
	int fd = -1, second = -1, third = -1;

	assert_int_equal(ma_lock_break(p->path, &err), MA_OK); /* there is none */
	assert_int_equal(ma_lock_take(p->path, &fd, &err), MA_OK);
	assert_int_equal(ma_lock_break(p->path, &err), MA_OK);
	assert_int_equal(ma_lock_take(p->path, &second, &err), MA_OK);
	ma_lock_release(fd);
	assert_int_equal(ma_lock_take(p->path, &third, &err), MA_ECONFLICT);
	ma_lock_release(second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_lock_is_held_until_it_is_released, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_second_owner_is_told_the_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_lock_that_was_broken_is_free_whoever_held_it, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
