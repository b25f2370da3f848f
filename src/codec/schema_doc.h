/*
 * JSON kept exactly, for checking it: one array of nodes over the text, in document order.
 *
 * jansson holds a number as 64 bits and loses its digits, refuses 2^63 and 1e400, and allocates
 * every value by itself. Here a number is its text, a string without escapes is a piece of the
 * text, and a node is 16 bytes:
 *
 *   {"a":[1,"x"]}    0 OBJECT n=1 end=5   1 STRING a (a key)   2 ARRAY n=2 end=5   3 NUMBER 1   4 STRING x
 *
 * A container's children follow it; a member is its key and then its value. Parsing is iterative
 * and strict as ma_json_parse() is, except that U+0000 may stand in a string.
 */
#ifndef MA_CODEC_SCHEMA_DOC_H
#define MA_CODEC_SCHEMA_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum ma_doc_type {
	MA_DOC_NULL,
	MA_DOC_FALSE,
	MA_DOC_TRUE,
	MA_DOC_NUMBER,
	MA_DOC_STRING,
	MA_DOC_ARRAY,
	MA_DOC_OBJECT,
};

#define MA_DOC_DECODED 1u /* a string with escapes: its bytes are in `decoded` */
#define MA_DOC_WIDE 2u    /* a string with bytes beyond ASCII */
#define MA_DOC_REAL 4u    /* a number with a point or an exponent */
#define MA_DOC_EXPONENT 8u

struct ma_doc_node {
	uint8_t type; /* enum ma_doc_type */
	uint8_t flags;
	uint32_t n;    /* bytes of a string or number, items, members */
	uint32_t at;   /* where those bytes begin; of a container: its bracket in the text */
	uint32_t more; /* a container: the index behind its last descendant; a key: its hash */
};

struct ma_doc {
	struct ma_str text; /* borrowed until the next parse or done */
	struct ma_doc_node *v;
	uint32_t n, cap;
	char *decoded;
	uint32_t decoded_n, decoded_cap;
	uint32_t *keys; /* of one large object, sorted while it is checked for duplicates */
	uint32_t keys_cap;
};

/*
 * Parse into a zeroed or used document, whose memory is used again. Borrows `text`; `what` names
 * it in messages. MA_EINVALID says line and column; MA_ELIMIT: deeper than MA_LIMIT_JSON_DEPTH.
 */
ma_rc ma_doc_parse(struct ma_doc *doc, struct ma_str text, const char *what, ma_err *err);
void ma_doc_done(struct ma_doc *doc);

/* The bytes of a string or number. Borrows from the document. */
static inline struct ma_str ma_doc_str(const struct ma_doc *doc, uint32_t at)
{
	const struct ma_doc_node *node = &doc->v[at];

	return ma_str_n(
		(node->flags & MA_DOC_DECODED ? doc->decoded : doc->text.p) + node->at, node->n);
}

/* The node behind the value at `at`: its next sibling, if it has one. */
static inline uint32_t ma_doc_next(const struct ma_doc *doc, uint32_t at)
{
	return doc->v[at].type >= MA_DOC_ARRAY ? doc->v[at].more : at + 1;
}

static inline uint64_t ma_doc_load(const char *p, size_t n)
{
	uint64_t w = 0;

	memcpy(&w, p, n);
	return w;
}

/* Up to eight bytes as a number, the first one lowest; pieces of fixed sizes overlap, since those are copied fast. */
static inline uint64_t ma_doc_word(const char *p, size_t n)
{
	if (n >= 4)
		return ma_doc_load(p, 4) | ma_doc_load(p + n - 4, 4) << 8 * (n - 4);
	return n == 0 ? 0
		      : (unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << 8 * (n / 2) |
			(uint64_t)(unsigned char)p[n - 1] << 8 * (n - 1);
}

static inline uint64_t ma_doc_hash_start(size_t n)
{
	return n * UINT64_C(0x9e3779b97f4a7c15);
}

static inline uint32_t ma_doc_hash_end(uint64_t h, uint64_t word)
{
	return (uint32_t)((h ^ word) * UINT64_C(0x9fb21c651e98df25) >> 32);
}

/* As keys have it in `more`. */
static inline uint32_t ma_doc_hash(struct ma_str s)
{
	uint64_t h = ma_doc_hash_start(s.n);
	const char *p = s.p;
	size_t n = s.n;

	for (; n > 8; p += 8, n -= 8) {
		h = (h ^ ma_doc_load(p, 8)) * UINT64_C(0x9fb21c651e98df25);
		h ^= h >> 29;
	}
	return ma_doc_hash_end(h, ma_doc_word(p, n));
}

static inline bool ma_doc_same(const char *a, const char *b, size_t n)
{
	for (; n > 8; a += 8, b += 8, n -= 8)
		if (ma_doc_load(a, 8) != ma_doc_load(b, 8))
			return false;
	return ma_doc_word(a, n) == ma_doc_word(b, n);
}

/* The value of a member, or 0: no value but the root is there. */
uint32_t ma_doc_member(const struct ma_doc *doc, uint32_t object, struct ma_str key);

/* The value at place i of an array; i < n. */
uint32_t ma_doc_item(const struct ma_doc *doc, uint32_t array, uint32_t i);

/* The JSON pointer of a node; of a key: its member's. */
void ma_doc_pointer(const struct ma_doc *doc, uint32_t at, struct ma_buf *out);

#endif
