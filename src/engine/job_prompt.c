/* The effect PROMPT: a request is made from the plan, the user's words and the files of earlier tasks. */
#include "base/alloc.h"
#include "base/limits.h"
#include "engine/job.h"
#include "engine/job_resolve.h"
#include "engine/reuse.h"
#include "engine/stitch.h"
#include "llm/request.h"
#include "model/plan_schema.h"

#define OUTPUT_TOKENS_WORST 65536  /* where the request sets no limit */
#define OUTPUT_TOKENS_BUDGET 32768 /* asked for where a budget is to be kept */
#define BYTES_PER_TOKEN 3          /* at the worst: text of models has more */

static ma_rc load_upstream(struct ma_job *j, struct ma_prompt_source *sources, ma_err *err)
{
	struct ma_engine *run = j->d->run;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < j->sources_n && !rc; i++) {
		struct ma_job_source *u = &j->sources[i];

		sources[i].task = u->work->task->id;
		sources[i].agent = ma_job_agent(run, u->work->task);
		sources[i].direct = u->direct;
		rc = ma_job_committed(j, u, &sources[i].files, err);
	}
	return rc;
}

/* What others made of the task's own files comes last: it is what they are now. */
static ma_rc load_met(struct ma_job *j, char **text, struct ma_prompt *p,
	struct ma_prompt_source *sources, ma_err *err)
{
	struct ma_prompt_source *met = &sources[j->sources_n];
	ma_rc rc = ma_job_met(j, text, &met->files, err);

	if (rc || !*text)
		return rc;
	met->task = p->task;
	met->direct = true;
	p->sources_n++;
	return MA_OK;
}

/* The files that the task is shown. */
static ma_rc load_sources(struct ma_job *j, char **met, struct ma_prompt *p,
	struct ma_prompt_source *sources, ma_err *err)
{
	ma_rc rc = load_upstream(j, sources, err);

	p->sources_n = j->sources_n;
	return rc ? rc : load_met(j, met, p, sources, err);
}

/* What the call may cost at the worst. */
static void add_worst(
	struct ma_job *j, struct ma_str request, const struct ma_request *r, struct ma_event *e)
{
	const struct ma_engine_ports *ports = &j->d->run->ports;
	struct ma_usage usage = { .input = (int64_t)request.n / BYTES_PER_TOKEN + 1,
		.output = r->output_tokens_max > 0 ? r->output_tokens_max : OUTPUT_TOKENS_WORST };

	if (ma_str_starts(r->model, MA_AGENT_HOST))
		return; /* no model is asked */
	e->worst_tokens = usage.input + usage.output;
	e->unpriced = ports->price &&
		!ports->price(ports->price_data, j->provider, r->model, &usage, &e->worst_microusd);
}

/* What the agent may answer, and no more than a budget can hold. */
static int64_t output_limit(const struct ma_job *j, const struct ma_agent *agent)
{
	int64_t most = agent->style.output_tokens_max;

	if (j->has_budget && (most == 0 || most > OUTPUT_TOKENS_BUDGET))
		most = OUTPUT_TOKENS_BUDGET;
	return most;
}

/* The request hash: what a cassette knows it by as well. */
static struct ma_str key_of(struct ma_outcome *o, const struct ma_request *r, ma_err *err)
{
	struct ma_llm_msg msgs[MA_REQUEST_MSGS_MAX];
	const struct ma_llm_req req = ma_request_llm(r, msgs);
	char key[MA_KEY_SIZE];

	if (ma_llm_req_key(&req, key, err))
		return MA_STR("");
	return ma_outcome_keep(o, ma_str(key));
}

/* What the task will have worked on, whatever becomes of the branch meanwhile. */
static struct ma_str head_of(struct ma_job *j, ma_err *err)
{
	char head[MA_COMMIT_ID_SIZE] = "";

	if (!j->task || ma_workspace_head(j->d->run->ports.workspace, head, err))
		return MA_STR("");
	return ma_outcome_keep(j->d->outcome, ma_str(head));
}

/* Whether the job comes with, or after, the task that a fork begins with: it is not as it was. */
static bool is_behind(const struct ma_job *j)
{
	size_t i;

	if (ma_str_is(j->from, "plan") || (j->task && ma_str_eq(j->task->id, j->from)))
		return true;
	for (i = 0; i < j->sources_n; i++)
		if (ma_str_eq(j->sources[i].work->task->id, j->from))
			return true;
	return false;
}

