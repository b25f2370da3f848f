/* The effect COMMIT: file sets become commits, those that are ready together at once. */
#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "engine/conflicts.h"
#include "engine/file_set.h"
#include "engine/job.h"
#include "engine/tend.h"

#define RESOLVED_MAX ((size_t)8 * 1024)

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

/* A file set on its way to a commit. */
struct ma_job_commit {
	struct ma_job_commit *next;
	struct ma_job *job;
	struct ma_file_set files;
	bool *conflicts, *dropped; /* of them */
	struct ma_buf author, message, ids, resolved;
	struct ma_commit commit;
	struct ma_job_bases bases;
	bool found;    /* it was made before: there is nothing to do */
	size_t merged; /* files, by it */
	char id[MA_COMMIT_ID_SIZE];
};

/* Acceptance tests. */
static bool is_guarded(const struct ma_job *j)
{
	const struct ma_agent *agent = ma_job_agent(j->d->run, j->task);

	return agent && agent->blind;
}

static struct ma_str conflicting(const struct ma_job_commit *set)
{
	struct ma_buf paths = MA_BUF_INIT(MA_LIMIT_BLOB);
	struct ma_outcome *o = set->job->d->outcome;
	struct ma_str kept;
	size_t i;

	for (i = 0; i < set->commit.changes_n; i++) {
		if (!set->conflicts[i])
			continue;
		ma_buf_adds(&paths, paths.n > 0 ? "|" : "");
		ma_buf_addv(&paths, set->files.changes[i].path);
		if (paths.n >= MA_PATHS_MAX)
			break; /* the others are met next time */
	}
	if (paths.rc)
		(void)ma_fail_nomem(&o->err); /* it sticks there */
	kept = ma_outcome_keep(o, ma_buf_str(&paths));
	ma_buf_done(&paths);
	return kept;
}

/* The log says that a file is not there, and why. */
static void tell_dropped(const struct ma_job_commit *set)
{
	struct ma_outcome *o = set->job->d->outcome;
	char message[MA_ERR_MSG_MAX];
	size_t i;

	for (i = 0; i < set->commit.changes_n; i++) {
		if (!set->dropped[i])
			continue;
		(void)snprintf(message, sizeof(message),
			MA_STR_FMT
			": others have locked other dependencies: it is left out, and made anew when the packages are installed",
			MA_STR_ARG(set->files.changes[i].path)); /* fits: paths are short */
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_FILES_DOUBTED,
				.effect = ma_str(o->effect),
				.task = set->job->task->id,
				.paths = ma_outcome_keep(o, set->files.changes[i].path),
				.message = ma_outcome_keep(o, ma_str(message)) });
	}
}

/* Where they met is told in full, so that it can be resolved; else it is the tree's to refuse. */
static void settle_refused(struct ma_job_commit *set, const char *head, const ma_err *err)
{
	struct ma_outcome *o = set->job->d->outcome;
	struct ma_buf told = MA_BUF_INIT(MA_LIMIT_BLOB);
	struct ma_event e = { .kind = MA_EVENT_FILES_REJECTED,
		.effect = ma_str(o->effect),
		.task = set->job->task->id,
		.paths = conflicting(set),
		.message = ma_outcome_keep(o, ma_str(err->msg)) };
	ma_rc rc = MA_OK;

	if (e.paths.n > 0) {
		e.kind = MA_EVENT_FILES_CONFLICTED;
		e.head = ma_outcome_keep(o, ma_str(head));
		rc = ma_conflicts_tell(set->job, set->files.changes, set->conflicts,
			set->commit.changes_n, head, &told, &e.count, &o->err);
	}
	if (!rc && told.n > 0)
		e.blob = ma_outcome_blob(o, ma_buf_str(&told));
	if (!rc)
		ma_outcome_add(o, e);
	ma_buf_done(&told);
}

/*
 * What the tree itself refuses is the task's failure, not the run's. A conflict with what a person
 * did to the work tree or the branch is the run's: asking the model again, and paying again, would not end it.
 */
