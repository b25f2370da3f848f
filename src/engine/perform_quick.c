/*
 * The effect QUICK: a file set is laid over the head's tree in a copy, and the compiler is asked about the packages that it is in. What it says
 * of the set's own files is the answer; what it says of others is for whoever wrote those, when all is verified.
 *
 * One at a time, in the order in which they came: there is one who verifies, and he may use all of the machine.
 */
#include "base/alloc.h"
#include "base/limits.h"
#include "base/log.h"
#include "core/quick.h"
#include "engine/file_set.h"
#include "engine/job.h"
#include "engine/perform.h"
#include "engine/reply_kept.h"
#include "sys/scratch.h"

#define FINDINGS_MAX 20
#define SAID_MAX (4 * MA_KIB)

struct quick {
	struct ma_doing *d;
	bool begun; /* its turn has come */
	bool started;
	char head[MA_COMMIT_ID_SIZE]; /* "": there is none */
	struct ma_str files;          /* blob, kept in the outcome */
	struct ma_verify_quick about; /* likewise */
	int64_t uid;
	struct ma_file_set set;
	struct ma_scratch work;
	struct ma_buf names, said; /* of checks that ran; what they found in the set's files */
	struct ma_buf why;         /* why nothing was found out */
	size_t found_n;
	struct ma_str output; /* blob: what the first that found any printed */
	bool passed;
	int64_t took_ms;
	ma_err err;
};

static void begin(struct quick *q);

/* Of those that wait for their turn the first one goes on; the newest is the first in the list. */
static void begin_next(struct ma_engine *run)
{
	struct ma_doing *d;
	struct quick *next = NULL;

	for (d = run->doing; d; d = d->next) {
		struct quick *q = d->kind == MA_EFFECT_QUICK ? d->work : NULL;

		if (q && q->begun)
			return;
		next = q ? q : next;
	}
	if (next)
		begin(next);
}

static void remove_work(void *data)
{
	struct quick *q = data;
	ma_err err = { MA_OK, 0, "" };

	if (ma_scratch_remove(&q->work, &err))
		ma_log(MA_LOG_DEBUG, "quick.left", "dir=%s why=%s", q->work.path, err.msg);
}

static void finish(void *data)
{
	struct quick *q = data;
	struct ma_doing *d = q->d;
	struct ma_engine *run = d->run;

	ma_scratch_done(&q->work);
	ma_file_set_done(&q->set);
	ma_buf_done(&q->names);
	ma_buf_done(&q->said);
	ma_buf_done(&q->why);
	ma_free(q);
	d->work = NULL;
	ma_live_finish(d);
	begin_next(run);
}

static void clean_up(struct quick *q)
{
	ma_err err = { MA_OK, 0, "" };

	if (q->err.code && q->err.code != MA_ECANCELED)
		q->d->outcome->err = q->err;
	if (ma_disk_run(&q->d->run->disk, remove_work, finish, q, &err)) {
		remove_work(q);
		finish(q);
	}
}

/* All of the files, as engine/reply_kept.h has them: what the next reply does not give again stays as it is. Its blob, "" for none. */
static struct ma_str keep(struct quick *q)
{
	struct ma_outcome *o = q->d->outcome;
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);
	struct ma_map none = MA_MAP_INIT;
	struct ma_blocks blocks = { .v = NULL };
	struct ma_str hash = MA_STR("");
	size_t i;

	blocks.v = ma_arena_new_n(&o->arena, struct ma_block, q->set.n);
	if (!blocks.v)
		text.rc = MA_ENOMEM;
	for (i = 0; i < q->set.n && blocks.v; i++)
		blocks.v[blocks.n++] = (struct ma_block){
			.op = q->set.changes[i].remove ? MA_BLOCK_DELETE : MA_BLOCK_FILE,
			.path = q->set.changes[i].path,
			.content = q->set.changes[i].content,
		};
	ma_kept_write(&blocks, &none, &none, &text);
	if (text.rc == MA_ENOMEM)
		(void)ma_fail_nomem(&o->err); /* delivered with the outcome */
	else if (!text.rc && text.n > 0)
		hash = ma_outcome_blob(o, ma_buf_str(&text));
	ma_buf_done(&text);
	return hash;
}

