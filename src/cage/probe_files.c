/* Attempts at files of the host: by their paths, through links, and without opening them. */
#include "cage/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

enum how { SEE, READ, WRITE, CREATE };

static const struct {
	const char *name, *path;
	enum how how;
} files[] = {
	{ "read /etc/shadow", "/etc/shadow", READ },
	{ "see the home of root", "/root", SEE },
	{ "see home directories", "/home", SEE },
	{ "see /var", "/var", SEE },
	{ "see the socket of docker", "/var/run/docker.sock", SEE },
	{ "see the socket of D-Bus", "/run/dbus", SEE },
	{ "see the sockets of systemd", "/run/systemd", SEE },
	{ "see devices by /sys", "/sys/class", SEE },
	{ "write among programs", "/usr/bin/meta-agent-probe", CREATE },
	{ "write in /etc", "/etc/meta-agent-probe", CREATE },
	{ "write in /", "/meta-agent-probe", CREATE },
	{ "write in /dev", "/dev/meta-agent-probe", CREATE },
	{ "write into the shared packages", "/shared/meta-agent-probe", CREATE },
	{ "write over the cage", "/run/meta-agent/cage", WRITE },
	{ "write kernel.core_pattern", "/proc/sys/kernel/core_pattern", WRITE },
	{ "write sysrq-trigger", "/proc/sysrq-trigger", WRITE },
	{ "read the kernel's log", "/dev/kmsg", READ },
	{ "read the kernel's memory", "/proc/kcore", READ },
	{ "open physical memory", "/dev/mem", READ },
	{ "open a disk", "/dev/sda", READ },
	{ "open a virtual disk", "/dev/vda", READ },
	{ "open KVM", "/dev/kvm", READ },
	{ "open FUSE", "/dev/fuse", READ },
	{ "open TUN", "/dev/net/tun", READ },
	{ "open the control of loop devices", "/dev/loop-control", READ },
	{ "open the hypervisor's sockets", "/dev/vhost-vsock", READ },
	{ "open the console", "/dev/console", WRITE },
	{ "escape the end of memory", "/proc/self/oom_score_adj", WRITE },
	{ "map users", "/proc/self/uid_map", WRITE },
	{ "register an interpreter", "/proc/sys/fs/binfmt_misc/register", WRITE },
	{ "drop the kernel's caches", "/proc/sys/vm/drop_caches", WRITE },
	{ "set the next process's number", "/proc/sys/kernel/ns_last_pid", WRITE },
};

/* Landlock lets a path be named, if nothing behind it be read: alone, to see something is to read it. */
static int try_file(const struct cage_host *h, const char *path, enum how how)
{
	static const int flags[] = { [SEE] = O_PATH,
		[READ] = O_RDONLY | O_NONBLOCK,
		[WRITE] = O_WRONLY,
		[CREATE] = O_WRONLY | O_CREAT | O_EXCL };
	int fd;

	if (how == SEE && h->alone)
		how = READ;
	fd = open(path, flags[how] | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	close(fd);
	if (how == CREATE)
		(void)unlink(path); /* that it could be made is bad enough */
	return 0;
}

static int through_link(const struct cage_host *h)
{
	char through[600];
	int sys;

	(void)snprintf(through, sizeof(through), "/oldroot%s", h->file); /* a long path is cut */
	if (symlink(through, "probe-link"))
		return errno;
	sys = try_file(h, "probe-link", READ);
	(void)unlink("probe-link"); /* the work copy is thrown away */
	return sys;
}

static int through_first_process(const struct cage_host *h)
{
	char through[600];

	(void)snprintf(through, sizeof(through), "/proc/1/root%s", h->file); /* a long path is cut */
	return try_file(h, through, READ);
}

static int host_file(const struct cage_host *h)
{
	return try_file(h, h->file, READ);
}

static int set_id_file(const struct cage_host *h)
{
	int fd = open("probe-file", O_WRONLY | O_CREAT | O_CLOEXEC, 0700), sys;

	(void)h;
	sys = cage_refusal(fd < 0 ? fd : fchmod(fd, 04755));
	if (fd >= 0)
		close(fd);
	return sys;
}

static int change_host_file(const struct cage_host *h)
{
	return cage_refusal(chmod(h->file, 0640)); /* it is bait */
}

static int change_times(const struct cage_host *h)
{
	return cage_refusal(utimensat(AT_FDCWD, h->file, NULL, 0));
}

static int change_attributes(const struct cage_host *h)
{
	return cage_refusal(setxattr(h->file, "user.meta-agent", "x", 1, 0));
}

/* A path may be named where nothing may be opened; the name of what was named so leads there as well. */
static int change_by_descriptor(const struct cage_host *h)
{
	char name[64];
	int fd = open(h->file, O_PATH | O_CLOEXEC), sys;

	if (fd < 0)
		return errno;
	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd); /* fits */
	sys = cage_refusal(chmod(name, 0640));
	close(fd);
	return sys;
}

