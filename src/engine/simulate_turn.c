/* The checker: what must hold at the end of a turn, what may be under way, and the sums. */
#include "engine/simulate_check.h"

/* Whatever it waits for: its time does not wait. */
static void check_put_off(struct sim_checker *k, uint32_t task)
{
	const struct sim_seen *t = &k->seen[task];
	bool put_off = t->state == MA_SIM_WHEN_DELAYED || t->state == MA_SIM_WHEN_BACKOFF;

	if (put_off && t->give_up_ms > 0 && k->now_ms >= t->give_up_ms && !k->paused)
		ma_sim_complain(
			k, "the time of %s is over, and it still waits", ma_sim_task_id(task));
}

static void check_task(struct sim_checker *k, uint32_t task)
{
	const struct sim_seen *t = &k->seen[task];
	const char *name = ma_sim_task_id(task);
	bool ends = k->cancelled || (k->c->fail_fast && ma_sim_has_failure(k));

	if (t->failed)
		ma_sim_complain(k, "nothing is decided about the failure of %s", name);
	if (t->state == MA_SIM_WHEN_CALLING && k->now_ms >= t->deadline_ms)
		ma_sim_complain(k, "%s is past its deadline", name);
	if (t->state == MA_SIM_WHEN_PREPARING && t->request[0])
		ma_sim_complain(k, "%s is prepared, and nothing follows", name);
	if (t->state == MA_SIM_WHEN_READING && t->cut)
		ma_sim_complain(k, "what %s has to say is cut, and nothing follows", name);
	if (t->state == MA_SIM_WHEN_COMMITTING && (t->commit[0] || t->files_n == 0))
		ma_sim_complain(k, "%s is committed and not completed", name);
	if (t->state == MA_SIM_WHEN_HELD && ma_sim_comes_before(k, task) == MA_SIM_NOBODY)
		ma_sim_complain(k, "the files of %s wait for nobody", name);
	if (t->state == MA_SIM_WHEN_COMMITTING && ma_sim_comes_before(k, task) != MA_SIM_NOBODY)
		ma_sim_complain(k, "the files of %s are committed before those of %s", name,
			ma_sim_task_id(ma_sim_comes_before(k, task)));
	if (task != MA_SIM_PLANNER && t->state == MA_SIM_WHEN_WAITING && ma_sim_is_let_down(k, task))
		ma_sim_complain(k, "%s is not skipped", name);
	if (t->state == MA_SIM_WHEN_SKIPPED && !ma_sim_is_let_down(k, task))
		ma_sim_complain(k, "%s is skipped, and nobody lets it down", name);
	if (task != MA_SIM_PLANNER && ends && !ma_sim_is_final(t) &&
		(t->state != MA_SIM_WHEN_COMMITTING || t->quick == MA_QUICK_RUNNING))
		ma_sim_complain(k, "%s is not cancelled", name);
}

/* Whether a task could take a slot now. */
static bool could_start(const struct sim_checker *k, uint32_t task)
{
	const struct sim_seen *t = &k->seen[task];
	bool waits = ma_sim_is_ready(k, task) || t->state == MA_SIM_WHEN_DELAYED ||
		(t->state == MA_SIM_WHEN_BACKOFF && k->now_ms >= t->not_before_ms);

	return waits && ma_sim_has_room(k, task) &&
		ma_gate_opens_at(&k->gates[t->provider], k->now_ms) <= k->now_ms;
}

/* No slot stays free while somebody could use it; whoever waits for money lets nobody overtake. */
static void check_slots(struct sim_checker *k)
{
	uint32_t i;

	if (k->paused || (int64_t)ma_sim_busy_tasks(k) >= k->jobs)
		return;
	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (k->seen[i].state == MA_SIM_WHEN_DELAYED && !ma_sim_affords(k, &k->seen[i]))
			return;
	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (could_start(k, i))
			ma_sim_complain(k, "%s could start and does not", ma_sim_task_id(i));
}

static void check_tasks(struct sim_checker *k)
{
	bool all = true;
	uint32_t i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++) {
		if (!k->seen[i].exists)
			continue;
		check_task(k, i);
		check_put_off(k, i);
		all = all && ma_sim_is_final(&k->seen[i]);
	}
	if (k->phase == SIM_WORKING && all)
		ma_sim_complain(k, "everything has ended, and nothing follows");
	check_slots(k);
}

