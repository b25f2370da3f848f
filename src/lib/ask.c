/* Asking the process that owns a run, whoever it is, by the run's control stream. */
#include <poll.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "engine/run.h"
#include "lib/ctx.h"
#include "lib/output.h"
#include "model/ask.h"
#include "sys/self.h"

#define LOOK_MS 50

struct asking {
	const char *output;
	struct ma_store *store;
	char run[MA_ID_SIZE], control[MA_ENGINE_STREAM_SIZE], stream[MA_ENGINE_STREAM_SIZE];
	int64_t seq;         /* of our request */
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

static ma_rc open_live(struct asking *a, const char *run, ma_err *err)
{
	struct ma_state s;
	ma_rc rc = ma_output_open(a->output, false, &a->store, err);

	if (!rc)
		rc = ma_output_find(a->store, run, a->run, err);
	if (rc == MA_ENOTFOUND && a->store)
		return ma_err_wrap(err, "%s", a->output);
	if (rc)
		return rc;
	ma_engine_stream(ma_str(a->run), a->stream);
	(void)snprintf(a->control, sizeof(a->control), "control/%s", a->run); /* fits: an id */
	ma_state_init(&s);
	rc = ma_engine_load(a->store, a->run, &s, err);
	if (!rc)
		rc = refuse_ended(a, &s, err);
	a->seen = s.seq;
	ma_state_done(&s);
	return rc;
}

static ma_rc append(struct asking *a, const struct ma_ask *ask, ma_err *err)
{
	struct ma_buf json = MA_BUF_INIT(MA_LIMIT_EVENT);
	struct ma_str text;
	struct ma_store_append what = { .stream = a->control,
		.expected_seq = MA_STORE_END,
		.events = &text,
		.events_n = 1,
		.last_out = &a->seq };
	ma_rc rc;

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
	struct ma_clock *clock = ma_clock_system();
	ma_rc rc = open_live(a, run, err);

	if (rc)
		return rc;
	ask->at_ms = clock->wall_ms(clock);
	ma_self_name(ask->by);
	rc = append(a, ask, err);
	return rc ? rc : wait_for_answer(a, wait_ms, err);
}

ma_rc ma_ask_run(const char *output, const char *run, const char *what, int64_t wait_ms,
	char **run_out, int *answered_out, ma_err *err)
{
	struct asking a = { .output = output, .arena = MA_ARENA_INIT(4 * MA_MIB) };
	struct ma_ask ask = { .by = "" };
	char *id = NULL;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!output || !what || !run_out || !answered_out || wait_ms < 0 ||
		!ma_ask_parse(ma_str(what), &ask.kind))
		return ma_fail(err, MA_EMISUSE,
			"a run can be asked to \"pause\", \"continue\" or \"cancel\"");
	rc = ask_and_wait(&a, run, &ask, wait_ms, err);
	if (!rc) {
		id = ma_strdup(a.run);
		rc = id ? MA_OK : ma_fail_nomem(err);
	}
	if (!rc) {
		*run_out = id;
		*answered_out = a.answered;
	}
	ma_arena_done(&a.arena);
	ma_store_free(a.store);
	return rc;
}
