/*
 * Names within a function: one side gives a loop variable, a parameter or a variable another name, and the other one uses the old one in
 * new lines. Outlines know nothing of bodies, so the names that are declared there are looked for in the syntax trees, of
 * items that both sides changed, and only where words hint at it: fewer on one side, more on the other, and still there in the merge.
 */
#include "vcs/merge_parts.h"

#include "base/map.h"
#include "vcs/word.h"

#define ASKED_MAX 16 /* names of one file; of more nothing is said */

/* What declares names: the identifiers in a field of a node; "": in all of it; "declarator*": the innermost one of these fields. */
struct binding {
	const char *language, *type, *field;
	bool again; /* the same name may stand there again and again */
};

#define ECMA(type, field)                                                           \
	{ "javascript", type, field, false }, { "typescript", type, field, false }, \
	{                                                                           \
		"tsx", type, field, false                                           \
	}

static const struct binding bindings[] = {
	ECMA("variable_declarator", "name"),
	ECMA("for_in_statement", "left"),
	ECMA("formal_parameters", ""),
	ECMA("arrow_function", "parameter"),
	ECMA("catch_clause", "parameter"),
	{ "python", "for_statement", "left", true },
	{ "python", "for_in_clause", "left", true },
	{ "python", "parameters", "", false },
	{ "python", "lambda_parameters", "", false },
	{ "python", "as_pattern", "alias", true },
	{ "python", "assignment", "left", true },
	{ "python", "named_expression", "name", true },
	{ "go", "range_clause", "left", false },
	{ "go", "short_var_declaration", "left", true },
	{ "go", "parameter_declaration", "", false },
	{ "go", "var_spec", "name", false },
	{ "rust", "let_declaration", "pattern", true },
	{ "rust", "for_expression", "pattern", false },
	{ "rust", "parameter", "pattern", false },
	{ "rust", "closure_parameters", "", false },
	{ "rust", "let_condition", "pattern", false },
	{ "rust", "match_pattern", "", false },
	{ "c", "declaration", "declarator*", false },
	{ "c", "init_declarator", "declarator*", false },
	{ "c", "parameter_declaration", "declarator*", false },
	{ "java", "variable_declarator", "name", false },
	{ "java", "enhanced_for_statement", "name", false },
	{ "java", "formal_parameter", "name", false },
	{ "java", "catch_formal_parameter", "name", false },
	{ "java", "lambda_expression", "parameters", false },
	{ "bash", "variable_assignment", "name", true },
	{ "bash", "for_statement", "variable", true },
};

/* How often a word stands in an item of each text; [MA_SIDES_N]: of the merge. */
struct uses {
	size_t n[MA_SIDES_N + 1];
};

/* How often a name is declared in an item. */
struct declared {
	size_t n;
	bool again;
};

struct looking {
	const struct ma_meaning *of;
	const struct ma_merge_opts *opts;
	const struct ma_language *language;
	struct ma_syntax_tree tree[MA_SIDES_N];
	bool parsed[MA_SIDES_N]; /* or tried to: a text without a tree declares nothing */
	size_t asked;
	const char *why;
	ma_rc rc;
};

/* One text, and where in it an item stands. */
struct place {
	const struct ma_tree_sitter *ts;
	struct ma_str text, item, name;
	const char *language;
	struct declared *out;
};

static bool is_name(const struct place *p, TSNode node)
{
	static const char *const types[] = { "identifier", "shorthand_property_identifier_pattern",
		"variable_name" };
	const char *type = p->ts->node_type(node);
	uint32_t from = p->ts->node_start_byte(node);
	size_t i;

	for (i = 0; i < MA_COUNT(types) && strcmp(type, types[i]) != 0; i++)
		;
	return i < MA_COUNT(types) &&
		ma_str_eq(ma_str_n(p->text.p + from, p->ts->node_end_byte(node) - from), p->name);
}

