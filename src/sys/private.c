/* Directories of files that are ours alone. */
#include "sys/private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)

static bool is_ours(const struct stat *st)
{
	return st->st_uid == geteuid();
}

static ma_rc fail_at(const struct ma_private *d, const char *name, int sys, ma_err *err)
{
	ma_rc rc = sys == ENOENT ? MA_ENOTFOUND : sys == ELOOP ? MA_EREFUSED : MA_EIO;

	return ma_fail_sys(err, rc, sys, "%s/%s", d->shown, name);
}

/* What is there under that name is a directory of ours, whoever made it. */
static ma_rc check_dir(struct ma_private *d, ma_err *err)
{
	struct stat st;

	if (fstat(d->fd, &st))
		return ma_fail_sys(err, MA_EIO, errno, "%s", d->shown);
	if (!is_ours(&st))
		return ma_fail(err, MA_EREFUSED, "%s is another user's", d->shown);
	if ((st.st_mode & 077) && fchmod(d->fd, 0700))
		return ma_fail_sys(err, MA_EIO, errno, "%s", d->shown);
	return MA_OK;
}

ma_rc ma_private_open(struct ma_private *d, const char *parent, const char *name, ma_err *err)
{
	int top = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ma_rc rc = MA_OK;

	d->shown = name;
	if (top < 0)
		return ma_fail_sys(
			err, errno == ENOENT ? MA_ENOTFOUND : MA_EIO, errno, "%s", parent);
	if (mkdirat(top, name, 0700) && errno != EEXIST)
		rc = ma_fail_sys(err, MA_EIO, errno, "%s/%s", parent, name);
	if (!rc)
		d->fd = openat(top, name, DIR_FLAGS);
	if (!rc && d->fd < 0)
		rc = ma_fail_sys(err, errno == ELOOP || errno == ENOTDIR ? MA_EREFUSED : MA_EIO,
			errno, "%s/%s", parent, name);
	if (!rc)
		rc = check_dir(d, err);
	if (rc)
		ma_private_close(d);
	close(top);
	return rc;
}

void ma_private_close(struct ma_private *d)
{
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
}

ma_rc ma_private_create(const struct ma_private *d, const char *name, int *fd_out, ma_err *err)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
	int fd = openat(d->fd, name, flags, 0600);

	if (fd < 0 && errno == EEXIST) {
		ma_private_remove(d, name);
		fd = openat(d->fd, name, flags, 0600);
	}
	if (fd < 0)
		return ma_fail_sys(err, MA_EIO, errno, "%s/%s", d->shown, name);
	*fd_out = fd;
	return MA_OK;
}

static ma_rc read_fd(
	const struct ma_private *d, const char *name, int fd, struct ma_buf *buf, ma_err *err)
{
	char chunk[16384];
	ssize_t n;

	do {
		n = read(fd, chunk, sizeof(chunk));
		if (n > 0)
			ma_buf_add(buf, chunk, (size_t)n);
	} while ((n > 0 && !buf->rc) || (n < 0 && errno == EINTR));
	if (n < 0)
		return fail_at(d, name, errno, err);
	ma_buf_add(buf, "", 0); /* so that an empty file is "", not NULL */
	return ma_buf_check(buf, err) ? ma_err_wrap(err, "%s/%s", d->shown, name) : MA_OK;
}

ma_rc ma_private_read(const struct ma_private *d, const char *name, size_t max, char **out,
	size_t *size_out, ma_err *err)
{
	int fd = openat(d->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct ma_buf buf = MA_BUF_INIT(max);
	struct stat st;
	ma_rc rc;

	if (fd < 0)
		return fail_at(d, name, errno, err);
	if (fstat(fd, &st))
		rc = fail_at(d, name, errno, err);
	else if (!S_ISREG(st.st_mode) || !is_ours(&st))
		rc = ma_fail(err, MA_EREFUSED, "%s/%s is no file of ours", d->shown, name);
	else
		rc = read_fd(d, name, fd, &buf, err);
	close(fd);
	if (!rc) {
		*size_out = buf.n;
		*out = ma_buf_take(&buf);
	}
	ma_buf_done(&buf);
	return rc;
}

void ma_private_remove(const struct ma_private *d, const char *name)
{
	/* A directory that somebody put there stays: it is found out by whoever needs the name. */
	(void)unlinkat(d->fd, name, 0);
}

ma_rc ma_private_list(const struct ma_private *d, ma_private_entry_fn *fn, void *data, ma_err *err)
{
	int fd = openat(d->fd, ".", DIR_FLAGS); /* which has a place of its own in the list */
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;

	if (!dir) {
		ma_rc rc = ma_fail_sys(err, MA_EIO, errno, "%s", d->shown);

		if (fd >= 0)
			close(fd);
		return rc;
	}
	while ((e = readdir(dir)))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			fn(data, e->d_name);
	closedir(dir);
	return MA_OK;
}
