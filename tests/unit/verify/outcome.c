#include "verify/outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct ma_arena arena = MA_ARENA_INIT(1 << 20);
static const char *const argv[] = { "npm", NULL };
static const struct ma_step install = {
	.phase = "install", .package = ".", .command = "npm ci", .argv = argv
};
static const struct ma_step fetch = { .phase = "install",
	.package = ".",
	.command = "cargo fetch",
	.argv = argv,
	.registry = MA_REGISTRY_CARGO };
static const struct ma_step test = {
	.phase = "test", .package = "api", .command = "npm test", .argv = argv
};

static int clear(void **state)
{
	(void)state;
	ma_arena_clear(&arena);
	return 0;
}

static const char *results = ""; /* of the runner's own file */

static struct ma_check read_end(
	const struct ma_step *step, struct ma_sandbox_result result, const char *output)
{
	struct ma_check check;
	ma_err err = { .code = MA_OK };

	result.proc.output = ma_str(output);
	assert_int_equal(
		ma_outcome_read(step, &result, ma_str(results), &arena, &check, &err), MA_OK);
	return check;
}

static struct ma_sandbox_result ended_with(int exit_code)
{
	return (struct ma_sandbox_result){ .proc = { .exit_code = exit_code, .took_ms = 1234 } };
}

static void an_exit_of_zero_passes(void **state)
{
	struct ma_check c = read_end(&test, ended_with(0), "      Tests  3 passed (3)\n");

	(void)state;
	assert_int_equal(c.state, MA_CHECK_PASSED);
	assert_string_equal(c.why, "");
	assert_string_equal(c.package, "api");
	assert_int_equal(c.tests_passed, 3);
	assert_int_equal(c.took_ms, 1234);
	assert_true(ma_str_is(c.output, "      Tests  3 passed (3)\n"));
}

static void only_tests_are_counted(void **state)
{
	(void)state;
	assert_int_equal(
		read_end(&install, ended_with(0), "Tests  3 passed (3)\n").tests_passed, -1);
	assert_int_equal(read_end(&test, ended_with(0), "fine\n").tests_passed, -1);
}

static void what_the_runner_counted_itself_outranks_what_it_printed(void **state)
{
	struct ma_check c;

	(void)state;
	results = "<testsuites><testsuite tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"1\"/></testsuites>";
	c = read_end(&test, ended_with(1), "      Tests  3 passed (3)\n");
	results = "";
	assert_int_equal(c.tests_passed, 2);
	assert_int_equal(c.tests_failed, 1);
	assert_int_equal(c.tests_skipped, 1);
}

static void what_vitest_wrote_is_counted_and_tells_where(void **state)
{
	struct ma_check c;

	(void)state;
	results =
		"{\"testResults\":[{\"name\":\"" MA_SANDBOX_WORK
		"/api/a.test.ts\",\"status\":\"failed\",\"assertionResults\":["
		"{\"fullName\":\"adds\\u001b[31m\\n# forged\",\"status\":\"failed\",\"failureMessages\":"
		"[\"Error: 1 is not 2\\n  at " MA_SANDBOX_WORK "/api/a.test.ts:2:32\"]},"
		"{\"fullName\":\"b\",\"status\":\"passed\"},{\"fullName\":\"c\",\"status\":\"todo\"}]},"
		"{\"name\":\"" MA_SANDBOX_WORK
		"/api/b.test.ts\",\"status\":\"failed\",\"message\":\"no such module\",\"assertionResults\":[]}]}";
	c = read_end(&test, ended_with(1), "      Tests  9 passed (9)\n");
	results = "";
	assert_int_equal(c.tests_passed, 1);
	assert_int_equal(c.tests_failed, 1);
	assert_int_equal(c.tests_skipped, 1);
	assert_string_equal(c.why, "1 of 2 tests failed");
	assert_int_equal(c.faults_n, 2);
	assert_true(ma_str_is(c.faults[0].path, "api/a.test.ts"));
	assert_int_equal(c.faults[0].line, 2);
	assert_true(ma_str_is(c.faults[0].message, "adds\\x1b[31m: Error: 1 is not 2"));
	assert_true(ma_str_is(c.faults[1].message, "could not be run: no such module"));
}

static void what_is_no_result_leaves_the_printed_summary(void **state)
{
	struct ma_check c;

	(void)state;
	results = "{\"testResults\":";
	c = read_end(&test, ended_with(0), "      Tests  9 passed (9)\n");
	results = "";
	assert_int_equal(c.tests_passed, 9);
}

static void failed_tests_are_the_reason(void **state)
{
	struct ma_check c = read_end(&test, ended_with(1), "Tests  2 failed | 12 passed (14)\n");

	(void)state;
	assert_int_equal(c.state, MA_CHECK_FAILED);
	assert_string_equal(c.why, "2 of 14 tests failed");
	assert_int_equal(c.exit_code, 1);
}

