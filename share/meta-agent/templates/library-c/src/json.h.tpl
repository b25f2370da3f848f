/* JSON: read from front to end, and written. */
#ifndef <%= app.module | constant %>_JSON_H
#define <%= app.module | constant %>_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

struct json {
    const char *at, *end;
    bool wrong; /* it is no JSON; from then on nothing is read */
};

/* The next mark, such as '{' or ':', where it is this one. */
bool json_take(struct json *j, char mark);

/* for (n = 0; json_more(j, "[]", &n);): once before each member. */
bool json_more(struct json *j, const char *brackets, size_t *n);

/* The name of a member, and its colon. */
bool json_name(struct json *j, struct text *out);

/* A text without its quotes, anything else as it is written; *null where it is null. */
bool json_scalar(struct json *j, struct text *out, bool *null);

/* Any value, without blanks between its parts. */
bool json_value(struct json *j, struct text *out);

void json_add_string(struct text *out, const char *value);

#endif
