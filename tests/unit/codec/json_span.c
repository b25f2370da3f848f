#include "codec/json_span.h"

#include "base/limits.h"
#include "support/torture.h"

static void a_span_ends_where_its_value_does(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {
		{ "1,2", 1 },
		{ "-1.50e+3]", 8 },
		{ "true}", 4 },
		{ "\"a\\\"b\",1", 6 },
		{ "{\"a\":[1,{\"b\":\"]}\"}]} ,", 20 },
		{ "[]x", 2 },
		{ "", 0 },
		{ "\"open", 0 },
		{ "[1", 0 },
		{ "{\"a", 0 },
		{ ",1", 0 },
		{ "\"\\", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++)
		if (ma_json_span(ma_str(cases[i].text)) != cases[i].n)
			fail_msg("%s: %zu", cases[i].text, ma_json_span(ma_str(cases[i].text)));
}

static void members_and_elements_come_one_by_one(void **state)
{
	struct ma_str rest = MA_STR(" { \"a\" : 1.0 , \"b\\n\" : [ 2 ] } "), name, value;

	(void)state;
	assert_true(ma_json_member(&rest, &name, &value));
	assert_true(ma_str_is(name, "a") && ma_str_is(value, "1.0"));
	assert_true(ma_json_member(&rest, &name, &value));
	assert_true(ma_str_is(name, "b\\n") && ma_str_is(value, "[ 2 ]"));
	assert_false(ma_json_member(&rest, &name, &value));
	assert_true(ma_json_element(&value, &name));
	assert_true(ma_str_is(name, "2"));
	assert_false(ma_json_element(&value, &name));
	rest = MA_STR("{}");
	assert_false(ma_json_member(&rest, &name, &value));
}

static void blanks_go_but_not_those_of_strings(void **state)
{
	struct ma_buf out = MA_BUF_INIT(MA_KIB);

	(void)state;
	ma_json_compact(&out, MA_STR(" { \"a b\" :\t[ 1 ,\n\"c \\\" d\" ] } "));
	assert_string_equal(out.p, "{\"a b\":[1,\"c \\\" d\"]}");
	ma_buf_done(&out);
}

static void a_string_means_what_its_escapes_say(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_KIB);
	struct ma_str out = MA_STR("");

	(void)state;
	assert_true(ma_json_unquote(MA_STR("\"plain\""), &arena, &out));
	assert_true(ma_str_is(out, "plain"));
	assert_true(ma_json_unquote(MA_STR("\"a\\u00e9\\n\""), &arena, &out));
	assert_true(ma_str_is(out, "a\xc3\xa9\n"));
	assert_false(ma_json_unquote(MA_STR("1"), &arena, &out));
	assert_false(ma_json_unquote(MA_STR("\"\\x\""), &arena, &out));
	ma_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_span_ends_where_its_value_does),
		cmocka_unit_test(members_and_elements_come_one_by_one),
		cmocka_unit_test(blanks_go_but_not_those_of_strings),
		cmocka_unit_test(a_string_means_what_its_escapes_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
