/* A run as JSON lines on stdout; notes go to stderr. */
#ifndef MA_CLI_OUT_JSON_H
#define MA_CLI_OUT_JSON_H

#include "cli/view.h"

ma_rc out_json_new(struct view **out, ma_err *err);

#endif
