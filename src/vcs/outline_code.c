/*
 * Code as an outline: what is declared at the top, and in classes, objects and the like, by the nodes that the
 * language's rules name. Bodies of functions are text. What stands between two items, comments first of all, belongs
 * to the one that follows, but a comment on an item's own line belongs to that item.
 */
#include "vcs/outline_code.h"
#include "vcs/outline.h"

#include <ctype.h>

struct reader {
	const struct ma_tree_sitter *ts;
	const struct ma_code_rules *rules;
	struct ma_str text;
	struct ma_arena *arena;
};

/* A list being read: how far it has been passed. */
struct place {
	struct ma_outline *list;
	uint32_t at; /* where the lead of the next item begins */
	bool opened; /* head has ended */
};

static bool read_list(const struct reader *r, TSNode node, const char *by, struct ma_str whole,
	const char *separator, unsigned depth, struct ma_outline **out);

static struct ma_str text_of(const struct reader *r, TSNode node)
{
	uint32_t from = r->ts->node_start_byte(node), end = r->ts->node_end_byte(node);

	while (end > from && isspace((unsigned char)r->text.p[end - 1]))
		end--;
	return ma_str_n(r->text.p + from, end - from);
}

static bool is_type(const struct reader *r, TSNode node, struct ma_str type)
{
	return ma_str_is(type, r->ts->node_type(node));
}

/* The first child of a type; null where there is none. */
static TSNode child_of_type(const struct reader *r, TSNode node, struct ma_str type)
{
	uint32_t n = r->ts->node_child_count(node), i;

	for (i = 0; i < n && i < 64; i++)
		if (is_type(r, r->ts->node_child(node, i), type))
			return r->ts->node_child(node, i);
	return (TSNode){ .id = NULL };
}

static TSNode field(const struct reader *r, TSNode node, struct ma_str name)
{
	return ma_syntax_field(r->ts, node, name);
}

static const struct ma_code_rule *rule_of(const struct reader *r, TSNode node)
{
	const char *type = r->ts->node_type(node);
	size_t i;

	for (i = 0; i < r->rules->n; i++)
		if (strcmp(type, r->rules->v[i].type) == 0 &&
			(!r->rules->v[i].wraps ||
				!r->ts->node_is_null(field(r, node, ma_str(r->rules->v[i].wraps)))))
			return &r->rules->v[i];
	return NULL;
}

/* By one path of a rule's name: "field", "type.field", "field*". */
static TSNode follow(const struct reader *r, TSNode node, struct ma_str path)
{
	struct ma_str type, next;
	TSNode inner;

	if (ma_str_ends(path, "*")) {
		path.n--;
		while (inner = field(r, node, path), !r->ts->node_is_null(inner))
			node = inner;
		return node;
	}
	next = path;
	if (ma_str_find(path, MA_STR(".")) >= 0 && ma_str_cut(&next, '.', &type)) {
		node = child_of_type(r, node, type);
		path = next;
	}
	return r->ts->node_is_null(node) ? node : field(r, node, path);
}

/* "(*Store)" of "(s *Store)": it may have another name in each method. */
static void add_receiver(struct ma_str text, struct ma_buf *key)
{
	ptrdiff_t blank = ma_str_find(text, MA_STR(" ")), bound = ma_str_find(text, MA_STR("["));

	if (blank > 0 && (bound < 0 || blank < bound)) {
		ma_buf_addc(key, '(');
		text = ma_str_from(text, (size_t)blank + 1);
	}
	ma_buf_addv(key, text);
}

static void add_name(const struct reader *r, TSNode node, const char *name, struct ma_buf *key)
{
	struct ma_str rest = ma_str(name), path;
	TSNode found;

	if (!*name) {
		ma_buf_addc(key, ' ');
		ma_buf_addv(key, text_of(r, node));
	}
	while (ma_str_cut(&rest, '+', &path)) {
		found = follow(r, node, path);
		if (r->ts->node_is_null(found))
			continue;
		ma_buf_addc(key, ' ');
		if (ma_str_is(path, "receiver"))
			add_receiver(text_of(r, found), key);
		else
			ma_buf_addv(key, text_of(r, found));
	}
}

