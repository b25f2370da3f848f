/* Answers in the dialects of Gemini and OpenAI chat. Plain libc: tests count the program's own allocations. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/fake_llm.h"

enum dialect { GEMINI, OPENAI };

struct writer {
	FILE *to;
	enum dialect dialect;
	const json_t *row, *wire;
	const char *key, *nonce;
	size_t nonce_size;
	bool stream;
};

static const char *text_of(const json_t *object, const char *key, const char *absent)
{
	const json_t *value = json_object_get(object, key);

	return json_is_string(value) ? json_string_value(value) : absent;
}

static long number_of(const json_t *object, const char *key, long absent)
{
	const json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? (long)json_integer_value(value) : absent;
}

/* `text` with {{key}} and {{nonce}} replaced. Gives: free() it. */
static char *filled(const struct writer *w, const char *text)
{
	char *out = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&out, &size);
	size_t n;

	while (*text) {
		n = strcspn(text, "{");
		fwrite(text, 1, n, f);
		text += n;
		if (strncmp(text, "{{key}}", 7) == 0) {
			fputs(w->key, f);
			text += 7;
		} else if (strncmp(text, "{{nonce}}", 9) == 0) {
			fwrite(w->nonce, 1, w->nonce_size, f);
			text += 9;
		} else if (*text) {
			fputc(*text++, f);
		}
	}
	fclose(f);
	return out;
}

static void write_json(const struct writer *w, json_t *value)
{
	char *plain = json_dumps(value, JSON_COMPACT), *text = filled(w, plain);

	fputs(text, w->to);
	free(text);
	free(plain);
	json_decref(value);
}

static void write_event(const struct writer *w, const char *data)
{
	const char *end = text_of(w->wire, "newline", "\n");
	char *text = filled(w, data);

	fprintf(w->to, "data: %s%s%s", text, end, end);
	free(text);
}

static void write_json_event(const struct writer *w, json_t *value)
{
	char *plain = json_dumps(value, JSON_COMPACT);

	write_event(w, plain);
	free(plain);
	json_decref(value);
}

static const char *class_of(const struct writer *w)
{
	return text_of(w->row, "class", "ok");
}

static json_t *finish(const struct writer *w)
{
	static const struct {
		const char *class, *words[2];
	} words[] = {
		{ "ok", { "STOP", "stop" } },
		{ "bad_output", { "STOP", "stop" } },
		{ "length", { "MAX_TOKENS", "length" } },
		{ "filter", { "SAFETY", "content_filter" } },
	};
	const json_t *other = json_object_get(w->wire, "finish");
	size_t i;

	if (other)
		return json_deep_copy(other);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(class_of(w), words[i].class) == 0)
			return json_string(words[i].words[w->dialect]);
	return json_null();
}

static json_t *usage(const struct writer *w)
{
	const json_t *u = json_object_get(w->row, "usage");
	json_int_t input = number_of(u, "input", 10), output = number_of(u, "output", 5);
	json_int_t cached = number_of(u, "cached", 0), reasoning = number_of(u, "reasoning", 0);

	if (json_is_true(json_object_get(w->wire, "no_usage")))
		return NULL;
	if (w->dialect == GEMINI)
		return json_pack("{s:I,s:I,s:I,s:I,s:I}", "promptTokenCount", input,
			"cachedContentTokenCount", cached, "candidatesTokenCount",
			output - reasoning, "thoughtsTokenCount", reasoning, "totalTokenCount",
			input + output);
	return json_pack("{s:I,s:I,s:I,s:{s:I},s:{s:I}}", "prompt_tokens", input,
		"completion_tokens", output, "total_tokens", input + output,
		"prompt_tokens_details", "cached_tokens", cached, "completion_tokens_details",
		"reasoning_tokens", reasoning);
}

/* A whole answer, or with `text` NULL the piece that ends a stream. */
static json_t *gemini_piece(const struct writer *w, const char *text, size_t n, bool last)
{
	json_t *piece = json_pack("{s:[{s:i,s:{s:s,s:[{s:s%}]}}],s:s,s:s}", "candidates", "index",
		0, "content", "role", "model", "parts", "text", text ? text : "", text ? n : 0,
		"modelVersion", "fake-gemini", "responseId", "r1");
	json_t *u = usage(w);

	if (last)
		json_object_set_new(json_array_get(json_object_get(piece, "candidates"), 0),
			"finishReason", finish(w));
	if (u)
		json_object_set_new(piece, "usageMetadata", u);
	return piece;
}

