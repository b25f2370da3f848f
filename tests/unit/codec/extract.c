#include "codec/extract.h"

#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"
#include "support/torture.h"

static void gives(const char *text, const char *want)
{
	struct ma_buf got = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	json_t *value = NULL;

	if (ma_extract_json(ma_str(text), &value, &err))
		fail_msg("%s\n%s", text, err.msg);
	ma_json_write(value, 0, &got);
	if (!ma_str_is(ma_buf_str(&got), want))
		fail_msg("%s\ngave %s, wanted %s", text, got.p, want);
	json_decref(value);
	ma_buf_done(&got);
}

static void refused(struct ma_str text, const char *want)
{
	json_t *untouched = json_true(), *value = untouched;
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_extract_json(text, &value, &err);

	if (rc != MA_EINVALID || !ma_str_starts(ma_str(err.msg), want))
		fail_msg("%.200s\ngave %s \"%s\", wanted \"%s\"", text.p, ma_rc_name(rc), err.msg,
			want);
	assert_ptr_equal(value, untouched);
}

static void bare_json_is_taken_as_it_is(void **state)
{
	MA_UNUSED(state);
	gives("{\"a\":1}", "{\"a\":1}");
	gives(" \n{\"a\": {\"b\": [1, 2]}}\n\n", "{\"a\":{\"b\":[1,2]}}");
	gives("\xef\xbb\xbf{}", "{}");
}

static void prose_around_an_object_is_skipped(void **state)
{
	MA_UNUSED(state);
	gives("Here is the plan:\n\n{\"a\": 1}\n\nTell me what you think!", "{\"a\":1}");
}

static void fenced_json_is_preferred_to_what_stands_in_prose(void **state)
{
	MA_UNUSED(state);
	gives("Format {\"x\":0}:\n```json\n{\"a\":1}\n```\nwhere {\"a\":2} would be wrong.",
		"{\"a\":1}");
	gives("```\n{\"a\":1}\n```", "{\"a\":1}");
	gives("~~~~JSON\n{\"a\":1}\n~~~~", "{\"a\":1}");
	gives("```json {\"a\":1}\n```", "{\"a\":1}");
}

static void code_in_another_language_is_no_better_than_prose(void **state)
{
	MA_UNUSED(state);
	gives("```json\n{\"a\":1}\n```\n```ts\nf({\"b\":1})\n```\n", "{\"a\":1}");
	gives("```javascript\n{\"b\":1}\n```\n", "{\"b\":1}");
}

static void the_last_of_several_is_taken(void **state)
{
	MA_UNUSED(state);
	gives("{\"a\":1}\n{\"a\":2}", "{\"a\":2}");
	gives("```json\n{\"a\":1}\n```\nno, better:\n```json\n{\"a\":2}\n```", "{\"a\":2}");
	gives("```json\n{\"a\":1}\n{\"a\":2}\n```", "{\"a\":2}");
}

static void an_earlier_one_is_taken_where_the_last_does_not_parse(void **state)
{
	MA_UNUSED(state);
	gives("{\"a\":1}\nand a set {\"x\", \"y\"} of things", "{\"a\":1}");
}

static void a_fence_without_end_still_holds_a_whole_object(void **state)
{
	MA_UNUSED(state);
	gives("```json\n{\"a\":1}\n", "{\"a\":1}");
}

static void braces_and_quotes_in_prose_and_strings_confuse_nothing(void **state)
{
	MA_UNUSED(state);
	gives("A {placeholder} and a [link](x), she's \"quoted\":\n{\"a\":\"}{\\\"]\"} {ok}",
		"{\"a\":\"}{\\\"]\"}");
	gives("{\"a\":\"```\\n{\\\"b\\\":1}\\n```\"}", "{\"a\":\"```\\n{\\\"b\\\":1}\\n```\"}");
	gives("Use `{}` for that: {\"a\":1}. Not {}.", "{\"a\":1}");
}

static void thoughts_are_skipped(void **state)
{
	MA_UNUSED(state);
	gives("<think>maybe {\"a\":0}?</think>{\"a\":1}", "{\"a\":1}");
	gives("<think>\n{\"a\":0}\n</think>\nSure\n<thinking>\n```json\n{\"a\":2}\n```\n</thinking>\n{\"a\":1}",
		"{\"a\":1}");
	gives("{\"a\":1}\n<think>or rather {\"a\":0}", "{\"a\":1}");
	gives("{\"a\":\"<think>x</think>\"}", "{\"a\":\"<think>x</think>\"}");
}

