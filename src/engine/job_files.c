/* The effects READ and COMMIT: replies become file sets, file sets become commits. */
#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "engine/job.h"
#include "engine/reply.h"
#include "engine/stitch.h"

ma_rc ma_job_parts(const struct ma_job *j, struct ma_buf *out, ma_err *err)
{
	struct ma_str text = MA_STR("");
	char *blob = NULL;
	ma_rc rc = MA_OK;
	uint32_t i;

	for (i = 0; i < j->parts_n && !rc; i++) {
		rc = ma_job_blob(j->d->run, j->parts[i], &blob, &text, err);
		if (!rc)
			ma_stitch(out, text);
		ma_free(blob);
		blob = NULL;
	}
	return rc ? rc : ma_buf_check(out, err);
}

static ma_rc load_reply(struct ma_job *j, struct ma_buf *out, ma_err *err)
{
	struct ma_str text = MA_STR("");
	char *blob = NULL;
	ma_rc rc = ma_job_parts(j, out, err);

	if (!rc)
		rc = ma_job_blob(j->d->run, j->reply, &blob, &text, err);
	if (!rc)
		ma_stitch(out, text);
	ma_free(blob);
	return rc ? rc : ma_buf_check(out, err);
}

ma_rc ma_job_read(struct ma_job *j, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT((MA_PARTS_MAX + 1) * MA_LIMIT_REPLY);
	const struct ma_agent *agent = NULL;
	char nonce[MA_NONCE_SIZE];
	ma_rc rc = ma_job_need_agent(j->d->run, j->task, &agent, err);

	if (!rc)
		rc = load_reply(j, &text, err);
	if (!rc && j->task)
		rc = ma_effect_nonce(j->seed, j->task->id, "call", j->first_attempt, nonce, err);
	if (!rc && !j->task)
		ma_reply_plan(j->d->outcome, ma_buf_str(&text), j->d->run->ports.agents);
	else if (!rc && agent->host)
		ma_reply_answer(j->d->outcome, ma_buf_str(&text), j->task, j->d->run->ports.agents);
	else if (!rc)
		ma_reply_files(
			j->d->outcome, ma_buf_str(&text), nonce, j->task, j->d->run->ports.agents);
	ma_buf_done(&text);
	return rc;
}

static void add_artifacts(struct ma_job *j, const json_t *files)
{
	const struct ma_agent *agent = ma_job_agent(j->d->run, j->task);
	struct ma_outcome *o = j->d->outcome;
	const json_t *file;
	size_t i, k;

	json_array_foreach (files, i, file) {
		struct ma_str path = ma_json_str(file, "path");

		for (k = 0; agent && k < agent->artifacts_n; k++) {
			if (!ma_path_match(agent->artifacts[k], path))
				continue;
			ma_outcome_add(o,
				(struct ma_event){ .kind = MA_EVENT_ARTIFACT_ADDED,
					.task = j->task->id,
					.name = ma_outcome_keep(o, path),
					.blob = j->files });
			break;
		}
	}
}

/* The commit of a file set: the one that carries the effect's trailer, or a new one. */
static ma_rc commit_set(struct ma_job *j, const struct ma_change *changes, size_t n,
	char id[MA_COMMIT_ID_SIZE], ma_err *err)
{
	struct ma_buf author = MA_BUF_INIT(512), message = MA_BUF_INIT(MA_LIMIT_PROMPT),
		      ids = MA_BUF_INIT(1024);
	struct ma_commit c = { .changes = changes,
		.changes_n = n,
		.author_email = "meta-agent@localhost",
		.when_ms = j->when_ms,
		.effect = j->d->effect };
	bool found = false;
	ma_rc rc;

	ma_buf_addf(&author, MA_STR_FMT " (" MA_STR_FMT ")", MA_STR_ARG(j->task->agent),
		MA_STR_ARG(j->model));
	ma_buf_addf(&message, MA_STR_FMT ": " MA_STR_FMT "\n", MA_STR_ARG(j->task->id),
		MA_STR_ARG(j->task->name));
	ma_buf_addf(&ids, MA_STR_FMT "%c" MA_STR_FMT "%c" MA_STR_FMT, MA_STR_ARG(j->run), 0,
		MA_STR_ARG(j->task->id), 0, MA_STR_ARG(j->model));
	rc = author.rc || message.rc || ids.rc ? ma_fail_nomem(err) : MA_OK;
	if (!rc) {
		c.author_name = author.p;
		c.message = message.p;
		c.run = ids.p;
		c.task = c.run + j->run.n + 1;
		c.model = c.task + j->task->id.n + 1;
		rc = ma_workspace_find(j->d->run->ports.workspace, c.effect, id, &found, err);
	}
	if (!rc && !found)
		rc = ma_workspace_commit(j->d->run->ports.workspace, &c, id, err);
	if (!rc)
		rc = ma_workspace_head(j->d->run->ports.workspace, j->head, err);
	ma_buf_done(&author);
	ma_buf_done(&message);
	ma_buf_done(&ids);
	return rc;
}

static ma_rc commit_files(
	struct ma_job *j, const json_t *files, char id[MA_COMMIT_ID_SIZE], ma_err *err)
{
	struct ma_change *changes = ma_new_n(struct ma_change, json_array_size(files));
	const json_t *file;
	size_t i;
	ma_rc rc;

	if (!changes)
		return ma_fail_nomem(err);
	json_array_foreach (files, i, file)
		changes[i] = (struct ma_change){ ma_json_str(file, "path"),
			ma_json_str(file, "content"), ma_json_bool(file, "remove", false) };
	rc = commit_set(j, changes, json_array_size(files), id, err);
	ma_free(changes);
	return rc;
}

/*
 * What the tree itself refuses is the task's failure, not the run's. A conflict with what a person
 * did to the work tree or the branch is the run's: asking the model again, and paying again, would not end it.
 */
static ma_rc settle_commit(
	struct ma_job *j, const json_t *files, ma_rc rc, const char *id, ma_err *err)
{
	struct ma_outcome *o = j->d->outcome;

	if (!rc) {
		o->is_commit = true;
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_FILES_COMMITTED,
				.head = strcmp(j->head, id) == 0
					? MA_STR("")
					: ma_outcome_keep(o, ma_str(j->head)),
				.effect = ma_str(o->effect),
				.task = j->task->id,
				.commit = ma_outcome_keep(o, ma_str(id)),
				.count = (int64_t)json_array_size(files) });
		add_artifacts(j, files);
		return MA_OK;
	}
	if (rc != MA_EREFUSED)
		return rc;
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_FILES_REJECTED,
			.effect = ma_str(o->effect),
			.task = j->task->id,
			.message = ma_outcome_keep(o, ma_str(err->msg)) });
	return MA_OK;
}

ma_rc ma_job_commit(struct ma_job *j, ma_err *err)
{
	char id[MA_COMMIT_ID_SIZE] = "";
	struct ma_str text = MA_STR("");
	json_t *files = NULL;
	char *blob = NULL;
	ma_rc rc = ma_job_blob(j->d->run, j->files, &blob, &text, err);

	if (!rc)
		rc = ma_json_parse(text, "file set", &files, err);
	if (!rc)
		rc = settle_commit(j, files, commit_files(j, files, id, err), id, err);
	json_decref(files);
	ma_free(blob);
	return rc;
}
