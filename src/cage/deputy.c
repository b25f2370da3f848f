/*
 * Changes modes and times of files for a command whose user owns more than it may touch. Landlock does not mind these calls,
 * and a filter of system calls sees addresses of paths, not paths: so each waits for this thread of the guard's, which
 *
 *   reads the path from the caller's memory ─► opens what it names, by O_PATH ─► looks where that lies ─► changes just that.
 *
 * Rules:
 * - The caller's call is never let through: he could put another path there meanwhile. What was looked at is what is changed.
 * - A descriptor by O_PATH stays with its file, whatever is renamed; and no file from elsewhere can be linked or moved into
 *   what the command may write, as Landlock forbids it. So where it lies when it is looked at is enough.
 * - Only an ancestor may read a process's memory on many systems (Yama), and only one outside of its Landlock domain.
 *   A thread, as a path may lead to a disk that does not answer, and the guard has to end the command all the same.
 */
#include "cage/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SYS_FCHMODAT2 452
#define SET_ID 06000
#define NO_MODE ((mode_t)-1) /* times are to be changed */

struct deputy {
	const struct cage_view *view;
	int from, listener; /* where the listener comes from, and it */
};

/* What a call asks for. */
struct wish {
	int dir;              /* of the caller's, or AT_FDCWD */
	uint64_t path, times; /* in his memory, or 0 */
	int flags;
	mode_t mode;
};

/* Room for one descriptor, as the kernel wants it to lie. */
union control {
	char room[CMSG_SPACE(sizeof(int))];
	struct cmsghdr head;
};

/* In two steps: what is read by a pid counts only if the caller was still there afterwards. */
struct caller {
	int memory, base;
};

/* The kernel looks at no other bits. */
static mode_t mode_of(uint64_t argument)
{
	return (mode_t)argument & 07777;
}

static bool read_call(const struct seccomp_data *d, struct wish *w)
{
	*w = (struct wish){ .dir = AT_FDCWD };
	if (d->nr == SYS_fchmod) {
		w->dir = (int)d->args[0];
		w->mode = mode_of(d->args[1]);
		return true;
	}
#ifdef SYS_chmod
	if (d->nr == SYS_chmod) {
		w->path = d->args[0];
		w->mode = mode_of(d->args[1]);
		return w->path != 0;
	}
#endif
	w->dir = (int)d->args[0];
	w->path = d->args[1];
	if (d->nr == SYS_utimensat) {
		w->times = d->args[2];
		w->flags = (int)d->args[3];
		w->mode = NO_MODE;
		return true;
	}
	w->mode = mode_of(d->args[2]);
	w->flags = d->nr == SYS_FCHMODAT2 ? (int)d->args[3] : 0;
	return w->path != 0;
}

static int open_of(uint32_t pid, const char *what, int flags)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%u/%s", pid, what); /* fits */
	return open(path, flags | O_CLOEXEC);
}

static void let_go(struct caller *c)
{
	if (c->memory >= 0)
		close(c->memory);
	if (c->base >= 0)
		close(c->base);
}

/* A descriptor of his, or his directory, as ours. */
static int base_of(uint32_t pid, int dir)
{
	char name[32] = "cwd";

	if (dir != AT_FDCWD)
		(void)snprintf(name, sizeof(name), "fd/%d", dir); /* fits */
	return open_of(pid, name, O_PATH);
}

/* Bytes at an address of his; short where his memory ends. */
static ssize_t peek(const struct caller *c, uint64_t at, void *to, size_t n)
{
	return at > INT64_MAX ? -1 : pread(c->memory, to, n, (off_t)at);
}

/* What libc names an open file by. -1: the path is none of those. */
static int number_of(const char *path)
{
	static const char prefix[] = "/proc/self/fd/";
	const char *digits = path + sizeof(prefix) - 1;
	char *end;
	long n;

	if (strncmp(path, prefix, sizeof(prefix) - 1) != 0 || *digits < '0' || *digits > '9')
		return -1;
	n = strtol(digits, &end, 10);
	return *end || n > INT_MAX ? -1 : (int)n;
}

/* What the path names, opened by O_PATH; -1 and errno. */
static int find(const struct caller *c, uint32_t pid, const struct wish *w)
{
	char path[PATH_MAX];
	ssize_t n = w->path ? peek(c, w->path, path, sizeof(path)) : 0;
	bool itself = !w->path || (n > 0 && !path[0] && (w->flags & AT_EMPTY_PATH));

	if (itself)
		return fcntl(c->base, F_DUPFD_CLOEXEC, 0);
	if (n <= 0 || !memchr(path, 0, (size_t)n)) {
		errno = n <= 0 ? EFAULT : ENAMETOOLONG;
		return -1;
	}
	if (number_of(path) >= 0)
		return base_of(pid, number_of(path));
	return openat(c->base, path,
		O_PATH | O_CLOEXEC | (w->flags & AT_SYMLINK_NOFOLLOW ? O_NOFOLLOW : 0));
}

