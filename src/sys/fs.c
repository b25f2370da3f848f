/* Files: writes that are whole and durable or did not happen. */
#include "sys/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/path.h"

#define PATH_SIZE 4096 /* Linux's PATH_MAX */
#define TEMP_NAME_SIZE 40

static ma_rc fail_open(ma_err *err, int sys, const char *path)
{
	return ma_fail_sys(err, sys == ENOENT ? MA_ENOTFOUND : MA_EIO, sys, "%s", path);
}

int ma_fs_write_all(int fd, struct ma_str content)
{
	ssize_t n;

	while (content.n > 0) {
		n = write(fd, content.p, content.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		content = ma_str_from(content, (size_t)n);
	}
	return 0;
}

/* Every byte on the disk, or an errno. A failed fsync is final: trying again would report success for lost pages. */
static int write_synced(int fd, struct ma_str content)
{
	int sys = ma_fs_write_all(fd, content);

	if (!sys && fsync(fd))
		sys = errno;
	return sys;
}

static ma_rc temp_name(char out[TEMP_NAME_SIZE], ma_err *err)
{
	struct ma_ids *ids = ma_ids_system();
	uint64_t r;

	if (!ids->bytes(ids, &r, sizeof(r)))
		return ma_fail(err, MA_EUNAVAILABLE, "the system gave no random bytes");
	(void)snprintf(
		out, TEMP_NAME_SIZE, ".meta-agent-%016llx.tmp", (unsigned long long)r); /* fits */
	return MA_OK;
}

/* `shown` names the file in messages. */
static ma_rc replace_at(int dir, const char *name, struct ma_str content, unsigned mode,
	const char *shown, ma_err *err)
{
	char temp[TEMP_NAME_SIZE];
	int fd, sys;
	ma_rc rc;

	rc = temp_name(temp, err);
	if (rc)
		return rc;
	fd = openat(dir, temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	if (fd < 0)
		return ma_fail_sys(err, MA_EIO, errno, "writing %s", shown);
	sys = write_synced(fd, content);
	if (close(fd) && !sys)
		sys = errno;
	if (!sys && renameat(dir, temp, dir, name))
		sys = errno;
	if (sys) {
		/* The write has failed already: what cannot be cleaned up is only litter. */
		(void)unlinkat(dir, temp, 0);
		return ma_fail_sys(err, MA_EIO, sys, "writing %s", shown);
	}
	if (fsync(dir))
		return ma_fail_sys(err, MA_EIO, errno, "writing the directory of %s", shown);
	return MA_OK;
}

static int open_dir(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The part of path before its last '/', as a directory to open. Gives: ma_free(). NULL: out of memory. */
static char *parent_of(const char *path)
{
	struct ma_str dir = ma_path_dir(ma_str(path));

	if (dir.n > 0)
		return ma_strndup(dir.p, dir.n);
	return ma_strdup(path[0] == '/' ? "/" : ".");
}

ma_rc ma_fs_write(const char *path, struct ma_str content, unsigned mode, ma_err *err)
{
	char *parent = parent_of(path);
	ma_rc rc;
	int dir;

	if (!parent)
		return ma_fail_nomem(err);
	dir = open_dir(parent);
	rc = dir < 0 ? fail_open(err, errno, path)
		     : replace_at(dir, ma_path_base(ma_str(path)).p, content, mode, path, err);
	if (dir >= 0)
		close(dir);
	ma_free(parent);
	return rc;
}

/* A directory's name lasts when its parent is synced. */
static ma_rc sync_parent(const char *path, ma_err *err)
{
	char *parent = parent_of(path);
	int dir, sys;

	if (!parent)
		return ma_fail_nomem(err);
	dir = open_dir(parent);
	sys = dir < 0 || fsync(dir) ? errno : 0;
	if (dir >= 0)
		close(dir);
	ma_free(parent);
	if (sys == 0 || sys == EACCES) /* one may be written, not read: then nobody can sync it */
		return MA_OK;
	return ma_fail_sys(err, MA_EIO, sys, "writing the directory of %s", path);
}

ma_rc ma_fs_mkdir(const char *path, unsigned mode, ma_err *err)
{
	if (mkdir(path, mode))
		return errno == EEXIST ? MA_OK : fail_open(err, errno, path);
	return sync_parent(path, err);
}

ma_rc ma_fs_mkdirs(const char *path, ma_err *err)
{
	char *copy = ma_strdup(path), *slash;
	ma_rc rc = MA_OK;

	if (!copy)
		return ma_fail_nomem(err);
	for (slash = copy; !rc && *slash && (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(copy, 0777) == 0) /* whatever is wrong above shows below */
			rc = sync_parent(copy, err);
		*slash = '/';
	}
	if (!rc)
		rc = ma_fs_mkdir(copy, 0777, err);
	if (!rc && !ma_fs_is_dir(copy))
		rc = ma_fail_sys(err, MA_EIO, ENOTDIR, "%s", path);
	ma_free(copy);
	return rc;
}

static int open_beneath(int root, const char *path)
{
	struct open_how how = {
		.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};

	return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
}

static ma_rc fail_beneath(ma_err *err, int sys, const char *path)
{
	switch (sys) {
	case ENOSYS:
		return ma_fail_sys(err, MA_EUNAVAILABLE, sys, "openat2");
	case ELOOP:
		return ma_fail(
			err, MA_EREFUSED, "%s: a directory on the way is a symbolic link", path);
	case EXDEV:
		return ma_fail(err, MA_EREFUSED, "%s leaves its root", path);
	case ENOTDIR:
		return ma_fail(
			err, MA_EREFUSED, "%s: a file stands where a directory is needed", path);
	default:
		return fail_open(err, sys, path);
	}
}

/* Make one level and enter it. -1 with errno. */
static int descend(int dir, const char *name)
{
	if (mkdirat(dir, name, 0777) == 0) {
		if (fsync(dir))
			return -1;
	} else if (errno != EEXIST) {
		return -1;
	}
	return open_beneath(dir, name);
}

/* Every level of `path` beneath root, made where missing. A descriptor, or -1 with errno. Writes into path. */
static int make_beneath(int root, char *path)
{
	char *name = path, *slash;
	int dir, next, sys;

	dir = open_beneath(root, ".");
	while (dir >= 0 && *name) {
		slash = strchr(name, '/');
		if (slash)
			*slash = '\0';
		next = descend(dir, name);
		sys = errno;
		close(dir);
		errno = sys;
		dir = next;
		name = slash ? slash + 1 : name + strlen(name);
	}
	return dir;
}

/* `path` cut in two: text holds "dir\0base". */
struct split {
	char text[PATH_SIZE];
	const char *dir, *base; /* dir is "." where there is none */
};

static ma_rc split_path(struct split *s, struct ma_str path, ma_err *err)
{
	char *slash;

	if (path.n == 0 || path.n >= sizeof(s->text))
		return ma_fail(err, MA_EREFUSED, "a path of %zu bytes", path.n);
	memcpy(s->text, path.p, path.n);
	s->text[path.n] = '\0';
	slash = strrchr(s->text, '/');
	if (slash)
		*slash = '\0';
	s->dir = slash ? s->text : ".";
	s->base = slash ? slash + 1 : s->text;
	return MA_OK;
}

static int open_parent(int root, const char *dir, bool create)
{
	char copy[PATH_SIZE];
	int fd = open_beneath(root, dir);

	if (fd >= 0 || errno != ENOENT || !create)
		return fd;
	memcpy(copy, dir, strlen(dir) + 1); /* fits: dir is a part of a struct split */
	return make_beneath(root, copy);
}

static ma_rc check_target(int dir, const char *name, const char *shown, ma_err *err)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? MA_OK : ma_fail_sys(err, MA_EIO, errno, "%s", shown);
	if (!S_ISREG(st.st_mode))
		return ma_fail(err, MA_EREFUSED, "%s is there and is no regular file", shown);
	return MA_OK;
}

ma_rc ma_fs_write_beneath(
	const char *root, struct ma_str path, struct ma_str content, unsigned mode, ma_err *err)
{
	char shown[MA_ERR_MSG_MAX];
	struct split s;
	int top, dir;
	ma_rc rc;

	rc = split_path(&s, path, err);
	if (rc)
		return rc;
	(void)snprintf(shown, sizeof(shown), MA_STR_FMT, MA_STR_ARG(path)); /* a long one is cut */
	top = open_dir(root);
	if (top < 0)
		return fail_open(err, errno, root);
	dir = open_parent(top, s.dir, true);
	rc = dir < 0 ? fail_beneath(err, errno, shown) : check_target(dir, s.base, shown, err);
	if (!rc)
		rc = replace_at(dir, s.base, content, mode, shown, err);
	if (dir >= 0)
		close(dir);
	close(top);
	return rc;
}

/* Take away directories upwards from `path` as long as they are empty. */
static void prune(int root, struct ma_str path)
{
	struct split s;
	ma_err unused;
	int dir;

	for (; path.n > 0; path = ma_path_dir(path)) {
		if (split_path(&s, path, &unused))
			return;
		dir = open_parent(root, s.dir, false);
		if (dir < 0)
			return;
		if (unlinkat(dir, s.base, AT_REMOVEDIR)) {
			close(dir);
			return;
		}
		close(dir);
	}
}

static ma_rc unlink_durably(int dir, const char *name, const char *shown, ma_err *err)
{
	if (unlinkat(dir, name, 0)) {
		if (errno == ENOENT)
			return MA_OK;
		if (errno == EISDIR)
			return ma_fail(err, MA_EREFUSED, "%s is a directory", shown);
		return ma_fail_sys(err, MA_EIO, errno, "removing %s", shown);
	}
	return fsync(dir) ? ma_fail_sys(err, MA_EIO, errno, "removing %s", shown) : MA_OK;
}

ma_rc ma_fs_remove_beneath(const char *root, struct ma_str path, ma_err *err)
{
	char shown[MA_ERR_MSG_MAX];
	struct split s;
	int top, dir;
	ma_rc rc;

	rc = split_path(&s, path, err);
	if (rc)
		return rc;
	(void)snprintf(shown, sizeof(shown), MA_STR_FMT, MA_STR_ARG(path)); /* a long one is cut */
	top = open_dir(root);
	if (top < 0)
		return errno == ENOENT ? MA_OK : fail_open(err, errno, root);
	dir = open_parent(top, s.dir, false);
	if (dir >= 0) {
		rc = unlink_durably(dir, s.base, shown, err);
		close(dir);
	} else if (errno != ENOENT) {
		rc = fail_beneath(err, errno, shown);
	}
	if (!rc)
		prune(top, ma_path_dir(path));
	close(top);
	return rc;
}

bool ma_fs_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool ma_fs_is_taken(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 || errno != ENOENT;
}

bool ma_fs_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

ma_rc ma_fs_self(char **out, ma_err *err)
{
	char path[PATH_SIZE];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path));
	char *copy;

	if (n < 0 || (size_t)n == sizeof(path))
		return ma_fail_sys(err, MA_EIO, n < 0 ? errno : ENAMETOOLONG, "/proc/self/exe");
	copy = ma_strndup(path, (size_t)n);
	if (!copy)
		return ma_fail_nomem(err);
	*out = copy;
	return MA_OK;
}
