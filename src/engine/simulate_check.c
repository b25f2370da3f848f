/*
 * The checker: reads the log as a person would and says what may not be. It knows the plan
 * that was generated, and shares nothing with the core: no fold, no life cycle, no policy.
 */
#include "engine/simulate_check.h"

#include <stdarg.h>
#include <stdio.h>

#define IDLE_MAX_MS 200000 /* a back-off, then a pause of the gate */

void ma_sim_complain(struct sim_checker *k, const char *fmt, ...)
{
	size_t n;
	va_list ap;

	if (k->problem[0])
		return;
	n = (size_t)snprintf(
		k->problem, sizeof(k->problem), "event %lld: ", (long long)k->seq); /* fits */
	va_start(ap, fmt);
	(void)vsnprintf(k->problem + n, sizeof(k->problem) - n, fmt, ap); /* a long one is cut */
	va_end(ap);
}

uint32_t ma_sim_number(const struct sim_checker *k, const struct sim_seen *t)
{
	return (uint32_t)(t - k->seen);
}

const char *ma_sim_name(const struct sim_checker *k, const struct sim_seen *t)
{
	return ma_sim_task_id(ma_sim_number(k, t));
}

bool ma_sim_is_final(const struct sim_seen *t)
{
	return t->state == MA_SIM_WHEN_COMPLETED || t->state == MA_SIM_WHEN_FAILED ||
		t->state == MA_SIM_WHEN_SKIPPED || t->state == MA_SIM_WHEN_CANCELLED;
}

bool ma_sim_is_busy(const struct sim_seen *t)
{
	return t->state == MA_SIM_WHEN_PREPARING || t->state == MA_SIM_WHEN_CALLING ||
		t->state == MA_SIM_WHEN_READING ||
		(t->state == MA_SIM_WHEN_COMMITTING && !t->waited);
}

bool ma_sim_let_down(const struct sim_checker *k, uint32_t dep)
{
	const struct sim_seen *t = &k->seen[dep];

	return ma_sim_is_final(t) && t->state != MA_SIM_WHEN_COMPLETED && !k->c->tasks[dep].optional;
}

/* Whoever was let go by an optional one that ended is not called back where that is reopened. */
bool ma_sim_satisfied(const struct sim_checker *k, uint32_t dep)
{
	const struct sim_seen *t = &k->seen[dep];

	return (ma_sim_is_final(t) && !ma_sim_let_down(k, dep)) ||
		(t->reopened && k->c->tasks[dep].optional);
}

bool ma_sim_is_let_down(const struct sim_checker *k, uint32_t task)
{
	uint32_t i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if ((k->seen[task].deps >> i & 1) && ma_sim_let_down(k, i))
			return true;
	return false;
}

bool ma_sim_is_ready(const struct sim_checker *k, uint32_t task)
{
	uint32_t i;

	if (k->seen[task].state != MA_SIM_WHEN_WAITING || !k->seen[task].exists)
		return false;
	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if ((k->seen[task].deps >> i & 1) && !ma_sim_satisfied(k, i))
			return false;
	return true;
}

uint32_t ma_sim_busy_tasks(const struct sim_checker *k)
{
	uint32_t n = 0, i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		n += ma_sim_is_busy(&k->seen[i]);
	return n;
}

bool ma_sim_has_room(const struct sim_checker *k, uint32_t task)
{
	const struct ma_sim_task *t = &k->c->tasks[task], *other;
	int64_t same = 0;
	uint32_t i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++) {
		other = &k->c->tasks[i];
		if (i == task || !ma_sim_is_busy(&k->seen[i]))
			continue;
		same += other->agent == t->agent;
		if (ma_sim_writes_meet(t->writes, other->writes))
			return false;
	}
	return same < ma_sim_agent_jobs(t->agent);
}

bool ma_sim_has_failure(const struct sim_checker *k)
{
	uint32_t i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (k->seen[i].state == MA_SIM_WHEN_FAILED && !k->c->tasks[i].optional)
			return true;
	return false;
}

