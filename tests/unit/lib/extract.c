/* The tolerant reader of the public API. */
#include <string.h>

#include "metaagent/metaagent.h"
#include "support/torture.h"

static const char *const reply = "So:\n```json\n{'a': 1.50,\n \"b\" : \"x  y\",}\n```";
static const char *const wanted =
	"{\"value\":{\"a\":1.50,\"b\":\"x  y\"},\"repairs\":["
	"{\"class\":\"safe\",\"at\":13,\"what\":\"quotes that JSON does not know\"},"
	"{\"class\":\"safe\",\"at\":37,\"what\":\"a comma behind the last one\"}],"
	"\"repairs_n\":2,\"truncated\":false}";

static void the_value_comes_with_its_repairs(void **state)
{
	ma_err err = { MA_OK, 0, "" };
	char *json = NULL;

	MA_UNUSED(state);
	assert_int_equal(ma_extract_text(reply, "json", NULL, &json, &err), MA_OK);
	assert_string_equal(json, wanted);
	ma_string_free(json);
	assert_int_equal(ma_extract_text("{ \"a\" : [ ", "plan", NULL, &json, &err), MA_OK);
	assert_non_null(strstr(json, "\"truncated\":true}"));
	assert_non_null(strstr(json, "{\"value\":{\"a\":[]}"));
	ma_string_free(json);
}

static void a_schema_refuses_what_does_not_fit(void **state)
{
	ma_err err = { MA_OK, 0, "" };
	char *json = NULL;

	MA_UNUSED(state);
	assert_int_equal(
		ma_extract_text("{}", "json", "{\"minProperties\":1}", &json, &err), MA_EINVALID);
	assert_int_equal(ma_extract_text("nothing", "json", NULL, &json, &err), MA_EINVALID);
	assert_null(json);
}

static void misuse_is_told(void **state)
{
	ma_err err = { MA_OK, 0, "" };
	char *json = NULL;

	MA_UNUSED(state);
	assert_int_equal(ma_extract_text("{}", "json", NULL, &json, NULL), MA_EMISUSE);
	assert_int_equal(ma_extract_text(NULL, "json", NULL, &json, &err), MA_EMISUSE);
	assert_int_equal(ma_extract_text("{}", "poem", NULL, &json, &err), MA_EMISUSE);
	assert_int_equal(ma_extract_text("{}", "json", "{\"type\":1}", &json, &err), MA_EMISUSE);
	assert_null(json);
}

static ma_rc extract_once(void *data, ma_err *err)
{
	char *json = NULL;
	ma_rc rc = ma_extract_text(data, "json", NULL, &json, err);

	ma_string_free(json);
	return rc;
}

static void every_failed_allocation_is_reported(void **state)
{
	char text[] = "{'a':{\"b\":1,\"b\":2}, c:[\"x\" \"y\",]} {\\\"a\\\":1}";

	MA_UNUSED(state);
	torture(extract_once, text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_value_comes_with_its_repairs),
		cmocka_unit_test(a_schema_refuses_what_does_not_fit),
		cmocka_unit_test(misuse_is_told),
		cmocka_unit_test(every_failed_allocation_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
