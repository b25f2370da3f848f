/*
 * Tagged values: in
 *
 *   "allOf": [{"if": {"properties": {"kind": {"const": "a"}}}, "then": A}, {"if": ..., "then": B}, ...]
 *
 * at most a few of the conditions can hold, and which ones follows from one member. So that not all
 * of them are tried, the elements of allOf that have just this form, about the same member, become
 * one operation: a table from the member's text to the schemas behind `then`. Nothing else about
 * them changes; where the member is not there, or the value is no object, `properties` lets it
 * pass, and every `then` applies.
 */
#include "codec/schema_compiler.h"
#include "codec/schema_vm.h"

/* One element of the form above. */
struct tagged {
	uint32_t key;    /* place of the member's name in the source */
	uint32_t values; /* place of the string, or of the array of strings */
	uint32_t then;
	bool required; /* the condition asks for the member as well */
};

struct choice {
	struct ma_str key;
	struct names values;
	struct branches *by_value; /* beside values.v */
	struct branches absent;    /* what applies to an object without the member */
	struct branches all;       /* what applies to all that is no object */
};

/* The only member of an object, or 0. */
static uint32_t only_member(const struct ma_doc *doc, uint32_t object, const char *name)
{
	if (doc->v[object].type != MA_DOC_OBJECT || doc->v[object].n != 1)
		return 0;
	return ma_doc_member(doc, object, ma_str(name));
}

/* {"const": string} or {"enum": [strings]} */
static uint32_t values_of(const struct ma_doc *doc, uint32_t schema)
{
	uint32_t at = only_member(doc, schema, "const"), i;

	if (at)
		return doc->v[at].type == MA_DOC_STRING ? at : 0;
	at = only_member(doc, schema, "enum");
	for (i = at + 1; at && i < doc->v[at].more; i = ma_doc_next(doc, i))
		if (doc->v[i].type != MA_DOC_STRING)
			return 0;
	return at;
}

/* {"properties": {key: values}}, perhaps with "required": [key] */
static bool read_condition(const struct ma_doc *doc, uint32_t at, struct tagged *out)
{
	uint32_t properties, required;

	if (doc->v[at].type != MA_DOC_OBJECT)
		return false;
	properties = ma_doc_member(doc, at, MA_STR("properties"));
	required = ma_doc_member(doc, at, MA_STR("required"));
	if (!properties || doc->v[at].n != (required ? 2 : 1) || doc->v[properties].n != 1)
		return false;
	out->key = properties + 1;
	out->values = values_of(doc, properties + 2);
	out->required = required != 0;
	if (required &&
		(doc->v[required].n != 1 ||
			!ma_str_eq(ma_doc_str(doc, required + 1), ma_doc_str(doc, out->key))))
		return false;
	return out->values != 0;
}

static bool read_tagged(const struct ma_doc *doc, uint32_t at, struct tagged *out)
{
	uint32_t test;

	if (doc->v[at].type != MA_DOC_OBJECT || doc->v[at].n != 2)
		return false;
	test = ma_doc_member(doc, at, MA_STR("if"));
	out->then = ma_doc_member(doc, at, MA_STR("then"));
	return test && out->then && read_condition(doc, test, out);
}

static void *arena(struct compiler *c, size_t n, size_t size)
{
	void *p = ma_arena_alloc(&c->schema->arena, n, size);

	if (!p)
		ma_compile_nomem(c);
	return p;
}

/* Put each value of an element into the table; count, or append the schema where there is one. */
static void note_values(struct choice *choice, const struct ma_doc *doc, const struct tagged *t,
	const struct node *node)
{
	bool one = doc->v[t->values].type == MA_DOC_STRING;
	uint32_t at = one ? t->values : t->values + 1;
	uint32_t end = one ? at + 1 : doc->v[t->values].more;

	for (; at < end; at++) {
		struct name *name = ma_schema_names_put(&choice->values, ma_doc_str(doc, at));
		struct branches *b = &choice->by_value[name - choice->values.v];

		if (node && (b->n == 0 || b->v[b->n - 1] != node)) /* a value twice in one enum */
			b->v[b->n++] = node;
		else if (!node)
			b->n++;
	}
}

