#include "verify/detect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "support/tree.h"

static void assert_found(struct tree *t, const struct ma_detect_how *how, const char *expected)
{
	struct ma_buf found = MA_BUF_INIT(1 << 20); /* "package phase: command" per line */
	struct ma_step *steps;
	ma_err err = { .code = MA_OK };
	size_t i, n;

	if (ma_detect(t->dir, how, &t->arena, &steps, &n, &err))
		fail_msg("%s", err.msg);
	ma_buf_add(&found, "", 0);
	for (i = 0; i < n; i++)
		ma_buf_addf(
			&found, "%s %s: %s\n", steps[i].package, steps[i].phase, steps[i].command);
	assert_string_equal(found.p, expected);
	ma_buf_done(&found);
}

static void assert_steps(struct tree *t, const char *expected)
{
	assert_found(t, &(struct ma_detect_how){ .settings = NULL }, expected);
}

static ma_rc refuse_bad(const void *data, struct ma_str text, const char *name, ma_err *err)
{
	(void)data;
	if (ma_str_find(text, MA_STR("bad")) < 0)
		return MA_OK;
	return ma_fail(err, MA_ECONFIG, "%s:1: bad", name);
}

static void wrong_settings_are_a_step_that_cannot_be_run(void **state)
{
	struct tree *t = *state;
	struct ma_detect_how how = { .check = refuse_bad };
	struct ma_step *steps;
	ma_err err = { .code = MA_OK };
	size_t n;

	tree_put(t, "go.mod", "module x\n");
	tree_put(t, "api/go.mod", "module y\n");
	tree_put(t, "api/meta-agent.yaml", "bad: true\nrerun: true\n");
	tree_put(t, "docs/meta-agent.yaml", "bad: true\n");
	tree_put(t, "meta-agent.yaml", "rerun: true\n");
	assert_found(t, &how,
		". build: go build ./...\n. typecheck: go vet ./...\n. test: go test ./...\n"
		"api build: go build ./...\napi typecheck: go vet ./...\napi test: go test ./...\n"
		"api settings: meta-agent config check api/meta-agent.yaml\n");
	assert_int_equal(ma_detect(t->dir, &how, &t->arena, &steps, &n, &err), MA_OK);
	assert_true(steps[2].again);
	assert_string_equal(
		steps[6].missing, "none of its settings is taken: api/meta-agent.yaml:1: bad");
	tree_put(t, "meta-agent.yaml", "bad: true\nrerun: true\n");
	assert_int_equal(ma_detect(t->dir, &how, &t->arena, &steps, &n, &err), MA_OK);
	assert_int_equal(n, 8);
	assert_false(steps[2].again);
	assert_string_equal(steps[6].command, "meta-agent config check meta-agent.yaml");
}

static void a_tree_without_a_package_has_no_steps(void **state)
{
	tree_put(*state, "README.md", "# x\n");
	assert_steps(*state, "");
}

static void scripts_that_exist_become_steps_in_order(void **state)
{
	tree_put(*state, "package.json",
		"{\"scripts\":{\"test\":\"vitest\",\"build\":\"vite build\",\"typecheck\":\"tsc\",\"lint\":\"x\"}}");
	assert_steps(*state,
		". install: npm install --ignore-scripts\n. lint: npm run lint\n"
		". typecheck: npm run typecheck\n. build: npm run build\n. test: npm test\n");
}

static void a_lock_file_is_installed_as_locked(void **state)
{
	tree_put(*state, "package.json", "{}");
	tree_put(*state, "package-lock.json", "{}");
	assert_steps(*state, ". install: npm ci --ignore-scripts\n");
}

static void a_root_with_workspaces_is_one_package(void **state)
{
	tree_put(*state, "package.json",
		"{\"workspaces\":[\"api\",\"web\"],\"scripts\":{\"test\":\"npm test -ws\"}}");
	tree_put(*state, "api/package.json", "{\"scripts\":{\"test\":\"vitest\"}}");
	tree_put(*state, "web/package.json", "{\"scripts\":{\"test\":\"vitest && x\"}}");
	assert_steps(*state,
		". install: npm install --ignore-scripts\napi test: npm test\nweb test: npm test\n");
}

static void workspaces_are_tested_together_where_one_cannot_be_asked_alone(void **state)
{
	tree_put(*state, "package.json",
		"{\"workspaces\":[\"api\",\"more/*\"],\"scripts\":{\"test\":\"npm test -ws --if-present\"}}");
	tree_put(*state, "api/package.json", "{\"scripts\":{\"test\":\"vitest\"}}");
	assert_steps(*state, ". install: npm install --ignore-scripts\n. test: npm test\n");
}

