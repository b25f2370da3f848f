/* Two verifications beside each other, where checks have the same name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "core/checks.h"
#include "core/decider.h"

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

static struct ma_checked nothing(const char *why)
{
	return (struct ma_checked){
		.name = MA_STR("detect ."), .state = MA_CHECK_SKIPPED, .why = ma_str(why)
	};
}

static void what_can_be_checked_at_last_is_better_even_where_it_fails(void **state)
{
	struct ma_checked none = nothing(MA_NOTHING_RECOGNISED);
	struct found before = { .checks = { .first = &none, .last = &none } }, now;

	(void)state;
	find(&now, (struct tests){ 0, 1 }, (struct tests){ 0, 1 });
	assert_int_equal(compare(&now, &before), MA_ROUND_BETTER);
}

static void what_tests_are_run_by_is_asked_for_once_in_a_new_project(void **state)
{
	struct ma_checked none = nothing(MA_NOTHING_RECOGNISED), tool = nothing("no npm is there");
	struct ma_checks found = { .first = &none, .last = &none };
	struct ma_plan plan = { .tasks_n = 1, .tasks_cap = 8 };
	struct ma_work work = { .paths = MA_STR("src/a.c|tests/a.c") };
	struct ma_state s = { .plan = &plan,
		.works = &work,
		.tally = { .total = 1 },
		.kept = &found,
		.checked = MA_VERDICT_UNVERIFIED,
		.max_repairs = 3 };

	(void)state;
	assert_true(ma_repair_may_start(&s));
	s.repairs = 1;
	assert_false(ma_repair_may_start(&s));
	s.repairs = 0;
	s.found_head = MA_STR("5f2e");
	assert_false(ma_repair_may_start(&s));
	s.found_head = MA_STR("");
	work.paths = MA_STR("src/a.c");
	assert_false(ma_repair_may_start(&s));
	work.guarded = true;
	assert_true(ma_repair_may_start(&s));
	found.first = &tool;
	assert_false(ma_repair_may_start(&s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_check_is_compared_with_itself),
		cmocka_unit_test(the_same_fails_where_each_fails_of_the_same),
		cmocka_unit_test(what_can_be_checked_at_last_is_better_even_where_it_fails),
		cmocka_unit_test(what_tests_are_run_by_is_asked_for_once_in_a_new_project),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
