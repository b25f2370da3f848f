/* What goes wrong in the simulated world: drawn for each act by its task and by how many came before. */
#include "engine/simulate_act.h"

#define CLASS_FAULTS (MA_SIM_CANCELED + 1)

uint64_t ma_sim_act_key(const struct sim_act *a)
{
	return (uint64_t)a->kind * 64 + a->task;
}

bool ma_sim_act_chance(const struct sim_act *a, enum sim_draw what, uint32_t percent)
{
	return ma_sim_chance(a->world->c, what, ma_sim_act_key(a), a->nth, percent);
}

int64_t ma_sim_act_between(const struct sim_act *a, enum sim_draw what, int64_t least, int64_t most)
{
	return ma_sim_between(a->world->c, what, ma_sim_act_key(a), a->nth, least, most);
}

/* One of the faults in a list that may happen, drawn; MA_SIM_FINE when none may. */
static enum ma_sim_fault pick(const struct sim_act *a, const enum ma_sim_fault *from, size_t n)
{
	enum ma_sim_fault may[MA_SIM_FAULTS_N];
	size_t may_n = 0, i;

	for (i = 0; i < n; i++)
		if (ma_sim_may(a->world->c, from[i]))
			may[may_n++] = from[i];
	return may_n > 0
		? may[ma_sim_draw(a->world->c, SIM_DRAW_WHICH, ma_sim_act_key(a), a->nth) % may_n]
		: MA_SIM_FINE;
}

/* Storms come every ten minutes and last up to two. */
static bool is_storm(const struct sim_world *w)
{
	int64_t t = w->clock->mono % 600000;

	return ma_sim_may(w->c, MA_SIM_STORM) &&
		t < ma_sim_between(w->c, SIM_DRAW_WORLD, 0, (uint64_t)(w->clock->mono / 600000),
			    10000, 120000);
}

/* How many calls a provider cares to serve a minute. */
static int64_t fill(const struct sim_world *w)
{
	return ma_sim_between(w->c, SIM_DRAW_WORLD, 1, 0, 3, 10);
}

/* How many it has served in the last minute, and how long until the newest of these is forgotten. */
static int64_t count_served(const struct sim_world *w, uint32_t provider, int64_t *reset_out)
{
	int64_t n = 0, age;
	uint32_t i;

	*reset_out = 0;
	for (i = 0; i < MA_COUNT(w->served[provider].at_ms) && i < w->served[provider].n; i++) {
		age = w->clock->mono - w->served[provider].at_ms[i];
		n += age < MA_SIM_SERVED_MS;
		if (MA_SIM_SERVED_MS - age > *reset_out)
			*reset_out = MA_SIM_SERVED_MS - age;
	}
	return n;
}

/* Whether the provider has served as many calls in the last minute as it cares to. */
static bool is_sated(struct sim_world *w, uint32_t provider)
{
	int64_t reset;

	if (!ma_sim_may(w->c, MA_SIM_SERVER_RATE))
		return false;
	if (count_served(w, provider, &reset) >= fill(w))
		return true;
	w->served[provider].at_ms[w->served[provider].n++ % MA_COUNT(w->served[provider].at_ms)] =
		w->clock->mono;
	return false;
}

static struct ma_allowance lie(const struct sim_act *a)
{
	static const struct ma_allowance lies[] = {
		{ 0, 0, INT64_MAX },
		{ 1, 0, 1000000000000 },
		{ 1000, 0, 60000 },
		{ INT64_MAX, INT64_MAX, 1 },
		{ 5, 2, -1000 },
		{ -7, -100, 30000 },
		{ 0, 0, 1 },
		{ 0, 0, 0 },
	};

	return lies[ma_sim_act_between(a, SIM_DRAW_SIZE, 0, MA_COUNT(lies) - 1)];
}

void ma_sim_act_hear(struct sim_act *a)
{
	const struct sim_world *w = a->world;
	int64_t served, reset;

	a->told_at_ms = w->clock->mono;
	if (ma_sim_may(w->c, MA_SIM_LIES_LIMITS)) {
		if (ma_sim_act_chance(a, SIM_DRAW_RANK, 50))
			a->allows.requests = lie(a);
		else
			a->allows.tokens = lie(a);
	} else if (ma_sim_may(w->c, MA_SIM_TELLS_LIMITS) && ma_sim_may(w->c, MA_SIM_SERVER_RATE)) {
		served = count_served(w, a->provider, &reset);
		a->allows.requests = (struct ma_allowance){ fill(w), fill(w) - served,
			reset > 0 ? reset : 1 };
	}
}

static enum ma_sim_fault call_fault(struct sim_act *a)
{
	static const enum ma_sim_fault others[] = { MA_SIM_HINT, MA_SIM_LONG_HINT, MA_SIM_SLOW,
		MA_SIM_STUCK, MA_SIM_CUT, MA_SIM_CUT };
	enum ma_sim_fault list[CLASS_FAULTS + MA_COUNT(others)];
	size_t i;

