#include "codec/json_tree.h"

struct builder {
	const struct ma_doc *doc;
	bool unfit;
};

static json_t *build(struct builder *b, uint32_t at);

static json_t *unfit(struct builder *b)
{
	b->unfit = true;
	return NULL;
}

static json_t *build_number(struct builder *b, uint32_t at)
{
	struct ma_str digits = ma_doc_str(b->doc, at);
	int64_t integer;
	double real;

	if (b->doc->v[at].flags & MA_DOC_REAL)
		return ma_str_to_double(digits, &real) ? json_real(real) : unfit(b);
	return ma_str_to_i64(digits, &integer) ? json_integer(integer) : unfit(b);
}

static json_t *build_string(struct builder *b, uint32_t at)
{
	struct ma_str s = ma_doc_str(b->doc, at);

	if ((b->doc->v[at].flags & MA_DOC_DECODED) && memchr(s.p, '\0', s.n))
		return unfit(b);
	return json_stringn_nocheck(s.p, s.n);
}

static json_t *build_array(struct builder *b, uint32_t at)
{
	uint32_t i, item = at + 1;
	json_t *array = json_array();

	for (i = 0; i < b->doc->v[at].n; i++, item = ma_doc_next(b->doc, item)) {
		if (json_array_append_new(array, build(b, item))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *build_object(struct builder *b, uint32_t at)
{
	uint32_t i, key = at + 1;
	json_t *object = json_object();
	struct ma_str name;

	for (i = 0; i < b->doc->v[at].n; i++, key = ma_doc_next(b->doc, key + 1)) {
		name = ma_doc_str(b->doc, key);
		if (memchr(name.p, '\0', name.n))
			b->unfit = true;
		if (b->unfit ||
			json_object_setn_new_nocheck(object, name.p, name.n, build(b, key + 1))) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

/* NULL: no memory, or unfit. As deep as the parser lets a document be. */
static json_t *build(struct builder *b, uint32_t at)
{
	const struct ma_doc_node *node = &b->doc->v[at];

	switch ((enum ma_doc_type)node->type) {
	case MA_DOC_NULL:
		return json_null();
	case MA_DOC_FALSE:
		return json_false();
	case MA_DOC_TRUE:
		return json_true();
	case MA_DOC_NUMBER:
		return build_number(b, at);
	case MA_DOC_STRING:
		return build_string(b, at);
	case MA_DOC_ARRAY:
		return build_array(b, at);
	case MA_DOC_OBJECT:
		return build_object(b, at);
	}
	return NULL;
}

ma_rc ma_json_tree(const struct ma_doc *doc, json_t **out, ma_err *err)
{
	struct builder b = { .doc = doc };
	json_t *root = build(&b, 0);

	if (!root)
		return b.unfit ? MA_EINVALID : ma_fail_nomem(err);
	*out = root;
	return MA_OK;
}
