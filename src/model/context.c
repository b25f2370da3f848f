/* The shared context: its events and their fold. */
#include "model/context.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "codec/json_span.h"

static const struct {
	struct ma_str name;
	const char *what, *value; /* names of the two fields */
} kinds[] = {
	[MA_CONTEXT_SET] = { MA_STR("context.set"), "key", "value" },
	[MA_CONTEXT_REMOVED] = { MA_STR("context.removed"), "key", "value" },
	[MA_CONTEXT_EVENT] = { MA_STR("event.added"), "name", "data" },
	[MA_CONTEXT_ARTIFACT] = { MA_STR("artifact.added"), "name", "data" },
};

void ma_context_event_encode(const struct ma_context_event *e, struct ma_buf *out)
{
	ma_buf_adds(out, "{\"v\":1,\"at\":\"");
	ma_buf_addv(out, e->at);
	ma_buf_addf(out, "\",\"kind\":\"" MA_STR_FMT "\",\"%s\":", MA_STR_ARG(kinds[e->kind].name),
		kinds[e->kind].what);
	ma_json_add_string(out, e->name);
	if (e->blob.n > 0) {
		ma_buf_adds(out, ",\"blob\":\"");
		ma_buf_addv(out, e->blob);
		ma_buf_addc(out, '"');
	} else if (e->kind != MA_CONTEXT_REMOVED) {
		ma_buf_addf(out, ",\"%s\":", kinds[e->kind].value);
		ma_buf_addv(out, e->value);
	}
	ma_buf_addc(out, '}');
}

/* Members as they stand in the text. */
struct members {
	struct ma_str v, at, kind, what, value, blob;
};

static void find_members(struct ma_str json, struct members *m)
{
	struct ma_str name, value;

	*m = (struct members){ .v = MA_STR("") };
	while (ma_json_member(&json, &name, &value)) {
		if (ma_str_eq(name, MA_STR("v")))
			m->v = value;
		else if (ma_str_eq(name, MA_STR("at")))
			m->at = value;
		else if (ma_str_eq(name, MA_STR("kind")))
			m->kind = value;
		else if (ma_str_eq(name, MA_STR("key")) || ma_str_eq(name, MA_STR("name")))
			m->what = value;
		else if (ma_str_eq(name, MA_STR("value")) || ma_str_eq(name, MA_STR("data")))
			m->value = value;
		else if (ma_str_eq(name, MA_STR("blob")))
			m->blob = value;
	}
}

static bool read_kind(struct ma_str name, enum ma_context_kind *out)
{
	size_t i;

	for (i = 0; i < MA_COUNT(kinds); i++)
		if (ma_str_eq(name, kinds[i].name)) {
			*out = (enum ma_context_kind)i;
			return true;
		}
	return false;
}

ma_rc ma_context_check_name(struct ma_str name, ma_err *err)
{
	size_t i;

	if (name.n == 0 || name.n > MA_LIMIT_CONTEXT_NAME)
		return ma_fail(err, MA_EINVALID, "a name in the context has 1 to %zu bytes",
			MA_LIMIT_CONTEXT_NAME);
	for (i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7f)
			return ma_fail(err, MA_EINVALID,
				"a name in the context has no control characters");
	if (!ma_str_utf8(name))
		return ma_fail(err, MA_EINVALID, "a name in the context is UTF-8");
	return MA_OK;
}

static bool is_time(struct ma_str s)
{
	size_t i = 0;

	while (i < s.n &&
		((s.p[i] >= '0' && s.p[i] <= ':') || s.p[i] == '-' || s.p[i] == '.' ||
			s.p[i] == 'T' || s.p[i] == 'Z'))
		i++;
	return i == s.n;
}

static bool is_hex(struct ma_str s)
{
	size_t i = 0;

	while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
		i++;
	return i == s.n;
}

ma_rc ma_context_event_decode(
	struct ma_str json, struct ma_arena *arena, struct ma_context_event *out, ma_err *err)
{
	struct ma_context_event e = { .value = MA_STR("") };
	struct ma_str kind = MA_STR("");
	struct members m;

