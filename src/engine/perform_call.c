/*
 * The effect CALL: the request is read back from the store, sent once, and its reply or failure is the outcome.
 *
 *   request read, spool made ─► sent ─► bytes into the spool ─► last byte: the spool's end, synced ─► outcome
 *
 * The spool goes when the outcome is durable (run.c). What a process that was killed leaves is read by recover.c.
 */
#include "base/alloc.h"
#include "codec/json.h"
#include "engine/job.h"
#include "engine/perform.h"
#include "engine/prompt.h"
#include "llm/spool.h"

struct call {
	struct ma_doing *d;
	struct ma_str blob; /* the request's; borrowed from the state, where it stays while the effect is listed */
	int64_t timeout_ms;
	char *text;
	struct ma_str request;
	json_t *value;
	struct ma_llm *llm;
	struct ma_str key;         /* of the request; borrowed as the blob is */
	struct ma_spool *spool;    /* NULL: none is kept */
	char nonce[MA_NONCE_SIZE]; /* that is masked in the reply's key */
	struct ma_llm_msg msgs[MA_REQUEST_MSGS_MAX];
	struct ma_llm_req req;
	ma_rc rc;
	ma_err err;
};

static void call_end(struct call *c)
{
	struct ma_doing *d = c->d;

	ma_spool_close(c->spool);
	json_decref(c->value);
	ma_free(c->text);
	ma_free(c);
	ma_live_finish(d);
}

/* Nothing has left: there is nothing to recover. */
static void forget_spool(struct call *c)
{
	const struct ma_engine *run = c->d->run;

	if (c->spool)
		ma_spool_remove(run->ports.spools, run->state.run, ma_str(c->d->effect));
}

static void add_failure(struct call *c, enum ma_llm_class class, struct ma_str message)
{
	struct ma_outcome *o = c->d->outcome;

	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.effect = ma_str(o->effect),
			.task = c->d->task,
			.class = ma_str(ma_llm_class_name(class)),
			.message = ma_outcome_keep(o, message) });
}

static void add_cost(const struct ma_engine *run, const struct ma_llm *llm,
	const struct ma_llm_reply *r, struct ma_event *e)
{
	const struct ma_engine_ports *ports = &run->ports;

	e->usage = r->usage;
	e->unpriced = ports->price &&
		!ports->price(ports->price_data, ma_str(llm->ops->name), r->model, &r->usage,
			&e->cost_microusd);
}

static bool is_reply(const struct ma_llm_reply *r)
{
	return r->class == MA_LLM_OK || (r->class == MA_LLM_LENGTH && r->text.n > 0);
}

void ma_perform_call_reply(struct ma_engine *run, struct ma_outcome *o, struct ma_str task,
	const struct ma_llm *llm, const struct ma_llm_reply *r, const char *nonce)
{
	struct ma_event e = { .effect = ma_str(o->effect),
		.task = task,
		.message = ma_outcome_keep(o, r->message),
		.provider = ma_str(llm->ops->name),
		.model = ma_outcome_keep(o, r->model),
		.request_id = ma_outcome_keep(o, r->request_id),
		.status = r->status,
		.retry_after_ms = r->retry_after_ms > 0 ? r->retry_after_ms : 0,
		.allows = r->allows,
		/* of an answer that costs nothing and is not waited for, nobody has to know more */
		.sent = r->sent && !(llm->ops->unpaid && r->class == MA_LLM_CANCELED) };

	if (is_reply(r)) {
		e.kind = MA_EVENT_CALL_REPLIED;
		e.reply = ma_outcome_blob(o, r->text);
		e.key = ma_outcome_key(o, r->text, ma_str(nonce));
		e.cut = r->class == MA_LLM_LENGTH;
	} else {
		e.kind = MA_EVENT_CALL_FAILED;
		e.class = ma_str(ma_llm_class_name(r->class));
	}
	add_cost(run, llm, r, &e);
	ma_outcome_add(o, e);
}

static void sync_work(void *data)
{
	struct call *c = data;

	ma_spool_sync(c->spool);
}

static void sync_done(void *data)
{
	call_end(data);
}

