#include "codec/schema.h"

#include "base/buf.h"
#include "base/limits.h"
#include "support/torture.h"

static struct ma_schema *compiled(const char *text, const struct ma_schema_opts *opts)
{
	struct ma_schema *schema = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_schema_new(ma_str(text), "s", opts, &schema, &err))
		fail_msg("%.200s: %s", text, err.msg);
	return schema;
}

static void no_schema(const char *text, ma_rc rc, const char *message)
{
	struct ma_schema *schema = NULL;
	ma_err err = { .code = MA_OK };
	ma_rc got = ma_schema_new(ma_str(text), "s", NULL, &schema, &err);

	if (got != rc || strcmp(err.msg, message) != 0)
		fail_msg("%.100s: %s \"%s\", wanted \"%s\"", text, ma_rc_name(got), err.msg,
			message);
	assert_null(schema);
}

static ma_rc check(const struct ma_schema *schema, struct ma_str text, bool *valid,
	struct ma_schema_report *report, ma_err *err)
{
	struct ma_doc doc = { .n = 0 };
	ma_rc rc = ma_doc_parse(&doc, text, "d", err);

	if (!rc)
		rc = ma_schema_check(schema, &doc, valid, report, err);
	ma_doc_done(&doc);
	return rc;
}

/* The document's errors, one a line: "at | schema_at | message". */
static void says(const char *schema_text, const char *doc, const char *want)
{
	struct ma_schema_opts opts = { .assert_format = true };
	struct ma_schema *schema = compiled(schema_text, &opts);
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	struct ma_buf got = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	bool valid = true;
	size_t i;

	assert_int_equal(check(schema, ma_str(doc), &valid, &report, &err), MA_OK);
	assert_false(valid);
	for (i = 0; i < report.errors_n; i++)
		ma_buf_addf(&got, "%s%s | %s | %s", i ? "\n" : "", report.errors[i].at.p,
			report.errors[i].schema_at.p, report.errors[i].message.p);
	assert_string_equal(got.p, want);
	ma_buf_done(&got);
	ma_schema_report_done(&report);
	ma_schema_free(schema);
}

static void an_error_says_where_and_what(void **state)
{
	MA_UNUSED(state);
	says("{\"type\":\"integer\"}", "\"3\"", " | #/type | must be a whole number, not \"3\"");
	says("{\"type\":[\"object\",\"null\"]}", "[1]",
		" | #/type | must be null or an object, not an array");
	says("{\"properties\":{\"a/b\":{\"maximum\":3}}}", "{\"a/b\":4}",
		"/a~1b | #/properties/a~1b/maximum | must be at most 3, not 4");
	says("{\"items\":{\"minLength\":2}}", "[\"ab\",\"c\"]",
		"/1 | #/items/minLength | must have at least 2 characters, not 1");
	says("{\"enum\":[\"red\",\"green\",5]}", "\"blue\"",
		" | #/enum | must be \"red\", \"green\" or 5, not \"blue\"");
	says("{\"const\":null}", "0", " | #/const | must be null, not 0");
	says("{\"pattern\":\"^a\"}", "\"b\"",
		" | #/pattern | must match the pattern \"^a\", not \"b\"");
	says("{\"format\":\"date\"}", "\"x\"",
		" | #/format | must have the format \"date\", not \"x\"");
	says("{\"uniqueItems\":true}", "[1,2,1]", " | #/uniqueItems | has the same item twice: 1");
	says("{\"required\":[\"a\",\"b\"]}", "{}",
		" | #/required | has no member \"a\"\n | #/required | has no member \"b\"");
	says("{\"additionalProperties\":false}", "{\"x\":1}",
		"/x | #/additionalProperties | must not be here: there is no member \"x\"");
	says("{\"dependentRequired\":{\"a\":[\"b\"]}}", "{\"a\":1}",
		" | #/dependentRequired/a | has no member \"b\", which belongs to \"a\"");
	says("{\"prefixItems\":[true],\"items\":false}", "[1,2]",
		"/1 | #/items | must not be here: there are more items than allowed");
	says("{\"contains\":{\"const\":1}}", "[2]",
		" | #/contains | has no item of the kind that it must contain");
	says("{\"not\":{}}", "1", " | #/not | fits the schema that it must not fit");
	says("false", "1", " | # | must not be here: nothing is allowed");
}

