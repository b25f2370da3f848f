/*
 * What a child costs: wall time on the monotonic clock, and its own peak memory, which the
 * kernel keeps in /proc while it lives: wait4(2) counts its children's too.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

double bench_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* VmHWM of a living process in MiB, or 0. */
static double peak_of(pid_t pid)
{
	char path[64], line[256];
	long kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	f = fopen(path, "r");
	while (f && kib == 0 && fgets(line, sizeof(line), f))
		if (sscanf(line, "VmHWM: %ld kB", &kib) != 1)
			kib = 0;
	if (f)
		fclose(f);
	return (double)kib / 1024;
}

static void watch(pid_t pid, struct bench_cost *cost)
{
	const struct timespec pause = { 0, 2000000 };
	siginfo_t ended = { .si_pid = 0 };
	double peak;

	while (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		ended.si_pid == 0) {
		peak = peak_of(pid);
		if (peak > cost->peak_mib)
			cost->peak_mib = peak;
		nanosleep(&pause, NULL);
	}
}

struct bench_cost bench_run(const char *const *argv, const char *output, bool has_children)
{
	posix_spawn_file_actions_t files;
	struct bench_cost cost = { 0 };
	struct rusage used;
	double began;
	pid_t pid;
	int rc;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(
		&files, 1, output ? output : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0600);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	began = bench_now_ms();
	rc = posix_spawnp(&pid, argv[0], &files, NULL, (char *const *)(uintptr_t)argv, environ);
	if (rc)
		bench_fail(argv[0], strerror(rc));
	if (has_children)
		watch(pid, &cost);
	if (wait4(pid, &cost.status, 0, &used) != pid)
		bench_fail(argv[0], strerror(errno));
	cost.ms = bench_now_ms() - began;
	if (!has_children)
		cost.peak_mib = (double)used.ru_maxrss / 1024;
	posix_spawn_file_actions_destroy(&files);
	return cost;
}
