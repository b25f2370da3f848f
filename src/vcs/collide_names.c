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

#define SPEC_MAX 1024

/* NULL: it has none. Each is read once. */
static const struct ma_outline *outline_of(
	struct ma_colliding *c, enum ma_side s, struct ma_str path)
{
	const struct ma_outline_kind *kind = ma_outline_kind_of(path);
	const struct ma_str *text = ma_collide_text(c, s, path);
	struct ma_outline_source from = { path, MA_STR(""), c->syntax };
	struct ma_outline *list = NULL;
	ma_err why = { .code = MA_OK };

	if (!kind || kind->read != ma_outline_code || !text || !c->syntax)
		return NULL;
	if (ma_map_has(&c->outlines[s], path))
		return ma_map_get(&c->outlines[s], path);
	from.text = *text;
	if (kind->read(&from, c->arena, &list, &why) == MA_ENOMEM ||
		!ma_map_put(&c->outlines[s], path, list))
		c->rc = MA_ENOMEM;
	return list;
}

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

static struct ma_str name_of(struct ma_str key)
{
	size_t at = key.n;

	while (at > 0 && key.p[at - 1] != ' ')
		at--;
	return ma_str_from(key, at);
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
			ma_collide_tell(c, "signature", path, name_of(item->key),
				"ours makes it %.200s, theirs %.200s", sig[MA_OURS].p,
				sig[MA_THEIRS].p);
	}
}

void ma_collide_signatures(struct ma_colliding *c, struct ma_str path)
{
	const struct ma_outline *list[MA_SIDES_N];
	int s;

	for (s = 0; s < MA_SIDES_N; s++)
		list[s] = outline_of(c, (enum ma_side)s, path);
	if (list[MA_OURS] && list[MA_THEIRS])
		compare_signatures(c, path, list[MA_BASE], list[MA_OURS], list[MA_THEIRS]);
}

static bool is_python(struct ma_str path)
{
	return ma_str_ends(path, ".py");
}

static bool is_ecma(struct ma_str path)
{
	static const char *const ends[] = { ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs",
		".cjs" };
	size_t i;

	for (i = 0; i < MA_COUNT(ends); i++)
		if (ma_str_ends(path, ends[i]))
			return true;
	return false;
}

/* "a as b": what others know it by. */
static struct ma_str known_as(struct ma_str specifier)
{
	return name_of(ma_str_trim(specifier));
}

static bool exports_list(const struct ma_item *item, struct ma_str name)
{
	size_t i;

	for (i = 0; item->inside && i < item->inside->n; i++)
		if (ma_str_eq(known_as(item->inside->items[i].text), name))
			return true;
	return false;
}

/* Whether a file gives others this name. `*` from elsewhere gives any. */
static bool exports(struct ma_str path, const struct ma_outline *list, struct ma_str name)
{
	size_t i;

	for (i = 0; list && i < list->n; i++) {
		const struct ma_item *item = &list->items[i];
		struct ma_str text = ma_str_trim(item->text);

		if (is_python(path) && ma_str_eq(name_of(item->key), name))
			return true;
		if (is_python(path) ? exports_list(item, name)
				    : ma_str_starts(text, "export") &&
					(ma_str_eq(name_of(item->key), name) ||
						exports_list(item, name)))
			return true;
		if (!is_python(path) && ma_str_starts(text, "export *"))
			return true;
		if (ma_str_is(name, "default") && ma_str_starts(text, "export default"))
			return true;
	}
	return false;
}

/* The file that a path means, with what may be left out at its end; "" where there is none. */
static struct ma_str find_module(
	struct ma_colliding *c, enum ma_side s, struct ma_str path, bool python)
{
	static const char *const ecma[] = { "", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs",
		"/index.ts", "/index.tsx", "/index.js" };
	static const char *const py[] = { ".py", "/__init__.py" };
	const char *const *ends = python ? py : ecma;
	size_t n = python ? MA_COUNT(py) : MA_COUNT(ecma), i;
	struct ma_buf b = MA_BUF_INIT(SPEC_MAX);
	struct ma_str found = MA_STR("");

	if (!python && ma_str_ends(path, ".js") && !ma_collide_text(c, s, path))
		path.n -= 3; /* TypeScript names what it will become */
	for (i = 0; i < n && found.n == 0; i++) {
		ma_buf_clear(&b);
		ma_buf_addv(&b, path);
		ma_buf_adds(&b, ends[i]);
		if (!b.rc && ma_collide_text(c, s, ma_buf_str(&b))) {
			found.p = ma_arena_dup(c->arena, ma_buf_str(&b));
			found.n = found.p ? b.n : 0;
			c->rc = found.p ? c->rc : MA_ENOMEM;
		}
	}
	ma_buf_done(&b);
	return found;
}

/* "./x" and "../x", from a directory. */
static struct ma_str resolve_ecma(
	struct ma_colliding *c, enum ma_side s, struct ma_str dir, struct ma_str spec)
{
	struct ma_buf b = MA_BUF_INIT(SPEC_MAX);
	struct ma_str part, found = MA_STR("");

	if (!ma_str_starts(spec, "./") && !ma_str_starts(spec, "../"))
		return found;
	while (ma_str_cut(&spec, '/', &part)) {
		if (ma_str_is(part, "."))
			continue;
		if (ma_str_is(part, "..")) {
			dir = ma_path_dir(dir);
			continue;
		}
		ma_buf_clear(&b);
		ma_path_join(&b, dir, part);
		dir.p = ma_arena_dup(c->arena, ma_buf_str(&b));
		dir.n = dir.p ? b.n : 0;
		c->rc = dir.p ? c->rc : MA_ENOMEM;
	}
	if (!c->rc && !b.rc)
		found = find_module(c, s, dir, false);
	ma_buf_done(&b);
	return found;
}