static void all_errors_are_reported_at_once(void **state)
{
	MA_UNUSED(state);
	says("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"minimum\":1,\"multipleOf\":2}}}",
		"{\"a\":1,\"b\":-1}",
		"/a | #/properties/a/type | must be a string, not 1\n"
		"/b | #/properties/b/minimum | must be at least 1, not -1\n"
		"/b | #/properties/b/multipleOf | must be a multiple of 2, not -1");
}

static void of_alternatives_the_closest_one_is_explained(void **state)
{
	MA_UNUSED(state);
	says("{\"anyOf\":[{\"type\":\"string\"},{\"properties\":{\"k\":{\"const\":\"a\"},\"x\":{\"type\":\"string\"}}},"
	     "{\"properties\":{\"k\":{\"const\":\"b\"}}}]}",
		"{\"k\":\"a\",\"x\":1}",
		" | #/anyOf | fits none of 3 alternatives; what follows is wrong with the closest\n"
		"/x | #/anyOf/1/properties/x/type | must be a string, not 1");
	says("{\"oneOf\":[{\"minimum\":1},{\"maximum\":0},{\"multipleOf\":2}]}", "4",
		" | #/oneOf | fits alternatives 0 and 2 of oneOf; only one may fit");
}

static void a_report_is_short(void **state)
{
	struct ma_schema *schema = compiled("{\"items\":false}", NULL);
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	bool valid = true;
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 5000; i++)
		ma_buf_adds(&text, i ? ",1" : "[1");
	ma_buf_addc(&text, ']');
	assert_int_equal(check(schema, ma_buf_str(&text), &valid, &report, &err), MA_OK);
	assert_int_equal(report.errors_n, MA_SCHEMA_ERRORS_MAX);
	ma_schema_report_done(&report);
	ma_buf_done(&text);
	ma_schema_free(schema);
}

static void what_is_no_schema_is_refused_with_its_place(void **state)
{
	MA_UNUSED(state);
	no_schema("[]", MA_EINVALID, "s: #: a schema is an object, true or false");
	no_schema("{", MA_EINVALID, "s:1:2: the text ends too early");
	no_schema("{\"a\":1,\"a\":2}", MA_EINVALID, "s:1:8: an object with the same key twice");
	no_schema("{\"properties\":{\"a\":{\"minLength\":-1}}}", MA_EINVALID,
		"s: #/properties/a/minLength: expected a whole number, 0 or more");
	no_schema("{\"multipleOf\":0}", MA_EINVALID, "s: #/multipleOf: expected a number above 0");
	no_schema("{\"allOf\":[]}", MA_EINVALID,
		"s: #/allOf: expected an array of schemas, at least one");
	no_schema("{\"items\":[{}]}", MA_EINVALID,
		"s: #/items: expected a schema: an object, true or false");
	no_schema("{\"required\":[1]}", MA_EINVALID,
		"s: #/required: expected an array of strings, none twice");
	no_schema("{\"pattern\":\"(\"}", MA_EINVALID,
		"s: #/pattern: this pattern is none of ECMA-262's: a '(' without its ')'");
	no_schema("{\"$id\":\"a#b\"}", MA_EINVALID, "s: #/$id: an $id with a fragment");
	no_schema("{\"$defs\":{\"a\":{\"$anchor\":\"x\"},\"b\":{\"$anchor\":\"x\"}}}", MA_EINVALID,
		"s: #/$defs/a/$anchor: this anchor is set twice");
	no_schema("{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}", MA_EINVALID,
		"s: #/$schema: this dialect is not known: only draft 2020-12 is, and meta-schemas that are given");
}

