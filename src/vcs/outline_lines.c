/*
 * Files of which each line stands for itself: ignore lists, environment files, requirements. Blank lines and
 * comments belong to the line that follows them.
 */
#include <ctype.h>

#include "vcs/outline.h"

/* "NAME" of "export NAME=value". */
static struct ma_str variable(struct ma_str line)
{
	struct ma_str name;

	if (ma_str_starts(line, "export "))
		line = ma_str_trim(ma_str_from(line, sizeof("export ") - 1));
	name = line;
	return ma_str_cut(&line, '=', &name) ? ma_str_trim(name) : name;
}

/* The name of a distribution as PEP 503 compares them; *out lives in the arena. False: out of memory. */
static bool distribution(struct ma_str line, struct ma_arena *arena, struct ma_str *out)
{
	size_t n, i;
	char *name;

	for (n = 0; n < line.n && (isalnum((unsigned char)line.p[n]) || strchr("-_.", line.p[n]));
		n++)
		;
	*out = n > 0 && line.p[0] != '-' ? ma_str_n(line.p, n) : line;
	if (out->n != n)
		return true;
	name = ma_arena_dup(arena, *out);
	if (!name)
		return false;
	for (i = n = 0; i < out->n; i++) {
		char c = (char)tolower((unsigned char)name[i]);

		c = c == '_' || c == '.' ? '-' : c;
		if (c != '-' || n == 0 || name[n - 1] != '-')
			name[n++] = c;
	}
	*out = ma_str_n(name, n);
	return true;
}

static bool key_of(
	struct ma_str file, struct ma_str line, struct ma_arena *arena, struct ma_str *out)
{
	if (ma_str_starts(file, "requirements"))
		return distribution(line, arena, out);
	*out = ma_str_starts(file, ".env") ? variable(line) : line;
	return true;
}

ma_rc ma_outline_lines(const struct ma_outline_source *from, struct ma_arena *arena,
	struct ma_outline **out, ma_err *err)
{
	struct ma_outline *list = ma_outline_new(arena, "");
	struct ma_str rest = from->text, line, bare;
	const char *lead = from->text.p;
	struct ma_item *item;

	if (!list)
		return ma_fail_nomem(err);
	list->sorted = true;
	while ((line = ma_outline_line(&rest)).n > 0) {
		bare = ma_str_trim(line);
		if (bare.n == 0 || bare.p[0] == '#')
			continue;
		item = ma_outline_add(list, arena);
		if (!item || !key_of(ma_outline_file(from->path), bare, arena, &item->key))
			return ma_fail_nomem(err);
		item->lead = ma_str_n(lead, (size_t)(line.p - lead));
		item->text = line;
		item->leaf = MA_LEAF_WHOLE;
		lead = rest.p;
	}
	list->tail = ma_outline_since(lead, rest);
	if (!ma_outline_tell_apart(list, arena))
		return ma_fail_nomem(err);
	*out = list;
	return MA_OK;
}
