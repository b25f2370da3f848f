/* How each provider answers. Plain libc: tests count the program's own allocations. */
#include "support/fake_dialect.h"

#include <stdlib.h>
#include <string.h>

static json_t *gemini_usage(const struct fake_writer *w)
{
	struct fake_usage u;

	if (!fake_usage_of(w, &u))
		return NULL;
	return json_pack("{s:I,s:I,s:I,s:I,s:I}", "promptTokenCount", u.input,
		"cachedContentTokenCount", u.cached, "candidatesTokenCount", u.output - u.reasoning,
		"thoughtsTokenCount", u.reasoning, "totalTokenCount", u.input + u.output);
}

/* A whole answer, or a piece of a stream: the same shape. */
static json_t *gemini_response(const struct fake_writer *w, const char *text, size_t n, bool last)
{
	json_t *piece = json_pack("{s:[{s:i,s:{s:s,s:[{s:s%}]}}],s:s,s:s}", "candidates", "index",
		0, "content", "role", "model", "parts", "text", text, n, "modelVersion",
		"fake-gemini", "responseId", "r1");
	json_t *u = gemini_usage(w);

	if (last)
		json_object_set_new(json_array_get(json_object_get(piece, "candidates"), 0),
			"finishReason", fake_stop(w));
	if (u)
		json_object_set_new(piece, "usageMetadata", u);
	return piece;
}

static void gemini_piece(const struct fake_writer *w, const char *text, size_t n)
{
	fake_event(w, NULL, gemini_response(w, text, n, false));
}

static void gemini_after(const struct fake_writer *w, const char *text)
{
	(void)text; /* is not said again */
	fake_event(w, NULL, gemini_response(w, "", 0, true));
}

static json_t *gemini_whole(const struct fake_writer *w, const char *text)
{
	json_t *whole = gemini_response(w, text, strlen(text), true), *parts;
	const json_t *call;
	size_t i;

	parts = json_object_get(
		json_object_get(json_array_get(json_object_get(whole, "candidates"), 0), "content"),
		"parts");
	json_array_foreach (fake_calls(w), i, call)
		json_array_append_new(parts, fake_gemini_call(i, call));
	return whole;
}

static json_t *gemini_error(const struct fake_error *e, long retry_ms)
{
	json_t *details = json_array();
	char delay[32];

	if (retry_ms >= 0) {
		snprintf(delay, sizeof(delay), "%ldms", retry_ms);
		json_array_append_new(details,
			json_pack("{s:s,s:s}", "@type", "type.googleapis.com/google.rpc.RetryInfo",
				"retryDelay", delay));
	}
	return json_pack("{s:{s:i,s:s,s:s,s:o}}", "error", "code", e->number, "message", e->message,
		"status", e->status, "details", details);
}

static json_t *openai_usage(const struct fake_writer *w)
{
	const json_t *cost = json_object_get(json_object_get(w->row, "usage"), "cost");
	struct fake_usage u;
	json_t *usage;

	if (!fake_usage_of(w, &u))
		return NULL;
	usage = json_pack("{s:I,s:I,s:I,s:{s:I},s:{s:I}}", "prompt_tokens", u.input,
		"completion_tokens", u.output, "total_tokens", u.input + u.output,
		"prompt_tokens_details", "cached_tokens", u.cached, "completion_tokens_details",
		"reasoning_tokens", u.reasoning);
	if (cost)
		json_object_set_new(usage, "cost", json_copy((json_t *)cost));
	return usage;
}

static json_t *openai_response(const struct fake_writer *w, const char *text, size_t n, bool last)
{
	return json_pack("{s:s,s:s,s:[{s:i,s:{s:s%},s:o}]}", "id", "c1", "model", "fake-openai",
		"choices", "index", 0, w->stream ? "delta" : "message", "content", text, n,
		"finish_reason", last ? fake_stop(w) : json_null());
}

static void openai_piece(const struct fake_writer *w, const char *text, size_t n)
{
	fake_event(w, NULL, openai_response(w, text, n, false));
}