static void a_thought_that_began_in_the_prompt_is_skipped(void **state)
{
	MA_UNUSED(state);
	gives("let me see {\"a\":0}\n</think>\n{\"a\":1}", "{\"a\":1}");
	gives("let me see {\"a\":0} </think>\n{\"a\":1}", "{\"a\":1}");
	refused(MA_STR("let me see {\"a\":0}\n</think>\nI cannot."), "no JSON");
}

static void text_without_json_is_a_failure(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR(""), "no JSON in the text");
	refused((struct ma_str){ NULL, 0 }, "no JSON in the text");
	refused(MA_STR("I am sorry, I cannot do that."), "no JSON in the text");
	refused(MA_STR("Write {} or {name} or [x]."), "no JSON in the text");
	refused(MA_STR("<think>{\"a\":1}"), "no JSON in the text");
	refused(MA_STR("42"), "the JSON is not an object");
}

static void an_empty_object_counts_only_where_it_is_the_answer(void **state)
{
	MA_UNUSED(state);
	gives("{}", "{}");
	gives("```json\n{}\n```", "{}");
	gives("{\"a\":1}\n```json\n{}\n```", "{\"a\":1}");
}

static void an_array_is_not_an_object_and_its_members_are_not_the_answer(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("[{\"a\":1},{\"a\":2}]"), "the JSON is not an object");
	gives("{\"a\":0}\n[{\"a\":1}]", "{\"a\":0}");
}

static void no_piece_of_a_broken_object_is_taken(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("{\"tasks\":[{\"id\":\"a\"},!!{\"id\":\"b\"}]}"),
		"JSON:1:22: expected a value");
	refused(MA_STR("{\"tasks\":[{\"id\":\"a\"},!!{\"id\":\"b\"}"),
		"JSON:1:22: expected a value");
	refused(MA_STR("{\"a\":{\"b\":1} != {\"c\":1}}"), "JSON:1:14: expected ','");
	refused(MA_STR("For example {\"a\":0}. Now: {\"a\":1, &}"), "JSON:1:35: expected a key");
}

static void a_value_cut_at_any_byte_is_refused(void **state)
{
	static const char text[] = "{\"tasks\":[{\"id\":\"a\",\"n\":12},{\"id\":\"b}\",\"x\":null}]}";
	struct ma_buf reply = MA_BUF_INIT(MA_KIB);
	size_t n;

	MA_UNUSED(state);
	for (n = 2; n + 1 < sizeof(text); n++) {
		refused(ma_str_n(text, n), "the JSON stops in the middle");
		ma_buf_clear(&reply);
		ma_buf_addf(&reply, "For example {\"a\":1}. Now:\n```json\n%.*s", (int)n, text);
		refused(ma_buf_str(&reply), "the JSON stops in the middle");
	}
	ma_buf_done(&reply);
}

static void a_fence_closed_in_the_middle_of_a_value_is_refused(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("```json\n{\"a\":[{\"b\":1},\n```\n"), "the JSON stops in the middle");
	gives("```json\n{\"a\":[1,\n```\nOnce more:\n```json\n{\"a\":[1,2]}\n```\n",
		"{\"a\":[1,2]}");
}

static void repairs_are_told_with_their_class_and_place(void **state)
{
	struct ma_extract x = { .truncated = true };
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(
		ma_extract(MA_STR("So:\n{'a':1 \"b\":[2,]}"), MA_EXTRACT_JSON, NULL, &x, &err),
		MA_OK);
	assert_string_equal(x.json.p, "{\"a\":1,\"b\":[2]}");
	assert_int_equal(x.repairs.n, 3);
	assert_int_equal(x.repairs.v[0].class, MA_REPAIR_SAFE);
	assert_int_equal(x.repairs.v[0].at, 5);
	assert_int_equal(x.repairs.v[1].class, MA_REPAIR_GUESS);
	assert_int_equal(x.repairs.v[1].at, 11);
	assert_int_equal(x.repairs.v[2].class, MA_REPAIR_SAFE);
	assert_int_equal(x.repairs.v[2].at, 17);
	assert_string_equal(x.repairs.v[2].what, "a comma behind the last one");
	assert_int_equal(x.repairs.worst, MA_REPAIR_GUESS);
	assert_false(x.truncated);
	ma_extract_done(&x);
}

static void bytes_that_are_no_utf8_and_half_surrogates_are_replaced(void **state)
{
	MA_UNUSED(state);
	gives("{\"a\":\"x\xffy\\ud800\"}", "{\"a\":\"x\xef\xbf\xbdy\xef\xbf\xbd\"}");
}

