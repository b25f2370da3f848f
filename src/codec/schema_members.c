/* Keywords that apply schemas to an object's members. */
#include "codec/schema_vm.h"

static inline bool is_object(const struct vm *vm, const struct frame *f)
{
	return vm->doc->v[f->at].type == MA_DOC_OBJECT;
}

bool ma_vm_settle(struct vm *vm, struct frame *f)
{
	f->ok &= vm->ok;
	return !vm->rc && (vm->ok || ma_vm_collects(vm));
}

static enum step missing_members(struct vm *vm, const struct frame *f, const struct op *op)
{
	const struct ma_doc *doc = &f->node->source->doc;
	uint32_t i = op->at + 1;

	if (!ma_vm_collects(vm))
		return STEP_FAIL;
	for (; i < doc->v[op->at].more; i++) {
		if (!ma_vm_charge(vm, 1 + vm->doc->v[f->at].n / 4))
			return STEP_FAIL;
		if (!ma_doc_member(vm->doc, f->at, ma_doc_str(doc, i)))
			(void)ma_vm_fault(vm, f, op, i); /* what is returned is the same */
	}
	return STEP_FAIL;
}

static inline const struct name *find_name(
	const struct vm *vm, const struct members *m, uint32_t key)
{
	return ma_schema_names_find(&m->names, ma_doc_str(vm->doc, key), vm->doc->v[key].more);
}

enum step ma_op_required(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct members *m = op->u.members;
	uint32_t key, end, seen = 0;
	const struct name *name;

	if (!is_object(vm, f))
		return STEP_PASS;
	if (!ma_vm_charge(vm, vm->doc->v[f->at].n))
		return STEP_FAIL;
	end = vm->doc->v[f->at].more;
	for (key = f->at + 1; key < end; key = ma_doc_next(vm->doc, key + 1)) {
		name = find_name(vm, m, key);
		seen += name && name->required;
	}
	return seen == m->required_n ? STEP_PASS : missing_members(vm, f, op);
}

/* The pattern at `stage` - 1, if the key matches it. */
static const struct node *try_pattern(
	struct vm *vm, const struct members *m, const struct cursor *c, uint32_t stage)
{
	const struct pattern *p = &m->patterns[stage - 1];
	bool matches = false;

	return ma_vm_match(vm, p->regex, c->at, &matches) && matches ? p->node : NULL;
}

/*
 * One member meets, in this order: the property of its name (stage 0), each pattern, and what
 * is there for all others. NULL: nothing at this stage.
 */
static const struct node *schema_at_stage(
	struct vm *vm, const struct members *m, struct cursor *c, enum keyword *keyword)
{
	const struct node *node = NULL;
	const struct name *name;
	uint32_t stage = c->stage++;

	if (stage == 0) {
		*keyword = K_PROPERTIES;
		name = m->names.n ? find_name(vm, m, c->at) : NULL;
		c->seen += name && name->required;
		node = name ? name->node : NULL;
	} else if (stage <= m->patterns_n) {
		*keyword = K_PATTERN_PROPERTIES;
		node = try_pattern(vm, m, c, stage);
	} else if (!c->matched) {
		*keyword = K_ADDITIONAL;
		node = m->additional;
	}
	c->matched |= node != NULL;
	return node;
}

static enum step run_all_members(
	struct vm *vm, struct frame *f, const struct members *m, uint32_t end)
{
	struct cursor *c = &f->c;
	enum keyword keyword = K_PROPERTIES;
	const struct node *node;

	while (c->at < end) {
		while (c->stage <= m->patterns_n + 1) {
			node = schema_at_stage(vm, m, c, &keyword);
			if (!node)
				continue;
			ma_vm_mark(vm, f, c->i);
			if (ma_vm_enter(vm, f, keyword, node, c->at + 1, false) == ENTERED_CALL)
				return STEP_CALL;
			if (!ma_vm_settle(vm, f))
				return STEP_FAIL;
		}
		if (vm->rc)
			return STEP_FAIL;
		c->at = ma_doc_next(vm->doc, c->at + 1);
		c->i++;
		c->stage = 0;
		c->matched = false;
	}
	return STEP_PASS;
}

/* Members mostly come in the order in which the schema names them: the next name is tried first. */
static inline const struct name *expect_name(
	const struct vm *vm, const struct members *m, struct cursor *c)
{
	const struct ma_doc_node *key = &vm->doc->v[c->at];
	const struct name *name = &m->names.v[c->stage];

	if (c->stage < m->names.n && name->hash == key->more && name->key.n == key->n &&
		ma_doc_same(name->key.p, ma_doc_str(vm->doc, c->at).p, key->n)) {
		c->stage++;
		return name;
	}
	name = find_name(vm, m, c->at);
	if (name)
		c->stage = (uint32_t)(name - m->names.v) + 1;
	return name;
}

/* Without patterns a member meets one schema. */
static enum step run_plain_members(
	struct vm *vm, struct frame *f, const struct members *m, uint32_t end)
{
	struct cursor *c = &f->c;

