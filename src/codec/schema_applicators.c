/* Compiling the keywords that apply other schemas. */
#include "codec/schema_compiler.h"
#include "codec/schema_vm.h"

static void *arena(struct compiler *c, size_t n, size_t size)
{
	void *p = ma_arena_alloc(&c->schema->arena, n, size);

	if (!p)
		ma_compile_nomem(c);
	return p;
}

static void add_property(struct compiler *c, struct source *source, uint32_t at, void *data)
{
	struct members *m = data;
	struct node *node = ma_compile_node(c, source, at);

	if (!c->rc)
		ma_schema_names_put(&m->names, ma_doc_str(&source->doc, at - 1))->node = node;
}

static void add_pattern(struct compiler *c, struct source *source, uint32_t at, void *data)
{
	struct members *m = data;
	struct pattern *p = &m->patterns[m->patterns_n++];

	p->regex = ma_compile_regex(c, source, at - 1);
	p->node = ma_compile_node(c, source, at);
}

static void add_required(struct members *m, const struct ma_doc *doc, uint32_t list)
{
	uint32_t at = list + 1;
	struct name *name;

	for (; at < doc->v[list].more; at++) {
		name = ma_schema_names_put(&m->names, ma_doc_str(doc, at));
		m->required_n += !name->required;
		name->required = true;
	}
}

static bool size_members(struct compiler *c, struct members *m, const struct ma_doc *doc,
	const struct places *places)
{
	uint32_t required = places->at[K_REQUIRED], properties = places->at[K_PROPERTIES];
	uint32_t patterns = places->at[K_PATTERN_PROPERTIES];
	uint32_t most = (required ? doc->v[required].n : 0) +
		(properties ? doc->v[properties].n : 0);

	if (!ma_schema_names_init(&m->names, most, &c->schema->arena))
		ma_compile_nomem(c);
	if (patterns)
		m->patterns = arena(c, doc->v[patterns].n + 1, sizeof(*m->patterns));
	return !c->rc;
}

/* Called for each of four keywords; the first one there does the work of all. */
void ma_compile_members(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	static const enum keyword four[] = { K_REQUIRED, K_PROPERTIES, K_PATTERN_PROPERTIES,
		K_ADDITIONAL };
	struct source *source = node->source;
	struct members *m;
	struct op *op;
	size_t i;

	for (i = 0; four[i] != keyword; i++)
		if (places->at[four[i]])
			return;
	m = arena(c, 1, sizeof(*m));
	if (!m || !size_members(c, m, &source->doc, places))
		return;
	for (i = 1; i < 3; i++)
		if (places->at[four[i]])
			ma_keyword_schemas(c, source, four[i], places->at[four[i]],
				i == 1 ? add_property : add_pattern, m);
	if (places->at[K_ADDITIONAL])
		m->additional = ma_compile_node(c, source, places->at[K_ADDITIONAL]);
	m->applies = m->names.n > 0 || m->patterns_n > 0 || m->additional;
	if (places->at[K_REQUIRED])
		add_required(m, &source->doc, places->at[K_REQUIRED]);
	m->run = ma_members_run(m);
	op = ma_compile_op(
		c, keyword, places->at[keyword], m->applies ? ma_op_members : ma_op_required);
	if (op)
		op->u.members = m;
	node->leaf &= !m->applies;
}

static void add_branch(struct compiler *c, struct source *source, uint32_t at, void *data)
{
	struct branches *b = data;

	b->v[b->n++] = ma_compile_node(c, source, at);
}

static struct branches *all_branches(
	struct compiler *c, struct source *source, enum keyword keyword, uint32_t at)
{
	struct branches *b = arena(c, 1, sizeof(*b));

	if (!b)
		return NULL;
	b->v = arena(c, source->doc.v[at].n, sizeof(*b->v));
	if (b->v)
		ma_keyword_schemas(c, source, keyword, at, add_branch, b);
	return c->rc ? NULL : b;
}

void ma_compile_items(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	struct source *source = node->source;
	struct branches *prefix = NULL;
	struct items *items;
	struct op *op;

	if (keyword == K_ITEMS && places->at[K_PREFIX_ITEMS])
		return;
	items = arena(c, 1, sizeof(*items));
	if (items && keyword == K_PREFIX_ITEMS)
		prefix = all_branches(c, source, keyword, places->at[keyword]);
	if (c->rc)
		return;
	if (prefix) {
		items->prefix = prefix->v;
		items->prefix_n = prefix->n;
	}
	if (places->at[K_ITEMS])
		items->rest = ma_compile_node(c, source, places->at[K_ITEMS]);
	op = ma_compile_op(c, keyword, places->at[keyword], ma_op_items);
	if (op)
		op->u.items = items;
	node->leaf = false;
}

void ma_compile_contains(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	const struct ma_doc *doc = &node->source->doc;
	uint32_t min = places->at[K_MIN_CONTAINS], max = places->at[K_MAX_CONTAINS];
	struct contains *contains = arena(c, 1, sizeof(*contains));
	struct op *op = ma_compile_op(c, keyword, places->at[keyword], ma_op_contains);

	if (!contains || !op)
		return;
	contains->node = ma_compile_node(c, node->source, places->at[keyword]);
	contains->min = min ? ma_compile_limit(doc, min) : 1;
	contains->min_at = min;
	contains->max_at = max;
	contains->max = max ? ma_compile_limit(doc, max) : UINT64_MAX;
	op->u.contains = contains;
	node->leaf = false;
}

