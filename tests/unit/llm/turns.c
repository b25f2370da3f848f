/*
 * Conversations with tools: how each dialect writes the turns before, reads the calls of an answer, and gives back what
 * the provider wants back.
 */
#include "llm/anthropic.h"
#include "llm/gemini.h"
#include "llm/ollama.h"
#include "llm/openai_presets.h"
#include "llm/openai_responses.h"
#include "support/dialect_checks.h"
#include "support/group.h"

#define PARAMETERS \
	"{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"maxLength\":9}}}"
#define PARAMETERS_KNOWN "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}"
#define NO_PARAMETERS "{\"type\":\"object\",\"properties\":{}}"

static json_t *parameters;

static int parse_parameters(void **state)
{
	MA_UNUSED(state);
	parameters = json_loads(PARAMETERS, 0, NULL);
	return parameters ? 0 : -1;
}

static int drop_parameters(void **state)
{
	MA_UNUSED(state);
	json_decref(parameters);
	return 0;
}

/* A conversation in which two tools were called, and one of them failed. */
struct talk {
	struct ma_llm_tool tools[2];
	struct ma_llm_tool_call calls[2];
	struct ma_llm_msg msgs[4];
	struct ma_llm_req req;
};

static void begin(struct talk *t)
{
	*t = (struct talk){
		.tools = { { MA_STR("weather"), MA_STR("Tells it."), parameters },
			{ .name = MA_STR("time") } },
		.calls = { { MA_STR("toolu_1"), MA_STR("weather"), MA_STR("{\"city\":\"Oslo\"}") },
			{ MA_STR("c2"), MA_STR("time"), MA_STR("") } },
		.msgs = { { .role = MA_LLM_USER, .text = MA_STR("Hi") },
			{ .role = MA_LLM_ASSISTANT, .text = MA_STR("Let me see.") },
			{ .role = MA_LLM_TOOL, .call_id = MA_STR("toolu_1"), .text = MA_STR("4 C") },
			{ .role = MA_LLM_TOOL,
				.call_id = MA_STR("c2"),
				.text = MA_STR("no clock"),
				.is_error = true } },
	};
	t->msgs[1].calls = t->calls;
	t->msgs[1].calls_n = 2;
	t->req = (struct ma_llm_req){
		.msgs = t->msgs, .msgs_n = 4, .tools = t->tools, .tools_n = 2, .temperature = -1
	};
}

#define CHAT_CALLS(one, two)                                                         \
	"\"tool_calls\":[{\"id\":\"" one                                             \
	"\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":" \
	"\"{\\\"city\\\":\\\"Oslo\\\"}\"}},{\"id\":\"" two                           \
	"\",\"type\":\"function\",\"function\":{\"name\":\"time\","                  \
	"\"arguments\":\"{}\"}}]"
#define CHAT_RESULTS(one, two)                                                  \
	"{\"role\":\"tool\",\"tool_call_id\":\"" one "\",\"content\":\"4 C\"}," \
	"{\"role\":\"tool\",\"tool_call_id\":\"" two "\",\"content\":\"Error: no clock\"}"
#define CHAT_TOOLS                                                                                            \
	"\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":\"Tells it.\"," \
	"\"parameters\":" PARAMETERS                                                                          \
	"}},{\"type\":\"function\",\"function\":{\"name\":\"time\",\"description\":\"\","                     \
	"\"parameters\":" NO_PARAMETERS "}}]"
#define CHAT(content, more, one, two)                                                                      \
	"{\"model\":\"m-1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\"," \
	"\"content\":" content "," more                                                                    \
	CHAT_CALLS(one, two) "}," CHAT_RESULTS(one, two) "]," CHAT_TOOLS

