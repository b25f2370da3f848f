/* Decisions about what starts: the limits of slots, agents, providers, files and money, together. */
#include <stdio.h>

#include "base/plant.h"
#include "core/decider.h"
#include "core/policy.h"
#include "core/ready.h"

static int64_t timeout_of(const struct ma_work *w)
{
	return w->task ? w->task->timeout_ms : MA_TASK_TIMEOUT_MS;
}

static void begin_task(struct ma_decider *d, const struct ma_work *w)
{
	if (w->task && w->give_up_ms == 0)
		ma_decider_add(d,
			&(struct ma_event){ .kind = MA_EVENT_TASK_STARTED,
				.task = w->task->id,
				.agent = w->task->agent,
				.deadline_ms = d->now_ms + w->task->deadline_ms });
}

/* No provider of the chain serves the run any more: the task ends as its last provider did. */
static void fail_unserved(struct ma_decider *d, const struct ma_work *w)
{
	const struct ma_source *last = &d->s->providers[d->s->providers_n - 1];

	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_TASK_FAILED,
			.task = ma_work_id(w),
			.class = ma_str(ma_llm_class_name(last->dead)),
			.message = last->message });
}

void ma_start_attempt(struct ma_decider *d, struct ma_work *w)
{
	bool host = ma_work_is_host(d->s, w);
	uint32_t provider = host ? w->provider : ma_policy_provider(d->s, w->provider);
	char id[MA_EFFECT_ID_SIZE];

	if (provider == d->s->providers_n) {
		fail_unserved(d, w);
		return;
	}
	if (d->rc)
		return;
	d->rc = ma_effect_id(
		d->s->run, ma_work_id(w), ma_work_purpose(w), w->attempt + 1, id, d->err);
	begin_task(d, w);
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_CALL_INTENDED,
			.effect = ma_str(id),
			.task = ma_work_id(w),
			.provider = provider != w->provider ? d->s->providers[provider].name
							    : MA_STR(""),
			.attempt = w->attempt + 1,
			.purpose = w->resolving ? MA_STR(MA_PURPOSE_RESOLVE) : MA_STR(""),
			.continues = w->parts_n > 0 && !MA_PLANT(FORGET_PARTS) });
}

static bool fits(int64_t used, int64_t reserved, int64_t more, int64_t most)
{
	return most <= 0 || MA_PLANT(IGNORE_BUDGET) ||
		(used <= most && more <= most - used - reserved);
}

bool ma_start_affords(const struct ma_state *s, const struct ma_work *w)
{
	return fits(s->cost_microusd, s->reserved_microusd, w->worst_microusd,
		       s->max_cost_microusd) &&
		fits(s->usage.input + s->usage.output, s->reserved_tokens, w->worst_tokens,
			s->max_tokens);
}

static bool is_affordable(struct ma_decider *d, const struct ma_work *w)
{
	bool fits_in = ma_start_affords(d->s, w);

	d->starved |= !fits_in;
	return fits_in;
}

static bool is_committing(const struct ma_state *s)
{
	const struct ma_work *w = s->held;

	while (w && !w->admitted)
		w = w->later;
	return w != NULL;
}

/* Where nothing is under way that could give back what it had reserved. */
void ma_start_spent(struct ma_decider *d)
{
	if (d->starved && d->s->active_n == 0 && !is_committing(d->s) && !d->s->interrupted)
		ma_decider_add(d,
			&(struct ma_event){
				.kind = MA_EVENT_RUN_INTERRUPTED, .cause = MA_STR("budget") });
}

/* It does not leave at all. */
static void refuse(struct ma_decider *d, const struct ma_work *w, enum ma_llm_class class,
	struct ma_str message)
{
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.effect = ma_str(w->effect),
			.task = ma_work_id(w),
			.class = ma_str(ma_llm_class_name(class)),
			.message = message });
}

