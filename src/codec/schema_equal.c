/* When two values are the same: numbers by what they mean, objects whatever their order. */
#include "codec/schema_number.h"
#include "codec/schema_vm.h"

/* Recursion is bounded by MA_LIMIT_JSON_DEPTH: deeper documents have been refused. */

static bool equal_arrays(
	const struct ma_doc *a, uint32_t i, const struct ma_doc *b, uint32_t k, uint64_t *steps)
{
	uint32_t end = a->v[i].more;

	for (i++, k++; i < end; i = ma_doc_next(a, i), k = ma_doc_next(b, k))
		if (!ma_doc_equal(a, i, b, k, steps))
			return false;
	return true;
}

static bool equal_objects(
	const struct ma_doc *a, uint32_t i, const struct ma_doc *b, uint32_t k, uint64_t *steps)
{
	uint32_t end = a->v[i].more, at, hint = k + 1;

	for (i++; i < end; i = ma_doc_next(a, i + 1)) {
		struct ma_str key = ma_doc_str(a, i);

		/* mostly both are in the same order */
		if (hint < b->v[k].more && ma_str_eq(ma_doc_str(b, hint), key)) {
			at = hint + 1;
		} else {
			*steps += b->v[k].n;
			at = ma_doc_member(b, k, key);
		}
		if (!at || !ma_doc_equal(a, i + 1, b, at, steps))
			return false;
		hint = ma_doc_next(b, at);
	}
	return true;
}

bool ma_doc_equal(
	const struct ma_doc *a, uint32_t i, const struct ma_doc *b, uint32_t k, uint64_t *steps)
{
	const struct ma_doc_node *x = &a->v[i], *y = &b->v[k];

	(*steps)++;
	if (x->type != y->type)
		return false;
	if (x->type == MA_DOC_NUMBER) {
		*steps += (x->n + y->n) / 16;
		return ma_number_compare(ma_doc_str(a, i), ma_doc_str(b, k)) == 0;
	}
	if (x->type >= MA_DOC_STRING && x->n != y->n)
		return false;
	if (x->type == MA_DOC_STRING) {
		*steps += x->n / 64;
		return memcmp(ma_doc_str(a, i).p, ma_doc_str(b, k).p, x->n) == 0;
	}
	if (x->type == MA_DOC_ARRAY)
		return equal_arrays(a, i, b, k, steps);
	return x->type == MA_DOC_OBJECT ? equal_objects(a, i, b, k, steps) : true;
}

static uint64_t mix(uint64_t h, uint64_t w)
{
	h = (h ^ w) * UINT64_C(0x9fb21c651e98df25);
	return h ^ h >> 31;
}

static uint64_t container_hash(const struct ma_doc *doc, uint32_t at, uint64_t *steps)
{
	bool object = doc->v[at].type == MA_DOC_OBJECT;
	uint64_t h = doc->v[at].type;
	uint32_t i = at + 1;

	for (; i < doc->v[at].more; i = ma_doc_next(doc, i)) {
		if (object) {
			h += mix(doc->v[i].more, ma_doc_value_hash(doc, i + 1, steps));
			i++;
		} else {
			h = mix(h, ma_doc_value_hash(doc, i, steps));
		}
	}
	return h;
}

uint64_t ma_doc_value_hash(const struct ma_doc *doc, uint32_t at, uint64_t *steps)
{
	const struct ma_doc_node *node = &doc->v[at];

	*steps += 1 +
		(node->type == MA_DOC_STRING || node->type == MA_DOC_NUMBER ? node->n / 16 : 0);
	if (node->type == MA_DOC_NUMBER)
		return ma_number_hash(ma_doc_str(doc, at));
	if (node->type == MA_DOC_STRING)
		return mix(node->type, ma_doc_hash(ma_doc_str(doc, at)));
	return node->type >= MA_DOC_ARRAY ? container_hash(doc, at, steps) : node->type;
}
