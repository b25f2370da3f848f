/* What a benchmark reports: figures with their targets, as `meta-agent bench NAME` prints them. */
#ifndef MA_BENCH_BENCH_H
#define MA_BENCH_BENCH_H

#include <stdbool.h>

#include <jansson.h>

struct bench {
	const char *program; /* the meta-agent that is measured */
	json_t *figures;
	bool missed; /* a target was not met */
	bool small;  /* a hundredth of the work: to see that it runs, not how fast */
};

/* Note a figure; `target` < 0: it has none. Smaller is better. */
void bench_figure(struct bench *b, const char *name, double value, const char *unit, double target);

/* A figure that cannot be had here, and why; it has no part in the result. */
void bench_absent(struct bench *b, const char *name, const char *why);

/* Exit with a message that names what could not be measured. */
_Noreturn void bench_fail(const char *what, const char *why);

/* A child's wall time and peak memory. */
struct bench_cost {
	double ms;
	double peak_mib;
	int status; /* as waitpid() gives it */
};

/*
 * Run argv with its output thrown away, or appended to `output` when that is not NULL. Where it
 * has children, its own memory is watched from outside, every 2 ms.
 */
struct bench_cost bench_run(const char *const *argv, const char *output, bool has_children);

/* On the monotonic clock. */
double bench_now_ms(void);

void bench_start(struct bench *b);
void bench_size(struct bench *b);
void bench_validate(struct bench *b);
void bench_extract(struct bench *b);
void bench_plan(struct bench *b);
void bench_app(struct bench *b);
void bench_dag(struct bench *b);
void bench_store(struct bench *b);
void bench_storm(struct bench *b);
void bench_llm(struct bench *b);
void bench_merge(struct bench *b);
void bench_offline(struct bench *b);
void bench_blocks(struct bench *b);
void bench_check(struct bench *b);
void bench_verify(struct bench *b);
void bench_sandbox(struct bench *b);

#endif
