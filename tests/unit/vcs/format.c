/* The layout of files: what is built in, what a formatter may do to a text, and formatters that misbehave. */
#include "vcs/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/fs.h"
#include "sys/sandbox.h"
#include "support/grammars.h"
#include "support/torture.h"
#include "vcs/format_same.h"

static struct ma_syntax *syntax;
static char *cage;

static void becomes(const char *path, const char *text, const char *want)
{
	struct ma_arena arena = MA_ARENA_INIT(64 * MA_MIB);
	struct ma_str once, again;
	ma_err err = { .code = MA_OK };

	assert_int_equal(
		ma_format_plain(syntax, ma_str(path), ma_str(text), &arena, &once, &err), MA_OK);
	if (!ma_str_is(once, want))
		fail_msg("%s: became\n%.*s<<<, wanted\n%s<<<", path, MA_STR_ARG(once), want);
	assert_int_equal(ma_format_plain(syntax, ma_str(path), once, &arena, &again, &err), MA_OK);
	if (!ma_str_eq(once, again))
		fail_msg("%s: laid out twice it is\n%.*s<<<", path, MA_STR_ARG(again));
	ma_arena_done(&arena);
}

static void ends_of_lines_and_files_are_made_alike(void **state)
{
	MA_UNUSED(state);
	becomes("a.md", "one  \ntwo", "one  \ntwo\n"); /* a hard break stays */
	becomes("a.css", "a {  \n\tb: c;\t\n}", "a {\n\tb: c;\n}\n");
	becomes("a.yaml", "a: |\n  b  \n", "a: |\n  b  \n");
	becomes("a.md", "a\r\nb\nc\r\n", "a\r\nb\r\nc\r\n");
	becomes("a.md", "a\r\nb\nc\n", "a\nb\nc\n");
	becomes("a.md", "a\r\r\nb\n", "a\r\r\nb\n"); /* another time it would have one less */
	becomes("a.css", "a { \r\r\n\nb {}\n", "a { \r\r\n\nb {}\n");
	becomes("a.css",
		"\xef\xbb\xbf"
		"a{}\r\n",
		"\xef\xbb\xbf"
		"a{}\r\n");
	becomes("a.csv", "a,b  \nc", "a,b  \nc"); /* of no kind that is known */
	becomes("a.css", "", "");
}

static void blanks_in_strings_stay(void **state)
{
	MA_UNUSED(state);
	there_must_be_grammars();
	becomes("a.ts", "const a = `x  \n  y ${z}  \n`;  \n// note  \n/* a  \n b */\n",
		"const a = `x  \n  y ${z}  \n`;\n// note\n/* a\n b */\n");
	becomes("a.py", "a = '''x\\n  \n  '''  \nb = 1\t\n", "a = '''x\\n  \n  '''\nb = 1\n");
	becomes("a.go", "package a  \n\nvar b = `x  \n`\n", "package a\n\nvar b = `x  \n`\n");
	becomes("a.tsx", "const a = (\n  <b>  \n    c  \n  </b>  \n);  \n",
		"const a = (\n  <b>  \n    c  \n  </b>\n);\n");
	becomes("a.go", "package a ", "package a\n");
	becomes("a.sh", "cat <<EOF\n  \na  \nEOF\necho a\\ \n",
		"cat <<EOF\n  \na  \nEOF\necho a\\ \n");
	becomes("a.ts", "const a = (  \n", "const a = (  \n"); /* not read, so not touched */
}

