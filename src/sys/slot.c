/* Users for sandboxes, of which each is had by one at a time. */
#include "sys/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/proc_child.h"

#define DIR_OF_LOCKS "/run/meta-agent"

/* A directory of root's, to which nobody else can add. */
static int open_dir(void)
{
	struct stat st;
	int fd;

	(void)mkdir(DIR_OF_LOCKS, 0755); /* it may be there; opening it says the rest */
	fd = open(DIR_OF_LOCKS, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_uid == 0 && !(st.st_mode & 022))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static int open_slot(int dir, int at, int flags)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "uid-%d", MA_SLOT_FIRST + at); /* fits */
	return openat(dir, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
}

/* -1 and EWOULDBLOCK: another one has it. */
static int lock_slot(int dir, int at)
{
	int fd = open_slot(dir, at, O_CREAT), sys;

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	sys = errno;
	close(fd);
	errno = sys;
	return -1;
}

/* Its file is not empty from when it is taken until it is given back. */
static bool is_marked(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_size > 0;
}

/* Of a slot whose holder was killed, and with him who should have ended the rest. */
static void end_left(int dir, int at)
{
	int fd = open_slot(dir, at, 0);

	if (fd >= 0 && is_marked(fd) && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
		ma_child_end_user(MA_SLOT_FIRST + at) == 0)
		(void)ftruncate(fd, 0); /* else the next one looks again */
	if (fd >= 0)
		close(fd);
}

ma_rc ma_slot_take(struct ma_slot *out, ma_err *err)
{
	int dir, lock = -1, i;

	*out = (struct ma_slot)MA_SLOT_NONE;
	if (geteuid() != 0)
		return MA_OK;
	dir = open_dir();
	for (i = 0; i < MA_SLOTS && dir >= 0; i++)
		end_left(dir, i);
	for (i = 0; i < MA_SLOTS && dir >= 0; i++) {
		lock = lock_slot(dir, i);
		if (lock >= 0 || errno != EWOULDBLOCK)
			break;
	}
	if (dir >= 0)
		close(dir);
	if (i == MA_SLOTS)
		return ma_fail(err, MA_EUNAVAILABLE,
			"all %d users for sandboxes (%d to %d) are in use", MA_SLOTS, MA_SLOT_FIRST,
			MA_SLOT_FIRST + MA_SLOTS - 1);
	if (lock >= 0)
		(void)ftruncate(
			lock, 1); /* unmarked, only what is left of a kill is not looked for */
	*out = (struct ma_slot){ lock >= 0 ? MA_SLOT_FIRST + i : MA_SLOT_FIRST, lock };
	return MA_OK;
}

void ma_slot_give(struct ma_slot *slot)
{
	if (slot->lock >= 0) {
		(void)ftruncate(slot->lock, 0); /* marked, it costs the next one a look */
		close(slot->lock);
	}
	*slot = (struct ma_slot)MA_SLOT_NONE;
}
