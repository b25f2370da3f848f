/* The parts of ma_reply_files(). */
#ifndef MA_ENGINE_REPLY_PARTS_H
#define MA_ENGINE_REPLY_PARTS_H

#include "base/limits.h"
#include "base/map.h"
#include "codec/changes.h"
#include "engine/reply.h"

#define PROBLEMS_MAX (16 * MA_KIB)

/* A reply on its way to a file set. */
struct ma_checker {
	struct ma_outcome *o;
	const struct ma_reply_ask *ask;
	struct ma_blocks blocks; /* of this reply, then those that were kept */
	struct ma_map seen;      /* folded paths -> the block that names it */
	struct ma_map failed;    /* paths of blocks that are to be said again */
	struct ma_map asked; /* paths of files that were asked for again in doubt, now or before */
	struct ma_buf problems, files, doubts;
	struct ma_buf paths; /* of the files, with '|' between them */
	struct ma_buf notes; /* why files were not laid out */
	struct ma_str tasks; /* the JSON text of the tasks asked for, "" when none are */
	int64_t n, misses;   /* misses: blocks that were not well formed */
	bool empty, edits;   /* the reply has nothing; has edits */
	bool doubtful;       /* a problem is not of a single block */
	bool nomem;
};

/* A problem of one block: `then` says what is to be done about it. */
void ma_checker_fault(
	struct ma_checker *c, struct ma_str path, struct ma_str what, const char *then);

/* Check the contents of all changes; where nothing is wrong with the reply so far, lay them out; write the file set. */
void ma_checker_contents(struct ma_checker *c, const struct ma_changes *changes);

#endif
