/* How each provider tells of calls of tools. Plain libc: tests count the program's own allocations. */
#include "support/fake_dialect.h"

#include <stdlib.h>
#include <string.h>

json_t *fake_gemini_call(size_t i, const json_t *call)
{
	json_t *part = json_pack("{s:{s:O,s:O}}", "functionCall", "name",
		json_object_get(call, "name"), "args", json_object_get(call, "arguments"));

	if (json_object_get(call, "id"))
		json_object_set(
			json_object_get(part, "functionCall"), "id", json_object_get(call, "id"));
	if (i == 0)
		json_object_set_new(part, "thoughtSignature", json_string("c2ln"));
	return part;
}

void fake_gemini_call_event(
	const struct fake_writer *w, size_t i, const json_t *call, const char *arguments)
{
	(void)arguments; /* are an object here */
	fake_event(w, NULL,
		json_pack("{s:[{s:{s:[o]}}]}", "candidates", "content", "parts",
			fake_gemini_call(i, call)));
}

json_t *fake_openai_call(const json_t *call, const char *arguments)
{
	return json_pack("{s:o,s:s,s:{s:O,s:s}}", "id", fake_call_id(call), "type", "function",
		"function", "name", json_object_get(call, "name"), "arguments", arguments);
}

static void openai_fragment(const struct fake_writer *w, size_t i, json_t *fragment)
{
	json_object_set_new(fragment, "index", json_integer((json_int_t)i));
	fake_event(w, NULL,
		json_pack("{s:[{s:{s:[o]}}]}", "choices", "delta", "tool_calls", fragment));
}

/* Three bytes of the arguments at a time, as a whole is read at once. */
void fake_openai_call_events(
	const struct fake_writer *w, size_t i, const json_t *call, const char *arguments)
{
	size_t left = strlen(arguments), n;

	openai_fragment(w, i, fake_openai_call(call, ""));
	for (; left > 0; arguments += n, left -= n) {
		n = fake_chunk_end(arguments, left, 0, 3);
		openai_fragment(
			w, i, json_pack("{s:{s:s%}}", "function", "arguments", arguments, n));
	}
}

json_t *fake_anthropic_call(const json_t *call, json_t *input)
{
	return json_pack("{s:s,s:o,s:O,s:o}", "type", "tool_use", "id", fake_call_id(call), "name",
		json_object_get(call, "name"), "input", input);
}

void fake_anthropic_call_events(
	const struct fake_writer *w, size_t i, const json_t *call, const char *arguments)
{
	size_t left = strlen(arguments), n;
	int index = (int)i + 2;

	fake_event(w, "content_block_start",
		json_pack("{s:s,s:i,s:o}", "type", "content_block_start", "index", index,
			"content_block", fake_anthropic_call(call, json_object())));
	for (; left > 0; arguments += n, left -= n) {
		n = fake_chunk_end(arguments, left, 0, 3);
		fake_event(w, "content_block_delta",
			json_pack("{s:s,s:i,s:{s:s,s:s%}}", "type", "content_block_delta", "index",
				index, "delta", "type", "input_json_delta", "partial_json",
				arguments, n));
	}
	fake_event(w, "content_block_stop", fake_anthropic_stop(index));
}

static json_t *responses_call(const json_t *call, const char *arguments)
{
	return json_pack("{s:s,s:o,s:O,s:s}", "type", "function_call", "call_id",
		fake_call_id(call), "name", json_object_get(call, "name"), "arguments", arguments);
}

void fake_responses_add_calls(const struct fake_writer *w, json_t *output)
{
	const json_t *call;
	char *arguments;
	size_t i;

	json_array_foreach (fake_calls(w), i, call) {
		arguments = fake_arguments(call);
		json_array_append_new(output, responses_call(call, arguments));
		free(arguments);
	}
}

void fake_responses_call_events(
	const struct fake_writer *w, size_t i, const json_t *call, const char *arguments)
{
	size_t left = strlen(arguments), n;
	int index = (int)i + 2;

	fake_event(w, "response.output_item.added",
		json_pack("{s:s,s:i,s:o}", "type", "response.output_item.added", "output_index",
			index, "item", responses_call(call, "")));
	for (; left > 0; arguments += n, left -= n) {
		n = fake_chunk_end(arguments, left, 0, 3);
		fake_event(w, "response.function_call_arguments.delta",
			json_pack("{s:s,s:i,s:s%}", "type", "response.function_call_arguments.delta",
				"output_index", index, "delta", arguments, n));
	}
}

json_t *fake_ollama_call(const json_t *call)
{
	return json_pack("{s:{s:O,s:O}}", "function", "name", json_object_get(call, "name"),
		"arguments", json_object_get(call, "arguments"));
}

void fake_ollama_call_line(
	const struct fake_writer *w, size_t i, const json_t *call, const char *arguments)
{
	(void)i;         /* is not told */
	(void)arguments; /* are an object here */
	fake_event(w, NULL,
		json_pack("{s:{s:s,s:[o]},s:b}", "message", "content", "", "tool_calls",
			fake_ollama_call(call), "done", 0));
}
