/* Modules of TypeScript that one file passes on together: "export * from" each. */
#include "vcs/twice_parts.h"

#include "base/limits.h"
#include "base/path.h"

#define STARS_MAX 64 /* that are looked at, of one file */

struct barrel {
	struct ma_str path, text;
	struct ma_twice_one *mine; /* NULL: of the tree */
	struct ma_twice_one *v[STARS_MAX];
	size_t n;
};

static ma_rc try_module(struct ma_twice_look *l, struct ma_str module, const char *end, bool always,
	struct ma_twice_one **out, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(2 * MA_LIMIT_PATH);
	ma_rc rc;

	ma_buf_addv(&path, module);
	ma_buf_adds(&path, end);
	rc = ma_buf_check(&path, err);
	if (!rc)
		rc = ma_twice_other(l, ma_buf_str(&path), always, out, err);
	ma_buf_done(&path);
	return rc;
}

static ma_rc find_module(struct ma_twice_look *l, struct ma_str module, bool always,
	struct ma_twice_one **out, ma_err *err)
{
	static const char *const ends[] = { ".ts", ".tsx", "/index.ts", "/index.tsx" };
	ma_rc rc = MA_OK;
	size_t i;

	*out = ma_map_get(&l->by_module, module);
	for (i = 0; i < MA_COUNT(ends) && !*out && !rc; i++)
		rc = try_module(l, module, ends[i], always, out, err);
	return rc;
}

static ma_rc read_stars(struct ma_twice_look *l, struct barrel *b, ma_err *err)
{
	struct ma_buf name = MA_BUF_INIT(2 * MA_LIMIT_PATH);
	struct ma_str rest = b->text;
	ma_rc rc = MA_OK;

	while (!rc && b->n < STARS_MAX && ma_reach_next_star(&rest, b->path, &name)) {
		rc = ma_buf_check(&name, err);
		if (!rc)
			rc = find_module(l, ma_buf_str(&name), b->mine != NULL, &b->v[b->n], err);
		b->n += !rc && b->v[b->n];
	}
	ma_buf_done(&name);
	return rc;
}

static ma_rc say(struct ma_twice_look *l, const struct barrel *b, struct ma_twice_one *about,
	struct ma_str key, const struct ma_twice_one *one, const struct ma_twice_one *other,
	ma_err *err)
{
	struct ma_buf what = MA_BUF_INIT(6 * MA_LIMIT_PATH);
	ma_rc rc;

	if (about == b->mine)
		ma_buf_addf(&what,
			"it passes on \"" MA_STR_FMT "\" of " MA_STR_FMT " and of " MA_STR_FMT
			" by `export *`",
			MA_STR_ARG(ma_str_clip(key, 200)), MA_STR_ARG(one->reach.path),
			MA_STR_ARG(other->reach.path));
	else
		ma_buf_addf(&what,
			"\"" MA_STR_FMT "\" is exported by " MA_STR_FMT ", too, and " MA_STR_FMT
			" passes on both by `export *`",
			MA_STR_ARG(ma_str_clip(key, 200)), MA_STR_ARG(one->reach.path),
			MA_STR_ARG(b->path));
	rc = ma_buf_check(&what, err);
	if (!rc)
		rc = ma_twice_say(l, about, key,
			about == b->mine ? NULL : ma_map_get(&about->reach.names, key),
			ma_buf_str(&what), err);
	ma_buf_done(&what);
	return rc;
}

/* Whether the file of the set has the name anew. */
static ma_rc is_new(struct ma_twice_look *l, const struct ma_twice_one *one, struct ma_str key,
	bool *out, ma_err *err)
{
	bool had = true;
	ma_rc rc = one->file ? ma_twice_had(l, one, key, &had, err) : MA_OK;

	*out = !had;
	return rc;
}

/* Whether the file passed on both before. */
static ma_rc passed_both(const struct barrel *b, const struct ma_twice_one *one,
	const struct ma_twice_one *other, bool *out, ma_err *err)
{
	struct ma_buf name = MA_BUF_INIT(2 * MA_LIMIT_PATH);
	struct ma_str rest = b->mine->file->before;
	bool first = false, second = false;
	ma_rc rc = MA_OK;

	while (!rc && ma_reach_next_star(&rest, b->path, &name)) {
		rc = ma_buf_check(&name, err);
		first |= ma_str_eq(ma_buf_str(&name), ma_reach_module(one->reach.path));
		second |= ma_str_eq(ma_buf_str(&name), ma_reach_module(other->reach.path));
	}
	ma_buf_done(&name);
	*out = first && second;
	return rc;
}

