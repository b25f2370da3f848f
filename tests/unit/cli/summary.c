#include "cli/summary.h"

#include <stdarg.h>
#include <setjmp.h>

#include <cmocka.h>

#include "cli/field.h"
#include "cli/width.h"

/* A status with what a run that is verified has; `changes` is merged into it. */
static void expect_in_status(const char *changes, const char *part)
{
	static const char verified[] =
		"{\"run\":\"r\",\"prompt\":\"p\",\"phase\":\"finished\",\"verdict\":\"verified\",\"reason\":\"\","
		"\"interrupted\":false,\"tasks\":{\"total\":2,\"completed\":2},\"work\":[],\"checks\":[],"
		"\"usage\":{\"input\":1000,\"output\":10,\"estimated\":false},\"cost_usd\":0.5,\"calls\":1}";
	struct ma_buf out = MA_BUF_INIT(1 << 20);
	ma_err err = { .code = MA_OK };
	json_t *status = field_parse(verified, &err), *more = field_parse(changes, &err);

	assert_non_null(status);
	assert_non_null(more);
	assert_int_equal(json_object_update(status, more), 0);
	width_init();
	summary_status(status, &out);
	if (!strstr(out.p, part))
		fail_msg("no \"%s\" in:\n%s", part, out.p);
	json_decref(status);
	json_decref(more);
	ma_buf_done(&out);
}

static void verdicts_are_said_with_their_reasons(void **state)
{
	(void)state;
	expect_in_status("{}", "state     VERIFIED\n");
	expect_in_status("{\"verdict\":\"failed\",\"reason\":\"test in .: 1 failed\"}",
		"state     FAILED: test in .: 1 failed\n");
	expect_in_status("{\"verdict\":\"unverified\",\"reason\":\"no node\"}",
		"state     UNVERIFIED: no node\n");
	expect_in_status(
		"{\"interrupted\":true,\"cause\":\"SIGINT\"}", "state     STOPPED: SIGINT\n");
	expect_in_status("{\"phase\":\"working\"}", "state     NOT FINISHED: working\n");
	expect_in_status("{\"verdict\":\"none\",\"reason\":\"abandoned\"}",
		"state     NOT FINISHED: abandoned\n");
}

static void an_unknown_price_is_not_zero(void **state)
{
	(void)state;
	expect_in_status("{}", "cost      $0.50\n");
	expect_in_status("{\"cost_usd\":null}", "cost      unknown: no price for a model\n");
}

static void estimated_tokens_are_marked(void **state)
{
	(void)state;
	expect_in_status("{}", "tokens    1,000 in, 10 out, 1 call\n");
	expect_in_status("{\"usage\":{\"input\":5,\"output\":6,\"estimated\":true}}",
		"tokens    ~5 in, ~6 out, 1 call\n");
	expect_in_status(
		"{\"calls\":3,\"possibly_billed\":2}", ", 3 calls, 2 possibly billed twice\n");
}

static void checks_have_their_counts(void **state)
{
	(void)state;
	expect_in_status(
		"{\"sandbox\":\"bubblewrap\",\"checks\":[{\"phase\":\"test\",\"package\":\".\",\"state\":\"failed\",\"why\":"
		"\"exit 1\",\"took_ms\":1500,\"tests\":{\"passed\":3,\"failed\":1}}]}",
		"checks    sandbox: bubblewrap\n          test  .  failed  1.5 s  3 of 4 tests  exit 1\n");
}

static void what_did_not_complete_says_why(void **state)
{
	static const char fallen[] =
		"{\"work\":[{\"task\":\"api\",\"agent\":\"a\",\"state\":\"failed\",\"message\":\"refused\",\"cause\":\"\"},"
		"{\"task\":\"ui\",\"agent\":\"a\",\"state\":\"skipped\",\"message\":\"\",\"cause\":\"api\"},"
		"{\"task\":\"doc\",\"agent\":\"a\",\"state\":\"cancelled\",\"message\":\"\",\"cause\":\"asked to\"}]}";

	(void)state;
	expect_in_status(fallen, "  api  a  failed     ");
	expect_in_status(fallen, "  refused\n");
	expect_in_status(fallen, "  because api did not complete\n");
	expect_in_status(fallen, "  asked to\n");
}

static void the_schedule_stands_beside_its_bound(void **state)
{
	(void)state;
	expect_in_status(
		"{\"schedule\":{\"critical_path\":[\"a\",\"b\"],\"makespan_ms\":9400,\"lower_bound_ms\":9000,\"parallelism\":4}}",
		"schedule  9.4 s, at best 9.0 s with 4 at once; critical path: a \u2192 b\n");
}

static void a_long_path_is_told_by_its_ends(void **state)
{
	struct ma_buf j = MA_BUF_INIT(1 << 16);
	int i;

	(void)state;
	ma_buf_adds(&j, "{\"schedule\":{\"critical_path\":[\"t0\"");
	for (i = 1; i < 200; i++)
		ma_buf_addf(&j, ",\"t%d\"", i);
	ma_buf_adds(&j, "]}}");
	expect_in_status(j.p,
		"path: t0 \u2192 t1 \u2192 t2 \u2192 t3 \u2192 t4 \u2192 t5 \u2192 \u2026 \u2192 t194 ");
	expect_in_status(j.p, " \u2192 t198 \u2192 t199\n");
	ma_buf_done(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_are_said_with_their_reasons),
		cmocka_unit_test(an_unknown_price_is_not_zero),
		cmocka_unit_test(estimated_tokens_are_marked),
		cmocka_unit_test(checks_have_their_counts),
		cmocka_unit_test(what_did_not_complete_says_why),
		cmocka_unit_test(the_schedule_stands_beside_its_bound),
		cmocka_unit_test(a_long_path_is_told_by_its_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