static void json_is_laid_out_with_all_that_it_says(void **state)
{
	MA_UNUSED(state);
	becomes("a.json", "{\"b\":1.50,\"a\":[1,2],\n\"b\":{ },\"c\":-0e5}",
		"{\n  \"b\": 1.50,\n  \"a\": [1, 2],\n  \"b\": {},\n  \"c\": -0e5\n}\n");
	becomes("a.json", "[1,\n[\n{\"a\":true}\n]\n]",
		"[\n  1,\n  [\n    { \"a\": true }\n  ]\n]\n");
	becomes("a.json", "{\n\t\"a\": [\n\t\t1\n\t]\n}\n", "{\n\t\"a\": [\n\t\t1\n\t]\n}\n");
	becomes("a.json", "\"\\u00e9 \\\" x\"", "\"\\u00e9 \\\" x\"\n");
	becomes("a.json", "{ // note\n\"a\":1}\n", "{ // note\n\"a\":1}\n");
	becomes("a.json", "{\"a\":1", "{\"a\":1\n");
	becomes("a.json", "[1 2]\n", "[1 2]\n");
	becomes("a.json", "{\"a\" 1}\n", "{\"a\" 1}\n");
	becomes("a.json", "[1]]\n", "[1]]\n");
	becomes("a.json", "[]", "[]\n");
}

static void too_long_for_a_line_is_broken(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB), want = MA_BUF_INIT(MA_MIB);
	int i;

	MA_UNUSED(state);
	ma_buf_adds(&text, "[");
	ma_buf_adds(&want, "[\n");
	for (i = 0; i < 40; i++) {
		ma_buf_addf(&text, "%s%d", i > 0 ? "," : "", 1000 + i);
		ma_buf_addf(&want, "  %d%s\n", 1000 + i, i < 39 ? "," : "");
	}
	ma_buf_adds(&text, "]");
	ma_buf_adds(&want, "]\n");
	becomes("a.json", text.p, want.p);
	ma_buf_done(&text);
	ma_buf_done(&want);
}

static void hostile_json_ends(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB), out = MA_BUF_INIT(MA_MIB);
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 100000; i++)
		ma_buf_addc(&text, '[');
	assert_false(ma_format_json(ma_buf_str(&text), &out));
	ma_buf_clear(&out);
	assert_false(ma_format_json(MA_STR("\"\\"), &out));
	ma_buf_clear(&out);
	assert_false(ma_format_json(MA_STR(""), &out));
	ma_buf_done(&text);
	ma_buf_done(&out);
}

static bool same(const char *path, const char *a, const char *b)
{
	ma_err err = { .code = MA_OK };
	bool out = false;

	assert_int_equal(ma_format_same(syntax, ma_syntax_language(ma_str(path)), ma_str(a),
				 ma_str(b), &out, &err),
		MA_OK);
	return out;
}

static void layout_is_no_difference(void **state)
{
	static const char *const pairs[][3] = {
		{ "a.ts", "const a = {b:'c',d:[1,2]}\n",
			"const a = {\n  b: \"c\",\n  d: [1, 2],\n};\n" },
		{ "a.ts", "f(x=>x+1)", "f((x) => x + 1);\n" },
		{ "a.ts", "const a = 'it\\'s'", "const a = \"it's\";\n" },
		{ "a.ts", "interface A { a: 1, b: 2 }", "interface A {\n  a: 1;\n  b: 2;\n}\n" },
		{ "a.tsx", "const a = <b>\n  x\n   y</b>",
			"const a = (\n  <b>\n    x\n    y</b>\n);\n" },
		{ "a.ts", "if (a) b()\n/* x\n   y */", "if (a) b();\n/* x\n  y */" },
		{ "a.py", "x = {'a':1,\n 'b':2}\n", "x = {\"a\": 1, \"b\": 2}\n" },
		{ "a.py", "from a import b, c\n", "from a import (\n    b,\n    c,\n)\n" },
		{ "a.py", "def f():\n  '''a\n    b  '''\n", "def f():\n    \"\"\"a\n    b\"\"\"\n" },
		{ "a.py", "if (a): pass\n", "if a:\n    pass\n" },
		{ "a.go", "package a\nimport (\n\"b\"\n\"a\"\n)\n",
			"package a\n\nimport (\n\t\"a\"\n\t\"b\"\n)\n" },
		{ "a.c", "int f( int a ){return a;}\n", "int f(int a)\n{\n\treturn a;\n}\n" },
		{ "a.rs", "fn f(){g(1,2)}\n", "fn f() {\n    g(1, 2)\n}\n" },
		{ "a.sh", "if a\nthen b;fi\n", "if a; then\n  b\nfi\n" },
		{ "a.sh", "f ()\n{\n\techo `b` \"c  d\";}\n", "f() {\n  echo $(b) \"c  d\"\n}\n" },
		{ "a.sh", "case $1 in\na) b\nesac\n", "case $1 in\n  a) b ;;\nesac\n" },
		{ "a.sh", "for ((;i<3;))\ndo a;done\n", "for ((; i < 3; )); do\n  a\ndone\n" },
		{ "a.sh", "cat << EOF > x\n  $a\nEOF\n", "cat <<EOF >x\n  $a\nEOF\n" },
		{ "A.java", "class A{int f(){return 1;}}\n",
			"class A {\n    int f() { return 1; }\n}\n" },
	};
	size_t i;

	MA_UNUSED(state);
	there_must_be_grammars();
	for (i = 0; i < MA_COUNT(pairs); i++)
		if (!same(pairs[i][0], pairs[i][1], pairs[i][2]))
			fail_msg("%s: not the same: %s", pairs[i][0], pairs[i][1]);
}