/*
 * The reply that this request had in the run that this one is a fork of; NULL: it is to be asked. What comes before
 * the fork's first task stays as it was, whoever would be asked now: then the request is made as it was.
 */
static ma_rc find_answer(
	const struct ma_job *j, struct ma_request *r, const struct ma_reply_of **out, ma_err *err)
{
	const struct ma_reuse *reuse = j->d->run->reuse;
	ma_rc rc;

	*out = NULL;
	if (!reuse || ma_str_eq(j->task ? j->task->id : MA_STR("plan"), j->from))
		return MA_OK;
	rc = ma_reuse_find(reuse, r, out, err);
	if (!rc && !*out && !is_behind(j))
		rc = ma_reuse_find_loose(reuse, r, out, err);
	if (!rc && *out) {
		r->model = (*out)->model;
		r->output_tokens_max = (*out)->output_tokens_max;
	}
	return rc;
}

/* It costs nothing here: where it was paid for, it is counted. */
static ma_rc add_answer(
	struct ma_job *j, const struct ma_prompt *p, const struct ma_reply_of *a, ma_err *err)
{
	struct ma_outcome *o = j->d->outcome;
	struct ma_buf reply = MA_BUF_INIT(MA_LIMIT_BLOB);
	struct ma_event e = { .kind = MA_EVENT_CALL_REPLIED,
		.effect = ma_str(o->effect),
		.task = p->task,
		.provider = a->provider,
		.model = a->answered_by,
		.reply = a->reply,
		.key = a->key,
		.message = a->message,
		.cut = a->cut,
		.reused = a->run };
	struct ma_str text;
	char *was = NULL;
	ma_rc rc = MA_OK;

	if (!ma_str_is(a->nonce, p->nonce)) {
		rc = ma_job_blob(j->d->run, a->reply, &was, &text, err);
		if (!rc)
			ma_llm_put_nonce(text, a->nonce, ma_str(p->nonce), &reply);
		if (!rc)
			rc = ma_buf_check(&reply, err);
		if (!rc)
			e.reply = ma_outcome_blob(o, ma_buf_str(&reply));
	}
	if (!rc)
		ma_outcome_add(o, e);
	ma_free(was);
	ma_buf_done(&reply);
	return rc;
}

static ma_rc add_request(
	struct ma_job *j, const struct ma_prompt *p, struct ma_request *r, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(2 * MA_LIMIT_REQUEST);
	struct ma_outcome *o = j->d->outcome;
	const struct ma_reply_of *answer = NULL;
	struct ma_event e = { .kind = MA_EVENT_CALL_PREPARED,
		.effect = ma_str(o->effect),
		.task = p->task,
		.agent = p->agent->name };
	ma_rc rc = find_answer(j, r, &answer, err);

	ma_request_encode(r, &text);
	if (!rc)
		rc = ma_buf_check(&text, err);
	if (!rc) {
		e.request = ma_outcome_blob(o, ma_buf_str(&text));
		e.key = key_of(o, r, err);
		if (!err->code)
			e.head = head_of(j, err);
		if (!answer)
			add_worst(j, ma_buf_str(&text), r, &e);
		ma_outcome_add(o, e);
		rc = err->code;
	}
	ma_buf_done(&text);
	return rc || !answer ? rc : add_answer(j, p, answer, err);
}

/* Whoever mends his own files does so by the rules of repairs. */
static ma_rc write_system(
	const struct ma_job *j, const struct ma_agent *agent, struct ma_buf *out, ma_err *err)
{
	const struct ma_agent *mender = ma_agents_find(
		j->d->run->ports.agents, MA_STR(MA_REPAIR_AGENT));

	ma_buf_addv(out, agent->system);
	if (j->task && j->task->mends && mender && mender != agent) {
		ma_buf_adds(out, "\n\n");
		ma_buf_addv(out, mender->system);
	}
	return ma_buf_check(out, err);
}

