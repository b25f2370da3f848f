/*
 * Applying hunks: every one is placed in the file as it is, then those that change the same lines
 * are refused, and only when all have a place is the new text put together, from the top.
 */
#include "codec/edit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "codec/content.h"
#include "codec/edit_place.h"

#define BOM "\xef\xbb\xbf"
#define SHOWN_LINES_MAX 8 /* of a place that may have been meant */
#define SHOWN_BYTES_MAX 160
#define QUOTED_BYTES_MAX 1500     /* of a hunk that was refused */
#define LOOKED_MAX (128 * MA_MIB) /* of the file, for what its hunks put in */

struct placed {
	const struct ma_hunk *h;
	size_t number;  /* from 1, as it was written */
	size_t at, end; /* the lines that it changes; at == end: it only adds before `at` */
	size_t first;   /* of its old lines */
	struct edit_shift shift;
};

struct job {
	struct edit_file f;
	struct ma_arena arena;
	struct ma_edit_base base;
	struct ma_str path;
	bool bom;
	struct placed *v;
	size_t n, hunks_n, refused, left; /* left: of LOOKED_MAX */
	struct ma_buf *problems;
};

static void quote(struct ma_buf *out, struct ma_str text)
{
	bool cut = text.n > QUOTED_BYTES_MAX;

	ma_buf_adds(out, "\nthe edit was:\n");
	ma_buf_addv(out, ma_str_n(text.p, cut ? QUOTED_BYTES_MAX : text.n));
	if (cut)
		ma_buf_adds(out, "\n[...]");
	while (out->n > 0 && out->p[out->n - 1] == '\n')
		out->n--; /* the next problem begins a line of its own */
}

static void show_place(struct job *j, size_t at, size_t lines_n)
{
	size_t n = lines_n < SHOWN_LINES_MAX ? lines_n : SHOWN_LINES_MAX, i;

	for (i = at; i < at + n && i < j->f.n; i++) {
		const struct edit_line *l = &j->f.lines[i];

		ma_buf_addf(j->problems, "\n%zu| ", i + 1);
		ma_buf_add(j->problems, l->p, l->n < SHOWN_BYTES_MAX ? l->n : SHOWN_BYTES_MAX);
	}
}

static void refuse(struct job *j, const struct ma_hunk *h, size_t number, const char *why,
	const struct edit_place *place)
{
	size_t i;

	if (j->refused++ > 0)
		ma_buf_addc(j->problems, '\n');
	ma_buf_addf(j->problems, "edit %zu of %zu %s", number, j->hunks_n, why);
	if (place && place->count > 1)
		ma_buf_addf(j->problems, " (%zu times)", place->count);
	if (place && place->shown_n > 0)
		ma_buf_adds(j->problems, "; did you mean:");
	for (i = 0; place && i < place->shown_n; i++)
		show_place(j, place->shown[i], h->old_n);
	quote(j->problems, h->text);
}

static bool changes_nothing(const struct ma_hunk *h)
{
	size_t i;

	for (i = 0; i < h->lines_n; i++)
		if (h->lines[i].op != MA_EDIT_STAYS)
			return false;
	return true;
}

/* Lines that stay at either end are not its own: other hunks may quote them too. */
static void keep(
	struct job *j, const struct ma_hunk *h, size_t number, const struct edit_place *place)
{
	struct placed p = { h, number, place->at, place->at + h->old_n, place->at, place->shift };
	size_t i;

	for (i = 0; i < h->lines_n && h->lines[i].op == MA_EDIT_STAYS; i++)
		p.at++;
	for (i = h->lines_n; i > 0 && h->lines[i - 1].op == MA_EDIT_STAYS; i--)
		p.end--;
	j->v[j->n++] = p;
}

/* Without old lines: it makes a file, or stands behind its anchor or at the end. */
static void place_addition(struct job *j, const struct ma_hunk *h, size_t number)
{
	struct edit_place place = { .found = PLACE_FOUND, .at = j->f.n };
	size_t after = 0;

	if (edit_place_anchor(&j->f, h, &after))
		place.at = after + 1;
	else if (j->f.n > 0 && !h->at_end) {
		refuse(j, h, number, "quotes no line that tells where it belongs", NULL);
		return;
	}
	keep(j, h, number, &place);
}