static json_t *openai_piece(const struct writer *w, const char *text, size_t n, bool last)
{
	const char *member = w->stream ? "delta" : "message";

	return json_pack("{s:s,s:s,s:[{s:i,s:{s:s%},s:o}]}", "id", "c1", "model", "fake-openai",
		"choices", "index", 0, member, "content", text ? text : "", text ? n : 0,
		"finish_reason", last ? finish(w) : json_null());
}

static json_t *error_json(const char *class, enum dialect dialect, long retry_ms)
{
	static const struct {
		const char *class, *code, *status, *message;
		int number;
	} errors[] = {
		{ "auth", "invalid_api_key", "UNAUTHENTICATED", "Wrong key {{key}}", 401 },
		{ "billing", "insufficient_quota", "RESOURCE_EXHAUSTED", "No credit", 402 },
		{ "rate", "rate_limit_exceeded", "RESOURCE_EXHAUSTED",
			"Check your plan and billing details", 429 },
		{ "overload", "server_is_overloaded", "UNAVAILABLE", "The model is overloaded",
			503 },
		{ "transient", "server_error", "INTERNAL", "An internal error", 500 },
		{ "context", "context_length_exceeded", "INVALID_ARGUMENT",
			"The input token count (9) exceeds the maximum number of tokens allowed (8)",
			400 },
		{ "request", "unknown_parameter", "INVALID_ARGUMENT", "Unknown name", 400 },
	};
	size_t i;
	json_t *error;

	for (i = 0;
		i + 1 < sizeof(errors) / sizeof(errors[0]) && strcmp(errors[i].class, class) != 0;
		i++)
		;
	if (dialect == OPENAI)
		return json_pack("{s:{s:s,s:s,s:s}}", "error", "message", errors[i].message, "type",
			errors[i].code, "code", errors[i].code);
	error = json_pack("{s:i,s:s,s:s,s:[]}", "code", errors[i].number, "message",
		errors[i].message, "status", errors[i].status, "details");
	if (retry_ms >= 0) {
		char delay[32];

		snprintf(delay, sizeof(delay), "%ldms", retry_ms);
		json_array_append_new(json_object_get(error, "details"),
			json_pack("{s:s,s:s}", "@type", "type.googleapis.com/google.rpc.RetryInfo",
				"retryDelay", delay));
	}
	return json_pack("{s:o}", "error", error);
}

static int status_of_class(const char *class)
{
	static const struct {
		const char *class;
		int status;
	} rows[] = { { "auth", 401 }, { "billing", 402 }, { "rate", 429 }, { "overload", 503 },
		{ "transient", 500 }, { "context", 400 }, { "request", 400 } };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(class, rows[i].class) == 0)
			return rows[i].status;
	return 200;
}

static size_t chunk_end(const char *text, size_t size, size_t at, size_t chunk)
{
	size_t end = at + chunk < size ? at + chunk : size;

	while (end < size && ((unsigned char)text[end] & 0xc0) == 0x80)
		end++;
	return end;
}

static json_t *piece(const struct writer *w, const char *text, size_t n, bool last)
{
	return w->dialect == GEMINI ? gemini_piece(w, text, n, last)
				    : openai_piece(w, text, n, last);
}

static void write_texts(const struct writer *w, const char *text)
{
	size_t size = strlen(text), chunk = (size_t)number_of(w->wire, "chunk", 8), at, end;
	long left = number_of(w->wire, "fail_after", -1);

	for (at = 0; at < size && left != 0; at = end, left--) {
		end = chunk_end(text, size, at, chunk);
		write_json_event(w, piece(w, text + at, end - at, false));
	}
}

