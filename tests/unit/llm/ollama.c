/* Ollama's own API: the context every request names, lines of JSON, and where the server is. */
#include "llm/ollama.h"
#include "support/dialect_checks.h"

static void a_whole_request_is_written(void **state)
{
	MA_UNUSED(state);
	writes(&ma_llm_ollama, full(),
		"{\"model\":\"m-1\",\"messages\":[{\"role\":\"system\",\"content\":\"You plan.\"},"
		"{\"role\":\"user\",\"content\":\"Plan \\\"it\\\"\\n\"},{\"role\":\"assistant\",\"content\":\"{\"},"
		"{\"role\":\"user\",\"content\":\"Go on\"}],\"stream\":true,\"truncate\":false,\"shift\":false,"
		"\"format\":\"json\",\"options\":{\"num_ctx\":8192,\"num_predict\":4096,\"temperature\":0.5}}");
	writes(&ma_llm_ollama, least(),
		"{\"model\":\"m-1\",\"messages\":[{\"role\":\"user\",\"content\":\"Plan \\\"it\\\"\\n\"}],"
		"\"stream\":false,\"truncate\":false,\"shift\":false,\"options\":{\"num_ctx\":16384}}");
}

static json_int_t context_of(size_t bytes, int64_t output)
{
	char *text = test_calloc(1, bytes + 1);
	const struct ma_llm_msg msg = { .role = MA_LLM_USER, .text = { text, bytes } };
	struct ma_llm_req req = {
		.msgs = &msg, .msgs_n = 1, .temperature = -1, .output_tokens_max = output
	};
	json_int_t size;
	json_t *body;

	memset(text, 'a', bytes);
	body = ma_llm_ollama.body(&ma_llm_ollama, &req, MA_STR("m"));
	size = json_integer_value(json_object_get(json_object_get(body, "options"), "num_ctx"));
	json_decref(body);
	test_free(text);
	return size;
}

static void the_context_has_room_for_the_prompt_and_the_answer(void **state)
{
	MA_UNUSED(state);
	assert_int_equal(context_of(3, 100), 8192);
	assert_int_equal(context_of(24000, 192), 8192);
	assert_int_equal(context_of(24000, 193), 16384);
	assert_int_equal(context_of(150000, 8192), 65536);
	assert_int_equal(context_of(30, INT64_C(1000000000)), 1048576);
}

static void lines_are_read_until_the_one_that_is_done(void **state)
{
	struct ma_llm_answer a = reads(&ma_llm_ollama,
		"{\"model\":\"q\",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm\"},\"done\":false}\n"
		"{\"model\":\"q\",\"message\":{\"role\":\"assistant\",\"content\":\"Hel\"},\"done\":false}\n"
		"{\"message\":{\"content\":\"lo\"},\"done\":false}\n"
		"{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":26,\"eval_count\":298}");

	MA_UNUSED(state);
	assert_string_equal(a.text.p, "Hello");
	assert_int_equal(a.finish, MA_LLM_FINISH_STOP);
	assert_string_equal(a.model, "q");
	assert_true(a.has_usage);
	assert_int_equal(a.usage.input, 26);
	assert_int_equal(a.usage.output, 298);
	ma_llm_answer_done(&a);
}

static void every_reason_to_be_done_is_known_for_what_it_is(void **state)
{
	static const struct {
		const char *piece;
		enum ma_llm_finish finish;
	} ends[] = {
		{ "{\"done\":true}", MA_LLM_FINISH_STOP },
		{ "{\"done\":true,\"done_reason\":\"length\"}", MA_LLM_FINISH_LENGTH },
		{ "{\"done\":true,\"done_reason\":\"load\"}", MA_LLM_FINISH_BROKEN },
		{ "{\"done\":false,\"done_reason\":\"stop\"}", MA_LLM_FINISH_NONE },
	};
	struct ma_llm_answer a;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(ends); i++) {
		a = reads(&ma_llm_ollama, ends[i].piece);
		if (a.finish != ends[i].finish || a.has_usage)
			fail_msg("%s: %d, not %d", ends[i].piece, a.finish, ends[i].finish);
		ma_llm_answer_done(&a);
	}
}

static struct ma_http *no_http(void *data, ma_err *err)
{
	MA_UNUSED(data);
	(void)ma_fail(err, MA_EIO, "no network in this test");
	return NULL;
}

static ma_rc made_at(const char *host, ma_err *err)
{
	struct ma_llm_opts opts = { .http = no_http, .clock = ma_clock_system(), .base_url = host };
	struct ma_llm *llm = NULL;
	ma_rc rc;

	assert_int_equal(ma_loop_new(&opts.loop, err), MA_OK);
	rc = ma_llm_ollama_new(&opts, &llm, err);
	ma_llm_free(llm);
	ma_loop_free(opts.loop);
	return rc;
}

static void a_host_may_be_named_in_many_ways(void **state)
{
	static const char *const good[] = { NULL, "", "box", "box:1234", ":1234", "0.0.0.0",
		"[::1]:11434", "https://box/ollama", " box \n" };
	static const char *const bad[] = { "user:pass@box", "ftp://box", "box?x" };
	ma_err err = { .code = MA_OK };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(good); i++)
		if (made_at(good[i], &err))
			fail_msg("%s: %s", good[i] ? good[i] : "nothing", err.msg);
	for (i = 0; i < MA_COUNT(bad); i++)
		if (made_at(bad[i], &err) != MA_ECONFIG)
			fail_msg("%s was taken for a host", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_request_is_written),
		cmocka_unit_test(the_context_has_room_for_the_prompt_and_the_answer),
		cmocka_unit_test(lines_are_read_until_the_one_that_is_done),
		cmocka_unit_test(every_reason_to_be_done_is_known_for_what_it_is),
		cmocka_unit_test(a_host_may_be_named_in_many_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
