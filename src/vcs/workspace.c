/*
 * Opening the output. What a directory may be:
 *
 *   nothing, or empty but for our state directory   new: `git init`, branch main
 *   holds `.meta-agent/worktree`                    ours: continue where it says
 *   a repository without a commit or a file         new, on the branch it has
 *   a repository, nothing uncommitted               branch meta-agent/<run> beside it
 *   anything else                                   refused
 *
 * `.meta-agent/worktree` is written before anything else of a new output, so that one
 * that was interrupted at any point is known as ours. A repository that tracks this
 * file brought it along from somewhere else: there it means nothing.
 */
#include "vcs/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/path.h"
#include "sys/fs.h"
#include "sys/lock.h"
#include "vcs/behind.h"
#include "vcs/gitlock.h"
#include "vcs/land.h"
#include "vcs/pack.h"
#include "vcs/state.h"
#include "vcs/tree.h"
#include "vcs/worktree.h"

#define HEADS "refs/heads/"
#define INIT_DIR MA_STATE_TEMP "/init"
#define FRESH_PRIORITY 999 /* before what is on disk: everything new goes there */

char *ma_repo_path(const struct ma_workspace *ws, struct ma_str path)
{
	struct ma_buf b = MA_BUF_INIT(MA_MIB);

	ma_path_join(&b, ma_str(ws->dir), path);
	return ma_buf_take(&b);
}

ma_rc ma_repo_head(struct ma_workspace *ws, git_oid *out, bool *found_out, ma_err *err)
{
	int code = ws->git.reference_name_to_id(out, ws->repo, ws->ref);

	if (code < 0 && code != GIT_ENOTFOUND)
		return ma_git_fail(&ws->git, code, err, "%s of %s", ws->ref, ws->dir);
	*found_out = code >= 0;
	return MA_OK;
}

static ma_rc make_dir(struct ma_workspace *ws, ma_err *err)
{
	if (ma_fs_mkdirs(ws->dir, err)) {
		if (err->code == MA_ENOMEM)
			return MA_ENOMEM;
		err->code = MA_EREFUSED;
		return ma_err_wrap(err, "the output cannot be made: choose another directory");
	}
	if (access(ws->dir, R_OK | W_OK | X_OK))
		return ma_fail_sys(err, MA_EREFUSED, errno,
			"%s cannot be written: choose another directory", ws->dir);
	return MA_OK;
}

static bool note_foreign(void *data, const char *name, bool is_dir)
{
	MA_UNUSED(is_dir);
	*(bool *)data = strcmp(name, ".git") != 0 && strcmp(name, MA_STATE_DIR) != 0;
	return !*(bool *)data;
}

/* Something other than git's and our own state is in the directory. */
static ma_rc holds_files(struct ma_workspace *ws, bool *out, ma_err *err)
{
	*out = false;
	return ma_fs_list(ws->dir, note_foreign, out, err);
}

static ma_rc has_git(struct ma_workspace *ws, bool *out, ma_err *err)
{
	char *path = ma_repo_path(ws, MA_STR(".git"));

	if (!path)
		return ma_fail_nomem(err);
	*out = ma_fs_exists(path);
	ma_free(path);
	return MA_OK;
}

/* Objects that are written from now on stay in memory until they go into a pack. */
static ma_rc use_repo(struct ma_workspace *ws, ma_err *err)
{
	int code = ws->git.repository_odb(&ws->odb, ws->repo);

	if (code >= 0)
		code = ws->git.mempack_new(&ws->fresh);
	if (code >= 0)
		code = ws->git.odb_add_backend(ws->odb, ws->fresh, FRESH_PRIORITY);
	return code < 0 ? ma_git_fail(&ws->git, code, err, "%s", ws->dir) : MA_OK;
}

/* core.worktree could point anywhere. */
static ma_rc check_place(struct ma_workspace *ws, ma_err *err)
{
	const char *work = ws->git.repository_workdir(ws->repo);
	char real[PATH_MAX], real_work[PATH_MAX];

	if (!work || !realpath(ws->dir, real) || !realpath(work, real_work) ||
		strcmp(real, real_work) != 0)
		return ma_fail(err, MA_EREFUSED, "%s is a git repository whose files are elsewhere",
			ws->dir);
	if (ws->git.repository_is_shallow(ws->repo))
		return ma_fail(err, MA_EREFUSED,
			"%s is a shallow clone, whose history has an open end: git fetch --unshallow",
			ws->dir);
	return MA_OK;
}

