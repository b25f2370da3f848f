/* Changes of the shared context: one append each, whatever is in it. */
#include <poll.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "codec/json_span.h"
#include "lib/context.h"

#define INLINE_MAX (48 * MA_KIB) /* a value that is longer is a blob */
#define TRY_MS 60000             /* an update that others come in between of */

void ma_context_change_init(struct ma_context_change *change, ma_context *c)
{
	struct ma_clock *clock = ma_clock_system();

	*change = (struct ma_context_change){ .c = c, .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
	ma_clock_format(clock->wall_ms(clock), change->at);
}

void ma_context_change_done(struct ma_context_change *change)
{
	ma_arena_done(&change->arena);
	ma_free(change->events);
	ma_free(change->blobs);
}

static ma_rc check_value(struct ma_str json, ma_err *err)
{
	json_t *value = NULL;
	ma_rc rc;

	if (json.n > MA_LIMIT_CONTEXT_VALUE)
		return ma_fail(err, MA_ELIMIT, "a value in the context has at most %zu bytes",
			MA_LIMIT_CONTEXT_VALUE);
	rc = ma_json_parse(json, "value", &value, err);
	json_decref(value);
	return rc;
}

static ma_rc check_room(const struct ma_context_change *change, ma_err *err)
{
	const struct ma_context_state *s = &change->c->state;

	if (s->data.n + s->artifacts.n + change->n >= MA_LIMIT_CONTEXT_NAMES)
		return ma_fail(err, MA_ELIMIT, "the context has %d names, and takes no more",
			MA_LIMIT_CONTEXT_NAMES);
	if (s->size + change->size > MA_LIMIT_CONTEXT)
		return ma_fail(err, MA_ELIMIT, "the values of the context exceed %zu bytes",
			MA_LIMIT_CONTEXT);
	return MA_OK;
}

static ma_rc keep(
	struct ma_context_change *change, struct ma_str text, struct ma_str *out, ma_err *err)
{
	const char *copy = ma_arena_dup(&change->arena, text);

	*out = ma_str_n(copy, text.n);
	return copy ? MA_OK : ma_fail_nomem(err);
}

static bool grow(void **array, size_t *cap, size_t n, size_t size)
{
	size_t want = *cap ? 2 * *cap : 4;
	void *p = n < *cap ? *array : ma_realloc(*array, want, size);

	if (!p)
		return false;
	*cap = n < *cap ? *cap : want;
	*array = p;
	return true;
}

static ma_rc keep_blob(struct ma_context_change *change, struct ma_context_event *e, ma_err *err)
{
	void *array = change->blobs;
	struct ma_store_blob *blob;
	ma_rc rc;

	if (!grow(&array, &change->blobs_cap, change->blobs_n, sizeof(*change->blobs)))
		return ma_fail_nomem(err);
	change->blobs = array;
	blob = &change->blobs[change->blobs_n];
	blob->data = e->value;
	rc = ma_hash_sha256(e->value, blob->hash, err);
	if (!rc)
		rc = keep(change, ma_str(blob->hash), &e->blob, err);
	if (rc)
		return rc;
	e->value = MA_STR("");
	change->blobs_n++;
	return MA_OK;
}

/* `text` is what was compacted. */
static ma_rc add(struct ma_context_change *change, struct ma_context_event *e, struct ma_str text,
	ma_err *err)
{
	void *array = change->events;
	ma_rc rc;

	if (!grow(&array, &change->cap, change->n, sizeof(*change->events)))
		return ma_fail_nomem(err);
	change->events = array;
	rc = keep(change, e->name, &e->name, err);
	if (!rc)
		rc = keep(change, e->at.n > 0 ? e->at : ma_str(change->at), &e->at, err);
	if (!rc)
		rc = keep(change, text, &e->value, err);
	if (!rc && text.n > INLINE_MAX)
		rc = keep_blob(change, e, err);
	if (!rc)
		change->events[change->n++] = *e;
	change->size += e->value.n;
	return rc;
}

ma_rc ma_context_change_add(struct ma_context_change *change, enum ma_context_kind kind,
	struct ma_str at, struct ma_str name, struct ma_str json, ma_err *err)
{
	struct ma_context_event e = { .kind = kind, .at = at, .name = name };
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONTEXT_VALUE + 1);
	ma_rc rc = ma_context_check_name(name, err);

	if (!rc && kind != MA_CONTEXT_REMOVED)
		rc = check_value(json, err);
	if (!rc)
		rc = check_room(change, err);
	ma_json_compact(&text, json);
	if (!rc)
		rc = ma_buf_check(&text, err);
	if (!rc)
		rc = add(change, &e, ma_buf_str(&text), err);
	ma_buf_done(&text);
	return rc;
}

