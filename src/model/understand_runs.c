/*
 * Lists without a mark between: "customers name phone, orders date total paid" as "customers (name, phone), orders (date, total, paid)".
 * Only what is plainly such a list: from its first thing on every word of the clause is a thing in the plural or a field. One pass.
 */
#include "model/understand_parts.h"

#define RUN_WORDS 60

struct run {
	struct ma_spec *spec;
	struct ma_str words[RUN_WORDS], low[RUN_WORDS];
	size_t n;
	struct ma_buf out;
};

static bool is_typed(const struct run *r, size_t at)
{
	enum ma_field_type type;

	return at < r->n && ma_field_type_of_words(r->low[at], &type);
}

static bool is_plain(const struct run *r, size_t at)
{
	unsigned flags = ma_lexicon_flags(r->spec->lexicon, r->low[at]);

	return is_typed(r, at) || flags & MA_W_NOUN ||
		!(flags & (MA_W_CLOSED | MA_W_VERBAL | MA_W_TECH | MA_W_CONTAINER | MA_W_HEADING));
}

/* "orders" before "date", "total": a thing with fields of its own. */
static bool is_thing(const struct run *r, size_t at)
{
	return !is_typed(r, at) && ma_spec_is_plural(r->spec, r->low[at]) && is_typed(r, at + 1) &&
		!ma_str_is(r->low[at + 1], "at") && !ma_spec_is_plural(r->spec, r->low[at + 1]);
}

/* "A shift is full when four ..." is no list. */
static bool says_something(const struct run *r, size_t end)
{
	size_t at;

	for (at = 0; at < end; at++)
		if (ma_lexicon_flags(r->spec->lexicon, r->low[at]) &
			(MA_W_AUX | MA_W_MODAL | MA_W_NEG))
			return true;
	return false;
}

static const char heads[] = "date number name handle type address code id time";

/* "due date", "instagram handle" */
static bool is_pair(const struct run *r, size_t at)
{
	static const char halves[] = "due start end birth first last phone serial email order";

	enum ma_field_type type;

	if (at + 1 < r->n && ma_str_is(r->low[at + 1], "date") && is_typed(r, at) &&
		ma_field_type_of_words(r->low[at], &type) && type == MA_FIELD_BOOLEAN)
		return true; /* "launched date" */
	return at + 1 < r->n && !is_thing(r, at) && !is_thing(r, at + 1) &&
		ma_words_have(heads, r->low[at + 1]) &&
		(!is_typed(r, at) || ma_words_have(halves, r->low[at]));
}

/* "clients with name email": every word behind "with" is one that fields are called, or two are. */
static bool is_with_run(const struct run *r, size_t at)
{
	size_t n = 0;

	if (at + 3 >= r->n || !ma_str_is(r->low[at + 1], "with") || is_typed(r, at) ||
		!ma_spec_is_plural(r->spec, r->low[at]))
		return false;
	for (at += 2; at < r->n; at++, n++) {
		at += is_pair(r, at) || (at + 1 < r->n && ma_words_have(heads, r->low[at + 1]));
		if (!is_typed(r, at) || ma_spec_is_plural(r->spec, r->low[at]))
			return false;
	}
	return n > 1;
}

/* The first thing of the list; r->n where the words are none. */
static size_t begin_of(const struct run *r)
{
	size_t begin = 0, at;

	while (begin + 2 < r->n && !(is_thing(r, begin) && is_plain(r, begin)))
		begin++;
	if (begin + 2 >= r->n || says_something(r, begin))
		return r->n;
	for (at = begin; at < r->n; at++)
		if (!is_thing(r, at) &&
			(!is_plain(r, at) ||
				(!is_typed(r, at) && ma_spec_is_plural(r->spec, r->low[at]))))
			return r->n;
	return begin;
}

static void add_word(struct run *r, size_t at, const char *before)
{
	ma_buf_adds(&r->out, before);
	ma_buf_addv(&r->out, r->words[at]);
}