static void openai_after(const struct fake_writer *w, const char *text)
{
	json_t *u = openai_usage(w);

	(void)text; /* is not said again */
	fake_event(w, NULL, openai_response(w, "", 0, true));
	if (u)
		fake_event(w, NULL, json_pack("{s:[],s:o}", "choices", "usage", u));
	fake_event_text(w, NULL, "[DONE]");
}

static json_t *openai_whole(const struct fake_writer *w, const char *text)
{
	json_t *whole = openai_response(w, text, strlen(text), true), *u = openai_usage(w);
	json_t *message = json_object_get(
		json_array_get(json_object_get(whole, "choices"), 0), "message");
	json_t *calls = json_array();
	const json_t *call;
	char *arguments;
	size_t i;

	if (u)
		json_object_set_new(whole, "usage", u);
	json_array_foreach (fake_calls(w), i, call) {
		arguments = fake_arguments(call);
		json_array_append_new(calls, fake_openai_call(call, arguments));
		free(arguments);
	}
	json_object_set_new(message, "tool_calls", calls);
	return whole;
}

static json_t *openai_error(const struct fake_error *e, long retry_ms)
{
	(void)retry_ms; /* a header tells it */
	return json_pack("{s:{s:s,s:s,s:s}}", "error", "message", e->message, "type", e->code,
		"code", e->code);
}

static json_t *anthropic_usage(const struct fake_writer *w, bool whole)
{
	struct fake_usage u;

	if (!fake_usage_of(w, &u))
		return json_null();
	if (!whole)
		return json_pack("{s:I,s:n,s:{s:I}}", "output_tokens", u.output, "input_tokens",
			"output_tokens_details", "thinking_tokens", u.reasoning);
	return json_pack("{s:I,s:I,s:I,s:I,s:{s:I}}", "input_tokens", u.input - u.cached,
		"cache_creation_input_tokens", (json_int_t)0, "cache_read_input_tokens", u.cached,
		"output_tokens", w->stream ? 1 : u.output, "output_tokens_details",
		"thinking_tokens", w->stream ? 0 : u.reasoning);
}

static json_t *anthropic_message(const struct fake_writer *w, json_t *content, json_t *stop)
{
	return json_pack("{s:s,s:s,s:s,s:s,s:o,s:o,s:n,s:o}", "id", "msg_1", "type", "message",
		"role", "assistant", "model", "fake-anthropic", "content", content, "stop_reason",
		stop, "stop_sequence", "usage", anthropic_usage(w, true));
}

static json_t *anthropic_start(int index, const char *type, const char *member)
{
	return json_pack("{s:s,s:i,s:{s:s,s:s}}", "type", "content_block_start", "index", index,
		"content_block", "type", type, member, "");
}

json_t *fake_anthropic_stop(int index)
{
	return json_pack("{s:s,s:i}", "type", "content_block_stop", "index", index);
}

static void anthropic_before(const struct fake_writer *w)
{
	fake_event(w, "message_start",
		json_pack("{s:s,s:o}", "type", "message_start", "message",
			anthropic_message(w, json_array(), json_null())));
	fake_event(w, "content_block_start", anthropic_start(0, "thinking", "thinking"));
	fake_event(w, "ping", json_pack("{s:s}", "type", "ping"));
	fake_event(w, "content_block_delta",
		json_pack("{s:s,s:i,s:{s:s,s:s}}", "type", "content_block_delta", "index", 0,
			"delta", "type", "signature_delta", "signature", "Zm9v"));
	fake_event(w, "content_block_stop", fake_anthropic_stop(0));
	fake_event(w, "content_block_start", anthropic_start(1, "text", "text"));
}

static void anthropic_piece(const struct fake_writer *w, const char *text, size_t n)
{
	fake_event(w, "content_block_delta",
		json_pack("{s:s,s:i,s:{s:s,s:s%}}", "type", "content_block_delta", "index", 1,
			"delta", "type", "text_delta", "text", text, n));
}