/* The text that a call's arguments begin with; null where it is none. */
static TSNode first_text(const struct reader *r, TSNode call)
{
	const TSNode none = { .id = NULL };
	TSNode arguments = field(r, call, MA_STR("arguments")), node;
	uint32_t n = r->ts->node_is_null(arguments) ? 0 : r->ts->node_child_count(arguments), i;

	for (i = 0; i < n && i < 8; i++) {
		node = r->ts->node_child(arguments, i);
		if (r->ts->node_is_named(node) && !r->ts->node_is_extra(node))
			return is_type(r, node, MA_STR("string")) ||
					is_type(r, node, MA_STR("interpreted_string_literal"))
				? node
				: none;
	}
	return none;
}

/* A call that stands for itself, as of a test or a route: whom it calls, and the text that it begins with. */
static void add_call(const struct reader *r, TSNode node, struct ma_buf *key)
{
	TSNode call = child_of_type(r, node, MA_STR("call_expression"));
	TSNode first;

	if (r->ts->node_is_null(call))
		call = child_of_type(r, node, MA_STR("call"));
	if (r->ts->node_is_null(call))
		return;
	ma_buf_addc(key, ' ');
	ma_buf_addv(key, text_of(r, field(r, call, MA_STR("function"))));
	first = first_text(r, call);
	if (r->ts->node_is_null(first))
		return;
	ma_buf_addc(key, ' ');
	ma_buf_addv(key, text_of(r, first));
}

/* False: out of memory. */
static bool make_key(
	const struct reader *r, TSNode node, const struct ma_code_rule *rule, struct ma_str *out)
{
	struct ma_buf key = MA_BUF_INIT(MA_SYNTAX_MAX);
	size_t bare;
	char *copy = NULL;

	ma_buf_adds(&key, rule && rule->kind ? rule->kind : r->ts->node_type(node));
	bare = key.n;
	if (rule && rule->name)
		add_name(r, node, rule->name, &key);
	if (key.n == bare && is_type(r, node, MA_STR("expression_statement")))
		add_call(r, node, &key);
	if (!key.rc)
		copy = ma_arena_dup(r->arena, ma_buf_str(&key));
	*out = ma_str_n(copy, copy ? key.n : 0);
	ma_buf_done(&key);
	return copy;
}

/* Suites of tests: "describe('x', () => { … })" is the list of what stands in it. */
static TSNode suite_of(const struct reader *r, TSNode node, struct ma_str key)
{
	static const char *const path[] = { "call_expression", "arguments", "arrow_function",
		"statement_block" };
	size_t i;

	if (!ma_str_starts(key, "expression_statement describe"))
		return (TSNode){ .id = NULL };
	for (i = 0; i < MA_COUNT(path) && !r->ts->node_is_null(node); i++)
		node = child_of_type(r, node, ma_str(path[i]));
	return node;
}

/* "app.get('/x', …)" */
static bool is_registration(const struct reader *r, TSNode statement)
{
	TSNode call, callee;

	if (!is_type(r, statement, MA_STR("expression_statement")))
		return false;
	call = child_of_type(r, statement, MA_STR("call_expression"));
	if (r->ts->node_is_null(call) || r->ts->node_is_null(first_text(r, call)))
		return false;
	callee = field(r, call, MA_STR("function"));
	return is_type(r, callee, MA_STR("member_expression")) ||
		is_type(r, callee, MA_STR("selector_expression"));
}

static bool registers(const struct reader *r, TSNode body)
{
	TSTreeCursor at = r->ts->tree_cursor_new(body);
	bool more, found = false;

	for (more = r->ts->tree_cursor_goto_first_child(&at); more && !found;
		more = r->ts->tree_cursor_goto_next_sibling(&at))
		found = is_registration(r, r->ts->tree_cursor_current_node(&at));
	r->ts->tree_cursor_delete(&at);
	return found;
}

/* "('" or "(\"". */
static bool calls_with_text(struct ma_str text)
{
	const char *open;

	while (text.n > 1 && (open = memchr(text.p, '(', text.n - 1))) {
		if (open[1] == '\'' || open[1] == '"')
			return true;
		text = ma_str_from(text, (size_t)(open - text.p) + 1);
	}
	return false;
}

/* The body of a function that registers something; null where it is none. */
static TSNode body_of(const struct reader *r, TSNode node, struct ma_str text)
{
	const TSNode none = { .id = NULL };
	TSNode inner;

	if (!calls_with_text(text))
		return none;
	inner = child_of_type(r, node, MA_STR("variable_declarator"));
	if (!r->ts->node_is_null(inner))
		inner = field(r, inner, MA_STR("value"));
	node = field(r, r->ts->node_is_null(inner) ? node : inner, MA_STR("body"));
	if (r->ts->node_is_null(node) ||
		(!is_type(r, node, MA_STR("statement_block")) && !is_type(r, node, MA_STR("block"))))
		return none;
	return registers(r, node) ? node : none;
}

