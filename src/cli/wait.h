/* Until what goes on in a context is over, or whoever asked for it has had enough. */
#ifndef MA_CLI_WAIT_H
#define MA_CLI_WAIT_H

#include <stdbool.h>

#include "metaagent/metaagent.h"

struct waiting {
	ma_ctx *ctx;
	int signals;                         /* descriptor of signals_watch() */
	bool (*over)(const void *data);      /* it has ended, or cannot go on */
	void (*stop)(void *data, int signo); /* a signal has come. NULL: it ends the waiting */
	void *data;
};

/* Returns the signal that ended it, else 0. */
int wait_until(const struct waiting *w);

/* Ends early where `failure` has a code, and with the number of a signal (of signals_watch()), else 0. */
int wait_for_call(ma_ctx *ctx, const ma_generation *call, int signals, const ma_err *failure);

/* It was stopped so: tell, and give the exit code. */
int stopped_by(int signo);

#endif
