/* A stream of JSON values, one to a line, fed in pieces of any size. */
#ifndef MA_LLM_LINES_H
#define MA_LLM_LINES_H

#include "codec/sse.h"

struct ma_llm_lines {
	struct ma_buf line;
};

/* `line_max`: ceiling of one line in bytes. */
void ma_llm_lines_init(struct ma_llm_lines *lines, size_t line_max);
/* Each line that is not empty is an event without a name; fn's false stops the feed with MA_ECANCELED. */
ma_rc ma_llm_lines_feed(
	struct ma_llm_lines *lines, struct ma_str bytes, ma_sse_fn *fn, void *data, ma_err *err);
/* The stream ended: a line without its end is delivered too. */
ma_rc ma_llm_lines_end(struct ma_llm_lines *lines, ma_sse_fn *fn, void *data, ma_err *err);
void ma_llm_lines_done(struct ma_llm_lines *lines);

#endif
