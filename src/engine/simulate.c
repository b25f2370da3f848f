/* The lives of a simulated run: processes that end in every way there is, until the run itself has ended. */
#include "engine/simulate.h"

#include <stdio.h>

#include "engine/simulate_parts.h"

#define LIVES_MAX 20
#define STEPS_MAX 20000
#define STARTS_AT 1795374169000

struct simulation {
	const struct ma_sim_case *c;
	struct ma_sim_result *r;
	struct sim_checker checker;
	struct sim_world world;
	struct sim_log log;
	struct ma_clock_fake clock;
	struct ma_ids_seeded ids;
	struct ma_str names[MA_SIM_AGENTS];
	struct ma_agent crew[MA_SIM_AGENTS];
	struct ma_agents agents;
	struct ma_plan_agents plan_agents;
	struct ma_llm_ops llm_ops[MA_SIM_PROVIDERS_MAX]; /* for their names */
	struct ma_llm llms[MA_SIM_PROVIDERS_MAX];
	struct ma_verify verify;

	/* of the life at hand */
	struct ma_loop *loop;
	struct ma_engine *engine;
	struct ma_gate gates[MA_SIM_PROVIDERS_MAX];
	uint32_t life;
	bool ended;
	ma_rc rc;
	ma_err err;
	struct {
		int64_t crash, interrupt, jump, usurp, pause, proceed, cancel,
			reopen; /* at which step; 0: never */
		bool resuming;
	} at;
};

static bool may(const struct simulation *s, enum ma_sim_fault f, uint32_t percent)
{
	return s->life < MA_SIM_TROUBLED && ma_sim_may(s->c, f) &&
		ma_sim_chance(s->c, SIM_DRAW_LIFE, s->life * 64 + (uint32_t)f, 0, percent);
}

/* Early or late: as many draws fall between 1 and 2 as between 256 and 512. */
static int64_t some_step(const struct simulation *s, enum ma_sim_fault f)
{
	uint64_t a = s->life * 64 + (uint32_t)f;
	int64_t most = INT64_C(1) << ma_sim_between(s->c, SIM_DRAW_LIFE, a, 1, 1, 9);

	return ma_sim_between(s->c, SIM_DRAW_LIFE, a, 2, 1, most);
}

static int64_t maybe_step(const struct simulation *s, enum ma_sim_fault f, uint32_t percent)
{
	return may(s, f, percent) ? some_step(s, f) : 0;
}

static void draw_life(struct simulation *s)
{
	bool back = may(s, MA_SIM_CLOCK_BACK, 50);

	s->at.crash = maybe_step(s, MA_SIM_CRASH, 60);
	s->at.resuming = s->life > 0 && may(s, MA_SIM_CRASH_RESUMING, 60);
	if (s->at.resuming)
		s->at.crash = ma_sim_between(s->c, SIM_DRAW_LIFE, s->life, 3, 1, 6);
	s->at.interrupt = maybe_step(s, MA_SIM_INTERRUPT, 60);
	s->at.usurp = maybe_step(s, MA_SIM_SECOND_OWNER, 60);
	s->at.cancel = maybe_step(s, MA_SIM_CANCEL_RUN, 30);
	s->at.pause = maybe_step(s, MA_SIM_PAUSE, 60);
	s->at.proceed = s->at.pause + ma_sim_between(s->c, SIM_DRAW_LIFE, s->life, 7, 1, 60);
	s->at.jump = back ? some_step(s, MA_SIM_CLOCK_BACK) : maybe_step(s, MA_SIM_CLOCK_AHEAD, 50);
	s->at.reopen = maybe_step(s, MA_SIM_REOPEN, 80);
	s->log.appends = 0;
	s->log.fail_at = maybe_step(s, MA_SIM_STORE_FAILS, 50) / 4;
	s->log.lose_at = maybe_step(s, MA_SIM_STORE_LOST, 50) / 4;
	s->log.usurped = false;
}

static void on_event(void *data, const struct ma_event *e, struct ma_str json)
{
	(void)data;
	(void)e;
	(void)json;
}

static void on_done(void *data, ma_rc rc, const ma_err *err)
{
	struct simulation *s = data;

	if (s->ended)
		ma_sim_complain(&s->checker, "the end is told twice");
	s->ended = true;
	s->rc = rc;
	s->err = *err;
}

