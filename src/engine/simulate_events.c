/* The checker: what may be said of a task and of its calls. */
#include "base/limits.h"
#include "engine/simulate_check.h"

#define PARTS_MAX 4
#define REPEATS_MAX 3
#define DEPTH_MAX 3

bool ma_sim_is_planner(const struct sim_checker *k, const struct sim_seen *t)
{
	return ma_sim_number(k, t) == MA_SIM_PLANNER;
}

const struct ma_sim_task *ma_sim_task_of(const struct sim_checker *k, const struct sim_seen *t)
{
	return &k->c->tasks[ma_sim_number(k, t)];
}

bool ma_sim_is_awaited(const struct sim_seen *t, const struct ma_event *e, enum ma_sim_state in)
{
	return ma_str_is(e->effect, t->effect) && !t->failed && t->state == in;
}

static void fail_attempt(struct sim_seen *t, enum ma_llm_class class, int64_t hint_ms)
{
	t->failed = true;
	t->met = false;
	t->class = class;
	t->hint_ms = hint_ms;
}

static void propose(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (!ma_sim_is_awaited(t, e, MA_SIM_WHEN_READING) || t->proposal[0])
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
	bool reading = ma_sim_is_awaited(t, e, MA_SIM_WHEN_READING) && !t->cut &&
		!(ma_sim_is_planner(k, t) && t->proposal[0]);
	bool committing = ma_sim_is_awaited(t, e, MA_SIM_WHEN_COMMITTING) && !t->commit[0] &&
		t->quick != MA_QUICK_RUNNING && t->files_n > 0 && e->kind != MA_EVENT_PLAN_REJECTED;

	if (e->kind == MA_EVENT_FILES_CONFLICTED)
		reading = false;
	if (!reading && !committing)
		return;
	fail_attempt(t, t->repeats >= REPEATS_MAX ? MA_LLM_NO_PROGRESS : MA_LLM_BAD_OUTPUT, 0);
	t->met = e->kind == MA_EVENT_FILES_CONFLICTED && e->blob.n > 0 && !t->mediated;
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
	bool left = t->reopened && ma_sim_task_of(k, t)->optional;

	return t->depth < DEPTH_MAX && !left &&
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
			k->seen[i].reopened = t->reopened;
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
	if (e->deadline_ms != e->at_ms + ma_sim_task_of(k, t)->deadline_s * 1000)
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
	if (!ma_sim_is_planner(k, t) && !ma_sim_has_room(k, ma_sim_number(k, t)))
		ma_sim_complain(k, "%s starts in spite of its agent's limit or another's files",
			ma_sim_name(k, t));
}

/* Retries count from one with each provider. */
void ma_sim_change_provider(struct sim_checker *k, struct sim_seen *t, uint32_t to)
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
	bool planner = ma_sim_is_planner(k, t), again = t->state == MA_SIM_WHEN_READING && t->cut;

	if (k->interrupted || k->phase != (planner ? SIM_PLANNING : SIM_WORKING))
		ma_sim_complain(k, "nothing may be intended now");
	if (t->state != MA_SIM_WHEN_WAITING && t->state != MA_SIM_WHEN_BACKOFF && !again)
		ma_sim_complain(k, "%s is %s and is called again", ma_sim_name(k, t),
			ma_sim_state_name(t->state));
	/* its time may have come and gone when the clock was set back */
	if (t->state == MA_SIM_WHEN_BACKOFF && e->at_ms < t->not_before_ms &&
		!ma_sim_may(k->c, MA_SIM_CLOCK_BACK))
		ma_sim_complain(k, "%s is called too soon", ma_sim_name(k, t));
	if (!ma_str_is(e->purpose, t->resolving ? "resolve" : ""))
		ma_sim_complain(k, "%s is called for something else", ma_sim_name(k, t));
	if (e->attempt != t->attempt + 1 || ma_str_is(e->effect, t->effect))
		ma_sim_complain(k, "%s: attempt %lld comes after %lld", ma_sim_name(k, t),
			(long long)e->attempt, (long long)t->attempt);
	if (e->continues != (t->parts > 0))
		ma_sim_complain(k, "%s has %u parts", ma_sim_name(k, t), t->parts);
	if (!planner && !t->started)
		ma_sim_complain(k, "%s was not started", ma_sim_name(k, t));
	need_deps(k, t);
	ma_sim_change_provider(k, t, ma_sim_alive(k, t->provider));
	t->uncounted += again;
	k->billed += t->open;
	t->open = false;
	t->state = MA_SIM_WHEN_PREPARING;
	t->attempt = e->attempt;
	t->failed = t->cut = false;
	t->quick = MA_QUICK_NONE;
	t->request[0] = t->reply[0] = '\0';
	if (!t->resolving)
		t->proposal[0] = '\0';
	ma_sim_copy(k, t->effect, sizeof(t->effect), e->effect);
	k->calls++;
	need_room(k, t);
}

