/* Anthropic's Messages: what is written, and how events are read. */
#include "llm/anthropic.h"
#include "support/dialect_checks.h"

static void a_whole_request_is_written(void **state)
{
	MA_UNUSED(state);
	writes(&ma_llm_anthropic, full(),
		"{\"model\":\"m-1\",\"max_tokens\":4096,\"system\":\"You plan.\",\"messages\":["
		"{\"role\":\"user\",\"content\":\"Plan \\\"it\\\"\\n\"},"
		"{\"role\":\"assistant\",\"content\":\"{\"},"
		"{\"role\":\"user\",\"content\":\"Go on\"}],\"stream\":true}");
	writes(&ma_llm_anthropic, least(),
		"{\"model\":\"m-1\",\"max_tokens\":16000,\"messages\":["
		"{\"role\":\"user\",\"content\":\"Plan \\\"it\\\"\\n\"}]}");
}

static void the_version_is_in_the_path_once(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(url(&ma_llm_anthropic, "https://x", "c", true), "https://x/v1/messages");
	assert_string_equal(
		url(&ma_llm_anthropic, "https://x/v1", "c", false), "https://x/v1/messages");
	assert_string_equal(url(&ma_llm_anthropic, "https://x", "", false), "ECONFIG");
}

static void a_stream_is_read_without_its_thoughts(void **state)
{
	struct ma_llm_answer a = reads(&ma_llm_anthropic,
		"{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"c-1\",\"content\":[],\"stop_reason\":null,"
		"\"usage\":{\"input_tokens\":20,\"cache_creation_input_tokens\":1000,\"cache_read_input_tokens\":5000,"
		"\"output_tokens\":1}}}\n"
		"{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}\n"
		"{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}\n"
		"{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"He\"}}\n"
		"{\"type\":\"ping\"}\n{\"type\":\"never_heard_of\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}\n"
		"{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"llo\"}}\n"
		"{\"type\":\"content_block_stop\",\"index\":1}\n"
		"{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"input_tokens\":null,"
		"\"output_tokens\":350,\"output_tokens_details\":{\"thinking_tokens\":300}}}\n"
		"{\"type\":\"message_stop\"}");

	MA_UNUSED(state);
	assert_string_equal(a.text.p, "Hello");
	assert_int_equal(a.finish, MA_LLM_FINISH_STOP);
	assert_string_equal(a.model, "c-1");
	assert_string_equal(a.id, "msg_1");
	assert_int_equal(a.usage.input, 6020);
	assert_int_equal(a.usage.cached, 5000);
	assert_int_equal(a.usage.output, 350);
	assert_int_equal(a.usage.reasoning, 300);
	ma_llm_answer_done(&a);
}

static void a_reason_to_stop_is_not_yet_the_end_of_a_stream(void **state)
{
	struct ma_llm_answer a = reads(&ma_llm_anthropic,
		"{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}}\n"
		"{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}");

	MA_UNUSED(state);
	assert_int_equal(a.finish, MA_LLM_FINISH_NONE);
	ma_llm_answer_done(&a);
	a = reads(&ma_llm_anthropic, "{\"type\":\"message_stop\"}");
	assert_int_equal(a.finish, MA_LLM_FINISH_NONE);
	ma_llm_answer_done(&a);
}

static void every_reason_to_stop_is_known_for_what_it_is(void **state)
{
	static const struct {
		const char *reason;
		enum ma_llm_finish finish;
	} ends[] = {
		{ "end_turn", MA_LLM_FINISH_STOP },
		{ "stop_sequence", MA_LLM_FINISH_STOP },
		{ "max_tokens", MA_LLM_FINISH_LENGTH },
		{ "refusal", MA_LLM_FINISH_FILTER },
		{ "model_context_window_exceeded", MA_LLM_FINISH_CONTEXT },
		{ "tool_use", MA_LLM_FINISH_TOOLS },
		{ "pause_turn", MA_LLM_FINISH_PAUSE },
		{ "bored", MA_LLM_FINISH_BROKEN },
		{ "", MA_LLM_FINISH_NONE },
	};
	struct ma_llm_answer a;
	char piece[256];
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(ends); i++) {
		(void)snprintf(piece, sizeof(piece),
			"{\"type\":\"message\",\"content\":[],\"stop_reason\":\"%s\"}",
			ends[i].reason);
		a = reads(&ma_llm_anthropic, piece);
		if (a.finish != ends[i].finish)
			fail_msg("%s: %d, not %d", ends[i].reason, a.finish, ends[i].finish);
		ma_llm_answer_done(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_request_is_written),
		cmocka_unit_test(the_version_is_in_the_path_once),
		cmocka_unit_test(a_stream_is_read_without_its_thoughts),
		cmocka_unit_test(a_reason_to_stop_is_not_yet_the_end_of_a_stream),
		cmocka_unit_test(every_reason_to_stop_is_known_for_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
