/* The state directory beside the work tree. */
#include "vcs/state.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "sys/fs.h"
#include "sys/lock.h"

#define LOCK MA_STATE_DIR "/worktree.lock"
#define WORKTREE MA_STATE_DIR "/worktree"
#define HEADS "refs/heads/"

static ma_rc make_dir(struct ma_workspace *ws, ma_err *err)
{
	char *path = ma_repo_path(ws, MA_STR(MA_STATE_DIR));
	struct stat st;
	ma_rc rc;

	if (!path)
		return ma_fail_nomem(err);
	rc = ma_fs_mkdir(path, MA_STATE_MODE, err);
	if (rc && rc != MA_ENOMEM)
		rc = ma_fail_sys(err, MA_EREFUSED, err->sys, "%s cannot be made", path);
	else if (!rc && (lstat(path, &st) || !S_ISDIR(st.st_mode)))
		rc = ma_fail(err, MA_EREFUSED, "%s is no directory: move it away", path);
	ma_free(path);
	return rc;
}

/* Not of a text that somebody wrote, or committed. */
static bool is_of_other_kind(struct ma_workspace *ws, const char *path, struct ma_str other)
{
	ma_err ignored = { .code = MA_OK };
	git_index *index = NULL;
	char *text = NULL;
	size_t size = 0;
	bool is = !ma_fs_read(path, MA_KIB, &text, &size, &ignored) &&
		ma_str_eq(ma_str_n(text, size), other) && ws->repo &&
		ws->git.repository_index(&index, ws->repo) >= 0 &&
		!ws->git.index_get_bypath(index, MA_STATE_GITIGNORE, 0);

	if (index)
		ws->git.index_free(index);
	ma_free(text);
	return is;
}

static ma_rc make_gitignore(struct ma_workspace *ws, bool theirs, ma_err *err)
{
	struct ma_str texts[] = { MA_STR(MA_STATE_GITIGNORE_TEXT),
		MA_STR(MA_STATE_GITIGNORE_THEIRS) };
	char *path = ma_repo_path(ws, MA_STR(MA_STATE_GITIGNORE));
	ma_rc rc = MA_OK;

	if (!path)
		return ma_fail_nomem(err);
	if (!ma_fs_exists(path) || is_of_other_kind(ws, path, texts[!theirs]))
		rc = ma_fs_write(path, texts[theirs], 0666, err);
	ma_free(path);
	return rc;
}

/* A repository whose files a run of ours does not bring about. */
static bool is_theirs(struct ma_workspace *ws)
{
	char *git = ma_repo_path(ws, MA_STR(".git")), *ours = ma_repo_path(ws, MA_STR(WORKTREE));
	bool is = git && ours && ma_fs_exists(git) && !ma_fs_exists(ours);

	ma_free(git);
	ma_free(ours);
	return is;
}

static ma_rc take_lock(struct ma_workspace *ws, ma_err *err)
{
	char *path = ma_repo_path(ws, MA_STR(LOCK));
	ma_rc rc = path ? ma_lock_take(path, &ws->lock, err) : ma_fail_nomem(err);

	ma_free(path);
	if (rc != MA_ECONFLICT)
		return rc;
	err->code = MA_EREFUSED;
	return ma_err_wrap(err, "%s is in use by another run", ws->dir);
}

ma_rc ma_workspace_make_state(const char *dir, ma_err *err)
{
	struct ma_workspace ws = { .dir = (char *)(uintptr_t)dir };
	ma_rc rc = ma_fs_mkdirs(dir, err);

	if (!rc)
		rc = make_dir(&ws, err);
	return rc ? rc : make_gitignore(&ws, is_theirs(&ws), err);
}

ma_rc ma_workspace_break_lock(const char *dir, ma_err *err)
{
	struct ma_workspace ws = { .dir = (char *)(uintptr_t)dir };
	char *path = ma_repo_path(&ws, MA_STR(LOCK));
	ma_rc rc = path ? ma_lock_break(path, err) : ma_fail_nomem(err);

	ma_free(path);
	return rc;
}

ma_rc ma_state_enter(struct ma_workspace *ws, bool theirs, ma_err *err)
{
	ma_rc rc = make_dir(ws, err);

	if (!rc)
		rc = make_gitignore(ws, theirs, err);
	return rc ? rc : take_lock(ws, err);
}

static ma_rc parse(struct ma_workspace *ws, const char *path, struct ma_str text, ma_err *err)
{
	struct ma_str line, branch = { NULL, 0 };
	char id[MA_COMMIT_ID_SIZE];

	if (!ma_str_line(&text, &line) || !ma_str_cut(&line, ' ', &branch) ||
		branch.n + sizeof(HEADS) > sizeof(ws->ref))
		return ma_fail(err, MA_EIO, "%s cannot be read: is it damaged?", path);
	if (!ma_str_is(line, "-")) {
		if (line.n != sizeof(id) - 1)
			return ma_fail(err, MA_EIO, "%s names no commit: is it damaged?", path);
		memcpy(id, line.p, line.n);
		id[line.n] = '\0';
		if (ws->git.oid_fromstr(&ws->placed, id) < 0)
			return ma_fail(err, MA_EIO, "%s names no commit: is it damaged?", path);
		ws->has_placed = true;
	}
	(void)snprintf(
		ws->ref, sizeof(ws->ref), HEADS MA_STR_FMT, MA_STR_ARG(branch)); /* fits: checked */
	ws->follows = true;
	return MA_OK;
}

ma_rc ma_state_load(struct ma_workspace *ws, ma_err *err)
{
	char *path = ma_repo_path(ws, MA_STR(WORKTREE)), *text = NULL;
	ma_err why = { .code = MA_OK };
	size_t size = 0;
	ma_rc rc;

	if (!path)
		return ma_fail_nomem(err);
	rc = ma_fs_read(path, MA_REF_MAX + MA_COMMIT_ID_SIZE, &text, &size, &why);
	if (rc == MA_ENOTFOUND)
		rc = MA_OK;
	else if (rc)
		*err = why;
	else
		rc = parse(ws, path, ma_str_n(text, size), err);
	ma_free(text);
	ma_free(path);
	return rc;
}

ma_rc ma_state_store(struct ma_workspace *ws, const git_oid *placed, ma_err *err)
{
	char *path = ma_repo_path(ws, MA_STR(WORKTREE));
	char id[MA_COMMIT_ID_SIZE] = "-", text[MA_REF_MAX + MA_COMMIT_ID_SIZE + 2];
	ma_rc rc;

	if (!path)
		return ma_fail_nomem(err);
	if (placed)
		(void)ws->git.oid_tostr(id, sizeof(id), placed);                    /* gives id */
	(void)snprintf(text, sizeof(text), "%s %s\n", ws->ref + strlen(HEADS), id); /* fits */
	rc = ma_fs_write(path, ma_str(text), 0666, err);
	ma_free(path);
	if (rc)
		return rc;
	ws->follows = true;
	ws->has_placed = placed != NULL;
	if (placed)
		ws->placed = *placed;
	return MA_OK;
}

ma_rc ma_state_clean(struct ma_workspace *ws, ma_err *err)
{
	char *path = ma_repo_path(ws, MA_STR(MA_STATE_TEMP));
	ma_rc rc;

	if (!path)
		return ma_fail_nomem(err);
	rc = ma_fs_remove_tree(path, err);
	ma_free(path);
	return rc;
}
