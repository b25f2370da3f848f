/* The effect RESTORE: what a round of repairs made worse is taken back, by one more commit. */
#include <stdio.h>

#include "base/alloc.h"
#include "engine/perform.h"
#include "engine/tend.h"

struct restoring {
	struct ma_doing *d;
	char to[MA_COMMIT_ID_SIZE];
	char run[MA_ID_SIZE];
	int64_t round, when_ms;
	bool kept; /* others have committed since */
};

static ma_rc commit(struct restoring *r, char id_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	struct ma_engine *run = r->d->run;
	char message[96], head[MA_COMMIT_ID_SIZE] = "";
	bool found = false;
	struct ma_commit c;
	ma_rc rc = ma_workspace_find(run->ports.workspace, r->d->effect, id_out, &found, err);

	(void)snprintf(message, sizeof(message), "Take back round %lld of repairs\n",
		(long long)r->round); /* fits */
	c = ma_perform_own_commit(r->d, r->run, message, r->when_ms);
	c.restore = r->to;
	c.onto = head;
	if (rc || found)
		return rc;
	rc = ma_tend_check(run, err);
	if (!rc)
		rc = ma_workspace_check_since(run->ports.workspace, r->to, r->run, head, err);
	if (!rc)
		rc = ma_workspace_commit(run->ports.workspace, &c, id_out, err);
	r->kept = rc == MA_EREFUSED;
	return rc;
}

/* The message of a run's end, too. */
static void keep(const struct restoring *r, const ma_err *why)
{
	struct ma_outcome *o = r->d->outcome;
	char message[MA_ERR_MSG_MAX];

	(void)snprintf(message, sizeof(message), "it made things worse, and stays: %s",
		why->msg); /* a long reason is cut */
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_FILES_KEPT,
			.effect = ma_str(o->effect),
			.message = ma_outcome_keep(o, ma_str(message)) });
}

static void work(void *data)
{
	struct restoring *r = data;
	struct ma_outcome *o = r->d->outcome;
	char id[MA_COMMIT_ID_SIZE] = "", tree[MA_COMMIT_ID_SIZE] = "";
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = commit(r, id, &err);

	if (r->kept) {
		keep(r, &err);
		return;
	}
	if (!rc)
		rc = ma_workspace_tree(r->d->run->ports.workspace, id, tree, &err);
	if (rc) {
		o->err = err;
		return;
	}
	o->is_commit = true;
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_FILES_RESTORED,
			.effect = ma_str(o->effect),
			.commit = ma_outcome_keep(o, ma_str(id)),
			.tree = ma_outcome_keep(o, ma_str(tree)) });
}

static void done(void *data)
{
	struct restoring *r = data;
	struct ma_doing *d = r->d;

	ma_free(r);
	ma_live_finish(d);
}

void ma_perform_restore(struct ma_doing *d)
{
	const struct ma_state *s = &d->run->state;
	struct restoring *r = ma_new(struct restoring);
	ma_err err = { MA_OK, 0, "" };

	if (!r) {
		(void)ma_fail_nomem(&d->outcome->err); /* delivered with the outcome */
		ma_live_finish(d);
		return;
	}
	*r = (struct restoring){ .d = d, .round = s->judged, .when_ms = s->restore_at_ms };
	MA_ASSERT(s->restore_to.n < sizeof(r->to) && s->run.n < sizeof(r->run));
	memcpy(r->to, s->restore_to.p, s->restore_to.n);
	memcpy(r->run, s->run.p, s->run.n);
	if (ma_disk_run(&d->run->disk, work, done, r, &err)) {
		d->outcome->err = err;
		done(r);
	}
}
