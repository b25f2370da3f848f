#include "llm/plain.h"

#include "llm/anthropic.h"
#include "llm/gemini.h"
#include "llm/ollama.h"
#include "llm/openai.h"
#include "llm/openai_presets.h"
#include "llm/openai_responses.h"
#include "support/plain_check.h"
#include "support/torture.h"

struct event {
	const struct ma_llm_dialect *dialect;
	const char *text;
};

static const struct event plain[] = {
	{ &ma_llm_gemini,
		"{\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"Hi\"}],\"role\": \"model\"},\"index\": 0}],"
		"\"usageMetadata\": {\"promptTokenCount\": 7,\"candidatesTokenCount\": 3,\"totalTokenCount\": 21,"
		"\"promptTokensDetails\": [{\"modality\": \"TEXT\",\"tokenCount\": 7}],\"thoughtsTokenCount\": 11,"
		"\"cachedContentTokenCount\": 2},\"modelVersion\": \"gemini-2.5-flash\",\"responseId\": \"r-1\"}" },
	{ &ma_llm_gemini,
		"{\"responseId\":\"r\",\"usageMetadata\":{\"toolUsePromptTokenCount\":4,\"promptTokenCount\":5}}" },
	{ &ma_llm_openai,
		"{\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1795300000,\"model\":\"gpt\","
		"\"service_tier\":\"default\",\"system_fingerprint\":\"fp\",\"choices\":[{\"index\":0,\"delta\":"
		"{\"content\":\"a\\u00e9\\ud83d\\ude00\\\"\"},\"logprobs\":null,\"finish_reason\":null}],"
		"\"usage\":null,\"obfuscation\":\"xyz\"}" },
	{ &ma_llm_openai,
		"{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null,\"refusal\":null}}]}" },
	{ &ma_llm_openai_openrouter,
		"{\"id\":\"g\",\"provider\":\"X\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":"
		"\"assistant\",\"content\":\"é\"},\"finish_reason\":null,\"native_finish_reason\":null}]}" },
	{ &ma_llm_anthropic,
		"{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}}" },
	{ &ma_llm_ollama,
		"{\"model\":\"llama\",\"created_at\":\"2026\",\"message\":{\"role\":\"assistant\",\"content\":\"y\"},"
		"\"done\":false}" },
	{ &ma_llm_openai_responses,
		"{\"type\":\"response.output_text.delta\",\"sequence_number\":4,\"item_id\":\"m\",\"output_index\":0,"
		"\"content_index\":0,\"delta\":\"z\",\"logprobs\":[],\"obfuscation\":\"q\"}" },
};

static const struct event not_plain[] = {
	{ &ma_llm_gemini,
		"{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}" },
	{ &ma_llm_gemini,
		"{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\",\"thought\":true}]}}]}" },
	{ &ma_llm_gemini,
		"{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"},{\"text\":\"b\"}]}}]}" },
	{ &ma_llm_gemini,
		"{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"index\":1}]}" },
	{ &ma_llm_gemini, "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}" },
	{ &ma_llm_gemini, "{\"usageMetadata\":{\"promptTokenCount\":-1}}" },
	{ &ma_llm_gemini, "{\"usageMetadata\":{\"promptTokenCount\":1.5}}" },
	{ &ma_llm_gemini, "{\"usageMetadata\":{\"promptTokenCount\":1000000000000}}" },
	{ &ma_llm_gemini, "{\"usageMetadata\":null}" },
	{ &ma_llm_gemini, "[{}]" },
	{ &ma_llm_openai, "{\"error\":\"overloaded\",\"choices\":[]}" },
	{ &ma_llm_openai,
		"{\"choices\":[{\"delta\":{\"content\":\"a\",\"tool_calls\":[{\"index\":0}]}}]}" },
	{ &ma_llm_openai, "{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\"}]}}]}" },
	{ &ma_llm_openai, "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}" },
	{ &ma_llm_openai, "{\"choices\":[],\"usage\":{\"prompt_tokens\":3}}" },
	{ &ma_llm_anthropic, "{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"no type\"}}" },
	{ &ma_llm_anthropic, "{\"delta\":{\"type\":\"text_delta\",\"text\":\"no type\"}}" },
	{ &ma_llm_anthropic,
		"{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"x\"}}" },
	{ &ma_llm_ollama, "{\"message\":{\"content\":\"a\"},\"done\":true}" },
	{ &ma_llm_openai_responses, "{\"type\":\"response.completed\",\"response\":{}}" },
};

