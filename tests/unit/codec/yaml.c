#include "codec/yaml.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"
#include "support/torture.h"

static void json_is(json_t *value, const char *want)
{
	struct ma_buf got = MA_BUF_INIT(MA_MIB);

	ma_json_write(value, 0, &got);
	if (!ma_str_is(ma_buf_str(&got), want))
		fail_msg("gave %s, wanted %s", got.p, want);
	ma_buf_done(&got);
}

static void reads_as(struct ma_str text, const char *want)
{
	ma_err err = { .code = MA_OK };
	json_t *value = NULL;

	if (ma_yaml_parse(text, "t", &value, &err))
		fail_msg("%s\n%s", text.p, err.msg);
	json_is(value, want);
	json_decref(value);
}

static void refused(struct ma_str text, ma_rc rc, const char *want)
{
	json_t *untouched = json_true(), *value = untouched;
	ma_err err = { .code = MA_OK };
	ma_rc got = ma_yaml_parse(text, "t", &value, &err);

	if (got != rc || !ma_str_starts(ma_str(err.msg), want))
		fail_msg("%.200s\ngave %s \"%s\", wanted \"%s\"", text.p, ma_rc_name(got), err.msg,
			want);
	assert_ptr_equal(value, untouched);
}

static void mappings_and_sequences_become_objects_and_arrays(void **state)
{
	MA_UNUSED(state);
	reads_as(MA_STR("b: 1\na:\n  - x\n  - c: [y, {d: z}]\n"),
		"{\"b\":1,\"a\":[\"x\",{\"c\":[\"y\",{\"d\":\"z\"}]}]}");
	reads_as(MA_STR("[]"), "[]");
	reads_as(MA_STR("--- {}\n...\n"), "{}");
}

static void plain_scalars_follow_the_core_schema_of_1_2(void **state)
{
	MA_UNUSED(state);
	reads_as(MA_STR("[null, ~, Null, NULL, true, True, FALSE, yes, no, on, off, y]"),
		"[null,null,null,null,true,true,false,\"yes\",\"no\",\"on\",\"off\",\"y\"]");
	reads_as(MA_STR("[0, -7, +7, 007, 0x1F, 0o17, 9223372036854775807, -9223372036854775808]"),
		"[0,-7,7,7,31,15,9223372036854775807,-9223372036854775808]");
	reads_as(MA_STR("[1.5, .5, 1., -1e3, 1E-2, +0.25]"), "[1.5,0.5,1.0,-1000.0,0.01,0.25]");
	reads_as(MA_STR("[., -x, +, 1e, 0x, 0xg, 0o8, 1.2.3, 12:30, 1_000, 2026-01-02, 12a, 0b1]"),
		"[\".\",\"-x\",\"+\",\"1e\",\"0x\",\"0xg\",\"0o8\",\"1.2.3\",\"12:30\",\"1_000\",\"2026-01-02\",\"12a\",\"0b1\"]");
}

static void quoted_and_block_scalars_are_text(void **state)
{
	MA_UNUSED(state);
	reads_as(MA_STR("a: '1'\nb: \"true\"\nc: ''\nd: |\n  1\n  2\ne: >\n  x\n  y\n"),
		"{\"a\":\"1\",\"b\":\"true\",\"c\":\"\",\"d\":\"1\\n2\\n\",\"e\":\"x y\\n\"}");
}

static void keys_are_text_as_written(void **state)
{
	MA_UNUSED(state);
	reads_as(MA_STR("1: a\ntrue: b\n~: c\n\"q r\": d\n"),
		"{\"1\":\"a\",\"true\":\"b\",\"~\":\"c\",\"q r\":\"d\"}");
}

static void a_text_with_nothing_in_it_is_null(void **state)
{
	MA_UNUSED(state);
	reads_as(MA_STR(""), "null");
	reads_as((struct ma_str){ NULL, 0 }, "null");
	reads_as(MA_STR("# only a comment\n"), "null");
	reads_as(MA_STR("---\n"), "null");
}

