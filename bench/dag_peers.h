/* What the same graphs cost other schedulers, where they are installed (bench/peers.sh). */
#ifndef MA_BENCH_DAG_PEERS_H
#define MA_BENCH_DAG_PEERS_H

#include "bench.h"

/* `small`: one of them, with a small graph. */
void dag_peers(struct bench *b, bool small);

#endif