static void a_reference_that_leads_nowhere_is_refused(void **state)
{
	MA_UNUSED(state);
	no_schema("{\"$ref\":\"#/$defs/x\"}", MA_EINVALID, "s: #/$ref: \"#/$defs/x\" leads nowhere");
	no_schema("{\"$ref\":\"#x\"}", MA_EINVALID, "s: #/$ref: \"#x\" leads nowhere");
	no_schema("{\"$ref\":\"#/%zz\"}", MA_EINVALID, "s: #/$ref: \"#/%zz\" leads nowhere");
	no_schema("{\"enum\":[1],\"$ref\":\"#/enum/0\"}", MA_EINVALID,
		"s: #/$ref: it leads to what is no schema");
	no_schema("{\"prefixItems\":[{}],\"$ref\":\"#/prefixItems/01\"}", MA_EINVALID,
		"s: #/$ref: \"#/prefixItems/01\" leads nowhere");
	no_schema("{\"$ref\":\"https://example.test/a\"}", MA_EINVALID,
		"s: #/$ref: no schema \"https://example.test/a\" was given, and nothing is fetched");
}

static void schemas_beside_it_are_found_by_their_uri_or_their_id(void **state)
{
	struct ma_schema_ref refs[] = {
		{ MA_STR("more.json"), MA_STR("{\"$defs\":{\"n\":{\"type\":\"integer\"}}}"),
			"more.json" },
		{ MA_STR("x.json"),
			MA_STR("{\"$id\":\"https://example.test/y\",\"type\":\"string\"}"),
			"x.json" },
	};
	struct ma_schema_opts opts = { .refs = refs, .refs_n = MA_COUNT(refs) };
	struct ma_schema *schema = compiled(
		"{\"properties\":{\"a\":{\"$ref\":\"more.json#/$defs/n\"},\"b\":{\"$ref\":\"https://example.test/y\"}}}",
		&opts);
	ma_err err = { .code = MA_OK };
	bool valid = false;

	MA_UNUSED(state);
	assert_int_equal(check(schema, MA_STR("{\"a\":1,\"b\":\"x\"}"), &valid, NULL, &err), MA_OK);
	assert_true(valid);
	assert_int_equal(check(schema, MA_STR("{\"a\":\"1\"}"), &valid, NULL, &err), MA_OK);
	assert_false(valid);
	assert_int_equal(check(schema, MA_STR("{\"b\":1}"), &valid, NULL, &err), MA_OK);
	assert_false(valid);
	ma_schema_free(schema);
}

/* Checking is given up with MA_ELIMIT and a message that begins so. */
static void given_up(const char *schema_text, struct ma_str doc, const char *begins)
{
	struct ma_schema *schema = compiled(schema_text, NULL);
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	ma_err err = { .code = MA_OK };
	bool valid = true;

	assert_int_equal(check(schema, doc, &valid, &report, &err), MA_ELIMIT);
	if (!ma_str_starts(ma_str(err.msg), begins))
		fail_msg("\"%s\", wanted \"%s\"", err.msg, begins);
	assert_true(valid); /* outputs are untouched on failure */
	ma_schema_report_done(&report);
	ma_schema_free(schema);
}

static void a_reference_to_itself_is_given_up(void **state)
{
	MA_UNUSED(state);
	given_up("{\"$ref\":\"#\"}", MA_STR("1"), "schemas nest too deep");
	given_up(
		"{\"allOf\":[{\"$ref\":\"#/$defs/a\"}],\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#\"}]}}}",
		MA_STR("1"), "schemas nest too deep");
	given_up("{\"$dynamicAnchor\":\"x\",\"$dynamicRef\":\"#x\"}", MA_STR("1"),
		"schemas nest too deep");
	given_up("{\"properties\":{\"a\":{\"not\":{\"$ref\":\"#/properties/a\"}}}}",
		MA_STR("{\"a\":1}"), "/a: schemas nest too deep");
}

