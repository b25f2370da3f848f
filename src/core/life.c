/* The life cycle of a task: a table of allowed moves, and the one place that moves. */
#include "core/life.h"

#include "base/plant.h"
#include "core/ready.h"
#include "core/weigh.h"

static const char *const state_names[] = {
	[MA_TASK_WAITING] = "waiting",
	[MA_TASK_READY] = "ready",
	[MA_TASK_PREPARING] = "preparing",
	[MA_TASK_DELAYED] = "delayed",
	[MA_TASK_CALLING] = "calling",
	[MA_TASK_READING] = "reading",
	[MA_TASK_COMMITTING] = "committing",
	[MA_TASK_HELD] = "held",
	[MA_TASK_BACKOFF] = "backoff",
	[MA_TASK_COMPLETED] = "completed",
	[MA_TASK_FAILED] = "failed",
	[MA_TASK_SKIPPED] = "skipped",
	[MA_TASK_CANCELLED] = "cancelled",
};

#define S(id) (1U << MA_TASK_##id)
#define END (S(COMPLETED) | S(FAILED) | S(SKIPPED) | S(CANCELLED))
#define BUSY (S(PREPARING) | S(CALLING) | S(READING) | S(COMMITTING))
#define PUT_OFF (S(DELAYED) | S(BACKOFF))
#define QUEUED (S(READY) | PUT_OFF)
static const unsigned moves[] = {
	[MA_TASK_WAITING] = S(READY) | S(SKIPPED) | S(CANCELLED),
	[MA_TASK_READY] = S(PREPARING) | S(FAILED) | S(SKIPPED) | S(CANCELLED),
	[MA_TASK_PREPARING] = S(CALLING) | S(READING) | S(DELAYED) | S(BACKOFF) | S(FAILED) |
		S(CANCELLED),
	[MA_TASK_DELAYED] = S(CALLING) | S(BACKOFF) | S(FAILED) | S(CANCELLED),
	[MA_TASK_CALLING] = S(READING) | S(BACKOFF) | S(FAILED) | S(CANCELLED),
	[MA_TASK_READING] = S(COMMITTING) | S(COMPLETED) | S(PREPARING) | S(BACKOFF) | S(FAILED) |
		S(CANCELLED),
	[MA_TASK_COMMITTING] = S(HELD) | S(COMPLETED) | S(FAILED) | S(BACKOFF) | S(CANCELLED),
	[MA_TASK_HELD] = S(COMPLETED) | S(FAILED) | S(BACKOFF) | S(CANCELLED),
	[MA_TASK_BACKOFF] = S(PREPARING) | S(FAILED) | S(CANCELLED),
	[MA_TASK_COMPLETED] = 0,
	[MA_TASK_FAILED] = S(READY), /* reopened, and whoever was skipped for it */
	[MA_TASK_SKIPPED] = S(WAITING),
	[MA_TASK_CANCELLED] = 0,
};

const char *ma_task_state_name(enum ma_task_state s)
{
	MA_ASSERT((size_t)s < MA_COUNT(state_names));
	return state_names[s];
}

bool ma_task_state_final(enum ma_task_state s)
{
	return END >> s & 1;
}

bool ma_task_state_busy(enum ma_task_state s)
{
	return BUSY >> s & 1;
}

bool ma_work_commits(const struct ma_work *w)
{
	if (w->quick == MA_QUICK_RUNNING || w->quick == MA_QUICK_FAILED)
		return false;
	return w->state == MA_TASK_COMMITTING || (w->state == MA_TASK_HELD && w->admitted);
}

static void take_slot(struct ma_state *s, struct ma_work *w)
{
	w->active_at = s->active_n;
	s->active[s->active_n++] = (uint32_t)(w - s->works);
	s->agents[w->agent].busy++;
}

static void leave_slot(struct ma_state *s, struct ma_work *w)
{
	uint32_t last = s->active[--s->active_n];

	s->active[w->active_at] = last;
	s->works[last].active_at = w->active_at;
	s->agents[w->agent].busy--;
	ma_ready_unpark(s, w);
}