static ma_rc write_request(struct ma_job *j, const struct ma_prompt *p, ma_err *err)
{
	struct ma_buf user = MA_BUF_INIT(MA_LIMIT_REQUEST), said = MA_BUF_INIT(MA_LIMIT_REPLY),
		      system = MA_BUF_INIT(MA_LIMIT_CONFIG * 2);
	struct ma_plan_agents named = ma_agents_for_plan(j->d->run->ports.agents);
	json_t *schema = NULL;
	struct ma_request r = { .json = !j->task, .model = j->model, .style = p->agent->style };
	ma_rc rc = MA_OK;

	if (!j->task && !(schema = ma_plan_schema(&named)))
		rc = ma_fail_nomem(err);
	r.schema = schema;
	if (!rc)
		rc = write_system(j, p->agent, &system, err);
	if (!rc)
		rc = ma_prompt_write(p, &user, err);
	r.system = ma_buf_str(&system);
	if (!rc)
		rc = ma_job_parts(j, &said, err);
	r.user = ma_buf_str(&user);
	r.said = ma_buf_str(&said);
	r.output_tokens_max = output_limit(j, p->agent);
	r.style.output_tokens_max = 0;
	if (!rc)
		rc = add_request(j, p, &r, err);
	json_decref(schema);
	ma_buf_done(&said);
	ma_buf_done(&user);
	ma_buf_done(&system);
	return rc;
}

static ma_rc build_prompt(struct ma_job *j, ma_err *err)
{
	struct ma_prompt_source *sources = ma_new_n(struct ma_prompt_source, j->sources_n + 1);
	struct ma_engine *run = j->d->run;
	struct ma_prompt p = { .contract = j->contract,
		.problem = j->problem,
		.named = j->named,
		.kept = j->kept.n > 0,
		.edits = j->edits,
		.sources = sources };
	char nonce[MA_NONCE_SIZE];
	char *prompt = NULL, *contract = NULL, *met = NULL;
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_OUTPUT);
	struct ma_job_resolve resolve = { .files = NULL };
	ma_rc rc = sources ? ma_job_need_agent(run, j->task, &p.agent, err) : ma_fail_nomem(err);

	if (j->conflict.n > 0) {
		p.agent = ma_job_resolver(run, j->task);
		p.problem = MA_STR(""); /* it is what follows */
	}
	p.task = j->task ? j->task->id : MA_STR("plan");
	p.name = j->task ? j->task->name : MA_STR(MA_PROMPT_PLAN_NAME);
	p.description = j->task ? j->task->description : MA_STR("");
	p.plans = !j->task;
	p.blind = (p.agent && p.agent->blind) || (j->task && j->task->retests);
	p.agents = p.plans || (p.agent && p.agent->adds_tasks && j->conflict.n == 0)
		? run->ports.agents
		: NULL;
	if (!rc)
		rc = ma_job_blob(run, j->prompt, &prompt, &p.request, err);
	if (!rc && p.plans && j->given_contract.n > 0)
		rc = ma_job_blob(run, j->given_contract, &contract, &p.contract, err);
	if (!rc)
		rc = j->conflict.n > 0 ? ma_job_resolve_show(j, &resolve, &p, err)
				       : load_sources(j, &met, &p, sources, err);
	if (!rc && j->found)
		rc = ma_job_failures(j, &arena, &p, err);
	if (!rc)
		rc = ma_effect_nonce(j->seed, p.task, j->purpose, j->first_attempt, nonce, err);
	p.nonce = nonce;
	if (!rc)
		rc = write_request(j, &p, err);
	ma_job_resolve_done(&resolve);
	ma_arena_done(&arena);
	ma_free(met);
	ma_free(contract);
	ma_free(prompt);
	ma_free(sources);
	return rc;
}

/* A request that no model could be given: the task's failure, as a provider would have told it. */
static ma_rc settle(struct ma_job *j, ma_rc rc, ma_err *err)
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

ma_rc ma_job_prompt(struct ma_job *j, ma_err *err)
{
	return settle(j, build_prompt(j, err), err);
}

/* All tasks that `task` depends on, near and far, in plan order. */
bool ma_job_find_sources(struct ma_job *j, const struct ma_state *s)
{
	uint32_t n = s->tally.total, *stack = NULL, top = 0, i, at;
	unsigned char *seen; /* 1: upstream, 2: a direct dependency */

	if (!j->task || j->task->deps_n == 0)
		return true;
	seen = ma_new_n(unsigned char, n);
	stack = ma_new_n(uint32_t, n);
	j->sources = ma_new_n(struct ma_job_source, n);
	if (seen && stack && j->sources) {
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
		for (i = 0; i < n; i++) {
			at = s->plan->order[i];
			if (seen[at] && s->works[at].state == MA_TASK_COMPLETED &&
				!s->works[at].undone)
				j->sources[j->sources_n++] = (struct ma_job_source){ &s->works[at],
					seen[at] & 2, NULL };
		}
	}
	ma_free(stack);
	ma_free(seen);
	return seen && stack && j->sources;
}
