/* Git's index and the file `worktree` follow the work tree. */
#include "vcs/behind.h"

#include <errno.h>

#include "base/alloc.h"
#include "sys/fs.h"
#include "vcs/gitlock.h"
#include "vcs/place.h"
#include "vcs/state.h"

#define PART 64 /* they may lag by one file for so many in the index */

void ma_behind_init(struct ma_behind *b)
{
	*b = (struct ma_behind){ .arena = MA_ARENA_INIT(MA_LIMIT_ARENA), .paths = MA_MAP_INIT };
}

/* What was in the index stays known. */
void ma_behind_clear(struct ma_behind *b)
{
	size_t index_n = b->index_n;

	ma_behind_done(b);
	ma_behind_init(b);
	b->index_n = index_n;
}

void ma_behind_done(struct ma_behind *b)
{
	ma_arena_done(&b->arena);
	ma_map_done(&b->paths);
	ma_free(b->files);
	b->files = NULL;
	b->n = b->cap = 0;
}

bool ma_behind_has(const struct ma_workspace *ws, const char *path)
{
	return ma_map_has(&ws->behind.paths, ma_str(path));
}

bool ma_behind_is_far(const struct ma_workspace *ws)
{
	return ws->behind.n * PART >= ws->behind.index_n;
}

static bool grow(struct ma_behind *b)
{
	size_t cap = b->cap ? b->cap * 2 : 16;
	struct ma_behind_file *more;

	if (b->n < b->cap)
		return true;
	more = ma_realloc(b->files, cap, sizeof(*more));
	if (!more)
		return false;
	b->files = more;
	b->cap = cap;
	return true;
}

static ma_rc look(struct ma_workspace *ws, struct ma_behind_file *file, ma_err *err)
{
	char *path = ma_repo_path(ws, ma_str(file->path));
	ma_rc rc = MA_OK;

	if (!path)
		return ma_fail_nomem(err);
	if (lstat(path, &file->st))
		rc = ma_fail_sys(err, MA_EIO, errno, "%s", path);
	ma_free(path);
	return rc;
}

ma_rc ma_behind_add(struct ma_workspace *ws, const struct ma_behind_file *file, ma_err *err)
{
	struct ma_behind *b = &ws->behind;
	struct ma_behind_file f = *file;
	ma_rc rc = MA_OK;

	if (f.exists)
		rc = look(ws, &f, err);
	if (rc)
		return rc;
	f.path = ma_arena_dup(&b->arena, ma_str(file->path));
	if (!f.path || !grow(b) || !ma_map_put(&b->paths, ma_str(f.path), NULL))
		return ma_fail_nomem(err);
	b->files[b->n++] = f;
	return MA_OK;
}

/* The names of files are durable when their directories are. */
static ma_rc sync_dirs(struct ma_workspace *ws, ma_err *err)
{
	struct ma_place *files = ma_new_n(struct ma_place, ws->behind.n);
	size_t n = 0, i;
	ma_rc rc;

	if (!files)
		return ma_fail_nomem(err);
	for (i = 0; i < ws->behind.n; i++)
		if (ws->behind.files[i].exists)
			files[n++] = (struct ma_place){ .path = ma_str(ws->behind.files[i].path),
				.new_dir = ws->behind.files[i].new_dir };
	rc = ma_place_settle(ws->dir, files, n, err);
	ma_free(files);
	return rc;
}

/* As git itself would note it, so that `git status` need not read the file. */
static void fill_entry(git_index_entry *e, const struct ma_behind_file *file)
{
	const struct stat *st = &file->st;

	*e = (git_index_entry){ .path = file->path, .id = file->id };
	e->mode = file->executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
	e->ctime.seconds = (int32_t)st->st_ctim.tv_sec;
	e->ctime.nanoseconds = (uint32_t)st->st_ctim.tv_nsec;
	e->mtime.seconds = (int32_t)st->st_mtim.tv_sec;
	e->mtime.nanoseconds = (uint32_t)st->st_mtim.tv_nsec;
	e->dev = (uint32_t)st->st_dev;
	e->ino = (uint32_t)st->st_ino;
	e->uid = st->st_uid;
	e->gid = st->st_gid;
	e->file_size = (uint32_t)st->st_size;
}

static int index_file(
	const struct ma_workspace *ws, git_index *index, const struct ma_behind_file *file)
{
	git_index_entry e;
	int code;

	if (file->exists) {
		fill_entry(&e, file);
		return ws->git.index_add(index, &e);
	}
	code = ws->git.index_remove(index, file->path, 0);
	return code == GIT_ENOTFOUND ? 0 : code;
}

/* Git's index as it is now, as a file of ours. */
static ma_rc copy_index(const char *path, const char *temp, ma_err *err)
{
	ma_err why = { .code = MA_OK };
	char *content = NULL;
	size_t size = 0;
	ma_rc rc = ma_fs_read(path, MA_LIMIT_BLOB, &content, &size, &why);

	if (rc == MA_ENOTFOUND)
		return MA_OK;
	if (rc)
		*err = why;
	else
		rc = ma_gitlock_write(temp, ma_str_n(content, size), false, err);
	ma_free(content);
	return rc;
}

static ma_rc write_index(struct ma_workspace *ws, const char *path, const char *temp, ma_err *err)
{
	struct ma_behind *b = &ws->behind;
	git_index *index = NULL;
	ma_rc rc = copy_index(path, temp, err);
	size_t i;
	int code;

	if (rc)
		return rc;
	code = ws->git.index_open(&index, temp);
	for (i = 0; i < b->n && code >= 0; i++)
		code = index_file(ws, index, &b->files[i]);
	if (code >= 0)
		code = ws->git.index_write(index);
	if (code >= 0)
		b->index_n = ws->git.index_entrycount(index);
	ws->git.index_free(index);
	if (code < 0)
		return ma_git_fail(&ws->git, code, err, "%s", path);
	rc = ma_gitlock_sync(temp, err);
	return rc ? rc : ma_gitlock_replace(temp, path, err);
}

ma_rc ma_behind_hold(struct ma_workspace *ws, char **lock_out, ma_err *err)
{
	char *path = ma_gitlock_path(ws, "index");
	ma_rc rc = path ? ma_gitlock_take(ws, path, lock_out, err) : ma_fail_nomem(err);

	ma_free(path);
	return rc;
}

static ma_rc write_held(struct ma_workspace *ws, ma_err *err)
{
	char *path = ma_gitlock_path(ws, "index"), *temp = ma_gitlock_temp(ws, "index");
	ma_rc rc = path && temp ? write_index(ws, path, temp, err) : ma_fail_nomem(err);

	ma_free(path);
	ma_free(temp);
	return rc;
}

ma_rc ma_behind_write(struct ma_workspace *ws, ma_err *err)
{
	ma_rc rc = sync_dirs(ws, err);

	return rc ? rc : write_held(ws, err);
}

static ma_rc update_index(struct ma_workspace *ws, ma_err *err)
{
	char *lock = NULL;
	ma_rc rc = ma_behind_hold(ws, &lock, err);

	if (rc)
		return rc;
	rc = write_held(ws, err);
	ma_gitlock_drop(lock);
	return rc;
}

ma_rc ma_behind_settle(struct ma_workspace *ws, ma_err *err)
{
	ma_rc rc = MA_OK;

	if (ws->behind.n == 0)
		return MA_OK;
	rc = sync_dirs(ws, err);
	if (!rc)
		rc = update_index(ws, err);
	if (!rc)
		rc = ma_state_store(ws, &ws->placed, err);
	if (!rc)
		ma_behind_clear(&ws->behind);
	return rc;
}
