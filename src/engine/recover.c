/*
 * Calls that a process before this one had under way when it ended. For each there is one outcome, which becomes
 * durable together with run.resumed; nothing is asked again under the same intent. So recovering is the same however
 * often it is begun, and what may have been paid for twice is counted once.
 *
 *   no spool                      it was never sent (unless the machine went down: then it is not known)
 *   a spool that is whole         its answer: nothing is asked, nothing is paid
 *   the beginning of one, or another's   it may be paid for twice; what text there is of the answer is kept in the log
 */
#include "base/alloc.h"
#include "base/limits.h"
#include "base/plant.h"
#include "codec/json.h"
#include "engine/job.h"
#include "engine/perform.h"
#include "engine/prompt.h"
#include "llm/reply_json.h"
#include "llm/spool.h"

struct found {
	struct ma_engine *run;
	const struct ma_work *w;
	struct ma_outcome *o;
	struct ma_llm *llm;
	char nonce[MA_NONCE_SIZE];
	struct ma_spooled spooled;
	char *text; /* of the spool */
	struct ma_buf message;
};

static struct ma_event *last_event(struct ma_outcome *o)
{
	return &o->events[o->events_n - 1];
}

/* It failed, whatever it had come to. */
static void add_interrupted(struct found *f, bool sent)
{
	struct ma_outcome *o = f->o;

	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.effect = ma_str(o->effect),
			.task = ma_work_id(f->w),
			.class = ma_str(ma_llm_class_name(MA_LLM_CANCELED)),
			.message = ma_outcome_keep(o, ma_buf_str(&f->message)),
			.provider = ma_str(f->llm->ops->name),
			.sent = sent,
			.usage = { .estimated = sent } });
}

static void on_whole(void *data, const struct ma_llm_reply *r)
{
	struct found *f = data;

	ma_perform_call_reply(f->run, f->o, ma_work_id(f->w), f->llm, r, f->nonce);
	if (!f->o->err.code)
		last_event(f->o)->recovered = true;
}

/* What it would have been, had it broken off there: how much it may cost, and what text there is. */
static void on_part(void *data, const struct ma_llm_reply *r)
{
	struct found *f = data;
	struct ma_llm_reply part = *r;
	struct ma_event *e;

	part.class = MA_LLM_CANCELED;
	part.message = ma_buf_str(&f->message);
	part.retry_after_ms = 0;
	ma_perform_call_reply(f->run, f->o, ma_work_id(f->w), f->llm, &part, f->nonce);
	if (f->o->err.code)
		return;
	e = last_event(f->o);
	if (r->text.n > 0)
		e->blob = ma_outcome_blob(f->o, r->text);
}

static ma_rc read_request(
	struct found *f, char **text_out, json_t **value_out, struct ma_request *out, ma_err *err)
{
	struct ma_str text;
	ma_rc rc = ma_job_blob(f->run, f->w->request, text_out, &text, err);

	return rc ? rc : ma_request_decode(text, out, value_out, err);
}

/* The wire's bytes, through whom they were meant for. */
static ma_rc reread(struct found *f, ma_llm_done_fn *done, ma_err *err)
{
	struct ma_llm_msg msgs[MA_REQUEST_MSGS_MAX];
	struct ma_request r = { .json = false };
	struct ma_llm_req req;
	json_t *value = NULL;
	char *text = NULL;
	ma_rc rc = read_request(f, &text, &value, &r, err);

	if (!rc) {
		req = ma_request_llm(&r, msgs);
		req.stream = true;
		rc = ma_llm_reread(f->llm, &req, &f->spooled.wire, done, f, err);
	}
	json_decref(value);
	ma_free(text);
	return rc;
}

/* MA_EINVALID: it is no reply. */
static ma_rc take_reply(struct found *f, ma_err *err)
{
	struct ma_arena lists = MA_ARENA_INIT(MA_MIB);
	struct ma_llm_reply r;
	json_t *value = NULL;
	ma_rc rc = ma_json_parse(f->spooled.reply, "reply", &value, err);

	if (!rc)
		rc = ma_llm_reply_read(value, &lists, &r, err);
	if (!rc)
		on_whole(f, &r);
	json_decref(value);
	ma_arena_done(&lists);
	return rc;
}

static ma_rc take_whole(struct found *f, ma_err *err)
{
	if (f->spooled.reply.n > 0)
		return take_reply(f, err);
	if (f->llm->ops->reread)
		return reread(f, on_whole, err);
	return ma_fail(err, MA_EINVALID, "its provider has no wire");
}

static ma_rc take_part(struct found *f, ma_err *err)
{
	size_t n = f->spooled.body.n;

	ma_buf_addf(&f->message,
		"the process ended while it was under way, after %zu bytes of the answer", n);
	if (f->llm->ops->reread && f->spooled.wire.head.status != 0)
		return reread(f, on_part, err);
	add_interrupted(f, true);
	return MA_OK;
}

/* A file that is of no use tells only that something may have been sent. */
static ma_rc take_useless(struct found *f, const ma_err *why)
{
	ma_buf_addf(&f->message,
		"the process ended while it was under way, and its spool is of no use: %s",
		why->msg);
	add_interrupted(f, true);
	return MA_OK;
}

