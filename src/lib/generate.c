/* One call of a model: the public functions, its opening and its result. */
#include "base/alloc.h"
#include "base/limits.h"
#include "codec/extract.h"
#include "codec/json.h"
#include "core/policy.h"
#include "lib/generation.h"
#include "lib/prompt_secrets.h"
#include "lib/provider.h"

#define ERRORS_QUOTED 20 /* more would not help */

static ma_rc check_text(const char *name, const char *text, ma_err *err)
{
	if (strlen(text) > MA_LIMIT_PROMPT)
		return ma_fail(err, MA_ELIMIT, "%s is longer than %zu bytes", name, MA_LIMIT_PROMPT);
	if (!ma_str_utf8(ma_str(text)))
		return ma_fail(err, MA_EINVALID, "%s is not UTF-8", name);
	return MA_OK;
}

static ma_rc check_opts(
	const ma_ctx *ctx, const ma_generate_opts *opts, ma_generation **out, ma_err *err)
{
	ma_rc rc;

	if (!ctx || !opts || !out || opts->size != sizeof(*opts) || opts->timeout_ms < 0)
		return ma_fail(err, MA_EMISUSE, "a call needs a context and this version's options");
	if (opts->record && opts->replay)
		return ma_fail(err, MA_EMISUSE, "a call is recorded, or replayed, not both");
	if (!opts->prompt || ma_str_trim(ma_str(opts->prompt)).n == 0)
		return ma_fail(err, MA_EMISUSE, "a call needs a prompt");
	if (opts->schema && opts->on_text)
		return ma_fail(err, MA_EMISUSE,
			"a reply that must fit a schema may be asked for again: it cannot be handed out as it comes");
	rc = check_text("the prompt", opts->prompt, err);
	if (!rc && opts->system)
		rc = check_text("the system text", opts->system, err);
	return rc;
}

static ma_rc read_schema(ma_generation *g, const char *schema, ma_err *err)
{
	json_t *value = NULL;
	ma_rc rc = ma_validator_new(schema, "the schema", NULL, &g->schema, err);

	if (!rc)
		rc = ma_json_parse(ma_str(schema), "the schema", &value, err);
	if (rc)
		return rc;
	g->wants_object = ma_str_is(ma_json_str(value, "type"), "object");
	json_decref(value);
	ma_buf_addf(&g->system,
		"%sAnswer with one JSON value and nothing else. It must fit this JSON Schema:\n",
		g->system.n ? "\n\n" : "");
	ma_buf_adds(&g->system, schema);
	return MA_OK;
}

/* What the options leave open is as configured for a run. */
static ma_run_opts as_run(const ma_generation *g, const ma_generate_opts *opts)
{
	ma_run_opts run = { .provider = opts->provider,
		.model = opts->model,
		.script = opts->script,
		.replay = opts->replay,
		.base_url = opts->base_url };

	ma_config_fill_run(g->ctx->config, false, &run);
	return run;
}

static ma_rc keep_texts(ma_generation *g, const ma_generate_opts *opts, ma_err *err)
{
	const char *model = as_run(g, opts).model;
	ma_rc rc = ma_prompt_secrets(g->ctx, "the prompt", opts->prompt, err);

	if (!rc)
		rc = ma_prompt_secrets(g->ctx, "the system text", opts->system, err);
	if (rc)
		return rc;
	g->prompt = ma_strdup(opts->prompt);
	g->model = ma_strdup(model ? model : "");
	if (!g->prompt || !g->model)
		return ma_fail_nomem(err);
	ma_buf_adds(&g->system, opts->system ? opts->system : "");
	if (opts->schema)
		rc = read_schema(g, opts->schema, err);
	if (!rc)
		rc = ma_generation_tools(g, opts, err);
	return rc ? rc : ma_buf_check(&g->system, err);
}

static ma_rc open_tapes(ma_generation *g, const ma_generate_opts *opts, ma_err *err)
{
	ma_rc rc = opts->record ? ma_tape_check(opts->record, err) : MA_OK;

	if (!rc && opts->record) {
		g->record = ma_strdup(opts->record);
		rc = g->record ? MA_OK : ma_fail_nomem(err);
		ma_tape_keys_find(&g->keys, g->ctx->config);
		g->tape.secrets = g->keys.texts;
		g->tape.secrets_n = g->keys.n;
	}
	if (!rc && opts->replay)
		rc = ma_cassette_load(opts->replay, g->ctx->data_dir, &g->cassette, err);
	return rc;
}