/* Elements that make a choice together are one operation, each other one is its own. */
void ma_compile_all(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	struct source *source = node->source;
	uint32_t list = places->at[keyword], at = list + 1, i;
	bool *taken = arena(c, source->doc.v[list].n, sizeof(*taken));
	bool choice = taken && ma_compile_choice(c, node, list, taken);

	for (i = 0; at < source->doc.v[list].more && !c->rc;
		at = ma_doc_next(&source->doc, at), i++) {
		struct op *op = choice && taken[i] ? NULL
						   : ma_compile_op(c, keyword, at, ma_op_apply);
		const struct node *one = op ? ma_compile_node(c, source, at) : NULL;

		if (op)
			op->u.node = one;
	}
	node->leaf = false;
}

/* not, propertyNames, unevaluated*: one schema. */
void ma_compile_one(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	op_fn *run = keyword == K_NOT            ? ma_op_not
		: keyword == K_PROPERTY_NAMES    ? ma_op_property_names
		: keyword == K_UNEVALUATED_ITEMS ? ma_op_unevaluated_items
						 : ma_op_unevaluated_properties;
	struct op *op = ma_compile_op(c, keyword, places->at[keyword], run);
	struct node *one = ma_compile_node(c, node->source, places->at[keyword]);

	if (op)
		op->u.node = one;
	node->leaf = false;
}

void ma_compile_branches(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	struct branches *b = all_branches(c, node->source, keyword, places->at[keyword]);
	struct op *op = ma_compile_op(
		c, keyword, places->at[keyword], keyword == K_ANY_OF ? ma_op_any : ma_op_one);

	if (op)
		op->u.branches = b;
	node->leaf = false;
}

void ma_compile_if(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	struct conditional *cond = arena(c, 1, sizeof(*cond));
	struct op *op = ma_compile_op(c, keyword, places->at[keyword], ma_op_if);

	if (!cond || !op)
		return;
	cond->test = ma_compile_node(c, node->source, places->at[K_IF]);
	if (places->at[K_THEN])
		cond->then = ma_compile_node(c, node->source, places->at[K_THEN]);
	if (places->at[K_ELSE])
		cond->otherwise = ma_compile_node(c, node->source, places->at[K_ELSE]);
	op->u.conditional = cond;
	node->leaf = false;
}

void ma_compile_ref(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	uint32_t at = places->at[keyword];
	struct target target;
	struct op *op;

	if (!ma_ref_resolve(c, node->resource, at, ma_doc_str(&node->source->doc, at), &target))
		return;
	op = ma_compile_op(c, keyword, at, ma_op_apply);
	if (op)
		op->u.node = ma_compile_node(c, target.source, target.at);
	node->leaf = false;
}

void ma_compile_dynamic_ref(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	struct dynamic *dynamic = arena(c, 1, sizeof(*dynamic));
	uint32_t at = places->at[keyword];
	struct target target;
	struct op *op;

	if (!dynamic ||
		!ma_ref_resolve(c, node->resource, at, ma_doc_str(&node->source->doc, at), &target))
		return;
	dynamic->node = ma_compile_node(c, target.source, target.at);
	dynamic->name = target.dynamic;
	c->dynamic |= target.dynamic.p != NULL;
	node->dynamic = true;
	op = ma_compile_op(c, keyword, at, ma_op_dynamic);
	if (op)
		op->u.dynamic = dynamic;
	node->leaf = false;
}

static void split_dependents(struct compiler *c, struct source *source, uint32_t map,
	struct dependents *schemas, struct dependents *names)
{
	const struct ma_doc *doc = &source->doc;
	uint32_t at = map + 1;

	for (; at < doc->v[map].more && !c->rc; at = ma_doc_next(doc, at + 1)) {
		bool list = doc->v[at + 1].type == MA_DOC_ARRAY;
		struct dependents *to = list ? names : schemas;
		struct dependent *d = &to->v[to->n++];

		d->key = ma_doc_str(doc, at);
		d->names = at + 1;
		d->node = list ? NULL : ma_compile_node(c, source, at + 1);
	}
}

void ma_compile_dependents(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	uint32_t at = places->at[keyword], n = node->source->doc.v[at].n;
	struct dependents *both = arena(c, 2, sizeof(*both));
	struct op *op;
	size_t i;

	for (i = 0; i < 2 && !c->rc; i++)
		both[i].v = arena(c, n + 1, sizeof(*both[i].v));
	if (c->rc)
		return;
	split_dependents(c, node->source, at, &both[0], &both[1]);
	for (i = 0; i < 2; i++) {
		op = both[i].n ? ma_compile_op(c, keyword, at,
					 i ? ma_op_dependent_required : ma_op_dependent_schemas)
			       : NULL;
		if (op)
			op->u.dependents = &both[i];
	}
	node->leaf &= both[0].n == 0;
}
