/* Git's lock on a file, and what is replaced under it. */
#include "vcs/gitlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/path.h"
#include "sys/fs.h"

#define TEMP "meta-agent/"
#define OWNER "lock" /* what our locks are links to */
#define OWNER_TEXT "meta-agent commits, or was killed while it did\n"

static char *concat(const char *a, const char *b, const char *c)
{
	struct ma_buf out = MA_BUF_INIT(MA_MIB);

	ma_buf_adds(&out, a);
	ma_buf_adds(&out, b);
	ma_buf_adds(&out, c);
	return ma_buf_take(&out);
}

char *ma_gitlock_temp(const struct ma_workspace *ws, const char *name)
{
	return concat(ws->git.repository_path(ws->repo), TEMP, name);
}

char *ma_gitlock_path(const struct ma_workspace *ws, const char *name)
{
	return concat(ws->git.repository_path(ws->repo), name, "");
}

char *ma_gitlock_ref_path(const struct ma_workspace *ws)
{
	return concat(ws->git.repository_commondir(ws->repo), ws->ref, "");
}

static bool same_file(const char *a, const char *b)
{
	struct stat st_a, st_b;

	return lstat(a, &st_a) == 0 && lstat(b, &st_b) == 0 && st_a.st_ino == st_b.st_ino &&
		st_a.st_dev == st_b.st_dev;
}

/* A link whose other name was lost with the power is known by its text. */
static bool has_our_text(const char *lock)
{
	ma_err ignored = { .code = MA_OK };
	char *found = NULL;
	bool same = ma_fs_read(lock, MA_MIB, &found, NULL, &ignored) == MA_OK &&
		strcmp(found, OWNER_TEXT) == 0; /* one that cannot be read is not ours */

	ma_free(found);
	return same;
}

/* Takes path. */
static bool remove_stale(char *path, const char *owner)
{
	char *lock = path ? concat(path, ".lock", "") : NULL;
	bool ok = lock != NULL;

	if (ok && (same_file(lock, owner) || has_our_text(lock)))
		(void)unlink(lock); /* if it stays, taking it tells */
	ma_free(lock);
	ma_free(path);
	return ok;
}

ma_rc ma_gitlock_clean(struct ma_workspace *ws, ma_err *err)
{
	char *owner = ma_gitlock_temp(ws, OWNER), *temp = ma_gitlock_temp(ws, "");
	ma_rc rc;

	if (!owner || !temp || !remove_stale(ma_gitlock_path(ws, "index"), owner) ||
		!remove_stale(ma_gitlock_ref_path(ws), owner)) {
		rc = ma_fail_nomem(err);
	} else {
		temp[strlen(temp) - 1] = '\0'; /* without the '/' */
		rc = ma_fs_remove_tree(temp, err);
		if (!rc)
			rc = ma_fs_mkdirs(temp, err);
	}
	ma_free(owner);
	ma_free(temp);
	return rc;
}

