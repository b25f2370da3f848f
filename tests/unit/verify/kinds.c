/* One small project of each kind and fate, verified for real with what this machine has. */
#include <stdlib.h>

#include "support/zoo.h"
#include "verify/tool.h"

struct file {
	const char *path, *content;
};

struct beast {
	const char *name;
	const struct ma_tool *tool; /* that it takes beside Python, make and a compiler */
	enum ma_verdict verdict;
	const char *lines;
	int64_t passed, failed;
	struct file files[4];
};

#define PY_PASSES \
	"import unittest\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(1, 1)\n"
#define C_MAIN "int main(void)\n{\n\treturn 0;\n}\n"
#define C_FAILS "int main(void)\n{\n\treturn 1;\n}\n"
#define BUILT "build .: passed \n"

static const struct beast beasts[] = {
	{ "Python that passes", &ma_tool_python, MA_VERDICT_VERIFIED, BUILT "test .: passed \n", 1,
		0, { { "test_a.py", PY_PASSES } } },
	{ "Python that fails", &ma_tool_python, MA_VERDICT_FAILED,
		BUILT "test .: failed 1 of 2 tests failed\n", 1, 1,
		{ { "tests/test_a.py",
			PY_PASSES "\n    def test_b(self):\n        self.fail()\n" } } },
	{ "Python without a test", &ma_tool_python, MA_VERDICT_UNVERIFIED, BUILT, 0, 0,
		{ { "main.py", "print(1)\n" } } },
	{ "Python whose tests are none", &ma_tool_python, MA_VERDICT_UNVERIFIED, NULL, 0, 0,
		{ { "test_a.py", "import unittest\n" } } },
	{ "Python that does not compile", &ma_tool_python, MA_VERDICT_FAILED,
		"build .: failed ended with 1\n", 0, 0, { { "main.py", "def f(:\n" } } },
	{ "Python of a directory src", &ma_tool_python, MA_VERDICT_VERIFIED,
		BUILT "test .: passed \n", 1, 0,
		{ { "pyproject.toml", "[project]\nname = \"a\"\n" }, { "src/a/__init__.py", "" },
			{ "tests/test_a.py", "import a\n" PY_PASSES } } },
	{ "Python with pytest", &ma_tool_pytest, MA_VERDICT_FAILED,
		BUILT "test .: failed 1 of 2 tests failed\n", 1, 1,
		{ { "pytest.ini", "[pytest]\n" },
			{ "test_a.py",
				"def test_a():\n    assert 1\n\ndef test_b():\n    assert 0\n" } } },
	{ "make with TAP", &ma_tool_make, MA_VERDICT_FAILED,
		BUILT "test .: failed 1 of 2 tests failed, though the command ended with 0\n", 1, 1,
		{ { "Makefile",
			  "all: x\nx: x.c\n\t$(CC) -o x x.c\ntest: x\n\t./x && echo ok 1 && echo not ok 2\n" },
			{ "x.c", C_MAIN } } },
	{ "make whose build fails", &ma_tool_make, MA_VERDICT_FAILED,
		"build .: failed ended with 2\ntest .: failed ended with 2\n", 0, 0,
		{ { "Makefile", "all:\n\tfalse\ntest: all\n" } } },
	{ "make that prints without end, and then why it failed", &ma_tool_make, MA_VERDICT_FAILED,
		"test .: failed 1 of 2 tests failed, though the command ended with 0\n", 1, 1,
		{ { "Makefile",
			"test:\n\t@echo ok 1; head -c 20000000 /dev/zero | tr '\\0' x | fold -w 99; echo; echo not ok 2\n" } } },
	{ "make that tests nothing", &ma_tool_make, MA_VERDICT_UNVERIFIED, "test .: passed \n", 0,
		0, { { "Makefile", "test:\n\t@echo all is well\n" } } },
	{ "make that dies by a signal", &ma_tool_make, MA_VERDICT_FAILED, NULL, 1, 0,
		{ { "Makefile", "test:\n\t@echo ok 1; kill -SEGV $$$$\n" } } },
	{ "Meson that passes", &ma_tool_meson, MA_VERDICT_VERIFIED, BUILT BUILT "test .: passed \n",
		1, 0,
		{ { "meson.build", "project('x', 'c')\ntest('a', executable('x', 'x.c'))\n" },
			{ "x.c", C_MAIN } } },
	{ "Meson that fails", &ma_tool_meson, MA_VERDICT_FAILED,
		BUILT BUILT "test .: failed 1 of 1 tests failed\n", 0, 1,
		{ { "meson.build", "project('x', 'c')\ntest('a', executable('x', 'x.c'))\n" },
			{ "x.c", C_FAILS } } },
	{ "CMake that passes", &ma_tool_cmake, MA_VERDICT_VERIFIED, BUILT BUILT "test .: passed \n",
		1, 0,
		{ { "CMakeLists.txt",
			  "cmake_minimum_required(VERSION 3.13)\nproject(x C)\nenable_testing()\n"
			  "add_executable(x x.c)\nadd_test(NAME a COMMAND x)\n" },
			{ "x.c", C_MAIN } } },
	{ "CMake that fails", &ma_tool_cmake, MA_VERDICT_FAILED,
		BUILT BUILT "test .: failed 1 of 1 tests failed\n", 0, 1,
		{ { "CMakeLists.txt",
			  "cmake_minimum_required(VERSION 3.13)\nproject(x C)\nenable_testing()\n"
			  "add_executable(x x.c)\nadd_test(NAME a COMMAND x)\n" },
			{ "x.c", C_FAILS } } },
	{ "Go that passes", &ma_tool_go, MA_VERDICT_VERIFIED,
		"build .: passed \ntypecheck .: passed \ntest .: passed \n", 1, 0,
		{ { "go.mod", "module x\n" }, { "x.go", "package x\n" },
			{ "x_test.go",
				"package x\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {}\n" } } },
	{ "Rust that fails", &ma_tool_cargo, MA_VERDICT_FAILED,
		BUILT "test .: failed 1 of 2 tests failed\n", 1, 1,
		{ { "Cargo.toml",
			  "[package]\nname = \"x\"\nversion = \"0.1.0\"\nedition = \"2021\"\n" },
			{ "src/lib.rs",
				"#[test]\nfn a() {}\n#[test]\nfn b() {\n    panic!();\n}\n" } } },
	{ "a site that is whole", NULL, MA_VERDICT_VERIFIED, "test .: passed \n", 2, 0,
		{ { "index.html",
			"<!doctype html><html lang=en><title>t</title><a href=index.html>a</a></html>" } } },
	{ "a site with a broken link", NULL, MA_VERDICT_FAILED,
		"test site: failed 1 of 2 pages and links are wrong\n", 1, 1,
		{ { "site/index.html", "<p><a href=gone.html>a</a>" } } },
	{ "a flaky script, which the user wants to be run again", NULL, MA_VERDICT_VERIFIED,
		"test .: passed flaky: it failed (1 of 1 tests failed), and passed when it was run again\n",
		1, 0,
		{ { "test.sh",
			  "#!/bin/sh\ntest -e ran && echo ok 1 && exit\ntouch ran\necho not ok 1\nexit 1\n" },
			{ "meta-agent.yaml", "rerun: true\n" } } },
	{ "a flaky script, which nobody wants to be run again", NULL, MA_VERDICT_FAILED,
		"test .: failed 1 of 1 tests failed\n", 0, 1,
		{ { "test.sh",
			"#!/bin/sh\ntest -e ran && echo ok 1 && exit\ntouch ran\necho not ok 1\nexit 1\n" } } },
	{ "a script that fails twice", NULL, MA_VERDICT_FAILED,
		"test .: failed ended with 3, as it was run again; before: ended with 3\n", 0, 0,
		{ { "test.sh", "#!/bin/sh\nexit 3\n" }, { "meta-agent.yaml", "rerun: true\n" } } },
	{ "a script whose tests are all skipped", NULL, MA_VERDICT_UNVERIFIED, "test .: passed \n",
		0, 0, { { "test.sh", "#!/bin/sh\necho 'ok 1 # skip'\necho 'not ok 2 # todo'\n" } } },
	{ "a script", NULL, MA_VERDICT_VERIFIED, "test .: passed \n", 2, 0,
		{ { "test.sh", "#!/bin/sh\necho ok 1\necho ok 2\n" } } },
	{ "a test whose results lie there before it", &ma_tool_python, MA_VERDICT_UNVERIFIED, NULL,
		0, 0,
		{ { "pytest.ini", "[pytest]\n" }, { "pytest.py", "" },
			{ ".meta-agent-tests.xml", "<testsuite tests='9'/>" } } },
	{ "a script that leaves a FIFO as its results", &ma_tool_python, MA_VERDICT_UNVERIFIED,
		NULL, 0, 0,
		{ { "pytest.ini", "[pytest]\n" },
			{ "pytest.py", "import os\nos.mkfifo('.meta-agent-tests.xml')\n" } } },
	{ "a script that leaves a link as its results", &ma_tool_python, MA_VERDICT_UNVERIFIED,
		NULL, 0, 0,
		{ { "pytest.ini", "[pytest]\n" },
			{ "pytest.py",
				"import os\nos.symlink('forged.xml', '.meta-agent-tests.xml')\n" },
			{ "forged.xml", "<testsuite tests='9'/>" } } },
	/* Projects that nothing was tuned for, with what was expected of them before they were tried. */
	{ "unittest with a skipped test alone", &ma_tool_python, MA_VERDICT_UNVERIFIED, NULL, 0, 0,
		{ { "test_a.py",
			"import unittest\n\n@unittest.skip('later')\nclass T(unittest.TestCase):\n    def test_a(self):\n        pass\n" } } },
	{ "unittest that cannot import its test", &ma_tool_python, MA_VERDICT_FAILED,
		BUILT "test .: failed 1 of 1 tests failed\n", 0, 1,
		{ { "tests/__init__.py", "" }, { "tests/test_a.py", "import nothing_like_it\n" } } },
	{ "pytest with an error in collection", &ma_tool_pytest, MA_VERDICT_FAILED,
		BUILT "test .: failed 1 of 1 tests failed\n", 0, 1,
		{ { "pytest.ini", "[pytest]\n" }, { "test_a.py", "import nothing_like_it\n" },
			{ "test_b.py", "def test_b():\n    assert True\n" } } },
	{ "pytest without a test", &ma_tool_pytest, MA_VERDICT_UNVERIFIED,
		BUILT "test .: passed there is no test\n", 0, 0,
		{ { "pytest.ini", "[pytest]\n" }, { "a.py", "x = 1\n" } } },
	{ "pytest that expects to fail, and skips", &ma_tool_pytest, MA_VERDICT_UNVERIFIED,
		BUILT "test .: passed \n", 0, 0,
		{ { "pytest.ini", "[pytest]\n" },
			{ "test_a.py",
				"import pytest\n\n@pytest.mark.xfail\ndef test_a():\n    assert 0\n\n@pytest.mark.skip\ndef test_b():\n    pass\n" } } },
	{ "Go that does not build", &ma_tool_go, MA_VERDICT_FAILED, NULL, 0, 0,
		{ { "go.mod", "module x\n\ngo 1.19\n" },
			{ "a.go", "package x\n\nfunc F() int { return \"x\" }\n" },
			{ "a_test.go",
				"package x\n\nimport \"testing\"\n\nfunc TestF(t *testing.T) { F() }\n" } } },
	{ "Go without a test", &ma_tool_go, MA_VERDICT_UNVERIFIED, NULL, 0, 0,
		{ { "go.mod", "module x\n\ngo 1.19\n" },
			{ "main.go", "package main\n\nfunc main() {}\n" } } },
	{ "Rust whose documentation is wrong", &ma_tool_cargo, MA_VERDICT_FAILED,
		BUILT "test .: failed 1 of 1 tests failed\n", 0, 1,
		{ { "Cargo.toml",
			  "[package]\nname = \"x\"\nversion = \"0.1.0\"\nedition = \"2021\"\n" },
			{ "src/lib.rs",
				"/// ```\n/// assert_eq!(x::f(), 2);\n/// ```\npub fn f() -> i32 {\n    1\n}\n" } } },
	{ "CMake with tests enabled, and none", &ma_tool_cmake, MA_VERDICT_UNVERIFIED,
		BUILT BUILT "test .: passed \n", 0, 0,
		{ { "CMakeLists.txt",
			  "cmake_minimum_required(VERSION 3.13)\nproject(x C)\nenable_testing()\nadd_executable(x x.c)\n" },
			{ "x.c", C_MAIN } } },
	{ "make with TAP that skips and puts off", &ma_tool_make, MA_VERDICT_VERIFIED,
		"test .: passed \n", 1, 0,
		{ { "Makefile",
			"test:\n\t@echo 1..3; echo ok 1 - a; echo 'ok 2 - b # SKIP no'; echo 'not ok 3 - c # todo later'\n" } } },
	{ "make whose check needs its build", &ma_tool_make, MA_VERDICT_VERIFIED,
		BUILT "test .: passed \n", 1, 0,
		{ { "Makefile", "check: build\n\t./x && echo ok 1\nbuild:\n\t$(CC) -o x x.c\n" },
			{ "x.c", C_MAIN } } },
	{ "make that says ok, and tests nothing", &ma_tool_make, MA_VERDICT_UNVERIFIED,
		"test .: passed \n", 0, 0, { { "Makefile", "test:\n\t@echo ok\n" } } },
	{ "make that wants a program that is not there", &ma_tool_make, MA_VERDICT_UNVERIFIED,
		"test .: skipped mix is not installed (Debian: elixir)\n", 0, 0,
		{ { "Makefile", "test:\n\t@mix test; exit $$?\n" } } },
	{ "a script that stops in the middle", &ma_tool_bash, MA_VERDICT_FAILED,
		"test .: failed 1 of 2 tests failed\n", 1, 1,
		{ { "run-tests.sh",
			"#!/usr/bin/env bash\nset -e\necho 1..2\necho ok 1\nfalse\necho ok 2\n" } } },
	{ "a script that keeps less than its plan", NULL, MA_VERDICT_FAILED,
		"test .: failed 1 of 3 tests failed, though the command ended with 0\n", 2, 1,
		{ { "test.sh", "#!/bin/sh\necho 1..3\necho ok 1\necho ok 2\n" } } },
	{ "two languages in one repository", &ma_tool_python, MA_VERDICT_VERIFIED,
		"build api: passed \ntest api: passed \n", 1, 0,
		{ { "api/test_a.py", PY_PASSES }, { "docs/index.html", "<p>x</p>" } } },
	{ "Deno", NULL, MA_VERDICT_UNVERIFIED, NULL, 0, 0,
		{ { "deno.json", "{\"tasks\":{\"test\":\"deno test\"}}" },
			{ "a_test.ts", "Deno.test(\"a\", () => {});\n" } } },
	{ "PHP", NULL, MA_VERDICT_UNVERIFIED, NULL, 0, 0,
		{ { "composer.json", "{}" }, { "index.php", "<?php echo 1;\n" } } },
	{ "Ruby", NULL, MA_VERDICT_UNVERIFIED, NULL, 0, 0,
		{ { "Gemfile", "source \"https://rubygems.org\"\n" },
			{ "Rakefile", "task :test\n" } } },
	{ "Gradle of a wrapper that nobody has", NULL, MA_VERDICT_UNVERIFIED, NULL, 0, 0,
		{ { "build.gradle", "" },
			{ "gradle/wrapper/gradle-wrapper.properties",
				"distributionUrl=https\\://services.gradle.org/distributions/gradle-999.0-bin.zip\n" },
			{ "gradlew", "#!/bin/sh\nexit 0\n" } } },
	{ "Gradle of two projects, a test of which fails", &ma_tool_gradle, MA_VERDICT_FAILED,
		"install .: passed \nbuild .: passed \ntest .: failed 1 of 2 tests failed\n", 1, 1,
		{ { "settings.gradle", "include 'a', 'b'\n" },
			{ "build.gradle",
				"subprojects {\n\tapply plugin: 'java'\n\tsourceSets.test.java.srcDirs = ['.']\n"
				"\tdependencies { testCompile files('/usr/share/java/junit4.jar', '/usr/share/java/hamcrest.jar') }\n}\n" },
			{ "a/A.java",
				"public class A { @org.junit.Test public void passes() {} }\n" },
			{ "b/B.java",
				"public class B { @org.junit.Test public void fails() { org.junit.Assert.fail(); } }\n" } } },
};

