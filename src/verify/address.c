/* Addresses as paths. */
#include "verify/address.h"

static int hex(char c)
{
	return c >= '0' && c <= '9'    ? c - '0'
		: c >= 'a' && c <= 'f' ? c - 'a' + 10
		: c >= 'A' && c <= 'F' ? c - 'A' + 10
				       : -1;
}

void ma_address_decode(struct ma_buf *out, struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '%' && i + 2 < s.n && hex(s.p[i + 1]) >= 0 && hex(s.p[i + 2]) >= 0) {
			ma_buf_addc(out, (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2])));
			i += 2;
		} else {
			ma_buf_addc(out, s.p[i]);
		}
	}
}

bool ma_address_steps(struct ma_buf *path, struct ma_str steps)
{
	struct ma_str step;
	ptrdiff_t at;

	while (ma_str_cut(&steps, '/', &step)) {
		if (step.n == 0 || ma_str_is(step, "."))
			continue;
		if (!ma_str_is(step, "..")) {
			if (path->n > 0)
				ma_buf_addc(path, '/');
			ma_buf_addv(path, step);
			continue;
		}
		if (path->n == 0)
			return false;
		for (at = (ptrdiff_t)path->n - 1; at > 0 && path->p[at] != '/'; at--)
			;
		path->n = (size_t)at;
	}
	return true;
}
