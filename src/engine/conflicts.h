/*
 * Files of a task that do not go together with what others made of them: told once, as the blob of files.conflicted
 * (docs/formats/resolving.md), and read again for whoever resolves them. On the pool.
 */
#ifndef MA_ENGINE_CONFLICTS_H
#define MA_ENGINE_CONFLICTS_H

#include "engine/job.h"
#include "vcs/merge.h"

/*
 * Write where the changes marked in `hit` conflict with the commit `head`, as JSON. *out stays empty where there is nothing that somebody could
 * resolve by a text: a file that one side removed, a lock file, no text, too much of it. *places_out: how many places.
 */
ma_rc ma_conflicts_tell(struct ma_job *j, const struct ma_change *changes, const bool *hit,
	size_t n, const char *head, struct ma_buf *out, int64_t *places_out, ma_err *err);

struct ma_conflicts {
	struct ma_job *j;
	json_t *list; /* as told: [{"path","base","places":[…]}] */
	json_t *set;  /* the task's file set */
	struct ma_arena arena;
};

/* Those of the job. ma_conflicts_done() it, also after a failure. */
ma_rc ma_conflicts_load(struct ma_job *j, struct ma_conflicts *out, ma_err *err);
void ma_conflicts_done(struct ma_conflicts *c);

/* What is told of a file, or NULL: it conflicts with nothing. */
const json_t *ma_conflicts_find(const struct ma_conflicts *c, struct ma_str path);
/* The three texts of one that does: ours is the branch's. They live as long as `c`. */
ma_rc ma_conflicts_sides(
	struct ma_conflicts *c, struct ma_str path, struct ma_str side[MA_SIDES_N], ma_err *err);

#endif
