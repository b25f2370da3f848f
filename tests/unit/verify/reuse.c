/* Evidence that is taken again, and what is not: small projects, verified for real, more than once. */
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "base/limits.h"
#include "support/zoo.h"
#include "verify/inputs.h"

#define PASSES "test:\n\t@echo ok 1\n"
#define AGAIN "not run again: it passed on the same bytes at "

static const char *forbidden;
static char *cache;
static struct zoo z;

static int look_around(void **state)
{
	(void)state;
	forbidden = zoo_forbidden();
	return 0;
}

static void use(bool fresh)
{
	struct ma_verify_opts opts = { .loop = z.loop, .evidence_dir = cache, .fresh = fresh };
	ma_err err = { .code = MA_OK };

	ma_verify_free(z.verify);
	z.verify = NULL;
	assert_int_equal(ma_verify_command_new(&opts, &z.verify, &err), MA_OK);
}

static int set_up(void **state)
{
	ma_err err = { .code = MA_OK };

	(void)state;
	if (forbidden) {
		print_message("SKIPPED, nothing can be verified on this machine: %s\n", forbidden);
		return 0;
	}
	if (zoo_open(&z) || ma_fs_temp_dir("meta-agent-test-", &cache, &err))
		return -1;
	use(false);
	return 0;
}

static int tear_down(void **state)
{
	ma_err err = { .code = MA_OK };

	(void)state;
	if (forbidden)
		return 0;
	(void)ma_fs_remove_tree(cache, &err);
	ma_free(cache);
	return zoo_close(&z);
}

/* How many commands were run. */
static size_t verify(void)
{
	z.began = 0;
	ma_buf_clear(&z.lines);
	zoo_verify(&z);
	assert_int_equal(z.rc, MA_OK);
	return z.began;
}

static void what_has_not_changed_is_not_run_again_and_says_so(void **state)
{
	(void)state;
	if (forbidden)
		skip();
	zoo_put(&z, "Makefile", PASSES);
	assert_int_equal(verify(), 1);
	assert_int_equal(verify(), 0);
	assert_int_equal(z.verdict, MA_VERDICT_VERIFIED);
	assert_int_equal(z.passed, 2); /* counted both times */
	assert_non_null(strstr(z.lines.p, "test .: passed " AGAIN "20"));
}

static bool skips_packages(const char *name, bool is_dir)
{
	return is_dir && strcmp(name, "node_modules") == 0;
}

/* Of the directory itself, in which nothing may be run. */
static ma_rc recall(bool (*skips)(const char *name, bool is_dir))
{
	ma_verify_command_recalls(z.verify, skips);
	z.began = 0;
	ma_buf_clear(&z.lines);
	zoo_verify(&z);
	assert_int_equal(z.began, 0);
	return z.rc;
}

static void what_is_known_is_told_without_a_copy_or_a_sandbox(void **state)
{
	char sandbox[sizeof(z.sandbox)];

	(void)state;
	if (forbidden)
		skip();
	assert_int_equal(recall(NULL), MA_ENOTFOUND); /* there is nothing yet */
	zoo_put(&z, "Makefile", PASSES);
	assert_int_equal(recall(NULL), MA_ENOTFOUND);
	assert_string_equal(z.lines.p, "");
	assert_int_equal(verify(), 1);
	snprintf(sandbox, sizeof(sandbox), "%s", z.sandbox);
	z.sandbox[0] = '\0';
	assert_int_equal(recall(NULL), MA_OK);
	assert_int_equal(z.verdict, MA_VERDICT_VERIFIED);
	assert_non_null(strstr(z.lines.p, "test .: passed " AGAIN "20"));
	assert_string_equal(z.sandbox, sandbox);
	zoo_put(&z, "node_modules/a/index.js", "");
	assert_int_equal(recall(NULL), MA_ENOTFOUND);
	assert_int_equal(recall(skips_packages), MA_OK);
	zoo_put(&z, "a.txt", "");
	assert_int_equal(recall(skips_packages), MA_ENOTFOUND);
	use(true);
	assert_int_equal(recall(skips_packages), MA_ENOTFOUND);
	assert_int_equal(verify(), 1); /* the one after it is as always */
}

