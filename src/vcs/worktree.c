/* The work tree of a new output follows the branch. */
#include "vcs/worktree.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "sys/fs.h"
#include "vcs/behind.h"
#include "vcs/place.h"
#include "vcs/state.h"

struct ma_sync_step {
	char *path;
	git_oid from, to;
	bool has_from, has_to, executable;
	bool act;     /* the disk is not yet as wanted */
	bool new_dir; /* its directory was made */
};

enum disk { DISK_MISSING, DISK_FROM, DISK_TO, DISK_OTHER };

static bool is_file(uint32_t mode)
{
	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

static ma_rc hash_file(
	struct ma_workspace *ws, const char *path, git_oid *out, bool *known_out, ma_err *err)
{
	ma_err why = { .code = MA_OK };
	char *content = NULL;
	size_t size = 0;
	ma_rc rc;
	int code;

	rc = ma_fs_read(path, MA_LIMIT_FILE, &content, &size, &why);
	*known_out = rc == MA_OK;
	if (rc == MA_ELIMIT)
		return MA_OK; /* too large to be ours */
	if (rc) {
		*err = why;
		return rc;
	}
	code = ws->git.odb_hash(out, content, size, GIT_OBJECT_BLOB);
	ma_free(content);
	return code < 0 ? ma_git_fail(&ws->git, code, err, "%s", path) : MA_OK;
}

static enum disk compare(const struct ma_workspace *ws, const struct ma_sync_step *s,
	const git_oid *id, bool executable)
{
	if (s->has_to && ws->git.oid_cmp(id, &s->to) == 0 && s->executable == executable)
		return DISK_TO;
	if ((s->has_from && ws->git.oid_cmp(id, &s->from) == 0) ||
		(s->has_to && ws->git.oid_cmp(id, &s->to) == 0))
		return DISK_FROM;
	return DISK_OTHER;
}

/* A directory may stand in a file's place while something beneath it is still to be removed. */
static bool empties(const struct ma_sync *sync, const char *dir)
{
	size_t n = strlen(dir), i;

	for (i = 0; i < sync->n; i++)
		if (!sync->steps[i].has_to && strncmp(sync->steps[i].path, dir, n) == 0 &&
			sync->steps[i].path[n] == '/')
			return true;
	return false;
}

static ma_rc look(struct ma_workspace *ws, const struct ma_sync *sync, const struct ma_sync_step *s,
	enum disk *out, ma_err *err)
{
	char *path = ma_repo_path(ws, ma_str(s->path));
	struct stat st;
	bool known;
	git_oid id;
	ma_rc rc = MA_OK;

	if (!path)
		return ma_fail_nomem(err);
	if (lstat(path, &st)) {
		*out = DISK_MISSING;
		if (errno != ENOENT && errno != ENOTDIR)
			rc = ma_fail_sys(err, MA_EIO, errno, "%s", path);
	} else if (S_ISREG(st.st_mode)) {
		rc = hash_file(ws, path, &id, &known, err);
		if (!rc)
			*out = known ? compare(ws, s, &id, (st.st_mode & S_IXUSR) != 0) : DISK_OTHER;
	} else {
		*out = S_ISDIR(st.st_mode) && empties(sync, s->path) ? DISK_MISSING : DISK_OTHER;
	}
	ma_free(path);
	return rc;
}

static ma_rc decide(
	struct ma_workspace *ws, const struct ma_sync *sync, struct ma_sync_step *s, ma_err *err)
{
	enum disk disk = DISK_OTHER;
	ma_rc rc = look(ws, sync, s, &disk, err);

	if (rc)
		return rc;
	if (disk == DISK_OTHER)
		return ma_fail(err, MA_ECONFLICT,
			"%s/%s was changed by hand: commit it, or move it away", ws->dir, s->path);
	s->act = s->has_to ? disk != DISK_TO : disk == DISK_FROM;
	return MA_OK;
}

ma_rc ma_sync_init(struct ma_sync *sync, size_t n, ma_err *err)
{
	*sync = (struct ma_sync){ .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
	sync->steps = ma_arena_new_n(&sync->arena, struct ma_sync_step, n);
	return sync->steps ? MA_OK : ma_fail_nomem(err);
}

ma_rc ma_sync_add(struct ma_sync *sync, struct ma_str path, const struct ma_sync_side *from,
	const struct ma_sync_side *to, ma_err *err)
{
	struct ma_sync_step *s = &sync->steps[sync->n];

	*s = (struct ma_sync_step){ .has_from = from && is_file(from->mode),
		.has_to = to && is_file(to->mode) };
	sync->others += (from && !s->has_from) || (to && !s->has_to);
	if (!s->has_from && !s->has_to)
		return MA_OK; /* a link or a submodule: somebody's own */
	if (s->has_from)
		s->from = from->id;
	if (s->has_to)
		s->to = to->id;
	s->executable = s->has_to && to->mode == GIT_FILEMODE_BLOB_EXECUTABLE;
	s->path = ma_arena_dup(&sync->arena, path);
	sync->n++;
	return s->path ? MA_OK : ma_fail_nomem(err);
}

static ma_rc add_steps(struct ma_workspace *ws, git_diff *diff, struct ma_sync *sync, ma_err *err)
{
	size_t n = ws->git.diff_num_deltas(diff), i;
	ma_rc rc = ma_sync_init(sync, n, err);

	for (i = 0; i < n && !rc; i++) {
		const git_diff_delta *d = ws->git.diff_get_delta(diff, i);
		struct ma_sync_side from = { d->old_file.id, d->old_file.mode },
				    to = { d->new_file.id, d->new_file.mode };

		rc = ma_sync_add(sync, ma_str(d->new_file.path),
			d->status == GIT_DELTA_ADDED ? NULL : &from,
			d->status == GIT_DELTA_DELETED ? NULL : &to, err);
	}
	return rc;
}

/* The tree that the work tree was last brought to; *out stays NULL where none is known (any more). */
static ma_rc placed_tree(struct ma_workspace *ws, git_tree **out, ma_err *err)
{
	ma_err why = { .code = MA_OK };
	ma_rc rc = ws->has_placed ? ma_repo_tree(ws, &ws->placed, out, &why) : MA_OK;

	if (rc == MA_ENOTFOUND)
		return MA_OK;
	if (rc)
		*err = why;
	return rc;
}

static ma_rc compare_trees(
	struct ma_workspace *ws, git_tree *from, git_tree *to, struct ma_sync *sync, ma_err *err)
{
	git_diff_options opts;
	git_diff *diff = NULL;
	ma_rc rc;
	int code;

	(void)ws->git.diff_options_init(
		&opts, GIT_DIFF_OPTIONS_VERSION); /* checked when it was opened */
	code = ws->git.diff_tree_to_tree(&diff, ws->repo, from, to, &opts);
	rc = code < 0 ? ma_git_fail(&ws->git, code, err, "%s", ws->dir)
		      : add_steps(ws, diff, sync, err);
	ws->git.diff_free(diff);
	return rc;
}

ma_rc ma_sync_check(struct ma_workspace *ws, struct ma_sync *sync, size_t from, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	for (i = from; i < sync->n && !rc; i++)
		rc = decide(ws, sync, &sync->steps[i], err);
	return rc;
}

ma_rc ma_sync_plan(
	struct ma_workspace *ws, const git_oid *tree_id, struct ma_sync *sync, ma_err *err)
{
	git_tree *from = NULL, *to = NULL;
	ma_rc rc = placed_tree(ws, &from, err);
	int code;

	*sync = (struct ma_sync){ .n = 0 };
	if (rc)
		return rc;
	code = ws->git.tree_lookup(&to, ws->repo, tree_id);
	rc = code < 0 ? ma_git_fail(&ws->git, code, err, "%s", ws->dir)
		      : compare_trees(ws, from, to, sync, err);
	if (!rc)
		rc = ma_sync_check(ws, sync, 0, err);
	ws->git.tree_free(from);
	ws->git.tree_free(to);
	return rc;
}

ma_rc ma_sync_between(struct ma_workspace *ws, const git_oid *from, const git_oid *to,
	struct ma_sync *sync, ma_err *err)
{
	git_tree *a = NULL, *b = NULL;
	ma_rc rc = ma_repo_tree(ws, from, &a, err);

	*sync = (struct ma_sync){ .n = 0 };
	if (!rc)
		rc = ma_repo_tree(ws, to, &b, err);
	if (!rc)
		rc = compare_trees(ws, a, b, sync, err);
	ws->git.tree_free(a);
	ws->git.tree_free(b);
	return rc;
}

static bool is_removed(const struct ma_sync *sync, struct ma_str path)
{
	size_t i;

	for (i = 0; i < sync->n; i++)
		if (!sync->steps[i].has_to && ma_str_is(path, sync->steps[i].path))
			return true;
	return false;
}

/* Where a directory is needed stands something else, a link too, that is not about to be removed. */
static ma_rc is_blocked(struct ma_workspace *ws, const struct ma_sync *sync,
	const struct ma_sync_step *s, bool *out, ma_err *err)
{
	const char *slash = s->path;
	struct ma_str dir;
	struct stat st;
	char *path;

	*out = false;
	while (!*out && (slash = strchr(slash, '/'))) {
		dir = ma_str_n(s->path, (size_t)(slash++ - s->path));
		path = ma_repo_path(ws, dir);
		if (!path)
			return ma_fail_nomem(err);
		*out = lstat(path, &st) == 0 && !S_ISDIR(st.st_mode) && !is_removed(sync, dir);
		ma_free(path);
	}
	return MA_OK;
}

/* Staged is what the commits do not have: neither side of the step. */
static bool is_staged(const struct ma_workspace *ws, git_index *index, const struct ma_sync_step *s)
{
	const git_index_entry *e = ws->git.index_get_bypath(index, s->path, 0);

	if (!e)
		return s->has_from && s->has_to;
	return !(s->has_from && ws->git.oid_cmp(&e->id, &s->from) == 0) &&
		!(s->has_to && ws->git.oid_cmp(&e->id, &s->to) == 0);
}

ma_rc ma_sync_collide(struct ma_workspace *ws, struct ma_sync *sync, git_index *index,
	struct ma_buf *names_out, ma_err *err)
{
	struct ma_sync_step *s;
	ma_err why = { .code = MA_OK };
	bool blocked = false;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < sync->n && !rc; i++) {
		s = &sync->steps[i];
		rc = is_blocked(ws, sync, s, &blocked, err);
		if (rc)
			break;
		why.code = MA_OK;
		rc = blocked ? MA_ECONFLICT : decide(ws, sync, s, &why);
		if (rc == MA_ECONFLICT || (!rc && is_staged(ws, index, s))) {
			ma_buf_addf(names_out, "%s\n", s->path);
			rc = MA_OK;
		} else if (rc) {
			*err = why;
		}
	}
	return rc ? rc : ma_buf_check(names_out, err);
}

static ma_rc remove_files(struct ma_workspace *ws, const struct ma_sync *sync, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < sync->n && !rc; i++)
		if (sync->steps[i].act && !sync->steps[i].has_to)
			rc = ma_fs_remove_beneath(ws->dir, ma_str(sync->steps[i].path), err);
	return rc;
}

