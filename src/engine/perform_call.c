/* The effect CALL: the request is read back from the store, sent once, and its reply or failure is the outcome. */
#include "base/alloc.h"
#include "codec/json.h"
#include "engine/job.h"
#include "engine/perform.h"
#include "engine/prompt.h"

struct call {
	struct ma_doing *d;
	struct ma_str blob; /* the request's; borrowed from the state, where it stays while the effect is listed */
	int64_t timeout_ms;
	char *text;
	struct ma_str request;
	json_t *value;
	struct ma_llm *llm;
	char nonce[MA_NONCE_SIZE]; /* that is masked in the reply's key */
	struct ma_llm_msg msgs[MA_REQUEST_MSGS_MAX];
	struct ma_llm_req req;
	ma_rc rc;
	ma_err err;
};

static void call_end(struct call *c)
{
	struct ma_doing *d = c->d;

	json_decref(c->value);
	ma_free(c->text);
	ma_free(c);
	ma_live_finish(d);
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

static void add_cost(const struct call *c, const struct ma_llm_reply *r, struct ma_event *e)
{
	const struct ma_engine_ports *ports = &c->d->run->ports;

	e->usage = r->usage;
	e->unpriced = ports->price &&
		!ports->price(ports->price_data, ma_str(c->llm->ops->name), r->model, &r->usage,
			&e->cost_microusd);
}

static void on_reply(void *data, const struct ma_llm_reply *r)
{
	struct call *c = data;
	struct ma_doing *d = c->d;
	struct ma_outcome *o = d->outcome;
	struct ma_clock *clock = d->run->ports.clock;
	struct ma_event *e;

	d->call = NULL;
	if (r->class == MA_LLM_OK || (r->class == MA_LLM_LENGTH && r->text.n > 0))
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_CALL_REPLIED,
				.effect = ma_str(o->effect),
				.task = d->task,
				.reply = ma_outcome_blob(o, r->text),
				.key = ma_outcome_key(o, r->text, ma_str(c->nonce)),
				.message = ma_outcome_keep(o, r->message),
				.cut = r->class == MA_LLM_LENGTH });
	else
		add_failure(c, r->class, r->message);
	if (!o->err.code) {
		e = &o->events[o->events_n - 1];
		e->provider = ma_str(c->llm->ops->name);
		e->model = ma_outcome_keep(o, r->model);
		e->request_id = ma_outcome_keep(o, r->request_id);
		e->status = r->status;
		e->retry_after_ms = r->retry_after_ms > 0 ? r->retry_after_ms : 0;
		e->allows = r->allows;
		e->sent = r->sent;
		e->took_ms = clock->mono_ms(clock) - d->began_ms;
		add_cost(c, r, e);
	}
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

static ma_rc choose_llm(struct call *c, const struct ma_work *w, ma_err *err)
{
	const struct ma_engine_ports *ports = &c->d->run->ports;
	const struct ma_agent *agent = NULL;
	ma_rc rc = ma_job_need_agent(c->d->run, w->task, &agent, err);

	if (!rc)
		c->d->llm = c->llm = agent->host ? ports->host : ports->llms[w->provider];
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
	return ma_llm_send(c->llm, &c->req, on_text, on_reply, c, &c->d->call, &c->err);
}

static void load_work(void *data)
{
	struct call *c = data;

	c->rc = ma_job_blob(c->d->run, c->blob, &c->text, &c->request, &c->err);
}

static void load_done(void *data)
{
	struct call *c = data;

	if (c->d->canceled) {
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
	*c = (struct call){ .d = d, .blob = w->request, .timeout_ms = left > 0 ? left : 1 };
	(void)ma_effect_nonce(d->run->state.seed, ma_work_id(w), "call", w->first_attempt, c->nonce,
		&err); /* without it the key masks nothing, and no loop is seen */
	if (choose_llm(c, w, &err) || ma_disk_run(&d->run->disk, load_work, load_done, c, &err)) {
		d->outcome->err = err;
		call_end(c);
	}
}

void ma_perform_call_cancel(struct ma_doing *d)
{
	if (d->call)
		ma_llm_cancel(d->llm, d->call);
}
