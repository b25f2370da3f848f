/* The parts of ma_reply_files(). */
#ifndef MA_ENGINE_REPLY_PARTS_H
#define MA_ENGINE_REPLY_PARTS_H

#include "base/limits.h"
#include "base/map.h"
#include "codec/changes.h"
#include "engine/reply.h"
#include "vcs/twice.h"

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
	struct ma_buf paths;    /* of the files, with '|' between them */
	struct ma_buf notes;    /* why files were not laid out */
	struct ma_str tasks;    /* the JSON text of the tasks asked for, "" when none are */
	struct ma_str left_out; /* the last path of those that were left out, "" for none */
	int64_t n, misses;      /* misses: blocks that were not well formed */
	size_t said;            /* blocks of this reply */
	bool empty, edits;      /* the reply has nothing; has edits */
	bool doubtful;          /* a problem is not of a single block */
	bool nomem;
};

/* A problem of the reply as a whole: nothing of it is kept. */
__attribute__((format(printf, 2, 3))) void ma_checker_problem(
	struct ma_checker *c, const char *fmt, ...);
/* A problem of one block: `then` says what is to be done about it. */
void ma_checker_fault(
	struct ma_checker *c, struct ma_str path, struct ma_str what, const char *then);

/*
 * A file of which something is to be said that may be right nevertheless: asked for again, or, where it was before, taken. False: the reply
 * is refused.
 */
bool ma_checker_take_doubtful(struct ma_checker *c, struct ma_str path, struct ma_str why);

/* Names that the files define although another file has them (vcs/twice.h): as above. `files` are those that are written or removed. */
void ma_checker_twice(struct ma_checker *c, const struct ma_twice_file *files, size_t n);

/* A file that is taken although something is to be said of it. */
void ma_checker_doubt(struct ma_checker *c, struct ma_str path, struct ma_str why);
/* A file of the file set. */
void ma_checker_add(struct ma_checker *c, const struct ma_file_change *f);

/* Of a reply to a conflict: whether the block may be there; *why_out: static. */
bool ma_checker_may_resolve(
	const struct ma_checker *c, const struct ma_block *b, const char **why_out);
/* Whether the file may stand in the place of both sides' texts; a problem is told else. */
bool ma_checker_resolves(struct ma_checker *c, const struct ma_file_change *f);
/* The task's other files go with those `made`; a conflict that none of these resolves is a problem. */
void ma_checker_rest(struct ma_checker *c, const struct ma_file_change *made, size_t n);

/* Leave the blocks whose paths may stand; the others are problems, or in doubt. */
void ma_checker_paths(struct ma_checker *c);

/* Check the contents of all changes; where nothing is wrong with the reply so far, lay them out; write the file set. */
void ma_checker_contents(struct ma_checker *c, const struct ma_changes *changes);

#endif
