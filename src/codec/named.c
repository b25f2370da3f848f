/*
 * Names of files around their contents.
 *
 * A word is taken for a path only when its last component has an extension or is
 * a well-known name, so that headings and labels are not; a sentence only when it announces
 * one file and does not place something in it ("add this to `a.ts`").
 */
#include "codec/named.h"

#include "base/err.h"
#include "base/path.h"

#define LINE_LONGEST 512 /* bytes: a longer line is prose */
#define WORDS_MOST 6     /* of an announcement, before the path */

static bool one_of(struct ma_str s, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_eq_nocase(s, ma_str(names[i])))
			return true;
	return false;
}

static bool is_bare_name(struct ma_str base)
{
	static const char *const names[] = { "Dockerfile", "Makefile", "LICENSE", "Procfile",
		"Gemfile", "Rakefile", "Jenkinsfile", "CODEOWNERS" };
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_str_is(base, names[i]))
			return true;
	return false;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool ma_named_is_path(struct ma_str s)
{
	struct ma_str base = ma_path_base(s), ext;
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || strchr("<>\"'`|*?=,;()", s.p[i]))
			return false;
	if (base.n == 0 || base.p[base.n - 1] == '.' || ma_str_find(s, MA_STR("://")) >= 0)
		return false;
	if (base.p[0] == '.')
		return base.n > 1 && base.p[1] != '.';
	ext = ma_path_ext(base);
	return ext.n > 1 ? is_letter(ext.p[1]) : is_bare_name(base);
}

/* Without one pair of these around it, which open and close at the same place of both lists. */
static bool unwrap(struct ma_str *s)
{
	static const char *const open[] = { "**", "__", "`", "\"", "'", "*" };
	size_t i, n;

	for (i = 0; i < MA_COUNT(open); i++) {
		n = strlen(open[i]);
		if (s->n > 2 * n && ma_str_starts(*s, open[i]) && ma_str_ends(*s, open[i])) {
			*s = ma_str_trim(ma_str_n(s->p + n, s->n - 2 * n));
			return true;
		}
	}
	return false;
}

struct ma_str ma_named_clean(struct ma_str path)
{
	path = ma_str_trim(path);
	while (unwrap(&path))
		;
	while (ma_str_starts(path, "./"))
		path = ma_str_from(path, 2);
	return path;
}

static struct ma_str if_path(struct ma_str s)
{
	s = ma_named_clean(s);
	return ma_named_is_path(s) ? s : ma_str("");
}

/* The path that one word of a fence's line names, or empty. */
static struct ma_str path_in_word(struct ma_str word, bool first)
{
	static const char *const keys[] = { "path", "file", "filename", "filepath", "name",
		"title" };
	struct ma_str rest = word, head;

	if (memchr(word.p, '=', word.n)) {
		(void)ma_str_cut(&rest, '=', &head); /* not empty: it has a '=' */
		return one_of(head, keys, MA_COUNT(keys)) ? if_path(rest) : ma_str("");
	}
	if (first && memchr(word.p, ':', word.n))
		(void)ma_str_cut(&rest, ':', &head); /* not empty: it has a ':' */
	else if (first && is_bare_name(word))
		return ma_str(""); /* the language, not the file */
	if (rest.n > 2 && (rest.p[0] == '{' || rest.p[0] == '['))
		rest = ma_str_n(rest.p + 1, rest.n - 2);
	return if_path(rest);
}

struct ma_str ma_named_in_info(struct ma_str info)
{
	struct ma_str word, path;
	bool first = true;

	while (ma_str_cut(&info, ' ', &word)) {
		if (word.n == 0)
			continue;
		path = path_in_word(word, first);
		if (path.n > 0)
			return path;
		first = false;
	}
	return ma_str("");
}

static bool cut_start(struct ma_str *s, const char *what)
{
	size_t n = strlen(what);

	if (s->n < n || !ma_str_eq_nocase(ma_str_n(s->p, n), ma_str(what)))
		return false;
	*s = ma_str_trim(ma_str_from(*s, n));
	return true;
}

static bool cut_end(struct ma_str *s, const char *what)
{
	if (!ma_str_ends(*s, what))
		return false;
	*s = ma_str_trim(ma_str_n(s->p, s->n - strlen(what)));
	return true;
}

