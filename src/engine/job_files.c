/* The effect READ: replies become plans and file sets. */
#include "base/alloc.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/path.h"
#include "engine/conflicts.h"
#include "engine/job.h"
#include "engine/reply.h"
#include "engine/stitch.h"
#include "model/plan_shape.h"

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

struct ma_plan_budget ma_job_budget(const struct ma_engine *run, const struct ma_plan *plan,
	size_t prompt_size, struct ma_str model, int64_t left_microusd, int64_t left_tokens)
{
	struct ma_plan_estimate e = ma_plan_estimate(plan, prompt_size);
	struct ma_plan_budget b = { left_microusd, left_tokens, -1, e.usage.input + e.usage.output };
	int64_t microusd = 0;

	if (run->ports.price &&
		run->ports.price(run->ports.price_data, ma_str(run->ports.llms[0]->ops->name),
			model, &e.usage, &microusd))
		b.microusd = microusd;
	return b;
}

static ma_rc read_plan(struct ma_job *j, struct ma_str reply, ma_err *err)
{
	struct ma_reply_planning how = { .agents = j->d->run->ports.agents, .resort = j->resort };
	struct ma_outcome *o = j->d->outcome;
	char *request = NULL, *contract = NULL;
	struct ma_plan_budget budget;
	ma_rc rc = ma_job_blob(j->d->run, j->prompt, &request, &how.request, err);

	if (!rc && j->given_contract.n > 0)
		rc = ma_job_blob(j->d->run, j->given_contract, &contract, &how.contract, err);
	if (!rc)
		ma_reply_plan(o, reply, &how);
	if (!rc && o->plan) {
		budget = ma_job_budget(j->d->run, o->plan, how.request.n, j->model,
			j->left_microusd, j->left_tokens);
		ma_reply_warn_of_plan(o, o->plan, &budget);
	}
	ma_free(contract);
	ma_free(request);
	return rc;
}

#define CHECK_TIME_US 20000000 /* for the syntax of all files of one reply */

struct base_text {
	char *p; /* owned */
	size_t n;
};

/* The files that a task has worked on, while its reply is read. */
struct base_files {
	struct ma_workspace *workspace;
	struct ma_job_bases bases;
	struct ma_map texts; /* path -> base_text, owned */
	size_t size;         /* of all of them */
};

static ma_rc keep_text(
	struct base_files *h, struct ma_str path, char *text, size_t size, ma_err *err)
{
	struct base_text *kept = ma_new(struct base_text);

	if (!kept || !ma_map_put(&h->texts, path, kept)) {
		ma_free(kept);
		ma_free(text);
		return ma_fail_nomem(err);
	}
	*kept = (struct base_text){ text, size };
	h->size += size;
	return MA_OK;
}

static ma_rc read_base_file(void *data, struct ma_str path, struct ma_edit_base *out, ma_err *err)
{
	struct base_files *h = data;
	const struct base_text *kept = ma_map_get(&h->texts, path);
	const char *id = ma_job_base(&h->bases, path);
	char *text = NULL;
	size_t size = 0;
	ma_rc rc = MA_ENOTFOUND;

	if (kept) {
		*out = (struct ma_edit_base){ ma_str_n(kept->p, kept->n), true };
		return MA_OK;
	}
	if (*id)
		rc = ma_workspace_read(h->workspace, id, path, &text, &size, err);
	if (rc == MA_ENOTFOUND)
		return MA_OK;
	if (!rc)
		rc = keep_text(h, path, text, size, err);
	if (!rc && h->size > MA_LIMIT_BLOB)
		rc = ma_fail(err, MA_ELIMIT,
			"the files that are edited are larger than %zu bytes together",
			MA_LIMIT_BLOB);
	if (!rc)
		*out = (struct ma_edit_base){ ma_str_n(text, size), true };
	return rc;
}

