/* What would collide, in texts and in what they mean. */
#include "vcs/collide.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "support/group.h"
#include "support/syntax.h"
#include "support/torture.h"
#include "sys/fs.h"

struct file {
	const char *path, *text[MA_SIDES_N]; /* NULL: the side has it not */
};

static ma_rc collide(const struct file *files, size_t n, struct ma_buf *told, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(16 * MA_MIB);
	struct ma_side_files side[MA_SIDES_N] = { { MA_MAP_INIT } };
	struct ma_collisions found;
	struct ma_str *text;
	ma_rc rc = MA_OK;
	size_t i;
	int s;

	for (s = 0; s < MA_SIDES_N; s++)
		for (i = 0; i < n && !rc; i++) {
			if (!files[i].text[s])
				continue;
			text = ma_arena_new(&arena, struct ma_str);
			if (text)
				*text = ma_str(files[i].text[s]);
			if (!text || !ma_map_put(&side[s].files, ma_str(files[i].path), text))
				rc = ma_fail_nomem(err);
		}
	if (!rc)
		rc = ma_collide(side, syntax, &arena, &found, err);
	for (i = 0; !rc && i < found.n; i++)
		ma_buf_addf(told, "%s " MA_STR_FMT ":" MA_STR_FMT ": " MA_STR_FMT "\n",
			found.v[i].kind, MA_STR_ARG(found.v[i].path), MA_STR_ARG(found.v[i].at),
			MA_STR_ARG(found.v[i].what));
	for (s = 0; s < MA_SIDES_N; s++)
		ma_map_done(&side[s].files);
	ma_arena_done(&arena);
	return rc ? rc : ma_buf_check(told, err);
}

static void finds(const struct file *files, size_t n, const char *want)
{
	struct ma_buf told = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };

	assert_int_equal(collide(files, n, &told, &err), MA_OK);
	assert_string_equal(told.p ? told.p : "", want);
	ma_buf_done(&told);
}

#define FINDS(want, ...)                                             \
	do {                                                         \
		static const struct file files_[] = { __VA_ARGS__ }; \
		finds(files_, MA_COUNT(files_), want);               \
	} while (0)
static void what_can_be_merged_does_not_collide(void **state)
{
	MA_UNUSED(state);
	FINDS("", { "a.txt", { "a\n\n\n\nb\n", "A\n\n\n\nb\n", "a\n\n\n\nB\n" } },
		{ "b.json", { "{\"a\": 1}\n", "{\"a\": 1, \"b\": 2}\n", "{\"a\": 1, \"c\": 3}\n" } },
		{ "c.txt", { "c\n", NULL, "c\n" } }, { "d.txt", { NULL, "d\n", NULL } },
		{ "e.txt", { "e\n", NULL, NULL } });
}

static void places_that_both_changed_are_told(void **state)
{
	MA_UNUSED(state);
	FINDS("text a.txt:line 1: both sides changed this place\n",
		{ "a.txt", { "a\n", "b\n", "c\n" } });
	FINDS("text a.txt:line 1: both sides made this file, and not alike\n",
		{ "a.txt", { NULL, "b\n", "c\n" } });
}

static void removed_and_changed_collide(void **state)
{
	MA_UNUSED(state);
	FINDS("deleted a.txt:: ours removed it, theirs changed it\n",
		{ "a.txt", { "a\n", NULL, "b\n" } });
	FINDS("deleted a.txt:: theirs removed it, ours changed it\n",
		{ "a.txt", { "a\n", "b\n", NULL } });
}

static void renamed_and_changed_collide(void **state)
{
	MA_UNUSED(state);
	FINDS("renamed a.txt:b.txt: ours renamed it to b.txt, theirs changed it\n",
		{ "a.txt", { "a\n", NULL, "b\n" } }, { "b.txt", { NULL, "a\n", NULL } });
	FINDS("renamed a.txt:b.txt: ours renamed it to b.txt, theirs to c.txt\n",
		{ "a.txt", { "a\n", NULL, NULL } }, { "b.txt", { NULL, "a\n", NULL } },
		{ "c.txt", { NULL, NULL, "a\n" } });
	FINDS("", { "a.txt", { "a\n", NULL, NULL } }, { "b.txt", { NULL, "a\n", "a\n" } });
}

