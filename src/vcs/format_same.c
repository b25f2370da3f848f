/* Trees written down so that layout does not show. */
#include "vcs/format_same.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"

#define WRITTEN_MAX ((size_t)64 << 20)
#define DEPTH_MAX 4096   /* a deeper tree is not compared */
#define IMPORTS_MAX 1000 /* of one Go file */

enum tongue { ECMA, PYTHON, GO, SHELL, OTHER };

/* The nodes that lead to where it is. */
struct level {
	TSNode node;
	bool shown; /* it was opened, and is to be closed */
};

struct writer {
	const struct ma_tree_sitter *ts;
	enum tongue tongue;
	struct ma_str text;
	struct ma_buf *out;
	struct level levels[DEPTH_MAX];
	size_t depth;
	bool comma;     /* seen, and not yet known to be the last */
	bool after_gap; /* the last token was a comma or an opening bracket */
	size_t seen;    /* of a shell's text: where the last token ended */
};

static struct ma_str text_of(const struct writer *w, TSNode node)
{
	uint32_t from = w->ts->node_start_byte(node), end = w->ts->node_end_byte(node);

	return ma_str_n(w->text.p + from, end - from);
}

static bool is(const struct writer *w, TSNode node, const char *type)
{
	return strcmp(w->ts->node_type(node), type) == 0;
}

static bool is_any(const struct writer *w, TSNode node, const char *const *types)
{
	for (; *types; types++)
		if (is(w, node, *types))
			return true;
	return false;
}

/* The n-th node around what is looked at, from 1. */
static bool around(const struct writer *w, size_t n, const char *type)
{
	return w->depth >= n && is(w, w->levels[w->depth - n].node, type);
}

static void flush_comma(struct writer *w)
{
	if (w->comma)
		ma_buf_adds(w->out, "\1,");
	w->comma = false;
}

static void add_token(struct writer *w, struct ma_str token)
{
	flush_comma(w);
	ma_buf_addc(w->out, '\1');
	ma_buf_addv(w->out, token);
	w->after_gap = false;
}

/* Each run of blanks is one. */
static void add_words(struct writer *w, struct ma_str text)
{
	bool blank = false;
	size_t i;

	text = ma_str_trim(text);
	ma_buf_addc(w->out, '\1');
	for (i = 0; i < text.n; i++) {
		if (isspace((unsigned char)text.p[i])) {
			blank = true;
			continue;
		}
		if (blank)
			ma_buf_addc(w->out, ' ');
		blank = false;
		ma_buf_addc(w->out, text.p[i]);
	}
}

/* Lines that JSX joins: without the blanks where they meet. */
static void add_jsx(struct writer *w, struct ma_str text)
{
	struct ma_str rest = text, line;
	bool first = true;

	flush_comma(w);
	ma_buf_addc(w->out, '\1');
	while (ma_str_line(&rest, &line)) {
		while (!first && line.n > 0 && isspace((unsigned char)line.p[0]))
			line = ma_str_from(line, 1);
		while (rest.n > 0 && line.n > 0 && isspace((unsigned char)line.p[line.n - 1]))
			line.n--;
		if (!first && line.n > 0)
			ma_buf_addc(w->out, ' ');
		ma_buf_addv(w->out, line);
		first = false;
	}
}

/* What stands between the quotes; an escaped quote is one. */
static void add_unquoted(struct writer *w, struct ma_str content, bool raw)
{
	size_t i;

	for (i = 0; i < content.n; i++) {
		if (!raw && content.p[i] == '\\' && i + 1 < content.n) {
			if (content.p[i + 1] != '\'' && content.p[i + 1] != '"')
				ma_buf_addc(w->out, content.p[i]);
			i++;
		}
		ma_buf_addc(w->out, content.p[i]);
	}
}