static void admit(struct ma_decider *d, struct ma_work *w)
{
	int64_t now = d->now_ms, until = now + timeout_of(w);

	if (w->give_up_ms > 0 && w->give_up_ms < until)
		until = w->give_up_ms;
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_CALL_ADMITTED,
			.effect = ma_str(w->effect),
			.task = ma_work_id(w),
			.provider = d->s->providers[w->provider].name,
			.deadline_ms = until });
}

int64_t ma_start_gate_opens_at(const struct ma_state *s, uint32_t provider, int64_t now_ms)
{
	const struct ma_gate *gate = s->terms ? s->terms->gates[provider] : NULL;

	return gate && !MA_PLANT(IGNORE_GATE) ? ma_gate_opens_at(gate, now_ms) : now_ms;
}

static void delay(struct ma_decider *d, const struct ma_work *w, struct ma_str cause, int64_t until,
	const char *message)
{
	if (w->state != MA_TASK_DELAYED)
		ma_decider_add(d,
			&(struct ma_event){ .kind = MA_EVENT_CALL_DELAYED,
				.effect = ma_str(w->effect),
				.task = ma_work_id(w),
				.cause = cause,
				.message = ma_str(message),
				.not_before_ms = until == INT64_MAX ? 0 : until });
}

static void delay_by_gate(struct ma_decider *d, const struct ma_work *w, int64_t until)
{
	const struct ma_gate *gate = d->s->terms->gates[w->provider];

	delay(d, w, MA_STR("gate"), until, ma_gate_reason(gate, d->now_ms));
}

/* For what it waits. */
static const char *wait_of(const struct ma_work *w)
{
	if (w->state != MA_TASK_DELAYED)
		return w->state == MA_TASK_BACKOFF ? "to be tried again" : "";
	if (ma_str_is(w->cause, "budget"))
		return "for room in the budget";
	return ma_str_is(w->cause, "paused") ? "for the run to go on" : "for the provider's limits";
}

static void give_up(struct ma_decider *d, const struct ma_work *w)
{
	const char *wait = wait_of(w);
	char message[128];

	(void)snprintf(message, sizeof(message), "its time of %lld s for all attempts is over%s%s",
		(long long)(w->task->deadline_ms / 1000), *wait ? ": it has waited " : "",
		wait); /* fits */
	ma_decider_add(d,
		&(struct ma_event){ .kind = MA_EVENT_TASK_FAILED,
			.task = ma_work_id(w),
			.class = ma_str(ma_llm_class_name(MA_LLM_TIMEOUT)),
			.message = ma_str(message) });
}

static bool is_late(const struct ma_decider *d, const struct ma_work *w)
{
	return w->give_up_ms > 0 && d->now_ms >= w->give_up_ms && !MA_PLANT(LEAVE_LATE);
}

void ma_start_late(struct ma_decider *d)
{
	struct ma_work *w, *later;

	if (d->s->paused || MA_PLANT(FORGET_LATE))
		return; /* that time is given back */
	for (w = d->s->put_off; w && !d->rc; w = later) {
		later = w->later;
		if (is_late(d, w))
			give_up(d, w);
	}
}

void ma_start_admit(struct ma_decider *d, struct ma_work *w)
{
	bool host = ma_work_is_host(d->s, w);
	int64_t opens_at = host ? d->now_ms : ma_start_gate_opens_at(d->s, w->provider, d->now_ms);
	const struct ma_source *source = &d->s->providers[w->provider];

	if (is_late(d, w))
		give_up(d, w);
	else if (w->unpriced && d->s->max_cost_microusd > 0)
		refuse(d, w, MA_LLM_UNPRICED,
			MA_STR("no price is known for the model, and the run has a budget in money"));
	else if (source->dead && !host && !MA_PLANT(ASK_THE_DEAD))
		refuse(d, w, source->dead, source->message);
	else if (d->s->paused && !MA_PLANT(IGNORE_PAUSE))
		delay(d, w, MA_STR("paused"), 0, "");
	else if (opens_at > d->now_ms)
		delay_by_gate(d, w, opens_at);
	else if (!is_affordable(d, w))
		delay(d, w, MA_STR("budget"), 0, "");
	else
		admit(d, w);
}

