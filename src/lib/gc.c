/*
 * Giving back what nobody needs any more. Ended runs go only when they are asked for, and only under the output's lock: then no
 * process works on a run, or takes one up again. Blobs go whoever works: store/sqlite_sweep.c.
 */
#include <sys/stat.h>

#include "base/alloc.h"
#include "engine/run.h"
#include "lib/ctx.h"
#include "lib/litter.h"
#include "lib/output.h"
#include "lib/owner.h"
#include "lib/places.h"
#include "verify/packages.h"

#define DAY_MS 86400000
#define PACKAGES_DAYS 30

struct run {
	char id[MA_ID_SIZE];
	int64_t seq, ended_ms; /* 0: it has not ended */
	bool drop;
};

struct collecting {
	const char *output;
	const ma_gc_opts *opts;
	struct ma_owner owner;
	struct ma_store *store;
	struct run *runs; /* oldest first */
	size_t runs_n, runs_cap;
	struct ma_store_stream *drop;
	size_t drop_n;
	struct ma_store_swept swept;
	struct ma_litter litter;
	struct ma_packages_swept packages;
	int64_t shrunk; /* bytes that the file is smaller by */
	bool nomem;
};

static bool list_run(void *data, const struct ma_store_stream *stream)
{
	struct collecting *c = data;
	const char *id = stream->name + strlen("run/");
	struct run *runs;

	if (strlen(id) >= MA_ID_SIZE)
		return true;
	if (c->runs_n == c->runs_cap) {
		runs = ma_realloc(c->runs, c->runs_cap + 64, sizeof(*runs));
		c->nomem = !runs;
		if (!runs)
			return false;
		c->runs = runs;
		c->runs_cap += 64;
	}
	c->runs[c->runs_n] = (struct run){ .seq = stream->seq };
	memcpy(c->runs[c->runs_n++].id, id, strlen(id) + 1);
	return true;
}

static ma_rc look_at_run(struct collecting *c, struct run *r, ma_err *err)
{
	struct ma_state s;
	ma_rc rc;

	ma_state_init(&s);
	rc = ma_engine_load(c->store, r->id, &s, err);
	r->seq = s.seq;
	if (rc == MA_EIO && !ma_store_is_damage(err)) {
		ma_state_done(&s);
		return MA_OK; /* what it needs is lost: it is not known to have ended */
	}
	if (!rc && s.phase == MA_RUN_FINISHED)
		r->ended_ms = s.finished_at_ms > 0 ? s.finished_at_ms : 1;
	ma_state_done(&s);
	return rc;
}

static ma_rc look_at_runs(struct collecting *c, ma_err *err)
{
	ma_rc rc = ma_store_streams(c->store, "run/", list_run, c, err);
	size_t i;

	if (!rc && c->nomem)
		rc = ma_fail_nomem(err);
	for (i = 0; i < c->runs_n && !rc; i++)
		rc = look_at_run(c, &c->runs[i], err);
	return rc;
}

static bool asks_for_runs(const ma_gc_opts *o)
{
	return o->keep_runs != 0 || o->runs_older_than_days != 0;
}

/* `newer`: how many of those that have ended are newer. */
static bool is_unwanted(const struct collecting *c, const struct run *r, int64_t newer)
{
	struct ma_clock *clock = ma_clock_system();
	int64_t days = c->opts->runs_older_than_days, keep = c->opts->keep_runs;

	if (r->ended_ms == 0 || !asks_for_runs(c->opts))
		return false;
	if (keep > 0 && newer < keep)
		return false;
	return days <= 0 || clock->wall_ms(clock) - r->ended_ms >= days * DAY_MS;
}

/* He who ended it was killed before he gave the lease back: under the lock it is nobody's. */
static ma_rc release(struct collecting *c, const char *run, const char *stream, ma_err *err)
{
	struct ma_store_owner his;
	ma_rc rc = ma_store_owner(c->store, stream, &his, err);

	if (rc || !his.holder[0] || c->opts->dry_run)
		return rc;
	rc = ma_owner_take(&c->owner, c->output, c->store, run, err);
	return rc ? rc : ma_store_release(c->store, stream, c->owner.hold.epoch, err);
}

static bool note_seq(void *data, const struct ma_store_stream *stream)
{
	struct ma_store_stream *asked = data;

	if (strcmp(stream->name, asked->name) == 0)
		asked->seq = stream->seq;
	return true;
}

/* The run, and what was asked of it. */
static ma_rc add_drop(struct collecting *c, const struct run *r, ma_err *err)
{
	struct ma_store_stream *run = &c->drop[c->drop_n], *control = run + 1;
	ma_rc rc;

	*run = *control = (struct ma_store_stream){ .seq = r->seq };
	ma_engine_stream(ma_str(r->id), run->name);
	(void)snprintf(control->name, sizeof(control->name), "control/%s", r->id); /* fits: an id */
	rc = release(c, r->id, run->name, err);
	control->seq = 0;
	if (!rc)
		rc = ma_store_streams(c->store, control->name, note_seq, control, err);
	c->drop_n += control->seq > 0 ? 2 : 1;
	return rc;
}