static const struct ma_verify_ops verify_ops = { .name = "simulated" };

/* Whoever resumes a run that came to the end of its means gives it more, sooner or later enough. */
static void raise_limits(const struct simulation *s, struct ma_engine_opts *o)
{
	int64_t more = s->life < MA_SIM_TROUBLED ? s->life + 1 : 1000000;

	o->timeout_ms *= more;
	o->max_cost_microusd *= more;
	o->max_tokens *= more;
	o->retry_budget *= more;
	o->jobs = 0;
}

static ma_rc begin(struct simulation *s, struct ma_buf *plan)
{
	static const struct ma_engine_events events = { on_event, NULL, NULL, on_done };
	struct ma_engine_ports ports = { .loop = s->loop,
		.clock = &s->clock.base,
		.ids = &s->ids.base,
		.store = &s->log.base,
		.llms_n = s->c->providers_n,
		.verify = &s->verify,
		.agents = &s->agents,
		.performer = &ma_sim_performer,
		.performer_data = &s->world };
	struct ma_engine_opts opts = { .run = MA_SIM_RUN,
		.prompt = MA_STR("Build a world"),
		.jobs = s->c->jobs,
		.timeout_ms = s->c->timeout_ms,
		.max_cost_microusd = s->c->max_cost,
		.max_tokens = s->c->max_tokens,
		.max_repairs = s->c->max_repairs,
		.retry_budget = s->c->retry_budget,
		.fail_fast = s->c->fail_fast,
		.no_verify = s->c->no_verify,
		.approve = s->c->approve,
		.quick_checks = s->c->quick_checks,
		.base = ma_str(s->c->forked ? MA_SIM_BASE : "") };
	uint32_t i;

	for (i = 0; i < s->c->providers_n; i++) {
		ports.llms[i] = &s->llms[i];
		ports.gates[i] = &s->gates[i];
	}
	if (s->c->given)
		opts.plan = ma_buf_str(plan);
	if (s->checker.seq == 0)
		return ma_engine_start(&ports, &opts, &events, s, &s->engine, &s->err);
	opts.approve = s->checker.waits && ma_sim_chance(s->c, SIM_DRAW_LIFE, s->life, 12, 60);
	raise_limits(s, &opts);
	return ma_engine_resume(&ports, &opts, &events, s, &s->engine, &s->err);
}

static void jump(struct simulation *s)
{
	bool back = ma_sim_may(s->c, MA_SIM_CLOCK_BACK) && may(s, MA_SIM_CLOCK_BACK, 50);
	int64_t ms = ma_sim_between(s->c, SIM_DRAW_LIFE, s->life, 4, 1, 600000);

	ma_sim_hit(&s->world, back ? MA_SIM_CLOCK_BACK : MA_SIM_CLOCK_AHEAD, MA_SIM_NOBODY);
	s->clock.wall += back ? -ms : ms;
	ma_sim_log_say(&s->log, "the clock jumps by %lld ms", (long long)(back ? -ms : ms));
}

/* Those that have failed, from that step on: most have not, then. */
static void reopen(struct simulation *s)
{
	uint32_t i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++) {
		if (!s->checker.seen[i].exists || s->checker.seen[i].state != MA_SIM_WHEN_FAILED)
			continue;
		ma_sim_hit(&s->world, MA_SIM_REOPEN, MA_SIM_NOBODY);
		ma_sim_log_say(&s->log, "another attempt of %s is asked for", ma_sim_task_id(i));
		ma_engine_reopen(s->engine, ma_str(ma_sim_task_id(i)), "somebody");
		s->at.reopen = 0;
	}
}

