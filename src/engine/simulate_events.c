/* The checker: what may be said of a task and of its calls. */
#include "base/limits.h"
#include "engine/simulate_check.h"

#define PARTS_MAX 4
#define REPEATS_MAX 3
#define DEPTH_MAX 3

static bool is_planner(const struct sim_checker *k, const struct sim_seen *t)
{
	return ma_sim_number(k, t) == MA_SIM_PLANNER;
}

static const struct ma_sim_task *task_of(const struct sim_checker *k, const struct sim_seen *t)
{
	return &k->c->tasks[ma_sim_number(k, t)];
}

static bool is_awaited(const struct sim_seen *t, const struct ma_event *e, enum ma_sim_state in)
{
	return ma_str_is(e->effect, t->effect) && !t->failed && t->state == in;
}

static void fail_attempt(struct sim_seen *t, enum ma_llm_class class, int64_t hint_ms)
{
	t->failed = true;
	t->class = class;
	t->hint_ms = hint_ms;
}

static void propose(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (!is_awaited(t, e, MA_SIM_WHEN_READING) || t->proposal[0])
		return;
	ma_sim_copy(k, t->proposal, sizeof(t->proposal), e->plan);
	t->proposal_n = e->count;
	t->settled = false;
}

void ma_sim_see_plan_proposed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	propose(k, t, e);
}

void ma_sim_see_tasks_proposed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	propose(k, t, e);
}

void ma_sim_see_rejected(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	bool reading = is_awaited(t, e, MA_SIM_WHEN_READING) && !t->cut &&
		!(is_planner(k, t) && t->proposal[0]);
	bool committing = is_awaited(t, e, MA_SIM_WHEN_COMMITTING) && !t->commit[0] &&
		t->files_n > 0 && e->kind == MA_EVENT_FILES_REJECTED;

	if (!reading && !committing)
		return;
	fail_attempt(t, t->repeats >= REPEATS_MAX ? MA_LLM_NO_PROGRESS : MA_LLM_BAD_OUTPUT, 0);
	t->rejections++;
	t->parts = 0;
}

static uint32_t family_of(const struct sim_checker *k, uint32_t parent)
{
	uint32_t family = 0, i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (k->c->tasks[i].kept && k->c->tasks[i].parent == parent)
			family |= UINT32_C(1) << i;
	return family;
}

static bool may_add(const struct sim_checker *k, const struct sim_seen *t)
{
	return t->depth < DEPTH_MAX &&
		t->proposal_n == __builtin_popcount(family_of(k, ma_sim_number(k, t)));
}

static void need_proposal(struct sim_checker *k, const struct sim_seen *t)
{
	if (t->state != MA_SIM_WHEN_COMMITTING || (t->files_n > 0 && !t->commit[0]) || t->failed ||
		!t->proposal[0] || t->settled || k->interrupted)
		ma_sim_complain(k, "%s asks for no tasks now", ma_sim_name(k, t));
}

/* They wait for the one that asked for them, and whoever waits for that one waits for them. */
void ma_sim_see_tasks_added(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	uint32_t parent = ma_sim_number(k, t), family = family_of(k, parent), ends = family, i;

	need_proposal(k, t);
	if (!ma_str_is(e->plan, t->proposal) || !may_add(k, t))
		ma_sim_complain(k, "other tasks are added than %s asked for", ma_sim_name(k, t));
	t->settled = true;
	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (family >> i & 1)
			ends &= ~k->c->tasks[i].deps;
	for (i = 0; i < MA_SIM_TASKS_MAX; i++) {
		if (k->seen[i].exists && (k->seen[i].deps >> parent & 1))
			k->seen[i].deps |= ends;
		if (family >> i & 1) {
			k->seen[i].exists = true;
			k->seen[i].depth = t->depth + 1;
			k->seen[i].deps = k->c->tasks[i].deps ? k->c->tasks[i].deps
							      : UINT32_C(1) << parent;
		}
	}
	ma_sim_weigh(k);
}

void ma_sim_see_tasks_refused(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)e;
	need_proposal(k, t);
	if (may_add(k, t))
		ma_sim_complain(k, "the tasks that %s asks for are refused", ma_sim_name(k, t));
	t->settled = true;
}

static void need_deps(struct sim_checker *k, const struct sim_seen *t)
{
	uint32_t i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if ((t->deps >> i & 1) && !ma_sim_satisfied(k, i))
			ma_sim_complain(k, "%s starts and needs %s, which is %s", ma_sim_name(k, t),
				ma_sim_task_id(i), ma_sim_state_name(ma_sim_state_of(k, i)));
}

