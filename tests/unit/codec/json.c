#include "codec/json.h"

#include <stdlib.h>

#include "base/limits.h"
#include "support/torture.h"

/* The text must be refused with `rc` and a message that begins with `begins`; *out stays. */
static void refused(struct ma_str text, ma_rc rc, const char *begins)
{
	json_t *untouched = json_true(), *value = untouched;
	ma_err err = { .code = MA_OK };
	ma_rc got = ma_json_parse(text, "t", &value, &err);

	if (got != rc || !ma_str_starts(ma_str(err.msg), begins))
		fail_msg("%.60s: %s \"%s\", wanted \"%s\"", text.p, ma_rc_name(got), err.msg,
			begins);
	assert_ptr_equal(value, untouched);
}

static json_t *parsed(const char *text)
{
	ma_err err = { .code = MA_OK };
	json_t *value = NULL;

	if (ma_json_parse(ma_str(text), "t", &value, &err))
		fail_msg("%s: %s", text, err.msg);
	return value;
}

/* What `text` becomes when read and written. */
static void becomes(const char *text, int indent, const char *want)
{
	struct ma_buf out = MA_BUF_INIT(MA_MIB);
	json_t *value = parsed(text);

	ma_json_write(value, indent, &out);
	assert_int_equal(out.rc, MA_OK);
	assert_string_equal(out.p, want);
	ma_buf_done(&out);
	json_decref(value);
}

static void reads_and_writes_values_in_their_order(void **state)
{
	MA_UNUSED(state);
	becomes(" {\"z\": [1, -2, true, false, null], \"a\": {\"x\": \"y\"}} ", 0,
		"{\"z\":[1,-2,true,false,null],\"a\":{\"x\":\"y\"}}");
}

static void any_value_may_stand_alone(void **state)
{
	MA_UNUSED(state);
	becomes("7", 0, "7");
	becomes("\"x\"", 0, "\"x\"");
	becomes(" null\n", 0, "null");
}

static void an_indent_makes_lines(void **state)
{
	MA_UNUSED(state);
	becomes("{\"a\":[1]}", 2, "{\n  \"a\": [\n    1\n  ]\n}");
}

static void a_real_has_no_digit_too_many(void **state)
{
	static const char *const texts[] = { "0.1", "99.99", "2.5", "1e300", "0.3333333333333333",
		"123456.789", "-0.0", "1.0", "0.30000000000000004" };
	struct ma_buf out = MA_BUF_INIT(1024);
	ma_err err = { .code = MA_OK };
	json_t *v = NULL;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(texts); i++) {
		assert_int_equal(ma_json_parse(ma_str(texts[i]), "t", &v, &err), MA_OK);
		ma_buf_clear(&out);
		ma_json_write(v, 0, &out);
		assert_string_equal(out.p, texts[i]);
		json_decref(v);
	}
	ma_buf_done(&out);
}

static void a_real_survives_writing_and_reading(void **state)
{
	static const double reals[] = { 0.1, 1.0 / 3.0, 1e300, 5e-324, 123456.789 };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(reals); i++) {
		struct ma_buf out = MA_BUF_INIT(MA_KIB);
		json_t *v = json_real(reals[i]), *back;

		ma_json_write(v, 0, &out);
		back = parsed(out.p);
		if (json_real_value(back) < reals[i] || json_real_value(back) > reals[i])
			fail_msg("%.17g became %s", reals[i], out.p);
		json_decref(back);
		json_decref(v);
		ma_buf_done(&out);
	}
}

static void integers_reach_the_ends_of_64_bits_and_no_further(void **state)
{
	MA_UNUSED(state);
	becomes("[9223372036854775807,-9223372036854775808]", 0,
		"[9223372036854775807,-9223372036854775808]");
	refused(MA_STR("9223372036854775808"), MA_EINVALID, "t:1:19: too big integer");
	refused(MA_STR("-9223372036854775809"), MA_EINVALID, "t:1:20: too big negative integer");
	refused(MA_STR("[1e400]"), MA_EINVALID, "t:1:6: real number overflow");
}

static void an_error_names_line_and_column(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("{\n  \"a\": 1,\n  oops\n}"), MA_EINVALID, "t:3:6: ");
	refused(MA_STR(""), MA_EINVALID, "t:1:0: ");
	refused((struct ma_str){ NULL, 0 }, MA_EINVALID, "t:1:0: ");
}

