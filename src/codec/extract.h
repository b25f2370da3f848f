/* JSON out of what a model wrote around it, and of what it wrote for JSON. Rules: docs/formats/extract.md. */
#ifndef MA_CODEC_EXTRACT_H
#define MA_CODEC_EXTRACT_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/schema.h"

enum ma_repair_class {
	MA_REPAIR_NONE,
	MA_REPAIR_SAFE,       /* the text can mean nothing else */
	MA_REPAIR_GUESS,      /* it probably means this */
	MA_REPAIR_TRUNCATION, /* something is missing: the value is not whole */
};

struct ma_repair {
	enum ma_repair_class class;
	size_t at;        /* byte of the text */
	const char *what; /* a literal */
};

#define MA_REPAIRS_MAX 1000 /* are told; more are only counted */

struct ma_repairs {
	struct ma_repair *v;
	size_t n, cap; /* n counts all of them */
	enum ma_repair_class worst;
};

enum ma_extract_kind {
	MA_EXTRACT_JSON, /* an object or an array; with a schema anything that fits it */
	MA_EXTRACT_PLAN, /* an object, best one with "tasks" */
};

struct ma_extract {
	struct ma_buf json; /* the value: strict JSON, numbers as they were written */
	struct ma_repairs repairs;
	bool truncated; /* for previews only: never to be acted upon */
};

/*
 * The value that the text is about. `schema` may be NULL. MA_EINVALID: there is none, or none that can be
 * read or fits; the message says where. Fills *out: ma_extract_done() it.
 */
ma_rc ma_extract(struct ma_str text, enum ma_extract_kind kind, const struct ma_schema *schema,
	struct ma_extract *out, ma_err *err);
void ma_extract_done(struct ma_extract *x); /* accepts a zeroed one */

/* "safe", "guess", "truncation". */
const char *ma_repair_class_name(enum ma_repair_class class);

/*
 * As above, for a plan, to be acted upon: a truncated value is MA_EINVALID, and so is a number that
 * does not fit 64 bits. Gives *out: json_decref().
 */
ma_rc ma_extract_json(struct ma_str text, json_t **out, ma_err *err);

#endif
