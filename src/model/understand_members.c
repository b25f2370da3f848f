/*
 * Fields as notations state them, collected first and settled when all names are known: references, lists of others, values of named
 * choices, types. Also the lines that readers share.
 */
#include "model/understand_members.h"

#define UNUSED_SHOWN 60 /* bytes of a part that is told */
#define BASES_DEEP 4

struct ma_member *ma_member_add(
	struct ma_notation *n, struct ma_spec_entity *owner, struct ma_str name)
{
	struct ma_member *m = owner && n->members_n < MA_NOTATION_MEMBERS
		? ma_spec_alloc(n->spec, sizeof(*m))
		: NULL;

	if (!m)
		return NULL;
	*m = (struct ma_member){ .owner = owner, .name = name };
	*n->members_end = m;
	n->members_end = &m->next;
	n->members_n++;
	return m;
}

static struct ma_stated_relation *add_relation(struct ma_notation *n)
{
	struct ma_stated_relation *r = n->relations_n < MA_NOTATION_MEMBERS
		? ma_spec_alloc(n->spec, sizeof(*r))
		: NULL;

	if (!r)
		return NULL;
	*r = (struct ma_stated_relation){ .next = NULL };
	*n->relations_end = r;
	n->relations_end = &r->next;
	n->relations_n++;
	return r;
}

void ma_member_relate(struct ma_notation *n, struct ma_str from, enum ma_link_kind kind,
	struct ma_str to, bool required)
{
	struct ma_stated_relation *r = add_relation(n);

	if (r)
		*r = (struct ma_stated_relation){ NULL, from, to, kind, required, false };
}

void ma_member_inherit(struct ma_notation *n, struct ma_spec_entity *derived, struct ma_str base)
{
	struct ma_stated_relation *r;

	for (r = n->relations; derived && r; r = r->next)
		if (r->inherits && ma_str_eq(r->from, derived->name))
			return;
	r = derived ? add_relation(n) : NULL;
	if (r)
		*r = (struct ma_stated_relation){ NULL, derived->name, base, MA_LINK_ONE_TO_ONE,
			false, true };
}

void ma_notation_unused(struct ma_notation *n, struct ma_str text)
{
	text = ma_str_trim(ma_str_clip(text, UNUSED_SHOWN));
	if (text.n > 0)
		ma_spec_warn(
			n->spec, "not used of the notation: \"" MA_STR_FMT "\"", MA_STR_ARG(text));
}

struct ma_str ma_notation_preset(struct ma_str rest)
{
	struct ma_str value;
	const char *end;
	size_t n = 0;

	rest = ma_str_trim(rest);
	if (rest.n == 0)
		return rest;
	if (memchr("'\"", rest.p[0], 2)) {
		end = memchr(rest.p + 1, rest.p[0], rest.n - 1);
		return end ? ma_str_n(rest.p + 1, (size_t)(end - rest.p) - 1) : MA_STR("");
	}
	if (rest.p[0] == '`')
		rest = ma_str_from(rest, 1);
	while (n < rest.n && !memchr(" ,;)}]\r\n([{`", rest.p[n], 12))
		n++;
	value = ma_str_n(rest.p, n);
	if (ma_str_eq_nocase(value, MA_STR("current_timestamp")) || ma_str_is(value, "now") ||
		ma_str_ends(value, ".now"))
		return MA_STR("now");
	return n < rest.n && memchr("([{", rest.p[n], 3) ? MA_STR("") : value;
}

static const struct member_type {
	enum ma_field_type type;
	const char *words;
} types[] = {
	{ MA_FIELD_STRING,
		"string str varchar char nvarchar character charfield uuid id cuid guid slug slugfield objectid "
		"uuidfield citext any name title" },
	{ MA_FIELD_TEXT, "text textfield longtext mediumtext tinytext clob richtext" },
	{ MA_FIELD_INTEGER,
		"int integer bigint smallint tinyint int2 int4 int8 int16 int32 int64 long short byte uint uint8 uint16 "
		"uint32 uint64 serial bigserial integerfield positiveintegerfield positivesmallintegerfield "
		"smallintegerfield bigintegerfield biginteger smallinteger year autofield bigautofield" },
	{ MA_FIELD_DECIMAL,
		"float double decimal numeric real number float32 float64 decimalfield floatfield bigdecimal decimal128" },
	{ MA_FIELD_MONEY, "money currency" },
	{ MA_FIELD_BOOLEAN, "bool boolean bit booleanfield flag" },
	{ MA_FIELD_DATE, "date datefield localdate date_only" },
	{ MA_FIELD_DATETIME,
		"datetime timestamp timestamptz datetimefield instant localdatetime offsetdatetime datetime2 "
		"awsdatetime datetimetz date-time isodatetime" },
	{ MA_FIELD_TIME, "time timefield localtime timetz" },
	{ MA_FIELD_EMAIL, "email emailstr emailfield emailaddress" },
	{ MA_FIELD_URL, "url uri urlfield httpurl anyurl" },
	{ MA_FIELD_PHONE, "phone phonenumber phonenumberfield tel" },
	{ MA_FIELD_IMAGE, "image imagefield photo" },
	{ MA_FIELD_FILE, "file filefield binary blob bytea bytes buffer upload largebinary" },
	{ MA_FIELD_JSON, "json jsonb jsonfield object dict map record mixed hash list array set" },
	{ MA_FIELD_MARKDOWN, "markdown" },
};

