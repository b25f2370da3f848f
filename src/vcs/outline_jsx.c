/*
 * The elements of JSX in a function, as the list of their opening tags, and each as the list of its attributes:
 *
 *   return <Button {...props} label="Save" />;     head "return ", the element "Button"
 *          ─────── ────────── ──────────── ──      head, two attributes, tail
 *
 * What stands between the tags is text. Elements have no names of their own, so the list is one only where all sides have the
 * same elements; and where attributes are spread, what stands before and behind that is not the same, so only one side may add.
 */
#include "vcs/outline_code.h"
#include "vcs/outline.h"

#define ELEMENTS_MAX 4096 /* of one function; one with more is text */

struct jsx {
	const struct ma_tree_sitter *ts;
	struct ma_str text;
	struct ma_arena *arena;
	struct ma_outline *list;
	const char *end; /* of the last element */
	bool nomem;
};

static bool is_type(const struct jsx *x, TSNode node, const char *type)
{
	return strcmp(x->ts->node_type(node), type) == 0;
}

static const char *start_of(const struct jsx *x, TSNode node)
{
	return x->text.p + x->ts->node_start_byte(node);
}

static const char *end_of(const struct jsx *x, TSNode node)
{
	return x->text.p + x->ts->node_end_byte(node);
}

static struct ma_str between(const char *from, const char *end)
{
	return ma_str_n(from, (size_t)(end - from));
}

/* "kind name". */
static struct ma_str make_key(struct jsx *x, const char *kind, struct ma_str name)
{
	struct ma_buf key = MA_BUF_INIT(MA_SYNTAX_MAX);
	char *copy = NULL;

	ma_buf_adds(&key, kind);
	ma_buf_addv(&key, name);
	if (!key.rc)
		copy = ma_arena_dup(x->arena, ma_buf_str(&key));
	x->nomem |= !copy;
	ma_buf_done(&key);
	return ma_str(copy);
}

static void add_attribute(struct jsx *x, struct ma_outline *list, TSNode node, const char *from)
{
	bool spread = is_type(x, node, "jsx_expression");
	struct ma_item *item = ma_outline_add(list, x->arena);
	struct ma_str text = between(start_of(x, node), end_of(x, node)), name = text;

	if (!item) {
		x->nomem = true;
		return;
	}
	if (spread)
		list->does = MA_LIST_ONE_SIDED;
	else
		(void)ma_str_cut(&text, '=', &name); /* it is not empty */
	*item = (struct ma_item){ .lead = between(from, start_of(x, node)),
		.text = between(start_of(x, node), end_of(x, node)) };
	item->key = make_key(x, spread ? "spread " : "attribute ", ma_str_trim(name));
}

/* One opening tag. */
static struct ma_outline *read_attributes(struct jsx *x, TSNode node, TSNode name)
{
	struct ma_outline *list = ma_outline_new(x->arena, "");
	uint32_t n = x->ts->node_child_count(node), i;
	const char *at = end_of(x, name);
	TSNode child;

	for (i = 0; list && i < n && !x->nomem; i++) {
		child = x->ts->node_child(node, i);
		if (is_type(x, child, "type_arguments"))
			at = end_of(x, child);
		if (list->n == 0)
			list->head = between(start_of(x, node), at);
		if (!is_type(x, child, "jsx_attribute") && !is_type(x, child, "jsx_expression"))
			continue;
		add_attribute(x, list, child, at);
		at = end_of(x, child);
	}
	if (list)
		list->tail = between(at, end_of(x, node));
	x->nomem |= !list || !ma_outline_tell_apart(list, x->arena);
	return list;
}

static void take_element(struct jsx *x, TSNode node)
{
	TSNode name = ma_syntax_field(x->ts, node, MA_STR("name"));
	struct ma_item *item;

	if (x->ts->node_is_null(name))
		return; /* <> */
	item = ma_outline_add(x->list, x->arena);
	if (!item) {
		x->nomem = true;
		return;
	}
	*item = (struct ma_item){ .text = between(start_of(x, node), end_of(x, node)) };
	item->key = make_key(x, "element ", between(start_of(x, name), end_of(x, name)));
	if (x->list->n == 1)
		x->list->head = between(x->list->head.p, start_of(x, node));
	else
		item->lead = between(x->end, start_of(x, node));
	item->inside = read_attributes(x, node, name);
	x->end = end_of(x, node);
}

/* All opening tags in their order, but for those in attributes of others. */
static void walk(struct jsx *x, TSNode root)
{
	TSTreeCursor at = x->ts->tree_cursor_new(root);
	size_t depth = 0;
	TSNode node;
	bool tag;

	for (;;) {
		node = x->ts->tree_cursor_current_node(&at);
		tag = is_type(x, node, "jsx_opening_element") ||
			is_type(x, node, "jsx_self_closing_element");
		if (tag)
			take_element(x, node);
		if (x->nomem || x->list->n > ELEMENTS_MAX)
			break;
		if (!tag && x->ts->tree_cursor_goto_first_child(&at)) {
			depth++;
			continue;
		}
		while (depth > 0 && !x->ts->tree_cursor_goto_next_sibling(&at)) {
			(void)x->ts->tree_cursor_goto_parent(&at); /* there is one */
			depth--;
		}
		if (depth == 0)
			break;
	}
	x->ts->tree_cursor_delete(&at);
}

/* "/>" or "</". */
static bool closes_a_tag(struct ma_str text)
{
	struct ma_str rest = text;
	const char *slash;

	while (rest.n > 0 && (slash = memchr(rest.p, '/', rest.n))) {
		rest = ma_str_from(rest, (size_t)(slash - rest.p) + 1);
		if ((rest.n > 0 && rest.p[0] == '>') || (slash > text.p && slash[-1] == '<'))
			return true;
	}
	return false;
}

bool ma_outline_jsx(const struct ma_tree_sitter *ts, TSNode node, struct ma_str text,
	struct ma_str whole, struct ma_arena *arena, struct ma_outline **out)
{
	struct jsx x = { .ts = ts, .text = text, .arena = arena };

	if (!closes_a_tag(whole))
		return true;
	x.list = ma_outline_new(arena, "");
	if (!x.list)
		return false;
	x.list->does = MA_LIST_FIXED;
	x.list->head = ma_str_n(whole.p, 0);
	walk(&x, node);
	if (x.nomem || x.list->n == 0 || x.list->n > ELEMENTS_MAX)
		return !x.nomem;
	x.list->tail = between(x.end, whole.p + whole.n);
	*out = x.list;
	if (!ma_outline_tell_apart(x.list, arena))
		return false;
	x.list->repeats = 0; /* one more of a kind is nothing twice */
	return true;
}