static ma_rc open_chain(ma_generation *g, const ma_generate_opts *opts, ma_err *err)
{
	const ma_run_opts run = as_run(g, opts);
	ma_rc rc = open_tapes(g, opts, err);
	uint32_t i;

	if (!rc && g->cassette)
		rc = ma_tape_chain(g->ctx, g->cassette, &run, g->llms, &g->llms_n, err);
	else if (!rc)
		rc = ma_provider_chain(g->ctx, NULL, &run, g->llms, &g->llms_n, err);
	for (i = 0; i < g->llms_n && !rc && !g->cassette; i++) /* which asks nobody */
		rc = ma_ctx_gate(g->ctx, g->llms[i], &g->terms.gates[i], err);
	return rc;
}

static ma_rc begin(ma_generation *g, const ma_generate_opts *opts, ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	struct ma_buf names = MA_BUF_INIT(1024);
	struct ma_event e = { .kind = MA_EVENT_RUN_STARTED,
		.jobs = 1,
		.timeout_ms = opts->timeout_ms,
		.at_ms = clock->wall_ms(clock) };
	uint32_t i;
	ma_rc rc = ma_id_new(ma_ids_system(), clock, g->id, err);

	for (i = 0; i < g->llms_n; i++)
		ma_buf_addf(&names, "%s%s", i > 0 ? "," : "", g->llms[i]->ops->name);
	if (!rc)
		rc = ma_buf_check(&names, err);
	e.run = e.seed = ma_str(g->id); /* the id is random as well */
	e.provider = ma_buf_str(&names);
	e.model = ma_str(g->llms[0]->model);
	e.no_fallback = g->planning && g->planning->no_fallback;
	if (!rc)
		rc = ma_state_fold(&g->state, &e, err);
	ma_state_adopt(&g->state, &g->terms);
	ma_buf_done(&names);
	return rc;
}

static void close_all(ma_generation *g)
{
	uint32_t i;

	ma_timer_cancel(g->timer);
	ma_state_abandon(&g->state);
	ma_state_done(&g->state);
	for (i = 0; i < g->llms_n; i++)
		ma_llm_free(g->llms[i]);
	ma_planning_free(g->planning);
	ma_validator_free(g->schema);
	ma_string_free(g->errors);
	ma_buf_done(&g->system);
	ma_buf_done(&g->rejected);
	ma_buf_done(&g->repair);
	ma_buf_done(&g->text);
	json_decref(g->tools_json);
	json_decref(g->calls);
	ma_arena_done(&g->arena);
	ma_cassette_unref(g->cassette);
	ma_cassette_writer_done(&g->tape);
	ma_tape_keys_done(&g->keys);
	ma_free(g->record);
	ma_free(g->prompt);
	ma_free(g->model);
	ma_free(g);
}

static ma_generation *generation_new(ma_ctx *ctx, const ma_generate_opts *opts)
{
	ma_generation *g = ma_new(ma_generation);

	if (!g)
		return NULL;
	g->ctx = ctx;
	g->opts = *opts;
	g->system = g->repair = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_REQUEST);
	g->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_REQUEST);
	g->tape = (struct ma_cassette_writer)MA_CASSETTE_WRITER_INIT;
	g->rejected = g->text = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_REPLY);
	ma_state_init(&g->state);
	return g;
}

ma_rc ma_generation_start(ma_ctx *ctx, const ma_generate_opts *opts, struct ma_planning *planning,
	ma_generation **out, ma_err *err)
{
	ma_generation *g = generation_new(ctx, opts);
	ma_rc rc;

	if (!g) {
		ma_planning_free(planning);
		return ma_fail_nomem(err);
	}
	g->planning = planning;
	rc = keep_texts(g, opts, err);
	if (!rc)
		rc = open_chain(g, opts, err);
	if (!rc)
		rc = ma_ctx_load_prices(ctx, err);
	if (!rc)
		rc = begin(g, opts, err);
	if (!rc && planning)
		rc = ma_planning_write(g, MA_STR(""), err);
	if (rc) {
		close_all(g);
		return rc;
	}
	g->next = ctx->generations;
	ctx->generations = g;
	ma_generation_turn(g);
	*out = g;
	return MA_OK;
}