/* The longest remaining path goes first, then plan order; until the estimates are refined. */
static void need_turn(struct sim_checker *k, const struct sim_seen *t)
{
	const struct sim_seen *other;
	uint32_t self = ma_sim_number(k, t), i;

	for (i = 0; i < MA_SIM_TASKS_MAX && !k->learned; i++) {
		other = &k->seen[i];
		if (i != self && ma_sim_is_ready(k, i) && ma_sim_has_room(k, i) &&
			(other->path_ms > t->path_ms || (other->path_ms == t->path_ms && i < self)))
			ma_sim_complain(k, "%s starts before %s, which is more urgent",
				ma_sim_name(k, t), ma_sim_task_id(i));
	}
}

void ma_sim_see_task_started(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (t->started || t->state != MA_SIM_WHEN_WAITING)
		ma_sim_complain(k, "%s starts again", ma_sim_name(k, t));
	if (k->paused || k->cancelled)
		ma_sim_complain(k, "nothing may start now");
	if (e->deadline_ms != e->at_ms + task_of(k, t)->deadline_s * 1000)
		ma_sim_complain(k, "%s has another deadline", ma_sim_name(k, t));
	t->started = true;
	t->give_up_ms = e->deadline_ms;
	need_deps(k, t);
	need_turn(k, t);
}

/* Another slot is taken: the limits hold together. */
static void need_room(struct sim_checker *k, const struct sim_seen *t)
{
	if ((int64_t)ma_sim_busy_tasks(k) > k->jobs)
		ma_sim_complain(
			k, "%u are at work, %lld may be", ma_sim_busy_tasks(k), (long long)k->jobs);
	if (!is_planner(k, t) && !ma_sim_has_room(k, ma_sim_number(k, t)))
		ma_sim_complain(k, "%s starts in spite of its agent's limit or another's files",
			ma_sim_name(k, t));
}

/* Retries count from one with each provider. */
static void change_provider(struct sim_checker *k, struct sim_seen *t, uint32_t to)
{
	if (to == k->c->providers_n || k->dead[to]) {
		ma_sim_complain(k, "%s is to ask a provider that is dead", ma_sim_name(k, t));
		return;
	}
	if (to != t->provider)
		t->uncounted = t->attempt;
	t->provider = to;
}

void ma_sim_see_call_intended(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	bool planner = is_planner(k, t), again = t->state == MA_SIM_WHEN_READING && t->cut;

	if (k->interrupted || k->phase != (planner ? SIM_PLANNING : SIM_WORKING))
		ma_sim_complain(k, "nothing may be intended now");
	if (t->state != MA_SIM_WHEN_WAITING && t->state != MA_SIM_WHEN_BACKOFF && !again)
		ma_sim_complain(k, "%s is %s and is called again", ma_sim_name(k, t),
			ma_sim_state_name(t->state));
	/* its time may have come and gone when the clock was set back */
	if (t->state == MA_SIM_WHEN_BACKOFF && e->at_ms < t->not_before_ms &&
		!ma_sim_may(k->c, MA_SIM_CLOCK_BACK))
		ma_sim_complain(k, "%s is called too soon", ma_sim_name(k, t));
	if (e->attempt != t->attempt + 1 || ma_str_is(e->effect, t->effect))
		ma_sim_complain(k, "%s: attempt %lld comes after %lld", ma_sim_name(k, t),
			(long long)e->attempt, (long long)t->attempt);
	if (e->continues != (t->parts > 0))
		ma_sim_complain(k, "%s has %u parts", ma_sim_name(k, t), t->parts);
	if (!planner && !t->started)
		ma_sim_complain(k, "%s was not started", ma_sim_name(k, t));
	need_deps(k, t);
	change_provider(k, t, ma_sim_alive(k, t->provider));
	t->uncounted += again;
	t->state = MA_SIM_WHEN_PREPARING;
	t->attempt = e->attempt;
	t->failed = t->cut = false;
	t->request[0] = t->reply[0] = t->proposal[0] = '\0';
	ma_sim_copy(k, t->effect, sizeof(t->effect), e->effect);
	k->calls++;
	need_room(k, t);
}

void ma_sim_see_call_prepared(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (!is_awaited(t, e, MA_SIM_WHEN_PREPARING) || t->request[0])
		return;
	ma_sim_copy(k, t->request, sizeof(t->request), e->request);
	t->worst_cost = e->worst_microusd;
	t->worst_tokens = e->worst_tokens;
	t->unpriced = e->unpriced;
	if (!ma_str_is(e->key, t->key))
		t->repeats = 0;
	ma_sim_copy(k, t->key, sizeof(t->key), e->key);
}

