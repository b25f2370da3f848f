/* A commit's tree as plain files, without .git: what verification works on. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "sys/fs.h"
#include "vcs/behind.h"

#define PATH_SIZE 4096 /* Linux's PATH_MAX */

struct export
{
	struct ma_workspace *ws;
	uid_t uid;
	gid_t gid;
	bool chown;
	char path[PATH_SIZE];
};

static ma_rc fail_io(const struct export *x, ma_err *err)
{
	return ma_fail_sys(err, MA_EIO, errno, "%s", x->path);
}

/* Somebody's tree can hold what ours cannot; none of it may lead out of the directory. */
static bool is_safe(struct ma_str path)
{
	struct ma_str part;

	if (path.n == 0 || path.p[0] == '/' || path.p[path.n - 1] == '/')
		return false;
	while (ma_str_cut(&path, '/', &part))
		if (part.n == 0 || ma_str_is(part, ".") || ma_str_is(part, "..") ||
			ma_str_eq_nocase(part, MA_STR(".git")))
			return false;
	return true;
}

static ma_rc give_away(const struct export *x, ma_err *err)
{
	if (x->chown && lchown(x->path, x->uid, x->gid))
		return fail_io(x, err);
	return MA_OK;
}

static ma_rc make_dir(const struct export *x, ma_err *err)
{
	return mkdir(x->path, 0777) ? fail_io(x, err) : give_away(x, err);
}

static ma_rc write_out(struct export *x, struct ma_str content, unsigned mode, ma_err *err)
{
	int fd = open(x->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)mode);
	ssize_t n = 0;
	ma_rc rc = MA_OK;

	if (fd < 0)
		return fail_io(x, err);
	while (content.n > 0 && !rc) {
		n = write(fd, content.p, content.n);
		if (n < 0 && errno != EINTR)
			rc = fail_io(x, err);
		content = ma_str_from(content, n > 0 ? (size_t)n : 0);
	}
	if (close(fd) && !rc)
		rc = fail_io(x, err);
	return rc ? rc : give_away(x, err);
}

/* A link that stays inside is made, another one left out: what runs there must not need it. */
static ma_rc link_out(struct export *x, struct ma_str target, ma_err *err)
{
	char text[PATH_SIZE];

	if (target.n >= sizeof(text) || !is_safe(target))
		return MA_OK;
	memcpy(text, target.p, target.n);
	text[target.n] = '\0';
	return symlink(text, x->path) ? fail_io(x, err) : give_away(x, err);
}

static ma_rc put_blob(struct export *x, const git_tree_entry *e, ma_err *err)
{
	git_filemode_t mode = x->ws->git.tree_entry_filemode(e);
	struct ma_str content = MA_STR("");
	git_blob *blob = NULL;
	ma_rc rc = ma_repo_blob(x->ws, x->ws->git.tree_entry_id(e), x->path, &blob, &content, err);

	if (rc)
		return rc;
	if (mode == GIT_FILEMODE_LINK)
		rc = link_out(x, content, err);
	else
		rc = write_out(x, content, mode == GIT_FILEMODE_BLOB_EXECUTABLE ? 0777 : 0666, err);
	x->ws->git.blob_free(blob);
	return rc;
}

static ma_rc put_tree(struct export *x, size_t at, const git_tree *tree, ma_err *err);

static ma_rc put_subtree(struct export *x, size_t at, const git_oid *id, ma_err *err)
{
	git_tree *tree = NULL;
	ma_rc rc = make_dir(x, err);
	int code;

	if (rc)
		return rc;
	code = x->ws->git.tree_lookup(&tree, x->ws->repo, id);
	rc = code < 0 ? ma_git_fail(&x->ws->git, code, err, "%s", x->path)
		      : put_tree(x, at, tree, err);
	x->ws->git.tree_free(tree);
	return rc;
}