	find_members(json, &m);
	e.value = m.value;
	if (!ma_str_is(m.v, "1") || !ma_json_unquote(m.kind, arena, &kind) ||
		!read_kind(kind, &e.kind) || !ma_json_unquote(m.at, arena, &e.at) ||
		!ma_json_unquote(m.what, arena, &e.name) ||
		(m.blob.n > 0 && !ma_json_unquote(m.blob, arena, &e.blob)) || !is_time(e.at) ||
		!is_hex(e.blob) || (e.kind != MA_CONTEXT_REMOVED && e.value.n == 0 && e.blob.n == 0))
		return ma_fail(err, MA_EINVALID,
			"context: an event that this meta-agent does not know, or not one at all");
	if (ma_context_check_name(e.name, err))
		return err->code;
	*out = e;
	return MA_OK;
}

void ma_context_init(struct ma_context_state *s)
{
	*s = (struct ma_context_state){ .data = MA_MAP_INIT, .artifacts = MA_MAP_INIT };
}

static void map_done(struct ma_map *m)
{
	struct ma_context_value *v;
	size_t i;

	for (i = 0; i < m->n; i++) {
		v = m->entries[i].value;
		ma_free(v->text);
		ma_free(v);
	}
	ma_map_done(m);
}

void ma_context_done(struct ma_context_state *s)
{
	map_done(&s->data);
	map_done(&s->artifacts);
	ma_context_init(s);
}

static struct ma_context_value *value_at(struct ma_map *m, struct ma_str name)
{
	struct ma_context_value *v = ma_map_get(m, name);

	if (v)
		return v;
	v = ma_new(struct ma_context_value);
	if (v && !ma_map_put(m, name, v)) {
		ma_free(v);
		return NULL;
	}
	return v;
}

/* The room of what was there before is used again, unless it is far too much. */
static bool keep(struct ma_context_value *v, struct ma_str text)
{
	size_t cap = text.n + 1;
	char *p = v->text;

	if (!p || v->cap < cap || v->cap / 4 > cap) {
		p = ma_realloc(v->text, cap, 1);
		if (!p)
			return false;
		v->cap = cap;
	}
	memcpy(p, text.p, text.n);
	p[text.n] = '\0';
	v->text = p;
	v->n = text.n;
	return true;
}

static void drop(struct ma_context_value *v)
{
	ma_free(v->text);
	v->text = NULL;
	v->n = v->cap = 0;
}

static ma_rc put(struct ma_context_state *s, struct ma_map *m, const struct ma_context_event *e,
	int64_t seq, ma_err *err)
{
	struct ma_context_value *v = value_at(m, e->name);

	if (!v)
		return ma_fail_nomem(err);
	s->size -= v->is_blob ? 0 : v->n;
	if (e->kind == MA_CONTEXT_REMOVED)
		drop(v);
	else if (!keep(v, e->blob.n > 0 ? e->blob : e->value))
		return ma_fail_nomem(err);
	v->is_blob = e->blob.n > 0;
	v->version = seq;
	s->size += v->is_blob ? 0 : v->n;
	return MA_OK;
}

ma_rc ma_context_fold(struct ma_context_state *s, int64_t seq, struct ma_str json, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(4 * MA_LIMIT_EVENT);
	struct ma_context_event e;
	ma_rc rc = ma_context_event_decode(json, &arena, &e, err);

	if (!rc && e.kind == MA_CONTEXT_EVENT)
		s->events_n++;
	else if (!rc)
		rc = put(s, e.kind == MA_CONTEXT_ARTIFACT ? &s->artifacts : &s->data, &e, seq, err);
	if (!rc)
		s->version = seq;
	ma_arena_done(&arena);
	return rc;
}

const struct ma_context_value *ma_context_find(const struct ma_map *of, struct ma_str name)
{
	const struct ma_context_value *v = ma_map_get(of, name);

	return v && v->text ? v : NULL;
}