uint32_t ma_sim_alive(const struct sim_checker *k, uint32_t from)
{
	while (from < k->c->providers_n && k->dead[from])
		from++;
	return from;
}

bool ma_sim_affords(const struct sim_checker *k, const struct sim_seen *more)
{
	int64_t cost = k->cost + (more ? more->worst_cost : 0);
	int64_t tokens = k->input + k->output + (more ? more->worst_tokens : 0);
	uint32_t i;

	for (i = 0; i <= MA_SIM_PLANNER; i++)
		if (k->seen[i].state == MA_SIM_WHEN_CALLING) {
			cost += k->seen[i].worst_cost;
			tokens += k->seen[i].worst_tokens;
		}
	return cost <= k->max_cost && tokens <= k->max_tokens;
}

enum ma_sim_state ma_sim_state_of(const struct sim_checker *k, uint32_t task)
{
	if (task == MA_SIM_PLANNER && k->phase == SIM_VERIFYING)
		return MA_SIM_WHEN_VERIFYING;
	if (task != MA_SIM_PLANNER && ma_sim_is_ready(k, task))
		return MA_SIM_WHEN_READY;
	return k->seen[task].state;
}

void ma_sim_weigh(struct sim_checker *k)
{
	uint32_t round, i, dep;
	int64_t path;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		k->seen[i].path_ms = k->c->tasks[i].estimate_s * 1000;
	for (round = 0; round < MA_SIM_TASKS_MAX; round++) {
		bool changed = false;

		for (i = 0; i < MA_SIM_TASKS_MAX; i++)
			for (dep = 0; dep < MA_SIM_TASKS_MAX && k->seen[i].deps; dep++) {
				path = k->seen[i].path_ms + k->c->tasks[dep].estimate_s * 1000;
				if ((k->seen[i].deps >> dep & 1) && k->seen[dep].path_ms < path) {
					k->seen[dep].path_ms = path;
					changed = true;
				}
			}
		if (!changed)
			break;
	}
}

void ma_sim_copy(struct sim_checker *k, char *to, size_t size, struct ma_str text)
{
	if (text.n >= size)
		ma_sim_complain(k, "a name of %zu bytes", text.n);
	else
		(void)snprintf(to, size, MA_STR_FMT, MA_STR_ARG(text)); /* fits */
}

void ma_sim_check_init(struct sim_checker *k, const struct ma_sim_case *c)
{
	uint32_t i;

	*k = (struct sim_checker){
		.c = c, .deadline_ms = INT64_MAX, .max_cost = INT64_MAX, .max_tokens = INT64_MAX
	};
	for (i = 0; i < c->planned_n; i++) {
		k->seen[i].exists = c->tasks[i].kept;
		k->seen[i].deps = c->tasks[i].deps;
	}
	ma_sim_weigh(k);
}

static void set_limits(struct sim_checker *k, const struct ma_event *e)
{
	if (e->timeout_ms > 0)
		k->deadline_ms = e->at_ms + e->timeout_ms;
	if (e->max_cost_microusd > 0)
		k->max_cost = e->max_cost_microusd;
	if (e->max_tokens > 0)
		k->max_tokens = e->max_tokens;
}

static void see_run_started(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)t;
	if (k->phase != SIM_NEW)
		ma_sim_complain(k, "the run starts twice");
	k->phase = SIM_PLANNING;
	k->rewinding = k->c->forked;
	ma_sim_copy(k, k->rewind, sizeof(k->rewind), e->effect);
	if (!ma_str_is(e->base, k->c->forked ? MA_SIM_BASE : ""))
		ma_sim_complain(k, "the run begins with other files");
	k->jobs = e->jobs;
	if (e->jobs != k->c->jobs)
		ma_sim_complain(k, "%lld jobs were asked for", (long long)k->c->jobs);
	k->credit = k->credit_max = 5 * (e->retry_budget > 0 ? e->retry_budget : 20);
	set_limits(k, e);
}