/* `at`: bytes of x->path that name the directory. */
static ma_rc put_entry(struct export *x, size_t at, const git_tree_entry *e, ma_err *err)
{
	struct ma_str name = ma_str(x->ws->git.tree_entry_name(e));

	if (!is_safe(name) || memchr(name.p, '/', name.n) || at + name.n + 2 > sizeof(x->path))
		return ma_fail(
			err, MA_EREFUSED, "a file of the commit has the name \"%.200s\"", name.p);
	x->path[at] = '/';
	memcpy(x->path + at + 1, name.p, name.n + 1);
	switch (x->ws->git.tree_entry_type(e)) {
	case GIT_OBJECT_TREE:
		return put_subtree(x, at + 1 + name.n, x->ws->git.tree_entry_id(e), err);
	case GIT_OBJECT_BLOB:
		return put_blob(x, e, err);
	default:
		return MA_OK; /* a submodule: its files are in another repository */
	}
}

/* Recursion is as deep as a path has room. */
static ma_rc put_tree(struct export *x, size_t at, const git_tree *tree, ma_err *err)
{
	size_t n = x->ws->git.tree_entrycount(tree), i;
	ma_rc rc = MA_OK;

	for (i = 0; i < n && !rc; i++)
		rc = put_entry(x, at, x->ws->git.tree_entry_byindex(tree, i), err);
	return rc;
}

static ma_rc put_root(struct export *x, const char *dir, const git_tree *tree, ma_err *err)
{
	size_t n = strlen(dir);
	ma_rc rc;

	if (n + 1 > sizeof(x->path))
		return ma_fail(err, MA_EINVALID, "the directory's name is too long");
	memcpy(x->path, dir, n + 1);
	rc = give_away(x, err);
	return rc ? rc : put_tree(x, n, tree, err);
}

ma_rc ma_workspace_export(struct ma_workspace *ws, const char *id, const char *dir, int64_t uid,
	int64_t gid, ma_err *err)
{
	struct export x = {
		.ws = ws, .uid = (uid_t)uid, .gid = (gid_t)gid, .chown = uid != -1 || gid != -1
	};
	git_commit *c = NULL;
	git_tree *tree = NULL;
	ma_rc rc = ma_behind_settle(
		ws, err); /* a verification takes long enough to look at the output */
	int code;

	if (!rc)
		rc = ma_repo_commit(ws, id, &c, err);
	if (rc)
		return rc;
	code = ws->git.commit_tree(&tree, c);
	rc = code < 0 ? ma_git_fail(&ws->git, code, err, "commit %s", id)
		      : put_root(&x, dir, tree, err);
	ws->git.tree_free(tree);
	ws->git.commit_free(c);
	return rc;
}

/* A file that was written, and the directories above it, as far as `dir` (its first n bytes). */
static ma_rc give_path(struct export *x, size_t n, struct ma_str path, ma_err *err)
{
	ma_rc rc = MA_OK;

	if (n + path.n + 2 > sizeof(x->path))
		return ma_fail(
			err, MA_EREFUSED, MA_STR_FMT ": the path is too long", MA_STR_ARG(path));
	for (; path.n > 0 && !rc; path = ma_path_dir(path)) {
		x->path[n] = '/';
		memcpy(x->path + n + 1, path.p, path.n);
		x->path[n + 1 + path.n] = '\0';
		rc = give_away(x, err);
	}
	return rc;
}

ma_rc ma_workspace_export_changes(const char *dir, const struct ma_change *changes, size_t n,
	int64_t uid, int64_t gid, ma_err *err)
{
	struct export x = { .uid = (uid_t)uid, .gid = (gid_t)gid, .chown = uid != -1 || gid != -1 };
	size_t dir_n = strlen(dir), i;
	ma_rc rc = MA_OK;

	if (dir_n + 1 > sizeof(x.path))
		return ma_fail(err, MA_EINVALID, "the directory's name is too long");
	memcpy(x.path, dir, dir_n + 1);
	rc = give_away(&x, err);
	for (i = 0; i < n && !rc; i++) {
		if (changes[i].remove) {
			rc = ma_fs_remove_beneath(dir, changes[i].path, err);
			continue;
		}
		rc = ma_fs_write_beneath(dir, changes[i].path, changes[i].content, 0644, err);
		if (!rc)
			rc = give_path(&x, dir_n, changes[i].path, err);
	}
	return rc;
}
