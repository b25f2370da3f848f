/* The parser of exact JSON: a loop over what may come next. */
#include "codec/schema_doc.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/schema_text.h"

#define NONE UINT32_MAX

enum want { WANT_VALUE, WANT_FIRST_ITEM, WANT_FIRST_KEY, WANT_KEY, WANT_MORE, WANT_END };

struct parser {
	struct ma_doc *doc;
	const char *p, *end;
	uint32_t open; /* the innermost open container; its `more` is the next one out meanwhile */
	int depth;
	enum want want;
	ma_rc rc;
	const char *why;
};

static bool fault(struct parser *s, ma_rc rc, const char *why)
{
	if (!s->rc) {
		s->rc = rc;
		s->why = why;
	}
	return false;
}

static bool grow(struct parser *s)
{
	uint32_t cap = s->doc->cap < 32 ? 64 : s->doc->cap + s->doc->cap / 2;
	struct ma_doc_node *v;

	if (s->doc->cap > UINT32_MAX / 2)
		return fault(s, MA_ELIMIT, "too many values");
	v = ma_realloc(s->doc->v, cap, sizeof(*v));
	if (!v)
		return fault(s, MA_ENOMEM, "");
	s->doc->v = v;
	s->doc->cap = cap;
	return true;
}

static inline struct ma_doc_node *add(struct parser *s, enum ma_doc_type type)
{
	struct ma_doc_node *node;

	if (s->doc->n == s->doc->cap && !grow(s))
		return NULL;
	node = &s->doc->v[s->doc->n++];
	*node = (struct ma_doc_node){ .type = (uint8_t)type };
	return node;
}