/* Each share of them is a test of its own: the tools are slow, and more so on a machine that does other work as well. */
struct share {
	const char *name;
	const struct ma_tool *tools[4];
};

static const struct share shares[] = {
	{ "python", { &ma_tool_python, &ma_tool_pytest } },
	{ "native", { &ma_tool_make, &ma_tool_meson, &ma_tool_cmake } },
	{ "compiled", { &ma_tool_go, &ma_tool_cargo } }, { "jvm", { &ma_tool_gradle } },
	{ "plain", { NULL } }, /* what no other has */
};

static const char *asked; /* a share's name; NULL: all */

static bool is_share(const char *name)
{
	size_t i = 0;

	while (i < MA_COUNT(shares) && strcmp(shares[i].name, name) != 0)
		i++;
	return i < MA_COUNT(shares);
}

static const char *share_of(const struct ma_tool *tool)
{
	size_t i, k;

	for (i = 0; i + 1 < MA_COUNT(shares); i++)
		for (k = 0; shares[i].tools[k]; k++)
			if (shares[i].tools[k] == tool)
				return shares[i].name;
	return shares[i].name;
}

static const char *forbidden; /* why nothing can be verified here, or NULL */

static int look_around(void **state)
{
	(void)state;
	forbidden = zoo_forbidden();
	return 0;
}

