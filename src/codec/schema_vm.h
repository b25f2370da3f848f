/*
 * Checking a document. A frame is one schema meeting one value; frames are a stack of ours, not
 * the processor's, so that neither the document nor the schema can exhaust that.
 *
 * An operation that needs another schema's answer calls ma_vm_enter() and returns STEP_CALL; when
 * the frame above has ended it is run again with `back` set and the answer in vm->ok. Until then
 * its place is in the frame's cursor, which is zero when it is first run.
 */
#ifndef MA_CODEC_SCHEMA_VM_H
#define MA_CODEC_SCHEMA_VM_H

#include "codec/schema_program.h"

#define NO_MARKS UINT32_MAX
#define FRAMES_MAX 16384
#define ONE_OF_TWO \
	0x80000000u /* extra of a oneOf that two branches fit: their numbers in 15 bits each */
#define FAULTS_MAX 1000
#define MARKS_MAX (8u << 20) /* words of 64 bits */

/* Which members or items of a value have been evaluated, and by whom is asked. */
struct marks {
	uint32_t at; /* in vm->marks, NO_MARKS: nobody asks */
	uint32_t n;  /* words */
};

struct cursor {
	uint32_t at;           /* the child of the value */
	uint32_t i;            /* its number */
	uint32_t stage;        /* which schema of several, or how far with one child */
	uint32_t seen;         /* a count of what was met */
	uint32_t best, best_n; /* faults of the branch that came closest */
	bool matched;
};

struct frame {
	const struct node *node;
	uint32_t at; /* the value */
	uint32_t op;
	bool ok, back, in_place, scoped;
	struct marks marks;
	struct cursor c;
};

struct fault {
	const struct source *source;
	uint32_t schema_at;
	enum keyword keyword;
	uint32_t at;    /* the value */
	uint32_t extra; /* what the keyword has to say: a place in the source, a number */
};

struct vm {
	const struct ma_schema *schema;
	const struct ma_doc *doc;
	struct frame *frames;
	uint32_t frames_n, frames_cap;
	const struct resource **scope; /* the dynamic scope: a resource each time it changes */
	uint32_t scope_n, scope_cap;
	uint64_t *marks;
	uint32_t marks_n, marks_cap;
	struct fault *faults;
	uint32_t faults_n, faults_cap;
	uint32_t quiet; /* > 0: failures are no faults, and the first one is enough */
	uint64_t steps, steps_max;
	struct ma_regex_scratch scratch;
	uint32_t number_at; /* the value that `number` is of, 0: none */
	struct ma_number_short number;
	bool ok; /* the answer of the frame that ended last */
	ma_rc rc;
	ma_err *err;
};

/* The whole check; the answer is in vm->ok. */
void ma_vm_run(struct vm *vm);
void ma_vm_done(struct vm *vm);

enum entered { ENTERED_DONE, ENTERED_CALL };

/*
 * Let `node` meet the value at `at`. ENTERED_DONE: the answer is in vm->ok already; ENTERED_CALL:
 * the frame is pushed, `f` is no longer valid, STEP_CALL is to be returned. in_place: the value is
 * the frame's own, and what is evaluated there counts here. `keyword`: what to blame where the
 * schema is `false`.
 */
enum entered ma_vm_enter(struct vm *vm, const struct frame *f, enum keyword keyword,
	const struct node *node, uint32_t at, bool in_place);

/* Take over the answer of a schema below. False: the operation is to return STEP_FAIL now. */
bool ma_vm_settle(struct vm *vm, struct frame *f);

/* Stop with a failure; everything returns at once. */
enum step ma_vm_stop(struct vm *vm, ma_rc rc, const char *why);

/* Count work of about ten nanoseconds each. False: it was too much, and the vm has stopped. */
static inline bool ma_vm_charge(struct vm *vm, uint64_t steps)
{
	vm->steps += steps;
	if (vm->steps <= vm->steps_max)
		return true;
	(void)ma_vm_stop(vm, MA_ELIMIT, "checking takes too long");
	return false;
}

/* The value at `at` does not meet `op`. Always STEP_FAIL. */
enum step ma_vm_fault(struct vm *vm, const struct frame *f, const struct op *op, uint32_t extra);
enum step ma_vm_fault_at(struct vm *vm, const struct source *source, uint32_t schema_at,
	enum keyword keyword, uint32_t at, uint32_t extra);

static inline bool ma_vm_collects(const struct vm *vm)
{
	return vm->quiet == 0;
}

static inline void ma_vm_mark(struct vm *vm, const struct frame *f, uint32_t i)
{
	if (f->marks.at != NO_MARKS)
		vm->marks[f->marks.at + i / 64] |= UINT64_C(1) << (i % 64);
}

static inline bool ma_vm_marked(const struct vm *vm, const struct frame *f, uint32_t i)
{
	return vm->marks[f->marks.at + i / 64] >> (i % 64) & 1;
}

/* schema_equal.c: values of two documents, or of one; *steps counts. */
bool ma_doc_equal(
	const struct ma_doc *a, uint32_t i, const struct ma_doc *b, uint32_t k, uint64_t *steps);
uint64_t ma_doc_value_hash(const struct ma_doc *doc, uint32_t at, uint64_t *steps);

#define MATCH_STEPS 8 /* of one match, beside what the text's length adds */

/* schema_assert.c: does the string at `at` match? False after a failure. */
bool ma_vm_match(struct vm *vm, const struct ma_regex *regex, uint32_t at, bool *out);
op_fn ma_op_type, ma_op_const, ma_op_enum, ma_op_names, ma_op_number, ma_op_multiple, ma_op_length,
	ma_op_pattern, ma_op_format, ma_op_size, ma_op_unique, ma_op_dependent_required;
/* schema_members.c, schema_items.c, schema_branches.c */
op_fn ma_op_required, ma_op_members, ma_op_property_names, ma_op_dependent_schemas,
	ma_op_unevaluated_properties;
members_fn *ma_members_run(const struct members *m); /* how these are best gone over */
op_fn ma_op_items, ma_op_contains, ma_op_unevaluated_items;
op_fn ma_op_apply, ma_op_dynamic, ma_op_any, ma_op_one, ma_op_not, ma_op_if;
op_fn ma_op_choose; /* schema_choice.c */

/* schema_report.c: one fault as a person reads it. */
void ma_fault_message(const struct vm *vm, const struct fault *fault, struct ma_buf *out);

#endif