static void failed_tests_count_even_when_the_command_hides_them(void **state)
{
	struct ma_check c = read_end(&test, ended_with(0), "# pass 1\n# fail 1\n");

	(void)state;
	assert_int_equal(c.state, MA_CHECK_FAILED);
	assert_string_equal(c.why, "1 of 2 tests failed, though the command ended with 0");
}

static void another_end_says_how(void **state)
{
	struct ma_sandbox_result late = ended_with(-1);

	(void)state;
	late.proc.timed_out = true;
	late.proc.took_ms = 300004;
	assert_string_equal(read_end(&test, ended_with(2), "").why, "ended with 2");
	assert_string_equal(read_end(&test, ended_with(137), "").why, "ended by signal 9 (Killed)");
	assert_string_equal(
		read_end(&test, late, "Tests  1 passed (1)\n").why, "it was stopped after 300 s");
	assert_int_equal(read_end(&test, late, "Tests  1 passed (1)\n").state, MA_CHECK_FAILED);
	assert_string_equal(read_end(&install, ended_with(1), "npm error code ETARGET\n").why,
		"ended with 1 (ETARGET)");
}

static void what_a_command_prints_reaches_the_reason_as_text(void **state)
{
	(void)state;
	assert_string_equal(read_end(&test, ended_with(1), "npm error code \xff\x1b[31m\n").why,
		"ended with 1 (\\xff\\x1b[31m)");
}

static void an_unreachable_registry_is_not_the_projects_fault(void **state)
{
	struct ma_sandbox_result r = ended_with(1);
	struct ma_check c;

	(void)state;
	r.net.unreachable = 1;
	strcpy(r.net.last_error, "packages.example:443: connection timed out");
	c = read_end(&install, r, "npm error code ECONNRESET\n");
	assert_int_equal(c.state, MA_CHECK_SKIPPED);
	assert_string_equal(c.why,
		"the package registry cannot be reached (packages.example:443: connection timed out)");
	c = read_end(&install, ended_with(1), "npm ERR! code EAI_AGAIN\nnpm ERR! syscall\n");
	assert_int_equal(c.state, MA_CHECK_SKIPPED);
	assert_string_equal(c.why, "the package registry cannot be reached (EAI_AGAIN)");
	c = read_end(&install, ended_with(1),
		"[ERROR] Could not transfer artifact x:x:pom:1 from/to own (https://a.example/): status code: 401\n");
	assert_int_equal(c.state, MA_CHECK_SKIPPED);
	assert_string_equal(c.why,
		"the package registry cannot be reached (Maven could not transfer what it asked for)");
	c = read_end(&install, ended_with(1), "   > Could not GET 'https://a.example/x.pom'.\n");
	assert_int_equal(c.state, MA_CHECK_SKIPPED);
	assert_string_equal(c.why,
		"the package registry cannot be reached (Gradle could not get what it asked for)");
	c = read_end(&install, ended_with(1), "   > Could not find x:x:1.\n");
	assert_int_equal(c.state, MA_CHECK_FAILED);
	c = read_end(&install, ended_with(1), "[ERROR] Could not find artifact x:x:jar:1 in own\n");
	assert_int_equal(c.state, MA_CHECK_FAILED);
}

static void a_host_that_is_not_the_registry_is_named(void **state)
{
	struct ma_sandbox_result r = ended_with(1);
	struct ma_check c;

	(void)state;
	r.net.refused = 1;
	strcpy(r.net.last_refused, "code.example:443");
	c = read_end(&install, r, "npm error 403\n");
	assert_int_equal(c.state, MA_CHECK_SKIPPED);
	assert_string_equal(
		c.why, "it needs code.example:443, which is not the configured package registry");
}

static void a_registry_that_wants_to_know_who_asks_is_not_the_projects_fault(void **state)
{
	struct ma_sandbox_result r = ended_with(1);
	struct ma_check c;

	(void)state;
	r.net.refused = 1;
	strcpy(r.net.denied,
		"https://a.example:443/ answers 401 to what /home/me/.npmrc has for it");
	c = read_end(&install, r, "npm error code E401\n");
	assert_int_equal(c.state, MA_CHECK_SKIPPED);
	assert_string_equal(c.why,
		"the package registry: https://a.example:443/ answers 401 to what /home/me/.npmrc has for it");
	c = read_end(&install, ended_with(1), "npm error code E401\n");
	assert_int_equal(c.state, MA_CHECK_SKIPPED);
	assert_string_equal(c.why,
		"the package registry wants to know who asks, and the user's .npmrc has no token for it");
	c = read_end(&fetch, ended_with(101),
		"  authenticated registries require a credential-provider to be configured\n");
	assert_int_equal(c.state, MA_CHECK_SKIPPED);
	assert_string_equal(c.why,
		"the package registry wants to know who asks, and the user's cargo has no token for it");
	c = read_end(&fetch, ended_with(101), "error: no matching package\n");
	assert_int_equal(c.state, MA_CHECK_FAILED);
	c = read_end(&install, ended_with(1), "npm error code SELF_SIGNED_CERT_IN_CHAIN\n");
	assert_int_equal(c.state, MA_CHECK_SKIPPED);
	assert_string_equal(
		c.why, "the package registry cannot be reached (SELF_SIGNED_CERT_IN_CHAIN)");
}

