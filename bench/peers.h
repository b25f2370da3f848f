/* Other programs that do the same work, in processes of their own: scripts in bench/peers, installed by bench/peers.sh. */
#ifndef MA_BENCH_PEERS_H
#define MA_BENCH_PEERS_H

#include <limits.h>

#include "bench.h"

/* The directory of the scripts; PEERS_DIR, where their modules are, is set. False: this program was not built in its source. */
bool peers_find(char scripts[PATH_MAX]);

/* Run one that writes a number, to the file `out`; or say why there is none. The number, or -1. */
double peers_figure(struct bench *b, const char *name, const char *const *argv, const char *out,
	const char *unit);

#endif