static void chat_completions_are_told_of_calls_and_results(void **state)
{
	struct talk t;

	MA_UNUSED(state);
	begin(&t);
	writes(&ma_llm_openai, t.req, CHAT("\"Let me see.\"", "", "toolu_1", "c2") "}");
	t.msgs[1].text = MA_STR("");
	t.req.tool_choice = MA_LLM_TOOLS_REQUIRED;
	writes(&ma_llm_openai_deepseek, t.req,
		CHAT("null", "", "toolu_1", "c2") ",\"tool_choice\":\"required\"}");
	t.req.tool_choice = MA_LLM_TOOLS_ONE;
	t.req.tool = MA_STR("time");
	writes(&ma_llm_openai_elsewhere, t.req,
		CHAT("null", "", "toolu_1", "c2") ",\"tool_choice\":{\"type\":\"function\","
						  "\"function\":{\"name\":\"time\"}}}");
	t.req.tool_choice = MA_LLM_TOOLS_NONE;
	t.calls[0].id = t.msgs[2].call_id = MA_STR("abcdefgh1");
	t.calls[1].id = t.msgs[3].call_id = MA_STR("abcdefgh2");
	writes(&ma_llm_openai_mistral, t.req,
		CHAT("null", "", "abcdefgh1", "abcdefgh2") ",\"tool_choice\":\"none\"}");
}

static void what_keeps_the_rules_of_strict_is_strict_at_openai_alone(void **state)
{
	static const char closed[] =
		"{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}";
	struct ma_llm_req req = least();
	const struct ma_llm_tool tool = { .name = MA_STR("x"),
		.parameters = json_loads(closed, 0, NULL) };
	json_t *body, *function;

	MA_UNUSED(state);
	req.tools = &tool;
	req.tools_n = 1;
	req.schema = tool.parameters;
	body = ma_llm_openai.body(&ma_llm_openai, &req, MA_STR("m"));
	function = json_object_get(json_array_get(json_object_get(body, "tools"), 0), "function");
	assert_true(json_is_true(json_object_get(function, "strict")));
	assert_true(json_is_true(json_object_get(
		json_object_get(json_object_get(body, "response_format"), "json_schema"), "strict")));
	json_decref(body);
	body = ma_llm_openai_elsewhere.body(&ma_llm_openai_elsewhere, &req, MA_STR("m"));
	function = json_object_get(json_array_get(json_object_get(body, "tools"), 0), "function");
	assert_null(json_object_get(function, "strict"));
	json_decref(body);
	json_decref((json_t *)tool.parameters);
}

#define RESPONSES_HEAD \
	"{\"model\":\"m-1\",\"store\":false,\"input\":[{\"role\":\"user\",\"content\":\"Hi\"},"
#define RESPONSES_TAIL                                                                                                    \
	"{\"type\":\"function_call_output\",\"call_id\":\"toolu_1\",\"output\":\"4 C\"},"                                 \
	"{\"type\":\"function_call_output\",\"call_id\":\"c2\",\"output\":\"Error: no clock\"}],"                         \
	"\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"description\":\"Tells it.\",\"parameters\":" PARAMETERS \
	",\"strict\":false},{\"type\":\"function\",\"name\":\"time\",\"description\":\"\","                               \
	"\"parameters\":" NO_PARAMETERS ",\"strict\":false}]"

static void responses_are_told_of_calls_and_results(void **state)
{
	struct talk t;

	MA_UNUSED(state);
	begin(&t);
	t.req.tool_choice = MA_LLM_TOOLS_ONE;
	t.req.tool = MA_STR("time");
	writes(&ma_llm_openai_responses, t.req,
		RESPONSES_HEAD
		"{\"role\":\"assistant\",\"content\":\"Let me see.\"},"
		"{\"type\":\"function_call\",\"call_id\":\"toolu_1\",\"name\":\"weather\",\"arguments\":"
		"\"{\\\"city\\\":\\\"Oslo\\\"}\"},{\"type\":\"function_call\",\"call_id\":\"c2\",\"name\":\"time\","
		"\"arguments\":\"{}\"}," RESPONSES_TAIL
		",\"tool_choice\":{\"type\":\"function\",\"name\":\"time\"}}");
}

