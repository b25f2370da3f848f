/*
 * The seccomp filter: a list of what is refused, so that what compilers and
 * test runners need keeps working; mounts, namespaces, other processes' memory,
 * the kernel's large young surfaces, and ways to leave set-id files behind.
 */
#include "cage/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define SYS_FCHMODAT2 452 /* the same on every architecture; libseccomp 2.5 does not know it */

static const int refused[] = {
	/* mounts and namespaces */
	SCMP_SYS(mount),
	SCMP_SYS(umount),
	SCMP_SYS(umount2),
	SCMP_SYS(move_mount),
	SCMP_SYS(open_tree),
	SCMP_SYS(fsopen),
	SCMP_SYS(fsmount),
	SCMP_SYS(fsconfig),
	SCMP_SYS(fspick),
	SCMP_SYS(mount_setattr),
	SCMP_SYS(pivot_root),
	SCMP_SYS(chroot),
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	/* other processes */
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(process_madvise),
	SCMP_SYS(kcmp),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(move_pages),
	SCMP_SYS(migrate_pages),
	/* kernel keyrings, programs in the kernel, faults handled in user space */
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(keyctl),
	SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register),
	SCMP_SYS(fanotify_init),
	SCMP_SYS(open_by_handle_at),
	SCMP_SYS(name_to_handle_at),
	SCMP_SYS(lookup_dcookie),
	SCMP_SYS(modify_ldt),
	SCMP_SYS(vm86),
	SCMP_SYS(vm86old),
	SCMP_SYS(uselib),
	SCMP_SYS(nfsservctl),
	SCMP_SYS(_sysctl),
	/* the machine */
	SCMP_SYS(kexec_load),
	SCMP_SYS(kexec_file_load),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(delete_module),
	SCMP_SYS(reboot),
	SCMP_SYS(swapon),
	SCMP_SYS(swapoff),
	SCMP_SYS(acct),
	SCMP_SYS(quotactl),
	SCMP_SYS(quotactl_fd),
	SCMP_SYS(syslog),
	SCMP_SYS(settimeofday),
	SCMP_SYS(clock_settime),
	SCMP_SYS(clock_adjtime),
	SCMP_SYS(adjtimex),
	SCMP_SYS(sethostname),
	SCMP_SYS(setdomainname),
	SCMP_SYS(iopl),
	SCMP_SYS(ioperm),
	SCMP_SYS(vhangup),
};

/* Where system calls take a file mode, so that no set-id file is made. */
static const struct {
	int call;
	unsigned mode_at,
		flags_at; /* positions of the arguments; flags_at 0: the mode always counts */
} with_mode[] = {
	{ SCMP_SYS(chmod), 1, 0 },
	{ SCMP_SYS(fchmod), 1, 0 },
	{ SCMP_SYS(fchmodat), 2, 0 },
	{ SYS_FCHMODAT2, 2, 0 },
	{ SCMP_SYS(creat), 1, 0 },
	{ SCMP_SYS(mknod), 1, 0 },
	{ SCMP_SYS(mknodat), 2, 0 },
	{ SCMP_SYS(open), 2, 1 },
	{ SCMP_SYS(openat), 3, 2 },
};

/* libseccomp's own macros leave a member to be filled in by the compiler, which clang warns of. */
static struct scmp_arg_cmp arg(unsigned at, enum scmp_compare op, scmp_datum_t a, scmp_datum_t b)
{
	return (struct scmp_arg_cmp){ .arg = at, .op = op, .datum_a = a, .datum_b = b };
}

static struct scmp_arg_cmp has_bits(unsigned at, scmp_datum_t bits)
{
	return arg(at, SCMP_CMP_MASKED_EQ, bits, bits);
}

static void check(int rc)
{
	if (rc == 0)
		return;
	errno = -rc;
	cage_die("seccomp");
}

static void refuse_calls(scmp_filter_ctx f)
{
	unsigned i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		check(seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), refused[i], 0));
	/* their arguments lie behind a pointer; libc falls back to clone() and openat() */
	check(seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0));
	check(seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0));
}

static void refuse_namespaces(scmp_filter_ctx f)
{
	static const scmp_datum_t flags[] = { CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID,
		CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP };
	unsigned i;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		check(seccomp_rule_add(
			f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, has_bits(0, flags[i])));
}

