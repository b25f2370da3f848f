/*
 * Edit texts into hunks. SEARCH/REPLACE where a SEARCH marker opens a line, else the hunks of a patch:
 *
 *   @@ -1,3 +1,3 @@ heading      @@ class A:        @@ ... @@       *** End of File
 *    stays
 *   -goes
 *   +comes
 *
 * The lines of SEARCH and REPLACE are aligned, so that what both have stays as the file spells it.
 */
#include "codec/edit.h"

#include "base/alloc.h"
#include "codec/elision.h"
#include "codec/search.h"

#define ALIGN_CELLS_MAX 65536 /* of the table; larger ones are aligned at their ends alone */
#define HUNKS_MAX 4096

struct reader {
	struct ma_arena *arena;
	struct ma_hunks *out;
	struct ma_str path;
	size_t cap;
	bool nomem;
};

/* A list of lines or anchors while it grows. */
struct lines {
	struct ma_str *v;
	size_t n, cap;
};

static void fault(struct reader *r, const char *why)
{
	if (!r->out->fault)
		r->out->fault = why;
}

static void *grow(struct reader *r, void *v, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 8;
	void *to;

	if (n < *cap)
		return v;
	to = ma_arena_alloc(r->arena, more, size);
	if (!to) {
		r->nomem = true;
		return NULL;
	}
	if (n > 0)
		memcpy(to, v, n * size);
	*cap = more;
	return to;
}

static void add_line(struct reader *r, struct lines *l, struct ma_str line)
{
	struct ma_str *v = grow(r, l->v, l->n, &l->cap, sizeof(*v));

	if (!v)
		return;
	l->v = v;
	l->v[l->n++] = line;
}

static struct ma_hunk *add_hunk(struct reader *r)
{
	struct ma_hunk *v;

	if (r->out->n == HUNKS_MAX) {
		fault(r, "has too many hunks");
		return NULL;
	}
	v = grow(r, r->out->v, r->out->n, &r->cap, sizeof(*v));
	if (!v)
		return NULL;
	r->out->v = v;
	v[r->out->n] = (struct ma_hunk){ .lines = NULL };
	return &v[r->out->n++];
}

/* Room was made for all of them. */
static void put(struct ma_hunk *h, enum ma_edit_op op, struct ma_str text)
{
	h->lines[h->lines_n++] = (struct ma_edit_line){ op, text };
	h->old_n += op != MA_EDIT_COMES;
	h->new_n += op == MA_EDIT_COMES;
}

/* table[i][j]: how many lines of old from i on and of new from j on can be kept. */
static void fill_table(const struct lines *old, const struct lines *new, size_t from,
	size_t old_end, size_t new_end, uint16_t *table)
{
	size_t width = new_end - from + 1, i, j;

	for (i = old_end - from; i-- > 0;) {
		for (j = new_end - from; j-- > 0;) {
			uint16_t down = table[(i + 1) * width + j], right = table[i * width + j + 1];

			if (ma_str_eq(old->v[from + i], new->v[from + j]))
				table[i * width + j] = (uint16_t)(table[(i + 1) * width + j + 1] +
					1);
			else
				table[i * width + j] = down > right ? down : right;
		}
	}
}

/* What lies between the ends that both have. */
static void align_middle(struct reader *r, struct ma_hunk *h, const struct lines *old,
	const struct lines *new, size_t from, size_t old_end, size_t new_end)
{
	size_t width = new_end - from + 1, cells = (old_end - from + 1) * width;
	uint16_t *table = NULL;
	size_t i = from, j = from;

	if (old_end > from && new_end > from && cells <= ALIGN_CELLS_MAX) {
		table = ma_new_n(uint16_t, cells);
		r->nomem |= !table;
	}
	if (table)
		fill_table(old, new, from, old_end, new_end, table);
	while (i < old_end || j < new_end) {
		const uint16_t *at = table ? &table[(i - from) * width + (j - from)] : NULL;

		if (at && i < old_end && j < new_end && ma_str_eq(old->v[i], new->v[j])) {
			put(h, MA_EDIT_STAYS, old->v[i++]);
			j++;
		} else if (i < old_end && (j == new_end || !at || at[width] >= at[1])) {
			put(h, MA_EDIT_GOES, old->v[i++]);
		} else {
			put(h, MA_EDIT_COMES, new->v[j++]);
		}
	}
	ma_free(table);
}

