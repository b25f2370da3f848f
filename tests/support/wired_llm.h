/*
 * A provider with a wire: what another one answers comes in two pieces, the first of them when that one answers, the
 * rest WIRED_REST_MS later; a tap hears both, and what was heard can be read again. Its wire's bytes are the text.
 */
#ifndef MA_TESTS_WIRED_LLM_H
#define MA_TESTS_WIRED_LLM_H

#include "base/alloc.h"
#include "base/limits.h"
#include "llm/body.h"

#define WIRED_REST_MS 100

struct wired_llm {
	struct ma_llm base;
	struct ma_llm *inner;
	struct ma_loop *loop;
};

struct wired_call {
	struct wired_llm *llm;
	struct ma_llm_call *asked; /* of the inner one; NULL: it has answered */
	struct ma_timer *rest;
	struct ma_llm_reply reply;
	struct ma_buf text;
	struct ma_usage usage; /* as it is told from the bytes */
	const struct ma_llm_tap *tap;
	void *tap_data;
	ma_llm_done_fn *done;
	void *data;
};

static inline struct ma_usage wired_usage(const struct ma_llm_req *req, struct ma_str text)
{
	return (struct ma_usage){ .estimated = true,
		.input = (int64_t)(ma_llm_req_bytes(req) / 4),
		.output = (int64_t)(text.n / 4) };
}

static inline void wired_end(struct wired_call *c)
{
	c->done(c->data, &c->reply);
	ma_buf_done(&c->text);
	ma_free(c);
}

static inline void wired_rest(void *data)
{
	struct wired_call *c = data;
	struct ma_str text = ma_buf_str(&c->text);

	if (c->tap && c->reply.class == MA_LLM_OK)
		c->tap->bytes(c->tap_data, ma_str_from(text, text.n / 2));
	if (c->tap)
		c->tap->end(c->tap_data,
			c->reply.class == MA_LLM_OK ? MA_LLM_WIRE_WHOLE : MA_LLM_WIRE_LEFT);
	wired_end(c);
}

static inline void wired_half(void *data, const struct ma_llm_reply *r)
{
	struct wired_call *c = data;
	const struct ma_http_head head = { .status = 200 };
	ma_err err = { MA_OK, 0, "" };

	c->asked = NULL;
	c->reply = *r;
	ma_buf_addv(&c->text, r->text);
	c->usage.output = (int64_t)(r->text.n / 4);
	c->reply.text = ma_buf_str(&c->text);
	c->reply.usage = c->usage;
	if (r->class != MA_LLM_OK) {
		wired_end(c);
		return;
	}
	if (c->tap) {
		c->tap->head(c->tap_data, &head);
		c->tap->bytes(c->tap_data, ma_str_n(c->text.p, c->text.n / 2));
	}
	MA_ASSERT(!ma_timer_start(c->llm->loop, WIRED_REST_MS, wired_rest, c, &c->rest, &err));
}

static inline ma_rc wired_send(struct ma_llm *self, const struct ma_llm_req *req,
	ma_llm_text_fn *on_text, ma_llm_done_fn *done, void *data, struct ma_llm_call **out,
	ma_err *err)
{
	struct wired_llm *w = (struct wired_llm *)self;
	struct wired_call *c = ma_new(struct wired_call);
	ma_rc rc;

	(void)on_text;
	if (!c)
		return ma_fail_nomem(err);
	*c = (struct wired_call){ .llm = w,
		.text = MA_BUF_INIT(MA_LIMIT_REPLY),
		.usage = wired_usage(req, MA_STR("")),
		.tap = req->tap,
		.tap_data = req->tap_data,
		.done = done,
		.data = data };
	rc = ma_llm_send(w->inner, req, NULL, wired_half, c, &c->asked, err);
	if (rc)
		ma_free(c);
	else
		*out = (struct ma_llm_call *)c;
	return rc;
}

static inline void wired_cancel(struct ma_llm *self, struct ma_llm_call *call)
{
	struct wired_call *c = (struct wired_call *)call;
	ma_err err = { MA_OK, 0, "" };

	if (c->asked) {
		ma_llm_cancel(((struct wired_llm *)self)->inner, c->asked);
		return;
	}
	c->reply.class = MA_LLM_CANCELED;
	c->reply.message = MA_STR("wired: cancelled");
	ma_timer_cancel(c->rest);
	MA_ASSERT(!ma_timer_start(c->llm->loop, 0, wired_rest, c, &c->rest, &err));
}

static inline ma_rc wired_reread(struct ma_llm *self, const struct ma_llm_req *req,
	const struct ma_llm_wire *wire, ma_llm_done_fn *done, void *data, ma_err *err)
{
	bool whole = wire->end == MA_LLM_WIRE_WHOLE;
	const struct ma_llm_reply r = { .class = whole ? MA_LLM_OK : MA_LLM_TRANSIENT,
		.message = ma_str(whole ? "" : "wired: the answer was cut off"),
		.text = wire->body,
		.usage = wired_usage(req, wire->body),
		.model = ma_str(self->model),
		.retry_after_ms = -1,
		.sent = true };

	(void)err;
	done(data, &r);
	return MA_OK;
}

static inline void wired_free(struct ma_llm *self)
{
	ma_llm_free(((struct wired_llm *)self)->inner);
	ma_free(self);
}

static const struct ma_llm_ops wired_ops = {
	.name = "wired",
	.send = wired_send,
	.cancel = wired_cancel,
	.free = wired_free,
	.reread = wired_reread,
};

/* Takes inner. NULL: no memory. */
static inline struct ma_llm *wired_llm_new(struct ma_llm *inner, struct ma_loop *loop)
{
	struct wired_llm *w = ma_new(struct wired_llm);

	if (!w)
		return NULL;
	w->base = (struct ma_llm){ .ops = &wired_ops, .model = inner->model };
	w->inner = inner;
	w->loop = loop;
	return &w->base;
}

#endif
