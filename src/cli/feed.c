/* Feeding views. */
#include "cli/feed.h"

#include "cli/field.h"
#include "metaagent/metaagent.h"

/* The plan is a blob: the log is asked for it. Without it the rows are missing, nothing else. */
static void show_plan(struct feed *f, const char *run, bool past)
{
	ma_err err = { MA_OK, 0, "" };
	json_t *plan = NULL;
	char *text = NULL;

	if (!ma_show(f->output, run, "plan", &text, &err))
		plan = field_parse(text, &err);
	if (plan)
		f->view->ops->plan(f->view, plan, past);
	json_decref(plan);
	ma_string_free(text);
}

static void show(struct feed *f, const json_t *event, const char *text, bool past)
{
	struct ma_str kind = field_str(event, "kind");
	const char *run = json_string_value(json_object_get(event, "run"));

	if (past)
		view_past(f->view, event);
	else
		f->view->ops->event(f->view, event, text);
	if (!f->raw && (ma_str_is(kind, "plan.accepted") || ma_str_is(kind, "tasks.added")))
		show_plan(f, run, past);
	else if (!f->raw && ma_str_is(kind, "repair.started"))
		show_plan(f, run, true); /* its one new task has been told */
	f->seq = field_int(event, "seq");
	if (ma_str_is(kind, "run.finished") || ma_str_is(kind, "run.interrupted"))
		f->over = true; /* what was under way may still be told to have been cancelled */
	else if (ma_str_is(kind, "run.resumed"))
		f->over = false;
}

struct past {
	struct feed *f;
	int64_t until; /* the first event that is not past */
};

static int show_past(void *data, const char *event_json)
{
	struct past *p = data;
	ma_err err = { MA_OK, 0, "" };
	json_t *event = field_parse(event_json, &err);
	bool more = event && field_int(event, "seq") < p->until;

	if (more)
		show(p->f, event, event_json, true);
	json_decref(event);
	return !more;
}

void feed_event(struct feed *f, const char *event_json)
{
	ma_err err = { MA_OK, 0, "" };
	json_t *event = field_parse(event_json, &err);
	struct past past = { f, field_int(event, "seq") };

	if (!event)
		return; /* without memory it is not shown; the log has it */
	if (past.until > f->seq + 1 && !f->raw)
		(void)ma_log_read(f->output, json_string_value(json_object_get(event, "run")),
			f->seq, show_past, &past, &err); /* rows are missing then, nothing else */
	show(f, event, event_json, false);
	json_decref(event);
}

ma_rc feed_past(struct feed *f, const char *run, ma_err *err)
{
	struct past past = { f, INT64_MAX };

	return ma_log_read(f->output, run, f->seq, show_past, &past, err);
}