static inline void skip_blanks(struct parser *s)
{
	while (s->p < s->end && (unsigned char)*s->p <= ' ' &&
		(*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t'))
		s->p++;
}

static bool decode_string(struct parser *s, struct ma_doc_node *node, const char *from)
{
	struct ma_doc *doc = s->doc;
	const char *why = NULL;

	if (doc->decoded_cap < doc->text.n) {
		char *p = ma_realloc(doc->decoded, doc->text.n, 1);

		if (!p)
			return fault(s, MA_ENOMEM, "");
		doc->decoded = p;
		doc->decoded_cap = (uint32_t)doc->text.n;
	}
	node->flags |= MA_DOC_DECODED;
	node->at = doc->decoded_n;
	s->p = from;
	node->n = ma_text_decode(&s->p, s->end, doc->decoded + doc->decoded_n, &why);
	doc->decoded_n += node->n;
	return why ? fault(s, MA_EINVALID, why) : true;
}

/* At the quote that begins it; leaves behind the one that ends it. */
static bool read_string(struct parser *s, struct ma_doc_node *node)
{
	const char *from = ++s->p, *p = from;
	bool wide = false;

	for (;;) {
		p = ma_text_plain(p, s->end);
		if (p == s->end || (unsigned char)*p < 0x80)
			break;
		wide = true;
		p = ma_text_wide(p, s->end);
		if (!p)
			break;
	}
	node->flags = wide ? MA_DOC_WIDE : 0;
	if (!p || p == s->end || *p != '"') {
		if (!decode_string(s, node, from))
			return false;
		node->flags |= MA_DOC_WIDE; /* perhaps: nobody has looked */
		return true;
	}
	node->at = (uint32_t)(from - s->doc->text.p);
	node->n = (uint32_t)(p - from);
	s->p = p + 1;
	return true;
}

static bool read_number(struct parser *s)
{
	const char *from = s->p;
	struct ma_doc_node *node = add(s, MA_DOC_NUMBER);
	uint8_t flags = 0;

	if (!node)
		return false;
	s->p = ma_text_number(s->p, s->end, &flags);
	if (!s->p) {
		s->p = from;
		return fault(s, MA_EINVALID, "no number that JSON knows");
	}
	node->flags = flags;
	node->at = (uint32_t)(from - s->doc->text.p);
	node->n = (uint32_t)(s->p - from);
	return true;
}

static bool read_word(struct parser *s, const char *word, size_t n, enum ma_doc_type type)
{
	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
		return fault(s, MA_EINVALID, "expected a value");
	s->p += n;
	return add(s, type) != NULL;
}

static bool open_container(struct parser *s, enum ma_doc_type type)
{
	struct ma_doc_node *node;

	if (s->depth == MA_LIMIT_JSON_DEPTH)
		return fault(s, MA_ELIMIT, "nested too deep");
	node = add(s, type);
	if (!node)
		return false;
	s->depth++;
	node->at = (uint32_t)(s->p++ - s->doc->text.p);
	node->more = s->open;
	s->open = s->doc->n - 1;
	s->want = type == MA_DOC_ARRAY ? WANT_FIRST_ITEM : WANT_FIRST_KEY;
	return true;
}

static bool check_keys(struct parser *s, uint32_t object)
{
	const struct ma_doc *doc = s->doc;
	uint32_t same = 0;
	ma_rc rc = ma_text_keys_differ(s->doc, object, &same);

	if (!rc)
		return true;
	if (rc == MA_EINVALID && !(doc->v[same].flags & MA_DOC_DECODED))
		s->p = doc->text.p + doc->v[same].at - 1; /* else all that is known is its object */
	return fault(s, rc, "an object with the same key twice");
}

static bool close_container(struct parser *s)
{
	struct ma_doc_node *node = &s->doc->v[s->open];
	uint32_t closed = s->open;

	s->p++;
	s->depth--;
	s->open = node->more;
	node->more = s->doc->n;
	s->want = s->open == NONE ? WANT_END : WANT_MORE;
	return node->type == MA_DOC_ARRAY || check_keys(s, closed);
}

static bool read_value(struct parser *s)
{
	struct ma_doc_node *node;

	if (s->open != NONE)
		s->doc->v[s->open].n++;
	s->want = s->open == NONE ? WANT_END : WANT_MORE;
	switch (*s->p) {
	case '{':
		return open_container(s, MA_DOC_OBJECT);
	case '[':
		return open_container(s, MA_DOC_ARRAY);
	case '"':
		node = add(s, MA_DOC_STRING);
		return node && read_string(s, node);
	case 't':
		return read_word(s, "true", 4, MA_DOC_TRUE);
	case 'f':
		return read_word(s, "false", 5, MA_DOC_FALSE);
	case 'n':
		return read_word(s, "null", 4, MA_DOC_NULL);
	default:
		if (*s->p == '-' || (*s->p >= '0' && *s->p <= '9'))
			return read_number(s);
		return fault(s, MA_EINVALID, "expected a value");
	}
}

/* Most keys have less than eight letters: those are found, measured and hashed as one number. */
static inline bool read_short_key(struct parser *s, struct ma_doc_node *node)
{
	const char *p = s->p + 1;
	uint64_t word, found;
	size_t n;

	if (s->end - p < 8)
		return false;
	memcpy(&word, p, 8);
	found = ma_text_special(word);
	n = found ? (size_t)__builtin_ctzll(found) / 8 : 8;
	if (n == 8 || p[n] != '"')
		return false;
	node->at = (uint32_t)(p - s->doc->text.p);
	node->n = (uint32_t)n;
	node->more = ma_doc_hash_end(ma_doc_hash_start(n), word & ((UINT64_C(1) << 8 * n) - 1));
	s->p = p + n + 1;
	return true;
}

static bool read_key(struct parser *s)
{
	struct ma_doc_node *node;

	if (*s->p != '"')
		return fault(s, MA_EINVALID, "expected a key in quotes");
	node = add(s, MA_DOC_STRING);
	if (!node)
		return false;
	if (!read_short_key(s, node)) {
		if (!read_string(s, node))
			return false;
		node->more = ma_doc_hash(ma_doc_str(s->doc, s->doc->n - 1));
	}
	skip_blanks(s);
	if (s->p == s->end || *s->p != ':')
		return fault(s, MA_EINVALID, "expected ':' behind the key");
	s->p++;
	s->want = WANT_VALUE;
	return true;
}

static bool read_more(struct parser *s)
{
	bool array = s->doc->v[s->open].type == MA_DOC_ARRAY;

	if (*s->p == ',') {
		s->p++;
		s->want = array ? WANT_VALUE : WANT_KEY;
		return true;
	}
	if (*s->p == (array ? ']' : '}'))
		return close_container(s);
	return fault(s, MA_EINVALID, array ? "expected ',' or ']'" : "expected ',' or '}'");
}

static bool step(struct parser *s)
{
	switch (s->want) {
	case WANT_FIRST_ITEM:
		return *s->p == ']' ? close_container(s) : read_value(s);
	case WANT_VALUE:
		return read_value(s);
	case WANT_FIRST_KEY:
		return *s->p == '}' ? close_container(s) : read_key(s);
	case WANT_KEY:
		return read_key(s);
	case WANT_MORE:
		return read_more(s);
	case WANT_END:
		break;
	}
	return fault(s, MA_EINVALID, "more text behind the value");
}

static ma_rc refuse(const struct parser *s, const char *what, ma_err *err)
{
	const char *p, *line = s->doc->text.p;
	size_t number = 1;

	if (s->rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	for (p = line; p < s->p; p++) {
		if (*p == '\n') {
			number++;
			line = p + 1;
		}
	}
	return ma_fail(
		err, s->rc, "%s:%zu:%zu: %s", what, number, (size_t)(s->p - line) + 1, s->why);
}

ma_rc ma_doc_parse(struct ma_doc *doc, struct ma_str text, const char *what, ma_err *err)
{
	struct parser s = { .doc = doc, .open = NONE, .want = WANT_VALUE };

	doc->n = doc->decoded_n = 0;
	doc->text = text.p ? text : MA_STR("");
	if (text.n > MA_LIMIT_ARENA)
		return ma_fail(err, MA_ELIMIT, "%s: longer than %zu bytes", what, MA_LIMIT_ARENA);
	s.p = doc->text.p;
	s.end = s.p + doc->text.n;
	for (;;) {
		skip_blanks(&s);
		if (s.p == s.end)
			break;
		if (!step(&s))
			break;
	}
	if (!s.rc && s.want != WANT_END)
		(void)fault(&s, MA_EINVALID, "the text ends too early"); /* noted in s */
	return s.rc ? refuse(&s, what, err) : MA_OK;
}

void ma_doc_done(struct ma_doc *doc)
{
	ma_free(doc->v);
	ma_free(doc->decoded);
	ma_free(doc->keys);
	*doc = (struct ma_doc){ .n = 0 };
}