static void settle_commit(
	struct ma_job_commit *set, ma_rc rc, const char *id, const char *head, const ma_err *err)
{
	char tree[MA_COMMIT_ID_SIZE] = "";
	struct ma_job *j = set->job;
	struct ma_outcome *o = j->d->outcome;

	if (!rc && ma_workspace_tree(j->d->run->ports.workspace, head, tree, &o->err))
		return;
	if (!rc) {
		o->is_commit = true;
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_FILES_COMMITTED,
				.head = strcmp(head, id) == 0 ? MA_STR("")
							      : ma_outcome_keep(o, ma_str(head)),
				.effect = ma_str(o->effect),
				.task = j->task->id,
				.commit = ma_outcome_keep(o, ma_str(id)),
				.tree = ma_outcome_keep(o, ma_str(tree)),
				.guarded = is_guarded(j),
				.merged = (int64_t)set->merged,
				.count = (int64_t)set->files.n });
		add_artifacts(j, set->files.files);
		tell_dropped(set);
	} else if (rc == MA_EREFUSED) {
		settle_refused(set, head, err);
	} else {
		o->err = *err;
	}
}

static void set_free(struct ma_job_commit *set)
{
	ma_job_bases_done(&set->bases);
	ma_file_set_done(&set->files);
	ma_free(set->conflicts);
	ma_free(set->dropped);
	ma_buf_done(&set->author);
	ma_buf_done(&set->message);
	ma_buf_done(&set->ids);
	ma_buf_done(&set->resolved);
	ma_free(set);
}

static ma_rc read_changes(struct ma_job_commit *set, ma_err *err)
{
	struct ma_change *c;
	size_t i;
	ma_rc rc = ma_file_set_read(set->job->d->run, set->job->files, &set->files, err);

	if (rc)
		return rc;
	set->conflicts = ma_new_n(bool, set->files.n);
	set->dropped = ma_new_n(bool, set->files.n);
	if (!set->conflicts || !set->dropped)
		return ma_fail_nomem(err);
	rc = ma_job_bases_init(&set->bases, set->job, err);
	for (i = 0; i < set->files.n && !rc; i++) {
		c = &set->files.changes[i];
		c->base = ma_job_base(&set->bases, c->path);
	}
	return rc;
}

/* The files whose conflict was resolved, as far as a line of a commit has room for them. */
static ma_rc name_resolved(struct ma_job_commit *set, ma_err *err)
{
	struct ma_conflicts told = { .j = NULL };
	const json_t *file;
	ma_rc rc;
	size_t i;

	if (set->job->conflict.n == 0)
		return MA_OK;
	rc = ma_conflicts_load(set->job, &told, err);
	json_array_foreach (told.list, i, file) {
		if (set->resolved.n + ma_json_str(file, "path").n + 2 > RESOLVED_MAX)
			break;
		ma_buf_adds(&set->resolved, i > 0 ? ", " : "");
		ma_buf_addv(&set->resolved, ma_json_str(file, "path"));
	}
	ma_conflicts_done(&told);
	return rc ? rc : ma_buf_check(&set->resolved, err);
}

static ma_rc describe(struct ma_job_commit *set, ma_err *err)
{
	const struct ma_job *j = set->job;
	struct ma_commit *c = &set->commit;

	ma_buf_addf(&set->author, MA_STR_FMT " (" MA_STR_FMT ")", MA_STR_ARG(j->task->agent),
		MA_STR_ARG(j->model));
	ma_buf_addf(&set->message, MA_STR_FMT ": " MA_STR_FMT "\n", MA_STR_ARG(j->task->id),
		MA_STR_ARG(j->task->name));
	ma_buf_addf(&set->ids, MA_STR_FMT "%c" MA_STR_FMT "%c" MA_STR_FMT, MA_STR_ARG(j->run), 0,
		MA_STR_ARG(j->task->id), 0, MA_STR_ARG(j->model));
	if (set->author.rc || set->message.rc || set->ids.rc)
		return ma_fail_nomem(err);
	*c = (struct ma_commit){ .changes = set->files.changes,
		.changes_n = set->files.n,
		.message = set->message.p,
		.author_name = set->author.p,
		.author_email = "meta-agent@localhost",
		.conflicts = set->conflicts,
		.dropped = set->dropped,
		.when_ms = j->when_ms,
		.run = set->ids.p,
		.effect = j->d->effect };
	c->task = c->run + j->run.n + 1;
	c->model = c->task + j->task->id.n + 1;
	c->resolved = set->resolved.n > 0 ? set->resolved.p : NULL;
	return MA_OK;
}

