/* Compiling the keywords that look at a value alone. */
#include "codec/schema_compiler.h"
#include "codec/schema_number.h"
#include "codec/schema_vm.h"

static unsigned type_bits(struct ma_str name)
{
	static const struct {
		const char *name;
		unsigned bits;
	} types[] = {
		{ "null", 1u << MA_DOC_NULL },
		{ "boolean", 1u << MA_DOC_TRUE | 1u << MA_DOC_FALSE },
		{ "object", 1u << MA_DOC_OBJECT },
		{ "array", 1u << MA_DOC_ARRAY },
		{ "number", 1u << MA_DOC_NUMBER },
		{ "integer", TYPE_INTEGER },
		{ "string", 1u << MA_DOC_STRING },
	};
	size_t i;

	for (i = 0; i < MA_COUNT(types); i++)
		if (ma_str_is(name, types[i].name))
			return types[i].bits;
	return 0;
}

void ma_compile_type(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	const struct ma_doc *doc = &node->source->doc;
	uint32_t i, at = places->at[keyword];
	struct op *op = ma_compile_op(c, keyword, at, ma_op_type);

	if (!op)
		return;
	if (doc->v[at].type == MA_DOC_STRING)
		op->u.types = type_bits(ma_doc_str(doc, at));
	else
		for (i = at + 1; i < doc->v[at].more; i = ma_doc_next(doc, i))
			op->u.types |= type_bits(ma_doc_str(doc, i));
	if (op->u.types & 1u << MA_DOC_NUMBER)
		op->u.types &= ~TYPE_INTEGER;
}

static bool all_strings(const struct ma_doc *doc, uint32_t at)
{
	uint32_t i = at + 1;

	for (; i < doc->v[at].more; i = ma_doc_next(doc, i))
		if (doc->v[i].type != MA_DOC_STRING)
			return false;
	return true;
}

/* The strings from `at` to before `end`, looked up by hash instead of compared one by one. */
static void compile_names(
	struct compiler *c, struct op *op, const struct ma_doc *doc, uint32_t at, uint32_t end)
{
	struct names *names = ma_arena_new(&c->schema->arena, struct names);

	if (!names || !ma_schema_names_init(names, end - at, &c->schema->arena)) {
		ma_compile_nomem(c);
		return;
	}
	for (; at < end; at++)
		(void)ma_schema_names_put(names, ma_doc_str(doc, at)); /* a set */
	op->run = ma_op_names;
	op->u.names = names;
}

void ma_compile_const(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	const struct ma_doc *doc = &node->source->doc;
	uint32_t at = places->at[keyword];
	struct op *op = ma_compile_op(c, keyword, at, ma_op_const);

	if (op && doc->v[at].type == MA_DOC_STRING)
		compile_names(c, op, doc, at, at + 1);
}

void ma_compile_enum(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	const struct ma_doc *doc = &node->source->doc;
	uint32_t at = places->at[keyword];
	struct op *op = ma_compile_op(c, keyword, at, ma_op_enum);

	if (op && all_strings(doc, at))
		compile_names(c, op, doc, at + 1, doc->v[at].more);
}

uint64_t ma_compile_limit(const struct ma_doc *doc, uint32_t at)
{
	uint64_t n;

	return ma_number_count(ma_doc_str(doc, at), &n) ? n : UINT64_MAX;
}

void ma_compile_count(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	bool length = keyword == K_MAX_LENGTH || keyword == K_MIN_LENGTH;
	struct op *op = ma_compile_op(
		c, keyword, places->at[keyword], length ? ma_op_length : ma_op_size);

	if (op)
		op->u.count = ma_compile_limit(&node->source->doc, places->at[keyword]);
}

void ma_compile_number(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	struct op *op = ma_compile_op(c, keyword, places->at[keyword],
		keyword == K_MULTIPLE_OF ? ma_op_multiple : ma_op_number);

	if (op)
		op->u.limit = ma_number_short(ma_doc_str(&node->source->doc, places->at[keyword]));
}

void ma_compile_unique(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	if (node->source->doc.v[places->at[keyword]].type == MA_DOC_TRUE)
		(void)ma_compile_op(c, keyword, places->at[keyword], ma_op_unique); /* noted in c */
}

void ma_compile_pattern(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	struct ma_regex *regex = ma_compile_regex(c, node->source, places->at[keyword]);
	struct op *op = ma_compile_op(c, keyword, places->at[keyword], ma_op_pattern);

	if (op)
		op->u.regex = regex;
}

void ma_compile_format(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword)
{
	bool assertion = c->opts->assert_format || node->resource->vocab & VOCAB_ASSERT;
	ma_format_fn *check = ma_format_find(ma_doc_str(&node->source->doc, places->at[keyword]));
	struct op *op;

	if (!assertion || !check)
		return; /* a format that nobody knows is an annotation */
	op = ma_compile_op(c, keyword, places->at[keyword], ma_op_format);
	if (op)
		op->u.format = check;
}
