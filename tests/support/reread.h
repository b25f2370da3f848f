/* Every answer that comes over a wire is spooled as it comes, read back out of the spool, and must be the same. */
#ifndef MA_TESTS_REREAD_H
#define MA_TESTS_REREAD_H

#include "llm/spool.h"

static inline struct ma_spool_id reread_id(const struct fixture *f)
{
	return (struct ma_spool_id){ MA_STR("01930000-0000-7000-8000-000000000001"),
		MA_STR("33b083dc7668985ef77d851bb544741b"), MA_STR("key"),
		ma_str(f->way->provider) };
}

static inline void reread_begin(struct fixture *f)
{
	const struct ma_spool_id id = reread_id(f);
	ma_err err = { .code = MA_OK };

	f->spools = (struct ma_private)MA_PRIVATE_CLOSED;
	if (ma_private_open(&f->spools, f->dir, "spool", &err) ||
		ma_spool_create(&f->spools, &id, f->loop, &f->spool, &err))
		fail_msg("%s", err.msg);
	f->req.tap = &ma_spool_tap;
	f->req.tap_data = f->spool;
}

/* In done(): as the engine does it. */
static inline void reread_end(struct fixture *f, const struct ma_llm_reply *reply)
{
	f->spooled = reply->class == MA_LLM_OK ||
		(reply->class == MA_LLM_LENGTH && reply->text.n > 0);
	if (f->spooled)
		assert_true(ma_spool_end(f->spool, reply));
	ma_spool_sync(f->spool);
	ma_spool_close(f->spool);
	f->spool = NULL;
}

static inline void is_usage(const struct ma_usage *a, const struct ma_usage *b)
{
	assert_int_equal(a->input, b->input);
	assert_int_equal(a->output, b->output);
	assert_int_equal(a->cached, b->cached);
	assert_int_equal(a->reasoning, b->reasoning);
	assert_int_equal(a->cache_written, b->cache_written);
	assert_int_equal(a->billed_microusd, b->billed_microusd);
	assert_true(a->billed == b->billed && a->estimated == b->estimated);
}

static inline void on_reread(void *data, const struct ma_llm_reply *r)
{
	const struct heard *h = data;
	size_t i;

	assert_int_equal(r->class, h->reply.class);
	assert_int_equal(r->status, h->reply.status);
	assert_true(ma_str_eq(r->text, ma_buf_str(&h->text)));
	assert_true(ma_str_eq(r->echo, ma_buf_str(&h->echo)));
	is_usage(&r->usage, &h->reply.usage);
	assert_true(ma_str_is(r->message, h->message));
	assert_true(ma_str_is(r->model, h->model));
	assert_true(ma_str_is(r->request_id, h->id));
	assert_int_equal(r->calls_n, h->reply.calls_n);
	for (i = 0; i < r->calls_n; i++)
		assert_true(ma_str_find(ma_buf_str(&h->calls), r->calls[i].arguments) >= 0);
	assert_true(r->sent && r->allows.requests.reset_ms == 0 && r->allows.tokens.reset_ms == 0);
}

static inline void reread_check(struct fixture *f)
{
	struct ma_spooled s = MA_SPOOLED_INIT(MA_SPOOL_MAX);
	const struct ma_spool_id id = reread_id(f);
	ma_err err = { .code = MA_OK };
	char *text = NULL;

	f->req.tap = NULL;
	assert_null(f->spool); /* done() came */
	if (ma_spool_load(&f->spools, &id, &text, &s, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(s.whole, f->spooled);
	if (f->llm && s.whole && ma_llm_reread(f->llm, &f->req, &s.wire, on_reread, &f->heard, &err))
		fail_msg("%s", err.msg);
	ma_spooled_done(&s);
	ma_free(text);
	ma_private_close(&f->spools);
}

#endif