/* ".x.y" from a directory, "x.y" from the root. */
static struct ma_str resolve_python(
	struct ma_colliding *c, enum ma_side s, struct ma_str dir, struct ma_str spec)
{
	struct ma_buf b = MA_BUF_INIT(SPEC_MAX);
	struct ma_str part, found = MA_STR("");
	bool relative = ma_str_starts(spec, ".");

	if (relative)
		spec = ma_str_from(spec, 1);
	else
		dir = MA_STR("");
	for (; ma_str_starts(spec, "."); spec = ma_str_from(spec, 1))
		dir = ma_path_dir(dir);
	ma_buf_addv(&b, dir);
	while (ma_str_cut(&spec, '.', &part)) {
		ma_buf_adds(&b, b.n > 0 ? "/" : "");
		ma_buf_addv(&b, part);
	}
	if (!b.rc && b.n > 0)
		found = find_module(c, s, ma_buf_str(&b), true);
	ma_buf_done(&b);
	return found;
}

/* The file that an item imports from; "" where it imports nothing of the tree. */
static struct ma_str source_of(
	struct ma_colliding *c, enum ma_side s, struct ma_str path, const struct ma_item *item)
{
	struct ma_str spec = item->key;
	ptrdiff_t repeat = ma_str_find(spec, MA_STR("#"));

	if (repeat > 0)
		spec.n = (size_t)repeat;
	if (is_python(path) && ma_str_starts(spec, "from "))
		return resolve_python(c, s, ma_path_dir(path), ma_str_from(spec, strlen("from ")));
	if (!is_ecma(path) || !ma_str_starts(spec, "import ") || spec.n < strlen("import ''"))
		return MA_STR("");
	spec = ma_str_from(spec, strlen("import ") + 1);
	spec.n--;
	return resolve_ecma(c, s, ma_path_dir(path), spec);
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
		if (ma_str_eq(name_of(item->inside->items[i].key), name))
			return true;
	return ma_str_is(name, "default") && takes_default(item->text);
}

/* One name that `s` imports from a file of the tree: the other side may have taken it away. */
static void look_at_import(struct ma_colliding *c, enum ma_side s, struct ma_str path,
	struct ma_str from, struct ma_str name, bool taken_back)
{
	enum ma_side other = ma_collide_other(s);
	const struct ma_str *had = ma_collide_text(c, MA_BASE, from),
			    *has = ma_collide_text(c, other, from);

	if (!had || taken_back || (has && ma_str_eq(*had, *has)) ||
		!exports(from, outline_of(c, MA_BASE, from), name) ||
		(has && exports(from, outline_of(c, other, from), name)))
		return;
	ma_collide_tell(c, "import", path, name,
		"%s imports it from " MA_STR_FMT ", %s removed it there", ma_collide_name(s),
		MA_STR_ARG(from), ma_collide_name(other));
}

/* What both sides change is taken from the merge: an import that the other side dropped goes. */
static void look_at_imports(struct ma_colliding *c, enum ma_side s, struct ma_str path)
{
	enum ma_side other = ma_collide_other(s);
	const struct ma_outline *list = outline_of(c, s, path);
	const struct ma_outline *base = outline_of(c, MA_BASE, path);
	const struct ma_outline *theirs = outline_of(c, other, path);
	size_t i, j;

	for (i = 0; list && i < list->n && !c->rc; i++) {
		const struct ma_item *item = &list->items[i];
		struct ma_str from = source_of(c, s, path, item), name;

		for (j = 0; from.n > 0 && item->inside && j < item->inside->n; j++) {
			name = name_of(item->inside->items[j].key);
			look_at_import(c, s, path, from, name,
				imports(base, item->key, name) && !imports(theirs, item->key, name));
		}
		if (from.n > 0 && is_ecma(path) && takes_default(item->text))
			look_at_import(c, s, path, from, MA_STR("default"),
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

/* Names that a side exports and the base does not: name -> path. Borrow. */
static void collect_new(struct ma_colliding *c, enum ma_side s, struct ma_map *names)
{
	const struct ma_map *files = &c->side[s].files;
	size_t i, j;

	for (i = 0; i < files->n && !c->rc; i++) {
		struct ma_str *path = &files->entries[i].key;
		const struct ma_outline *list, *base;

		if (!is_ecma(*path) || !changed(c, s, *path))
			continue;
		list = outline_of(c, s, *path);
		base = outline_of(c, MA_BASE, *path);
		for (j = 0; list && j < list->n; j++) {
			struct ma_str name = name_of(list->items[j].key);

			if (ma_str_starts(ma_str_trim(list->items[j].text), "export ") &&
				!ma_str_starts(ma_str_trim(list->items[j].text), "export default") &&
				!ma_str_starts(list->items[j].key, "export") &&
				!exports(*path, base, name) && !ma_map_put(names, name, path))
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
			ma_collide_tell(c, "definition", *here, e->key,
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

			if ((is_ecma(path) || is_python(path)) && changed(c, (enum ma_side)s, path))
				look_at_imports(c, (enum ma_side)s, path);
		}
	look_at_definitions(c);
}
