/* The store's door: names, sizes and hashes are checked here, once for all backends. */
#include "store/store.h"

#include <errno.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"

#define STREAM_NAME_MAX (sizeof(((struct ma_store_stream *)0)->name) - 1)
#define HOLDER_MAX (sizeof(((struct ma_store_owner *)0)->holder) - 1)
#define BOOT_MAX (sizeof(((struct ma_store_owner *)0)->boot) - 1)

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
		c == '.' || c == '/';
}

static ma_rc refuse(ma_err *err, const char *what, struct ma_str text, const char *why)
{
	struct ma_buf shown = MA_BUF_INIT(MA_ERR_MSG_MAX);

	ma_buf_add_visible(&shown, ma_str_n(text.p, text.n < 80 ? text.n : 80));
	(void)ma_fail(err, MA_EINVALID, "%s \"%s\": %s", what, shown.p ? shown.p : "",
		why); /* returned below */
	ma_buf_done(&shown);
	return MA_EINVALID;
}

static ma_rc check_chars(const char *what, struct ma_str name, ma_err *err)
{
	size_t i;

	if (name.n > STREAM_NAME_MAX)
		return refuse(err, what, name, "it is too long");
	for (i = 0; i < name.n; i++)
		if (!name_char(name.p[i]))
			return refuse(err, what, name,
				"only a-z, 0-9, '-', '_', '.' and '/' may stand in it");
	return MA_OK;
}

static ma_rc check_stream(const char *stream, ma_err *err)
{
	struct ma_str name = ma_str(stream);

	if (name.n == 0 || name.p[0] == '/' || name.p[name.n - 1] == '/')
		return refuse(err, "stream", name, "it must have a name on both sides of each '/'");
	return check_chars("stream", name, err);
}

static ma_rc check_holder(const char *what, const char *holder, size_t max, ma_err *err)
{
	struct ma_str name = ma_str(holder);
	size_t i;

	if (name.n == 0 || name.n > max)
		return refuse(err, what, name, "it is empty, or too long");
	for (i = 0; i < name.n; i++)
		if (name.p[i] < 0x20 || name.p[i] == 0x7f)
			return refuse(err, what, name, "it has control characters");
	return MA_OK;
}

static ma_rc check_events(const struct ma_store_append *a, ma_err *err)
{
	size_t i;

	for (i = 0; i < a->events_n; i++) {
		if (a->events[i].n > MA_LIMIT_EVENT)
			return ma_fail(err, MA_ELIMIT,
				"%s: event %zu of %zu has %zu bytes, more than %zu", a->stream,
				i + 1, a->events_n, a->events[i].n, MA_LIMIT_EVENT);
		if (a->events[i].n == 0 || memchr(a->events[i].p, '\0', a->events[i].n) ||
			!ma_str_utf8(a->events[i]))
			return ma_fail(err, MA_EINVALID, "%s: event %zu of %zu is not text",
				a->stream, i + 1, a->events_n);
	}
	return MA_OK;
}

static bool is_hash(const char *hash)
{
	return strspn(hash, "0123456789abcdef") == MA_HASH_HEX_SIZE - 1 &&
		hash[MA_HASH_HEX_SIZE - 1] == '\0';
}

/* `code` tells a wrong hash given to us (a caller's mistake) from one in the store (damage). */
static ma_rc check_blob(const char *hash, struct ma_str data, ma_rc code, ma_err *err)
{
	char hex[MA_HASH_HEX_SIZE];
	ma_rc rc;

	rc = ma_hash_sha256(data, hex, err);
	if (rc)
		return rc;
	if (memcmp(hex, hash, sizeof(hex)) == 0)
		return MA_OK;
	(void)ma_fail(err, code, "blob %.12s...: its bytes do not match its name", hash); /* below */
	return code == MA_EIO ? ma_store_damaged(err) : code;
}

static ma_rc check_blobs(const struct ma_store_append *a, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < a->blobs_n && !rc; i++) {
		if (a->blobs[i].data.n > MA_LIMIT_BLOB)
			return ma_fail(err, MA_ELIMIT, "%s: a blob has %zu bytes, more than %zu",
				a->stream, a->blobs[i].data.n, MA_LIMIT_BLOB);
		rc = check_blob(a->blobs[i].hash, a->blobs[i].data, MA_EINVALID, err);
	}
	return rc;
}

static ma_rc check_append(const struct ma_store_append *a, ma_err *err)
{
	ma_rc rc;

	MA_ASSERT(a->expected_seq >= MA_STORE_END);
	rc = check_stream(a->stream, err);
	if (!rc && a->holder)
		rc = check_holder("lease holder", a->holder, HOLDER_MAX, err);
	if (!rc)
		rc = check_events(a, err);
	if (!rc)
		rc = check_blobs(a, err);
	return rc;
}