/* Unix, IPv4, IPv6 and the routing part of netlink (names of interfaces) stay; not vsock, packet, Bluetooth ... */
static void refuse_families(scmp_filter_ctx f, int call)
{
	unsigned family;

	for (family = 0; family < AF_NETLINK; family++)
		if (family != AF_UNIX && family != AF_INET && family != AF_INET6)
			check(seccomp_rule_add(f, SCMP_ACT_ERRNO(EAFNOSUPPORT), call, 1,
				arg(0, SCMP_CMP_EQ, family, 0)));
	check(seccomp_rule_add(
		f, SCMP_ACT_ERRNO(EAFNOSUPPORT), call, 1, arg(0, SCMP_CMP_GT, AF_NETLINK, 0)));
	check(seccomp_rule_add(f, SCMP_ACT_ERRNO(EAFNOSUPPORT), call, 2,
		arg(0, SCMP_CMP_EQ, AF_NETLINK, 0), arg(2, SCMP_CMP_NE, 0, 0)));
}

/* A file without a name, which linkat() can give one. O_TMPFILE holds O_DIRECTORY's bit as well. */
#define UNNAMED (O_TMPFILE & ~O_DIRECTORY)

static void refuse_mode(
	scmp_filter_ctx f, int call, unsigned mode_at, unsigned flags_at, scmp_datum_t bit)
{
	const uint32_t no = SCMP_ACT_ERRNO(EPERM);
	struct scmp_arg_cmp mode = has_bits(mode_at, bit);

	if (flags_at == 0) {
		check(seccomp_rule_add(f, no, call, 1, mode));
		return;
	}
	/* without these flags the mode is whatever happens to be in the register */
	check(seccomp_rule_add(f, no, call, 2, mode, has_bits(flags_at, O_CREAT)));
	check(seccomp_rule_add(f, no, call, 2, mode, has_bits(flags_at, UNNAMED)));
}

static void refuse_set_id(scmp_filter_ctx f)
{
	unsigned i;

	for (i = 0; i < sizeof(with_mode) / sizeof(with_mode[0]); i++) {
		refuse_mode(
			f, with_mode[i].call, with_mode[i].mode_at, with_mode[i].flags_at, S_ISUID);
		refuse_mode(
			f, with_mode[i].call, with_mode[i].mode_at, with_mode[i].flags_at, S_ISGID);
	}
}

/* Pushing keys into a terminal. The kernel looks at 32 bits of the request, so must the filter. */
static void refuse_keys(scmp_filter_ctx f)
{
	static const scmp_datum_t requests[] = { TIOCSTI, 0x541c /* TIOCLINUX */ };
	unsigned i;

	for (i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		check(seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
			arg(1, SCMP_CMP_MASKED_EQ, 0xffffffff, requests[i])));
}

/*
 * What only a namespace of its own would make harmless. A path to a socket is no file that Landlock minds, and datagrams it does
 * not know: so there are no sockets, only pairs; and nothing that outlives all processes.
 */
static void refuse_shared(scmp_filter_ctx f)
{
	static const int calls[] = { SCMP_SYS(socket), SCMP_SYS(shmget), SCMP_SYS(shmat),
		SCMP_SYS(shmctl), SCMP_SYS(msgget), SCMP_SYS(msgsnd), SCMP_SYS(msgrcv),
		SCMP_SYS(msgctl), SCMP_SYS(semget), SCMP_SYS(semop), SCMP_SYS(semtimedop),
		SCMP_SYS(semctl), SCMP_SYS(mq_open), SCMP_SYS(mq_unlink), SCMP_SYS(inotify_init),
		SCMP_SYS(inotify_init1) };
	unsigned i;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		check(seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), calls[i], 0));
}

void cage_filter(bool alone)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);

	if (!f)
		cage_die("seccomp");
	refuse_calls(f);
	refuse_namespaces(f);
	if (alone)
		refuse_shared(f);
	else
		refuse_families(f, SCMP_SYS(socket));
	refuse_families(f, SCMP_SYS(socketpair));
	refuse_set_id(f);
	refuse_keys(f);
	check(seccomp_load(f));
	seccomp_release(f);
}
