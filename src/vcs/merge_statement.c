/*
 * Both sides change one statement of code, each in lines of its own: one turns `if (x)` into `if (!x)`, the other one gives it an `else`.
 * Parts of a statement depend on each other, and so the lines from the one change to the other become a conflict. What
 * a statement holds as a list (a block, an object, arguments, a text) is no part of it: its members may change apart.
 *
 * Looked for in the base, where it has both changes, and in what becomes of the lines.
 */
#include "vcs/merge_parts.h"

#include "base/map.h"

/* What holds others that do not depend on each other, in all languages. */
static const char *const lists[] = { "statement_block", "block", "compound_statement", "class_body",
	"declaration_list", "field_declaration_list", "object", "array", "object_pattern",
	"array_pattern", "dictionary", "list", "set", "tuple", "arguments", "argument_list",
	"formal_parameters", "parameters", "parameter_list", "switch_body", "switch_block",
	"switch_case", "switch_default", "expression_case", "default_case", "communication_case",
	"type_case", "case_statement", "case_clause", "switch_block_statement_group", "switch_rule",
	"match_block", "expression_switch_statement", "type_switch_statement", "select_statement",
	"jsx_element", "jsx_fragment", "jsx_opening_element", "jsx_self_closing_element",
	"template_string", "string", "string_literal", "raw_string_literal",
	"interpreted_string_literal", "concatenated_string", "comment", "line_comment",
	"block_comment", "named_imports", "export_clause", "import_list", "enum_body",
	"interface_body", "object_type", "literal_value", "initializer_list", "array_initializer",
	"field_initializer_list", "enumerator_list", "union_type", "tuple_type", "token_tree",
	"import_statement", "import_from_statement", "future_import_statement", "export_statement",
	"labeled_statement" };

/* Beside those whose names end in "_statement". */
static const char *const statements[] = { "lexical_declaration", "variable_declaration",
	"variable_declarator", "short_var_declaration", "local_variable_declaration",
	"let_declaration", "declaration", "if_expression", "match_expression", "while_expression",
	"for_expression", "loop_expression" };

struct range {
	size_t from, end; /* bytes; without blanks, commas and semicolons around it */
};

/* A statement, by where it stands; `end` 0: none. */
struct changed {
	uint32_t from, end;
	size_t chunk;
	enum ma_chunk_kind kind;
};

struct looking {
	struct ma_merge3 *m;
	struct ma_arena *arena;
	struct ma_syntax *syntax;
	const struct ma_language *language;
};

static bool is_statement(const char *type)
{
	return ma_str_ends(ma_str(type), "_statement") || MA_STR_AMONG(ma_str(type), statements);
}

/* Into the child that holds all of the range; false: none does. */
static bool go_in(const struct ma_tree_sitter *ts, TSTreeCursor *at, const struct range *r)
{
	TSNode node;

	if (ts->tree_cursor_goto_first_child_for_byte(at, (uint32_t)r->from) < 0)
		return false;
	node = ts->tree_cursor_current_node(at);
	return ts->node_start_byte(node) <= r->from && ts->node_end_byte(node) >= r->end;
}

/* The smallest statement around a range, where no list is between them. */
static void find_statement(
	const struct ma_syntax_tree *tree, const struct range *r, struct changed *out)
{
	const struct ma_tree_sitter *ts = tree->ts;
	TSTreeCursor at = ts->tree_cursor_new(ts->tree_root_node(tree->tree));
	const char *type;
	TSNode node;

	out->from = out->end = 0;
	while (go_in(ts, &at, r)) {
		node = ts->tree_cursor_current_node(&at);
		type = ts->node_type(node);
		if (MA_STR_AMONG(ma_str(type), lists)) {
			out->from = out->end = 0;
		} else if (is_statement(type)) {
			out->from = ts->node_start_byte(node);
			out->end = ts->node_end_byte(node);
		}
	}
	ts->tree_cursor_delete(&at);
}

static bool is_around(char c)
{
	return strchr(" \t\r\n,;", c) != NULL;
}

static struct range trimmed(const struct ma_buf *text, size_t from, size_t end)
{
	while (from < end && is_around(text->p[from]))
		from++;
	while (end > from && is_around(text->p[end - 1]))
		end--;
	return (struct range){ from, end };
}

static enum ma_side side_of(enum ma_chunk_kind kind, bool merged)
{
	return !merged ? MA_BASE : kind == MA_CHUNK_THEIRS ? MA_THEIRS : MA_OURS;
}

