/* Whether code that a model wrote can be confined on this machine. */
#ifndef MA_LIB_CONFINED_H
#define MA_LIB_CONFINED_H

#include "base/err.h"
#include "metaagent/metaagent.h"

/* Find out by a trial run, of some 20 ms. MA_EUNAVAILABLE: it cannot; the message says why, then what else can be done: `instead`. */
ma_rc ma_need_confinement(ma_ctx *ctx, const char *instead, ma_err *err);

#endif