static void conclude(struct quick *q)
{
	struct ma_outcome *o = q->d->outcome;
	enum ma_check_state state = q->found_n > 0 ? MA_CHECK_FAILED
		: q->passed && q->why.n == 0       ? MA_CHECK_PASSED
						   : MA_CHECK_SKIPPED;

	if (state == MA_CHECK_SKIPPED && q->why.n == 0)
		ma_buf_adds(&q->why, "no package that is whole has a quick check");
	if (o->err.code || ma_buf_check(&q->names, &o->err) || ma_buf_check(&q->said, &o->err) ||
		ma_buf_check(&q->why, &o->err))
		return; /* delivered with the outcome */
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_QUICK_FINISHED,
			.effect = ma_str(o->effect),
			.task = q->d->task,
			.verdict = ma_str(ma_check_state_name(state)),
			.name = ma_outcome_keep(o, ma_buf_str(&q->names)),
			.message = ma_outcome_keep(o,
				state == MA_CHECK_FAILED            ? ma_buf_str(&q->said)
					: state == MA_CHECK_SKIPPED ? ma_buf_str(&q->why)
								    : MA_STR("")),
			.took_ms = q->took_ms,
			.blob = q->output,
			.files = state == MA_CHECK_FAILED ? keep(q) : MA_STR("") });
}

/* What is said of the set's files, one line for each place. */
static size_t note_faults(struct quick *q, const struct ma_check *check)
{
	size_t i, n = 0;

	for (i = 0; i < check->faults_n; i++) {
		const struct ma_fault *f = &check->faults[i];

		if (!ma_str_lists(q->about.paths, '|', f->path))
			continue;
		n++;
		if (q->found_n + n > FINDINGS_MAX || q->said.n + f->path.n + f->message.n > SAID_MAX)
			continue; /* enough are named */
		if (q->said.n == 0)
			ma_buf_addf(&q->said,
				"`%s` fails before these files are taken:", check->command);
		ma_buf_adds(&q->said, "\n");
		ma_buf_addv(&q->said, f->path);
		ma_buf_addf(&q->said, ":%lld: ", (long long)f->line);
		ma_buf_add_visible(&q->said, f->message);
	}
	return n;
}

static void note_why(struct quick *q, const struct ma_check *check, const char *why)
{
	if (q->why.n == 0)
		ma_buf_addf(&q->why, "%s: %s", check->command, why);
}

static void note(struct quick *q, const struct ma_check *check)
{
	size_t n;

	q->took_ms += check->took_ms;
	if (check->command[0] == '\0')
		return; /* that there is nothing to be done */
	if (check->state == MA_CHECK_SKIPPED) {
		note_why(q, check, check->why);
		return;
	}
	if (q->names.n < SAID_MAX) /* enough are named */
		ma_buf_addf(&q->names, "%s%s %s", q->names.n > 0 ? MA_CHECKS_BETWEEN : "",
			check->phase, check->package);
	q->passed |= check->state == MA_CHECK_PASSED;
	if (check->state == MA_CHECK_PASSED)
		return;
	n = note_faults(q, check);
	if (n > 0 && q->found_n == 0)
		q->output = ma_outcome_blob(q->d->outcome, check->output);
	if (n == 0)
		note_why(q, check, "it fails, and names none of these files");
	q->found_n += n;
}

static void on_check(void *data, const struct ma_check *check)
{
	struct quick *q = data;

	if (check->state != MA_CHECK_RUNNING)
		note(q, check);
}

