/*
 * The effect REWIND: the files of a fork as they were when the run that it came from began, by one more commit. Nothing else is
 * under way meanwhile. It is dated by run.started, so a commit that is made again after a crash has the same id; where all is so
 * already there is none.
 */
#include <stdio.h>

#include "base/alloc.h"
#include "engine/perform.h"
#include "engine/tend.h"

struct rewinding {
	struct ma_doing *d;
	char base[MA_COMMIT_ID_SIZE]; /* "": no files */
	char message[128];
	char run[MA_ID_SIZE];
	int64_t when_ms;
};

static ma_rc go_back(const struct rewinding *r, ma_err *err)
{
	struct ma_engine *run = r->d->run;
	struct ma_outcome *o = r->d->outcome;
	char id[MA_COMMIT_ID_SIZE] = "", head[MA_COMMIT_ID_SIZE] = "";
	struct ma_commit c = ma_perform_own_commit(r->d, r->run, r->message, r->when_ms);
	ma_rc rc = ma_tend_check(run, err);

	if (!rc)
		rc = ma_workspace_go_back(run->ports.workspace, r->base, &c, id, err);
	if (!rc)
		rc = ma_workspace_head(run->ports.workspace, head, err);
	if (!rc)
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_FILES_REWOUND,
				.effect = ma_str(o->effect),
				.head = ma_outcome_keep(o, ma_str(head)) });
	return rc;
}

static void work(void *data)
{
	struct rewinding *r = data;
	ma_err err = { MA_OK, 0, "" };

	if (go_back(r, &err))
		r->d->outcome->err = err;
}

static void done(void *data)
{
	struct rewinding *r = data;
	struct ma_doing *d = r->d;

	ma_free(r);
	ma_live_finish(d);
}

static ma_rc begin(struct ma_doing *d, ma_err *err)
{
	const struct ma_state *s = &d->run->state;
	struct rewinding *r = ma_new(struct rewinding);
	ma_rc rc;

	if (!r)
		return ma_fail_nomem(err);
	*r = (struct rewinding){ .d = d, .when_ms = s->started_at_ms };
	if (!ma_str_is(s->base, MA_BASE_NONE) && s->base.n < sizeof(r->base))
		memcpy(r->base, s->base.p, s->base.n);
	(void)snprintf(r->run, sizeof(r->run), MA_STR_FMT, MA_STR_ARG(s->run)); /* ids are UUIDs */
	(void)snprintf(r->message, sizeof(r->message), "Back to before run " MA_STR_FMT,
		MA_STR_ARG(s->parent)); /* the same */
	rc = ma_disk_run(&d->run->disk, work, done, r, err);
	if (rc)
		ma_free(r);
	return rc;
}

void ma_perform_rewind(struct ma_doing *d)
{
	ma_err err = { MA_OK, 0, "" };

	if (begin(d, &err)) {
		d->outcome->err = err;
		ma_live_finish(d);
	}
}
