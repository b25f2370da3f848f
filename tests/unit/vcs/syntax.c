/* Syntax trees: what is parsed, what is not, and that a missing grammar is told. */
#include "vcs/syntax.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sys/fs.h"
#include "support/outline_keys.h"
#include "support/grammars.h"
#include "support/torture.h"
#include "vcs/outline.h"

static size_t errors_in(const char *path, struct ma_str text)
{
	struct ma_syntax_tree tree = { .tree = NULL };
	struct ma_syntax *s = NULL;
	ma_err err = { .code = MA_OK };
	size_t n;

	assert_int_equal(ma_syntax_new(grammars, &s, &err), MA_OK);
	if (ma_syntax_parse(s, ma_syntax_language(ma_str(path)), text, &tree, &err))
		fail_msg("%s: %s", path, err.msg);
	n = ma_syntax_errors(&tree);
	ma_syntax_tree_done(&tree);
	ma_syntax_free(s);
	return n;
}

static void every_language_is_parsed(void **state)
{
	static const char *const files[][2] = { { "a.js", "const a = <b c={1} />;\n" },
		{ "a.ts", "const a: number = 1;\n" }, { "a.tsx", "const a = <B<C> d={1} />;\n" },
		{ "a.py", "def a():\n    pass\n" }, { "a.c", "int a(void) { return 1; }\n" },
		{ "a.go", "package a\n" }, { "a.rs", "fn a() {}\n" },
		{ "a.java", "class A { int b() { return 1; } }\n" } };
	size_t i;

	MA_UNUSED(state);
	there_must_be_grammars();
	for (i = 0; i < MA_COUNT(files); i++)
		if (errors_in(files[i][0], ma_str(files[i][1])) != 0)
			fail_msg("%s has errors", files[i][0]);
}

static void errors_are_counted(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	assert_true(errors_in("a.py", MA_STR("def a(:\n    pass\n")) > 0);
	assert_true(errors_in("a.ts", MA_STR("function a() {\n")) > 0);
	assert_int_equal(errors_in("a.ts", MA_STR("")), 0);
}

static void a_grammar_that_is_not_there_is_told(void **state)
{
	struct ma_syntax_tree tree = { .tree = NULL };
	struct ma_syntax *s = NULL;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_syntax_new("/nonexistent", &s, &err), MA_OK);
	assert_int_equal(ma_syntax_parse(s, ma_syntax_language(MA_STR("a.c")), MA_STR("int a;\n"),
				 &tree, &err),
		MA_EUNAVAILABLE);
	ma_syntax_free(s);
	err.code = MA_OK;
	assert_int_equal(ma_syntax_new(NULL, &s, &err), MA_OK);
	assert_int_equal(ma_syntax_parse(s, ma_syntax_language(MA_STR("a.c")), MA_STR("int a;\n"),
				 &tree, &err),
		MA_EUNAVAILABLE);
	ma_syntax_free(s);
	assert_null(ma_syntax_language(MA_STR("a.txt")));
}

static const char *language_of(const char *path, const char *text)
{
	const struct ma_language *language = ma_syntax_language_of(ma_str(path), ma_str(text));

	return language ? ma_language_name(language) : "";
}

static void scripts_are_known_by_their_first_line(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(language_of("bin/start.sh", ""), "bash");
	assert_string_equal(language_of("bin/start", "#!/bin/sh\n"), "bash");
	assert_string_equal(language_of("bin/start", "#! /bin/bash -e\r\n"), "bash");
	assert_string_equal(language_of("start", "#!/usr/bin/env -S bash -e"), "bash");
	assert_string_equal(language_of("start", "#!/usr/bin/env\n"), "");
	assert_string_equal(language_of("start", "#!/usr/bin/fish\n"), "");
	assert_string_equal(language_of("start", "#!\nbash\n"), "");
	assert_string_equal(language_of("start", "\n#!/bin/sh\n"), "");
	assert_string_equal(language_of("start.txt", "#!/bin/sh\n"), "");
	assert_string_equal(language_of("a.py", "#!/bin/sh\n"), "python");
}

