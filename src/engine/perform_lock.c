/*
 * The effect LOCK: lock files that tasks could not agree on become one commit, as the installation of the head's files made them. Their
 * bytes are in the log, so that it can be done again after a crash.
 */
#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "codec/secrets.h"
#include "engine/job.h"
#include "engine/perform.h"
#include "engine/tend.h"

#define SETS_MAX 16  /* installations */
#define FILES_MAX 32 /* lock files */

struct locking {
	struct ma_doing *d;
	char head[MA_COMMIT_ID_SIZE]; /* that the checks are about */
	char run[MA_ID_SIZE];
	int64_t when_ms;
	struct ma_str hashes[SETS_MAX]; /* kept in the outcome, as `wanted` is */
	size_t hashes_n;
	struct ma_str wanted; /* '|' between them */

	char *texts[SETS_MAX];
	json_t *sets[SETS_MAX];
	struct ma_change changes[FILES_MAX];
	size_t n;
	struct ma_buf paths;
	struct ma_buf why; /* nothing is committed */
};

static void refuse(struct locking *l, struct ma_str path, const char *why)
{
	if (l->why.n == 0)
		ma_buf_addf(&l->why, MA_STR_FMT ": %s", MA_STR_ARG(path), why);
}

/* What stands in its place by now is somebody else's. */
static ma_rc take(struct locking *l, const json_t *file, ma_err *err)
{
	struct ma_str path = ma_json_str(file, "path"), text = ma_json_str(file, "content");
	struct ma_workspace *ws = l->d->run->ports.workspace;
	ma_err why = { MA_OK, 0, "" };
	char *there = NULL;
	size_t n = 0;
	ma_rc rc;

	if (!ma_str_lists(l->wanted, '|', path) || l->n == FILES_MAX ||
		ma_str_lists(ma_buf_str(&l->paths), '|', path))
		return MA_OK;
	if (ma_secret_find(text, &n) || ma_job_leaks(&l->d->run->ports, text)) {
		refuse(l, path, "it holds what looks like a secret");
		return MA_OK;
	}
	rc = ma_workspace_read(ws, l->head, path, &there, &n, &why);
	ma_free(there);
	if (rc && rc != MA_ENOTFOUND) {
		*err = why;
		return rc;
	}
	if (!rc) {
		refuse(l, path, "there is one already");
		return MA_OK;
	}
	l->changes[l->n++] = (struct ma_change){ .path = path, .content = text };
	ma_buf_adds(&l->paths, l->paths.n > 0 ? "|" : "");
	ma_buf_addv(&l->paths, path);
	return ma_buf_check(&l->paths, err);
}

static ma_rc read_sets(struct locking *l, ma_err *err)
{
	struct ma_str text = MA_STR("");
	const json_t *file;
	ma_rc rc = MA_OK;
	size_t i, k;

	for (i = 0; i < l->hashes_n && !rc; i++) {
		rc = ma_job_blob(l->d->run, l->hashes[i], &l->texts[i], &text, err);
		if (!rc)
			rc = ma_json_parse(text, "lock files", &l->sets[i], err);
		for (k = 0; !rc && k < json_array_size(l->sets[i]); k++) {
			file = json_array_get(l->sets[i], k);
			rc = take(l, file, err);
		}
	}
	return rc;
}

static ma_rc commit(struct locking *l, char id_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	struct ma_engine *run = l->d->run;
	struct ma_commit c = ma_perform_own_commit(
		l->d, l->run, "Lock the dependencies of all tasks\n", l->when_ms);
	bool found = false;
	ma_rc rc = ma_workspace_find(run->ports.workspace, l->d->effect, id_out, &found, err);

	c.changes = l->changes;
	c.changes_n = l->n;
	c.onto = l->head;
	if (rc || found)
		return rc;
	if (l->why.n > 0)
		return ma_buf_check(&l->why, err);
	rc = ma_tend_check(run, err);
	return rc ? rc : ma_workspace_commit(run->ports.workspace, &c, id_out, err);
}

/* What the tree refuses is told; the run ends without. */
static void settle(struct locking *l, const char *id, ma_rc rc, const ma_err *err)
{
	struct ma_outcome *o = l->d->outcome;
	struct ma_event e = { .kind = MA_EVENT_FILES_LOCKED, .effect = ma_str(o->effect) };
	char tree[MA_COMMIT_ID_SIZE] = "";

	if (rc && rc != MA_EREFUSED) {
		o->err = *err;
		return;
	}
	if (rc || l->why.n > 0) {
		e.message = ma_outcome_keep(o, rc ? ma_str(err->msg) : ma_buf_str(&l->why));
	} else {
		if (ma_workspace_tree(l->d->run->ports.workspace, id, tree, &o->err))
			return;
		o->is_commit = true;
		e.commit = ma_outcome_keep(o, ma_str(id));
		e.tree = ma_outcome_keep(o, ma_str(tree));
		e.paths = ma_outcome_keep(o, ma_buf_str(&l->paths));
	}
	ma_outcome_add(o, e);
}

static void work(void *data)
{
	struct locking *l = data;
	char id[MA_COMMIT_ID_SIZE] = "";
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = read_sets(l, &err);

	if (!rc)
		rc = commit(l, id, &err);
	settle(l, id, rc, &err);
}

static void done(void *data)
{
	struct locking *l = data;
	struct ma_doing *d = l->d;
	size_t i;

	for (i = 0; i < l->hashes_n; i++) {
		json_decref(l->sets[i]);
		ma_free(l->texts[i]);
	}
	ma_buf_done(&l->paths);
	ma_buf_done(&l->why);
	ma_free(l);
	ma_live_finish(d);
}

void ma_perform_lock(struct ma_doing *d)
{
	const struct ma_state *s = &d->run->state;
	struct locking *l = ma_new(struct locking);
	ma_err err = { MA_OK, 0, "" };
	const struct ma_checked *c;

	if (!l) {
		(void)ma_fail_nomem(&d->outcome->err); /* delivered with the outcome */
		ma_live_finish(d);
		return;
	}
	*l = (struct locking){ .d = d,
		.when_ms = s->lock_at_ms,
		.paths = MA_BUF_INIT(MA_LIMIT_EVENT),
		.why = MA_BUF_INIT(MA_LIMIT_EVENT) };
	MA_ASSERT(s->head.n < sizeof(l->head) && s->run.n < sizeof(l->run));
	memcpy(l->head, s->head.p, s->head.n);
	memcpy(l->run, s->run.p, s->run.n);
	l->wanted = ma_outcome_keep(d->outcome, s->unlocked);
	for (c = s->kept->first; c; c = c->next)
		if (c->files.n > 0 && l->hashes_n < SETS_MAX)
			l->hashes[l->hashes_n++] = ma_outcome_keep(d->outcome, c->files);
	if (ma_disk_run(&d->run->disk, work, done, l, &err)) {
		d->outcome->err = err;
		done(l);
	}
}
