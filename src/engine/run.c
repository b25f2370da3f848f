/* The turn of a live run. See run.h for the picture. */
#include "engine/run.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/plant.h"
#include "engine/batch.h"
#include "engine/job.h"

#define JOBS_DEFAULT 4

void ma_engine_stream(struct ma_str run, char out[MA_ENGINE_STREAM_SIZE])
{
	(void)snprintf(
		out, MA_ENGINE_STREAM_SIZE, "run/" MA_STR_FMT, MA_STR_ARG(run)); /* ids are UUIDs */
}

static void schedule_turn(struct ma_engine *run);

void ma_live_fail(struct ma_engine *run, const ma_err *err)
{
	if (!run->failure.code)
		run->failure = *err;
	ma_log(MA_LOG_DEBUG, "run.failure", "code=%s message=%s", ma_rc_name(err->code), err->msg);
	schedule_turn(run);
}

void ma_live_deliver(struct ma_engine *run, struct ma_outcome *o)
{
	ma_err err = { MA_OK, 0, "" };

	if (!o) {
		(void)ma_fail_nomem(&err); /* handed on below */
		ma_live_fail(run, &err);
	} else if (o->err.code) {
		ma_live_fail(run, &o->err);
		ma_outcome_free(o);
	} else {
		o->arrived = run->arrivals++;
		o->next = run->pending;
		run->pending = o;
		schedule_turn(run);
	}
}

void ma_live_finish(struct ma_doing *d)
{
	struct ma_engine *run = d->run;
	struct ma_doing **at = &run->doing;

	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	if (d->outcome && !(MA_PLANT(LOSE_PENDING) && run->appending))
		ma_live_deliver(run, d->outcome);
	ma_free(d);
	schedule_turn(run);
}

static struct ma_doing *find_doing(const struct ma_engine *run, const struct ma_effect *e)
{
	struct ma_doing *d;

	for (d = run->doing; d; d = d->next)
		if (d->kind == e->kind && strcmp(d->effect, e->id) == 0)
			return d;
	return NULL;
}

static void cancel_unlisted(struct ma_engine *run, const struct ma_effect *effects, size_t n)
{
	struct ma_doing *d, *next;
	size_t i;

	for (d = run->doing; d; d = next) {
		next = d->next;
		for (i = 0; i < n; i++)
			if (d->kind == effects[i].kind && strcmp(d->effect, effects[i].id) == 0)
				break;
		if (i == n && !d->canceled) {
			d->canceled = true;
			ma_perform_cancel(d);
		}
	}
}

/* Make what is under way equal to what the state lists. */
static void reconcile(struct ma_engine *run)
{
	struct ma_effect *effects = ma_new_n(struct ma_effect, ma_effects_max(&run->state));
	ma_err err = { MA_OK, 0, "" };
	size_t n, i;

	if (!effects) {
		(void)ma_fail_nomem(&err); /* handed on */
		if (!run->failure.code)
			run->failure = err;
	}
	n = run->failure.code || !effects ? 0 : ma_effects(&run->state, effects);
	cancel_unlisted(run, effects, n);
	for (i = 0; i < n; i++)
		if (!find_doing(run, &effects[i]))
			ma_perform(run, &effects[i]);
	ma_free(effects);
}

static void tell_checking(struct ma_engine *run)
{
	if (!run->checking.phase || run->pending || run->appending)
		return;
	if (run->events.checking)
		run->events.checking(run->data, &run->checking);
	run->checking.phase = NULL;
}

void ma_live_checking(struct ma_engine *run, const struct ma_check *check)
{
	run->checking = *check;
	tell_checking(run);
}

static void append_work(void *data)
{
	struct ma_batch *b = data;
	struct ma_store_append a = { .stream = b->run->stream,
		.expected_seq = b->before,
		.events = b->json,
		.events_n = b->n,
		.blobs = b->blobs,
		.blobs_n = b->blobs_n };

	b->rc = ma_store_append(b->run->ports.store, &a, &b->err);
}

