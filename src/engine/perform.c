/*
 * Effects: the ones that are a job on the disk queue are here; a call to a model and
 * the verification have files of their own.
 *
 * A job gets copies of what it needs of the state, or what can no longer change
 * (the plan, a completed task); the state itself belongs to the loop's thread.
 */
#include "engine/perform.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "engine/prompt.h"
#include "engine/reply.h"

struct upstream {
	const struct ma_work *work; /* completed: it does not change any more */
	bool direct;
	char *text; /* its file set */
};

struct job {
	struct ma_doing *d;
	const struct ma_task *task; /* NULL: the planner */
	struct ma_str blob, prompt, seed, contract, model,
		run;           /* borrowed from the state; they stay */
	struct ma_str problem; /* kept in the outcome */
	int64_t attempt, when_ms;
	struct upstream *upstream; /* in plan order */
	size_t upstream_n;
	char head[MA_COMMIT_ID_SIZE]; /* COMMIT: the branch's newest afterwards */
};

ma_rc ma_perform_blob(
	struct ma_engine *run, struct ma_str hash, char **out, struct ma_str *text_out, ma_err *err)
{
	char name[MA_HASH_HEX_SIZE] = "";
	size_t size = 0;
	ma_rc rc;

	if (hash.n != sizeof(name) - 1)
		return ma_fail(
			err, MA_EINVALID, "\"" MA_STR_FMT "\" names no blob", MA_STR_ARG(hash));
	memcpy(name, hash.p, hash.n);
	rc = ma_store_blob(run->ports.store, name, out, &size, err);
	if (!rc)
		*text_out = ma_str_n(*out, size);
	return rc;
}

static const struct ma_agent *agent_of(const struct ma_engine *run, const struct ma_task *task)
{
	return ma_agents_find(run->ports.agents, task ? task->agent : MA_STR("planner"));
}

static ma_rc load_upstream(struct job *j, struct ma_prompt_source *sources, ma_err *err)
{
	struct ma_engine *run = j->d->run;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < j->upstream_n && !rc; i++) {
		struct upstream *u = &j->upstream[i];

		sources[i].task = u->work->task->id;
		sources[i].agent = agent_of(run, u->work->task);
		sources[i].direct = u->direct;
		rc = ma_perform_blob(run, u->work->files, &u->text, &sources[i].files, err);
	}
	return rc;
}

static ma_rc write_request(struct job *j, const struct ma_prompt *p, ma_err *err)
{
	struct ma_buf user = MA_BUF_INIT(MA_LIMIT_REQUEST), text = MA_BUF_INIT(2 * MA_LIMIT_REQUEST);
	struct ma_outcome *o = j->d->outcome;
	struct ma_request r = { .system = p->agent->system, .json = !j->task };
	ma_rc rc;

	rc = ma_prompt_write(p, &user, err);
	r.user = ma_buf_str(&user);
	r.model = p->agent->model.n > 0 ? p->agent->model : j->model;
	ma_request_encode(&r, &text);
	if (!rc)
		rc = ma_buf_check(&text, err);
	if (!rc)
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_CALL_PREPARED,
				.effect = ma_str(o->effect),
				.task = p->task,
				.agent = p->agent->name,
				.request = ma_outcome_blob(o, ma_buf_str(&text)) });
	ma_buf_done(&user);
	ma_buf_done(&text);
	return rc;
}

