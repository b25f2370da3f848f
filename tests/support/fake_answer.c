/* What a row of the script becomes in any dialect. Plain libc: tests count the program's own allocations. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/fake_dialect.h"
#include "support/fake_llm.h"

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
static char *filled(const struct fake_writer *w, const char *text)
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

static void write_json(const struct fake_writer *w, json_t *value)
{
	char *plain = json_dumps(value, JSON_COMPACT), *text = filled(w, plain);

	fputs(text, w->to);
	free(text);
	free(plain);
	json_decref(value);
}

void fake_event_text(const struct fake_writer *w, const char *name, const char *data)
{
	const char *end = text_of(w->wire, "newline", "\n");
	char *text = filled(w, data);

	if (name && !w->dialect->lines)
		fprintf(w->to, "event: %s%s", name, end);
	if (w->dialect->lines)
		fprintf(w->to, "%s%s", text, end);
	else
		fprintf(w->to, "data: %s%s%s", text, end, end);
	free(text);
}

void fake_event(const struct fake_writer *w, const char *name, json_t *value)
{
	char *plain = json_dumps(value, JSON_COMPACT);

	fake_event_text(w, name, plain);
	free(plain);
	json_decref(value);
}

static const char *class_of(const struct fake_writer *w)
{
	return text_of(w->row, "class", "ok");
}

const json_t *fake_calls(const struct fake_writer *w)
{
	return json_object_get(w->row, "tool_calls");
}

char *fake_arguments(const json_t *call)
{
	const json_t *arguments = json_object_get(call, "arguments");

	return json_is_string(arguments) ? strdup(json_string_value(arguments))
					 : json_dumps(arguments, JSON_COMPACT);
}

json_t *fake_call_id(const json_t *call)
{
	json_t *id = json_object_get(call, "id");

	return id ? json_incref(id) : json_null();
}

json_t *fake_stop(const struct fake_writer *w)
{
	static const char *const classes[] = { "ok", "length", "filter", "bad_output" };
	const json_t *other = json_object_get(w->wire, "finish");
	size_t i;

	if (other)
		return json_deep_copy(other);
	if (fake_calls(w) && w->dialect->to_call && strcmp(class_of(w), "ok") == 0)
		return json_string(w->dialect->to_call);
	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(class_of(w), classes[i]) == 0)
			return json_string(w->dialect->stops[i % 3]);
	return json_null();
}

bool fake_usage_of(const struct fake_writer *w, struct fake_usage *out)
{
	const json_t *u = json_object_get(w->row, "usage");

	*out = (struct fake_usage){
		.input = number_of(u, "input", 10),
		.output = number_of(u, "output", 5),
		.cached = number_of(u, "cached", 0),
		.reasoning = number_of(u, "reasoning", 0),
	};
	return !json_is_true(json_object_get(w->wire, "no_usage"));
}

/* class, OpenAI's code, Google's status, Anthropic's type, message, HTTP status */
static const struct fake_error errors[] = {
	{ "auth", "invalid_api_key", "UNAUTHENTICATED", "authentication_error", "Wrong key {{key}}",
		401 },
	{ "billing", "insufficient_quota", "RESOURCE_EXHAUSTED", "billing_error", "No credit", 402 },
	{ "rate", "rate_limit_exceeded", "RESOURCE_EXHAUSTED", "rate_limit_error",
		"Check your plan and billing details", 429 },
	{ "overload", "server_is_overloaded", "UNAVAILABLE", "overloaded_error",
		"The model is overloaded", 503 },
	{ "transient", "server_error", "INTERNAL", "api_error", "An internal error", 500 },
	{ "context", "context_length_exceeded", "INVALID_ARGUMENT", "invalid_request_error",
		"The input token count (9) exceeds the maximum number of tokens allowed (8)", 400 },
	{ "request", "unknown_parameter", "INVALID_ARGUMENT", "invalid_request_error",
		"Unknown name", 400 },
};

/* NULL: the class is none that is told by an error. */
static const struct fake_error *error_of(const char *class)
{
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(class, errors[i].class) == 0)
			return &errors[i];
	return NULL;
}

static int status_of(const struct fake_writer *w)
{
	const struct fake_error *e = error_of(class_of(w));

	if (!e)
		return 200;
	return strcmp(e->class, "overload") == 0 ? w->dialect->overload : e->number;
}

