/* What is asked of each server that speaks OpenAI's chat completions. */
#include "llm/openai_presets.h"
#include "support/dialect_checks.h"

#define SAID                                                                                                                \
	"\"model\":\"m-1\",\"messages\":[{\"role\":\"system\",\"content\":\"You plan.\\n\\nAnswer with one JSON value.\"}," \
	"{\"role\":\"user\",\"content\":\"Plan \\\"it\\\"\\n\"},{\"role\":\"assistant\",\"content\":\"{\"},"                \
	"{\"role\":\"user\",\"content\":\"Go on\"}],\"temperature\":0.5,\"stream\":true"
#define USAGE ",\"stream_options\":{\"include_usage\":true}"
#define JSON ",\"response_format\":{\"type\":\"json_object\"}"

static void each_server_is_asked_in_words_that_it_knows(void **state)
{
	MA_UNUSED(state);
	writes(&ma_llm_openai_openrouter, full(),
		"{" SAID JSON USAGE ",\"usage\":{\"include\":true},\"max_tokens\":4096}");
	writes(&ma_llm_openai_groq, full(), "{" SAID JSON USAGE ",\"max_completion_tokens\":4096}");
	writes(&ma_llm_openai_mistral, full(), "{" SAID JSON ",\"max_tokens\":4096}");
	writes(&ma_llm_openai_deepseek, full(), "{" SAID JSON USAGE ",\"max_tokens\":4096}");
	writes(&ma_llm_openai_llamacpp, full(), "{" SAID JSON USAGE ",\"max_tokens\":4096}");
	writes(&ma_llm_openai_vllm, full(), "{" SAID JSON USAGE ",\"max_tokens\":4096}");
}

static void an_error_within_a_choice_is_kept(void **state)
{
	struct ma_llm_answer a = reads(&ma_llm_openai_openrouter,
		"{\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\","
		"\"error\":{\"code\":502,\"message\":\"upstream\"}}]}");

	MA_UNUSED(state);
	assert_non_null(a.error);
	assert_int_equal(a.finish, MA_LLM_FINISH_NONE);
	ma_llm_answer_done(&a);
}

static void thoughts_in_a_list_are_progress_and_no_text(void **state)
{
	struct ma_llm_answer a = reads(&ma_llm_openai_mistral,
		"{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},"
		"{\"type\":\"text\",\"text\":\"Hi\"}]}}]}");

	MA_UNUSED(state);
	assert_string_equal(a.text.p, "Hi");
	assert_int_equal(a.progress, 2);
	ma_llm_answer_done(&a);
}

static struct ma_http *no_http(void *data, ma_err *err)
{
	MA_UNUSED(data);
	(void)ma_fail(err, MA_EIO, "no network in this test");
	return NULL;
}

static void a_server_without_a_default_model_must_be_given_one(void **state)
{
	struct ma_llm_opts opts = { .http = no_http, .clock = ma_clock_system() };
	struct ma_llm *llm = NULL;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_loop_new(&opts.loop, &err), MA_OK);
	assert_int_equal(ma_llm_openai_vllm_new(&opts, &llm, &err), MA_ECONFIG);
	assert_string_equal(err.msg, "vllm has no default model: name the one to be asked");
	opts.model = "qwen";
	assert_int_equal(ma_llm_openai_vllm_new(&opts, &llm, &err), MA_OK);
	assert_string_equal(llm->model, "qwen");
	assert_string_equal(llm->ops->name, "vllm");
	ma_llm_free(llm);
	ma_loop_free(opts.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_server_is_asked_in_words_that_it_knows),
		cmocka_unit_test(an_error_within_a_choice_is_kept),
		cmocka_unit_test(thoughts_in_a_list_are_progress_and_no_text),
		cmocka_unit_test(a_server_without_a_default_model_must_be_given_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