static void whatever_else_changes_is_a_difference(void **state)
{
	static const char *const pairs[][3] = {
		{ "a.ts", "const a = 1;", "const a = 2;" },
		{ "a.ts", "a;\n(b)\n", "a\n(b)\n" },
		{ "a.ts", "const a = [1,,2]", "const a = [1,2]" },
		{ "a.ts", "const a = [,]", "const a = []" },
		{ "a.ts", "a - (b - c)", "a - b - c" },
		{ "a.ts", "(a?.b).c", "a?.b.c" },
		{ "a.ts", "const a = `b  c`", "const a = `b c`" },
		{ "a.ts", "const a = 'b  c'", "const a = 'b c'" },
		{ "a.ts", "f((a, b))", "f(a, b)" },
		{ "a.ts", "for (; a; ) {}", "for (; ; a) {}" },
		{ "a.ts", "import a from 'a';\nimport b from 'b';",
			"import b from 'b';\nimport a from 'a';" },
		{ "a.ts", "const a = 1; // note", "const a = 1;" },
		{ "a.tsx", "const a = <b>x {y}</b>", "const a = <b>x{y}</b>" },
		{ "a.py", "a = (1,)\n", "a = (1)\n" },
		{ "a.py", "if a:\n    b()\n    c()\n", "if a:\n    b()\nc()\n" },
		{ "a.py", "(a < b) < c\n", "a < b < c\n" },
		{ "a.py", "a = r'\\''\n", "a = r\"'\"\n" },
		{ "a.py", "a = b''\n", "a = ''\n" },
		{ "a.go", "package a\nvar x = 1\nvar y = 2\n", "package a\nvar y = 2\nvar x = 1\n" },
		{ "a.c", "int a = (1);\n", "int a = 1;\n" },
		{ "a.c", "#include \"b.h\"\n#include \"a.h\"\n",
			"#include \"a.h\"\n#include \"b.h\"\n" },
		{ "a.rs", "fn f() { (1,) }\n", "fn f() { (1) }\n" },
		{ "a.ts", "const a = 1;", "const a = (1;" },
		{ "a.sh", "a \"$b  $c\"\n", "a \"$b $c\"\n" },
		{ "a.sh", "cat <<EOF\n  $a\nEOF\n", "cat <<EOF\n$a\nEOF\n" },
		{ "a.sh", "cat <<'EOF'\n a\nEOF\n", "cat <<'EOF'\na\nEOF\n" },
		{ "a.sh", "a=b c\n", "a= b c\n" },
		{ "a.sh", "a & b\n", "a; b\n" },
		{ "a.sh", "a; b\n", "a b\n" },
		{ "a.sh", "a `b \\\\c`\n", "a $(b \\\\c)\n" },
		{ "a.sh", "for ((;a;)); do b; done\n", "for ((a;;)); do b; done\n" },
		{ "a.sh", "case a in b) c ;& d) e ;; esac\n", "case a in b) c ;; d) e ;; esac\n" },
		{ "a.sh", "a ${b#c  d}\n", "a ${b#c d}\n" },
		{ "a.sh", "a \\ b\n", "a  b\n" },
	};
	size_t i;

	MA_UNUSED(state);
	there_must_be_grammars();
	for (i = 0; i < MA_COUNT(pairs); i++)
		if (same(pairs[i][0], pairs[i][1], pairs[i][2]))
			fail_msg("%s: the same: %s", pairs[i][0], pairs[i][1]);
}

