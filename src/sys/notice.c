/* Noticing. */
#include "sys/notice.h"

#include <errno.h>
#include <sys/inotify.h>
#include <unistd.h>

#define EVENTS (IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO)

ma_rc ma_notice_new(const char *dir, int *fd_out, ma_err *err)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), sys;

	if (fd < 0)
		return ma_fail_sys(err, MA_EUNAVAILABLE, errno, "noticing changes");
	if (inotify_add_watch(fd, dir, EVENTS | IN_ONLYDIR) < 0) {
		sys = errno;
		close(fd);
		return ma_fail_sys(err, MA_EUNAVAILABLE, sys, "noticing changes of %s", dir);
	}
	*fd_out = fd;
	return MA_OK;
}

bool ma_notice_take(int fd)
{
	char events[4096];
	bool any = false;

	while (read(fd, events, sizeof(events)) > 0)
		any = true;
	return any;
}