static void what_has_changed_is_run(void **state)
{
	char path[512];

	(void)state;
	if (forbidden)
		skip();
	zoo_put(&z, "Makefile", PASSES);
	assert_int_equal(verify(), 1);
	zoo_put(&z, "new.txt", "");
	assert_int_equal(verify(), 1);
	snprintf(path, sizeof(path), "%s/new.txt", z.dir);
	assert_int_equal(chmod(path, 0755), 0);
	assert_int_equal(verify(), 1);
	zoo_put(&z, "Makefile", PASSES "\t@false\n");
	assert_int_equal(verify(), 1);
	assert_int_equal(z.verdict, MA_VERDICT_FAILED);
}

static void stamps(const char *dir, struct ma_buf *out)
{
	ma_buf_clear(out);
	ma_inputs_add_programs(dir, out);
	assert_int_equal(out->rc, MA_OK);
}

/* Written over as it lies, with the time that it had: a tool that is made again may have both. */
static void write_over(const char *path, const char *text)
{
	const struct timespec old[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	struct stat was = { .st_size = 0 }, is;
	FILE *f;

	(void)stat(path, &was);
	do {
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(text, f);
		assert_int_equal(fclose(f), 0);
		assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
		assert_int_equal(stat(path, &is), 0);
	} while (memcmp(&was.st_ctim, &is.st_ctim, sizeof(is.st_ctim)) == 0); /* the clock ticks */
}

static void a_program_that_is_replaced_in_place_is_another(void **state)
{
	struct ma_buf was = MA_BUF_INIT(MA_MIB), is = MA_BUF_INIT(MA_MIB);
	char *dir = NULL, path[512], bin[512], link[512];
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_fs_temp_dir("meta-agent-test-", &dir, &err), MA_OK);
	snprintf(path, sizeof(path), "%s/elsewhere", dir);
	snprintf(bin, sizeof(bin), "%s/bin", dir);
	snprintf(link, sizeof(link), "%s/bin/tool", dir);
	assert_int_equal(mkdir(bin, 0755), 0);
	assert_int_equal(symlink("../elsewhere", link), 0);
	write_over(path, "one");
	stamps(bin, &was);
	stamps(bin, &is);
	assert_string_equal(was.p, is.p);
	assert_non_null(strstr(is.p, "/bin/tool 3 1.0"));
	write_over(path, "two");
	stamps(bin, &is);
	assert_string_not_equal(was.p, is.p);
	stamps("/nowhere/bin", &is);
	assert_int_equal(is.n, 0);
	(void)ma_fs_remove_tree(dir, &err);
	ma_free(dir);
	ma_buf_done(&was);
	ma_buf_done(&is);
}

static void what_people_installed_by_hand_is_of_the_machine(void **state)
{
	struct ma_buf programs = MA_BUF_INIT(MA_MIB), machine = MA_BUF_INIT(MA_MIB);

	(void)state;
	stamps("/usr/local/bin", &programs);
	ma_inputs_add_machine(NULL, 0, NULL, &machine);
	assert_int_equal(machine.rc, MA_OK);
	assert_true(ma_str_find(ma_buf_str(&machine), ma_buf_str(&programs)) >= 0);
	ma_buf_done(&programs);
	ma_buf_done(&machine);
}

static void no_failure_and_nothing_that_tested_nothing_is_kept(void **state)
{
	(void)state;
	if (forbidden)
		skip();
	zoo_put(&z, "Makefile", "test:\n\t@echo not ok 1; false\n");
	assert_int_equal(verify(), 1);
	assert_int_equal(verify(), 1);
	assert_int_equal(z.verdict, MA_VERDICT_FAILED);
	zoo_put(&z, "Makefile", "test:\n\t@echo all is well\n");
	assert_int_equal(verify(), 1);
	assert_int_equal(verify(), 1);
	assert_int_equal(z.verdict, MA_VERDICT_UNVERIFIED);
}

