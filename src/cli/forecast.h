/*
 * When the tasks will have ended, and what that hangs on.
 *
 * A task that has not ended takes as long as those of the same agent took on average; where
 * none has ended, what the plan says; where it says nothing, the average of all. The path
 * with the longest rest is critical. The rest of the run is that path's, or all work that is
 * left shared evenly by the slots where that is longer.
 */
#ifndef MA_CLI_FORECAST_H
#define MA_CLI_FORECAST_H

#include "cli/scene.h"

/* Put the rows in an order in which each is behind those that it depends on. O(rows + edges). */
void forecast_order(struct scene *s);

/* Set `critical` of the rows, and left_ms. O(rows + edges). */
void forecast_make(struct scene *s, int64_t now_ms);

#endif
