/* Start-up: `meta-agent version`, beside the smallest program there is and an interpreter that does nothing. */
#include <stdlib.h>

#include "bench.h"

#define ROUNDS 51

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Medians of time and memory. */
static void measure(const char *const *argv, double *ms, double *mib)
{
	double times[ROUNDS], peaks[ROUNDS];
	int i;

	for (i = 0; i < ROUNDS; i++) {
		struct bench_cost cost = bench_run(argv, NULL, false);

		if (cost.status != 0)
			bench_fail(argv[0], "it failed");
		times[i] = cost.ms;
		peaks[i] = cost.peak_mib;
	}
	qsort(times, ROUNDS, sizeof(*times), by_value);
	qsort(peaks, ROUNDS, sizeof(*peaks), by_value);
	*ms = times[ROUNDS / 2];
	*mib = peaks[ROUNDS / 2];
}

void bench_start(struct bench *b)
{
	const char *const ours[] = { b->program, "version", NULL };
	const char *const least[] = { "/bin/true", NULL };
	const char *const python[] = { "python3", "-c", "import asyncio, json, argparse, logging",
		NULL };
	double ms, mib;

	measure(ours, &ms, &mib);
	bench_figure(b, "start: meta-agent version", ms, "ms", 10);
	bench_figure(b, "start: meta-agent version, peak memory", mib, "MiB", -1);
	measure(least, &ms, &mib);
	bench_figure(b, "start: /bin/true", ms, "ms", -1);
	measure(python, &ms, &mib);
	bench_figure(b, "start: python3 with what the prototype imports", ms, "ms", -1);
	bench_figure(b, "start: the same, peak memory", mib, "MiB", -1);
}
