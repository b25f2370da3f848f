/* Calls of tools: the same cases for every provider. */
#include "codec/json.h"
#include "llm/tools.h"
#include "support/llm_ways.h"

#define CALLS                                                                                        \
	"\"tool_calls\":[{\"id\":\"c1\",\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo é\"}}," \
	"{\"id\":\"c2\",\"name\":\"time\",\"arguments\":{}}]"

static const struct ma_llm_tool tools[] = { { .name = { "weather", 7 } },
	{ .name = { "time", 4 } } };

static void offer(struct fixture *f)
{
	f->req.tools = tools;
	f->req.tools_n = MA_COUNT(tools);
}

/* Ollama's calls have no ids, so they get ours. */
static const char *whole_calls(const struct fixture *f)
{
	return strcmp(f->way->provider, "ollama") == 0
		? "call00001 weather {\"city\":\"Oslo é\"};call00002 time {};"
		: "c1 weather {\"city\":\"Oslo é\"};c2 time {};";
}

static void calls_come_whole_with_a_text_or_without(void **state)
{
	struct fixture *f = *state;

	play_row(f, CALLS);
	offer(f);
	is_class(ask(f), MA_LLM_OK, "calls alone");
	assert_string_equal(shown(&f->heard.text), "");
	assert_string_equal(shown(&f->heard.calls), whole_calls(f));
	play_row(f, "\"text\":\"Let me see.\"," CALLS);
	offer(f);
	is_class(ask(f), MA_LLM_OK, "calls and a text");
	assert_string_equal(shown(&f->heard.text), "Let me see.");
	assert_string_equal(shown(&f->heard.calls), whole_calls(f));
}

static void a_call_is_whole_however_the_network_cuts_it(void **state)
{
	struct fixture *f = *state;

	if (!f->way->http)
		return;
	play_row(f, CALLS ",\"wire\":{\"piece\":1,\"newline\":\"\\r\\n\"}");
	offer(f);
	is_class(ask(f), MA_LLM_OK, "byte by byte");
	assert_string_equal(shown(&f->heard.calls), whole_calls(f));
}

static void a_call_that_nobody_asked_for_is_no_answer(void **state)
{
	struct fixture *f = *state;

	play_row(f, "\"text\":\"x\"," CALLS);
	is_class(ask(f), MA_LLM_BAD_OUTPUT, "no tools were offered");
	assert_int_equal(f->heard.calls.n, 0);
	play_row(f, "\"text\":\"x\"," CALLS);
	offer(f);
	f->req.tool_choice = MA_LLM_TOOLS_NONE;
	is_class(ask(f), MA_LLM_BAD_OUTPUT, "none was allowed");
	assert_int_equal(f->heard.calls.n, 0);
}

static void a_call_at_the_token_limit_is_not_handed_over(void **state)
{
	struct fixture *f = *state;

	play_row(f, "\"text\":\"half\",\"class\":\"length\"," CALLS);
	offer(f);
	is_class(ask(f), MA_LLM_LENGTH, "cut");
	assert_int_equal(f->heard.calls.n, 0);
	assert_int_equal(f->heard.echo.n, 0);
	assert_string_equal(shown(&f->heard.text), "half");
}

static const char *const broken[] = {
	"{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Os\"}",
	"{\"name\":\"weather\",\"arguments\":\"[1]\"}",
	"{\"name\":\"weather\",\"arguments\":\"{} {}\"}",
	"{\"name\":\"weather\",\"arguments\":\"{\\\"a\\\":1,\\\"a\\\":2}\"}",
	"{\"name\":\"\",\"arguments\":{}}",
};

static void broken_arguments_are_bad_output(void **state)
{
	struct fixture *f = *state;
	char row[512];
	size_t i;

	if (!f->way->http) /* such a script is refused when it is read */
		return;
	for (i = 0; i < MA_COUNT(broken); i++) {
		(void)snprintf(row, sizeof(row), "\"text\":\"x\",\"tool_calls\":[%s]", broken[i]);
		play_row(f, row);
		offer(f);
		/* Where they are an object, a server sends none but whole ones; Anthropic's unary one as well. */
		if (strcmp(f->way->name, "anthropic") == 0 && i < 4)
			continue;
		is_class(ask(f), MA_LLM_BAD_OUTPUT, broken[i]);
		assert_int_equal(f->heard.calls.n, 0);
	}
}

