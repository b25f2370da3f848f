#include "sys/toml.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "support/torture.h"

static struct ma_arena arena = MA_ARENA_INIT(1 << 20);
static struct ma_buf seen = MA_BUF_INIT(1 << 16);
static ma_err err;

static int tear_down(void **state)
{
	MA_UNUSED(state);
	ma_arena_done(&arena);
	ma_buf_done(&seen);
	return 0;
}

static void see(void *data, const struct ma_str *path, size_t path_n, struct ma_str value)
{
	size_t i;

	MA_UNUSED(data);
	for (i = 0; i < path_n; i++)
		ma_buf_addf(&seen, "%s<" MA_STR_FMT ">", i ? "." : "", MA_STR_ARG(path[i]));
	ma_buf_addf(&seen, "=" MA_STR_FMT ";", MA_STR_ARG(value));
}

static const char *read_it(struct ma_str text)
{
	ma_buf_clear(&seen);
	ma_buf_adds(&seen, "");
	err = (ma_err){ .code = MA_OK };
	(void)ma_toml_strings(&arena, text, see, NULL, &err); /* err tells */
	return err.code ? err.msg : seen.p;
}

#define READ(literal) read_it(MA_STR(literal))

static void a_string_has_its_table_and_its_key(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(READ("a = \"x\"\n[t]\nb='y' # more\n\n[t.u]\r\nc = \"z\"\r\n"),
		"<a>=x;<t>.<b>=y;<t>.<u>.<c>=z;");
	assert_string_equal(READ(""), "");
	assert_string_equal(READ("# only\n\n"), "");
	assert_string_equal(READ("a=\"x\""), "<a>=x;");
}

static void however_its_path_is_written(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(
		READ("registries.\"my-own\".index = 'x'\n[ source . 'a.b' ]\n \"c\\u0064\" = 'y'\n"),
		"<registries>.<my-own>.<index>=x;<source>.<a.b>.<cd>=y;");
	assert_string_equal(READ("[registries]\nown = { index = \"x\", token.\"a\" = 'y' }\n"),
		"<registries>.<own>.<index>=x;<registries>.<own>.<token>.<a>=y;");
	assert_string_equal(READ("[[list]]\na = 'x'\n"), "<list>.<a>=x;");
}

static void strings_may_have_escapes_and_lines(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(READ("a = \"\\t\\\"\\\\\\u00e9\\U0001F600\""),
		"<a>=\t\"\\\xc3\xa9\xf0\x9f\x98\x80;");
	assert_string_equal(READ("a = '\\t#\"'"), "<a>=\\t#\";");
	assert_string_equal(READ("a = \"\"\"\nx\n[y]\n\"\" z \\\n   w\"\"\"\nb='c'"),
		"<a>=x\n[y]\n\"\" z w;<b>=c;");
	assert_string_equal(READ("a = '''x\\''y''''\n"), "<a>=x\\''y';");
	assert_string_equal(READ("a = \"\"\nb = ''"), "<a>=;<b>=;");
}

static void what_is_no_string_is_passed_over(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(
		READ("a = 1\nb = [ \"x\", # no\n  { c = 'y' },\n ]\nd = 1979-05-27 07:32:00\ne = true # 'z'\nf = {}\ng=[]\nh='i'"),
		"<h>=i;");
}

static void what_is_no_toml_is_told_by_its_line_alone(void **state)
{
	static const char *const broken[] = { "\n\ns3cret", "\n\na = ", "\n\na = \"s3cret",
		"\n\na = \"s3cret\nb\"", "\n\n[a", "\n\n[a]b = 'c'", "\n\n[]", "\n\na = 'b' 'c'",
		"\n\na = 'b' c = 'd'", "\n\na = \"\\x\"", "\n\na = \"\\ud800\"",
		"\n\na = \"\\u12\"", "\n\n= 'a'", "\n\na. = 'b'", "\n\na = [ 'b' 'c' ]",
		"\n\na = { b = 'c' d = 'e' }", "\n\na = {", "\n\na = [", "\n\n[[a]",
		"\n\na.b.c.d.e.f.g.h.i = 'x'", "\n\n\xff = 'x'" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(broken); i++)
		if (strcmp(read_it(ma_str(broken[i])), "line 3 is no TOML") != 0)
			fail_msg("%s: %s", broken[i] + 2, read_it(ma_str(broken[i])));
	assert_string_equal(READ("a = '\0b"), "line 1 is no TOML");
	assert_string_equal(READ("a = \0"), "line 1 is no TOML");
}

static void depth_has_a_bound(void **state)
{
	struct ma_buf b = MA_BUF_INIT(1 << 20);
	int i;

	MA_UNUSED(state);
	ma_buf_adds(&b, "a = ");
	for (i = 0; i < 200000; i++)
		ma_buf_addc(&b, '[');
	assert_string_equal(read_it(ma_buf_str(&b)), "line 1 is no TOML");
	ma_buf_done(&b);
}

static void pass(void *data, const struct ma_str *path, size_t path_n, struct ma_str value)
{
	MA_UNUSED(path);
	MA_UNUSED(value);
	*(size_t *)data += path_n;
}

static void memory_that_runs_out_is_told(void **state)
{
	ma_rc rc;
	bool reached = true;
	size_t names;
	int64_t k;

	MA_UNUSED(state);
	for (k = 0; reached; k++) {
		ma_arena_done(&arena);
		err = (ma_err){ .code = MA_OK };
		names = 0;
		(void)ma_alloc_fail_after(k);
		rc = ma_toml_strings(&arena, MA_STR("[\"a\"]\nb = \"c\""), pass, &names, &err);
		reached = ma_alloc_fail_after(-1) > k;
		assert_int_equal(rc, reached ? MA_ENOMEM : MA_OK);
		assert_int_equal(names, reached ? 0 : 2);
	}
	assert_true(k > 2);
}

#define CASE(name) cmocka_unit_test_teardown(name, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_string_has_its_table_and_its_key),
		CASE(however_its_path_is_written),
		CASE(strings_may_have_escapes_and_lines),
		CASE(what_is_no_string_is_passed_over),
		CASE(what_is_no_toml_is_told_by_its_line_alone),
		CASE(depth_has_a_bound),
		CASE(memory_that_runs_out_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