static void a_file_and_a_directory_of_one_name_collide(void **state)
{
	MA_UNUSED(state);
	FINDS("path lib:lib/x.c: it is a file of theirs, and a directory of ours\n",
		{ "lib/x.c", { NULL, "x\n", NULL } }, { "lib", { NULL, NULL, "y\n" } });
}

static void one_function_has_one_signature(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	FINDS("text a.py:value f: both sides changed this place\n"
	      "signature a.py:f: ours makes it def f(a, b), theirs def f(a, *, c)\n",
		{ "a.py",
			{ "def f(a):\n    return a\n", "def f(a, b):\n    return a\n",
				"def f(a, *, c):\n    return a\n" } });
	FINDS("",
		{ "a.py",
			{ "def f(a):\n    return a\n", "def f(a, b):\n    return a\n",
				"def f(a):\n    return a\n\n\ndef g():\n    pass\n" } });
}

static void an_export_that_is_imported_may_not_go(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	FINDS("import src/b.ts:x: theirs imports it from src/a.ts, ours removed it there\n",
		{ "src/a.ts",
			{ "export const x = 1;\nexport const y = 2;\n", "export const y = 2;\n",
				"export const x = 1;\nexport const y = 2;\n" } },
		{ "src/b.ts", { NULL, NULL, "import { x, y as z } from './a.js';\nz(x);\n" } });
	FINDS("import b.ts:T: ours imports it from lib/index.ts, theirs removed it there\n"
	      "import b.ts:default: ours imports it from lib/index.ts, theirs removed it there\n",
		{ "lib/index.ts",
			{ "export default function f() {}\nexport type T = 1;\n",
				"export default function f() {}\nexport type T = 1;\n", NULL } },
		{ "b.ts", { "b();\n", "import f, { T } from './lib';\nb();\n", "b();\n" } });
	FINDS("import pkg/u.py:g: theirs imports it from pkg/m.py, ours removed it there\n",
		{ "pkg/m.py", { "def g():\n    pass\n", "X = 1\n", "def g():\n    pass\n" } },
		{ "pkg/u.py", { NULL, NULL, "from .m import g\n" } });
	FINDS("import src/a/b.ts:f: ours imports it from lib/index.ts, theirs removed it there\n",
		{ "lib/index.ts",
			{ "export function f() {}\n", "export function f() {}\n", "export {};\n" } },
		{ "src/a/b.ts",
			{ "b();\n", "import { f } from '../.././lib/';\nb();\n", "b();\n" } });
	FINDS("import a/b/u.py:g: theirs imports it from a/c/m.py, ours removed it there\n",
		{ "a/c/m.py", { "def g():\n    pass\n", "X = 1\n", "def g():\n    pass\n" } },
		{ "a/b/u.py", { NULL, NULL, "from ..c.m import g\n" } });
}

static void imports_that_hold_are_not_told(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	FINDS("", /* it came back by another way; it is of a package; both dropped it; nobody had it */
		{ "a.ts",
			{ "export const x = 1;\n", "export { x } from './c';\n",
				"export const x = 1;\n" } },
		{ "b.ts",
			{ NULL, NULL,
				"import { x } from './a';\nimport { y } from 'a';\nx(y);\n" } });
	FINDS("", { "a.ts", { "export const x = 1;\n", "", "export const x = 1;\n" } },
		{ "b.ts",
			{ "import { x } from './a';\nx();\n\n\n\nb();\n", "b();\n",
				"import { x } from './a';\nx();\n\n\n\nb();\nc();\n" } });
	FINDS("",
		{ "a.ts",
			{ "export const y = 1;\n", "export const y = 2;\n",
				"export const y = 1;\n" } },
		{ "b.ts", { NULL, NULL, "import { x } from './a';\nx();\n" } });
}

static void names_that_one_file_passes_on_are_not_exported_twice(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	FINDS("definition a.ts:Store: ours defines it here, theirs in b.ts, and index.ts passes on both\n",
		{ "a.ts", { NULL, "export class Store {}\n", NULL } },
		{ "b.ts", { NULL, NULL, "export interface Store {}\n" } },
		{ "index.ts",
			{ "\n\n\n", "export * from './a.js';\n\n\n",
				"\n\n\nexport * from \"./b\";\n" } });
	FINDS("", { "a.ts", { NULL, "export class Store {}\n", NULL } },
		{ "b.ts", { NULL, NULL, "export class Store {}\n" } },
		{ "index.ts",
			{ "export * from './a';\n", "export * from './a';\n",
				"export * from './a';\n" } });
	FINDS("", { "a.ts", { NULL, "export class Store {}\n", NULL } },
		{ "b.ts", { NULL, NULL, "export class Store {}\n" } },
		{ "index.ts",
			{ "\n\n\n", "export * from './a';\nexport { Store } from './a';\n\n",
				"\n\n\nexport * from './b';\n" } });
}

