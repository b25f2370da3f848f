/*
 * Samples of data: an object of JSON, or a list of them, within a prompt. What it is called stands in the prose around ("They
 * are boards"), or is the key above a list. Lenient: what fits nowhere is passed over. One pass.
 */
#include "model/understand_notation.h"

#define SAMPLE_DEPTH 5 /* objects within objects */

static bool has_digits(struct ma_str s, size_t from, size_t n)
{
	size_t i;

	if (from + n > s.n)
		return false;
	for (i = from; i < from + n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

/* "2024-05-01", "2024-05-01T21:14:00Z" */
static bool is_date(struct ma_str s)
{
	return s.n >= 10 && has_digits(s, 0, 4) && s.p[4] == '-' && has_digits(s, 5, 2) &&
		s.p[7] == '-' && has_digits(s, 8, 2);
}

static enum ma_field_type type_of_text(struct ma_spec *spec, struct ma_str name, struct ma_str value)
{
	enum ma_field_type type = ma_notation_text(spec, name, MA_FIELD_STRING), said;

	if (ma_field_type_word(value, &said) && said != MA_FIELD_ENUM) /* "age": "number" */
		return said == MA_FIELD_STRING ? type : said;
	if (is_date(value))
		return value.n > 10 ? MA_FIELD_DATETIME : MA_FIELD_DATE;
	if (value.n == 5 && has_digits(value, 0, 2) && value.p[2] == ':' && has_digits(value, 3, 2))
		return MA_FIELD_TIME;
	if (ma_str_starts(value, "http://") || ma_str_starts(value, "https://"))
		return type == MA_FIELD_IMAGE ? type : MA_FIELD_URL;
	if (memchr(value.p, '@', value.n) && !memchr(value.p, ' ', value.n))
		return MA_FIELD_EMAIL;
	return value.n > 120 && type == MA_FIELD_STRING ? MA_FIELD_TEXT : type;
}

static enum ma_field_type type_of_number(struct ma_spec *spec, struct ma_str name, bool fraction)
{
	enum ma_field_type plain = fraction ? MA_FIELD_DECIMAL : MA_FIELD_INTEGER,
			   type = ma_notation_number(spec, name, plain);

	return type == MA_FIELD_MONEY ? type : plain;
}

static void add(
	struct ma_notation *n, struct ma_spec_entity *e, struct ma_str key, enum ma_field_type type)
{
	(void)ma_notation_field(n, e, key, type); /* what every record has anyway is none */
}

static void read_object(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e, int depth);

/* The object behind "{" is a record of its own. NULL: it nests too deep, or there are too many. */
static struct ma_spec_entity *read_part(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_str key, int depth)
{
	struct ma_spec_entity *part = depth < SAMPLE_DEPTH ? ma_notation_entity(n, key) : NULL;

	if (part)
		read_object(n, m, part, depth + 1);
	else
		ma_notation_skip_group(m);
	return part;
}

/* [ ... ] behind its bracket: texts, or records that belong to the one around. */
static void read_array(struct ma_notation *n, struct ma_notation_reader *m,
	struct ma_spec_entity *e, struct ma_str key, int depth)
{
	struct ma_spec_entity *part = NULL;
	bool plain = false;
	struct ma_mark mark;

	for (mark = ma_notation_next_in_line(m);
		mark.kind != MA_MARK_END && !ma_notation_is(&mark, "]");
		mark = ma_notation_next_in_line(m)) {
		if (ma_notation_is(&mark, "{"))
			part = read_part(n, m, key, depth);
		else if (ma_notation_is(&mark, "["))
			ma_notation_skip_group(m);
		else
			plain = plain || mark.kind == MA_MARK_TEXT || mark.kind == MA_MARK_WORD;
	}
	if (part && part != e)
		ma_spec_link(n->spec, part->name, MA_LINK_MANY_TO_ONE, e->name, true);
	else if (plain && ma_str_eq_nocase(key, MA_STR("tags")))
		n->spec->features |= MA_FEATURE(ma_feature_find(MA_STR("tags")));
	else if (plain)
		add(n, e, key, MA_FIELD_JSON);
}

static void read_value(struct ma_notation *n, struct ma_notation_reader *m,
	struct ma_spec_entity *e, struct ma_str key, int depth)
{
	struct ma_mark mark = ma_notation_next_in_line(m);
	struct ma_spec_entity *part;

	if (ma_notation_is(&mark, "-"))
		mark = ma_notation_next_in_line(m);
	if (ma_notation_is(&mark, "{")) {
		part = read_part(n, m, key, depth);
		if (part && part != e)
			ma_notation_ref(n, e, key, part->name, false);
	} else if (ma_notation_is(&mark, "[")) {
		read_array(n, m, e, key, depth);
	} else if (mark.kind == MA_MARK_TEXT) {
		add(n, e, key, type_of_text(n->spec, key, mark.text));
	} else if (ma_notation_is(&mark, "true") || ma_notation_is(&mark, "false")) {
		add(n, e, key, MA_FIELD_BOOLEAN);
	} else if (mark.kind == MA_MARK_WORD && ma_word_is_number(mark.text)) {
		add(n, e, key, type_of_number(n->spec, key, ma_notation_take(m, ".")));
	} else if (mark.kind == MA_MARK_WORD) { /* null */
		add(n, e, key,
			ma_notation_moment(
				n->spec, key, ma_notation_text(n->spec, key, MA_FIELD_STRING)));
	}
}

/* Behind "{", up to its "}". */
static void read_object(
	struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e, int depth)
{
	struct ma_mark mark;

	for (mark = ma_notation_next_in_line(m);
		mark.kind != MA_MARK_END && !ma_notation_is(&mark, "}");
		mark = ma_notation_next_in_line(m)) {
		if (mark.kind == MA_MARK_TEXT && ma_notation_take(m, ":"))
			read_value(n, m, e, mark.text, depth);
		else if (ma_notation_is(&mark, "{") || ma_notation_is(&mark, "["))
			ma_notation_skip_group(m);
	}
}

/* `{ "key":` or `[{ "key":`; gives the reader behind the "{". */
static bool at_sample(struct ma_notation_reader *m)
{
	struct ma_notation_reader inside;
	struct ma_mark mark;

	if (ma_notation_is(
		    &(struct ma_mark){ .kind = MA_MARK_PUNCT, .text = ma_str_n(m->rest.p, 1) }, "["))
		m->rest = ma_str_from(m->rest, 1);
	mark = ma_notation_peek_in_line(m);
	if (!ma_notation_is(&mark, "{"))
		return false;
	(void)ma_notation_next_in_line(m); /* the bracket that was seen */
	inside = *m;
	mark = ma_notation_next_in_line(&inside);
	return mark.kind == MA_MARK_TEXT && ma_notation_take(&inside, ":");
}

/* {"boards": [...], "total": 2, "page": 1}, {"event": {...}}: what is only around others is none. */
static bool is_envelope(const struct ma_spec *spec, const struct ma_spec_entity *e)
{
	const struct ma_spec_field *f;
	const struct ma_spec_link *link;

	for (f = e->fields; f; f = f->next)
		if (f->type != MA_FIELD_REF &&
			!ma_words_have(
				"total count page pages limit offset next previous cursor size perPage "
				"pageSize status ok success message version",
				f->name))
			return false;
	for (link = spec->links; link && !ma_str_eq(link->to, e->name); link = link->next)
		;
	return link || !e->fields;
}

void ma_notation_read_json(struct ma_notation *n)
{
	struct ma_notation_reader m = { n->prompt, false }, here;
	struct ma_spec_entity *e;

	while (m.rest.n > 0 && !n->spec->rc) {
		here = m;
		if (!memchr("{[", m.rest.p[0], 2) || !at_sample(&here)) {
			m.rest = ma_str_from(m.rest, 1);
			continue;
		}
		e = ma_notation_entity(n, MA_STR(MA_SAMPLE));
		if (!e)
			return;
		read_object(n, &here, e, 0);
		while (ma_notation_take(&here, ","))
			if (ma_notation_take(&here, "{"))
				read_object(n, &here, e, 0);
		(void)ma_notation_take(&here, "]"); /* a list of samples has one */
		ma_notation_blank(n, m.rest.p, here.rest.p);
		if (is_envelope(n->spec, e))
			ma_spec_remove(n->spec, e); /* {"boards": [...]} */
		m = here;
	}
}

/* A thing of which the prose speaks: "for my photos", "they are boards". */
static struct ma_str named_in_prose(struct ma_spec *spec)
{
	const unsigned no_name = MA_W_CLOSED | MA_W_VERBAL | MA_W_TECH | MA_W_META | MA_W_ROLE |
		MA_W_CONTAINER | MA_W_ADJ;
	size_t i;

	for (i = 0; i < spec->tokens_n; i++)
		if (spec->tokens[i].kind == MA_TOKEN_WORD &&
			(!(spec->tokens[i].flags & no_name) || spec->tokens[i].flags & MA_W_NOUN) &&
			ma_spec_is_plural(spec, spec->tokens[i].low))
			return ma_spec_name(spec, spec->tokens[i].low, MA_CASE_PASCAL, true);
	return spec->topic.n > 0 &&
			!(ma_lexicon_flags(spec->lexicon, ma_words_last(spec->topic)) & MA_W_TECH)
		? ma_spec_topic_name(spec)
		: MA_STR("Item");
}

void ma_spec_name_sample(struct ma_spec *spec)
{
	struct ma_spec_entity *sample = ma_spec_find(spec, MA_STR(MA_SAMPLE)), *e;
	struct ma_spec_link *link;
	struct ma_str name;

	if (!sample || !sample->given)
		return;
	for (e = spec->entities; e && e->given; e = e->next)
		;
	name = e ? e->name : named_in_prose(spec);
	if (e)
		ma_spec_remove(spec, e);
	if (ma_spec_find(spec, name))
		return; /* a part has that name */
	for (link = spec->links; link; link = link->next)
		if (ma_str_eq(link->to, sample->name))
			link->to = name;
	sample->name = name;
}
