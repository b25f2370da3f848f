/* What a file must not have that the one before it did not. */
#include "vcs/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sys/fs.h"
#include "support/grammars.h"
#include "support/torture.h"

/* "2:7 what; 3:1 what" */
static void finds(const char *path, const char *before, const char *after, const char *want)
{
	struct ma_arena arena = MA_ARENA_INIT(64 * MA_MIB);
	struct ma_buf shown = MA_BUF_INIT(MA_MIB);
	struct ma_findings found = { .n = 0 };
	struct ma_syntax *syntax = NULL;
	ma_err err = { .code = MA_OK };
	size_t i;

	assert_int_equal(ma_syntax_new(grammars, &syntax, &err), MA_OK);
	if (ma_check_file(syntax, ma_str(path), ma_str(before), ma_str(after), &arena, &found, &err))
		fail_msg("%s: %s", path, err.msg);
	ma_buf_adds(&shown, "");
	for (i = 0; i < found.n; i++)
		ma_buf_addf(&shown, "%s%zu:%zu " MA_STR_FMT, i > 0 ? "; " : "", found.v[i].line,
			found.v[i].column, MA_STR_ARG(found.v[i].what));
	if (!ma_str_is(ma_buf_str(&shown), want))
		fail_msg("%s: found \"%s\", wanted \"%s\" in\n%s", path, shown.p, want, after);
	assert_true(found.checked);
	ma_syntax_free(syntax);
	ma_buf_done(&shown);
	ma_arena_done(&arena);
}

static void fine(const char *path, const char *after)
{
	finds(path, "", after, "");
}

static void errors_are_told_with_their_place(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	finds("a.ts", "", "const é = (1;\n", "1:13 \")\" is missing");
	finds("a.py", "", "x = 1\n\ndef f(:\n    pass\n", "3:7 \")\" is missing");
	finds("a.js", "", "let a = 1;\nlet b = ] 2;\n", "2:9 a syntax error at \"]\"");
	finds("a.go", "", "package a\n\nfunc f() {\n", "3:10 a syntax error at \"{\"");
	finds("a.sh", "", "if [ -f a ]; then\n  b\n", "3:1 \"fi\" is missing");
	finds("bin/start", "", "#!/usr/bin/env -S bash -eu\na && && b\n",
		"2:3 a syntax error at \"&&\"");
}

static void what_the_grammar_does_not_know_of_shells_is_no_error(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	fine("a.sh", "for i\ndo\n\techo $i\ndone\n");
	fine("a.sh", "for i do echo $i; done\n");
	fine("a.sh", "f() { a; }\nf() { b; }\n"); /* the last one counts, and may be meant */
	finds("a.sh", "", "for i in 1 2; do\n\techo $i\n", "3:1 \"done\" is missing");
}

static void errors_that_were_there_before_are_not_told(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	finds("a.ts", "const a = (1;\n", "const a = (1;\nconst b = 2;\n", "");
	finds("a.ts", "const a = (1;\n", "const a = (1;\nconst b = [2;\n", "2:13 \"]\" is missing");
	finds("a.ts", "const a = (1;\n", "const b = 2;\n", "");
}

static void what_grammars_do_not_know_of_c_is_no_error(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_findings found = { .n = 7 };
	struct ma_syntax *syntax = NULL;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	there_must_be_grammars();
	fine("a.c", "static int f(int a UNUSED, char **b NORETURN)\n{\n\treturn a;\n}\n");
	assert_int_equal(ma_syntax_new(grammars, &syntax, &err), MA_OK);
	assert_int_equal(ma_check_file(syntax, MA_STR("a.h"), MA_STR(""),
				 MA_STR("#pragma once\nclass A : public B { virtual ~A(); };\n"),
				 &arena, &found, &err),
		MA_OK);
	assert_int_equal(found.count, 0);
	assert_false(found.checked);
	ma_syntax_free(syntax);
	ma_arena_done(&arena);
}

static void without_grammars_code_is_not_checked_and_that_is_told(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_findings found = { .n = 7, .checked = true };
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_check_file(NULL, MA_STR("a.ts"), MA_STR(""), MA_STR("const ("), &arena,
				 &found, &err),
		MA_OK);
	assert_int_equal(found.n, 0);
	assert_false(found.checked);
	ma_arena_done(&arena);
}

#define TWICE(name, line) "\"" name "\" is defined a second time; the first is on line " line

