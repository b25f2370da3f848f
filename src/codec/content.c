/*
 * Contents that no file of code has: a diff that does not say so, the tree of a project, an answer that begins with a
 * fence, code as a page shows it (escaped, or with the numbers of its lines), two files in one. Of other files nothing is
 * said: a list in Markdown may look like a diff.
 */
#include "codec/content.h"

#include "base/err.h"
#include "base/path.h"
#include "codec/fence.h"
#include "codec/named.h"

#define NUMBERED "has a number in front of every line"
#define ESCAPED "is escaped as the text of a web page"
#define PROSE "begins with prose"

static bool is_code(struct ma_str path)
{
	static const char *const exts[] = { ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts",
		".cts", ".vue", ".svelte", ".py", ".go", ".rs", ".c", ".h", ".cc", ".cpp", ".hpp",
		".java", ".kt", ".swift", ".rb", ".php", ".cs", ".css", ".scss", ".html", ".sql",
		".sh", ".json", ".toml" };

	return MA_STR_AMONG(ma_path_ext(path), exts);
}

/* Files of such names hold no text. */
static bool is_binary(struct ma_str path)
{
	static const char *const exts[] = { ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico",
		".woff", ".woff2", ".ttf", ".otf", ".pdf", ".zip", ".gz", ".mp3", ".mp4", ".wasm",
		".jar", ".sqlite" };

	return MA_STR_AMONG(ma_path_ext(path), exts);
}

/* Every line bears a sign, and both signs are there, or all are new. */
static bool is_signed(struct ma_str content)
{
	size_t plus = 0, minus = 0, lines = 0;
	struct ma_str line;

	while (ma_str_line(&content, &line)) {
		if (line.n == 0)
			continue;
		if (line.p[0] != ' ' && line.p[0] != '+' && line.p[0] != '-')
			return false;
		plus += line.p[0] == '+';
		minus += line.p[0] == '-';
		lines++;
	}
	return plus > 0 && (minus > 0 || (plus == lines && lines > 1));
}

/* Its first line is what begins a patch. */
static bool is_patch(struct ma_str content)
{
	struct ma_str first, second;

	if (!ma_str_line(&content, &first) || !ma_str_line(&content, &second))
		return false;
	return ma_str_starts(first, "*** Begin Patch") || ma_str_starts(first, "diff --git ") ||
		ma_str_starts(first, "@@ -") ||
		(ma_str_starts(first, "--- ") && ma_str_starts(second, "+++ "));
}

/* Its first line is what stood over it: the label of a fence, a button, its name. */
static bool is_headed(struct ma_str first, struct ma_str path)
{
	static const char *const labels[] = { "typescript", "javascript", "python", "tsx", "jsx",
		"ts", "js", "py", "json", "go", "golang", "rust", "java", "html", "css", "bash",
		"sql", "c", "cpp", "toml", "Copy code", "Copy" };

	first = ma_named_clean(first);
	return MA_STR_AMONG_NOCASE(first, labels) || ma_str_eq(first, path) ||
		ma_str_eq(first, ma_path_base(path));
}

/* Its first line is said to whoever asked. */
static bool is_prose(struct ma_str first)
{
	static const char *const begins[] = { "Here is the ", "Here's the ", "Here is a ",
		"Here are the ", "I'm sorry", "I am sorry", "I cannot ", "I can't ", "Sorry, ",
		"Sure, ", "Sure! ", "Certainly! ", "Below is the ", "This is the ", "I have ",
		"I've ", "I changed ", "I updated ", "I added " };
	size_t i;

	for (i = 0; i < MA_COUNT(begins); i++)
		if (ma_str_starts(first, begins[i]))
			return true;
	return false;
}

static bool has_conflict(struct ma_str content)
{
	ptrdiff_t at = ma_str_starts(content, "<<<<<<< ")
		? 0
		: ma_str_find(content, MA_STR("\n<<<<<<< "));

	if (at < 0)
		return false;
	return ma_str_find(ma_str_from(content, (size_t)at), MA_STR("\n>>>>>>> ")) >= 0;
}