/* How `npm test` is run where the script is that. */
static void assert_test(struct tree *t, const char *script, const char *expected)
{
	struct ma_buf b = MA_BUF_INIT(4096);
	struct ma_step *steps;
	ma_err err = { .code = MA_OK };
	size_t i, n;

	ma_buf_addf(&b, "{\"scripts\":{\"test\":\"%s\"}}", script);
	tree_put(t, "package.json", b.p);
	ma_buf_clear(&b);
	assert_int_equal(ma_detect(t->dir, &(struct ma_detect_how){ .settings = NULL }, &t->arena,
				 &steps, &n, &err),
		MA_OK);
	for (i = 0; steps[n - 1].argv[i]; i++)
		ma_buf_addf(&b, "%s%s", i > 0 ? " " : "", steps[n - 1].argv[i]);
	assert_string_equal(b.p, expected);
	assert_true(!steps[n - 1].results == !strstr(expected, ".json"));
	ma_buf_done(&b);
}

static void scripts_that_are_asked_for_become_steps_where_they_are(void **state)
{
	static const char *const scripts[] = { "e2e", "check:types", "type-check", "nowhere",
		"__proto__", NULL };
	struct tree *t = *state;

	tree_put(t, "package.json",
		"{\"scripts\":{\"e2e\":\"node e2e.js\",\"type-check\":\"tsc\",\"check:types\":\"tsc -b\"}}");
	tree_put(t, "web/package.json", "{\"scripts\":{\"e2e\":\"playwright test\"}}");
	tree_put(t, "web/pnpm-lock.yaml", "");
	assert_found(t, &(struct ma_detect_how){ .scripts = scripts },
		". install: npm install --ignore-scripts\n"
		". typecheck: npm run type-check\n"
		". e2e: npm run e2e\n"
		". check:types: npm run check:types\n"
		"web install: pnpm install --frozen-lockfile\n"
		"web e2e: pnpm run e2e\n");
}

static void runners_that_can_write_what_they_count_are_asked_to(void **state)
{
	assert_test(*state, "vitest run --coverage",
		"npm test -- --reporter=default --reporter=json --outputFile.json=.meta-agent-tests.json");
	assert_test(*state, "jest", "npm test -- --json --outputFile=.meta-agent-tests.json");
	assert_test(*state, "vitest run && node other.js", "npm test");
	assert_test(*state, "vitest run --outputFile=mine.json", "npm test");
	assert_test(*state, "node --test", "npm test");
	tree_put(*state, "pnpm-lock.yaml", "");
	assert_test(*state, "npx jest", "pnpm run test --json --outputFile=.meta-agent-tests.json");
}

static void otherwise_every_directory_with_a_package_counts(void **state)
{
	tree_put(*state, "package.json", "{}");
	tree_put(*state, "frontend/package.json", "{\"scripts\":{\"build\":\"vite build\"}}");
	tree_put(*state, "services/api/package.json", "{\"scripts\":{\"test\":\"vitest\"}}");
	assert_steps(*state,
		". install: npm install --ignore-scripts\n"
		"frontend install: npm install --ignore-scripts\nfrontend build: npm run build\n"
		"services/api install: npm install --ignore-scripts\nservices/api test: npm test\n");
}

static void what_lies_deep_or_in_a_package_is_not_a_package(void **state)
{
	tree_put(*state, "node_modules/x/package.json", "{}");
	tree_put(*state, ".cache/package.json", "{}");
	tree_put(*state, "a/b/c/package.json", "{}");
	tree_put(*state, "api/package.json", "{}");
	tree_put(*state, "api/fixtures/package.json", "{}");
	assert_steps(*state, "api install: npm install --ignore-scripts\n");
}

static void types_are_checked_by_the_compiler_where_no_script_does(void **state)
{
	tree_put(*state, "package.json", "{\"devDependencies\":{\"typescript\":\"~5.9.0\"}}");
	tree_put(*state, "tsconfig.json", "{}");
	assert_steps(
		*state, ". install: npm install --ignore-scripts\n. typecheck: npx tsc --noEmit\n");
}

