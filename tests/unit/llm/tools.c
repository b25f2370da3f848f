/* Calls of tools: what is made of the fragments in which they come, and what a request may hold. */
#include <stdio.h>

#include "base/limits.h"
#include "codec/json.h"
#include "llm/tools.h"
#include "support/torture.h"

/* Feeds fragments, each a JSON object {"index","id","name","arguments"}, one to a line. */
static struct ma_llm_calls gathered(const char *lines)
{
	struct ma_str rest = ma_str(lines), line;
	struct ma_llm_calls c = { .n = 0 };
	ma_err err = { .code = MA_OK };
	json_t *f = NULL;

	while (ma_str_line(&rest, &line)) {
		const json_t *arguments;

		if (ma_json_parse(line, "fragment", &f, &err)) {
			if (err.code != MA_ENOMEM)
				fail_msg("%s", err.msg);
			c.rc = err.code;
			break;
		}
		arguments = json_object_get(f, "arguments");
		ma_llm_calls_take(&c,
			&(struct ma_llm_fragment){ .index = ma_json_int(f, "index", -1),
				.id = ma_json_str(f, "id"),
				.name = ma_json_str(f, "name"),
				.arguments = ma_json_str(f, "arguments"),
				.whole = json_is_string(arguments) ? NULL : arguments });
		json_decref(f);
	}
	return c;
}

/* "id name arguments; …" of the finished calls, or the error. */
static const char *told(struct ma_llm_calls *c, size_t before)
{
	static char text[1024];
	ma_err err = { .code = MA_OK };
	size_t i, at = 0;

	memset(text, 0, sizeof(text));
	if (ma_llm_calls_finish(c, before, MA_STR(""), &err))
		(void)snprintf(text, sizeof(text), "%s", err.msg);
	for (i = 0; i < c->n && !err.code; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
			MA_STR_FMT " " MA_STR_FMT " " MA_STR_FMT ";", MA_STR_ARG(c->whole[i].id),
			MA_STR_ARG(c->whole[i].name), MA_STR_ARG(c->whole[i].arguments));
	ma_llm_calls_done(c);
	return text;
}

static const struct {
	const char *name, *fragments, *calls;
} cases[] = {
	{ "by index, in pieces",
		"{\"index\":0,\"id\":\"a\",\"name\":\"x\",\"arguments\":\"\"}\n{\"index\":0,\"arguments\":\"{\\\"c\"}\n"
		"{\"index\":1,\"id\":\"b\",\"name\":\"y\"}\n{\"index\":0,\"arguments\":\"\\\":1}\"}\n"
		"{\"index\":1,\"arguments\":\"{}\"}",
		"a x {\"c\":1};b y {};" },
	{ "all numbered 0, with ids",
		"{\"index\":0,\"id\":\"a\",\"name\":\"x\",\"arguments\":\"{}\"}\n{\"index\":0,\"id\":\"b\",\"name\":\"y\",\"arguments\":\"{}\"}",
		"a x {};b y {};" },
	{ "by id, without an index",
		"{\"id\":\"a\",\"name\":\"x\",\"arguments\":\"{\"}\n{\"id\":\"b\",\"name\":\"x\",\"arguments\":\"{}\"}\n{\"id\":\"a\",\"arguments\":\"}\"}",
		"a x {};b x {};" },
	{ "by order, the name repeated",
		"{\"name\":\"x\",\"arguments\":\"{\\\"a\"}\n{\"name\":\"x\",\"arguments\":\"\\\":\\\"}\\\"\"}\n{\"name\":\"x\",\"arguments\":\"}\"}\n"
		"{\"name\":\"x\",\"arguments\":\"{}\"}\n{\"name\":\"y\",\"arguments\":\"{}\"}",
		"call00003 x {\"a\":\"}\"};call00004 x {};call00005 y {};" },
	{ "whole, as objects",
		"{\"name\":\"x\",\"arguments\":{\"a\":1}}\n{\"name\":\"x\",\"arguments\":{\"a\":2}}",
		"call00003 x {\"a\":1};call00004 x {\"a\":2};" },
	{ "whole after pieces",
		"{\"index\":2,\"id\":\"a\",\"name\":\"x\",\"arguments\":\"{\\\"a\"}\n{\"index\":2,\"arguments\":{\"a\":1}}",
		"a x {\"a\":1};" },
	{ "none, null and blank arguments",
		"{\"index\":0,\"name\":\"x\"}\n{\"index\":1,\"name\":\"y\",\"arguments\":null}\n{\"index\":2,\"name\":\"z\",\"arguments\":\" \"}",
		"call00003 x {};call00004 y {};call00005 z {};" },
	{ "ids that repeat, or cannot be",
		"{\"index\":0,\"id\":\"a\",\"name\":\"x\"}\n{\"index\":1,\"id\":\"a\",\"name\":\"x\"}\n{\"index\":2,\"id\":\"a b\",\"name\":\"x\"}",
		"a x {};call00004 x {};call00005 x {};" },
	{ "an id like ours",
		"{\"index\":0,\"id\":\"call00004\",\"name\":\"x\"}\n{\"index\":1,\"name\":\"x\"}",
		"call00004 x {};call00005 x {};" },
	{ "a name that is told late",
		"{\"index\":0,\"id\":\"a\",\"arguments\":\"{}\"}\n{\"index\":0,\"name\":\"x\"}",
		"a x {};" },
	{ "no name", "{\"index\":0,\"arguments\":\"{}\"}", "tool call 1 names no tool" },
	{ "half an object", "{\"name\":\"x\",\"arguments\":\"{\\\"a\\\":[1\"}",
		"tool call 1, of x: arguments:1:7: ']' expected near end of file" },
	{ "an array", "{\"name\":\"x\",\"arguments\":[1]}",
		"tool call 1, of x: arguments: expected an object" },
	{ "two objects", "{\"index\":0,\"name\":\"x\",\"arguments\":\"{}{}\"}",
		"tool call 1, of x: arguments:1:3: end of file expected near '{'" },
};