static void take_none(struct found *f, bool *billed_out)
{
	const struct ma_engine_ports *ports = &f->run->ports;
	bool unknown = !ports->spools || (ports->hold && ports->hold->rebooted);

	*billed_out = unknown && !f->llm->ops->unpaid;
	ma_buf_adds(&f->message,
		unknown || f->llm->ops->unpaid ? "the process ended while it was under way"
					       : "the process ended before it was sent");
	add_interrupted(f, *billed_out);
}

static ma_rc recover(struct found *f, bool *billed_out, ma_err *err)
{
	const struct ma_spool_id id = { .run = f->run->state.run,
		.effect = ma_str(f->o->effect),
		.key = f->w->key,
		.provider = ma_str(f->llm->ops->name) };
	ma_err why = { MA_OK, 0, "" };
	ma_rc rc = MA_ENOTFOUND;

	if (f->run->ports.spools && !f->llm->ops->unpaid)
		rc = ma_spool_load(f->run->ports.spools, &id, &f->text, &f->spooled, &why);
	if (rc == MA_ENOTFOUND) {
		take_none(f, billed_out);
		return MA_OK;
	}
	if (!rc && f->spooled.whole)
		rc = take_whole(f, &why);
	else if (!rc) {
		*billed_out = true;
		rc = take_part(f, &why);
	}
	if (rc == MA_EINVALID || rc == MA_EREFUSED || rc == MA_ELIMIT) {
		*billed_out = true;
		return take_useless(f, &why);
	}
	if (rc)
		*err = why;
	return rc;
}

ma_rc ma_perform_call_recover(struct ma_engine *run, const struct ma_work *w, struct ma_outcome *o,
	bool *billed_out, ma_err *err)
{
	struct found f = { .run = run,
		.w = w,
		.o = o,
		.spooled = MA_SPOOLED_INIT(MA_SPOOL_MAX),
		.message = MA_BUF_INIT(MA_LIMIT_EVENT / 4) };
	ma_rc rc;

	rc = ma_perform_call_llm(run, w, &f.llm, err);
	if (!rc)
		rc = ma_effect_nonce(run->state.seed, ma_work_id(w), ma_work_purpose(w),
			w->first_attempt, f.nonce, err);
	if (!rc)
		rc = recover(&f, billed_out, err);
	if (!rc && f.message.rc)
		rc = ma_buf_check(&f.message, err);
	ma_spooled_done(&f.spooled);
	ma_free(f.text);
	ma_buf_done(&f.message);
	return rc;
}

static bool is_under_way(const struct ma_work *w)
{
	return w->state == MA_TASK_CALLING && !w->failed && !MA_PLANT(SEND_AGAIN);
}

static void lose(struct ma_event *e)
{
	e->kind = MA_EVENT_CALL_FAILED;
	e->class = ma_str(ma_llm_class_name(MA_LLM_CANCELED));
	e->message = MA_STR("lost");
}

static ma_rc recover_one(struct ma_engine *run, const struct ma_work *w, struct ma_outcome **list,
	int64_t *billed, ma_err *err)
{
	const struct ma_performer *p = run->ports.performer ? run->ports.performer
							    : &ma_performer_real;
	struct ma_outcome *o = ma_outcome_new(w->effect);
	bool maybe = false;
	ma_rc rc = o ? p->recover(run, w, o, &maybe, err) : ma_fail_nomem(err);

	if (!rc && o->err.code) {
		*err = o->err;
		rc = err->code;
	}
	if (rc) {
		ma_outcome_free(o);
		return rc;
	}
	if (MA_PLANT(LOSE_SPOOL))
		lose(last_event(o));
	*billed += maybe;
	o->next = *list;
	*list = o;
	return MA_OK;
}

static bool keeps(void *data, struct ma_str effect)
{
	const struct ma_state *s = data;
	uint32_t i;

	for (i = 0; i < s->active_n; i++)
		if (is_under_way(&s->works[s->active[i]]) &&
			ma_str_is(effect, s->works[s->active[i]].effect))
			return true;
	return is_under_way(&s->planner) && ma_str_is(effect, s->planner.effect);
}

ma_rc ma_recover_calls(
	struct ma_engine *run, struct ma_outcome **list_out, int64_t *billed_out, ma_err *err)
{
	struct ma_state *s = &run->state;
	struct ma_outcome *list = NULL, *next;
	ma_rc rc = MA_OK;
	uint32_t i;

	if (run->ports.spools)
		rc = ma_spool_sweep(run->ports.spools, s->run, keeps, s, err);
	if (!rc && is_under_way(&s->planner))
		rc = recover_one(run, &s->planner, &list, billed_out, err);
	for (i = 0; i < s->active_n && !rc; i++)
		if (is_under_way(&s->works[s->active[i]]))
			rc = recover_one(run, &s->works[s->active[i]], &list, billed_out, err);
	if (!rc) {
		*list_out = list;
		return MA_OK;
	}
	for (; list; list = next) {
		next = list->next;
		ma_outcome_free(list);
	}
	return rc;
}
