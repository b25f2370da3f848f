/* How far names reach: what a compiler takes once, and what it takes in each file. */
#include "vcs/reach.h"
#include "vcs/twice.h"

#include "base/limits.h"
#include "support/group.h"
#include "support/syntax.h"
#include "support/torture.h"

static void read_reach(
	const char *path, const char *text, struct ma_arena *arena, struct ma_reach *out)
{
	const struct ma_language *language = ma_syntax_language(ma_str(path));
	struct ma_syntax_tree tree = { .tree = NULL };
	struct ma_definitions defined = { .v = NULL };
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_syntax_parse(syntax, language, ma_str(text), &tree, &err), MA_OK);
	assert_int_equal(
		ma_definitions_read(&tree, language, ma_str(text), arena, &defined, &err), MA_OK);
	assert_int_equal(
		ma_reach_read(ma_str(path), ma_str(text), &defined, arena, out, &err), MA_OK);
	ma_syntax_tree_done(&tree);
}

/* The names that two files may not both have, with a blank behind each. */
static void meet(const char *path, const char *text, const char *other, const char *other_text,
	const char *want)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_buf told = MA_BUF_INIT(MA_KIB);
	struct ma_reach a, b;
	size_t i;

	read_reach(path, text, &arena, &a);
	read_reach(other, other_text, &arena, &b);
	for (i = 0; ma_reach_meets(&a, &b) && i < a.names.n; i++)
		if (ma_map_has(&b.names, a.names.entries[i].key)) {
			ma_buf_addv(&told,
				((const struct ma_definition *)a.names.entries[i].value)->name);
			ma_buf_addc(&told, ' ');
		}
	if (!ma_str_is(ma_buf_str(&told), want))
		fail_msg("%s and %s: \"%s\"", path, other, told.p ? told.p : "");
	ma_buf_done(&told);
	ma_reach_done(&a);
	ma_reach_done(&b);
	ma_arena_done(&arena);
}

#define GO \
	"package p\n\nfunc Load() {}\n\nfunc (s *Store) Get() {}\n\nfunc init() {}\n\nvar _ = 1\n"

static void a_package_of_go_has_each_name_once(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	meet("p/a.go", GO, "p/b.go", GO, "Load Store.Get ");
	meet("p/a.go", GO, "p/b_test.go", GO, "Load Store.Get ");
	meet("p/a.go", GO, "p/b.go", "package p\n\nfunc (s Other) Get() {}\n", "");
	meet("p/a.go", GO, "p/b_linux.go", GO, "Load Store.Get ");
	meet("p/a_linux.go", GO, "p/b_linux.go", GO, "Load Store.Get ");
}

static void other_packages_and_builds_of_go_have_their_own(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	meet("p/a.go", GO, "q/b.go", GO, "");
	meet("p/a_test.go", GO, "p/b_test.go", "package p_test\n\nfunc Load() {}\n", "");
	meet("p/a_windows.go", GO, "p/a_linux.go", GO, "");
	meet("p/a_linux_arm64.go", GO, "p/a_linux_amd64_test.go", GO, "");
	meet("p/a.go", GO, "p/b.go", "//go:build ignore\n\n" GO, "");
	meet("p/a.go", GO, "p/b.go", "// Copyright\n\n// +build tools\n\n" GO, "");
	meet("testdata/a.go", GO, "testdata/b.go", GO, "");
	meet("p/_a.go", GO, "p/b.go", GO, "");
	meet("p/a.go", "package main\n\nfunc main() {}\n\nfunc usage() {}\n", "p/b.go",
		"package main\n\nfunc main() {}\n\nfunc usage() {}\n", "");
}

static void a_package_of_java_has_each_type_once(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	meet("p/A.java", "package p;\nclass A { class In {} }\nenum E { X }\n", "p/B.java",
		"package p;\nclass B { class In {} }\nrecord E(int x) {}\n", "E ");
	meet("p/A.java", "package p;\nclass E {}\n", "q/A.java", "package q;\nclass E {}\n", "");
}

#define C_REST(name) "int " name "_a, " name "_b = 1, " name "_c = 2, " name "_d = 3;\n"

static void what_is_linked_has_each_name_once(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	meet("d/a.c", "void die(void)\n{\n}\n\nint level = 1;\n" C_REST("a"), "d/b.c",
		"int level = 2;\n\nvoid\ndie(void)\n{\n}\n" C_REST("b"), "die level ");
	meet("d/main.c", "void die(void)\n{\n}\n\nint main(void)\n{\n}\n" C_REST("a"), "d/b.c",
		"void die(void)\n{\n}\n" C_REST("b"), "die ");
}

