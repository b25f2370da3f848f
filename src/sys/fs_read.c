/* Bounded reads of files. */
#include "sys/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"

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

ma_rc ma_fs_read_beneath(
	const char *root, const char *path, size_t max, char **out, size_t *size_out, ma_err *err)
{
	struct open_how how = { .flags = OPEN_TO_READ,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
	int dir = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;
	struct stat st;

	if (dir < 0)
		return fail_open(err, errno, root);
	fd = need_regular((int)syscall(SYS_openat2, dir, path, &how, sizeof(how)), path, &st, err);
	close(dir);
	return fd < 0 ? err->code : read_regular(fd, &st, path, max, out, size_out, err);
}
