/* Requests as text. */
#include "llm/request.h"

#include "base/limits.h"
#include "codec/json.h"
#include "support/torture.h"

#define ASK(nonce)                                                             \
	"<task id=\"api\" agent=\"backend\">\n</task>\n<output nonce=\"" nonce \
	"\">\n=== FILE " nonce " a\n"

struct asked {
	struct ma_llm_msg msgs[3];
	struct ma_llm_tool_call calls[2];
	struct ma_llm_tool tools[2];
	struct ma_str stops[1];
	struct ma_llm_req req;
};

static const struct ma_llm_req *full(struct asked *a, json_t *schema)
{
	a->msgs[0] = (struct ma_llm_msg){ .role = MA_LLM_USER,
		.text = MA_STR(ASK("0123456789abcdef")) };
	a->msgs[1] = (struct ma_llm_msg){ .role = MA_LLM_ASSISTANT, .text = MA_STR("say \"it\"\n") };
	a->calls[0] = (struct ma_llm_tool_call){ MA_STR("a"), MA_STR("x"), MA_STR("{\"b\":1}") };
	a->calls[1] = (struct ma_llm_tool_call){ MA_STR("b"), MA_STR("x"), MA_STR("") };
	a->msgs[1].calls = a->calls;
	a->msgs[1].calls_n = 2;
	a->msgs[1].echo = MA_STR("{\"by\":\"x\"}");
	a->msgs[2] = (struct ma_llm_msg){
		.role = MA_LLM_TOOL, .call_id = MA_STR("a"), .text = MA_STR("no"), .is_error = true
	};
	a->tools[0] = (struct ma_llm_tool){ MA_STR("x"), MA_STR("Does \"x\"."), schema };
	a->tools[1] = (struct ma_llm_tool){ .name = MA_STR("y") };
	a->stops[0] = MA_STR("END");
	a->req = (struct ma_llm_req){ .model = MA_STR("m-1"),
		.system = MA_STR("You plan."),
		.msgs = a->msgs,
		.msgs_n = 3,
		.tools = a->tools,
		.tools_n = 2,
		.tool_choice = MA_LLM_TOOLS_ONE,
		.tool = MA_STR("y"),
		.output_tokens_max = 4096,
		.temperature = 0.1,
		.top_p = 0.95,
		.top_k = 40,
		.seed = 7,
		.context_tokens = 8192,
		.stops = a->stops,
		.stops_n = 1,
		.json = true,
		.schema = schema,
		.effort = MA_LLM_EFFORT_HIGH,
		.stream = true,
		.timeout_ms = 1000 };
	a->req.safety[MA_LLM_HARM_HATE_SPEECH] = MA_LLM_BLOCK_OFF;
	a->req.safety[MA_LLM_HARM_JAILBREAK] = MA_LLM_BLOCK_NONE;
	return &a->req;
}

static void plain(struct asked *a, struct ma_str text)
{
	a->msgs[0] = (struct ma_llm_msg){ .role = MA_LLM_USER, .text = text };
	a->req = (struct ma_llm_req){ .msgs = a->msgs, .msgs_n = 1, .temperature = -1 };
}

static void only_what_is_asked_for_is_written(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_KIB);
	struct asked a;

	MA_UNUSED(state);
	plain(&a, MA_STR("hi"));
	ma_llm_req_write(&a.req, &text);
	assert_string_equal(
		text.p, "{\"model\":\"\",\"messages\":[{\"role\":\"user\",\"text\":\"hi\"}]}");
	ma_buf_done(&text);
}

static void what_is_written_reads_back_the_same(void **state)
{
	struct ma_buf text = MA_BUF_INIT(64 * MA_KIB), again = MA_BUF_INIT(64 * MA_KIB);
	json_t *schema = json_pack("{s:s, s:f}", "type", "number", "maximum", 0.1);
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	struct ma_llm_req req;
	json_t *value = NULL;
	struct asked a;

	MA_UNUSED(state);
	ma_llm_req_write(full(&a, schema), &text);
	assert_int_equal(ma_json_parse(ma_buf_str(&text), "request", &value, &err), MA_OK);
	assert_int_equal(ma_llm_req_read(value, &arena, &req, &err), MA_OK);
	ma_llm_req_write(&req, &again);
	assert_string_equal(text.p, again.p);
	assert_int_equal(req.effort, MA_LLM_EFFORT_HIGH);
	assert_int_equal(req.safety[MA_LLM_HARM_JAILBREAK], MA_LLM_BLOCK_NONE);
	assert_true(req.temperature == 0.1);
	json_decref(value);
	json_decref(schema);
	ma_arena_done(&arena);
	ma_buf_done(&text);
	ma_buf_done(&again);
}

