/*
 * Signatures of functions in texts of code: what is between the name and the body. Parameters are compared in all
 * languages; what a function gives back in those whose compilers hold the caller to it, and that stands behind the parameters.
 */
#include "vcs/signature.h"

#include <ctype.h>

#include "base/err.h"
#include "vcs/word.h"

struct signature {
	struct ma_str params, result; /* params: within the parentheses */
	bool found, async, noted;     /* noted: the result is a note that no caller is held to */
};

static struct ma_str skip_blanks(struct ma_str s)
{
	while (s.n > 0 && isspace((unsigned char)s.p[0]))
		s = ma_str_from(s, 1);
	return s;
}

/* The length of the bracket that *s begins with and of all that is in it; 0: it has no end. */
static size_t bracket(struct ma_str s, char open, char close)
{
	size_t depth = 0, i;

	for (i = 0; i < s.n; i++) {
		depth += s.p[i] == open;
		if (s.p[i] == close && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* Up to where the body begins. */
static struct ma_str result_of(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != '{' && s.p[n] != ';' && s.p[n] != '=' &&
		!(s.p[n] == ':' && n + 1 < s.n && s.p[n + 1] == '\n'))
		n++;
	return ma_str_trim(ma_str_n(s.p, n));
}

/* "= async (a) =>", from the sign on. */
static bool read_arrow(struct ma_str s, struct signature *out)
{
	size_t n;

	s = skip_blanks(ma_str_from(s, 1));
	out->async = ma_str_starts(s, "async ");
	if (out->async)
		s = skip_blanks(ma_str_from(s, 6));
	n = ma_str_starts(s, "(") ? bracket(s, '(', ')') : 0;
	if (n == 0 || ma_str_find(ma_str_clip(ma_str_from(s, n), 200), MA_STR("=>")) < 0)
		return false;
	out->params = ma_str_n(s.p + 1, n - 2);
	return true;
}

/* What stands behind a name. */
static bool read_behind(struct ma_str s, struct signature *out)
{
	size_t n;

	s = skip_blanks(s);
	n = ma_str_starts(s, "<") ? bracket(s, '<', '>') : 0;
	s = skip_blanks(ma_str_from(s, n));
	if (ma_str_starts(s, "=") && !ma_str_starts(s, "=="))
		return read_arrow(s, out);
	n = ma_str_starts(s, "(") ? bracket(s, '(', ')') : 0;
	if (n == 0)
		return false;
	out->params = ma_str_n(s.p + 1, n - 2);
	out->result = result_of(ma_str_from(s, n));
	return true;
}

/* The line up to the name, which may be a decorator's. */
static struct ma_str before(struct ma_str text, size_t at)
{
	size_t from = at;

	while (from > 0 && text.p[from - 1] != '\n')
		from--;
	return ma_str_trim(ma_str_n(text.p + from, at - from));
}

static struct signature read(struct ma_str text, struct ma_str name)
{
	struct signature s = { .found = false };
	struct ma_str rest = text, head;
	ptrdiff_t found;
	size_t at;

	while (!s.found && (found = ma_str_find(rest, name)) >= 0) {
		at = (size_t)(rest.p - text.p) + (size_t)found;
		rest = ma_str_from(rest, (size_t)found + name.n);
		head = before(text, at);
		if ((at > 0 && (ma_is_word_char(text.p[at - 1]) || text.p[at - 1] == '.')) ||
			(rest.n > 0 && ma_is_word_char(rest.p[0])) || ma_str_starts(head, "@"))
			continue;
		if (!read_behind(rest, &s))
			break;
		s.found = true;
		s.async |= ma_str_find(head, MA_STR("async")) >= 0;
		s.noted = ma_str_ends(head, "def") || ma_str_starts(s.result, ":");
	}
	return s;
}

/* But for blanks, and a comma at the end. Behind the shorter one *rest_out is what the longer one has more. */
static bool begins_alike(struct ma_str a, struct ma_str b, struct ma_str *rest_out)
{
	for (a = skip_blanks(a), b = skip_blanks(b); a.n > 0 && b.n > 0 && a.p[0] == b.p[0];) {
		a = skip_blanks(ma_str_from(a, 1));
		b = skip_blanks(ma_str_from(b, 1));
	}
	if (a.n > 0 && !ma_str_is(ma_str_trim(a), ","))
		return false;
	*rest_out = b;
	return true;
}

/* Whoever calls it need not know of these: each has a default, or may be left out. */
static bool may_be_left_out(struct ma_str params)
{
	struct ma_str one;
	size_t depth = 0, i, from = 0;

	if (ma_str_starts(params, ","))
		params = ma_str_from(params, 1);
	for (i = 0; i <= params.n; i++) {
		char c = i < params.n ? params.p[i] : ',';

		depth += strchr("([{<", c) && c;
		depth -= depth > 0 && strchr(")]}>", c) && c;
		if (c != ',' || (depth > 0 && i < params.n))
			continue;
		one = ma_str_trim(ma_str_n(params.p + from, i - from));
		from = i + 1;
		if (one.n > 0 && ma_str_find(one, MA_STR("=")) < 0 &&
			ma_str_find(one, MA_STR("?:")) < 0 && !ma_str_starts(one, "...") &&
			!ma_str_starts(one, "*"))
			return false;
	}
	return true;
}

bool ma_signature_changed(struct ma_str was, struct ma_str is, struct ma_str name)
{
	struct signature a = read(was, name), b = read(is, name);
	struct ma_str more = MA_STR(""), none;

	if (!a.found || !b.found)
		return false;
	if (a.async != b.async || !begins_alike(a.params, b.params, &more) ||
		!(more.n == 0 || ma_str_starts(more, ",") || ma_str_trim(a.params).n == 0))
		return true;
	if (!may_be_left_out(more))
		return true;
	return !a.noted && !b.noted && !(begins_alike(a.result, b.result, &none) && none.n == 0);
}
