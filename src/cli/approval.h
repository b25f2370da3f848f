/* A plan that waits for somebody's word: shown, and asked about where somebody sits at a terminal. */
#ifndef MA_CLI_APPROVAL_H
#define MA_CLI_APPROVAL_H

#include <stdbool.h>

#include "metaagent/metaagent.h"

struct approval {
	ma_ctx *ctx;
	const char *output, *run; /* its directory and its id */
	int signals;              /* descriptor of signals.h */
	int stopped_by;           /* out: the signal that ended the question, or 0 */
};

#define APPROVAL_ID_SIZE 64

/* Whether the run, of which this is the result as JSON, waits for it. Its id is copied. */
bool approval_waits(const char *result_json, char id_out[APPROVAL_ID_SIZE]);

/*
 * Show the plan on stderr and, where stdin and stderr are a terminal, ask: yes, no, or edit it in $VISUAL or $EDITOR
 * and have it checked again. *yes_out is false where nobody was asked. Gives *plan_out, the plan as it was edited, or NULL.
 */
ma_rc approval_ask(struct approval *a, bool *yes_out, char **plan_out, ma_err *err);

#endif
