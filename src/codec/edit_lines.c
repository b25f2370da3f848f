/* Lines of a file and of hunks: split, compared, found by hash, and given another indent. */
#include "codec/edit_place.h"

#include "base/limits.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct edit_line edit_line_of(struct ma_str line)
{
	struct edit_line l = { .p = line.p, .n = (uint32_t)line.n };
	uint32_t end = l.n;

	while (end > 0 && is_blank(l.p[end - 1]))
		end--;
	while (l.indent < end && is_blank(l.p[l.indent]))
		l.indent++;
	l.body = end - l.indent;
	return l;
}

struct ma_str edit_body(const struct edit_line *l)
{
	return ma_str_n(l->p ? l->p + l->indent : NULL, l->body);
}

bool edit_is_blank(const struct edit_line *l)
{
	return l->body == 0;
}

size_t ma_edit_lines(struct ma_str text)
{
	size_t n = 0;
	struct ma_str line;

	while (ma_str_line(&text, &line))
		n++;
	return n;
}

bool edit_split(struct ma_arena *arena, struct ma_str text, struct edit_line **out, size_t *n_out)
{
	size_t n = ma_edit_lines(text), i;
	struct edit_line *v;
	struct ma_str line;

	if (n > EDIT_LINES_MAX)
		return false;
	v = ma_arena_new_n(arena, struct edit_line, n);
	if (!v)
		return false;
	for (i = 0; i < n; i++) {
		const char *at = text.p;

		(void)ma_str_line(&text, &line); /* it was counted */
		v[i] = edit_line_of(line);
		v[i].end = (uint8_t)(text.p - at - (ptrdiff_t)line.n);
	}
	*out = v;
	*n_out = n;
	return true;
}

/* The characters of a line with one spelling for quotes, dashes, blanks and dots. */
struct spelling {
	struct ma_str rest;
	int dots; /* that are still to be given */
};

static uint32_t plain(uint32_t cp)
{
	if ((cp >= 0x2018 && cp <= 0x201b) || cp == 0x2032 || cp == 0xb4)
		return '\'';
	if ((cp >= 0x201c && cp <= 0x201f) || cp == 0x2033)
		return '"';
	if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212)
		return '-';
	if (cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x202f || cp == 0x205f ||
		cp == 0x3000)
		return ' ';
	return cp;
}

static bool is_unseen(uint32_t cp)
{
	return (cp >= 0x200b && cp <= 0x200d) || cp == 0x2060 || cp == 0xfeff;
}

/* The next one; 0 at the end. A byte that is no UTF-8 stands for itself, beyond all characters. */
static uint32_t next_char(struct spelling *s)
{
	uint32_t cp = 0;
	size_t n;

	if (s->dots > 0) {
		s->dots--;
		return '.';
	}
	do {
		if (s->rest.n == 0)
			return 0;
		n = ma_str_utf8_next(s->rest, &cp);
		if (n == 0) {
			cp = 0x110000 + (unsigned char)s->rest.p[0];
			n = 1;
		}
		s->rest = ma_str_from(s->rest, n);
	} while (is_unseen(cp));
	if (cp == 0x2026) {
		s->dots = 2;
		return '.';
	}
	return plain(cp) ? plain(cp) : 0x110000; /* NUL is no end */
}

static bool same_spelling(struct ma_str a, struct ma_str b)
{
	struct spelling x = { a, 0 }, y = { b, 0 };
	uint32_t c;

	do {
		c = next_char(&x);
		if (c != next_char(&y))
			return false;
	} while (c);
	return true;
}

static uint64_t hash_spelling(struct ma_str s)
{
	struct spelling x = { s, 0 };
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	uint32_t c;

	while ((c = next_char(&x)) != 0)
		h = (h ^ c) * UINT64_C(0x100000001b3);
	return h;
}

static struct ma_str view(enum edit_rung rung, const struct edit_line *l)
{
	if (rung == EDIT_EXACT)
		return ma_str_n(l->p, l->n);
	return rung == EDIT_BLANKS ? ma_str_n(l->p, (size_t)l->indent * (l->body > 0) + l->body)
				   : edit_body(l);
}

bool edit_same(enum edit_rung rung, const struct edit_line *a, const struct edit_line *b)
{
	if (rung == EDIT_SPELLING)
		return same_spelling(edit_body(a), edit_body(b));
	return ma_str_eq(view(rung, a), view(rung, b));
}

uint64_t edit_hash(enum edit_rung rung, const struct edit_line *l)
{
	return rung == EDIT_SPELLING ? hash_spelling(edit_body(l)) : ma_str_hash(view(rung, l));
}