#define GEMINI_TAIL                                                                                                  \
	"{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"id\":\"toolu_1\",\"name\":\"weather\",\"response\":" \
	"{\"output\":\"4 C\"}}},{\"functionResponse\":{\"id\":\"c2\",\"name\":\"time\",\"response\":"                \
	"{\"error\":\"no clock\"}}}]}],\"generationConfig\":{},\"tools\":[{\"functionDeclarations\":["               \
	"{\"name\":\"weather\",\"description\":\"Tells it.\",\"parametersJsonSchema\":" PARAMETERS_KNOWN             \
	"},{\"name\":\"time\",\"description\":\"\"}]}]"
#define GEMINI(signature)                                                                                  \
	"{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]},{\"role\":\"model\",\"parts\":[" \
	"{\"text\":\"Let me see.\"},{\"functionCall\":{\"id\":\"toolu_1\",\"name\":\"weather\",\"args\":"  \
	"{\"city\":\"Oslo\"}}" signature                                                                   \
	"},{\"functionCall\":{\"id\":\"c2\",\"name\":\"time\",\"args\":{}}}]}," GEMINI_TAIL

static void gemini_is_told_of_calls_and_results(void **state)
{
	struct talk t;

	MA_UNUSED(state);
	begin(&t);
	writes_to(&ma_llm_gemini, t.req, "gemini-2.5-pro", GEMINI("") "}");
	t.req.tool_choice = MA_LLM_TOOLS_ONE;
	t.req.tool = MA_STR("time");
	writes_to(&ma_llm_gemini, t.req, "gemini-3.8-flash",
		GEMINI(",\"thoughtSignature\":\"skip_thought_signature_validator\"") ",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"time\"]}}}");
}

#define ANTHROPIC_TAIL                                                                                                      \
	"{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":\"4 C\","        \
	"\"is_error\":false},{\"type\":\"tool_result\",\"tool_use_id\":\"c2\",\"content\":\"no clock\","                    \
	"\"is_error\":true}]}],\"tools\":[{\"name\":\"weather\",\"description\":\"Tells it.\",\"input_schema\":" PARAMETERS \
	"},{\"name\":\"time\",\"description\":\"\",\"input_schema\":" NO_PARAMETERS "}]"
#define ANTHROPIC_HEAD                                                                                  \
	"{\"model\":\"m-1\",\"max_tokens\":16000,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}," \
	"{\"role\":\"assistant\",\"content\":["

static void anthropic_is_told_of_calls_and_results(void **state)
{
	struct talk t;

	MA_UNUSED(state);
	begin(&t);
	t.req.tool_choice = MA_LLM_TOOLS_REQUIRED;
	writes(&ma_llm_anthropic, t.req,
		ANTHROPIC_HEAD
		"{\"type\":\"text\",\"text\":\"Let me see.\"},{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\","
		"\"input\":{\"city\":\"Oslo\"}},{\"type\":\"tool_use\",\"id\":\"c2\",\"name\":\"time\",\"input\":{}}]}," ANTHROPIC_TAIL
		",\"tool_choice\":{\"type\":\"any\"}}");
}

static void ollama_is_told_of_calls_and_results(void **state)
{
	struct talk t;

	MA_UNUSED(state);
	begin(&t);
	t.req.tool_choice = MA_LLM_TOOLS_ONE;
	t.req.tool = MA_STR("time");
	writes(&ma_llm_ollama, t.req,
		"{\"model\":\"m-1\",\"stream\":false,\"truncate\":false,\"shift\":false,\"options\":{\"num_ctx\":16384},"
		"\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Let me see.\","
		"\"tool_calls\":[{\"id\":\"toolu_1\",\"function\":{\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}},"
		"{\"id\":\"c2\",\"function\":{\"name\":\"time\",\"arguments\":{}}}]},"
		"{\"role\":\"tool\",\"tool_name\":\"weather\",\"tool_call_id\":\"toolu_1\",\"content\":\"4 C\"},"
		"{\"role\":\"tool\",\"tool_name\":\"time\",\"tool_call_id\":\"c2\",\"content\":\"Error: no clock\"}],"
		"\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"time\",\"description\":\"\",\"parameters\":" NO_PARAMETERS
		"}}]}");
}

