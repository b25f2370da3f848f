/* What was understood, as it is collected: entities, fields, links, warnings. */
#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "model/understand_parts.h"

#define MARKS 6 /* bytes between two words: " - " */

void *ma_spec_alloc(struct ma_spec *spec, size_t size)
{
	void *p = spec->rc ? NULL : ma_arena_alloc(&spec->arena, 1, size);

	if (!p && !spec->rc)
		spec->rc = MA_ENOMEM;
	return p;
}

static struct ma_str keep(struct ma_spec *spec, struct ma_buf *b)
{
	char *copy = b->rc || spec->rc ? NULL : ma_arena_dup(&spec->arena, ma_buf_str(b));
	size_t n = b->n;

	if (!copy && !spec->rc)
		spec->rc = b->rc ? b->rc : MA_ENOMEM;
	ma_buf_done(b);
	return copy ? ma_str_n(copy, n) : MA_STR("");
}

/* Identifiers begin with a letter. */
static void lead_with_letter(struct ma_buf *b, enum ma_case style)
{
	struct ma_buf fixed = MA_BUF_INIT(MA_SPEC_NAME * 8);

	if (b->n == 0 || b->p[0] < '0' || b->p[0] > '9' ||
		(style != MA_CASE_CAMEL && style != MA_CASE_PASCAL))
		return;
	ma_buf_addf(&fixed, "%c" MA_STR_FMT, style == MA_CASE_CAMEL ? 'n' : 'N', (int)b->n, b->p);
	ma_buf_done(b);
	*b = fixed;
}

struct ma_str ma_spec_name(
	struct ma_spec *spec, struct ma_str words, enum ma_case style, bool singular)
{
	struct ma_buf one = MA_BUF_INIT(MA_LIMIT_PROMPT * 2),
		      name = MA_BUF_INIT(MA_LIMIT_PROMPT * 2);

	if (singular)
		ma_words_singular(&one, words);
	else
		ma_buf_addv(&one, words);
	ma_words_case(&name, ma_buf_str(&one), style);
	if (one.rc)
		name.rc = one.rc;
	ma_buf_done(&one);
	lead_with_letter(&name, style);
	if (name.n > MA_SPEC_NAME)
		name.n = MA_SPEC_NAME;
	return keep(spec, &name);
}

bool ma_spec_is_plural(struct ma_spec *spec, struct ma_str word)
{
	struct ma_buf one = MA_BUF_INIT(MA_LIMIT_PROMPT * 2);
	bool plural;

	ma_words_singular(&one, word);
	if (one.rc && !spec->rc)
		spec->rc = one.rc;
	plural = !ma_str_eq(ma_buf_str(&one), word);
	ma_buf_done(&one);
	return plural;
}

bool ma_spec_is_any(const struct ma_spec *spec, size_t at, const char *words)
{
	return at < spec->tokens_n && spec->tokens[at].kind == MA_TOKEN_WORD &&
		ma_words_have(words, spec->tokens[at].low);
}

struct ma_str ma_spec_topic_name(struct ma_spec *spec)
{
	struct ma_str name = ma_spec_name(spec, ma_words_last(spec->topic), MA_CASE_PASCAL, true);

	return ma_str_is(name, "Todo") ? MA_STR("Task") : name;
}

struct ma_str ma_spec_words(struct ma_spec *spec, size_t from, size_t to)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT * 2);
	size_t i;

	for (i = from; i < to; i++) {
		if (spec->tokens[i].kind != MA_TOKEN_WORD)
			continue;
		if (b.n > 0)
			ma_buf_addc(&b, ' ');
		ma_buf_addv(&b, spec->tokens[i].low);
	}
	return keep(spec, &b);
}

/* What is written behind a word: ", ", "% ", " - ". A line's end is a blank. How many brackets it opens. */
static int add_marks(struct ma_buf *b, struct ma_str marks)
{
	int open = 0;
	size_t i;

	for (i = 0; i < marks.n; i++) {
		open += (marks.p[i] == '(') - (marks.p[i] == ')');
		if (marks.p[i] == '\n' || marks.p[i] == '\r' || marks.p[i] == '\t')
			ma_buf_addc(b, ' ');
		else if (marks.p[i] != '"' && (unsigned char)marks.p[i] >= ' ')
			ma_buf_addc(b, marks.p[i]);
	}
	return open;
}

struct ma_str ma_spec_said(struct ma_spec *spec, size_t from, size_t to)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT * 2);
	const struct ma_token *t, *before = NULL;
	const char *end;
	int open = 0;

	for (; from < to; from++) {
		t = &spec->tokens[from];
		if (t->kind != MA_TOKEN_WORD)
			continue;
		end = before ? before->text.p + before->text.n : NULL;
		if (end && t->text.p > end && t->text.p < end + MARKS)
			open += add_marks(&b, ma_str_n(end, (size_t)(t->text.p - end)));
		else if (before)
			ma_buf_addc(&b, ' ');
		ma_buf_addv(&b, t->text);
		before = t;
	}
	end = before ? before->text.p + before->text.n : NULL;
	if (end && from < spec->tokens_n && spec->tokens[from].text.p > end && *end == '%')
		ma_buf_addc(&b, '%');
	if (open > 0)
		ma_buf_addc(&b, ')');
	return keep(spec, &b);
}

void ma_spec_take(struct ma_spec *spec, size_t from, size_t to)
{
	for (; from < to && from < spec->tokens_n; from++)
		spec->tokens[from].taken = true;
}