static ma_rc build_prompt(struct job *j, ma_err *err)
{
	struct ma_prompt_source *sources = ma_new_n(struct ma_prompt_source, j->upstream_n);
	struct ma_engine *run = j->d->run;
	struct ma_prompt p = { .agent = agent_of(run, j->task),
		.contract = j->contract,
		.problem = j->problem,
		.sources = sources,
		.sources_n = j->upstream_n };
	char nonce[MA_NONCE_SIZE];
	char *prompt = NULL;
	ma_rc rc;

	if (!p.agent)
		rc = ma_fail(err, MA_ECONFIG, "agent \"" MA_STR_FMT "\" is not there any more",
			MA_STR_ARG(j->task->agent));
	else
		rc = sources ? MA_OK : ma_fail_nomem(err);
	p.task = j->task ? j->task->id : MA_STR("plan");
	p.name = j->task ? j->task->name : MA_STR("Turn the request into a plan");
	p.description = j->task ? j->task->description : MA_STR("");
	p.agents = j->task ? NULL : run->ports.agents;
	if (!rc)
		rc = ma_perform_blob(run, j->prompt, &prompt, &p.request, err);
	if (!rc)
		rc = load_upstream(j, sources, err);
	if (!rc)
		rc = ma_effect_nonce(j->seed, p.task, "call", j->attempt, nonce, err);
	p.nonce = nonce;
	if (!rc)
		rc = write_request(j, &p, err);
	ma_free(prompt);
	ma_free(sources);
	return rc;
}

/* A request that no model could be given: the task's failure, as a provider would have told it. */
static ma_rc settle_prompt(struct job *j, ma_rc rc, ma_err *err)
{
	struct ma_outcome *o = j->d->outcome;

	if (rc != MA_ELIMIT)
		return rc;
	(void)ma_err_wrap(err, "the request with the files of earlier tasks"); /* handled here */
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.effect = ma_str(o->effect),
			.task = j->d->task,
			.class = ma_str(ma_llm_class_name(MA_LLM_CONTEXT)),
			.message = ma_outcome_keep(o, ma_str(err->msg)) });
	return MA_OK;
}

static ma_rc read_reply(struct job *j, ma_err *err)
{
	struct ma_engine *run = j->d->run;
	struct ma_str text = MA_STR("");
	char nonce[MA_NONCE_SIZE];
	char *reply = NULL;
	ma_rc rc = ma_perform_blob(run, j->blob, &reply, &text, err);

	if (!rc && !j->task)
		ma_reply_plan(j->d->outcome, text, run->ports.agents);
	if (!rc && j->task)
		rc = ma_effect_nonce(j->seed, j->task->id, "call", j->attempt, nonce, err);
	if (!rc && j->task)
		ma_reply_files(j->d->outcome, text, nonce, j->task);
	ma_free(reply);
	return rc;
}

static void add_artifacts(struct job *j, const json_t *files)
{
	const struct ma_agent *agent = agent_of(j->d->run, j->task);
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
					.blob = j->blob });
			break;
		}
	}
}

/* The commit of a file set: the one that carries the effect's trailer, or a new one. */
static ma_rc commit_set(struct job *j, const struct ma_change *changes, size_t n,
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
	struct job *j, const json_t *files, char id[MA_COMMIT_ID_SIZE], ma_err *err)
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
static ma_rc settle_commit(struct job *j, const json_t *files, ma_rc rc, const char *id, ma_err *err)
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

static ma_rc commit_reply(struct job *j, ma_err *err)
{
	char id[MA_COMMIT_ID_SIZE] = "";
	struct ma_str text = MA_STR("");
	json_t *files = NULL;
	char *blob = NULL;
	ma_rc rc = ma_perform_blob(j->d->run, j->blob, &blob, &text, err);

	if (!rc)
		rc = ma_json_parse(text, "file set", &files, err);
	if (!rc)
		rc = settle_commit(j, files, commit_files(j, files, id, err), id, err);
	json_decref(files);
	ma_free(blob);
	return rc;
}

static void job_work(void *data)
{
	struct job *j = data;
	struct ma_outcome *o = j->d->outcome;
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = MA_OK;

	if (o->err.code)
		return;
	switch (j->d->kind) {
	case MA_EFFECT_PROMPT:
		rc = settle_prompt(j, build_prompt(j, &err), &err);
		break;
	case MA_EFFECT_READ_PLAN:
	case MA_EFFECT_READ_FILES:
		rc = read_reply(j, &err);
		break;
	case MA_EFFECT_COMMIT:
		rc = commit_reply(j, &err);
		break;
	case MA_EFFECT_CALL:
	case MA_EFFECT_VERIFY:
		break;
	}
	if (rc)
		o->err = err;
}

