/* What a child costs: wall time on the monotonic clock, peak memory by wait4(2). */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

struct bench_cost bench_run(const char *const *argv, const char *output)
{
	posix_spawn_file_actions_t files;
	struct bench_cost cost = { 0 };
	struct rusage used;
	double began;
	pid_t pid;
	int rc;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, output ? output : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0600);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	began = now_ms();
	rc = posix_spawnp(&pid, argv[0], &files, NULL, (char *const *)(uintptr_t)argv, environ);
	if (rc)
		bench_fail(argv[0], strerror(rc));
	if (wait4(pid, &cost.status, 0, &used) != pid)
		bench_fail(argv[0], strerror(errno));
	cost.ms = now_ms() - began;
	cost.peak_mib = (double)used.ru_maxrss / 1024;
	posix_spawn_file_actions_destroy(&files);
	return cost;
}
