/* Reading an output's log from any process: events, status, one thing of a run. */
#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "engine/run.h"
#include "lib/ctx.h"
#include "lib/output.h"
#include "lib/summary.h"
#include "lib/under_way.h"
#include "vcs/workspace.h"

struct feed {
	int (*fn)(void *data, const char *event_json);
	void *data;
	ma_err *err;
};

static bool feed_event(void *data, int64_t seq, struct ma_str event)
{
	struct feed *f = data;
	char *text = ma_strndup(event.p, event.n);
	int stop;

	(void)seq;
	if (!text) {
		(void)ma_fail_nomem(f->err); /* the caller looks at err->code */
		return false;
	}
	stop = f->fn(f->data, text);
	ma_free(text);
	return !stop;
}

/* Open an output's store and find the run that is meant. */
static ma_rc open_run(const char *output, const char *run, struct ma_store **store,
	char id[MA_ID_SIZE], ma_err *err)
{
	ma_rc rc;

	if (!output)
		return ma_fail(err, MA_EMISUSE, "no output is named");
	rc = ma_output_open(output, false, store, err);
	if (!rc)
		rc = ma_output_find(*store, run, id, err);
	if (rc == MA_ENOTFOUND && *store)
		(void)ma_err_wrap(err, "%s", output); /* its code is rc */
	return rc;
}

ma_rc ma_log_read(const char *output, const char *run, int64_t after,
	int (*fn)(void *data, const char *event_json), void *data, ma_err *err)
{
	struct feed f = { fn, data, err };
	char stream[MA_ENGINE_STREAM_SIZE];
	struct ma_store *store = NULL;
	char id[MA_ID_SIZE];
	ma_rc rc;

	if (!err || !fn)
		return MA_EMISUSE;
	err->code = MA_OK;
	rc = open_run(output, run, &store, id, err);
	if (!rc) {
		ma_engine_stream(ma_str(id), stream);
		rc = ma_store_read(store, stream, after, feed_event, &f, err);
	}
	ma_store_free(store);
	return rc ? rc : err->code;
}

static json_t *status_json(const struct ma_state *s, bool held, struct ma_store *store, ma_err *err)
{
	bool live = held && s->phase != MA_RUN_FINISHED && !s->interrupted;
	json_t *all = ma_summary(s, store, err);

	if (!all || !json_object_set_new(all, "live", json_boolean(live)))
		return all;
	json_decref(all);
	(void)ma_fail_nomem(err); /* NULL tells */
	return NULL;
}

ma_rc ma_status(const char *output, const char *run, char **json_out, ma_err *err)
{
	struct ma_store *store = NULL;
	json_t *status = NULL;
	bool held = false;
	struct ma_state s;
	char id[MA_ID_SIZE];
	ma_rc rc;

	if (!err || !json_out)
		return MA_EMISUSE;
	err->code = MA_OK;
	ma_state_init(&s);
	rc = open_run(output, run, &store, id, err);
	if (!rc) /* before the log is read: whoever has gone since has logged its last words */
		rc = ma_output_held(output, &held, err);
	if (!rc)
		rc = ma_engine_load(store, id, &s, err);
	if (!rc)
		status = status_json(&s, held, store, err);
	if (!rc)
		rc = status ? ma_give_json(status, json_out, err) : err->code;
	ma_state_done(&s);
	ma_store_free(store);
	return rc;
}

ma_rc ma_under_way(const char *output, const char *run, char **json_out, ma_err *err)
{
	json_t *all;

	if (!err || !output || !run || !json_out)
		return MA_EMISUSE;
	all = ma_under_way_read(output, run, err);
	return all ? ma_give_json(all, json_out, err) : err->code;
}

struct lister {
	char (*ids)[MA_ID_SIZE];
	size_t n, cap;
	bool nomem;
};

