#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "support/group.h"
#include "support/npm_registry.h"
#include "support/zoo.h"
#include "verify/node.h"

static char forbidden[MA_ERR_MSG_MAX];
static struct npm_registry registry;

/* Nothing can be run without a sandbox, or without a Node.js: the system's or a private one. */
static ma_rc look_around(struct ma_loop *loop, ma_err *err)
{
	struct ma_sandbox_opts opts = { .off = false };
	struct ma_arena arena = MA_ARENA_INIT(1 << 16);
	struct ma_sandbox *sandbox = NULL;
	const char *node;
	ma_rc rc;

	rc = ma_sandbox_new(loop, &opts, &sandbox, err);
	if (!rc)
		rc = ma_node_find(&arena, ma_sandbox_uid(sandbox), &node, err);
	ma_sandbox_free(sandbox);
	ma_arena_done(&arena);
	return rc;
}

static int open_zoo(void **state)
{
	struct ma_loop *loop = NULL;
	ma_err err = { .code = MA_OK };

	(void)state;
	if (ma_loop_new(&loop, &err))
		return -1;
	if (look_around(loop, &err))
		snprintf(forbidden, sizeof(forbidden), "%s", err.msg);
	ma_loop_free(loop);
	return npm_registry_open(&registry);
}

static int close_zoo(void **state)
{
	(void)state;
	npm_registry_close(&registry);
	return 0;
}

static int set_up(void **state)
{
	static struct zoo z;

	*state = &z;
	setenv("npm_config_registry", registry.url, 1);
	return zoo_open(&z);
}

static int tear_down(void **state)
{
	return zoo_close(*state);
}

static void verify(struct zoo *z)
{
	if (forbidden[0]) {
		print_message("SKIPPED, nothing can be verified on this machine: %s\n", forbidden);
		skip();
	}
	zoo_verify(z);
}

static void a_project_whose_tests_pass_is_verified(void **state)
{
	struct zoo *z = *state;

	zoo_put(z, "package.json",
		"{\"scripts\":{\"test\":\"node --test\",\"build\":\"node -e 0\"}}");
	zoo_put(z, "a.test.js",
		"const t = require('node:test'); t('a', () => {}); t('b', () => {});\n");
	verify(z);
	assert_string_equal(z->lines.p, "install .: passed \nbuild .: passed \ntest .: passed \n");
	assert_int_equal(z->verdict, MA_VERDICT_VERIFIED);
	assert_int_equal(z->passed, 2);
	assert_int_equal(z->began, 3);
	assert_non_null(strstr(z->sandbox, "bubblewrap"));
}

static void one_whose_tests_fail_has_failed_and_the_rest_ran_all_the_same(void **state)
{
	struct zoo *z = *state;

	zoo_put(z, "package.json",
		"{\"scripts\":{\"typecheck\":\"exit 3\",\"test\":\"node --test\"}}");
	zoo_put(z, "a.test.js",
		"const t = require('node:test'); t('a', () => {}); t('b', () => { throw 1; });\n");
	verify(z);
	assert_string_equal(z->lines.p,
		"install .: passed \ntypecheck .: failed ended with 3\ntest .: failed 1 of 2 tests failed\n");
	assert_int_equal(z->verdict, MA_VERDICT_FAILED);
	assert_string_equal(z->reason, "typecheck in .: ended with 3");
}

static void one_without_a_test_is_unverified(void **state)
{
	struct zoo *z = *state;

	zoo_put(z, "package.json", "{\"scripts\":{\"test\":\"node --test\"}}");
	verify(z);
	assert_int_equal(z->verdict, MA_VERDICT_UNVERIFIED);
	assert_string_equal(z->reason, "no test was executed");
}

static void one_that_cannot_be_recognised_is_unverified(void **state)
{
	struct zoo *z = *state;

	zoo_put(z, "README.md", "# a poem\n");
	zoo_start(z);
	ma_loop_run(z->loop);
	assert_int_equal(z->verdict, MA_VERDICT_UNVERIFIED);
	assert_string_equal(z->reason, "detect in .: no project commands were recognised");
}

static void one_with_too_many_packages_is_unverified(void **state)
{
	struct zoo *z = *state;
	char path[64];
	int i;

	for (i = 0; i < 65; i++) {
		snprintf(path, sizeof(path), "p%d/package.json", i);
		zoo_put(z, path, "{}");
	}
	zoo_start(z);
	ma_loop_run(z->loop);
	assert_int_equal(z->verdict, MA_VERDICT_UNVERIFIED);
	assert_string_equal(z->reason, "detect in .: more than 64 packages in one tree");
}

static void packages_are_fetched_without_running_their_scripts(void **state)
{
	struct zoo *z = *state;

	zoo_put(z, "package.json",
		"{\"dependencies\":{\"tiny\":\"1.0.0\"},\"scripts\":{\"test\":\"node --test\"}}");
	zoo_put(z, "a.test.js",
		"const t = require('node:test'), fs = require('fs');\n"
		"t('installed', () => { if (require('tiny') !== 42) throw 1; });\n"
		"t('unscripted', () => { if (fs.existsSync('install-script-ran')) throw 1; });\n"
		"t('no network', () => fetch('"
		"http://127.0.0.1:3128').then(() => { throw 1; }, () => {}));\n");
	verify(z);
	assert_string_equal(z->lines.p, "install .: passed \ntest .: passed \n");
	assert_int_equal(z->passed, 3);
	assert_int_equal(z->verdict, MA_VERDICT_VERIFIED);
}

