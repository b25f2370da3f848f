/* Forks of runs. */
#include "lib/fork.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/similar.h"
#include "codec/json.h"
#include "engine/run.h"
#include "lib/lineage.h"
#include "lib/output.h"
#include "lib/provider.h"
#include "lib/run.h"
#include "model/effect.h"

#define NAMES_MAX 20 /* tasks that are listed where there is none of that name */

void ma_fork_done(struct ma_fork *f)
{
	ma_free(f->from);
	ma_free(f->seed);
	ma_free(f->formats);
	ma_free(f->prompt);
	ma_free(f->plan);
	ma_free(f->contract);
	ma_free(f->model);
	*f = (struct ma_fork){ .has_base = false };
}

static ma_rc keep(struct ma_str text, char **out, ma_err *err)
{
	*out = ma_strndup(text.p, text.n);
	return *out ? MA_OK : ma_fail_nomem(err);
}

static ma_rc keep_blob(struct ma_store *store, struct ma_str hash, char **out, ma_err *err)
{
	char name[MA_HASH_HEX_SIZE] = "";
	size_t size;

	if (hash.n != sizeof(name) - 1)
		return ma_fail(err, MA_EIO, "the run names no blob where there should be one");
	memcpy(name, hash.p, hash.n);
	return ma_store_blob(store, name, out, &size, err);
}

ma_rc ma_fork_no_such_task(const struct ma_state *s, const char *from, ma_err *err)
{
	struct ma_buf names = MA_BUF_INIT(MA_MIB);
	struct ma_str likely = MA_STR(""), id;
	uint32_t i;

	ma_buf_adds(&names, "plan");
	for (i = 0; s->plan && i < s->plan->tasks_n; i++) {
		id = s->plan->tasks[i].id;
		if (likely.n == 0 && ma_similar(ma_str(from), id))
			likely = id;
		if (i < NAMES_MAX)
			ma_buf_addf(&names, ", " MA_STR_FMT, MA_STR_ARG(id));
	}
	ma_buf_adds(&names, i > NAMES_MAX ? ", …" : "");
	if (likely.n > 0)
		(void)ma_fail(err, MA_ENOTFOUND,
			"run " MA_STR_FMT " has no task \"%.60s\"; did you mean " MA_STR_FMT "?",
			MA_STR_ARG(s->run), from, MA_STR_ARG(likely)); /* below */
	else
		(void)ma_fail(err, MA_ENOTFOUND,
			"run " MA_STR_FMT " has no task \"%.60s\": it has %s", MA_STR_ARG(s->run),
			from, names.p ? names.p : "plan"); /* below */
	ma_buf_done(&names);
	return err->code;
}

static ma_rc find_task(struct ma_fork *f, const struct ma_state *s, const char *from, ma_err *err)
{
	if (strcmp(from, "plan") == 0 || strcmp(from, "planner") == 0)
		return keep(MA_STR("plan"), &f->from, err);
	if (!s->plan)
		return ma_fail(err, MA_ENOTFOUND,
			"run " MA_STR_FMT " has no plan yet: it is forked from \"plan\"",
			MA_STR_ARG(s->run));
	if (ma_plan_find(s->plan, ma_str(from)) < 0)
		return ma_fork_no_such_task(s, from, err);
	return keep(ma_str(from), &f->from, err);
}

/* The member of a plan that says what is to be done. */
static ma_rc put_instruction(struct ma_fork *f, const char *prompt, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_PLAN);
	json_t *plan = NULL, *task, *found = NULL;
	size_t i;
	ma_rc rc = ma_json_parse(ma_str(f->plan), "plan", &plan, err);

	json_array_foreach (json_object_get(plan, "tasks"), i, task)
		if (ma_str_is(ma_json_str(task, "id"), f->from))
			found = task;
	if (!rc && !found)
		rc = ma_fail(err, MA_EREFUSED,
			"task \"%s\" was added while the run went on: its instruction is the reply of the task that added it",
			f->from);
	else if (!rc && json_object_set_new(found, "description", json_string(prompt)))
		rc = ma_fail_nomem(err);
	if (!rc) {
		ma_json_write(plan, 0, &text);
		rc = ma_buf_check(&text, err);
	}
	if (!rc) {
		ma_free(f->plan);
		f->plan = ma_buf_take(&text);
	}
	ma_buf_done(&text);
	json_decref(plan);
	return rc;
}

/* The user's words, and either the plan that is kept or what the planner is given. */
static ma_rc take_words(ma_run *run, const struct ma_state *s, ma_run_opts *opts, ma_err *err)
{
	struct ma_fork *f = &run->fork;
	bool plans = strcmp(f->from, "plan") == 0;
	const char *given = opts->prompt;
	ma_rc rc = keep_blob(run->store, s->prompt, &f->prompt, err);

	if (!rc && s->contract.n > 0)
		rc = keep_blob(run->store, s->contract, &f->contract, err);
	if (!rc && !plans)
		rc = keep_blob(run->store, s->plan_blob, &f->plan, err);
	if (!rc && !plans && given)
		rc = put_instruction(f, given, err);
	opts->prompt = plans && given ? given : f->prompt;
	opts->plan = f->plan;
	opts->contract = f->contract;
	return rc;
}

