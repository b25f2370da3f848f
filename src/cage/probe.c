/*
 * Attempts to get out of the sandbox, or to see out of it, each of which must fail. A line each on standard output:
 * its name, a tab, and why it was refused, or ESCAPED; then "done". What an attempt would do is harmless should it succeed.
 */
#include "cage/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

int cage_refusal(long rc)
{
	return rc < 0 ? errno : 0;
}

void cage_tell(const char *name, int sys)
{
	(void)printf("%s\t%s\n", name,
		sys ? strerror(sys) : "ESCAPED"); /* "done" tells that all was written */
}

/* Privileges. */

static int raise_capabilities(const struct cage_host *h)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0 }, { 0 } };

	(void)h;
	data[0].effective = data[0].permitted = 1u << CAP_SYS_ADMIN;
	return cage_refusal(syscall(SYS_capset, &header, data));
}

static int gain_by_executing(const struct cage_host *h)
{
	(void)h;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? EPERM : 0;
}

/* Their numbers are others, so that a filter of ours would let pass what it means to refuse. Whoever calls one is killed. */
static int another_architecture(const struct cage_host *h)
{
#ifdef __x86_64__
	pid_t pid = fork();
	int status;

	(void)h;
	if (pid == 0)
		_exit(syscall(0x40000000L | SYS_getpid) > 0 ? 0 : 1);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : ENOSYS;
#else
	(void)h;
	return ENOSYS;
#endif
}

static int real_time(const struct cage_host *h)
{
	struct sched_param p = { .sched_priority = 1 };

	(void)h;
	return cage_refusal(sched_setscheduler(0, SCHED_FIFO, &p));
}

static int set_clock(const struct cage_host *h)
{
	struct timespec now;

	(void)h;
	if (clock_gettime(CLOCK_REALTIME, &now))
		return errno;
	return cage_refusal(clock_settime(CLOCK_REALTIME, &now));
}

static int lift(int resource)
{
	struct rlimit l = { RLIM_INFINITY, RLIM_INFINITY };

	return cage_refusal(setrlimit((__rlimit_resource_t)resource, &l));
}

static int core_dumps(const struct cage_host *h)
{
	(void)h;
	return lift(RLIMIT_CORE);
}

static int memory_without_end(const struct cage_host *h)
{
	(void)h;
	return lift(RLIMIT_DATA);
}

/* System calls that have no business here; where one takes a pointer it is to nothing. */
static const struct {
	const char *name;
	long number, args[6];
} calls[] = {
	{ "make a device", SYS_mknodat, { AT_FDCWD, (long)"probe-device", S_IFCHR | 0600, 0x101 } },
	{ "make a disk", SYS_mknodat, { AT_FDCWD, (long)"probe-disk", S_IFBLK | 0600, 0x800 } },
	{ "trace another process", SYS_ptrace, { PTRACE_SEIZE, 1 } },
	{ "read another process's memory", SYS_process_vm_readv, { 1 } },
	{ "push keys into the terminal", SYS_ioctl, { 0, TIOCSTI, (long)"x" } },
	{ "become root", SYS_setuid, { 0 } },
	{ "change groups", SYS_setgroups, { 0 } },
	{ "make a user namespace", SYS_unshare, { CLONE_NEWUSER } },
	{ "make a mount namespace", SYS_unshare, { CLONE_NEWNS } },
	{ "make a network namespace", SYS_unshare, { CLONE_NEWNET } },
	{ "make a process namespace", SYS_unshare, { CLONE_NEWPID } },
	{ "make a namespace of clocks", SYS_unshare, { 0x80 /* CLONE_NEWTIME */ } },
	{ "make a namespace by clone3", SYS_clone3, { 0 } },
	{ "enter another namespace", SYS_setns, { 0, 0 } },
	{ "mount", SYS_mount, { (long)"none", (long)"/tmp", (long)"tmpfs" } },
	{ "mount by fsopen", SYS_fsopen, { (long)"tmpfs" } },
	{ "clone a mount", SYS_open_tree, { AT_FDCWD, (long)"/tmp", 1 } },
	{ "move a mount", SYS_move_mount, { AT_FDCWD, (long)"/tmp", AT_FDCWD, (long)"/work" } },
	{ "change a mount", SYS_mount_setattr, { AT_FDCWD, (long)"/tmp" } },
	{ "reconfigure a file system", SYS_fspick, { AT_FDCWD, (long)"/tmp" } },
	{ "turn the root", SYS_pivot_root, { (long)"/tmp", (long)"/tmp" } },
	{ "unmount", SYS_umount2, { (long)"/dev/shm", MNT_DETACH } },
	{ "change the root", SYS_chroot, { (long)"/tmp" } },
	{ "open a file by its handle", SYS_open_by_handle_at, { AT_FDCWD } },
	{ "load a BPF program", SYS_bpf, { 0 } },
	{ "reach kernel keyrings", SYS_keyctl, { 0, -3, 1 } },
	{ "ask for a key", SYS_request_key, { (long)"user", (long)"x" } },
	{ "watch all files", SYS_fanotify_init, { 0, 0 } },
	{ "compare with another process", SYS_kcmp, { 1, 1 } },
	{ "use io_uring", SYS_io_uring_setup, { 1 } },
	{ "use userfaultfd", SYS_userfaultfd, { O_CLOEXEC } },
	{ "use performance events", SYS_perf_event_open, { 0 } },
	{ "load a kernel module", SYS_finit_module, { -1, (long)"" } },
	{ "load another kernel", SYS_kexec_load, { 0, 0, 0, -1 } },
	{ "set the host's name", SYS_sethostname, { (long)"sandbox", 7 } },
	{ "turn off swap", SYS_swapoff, { (long)"/nonexistent" } },
	{ "account for processes", SYS_acct, { (long)"/nonexistent" } },
};