/* Into whatever stands there, but not into what is a member of something. */
static void count_names(const struct place *p, TSNode root)
{
	TSTreeCursor at = p->ts->tree_cursor_new(root);
	bool more = true;
	TSNode node;

	while (more) {
		node = p->ts->tree_cursor_current_node(&at);
		p->out->n += is_name(p, node);
		if (strcmp(p->ts->node_type(node), "attribute") != 0 &&
			strcmp(p->ts->node_type(node), "subscript") != 0 &&
			p->ts->tree_cursor_goto_first_child(&at))
			continue;
		while (more && !p->ts->tree_cursor_goto_next_sibling(&at))
			more = p->ts->tree_cursor_goto_parent(&at);
	}
	p->ts->tree_cursor_delete(&at);
}

static TSNode field(const struct place *p, TSNode node, const char *name)
{
	return p->ts->node_child_by_field_name(node, name, (uint32_t)strlen(name));
}

static void look_at_node(const struct place *p, TSNode node, const struct binding *b)
{
	size_t had = p->out->n;
	TSNode inner;

	if (strcmp(b->field, "declarator*") == 0)
		while (inner = field(p, node, "declarator"), !p->ts->node_is_null(inner))
			node = inner;
	else if (*b->field)
		node = field(p, node, b->field);
	if (!p->ts->node_is_null(node))
		count_names(p, node);
	p->out->again |= b->again && p->out->n > had;
}

/* All nodes of the item. */
static void walk(const struct place *p, const struct ma_syntax_tree *tree)
{
	uint32_t from = (uint32_t)(p->item.p - p->text.p), end = from + (uint32_t)p->item.n;
	TSTreeCursor at = p->ts->tree_cursor_new(p->ts->tree_root_node(tree->tree));
	bool more = true;
	TSNode node;
	size_t i;

	while (more) {
		node = p->ts->tree_cursor_current_node(&at);
		for (i = 0; i < MA_COUNT(bindings) && p->ts->node_start_byte(node) >= from &&
			p->ts->node_end_byte(node) <= end;
			i++)
			if (strcmp(bindings[i].language, p->language) == 0 &&
				strcmp(bindings[i].type, p->ts->node_type(node)) == 0)
				look_at_node(p, node, &bindings[i]);
		if (p->ts->node_start_byte(node) < end && p->ts->node_end_byte(node) > from &&
			p->ts->tree_cursor_goto_first_child(&at))
			continue;
		while (more && !p->ts->tree_cursor_goto_next_sibling(&at))
			more = p->ts->tree_cursor_goto_parent(&at);
	}
	p->ts->tree_cursor_delete(&at);
}

/* The tree of a text, parsed when it is first asked for; NULL: it has none. */
static const struct ma_syntax_tree *tree_of(struct looking *l, enum ma_side s)
{
	ma_err why = { .code = MA_OK };

	if (!l->parsed[s] &&
		ma_syntax_parse(l->opts->syntax, l->language, l->of->text[s], &l->tree[s], &why) ==
			MA_ENOMEM)
		l->rc = MA_ENOMEM;
	l->parsed[s] = true;
	return l->tree[s].tree ? &l->tree[s] : NULL;
}

static struct declared count(
	struct looking *l, enum ma_side s, const struct ma_item *item, struct ma_str name)
{
	struct declared found = { .n = 0 };
	const struct ma_syntax_tree *tree = tree_of(l, s);

	if (tree)
		walk(&(struct place){ .ts = tree->ts,
			     .text = l->of->text[s],
			     .item = item->text,
			     .name = name,
			     .language = ma_language_name(l->language),
			     .out = &found },
			tree);
	return found;
}

static void tell(struct looking *l, struct ma_str name)
{
	struct ma_buf line = MA_BUF_INIT(1024);

	ma_buf_addf(&line,
		"\"" MA_STR_FMT "\" was taken away by one side, and the other one uses it anew",
		MA_STR_ARG(ma_str_clip(name, 200)));
	l->why = line.rc ? NULL : ma_arena_dup(l->of->arena, ma_buf_str(&line));
	if (!l->why)
		l->rc = MA_ENOMEM;
	ma_buf_done(&line);
}

/* `side`: the item in the three texts. */
static void look_at_name(struct looking *l, const struct ma_item *const side[MA_SIDES_N],
	enum ma_side gone, struct ma_str name)
{
	enum ma_side other = gone == MA_OURS ? MA_THEIRS : MA_OURS;
	struct declared was, is, there;