/* The base or, with ours where it is a conflict, the merge. ranges: of each chunk. */
static void write(const struct ma_merge3 *m, bool merged, struct ma_buf *text, struct range *ranges)
{
	size_t i, from;

	for (i = 0; i < m->chunks_n; i++) {
		from = text->n;
		ma_merge3_side(m, &m->chunks[i], side_of(m->chunks[i].kind, merged), text);
		ranges[i] = (struct range){ from, text->n };
	}
	for (i = 0; i < m->chunks_n && !text->rc; i++)
		ranges[i] = trimmed(text, ranges[i].from, ranges[i].end);
}

/* From the one chunk to the other it is one conflict. */
static void fuse(struct ma_merge3 *m, size_t first, size_t last)
{
	size_t i;
	int s;

	for (i = first + 1; i <= last; i++) {
		m->conflicts_n -= m->chunks[i].kind == MA_CHUNK_CONFLICT;
		for (s = 0; s < MA_SIDES_N; s++)
			m->chunks[first].n[s] += m->chunks[i].n[s];
	}
	m->chunks[first].kind = MA_CHUNK_CONFLICT;
	m->conflicts_n++;
	memmove(&m->chunks[first + 1], &m->chunks[last + 1],
		(m->chunks_n - last - 1) * sizeof(*m->chunks));
	m->chunks_n -= last - first;
}

/* Chunks of one statement and of both sides; the last ones first, so that the others keep their numbers. */
static bool fuse_all(struct ma_merge3 *m, const struct changed *v, size_t n)
{
	bool found = false;
	size_t i, k;

	for (i = n; i-- > 1;)
		for (k = i; k-- > 0;) {
			if (v[k].from != v[i].from || v[k].end != v[i].end || v[k].kind == v[i].kind)
				continue;
			fuse(m, v[k].chunk, v[i].chunk);
			found = true;
			i = k; /* what is between them is part of it */
			break;
		}
	return found;
}

/* In one of the two texts. *found_out stays where there is nothing. */
static ma_rc look_at(struct looking *l, bool merged, bool *found_out, ma_err *err)
{
	struct ma_merge3 *m = l->m;
	struct range *ranges = ma_arena_new_n(l->arena, struct range, m->chunks_n);
	struct changed *v = ma_arena_new_n(l->arena, struct changed, m->chunks_n);
	struct ma_buf text = MA_BUF_INIT(MA_MERGED_MAX);
	struct ma_syntax_tree tree = { .tree = NULL };
	ma_err why = { .code = MA_OK };
	size_t n = 0, i;
	ma_rc rc = MA_ENOMEM;

	if (ranges && v) {
		write(m, merged, &text, ranges);
		rc = text.rc
			? text.rc
			: ma_syntax_parse(l->syntax, l->language, ma_buf_str(&text), &tree, &why);
	}
	for (i = 0; i < m->chunks_n && !rc; i++) {
		enum ma_chunk_kind kind = m->chunks[i].kind;

		if ((kind != MA_CHUNK_OURS && kind != MA_CHUNK_THEIRS) ||
			ranges[i].from == ranges[i].end)
			continue;
		v[n] = (struct changed){ .chunk = i, .kind = kind };
		find_statement(&tree, &ranges[i], &v[n]);
		n += v[n].end > 0;
	}
	if (!rc)
		*found_out |= fuse_all(m, v, n);
	ma_syntax_tree_done(&tree);
	ma_buf_done(&text);
	return rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
}

/* Scripts without an extension are told by their first line. */
static const struct ma_language *language_of(const struct ma_merge3 *m, struct ma_str path)
{
	const struct ma_lines *ours = &m->side[MA_OURS];

	return ma_syntax_language_of(path, ours->n > 0 ? ours->v[0] : MA_STR(""));
}

static bool has(const struct ma_merge3 *m, enum ma_chunk_kind kind)
{
	size_t i;

	for (i = 0; i < m->chunks_n; i++)
		if (m->chunks[i].kind == kind)
			return true;
	return false;
}

ma_rc ma_merge_statements(struct ma_merge3 *m, const struct ma_merge_opts *opts,
	struct ma_arena *arena, bool *found_out, ma_err *err)
{
	struct looking l = { m, arena, opts->syntax, language_of(m, opts->path) };
	ma_rc rc;

	*found_out = false;
	if (!l.syntax || !l.language || !has(m, MA_CHUNK_OURS) || !has(m, MA_CHUNK_THEIRS))
		return MA_OK;
	rc = look_at(&l, false, found_out, err);
	return rc ? rc : look_at(&l, true, found_out, err);
}