ma_rc ma_generate(ma_ctx *ctx, const ma_generate_opts *opts, ma_generation **out, ma_err *err)
{
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	rc = check_opts(ctx, opts, out, err);
	return rc ? rc : ma_generation_start(ctx, opts, NULL, out, err);
}

/* The JSON in the reply, as it is where all of it is JSON, else what stands among the words; else the reply. */
static void find_json(const ma_generation *g, struct ma_buf *out)
{
	struct ma_str text = ma_str_trim(ma_buf_str(&g->text));
	ma_err err = { MA_OK, 0, "" };
	json_t *value = NULL;

	if (ma_json_parse(text, "reply", &value, &err) && !ma_extract_json(text, &value, &err))
		ma_json_write(value, 0, out);
	else
		ma_buf_addv(out, text);
	ma_buf_add(out, "", 0); /* so that a blank reply is "", not NULL */
	json_decref(value);
}

static ma_rc write_repair(ma_generation *g, ma_err *err)
{
	json_t *errors = NULL, *e;
	size_t i;
	ma_rc rc = ma_json_parse(ma_str(g->errors), "errors", &errors, err);

	if (rc)
		return rc;
	ma_buf_clear(&g->repair);
	ma_buf_adds(&g->repair, "Your answer does not fit the JSON Schema:\n");
	json_array_foreach (errors, i, e) {
		struct ma_str at = ma_json_str(e, "at"), message = ma_json_str(e, "message");

		if (i < ERRORS_QUOTED)
			ma_buf_addf(&g->repair, "- " MA_STR_FMT ": " MA_STR_FMT "\n",
				MA_STR_ARG(at.n ? at : MA_STR("the whole")), MA_STR_ARG(message));
	}
	ma_buf_adds(&g->repair,
		"Answer again, with the whole JSON value, corrected, and nothing else.");
	json_decref(errors);
	return ma_buf_check(&g->repair, err);
}

ma_rc ma_generation_check(struct ma_generation *g, bool *fits_out, ma_err *err)
{
	struct ma_buf json = MA_BUF_INIT(2 * MA_LIMIT_REPLY);
	char *errors = NULL;
	int fits = 0;
	ma_rc rc;

	find_json(g, &json);
	rc = ma_buf_check(&json, err);
	if (!rc)
		rc = ma_validator_check(g->schema, json.p, &fits, &errors, err);
	if (!rc) {
		ma_string_free(g->errors);
		g->errors = errors;
		ma_buf_clear(&g->rejected);
		ma_buf_addv(&g->rejected, ma_buf_str(&g->text));
		ma_buf_clear(&g->text);
		ma_buf_adds(&g->text, json.p);
		rc = fits ? ma_buf_check(&g->text, err) : write_repair(g, err);
	}
	if (!rc)
		*fits_out = fits;
	ma_buf_done(&json);
	return rc;
}

ma_rc ma_generation_record(struct ma_generation *g, ma_err *err)
{
	struct ma_cassette_head head = { .sources_n = g->llms_n };
	uint32_t i;

	for (i = 0; i < g->llms_n; i++)
		head.sources[i] = (struct ma_cassette_source){ ma_str(g->llms[i]->ops->name),
			ma_str(g->llms[i]->model) };
	return ma_tape_calls(&g->tape, &head, g->record, err);
}

int ma_generation_over(const ma_generation *g)
{
	return !g || g->ended;
}

void ma_generation_wait(ma_generation *g)
{
	while (g && !g->ended && !g->ctx->turning)
		ma_ctx_wait(g->ctx);
}

static int exit_of(const ma_generation *g)
{
	const struct ma_work *w = &g->state.planner;

	if (g->finish == MA_FINISH_STOP)
		return 0;
	if (g->finish == MA_FINISH_INVALID)
		return g->planning ? 5 : 1;
	if (g->state.interrupted)
		return 6;
	return w->failed_as == MA_LLM_BAD_OUTPUT && !g->planning ? 4 : ma_policy_exit(w);
}

