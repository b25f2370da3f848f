/*
 * Relations as developers note them between two names: "User 1:n Project", "1 device -> n readings", "Shelf has_many Boxes",
 * "Trial <-> Site many-to-many", "Post FK to Author and FK to Topic".
 */
#include "base/limits.h"
#include "model/understand_members.h"

#define MARK_SIZE 32 /* bytes that an arrow has at the most */
#define NAMES_MORE 6 /* behind "and", ",": of the same relation */

enum side { SIDE_UNSAID, SIDE_ONE, SIDE_MANY };

struct arrow {
	enum side from, to;
	bool required;
};

static const struct arrow_word {
	const char *words;
	struct arrow arrow;
} arrow_words[] = {
	{ "has_many hasmany 1:n 1:m 1:* 1-n one-to-many onetomany one_to_many 1-to-many 1-to-n",
		{ SIDE_ONE, SIDE_MANY, false } },
	{ "belongs_to belongsto n:1 m:1 *:1 n-1 many-to-one manytoone many_to_one fk",
		{ SIDE_MANY, SIDE_ONE, true } },
	{ "has_one hasone 1:1 1-1 one-to-one onetoone one_to_one 1-to-1",
		{ SIDE_ONE, SIDE_ONE, false } },
	{ "n:m m:n n:n m:m *:* m2m n-m n-n n-to-m many-to-many manytomany many_to_many habtm has_and_belongs_to_many "
	  "belongstomany belongs_to_many",
		{ SIDE_MANY, SIDE_MANY, false } },
};

static struct ma_str skip_spaces(struct ma_str s)
{
	while (s.n > 0 && memchr(" \t", s.p[0], 2))
		s = ma_str_from(s, 1);
	return s;
}

/* Up to the next blank, or mark that ends a clause. */
static struct ma_str cut_mark(struct ma_str *s)
{
	struct ma_str rest = skip_spaces(*s);
	size_t n = 0;

	while (n < rest.n && n <= MARK_SIZE && !memchr(" \t\r\n,;()", rest.p[n], 8))
		n++;
	while (n > 1 && rest.p[n - 1] == '.')
		n--;
	*s = ma_str_from(rest, n);
	return ma_str_n(rest.p, n);
}

static struct ma_str cut_name(struct ma_str *s)
{
	struct ma_str rest = skip_spaces(*s), name;

	if (rest.n == 0 || !((rest.p[0] | 0x20) >= 'a' && (rest.p[0] | 0x20) <= 'z'))
		return MA_STR("");
	name = ma_notation_cut_word(&rest);
	if (name.n > 0)
		*s = rest;
	return name;
}

static enum side side_of(struct ma_str word)
{
	if (ma_words_have("1 one 0..1 1..1", word))
		return SIDE_ONE;
	return ma_words_have("n N m M * many 0..n 1..n 0..* 1..* 0..N 1..N", word) ? SIDE_MANY
										   : SIDE_UNSAID;
}

/* "1", "n", "*" before a name or behind an arrow. */
static enum side cut_side(struct ma_str *s)
{
	struct ma_str rest = *s;
	enum side side = side_of(cut_mark(&rest));

	if (side != SIDE_UNSAID)
		*s = rest;
	return side;
}

/* "has_many", "1:n", "FK to", "references". */
static bool cut_word_arrow(struct ma_str *s, struct arrow *out)
{
	struct ma_str rest = *s, word = cut_mark(&rest), to;
	char text[MA_SPEC_NAME];
	size_t i;

	if (word.n == 0 || word.n > sizeof(text))
		return false;
	word = ma_line_lower(word, text, sizeof(text));
	for (i = 0; i < MA_COUNT(arrow_words); i++)
		if (ma_words_have(arrow_words[i].words, word)) {
			*out = arrow_words[i].arrow;
			to = rest;
			if (ma_words_have("fk", word) && ma_words_have("to on -> =>", cut_mark(&to)))
				rest = to;
			*s = rest;
			return true;
		}
	return false;
}

/* "1--*", "1..n", "0..1->*" in one mark; false: it is none. */
static bool split_drawn(struct ma_str mark, struct arrow *out)
{
	size_t from = 0, to;

	while (from < mark.n && !memchr("-=<>\xe2:", mark.p[from], 6))
		from++;
	for (to = mark.n; to > from && !memchr("->=:\x92\x94", mark.p[to - 1], 6);)
		to--;
	if (from == 0 || to == mark.n || from >= to)
		return false;
	out->from = side_of(ma_str_n(mark.p, from));
	out->to = side_of(ma_str_from(mark, to));
	return out->from != SIDE_UNSAID && out->to != SIDE_UNSAID;
}