static void a_fan_out_of_references_is_given_up(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	int i;

	MA_UNUSED(state);
	ma_buf_adds(&text, "{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
	for (i = 0; i < 40; i++)
		ma_buf_addf(&text,
			"\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]},",
			i, i + 1, i + 1);
	ma_buf_adds(&text, "\"d40\":{\"minimum\":1}}}");
	given_up(text.p, MA_STR("1"), "checking takes too long");
	ma_buf_done(&text);
}

static void a_pattern_that_explodes_is_given_up(void **state)
{
	MA_UNUSED(state);
	given_up("{\"items\":{\"pattern\":\"^(([a-z])+.)+[A-Z]([a-z])+$\"}}",
		MA_STR("[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]"),
		"");
}

static void the_deepest_document_meets_a_recursive_schema(void **state)
{
	struct ma_schema *schema = compiled(
		"{\"$defs\":{\"t\":{\"anyOf\":[{\"type\":\"integer\"},{\"allOf\":[{\"items\":{\"$ref\":\"#/$defs/t\"}}]}]}},"
		"\"$ref\":\"#/$defs/t\",\"unevaluatedItems\":false}",
		NULL);
	struct ma_buf text = MA_BUF_INIT(MA_KIB * 4);
	ma_err err = { .code = MA_OK };
	bool valid = false;
	int i;

	MA_UNUSED(state);
	for (i = 0; i < MA_LIMIT_JSON_DEPTH; i++)
		ma_buf_addc(&text, '[');
	for (i = 0; i < MA_LIMIT_JSON_DEPTH; i++)
		ma_buf_addc(&text, ']');
	assert_int_equal(check(schema, ma_buf_str(&text), &valid, NULL, &err), MA_OK);
	assert_true(valid);
	ma_buf_done(&text);
	ma_schema_free(schema);
}

static void a_deep_schema_does_not_touch_the_stack(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	struct ma_schema *schema;
	ma_err err = { .code = MA_OK };
	bool valid = true;
	int i;

	MA_UNUSED(state);
	for (i = 0; i < MA_LIMIT_JSON_DEPTH - 2; i++)
		ma_buf_adds(&text, "{\"not\":");
	ma_buf_adds(&text, "{}");
	for (i = 0; i < MA_LIMIT_JSON_DEPTH - 2; i++)
		ma_buf_addc(&text, '}');
	schema = compiled(text.p, NULL);
	assert_int_equal(check(schema, MA_STR("1"), &valid, NULL, &err), MA_OK);
	assert_true(valid); /* an even number of negations */
	ma_schema_free(schema);
	ma_buf_done(&text);
}

static void a_million_items_are_compared_in_a_moment(void **state)
{
	struct ma_schema *schema = compiled(
		"{\"uniqueItems\":true,\"items\":{\"type\":\"string\"}}", NULL);
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	struct ma_buf text = MA_BUF_INIT(16 * MA_MIB);
	ma_err err = { .code = MA_OK };
	bool valid = false;
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 1000000; i++)
		ma_buf_addf(&text, "%c\"%d\"", i ? ',' : '[', i);
	ma_buf_addc(&text, ']');
	assert_int_equal(check(schema, ma_buf_str(&text), &valid, &report, &err), MA_OK);
	assert_true(valid);
	assert_true(report.steps < 5000000);
	ma_schema_report_done(&report);
	ma_buf_done(&text);
	ma_schema_free(schema);
}

static void long_numbers_cost_what_they_are(void **state)
{
	struct ma_buf schema = MA_BUF_INIT(MA_MIB), doc = MA_BUF_INIT(MA_MIB);
	int i;

	MA_UNUSED(state);
	ma_buf_adds(&schema, "{\"multipleOf\":");
	for (i = 0; i < 50000; i++) {
		ma_buf_addc(&schema, '7');
		ma_buf_addc(&doc, '3');
	}
	ma_buf_addc(&schema, '}');
	given_up(schema.p, ma_buf_str(&doc), "checking takes too long");
	ma_buf_done(&schema);
	ma_buf_done(&doc);
}

