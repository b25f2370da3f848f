/* What would collide: file by file. */
#include "vcs/collide_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "vcs/merge.h"

const struct ma_str *ma_collide_text(
	const struct ma_colliding *c, enum ma_side s, struct ma_str path)
{
	return ma_map_get(&c->side[s].files, path);
}

enum ma_side ma_collide_other(enum ma_side s)
{
	return s == MA_OURS ? MA_THEIRS : MA_OURS;
}

const char *ma_collide_name(enum ma_side s)
{
	return s == MA_OURS ? "ours" : "theirs";
}

static struct ma_str keep(struct ma_colliding *c, struct ma_str text)
{
	char *copy = ma_arena_dup(c->arena, text);

	if (!copy)
		c->rc = MA_ENOMEM;
	return ma_str_n(copy, copy ? text.n : 0);
}

static bool grow(struct ma_colliding *c)
{
	struct ma_collisions *out = c->out;
	size_t cap = out->cap ? 2 * out->cap : 16;
	struct ma_collision *more;

	if (out->n < out->cap)
		return true;
	more = ma_arena_new_n(c->arena, struct ma_collision, cap);
	if (!more)
		c->rc = MA_ENOMEM;
	else if (out->n > 0)
		memcpy(more, out->v, out->n * sizeof(*more));
	if (more) {
		out->v = more;
		out->cap = cap;
	}
	return more != NULL;
}

void ma_collide_tell(struct ma_colliding *c, const char *kind, struct ma_str path, struct ma_str at,
	const char *fmt, ...)
{
	char line[MA_ERR_MSG_MAX];
	va_list ap;

	if (c->out->n >= MA_COLLISIONS_MAX) {
		c->out->n++;
		return;
	}
	if (!grow(c))
		return;
	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap); /* a long one is cut */
	va_end(ap);
	c->out->v[c->out->n++] = (struct ma_collision){ kind, keep(c, path), keep(c, at),
		keep(c, ma_str(line)) };
}

static bool same(const struct ma_str *a, const struct ma_str *b)
{
	return a && b ? ma_str_eq(*a, *b) : a == b;
}

/* Where a side put a file that it took away: one of its own with the same text, and not in the base. Or "". */
static struct ma_str moved_to(const struct ma_colliding *c, enum ma_side s, struct ma_str path)
{
	const struct ma_str *was = ma_collide_text(c, MA_BASE, path);
	const struct ma_map *files = &c->side[s].files;
	size_t i;

	for (i = 0; was && was->n > 0 && i < files->n; i++) {
		const struct ma_map_entry *e = &files->entries[i];

		if (ma_str_eq(*(const struct ma_str *)e->value, *was) &&
			!ma_collide_text(c, MA_BASE, e->key))
			return e->key;
	}
	return MA_STR("");
}

/* `gone` took it away; the other side may have changed it, or put it elsewhere too. */
static void look_at_removal(struct ma_colliding *c, struct ma_str path, enum ma_side gone)
{
	enum ma_side other = ma_collide_other(gone);
	const struct ma_str *now = ma_collide_text(c, other, path);
	struct ma_str to = moved_to(c, gone, path), there;

	if (now && same(now, ma_collide_text(c, MA_BASE, path)))
		return;
	if (now && to.n > 0) {
		ma_collide_tell(c, "renamed", path, to,
			"%s renamed it to " MA_STR_FMT ", %s changed it", ma_collide_name(gone),
			MA_STR_ARG(to), ma_collide_name(other));
	} else if (now) {
		ma_collide_tell(c, "deleted", path, MA_STR(""), "%s removed it, %s changed it",
			ma_collide_name(gone), ma_collide_name(other));
	} else if (gone == MA_OURS && to.n > 0) {
		there = moved_to(c, MA_THEIRS, path);
		if (there.n > 0 && !ma_str_eq(to, there))
			ma_collide_tell(c, "renamed", path, to,
				"ours renamed it to " MA_STR_FMT ", theirs to " MA_STR_FMT,
				MA_STR_ARG(to), MA_STR_ARG(there));
	}
}