/* Takes the "with" out of a run behind one; gives its thing, r->n where there is none. */
static size_t open_with_run(struct run *r)
{
	size_t begin = 0, at;

	while (begin < r->n && !is_with_run(r, begin))
		begin++;
	if (begin == r->n)
		return r->n;
	for (at = begin + 1; at + 1 < r->n; at++) {
		r->words[at] = r->words[at + 1];
		r->low[at] = r->low[at + 1];
	}
	r->n--;
	return begin;
}

/* The words that were collected, as they are or with marks; `group`: a bracket belongs to the last of them. */
static void flush(struct run *r, struct ma_str whole, struct ma_str group)
{
	size_t begin = begin_of(r), at;
	bool open = false;

	if (begin == r->n)
		begin = open_with_run(r);
	if (begin == r->n) {
		ma_buf_addv(&r->out, whole);
		ma_buf_addv(&r->out, group);
		r->n = 0;
		return;
	}
	for (at = 0; at < begin; at++)
		add_word(r, at, " ");
	for (at = begin; at < r->n; at++) {
		if (is_thing(r, at)) {
			add_word(r, at, open ? "), " : " ");
			add_word(r, ++at, " (");
			open = true;
		} else {
			add_word(r, at, ", ");
		}
		if (is_pair(r, at))
			add_word(r, ++at, " ");
	}
	ma_buf_addv(&r->out, group);
	ma_buf_addc(&r->out, ')');
	r->n = 0;
}

static bool ends_word(char c)
{
	return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		(unsigned char)c >= 0x80 || c == '-' || c == '\'' || c == '_');
}

/* The next word of a clause, in lower case too; false at its end. */
static bool read_word(struct run *r, struct ma_str *rest)
{
	struct ma_str s = *rest;
	size_t n = 0;
	char *low;

	while (s.n > 0 && s.p[0] == ' ')
		s = ma_str_from(s, 1);
	while (n < s.n && !ends_word(s.p[n]))
		n++;
	if (n == 0 || r->n == RUN_WORDS)
		return false;
	low = ma_arena_dup(&r->spec->arena, ma_str_n(s.p, n));
	if (!low) {
		r->spec->rc = MA_ENOMEM;
		return false;
	}
	r->words[r->n] = ma_str_n(s.p, n);
	r->low[r->n++] = ma_str_n(low, n);
	for (; n-- > 0;)
		low[n] = (char)(low[n] >= 'A' && low[n] <= 'Z' ? low[n] + 32 : low[n]);
	*rest = ma_str_from(s, r->words[r->n - 1].n);
	return true;
}

/* " (lead/won/lost)" behind the last word; "" where there is none, or more than one level. */
static struct ma_str group_at(struct ma_str rest)
{
	size_t n = rest.n > 0 && rest.p[0] == ' ';

	if (n >= rest.n || rest.p[n] != '(')
		return MA_STR("");
	for (n++; n < rest.n && n < 200; n++) {
		if (rest.p[n] == '(' || rest.p[n] == '\n')
			return MA_STR("");
		if (rest.p[n] == ')')
			return ma_str_n(rest.p, n + 1);
	}
	return MA_STR("");
}

static void read_clause(struct run *r, struct ma_str *rest)
{
	struct ma_str begin = *rest, whole, group;
	size_t n = 1; /* bytes of what is no word: a mark, or all the blanks before it */

	while (read_word(r, rest))
		;
	whole = ma_str_n(begin.p, begin.n - rest->n);
	group = r->n > 2 ? group_at(*rest) : MA_STR("");
	*rest = ma_str_from(*rest, group.n);
	flush(r, whole, group);
	if (rest->n == 0 || whole.n + group.n > 0)
		return;
	while (rest->p[n - 1] == ' ' && n < rest->n)
		n++;
	ma_buf_addv(&r->out, ma_str_n(rest->p, n));
	*rest = ma_str_from(*rest, n);
}

struct ma_str ma_spec_read_runs(struct ma_spec *spec, struct ma_str prompt)
{
	struct run r = { .spec = spec, .n = 0, .out = MA_BUF_INIT(prompt.n * 3 + 64) };
	struct ma_str rest = prompt;

	while (rest.n > 0 && !spec->rc)
		read_clause(&r, &rest);
	return ma_spec_text(spec, &r.out, prompt);
}