static void add_string(struct writer *w, struct ma_str s)
{
	bool raw = false, doc = w->tongue == PYTHON && around(w, 1, "expression_statement");
	size_t quotes = 1;

	flush_comma(w);
	w->after_gap = false;
	ma_buf_addc(w->out, '\1');
	for (; s.n > 0 && isalpha((unsigned char)s.p[0]); s = ma_str_from(s, 1)) {
		char c = (char)tolower((unsigned char)s.p[0]);

		raw |= c == 'r';
		if (c != 'u')
			ma_buf_addc(w->out, c);
	}
	if (s.n >= 6 && (ma_str_starts(s, "\"\"\"") || ma_str_starts(s, "'''")))
		quotes = 3;
	if (s.n < 2 * quotes)
		return;
	ma_buf_addc(w->out, '"');
	s = ma_str_n(s.p + quotes, s.n - 2 * quotes);
	if (doc)
		add_words(w, s);
	else
		add_unquoted(w, s, raw);
}

static bool is_string(const struct writer *w, TSNode node)
{
	return (w->tongue == ECMA || w->tongue == PYTHON) && is(w, node, "string");
}

static bool is_comment(const struct writer *w, TSNode node)
{
	return ma_str_find(ma_str(w->ts->node_type(node)), MA_STR("comment")) >= 0;
}

/* Not within "for ((a; b; c)); do", where it may stand alone. */
static bool is_end_in_shell(const struct writer *w, struct ma_str token)
{
	struct ma_str before = ma_str_n(w->text.p, (size_t)(token.p - w->text.p));
	struct ma_str behind = ma_str_from(w->text, before.n + token.n);

	if (!around(w, 1, "c_style_for_statement"))
		return true;
	return ma_str_ends(ma_str_trim(before), "))") && ma_str_starts(ma_str_trim(behind), "do");
}

static bool is_separator(const struct writer *w, struct ma_str token)
{
	bool semicolon = ma_str_is(token, ";");

	if (w->tongue == SHELL)
		return (semicolon && is_end_in_shell(w, token)) ||
			(ma_str_is(token, ";;") && around(w, 1, "case_item"));
	if (around(w, 1, "for_statement") || around(w, 1, "for_clause"))
		return false;
	if (w->tongue == ECMA)
		return semicolon ||
			(ma_str_is(token, ",") &&
				(around(w, 1, "interface_body") || around(w, 1, "object_type")));
	return semicolon && (w->tongue == GO || w->tongue == PYTHON);
}

/* Parentheses that are left out with the node they stand in. */
static bool is_bare(const struct writer *w, TSNode node, size_t up)
{
	static const char *const owners[] = { "member_expression", "subscript_expression",
		"call_expression", "new_expression", "non_null_expression", "attribute",
		"subscript", "call", NULL };

	if (w->tongue != ECMA && w->tongue != PYTHON)
		return false;
	if (is(w, node, "parenthesized_expression"))
		return w->depth < up || !is_any(w, w->levels[w->depth - up].node, owners);
	return false;
}

/* "(x)" of "(x) => y", with nothing but a name in it. */
static bool is_lone_parameter(const struct writer *w, TSNode node, size_t up)
{
	TSNode inner;

	if (w->tongue != ECMA || w->depth < up ||
		!is(w, w->levels[w->depth - up].node, "arrow_function") ||
		!is(w, node, "formal_parameters") || w->ts->node_child_count(node) != 3)
		return false;
	inner = w->ts->node_child(node, 1);
	if (is(w, inner, "required_parameter") && w->ts->node_child_count(inner) == 1)
		inner = w->ts->node_child(inner, 0);
	return is(w, inner, "identifier");
}

static bool is_left_out(const struct writer *w, TSNode node)
{
	if (is_bare(w, node, 1) || is_lone_parameter(w, node, 1))
		return true;
	return is(w, node, "required_parameter") && w->depth >= 2 &&
		is_lone_parameter(w, w->levels[w->depth - 1].node, 2);
}

/* "`a`" is "$(a)", but for what backslashes mean in it. */
static bool is_substitution(const struct writer *w)
{
	return w->tongue == SHELL && around(w, 1, "command_substitution") &&
		ma_str_find(text_of(w, w->levels[w->depth - 1].node), MA_STR("\\")) < 0;
}

