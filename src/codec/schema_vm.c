/* The stack of frames; see the header. */
#include "codec/schema_vm.h"

#include "base/alloc.h"

/* The message says where in the document: at the value of the topmost frame, or just below it. */
static ma_rc fail_here(const struct vm *vm, ma_rc rc, const char *why)
{
	struct ma_buf at = MA_BUF_INIT(1 << 24), shown = MA_BUF_INIT(1 << 27);

	if (vm->frames_n > 0)
		ma_doc_pointer(vm->doc, vm->frames[vm->frames_n - 1].at, &at);
	ma_buf_add_visible(&shown, ma_buf_str(&at));
	if (at.rc || shown.rc)
		rc = ma_fail_nomem(vm->err);
	else
		rc = ma_fail(vm->err, rc, "%.300s%s%s", shown.n ? shown.p : "", shown.n ? ": " : "",
			why);
	ma_buf_done(&at);
	ma_buf_done(&shown);
	return rc;
}

enum step ma_vm_stop(struct vm *vm, ma_rc rc, const char *why)
{
	if (!vm->rc)
		vm->rc = rc == MA_ENOMEM ? ma_fail_nomem(vm->err) : fail_here(vm, rc, why);
	return STEP_FAIL;
}

/* Room for one more of `size` bytes, NULL after a failure. */
static void *room(struct vm *vm, void *v, uint32_t n, uint32_t *cap, size_t size)
{
	uint32_t more = *cap ? *cap * 2 : 32;

	if (n < *cap)
		return v;
	v = ma_realloc(v, more, size);
	if (v)
		*cap = more;
	else
		(void)ma_vm_stop(vm, MA_ENOMEM, "");
	return v;
}

static bool enter_scope(struct vm *vm, const struct resource *resource)
{
	const struct resource **scope = room(
		vm, vm->scope, vm->scope_n, &vm->scope_cap, sizeof(*scope));

	if (!scope)
		return false;
	vm->scope = scope;
	vm->scope[vm->scope_n++] = resource;
	return true;
}

static bool add_marks(struct vm *vm, struct frame *f)
{
	uint32_t words = vm->doc->v[f->at].n / 64 + 1, need = vm->marks_n + words;
	uint64_t *v;

	if (need > MARKS_MAX) {
		(void)ma_vm_stop(vm, MA_ELIMIT, "unevaluated* keywords need too much memory");
		return false;
	}
	if (!ma_vm_charge(vm, words / 8))
		return false;
	if (need > vm->marks_cap) {
		v = ma_realloc(vm->marks, need + need / 2 + 64, sizeof(*v));
		if (!v) {
			(void)ma_vm_stop(vm, MA_ENOMEM, "");
			return false;
		}
		vm->marks = v;
		vm->marks_cap = need + need / 2 + 64;
	}
	memset(vm->marks + vm->marks_n, 0, words * sizeof(*vm->marks));
	f->marks = (struct marks){ vm->marks_n, words };
	vm->marks_n = need;
	return true;
}

static bool push(struct vm *vm, const struct node *node, uint32_t at, bool in_place, bool marks)
{
	const struct resource *outer = vm->scope_n ? vm->scope[vm->scope_n - 1] : NULL;
	struct frame *f;

	if (vm->frames_n == FRAMES_MAX) {
		(void)ma_vm_stop(vm, MA_ELIMIT, "schemas nest too deep: a $ref may lead to itself");
		return false;
	}
	f = room(vm, vm->frames, vm->frames_n, &vm->frames_cap, sizeof(*f));
	if (!f)
		return false;
	vm->frames = f;
	f = &vm->frames[vm->frames_n++];
	*f = (struct frame){ .node = node,
		.at = at,
		.ok = true,
		.in_place = in_place,
		.marks = { NO_MARKS, 0 },
		.scoped = node->resource != outer };
	if (f->scoped && !enter_scope(vm, node->resource))
		return false;
	if ((marks || node->marks) && vm->doc->v[at].type >= MA_DOC_ARRAY)
		return add_marks(vm, f);
	return true;
}