static void what_passed_at_a_second_try_is_not_kept(void **state)
{
	(void)state;
	if (forbidden)
		skip();
	zoo_put(&z, "meta-agent.yaml", "rerun: true\n");
	zoo_put(&z, "Makefile",
		"test:\n\t@test -e seen || { touch seen; false; }\n\t@rm seen; echo ok 1\n");
	assert_int_equal(verify(), 2);
	assert_int_equal(z.verdict, MA_VERDICT_VERIFIED);
	assert_int_equal(verify(), 2);
}

static void of_several_packages_the_changed_one_is_run(void **state)
{
	(void)state;
	if (forbidden)
		skip();
	zoo_put(&z, "a/Makefile", PASSES);
	zoo_put(&z, "b/Makefile", PASSES);
	assert_int_equal(verify(), 2);
	zoo_put(&z, "b/Makefile", PASSES "# changed\n");
	assert_int_equal(verify(), 1);
	assert_non_null(strstr(z.lines.p, "test a: passed " AGAIN));
	assert_non_null(strstr(z.lines.p, "test b: passed \n"));
	zoo_put(&z, "shared.mk", ""); /* above both */
	assert_int_equal(verify(), 2);
}

static void the_one_that_passed_is_kept_where_another_fails(void **state)
{
	(void)state;
	if (forbidden)
		skip();
	zoo_put(&z, "a/Makefile", PASSES);
	zoo_put(&z, "b/Makefile", "test:\n\t@echo not ok 1; false\n");
	assert_int_equal(verify(), 2);
	assert_int_equal(verify(), 1);
	assert_int_equal(z.verdict, MA_VERDICT_FAILED);
}

static void one_that_reads_another_is_run_with_it_and_needs_it_run(void **state)
{
	(void)state;
	if (forbidden)
		skip();
	zoo_put(&z, "a/Makefile", "all:\n\t@touch made\n" PASSES);
	zoo_put(&z, "b/Makefile", "test:\n\t@test -e ../a/made && echo ok 1\n");
	assert_int_equal(verify(), 3);
	assert_int_equal(z.verdict, MA_VERDICT_VERIFIED);
	assert_int_equal(
		ma_fs_remove_beneath(z.dir, MA_STR("a/made"), &(ma_err){ .code = MA_OK }), MA_OK);
	zoo_put(&z, "b/new.txt", ""); /* a is as it was, but what it makes is needed */
	assert_int_equal(verify(), 3);
	assert_int_equal(z.verdict, MA_VERDICT_VERIFIED);
	assert_int_equal(
		ma_fs_remove_beneath(z.dir, MA_STR("a/made"), &(ma_err){ .code = MA_OK }), MA_OK);
	assert_int_equal(verify(), 0);
	zoo_put(&z, "a/new.txt", "");
	assert_int_equal(verify(), 3);
}

static void what_stands_above_it_may_join_a_package_with_another(void **state)
{
	static const char *const names[] = { "go.work", ".eslintrc.cjs", "babel.config.js",
		".cargo/config.toml" };
	size_t i;

	(void)state;
	if (forbidden)
		skip();
	zoo_put(&z, "a/Makefile", PASSES);
	zoo_put(&z, "b/Makefile", PASSES);
	for (i = 0; i < MA_COUNT(names); i++) {
		print_message("%s\n", names[i]);
		zoo_put(&z, names[i], "use ./b\n");
		assert_int_equal(verify(), 2);
		assert_int_equal(verify(), 0);
		zoo_put(&z, "b/Makefile", i % 2 ? PASSES : PASSES "# changed\n");
		assert_int_equal(verify(), 2);
		assert_int_equal(
			ma_fs_remove_beneath(z.dir, ma_str(names[i]), &(ma_err){ .code = MA_OK }),
			MA_OK);
	}
}

static void what_lies_in_hidden_directories_above_a_package_is_of_it(void **state)
{
	(void)state;
	if (forbidden)
		skip();
	zoo_put(&z, "a/Makefile", PASSES);
	zoo_put(&z, "b/Makefile", PASSES);
	assert_int_equal(verify(), 2);
	zoo_put(&z, ".mvn/wrapper/maven.config", "-o\n");
	assert_int_equal(verify(), 2);
	zoo_put(&z, "b/.mvn/maven.config", "-o\n");
	assert_int_equal(verify(), 1);
	zoo_put(&z, "c/.mvn/maven.config", "-o\n");
	assert_int_equal(verify(), 0);
}

