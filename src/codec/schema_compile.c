/* Compiling: the schema that is asked for, and whatever it reaches. */
#include <stdarg.h>
#include <stdio.h>

#include "base/alloc.h"
#include "codec/schema_compiler.h"
#include "codec/schema_vm.h"

#define FLAT_MAX 6 /* levels of schemas that are run by recursion */

static compile_fn *const compilers[KEYWORDS_N] = {
	[K_TYPE] = ma_compile_type,
	[K_CONST] = ma_compile_const,
	[K_ENUM] = ma_compile_enum,
	[K_MAXIMUM] = ma_compile_number,
	[K_EXCLUSIVE_MAXIMUM] = ma_compile_number,
	[K_MINIMUM] = ma_compile_number,
	[K_EXCLUSIVE_MINIMUM] = ma_compile_number,
	[K_MULTIPLE_OF] = ma_compile_number,
	[K_MAX_LENGTH] = ma_compile_count,
	[K_MIN_LENGTH] = ma_compile_count,
	[K_PATTERN] = ma_compile_pattern,
	[K_FORMAT] = ma_compile_format,
	[K_MAX_ITEMS] = ma_compile_count,
	[K_MIN_ITEMS] = ma_compile_count,
	[K_UNIQUE_ITEMS] = ma_compile_unique,
	[K_MAX_PROPERTIES] = ma_compile_count,
	[K_MIN_PROPERTIES] = ma_compile_count,
	[K_REQUIRED] = ma_compile_members,
	[K_DEPENDENT_REQUIRED] = ma_compile_dependents,
	[K_PROPERTY_NAMES] = ma_compile_one,
	[K_PROPERTIES] = ma_compile_members,
	[K_PATTERN_PROPERTIES] = ma_compile_members,
	[K_ADDITIONAL] = ma_compile_members,
	[K_PREFIX_ITEMS] = ma_compile_items,
	[K_ITEMS] = ma_compile_items,
	[K_CONTAINS] = ma_compile_contains,
	[K_REF] = ma_compile_ref,
	[K_DYNAMIC_REF] = ma_compile_dynamic_ref,
	[K_ALL_OF] = ma_compile_all,
	[K_ANY_OF] = ma_compile_branches,
	[K_ONE_OF] = ma_compile_branches,
	[K_NOT] = ma_compile_one,
	[K_IF] = ma_compile_if,
	[K_DEPENDENT_SCHEMAS] = ma_compile_dependents,
	[K_DEPENDENCIES] = ma_compile_dependents,
	[K_UNEVALUATED_ITEMS] = ma_compile_one,
	[K_UNEVALUATED_PROPERTIES] = ma_compile_one,
};

void ma_compile_nomem(struct compiler *c)
{
	if (!c->rc)
		c->rc = ma_fail_nomem(c->err);
}

void ma_compile_fault(
	struct compiler *c, const struct source *source, uint32_t at, const char *fmt, ...)
{
	struct ma_buf where = MA_BUF_INIT(1 << 20), shown = MA_BUF_INIT(1 << 22);
	char why[MA_ERR_MSG_MAX];
	va_list ap;

	if (c->rc)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(why, sizeof(why), fmt, ap); /* a long one is cut */
	va_end(ap);
	ma_doc_pointer(&source->doc, at, &where);
	ma_buf_add_visible(&shown, ma_buf_str(&where));
	ma_buf_adds(&shown, ": ");
	ma_buf_add_visible(&shown, ma_str(why));
	if (where.rc || shown.rc)
		c->rc = ma_fail_nomem(c->err);
	else
		c->rc = ma_fail(c->err, MA_EINVALID, "%s: #%s", source->what, shown.p);
	ma_buf_done(&where);
	ma_buf_done(&shown);
}

static struct node *new_node(struct compiler *c, struct source *source, uint32_t at)
{
	struct node *node = ma_arena_new(&c->schema->arena, struct node);
	uint8_t type = source->doc.v[at].type;

	if (!node) {
		ma_compile_nomem(c);
		return NULL;
	}
	node->source = source;
	node->resource = source->resources[at];
	node->at = at;
	node->leaf = true;
	node->all = c->all;
	c->all = node;
	source->nodes[at] = node;
	if (type != MA_DOC_OBJECT) {
		node->always = type == MA_DOC_TRUE ? 1 : -1;
	} else {
		node->next = c->todo;
		c->todo = node;
	}
	return node;
}

struct node *ma_compile_node(struct compiler *c, struct source *source, uint32_t at)
{
	struct node *node = source->nodes[at];
	struct edge *edge;

	if (!node && !c->rc)
		node = new_node(c, source, at);
	if (!node || !c->current)
		return node;
	edge = ma_arena_new(&c->schema->arena, struct edge);
	if (!edge) {
		ma_compile_nomem(c);
		return NULL;
	}
	edge->node = node;
	edge->next = c->current->edges;
	c->current->edges = edge;
	return node;
}

struct op *ma_compile_op(struct compiler *c, enum keyword keyword, uint32_t at, op_fn *run)
{
	static struct op nowhere;
	struct op *op;

