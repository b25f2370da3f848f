/* The keywords: which there are, and what their values must look like. */
#include "codec/schema_compiler.h"
#include "codec/schema_number.h"

enum shape {
	SHAPE_ANY,
	SHAPE_STRING,
	SHAPE_NAME, /* of an anchor */
	SHAPE_BOOL,
	SHAPE_NUMBER,
	SHAPE_POSITIVE,
	SHAPE_COUNT,
	SHAPE_ARRAY,
	SHAPE_OBJECT,
	SHAPE_TYPES,
	SHAPE_STRINGS,
	SHAPE_LISTS, /* an object of SHAPE_STRINGS */
	SHAPE_SCHEMA,
	SHAPE_SCHEMAS,
	SHAPE_MAP,   /* an object of schemas */
	SHAPE_MIXED, /* an object of schemas and SHAPE_STRINGS */
};

static const char *const expected[] = {
	[SHAPE_STRING] = "a string",
	[SHAPE_NAME] = "a name: a letter or '_', then letters, digits, '-', '_' and '.'",
	[SHAPE_BOOL] = "true or false",
	[SHAPE_NUMBER] = "a number",
	[SHAPE_POSITIVE] = "a number above 0",
	[SHAPE_COUNT] = "a whole number, 0 or more",
	[SHAPE_ARRAY] = "an array",
	[SHAPE_OBJECT] = "an object",
	[SHAPE_TYPES] = "a type (null, boolean, object, array, number, integer, string) or some",
	[SHAPE_STRINGS] = "an array of strings, none twice",
	[SHAPE_LISTS] = "an object of arrays of strings",
	[SHAPE_SCHEMA] = "a schema: an object, true or false",
	[SHAPE_SCHEMAS] = "an array of schemas, at least one",
	[SHAPE_MAP] = "an object of schemas",
	[SHAPE_MIXED] = "an object of schemas and arrays of strings",
};

static const struct keyword_row {
	const char *name;
	unsigned vocab;
	enum shape shape;
} rows[] = {
#define X(id, name, vocab, shape) [K_##id] = { name, VOCAB_##vocab, SHAPE_##shape },
	KEYWORDS(X)
#undef X
};

const char *ma_keyword_name(enum keyword keyword)
{
	return rows[keyword].name;
}

bool ma_keywords_init(struct compiler *c)
{
	size_t i;

	if (!ma_schema_names_init(&c->keywords, KEYWORDS_N, &c->schema->arena))
		return false;
	for (i = 0; i < KEYWORDS_N; i++)
		(void)ma_schema_names_put(
			&c->keywords, ma_str(rows[i].name)); /* it is the i-th one */
	return true;
}

static bool is_schema(const struct ma_doc *doc, uint32_t at)
{
	uint8_t type = doc->v[at].type;

	return type == MA_DOC_OBJECT || type == MA_DOC_TRUE || type == MA_DOC_FALSE;
}

static bool is_name(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

		if (!letter && !(i > 0 && ((c >= '0' && c <= '9') || c == '-' || c == '.')))
			return false;
	}
	return s.n > 0;
}

static bool is_type(struct ma_str s)
{
	static const char *const types[] = { "null", "boolean", "object", "array", "number",
		"integer", "string" };

	return MA_STR_AMONG(s, types);
}

static bool are_types(const struct ma_doc *doc, uint32_t at)
{
	uint32_t i = at + 1;

	if (doc->v[at].type == MA_DOC_STRING)
		return is_type(ma_doc_str(doc, at));
	if (doc->v[at].type != MA_DOC_ARRAY || doc->v[at].n == 0)
		return false;
	for (; i < doc->v[at].more; i = ma_doc_next(doc, i))
		if (doc->v[i].type != MA_DOC_STRING || !is_type(ma_doc_str(doc, i)))
			return false;
	return true;
}

/* Twice the same name is not looked for: it changes nothing. */
static bool are_strings(const struct ma_doc *doc, uint32_t at)
{
	uint32_t i = at + 1;

	if (doc->v[at].type != MA_DOC_ARRAY)
		return false;
	for (; i < doc->v[at].more; i = ma_doc_next(doc, i))
		if (doc->v[i].type != MA_DOC_STRING)
			return false;
	return true;
}