static void what_is_not_strict_is_refused(void **state)
{
	static const char *const texts[] = { "{\"a\":1,}", "[1,]", "[01]", "[+1]", "[.5]", "[1.]",
		"[NaN]", "[Infinity]", "{a:1}", "{'a':1}", "// x\n1", "/* x */ 1", "1 2", "{} {}",
		"{", "[", "\"", "\"\t\"", "\"\\x\"", "[1 2]", "{\"a\" 1}", "{1:2}", "tru",
		"\xef\xbb\xbf{}", "```json\n{}\n```", "]", "}", "\"\\u12\"" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(texts); i++)
		refused(ma_str(texts[i]), MA_EINVALID, "t:");
}

static void bytes_that_are_not_utf8_are_refused(void **state)
{
	static const char *const texts[] = { "\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"",
		"\"\xf5\x80\x80\x80\"", "\"\xe2\x82\"" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(texts); i++)
		refused(ma_str(texts[i]), MA_EINVALID, "t:");
}

static void nul_is_refused_raw_and_escaped(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("\"a\\u0000b\""), MA_EINVALID, "t:");
	refused(MA_STR("\"a\0b\""), MA_EINVALID, "t:");
	refused(MA_STR("{}\0"), MA_EINVALID, "t:");
	refused(MA_STR("{\"a\\u0000\":1}"), MA_EINVALID, "t:");
}

static void lone_surrogates_are_refused_and_pairs_are_read(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("\"\\ud800\""), MA_EINVALID, "t:");
	refused(MA_STR("\"\\udc00x\""), MA_EINVALID, "t:");
	becomes("\"\\ud83d\\ude00\"", 0, "\"\xf0\x9f\x98\x80\"");
}

static void a_key_given_twice_is_refused_with_its_place(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("{\"a\":1,\n\"b\":2,\n\"a\":3}"), MA_EINVALID, "t:3:3: duplicate object key");
	becomes("[{\"a\":1},{\"a\":2}]", 0, "[{\"a\":1},{\"a\":2}]");
}

/* `n` openers, then as many closers. Gives: ma_free() it. */
static char *nested(size_t n, char open, char close)
{
	char *text = ma_new_n(char, 2 * n + 1);

	assert_non_null(text);
	memset(text, open, n);
	memset(text + n, close, n);
	return text;
}

static void the_deepest_allowed_nesting_is_read(void **state)
{
	char *text = nested(MA_LIMIT_JSON_DEPTH, '[', ']');

	MA_UNUSED(state);
	json_decref(parsed(text));
	ma_free(text);
}

static void one_level_more_is_refused_with_its_place(void **state)
{
	char *text = nested(MA_LIMIT_JSON_DEPTH + 1, '[', ']');

	MA_UNUSED(state);
	refused(ma_str(text), MA_ELIMIT, "t:1:513: more than 512 levels");
	ma_free(text);
}

static void a_million_openers_do_not_touch_the_stack(void **state)
{
	char *text = nested(1000000, '{', '}');

	MA_UNUSED(state);
	refused(ma_str(text), MA_ELIMIT, "t:1:513:");
	ma_free(text);
}

static void brackets_in_strings_are_no_levels(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	size_t i;

	MA_UNUSED(state);
	ma_buf_adds(&text, "[\"\\\"");
	for (i = 0; i < 1000; i++)
		ma_buf_addc(&text, '[');
	ma_buf_adds(&text, "\"]");
	json_decref(parsed(text.p));
	ma_buf_done(&text);
}

static void closers_before_their_openers_buy_no_depth(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < 1000; i++)
		ma_buf_addc(&text, ']');
	for (i = 0; i < 1000; i++)
		ma_buf_addc(&text, '[');
	refused(ma_buf_str(&text), MA_ELIMIT, "t:1:1513:");
	ma_buf_done(&text);
}

static void an_error_shows_hidden_characters(void **state)
{
	json_t *value = NULL;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_json_parse(MA_STR("[\x1b[31m"), "t", &value, &err), MA_EINVALID);
	assert_null(strchr(err.msg, '\x1b'));
}

