/* JSON Schemas in the words of providers: what may be strict, and what must be said in prose. */
#include "llm/schema_words.h"
#include "support/torture.h"

static const struct {
	const char *schema;
	bool strict;
} strict[] = {
	{ "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}", true },
	{ "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}},\"required\":[\"a\"],"
	  "\"additionalProperties\":false}",
		true },
	{ "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/x\"}},\"required\":[\"a\"],"
	  "\"additionalProperties\":false,\"$defs\":{\"x\":{\"type\":\"array\",\"items\":{\"enum\":[1]}}}}",
		true },
	/* a member that may be left out, an open object, another keyword, a root that is none: */
	{ "{\"type\":\"object\",\"properties\":{\"a\":{}},\"additionalProperties\":false}", false },
	{ "{\"type\":\"object\",\"properties\":{}}", false },
	{ "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"default\":\"\"}},\"required\":[\"a\"],"
	  "\"additionalProperties\":false}",
		false },
	{ "{\"type\":\"array\",\"items\":{}}", false },
	{ "{\"type\":\"object\",\"anyOf\":[],\"properties\":{},\"additionalProperties\":false}",
		false },
	{ "{\"type\":\"object\",\"properties\":{\"a\":{\"properties\":{}}},\"required\":[\"a\"],"
	  "\"additionalProperties\":false}",
		false },
	{ "{\"type\":\"object\",\"properties\":{\"a\":{\"items\":{\"items\":{\"items\":{\"items\":{\"items\":{}}}}}}},"
	  "\"required\":[\"a\"],\"additionalProperties\":false}",
		false },
	{ "{\"type\":\"object\",\"properties\":{\"a\":true},\"required\":[\"a\"],\"additionalProperties\":false}",
		false },
};

static void only_a_closed_schema_of_few_words_is_strict(void **state)
{
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(strict); i++) {
		json_t *schema = json_loads(strict[i].schema, 0, NULL);

		assert_non_null(schema);
		if (ma_llm_schema_is_strict(schema) != strict[i].strict)
			fail_msg("%s", strict[i].schema);
		json_decref(schema);
	}
}

static const char rich[] =
	"{\"$schema\":\"x\",\"type\":\"object\",\"description\":\"A thing.\",\"minProperties\":1,"
	"\"additionalProperties\":{\"type\":\"string\"},\"properties\":{"
	"\"a\":{\"oneOf\":[{\"type\":\"string\",\"pattern\":\"^x\"},{\"const\":3}]},"
	"\"b\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":9,\"items\":{\"type\":\"string\",\"format\":\"date\"}},"
	"\"c\":{\"type\":\"array\",\"minItems\":2,\"items\":true},\"d\":{\"type\":\"string\",\"format\":\"color\"}},"
	"\"$defs\":{\"e\":{\"type\":\"object\"}}}";
static const char described[] =
	"{\"type\":\"object\",\"description\":\"A thing.\\n\\n{minProperties: 1}\",\"additionalProperties\":false,"
	"\"properties\":{\"a\":{\"anyOf\":[{\"type\":\"string\",\"description\":\"{pattern: \\\"^x\\\"}\"},{\"enum\":[3]}]},"
	"\"b\":{\"type\":\"array\",\"minItems\":1,\"description\":\"{maxItems: 9}\",\"items\":{\"type\":\"string\",\"format\":\"date\"}},"
	"\"c\":{\"type\":\"array\",\"description\":\"{minItems: 2}\",\"items\":true},"
	"\"d\":{\"type\":\"string\",\"description\":\"{format: \\\"color\\\"}\"}},"
	"\"$defs\":{\"e\":{\"type\":\"object\",\"additionalProperties\":false}}}";

static void what_cannot_be_asked_for_is_described(void **state)
{
	json_t *from = json_loads(rich, 0, NULL), *want = json_loads(described, 0, NULL), *got;
	char *text;

	MA_UNUSED(state);
	got = ma_llm_schema_described(from);
	text = json_dumps(got, JSON_COMPACT);
	if (!json_equal(got, want))
		fail_msg("%s", text);
	free(text);
	json_decref(from);
	json_decref(want);
	json_decref(got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_a_closed_schema_of_few_words_is_strict),
		cmocka_unit_test(what_cannot_be_asked_for_is_described),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