static ma_rc load_blobs(struct ma_workspace *ws, const struct ma_sync *sync, git_blob **blobs,
	struct ma_place *files, size_t *n_out, ma_err *err)
{
	const struct ma_sync_step *s;
	size_t n = 0, i;
	int code;

	for (i = 0; i < sync->n; i++) {
		s = &sync->steps[i];
		if (!s->act || !s->has_to)
			continue;
		code = ws->git.blob_lookup(&blobs[n], ws->repo, &s->to);
		if (code < 0)
			return ma_git_fail(&ws->git, code, err, "%s", s->path);
		files[n].path = ma_str(s->path);
		files[n].content = ma_str_n(
			ws->git.blob_rawcontent(blobs[n]), (size_t)ws->git.blob_rawsize(blobs[n]));
		files[n++].executable = s->executable;
	}
	*n_out = n;
	return MA_OK;
}

static ma_rc write_files(struct ma_workspace *ws, struct ma_sync *sync, ma_err *err)
{
	git_blob **blobs = (git_blob **)ma_alloc(sync->n, sizeof(git_blob *));
	struct ma_place *files = ma_new_n(struct ma_place, sync->n);
	size_t n = 0, i;
	ma_rc rc;

	if (!blobs || !files) {
		rc = ma_fail_nomem(err);
		goto out;
	}
	rc = load_blobs(ws, sync, blobs, files, &n, err);
	if (!rc && n > 0)
		rc = ma_place(ws->dir, MA_STATE_TEMP, files, n, err);
	for (i = n = 0; i < sync->n && !rc; i++)
		if (sync->steps[i].act && sync->steps[i].has_to)
			sync->steps[i].new_dir = files[n++].new_dir;
out:
	for (i = 0; blobs && i < sync->n; i++)
		ws->git.blob_free(blobs[i]);
	ma_free((void *)blobs);
	ma_free(files);
	return rc;
}