void ma_sim_see_call_admitted(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	int64_t until = e->at_ms +
		(is_planner(k, t) ? MA_TASK_TIMEOUT_MS : task_of(k, t)->timeout_s * 1000);

	if (t->give_up_ms > 0 && t->give_up_ms < until)
		until = t->give_up_ms;
	if ((t->state != MA_SIM_WHEN_PREPARING && t->state != MA_SIM_WHEN_DELAYED) ||
		!t->request[0] || t->failed || !ma_str_is(e->effect, t->effect))
		ma_sim_complain(k, "%s is not prepared and leaves", ma_sim_name(k, t));
	if (k->interrupted || k->paused || k->cancelled)
		ma_sim_complain(k, "nothing may leave now");
	if (e->deadline_ms != until || until <= e->at_ms)
		ma_sim_complain(k, "%s leaves with a deadline in %lld ms", ma_sim_name(k, t),
			(long long)(e->deadline_ms - e->at_ms));
	if (k->dead[t->provider])
		ma_sim_complain(k, "%s asks a provider that is dead", ma_sim_name(k, t));
	if (e->at_ms < k->closed_until_ms[t->provider])
		ma_sim_complain(k, "%s leaves while %s wants to be left alone", ma_sim_name(k, t),
			ma_sim_provider(t->provider));
	if (t->unpriced && k->max_cost < INT64_MAX)
		ma_sim_complain(k, "%s leaves at an unknown price", ma_sim_name(k, t));
	t->state = MA_SIM_WHEN_CALLING;
	t->deadline_ms = e->deadline_ms;
	need_room(k, t);
	if (!ma_sim_affords(k, NULL))
		ma_sim_complain(
			k, "%s leaves, and the worst case is over the budget", ma_sim_name(k, t));
}

void ma_sim_see_call_delayed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)e;
	if (t->state != MA_SIM_WHEN_PREPARING || !t->request[0] || t->failed)
		ma_sim_complain(k, "%s is not prepared and is delayed", ma_sim_name(k, t));
	t->state = MA_SIM_WHEN_DELAYED;
}

static void count_usage(struct sim_checker *k, const struct ma_event *e)
{
	k->cost += e->cost_microusd;
	k->input += e->usage.input;
	k->output += e->usage.output;
}

void ma_sim_see_call_replied(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	count_usage(k, e);
	if (!is_awaited(t, e, MA_SIM_WHEN_CALLING))
		return;
	t->state = MA_SIM_WHEN_READING;
	ma_sim_copy(k, t->reply, sizeof(t->reply), e->reply);
	if (!ma_str_is(e->key, t->reply_key))
		t->repeats = 0;
	ma_sim_copy(k, t->reply_key, sizeof(t->reply_key), e->key);
	t->repeats++;
	t->cut = e->cut;
	if (e->cut && t->parts++ == PARTS_MAX) {
		t->parts = 0;
		fail_attempt(t, MA_LLM_LENGTH, e->retry_after_ms);
	}
}

void ma_sim_see_call_failed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	enum ma_llm_class class;

	count_usage(k, e);
	if (!ma_llm_class_parse(e->class, &class)) {
		ma_sim_complain(k, "there is no class " MA_STR_FMT, MA_STR_ARG(e->class));
		return;
	}
	if (!is_awaited(t, e, MA_SIM_WHEN_CALLING) && !is_awaited(t, e, MA_SIM_WHEN_DELAYED) &&
		!is_awaited(t, e, MA_SIM_WHEN_PREPARING))
		return;
	if (t->state != MA_SIM_WHEN_CALLING && t->request[0] && class != MA_LLM_UNPRICED &&
		class != k->dead[t->provider])
		return; /* the request was built: what failed was not its building */
	t->uncounted += class == MA_LLM_CANCELED;
	if (class == MA_LLM_AUTH || class == MA_LLM_BILLING || class == MA_LLM_QUOTA_DAY)
		k->dead[t->provider] = class;
	fail_attempt(t, class, e->retry_after_ms);
}

void ma_sim_see_files_proposed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (!is_awaited(t, e, MA_SIM_WHEN_READING) || t->cut)
		return;
	t->state = MA_SIM_WHEN_COMMITTING;
	t->commit[0] = '\0';
	t->files_n = e->count;
	t->parts = 0;
	ma_sim_copy(k, t->files, sizeof(t->files), e->files);
}

void ma_sim_see_files_committed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (!is_awaited(t, e, MA_SIM_WHEN_COMMITTING) || t->commit[0])
		return;
	ma_sim_copy(k, t->commit, sizeof(t->commit), e->commit);
	ma_sim_copy(k, k->head, sizeof(k->head), e->head.n > 0 ? e->head : e->commit);
}