/* Fake formatters on a PATH of our own. */

static char bin[] = "/tmp/meta-agent-fake-XXXXXX";

static void install(const char *name, const char *script)
{
	struct ma_buf path = MA_BUF_INIT(4096), text = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };

	ma_buf_addf(&path, "%s/%s", bin, name);
	ma_buf_addf(&text, "#!/bin/sh\n%s\n", script);
	assert_int_equal(ma_fs_write(path.p, ma_buf_str(&text), 0755, &err), MA_OK);
	assert_int_equal(chmod(path.p, 0755), 0);
	ma_buf_done(&path);
	ma_buf_done(&text);
}

#define EACH(what) "for f; do case $f in /tmp/*) " what ";; esac; done"
#define TEXT "package a\nfunc f() {\n    g()\n}\n"
#define TABS "package a\n\nfunc f() {\n\tg()\n}\n"
#define PUT(text) "printf '" text "' >\"$f\""
#define PUT_TABS PUT("package a\\n\\nfunc f() {\\n\\tg()\\n}\\n")

static void format_named(const char *name, const char *avoid, const char *before, const char *text,
	const char *want, const char *by, const char *note)
{
	struct ma_arena arena = MA_ARENA_INIT(64 * MA_MIB);
	struct ma_buf path = MA_BUF_INIT(4096);
	struct ma_format_opts opts = {
		.syntax = syntax, .avoid = avoid, .cage = cage, .timeout_ms = 1500
	};
	struct ma_format_file f = {
		.path = ma_str(name), .before = ma_str(before), .text = ma_str(text)
	};
	ma_err err = { .code = MA_OK };

	ma_buf_addf(&path, "relative:%s:/usr/bin:/bin", bin);
	opts.path = path.p;
	assert_int_equal(ma_format_files(&opts, &f, 1, &arena, &err), MA_OK);
	if (!ma_str_is(f.text, want) || !ma_str_starts(f.note, note) ||
		(f.note.n > 0) != (*note != '\0'))
		fail_msg("became\n%.*s<<<, note: \"%.*s\"", MA_STR_ARG(f.text), MA_STR_ARG(f.note));
	assert_string_equal(f.by ? f.by : "", by);
	ma_buf_done(&path);
	ma_arena_done(&arena);
}

static void format_one(const char *avoid, const char *before, const char *text, const char *want,
	const char *by, const char *note)
{
	format_named("a.go", avoid, before, text, want, by, note);
}

static void a_formatter_must_be_possible(void)
{
	there_must_be_grammars();
	if (cage)
		return;
	print_message("SKIPPED: there is no cage\n");
	skip();
}