static void anthropic_after(const struct fake_writer *w, const char *text)
{
	(void)text; /* is not said again */
	fake_event(w, "content_block_stop", fake_anthropic_stop(1));
	fake_event(w, "message_delta",
		json_pack("{s:s,s:{s:o,s:n},s:o}", "type", "message_delta", "delta", "stop_reason",
			fake_stop(w), "stop_sequence", "usage", anthropic_usage(w, false)));
	fake_event(w, "message_stop", json_pack("{s:s}", "type", "message_stop"));
}

static json_t *anthropic_whole(const struct fake_writer *w, const char *text)
{
	json_t *content = json_pack("[{s:s,s:s,s:s},{s:s,s:s}]", "type", "thinking", "thinking",
		"hm", "signature", "Zm9v", "type", "text", "text", text);
	const json_t *call;
	size_t i;

	json_array_foreach (fake_calls(w), i, call)
		json_array_append_new(content,
			fake_anthropic_call(call, json_copy(json_object_get(call, "arguments"))));
	return anthropic_message(w, content, fake_stop(w));
}

static json_t *anthropic_error(const struct fake_error *e, long retry_ms)
{
	(void)retry_ms; /* a header tells it */
	return json_pack("{s:s,s:{s:s,s:s},s:s}", "type", "error", "error", "type", e->type,
		"message", e->message, "request_id", "req_1");
}

static json_t *responses_usage(const struct fake_writer *w)
{
	struct fake_usage u;

	if (!fake_usage_of(w, &u))
		return json_null();
	return json_pack("{s:I,s:{s:I},s:I,s:{s:I},s:I}", "input_tokens", u.input,
		"input_tokens_details", "cached_tokens", u.cached, "output_tokens", u.output,
		"output_tokens_details", "reasoning_tokens", u.reasoning, "total_tokens",
		u.input + u.output);
}

/* `stop`: the reason of an incomplete one, "completed", or null where it goes on. Takes it. */
static json_t *responses_response(const struct fake_writer *w, const char *text, json_t *stop)
{
	const char *word = json_is_string(stop) ? json_string_value(stop) : "in_progress";
	bool whole = strcmp(word, "completed") == 0, cut = !whole && json_is_string(stop);
	json_t *response = json_pack("{s:s,s:s,s:s,s:s,s:n,s:[{s:s,s:[]},{s:s,s:[{s:s,s:s}]}],s:o}",
		"id", "resp_1", "object", "response", "model", "fake-openai", "status",
		cut ? "incomplete" : word, "error", "output", "type", "reasoning", "summary",
		"type", "message", "content", "type", "output_text", "text", text, "usage",
		responses_usage(w));

	if (json_is_string(stop))
		fake_responses_add_calls(w, json_object_get(response, "output"));
	if (cut)
		json_object_set_new(
			response, "incomplete_details", json_pack("{s:s}", "reason", word));
	json_decref(stop);
	return response;
}

static void responses_before(const struct fake_writer *w)
{
	fake_event(w, "response.created",
		json_pack("{s:s,s:o}", "type", "response.created", "response",
			responses_response(w, "", json_null())));
	fake_event(w, "response.reasoning_summary_text.delta",
		json_pack("{s:s,s:s}", "type", "response.reasoning_summary_text.delta", "delta",
			"hm"));
}

static void responses_piece(const struct fake_writer *w, const char *text, size_t n)
{
	fake_event(w, "response.output_text.delta",
		json_pack("{s:s,s:i,s:s%}", "type", "response.output_text.delta", "output_index", 1,
			"delta", text, n));
}

static void responses_after(const struct fake_writer *w, const char *text)
{
	json_t *stop = fake_stop(w);
	const char *type = json_is_string(stop) && strcmp(json_string_value(stop), "completed") == 0
		? "response.completed"
		: "response.incomplete";

	if (json_is_null(stop))
		json_decref(stop);
	else
		fake_event(w, type,
			json_pack("{s:s,s:o}", "type", type, "response",
				responses_response(w, text, stop)));
}

static json_t *responses_whole(const struct fake_writer *w, const char *text)
{
	return responses_response(w, text, fake_stop(w));
}

