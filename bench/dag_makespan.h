/* How long graphs take on a virtual clock, beside how long they must at least. */
#ifndef MA_BENCH_DAG_MAKESPAN_H
#define MA_BENCH_DAG_MAKESPAN_H

#include "bench.h"

/* `small`: few graphs and few orders, only to see that it works. */
void dag_makespans(struct bench *b, bool small);

#endif
