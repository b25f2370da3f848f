/* Events: one table of kinds, one of fields, an encoder and a decoder that walk them. */
#include "model/event.h"

#include <stddef.h>

#include "base/clock.h"
#include "base/limits.h"
#include "codec/json.h"

enum field_type { STR, INT, BOOL, TIME };

struct field {
	const char *name;
	enum field_type type;
	size_t at;
};

static const struct field fields[] = {
#define X(id, json_name, field_type, member) \
	{ json_name, field_type, offsetof(struct ma_event, member) },
	MA_EVENT_FIELDS(X)
#undef X
};

_Static_assert(MA_EVENT_FIELDS_N <= 64, "a kind's fields are a 64-bit set");

struct kind {
	const char *name;
	uint64_t must;
};

#define F(id) (UINT64_C(1) << MA_EVENT_F_##id)
static const struct kind kinds[] = { [MA_EVENT_UNKNOWN] = { "unknown", 0 },
#define X(id, json_name, fields_needed) [MA_EVENT_##id] = { json_name, (fields_needed) },
	MA_EVENT_KINDS(X)
#undef X
};
#undef F

const char *ma_event_kind_name(enum ma_event_kind kind)
{
	MA_ASSERT((size_t)kind < MA_COUNT(kinds));
	return kinds[kind].name;
}

static void add_time(struct ma_buf *out, int64_t ms)
{
	char text[MA_CLOCK_TEXT_SIZE];

	ma_clock_format(ms, text);
	ma_buf_addf(out, "\"%s\"", text);
}

static bool is_zero(const struct field *f, const char *at)
{
	switch (f->type) {
	case STR:
		return ((const struct ma_str *)(const void *)at)->n == 0;
	case BOOL:
		return !*(const bool *)at;
	case INT:
	case TIME:
		break;
	}
	return *(const int64_t *)(const void *)at == 0;
}

static void add_field(struct ma_buf *out, const struct field *f, const char *at)
{
	ma_buf_addf(out, ",\"%s\":", f->name);
	switch (f->type) {
	case STR:
		ma_json_add_string(out, *(const struct ma_str *)(const void *)at);
		break;
	case BOOL:
		ma_buf_adds(out, "true");
		break;
	case INT:
		ma_buf_addf(out, "%lld", (long long)*(const int64_t *)(const void *)at);
		break;
	case TIME:
		add_time(out, *(const int64_t *)(const void *)at);
		break;
	}
}

void ma_event_encode(const struct ma_event *e, struct ma_buf *out)
{
	const char *base = (const char *)e;
	size_t i;

	MA_ASSERT(e->kind != MA_EVENT_UNKNOWN);
	ma_buf_addf(out, "{\"v\":%d,\"seq\":%lld,\"at\":", MA_EVENT_VERSION, (long long)e->seq);
	add_time(out, e->at_ms);
	ma_buf_adds(out, ",\"run\":");
	ma_json_add_string(out, e->run);
	ma_buf_addf(out, ",\"kind\":\"%s\"", kinds[e->kind].name);
	for (i = 0; i < MA_COUNT(fields); i++) {
		bool must = kinds[e->kind].must >> i & 1;

		if ((must && fields[i].type != BOOL) || !is_zero(&fields[i], base + fields[i].at))
			add_field(out, &fields[i], base + fields[i].at);
	}
	ma_buf_addc(out, '}');
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
		if (ma_str_is(name, kinds[i].name))
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
		missing &= ~(UINT64_C(1) << i);
	}
	if (missing)
		return ma_fail(err, MA_EINVALID, "event %s: \"%s\" is missing", kinds[e->kind].name,
			fields[__builtin_ctzll(missing)].name);
	return MA_OK;
}

ma_rc ma_event_decode(struct ma_str json, struct ma_arena *arena, struct ma_event *out, ma_err *err)
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
