/*
 * What would collide in what code means: signatures of functions, and names that files export to each other. By the
 * outlines of code; JavaScript, TypeScript and Python say in an import where a name comes from.
 */
#include <ctype.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "vcs/collide_parts.h"

/* What stands in front of a function's body, blanks as one; "" for what is no function. */
static struct ma_str signature_of(struct ma_colliding *c, struct ma_str text)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_FILE);
	bool called = false, blank = false;
	char *copy = NULL;
	int depth = 0;
	size_t i;

	for (i = 0; i < text.n; i++) {
		char ch = text.p[i];

		depth += ch == '(';
		depth -= ch == ')';
		called |= ch == ')' && depth == 0;
		if (depth == 0 && called &&
			(ch == '{' || ch == ';' ||
				(ch == ':' && i + 1 < text.n && text.p[i + 1] == '\n')))
			break;
		if (!called && depth == 0 && (ch == '{' || ch == '='))
			break;
		if (!isspace((unsigned char)ch)) {
			if (blank && b.n > 0)
				ma_buf_addc(&b, ' ');
			ma_buf_addc(&b, ch);
		}
		blank = isspace((unsigned char)ch) != 0;
	}
	if (called)
		copy = ma_arena_dup(c->arena, ma_buf_str(&b));
	if ((called && !copy) || b.rc == MA_ENOMEM)
		c->rc = MA_ENOMEM;
	ma_buf_done(&b);
	return copy ? ma_str(copy) : MA_STR("");
}

static void compare_signatures(struct ma_colliding *c, struct ma_str path,
	const struct ma_outline *base, const struct ma_outline *ours,
	const struct ma_outline *theirs)
{
	const struct ma_item *was, *other;
	struct ma_str sig[MA_SIDES_N];
	size_t i;

	for (i = 0; i < ours->n && !c->rc; i++) {
		const struct ma_item *item = &ours->items[i];

		other = ma_outline_find(theirs, item->key);
		was = base ? ma_outline_find(base, item->key) : NULL;
		if (!other)
			continue;
		if (item->inside && other->inside) {
			compare_signatures(
				c, path, was ? was->inside : NULL, item->inside, other->inside);
			continue;
		}
		sig[MA_BASE] = was ? signature_of(c, was->text) : MA_STR("");
		sig[MA_OURS] = signature_of(c, item->text);
		sig[MA_THEIRS] = signature_of(c, other->text);
		if (sig[MA_OURS].n > 0 && sig[MA_THEIRS].n > 0 &&
			!ma_str_eq(sig[MA_OURS], sig[MA_THEIRS]) &&
			!ma_str_eq(sig[MA_BASE], sig[MA_OURS]) &&
			!ma_str_eq(sig[MA_BASE], sig[MA_THEIRS]))
			ma_collide_tell(c, "signature", path, ma_collide_last_word(item->key),
				"ours makes it %.200s, theirs %.200s", sig[MA_OURS].p,
				sig[MA_THEIRS].p);
	}
}

void ma_collide_signatures(struct ma_colliding *c, struct ma_str path)
{
	const struct ma_outline *list[MA_SIDES_N];
	int s;

	for (s = 0; s < MA_SIDES_N; s++)
		list[s] = ma_collide_outline(c, (enum ma_side)s, path);
	if (list[MA_OURS] && list[MA_THEIRS])
		compare_signatures(c, path, list[MA_BASE], list[MA_OURS], list[MA_THEIRS]);
}

/* "import x from", but not "import {", "import *", "import type {". */
static bool takes_default(struct ma_str text)
{
	text = ma_str_trim(ma_str_from(text, strlen("import")));
	return text.n > 0 && (isalpha((unsigned char)text.p[0]) || strchr("_$", text.p[0])) &&
		!ma_str_starts(text, "type ");
}

static bool imports(const struct ma_outline *list, struct ma_str key, struct ma_str name)
{
	const struct ma_item *item = list ? ma_outline_find(list, key) : NULL;
	size_t i;

	if (!item)
		return false;
	for (i = 0; item->inside && i < item->inside->n; i++)
		if (ma_str_eq(ma_collide_last_word(item->inside->items[i].key), name))
			return true;
	return ma_str_is(name, "default") && takes_default(item->text);
}

