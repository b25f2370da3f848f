/* A line of what a program printed, as text. */
#ifndef MA_VERIFY_PLAIN_LINE_H
#define MA_VERIFY_PLAIN_LINE_H

#include "base/str.h"

#define MA_PLAIN_LINE_MAX 1024 /* what is of interest is shorter */

/* The line without terminal colours, cut to MA_PLAIN_LINE_MAX bytes; it lives in `out`. */
struct ma_str ma_plain_line(struct ma_str line, char out[MA_PLAIN_LINE_MAX]);

#endif