/* The calls of the conversation as each dialect tells them, and what it wants back with them. */
static const struct answer {
	const char *name;
	const struct ma_llm_dialect *dialect;
	const char *model, *pieces;
	enum ma_llm_finish finish;
	const char *again; /* the next request, with the echo of this answer */
} answers[] = {
	{ "gemini, signed text and calls", &ma_llm_gemini, "gemini-3.8-flash",
		"{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\",\"thought\":true}]}}]}\n"
		"{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Let me\"}]}}]}\n"
		"{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\" see.\"},"
		"{\"functionCall\":{\"name\":\"weather\",\"args\":{\"city\":\"Oslo\"}},\"thoughtSignature\":\"c2ln\"},"
		"{\"functionCall\":{\"id\":\"x\",\"name\":\"time\",\"args\":{}}}]}}]}\n"
		"{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\",\"thoughtSignature\":\"ZW5k\"}]},"
		"\"finishReason\":\"STOP\"}]}",
		MA_LLM_FINISH_STOP,
		"{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]},{\"role\":\"model\",\"parts\":["
		"{\"text\":\"Let me see.\"},{\"functionCall\":{\"id\":\"toolu_1\",\"name\":\"weather\",\"args\":"
		"{\"city\":\"Oslo\"}},\"thoughtSignature\":\"c2ln\"},{\"functionCall\":{\"id\":\"c2\",\"name\":\"time\","
		"\"args\":{}}},{\"text\":\"\",\"thoughtSignature\":\"ZW5k\"}]}," GEMINI_TAIL "}" },
	{ "anthropic, thinking", &ma_llm_anthropic, "m-1",
		"{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n"
		"{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"h\"}}\n"
		"{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"m\"}}\n"
		"{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}}\n"
		"{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"xyz\"}}\n"
		"{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n"
		"{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"text_delta\",\"text\":\"Let me see.\"}}\n"
		"{\"type\":\"content_block_start\",\"index\":3,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"weather\",\"input\":{}}}\n"
		"{\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}\n"
		"{\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"city\\\":\"}}\n"
		"{\"type\":\"content_block_start\",\"index\":4,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"time\",\"input\":{}}}\n"
		"{\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"Oslo\\\"}\"}}\n"
		"{\"type\":\"content_block_start\",\"index\":5,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n"
		"{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"}}\n{\"type\":\"message_stop\"}",
		MA_LLM_FINISH_TOOLS,
		ANTHROPIC_HEAD
		"{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"c2ln\"},{\"type\":\"redacted_thinking\",\"data\":\"xyz\"},"
		"{\"type\":\"text\",\"text\":\"Let me see.\"},{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\","
		"\"input\":{\"city\":\"Oslo\"}},{\"type\":\"tool_use\",\"id\":\"c2\",\"name\":\"time\",\"input\":{}}]}," ANTHROPIC_TAIL
		"}" },
	{ "responses, encrypted thoughts", &ma_llm_openai_responses, "m-1",
		"{\"type\":\"response.output_item.added\",\"output_index\":1,\"item\":{\"type\":\"function_call\",\"call_id\":\"f1\",\"name\":\"weather\",\"arguments\":\"\"}}\n"
		"{\"type\":\"response.function_call_arguments.delta\",\"output_index\":1,\"delta\":\"{\\\"ci\"}\n"
		"{\"type\":\"response.output_text.delta\",\"delta\":\"Let me see.\"}\n"
		"{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":["
		"{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"abc\"},"
		"{\"type\":\"reasoning\",\"id\":\"rs_2\",\"summary\":[]},"
		"{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Let me see.\"}]},"
		"{\"type\":\"function_call\",\"call_id\":\"f1\",\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"},"
		"{\"type\":\"function_call\",\"call_id\":\"f2\",\"name\":\"time\",\"arguments\":\"{}\"}]}}",
		MA_LLM_FINISH_TOOLS,
		RESPONSES_HEAD
		"{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"abc\"},"
		"{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Let me see.\"}]},"
		"{\"type\":\"function_call\",\"call_id\":\"toolu_1\",\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"},"
		"{\"type\":\"function_call\",\"call_id\":\"c2\",\"name\":\"time\",\"arguments\":\"{}\"}," RESPONSES_TAIL
		"}" },
	{ "responses, by events alone", &ma_llm_openai_responses, "m-1",
		"{\"type\":\"response.output_text.delta\",\"delta\":\"Let me see.\"}\n"
		"{\"type\":\"response.output_item.added\",\"output_index\":1,\"item\":{\"type\":\"function_call\",\"call_id\":\"f1\",\"name\":\"weather\",\"arguments\":\"\"}}\n"
		"{\"type\":\"response.function_call_arguments.delta\",\"output_index\":1,\"delta\":\"{\\\"city\\\":\"}\n"
		"{\"type\":\"response.function_call_arguments.delta\",\"output_index\":1,\"delta\":\"\\\"Oslo\\\"}\"}\n"
		"{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"reasoning\",\"id\":\"rs_1\",\"encrypted_content\":\"abc\"}}\n"
		"{\"type\":\"response.output_item.done\",\"output_index\":1,\"item\":{\"type\":\"function_call\",\"call_id\":\"f1\",\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}\n"
		"{\"type\":\"response.output_item.done\",\"output_index\":2,\"item\":{\"type\":\"function_call\",\"call_id\":\"f2\",\"name\":\"time\",\"arguments\":\"{}\"}}\n"
		"{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}",
		MA_LLM_FINISH_TOOLS,
		RESPONSES_HEAD
		"{\"type\":\"reasoning\",\"id\":\"rs_1\",\"encrypted_content\":\"abc\"},"
		"{\"type\":\"function_call\",\"call_id\":\"toolu_1\",\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"},"
		"{\"type\":\"function_call\",\"call_id\":\"c2\",\"name\":\"time\",\"arguments\":\"{}\"}," RESPONSES_TAIL
		"}" },
	{ "deepseek, reasoning_content", &ma_llm_openai_deepseek, "m-1",
		"{\"choices\":[{\"delta\":{\"reasoning_content\":\"h\"}}]}\n{\"choices\":[{\"delta\":{\"reasoning_content\":\"m\"}}]}\n"
		"{\"choices\":[{\"delta\":{\"content\":\"Let me see.\",\"tool_calls\":[{\"index\":0,\"id\":\"x\",\"type\":\"function\","
		"\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\"}}]}}]}\n"
		"{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"Oslo\\\"}\"}},"
		"{\"index\":1,\"id\":\"y\",\"function\":{\"name\":\"time\",\"arguments\":\"\"}}]},\"finish_reason\":\"tool_calls\"}]}",
		MA_LLM_FINISH_TOOLS,
		CHAT("\"Let me see.\"", "\"reasoning_content\":\"hm\",", "toolu_1", "c2") "}" },
	{ "openrouter, reasoning_details", &ma_llm_openai_openrouter, "m-1",
		"{\"choices\":[{\"delta\":{\"reasoning\":\"h\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"h\",\"format\":\"f\",\"index\":0,\"signature\":null}]}}]}\n"
		"{\"choices\":[{\"delta\":{\"reasoning\":\"m\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"m\",\"format\":\"f\",\"index\":0}]}}]}\n"
		"{\"choices\":[{\"delta\":{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"c2ln\",\"format\":\"f\",\"index\":0},"
		"{\"type\":\"reasoning.encrypted\",\"data\":\"xyz\",\"index\":1}]}}]}\n"
		"{\"choices\":[{\"delta\":{\"content\":\"Let me see.\",\"tool_calls\":[{\"id\":\"x\","
		"\"function\":{\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}},"
		"{\"id\":\"y\",\"function\":{\"name\":\"time\",\"arguments\":{}}}]},\"finish_reason\":\"tool_calls\"}]}",
		MA_LLM_FINISH_TOOLS,
		CHAT("\"Let me see.\"",
			"\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm\",\"format\":\"f\",\"index\":0,\"signature\":\"c2ln\"},"
			"{\"type\":\"reasoning.encrypted\",\"data\":\"xyz\",\"index\":1}],",
			"toolu_1", "c2") ",\"usage\":{\"include\":true}}" },
	{ "ollama, thinking", &ma_llm_ollama, "m-1",
		"{\"message\":{\"content\":\"\",\"thinking\":\"hm\"},\"done\":false}\n"
		"{\"message\":{\"content\":\"Let me see.\",\"tool_calls\":[{\"function\":{\"index\":0,\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}}]}}\n"
		"{\"message\":{\"tool_calls\":[{\"function\":{\"name\":\"time\",\"arguments\":{}}}]},\"done\":true,\"done_reason\":\"stop\"}",
		MA_LLM_FINISH_STOP, NULL },
};

