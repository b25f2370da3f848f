/*
 * The loop of a run. SIGINT and SIGTERM are blocked before the library starts threads and are
 * read from a descriptor: the first one asks the run to stop, the second one ends the program
 * at once. The log is consistent at any instant, so that costs nothing that was acknowledged.
 */
#include "cli/drive.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "cli/approval.h"
#include "cli/exits.h"
#include "cli/feed.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/signals.h"
#include "cli/summary.h"
#include "cli/view.h"
#include "cli/width.h"
#include "cli/words.h"

struct driver {
	const struct drive *d;
	struct view *view;
	struct feed feed;
	ma_ctx *ctx;
	ma_run *run;
	int signals;    /* descriptor */
	int stops;      /* how often we were asked to stop */
	int stopped_by; /* the signal that ended the question for approval, or 0 */
	bool approved;  /* its plan, by somebody who was asked: the run is to go on */
	char *plan;     /* in its place, or NULL; owned */
	char run_id[APPROVAL_ID_SIZE]; /* of one that waits for it */
};

static void on_event(void *data, const char *event_json)
{
	feed_event(&((struct driver *)data)->feed, event_json);
}

static void on_progress(void *data, const char *task, uint64_t bytes)
{
	view_progress(((struct driver *)data)->view, task, bytes);
}

static void on_check(void *data, const char *phase, const char *package, const char *command)
{
	view_check(((struct driver *)data)->view, phase, package, command);
}

static void stop(struct driver *v, int signo)
{
	if (v->stops++ > 0) {
		v->view->ops->end(v->view);
		_exit(128 + signo);
	}
	v->view->ops->note(v->view, "stopping; press Ctrl-C again to quit at once");
	ma_run_interrupt(v->run, signo == SIGINT ? "SIGINT" : "SIGTERM");
}

static void take_signals(struct driver *v)
{
	int signo;

	while ((signo = signals_next(v->signals, v->view)) != 0)
		stop(v, signo);
}

/* Nobody reads what is written, or it cannot be: the run would go on unseen. */
static void stop_unread(struct driver *v)
{
	if (!v->view->failure.code)
		(void)ma_fail(&v->view->failure, MA_ECANCELED,
			"the reader of the output has gone"); /* it is kept there */
	if (v->stops++ == 0)
		ma_run_interrupt(v->run, "output closed");
}

static int sooner(int a, int b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

static void wait_for_end(struct driver *v)
{
	/* Of stdout only its end is of interest, and only where events are written to it. */
	struct pollfd fds[] = {
		{ .fd = ma_ctx_fd(v->ctx), .events = POLLIN },
		{ .fd = v->signals, .events = POLLIN },
		{ .fd = v->d->json ? STDOUT_FILENO : -1 },
	};

	while (!ma_run_over(v->run)) {
		/* A failed wait only turns too early. */
		(void)poll(fds, MA_COUNT(fds),
			sooner(ma_ctx_timeout_ms(v->ctx), view_refresh(v->view)));
		take_signals(v);
		ma_ctx_turn(v->ctx);
		if ((fds[2].revents & POLLERR) || v->view->failure.code) {
			fds[2].fd = -1;
			stop_unread(v);
		}
	}
	v->view->ops->end(v->view);
}

/* Refused before the start: codes that say more than the ma_rc does. */
static int refusal(const struct drive *d, const ma_err *err)
{
	if (err->code == MA_EINVALID || (err->code == MA_ELIMIT && d->opts.plan))
		return d->opts.plan ? EXIT_BAD_PLAN : 3;
	return exit_is_unwritable(err) ? EXIT_REFUSED : -1;
}

/* All of them, where the error names the first: to be read before the plan is mended. */
static void tell_problems(const struct driver *v)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);
	ma_err err = { MA_OK, 0, "" };
	json_t *result = NULL;
	const json_t *error;
	char *json = NULL;
	int valid = 1;
	size_t i;

	if (!ma_check_plan(v->ctx, v->d->opts.plan, NULL, &valid, &json, &err) && !valid)
		result = field_parse(json, &err);
	json_array_foreach (json_object_get(result, "errors"), i, error)
		field_error(&text, v->d->plan_file ? v->d->plan_file : "plan", error);
	if (json_array_size(json_object_get(result, "errors")) > 1 && !text.rc)
		out_note(ma_buf_str(&text));
	ma_buf_done(&text);
	json_decref(result);
	ma_string_free(json);
}

/* Of the user's files, the one with the mistake. */
static void name_file(const struct drive *d, ma_err *err)
{
	struct ma_str said = ma_str(err->msg);
	bool contract = ma_str_starts(said, "contract") || ma_str_starts(said, "the contract");
	const char *file = contract ? d->contract_file : d->plan_file;

	if (file && (err->code == MA_EINVALID || err->code == MA_ELIMIT))
		(void)ma_err_wrap(err, "%s", /* its code stays */
			strcmp(file, "-") == 0 ? "standard input" : file);
}

