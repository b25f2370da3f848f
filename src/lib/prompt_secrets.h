/* Secrets in what a user gives: it goes to models and stays in the log. */
#ifndef MA_LIB_PROMPT_SECRETS_H
#define MA_LIB_PROMPT_SECRETS_H

#include "lib/ctx.h"

/*
 * MA_EREFUSED: the text (NULL: none) holds one of the keys that the program would use. What looks like a secret of
 * another service is warned of. `what` names the text.
 */
ma_rc ma_prompt_secrets(ma_ctx *ctx, const char *what, const char *text, ma_err *err);

#endif