static void has_both_calls(const struct answer *of, struct ma_llm_answer *a)
{
	ma_err err = { .code = MA_OK };

	if (a->finish != of->finish || a->calls.n != 2 || ma_llm_answer_rc(a) ||
		ma_llm_calls_finish(&a->calls, 0, MA_STR(""), &err))
		fail_msg("%s: finish %d, %zu calls: %s", of->name, a->finish, a->calls.n, err.msg);
	if (!ma_str_is(ma_buf_str(&a->text), "Let me see.") ||
		!ma_str_is(a->calls.whole[0].name, "weather") ||
		!ma_str_is(a->calls.whole[0].arguments, "{\"city\":\"Oslo\"}") ||
		!ma_str_is(a->calls.whole[1].name, "time") ||
		!ma_str_is(a->calls.whole[1].arguments, "{}"))
		fail_msg("%s: %s, %.20s %.40s", of->name, a->text.p, a->calls.whole[0].name.p,
			a->calls.whole[0].arguments.p);
}

static struct ma_buf echo_of(const struct answer *of, const struct ma_llm_answer *a)
{
	struct ma_buf echo = MA_BUF_INIT(MA_LIMIT_ECHO);
	ma_err err = { .code = MA_OK };

	assert_int_equal(
		ma_llm_echo_write(&a->echo, of->dialect->name, ma_str(of->model), &echo, &err),
		MA_OK);
	if (echo.n == 0)
		fail_msg("%s: nothing is wanted back", of->name);
	return echo;
}

