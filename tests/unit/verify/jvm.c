/* What Maven and Gradle are asked for, and which Gradle will do. */
#include "verify/gradle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "support/tree.h"
#include "sys/fs.h"
#include "verify/detect.h"

/* What the installation of the tree asks of Gradle. */
static void assert_asks(struct tree *t, const char *version)
{
	struct ma_step *steps;
	ma_err err = { .code = MA_OK };
	size_t n;

	assert_int_equal(ma_detect(t->dir, &(struct ma_detect_how){ .settings = NULL }, &t->arena,
				 &steps, &n, &err),
		MA_OK);
	assert_int_equal(n, 3);
	if (version)
		assert_string_equal(steps[0].version, version);
	else
		assert_null(steps[0].version);
}

static void a_wrapper_tells_which_gradle_is_asked_for(void **state)
{
	static const char file[] = "gradle/wrapper/gradle-wrapper.properties";

	tree_put(*state, "settings.gradle", "include 'a'\n");
	tree_put(*state, "a/build.gradle", "");
	assert_asks(*state, NULL);
	tree_put(*state, file,
		"# /gradle-1.0-\ndistributionUrl=https\\://services.gradle.org/distributions/gradle-8.5-rc-1-bin.zip\n");
	assert_asks(*state, "8.5");
	tree_put(*state, file, "distributionUrl=\n");
	assert_asks(*state, NULL);
	tree_put(*state, "settings.gradle.kts", "");
	assert_asks(*state, "5.0+");
	tree_put(*state, file, "distributionUrl=https\\://x.example/gradle-7.6.4-all.zip\r\n");
	assert_asks(*state, "7.6.4");
}