static bool list_one(void *data, const struct ma_store_stream *stream)
{
	struct lister *l = data;
	const char *id = stream->name + strlen("run/");
	void *ids;

	if (strlen(id) >= MA_ID_SIZE)
		return true;
	if (l->n == l->cap) {
		ids = ma_realloc(l->ids, l->cap + 64, sizeof(*l->ids));
		l->nomem = !ids;
		if (!ids)
			return false;
		l->ids = ids;
		l->cap += 64;
	}
	memcpy(l->ids[l->n++], id, strlen(id) + 1);
	return true;
}

/* One of which something is lost is no reason not to show the others. */
static json_t *unreadable_line(const char *id, ma_err *err)
{
	if (err->code == MA_ENOMEM || ma_store_is_damage(err))
		return NULL;
	err->code = MA_OK;
	return json_pack("{s:s, s:s, s:s, s:s, s:s}", "run", id, "at", "", "prompt", "", "verdict",
		"none", "phase", "unreadable");
}

static json_t *run_line(struct ma_store *store, const char *id, ma_err *err)
{
	json_t *all = NULL, *line = NULL;
	struct ma_state s;
	char at[MA_CLOCK_TEXT_SIZE];

	ma_state_init(&s);
	if (!ma_engine_load(store, id, &s, err))
		all = ma_summary(&s, store, err);
	if (all) {
		ma_clock_format(s.started_at_ms, at);
		line = json_pack("{s:s, s:s, s:O, s:O, s:O}", "run", id, "at", at, "prompt",
			json_object_get(all, "prompt"), "verdict", json_object_get(all, "verdict"),
			"phase", json_object_get(all, "phase"));
	} else {
		line = unreadable_line(id, err);
	}
	json_decref(all);
	ma_state_done(&s);
	return line;
}

ma_rc ma_runs(const char *output, char **json_out, ma_err *err)
{
	struct lister l = { NULL, 0, 0, false };
	struct ma_store *store = NULL;
	json_t *list = json_array();
	ma_rc rc;
	size_t i;

	if (!err || !json_out)
		return MA_EMISUSE;
	rc = ma_output_open(output, false, &store, err);
	if (!rc)
		rc = ma_store_streams(store, "run/", list_one, &l, err);
	if (!rc && (l.nomem || !list))
		rc = ma_fail_nomem(err);
	for (i = 0; i < l.n && !rc; i++)
		if (json_array_append_new(list, run_line(store, l.ids[i], err)))
			rc = err->code ? err->code : ma_fail_nomem(err);
	if (!rc)
		rc = ma_give_json(json_pack("{s:O}", "runs", list), json_out, err);
	json_decref(list);
	ma_free(l.ids);
	ma_store_free(store);
	return rc;
}

static void add_blob(struct ma_store *store, struct ma_str hash, struct ma_buf *out)
{
	ma_err err = { MA_OK, 0, "" };
	char name[MA_HASH_HEX_SIZE] = "";
	char *text = NULL;
	size_t size = 0;

	if (hash.n != sizeof(name) - 1)
		return;
	memcpy(name, hash.p, hash.n);
	if (ma_store_blob(store, name, &text, &size, &err))
		ma_buf_addf(out, "(%s)", err.msg);
	else
		ma_buf_add(out, text, size);
	ma_free(text);
}

static void add_part(
	struct ma_store *store, const char *title, struct ma_str hash, struct ma_buf *out)
{
	if (hash.n == 0)
		return;
	ma_buf_addf(out, "\n--- %s\n", title);
	add_blob(store, hash, out);
	ma_buf_addc(out, '\n');
}