static void count(struct ma_tally *t, enum ma_task_state state, uint32_t by)
{
	t->completed += state == MA_TASK_COMPLETED ? by : 0;
	t->failed += state == MA_TASK_FAILED ? by : 0;
	t->skipped += state == MA_TASK_SKIPPED ? by : 0;
	t->cancelled += state == MA_TASK_CANCELLED ? by : 0;
}

static void count_end(struct ma_state *s, const struct ma_work *w)
{
	count(&s->tally, w->state, 1);
	if (w->state != MA_TASK_COMPLETED && !(MA_PLANT(SKIP_NEAR) && w->state == MA_TASK_SKIPPED))
		s->fallen[s->fallen_n++] = (uint32_t)(w - s->works);
}

/* Once: an optional task that is reopened has let them go already. */
static void release_successors(struct ma_state *s, struct ma_work *w)
{
	const struct ma_task *t = w->task;
	bool again = w->released;
	uint32_t i;

	w->released = true;
	for (i = again ? t->nexts_n : 0; i + MA_PLANT(KEEP_SUCCESSOR) < t->nexts_n; i++) {
		struct ma_work *next = &s->works[t->nexts[i]];

		MA_ASSERT(next->deps_left > 0);
		if ((--next->deps_left == 0 || MA_PLANT(EARLY_START)) &&
			next->state == MA_TASK_WAITING)
			ma_work_move(s, next, MA_TASK_READY);
	}
}

bool ma_work_may_move(const struct ma_work *w, enum ma_task_state to)
{
	return moves[w->state] >> to & 1;
}

static void enter_queue(struct ma_state *s, struct ma_work *w)
{
	if (w->state == MA_TASK_BACKOFF)
		ma_ready_delay(s, w);
	else
		ma_ready_add(s, w);
}

bool ma_terms_host(const struct ma_terms *terms, struct ma_str agent)
{
	size_t i;

	for (i = 0; terms && i < terms->crews_n; i++)
		if (terms->crews[i].host && ma_str_eq(terms->crews[i].agent, agent))
			return true;
	return false;
}

bool ma_terms_adds(const struct ma_terms *terms, struct ma_str agent)
{
	size_t i;

	for (i = 0; terms && i < terms->crews_n; i++)
		if (terms->crews[i].adds && ma_str_eq(terms->crews[i].agent, agent))
			return true;
	return false;
}

bool ma_work_is_host(const struct ma_state *s, const struct ma_work *w)
{
	return w->task && ma_terms_host(s->terms, w->task->agent);
}

static struct ma_gate *gate_of(const struct ma_state *s, const struct ma_work *w)
{
	if (!s->terms || ma_work_is_host(s, w))
		return NULL;
	return s->terms->gates[w->provider];
}

/* The worst case of a call is reserved as long as it is under way. */
static void begin_call(struct ma_state *s, struct ma_work *w)
{
	if (!MA_PLANT(FORGET_RESERVATION))
		s->reserved_microusd += w->worst_microusd;
	s->reserved_tokens += w->worst_tokens;
	if (gate_of(s, w))
		w->gate_tokens = ma_gate_enter(gate_of(s, w), s->now_ms, w->worst_tokens);
}

static void leave_gate(
	struct ma_gate *gate, int64_t now_ms, const struct ma_work *w, enum ma_llm_class class)
{
	ma_gate_leave(gate, now_ms,
		&(struct ma_gate_end){ .began_ms = w->admitted_at_ms,
			.charged = w->gate_tokens,
			.used = w->used_tokens,
			.class = class,
			.retry_after_ms = w->retry_after_ms,
			.allows = w->allows });
}