static ma_rc collide_once(void *data, ma_err *err)
{
	static const struct file files[] = { { "a.ts", { "a;\n", "b;\n", "c;\n" } },
		{ "b.ts", { NULL, "export const q = 1;\n", NULL } },
		{ "c.ts", { "import { x } from './b';\n", NULL, "export const q = 2;\n" } },
		{ "index.ts", { NULL, "export * from './b';\nexport * from './c';\n", NULL } },
		{ "p/a.go", { NULL, "package p\n\nvar V = 1\n", NULL } },
		{ "p/b.go", { NULL, NULL, "package p\n\nvar V = 2\n" } } };
	struct ma_syntax *shared = syntax;
	struct ma_buf told = MA_BUF_INIT(MA_MIB);
	ma_rc rc = MA_OK;

	MA_UNUSED(data);
	if (shared)
		rc = ma_syntax_new(grammars, &syntax, err); /* what it keeps is its own */
	if (!rc)
		rc = collide(files, MA_COUNT(files), &told, err);
	ma_buf_done(&told);
	if (shared && syntax != shared)
		ma_syntax_free(syntax);
	syntax = shared;
	return rc;
}

#define IMPORTS(how)                                       \
	{                                                  \
		"main.ts",                                 \
		{                                          \
			"x();\n", how "\nx();\n", "x();\n" \
		}                                          \
	}

/* Each: theirs writes the export another way, or leaves it to another file. */
static void an_export_that_is_only_written_otherwise_is_not_told(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
#define SAME(was, is)                                                       \
	FINDS("", { "a.ts", { was "\n", was "\n", is "\n" } },              \
		{ "b.ts",                                                   \
			{ "export const a = 1;\n", "export const a = 1;\n", \
				"export const a = 1;\n" } },                \
		IMPORTS("import { a } from './a';"))
	SAME("export const a = 1;", "export const { a, b } = make();");
	SAME("export const a = 1;", "export const { b: a, ...rest } = make();");
	SAME("export const a = 1;", "export const [a, b] = make();");
	SAME("export const a = 1;", "export const b = 2, a = 1;");
	SAME("export const a = 1;", "export { a } from './b';");
	SAME("export const a = 1;", "export { b as a } from 'pkg';");
	SAME("export const a = 1;", "export * from './b';");
	SAME("export const a = 1;", "export * from 'pkg';");
	SAME("export const a = 1;", "export * as a from './b';");
	SAME("export const a = 1;", "export function a() {}");
	SAME("export const a = 1;", "export declare const a: number;");
	SAME("export interface a {}", "export type a = number;");
	SAME("export interface a {}", "export namespace a {}");
	SAME("export const a = 1;", "const a = 1;\nexport { a };");
	SAME("export const a = 1;", "const a = 1;\nexport type { a };");
	SAME("export const a = 1;", "exports.a = 1;");
	SAME("export const a = 1;", "module.exports = { a };");
	SAME("export const a = 1;", "module.exports = { b: 1, ...more };");
	SAME("export const a = 1;", "module.exports.a = 1;");
	SAME("export const a = 1;", "Object.assign(exports, make());");
	SAME("exports.a = 1;", "export const a = 1;");
	SAME("export const a = 1;", "const = syntax error {");
#undef SAME
	FINDS("", { "a.ts", { "export const a = 1;\n", "export const a = 1;\n", NULL } },
		{ "a/index.ts", { NULL, NULL, "export const a = 1;\n" } },
		IMPORTS("import { a } from './a';"));
}

static void an_export_that_is_gone_is_told_whatever_stays(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
#define GONE(is)                                                                           \
	FINDS("import main.ts:a: ours imports it from a.ts, theirs removed it there\n",    \
		{ "a.ts", { "export const a = 1;\n", "export const a = 1;\n", is "\n" } }, \
		{ "b.ts",                                                                  \
			{ "export const b = 1;\n", "export const b = 1;\n",                \
				"export const b = 1;\n" } },                               \
		IMPORTS("import { a } from './a';"))
	GONE("export const { b } = a;");
	GONE("export const b = a;");
	GONE("export { a as b };");
	GONE("export * from './b';");
	GONE("export * as b from './b';");
	GONE("const a = 1;");
	GONE("exports.ab = 1;");
	GONE("module.exports = { b };");
	GONE("export default a;");
#undef GONE
}

