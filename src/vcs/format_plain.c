/*
 * What is built in: one kind of line end (that of most lines), no blanks before it, one at the end of the file; JSON laid out.
 *
 * Blanks are taken away where the tree tells that they stand in no string, template or text of JSX, and in style sheets. Elsewhere
 * (Markdown's hard breaks, block scalars of YAML, heredocs of shells) they may mean something, and stay.
 */
#include "vcs/format.h"

#include "base/limits.h"
#include "vcs/lines.h"
#include "vcs/outline.h"

#define OUT_MAX (4 * MA_FORMAT_MAX)

/* Where blanks before the end of a line mean something, in the order of the text. */
struct spans {
	struct {
		uint32_t from, end;
	} * v;
	size_t n, cap;
};

/* Whose line ends and final newline are ours to choose: names that end so. */
static const char *const texts[] = { ".css", ".scss", ".less", ".html", ".md", ".markdown", ".yml",
	".yaml", ".toml", ".json", ".jsonc", ".sh", ".bash", ".sql", ".cpp", ".hpp", ".cc", ".kt",
	".swift", ".rb", ".php", ".vue", ".svelte", "ignore", "Dockerfile", "Makefile" };
static const char *const loose[] = { ".css", ".scss", ".less" };

static bool ends_in(struct ma_str path, const char *const *ends, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_ends(path, ends[i]))
			return true;
	return false;
}

static bool add_span(struct spans *s, struct ma_arena *arena, uint32_t from, uint32_t end)
{
	size_t cap = s->cap ? 2 * s->cap : 32;
	void *more;

	if (s->n == s->cap) {
		more = ma_arena_alloc(arena, cap, sizeof(*s->v));
		if (!more)
			return false;
		if (s->n > 0)
			memcpy(more, s->v, s->n * sizeof(*s->v));
		s->v = more;
		s->cap = cap;
	}
	s->v[s->n].from = from;
	s->v[s->n++].end = end;
	return true;
}

/* A token over several lines that is no comment, and whatever calls itself a string or a template. */
static bool is_kept(const struct ma_tree_sitter *ts, TSNode node, struct ma_str text)
{
	struct ma_str type = ma_str(ts->node_type(node));
	uint32_t from = ts->node_start_byte(node), end = ts->node_end_byte(node);

	if (ma_str_find(type, MA_STR("comment")) >= 0 || end == from ||
		!memchr(text.p + from, '\n', end - from))
		return false;
	return (ts->node_child_count(node) == 0 &&
		       ma_str_trim(ma_str_n(text.p + from, end - from)).n > 0) ||
		ma_str_find(type, MA_STR("string")) >= 0 ||
		ma_str_find(type, MA_STR("template")) >= 0 || ma_str_find(type, MA_STR("jsx")) >= 0;
}

/* False: memory is out. */
static bool read_spans(const struct ma_syntax_tree *tree, struct ma_str text,
	struct ma_arena *arena, struct spans *out)
{
	const struct ma_tree_sitter *ts = tree->ts;
	TSTreeCursor at = ts->tree_cursor_new(ts->tree_root_node(tree->tree));
	bool ok = true, up = false, kept;
	TSNode node;

	while (ok && !up) {
		node = ts->tree_cursor_current_node(&at);
		kept = is_kept(ts, node, text);
		ok = !kept ||
			add_span(out, arena, ts->node_start_byte(node), ts->node_end_byte(node));
		if (!kept && ts->tree_cursor_goto_first_child(&at))
			continue;
		while (!up && !ts->tree_cursor_goto_next_sibling(&at))
			up = !ts->tree_cursor_goto_parent(&at);
	}
	ts->tree_cursor_delete(&at);
	return ok;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Most texts have no blanks before the end of a line: then nobody has to know where they would mean something. */
static bool has_blanks(struct ma_str text)
{
	struct ma_str line;

	while (ma_str_line(&text, &line))
		if (line.n > 0 && is_blank(line.p[line.n - 1]))
			return true;
	return false;
}

/* Where blanks may go; *strip false: nowhere, since nothing is known of the text, or it has errors. */
static ma_rc find_spans(struct ma_syntax *syntax, struct ma_str path, struct ma_str text,
	struct ma_arena *arena, struct spans *out, bool *strip, ma_err *err)
{
	const struct ma_language *language = ma_syntax_language_of(path, text);
	struct ma_syntax_tree tree = { .tree = NULL };
	ma_err why = { .code = MA_OK };
	ma_rc rc = MA_OK;

