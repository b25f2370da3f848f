/* Attempts at processes of the host, and at what they hold. */
#include "cage/probe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

static int limit_process(const struct cage_host *h)
{
	struct rlimit l;

	if (prlimit((pid_t)h->pid, RLIMIT_NOFILE, NULL, &l))
		return errno;
	return cage_refusal(prlimit((pid_t)h->pid, RLIMIT_NOFILE, &l, NULL));
}

static int put_back_process(const struct cage_host *h)
{
	return cage_refusal(setpriority(PRIO_PROCESS, (id_t)h->pid, 0));
}

static int bind_process(const struct cage_host *h)
{
	cpu_set_t own;

	if (sched_getaffinity(0, sizeof(own), &own))
		return errno;
	return cage_refusal(sched_setaffinity((pid_t)h->pid, sizeof(own), &own));
}

/* Whoever knows the number may attach it; they are all in a list. */
static int shared_memory(const struct cage_host *h)
{
	FILE *list = fopen("/proc/sysvipc/shm", "re");
	char line[512];
	long key;
	int id, found = 0;
	char *at;

	if (!list)
		return errno;
	while (fgets(line, sizeof(line), list)) {
		if (sscanf(line, "%ld %d", &key, &id) != 2)
			continue;
		at = shmat(id, NULL, SHM_RDONLY);
		if (at == (void *)-1)
			continue;
		found |= strncmp(at, h->canary, strlen(h->canary)) == 0;
		(void)shmdt(at); /* it goes with us */
	}
	(void)fclose(list); /* it was read */
	return found ? 0 : ENOENT;
}

static int signal_to_host(const struct cage_host *h)
{
	return cage_refusal(kill((pid_t)h->pid, 0));
}

static int descriptor_of_first_process(const struct cage_host *h)
{
	int pidfd = (int)syscall(SYS_pidfd_open, 1, 0), sys;

	(void)h;
	if (pidfd < 0)
		return errno;
	sys = cage_refusal(syscall(SYS_pidfd_getfd, pidfd, 0, 0));
	close(pidfd);
	return sys;
}

static int holds_canary(const char *path, const char *canary)
{
	static char text[65536];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text));

	if (fd >= 0)
		close(fd);
	return n > 0 && memmem(text, (size_t)n, canary, strlen(canary)) != NULL;
}

static int callers_environment(const struct cage_host *h)
{
	DIR *dir = opendir("/proc");
	struct dirent *e;
	char path[300];
	int found = 0;

	if (!dir)
		return errno;
	while ((e = readdir(dir))) {
		if (e->d_name[0] < '1' || e->d_name[0] > '9')
			continue;
		(void)snprintf(path, sizeof(path), "/proc/%s/environ", e->d_name); /* fits */
		found |= holds_canary(path, h->canary);
	}
	closedir(dir);
	return found ? 0 : ENOENT;
}

static int open_descriptor(const struct cage_host *h)
{
	int fd;

	(void)h;
	for (fd = 3; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			return 0;
	return EBADF;
}

/* It would still be there, and hold its memory, when all processes are gone; in a namespace it goes with that. */
static int memory_that_stays(const struct cage_host *h)
{
	return h->alone ? cage_refusal(syscall(SYS_shmget, 0x6d61, 4096, 01600)) : ENOENT;
}

/* In a namespace of its own a parent is one of the sandbox, and may be signalled. */
static int signal_to_guard(const struct cage_host *h)
{
	return h->alone ? cage_refusal(kill(getppid(), 0)) : ESRCH;
}

const struct cage_attempt cage_process_attempts[] = {
	{ "use a descriptor that was left open", open_descriptor },
	{ "signal a process of the host", signal_to_host },
	{ "limit a process of the host", limit_process },
	{ "put back a process of the host", put_back_process },
	{ "bind a process of the host", bind_process },
	{ "read shared memory of the host", shared_memory },
	{ "signal the process that will end it", signal_to_guard },
	{ "take another process's descriptor", descriptor_of_first_process },
	{ "find the caller's environment in /proc", callers_environment },
	{ "leave shared memory behind", memory_that_stays },
	{ NULL, NULL },
};