static void write_stream(const struct writer *w, const char *text)
{
	json_t *end;

	write_texts(w, text);
	if (json_object_get(w->wire, "fail_after")) {
		write_json_event(w, error_json("overload", w->dialect, -1));
		return;
	}
	write_json_event(w, piece(w, NULL, 0, true));
	if (w->dialect == GEMINI)
		return;
	end = usage(w);
	if (end)
		write_json_event(w, json_pack("{s:[],s:o}", "choices", "usage", end));
	write_event(w, "[DONE]");
}

static void write_scripted_events(const struct writer *w, const json_t *events)
{
	const json_t *event;
	size_t i;

	json_array_foreach (events, i, event)
		write_event(w, json_string_value(event));
}

static void write_whole(const struct writer *w, const char *text)
{
	json_t *whole = piece(w, text, strlen(text), true), *u = usage(w);

	if (w->dialect == OPENAI && u)
		json_object_set(whole, "usage", u);
	json_decref(u);
	write_json(w, whole);
}

static void write_body(const struct writer *w, int class_status)
{
	const json_t *body = json_object_get(w->wire, "body"),
		     *events = json_object_get(w->wire, "events");
	char *text = filled(w, text_of(w->row, "text", ""));
	long comments = number_of(w->wire, "comments", 0);

	for (; w->stream && comments > 0; comments--)
		fputs(": keep-alive\n\n", w->to);
	if (json_is_string(body)) {
		char *raw = filled(w, json_string_value(body));

		fputs(raw, w->to);
		free(raw);
	} else if (body) {
		write_json(w, json_deep_copy(body));
	} else if (class_status != 200) {
		write_json(w,
			error_json(
				class_of(w), w->dialect, number_of(w->row, "retry_after_ms", -1)));
	} else if (events) {
		write_scripted_events(w, events);
	} else if (w->stream) {
		write_stream(w, text);
	} else {
		write_whole(w, text);
	}
	free(text);
}

static char *headers(const struct writer *w, int status)
{
	long retry_ms = number_of(w->row, "retry_after_ms", -1);
	json_t *list = json_object_get(w->wire, "headers"), *value;
	const char *name;
	char *out = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&out, &size);

	if (w->dialect == OPENAI && status != 200 && retry_ms >= 0)
		fprintf(f, "Retry-After-Ms: %ld\r\n", retry_ms);
	json_object_foreach (list, name, value)
		fprintf(f, "%s: %s\r\n", name, json_string_value(value));
	fclose(f);
	return out;
}

/* The nonce of the request, as it stands in its JSON. */
static void find_nonce(struct writer *w, const char *body)
{
	static const char opening[] = "<output nonce=\\\"";
	const char *at;

	w->nonce = "";
	for (at = strstr(body, opening); at; at = strstr(at, opening)) {
		at += sizeof(opening) - 1;
		w->nonce = at;
		w->nonce_size = strcspn(at, "\\\"");
	}
}

bool fake_answer_build(const json_t *row, const char *path, const char *key,
	const char *request_body, struct fake_answer *out)
{
	const json_t *wire = json_object_get(row, "wire");
	struct writer w = { .row = row, .wire = wire, .key = key };

	w.dialect = strstr(path, "/chat/completions") ? OPENAI : GEMINI;
	if (w.dialect == GEMINI && !strstr(path, ":generateContent") &&
		!strstr(path, ":streamGenerateContent?alt=sse"))
		return false;
	w.stream = w.dialect == OPENAI ? strstr(request_body, "\"stream\":true") != NULL
				       : strstr(path, ":streamGenerateContent") != NULL;
	find_nonce(&w, request_body);
	out->status = row ? status_of_class(class_of(&w)) : 400;
	w.stream = w.stream && out->status == 200;
	out->headers = headers(&w, out->status);
	w.to = open_memstream(&out->body, &out->body_size);
	if (row)
		write_body(&w, out->status);
	else
		fputs("{\"error\":{\"message\":\"no reply is left\"}}", w.to);
	fclose(w.to);
	out->status = (int)number_of(wire, "status", out->status);
	out->stream = w.stream && !json_object_get(wire, "body");
	out->type = text_of(wire, "type", out->stream ? "text/event-stream" : "application/json");
	return true;
}

void fake_answer_done(struct fake_answer *a)
{
	free(a->headers);
	free(a->body);
}
