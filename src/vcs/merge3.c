/* Three-way merge of lines. */
#include "vcs/merge3.h"

#include <string.h>

#include "codec/diff.h"

/* A walk over the differences of one side from the base. */
struct walk {
	const struct ma_diff *diff;
	size_t i;
	uint32_t base_at, at; /* what has been passed, in lines */
};

static const struct ma_diff_hunk *next_of(const struct walk *w)
{
	return w->i < w->diff->n ? &w->diff->v[w->i] : NULL;
}

/* Where the next difference begins in the base. */
static uint32_t next_at(const struct walk *w)
{
	const struct ma_diff_hunk *h = next_of(w);

	return h ? h->a_at : UINT32_MAX;
}

/* Pass what is the same up to `base_at`, which is not beyond the next difference. */
static void pass_to(struct walk *w, uint32_t base_at)
{
	w->at += base_at - w->base_at;
	w->base_at = base_at;
}

/* Take in the differences that begin at or before *end, and move *end behind them; whether there were any. */
static bool absorb(struct walk *w, uint32_t *end)
{
	const struct ma_diff_hunk *h;
	bool any = false;

	while ((h = next_of(w)) && h->a_at <= *end) {
		if (h->a_at + h->a_n > *end)
			*end = h->a_at + h->a_n;
		w->base_at = h->a_at + h->a_n;
		w->at = h->b_at + h->b_n;
		w->i++;
		any = true;
	}
	return any;
}

static bool is_same(const struct ma_merge3 *m, const struct ma_chunk *c)
{
	return c->n[MA_OURS] == c->n[MA_THEIRS] &&
		memcmp(m->number[MA_OURS] + c->at[MA_OURS], m->number[MA_THEIRS] + c->at[MA_THEIRS],
			c->n[MA_OURS] * sizeof(uint32_t)) == 0;
}

static void add_chunk(struct ma_merge3 *m, const struct ma_chunk *c)
{
	if (c->n[MA_BASE] + c->n[MA_OURS] + c->n[MA_THEIRS] == 0)
		return;
	m->chunks[m->chunks_n++] = *c;
	m->conflicts_n += c->kind == MA_CHUNK_CONFLICT;
}

/* What both sides of a conflict begin or end with is none: it was changed by both, and alike. */
static void add_conflict(struct ma_merge3 *m, struct ma_chunk c)
{
	const uint32_t *ours = m->number[MA_OURS] + c.at[MA_OURS];
	const uint32_t *theirs = m->number[MA_THEIRS] + c.at[MA_THEIRS];
	uint32_t least = c.n[MA_OURS] < c.n[MA_THEIRS] ? c.n[MA_OURS] : c.n[MA_THEIRS];
	uint32_t head = 0, tail = 0;

	while (head < least && ours[head] == theirs[head])
		head++;
	while (tail < least - head &&
		ours[c.n[MA_OURS] - 1 - tail] == theirs[c.n[MA_THEIRS] - 1 - tail])
		tail++;
	add_chunk(m,
		&(struct ma_chunk){ MA_CHUNK_BOTH,
			{ c.at[MA_BASE], c.at[MA_OURS], c.at[MA_THEIRS] }, { 0, head, head } });
	add_chunk(m,
		&(struct ma_chunk){ MA_CHUNK_CONFLICT,
			{ c.at[MA_BASE], c.at[MA_OURS] + head, c.at[MA_THEIRS] + head },
			{ c.n[MA_BASE], c.n[MA_OURS] - head - tail, c.n[MA_THEIRS] - head - tail } });
	add_chunk(m,
		&(struct ma_chunk){ MA_CHUNK_BOTH,
			{ c.at[MA_BASE] + c.n[MA_BASE], c.at[MA_OURS] + c.n[MA_OURS] - tail,
				c.at[MA_THEIRS] + c.n[MA_THEIRS] - tail },
			{ 0, tail, tail } });
}

static void add_changed(struct ma_merge3 *m, struct ma_chunk c, bool ours, bool theirs)
{
	if (ours && theirs && !is_same(m, &c)) {
		add_conflict(m, c);
		return;
	}
	c.kind = !theirs ? MA_CHUNK_OURS : !ours ? MA_CHUNK_THEIRS : MA_CHUNK_BOTH;
	add_chunk(m, &c);
}

