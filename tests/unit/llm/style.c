/* How a model is to answer: read from settings, written back, and asked for where a request leaves it open. */
#include "llm/style.h"

#include "base/limits.h"
#include "codec/json.h"
#include "support/torture.h"

#define ALL                                                                                \
	"{\"temperature\":0.0,\"top_p\":0.5,\"max_output_tokens\":900,\"effort\":\"low\"," \
	"\"safety\":{\"harassment\":\"only_high\",\"jailbreak\":\"off\"}}"

static ma_rc read_text(const char *text, struct ma_llm_style *style, ma_err *err)
{
	json_t *value = NULL;
	ma_rc rc = ma_json_parse(ma_str(text), "style", &value, err);

	if (!rc)
		rc = ma_llm_style_read(value, style, err);
	json_decref(value);
	return rc;
}

static struct ma_llm_style reads(const char *text)
{
	struct ma_llm_style style = { .has_temperature = false };
	ma_err err = { .code = MA_OK };

	if (read_text(text, &style, &err))
		fail_msg("%s", err.msg);
	return style;
}

static void refuses(const char *text, const char *message)
{
	struct ma_llm_style style = { .top_p = 0.125 };
	ma_err err = { .code = MA_OK };

	assert_int_equal(read_text(text, &style, &err), MA_ECONFIG);
	assert_string_equal(err.msg, message);
	assert_true(style.top_p == 0.125 && !style.has_temperature); /* untouched */
}

static void what_is_read_is_written_back(void **state)
{
	struct ma_llm_style style = reads(ALL);
	struct ma_buf text = MA_BUF_INIT(MA_KIB);
	json_t *json = ma_llm_style_json(&style);

	MA_UNUSED(state);
	assert_non_null(json);
	ma_json_write(json, 0, &text);
	assert_string_equal(text.p, ALL);
	json_decref(json);
	ma_buf_done(&text);
}

static void of_nothing_nothing_is_said(void **state)
{
	struct ma_llm_style style = reads("{\"model\":\"x\"}");
	json_t *json = ma_llm_style_json(&style);

	MA_UNUSED(state);
	assert_int_equal(json_object_size(json), 0);
	json_decref(json);
}

static void what_cannot_be_asked_for_is_refused(void **state)
{
	MA_UNUSED(state);
	refuses("{\"temperature\":2.5}", "temperature: expected a number from 0 to 2");
	refuses("{\"temperature\":\"0\"}", "temperature: expected a number from 0 to 2");
	refuses("{\"top_p\":-0.1}", "top_p: expected a number from 0 to 1");
	refuses("{\"max_output_tokens\":0}",
		"max_output_tokens: expected a whole number from 1 to 100000000");
	refuses("{\"temperature\":1,\"effort\":\"huge\"}",
		"effort: expected off, low, medium or high");
	refuses("{\"effort\":\"\"}", "effort: expected off, low, medium or high");
	refuses("{\"safety\":\"off\"}", "safety: expected harms and what of them to block");
	refuses("{\"safety\":{\"jailbreak\":\"on\"}}",
		"safety/jailbreak: expected low_and_above, medium_and_above, only_high, none or off");
	refuses("{\"safety\":{\"spam\":\"off\"}}",
		"safety: there is no harm \"spam\"; there are: harassment, hate_speech, "
		"sexually_explicit, dangerous_content, civic_integrity, jailbreak");
}

static void a_request_is_filled_where_it_is_open_and_nowhere_else(void **state)
{
	struct ma_llm_style style = reads(ALL);
	struct ma_llm_req open = { .temperature = -1 },
			  said = { .temperature = 1,
				  .top_p = 0.25,
				  .output_tokens_max = 7,
				  .effort = MA_LLM_EFFORT_HIGH,
				  .safety[MA_LLM_HARM_JAILBREAK] = MA_LLM_BLOCK_NONE };

	MA_UNUSED(state);
	ma_llm_style_apply(&style, &open);
	assert_true(open.temperature == 0 && open.top_p == 0.5 && open.output_tokens_max == 900);
	assert_int_equal(open.effort, MA_LLM_EFFORT_LOW);
	assert_int_equal(open.safety[MA_LLM_HARM_JAILBREAK], MA_LLM_BLOCK_OFF);
	assert_int_equal(open.safety[MA_LLM_HARM_HATE_SPEECH], MA_LLM_BLOCK_DEFAULT);
	ma_llm_style_apply(&style, &said);
	assert_true(said.temperature == 1 && said.top_p == 0.25 && said.output_tokens_max == 7);
	assert_int_equal(said.effort, MA_LLM_EFFORT_HIGH);
	assert_int_equal(said.safety[MA_LLM_HARM_JAILBREAK], MA_LLM_BLOCK_NONE);
	assert_int_equal(said.safety[MA_LLM_HARM_HARASSMENT], MA_LLM_BLOCK_ONLY_HIGH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_is_written_back),
		cmocka_unit_test(of_nothing_nothing_is_said),
		cmocka_unit_test(what_cannot_be_asked_for_is_refused),
		cmocka_unit_test(a_request_is_filled_where_it_is_open_and_nowhere_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
