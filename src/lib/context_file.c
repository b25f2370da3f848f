/*
 * The exchange file of the shared context. The lock is that of the file's directory: it outlives
 * the file, which is replaced, and leaves nothing behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "codec/json_span.h"
#include "lib/context.h"
#include "lib/context_place.h"
#include "lib/places.h"
#include "sys/fs.h"

#define STALE_S 60

static bool is_temp(const char *name)
{
	return ma_str_starts(ma_str(name), ".meta-agent-") && ma_str_ends(ma_str(name), ".tmp");
}

/* What a process left that was killed while it wrote. Nobody else writes while we have the lock, but elsewhere in the directory one may. */
static bool remove_stale(void *data, const char *name, bool is_dir)
{
	const struct ma_context_place *p = data;
	struct stat st;

	if (!is_dir && is_temp(name) && fstatat(p->lock, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISREG(st.st_mode) && time(NULL) - st.st_mtime > STALE_S)
		(void)unlinkat(p->lock, name, 0); /* then it stays */
	return true;
}

struct export
{
	ma_context *c;
	struct ma_buf events, artifacts;
	ma_rc rc;
	ma_err *err;
};

static ma_rc add_item(struct export *x, int64_t seq, const struct ma_context_event *e)
{
	struct ma_buf *to = e->kind == MA_CONTEXT_EVENT ? &x->events : &x->artifacts;
	size_t size = 0;
	char *text = NULL;
	ma_rc rc = ma_context_value_text(x->c, e->value, e->blob, &text, &size, x->err);

	if (rc)
		return rc;
	ma_buf_addf(to, "%s{\"version\":%lld,\"at\":\"", to->n > 0 ? ",\n" : "", (long long)seq);
	ma_buf_addv(to, e->at);
	ma_buf_adds(to, "\",\"name\":");
	ma_json_add_string(to, e->name);
	ma_buf_adds(to, ",\"data\":");
	ma_buf_add(to, text, size);
	ma_buf_addc(to, '}');
	ma_free(text);
	return ma_buf_check(to, x->err);
}

/* Events, and the artifacts that count. What came after the state was folded is not for this file. */
static bool export_one(void *data, int64_t seq, struct ma_str json)
{
	struct export *x = data;
	struct ma_arena arena = MA_ARENA_INIT(4 * MA_LIMIT_EVENT);
	const struct ma_context_value *v;
	struct ma_context_event e;

	if (seq > x->c->state.version)
		return false;
	x->rc = ma_context_event_decode(json, &arena, &e, x->err);
	v = x->rc || e.kind != MA_CONTEXT_ARTIFACT
		? NULL
		: ma_context_find(&x->c->state.artifacts, e.name);
	if (!x->rc && (e.kind == MA_CONTEXT_EVENT || (v && v->version == seq)))
		x->rc = add_item(x, seq, &e);
	ma_arena_done(&arena);
	return x->rc == MA_OK;
}

static ma_rc add_data(ma_context *c, struct ma_buf *out, ma_err *err)
{
	const struct ma_map *of = &c->state.data;
	const struct ma_context_value *v;
	struct ma_str text, none = MA_STR("");
	const char *comma = "\n";
	char *value;
	size_t i, size;
	ma_rc rc = MA_OK;

	for (i = 0; i < of->n && !rc; i++) {
		v = of->entries[i].value;
		if (!v->text)
			continue;
		text = ma_str_n(v->text, v->n);
		rc = ma_context_value_text(
			c, v->is_blob ? none : text, v->is_blob ? text : none, &value, &size, err);
		if (rc)
			break;
		ma_buf_adds(out, comma);
		ma_json_add_string(out, of->entries[i].key);
		ma_buf_addc(out, ':');
		ma_buf_add(out, value, size);
		ma_free(value);
		comma = ",\n";
	}
	return rc;
}

/* The output's own name: that of its directory. */
static void add_project(const ma_context *c, struct ma_buf *out)
{
	char *whole = realpath(c->output, NULL);
	const char *slash = whole ? strrchr(whole, '/') : NULL;

	ma_json_add_string(out, ma_str(slash && slash[1] ? slash + 1 : c->output));
	free(whole); /* of realpath(3) */
}

static ma_rc write_all(ma_context *c, struct ma_buf *out, ma_err *err)
{
	struct export x = { c, MA_BUF_INIT(MA_LIMIT_CONTEXT), MA_BUF_INIT(MA_LIMIT_CONTEXT), MA_OK,
		err };
	ma_rc rc = ma_store_read(c->store, "context", 0, export_one, &x, err);

	if (!rc)
		rc = x.rc;
	ma_buf_adds(out, "{\"project\":");
	add_project(c, out);
	ma_buf_addf(out, ",\n\"version\":%lld,\n\"data\":{", (long long)c->state.version);
	if (!rc)
		rc = add_data(c, out, err);
	ma_buf_adds(out, "},\n\"events\":[");
	ma_buf_addv(out, ma_buf_str(&x.events));
	ma_buf_adds(out, "],\n\"artifacts\":[");
	ma_buf_addv(out, ma_buf_str(&x.artifacts));
	ma_buf_adds(out, "]}\n");
	ma_buf_done(&x.events);
	ma_buf_done(&x.artifacts);
	return rc ? rc : ma_buf_check(out, err);
}

ma_rc ma_context_save(ma_context *c, const char *path, ma_err *err)
{
	struct ma_buf all = MA_BUF_INIT(4 * MA_LIMIT_CONTEXT);
	struct ma_context_place p;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!c)
		return ma_fail(err, MA_EMISUSE, "what is written is a context");
	rc = ma_context_enter(&p, c, path, LOCK_EX, err);
	if (!rc)
		rc = ma_context_catch_up(c, err);
	if (!rc)
		rc = write_all(c, &all, err);
	if (!rc)
		rc = ma_context_look_at_old(&p, err);
	if (!rc)
		rc = ma_fs_write(p.path, ma_buf_str(&all), 0666, err);
	if (!rc)
		rc = ma_fs_list(p.dir, remove_stale, &p, err);
	ma_buf_done(&all);
	ma_context_leave(&p);
	return rc;
}

