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
				ma_collide_changed(c, (enum ma_side)s, path))
				look_at_imports(c, (enum ma_side)s, path);
		}
	ma_collide_definitions(c);
}