static void a_cargo_that_is_too_old_for_the_registry_is_not_the_projects_fault(void **state)
{
	static const char says[] =
		"Caused by:\n  usage of sparse registries requires `-Z sparse-registry`\n";
	struct ma_check c = read_end(&fetch, ended_with(101), says);

	(void)state;
	assert_int_equal(c.state, MA_CHECK_SKIPPED);
	assert_string_equal(c.why,
		"the package registry has a sparse index, which cargo knows since 1.68, and an older one is installed");
	assert_int_equal(read_end(&install, ended_with(101), says).state, MA_CHECK_FAILED);
	assert_int_equal(read_end(&test, ended_with(101), says).state, MA_CHECK_FAILED);
}

static void trouble_with_the_network_excuses_no_failed_test(void **state)
{
	struct ma_sandbox_result r = ended_with(1);

	(void)state;
	r.net.refused = 1;
	assert_int_equal(read_end(&test, r, "npm error code ENOTFOUND\n").state, MA_CHECK_FAILED);
}

static void an_installation_that_worked_is_not_doubted(void **state)
{
	struct ma_sandbox_result r = ended_with(0);

	(void)state;
	r.net.refused = 3;
	assert_int_equal(read_end(&install, r, "added 1 package\n").state, MA_CHECK_PASSED);
}

static void a_sandbox_that_did_not_start_accuses_nobody(void **state)
{
	struct ma_check c = read_end(
		&test, ended_with(1), "bwrap: Creating new namespace failed: no\n");

	(void)state;
	assert_int_equal(c.state, MA_CHECK_SKIPPED);
	assert_string_equal(
		c.why, "the sandbox could not start it: bwrap: Creating new namespace failed: no");
}

#define CASE(name) cmocka_unit_test_teardown(name, clear)

static void tests_that_may_have_failed_for_want_of_sockets_are_no_failure(void **state)
{
	struct ma_check
		refused = read_end(&test, ended_with(1),
			"Error: listen EACCES: permission denied 0.0.0.0\n Tests  1 failed | 2 passed (3)\n"),
		wrong = read_end(&test, ended_with(1),
			"AssertionError: 2 != 3\n Tests  1 failed | 2 passed (3)\n"),
		built = read_end(&install, ended_with(1), "EACCES\n");
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_outcome_without_sockets(&refused, &arena, &err), MA_OK);
	assert_int_equal(refused.state, MA_CHECK_SKIPPED);
	assert_non_null(strstr(refused.why, "there are no sockets where Landlock alone confines"));
	assert_non_null(strstr(refused.why, "1 of 3 tests failed"));
	assert_int_equal(refused.tests_failed, 1);
	assert_int_equal(ma_outcome_without_sockets(&wrong, &arena, &err), MA_OK);
	assert_int_equal(wrong.state, MA_CHECK_FAILED);
	assert_int_equal(ma_outcome_without_sockets(&built, &arena, &err), MA_OK);
	assert_int_equal(built.state, MA_CHECK_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_exit_of_zero_passes),
		CASE(tests_that_may_have_failed_for_want_of_sockets_are_no_failure),
		CASE(only_tests_are_counted),
		CASE(what_the_runner_counted_itself_outranks_what_it_printed),
		CASE(what_vitest_wrote_is_counted_and_tells_where),
		CASE(what_is_no_result_leaves_the_printed_summary),
		CASE(failed_tests_are_the_reason),
		CASE(failed_tests_count_even_when_the_command_hides_them),
		CASE(another_end_says_how),
		CASE(what_a_command_prints_reaches_the_reason_as_text),
		CASE(an_unreachable_registry_is_not_the_projects_fault),
		CASE(a_host_that_is_not_the_registry_is_named),
		CASE(a_registry_that_wants_to_know_who_asks_is_not_the_projects_fault),
		CASE(a_cargo_that_is_too_old_for_the_registry_is_not_the_projects_fault),
		CASE(trouble_with_the_network_excuses_no_failed_test),
		CASE(an_installation_that_worked_is_not_doubted),
		CASE(a_sandbox_that_did_not_start_accuses_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
