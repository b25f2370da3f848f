/*
 * Where a merge whose lines all go together is a conflict nonetheless: from the lines that one side changed to those of the other
 * one, the nearest two that have the name which is told of. Where no name is told, all of the file is the place.
 */
#include "vcs/merge_parts.h"

#include <stdio.h>

/* A side's lines of the chunks from one to another, as they stand in its text. */
static struct ma_str side_of_range(
	const struct ma_merge3 *m, struct ma_str text, size_t first, size_t last, enum ma_side s)
{
	const struct ma_chunk *a = &m->chunks[first], *b = &m->chunks[last];
	const struct ma_lines *lines = &m->side[s];
	const char *end = text.p + text.n;
	uint32_t behind = b->at[s] + b->n[s];

	if (behind == a->at[s])
		return MA_STR("");
	if (behind < lines->n)
		end = lines->v[behind].p;
	return ma_str_n(lines->v[a->at[s]].p, (size_t)(end - lines->v[a->at[s]].p));
}

static bool has_name(const struct ma_merge3 *m, const struct ma_str text[MA_SIDES_N], size_t i,
	enum ma_side s, struct ma_str name)
{
	return ma_str_find(side_of_range(m, text[s], i, i, s), name) >= 0 ||
		ma_str_find(side_of_range(m, text[MA_BASE], i, i, MA_BASE), name) >= 0;
}

/* The two nearest chunks, one of each side, that have the name. */
static bool find_range(const struct ma_merge3 *m, const struct ma_str text[MA_SIDES_N],
	struct ma_str name, size_t *first, size_t *last)
{
	size_t seen[MA_SIDES_N] = { SIZE_MAX, SIZE_MAX, SIZE_MAX }, i;
	bool found = false;
	enum ma_side s, other;

	for (i = 0; i < m->chunks_n; i++) {
		if (m->chunks[i].kind != MA_CHUNK_OURS && m->chunks[i].kind != MA_CHUNK_THEIRS)
			continue;
		s = m->chunks[i].kind == MA_CHUNK_OURS ? MA_OURS : MA_THEIRS;
		other = s == MA_OURS ? MA_THEIRS : MA_OURS;
		if (!has_name(m, text, i, s, name))
			continue;
		seen[s] = i;
		if (seen[other] == SIZE_MAX || (found && i - seen[other] >= *last - *first))
			continue;
		*first = seen[other];
		*last = i;
		found = true;
	}
	return found;
}

static void write(const struct ma_merge3 *m, size_t from, size_t end, struct ma_buf *out)
{
	size_t i;

	for (i = from; i < end; i++)
		ma_merge3_side(m, &m->chunks[i],
			m->chunks[i].kind == MA_CHUNK_THEIRS ? MA_THEIRS : MA_OURS, out);
}

static void mark(struct ma_joining *j, const struct ma_str side[MA_SIDES_N])
{
	struct ma_buf *out = &j->out->text;

	ma_buf_addf(out, "<<<<<<< %s\n", j->opts->label[MA_OURS]);
	ma_buf_addv(out, side[MA_OURS]);
	ma_buf_addf(out, "||||||| %s\n", j->opts->label[MA_BASE]);
	ma_buf_addv(out, side[MA_BASE]);
	ma_buf_adds(out, "=======\n");
	ma_buf_addv(out, side[MA_THEIRS]);
	ma_buf_addf(out, ">>>>>>> %s\n", j->opts->label[MA_THEIRS]);
}

bool ma_merge_place(struct ma_joining *j, const char *why, const struct ma_str text[MA_SIDES_N])
{
	struct ma_str rest = ma_str(why), name, side[MA_SIDES_N];
	size_t first = 0, last = 0;
	ma_err err = { .code = MA_OK };
	struct ma_merge3 m;
	char *at;
	int s;

	if (!ma_str_starts(rest, "\"") || !ma_str_cut(&rest, '"', &name) ||
		!ma_str_cut(&rest, '"', &name) || name.n == 0)
		return false;
	if (ma_merge3(text, j->arena, &m, &err)) {
		j->rc = MA_ENOMEM;
		return false;
	}
	if (m.conflicts_n > 0 || !find_range(&m, text, name, &first, &last))
		return false;
	for (s = 0; s < MA_SIDES_N; s++) {
		side[s] = side_of_range(&m, text[s], first, last, (enum ma_side)s);
		if (side[s].n > 0 && !ma_str_ends(side[s], "\n"))
			return false;
	}
	ma_buf_addf(&j->at, "line %u: %s", (unsigned)m.chunks[first].at[MA_OURS] + 1, why);
	at = j->at.rc == MA_ENOMEM ? NULL : ma_arena_dup(j->arena, ma_buf_str(&j->at));
	if (!at)
		j->rc = MA_ENOMEM;
	ma_joining_conflict(j, ma_str(at), side);
	write(&m, 0, first, &j->out->text);
	if (j->opts->markers)
		mark(j, side);
	else
		ma_buf_addv(&j->out->text, side[MA_OURS]);
	write(&m, last + 1, m.chunks_n, &j->out->text);
	j->out->by = "lines";
	return true;
}