static void job_done(void *data)
{
	struct job *j = data;
	struct ma_doing *d = j->d;
	size_t i;

	for (i = 0; i < j->upstream_n; i++)
		ma_free(j->upstream[i].text);
	ma_free(j->upstream);
	ma_free(j);
	ma_live_finish(d);
}

/* All tasks that `task` depends on, near and far, in plan order. */
static bool find_upstream(struct job *j, const struct ma_state *s)
{
	uint32_t n = s->tally.total, *stack = NULL, top = 0, i, at;
	unsigned char *seen; /* 1: upstream, 2: a direct dependency */

	if (!j->task || j->task->deps_n == 0)
		return true;
	seen = ma_new_n(unsigned char, n);
	stack = ma_new_n(uint32_t, n);
	j->upstream = ma_new_n(struct upstream, n);
	if (seen && stack && j->upstream) {
		for (i = 0; i < j->task->deps_n; i++) {
			seen[j->task->deps[i]] = 2;
			stack[top++] = j->task->deps[i];
		}
		while (top > 0) {
			at = stack[--top];
			for (i = 0; i < s->works[at].task->deps_n; i++) {
				uint32_t dep = s->works[at].task->deps[i];

				if (!seen[dep])
					stack[top++] = dep;
				seen[dep] |= 1;
			}
		}
		for (i = 0; i < n; i++)
			if (seen[i] && s->works[i].state == MA_TASK_COMPLETED)
				j->upstream[j->upstream_n++] = (struct upstream){ &s->works[i],
					seen[i] & 2, NULL };
	}
	ma_free(stack);
	ma_free(seen);
	return seen && stack && j->upstream;
}

static void start_job(struct ma_doing *d, const struct ma_work *w)
{
	const struct ma_state *s = &d->run->state;
	struct job *j = ma_new(struct job);
	ma_err err = { MA_OK, 0, "" };

	if (!j) {
		(void)ma_fail_nomem(&d->outcome->err); /* delivered with the outcome */
		ma_live_finish(d);
		return;
	}
	*j = (struct job){ .d = d,
		.task = w->task,
		.prompt = s->prompt,
		.seed = s->seed,
		.run = s->run,
		.attempt = w->attempt,
		.when_ms = w->intended_at_ms };
	j->contract = w->task ? s->plan->contract : MA_STR("");
	j->model = d->kind == MA_EFFECT_COMMIT ? w->model : s->model;
	j->blob = d->kind == MA_EFFECT_COMMIT ? w->files : w->reply;
	if (d->kind == MA_EFFECT_PROMPT) {
		j->problem = ma_outcome_keep(d->outcome, w->problem);
		if (!find_upstream(j, s))
			(void)ma_fail_nomem(&d->outcome->err); /* delivered with the outcome */
	}
	if (ma_disk_run(&d->run->disk, job_work, job_done, j, &err)) {
		d->outcome->err = err;
		job_done(j);
	}
}

void ma_perform(struct ma_engine *run, const struct ma_effect *e)
{
	struct ma_doing *d = ma_new(struct ma_doing);
	ma_err err = { MA_OK, 0, "" };

	if (d)
		d->outcome = ma_outcome_new(e->id);
	if (!d || !d->outcome) {
		ma_free(d);
		(void)ma_fail_nomem(&err); /* handed on */
		ma_live_fail(run, &err);
		return;
	}
	d->run = run;
	d->kind = e->kind;
	memcpy(d->effect, e->id, strlen(e->id) + 1);
	d->task = e->work ? ma_work_id(e->work) : MA_STR("");
	d->began_ms = run->ports.clock->mono_ms(run->ports.clock);
	d->next = run->doing;
	run->doing = d;
	if (e->kind == MA_EFFECT_CALL)
		ma_perform_call(d, e->work);
	else if (e->kind == MA_EFFECT_VERIFY)
		ma_perform_verify(d);
	else
		start_job(d, e->work);
}

void ma_perform_cancel(struct ma_doing *d)
{
	if (d->kind == MA_EFFECT_CALL)
		ma_perform_call_cancel(d);
	else if (d->kind == MA_EFFECT_VERIFY)
		ma_perform_verify_cancel(d);
	/* a job on the disk queue is short: it ends by itself */
}