static void fresh_runs_all_and_a_failure_then_is_remembered(void **state)
{
	(void)state;
	if (forbidden)
		skip();
	/* passes until 3 s from now, as a test that knows the date may */
	char makefile[256];

	snprintf(makefile, sizeof(makefile), "test:\n\t@test $$(date +%%s) -lt %lld && echo ok 1\n",
		(long long)time(NULL) + 3);
	zoo_put(&z, "Makefile", makefile);
	assert_int_equal(verify(), 1);
	assert_int_equal(z.verdict, MA_VERDICT_VERIFIED);
	use(true);
	while (z.verdict == MA_VERDICT_VERIFIED)
		assert_int_equal(verify(), 1);
	use(false);
	assert_int_equal(verify(), 1);
	assert_int_equal(z.verdict, MA_VERDICT_FAILED);
}

struct change {
	const char *from, *to;
};

static void change_kept(void *data, const char *name, bool is_dir)
{
	const struct change *c = data;
	char path[1024];
	char *text, *at;
	size_t n;
	ma_err err = { .code = MA_OK };

	(void)is_dir;
	snprintf(path, sizeof(path), "%s/evidence/%s", cache, name);
	assert_int_equal(ma_fs_read(path, 1 << 20, &text, &n, &err), MA_OK);
	at = strstr(text, c->from);
	assert_non_null(at);
	memcpy(at, c->to, strlen(c->to));
	assert_int_equal(ma_fs_write(path, ma_str_n(text, n), 0600, &err), MA_OK);
	ma_free(text);
}

static bool on_kept(void *data, const char *name, bool is_dir)
{
	if (ma_str_ends(ma_str(name), ".json")) /* beside them it is noted what confines */
		change_kept(data, name, is_dir);
	return true;
}

static void what_is_old_damaged_or_of_another_kind_is_not_taken(void **state)
{
	static const struct change changes[] = { { "\"at\":\"20", "\"at\":\"19" },
		{ "\"at\":\"20", "\"at\":\"29" }, { "\"v\":1", "\"v\":2" }, { "{", "[" },
		{ "make test", "make toad" } };
	char path[512];
	ma_err err = { .code = MA_OK };
	size_t i;

	(void)state;
	if (forbidden)
		skip();
	zoo_put(&z, "Makefile", PASSES);
	snprintf(path, sizeof(path), "%s/evidence", cache);
	for (i = 0; i < MA_COUNT(changes); i++) {
		assert_int_equal(verify(), 1);
		assert_int_equal(
			ma_fs_list(path, on_kept, (void *)(uintptr_t)&changes[i], &err), MA_OK);
	}
	assert_int_equal(verify(), 1);
	assert_int_equal(verify(), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_has_not_changed_is_not_run_again_and_says_so),
		CASE(what_is_known_is_told_without_a_copy_or_a_sandbox),
		CASE(what_has_changed_is_run),
		cmocka_unit_test(a_program_that_is_replaced_in_place_is_another),
		cmocka_unit_test(what_people_installed_by_hand_is_of_the_machine),
		CASE(no_failure_and_nothing_that_tested_nothing_is_kept),
		CASE(what_passed_at_a_second_try_is_not_kept),
		CASE(of_several_packages_the_changed_one_is_run),
		CASE(the_one_that_passed_is_kept_where_another_fails),
		CASE(one_that_reads_another_is_run_with_it_and_needs_it_run),
		CASE(what_stands_above_it_may_join_a_package_with_another),
		CASE(what_lies_in_hidden_directories_above_a_package_is_of_it),
		CASE(fresh_runs_all_and_a_failure_then_is_remembered),
		CASE(what_is_old_damaged_or_of_another_kind_is_not_taken),
	};

	return cmocka_run_group_tests(tests, look_around, NULL);
}
