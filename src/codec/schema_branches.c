/* References and logic: schemas that meet the value itself. */
#include "codec/schema_vm.h"

static enum step apply(struct vm *vm, struct frame *f, const struct op *op, const struct node *node)
{
	if (!f->back) {
		if (ma_vm_enter(vm, f, op->keyword, node, f->at, true) == ENTERED_CALL)
			return STEP_CALL;
	}
	f->back = false;
	return vm->ok ? STEP_PASS : STEP_FAIL;
}

/* $ref, and each schema of allOf */
enum step ma_op_apply(struct vm *vm, struct frame *f, const struct op *op)
{
	return apply(vm, f, op, op->u.node);
}

/* The outermost resource of the dynamic scope that has the anchor decides. */
static const struct node *find_dynamic(const struct vm *vm, const struct dynamic *dynamic)
{
	const struct anchor *anchor;
	uint32_t i;

	for (i = 0; i < vm->scope_n && dynamic->name.p; i++)
		for (anchor = vm->scope[i]->dynamic; anchor; anchor = anchor->next)
			if (ma_str_eq(anchor->name, dynamic->name))
				return vm->scope[i]->source->nodes[anchor->at];
	return dynamic->node;
}

enum step ma_op_dynamic(struct vm *vm, struct frame *f, const struct op *op)
{
	if (f->back)
		return apply(vm, f, op, NULL);
	if (!ma_vm_charge(vm, vm->scope_n))
		return STEP_FAIL;
	return apply(vm, f, op, find_dynamic(vm, op->u.dynamic));
}

/*
 * The faults of the branches of anyOf and oneOf: of those that fail, the ones of the branch that
 * came closest are kept, behind the keyword's own.
 *
 *   [ ... | own | those of the best so far | those of the branch that has just ended ]
 *           ^stage ^best                   ^best + best_n
 */
static void begin_branches(struct vm *vm, struct frame *f, const struct op *op)
{
	f->c.stage = vm->faults_n;
	(void)ma_vm_fault(vm, f, op, op->u.branches->n); /* taken back where one fits */
	f->c.best = vm->faults_n;
	f->c.best_n = UINT32_MAX;
}

/* Another type, or another constant, speaks for another branch; the rest for mistakes in this one. */
static uint64_t distance(const struct frame *f, const struct fault *v, uint32_t n)
{
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (v[i].keyword == K_TYPE && v[i].at == f->at)
			sum += 1000;
		else if (v[i].keyword == K_CONST || v[i].keyword == K_ENUM)
			sum += 10;
		else
			sum++;
	}
	return sum;
}

static void end_branch(struct vm *vm, struct frame *f)
{
	struct cursor *c = &f->c;
	uint32_t best_n = c->best_n == UINT32_MAX ? 0 : c->best_n;
	uint32_t from = c->best + best_n, n = vm->faults_n - from;

	if (!ma_vm_collects(vm) || vm->ok)
		return;
	if (c->best_n == UINT32_MAX ||
		distance(f, vm->faults + from, n) < distance(f, vm->faults + c->best, best_n)) {
		memmove(vm->faults + c->best, vm->faults + from, n * sizeof(*vm->faults));
		best_n = n;
	}
	c->best_n = best_n;
	vm->faults_n = c->best + best_n;
}

enum step ma_op_any(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct branches *b = op->u.branches;
	struct cursor *c = &f->c;
	bool ended = f->back;

	if (!ended)
		begin_branches(vm, f, op);
	f->back = false;
	for (;; ended = true) {
		if (ended) {
			c->seen += vm->ok;
			end_branch(vm, f);
			c->i++;
		}
		if (vm->rc || c->i == b->n || (c->seen && f->marks.at == NO_MARKS))
			break;
		if (ma_vm_enter(vm, f, op->keyword, b->v[c->i], f->at, true) == ENTERED_CALL)
			return STEP_CALL;
	}
	if (!c->seen)
		return STEP_FAIL;
	vm->faults_n = c->stage;
	return STEP_PASS;
}

static enum step end_one(struct vm *vm, struct frame *f, const struct op *op)
{
	if (f->c.seen == 0)
		return STEP_FAIL;
	vm->faults_n = f->c.stage;
	return f->c.seen == 1 ? STEP_PASS : ma_vm_fault(vm, f, op, f->c.at);
}

enum step ma_op_one(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct branches *b = op->u.branches;
	struct cursor *c = &f->c;
	bool ended = f->back;

	if (!ended)
		begin_branches(vm, f, op);
	f->back = false;
	for (;; ended = true) {
		if (ended) {
			if (vm->ok) /* the first two, for the message */
				c->at = c->seen++ ? ONE_OF_TWO | c->at << 15 | (c->i & 0x7fff)
						  : c->i & 0x7fff;
			end_branch(vm, f);
			c->i++;
		}
		if (vm->rc || c->i == b->n || c->seen > 1)
			break;
		if (ma_vm_enter(vm, f, op->keyword, b->v[c->i], f->at, true) == ENTERED_CALL)
			return STEP_CALL;
	}
	return vm->rc ? STEP_FAIL : end_one(vm, f, op);
}

enum step ma_op_not(struct vm *vm, struct frame *f, const struct op *op)
{
	if (!f->back) {
		vm->quiet++;
		if (ma_vm_enter(vm, f, op->keyword, op->u.node, f->at, false) == ENTERED_CALL)
			return STEP_CALL;
	}
	f->back = false;
	vm->quiet--;
	return vm->ok ? ma_vm_fault(vm, f, op, 0) : STEP_PASS;
}

enum step ma_op_if(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct conditional *k = op->u.conditional;
	const struct node *node;
	enum keyword keyword;

	if (!k->then && !k->otherwise && f->marks.at == NO_MARKS)
		return STEP_PASS;
	if (f->c.stage == 1)
		return apply(vm, f, op, NULL);
	if (!f->back) {
		vm->quiet++;
		if (ma_vm_enter(vm, f, op->keyword, k->test, f->at, true) == ENTERED_CALL)
			return STEP_CALL;
	}
	f->back = false;
	vm->quiet--;
	node = vm->ok ? k->then : k->otherwise;
	keyword = vm->ok ? K_THEN : K_ELSE;
	f->c.stage = 1;
	if (!node || vm->rc)
		return vm->rc ? STEP_FAIL : STEP_PASS;
	if (ma_vm_enter(vm, f, keyword, node, f->at, true) == ENTERED_CALL)
		return STEP_CALL;
	return vm->ok ? STEP_PASS : STEP_FAIL;
}
