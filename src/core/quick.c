/*
 * Quick checks: what the compiler says of a task's files before they are committed, and before others are paid to build
 * on them (docs/decisions/056).
 *
 *   files.proposed -> quick.started -> quick.finished -> passed, skipped: committed
 *                                                        failed: task.retried, once; files.doubted, then committed
 *
 * A package that is not whole has errors which are nobody's. So which files are checked is a matter of the plan, not of who
 * happened to be ready first (but files that had to wait for their turn are left to the verification): only where no task
 * beside this one, neither before nor after it, may write anything; and of the others the globs are told to whoever knows
 * the packages, who leaves out those that they may write into.
 */
#include "core/quick.h"

#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "core/decider.h"
#include "core/fold.h"

#define RIVALS_MAX (16 * MA_KIB)

/* Languages whose compilers or type-checkers find what their grammar does not. */
static bool is_code(struct ma_str path)
{
	static const char *const endings[] = { ".ts", ".tsx", ".mts", ".cts", ".rs", ".go", ".py",
		".c", ".h", ".cc", ".cpp", ".hpp" };
	size_t i = 0;

	while (i < MA_COUNT(endings) && !ma_str_ends(path, endings[i]))
		i++;
	return i < MA_COUNT(endings) && !ma_path_is_test(path);
}

static bool any_is_code(struct ma_str paths)
{
	struct ma_str path;

	while (ma_str_cut(&paths, '|', &path))
		if (is_code(path))
			return true;
	return false;
}

/* Mark all that a task waits for, or that wait for it. `queue` has room for all tasks. O(tasks + edges). */
static void mark(const struct ma_plan *plan, uint32_t from, bool nexts, bool *seen, uint32_t *queue)
{
	uint32_t n = 0, at = 0, i;

	seen[from] = true;
	queue[n++] = from;
	while (at < n) {
		const struct ma_task *t = &plan->tasks[queue[at++]];
		const uint32_t *to = nexts ? t->nexts : t->deps;

		for (i = 0; i < (nexts ? t->nexts_n : t->deps_n); i++) {
			if (seen[to[i]])
				continue;
			seen[to[i]] = true;
			queue[n++] = to[i];
		}
	}
}

/* Tests and texts use the code, and it does not use them: whoever writes these leaves the rest whole. */
static bool is_apart(struct ma_str glob)
{
	return ma_path_is_test(glob) || ma_str_starts(glob, "acceptance/") ||
		ma_str_ends(glob, ".md");
}

static void add_globs(const struct ma_state *s, const struct ma_task *t, struct ma_buf *out)
{
	uint32_t i;

	if (t->writes_n == 0 || ma_terms_adds(s->terms, t->agent))
		ma_buf_adds(out, out->n > 0 ? "|**" : "**");
	for (i = 0; i < t->writes_n; i++) {
		if (is_apart(t->writes[i]))
			continue;
		ma_buf_adds(out, out->n > 0 ? "|" : "");
		ma_buf_addv(out, t->writes[i]);
	}
}

ma_rc ma_quick_rivals(
	const struct ma_state *s, const struct ma_work *w, struct ma_buf *out, ma_err *err)
{
	uint32_t n = s->plan->tasks_n, self = (uint32_t)(w - s->works), i;
	bool *seen = ma_new_n(bool, n);
	uint32_t *queue = ma_new_n(uint32_t, n);
	ma_rc rc = seen && queue ? MA_OK : ma_fail_nomem(err);

	if (!rc) {
		mark(s->plan, self, false, seen, queue);
		seen[self] = false;
		mark(s->plan, self, true, seen, queue);
	}
	for (i = 0; i < n && !rc; i++)
		if (!seen[i])
			add_globs(s, &s->plan->tasks[i], out);
	ma_free(seen);
	ma_free(queue);
	return !rc && out->rc == MA_ENOMEM ? ma_fail_nomem(err) : rc;
}

static bool has_rivals_everywhere(struct ma_decider *d, const struct ma_work *w)
{
	struct ma_buf globs = MA_BUF_INIT(RIVALS_MAX);
	bool everywhere;

	if (!d->rc)
		d->rc = ma_quick_rivals(d->s, w, &globs, d->err);
	everywhere = d->rc || globs.rc || ma_str_lists(ma_buf_str(&globs), '|', MA_STR("**"));
	ma_buf_done(&globs);
	return everywhere;
}

/* A task that nobody waits for is verified as soon as without. */
static bool is_worth_it(const struct ma_state *s, const struct ma_work *w)
{
	return s->quick_checks && !s->no_verify && w->files_n > 0 && !w->resolving &&
		w->task->nexts_n > 0 && any_is_code(w->paths);
}

void ma_quick_start(struct ma_decider *d, const struct ma_work *w)
{
	char id[MA_EFFECT_ID_SIZE] = "";

	if (d->rc || !is_worth_it(d->s, w) || has_rivals_everywhere(d, w) || d->rc)
		return;
	d->rc = ma_effect_id(d->s->run, w->task->id, "quick", w->attempt, id, d->err);
	ma_decider_add(d,
		&(struct ma_event){
			.kind = MA_EVENT_QUICK_STARTED, .effect = ma_str(id), .task = w->task->id });
}

bool ma_quick_takes(struct ma_decider *d, const struct ma_work *w, const struct ma_retry *retry)
{
	if (!w->quick_asked && retry->again && retry->provider == w->provider &&
		ma_start_affords(d->s, w))
		return false;
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_FILES_DOUBTED,
			.effect = ma_str(w->quick_effect),
			.task = w->task->id,
			.message = w->message });
	return true;
}

ma_rc ma_fold_quick_started(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)s;
	if (e->effect.n >= MA_EFFECT_ID_SIZE)
		return ma_fold_bad(e, "the effect id is too long", err);
	if (!w->task || w->state != MA_TASK_COMMITTING || w->quick != MA_QUICK_NONE || w->failed ||
		w->files_n == 0 || w->commit.n > 0)
		return ma_fold_bad(e, "no files of it are there to be checked", err);
	memcpy(w->quick_effect, e->effect.p, e->effect.n);
	w->quick_effect[e->effect.n] = '\0';
	w->quick = MA_QUICK_RUNNING;
	return MA_OK;
}

ma_rc ma_fold_quick_finished(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	if (w->quick != MA_QUICK_RUNNING || !ma_str_is(e->effect, w->quick_effect) ||
		w->state != MA_TASK_COMMITTING)
		return MA_OK; /* the first outcome won */
	if (!ma_str_is(e->verdict, ma_check_state_name(MA_CHECK_FAILED))) {
		w->quick = MA_QUICK_OVER;
		return MA_OK;
	}
	w->quick = MA_QUICK_FAILED;
	if (ma_fold_reject(s, w, e, err) || ma_fold_keep(s, e->files, &w->kept, err))
		return err->code;
	w->problem = w->message;
	return MA_OK;
}

void ma_quick_settle(struct ma_state *s, const struct ma_event *e)
{
	int64_t at = s->plan ? ma_plan_find(s->plan, e->task) : -1;
	struct ma_work *w = at < 0 ? NULL : &s->works[at];

	if (!w || w->quick != MA_QUICK_FAILED || !ma_str_is(e->effect, w->quick_effect))
		return; /* it says so of something else */
	w->quick = MA_QUICK_OVER;
	w->failed = false;
	w->kept = MA_STR("");
}