static void on_reply(void *data, const struct ma_llm_reply *r)
{
	struct call *c = data;
	struct ma_doing *d = c->d;
	struct ma_outcome *o = d->outcome;
	struct ma_clock *clock = d->run->ports.clock;
	ma_err err = { MA_OK, 0, "" };

	d->call = NULL;
	ma_perform_call_reply(d->run, o, d->task, c->llm, r, c->nonce);
	if (!o->err.code)
		o->events[o->events_n - 1].took_ms = clock->mono_ms(clock) - d->began_ms;
	if (!r->sent)
		forget_spool(c);
	/* Without memory for the job the reply goes to the log unsynced, which syncs it. */
	if (c->spool && is_reply(r) && ma_spool_end(c->spool, r) &&
		!ma_loop_work(d->run->ports.loop, sync_work, sync_done, c, &err))
		return;
	call_end(c);
}

static void on_text(void *data, struct ma_str delta)
{
	struct call *c = data;
	struct ma_engine *run = c->d->run;

	c->d->streamed += delta.n;
	if (run->events.progress)
		run->events.progress(run->data, c->d->task, c->d->streamed);
}

ma_rc ma_perform_call_llm(
	const struct ma_engine *run, const struct ma_work *w, struct ma_llm **out, ma_err *err)
{
	const struct ma_agent *agent = NULL;
	ma_rc rc = ma_job_need_agent(run, w->task, &agent, err);

	if (!rc)
		*out = agent->host ? run->ports.host : run->ports.llms[w->provider];
	return rc;
}

static ma_rc send_request(struct call *c)
{
	struct ma_request r = { .json = false };
	ma_rc rc = ma_request_decode(c->request, &r, &c->value, &c->err);

	if (rc)
		return rc;
	c->req = ma_request_llm(&r, c->msgs);
	c->req.stream = true;
	c->req.timeout_ms = c->timeout_ms;
	c->req.tap = c->spool && c->llm->ops->reread ? &ma_spool_tap : NULL;
	c->req.tap_data = c->spool;
	return ma_llm_send(c->llm, &c->req, on_text, on_reply, c, &c->d->call, &c->err);
}

/* Before the request leaves: where there is no spool, nothing was sent. */
static void make_spool(struct call *c)
{
	const struct ma_engine *run = c->d->run;
	const struct ma_spool_id id = { .run = run->state.run,
		.effect = ma_str(c->d->effect),
		.key = c->key,
		.provider = ma_str(c->llm->ops->name) };

	if (run->ports.spools && !c->llm->ops->unpaid)
		c->rc = ma_spool_create(run->ports.spools, &id, run->ports.loop, &c->spool, &c->err);
}

static void load_work(void *data)
{
	struct call *c = data;

	c->rc = ma_job_blob(c->d->run, c->blob, &c->text, &c->request, &c->err);
	if (!c->rc)
		make_spool(c);
}

static void load_done(void *data)
{
	struct call *c = data;

	if (c->d->canceled) {
		forget_spool(c);
		call_end(c);
		return;
	}
	if (c->rc) {
		c->d->outcome->err = c->err;
		call_end(c);
		return;
	}
	c->rc = send_request(c);
	if (!c->rc)
		return;
	forget_spool(c);
	if (c->rc == MA_ENOMEM)
		c->d->outcome->err = c->err;
	else
		add_failure(
			c, c->rc == MA_ECONFIG ? MA_LLM_AUTH : MA_LLM_REQUEST, ma_str(c->err.msg));
	call_end(c);
}

void ma_perform_call(struct ma_doing *d, const struct ma_work *w)
{
	struct ma_clock *clock = d->run->ports.clock;
	struct call *c = ma_new(struct call);
	ma_err err = { MA_OK, 0, "" };
	int64_t left;

	if (!c) {
		(void)ma_fail_nomem(&d->outcome->err); /* delivered with the outcome */
		ma_live_finish(d);
		return;
	}
	left = w->deadline_ms - clock->wall_ms(clock);
	*c = (struct call){
		.d = d, .blob = w->request, .key = w->key, .timeout_ms = left > 0 ? left : 1
	};
	(void)ma_effect_nonce(d->run->state.seed, ma_work_id(w), ma_work_purpose(w),
		w->first_attempt, c->nonce,
		&err); /* without it the key masks nothing, and no loop is seen */
	if (ma_perform_call_llm(d->run, w, &c->llm, &err) ||
		ma_disk_run(&d->run->disk, load_work, load_done, c, &err)) {
		d->outcome->err = err;
		call_end(c);
		return;
	}
	d->llm = c->llm;
}

void ma_perform_call_cancel(struct ma_doing *d)
{
	if (d->call)
		ma_llm_cancel(d->llm, d->call);
}
