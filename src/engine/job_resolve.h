/* A conflict of a task's files, as it is put before whoever resolves it. On the pool. */
#ifndef MA_ENGINE_JOB_RESOLVE_H
#define MA_ENGINE_JOB_RESOLVE_H

#include "engine/conflicts.h"
#include "engine/prompt.h"

struct ma_job_resolve {
	struct ma_conflicts told;
	struct ma_prompt_conflict *files; /* in its arena, like rivals */
	const struct ma_task **rivals;
};

/* Put it into the prompt, which borrows from `r`. `r` is zeroed before; ma_job_resolve_done() it, also after a failure. */
ma_rc ma_job_resolve_show(
	struct ma_job *j, struct ma_job_resolve *r, struct ma_prompt *p, ma_err *err);
void ma_job_resolve_done(struct ma_job_resolve *r);

#endif
