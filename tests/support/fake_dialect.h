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
	const char *path;     /* occurs in the path of its requests */
	const char *stops[3]; /* its words for a whole answer, a cut one, a filtered one */
	const char *type;     /* of its streams */
	bool lines;           /* its streams are JSON, one value to a line */
	int overload;         /* the status of being busy */
	bool hint_ms, hint_s; /* in which header it says when to come back */

	/* Events before, for, and after the pieces of text of a stream. `before` may be NULL. */
	void (*before)(const struct fake_writer *w);
	void (*piece)(const struct fake_writer *w, const char *text, size_t n);
	void (*after)(const struct fake_writer *w, const char *text);

	/* Give: to be written. */
	json_t *(*whole)(const struct fake_writer *w, const char *text);
	json_t *(*error)(const struct fake_error *e, long retry_ms);
};

extern const struct fake_dialect fake_dialects[]; /* ends with a row without a path */

/* The word that ends this answer, or null. Gives. */
json_t *fake_stop(const struct fake_writer *w);
/* The usage the row asks for; false: it is not told. */
bool fake_usage_of(const struct fake_writer *w, struct fake_usage *out);
/* One event of a stream; takes `value`. `name`: the line before its data, or NULL. */
void fake_event(const struct fake_writer *w, const char *name, json_t *value);
void fake_event_text(const struct fake_writer *w, const char *name, const char *data);

#endif