static void events_that_bring_text_alone_are_read_plainly(void **state)
{
	struct plain_check c;
	bool was_plain;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(plain); i++) {
		plain_check_init(&c, plain[i].dialect);
		assert_true(plain_check_take(&c, ma_str(plain[i].text), &was_plain));
		if (!was_plain)
			fail_msg("%s: not plain: %s", plain[i].dialect->name, plain[i].text);
		plain_check_done(&c);
	}
}

static void events_with_anything_else_are_not(void **state)
{
	struct plain_check c;
	bool was_plain;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(not_plain); i++) {
		plain_check_init(&c, not_plain[i].dialect);
		assert_true(plain_check_take(&c, ma_str(not_plain[i].text), &was_plain));
		if (was_plain)
			fail_msg("%s: plain: %s", not_plain[i].dialect->name, not_plain[i].text);
		plain_check_done(&c);
	}
}

static void what_one_of_the_parsers_alone_would_read_is_not_plain(void **state)
{
	static const char *const numbers[] = { "9223372036854775808", "1e400", "-1E5" };
	static const char *const texts[] = { "a\\u0000b", "\\ud800", "\xc3", "a\tb" };
	struct plain_check c;
	char event[256];
	bool was_plain;
	size_t i;

	MA_UNUSED(state);
	plain_check_init(&c, &ma_llm_anthropic);
	for (i = 0; i < MA_COUNT(numbers) + MA_COUNT(texts); i++) {
		(void)snprintf(event, sizeof(event),
			"{\"type\":\"content_block_delta\",\"index\":%s,\"delta\":{\"type\":\"text_delta\",\"text\":\"%s\"}}",
			i < MA_COUNT(numbers) ? numbers[i] : "1",
			i < MA_COUNT(numbers) ? "x" : texts[i - MA_COUNT(numbers)]);
		(void)plain_check_take(&c, ma_str(event), &was_plain); /* some are no JSON */
		if (was_plain)
			fail_msg("plain: %s", event);
	}
	plain_check_done(&c);
}

/* At every place another byte, or none, or a word that changes what is meant. */
static void an_event_that_differs_in_a_byte_is_read_as_take_would(void **state)
{
	static const char *const changes[] = { "", "\"", "\\", "0", "-", "e", "}", "{", "]", "[",
		",", ":", "n", " ", "\n", "\xc3", "null", "true", "\"x\":1,", "\"error\":1,",
		"\"text\":\"b\"," };
	struct plain_check c;
	char event[1024];
	size_t i, at, k;
	bool was_plain;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(plain); i++) {
		plain_check_init(&c, plain[i].dialect);
		for (at = 0; at < strlen(plain[i].text); at++)
			for (k = 0; k < 2 * MA_COUNT(changes); k++) {
				(void)snprintf(event, sizeof(event), "%.*s%s%s", (int)at,
					plain[i].text, changes[k / 2], plain[i].text + at + k % 2);
				/* checks itself */
				(void)plain_check_take(&c, ma_str(event), &was_plain);
			}
		plain_check_done(&c);
	}
}

static ma_rc read_one(void *data, ma_err *err)
{
	struct plain_check c;
	bool was_plain = false, json;

	MA_UNUSED(data);
	plain_check_init(&c, &ma_llm_gemini);
	was_plain = ma_llm_plain_take(&c.plain, c.dialect->plain, &c.doc, ma_str(plain[0].text));
	json = c.plain.text.rc == MA_OK;
	plain_check_done(&c);
	return was_plain && json ? MA_OK : ma_fail_nomem(err);
}

static void memory_may_run_out(void **state)
{
	MA_UNUSED(state);
	torture(read_one, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_that_bring_text_alone_are_read_plainly),
		cmocka_unit_test(events_with_anything_else_are_not),
		cmocka_unit_test(what_one_of_the_parsers_alone_would_read_is_not_plain),
		cmocka_unit_test(an_event_that_differs_in_a_byte_is_read_as_take_would),
		cmocka_unit_test(memory_may_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