/* A file being taken up. */
struct import {
	ma_context *c;
	const char *path;
	struct ma_str data, events, artifacts;
	struct ma_map known; /* the events that are there: their item's text */
	struct ma_arena arena;
	struct ma_context_change *change;
	ma_rc rc;
	ma_err *err;
};

static void add_known(struct ma_buf *out, struct ma_str at, struct ma_str name, struct ma_str data)
{
	ma_buf_addv(out, at);
	ma_buf_addc(out, '\0');
	ma_buf_addv(out, name);
	ma_buf_addc(out, '\0');
	ma_json_compact(out, data);
}

static bool note_known(void *data, int64_t seq, struct ma_str json)
{
	struct import *m = data;
	struct ma_buf key = MA_BUF_INIT(2 * MA_LIMIT_CONTEXT_VALUE);
	struct ma_context_event e;
	size_t size = 0;
	char *text = NULL;

	(void)seq;
	ma_arena_clear(&m->arena);
	m->rc = ma_context_event_decode(json, &m->arena, &e, m->err);
	if (!m->rc && e.kind == MA_CONTEXT_EVENT) {
		m->rc = ma_context_value_text(m->c, e.value, e.blob, &text, &size, m->err);
		if (!m->rc)
			add_known(&key, e.at, e.name, ma_str_n(text, size));
		if (!m->rc && !ma_map_put(&m->known, ma_buf_str(&key), m))
			m->rc = ma_fail_nomem(m->err);
	}
	ma_free(text);
	ma_buf_done(&key);
	return m->rc == MA_OK;
}

static ma_rc bad(struct import *m, const char *where, const char *what)
{
	return ma_fail(m->err, MA_EINVALID, "%s: %s: %s", m->path, where, what);
}

/* "at", "name" and "data" of an event or artifact. */
static ma_rc read_item(struct import *m, const char *where, struct ma_str item, struct ma_str *at,
	struct ma_str *name, struct ma_str *data)
{
	struct ma_str key, value, quoted_at = MA_STR(""), quoted_name = MA_STR("");
	int64_t ms;

	*data = *at = MA_STR("");
	while (ma_json_member(&item, &key, &value)) {
		if (ma_str_is(key, "at"))
			quoted_at = value;
		else if (ma_str_is(key, "name"))
			quoted_name = value;
		else if (ma_str_is(key, "data"))
			*data = value;
	}
	if (!ma_json_unquote(quoted_name, &m->arena, name) || data->n == 0)
		return bad(m, where, "each has a name and data");
	if (quoted_at.n > 0 &&
		(!ma_json_unquote(quoted_at, &m->arena, at) || !ma_clock_parse(*at, &ms)))
		return bad(m, where, "\"at\" is no RFC 3339 time");
	return MA_OK;
}

/* Whether the context has this value already. */
static bool is_same(
	struct import *m, const struct ma_map *of, struct ma_str name, struct ma_str json)
{
	const struct ma_context_value *v = ma_context_find(of, name);
	struct ma_str text = v ? ma_str_n(v->text, v->n) : MA_STR(""), none = MA_STR("");
	struct ma_buf compact = MA_BUF_INIT(MA_LIMIT_CONTEXT);
	size_t size = 0;
	char *old = NULL;
	bool same;

	ma_json_compact(&compact, json);
	same = v &&
		!ma_context_value_text(m->c, v->is_blob ? none : text, v->is_blob ? text : none,
			&old, &size, m->err) &&
		ma_str_eq(ma_buf_str(&compact), ma_str_n(old, size));
	ma_free(old);
	ma_buf_done(&compact);
	return same;
}

