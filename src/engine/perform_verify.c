/* The effect VERIFY: the head's tree is copied out, checked, and the copy removed. */
#include "base/alloc.h"
#include "base/limits.h"
#include "base/log.h"
#include "codec/json.h"
#include "engine/asked.h"
#include "engine/evidence.h"
#include "engine/perform.h"
#include "sys/scratch.h"
#include "verify/identity.h"

struct verification {
	struct ma_doing *d;
	char head[MA_COMMIT_ID_SIZE];
	int64_t uid;
	struct ma_scratch work;
	struct ma_evidence evidence;
	struct ma_asked asked;
	bool started;
	ma_err err;
};

static void remove_work(void *data)
{
	struct verification *v = data;
	ma_err err = { MA_OK, 0, "" };

	if (ma_scratch_remove(&v->work, &err))
		ma_log(MA_LOG_DEBUG, "verify.left", "dir=%s why=%s", v->work.path, err.msg);
}

static void remove_done(void *data)
{
	struct verification *v = data;
	struct ma_doing *d = v->d;

	ma_scratch_done(&v->work);
	ma_evidence_done(&v->evidence);
	ma_asked_done(&v->asked);
	ma_free(v);
	ma_live_finish(d);
}

static void clean_up(struct verification *v)
{
	ma_err err = { MA_OK, 0, "" };

	if (v->err.code && v->err.code != MA_ECANCELED)
		v->d->outcome->err = v->err;
	if (ma_disk_run(&v->d->run->disk, remove_work, remove_done, v, &err)) {
		remove_work(v);
		remove_done(v);
	}
}

static void add_report(
	struct ma_outcome *o, const struct ma_report *told, const struct verification *v)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);
	char reason[MA_LIMIT_PATH + 64];
	struct ma_report report = *told;
	json_t *acceptance = ma_evidence_conclude(&v->evidence, &report, reason, sizeof(reason)),
	       *json;
	struct ma_str hash = MA_STR("");

	ma_asked_conclude(&v->asked, &report, reason, sizeof(reason));
	json = ma_report_json(&report);
	if (json_object_set_new(json, "acceptance", acceptance))
		text.rc = MA_ENOMEM;
	else
		ma_json_write(json, 2, &text);
	if (text.rc)
		(void)ma_fail_nomem(&o->err); /* delivered with the outcome */
	else
		hash = ma_outcome_blob(o, ma_buf_str(&text));
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_VERIFY_FINISHED,
			.effect = ma_str(o->effect),
			.verdict = ma_str(ma_verdict_name(report.verdict)),
			.report = hash,
			.message = ma_outcome_keep(o, ma_str(report.reason)) });
	json_decref(json);
	ma_buf_done(&text);
}

/* The end of an output says most; a failed check's is kept for whoever has to mend it. */
static struct ma_str output_tail(const struct ma_check *check)
{
	size_t most = 512 * MA_KIB;

	return check->output.n > most ? ma_str_from(check->output, check->output.n - most)
				      : check->output;
}

/* The files that it names, each once, as many as an event holds. */
static struct ma_str paths_of(struct ma_outcome *o, const struct ma_check *check)
{
	struct ma_buf paths = MA_BUF_INIT(MA_PATHS_MAX);
	struct ma_str kept, path;
	size_t i, k;

	for (i = 0; i < check->faults_n; i++) {
		path = check->faults[i].path;
		for (k = 0; k < i && !ma_str_eq(check->faults[k].path, path); k++)
			;
		if (k < i || paths.n + path.n + 1 > MA_PATHS_MAX ||
			ma_str_find(path, MA_STR("|")) >= 0)
			continue;
		ma_buf_adds(&paths, paths.n > 0 ? "|" : "");
		ma_buf_addv(&paths, path);
	}
	if (paths.rc)
		(void)ma_fail_nomem(&o->err); /* delivered with the outcome */
	kept = ma_outcome_keep(o, ma_buf_str(&paths));
	ma_buf_done(&paths);
	return kept;
}

/* What tells its failure from another one. */
static struct ma_str key_of(struct ma_outcome *o, const struct ma_check *check)
{
	char key[MA_HASH_HEX_SIZE] = "";

	if (check->state != MA_CHECK_FAILED || ma_failure_key(check, key, &o->err))
		return MA_STR("");
	return ma_outcome_keep(o, ma_str(key));
}