/* What decorates a heading; in the order in which it is looked for. */
static bool cut_any(struct ma_str *s)
{
	static const char *const before[] = { "#", "**", "*", "__", "`", "- ", "// ", "<!--",
		"===", "---", "[", "File:", "Filename:", "Path:", "\xf0\x9f\x93\x84" /* a sheet */ };
	static const char *const after[] = { "*", "`", ":", "__", "-->", "===", "---", "]", "(new)",
		"(new file)", "(updated)", "(modified)", "(complete)" };
	size_t i;

	for (i = 0; i < MA_COUNT(before); i++)
		if (cut_start(s, before[i]))
			return true;
	for (i = 0; i < MA_COUNT(after); i++)
		if (cut_end(s, after[i]))
			return true;
	return false;
}

/* "2. " and "2) " of a list. */
static void cut_number(struct ma_str *s)
{
	size_t n = 0;

	while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
		n++;
	if (n > 0 && n + 1 < s->n && (s->p[n] == '.' || s->p[n] == ')') && s->p[n + 1] == ' ')
		*s = ma_str_trim(ma_str_from(*s, n + 1));
}

static struct ma_str in_heading(struct ma_str line)
{
	do
		cut_number(&line);
	while (line.n > 0 && cut_any(&line));
	return if_path(line);
}

/* Words that announce a file, first of all, and no word that places something in one. */
static bool announces(struct ma_str words)
{
	static const char *const firsts[] = { "create", "created", "update", "updated", "add",
		"write", "here", "here's", "then", "and", "now", "next", "first", "finally", "new",
		"file", "the", "modified" };
	static const char *const places[] = { "in", "to", "into", "from", "of", "at", "inside",
		"within", "like", "after", "before", "line", "lines" };
	struct ma_str word;
	size_t n = 0;

	while (ma_str_cut(&words, ' ', &word)) {
		if (word.n == 0)
			continue;
		if (++n > WORDS_MOST || (n == 1 && !one_of(word, firsts, MA_COUNT(firsts))) ||
			one_of(word, places, MA_COUNT(places)))
			return false;
	}
	return n > 0;
}

/* "Create `src/a.ts`:": one code span, at the end. */
static struct ma_str in_sentence(struct ma_str line)
{
	const char *open, *close;

	while (cut_end(&line, ":") || cut_end(&line, "**") || cut_end(&line, "(new file)"))
		;
	open = line.n > 0 ? memchr(line.p, '`', line.n) : NULL;
	if (!open)
		return ma_str("");
	close = memchr(open + 1, '`', (size_t)(line.p + line.n - open - 1));
	if (!close || close + 1 != line.p + line.n ||
		!announces(ma_str_n(line.p, (size_t)(open - line.p))))
		return ma_str("");
	return if_path(ma_str_n(open + 1, (size_t)(close - open - 1)));
}

struct ma_str ma_named_in_prose(struct ma_str line)
{
	struct ma_str path;

	line = ma_str_trim(line);
	if (line.n > LINE_LONGEST || line.n == 0)
		return ma_str("");
	path = in_heading(line);
	return path.n > 0 ? path : in_sentence(line);
}

struct ma_str ma_named_in_comment(struct ma_str line)
{
	static const char *const before[] = { "//", "#", "<!--", "/*", "--", ";" };
	static const char *const after[] = { "-->", "*/" };
	size_t i;

	line = ma_str_trim(line);
	if (line.n > LINE_LONGEST)
		return ma_str("");
	for (i = 0; i < MA_COUNT(before); i++)
		if (cut_start(&line, before[i]))
			break;
	if (i == MA_COUNT(before))
		return ma_str("");
	for (i = 0; i < MA_COUNT(after); i++)
		(void)cut_end(&line, after[i]); /* only some comments have an end */
	if (!cut_start(&line, "File:") && !cut_start(&line, "Filename:"))
		(void)cut_start(&line, "Path:"); /* a label may be there */
	return if_path(line);
}

/* `part` is the end of `whole`, from a component on. */
static bool is_end(struct ma_str part, struct ma_str whole)
{
	size_t at = whole.n - part.n;

	return part.n < whole.n && whole.p[at - 1] == '/' && ma_str_eq(ma_str_from(whole, at), part);
}

struct ma_str ma_named_both(struct ma_str a, struct ma_str b, bool *clash_out)
{
	*clash_out = false;
	if (a.n == 0 || is_end(a, b))
		return b;
	if (b.n > 0 && !ma_str_eq(a, b) && !is_end(b, a))
		*clash_out = true;
	return a;
}

bool ma_named_transcript(struct ma_str info, struct ma_str path)
{
	static const char *const labels[] = { "bash", "sh", "shell", "console", "terminal", "text",
		"plaintext", "output", "diff", "log" };
	static const char *const exts[] = { ".sh", ".bash", ".txt", ".diff", ".patch", ".log" };

	return one_of(info, labels, MA_COUNT(labels)) &&
		!one_of(ma_path_ext(path), exts, MA_COUNT(exts));
}
