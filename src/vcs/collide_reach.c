/*
 * What both sides define anew, each in a file of its own, where a compiler takes one of them (vcs/reach.h): pairs of files of one scope; and of
 * modules of TypeScript those that a file of one side passes on together.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "vcs/collide_parts.h"
#include "vcs/reach.h"

/* The changed files of a side. */
struct reaching {
	struct ma_reach *v; /* owned; of one scope behind each other */
	size_t n;
	struct ma_map modules; /* -> of v, by the name under which it is passed on */
};

bool ma_collide_changed(const struct ma_colliding *c, enum ma_side s, struct ma_str path)
{
	const struct ma_str *was = ma_collide_text(c, MA_BASE, path),
			    *is = ma_collide_text(c, s, path);

	return was && is ? !ma_str_eq(*was, *is) : was != is;
}

/* False: it does not parse, or memory is out, which sticks. */
static bool read_file(
	struct ma_colliding *c, enum ma_side s, struct ma_str path, struct ma_reach *out)
{
	const struct ma_language *language = ma_syntax_language(path);
	const struct ma_str *text = ma_collide_text(c, s, path);
	struct ma_syntax_tree tree = { .tree = NULL };
	struct ma_definitions defined = { .v = NULL };
	ma_err why = { .code = MA_OK };
	ma_rc rc;

	if (!text || !ma_reach_is_of(path))
		return false;
	rc = ma_syntax_parse(c->syntax, language, *text, &tree, &why);
	if (!rc)
		rc = ma_definitions_read(&tree, language, *text, c->arena, &defined, &why);
	ma_syntax_tree_done(&tree);
	if (!rc)
		rc = ma_reach_read(path, *text, &defined, c->arena, out, &why);
	if (rc == MA_ENOMEM)
		c->rc = rc;
	return !rc;
}

static int by_scope(const void *a, const void *b)
{
	const struct ma_reach *x = a, *y = b;
	int d = ma_str_cmp(x->scope, y->scope);

	return d ? d : ma_str_cmp(x->path, y->path);
}

static void read_side(struct ma_colliding *c, enum ma_side s, struct reaching *out)
{
	const struct ma_map *files = &c->side[s].files;
	size_t i;

	out->v = ma_new_n(struct ma_reach, files->n);
	if (!out->v)
		c->rc = MA_ENOMEM;
	for (i = 0; i < files->n && !c->rc; i++)
		if (ma_collide_changed(c, s, files->entries[i].key) &&
			read_file(c, s, files->entries[i].key, &out->v[out->n]))
			out->n++;
	if (out->n > 0)
		qsort(out->v, out->n, sizeof(*out->v), by_scope);
	for (i = 0; i < out->n && !c->rc; i++)
		if (out->v[i].modules &&
			!ma_map_put(&out->modules, ma_reach_module(out->v[i].path), &out->v[i]))
			c->rc = MA_ENOMEM;
}

static void reaching_done(struct reaching *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		ma_reach_done(&r->v[i]);
	ma_map_done(&r->modules);
	ma_free(r->v);
}

static bool base_has(struct ma_colliding *c, struct ma_str path, struct ma_str key)
{
	struct ma_reach was;
	bool has;

	if (!read_file(c, MA_BASE, path, &was))
		return false;
	has = ma_map_has(&was.names, key);
	ma_reach_done(&was);
	return has;
}

/* A file that gives a name itself gives that one. */
static bool gives(const struct ma_colliding *c, struct ma_str barrel, struct ma_str name)
{
	const struct ma_str *text[] = { ma_collide_text(c, MA_OURS, barrel),
		ma_collide_text(c, MA_THEIRS, barrel) };

	return (text[0] && ma_reach_has_word(*text[0], name)) ||
		(text[1] && ma_reach_has_word(*text[1], name));
}