static void many_references_through_large_objects_are_refused(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_FILE);
	struct ma_schema *schema = NULL;
	ma_err err = { .code = MA_OK };
	int i;

	MA_UNUSED(state);
	ma_buf_adds(&text, "{\"allOf\":[");
	for (i = 0; i < 30000; i++)
		ma_buf_addf(&text, "%s{\"$ref\":\"#/$defs/d%d\"}", i ? "," : "", i);
	ma_buf_adds(&text, "],\"$defs\":{");
	for (i = 0; i < 30000; i++)
		ma_buf_addf(&text, "%s\"d%d\":true", i ? "," : "", i);
	ma_buf_adds(&text, "}}");
	assert_int_equal(ma_schema_new(ma_buf_str(&text), "s", NULL, &schema, &err), MA_ELIMIT);
	assert_string_equal(err.msg, "the schema has too many references");
	ma_buf_done(&text);
}

static ma_rc compile_and_check(void *data, ma_err *err)
{
	struct ma_schema_ref ref = { MA_STR("https://example.test/q"),
		MA_STR("{\"$id\":\"q\",\"type\":\"integer\"}"), "r" };
	struct ma_schema_opts opts = { .assert_format = true, .refs = &ref, .refs_n = 1 };
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	struct ma_schema *schema = NULL;
	bool valid = true;
	ma_rc rc = ma_schema_new(ma_str(data), "s", &opts, &schema, err);

	if (!rc)
		rc = check(schema,
			MA_STR("{\"a\":[1,2,[3],{\"b\":\"x\"},1,5,6,7,8,9],\"n\":5,\"r\":\"t\"}"),
			&valid, &report, err);
	if (!rc)
		assert_false(valid);
	ma_schema_report_done(&report);
	ma_schema_free(schema);
	return rc;
}

static void checking_survives_every_failed_allocation(void **state)
{
	char text[] =
		"{\"$id\":\"https://example.test/s\",\"$dynamicAnchor\":\"x\",\"properties\":{\"a\":{\"uniqueItems\":true,"
		"\"items\":{\"anyOf\":[{\"type\":\"integer\"},{\"$ref\":\"#/$defs/b\"}]},\"contains\":{\"const\":5}},"
		"\"n\":{\"multipleOf\":123456789012345678901,\"format\":\"ipv4\"},\"r\":{\"$ref\":\"q\"}},"
		"\"patternProperties\":{\"^z+$\":{\"$dynamicRef\":\"#x\"}},\"unevaluatedProperties\":false,"
		"\"$defs\":{\"b\":{\"$anchor\":\"b\",\"enum\":[1,2,3]}}}";

	MA_UNUSED(state);
	torture(compile_and_check, text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_says_where_and_what),
		cmocka_unit_test(all_errors_are_reported_at_once),
		cmocka_unit_test(of_alternatives_the_closest_one_is_explained),
		cmocka_unit_test(a_report_is_short),
		cmocka_unit_test(what_is_no_schema_is_refused_with_its_place),
		cmocka_unit_test(a_reference_that_leads_nowhere_is_refused),
		cmocka_unit_test(schemas_beside_it_are_found_by_their_uri_or_their_id),
		cmocka_unit_test(a_reference_to_itself_is_given_up),
		cmocka_unit_test(a_fan_out_of_references_is_given_up),
		cmocka_unit_test(a_pattern_that_explodes_is_given_up),
		cmocka_unit_test(the_deepest_document_meets_a_recursive_schema),
		cmocka_unit_test(a_deep_schema_does_not_touch_the_stack),
		cmocka_unit_test(a_million_items_are_compared_in_a_moment),
		cmocka_unit_test(long_numbers_cost_what_they_are),
		cmocka_unit_test(many_references_through_large_objects_are_refused),
		cmocka_unit_test(checking_survives_every_failed_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