static void fragments_become_whole_calls_or_none(void **state)
{
	struct ma_llm_calls c;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(cases); i++) {
		const char *got;

		c = gathered(cases[i].fragments);
		got = told(&c, 2);
		if (strcmp(got, cases[i].calls) != 0)
			fail_msg("%s: %s", cases[i].name, got);
	}
}

static void calls_are_bounded_in_number_and_in_bytes(void **state)
{
	const struct ma_llm_fragment next = { .index = -1, .name = MA_STR("x"), .whole = NULL };
	struct ma_llm_calls c = { .n = 0 };
	size_t mib = MA_MIB, i;
	char *text = test_calloc(1, mib);

	MA_UNUSED(state);
	for (i = 0; i <= MA_LIMIT_TOOL_CALLS; i++) {
		assert_int_equal(c.rc, MA_OK);
		ma_llm_calls_take(
			&c, &(struct ma_llm_fragment){ .index = (int64_t)i, .name = next.name });
	}
	assert_int_equal(c.rc, MA_ELIMIT);
	assert_int_equal(c.n, MA_LIMIT_TOOL_CALLS);
	ma_llm_calls_done(&c);

	memset(text, ' ', mib);
	for (i = 0; i < MA_LIMIT_TOOL_BYTES / mib; i++)
		ma_llm_calls_take(&c,
			&(struct ma_llm_fragment){
				.index = (int64_t)(i % 2), .arguments = ma_str_n(text, mib) });
	assert_int_equal(c.rc, MA_OK);
	ma_llm_calls_take(&c, &next);
	assert_int_equal(c.rc, MA_ELIMIT);
	ma_llm_calls_done(&c);
	test_free(text);
}

static const char *id_of(const char *id, bool nine)
{
	static char text[64];
	json_t *json = ma_llm_json_id(ma_str(id), nine);

	(void)snprintf(text, sizeof(text), "%s", json_string_value(json));
	json_decref(json);
	return text;
}

static void an_id_goes_out_as_it_came_where_the_provider_takes_it(void **state)
{
	char made[64];

	MA_UNUSED(state);
	assert_string_equal(id_of("toolu_01A-b", false), "toolu_01A-b");
	assert_string_equal(id_of("abcdefgh1", true), "abcdefgh1");
	(void)snprintf(made, sizeof(made), "%s", id_of("toolu_01A-b", true));
	assert_int_equal(strlen(made), 9);
	assert_int_equal(strspn(made, "abcdefghijklmnopqrstuvwxyz0123456789"), 9);
	assert_string_equal(id_of("toolu_01A-b", true), made); /* the result has the same */
	assert_string_not_equal(id_of("toolu_01A-c", true), made);
	assert_int_equal(strlen(id_of("0123456789012345678901234567890123456789x", false)), 9);
	assert_int_equal(strlen(id_of("a.b", false)), 9);
}

#define NAMED(n)                              \
	{                                     \
		.name = {(n), sizeof(n) - 1 } \
	}