ma_rc ma_store_append(struct ma_store *self, const struct ma_store_append *a, ma_err *err)
{
	ma_rc rc = check_append(a, err);

	return rc ? rc : self->ops->append(self, a, err);
}

static void append_one(
	struct ma_store *self, const struct ma_store_append *a, struct ma_store_result *result)
{
	struct ma_store_append one = *a;

	one.last_out = &result->last;
	result->rc = self->ops->append(self, &one, &result->err);
	if (!result->rc && a->last_out)
		*a->last_out = result->last;
}

/* Sound ones, one after the other. */
static void append_run(struct ma_store *self, const struct ma_store_append *const *a, size_t n,
	struct ma_store_result *results)
{
	ma_err err = { MA_OK, 0, "" };
	bool together = n > 1 && self->ops->append_all;
	ma_rc rc = together ? self->ops->append_all(self, a, n, results, &err) : MA_OK;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!together) {
			append_one(self, a[i], &results[i]);
		} else if (rc) {
			results[i].rc = rc;
			results[i].err = err;
		} else if (!results[i].rc && a[i]->last_out) {
			*a[i]->last_out = results[i].last;
		}
	}
}

void ma_store_append_all(struct ma_store *self, const struct ma_store_append *const *a, size_t n,
	struct ma_store_result *results)
{
	size_t from = 0, i;

	for (i = 0; i < n; i++) {
		results[i].err.code = MA_OK;
		results[i].rc = check_append(a[i], &results[i].err);
		if (!results[i].rc)
			continue;
		append_run(self, a + from, i - from, results + from);
		from = i + 1;
	}
	append_run(self, a + from, n - from, results + from);
}

struct reading {
	const char *stream;
	int64_t seq; /* of the last event seen */
	ma_store_event_fn *fn;
	void *data;
	int64_t missing; /* the seq that should have come, or 0 */
};

/* Sequences have no holes: one is damage, and nothing after it may be folded. */
static bool pass_event(void *data, int64_t seq, struct ma_str event)
{
	struct reading *r = data;

	if (seq != r->seq + 1) {
		r->missing = r->seq + 1;
		return false;
	}
	r->seq = seq;
	return r->fn(r->data, seq, event);
}

ma_rc ma_store_damaged(ma_err *err)
{
	err->code = MA_EIO;
	err->sys = EUCLEAN;
	return MA_EIO;
}

bool ma_store_is_damage(const ma_err *err)
{
	return err->code == MA_EIO && err->sys == EUCLEAN;
}

ma_rc ma_store_missing(const char *stream, int64_t seq, ma_err *err)
{
	(void)ma_fail(err, MA_EIO, "%s: event %lld is missing: the store is damaged", stream,
		(long long)seq); /* as below */
	return ma_store_damaged(err);
}

ma_rc ma_store_read(struct ma_store *self, const char *stream, int64_t after, ma_store_event_fn *fn,
	void *data, ma_err *err)
{
	struct reading r = { stream, after, fn, data, 0 };
	ma_rc rc;

	MA_ASSERT(after >= 0);
	rc = check_stream(stream, err);
	if (!rc)
		rc = self->ops->read(self, stream, after, pass_event, &r, err);
	if (!rc && r.missing)
		return ma_store_missing(stream, r.missing, err);
	return rc;
}

ma_rc ma_store_changes(struct ma_store *self, int64_t *out, ma_err *err)
{
	if (self->ops->changes)
		return self->ops->changes(self, out, err);
	*out = -1;
	return MA_OK;
}

ma_rc ma_store_streams(
	struct ma_store *self, const char *prefix, ma_store_stream_fn *fn, void *data, ma_err *err)
{
	ma_rc rc = check_chars("stream prefix", ma_str(prefix), err);

	return rc ? rc : self->ops->streams(self, prefix, fn, data, err);
}

ma_rc ma_store_blob(
	struct ma_store *self, const char *hash, char **out, size_t *size_out, ma_err *err)
{
	size_t size = 0;
	char *data = NULL;
	ma_rc rc;

	if (!is_hash(hash))
		return refuse(err, "blob", ma_str(hash), "it is not a SHA-256 in lower-case digits");
	rc = self->ops->blob(self, hash, &data, &size, err);
	if (rc)
		return rc;
	rc = check_blob(hash, ma_str_n(data, size), MA_EIO, err);
	if (rc) {
		ma_free(data);
		return rc;
	}
	*out = data;
	*size_out = size;
	return MA_OK;
}