static bool type_of_word(struct ma_str word, enum ma_field_type *type)
{
	char text[MA_SPEC_NAME];
	size_t i;

	word = ma_line_lower(word, text, sizeof(text));
	for (i = 0; i < MA_COUNT(types); i++)
		if (ma_words_have(types[i].words, word)) {
			*type = types[i].type;
			return true;
		}
	return false;
}

static enum ma_field_type by_name(
	struct ma_spec *spec, const struct ma_member *m, enum ma_field_type type)
{
	struct ma_str name = m->name;
	enum ma_field_type moment;

	switch (type) {
	case MA_FIELD_STRING:
		moment = ma_notation_moment(spec, name, type);
		return moment == MA_FIELD_DATE || moment == MA_FIELD_DATETIME
			? moment
			: ma_notation_text(spec, name, type);
	case MA_FIELD_DATE:
		return ma_str_is(m->type, "Date") ? ma_notation_moment(spec, name, type) : type;
	case MA_FIELD_DECIMAL:
		if (ma_str_eq_nocase(m->type, MA_STR("number")))
			return ma_notation_number(spec, m->name, type);
		return ma_notation_number(spec, name, type) == MA_FIELD_MONEY ? MA_FIELD_MONEY
									      : type;
	default:
		return type;
	}
}

/* A number or text that only tells records apart: every record has one. */
static bool is_own_key(struct ma_notation *n, const struct ma_member *m)
{
	struct ma_str snake = ma_spec_name(n->spec, m->name, MA_CASE_SNAKE, false);

	return m->key &&
		(ma_words_have("id pk key uuid guid", snake) || ma_str_ends(snake, "_id") ||
			ma_str_ends(snake, "_uuid"));
}

static void settle_scalar(struct ma_notation *n, const struct ma_member *m)
{
	const struct ma_named_values *values = m->values
		? m->values
		: ma_notation_find_enum(n, m->to.n > 0 ? m->to : m->type);
	enum ma_field_type type = MA_FIELD_STRING;
	struct ma_spec_field *f;

	if (!values && m->type.n > 0 && !m->many && !type_of_word(m->type, &type))
		ma_spec_warn(n->spec,
			"not used of the notation: the type \"" MA_STR_FMT "\" of " MA_STR_FMT,
			MA_STR_ARG(ma_str_clip(m->type, UNUSED_SHOWN)),
			MA_STR_ARG(ma_str_clip(m->name, UNUSED_SHOWN)));
	if (!values && m->to.n > 0)
		ma_spec_warn(n->spec,
			"not used of the notation: the reference of " MA_STR_FMT " to \"" MA_STR_FMT
			"\"",
			MA_STR_ARG(ma_str_clip(m->name, UNUSED_SHOWN)),
			MA_STR_ARG(ma_str_clip(m->to, UNUSED_SHOWN)));
	if (is_own_key(n, m))
		return;
	type = m->many ? MA_FIELD_JSON : by_name(n->spec, m, type);
	f = ma_notation_field(n, m->owner, m->name, type);
	if (!f)
		return;
	if (values && !m->many)
		ma_notation_set_enum(f, values);
	f->required = (m->required || m->key) && f->type != MA_FIELD_BOOLEAN &&
		f->type != MA_FIELD_JSON;
	f->unique = m->unique || m->key;
	f->preset = m->preset;
	if (f->unique && f->type == MA_FIELD_TEXT)
		f->type = MA_FIELD_STRING;
}