static const char *why_not(const struct edit_place *place)
{
	if (place->found == PLACE_AMBIGUOUS)
		return "quotes lines that are there more than once: quote more of what is around them";
	if (place->found == PLACE_TOO_COSTLY)
		return "takes too long to find: give the whole file";
	return "quotes lines that are not in the file";
}

/* The lines that come at the first place that changes, up to one that stays; and whether there is no other line. */
static bool join_new(const struct ma_hunk *h, struct ma_buf *out)
{
	size_t i = 0;

	while (i < h->lines_n && h->lines[i].op == MA_EDIT_STAYS)
		i++;
	for (; i < h->lines_n && h->lines[i].op != MA_EDIT_STAYS; i++) {
		if (h->lines[i].op != MA_EDIT_COMES)
			continue;
		ma_buf_addv(out, h->lines[i].text);
		ma_buf_addc(out, '\n');
	}
	return h->lines_n > 0 && h->lines[0].op != MA_EDIT_STAYS && i == h->lines_n;
}

/* Of the hunk that was placed last: whether it puts in what is code only to be shown. */
static void check_new(struct job *j)
{
	const struct placed *p = &j->v[j->n - 1];
	struct ma_buf lines = MA_BUF_INIT(MA_LIMIT_FILE);
	struct ma_content_put put = { j->path, j->base.text, j->base.text.n, p->at + 1,
		.alone = join_new(p->h, &lines), .left = &j->left };
	const char *fault;
	char why[128];

	j->f.nomem |= lines.rc == MA_ENOMEM;
	put.lines = ma_buf_str(&lines);
	if (p->at < j->f.n)
		put.at = (size_t)(j->f.lines[p->at].p - put.file.p);
	fault = lines.n > 0 ? ma_content_put_fault(&put) : NULL;
	if (fault) {
		(void)snprintf(why, sizeof(why), "puts in what %s", fault);
		refuse(j, p->h, p->number, why, NULL);
	}
	ma_buf_done(&lines);
}

static void place_hunk(struct job *j, const struct ma_hunk *h, size_t number)
{
	struct edit_place place;

	if (changes_nothing(h)) {
		refuse(j, h, number, "changes nothing", NULL);
		return;
	}
	if (h->old_n == 0) {
		place_addition(j, h, number);
		return;
	}
	if (!j->base.exists) {
		refuse(j, h, number, "is of a file that is not there", NULL);
		return;
	}
	edit_place(&j->f, h, &place);
	if (place.found == PLACE_FOUND)
		keep(j, h, number, &place);
	else
		refuse(j, h, number, why_not(&place), &place);
}

static void consider(struct job *j, const struct ma_hunk *h, size_t number)
{
	size_t n = j->n;

	place_hunk(j, h, number);
	if (j->n > n)
		check_new(j);
}

