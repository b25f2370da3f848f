/* The same key twice in an object: the last one wins. The losers are cut out when all is written. */
#include <stdlib.h>

#include "base/alloc.h"
#include "codec/extract_reader.h"

#define FEW 8 /* members that are compared each with each */

static struct ma_str key_of(const struct extract_reader *r, size_t i)
{
	return ma_str_n(r->out->p + r->members[i].at, r->members[i].key_n);
}

static bool replaced(struct extract_reader *r, size_t i, size_t by)
{
	struct extract_span *grown;

	extract_note(r, MA_REPAIR_GUESS, r->members[by].from,
		"the same key again: the last one is kept");
	if (r->drops_n == r->drops_cap) {
		grown = ma_realloc(r->drops, r->drops_cap * 2 + 8, sizeof(*grown));
		if (!grown)
			return extract_fault(r, MA_ENOMEM, "");
		r->drops = grown;
		r->drops_cap = r->drops_cap * 2 + 8;
	}
	/* up to the next member: one that is replaced is never the last */
	r->drops[r->drops_n++] = (struct extract_span){ r->members[i].at, r->members[i + 1].at };
	return true;
}

static bool check_few(struct extract_reader *r, size_t first)
{
	size_t i, k;

	for (i = first; i < r->members_n; i++) {
		for (k = i + 1; k < r->members_n; k++) {
			if (r->members[i].key_n != r->members[k].key_n ||
				!ma_str_eq(key_of(r, i), key_of(r, k)))
				continue;
			if (!replaced(r, i, k))
				return false;
			break;
		}
	}
	return true;
}

struct named {
	struct ma_str key;
	size_t member;
};

static int by_key(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = x->key.n < y->key.n ? -1 : x->key.n > y->key.n;

	if (order == 0)
		order = memcmp(x->key.p, y->key.p, x->key.n);
	return order ? order : x->member < y->member ? -1 : 1;
}

static bool check_many(struct extract_reader *r, size_t first)
{
	size_t i, n = r->members_n - first;
	struct named *names = ma_new_n(struct named, n);
	bool ok = true;

	if (!names)
		return extract_fault(r, MA_ENOMEM, "");
	for (i = 0; i < n; i++)
		names[i] = (struct named){ key_of(r, first + i), first + i };
	qsort(names, n, sizeof(*names), by_key);
	for (i = 0; ok && i + 1 < n; i++)
		if (ma_str_eq(names[i].key, names[i + 1].key))
			ok = replaced(r, names[i].member, names[i + 1].member);
	ma_free(names);
	return ok;
}

bool extract_check_keys(struct extract_reader *r)
{
	size_t first = r->stack[r->depth - 1].first;

	if (r->out->rc || r->members_n - first < 2)
		return true;
	return r->members_n - first <= FEW ? check_few(r, first) : check_many(r, first);
}

static int by_place(const void *a, const void *b)
{
	const struct extract_span *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from ? 1 : x->to > y->to ? -1 : x->to < y->to;
}

void extract_drop(struct extract_reader *r)
{
	char *text = r->out->p;
	size_t i, to = 0, from = 0;

	if (r->drops_n == 0 || r->out->rc)
		return;
	qsort(r->drops, r->drops_n, sizeof(*r->drops), by_place);
	for (i = 0; i < r->drops_n; i++) {
		if (r->drops[i].from < from) /* within one that goes as a whole */
			continue;
		memmove(text + to, text + from, r->drops[i].from - from);
		to += r->drops[i].from - from;
		from = r->drops[i].to;
	}
	memmove(text + to, text + from, r->out->n - from);
	extract_back(r->out, to + r->out->n - from);
}