static void strike(struct simulation *s, int64_t step)
{
	if (s->at.reopen > 0 && step >= s->at.reopen)
		reopen(s);
	if (step == s->at.jump)
		jump(s);
	if (step == s->at.usurp && s->checker.seq > 0 && s->checker.phase != SIM_FINISHED) {
		ma_sim_hit(&s->world, MA_SIM_SECOND_OWNER, MA_SIM_NOBODY);
		ma_sim_log_say(&s->log, "another process resumes the run");
		ma_sim_log_usurp(&s->log, s->clock.wall);
	}
	if (step == s->at.interrupt) {
		ma_sim_hit(&s->world, MA_SIM_INTERRUPT, MA_SIM_NOBODY);
		ma_sim_log_say(&s->log, "the run is interrupted");
		ma_engine_interrupt(s->engine, "SIGINT");
	}
	if (step == s->at.pause) {
		ma_sim_hit(&s->world, MA_SIM_PAUSE, MA_SIM_NOBODY);
		ma_sim_log_say(&s->log, "the run is paused");
		ma_engine_pause(s->engine, "somebody");
	}
	if (step == s->at.proceed && s->at.pause > 0) {
		ma_sim_log_say(&s->log, "the run is continued");
		ma_engine_continue(s->engine);
	}
	if (step == s->at.cancel) {
		ma_sim_hit(&s->world, MA_SIM_CANCEL_RUN, MA_SIM_NOBODY);
		ma_sim_log_say(&s->log, "the run is cancelled");
		ma_engine_cancel(s->engine, "somebody");
	}
}

/* What is under way is what the log asks for, whenever the engine has nothing else to do. */
static void check_effects(struct simulation *s)
{
	const struct ma_engine *run = s->engine;
	uint32_t busy = ma_sim_world_busy(&s->world), due = ma_sim_effects(&s->checker);

	if (run->turn.queued || run->appending || run->over || run->failure.code || s->log.usurped)
		return;
	if (busy != due)
		ma_sim_complain(
			&s->checker, "%u effects are under way, the log asks for %u", busy, due);
}

/* True: the process has died on the way. */
static bool live(struct simulation *s)
{
	int64_t step;

	for (step = 1; !s->ended && !s->checker.problem[0]; step++) {
		if (step == s->at.crash) {
			ma_sim_hit(&s->world, s->at.resuming ? MA_SIM_CRASH_RESUMING : MA_SIM_CRASH,
				MA_SIM_NOBODY);
			ma_sim_log_say(&s->log, "the process dies");
			return true;
		}
		strike(s, step);
		s->r->steps++;
		if (!ma_loop_step(s->loop)) {
			if (step < s->at.proceed && s->at.pause > 0) {
				step = s->at.proceed - 1; /* nothing happens before */
				continue;
			}
			ma_sim_complain(
				&s->checker, "nothing is under way, and the run has not ended");
			break;
		}
		if (!s->ended)
			check_effects(s);
		if (step >= STEPS_MAX)
			ma_sim_complain(&s->checker, "the run does not end");
	}
	return s->checker.problem[0] != '\0';
}

/* An end that the world has not caused is none. */
static void check_end(struct simulation *s)
{
	bool store = s->log.fail_at > 0 || s->log.lose_at > 0 || s->world.broken;

	ma_sim_log_say(&s->log, "the process ends: %s %s", ma_rc_name(s->rc), s->err.msg);
	if (!s->rc && !s->log.usurped && !s->checker.interrupted && s->checker.phase != SIM_FINISHED)
		ma_sim_complain(&s->checker, "the process ends and the run has not");
	if (s->rc && !(s->rc == MA_ECONFLICT && s->log.usurped) && !(s->rc == MA_EIO && store))
		ma_sim_complain(&s->checker, "the process fails: %s", s->err.msg);
	if (ma_sim_world_busy(&s->world) > 0)
		ma_sim_complain(&s->checker, "effects are under way after the end");
}

static void end_life(struct simulation *s, bool crashed)
{
	if (!crashed) {
		check_end(s);
		ma_sim_world_leave(&s->world);
		ma_engine_free(s->engine);
	} else {
		ma_loop_crash(s->loop);
		ma_sim_world_crash(&s->world);
		ma_live_crash(s->engine);
	}
	s->engine = NULL;
	ma_loop_free(s->loop);
}