/* With or without files of its own. */
static ma_rc open_any(struct ma_workspace *ws, ma_err *err)
{
	ma_rc rc;
	int code = ws->git.repository_open_ext(
		&ws->repo, ws->dir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
	if (code < 0) {
		rc = ma_git_fail(
			&ws->git, code, err, "%s is no git repository that can be used", ws->dir);
		return rc == MA_ENOMEM ? rc : (err->code = MA_EREFUSED);
	}
	return MA_OK;
}

static ma_rc open_repo(struct ma_workspace *ws, ma_err *err)
{
	ma_rc rc = open_any(ws, err);

	if (!rc)
		rc = check_place(ws, err);
	return rc ? rc : use_repo(ws, err);
}

/* Sync what git init wrote in the directory, and give it its place. */
static ma_rc publish_git(struct ma_workspace *ws, ma_err *err)
{
	static const char *const names[] = { INIT_DIR "/.git/HEAD", INIT_DIR "/.git/config",
		INIT_DIR "/.git/objects", INIT_DIR "/.git/refs", INIT_DIR "/.git", "." };
	char *path, *from = ma_repo_path(ws, MA_STR(INIT_DIR "/.git")),
		    *to = ma_repo_path(ws, MA_STR(".git"));
	ma_rc rc = from && to ? MA_OK : ma_fail_nomem(err);
	size_t i;

	for (i = 0; i < MA_COUNT(names) && !rc; i++) {
		path = ma_repo_path(ws, ma_str(names[i]));
		if (i == MA_COUNT(names) - 1 && rename(from, to))
			rc = ma_fail_sys(err, MA_EIO, errno, "%s", to);
		else
			rc = path ? ma_gitlock_sync(path, err) : ma_fail_nomem(err);
		ma_free(path);
	}
	ma_free(from);
	ma_free(to);
	return rc;
}

/*
 * Made aside and renamed: `.git` is there whole or not at all, and libgit2's probing files never
 * lie in the work tree. No template: neither hooks nor config of the machine get in.
 */
static ma_rc init_repo(struct ma_workspace *ws, ma_err *err)
{
	char *dir = ma_repo_path(ws, MA_STR(INIT_DIR));
	git_repository_init_options opts;
	git_repository *repo = NULL;
	ma_rc rc;
	int code;

	if (!dir)
		return ma_fail_nomem(err);
	(void)ws->git.repository_init_options_init(
		&opts, GIT_REPOSITORY_INIT_OPTIONS_VERSION); /* checked when opened */
	opts.flags = GIT_REPOSITORY_INIT_MKPATH;
	opts.initial_head = ws->ref + strlen(HEADS);
	code = ws->git.repository_init_ext(&repo, dir, &opts);
	ws->git.repository_free(repo);
	rc = code < 0 ? ma_git_fail(&ws->git, code, err, "%s: git init", ws->dir)
		      : publish_git(ws, err);
	ma_free(dir);
	if (!rc)
		rc = ma_state_clean(ws, err);
	return rc ? rc : open_repo(ws, err);
}

/* `repo` is open where the directory has one already. */
static ma_rc start_new(struct ma_workspace *ws, const char *ref, ma_err *err)
{
	ma_rc rc = ma_state_enter(ws, false, err);

	(void)snprintf(ws->ref, sizeof(ws->ref), "%s", ref); /* fits: ours or checked */
	if (!rc)
		rc = ma_state_clean(ws, err);
	if (!rc)
		rc = ma_state_store(ws, NULL, err);
	if (!rc && !ws->repo)
		rc = init_repo(ws, err);
	return rc ? rc : ma_gitlock_clean(ws, err);
}

ma_rc ma_repo_head_ref(struct ma_workspace *ws, char out[MA_REF_MAX], ma_err *err)
{
	git_reference *ref = NULL;
	const char *target;
	int code = ws->git.reference_lookup(&ref, ws->repo, "HEAD");

	if (code < 0)
		return ma_git_fail(&ws->git, code, err, "HEAD of %s", ws->dir);
	target = ws->git.reference_symbolic_target(ref);
	(void)snprintf(out, MA_REF_MAX, "%s",
		target && strlen(target) < MA_REF_MAX ? target : ""); /* "": detached */
	ws->git.reference_free(ref);
	return MA_OK;
}

static ma_rc check_head(struct ma_workspace *ws, ma_err *err)
{
	char head[MA_REF_MAX] = "";
	ma_rc rc = ma_repo_head_ref(ws, head, err);

	if (!rc && strcmp(head, ws->ref) != 0)
		return ma_fail(err, MA_EREFUSED,
			"%s: another branch than %s is checked out: git switch %s", ws->dir,
			ws->ref + strlen(HEADS), ws->ref + strlen(HEADS));
	return rc;
}

/* An output of ours: bring the work tree after the branch first, it may be behind after a crash. */
static ma_rc go_on(struct ma_workspace *ws, ma_err *err)
{
	ma_rc rc = ma_state_enter(ws, false, err);

	if (!rc)
		rc = ma_state_clean(ws, err);
	if (!rc && !ws->repo)
		rc = init_repo(ws, err);
	if (!rc)
		rc = ma_gitlock_clean(ws, err);
	if (!rc)
		rc = check_head(ws, err);
	if (!rc)
		rc = ma_workspace_sync(ws, err);
	if (rc == MA_ECONFLICT)
		return err->code = MA_EREFUSED;
	return rc ? rc : ma_worktree_check_clean(ws, err);
}

static ma_rc use_branch(struct ma_workspace *ws, const char *run, const git_oid *head, ma_err *err)
{
	bool found = false;
	git_oid is;
	ma_rc rc;

	if (strlen(run) > MA_REF_MAX / 2 ||
		strspn(run, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(run))
		return ma_fail(err, MA_EINVALID, "\"%.60s\" is no run id", run);
	(void)snprintf(ws->ref, sizeof(ws->ref), HEADS "meta-agent/%s", run); /* fits */
	rc = ma_gitlock_clean(ws, err);
	if (!rc)
		rc = ma_repo_head(ws, &is, &found, err);
	return rc || found ? rc : ma_ref_move(ws, NULL, head, err);
}

/* Somebody's repository: only a branch is added to it. */
static ma_rc join(struct ma_workspace *ws, const char *run, ma_err *err)
{
	char head[MA_REF_MAX] = "";
	bool files = true;
	git_oid oid;
	int code = ws->git.reference_name_to_id(&oid, ws->repo, "HEAD");
	ma_rc rc;

	if (code < 0 && code != GIT_ENOTFOUND)
		return ma_git_fail(&ws->git, code, err, "HEAD of %s", ws->dir);
	rc = ma_worktree_check_clean(ws, err);
	if (!rc)
		rc = holds_files(ws, &files, err);
	if (!rc && code < 0 && !files)
		rc = ma_repo_head_ref(ws, head, err);
	if (rc)
		return rc;
	if (strncmp(head, HEADS, strlen(HEADS)) == 0)
		return start_new(ws, head, err);
	if (code < 0)
		return ma_fail(err, MA_EREFUSED,
			"%s is a git repository without a commit: make one first", ws->dir);
	rc = ma_state_enter(ws, true, err);
	return rc ? rc : use_branch(ws, run, &oid, err);
}

static ma_rc is_tracked(struct ma_workspace *ws, bool *out, ma_err *err)
{
	git_index *index = NULL;
	int code = ws->git.repository_index(&index, ws->repo);

	if (code < 0)
		return ma_git_fail(&ws->git, code, err, "%s/.git/index", ws->dir);
	*out = ws->git.index_get_bypath(index, MA_STATE_DIR "/worktree", 0) != NULL;
	ws->git.index_free(index);
	return MA_OK;
}

/* An open repository whose state was loaded. `run`: NULL for the branch that is checked out. */
static ma_rc enter_repo(struct ma_workspace *ws, const char *run, ma_err *err)
{
	bool tracked = false;
	ma_rc rc = is_tracked(ws, &tracked, err);

	if (rc)
		return rc;
	if (ws->follows && !tracked)
		return go_on(ws, err);
	ws->follows = ws->has_placed = false;
	if (run)
		return join(ws, run, err);
	ws->lands = true;
	return ma_land_enter(ws, err);
}

/* What stands in .git elsewhere lies in the directory itself. */
static bool is_bare(const struct ma_workspace *ws)
{
	char *path = ma_repo_path(ws, MA_STR("objects/pack"));
	bool is = path && ma_fs_exists(path);

	ma_free(path);
	return is;
}

static ma_rc enter(struct ma_workspace *ws, const char *run, ma_err *err)
{
	bool git = false, files = false;
	ma_rc rc = make_dir(ws, err);

	if (!rc)
		rc = has_git(ws, &git, err);
	if (!rc)
		rc = ma_state_load(ws, err);
	if (!rc)
		rc = holds_files(ws, &files, err);
	if (!rc && git)
		rc = open_repo(ws, err);
	if (rc)
		return rc;
	if (git)
		return enter_repo(ws, run, err);
	if (files && is_bare(ws))
		return ma_fail(err, MA_EREFUSED,
			"%s is a bare git repository, which has no files to work on: choose an empty directory, or a clone "
			"of it",
			ws->dir);
	if (files)
		return ma_fail(err, MA_EREFUSED,
			"%s holds files and is no git repository: choose an empty directory, or commit them to git first",
			ws->dir);
	return ws->follows ? go_on(ws, err) : start_new(ws, HEADS "main", err);
}

static ma_rc enter_head(struct ma_workspace *ws, ma_err *err)
{
	ma_rc rc = open_repo(ws, err);

	if (!rc)
		rc = ma_state_load(ws, err);
	return rc ? rc : enter_repo(ws, NULL, err);
}

static ma_rc begin(const char *dir, struct ma_workspace **out, ma_err *err)
{
	struct ma_workspace *ws = ma_new(struct ma_workspace);
	ma_rc rc;

	if (!ws)
		return ma_fail_nomem(err);
	ws->lock = -1;
	ma_behind_init(&ws->behind);
	ws->effects_of = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_ARENA);
	ws->dir = ma_strdup(dir);
	rc = ws->dir ? ma_git_open(&ws->git, err) : ma_fail_nomem(err);
	if (!rc)
		rc = ma_zlib_open(&ws->zlib, err);
	if (rc)
		ma_workspace_free(ws);
	else
		*out = ws;
	return rc;
}

static ma_rc end(struct ma_workspace *ws, ma_rc rc, struct ma_workspace **out)
{
	if (rc)
		ma_workspace_free(ws);
	else
		*out = ws;
	return rc;
}

ma_rc ma_workspace_open(const char *dir, const char *run, struct ma_workspace **out, ma_err *err)
{
	struct ma_workspace *ws = NULL;
	ma_rc rc = begin(dir, &ws, err);

	return rc ? rc : end(ws, enter(ws, run, err), out);
}

ma_rc ma_workspace_open_head(const char *dir, struct ma_workspace **out, ma_err *err)
{
	struct ma_workspace *ws = NULL;
	ma_rc rc = begin(dir, &ws, err);

	return rc ? rc : end(ws, enter_head(ws, err), out);
}

ma_rc ma_workspace_open_reading(const char *dir, struct ma_workspace **out, ma_err *err)
{
	struct ma_workspace *ws = NULL;
	ma_rc rc = begin(dir, &ws, err);

	return rc ? rc : end(ws, open_repo(ws, err), out);
}

ma_rc ma_workspace_open_commits(const char *dir, struct ma_workspace **out, ma_err *err)
{
	struct ma_workspace *ws = NULL;
	ma_rc rc = begin(dir, &ws, err);

	if (rc)
		return rc;
	rc = open_any(ws, err);
	return end(ws, rc ? rc : use_repo(ws, err), out);
}

void ma_workspace_free(struct ma_workspace *ws)
{
	ma_err ignored = { .code = MA_OK };

	if (!ws)
		return;
	if (ws->behind.n > 0)
		(void)ma_behind_settle(ws, &ignored); /* otherwise the next start does */
	ma_behind_done(&ws->behind);
	if (ws->git.lib) {
		ws->git.odb_free(ws->odb);
		ws->git.repository_free(ws->repo);
	}
	ma_git_close(&ws->git);
	ma_zlib_close(&ws->zlib);
	ma_packs_done(ws);
	ma_tree_free(ws->head.root);
	ma_map_done(&ws->effects);
	ma_arena_done(&ws->effects_of);
	ma_lock_release(ws->lock);
	ma_free(ws->dir);
	ma_free(ws);
}

void ma_workspace_merge_by(struct ma_workspace *ws, struct ma_syntax *syntax)
{
	ws->syntax = syntax;
}

const char *ma_workspace_branch(const struct ma_workspace *ws)
{
	return ws->ref + strlen(HEADS);
}

ma_rc ma_workspace_head(struct ma_workspace *ws, char id_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	bool found = false;
	git_oid oid;
	ma_rc rc = ma_repo_head(ws, &oid, &found, err);

	if (rc)
		return rc;
	id_out[0] = '\0';
	if (found)
		(void)ws->git.oid_tostr(id_out, MA_COMMIT_ID_SIZE, &oid); /* gives id_out */
	return MA_OK;
}
