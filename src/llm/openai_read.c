/*
 * How answers of OpenAI's chat completions are read.
 *
 * A whole answer has choices[].message, an event of a stream choices[].delta;
 * the rest is the same. The finish_reason, not [DONE], is the end: [DONE] is
 * also sent after a failure. The usage comes in an event of its own after it,
 * with no choices; some servers put it into the choice, or under x_groq. An
 * error can stand in a 200, as an object or a plain string, beside the choices
 * or in one, and finish_reason can be "" for "not yet".
 *
 * Calls of tools come in fragments with an index; servers leave it out, number
 * all calls 0, repeat the name, or send arguments whole or as an object.
 *
 * Thoughts that a server wants back are kept for the echo: reasoning_content
 * is an item by itself, and each of the reasoning_details is one with a "type".
 */
#include "llm/openai.h"

#include "base/limits.h"
#include "codec/json.h"

#define USD_MAX 1e6                          /* what one call may be said to cost */
#define DETAIL_UNNUMBERED (INT64_C(1) << 32) /* where those without an index begin */

static const struct ma_llm_stop stops[] = {
	{ "stop", MA_LLM_FINISH_STOP },
	{ "end", MA_LLM_FINISH_STOP },
	{ "end_turn", MA_LLM_FINISH_STOP },
	{ "eos", MA_LLM_FINISH_STOP },
	{ "eos_token", MA_LLM_FINISH_STOP },
	{ "stop_sequence", MA_LLM_FINISH_STOP },
	{ "length", MA_LLM_FINISH_LENGTH },
	{ "max_tokens", MA_LLM_FINISH_LENGTH },
	{ "model_length", MA_LLM_FINISH_LENGTH },
	{ "content_filter", MA_LLM_FINISH_FILTER },
	{ "refusal", MA_LLM_FINISH_FILTER },
	{ "tool_calls", MA_LLM_FINISH_TOOLS },
	{ "function_call", MA_LLM_FINISH_TOOLS },
	{ "error", MA_LLM_FINISH_FAILED },
	{ "network_error", MA_LLM_FINISH_FAILED },
};

/* USD that the server says it charges; what another bills it for a key of the user's own comes on top. */
static void take_cost(struct ma_usage *u, const json_t *usage)
{
	const json_t *cost = json_object_get(usage, "cost"), *upstream;
	double usd = json_number_value(cost);

	upstream = json_object_get(
		json_object_get(usage, "cost_details"), "upstream_inference_cost");
	if (ma_json_bool(usage, "is_byok", false))
		usd += json_number_value(upstream);
	if (!json_is_number(cost) || !(usd >= 0 && usd <= USD_MAX))
		return;
	u->billed = true;
	u->billed_microusd = (int64_t)(usd * 1e6 + 0.999999);
}

static void take_usage(struct ma_llm_answer *a, const json_t *usage)
{
	if (!json_is_object(usage))
		return;
	a->has_usage = true;
	a->usage = (struct ma_usage){
		.input = ma_llm_tokens(usage, "prompt_tokens"),
		.output = ma_llm_tokens(usage, "completion_tokens"),
		.cached = ma_llm_tokens(
			json_object_get(usage, "prompt_tokens_details"), "cached_tokens"),
		.cache_written = ma_llm_tokens(
			json_object_get(usage, "prompt_tokens_details"), "cache_write_tokens"),
		.reasoning = ma_llm_tokens(
			json_object_get(usage, "completion_tokens_details"), "reasoning_tokens"),
	};
	if (a->usage.cached == 0)
		a->usage.cached = ma_llm_tokens(usage, "prompt_cache_hit_tokens");
	take_cost(&a->usage, usage);
}

/* A string, or a list of parts of which the texts count. */
static void take_content(struct ma_llm_answer *a, const json_t *content)
{
	const json_t *part;
	size_t i;

	if (json_is_string(content))
		ma_llm_answer_text(
			a, ma_str_n(json_string_value(content), json_string_length(content)));
	json_array_foreach (content, i, part)
		if (ma_str_is(ma_json_str(part, "type"), "text"))
			ma_llm_answer_text(a, ma_json_str(part, "text"));
		else
			a->progress++; /* thoughts, references */
}

static void take_call(struct ma_llm_answer *a, const json_t *call)
{
	const json_t *function = json_object_get(call, "function"),
		     *arguments = json_object_get(function, "arguments");

	ma_llm_answer_call(a,
		&(struct ma_llm_fragment){ .index = ma_json_int(call, "index", -1),
			.id = ma_json_str(call, "id"),
			.name = ma_json_str(function, "name"),
			.arguments = ma_json_str(function, "arguments"),
			.whole = json_is_string(arguments) ? NULL : arguments });
	a->echo.needed = true; /* if there is anything: thoughts go back with calls alone */
}