/* Of the lock files that an installation made, those that a commit left out, as a file set; "": none. */
static struct ma_str locks_of(
	struct ma_outcome *o, const struct ma_state *s, const struct ma_check *check)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);
	struct ma_str hash = MA_STR("");
	json_t *files = json_array();
	size_t i;

	for (i = 0; i < check->locks_n; i++)
		if (ma_str_lists(s->unlocked, '|', check->locks[i].path) &&
			json_array_append_new(files,
				json_pack("{s:s%, s:s%}", "path", check->locks[i].path.p,
					check->locks[i].path.n, "content", check->locks[i].text.p,
					check->locks[i].text.n)))
			text.rc = MA_ENOMEM;
	if (!files)
		text.rc = MA_ENOMEM;
	else if (!text.rc && json_array_size(files) > 0)
		ma_json_write(files, 0, &text);
	if (text.rc)
		(void)ma_fail_nomem(&o->err); /* delivered with the outcome */
	else if (text.n > 0)
		hash = ma_outcome_blob(o, ma_buf_str(&text));
	json_decref(files);
	ma_buf_done(&text);
	return hash;
}

static void on_check(void *data, const struct ma_check *check)
{
	struct verification *v = data;
	struct ma_engine *run = v->d->run;
	struct ma_outcome *o;
	struct ma_buf name = MA_BUF_INIT(MA_LIMIT_PATH * 2);

	if (check->state == MA_CHECK_RUNNING) {
		ma_live_checking(run, check);
		return;
	}
	run->checking.phase = NULL;
	o = ma_outcome_new(v->d->effect);
	ma_buf_addf(&name, "%s %s", check->phase, check->package);
	if (o && name.rc == MA_ENOMEM)
		(void)ma_fail_nomem(&o->err); /* delivered with the outcome */
	if (o)
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_CHECK_FINISHED,
				.name = ma_outcome_keep(o, ma_buf_str(&name)),
				.verdict = ma_str(ma_check_state_name(check->state)),
				.took_ms = check->took_ms,
				.message = ma_outcome_keep(o, ma_str(check->why)),
				.blob = ma_outcome_blob(o, output_tail(check)),
				.key = key_of(o, check),
				.paths = paths_of(o, check),
				.files = locks_of(o, &run->state, check),
				.tests_passed = check->tests_passed > 0 ? check->tests_passed : 0,
				.tests_failed = check->tests_failed > 0 ? check->tests_failed : 0 });
	ma_buf_done(&name);
	ma_live_deliver(run, o);
}

static void on_verified(void *data, ma_rc rc, const ma_err *err, const struct ma_report *report)
{
	struct verification *v = data;

	v->started = false;
	v->d->run->checking.phase = NULL; /* its strings go */
	if (rc)
		v->err = *err;
	else
		add_report(v->d->outcome, report, v);
	clean_up(v);
}

static void export_work(void *data)
{
	struct verification *v = data;
	ma_rc rc = ma_scratch_make("meta-agent-verify-", &v->work, &v->err);

	if (!rc)
		rc = ma_evidence_read(&v->evidence, v->d->run->ports.workspace, v->head, &v->err);
	if (!rc)
		(void)ma_workspace_export(v->d->run->ports.workspace, v->head, v->work.path, v->uid,
			v->uid, &v->err); /* v->err tells */
}

static void export_done(void *data)
{
	struct verification *v = data;

	if (!v->err.code && !v->d->canceled &&
		!ma_verify_start(v->d->run->ports.verify, v->work.path, v->asked.scripts, NULL,
			on_check, on_verified, v, &v->err)) {
		v->started = true;
		return;
	}
	clean_up(v);
}

void ma_perform_verify(struct ma_doing *d)
{
	const struct ma_state *s = &d->run->state;
	struct verification *v = ma_new(struct verification);
	ma_err err = { MA_OK, 0, "" };

	if (!v) {
		(void)ma_fail_nomem(&d->outcome->err); /* delivered with the outcome */
		ma_live_finish(d);
		return;
	}
	v->d = d;
	v->work = (struct ma_scratch)MA_SCRATCH_NONE;
	v->uid = ma_verify_uid(d->run->ports.verify);
	MA_ASSERT(s->head.n < sizeof(v->head));
	memcpy(v->head, s->head.p, s->head.n);
	d->work = v;
	if (ma_evidence_find(&v->evidence, s, &v->err) ||
		ma_asked_find(&v->asked, s, d->run->ports.agents, &v->err)) {
		clean_up(v);
		return;
	}
	if (ma_disk_run(&d->run->disk, export_work, export_done, v, &err)) {
		v->err = err;
		clean_up(v);
	}
}

void ma_perform_verify_cancel(struct ma_doing *d)
{
	struct verification *v = d->work;

	if (v && v->started)
		ma_verify_cancel(d->run->ports.verify);
}