/* What is the same up to the next difference or the end, then that difference. */
static void next_chunks(struct ma_merge3 *m, struct walk *o, struct walk *t)
{
	uint32_t from = o->base_at, end = next_at(o) < next_at(t) ? next_at(o) : next_at(t);
	bool ours = false, theirs = false, more;
	struct ma_chunk c;

	if (end > m->side[MA_BASE].n)
		end = m->side[MA_BASE].n;
	c = (struct ma_chunk){ MA_CHUNK_SAME, { from, o->at, t->at },
		{ end - from, end - from, end - from } };
	add_chunk(m, &c);
	pass_to(o, end);
	pass_to(t, end);
	c = (struct ma_chunk){ MA_CHUNK_SAME, { end, o->at, t->at }, { 0 } };
	do {
		more = absorb(o, &end);
		ours |= more;
		if (absorb(t, &end))
			theirs = more = true;
	} while (more);
	pass_to(o, end);
	pass_to(t, end);
	c.n[MA_BASE] = end - c.at[MA_BASE];
	c.n[MA_OURS] = o->at - c.at[MA_OURS];
	c.n[MA_THEIRS] = t->at - c.at[MA_THEIRS];
	add_changed(m, c, ours, theirs);
}

static ma_rc align(struct ma_merge3 *m, struct ma_arena *arena, ma_err *err)
{
	struct ma_diff ours = { NULL, 0 }, theirs = { NULL, 0 };
	struct walk o = { .diff = &ours }, t = { .diff = &theirs };
	uint32_t n = 0;
	ma_rc rc = ma_lines_number(m->side, MA_SIDES_N, arena, m->number, &n) ? MA_OK
									      : ma_fail_nomem(err);

	if (!rc) {
		m->seen = ma_arena_new_n(arena, uint32_t, (size_t)n + 1);
		rc = m->seen ? MA_OK : ma_fail_nomem(err);
	}
	if (!rc)
		rc = ma_diff(m->number[MA_BASE], m->side[MA_BASE].n, m->number[MA_OURS],
			m->side[MA_OURS].n, n, arena, &ours, err);
	if (!rc)
		rc = ma_diff(m->number[MA_BASE], m->side[MA_BASE].n, m->number[MA_THEIRS],
			m->side[MA_THEIRS].n, n, arena, &theirs, err);
	if (rc)
		return rc;
	m->chunks = ma_arena_new_n(arena, struct ma_chunk, 4 * (ours.n + theirs.n) + 1);
	if (!m->chunks)
		return ma_fail_nomem(err);
	while (o.i < ours.n || t.i < theirs.n || o.base_at < m->side[MA_BASE].n)
		next_chunks(m, &o, &t);
	return MA_OK;
}

/* The usual end of an empty base, or of one line without an end, is nobody's wish. */
static bool merge_ends(const struct ma_merge3 *m)
{
	const struct ma_lines *base = &m->side[MA_BASE];

	if (base->n == 0)
		return m->side[MA_OURS].n > 0 ? m->side[MA_OURS].crlf : m->side[MA_THEIRS].crlf;
	return ma_merge_flag(base->crlf, m->side[MA_OURS].crlf, m->side[MA_THEIRS].crlf);
}

ma_rc ma_merge3_read(const struct ma_str text[MA_SIDES_N], struct ma_arena *arena,
	struct ma_merge3 *out, ma_err *err)
{
	struct ma_merge3 m = { .chunks = NULL };
	int s;

	for (s = 0; s < MA_SIDES_N; s++)
		if (!ma_lines_split(text[s], arena, &m.side[s]))
			return ma_fail_nomem(err);
	m.crlf = merge_ends(&m);
	m.mark = ma_merge_flag(m.side[MA_BASE].mark, m.side[MA_OURS].mark, m.side[MA_THEIRS].mark);
	*out = m;
	return MA_OK;
}

ma_rc ma_merge3(const struct ma_str text[MA_SIDES_N], struct ma_arena *arena, struct ma_merge3 *out,
	ma_err *err)
{
	struct ma_merge3 m;
	ma_rc rc = ma_merge3_read(text, arena, &m, err);

	if (!rc)
		rc = align(&m, arena, err);
	if (!rc)
		*out = m;
	return rc;
}