static void a_missing_id_is_made_and_counts_through_the_conversation(void **state)
{
	static const struct ma_llm_tool_call before[] = { { { "old", 3 }, { "time", 4 },
		{ "{}", 2 } } };
	struct fixture *f = *state;
	struct ma_llm_msg msgs[] = { f->msg,
		{ .role = MA_LLM_ASSISTANT, .calls = before, .calls_n = 1 },
		{ .role = MA_LLM_TOOL, .call_id = MA_STR("old"), .text = MA_STR("noon") } };

	if (!f->way->http)
		return;
	play_row(f,
		"\"tool_calls\":[{\"name\":\"time\",\"arguments\":{}},{\"name\":\"time\",\"arguments\":{}}]");
	offer(f);
	msgs[0] = f->msg;
	f->req.msgs = msgs;
	f->req.msgs_n = 3;
	is_class(ask(f), MA_LLM_OK, "no ids");
	assert_string_equal(shown(&f->heard.calls), "call00002 time {};call00003 time {};");
	assert_non_null(strstr(fake_llm_request(f->fake, 0), "noon"));
}

static void what_is_wanted_back_goes_back_as_it_came(void **state)
{
	struct fixture *f = *state;
	struct ma_llm_tool_call calls[] = { { MA_STR("c1"), MA_STR("weather"),
						    MA_STR("{\"city\":\"Oslo é\"}") },
		{ MA_STR("c2"), MA_STR("time"), MA_STR("{}") } };
	struct ma_llm_msg msgs[] = { { .role = MA_LLM_USER },
		{ .role = MA_LLM_ASSISTANT, .calls = calls, .calls_n = 2 },
		{ .role = MA_LLM_TOOL, .call_id = MA_STR("c1"), .text = MA_STR("4 C") },
		{ .role = MA_LLM_TOOL, .call_id = MA_STR("c2"), .text = MA_STR("noon") } };
	bool signs = strcmp(f->way->provider, "gemini") == 0 ||
		strcmp(f->way->provider, "anthropic") == 0;
	char *echo;

	if (!f->way->http)
		return;
	play_row(f, CALLS);
	offer(f);
	is_class(ask(f), MA_LLM_OK, "signed");
	assert_true(!signs || f->heard.echo.n > 0);
	echo = ma_buf_take(&f->heard.echo);
	msgs[0] = f->msg;
	msgs[1].echo = ma_str(echo);
	f->req.msgs = msgs;
	f->req.msgs_n = 4;
	is_class(ask(f), MA_LLM_OK, "again");
	assert_true(!signs ||
		strstr(fake_llm_request(f->fake, 1), f->way->provider[0] == 'g' ? "c2ln" : "Zm9v"));
	ma_free(echo);
}

static void a_request_that_does_not_hold_together_is_not_sent(void **state)
{
	struct fixture *f = *state;
	struct ma_llm_call *call = NULL;
	ma_err err = { .code = MA_OK };

	play_row(f, "\"text\":\"x\"");
	f->req.tool_choice = MA_LLM_TOOLS_REQUIRED;
	assert_int_equal(
		ma_llm_send(f->llm, &f->req, NULL, on_done, &f->heard, &call, &err), MA_EINVALID);
	assert_int_equal(f->llm->in_flight, 0);
}

static void the_key_comes_back_in_no_call(void **state)
{
	struct fixture *f = *state;

	if (!f->way->http)
		return;
	play_row(f,
		"\"tool_calls\":[{\"id\":\"{{key}}\",\"name\":\"time\",\"arguments\":{\"a\":\"x {{key}}\"}}]");
	offer(f);
	is_class(ask(f), MA_LLM_OK, "the key in a call");
	assert_null(strstr(shown(&f->heard.calls), "canary"));
	assert_null(strstr(shown(&f->heard.echo), "canary"));
	assert_non_null(strstr(shown(&f->heard.calls), "{\"a\":\"x ***\"}"));
}

int main(void)
{
	static const struct llm_case cases[] = {
		LLM_CASE(calls_come_whole_with_a_text_or_without),
		LLM_CASE(a_call_is_whole_however_the_network_cuts_it),
		LLM_CASE(a_call_that_nobody_asked_for_is_no_answer),
		LLM_CASE(a_call_at_the_token_limit_is_not_handed_over),
		LLM_CASE(broken_arguments_are_bad_output),
		LLM_CASE(a_missing_id_is_made_and_counts_through_the_conversation),
		LLM_CASE(what_is_wanted_back_goes_back_as_it_came),
		LLM_CASE(a_request_that_does_not_hold_together_is_not_sent),
		LLM_CASE(the_key_comes_back_in_no_call),
	};

	return run_in_every_way("llm_tools", cases, MA_COUNT(cases), false);
}
