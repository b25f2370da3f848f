/* Base64 as RFC 4648 writes it, with '+' and '/'. */
#include "base/base64.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool ma_base64_read(struct ma_str text, void *out, size_t *n_out)
{
	unsigned char *bytes = out;
	unsigned bits = 0, kept = 0;
	size_t all = text.n, i, n = 0;
	const char *at;

	while (ma_str_ends(text, "=") && all - text.n < 2)
		text.n--;
	if (text.n % 4 == 1 || (text.n < all && all % 4 != 0))
		return false;
	for (i = 0; i < text.n; i++) {
		at = memchr(letters, text.p[i], 64);
		if (!at)
			return false;
		bits = (bits << 6 | (unsigned)(at - letters)) & 0xffff;
		kept += 6;
		if (kept >= 8) {
			kept -= 8;
			bytes[n++] = (unsigned char)(bits >> kept & 0xff);
		}
	}
	*n_out = n;
	return true;
}

void ma_base64_add(struct ma_buf *out, struct ma_str bytes)
{
	unsigned three;
	size_t i, k;

	for (i = 0; i < bytes.n; i += 3) {
		for (three = 0, k = i; k < i + 3; k++)
			three = three << 8 | (k < bytes.n ? (unsigned char)bytes.p[k] : 0U);
		for (k = 0; k < 4; k++)
			ma_buf_addc(
				out, i + k > bytes.n ? '=' : letters[three >> (18 - 6 * k) & 63]);
	}
}