static void check_beast(const struct beast *b)
{
	static struct zoo z;
	size_t i;

	assert_int_equal(zoo_open(&z), 0);
	for (i = 0; i < MA_COUNT(b->files) && b->files[i].path; i++)
		zoo_put(&z, b->files[i].path, b->files[i].content);
	zoo_verify(&z);
	if (z.verdict != b->verdict || (b->lines && strcmp(z.lines.p, b->lines) != 0) ||
		z.passed != b->passed || z.failed != b->failed)
		fail_msg("%s: %s, %ld passed, %ld failed (%s):\n%s", b->name,
			ma_verdict_name(z.verdict), (long)z.passed, (long)z.failed, z.reason,
			z.lines.p);
	assert_int_equal(zoo_close(&z), 0);
}

static void each_has_the_verdict_that_it_deserves(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(1 << 16);
	const char *missing;
	ma_err err = { .code = MA_OK };
	size_t i;

	(void)state;
	if (forbidden) {
		print_message("SKIPPED, nothing can be verified on this machine: %s\n", forbidden);
		skip();
	}
	for (i = 0; i < MA_COUNT(beasts); i++) {
		if (asked && strcmp(share_of(beasts[i].tool), asked) != 0)
			continue;
		missing = NULL;
		if (beasts[i].tool)
			assert_int_equal(
				ma_tool_missing(beasts[i].tool, NULL, &arena, &missing, &err),
				MA_OK);
		if (missing)
			print_message("SKIPPED: %s: %s\n", beasts[i].name, missing);
		else
			check_beast(&beasts[i]);
	}
	ma_arena_done(&arena);
}

static void what_is_missing_makes_it_unverified_and_is_named(void **state)
{
	static struct zoo z;
	struct ma_arena arena = MA_ARENA_INIT(1 << 16);
	const char *missing;
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_tool_missing(&ma_tool_gradle, NULL, &arena, &missing, &err), MA_OK);
	ma_arena_done(&arena);
	if (!missing || forbidden || (asked && strcmp(asked, "plain") != 0))
		skip();
	assert_int_equal(zoo_open(&z), 0);
	zoo_put(&z, "build.gradle", "");
	zoo_verify(&z);
	assert_int_equal(z.verdict, MA_VERDICT_UNVERIFIED);
	assert_non_null(strstr(z.lines.p, "test .: skipped "));
	assert_int_equal(zoo_close(&z), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_has_the_verdict_that_it_deserves),
		cmocka_unit_test(what_is_missing_makes_it_unverified_and_is_named),
	};

	asked = argc > 1 ? argv[1] : NULL;
	if (asked && !is_share(asked))
		return 2;
	return cmocka_run_group_tests(tests, look_around, NULL);
}