/* "…\n…": one line, which is the code as a string of JSON. */
static bool is_string(struct ma_str content, struct ma_str path)
{
	content = ma_str_trim(content);
	return content.n > 2 && content.p[0] == '"' && content.p[content.n - 1] == '"' &&
		!memchr(content.p, '\n', content.n) && ma_str_find(content, MA_STR("\\n")) > 0 &&
		!ma_str_is(ma_path_ext(path), ".json");
}

/* "[cite: 1]" and the like, with which models say where they have it from. */
static bool is_cited(struct ma_str content)
{
	ptrdiff_t at = ma_str_find(content, MA_STR("[cite"));
	struct ma_str rest = at >= 0 ? ma_str_from(content, (size_t)at) : MA_STR("");

	return ma_str_starts(rest, "[cite_start]") || ma_str_starts(rest, "[cite: ") ||
		ma_str_find(content, MA_STR("†source】")) >= 0;
}

/* Its last line is by what a model ends: "<|im_end|>". */
static bool ends_with_token(struct ma_str content)
{
	size_t n;

	content = ma_str_trim(content);
	for (n = content.n; n > 0 && content.p[n - 1] != '\n'; n--)
		;
	content = ma_str_trim(ma_str_from(content, n));
	return (ma_str_starts(content, "<|") && ma_str_ends(content, "|>")) ||
		(ma_str_starts(content, "<｜") && ma_str_ends(content, "｜>"));
}

/* U+2500 to U+257F, with which trees are drawn. */
static bool is_drawn(struct ma_str line)
{
	line = ma_str_trim(line);
	return line.n >= 3 && line.p[0] == '\xe2' && (line.p[1] == '\x94' || line.p[1] == '\x95');
}