/* Inputs at which older releases of tree-sitter damaged their heap. */
static void hostile_text_ends_in_time(void **state)
{
	static const struct {
		const char *path, *piece;
		size_t n;
	} texts[] = { { "a.ts", "let x = a<b<c<d<", 8000 }, { "a.ts", "x = (\n", 20000 },
		{ "a.c", "{ 1, 2 },\n", 9000 }, { "a.py", "if x:\n", 20000 },
		{ "a.rs", "#[a(", 20000 }, { "a.sh", "$((`<<a\n", 20000 },
		{ "a.sh", "case a in (b", 20000 }, { "a.sh", "<<-'a' ", 20000 } };
	struct ma_syntax *s = NULL;
	ma_err err = { .code = MA_OK };
	size_t i, k;

	MA_UNUSED(state);
	there_must_be_grammars();
	assert_int_equal(ma_syntax_new(grammars, &s, &err), MA_OK);
	for (i = 0; i < MA_COUNT(texts); i++) {
		struct ma_buf text = MA_BUF_INIT(MA_LIMIT_FILE);
		struct ma_syntax_tree tree = { .tree = NULL };
		ma_rc rc;

		for (k = 0; k < texts[i].n; k++)
			ma_buf_adds(&text, texts[i].piece);
		rc = ma_syntax_parse(s, ma_syntax_language(ma_str(texts[i].path)),
			ma_buf_str(&text), &tree, &err);
		assert_true(rc == MA_OK || rc == MA_ELIMIT);
		ma_syntax_tree_done(&tree);
		ma_buf_done(&text);
	}
	assert_int_equal(ma_syntax_parse(s, ma_syntax_language(MA_STR("a.c")),
				 ma_str_n("", MA_SYNTAX_MAX + 1), NULL, &err),
		MA_ELIMIT);
	ma_syntax_free(s);
}

static void reads(const char *path, const char *text, const char *keys)
{
	struct ma_buf found = MA_BUF_INIT(MA_MIB), again = MA_BUF_INIT(MA_MIB);
	struct ma_outline_source from = { ma_str(path), ma_str(text), NULL };
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_outline *list = NULL;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_syntax_new(grammars, &from.syntax, &err), MA_OK);
	if (ma_outline_code(&from, &arena, &list, &err))
		fail_msg("%s", err.msg);
	outline_keys(list, "; ", &found);
	ma_outline_write(list, &again);
	if (!ma_str_is(ma_buf_str(&found), keys))
		fail_msg("%s: keys \"%s\", wanted \"%s\"", path, found.p, keys);
	if (!ma_str_is(ma_buf_str(&again), text))
		fail_msg("\"%s\" came back as \"%s\"", text, again.p);
	ma_buf_done(&found);
	ma_buf_done(&again);
	ma_arena_done(&arena);
	ma_syntax_free(from.syntax);
}

static void declarations_are_the_items_of_code(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	reads("a.ts",
		"// top\nimport A, { b, type C } from './x';\nexport default function f() {}\nexport const o = { a: 1, 'b-c': 2, ...d };\nexport class K extends L {\n  @dec() x = 1;\n  get y() { return 1; } // y\n}\ninterface I { a: string; b(): void }\nenum E { A = 1, B }\napp.get('/x', h);\n// end\n",
		"import './x'(name b; name C); value f; value o(member a; member 'b-c'; spread ...d); value K(member x; member y); type I(member a; member b); value E(member A; member B); expression_statement app.get '/x'");
	reads("a.py",
		"import os\nfrom a.b import c, d as e\n\n@dec\ndef f():\n    pass\n\n\nclass K(L):\n    \"\"\"doc\"\"\"\n    x = 1\n\n    # note\n    def g(self):\n        return 1  # one\n\n\nif __name__ == '__main__':\n    f()\n",
		"import import os; from a.b(name c; name d); value f; value K(value; value x; value g); if __name__ == '__main__'");
	reads("a.go",
		"package a\n\nimport (\n\t\"fmt\"\n\tx \"y\"\n)\n\n// T is.\ntype T struct {\n\tA int // a\n\tB string\n}\n\nfunc (t *T) F() {}\nfunc G() {}\n",
		"package; import(name \"fmt\"; name x \"y\"); value T(member A; member B); method (*T) F; value G");
	reads("a.rs",
		"use a::b;\n\n#[derive(Debug)]\npub struct S {\n    a: u8,\n    b: u8,\n}\n\nimpl T for S {\n    /// f\n    fn f(&self) {}\n}\n",
		"use use a::b;; type S(member a; member b); impl T S(value f)");
	reads("a.h",
		"#ifndef A_H\n#define A_H\n\n#include <x.h>\n\n/* f */\nint f(void);\nstatic int *g(int a) { return 0; }\n\n#endif\n",
		"ifdef A_H(define A_H; include <x.h>; declared f; value g)");
	reads("A.java",
		"package a;\n\nimport b.C;\n\npublic class A {\n    private int x = 1;\n\n    @Override\n    public int f(int a) { return a; }\n\n    int f() { return 1; }\n}\n",
		"package; import import b.C;; type A(member x; method f (int a); method f ())");
}