static void names_of_python_are_bound_in_many_ways(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
#define SAME(is)                                                 \
	FINDS("", { "a.py", { "x = 1\n", "x = 1\n", is "\n" } }, \
		{ "main.py", { "y = 1\n", "from a import x\ny = 1\n", "y = 1\n" } })
	SAME("x, z = 1, 2");
	SAME("try:\n    import x\nexcept ImportError:\n    x = None");
	SAME("if z:\n    x = 1\nelse:\n    x = 2");
	SAME("from other import *");
	SAME("import y as x");
	SAME("for x in range(3):\n    pass");
	SAME("def __getattr__(name):\n    return 1");
	SAME("x: int = 1");
#undef SAME
	FINDS("import main.py:x: ours imports it from a.py, theirs removed it there\n",
		{ "a.py", { "x = 1\n", "x = 1\n", "def f():\n    x = 1\n" } },
		{ "main.py", { "y = 1\n", "from a import x\ny = 1\n", "y = 1\n" } });
	FINDS("", { "p/__init__.py", { "x = 1\n", "x = 1\n", "z = 1\n" } },
		{ "p/x.py", { NULL, NULL, "q = 1\n" } },
		{ "main.py", { "y = 1\n", "from p import x\ny = 1\n", "y = 1\n" } });
}

static void one_name_is_not_defined_twice_in_a_package(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	FINDS("definition p/a.go:load: ours defines it here, theirs in p/b.go\n",
		{ "p/a.go", { NULL, "package p\n\nfunc load() {}\n\nfunc init() {}\n", NULL } },
		{ "p/b.go", { NULL, NULL, "package p\n\nfunc load() {}\n\nfunc init() {}\n" } },
		{ "q/b.go", { NULL, NULL, "package q\n\nfunc load() {}\n" } });
	FINDS("definition p/A.java:Book: ours defines it here, theirs in p/B.java\n",
		{ "p/A.java", { NULL, "class Book {}\n", NULL } },
		{ "p/B.java", { NULL, NULL, "record Book(int id) {}\n" } },
		{ "q/B.java", { NULL, NULL, "class Book {}\n" } });
	FINDS("definition d/a.c:load: ours defines it here, theirs in d/b.c\n",
		{ "d/a.c",
			{ NULL, "int load(void)\n{\n\treturn 1;\n}\n\nint a = 1, c = 2;\n", NULL } },
		{ "d/b.c",
			{ NULL, NULL, "int load(void)\n{\n\treturn 2;\n}\n\nint b = 1, d = 2;\n" } });
	FINDS("", { "a.c", { NULL, "static int load(void)\n{\n\treturn 1;\n}\n", NULL } },
		{ "b.c", { NULL, NULL, "int load(void)\n{\n\treturn 2;\n}\n" } },
		{ "c.c", { NULL, NULL, "int main(void)\n{\n\treturn 2;\n}\n" } },
		{ "d.c", { NULL, "int main(void)\n{\n\treturn 2;\n}\n", NULL } });
}

static void memory_that_runs_out_is_told(void **state)
{
	MA_UNUSED(state);
	torture(collide_once, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_can_be_merged_does_not_collide),
		cmocka_unit_test(places_that_both_changed_are_told),
		cmocka_unit_test(removed_and_changed_collide),
		cmocka_unit_test(renamed_and_changed_collide),
		cmocka_unit_test(a_file_and_a_directory_of_one_name_collide),
		cmocka_unit_test(one_function_has_one_signature),
		cmocka_unit_test(an_export_that_is_imported_may_not_go),
		cmocka_unit_test(imports_that_hold_are_not_told),
		cmocka_unit_test(names_that_one_file_passes_on_are_not_exported_twice),
		cmocka_unit_test(an_export_that_is_only_written_otherwise_is_not_told),
		cmocka_unit_test(an_export_that_is_gone_is_told_whatever_stays),
		cmocka_unit_test(names_of_python_are_bound_in_many_ways),
		cmocka_unit_test(one_name_is_not_defined_twice_in_a_package),
		cmocka_unit_test(memory_that_runs_out_is_told),
	};

	return group_run(tests, syntax_begin, syntax_end);
}
