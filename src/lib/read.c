/* Reading an output's log from any process: events, status, the runs there are. */
#include "base/alloc.h"
#include "base/limits.h"
#include "engine/run.h"
#include "lib/ctx.h"
#include "lib/output.h"
#include "lib/summary.h"
#include "lib/under_way.h"

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
	rc = ma_output_open_run(output, run, &store, id, err);
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
	rc = ma_output_open_run(output, run, &store, id, err);
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
		line = json_pack("{s:s, s:s, s:O, s:O, s:O, s:O*, s:O*, s:O*, s:O*}", "run", id,
			"at", at, "prompt", json_object_get(all, "prompt"), "verdict",
			json_object_get(all, "verdict"), "phase", json_object_get(all, "phase"),
			"parent", json_object_get(all, "parent"), "from",
			json_object_get(all, "from"), /* a fork's */
			"accepted", json_object_get(all, "accepted"), "undone",
			json_object_get(all, "undone"));
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