/* Told of a file that has the name anew, the later one of two; else of the one that passes both on. */
static ma_rc look_at_name(struct ma_twice_look *l, const struct barrel *b, struct ma_str key,
	struct ma_twice_one *one, struct ma_twice_one *other, ma_err *err)
{
	struct ma_twice_one *about = NULL;
	bool anew = false, passed = true;
	ma_rc rc = is_new(l, other, key, &anew, err);

	if (!rc && anew)
		about = other;
	else if (!rc)
		rc = is_new(l, one, key, &anew, err);
	if (!rc && !about && anew)
		about = one;
	if (!rc && !about && b->mine)
		rc = passed_both(b, one, other, &passed, err);
	if (!passed)
		about = b->mine;
	if (rc || !about || ma_map_has(&about->told, key))
		return rc;
	return say(l, b, about, key, about == one ? other : one, about == one ? one : other, err);
}

static ma_rc look_at_pair(struct ma_twice_look *l, const struct barrel *b, struct ma_twice_one *one,
	struct ma_twice_one *other, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	if (one == other || (!one->file && !other->file && !b->mine))
		return MA_OK;
	for (i = 0; i < one->reach.names.n && !rc; i++) {
		struct ma_str key = one->reach.names.entries[i].key;

		/* What it names itself it gives itself. */
		if (ma_map_has(&other->reach.names, key) && !ma_reach_has_word(b->text, key))
			rc = look_at_name(l, b, key, one, other, err);
	}
	return rc;
}

static ma_rc look_at_barrel(struct ma_twice_look *l, struct barrel *b, ma_err *err)
{
	ma_rc rc = read_stars(l, b, err);
	size_t i, k;

	for (i = 1; i < b->n && !rc; i++)
		for (k = 0; k < i && !rc; k++)
			rc = look_at_pair(l, b, b->v[k], b->v[i], err);
	return rc;
}

/* index.ts of the tree, in a directory. */
static ma_rc look_at_index(struct ma_twice_look *l, struct ma_map *seen, struct ma_str dir,
	const char *name, ma_err *err)
{
	struct barrel b = { .n = 0 };
	struct ma_buf path = MA_BUF_INIT(2 * MA_LIMIT_PATH);
	struct ma_edit_base base = { .exists = false };
	ma_err why = { .code = MA_OK };
	ma_rc rc;

	ma_path_join(&path, dir, ma_str(name));
	rc = ma_buf_check(&path, err);
	if (rc || ma_map_has(seen, ma_buf_str(&path)) || ma_map_has(&l->by_path, ma_buf_str(&path)))
		goto out;
	b.path = ma_buf_str(&path);
	rc = l->tree->text(l->tree->data, b.path, &base, &why);
	if (rc == MA_ELIMIT)
		rc = MA_OK;
	else if (rc)
		*err = why;
	if (!rc && !ma_map_put(seen, b.path, l))
		rc = ma_fail_nomem(err);
	b.text = base.text;
	if (!rc && base.exists)
		rc = look_at_barrel(l, &b, err);
out:
	ma_buf_done(&path);
	return rc;
}

static ma_rc look_around(
	struct ma_twice_look *l, struct ma_map *seen, struct ma_str path, ma_err *err)
{
	static const char *const names[] = { "index.ts", "index.tsx" };
	struct ma_str dir = ma_path_dir(path);
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < MA_COUNT(names) && !rc; i++) {
		rc = look_at_index(l, seen, dir, names[i], err);
		if (!rc && dir.n > 0)
			rc = look_at_index(l, seen, ma_path_dir(dir), names[i], err);
	}
	return rc;
}

ma_rc ma_twice_modules(struct ma_twice_look *l, ma_err *err)
{
	struct ma_map seen = MA_MAP_INIT;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < l->n && !rc; i++) {
		struct ma_twice_one *one = &l->mine[i];
		struct barrel b = { one->reach.path, one->text, one, { NULL }, 0 };

		if (!one->reach.modules)
			continue;
		rc = look_at_barrel(l, &b, err);
		if (!rc)
			rc = look_around(l, &seen, one->reach.path, err);
	}
	ma_map_done(&seen);
	return rc;
}
