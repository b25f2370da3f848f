/*
 * Classes of Python that are records: Django's and SQLAlchemy's models, Pydantic's, dataclasses, enums. Line by line: a class, and
 * what is indented below it. Methods are not used, nor is what a model says of itself (Meta).
 */
#include "model/understand_members.h"

#define VALUE_WORDS 40 /* of one member that are looked at */

struct class_reader {
	struct ma_notation *n;
	struct ma_notation_lines lines;
	struct ma_spec_entity *in;
	struct ma_named_values *of;
	size_t indent, inner; /* of the class; of its members, 0 before the first */
};

static size_t indent_of(struct ma_str line)
{
	size_t n = 0, width = 0;

	for (; n < line.n && memchr(" \t", line.p[n], 2); n++)
		width += line.p[n] == '\t' ? 4 : 1;
	return width;
}

/* What Django and SQLAlchemy call their references; what stands first behind them is referred to. */
static bool is_reference(struct ma_str word)
{
	return ma_words_have(
		"ForeignKey OneToOneField ManyToManyField relationship Relationship", word);
}

static struct ma_str before_point(struct ma_str word)
{
	size_t n = 0;

	while (n < word.n && word.p[n] != '.')
		n++;
	return ma_str_n(word.p, n);
}

/* [("ski", "Ski"), ("boots", "Boots")], {"ski": "Ski"}: the first of each pair is kept. False: it is no such list. */
static bool read_choices(struct ma_notation *n, struct ma_member *m, struct ma_str *rest)
{
	struct ma_notation_reader r = { .rest = *rest };
	struct ma_mark mark = ma_notation_next(&r), last = mark;
	size_t depth = 1;

	if (!ma_notation_is(&mark, "[") && !ma_notation_is(&mark, "(") &&
		!ma_notation_is(&mark, "{"))
		return false;
	m->values = ma_notation_enum(n, m->name);
	for (; m->values && depth > 0; last = mark) {
		mark = ma_notation_next(&r);
		if (mark.kind == MA_MARK_END)
			break;
		if (mark.kind == MA_MARK_TEXT &&
			(ma_notation_is(&last, "[") || ma_notation_is(&last, "(") ||
				ma_notation_is(&last, "{") ||
				(depth == 1 && ma_notation_is(&last, ","))))
			ma_notation_enum_value(n, m->values, mark.text);
		else if (ma_notation_is(&mark, "[") || ma_notation_is(&mark, "(") ||
			ma_notation_is(&mark, "{"))
			depth++;
		else if (ma_notation_is(&mark, "]") || ma_notation_is(&mark, ")") ||
			ma_notation_is(&mark, "}"))
			depth--;
	}
	if (m->values && m->values->values_n == 0)
		m->values = NULL;
	*rest = r.rest;
	return true;
}

/* "null=True", "nullable=False", "unique=True": false where the word is no such setting. */
static bool take_setting(
	struct ma_notation *n, struct ma_member *m, struct ma_str word, struct ma_str *rest)
{
	struct ma_str value;

	if (!ma_notation_cut(rest, "="))
		return false;
	if (ma_str_is(word, "choices") && read_choices(n, m, rest))
		return true;
	value = *rest;
	value = ma_notation_cut_word(&value);
	if (ma_words_have("null blank nullable", word))
		m->required = ma_str_is(value, "False") && ma_str_is(word, "nullable");
	else if (ma_str_is(word, "unique"))
		m->unique = ma_str_is(value, "True");
	else if (ma_str_is(word, "primary_key"))
		m->key = ma_str_is(value, "True");
	else if (ma_str_is(word, "choices"))
		m->type = before_point(value).n > 0 ? before_point(value) : m->type;
	else if (ma_words_have("default server_default", word))
		m->preset = ma_notation_preset(value);
	else if (ma_str_is(word, "secondary") && m->owner)
		ma_member_relate(n, m->owner->name, MA_LINK_MANY_TO_MANY, m->to, false);
	else if (!ma_words_have(
			 "max_length on_delete related_name back_populates backref verbose_name help_text "
			 "auto_now auto_now_add index db_index max_digits decimal_places default_factory description title "
			 "upload_to cascade autoincrement foreign_keys lazy uselist",
			 word))
		ma_notation_unused(n, word);
	if (value.n > 0)
		*rest = ma_str_from(*rest, (size_t)(value.p + value.n - rest->p));
	return true;
}

