/* Copying a tree: no link is followed, and nothing is read or written that is not in one of the two directories. */
#include "sys/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEVELS_MAX 64

struct copying {
	const struct ma_fs_copy *how;
	const char *path; /* of the tree, for errors */
	struct stat to;   /* the copy, which may lie in the tree */
	uint64_t files, bytes;
	bool no_clones; /* the file systems cannot */
	ma_err *err;
};

static ma_rc fail_copy(struct copying *c, const char *name)
{
	return ma_fail_sys(c->err, MA_EIO, errno, "copying %s in %s", name, c->path);
}

static ma_rc copy_dir(struct copying *c, int from, int to, int level);

static size_t at_most(off_t size, size_t most)
{
	return (uint64_t)size < most ? (size_t)size : most;
}

/* Some bytes, from and to where the descriptors stand. A file that shrinks meanwhile ends early: then *all_out is false. */
static bool copy_some(int from, int to, off_t size, bool *all_out)
{
	ssize_t n = 1;
	char chunk[65536];

	/* for a few bytes the kernel takes longer */
	while (size > (off_t)sizeof(chunk) &&
		(n = copy_file_range(from, NULL, to, NULL, (size_t)size, 0)) > 0)
		size -= n;
	/* another file system, or one that cannot */
	while (size > 0 && n != 0 && (n = read(from, chunk, at_most(size, sizeof(chunk)))) > 0) {
		int sys = ma_fs_write_all(to, ma_str_n(chunk, (size_t)n));

		if (sys) {
			errno = sys;
			return false;
		}
		size -= n;
	}
	*all_out = size == 0;
	return n >= 0;
}

/* Holes stay holes. */
static bool copy_extents(int from, int to, off_t size)
{
	off_t data = 0, hole;
	bool all;

	while (data < size && (data = lseek(from, data, SEEK_DATA)) >= 0 && data < size) {
		hole = lseek(from, data, SEEK_HOLE);
		if (hole < 0 || hole > size)
			hole = size;
		if (lseek(from, data, SEEK_SET) < 0 || lseek(to, data, SEEK_SET) < 0 ||
			!copy_some(from, to, hole - data, &all))
			return false;
		data = hole;
	}
	/* ENXIO: nothing but a hole is left */
	return (data >= 0 || errno == ENXIO) && ftruncate(to, size) == 0;
}

static bool clone_file(struct copying *c, int from, int to)
{
	if (c->no_clones)
		return false;
	if (ioctl(to, FICLONE, from) == 0)
		return true;
	c->no_clones = errno == EOPNOTSUPP || errno == EXDEV || errno == ENOTTY || errno == ENOSYS;
	return false;
}

/* What is there when the copy begins; a file that grows meanwhile is cut there. */
static bool copy_bytes(struct copying *c, int from, int to, const struct stat *st)
{
	bool all = false;

	if (clone_file(c, from, to))
		return true;
	if ((uint64_t)st->st_blocks * 512 < (uint64_t)st->st_size)
		return copy_extents(from, to, st->st_size);
	return copy_some(from, to, st->st_size, &all) && (all || ftruncate(to, st->st_size) == 0);
}

static bool give(const struct copying *c, int fd)
{
	return c->how->uid < 0 || fchown(fd, (uid_t)c->how->uid, (gid_t)c->how->uid) == 0;
}

static ma_rc count(struct copying *c, uint64_t bytes)
{
	c->files++;
	c->bytes += bytes;
	if (c->files > c->how->files_max)
		return ma_fail(c->err, MA_ELIMIT, "%s has more than %llu files", c->path,
			(unsigned long long)c->how->files_max);
	if (c->bytes > c->how->bytes_max)
		return ma_fail(c->err, MA_ELIMIT, "%s has more than %llu MiB", c->path,
			(unsigned long long)(c->how->bytes_max >> 20));
	return MA_OK;
}

static ma_rc copy_file(struct copying *c, int from, int to, const char *name)
{
	struct stat st;
	int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), out;
	ma_rc rc = MA_OK;

	if (in < 0)
		return errno == ENOENT ? MA_OK : fail_copy(c, name);
	if (fstat(in, &st) || !S_ISREG(st.st_mode)) { /* it was replaced since it was listed */
		close(in);
		return MA_OK;
	}
	rc = count(c, at_most(st.st_size, (size_t)st.st_blocks * 512)); /* a hole takes no room */
	out = rc ? -1 : openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, st.st_mode & 0777);
	if (!rc &&
		(out < 0 || !copy_bytes(c, in, out, &st) || !give(c, out) ||
			fchmod(out, st.st_mode & 0777)))
		rc = fail_copy(c, name);
	if (out >= 0 && close(out) && !rc)
		rc = fail_copy(c, name);
	close(in);
	return rc;
}