static void look_at_texts(struct ma_colliding *c, struct ma_str path, const struct ma_str *base,
	const struct ma_str *ours, const struct ma_str *theirs)
{
	const struct ma_str text[] = { base ? *base : MA_STR(""), *ours, *theirs };
	const struct ma_merge_opts how = { MA_MERGE_SMART, path, false,
		{ "base", "ours", "theirs" }, c->syntax };
	struct ma_merged m;
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_merge(text, &how, c->arena, &m, &err);
	size_t i;

	if (rc == MA_EINVALID || rc == MA_ELIMIT)
		ma_collide_tell(c, "text", path, MA_STR(""), "it cannot be merged: %s", err.msg);
	else if (rc)
		c->rc = rc;
	if (rc)
		return;
	for (i = 0; i < m.conflicts_n && i < MA_CONFLICTS_MAX; i++)
		ma_collide_tell(c, "text", path, m.conflicts[i].at, "both sides %s",
			base ? "changed this place" : "made this file, and not alike");
	ma_merged_done(&m);
	ma_collide_signatures(c, path);
}

/* A side has a file where the other one has a directory. */
static void look_at_place(struct ma_colliding *c, struct ma_str path, enum ma_side s)
{
	enum ma_side other = ma_collide_other(s);
	struct ma_str dir = ma_path_dir(path);

	for (; dir.n > 0; dir = ma_path_dir(dir))
		if (ma_collide_text(c, other, dir) && !ma_collide_text(c, s, dir))
			ma_collide_tell(c, "path", dir, path,
				"it is a file of %s, and a directory of %s", ma_collide_name(other),
				ma_collide_name(s));
}

static void look_at_file(struct ma_colliding *c, struct ma_str path)
{
	const struct ma_str *base = ma_collide_text(c, MA_BASE, path);
	const struct ma_str *ours = ma_collide_text(c, MA_OURS, path);
	const struct ma_str *theirs = ma_collide_text(c, MA_THEIRS, path);

	if (base && !ours)
		look_at_removal(c, path, MA_OURS);
	else if (base && !theirs)
		look_at_removal(c, path, MA_THEIRS);
	else if (ours && theirs && !same(ours, theirs) && !same(base, ours) && !same(base, theirs))
		look_at_texts(c, path, base, ours, theirs);
	if (!base && ours && !theirs)
		look_at_place(c, path, MA_OURS);
	if (!base && theirs && !ours)
		look_at_place(c, path, MA_THEIRS);
}

static int by_text(const void *a, const void *b)
{
	const struct ma_str *x = a, *y = b;
	size_t n = x->n < y->n ? x->n : y->n;
	int d = n > 0 ? memcmp(x->p, y->p, n) : 0;

	return d ? d : (x->n > y->n) - (x->n < y->n);
}

/* All paths of all sides, sorted; some more than once. */
static struct ma_str *list_paths(const struct ma_side_files side[MA_SIDES_N], size_t *n_out)
{
	struct ma_str *paths;
	size_t n = 0, i;
	int s;

	for (s = 0; s < MA_SIDES_N; s++)
		n += side[s].files.n;
	paths = ma_new_n(struct ma_str, n);
	*n_out = 0;
	for (s = 0; paths && s < MA_SIDES_N; s++)
		for (i = 0; i < side[s].files.n; i++)
			paths[(*n_out)++] = side[s].files.entries[i].key;
	if (paths && n > 0)
		qsort(paths, n, sizeof(*paths), by_text);
	return paths;
}

ma_rc ma_collide(const struct ma_side_files side[MA_SIDES_N], struct ma_syntax *syntax,
	struct ma_arena *arena, struct ma_collisions *out, ma_err *err)
{
	struct ma_colliding c = { .side = side, .syntax = syntax, .arena = arena, .out = out };
	struct ma_str *paths;
	size_t n, i;

	*out = (struct ma_collisions){ .v = NULL };
	paths = list_paths(side, &n);
	if (!paths)
		return ma_fail_nomem(err);
	for (i = 0; i < n && !c.rc; i++)
		if (i == 0 || !ma_str_eq(paths[i], paths[i - 1]))
			look_at_file(&c, paths[i]);
	ma_free(paths);
	if (!c.rc)
		ma_collide_exports(&c);
	for (i = 0; i < MA_SIDES_N; i++)
		ma_map_done(&c.outlines[i]);
	return c.rc ? ma_fail_nomem(err) : MA_OK;
}