static void the_test_script_of_npm_init_is_none(void **state)
{
	tree_put(*state, "package.json",
		"{\"scripts\":{\"test\":\"echo \\\"Error: no test specified\\\" && exit 1\"}}");
	assert_steps(*state, ". install: npm install --ignore-scripts\n");
}

static void a_package_that_cannot_be_read_is_left_to_npm(void **state)
{
	tree_put(*state, "package.json", "{\"scripts\":");
	assert_steps(*state, ". install: npm install --ignore-scripts\n");
}

static void scripts_of_another_type_are_none(void **state)
{
	tree_put(*state, "package.json",
		"{\"scripts\":[\"test\"],\"dependencies\":3,\"workspaces\":null}");
	assert_steps(*state, ". install: npm install --ignore-scripts\n");
}

static void a_symlink_is_no_part_of_the_tree(void **state)
{
	struct tree *t = *state;
	char link[512];

	tree_put(t, "api/package.json", "{}");
	snprintf(link, sizeof(link), "%s/package.json", t->dir);
	assert_int_equal(symlink("api/package.json", link), 0);
	snprintf(link, sizeof(link), "%s/web", t->dir);
	assert_int_equal(symlink("api", link), 0);
	assert_steps(t, "api install: npm install --ignore-scripts\n");
}

static void other_managers_of_packages_are_told_by_their_locks(void **state)
{
	tree_put(*state, "a/package.json",
		"{\"scripts\":{\"build\":\"x\",\"test\":\"x\",\"format:check\":\"x\"}}");
	tree_put(*state, "a/pnpm-lock.yaml", "");
	tree_put(*state, "b/package.json",
		"{\"packageManager\":\"yarn@1.22.0\",\"scripts\":{\"test\":\"x\"}}");
	tree_put(*state, "c/package.json", "{\"packageManager\":\"npm@10.0.0\"}");
	assert_steps(*state,
		"a install: pnpm install --frozen-lockfile\na format: pnpm run format:check\na build: pnpm run build\n"
		"a test: pnpm test\nb install: yarn install --frozen-lockfile\nb test: yarn test\n"
		"c install: npm install --ignore-scripts\n");
}

static void python_is_tested_by_what_it_names(void **state)
{
	tree_put(*state, "a/pyproject.toml",
		"[project]\nname = \"a\"\ndependencies = []\n[tool.pytest.ini_options]\n[tool.mypy]\n");
	tree_put(*state, "a/src/a/__init__.py", "");
	tree_put(*state, "b/requirements.txt", "# nothing but\npytest~=8.0\n");
	tree_put(*state, "c/requirements.txt", "flask==3.0\n");
	tree_put(*state, "c/tests/test_a.py", "");
	tree_put(*state, "d/main.py", "");
	tree_put(*state, "d/test_main.py", "");
	tree_put(*state, "e/main.py", "");
	tree_put(*state, "f/src/f.py", "");
	tree_put(*state, "f/setup.cfg", "");
	tree_put(*state, "f/tests/test_f.py", "");
	tree_put(*state, "f/acceptance/test_g.py", "");
	assert_steps(*state,
		"a build: python3 -m compileall -q .\na typecheck: python3 -m mypy .\na test: python3 -m pytest\n"
		"b build: python3 -m compileall -q .\nb test: python3 -m pytest\n"
		"c install: python3 -m pip install --only-binary :all: -r requirements.txt\nc build: python3 -m compileall -q .\n"
		"c test: python3 -m unittest discover -v -s tests\n"
		"d build: python3 -m compileall -q .\nd test: python3 -m unittest discover -v\n"
		"e build: python3 -m compileall -q .\n"
		"f build: python3 -m compileall -q .\n"
		"f test: env PYTHONPATH=src python3 -m unittest discover -v -s tests\n"
		"f test: env PYTHONPATH=src python3 -m unittest discover -v -s acceptance\n");
}

/* The first step of Python with that content, until it is asked for the next one. */
static const struct ma_step *python_with(struct tree *t, const char *path, const char *content)
{
	struct ma_step *steps;
	ma_err err = { .code = MA_OK };
	size_t n;

	ma_arena_clear(&t->arena);
	tree_put(t, path, content);
	assert_int_equal(ma_detect(t->dir, &(struct ma_detect_how){ .settings = NULL }, &t->arena,
				 &steps, &n, &err),
		MA_OK);
	assert_true(n > 0);
	assert_string_equal(steps[0].phase, "install");
	return &steps[0];
}