	if (c->ops_n == c->ops_cap && !c->rc) {
		uint32_t cap = c->ops_cap ? c->ops_cap * 2 : 64;

		op = ma_realloc(c->ops, cap, sizeof(*op));
		if (op) {
			c->ops = op;
			c->ops_cap = cap;
		} else {
			ma_compile_nomem(c);
		}
	}
	if (c->rc)
		return NULL;
	op = &c->ops[c->ops_n++];
	*op = nowhere;
	op->run = run;
	op->keyword = keyword;
	op->at = at;
	return op;
}

struct ma_regex *ma_compile_regex(struct compiler *c, const struct source *source, uint32_t at)
{
	struct ma_regex *regex = NULL;
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc;

	if (c->rc)
		return NULL;
	rc = ma_regex_new(ma_doc_str(&source->doc, at), &regex, &err);
	if (rc == MA_ENOMEM) {
		ma_compile_nomem(c);
		return NULL;
	}
	if (rc) {
		ma_compile_fault(c, source, at, "%s", err.msg);
		return NULL;
	}
	ma_regex_link(regex, c->schema->regexes);
	c->schema->regexes = regex;
	return regex;
}

static void finish(struct compiler *c, struct node *node)
{
	if (c->rc)
		return;
	if (c->ops_n == 0) {
		node->always = 1;
		return;
	}
	node->ops = ma_arena_new_n(&c->schema->arena, struct op, c->ops_n);
	if (!node->ops) {
		ma_compile_nomem(c);
		return;
	}
	memcpy(node->ops, c->ops, c->ops_n * sizeof(*c->ops));
	node->ops_n = c->ops_n;
}

static void compile_node(struct compiler *c, struct node *node)
{
	struct places places;
	size_t k;

	ma_keywords_find(c, node->source, node->at, node->resource->vocab, &places);
	node->marks = places.at[K_UNEVALUATED_ITEMS] || places.at[K_UNEVALUATED_PROPERTIES];
	c->ops_n = 0;
	c->current = node;
	for (k = 0; k < KEYWORDS_N && !c->rc; k++)
		if (places.at[k] && compilers[k])
			compilers[k](c, node, &places, (enum keyword)k);
	c->current = NULL;
	finish(c, node);
}

static bool is_flat(const struct node *node)
{
	const struct edge *edge;

	if (node->dynamic || node->marks)
		return false;
	for (edge = node->edges; edge; edge = edge->next)
		if (!edge->node->flat)
			return false;
	return true;
}

/* Round after round, what applies only what is flat already. */
static void find_flat(struct compiler *c)
{
	struct node *node;
	int level;

	for (node = c->all; node; node = node->all)
		node->flat = node->leaf;
	for (level = 0; level < FLAT_MAX; level++) {
		c->changed = NULL;
		for (node = c->all; node; node = node->all) {
			if (!node->flat && is_flat(node)) {
				node->next = c->changed;
				c->changed = node;
			}
		}
		for (node = c->changed; node; node = node->next)
			node->flat = true;
	}
}

/* Where a $dynamicRef leads is known only while a document is checked: to any of these. */
static void want_dynamic_anchors(struct compiler *c)
{
	const struct ma_map *anchors = &c->schema->anchors;
	const struct anchor *anchor;
	size_t i;

	for (i = 0; i < anchors->n; i++) {
		anchor = anchors->entries[i].value;
		if (anchor->dynamic)
			(void)ma_compile_node(
				c, anchor->resource->source, anchor->at); /* noted in c */
	}
}

static void compile(struct compiler *c, struct ma_str text, const char *what)
{
	struct source *source = ma_load(c, MA_STR(MA_SCHEMA_BASE), text, what);
	struct node *node;

	if (!source)
		return;
	c->schema->root = ma_compile_node(c, source, 0);
	while ((node = c->todo) && !c->rc) {
		c->todo = node->next;
		compile_node(c, node);
		if (!c->todo && c->dynamic)
			want_dynamic_anchors(c);
	}
	if (!c->rc)
		find_flat(c);
}

ma_rc ma_schema_new(struct ma_str text, const char *what, const struct ma_schema_opts *opts,
	struct ma_schema **out, ma_err *err)
{
	static const struct ma_schema_opts none;
	struct ma_schema *schema = ma_new(struct ma_schema);
	struct compiler c = { .schema = schema, .opts = opts ? opts : &none, .err = err };

	if (!schema)
		return ma_fail_nomem(err);
	schema->arena.max = MA_SCHEMA_MEMORY_MAX;
	schema->steps_max = c.opts->steps_max;
	if (ma_keywords_init(&c))
		compile(&c, text, what);
	else
		ma_compile_nomem(&c);
	ma_free(c.ops);
	if (c.rc)
		ma_schema_free(schema);
	else
		*out = schema;
	return c.rc;
}

void ma_schema_free(struct ma_schema *schema)
{
	struct ma_regex *regex;
	struct source *source;

	if (!schema)
		return;
	while ((regex = schema->regexes)) {
		schema->regexes = ma_regex_next(regex);
		ma_regex_free(regex);
	}
	for (source = schema->sources; source; source = source->next)
		ma_doc_done(&source->doc);
	ma_map_done(&schema->resources);
	ma_map_done(&schema->anchors);
	ma_arena_done(&schema->arena);
	ma_free(schema);
}
