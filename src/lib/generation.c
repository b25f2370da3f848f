/* The turn of one call: what core decides is performed, what came of it is folded. See generation.h. */
#include "lib/generation.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "engine/stitch.h"

static int64_t now_ms(void)
{
	return ma_clock_system()->wall_ms(ma_clock_system());
}

static ma_rc fold(struct ma_generation *g, struct ma_event e, ma_err *err)
{
	e.run = ma_str(g->id);
	e.task = MA_STR("plan");
	e.at_ms = now_ms();
	return ma_state_fold(&g->state, &e, err);
}

static void fail(struct ma_generation *g, const ma_err *err)
{
	if (!g->failure.code)
		g->failure = *err;
}

static void add_cost(const struct ma_generation *g, const struct ma_llm_reply *r, struct ma_event *e)
{
	e->usage = r->usage;
	e->unpriced = !ma_ctx_price(
		g->ctx, ma_str(g->asked->ops->name), r->model, &r->usage, &e->cost_microusd);
}

static void fold_reply(struct ma_generation *g, const struct ma_llm_reply *r)
{
	bool is_text = r->class == MA_LLM_OK || (r->class == MA_LLM_LENGTH && r->text.n > 0);
	struct ma_event e = { .kind = is_text ? MA_EVENT_CALL_REPLIED : MA_EVENT_CALL_FAILED,
		.effect = ma_str(g->effect),
		.provider = ma_str(g->asked->ops->name),
		.model = r->model,
		.reply = MA_STR("reply"), /* it is kept here, not in a blob */
		.cut = r->class == MA_LLM_LENGTH,
		.class = ma_str(ma_llm_class_name(r->class)),
		.message = r->message,
		.retry_after_ms = r->retry_after_ms > 0 ? r->retry_after_ms : 0,
		.allows = r->allows,
		.sent = r->sent };
	ma_err err = { MA_OK, 0, "" };

	add_cost(g, r, &e);
	if (is_text && !g->canceled)
		ma_stitch(&g->text, r->text);
	if (fold(g, e, &err) || ma_buf_check(&g->text, &err) || ma_generation_keep_calls(g, r, &err))
		fail(g, &err);
}

static void record(struct ma_generation *g, const struct ma_llm_reply *r)
{
	const struct ma_cassette_source source = { ma_str(g->asked->ops->name),
		ma_str(g->asked->model) };
	struct ma_llm_reply costed = *r;
	ma_err err = { MA_OK, 0, "" };

	costed.usage.billed = ma_ctx_price(
		g->ctx, source.name, r->model, &r->usage, &costed.usage.billed_microusd);
	if (g->record && ma_cassette_add(&g->tape, &source, &g->req, &costed, &err))
		fail(g, &err);
}

static void on_reply(void *data, const struct ma_llm_reply *r)
{
	struct ma_generation *g = data;

	g->call = NULL;
	record(g, r);
	fold_reply(g, r);
	/* What was handed out is not taken back: nothing is put in its place. */
	if (g->shown && r->class != MA_LLM_OK && !g->canceled) {
		g->over = true;
		g->finish = r->class == MA_LLM_LENGTH ? MA_FINISH_LENGTH : MA_FINISH_FAILED;
	}
	ma_generations_wake(g->ctx, g);
	ma_runs_wake(g->ctx, NULL);
	ma_generation_turn(g);
}

static void on_text(void *data, struct ma_str delta)
{
	struct ma_generation *g = data;

	if (!g->opts.on_text)
		return; /* freed */
	g->shown = true;
	g->opts.on_text(g->opts.data, delta.p, delta.n);
}

static void add_msg(struct ma_generation *g, size_t *n, enum ma_llm_role role, struct ma_str text)
{
	g->msgs[(*n)++] = (struct ma_llm_msg){ .role = role, .text = text };
}