static int by_place(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* Sorted, the hunks must not touch the same line; nor may two make the same file. */
static void check_overlaps(struct job *j)
{
	size_t i;

	if (j->n > 0)
		qsort(j->v, j->n, sizeof(*j->v), by_place);
	for (i = 1; i < j->n; i++)
		if (j->v[i].at < j->v[i - 1].end ||
			(j->f.n == 0 && j->v[i].h->old_n == 0 && !j->base.exists))
			refuse(j, j->v[i].h, j->v[i].number,
				"changes lines that another one changes", NULL);
}

/* The end of the lines around `at`: a new line gets the same. */
static struct ma_str end_near(const struct job *j, size_t at)
{
	size_t i = at < j->f.n ? at : j->f.n;

	while (i > 0 && (i == j->f.n || j->f.lines[i].end == 0))
		i--;
	if (i < j->f.n && j->f.lines[i].end == 2)
		return MA_STR("\r\n");
	return MA_STR("\n");
}

static void add_kept(struct ma_buf *out, const struct edit_line *l)
{
	ma_buf_add(out, l->p, (size_t)l->n + l->end);
}

/* A line after one that had no end gives it one. */
static void end_line(struct ma_buf *out, size_t start, struct ma_str end)
{
	if (out->n > start && out->p[out->n - 1] != '\n')
		ma_buf_addv(out, end);
}

static bool add_new(const struct job *j, const struct placed *p, size_t at, struct ma_str line,
	size_t start, struct ma_buf *out)
{
	struct ma_str end = end_near(j, at);

	end_line(out, start, end);
	if (!edit_shift_line(&p->shift, line, out))
		return false;
	ma_buf_addv(out, end);
	return true;
}

/* One hunk's lines; `at` is the first of the file that is not written yet. */
static bool add_hunk(
	struct job *j, const struct placed *p, size_t *at, size_t start, struct ma_buf *out)
{
	size_t line = p->first, i;

	for (i = 0; i < p->h->lines_n; i++) {
		const struct ma_edit_line *l = &p->h->lines[i];

		if (l->op == MA_EDIT_COMES) {
			if (!add_new(j, p, line > 0 && line == j->f.n ? line - 1 : line, l->text,
				    start, out))
				return false;
			continue;
		}
		if (l->op == MA_EDIT_STAYS && line >= *at && line < p->end && line >= p->at) {
			end_line(out, start, end_near(j, line));
			add_kept(out, &j->f.lines[line]);
		}
		line++;
	}
	*at = p->end;
	return true;
}

/* The file's last line keeps its way to end. */
static void end_file(const struct job *j, bool last_is_new, struct ma_buf *out)
{
	if (!last_is_new || j->f.n == 0 || j->f.lines[j->f.n - 1].end > 0)
		return;
	if (out->n > 0 && out->p[out->n - 1] == '\n')
		out->n--;
	if (out->n > 0 && out->p[out->n - 1] == '\r')
		out->n--;
	out->p[out->n] = '\0';
}

static bool ends_with_new(const struct placed *p)
{
	return p->h->lines_n > 0 && p->h->lines[p->h->lines_n - 1].op == MA_EDIT_COMES;
}

static void put_together(struct job *j, struct ma_buf *out)
{
	size_t at = 0, i, start = out->n;
	bool last_is_new = false;

	if (j->bom)
		ma_buf_adds(out, BOM);
	start = out->n;
	for (i = 0; i < j->n; i++) {
		while (at < j->v[i].at)
			add_kept(out, &j->f.lines[at++]);
		if (!add_hunk(j, &j->v[i], &at, start, out)) {
			refuse(j, j->v[i].h, j->v[i].number,
				"has new lines that are indented less than what it quotes allows",
				NULL);
			return;
		}
		last_is_new = ends_with_new(&j->v[i]);
	}
	last_is_new = last_is_new && at == j->f.n;
	while (at < j->f.n)
		add_kept(out, &j->f.lines[at++]);
	end_file(j, last_is_new, out);
}

static ma_rc start(struct job *j, size_t n, ma_err *err)
{
	struct ma_str text = j->base.text;

	j->bom = ma_str_starts(text, BOM);
	if (j->bom)
		text = ma_str_from(text, sizeof(BOM) - 1);
	j->v = ma_arena_new_n(&j->arena, struct placed, n);
	if (!j->v)
		return ma_fail_nomem(err);
	if (edit_split(&j->arena, text, &j->f.lines, &j->f.n))
		return MA_OK;
	return text.n > EDIT_LINES_MAX
		? ma_fail(err, MA_ELIMIT, "it has too many lines to be edited")
		: ma_fail_nomem(err);
}

static ma_rc conclude(struct job *j, struct ma_buf *out, size_t *refused_out, ma_err *err)
{
	if (j->refused == 0) {
		check_overlaps(j);
		if (j->refused == 0)
			put_together(j, out);
		if (j->refused > 0)
			ma_buf_clear(out);
	}
	*refused_out = j->refused;
	if (j->f.nomem || j->problems->rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	return j->refused > 0 ? MA_OK : ma_buf_check(out, err);
}

ma_rc ma_edit_apply(struct ma_edit_base base, struct ma_str path, const struct ma_hunk *const *hunks,
	size_t n, struct ma_buf *out, struct ma_buf *problems, size_t *refused_out, ma_err *err)
{
	struct job j = { .arena = MA_ARENA_INIT(MA_LIMIT_ARENA),
		.base = base,
		.path = path,
		.hunks_n = n,
		.left = LOOKED_MAX,
		.problems = problems };
	ma_rc rc;
	size_t i;

	j.f.arena = &j.arena;
	rc = start(&j, n, err);
	for (i = 0; i < n && !rc; i++)
		consider(&j, hunks[i], i + 1);
	if (!rc)
		rc = conclude(&j, out, refused_out, err);
	ma_arena_done(&j.arena);
	return rc;
}
