/* What a report comes to. */
#include "model/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "codec/json.h"

static const struct ma_check tested = { .phase = "test",
	.package = ".",
	.command = "npm test",
	.state = MA_CHECK_PASSED,
	.why = "",
	.tests_passed = 3 };

static const struct ma_check built = { .phase = "build",
	.package = "web",
	.command = "npm run build",
	.state = MA_CHECK_PASSED,
	.why = "",
	.tests_passed = -1,
	.tests_failed = -1,
	.tests_skipped = -1 };

static struct ma_check ended(struct ma_check c, enum ma_check_state state, const char *why)
{
	c.state = state;
	c.why = why;
	return c;
}

static void concludes(const struct ma_check *checks, size_t n, const char *sandbox,
	enum ma_verdict verdict, const char *reason)
{
	struct ma_report report = { .sandbox = sandbox, .checks = checks, .checks_n = n };
	char text[128];

	ma_report_conclude(&report, text, sizeof(text));
	assert_int_equal(report.verdict, verdict);
	assert_string_equal(report.reason, reason);
}

static void what_passed_with_a_test_in_a_sandbox_is_verified(void **state)
{
	const struct ma_check checks[] = { built, tested };

	(void)state;
	concludes(checks, 2, "bubblewrap", MA_VERDICT_VERIFIED, "");
}

static void a_failed_check_outweighs_a_skipped_one(void **state)
{
	const struct ma_check checks[] = { ended(built, MA_CHECK_SKIPPED, "no node"),
		ended(tested, MA_CHECK_FAILED, "1 of 3 tests failed") };

	(void)state;
	concludes(checks, 2, "bubblewrap", MA_VERDICT_FAILED, "test in .: 1 of 3 tests failed");
	concludes(checks, 1, "bubblewrap", MA_VERDICT_UNVERIFIED, "build in web: no node");
}

static void without_a_test_or_a_sandbox_nothing_is_verified(void **state)
{
	struct ma_check broken = tested;

	(void)state;
	concludes(&built, 1, "bubblewrap", MA_VERDICT_UNVERIFIED, "no test was executed");
	concludes(&built, 0, "bubblewrap", MA_VERDICT_UNVERIFIED, "no test was executed");
	concludes(&tested, 1, "off", MA_VERDICT_UNVERIFIED,
		"every check passed, but without a sandbox");
	broken.tests_passed = 0;
	broken.tests_failed = 2; /* the command ended well all the same: they were executed */
	concludes(&broken, 1, "bubblewrap", MA_VERDICT_VERIFIED, "");
}

static void a_long_reason_is_cut(void **state)
{
	struct ma_check check = ended(tested, MA_CHECK_FAILED, "a long story");
	struct ma_report report = { .sandbox = "off", .checks = &check, .checks_n = 1 };
	char text[12];

	(void)state;
	ma_report_conclude(&report, text, sizeof(text));
	assert_string_equal(report.reason, "test in .: ");
}

static void names_are_read_back_and_others_are_not(void **state)
{
	enum ma_verdict verdict = MA_VERDICT_NONE;
	enum ma_check_state check = MA_CHECK_RUNNING;
	int i;

	(void)state;
	for (i = MA_VERDICT_NONE; i <= MA_VERDICT_FAILED; i++) {
		assert_true(ma_verdict_parse(ma_str(ma_verdict_name((enum ma_verdict)i)), &verdict));
		assert_int_equal(verdict, i);
	}
	for (i = MA_CHECK_RUNNING; i <= MA_CHECK_SKIPPED; i++) {
		assert_true(ma_check_state_parse(
			ma_str(ma_check_state_name((enum ma_check_state)i)), &check));
		assert_int_equal(check, i);
	}
	assert_false(ma_verdict_parse(MA_STR("splendid"), &verdict));
	assert_false(ma_check_state_parse(MA_STR(""), &check));
}

static void a_report_is_json_without_outputs(void **state)
{
	const struct ma_check checks[] = { built, tested };
	const struct ma_report report = { .verdict = MA_VERDICT_VERIFIED,
		.reason = "",
		.sandbox = "bubblewrap",
		.checks = checks,
		.checks_n = 2 };
	json_t *json = ma_report_json(&report);
	struct ma_buf text = MA_BUF_INIT(4096);

	(void)state;
	ma_json_write(json, 0, &text);
	assert_string_equal(text.p,
		"{\"verdict\":\"verified\",\"reason\":\"\",\"sandbox\":\"bubblewrap\",\"checks\":["
		"{\"phase\":\"build\",\"package\":\"web\",\"command\":\"npm run build\",\"state\":\"passed\",\"why\":\"\","
		"\"exit\":0,\"took_ms\":0},"
		"{\"phase\":\"test\",\"package\":\".\",\"command\":\"npm test\",\"state\":\"passed\",\"why\":\"\","
		"\"exit\":0,\"took_ms\":0,\"tests\":{\"passed\":3,\"failed\":0,\"skipped\":0}}]}");
	ma_buf_done(&text);
	json_decref(json);
}

static void a_report_in_no_language_is_none(void **state)
{
	const struct ma_check checks[] = { built, ended(tested, MA_CHECK_FAILED, "\xff"), built };
	const struct ma_report report = {
		.reason = "", .sandbox = "off", .checks = checks, .checks_n = 3
	};

	(void)state;
	assert_null(ma_report_json(&report));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_passed_with_a_test_in_a_sandbox_is_verified),
		cmocka_unit_test(a_failed_check_outweighs_a_skipped_one),
		cmocka_unit_test(without_a_test_or_a_sandbox_nothing_is_verified),
		cmocka_unit_test(a_long_reason_is_cut),
		cmocka_unit_test(names_are_read_back_and_others_are_not),
		cmocka_unit_test(a_report_is_json_without_outputs),
		cmocka_unit_test(a_report_in_no_language_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
