/*
 * Answers from a cassette, each once, in the order in which they were recorded for a request.
 * Failures are answers too. A file envelope of an answer carries the nonce of the request that
 * it was recorded with; where this one's is another (an attempt more or less), it takes its place.
 */
#include "llm/replay.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "llm/answer.h"
#include "llm/play.h"
#include "llm/reply_json.h"

struct replay {
	struct ma_llm base;
	struct ma_llm_ops ops; /* its own, as its name is that of whom it stands for */
	struct ma_loop *loop;
	struct ma_cassette *cassette; /* a reference */
	size_t source;
	char *name, *model;
};

static void replay_free(struct ma_llm *self);

static struct replay *downcast(struct ma_llm *self)
{
	MA_ASSERT(self->ops->free == replay_free);
	return (struct replay *)self;
}

/* The nonce that the recorded request asked for. */
static struct ma_str recorded_nonce(const json_t *call)
{
	const json_t *messages = json_object_get(json_object_get(call, "request"), "messages");
	const struct ma_llm_msg msg = { .role = MA_LLM_USER,
		.text = ma_json_str(json_array_get(messages, 0), "text") };
	const struct ma_llm_req req = { .msgs = &msg, .msgs_n = 1 };

	return ma_llm_req_nonce(&req);
}

/* What the recorded call was answered by. */
static ma_rc answer(struct ma_llm_call *c, const struct ma_cassette_call *call,
	const struct ma_llm_req *req, ma_err *err)
{
	struct ma_llm_reply *r = &c->reply;
	const json_t *reply;
	ma_rc rc = ma_cassette_read(call, &c->kept, err);

	if (rc)
		return rc;
	reply = json_object_get(c->kept, "reply");
	rc = ma_llm_reply_read(reply, &c->lists, r, err);
	if (rc)
		return rc;
	if (r->class != MA_LLM_OK)
		ma_llm_line(c->message, sizeof(c->message), MA_STR(""), MA_STR_FMT,
			MA_STR_ARG(r->message));
	ma_llm_put_nonce(ma_json_str(reply, "text"), recorded_nonce(c->kept), ma_llm_req_nonce(req),
		&c->text);
	return ma_buf_check(&c->text, err);
}

static void miss(struct ma_llm_call *c, const struct replay *p, const struct ma_llm_req *req)
{
	c->reply.class = MA_LLM_MISS;
	c->reply.model = req->model;
	ma_cassette_miss(p->cassette, p->source, req, c->message, sizeof(c->message));
}

static ma_rc find(const struct replay *p, const struct ma_llm_req *req,
	struct ma_cassette_call **out, ma_err *err)
{
	char key[MA_KEY_SIZE];
	ma_rc rc = ma_llm_req_key(req, key, err);

	*out = rc ? NULL : ma_cassette_first(p->cassette, p->source, key);
	while (*out && (*out)->given)
		*out = (*out)->next;
	return rc;
}

static ma_rc replay_send(struct ma_llm *self, const struct ma_llm_req *wanted,
	ma_llm_text_fn *on_text, ma_llm_done_fn *done, void *data, struct ma_llm_call **out,
	ma_err *err)
{
	struct replay *p = downcast(self);
	struct ma_llm_req req = *wanted;
	struct ma_cassette_call *call;
	struct ma_llm_call *c = ma_llm_play_new(self, &req, on_text, done, data);
	ma_rc rc;

	if (!c)
		return ma_fail_nomem(err);
	if (req.model.n == 0)
		req.model = ma_str(p->model);
	rc = find(p, &req, &call, err);
	if (!rc && call)
		rc = answer(c, call, &req, err);
	else if (!rc)
		miss(c, p, &req);
	if (!rc)
		rc = ma_llm_play(c, p->loop, 0, 0, err);
	if (rc) {
		ma_llm_play_free(c);
		return rc;
	}
	if (call)
		call->given = true;
	*out = c;
	return MA_OK;
}

static void replay_cancel(struct ma_llm *self, struct ma_llm_call *c)
{
	MA_ASSERT(c->self == &downcast(self)->base);
	ma_llm_play_cancel(c);
}

static void replay_free(struct ma_llm *self)
{
	struct replay *p = downcast(self);

	ma_cassette_unref(p->cassette);
	ma_free(p->name);
	ma_free(p->model);
	ma_free(p);
}

ma_rc ma_llm_replay_as(struct ma_loop *loop, struct ma_cassette *cassette, size_t source,
	const char *model, struct ma_llm **out, ma_err *err)
{
	const struct ma_cassette_source *s = &ma_cassette_head(cassette)->sources[source];
	struct replay *p = ma_new(struct replay);

	if (!p)
		return ma_fail_nomem(err);
	p->name = ma_strndup(s->name.p, s->name.n);
	p->model = model && *model ? ma_strdup(model) : ma_strndup(s->model.p, s->model.n);
	p->loop = loop;
	p->source = source;
	p->ops = (struct ma_llm_ops){ .name = p->name,
		.send = replay_send,
		.cancel = replay_cancel,
		.free = replay_free,
		.unpaid = true };
	p->base.ops = &p->ops;
	p->base.model = p->model;
	p->cassette = ma_cassette_ref(cassette);
	if (!p->name || !p->model) {
		replay_free(&p->base);
		return ma_fail_nomem(err);
	}
	*out = &p->base;
	return MA_OK;
}

ma_rc ma_llm_replay_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err)
{
	struct ma_cassette *cassette = NULL;
	ma_rc rc;

	if (!opts->cassette || !*opts->cassette)
		return ma_fail(err, MA_ECONFIG, "replay needs a cassette to answer from");
	rc = ma_cassette_load(opts->cassette, opts->data_dir, &cassette, err);
	if (!rc)
		rc = ma_llm_replay_as(opts->loop, cassette, 0, opts->model, out, err);
	ma_cassette_unref(cassette);
	return rc;
}
