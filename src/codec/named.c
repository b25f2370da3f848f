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

static bool is_bare_name(struct ma_str base)
{
	static const char *const names[] = { "Dockerfile", "Makefile", "LICENSE", "Procfile",
		"Gemfile", "Rakefile", "Jenkinsfile", "CODEOWNERS", "GNUmakefile", "Containerfile",
		"Justfile", "justfile", "Vagrantfile", "Caddyfile", "Pipfile", "Brewfile",
		"Podfile", "Tiltfile", "Earthfile", "Snakefile", "NOTICE", "COPYING", "AUTHORS",
		"gradlew", "mvnw" };

	return MA_STR_AMONG(base, names);
}

/* Directories whose files are programs, which have no extension. */
static bool is_of_programs(struct ma_str path)
{
	static const char *const dirs[] = { "bin", "sbin", ".husky", ".githooks" };
	struct ma_str dir = ma_path_base(ma_path_dir(path));

	return MA_STR_AMONG(dir, dirs);
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
	return ext.n > 1 ? is_letter(ext.p[1]) : is_bare_name(base) || is_of_programs(s);
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

static bool cut_end(struct ma_str *s, const char *what)
{
	if (!ma_str_ends(*s, what))
		return false;
	*s = ma_str_trim(ma_str_n(s->p, s->n - strlen(what)));
	return true;
}

/* What says of a file that it is whole. */
static bool cut_state(struct ma_str *s)
{
	static const char *const states[] = { "(new)", "(new file)", "(updated)", "(modified)",
		"(complete)" };
	size_t i;

	for (i = 0; i < MA_COUNT(states); i++)
		if (cut_end(s, states[i]))
			return true;
	return false;
}

struct ma_str ma_named_bare(struct ma_str path)
{
	path = ma_str_trim(path);
	(void)cut_state(&path); /* it need not be there */
	return ma_named_clean(path);
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
		return MA_STR_AMONG_NOCASE(head, keys) ? if_path(rest) : ma_str("");
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

/* The length of a sign that only decorates: an arrow, a dingbat, an emoji and what modifies it; 0: it is none. Lines of trees are none. */
static size_t symbol_at(struct ma_str s)
{
	unsigned char c[4] = { 0 };
	size_t i;

	for (i = 0; i < 4 && i < s.n; i++)
		c[i] = (unsigned char)s.p[i];
	if (c[0] == 0xf0 && c[1] == 0x9f)
		return s.n < 4 ? 0 : 4;
	if (c[0] == 0xe2 && c[1] >= 0x86 && c[1] <= 0xaf)
		return s.n < 3 || c[1] == 0x94 || c[1] == 0x95 ? 0 : 3;
	if ((c[0] == 0xef && c[1] == 0xb8 && c[2] == 0x8f) ||
		(c[0] == 0xe2 && c[1] == 0x83 && c[2] == 0xa3) ||
		(c[0] == 0xe2 && c[1] == 0x80 && (c[2] == 0x8d || c[2] == 0xa2)))
		return 3;
	return 0;
}

/* Symbols, and digits on keys ("1" U+FE0F U+20E3). */
static bool cut_symbols(struct ma_str *s)
{
	size_t n, before = s->n;

	if (s->n > 4 && s->p[0] >= '0' && s->p[0] <= '9' && (unsigned char)s->p[1] >= 0xe2 &&
		symbol_at(ma_str_from(*s, 1)) > 0)
		*s = ma_str_from(*s, 1);
	while ((n = symbol_at(*s)) > 0)
		*s = ma_str_from(*s, n);
	if (s->n == before)
		return false;
	*s = ma_str_trim(*s);
	return true;
}

/* What decorates a heading; in the order in which it is looked for. */
static bool cut_any(struct ma_str *s)
{
	static const char *const before[] = { "#", "**", "*", "__", "`", "- ", "// ", "<!--",
		"===", "---", "[", "File:", "Filename:", "Path:", "文件：", "文件:", "文件名：",
		"文件路径：", "ファイル：", "ファイル名：", "<details>", "<summary>", "<b>",
		"<code>", "<strong>" };
	static const char *const after[] = { "*", "`", ":", "：", "__", "-->", "===", "---", "]",
		"</summary>", "</b>", "</code>", "</strong>" };
	size_t i;

	for (i = 0; i < MA_COUNT(before); i++)
		if (cut_start(s, before[i]))
			return true;
	for (i = 0; i < MA_COUNT(after); i++)
		if (cut_end(s, after[i]))
			return true;
	return cut_state(s) || cut_symbols(s);
}

static size_t digits(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

/* "2. ", "2) " and "2.1. " of a list. */
static bool cut_number(struct ma_str *s)
{
	struct ma_str rest = *s;
	size_t n;

	while ((n = digits(rest)) > 0 && n + 1 < rest.n && (rest.p[n] == '.' || rest.p[n] == ')')) {
		rest = ma_str_from(rest, n + 1);
		if (rest.p[0] == ' ') {
			*s = ma_str_trim(rest);
			return true;
		}
	}
	return false;
}

/* "File 2 of 3:" and "Step 2:". */
static bool cut_step(struct ma_str *s)
{
	struct ma_str rest = *s;
	size_t n;

	if (!cut_start(&rest, "File ") && !cut_start(&rest, "Step "))
		return false;
	n = digits(rest);
	rest = ma_str_trim(ma_str_from(rest, n));
	if (n > 0 && cut_start(&rest, "of "))
		rest = ma_str_trim(ma_str_from(rest, digits(rest)));
	if (n == 0 || !cut_start(&rest, ":"))
		return false;
	*s = rest;
	return true;
}

/* "[src/a.ts](src/a.ts)": its text. */
static bool cut_link(struct ma_str *s)
{
	ptrdiff_t seam = ma_str_find(*s, MA_STR("]("));

	if (seam < 1 || s->p[0] != '[' || s->p[s->n - 1] != ')')
		return false;
	*s = ma_str_n(s->p + 1, (size_t)seam - 1);
	return true;
}

static struct ma_str in_heading(struct ma_str line)
{
	while (line.n > 0 &&
		(cut_link(&line) || cut_number(&line) || cut_step(&line) || cut_any(&line)))
		;
	return if_path(line);
}

/* Words that announce a file, first of all, and no word that places something in one, or says that it is as it was. */
static bool announces(struct ma_str words)
{
	static const char *const firsts[] = { "create", "created", "update", "updated", "add",
		"write", "here", "here's", "then", "and", "now", "next", "first", "finally", "new",
		"file", "the", "modified", "below", "save" };
	static const char *const wholes[] = { "content", "contents", "code" };
	static const char *const places[] = { "in", "to", "into", "from", "of", "at", "inside",
		"within", "like", "after", "before", "line", "lines", "current", "original",
		"existing", "old", "previous", "broken", "problem", "error", "bug", "issue", "not",
		"problem:", "error:", "bug:", "issue:" };
	struct ma_str word;
	bool whole = false; /* "the contents of" */
	size_t n = 0;

	while (ma_str_cut(&words, ' ', &word)) {
		if (word.n == 0)
			continue;
		if (++n > WORDS_MOST || (n == 1 && !MA_STR_AMONG_NOCASE(word, firsts)) ||
			(MA_STR_AMONG_NOCASE(word, places) && !(whole && ma_str_is(word, "of"))))
			return false;
		whole = MA_STR_AMONG_NOCASE(word, wholes);
	}
	return n > 0;
}

/* "Create `src/a.ts`:": one code span, at the end. */
static struct ma_str in_sentence(struct ma_str line)
{
	const char *open, *close;

	while (cut_end(&line, ":") || cut_end(&line, "**") || cut_state(&line))
		;
	while (cut_start(&line, "#") || cut_number(&line) || cut_step(&line) || cut_symbols(&line))
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

/* Take off what marks a line as a heading, at its beginning. */
static bool cut_marks(struct ma_str *s)
{
	static const char *const marks[] = { "#", "**", "__", "`", "* ", "- " };
	bool marked = false, more;
	size_t i;

	do {
		more = cut_number(s) || cut_step(s) || cut_symbols(s);
		for (i = 0; i < MA_COUNT(marks) && !more; i++)
			more = cut_start(s, marks[i]);
		marked |= more;
	} while (more && s->n > 0);
	return marked;
}

struct ma_str ma_named_with_more(struct ma_str line)
{
	static const char *const seams[] = { "- ", "—", "–", ":", "(", "lines ", "line " };
	struct ma_str path;
	size_t n = 0, i;

	line = ma_str_trim(line);
	if (line.n > LINE_LONGEST || !cut_marks(&line))
		return ma_str("");
	while (n < line.n && !strchr(" `*:", line.p[n]))
		n++;
	path = if_path(ma_str_n(line.p, n));
	for (line = ma_str_from(line, n); cut_start(&line, "`") || cut_start(&line, "**");)
		;
	line = ma_str_trim(line);
	for (i = 0; path.n > 0 && i < MA_COUNT(seams); i++)
		if (ma_str_starts(line, seams[i]))
			return path;
	return ma_str("");
}

bool ma_named_goes_on(struct ma_str line)
{
	return ma_str_find(line, MA_STR("(cont")) >= 0 || ma_str_find(line, MA_STR("(part ")) >= 0;
}

struct ma_str ma_named_doubtful(struct ma_str line)
{
	struct ma_str word = ma_str_trim(line), bare;
	bool marked;
	size_t i;

	if (word.n > LINE_LONGEST)
		return ma_str("");
	while (cut_end(&word, ":") || cut_start(&word, "#") || cut_start(&word, "- "))
		;
	marked = cut_start(&word, "File:");
	bare = ma_named_clean(word);
	marked |= bare.n < word.n;
	for (i = 0; i < bare.n; i++)
		if (!is_letter(bare.p[i]) && !strchr("0123456789._-/", bare.p[i]))
			return ma_str("");
	if (!marked || ma_str_find(bare, MA_STR("/")) < 1 || ma_str_ends(bare, "/") ||
		ma_path_ext(bare).n > 0)
		return ma_str("");
	return bare;
}

bool ma_named_part(struct ma_str path)
{
	struct ma_str base = ma_path_base(path);
	size_t n = base.n, k;

	while (n > 0 && strchr("0123456789-L:", base.p[n - 1]))
		n--;
	if (n == base.n || n == 0)
		return false;
	k = base.p[n - 1] == '#' ? n - 1 : base.p[n] == ':' ? n : 0;
	return k > 0 && ma_path_ext(ma_str_n(base.p, k)).n > 1 &&
		digits(ma_str_n(base.p + base.n - 1, 1)) == 1;
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
	if (!cut_start(&line, "File:") && !cut_start(&line, "Filename:") &&
		!cut_start(&line, "Filepath:"))
		(void)cut_start(&line, "Path:"); /* a label may be there */
	(void)cut_state(&line);                  /* and what says that it is whole */
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

	return MA_STR_AMONG_NOCASE(info, labels) && !MA_STR_AMONG_NOCASE(ma_path_ext(path), exts);
}