/* Nobody works, and nothing but time is needed. */
static bool is_idle(const struct sim_checker *k)
{
	return !k->paused && !k->interrupted && ma_sim_effects(k) == 0 &&
		(k->phase == SIM_WORKING || k->phase == SIM_PLANNING);
}

void ma_sim_check_turn(struct sim_checker *k)
{
	k->idle_at_ms = is_idle(k) ? k->now_ms : 0;
	if (k->interrupted || k->phase == SIM_FINISHED || k->phase == SIM_NEW)
		return;
	if (k->now_ms >= k->deadline_ms)
		ma_sim_complain(k, "the run is past its deadline");
	if (k->phase == SIM_WORKING)
		check_tasks(k);
	if (k->phase == SIM_PLANNING)
		check_task(k, MA_SIM_PLANNER);
	if (k->phase == SIM_PLANNING && (k->cancelled || ma_sim_is_final(&k->seen[MA_SIM_PLANNER])))
		ma_sim_complain(k, "planning is over, and nothing follows");
	if (k->phase == SIM_VERIFYING &&
		((k->verified && !k->restoring) || (k->cancelled && !k->verified)))
		ma_sim_complain(k, "verification is over, and nothing follows");
}

/* Whether the log asks for this effect of a task. */
static bool is_due(const struct sim_seen *t, enum ma_effect_kind kind)
{
	if (t->failed)
		return false;
	switch (kind) {
	case MA_EFFECT_PROMPT:
		return t->state == MA_SIM_WHEN_PREPARING && !t->request[0];
	case MA_EFFECT_CALL:
		return t->state == MA_SIM_WHEN_CALLING;
	case MA_EFFECT_READ_PLAN:
	case MA_EFFECT_READ_FILES:
		return t->state == MA_SIM_WHEN_READING && !t->cut;
	case MA_EFFECT_COMMIT:
		return t->state == MA_SIM_WHEN_COMMITTING && t->files_n > 0 && !t->commit[0] &&
			t->quick != MA_QUICK_RUNNING;
	case MA_EFFECT_QUICK:
		return t->quick == MA_QUICK_RUNNING && t->state == MA_SIM_WHEN_COMMITTING;
	case MA_EFFECT_REWIND:
	case MA_EFFECT_VERIFY:
	case MA_EFFECT_RESTORE:
	case MA_EFFECT_LOCK:
		break;
	}
	return false;
}

static void need_first(struct sim_checker *k, const struct sim_seen *t, enum ma_effect_kind kind,
	const struct ma_work *w)
{
	bool same = true;

	if (kind == MA_EFFECT_CALL)
		same = ma_str_is(w->request, t->request) && w->provider == t->provider;
	else if (kind == MA_EFFECT_COMMIT || kind == MA_EFFECT_QUICK)
		same = ma_str_is(w->files, t->files);
	else if (kind != MA_EFFECT_PROMPT)
		same = ma_str_is(w->reply, t->reply) && w->parts_n == t->parts;
	if (!same)
		ma_sim_complain(k, "%s works on what was not the first outcome", ma_sim_name(k, t));
}

void ma_sim_check_start(struct sim_checker *k, enum ma_effect_kind kind, const char *effect,
	const struct ma_work *w)
{
	uint32_t task = w ? ma_sim_task_find(ma_work_id(w)) : MA_SIM_PLANNER;
	const struct sim_seen *t = &k->seen[task];

	if (k->interrupted || k->phase == SIM_FINISHED)
		ma_sim_complain(k, "an effect starts after the end");
	if (k->rewinding || kind == MA_EFFECT_REWIND) {
		if (!k->rewinding || strcmp(effect, k->rewind) != 0)
			ma_sim_complain(k,
				k->rewinding ? "an effect starts before its files are back"
					     : "files are brought back once more");
		return;
	}
	if (kind == MA_EFFECT_VERIFY) {
		if (k->phase != SIM_VERIFYING || k->verified || strcmp(effect, k->verify) != 0)
			ma_sim_complain(k, "verification starts, and the log knows nothing of it");
		return;
	}
	if (kind == MA_EFFECT_RESTORE) {
		if (!k->restoring || strcmp(effect, k->verify) != 0)
			ma_sim_complain(k, "files are restored, and the log knows nothing of it");
		return;
	}
	if (kind == MA_EFFECT_COMMIT && ma_sim_needs_quick(k, t))
		ma_sim_complain(k, "the files of %s are committed unchecked", ma_sim_name(k, t));
	if (strcmp(effect, kind == MA_EFFECT_QUICK ? t->quick_effect : t->effect) != 0 ||
		!is_due(t, kind))
		ma_sim_complain(k, "an effect of %s starts, and the log says it is %s",
			ma_sim_name(k, t), ma_sim_state_name(t->state));
	need_first(k, t, kind, w);
}

