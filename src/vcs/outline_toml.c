/*
 * TOML 1.0 as an outline: tables by their headers, and in each of them its keys. Values are not looked into, only
 * passed: a merge needs to know where one ends, and whoever reads the file checks it.
 */
#include "vcs/outline.h"

/* Where a value is open: in how many brackets, and in which kind of string over several lines. */
struct value {
	int depth;
	const char *quotes; /* that close the string; NULL: none is open */
};

/* Pass a string that ends on this line, or opens one that does not. */
static void pass_string(struct value *v, struct ma_str *rest)
{
	const char *quotes = ma_str_starts(*rest, "\"\"\"") ? "\"\"\""
		: ma_str_starts(*rest, "'''")               ? "'''"
							    : NULL;
	char quote = rest->p[0];
	size_t i;

	if (quotes) {
		v->quotes = quotes;
		*rest = ma_str_from(*rest, 3);
		return;
	}
	for (i = 1; i < rest->n && rest->p[i] != quote; i++)
		i += quote == '"' && rest->p[i] == '\\';
	*rest = ma_str_from(*rest, i + 1);
}

static void pass_line(struct value *v, struct ma_str rest)
{
	ptrdiff_t i;

	while (rest.n > 0) {
		if (v->quotes) {
			i = ma_str_find(rest, ma_str(v->quotes));
			if (i < 0)
				return;
			rest = ma_str_from(rest, (size_t)i + 3);
			v->quotes = NULL;
			continue;
		}
		switch (rest.p[0]) {
		case '#':
			return;
		case '"':
		case '\'':
			pass_string(v, &rest);
			continue;
		case '[':
		case '{':
			v->depth++;
			break;
		case ']':
		case '}':
			v->depth--;
			break;
		}
		rest = ma_str_from(rest, 1);
	}
}

/* All lines of a value whose first one is `line`. */
static bool read_pair(struct ma_str line, struct ma_str *rest, struct ma_item *item)
{
	struct value v = { 0, NULL };
	struct ma_str next, value = line;

	if (!ma_str_cut(&value, '=', &item->key) || item->key.n + 1 >= line.n)
		return false;
	item->key = ma_str_trim(item->key);
	pass_line(&v, value);
	while ((v.depth > 0 || v.quotes) && (next = ma_outline_line(rest)).n > 0)
		pass_line(&v, next);
	item->text = ma_outline_since(line.p, *rest);
	return item->key.n > 0 && v.depth == 0 && !v.quotes;
}

/* Tables of a Cargo.toml and others whose values are ranges of versions. */
static bool holds_versions(struct ma_str header)
{
	return ma_str_ends(header, "dependencies]") || ma_str_ends(header, "dependencies-dev]");
}

static struct ma_outline *begin_table(
	struct ma_outline *list, struct ma_arena *arena, const char *lead, struct ma_str line)
{
	struct ma_item *item = ma_outline_add(list, arena);

	if (!item)
		return NULL;
	item->key = ma_str_trim(line);
	item->lead = ma_str_n(lead, (size_t)(line.p - lead));
	item->text = line;
	item->inside = ma_outline_new(arena, "");
	if (!item->inside)
		return NULL;
	item->inside->head = line;
	item->inside->sorted = true;
	return item->inside;
}

/* The last table ends at `end`. */
static bool end_table(struct ma_outline *list, struct ma_arena *arena, const char *end)
{
	struct ma_item *item = list->n > 0 ? &list->items[list->n - 1] : NULL;

	if (!item || !item->inside)
		return true;
	item->text = ma_str_n(item->text.p, (size_t)(end - item->text.p));
	item->inside->tail = ma_str_n(end, 0);
	return ma_outline_tell_apart(item->inside, arena);
}

static ma_rc fail_at(const struct ma_outline_source *from, struct ma_str line, ma_err *err)
{
	size_t number = 1;
	const char *p;

	for (p = from->text.p; p < line.p; p++)
		number += *p == '\n';
	return ma_fail(err, MA_EINVALID, MA_STR_FMT ":%zu:1: neither a table nor a key: " MA_STR_FMT,
		MA_STR_ARG(from->path), number, MA_STR_ARG(ma_str_clip(ma_str_trim(line), 60)));
}

ma_rc ma_outline_toml(const struct ma_outline_source *from, struct ma_arena *arena,
	struct ma_outline **out, ma_err *err)
{
	struct ma_outline *list = ma_outline_new(arena, ""), *into = list;
	struct ma_str rest = from->text, line, bare, header = MA_STR("");
	const char *lead = from->text.p;
	struct ma_item *item;

	while (into && (line = ma_outline_line(&rest)).n > 0) {
		bare = ma_str_trim(line);
		if (bare.n == 0 || bare.p[0] == '#')
			continue;
		if (bare.p[0] == '[') {
			header = bare;
			/* What stands before a header is about the table that it begins. */
			into = end_table(list, arena, lead) ? begin_table(list, arena, lead, line)
							    : NULL;
		} else {
			item = ma_outline_add(into, arena);
			if (!item)
				return ma_fail_nomem(err);
			item->lead = ma_str_n(lead, (size_t)(line.p - lead));
			if (!read_pair(line, &rest, item))
				return fail_at(from, line, err);
			item->leaf = holds_versions(header) ? MA_LEAF_CARET : MA_LEAF_TEXT;
		}
		lead = rest.p;
	}
	if (!into || !end_table(list, arena, lead) || !ma_outline_tell_apart(list, arena))
		return ma_fail_nomem(err);
	list->tail = ma_outline_since(lead, rest);
	*out = list;
	return MA_OK;
}