static void a_byte_order_mark_is_skipped(void **state)
{
	MA_UNUSED(state);
	reads_as(MA_STR("\xef\xbb\xbf"
			"a: 1\n"),
		"{\"a\":1}");
}

static void what_could_mean_two_things_is_refused_with_its_place(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("a: &x 1\n"), MA_EINVALID, "t:1:4: anchors are not allowed");
	refused(MA_STR("a: &x\n  b: 1\n"), MA_EINVALID, "t:1:4: anchors are not allowed");
	refused(MA_STR("b: 1\na: *x\n"), MA_EINVALID, "t:2:4: aliases are not allowed");
	refused(MA_STR("*x : 1\n"), MA_EINVALID, "t:1:1: aliases are not allowed");
	refused(MA_STR("a: !!str 1\n"), MA_EINVALID, "t:1:4: tags are not allowed");
	refused(MA_STR("a: !<x> [1]\n"), MA_EINVALID, "t:1:4: tags are not allowed");
	refused(MA_STR("a: 1\nb:\n  c: 1\n  c: 2\n"), MA_EINVALID,
		"t:4:3: the key is given twice: c");
	refused(MA_STR("{a: 1, \"a\": 2}"), MA_EINVALID, "t:1:8: the key is given twice: a");
	refused(MA_STR("a: 1\n---\nb: 1\n"), MA_EINVALID, "t:2:1: a second document");
	refused(MA_STR("? [a]\n: b\n"), MA_EINVALID, "t:1:3: a key must be text");
	refused(MA_STR("? {a: 1}\n: b\n"), MA_EINVALID, "t:1:3: a key must be text");
}

static void values_that_json_cannot_hold_are_refused(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("a: .inf"), MA_EINVALID, "t:1:4: infinity");
	refused(MA_STR("a: -.Inf"), MA_EINVALID, "t:1:4: infinity");
	refused(MA_STR("a: .nan"), MA_EINVALID, "t:1:4: infinity");
	refused(MA_STR("a: 9223372036854775808"), MA_EINVALID, "t:1:4: the number is too large");
	refused(MA_STR("a: 0xffffffffffffffff"), MA_EINVALID, "t:1:4: the number is too large");
	refused(MA_STR("a: 1e400"), MA_EINVALID, "t:1:4: the number is too large");
	refused(MA_STR("a: \"x\\0y\""), MA_EINVALID, "t:1:4: a text holds a NUL");
	refused(MA_STR("\"x\\0y\": 1"), MA_EINVALID, "t:1:1: a text holds a NUL");
}

static void broken_syntax_is_refused_with_its_place(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("a: 1\n b: 2\n"), MA_EINVALID,
		"t:2:3: mapping values are not allowed in this context");
	refused(MA_STR("a: [1, 2\n"), MA_EINVALID, "t:2:1: ");
	refused(MA_STR("a:\n\t- b\n"), MA_EINVALID,
		"t:2:1: found character that cannot start any token");
	refused(MA_STR("a: \"x\n"), MA_EINVALID, "t:2:1: found unexpected end of stream");
	refused(MA_STR("a: \"\\ud800\"\n"), MA_EINVALID, "t:1:");
	refused(MA_STR("a: }\n"), MA_EINVALID, "t:1:4: ");
}

static void bytes_that_are_not_text_are_refused_with_their_place(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("b: 1\na: \xff\n"), MA_EINVALID, "t:2:4: invalid leading UTF-8 octet");
	refused(MA_STR("b: 1\na: \x01\n"), MA_EINVALID, "t:2:4: control characters are not allowed");
	refused(MA_STR("a: x\0y"), MA_EINVALID, "t:1:5: ");
	refused(MA_STR("\xff\xfe"
		       "a\0"),
		MA_EINVALID, "t:1:1: ");
}