ma_rc ma_job_commit(struct ma_job *j, ma_err *err)
{
	struct ma_engine *run = j->d->run;
	struct ma_job_commit *set = ma_new(struct ma_job_commit), **end = &run->commits;
	ma_rc rc;

	if (!set)
		return ma_fail_nomem(err);
	set->job = j;
	set->author = (struct ma_buf)MA_BUF_INIT(512);
	set->message = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_PROMPT);
	set->ids = (struct ma_buf)MA_BUF_INIT(1024);
	set->resolved = (struct ma_buf)MA_BUF_INIT(RESOLVED_MAX);
	rc = read_changes(set, err);
	if (!rc)
		rc = name_resolved(set, err);
	if (!rc)
		rc = describe(set, err);
	if (!rc)
		rc = ma_workspace_find(
			run->ports.workspace, j->d->effect, set->id, &set->found, err);
	if (rc) {
		set_free(set);
		return rc;
	}
	while (*end)
		end = &(*end)->next;
	*end = set;
	return MA_OK;
}

/* What it merged then is what is not as it was proposed. */
static void settle_found(struct ma_job_commit *set, const char *head)
{
	struct ma_workspace *ws = set->job->d->run->ports.workspace;
	ma_err why = { MA_OK, 0, "" };
	char *text = NULL;
	size_t i, size = 0;

	for (i = 0; i < set->commit.changes_n; i++) {
		const struct ma_change *c = &set->files.changes[i];

		if (c->remove || ma_workspace_read(ws, set->id, c->path, &text, &size, &why))
			continue;
		set->merged += !ma_str_eq(ma_str_n(text, size), c->content);
		ma_free(text);
	}
	settle_commit(set, MA_OK, set->id, head, NULL);
}

/* What there is no commit of yet is committed, and each set's result is in its outcome. */
static ma_rc commit_sets(struct ma_engine *run, struct ma_job_commit *sets, size_t n, ma_err *err)
{
	struct ma_commit_result *results = ma_new_n(struct ma_commit_result, n), *r = results;
	struct ma_commit *commits = ma_new_n(struct ma_commit, n);
	char head[MA_COMMIT_ID_SIZE] = "";
	struct ma_job_commit *set;
	ma_rc rc = results && commits ? MA_OK : ma_fail_nomem(err);

	for (n = 0, set = sets; !rc && set; set = set->next)
		if (!set->found)
			commits[n++] = set->commit;
	if (!rc)
		rc = ma_tend_check(run, err);
	if (!rc)
		ma_workspace_commit_all(run->ports.workspace, commits, n, results);
	if (!rc)
		rc = ma_workspace_head(run->ports.workspace, head, err);
	for (set = sets; !rc && set; set = set->next) {
		if (set->found) {
			settle_found(set, head);
			continue;
		}
		set->merged = r->merged;
		settle_commit(set, r->rc, r->id, r->rc ? head : r->id, &r->err);
		r++;
	}
	ma_free(commits);
	ma_free(results);
	return rc;
}

void ma_job_commit_all(void *engine)
{
	struct ma_engine *run = engine;
	struct ma_job_commit *sets = run->commits, *set, *next;
	ma_err err = { MA_OK, 0, "" };
	size_t n = 0;
	ma_rc rc;

	run->commits = NULL;
	for (set = sets; set; set = set->next)
		n++;
	rc = n > 0 ? commit_sets(run, sets, n, &err) : MA_OK;
	for (set = sets; set; set = next) {
		next = set->next;
		if (rc)
			set->job->d->outcome->err = err;
		set_free(set);
	}
}
