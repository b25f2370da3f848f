/* A new file out of the lines that a patch adds. */
#include "codec/signed.h"

/* The last line has no end. */
static bool is_no_newline(struct ma_str line)
{
	return ma_str_starts(line, "\\");
}

static bool is_header(struct ma_str line)
{
	return ma_str_starts(line, "@@") || ma_str_starts(line, "*** End of File");
}

/* Copies what stands behind each sign to `to`. A line without one is a fault, unless it is blank. */
static size_t unsign(struct ma_str content, char *to, const char **fault)
{
	struct ma_str rest = content, line, whole;
	const char *at = content.p;
	size_t n = 0, kept = 0; /* kept: without the blank lines at the end */

	for (; ma_str_line(&rest, &line); at = rest.p) {
		whole = ma_str_n(at, (size_t)(rest.p - at));
		if (rest.n == 0) /* the last line may have no end */
			whole.n = (size_t)(content.p + content.n - at);
		if (is_header(line))
			continue;
		if (is_no_newline(line)) {
			kept -= kept > 0 && to[kept - 1] == '\n';
			kept -= kept > 0 && to[kept - 1] == '\r';
			break;
		}
		if (ma_str_starts(line, "+"))
			whole = ma_str_from(whole, 1);
		else if (ma_str_trim(line).n > 0)
			*fault = *fault ? *fault : "has a line that does not begin with +";
		memcpy(to + n, whole.p, whole.n);
		n += whole.n;
		if (ma_str_starts(line, "+"))
			kept = n;
	}
	return kept;
}

void ma_signed_file(
	struct ma_items *items, struct ma_str path, struct ma_str content, const char *fault)
{
	struct ma_item item = { .block = { .op = MA_BLOCK_FILE, .path = path, .adds = true } };
	char *text = ma_arena_alloc(items->arena, content.n + 1, 1);

	if (!text) {
		items->rc = items->rc ? items->rc : MA_ENOMEM;
		return;
	}
	item.block.content = ma_str_n(text, unsign(content, text, &fault));
	item.fault = fault;
	ma_items_add(items, &item);
}
