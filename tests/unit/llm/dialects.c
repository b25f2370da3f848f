/* What the dialects write and how they read, without a network. */
#include <stdio.h>

#include "llm/anthropic.h"
#include "llm/gemini.h"
#include "llm/ollama.h"
#include "llm/openai.h"
#include "llm/openai_responses.h"
#include "support/dialect_checks.h"

static void gemini_writes_a_whole_request(void **state)
{
	MA_UNUSED(state);
	writes(&ma_llm_gemini, full(),
		"{\"systemInstruction\":{\"parts\":[{\"text\":\"You plan.\"}]},\"contents\":["
		"{\"role\":\"user\",\"parts\":[{\"text\":\"Plan \\\"it\\\"\\n\"}]},"
		"{\"role\":\"model\",\"parts\":[{\"text\":\"{\"}]},{\"role\":\"user\",\"parts\":[{\"text\":\"Go on\"}]}],"
		"\"generationConfig\":{\"maxOutputTokens\":4096,\"temperature\":0.5,"
		"\"responseMimeType\":\"application/json\"}}");
	writes(&ma_llm_gemini, least(),
		"{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Plan \\\"it\\\"\\n\"}]}],"
		"\"generationConfig\":{}}");
}

static void openai_writes_a_whole_request(void **state)
{
	MA_UNUSED(state);
	writes(&ma_llm_openai, full(),
		"{\"model\":\"m-1\",\"messages\":[{\"role\":\"system\",\"content\":\"You plan.\\n\\nAnswer with one JSON value.\"},"
		"{\"role\":\"user\",\"content\":\"Plan \\\"it\\\"\\n\"},{\"role\":\"assistant\",\"content\":\"{\"},"
		"{\"role\":\"user\",\"content\":\"Go on\"}],\"max_completion_tokens\":4096,\"temperature\":0.5,"
		"\"response_format\":{\"type\":\"json_object\"},\"stream\":true,"
		"\"stream_options\":{\"include_usage\":true}}");
	writes(&ma_llm_openai, least(),
		"{\"model\":\"m-1\",\"messages\":[{\"role\":\"user\",\"content\":\"Plan \\\"it\\\"\\n\"}]}");
}

static void bytes_that_are_no_utf8_become_replacement_characters(void **state)
{
	static const struct ma_llm_msg odd[] = { { .role = MA_LLM_USER,
		.text = { "a\xff\xc3(\0z", 6 } } };
	struct ma_llm_req req = { .msgs = odd, .msgs_n = 1, .temperature = -1 };
	json_t *body = ma_llm_openai.body(&ma_llm_openai, &req, MA_STR("m")), *text;

	MA_UNUSED(state);
	text = json_object_get(json_array_get(json_object_get(body, "messages"), 0), "content");
	assert_int_equal(json_string_length(text), 10);
	assert_memory_equal(json_string_value(text), "a\xef\xbf\xbd\xef\xbf\xbd(\0z", 10);
	json_decref(body);
}

static void a_url_names_the_model_once(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(url(&ma_llm_gemini, "https://x", "g-1", false),
		"https://x/v1beta/models/g-1:generateContent");
	assert_string_equal(url(&ma_llm_gemini, "https://x/v1", "models/g-1", true),
		"https://x/v1/models/g-1:streamGenerateContent?alt=sse");
	assert_string_equal(url(&ma_llm_gemini, "https://x", "tunedModels/t", false),
		"https://x/v1beta/tunedModels/t:generateContent");
	assert_string_equal(url(&ma_llm_openai, "https://x/v1", "a/b:c", true),
		"https://x/v1/chat/completions");
}

static void a_model_that_would_change_the_path_is_refused(void **state)
{
	static const char *const names[] = { "../x", "a?b", "a b", "a#", "a%2e", "m:countTokens",
		"\n" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(names); i++)
		if (strcmp(url(&ma_llm_gemini, "https://x", names[i], false), "ECONFIG") != 0)
			fail_msg("%s was taken for a model", names[i]);
}

