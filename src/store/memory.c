/* The store in memory: for tests and dry runs. Streams are kept in byte order of their names. */
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/map.h"
#include "store/marks.h"

struct event {
	char *text;
	size_t n;
};

struct stream {
	char name[sizeof(((struct ma_store_stream *)0)->name)];
	struct event *events;
	size_t n, cap;
	struct ma_store_owner owner;
};

struct blob {
	char *data;
	size_t size;
};

struct memory_store {
	struct ma_store base;
	struct stream **streams;
	size_t streams_n, streams_cap;
	struct ma_map blobs; /* hash to struct blob */
};

static const struct ma_store_ops memory_ops;

static struct memory_store *memory_of(struct ma_store *self)
{
	MA_ASSERT(self->ops == &memory_ops);
	return (struct memory_store *)self;
}

/* The place of `name`, or where it would be put. */
static size_t place_of(const struct memory_store *m, const char *name)
{
	size_t low = 0, high = m->streams_n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (strcmp(m->streams[mid]->name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static struct stream *find(const struct memory_store *m, const char *name)
{
	size_t at = place_of(m, name);

	return at < m->streams_n && strcmp(m->streams[at]->name, name) == 0 ? m->streams[at] : NULL;
}

/* Room for n more members; false: out of memory, the array as it was. */
static bool grow(void **array, size_t *cap, size_t n, size_t more, size_t size)
{
	size_t want = *cap ? *cap : 8;
	void *p;

	if (n + more <= *cap)
		return true;
	while (want < n + more)
		want *= 2;
	p = ma_realloc(*array, want, size);
	if (!p)
		return false;
	*array = p;
	*cap = want;
	return true;
}

static struct stream *find_or_add(struct memory_store *m, const char *name)
{
	struct stream *s = find(m, name);
	void *array = m->streams;
	size_t at = place_of(m, name);

	if (s)
		return s;
	if (!grow(&array, &m->streams_cap, m->streams_n, 1, sizeof(struct stream *)))
		return NULL;
	m->streams = array;
	s = ma_new(struct stream);
	if (!s)
		return NULL;
	(void)snprintf(s->name, sizeof(s->name), "%s", name); /* bounded by the wrapper */
	memmove(m->streams + at + 1, m->streams + at,
		(m->streams_n++ - at) * sizeof(struct stream *));
	m->streams[at] = s;
	return s;
}

static void blob_free(struct blob *b)
{
	if (b)
		ma_free(b->data);
	ma_free(b);
}

static bool put_blob(struct memory_store *m, const struct ma_store_blob *blob)
{
	struct blob *b;

	if (ma_map_get(&m->blobs, ma_str(blob->hash)))
		return true;
	b = ma_new(struct blob);
	if (b)
		b->data = ma_strndup(blob->data.p, blob->data.n);
	if (!b || !b->data || !ma_map_put(&m->blobs, ma_str(blob->hash), b)) {
		blob_free(b);
		return false;
	}
	b->size = blob->data.n;
	return true;
}

static void drop_events(struct stream *s, size_t from)
{
	while (s->n > from)
		ma_free(s->events[--s->n].text);
}

static bool put_events(struct stream *s, const struct ma_store_append *a)
{
	size_t was = s->n, i;
	void *array = s->events;

	if (!grow(&array, &s->cap, s->n, a->events_n, sizeof(*s->events)))
		return false;
	s->events = array;
	for (i = 0; i < a->events_n; i++) {
		s->events[s->n] = (struct event){ ma_strndup(a->events[i].p, a->events[i].n),
			a->events[i].n };
		if (!s->events[s->n].text) {
			drop_events(s, was);
			return false;
		}
		s->n++;
	}
	return true;
}

/* A blob that stays when the events could not be added is named by nothing: nobody sees it. */
static ma_rc memory_append(struct ma_store *self, const struct ma_store_append *a, ma_err *err)
{
	static const struct ma_store_owner nobody = { .holder = "" };
	struct memory_store *m = memory_of(self);
	struct stream *s = find(m, a->stream);
	ma_rc rc;
	size_t i;

	rc = ma_store_may_append(a, s ? (int64_t)s->n : 0, s ? &s->owner : &nobody, err);
	if (rc)
		return rc;
	for (i = 0; i < a->blobs_n; i++)
		if (!put_blob(m, &a->blobs[i]))
			return ma_fail_nomem(err);
	s = find_or_add(m, a->stream);
	if (!s || !put_events(s, a))
		return ma_fail_nomem(err);
	if (a->last_out)
		*a->last_out = (int64_t)s->n;
	return MA_OK;
}

static ma_rc memory_read(struct ma_store *self, const char *stream, int64_t after,
	ma_store_event_fn *fn, void *data, ma_err *err)
{
	const struct stream *s = find(memory_of(self), stream);
	size_t i;

	MA_UNUSED(err);
	for (i = (size_t)after; s && i < s->n; i++)
		if (!fn(data, (int64_t)i + 1, ma_str_n(s->events[i].text, s->events[i].n)))
			break;
	return MA_OK;
}

static ma_rc memory_streams(
	struct ma_store *self, const char *prefix, ma_store_stream_fn *fn, void *data, ma_err *err)
{
	struct memory_store *m = memory_of(self);
	struct ma_store_stream out;
	size_t i;

	MA_UNUSED(err);
	for (i = place_of(m, prefix);
		i < m->streams_n && ma_str_starts(ma_str(m->streams[i]->name), prefix); i++) {
		memcpy(out.name, m->streams[i]->name, sizeof(out.name));
		out.seq = (int64_t)m->streams[i]->n;
		if (out.seq > 0 && !fn(data, &out))
			break;
	}
	return MA_OK;
}

static ma_rc memory_blob(
	struct ma_store *self, const char *hash, char **out, size_t *size_out, ma_err *err)
{
	const struct blob *b = ma_map_get(&memory_of(self)->blobs, ma_str(hash));
	char *copy;

	if (!b)
		return ma_fail(err, MA_ENOTFOUND, "there is no blob %s", hash);
	copy = ma_strndup(b->data, b->size);
	if (!copy)
		return ma_fail_nomem(err);
	*out = copy;
	*size_out = b->size;
	return MA_OK;
}

static ma_rc memory_lease(struct ma_store *self, const struct ma_store_lease *l,
	struct ma_store_owner *owner_out, ma_err *err)
{
	struct stream *s = find_or_add(memory_of(self), l->stream);
	ma_rc rc = s ? ma_store_hand_over(l, &s->owner, err) : ma_fail_nomem(err);

	if (s)
		*owner_out = s->owner;
	return rc;
}

static ma_rc memory_release(struct ma_store *self, const char *stream, int64_t epoch, ma_err *err)
{
	struct stream *s = find(memory_of(self), stream);

	MA_UNUSED(err);
	if (s && s->owner.epoch == epoch)
		s->owner.holder[0] = '\0';
	return MA_OK;
}

static ma_rc memory_owner(
	struct ma_store *self, const char *stream, struct ma_store_owner *owner_out, ma_err *err)
{
	const struct stream *s = find(memory_of(self), stream);

	MA_UNUSED(err);
	*owner_out = s ? s->owner : (struct ma_store_owner){ .holder = "" };
	return MA_OK;
}

static void drop_stream(struct memory_store *m, size_t at)
{
	struct stream *s = m->streams[at];

	drop_events(s, 0);
	ma_free(s->events);
	ma_free(s);
	memmove(m->streams + at, m->streams + at + 1,
		(--m->streams_n - at) * sizeof(struct stream *));
}

static void sweep_stream(struct memory_store *m, const struct ma_store_stream *drop, bool dry,
	struct ma_store_swept *out)
{
	const struct stream *s = find(m, drop->name);
	size_t i;

	if (!s || (int64_t)s->n != drop->seq || s->owner.holder[0])
		return;
	out->streams++;
	out->events += (int64_t)s->n;
	for (i = 0; i < s->n; i++)
		out->bytes += (int64_t)s->events[i].n;
	if (!dry)
		drop_stream(m, place_of(m, drop->name));
}

static int by_hash(const void *a, const void *b)
{
	const struct ma_mark *x = a, *y = b;

	return strcmp(x->hash, y->hash);
}

static ma_rc list_blobs(const struct memory_store *m, struct ma_marks *marks, ma_err *err)
{
	const struct blob *b;
	size_t i;

	for (i = 0; i < m->blobs.n; i++) {
		b = m->blobs.entries[i].value;
		if (b && !ma_marks_add(marks, m->blobs.entries[i].key.p, (int64_t)b->size))
			return ma_fail_nomem(err);
	}
	if (marks->n > 0)
		qsort(marks->blobs, marks->n, sizeof(*marks->blobs), by_hash);
	return MA_OK;
}

/* The name stays in the map, of nothing. */
static ma_rc drop_blob(struct memory_store *m, const char *hash, ma_err *err)
{
	struct blob *b = ma_map_get(&m->blobs, ma_str(hash));

	if (!ma_map_put(&m->blobs, ma_str(hash), NULL))
		return ma_fail_nomem(err);
	blob_free(b);
	return MA_OK;
}

static ma_rc memory_sweep(struct ma_store *self, const struct ma_store_sweep *sweep,
	struct ma_store_swept *out, ma_err *err)
{
	struct memory_store *m = memory_of(self);
	struct ma_marks marks = { .blobs = NULL };
	size_t i;
	ma_rc rc = list_blobs(m, &marks, err);

	for (i = 0; i < sweep->drop_n && !rc; i++)
		sweep_stream(m, &sweep->drop[i], sweep->dry, out);
	if (!rc)
		rc = ma_marks_look(&marks, self, sweep->dry ? sweep : NULL, err);
	for (i = 0; i < marks.n && !rc; i++) {
		if (marks.blobs[i].named)
			continue;
		out->blobs++;
		out->bytes += marks.blobs[i].size;
		if (!sweep->dry)
			rc = drop_blob(m, marks.blobs[i].hash, err);
	}
	ma_marks_done(&marks);
	return rc;
}

static void memory_free(struct ma_store *self)
{
	struct memory_store *m = memory_of(self);
	size_t i;

	for (i = 0; i < m->streams_n; i++) {
		drop_events(m->streams[i], 0);
		ma_free(m->streams[i]->events);
		ma_free(m->streams[i]);
	}
	ma_free(m->streams);
	for (i = 0; i < m->blobs.n; i++)
		blob_free(m->blobs.entries[i].value);
	ma_map_done(&m->blobs);
	ma_free(m);
}

static const struct ma_store_ops memory_ops = {
	.name = "memory",
	.append = memory_append,
	.read = memory_read,
	.streams = memory_streams,
	.blob = memory_blob,
	.lease = memory_lease,
	.release = memory_release,
	.owner = memory_owner,
	.sweep = memory_sweep,
	.free = memory_free,
};

ma_rc ma_store_memory_new(struct ma_store **out, ma_err *err)
{
	struct memory_store *m = ma_new(struct memory_store);

	if (!m)
		return ma_fail_nomem(err);
	m->base.ops = &memory_ops;
	*out = &m->base;
	return MA_OK;
}
