/* Keywords that look at a value alone. */
#include <stdlib.h>

#include "base/alloc.h"
#include "codec/schema_number.h"
#include "codec/schema_vm.h"

#define FEW_ITEMS 8 /* compared each with each */

static inline const struct ma_doc_node *value(const struct vm *vm, const struct frame *f)
{
	return &vm->doc->v[f->at];
}

enum step ma_op_type(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct ma_doc_node *v = value(vm, f);

	if (op->u.types >> v->type & 1)
		return STEP_PASS;
	if (op->u.types & TYPE_INTEGER && v->type == MA_DOC_NUMBER &&
		(!(v->flags & MA_DOC_REAL) || ma_number_integral(ma_doc_str(vm->doc, f->at))))
		return STEP_PASS;
	return ma_vm_fault(vm, f, op, 0);
}

static bool is_equal(struct vm *vm, const struct frame *f, uint32_t at)
{
	uint64_t steps = 0;
	bool equal = ma_doc_equal(&f->node->source->doc, at, vm->doc, f->at, &steps);

	return ma_vm_charge(vm, steps) && equal;
}

enum step ma_op_const(struct vm *vm, struct frame *f, const struct op *op)
{
	return is_equal(vm, f, op->at) ? STEP_PASS : ma_vm_fault(vm, f, op, 0);
}

enum step ma_op_enum(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct ma_doc *doc = &f->node->source->doc;
	uint32_t i = op->at + 1;

	for (; i < doc->v[op->at].more && !vm->rc; i = ma_doc_next(doc, i))
		if (is_equal(vm, f, i))
			return STEP_PASS;
	return ma_vm_fault(vm, f, op, 0);
}

/* const or enum, of strings alone */
enum step ma_op_names(struct vm *vm, struct frame *f, const struct op *op)
{
	struct ma_str s;

	if (value(vm, f)->type == MA_DOC_STRING) {
		s = ma_doc_str(vm->doc, f->at);
		if (ma_vm_charge(vm, s.n / 16) &&
			ma_schema_names_find(op->u.names, s, ma_doc_hash(s)))
			return STEP_PASS;
	}
	return ma_vm_fault(vm, f, op, 0);
}

static int compare_with_limit(struct vm *vm, const struct frame *f, const struct op *op)
{
	struct ma_str x = ma_doc_str(vm->doc, f->at);
	int order;

	if (!(value(vm, f)->flags & MA_DOC_EXPONENT) &&
		ma_number_compare_sizes(x, &op->u.limit, &order))
		return order;
	if (vm->number_at != f->at || f->at == 0) { /* mostly a number has two limits */
		vm->number_at = f->at;
		vm->number = ma_number_short(x);
	}
	if (ma_number_compare_short(vm->number, op->u.limit, &order))
		return order;
	return ma_number_compare(x, ma_doc_str(&f->node->source->doc, op->at));
}

enum step ma_op_number(struct vm *vm, struct frame *f, const struct op *op)
{
	int order;

	if (value(vm, f)->type != MA_DOC_NUMBER)
		return STEP_PASS;
	if (!ma_vm_charge(vm, (value(vm, f)->n + f->node->source->doc.v[op->at].n) / 16))
		return STEP_FAIL;
	order = compare_with_limit(vm, f, op);
	if (op->keyword == K_MAXIMUM                         ? order <= 0
			: op->keyword == K_MINIMUM           ? order >= 0
			: op->keyword == K_EXCLUSIVE_MAXIMUM ? order < 0
							     : order > 0)
		return STEP_PASS;
	return ma_vm_fault(vm, f, op, 0);
}

enum step ma_op_multiple(struct vm *vm, struct frame *f, const struct op *op)
{
	struct ma_str of = ma_doc_str(&f->node->source->doc, op->at);
	bool multiple = false;
	struct ma_str x;

	if (value(vm, f)->type != MA_DOC_NUMBER)
		return STEP_PASS;
	x = ma_doc_str(vm->doc, f->at);
	if (!ma_vm_charge(vm, ma_number_multiple_cost(x, of) / 4))
		return STEP_FAIL;
	if (ma_number_multiple(x, of, &multiple))
		return ma_vm_stop(vm, MA_ENOMEM, "");
	return multiple ? STEP_PASS : ma_vm_fault(vm, f, op, 0);
}

/* Code points of valid UTF-8: bytes that do not continue one. */
static uint64_t length(struct ma_str s)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

enum step ma_op_length(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct ma_doc_node *v = value(vm, f);
	uint64_t n = v->n;

	if (v->type != MA_DOC_STRING)
		return STEP_PASS;
	if (v->flags & MA_DOC_WIDE) {
		if (!ma_vm_charge(vm, n / 16))
			return STEP_FAIL;
		n = length(ma_doc_str(vm->doc, f->at));
	}
	if (op->keyword == K_MAX_LENGTH ? n <= op->u.count : n >= op->u.count)
		return STEP_PASS;
	return ma_vm_fault(vm, f, op, (uint32_t)n);
}

/*
 * Most matches need little backtracking. One that needs more is tried again with sixteen times as
 * much, and pays for it: so a pattern that explodes on a text meets the limit of the whole check.
 */
