/* Which steps a quick check has, and that it makes them. */
#include <stdlib.h>

#include "base/arena.h"
#include "support/zoo.h"
#include "verify/detect.h"
#include "verify/quick.h"

#define NODE \
	"{\"devDependencies\":{\"typescript\":\"5\"},\"scripts\":{\"test\":\"t\",\"build\":\"b\"}}"

static int set_up(void **state)
{
	struct zoo *z = calloc(1, sizeof(*z));

	*state = z;
	return z ? zoo_open(z) : -1;
}

static int tear_down(void **state)
{
	int rc = zoo_close(*state);

	free(*state);
	return rc;
}

/* The chosen steps, "phase package: command" separated by "; ". */
static void choose(struct zoo *z, const char *paths, const char *rivals, const char *expected)
{
	struct ma_verify_quick quick = { ma_str(paths), ma_str(rivals) };
	struct ma_arena arena = MA_ARENA_INIT(1 << 20);
	struct ma_step *steps = NULL;
	ma_err err = { .code = MA_OK };
	size_t n = 0, i;

	assert_int_equal(ma_detect(z->dir, &(struct ma_detect_how){ .settings = NULL }, &arena,
				 &steps, &n, &err),
		MA_OK);
	assert_int_equal(ma_quick_choose(z->dir, &quick, &arena, &steps, &n, &err), MA_OK);
	ma_buf_clear(&z->lines);
	for (i = 0; i < n; i++)
		ma_buf_addf(&z->lines, "%s%s %s: %s", i > 0 ? "; " : "", steps[i].phase,
			steps[i].package, steps[i].command);
	assert_string_equal(z->lines.p ? z->lines.p : "", expected);
	ma_arena_done(&arena);
}

static void put_two_packages(struct zoo *z)
{
	zoo_put(z, "api/package.json", NODE);
	zoo_put(z, "api/tsconfig.json", "{}");
	zoo_put(z, "api/src/x.ts", "");
	zoo_put(z, "tool/go.mod", "module x\n");
}

static void only_the_packages_of_the_files_are_asked_about(void **state)
{
	put_two_packages(*state);
	choose(*state, "api/src/x.ts", "",
		"install api: npm install --ignore-scripts; typecheck api: npx tsc --noEmit --skipLibCheck");
	choose(*state, "tool/x.go", "", "typecheck tool: go vet ./...");
	choose(*state, "README.md", "", "");
}

static void a_package_that_others_still_write_into_is_left_out(void **state)
{
	put_two_packages(*state);
	choose(*state, "api/src/x.ts|tool/x.go", "api/web/**|docs/**",
		"typecheck tool: go vet ./...");
	choose(*state, "tool/x.go", "**/*.go", "");
}

static void a_member_of_a_workspace_is_asked_about_alone(void **state)
{
	struct zoo *z = *state;

	put_two_packages(z);
	zoo_put(z, "package.json",
		"{\"workspaces\":[\"api\",\"web\"],\"devDependencies\":{\"typescript\":\"5\"},"
		"\"scripts\":{\"typecheck\":\"npm run typecheck --workspaces\"}}");
	choose(z, "api/src/x.ts", "web/**",
		"install .: npm install --ignore-scripts; typecheck api: npx tsc --noEmit --skipLibCheck");
	choose(z, "api/src/x.ts", "",
		"install .: npm install --ignore-scripts; typecheck .: npm run typecheck");
	choose(z, "api/src/x.ts|web/src/y.ts", "docs/**", "");
	choose(z, "api/src/x.ts", "api/**", "");
}

static void kinds_are_asked_by_their_compiler_alone(void **state)
{
	struct zoo *z = *state;

	zoo_put(z, "Makefile", "all:\n\tcc x.c\ntest:\n\t./x\n");
	choose(z, "x.c", "", "build .: make all");
	zoo_put(z, "Cargo.toml", "[package]\nname = \"x\"\n");
	choose(z, "src/lib.rs", "", "build .: cargo build --offline");
	zoo_put(z, "mypy.ini", "");
	zoo_put(z, "pyproject.toml", "");
	choose(z, "x.py", "", "typecheck .: python3 -m mypy .; build .: cargo build --offline");
}

/* What memory does not suffice for is not told as if a file were missing. */
static void out_of_memory_is_told_as_that(void **state)
{
	struct ma_verify_quick quick = { MA_STR("api/src/x.ts"), MA_STR("web/**") };
	struct zoo *z = *state;
	bool reached = true;
	int64_t k;

	put_two_packages(z);
	zoo_put(z, "package.json",
		"{\"workspaces\":[\"api\",\"web\"],\"scripts\":{\"test\":\"t\"}}");
	for (k = 0; reached; k++) {
		struct ma_arena arena = MA_ARENA_INIT(1 << 20);
		struct ma_step *steps = NULL;
		ma_err err = { .code = MA_OK };
		size_t n = 0;
		ma_rc rc;

		assert_int_equal(ma_detect(z->dir, &(struct ma_detect_how){ .settings = NULL },
					 &arena, &steps, &n, &err),
			MA_OK);
		(void)ma_alloc_fail_after(k); /* from here on */
		rc = ma_quick_choose(z->dir, &quick, &arena, &steps, &n, &err);
		reached = ma_alloc_fail_after(-1) > k;
		assert_int_equal(rc, reached ? MA_ENOMEM : MA_OK);
		if (!reached)
			assert_int_equal(n, 2);
		ma_arena_done(&arena);
	}
	assert_true(k > 2);
}

static void no_step_of_it_takes_long(void **state)
{
	const struct ma_step build = { .phase = "build" }, install = { .phase = "install" };

	(void)state;
	assert_true(ma_step_ms(&build, true) < ma_step_ms(&build, false));
	assert_int_equal(ma_step_ms(&install, true), ma_step_ms(&install, false));
}

static void it_says_what_the_compiler_says_and_runs_no_test(void **state)
{
	struct ma_verify_quick quick = { MA_STR("x.c"), MA_STR("") };
	struct zoo *z = *state;

	if (zoo_forbidden()) {
		print_message("left out: %s\n", zoo_forbidden());
		skip();
	}
	z->quick = &quick;
	zoo_put(z, "Makefile", "all:\n\t@echo 'x.c:1:5: error: unknown'; false\ntest:\n\tfalse\n");
	zoo_put(z, "x.c", "int main(void) { return x; }\n");
	zoo_verify(z);
	assert_int_equal(z->rc, MA_OK);
	assert_string_equal(z->lines.p, "build .: failed ended with 2\n");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(only_the_packages_of_the_files_are_asked_about),
		CASE(a_package_that_others_still_write_into_is_left_out),
		CASE(a_member_of_a_workspace_is_asked_about_alone),
		CASE(kinds_are_asked_by_their_compiler_alone),
		CASE(out_of_memory_is_told_as_that),
		CASE(no_step_of_it_takes_long),
		CASE(it_says_what_the_compiler_says_and_runs_no_test),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
