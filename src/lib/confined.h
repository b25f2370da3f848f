/* Whether code that a model wrote can be confined on this machine. */
#ifndef MA_LIB_CONFINED_H
#define MA_LIB_CONFINED_H

#include "base/err.h"
#include "metaagent/metaagent.h"
#include "sys/sandbox.h"

/* Find out by a trial run, of some 20 ms, and fill `found`. MA_EUNAVAILABLE: it cannot; the message says why, and how a run does without. */
ma_rc ma_need_confinement(ma_ctx *ctx, struct ma_sandbox_found *found, ma_err *err);

#endif
