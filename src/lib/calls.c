/* Calls of a run. */
#include "lib/calls.h"

#include "base/limits.h"
#include "engine/run.h"

#define EFFECT_LEAST 4 /* digits that name a call */
#define NAMED_MAX 8

struct walk {
	struct ma_calls *calls;
	struct ma_arena event;
	ma_rc rc;
	ma_err *err;
};

static void keep(struct walk *w, struct ma_str *to, struct ma_str s)
{
	const char *copy;

	if (s.n == 0 || w->rc)
		return;
	copy = ma_arena_dup(&w->calls->arena, s);
	if (copy)
		*to = ma_str_n(copy, s.n);
	else
		w->rc = ma_fail_nomem(w->err);
}

static void begin(struct walk *w, const struct ma_event *e)
{
	struct ma_call_record *c = ma_arena_new(&w->calls->arena, struct ma_call_record);

	if (!c || !ma_map_put(&w->calls->by_effect, e->effect, c)) {
		w->rc = ma_fail_nomem(w->err);
		return;
	}
	keep(w, &c->effect, e->effect);
	keep(w, &c->task, e->task);
	keep(w, &c->provider, e->provider);
	keep(w, &c->purpose, e->purpose);
	c->attempt = e->attempt;
	c->intended_ms = e->at_ms;
	if (w->calls->last)
		w->calls->last->next = c;
	else
		w->calls->first = c;
	w->calls->last = c;
}

/* The first outcome counts. */
static void end(struct walk *w, struct ma_call_record *c, const struct ma_event *e)
{
	if (c->replied || c->failed)
		return;
	c->replied = e->kind == MA_EVENT_CALL_REPLIED;
	c->failed = !c->replied;
	c->recovered = e->recovered;
	c->ended_ms = e->at_ms;
	c->took_ms = e->took_ms;
	c->cost_microusd = e->cost_microusd;
	c->usage = e->usage;
	c->unpriced = e->unpriced;
	c->cut = e->cut;
	keep(w, &c->provider, e->provider);
	keep(w, &c->model, e->model);
	keep(w, &c->reply, e->reply);
	keep(w, &c->part, e->blob);
	keep(w, &c->reused, e->reused);
	keep(w, &c->class, e->class);
	keep(w, &c->message, e->message);
}

static void note(struct walk *w, struct ma_call_record *c, const struct ma_event *e)
{
	switch (e->kind) {
	case MA_EVENT_CALL_PREPARED:
		keep(w, &c->agent, e->agent);
		keep(w, &c->request, e->request);
		break;
	case MA_EVENT_CALL_ADMITTED:
		keep(w, &c->provider, e->provider);
		c->left_ms = e->at_ms;
		break;
	case MA_EVENT_CALL_REPLIED:
	case MA_EVENT_CALL_FAILED:
		end(w, c, e);
		break;
	case MA_EVENT_FILES_PROPOSED:
		c->read = true;
		c->files_n = e->count;
		break;
	case MA_EVENT_FILES_COMMITTED:
		keep(w, &c->commit, e->commit);
		break;
	case MA_EVENT_PLAN_PROPOSED:
		keep(w, &c->plan, e->plan);
		break;
	case MA_EVENT_FILES_REJECTED:
	case MA_EVENT_FILES_CONFLICTED:
	case MA_EVENT_PLAN_REJECTED:
		keep(w, &c->refused, e->message);
		break;
	default:
		break;
	}
}

static bool see(void *data, int64_t seq, struct ma_str text)
{
	struct walk *w = data;
	struct ma_call_record *c;
	struct ma_event e;

	(void)seq;
	ma_arena_clear(&w->event);
	w->rc = ma_event_decode(text, &w->event, &e, w->err);
	if (w->rc)
		return false;
	c = e.effect.n > 0 ? ma_map_get(&w->calls->by_effect, e.effect) : NULL;
	if (e.kind == MA_EVENT_CALL_INTENDED && !c)
		begin(w, &e);
	else if (c)
		note(w, c, &e);
	return w->rc == MA_OK;
}

ma_rc ma_calls_load(struct ma_store *store, const char *run, struct ma_calls *out, ma_err *err)
{
	struct walk w = { .calls = out, .event = MA_ARENA_INIT(4 * MA_MIB), .err = err };
	char stream[MA_ENGINE_STREAM_SIZE];
	ma_rc rc;

	*out = (struct ma_calls){ .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
	ma_engine_stream(ma_str(run), stream);
	rc = ma_store_read(store, stream, 0, see, &w, err);
	ma_arena_done(&w.event);
	return rc ? rc : w.rc;
}

void ma_calls_done(struct ma_calls *calls)
{
	ma_map_done(&calls->by_effect);
	ma_arena_done(&calls->arena);
}

const char *ma_call_state(const struct ma_call_record *c)
{
	if (c->failed)
		return "failed";
	if (!c->replied)
		return "under way";
	if (c->recovered)
		return "recovered";
	return c->reused.n > 0 ? "reused" : "replied";
}

static bool is_hex(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n > 0;
}

static bool is_attempt(const struct ma_call_record *c, struct ma_str task, struct ma_str attempt)
{
	uint64_t n;

	return ma_str_eq(c->task, task) && ma_str_to_u64(attempt, &n) && (int64_t)n == c->attempt;
}

static bool begins_effect(const struct ma_call_record *c, struct ma_str what)
{
	return what.n >= EFFECT_LEAST && what.n <= c->effect.n && is_hex(what) &&
		memcmp(c->effect.p, what.p, what.n) == 0;
}

static ma_rc several(const struct ma_calls *calls, struct ma_str what, ma_err *err)
{
	struct ma_buf names = MA_BUF_INIT(MA_KIB * 16);
	const struct ma_call_record *c;
	size_t n = 0;

	for (c = calls->first; c; c = c->next)
		if (begins_effect(c, what) && n++ < NAMED_MAX)
			ma_buf_addf(&names, "%s" MA_STR_FMT " (" MA_STR_FMT "#%lld)",
				n > 1 ? ", " : "", MA_STR_ARG(c->effect), MA_STR_ARG(c->task),
				(long long)c->attempt);
	(void)ma_fail(err, MA_ENOTFOUND, "\"" MA_STR_FMT "\" begins the names of %zu calls: %s",
		MA_STR_ARG(what), n, names.p ? names.p : ""); /* below */
	ma_buf_done(&names);
	return err->code;
}

ma_rc ma_calls_find(const struct ma_calls *calls, struct ma_str what,
	const struct ma_call_record **out, ma_err *err)
{
	const struct ma_call_record *c, *found = NULL;
	struct ma_str attempt = what, task;
	bool numbered = ma_str_cut(&attempt, '#', &task) && task.n < what.n;

	for (c = calls->first; c; c = c->next) {
		if (numbered ? !is_attempt(c, task, attempt) : !begins_effect(c, what))
			continue;
		if (found)
			return several(calls, what, err);
		found = c;
	}
	*out = found;
	return MA_OK;
}
