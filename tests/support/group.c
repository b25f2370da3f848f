/* A group whose end fails is a failed test. */
#include "support/group.h"

static void passes(void **state)
{
	(void)state;
}

static int ends_well(void **state)
{
	(void)state;
	return 0;
}

static int ends_badly(void **state)
{
	(void)state;
	return -1;
}

static int ends_by_assertion(void **state)
{
	assert_null(state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(passes) };

	return group_run(tests, NULL, ends_well) != 0 || group_run(tests, NULL, ends_badly) == 0 ||
		group_run(tests, NULL, ends_by_assertion) == 0;
}
