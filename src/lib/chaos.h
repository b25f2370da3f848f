/* A run whose models make mistakes, on demand. docs/formats/chaos.md. */
#ifndef MA_LIB_CHAOS_H
#define MA_LIB_CHAOS_H

#include <stdbool.h>

#include "metaagent/metaagent.h"

struct ma_chaos_run {
	char model[32], seed[33]; /* "": none are made */
};

/*
 * With given->chaos: `opts`, which is `given` with what is configured, gets the provider and the model, and *out the seed of
 * its nonces. They borrow from *out. MA_EMISUSE where it is combined with what it excludes.
 */
ma_rc ma_chaos_fill(const ma_run_opts *given, bool anew, struct ma_chaos_run *out,
	ma_run_opts *opts, ma_err *err);

#endif