static void gemini_reads_text_without_thoughts_and_the_last_usage(void **state)
{
	struct ma_llm_answer a = reads(&ma_llm_gemini,
		"{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"hm\",\"thought\":true}]}}],"
		"\"usageMetadata\":{\"promptTokenCount\":7},\"modelVersion\":\"g-1\",\"responseId\":\"r1\"}\n"
		"{}\n{\"candidates\":[{}]}\n{\"candidates\":[{\"content\":{\"role\":\"model\"}}]}\n"
		"{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"},{\"text\":\"lo\"}]}},"
		"{\"index\":1,\"content\":{\"parts\":[{\"text\":\"other\"}]}}]}\n"
		"{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"parts\":[{\"text\":\"\","
		"\"thoughtSignature\":\"x\"}]}}],\"usageMetadata\":{\"promptTokenCount\":1200,"
		"\"cachedContentTokenCount\":1000,\"candidatesTokenCount\":50,\"thoughtsTokenCount\":300,"
		"\"totalTokenCount\":1550}}");

	MA_UNUSED(state);
	assert_string_equal(a.text.p, "Hello");
	assert_int_equal(a.finish, MA_LLM_FINISH_STOP);
	assert_string_equal(a.model, "g-1");
	assert_string_equal(a.id, "r1");
	assert_int_equal(a.usage.input, 1200);
	assert_int_equal(a.usage.cached, 1000);
	assert_int_equal(a.usage.output, 350);
	assert_int_equal(a.usage.reasoning, 300);
	ma_llm_answer_done(&a);
}

static const struct {
	const struct ma_llm_dialect *dialect;
	const char *piece;
	enum ma_llm_finish finish;
} ends[] = {
	{ &ma_llm_gemini, "{\"candidates\":[{\"finishReason\":\"MAX_TOKENS\"}]}",
		MA_LLM_FINISH_LENGTH },
	{ &ma_llm_gemini, "{\"candidates\":[{\"finishReason\":\"SAFETY\"}]}", MA_LLM_FINISH_FILTER },
	{ &ma_llm_gemini, "{\"candidates\":[{\"finishReason\":\"RECITATION\"}]}",
		MA_LLM_FINISH_FILTER },
	{ &ma_llm_gemini, "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}}",
		MA_LLM_FINISH_FILTER },
	{ &ma_llm_gemini, "{\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\"}]}",
		MA_LLM_FINISH_BROKEN },
	{ &ma_llm_gemini, "{\"candidates\":[{\"finishReason\":\"NEVER_HEARD_OF\"}]}",
		MA_LLM_FINISH_BROKEN },
	{ &ma_llm_gemini, "{\"candidates\":[{\"finishReason\":\"\"}]}", MA_LLM_FINISH_NONE },
	{ &ma_llm_gemini, "{\"candidates\":{\"finishReason\":\"STOP\"}}", MA_LLM_FINISH_NONE },
	{ &ma_llm_openai, "{\"choices\":[{\"finish_reason\":\"stop\"}]}", MA_LLM_FINISH_STOP },
	{ &ma_llm_openai, "{\"choices\":[{\"finish_reason\":\"length\"}]}", MA_LLM_FINISH_LENGTH },
	{ &ma_llm_openai, "{\"choices\":[{\"finish_reason\":\"content_filter\"}]}",
		MA_LLM_FINISH_FILTER },
	{ &ma_llm_openai,
		"{\"choices\":[{\"message\":{\"refusal\":\"no\"},\"finish_reason\":\"stop\"}]}",
		MA_LLM_FINISH_FILTER },
	{ &ma_llm_openai, "{\"choices\":[{\"delta\":{\"refusal\":\"no\"},\"finish_reason\":null}]}",
		MA_LLM_FINISH_FILTER },
	{ &ma_llm_openai, "{\"choices\":[{\"finish_reason\":\"tool_calls\"}]}",
		MA_LLM_FINISH_TOOLS },
	{ &ma_llm_openai, "{\"choices\":[{\"finish_reason\":\"error\"}]}", MA_LLM_FINISH_FAILED },
	{ &ma_llm_openai, "{\"choices\":[{\"finish_reason\":\"\"}]}", MA_LLM_FINISH_NONE },
	{ &ma_llm_openai, "{\"choices\":[{\"finish_reason\":null}]}", MA_LLM_FINISH_NONE },
};

