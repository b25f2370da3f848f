/* Whatever claims to be a frame is refused, or is of the size that it was asked for; what is packed comes back. */
#include "codec/pack.h"

#include "base/alloc.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str text = target_text(data, size);
	struct ma_buf frame = MA_BUF_INIT(SIZE_MAX);
	size_t claimed = size > 0 ? (size_t)data[0] * 64 : 0;
	char *out = NULL;
	ma_err err;

	if (ma_unpack(ma_str_from(text, size > 0), claimed, &out, &err) == MA_OK)
		MA_ASSERT(out[claimed] == '\0');
	ma_free(out);
	out = NULL;
	MA_ASSERT(ma_pack(text, &frame, &err) == MA_OK);
	MA_ASSERT(ma_unpack(ma_buf_str(&frame), size, &out, &err) == MA_OK);
	MA_ASSERT(memcmp(out, text.p, size) == 0);
	ma_free(out);
	ma_buf_done(&frame);
	return 0;
}