static bool are_schemas(const struct ma_doc *doc, uint32_t at)
{
	uint32_t i = at + 1;

	if (doc->v[at].type != MA_DOC_ARRAY || doc->v[at].n == 0)
		return false;
	for (; i < doc->v[at].more; i = ma_doc_next(doc, i))
		if (!is_schema(doc, i))
			return false;
	return true;
}

static bool is_map(const struct ma_doc *doc, uint32_t at, bool schemas, bool lists)
{
	uint32_t i = at + 1;

	if (doc->v[at].type != MA_DOC_OBJECT)
		return false;
	for (; i < doc->v[at].more; i = ma_doc_next(doc, i + 1))
		if (!(schemas && is_schema(doc, i + 1)) && !(lists && are_strings(doc, i + 1)))
			return false;
	return true;
}

static bool is_positive(const struct ma_doc *doc, uint32_t at)
{
	return doc->v[at].type == MA_DOC_NUMBER &&
		ma_number_compare(ma_doc_str(doc, at), MA_STR("0")) > 0;
}

static bool is_count(const struct ma_doc *doc, uint32_t at)
{
	struct ma_str s = ma_doc_str(doc, at);

	return doc->v[at].type == MA_DOC_NUMBER && ma_number_integral(s) &&
		ma_number_compare(s, MA_STR("0")) >= 0;
}

static bool fits(const struct ma_doc *doc, uint32_t at, enum shape shape)
{
	uint8_t type = doc->v[at].type;

	switch (shape) {
	case SHAPE_ANY:
		return true;
	case SHAPE_STRING:
		return type == MA_DOC_STRING;
	case SHAPE_NAME:
		return type == MA_DOC_STRING && is_name(ma_doc_str(doc, at));
	case SHAPE_BOOL:
		return type == MA_DOC_TRUE || type == MA_DOC_FALSE;
	case SHAPE_NUMBER:
		return type == MA_DOC_NUMBER;
	case SHAPE_POSITIVE:
		return is_positive(doc, at);
	case SHAPE_COUNT:
		return is_count(doc, at);
	case SHAPE_ARRAY:
		return type == MA_DOC_ARRAY;
	case SHAPE_OBJECT:
		return type == MA_DOC_OBJECT;
	case SHAPE_TYPES:
		return are_types(doc, at);
	case SHAPE_STRINGS:
		return are_strings(doc, at);
	case SHAPE_LISTS:
		return is_map(doc, at, false, true);
	case SHAPE_SCHEMA:
		return is_schema(doc, at);
	case SHAPE_SCHEMAS:
		return are_schemas(doc, at);
	case SHAPE_MAP:
		return is_map(doc, at, true, false);
	case SHAPE_MIXED:
		return is_map(doc, at, true, true);
	}
	return false;
}

void ma_keywords_find(struct compiler *c, const struct source *source, uint32_t at, unsigned vocab,
	struct places *places)
{
	const struct ma_doc *doc = &source->doc;
	const struct name *name;
	uint32_t key = at + 1;

	memset(places, 0, sizeof(*places));
	for (; key < doc->v[at].more && !c->rc; key = ma_doc_next(doc, key + 1)) {
		name = ma_schema_names_find(&c->keywords, ma_doc_str(doc, key), doc->v[key].more);
		if (!name || !(rows[name - c->keywords.v].vocab & vocab))
			continue;
		if (!fits(doc, key + 1, rows[name - c->keywords.v].shape))
			ma_compile_fault(c, source, key + 1, "expected %s",
				expected[rows[name - c->keywords.v].shape]);
		places->at[name - c->keywords.v] = key + 1;
	}
}

void ma_keyword_schemas(struct compiler *c, struct source *source, enum keyword keyword,
	uint32_t at, ma_keyword_fn *fn, void *data)
{
	const struct ma_doc *doc = &source->doc;
	enum shape shape = rows[keyword].shape;
	uint32_t i = at + 1;

	if (shape == SHAPE_SCHEMA)
		fn(c, source, at, data);
	if (shape == SHAPE_SCHEMAS)
		for (; i < doc->v[at].more; i = ma_doc_next(doc, i))
			fn(c, source, i, data);
	if (shape == SHAPE_MAP || shape == SHAPE_MIXED)
		for (; i < doc->v[at].more; i = ma_doc_next(doc, i + 1))
			if (is_schema(doc, i + 1))
				fn(c, source, i + 1, data);
}
