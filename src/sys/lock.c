/* Lock files. */
#include "sys/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

static ma_rc held(int fd, const char *path, ma_err *err)
{
	char owner[64];
	ssize_t n = pread(fd, owner, sizeof(owner) - 1, 0);

	owner[n > 0 ? n : 0] = '\0';
	return ma_fail(
		err, MA_ECONFLICT, "%s is held by %s", path, n > 0 ? owner : "another process");
}

static ma_rc write_owner(int fd, const char *path, ma_err *err)
{
	char owner[64];
	int n = snprintf(owner, sizeof(owner), "pid %ld", (long)getpid());

	if (ftruncate(fd, 0) || pwrite(fd, owner, (size_t)n, 0) != n)
		return ma_fail_sys(err, MA_EIO, errno, "%s", path);
	return MA_OK;
}

/* Who only asks (ma_lock_held()) shares the lock for an instant: that passes. */
static bool take(int fd)
{
	int tries = 5;

	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK || --tries == 0)
			return false;
		(void)poll(NULL, 0, 2); /* an interrupted wait only tries too early */
	}
	return true;
}

ma_rc ma_lock_take(const char *path, int *fd_out, ma_err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	ma_rc rc;

	if (fd < 0)
		return ma_fail_sys(err, errno == ENOENT || errno == ENOTDIR ? MA_ENOTFOUND : MA_EIO,
			errno, "%s", path);
	if (!take(fd))
		rc = errno == EWOULDBLOCK ? held(fd, path, err)
					  : ma_fail_sys(err, MA_EIO, errno, "%s", path);
	else
		rc = write_owner(fd, path, err);
	if (rc) {
		(void)close(fd); /* nothing was written through it */
		return rc;
	}
	*fd_out = fd;
	return MA_OK;
}

ma_rc ma_lock_held(const char *path, bool *held_out, ma_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ma_rc rc = MA_OK;

	*held_out = false;
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR
			? MA_OK
			: ma_fail_sys(err, MA_EIO, errno, "%s", path);
	if (flock(fd, LOCK_SH | LOCK_NB)) {
		*held_out = errno == EWOULDBLOCK;
		if (!*held_out)
			rc = ma_fail_sys(err, MA_EIO, errno, "%s", path);
	}
	(void)close(fd); /* which unlocks; nothing was written */
	return rc;
}

void ma_lock_release(int fd)
{
	if (fd >= 0)
		(void)close(fd); /* which unlocks; there is nothing to lose */
}