/* Run a command of a shell with `mvn` and `gradle` that say what they are given. */
static void run_told(const struct tree *t, const struct ma_step *step)
{
	char path[600], packages[600], tmp[600], settings[] = "MAVEN_SETTINGS_XML=<settings/>";
	char *env[] = { path, packages, tmp, settings, NULL };
	pid_t pid;
	int status;

	snprintf(path, sizeof(path), "PATH=%s/bin:/usr/bin:/bin", t->dir);
	snprintf(packages, sizeof(packages), "META_AGENT_PACKAGES=%s/a b", t->dir);
	snprintf(tmp, sizeof(tmp), "TMPDIR=%s/a b", t->dir);
	pid = fork();
	if (pid == 0) {
		alarm(30);
		if (chdir(t->dir) == 0)
			execve("/bin/sh", (char *const *)(uintptr_t)step->argv, env);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void a_path_with_blanks_stays_whole(void **state)
{
	static const char say[] = "#!/bin/sh\nfor a; do echo \"$a\"; done >> said\n";
	static const char *const kinds[] = { "pom.xml", "build.gradle" };
	struct tree *t = *state;
	struct ma_step *steps;
	ma_err err = { .code = MA_OK };
	char whole[600], *said = NULL;
	size_t i, n;

	tree_put_as(t, "bin/mvn", say, 0755);
	tree_put_as(t, "bin/gradle", say, 0755);
	tree_put(t, "a b/x", "");
	for (i = 0; i < MA_COUNT(kinds); i++)
		tree_put(t, kinds[i], "");
	assert_int_equal(ma_detect(t->dir, &(struct ma_detect_how){ .settings = NULL }, &t->arena,
				 &steps, &n, &err),
		MA_OK);
	for (i = 0; i < n; i++)
		run_told(t, &steps[i]);
	assert_int_equal(ma_fs_read_beneath(t->dir, "said", 1 << 20, &said, NULL, &err), MA_OK);
	snprintf(whole, sizeof(whole), "\n-Dmaven.repo.local=%s/a b/m2\n", t->dir);
	assert_non_null(strstr(said, whole));
	snprintf(whole, sizeof(whole), "\n%s/a b/settings.xml\n", t->dir);
	assert_non_null(strstr(said, whole));
	snprintf(whole, sizeof(whole), "\n-Djvm=%s/a b/jvm/bin/java\n", t->dir);
	assert_non_null(strstr(said, whole));
	snprintf(whole, sizeof(whole), "\n%s/a b/init.gradle\n", t->dir);
	assert_non_null(strstr(said, whole));
	ma_free(said);
}

static void a_gradle_serves_what_asks_for_its_major_version(void **state)
{
	static const struct {
		const char *installed, *wanted;
		bool serves;
	} cases[] = {
		{ "8.5", "8.5", true },
		{ "8.10.1", "8.5", true },
		{ "8.5", "8.10", false },
		{ "8.5", "8.5.1", false },
		{ "8.5.1", "8.5", true },
		{ "4.4.1", "8.5", false },
		{ "8.5", "7.6", false },
		{ "8.5-rc-1", "8.5", true },
		{ "8.5-rc-1", "8.6", false },
		{ "8.4", "8.5-rc-1", false },
		{ "4.4.1", "5.0+", false },
		{ "5.0", "5.0+", true },
		{ "9.1", "5.0+", true },
		{ "4.4.1", "...", true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++)
		if (ma_gradle_serves(ma_str(cases[i].installed), ma_str(cases[i].wanted)) !=
			cases[i].serves)
			fail_msg("%s for %s", cases[i].installed, cases[i].wanted);
}

static const char *version_of(struct tree *t, const char *program)
{
	const char *version = NULL;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_gradle_version(program, &t->arena, &version, &err), MA_OK);
	return version;
}

static const char *lacks(struct tree *t, const char *wanted)
{
	const char *why = NULL;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_gradle_lacks(wanted, &t->arena, &why, &err), MA_OK);
	return why;
}

static void its_libraries_tell_its_version(void **state)
{
	struct tree *t = *state;
	char program[600], link[600];

	tree_put_as(t, "share/bin/gradle", "#!/bin/sh\n", 0755);
	tree_put(t, "share/lib/gradle-core-4.4.1.jar", "");
	snprintf(program, sizeof(program), "%s/share/bin/gradle", t->dir);
	snprintf(link, sizeof(link), "%s/gradle", t->dir);
	assert_null(version_of(t, program));
	tree_put(t, "share/lib/gradle-core-api-4.4.1.jar", "");
	assert_string_equal(version_of(t, program), "4.4.1");
	assert_int_equal(symlink("share/bin/gradle", link), 0);
	assert_string_equal(version_of(t, link), "4.4.1");
	assert_null(version_of(t, "/nonexistent/bin/gradle"));
	assert_null(version_of(t, "/bin/sh"));
}

static void what_no_gradle_serves_is_named_with_where_one_is(void **state)
{
	struct tree *t = *state;
	const char *why = lacks(t, "999.1");

	assert_non_null(strstr(why,
		"gradle 999.1, which the tree's wrapper would download, is not installed (https://gradle.org/releases)"));
	why = lacks(t, "999.0+");
	assert_non_null(strstr(why,
		"gradle 999.0 or newer, which reads build.gradle.kts, is not installed (https://gradle.org/releases)"));
}

static void without_memory_no_gradle_is_said_to_serve(void **state)
{
	struct tree *t = *state;
	struct ma_arena small = MA_ARENA_INIT(0);
	const char *text = NULL;
	char program[600];
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_gradle_lacks("999.1", &small, &text, &err), MA_ENOMEM);
	tree_put_as(t, "share/bin/gradle", "#!/bin/sh\n", 0755);
	tree_put(t, "share/lib/gradle-core-api-4.4.1.jar", "");
	snprintf(program, sizeof(program), "%s/share/bin/gradle", t->dir);
	assert_int_equal(ma_gradle_version(program, &small, &text, &err), MA_ENOMEM);
	ma_arena_done(&small);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, tree_make, tree_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_wrapper_tells_which_gradle_is_asked_for),
		CASE(a_path_with_blanks_stays_whole),
		CASE(a_gradle_serves_what_asks_for_its_major_version),
		CASE(its_libraries_tell_its_version),
		CASE(what_no_gradle_serves_is_named_with_where_one_is),
		CASE(without_memory_no_gradle_is_said_to_serve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