bool ma_vm_match(struct vm *vm, const struct ma_regex *regex, uint32_t at, bool *out)
{
	struct ma_str s = ma_doc_str(vm->doc, at);
	uint64_t limit = MA_REGEX_USUAL;
	ma_rc rc;

	if (!ma_vm_charge(vm, MATCH_STEPS + s.n / 8))
		return false;
	for (;;) {
		rc = ma_regex_match(regex, &vm->scratch, s, (uint32_t)limit, out);
		if (rc != MA_ELIMIT || limit > MA_REGEX_MOST)
			break;
		limit *= 16;
		if (!ma_vm_charge(vm, limit))
			return false;
	}
	if (rc)
		(void)ma_vm_stop(vm, rc, "a pattern needs too long for a text"); /* noted in vm */
	return !rc;
}

enum step ma_op_pattern(struct vm *vm, struct frame *f, const struct op *op)
{
	bool matches = false;

	if (value(vm, f)->type != MA_DOC_STRING)
		return STEP_PASS;
	if (!ma_vm_match(vm, op->u.regex, f->at, &matches))
		return STEP_FAIL;
	return matches ? STEP_PASS : ma_vm_fault(vm, f, op, 0);
}

enum step ma_op_format(struct vm *vm, struct frame *f, const struct op *op)
{
	struct ma_str s;

	if (value(vm, f)->type != MA_DOC_STRING)
		return STEP_PASS;
	s = ma_doc_str(vm->doc, f->at);
	if (!ma_vm_charge(vm, MATCH_STEPS + s.n))
		return STEP_FAIL;
	return op->u.format(s) ? STEP_PASS : ma_vm_fault(vm, f, op, 0);
}

/* maxItems, minItems, maxProperties, minProperties */
enum step ma_op_size(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct ma_doc_node *v = value(vm, f);
	bool items = op->keyword == K_MAX_ITEMS || op->keyword == K_MIN_ITEMS;
	bool most = op->keyword == K_MAX_ITEMS || op->keyword == K_MAX_PROPERTIES;

	if (v->type != (items ? MA_DOC_ARRAY : MA_DOC_OBJECT))
		return STEP_PASS;
	if (most ? v->n <= op->u.count : v->n >= op->u.count)
		return STEP_PASS;
	return ma_vm_fault(vm, f, op, v->n);
}

struct hashed {
	uint64_t hash;
	uint32_t at;
};

static int compare_hashed(const void *a, const void *b)
{
	const struct hashed *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

/* The later one of two items that are the same among those of one hash, or 0. */
static uint32_t find_same(struct vm *vm, const struct hashed *v, uint32_t n)
{
	uint64_t steps = 0;
	uint32_t i, k;

	for (i = 1; i < n; i++) {
		for (k = i; k-- > 0 && v[k].hash == v[i].hash;)
			if (ma_doc_equal(vm->doc, v[k].at, vm->doc, v[i].at, &steps))
				return v[i].at;
		if (!ma_vm_charge(vm, steps))
			return 0;
		steps = 0;
	}
	return 0;
}

static uint32_t find_same_of_many(struct vm *vm, uint32_t array)
{
	uint32_t i, n = vm->doc->v[array].n, at = array + 1, same = 0;
	struct hashed *v = ma_new_n(struct hashed, n);
	uint64_t steps = n;

	if (!v) {
		(void)ma_vm_stop(vm, MA_ENOMEM, "");
		return 0;
	}
	for (i = 0; i < n; i++, at = ma_doc_next(vm->doc, at)) {
		v[i].at = at;
		v[i].hash = n > FEW_ITEMS ? ma_doc_value_hash(vm->doc, at, &steps) : 0;
	}
	if (n > FEW_ITEMS)
		qsort(v, n, sizeof(*v), compare_hashed);
	if (ma_vm_charge(vm, steps))
		same = find_same(vm, v, n);
	ma_free(v);
	return same;
}

enum step ma_op_unique(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct ma_doc_node *v = value(vm, f);
	uint32_t same;

	if (v->type != MA_DOC_ARRAY || v->n < 2)
		return STEP_PASS;
	same = find_same_of_many(vm, f->at);
	return !same && !vm->rc ? STEP_PASS : ma_vm_fault(vm, f, op, same);
}

static bool has_all(
	struct vm *vm, const struct frame *f, const struct dependent *d, uint32_t *missing)
{
	const struct ma_doc *doc = &f->node->source->doc;
	uint32_t i = d->names + 1;

	for (; i < doc->v[d->names].more; i++) {
		if (!ma_vm_charge(vm, 1 + value(vm, f)->n / 4))
			return false;
		if (!ma_doc_member(vm->doc, f->at, ma_doc_str(doc, i))) {
			*missing = i;
			return false;
		}
	}
	return true;
}

enum step ma_op_dependent_required(struct vm *vm, struct frame *f, const struct op *op)
{
	const struct dependents *all = op->u.dependents;
	enum step step = STEP_PASS;
	uint32_t i, missing = 0;

	if (value(vm, f)->type != MA_DOC_OBJECT)
		return STEP_PASS;
	for (i = 0; i < all->n; i++) {
		if (!ma_vm_charge(vm, 1 + value(vm, f)->n / 4))
			return STEP_FAIL;
		if (ma_doc_member(vm->doc, f->at, all->v[i].key) &&
			!has_all(vm, f, &all->v[i], &missing))
			step = ma_vm_fault_at(
				vm, f->node->source, all->v[i].names, op->keyword, f->at, missing);
		if (vm->rc)
			return STEP_FAIL;
	}
	return step;
}