static void sixty_four_levels_are_read_and_no_more(void **state)
{
	char text[131];

	MA_UNUSED(state);
	memset(text, '[', 65);
	memset(text + 65, ']', 65);
	text[130] = '\0';
	refused(ma_str(text), MA_ELIMIT, "t:1:65: more than 64 levels");
	reads_as(ma_str_n(text + 1, 128),
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
		"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
}

static void hostile_repetition_is_refused(void **state)
{
	static const char *const pieces[] = { "- ", "? ", "{a: ", "[", "a: {", "[a: ", "- - &a " };
	size_t i, k;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(pieces); i++) {
		struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);
		json_t *value = NULL;
		ma_err err = { .code = MA_OK };

		for (k = 0; k < 100000; k++)
			ma_buf_adds(&text, pieces[i]);
		assert_int_not_equal(ma_yaml_parse(ma_buf_str(&text), "t", &value, &err), MA_OK);
		assert_null(value);
		ma_buf_done(&text);
	}
}

static void more_than_a_config_may_have_is_refused(void **state)
{
	char *text = ma_new_n(char, MA_LIMIT_CONFIG + 1);

	MA_UNUSED(state);
	assert_non_null(text);
	memset(text, ' ', MA_LIMIT_CONFIG + 1);
	refused(ma_str_n(text, MA_LIMIT_CONFIG + 1), MA_ELIMIT, "t: more than 1048576 bytes");
	ma_free(text);
}

static void front_matter_is_cut_from_its_body(void **state)
{
	ma_err err = { .code = MA_OK };
	struct ma_str body = { NULL, 0 };
	json_t *front = NULL;

	MA_UNUSED(state);
	assert_int_equal(ma_yaml_front_matter(MA_STR("---\nname: x\nn: 2\n---\n# Hi\n---\nmore\n"),
				 "t", &front, &body, &err),
		MA_OK);
	json_is(front, "{\"name\":\"x\",\"n\":2}");
	assert_true(ma_str_is(body, "# Hi\n---\nmore\n"));
	json_decref(front);
}

static void front_matter_may_have_crlf_a_mark_and_no_body(void **state)
{
	ma_err err = { .code = MA_OK };
	struct ma_str body = { NULL, 0 };
	json_t *front = NULL;

	MA_UNUSED(state);
	assert_int_equal(ma_yaml_front_matter(MA_STR("\xef\xbb\xbf---\r\nname: x\r\n--- "), "t",
				 &front, &body, &err),
		MA_OK);
	json_is(front, "{\"name\":\"x\"}");
	assert_int_equal(body.n, 0);
	json_decref(front);
}

static void no_front_matter(const char *text, const char *want)
{
	ma_err err = { .code = MA_OK };
	struct ma_str body = { NULL, 7 };
	json_t *front = NULL;

	assert_int_equal(ma_yaml_front_matter(ma_str(text), "t", &front, &body, &err), MA_EINVALID);
	assert_string_equal(err.msg, want);
	assert_null(front);
	assert_int_equal(body.n, 7);
}

static void text_without_front_matter_is_refused(void **state)
{
	static const char want[] = "t: front matter must stand between two \"---\" lines at the start";

	MA_UNUSED(state);
	no_front_matter("", want);
	no_front_matter("name: x\n", want);
	no_front_matter("\n---\nname: x\n---\n", want);
	no_front_matter("---\nname: x\n", want);
	no_front_matter("----\nname: x\n---\n", want);
}

static void front_matter_that_is_no_mapping_is_refused(void **state)
{
	MA_UNUSED(state);
	no_front_matter("---\n- x\n---\n", "t: front matter must be a mapping");
	no_front_matter("---\n---\n", "t: front matter must be a mapping");
}

static void an_error_in_front_matter_names_the_line_of_the_file(void **state)
{
	MA_UNUSED(state);
	no_front_matter("---\na: 1\na: 2\n---\n", "t:3:1: the key is given twice: a");
}

static void *gated_alloc(size_t n)
{
	return ma_alloc(1, n);
}