/* Of where the run began, and of the tasks before this one. */
static ma_rc list_base_files(
	void *data, struct ma_str dir, ma_twice_each_fn *each, void *each_data, ma_err *err)
{
	const struct base_files *h = data;
	const struct ma_map *of = &h->bases.of;
	ma_rc rc = MA_OK;
	size_t i;

	if (h->bases.j->start.n > 0)
		rc = ma_workspace_list(h->workspace, h->bases.j->start.p, dir, each, each_data, err);
	for (i = 0; i < of->n && !rc; i++)
		if (ma_str_eq(ma_path_dir(of->entries[i].key), dir))
			rc = each(each_data, of->entries[i].key, err);
	return rc;
}

static void base_files_done(struct base_files *h)
{
	struct base_text *kept;
	size_t i;

	ma_job_bases_done(&h->bases);
	for (i = 0; i < h->texts.n; i++) {
		kept = h->texts.entries[i].value;
		ma_free(kept->p);
		ma_free(kept);
	}
	ma_map_done(&h->texts);
}

bool ma_job_leaks(void *data, struct ma_str text)
{
	const struct ma_engine_ports *ports = data;
	uint32_t i;

	for (i = 0; i < ports->llms_n; i++)
		if (ma_llm_leaks(ports->llms[i], text))
			return true;
	return false;
}

static bool conflicts(void *data, struct ma_str path)
{
	return ma_conflicts_find(data, path) != NULL;
}

static ma_rc sides(void *data, struct ma_str path, struct ma_str side[MA_SIDES_N], ma_err *err)
{
	return ma_conflicts_sides(data, path, side, err);
}

static ma_rc read_files(
	struct ma_job *j, const struct ma_agent *agent, struct ma_str text, ma_err *err)
{
	struct ma_engine_ports *ports = &j->d->run->ports;
	struct base_files files = { .workspace = ports->workspace };
	struct ma_reply_ask ask = { .task = j->task,
		.agents = ports->agents,
		.rejections = j->rejections,
		.named = j->named,
		.guarded = j->guarded,
		.base = read_base_file,
		.base_data = &files,
		.list = list_base_files,
		.syntax = ports->syntax,
		.format = ports->format,
		.leaks = ma_job_leaks,
		.leaks_data = ports };
	struct ma_conflicts told = { .j = NULL };
	struct ma_reply_resolve resolve = { NULL, conflicts, sides, &told };
	char nonce[MA_NONCE_SIZE], *kept = NULL;
	ma_rc rc = ma_effect_nonce(j->seed, j->task->id, j->purpose, j->first_attempt, nonce, err);

	if (!rc)
		rc = ma_job_bases_init(&files.bases, j, err);
	if (!rc && j->kept.n > 0)
		rc = ma_job_blob(j->d->run, j->kept, &kept, &ask.kept, err);
	if (!rc && j->conflict.n > 0) {
		rc = ma_conflicts_load(j, &told, err);
		resolve.files = told.set;
		ask.resolve = &resolve;
	}
	ask.nonce = agent->host ? NULL : nonce;
	if (ports->syntax)
		ma_syntax_allow(ports->syntax, CHECK_TIME_US);
	if (!rc && agent->host)
		ma_reply_answer(j->d->outcome, text, &ask);
	else if (!rc)
		ma_reply_files(j->d->outcome, text, &ask);
	if (ports->syntax)
		ma_syntax_allow(ports->syntax, 0);
	ma_free(kept);
	ma_conflicts_done(&told);
	base_files_done(&files);
	return rc;
}

ma_rc ma_job_read(struct ma_job *j, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT((MA_PARTS_MAX + 1) * MA_LIMIT_REPLY);
	const struct ma_agent *agent = NULL;
	ma_rc rc = ma_job_need_agent(j->d->run, j->task, &agent, err);

	if (!rc)
		rc = load_reply(j, &text, err);
	if (!rc && !j->task)
		rc = read_plan(j, ma_buf_str(&text), err);
	else if (!rc)
		rc = read_files(j, agent, ma_buf_str(&text), err);
	ma_buf_done(&text);
	return rc;
}