static ma_rc choose_runs(struct collecting *c, ma_err *err)
{
	int64_t newer = 0;
	ma_rc rc = MA_OK;
	size_t i;

	c->drop = ma_new_n(struct ma_store_stream, 2 * c->runs_n + 1);
	if (!c->drop)
		return ma_fail_nomem(err);
	for (i = c->runs_n; i-- > 0 && !rc;) {
		c->runs[i].drop = is_unwanted(c, &c->runs[i], newer);
		newer += c->runs[i].ended_ms > 0;
		if (c->runs[i].drop)
			rc = add_drop(c, &c->runs[i], err);
	}
	return rc;
}

static bool goes_on(void *data, const char *run)
{
	const struct collecting *c = data;
	size_t i = 0;

	while (i < c->runs_n && strcmp(c->runs[i].id, run) != 0)
		i++;
	return i < c->runs_n && c->runs[i].ended_ms == 0;
}

static int64_t file_size(const struct collecting *c, const char *name)
{
	ma_err ignored = { MA_OK, 0, "" };
	struct stat st = { .st_size = 0 };
	char *path = NULL;

	if (ma_places_state(c->output, name, &path, &ignored) || stat(path, &st))
		st.st_size = 0;
	ma_free(path);
	return st.st_size;
}

static int64_t store_size(const struct collecting *c)
{
	return file_size(c, "context.db") + file_size(c, "context.db-journal") +
		file_size(c, "context.db-wal");
}

/* While others use the store what is free stays in it, and is used again. */
static ma_rc shrink(struct collecting *c, ma_err *err)
{
	int64_t before = store_size(c);
	ma_rc rc;

	if (c->opts->dry_run || c->owner.lock < 0)
		return MA_OK;
	rc = ma_store_shrink(c->store, err);
	c->shrunk = before - store_size(c);
	return rc ? ma_err_wrap(err, "what was removed is removed, but its space is not given back")
		  : MA_OK;
}

static int64_t packages_days(const struct collecting *c)
{
	int64_t days = c->opts->packages_older_than_days;

	return days < 0 ? 0 : days == 0 ? PACKAGES_DAYS : days;
}

static ma_rc sweep_packages(struct collecting *c, ma_err *err)
{
	char *cache = NULL;
	ma_rc rc = ma_places_cache(&cache, err);

	if (!rc && cache)
		rc = ma_packages_sweep(cache, packages_days(c), c->opts->dry_run, &c->packages, err);
	ma_free(cache);
	return rc;
}

static ma_rc collect(struct collecting *c, ma_err *err)
{
	struct ma_store_sweep sweep = { .dry = c->opts->dry_run };
	ma_rc rc = ma_owner_lock(&c->owner, c->output, err);

	if (rc == MA_ENOTFOUND)
		return ma_fail(err, rc, "%s: there is no run here", c->output);
	if (!rc && asks_for_runs(c->opts))
		rc = ma_owner_alone(&c->owner, err);
	if (!rc)
		rc = ma_output_open(c->output, false, &c->store, err);
	if (!rc)
		rc = look_at_runs(c, err);
	if (!rc)
		rc = choose_runs(c, err);
	sweep.drop = c->drop;
	sweep.drop_n = c->drop_n;
	if (!rc)
		rc = ma_store_sweep(c->store, &sweep, &c->swept, err);
	if (!rc)
		rc = ma_litter_remove(&c->litter, err);
	if (!rc)
		rc = shrink(c, err);
	return rc ? rc : sweep_packages(c, err);
}

static json_t *told(const struct collecting *c)
{
	json_t *runs = json_array();
	size_t i;

	for (i = 0; i < c->runs_n; i++)
		if (c->runs[i].drop && json_array_append_new(runs, json_string(c->runs[i].id))) {
			json_decref(runs);
			return NULL;
		}
	return json_pack("{s:b, s:b, s:o, s:I, s:I, s:I, s:I, s:I, s:{s:I, s:b, s:I, s:I}}",
		"dry_run", c->opts->dry_run, "live", c->owner.lock < 0, "runs", runs, "events",
		(json_int_t)c->swept.events, "blobs", (json_int_t)c->swept.blobs, "files",
		(json_int_t)c->litter.files, "bytes", (json_int_t)(c->swept.bytes + c->litter.bytes),
		"given_back", (json_int_t)(c->shrunk + (c->opts->dry_run ? 0 : c->litter.bytes)),
		"packages", "older_than_days", (json_int_t)packages_days(c), "in_use",
		c->packages.in_use, "files", (json_int_t)(c->packages.files + c->packages.left),
		"bytes", (json_int_t)c->packages.bytes);
}

ma_rc ma_gc(const char *output, const ma_gc_opts *opts, char **json_out, ma_err *err)
{
	static const ma_gc_opts none = { .size = sizeof(none) };
	struct collecting c = { .output = output, .opts = opts ? opts : &none };
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!output || !json_out || c.opts->size != sizeof(none) || c.opts->keep_runs < -1 ||
		c.opts->runs_older_than_days < -1 || c.opts->packages_older_than_days < -1)
		return ma_fail(err, MA_EMISUSE, "what is collected is of an output");
	ma_owner_init(&c.owner);
	c.litter = (struct ma_litter){
		.output = output, .goes_on = goes_on, .data = &c, .dry = c.opts->dry_run
	};
	rc = collect(&c, err);
	if (!rc)
		rc = ma_give_json(told(&c), json_out, err);
	ma_store_free(c.store);
	ma_owner_release(&c.owner);
	ma_free(c.runs);
	ma_free(c.drop);
	return rc;
}
