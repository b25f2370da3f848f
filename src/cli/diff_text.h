/* Diffs and other texts, for a person or a program. */
#ifndef MA_CLI_DIFF_TEXT_H
#define MA_CLI_DIFF_TEXT_H

#include "base/buf.h"
#include "base/err.h"

/* Print a text that the library gave, whole, with an end of its last line; of none nothing. Takes `text`. Coloured: as a diff, what is in its lines made visible. */
ma_rc diff_print(char *text, bool coloured, ma_err *err);

#endif