void ma_spec_warn(struct ma_spec *spec, const char *fmt, ...)
{
	struct ma_spec_text *w, **end = &spec->warnings;
	struct ma_buf b = MA_BUF_INIT(512);
	char text[300];
	struct ma_str clipped;
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap); /* a warning may be cut */
	va_end(ap);
	clipped = ma_str_clip(ma_str(text), sizeof(text) - 4); /* between characters */
	ma_buf_addv(&b, clipped);
	while (*end && !ma_str_eq((*end)->text, clipped))
		end = &(*end)->next;
	w = *end || spec->warnings_n == MA_SPEC_WARNINGS ? NULL : ma_spec_alloc(spec, sizeof(*w));
	if (w) {
		w->text = keep(spec, &b);
		*end = w;
		spec->warnings_n++;
	}
	ma_buf_done(&b);
}

void ma_spec_unwarn(struct ma_spec *spec, struct ma_str word)
{
	static const char begin[] = "not understood: \"";
	struct ma_spec_text **at = &spec->warnings;
	size_t n = strlen(begin);

	for (; *at; at = &(*at)->next) {
		struct ma_str text = (*at)->text;

		if (text.n != n + word.n + 1 || !ma_str_starts(text, begin) ||
			memcmp(text.p + n, word.p, word.n) != 0)
			continue;
		*at = (*at)->next;
		spec->warnings_n--;
		return;
	}
}

struct ma_spec_entity *ma_spec_find(const struct ma_spec *spec, struct ma_str name)
{
	struct ma_spec_entity *e;

	for (e = spec->entities; e; e = e->next)
		if (ma_str_eq_nocase(e->name, name))
			return e;
	return NULL;
}

struct ma_spec_entity *ma_spec_add(struct ma_spec *spec, struct ma_str name)
{
	struct ma_spec_entity *e = ma_spec_find(spec, name), **end = &spec->entities;

	if (e || name.n == 0)
		return e;
	if (spec->entities_n == MA_SPEC_ENTITIES) {
		ma_spec_warn(spec, "more than %d entities: " MA_STR_FMT " is left out",
			MA_SPEC_ENTITIES, MA_STR_ARG(name));
		return NULL;
	}
	e = ma_spec_alloc(spec, sizeof(*e));
	if (!e)
		return NULL;
	e->name = name;
	while (*end)
		end = &(*end)->next;
	*end = e;
	spec->entities_n++;
	return e;
}

void ma_spec_remove(struct ma_spec *spec, struct ma_spec_entity *entity)
{
	struct ma_spec_entity **at = &spec->entities;

	while (*at && *at != entity)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = entity->next;
	spec->entities_n--;
}

struct ma_spec_field *ma_spec_find_field(const struct ma_spec_entity *entity, struct ma_str name)
{
	struct ma_spec_field *f;

	for (f = entity->fields; f; f = f->next)
		if (ma_str_eq_nocase(f->name, name))
			return f;
	return NULL;
}

struct ma_spec_field *ma_spec_add_field(
	struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_str name)
{
	struct ma_spec_field *f = ma_spec_find_field(entity, name), **end = &entity->fields;

	if (f)
		return f;
	if (entity->fields_n == MA_SPEC_FIELDS) {
		ma_spec_warn(spec, MA_STR_FMT " has more than %d fields: " MA_STR_FMT " is left out",
			MA_STR_ARG(entity->name), MA_SPEC_FIELDS, MA_STR_ARG(name));
		return NULL;
	}
	f = ma_spec_alloc(spec, sizeof(*f));
	if (!f)
		return NULL;
	f->name = name;
	while (*end)
		end = &(*end)->next;
	*end = f;
	entity->fields_n++;
	return f;
}

void ma_spec_remove_field(struct ma_spec_entity *entity, struct ma_spec_field *field)
{
	struct ma_spec_field **at = &entity->fields;

	while (*at && *at != field)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = field->next;
	entity->fields_n--;
}

bool ma_spec_refers(const struct ma_spec_entity *entity, struct ma_str to)
{
	const struct ma_spec_field *f;

	for (f = entity->fields; f; f = f->next)
		if (f->type == MA_FIELD_REF && ma_str_eq(f->to, to))
			return true;
	return false;
}

bool ma_spec_joined(const struct ma_spec *spec, struct ma_str a, struct ma_str b)
{
	const struct ma_spec_link *link;

	for (link = spec->links; link; link = link->next)
		if (link->kind == MA_LINK_MANY_TO_MANY &&
			((ma_str_eq_nocase(link->from, a) && ma_str_eq_nocase(link->to, b)) ||
				(ma_str_eq_nocase(link->from, b) && ma_str_eq_nocase(link->to, a))))
			return true;
	return false;
}

void ma_spec_link(struct ma_spec *spec, struct ma_str from, enum ma_link_kind kind,
	struct ma_str to, bool required)
{
	struct ma_spec_link *link, **end = &spec->links;

	for (; *end; end = &(*end)->next)
		if (ma_str_eq((*end)->from, from) && ma_str_eq((*end)->to, to) &&
			(*end)->kind == kind)
			return;
	link = ma_spec_alloc(spec, sizeof(*link));
	if (!link)
		return;
	*link = (struct ma_spec_link){ NULL, from, to, kind, required };
	*end = link;
}

struct ma_str ma_spec_text(struct ma_spec *spec, struct ma_buf *out, struct ma_str otherwise)
{
	char *copy = out->rc || spec->rc ? NULL : ma_arena_dup(&spec->arena, ma_buf_str(out));
	size_t n = out->n;

	if (!copy && !spec->rc)
		spec->rc = out->rc ? out->rc : MA_ENOMEM;
	ma_buf_done(out);
	return copy ? ma_str_n(copy, n) : otherwise;
}
