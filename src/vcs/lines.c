/* Lines of a text, and their numbers. */
#include "vcs/lines.h"

#include <string.h>

#include "base/alloc.h"

static const struct ma_str mark = { "\xef\xbb\xbf", 3 };

static uint32_t count(struct ma_str text)
{
	const char *p = text.p, *end;
	uint32_t n = 0;

	if (text.n == 0)
		return 0;
	end = p + text.n;
	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		n++;
		p++;
	}
	return n + (text.p[text.n - 1] != '\n');
}

static enum ma_line_end cut(struct ma_str *rest, struct ma_str *line)
{
	const char *lf = memchr(rest->p, '\n', rest->n);

	if (!lf) {
		*line = *rest;
		*rest = MA_STR("");
		return MA_END_NONE;
	}
	*line = ma_str_n(rest->p, (size_t)(lf - rest->p));
	*rest = ma_str_from(*rest, line->n + 1);
	if (line->n == 0 || line->p[line->n - 1] != '\r')
		return MA_END_LF;
	line->n--;
	return MA_END_CRLF;
}

bool ma_lines_split(struct ma_str text, struct ma_arena *arena, struct ma_lines *out)
{
	struct ma_lines lines = { .mark = ma_str_starts(text, mark.p) };
	uint32_t cap, crlf_n = 0, i;

	if (lines.mark)
		text = ma_str_from(text, mark.n);
	cap = count(text);
	lines.v = ma_arena_new_n(arena, struct ma_str, (size_t)cap + 1);
	lines.ends = ma_arena_new_n(arena, uint8_t, (size_t)cap + 1);
	if (!lines.v || !lines.ends)
		return false;
	for (; lines.n < cap; lines.n++) {
		lines.ends[lines.n] = (uint8_t)cut(&text, &lines.v[lines.n]);
		crlf_n += lines.ends[lines.n] == MA_END_CRLF;
	}
	lines.crlf = crlf_n > lines.n / 2;
	for (i = 0; i < lines.n; i++)
		if (lines.ends[i] == (lines.crlf ? MA_END_CRLF : MA_END_LF))
			lines.ends[i] = MA_END_USUAL;
	*out = lines;
	return true;
}

struct slot {
	uint64_t hash;
	struct ma_str line;
	uint32_t number; /* + 1; 0: free */
};

static uint64_t mix(uint64_t h, uint64_t word)
{
	__extension__ unsigned __int128 wide = (unsigned __int128)(h ^ word) *
		UINT64_C(0x9e3779b97f4a7c15);

	return (uint64_t)wide ^ (uint64_t)(wide >> 64);
}

static uint64_t hash_line(struct ma_str line)
{
	uint64_t h = line.n + UINT64_C(0x8ebc6af09c88c6e3), word;
	size_t i;

	for (i = 0; i + 8 <= line.n; i += 8) {
		memcpy(&word, line.p + i, 8);
		h = mix(h, word);
	}
	word = 0;
	if (i < line.n)
		memcpy(&word, line.p + i, line.n - i);
	return mix(h, word);
}

static uint32_t number_of(struct slot *slots, size_t mask, struct ma_str line, uint32_t *n)
{
	uint64_t hash = hash_line(line);
	size_t i = hash & mask;

	while (slots[i].number && (slots[i].hash != hash || !ma_str_eq(slots[i].line, line)))
		i = (i + 1) & mask;
	if (!slots[i].number)
		slots[i] = (struct slot){ hash, line, ++*n };
	return slots[i].number - 1;
}

bool ma_lines_number(const struct ma_lines *texts, size_t n, struct ma_arena *arena,
	uint32_t **numbers, uint32_t *kinds_out)
{
	size_t all = 0, size = 16, k;
	uint32_t kinds = 0, i;
	struct slot *slots;
	bool ok = true;

	for (k = 0; k < n; k++)
		all += texts[k].n;
	while (size < 2 * all)
		size *= 2;
	slots = ma_alloc(size, sizeof(*slots));
	for (k = 0; slots && ok && k < n; k++) {
		numbers[k] = ma_arena_new_n(arena, uint32_t, (size_t)texts[k].n + 1);
		ok = numbers[k];
		for (i = 0; ok && i < texts[k].n; i++)
			numbers[k][i] = number_of(slots, size - 1, texts[k].v[i], &kinds);
	}
	ma_free(slots);
	*kinds_out = kinds;
	return slots && ok;
}

void ma_lines_add(struct ma_buf *out, struct ma_str line, enum ma_line_end end, bool crlf)
{
	ma_buf_addv(out, line);
	if (end == MA_END_NONE)
		return;
	if (end == MA_END_USUAL)
		end = crlf ? MA_END_CRLF : MA_END_LF;
	ma_buf_adds(out, end == MA_END_CRLF ? "\r\n" : "\n");
}