static ma_rc copy_link(struct copying *c, int from, int to, const char *name)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(from, name, target, sizeof(target) - 1);
	ma_rc rc = count(c, 0);

	if (rc)
		return rc;
	if (n < 0)
		return errno == ENOENT ? MA_OK : fail_copy(c, name);
	target[n] = '\0';
	if (symlinkat(target, to, name) ||
		(c->how->uid >= 0 &&
			fchownat(to, name, (uid_t)c->how->uid, (gid_t)c->how->uid,
				AT_SYMLINK_NOFOLLOW)))
		return fail_copy(c, name);
	return MA_OK;
}

static bool is_copy(const struct copying *c, int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_dev == c->to.st_dev && st.st_ino == c->to.st_ino;
}

static ma_rc copy_sub(struct copying *c, int from, int to, const char *name, int level)
{
	int in = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), out;
	ma_rc rc = count(c, 0);

	if (in < 0)
		return errno == ENOENT ? MA_OK : fail_copy(c, name);
	if (is_copy(c, in)) {
		close(in);
		return MA_OK;
	}
	if (!rc && mkdirat(to, name, 0755))
		rc = fail_copy(c, name);
	if (!rc) {
		out = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (out < 0 || !give(c, out))
			rc = fail_copy(c, name);
		else
			rc = copy_dir(c, in, out, level + 1);
		if (rc == MA_EIO && level < 8) /* where it is, from the bottom up */
			rc = ma_err_wrap(c->err, "%s", name);
		if (out >= 0)
			close(out);
	}
	close(in);
	return rc;
}

/* As readdir() tells it, where the file system tells it that. Gives a type of dirent; DT_UNKNOWN: it cannot be told. */
static unsigned type_of(int dir, const struct dirent *e)
{
	struct stat st;

	if (e->d_type != DT_UNKNOWN)
		return e->d_type;
	if (fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW))
		return DT_UNKNOWN;
	return IFTODT(st.st_mode);
}

/* What goes while it is copied is left out. */
static ma_rc copy_entry(struct copying *c, int from, int to, const struct dirent *e, int level)
{
	const char *name = e->d_name;
	unsigned type = type_of(from, e);

	if (type == DT_UNKNOWN)
		return errno == ENOENT ? MA_OK : fail_copy(c, name);
	if (c->how->skips && c->how->skips(name, type == DT_DIR))
		return MA_OK;
	if (type == DT_DIR)
		return copy_sub(c, from, to, name, level);
	if (type == DT_LNK)
		return copy_link(c, from, to, name);
	return type == DT_REG ? copy_file(c, from, to, name) : MA_OK;
}

/* Borrows both. */
static ma_rc copy_dir(struct copying *c, int from, int to, int level)
{
	int fd = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *scan = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	ma_rc rc = MA_OK;

	if (!scan) {
		rc = fail_copy(c, ".");
		if (fd >= 0)
			close(fd);
		return rc;
	}
	if (level > LEVELS_MAX)
		rc = ma_fail(c->err, MA_ELIMIT, "%s is deeper than %d levels", c->path, LEVELS_MAX);
	while (!rc && (errno = 0, e = readdir(scan))) {
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			rc = copy_entry(c, from, to, e, level);
	}
	if (!rc && errno)
		rc = fail_copy(c, ".");
	closedir(scan);
	return rc;
}

ma_rc ma_fs_copy_tree(const char *from, const char *to, const struct ma_fs_copy *copy, ma_err *err)
{
	struct copying c = { .how = copy, .path = from, .err = err };
	int in = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int out = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ma_rc rc = MA_OK;

	if (in < 0)
		rc = ma_fail_sys(err, errno == ENOENT ? MA_ENOTFOUND : MA_EIO, errno, "%s", from);
	else if (out < 0 || fstat(out, &c.to) || !give(&c, out))
		rc = ma_fail_sys(err, MA_EIO, errno, "%s", to);
	else
		rc = copy_dir(&c, in, out, 0);
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return rc;
}
