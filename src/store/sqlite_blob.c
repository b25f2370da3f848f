/* Blobs, packed where it is worth it. */
#include "store/sqlite_blob.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/pack.h"

#define SMALL 256 /* bytes: below that a frame costs more than it saves */

/* A frame has to save an eighth: what a reader pays for unpacking is not for nothing. */
static ma_rc make(struct db_blobs *out, const struct ma_store_blob *blob, ma_err *err)
{
	struct db_blob *b = &out->v[out->n++];
	size_t at = out->frames.n;
	ma_rc rc;

	*b = (struct db_blob){ blob->hash, blob->data, 0 };
	if (blob->data.n < SMALL)
		return MA_OK;
	rc = ma_pack(blob->data, &out->frames, err);
	if (rc)
		return rc;
	if (out->frames.n - at > blob->data.n - blob->data.n / 8) {
		out->frames.n = at;
		return MA_OK;
	}
	b->packed = (int64_t)blob->data.n;
	b->data = ma_str_n(NULL, out->frames.n - at); /* placed when the buffer moves no more */
	return MA_OK;
}

ma_rc ma_db_blobs_make(
	const struct ma_store_blob *blobs, size_t n, struct db_blobs *out, ma_err *err)
{
	size_t i, at = 0;
	ma_rc rc = MA_OK;

	*out = (struct db_blobs){ .frames = MA_BUF_INIT(SIZE_MAX) };
	if (n == 0)
		return MA_OK;
	out->v = ma_new_n(struct db_blob, n);
	if (!out->v)
		return ma_fail_nomem(err);
	for (i = 0; i < n && !rc; i++)
		rc = make(out, &blobs[i], err);
	for (i = 0; i < out->n && !rc; i++)
		if (out->v[i].packed) {
			out->v[i].data.p = out->frames.p + at;
			at += out->v[i].data.n;
		}
	return rc;
}

void ma_db_blobs_done(struct db_blobs *blobs)
{
	ma_free(blobs->v);
	ma_buf_done(&blobs->frames);
}

ma_rc ma_db_blobs_put(struct db *db, const struct db_blobs *blobs, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < blobs->n && !rc; i++)
		rc = ma_db_run(db, DB_BLOB_PUT, err, "sbi", blobs->v[i].hash, blobs->v[i].data,
			blobs->v[i].packed);
	return rc;
}

ma_rc ma_db_blob_plain(struct ma_str kept, int64_t packed, char **out, size_t *size_out, ma_err *err)
{
	size_t size = packed ? (size_t)packed : kept.n;
	char *plain = NULL;
	ma_rc rc = MA_OK;

	if (packed < 0 || size > MA_LIMIT_BLOB)
		return ma_fail(err, MA_EINVALID, "it claims to be of %lld bytes",
			(long long)(packed ? packed : (int64_t)kept.n));
	if (packed)
		rc = ma_unpack(kept, size, &plain, err);
	else
		plain = ma_strndup(kept.n ? kept.p : "", kept.n);
	if (!rc && !plain)
		rc = ma_fail_nomem(err);
	if (!rc) {
		*out = plain;
		*size_out = size;
	}
	return rc;
}
