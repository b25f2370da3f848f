/* Checking, and what is said of a document that does not fit. */
#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"
#include "codec/schema_vm.h"

#define SHOWN_MAX 60 /* bytes of a value in a sentence */

static const char *const type_names[] = { "null", "false", "true", "a number", "a string",
	"an array", "an object" };

/* A value in a few words; `what` is the document it is in. */
static void add_value(const struct ma_doc *doc, uint32_t at, struct ma_buf *out)
{
	const struct ma_doc_node *node = &doc->v[at];
	struct ma_str s;
	bool cut;

	if (node->type != MA_DOC_STRING && node->type != MA_DOC_NUMBER) {
		ma_buf_adds(out,
			node->type >= MA_DOC_ARRAY && node->n == 0
				? (node->type == MA_DOC_ARRAY ? "[]" : "{}")
				: type_names[node->type]);
		return;
	}
	s = ma_doc_str(doc, at);
	cut = s.n > SHOWN_MAX;
	if (cut)
		for (s.n = SHOWN_MAX; s.n > 0 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80;)
			s.n--;
	if (node->type == MA_DOC_STRING)
		ma_json_add_string(out, s);
	else
		ma_buf_addv(out, s);
	if (cut)
		ma_buf_adds(out, "…");
}

static void add_types(unsigned types, struct ma_buf *out)
{
	static const struct {
		unsigned bits;
		const char *name;
	} names[] = {
		{ 1u << MA_DOC_NULL, "null" },
		{ 1u << MA_DOC_TRUE, "true or false" },
		{ TYPE_INTEGER, "a whole number" },
		{ 1u << MA_DOC_NUMBER, "a number" },
		{ 1u << MA_DOC_STRING, "a string" },
		{ 1u << MA_DOC_ARRAY, "an array" },
		{ 1u << MA_DOC_OBJECT, "an object" },
	};
	const char *between = "";
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++) {
		if (types & names[i].bits) {
			ma_buf_addf(out, "%s%s", between, names[i].name);
			between = " or ";
		}
	}
}

/* The list of an enum, as far as it is short. */
static void add_list(const struct ma_doc *doc, uint32_t list, struct ma_buf *out)
{
	uint32_t at = list + 1, n = 0;

	for (; at < doc->v[list].more; at = ma_doc_next(doc, at)) {
		if (++n > 8) {
			ma_buf_addf(out, " or %u more", doc->v[list].n - 8);
			return;
		}
		ma_buf_adds(out, n == 1 ? "" : n == doc->v[list].n ? " or " : ", ");
		add_value(doc, at, out);
	}
}

/* What stands at the place of the fault in the schema, behind the words that introduce it. */
static void add_said(const struct fault *f, const char *words, struct ma_buf *out)
{
	ma_buf_adds(out, words);
	add_value(&f->source->doc, f->schema_at, out);
}

static void add_but(const struct vm *vm, const struct fault *f, struct ma_buf *out)
{
	ma_buf_adds(out, ", not ");
	add_value(vm->doc, f->at, out);
}

static void not_this_type(const struct vm *vm, const struct fault *f, struct ma_buf *out)
{
	const struct node *node;
	uint32_t i, parent = f->schema_at;
	unsigned types = 0;

	/* the schema is the object that the keyword stands in: the compiled node that has this op */
	while (parent > 0 && !f->source->nodes[parent])
		parent--;
	node = f->source->nodes[parent];
	for (i = 0; node && i < node->ops_n; i++)
		if (node->ops[i].at == f->schema_at)
			types = node->ops[i].u.types;
	ma_buf_adds(out, "must be ");
	add_types(types, out);
	add_but(vm, f, out);
}