/* Where the rule's list is; *field_out is as is_item() has it. */
static TSNode list_of(const struct reader *r, TSNode node, const struct ma_code_rule *rule,
	const char **field_out)
{
	struct ma_str path = ma_str(rule ? rule->list : NULL), way, type;
	TSNode list = { .id = NULL };

	*field_out = NULL;
	if (path.n == 0)
		return (TSNode){ .id = NULL };
	if (ma_str_starts(path, ".")) {
		*field_out = rule->list + 1;
		return node;
	}
	while (ma_str_cut(&path, '|', &way) && r->ts->node_is_null(list))
		for (list = node; ma_str_cut(&way, '/', &type) && !r->ts->node_is_null(list);)
			list = child_of_type(r, list, type);
	node = list;
	/* Java's enums may go on behind their constants, with another separator. */
	if (!r->ts->node_is_null(node) &&
		!r->ts->node_is_null(child_of_type(r, node, MA_STR("enum_body_declarations"))))
		return (TSNode){ .id = NULL };
	return node;
}

/* Of what is text otherwise: statements that register something, or elements of JSX. */
static bool read_body(const struct reader *r, TSNode node, unsigned depth, struct ma_item *item)
{
	TSNode body = body_of(r, node, item->text);

	if (r->ts->node_is_null(body))
		return ma_outline_jsx(r->ts, node, r->text, item->text, r->arena, &item->inside);
	if (!read_list(r, body, NULL, item->text, "", depth + 1, &item->inside))
		return false;
	item->inside->does = MA_LIST_BODY;
	return true;
}

static bool read_item(const struct reader *r, TSNode node, unsigned depth, struct ma_item *item)
{
	const struct ma_code_rule *rule = rule_of(r, node);
	const char *by = NULL;
	TSNode list;

	item->text = text_of(r, node);
	while (rule && rule->wraps) {
		node = field(r, node, ma_str(rule->wraps));
		rule = rule_of(r, node);
	}
	if (!make_key(r, node, rule, &item->key))
		return false;
	list = list_of(r, node, rule, &by);
	if (r->ts->node_is_null(list))
		list = suite_of(r, node, item->key);
	if (depth >= MA_OUTLINE_DEPTH)
		return true;
	if (!r->ts->node_is_null(list))
		return read_list(r, list, by, item->text, rule ? rule->separator : "", depth + 1,
			&item->inside);
	return read_body(r, node, depth, item);
}

static bool is_lead(const struct reader *r, TSNode node)
{
	const char *const *lead;

	for (lead = r->rules->leads; *lead; lead++)
		if (is_type(r, node, ma_str(*lead)))
			return true;
	return r->ts->node_is_extra(node);
}

static struct ma_item *last_of(const struct place *p)
{
	return p->list->n > 0 ? &p->list->items[p->list->n - 1] : NULL;
}

static struct ma_str between(const struct reader *r, uint32_t from, uint32_t end)
{
	return ma_str_n(r->text.p + from, end - from);
}

/* A comment on the line of the item before it is that item's. */
static void take_comment(const struct reader *r, struct place *p, TSNode node)
{
	struct ma_item *item = last_of(p);
	struct ma_str gap, comment = text_of(r, node);

	if (!item)
		return;
	gap = between(r, p->at, r->ts->node_start_byte(node));
	if (ma_str_find(gap, MA_STR("\n")) >= 0)
		return;
	item->trail = ma_str_n(gap.p, gap.n + comment.n);
	p->at += (uint32_t)item->trail.n;
}

/* Brackets, separators and what ends a statement. */
static void take_token(const struct reader *r, struct place *p, TSNode node)
{
	struct ma_str token = text_of(r, node);
	struct ma_item *item = last_of(p);
	const char *end = token.p + token.n;

	if (!item) {
		p->at = (uint32_t)(end - r->text.p);
	} else if (ma_str_is(token, p->list->separator)) {
		/* What stands before a separator belongs to the item. */
		item->text.n = (size_t)(token.p - item->text.p);
		p->list->closed = true;
		p->at = (uint32_t)(end - r->text.p);
	} else if (ma_str_is(token, ";") || ma_str_is(token, ",")) {
		item->text.n = (size_t)(end - item->text.p);
		p->at = (uint32_t)(end - r->text.p);
		ma_outline_fit(item);
	}
}

