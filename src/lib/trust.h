/*
 * Files of projects that the user has trusted, by their place and the digest of their content:
 *
 *   <user's state>/trusted/<sha256 of the real path>     "<sha256 of the content>  <real path>\n"
 *
 * A file per file, so that nothing has to be locked or merged. What others could have written counts for nothing.
 */
#ifndef MA_LIB_TRUST_H
#define MA_LIB_TRUST_H

#include <stdbool.h>

#include "base/err.h"

/* Whether the file at `path`, with that content, is trusted. */
ma_rc ma_trust_check(const char *path, const char *digest, bool *trusted_out, ma_err *err);

/* Trust it from now on, and no other content of it. */
ma_rc ma_trust_add(const char *path, const char *digest, ma_err *err);

#endif