/* "->", "1 -> *", "<->": one that says nothing of how many of them there are is none. */
static bool cut_drawn(struct ma_str *s, enum side before, struct arrow *out)
{
	struct ma_str rest = *s, mark;
	struct arrow a = { .from = cut_side(&rest) };

	mark = cut_mark(&rest);
	if (split_drawn(mark, out)) {
		out->required = false;
		*s = rest;
		return true;
	}
	rest = *s;
	(void)cut_side(&rest);
	if (a.from == SIDE_UNSAID)
		a.from = before;
	mark = cut_mark(&rest);
	if (!ma_words_have("-> --> <-> <--> <- -- - => <=> <> \xe2\x86\x92 \xe2\x86\x94 to :", mark))
		return false;
	a.to = cut_side(&rest);
	if (a.from == SIDE_UNSAID && a.to == SIDE_UNSAID &&
		ma_words_have("<-> <--> <=> <> \xe2\x86\x94", mark))
		a.from = a.to = SIDE_MANY;
	if (a.from == SIDE_UNSAID || a.to == SIDE_UNSAID)
		return false;
	*out = a;
	*s = rest;
	return true;
}

static bool cut_arrow(struct ma_str *s, enum side before, struct arrow *out)
{
	struct ma_str rest = skip_spaces(*s);

	if (!cut_word_arrow(&rest, out) && !cut_drawn(&rest, before, out))
		return false;
	*s = rest;
	return true;
}

/* What is not described elsewhere is a thing all the same; users come with the login. */
static struct ma_str end_of(struct ma_notation *n, struct ma_str name)
{
	struct ma_str entity = ma_spec_name(n->spec, name, MA_CASE_PASCAL, true);

	if (!ma_words_have("User Admin", entity))
		(void)ma_spec_add(n->spec, entity); /* past the limit it warns */
	return entity;
}

static void relate(
	struct ma_notation *n, struct ma_str from, const struct arrow *a, struct ma_str to)
{
	static const enum ma_link_kind kinds[3][3] = {
		[SIDE_ONE] = { [SIDE_ONE] = MA_LINK_ONE_TO_ONE, [SIDE_MANY] = MA_LINK_ONE_TO_MANY },
		[SIDE_MANY] = { [SIDE_ONE] = MA_LINK_MANY_TO_ONE, [SIDE_MANY] = MA_LINK_MANY_TO_MANY },
	};

	from = end_of(n, from);
	to = end_of(n, to);
	if (kinds[a->from][a->to] == MA_LINK_ONE_TO_MANY)
		ma_spec_link(n->spec, to, MA_LINK_MANY_TO_ONE, from, a->required);
	else
		ma_spec_link(n->spec, from, kinds[a->from][a->to], to, a->required);
}

/* Past ",", "and" or both; `s` where neither is there. */
static struct ma_str after_joint(struct ma_str s)
{
	struct ma_str rest = skip_spaces(s), word;

	if (rest.n > 0 && memchr(",&", rest.p[0], 2))
		rest = ma_str_from(rest, 1);
	s = rest;
	word = cut_mark(&rest);
	return ma_words_have("and", word) ? rest : s;
}

static bool ends_clause(struct ma_str s)
{
	s = skip_spaces(s);
	return s.n == 0 || memchr(",;.)\r\n", s.p[0], 6);
}

/* "many-to-many", "(n:m)" behind two names: what the arrow, or the verb, between them is. */
static bool cut_remark(struct ma_str *s, struct arrow *out)
{
	struct ma_str rest = skip_spaces(*s);

	if (cut_word_arrow(&rest, out)) {
		*s = rest;
		return true;
	}
	if (rest.n == 0 || rest.p[0] != '(')
		return false;
	rest = ma_str_from(rest, 1);
	if (!cut_word_arrow(&rest, out) || rest.n == 0 || rest.p[0] != ')')
		return false;
	*s = ma_str_from(rest, 1);
	return true;
}

/* "->", "has", "has many" where a remark says what that is: "Bookmark has Tags (n:m)". */
static bool cut_verb(struct ma_str *s)
{
	struct ma_str rest = *s;

	struct ma_str mark = cut_mark(&rest);

	if (!ma_words_have("has have contains -> <-> \xe2\x86\x92 \xe2\x86\x94", mark))
		return false;
	*s = rest;
	if (ma_words_have("many multiple several", cut_mark(&rest)))
		*s = rest;
	return true;
}

/* Behind "A 1:n B": " 1:n C" of B, ", FK to C" of A, "and C" of A again. False: nothing more. */
static bool read_more(struct ma_notation *n, struct ma_str *s, struct ma_str from,
	struct ma_str *to, struct arrow *a)
{
	struct ma_str rest = *s, name;
	struct arrow next;

