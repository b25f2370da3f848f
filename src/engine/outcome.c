/* Outcomes. */
#include "engine/outcome.h"

#include "base/alloc.h"
#include "base/limits.h"

struct ma_outcome *ma_outcome_new(const char *effect)
{
	struct ma_outcome *o = ma_new(struct ma_outcome);

	if (!o)
		return NULL;
	o->arena = (struct ma_arena)MA_ARENA_INIT(2 * MA_LIMIT_BLOB);
	MA_ASSERT(strlen(effect) < sizeof(o->effect));
	memcpy(o->effect, effect, strlen(effect) + 1);
	return o;
}

void ma_outcome_free(struct ma_outcome *o)
{
	if (!o)
		return;
	ma_plan_free(o->plan);
	ma_free(o->events);
	ma_arena_done(&o->arena);
	ma_free(o);
}

void ma_outcome_add(struct ma_outcome *o, struct ma_event e)
{
	struct ma_event *events;
	size_t cap;

	if (o->err.code)
		return;
	if (o->events_n == o->events_cap) {
		cap = o->events_cap ? o->events_cap * 2 : 4;
		events = ma_realloc(o->events, cap, sizeof(*events));
		if (!events) {
			(void)ma_fail_nomem(&o->err); /* it sticks there */
			return;
		}
		o->events = events;
		o->events_cap = cap;
	}
	o->events[o->events_n++] = e;
}

struct ma_str ma_outcome_keep(struct ma_outcome *o, struct ma_str s)
{
	char *copy = ma_arena_dup(&o->arena, s);

	if (!copy && !o->err.code)
		(void)ma_fail_nomem(&o->err); /* it sticks there */
	return ma_str_n(copy, copy ? s.n : 0);
}

struct ma_str ma_outcome_blob(struct ma_outcome *o, struct ma_str data)
{
	struct ma_store_blob *b = &o->blobs[o->blobs_n];

	MA_ASSERT(o->blobs_n < MA_OUTCOME_BLOBS_MAX);
	b->data = ma_outcome_keep(o, data);
	if (o->err.code || ma_hash_sha256(b->data, b->hash, &o->err))
		return MA_STR("");
	o->blobs_n++;
	return ma_str(b->hash);
}

struct ma_str ma_outcome_key(struct ma_outcome *o, struct ma_str text, struct ma_str nonce)
{
	char key[MA_KEY_SIZE] = "";
	ma_err err = { MA_OK, 0, "" };

	if (!ma_masked_key(text, nonce, key, &err))
		return ma_outcome_keep(o, ma_str(key));
	if (!o->err.code)
		o->err = err;
	return MA_STR("");
}