static void not_this_size(const struct fault *f, struct ma_buf *out)
{
	static const struct {
		enum keyword keyword;
		const char *words, *unit;
	} sizes[] = {
		{ K_MAX_LENGTH, "must have at most ", "character" },
		{ K_MIN_LENGTH, "must have at least ", "character" },
		{ K_MAX_ITEMS, "must have at most ", "item" },
		{ K_MIN_ITEMS, "must have at least ", "item" },
		{ K_MAX_PROPERTIES, "must have at most ", "member" },
		{ K_MIN_PROPERTIES, "must have at least ", "member" },
		{ K_MAX_CONTAINS, "must have at most ", "item of the kind that it contains" },
		{ K_MIN_CONTAINS, "must have at least ", "item of the kind that it contains" },
	};
	size_t i = 0;

	while (sizes[i].keyword != f->keyword)
		i++;
	add_said(f, sizes[i].words, out);
	ma_buf_addf(out, " %s%s, not %u", sizes[i].unit,
		i < 6 && !ma_str_is(ma_doc_str(&f->source->doc, f->schema_at), "1") ? "s" : "",
		f->extra);
}

static void not_one_branch(const struct fault *f, struct ma_buf *out)
{
	if (f->keyword == K_ONE_OF && f->extra & ONE_OF_TWO)
		ma_buf_addf(out, "fits alternatives %u and %u of oneOf; only one may fit",
			f->extra >> 15 & 0x7fff, f->extra & 0x7fff);
	else if (f->extra == 1)
		ma_buf_adds(out, "does not fit the only alternative");
	else
		ma_buf_addf(out,
			"fits none of %u alternatives; what follows is wrong with the closest",
			f->extra);
}

/* A schema that is `false` was met: by whom says what is wrong. */
static void not_allowed(const struct vm *vm, const struct fault *f, struct ma_buf *out)
{
	switch (f->keyword) {
	case K_ADDITIONAL:
	case K_UNEVALUATED_PROPERTIES:
	case K_PROPERTIES:
	case K_PATTERN_PROPERTIES:
		ma_buf_adds(out, "must not be here: there is no member ");
		add_value(vm->doc, f->at - 1, out);
		break;
	case K_PREFIX_ITEMS:
	case K_ITEMS:
	case K_UNEVALUATED_ITEMS:
		ma_buf_adds(out, "must not be here: there are more items than allowed");
		break;
	case K_PROPERTY_NAMES:
		ma_buf_adds(out, "must not be here: no member may have a name");
		break;
	default:
		ma_buf_adds(out, "must not be here: nothing is allowed");
	}
}

static void not_this_number(const struct vm *vm, const struct fault *f, struct ma_buf *out)
{
	switch (f->keyword) {
	case K_MAXIMUM:
		add_said(f, "must be at most ", out);
		break;
	case K_MINIMUM:
		add_said(f, "must be at least ", out);
		break;
	case K_EXCLUSIVE_MAXIMUM:
		add_said(f, "must be below ", out);
		break;
	case K_EXCLUSIVE_MINIMUM:
		add_said(f, "must be above ", out);
		break;
	default:
		add_said(f, "must be a multiple of ", out);
	}
	add_but(vm, f, out);
}

static void other_fault(const struct vm *vm, const struct fault *f, struct ma_buf *out)
{
	switch (f->keyword) {
	case K_CONST:
		add_said(f, "must be ", out);
		add_but(vm, f, out);
		break;
	case K_ENUM:
		ma_buf_adds(out, "must be ");
		add_list(&f->source->doc, f->schema_at, out);
		add_but(vm, f, out);
		break;
	case K_PATTERN:
		add_said(f, "must match the pattern ", out);
		add_but(vm, f, out);
		break;
	case K_FORMAT:
		add_said(f, "must have the format ", out);
		add_but(vm, f, out);
		break;
	case K_UNIQUE_ITEMS:
		ma_buf_adds(out, "has the same item twice: ");
		add_value(vm->doc, f->extra, out);
		break;
	case K_REQUIRED:
		ma_buf_adds(out, "has no member ");
		add_value(&f->source->doc, f->extra, out);
		break;
	case K_DEPENDENT_REQUIRED:
	case K_DEPENDENCIES:
		ma_buf_adds(out, "has no member ");
		add_value(&f->source->doc, f->extra, out);
		ma_buf_adds(out, ", which belongs to ");
		add_value(&f->source->doc, f->schema_at - 1, out);
		break;
	case K_CONTAINS:
		ma_buf_adds(out, "has no item of the kind that it must contain");
		break;
	default:
		ma_buf_adds(out, "fits the schema that it must not fit");
	}
}