/* A flat schema without a frame on the stack: the recursion is as deep as the schema is, FLAT_MAX. */
static bool run_flat(struct vm *vm, const struct node *node, uint32_t at)
{
	const uint8_t type = vm->doc->v[at].type;
	struct frame f;
	uint32_t i;

	f.node = node;
	f.at = at;
	f.ok = true;
	f.back = false;
	f.marks = (struct marks){ NO_MARKS, 0 };

	for (i = 0; i < node->ops_n && !vm->rc; i++) {
		if (node->ops[i].run == ma_op_type && node->ops[i].u.types >> type & 1)
			continue;
		if (!node->leaf)
			f.c = (struct cursor){ 0 };
		if (node->ops[i].run(vm, &f, &node->ops[i]) == STEP_PASS)
			continue;
		f.ok = false;
		if (!ma_vm_collects(vm))
			break;
	}
	return f.ok;
}

enum entered ma_vm_enter(struct vm *vm, const struct frame *f, enum keyword keyword,
	const struct node *node, uint32_t at, bool in_place)
{
	bool marks = in_place && f && f->marks.at != NO_MARKS;

	vm->ok = node->always > 0;
	if (!ma_vm_charge(vm, 1))
		vm->ok = false;
	else if (node->always < 0)
		(void)ma_vm_fault_at(
			vm, node->source, node->at, keyword, at, 0); /* vm->ok says it */
	else if (node->always == 0 && (node->leaf || (node->flat && !marks)))
		vm->ok = run_flat(vm, node, at);
	else if (node->always == 0 && push(vm, node, at, in_place, marks))
		return ENTERED_CALL;
	return ENTERED_DONE;
}

static void merge_marks(struct vm *vm, const struct frame *from, const struct frame *into)
{
	uint32_t i;

	for (i = 0; i < into->marks.n; i++)
		vm->marks[into->marks.at + i] |= vm->marks[from->marks.at + i];
}

static void pop(struct vm *vm)
{
	const struct frame *f = &vm->frames[--vm->frames_n];
	struct frame *below = vm->frames_n ? &vm->frames[vm->frames_n - 1] : NULL;

	vm->ok = f->ok;
	if (below)
		below->back = true;
	if (f->scoped)
		vm->scope_n--;
	if (f->marks.at == NO_MARKS)
		return;
	if (f->ok && f->in_place && below && below->marks.at != NO_MARKS)
		merge_marks(vm, f, below);
	vm->marks_n = f->marks.at;
}

/* Run the topmost frame's operations until it has ended or one of them calls. */
static enum step run_frame(struct vm *vm)
{
	struct frame *f = &vm->frames[vm->frames_n - 1];
	const struct node *node = f->node;
	enum step step;

	while (f->op < node->ops_n) {
		const struct op *op = &node->ops[f->op];

		step = op->run(vm, f, op);
		if (step == STEP_CALL || vm->rc)
			return step;
		f->op++;
		f->c = (struct cursor){ 0 };
		if (step == STEP_PASS)
			continue;
		f->ok = false;
		if (!ma_vm_collects(vm))
			break;
	}
	return STEP_PASS;
}

void ma_vm_run(struct vm *vm)
{
	if (ma_vm_enter(vm, NULL, K_SCHEMA, vm->schema->root, 0, false) == ENTERED_DONE)
		return;
	while (vm->frames_n > 0 && !vm->rc)
		if (run_frame(vm) != STEP_CALL && !vm->rc)
			pop(vm);
}

void ma_vm_done(struct vm *vm)
{
	ma_free(vm->frames);
	ma_free(vm->scope);
	ma_free(vm->marks);
	ma_free(vm->faults);
	ma_regex_scratch_done(&vm->scratch);
}

enum step ma_vm_fault_at(struct vm *vm, const struct source *source, uint32_t schema_at,
	enum keyword keyword, uint32_t at, uint32_t extra)
{
	struct fault *v;

	if (!ma_vm_collects(vm) || vm->faults_n == FAULTS_MAX)
		return STEP_FAIL;
	v = room(vm, vm->faults, vm->faults_n, &vm->faults_cap, sizeof(*v));
	if (!v)
		return STEP_FAIL;
	vm->faults = v;
	vm->faults[vm->faults_n++] = (struct fault){ source, schema_at, keyword, at, extra };
	return STEP_FAIL;
}

enum step ma_vm_fault(struct vm *vm, const struct frame *f, const struct op *op, uint32_t extra)
{
	return ma_vm_fault_at(vm, f->node->source, op->at, op->keyword, f->at, extra);
}