static bool take_item(const struct reader *r, struct place *p, TSNode node, unsigned depth)
{
	uint32_t at = r->ts->node_start_byte(node);
	struct ma_item *item;

	if (!p->opened)
		p->list->head = ma_str_n(
			p->list->head.p, (size_t)(r->text.p + p->at - p->list->head.p));
	p->opened = true;
	p->list->closed = false;
	item = ma_outline_add(p->list, r->arena);
	if (!item || !read_item(r, node, depth, item))
		return false;
	item->lead = between(r, p->at, at);
	p->at = at + (uint32_t)item->text.n;
	return true;
}

/* Whether a child of the list is an item: any; with `by`, from the first one in that field on; "": any but a name. */
static bool is_item(const struct reader *r, TSNode list, TSNode node, const char *by)
{
	TSNode first;

	if (!r->ts->node_is_named(node))
		return false;
	if (!by)
		return true;
	first = field(r, list, ma_str(*by ? by : "name"));
	if (r->ts->node_is_null(first))
		return true;
	return *by ? r->ts->node_start_byte(node) >= r->ts->node_start_byte(first)
		   : r->ts->node_start_byte(node) != r->ts->node_start_byte(first);
}

static bool take(const struct reader *r, struct place *p, TSNode list, TSNode node, const char *by,
	unsigned depth)
{
	if (is_lead(r, node))
		take_comment(r, p, node);
	else if (is_item(r, list, node, by))
		return take_item(r, p, node, depth);
	else
		take_token(r, p, node);
	return true;
}

/* `whole`: the text that the list is inside of. */
static bool read_list(const struct reader *r, TSNode node, const char *by, struct ma_str whole,
	const char *separator, unsigned depth, struct ma_outline **out)
{
	struct place p = { ma_outline_new(r->arena, separator), r->ts->node_start_byte(node),
		false };
	TSTreeCursor at;
	bool ok = p.list, more;

	if (!ok)
		return false;
	*out = p.list;
	p.list->head = ma_str_n(whole.p, 0);
	at = r->ts->tree_cursor_new(node);
	for (more = r->ts->tree_cursor_goto_first_child(&at); more && ok;
		more = r->ts->tree_cursor_goto_next_sibling(&at))
		ok = take(r, &p, node, r->ts->tree_cursor_current_node(&at), by, depth);
	r->ts->tree_cursor_delete(&at);
	if (!p.opened)
		p.list->head = ma_str_n(whole.p, (size_t)(r->text.p + p.at - whole.p));
	p.list->tail = ma_str_n(r->text.p + p.at, (size_t)(whole.p + whole.n - r->text.p) - p.at);
	return ok && ma_outline_tell_apart(p.list, r->arena);
}

static ma_rc read_tree(const struct ma_syntax_tree *tree, const struct ma_outline_source *from,
	const struct ma_code_rules *rules, struct ma_arena *arena, struct ma_outline **out,
	ma_err *err)
{
	const struct reader r = { tree->ts, rules, from->text, arena };
	size_t errors = ma_syntax_errors(tree);
	TSNode root = tree->ts->tree_root_node(tree->tree);
	struct ma_outline *list = NULL;

	if (errors > 0)
		return ma_fail(err, MA_EINVALID, MA_STR_FMT ": %zu errors in its syntax",
			MA_STR_ARG(from->path), errors);
	if (!read_list(&r, root, NULL, from->text, "", 1, &list))
		return ma_fail_nomem(err);
	list->does = MA_LIST_PROGRAM;
	*out = list;
	return MA_OK;
}

ma_rc ma_outline_code(const struct ma_outline_source *from, struct ma_arena *arena,
	struct ma_outline **out, ma_err *err)
{
	const struct ma_language *language = ma_syntax_language_of(from->path, from->text);
	const struct ma_code_rules *rules = language ? ma_code_rules_of(ma_language_name(language))
						     : NULL;
	struct ma_syntax_tree tree = { .tree = NULL };
	ma_rc rc;

	if (!rules || !from->syntax)
		return ma_fail(err, MA_EUNAVAILABLE, "the grammar of " MA_STR_FMT " is not there",
			MA_STR_ARG(from->path));
	rc = ma_syntax_parse(from->syntax, language, from->text, &tree, err);
	if (!rc)
		rc = read_tree(&tree, from, rules, arena, out, err);
	ma_syntax_tree_done(&tree);
	return rc;
}