static void what_may_not_be_linked_is_left_alone(void **state)
{
	static const char die[] = "void die(void)\n{\n}\n" C_REST("a");

	MA_UNUSED(state);
	there_must_be_grammars();
	meet("d/a.c", "static void\ndie(void)\n{\n}\n" C_REST("b"), "d/b.c", die, "");
	meet("d/a.c", "API void die(void)\n{\n}\n" C_REST("b"), "d/b.c", die, "");
	meet("d/a.c", "__attribute__((weak)) void die(void)\n{\n}\n" C_REST("b"), "d/b.c", die, "");
	meet("d/a.c", "#ifdef X\nvoid die(void)\n{\n}\n#endif\n" C_REST("b"), "d/b.c", die, "");
	meet("d/a.c", "void die(void);\n\nextern int level;\n" C_REST("b"), "d/b.c", die, "");
	meet("d/a.c", "void die(void)\n{\n}\n" C_REST("b"), "e/b.c", die, "");
	meet("d/die_linux.c", "void die(void)\n{\n}\n" C_REST("b"), "d/die.c", die, "");
	meet("tests/a.c", "void die(void)\n{\n}\n" C_REST("b"), "tests/b.c", die, "");
	/* Of two that give the same a build takes one. */
	meet("d/a.c", "void die(void)\n{\n}\n", "d/b.c", "void die(void)\n{\n}\n", "");
	meet("d/a.c", "void die(void)\n{\n}\n\nint main(void)\n{\n}\n" C_REST("b"), "d/b.c",
		"void die(void)\n{\n}\n\nint main(void)\n{\n}\n" C_REST("c"), "");
}

static void a_module_of_rust_is_one_file(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	meet("src/a.rs", "fn f() {}\n", "src/a/mod.rs", "fn g() {}\n", "module ");
	meet("src/a.rs", "fn f() {}\n", "src/b.rs", "fn f() {}\n", "");
	meet("src/lib.rs", "fn f() {}\n", "src/main.rs", "fn f() {}\n", "");
}

static void each_file_of_other_languages_is_by_itself(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	meet("a.py", "def f():\n    pass\n", "b.py", "def f():\n    pass\n", "");
	meet("a.js", "function f() {}\n", "b.js", "function f() {}\n", "");
	meet("a.h", "int f(void)\n{\n}\n", "b.h", "int f(void)\n{\n}\n", "");
	meet("a.ts", "export function f() {}\n", "b.ts", "export function f() {}\n", "");
}

static void exports_are_the_names_of_a_module(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_reach r;

	MA_UNUSED(state);
	there_must_be_grammars();
	read_reach("a.ts",
		"export const a = 1,\n  b = 2;\nexport default function c() {}\nfunction d() {}\n"
		"export type E = { f: number };\nexport async function\ng() {}\n",
		&arena, &r);
	assert_int_equal(r.names.n, 3);
	assert_true(ma_map_has(&r.names, MA_STR("a")));
	assert_true(ma_map_has(&r.names, MA_STR("b")));
	assert_true(ma_map_has(&r.names, MA_STR("E")));
	ma_reach_done(&r);
	ma_arena_done(&arena);
}

static void a_name_too_long_for_a_path_is_passed_over(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB), name = MA_BUF_INIT(2 * MA_LIMIT_PATH);
	struct ma_str rest;
	size_t n;

	MA_UNUSED(state);
	for (n = MA_LIMIT_PATH; n < 3 * MA_LIMIT_PATH; n++)
		ma_buf_addf(&text, "export * from './%0*d';\n", (int)n, 0);
	rest = ma_buf_str(&text);
	assert_true(ma_reach_next_star(&rest, MA_STR("index.ts"), &name));
	assert_int_equal(name.n, MA_LIMIT_PATH);
	assert_false(ma_reach_next_star(&rest, MA_STR("index.ts"), &name));
	ma_buf_done(&name);
	ma_buf_done(&text);
}

static void what_is_passed_on_is_a_module_of_the_tree(void **state)
{
	struct ma_str rest = MA_STR("export * from './b';\nexport * as c from './c';\n"
				    "export { d } from './d';\nexport * from 'zod';\n"
				    "  export type * from \"../e/index.js\"; // why\n"
				    "export * from './f/g.ts'\nexport * from\n");
	static const char *const want[] = { "src/a/b", "src/e", "src/a/f/g" };
	struct ma_buf name = MA_BUF_INIT(MA_KIB);
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(want); i++) {
		assert_true(ma_reach_next_star(&rest, MA_STR("src/a/index.ts"), &name));
		assert_string_equal(name.p, want[i]);
	}
	assert_false(ma_reach_next_star(&rest, MA_STR("src/a/index.ts"), &name));
	assert_true(ma_str_is(ma_reach_module(MA_STR("src/e/index.ts")), "src/e"));
	assert_true(ma_str_is(ma_reach_module(MA_STR("src/a/b.tsx")), "src/a/b"));
	ma_buf_done(&name);
}