/* Whether the same provider may be asked again, and how long that has to wait at least. */
static bool may_ask_again(const struct sim_checker *k, const struct sim_seen *t, int64_t *wait_out)
{
	bool planner = is_planner(k, t);
	int64_t most = planner ? 2 : task_of(k, t)->retries;
	int64_t tries = t->attempt - t->uncounted, i;

	*wait_out = 0;
	if (t->class == MA_LLM_CANCELED)
		return true;
	if (tries > most || t->hint_ms > 60000)
		return false;
	if (t->class == MA_LLM_BAD_OUTPUT)
		return !planner || t->rejections < 2;
	if (t->class != MA_LLM_RATE && t->class != MA_LLM_OVERLOAD &&
		t->class != MA_LLM_TRANSIENT && t->class != MA_LLM_TIMEOUT)
		return false;
	*wait_out = 1000;
	for (i = 1; i < tries && *wait_out < 30000; i++)
		*wait_out = *wait_out * 2 > 30000 ? 30000 : *wait_out * 2;
	if (t->hint_ms > *wait_out)
		*wait_out = t->hint_ms;
	return true;
}

/* What must become of a failed attempt. */
struct verdict {
	bool may_retry, may_fail;
	uint32_t provider;
	int64_t wait;
};

static struct verdict judge(const struct sim_checker *k, const struct sim_seen *t)
{
	struct verdict v = { .provider = t->provider };
	uint32_t next = ma_sim_alive(k, t->provider + 1);
	bool again = may_ask_again(k, t, &v.wait);

	if ((!again || k->dead[t->provider]) && next < k->c->providers_n) {
		again = true;
		v.provider = next;
		v.wait = 0;
	}
	v.may_retry = again && (t->give_up_ms == 0 || k->now_ms + v.wait < t->give_up_ms);
	v.may_fail = !again || (t->give_up_ms > 0 && k->now_ms + 2 * v.wait >= t->give_up_ms);
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
	if (!t->failed || k->interrupted)
		ma_sim_complain(k, "%s has nothing to try again", ma_sim_name(k, t));
	else if (!v.may_retry)
		ma_sim_complain(k, "%s may not be tried again: %s, attempt %lld", ma_sim_name(k, t),
			ma_llm_class_name(t->class), (long long)t->attempt);
	else if (e->not_before_ms < e->at_ms + v.wait || e->not_before_ms > e->at_ms + 60000)
		ma_sim_complain(k, "%s: a wait of %lld ms, at least %lld are due", ma_sim_name(k, t),
			(long long)(e->not_before_ms - e->at_ms), (long long)v.wait);
	else if (e->provider.n > 0 && !ma_str_is(e->provider, ma_sim_provider(v.provider)))
		ma_sim_complain(
			k, "%s should ask %s next", ma_sim_name(k, t), ma_sim_provider(v.provider));
	t->state = MA_SIM_WHEN_BACKOFF;
	t->failed = t->cut = false;
	t->not_before_ms = e->not_before_ms;
	if (e->provider.n > 0)
		change_provider(k, t, v.provider);
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

void ma_sim_see_task_completed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)e;
	if (t->state != MA_SIM_WHEN_COMMITTING || (t->files_n > 0 && !t->commit[0]) || t->failed ||
		k->interrupted)
		ma_sim_complain(k, "%s is %s and has not completed", ma_sim_name(k, t),
			ma_sim_state_name(t->state));
	if (t->proposal[0] && !t->settled)
		ma_sim_complain(k, "the tasks that %s asks for are lost", ma_sim_name(k, t));
	t->state = MA_SIM_WHEN_COMPLETED;
	k->learned = true;
}

/* Whether `task` depends on `on`, near or far. */
static bool is_downstream(const struct sim_checker *k, uint32_t task, uint32_t on)
{
	uint32_t reached = k->seen[task].deps, before, i;

	do {
		before = reached;
		for (i = 0; i < MA_SIM_TASKS_MAX; i++)
			if (reached >> i & 1)
				reached |= k->seen[i].deps;
	} while (reached != before);
	return reached >> on & 1;
}

void ma_sim_see_task_skipped(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	uint32_t cause = ma_sim_task_find(e->cause), self = ma_sim_number(k, t);

	if (t->state != MA_SIM_WHEN_WAITING || t->started || !ma_sim_is_let_down(k, self))
		ma_sim_complain(k, "%s is skipped without need", ma_sim_name(k, t));
	else if (cause >= MA_SIM_PLANNER || !is_downstream(k, self, cause) ||
		(k->seen[cause].state != MA_SIM_WHEN_FAILED &&
			k->seen[cause].state != MA_SIM_WHEN_CANCELLED))
		ma_sim_complain(k, "%s is skipped for " MA_STR_FMT, ma_sim_name(k, t),
			MA_STR_ARG(e->cause));
	t->state = MA_SIM_WHEN_SKIPPED;
}

void ma_sim_see_task_cancelled(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)e;
	if (ma_sim_is_final(t) || t->state == MA_SIM_WHEN_COMMITTING ||
		!(k->cancelled || (k->c->fail_fast && ma_sim_has_failure(k))))
		ma_sim_complain(k, "%s is cancelled without need", ma_sim_name(k, t));
	t->state = MA_SIM_WHEN_CANCELLED;
	t->failed = false;
}
