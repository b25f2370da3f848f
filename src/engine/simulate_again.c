/* The checker: what must become of an attempt that failed. */
#include "engine/simulate_check.h"

static bool pays(const struct sim_seen *t)
{
	return t->class == MA_LLM_RATE || t->class == MA_LLM_OVERLOAD ||
		t->class == MA_LLM_TRANSIENT || t->class == MA_LLM_TIMEOUT;
}

/* Whether the same provider may be asked again, and how long that has to wait at least and at most. */
static bool may_ask_again(
	const struct sim_checker *k, const struct sim_seen *t, int64_t *wait_out, int64_t *most_out)
{
	bool planner = ma_sim_is_planner(k, t);
	int64_t most = planner ? 2 : ma_sim_task_of(k, t)->retries;
	int64_t tries = t->attempt - t->uncounted, i;

	*wait_out = *most_out = 0;
	if (t->class == MA_LLM_CANCELED || t->met)
		return true;
	if (tries > most)
		return false;
	if (t->class == MA_LLM_BAD_OUTPUT)
		return !planner || t->rejections < 2;
	if (!pays(t) || k->credit < 5 || t->hint_ms > 60000)
		return false;
	*most_out = 2000;
	for (i = 1; i < tries && *most_out < 60000; i++)
		*most_out = *most_out * 2 > 60000 ? 60000 : *most_out * 2;
	*wait_out = t->hint_ms;
	if (t->hint_ms * 6 / 5 > *most_out)
		*most_out = t->hint_ms * 6 / 5;
	return true;
}

/* What must become of a failed attempt. */
struct verdict {
	bool may_retry, may_fail;
	bool resolve; /* the next attempt is to resolve a conflict */
	uint32_t provider;
	int64_t wait, most;
	bool may_turn,
		must_turn; /* to the next one, at once: the wait may, or will, outlast the time that there is */
	uint32_t next;
};

static void look_at_end(const struct sim_checker *k, const struct sim_seen *t, struct verdict *v)
{
	int64_t end = k->deadline_ms;

	if (t->give_up_ms > 0 && t->give_up_ms < end)
		end = t->give_up_ms;
	v->may_turn = v->most > 0 && k->now_ms + v->most >= end;
	v->must_turn = v->wait > 0 && k->now_ms + v->wait >= end;
}

/* What came of it cannot be used; what kept it from coming may be over next time. */
static bool is_answered(const struct sim_seen *t)
{
	return t->state == MA_SIM_WHEN_COMMITTING || t->class == MA_LLM_BAD_OUTPUT ||
		t->class == MA_LLM_NO_PROGRESS;
}

/* A resolver that is of no use leaves the task what it had: to be asked again itself. */
static bool may_ask_task(const struct sim_checker *k, const struct sim_seen *t)
{
	return t->resolving && !pays(t) && !k->dead[t->provider] &&
		t->attempt - t->uncounted <= ma_sim_task_of(k, t)->retries;
}

static struct verdict judge(const struct sim_checker *k, const struct sim_seen *t)
{
	uint32_t next = ma_sim_alive(k, t->provider + 1);
	struct verdict v = { .provider = t->provider, .next = next };
	bool late = t->give_up_ms > 0 && k->now_ms >= t->give_up_ms;
	bool again = may_ask_again(k, t, &v.wait, &v.most);

	if ((!again || k->dead[t->provider]) && next < k->c->providers_n) {
		again = true;
		v.provider = next;
		v.wait = v.most = 0;
	} else if (again && next < k->c->providers_n) {
		look_at_end(k, t, &v);
	}
	if (v.must_turn) {
		v.provider = next;
		v.wait = v.most = 0;
		v.may_turn = false;
	}
	v.resolve = again && (t->met || (t->resolving && !is_answered(t)));
	again = again || may_ask_task(k, t);
	v.may_retry = again && (t->give_up_ms == 0 || k->now_ms + v.wait < t->give_up_ms);
	v.may_fail = !again ||
		(v.may_turn ? late : t->give_up_ms > 0 && k->now_ms + v.most >= t->give_up_ms);
	return v;
}

/* What one call was told holds for all. */
static void heed(struct sim_checker *k, const struct sim_seen *t)
{
	int64_t ms = t->hint_ms <= 0 ? 1000 : t->hint_ms < 60000 ? t->hint_ms : 60000;

	if (t->state == MA_SIM_WHEN_CALLING && t->failed &&
		(t->class == MA_LLM_RATE || t->class == MA_LLM_OVERLOAD) &&
		k->now_ms + ms > k->closed_until_ms[t->provider])
		k->closed_until_ms[t->provider] = k->now_ms + ms;
}

