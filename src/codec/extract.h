/* JSON out of what a model wrote around it. Rules: docs/formats/extract.md. */
#ifndef MA_CODEC_EXTRACT_H
#define MA_CODEC_EXTRACT_H

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"

/*
 * The last JSON object in `text` that parses: the whole text, else fenced
 * blocks, else balanced objects outside strings; <think> blocks are skipped.
 * MA_EINVALID when there is none, and when the last candidate stops in the
 * middle (a truncated value is never returned). Gives *out: json_decref().
 */
ma_rc ma_extract_json(struct ma_str text, json_t **out, ma_err *err);

#endif