static void names_defined_twice_are_told(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	finds("a.ts", "", "function f() {}\nexport const f = 1;\n", "2:14 " TWICE("f", "1"));
	finds("a.tsx", "", "import { A } from './a';\nimport { B as A } from './b';\n",
		"2:15 " TWICE("A", "1"));
	finds("a.ts", "", "class A {\n  m() {}\n  static m() {}\n  m() {}\n}\n",
		"4:3 " TWICE("m", "2"));
	finds("a.ts", "", "class A {}\nclass A {}\n", "2:7 " TWICE("A", "1"));
	finds("a.js", "", "export class A {}\nfunction A() {}\n", "2:10 " TWICE("A", "1"));
	finds("a.ts", "", "type T = 1;\ninterface T {}\n", "2:11 " TWICE("T", "1"));
	finds("a.py", "", "def f():\n    pass\n\n\ndef f(a):\n    pass\n", "5:5 " TWICE("f", "1"));
	finds("a.py", "",
		"class A:\n    def f(self): pass\n    @staticmethod\n    def f(self): pass\n",
		"4:9 " TWICE("f", "2"));
	finds("a.go", "", "package a\nfunc (t *T) F() {}\nfunc (t T) F() {}\n",
		"3:12 " TWICE("T.F", "2"));
	finds("a.go", "", "package a\ntype A int\nvar b, A = 1, 2\n", "3:8 " TWICE("A", "2"));
	finds("a.rs", "", "struct S;\nenum S { A }\n", "2:6 " TWICE("S", "1"));
	finds("a.rs", "", "impl S {\n    fn f() {}\n    fn f() {}\n}\n", "3:8 " TWICE("f", "2"));
	finds("a.c", "", "int f(void);\nint f(void) { return 1; }\nint f(void) { return 2; }\n",
		"3:5 " TWICE("f", "2"));
	finds("a.h", "",
		"#ifndef A\n#define A\nstruct s { int a; };\nstruct s { int b; };\n#endif\n",
		"4:8 " TWICE("s", "3"));
	finds("A.java", "", "class A {\n  void f(int a) {}\n  int f(final int b) { return 1; }\n}\n",
		"3:7 " TWICE("f(int)", "2"));
}

static void what_a_language_lets_stand_together_is_fine(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	fine("a.ts",
		"function f(a: string): void;\nfunction f(a: number): void;\nfunction f(a: any) {}\n");
	fine("a.ts", "interface A { a: 1 }\ninterface A { b: 1 }\nclass A {}\nnamespace A {}\n");
	fine("a.ts", "const B = 1;\ntype B = typeof B;\nenum E { X }\nenum E { Y = 1 }\n");
	fine("a.ts",
		"import type { T } from './t';\nimport { type U } from './t';\nconst T = 1, U = 2;\n");
	fine("a.ts",
		"class A {\n  get a() { return 1; }\n  set a(v) {}\n  m(a: 1): void;\n  m(a: any) {}\n}\n");
	fine("a.js",
		"function g() { const a = 1; }\nfunction h() { const a = 1; }\nvar x = 1;\nvar x = 2;\n");
	fine("a.js", "if (a) { function f() {} }\nif (b) { function f() {} }\n");
	fine("a.py",
		"@overload\ndef f(a: int): ...\n@typing.overload\ndef f(a: str): ...\ndef f(a): pass\n");
	fine("a.py",
		"class A:\n    @property\n    def x(self): pass\n    @x.setter\n    def x(self, v): pass\n");
	fine("a.py",
		"class A:\n    @property\n    def x(self): pass\n    @x.setter  # type: ignore\n    def x(self, v): pass\n");
	fine("a.py",
		"@when('a')\ndef step(c): pass\n@then('b')\ndef step(c): pass\n@app.get('/')\ndef _(): pass\ndef _(): pass\n");
	fine("a.py", "try:\n    def f(): pass\nexcept E:\n    def f(): pass\nx = 1\nx = 2\n");
	fine("a.py", "@singledispatch\ndef f(a): pass\n@f.register(int)\ndef f(a): pass\n");
	fine("a.go", "package a\nfunc init() {}\nfunc init() {}\nvar _ = 1\nvar _ = 2\n");
	fine("a.go", "package a\nfunc (a A) _() {}\nfunc (a A) _() {}\n");
	fine("a.go", "package a\nfunc (a A) F() {}\nfunc (b *B[T]) F() {}\nfunc F() {}\n");
	fine("a.rs", "#[cfg(unix)]\nfn f() {}\n#[cfg(not(unix))]\nfn f() {}\nstruct f;\n");
	fine("a.rs",
		"impl A { fn f() {} }\nimpl T for A { fn f() {} }\nmod a { fn f() {} }\nmod b { fn f() {} }\n");
	fine("a.c",
		"int f(void);\nint f(void);\n#if A\nstatic int g(void) { return 1; }\n#else\nstatic int g(void) { return 2; }\n#endif\n");
	fine("a.h",
		"#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n");
	fine("a.c",
		"struct s;\nstruct s { int a; };\nint s;\nextern int x;\nint x = 1;\ntypedef struct s s_t;\n");
	fine("A.java",
		"class A {\n  A() {}\n  A(int a) {}\n  void f(int a) {}\n  void f(String... a) {}\n  int f;\n  class B { int f; }\n}\n");
}

