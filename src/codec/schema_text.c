/* Strings, numbers and keys of JSON text; eight bytes at a time where that is easy. */
#include "codec/schema_text.h"

#include "base/alloc.h"

#define FEW_KEYS 16 /* compared each with each */

const char *ma_text_wide(const char *p, const char *end)
{
	uint32_t cp;
	size_t n;

	while (p < end && (unsigned char)*p >= 0x80) {
		n = ma_str_utf8_next(ma_str_n(p, (size_t)(end - p)), &cp);
		if (n == 0)
			return NULL;
		p += n;
	}
	return p;
}

static const char *digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/* Behind at least one digit, or NULL. */
static const char *some_digits(const char *p, const char *end)
{
	const char *q = p ? digits(p, end) : NULL;

	return q == p ? NULL : q;
}

const char *ma_text_number(const char *p, const char *end, uint8_t *flags)
{
	if (p < end && *p == '-')
		p++;
	if (p < end && *p == '0')
		p++;
	else
		p = some_digits(p, end);
	if (p && p < end && *p == '.') {
		*flags = MA_DOC_REAL;
		p = some_digits(p + 1, end);
	}
	if (p && p < end && (*p == 'e' || *p == 'E')) {
		*flags = MA_DOC_REAL | MA_DOC_EXPONENT;
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		p = some_digits(p, end);
	}
	if (p && p < end && *p >= '0' && *p <= '9')
		return NULL; /* a leading zero */
	return p;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Four hexadecimal digits at p, or -1. */
static int32_t hex4(const char *p, const char *end)
{
	int32_t value = 0;
	int i, digit;

	if (end - p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		digit = hex_digit(p[i]);
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* Behind "\u"; NULL: broken, or half of a pair. */
static const char *unicode_escape(const char *p, const char *end, uint32_t *cp)
{
	int32_t high = hex4(p, end), low;

	if (high < 0 || (high >= 0xdc00 && high <= 0xdfff))
		return NULL;
	*cp = (uint32_t)high;
	if (high < 0xd800 || high > 0xdbff)
		return p + 4;
	if (end - p < 10 || p[4] != '\\' || p[5] != 'u')
		return NULL;
	low = hex4(p + 6, end);
	if (low < 0xdc00 || low > 0xdfff)
		return NULL;
	*cp = 0x10000 + (((uint32_t)high - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
	return p + 10;
}

static size_t put_utf8(uint32_t cp, char *out)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

/* At what follows a backslash; NULL: no escape. */
static const char *escape(const char *p, const char *end, char *out, size_t *n)
{
	static const char named[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	uint32_t cp = 0;
	size_t i;

	if (p == end)
		return NULL;
	if (*p == 'u') {
		p = unicode_escape(p + 1, end, &cp);
		*n += p ? put_utf8(cp, out + *n) : 0;
		return p;
	}
	for (i = 0; i + 1 < sizeof(named); i += 2) {
		if (named[i] == *p) {
			out[(*n)++] = named[i + 1];
			return p + 1;
		}
	}
	return NULL;
}

uint32_t ma_text_decode(const char **p, const char *end, char *out, const char **why)
{
	const char *at = *p, *next;
	size_t n = 0;

	for (;;) {
		next = ma_text_plain(at, end);
		memcpy(out + n, at, (size_t)(next - at));
		n += (size_t)(next - at);
		at = *p = next;
		if (at == end) {
			*why = "a string without end";
			break;
		}
		if (*at == '"') {
			*p = at + 1;
			break;
		}
		if ((unsigned char)*at < 0x20) {
			*why = "a control character in a string";
			break;
		}
		next = *at == '\\' ? escape(at + 1, end, out, &n) : ma_text_wide(at, end);
		if (!next) {
			*why = *at == '\\' ? "an escape that JSON does not know, or half a pair"
					   : "bytes that are not UTF-8";
			break;
		}
		if (*at != '\\') {
			memcpy(out + n, at, (size_t)(next - at));
			n += (size_t)(next - at);
		}
		at = next;
	}
	return (uint32_t)n;
}

/* An order in which the same keys are neighbours, whatever their hashes. */
static int compare_keys(const struct ma_doc *doc, uint32_t a, uint32_t b)
{
	const struct ma_doc_node *x = &doc->v[a], *y = &doc->v[b];

	if (x->more != y->more)
		return x->more < y->more ? -1 : 1;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	return memcmp(ma_doc_str(doc, a).p, ma_doc_str(doc, b).p, x->n);
}

static void sift(const struct ma_doc *doc, uint32_t *keys, uint32_t at, uint32_t n)
{
	uint32_t child, key = keys[at];

	for (; (child = 2 * at + 1) < n; at = child) {
		if (child + 1 < n && compare_keys(doc, keys[child], keys[child + 1]) < 0)
			child++;
		if (compare_keys(doc, key, keys[child]) >= 0)
			break;
		keys[at] = keys[child];
	}
	keys[at] = key;
}

/* Heap sort: its worst case is its usual one. */
static void sort_keys(const struct ma_doc *doc, uint32_t *keys, uint32_t n)
{
	uint32_t i, top;

	for (i = n / 2; i-- > 0;)
		sift(doc, keys, i, n);
	for (i = n; i-- > 1;) {
		top = keys[0];
		keys[0] = keys[i];
		keys[i] = top;
		sift(doc, keys, 0, i);
	}
}

static ma_rc many_keys_differ(struct ma_doc *doc, uint32_t object, uint32_t *same)
{
	uint32_t i, at, n = doc->v[object].n;

	if (doc->keys_cap < n) {
		uint32_t *keys = ma_realloc(doc->keys, n, sizeof(*keys));

		if (!keys)
			return MA_ENOMEM;
		doc->keys = keys;
		doc->keys_cap = n;
	}
	for (i = 0, at = object + 1; i < n; i++, at = ma_doc_next(doc, at + 1))
		doc->keys[i] = at;
	sort_keys(doc, doc->keys, n);
	for (i = 1; i < n; i++)
		if (compare_keys(doc, doc->keys[i - 1], doc->keys[i]) == 0) {
			*same = doc->keys[i];
			return MA_EINVALID;
		}
	return MA_OK;
}

ma_rc ma_text_keys_differ(struct ma_doc *doc, uint32_t object, uint32_t *same)
{
	uint32_t keys[FEW_KEYS], hashes[FEW_KEYS], i, k, at, n = doc->v[object].n;

	if (n > FEW_KEYS)
		return many_keys_differ(doc, object, same);
	for (i = 0, at = object + 1; i < n; i++, at = ma_doc_next(doc, at + 1)) {
		keys[i] = at;
		hashes[i] = doc->v[at].more;
		for (k = 0; k < i; k++) {
			if (hashes[k] == hashes[i] && compare_keys(doc, keys[k], at) == 0) {
				*same = at;
				return MA_EINVALID;
			}
		}
	}
	return MA_OK;
}