static bool is_bracket_left_out(const struct writer *w, struct ma_str token)
{
	TSNode parent;

	if (is_substitution(w) && (strchr("`)", token.p[0]) || ma_str_is(token, "$(")))
		return true;
	if (w->depth == 0 || !(ma_str_is(token, "(") || ma_str_is(token, ")")))
		return false;
	parent = w->levels[w->depth - 1].node;
	return is_bare(w, parent, 2) || is_lone_parameter(w, parent, 2) ||
		(w->tongue == PYTHON && is(w, parent, "import_from_statement"));
}

static void add_punctuation(struct writer *w, struct ma_str token)
{
	bool opens = ma_str_is(token, "[") || ma_str_is(token, "(") || ma_str_is(token, "{");
	bool closes = ma_str_is(token, "]") || ma_str_is(token, ")") || ma_str_is(token, "}") ||
		ma_str_is(token, ">");

	if (is_separator(w, token) || is_bracket_left_out(w, token)) {
		w->comma = w->comma && !closes;
		return;
	}
	if (ma_str_is(token, ",")) {
		flush_comma(w);
		if (w->after_gap)
			ma_buf_adds(w->out, "\1,");
		else
			w->comma = true;
		w->after_gap = true;
		return;
	}
	if (closes)
		w->comma = false;
	add_token(w, token);
	w->after_gap = opens;
}

/* What stands between two tokens of a shell and is more than layout: "\ " before a word. */
static void add_between(struct writer *w, TSNode node)
{
	size_t at = w->seen, end = w->ts->node_start_byte(node);

	if (w->tongue != SHELL)
		return;
	for (; at < end; at++) {
		if (w->text.p[at] == '\\' && at + 1 < end && w->text.p[at + 1] == '\n')
			at++;
		else if (!isspace((unsigned char)w->text.p[at]))
			add_token(w, ma_str_n(w->text.p + at, at + 1 < end ? 2 : 1));
	}
	w->seen = w->ts->node_end_byte(node);
}

/* Blanks may mean something in it, and they are not all in nodes. */
static bool is_shell_text(const struct writer *w, TSNode node)
{
	static const char *const types[] = { "string", "raw_string", "ansi_c_string",
		"translated_string", "expansion", "heredoc_body", "regex", "extglob_pattern", NULL };

	return w->tongue == SHELL && is_any(w, node, types);
}

/* As it stands; of a heredoc the first blanks stand before its node. False: it is no such text. */
static bool add_shell(struct writer *w, TSNode node)
{
	uint32_t at = w->ts->node_start_byte(node), from = at;

	if (!is_shell_text(w, node))
		return false;
	add_between(w, node);
	if (is(w, node, "heredoc_body")) {
		while (from > 0 && isspace((unsigned char)w->text.p[from - 1]))
			from--;
		while (from < at && w->text.p[from] != '\n')
			from++;
	}
	add_token(w, ma_str_n(w->text.p + from, w->ts->node_end_byte(node) - from));
	return true;
}

static void add_leaf(struct writer *w, TSNode node)
{
	struct ma_str token = text_of(w, node);
	size_t i;

	if (add_shell(w, node))
		return;
	add_between(w, node);
	if (is(w, node, "jsx_text"))
		add_jsx(w, token);
	else if (ma_str_trim(token).n == 0 || is(w, node, "line_continuation"))
		return;
	else if (is_comment(w, node))
		add_words(w, token);
	else if (!w->ts->node_is_named(node))
		add_punctuation(w, token);
	else if (!isdigit((unsigned char)token.p[0]) || (w->tongue != ECMA && w->tongue != PYTHON))
		add_token(w, token);
	else
		for (i = 0, add_token(w, MA_STR("")); i < token.n; i++)
			ma_buf_addc(w->out, (char)tolower((unsigned char)token.p[i]));
}

static int compare(const void *a, const void *b)
{
	return ma_str_cmp(*(const struct ma_str *)a, *(const struct ma_str *)b);
}

/* False: there are too many. */
static bool add_sorted(struct writer *w, TSNode list)
{
	struct ma_str specs[IMPORTS_MAX] = { { NULL, 0 } };
	uint32_t n = w->ts->node_child_count(list), i;
	size_t used = 0;

	for (i = 0; i < n && used < IMPORTS_MAX; i++)
		if (w->ts->node_is_named(w->ts->node_child(list, i)))
			specs[used++] = text_of(w, w->ts->node_child(list, i));
	qsort(specs, used, sizeof(specs[0]), compare);
	for (i = 0; i < used; i++)
		add_token(w, specs[i]);
	return used < IMPORTS_MAX;
}