size_t fake_chunk_end(const char *text, size_t size, size_t at, size_t chunk)
{
	size_t end = at + chunk < size ? at + chunk : size;

	while (end < size && ((unsigned char)text[end] & 0xc0) == 0x80)
		end++;
	return end;
}

static void write_texts(const struct fake_writer *w, const char *text)
{
	size_t size = strlen(text), chunk = (size_t)number_of(w->wire, "chunk", 8), at, end;
	long left = number_of(w->wire, "fail_after", -1);

	for (at = 0; at < size && left != 0; at = end, left--) {
		end = fake_chunk_end(text, size, at, chunk);
		w->dialect->piece(w, text + at, end - at);
	}
}

static void write_calls(const struct fake_writer *w)
{
	const json_t *call;
	char *plain, *arguments;
	size_t i;

	json_array_foreach (fake_calls(w), i, call) {
		plain = fake_arguments(call);
		arguments = filled(w, plain); /* before it is cut in pieces */
		w->dialect->call(w, i, call, arguments);
		free(arguments);
		free(plain);
	}
}

static void write_stream(const struct fake_writer *w, const char *text)
{
	if (w->dialect->before)
		w->dialect->before(w);
	write_texts(w, text);
	write_calls(w);
	if (json_object_get(w->wire, "fail_after"))
		fake_event(w, "error", w->dialect->error(error_of("overload"), -1));
	else
		w->dialect->after(w, text);
}

static void write_scripted_events(const struct fake_writer *w, const json_t *events)
{
	const json_t *event;
	size_t i;

	json_array_foreach (events, i, event)
		fake_event_text(w, NULL, json_string_value(event));
}

static void write_body(const struct fake_writer *w, int class_status)
{
	const json_t *body = json_object_get(w->wire, "body"),
		     *events = json_object_get(w->wire, "events");
	char *text = filled(w, text_of(w->row, "text", ""));
	long comments = number_of(w->wire, "comments", 0);

	for (; w->stream && comments > 0; comments--)
		fputs(w->dialect->lines ? "\n" : ": keep-alive\n\n", w->to);
	if (json_is_string(body)) {
		char *raw = filled(w, json_string_value(body));

		fputs(raw, w->to);
		free(raw);
	} else if (body) {
		write_json(w, json_deep_copy(body));
	} else if (class_status != 200) {
		write_json(w,
			w->dialect->error(
				error_of(class_of(w)), number_of(w->row, "retry_after_ms", -1)));
	} else if (json_object_get(w->wire, "raw")) {
		fputs(text_of(w->wire, "raw", ""), w->to);
	} else if (events) {
		write_scripted_events(w, events);
	} else if (w->stream) {
		write_stream(w, text);
	} else {
		write_json(w, w->dialect->whole(w, text));
	}
	free(text);
}

static char *headers(const struct fake_writer *w, int status)
{
	long retry_ms = number_of(w->row, "retry_after_ms", -1);
	json_t *list = json_object_get(w->wire, "headers"), *value;
	const char *name;
	char *out = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&out, &size);

	if (status != 200 && retry_ms >= 0 && w->dialect->hint_ms)
		fprintf(f, "Retry-After-Ms: %ld\r\n", retry_ms);
	else if (status != 200 && retry_ms >= 0 && w->dialect->hint_s)
		fprintf(f, "Retry-After: %ld.%03ld\r\n", retry_ms / 1000, retry_ms % 1000);
	json_object_foreach (list, name, value)
		fprintf(f, "%s: %s\r\n", name, json_string_value(value));
	fclose(f);
	return out;
}

/* The nonce of the request, as it stands in its JSON. */
static void find_nonce(struct fake_writer *w, const char *body)
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
	struct fake_writer w = { .row = row, .wire = wire, .key = key };

	for (w.dialect = fake_dialects; w.dialect->path && !strstr(path, w.dialect->path);)
		w.dialect++;
	if (!w.dialect->path)
		return false;
	w.stream = strstr(path, ":streamGenerateContent?alt=sse") ||
		strstr(request_body, "\"stream\":true");
	find_nonce(&w, request_body);
	out->status = row ? status_of(&w) : 400;
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
	out->type = text_of(wire, "type", out->stream ? w.dialect->type : "application/json");
	return true;
}

void fake_answer_done(struct fake_answer *a)
{
	free(a->headers);
	free(a->body);
}