static void what_a_formatter_makes_is_taken(void **state)
{
	MA_UNUSED(state);
	a_formatter_must_be_possible();
	install("gofmt", EACH(PUT_TABS));
	format_one(NULL, "", TEXT, TABS, "gofmt", "");
	format_one(NULL, TABS, TEXT, TABS, "gofmt", "");
	format_one(NULL, "", "\xef\xbb\xbfpackage a\r\nfunc f() {\r\n    g()\r\n}\r\n",
		"\xef\xbb\xbfpackage a\r\n\r\nfunc f() {\r\n\tg()\r\n}\r\n", "gofmt", "");
}

static void scripts_of_a_shell_are_laid_out_by_shfmt(void **state)
{
	static const char text[] = "#!/bin/sh\nif a\nthen b; fi\n",
			  laid[] = "#!/bin/sh\nif a; then\n  b\nfi\n";

	MA_UNUSED(state);
	a_formatter_must_be_possible();
	/* Flags of its own: without any it would follow an .editorconfig. */
	install("shfmt",
		"[ \"$1 $2 $3 $4\" = '-w -i 2 -ci' ] || exit 1\n" EACH(
			PUT("#!/bin/sh\\nif a; then\\n  b\\nfi\\n")));
	format_named("a.sh", NULL, "", text, laid, "shfmt", "");
	format_named("bin/start", NULL, "", text, laid, "shfmt", "");
	format_named("a.txt", NULL, "", text, text, "", "");
	install("shfmt", EACH(PUT("#!/bin/sh\\nif a; then\\n  c\\nfi\\n")));
	format_named("a.sh", NULL, "", text, text, "", "shfmt changed more than the layout");
}

static void what_cannot_be_compared_is_said_to_be_so(void **state)
{
	struct ma_syntax *all = syntax, *none = NULL;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	a_formatter_must_be_possible();
	assert_int_equal(ma_syntax_new(NULL, &none, &err), MA_OK);
	install("gofmt", EACH(PUT_TABS));
	syntax = none;
	format_one(NULL, "", TEXT, TEXT, "",
		"gofmt is not followed, as its text cannot be compared: the grammars of tree-sitter are not there");
	syntax = all;
	ma_syntax_free(none);
}

static void a_file_that_was_laid_out_otherwise_stays_so(void **state)
{
	MA_UNUSED(state);
	a_formatter_must_be_possible();
	install("gofmt", EACH(PUT_TABS));
	format_one(NULL, "package a\n  \nfunc f() {}\n", TEXT, TEXT, "", "");
}

static void what_says_something_else_is_not_taken(void **state)
{
	MA_UNUSED(state);
	a_formatter_must_be_possible();
	install("gofmt", EACH(PUT("package a\\nfunc f() {\\n\\th()\\n}\\n")));
	format_one(NULL, "", TEXT, TEXT, "", "gofmt changed more than the layout");
	install("gofmt", EACH(PUT("package a\\nfunc f() {\\n\\tg(\\n}\\n")));
	format_one(NULL, "", TEXT, TEXT, "", "gofmt changed more than the layout");
	install("gofmt", EACH(": >\"$f\""));
	format_one(NULL, "", TEXT, TEXT, "", "gofmt left no text");
}

static void a_formatter_that_fails_leaves_the_text(void **state)
{
	MA_UNUSED(state);
	a_formatter_must_be_possible();
	install("gofmt", "echo broken >&2; exit 3");
	format_one(NULL, "", TEXT, TEXT, "", "gofmt ended with 3: broken");
	install("gofmt", EACH("rm \"$f\""));
	format_one(NULL, "", TEXT, TEXT, "", "gofmt left no text");
	install("gofmt", EACH("rm \"$f\"; ln -s /etc/passwd \"$f\""));
	format_one(NULL, "", TEXT, TEXT, "", "gofmt left no text");
	install("gofmt", EACH(PUT_TABS) "; kill -SEGV $$");
	format_one(NULL, "", TEXT, TEXT, "", "gofmt was ended by signal 11");
	install("gofmt", EACH(PUT_TABS) "; while :; do sleep 1; done");
	format_one(NULL, "", TEXT, TEXT, "", "gofmt took too long");
	install("gofmt", EACH(PUT_TABS) "; exec yes");
	format_one(NULL, "", TEXT, TEXT, "", "gofmt took too long");
}