void ma_sim_see_task_retried(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	struct verdict v = judge(k, t);

	heed(k, t);
	if (v.may_turn && ma_str_is(e->provider, ma_sim_provider(v.next))) {
		v.provider = v.next;
		v.wait = v.most = 0;
	}
	if (!t->failed || k->interrupted)
		ma_sim_complain(k, "%s has nothing to try again", ma_sim_name(k, t));
	else if (!v.may_retry)
		ma_sim_complain(k, "%s may not be tried again: %s, attempt %lld", ma_sim_name(k, t),
			ma_llm_class_name(t->class), (long long)t->attempt);
	else if (e->not_before_ms < e->at_ms + v.wait || e->not_before_ms > e->at_ms + v.most)
		ma_sim_complain(k, "%s: a wait of %lld ms, %lld to %lld are due", ma_sim_name(k, t),
			(long long)(e->not_before_ms - e->at_ms), (long long)v.wait,
			(long long)v.most);
	else if (e->provider.n > 0 ? !ma_str_is(e->provider, ma_sim_provider(v.provider))
				   : v.provider != t->provider)
		ma_sim_complain(
			k, "%s should ask %s next", ma_sim_name(k, t), ma_sim_provider(v.provider));
	else if (!ma_str_is(e->purpose, v.resolve ? "resolve" : ""))
		ma_sim_complain(k, "%s should %s resolve its conflict", ma_sim_name(k, t),
			v.resolve ? "" : "not");
	if (t->quick == MA_QUICK_FAILED && !ma_sim_asks_for_quick(k, t))
		ma_sim_complain(k, "%s is asked again and again for what fails", ma_sim_name(k, t));
	t->quick_asked |= t->quick == MA_QUICK_FAILED;
	t->quick = MA_QUICK_NONE;
	if (e->provider.n == 0 && pays(t))
		k->credit -= 5;
	t->uncounted += v.resolve && !t->mediated;
	t->mediated |= v.resolve;
	t->resolving = v.resolve;
	t->state = MA_SIM_WHEN_BACKOFF;
	t->failed = t->cut = false;
	t->not_before_ms = e->not_before_ms;
	if (e->provider.n > 0)
		ma_sim_change_provider(k, t, v.provider);
}

/* A task may also end between two attempts: its time is over, or nobody is left to ask. */
static bool is_hopeless(const struct sim_checker *k, const struct sim_seen *t)
{
	bool late = t->give_up_ms > 0 && k->now_ms >= t->give_up_ms;

	return late || ma_sim_alive(k, t->provider) == k->c->providers_n;
}

void ma_sim_see_task_failed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)e;
	heed(k, t);
	if (t->quick == MA_QUICK_FAILED)
		ma_sim_complain(k, "%s fails for a quick check", ma_sim_name(k, t));
	if (ma_sim_is_final(t) || k->interrupted)
		ma_sim_complain(k, "%s cannot fail now", ma_sim_name(k, t));
	else if (t->failed && !judge(k, t).may_fail)
		ma_sim_complain(k, "%s is given up: %s, attempt %lld", ma_sim_name(k, t),
			ma_llm_class_name(t->class), (long long)t->attempt);
	else if (!t->failed && !is_hopeless(k, t))
		ma_sim_complain(k, "%s has not failed", ma_sim_name(k, t));
	t->state = MA_SIM_WHEN_FAILED;
	t->failed = false;
}

static void open_again(struct sim_seen *t)
{
	t->state = MA_SIM_WHEN_WAITING;
	t->started = t->cut = t->resolving = t->mediated = false;
	t->reopened = true;
	t->uncounted = t->attempt;
	t->rejections = t->repeats = t->give_up_ms = 0;
	t->provider = t->parts = 0;
}

/* Too late where the run is cancelled, verified or over. */
void ma_sim_see_task_reopened(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	bool more = true;
	uint32_t i;

	(void)e;
	if (t->state != MA_SIM_WHEN_FAILED || k->phase != SIM_WORKING || k->repairs > 0 ||
		k->cancelled || ma_sim_count(k, MA_SIM_WHEN_CANCELLED) > 0)
		return;
	open_again(t);
	memset(k->dead, 0, sizeof(k->dead));
	while (more) {
		more = false;
		for (i = 0; i < MA_SIM_TASKS_MAX; i++)
			if (k->seen[i].state == MA_SIM_WHEN_SKIPPED && !ma_sim_is_let_down(k, i)) {
				open_again(&k->seen[i]);
				more = true;
			}
	}
}