static void overloads_of_java_are_told_apart(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	fine("A.java", "class A {\n  void f(String a) {}\n  void f(String a[]) {}\n}\n");
	fine("A.java",
		"class A {\n  <T extends X> void f(T a) {}\n  <T extends Y> void f(T a) {}\n}\n");
	finds("A.java", "", "class A {\n  void f(String[] a) {}\n  void f(String b[]) {}\n}\n",
		"3:8 \"f(String[])\" is defined a second time; the first is on line 2");
}

static void macros_that_define_functions_in_c_are_let_be(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	fine("a.c", "TEST(a, b)\n{\n\treturn;\n}\n\nTEST(a, c)\n{\n\treturn;\n}\n");
	fine("a.c", "TEST(a)\n{\n\treturn;\n}\n\nTEST(b)\n{\n\treturn;\n}\n");
	fine("a.c", "static DEFINE(int, x) { return 2; }\nstatic DEFINE(int, y) { return 2; }\n");
	fine("a.c", "START_TEST(x)\n{\n\tf();\n}\nEND_TEST\n\nint g(void)\n{\n\treturn 1;\n}\n");
	fine("a.c", "void f(void)\n{\n\tfor_each (a, b) {\n\t\tg(a);\n\t}\n}\n");
	finds("a.c", "", "void f(void)\n{\n\tg(1)\n\th(2);\n}\n", "3:2 a syntax error at \"g(1)\"");
	finds("a.c", "", "TEST(a, b)\n{\n\tg(;\n}\n", "3:3 a syntax error at \"(\"");
}

static void names_that_were_defined_twice_before_are_not_told(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	finds("a.py", "def f(): pass\ndef f(): pass\n", "def f(): pass\nx = 1\ndef f(): pass\n", "");
	finds("a.py", "def f(): pass\ndef f(): pass\n",
		"def f(): pass\ndef f(): pass\ndef f(): pass\n", "3:5 " TWICE("f", "1"));
}

static void data_is_read_by_our_own_readers(void **state)
{
	MA_UNUSED(state);
	finds("a.json", "", "{\"a\": 1,\n}\n", "2:1 string or '}' expected near '}'");
	fine("tsconfig.json", "{\n  // note\n  \"a\": [1,],\n}\n");
	fine("tsconfig.json", "{\"lib\": [\"a\", \"a\"], \"b\": {\"lib\": 1}}\n");
	finds("tsconfig.json", "", "{\n  \"a\": 1, // one\n  \"a\": 2\n}\n",
		"0:0 \"a\": it stands there twice");
	finds("x.jsonc", "", "{\"a\": {\"b\": 1, \"c\": [], \"b\": 2}}\n",
		"0:0 \"b\": it stands there twice");
	/* What our own values cannot hold is JSON. */
	fine("a.json", "{\"a\": \"\\u0000\", \"b\": 1e400, \"c\": -1.5E+999}\n");
	fine("a.json", "[123456789012345678901234567890, \"\\ud800\", \"\\\\u0000\"]\n");
	finds("a.json", "", "{\"a\": 1e400, \"a\": 2}\n", "1:16 duplicate object key near '\"a\"'");
	fine("a.yaml", "a: &a {x: 1}\nb: &b {y: 2}\nc:\n  <<: *a\n  <<: *b\n");
	fine("a.yaml", "c:\n  <<: {x: 1}\n  <<: {y: 2}\n");
	finds("a.json", "{", "[", "");
	finds("a.yaml", "", "a: &a 1\nb: *a\nc: *d\n",
		"3:4 an alias of an anchor that is not there");
	finds("a.yaml", "", "a: &a 1\n---\nb: *a\n", "3:4 an alias of an anchor that is not there");
	finds("a.yaml", "", "a: 1\nb: [\n",
		"3:1 did not find expected node content while parsing a flow node");
	fine("compose.yml", "x: &a\n  b: 1\ny:\n  <<: *a\n---\nz: !t 1\n");
	finds("a.yml", "", "a: 1\nb: 2\na: 3\n", "3:1 the key is given twice: a");
	fine("chart.yaml", "{{- if .Values.a }}\na: [\n{{- end }}\n");
	finds("a.toml", "", "[a]\nb\n", "2:1 neither a table nor a key: b");
	finds("a.toml", "", "[a]\nb = 1\n[a]\nc = 1\n", "0:0 \"[a]\": it stands there twice");
	finds("a.toml", "", "[a]\nb.c = 1\n[a.b]\nd = 1\n", "0:0 \"[a.b]\": it stands there twice");
	finds("a.toml", "", "[a.b]\nd = 1\n[a] # [b]\nb.c = 1\n",
		"0:0 \"b.c\": it stands there twice");
	finds("a.toml", "", "[a.'b.c']\nd = 1\n[a]\n\"b.c\" = 1\n",
		"0:0 \"\"b.c\"\": it stands there twice");
	finds("a.toml", "", "[[a]]\nb = 1\n[[a]]\nb = 1\n[a.b]\nc = 1\n",
		"0:0 \"[a.b]\": it stands there twice");
	finds("a.toml", "", "a = 1\na.b = 1\n", "0:0 \"a.b\": it stands there twice");
	fine("a.toml", "[a]\nb.c = 1\nb.d = 2\n'b.c' = 1\n[a.b.e]\nf = 1\n[x]\nb.c = 1\n");
	fine("a.toml", "[a.b.c]\nd = 1\n[a]\nd = 1\n[a.b]\nd = 1\n[[e.f]]\n[[e.f]]\n[e]\nd = 1\n");
	fine("a.toml", "[[a]]\nb = 1\n[a.c]\nd = 1\n[[a]]\nb = 2\n[a.c]\nd = 2\n");
}

