/* The dialects the loopback server speaks: how each says the same thing. A new one is a row in fake_dialects[]. */
#ifndef MA_TESTS_FAKE_DIALECT_H
#define MA_TESTS_FAKE_DIALECT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* An answer while it is written. */
struct fake_writer {
	FILE *to;
	const struct fake_dialect *dialect;
	const json_t *row, *wire;
	const char *key, *nonce;
	size_t nonce_size;
	bool stream;
};

/* What went wrong, in the words of the dialects that have such words. */
struct fake_error {
	const char *class, *code, *status, *type, *message;
	int number;
};

struct fake_usage {
	json_int_t input, output, cached, reasoning;
};

struct fake_dialect {
	const char *path; /* occurs in the path of its requests */
	const char *to_call; /* its word for the end where tools are called; NULL: as for a whole answer */
	const char *stops[3]; /* its words for a whole answer, a cut one, a filtered one */
	const char *type;     /* of its streams */
	bool lines;           /* its streams are JSON, one value to a line */
	int overload;         /* the status of being busy */
	bool hint_ms, hint_s; /* in which header it says when to come back */

	/* Events before, for, and after the pieces of text of a stream. `before` may be NULL. */
	void (*before)(const struct fake_writer *w);
	void (*piece)(const struct fake_writer *w, const char *text, size_t n);
	void (*after)(const struct fake_writer *w, const char *text);

	/* Events for one call of a tool, between them. `arguments`: as text. */
	void (*call)(
		const struct fake_writer *w, size_t i, const json_t *call, const char *arguments);

	/* Give: to be written. */
	json_t *(*whole)(const struct fake_writer *w, const char *text);
	json_t *(*error)(const struct fake_error *e, long retry_ms);
};

extern const struct fake_dialect fake_dialects[]; /* ends with a row without a path */

/* The calls of tools of the row, or NULL; and the arguments of one as text: free() it. */
const json_t *fake_calls(const struct fake_writer *w);
char *fake_arguments(const json_t *call);
/* A member of a call that may be absent; borrows, or gives null. */
json_t *fake_call_id(const json_t *call);

/* Calls as the dialects tell them: in a whole answer (give), and as events of a stream. */
json_t *fake_gemini_call(size_t i, const json_t *call);
json_t *fake_openai_call(const json_t *call, const char *arguments);
json_t *fake_anthropic_call(const json_t *call, json_t *input);
json_t *fake_ollama_call(const json_t *call);
void fake_responses_add_calls(const struct fake_writer *w, json_t *output);
#define FAKE_CALL(name) \
	void name(const struct fake_writer *w, size_t i, const json_t *call, const char *arguments)
FAKE_CALL(fake_gemini_call_event);
FAKE_CALL(fake_openai_call_events);
FAKE_CALL(fake_anthropic_call_events);
FAKE_CALL(fake_responses_call_events);
FAKE_CALL(fake_ollama_call_line);
json_t *fake_anthropic_stop(int index);

/* Where a piece of about `chunk` bytes from `at` on ends, between characters. */
size_t fake_chunk_end(const char *text, size_t size, size_t at, size_t chunk);

/* The word that ends this answer, or null. Gives. */
json_t *fake_stop(const struct fake_writer *w);
/* The usage the row asks for; false: it is not told. */
bool fake_usage_of(const struct fake_writer *w, struct fake_usage *out);
/* One event of a stream; takes `value`. `name`: the line before its data, or NULL. */
void fake_event(const struct fake_writer *w, const char *name, json_t *value);
void fake_event_text(const struct fake_writer *w, const char *name, const char *data);

#endif
