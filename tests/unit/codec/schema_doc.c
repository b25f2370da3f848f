#include "codec/schema_doc.h"

#include "base/limits.h"
#include "codec/json.h"
#include "support/schema_suite.h"
#include "support/torture.h"

static void parsed(struct ma_doc *doc, const char *text)
{
	ma_err err = { .code = MA_OK };

	if (ma_doc_parse(doc, ma_str(text), "t", &err))
		fail_msg("%s: %s", text, err.msg);
}

static void refused(struct ma_str text, ma_rc rc, const char *message)
{
	struct ma_doc doc = { .n = 0 };
	ma_err err = { .code = MA_OK };
	ma_rc got = ma_doc_parse(&doc, text, "t", &err);

	if (got != rc || strcmp(err.msg, message) != 0)
		fail_msg("%.60s: %s \"%s\", wanted \"%s\"", text.p, ma_rc_name(got), err.msg,
			message);
	ma_doc_done(&doc);
}

static void a_document_is_an_array_of_nodes(void **state)
{
	struct ma_doc doc = { .n = 0 };

	MA_UNUSED(state);
	parsed(&doc, " {\"a\": [1, \"x\"], \"b\" : null} ");
	assert_int_equal(doc.n, 7);
	assert_int_equal(doc.v[0].type, MA_DOC_OBJECT);
	assert_int_equal(doc.v[0].n, 2);
	assert_int_equal(doc.v[0].more, 7);
	assert_int_equal(doc.v[2].type, MA_DOC_ARRAY);
	assert_int_equal(doc.v[2].more, 5);
	assert_int_equal(ma_doc_member(&doc, 0, MA_STR("b")), 6);
	assert_int_equal(ma_doc_member(&doc, 0, MA_STR("x")), 0);
	assert_int_equal(ma_doc_item(&doc, 2, 1), 4);
	ma_doc_done(&doc);
}

static void numbers_keep_their_digits(void **state)
{
	static const char *const numbers[] = { "0", "-0", "1e400", "18446744073709551616", "0.10",
		"-1.5E+3", "123456789012345678901234567890.123456789" };
	struct ma_doc doc = { .n = 0 };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(numbers); i++) {
		parsed(&doc, numbers[i]);
		assert_true(ma_str_is(ma_doc_str(&doc, 0), numbers[i]));
	}
	ma_doc_done(&doc);
}

static void escapes_are_decoded_and_nul_may_stand_in_a_string(void **state)
{
	struct ma_doc doc = { .n = 0 };

	MA_UNUSED(state);
	parsed(&doc, "[\"a\\u0000b\", \"\\ud83d\\ude00\\n\\/\", \"\xc3\xa9\"]");
	assert_int_equal(doc.v[1].n, 3);
	assert_memory_equal(ma_doc_str(&doc, 1).p, "a\0b", 3);
	assert_true(ma_str_is(ma_doc_str(&doc, 2), "\xf0\x9f\x98\x80\n/"));
	assert_true(ma_str_is(ma_doc_str(&doc, 3), "\xc3\xa9"));
	ma_doc_done(&doc);
}

static void what_is_no_json_is_refused_with_its_place(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR(""), MA_EINVALID, "t:1:1: the text ends too early");
	refused(MA_STR("{\n \"a\": 1,\n}"), MA_EINVALID, "t:3:1: expected a key in quotes");
	refused(MA_STR("[1,]"), MA_EINVALID, "t:1:4: expected a value");
	refused(MA_STR("[1 2]"), MA_EINVALID, "t:1:4: expected ',' or ']'");
	refused(MA_STR("{} {}"), MA_EINVALID, "t:1:4: more text behind the value");
	refused(MA_STR("[01]"), MA_EINVALID, "t:1:2: no number that JSON knows");
	refused(MA_STR("[+1]"), MA_EINVALID, "t:1:2: expected a value");
	refused(MA_STR("[1.]"), MA_EINVALID, "t:1:2: no number that JSON knows");
	refused(MA_STR("NaN"), MA_EINVALID, "t:1:1: expected a value");
	refused(MA_STR("\"abc"), MA_EINVALID, "t:1:5: a string without end");
	refused(MA_STR("\"a\tb\""), MA_EINVALID, "t:1:3: a control character in a string");
	refused(MA_STR("\"\xc0\xaf\""), MA_EINVALID, "t:1:2: bytes that are not UTF-8");
	refused(MA_STR("\"\\ud800\""), MA_EINVALID,
		"t:1:2: an escape that JSON does not know, or half a pair");
	refused(MA_STR("\xef\xbb\xbf{}"), MA_EINVALID, "t:1:1: expected a value");
	refused(MA_STR("{\"a\":1,\"\\u0061\":2}"), MA_EINVALID,
		"t:1:19: an object with the same key twice");
}

