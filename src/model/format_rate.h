/* How often a model's replies come out well formed, by the format that their files are in: it steers what is asked for. */
#ifndef MA_MODEL_FORMAT_RATE_H
#define MA_MODEL_FORMAT_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum ma_format { MA_FORMAT_WHOLE, MA_FORMAT_EDIT, MA_FORMATS_N };

#define MA_FORMAT_MODELS_MAX 16   /* of one run; later ones are not counted */
#define MA_FORMAT_REPLIES_LEAST 3 /* before which nothing is concluded */
#define MA_FORMAT_GOOD_PERCENT 95

struct ma_format_rates {
	struct {
		struct ma_str model; /* borrowed */
		uint32_t replies[MA_FORMATS_N], fine[MA_FORMATS_N];
	} v[MA_FORMAT_MODELS_MAX];
	uint32_t n;
};

#define MA_FORMAT_MODEL_NAME_MAX 200 /* bytes; models with longer names are not remembered */

/* "whole" is written as "" in events: it is what most replies are. Borrows: static. */
const char *ma_format_name(enum ma_format format);
/* False: no such format. */
bool ma_format_parse(struct ma_str name, enum ma_format *out);

/* A reply of `model` was well formed, or not. The model's name is borrowed as long as the table lives. */
void ma_format_note(
	struct ma_format_rates *rates, struct ma_str model, enum ma_format format, bool fine);

/* Whether the format may be asked for: nothing is known against it. */
bool ma_format_good(const struct ma_format_rates *rates, struct ma_str model, enum ma_format format);

/*
 * As JSON: [{"model":"m","whole":[12,12],"edit":[3,1]}], replies and how many of them were fine. One row is written without its braces.
 */
void ma_format_rate_write(const struct ma_format_rates *rates, uint32_t i, struct ma_buf *out);
void ma_format_rates_write(const struct ma_format_rates *rates, struct ma_buf *out);

/* Read them back; a list that is already read, or its text. Names live in `arena`. MA_EINVALID: they are none, *out is as it was; MA_ENOMEM. */
ma_rc ma_format_rates_take(
	const json_t *list, struct ma_arena *arena, struct ma_format_rates *out, ma_err *err);
ma_rc ma_format_rates_read(
	struct ma_str text, struct ma_arena *arena, struct ma_format_rates *out, ma_err *err);

#endif
