/* Ceilings per process; wall time, and the end of all processes at once, are the caller's. */
#include "cage/cage.h"

#include <stdio.h>
#include <sys/resource.h>

#define MIB ((rlim_t)1024 * 1024)

/* No RLIMIT_AS: V8 reserves tens of gigabytes of addresses that it never touches. NPROC counts
 * threads of the uid, not of the sandbox, so it must leave room for a second sandbox. */
static const struct {
	__rlimit_resource_t what;
	rlim_t most;
} ceilings[] = {
	{ RLIMIT_CORE, 0 },
	{ RLIMIT_DATA, 4096 * MIB },
	{ RLIMIT_FSIZE, 1024 * MIB },
	{ RLIMIT_NOFILE, 4096 },
	{ RLIMIT_NPROC, 4096 },
};

/* Of a user who runs nothing else there need be no more; a bomb is then over sooner. */
#define OWN_NPROC 1024

/* Of the whole machine: the user has no more than these, and to count his own takes longer than a start may. */
static rlim_t threads_now(void)
{
	FILE *f = fopen("/proc/loadavg", "re"); /* "0.20 0.18 0.12 1/80 11206" */
	unsigned long n = 0;

	if (f && fscanf(f, "%*s %*s %*s %*u/%lu", &n) != 1)
		n = 0;
	if (f)
		fclose(f);
	return (rlim_t)n;
}

/* Who runs a desktop has thousands of threads before a command has one. */
static rlim_t most_of(unsigned i, bool own_user)
{
	if (ceilings[i].what != RLIMIT_NPROC)
		return ceilings[i].most;
	return own_user ? OWN_NPROC : ceilings[i].most + threads_now();
}

void cage_limit(bool own_user)
{
	struct rlimit now;
	rlim_t most;
	unsigned i;

	for (i = 0; i < sizeof(ceilings) / sizeof(ceilings[0]); i++) {
		if (getrlimit(ceilings[i].what, &now))
			cage_die("getrlimit");
		most = most_of(i, own_user);
		if (now.rlim_max == RLIM_INFINITY || now.rlim_max > most)
			now.rlim_max = most;
		now.rlim_cur = now.rlim_max;
		if (setrlimit(ceilings[i].what, &now))
			cage_die("setrlimit");
	}
}