/* pip runs what lies in a directory or an archive of the tree, while it has the registry's network. */
static void what_leads_pip_into_the_tree_is_not_installed(void **state)
{
	static const char *const lines[] = { "./pkg", ".", "../pkg", "pkg/", "/pkg", "-e .",
		"-e ./pkg", "x -e ./pkg", "-r other.txt", "-c other.txt", "--requirement=other.txt",
		"--index-url http://a/", "--no-binary x", "--find-links .", "x @ file:///pkg",
		"x@./pkg", "file:pkg", "git+https://a/b", "${HOME}", "pkg.tar.gz", "pkg.ZIP",
		"pkg.zip[a b]", "pkg.whl; python_version > '3'", "x --hash=sha256:a -e .",
		"x --global-option=y", "x --hash=\"a -e\"", "x\r./pkg", "x # a\r./pkg",
		"x # a\f./pkg", "x # a\xe2\x80\xa8./pkg", "# coding: utf-7 +AAo-./pkg",
		"pkg.\\\nzip", "\xef\xbb\xbfx" };
	const struct ma_step *step;
	char text[128];
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(text, sizeof(text), "tiny==1\n%s\n", lines[i]);
		step = python_with(*state, "requirements.txt", text);
		if (!step->missing || !strstr(step->missing, "requirements.txt: line 2 is not"))
			fail_msg("%s: %s", lines[i], step->missing ? step->missing : "installed");
	}
}

static void packages_by_name_are_installed(void **state)
{
	static const char text[] =
		"# f\xc3\xbcr Tests\n\nuvicorn[standard] >= 0.2, != 0.3 ; python_version < \"3.9\" and os_name=='posix' # a/b\n"
		"backports.tarfile~=1.2\r\na_b (==1.*)\n"
		"tiny==1.0.0+x \\\n    --hash=sha256:0123abcd \\\n\t--hash=sha256:ff # via ./x\n";
	const struct ma_step *step = python_with(*state, "requirements.txt", text);

	assert_null(step->missing);
	assert_non_null(step->argv);
}

static void dependencies_of_a_project_are_packages_by_name(void **state)
{
	const struct ma_step *step = python_with(*state, "pyproject.toml",
		"[project]\ndependencies = [\"a>=1\", \"b @ file:///pkg\"]\n");

	assert_non_null(strstr(step->missing, "pyproject.toml: dependency 2 is not"));
	step = python_with(*state, "pyproject.toml", "[project]\ndependencies = ['./pkg']\n");
	assert_non_null(strstr(step->missing, "pyproject.toml: dependency 1 is not"));
	step = python_with(*state, "pyproject.toml", "[project]\ndependencies = ['a[b]>=1']\n");
	assert_null(step->missing);
}

static void compiled_languages_are_recognised(void **state)
{
	tree_put(*state, "a/Cargo.toml",
		"[package]\nname = \"a\"\n[dependencies]\nb = { path = \"../b\" }\n");
	tree_put(*state, "b/Cargo.toml", "[workspace]\n[workspace.dependencies]\nserde = \"1\"\n");
	tree_put(*state, "c/go.mod", "module c\n\nrequire example.org/x v1.0.0\n");
	tree_put(*state, "d/CMakeLists.txt", "project(d C)\nenable_testing()\n");
	tree_put(*state, "e/meson.build", "project('e', 'c')\n");
	tree_put(*state, "f/pom.xml", "<project/>");
	tree_put(*state, "g/build.gradle.kts", "");
	assert_steps(*state,
		"a build: cargo build --offline\na test: cargo test --offline\n"
		"b install: cargo fetch\nb build: cargo build --offline --workspace\nb test: cargo test --offline --workspace\n"
		"c install: go mod download\nc build: go build ./...\nc typecheck: go vet ./...\nc test: go test ./...\n"
		"d build: cmake -S . -B build-check\nd build: cmake --build build-check --parallel 2\n"
		"d test: ctest --test-dir build-check --output-on-failure\n"
		"e build: meson setup build-check\ne build: meson compile -C build-check\n"
		"e test: meson test -C build-check --print-errorlogs\n"
		"f install: mvn test, without running a test\nf test: mvn -B -o test\n"
		"g install: gradle, all configurations resolved\n"
		"g build: gradle --offline assemble testClasses\ng test: gradle --offline --continue test\n");
}