	while (c->at < end) {
		const struct name *name = expect_name(vm, m, c);
		const struct node *node = name && name->node ? name->node : m->additional;
		uint32_t value = c->at + 1;

		c->at = ma_doc_next(vm->doc, value);
		c->i++;
		c->seen += name && name->required;
		if (!node)
			continue;
		ma_vm_mark(vm, f, c->i - 1);
		if (ma_vm_enter(vm, f, node == m->additional ? K_ADDITIONAL : K_PROPERTIES, node,
			    value, false) == ENTERED_CALL)
			return STEP_CALL;
		if (!ma_vm_settle(vm, f))
			return STEP_FAIL;
	}
	return STEP_PASS;
}

/* The key of the only property that there is a schema for, or `end`. */
static uint32_t find_only(
	const struct vm *vm, const struct members *m, struct cursor *c, uint32_t end)
{
	const struct ma_doc_node *v = vm->doc->v;
	const struct name *name = &m->names.v[0];
	uint32_t key = c->at;

	for (; key < end; key = ma_doc_next(vm->doc, key + 1), c->i++)
		if (v[key].more == name->hash && ma_str_eq(ma_doc_str(vm->doc, key), name->key))
			break;
	return key;
}

/* One property, and nothing is said of others, as in the `if` of a conditional: the others are passed by. */
static enum step run_only_member(
	struct vm *vm, struct frame *f, const struct members *m, uint32_t end)
{
	struct cursor *c = &f->c;
	uint32_t key = find_only(vm, m, c, end);

	c->at = end;
	if (key == end)
		return STEP_PASS;
	c->seen = m->required_n;
	ma_vm_mark(vm, f, c->i);
	if (ma_vm_enter(vm, f, K_PROPERTIES, m->names.v[0].node, key + 1, false) == ENTERED_CALL)
		return STEP_CALL;
	return ma_vm_settle(vm, f) ? STEP_PASS : STEP_FAIL;
}

enum step ma_op_members(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct members *m = op->u.members;
	enum step step;

	if (!is_object(vm, f))
		return STEP_PASS;
	if (!f->back) {
		f->c.at = f->at + 1;
		if (!ma_vm_charge(vm, vm->doc->v[f->at].n))
			return STEP_FAIL;
	} else if (!ma_vm_settle(vm, f)) {
		return STEP_FAIL;
	}
	f->back = false;
	step = m->run(vm, f, m, vm->doc->v[f->at].more);
	if (step != STEP_PASS || f->c.seen == m->required_n)
		return step;
	return missing_members(vm, f, op);
}

/* The first step of an operation over all members, or the answer of the last one. False: it has failed. */
static bool begin_or_settle(struct vm *vm, struct frame *f)
{
	if (f->back) {
		f->back = false;
		return ma_vm_settle(vm, f);
	}
	f->c.at = f->at + 1;
	return ma_vm_charge(vm, vm->doc->v[f->at].n / 4);
}

enum step ma_op_property_names(struct vm *vm, struct frame *f, const struct op *op)
{
	struct cursor *c = &f->c;
	uint32_t key;

	if (!is_object(vm, f))
		return STEP_PASS;
	if (!begin_or_settle(vm, f))
		return STEP_FAIL;
	while (c->at < vm->doc->v[f->at].more) {
		key = c->at;
		c->at = ma_doc_next(vm->doc, key + 1);
		if (ma_vm_enter(vm, f, op->keyword, op->u.node, key, false) == ENTERED_CALL)
			return STEP_CALL;
		if (!ma_vm_settle(vm, f))
			return STEP_FAIL;
	}
	return STEP_PASS;
}

enum step ma_op_unevaluated_properties(struct vm *vm, struct frame *f, const struct op *op)
{
	struct cursor *c = &f->c;
	uint32_t key, i;

	if (!is_object(vm, f) || !(f->ok || f->back))
		return STEP_PASS; /* where the rest has failed nothing is known of what was evaluated */
	if (!begin_or_settle(vm, f))
		return STEP_FAIL;
	while (c->at < vm->doc->v[f->at].more) {
		key = c->at;
		i = c->i++;
		c->at = ma_doc_next(vm->doc, key + 1);
		if (ma_vm_marked(vm, f, i))
			continue;
		ma_vm_mark(vm, f, i);
		if (ma_vm_enter(vm, f, op->keyword, op->u.node, key + 1, false) == ENTERED_CALL)
			return STEP_CALL;
		if (!ma_vm_settle(vm, f))
			return STEP_FAIL;
	}
	return STEP_PASS;
}

enum step ma_op_dependent_schemas(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct dependents *all = op->u.dependents;
	const struct dependent *d;

	if (!is_object(vm, f))
		return STEP_PASS;
	if (f->back && !ma_vm_settle(vm, f))
		return STEP_FAIL;
	f->back = false;
	while (f->c.i < all->n) {
		d = &all->v[f->c.i++];
		if (!ma_vm_charge(vm, 1 + vm->doc->v[f->at].n / 4))
			return STEP_FAIL;
		if (!ma_doc_member(vm->doc, f->at, d->key))
			continue;
		if (ma_vm_enter(vm, f, op->keyword, d->node, f->at, true) == ENTERED_CALL)
			return STEP_CALL;
		if (!ma_vm_settle(vm, f))
			return STEP_FAIL;
	}
	return STEP_PASS;
}

members_fn *ma_members_run(const struct members *m)
{
	if (m->patterns_n > 0)
		return run_all_members;
	if (m->names.n == 1 && m->names.v[0].node && !m->additional)
		return run_only_member;
	return run_plain_members;
}