/* The keys of a text's outline; "" where it has errors. */
static void keys_of(struct ma_syntax *syntax, struct ma_str text, struct ma_buf *out)
{
	const struct ma_outline_source from = { MA_STR("a.ts"), text, syntax };
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_outline *list = NULL;
	ma_err err = { .code = MA_OK };

	ma_buf_clear(out);
	ma_buf_adds(out, "");
	if (!ma_outline_code(&from, &arena, &list, &err))
		outline_keys(list, "; ", out);
	ma_arena_done(&arena);
}

/* A text in which each line of a class may be missing or stand twice. */
static void draw_text(uint64_t *seed, struct ma_buf *out)
{
	int i;

	ma_buf_clear(out);
	ma_buf_adds(out, "export class A {\n");
	for (i = 0; i < 30; i++) {
		*seed = *seed * 6364136223846793005U + 1442695040888963407U;
		switch ((*seed >> 33) % 8) {
		case 0:
			break;
		case 1:
			ma_buf_addf(out, "  m%d(a: number) {\n    return a; // %d\n  }\n", i, i);
			break;
		case 2:
			ma_buf_addf(out, "  x%d = `a\nb${%d}`;\n", i, i);
			break;
		default:
			ma_buf_addf(out, "  y%d = %d;\n", i, i);
		}
	}
	ma_buf_adds(out, "}\n");
}

static void what_was_parsed_before_does_not_show(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB), one = MA_BUF_INIT(MA_MIB),
		      other = MA_BUF_INIT(MA_MIB);
	struct ma_syntax *kept = NULL, *fresh = NULL;
	ma_err err = { .code = MA_OK };
	uint64_t seed = 1;
	int i;

	MA_UNUSED(state);
	there_must_be_grammars();
	assert_int_equal(ma_syntax_new(grammars, &kept, &err), MA_OK);
	for (i = 0; i < 200; i++) {
		assert_int_equal(ma_syntax_new(grammars, &fresh, &err), MA_OK);
		draw_text(&seed, &text);
		if (i % 9 == 0)
			text.n -= 3; /* with an error */
		keys_of(kept, ma_buf_str(&text), &one);
		keys_of(fresh, ma_buf_str(&text), &other);
		assert_string_equal(one.p, other.p);
		assert_true((one.n == 0) == (i % 9 == 0));
		ma_syntax_free(fresh);
	}
	ma_syntax_free(kept);
	ma_buf_done(&text);
	ma_buf_done(&one);
	ma_buf_done(&other);
}

static size_t errors_of(struct ma_syntax *s, struct ma_str text)
{
	struct ma_syntax_tree tree = { .tree = NULL };
	ma_err err = { .code = MA_OK };
	size_t n;

	if (ma_syntax_parse(s, ma_syntax_language(MA_STR("a.ts")), text, &tree, &err))
		fail_msg("%s", err.msg);
	n = ma_syntax_errors(&tree);
	ma_syntax_tree_done(&tree);
	return n;
}