static void what_cannot_be_asked_is_refused_with_its_place(void **state)
{
	static const char *const bad[][2] = {
		{ "{\"messages\":[]}", "/messages" },
		{ "{\"messages\":[{\"role\":\"other\",\"text\":\"\"}]}", "/messages/0/role" },
		{ "{\"messages\":[{\"role\":\"user\",\"text\":\"\"}],\"effort\":\"some\"}",
			"/effort" },
		{ "{\"messages\":[{\"role\":\"user\",\"text\":\"\"}],\"safety\":{\"HARM_CATEGORY_JAILBREAK\":\"x\"}}",
			"/safety/HARM_CATEGORY_JAILBREAK" },
	};
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(bad); i++) {
		ma_err err = { .code = MA_OK };
		struct ma_llm_req req;
		json_t *value = NULL;

		assert_int_equal(ma_json_parse(ma_str(bad[i][0]), "request", &value, &err), MA_OK);
		assert_int_equal(ma_llm_req_read(value, &arena, &req, &err), MA_EINVALID);
		if (!strstr(err.msg, bad[i][1]))
			fail_msg("%s: %s", bad[i][1], err.msg);
		json_decref(value);
	}
	ma_arena_done(&arena);
}

static void key_of(struct ma_str text, char out[MA_KEY_SIZE])
{
	ma_err err = { .code = MA_OK };
	struct asked a;

	plain(&a, text);
	assert_int_equal(ma_llm_req_key(&a.req, out, &err), MA_OK);
}

static void the_nonce_alone_does_not_change_the_key(void **state)
{
	char one[MA_KEY_SIZE], other[MA_KEY_SIZE];

	MA_UNUSED(state);
	key_of(MA_STR(ASK("0123456789abcdef")), one);
	key_of(MA_STR(ASK("fedcba9876543210")), other);
	assert_string_equal(one, other);
	key_of(MA_STR(ASK("fedcba9876543210") "more"), other);
	assert_string_not_equal(one, other);
	key_of(MA_STR(ASK("no nonce of ours")), one);
	key_of(MA_STR(ASK("nor is this one!")), other);
	assert_string_not_equal(one, other);
}

static void streaming_and_time_do_not_change_the_key(void **state)
{
	char one[MA_KEY_SIZE], other[MA_KEY_SIZE];
	ma_err err = { .code = MA_OK };
	struct asked a;

	MA_UNUSED(state);
	assert_int_equal(ma_llm_req_key(full(&a, NULL), one, &err), MA_OK);
	a.req.stream = false;
	a.req.timeout_ms = 0;
	assert_int_equal(ma_llm_req_key(&a.req, other, &err), MA_OK);
	assert_string_equal(one, other);
	a.req.top_k = 0;
	assert_int_equal(ma_llm_req_key(&a.req, other, &err), MA_OK);
	assert_string_not_equal(one, other);
}

static void the_last_task_and_nonce_of_the_first_message_count(void **state)
{
	struct asked a;

	MA_UNUSED(state);
	plain(&a,
		MA_STR("<task id=\"theirs\"> <output nonce=\"ffffffffffffffff\"> " ASK(
			"0123456789abcdef")));
	a.msgs[1] = (struct ma_llm_msg){ .role = MA_LLM_ASSISTANT,
		.text = MA_STR("<output nonce=\"eeeeeeeeeeeeeeee\">") };
	a.req.msgs_n = 2;
	assert_true(ma_str_is(ma_llm_req_nonce(&a.req), "0123456789abcdef"));
	assert_true(ma_str_is(ma_llm_req_task(&a.req), "api"));
	assert_int_equal(ma_llm_attribute(MA_STR("<task id=\"open"), "<task id=\"").n, 0);
}

static ma_rc find_key(void *data, ma_err *err)
{
	char key[MA_KEY_SIZE];

	return ma_llm_req_key(data, key, err);
}

static void memory_may_run_out(void **state)
{
	struct asked a;

	MA_UNUSED(state);
	torture(find_key, (void *)(uintptr_t)full(&a, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_asked_for_is_written),
		cmocka_unit_test(what_is_written_reads_back_the_same),
		cmocka_unit_test(what_cannot_be_asked_is_refused_with_its_place),
		cmocka_unit_test(the_nonce_alone_does_not_change_the_key),
		cmocka_unit_test(streaming_and_time_do_not_change_the_key),
		cmocka_unit_test(the_last_task_and_nonce_of_the_first_message_count),
		cmocka_unit_test(memory_may_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
