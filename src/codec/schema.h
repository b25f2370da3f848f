/*
 * JSON Schema, draft 2020-12: compile a schema once, check many documents.
 *
 * All vocabularies are there: $ref, $dynamicRef and $id scopes, unevaluated*, conditionals;
 * `format` is an annotation unless it is asked to be an assertion. A $ref finds what is in the
 * schema, in the schemas given beside it, and the meta-schema of the draft; nothing is fetched.
 *
 * What a hostile schema or document can cost is bounded: levels, memory, and steps (a step is a
 * schema meeting a value, or about ten nanoseconds of comparing, searching and matching).
 */
#ifndef MA_CODEC_SCHEMA_H
#define MA_CODEC_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/schema_doc.h"

/* Of one check, where the caller says nothing: a fixed number, and some for each value of the document. */
#define MA_SCHEMA_STEPS_MAX UINT64_C(50000000)
#define MA_SCHEMA_STEPS_PER_VALUE 16

struct ma_schema;

/* A schema that others may refer to. */
struct ma_schema_ref {
	struct ma_str uri;
	struct ma_str text;
	const char *what; /* its name in messages */
};

struct ma_schema_opts {
	bool assert_format;
	const struct ma_schema_ref *refs;
	size_t refs_n;
	uint64_t steps_max; /* of one check; 0: as above */
};

/*
 * Compile `text`. Borrows everything for the call; opts NULL: nothing is set. Gives *out:
 * ma_schema_free(). MA_EINVALID names the place in the schema; MA_ENOTFOUND: a $ref leads nowhere.
 */
ma_rc ma_schema_new(struct ma_str text, const char *what, const struct ma_schema_opts *opts,
	struct ma_schema **out, ma_err *err);
/* Accepts NULL. */
void ma_schema_free(struct ma_schema *schema);

struct ma_schema_error {
	struct ma_str at; /* JSON pointer into the document */
	struct ma_str schema_at; /* the keyword: "#/properties/a/type", or with the schema's URI before it */
	struct ma_str message; /* a sentence without its end */
};

#define MA_SCHEMA_ERRORS_MAX 100

struct ma_schema_report {
	struct ma_arena arena;
	struct ma_schema_error *errors; /* in the order they were found */
	size_t errors_n;
	uint64_t steps;
};

#define MA_SCHEMA_REPORT_INIT                       \
	{                                           \
		MA_ARENA_INIT(16 << 20), NULL, 0, 0 \
	}

/*
 * Check a document. `report` may be NULL: then the first error is enough. MA_ELIMIT: more steps
 * or levels than allowed, for example a $ref that leads to itself; nothing is then known.
 * A schema may be used by several threads at once.
 */
ma_rc ma_schema_check(const struct ma_schema *schema, const struct ma_doc *doc, bool *valid_out,
	struct ma_schema_report *report, ma_err *err);
void ma_schema_report_done(struct ma_schema_report *report);

#endif
