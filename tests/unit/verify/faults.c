#include "verify/faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "sys/sandbox.h"

#define WORK MA_SANDBOX_WORK "/"

static struct ma_arena arena = MA_ARENA_INIT(1 << 20);
static struct ma_faults faults;

static int clear(void **state)
{
	(void)state;
	ma_arena_done(&arena);
	return ma_alloc_live() != 0;
}

/* "path:line:column message" per line. */
static void assert_faults(const char *package, const char *output, const char *expected)
{
	struct ma_buf b = MA_BUF_INIT(1 << 20);
	ma_err err = { .code = MA_OK };
	size_t i;

	faults.n = faults.count = 0;
	assert_int_equal(ma_faults_read(ma_str(output), package, &arena, &faults, &err), MA_OK);
	ma_buf_add(&b, "", 0);
	for (i = 0; i < faults.n; i++)
		ma_buf_addf(&b, MA_STR_FMT ":%ld:%ld " MA_STR_FMT "\n",
			MA_STR_ARG(faults.v[i].path), (long)faults.v[i].line,
			(long)faults.v[i].column, MA_STR_ARG(faults.v[i].message));
	assert_string_equal(b.p, expected);
	ma_buf_done(&b);
}

static void compilers_are_read(void **state)
{
	(void)state;
	assert_faults(".",
		"x.c: In function 'main':\nx.c:5:9: error: 'y' undeclared\n    5 | return y;\n"
		"../src/b.c:7:1: warning: unused\n",
		"x.c:5:9 error: 'y' undeclared\nsrc/b.c:7:1 warning: unused\n");
	assert_faults("web", "src/App.tsx(12,5): error TS2304: Cannot find name 'x'.\n",
		"web/src/App.tsx:12:5 error TS2304: Cannot find name 'x'.\n");
	assert_faults(".",
		"\x1b[96msrc/a.ts\x1b[0m:\x1b[93m3\x1b[0m:\x1b[93m7\x1b[0m - error TS1: Bad.\n",
		"src/a.ts:3:7 error TS1: Bad.\n");
	assert_faults(".", "error[E0425]: cannot find value `y`\n --> src/lib.rs:5:5\n  |\n",
		"src/lib.rs:5:5 error[E0425]: cannot find value `y`\n");
	assert_faults(".", "# example\n./main.go:6:2: undefined: y\n", "main.go:6:2 undefined: y\n");
	assert_faults("api",
		"*** Error compiling './tests/a.py'...\nSorry: IndentationError: unexpected indent (a.py, line 33)\n"
		"*** Error compiling './b.py'...\n  File \"./b.py\", line 1\n    def a(:\nSyntaxError: invalid syntax\n"
		"Sorry: nobody can say why (, line )\n",
		"api/tests/a.py:33:0 IndentationError: unexpected indent\napi/b.py:1:0 SyntaxError: invalid syntax\n");
}

static void what_npm_runs_in_a_workspace_is_told_by_its_place_in_the_tree(void **state)
{
	static const char output[] =
		"> app@1.0.0 typecheck\n> npm run typecheck --workspaces\n"
		"> api@1.0.0 typecheck\n> tsc\nsrc/a.ts(1,2): error TS1: One.\n" WORK
		"shared/b.ts(3,4): error TS1: Two.\n"
		"npm error code 1\nnpm error path " WORK "apps/api\nnpm error location " WORK
		"apps/api\n"
		"> web@1.0.0 typecheck\n> tsc\nsrc/c.ts(5,6): error TS1: Warns.\n"
		"> tool@1.0.0 typecheck\n> tsc\nsrc/a.ts(1,2): error TS1: Three.\n"
		"npm ERR! path " WORK "apps/tool\nsrc/d.ts(7,8): error TS1: Four.\n"
		"npm error path " MA_SANDBOX_WORK "\nnpm error path /etc/x\n";

	(void)state;
	assert_faults(".", output,
		"apps/api/src/a.ts:1:2 error TS1: One.\nshared/b.ts:3:4 error TS1: Two.\n"
		"src/c.ts:5:6 error TS1: Warns.\napps/tool/src/a.ts:1:2 error TS1: Three.\n"
		"src/d.ts:7:8 error TS1: Four.\n");
	assert_faults("apps", output,
		"apps/api/src/a.ts:1:2 error TS1: One.\nshared/b.ts:3:4 error TS1: Two.\n"
		"apps/src/c.ts:5:6 error TS1: Warns.\napps/tool/src/a.ts:1:2 error TS1: Three.\n"
		"apps/src/d.ts:7:8 error TS1: Four.\n");
}

