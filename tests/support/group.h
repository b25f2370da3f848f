/* cmocka tells of a group's end that fails, and does not count it: here it is counted, as its beginning is. */
#ifndef MA_TESTS_GROUP_H
#define MA_TESTS_GROUP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static CMFixtureFunction group_end;
static int group_end_failed;

/* A failed assertion does not come back from the end. */
static inline int group_watch_end(void **state)
{
	int rc;

	group_end_failed = 1;
	rc = group_end(state);
	group_end_failed = rc != 0;
	return rc;
}

static inline int group_run_n(const char *name, const struct CMUnitTest *tests, size_t n,
	CMFixtureFunction begin, CMFixtureFunction end)
{
	int failed;

	group_end = end;
	failed = _cmocka_run_group_tests(name, tests, n, begin, group_watch_end);
	return failed ? failed : group_end_failed;
}

/* As cmocka_run_group_tests(), of a group with an end. What it returns is what main() returns. */
#define group_run(tests, begin, end) \
	group_run_n(#tests, tests, sizeof(tests) / sizeof((tests)[0]), begin, end)

#endif
