/*
 * Where a command runs as a user who has files and processes of other work: what the kernel lets anybody do to his own without
 * opening them, so that Landlock is not asked. Modes and times are needed by builds, but named by paths, which a filter cannot
 * read: those calls wait for the deputy (deputy.c).
 */
#include "cage/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

/* The same on every architecture; libseccomp 2.5 does not know them. */
#define SYS_FCHMODAT2 452
#define SYS_SETXATTRAT 463
#define SYS_REMOVEXATTRAT 466
#define SYS_FILE_SETATTR 469

static const int refused[] = {
	/* who is in no group or session of his own is ended with the command's */
	SCMP_SYS(setsid),
	SCMP_SYS(setpgid),
	/* owners, and times by calls that nobody needs any more */
	SCMP_SYS(chown),
	SCMP_SYS(fchown),
	SCMP_SYS(lchown),
	SCMP_SYS(fchownat),
	SCMP_SYS(utime),
	SCMP_SYS(utimes),
	SCMP_SYS(futimesat),
};

static const int attributes[] = { SCMP_SYS(setxattr), SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr),
	SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr), SYS_SETXATTRAT,
	SYS_REMOVEXATTRAT, SYS_FILE_SETATTR };

/* Calls that may be made of oneself only: the argument that must be this. */
static const struct {
	int call;
	unsigned at;
	scmp_datum_t must_be;
} of_oneself[] = {
	{ SCMP_SYS(prlimit64), 0, 0 },
	{ SCMP_SYS(setpriority), 0, PRIO_PROCESS },
	{ SCMP_SYS(setpriority), 1, 0 },
	{ SCMP_SYS(ioprio_set), 0, 1 /* IOPRIO_WHO_PROCESS */ },
	{ SCMP_SYS(ioprio_set), 1, 0 },
	{ SCMP_SYS(sched_setaffinity), 0, 0 },
	{ SCMP_SYS(sched_setscheduler), 0, 0 },
	{ SCMP_SYS(sched_setparam), 0, 0 },
	{ SCMP_SYS(sched_setattr), 0, 0 },
};

/* What may be done by a descriptor that is open for reading. The kernel looks at 32 bits of it. */
static const struct {
	int call;
	scmp_datum_t request;
} requests[] = {
	{ SCMP_SYS(ioctl), FS_IOC_SETFLAGS },
	{ SCMP_SYS(ioctl), FS_IOC32_SETFLAGS },
	{ SCMP_SYS(ioctl), FS_IOC_FSSETXATTR },
	{ SCMP_SYS(ioctl), FS_IOC_SETVERSION },
	{ SCMP_SYS(fcntl), 1024 /* F_SETLEASE: whoever opens it waits */ },
	{ SCMP_SYS(fcntl), 1026 /* F_NOTIFY */ },
};

static const int for_the_deputy[] = { SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat),
	SYS_FCHMODAT2, SCMP_SYS(utimensat) };

static void add(
	scmp_filter_ctx f, uint32_t action, int call, unsigned n, const struct scmp_arg_cmp *arg)
{
	int rc = seccomp_rule_add_array(f, action, call, n, arg);

	if (rc == 0)
		return;
	errno = -rc;
	cage_die("seccomp");
}

static scmp_filter_ctx start(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);

	if (!f)
		cage_die("seccomp");
	return f;
}

static void load(scmp_filter_ctx f)
{
	errno = -seccomp_load(f);
	if (errno)
		cage_die("seccomp");
}

void cage_spare_neighbours(void)
{
	scmp_filter_ctx f = start();
	struct scmp_arg_cmp arg;
	unsigned i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		add(f, SCMP_ACT_ERRNO(EPERM), refused[i], 0, NULL);
	/* programs that copy files do without them on some disks, too */
	for (i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		add(f, SCMP_ACT_ERRNO(ENOTSUP), attributes[i], 0, NULL);
	for (i = 0; i < sizeof(of_oneself) / sizeof(of_oneself[0]); i++) {
		arg = (struct scmp_arg_cmp){
			.arg = of_oneself[i].at, .op = SCMP_CMP_NE, .datum_a = of_oneself[i].must_be
		};
		add(f, SCMP_ACT_ERRNO(EPERM), of_oneself[i].call, 1, &arg);
	}
	for (i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		arg = (struct scmp_arg_cmp){ .arg = 1,
			.op = SCMP_CMP_MASKED_EQ,
			.datum_a = 0xffffffff,
			.datum_b = requests[i].request };
		add(f, SCMP_ACT_ERRNO(EPERM), requests[i].call, 1, &arg);
	}
	load(f);
	seccomp_release(f);
}

int cage_let_deputy(void)
{
	scmp_filter_ctx f = start();
	unsigned i;
	int fd;

	for (i = 0; i < sizeof(for_the_deputy) / sizeof(for_the_deputy[0]); i++)
		add(f, SCMP_ACT_NOTIFY, for_the_deputy[i], 0, NULL);
	load(f);
	fd = seccomp_notify_fd(f);
	if (fd < 0)
		cage_die("seccomp");
	seccomp_release(f);
	return fd;
}