/* The time in which nothing could run is no task's own. */
static void give_back(struct sim_checker *k)
{
	uint32_t i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (k->seen[i].give_up_ms > 0)
			k->seen[i].give_up_ms += k->now_ms - k->idle_since_ms;
}

static void see_run_resumed(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)t;
	if (e->count > ma_sim_ambiguous(k))
		ma_sim_complain(k, "%lld calls are said to be lost, %lld were under way",
			(long long)e->count, (long long)ma_sim_ambiguous(k));
	k->lost += e->count;
	give_back(k);
	if (e->approve && !k->waits)
		ma_sim_complain(k, "a plan is approved, and none waits");
	k->approved |= e->approve;
	k->waits = k->interrupted = k->paused = false;
	memset(k->closed_until_ms, 0, sizeof(k->closed_until_ms)); /* a new process */
	memset(k->told, 0, sizeof(k->told));
	if (e->retry_budget > 0)
		k->credit = k->credit_max = 5 * e->retry_budget;
	if (!k->verified)
		ma_sim_forget_checks(k);
	set_limits(k, e);
}

static void see_run_interrupted(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)t;
	k->interrupted = true;
	k->waits = ma_str_is(e->cause, MA_CAUSE_APPROVAL);
	if (k->waits && (!k->c->approve || k->approved || !k->seen[MA_SIM_PLANNER].proposal[0]))
		ma_sim_complain(k, "no plan has to be approved");
}

static void see_run_paused(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)t;
	(void)e;
	k->paused = true;
	k->idle_since_ms = k->now_ms;
}

static void see_run_continued(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)t;
	(void)e;
	give_back(k);
	k->paused = false;
}

static void see_run_cancelled(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)t;
	(void)e;
	k->cancelled = true;
}

uint32_t ma_sim_count(const struct sim_checker *k, enum ma_sim_state state)
{
	uint32_t n = 0, i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		n += k->seen[i].exists && k->seen[i].state == state;
	return n;
}

static void need_all_ended(struct sim_checker *k)
{
	uint32_t i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (k->seen[i].exists && !ma_sim_is_final(&k->seen[i]))
			ma_sim_complain(k, "%s is %s at the end", ma_sim_task_id(i),
				ma_sim_state_name(ma_sim_state_of(k, i)));
}

static void need_verdict(struct sim_checker *k, const struct ma_event *e, enum sim_phase in)
{
	bool planned = k->seen[MA_SIM_PLANNER].state == MA_SIM_WHEN_COMPLETED;
	bool failed = !planned || ma_sim_has_failure(k) ||
		ma_sim_count(k, MA_SIM_WHEN_COMPLETED) == 0;
	enum ma_verdict want = failed ? MA_VERDICT_FAILED
		: k->c->no_verify     ? MA_VERDICT_UNVERIFIED
		: k->best             ? k->best->verdict
				      : MA_VERDICT_NONE;

	if (k->cancelled && (!k->verified || in != SIM_VERIFYING))
		want = MA_VERDICT_NONE;
	if (k->found != want || ((failed || want == MA_VERDICT_NONE) && e->exit == 0))
		ma_sim_complain(k, "the run finishes as " MA_STR_FMT ", exit %lld; it should be %s",
			MA_STR_ARG(e->verdict), (long long)e->exit, ma_verdict_name(want));
	if (want == MA_VERDICT_VERIFIED && !k->verified)
		ma_sim_complain(k, "nobody has verified");
	if (in == SIM_VERIFYING && !k->cancelled && ma_sim_may_repair(k))
		ma_sim_complain(k, "nobody repairs what could be repaired");
	if (in == SIM_VERIFYING && (k->judged < k->repairs || k->restoring) && k->verified)
		ma_sim_complain(k, "the run finishes in the middle of a round of repairs");
	if (in == SIM_VERIFYING && k->verified)
		ma_sim_need_best(k);
}

