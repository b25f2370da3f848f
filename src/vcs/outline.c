/* Outlines: which reader a file has, and what all of them share. */
#include "vcs/outline.h"

#include "base/map.h"

static const struct ma_outline_kind json = { .name = "json", .read = ma_outline_json };
static const struct ma_outline_kind lines = { .name = "lines", .read = ma_outline_lines };
static const struct ma_outline_kind markdown = {
	.name = "markdown", .lines_first = true, .read = ma_outline_markdown
};
static const struct ma_outline_kind toml = {
	.name = "toml", .lines_first = true, .read = ma_outline_toml
};
static const struct ma_outline_kind yaml = {
	.name = "yaml", .lines_first = true, .read = ma_outline_yaml
};

static const struct ma_outline_kind code = {
	.name = "syntax", .lines_first = true, .read = ma_outline_code
};

/* How a file's name begins and ends. The first row that fits counts. */
static const struct {
	const char *begins, *ends;
	const struct ma_outline_kind *kind;
} names[] = {
	{ "", ".json", &json },
	{ "", ".jsonc", &json },
	{ "", "ignore", &lines },
	{ ".env", "", &lines },
	{ "requirements", ".txt", &lines },
	{ "", ".md", &markdown },
	{ "", ".markdown", &markdown },
	{ "", ".toml", &toml },
	{ "", ".yml", &yaml },
	{ "", ".yaml", &yaml },
};

struct ma_str ma_outline_file(struct ma_str path)
{
	size_t i;

	for (i = path.n; i > 0 && path.p[i - 1] != '/'; i--)
		;
	return ma_str_from(path, i);
}

const struct ma_outline_kind *ma_outline_kind_of(struct ma_str path, struct ma_str text)
{
	struct ma_str file = ma_outline_file(path);
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_str_starts(file, names[i].begins) && ma_str_ends(file, names[i].ends))
			return names[i].kind;
	return ma_syntax_language_of(file, text) ? &code : NULL;
}

struct ma_str ma_outline_line(struct ma_str *rest)
{
	const char *lf = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
	struct ma_str line = ma_str_n(rest->p, lf ? (size_t)(lf - rest->p) + 1 : rest->n);

	*rest = ma_str_n(rest->p + line.n, rest->n - line.n);
	return line;
}

struct ma_str ma_outline_since(const char *from, struct ma_str rest)
{
	return ma_str_n(from, (size_t)(rest.p - from));
}

struct ma_outline *ma_outline_new(struct ma_arena *arena, const char *separator)
{
	struct ma_outline *list = ma_arena_new(arena, struct ma_outline);

	if (list)
		list->separator = separator;
	return list;
}

struct ma_item *ma_outline_add(struct ma_outline *list, struct ma_arena *arena)
{
	size_t cap = list->cap ? 2 * list->cap : 8;
	struct ma_item *more;

	if (list->n == list->cap) {
		more = ma_arena_new_n(arena, struct ma_item, cap);
		if (!more)
			return NULL;
		if (list->n > 0)
			memcpy(more, list->items, list->n * sizeof(*more));
		list->items = more;
		list->cap = cap;
	}
	return &list->items[list->n++];
}

const struct ma_item *ma_outline_find(const struct ma_outline *list, struct ma_str key)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (ma_str_eq(list->items[i].key, key))
			return &list->items[i];
	return NULL;
}

/* The name of the n-th item that has the key. */
static struct ma_str numbered(struct ma_arena *arena, struct ma_str key, uintptr_t n)
{
	struct ma_buf name = MA_BUF_INIT(key.n + 32);
	char *copy = NULL;

	ma_buf_addv(&name, key);
	ma_buf_addf(&name, "#%zu", (size_t)n);
	if (!name.rc)
		copy = ma_arena_dup(arena, ma_buf_str(&name));
	ma_buf_done(&name);
	return ma_str(copy);
}

bool ma_outline_tell_apart(struct ma_outline *list, struct ma_arena *arena)
{
	struct ma_map counts = MA_MAP_INIT; /* of each key */
	bool ok = true;
	uintptr_t n;
	size_t i;

	for (i = 0; ok && i < list->n; i++) {
		struct ma_str key = list->items[i].key;

		n = (uintptr_t)ma_map_get(&counts, key) + 1;
		/* The counts are kept where pointers are. */
		ok = ma_map_put(&counts, key, (void *)n);
		if (!ok || n == 1)
			continue;
		list->repeats++;
		list->items[i].key = numbered(arena, key, n);
		ok = list->items[i].key.n > 0;
	}
	ma_map_done(&counts);
	return ok;
}

/* As deep as MA_OUTLINE_DEPTH. */
size_t ma_outline_repeats(const struct ma_outline *list)
{
	size_t n = list->repeats, i;

	for (i = 0; i < list->n; i++)
		if (list->items[i].inside)
			n += ma_outline_repeats(list->items[i].inside);
	return n;
}

void ma_outline_fit(struct ma_item *item)
{
	struct ma_outline *list = item->inside;
	const char *from, *end = item->text.p + item->text.n;

	if (!list)
		return;
	from = list->head.p + list->head.n;
	list->head = ma_str_n(item->text.p, (size_t)(from - item->text.p));
	list->tail = ma_str_n(list->tail.p, (size_t)(end - list->tail.p));
}

void ma_outline_write(const struct ma_outline *list, struct ma_buf *out)
{
	size_t i;

	ma_buf_addv(out, list->head);
	for (i = 0; i < list->n; i++) {
		ma_buf_addv(out, list->items[i].lead);
		ma_buf_addv(out, list->items[i].text);
		if (i + 1 < list->n || list->closed)
			ma_buf_adds(out, list->separator);
		ma_buf_addv(out, list->items[i].trail);
	}
	ma_buf_addv(out, list->tail);
}