static bool is_listing(struct ma_str content)
{
	size_t drawn = 0, lines = 0;
	struct ma_str line;

	while (ma_str_line(&content, &line)) {
		drawn += is_drawn(line);
		lines += ma_str_trim(line).n > 0;
	}
	return drawn > lines / 2;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number in front of a line, and what parts it from the line; 0: there is none. */
static size_t number_of(struct ma_str line)
{
	size_t value = 0, n = 0;

	line = ma_str_trim(line);
	for (; n < line.n && n < 7 && is_digit(line.p[n]); n++)
		value = 10 * value + (size_t)(line.p[n] - '0');
	return n > 0 && (n == line.n || strchr(" \t|:", line.p[n])) ? value : 0;
}

/* Each line begins with a number, and they rise: "12 | x();". The keys of a table may look so. */
static bool is_numbered(struct ma_str content, struct ma_str path)
{
	size_t lines = 0, last = 0, number;
	struct ma_str line;

	for (; ma_str_line(&content, &line); lines++) {
		if (ma_str_trim(line).n == 0)
			continue;
		number = number_of(line);
		if (number <= last)
			return false;
		last = number;
	}
	return lines > 1 && !ma_str_is(ma_path_ext(path), ".toml");
}

/* The length of an entity that escapes code; 0: there is none. */
static size_t entity_at(struct ma_str s)
{
	static const char *const entities[] = { "&lt;", "&gt;", "&amp;", "&quot;", "&#39;" };
	size_t i;

	for (i = 0; i < MA_COUNT(entities); i++)
		if (ma_str_starts(s, entities[i]))
			return strlen(entities[i]);
	return 0;
}

/* A comment up to the end of its line, or further. */
static bool begins_comment(struct ma_str s)
{
	if (ma_str_starts(s, "#"))
		return !ma_str_starts(s, "#include") && !ma_str_starts(s, "#define");
	return ma_str_starts(s, "//") || ma_str_starts(s, "/*");
}

static bool is_comment(struct ma_str line)
{
	line = ma_str_trim(line);
	return ma_str_starts(line, "*") || begins_comment(line);
}

/*
 * What entities stand for is there as them alone, and once at least where no quote is before it in its line, nor a
 * comment around it; nor does it end its line, as "p = &lt;" does in C.
 */
static bool is_escaped(struct ma_str content, struct ma_str path)
{
	bool quoted, found = false;
	struct ma_str line;
	size_t i, n;

	if (!memchr(content.p, '&', content.n) || memchr(content.p, '<', content.n) ||
		memchr(content.p, '>', content.n) || ma_str_is(ma_path_ext(path), ".html"))
		return false;
	while (ma_str_line(&content, &line)) {
		quoted = is_comment(line);
		for (i = 0; i<line.n; i += n> 0 ? n : 1) {
			n = line.p[i] == '&' ? entity_at(ma_str_from(line, i)) : 0;
			if (n == 0 && line.p[i] == '&')
				return false;
			found |= n > 0 && !quoted && ma_str_trim(ma_str_from(line, i + n)).n > 0;
			quoted |= strchr("\"'`", line.p[i]) != NULL ||
				begins_comment(ma_str_from(line, i));
		}
	}
	return found;
}

/* A comment names the file at its beginning, and another one later on, of the same kind and at the line's start. */
static bool is_several(struct ma_str content, struct ma_str path)
{
	struct ma_str line, own, name;
	bool clash;

	if (!ma_str_line(&content, &line))
		return false;
	own = ma_named_in_comment(line);
	if (own.n == 0)
		return false;
	while (ma_str_line(&content, &line)) {
		if (line.n == 0 || line.p[0] == ' ' || line.p[0] == '\t')
			continue;
		name = ma_named_in_comment(line);
		if (name.n == 0 || !ma_str_eq(ma_path_ext(name), ma_path_ext(path)))
			continue;
		(void)ma_named_both(own, name, &clash); /* only whether they are one */
		if (clash)
			return true;
	}
	return false;
}

/* Code as it is shown, not as it is. */
static const char *shown_fault(struct ma_str content, struct ma_str path)
{
	if (is_numbered(content, path))
		return NUMBERED;
	if (is_escaped(content, path))
		return ESCAPED;
	if (is_string(content, path))
		return "is a string of JSON";
	return is_cited(content) ? "holds marks of citations" : NULL;
}

const char *ma_content_fault(struct ma_str content, struct ma_str path)
{
	struct ma_str rest = content, line;
	struct ma_fence fence;

	if (ends_with_token(content))
		return "ends with a token of the model";
	if (is_binary(path))
		return "is text, as which no such file can be given";
	if (!is_code(path) || !ma_str_line(&rest, &line))
		return NULL;
	if (ma_fence_open(line, &fence) && fence.info.n > 0)
		return "begins with a fence that does not end with it";
	if (rest.n > 0 && is_headed(line, path))
		return "begins with a line that says what it is";
	if (is_prose(line))
		return PROSE;
	if (is_signed(content) || is_patch(content))
		return "is a diff without its label";
	if (has_conflict(content))
		return "holds the marks of a conflict";
	if (is_several(content, path))
		return "holds another file too, as a comment in it says";
	return is_listing(content) ? "is a listing of files" : shown_fault(content, path);
}

/* Files whose language has no text between its code, as pages and documents of a shell have it. */
static bool is_plain(struct ma_str path)
{
	static const char *const texts[] = { ".tsx", ".jsx", ".vue", ".svelte", ".html", ".sh",
		".php", ".rb", ".sql" };

	return is_code(path) && !MA_STR_AMONG(ma_path_ext(path), texts);
}

static size_t count(struct ma_str s, const char *mark)
{
	struct ma_str needle = ma_str(mark);
	size_t n = 0;
	ptrdiff_t at;

	for (; (at = ma_str_find(s, needle)) >= 0; n++)
		s = ma_str_from(s, (size_t)at + needle.n);
	return n;
}

/* No string or comment of several lines is open at the end of `s`, as far as their marks tell. */
static bool is_closed(struct ma_str s, struct ma_str path)
{
	/* in which any string may have lines */
	static const char *const quoting[] = { ".rs", ".cs" };

	if (MA_STR_AMONG(ma_path_ext(path), quoting) && count(s, "\"") % 2 > 0)
		return false;
	return count(s, "`") % 2 == 0 && count(s, "\"\"\"") % 2 == 0 && count(s, "'''") % 2 == 0 &&
		count(s, "/*") == count(s, "*/") && ma_str_find(s, MA_STR("R\"")) < 0;
}

static bool has_pages(struct ma_str s)
{
	return ma_str_find(s, MA_STR("</")) >= 0 || ma_str_find(s, MA_STR("/>")) >= 0;
}

/* What stands there is code, not text within it. */
static bool is_among_code(const struct ma_content_put *p)
{
	if (p->file.n > *p->left)
		return false;
	*p->left -= p->file.n;
	if (ma_str_is(ma_path_ext(p->path), ".js") && (has_pages(p->file) || has_pages(p->lines)))
		return false;
	return is_closed(ma_str_n(p->file.p, p->at), p->path) && is_closed(p->file, p->path);
}

static bool has_marks(struct ma_str s)
{
	return memchr(s.p, '`', s.n) || ma_str_find(s, MA_STR("\"\"\"")) >= 0 ||
		ma_str_find(s, MA_STR("'''")) >= 0 || ma_str_find(s, MA_STR("/*")) >= 0;
}

static bool has_entity(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '&' && entity_at(ma_str_from(s, i)) > 0)
			return true;
	return false;
}

