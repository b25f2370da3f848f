#include "llm/plain.h"

#define EVENT_MAX 16384     /* bytes; what is longer is no small piece of text */
#define DIGITS_MAX 18       /* of any number: jansson refuses what 64 bits cannot hold */
#define COUNT_DIGITS_MAX 12 /* as many tokens as ma_llm_tokens() believes in */

/* What an event brings: taken when all of it is known to be plain. */
struct found {
	const struct ma_doc *doc;
	struct ma_str text, model, id;
	struct ma_usage usage;
	bool has_usage;
	bool part, block; /* what the text is to the echo */
	int64_t index;
};

/* Whether jansson reads it as well: numbers that it can hold, and no U+0000. */
static bool is_common(const struct ma_doc *doc)
{
	uint32_t i;

	for (i = 0; i < doc->n; i++)
		if (doc->v[i].type == MA_DOC_NUMBER &&
			(doc->v[i].n > DIGITS_MAX || (doc->v[i].flags & MA_DOC_EXPONENT)))
			return false;
	return doc->decoded_n == 0 || !memchr(doc->decoded, '\0', doc->decoded_n);
}

static bool is_text(const struct ma_doc *doc, uint32_t at, const char *text)
{
	return doc->v[at].type == MA_DOC_STRING && ma_str_is(ma_doc_str(doc, at), text);
}

static bool is_zero(const struct ma_doc *doc, uint32_t at)
{
	return doc->v[at].type == MA_DOC_NUMBER && ma_str_is(ma_doc_str(doc, at), "0");
}

static bool keep_text(const struct ma_doc *doc, uint32_t at, struct ma_str *out)
{
	if (doc->v[at].type == MA_DOC_STRING)
		*out = ma_doc_str(doc, at);
	return doc->v[at].type == MA_DOC_STRING || doc->v[at].type == MA_DOC_NULL;
}

static bool count(const struct ma_doc *doc, uint32_t at, int64_t *n)
{
	struct ma_str digits = ma_doc_str(doc, at);
	int64_t value = 0;
	size_t i;

	if (doc->v[at].type != MA_DOC_NUMBER || digits.n > COUNT_DIGITS_MAX)
		return false;
	for (i = 0; i < digits.n; i++) {
		if (digits.p[i] < '0' || digits.p[i] > '9')
			return false;
		value = value * 10 + (digits.p[i] - '0');
	}
	*n += value;
	return true;
}

static bool find_in(struct found *f, const struct ma_llm_plain *rows, uint32_t object);

static bool find_one(struct found *f, const struct ma_llm_plain *row, uint32_t array)
{
	const struct ma_doc_node *node = &f->doc->v[array];

	return node->type == MA_DOC_ARRAY && node->n == 1 &&
		find_in(f, row->members, ma_doc_item(f->doc, array, 0));
}

static bool find_usage(struct found *f, const struct ma_llm_plain *row, uint32_t object)
{
	f->has_usage = true;
	f->usage = (struct ma_usage){ .input = 0 };
	return find_in(f, row->members, object);
}

static bool find(struct found *f, const struct ma_llm_plain *row, uint32_t at)
{
	const struct ma_doc *doc = f->doc;

	switch (row->what) {
	case MA_LLM_PLAIN_ANY:
		return true;
	case MA_LLM_PLAIN_IS:
		return is_text(doc, at, row->word);
	case MA_LLM_PLAIN_NULL:
		return doc->v[at].type == MA_DOC_NULL;
	case MA_LLM_PLAIN_FALSE:
		return doc->v[at].type == MA_DOC_FALSE;
	case MA_LLM_PLAIN_ZERO:
		return is_zero(doc, at);
	case MA_LLM_PLAIN_OBJECT:
		return find_in(f, row->members, at);
	case MA_LLM_PLAIN_ONE:
		return find_one(f, row, at);
	case MA_LLM_PLAIN_USAGE:
		return find_usage(f, row, at);
	case MA_LLM_PLAIN_TEXT:
		return keep_text(doc, at, &f->text);
	case MA_LLM_PLAIN_PART:
		f->part = true;
		return keep_text(doc, at, &f->text);
	case MA_LLM_PLAIN_BLOCK:
		f->block = true;
		return keep_text(doc, at, &f->text);
	case MA_LLM_PLAIN_INDEX:
		f->index = 0;
		return count(doc, at, &f->index);
	case MA_LLM_PLAIN_MODEL:
		return keep_text(doc, at, &f->model);
	case MA_LLM_PLAIN_ID:
		return keep_text(doc, at, &f->id);
	case MA_LLM_PLAIN_INPUT:
		return count(doc, at, &f->usage.input);
	case MA_LLM_PLAIN_CACHED:
		return count(doc, at, &f->usage.cached);
	case MA_LLM_PLAIN_OUTPUT:
		return count(doc, at, &f->usage.output);
	case MA_LLM_PLAIN_THOUGHTS:
		return count(doc, at, &f->usage.reasoning);
	}
	return false;
}

static bool is_row(const struct ma_llm_plain *row, struct ma_str key)
{
	return row->key_n == key.n && ma_doc_same(row->key, key.p, key.n);
}

/* The row of a key, looked for from `next` on; NULL: there is none. */
static const struct ma_llm_plain *row_of(
	const struct ma_llm_plain *rows, const struct ma_llm_plain *next, struct ma_str key)
{
	const struct ma_llm_plain *row;

	for (row = next; row->key; row++)
		if (is_row(row, key))
			return row;
	for (row = rows; row != next; row++)
		if (is_row(row, key))
			return row;
	return NULL;
}

static bool find_in(struct found *f, const struct ma_llm_plain *rows, uint32_t object)
{
	const struct ma_llm_plain *next = rows, *row;
	uint32_t i, key = object + 1;
	int missing = 0;

	if (f->doc->v[object].type != MA_DOC_OBJECT)
		return false;
	for (row = rows; row->key; row++)
		missing += row->what == MA_LLM_PLAIN_IS;
	for (i = 0; i < f->doc->v[object].n; i++, key = ma_doc_next(f->doc, key + 1)) {
		row = row_of(rows, next, ma_doc_str(f->doc, key));
		if (!row || !find(f, row, key + 1))
			return false;
		missing -= row->what == MA_LLM_PLAIN_IS;
		next = row + 1;
	}
	return missing == 0;
}

bool ma_llm_plain_take(struct ma_llm_answer *a, const struct ma_llm_plain *rows, struct ma_doc *doc,
	struct ma_str event)
{
	struct found f = { .doc = doc };
	ma_err err;

	if (!rows || event.n > EVENT_MAX || ma_doc_parse(doc, event, "event", &err) ||
		!is_common(doc) || !find_in(&f, rows, 0))
		return false;
	ma_llm_answer_names(a, f.model, f.id);
	ma_llm_answer_text(a, f.text);
	if (f.part)
		ma_llm_echo_join(&a->echo, "text", f.text);
	if (f.block)
		ma_llm_echo_text(&a->echo, f.index, "text", f.text);
	if (f.has_usage) {
		a->has_usage = true;
		a->usage = f.usage;
		a->usage.output += f.usage.reasoning;
	}
	return true;
}