/* The tree: path, text, path, text, NULL. */
static const char *const tree_files[] = { "p/a.go", GO, "p/c.go", "package p\n", "x/b.ts",
	"export const N = 1;\n", "index.ts", "export * from './x';\n", "x/index.ts",
	"export * from './a';\nexport * from './b';\n", NULL };

static ma_rc tree_text(void *data, struct ma_str path, struct ma_edit_base *out, ma_err *err)
{
	const char *const *p = tree_files;

	MA_UNUSED(data);
	MA_UNUSED(err);
	for (; *p; p += 2)
		if (ma_str_is(path, p[0]))
			*out = (struct ma_edit_base){ ma_str(p[1]), true };
	return MA_OK;
}

static ma_rc tree_list(
	void *data, struct ma_str dir, ma_twice_each_fn *each, void *each_data, ma_err *err)
{
	MA_UNUSED(data);
	if (!ma_str_is(dir, "p"))
		return MA_OK;
	return each(each_data, MA_STR("p/c.go"), err) ? MA_ENOMEM
						      : each(each_data, MA_STR("p/a.go"), err);
}

static ma_rc tell(void *data, size_t i, const struct ma_finding *found, ma_err *err)
{
	MA_UNUSED(err);
	ma_buf_addf(data, "%zu:%zu " MA_STR_FMT "\n", i, found->line, MA_STR_ARG(found->what));
	return MA_OK;
}

static ma_rc find_twice(void *data, ma_err *err)
{
	static const char *const set[] = { "p/b.go", "package p\n\nfunc Load() {}\n", "x/a.ts",
		"export const N = 2;\n" };
	static const struct ma_twice_tree tree = { tree_text, tree_list, NULL };
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_twice_file files[2] = { { .gone = false } };
	struct ma_findings found[2];
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < 2 && !rc; i++) {
		files[i].path = ma_str(set[2 * i]);
		files[i].after = ma_str(set[2 * i + 1]);
		files[i].defined = &found[i].defined;
		rc = ma_check_file(
			syntax, files[i].path, MA_STR(""), files[i].after, &arena, &found[i], err);
	}
	if (!rc)
		rc = ma_twice(files, 2, &tree, syntax, &arena, tell, data, err);
	ma_arena_done(&arena);
	return rc;
}

static ma_rc find_twice_untold(void *data, ma_err *err)
{
	struct ma_buf told = MA_BUF_INIT(MA_KIB);
	struct ma_syntax *shared = syntax;
	ma_rc rc = ma_syntax_new(grammars, &syntax, err); /* what it keeps is its own */

	MA_UNUSED(data);
	if (!rc)
		rc = find_twice(&told, err);
	ma_buf_done(&told);
	if (syntax != shared)
		ma_syntax_free(syntax);
	syntax = shared;
	return rc;
}

static void names_of_the_tree_are_found_beside_the_set(void **state)
{
	struct ma_buf told = MA_BUF_INIT(MA_KIB);
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	there_must_be_grammars();
	assert_int_equal(find_twice(&told, &err), MA_OK);
	assert_string_equal(told.p,
		"0:3 \"Load\" is defined on line 3 of p/a.go, too, and both are of one package\n"
		"1:1 \"N\" is exported by x/b.ts, too, and x/index.ts passes on both by `export *`\n");
	ma_buf_done(&told);
}

static void memory_that_runs_out_is_told(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	torture(find_twice_untold, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_package_of_go_has_each_name_once),
		cmocka_unit_test(other_packages_and_builds_of_go_have_their_own),
		cmocka_unit_test(a_package_of_java_has_each_type_once),
		cmocka_unit_test(what_is_linked_has_each_name_once),
		cmocka_unit_test(what_may_not_be_linked_is_left_alone),
		cmocka_unit_test(a_module_of_rust_is_one_file),
		cmocka_unit_test(each_file_of_other_languages_is_by_itself),
		cmocka_unit_test(exports_are_the_names_of_a_module),
		cmocka_unit_test(a_name_too_long_for_a_path_is_passed_over),
		cmocka_unit_test(what_is_passed_on_is_a_module_of_the_tree),
		cmocka_unit_test(names_of_the_tree_are_found_beside_the_set),
		cmocka_unit_test(memory_that_runs_out_is_told),
	};

	return group_run(tests, syntax_begin, syntax_end);
}