static int64_t crew_limit(const struct ma_terms *terms, struct ma_str agent)
{
	size_t i;

	for (i = 0; terms && i < terms->crews_n; i++)
		if (terms->crews[i].jobs > 0 && ma_str_eq(terms->crews[i].agent, agent))
			return terms->crews[i].jobs;
	return INT64_MAX;
}

/* The first in order of all lanes that are open. */
static struct ma_work *first_ready(const struct ma_decider *d)
{
	struct ma_work *best = NULL, *w;
	uint32_t i, p;
	bool host;

	for (i = 0; i < d->s->agents_n; i++) {
		const struct ma_crew *crew = &d->s->agents[i];

		if (!MA_PLANT(EXCEED_AGENT) && crew->busy >= crew_limit(d->s->terms, crew->name))
			continue;
		host = ma_terms_host(d->s->terms, crew->name);
		for (p = 0; p < d->s->providers_n; p++) {
			w = crew->lanes[p];
			if (w && (!best || ma_ready_before(w, best)) &&
				(host || ma_start_gate_opens_at(d->s, p, d->now_ms) <= d->now_ms))
				best = w;
		}
	}
	return best;
}

/* A task that holds a slot and writes what `w` would write, or NULL. */
static struct ma_work *writer_in_the_way(const struct ma_state *s, const struct ma_work *w)
{
	uint32_t i;

	for (i = 0; w->task->writes_n > 0 && i < s->active_n && !MA_PLANT(SHARE_FILES); i++)
		if (ma_task_writes_meet(w->task, s->works[s->active[i]].task))
			return &s->works[s->active[i]];
	return NULL;
}

static void start(struct ma_decider *d, struct ma_work *w)
{
	struct ma_work *other = writer_in_the_way(d->s, w);

	if (is_late(d, w)) {
		give_up(d, w);
	} else if (other) {
		ma_ready_remove(d->s, w);
		ma_ready_park(w, other);
	} else if (w->state == MA_TASK_DELAYED) {
		ma_start_admit(d, w);
		ma_settle(d, w);
	} else {
		ma_start_attempt(d, w);
	}
}

/* What is next to take a free slot; NULL: there is none, or nobody may, or what has just ended comes first. */
static struct ma_work *next_to_start(struct ma_decider *d)
{
	struct ma_state *s = d->s;

	ma_ready_release_due(s, d->now_ms);
	if (d->rc || d->starved || s->paused || s->interrupted || s->fallen_n > 0 ||
		s->active_n >= s->jobs + MA_PLANT(EXCEED_JOBS))
		return NULL;
	return first_ready(d);
}

void ma_start_tasks(struct ma_decider *d)
{
	struct ma_work *w;

	d->starved = false; /* what has ended since may have freed enough */
	while ((w = next_to_start(d)))
		start(d, w);
}

static bool has_lane(const struct ma_state *s, uint32_t provider)
{
	uint32_t i;

	for (i = 0; i < s->agents_n; i++)
		if (s->agents[i].lanes[provider] && !ma_terms_host(s->terms, s->agents[i].name))
			return true;
	return false;
}

int64_t ma_start_wake_at(const struct ma_state *s, int64_t now_ms)
{
	int64_t at = INT64_MAX, opens_at;
	uint32_t p;

	if (s->paused || s->active_n >= s->jobs)
		return INT64_MAX; /* then only an outcome makes room */
	if (s->due)
		at = s->due->not_before_ms;
	for (p = 0; p < s->providers_n; p++) {
		opens_at = has_lane(s, p) ? ma_start_gate_opens_at(s, p, now_ms) : INT64_MAX;
		if (opens_at > now_ms && opens_at < at)
			at = opens_at;
	}
	return at;
}