/* The prompt; what did not fit and why; the beginning that is to be gone on with. */
static size_t write_msgs(struct ma_generation *g)
{
	size_t n = 0;

	add_msg(g, &n, MA_LLM_USER, ma_str(g->prompt));
	if (g->repair.n > 0) {
		add_msg(g, &n, MA_LLM_ASSISTANT, ma_buf_str(&g->rejected));
		add_msg(g, &n, MA_LLM_USER, ma_buf_str(&g->repair));
	}
	if (g->text.n > 0) {
		add_msg(g, &n, MA_LLM_ASSISTANT, ma_buf_str(&g->text));
		add_msg(g, &n, MA_LLM_USER, MA_STR(MA_STITCH_ASK));
	}
	return n;
}

/* What could not even be sent is told as a provider would have told it. */
static ma_rc fold_unsent(struct ma_generation *g, ma_rc rc, ma_err *err)
{
	enum ma_llm_class class = rc == MA_ECONFIG ? MA_LLM_AUTH : MA_LLM_REQUEST;
	char message[MA_ERR_MSG_MAX];

	if (rc == MA_ENOMEM)
		return rc;
	(void)snprintf(message, sizeof(message), "%s", err->msg); /* of the same size */
	*err = (ma_err){ MA_OK, 0, "" };
	ma_generation_turn(g);
	return fold(g,
		(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.effect = ma_str(g->effect),
			.class = ma_str(ma_llm_class_name(class)),
			.message = ma_str(message) },
		err);
}

static ma_rc send_request(struct ma_generation *g, const struct ma_work *w, ma_err *err)
{
	int64_t left_ms = w->deadline_ms - now_ms();
	ma_rc rc;

	g->req = (struct ma_llm_req){ .model = w->provider == 0 ? ma_str(g->model) : MA_STR(""),
		.system = ma_buf_str(&g->system),
		.msgs = g->msgs,
		.temperature = -1,
		.json = g->wants_object || g->planning,
		.schema = g->planning ? g->planning->schema : NULL,
		.stream = true,
		.timeout_ms = left_ms > 0 ? left_ms : 1 };
	ma_generation_offer(g, &g->req);
	if (w->parts_n == 0)
		ma_buf_clear(&g->text);
	g->misfit = false;
	g->req.msgs_n = write_msgs(g);
	memcpy(g->effect, w->effect, sizeof(g->effect));
	g->asked = g->llms[w->provider];
	g->canceled = false;
	rc = ma_llm_send(
		g->asked, &g->req, g->opts.on_text ? on_text : NULL, on_reply, g, &g->call, err);
	return rc ? fold_unsent(g, rc, err) : MA_OK;
}

static ma_rc read_reply(struct ma_generation *g, const struct ma_work *w, ma_err *err)
{
	struct ma_str problem = g->calls ? MA_STR("the reply calls a tool that was not offered")
					 : MA_STR("the reply does not fit the schema");
	bool fits = true;
	ma_rc rc = MA_OK;

	if (g->planning)
		rc = ma_planning_read(g, &fits, &problem, err);
	else if (g->calls)
		rc = ma_generation_check_calls(g, &fits, err);
	else if (g->schema)
		rc = ma_generation_check(g, &fits, err);
	if (rc)
		return rc;
	if (fits || g->shown) { /* what was handed out is not asked for again */
		g->over = true;
		g->finish = fits ? MA_FINISH_STOP : MA_FINISH_INVALID;
		return MA_OK;
	}
	g->misfit = true;
	ma_generation_turn(g);
	return fold(g,
		(struct ma_event){ .kind = MA_EVENT_PLAN_REJECTED,
			.effect = ma_str(w->effect),
			.message = problem },
		err);
}

static ma_rc perform(struct ma_generation *g, const struct ma_effect *e, ma_err *err)
{
	switch (e->kind) {
	case MA_EFFECT_PROMPT: /* there is nothing to make: it is put together when it leaves */
		ma_generation_turn(g);
		return fold(g,
			(struct ma_event){ .kind = MA_EVENT_CALL_PREPARED,
				.effect = ma_str(e->id),
				.request = MA_STR("request") },
			err);
	case MA_EFFECT_CALL:
		return g->call ? MA_OK : send_request(g, e->work, err);
	case MA_EFFECT_READ_PLAN:
		return read_reply(g, e->work, err);
	default:
		return MA_OK; /* a plan is never accepted here, so nothing follows */
	}
}