static void what_lies_below_belongs_to_a_root_of_the_same_kind_alone(void **state)
{
	tree_put(*state, "CMakeLists.txt", "project(x)\n");
	tree_put(*state, "lib/CMakeLists.txt", "add_test(x)\n");
	tree_put(*state, "web/package.json", "{\"scripts\":{\"test\":\"x\"}}");
	assert_steps(*state,
		". build: cmake -S . -B build-check\n. build: cmake --build build-check --parallel 2\n"
		"web install: npm install --ignore-scripts\nweb test: npm test\n");
}

static void a_makefile_is_asked_where_nothing_else_has_tests(void **state)
{
	tree_put(*state, "Makefile",
		"CC := gcc\nall: x\ntest : all\n\t./x\ncheck:\n\tfalse\nbuild := b\n");
	assert_steps(*state, ". build: make all\n. test: make test\n");
}

static void a_makefile_is_not_asked_elsewhere(void **state)
{
	tree_put(*state, "Makefile", "test:\n\tnpm test\n");
	tree_put(*state, "package.json", "{\"scripts\":{\"test\":\"x\"}}");
	assert_steps(*state, ". install: npm install --ignore-scripts\n. test: npm test\n");
}

static void a_script_is_run_by_what_its_first_line_names(void **state)
{
	tree_put(*state, "test", "#!/usr/bin/env  python\n");
	tree_put(*state, "run-tests.sh", "#!/usr/bin/env perl\n");
	tree_put(*state, "tests/run.sh", "#!/bin/bash -e\n");
	assert_steps(*state, ". test: bash tests/run.sh\n");
}

static void arguments_are_ours_whatever_the_package_says(void **state)
{
	struct tree *t = *state;
	struct ma_step *steps;
	ma_err err = { .code = MA_OK };
	size_t n;

	tree_put(t, "package.json", "{\"scripts\":{\"test\":\"rm -rf /\"}}");
	assert_int_equal(ma_detect(t->dir, &(struct ma_detect_how){ .settings = NULL }, &t->arena,
				 &steps, &n, &err),
		MA_OK);
	assert_int_equal(n, 2);
	assert_string_equal(steps[0].argv[2], "--ignore-scripts");
	assert_string_equal(steps[1].argv[0], "npm");
	assert_string_equal(steps[1].argv[1], "test");
	assert_null(steps[1].argv[2]);
}

static void too_many_packages_are_refused(void **state)
{
	struct tree *t = *state;
	struct ma_step *steps;
	ma_err err = { .code = MA_OK };
	char path[64];
	size_t n;
	int i;

	for (i = 0; i < 65; i++) {
		snprintf(path, sizeof(path), "p%d/package.json", i);
		tree_put(t, path, "{}");
	}
	assert_int_equal(ma_detect(t->dir, &(struct ma_detect_how){ .settings = NULL }, &t->arena,
				 &steps, &n, &err),
		MA_ELIMIT);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, tree_make, tree_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_tree_without_a_package_has_no_steps),
		CASE(wrong_settings_are_a_step_that_cannot_be_run),
		CASE(scripts_that_exist_become_steps_in_order),
		CASE(a_lock_file_is_installed_as_locked),
		CASE(a_root_with_workspaces_is_one_package),
		CASE(workspaces_are_tested_together_where_one_cannot_be_asked_alone),
		CASE(scripts_that_are_asked_for_become_steps_where_they_are),
		CASE(runners_that_can_write_what_they_count_are_asked_to),
		CASE(otherwise_every_directory_with_a_package_counts),
		CASE(what_lies_deep_or_in_a_package_is_not_a_package),
		CASE(types_are_checked_by_the_compiler_where_no_script_does),
		CASE(the_test_script_of_npm_init_is_none),
		CASE(a_package_that_cannot_be_read_is_left_to_npm),
		CASE(scripts_of_another_type_are_none),
		CASE(a_symlink_is_no_part_of_the_tree),
		CASE(other_managers_of_packages_are_told_by_their_locks),
		CASE(python_is_tested_by_what_it_names),
		CASE(what_leads_pip_into_the_tree_is_not_installed),
		CASE(packages_by_name_are_installed),
		CASE(dependencies_of_a_project_are_packages_by_name),
		CASE(compiled_languages_are_recognised),
		CASE(what_lies_below_belongs_to_a_root_of_the_same_kind_alone),
		CASE(a_makefile_is_asked_where_nothing_else_has_tests),
		CASE(a_makefile_is_not_asked_elsewhere),
		CASE(a_script_is_run_by_what_its_first_line_names),
		CASE(arguments_are_ours_whatever_the_package_says),
		CASE(too_many_packages_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