static bool is_false(const struct fault *f)
{
	return f->source->doc.v[f->schema_at].type == MA_DOC_FALSE && f->keyword != K_CONST;
}

void ma_fault_message(const struct vm *vm, const struct fault *f, struct ma_buf *out)
{
	switch (f->keyword) {
	case K_TYPE:
		not_this_type(vm, f, out);
		return;
	case K_MAXIMUM:
	case K_MINIMUM:
	case K_EXCLUSIVE_MAXIMUM:
	case K_EXCLUSIVE_MINIMUM:
	case K_MULTIPLE_OF:
		not_this_number(vm, f, out);
		return;
	case K_MAX_LENGTH:
	case K_MIN_LENGTH:
	case K_MAX_ITEMS:
	case K_MIN_ITEMS:
	case K_MAX_PROPERTIES:
	case K_MIN_PROPERTIES:
	case K_MAX_CONTAINS:
	case K_MIN_CONTAINS:
		not_this_size(f, out);
		return;
	default:
		break;
	}
	if (is_false(f))
		not_allowed(vm, f, out);
	else if ((f->keyword == K_ANY_OF || f->keyword == K_ONE_OF) &&
		f->source->doc.v[f->schema_at].type == MA_DOC_ARRAY)
		not_one_branch(f, out);
	else
		other_fault(vm, f, out);
}

static struct ma_str keep(struct ma_arena *arena, struct ma_buf *text)
{
	char *copy = text->rc ? NULL : ma_arena_dup(arena, ma_buf_str(text));
	struct ma_str s = ma_str_n(copy, copy ? text->n : 0);

	ma_buf_clear(text);
	return s;
}

static ma_rc add_error(struct vm *vm, const struct fault *f, struct ma_schema_report *report)
{
	struct ma_schema_error *e = &report->errors[report->errors_n];
	struct ma_buf text = MA_BUF_INIT(MA_MIB);

	ma_doc_pointer(vm->doc, f->at, &text);
	e->at = keep(&report->arena, &text);
	if (!ma_str_is(f->source->uri, MA_SCHEMA_BASE))
		ma_buf_addv(&text, f->source->uri);
	ma_buf_addc(&text, '#');
	ma_doc_pointer(&f->source->doc, f->schema_at, &text);
	e->schema_at = keep(&report->arena, &text);
	ma_fault_message(vm, f, &text);
	e->message = keep(&report->arena, &text);
	ma_buf_done(&text);
	if (!e->at.p || !e->schema_at.p || !e->message.p)
		return ma_fail_nomem(vm->err);
	report->errors_n++;
	return MA_OK;
}

static ma_rc make_report(struct vm *vm, struct ma_schema_report *report)
{
	uint32_t i, n = vm->faults_n < MA_SCHEMA_ERRORS_MAX ? vm->faults_n : MA_SCHEMA_ERRORS_MAX;
	ma_rc rc = MA_OK;

	report->errors = ma_arena_new_n(&report->arena, struct ma_schema_error, n + 1);
	if (!report->errors)
		return ma_fail_nomem(vm->err);
	for (i = 0; i < n && !rc; i++)
		rc = add_error(vm, &vm->faults[i], report);
	return rc;
}

ma_rc ma_schema_check(const struct ma_schema *schema, const struct ma_doc *doc, bool *valid_out,
	struct ma_schema_report *report, ma_err *err)
{
	struct vm vm = { .schema = schema, .doc = doc, .quiet = !report, .err = err };

	vm.steps_max = schema->steps_max;
	if (!vm.steps_max)
		vm.steps_max = MA_SCHEMA_STEPS_MAX + MA_SCHEMA_STEPS_PER_VALUE * doc->n;
	ma_vm_run(&vm);
	if (report) {
		ma_schema_report_done(report);
		report->steps = vm.steps;
	}
	if (!vm.rc && report && !vm.ok)
		vm.rc = make_report(&vm, report);
	if (!vm.rc)
		*valid_out = vm.ok;
	ma_vm_done(&vm);
	return vm.rc;
}

void ma_schema_report_done(struct ma_schema_report *report)
{
	ma_arena_done(&report->arena);
	report->errors = NULL;
	report->errors_n = 0;
}