/* Written once, before anything is a link to it. */
static int make_owner(const char *owner)
{
	int fd = open(owner, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
	struct stat st;
	int sys = fd < 0 || fstat(fd, &st) ? errno : 0;

	if (!sys && st.st_size == 0) {
		sys = ma_fs_write_all(fd, MA_STR(OWNER_TEXT));
		if (!sys && fsync(fd))
			sys = errno;
	}
	if (fd >= 0)
		close(fd);
	return sys;
}

/* A file system without hard links gets a plain lock, which a killed run may leave for a person to remove. */
static int make_lock(const char *owner, const char *lock)
{
	int sys = make_owner(owner), fd;

	if (sys)
		return sys;
	if (link(owner, lock) == 0)
		return 0;
	if (errno != EPERM && errno != EOPNOTSUPP && errno != EMLINK)
		return errno;
	fd = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

ma_rc ma_gitlock_take(struct ma_workspace *ws, const char *path, char **lock_out, ma_err *err)
{
	char *owner = ma_gitlock_temp(ws, OWNER), *lock = concat(path, ".lock", "");
	ma_rc rc = MA_OK;
	int sys;

	if (!owner || !lock) {
		rc = ma_fail_nomem(err);
	} else {
		sys = make_lock(owner, lock);
		if (sys == EEXIST)
			rc = ma_fail(err, MA_ECONFLICT,
				"%s is there: another git is at work, or was killed; if none is, remove it",
				lock);
		else if (sys)
			rc = ma_fail_sys(err, MA_EIO, sys, "%s", lock);
	}
	ma_free(owner);
	if (rc)
		ma_free(lock);
	else
		*lock_out = lock;
	return rc;
}

void ma_gitlock_drop(char *lock)
{
	(void)unlink(lock); /* one that stays is told by whoever comes next */
	ma_free(lock);
}

ma_rc ma_gitlock_sync(const char *path, ma_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int sys = fd < 0 || fsync(fd) ? errno : 0;

	if (fd >= 0)
		close(fd);
	return sys ? ma_fail_sys(err, MA_EIO, sys, "syncing %s", path) : MA_OK;
}

ma_rc ma_gitlock_sync_dir_of(const char *path, ma_err *err)
{
	struct ma_str dir = ma_path_dir(ma_str(path));
	char *parent = ma_strndup(dir.p, dir.n);
	ma_rc rc = parent ? ma_gitlock_sync(parent, err) : ma_fail_nomem(err);

	ma_free(parent);
	return rc;
}

ma_rc ma_gitlock_replace(const char *from, const char *path, ma_err *err)
{
	if (rename(from, path))
		return ma_fail_sys(err, MA_EIO, errno, "writing %s", path);
	return ma_gitlock_sync_dir_of(path, err);
}

ma_rc ma_gitlock_write(const char *path, struct ma_str content, bool sync, ma_err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	ssize_t n = 0;
	int sys = fd < 0 ? errno : 0;

	while (!sys && content.n > 0) {
		n = write(fd, content.p, content.n);
		if (n < 0 && errno != EINTR)
			sys = errno;
		content = ma_str_from(content, n > 0 ? (size_t)n : 0);
	}
	if (!sys && sync && fsync(fd))
		sys = errno;
	if (!sys && !sync)
		/* Only a start: whoever needs it on disk syncs it, and hears of failures then. */
		(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	if (fd >= 0 && close(fd) && !sys)
		sys = errno;
	return sys ? ma_fail_sys(err, MA_EIO, sys, "writing %s", path) : MA_OK;
}

static ma_rc check_expected(struct ma_workspace *ws, const git_oid *expected, ma_err *err)
{
	bool found = false;
	git_oid is;
	ma_rc rc = ma_repo_head(ws, &is, &found, err);

	if (!rc && (found != (expected != NULL) || (found && ws->git.oid_cmp(&is, expected) != 0)))
		return ma_fail(err, MA_ECONFLICT, "%s: somebody else moved the branch %s", ws->dir,
			ma_workspace_branch(ws));
	return rc;
}

static ma_rc write_ref(struct ma_workspace *ws, const char *path, const git_oid *to, ma_err *err)
{
	char *temp = ma_gitlock_temp(ws, "ref");
	char id[MA_COMMIT_ID_SIZE], text[MA_COMMIT_ID_SIZE + 1];
	ma_rc rc;

	if (!temp)
		return ma_fail_nomem(err);
	(void)snprintf(text, sizeof(text), "%s\n", ws->git.oid_tostr(id, sizeof(id), to)); /* fits */
	rc = ma_gitlock_write(temp, ma_str(text), true, err);
	if (!rc)
		rc = ma_gitlock_replace(temp, path, err);
	ma_free(temp);
	return rc;
}

static ma_rc make_parent(const char *path, ma_err *err)
{
	struct ma_str dir = ma_path_dir(ma_str(path));
	char *parent = ma_strndup(dir.p, dir.n);
	ma_rc rc = parent ? ma_fs_mkdirs(parent, err) : ma_fail_nomem(err);

	ma_free(parent);
	return rc;
}

ma_rc ma_ref_hold(struct ma_workspace *ws, const git_oid *expected, char **lock_out, ma_err *err)
{
	char *path = ma_gitlock_ref_path(ws), *lock = NULL;
	ma_rc rc = path ? make_parent(path, err) : ma_fail_nomem(err);

	if (!rc)
		rc = ma_gitlock_take(ws, path, &lock, err);
	if (!rc)
		rc = check_expected(ws, expected, err);
	if (!rc)
		*lock_out = lock;
	else if (lock)
		ma_gitlock_drop(lock);
	ma_free(path);
	return rc;
}

ma_rc ma_ref_write(struct ma_workspace *ws, const git_oid *to, ma_err *err)
{
	char *path = ma_gitlock_ref_path(ws);
	ma_rc rc = path ? write_ref(ws, path, to, err) : ma_fail_nomem(err);

	ma_free(path);
	return rc;
}

ma_rc ma_ref_move(struct ma_workspace *ws, const git_oid *expected, const git_oid *to, ma_err *err)
{
	char *lock = NULL;
	ma_rc rc = ma_ref_hold(ws, expected, &lock, err);

	if (rc)
		return rc;
	rc = ma_ref_write(ws, to, err);
	ma_gitlock_drop(lock);
	return rc;
}