int64_t ma_sim_ambiguous(const struct sim_checker *k)
{
	int64_t n = 0;
	uint32_t i;

	for (i = 0; i <= MA_SIM_PLANNER; i++)
		n += is_due(&k->seen[i], MA_EFFECT_CALL);
	return n;
}

uint32_t ma_sim_effects(const struct sim_checker *k)
{
	const struct sim_seen *t;
	uint32_t n = 0, i;

	if (k->interrupted || k->phase == SIM_FINISHED)
		return 0;
	if (k->rewinding)
		return 1;
	for (i = 0; i <= MA_SIM_PLANNER; i++) {
		t = &k->seen[i];
		n += is_due(t, MA_EFFECT_PROMPT) || is_due(t, MA_EFFECT_CALL) ||
			is_due(t, MA_EFFECT_READ_FILES) || is_due(t, MA_EFFECT_COMMIT) ||
			is_due(t, MA_EFFECT_QUICK);
	}
	return n + (k->phase == SIM_VERIFYING && (!k->verified || k->restoring));
}

static void check_reserved(struct sim_checker *k, const struct ma_state *s)
{
	int64_t cost = 0, tokens = 0, calls[MA_SIM_PROVIDERS_MAX] = { 0 };
	uint32_t i;

	for (i = 0; i <= MA_SIM_PLANNER; i++)
		if (k->seen[i].state == MA_SIM_WHEN_CALLING) {
			cost += k->seen[i].worst_cost;
			tokens += k->seen[i].worst_tokens;
			calls[k->seen[i].provider]++;
		}
	if (s->reserved_microusd != cost || s->reserved_tokens != tokens)
		ma_sim_complain(k,
			"%lld micro-USD and %lld tokens are reserved, %lld and %lld are in flight",
			(long long)s->reserved_microusd, (long long)s->reserved_tokens,
			(long long)cost, (long long)tokens);
	for (i = 0; i < k->c->providers_n && s->terms; i++)
		if (k->gates[i].in_flight != calls[i])
			ma_sim_complain(k, "the gate knows of %lld calls, %lld are in flight",
				(long long)k->gates[i].in_flight, (long long)calls[i]);
}

void ma_sim_check_sums(struct sim_checker *k, const struct ma_state *s)
{
	const struct ma_tally *t = &s->tally;

	if (t->completed != ma_sim_count(k, MA_SIM_WHEN_COMPLETED) ||
		t->failed != ma_sim_count(k, MA_SIM_WHEN_FAILED) ||
		t->skipped != ma_sim_count(k, MA_SIM_WHEN_SKIPPED) ||
		t->cancelled != ma_sim_count(k, MA_SIM_WHEN_CANCELLED))
		ma_sim_complain(k, "the tally is not that of the log");
	if (s->phase == MA_RUN_FINISHED &&
		t->total != t->completed + t->failed + t->skipped + t->cancelled)
		ma_sim_complain(k, "the tally does not add up");
	if (s->calls != k->calls || s->possibly_billed != k->billed ||
		s->cost_microusd != k->cost || s->usage.input != k->input ||
		s->usage.output != k->output || s->reused != k->reused)
		ma_sim_complain(k, "calls or costs are not those of the log");
	if (!ma_str_is(s->head, k->head))
		ma_sim_complain(k, "the head is not that of the log");
	if (s->phase == MA_RUN_FINISHED && (s->verdict != k->found || s->exit != k->exit))
		ma_sim_complain(k, "the verdict is not that of the log");
	check_reserved(k, s);
}