/* A file that was found done may have been put there just before a crash: its directories, too. */
static ma_rc note_steps(struct ma_workspace *ws, const struct ma_sync *sync, ma_err *err)
{
	const struct ma_sync_step *s;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < sync->n && !rc; i++) {
		s = &sync->steps[i];
		rc = ma_behind_add(ws,
			&(struct ma_behind_file){ .path = s->path,
				.id = s->to,
				.exists = s->has_to,
				.executable = s->executable,
				.new_dir = s->new_dir || !s->act },
			err);
	}
	return rc;
}

ma_rc ma_sync_prepare(struct ma_workspace *ws, const struct ma_sync *sync, ma_err *err)
{
	size_t i;

	for (i = 0; i < sync->n; i++)
		if (ma_behind_has(ws, sync->steps[i].path))
			return ma_behind_settle(ws, err);
	return MA_OK;
}

ma_rc ma_sync_place(struct ma_workspace *ws, struct ma_sync *sync, ma_err *err)
{
	ma_rc rc = remove_files(ws, sync, err);

	if (!rc)
		rc = write_files(ws, sync, err);
	return rc ? rc : note_steps(ws, sync, err);
}

ma_rc ma_sync_apply(
	struct ma_workspace *ws, struct ma_sync *sync, const git_oid *commit, ma_err *err)
{
	ma_rc rc = ma_sync_place(ws, sync, err);

