/* Until a call of a model is over, or whoever asked for it has had enough. */
#ifndef MA_CLI_WAIT_H
#define MA_CLI_WAIT_H

#include "metaagent/metaagent.h"

/* Ends early where `failure` has a code, and with the number of a signal (of signals_watch()), else 0. */
int wait_for_call(ma_ctx *ctx, const ma_generation *call, int signals, const ma_err *failure);

/* It was stopped so: tell, and give the exit code. */
int stopped_by(int signo);

#endif