static void calls_are_read_and_what_is_wanted_back_is_given_back(void **state)
{
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(answers); i++) {
		struct ma_llm_answer a = reads(answers[i].dialect, answers[i].pieces);
		struct ma_buf echo = MA_BUF_INIT(0);
		struct talk t;

		has_both_calls(&answers[i], &a);
		echo = echo_of(&answers[i], &a);
		begin(&t);
		t.msgs[1].echo = ma_buf_str(&echo);
		if (answers[i].again)
			writes_to(answers[i].dialect, t.req, answers[i].model, answers[i].again);
		ma_buf_done(&echo);
		ma_llm_answer_done(&a);
	}
}

/* The bodies with and without an echo are the same: it meant nothing. */
static bool means_nothing(
	const struct ma_llm_dialect *d, const char *model, struct talk *t, struct ma_str echo)
{
	json_t *with, *without;
	bool same;

	t->msgs[1].echo = echo;
	with = d->body(d, &t->req, ma_str(model));
	t->msgs[1].echo = MA_STR("");
	without = d->body(d, &t->req, ma_str(model));
	assert_non_null(with);
	same = json_equal(with, without);
	json_decref(with);
	json_decref(without);
	return same;
}

static void an_echo_means_nothing_to_others_or_to_another_turn(void **state)
{
	size_t i, k;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(answers); i++) {
		const struct answer *of = &answers[i];
		struct ma_llm_answer a = reads(of->dialect, of->pieces);
		struct ma_buf echo = echo_of(of, &a);
		struct ma_str text = ma_buf_str(&echo);
		struct talk t;

		begin(&t);
		assert_false(means_nothing(of->dialect, of->model, &t, text));
		for (k = 0; k < MA_COUNT(answers); k++)
			if (answers[k].dialect != of->dialect)
				assert_true(means_nothing(answers[k].dialect, of->model, &t, text));
		assert_true(means_nothing(of->dialect, "another-2", &t, text));
		for (k = 0; k < text.n; k++)
			assert_true(means_nothing(of->dialect, of->model, &t, ma_str_n(text.p, k)));
		t.msgs[1].calls_n = 0;
		t.req.msgs_n = 2;
		assert_true(means_nothing(of->dialect, of->model, &t, text));
		ma_buf_done(&echo);
		ma_llm_answer_done(&a);
	}
}