/* "run/x is held by pid 2 on there since 2026-11-22T19:02:49.123Z"; `epoch`: as the one who asks had it, or 0. */
static ma_rc held(const char *stream, int64_t epoch, const struct ma_store_owner *owner, ma_err *err)
{
	char since[MA_CLOCK_TEXT_SIZE];

	if (epoch > 0 && epoch < owner->epoch && !owner->holder[0])
		return ma_fail(err, MA_ECONFLICT,
			"%s was taken over by another process, which has given it back", stream);
	if (epoch > 0 && epoch < owner->epoch) {
		ma_clock_format(owner->since_ms, since);
		return ma_fail(err, MA_ECONFLICT, "%s was taken over by %s at %s", stream,
			owner->holder, since);
	}
	if (!owner->holder[0])
		return ma_fail(err, MA_ECONFLICT,
			"%s is held by nobody: the lease must be taken first", stream);
	ma_clock_format(owner->since_ms, since);
	return ma_fail(err, MA_ECONFLICT, "%s is held by %s since %s", stream, owner->holder, since);
}

ma_rc ma_store_may_append(const struct ma_store_append *a, int64_t seq,
	const struct ma_store_owner *owner, ma_err *err)
{
	bool his = a->holder && owner->holder[0] && a->epoch == owner->epoch &&
		strcmp(a->holder, owner->holder) == 0;

	if (!his && (a->holder || owner->holder[0]))
		return held(a->stream, a->holder ? a->epoch : 0, owner, err);
	if (a->expected_seq != MA_STORE_END && seq != a->expected_seq)
		return ma_fail(err, MA_ECONFLICT, "%s is at %lld, not %lld", a->stream,
			(long long)seq, (long long)a->expected_seq);
	return MA_OK;
}

static bool may_take(const struct ma_store_lease *l, const struct ma_store_owner *owner)
{
	if (l->epoch > 0)
		return owner->holder[0] && owner->epoch == l->epoch;
	return !owner->holder[0] || owner->until_ms <= l->now_ms || owner->epoch == l->over;
}

ma_rc ma_store_hand_over(const struct ma_store_lease *l, struct ma_store_owner *owner, ma_err *err)
{
	if (!may_take(l, owner))
		return held(l->stream, l->epoch, owner, err);
	owner->until_ms = l->until_ms;
	if (l->epoch > 0)
		return MA_OK;
	owner->epoch++;
	owner->since_ms = l->now_ms;
	(void)snprintf(owner->holder, sizeof(owner->holder), "%s", l->holder); /* was checked */
	(void)snprintf(
		owner->boot, sizeof(owner->boot), "%s", l->boot ? l->boot : ""); /* so was this */
	return MA_OK;
}

ma_rc ma_store_lease(struct ma_store *self, const struct ma_store_lease *l,
	struct ma_store_owner *owner_out, ma_err *err)
{
	ma_rc rc = check_stream(l->stream, err);

	MA_ASSERT(l->epoch >= 0);
	if (!rc)
		rc = check_holder("lease holder", l->holder, HOLDER_MAX, err);
	if (!rc && l->boot)
		rc = check_holder("boot id", l->boot, BOOT_MAX, err);
	return rc ? rc : self->ops->lease(self, l, owner_out, err);
}

ma_rc ma_store_release(struct ma_store *self, const char *stream, int64_t epoch, ma_err *err)
{
	ma_rc rc = check_stream(stream, err);

	return rc ? rc : self->ops->release(self, stream, epoch, err);
}

ma_rc ma_store_owner(
	struct ma_store *self, const char *stream, struct ma_store_owner *owner_out, ma_err *err)
{
	ma_rc rc = check_stream(stream, err);

	return rc ? rc : self->ops->owner(self, stream, owner_out, err);
}

ma_rc ma_store_sweep(struct ma_store *self, const struct ma_store_sweep *sweep,
	struct ma_store_swept *out, ma_err *err)
{
	struct ma_store_swept swept = { 0 };
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < sweep->drop_n && !rc; i++)
		rc = check_stream(sweep->drop[i].name, err);
	if (!rc)
		rc = self->ops->sweep(self, sweep, &swept, err);
	if (!rc)
		*out = swept;
	return rc;
}

ma_rc ma_store_shrink(struct ma_store *self, ma_err *err)
{
	return self->ops->shrink ? self->ops->shrink(self, err) : MA_OK;
}

void ma_store_free(struct ma_store *self)
{
	if (self)
		self->ops->free(self);
}