static void one_life(struct simulation *s, struct ma_buf *plan)
{
	ma_err err = { MA_OK, 0, "" };

	draw_life(s);
	s->ended = s->world.broken = false;
	memset(s->gates, 0, sizeof(s->gates));
	s->world.life = s->life;
	MA_ASSERT(!ma_loop_new_virtual(
		&s->clock, ma_sim_draw(s->c, SIM_DRAW_LIFE, s->life, 5), &s->loop, &err));
	s->world.loop = s->loop;
	ma_sim_log_say(&s->log, "process %u", s->life + 1);
	s->rc = begin(s, plan);
	if (s->rc) {
		ma_sim_complain(&s->checker, "the run cannot go on: %s", s->err.msg);
		ma_loop_free(s->loop);
		return;
	}
	s->world.engine = s->engine;
	s->log.engine = s->engine;
	end_life(s, live(s));
	ma_clock_fake_advance(&s->clock, ma_sim_between(s->c, SIM_DRAW_LIFE, s->life, 6, 0, 100000));
	if (s->at.jump > 0 && ma_sim_chance(s->c, SIM_DRAW_LIFE, s->life, 8, 50))
		jump(s); /* while nobody lives, too */
}

/* What the log comes to when it is read back as a whole. */
static void check_log(struct simulation *s)
{
	struct ma_state state;
	ma_err err = { MA_OK, 0, "" };
	const char *field;

	ma_state_init(&state);
	if (ma_engine_load(s->log.memory, MA_SIM_RUN, &state, &err)) {
		ma_sim_complain(&s->checker, "%s", err.msg);
	} else {
		field = ma_sim_difference(&state, &s->log.folded);
		if (field)
			ma_sim_complain(&s->checker, "read back, another %s is found", field);
		ma_sim_check_sums(&s->checker, &state);
	}
	ma_state_done(&state);
	if (s->world.lost_n != s->checker.lost)
		ma_sim_complain(&s->checker, "the answers of %lld calls were lost, %lld are told",
			(long long)s->world.lost_n, (long long)s->checker.lost);
}

static void set_up(struct simulation *s)
{
	ma_err err = { MA_OK, 0, "" };
	uint32_t i;

	ma_clock_fake_init(&s->clock, STARTS_AT);
	ma_ids_seeded_init(&s->ids, s->c->seed);
	for (i = 0; i < MA_SIM_AGENTS; i++) {
		s->names[i] = s->crew[i].name = ma_str(ma_sim_agent(i));
		s->crew[i].jobs = i > 0 ? ma_sim_agent_jobs(i) : 0;
		s->crew[i].adds_tasks = ma_sim_agent_adds(s->c, i);
	}
	s->agents = (struct ma_agents){
		.v = s->crew, .names = s->names, .n = MA_SIM_AGENTS, .names_n = MA_SIM_AGENTS
	};
	s->plan_agents = ma_agents_for_plan(&s->agents);
	for (i = 0; i < MA_SIM_PROVIDERS_MAX; i++) {
		s->llm_ops[i].name = ma_sim_provider(i);
		s->llms[i] = (struct ma_llm){ .ops = &s->llm_ops[i], .model = "simulated" };
	}
	s->verify.ops = &verify_ops;
	ma_sim_check_init(&s->checker, s->c);
	s->checker.gates = s->gates;
	s->world.c = s->c;
	s->world.k = &s->checker;
	s->world.r = s->r;
	s->world.clock = &s->clock;
	s->world.agents = &s->plan_agents;
	s->log.world = &s->world;
	s->log.k = &s->checker;
	s->log.r = s->r;
	s->log.agents = &s->plan_agents;
	MA_ASSERT(!ma_sim_log_init(&s->log, &err));
}

void ma_sim_run(const struct ma_sim_case *c, struct ma_sim_result *r, ma_sim_say_fn *say, void *data)
{
	struct simulation s = { .c = c, .r = r };
	struct ma_buf plan = MA_BUF_INIT(1 << 20);

	s.log.say = say;
	s.log.say_data = data;
	set_up(&s);
	(void)ma_sim_case_plan(c, MA_SIM_TASKS_MAX, false, &plan); /* how many is of no interest */
	for (s.life = 0; s.checker.phase != SIM_FINISHED && !s.checker.problem[0]; s.life++) {
		if (s.life == LIVES_MAX)
			ma_sim_complain(&s.checker, "the run does not end in %d lives", LIVES_MAX);
		else
			one_life(&s, &plan);
	}
	if (!s.checker.problem[0])
		check_log(&s);
	r->lives += s.life;
	r->finished = s.checker.phase == SIM_FINISHED;
	(void)snprintf(r->problem, sizeof(r->problem), "%s", s.checker.problem); /* same size */
	ma_buf_done(&plan);
	ma_sim_log_done(&s.log);
}
