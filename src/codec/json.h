/* JSON over jansson: bounded parsing with positions, access that names what is wrong. */
#ifndef MA_CODEC_JSON_H
#define MA_CODEC_JSON_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Strict RFC 8259, UTF-8, depth at most MA_LIMIT_JSON_DEPTH, duplicate keys
 * refused. `what` names the text in messages ("plan.json"). Gives *out: json_decref().
 */
ma_rc ma_json_parse(struct ma_str text, const char *what, json_t **out, ma_err *err);

/* Compact (indent 0) or indented text. out->rc is MA_ELIMIT where it nests without end. */
void ma_json_write(const json_t *value, int indent, struct ma_buf *out);

/* `s` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void ma_json_add_string(struct ma_buf *out, struct ma_str s);

/* How many bytes from the start stand for themselves in a JSON string: ASCII without controls, '"' and '\\'. */
size_t ma_json_plain(struct ma_str s);

/* The string member `key` of an object; {NULL, 0} when absent or of another type. Borrows from the value. */
struct ma_str ma_json_str(const json_t *object, const char *key);
/* As above for other types, with what to return when absent or of another type. */
int64_t ma_json_int(const json_t *object, const char *key, int64_t fallback);
bool ma_json_bool(const json_t *object, const char *key, bool fallback);

#endif
