/*
 * Walking over JSON text without making values of it: what is handed out is the text itself, digits
 * and all. Only for text that a parser has accepted before; of other text it says something, and
 * reads nothing beyond its end.
 */
#ifndef MA_CODEC_JSON_SPAN_H
#define MA_CODEC_JSON_SPAN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* How many bytes from the start, where no blank stands, are one value; 0: none. */
size_t ma_json_span(struct ma_str text);

/*
 * Cut the next member off *rest, which begins as the text of an object. The name is as it is between its
 * quotes. False when there is no more of them.
 */
bool ma_json_member(struct ma_str *rest, struct ma_str *name_out, struct ma_str *value_out);
/* The same for the elements of an array. */
bool ma_json_element(struct ma_str *rest, struct ma_str *value_out);

/* The text without blanks between its tokens. */
void ma_json_compact(struct ma_buf *out, struct ma_str text);

/* What a string (with its quotes) means: itself, or a copy in `arena` where it has escapes. False: it is none, or no memory. */
bool ma_json_unquote(struct ma_str string, struct ma_arena *arena, struct ma_str *out);

#endif