static json_t *ollama_line(const char *text, size_t n)
{
	return json_pack("{s:s,s:{s:s,s:s%},s:b}", "model", "fake-ollama", "message", "role",
		"assistant", "content", text, n, "done", 0);
}

static json_t *ollama_end(const struct fake_writer *w, const char *text, size_t n)
{
	json_t *line = ollama_line(text, n), *stop = fake_stop(w);
	struct fake_usage u;

	if (json_is_null(stop)) {
		json_decref(stop);
		return line;
	}
	json_object_set_new(line, "done", json_true());
	json_object_set_new(line, "done_reason", stop);
	if (fake_usage_of(w, &u)) {
		json_object_set_new(line, "prompt_eval_count", json_integer(u.input));
		json_object_set_new(line, "eval_count", json_integer(u.output));
	}
	return line;
}

static void ollama_before(const struct fake_writer *w)
{
	fake_event(w, NULL,
		json_pack("{s:s,s:{s:s,s:s,s:s},s:b}", "model", "fake-ollama", "message", "role",
			"assistant", "content", "", "thinking", "hm", "done", 0));
}

static void ollama_piece(const struct fake_writer *w, const char *text, size_t n)
{
	fake_event(w, NULL, ollama_line(text, n));
}

static void ollama_after(const struct fake_writer *w, const char *text)
{
	(void)text; /* is not said again */
	fake_event(w, NULL, ollama_end(w, "", 0));
}

static json_t *ollama_whole(const struct fake_writer *w, const char *text)
{
	json_t *whole = ollama_end(w, text, strlen(text)), *calls = json_array();
	const json_t *call;
	size_t i;

	json_array_foreach (fake_calls(w), i, call)
		json_array_append_new(calls, fake_ollama_call(call));
	json_object_set_new(json_object_get(whole, "message"), "tool_calls", calls);
	return whole;
}

static json_t *ollama_error(const struct fake_error *e, long retry_ms)
{
	(void)retry_ms; /* a header tells it */
	return json_pack("{s:s}", "error", e->message);
}

const struct fake_dialect fake_dialects[] = {
	{
		.path = "/chat/completions",
		.to_call = "tool_calls",
		.stops = { "stop", "length", "content_filter" },
		.type = "text/event-stream",
		.overload = 503,
		.hint_ms = true,
		.piece = openai_piece,
		.call = fake_openai_call_events,
		.after = openai_after,
		.whole = openai_whole,
		.error = openai_error,
	},
	{
		.path = "/v1/messages",
		.to_call = "tool_use",
		.stops = { "end_turn", "max_tokens", "refusal" },
		.type = "text/event-stream",
		.overload = 529,
		.hint_s = true,
		.before = anthropic_before,
		.piece = anthropic_piece,
		.call = fake_anthropic_call_events,
		.after = anthropic_after,
		.whole = anthropic_whole,
		.error = anthropic_error,
	},
	{
		.path = "/responses",
		.stops = { "completed", "max_output_tokens", "content_filter" },
		.type = "text/event-stream",
		.overload = 503,
		.hint_ms = true,
		.before = responses_before,
		.piece = responses_piece,
		.call = fake_responses_call_events,
		.after = responses_after,
		.whole = responses_whole,
		.error = openai_error,
	},
	{
		.path = "/api/chat",
		.stops = { "stop", "length", "load" },
		.type = "application/x-ndjson",
		.lines = true,
		.overload = 503,
		.hint_s = true,
		.before = ollama_before,
		.piece = ollama_piece,
		.call = fake_ollama_call_line,
		.after = ollama_after,
		.whole = ollama_whole,
		.error = ollama_error,
	},
	{
		.path = "enerateContent",
		.stops = { "STOP", "MAX_TOKENS", "SAFETY" },
		.type = "text/event-stream",
		.overload = 503,
		.piece = gemini_piece,
		.call = fake_gemini_call_event,
		.after = gemini_after,
		.whole = gemini_whole,
		.error = gemini_error,
	},
	{ .path = NULL },
};
