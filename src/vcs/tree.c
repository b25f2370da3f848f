/* The head's tree in memory. Recursion is as deep as a path may be. */
#include "vcs/tree.h"

#include <string.h>

#include "base/alloc.h"
#include "base/name.h"

static bool is_dir(const struct ma_tree_entry *e)
{
	return e->mode == GIT_FILEMODE_TREE;
}

/* Room for an entry at `at`; its name is a copy. NULL: out of memory. */
static struct ma_tree_entry *insert(struct ma_tree *t, size_t at, struct ma_str name)
{
	size_t cap = t->cap ? t->cap * 2 : 8;
	struct ma_tree_entry *more;
	char *copy;

	if (t->n == t->cap) {
		more = ma_realloc(t->entries, cap, sizeof(*more));
		if (!more)
			return NULL;
		t->entries = more;
		t->cap = cap;
	}
	copy = ma_strndup(name.p, name.n);
	if (!copy)
		return NULL;
	memmove(&t->entries[at + 1], &t->entries[at], (t->n - at) * sizeof(*t->entries));
	t->n++;
	t->entries[at] = (struct ma_tree_entry){ .name = copy };
	return &t->entries[at];
}

static ma_rc read_entries(
	struct ma_workspace *ws, const git_tree *from, struct ma_tree *t, ma_err *err)
{
	size_t n = ws->git.tree_entrycount(from), i;
	const git_tree_entry *e;
	struct ma_tree_entry *to;

	for (i = 0; i < n; i++) {
		e = ws->git.tree_entry_byindex(from, i);
		to = insert(t, i, ma_str(ws->git.tree_entry_name(e)));
		if (!to)
			return ma_fail_nomem(err);
		to->mode = (uint32_t)ws->git.tree_entry_filemode_raw(e);
		to->id = *ws->git.tree_entry_id(e);
	}
	return MA_OK;
}

ma_rc ma_tree_read(struct ma_workspace *ws, const git_oid *id, struct ma_tree **out, ma_err *err)
{
	struct ma_tree *t = ma_new(struct ma_tree);
	git_tree *from = NULL;
	ma_rc rc = MA_OK;
	int code = 0;

	if (!t)
		return ma_fail_nomem(err);
	if (id)
		code = ws->git.tree_lookup(&from, ws->repo, id);
	if (code < 0)
		rc = ma_git_fail(&ws->git, code, err, "%s", ws->dir);
	else if (id)
		rc = read_entries(ws, from, t, err);
	ws->git.tree_free(from);
	if (rc)
		ma_tree_free(t);
	else
		*out = t;
	return rc;
}

void ma_tree_free(struct ma_tree *t)
{
	size_t i;

	if (!t)
		return;
	for (i = 0; i < t->n; i++) {
		ma_free(t->entries[i].name);
		ma_tree_free(t->entries[i].tree);
	}
	ma_free(t->entries);
	ma_free(t);
}

static struct ma_tree_entry *find(const struct ma_tree *t, struct ma_str name)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (strncmp(t->entries[i].name, name.p, name.n) == 0 &&
			t->entries[i].name[name.n] == '\0')
			return &t->entries[i];
	return NULL;
}

static const struct ma_tree_entry *find_similar(const struct ma_tree *t, struct ma_str name)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (ma_name_alike(ma_str(t->entries[i].name), name))
			return &t->entries[i];
	return NULL;
}

/* The directory of an entry. *out: NULL when the entry is something else. */
static ma_rc enter(
	struct ma_workspace *ws, struct ma_tree_entry *e, struct ma_tree **out, ma_err *err)
{
	*out = NULL;
	if (!e || !is_dir(e))
		return MA_OK;
	if (!e->tree) {
		ma_rc rc = ma_tree_read(ws, &e->id, &e->tree, err);

		if (rc)
			return rc;
	}
	*out = e->tree;
	return MA_OK;
}

ma_rc ma_tree_find(struct ma_workspace *ws, struct ma_tree *t, struct ma_str path,
	const struct ma_tree_entry **out, ma_err *err)
{
	struct ma_tree_entry *e = NULL;
	struct ma_str name;
	ma_rc rc = MA_OK;

	while (!rc && t && ma_str_cut(&path, '/', &name)) {
		e = find(t, name);
		if (path.n > 0)
			rc = enter(ws, e, &t, err);
		if (path.n > 0 && !t)
			e = NULL;
	}
	if (!rc)
		*out = e;
	return rc;
}

/* `name` is a part of `path`: what stands before it, and the other name. */
static ma_rc fail_case(struct ma_str path, struct ma_str name, const char *other, ma_err *err)
{
	struct ma_str before = ma_str_n(path.p, (size_t)(name.p - path.p));

	return ma_fail(err, MA_EREFUSED,
		MA_STR_FMT MA_STR_FMT ": differs only in case from " MA_STR_FMT "%s",
		MA_STR_ARG(before), MA_STR_ARG(name), MA_STR_ARG(before), other);
}

