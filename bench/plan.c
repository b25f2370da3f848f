/*
 * The check of plans of 1,000 to 1,000,000 tasks with three dependencies each: reading the text, the tasks, the graph,
 * its order; and that a cycle is found in one. More tasks than a run takes: the reader is told to. Processor time of
 * the one thread, and the memory that the program kept resident at most, which grows from one size to the next.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/buf.h"
#include "bench.h"
#include "dag_graph.h"
#include "model/plan.h"
#include "text.h"

#define TEXT_MAX ((size_t)1 << 30)

/* Each task waits for up to three of the hundred before it; `back`: and the first for the last. */
static void write_graph(struct ma_buf *out, uint32_t n, bool back)
{
	uint64_t seed = n;
	uint32_t i, k;

	ma_buf_adds(out, "{\"tasks\":[");
	for (i = 0; i < n; i++) {
		ma_buf_addf(out,
			"%s{\"id\":\"t%u\",\"name\":\"Task %u\",\"agent\":\"backend\",\"depends_on\":[",
			i ? "," : "", i, i);
		if (i == 0 && back)
			ma_buf_addf(out, "\"t%u\"", n - 1);
		for (k = 0; k < 3 && k < i; k++)
			ma_buf_addf(out, "%s\"t%u\"", k ? "," : "",
				i - 1 - k * 33 % (i < 100 ? i : 100) -
					(i > 200 ? (uint32_t)(dag_random(&seed) % 33) : 0));
		ma_buf_adds(out, "]}");
	}
	ma_buf_adds(out, "]}");
	if (out->rc)
		bench_fail("plan", "no memory");
}

static double resident_mib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss / 1024;
}

/* Seconds. */
static double check(struct ma_str text, bool has_cycle)
{
	const struct ma_plan_rules rules = { .tasks_max = UINT32_C(2000000) };
	struct ma_plan_report report = { .errors = { NULL, 0, 0, 0 } };
	struct ma_plan *plan = NULL;
	ma_err err = { MA_OK, 0, "" };
	double from;
	ma_rc rc;

	report.arena.max = TEXT_MAX;
	from = bench_cpu_s();
	rc = ma_plan_check(text, &rules, &plan, &report, &err);
	from = bench_cpu_s() - from;
	if ((rc == MA_EINVALID) != has_cycle || (rc && !has_cycle))
		bench_fail("ma_plan_check", err.msg);
	ma_plan_free(plan);
	ma_plan_report_done(&report);
	return from;
}

static void measure(struct bench *b, uint32_t n, bool has_cycle, int rounds, double target)
{
	struct ma_buf text = MA_BUF_INIT(TEXT_MAX);
	double times[5];
	char name[128];
	int i;

	write_graph(&text, n, has_cycle);
	for (i = 0; i < rounds; i++)
		times[i] = check(ma_buf_str(&text), has_cycle);
	(void)snprintf(name, sizeof(name), "%u tasks, %zu MB%s", n, text.n / 1000000,
		has_cycle ? ", with a cycle" : ""); /* fits */
	bench_figure(b, name, bench_least(times, (size_t)rounds), "s", target);
	if (!has_cycle) {
		(void)snprintf(
			name, sizeof(name), "%u tasks: resident beside their text, at most", n);
		bench_figure(b, name, resident_mib() - (double)text.n / 1048576, "MiB", -1);
	}
	ma_buf_done(&text);
}

void bench_plan(struct bench *b)
{
	uint32_t most = b->small ? 10000 : 1000000, n;

	for (n = 1000; n <= most; n *= 10)
		measure(b, n, false, n < 1000000 ? 5 : 3, n == 1000000 ? 2 : -1);
	measure(b, most, true, 1, -1);
}