static void end_call(struct ma_state *s, const struct ma_work *w)
{
	enum ma_llm_class class = w->state == MA_TASK_READING ? MA_LLM_OK
		: w->state == MA_TASK_CANCELLED               ? MA_LLM_CANCELED
							      : w->failed_as;

	if (!MA_PLANT(KEEP_RESERVED))
		s->reserved_microusd -= w->worst_microusd;
	s->reserved_tokens -= w->worst_tokens;
	if (gate_of(s, w))
		leave_gate(gate_of(s, w), s->now_ms, w, class);
}

static void each_call(
	struct ma_state *s, void (*fn)(struct ma_gate *gate, int64_t now_ms, struct ma_work *w))
{
	struct ma_work *p = &s->planner;
	uint32_t i;

	if (p->state == MA_TASK_CALLING && gate_of(s, p))
		fn(gate_of(s, p), s->now_ms, p);
	for (i = 0; i < s->active_n; i++) {
		struct ma_work *w = &s->works[s->active[i]];

		if (w->state == MA_TASK_CALLING && gate_of(s, w))
			fn(gate_of(s, w), s->now_ms, w);
	}
}

static void enter_again(struct ma_gate *gate, int64_t now_ms, struct ma_work *w)
{
	w->gate_tokens = ma_gate_enter(gate, now_ms, w->worst_tokens);
}

static void leave_behind(struct ma_gate *gate, int64_t now_ms, struct ma_work *w)
{
	leave_gate(gate, now_ms, w, MA_LLM_CANCELED);
}

void ma_state_adopt(struct ma_state *s, const struct ma_terms *terms)
{
	MA_ASSERT(!s->terms);
	s->terms = terms;
	each_call(s, enter_again);
}

void ma_state_abandon(struct ma_state *s)
{
	each_call(s, leave_behind);
	s->terms = NULL;
}

/* In no order: there are few, and each is looked at whenever something is decided. */
static void put_in(struct ma_work **list, struct ma_work *w)
{
	w->earlier = NULL;
	w->later = *list;
	if (w->later)
		w->later->earlier = w;
	*list = w;
}

static void take_out(struct ma_work **list, struct ma_work *w)
{
	if (w->later)
		w->later->earlier = w->earlier;
	if (w->earlier)
		w->earlier->later = w->later;
	else
		*list = w->later;
}

static struct ma_work **list_of(struct ma_state *s, enum ma_task_state state)
{
	if (state == MA_TASK_HELD)
		return &s->held;
	return PUT_OFF >> state & 1 ? &s->put_off : NULL;
}

void ma_work_move(struct ma_state *s, struct ma_work *w, enum ma_task_state to)
{
	enum ma_task_state from = w->state;

	MA_ASSERT(ma_work_may_move(w, to));
	if (ma_task_state_busy(from))
		w->slot_ms += s->now_ms - w->moved_at_ms;
	w->state = to;
	w->moved_at_ms = s->now_ms;
	if (from == MA_TASK_CALLING)
		end_call(s, w);
	if (to == MA_TASK_CALLING)
		begin_call(s, w);
	if (ma_task_state_final(to))
		w->ended_at_ms = s->now_ms;
	if (!w->task)
		return;
	if (ma_task_state_final(from))
		count(&s->tally, from, UINT32_MAX); /* one less */
	ma_ready_remove(s, w);
	if (list_of(s, from))
		take_out(list_of(s, from), w);
	if (list_of(s, to))
		put_in(list_of(s, to), w);
	s->held_n += to == MA_TASK_HELD;
	s->held_n -= from == MA_TASK_HELD;
	if (QUEUED >> to & 1)
		enter_queue(s, w);
	if (ma_task_state_busy(from) && !ma_task_state_busy(to))
		leave_slot(s, w);
	if (!ma_task_state_busy(from) && ma_task_state_busy(to))
		take_slot(s, w);
	if (ma_task_state_final(to))
		count_end(s, w);
	if (to == MA_TASK_COMPLETED)
		ma_weigh_learn(s, w);
	if (to == MA_TASK_COMPLETED || (ma_task_state_final(to) && w->task->optional))
		release_successors(s, w);
}
