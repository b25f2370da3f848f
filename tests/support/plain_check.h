/* What plain reading made of an event, held against what the dialect's take() makes of it. */
#ifndef MA_TESTS_PLAIN_CHECK_H
#define MA_TESTS_PLAIN_CHECK_H

#include <string.h>

#include "codec/json.h"
#include "llm/dialect.h"

struct plain_check {
	const struct ma_llm_dialect *dialect;
	struct ma_llm_answer whole, plain; /* by take() alone; by plain reading where it can */
	struct ma_doc doc;
};

static inline void plain_check_init(struct plain_check *c, const struct ma_llm_dialect *d)
{
	*c = (struct plain_check){ .dialect = d };
	ma_llm_answer_init(&c->whole);
	ma_llm_answer_init(&c->plain);
}

static inline void plain_check_done(struct plain_check *c)
{
	ma_llm_answer_done(&c->whole);
	ma_llm_answer_done(&c->plain);
	ma_doc_done(&c->doc);
}

static inline bool plain_wants_same(const struct ma_llm_echo *a, const struct ma_llm_echo *b)
{
	size_t i;

	for (i = 0; i < a->n && i < b->n; i++)
		if (a->v[i].at != b->v[i].at || !json_equal(a->v[i].json, b->v[i].json) ||
			!ma_str_eq(ma_buf_str(&a->v[i].text), ma_buf_str(&b->v[i].text)) ||
			!a->v[i].key != !b->v[i].key)
			return false;
	return a->n == b->n && a->size == b->size && a->needed == b->needed && a->lost == b->lost;
}

static inline bool plain_is_same(const struct ma_llm_answer *a, const struct ma_llm_answer *b)
{
	return ma_str_eq(ma_buf_str(&a->text), ma_buf_str(&b->text)) && a->text.rc == b->text.rc &&
		plain_wants_same(&a->echo, &b->echo) && a->calls.n == b->calls.n &&
		a->calls.size == b->calls.size && a->usage.input == b->usage.input &&
		a->usage.output == b->usage.output && a->usage.cached == b->usage.cached &&
		a->usage.reasoning == b->usage.reasoning && a->has_usage == b->has_usage &&
		a->finish == b->finish && a->pending == b->pending && a->progress == b->progress &&
		memcmp(a->counts, b->counts, sizeof(a->counts)) == 0 &&
		strcmp(a->reason, b->reason) == 0 && strcmp(a->model, b->model) == 0 &&
		strcmp(a->id, b->id) == 0 && !a->error == !b->error;
}

/* False: the event is no JSON. *plain: it was read plainly. Both answers are the same in any case. */
static inline bool plain_check_take(struct plain_check *c, struct ma_str event, bool *plain)
{
	json_t *piece = NULL;
	ma_err err;
	bool json = ma_json_parse(event, "event", &piece, &err) == MA_OK;

	*plain = ma_llm_plain_take(&c->plain, c->dialect->plain, &c->doc, event);
	MA_ASSERT(json || !*plain);
	if (!json)
		return false;
	c->dialect->take(&c->whole, piece);
	if (!*plain)
		c->dialect->take(&c->plain, piece);
	json_decref(piece);
	MA_ASSERT(plain_is_same(&c->whole, &c->plain));
	return true;
}

#endif
