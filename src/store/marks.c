/* Names of blobs in events. */
#include "store/marks.h"

#include <stdlib.h>

#include "base/alloc.h"

#define HEX (MA_HASH_HEX_SIZE - 1)

void ma_marks_done(struct ma_marks *m)
{
	ma_free(m->blobs);
	ma_free(m->seen);
	*m = (struct ma_marks){ .blobs = NULL };
}

static bool grow(void **array, size_t *cap, size_t n, size_t size)
{
	void *p = n < *cap ? *array : ma_realloc(*array, *cap ? 2 * *cap : 64, size);

	if (!p)
		return false;
	if (n == *cap)
		*cap = *cap ? 2 * *cap : 64;
	*array = p;
	return true;
}

bool ma_marks_add(struct ma_marks *m, const char *hash, int64_t size)
{
	void *array = m->blobs;

	if (strlen(hash) != HEX || !grow(&array, &m->cap, m->n, sizeof(*m->blobs)))
		return false;
	m->blobs = array;
	memcpy(m->blobs[m->n].hash, hash, MA_HASH_HEX_SIZE);
	m->blobs[m->n].named = false;
	m->blobs[m->n++].size = size;
	return true;
}

static int by_hash(const void *key, const void *member)
{
	return strcmp(key, ((const struct ma_mark *)member)->hash);
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool ma_marks_next(struct ma_str *rest, char hash[MA_HASH_HEX_SIZE])
{
	const char *p;
	size_t n;

	while (rest->n > 0 && (p = memchr(rest->p, '"', rest->n))) {
		*rest = ma_str_from(*rest, (size_t)(p - rest->p) + 1);
		for (n = 0; n < rest->n && is_hex(rest->p[n]); n++)
			continue;
		if (n == HEX && n < rest->n && rest->p[n] == '"') {
			memcpy(hash, rest->p, HEX);
			hash[HEX] = '\0';
			*rest = ma_str_from(*rest, n);
			return true;
		}
	}
	return false;
}

struct looking {
	struct ma_marks *m;
	struct ma_store_stream *at;
};

static bool look(void *data, int64_t seq, struct ma_str event)
{
	struct looking *l = data;
	char hash[MA_HASH_HEX_SIZE];
	struct ma_mark *mark;

	while (ma_marks_next(&event, hash)) {
		mark = l->m->n ? bsearch(hash, l->m->blobs, l->m->n, sizeof(*mark), by_hash) : NULL;
		if (mark)
			mark->named = true;
	}
	l->at->seq = seq;
	return true;
}

struct listing {
	struct ma_marks *m;
	const struct ma_store_sweep *but;
	bool nomem;
};

static bool is_dropped(const struct ma_store_sweep *sweep, const char *name)
{
	size_t i = 0;

	while (sweep && i < sweep->drop_n && strcmp(sweep->drop[i].name, name) != 0)
		i++;
	return sweep && i < sweep->drop_n;
}

/* Streams come in byte order, and are kept in it. */
static bool list(void *data, const struct ma_store_stream *stream)
{
	struct listing *l = data;
	struct ma_marks *m = l->m;
	size_t i = m->seen_n;
	void *array = m->seen;

	if (is_dropped(l->but, stream->name))
		return true;
	while (i > 0 && strcmp(m->seen[i - 1].name, stream->name) > 0)
		i--;
	if (i > 0 && strcmp(m->seen[i - 1].name, stream->name) == 0)
		return true;
	if (!grow(&array, &m->seen_cap, m->seen_n, sizeof(*m->seen))) {
		l->nomem = true;
		return false;
	}
	m->seen = array;
	memmove(m->seen + i + 1, m->seen + i, (m->seen_n++ - i) * sizeof(*m->seen));
	m->seen[i] = *stream;
	m->seen[i].seq = 0;
	return true;
}

ma_rc ma_marks_look(
	struct ma_marks *m, struct ma_store *store, const struct ma_store_sweep *but, ma_err *err)
{
	struct listing l = { m, but, false };
	ma_rc rc = ma_store_streams(store, "", list, &l, err);
	size_t i;

	if (!rc && l.nomem)
		rc = ma_fail_nomem(err);
	for (i = 0; i < m->seen_n && !rc; i++) {
		struct looking at = { m, &m->seen[i] };

		rc = ma_store_read(store, m->seen[i].name, m->seen[i].seq, look, &at, err);
	}
	return rc;
}
