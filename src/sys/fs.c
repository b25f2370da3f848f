/* Files: bounded reads, and writes that are whole and durable or did not happen. */
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

static ssize_t read_some(int fd, void *to, size_t n)
{
	ssize_t got;

	do
		got = read(fd, to, n);
	while (got < 0 && errno == EINTR);
	return got;
}

static ma_rc read_all(int fd, struct ma_buf *buf, const char *path, ma_err *err)
{
	char chunk[8192];
	ssize_t n;

	while ((n = read_some(fd, chunk, sizeof(chunk))) > 0 && buf->rc == MA_OK)
		ma_buf_add(buf, chunk, (size_t)n);
	if (n < 0)
		return ma_fail_sys(err, MA_EIO, errno, "reading %s", path);
	ma_buf_add(buf, "", 0); /* so that an empty file is "", not NULL */
	return ma_buf_check(buf, err) ? ma_err_wrap(err, "%s", path) : MA_OK;
}

#define OPEN_TO_READ \
	(O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) /* a FIFO must not make us wait */

/* `fd` is what opening `path` gave. It is closed where it is no regular file. */
static int need_regular(int fd, const char *path, struct stat *st, ma_err *err)
{
	if (fd < 0) {
		(void)fail_open(err, errno, path); /* its code is in err */
		return -1;
	}
	if (fstat(fd, st) || !S_ISREG(st->st_mode)) {
		(void)ma_fail(err, MA_EINVALID, "%s is no regular file", path); /* so is this */
		close(fd);
		return -1;
	}
	return fd;
}

static int open_regular(const char *path, struct stat *st, ma_err *err)
{
	return need_regular(open(path, OPEN_TO_READ), path, st, err);
}

/* Takes fd. */
static ma_rc read_regular(int fd, const struct stat *st, const char *path, size_t max, char **out,
	size_t *size_out, ma_err *err)
{
	struct ma_buf buf = MA_BUF_INIT(max);
	ma_rc rc;

	if (st->st_size > 0 && (size_t)st->st_size <= max)
		(void)ma_buf_room(&buf, (size_t)st->st_size); /* one allocation; a failure sticks */
	rc = read_all(fd, &buf, path, err);
	if (rc)
		goto out;
	if (size_out)
		*size_out = buf.n;
	*out = ma_buf_take(&buf);
out:
	ma_buf_done(&buf);
	close(fd);
	return rc;
}

ma_rc ma_fs_read(const char *path, size_t max, char **out, size_t *size_out, ma_err *err)
{
	struct stat st;
	int fd = open_regular(path, &st, err);

	return fd < 0 ? err->code : read_regular(fd, &st, path, max, out, size_out, err);
}

static bool is_exposed(const struct stat *st)
{
	uid_t us = geteuid();

	return (st->st_mode & 077) || (us != 0 && st->st_uid != us && st->st_uid != 0);
}

ma_rc ma_fs_read_secret(const char *path, size_t max, char **out, bool *exposed_out, ma_err *err)
{
	struct stat st;
	char *text = NULL;
	ssize_t n = 0;
	size_t size = 0;
	ma_rc rc = MA_OK;
	int fd = open_regular(path, &st, err);

	if (fd < 0)
		return err->code;
	text = ma_alloc(max + 2, 1);
	while (text && size <= max && (n = read_some(fd, text + size, max + 1 - size)) > 0)
		size += (size_t)n;
	if (!text)
		rc = ma_fail_nomem(err);
	else if (n < 0)
		rc = ma_fail_sys(err, MA_EIO, errno, "reading %s", path);
	else if (size > max)
		rc = ma_fail(err, MA_ELIMIT, "%s is longer than %zu bytes", path, max);
	else if (memchr(text, '\0', size))
		rc = ma_fail(err, MA_EINVALID, "%s holds a NUL: it is no text", path);
	close(fd);
	if (rc) {
		if (text)
			explicit_bzero(text, max + 2);
		ma_free(text);
		return rc;
	}
	*out = text;
	*exposed_out = is_exposed(&st);
	return MA_OK;
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

ma_rc ma_fs_read_beneath(
	const char *root, const char *path, size_t max, char **out, size_t *size_out, ma_err *err)
{
	struct open_how how = { .flags = OPEN_TO_READ,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
	int dir = open_dir(root), fd;
	struct stat st;

	if (dir < 0)
		return fail_open(err, errno, root);
	fd = need_regular((int)syscall(SYS_openat2, dir, path, &how, sizeof(how)), path, &st, err);
	close(dir);
	return fd < 0 ? err->code : read_regular(fd, &st, path, max, out, size_out, err);
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
