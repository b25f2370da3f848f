/* Lock files. */
#include "sys/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "sys/fs.h"
#include "sys/self.h"

#define WORDS_SIZE (MA_SELF_NAME_SIZE + MA_CLOCK_TEXT_SIZE + 8)

static ma_rc held(int fd, const char *path, ma_err *err)
{
	char owner[WORDS_SIZE];
	ssize_t n = pread(fd, owner, sizeof(owner) - 1, 0);

	owner[n > 0 ? n : 0] = '\0';
	return ma_fail(
		err, MA_ECONFLICT, "%s is held by %s", path, n > 0 ? owner : "another process");
}

static ma_rc write_owner(int fd, const char *path, ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	char owner[WORDS_SIZE], name[MA_SELF_NAME_SIZE], since[MA_CLOCK_TEXT_SIZE];
	int sys;

	ma_self_name(name);
	ma_clock_format(clock->wall_ms(clock), since);
	(void)snprintf(owner, sizeof(owner), "%s since %s", name, since); /* fits */
	sys = ftruncate(fd, 0) ? errno : ma_fs_write_all(fd, ma_str(owner));
	return sys ? ma_fail_sys(err, MA_EIO, sys, "%s", path) : MA_OK;
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

/* The file may have been replaced before it was locked: then the lock of another one counts. */
static bool is_in_place(int fd, const char *path)
{
	struct stat ours, there;

	return fstat(fd, &ours) == 0 && lstat(path, &there) == 0 && ours.st_dev == there.st_dev &&
		ours.st_ino == there.st_ino;
}

static ma_rc take_file(int fd, const char *path, ma_err *err)
{
	if (!take(fd))
		return errno == EWOULDBLOCK ? held(fd, path, err)
					    : ma_fail_sys(err, MA_EIO, errno, "%s", path);
	return is_in_place(fd, path) ? write_owner(fd, path, err) : MA_ENOTFOUND;
}

ma_rc ma_lock_take(const char *path, int *fd_out, ma_err *err)
{
	ma_rc rc = MA_ENOTFOUND;
	int fd, tries;

	for (tries = 0; rc == MA_ENOTFOUND && tries < 10; tries++) {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
		if (fd < 0)
			return ma_fail_sys(err,
				errno == ENOENT || errno == ENOTDIR ? MA_ENOTFOUND : MA_EIO, errno,
				"%s", path);
		rc = take_file(fd, path, err);
		if (!rc)
			*fd_out = fd;
		else
			(void)close(fd); /* nothing was written through it */
	}
	return rc == MA_ENOTFOUND
		? ma_fail(err, MA_ECONFLICT, "%s changes hands all the time", path)
		: rc;
}

ma_rc ma_lock_break(const char *path, ma_err *err)
{
	if (unlink(path) && errno != ENOENT)
		return ma_fail_sys(err, MA_EIO, errno, "%s", path);
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