static void append_done(void *data)
{
	struct ma_batch *b = data;
	struct ma_engine *run = b->run;
	size_t i;

	run->appending = NULL;
	if (b->rc)
		ma_live_fail(run, &b->err);
	for (i = 0; i < b->n && !b->rc; i++)
		run->events.event(run->data, &b->events[i], b->json[i]);
	ma_batch_free(b);
	tell_checking(run);
	schedule_turn(run);
}

static void on_wake(void *data)
{
	struct ma_engine *run = data;

	run->timer = NULL;
	schedule_turn(run);
}

/* Deadlines are wall times, waited for on the monotonic clock. */
static void arm_timer(struct ma_engine *run)
{
	int64_t now = run->ports.clock->wall_ms(run->ports.clock);
	int64_t at = ma_wake_at(&run->state, now);
	int64_t left = at - now;
	ma_err err = { MA_OK, 0, "" };

	ma_timer_cancel(run->timer);
	run->timer = NULL;
	if (at == INT64_MAX || run->failure.code)
		return;
	if (ma_timer_start(
		    run->ports.loop, left > 0 ? left + 1 : 1, on_wake, run, &run->timer, &err))
		ma_live_fail(run, &err);
}

static bool is_settled(const struct ma_engine *run)
{
	bool ended = run->failure.code || run->state.interrupted ||
		run->state.phase == MA_RUN_FINISHED;

	return ended && !run->doing && !run->appending && !run->turn.queued &&
		(!run->pending || run->failure.code);
}

static void conclude(struct ma_engine *run)
{
	run->over = true;
	ma_timer_cancel(run->timer);
	run->timer = NULL;
	ma_state_abandon(&run->state);
	run->events.done(run->data, run->failure.code, &run->failure);
}

static void start_append(struct ma_engine *run)
{
	struct ma_batch *b = ma_batch_new(run);
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = b ? ma_batch_fill(b, &err) : ma_fail_nomem(&err);

	if (!rc && b->n > 0) {
		run->appending = b;
		rc = ma_disk_run(&run->disk, append_work, append_done, b, &err);
		if (!rc)
			return;
		run->appending = NULL;
	}
	if (b)
		ma_batch_free(b);
	if (rc)
		ma_live_fail(run, &err);
}

static void turn(void *data)
{
	struct ma_engine *run = data;

	if (run->over || run->appending)
		return;
	if (!run->failure.code)
		start_append(run);
	if (run->appending && !MA_PLANT(PERFORM_EARLY))
		return; /* effects wait until what led to them is durable */
	reconcile(run);
	arm_timer(run);
	if (is_settled(run))
		conclude(run);
}

static void schedule_turn(struct ma_engine *run)
{
	if (!run->turn.queued && !run->over)
		ma_loop_defer_in(run->ports.loop, &run->turn, turn, run);
}

static struct ma_engine *run_new(const struct ma_engine_ports *ports,
	const struct ma_engine_opts *opts, const struct ma_engine_events *events, void *data)
{
	struct ma_engine *run = ma_new(struct ma_engine);

	if (!run)
		return NULL;
	run->ports = *ports;
	run->events = *events;
	run->data = data;
	ma_disk_init(&run->disk, ports->loop, ma_job_commit_all, run);
	ma_state_init(&run->state);
	ma_engine_stream(ma_str(opts->run), run->stream);
	memcpy(run->terms.gates, ports->gates, sizeof(run->terms.gates));
	return run;
}

/* From here on the run is live: its agents' limits and its gates hold. */
static ma_rc adopt(struct ma_engine *run, ma_err *err)
{
	const struct ma_agents *agents = run->ports.agents;
	struct ma_crew_limit *crews = ma_new_n(struct ma_crew_limit, agents->n);
	size_t i, n = 0;

	if (!crews)
		return ma_fail_nomem(err);
	for (i = 0; i < agents->n; i++)
		if (agents->v[i].jobs > 0 || agents->v[i].host)
			crews[n++] = (struct ma_crew_limit){ agents->v[i].name, agents->v[i].jobs,
				agents->v[i].host };
	run->terms.crews = crews;
	run->terms.crews_n = n;
	ma_state_adopt(&run->state, &run->terms);
	return MA_OK;
}

