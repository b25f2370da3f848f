/* Where text leaves the program: results to stdout, everything else to stderr. */
#ifndef MA_CLI_OUT_H
#define MA_CLI_OUT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* All of it, at once; on a terminal made visible first. MA_ECANCELED: the reader has gone. MA_EIO. */
ma_rc out_write(struct ma_str text, ma_err *err);

/* What the buffer holds, or its failure; empties it. */
ma_rc out_flush(struct ma_buf *text, ma_err *err);

/* The same of what was made visible already, and coloured. */
ma_rc out_flush_drawn(struct ma_buf *text, ma_err *err);

/* Whoever read the output has gone: MA_ECANCELED. For who waits and has nothing to write. */
ma_rc out_check(ma_err *err);

/* To stderr, where a failure has nobody to be told to. */
void out_note(struct ma_str text);

/* To stderr: "meta-agent: …"; a list, such as the problems of a plan, goes on below. */
void out_error(const char *message);

/* The same, as a callback for what a context tells. */
void out_warning(void *data, const char *message);

/* Is it a terminal that can move its cursor? */
bool out_is_terminal(int fd);

/* Does it take colours: such a terminal, and NO_COLOR is not set. */
bool out_has_colour(int fd);

#endif
