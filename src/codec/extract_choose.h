/* What was found in a text so far, and which of it is the answer. */
#ifndef MA_CODEC_EXTRACT_CHOOSE_H
#define MA_CODEC_EXTRACT_CHOOSE_H

#include "base/limits.h"
#include "codec/extract.h"

#define EXTRACT_OUT_MAX (6 * MA_LIMIT_BLOB)

struct extract_candidate {
	struct ma_extract x;
	const char *end; /* in the text; NULL: it has been decoded, or is all of it */
	int fit;         /* 0: not at all */
	bool empty, json;
};

struct extract_finder {
	enum ma_extract_kind kind;
	const struct ma_schema *schema;
	const char *base;
	const char *fixed; /* not NULL: the text has been decoded first, and stood here */
	size_t spare;
	struct ma_doc doc;
	struct extract_candidate best, now;
	bool broken; /* after the best one */
	ma_err why;  /* the first that went wrong */
	ma_rc rc;    /* of a failure that ends all */
	ma_err err;
};

void extract_clear(struct ma_extract *x);

/* Nothing more is looked for. */
void extract_fail_all(struct extract_finder *f, ma_rc rc);

/* Why there may be no answer; the first reason is kept. */
void extract_blame(struct extract_finder *f, const char *at, const char *why);

/* How well f->doc fits what is asked for; 0: not at all. */
int extract_fit(struct extract_finder *f, bool truncated);

/* f->now has been read up to `end`, within a fence for JSON or not: it may be the best one. */
void extract_consider(struct extract_finder *f, bool json, const char *end);

/* All that was found was thought. */
void extract_forget(struct extract_finder *f);

#endif