static ma_rc parse_once(void *data, ma_err *err)
{
	json_t *value = NULL;
	ma_rc rc = ma_yaml_parse(ma_str(data), "t", &value, err);

	ma_alloc_fail_after(-1); /* what follows is the test's own */
	if (!rc)
		json_is(value,
			"{\"a\":[1,2.5,\"x\",null,{\"b\":\"0123456789\"}],\"c\":{\"d\":[],\"e\":true}}");
	json_decref(value);
	return rc;
}

static ma_rc refuse_once(void *data, ma_err *err)
{
	json_t *value = NULL;
	ma_rc rc = ma_yaml_parse(ma_str(data), "t", &value, err);

	return rc == MA_EINVALID ? MA_OK : rc;
}

/* jansson's allocations too; libyaml's cannot be reached. */
static void every_failed_allocation_is_reported(void **state)
{
	char text[] = "a: [1, 2.5, x, ~, {b: '0123456789'}]\nc:\n  d: []\n  e: true\n";
	char twice[] = "a:\n  b: 1\n  b: 2\n";

	MA_UNUSED(state);
	json_set_alloc_funcs(gated_alloc, ma_free);
	torture(parse_once, text);
	torture(refuse_once, twice);
	json_set_alloc_funcs(malloc, free);
}

static void lines_are(struct ma_str text, const char *pointer, size_t want)
{
	size_t line = 0;
	bool found = ma_yaml_line(text, ma_str(pointer), &line);

	if (found != (want > 0) || line != want)
		fail_msg("%s is on line %zu, not %zu", pointer, want, line);
}

static void the_line_of_a_pointer_is_that_of_its_key_or_value(void **state)
{
	struct ma_str text = MA_STR(
		"# first\na:\n  b: [1,\n   {c: 2}]\n  d/e~f:\n    - x\n    -\n     - y\n");

	MA_UNUSED(state);
	lines_are(text, "", 2);
	lines_are(text, "/a", 2);
	lines_are(text, "/a/b", 3);
	lines_are(text, "/a/b/0", 3);
	lines_are(text, "/a/b/1/c", 4);
	lines_are(text, "/a/d~1e~0f", 5);
	lines_are(text, "/a/d~1e~0f/0", 6);
	lines_are(text, "/a/d~1e~0f/1/0", 8);
	lines_are(text, "/a/x", 0);
	lines_are(text, "/a/b/7", 0);
	lines_are(MA_STR("a: [1\nb: 2"), "/b", 0);
	lines_are(MA_STR("5"), "", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mappings_and_sequences_become_objects_and_arrays),
		cmocka_unit_test(plain_scalars_follow_the_core_schema_of_1_2),
		cmocka_unit_test(quoted_and_block_scalars_are_text),
		cmocka_unit_test(keys_are_text_as_written),
		cmocka_unit_test(a_text_with_nothing_in_it_is_null),
		cmocka_unit_test(a_byte_order_mark_is_skipped),
		cmocka_unit_test(what_could_mean_two_things_is_refused_with_its_place),
		cmocka_unit_test(values_that_json_cannot_hold_are_refused),
		cmocka_unit_test(broken_syntax_is_refused_with_its_place),
		cmocka_unit_test(bytes_that_are_not_text_are_refused_with_their_place),
		cmocka_unit_test(sixty_four_levels_are_read_and_no_more),
		cmocka_unit_test(hostile_repetition_is_refused),
		cmocka_unit_test(more_than_a_config_may_have_is_refused),
		cmocka_unit_test(front_matter_is_cut_from_its_body),
		cmocka_unit_test(front_matter_may_have_crlf_a_mark_and_no_body),
		cmocka_unit_test(text_without_front_matter_is_refused),
		cmocka_unit_test(front_matter_that_is_no_mapping_is_refused),
		cmocka_unit_test(an_error_in_front_matter_names_the_line_of_the_file),
		cmocka_unit_test(the_line_of_a_pointer_is_that_of_its_key_or_value),
		cmocka_unit_test(every_failed_allocation_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