	if (cut_arrow(&rest, SIDE_UNSAID, &next) && (name = cut_name(&rest)).n > 0) {
		relate(n, *to, &next, name);
		*to = name;
	} else {
		rest = after_joint(*s);
		if (rest.p == skip_spaces(*s).p)
			return false;
		name = MA_STR("");
		if (cut_word_arrow(&rest, &next))
			*a = next;
		else if (skip_spaces(*s).p[0] == ',')
			return false;
		name = cut_name(&rest);
		if (name.n == 0 || !ends_clause(rest))
			return false;
		relate(n, from, a, name);
	}
	*s = rest;
	return true;
}

static bool is_name(const struct ma_notation *n, struct ma_str name)
{
	char text[MA_SPEC_NAME];

	return name.n > 0 && name.n <= sizeof(text) &&
		!(ma_lexicon_flags(n->spec->lexicon, ma_line_lower(name, text, sizeof(text))) &
			(MA_W_CLOSED | MA_W_BUILD));
}

/* "Doctor has_many Patients through Appointments": those refer to both. */
static bool read_through(
	struct ma_notation *n, struct ma_str *s, struct ma_str from, struct ma_str to)
{
	static const struct arrow one = { SIDE_MANY, SIDE_ONE, true };
	struct ma_str rest = *s, name;

	if (!ma_words_have("through via", cut_mark(&rest)))
		return false;
	name = cut_name(&rest);
	if (name.n == 0)
		return false;
	relate(n, name, &one, from);
	relate(n, name, &one, to);
	*s = rest;
	return true;
}

/* "One-to-many: Author -> Books" */
static bool read_labelled(struct ma_notation *n, struct ma_str *s)
{
	struct ma_str rest = *s, from, to;
	struct ma_str word = ma_notation_cut_word(&rest);
	struct arrow a;

	if (rest.n == 0 || rest.p[0] != ':' || !cut_word_arrow(&word, &a))
		return false;
	rest = ma_str_from(rest, 1);
	from = cut_name(&rest);
	if (!is_name(n, from) ||
		!ma_words_have("-> <-> to and \xe2\x86\x92 \xe2\x86\x94", cut_mark(&rest)))
		return false;
	to = cut_name(&rest);
	if (!is_name(n, to))
		return false;
	relate(n, from, &a, to);
	*s = rest;
	return true;
}

/* Past what ends the clause that was read. */
static struct ma_str after_clause(struct ma_str s)
{
	while (s.n > 0 && memchr(",;. \t", s.p[0], 5))
		s = ma_str_from(s, 1);
	return s;
}

static bool read_arrow(struct ma_notation *n, struct ma_notation_reader *m)
{
	struct ma_str s = m->rest, from, to;
	enum side before;
	struct arrow a;
	size_t more = 0;
	bool verb;

	if (memchr(" \t\r\n,;.", s.p[0], 7) || !ma_notation_begins(n, s.p, " \t\r\n`.;:,") ||
		(s.p > n->prompt.p && s.p[-1] == '.' && s.p[0] != ' '))
		return false;
	if (read_labelled(n, &s)) {
		m->rest = after_clause(s);
		return true;
	}
	before = cut_side(&s);
	from = cut_name(&s);
	if (!is_name(n, from))
		return false;
	verb = !cut_arrow(&s, before, &a);
	if (verb && !cut_verb(&s))
		return false;
	to = cut_name(&s);
	if (!is_name(n, to))
		return false;
	if (!cut_remark(&s, &a) && verb)
		return false;
	if (!ma_notation_begins_upper(from) && (a.required || (a.to == a.from && a.to == SIDE_ONE)))
		return false;
	if (!read_through(n, &s, from, to))
		relate(n, from, &a, to);
	while (more++ < NAMES_MORE && read_more(n, &s, from, &to, &a))
		;
	m->rest = after_clause(s);
	return true;
}

void ma_notation_read_arrows(struct ma_notation *n)
{
	struct ma_notation_reader m = { .rest = n->prompt }, after;
	int depth = 0;

	while (m.rest.n > 0 && !n->spec->rc) {
		after = m;
		depth += memchr("([{", m.rest.p[0], 3) != NULL;
		depth -= depth > 0 && memchr(")]}", m.rest.p[0], 3);
		if (ma_str_starts(m.rest, "\n\n"))
			depth = 0; /* what was opened in another paragraph is a smiley */
		if (depth == 0 && read_arrow(n, &after)) {
			ma_notation_blank(n, m.rest.p, after.rest.p);
			m = after;
		} else {
			m.rest = ma_str_from(m.rest, 1);
		}
	}
}