static ma_rc check(const struct ma_tree *t, const struct ma_tree_entry *e, struct ma_str path,
	struct ma_str name, bool dir, ma_err *err)
{
	struct ma_str at = ma_str_n(path.p, (size_t)(name.p - path.p) + name.n);

	if (!e && (e = find_similar(t, name)))
		return fail_case(path, name, e->name, err);
	if (e && is_dir(e) && !dir)
		return ma_fail(
			err, MA_EREFUSED, MA_STR_FMT ": a directory has this name", MA_STR_ARG(at));
	if (e && !is_dir(e) && dir)
		return ma_fail(err, MA_EREFUSED,
			MA_STR_FMT ": a file has this name, it cannot hold others", MA_STR_ARG(at));
	return MA_OK;
}

/* Git's order. */
static int compare(const struct ma_tree_entry *e, struct ma_str name, bool dir)
{
	size_t n = strlen(e->name), least = n < name.n ? n : name.n;
	int c = memcmp(e->name, name.p, least);
	unsigned char a = n > least ? (unsigned char)e->name[least] : is_dir(e) ? '/' : 0;
	unsigned char b = name.n > least ? (unsigned char)name.p[least] : dir ? '/' : 0;

	return c ? c : a - b;
}

/* A new entry: an empty directory, or a file without content yet. */
static ma_rc add(
	struct ma_tree *t, struct ma_str name, bool dir, struct ma_tree_entry **out, ma_err *err)
{
	struct ma_tree *below = dir ? ma_new(struct ma_tree) : NULL;
	size_t at = t->n;

	while (at > 0 && compare(&t->entries[at - 1], name, dir) > 0)
		at--;
	*out = dir && !below ? NULL : insert(t, at, name);
	if (!*out) {
		ma_tree_free(below);
		return ma_fail_nomem(err);
	}
	(*out)->mode = dir ? GIT_FILEMODE_TREE : 0;
	(*out)->tree = below;
	return MA_OK;
}

ma_rc ma_tree_put(struct ma_workspace *ws, struct ma_tree *t, struct ma_str path, uint32_t mode,
	const git_oid *id, ma_err *err)
{
	struct ma_str rest = path, name;
	struct ma_tree_entry *e = NULL;
	ma_rc rc = MA_OK;

	while (!rc && ma_str_cut(&rest, '/', &name)) {
		t->changed = true;
		e = find(t, name);
		rc = check(t, e, path, name, rest.n > 0, err);
		if (!rc && !e)
			rc = add(t, name, rest.n > 0, &e, err);
		if (!rc && rest.n > 0)
			rc = enter(ws, e, &t, err);
	}
	if (rc)
		return rc;
	e->mode = mode;
	e->id = *id;
	return MA_OK;
}

ma_rc ma_tree_remove(struct ma_workspace *ws, struct ma_tree *t, struct ma_str path, ma_err *err)
{
	struct ma_tree *below = NULL;
	struct ma_str name = MA_STR("");
	struct ma_tree_entry *e;
	ma_rc rc;

	MA_ASSERT(ma_str_cut(&path, '/', &name));
	e = find(t, name);
	MA_ASSERT(e);
	t->changed = true;
	if (path.n > 0) {
		rc = enter(ws, e, &below, err);
		if (!rc)
			rc = ma_tree_remove(ws, below, path, err);
		if (rc || below->n > 0)
			return rc;
	}
	ma_free(e->name);
	ma_tree_free(e->tree);
	t->n--;
	memmove(e, e + 1, (size_t)(t->entries + t->n - e) * sizeof(*e));
	return MA_OK;
}

static void add_mode(struct ma_buf *b, uint32_t mode)
{
	int shift = 15;

	while (shift > 0 && mode >> shift == 0)
		shift -= 3;
	for (; shift >= 0; shift -= 3)
		ma_buf_addc(b, (char)('0' + (mode >> shift & 7)));
}

ma_rc ma_tree_write(struct ma_tree *t, struct ma_pack *pack, git_oid *id_out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_PACKFILE_MAX);
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < t->n && !rc; i++) {
		struct ma_tree_entry *e = &t->entries[i];

		if (e->tree && e->tree->changed)
			rc = ma_tree_write(e->tree, pack, &e->id, err);
		add_mode(&text, e->mode);
		ma_buf_addc(&text, ' ');
		ma_buf_add(&text, e->name, strlen(e->name) + 1);
		ma_buf_add(&text, e->id.id, GIT_OID_RAWSZ);
	}
	if (!rc)
		rc = ma_buf_check(&text, err);
	if (!rc)
		rc = ma_pack_add(pack, GIT_OBJECT_TREE, ma_buf_str(&text), id_out, err);
	if (!rc)
		t->changed = false;
	ma_buf_done(&text);
	return rc;
}
