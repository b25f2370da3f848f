/* Asking the process that owns a run, whoever it is, by the run's control stream. */
#include <poll.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "engine/run.h"
#include "lib/ctx.h"
#include "lib/output.h"
#include "lib/retry.h"
#include "model/ask.h"
#include "sys/self.h"

#define LOOK_MS 50

struct asking {
	const char *output;
	struct ma_store *store;
	char run[MA_ID_SIZE], control[MA_ENGINE_STREAM_SIZE], stream[MA_ENGINE_STREAM_SIZE];
	int64_t seq;         /* of our last request */
	int64_t seen;        /* of the run's stream */
	bool done, answered; /* the run has ended or been stopped; or has done it */
	struct ma_arena arena;
};

static ma_rc refuse_ended(struct asking *a, const struct ma_state *s, ma_err *err)
{
	bool held = false;
	ma_rc rc;

	if (s->phase == MA_RUN_FINISHED)
		return ma_fail(err, MA_EREFUSED, "run %s has finished", a->run);
	rc = ma_output_held(a->output, &held, err);
	if (!rc && s->interrupted && ma_str_is(s->cause, MA_CAUSE_APPROVAL))
		return ma_fail(err, MA_EREFUSED,
			"no process works on run %s: its plan waits for `meta-agent approve -o %s`, or it is given up by "
			"`run --abandon`",
			a->run, a->output);
	if (!rc && (!held || s->interrupted))
		rc = ma_fail(err, MA_EREFUSED,
			"no process works on run %s: it waits for `meta-agent resume -o %s`, or is given up by "
			"`run --abandon`",
			a->run, a->output);
	return rc;
}

/* The state: ma_state_done() it, also after a failure. */
static ma_rc open_run(struct asking *a, const char *run, struct ma_state *s, ma_err *err)
{
	ma_rc rc;

	ma_state_init(s);
	rc = ma_output_open(a->output, false, &a->store, err);

	if (!rc)
		rc = ma_output_find(a->store, run, a->run, err);
	if ((rc == MA_ENOTFOUND || rc == MA_EREFUSED) && a->store)
		return ma_err_wrap(err, "%s", a->output);
	if (rc)
		return rc;
	ma_engine_stream(ma_str(a->run), a->stream);
	(void)snprintf(a->control, sizeof(a->control), "control/%s", a->run); /* fits: an id */
	rc = ma_engine_load(a->store, a->run, s, err);
	a->seen = s->seq;
	return rc;
}

static ma_rc append(struct asking *a, struct ma_ask *ask, ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	struct ma_buf json = MA_BUF_INIT(MA_LIMIT_EVENT);
	struct ma_str text;
	struct ma_store_append what = { .stream = a->control,
		.expected_seq = MA_STORE_END,
		.events = &text,
		.events_n = 1,
		.last_out = &a->seq };
	ma_rc rc;

	ask->at_ms = clock->wall_ms(clock);
	ma_self_name(ask->by);
	ma_ask_encode(ask, &json);
	text = ma_buf_str(&json);
	rc = ma_buf_check(&json, err);
	if (!rc)
		rc = ma_store_append(a->store, &what, err);
	ma_buf_done(&json);
	return rc;
}

static bool look_at(void *data, int64_t seq, struct ma_str event)
{
	struct asking *a = data;
	ma_err ignored = { MA_OK, 0, "" };
	struct ma_event e;

	a->seen = seq;
	ma_arena_clear(&a->arena);
	if (ma_event_decode(event, &a->arena, &e, &ignored))
		return true; /* of a newer version, or no memory: what it says is not for us */
	a->answered |= e.control >= a->seq;
	a->done |= e.kind == MA_EVENT_RUN_FINISHED || e.kind == MA_EVENT_RUN_INTERRUPTED;
	return true;
}

static ma_rc wait_for_answer(struct asking *a, int64_t wait_ms, ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	int64_t until = clock->mono_ms(clock) + wait_ms;
	bool held = true, last = false;
	ma_rc rc = MA_OK;

	while (!rc && !a->answered && !a->done && !last) {
		last = !held || clock->mono_ms(clock) >= until; /* one more look after that */
		rc = ma_store_read(a->store, a->stream, a->seen, look_at, a, err);
		if (!rc)
			rc = ma_output_held(a->output, &held, err);
		if (!rc && !a->answered && !a->done && !last)
			(void)poll(NULL, 0, LOOK_MS); /* interrupted: it only looks sooner */
	}
	return rc;
}

static ma_rc ask_and_wait(
	struct asking *a, const char *run, struct ma_ask *ask, int64_t wait_ms, ma_err *err)
{
	struct ma_state s;
	ma_rc rc = open_run(a, run, &s, err);

