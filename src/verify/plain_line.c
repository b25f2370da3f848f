/* Lines without colours. */
#include "verify/plain_line.h"

struct ma_str ma_plain_line(struct ma_str line, char out[MA_PLAIN_LINE_MAX])
{
	size_t n = 0, i = 0;

	while (i < line.n && n < MA_PLAIN_LINE_MAX) {
		if (line.p[i] != '\x1b') {
			out[n++] = line.p[i++];
			continue;
		}
		i++;
		if (i < line.n && line.p[i] == '[')
			i++;
		while (i < line.n && ((line.p[i] >= '0' && line.p[i] <= '9') || line.p[i] == ';'))
			i++;
		if (i < line.n)
			i++;
	}
	return ma_str_n(out, n);
}
