/* OpenAI's Responses: what is written, and how events are read. */
#include "llm/openai_responses.h"
#include "support/dialect_checks.h"

static void a_whole_request_is_written(void **state)
{
	MA_UNUSED(state);
	writes(&ma_llm_openai_responses, full(),
		"{\"model\":\"m-1\",\"instructions\":\"You plan.\\n\\nAnswer with one JSON value.\",\"input\":["
		"{\"role\":\"user\",\"content\":\"Plan \\\"it\\\"\\n\"},{\"role\":\"assistant\",\"content\":\"{\"},"
		"{\"role\":\"user\",\"content\":\"Go on\"}],\"store\":false,\"max_output_tokens\":4096,"
		"\"temperature\":0.5,\"text\":{\"format\":{\"type\":\"json_object\"}},\"stream\":true}");
	writes(&ma_llm_openai_responses, least(),
		"{\"model\":\"m-1\",\"input\":[{\"role\":\"user\",\"content\":\"Plan \\\"it\\\"\\n\"}],\"store\":false}");
	assert_string_equal(
		url(&ma_llm_openai_responses, "https://x/v1", "m", true), "https://x/v1/responses");
}

static void a_stream_is_read_once_though_its_text_is_told_three_times(void **state)
{
	struct ma_llm_answer a = reads(&ma_llm_openai_responses,
		"{\"type\":\"response.created\",\"response\":{\"id\":\"r1\",\"status\":\"in_progress\",\"output\":[]}}\n"
		"{\"type\":\"response.reasoning_summary_text.delta\",\"delta\":\"hm\"}\n"
		"{\"type\":\"response.output_text.delta\",\"output_index\":1,\"delta\":\"Hel\"}\n"
		"{\"type\":\"response.output_text.delta\",\"output_index\":1,\"delta\":\"lo\"}\n"
		"{\"type\":\"response.output_text.done\",\"text\":\"Hello\"}\n"
		"{\"type\":\"response.never_heard_of\"}\n"
		"{\"type\":\"response.completed\",\"response\":{\"object\":\"response\",\"id\":\"r1\",\"model\":\"m-2\","
		"\"status\":\"completed\",\"error\":null,\"output\":[{\"type\":\"reasoning\",\"summary\":[]},"
		"{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hello\"}]}],"
		"\"usage\":{\"input_tokens\":1200,\"input_tokens_details\":{\"cached_tokens\":1024},"
		"\"output_tokens\":350,\"output_tokens_details\":{\"reasoning_tokens\":300}}}}");

	MA_UNUSED(state);
	assert_string_equal(a.text.p, "Hello");
	assert_int_equal(a.finish, MA_LLM_FINISH_STOP);
	assert_string_equal(a.model, "m-2");
	assert_string_equal(a.id, "r1");
	assert_int_equal(a.usage.input, 1200);
	assert_int_equal(a.usage.cached, 1024);
	assert_int_equal(a.usage.output, 350);
	assert_int_equal(a.usage.reasoning, 300);
	ma_llm_answer_done(&a);
}

static void every_way_to_end_is_known_for_what_it_is(void **state)
{
	static const struct {
		const char *piece;
		enum ma_llm_finish finish;
	} ends[] = {
		{ "{\"object\":\"response\",\"status\":\"completed\"}", MA_LLM_FINISH_STOP },
		{ "{\"object\":\"response\",\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"}}",
			MA_LLM_FINISH_LENGTH },
		{ "{\"object\":\"response\",\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"content_filter\"}}",
			MA_LLM_FINISH_FILTER },
		{ "{\"object\":\"response\",\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"steered\"}}",
			MA_LLM_FINISH_BROKEN },
		{ "{\"object\":\"response\",\"status\":\"cancelled\"}", MA_LLM_FINISH_BROKEN },
		{ "{\"object\":\"response\",\"status\":\"queued\"}", MA_LLM_FINISH_NONE },
		{ "{\"object\":\"response\",\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":["
		  "{\"type\":\"refusal\",\"refusal\":\"no\"}]}]}",
			MA_LLM_FINISH_FILTER },
		{ "{\"type\":\"response.refusal.delta\",\"delta\":\"no\"}\n"
		  "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}",
			MA_LLM_FINISH_FILTER },
		{ "{\"type\":\"response.refusal.delta\",\"delta\":\"no\"}", MA_LLM_FINISH_NONE },
		{ "{\"type\":\"response.in_progress\",\"response\":{\"status\":\"completed\"}}",
			MA_LLM_FINISH_NONE },
	};
	struct ma_llm_answer a;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(ends); i++) {
		a = reads(&ma_llm_openai_responses, ends[i].piece);
		if (a.finish != ends[i].finish)
			fail_msg("%s: %d, not %d", ends[i].piece, a.finish, ends[i].finish);
		ma_llm_answer_done(&a);
	}
}

static void a_failure_after_the_beginning_is_kept(void **state)
{
	static const char begun_and_failed[] =
		"{\"type\":\"response.created\",\"response\":{\"status\":\"in_progress\",\"error\":null}}\n"
		"{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"insufficient_quota\"}}}";
	static const char *const failures[] = {
		begun_and_failed,
		"{\"type\":\"error\",\"code\":\"insufficient_quota\",\"message\":\"m\"}",
		"{\"object\":\"response\",\"status\":\"failed\",\"error\":{\"code\":\"insufficient_quota\"}}",
	};
	const struct ma_http_head head = { .status = 200 };
	struct ma_llm_fault fault;
	struct ma_llm_answer a;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(failures); i++) {
		a = reads(&ma_llm_openai_responses, failures[i]);
		assert_non_null(a.error);
		ma_llm_classify_json(&head, a.error, MA_STR(""), MA_STR(""), 0, &fault);
		if (fault.class != MA_LLM_BILLING)
			fail_msg("%s: %s", failures[i], ma_llm_class_name(fault.class));
		ma_llm_answer_done(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_request_is_written),
		cmocka_unit_test(a_stream_is_read_once_though_its_text_is_told_three_times),
		cmocka_unit_test(every_way_to_end_is_known_for_what_it_is),
		cmocka_unit_test(a_failure_after_the_beginning_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