/* What they have in common, and neither had in the base. `barrel` passes on both; "": they meet by themselves. */
static void compare(struct ma_colliding *c, const struct ma_reach *ours,
	const struct ma_reach *theirs, struct ma_str barrel)
{
	const struct ma_definition *d;
	struct ma_str key;
	size_t i;

	for (i = 0; i < ours->names.n && !c->rc; i++) {
		key = ours->names.entries[i].key;
		d = ours->names.entries[i].value;
		if (!ma_map_has(&theirs->names, key) || base_has(c, ours->path, key) ||
			base_has(c, theirs->path, key) ||
			(barrel.n > 0 && gives(c, barrel, d->name)))
			continue;
		ma_collide_tell(c, "definition", ours->path, d->name,
			"ours defines it here, theirs in " MA_STR_FMT "%s" MA_STR_FMT "%s",
			MA_STR_ARG(theirs->path), barrel.n > 0 ? ", and " : "", MA_STR_ARG(barrel),
			barrel.n > 0 ? " passes on both" : "");
	}
}

static void compare_scopes(
	struct ma_colliding *c, const struct reaching *ours, const struct reaching *theirs)
{
	size_t from = 0, i, k;

	for (i = 0; i < ours->n && !c->rc; i++) {
		const struct ma_reach *r = &ours->v[i];

		while (from < theirs->n && ma_str_cmp(theirs->v[from].scope, r->scope) < 0)
			from++;
		for (k = from; k < theirs->n && ma_str_eq(theirs->v[k].scope, r->scope); k++)
			if (ma_reach_meets(r, &theirs->v[k]))
				compare(c, r, &theirs->v[k], MA_STR(""));
	}
}

static void add_stars(
	struct ma_colliding *c, enum ma_side s, struct ma_str path, struct ma_map *stars)
{
	const struct ma_str *text = ma_collide_text(c, s, path);
	struct ma_str rest = text ? *text : MA_STR("");
	struct ma_buf name = MA_BUF_INIT(MA_LIMIT_PATH);

	while (!c->rc && ma_reach_next_star(&rest, path, &name))
		if (name.rc == MA_ENOMEM || !ma_map_put(stars, ma_buf_str(&name), c))
			c->rc = MA_ENOMEM;
	ma_buf_done(&name);
}

/* All that a file of either side passes on of ours, with all that it passes on of theirs. */
static void compare_stars(struct ma_colliding *c, struct ma_str path, const struct reaching *ours,
	const struct reaching *theirs)
{
	struct ma_map stars = MA_MAP_INIT;
	const struct ma_reach *mine, *other;
	size_t i, k;

	add_stars(c, MA_OURS, path, &stars);
	add_stars(c, MA_THEIRS, path, &stars);
	for (i = 0; i < stars.n && !c->rc; i++) {
		mine = ma_map_get(&ours->modules, stars.entries[i].key);
		for (k = 0; mine && k < stars.n && !c->rc; k++) {
			other = ma_map_get(&theirs->modules, stars.entries[k].key);
			if (other && !ma_str_eq(mine->path, other->path))
				compare(c, mine, other, path);
		}
	}
	ma_map_done(&stars);
}

/* Each file of the sides once. */
static void compare_modules(
	struct ma_colliding *c, const struct reaching *ours, const struct reaching *theirs)
{
	size_t i;
	int s;

	for (s = MA_OURS; s <= MA_THEIRS; s++)
		for (i = 0; i < c->side[s].files.n && !c->rc; i++) {
			struct ma_str path = c->side[s].files.entries[i].key;

			if (s == MA_OURS || !ma_collide_text(c, MA_OURS, path))
				compare_stars(c, path, ours, theirs);
		}
}

void ma_collide_definitions(struct ma_colliding *c)
{
	struct reaching ours = { .modules = MA_MAP_INIT }, theirs = { .modules = MA_MAP_INIT };

	read_side(c, MA_OURS, &ours);
	if (!c->rc)
		read_side(c, MA_THEIRS, &theirs);
	if (!c->rc)
		compare_scopes(c, &ours, &theirs);
	if (!c->rc && ours.modules.n > 0 && theirs.modules.n > 0)
		compare_modules(c, &ours, &theirs);
	reaching_done(&ours);
	reaching_done(&theirs);
}
