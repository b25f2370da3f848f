/*
 * Lock files that two tasks wrote fit neither side and are left out (vcs/meet.c). The installation then makes them anew, its
 * log holds what it made, and when nothing more is repaired that becomes one commit:
 *
 *   files.doubted (left out) -> check.finished (made) -> lock.started -> files.locked
 *
 * All later checks have seen the file, so that they are about the tree of that commit too.
 */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "core/decider.h"
#include "core/fold.h"
#include "core/quick.h"

/* s->unlocked without the paths of `gone`, and then with `more`. */
static ma_rc change(struct ma_state *s, struct ma_str gone, struct ma_str more, ma_err *err)
{
	struct ma_buf left = MA_BUF_INIT(MA_LIMIT_EVENT);
	struct ma_str rest = s->unlocked, path;
	ma_rc rc;

	while (ma_str_cut(&rest, '|', &path)) {
		if (ma_str_lists(gone, '|', path) || ma_str_lists(more, '|', path))
			continue;
		ma_buf_adds(&left, left.n > 0 ? "|" : "");
		ma_buf_addv(&left, path);
	}
	ma_buf_adds(&left, left.n > 0 && more.n > 0 ? "|" : "");
	ma_buf_addv(&left, more);
	rc = ma_buf_check(&left, err);
	if (!rc)
		rc = ma_fold_keep(s, ma_buf_str(&left), &s->unlocked, err);
	ma_buf_done(&left);
	return rc;
}

ma_rc ma_fold_locks_written(struct ma_state *s, const struct ma_work *w, ma_err *err)
{
	return s->unlocked.n > 0 ? change(s, w->paths, MA_STR(""), err) : MA_OK;
}

ma_rc ma_fold_files_doubted(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	ma_quick_settle(s, e);
	return e->paths.n > 0 ? change(s, MA_STR(""), e->paths, err) : MA_OK;
}

ma_rc ma_fold_lock_started(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	if (e->effect.n >= MA_EFFECT_ID_SIZE)
		return ma_fold_bad(e, "the effect id is too long", err);
	if (s->phase != MA_RUN_VERIFYING || !s->verified || !s->kept || s->locked)
		return ma_fold_bad(e, "nothing was verified", err);
	memcpy(s->lock_effect, e->effect.p, e->effect.n);
	s->lock_effect[e->effect.n] = '\0';
	s->locking = s->locked = true;
	s->lock_at_ms = e->at_ms;
	return MA_OK;
}

ma_rc ma_fold_files_locked(
	struct ma_state *s, struct ma_work *w, const struct ma_event *e, ma_err *err)
{
	(void)w;
	if (!s->locking || !ma_str_is(e->effect, s->lock_effect))
		return MA_OK; /* the first outcome won */
	s->locking = false;
	if (e->commit.n == 0)
		return MA_OK;
	if (ma_fold_keep(s, e->commit, &s->head, err) || ma_fold_keep(s, e->tree, &s->tree, err))
		return err->code;
	s->verified_head = s->kept->head = s->head;
	s->kept->tree = s->tree;
	return change(s, e->paths, MA_STR(""), err);
}

bool ma_locks_may_start(const struct ma_state *s)
{
	const struct ma_checked *c = s->kept ? s->kept->first : NULL;

	if (s->unlocked.n == 0 || s->locked || s->cancelled || !s->kept ||
		!(ma_str_eq(s->kept->head, s->head) ||
			(s->tree.n > 0 && ma_str_eq(s->kept->tree, s->tree))))
		return false;
	while (c && c->files.n == 0)
		c = c->next;
	return c != NULL;
}

void ma_locks_start(struct ma_decider *d)
{
	char id[MA_EFFECT_ID_SIZE] = "";

	if (!d->rc)
		d->rc = ma_effect_id(d->s->run, MA_STR("run"), "lock", 1, id, d->err);
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_LOCK_STARTED,
			.effect = ma_str(id),
			.paths = d->s->unlocked });
}

void ma_locks_warn(struct ma_decider *d)
{
	struct ma_str rest = d->s->unlocked, path;
	char message[MA_ERR_MSG_MAX];

	while (ma_str_cut(&rest, '|', &path)) {
		(void)snprintf(message, sizeof(message),
			MA_STR_FMT
			": tasks locked different dependencies, so it was left out, and %s: install the packages to have one",
			MA_STR_ARG(path),
			d->s->no_verify
				? "without verification none is made"
				: "no installation has made it anew"); /* a long path is cut */
		ma_decider_add(d,
			&(struct ma_event){ .kind = MA_EVENT_PLAN_WARNING,
				.cause = MA_STR("lock"),
				.message = ma_str(message) });
	}
}