static void align(
	struct reader *r, struct ma_hunk *h, const struct lines *old, const struct lines *new)
{
	size_t least = old->n < new->n ? old->n : new->n, head = 0, tail = 0, i;

	h->lines = ma_arena_new_n(r->arena, struct ma_edit_line, old->n + new->n);
	if (!h->lines) {
		r->nomem = true;
		return;
	}
	while (head < least && ma_str_eq(old->v[head], new->v[head]))
		head++;
	while (tail < least - head &&
		ma_str_eq(old->v[old->n - 1 - tail], new->v[new->n - 1 - tail]))
		tail++;
	for (i = 0; i < head; i++)
		put(h, MA_EDIT_STAYS, old->v[i]);
	align_middle(r, h, old, new, head, old->n - tail, new->n - tail);
	for (i = old->n - tail; i < old->n; i++)
		put(h, MA_EDIT_STAYS, old->v[i]);
}

/* Of one side of a hunk: up to the line that `ends` it. False where there is none. */
static bool read_side(struct reader *r, struct ma_str *rest, bool (*ends)(struct ma_str),
	struct lines *out, const char *other)
{
	struct ma_str line;

	while (ma_str_line(rest, &line)) {
		if (ends(line))
			return true;
		if (ma_search_opens(line) || ma_search_parts(line) || ma_search_closes(line)) {
			fault(r, other);
			return false;
		}
		add_line(r, out, line);
	}
	fault(r, "has a hunk without end");
	return false;
}

static void read_search_hunk(struct reader *r, struct ma_str *rest, const char *at)
{
	struct lines old = { .n = 0 }, new = { .n = 0 };
	struct ma_hunk *h;

	if (!read_side(r, rest, ma_search_parts, &old, "has a SEARCH without =======") ||
		!read_side(r, rest, ma_search_closes, &new,
			"has a hunk with more than one =======, or one within another"))
		return;
	h = add_hunk(r);
	if (!h || r->nomem)
		return;
	h->text = ma_str_n(at, (size_t)(rest->p - at));
	align(r, h, &old, &new);
}

static bool is_prose_marker(struct ma_str line)
{
	return ma_search_closes(line) || (ma_search_parts(line) && line.n == 7);
}

static void read_search(struct reader *r, struct ma_str text)
{
	const char *at = text.p;
	struct ma_str line;

	for (; !r->out->fault && !r->nomem && ma_str_line(&text, &line); at = text.p) {
		if (ma_search_opens(line))
			read_search_hunk(r, &text, at);
		else if (is_prose_marker(line))
			fault(r, "has a ======= or REPLACE without SEARCH");
	}
}

/* "@@ -1,2 +3,4 @@ heading", "@@ heading @@", "@@ heading"; "" where it is only "...". */
static struct ma_str anchor_of(struct ma_str line)
{
	ptrdiff_t at;

	line = ma_str_trim(ma_str_from(line, 2));
	if (ma_str_starts(line, "-") && (at = ma_str_find(line, MA_STR(" @@"))) >= 0)
		return ma_str_trim(ma_str_from(line, (size_t)at + 3));
	if (ma_str_ends(line, "@@"))
		line = ma_str_trim(ma_str_n(line.p, line.n - 2));
	return ma_str_is(line, "...") ? ma_str("") : line;
}

struct patch {
	struct lines anchors, lines; /* lines: with their signs */
	const char *at;              /* where the hunk begins */
	bool at_end, open;
};