static const char *checked(const struct ma_llm_req *req)
{
	static char text[MA_ERR_MSG_MAX];
	ma_err err = { .code = MA_OK };

	(void)snprintf(text, sizeof(text), "%s", ma_llm_req_check(req, &err) ? err.msg : "");
	return text;
}

static void tools_have_names_and_schemas_of_objects(void **state)
{
	const struct ma_llm_msg hello = { .role = MA_LLM_USER, .text = MA_STR("Hello") };
	const struct ma_llm_tool bad = NAMED("1a"), twice[] = { NAMED("a"), NAMED("a") };
	struct ma_llm_tool of_list = NAMED("a");
	struct ma_llm_req req = { .msgs = &hello, .msgs_n = 1, .tools = &bad, .tools_n = 1 };
	json_t *list = json_pack("{s:s}", "type", "array");

	MA_UNUSED(state);
	assert_non_null(strstr(checked(&req), "tool 1: a name is"));
	req.tools = twice;
	assert_string_equal(checked(&req), "");
	req.tool_choice = MA_LLM_TOOLS_ONE;
	req.tool = MA_STR("b");
	assert_string_equal(checked(&req), "there is no tool \"b\" to be called");
	req.tools_n = 2;
	assert_string_equal(checked(&req), "tool 2: there is one of the name a before it");
	of_list.parameters = list;
	req.tools = &of_list;
	req.tools_n = 1;
	assert_string_equal(
		checked(&req), "tool 1 (a): its parameters are no schema of type \"object\"");
	req.tools_n = 0;
	assert_string_equal(checked(&req), "a tool must be called, and there is none");
	req.tools_n = MA_LIMIT_TOOLS + 1;
	assert_string_equal(checked(&req), "more than 128 tools");
	json_decref(list);
}

static void each_call_has_its_result_before_the_next_turn(void **state)
{
	struct ma_llm_tool_call calls[] = { { MA_STR("a"), MA_STR("x"), MA_STR("{}") },
		{ MA_STR("b"), MA_STR("x"), MA_STR("") } };
	struct ma_llm_msg msgs[] = { { .role = MA_LLM_USER, .text = MA_STR("Hello") },
		{ .role = MA_LLM_ASSISTANT, .calls = calls, .calls_n = 2 },
		{ .role = MA_LLM_TOOL, .call_id = MA_STR("b"), .text = MA_STR("1") },
		{ .role = MA_LLM_TOOL, .call_id = MA_STR("a"), .text = MA_STR("2") } };
	struct ma_llm_req req = { .msgs = msgs, .msgs_n = 4 };

	MA_UNUSED(state);
	assert_string_equal(checked(&req), "");
	req.msgs_n = 3;
	assert_string_equal(checked(&req), "message 2: call 1 has 0 results");
	req.msgs_n = 4;
	msgs[3].call_id = MA_STR("b");
	assert_string_equal(checked(&req), "message 2: call 1 has 0 results");
	msgs[1].calls_n = 0;
	assert_string_equal(checked(&req), "message 2: 2 results follow 0 calls");
	msgs[1].calls_n = 2;
	calls[1].arguments = MA_STR("[]");
	assert_string_equal(checked(&req), "message 2: call 2: arguments: expected an object");
	calls[1].arguments = MA_STR("{");
	assert_non_null(strstr(checked(&req), "message 2: call 2: arguments:1:"));
	req.msgs += 2;
	req.msgs_n = 2;
	assert_string_equal(checked(&req), "message 1: it is a result of no call");
}

static ma_rc gather_all(void *data, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	MA_UNUSED(data);
	for (i = 0; i < 10 && !rc; i++) {
		struct ma_llm_calls c = gathered(cases[i].fragments);

		rc = c.rc ? ma_fail_nomem(err) : ma_llm_calls_finish(&c, 0, MA_STR("secret"), err);
		ma_llm_calls_done(&c);
	}
	return rc;
}

static void running_out_of_memory_is_a_failure_like_others(void **state)
{
	MA_UNUSED(state);
	torture(gather_all, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fragments_become_whole_calls_or_none),
		cmocka_unit_test(calls_are_bounded_in_number_and_in_bytes),
		cmocka_unit_test(an_id_goes_out_as_it_came_where_the_provider_takes_it),
		cmocka_unit_test(tools_have_names_and_schemas_of_objects),
		cmocka_unit_test(each_call_has_its_result_before_the_next_turn),
		cmocka_unit_test(running_out_of_memory_is_a_failure_like_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
