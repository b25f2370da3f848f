/* Server-sent events, fed in pieces of any size. WHATWG HTML, section 9.2.6. */
#ifndef MA_CODEC_SSE_H
#define MA_CODEC_SSE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* `event` is "" where the stream named none. Borrows for the call; false stops the feed with MA_ECANCELED. */
typedef bool ma_sse_fn(void *data, struct ma_str event, struct ma_str payload);

struct ma_sse {
	struct ma_buf line, event, payload;
	bool after_cr, started, has_data;
	uint64_t comments; /* keep-alives seen: life, not progress */
};

/* `event_max`: ceiling of one event's data in bytes. */
void ma_sse_init(struct ma_sse *sse, size_t event_max);
ma_rc ma_sse_feed(struct ma_sse *sse, struct ma_str bytes, ma_sse_fn *fn, void *data, ma_err *err);
/* The stream ended: an event without its blank line is delivered too. */
ma_rc ma_sse_end(struct ma_sse *sse, ma_sse_fn *fn, void *data, ma_err *err);
void ma_sse_done(struct ma_sse *sse);

/* How many bytes before the first CR or LF; all, where there is none. */
size_t ma_sse_until_line_end(struct ma_str s);

#endif