/* `n` members, the last one named as the first where `twice`. */
static void large_object(struct ma_buf *out, int n, bool twice)
{
	int i;

	ma_buf_addc(out, '{');
	for (i = 0; i < n; i++)
		ma_buf_addf(out, "%s\"key-%d\":%d", i ? "," : "", twice && i == n - 1 ? 0 : i, i);
	ma_buf_addc(out, '}');
}

static void the_same_key_is_found_among_a_hundred_thousand(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_FILE);
	struct ma_doc doc = { .n = 0 };
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	large_object(&text, 100000, false);
	assert_int_equal(ma_doc_parse(&doc, ma_buf_str(&text), "t", &err), MA_OK);
	assert_int_equal(doc.v[0].n, 100000);
	ma_buf_clear(&text);
	large_object(&text, 100000, true);
	assert_int_equal(ma_doc_parse(&doc, ma_buf_str(&text), "t", &err), MA_EINVALID);
	ma_doc_done(&doc);
	ma_buf_done(&text);
}

static void a_hundred_thousand_levels_are_refused(void **state)
{
	char text[100000];

	MA_UNUSED(state);
	memset(text, '[', sizeof(text));
	refused(ma_str_n(text, sizeof(text)), MA_ELIMIT, "t:1:513: nested too deep");
}

static void a_pointer_leads_to_every_node(void **state)
{
	struct ma_buf at = MA_BUF_INIT(MA_KIB);
	struct ma_doc doc = { .n = 0 };

	MA_UNUSED(state);
	parsed(&doc, "{\"a/b\":[0,{\"~\":1}],\"c\":2}");
	ma_doc_pointer(&doc, ma_doc_member(&doc, 4, MA_STR("~")), &at);
	assert_string_equal(at.p, "/a~1b/1/~0");
	ma_buf_clear(&at);
	ma_doc_pointer(&doc, 7, &at); /* a key */
	assert_string_equal(at.p, "/c");
	ma_buf_done(&at);
	ma_doc_done(&doc);
}

/* jansson's opinion of a text, without what we know to differ in. */
static bool jansson_takes(const char *text)
{
	json_error_t e;
	json_t *value = json_loads(text,
		JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL,
		&e);

	json_decref(value);
	return value != NULL;
}

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static void damaged_texts_are_taken_when_jansson_takes_them(void **state)
{
	static const char from[] = "{\"a\":[1,-2.5e3,\"x\\n\\u00e9\",true,null],\"b\":{\"c\":{}}}";
	static const char with[] = "{}[]\",:\\0a-1.e tn";
	struct ma_doc doc = { .n = 0 };
	unsigned seed = 20261122;
	int i, k;

	MA_UNUSED(state);
	for (i = 0; i < 20000; i++) {
		char text[sizeof(from)];
		ma_err err = { .code = MA_OK };

		memcpy(text, from, sizeof(from));
		for (k = (int)(next_random(&seed) % 3); k >= 0; k--)
			text[next_random(&seed) % (sizeof(from) - 1)] =
				with[next_random(&seed) % (sizeof(with) - 1)];
		if ((ma_doc_parse(&doc, ma_str(text), "t", &err) == MA_OK) != jansson_takes(text))
			fail_msg("%s: %s", text, err.msg);
	}
	ma_doc_done(&doc);
}

static ma_rc parse_text(void *data, ma_err *err)
{
	struct ma_doc doc = { .n = 0 };
	ma_rc rc = ma_doc_parse(&doc, ma_str(data), "t", err);

	ma_doc_done(&doc);
	return rc;
}

static void parsing_survives_every_failed_allocation(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);

	MA_UNUSED(state);
	ma_buf_adds(&text, "[\"\\n\",");
	large_object(&text, 100, false);
	ma_buf_addc(&text, ']');
	torture(parse_text, text.p);
	ma_buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_is_an_array_of_nodes),
		cmocka_unit_test(numbers_keep_their_digits),
		cmocka_unit_test(escapes_are_decoded_and_nul_may_stand_in_a_string),
		cmocka_unit_test(what_is_no_json_is_refused_with_its_place),
		cmocka_unit_test(the_same_key_is_found_among_a_hundred_thousand),
		cmocka_unit_test(a_hundred_thousand_levels_are_refused),
		cmocka_unit_test(a_pointer_leads_to_every_node),
		cmocka_unit_test(damaged_texts_are_taken_when_jansson_takes_them),
		cmocka_unit_test(parsing_survives_every_failed_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
