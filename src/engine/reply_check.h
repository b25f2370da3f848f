/* The content of one file of a reply, checked before it may be proposed. Of reply_files.c alone. */
#ifndef MA_ENGINE_REPLY_CHECK_H
#define MA_ENGINE_REPLY_CHECK_H

#include "codec/changes.h"
#include "engine/reply.h"

enum ma_content_verdict {
	MA_CONTENT_FINE,
	MA_CONTENT_DOUBTFUL, /* asked for again once: tools that know the language better may take it */
	MA_CONTENT_REFUSED
};

/*
 * Text, no secret, no key of JSON twice; then what it has more than `before` of syntax errors and of names that are defined twice
 * (vcs/check.h). What is wrong is added to *why, as text to be put behind the path. MA_ENOMEM.
 */
ma_rc ma_reply_check(const struct ma_reply_ask *ask, const struct ma_file_change *f,
	struct ma_str before, struct ma_arena *arena, struct ma_buf *why,
	enum ma_content_verdict *out, ma_err *err);

#endif