const struct edit_index *edit_index_of(struct edit_file *f, enum edit_rung rung)
{
	struct edit_index *x = &f->index[rung];
	size_t buckets = 16, i;

	if (x->heads)
		return x;
	while (buckets < f->n)
		buckets *= 2;
	x->hashes = ma_arena_new_n(f->arena, uint64_t, f->n);
	x->next = ma_arena_new_n(f->arena, uint32_t, f->n);
	x->heads = ma_arena_new_n(f->arena, uint32_t, buckets);
	if (!x->hashes || !x->next || !x->heads) {
		f->nomem = true;
		return NULL;
	}
	x->mask = (uint32_t)(buckets - 1);
	for (i = f->n; i-- > 0;) { /* from the end, so that chains go down the file */
		uint32_t *head;

		x->hashes[i] = edit_hash(rung, &f->lines[i]);
		head = &x->heads[x->hashes[i] & x->mask];
		x->next[i] = *head;
		*head = (uint32_t)i + 1;
	}
	return x;
}

static struct ma_str indent_of(const struct edit_line *l)
{
	return ma_str_n(l->p, l->indent);
}

static bool all_of(struct ma_str s, char c)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] != c)
			return false;
	return true;
}

/* The indents of one line: what the hunk has and what the file has. */
static bool fits(const struct edit_shift *s, struct ma_str hunk, struct ma_str file)
{
	switch (s->kind) {
	case SHIFT_ADD:
		return file.n == s->prefix.n + hunk.n &&
			ma_str_eq(ma_str_n(file.p, s->prefix.n), s->prefix) &&
			ma_str_eq(ma_str_from(file, s->prefix.n), hunk);
	case SHIFT_CUT:
		return hunk.n == s->prefix.n + file.n &&
			ma_str_eq(ma_str_n(hunk.p, s->prefix.n), s->prefix) &&
			ma_str_eq(ma_str_from(hunk, s->prefix.n), file);
	case SHIFT_TO_TABS:
		return all_of(hunk, ' ') && all_of(file, '\t') && hunk.n == file.n * s->width;
	case SHIFT_TO_BLANKS:
		return all_of(hunk, '\t') && all_of(file, ' ') && file.n == hunk.n * s->width;
	case SHIFT_NONE:
		break;
	}
	return ma_str_eq(hunk, file);
}

/* What the first line with an indent suggests. */
static struct edit_shift guess(struct ma_str hunk, struct ma_str file)
{
	struct edit_shift s = { .kind = SHIFT_NONE };

	if (hunk.n > 0 && file.n > 0 && all_of(hunk, ' ') && all_of(file, '\t')) {
		s.kind = SHIFT_TO_TABS;
		s.width = hunk.n / file.n;
	} else if (hunk.n > 0 && file.n > 0 && all_of(hunk, '\t') && all_of(file, ' ')) {
		s.kind = SHIFT_TO_BLANKS;
		s.width = file.n / hunk.n;
	} else if (file.n > hunk.n) {
		s.kind = SHIFT_ADD;
		s.prefix = ma_str_n(file.p, file.n - hunk.n);
	} else if (hunk.n > file.n) {
		s.kind = SHIFT_CUT;
		s.prefix = ma_str_n(hunk.p, hunk.n - file.n);
	}
	return s;
}

bool edit_shift_of(const struct edit_file *f, size_t at, const struct edit_line *old, size_t n,
	struct edit_shift *out)
{
	struct edit_shift s = { .kind = SHIFT_NONE };
	size_t i;

	for (i = 0; i < n && s.kind == SHIFT_NONE; i++)
		if (!edit_is_blank(&old[i]))
			s = guess(indent_of(&old[i]), indent_of(&f->lines[at + i]));
	for (i = 0; i < n; i++)
		if (!edit_is_blank(&old[i]) &&
			!fits(&s, indent_of(&old[i]), indent_of(&f->lines[at + i])))
			return false;
	*out = s;
	return true;
}

static void add_run(struct ma_buf *out, char c, size_t n)
{
	while (n-- > 0)
		ma_buf_addc(out, c);
}

bool edit_shift_line(const struct edit_shift *s, struct ma_str line, struct ma_buf *out)
{
	struct edit_line l = edit_line_of(line);
	struct ma_str indent = indent_of(&l), rest = line;

	if (edit_is_blank(&l)) {
		ma_buf_addv(out, line);
		return true;
	}
	if (s->kind == SHIFT_ADD) {
		ma_buf_addv(out, s->prefix);
	} else if (s->kind == SHIFT_CUT) {
		if (indent.n < s->prefix.n || !ma_str_eq(ma_str_n(line.p, s->prefix.n), s->prefix))
			return false;
		rest = ma_str_from(line, s->prefix.n);
	} else if (s->kind == SHIFT_TO_TABS && all_of(indent, ' ')) {
		add_run(out, '\t', indent.n / s->width);
		rest = ma_str_from(line, indent.n - indent.n % s->width);
	} else if (s->kind == SHIFT_TO_BLANKS && all_of(indent, '\t')) {
		add_run(out, ' ', indent.n * s->width);
		rest = ma_str_from(line, indent.n);
	}
	ma_buf_addv(out, rest);
	return true;
}