/* One name that `s` imports from a file of the tree: the other side may have taken it away. */
static void look_at_import(struct ma_colliding *c, enum ma_side s, struct ma_str path,
	const struct ma_item *item, struct ma_str name, bool taken_back)
{
	enum ma_side other = ma_collide_other(s);
	struct ma_str from = ma_collide_source(c, s, path, item), there;
	const struct ma_str *had = ma_collide_text(c, MA_BASE, from),
			    *has = ma_collide_text(c, other, from);

	if (!had || taken_back || (has && ma_str_eq(*had, *has)) ||
		!ma_collide_gives(c, MA_BASE, from, name))
		return;
	there = ma_collide_source(c, other, path, item); /* the file may have become another */
	if ((there.n > 0 && ma_collide_gives(c, other, there, name)) ||
		(ma_collide_is_python(path) && ma_collide_has_module(c, other, from, name)))
		return;
	ma_collide_tell(c, "import", path, name,
		"%s imports it from " MA_STR_FMT ", %s removed it there", ma_collide_name(s),
		MA_STR_ARG(from), ma_collide_name(other));
}

/* What both sides change is taken from the merge: an import that the other side dropped goes. */
static void look_at_imports(struct ma_colliding *c, enum ma_side s, struct ma_str path)
{
	enum ma_side other = ma_collide_other(s);
	const struct ma_outline *list = ma_collide_outline(c, s, path);
	const struct ma_outline *base = ma_collide_outline(c, MA_BASE, path);
	const struct ma_outline *theirs = ma_collide_outline(c, other, path);
	size_t i, j;

	for (i = 0; list && i < list->n && !c->rc; i++) {
		const struct ma_item *item = &list->items[i];
		struct ma_str from = ma_collide_source(c, s, path, item), name;

		for (j = 0; from.n > 0 && item->inside && j < item->inside->n; j++) {
			name = ma_collide_last_word(item->inside->items[j].key);
			look_at_import(c, s, path, item, name,
				imports(base, item->key, name) && !imports(theirs, item->key, name));
		}
		if (from.n > 0 && ma_collide_is_ecma(path) && takes_default(item->text))
			look_at_import(c, s, path, item, MA_STR("default"),
				imports(base, item->key, MA_STR("default")) &&
					!imports(theirs, item->key, MA_STR("default")));
	}
}

static bool changed(const struct ma_colliding *c, enum ma_side s, struct ma_str path)
{
	const struct ma_str *was = ma_collide_text(c, MA_BASE, path),
			    *is = ma_collide_text(c, s, path);

	return was && is ? !ma_str_eq(*was, *is) : was != is;
}

/* How far a name reaches beyond its file. */
enum reach {
	REACH_NONE,
	REACH_EXPORTED,  /* as far as it is imported */
	REACH_DIRECTORY, /* all files beside it: a package of Go or Java */
	REACH_PROGRAM    /* all that it may be linked with */
};

static enum reach reach_of(struct ma_str path)
{
	if (ma_collide_is_ecma(path))
		return REACH_EXPORTED;
	if (ma_str_ends(path, ".go") || ma_str_ends(path, ".java"))
		return REACH_DIRECTORY;
	return ma_str_ends(path, ".c") ? REACH_PROGRAM : REACH_NONE;
}

/* "static" in front of its name. */
static bool is_static(const struct ma_item *item, struct ma_str name)
{
	ptrdiff_t at = ma_str_find(item->text, name);

	return at > 0 && ma_str_find(ma_str_n(item->text.p, (size_t)at), MA_STR("static")) >= 0;
}

/* Whether an item's name is known beyond its file, where that allows no other one. */
static bool reaches(
	enum reach reach, struct ma_str path, const struct ma_item *item, struct ma_str name)
{
	struct ma_str text = ma_str_trim(item->text);

	if (reach == REACH_EXPORTED)
		return ma_str_starts(text, "export ") && !ma_str_starts(text, "export default") &&
			!ma_str_starts(item->key, "export");
	if (reach == REACH_PROGRAM)
		return ma_str_starts(item->key, "value ") && !ma_str_is(name, "main") &&
			!is_static(item, name);
	if (ma_str_ends(path, ".java"))
		return ma_str_starts(item->key, "type ");
	return ma_str_starts(item->key, "value ") && !ma_str_is(name, "init") &&
		!ma_str_is(name, "main") && !ma_str_is(name, "_");
}

