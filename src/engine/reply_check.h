/* The content of one file of a reply, checked before it may be proposed. Of reply_files.c alone. */
#ifndef MA_ENGINE_REPLY_CHECK_H
#define MA_ENGINE_REPLY_CHECK_H

#include "codec/changes.h"
#include "engine/reply.h"
#include "vcs/check.h"

enum ma_content_verdict {
	MA_CONTENT_FINE,
	MA_CONTENT_DOUBTFUL, /* asked for again once: tools that know the language better may take it */
	MA_CONTENT_REFUSED
};

/*
 * Text, no secret, no key of JSON twice; then what it has more than `before` of syntax errors and of names that are defined twice
 * (vcs/check.h). What is wrong is added to *why, as text to be put behind the path. *defined: what it defines, where that is known. MA_ENOMEM.
 */
ma_rc ma_reply_check(const struct ma_reply_ask *ask, const struct ma_file_change *f,
	struct ma_str before, struct ma_arena *arena, struct ma_buf *why,
	enum ma_content_verdict *out, struct ma_definitions *defined, ma_err *err);

/* "line 1, column 2: what", behind others. */
void ma_reply_add_finding(const struct ma_finding *f, struct ma_buf *why);

#endif