static ma_rc start(struct driver *v, int *exit_out, ma_err *err)
{
	ma_run_opts opts = v->d->opts;
	ma_rc rc;

	opts.size = sizeof(opts);
	opts.on_event = on_event;
	opts.on_progress = on_progress;
	opts.on_check = on_check;
	opts.data = v;
	rc = v->d->start ? v->d->start(v->ctx, &opts, &v->run, err)
			 : ma_run_start(v->ctx, &opts, &v->run, err);
	if (rc)
		*exit_out = refusal(v->d, err);
	if (rc && *exit_out == EXIT_BAD_PLAN)
		tell_problems(v);
	if (rc)
		name_file(v->d, err);
	return rc;
}

static ma_rc write_result(struct driver *v, const char *json, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(16 * 1024 * 1024), folded = MA_BUF_INIT(16 * 1024 * 1024);
	ma_rc rc = MA_OK;

	if (v->view->failure.code) {
		*err = v->view->failure;
		return err->code;
	}
	if (v->d->json)
		ma_buf_addf(&text, "%s\n", json);
	else
		rc = summary_end(v->d->opts.output, json, &text, err);
	if (!rc && !v->d->json)
		width_fold(&folded, ma_buf_str(&text), width_columns(), SUMMARY_INDENT);
	if (!rc)
		rc = out_flush(v->d->json || text.rc ? &text : &folded, err);
	ma_buf_done(&text);
	ma_buf_done(&folded);
	return rc;
}

/* True: somebody has approved the plan, as it is or as v->plan. */
static bool ask_for_approval(struct driver *v, const char *result, ma_err *err)
{
	struct approval a = {
		.ctx = v->ctx, .output = v->d->opts.output, .run = v->run_id, .signals = v->signals
	};

	if (v->d->json || v->stops > 0 || !approval_waits(result, v->run_id) ||
		approval_ask(&a, &v->approved, &v->plan, err))
		return false;
	v->stopped_by = a.stopped_by;
	return v->approved;
}

static ma_rc conclude(struct driver *v, int *exit_out, ma_err *err)
{
	char *json = NULL;
	int exit_code = 0;
	ma_rc rc = ma_run_result(v->run, &exit_code, &json, err);

	if (!rc && ask_for_approval(v, json, err)) {
		ma_string_free(json);
		return MA_OK;
	}
	if (!rc)
		rc = err->code;
	if (!rc)
		rc = write_result(v, json, err);
	if (!rc)
		*exit_out = v->stopped_by ? 128 + v->stopped_by : exit_code;
	ma_string_free(json);
	return rc;
}

static void on_warning(void *data, const char *message)
{
	struct driver *v = data;

	v->view->ops->note(v->view, message);
}

static ma_rc drive(struct driver *v, int *exit_out, ma_err *err)
{
	const ma_ctx_opts opts = {
		.size = sizeof(opts), .config = "", .on_warning = on_warning, .data = v
	};
	ma_rc rc = signals_watch(&v->signals, err);

	if (!rc)
		rc = ma_ctx_new(&opts, &v->ctx, err);
	if (!rc)
		rc = start(v, exit_out, err);
	if (rc)
		return rc;
	wait_for_end(v);
	return conclude(v, exit_out, err);
}

int drive_off(int choice)
{
	static const int off[] = { 0, -1, 1 };

	return off[choice];
}

static ma_rc drive_once(struct driver *v, int *exit_out, ma_err *err)
{
	ma_rc rc = view_new(VIEW_RUN, v->d->json, &v->view, err);

	v->feed = (struct feed){ .view = v->view, .output = v->d->opts.output, .raw = v->d->json };
	if (!rc)
		rc = drive(v, exit_out, err);
	ma_run_free(v->run);
	ma_ctx_free(v->ctx);
	view_free(v->view);
	if (v->signals >= 0)
		(void)close(v->signals); /* nothing was written to it */
	return rc;
}

/* Limits and providers are in the log; what is no part of it is given again. */
static ma_rc go_on(const struct drive *d, const struct driver *before, int *exit_out, ma_err *err)
{
	struct drive next = { .opts = { .output = d->opts.output,
				      .run = before->run_id,
				      .plan = before->plan,
				      .approve = 1,
				      .script = d->opts.script,
				      .record = d->opts.record,
				      .replay = d->opts.replay,
				      .base_url = d->opts.base_url,
				      .sandbox_off = d->opts.sandbox_off,
				      .fresh = d->opts.fresh,
				      .format_off = d->opts.format_off },
		.start = ma_run_resume,
		.json = d->json };
	struct driver v = { .d = &next, .signals = -1 };

	return drive_once(&v, exit_out, err);
}

ma_rc drive_run(const struct drive *d, int *exit_out, ma_err *err)
{
	struct driver v = { .d = d, .signals = -1 };
	ma_rc rc = drive_once(&v, exit_out, err);

	if (!rc && v.approved)
		rc = go_on(d, &v, exit_out, err);
	ma_free(v.plan);
	return rc;
}
