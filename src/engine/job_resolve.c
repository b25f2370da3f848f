/* A conflict of a task's files, as it is put before whoever resolves it. */
#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "engine/job_resolve.h"

static bool wrote_one_of(const struct ma_work *w, struct ma_str paths)
{
	struct ma_str path;

	while (ma_str_cut(&paths, '|', &path))
		if (ma_str_lists(w->paths, '|', path))
			return true;
	return false;
}

bool ma_job_find_rivals(struct ma_job *j, const struct ma_state *s)
{
	uint32_t i;

	if (j->d->kind != MA_EFFECT_PROMPT || j->conflict.n == 0)
		return true;
	j->rivals = ma_new_n(const struct ma_work *, s->tally.total);
	for (i = 0; j->rivals && i < s->tally.total; i++) {
		const struct ma_work *w = &s->works[s->plan->order[i]];

		if (w->state == MA_TASK_COMPLETED && w->commit.n > 0 && !w->undone &&
			w->task != j->task && wrote_one_of(w, j->met_paths))
			j->rivals[j->rivals_n++] = w;
	}
	return j->rivals != NULL;
}

/* Commits of one file stand in plan order: the last of them wrote what is there. */
static struct ma_str writer_of(const struct ma_job *j, struct ma_str path)
{
	size_t i = j->rivals_n;

	while (i-- > 0)
		if (ma_str_lists(j->rivals[i]->paths, '|', path))
			return j->rivals[i]->task->id;
	return MA_STR("");
}

static ma_rc show_files(struct ma_job *j, struct ma_job_resolve *r, ma_err *err)
{
	struct ma_str side[MA_SIDES_N];
	size_t left = MA_PROMPT_FILES_MAX, i;
	const json_t *row;
	ma_rc rc = MA_OK;

	json_array_foreach (r->told.list, i, row) {
		struct ma_prompt_conflict *c = &r->files[i];

		c->path = ma_json_str(row, "path");
		c->task = writer_of(j, c->path);
		c->places = json_object_get(row, "places");
		rc = ma_conflicts_sides(&r->told, c->path, side, err);
		if (rc)
			return rc;
		c->whole = side[MA_OURS].n <= left;
		c->ours = side[MA_OURS];
		left -= c->whole ? side[MA_OURS].n : 0;
	}
	return MA_OK;
}

ma_rc ma_job_resolve_show(
	struct ma_job *j, struct ma_job_resolve *r, struct ma_prompt *p, ma_err *err)
{
	ma_rc rc = ma_conflicts_load(j, &r->told, err);
	size_t i;

	if (rc)
		return rc;
	r->files = ma_arena_new_n(
		&r->told.arena, struct ma_prompt_conflict, json_array_size(r->told.list));
	r->rivals = ma_arena_new_n(&r->told.arena, const struct ma_task *, j->rivals_n + 1);
	if (!r->files || !r->rivals)
		return ma_fail_nomem(err);
	for (i = 0; i < j->rivals_n; i++)
		r->rivals[i] = j->rivals[i]->task;
	p->conflicts = r->files;
	p->conflicts_n = json_array_size(r->told.list);
	p->rivals = r->rivals;
	p->rivals_n = j->rivals_n;
	return show_files(j, r, err);
}

void ma_job_resolve_done(struct ma_job_resolve *r)
{
	ma_conflicts_done(&r->told);
}
