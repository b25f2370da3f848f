/*
 * A run on a terminal: lines that stay, and below them a block that is drawn again as things
 * change, at most ten times a second. The block is drawn over by moving the cursor up; nothing
 * of the terminal's settings is changed, so that there is nothing to restore.
 */
#ifndef MA_CLI_PROGRESS_H
#define MA_CLI_PROGRESS_H

#include "cli/view.h"

ma_rc progress_new(struct view **out, ma_err *err);

#endif
