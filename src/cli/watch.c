/* Watching: the log is asked again and again for what has come. */
#include "cli/watch.h"

#include <poll.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/limits.h"
#include "cli/exits.h"
#include "cli/feed.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/signals.h"
#include "cli/summary.h"
#include "metaagent/metaagent.h"

#define POLL_MS 200
#define QUIET_MIN_MS 1000 /* without an event: is somebody still working on it? */
#define QUIET_MAX_MS 16000

struct watcher {
	const char *output;
	char *run;        /* its id: a newer run is another one */
	bool json, alone; /* alone: nobody works on it */
	struct view *view;
	struct feed feed;
	int signals;                      /* descriptor */
	json_t *under_way;                /* as it was last seen, or NULL */
	int signo;                        /* that ended the watching, or 0 */
	int64_t quiet_since_ms, quiet_ms; /* monotonic; how long until we ask */
};

static int64_t now_ms(void)
{
	struct ma_clock *clock = ma_clock_system();

	return clock->mono_ms(clock);
}

static int show_event(void *data, const char *event_json)
{
	struct watcher *w = data;

	feed_event(&w->feed, event_json);
	w->quiet_since_ms = now_ms();
	w->quiet_ms = QUIET_MIN_MS;
	return w->view->failure.code != MA_OK;
}

/* The run's status; NULL fills err. New reference. */
static json_t *read_status(const char *output, const char *run, ma_err *err)
{
	char *text = NULL;
	json_t *status = NULL;

	if (!ma_status(output, run, &text, err))
		status = field_parse(text, err);
	ma_string_free(text);
	return status;
}

static ma_rc find_run(struct watcher *w, const char *run, ma_err *err)
{
	json_t *status = read_status(w->output, run, err);

	if (!status)
		return err->code;
	w->run = ma_strdup(json_string_value(json_object_get(status, "run")));
	json_decref(status);
	return w->run ? MA_OK : ma_fail_nomem(err);
}

/* A process that was killed logs nothing: who hears nothing asks, less and less often. */
static ma_rc ask_whether_alone(struct watcher *w, ma_err *err)
{
	json_t *status;

	if (w->feed.over || now_ms() - w->quiet_since_ms < w->quiet_ms)
		return MA_OK;
	status = read_status(w->output, w->run, err);
	if (!status)
		return err->code;
	w->alone = json_is_false(json_object_get(status, "live")) &&
		field_int(status, "seq") == w->feed.seq;
	json_decref(status);
	if (w->quiet_ms < QUIET_MAX_MS)
		w->quiet_ms *= 2;
	w->quiet_since_ms = now_ms();
	return MA_OK;
}

static void show_replies(struct watcher *w, json_t *now)
{
	json_t *replies = json_object_get(now, "replies"), *bytes;
	const json_t *before = json_object_get(w->under_way, "replies");
	const char *task;

	json_object_foreach (replies, task, bytes)
		if (!json_equal(bytes, json_object_get(before, task)))
			view_progress(w->view, task, (uint64_t)json_integer_value(bytes));
}

static bool is_among(const json_t *check, const json_t *checks)
{
	const json_t *other;
	size_t i;

	json_array_foreach (checks, i, other)
		if (json_equal(check, other))
			return true;
	return false;
}

static void show_checks(struct watcher *w, const json_t *now)
{
	const json_t *before = json_object_get(w->under_way, "checks"), *check;
	const char *phase, *package, *command;
	size_t i;

	json_array_foreach (json_object_get(now, "checks"), i, check) {
		phase = json_string_value(json_object_get(check, "phase"));
		package = json_string_value(json_object_get(check, "package"));
		command = json_string_value(json_object_get(check, "command"));
		if (phase && package && command && !is_among(check, before))
			view_check(w->view, phase, package, command);
	}
}

/* What the log does not tell. It is read before the log: what has ended since is seen to end. */
static void show_under_way(struct watcher *w)
{
	ma_err err = { MA_OK, 0, "" };
	json_t *now = NULL;
	char *text = NULL;

	if (!w->json && !ma_under_way(w->output, w->run, &text, &err))
		now = field_parse(text, &err);
	if (now) {
		show_replies(w, now);
		show_checks(w, now);
		json_decref(w->under_way);
		w->under_way = now;
	}
	ma_string_free(text);
}

static void wait_a_little(struct watcher *w)
{
	struct pollfd fds = { .fd = w->signals, .events = POLLIN };
	int ms = view_refresh(w->view);

	(void)poll(&fds, 1, ms >= 0 && ms < POLL_MS ? ms : POLL_MS); /* else it turns too early */
	w->signo = signals_next(w->signals, w->view);
}

static ma_rc watch(struct watcher *w, ma_err *err)
{
	ma_rc rc = MA_OK;

	while (!rc && !w->signo && !w->alone) {
		show_under_way(w);
		rc = ma_log_read(w->output, w->run, w->feed.seq, show_event, w, err);
		if (!rc && w->view->failure.code) {
			*err = w->view->failure;
			rc = err->code;
		}
		if (rc || w->feed.over)
			break;
		rc = ask_whether_alone(w, err);
		wait_a_little(w);
	}
	w->view->ops->end(w->view);
	return rc;
}

static ma_rc write_end(struct watcher *w, int *exit_out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(2 * MA_LIMIT_BLOB);
	json_t *status = NULL;
	char *json = NULL;
	ma_rc rc = ma_status(w->output, w->run, &json, err);

	if (!rc && w->json)
		ma_buf_addf(&text, "%s\n", json);
	else if (!rc)
		rc = summary_end(w->output, json, &text, err);
	if (!rc)
		rc = out_flush(&text, err);
	if (!rc)
		status = field_parse(json, err);
	if (status)
		*exit_out = w->alone ? EXIT_KILLED : (int)field_int(status, "exit");
	json_decref(status);
	ma_buf_done(&text);
	ma_string_free(json);
	return rc;
}

static ma_rc watch_to_the_end(struct watcher *w, const struct reading *r, int *exit_out, ma_err *err)
{
	ma_rc rc = signals_watch(&w->signals, err);

	if (!rc)
		rc = find_run(w, r->run, err);
	if (!rc)
		rc = view_new(VIEW_WATCH, w->json, &w->view, err);
	if (rc)
		return rc;
	w->feed = (struct feed){ .view = w->view, .output = w->output, .raw = w->json };
	w->quiet_since_ms = now_ms();
	w->quiet_ms = QUIET_MIN_MS;
	if (w->view->ops->refresh) /* a picture tells what has been; lines are told from the first */
		rc = feed_past(&w->feed, w->run, err);
	if (!rc)
		rc = watch(w, err);
	if (rc || !w->signo)
		return rc ? rc : write_end(w, exit_out, err);
	*exit_out = 128 + w->signo;
	return MA_OK;
}

ma_rc watch_run(const struct reading *r, int *exit_out, ma_err *err)
{
	struct watcher w = { .output = reading_output(r), .json = r->json != 0, .signals = -1 };
	ma_rc rc = watch_to_the_end(&w, r, exit_out, err);

	view_free(w.view);
	json_decref(w.under_way);
	ma_free(w.run);
	if (w.signals >= 0)
		(void)close(w.signals); /* nothing was written to it */
	return rc;
}
