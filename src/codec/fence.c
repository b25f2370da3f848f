/* Lines that open and close fenced blocks. */
#include "codec/fence.h"

#define RUN_MIN 3

static struct ma_fence measure(struct ma_str line)
{
	struct ma_fence f = { 0 };
	size_t i = 0;

	while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
		i++;
	f.indent = i;
	if (i < line.n && (line.p[i] == '`' || line.p[i] == '~'))
		f.mark = line.p[i];
	while (i < line.n && f.mark && line.p[i] == f.mark)
		i++;
	f.run = i - f.indent;
	f.info = ma_str_trim(ma_str_from(line, i));
	return f;
}

bool ma_fence_open(struct ma_str line, struct ma_fence *out)
{
	struct ma_fence f = measure(line);

	if (f.run < RUN_MIN)
		return false;
	if (f.mark == '`' && f.info.n > 0 && memchr(f.info.p, '`', f.info.n))
		return false; /* code within a line of prose */
	*out = f;
	return true;
}

bool ma_fence_closes(const struct ma_fence *fence, struct ma_str line)
{
	struct ma_fence f = measure(line);

	return f.mark == fence->mark && f.run >= fence->run && f.info.n == 0;
}

struct ma_str ma_fence_unwrap(struct ma_str text)
{
	struct ma_str rest = text, line;
	struct ma_fence fence;
	size_t n;

	if (!ma_str_line(&rest, &line) || !ma_fence_open(line, &fence) || !ma_str_ends(rest, "\n"))
		return text;
	for (n = rest.n - 1; n > 0 && rest.p[n - 1] != '\n'; n--)
		;
	line = ma_str_trim(ma_str_n(rest.p + n, rest.n - n - 1));
	return ma_fence_closes(&fence, line) ? ma_str_n(rest.p, n) : text;
}
