#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "verify/counts.h"

static void assert_counts(const char *xml, int64_t passed, int64_t failed, int64_t skipped)
{
	struct ma_counts c = { -1, -1, -1 };

	if (!ma_counts_junit(ma_str(xml), &c))
		fail_msg("nothing was counted in: %s", xml);
	if (c.passed != passed || c.failed != failed || c.skipped != skipped)
		fail_msg("%ld passed, %ld failed, %ld skipped in: %s", (long)c.passed,
			(long)c.failed, (long)c.skipped, xml);
}

static void pytest_is_read(void **state)
{
	(void)state;
	assert_counts(
		"<?xml version=\"1.0\" encoding=\"utf-8\"?><testsuites name=\"pytest tests\"><testsuite "
		"name=\"pytest\" errors=\"1\" failures=\"1\" skipped=\"2\" tests=\"7\" time=\"0.1\">"
		"<testcase classname=\"t\" name=\"a\"><failure message=\"assert 1 &gt; 2\">&lt;b&gt;"
		"</failure></testcase></testsuite></testsuites>",
		3, 2, 2);
}

static void ctest_is_read(void **state)
{
	(void)state;
	assert_counts(
		"<testsuite name=\"(empty)\"\n\ttests=\"3\"\n\tfailures=\"1\"\n\tdisabled=\"0\"\n\tskipped=\"1\">"
		"</testsuite>",
		1, 1, 1);
}

static void only_the_outermost_suites_count(void **state)
{
	(void)state;
	assert_counts(
		"<testsuites><testsuite tests='3'><testsuite tests='2'/><testsuite tests='1'></testsuite>"
		"</testsuite><testsuite tests='4' failures='1'/></testsuites>",
		6, 1, 0);
}

static void a_suite_that_counts_nothing_leaves_it_to_those_in_it(void **state)
{
	(void)state;
	assert_counts(
		"<testsuite name='all'><testsuite tests='2'><testsuite name='x'></testsuite><testsuite tests='1'/>"
		"</testsuite><testsuite tests='3' failures='1'/></testsuite>",
		4, 1, 0);
}

static void what_stands_in_text_is_no_suite(void **state)
{
	(void)state;
	assert_counts(
		"<testsuite tests='1'><!-- <testsuite tests='9'/> --><system-out><![CDATA[<testsuite "
		"tests='9'/>]]></system-out><testcase name='a > b <testsuite tests=\"9\"'/></testsuite>",
		1, 0, 0);
}

static void odd_numbers_are_none(void **state)
{
	(void)state;
	assert_counts("<testsuite tests='-3' failures='x' errors='9223372036854775807'/>", 0, 0, 0);
	assert_counts("<testsuite mytests='3' tests=3/>", 0, 0, 0);
	assert_counts("<testsuite tests='1' failures='5'/>", 0, 5, 0);
}

static void what_is_not_well_formed_counts_for_nothing(void **state)
{
	static const char *const texts[] = { "", "<", "<testsuite tests='3'",
		"<testsuite tests='3>", "<!-- <testsuite tests='3'/>", "<testsuites tests='3'/>",
		"<testsuitex tests='3'/>", "<![CDATA[<testsuite tests='3'/>", "no xml" };
	struct ma_counts c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (ma_counts_junit(ma_str(texts[i]), &c))
			fail_msg("something was counted in: %s", texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pytest_is_read),
		cmocka_unit_test(ctest_is_read),
		cmocka_unit_test(only_the_outermost_suites_count),
		cmocka_unit_test(a_suite_that_counts_nothing_leaves_it_to_those_in_it),
		cmocka_unit_test(what_stands_in_text_is_no_suite),
		cmocka_unit_test(odd_numbers_are_none),
		cmocka_unit_test(what_is_not_well_formed_counts_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