/* A detail of the thoughts, or a piece of one: what has its index and type goes on with it. */
static void take_detail(struct ma_llm_answer *a, const json_t *detail)
{
	static const struct {
		const char *type, *text;
	} kinds[] = { { "reasoning.text", "text" }, { "reasoning.summary", "summary" },
		{ "reasoning.encrypted", "data" } };
	struct ma_str type = ma_json_str(detail, "type");
	int64_t index = ma_json_int(detail, "index", -1), at;
	size_t kind = 0;
	const char *key;
	json_t *value;

	while (kind < MA_COUNT(kinds) && !ma_str_is(type, kinds[kind].type))
		kind++;
	if (kind == MA_COUNT(kinds))
		return;
	at = index >= 0 && index < MA_LIMIT_ECHO_ITEMS
		? 1 + index * (int64_t)MA_COUNT(kinds) + (int64_t)kind
		: DETAIL_UNNUMBERED + (int64_t)(kind == 0 ? 0 : a->echo.n);
	if (!ma_llm_echo_has(&a->echo, at))
		ma_llm_echo_item(&a->echo, at, json_object());
	json_object_foreach ((json_t *)detail, key, value)
		if (strcmp(key, kinds[kind].text) == 0 && json_is_string(value))
			ma_llm_echo_text(&a->echo, at, kinds[kind].text, ma_json_str(detail, key));
		else if (!json_is_null(value))
			ma_llm_echo_set(&a->echo, at, key, json_deep_copy(value));
	a->progress++;
}

static void take_thoughts(struct ma_llm_answer *a, const json_t *said)
{
	struct ma_str text = ma_json_str(said, "reasoning_content");
	const json_t *detail;
	size_t i;

	if (text.n > 0 && !ma_llm_echo_has(&a->echo, 0))
		ma_llm_echo_item(&a->echo, 0, json_object());
	if (text.n > 0)
		ma_llm_echo_text(&a->echo, 0, "reasoning_content", text);
	json_array_foreach (json_object_get(said, "reasoning_details"), i, detail)
		take_detail(a, detail);
	if (text.n > 0 || ma_json_str(said, "reasoning").n > 0 ||
		ma_json_str(said, "reasoning_text").n > 0)
		a->progress++;
}

/* A refusal outlasts the word that ends it. */
static void take_finish(struct ma_llm_answer *a, struct ma_str reason)
{
	enum ma_llm_finish finish = ma_llm_finish_of(stops, MA_COUNT(stops), reason);

	if (finish != MA_LLM_FINISH_NONE && a->finish != MA_LLM_FINISH_FILTER)
		ma_llm_answer_stop(a, finish, reason);
}

static void take_choice(struct ma_llm_answer *a, const json_t *choice)
{
	const json_t *said = json_object_get(choice, "delta"),
		     *error = json_object_get(choice, "error"), *call;
	size_t i;

	if (json_is_object(error)) {
		ma_llm_answer_fail(a, choice);
		return;
	}
	if (!json_is_object(said))
		said = json_object_get(choice, "message");
	take_content(a, json_object_get(said, "content"));
	take_thoughts(a, said);
	json_array_foreach (json_object_get(said, "tool_calls"), i, call)
		take_call(a, call);
	if (ma_json_str(said, "refusal").n > 0) {
		ma_llm_answer_refusal(a, ma_json_str(said, "refusal"));
		a->finish = MA_LLM_FINISH_FILTER;
	}
	take_finish(a, ma_json_str(choice, "finish_reason"));
	take_usage(a, json_object_get(choice, "usage"));
}

void ma_llm_openai_take(struct ma_llm_answer *a, const json_t *piece)
{
	const json_t *error = json_object_get(piece, "error"), *choice;
	size_t i;

	if (error && !json_is_null(error)) {
		ma_llm_answer_fail(a, piece);
		return;
	}
	ma_llm_answer_names(a, ma_json_str(piece, "model"), ma_json_str(piece, "id"));
	json_array_foreach (json_object_get(piece, "choices"), i, choice)
		if (ma_json_int(choice, "index", 0) == 0)
			take_choice(a, choice);
	take_usage(a, json_object_get(json_object_get(piece, "x_groq"), "usage"));
	take_usage(a, json_object_get(piece, "usage"));
}

static const struct ma_llm_plain plain_delta[] = {
	MA_LLM_PLAIN("role", ANY),
	MA_LLM_PLAIN("content", TEXT),
	MA_LLM_PLAIN("refusal", NULL),
	MA_LLM_PLAIN("reasoning_content", NULL),
	MA_LLM_PLAIN("reasoning", NULL),
	MA_LLM_PLAIN_END,
};

static const struct ma_llm_plain plain_choice[] = {
	MA_LLM_PLAIN("index", ZERO),
	MA_LLM_PLAIN_IN("delta", OBJECT, plain_delta),
	MA_LLM_PLAIN("logprobs", ANY),
	MA_LLM_PLAIN("finish_reason", NULL),
	MA_LLM_PLAIN("native_finish_reason", NULL),
	MA_LLM_PLAIN_END,
};

const struct ma_llm_plain ma_llm_openai_plain[] = {
	MA_LLM_PLAIN("id", ID),
	MA_LLM_PLAIN("object", ANY),
	MA_LLM_PLAIN("created", ANY),
	MA_LLM_PLAIN("model", MODEL),
	MA_LLM_PLAIN("provider", ANY),
	MA_LLM_PLAIN("service_tier", ANY),
	MA_LLM_PLAIN("system_fingerprint", ANY),
	MA_LLM_PLAIN_IN("choices", ONE, plain_choice),
	MA_LLM_PLAIN("usage", NULL),
	MA_LLM_PLAIN("obfuscation", ANY),
	MA_LLM_PLAIN_END,
};