/* It is wrong by then, and known by where it lies. */
static void a_text_that_was_parsed_ahead_is_not_parsed_again(void **state)
{
	char text[] = "const a = 1;\n";
	const struct ma_syntax_text ahead = { MA_STR("a.ts"), ma_str(text) };
	struct ma_syntax *s = NULL;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	there_must_be_grammars();
	assert_int_equal(ma_syntax_new(grammars, &s, &err), MA_OK);
	ma_syntax_ahead(s, &ahead, 1);
	text[6] = '(';
	assert_int_equal(errors_of(s, ma_str(text)), 0);
	ma_syntax_ahead(s, NULL, 0);
	assert_true(errors_of(s, ma_str(text)) > 0);
	ma_syntax_free(s);
}

static void what_is_parsed_ahead_is_parsed_the_same(void **state)
{
	struct ma_buf texts[40], one = MA_BUF_INIT(MA_MIB), other = MA_BUF_INIT(MA_MIB);
	struct ma_syntax_text ahead[MA_COUNT(texts)];
	struct ma_syntax *with = NULL, *without = NULL;
	ma_err err = { .code = MA_OK };
	uint64_t seed = 2;
	size_t i;

	MA_UNUSED(state);
	there_must_be_grammars();
	for (i = 0; i < MA_COUNT(texts); i++) {
		texts[i] = (struct ma_buf)MA_BUF_INIT(MA_MIB);
		draw_text(&seed, &texts[i]);
		if (i % 9 == 0)
			texts[i].n -= 3; /* with an error */
		ahead[i].path = i % 7 == 0 ? MA_STR("a.txt") : MA_STR("a.ts");
		ahead[i].text = ma_buf_str(&texts[i]);
	}
	assert_int_equal(ma_syntax_new(grammars, &with, &err), MA_OK);
	assert_int_equal(ma_syntax_new(grammars, &without, &err), MA_OK);
	ma_syntax_ahead(with, ahead, MA_COUNT(texts));
	for (i = 0; i < MA_COUNT(texts); i++) {
		keys_of(with, ma_buf_str(&texts[i]), &one);
		keys_of(without, ma_buf_str(&texts[i]), &other);
		assert_string_equal(one.p, other.p);
		assert_true((one.n == 0) == (i % 9 == 0));
	}
	ma_syntax_free(with); /* and what it still has of them */
	ma_syntax_free(without);
	for (i = 0; i < MA_COUNT(texts); i++)
		ma_buf_done(&texts[i]);
	ma_buf_done(&one);
	ma_buf_done(&other);
}

static void without_time_or_grammars_nothing_is_parsed_ahead(void **state)
{
	char text[] = "const a = 1;\n";
	const struct ma_syntax_text ahead = { MA_STR("a.ts"), ma_str(text) };
	struct ma_syntax *s = NULL;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	there_must_be_grammars();
	assert_int_equal(ma_syntax_new(grammars, &s, &err), MA_OK);
	ma_syntax_allow(s, 1);
	ma_syntax_ahead(s, &ahead, 1);
	ma_syntax_allow(s, 0);
	text[6] = '(';
	assert_true(errors_of(s, ma_str(text)) > 0);
	ma_syntax_free(s);
	assert_int_equal(ma_syntax_new(NULL, &s, &err), MA_OK);
	ma_syntax_ahead(s, &ahead, 1);
	ma_syntax_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_language_is_parsed),
		cmocka_unit_test(errors_are_counted),
		cmocka_unit_test(a_grammar_that_is_not_there_is_told),
		cmocka_unit_test(scripts_are_known_by_their_first_line),
		cmocka_unit_test(hostile_text_ends_in_time),
		cmocka_unit_test(declarations_are_the_items_of_code),
		cmocka_unit_test(what_was_parsed_before_does_not_show),
		cmocka_unit_test(a_text_that_was_parsed_ahead_is_not_parsed_again),
		cmocka_unit_test(what_is_parsed_ahead_is_parsed_the_same),
		cmocka_unit_test(without_time_or_grammars_nothing_is_parsed_ahead),
	};

	return cmocka_run_group_tests(tests, grammars_find, NULL);
}