/* The text being written: a line without an end gets one when another follows. */
struct writer {
	const struct ma_merge3 *m;
	struct ma_buf *out;
	bool open;
};

static void write_line(struct writer *w, struct ma_str line, enum ma_line_end end)
{
	if (w->open)
		ma_lines_add(w->out, MA_STR(""), MA_END_USUAL, w->m->crlf);
	ma_lines_add(w->out, line, end, w->m->crlf);
	w->open = end == MA_END_NONE;
}

static void write_side(struct writer *w, const struct ma_chunk *c, enum ma_side s)
{
	const struct ma_lines *lines = &w->m->side[s];
	uint32_t i;

	for (i = c->at[s]; i < c->at[s] + c->n[s]; i++)
		write_line(w, lines->v[i], lines->ends[i]);
}

/* Lines that are the same, whose ends may have been changed. */
static void write_same(struct writer *w, const struct ma_chunk *c)
{
	const struct ma_lines *side = w->m->side;
	uint32_t i;

	for (i = 0; i < c->n[MA_BASE]; i++) {
		uint8_t ours = side[MA_OURS].ends[c->at[MA_OURS] + i];
		bool kept = ours == side[MA_BASE].ends[c->at[MA_BASE] + i];

		write_line(w, side[MA_OURS].v[c->at[MA_OURS] + i],
			kept ? side[MA_THEIRS].ends[c->at[MA_THEIRS] + i] : ours);
	}
}

static void write_marker(struct writer *w, const char *marker, const char *label)
{
	struct ma_buf line = MA_BUF_INIT(256);

	ma_buf_addf(&line, "%s%s%.200s", marker, *label ? " " : "", label);
	write_line(w, ma_buf_str(&line), MA_END_USUAL);
	ma_buf_done(&line);
}

static void write_marked(
	struct writer *w, const struct ma_chunk *c, const char *const label[MA_SIDES_N])
{
	write_marker(w, "<<<<<<<", label[MA_OURS]);
	write_side(w, c, MA_OURS);
	write_marker(w, "|||||||", label[MA_BASE]);
	write_side(w, c, MA_BASE);
	write_marker(w, "=======", "");
	write_side(w, c, MA_THEIRS);
	write_marker(w, ">>>>>>>", label[MA_THEIRS]);
}

static void write_both(struct writer *w, const struct ma_chunk *c)
{
	const struct ma_merge3 *m = w->m;
	uint32_t chunk = (uint32_t)(c - m->chunks) + 1, i;

	write_side(w, c, MA_OURS);
	for (i = c->at[MA_OURS]; i < c->at[MA_OURS] + c->n[MA_OURS]; i++)
		m->seen[m->number[MA_OURS][i]] = chunk;
	for (i = c->at[MA_THEIRS]; i < c->at[MA_THEIRS] + c->n[MA_THEIRS]; i++)
		if (m->seen[m->number[MA_THEIRS][i]] != chunk)
			write_line(w, m->side[MA_THEIRS].v[i], m->side[MA_THEIRS].ends[i]);
}

void ma_merge3_write(const struct ma_merge3 *m, enum ma_conflict_style style,
	const char *const label[MA_SIDES_N], struct ma_buf *out)
{
	struct writer w = { m, out, false };
	const struct ma_chunk *c;

	if (m->mark)
		ma_buf_adds(out, "\xef\xbb\xbf");
	for (c = m->chunks; c < m->chunks + m->chunks_n; c++) {
		if (c->kind == MA_CHUNK_SAME)
			write_same(&w, c);
		else if (c->kind != MA_CHUNK_CONFLICT)
			write_side(&w, c, c->kind == MA_CHUNK_THEIRS ? MA_THEIRS : MA_OURS);
		else if (style == MA_CONFLICT_MARKERS)
			write_marked(&w, c, label);
		else
			write_both(&w, c);
	}
}

void ma_merge3_side(
	const struct ma_merge3 *m, const struct ma_chunk *c, enum ma_side s, struct ma_buf *out)
{
	struct writer w = { m, out, false };

	write_side(&w, c, s);
}
