/* Reading the JSON that the library gives: what is absent is "" or 0. */
#ifndef MA_CLI_FIELD_H
#define MA_CLI_FIELD_H

#include <stdint.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* New reference; NULL fills err (MA_EINVALID, MA_ENOMEM). */
json_t *field_parse(const char *text, ma_err *err);

struct ma_str field_str(const json_t *object, const char *key);
int64_t field_int(const json_t *object, const char *key);

/* The text, made harmless for a terminal, on one line. */
void field_show(struct ma_buf *out, struct ma_str text);

/* "FILE: /at: message  [schema_at]" and a line's end, of {"at","schema_at","message"}. */
void field_error(struct ma_buf *out, const char *file, const json_t *error);

/* An event's "at" in milliseconds since 1970; 0 where there is none. */
int64_t field_at_ms(const json_t *event);

#endif
