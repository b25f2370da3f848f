/* Whether a file of a package may lead to what lies outside of it. */
#ifndef MA_VERIFY_WAYS_OUT_H
#define MA_VERIFY_WAYS_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * `depth`: how many directories of the package the file lies in. True for whatever looks like a path that leaves the package, and
 * where in doubt; so a false answer is what something may be built upon, not a true one.
 */
bool ma_leads_out(struct ma_str text, size_t depth);

#endif
