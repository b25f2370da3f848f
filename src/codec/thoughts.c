/* Thoughts: <think>, and how others call it. */
#include "codec/thoughts.h"

#include "base/err.h"

static const char *const names[] = { "think", "thinking", "reasoning", "thought" };

/* The length of <name> or </name> at the start of `s`, in any case; 0: another text is there. */
static size_t tag(struct ma_str s, const char *open, const char *name)
{
	size_t before = strlen(open), n = strlen(name);

	if (!ma_str_starts(s, open) || s.n < before + n + 1 || s.p[before + n] != '>' ||
		!ma_str_eq_nocase(ma_str_n(s.p + before, n), ma_str(name)))
		return 0;
	return before + n + 1;
}

static bool skip_to_end(struct ma_str *text, const char *name)
{
	struct ma_str rest = *text;
	ptrdiff_t at;
	size_t n;

	while ((at = ma_str_find(rest, MA_STR("</"))) >= 0) {
		rest = ma_str_from(rest, (size_t)at);
		n = tag(rest, "</", name);
		if (n > 0) {
			*text = ma_str_from(rest, n);
			return true;
		}
		rest = ma_str_from(rest, 2);
	}
	return false;
}

bool ma_thoughts_cut(struct ma_str *text)
{
	struct ma_str start = ma_str_trim(*text);
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (tag(start, "<", names[i]) > 0)
			return skip_to_end(text, names[i]);
	return true;
}

bool ma_thoughts_end(struct ma_str line)
{
	size_t i;

	line = ma_str_trim(line);
	for (i = 0; i < MA_COUNT(names); i++)
		if (tag(line, "</", names[i]) == line.n && line.n > 0)
			return true;
	return false;
}