static void a_registry_that_cannot_be_reached_accuses_nobody(void **state)
{
	struct zoo *z = *state;

	setenv("npm_config_registry", "http://127.0.0.1:1/", 1);
	zoo_put(z, "package.json",
		"{\"dependencies\":{\"tiny\":\"1.0.0\"},\"scripts\":{\"test\":\"node --test\"}}");
	verify(z);
	assert_string_equal(z->lines.p,
		"install .: skipped the package registry cannot be reached (127.0.0.1:1: connection refused)\n"
		"test .: skipped its packages are not installed\n");
	assert_int_equal(z->verdict, MA_VERDICT_UNVERIFIED);
	assert_int_equal(z->began, 1);
}

static void a_package_from_elsewhere_is_not_fetched(void **state)
{
	struct zoo *z = *state;

	zoo_put(z, "package.json",
		"{\"dependencies\":{\"tiny\":\"http://127.0.0.1:2/tiny.tgz\"},\"scripts\":{\"test\":\"true\"}}");
	verify(z);
	assert_true(ma_str_starts(ma_str(z->lines.p),
		"install .: skipped it needs 127.0.0.1:2, which is not the configured package registry\n"));
}

static void a_package_that_does_not_exist_is_the_projects_fault(void **state)
{
	struct zoo *z = *state;

	zoo_put(z, "package.json", "{\"dependencies\":{\"huge\":\"1.0.0\"}}");
	verify(z);
	assert_string_equal(z->lines.p, "install .: failed ended with 1 (E404)\n");
	assert_int_equal(z->verdict, MA_VERDICT_FAILED);
}

static void each_package_has_its_own_fate(void **state)
{
	struct zoo *z = *state;

	zoo_put(z, "api/package.json", "{\"scripts\":{\"test\":\"node --test\"},");
	zoo_put(z, "web/package.json", "{\"scripts\":{\"test\":\"node --test\"}}");
	zoo_put(z, "web/a.test.js", "require('node:test')('a', () => {});\n");
	verify(z);
	assert_string_equal(z->lines.p,
		"install api: failed ended with 1 (EJSONPARSE)\ninstall web: passed \ntest web: passed \n");
}

static void without_node_nothing_is_run_and_the_way_out_is_named(void **state)
{
	struct zoo *z = *state;
	char *path = ma_strdup(getenv("PATH"));

	if (ma_fs_exists("/usr/local/lib/meta-agent/node/bin/node")) {
		ma_free(path);
		print_message("SKIPPED: a private Node.js is installed\n");
		skip();
	}
	zoo_put(z, "package.json", "{\"scripts\":{\"test\":\"node --test\"}}");
	setenv("PATH", "/nonexistent", 1);
	setenv("XDG_DATA_HOME", "/nonexistent", 1);
	zoo_start(z);
	ma_loop_run(z->loop);
	setenv("PATH", path, 1);
	ma_free(path);
	assert_int_equal(z->verdict, MA_VERDICT_UNVERIFIED);
	assert_true(ma_str_starts(ma_str(z->reason),
		"install in .: Node.js 20.19, 22.12 or newer is needed and there is none"));
	assert_int_equal(z->began, 0);
}

static void cancelling_ends_it_soon(void **state)
{
	struct zoo *z = *state;

	zoo_put(z, "package.json", "{\"scripts\":{\"test\":\"node --test\"}}");
	zoo_start(z);
	ma_verify_cancel(z->verify);
	ma_loop_run(z->loop);
	assert_int_equal(z->rc, MA_ECANCELED);
}

static void it_can_be_used_again(void **state)
{
	struct zoo *z = *state;

	zoo_put(z, "package.json", "{\"scripts\":{\"test\":\"node --test\"}}");
	zoo_put(z, "a.test.js", "require('node:test')('a', () => { throw 1; });\n");
	verify(z);
	assert_int_equal(z->verdict, MA_VERDICT_FAILED);
	zoo_put(z, "a.test.js", "require('node:test')('a', () => {});\n");
	zoo_start(z);
	ma_loop_run(z->loop);
	assert_int_equal(z->verdict, MA_VERDICT_VERIFIED);
}

static void what_ran_without_a_sandbox_is_not_verified(void **state)
{
	struct zoo *z = *state;
	struct ma_verify_opts opts = { .loop = z->loop, .sandbox_off = true };
	ma_err err = { .code = MA_OK };

	ma_verify_free(z->verify);
	assert_int_equal(ma_verify_command_new(&opts, &z->verify, &err), MA_OK);
	zoo_put(z, "package.json", "{\"scripts\":{\"test\":\"node --test\"}}");
	zoo_put(z, "a.test.js", "require('node:test')('a', () => {});\n");
	verify(z);
	assert_string_equal(z->sandbox, "off");
	assert_int_equal(z->verdict, MA_VERDICT_UNVERIFIED);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_project_whose_tests_pass_is_verified),
		CASE(one_whose_tests_fail_has_failed_and_the_rest_ran_all_the_same),
		CASE(one_without_a_test_is_unverified),
		CASE(one_that_cannot_be_recognised_is_unverified),
		CASE(one_with_too_many_packages_is_unverified),
		CASE(packages_are_fetched_without_running_their_scripts),
		CASE(a_registry_that_cannot_be_reached_accuses_nobody),
		CASE(a_package_from_elsewhere_is_not_fetched),
		CASE(a_package_that_does_not_exist_is_the_projects_fault),
		CASE(each_package_has_its_own_fate),
		CASE(without_node_nothing_is_run_and_the_way_out_is_named),
		CASE(cancelling_ends_it_soon),
		CASE(it_can_be_used_again),
		CASE(what_ran_without_a_sandbox_is_not_verified),
	};

	return group_run(tests, open_zoo, close_zoo);
}