/* "gemini,openai" */
static struct ma_str chain(const struct ma_engine_ports *ports, struct ma_outcome *o, ma_err *err)
{
	struct ma_buf names = MA_BUF_INIT(256);
	struct ma_str kept = MA_STR("");
	uint32_t i;

	for (i = 0; i < ports->llms_n; i++)
		ma_buf_addf(&names, "%s%s", i > 0 ? "," : "", ports->llms[i]->ops->name);
	if (!ma_buf_check(&names, err))
		kept = ma_outcome_keep(o, ma_buf_str(&names));
	ma_buf_done(&names);
	return kept;
}

static ma_rc add_given_plan(const struct ma_engine *run, const struct ma_engine_opts *opts,
	struct ma_outcome *o, ma_err *err)
{
	struct ma_plan_agents agents = ma_agents_for_plan(run->ports.agents);
	struct ma_buf problems = MA_BUF_INIT(64 * MA_KIB);
	ma_rc rc = ma_plan_read(opts->plan, &agents, &o->plan, &problems, err);

	ma_buf_done(&problems);
	if (!rc)
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_PLAN_ACCEPTED,
				.plan = ma_outcome_blob(o, opts->plan),
				.count = o->plan->tasks_n });
	return rc;
}

static ma_rc make_seed(
	struct ma_ids *ids, struct ma_outcome *o, struct ma_str *seed_out, ma_err *err)
{
	unsigned char bytes[16];
	char hex[33];
	size_t i;

	if (!ids->bytes(ids, bytes, sizeof(bytes)))
		return ma_fail(err, MA_EUNAVAILABLE, "the system gave no random bytes");
	for (i = 0; i < sizeof(bytes); i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", bytes[i]); /* fits */
	*seed_out = ma_outcome_keep(o, ma_str_n(hex, 32));
	return MA_OK;
}

static ma_rc begin(
	struct ma_engine *run, const struct ma_engine_opts *opts, struct ma_outcome *o, ma_err *err)
{
	struct ma_str seed = MA_STR(""), provider;
	ma_rc rc = make_seed(run->ports.ids, o, &seed, err);

	if (rc)
		return rc;
	provider = chain(&run->ports, o, err);
	if (provider.n == 0)
		return err->code ? err->code : ma_fail_nomem(err);
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_RUN_STARTED,
			.run = ma_outcome_keep(o, ma_str(opts->run)),
			.seed = seed,
			.prompt = ma_outcome_blob(o, opts->prompt),
			.provider = provider,
			.model = ma_outcome_keep(
				o, opts->model.n ? opts->model : ma_str(run->ports.llms[0]->model)),
			.digests = ma_str(run->ports.agents->digest),
			.jobs = opts->jobs > 0 ? opts->jobs : JOBS_DEFAULT,
			.timeout_ms = opts->timeout_ms,
			.max_cost_microusd = opts->max_cost_microusd,
			.max_tokens = opts->max_tokens,
			.max_repairs = opts->max_repairs,
			.fail_fast = opts->fail_fast,
			.no_verify = opts->no_verify });
	return opts->plan.n > 0 ? add_given_plan(run, opts, o, err) : MA_OK;
}

/* Deliver the first outcome; from here on the callbacks come. */
static ma_rc launch(
	struct ma_engine *run, struct ma_outcome *o, ma_rc rc, struct ma_engine **out, ma_err *err)
{
	if (!rc && o->err.code) {
		*err = o->err;
		rc = err->code;
	}
	if (!rc)
		rc = adopt(run, err);
	if (rc) {
		ma_outcome_free(o);
		ma_engine_free(run);
		return rc;
	}
	*out = run;
	ma_live_deliver(run, o);
	return MA_OK;
}

ma_rc ma_engine_start(const struct ma_engine_ports *ports, const struct ma_engine_opts *opts,
	const struct ma_engine_events *events, void *data, struct ma_engine **out, ma_err *err)
{
	struct ma_engine *run = run_new(ports, opts, events, data);
	struct ma_outcome *o = ma_outcome_new("");
	ma_rc rc;

	MA_ASSERT(ports->verify || opts->no_verify);
	rc = run && o ? begin(run, opts, o, err) : ma_fail_nomem(err);
	return launch(run, o, rc, out, err);
}

