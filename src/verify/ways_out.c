/* Paths that may leave a package, as sources and configuration write them. */
#include "verify/ways_out.h"

#include "sys/sandbox.h"

static bool has(struct ma_str line, const char *words)
{
	return ma_str_find(line, ma_str(words)) >= 0;
}

static size_t count(struct ma_str line, const char *words)
{
	struct ma_str w = ma_str(words);
	ptrdiff_t at;
	size_t n = 0;

	while ((at = ma_str_find(line, w)) >= 0) {
		line = ma_str_from(line, (size_t)at + w.n);
		n++;
	}
	return n;
}

/* What stands in such a line is relative to the file; anywhere else it may be relative to where a command runs. */
static bool is_of_the_file(struct ma_str line)
{
	static const char *const words[] = { "import", "require", "from ", "export ", "mock(",
		"src=", "href=", "url(", "include" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (has(line, words[i]))
			return true;
	return false;
}

static char at(struct ma_str s, size_t i)
{
	return i < s.n ? s.p[i] : '\n';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_' || c == ')' || c == ']';
}

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* How many directories up a path leads whose first ".." is at *i, which is moved past them; 0: these dots are no path. */
static size_t ups_at(struct ma_str line, size_t *i)
{
	size_t n = 0, from = *i;

	if (from > 0 && (line.p[from - 1] == '.' || is_word(line.p[from - 1]))) {
		*i += 2;
		return 0;
	}
	while (at(line, *i) == '.' && at(line, *i + 1) == '.' &&
		(is_slash(at(line, *i + 2)) || n == 0)) {
		*i += 2;
		n++;
		if (!is_slash(at(line, *i)))
			break;
		*i += 1;
	}
	if (is_slash(line.p[*i - 1]))
		return n + (at(line, *i) == '.' && at(line, *i + 1) == '.');
	return at(line, *i) == '.' || is_word(at(line, *i)) ? 0 : n;
}

static bool line_leads_out(struct ma_str line, size_t depth)
{
	size_t may = 0, i = 0, ups;
	bool known = false;

	if (ma_str_starts(line, "from ..")) /* Python's, which stay below what is imported */
		return false;
	while (i + 1 < line.n) {
		if (line.p[i] != '.' || line.p[i + 1] != '.') {
			i++;
			continue;
		}
		if (!known)
			may = is_of_the_file(line) ? depth : 0;
		known = true;
		ups = ups_at(line, &i);
		if (ups > may || (ups > 0 && has(line, "join(")) ||
			(ups > 0 && has(line, "resolve(")))
			return true;
	}
	return has(line, MA_SANDBOX_WORK "/") || has(line, "parents[") ||
		(has(line, "cwd") && (has(line, ".parent") || has(line, "dirname(")));
}

/* Most texts have nothing of what a line leads out by. */
static bool is_worth_lines(struct ma_str text)
{
	return has(text, "..") || has(text, MA_SANDBOX_WORK "/") || has(text, "parents[") ||
		has(text, "cwd");
}

bool ma_leads_out(struct ma_str text, size_t depth)
{
	size_t parents = count(text, ".parent"), dirs = count(text, "dirname(");
	struct ma_str line;

	if (!is_worth_lines(text))
		text = MA_STR("");
	while (ma_str_line(&text, &line))
		if (line_leads_out(line, depth))
			return true;
	return parents > depth + 1 || dirs > depth + 1;
}