static bool lies_in(const char *path, const char *root)
{
	size_t n = strlen(root);

	return strncmp(path, root, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

static bool may_change(const struct deputy *d, const char *link)
{
	char path[PATH_MAX];
	ssize_t n = readlink(link, path, sizeof(path) - 1);
	unsigned i;

	if (n < 0)
		return false;
	path[n] = '\0';
	for (i = 0; i < d->view->writable_n; i++)
		if (lies_in(path, d->view->writable[i]))
			return true;
	return false;
}

/* 0, or the errno. */
static int change(const struct deputy *d, int fd, const struct wish *w, const struct timespec *times)
{
	char link[32];
	int rc;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd); /* fits */
	if (!may_change(d, link))
		return EACCES;
	if (w->mode == NO_MODE)
		rc = utimensat(AT_FDCWD, link, times, 0);
	else
		rc = chmod(link, w->mode);
	return rc ? errno : 0;
}

static bool still_there(const struct deputy *d, uint64_t id)
{
	return ioctl(d->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

static int grant(const struct deputy *d, const struct seccomp_notif *ask, const struct wish *w)
{
	struct caller c = { open_of(ask->pid, "mem", O_RDONLY), base_of(ask->pid, w->dir) };
	struct timespec times[2];
	int fd = -1, sys = 0;

	if (c.memory < 0)
		sys = EACCES;
	else if (c.base < 0)
		sys = EBADF;
	else if (w->times && peek(&c, w->times, times, sizeof(times)) != (ssize_t)sizeof(times))
		sys = EFAULT;
	if (!sys) {
		fd = find(&c, ask->pid, w);
		sys = fd < 0 ? errno : 0;
	}
	if (!sys && !still_there(d, ask->id))
		sys = ESRCH;
	if (!sys)
		sys = change(d, fd, w, w->times ? times : NULL);
	if (fd >= 0)
		close(fd);
	let_go(&c);
	return sys;
}

static int answer(const struct deputy *d, const struct seccomp_notif *ask)
{
	struct wish w;

	if (!read_call(&ask->data, &w))
		return EFAULT;
	if (w.mode != NO_MODE && (w.mode & SET_ID))
		return EPERM;
	if (w.flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return EINVAL;
	return grant(d, ask, &w);
}

/* The last descriptor that is sent with a message; -1: there was none. */
static int take_descriptor(int from)
{
	char byte;
	union control control;
	struct iovec one = { &byte, 1 };
	struct msghdr m = { .msg_iov = &one,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control.room) };
	struct cmsghdr *head;
	int fd = -1;

	if (recvmsg(from, &m, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	head = CMSG_FIRSTHDR(&m);
	if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(head), sizeof(fd));
	return fd;
}

/* Nobody is left who could ask: from Linux 6.11 on that ends the wait for a call at once, each time. */
static bool is_deserted(int listener)
{
	struct pollfd p = { .fd = listener };

	return poll(&p, 1, 0) > 0 && (p.revents & POLLHUP);
}

/* Wait for a call; false: there will be none. */
static bool next_call(int listener, struct seccomp_notif *ask)
{
	int rc, sys;

	do {
		memset(ask, 0, sizeof(*ask));
		rc = ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, ask);
		sys = rc ? errno : 0;
		/* ENOENT: the caller was killed meanwhile */
	} while (sys == EINTR || (sys == ENOENT && !is_deserted(listener)));
	return rc == 0;
}

static void *serve(void *data)
{
	struct deputy *d = data;
	struct seccomp_notif *ask;
	struct seccomp_notif_resp *reply;

	d->listener = take_descriptor(d->from);
	if (d->listener < 0 || seccomp_notify_alloc(&ask, &reply))
		return NULL; /* then the command never starts, or is refused each of these calls */
	while (next_call(d->listener, ask)) {
		*reply = (struct seccomp_notif_resp){ .id = ask->id, .error = -answer(d, ask) };
		/* who is not there any more needs no answer */
		(void)ioctl(d->listener, SECCOMP_IOCTL_NOTIF_SEND, reply);
	}
	return NULL;
}

void cage_deputy_start(const struct cage_view *view, int from)
{
	static struct deputy deputy; /* the thread's, as long as the program lives */
	pthread_t thread;

	deputy = (struct deputy){ .view = view, .from = from, .listener = -1 };
	errno = pthread_create(&thread, NULL, serve, &deputy);
	if (errno)
		cage_die("a thread");
}

void cage_deputy_ask(int to)
{
	char byte = 0;
	union control control = { .room = { 0 } };
	struct iovec one = { &byte, 1 };
	struct msghdr m = { .msg_iov = &one,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control.room) };
	struct cmsghdr *head = CMSG_FIRSTHDR(&m);
	int fd = cage_let_deputy();

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	if (sendmsg(to, &m, 0) != 1)
		cage_die("sendmsg");
	close(fd);
	close(to);
}