	*strip = ends_in(path, loose, MA_COUNT(loose));
	if (!language || !syntax || ma_syntax_parse(syntax, language, text, &tree, &why))
		return MA_OK;
	/* A shell's heredocs and escaped blanks are not to be told from others. */
	*strip = ma_syntax_errors(&tree) == 0 && strcmp(ma_language_name(language), "bash") != 0;
	if (*strip && !read_spans(&tree, text, arena, out))
		rc = ma_fail_nomem(err);
	ma_syntax_tree_done(&tree);
	return rc;
}

static bool mostly_crlf(struct ma_str text)
{
	size_t crlf = 0, lf = 0, i;

	for (i = 0; i < text.n; i++)
		if (text.p[i] == '\n')
			*(i > 0 && text.p[i - 1] == '\r' ? &crlf : &lf) += 1;
	return crlf > lf;
}

/* A carriage return that ends no line: where lines end in such a text is not ours to say. */
static bool has_stray_return(struct ma_str text)
{
	size_t i;

	for (i = 0; i < text.n; i++)
		if (text.p[i] == '\r' && (i + 1 == text.n || text.p[i + 1] != '\n'))
			return true;
	return false;
}

static void write_lines(struct ma_str text, const struct spans *keep, bool strip, struct ma_buf *out)
{
	const char *end = mostly_crlf(text) ? "\r\n" : "\n";
	struct ma_str rest = text, line;
	size_t span = 0, at;

	while (ma_str_line(&rest, &line)) {
		at = (size_t)(line.p - text.p) + line.n; /* where its end stands */
		while (span < keep->n && keep->v[span].end <= at)
			span++;
		if (strip && !(span < keep->n && keep->v[span].from <= at))
			while (line.n > 0 && is_blank(line.p[line.n - 1]))
				line.n--;
		ma_buf_addv(out, line);
		ma_buf_adds(out, end);
	}
}

/* With an end for its last line: a grammar may need that to read it. NULL: memory is out. */
static const char *ended(struct ma_str text, struct ma_arena *arena, size_t *n)
{
	char *copy;

	*n = text.n;
	if (text.p[text.n - 1] == '\n')
		return text.p;
	copy = ma_arena_alloc(arena, text.n + 1, 1);
	if (!copy)
		return NULL;
	memcpy(copy, text.p, text.n);
	copy[(*n)++] = '\n';
	return copy;
}

static ma_rc lay_out(struct ma_syntax *syntax, struct ma_str path, struct ma_str text,
	struct ma_arena *arena, struct ma_buf *out, ma_err *err)
{
	struct spans keep = { .n = 0 };
	bool strip = false;
	ma_rc rc = MA_OK;

	if (ma_str_ends(path, ".json") && !ma_str_starts(text, "\xef\xbb\xbf")) {
		if (ma_format_json(text, out))
			return MA_OK;
		ma_buf_clear(out);
	}
	if (has_stray_return(text)) {
		ma_buf_addv(out, text);
		return MA_OK;
	}
	text.p = ended(text, arena, &text.n);
	if (!text.p)
		return ma_fail_nomem(err);
	if (has_blanks(text))
		rc = find_spans(syntax, path, text, arena, &keep, &strip, err);
	if (!rc)
		write_lines(text, &keep, strip, out);
	return rc;
}

ma_rc ma_format_plain(struct ma_syntax *syntax, struct ma_str path, struct ma_str text,
	struct ma_arena *arena, struct ma_str *out, ma_err *err)
{
	struct ma_buf laid = MA_BUF_INIT(OUT_MAX);
	char *copy = NULL;
	size_t n;
	ma_rc rc;

	*out = text;
	if (text.n == 0 || text.n > MA_FORMAT_MAX || !ma_str_is_text(text) ||
		!(ma_syntax_language_of(path, text) || ends_in(path, texts, MA_COUNT(texts))))
		return MA_OK;
	rc = lay_out(syntax, path, text, arena, &laid, err);
	n = laid.n;
	if (!rc && laid.rc == MA_ENOMEM)
		rc = ma_fail_nomem(err);
	if (!rc && !laid.rc && !ma_str_eq(ma_buf_str(&laid), text)) {
		copy = ma_arena_dup(arena, ma_buf_str(&laid));
		if (copy)
			*out = ma_str_n(copy, n);
		else
			rc = ma_fail_nomem(err);
	}
	ma_buf_done(&laid);
	return rc;
}