/* The network. */

static const struct {
	const char *name;
	int family, type, protocol;
} sockets[] = {
	{ "open a socket to the hypervisor", AF_VSOCK, SOCK_STREAM, 0 },
	{ "open a packet socket", AF_PACKET, SOCK_RAW, 0 },
	{ "open a raw socket", AF_INET, SOCK_RAW, IPPROTO_ICMP },
	{ "listen to the kernel's events", AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT },
	{ "use the kernel's ciphers", AF_ALG, SOCK_SEQPACKET, 0 },
	{ "open a Bluetooth socket", AF_BLUETOOTH, SOCK_RAW, 1 },
};

static int try_socket(int family, int type, int protocol)
{
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static struct sockaddr_in place(const char *address, unsigned port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	(void)inet_pton(AF_INET, address, &to.sin_addr); /* a literal of ours */
	return to;
}

static int connect_to(const char *address, unsigned port)
{
	struct sockaddr_in to = place(address, port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), sys;
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	socklen_t size = sizeof(sys);

	if (fd < 0)
		return errno;
	sys = cage_refusal(connect(fd, (struct sockaddr *)&to, sizeof(to)));
	if (sys == EINPROGRESS && poll(&p, 1, 2000) == 0)
		sys = ETIMEDOUT;
	else if (sys == EINPROGRESS && getsockopt(fd, SOL_SOCKET, SO_ERROR, &sys, &size))
		sys = errno;
	close(fd);
	return sys;
}

static int host_loopback(const struct cage_host *h)
{
	return connect_to("127.0.0.1", h->port);
}

static int metadata_service(const struct cage_host *h)
{
	(void)h;
	return connect_to("169.254.169.254", 80);
}

static int internet(const struct cage_host *h)
{
	(void)h;
	return connect_to("203.0.113.1", 443);
}

static int datagram(const struct cage_host *h)
{
	struct sockaddr_in to = place("203.0.113.1", 53);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), sys;

	(void)h;
	if (fd < 0)
		return errno;
	sys = cage_refusal(sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)));
	close(fd);
	return sys;
}

static int abstract_socket(const struct cage_host *h)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), sys;
	size_t n = strnlen(h->canary, sizeof(to.sun_path) - 1);

	if (fd < 0)
		return errno;
	memcpy(to.sun_path + 1, h->canary, n);
	sys = cage_refusal(connect(fd, (struct sockaddr *)&to,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + n)));
	close(fd);
	return sys;
}

static int socket_of_host(const struct cage_host *h)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), sys;

	if (fd < 0)
		return errno;
	(void)snprintf(
		to.sun_path, sizeof(to.sun_path), "%s.socket", h->file); /* a long path is cut */
	sys = cage_refusal(connect(fd, (struct sockaddr *)&to, sizeof(to)));
	close(fd);
	return sys;
}

static const struct cage_attempt others[] = {
	{ "raise capabilities", raise_capabilities },
	{ "gain privileges by executing", gain_by_executing },
	{ "call the system as another architecture", another_architecture },
	{ "go before all other processes", real_time },
	{ "set the clock", set_clock },
	{ "allow core dumps", core_dumps },
	{ "lift the ceiling on memory", memory_without_end },
	{ "connect to the host's loopback", host_loopback },
	{ "connect to the metadata service", metadata_service },
	{ "connect to the internet", internet },
	{ "send a datagram", datagram },
	{ "connect to an abstract socket of the host", abstract_socket },
	{ "connect to a socket of the host by its path", socket_of_host },
	{ NULL, NULL },
};

static void try_all(const struct cage_host *host, const struct cage_attempt *attempts)
{
	for (; attempts->name; attempts++)
		cage_tell(attempts->name, attempts->try(host));
}

int cage_probe(const struct cage_host *host)
{
	const long *a;
	size_t i;

	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 2) { /* elsewhere some of it would do harm */
		errno = EPERM;
		cage_die("attempts are made inside the sandbox only");
	}
	try_all(host, cage_file_attempts);
	try_all(host, cage_process_attempts);
	try_all(host, others);
	cage_probe_paths(host);
	for (i = 0; i < COUNT(sockets); i++)
		cage_tell(sockets[i].name,
			try_socket(sockets[i].family, sockets[i].type, sockets[i].protocol));
	for (i = 0; i < COUNT(calls); i++) {
		a = calls[i].args;
		cage_tell(calls[i].name,
			cage_refusal(syscall(calls[i].number, a[0], a[1], a[2], a[3], a[4], a[5])));
	}
	(void)puts("done");
	return fflush(stdout) ? CAGE_EXIT_BROKEN : 0;
}
