/* A run as lines on stderr, one per event that matters to a person. */
#ifndef MA_CLI_OUT_TEXT_H
#define MA_CLI_OUT_TEXT_H

#include "cli/view.h"

ma_rc out_text_new(bool to_stdout, struct view **out, ma_err *err);

#endif