ma_rc ma_context_change_encode(const struct ma_context_change *change, struct ma_buf *text,
	struct ma_str *events, ma_err *err)
{
	size_t i, from = 0;
	ma_rc rc;

	for (i = 0; i < change->n; i++) {
		ma_context_event_encode(&change->events[i], text);
		events[i].n = text->n - from;
		from = text->n;
	}
	rc = ma_buf_check(text, err);
	for (i = 0, from = 0; i < change->n && !rc; from += events[i++].n)
		events[i].p = text->p + from;
	return rc;
}

ma_rc ma_context_change_append(
	struct ma_context_change *change, int64_t expected, int64_t *version_out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(4 * MA_LIMIT_ARENA);
	struct ma_str *events = ma_new_n(struct ma_str, change->n);
	struct ma_store_append a = { .stream = "context",
		.expected_seq = expected,
		.events = events,
		.events_n = change->n,
		.last_out = version_out,
		.blobs = change->blobs,
		.blobs_n = change->blobs_n };
	ma_rc rc = events ? ma_context_change_encode(change, &text, events, err)
			  : ma_fail_nomem(err);

	if (!rc)
		rc = ma_store_append(change->c->store, &a, err);
	change->c->changes = -1; /* what we write ourselves is no change of the store's */
	ma_buf_done(&text);
	ma_free(events);
	return rc;
}

static ma_rc set_one(ma_context *c, enum ma_context_kind kind, const char *name, const char *json,
	int64_t if_version, int64_t *version_out, ma_err *err)
{
	struct ma_context_change change;
	int64_t version = 0;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!c || !name || if_version < MA_CONTEXT_ANY)
		return ma_fail(err, MA_EMISUSE, "what is written has a context and a name");
	ma_context_change_init(&change, c);
	rc = ma_context_catch_up(c, err);
	if (!rc)
		rc = ma_context_change_add(
			&change, kind, MA_STR(""), ma_str(name), ma_str(json), err);
	if (!rc)
		rc = ma_context_change_append(
			&change, if_version < 0 ? MA_STORE_END : if_version, &version, err);
	if (!rc && version_out)
		*version_out = version;
	ma_context_change_done(&change);
	return rc;
}

ma_rc ma_context_set(ma_context *c, const char *key, const char *json, int64_t if_version,
	int64_t *version_out, ma_err *err)
{
	return set_one(c, json ? MA_CONTEXT_SET : MA_CONTEXT_REMOVED, key, json, if_version,
		version_out, err);
}

ma_rc ma_context_append_event(
	ma_context *c, const char *name, const char *json, int64_t *version_out, ma_err *err)
{
	return set_one(
		c, MA_CONTEXT_EVENT, name, json ? json : "null", MA_CONTEXT_ANY, version_out, err);
}

ma_rc ma_context_add_artifact(
	ma_context *c, const char *name, const char *json, int64_t *version_out, ma_err *err)
{
	return set_one(c, MA_CONTEXT_ARTIFACT, name, json ? json : "null", MA_CONTEXT_ANY,
		version_out, err);
}

static ma_rc change_one(ma_context_change *change, enum ma_context_kind kind, const char *name,
	const char *json, ma_err *err)
{
	if (!err)
		return MA_EMISUSE;
	if (!change || !name)
		return ma_fail(err, MA_EMISUSE, "what is changed has a name");
	return ma_context_change_add(change, kind, MA_STR(""), ma_str(name), ma_str(json), err);
}

