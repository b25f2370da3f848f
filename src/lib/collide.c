/* What would collide if versions of a file, or of a tree of files, were merged: vcs/collide.h as the public API gives it. */
#include "metaagent/files.h"

#include <limits.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "lib/ctx.h"
#include "lib/places.h"
#include "sys/fs.h"
#include "vcs/collide.h"
#include "vcs/workspace.h"

#define ARENA_MAX (4096 * MA_MIB)
#define FILES_MAX 100000
#define LEVELS_MAX 64
#define SIDES_MAX 16

struct loader {
	struct ma_arena *arena;
	struct ma_side_files *to;
	size_t bytes;
	unsigned level;
	struct ma_str dir; /* of the entries that come, from the root */
	const char *root;
	ma_rc rc;
	ma_err *err;
};

static ma_rc add_text(struct loader *l, struct ma_str path, struct ma_str content)
{
	struct ma_str *text = ma_arena_new(l->arena, struct ma_str);
	char *copy = text ? ma_arena_dup(l->arena, content) : NULL;

	if (!copy)
		return ma_fail_nomem(l->err);
	*text = ma_str_n(copy, content.n);
	l->bytes += content.n;
	if (l->bytes > MA_LIMIT_BLOB * 4 || l->to->files.n >= FILES_MAX)
		return ma_fail(l->err, MA_ELIMIT, "%s: more than %d files, or than %zu bytes",
			l->root, FILES_MAX, MA_LIMIT_BLOB * 4);
	return ma_map_put(&l->to->files, path, text) ? MA_OK : ma_fail_nomem(l->err);
}

static ma_rc add_file(struct loader *l, struct ma_str path, const char *from)
{
	char *text = NULL;
	size_t size = 0;
	ma_rc rc = ma_fs_read(from, MA_LIMIT_FILE, &text, &size, l->err);

	if (!rc)
		rc = add_text(l, path, ma_str_n(text, size));
	ma_free(text);
	return rc;
}

/* A symlink in a tree is where it leads to, as git has it: it is not followed. */
static ma_rc add_file_or_link(struct loader *l, struct ma_str path, const char *from)
{
	char target[PATH_MAX];
	ssize_t n = readlink(from, target, sizeof(target));

	return n >= 0 ? add_text(l, path, ma_str_n(target, (size_t)n)) : add_file(l, path, from);
}

/* What is nobody's work: history, our own state, what a package manager brings. */
static bool is_passed_over(const char *name, bool is_dir)
{
	return is_dir &&
		(strcmp(name, ".git") == 0 || strcmp(name, ".meta-agent") == 0 ||
			strcmp(name, "node_modules") == 0);
}

static bool add_entry(void *data, const char *name, bool is_dir)
{
	struct loader *l = data;
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG), full = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str dir = l->dir;

	if (is_passed_over(name, is_dir))
		return true;
	ma_path_join(&path, dir, ma_str(name));
	ma_path_join(&full, ma_str(l->root), ma_buf_str(&path));
	if (path.rc || full.rc || l->level == LEVELS_MAX) {
		l->rc = ma_fail(l->err, MA_ELIMIT, "%s: it nests too deep", l->root);
	} else if (!is_dir) {
		l->rc = add_file_or_link(l, ma_buf_str(&path), full.p);
	} else {
		l->dir = ma_buf_str(&path);
		l->level++;
		if (ma_fs_list(full.p, add_entry, l, l->err))
			l->rc = l->err->code;
		l->level--;
		l->dir = dir;
	}
	ma_buf_done(&path);
	ma_buf_done(&full);
	return !l->rc;
}

static ma_rc load(const char *place, struct ma_str name, struct ma_arena *arena,
	struct ma_side_files *out, ma_err *err)
{
	struct loader l = { .arena = arena, .to = out, .root = place, .err = err };
	ma_rc rc;

	if (!ma_fs_is_dir(place))
		return add_file(&l, name, place);
	rc = ma_fs_list(place, add_entry, &l, err);
	return rc ? rc : l.rc;
}

/* The same of a path in a commit. */
static bool is_nobodys(struct ma_str path)
{
	struct ma_str rest = path, name;

	while (ma_str_cut(&rest, '/', &name) && rest.n > 0)
		if (ma_str_is(name, ".meta-agent") || ma_str_is(name, "node_modules"))
			return true;
	return false;
}

static ma_rc add_committed(void *data, struct ma_str path, struct ma_str content, ma_err *err)
{
	struct loader *l = data;

	MA_UNUSED(err); /* it is l->err */
	return is_nobodys(path) ? MA_OK : add_text(l, path, content);
}

static ma_rc load_commits(const char *repo, const char *const *revisions, size_t n,
	struct ma_arena *arena, struct ma_side_files *out, ma_err *err)
{
	struct ma_workspace *ws = NULL;
	size_t i;
	ma_rc rc = ma_workspace_open_commits(repo, &ws, err);