static void see_run_finished(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	const struct sim_seen *planner = &k->seen[MA_SIM_PLANNER];
	enum sim_phase in = k->phase;

	(void)t;
	if (k->interrupted ||
		(k->phase != SIM_PLANNING && k->phase != SIM_WORKING && k->phase != SIM_VERIFYING))
		ma_sim_complain(k, "the run cannot finish now");
	if (planner->state != MA_SIM_WHEN_COMPLETED && planner->state != MA_SIM_WHEN_FAILED &&
		!k->cancelled)
		ma_sim_complain(k, "the run finishes without a plan");
	if (planner->state == MA_SIM_WHEN_COMPLETED)
		need_all_ended(k);
	k->phase = SIM_FINISHED;
	k->exit = e->exit;
	if (!ma_verdict_parse(e->verdict, &k->found))
		ma_sim_complain(k, "there is no verdict " MA_STR_FMT, MA_STR_ARG(e->verdict));
	need_verdict(k, e, in);
}

static void see_plan_accepted(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	struct sim_seen *planner = &k->seen[MA_SIM_PLANNER];
	uint32_t n = 0, i;

	(void)t;
	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		n += k->seen[i].exists;
	if (k->phase != SIM_PLANNING || k->interrupted || k->cancelled || e->count != n)
		ma_sim_complain(k, "no plan of %lld tasks can be accepted", (long long)e->count);
	if (k->c->approve && !k->approved)
		ma_sim_complain(k, "a plan is accepted that nobody has approved");
	if (!k->c->given && (!planner->proposal[0] || !ma_str_is(e->plan, planner->proposal)))
		ma_sim_complain(k, "another plan is accepted than was proposed");
	k->phase = SIM_WORKING;
	planner->state = MA_SIM_WHEN_COMPLETED;
}