static void end_patch_hunk(struct reader *r, struct patch *p, const char *end)
{
	struct ma_hunk *h;
	size_t i;

	while (p->lines.n > 0 &&
		p->lines.v[p->lines.n - 1].n == 0) /* blank lines before what follows */
		p->lines.n--;
	if (p->lines.n == 0 || r->nomem)
		return;
	h = add_hunk(r);
	if (!h)
		return;
	h->lines = ma_arena_new_n(r->arena, struct ma_edit_line, p->lines.n);
	if (!h->lines) {
		r->nomem = true;
		return;
	}
	for (i = 0; i < p->lines.n; i++) {
		struct ma_str line = p->lines.v[i];
		char sign = line.n > 0 ? line.p[0] : ' ';

		put(h,
			sign == '+'           ? MA_EDIT_COMES
				: sign == '-' ? MA_EDIT_GOES
					      : MA_EDIT_STAYS,
			ma_str_from(line, 1));
	}
	h->text = ma_str_n(p->at, (size_t)(end - p->at));
	h->anchors = p->anchors.v;
	h->anchors_n = p->anchors.n;
	h->at_end = p->at_end;
	*p = (struct patch){ .at = end };
}

/* False where the line cannot be of a patch. */
static bool take_patch_line(struct reader *r, struct patch *p, struct ma_str line, const char *at)
{
	if (ma_str_starts(line, "@@")) {
		if (p->lines.n > 0)
			end_patch_hunk(r, p, at);
		if (p->anchors.n == 0)
			p->at = at;
		if (anchor_of(line).n > 0)
			add_line(r, &p->anchors, anchor_of(line));
	} else if (ma_str_starts(line, "*** End of File")) {
		p->at_end = true;
	} else if (line.n == 0 && p->lines.n == 0) {
		return true; /* a blank line before the hunk */
	} else if (line.n == 0 || strchr(" +-", line.p[0])) {
		add_line(r, &p->lines, line);
	} else {
		return line.p[0] ==
			'\\'; /* "No newline at end of file": the file's own way is kept */
	}
	return true;
}

static bool is_patch_head(struct ma_str line)
{
	return ma_str_starts(line, "--- ") || ma_str_starts(line, "+++ ");
}

static void read_patch(struct reader *r, struct ma_str text)
{
	struct patch p = { .at = text.p };
	const char *at = text.p;
	struct ma_str line;

	for (; !r->out->fault && ma_str_line(&text, &line); at = text.p) {
		if (at == p.at && is_patch_head(line) && r->out->n == 0 && p.lines.n == 0)
			p.at = text.p;
		else if (!take_patch_line(r, &p, line, at))
			fault(r, "has a line that begins with neither a blank nor + nor -");
	}
	end_patch_hunk(r, &p, text.p);
}

static bool has_search(struct ma_str text)
{
	struct ma_str line;

	while (ma_str_line(&text, &line))
		if (ma_search_opens(line))
			return true;
	return false;
}

static bool is_patch(struct ma_str text)
{
	struct ma_str line;

	while (ma_str_line(&text, &line))
		if (line.n > 0 && strchr("+-", line.p[0]))
			return true;
	return false;
}

/* What a hunk leaves out cannot be put back. */
static bool leaves_out(const struct ma_hunk *h, struct ma_str path)
{
	size_t i;

	for (i = 0; i < h->lines_n; i++)
		if (h->lines[i].op == MA_EDIT_COMES && ma_elision_found(h->lines[i].text, path))
			return true;
	return false;
}

static void check(struct reader *r)
{
	size_t i;

	for (i = 0; i < r->out->n; i++)
		if (leaves_out(&r->out->v[i], r->path))
			fault(r, "leaves a part out (\"... rest unchanged\")");
	if (r->out->n == 0)
		fault(r, "holds no edit that can be read");
}

ma_rc ma_edit_read(struct ma_str text, struct ma_str path, struct ma_arena *arena,
	struct ma_hunks *out, ma_err *err)
{
	struct ma_hunks hunks = { .v = NULL };
	struct reader r = { .arena = arena, .out = &hunks, .path = path };

	if (has_search(text))
		read_search(&r, text);
	else if (is_patch(text))
		read_patch(&r, text);
	check(&r);
	if (r.nomem)
		return ma_fail_nomem(err);
	*out = hunks;
	return MA_OK;
}