	if (!rc)
		rc = refuse_ended(a, &s, err);
	ma_state_done(&s);
	if (!rc)
		rc = append(a, ask, err);
	return rc ? rc : wait_for_answer(a, wait_ms, err);
}

/* Which run was asked, and whether it has answered. */
static ma_rc give_run(const struct asking *a, char **run_out, int *answered_out, ma_err *err)
{
	char *id = ma_strdup(a->run);

	if (!id)
		return ma_fail_nomem(err);
	*run_out = id;
	*answered_out = a->answered;
	return MA_OK;
}

static void ask_done(struct asking *a)
{
	ma_arena_done(&a->arena);
	ma_store_free(a->store);
}

ma_rc ma_ask_run(const char *output, const char *run, const char *what, int64_t wait_ms,
	char **run_out, int *answered_out, ma_err *err)
{
	struct asking a = { .output = output, .arena = MA_ARENA_INIT(4 * MA_MIB) };
	struct ma_ask ask = { .by = "" };
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!output || !what || !run_out || !answered_out || wait_ms < 0 ||
		!ma_ask_parse(ma_str(what), &ask.kind) || ask.kind == MA_ASK_RETRY)
		return ma_fail(err, MA_EMISUSE,
			"a run can be asked to \"pause\", \"continue\" or \"cancel\"");
	rc = ask_and_wait(&a, run, &ask, wait_ms, err);
	if (!rc)
		rc = give_run(&a, run_out, answered_out, err);
	ask_done(&a);
	return rc;
}

/* One request for each failed task in the way of the one that is meant; the last one's answer answers them all. */
static ma_rc ask_for_causes(
	struct asking *a, const struct ma_state *s, const char *task, int64_t wait_ms, ma_err *err)
{
	struct ma_ask ask = { .kind = MA_ASK_RETRY };
	uint32_t *causes = NULL, n = 0, i;
	ma_rc rc = ma_state_causes(
		s, &s->works[ma_plan_find(s->plan, ma_str(task))], &causes, &n, err);

	for (i = 0; i < n && !rc; i++) {
		(void)snprintf(ask.task, sizeof(ask.task), MA_STR_FMT,
			MA_STR_ARG(s->works[causes[i]].task->id)); /* fits: an id */
		rc = append(a, &ask, err);
	}
	ma_free(causes);
	return rc ? rc : wait_for_answer(a, wait_ms, err);
}

/* Whoever owns the run may have been past all tasks when it heard of it. */
static ma_rc check_taken(
	const struct asking *a, const struct ma_state *before, const char *task, ma_err *err)
{
	int64_t at = ma_plan_find(before->plan, ma_str(task));
	struct ma_state s;
	ma_rc rc;

	if (a->done && !a->answered)
		return ma_fail(
			err, MA_EREFUSED, "run %s ended before it was asked: say it again", a->run);
	ma_state_init(&s);
	rc = a->answered ? ma_engine_load(a->store, a->run, &s, err) : MA_OK;
	if (!rc && a->answered && s.works[at].reopened == before->works[at].reopened)
		rc = ma_fail(err, MA_EREFUSED,
			"run %s was past all tasks when it was asked: say it again when it has ended",
			a->run);
	ma_state_done(&s);
	return rc;
}

static ma_rc ask_to_retry(struct asking *a, const char *run, const char *task, int64_t wait_ms,
	bool *live, ma_err *err)
{
	struct ma_state s;
	ma_rc rc = open_run(a, run, &s, err);

	if (!rc && s.phase != MA_RUN_FINISHED && !s.interrupted)
		rc = ma_output_held(a->output, live, err);
	if (!rc)
		rc = ma_retry_check(&s, task, a->output, *live, err);
	if (!rc && *live)
		rc = ask_for_causes(a, &s, task, wait_ms, err);
	if (!rc && *live)
		rc = check_taken(a, &s, task, err);
	ma_state_done(&s);
	return rc;
}

ma_rc ma_ask_retry(const char *output, const char *run, const char *task, int64_t wait_ms,
	char **run_out, int *live_out, int *answered_out, ma_err *err)
{
	struct asking a = { .output = output, .arena = MA_ARENA_INIT(4 * MA_MIB) };
	bool live = false;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (task && !*task)
		return ma_fail(err, MA_EMISUSE, "the name of the task is empty");
	if (!output || !task || !run_out || !live_out || !answered_out || wait_ms < 0)
		return ma_fail(err, MA_EMISUSE, "a retry is of a task in an output");
	rc = ask_to_retry(&a, run, task, wait_ms, &live, err);
	if (!rc)
		rc = give_run(&a, run_out, answered_out, err);
	if (!rc)
		*live_out = live;
	ask_done(&a);
	return rc;
}
