/* A run driven by hand: events folded, decisions recorded as text, so that a test reads like a log. */
#ifndef MA_TESTS_DRIVE_H
#define MA_TESTS_DRIVE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "core/decide.h"

struct drive {
	struct ma_state s;
	int64_t now;
	struct ma_buf said; /* decisions since the last drive_said(), "kind task" separated by ", " */
	ma_err err;
};

/* Admissions follow from what is prepared; the tests of the gate and of the budget look at them. */
static inline bool drive_note(void *data, const struct ma_event *e)
{
	struct drive *d = data;

	if (e->kind == MA_EVENT_CALL_ADMITTED)
		return true;
	if (d->said.n > 0)
		ma_buf_adds(&d->said, ", ");
	ma_buf_adds(&d->said, ma_event_kind_name(e->kind));
	if (e->task.n > 0)
		ma_buf_addf(&d->said, " " MA_STR_FMT, MA_STR_ARG(e->task));
	return !d->said.rc;
}

static inline void drive_decide(struct drive *d)
{
	if (ma_decide(&d->s, d->now, drive_note, d, &d->err))
		fail_msg("deciding failed: %s", d->err.msg);
}

static inline void drive_fold(struct drive *d, struct ma_event e)
{
	e.at_ms = d->now;
	e.run = MA_STR("r1");
	if (ma_state_fold(&d->s, &e, &d->err))
		fail_msg("folding failed: %s", d->err.msg);
}

/* What was decided since the last time must be this. */
static inline void drive_said(struct drive *d, const char *expected)
{
	assert_string_equal(d->said.p ? d->said.p : "", expected);
	ma_buf_clear(&d->said);
}

static inline struct ma_plan *drive_plan(const char *json)
{
	static const struct ma_str names[] = { { "dev", 3 }, { "doc", 3 } };
	const struct ma_plan_agents agents = { names, 2 };
	struct ma_buf problems = MA_BUF_INIT(64 * 1024);
	ma_err err = { MA_OK, 0, "" };
	struct ma_plan *plan = NULL;

	if (ma_plan_read(ma_str(json), &agents, &plan, &problems, &err))
		fail_msg("%s", err.msg);
	ma_buf_done(&problems);
	return plan;
}

/* A run with a given plan, as run.started says, its first decisions made. */
static inline void drive_start_as(
	struct drive *d, const char *plan, struct ma_event started, const struct ma_terms *terms)
{
	*d = (struct drive){ .now = 1000000, .said = MA_BUF_INIT(1 << 20) };
	ma_state_init(&d->s);
	if (terms)
		ma_state_adopt(&d->s, terms);
	started.kind = MA_EVENT_RUN_STARTED;
	started.prompt = MA_STR("p");
	started.seed = MA_STR("s");
	drive_fold(d, started);
	ma_state_give_plan(&d->s, drive_plan(plan));
	drive_fold(d, (struct ma_event){ .kind = MA_EVENT_PLAN_ACCEPTED, .plan = MA_STR("h") });
	drive_decide(d);
}

static inline void drive_start(struct drive *d, const char *plan, int64_t jobs, bool fail_fast)
{
	drive_start_as(d, plan, (struct ma_event){ .jobs = jobs, .fail_fast = fail_fast }, NULL);
}

static inline struct ma_work *drive_work(struct drive *d, const char *task)
{
	int64_t at = ma_plan_find(d->s.plan, ma_str(task));

	assert_true(at >= 0);
	return &d->s.works[at];
}

/* An outcome of what the task has under way. */
static inline void drive_outcome(struct drive *d, const char *task, struct ma_event e)
{
	e.task = ma_str(task);
	e.effect = ma_str(drive_work(d, task)->effect);
	drive_fold(d, e);
	drive_decide(d);
}

/* Something happens to the run. */
static inline void drive_tell(struct drive *d, struct ma_event e)
{
	drive_fold(d, e);
	drive_decide(d);
}

/* Time goes on to what is due next. */
static inline void drive_wait(struct drive *d)
{
	int64_t at = ma_wake_at(&d->s, d->now);

	assert_true(at < INT64_MAX);
	d->now = at;
	drive_decide(d);
}

/* The request of a task is made, and leaves if it may. */
static inline void drive_prepare(struct drive *d, const char *task)
{
	if (drive_work(d, task)->state == MA_TASK_PREPARING)
		drive_outcome(d, task,
			(struct ma_event){
				.kind = MA_EVENT_CALL_PREPARED, .request = MA_STR("request") });
}

static inline void drive_reply(struct drive *d, const char *task)
{
	drive_prepare(d, task);
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_CALL_REPLIED, .reply = MA_STR("reply") });
}

static inline void drive_fail(struct drive *d, const char *task, const char *class)
{
	drive_prepare(d, task);
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
			.class = ma_str(class),
			.message = MA_STR("it broke") });
}

/* A reply, read: it holds a file. */
static inline void drive_propose(struct drive *d, const char *task, const char *path)
{
	drive_reply(d, task);
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_FILES_PROPOSED,
			.files = MA_STR("files"),
			.paths = ma_str(path),
			.count = 1 });
}

static inline void drive_commit(struct drive *d, const char *task, const char *id)
{
	drive_outcome(d, task,
		(struct ma_event){ .kind = MA_EVENT_FILES_COMMITTED, .commit = ma_str(id) });
}

/* From a reply to the end of the task. */
static inline void drive_complete(struct drive *d, const char *task)
{
	drive_propose(d, task, "");
	drive_commit(d, task, "c0ffee");
}

static inline void drive_done(struct drive *d)
{
	ma_buf_done(&d->said);
	ma_state_done(&d->s);
}

#endif