/* What it cannot read in time, or at all, it says nothing of. */
static void hostile_files_end(void **state)
{
	static const struct {
		const char *path, *piece;
		size_t n;
	} files[] = { { "a.ts", "x", 10 * MA_MIB }, { "a.ts", "f(", 40000 }, { "a.py", "[", 100000 },
		{ "a.json", "[", 100000 }, { "tsconfig.json", "{\"a\":", 100000 },
		{ "a.yaml", "- ", 20000 }, { "a.yaml", "[", 20000 }, { "a.toml", "[a]\n", 50000 },
		{ "a.c", "int f(void) {}\n", 20000 }, { "a.go", "\xff\xfe\n", 20000 } };
	size_t i, k;

	MA_UNUSED(state);
	there_must_be_grammars();
	for (i = 0; i < MA_COUNT(files); i++) {
		struct ma_arena arena = MA_ARENA_INIT(512 * MA_MIB);
		struct ma_buf text = MA_BUF_INIT(16 * MA_MIB);
		struct ma_findings found = { .n = 0 };
		struct ma_syntax *syntax = NULL;
		ma_err err = { .code = MA_OK };

		for (k = 0; k < files[i].n; k++)
			ma_buf_adds(&text, files[i].piece);
		assert_int_equal(ma_syntax_new(grammars, &syntax, &err), MA_OK);
		ma_syntax_allow(syntax, 1500000);
		assert_int_equal(ma_check_file(syntax, ma_str(files[i].path), MA_STR(""),
					 ma_buf_str(&text), &arena, &found, &err),
			MA_OK);
		assert_true(found.n <= MA_FINDINGS_MAX);
		ma_syntax_free(syntax);
		ma_buf_done(&text);
		ma_arena_done(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_are_told_with_their_place),
		cmocka_unit_test(what_the_grammar_does_not_know_of_shells_is_no_error),
		cmocka_unit_test(errors_that_were_there_before_are_not_told),
		cmocka_unit_test(what_grammars_do_not_know_of_c_is_no_error),
		cmocka_unit_test(without_grammars_code_is_not_checked_and_that_is_told),
		cmocka_unit_test(names_defined_twice_are_told),
		cmocka_unit_test(what_a_language_lets_stand_together_is_fine),
		cmocka_unit_test(overloads_of_java_are_told_apart),
		cmocka_unit_test(macros_that_define_functions_in_c_are_let_be),
		cmocka_unit_test(names_that_were_defined_twice_before_are_not_told),
		cmocka_unit_test(data_is_read_by_our_own_readers),
		cmocka_unit_test(hostile_files_end),
	};

	return cmocka_run_group_tests(tests, grammars_find, NULL);
}