static void nothing_is_wanted_back_of_plain_text(void **state)
{
	static const struct answer plain[] = {
		{ .dialect = &ma_llm_gemini,
			.pieces = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}]}" },
		{ .dialect = &ma_llm_anthropic,
			.pieces = "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}" },
		{ .dialect = &ma_llm_openai,
			.pieces = "{\"choices\":[{\"message\":{\"content\":\"Hi\",\"reasoning_content\":\"hm\"}}]}" },
	};
	struct ma_buf echo = MA_BUF_INIT(MA_LIMIT_ECHO);
	ma_err err = { .code = MA_OK };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(plain); i++) {
		struct ma_llm_answer a = reads(plain[i].dialect, plain[i].pieces);

		assert_string_equal(a.text.p, "Hi");
		assert_int_equal(ma_llm_echo_write(&a.echo, "x", MA_STR("m"), &echo, &err), MA_OK);
		assert_int_equal(echo.n, 0);
		ma_llm_answer_done(&a);
	}
}

static void an_echo_that_is_too_long_is_none(void **state)
{
	struct ma_llm_echo e = { .needed = true };
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_ECHO);
	char *text = test_calloc(1, MA_MIB);
	ma_err err = { .code = MA_OK };
	size_t i;

	MA_UNUSED(state);
	memset(text, '"', MA_MIB);
	ma_llm_echo_item(&e, 0, json_object());
	for (i = 0; i < 3; i++)
		ma_llm_echo_text(&e, 0, "t", ma_str_n(text, MA_MIB));
	assert_false(e.lost);
	assert_int_equal(ma_llm_echo_write(&e, "x", MA_STR("m"), &out, &err), MA_OK);
	assert_int_equal(out.n, 0); /* with its escapes it is */
	ma_llm_echo_text(&e, 0, "t", ma_str_n(text, MA_MIB));
	assert_true(e.lost);
	ma_llm_echo_item(&e, 1, json_object());
	assert_int_equal(e.n, 0);
	ma_llm_echo_done(&e);
	for (i = 0; i <= MA_LIMIT_ECHO_ITEMS; i++)
		ma_llm_echo_item(&e, (int64_t)i, json_object());
	assert_true(e.lost);
	ma_llm_echo_done(&e);
	ma_buf_done(&out);
	test_free(text);
}

static void a_family_is_a_name_up_to_its_first_number(void **state)
{
	static const char *const names[][2] = { { "models/gemini-3.8-flash", "gemini-3" },
		{ "gpt-6.1-terra-2026-10-01", "gpt-6" }, { "claude-sonnet-4-5", "claude-sonnet-4" },
		{ "o3", "o3" }, { "openrouter/auto", "openrouter/auto" }, { "", "" } };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(names); i++)
		assert_true(ma_str_is(ma_llm_family(ma_str(names[i][0])), names[i][1]));
}

