/* The validator of the public API. */
#include <string.h>

#include "metaagent/metaagent.h"
#include "support/torture.h"

static const char *const schema =
	"{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"$ref\":\"n\"}}}";
static const char *const uris[] = { "n" };
static const char *const texts[] = { "{\"type\":\"integer\"}" };

static ma_validator *made(void)
{
	ma_validator_opts opts = {
		.size = sizeof(opts), .ref_uris = uris, .ref_texts = texts, .refs_n = 1
	};
	ma_err err = { MA_OK, 0, "" };
	ma_validator *v = NULL;

	if (ma_validator_new(schema, "s", &opts, &v, &err))
		fail_msg("%s", err.msg);
	return v;
}

static void a_validator_checks_many_documents(void **state)
{
	ma_validator *v = made();
	ma_err err = { MA_OK, 0, "" };
	char *errors = NULL;
	int valid = 0;

	MA_UNUSED(state);
	assert_int_equal(ma_validator_check(v, "{\"a\":1}", &valid, &errors, &err), MA_OK);
	assert_true(valid);
	assert_null(errors);
	assert_int_equal(ma_validator_check(v, "{\"a\":\"1\"}", &valid, &errors, &err), MA_OK);
	assert_false(valid);
	assert_string_equal(errors,
		"[{\"at\":\"/a\",\"schema_at\":\"json-schema:///n#/type\","
		"\"message\":\"must be a whole number, not \\\"1\\\"\"}]");
	ma_string_free(errors);
	assert_int_equal(ma_validator_check(v, "{}", &valid, NULL, &err), MA_OK);
	assert_false(valid);
	ma_validator_free(v);
}

static void what_is_no_json_does_not_fit(void **state)
{
	ma_validator *v = made();
	ma_err err = { MA_OK, 0, "" };
	char *errors = NULL;
	int valid = 1;

	MA_UNUSED(state);
	assert_int_equal(ma_validator_check(v, "{\"a\":", &valid, &errors, &err), MA_OK);
	assert_false(valid);
	assert_string_equal(errors,
		"[{\"at\":\"\",\"schema_at\":\"\",\"message\":\"not JSON:1:6: the text ends too early\"}]");
	ma_string_free(errors);
	ma_validator_free(v);
}

static void a_missing_argument_is_misuse(void **state)
{
	ma_validator_opts other = { .size = 1 };
	ma_validator *v = made(), *untouched = NULL;
	ma_err err = { MA_OK, 0, "" };
	int valid;

	MA_UNUSED(state);
	assert_int_equal(ma_validator_new(NULL, "s", NULL, &untouched, &err), MA_EMISUSE);
	assert_int_equal(ma_validator_new(schema, NULL, NULL, &untouched, &err), MA_EMISUSE);
	assert_int_equal(ma_validator_new(schema, "s", &other, &untouched, &err), MA_EMISUSE);
	assert_int_equal(ma_validator_new(schema, "s", NULL, NULL, &err), MA_EMISUSE);
	assert_int_equal(ma_validator_new(schema, "s", NULL, &untouched, NULL), MA_EMISUSE);
	assert_int_equal(ma_validator_check(NULL, "1", &valid, NULL, &err), MA_EMISUSE);
	assert_int_equal(ma_validator_check(v, NULL, &valid, NULL, &err), MA_EMISUSE);
	assert_int_equal(ma_validator_check(v, "1", NULL, NULL, &err), MA_EMISUSE);
	assert_null(untouched);
	ma_validator_free(NULL);
	ma_validator_free(v);
}

static ma_rc make_and_check(void *data, ma_err *err)
{
	ma_validator_opts opts = {
		.size = sizeof(opts), .ref_uris = uris, .ref_texts = texts, .refs_n = 1
	};
	ma_validator *v = NULL;
	char *errors = NULL;
	int valid = 1;
	ma_rc rc = ma_validator_new(schema, "s", &opts, &v, err);

	if (!rc)
		rc = ma_validator_check(v, data, &valid, &errors, err);
	ma_string_free(errors);
	ma_validator_free(v);
	return rc;
}

static void a_validator_survives_every_failed_allocation(void **state)
{
	char text[] = "{\"a\":\"x\\n\"}", broken[] = "{\"a\"";

	MA_UNUSED(state);
	torture(make_and_check, text);
	torture(make_and_check, broken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_validator_checks_many_documents),
		cmocka_unit_test(what_is_no_json_does_not_fit),
		cmocka_unit_test(a_missing_argument_is_misuse),
		cmocka_unit_test(a_validator_survives_every_failed_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