/* Whole, without a look at what is inside. False: it is not such a node. */
static bool add_whole(struct writer *w, TSNode node)
{
	if (is_string(w, node))
		add_string(w, text_of(w, node));
	else if (is_comment(w, node))
		add_words(w, text_of(w, node));
	else if (w->tongue == GO && is(w, node, "import_spec_list"))
		return add_sorted(w, node);
	else
		return add_shell(w, node);
	return true;
}

static void open_node(struct writer *w, TSNode node)
{
	bool shown = !is_left_out(w, node);

	if (shown) {
		flush_comma(w);
		ma_buf_adds(w->out, "\2");
		ma_buf_adds(w->out, w->ts->node_type(node));
	}
	w->levels[w->depth++] = (struct level){ node, shown };
}

static void close_node(struct writer *w)
{
	struct level *level = &w->levels[--w->depth];

	if (!level->shown)
		return;
	flush_comma(w);
	ma_buf_addc(w->out, '\3');
}

/* False: the tree is too deep. */
static bool write_tree(struct writer *w, TSNode root)
{
	TSTreeCursor at = w->ts->tree_cursor_new(root);
	bool ok = true, up = false;
	TSNode node;

	while (ok && !up) {
		node = w->ts->tree_cursor_current_node(&at);
		if (w->ts->node_child_count(node) == 0) {
			add_leaf(w, node);
		} else if (!add_whole(w, node)) {
			ok = w->depth < DEPTH_MAX;
			if (ok)
				open_node(w, node);
			if (ok && w->ts->tree_cursor_goto_first_child(&at))
				continue;
		}
		while (!up && !w->ts->tree_cursor_goto_next_sibling(&at)) {
			up = !w->ts->tree_cursor_goto_parent(&at);
			if (!up)
				close_node(w);
		}
	}
	w->ts->tree_cursor_delete(&at);
	return ok;
}

static enum tongue tongue_of(const struct ma_language *language)
{
	const char *name = ma_language_name(language);

	if (strcmp(name, "python") == 0)
		return PYTHON;
	if (strcmp(name, "go") == 0)
		return GO;
	if (strcmp(name, "bash") == 0)
		return SHELL;
	return strcmp(name, "javascript") == 0 || strcmp(name, "typescript") == 0 ||
			strcmp(name, "tsx") == 0
		? ECMA
		: OTHER;
}

static ma_rc write_down(struct ma_syntax *syntax, const struct ma_language *language,
	struct ma_str text, struct ma_buf *out, size_t *errors, ma_err *err)
{
	struct ma_syntax_tree tree = { .tree = NULL };
	struct writer *w = ma_new(struct writer);
	ma_rc rc = w ? ma_syntax_parse(syntax, language, text, &tree, err) : ma_fail_nomem(err);

	if (!rc) {
		*w = (struct writer){
			.ts = tree.ts, .tongue = tongue_of(language), .text = text, .out = out
		};
		*errors = ma_syntax_errors(&tree);
		if (!write_tree(w, tree.ts->tree_root_node(tree.tree)))
			rc = ma_fail(err, MA_ELIMIT, "it is nested too deeply");
		else
			rc = ma_buf_check(out, err);
	}
	ma_syntax_tree_done(&tree);
	ma_free(w);
	return rc;
}

ma_rc ma_format_same(struct ma_syntax *syntax, const struct ma_language *language,
	struct ma_str before, struct ma_str after, bool *same_out, ma_err *err)
{
	struct ma_buf a = MA_BUF_INIT(WRITTEN_MAX), b = MA_BUF_INIT(WRITTEN_MAX);
	size_t had = 0, has = 0;
	ma_rc rc = write_down(syntax, language, before, &a, &had, err);

	if (!rc)
		rc = write_down(syntax, language, after, &b, &has, err);
	if (!rc)
		*same_out = has <= had && ma_str_eq(ma_buf_str(&a), ma_buf_str(&b));
	ma_buf_done(&a);
	ma_buf_done(&b);
	return rc;
}
