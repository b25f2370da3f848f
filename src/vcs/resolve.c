/* Checking a resolution: what may be left out follows from where the sides conflict. */
#include "vcs/resolve.h"

#include "base/limits.h"
#include "vcs/merge_parts.h"

/* Texts of the sides that one may decide against. */
struct choices {
	struct ma_arena *arena;
	struct ma_str *v;
	size_t n, cap;
};

static ma_rc add(struct choices *c, struct ma_str text, ma_err *err)
{
	size_t cap = c->cap ? 2 * c->cap : 16;
	struct ma_str *more;

	if (c->n == c->cap) {
		more = ma_arena_new_n(c->arena, struct ma_str, cap);
		if (!more)
			return ma_fail_nomem(err);
		if (c->n > 0)
			memcpy(more, c->v, c->n * sizeof(*more));
		c->v = more;
		c->cap = cap;
	}
	c->v[c->n++] = text;
	return MA_OK;
}

static ma_rc add_lines(
	struct choices *c, const struct ma_merge3 *m, const struct ma_chunk *chunk, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(2 * MA_LIMIT_FILE);
	struct ma_str copy = MA_STR("");
	ma_rc rc;

	ma_merge3_side(m, chunk, MA_THEIRS, &text);
	rc = ma_buf_check(&text, err);
	if (!rc) {
		copy = ma_str_n(ma_arena_dup(c->arena, ma_buf_str(&text)), text.n);
		rc = copy.p ? add(c, copy, err) : ma_fail_nomem(err);
	}
	ma_buf_done(&text);
	return rc;
}

/* The lines of a side that stand where others stood in the base; not those that it added between. */
static ma_rc add_replaced(struct choices *c, struct ma_str base, struct ma_str side, ma_err *err)
{
	const struct ma_str text[] = { base, base, side };
	struct ma_merge3 m;
	size_t i;
	ma_rc rc = ma_merge3(text, c->arena, &m, err);

	for (i = 0; !rc && i < m.chunks_n; i++)
		if (m.chunks[i].kind == MA_CHUNK_THEIRS && m.chunks[i].n[MA_BASE] > 0)
			rc = add_lines(c, &m, &m.chunks[i], err);
	return rc;
}

/* Things under one key: there can be only one of them. */
static bool is_keyed(const struct ma_merged *m, const struct ma_conflict *at)
{
	return strcmp(m->by, "lines") != 0 && !ma_str_starts(at->at, "all of it");
}

/* A name that one side took away, and the other one uses: `line 3: "load" was …`, `all of it: "load" was …`. The use may go, or get another name. */
static ma_rc add_name(struct choices *c, const struct ma_conflict *at, ma_err *err)
{
	struct ma_str rest = at->at, name;

	if ((!ma_str_starts(rest, "all of it: \"") && !ma_str_starts(rest, "line ")) ||
		!ma_str_cut(&rest, '"', &name) || !ma_str_cut(&rest, '"', &name))
		return MA_OK;
	return add(c, name, err);
}

static ma_rc add_conflict(
	struct choices *c, const struct ma_merged *m, const struct ma_conflict *at, ma_err *err)
{
	bool keyed = is_keyed(m, at);
	ma_rc rc = add_name(c, at, err);
	int s;

	for (s = MA_OURS; s <= MA_THEIRS && !rc; s++)
		rc = keyed ? add(c, at->side[s], err)
			   : add_replaced(c, at->side[MA_BASE], at->side[s], err);
	return rc;
}

ma_rc ma_resolution_check(const struct ma_str text[MA_SIDES_N], const struct ma_merge_opts *opts,
	struct ma_str resolved, struct ma_arena *arena, struct ma_resolution *out, ma_err *err)
{
	struct choices c = { .arena = arena };
	struct ma_resolution found = { .why = NULL };
	struct ma_merged m;
	const char *all = NULL;
	size_t i;
	ma_rc rc = ma_merge(text, opts, arena, &m, err);

	if (rc)
		return rc;
	for (i = 0; i < m.notes_n && !rc; i++)
		rc = add(&c, m.notes[i], err);
	for (i = 0; i < m.conflicts_n && i < MA_CONFLICTS_MAX && !rc; i++)
		rc = add_conflict(&c, &m, &m.conflicts[i], err);
	if (!rc)
		rc = ma_merge_check(text, resolved, c.v, c.n, &found.why, err);
	if (!rc && !found.why)
		rc = ma_merge_check(text, resolved, m.notes, m.notes_n, &all, err);
	ma_merged_done(&m);
	if (rc)
		return rc;
	found.chosen = all != NULL;
	*out = found;
	return MA_OK;
}
