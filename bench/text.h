/* What benchmarks of readers share: texts, and time on a processor. */
#ifndef MA_BENCH_TEXT_H
#define MA_BENCH_TEXT_H

#include <stddef.h>

/* Of this thread: other work on the machine makes it no longer. */
double bench_cpu_s(void);

double bench_least(const double *v, size_t n);

/* A plan of 200 tasks, about 60 KB. There is room. */
void bench_write_plan(char *out, size_t size);

/* To a file of a new name, which `path` is a pattern of. */
void bench_write_text(char *path, const char *text);

#endif