static char *repeated(const char *piece, size_t times)
{
	struct ma_buf text = MA_BUF_INIT(64 * MA_MIB);

	while (times-- > 0)
		ma_buf_adds(&text, piece);
	return ma_buf_take(&text);
}

static void hostile_repetition_costs_linear_time_and_no_recursion(void **state)
{
	static const char *const pieces[] = { "{\"a\":", "[{\"a\":", "{", "[", "{\"", "{\"a\":[1,",
		"{ ", "\"{", "`", "{\"a\":\"b \"c", "{'a':'b'c", "[\"a\\", "{\\\"a",
		"{\"a\":\"\n```\n", "{\"a\":1 !", "{a:b(", "\"a\":\"b\", ", "{/*", "[{,",
		"x {\"a\":1} }" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(pieces); i++) {
		char *text = repeated(pieces[i], 300000);
		ma_err err = { .code = MA_OK };
		json_t *value = NULL;

		assert_non_null(text);
		(void)ma_extract_json(ma_str(text), &value, &err); /* soon, whatever it is */
		json_decref(value);
		ma_free(text);
	}
}

static void a_deep_object_is_refused_and_no_piece_of_it_is_taken(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 600; i++)
		ma_buf_adds(&text, "{\"a\":");
	ma_buf_adds(&text, "1");
	for (i = 0; i < 600; i++)
		ma_buf_adds(&text, "}");
	refused(ma_buf_str(&text), "JSON:1:2561: more than 512 levels");
	ma_buf_done(&text);
}

static void many_candidates_cost_bounded_memory_and_the_last_is_taken(void **state)
{
	char *text = repeated("x {\"a\":1} ", 100000);
	struct ma_buf reply = MA_BUF_INIT(4 * MA_MIB);

	MA_UNUSED(state);
	ma_buf_adds(&reply, text);
	ma_buf_adds(&reply, "{\"a\":2} {\"b\"}");
	gives(reply.p, "{\"a\":2}");
	ma_buf_done(&reply);
	ma_free(text);
}

static ma_rc refuse_all(void *data, ma_err *err)
{
	json_t *value = NULL;
	ma_rc rc = ma_extract_json(ma_str(data), &value, err);

	return rc == MA_EINVALID ? MA_OK : rc;
}

/* Only our own memory: jansson's lexer calls a text invalid when it can get none. */
static void every_failed_allocation_is_reported(void **state)
{
	char text[] = "{'a' 1, \"b\":{\"c\":1,\"c\":2}}\n```json\n{\"b\" 1, !}\n```\n{\\\"a\\\":1 !}";

	MA_UNUSED(state);
	torture(refuse_all, text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bare_json_is_taken_as_it_is),
		cmocka_unit_test(prose_around_an_object_is_skipped),
		cmocka_unit_test(fenced_json_is_preferred_to_what_stands_in_prose),
		cmocka_unit_test(code_in_another_language_is_no_better_than_prose),
		cmocka_unit_test(the_last_of_several_is_taken),
		cmocka_unit_test(an_earlier_one_is_taken_where_the_last_does_not_parse),
		cmocka_unit_test(a_fence_without_end_still_holds_a_whole_object),
		cmocka_unit_test(braces_and_quotes_in_prose_and_strings_confuse_nothing),
		cmocka_unit_test(thoughts_are_skipped),
		cmocka_unit_test(a_thought_that_began_in_the_prompt_is_skipped),
		cmocka_unit_test(text_without_json_is_a_failure),
		cmocka_unit_test(an_empty_object_counts_only_where_it_is_the_answer),
		cmocka_unit_test(an_array_is_not_an_object_and_its_members_are_not_the_answer),
		cmocka_unit_test(no_piece_of_a_broken_object_is_taken),
		cmocka_unit_test(a_value_cut_at_any_byte_is_refused),
		cmocka_unit_test(a_fence_closed_in_the_middle_of_a_value_is_refused),
		cmocka_unit_test(repairs_are_told_with_their_class_and_place),
		cmocka_unit_test(bytes_that_are_no_utf8_and_half_surrogates_are_replaced),
		cmocka_unit_test(hostile_repetition_costs_linear_time_and_no_recursion),
		cmocka_unit_test(a_deep_object_is_refused_and_no_piece_of_it_is_taken),
		cmocka_unit_test(many_candidates_cost_bounded_memory_and_the_last_is_taken),
		cmocka_unit_test(every_failed_allocation_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