static void writing_stops_at_the_ceiling(void **state)
{
	struct ma_buf out = MA_BUF_INIT(8);
	json_t *value = parsed("[\"0123456789\"]");

	MA_UNUSED(state);
	ma_json_write(value, 0, &out);
	assert_int_equal(out.rc, MA_ELIMIT);
	ma_buf_done(&out);
	json_decref(value);
}

static void string_is(struct ma_str s, const char *want)
{
	struct ma_buf out = MA_BUF_INIT(MA_KIB);

	ma_json_add_string(&out, s);
	assert_int_equal(out.rc, MA_OK);
	assert_string_equal(out.p, want);
	ma_buf_done(&out);
}

static void a_string_is_escaped(void **state)
{
	MA_UNUSED(state);
	string_is(MA_STR(""), "\"\"");
	string_is((struct ma_str){ NULL, 0 }, "\"\"");
	string_is(MA_STR("a\"b\\c\n\t\r\b\f\x01\0z"),
		"\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u0000z\"");
	string_is(MA_STR("h\xc3\xa9llo \xf0\x9f\x98\x80/"), "\"h\xc3\xa9llo \xf0\x9f\x98\x80/\"");
}

static void a_string_of_wrong_bytes_becomes_replacement_characters(void **state)
{
	MA_UNUSED(state);
	string_is(MA_STR("a\xff"
			 "b\xe2\x82"),
		"\"a\xef\xbf\xbd"
		"b\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void every_byte_in_a_string_comes_out_as_json(void **state)
{
	struct ma_buf out = MA_BUF_INIT(MA_MIB);
	char c;
	int i;

	MA_UNUSED(state);
	ma_buf_addc(&out, '[');
	for (i = 1; i < 256; i++) {
		c = (char)i;
		ma_json_add_string(&out, ma_str_n(&c, 1));
		ma_buf_addc(&out, i < 255 ? ',' : ']');
	}
	json_decref(parsed(out.p));
	ma_buf_done(&out);
}

static void members_are_read_by_type(void **state)
{
	json_t *o = parsed(
		"{\"s\":\"x\",\"e\":\"\",\"i\":-5,\"r\":1.5,\"t\":true,\"f\":false,\"n\":null}");

	MA_UNUSED(state);
	assert_true(ma_str_is(ma_json_str(o, "s"), "x"));
	assert_non_null(ma_json_str(o, "e").p);
	assert_null(ma_json_str(o, "i").p);
	assert_null(ma_json_str(o, "absent").p);
	assert_int_equal(ma_json_int(o, "i", 9), -5);
	assert_int_equal(ma_json_int(o, "r", 9), 9);
	assert_int_equal(ma_json_int(o, "absent", 9), 9);
	assert_true(ma_json_bool(o, "t", false));
	assert_false(ma_json_bool(o, "f", true));
	assert_true(ma_json_bool(o, "n", true));
	json_decref(o);
}

static void members_of_what_is_no_object_are_absent(void **state)
{
	json_t *a = parsed("[1]");

	MA_UNUSED(state);
	assert_null(ma_json_str(a, "s").p);
	assert_int_equal(ma_json_int(NULL, "i", 3), 3);
	assert_true(ma_json_bool(a, "b", true));
	json_decref(a);
}

static ma_rc write_both(void *data, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(MA_MIB);
	ma_rc rc;

	ma_json_write(data, 2, &out);
	ma_json_add_string(&out, MA_STR("a long enough string to grow the buffer once more, \x01"));
	rc = ma_buf_check(&out, err);
	ma_buf_done(&out);
	return rc;
}

static void writing_survives_every_failed_allocation(void **state)
{
	json_t *value = parsed(
		"{\"a\":[1,2.5,\"x\",{\"b\":null,\"c\":\"0123456789012345678901234567890123456789\"}]}");

	MA_UNUSED(state);
	torture(write_both, value);
	json_decref(value);
}

static ma_rc refuse_text(void *data, ma_err *err)
{
	json_t *value = NULL;
	ma_rc rc = ma_json_parse(ma_str(data), "t", &value, err);

	return rc == MA_EINVALID ? MA_OK : rc;
}

static void refusing_survives_every_failed_allocation(void **state)
{
	char text[] =
		"{\"a\": \"0123456789012345678901234567890123456789012345678901234567890123456789012345678901\" \"b\"}";

	MA_UNUSED(state);
	torture(refuse_text, text);
}

static void what_is_written_is_what_jansson_would_write(void **state)
{
	static const char *const texts[] = {
		"{}", "[]", "null", "true", "\"\"", "[[],{},[{}]]",
		"{\"a\":[1,-9223372036854775808,0.1,1e300,-0.0,1e-7,123456789012345.0],\"b\":{\"c\":false}}",
		"[\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f \xc3\xa9\xf0\x9f\x98\x80\",\"long enough for blocks of sixteen\"]"
	};
	struct ma_buf out = MA_BUF_INIT(4096);
	char *wanted;
	json_t *value;
	size_t i;
	int indent;

	MA_UNUSED(state);
	for (i = 0; i < 3 * MA_COUNT(texts); i++) {
		indent = (int)(i % 3);
		value = json_loads(texts[i / 3], JSON_DECODE_ANY, NULL);
		assert_non_null(value);
		wanted = json_dumps(value,
			JSON_ENCODE_ANY | JSON_REAL_PRECISION(15) |
				(indent ? JSON_INDENT((size_t)indent) : JSON_COMPACT));
		ma_buf_clear(&out);
		ma_json_write(value, indent, &out);
		assert_string_equal(out.p, wanted);
		free(wanted);
		json_decref(value);
	}
	ma_buf_done(&out);
}

static void what_nests_without_end_is_not_written(void **state)
{
	struct ma_buf out = MA_BUF_INIT(MA_MIB);
	json_t *value = json_array(), *outer;
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 10 * MA_LIMIT_JSON_DEPTH; i++) {
		outer = json_array();
		assert_int_equal(json_array_append_new(outer, value), 0);
		value = outer;
	}
	ma_json_write(value, 0, &out);
	assert_int_equal(out.rc, MA_ELIMIT);
	json_decref(value);
	ma_buf_done(&out);
}

static void a_nul_behind_a_number_is_seen(void **state)
{
	json_t *value = NULL;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_json_parse(ma_str_n("[1\0,2]", 6), "t", &value, &err), MA_EINVALID);
	assert_string_equal(err.msg, "t:1:3: expected ',' or ']'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_nul_behind_a_number_is_seen),
		cmocka_unit_test(what_is_written_is_what_jansson_would_write),
		cmocka_unit_test(what_nests_without_end_is_not_written),
		cmocka_unit_test(reads_and_writes_values_in_their_order),
		cmocka_unit_test(any_value_may_stand_alone),
		cmocka_unit_test(an_indent_makes_lines),
		cmocka_unit_test(a_real_survives_writing_and_reading),
		cmocka_unit_test(a_real_has_no_digit_too_many),
		cmocka_unit_test(integers_reach_the_ends_of_64_bits_and_no_further),
		cmocka_unit_test(an_error_names_line_and_column),
		cmocka_unit_test(what_is_not_strict_is_refused),
		cmocka_unit_test(bytes_that_are_not_utf8_are_refused),
		cmocka_unit_test(nul_is_refused_raw_and_escaped),
		cmocka_unit_test(lone_surrogates_are_refused_and_pairs_are_read),
		cmocka_unit_test(a_key_given_twice_is_refused_with_its_place),
		cmocka_unit_test(the_deepest_allowed_nesting_is_read),
		cmocka_unit_test(one_level_more_is_refused_with_its_place),
		cmocka_unit_test(a_million_openers_do_not_touch_the_stack),
		cmocka_unit_test(brackets_in_strings_are_no_levels),
		cmocka_unit_test(closers_before_their_openers_buy_no_depth),
		cmocka_unit_test(an_error_shows_hidden_characters),
		cmocka_unit_test(writing_stops_at_the_ceiling),
		cmocka_unit_test(a_string_is_escaped),
		cmocka_unit_test(a_string_of_wrong_bytes_becomes_replacement_characters),
		cmocka_unit_test(every_byte_in_a_string_comes_out_as_json),
		cmocka_unit_test(members_are_read_by_type),
		cmocka_unit_test(members_of_what_is_no_object_are_absent),
		cmocka_unit_test(writing_survives_every_failed_allocation),
		cmocka_unit_test(refusing_survives_every_failed_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