/* "'users.id'", "\"Author\"", "Author": what a reference leads to. */
static struct ma_str cut_target(struct ma_str *rest)
{
	while (rest->n > 0 && memchr(" ('\"[", rest->p[0], 5))
		*rest = ma_str_from(*rest, 1);
	return before_point(ma_notation_cut_word(rest));
}

/* "a", 'b' of "Literal["a", 'b']" */
static void read_literal(struct ma_notation *n, struct ma_member *m, struct ma_str *rest)
{
	struct ma_notation_reader r = { .rest = *rest };
	struct ma_mark mark;

	m->values = ma_notation_enum(n, m->name);
	for (mark = ma_notation_next(&r);
		m->values && mark.kind != MA_MARK_END && !ma_notation_is(&mark, "]");
		mark = ma_notation_next(&r))
		if (mark.kind == MA_MARK_TEXT)
			ma_notation_enum_value(n, m->values, mark.text);
	*rest = r.rest;
}

/* A relationship says again what a key of one of the two says. */
static void read_reference(struct ma_notation *n, struct ma_member *m, struct ma_str word)
{
	m->unique = m->unique || ma_str_is(word, "OneToOneField");
	if (ma_str_is(word, "ManyToManyField") && m->owner)
		ma_member_relate(n, m->owner->name, MA_LINK_MANY_TO_MANY, m->to, false);
	if (!ma_words_have("ForeignKey OneToOneField", word))
		m->name = MA_STR("");
}

/* The words behind a member's name: types, settings, defaults. */
static void read_value(struct ma_notation *n, struct ma_member *m, struct ma_str rest)
{
	struct ma_str word;
	ptrdiff_t point;
	size_t words;

	for (words = 0; rest.n > 0 && words < VALUE_WORDS; words++) {
		while (rest.n > 0 && memchr(" ()[],|:\"'", rest.p[0], 10))
			rest = ma_str_from(rest, 1);
		if (ma_str_starts(rest, "#"))
			return;
		word = ma_notation_cut_word(&rest);
		if (word.n == 0) {
			rest = ma_str_from(rest, rest.n > 0);
			continue;
		}
		if (take_setting(n, m, word, &rest))
			continue;
		while ((point = ma_str_find(word, MA_STR("."))) >= 0)
			word = ma_str_from(word, (size_t)point + 1); /* "models.CharField" */
		if (is_reference(word)) {
			m->to = cut_target(&rest);
			read_reference(n, m, word);
		} else if (ma_str_is(word, "Literal")) {
			read_literal(n, m, &rest);
		} else if (ma_words_have("Optional None", word)) {
			m->required = false;
		} else if (ma_words_have("List list Set set Sequence", word)) {
			m->many = true;
		} else if (!ma_words_have(
				   "Column mapped_column Mapped Field field Annotated Union ClassVar db models sa",
				   word) &&
			m->type.n == 0) {
			m->type = word;
		}
	}
}

/* "name: str = 'x'", "name = models.CharField(max_length=80)" */
static void read_member(struct class_reader *c, struct ma_str line)
{
	struct ma_str rest = line, name = ma_notation_cut_word(&rest);
	bool typed = ma_notation_cut(&rest, ":");
	struct ma_member *m;

	if (name.n == 0 || ma_str_starts(name, "__") || (!typed && !ma_notation_cut(&rest, "=")))
		return;
	if (c->of) {
		ma_notation_enum_value(c->n, c->of, name);
		return;
	}
	if (!typed && !memchr(rest.p, '(', rest.n))
		return; /* "table = True" is no field */
	m = ma_member_add(c->n, c->in, name);
	if (!m)
		return;
	m->required = true;
	if (typed && ma_str_find(rest, MA_STR("=")) >= 0 && !memchr(rest.p, '(', rest.n)) {
		struct ma_str preset = ma_str_from(rest, (size_t)ma_str_find(rest, MA_STR("=")) + 1);

		m->required = false; /* it has a default */
		rest.n = (size_t)(preset.p - rest.p) - 1;
		m->preset = ma_notation_preset(preset);
	} else if (ma_str_find(rest, MA_STR("Column(")) >= 0) {
		m->required = false; /* unless it says so */
	}
	if (ma_str_find(rest, MA_STR("null=True")) >= 0 ||
		ma_str_find(rest, MA_STR("blank=True")) >= 0) {
		read_value(c->n, m, rest);
		m->required = false;
		return;
	}
	read_value(c->n, m, rest);
}