static void every_reason_to_stop_is_known_for_what_it_is(void **state)
{
	struct ma_llm_answer a;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(ends); i++) {
		a = reads(ends[i].dialect, ends[i].piece);
		if (a.finish != ends[i].finish)
			fail_msg("%s: %d, not %d", ends[i].piece, a.finish, ends[i].finish);
		ma_llm_answer_done(&a);
	}
}

static void openai_reads_deltas_and_the_usage_that_follows(void **state)
{
	struct ma_llm_answer a = reads(&ma_llm_openai,
		"{\"id\":\"c1\",\"model\":\"m-2\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
		"\"finish_reason\":null}],\"usage\":null}\n"
		"{\"choices\":[{\"delta\":{\"content\":\"Hel\"},\"finish_reason\":\"\"}],\"obfuscation\":\"xyz\"}\n"
		"{\"choices\":[{\"index\":0,\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"lo\"},{\"type\":\"x\"}]}}]}\n"
		"{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}}]}\n"
		"{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n"
		"{\"choices\":[],\"usage\":{\"prompt_tokens\":1200,\"completion_tokens\":350,"
		"\"prompt_tokens_details\":{\"cached_tokens\":1024},\"completion_tokens_details\":{\"reasoning_tokens\":300}}}");

	MA_UNUSED(state);
	assert_string_equal(a.text.p, "Hello");
	assert_int_equal(a.finish, MA_LLM_FINISH_STOP);
	assert_string_equal(a.model, "m-2");
	assert_int_equal(a.usage.input, 1200);
	assert_int_equal(a.usage.cached, 1024);
	assert_int_equal(a.usage.output, 350);
	assert_int_equal(a.usage.reasoning, 300);
	ma_llm_answer_done(&a);
}

static void openai_reads_a_whole_message(void **state)
{
	struct ma_llm_answer a = reads(&ma_llm_openai,
		"{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\",\"refusal\":null},"
		"\"finish_reason\":\"stop\"}],\"error\":null,\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,"
		"\"prompt_cache_hit_tokens\":2}}");

	MA_UNUSED(state);
	assert_string_equal(a.text.p, "Hi");
	assert_null(a.error);
	assert_int_equal(a.usage.cached, 2);
	ma_llm_answer_done(&a);
}

static void what_a_server_says_it_charges_is_the_cost(void **state)
{
	static const struct {
		const char *usage;
		int64_t microusd; /* -1: not told */
	} told[] = {
		{ "{\"cost\":0.0125}", 12500 },
		{ "{\"cost\":0}", 0 },
		{ "{\"cost\":0.01,\"is_byok\":true,\"cost_details\":{\"upstream_inference_cost\":0.5}}",
			510000 },
		{ "{\"cost\":0.01,\"cost_details\":{\"upstream_inference_cost\":0.5}}", 10000 },
		{ "{\"cost\":-1}", -1 },
		{ "{\"cost\":1e300}", -1 },
		{ "{\"cost\":\"1\"}", -1 },
		{ "{\"cost\":{\"total\":1}}", -1 },
		{ "{}", -1 },
	};
	char piece[256];
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(told); i++) {
		struct ma_llm_answer a;

		(void)snprintf(piece, sizeof(piece), "{\"choices\":[],\"usage\":%s}", told[i].usage);
		a = reads(&ma_llm_openai, piece);
		if (a.usage.billed != (told[i].microusd >= 0) ||
			(a.usage.billed && a.usage.billed_microusd != told[i].microusd))
			fail_msg("%s: %lld", told[i].usage, (long long)a.usage.billed_microusd);
		ma_llm_answer_done(&a);
	}
}

static void an_error_piece_is_kept(void **state)
{
	static const struct ma_llm_dialect *const all[] = { &ma_llm_gemini, &ma_llm_openai,
		&ma_llm_anthropic, &ma_llm_ollama, &ma_llm_openai_responses };
	struct ma_llm_answer a;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(all); i++) {
		a = reads(all[i], "{\"error\":{\"code\":503}}\n{\"error\":\"plain\"}");
		assert_string_equal(json_string_value(json_object_get(a.error, "error")), "plain");
		ma_llm_answer_done(&a);
	}
}