static bool size_choice(struct compiler *c, struct choice *choice, const struct ma_doc *doc,
	const struct tagged *v, uint32_t n)
{
	uint32_t i, most = 0;

	for (i = 0; i < n; i++)
		most += doc->v[v[i].values].type == MA_DOC_STRING ? 1 : doc->v[v[i].values].n;
	choice->by_value = arena(c, most + 1, sizeof(*choice->by_value));
	choice->absent.v = arena(c, n, sizeof(*choice->absent.v));
	choice->all.v = arena(c, n, sizeof(*choice->all.v));
	if (!c->rc && !ma_schema_names_init(&choice->values, most, &c->schema->arena))
		ma_compile_nomem(c);
	for (i = 0; i < n && !c->rc; i++)
		note_values(choice, doc, &v[i], NULL);
	for (i = 0; i < choice->values.n && !c->rc; i++) {
		choice->by_value[i].v = arena(c, choice->by_value[i].n, sizeof(const struct node *));
		choice->by_value[i].n = 0;
	}
	return !c->rc;
}

static void fill_choice(struct compiler *c, struct source *source, struct choice *choice,
	const struct tagged *v, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n && !c->rc; i++) {
		const struct node *node = ma_compile_node(c, source, v[i].then);

		if (!node)
			return;
		note_values(choice, &source->doc, &v[i], node);
		choice->all.v[choice->all.n++] = node;
		if (!v[i].required)
			choice->absent.v[choice->absent.n++] = node;
	}
}

/* Those elements of the list that speak of the same member as the first one does. */
static uint32_t find_tagged(const struct ma_doc *doc, uint32_t list, struct tagged *v, bool *taken)
{
	uint32_t at = list + 1, i = 0, n = 0;

	for (; at < doc->v[list].more; at = ma_doc_next(doc, at), i++) {
		taken[i] = read_tagged(doc, at, &v[n]) &&
			ma_str_eq(ma_doc_str(doc, v[n].key), ma_doc_str(doc, v[0].key));
		n += taken[i];
	}
	return n;
}

bool ma_compile_choice(struct compiler *c, struct node *node, uint32_t list, bool *taken)
{
	const struct ma_doc *doc = &node->source->doc;
	struct tagged *v = arena(c, doc->v[list].n, sizeof(*v));
	struct choice *choice = arena(c, 1, sizeof(*choice));
	struct op *op;
	uint32_t n;

	if (c->rc || (node->resource->vocab & VOCAB_ALL) != VOCAB_ALL)
		return false;
	n = find_tagged(doc, list, v, taken);
	if (n < 2)
		return false;
	choice->key = ma_doc_str(doc, v[0].key);
	if (!size_choice(c, choice, doc, v, n))
		return false;
	fill_choice(c, node->source, choice, v, n);
	op = ma_compile_op(c, K_ALL_OF, list, ma_op_choose);
	if (op)
		op->u.choice = choice;
	return !c->rc;
}

/* What applies to the value; a member that was decisive has been evaluated. */
static const struct branches *choose(struct vm *vm, const struct frame *f, const struct choice *k)
{
	static const struct branches none;
	const struct ma_doc *doc = vm->doc;
	uint32_t hash = ma_doc_hash(k->key), end = doc->v[f->at].more, key, i = 0;
	const struct name *name;
	struct ma_str s;

	if (doc->v[f->at].type != MA_DOC_OBJECT)
		return &k->all;
	if (!ma_vm_charge(vm, 1 + doc->v[f->at].n / 4))
		return &none;
	for (key = f->at + 1; key < end; key = ma_doc_next(doc, key + 1), i++)
		if (doc->v[key].more == hash && ma_str_eq(ma_doc_str(doc, key), k->key))
			break;
	if (key == end)
		return &k->absent;
	if (doc->v[key + 1].type != MA_DOC_STRING)
		return &none;
	s = ma_doc_str(doc, key + 1);
	if (!ma_vm_charge(vm, s.n / 16))
		return &none;
	name = ma_schema_names_find(&k->values, s, ma_doc_hash(s));
	if (!name)
		return &none;
	ma_vm_mark(vm, f, i);
	return &k->by_value[name - k->values.v];
}

enum step ma_op_choose(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct branches *b = choose(vm, f, op->u.choice);

	if (f->back && !ma_vm_settle(vm, f))
		return STEP_FAIL;
	f->back = false;
	while (f->c.i < b->n && !vm->rc) {
		const struct node *node = b->v[f->c.i++];

		if (ma_vm_enter(vm, f, K_THEN, node, f->at, true) == ENTERED_CALL)
			return STEP_CALL;
		if (!ma_vm_settle(vm, f))
			return STEP_FAIL;
	}
	return vm->rc ? STEP_FAIL : STEP_PASS;
}