/* One line with "\n" in it, none of them in a string or behind what may begin a comment or a pattern. */
static bool is_run_on(struct ma_str lines)
{
	char quote = '\0', c;
	bool found = false;
	size_t i;

	lines = ma_str_trim(lines);
	for (i = 0; i < lines.n; i++) {
		c = lines.p[i];
		if (c == '\n' || (!quote && (c == '/' || c == '#')))
			return false;
		if (c == '\\' && i + 1 < lines.n && lines.p[++i] == 'n') {
			if (quote)
				return false;
			found = true;
		} else if (quote ? c == quote : c == '"' || c == '\'' || c == '`') {
			quote = quote ? '\0' : c;
		}
	}
	return found && !quote;
}

/* "12| x();": each line, and the numbers follow one another; of one line alone it is that of its place. */
static bool is_quoted(const struct ma_content_put *p)
{
	struct ma_str rest = p->lines, line;
	size_t lines = 0, first = 0, number, n;

	for (; ma_str_line(&rest, &line); lines++) {
		line = ma_str_trim(line);
		number = number_of(line);
		for (n = 0; n < line.n && (is_digit(line.p[n]) || line.p[n] == ' '); n++)
			;
		if (number == 0 || n == line.n || line.p[n] != '|')
			return false;
		if (lines == 0)
			first = number;
		if (number != first + lines || (n + 1 == line.n && lines == 0))
			return false;
	}
	return lines > 1 || (lines == 1 && first == p->line);
}

static bool begins_with_prose(struct ma_str lines)
{
	struct ma_str line;

	return ma_str_line(&lines, &line) && is_prose(line) && ma_str_trim(lines).n > 0;
}

const char *ma_content_put_fault(const struct ma_content_put *p)
{
	if (p->file.n == 0)
		return ma_content_fault(p->lines, p->path);
	if (!is_plain(p->path))
		return NULL;
	if (is_quoted(p))
		return is_among_code(p) ? NUMBERED : NULL;
	if (begins_with_prose(p->lines))
		return is_among_code(p) ? PROSE : NULL;
	if (is_escaped(p->lines, p->path) && !has_marks(p->lines))
		return is_among_code(p) && !has_entity(p->file) ? ESCAPED : NULL;
	if (p->alone && is_run_on(p->lines) && is_among_code(p) &&
		ma_str_find(p->file, MA_STR("\\n")) < 0)
		return "has \\n where its lines should end";
	return NULL;
}