static void on_verified(void *data, ma_rc rc, const ma_err *err, const struct ma_report *report)
{
	struct quick *q = data;

	(void)report; /* its checks were told one by one */
	q->started = false;
	if (rc)
		q->err = *err;
	else if (!q->d->canceled)
		conclude(q);
	clean_up(q);
}

static ma_rc lay_over(struct quick *q)
{
	ma_rc rc = ma_file_set_read(q->d->run, q->files, &q->set, &q->err);

	return rc ? rc
		  : ma_workspace_export_changes(
			    q->work.path, q->set.changes, q->set.n, q->uid, q->uid, &q->err);
}

static void make_work(void *data)
{
	struct quick *q = data;
	ma_rc rc = ma_scratch_make("meta-agent-verify-", &q->work, &q->err);

	if (!rc && q->head[0])
		rc = ma_workspace_export(
			q->d->run->ports.workspace, q->head, q->work.path, q->uid, q->uid, &q->err);
	if (!rc)
		rc = lay_over(q);
	if (rc != MA_EREFUSED)
		return; /* q->err tells */
	ma_buf_adds(&q->why,
		q->err.msg); /* the commit will be refused as well, and says so to the task */
	q->err = (ma_err){ .code = MA_OK };
}

static void work_made(void *data)
{
	struct quick *q = data;

	if (!q->err.code && !q->d->canceled && q->why.n > 0)
		conclude(q);
	else if (!q->err.code && !q->d->canceled &&
		!ma_verify_start(q->d->run->ports.verify, q->work.path, NULL, &q->about, on_check,
			on_verified, q, &q->err)) {
		q->started = true;
		return;
	}
	clean_up(q);
}

static void begin(struct quick *q)
{
	const struct ma_state *s = &q->d->run->state;
	ma_err err = { MA_OK, 0, "" };

	q->begun = true;
	MA_ASSERT(s->head.n < sizeof(q->head));
	memcpy(q->head, s->head.p, s->head.n);
	if (q->d->canceled || q->err.code || q->why.n > 0) {
		if (!q->d->canceled && !q->err.code)
			conclude(q);
		clean_up(q);
	} else if (ma_disk_run(&q->d->run->disk, make_work, work_made, q, &err)) {
		q->err = err;
		clean_up(q);
	}
}

/* Whoever writes from the contract alone is told nothing of the code. */
static bool is_blind(const struct ma_engine *run, const struct ma_work *w)
{
	const struct ma_agent *agent = ma_job_agent(run, w->task);

	return agent && agent->blind;
}

void ma_perform_quick(struct ma_doing *d, const struct ma_work *w)
{
	struct quick *q = ma_new(struct quick);
	struct ma_buf rivals = MA_BUF_INIT(MA_LIMIT_BLOB);
	struct ma_outcome *o = d->outcome;

	if (!q) {
		(void)ma_fail_nomem(&o->err); /* delivered with the outcome */
		ma_live_finish(d);
		return;
	}
	*q = (struct quick){ .d = d,
		.files = ma_outcome_keep(o, w->files),
		.about = { .paths = ma_outcome_keep(o, w->paths) },
		.uid = ma_verify_uid(d->run->ports.verify),
		.work = MA_SCRATCH_NONE,
		.names = MA_BUF_INIT(MA_LIMIT_EVENT),
		.said = MA_BUF_INIT(MA_LIMIT_EVENT),
		.why = MA_BUF_INIT(MA_LIMIT_EVENT) };
	d->work = q;
	if (is_blind(d->run, w))
		ma_buf_adds(&q->why, "its agent is not to be told what the code looks like");
	if (!ma_quick_rivals(&d->run->state, w, &rivals, &q->err))
		q->about.rivals = ma_outcome_keep(o, ma_buf_str(&rivals));
	ma_buf_done(&rivals);
	begin_next(d->run);
}

void ma_perform_quick_cancel(struct ma_doing *d)
{
	struct quick *q = d->work;

	if (q && q->started)
		ma_verify_cancel(d->run->ports.verify);
}
