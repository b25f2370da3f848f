/* What would collide, in texts and in what they mean. */
#include "vcs/collide.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "support/group.h"
#include "support/torture.h"
#include "sys/fs.h"

static char grammars[8192];
static struct ma_syntax *syntax; /* NULL: there are no grammars */

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
#define NEEDS_GRAMMARS()                                                                        \
	do {                                                                                    \
		if (!syntax) {                                                                  \
			print_message("SKIPPED: there are no grammars; scripts/grammars.sh\n"); \
			skip();                                                                 \
		}                                                                               \
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
	NEEDS_GRAMMARS();
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
	NEEDS_GRAMMARS();
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
}

static void imports_that_hold_are_not_told(void **state)
{
	MA_UNUSED(state);
	NEEDS_GRAMMARS();
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

static void one_name_is_not_exported_twice(void **state)
{
	MA_UNUSED(state);
	NEEDS_GRAMMARS();
	FINDS("definition a.ts:Store: ours defines it here, theirs in b.ts\n",
		{ "a.ts", { NULL, "export class Store {}\n", NULL } },
		{ "b.ts", { NULL, NULL, "export class Store {}\n" } });
}

static ma_rc collide_once(void *data, ma_err *err)
{
	static const struct file files[] = { { "a.ts", { "a;\n", "b;\n", "c;\n" } },
		{ "b.ts", { NULL, "export const q = 1;\n", NULL } },
		{ "c.ts", { "import { x } from './b';\n", NULL, "export const q = 2;\n" } } };
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

static void memory_that_runs_out_is_told(void **state)
{
	MA_UNUSED(state);
	torture(collide_once, NULL);
}

static int set_up(void **state)
{
	const char *source = getenv("META_AGENT_SOURCE"), *set = getenv("META_AGENT_GRAMMARS");
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	if (set)
		snprintf(grammars, sizeof(grammars), "%s", set);
	else
		snprintf(grammars, sizeof(grammars), "%s/build/grammars", source ? source : ".");
	return ma_fs_exists(grammars) ? (int)ma_syntax_new(grammars, &syntax, &err) : 0;
}

static int tear_down(void **state)
{
	MA_UNUSED(state);
	ma_syntax_free(syntax);
	return 0;
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
		cmocka_unit_test(one_name_is_not_exported_twice),
		cmocka_unit_test(memory_that_runs_out_is_told),
	};

	return group_run(tests, set_up, tear_down);
}