/* A flag of the options: 0 would be as it is configured. */
static int flag(bool is)
{
	return is ? 1 : -1;
}

static int64_t given_or(int64_t given, int64_t was)
{
	return given != 0 ? given : was;
}

static void take_limits(const struct ma_state *s, ma_run_opts *opts)
{
	opts->jobs = given_or(opts->jobs, s->jobs);
	opts->timeout_ms = given_or(opts->timeout_ms, s->timeout_ms);
	opts->max_cost_microusd = given_or(opts->max_cost_microusd, s->max_cost_microusd);
	opts->max_tokens = given_or(opts->max_tokens, s->max_tokens);
	opts->retry_budget = given_or(opts->retry_budget, s->retry_budget);
	opts->max_repairs = s->max_repairs > 0 ? s->max_repairs : -1;
	opts->fail_fast = flag(s->fail_fast);
	opts->no_fallback = flag(s->no_fallback);
	opts->no_verify = flag(s->no_verify);
}

/* Another provider has models of its own. */
static ma_rc take_model(ma_run *run, const struct ma_state *s, ma_run_opts *opts, ma_err *err)
{
	struct ma_fork *f = &run->fork;
	ma_rc rc = ma_run_keep_chain(run, s, opts, err);

	if (rc || opts->model || !run->providers)
		return rc;
	rc = keep(s->model, &f->model, err);
	opts->model = f->model;
	run->model_for_all = s->model_for_all;
	return rc;
}

static ma_rc take_owner(ma_run *run, const struct ma_state *s, const char *output, ma_err *err)
{
	char newest[MA_ID_SIZE] = "";
	struct ma_state last;
	ma_rc rc;

	run->fork.unfinished = s->phase != MA_RUN_FINISHED;
	if (run->fork.unfinished)
		return ma_owner_take(&run->owner, output, run->store, run->fork.parent, err);
	rc = ma_owner_alone(&run->owner, err);
	if (!rc)
		rc = ma_output_newest(run->store, newest, err);
	ma_state_init(&last);
	if (!rc)
		rc = ma_engine_load(run->store, newest, &last, err);
	if (!rc && last.phase != MA_RUN_FINISHED)
		rc = ma_fail(err, MA_EREFUSED,
			"%s has an unfinished run (%s): go on with `meta-agent resume -o %s`, or give it up with `run --abandon`",
			output, newest, output);
	ma_state_done(&last);
	return rc;
}

/* Its templates follow the contract: no other instruction of a task changes them. */
static void warn_unread(ma_run *run, const ma_run_opts *opts)
{
	if (run->opts.prompt && run->ctx->on_warning && strcmp(run->fork.from, "plan") != 0 &&
		ma_provider_is_offline(run->ctx, run->providers, opts))
		run->ctx->on_warning(run->ctx->warning_data,
			"the offline provider does not read what a task is told: --prompt changes nothing here; a "
			"model's key, or --from plan with a whole prompt, does");
}

static ma_rc take_over(ma_run *run, const struct ma_state *s, ma_run_opts *opts, ma_err *err)
{
	struct ma_fork *f = &run->fork;
	ma_rc rc = take_owner(run, s, opts->output, err);

	if (!rc)
		rc = find_task(f, s, opts->from, err);
	if (!rc)
		rc = keep(s->seed, &f->seed, err);
	if (!rc)
		rc = keep(s->formats_known, &f->formats, err);
	if (!rc)
		rc = take_words(run, s, opts, err);
	if (!rc)
		rc = take_model(run, s, opts, err);
	take_limits(s, opts);
	if (!rc)
		warn_unread(run, opts);
	if (!rc)
		rc = ma_lineage_base(run->store, f->parent, f->base, &f->has_base, err);
	if (!rc && f->has_base)
		rc = ma_lineage_may_go_back(run->store, opts->output, f->parent, f->base, err);
	return rc;
}

ma_rc ma_fork_look_back(ma_run *run, ma_run_opts *opts, ma_err *err)
{
	struct ma_fork *f = &run->fork;
	struct ma_state s;
	ma_rc rc = ma_output_find(run->store, opts->run, f->parent, err);

	if (rc == MA_ENOTFOUND || rc == MA_EREFUSED)
		return ma_err_wrap(err, "%s", opts->output);
	if (rc)
		return rc;
	ma_state_init(&s);
	rc = ma_engine_load(run->store, f->parent, &s, err);
	if (!rc)
		rc = take_over(run, &s, opts, err);
	ma_state_done(&s);
	return rc;
}

static ma_rc give_up(ma_run *run, ma_err *err)
{
	struct ma_state s;
	ma_rc rc;

	ma_state_init(&s);
	rc = ma_engine_load(run->store, run->fork.parent, &s, err);
	if (!rc)
		rc = ma_run_give_up(run, &s, err);
	ma_state_done(&s);
	return rc;
}

ma_rc ma_fork_begin(ma_run *run, const char *output, ma_err *err)
{
	struct ma_fork *f = &run->fork;
	ma_rc rc = MA_OK;

	if (f->has_base) /* nobody may have committed meanwhile */
		rc = ma_lineage_may_go_back(run->store, output, f->parent, f->base, err);
	if (!rc && f->unfinished)
		rc = give_up(run, err);
	return rc;
}