void ma_sim_see_call_prepared(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	if (!ma_sim_is_awaited(t, e, MA_SIM_WHEN_PREPARING) || t->request[0])
		return;
	ma_sim_copy(k, t->request, sizeof(t->request), e->request);
	t->worst_cost = e->worst_microusd;
	t->worst_tokens = e->worst_tokens;
	t->unpriced = e->unpriced;
	if (!ma_str_is(e->key, t->key))
		t->repeats = 0;
	ma_sim_copy(k, t->key, sizeof(t->key), e->key);
}

/* No more than it said are left, since it said so and until it has them all again. */
static void need_left(struct sim_checker *k, const struct sim_seen *t)
{
	struct sim_told *told = &k->told[t->provider];
	int64_t n = 0;
	uint32_t i;

	told->admitted_ms[told->admitted_n++ % MA_COUNT(told->admitted_ms)] = k->now_ms;
	if (!told->known || k->now_ms >= told->until_ms || ma_sim_has_jumps(k))
		return;
	for (i = 0; i < MA_COUNT(told->admitted_ms) && i < told->admitted_n; i++)
		n += told->admitted_ms[i] > told->at_ms;
	if (n > told->left)
		ma_sim_complain(k, "%s leaves, the %lldth where %s has said that %lld are left",
			ma_sim_name(k, t), (long long)n, ma_sim_provider(t->provider),
			(long long)told->left);
}

/* Of what was said the newest counts. */
static void note_told(struct sim_checker *k, const struct sim_seen *t, const struct ma_event *e)
{
	struct sim_told *told = &k->told[t->provider];
	int64_t at = k->now_ms - e->allows.age_ms;

	if (e->allows.requests.reset_ms <= 0 || ma_sim_may(k->c, MA_SIM_LIES_LIMITS) ||
		(told->known && at < told->at_ms))
		return;
	told->known = true;
	told->at_ms = at;
	told->left = e->allows.requests.left;
	told->until_ms = k->now_ms + e->allows.requests.reset_ms;
}

void ma_sim_see_call_admitted(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	int64_t until = e->at_ms +
		(ma_sim_is_planner(k, t) ? MA_TASK_TIMEOUT_MS
					 : ma_sim_task_of(k, t)->timeout_s * 1000);

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
	if (e->at_ms < k->closed_until_ms[t->provider] && !ma_sim_has_jumps(k))
		ma_sim_complain(k, "%s leaves while %s wants to be left alone", ma_sim_name(k, t),
			ma_sim_provider(t->provider));
	if (t->unpriced && k->max_cost < INT64_MAX)
		ma_sim_complain(k, "%s leaves at an unknown price", ma_sim_name(k, t));
	t->state = MA_SIM_WHEN_CALLING;
	t->deadline_ms = e->deadline_ms;
	need_room(k, t);
	need_left(k, t);
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
	bool reused = e->reused.n > 0;

	count_usage(k, e);
	if (!ma_sim_is_awaited(t, e, reused ? MA_SIM_WHEN_PREPARING : MA_SIM_WHEN_CALLING) ||
		(reused && !t->request[0]))
		return;
	k->reused += reused;
	if (!reused) {
		note_told(k, t, e);
		k->credit += k->credit < k->credit_max;
	}
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
	if (!ma_sim_is_awaited(t, e, MA_SIM_WHEN_CALLING) &&
		!ma_sim_is_awaited(t, e, MA_SIM_WHEN_DELAYED) &&
		!ma_sim_is_awaited(t, e, MA_SIM_WHEN_PREPARING))
		return;
	if (t->state != MA_SIM_WHEN_CALLING && t->request[0] && class != MA_LLM_UNPRICED &&
		class != k->dead[t->provider])
		return; /* the request was built: what failed was not its building */
	if (t->state == MA_SIM_WHEN_CALLING)
		note_told(k, t, e);
	t->uncounted += class == MA_LLM_CANCELED;
	t->open = e->sent && e->status < 400 &&
		(class == MA_LLM_CANCELED || class == MA_LLM_TIMEOUT || class == MA_LLM_TRANSIENT);
	if (class == MA_LLM_AUTH || class == MA_LLM_BILLING || class == MA_LLM_QUOTA_DAY)
		k->dead[t->provider] = class;
	fail_attempt(t, class, e->retry_after_ms);
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

bool ma_sim_is_downstream(const struct sim_checker *k, uint32_t task, uint32_t on)
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
	else if (cause >= MA_SIM_PLANNER || !ma_sim_is_downstream(k, self, cause) ||
		(k->seen[cause].state != MA_SIM_WHEN_FAILED &&
			k->seen[cause].state != MA_SIM_WHEN_CANCELLED))
		ma_sim_complain(k, "%s is skipped for " MA_STR_FMT, ma_sim_name(k, t),
			MA_STR_ARG(e->cause));
	t->state = MA_SIM_WHEN_SKIPPED;
}

void ma_sim_see_task_cancelled(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)e;
	if (ma_sim_is_final(t) ||
		(t->state == MA_SIM_WHEN_COMMITTING && t->quick != MA_QUICK_RUNNING) ||
		!(k->cancelled || (k->c->fail_fast && ma_sim_has_failure(k))))
		ma_sim_complain(k, "%s is cancelled without need", ma_sim_name(k, t));
	t->state = MA_SIM_WHEN_CANCELLED;
	t->failed = false;
}
