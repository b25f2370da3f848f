/*
 * Names of TOML that are defined twice, whichever way: by a header, as a key, or by the dots of one.
 *
 *   [a.b]          makes a table, once; [a] may stand before it or behind it
 *   b = 1          makes a value, and nothing may be below it
 *   b.c = 1        makes a value and the table `b`, which no header may make as well; [a.b.d] may stand below it
 *   [[a]]          makes another entry, and what is below it stands in that
 */
#include "vcs/check_parts.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"

#define PATH_MAX_SIZE 4096
#define PATH_END '\x1f' /* behind each part of a path: it stands in no key */

enum made { BY_HEADER = 1, BY_DOTS, BY_VALUE, IS_ARRAY };

struct toml {
	struct ma_map made;   /* path -> enum made */
	struct ma_map counts; /* path of an array of tables -> how many entries */
	struct ma_buf path, table;
	bool twice, nomem;
};

static enum made made_of(const struct toml *t, struct ma_str path)
{
	return (enum made)(uintptr_t)ma_map_get(&t->made, path);
}

/* Small numbers are kept where pointers are. */
static void put(struct toml *t, struct ma_map *map, struct ma_str path, uintptr_t n)
{
	t->nomem |= !ma_map_put(map, path, (void *)n);
}

/* The next part of "a.'b.c'.d", without its quotes; false at the end. */
static bool next_part(struct ma_str *rest, struct ma_str *out)
{
	struct ma_str s = ma_str_trim(*rest);
	char quote = s.n > 0 && (s.p[0] == '"' || s.p[0] == '\'') ? s.p[0] : '\0';
	size_t end = quote ? 1 : 0;

	while (end < s.n && s.p[end] != (quote ? quote : '.'))
		end += quote == '"' && s.p[end] == '\\' && end + 1 < s.n ? 2 : 1;
	*out = quote ? ma_str_n(s.p + 1, end - 1) : ma_str_trim(ma_str_n(s.p, end));
	s = ma_str_trim(ma_str_from(s, quote && end < s.n ? end + 1 : end));
	*rest = ma_str_starts(s, ".") ? ma_str_from(s, 1) : MA_STR("");
	return out->n > 0 || quote;
}

/* Add a part; of an array it is in the last entry. */
static void step(struct toml *t, struct ma_str part)
{
	uintptr_t n;

	ma_buf_addv(&t->path, part);
	ma_buf_addc(&t->path, PATH_END);
	n = t->path.rc ? 0 : (uintptr_t)ma_map_get(&t->counts, ma_buf_str(&t->path));
	if (n > 0)
		ma_buf_addf(&t->path, "%zu%c", (size_t)n, PATH_END);
}

/* What stands in the brackets of "[a.b]" and "[[a]] # more". */
static struct ma_str path_of(struct ma_str header, bool array)
{
	struct ma_str rest = ma_str_from(header, array ? 2 : 1);
	char quote = '\0';
	size_t n;

	for (n = 0; n < rest.n && (quote || rest.p[n] != ']'); n++)
		if (quote ? rest.p[n] == quote : rest.p[n] == '"' || rest.p[n] == '\'')
			quote = quote ? '\0' : rest.p[n];
	return ma_str_n(rest.p, n);
}

static void begin_table(struct toml *t, struct ma_str header)
{
	bool array = ma_str_starts(header, "[[");
	struct ma_str rest = path_of(header, array), part;
	uintptr_t n;

	ma_buf_clear(&t->path);
	while (next_part(&rest, &part)) {
		if (array && ma_str_trim(rest).n == 0) {
			ma_buf_addv(&t->path, part);
			ma_buf_addc(&t->path, PATH_END);
		} else {
			step(t, part);
		}
		t->twice |= made_of(t, ma_buf_str(&t->path)) == BY_VALUE;
	}
	if (!array) {
		t->twice |= made_of(t, ma_buf_str(&t->path)) != 0;
		put(t, &t->made, ma_buf_str(&t->path), BY_HEADER);
		return;
	}
	n = (uintptr_t)ma_map_get(&t->counts, ma_buf_str(&t->path)) + 1;
	t->twice |= n == 1 && made_of(t, ma_buf_str(&t->path)) != 0;
	put(t, &t->counts, ma_buf_str(&t->path), n);
	put(t, &t->made, ma_buf_str(&t->path), IS_ARRAY);
	ma_buf_addf(&t->path, "%zu%c", (size_t)n, PATH_END);
}

static void add_key(struct toml *t, struct ma_str key)
{
	struct ma_str rest = key, part, path;
	enum made made, wanted;

	ma_buf_clear(&t->path);
	ma_buf_addv(&t->path, ma_buf_str(&t->table));
	while (next_part(&rest, &part)) {
		ma_buf_addv(&t->path, part);
		ma_buf_addc(&t->path, PATH_END);
		path = ma_buf_str(&t->path);
		made = made_of(t, path);
		wanted = ma_str_trim(rest).n > 0 ? BY_DOTS : BY_VALUE;
		t->twice |= made != 0 && (made != BY_DOTS || wanted != BY_DOTS);
		put(t, &t->made, path, wanted);
	}
}

/* A key or a header as it was written: the key of an outline's item has a number where it repeats. */
static struct ma_str written(const struct ma_item *item)
{
	struct ma_str rest = item->text, name;

	if (item->inside)
		return ma_str_trim(item->inside->head);
	(void)ma_str_cut(&rest, '=', &name); /* it has one */
	return ma_str_trim(name);
}

/* The first name that is there twice, or "". */
static struct ma_str look_at(struct toml *t, const struct ma_outline *list)
{
	struct ma_str name = MA_STR(""), inner;
	size_t i;

	for (i = 0; i < list->n && !t->twice && !t->nomem; i++) {
		name = written(&list->items[i]);
		if (!list->items[i].inside) {
			add_key(t, name);
			continue;
		}
		begin_table(t, name);
		ma_buf_clear(&t->table);
		ma_buf_addv(&t->table, ma_buf_str(&t->path));
		if (!t->twice && (inner = look_at(t, list->items[i].inside)).n > 0)
			return inner;
	}
	return t->twice ? name : MA_STR("");
}

ma_rc ma_check_toml(const struct ma_outline *list, ma_err *err)
{
	struct toml t = { .made = MA_MAP_INIT,
		.counts = MA_MAP_INIT,
		.path = MA_BUF_INIT(PATH_MAX_SIZE),
		.table = MA_BUF_INIT(PATH_MAX_SIZE) };
	struct ma_str key = look_at(&t, list);
	ma_rc rc = MA_OK;

	if (t.nomem || t.path.rc == MA_ENOMEM || t.table.rc == MA_ENOMEM)
		rc = ma_fail_nomem(err);
	else if (t.path.rc || t.table.rc)
		rc = MA_OK; /* nobody writes such a path twice */
	else if (key.n > 0)
		rc = ma_fail(err, MA_EINVALID, "\"" MA_STR_FMT "\": it stands there twice",
			MA_STR_ARG(ma_str_clip(key, 200)));
	ma_map_done(&t.made);
	ma_map_done(&t.counts);
	ma_buf_done(&t.path);
	ma_buf_done(&t.table);
	return rc;
}