/* What a name is known by: with the directory, or the language, that it reaches. NULL: out of memory. */
static char *known_by(
	struct ma_colliding *c, enum reach reach, struct ma_str path, struct ma_str name)
{
	struct ma_buf b = MA_BUF_INIT(MA_MIB);
	char *copy = NULL;

	ma_buf_addv(&b, reach == REACH_DIRECTORY ? ma_path_dir(path) : MA_STR(""));
	ma_buf_addv(&b, reach == REACH_EXPORTED ? MA_STR("") : ma_path_ext(path));
	ma_buf_addc(&b, ' ');
	ma_buf_addv(&b, name);
	if (!b.rc)
		copy = ma_arena_dup(c->arena, ma_buf_str(&b));
	if (!copy)
		c->rc = MA_ENOMEM;
	ma_buf_done(&b);
	return copy;
}

static bool had_it(struct ma_colliding *c, enum reach reach, struct ma_str path,
	const struct ma_outline *base, const struct ma_item *item, struct ma_str name)
{
	if (!base)
		return false;
	return reach == REACH_EXPORTED ? ma_collide_gives(c, MA_BASE, path, name)
				       : ma_outline_find(base, item->key) != NULL;
}

/* Names that a side has beyond a file, and the base has not there: what they are known by -> path. Borrow. */
static void collect_new(struct ma_colliding *c, enum ma_side s, struct ma_map *names)
{
	const struct ma_map *files = &c->side[s].files;
	size_t i, k;

	for (i = 0; i < files->n && !c->rc; i++) {
		struct ma_str *path = &files->entries[i].key;
		enum reach reach = reach_of(*path);
		const struct ma_outline *list, *base;

		if (reach == REACH_NONE || !changed(c, s, *path))
			continue;
		list = ma_collide_outline(c, s, *path);
		base = ma_collide_outline(c, MA_BASE, *path);
		for (k = 0; list && k < list->n && !c->rc; k++) {
			const struct ma_item *item = &list->items[k];
			struct ma_str name = ma_collide_last_word(item->key);
			char *key;

			if (!reaches(reach, *path, item, name) ||
				had_it(c, reach, *path, base, item, name))
				continue;
			key = known_by(c, reach, *path, name);
			if (key && !ma_map_put(names, ma_str(key), path))
				c->rc = MA_ENOMEM;
		}
	}
}

/* Both sides made it, and each elsewhere. */
static void look_at_definitions(struct ma_colliding *c)
{
	struct ma_map names[MA_SIDES_N] = { MA_MAP_INIT, MA_MAP_INIT, MA_MAP_INIT };
	const struct ma_str *there;
	size_t i;

	collect_new(c, MA_OURS, &names[MA_OURS]);
	collect_new(c, MA_THEIRS, &names[MA_THEIRS]);
	for (i = 0; i < names[MA_OURS].n && !c->rc; i++) {
		const struct ma_map_entry *e = &names[MA_OURS].entries[i];
		const struct ma_str *here = e->value;

		there = ma_map_get(&names[MA_THEIRS], e->key);
		if (there && !ma_str_eq(*here, *there))
			ma_collide_tell(c, "definition", *here, ma_collide_last_word(e->key),
				"ours defines it here, theirs in " MA_STR_FMT, MA_STR_ARG(*there));
	}
	ma_map_done(&names[MA_OURS]);
	ma_map_done(&names[MA_THEIRS]);
}

void ma_collide_exports(struct ma_colliding *c)
{
	int s;
	size_t i;

	if (!c->syntax)
		return;
	for (s = MA_OURS; s <= MA_THEIRS; s++)
		for (i = 0; i < c->side[s].files.n && !c->rc; i++) {
			struct ma_str path = c->side[s].files.entries[i].key;

			if ((ma_collide_is_ecma(path) || ma_collide_is_python(path)) &&
				changed(c, (enum ma_side)s, path))
				look_at_imports(c, (enum ma_side)s, path);
		}
	look_at_definitions(c);
}
