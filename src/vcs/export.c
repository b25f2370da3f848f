/* A commit's tree as plain files, without .git: what verification works on. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "vcs/repo.h"

#define PATH_SIZE 4096 /* Linux's PATH_MAX */

struct export
{
	struct ma_workspace *ws;
	const char *dir;
	uid_t uid;
	gid_t gid;
	bool chown;
	char path[PATH_SIZE];
	size_t root_n; /* bytes of path that are dir and '/' */
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

/* Every directory of x->path, as far as it is missing. */
static ma_rc make_parents(struct export *x, ma_err *err)
{
	char *slash = x->path + x->root_n;
	bool made;
	ma_rc rc = MA_OK;

	while (!rc && (slash = strchr(slash, '/'))) {
		*slash = '\0';
		made = mkdir(x->path, 0777) == 0;
		if (!made && errno != EEXIST)
			rc = fail_io(x, err);
		else if (made)
			rc = give_away(x, err);
		*slash++ = '/';
	}
	return rc;
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
	return rc;
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

static ma_rc put(struct export *x, const git_index_entry *e, ma_err *err)
{
	struct ma_git *git = &x->ws->git;
	struct ma_str content;
	git_blob *blob = NULL;
	ma_rc rc;
	int code;

	code = git->blob_lookup(&blob, x->ws->repo, &e->id);
	if (code < 0)
		return ma_git_fail(git, code, err, "%s", e->path);
	content = ma_str_n(git->blob_rawcontent(blob), (size_t)git->blob_rawsize(blob));
	rc = make_parents(x, err);
	if (!rc && e->mode == GIT_FILEMODE_LINK) {
		rc = link_out(x, content, err);
	} else if (!rc) {
		rc = write_out(
			x, content, e->mode == GIT_FILEMODE_BLOB_EXECUTABLE ? 0777 : 0666, err);
		if (!rc)
			rc = give_away(x, err);
	}
	git->blob_free(blob);
	return rc;
}

static ma_rc export_entry(struct export *x, const git_index_entry *e, ma_err *err)
{
	size_t n = strlen(e->path);

	if (e->mode == GIT_FILEMODE_COMMIT)
		return MA_OK; /* a submodule: its files are in another repository */
	if (!is_safe(ma_str(e->path)) || x->root_n + n >= sizeof(x->path))
		return ma_fail(
			err, MA_EREFUSED, "a file of the commit has the name \"%.200s\"", e->path);
	memcpy(x->path + x->root_n, e->path, n + 1);
	return put(x, e, err);
}

static ma_rc start(struct export *x, ma_err *err)
{
	size_t n = strlen(x->dir);

	if (n + 2 > sizeof(x->path))
		return ma_fail(err, MA_EINVALID, "the directory's name is too long");
	memcpy(x->path, x->dir, n + 1);
	if (give_away(x, err))
		return err->code;
	x->path[n] = '/';
	x->root_n = n + 1;
	return MA_OK;
}

static ma_rc export_index(struct export *x, git_index *index, ma_err *err)
{
	size_t n = x->ws->git.index_entrycount(index), i;
	ma_rc rc = start(x, err);

	for (i = 0; i < n && !rc; i++)
		rc = export_entry(x, x->ws->git.index_get_byindex(index, i), err);
	return rc;
}

ma_rc ma_workspace_export(struct ma_workspace *ws, const char *id, const char *dir, int64_t uid,
	int64_t gid, ma_err *err)
{
	struct export x = { .ws = ws,
		.dir = dir,
		.uid = (uid_t)uid,
		.gid = (gid_t)gid,
		.chown = uid != -1 || gid != -1 };
	git_commit *c = NULL;
	git_tree *tree = NULL;
	git_index *index = NULL;
	ma_rc rc = ma_repo_commit(ws, id, &c, err);
	int code;

	if (rc)
		return rc;
	code = ws->git.commit_tree(&tree, c);
	if (code >= 0)
		code = ws->git.index_new(&index);
	if (code >= 0)
		code = ws->git.index_read_tree(index, tree);
	rc = code < 0 ? ma_git_fail(&ws->git, code, err, "commit %s", id)
		      : export_index(&x, index, err);
	ws->git.index_free(index);
	ws->git.tree_free(tree);
	ws->git.commit_free(c);
	return rc;
}
