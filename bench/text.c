/* Texts and times. */
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench.h"

double bench_cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

double bench_least(const double *v, size_t n)
{
	double best = v[0];
	size_t i;

	for (i = 1; i < n; i++)
		if (v[i] < best)
			best = v[i];
	return best;
}

void bench_write_plan(char *out, size_t size)
{
	size_t n = (size_t)snprintf(out, size, "{\"summary\":\"Two hundred tasks\",\"tasks\":[");
	int i;

	for (i = 0; i < 200; i++)
		n += (size_t)snprintf(out + n, size - n,
			"%s{\"id\":\"task-%d\",\"name\":\"Write part %d of the back end\",\"agent\":\"backend\","
			"\"description\":\"The routes and the tests of part %d, with all that it takes to keep them apart "
			"from the others, and what the contract says of their errors.\",\"depends_on\":[\"task-%d\"],"
			"\"writes\":[\"backend/part%d/**\"],\"optional\":false,\"timeout_s\":300,\"max_retries\":2}",
			i ? "," : "", i, i, i, i ? i - 1 : 0, i);
	(void)snprintf(out + n, size - n, "]}"); /* there is room */
}

void bench_write_text(char *path, const char *text)
{
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		bench_fail(path, "it cannot be written");
}
