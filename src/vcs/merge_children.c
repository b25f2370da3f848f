/*
 * Elements of JSX that both sides put in at one place: entries of a list, routes, options, fields. Where they are of the same kinds and
 * none is the other's, both stay, ours first; where the order of two means which of them is taken, they are a conflict as before.
 *
 * An element is known by its tag and by what names it: a key, an id, where it leads; else by all of its text.
 */
#include "vcs/merge_parts.h"

#define ELEMENTS_MAX 64 /* of one side at one place */

struct element {
	struct ma_str tag, name, path;
};

/* What one side put in. */
struct put {
	struct element v[ELEMENTS_MAX];
	size_t n;
};

struct reader {
	const struct ma_tree_sitter *ts;
	struct ma_str text;
	uint32_t from, end; /* of the lines, without blanks around them */
};

static bool is_type(const struct reader *r, TSNode node, const char *type)
{
	return strcmp(r->ts->node_type(node), type) == 0;
}

static struct ma_str text_of(const struct reader *r, TSNode node)
{
	uint32_t from = r->ts->node_start_byte(node);

	return ma_str_n(r->text.p + from, r->ts->node_end_byte(node) - from);
}

static void read_attribute(const struct reader *r, TSNode attribute, struct element *out)
{
	static const char *const names[] = { "key", "id", "name", "path", "to", "href", "value" };
	struct ma_str value = text_of(r, attribute), name;
	size_t i;

	(void)ma_str_cut(&value, '=', &name); /* it is not empty */
	if (ma_str_is(name, "path"))
		out->path = value;
	for (i = 0; i < MA_COUNT(names) && out->name.n == 0; i++)
		if (ma_str_is(name, names[i]))
			out->name = text_of(r, attribute);
}

static bool read_element(const struct reader *r, TSNode node, struct put *out)
{
	struct element *e = &out->v[out->n];
	TSNode tag = is_type(r, node, "jsx_element") ? r->ts->node_child(node, 0) : node, name;
	uint32_t n = r->ts->node_child_count(tag), i;

	if (out->n == ELEMENTS_MAX ||
		(!is_type(r, node, "jsx_element") && !is_type(r, node, "jsx_self_closing_element")))
		return false;
	name = ma_syntax_field(r->ts, tag, MA_STR("name"));
	if (r->ts->node_is_null(name))
		return false;
	*e = (struct element){ .tag = text_of(r, name) };
	for (i = 0; i < n; i++)
		if (is_type(r, r->ts->node_child(tag, i), "jsx_attribute"))
			read_attribute(r, r->ts->node_child(tag, i), e);
	if (e->name.n == 0)
		e->name = text_of(r, node);
	out->n++;
	return true;
}

/* From the child at the cursor to the one at which the lines end: elements, and nothing else. */
static bool read_children(const struct reader *r, TSTreeCursor *at, struct put *out)
{
	TSNode node;

	do {
		node = r->ts->tree_cursor_current_node(at);
		if (is_type(r, node, "jsx_text") && ma_str_trim(text_of(r, node)).n == 0)
			continue;
		if (r->ts->node_end_byte(node) > r->end || !read_element(r, node, out))
			return false;
		if (r->ts->node_end_byte(node) == r->end)
			return true;
	} while (r->ts->tree_cursor_goto_next_sibling(at));
	return false;
}

/* Down to the element whose children the lines are. */
static bool find_children(const struct reader *r, TSTreeCursor *at, struct put *out)
{
	TSNode outer = r->ts->tree_cursor_current_node(at), node;

	while (r->ts->tree_cursor_goto_first_child_for_byte(at, r->from) >= 0) {
		node = r->ts->tree_cursor_current_node(at);
		if (r->ts->node_start_byte(node) == r->from && r->ts->node_end_byte(node) <= r->end)
			return (is_type(r, outer, "jsx_element") ||
				       is_type(r, outer, "jsx_fragment")) &&
				read_children(r, at, out);
		outer = node;
	}
	return false;
}

