/* Two verifications beside each other, where checks have the same name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "core/checks.h"

#define TWO 2

struct tests {
	int64_t passed, failed;
};

/* Two kinds of project in one directory, "." */
struct found {
	struct ma_checks checks;
	struct ma_checked each[TWO];
};

static void find(struct found *f, struct tests one, struct tests other)
{
	const struct tests tests[TWO] = { one, other };
	size_t i;

	*f = (struct found){ .checks = { .first = &f->each[0], .last = &f->each[1] } };
	for (i = 0; i < TWO; i++) {
		bool passed = tests[i].failed == 0;

		f->each[i] = (struct ma_checked){ .next = i + 1 < TWO ? &f->each[i + 1] : NULL,
			.name = MA_STR("test ."),
			.state = passed ? MA_CHECK_PASSED : MA_CHECK_FAILED,
			.tests_run = tests[i].passed + tests[i].failed,
			.tests_failed = tests[i].failed,
			.key = i == 0 ? MA_STR("of one") : MA_STR("of the other") };
		f->checks.passed += passed;
		f->checks.failed += !passed;
		f->checks.tests_passed += tests[i].passed;
		f->checks.tests_failed += tests[i].failed;
	}
}

static enum ma_round_end compare(const struct found *now, const struct found *before)
{
	struct ma_buf why = MA_BUF_INIT(MA_KIB);
	enum ma_round_end end = ma_checks_compare(&now->checks, &before->checks, false, &why);

	ma_buf_done(&why);
	return end;
}

static void each_check_is_compared_with_itself(void **state)
{
	struct found before, now;

	(void)state;
	find(&before, (struct tests){ 3, 0 }, (struct tests){ 5, 4 });
	find(&now, (struct tests){ 3, 0 }, (struct tests){ 9, 0 });
	assert_int_equal(compare(&now, &before), MA_ROUND_BETTER);
	find(&now, (struct tests){ 3, 0 }, (struct tests){ 4, 0 });
	assert_int_equal(compare(&now, &before), MA_ROUND_WORSE); /* it runs fewer tests */
	find(&before, (struct tests){ 2, 1 }, (struct tests){ 3, 0 });
	find(&now, (struct tests){ 3, 0 }, (struct tests){ 2, 1 });
	assert_int_equal(compare(&now, &before), MA_ROUND_WORSE); /* one is broken for one mended */
}

static void the_same_fails_where_each_fails_of_the_same(void **state)
{
	struct found before, now;

	(void)state;
	find(&before, (struct tests){ 2, 1 }, (struct tests){ 1, 2 });
	find(&now, (struct tests){ 2, 1 }, (struct tests){ 1, 2 });
	assert_true(ma_checks_same(&now.checks, &before.checks));
	find(&now, (struct tests){ 1, 2 }, (struct tests){ 2, 1 });
	assert_false(ma_checks_same(&now.checks, &before.checks));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_check_is_compared_with_itself),
		cmocka_unit_test(the_same_fails_where_each_fails_of_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