static void runners_of_tests_are_read(void **state)
{
	(void)state;
	assert_faults("api",
		" FAIL  tests/a.test.ts > adds\nAssertionError: expected 1 to be 2\n"
		" \xe2\x9d\xaf tests/a.test.ts:5:13\n \xe2\x9d\xaf node_modules/vitest/dist/x.js:1:1\n",
		"api/tests/a.test.ts:5:13 AssertionError: expected 1 to be 2\n");
	assert_faults(".",
		"Traceback (most recent call last):\n  File \"" WORK
		"test_a.py\", line 4, in test_a\n"
		"    self.assertEqual(1, 2)\nAssertionError: 1 != 2\n",
		"test_a.py:4:0 AssertionError: 1 != 2\n");
	assert_faults(".",
		"TypeError: x is not a function\n    at main (file://" WORK "src/a.js:2:3)\n"
		"    at node:internal/modules:1:1\n    at Object.<anonymous> (" WORK "b.js:9:1)\n",
		"src/a.js:2:3 TypeError: x is not a function\nb.js:9:1 TypeError: x is not a function\n");
	assert_faults(".", "x: ../x.c:3: main: Assertion `0' failed.\n",
		"x.c:3:0 main: Assertion `0' failed.\n");
	assert_faults(".", "    a_test.go:6: want 1, got 2\n", "a_test.go:6:0 want 1, got 2\n");
}

static void a_place_is_told_once(void **state)
{
	(void)state;
	assert_faults(".",
		"a.c:1:2: error: one\na.c:1:2: error: two\na.c:1:9: note: there\na.c:2:1: error: other\n",
		"a.c:1:2 error: one\na.c:2:1 error: other\n");
}

static void what_is_not_of_the_tree_is_none(void **state)
{
	(void)state;
	assert_faults(".",
		"/usr/include/stdio.h:5:1: note: here\nnode_modules/x/a.js:1:1: error\nhttp://localhost:3000\n"
		"10.5:3 apples\nat 12:30:15\n" WORK
		"../etc/passwd.txt:1:1\na/../../b.c:1:1: x\nREADME:3: x\n.:1:1\nx.:2:2\n"
		"a.c:0:0: x\na.c:99999999999: x\n" WORK ".venv/lib/x.py:1:1\n",
		"");
}

static void what_repeats_takes_no_memory(void **state)
{
	struct ma_arena little = MA_ARENA_INIT(1 << 16);
	struct ma_buf b = MA_BUF_INIT(1 << 24);
	ma_err err = { .code = MA_OK };
	int i;

	(void)state;
	for (i = 0; i < 20000; i++)
		ma_buf_adds(&b, "a.c:1:1: error: x\nTypeError: again and again\nb.c:2:2\n");
	faults.n = faults.count = 0;
	assert_int_equal(
		ma_faults_read(ma_buf_str(&b), "packages/one", &little, &faults, &err), MA_OK);
	ma_buf_done(&b);
	assert_int_equal(faults.count, 2);
	assert_true(ma_str_is(faults.v[1].message, "TypeError: again and again"));
	ma_arena_done(&little);
}

static void there_is_no_end_to_what_is_counted(void **state)
{
	struct ma_buf b = MA_BUF_INIT(1 << 20);
	ma_err err = { .code = MA_OK };
	int i;

	(void)state;
	for (i = 1; i <= 80; i++)
		ma_buf_addf(&b, "a.c:%d:1: error: x\n", i);
	faults.n = faults.count = 0;
	assert_int_equal(ma_faults_read(ma_buf_str(&b), ".", &arena, &faults, &err), MA_OK);
	ma_buf_done(&b);
	assert_int_equal(faults.n, MA_FAULTS_MAX);
	assert_int_equal(faults.count, 80);
}

#define CASE(name) cmocka_unit_test_teardown(name, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(compilers_are_read),
		CASE(what_npm_runs_in_a_workspace_is_told_by_its_place_in_the_tree),
		CASE(runners_of_tests_are_read),
		CASE(a_place_is_told_once),
		CASE(what_is_not_of_the_tree_is_none),
		CASE(what_repeats_takes_no_memory),
		CASE(there_is_no_end_to_what_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