	if (rc)
		return rc;
	ws->placed = *commit;
	ws->has_placed = true;
	if (ws->behind.n == 0)
		return ma_state_store(ws, commit, err);
	return ma_behind_is_far(ws) ? ma_behind_settle(ws, err) : MA_OK;
}

void ma_sync_done(struct ma_sync *sync)
{
	ma_arena_done(&sync->arena);
}

ma_rc ma_workspace_sync(struct ma_workspace *ws, ma_err *err)
{
	struct ma_sync sync = { .n = 0 };
	git_tree *tree = NULL;
	bool found = false;
	git_oid head;
	ma_rc rc;

	if (!ws->follows)
		return MA_OK;
	rc = ma_repo_head(ws, &head, &found, err);
	if (rc || !found)
		return rc;
	if (ws->has_placed && ws->git.oid_cmp(&head, &ws->placed) == 0)
		return ma_behind_settle(ws, err);
	rc = ma_repo_tree(ws, &head, &tree, err);
	if (!rc)
		rc = ma_sync_plan(ws, ws->git.tree_id(tree), &sync, err);
	if (!rc)
		rc = ma_sync_prepare(ws, &sync, err);
	if (!rc)
		rc = ma_sync_apply(ws, &sync, &head, err);
	ma_sync_done(&sync);
	ws->git.tree_free(tree);
	return rc;
}
