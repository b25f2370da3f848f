/* A provider under another name, so that a chain can have two of a kind. */
#ifndef MA_TESTS_RENAMED_LLM_H
#define MA_TESTS_RENAMED_LLM_H

#include "base/alloc.h"
#include "llm/llm.h"

struct renamed_llm {
	struct ma_llm base;
	struct ma_llm_ops ops;
	struct ma_llm *inner;
};

static inline ma_rc renamed_llm_send(struct ma_llm *self, const struct ma_llm_req *req,
	ma_llm_text_fn *on_text, ma_llm_done_fn *done, void *data, struct ma_llm_call **out,
	ma_err *err)
{
	struct renamed_llm *r = (struct renamed_llm *)self;

	return ma_llm_send(r->inner, req, on_text, done, data, out, err);
}

static inline void renamed_llm_cancel(struct ma_llm *self, struct ma_llm_call *call)
{
	ma_llm_cancel(((struct renamed_llm *)self)->inner, call);
}

static inline void renamed_llm_free(struct ma_llm *self)
{
	struct renamed_llm *r = (struct renamed_llm *)self;

	ma_llm_free(r->inner);
	ma_free(r);
}

/* Takes inner. NULL: no memory. */
static inline struct ma_llm *renamed_llm_new(struct ma_llm *inner, const char *name)
{
	struct renamed_llm *r = ma_new(struct renamed_llm);

	if (!r)
		return NULL;
	r->ops = (struct ma_llm_ops){ .name = name,
		.send = renamed_llm_send,
		.cancel = renamed_llm_cancel,
		.free = renamed_llm_free };
	r->base = (struct ma_llm){ .ops = &r->ops, .model = inner->model };
	r->inner = inner;
	return &r->base;
}

#endif
