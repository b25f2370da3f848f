/* The text of a commit object, as git defines it; nothing that a model wrote can pass for another line of it. */
#ifndef MA_VCS_COMMIT_TEXT_H
#define MA_VCS_COMMIT_TEXT_H

#include "vcs/repo.h"

/* `parent` NULL: the first commit. */
void ma_commit_text(struct ma_buf *b, const struct ma_workspace *ws, const struct ma_commit *c,
	const git_oid *tree, const git_oid *parent);

/* "meta-agent <meta-agent@localhost> 1700000000 +0000" */
void ma_commit_add_committer(struct ma_buf *b, int64_t when_ms);

/* The value of a trailer, "" where it has none. In the last paragraph: nothing that a model put into the message can stand there. */
struct ma_str ma_commit_trailer(struct ma_str message, const char *key);

/* Whether we made it, and nobody has changed it since. */
bool ma_commit_is_ours(const struct ma_workspace *ws, const git_commit *c);

#endif
