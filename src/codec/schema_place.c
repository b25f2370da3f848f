/* Where a node is in its document, and the way to one. */
#include "codec/schema_doc.h"

uint32_t ma_doc_member(const struct ma_doc *doc, uint32_t object, struct ma_str key)
{
	uint32_t at, end = doc->v[object].more, hash = ma_doc_hash(key);

	for (at = object + 1; at < end; at = ma_doc_next(doc, at + 1))
		if (doc->v[at].more == hash && ma_str_eq(ma_doc_str(doc, at), key))
			return at + 1;
	return 0;
}

uint32_t ma_doc_item(const struct ma_doc *doc, uint32_t array, uint32_t i)
{
	uint32_t at = array + 1;

	while (i-- > 0)
		at = ma_doc_next(doc, at);
	return at;
}

static void add_token(struct ma_str key, struct ma_buf *out)
{
	size_t i;

	ma_buf_addc(out, '/');
	for (i = 0; i < key.n; i++) {
		if (key.p[i] == '~' || key.p[i] == '/')
			ma_buf_adds(out, key.p[i] == '~' ? "~0" : "~1");
		else
			ma_buf_addc(out, key.p[i]);
	}
}

/* Into the child of `from` that holds `at`. */
static uint32_t descend(const struct ma_doc *doc, uint32_t from, uint32_t at, struct ma_buf *out)
{
	bool object = doc->v[from].type == MA_DOC_OBJECT;
	uint32_t child = from + 1, i = 0, next;

	for (;; child = next, i++) {
		next = ma_doc_next(doc, object ? child + 1 : child);
		if (at < next)
			break;
	}
	if (object)
		add_token(ma_doc_str(doc, child), out);
	else
		ma_buf_addf(out, "/%u", i);
	return object && at > child ? child + 1 : child;
}

void ma_doc_pointer(const struct ma_doc *doc, uint32_t at, struct ma_buf *out)
{
	uint32_t from = 0;

	while (from != at)
		from = descend(doc, from, at, out);
}