/* "class Book(models.Model):": past it, or false. */
static bool read_head(struct class_reader *c, struct ma_str line)
{
	struct ma_str text = ma_str_trim(line), name, bases, base;
	bool values = false, record = false;
	ptrdiff_t point;

	if (!ma_notation_cut(&text, "class ") || !ma_str_ends(text, ":"))
		return false;
	name = ma_notation_cut_word(&text);
	bases = text;
	if (name.n == 0)
		return false;
	c->indent = indent_of(line);
	c->inner = 0;
	c->in = NULL;
	c->of = NULL;
	while (bases.n > 0) {
		while (bases.n > 0 && memchr(" (),:=", bases.p[0], 6))
			bases = ma_str_from(bases, 1);
		base = ma_notation_cut_word(&bases);
		if (base.n == 0)
			break;
		while ((point = ma_str_find(base, MA_STR("."))) >= 0)
			base = ma_str_from(base, (size_t)point + 1);
		values = values ||
			ma_words_have("Enum StrEnum IntEnum TextChoices IntegerChoices", base);
		if (!values &&
			!ma_words_have(
				"Model BaseModel Base object SQLModel table True str int", base)) {
			c->in = c->in ? c->in : ma_notation_entity(c->n, name);
			ma_member_inherit(c->n, c->in, base);
			record = true;
		}
	}
	if (values)
		c->of = ma_notation_enum(c->n, name);
	else if (!record && !ma_words_have("Meta Config Base", name))
		c->in = ma_notation_entity(c->n, name);
	return true;
}

/* The members below a head; gives where they end. */
static const char *read_class(struct class_reader *c)
{
	struct ma_notation_lines before = c->lines;
	const char *end = c->lines.rest.p;
	struct ma_str line = MA_STR(""), text;
	size_t indent;

	while (!c->n->spec->rc && ma_str_line(&c->lines.rest, &line)) {
		text = ma_str_trim(line);
		indent = indent_of(line);
		if (text.n == 0) {
			before = c->lines;
			continue;
		}
		if (indent <= c->indent && !(ma_str_is(text, ")") && c->inner > 0))
			break;
		c->inner = c->inner == 0 ? indent : c->inner;
		if (indent == c->inner && ma_str_starts(text, "def "))
			ma_notation_unused(c->n, text);
		else if (indent == c->inner && !ma_str_starts(text, "class ") &&
			!ma_str_starts(text, "@"))
			read_member(c, text);
		end = c->lines.rest.p;
		before = c->lines;
	}
	c->lines = before;
	return end;
}

/* Lines that only code has: "from django.db import models", "@dataclass". */
static void blank_imports(struct ma_notation *n)
{
	struct ma_notation_lines lines = { n->prompt };
	struct ma_str line = MA_STR("");

	while (ma_notation_line(&lines, &line))
		if (ma_str_starts(line, "import ") || ma_str_starts(line, "@dataclass") ||
			(ma_str_starts(line, "from ") && ma_str_find(line, MA_STR(" import ")) > 0))
			ma_notation_blank(n, line.p, line.p + line.n);
}

void ma_notation_read_python(struct ma_notation *n)
{
	struct class_reader c = { .n = n, .lines = { n->prompt } };
	struct ma_str line = MA_STR("");
	const char *end;

	while (!n->spec->rc && ma_str_line(&c.lines.rest, &line)) {
		if (!read_head(&c, line))
			continue;
		end = read_class(&c);
		ma_notation_blank(n, line.p, end);
	}
	if (n->blanked)
		blank_imports(n);
}