	if (is_storm(a->world))
		return MA_SIM_STORM;
	if (is_sated(a->world, a->provider))
		return MA_SIM_SERVER_RATE;
	for (i = 0; i < CLASS_FAULTS; i++)
		list[i] = (enum ma_sim_fault)i;
	for (i = 0; i < MA_COUNT(others); i++)
		list[CLASS_FAULTS + i] = others[i];
	return ma_sim_act_chance(a, SIM_DRAW_FATE, a->world->c->often)
		? pick(a, list, MA_COUNT(list))
		: MA_SIM_FINE;
}

/* A task whose model says the same useless thing again and again. */
bool ma_sim_act_repeats(const struct sim_act *a)
{
	return ma_sim_may(a->world->c, MA_SIM_SAME_REPLY) &&
		ma_sim_chance(a->world->c, SIM_DRAW_WORLD, 2, a->task, 50);
}

static enum ma_sim_fault read_fault(struct sim_act *a)
{
	static const enum ma_sim_fault plan[] = { MA_SIM_BAD_PLAN },
				       files[] = { MA_SIM_BAD_FILES, MA_SIM_NO_FILES };

	if (ma_sim_act_repeats(a))
		return MA_SIM_SAME_REPLY;
	return a->kind == MA_EFFECT_READ_PLAN ? pick(a, plan, 1) : pick(a, files, MA_COUNT(files));
}

static enum ma_sim_fault other_fault(struct sim_act *a)
{
	static const enum ma_sim_fault commit[] = { MA_SIM_COMMIT_REFUSED, MA_SIM_CONFLICT,
		MA_SIM_COMMIT_ERROR };
	static const enum ma_sim_fault verify[] = { MA_SIM_VERIFY_FAILS, MA_SIM_UNVERIFIED };
	static const enum ma_sim_fault quick[] = { MA_SIM_QUICK_FAILS };
	static const enum ma_sim_fault prompt[] = { MA_SIM_NO_PROMPT, MA_SIM_UNPRICED };

	if (!ma_sim_act_repeats(a) &&
		!ma_sim_act_chance(a, SIM_DRAW_FATE,
			a->kind == MA_EFFECT_VERIFY || a->kind == MA_EFFECT_QUICK
				? 75
				: 5 + a->world->c->often))
		return MA_SIM_FINE;
	switch (a->kind) {
	case MA_EFFECT_PROMPT:
		return ma_sim_act_chance(a, SIM_DRAW_AFTER, 30) ? pick(a, prompt, MA_COUNT(prompt))
								: MA_SIM_FINE;
	case MA_EFFECT_READ_PLAN:
	case MA_EFFECT_READ_FILES:
		return read_fault(a);
	case MA_EFFECT_COMMIT:
		return pick(a, commit, a->world->life < MA_SIM_TROUBLED ? 3 : 2);
	case MA_EFFECT_VERIFY:
		return pick(a, verify, MA_COUNT(verify));
	case MA_EFFECT_QUICK:
		return pick(a, quick, 1);
	case MA_EFFECT_RESTORE:
		return a->world->life < MA_SIM_TROUBLED ? pick(a, commit + 1, 1) : MA_SIM_FINE;
	case MA_EFFECT_CALL:
	case MA_EFFECT_REWIND:
	case MA_EFFECT_LOCK:
		break;
	}
	return MA_SIM_FINE;
}

static int64_t timeout_of(const struct sim_act *a)
{
	return a->task == MA_SIM_PLANNER ? MA_TASK_TIMEOUT_MS
					 : a->world->c->tasks[a->task].timeout_s * 1000;
}

static int64_t duration(const struct sim_act *a)
{
	int64_t timeout = timeout_of(a);

	switch (a->fault) {
	case MA_SIM_STUCK:
		return -1;
	case MA_SIM_SLOW:
		return ma_sim_act_between(a, SIM_DRAW_TOOK, timeout - 2000, timeout + 2000);
	case MA_SIM_STORM:
	case MA_SIM_SERVER_RATE:
		return ma_sim_act_between(a, SIM_DRAW_TOOK, 20, 200);
	default:
		break;
	}
	if (a->kind == MA_EFFECT_CALL)
		return ma_sim_act_between(
			a, SIM_DRAW_TOOK, 200, timeout < 20000 ? timeout / 2 : 20000);
	return a->kind == MA_EFFECT_VERIFY || a->kind == MA_EFFECT_QUICK
		? ma_sim_act_between(a, SIM_DRAW_TOOK, 1000, 60000)
		: ma_sim_act_between(a, SIM_DRAW_TOOK, 0, 30);
}

/* How long an act takes; -1: for ever. In some cases all things come by the second, and so together. */
int64_t ma_sim_act_ms(const struct sim_act *a)
{
	bool together = ma_sim_chance(a->world->c, SIM_DRAW_WORLD, 3, 0, 30);
	int64_t ms = duration(a);

	return ms >= 0 && together ? ms + 999 - (a->world->clock->mono + ms) % 1000 : ms;
}

enum ma_sim_fault ma_sim_act_fault(struct sim_act *a)
{
	return a->kind == MA_EFFECT_CALL ? call_fault(a) : other_fault(a);
}