	if (l->asked++ >= ASKED_MAX)
		return;
	was = count(l, MA_BASE, side[MA_BASE], name);
	if (was.n == 0)
		return;
	is = count(l, gone, side[gone], name);
	if (is.n > 0 && (was.again || is.n >= was.n))
		return;
	there = count(l, other, side[other], name);
	if (there.n <= was.n) /* what it uses anew is not what it declares anew */
		tell(l, name);
}

/* Where "$name" is the word "name". */
static bool is_word(char c, bool shell)
{
	return ma_is_word_char(c) && !(shell && c == '$');
}

/* False: out of memory. */
static bool count_words(
	const struct ma_meaning *of, struct ma_map *words, struct ma_str text, size_t which)
{
	size_t at = 0, from;
	struct uses *u;

	while (at < text.n) {
		for (from = at; at < text.n && is_word(text.p[at], of->shell);)
			at++;
		if (at == from) {
			at++;
			continue;
		}
		u = ma_map_get(words, ma_str_n(text.p + from, at - from));
		if (!u &&
			(!(u = ma_arena_new(of->arena, struct uses)) ||
				!ma_map_put(words, ma_str_n(text.p + from, at - from), u)))
			return false;
		u->n[which]++;
	}
	return true;
}

/* The item in the three texts and the merge. */
static void look_at_item(struct looking *l, const struct ma_item *const item[MA_SIDES_N + 1])
{
	struct ma_map words = MA_MAP_INIT;
	const struct uses *u;
	size_t i;
	int s;

	for (s = MA_BASE; s <= MA_SIDES_N && !l->rc; s++)
		if (!count_words(l->of, &words, item[s]->text, (size_t)s))
			l->rc = MA_ENOMEM;
	for (i = 0; i < words.n && !l->why && !l->rc; i++) {
		u = words.entries[i].value;
		for (s = MA_OURS; s <= MA_THEIRS && !l->why && u->n[MA_SIDES_N] > 0; s++)
			if (u->n[s] < u->n[MA_BASE] && u->n[MA_OURS + MA_THEIRS - s] > u->n[MA_BASE])
				look_at_name(l, item, (enum ma_side)s, words.entries[i].key);
	}
	ma_map_done(&words);
}

/* Most items stand where they stood. */
static const struct ma_item *find(const struct ma_outline *list, size_t i, struct ma_str key)
{
	return i < list->n && ma_str_eq(list->items[i].key, key) ? &list->items[i]
								 : ma_outline_find(list, key);
}

static bool is_list(const struct ma_item *item)
{
	return item->inside &&
		(item->inside->does == MA_LIST_SET || item->inside->does == MA_LIST_PROGRAM);
}

/* As deep as MA_OUTLINE_DEPTH. */
static void look_at_list(struct looking *l, const struct ma_outline *const list[MA_SIDES_N + 1])
{
	const struct ma_outline *inside[MA_SIDES_N + 1];
	const struct ma_item *item[MA_SIDES_N + 1];
	size_t i, there, lists;
	int s;

	for (i = 0; i < list[MA_BASE]->n && !l->why && !l->rc; i++) {
		const struct ma_item *was = &list[MA_BASE]->items[i];

		for (s = MA_BASE, there = lists = 0; s <= MA_SIDES_N; s++) {
			item[s] = find(list[s], i, was->key);
			if (!item[s] ||
				((s == MA_OURS || s == MA_THEIRS) &&
					ma_str_eq(item[s]->text, was->text)))
				break;
			there++;
			lists += is_list(item[s]);
			inside[s] = item[s]->inside;
		}
		if (there <= MA_SIDES_N)
			continue;
		if (lists == there)
			look_at_list(l, inside);
		else
			look_at_item(l, item);
	}
}

ma_rc ma_merge_names(const struct ma_meaning *of, const struct ma_merge_opts *opts,
	const char **why_out, ma_err *err)
{
	struct looking l = { .of = of,
		.opts = opts,
		.language = ma_syntax_language_of(opts->path, of->text[MA_OURS]) };
	int s;

	if (opts->syntax && l.language)
		look_at_list(&l, of->list);
	for (s = MA_BASE; s < MA_SIDES_N; s++)
		ma_syntax_tree_done(&l.tree[s]);
	if (l.rc)
		return ma_fail_nomem(err);
	if (l.why)
		*why_out = l.why;
	return MA_OK;
}