static int truncate_host_file(const struct cage_host *h)
{
	return cage_refusal(truncate(h->file, 1)); /* it is bait */
}

static int move_host_file(const struct cage_host *h)
{
	return cage_refusal(rename(h->file, "probe-moved"));
}

/* What has a name here as well could be changed by it. */
static int link_host_file(const struct cage_host *h)
{
	return cage_refusal(link(h->file, "probe-hard"));
}

static int link_program(const struct cage_host *h)
{
	(void)h;
	return cage_refusal(link("/usr/bin/env", "probe-program"));
}

static int file_without_end(const struct cage_host *h)
{
	int fd = open("probe-huge", O_WRONLY | O_CREAT | O_CLOEXEC, 0600), sys;

	(void)h;
	(void)signal(SIGXFSZ, SIG_IGN); /* its number is valid */
	sys = cage_refusal(fd < 0 ? fd : ftruncate(fd, (off_t)1 << 43));
	if (fd >= 0)
		close(fd);
	(void)unlink("probe-huge"); /* the work copy is thrown away */
	return sys;
}

static _Noreturn void swap_without_end(const char *file)
{
	for (;;) {
		(void)unlink("probe-swap"); /* whatever is there when it is looked at will do */
		(void)symlink(file, "probe-swap");
		(void)unlink("probe-swap");
		close(open("probe-swap", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	}
}

/* What is a file when it is looked at may be a link when it is changed. */
static int change_by_swapping(const struct cage_host *h)
{
	struct stat before = { 0 }, after = { 0 };
	pid_t pid;
	int i;

	if (stat(h->file, &before))
		return errno;
	pid = fork();
	if (pid == 0)
		swap_without_end(h->file);
	for (i = 0; i < 2000; i++)
		(void)chmod("probe-swap", 0640); /* what became of the file is asked */
	if (pid > 0 && (kill(pid, SIGKILL) || waitpid(pid, NULL, 0) < 0))
		return errno;
	if (stat(h->file, &after))
		return errno;
	return before.st_mode == after.st_mode ? EACCES : 0;
}

static int watch_directory(const struct cage_host *h)
{
	char dir[600];
	int fd = inotify_init1(IN_CLOEXEC), sys;

	if (fd < 0)
		return errno;
	(void)snprintf(dir, sizeof(dir), "%s", h->file); /* a long path is cut */
	*strrchr(dir, '/') = '\0';
	sys = cage_refusal(inotify_add_watch(fd, dir, IN_ALL_EVENTS));
	close(fd);
	return sys;
}

const struct cage_attempt cage_file_attempts[] = {
	{ "read a file of the host", host_file },
	{ "read it through a symlink in the work copy", through_link },
	{ "read it through /proc/1/root", through_first_process },
	{ "make a set-uid file", set_id_file },
	{ "change the mode of a file of the host", change_host_file },
	{ "truncate it", truncate_host_file },
	{ "move it", move_host_file },
	{ "give it another name", link_host_file },
	{ "give a program another name", link_program },
	{ "make a file of 8 TiB", file_without_end },
	{ "change it by a descriptor", change_by_descriptor },
	{ "change it by swapping links", change_by_swapping },
	{ "change its times", change_times },
	{ "change its attributes", change_attributes },
	{ "watch a directory of the host", watch_directory },
	{ NULL, NULL },
};

void cage_probe_paths(const struct cage_host *h)
{
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		cage_tell(files[i].name, try_file(h, files[i].path, files[i].how));
}