static void it_gets_no_environment_and_no_name_of_ours(void **state)
{
	MA_UNUSED(state);
	a_formatter_must_be_possible();
	assert_int_equal(setenv("META_AGENT_CANARY", "x", 1), 0);
	install("gofmt",
		"[ -z \"$META_AGENT_CANARY$HOME\" ] && [ \"$#\" = 2 ] || exit 1\n"
		"case $2 in /tmp/meta-agent-format-*/t0000.go) ;; *) exit 1 ;; esac\n" EACH(
			PUT_TABS));
	format_one(NULL, "", TEXT, TABS, "gofmt", "");
	assert_int_equal(unsetenv("META_AGENT_CANARY"), 0);
}

/* As npm does it. */
static void a_program_may_be_a_link_into_a_node_modules(void **state)
{
	struct ma_buf command = MA_BUF_INIT(8192);

	MA_UNUSED(state);
	a_formatter_must_be_possible();
	install("gofmt", EACH(PUT_TABS));
	ma_buf_addf(&command,
		"cd %s && mkdir -m 755 lib lib/node_modules && mv gofmt lib/node_modules/ && ln -s lib/node_modules/gofmt gofmt",
		bin);
	assert_int_equal(system(command.p), 0);
	format_one(NULL, "", TEXT, TABS, "gofmt", "");
	ma_buf_clear(&command);
	ma_buf_addf(&command, "cd %s && rm -r gofmt lib", bin);
	assert_int_equal(system(command.p), 0);
	ma_buf_done(&command);
}

static void nothing_of_the_workspace_is_run(void **state)
{
	MA_UNUSED(state);
	a_formatter_must_be_possible();
	install("gofmt", EACH(PUT("package a\\n")));
	/* Where no other is installed nothing is done; the one there is lays it out as it does. */
	format_one(bin, "", TABS, TABS, access("/usr/bin/gofmt", X_OK) ? "" : "gofmt", "");
}

static int set_up(void **state)
{
	ma_err err = { .code = MA_OK };

	(void)grammars_find(state); /* it fails by itself */
	assert_int_equal(ma_syntax_new(grammars, &syntax, &err), MA_OK);
	assert_int_equal(ma_sandbox_cage(&cage, &err), MA_OK);
	assert_non_null(mkdtemp(bin));
	assert_int_equal(chmod(bin, 0755), 0);
	return 0;
}

static int tear_down(void **state)
{
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_fs_remove_tree(bin, &err), MA_OK);
	ma_syntax_free(syntax);
	ma_free(cage);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_of_lines_and_files_are_made_alike),
		cmocka_unit_test(blanks_in_strings_stay),
		cmocka_unit_test(json_is_laid_out_with_all_that_it_says),
		cmocka_unit_test(too_long_for_a_line_is_broken),
		cmocka_unit_test(hostile_json_ends),
		cmocka_unit_test(layout_is_no_difference),
		cmocka_unit_test(whatever_else_changes_is_a_difference),
		cmocka_unit_test(what_a_formatter_makes_is_taken),
		cmocka_unit_test(scripts_of_a_shell_are_laid_out_by_shfmt),
		cmocka_unit_test(what_cannot_be_compared_is_said_to_be_so),
		cmocka_unit_test(a_file_that_was_laid_out_otherwise_stays_so),
		cmocka_unit_test(what_says_something_else_is_not_taken),
		cmocka_unit_test(a_formatter_that_fails_leaves_the_text),
		cmocka_unit_test(it_gets_no_environment_and_no_name_of_ours),
		cmocka_unit_test(a_program_may_be_a_link_into_a_node_modules),
		cmocka_unit_test(nothing_of_the_workspace_is_run),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
