/* A run's status in words. */
#ifndef MA_CLI_SUMMARY_H
#define MA_CLI_SUMMARY_H

#include <stdbool.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"

#define SUMMARY_INDENT 10 /* of what stands behind the labels */

/* Whether the run has neither ended nor been stopped, and nobody works on it: it was killed. */
bool status_alone(const json_t *status);

/* For `status`: where the run is, its tasks, checks and costs. */
void summary_status(const json_t *status, struct ma_buf *out);

/* For the end of `run`: the verdict, what was made, what it cost, and how to go on. */
ma_rc summary_end(const char *output, const char *status_json, struct ma_buf *out, ma_err *err);

#endif