static ma_rc add_item_of(struct import *m, bool is_event, struct ma_str item)
{
	struct ma_buf key = MA_BUF_INIT(2 * MA_LIMIT_CONTEXT_VALUE);
	struct ma_str at, name, data;
	bool there;
	ma_rc rc = read_item(m, is_event ? "events" : "artifacts", item, &at, &name, &data);

	if (rc)
		return rc;
	add_known(&key, at, name, data);
	there = is_event ? ma_map_has(&m->known, ma_buf_str(&key))
			 : is_same(m, &m->c->state.artifacts, name, data);
	rc = ma_buf_check(&key, m->err);
	ma_buf_done(&key);
	return rc || there ? rc
			   : ma_context_change_add(m->change,
				     is_event ? MA_CONTEXT_EVENT : MA_CONTEXT_ARTIFACT, at, name,
				     data, m->err);
}

static ma_rc add_items(struct import *m, bool is_event)
{
	struct ma_str rest = is_event ? m->events : m->artifacts, item;
	ma_rc rc = MA_OK;

	while (!rc && ma_json_element(&rest, &item))
		rc = add_item_of(m, is_event, item);
	return rc;
}

static ma_rc add_keys(struct import *m)
{
	struct ma_str rest = m->data, quoted, name, value;
	ma_rc rc = MA_OK;

	while (!rc && ma_json_member(&rest, &quoted, &value)) {
		quoted = ma_str_n(quoted.p - 1, quoted.n + 2);
		if (!ma_json_unquote(quoted, &m->arena, &name))
			rc = ma_fail_nomem(m->err);
		else if (!is_same(m, &m->c->state.data, name, value))
			rc = ma_context_change_add(
				m->change, MA_CONTEXT_SET, MA_STR(""), name, value, m->err);
	}
	return rc == MA_EINVALID ? bad(m, "data", m->err->msg) : rc;
}

static ma_rc find_parts(struct import *m, struct ma_str text)
{
	struct ma_str name, value;

	while (ma_json_member(&text, &name, &value)) {
		if (ma_str_is(name, "data"))
			m->data = value;
		else if (ma_str_is(name, "events"))
			m->events = value;
		else if (ma_str_is(name, "artifacts"))
			m->artifacts = value;
	}
	if (m->data.n > 0 && m->data.p[0] != '{')
		return bad(m, "data", "it is no object");
	if ((m->events.n > 0 && m->events.p[0] != '[') ||
		(m->artifacts.n > 0 && m->artifacts.p[0] != '['))
		return bad(m, "events, artifacts", "they are arrays");
	return MA_OK;
}

/* Again and again, until nobody comes in between. */
static ma_rc take_up(void *data, ma_context_change *change, ma_err *err)
{
	struct import *m = data;
	ma_rc rc;

	m->change = change;
	m->err = err;
	m->rc = MA_OK;
	ma_map_done(&m->known);
	rc = m->c->state.events_n > 0 && m->events.n > 0
		? ma_store_read(m->c->store, "context", 0, note_known, m, err)
		: MA_OK;
	if (!rc)
		rc = m->rc;
	if (!rc)
		rc = add_keys(m);
	if (!rc)
		rc = add_items(m, true);
	return rc ? rc : add_items(m, false);
}

static ma_rc load_text(
	ma_context *c, const char *path, struct ma_str text, int64_t *version_out, ma_err *err)
{
	struct import m = { .c = c,
		.path = path,
		.known = MA_MAP_INIT,
		.arena = MA_ARENA_INIT(MA_LIMIT_ARENA),
		.err = err };
	ma_rc rc = find_parts(&m, text);

	if (!rc)
		rc = ma_context_update(c, take_up, &m, version_out, err);
	ma_map_done(&m.known);
	ma_arena_done(&m.arena);
	return rc;
}

ma_rc ma_context_load(ma_context *c, const char *path, int64_t *version_out, ma_err *err)
{
	size_t size = 0;
	char *text = NULL;
	struct ma_context_place p;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!c)
		return ma_fail(err, MA_EMISUSE, "what is read is for a context");
	rc = ma_context_enter(&p, c, path, LOCK_SH, err);
	if (!rc)
		rc = ma_fs_read(p.path, MA_LIMIT_CONTEXT, &text, &size, err);
	if (!rc) {
		rc = ma_context_check_text(p.path, ma_str_n(text, size), err);
		if (rc == MA_EINVALID)
			rc = ma_context_keep_unreadable(&p, err);
	}
	if (!rc)
		rc = load_text(c, p.path, ma_str_n(text, size), version_out, err);
	ma_free(text);
	ma_context_leave(&p);
	return rc;
}