static const struct {
	sim_see_fn *see;
	bool decided; /* may not come after the end */
} sees[MA_EVENT_KINDS_N] = {
	[MA_EVENT_RUN_STARTED] = { see_run_started, true },
	[MA_EVENT_RUN_RESUMED] = { see_run_resumed, true },
	[MA_EVENT_RUN_INTERRUPTED] = { see_run_interrupted, false },
	[MA_EVENT_RUN_PAUSED] = { see_run_paused, false },
	[MA_EVENT_RUN_CONTINUED] = { see_run_continued, false },
	[MA_EVENT_RUN_CANCELLED] = { see_run_cancelled, false },
	[MA_EVENT_RUN_FINISHED] = { see_run_finished, true },
	[MA_EVENT_PLAN_PROPOSED] = { ma_sim_see_plan_proposed, false },
	[MA_EVENT_PLAN_REJECTED] = { ma_sim_see_rejected, false },
	[MA_EVENT_PLAN_ACCEPTED] = { see_plan_accepted, true },
	[MA_EVENT_TASKS_PROPOSED] = { ma_sim_see_tasks_proposed, false },
	[MA_EVENT_TASKS_ADDED] = { ma_sim_see_tasks_added, true },
	[MA_EVENT_TASKS_REFUSED] = { ma_sim_see_tasks_refused, true },
	[MA_EVENT_TASK_STARTED] = { ma_sim_see_task_started, true },
	[MA_EVENT_TASK_RETRIED] = { ma_sim_see_task_retried, true },
	[MA_EVENT_TASK_COMPLETED] = { ma_sim_see_task_completed, true },
	[MA_EVENT_TASK_FAILED] = { ma_sim_see_task_failed, true },
	[MA_EVENT_TASK_SKIPPED] = { ma_sim_see_task_skipped, true },
	[MA_EVENT_TASK_CANCELLED] = { ma_sim_see_task_cancelled, true },
	[MA_EVENT_TASK_REOPENED] = { ma_sim_see_task_reopened, false },
	[MA_EVENT_CALL_INTENDED] = { ma_sim_see_call_intended, true },
	[MA_EVENT_CALL_PREPARED] = { ma_sim_see_call_prepared, false },
	[MA_EVENT_CALL_ADMITTED] = { ma_sim_see_call_admitted, true },
	[MA_EVENT_CALL_DELAYED] = { ma_sim_see_call_delayed, true },
	[MA_EVENT_CALL_REPLIED] = { ma_sim_see_call_replied, false },
	[MA_EVENT_CALL_FAILED] = { ma_sim_see_call_failed, false },
	[MA_EVENT_FILES_PROPOSED] = { ma_sim_see_files_proposed, false },
	[MA_EVENT_FILES_REJECTED] = { ma_sim_see_rejected, false },
	[MA_EVENT_FILES_CONFLICTED] = { ma_sim_see_rejected, false },
	[MA_EVENT_FILES_DELAYED] = { ma_sim_see_files_delayed, true },
	[MA_EVENT_FILES_ADMITTED] = { ma_sim_see_files_admitted, true },
	[MA_EVENT_FILES_COMMITTED] = { ma_sim_see_files_committed, false },
	[MA_EVENT_FILES_DOUBTED] = { ma_sim_see_files_doubted, true },
	[MA_EVENT_QUICK_STARTED] = { ma_sim_see_quick_started, true },
	[MA_EVENT_QUICK_FINISHED] = { ma_sim_see_quick_finished, false },
	[MA_EVENT_FILES_REWOUND] = { ma_sim_see_files_rewound, false },
	[MA_EVENT_VERIFY_STARTED] = { ma_sim_see_verify_started, true },
	[MA_EVENT_CHECK_FINISHED] = { ma_sim_see_check_finished, false },
	[MA_EVENT_REPAIR_STARTED] = { ma_sim_see_repair_started, true },
	[MA_EVENT_REPAIR_FINISHED] = { ma_sim_see_repair_finished, true },
	[MA_EVENT_FILES_RESTORED] = { ma_sim_see_files_restored, false },
	[MA_EVENT_FILES_KEPT] = { ma_sim_see_files_kept, false },
	[MA_EVENT_VERIFY_FINISHED] = { ma_sim_see_verify_finished, false },
};

bool ma_sim_has_jumps(const struct sim_checker *k)
{
	return ma_sim_may(k->c, MA_SIM_CLOCK_BACK) || ma_sim_may(k->c, MA_SIM_CLOCK_AHEAD);
}

void ma_sim_check_event(struct sim_checker *k, const struct ma_event *e)
{
	uint32_t task = ma_sim_task_find(e->task);

	if (e->seq != k->seq + 1)
		ma_sim_complain(k, "event %lld comes next", (long long)e->seq);
	k->seq = e->seq;
	if (!k->paused)
		k->idle_since_ms = k->now_ms;
	k->now_ms = e->at_ms;
	if (e->kind == MA_EVENT_RUN_RESUMED)
		k->idle_at_ms = 0; /* nobody was there */
	if (k->idle_at_ms > 0 && k->now_ms - k->idle_at_ms > IDLE_MAX_MS && !ma_sim_has_jumps(k))
		ma_sim_complain(k, "the run stood still for %lld s",
			(long long)(k->now_ms - k->idle_at_ms) / 1000);
	if (e->task.n > 0 && e->kind != MA_EVENT_REPAIR_STARTED &&
		(task == MA_SIM_NOBODY || (task != MA_SIM_PLANNER && !k->seen[task].exists))) {
		ma_sim_complain(k, "there is no task " MA_STR_FMT, MA_STR_ARG(e->task));
		return;
	}
	if (k->phase == SIM_FINISHED && sees[e->kind].decided)
		ma_sim_complain(k, "%s after the end", ma_event_kind_name(e->kind));
	if (sees[e->kind].see)
		sees[e->kind].see(k, &k->seen[task == MA_SIM_NOBODY ? MA_SIM_PLANNER : task], e);
}
