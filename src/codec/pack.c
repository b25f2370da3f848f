/* zstd, a frame at a time. */
#include "codec/pack.h"

#include <zstd.h>

#include "base/alloc.h"

#define LEVEL 1 /* half the time of zstd's default; what is packed is small */

ma_rc ma_pack(struct ma_str plain, struct ma_buf *out, ma_err *err)
{
	size_t most = ZSTD_compressBound(plain.n), n;
	char *frame = ma_buf_room(out, most);

	if (!frame)
		return ma_buf_check(out, err);
	n = ZSTD_compress(frame, most, plain.p, plain.n, LEVEL);
	if (ZSTD_isError(n)) /* there is room: only memory can be out */
		return ma_fail_nomem(err);
	ma_buf_grown(out, n);
	return MA_OK;
}

ma_rc ma_unpack(struct ma_str frame, size_t size, char **out, ma_err *err)
{
	char *plain;
	size_t n;

	if (ZSTD_getFrameContentSize(frame.p, frame.n) != size)
		return ma_fail(err, MA_EINVALID, "it is no zstd frame of %zu bytes", size);
	plain = ma_alloc(size + 1, 1);
	if (!plain)
		return ma_fail_nomem(err);
	n = ZSTD_decompress(plain, size, frame.p, frame.n);
	if (n != size) {
		ma_free(plain);
		return ma_fail(err, MA_EINVALID, "a zstd frame of %zu bytes: %s", size,
			ZSTD_isError(n) ? ZSTD_getErrorName(n) : "it ends too early");
	}
	plain[size] = '\0';
	*out = plain;
	return MA_OK;
}