/* The user's message of a request is what a person wants to read, not its JSON. */
static void add_request(struct ma_store *store, struct ma_str hash, struct ma_buf *out)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);
	ma_err err = { MA_OK, 0, "" };
	json_t *j = NULL;

	if (hash.n == 0)
		return;
	add_blob(store, hash, &text);
	if (ma_json_parse(ma_buf_str(&text), "request", &j, &err)) {
		ma_buf_addf(out, "\n--- request\n(%s)\n", err.msg);
	} else {
		ma_buf_adds(out, "\n--- system\n");
		ma_buf_addv(out, ma_json_str(j, "system"));
		ma_buf_adds(out, "\n\n--- request\n");
		ma_buf_addv(out, ma_json_str(j, "user"));
	}
	json_decref(j);
	ma_buf_done(&text);
}

static void add_diff(const char *output, const struct ma_work *w, struct ma_buf *out)
{
	struct ma_workspace *ws = NULL;
	ma_err err = { MA_OK, 0, "" };
	char commit[MA_COMMIT_ID_SIZE] = "";
	char *diff = NULL;

	if (w->commit.n >= sizeof(commit) || w->commit.n == 0)
		return;
	memcpy(commit, w->commit.p, w->commit.n);
	if (ma_workspace_open_reading(output, &ws, &err) ||
		ma_workspace_diff(ws, commit, &diff, &err))
		ma_buf_addf(out, "\n--- commit %s\n(%s)\n", commit, err.msg);
	else
		ma_buf_addf(out, "\n--- commit %s\n%s", commit, diff);
	ma_free(diff);
	ma_workspace_free(ws);
}

static void add_work(
	const char *output, struct ma_store *store, const struct ma_work *w, struct ma_buf *out)
{
	struct ma_str id = ma_work_id(w);

	ma_buf_addf(out, MA_STR_FMT ": %s after %lld attempt%s, %lld tokens in, %lld out\n",
		MA_STR_ARG(id), ma_task_state_name(w->state), (long long)w->attempt,
		w->attempt == 1 ? "" : "s", (long long)w->usage.input, (long long)w->usage.output);
	if (w->message.n > 0)
		ma_buf_addf(out, MA_STR_FMT "\n", MA_STR_ARG(w->message));
	add_request(store, w->request, out);
	add_part(store, "reply", w->reply, out);
	if (w->task)
		add_diff(output, w, out);
}

static bool is_hash(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n == MA_HASH_HEX_SIZE - 1;
}

static ma_rc add_shown(const char *output, struct ma_store *store, const struct ma_state *s,
	struct ma_str what, struct ma_buf *out, ma_err *err)
{
	int64_t at = s->plan ? ma_plan_find(s->plan, what) : -1;

	if (at >= 0)
		add_work(output, store, &s->works[at], out);
	else if (ma_str_is(what, "planner"))
		add_work(output, store, &s->planner, out);
	else if (ma_str_is(what, "prompt"))
		add_blob(store, s->prompt, out);
	else if (ma_str_is(what, "plan") && s->plan)
		return ma_plan_write(s->plan, out, err);
	else if (ma_str_is(what, "report") && s->report.n > 0)
		add_blob(store, s->report, out);
	else if (is_hash(what))
		add_blob(store, what, out);
	else
		return ma_fail(err, MA_ENOTFOUND,
			"run " MA_STR_FMT " has no \"" MA_STR_FMT
			"\": name prompt, plan, planner, report, a task or a blob",
			MA_STR_ARG(s->run), MA_STR_ARG(what));
	return MA_OK;
}

ma_rc ma_show(const char *output, const char *run, const char *what, char **text_out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_ARENA);
	struct ma_store *store = NULL;
	struct ma_state s;
	char id[MA_ID_SIZE];
	ma_rc rc;

	if (!err || !what || !text_out)
		return MA_EMISUSE;
	ma_state_init(&s);
	rc = open_run(output, run, &store, id, err);
	if (!rc)
		rc = ma_engine_load(store, id, &s, err);
	if (!rc)
		rc = add_shown(output, store, &s, ma_str(what), &text, err);
	if (!rc)
		rc = ma_give_text(&text, text_out, err);
	ma_buf_done(&text);
	ma_state_done(&s);
	ma_store_free(store);
	return rc;
}