static void absurd_usages_are_clamped(void **state)
{
	struct ma_llm_answer a = reads(&ma_llm_openai,
		"{\"choices\":[],\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":9e300,"
		"\"prompt_tokens_details\":{\"cached_tokens\":\"many\"}}}");

	MA_UNUSED(state);
	assert_int_equal(a.usage.input, 0);
	assert_int_equal(a.usage.output, 1000000000000);
	assert_int_equal(a.usage.cached, 0);
	ma_llm_answer_done(&a);
}

static void pieces_of_any_shape_do_no_harm(void **state)
{
	static const char *const odd[] = {
		"null", "1", "\"x\"", "[]", "[1]",
		"{\"candidates\":[null,1,\"x\",[],{\"content\":[]}]}",
		"{\"candidates\":[{\"content\":{\"parts\":[null,3,{\"text\":5},{\"thought\":\"x\"}]}}]}",
		"{\"choices\":[null,1,{\"delta\":3,\"message\":[]},{\"message\":{\"content\":{}}}]}",
		"{\"choices\":{},\"usage\":[],\"x_groq\":3}", "{\"usageMetadata\":[1]}",
		"{\"promptFeedback\":1}",
		"{\"object\":\"response\",\"output\":[3,{\"type\":\"message\",\"content\":[1]}]}",
		"{\"type\":\"response.completed\"}",
		"{\"type\":\"response.output_text.delta\",\"delta\":7}",
		"{\"message\":3,\"done\":1}", "{\"message\":{\"content\":[]},\"done\":{}}",
		"{\"type\":\"message\",\"content\":{},\"usage\":3}",
		"{\"type\":\"message\",\"content\":[null,4,{\"type\":\"text\",\"text\":[]}]}",
		"{\"type\":\"message_start\"}", "{\"type\":\"message_delta\",\"delta\":[]}",
		"{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":null}}"
	};
	static const struct ma_llm_dialect *const all[] = { &ma_llm_gemini, &ma_llm_openai,
		&ma_llm_anthropic, &ma_llm_ollama, &ma_llm_openai_responses };
	struct ma_llm_answer a;
	size_t i, k;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(odd); i++) {
		for (k = 0; k < MA_COUNT(all); k++) {
			a = reads(all[k], odd[i]);
			if (a.text.n > 0 || a.finish == MA_LLM_FINISH_STOP)
				fail_msg("%s took %s for an answer", all[k]->name, odd[i]);
			ma_llm_answer_done(&a);
		}
	}
}

static void only_the_secret_is_replaced(void **state)
{
	struct ma_buf b = MA_BUF_INIT(100);

	MA_UNUSED(state);
	ma_buf_adds(&b, "secretsecret, secre secret");
	ma_llm_redact(&b, 6, MA_STR("secret"));
	assert_string_equal(b.p, "secret***, secre ***");
	ma_llm_redact(&b, 0, MA_STR("se"));
	assert_string_equal(b.p, "secret***, secre ***");
	ma_buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gemini_writes_a_whole_request),
		cmocka_unit_test(openai_writes_a_whole_request),
		cmocka_unit_test(bytes_that_are_no_utf8_become_replacement_characters),
		cmocka_unit_test(a_url_names_the_model_once),
		cmocka_unit_test(a_model_that_would_change_the_path_is_refused),
		cmocka_unit_test(gemini_reads_text_without_thoughts_and_the_last_usage),
		cmocka_unit_test(every_reason_to_stop_is_known_for_what_it_is),
		cmocka_unit_test(openai_reads_deltas_and_the_usage_that_follows),
		cmocka_unit_test(openai_reads_a_whole_message),
		cmocka_unit_test(what_a_server_says_it_charges_is_the_cost),
		cmocka_unit_test(an_error_piece_is_kept),
		cmocka_unit_test(absurd_usages_are_clamped),
		cmocka_unit_test(pieces_of_any_shape_do_no_harm),
		cmocka_unit_test(only_the_secret_is_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
