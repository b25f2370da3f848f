/* Keywords that apply schemas to an array's items. */
#include "codec/schema_vm.h"

static inline bool is_array(const struct vm *vm, const struct frame *f)
{
	return vm->doc->v[f->at].type == MA_DOC_ARRAY;
}

static void next_item(struct vm *vm, struct cursor *c)
{
	c->at = ma_doc_next(vm->doc, c->at);
	c->i++;
}

static enum step run_items(struct vm *vm, struct frame *f, const struct items *items)
{
	uint32_t end = vm->doc->v[f->at].more;
	struct cursor *c = &f->c;

	while (c->at < end) {
		bool prefix = c->i < items->prefix_n;
		const struct node *node = prefix ? items->prefix[c->i] : items->rest;
		uint32_t at = c->at;

		if (!node)
			break;
		ma_vm_mark(vm, f, c->i);
		next_item(vm, c);
		if (ma_vm_enter(vm, f, prefix ? K_PREFIX_ITEMS : K_ITEMS, node, at, false) ==
			ENTERED_CALL)
			return STEP_CALL;
		if (!ma_vm_settle(vm, f))
			return STEP_FAIL;
	}
	return STEP_PASS;
}

enum step ma_op_items(struct vm *vm, struct frame *f, const struct op *op)
{
	if (!is_array(vm, f))
		return STEP_PASS;
	if (!f->back)
		f->c.at = f->at + 1;
	else if (!ma_vm_settle(vm, f))
		return STEP_FAIL;
	f->back = false;
	return run_items(vm, f, op->u.items);
}

/* Enough is known, and nobody asks which items matched. */
static bool contains_enough(const struct frame *f, const struct contains *k)
{
	return f->marks.at == NO_MARKS && f->c.seen >= k->min && k->max == UINT64_MAX;
}

static void count_item(struct vm *vm, struct frame *f)
{
	vm->quiet--;
	if (vm->ok) {
		ma_vm_mark(vm, f, f->c.i);
		f->c.seen++;
	}
	next_item(vm, &f->c);
}

static enum step check_contains(
	struct vm *vm, const struct frame *f, const struct op *op, const struct contains *k)
{
	const struct source *source = f->node->source;

	if (f->c.seen < k->min)
		return ma_vm_fault_at(vm, source, k->min_at ? k->min_at : op->at,
			k->min_at ? K_MIN_CONTAINS : K_CONTAINS, f->at, f->c.seen);
	if (f->c.seen > k->max)
		return ma_vm_fault_at(vm, source, k->max_at, K_MAX_CONTAINS, f->at, f->c.seen);
	return STEP_PASS;
}

enum step ma_op_contains(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct contains *k = op->u.contains;
	struct cursor *c = &f->c;

	if (!is_array(vm, f))
		return STEP_PASS;
	if (f->back)
		count_item(vm, f);
	else
		c->at = f->at + 1;
	f->back = false;
	while (c->at < vm->doc->v[f->at].more && !vm->rc && !contains_enough(f, k)) {
		vm->quiet++;
		if (ma_vm_enter(vm, f, op->keyword, k->node, c->at, false) == ENTERED_CALL)
			return STEP_CALL;
		count_item(vm, f);
	}
	return vm->rc ? STEP_FAIL : check_contains(vm, f, op, k);
}

enum step ma_op_unevaluated_items(struct vm *vm, struct frame *f, const struct op *op)
{
	struct cursor *c = &f->c;
	uint32_t at, i;

	if (!is_array(vm, f) || !(f->ok || f->back))
		return STEP_PASS;
	if (!f->back)
		c->at = f->at + 1;
	else if (!ma_vm_settle(vm, f))
		return STEP_FAIL;
	f->back = false;
	if (!ma_vm_charge(vm, vm->doc->v[f->at].n / 4))
		return STEP_FAIL;
	while (c->at < vm->doc->v[f->at].more) {
		at = c->at;
		i = c->i;
		next_item(vm, c);
		if (ma_vm_marked(vm, f, i))
			continue;
		ma_vm_mark(vm, f, i);
		if (ma_vm_enter(vm, f, op->keyword, op->u.node, at, false) == ENTERED_CALL)
			return STEP_CALL;
		if (!ma_vm_settle(vm, f))
			return STEP_FAIL;
	}
	return STEP_PASS;
}