ma_rc ma_context_change_set(
	ma_context_change *change, const char *key, const char *json, ma_err *err)
{
	return change_one(change, json ? MA_CONTEXT_SET : MA_CONTEXT_REMOVED, key, json, err);
}

ma_rc ma_context_change_append_event(
	ma_context_change *change, const char *name, const char *json, ma_err *err)
{
	return change_one(change, MA_CONTEXT_EVENT, name, json ? json : "null", err);
}

ma_rc ma_context_change_add_artifact(
	ma_context_change *change, const char *name, const char *json, ma_err *err)
{
	return change_one(change, MA_CONTEXT_ARTIFACT, name, json ? json : "null", err);
}

/* What the change itself says of a key, or NULL. */
static const struct ma_context_event *find_change(
	const struct ma_context_change *change, struct ma_str key)
{
	const struct ma_context_event *e;
	size_t i;

	for (i = change->n; i-- > 0;) {
		e = &change->events[i];
		if ((e->kind == MA_CONTEXT_SET || e->kind == MA_CONTEXT_REMOVED) &&
			ma_str_eq(e->name, key))
			return e;
	}
	return NULL;
}

/* A blob that is not written yet. */
static struct ma_str text_of(
	const struct ma_context_change *change, const struct ma_context_event *e)
{
	size_t i;

	for (i = 0; e->blob.n > 0 && i < change->blobs_n; i++)
		if (ma_str_is(e->blob, change->blobs[i].hash))
			return change->blobs[i].data;
	return e->value;
}

ma_rc ma_context_change_get(ma_context_change *change, const char *key, char **json_out, ma_err *err)
{
	const struct ma_context_value *v;
	const struct ma_context_event *e;
	struct ma_str text, none = MA_STR("");
	size_t size = 0;

	if (!err)
		return MA_EMISUSE;
	if (!change || !key || !json_out)
		return ma_fail(err, MA_EMISUSE, "a value is of a key, to a place for it");
	e = find_change(change, ma_str(key));
	if (e && e->kind != MA_CONTEXT_REMOVED)
		return ma_context_value_text(
			change->c, text_of(change, e), none, json_out, &size, err);
	v = e ? NULL : ma_context_find(&change->c->state.data, ma_str(key));
	if (!v)
		return ma_fail(err, MA_ENOTFOUND, "the context has no key \"%s\"", key);
	text = ma_str_n(v->text, v->n);
	return ma_context_value_text(change->c, v->is_blob ? none : text, v->is_blob ? text : none,
		json_out, &size, err);
}

static ma_rc try_update(ma_context *c,
	ma_rc (*fn)(void *data, ma_context_change *change, ma_err *err), void *data,
	int64_t *version_out, bool *beaten_out, ma_err *err)
{
	struct ma_context_change change;
	int64_t base;
	ma_rc rc = ma_context_catch_up(c, err);

	*beaten_out = false;
	if (rc)
		return rc;
	base = *version_out = c->state.version; /* fn may use the context, too, and see a newer one */
	ma_context_change_init(&change, c);
	rc = fn(data, &change, err);
	if (!rc && change.n > 0) {
		rc = ma_context_change_append(&change, base, version_out, err);
		*beaten_out = rc == MA_ECONFLICT;
	}
	ma_context_change_done(&change);
	return rc;
}

ma_rc ma_context_update(ma_context *c,
	ma_rc (*fn)(void *data, ma_context_change *change, ma_err *err), void *data,
	int64_t *version_out, ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	int64_t version = 0, until;
	bool beaten = true;
	int tries = 0;
	ma_rc rc = MA_ECONFLICT;

	if (!err)
		return MA_EMISUSE;
	if (!c || !fn)
		return ma_fail(err, MA_EMISUSE, "an update is of a context, by a function");
	until = clock->mono_ms(clock) + TRY_MS;
	while (beaten && (tries == 0 || clock->mono_ms(clock) < until)) {
		if (tries++ > 8)
			(void)poll(NULL, 0, tries % 7); /* those who beat us are let through */
		rc = try_update(c, fn, data, &version, &beaten, err);
	}
	if (!rc && version_out)
		*version_out = version;
	return rc;
}