/* Calls that were sent, as far as the log can tell, and not answered: they are made again. */
static int64_t ambiguous_calls(const struct ma_state *s)
{
	int64_t n = s->planner.state == MA_TASK_CALLING && !s->planner.failed;
	uint32_t i;

	if (MA_PLANT(HIDE_RESENT))
		return 0;
	for (i = 0; i < s->active_n; i++) {
		const struct ma_work *w = &s->works[s->active[i]];

		n += w->state == MA_TASK_CALLING && !w->failed;
	}
	return n;
}

ma_rc ma_engine_resume(const struct ma_engine_ports *ports, const struct ma_engine_opts *opts,
	const struct ma_engine_events *events, void *data, struct ma_engine **out, ma_err *err)
{
	struct ma_engine *run = run_new(ports, opts, events, data);
	struct ma_outcome *o = ma_outcome_new("");
	ma_rc rc = run && o ? MA_OK : ma_fail_nomem(err);

	if (!rc)
		rc = ma_engine_load(ports->store, opts->run, &run->state, err);
	if (!rc && run->state.phase == MA_RUN_FINISHED)
		rc = ma_fail(err, MA_ECONFLICT, "run %s has finished", opts->run);
	if (!rc && run->state.providers_n != ports->llms_n)
		rc = ma_fail(err, MA_ECONFIG,
			"run %s was begun with the providers \"" MA_STR_FMT "\"", opts->run,
			MA_STR_ARG(run->state.provider));
	MA_ASSERT(rc || ports->verify || run->state.no_verify);
	if (!rc)
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_RUN_RESUMED,
				.count = ambiguous_calls(&run->state),
				.jobs = opts->jobs,
				.timeout_ms = opts->timeout_ms,
				.max_cost_microusd = opts->max_cost_microusd,
				.max_tokens = opts->max_tokens });
	return launch(run, o, rc, out, err);
}

/* What a person asks of the run as a whole. */
static void ask(struct ma_engine *run, enum ma_event_kind kind, const char *cause)
{
	struct ma_outcome *o;

	if (run->over || run->state.phase == MA_RUN_FINISHED)
		return;
	o = ma_outcome_new("");
	if (o)
		ma_outcome_add(o,
			(struct ma_event){
				.kind = kind, .cause = ma_outcome_keep(o, ma_str(cause)) });
	ma_live_deliver(run, o);
}

void ma_engine_interrupt(struct ma_engine *run, const char *cause)
{
	ask(run, MA_EVENT_RUN_INTERRUPTED, cause);
}

void ma_engine_pause(struct ma_engine *run, const char *cause)
{
	ask(run, MA_EVENT_RUN_PAUSED, cause);
}

void ma_engine_continue(struct ma_engine *run)
{
	ask(run, MA_EVENT_RUN_CONTINUED, "");
}

void ma_engine_cancel(struct ma_engine *run, const char *cause)
{
	ask(run, MA_EVENT_RUN_CANCELLED, cause);
}

void ma_engine_wake(struct ma_engine *run)
{
	schedule_turn(run);
}

const struct ma_state *ma_engine_state(const struct ma_engine *run)
{
	return &run->state;
}

void ma_live_crash(struct ma_engine *run)
{
	struct ma_doing *d;

	while ((d = run->doing)) {
		run->doing = d->next;
		ma_outcome_free(d->outcome);
		ma_free(d);
	}
	if (run->appending)
		ma_batch_free(run->appending);
	run->appending = NULL;
	ma_disk_crash(&run->disk);
	ma_engine_free(run);
}

void ma_engine_free(struct ma_engine *run)
{
	struct ma_outcome *next;

	if (!run)
		return;
	MA_ASSERT(!run->doing && !run->appending);
	for (; run->pending; run->pending = next) {
		next = run->pending->next;
		ma_outcome_free(run->pending);
	}
	ma_state_abandon(&run->state);
	ma_state_done(&run->state);
	ma_free((void *)(uintptr_t)run->terms.crews); /* ours: made by adopt() */
	ma_free(run);
}
