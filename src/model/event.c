/* Events: one table of kinds, one of fields, an encoder and a decoder that walk them. */
#include "model/event.h"

#include <stddef.h>

#include "base/clock.h"
#include "base/limits.h"
#include "codec/json.h"

enum field_type { STR, INT, BOOL, TIME };

struct field {
	const char *name;
	size_t name_n;
	enum field_type type;
	size_t at;
};

static const struct field fields[] = {
#define X(id, json_name, field_type, member) \
	{ json_name, sizeof(json_name) - 1, field_type, offsetof(struct ma_event, member) },
	MA_EVENT_FIELDS(X)
#undef X
};

#define MUST_MAX 64 /* a set of fields is a number */

struct kind {
	const char *name;
	size_t name_n;
	uint64_t must;
};

#define F(id) (UINT64_C(1) << MA_EVENT_F_##id)
static const struct kind kinds[] = { [MA_EVENT_UNKNOWN] = { "unknown", 7, 0 },
#define X(id, json_name, fields_needed) \
	[MA_EVENT_##id] = { json_name, sizeof(json_name) - 1, (fields_needed) },
	MA_EVENT_KINDS(X)
#undef X
};
#undef F

size_t ma_event_blobs(const struct ma_event *e, struct ma_event_blob out[MA_EVENT_BLOBS_MAX])
{
	const struct ma_event_blob all[MA_EVENT_BLOBS_MAX] = { { "prompt", e->prompt },
		{ "contract", e->contract }, { "plan", e->plan }, { "request", e->request },
		{ "reply", e->reply }, { "file set", e->files }, { "output", e->blob },
		{ "report", e->report } };
	size_t i, n = 0;

	for (i = 0; i < MA_COUNT(all); i++)
		if (all[i].hash.n > 0)
			out[n++] = all[i];
	return n;
}

const char *ma_event_kind_name(enum ma_event_kind kind)
{
	MA_ASSERT((size_t)kind < MA_COUNT(kinds));
	return kinds[kind].name;
}

#define HEAD "{\"v\":1,\"seq\":"
_Static_assert(MA_EVENT_VERSION == 1, "it stands in HEAD");

/* Events are written by the hundred thousand: room for all but the texts is made once, and no printf is called. */
struct pen {
	struct ma_buf *out;
	char *at;     /* in out's room */
	size_t texts; /* bytes of the texts that are still to be written, at most */
};

#define X(id, json_name, field_type, member) +(sizeof(",\"\":" json_name) + 2 + MA_CLOCK_TEXT_SIZE)
enum { ROOM = 256 MA_EVENT_FIELDS(X) };
#undef X

static bool make_room(struct pen *w)
{
	w->at = ma_buf_room(w->out, ROOM + w->texts);
	return w->at != NULL;
}

/* What was written is in the buffer. */
static void lift(struct pen *w)
{
	ma_buf_grown(w->out, (size_t)(w->at - (w->out->p + w->out->n)));
}

static inline void put(struct pen *w, const char *text, size_t n)
{
	memcpy(w->at, text, n);
	w->at += n;
}

#define ADD(w, literal) put((w), (literal), sizeof(literal) - 1)

static bool add_string(struct pen *w, struct ma_str s)
{
	if (ma_json_plain(s) < s.n) {
		lift(w);
		ma_json_add_string(w->out, s);
		return make_room(w);
	}
	ADD(w, "\"");
	put(w, s.n > 0 ? s.p : "", s.n);
	ADD(w, "\"");
	return true;
}

static bool add_int(struct pen *w, int64_t value)
{
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
	char text[21];
	size_t at = sizeof(text);
	unsigned two;

	for (; rest >= 10; rest /= 100) {
		two = (unsigned)(rest % 100);
		text[--at] = (char)('0' + two % 10);
		text[--at] = (char)('0' + two / 10);
	}
	if (rest > 0 || at == sizeof(text))
		text[--at] = (char)('0' + rest);
	if (value < 0)
		text[--at] = '-';
	put(w, text + at, sizeof(text) - at);
	return true;
}

static bool add_time(struct pen *w, int64_t ms)
{
	ADD(w, "\"");
	ma_clock_format(ms, w->at);
	w->at += MA_CLOCK_TEXT_SIZE - 1;
	ADD(w, "\"");
	return true;
}

static bool add_true(struct pen *w)
{
	ADD(w, "true");
	return true;
}

/* What is not zero, or must be there: PRESENT tells, ADD writes, by the field's type. */
#define PRESENT_STR(v) ((v).n > 0)
#define PRESENT_INT(v) ((v) != 0)
#define PRESENT_TIME(v) ((v) != 0)
#define PRESENT_BOOL(v) (v)
#define ADD_STR(v) add_string(w, (v))
#define ADD_INT(v) add_int(w, (v))
#define ADD_TIME(v) add_time(w, (v))
#define ADD_BOOL(v) add_true(w)

static bool add_fields(struct pen *w, const struct ma_event *e)
{
	uint64_t must = kinds[e->kind].must;

#define X(id, json_name, field_type, member)                         \
	if (PRESENT_##field_type(e->member) ||                       \
		(field_type != BOOL && MA_EVENT_F_##id < MUST_MAX && \
			(must >> MA_EVENT_F_##id % MUST_MAX & 1))) { \
		ADD(w, ",\"" json_name "\":");                       \
		if (!ADD_##field_type(e->member))                    \
			return false;                                \
	}
	MA_EVENT_FIELDS(X)
#undef X
	return true;
}

static size_t size_of_texts(const struct ma_event *e)
{
#define SIZE_STR(v) +(v).n
#define SIZE_INT(v)
#define SIZE_TIME(v)
#define SIZE_BOOL(v)
#define X(id, json_name, field_type, member) SIZE_##field_type(e->member)
	return e->run.n MA_EVENT_FIELDS(X);
#undef X
}

void ma_event_encode(const struct ma_event *e, struct ma_buf *out)
{
	struct pen w = { .out = out, .texts = size_of_texts(e) };

	MA_ASSERT(e->kind != MA_EVENT_UNKNOWN);
	if (!make_room(&w))
		return;
	ADD(&w, HEAD);
	add_int(&w, e->seq);
	ADD(&w, ",\"at\":");
	add_time(&w, e->at_ms);
	ADD(&w, ",\"run\":");
	if (!add_string(&w, e->run))
		return;
	ADD(&w, ",\"kind\":\"");
	put(&w, kinds[e->kind].name, kinds[e->kind].name_n);
	ADD(&w, "\"");
	if (!add_fields(&w, e))
		return;
	ADD(&w, "}");
	lift(&w);
}

/* What is still missing once field `i` is there. */
static uint64_t without(uint64_t missing, size_t i)
{
	return i < MUST_MAX ? missing & ~(UINT64_C(1) << i) : missing;
}

static bool read_time(const json_t *j, int64_t *out)
{
	return json_is_string(j) &&
		ma_clock_parse(ma_str_n(json_string_value(j), json_string_length(j)), out);
}

/* 0: fine, -1: another type, -2: no memory. */
static int read_field(const struct field *f, const json_t *j, char *at, struct ma_arena *arena)
{
	struct ma_str text;
	char *copy;

	switch (f->type) {
	case STR:
		if (!json_is_string(j))
			return -1;
		text = ma_str_n(json_string_value(j), json_string_length(j));
		copy = ma_arena_dup(arena, text);
		*(struct ma_str *)(void *)at = ma_str_n(copy, text.n);
		return copy ? 0 : -2;
	case BOOL:
		*(bool *)at = json_is_true(j);
		return json_is_boolean(j) ? 0 : -1;
	case INT:
		*(int64_t *)(void *)at = json_integer_value(j);
		return json_is_integer(j) ? 0 : -1;
	case TIME:
		break;
	}
	return read_time(j, (int64_t *)(void *)at) ? 0 : -1;
}

static enum ma_event_kind kind_of(struct ma_str name)
{
	size_t i;

	for (i = 1; i < MA_COUNT(kinds); i++)
		if (name.n == kinds[i].name_n && memcmp(name.p, kinds[i].name, name.n) == 0)
			return (enum ma_event_kind)i;
	return MA_EVENT_UNKNOWN;
}

static ma_rc read_head(const json_t *j, struct ma_arena *arena, struct ma_event *e, ma_err *err)
{
	struct ma_str run = ma_json_str(j, "run");
	char *copy;

	if (ma_json_int(j, "v", 0) < 1)
		return ma_fail(err, MA_EINVALID, "event: no version");
	if (ma_json_int(j, "v", 0) > MA_EVENT_VERSION)
		return ma_fail(err, MA_EINVALID,
			"event: version %lld was written by a newer meta-agent",
			(long long)ma_json_int(j, "v", 0));
	if (!json_is_string(json_object_get(j, "kind")))
		return ma_fail(err, MA_EINVALID, "event: no kind");
	if (!read_time(json_object_get(j, "at"), &e->at_ms))
		return ma_fail(err, MA_EINVALID, "event: \"at\" is not an RFC 3339 time");
	copy = ma_arena_dup(arena, run);
	if (!copy)
		return ma_fail_nomem(err);
	e->run = ma_str_n(copy, run.n);
	e->seq = ma_json_int(j, "seq", 0);
	e->kind = kind_of(ma_json_str(j, "kind"));
	return MA_OK;
}

static ma_rc read_fields(const json_t *j, struct ma_arena *arena, struct ma_event *e, ma_err *err)
{
	uint64_t missing = kinds[e->kind].must;
	const json_t *value;
	size_t i;
	int r;

	for (i = 0; i < MA_COUNT(fields); i++) {
		value = json_object_get(j, fields[i].name);
		if (!value)
			continue;
		r = read_field(&fields[i], value, (char *)e + fields[i].at, arena);
		if (r == -2)
			return ma_fail_nomem(err);
		if (r)
			return ma_fail(err, MA_EINVALID, "event %s: \"%s\" has the wrong type",
				kinds[e->kind].name, fields[i].name);
		missing = without(missing, i);
	}
	if (missing)
		return ma_fail(err, MA_EINVALID, "event %s: \"%s\" is missing", kinds[e->kind].name,
			fields[__builtin_ctzll(missing)].name);
	return MA_OK;
}

/*
 * The line as ma_event_encode() writes it, read from front to back. Whatever is not
 * exactly so (another order, an unknown field, an escape, a fault of any kind) is left
 * to the JSON parser, which also knows what to say about it.
 */
struct line {
	char *p, *end;
};

static bool skip(struct line *l, const char *text, size_t n)
{
	if ((size_t)(l->end - l->p) < n || memcmp(l->p, text, n) != 0)
		return false;
	l->p += n;
	return true;
}

#define SKIP(l, literal) skip((l), (literal), sizeof(literal) - 1)

/* Ends the text where its quote was: it belongs to the arena. */
static bool scan_string(struct line *l, struct ma_str *out)
{
	size_t n;

	if (l->p == l->end || *l->p != '"')
		return false;
	n = ma_json_plain(ma_str_n(l->p + 1, (size_t)(l->end - l->p - 1)));
	if (l->p + 1 + n == l->end || l->p[1 + n] != '"')
		return false;
	l->p[1 + n] = '\0';
	*out = ma_str_n(l->p + 1, n);
	l->p += n + 2;
	return true;
}

static bool scan_int(struct line *l, int64_t *out)
{
	bool minus = SKIP(l, "-");
	const char *from = l->p;
	int64_t v = 0;

	for (; l->p < l->end && *l->p >= '0' && *l->p <= '9' && l->p - from < 18; l->p++)
		v = v * 10 + (*l->p - '0');
	*out = minus ? -v : v;
	return l->p > from && l->p < l->end && (*l->p == ',' || *l->p == '}') &&
		(*from != '0' || l->p - from == 1);
}

static bool scan_time(struct line *l, int64_t *out)
{
	struct ma_str text;

	return scan_string(l, &text) && ma_clock_parse(text, out);
}

static bool scan_value(struct line *l, enum field_type type, char *at)
{
	switch (type) {
	case STR:
		return scan_string(l, (struct ma_str *)(void *)at);
	case INT:
		return scan_int(l, (int64_t *)(void *)at);
	case TIME:
		return scan_time(l, (int64_t *)(void *)at);
	case BOOL:
		break;
	}
	*(bool *)at = true;
	return SKIP(l, "true");
}

/* The fields stand in the table's order. */
static bool scan_fields(struct line *l, struct ma_event *e)
{
	uint64_t missing = kinds[e->kind].must;
	size_t i = 0, left;

	while (SKIP(l, ",\"")) {
		left = (size_t)(l->end - l->p);
		while (i < MA_COUNT(fields) &&
			(left < fields[i].name_n + 2 || l->p[fields[i].name_n] != '"' ||
				memcmp(l->p, fields[i].name, fields[i].name_n) != 0))
			i++;
		if (i == MA_COUNT(fields))
			return false;
		l->p += fields[i].name_n + 1;
		if (!SKIP(l, ":") || !scan_value(l, fields[i].type, (char *)e + fields[i].at))
			return false;
		missing = without(missing, i++);
	}
	return !missing && SKIP(l, "}") && l->p == l->end;
}

static bool scan(struct line *l, struct ma_event *e)
{
	struct ma_str kind;

	if (!SKIP(l, HEAD) || !scan_int(l, &e->seq) || !SKIP(l, ",\"at\":") ||
		!scan_time(l, &e->at_ms) || !SKIP(l, ",\"run\":") || !scan_string(l, &e->run) ||
		!SKIP(l, ",\"kind\":") || !scan_string(l, &kind))
		return false;
	e->kind = kind_of(kind);
	return e->kind != MA_EVENT_UNKNOWN && scan_fields(l, e);
}

static ma_rc parse(struct ma_str json, struct ma_arena *arena, struct ma_event *out, ma_err *err)
{
	struct ma_event e = { .kind = MA_EVENT_UNKNOWN };
	json_t *j = NULL;
	ma_rc rc;

	rc = ma_json_parse(json, "event", &j, err);
	if (rc)
		return rc;
	rc = read_head(j, arena, &e, err);
	if (!rc)
		rc = read_fields(j, arena, &e, err);
	if (!rc)
		*out = e;
	json_decref(j);
	return rc;
}

ma_rc ma_event_decode(struct ma_str json, struct ma_arena *arena, struct ma_event *out, ma_err *err)
{
	struct ma_event e = { .kind = MA_EVENT_UNKNOWN };
	char *copy = ma_arena_dup(arena, json);
	struct line l = { copy, copy ? copy + json.n : NULL };

	if (!copy)
		return ma_fail_nomem(err);
	if (!scan(&l, &e))
		return parse(json, arena, out, err);
	*out = e;
	return MA_OK;
}