json_t *ma_generation_error(const struct ma_generation *g)
{
	const struct ma_work *w = &g->state.planner;
	struct ma_str message = w->message;
	enum ma_llm_class class = w->failed_as;

	if (g->state.interrupted) {
		class = MA_LLM_TIMEOUT;
		message = MA_STR("the time allowed is over");
	} else if (g->finish == MA_FINISH_LENGTH && message.n == 0) {
		class = MA_LLM_LENGTH;
		message = MA_STR("the reply was cut by the token limit");
	}
	return json_pack(
		"{s:s, s:s%}", "class", ma_llm_class_name(class), "message", message.p, message.n);
}

static json_t *usage_json(const struct ma_usage *u)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:b}", "input", (json_int_t)u->input, "output",
		(json_int_t)u->output, "cached", (json_int_t)u->cached, "reasoning",
		(json_int_t)u->reasoning, "estimated", u->estimated);
}

json_t *ma_generation_source(const struct ma_generation *g)
{
	const struct ma_work *w = &g->state.planner;
	const struct ma_llm *llm = g->llms[w->provider];
	struct ma_str model = w->model.n > 0 ? w->model : ma_str(llm->model);

	return json_pack("{s:o, s:o, s:s, s:s%, s:I}", "usage", usage_json(&g->state.usage),
		"cost_usd",
		g->state.unpriced ? json_null() : json_real((double)g->state.cost_microusd / 1e6),
		"provider", llm->ops->name, "model", model.p ? model.p : "", model.n, "attempts",
		(json_int_t)w->attempt);
}

/* A member that may not be there; takes `value`. */
static bool add_some(json_t *object, const char *key, bool there, json_t *value)
{
	return !there || json_object_set_new(object, key, value) == 0;
}

static json_t *result_json(const ma_generation *g)
{
	static const char *const words[] = { "stop", "length", "invalid", "failed" };
	struct ma_str text = g->finish == MA_FINISH_FAILED ? MA_STR("") : ma_buf_str(&g->text);
	bool invalid = g->finish == MA_FINISH_INVALID;
	bool failed = g->finish == MA_FINISH_LENGTH || g->finish == MA_FINISH_FAILED;
	bool calls = g->calls && g->finish == MA_FINISH_STOP;
	json_t *source = ma_generation_source(g);
	json_t *result = json_pack(
		"{s:s%, s:s}", "text", text.p ? text.p : "", text.n, "finish", words[g->finish]);
	bool ok = result && source && json_object_update(result, source) == 0 &&
		add_some(result, "tool_calls", calls, calls ? json_incref(g->calls) : NULL) &&
		add_some(result, "errors", invalid,
			invalid ? json_loads(g->errors, 0, NULL) : NULL) &&
		add_some(result, "cassette", g->cassette,
			g->cassette ? json_string(ma_cassette_digest(g->cassette)) : NULL) &&
		add_some(result, "error", failed, failed ? ma_generation_error(g) : NULL);

	json_decref(source);
	if (ok)
		return result;
	json_decref(result);
	return NULL;
}

ma_rc ma_generation_result(ma_generation *g, int *exit_out, char **json_out, ma_err *err)
{
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!g || !exit_out || !json_out)
		return ma_fail(err, MA_EMISUSE, "a result is of a call, to places for it");
	if (!g->ended)
		return ma_fail(err, MA_EMISUSE, "the call is not over");
	if (g->failure.code) {
		*err = g->failure;
		return err->code;
	}
	rc = ma_give_json(g->planning ? ma_planning_result(g) : result_json(g), json_out, err);
	if (!rc)
		*exit_out = exit_of(g);
	return rc;
}

void ma_generation_leave(ma_generation *g)
{
	ma_ctx *ctx = g->ctx;
	ma_generation **at = &ctx->generations;

	while (*at != g)
		at = &(*at)->next;
	*at = g->next;
	ctx->leaving_n -= g->leaving;
	close_all(g);
	ma_ctx_left(ctx);
}

void ma_generation_free(ma_generation *g)
{
	if (!g)
		return;
	g->opts.on_retry = NULL;
	g->opts.on_text = NULL;
	if (!g->ended) {
		g->stopping = true;
		ma_generation_turn(g);
	}
	ma_generation_wait(g);
	if (g->ended) {
		ma_generation_leave(g);
	} else { /* inside a callback */
		g->leaving = true;
		g->ctx->leaving_n++;
	}
}