	for (i = 0; i < n && !rc; i++) {
		struct loader l = { .arena = arena, .to = &out[i], .root = revisions[i], .err = err };

		rc = ma_workspace_files(ws, revisions[i], add_committed, &l, err);
	}
	ma_workspace_free(ws);
	return rc;
}

static json_t *text_json(struct ma_str s)
{
	json_t *text = json_stringn(s.p ? s.p : "", s.n);

	return text ? text : json_string("?"); /* a name that is not UTF-8 */
}

static bool add_found(
	json_t *list, const struct ma_collisions *found, const char *ours, const char *theirs)
{
	size_t i;

	for (i = 0; i < found->n && i < MA_COLLISIONS_MAX; i++) {
		const struct ma_collision *f = &found->v[i];

		if (json_array_append_new(list,
			    json_pack("{s:s, s:o, s:o, s:o, s:s, s:s}", "kind", f->kind, "path",
				    text_json(f->path), "at", text_json(f->at), "what",
				    text_json(f->what), "ours", ours, "theirs", theirs)))
			return false;
	}
	return true;
}

/* Every two of the versions, on the base. */
static ma_rc compare(const char *const *places, size_t n, struct ma_side_files *loaded,
	struct ma_syntax *syntax, struct ma_arena *arena, json_t *list, size_t *found_out,
	ma_err *err)
{
	struct ma_collisions found;
	ma_rc rc = MA_OK;
	size_t i, j;

	for (i = 1; i < n && !rc; i++)
		for (j = i + 1; j < n && !rc; j++) {
			const struct ma_side_files side[] = { loaded[0], loaded[i], loaded[j] };

			rc = ma_collide(side, syntax, arena, &found, err);
			if (!rc && !add_found(list, &found, places[i], places[j]))
				rc = ma_fail_nomem(err);
			*found_out += rc ? 0 : found.n;
		}
	return rc;
}

static ma_rc load_places(const char *path, const char *const *places, size_t n,
	struct ma_arena *arena, struct ma_side_files *out, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < n && !rc; i++)
		if (!ma_fs_exists(places[i]))
			rc = ma_fail(err, MA_ENOTFOUND, "%s is not there", places[i]);
		else if (ma_fs_is_dir(places[i]) != ma_fs_is_dir(places[0]))
			rc = ma_fail(err, MA_EMISUSE, "%s and %s: one is a directory and one is not",
				places[0], places[i]);
	for (i = 0; i < n && !rc; i++)
		rc = load(places[i], ma_str(path ? path : places[1]), arena, &out[i], err);
	return rc;
}

/* `repo`: the versions are its commits; NULL: they are files or directories. */
static ma_rc find_conflicts(const char *repo, const char *path, const char *const *versions,
	size_t n, char **json_out, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(ARENA_MAX);
	struct ma_side_files loaded[SIDES_MAX] = { { MA_MAP_INIT } };
	struct ma_syntax *syntax = NULL;
	json_t *list = json_array();
	size_t i, found = 0;
	ma_rc rc = list ? MA_OK : ma_fail_nomem(err);

	if (!rc)
		rc = repo ? load_commits(repo, versions, n, &arena, loaded, err)
			  : load_places(path, versions, n, &arena, loaded, err);
	if (!rc)
		rc = ma_places_syntax(&syntax, err);
	if (!rc)
		rc = compare(versions, n, loaded, syntax, &arena, list, &found, err);
	if (!rc)
		rc = ma_give_json(json_pack("{s:b, s:O, s:I}", "collides", found > 0, "collisions",
					  list, "collisions_n", (json_int_t)found),
			json_out, err);
	json_decref(list);
	for (i = 0; i < SIDES_MAX; i++)
		ma_map_done(&loaded[i].files);
	ma_syntax_free(syntax);
	ma_arena_done(&arena);
	return rc;
}

static ma_rc check_args(const char *const *versions, size_t n, char **json_out, ma_err *err)
{
	return versions && json_out && n >= 3 && n <= SIDES_MAX
		? MA_OK
		: ma_fail(err, MA_EMISUSE, "a base and from 2 to %d versions of it are compared",
			  SIDES_MAX - 1);
}

ma_rc ma_conflicts(
	const char *path, const char *const *places, size_t places_n, char **json_out, ma_err *err)
{
	if (!err)
		return MA_EMISUSE;
	if (check_args(places, places_n, json_out, err))
		return MA_EMISUSE;
	return find_conflicts(NULL, path, places, places_n, json_out, err);
}

ma_rc ma_conflicts_of_commits(
	const char *repo, const char *const *revisions, size_t n, char **json_out, ma_err *err)
{
	if (!err)
		return MA_EMISUSE;
	if (!repo || check_args(revisions, n, json_out, err))
		return MA_EMISUSE;
	return find_conflicts(repo, NULL, revisions, n, json_out, err);
}
