/* A tree of jansson's values from exact JSON. Include from src/codec only. */
#ifndef MA_CODEC_JSON_TREE_H
#define MA_CODEC_JSON_TREE_H

#include <jansson.h>

#include "codec/schema_doc.h"

/*
 * Gives *out: json_decref() it. MA_EINVALID, without a message in err: it has what is better left to jansson, a number
 * that is large or long, or U+0000. MA_ENOMEM.
 */
ma_rc ma_json_tree(const struct ma_doc *doc, json_t **out, ma_err *err);

#endif