static void *gated_alloc(size_t size)
{
	return ma_alloc(size, 1);
}

/* An answer is read, and goes back with what is wanted of it. */
static ma_rc read_and_write(void *data, ma_err *err)
{
	const struct answer *of = data;
	struct ma_buf echo = MA_BUF_INIT(MA_LIMIT_ECHO);
	struct ma_str rest = ma_str(of->pieces), line;
	struct ma_llm_answer a;
	json_t *body = NULL;
	struct talk t;
	ma_rc rc = MA_OK;

	begin(&t);
	ma_llm_answer_init(&a);
	while (!rc && ma_str_line(&rest, &line)) {
		rc = ma_json_parse(line, "piece", &body, err);
		if (!rc)
			of->dialect->take(&a, body);
		json_decref(body);
		body = NULL;
		if (!rc)
			rc = ma_llm_answer_rc(&a);
	}
	if (!rc)
		rc = ma_llm_calls_finish(&a.calls, 0, MA_STR(""), err);
	if (!rc)
		rc = ma_llm_echo_write(&a.echo, of->dialect->name, ma_str(of->model), &echo, err);
	t.msgs[1].echo = ma_buf_str(&echo);
	if (!rc) {
		body = of->dialect->body(of->dialect, &t.req, ma_str(of->model));
		rc = body ? MA_OK : MA_ENOMEM;
	}
	json_decref(body);
	ma_buf_done(&echo);
	ma_llm_answer_done(&a);
	return rc;
}

static void a_turn_comes_and_goes_back_whole_or_memory_ran_out(void **state)
{
	size_t i;

	MA_UNUSED(state);
	json_set_alloc_funcs(gated_alloc, ma_free);
	for (i = 0; i < MA_COUNT(answers); i++)
		torture(read_and_write, (void *)&answers[i]);
	json_set_alloc_funcs(malloc, free);
}

/* A turn of another provider's, without an echo. */
static ma_rc write_turns(void *data, ma_err *err)
{
	const struct answer *of = data;
	struct talk t;
	json_t *body;

	begin(&t);
	t.req.tool_choice = MA_LLM_TOOLS_ONE;
	t.req.tool = MA_STR("time");
	body = of->dialect->body(of->dialect, &t.req, ma_str(of->model));
	json_decref(body);
	return body ? MA_OK : ma_fail_nomem(err);
}

static void a_body_with_turns_is_whole_or_memory_ran_out(void **state)
{
	size_t i;

	MA_UNUSED(state);
	json_set_alloc_funcs(gated_alloc, ma_free);
	for (i = 0; i < MA_COUNT(answers); i++)
		torture(write_turns, (void *)&answers[i]);
	json_set_alloc_funcs(malloc, free);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chat_completions_are_told_of_calls_and_results),
		cmocka_unit_test(what_keeps_the_rules_of_strict_is_strict_at_openai_alone),
		cmocka_unit_test(responses_are_told_of_calls_and_results),
		cmocka_unit_test(gemini_is_told_of_calls_and_results),
		cmocka_unit_test(anthropic_is_told_of_calls_and_results),
		cmocka_unit_test(ollama_is_told_of_calls_and_results),
		cmocka_unit_test(calls_are_read_and_what_is_wanted_back_is_given_back),
		cmocka_unit_test(an_echo_means_nothing_to_others_or_to_another_turn),
		cmocka_unit_test(nothing_is_wanted_back_of_plain_text),
		cmocka_unit_test(an_echo_that_is_too_long_is_none),
		cmocka_unit_test(a_family_is_a_name_up_to_its_first_number),
		cmocka_unit_test(a_turn_comes_and_goes_back_whole_or_memory_ran_out),
		cmocka_unit_test(a_body_with_turns_is_whole_or_memory_ran_out),
	};

	return group_run(tests, parse_parameters, drop_parameters);
}