/* What the lines of a chunk are on one side. */
static bool read_put(const struct ma_syntax_tree *tree, struct ma_str text,
	const struct ma_lines *lines, uint32_t first, uint32_t n, struct put *out)
{
	const char *end = lines->v[first + n - 1].p + lines->v[first + n - 1].n;
	struct ma_str all = ma_str_trim(ma_outline_since(lines->v[first].p, ma_str_n(end, 0)));
	struct reader r = { tree->ts, text, (uint32_t)(all.p - text.p), 0 };
	TSTreeCursor at;
	bool ok;

	r.end = r.from + (uint32_t)all.n;
	out->n = 0;
	if (!ma_str_starts(all, "<"))
		return false;
	at = tree->ts->tree_cursor_new(tree->ts->tree_root_node(tree->tree));
	ok = find_children(&r, &at, out);
	tree->ts->tree_cursor_delete(&at);
	return ok;
}

/* The first of two routes that fit is taken. */
static bool is_wild(const struct element *e)
{
	return ma_str_find(e->path, MA_STR("*")) >= 0 || ma_str_find(e->path, MA_STR(":")) >= 0;
}

static bool has_tag(const struct put *p, struct ma_str tag)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (ma_str_eq(p->v[i].tag, tag))
			return true;
	return false;
}

static bool go_together(const struct put *a, const struct put *b)
{
	size_t i, k;

	for (i = 0; i < a->n; i++) {
		if (is_wild(&a->v[i]) || !has_tag(b, a->v[i].tag))
			return false;
		for (k = 0; k < b->n; k++)
			if (ma_str_eq(a->v[i].tag, b->v[k].tag) &&
				ma_str_eq(a->v[i].name, b->v[k].name))
				return false;
	}
	for (k = 0; k < b->n; k++)
		if (is_wild(&b->v[k]) || !has_tag(a, b->v[k].tag))
			return false;
	return true;
}

/* One conflict becomes what ours put in, and behind it what theirs did. */
static void split(struct ma_merge3 *m, size_t i)
{
	struct ma_chunk *c = &m->chunks[i];

	memmove(c + 1, c, (m->chunks_n - i) * sizeof(*c));
	m->chunks_n++;
	m->conflicts_n--;
	c[0].kind = MA_CHUNK_OURS;
	c[0].n[MA_THEIRS] = 0;
	c[1].kind = MA_CHUNK_THEIRS;
	c[1].at[MA_OURS] += c[1].n[MA_OURS];
	c[1].n[MA_OURS] = 0;
}

static bool is_candidate(const struct ma_chunk *c)
{
	return c->kind == MA_CHUNK_CONFLICT && c->n[MA_BASE] == 0 && c->n[MA_OURS] > 0 &&
		c->n[MA_THEIRS] > 0;
}

static void look_at(struct ma_merge3 *m, const struct ma_str text[MA_SIDES_N],
	const struct ma_syntax_tree tree[MA_SIDES_N])
{
	struct put put[MA_SIDES_N];
	size_t i;
	int s;

	for (i = 0; i < m->chunks_n; i++) {
		const struct ma_chunk *c = &m->chunks[i];

		for (s = MA_OURS; s <= MA_THEIRS && is_candidate(c); s++)
			if (!read_put(&tree[s], text[s], &m->side[s], c->at[s], c->n[s], &put[s]))
				break;
		if (s > MA_THEIRS && go_together(&put[MA_OURS], &put[MA_THEIRS]))
			split(m, i);
	}
}

ma_rc ma_merge_children(struct ma_merge3 *m, const struct ma_str text[MA_SIDES_N],
	const struct ma_merge_opts *opts, ma_err *err)
{
	const struct ma_language *language = opts->syntax ? ma_syntax_language(opts->path) : NULL;
	struct ma_syntax_tree tree[MA_SIDES_N] = { { .tree = NULL }, { .tree = NULL },
		{ .tree = NULL } };
	const char *name = language ? ma_language_name(language) : "";
	ma_err why = { .code = MA_OK };
	size_t i;
	int s;
	ma_rc rc = MA_OK;

	for (i = 0; i < m->chunks_n && !is_candidate(&m->chunks[i]); i++)
		;
	if (i == m->chunks_n || (strcmp(name, "tsx") != 0 && strcmp(name, "javascript") != 0))
		return MA_OK;
	for (s = MA_OURS; s <= MA_THEIRS && !rc; s++)
		rc = ma_syntax_parse(opts->syntax, language, text[s], &tree[s], &why);
	if (!rc && ma_syntax_errors(&tree[MA_OURS]) + ma_syntax_errors(&tree[MA_THEIRS]) == 0)
		look_at(m, text, tree);
	for (s = MA_OURS; s <= MA_THEIRS; s++)
		ma_syntax_tree_done(&tree[s]);
	return rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
}