static void settle_member(struct ma_notation *n, const struct ma_member *m)
{
	struct ma_spec_entity *to;

	if (m->name.n == 0)
		return; /* a relation says it */
	to = ma_notation_find(n, m->to.n > 0 ? m->to : m->type);
	if (!to && m->to.n == 0 && !m->values)
		to = ma_notation_key(n, m->name);
	if (to == m->owner && m->key)
		to = NULL; /* "dish_id" of a dish */
	if (!to) {
		settle_scalar(n, m);
	} else if (m->many) {
		ma_notation_list_of(n, m->owner, to);
	} else {
		ma_notation_ref(n, m->owner, m->name, to->name, m->required);
		if (m->unique || m->key)
			ma_spec_link(n->spec, m->owner->name, MA_LINK_ONE_TO_ONE, to->name, false);
	}
}

static const struct ma_spec_entity *base_of(struct ma_notation *n, const struct ma_spec_entity *e)
{
	const struct ma_stated_relation *r;

	for (r = n->relations; r; r = r->next)
		if (r->inherits && ma_str_eq(r->from, e->name))
			return ma_notation_find(n, r->to);
	return NULL;
}

/* The members of its bases, those of the farthest first. */
static void settle_bases(struct ma_notation *n, struct ma_spec_entity *e)
{
	const struct ma_spec_entity *bases[BASES_DEEP] = { NULL }, *base = base_of(n, e);
	const struct ma_member *m;
	struct ma_member copy;
	size_t bases_n = 0;

	while (base && base != e && bases_n < BASES_DEEP) {
		bases[bases_n++] = base;
		base = base_of(n, base);
	}
	while (bases_n-- > 0)
		for (m = n->members; m && !n->spec->rc; m = m->next) {
			copy = *m;
			copy.owner = e;
			if (m->owner == bases[bases_n])
				settle_member(n, &copy);
		}
}

static void settle_relations(struct ma_notation *n)
{
	const struct ma_stated_relation *r;
	const struct ma_spec_entity *from, *to;

	for (r = n->relations; r && !n->spec->rc; r = r->next) {
		from = r->inherits ? NULL : ma_notation_find(n, r->from);
		to = r->inherits ? NULL : ma_notation_find(n, r->to);
		if (from && to)
			ma_spec_link(n->spec, from->name, r->kind, to->name, r->required);
	}
}

void ma_member_settle(struct ma_notation *n)
{
	const struct ma_member *m;
	struct ma_spec_entity *e;

	for (e = n->relations ? n->spec->entities : NULL; e && !n->spec->rc; e = e->next)
		settle_bases(n, e);
	for (m = n->members; m && !n->spec->rc; m = m->next)
		settle_member(n, m);
	settle_relations(n);
	if (n->members)
		ma_notation_resolve_lists(n->spec);
}

bool ma_notation_line(struct ma_notation_lines *l, struct ma_str *line)
{
	if (!ma_str_line(&l->rest, line))
		return false;
	*line = ma_str_trim(*line);
	return true;
}

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_' || (unsigned char)c >= 0x80;
}

struct ma_str ma_notation_cut_word(struct ma_str *line)
{
	struct ma_str word = ma_str_trim(*line);
	size_t n = 0;
	ptrdiff_t end;

	if (ma_str_starts(word, "\"")) {
		end = ma_str_find(ma_str_from(word, 1), MA_STR("\""));
		if (end < 0)
			return MA_STR("");
		*line = ma_str_from(word, (size_t)end + 2);
		return ma_str_n(word.p + 1, (size_t)end);
	}
	while (n < word.n &&
		(is_word_byte(word.p[n]) ||
			(n > 0 && n + 1 < word.n && memchr(".-", word.p[n], 2) &&
				is_word_byte(word.p[n + 1]))))
		n++;
	*line = ma_str_from(word, n);
	return ma_str_n(word.p, n);
}

bool ma_notation_cut(struct ma_str *line, const char *text)
{
	struct ma_str rest = ma_str_trim(*line);

	if (!ma_str_starts(rest, text))
		return false;
	*line = ma_str_from(rest, strlen(text));
	return true;
}

void ma_notation_skip_notes(struct ma_notation_reader *m, bool hash)
{
	struct ma_str rest = m->rest;
	ptrdiff_t end;

	for (;;) {
		while (rest.n > 0 && memchr(" \t\r", rest.p[0], 3))
			rest = ma_str_from(rest, 1);
		if (ma_str_starts(rest, "\"\"\"") || ma_str_starts(rest, "'''")) {
			end = ma_str_find(ma_str_from(rest, 3), ma_str_n(rest.p, 3));
			rest = ma_str_from(rest, end < 0 ? rest.n : (size_t)end + 6);
		} else if (hash && ma_str_starts(rest, "#")) {
			end = ma_str_find(rest, MA_STR("\n"));
			rest = ma_str_from(rest, end < 0 ? rest.n : (size_t)end);
		} else {
			m->rest = rest;
			return;
		}
	}
}