/* Only the last attempt may go on. */
static void cancel_unlisted(struct ma_generation *g, const struct ma_effect *effects, size_t n)
{
	bool listed = n == 1 && effects[0].kind == MA_EFFECT_CALL &&
		strcmp(effects[0].id, g->effect) == 0;

	if (g->call && !listed && !g->canceled) {
		g->canceled = true;
		ma_llm_cancel(g->asked, g->call);
	}
}

static bool decided(void *data, const struct ma_event *e)
{
	struct ma_generation *g = data;
	int64_t wait_ms = e->not_before_ms - e->at_ms;
	char message[MA_ERR_MSG_MAX + 64], when[32] = "";

	if (e->kind != MA_EVENT_TASK_RETRIED || !g->opts.on_retry)
		return true;
	if (wait_ms > 0)
		(void)snprintf(when, sizeof(when), " in %.1f s", (double)wait_ms / 1000); /* fits */
	(void)snprintf(message, sizeof(message), "attempt %lld%s: " MA_STR_FMT,
		(long long)e->attempt, when, MA_STR_ARG(e->message)); /* a long one is cut */
	g->opts.on_retry(g->opts.data, message);
	return true;
}

static enum ma_finish finish_of(const struct ma_generation *g)
{
	if (g->state.interrupted)
		return MA_FINISH_FAILED;
	if (g->misfit)
		return MA_FINISH_INVALID;
	return g->state.planner.failed_as == MA_LLM_LENGTH ? MA_FINISH_LENGTH : MA_FINISH_FAILED;
}

static void on_wake(void *data)
{
	struct ma_generation *g = data;

	g->timer = NULL;
	ma_generation_turn(g);
}

static ma_rc arm_timer(struct ma_generation *g, ma_err *err)
{
	int64_t now = now_ms(), at = ma_wake_at(&g->state, now);

	ma_timer_cancel(g->timer);
	g->timer = NULL;
	if (at == INT64_MAX)
		return MA_OK;
	return ma_timer_start(g->ctx->loop, at > now ? at - now + 1 : 1, on_wake, g, &g->timer, err);
}

static ma_rc step(struct ma_generation *g, ma_err *err)
{
	struct ma_effect effects[2]; /* no task holds a slot: ma_effects_max() is 2 */
	size_t n, i;
	ma_rc rc = MA_OK;

	if (g->stopping)
		rc = fold(g,
			(struct ma_event){
				.kind = MA_EVENT_RUN_INTERRUPTED, .cause = MA_STR("freed") },
			err);
	if (!rc)
		rc = ma_decide(&g->state, now_ms(), decided, g, err);
	if (rc)
		return rc;
	if (g->state.phase == MA_RUN_FINISHED || g->state.interrupted) {
		g->over = true;
		g->finish = finish_of(g);
	}
	n = ma_effects(&g->state, effects);
	cancel_unlisted(g, effects, n);
	for (i = 0; i < n && !rc; i++)
		rc = perform(g, &effects[i], err);
	return rc ? rc : arm_timer(g, err);
}

static void turn(void *data)
{
	struct ma_generation *g = data;
	ma_err err = { MA_OK, 0, "" };

	if (!g->over && !g->failure.code && step(g, &err))
		fail(g, &err);
	if (g->failure.code) {
		g->over = true;
		cancel_unlisted(g, NULL, 0);
	}
	if (!g->over || g->call || g->soon.queued)
		return;
	ma_timer_cancel(g->timer);
	g->timer = NULL;
	ma_state_abandon(&g->state);
	if (g->record && ma_generation_record(g, &err))
		fail(g, &err);
	g->ended = true;
	if (g->leaving)
		ma_generation_leave(g);
}

void ma_generation_turn(struct ma_generation *g)
{
	if (!g->soon.queued)
		ma_loop_defer_in(g->ctx->loop, &g->soon, turn, g);
}

void ma_generations_wake(ma_ctx *ctx, const struct ma_generation *but)
{
	struct ma_generation *g;

	for (g = ctx->generations; g; g = g->next)
		if (g != but && !g->over)
			ma_generation_turn(g);
}
