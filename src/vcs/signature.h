/* Signatures of functions, as far as those who call them have to know. */
#ifndef MA_VCS_SIGNATURE_H
#define MA_VCS_SIGNATURE_H

#include "base/str.h"

/*
 * Whether the function of this name takes or gives back something else in the text `is` than in `was`: other parameters, but for
 * more of them that may be left out; that it is waited for. False where either text has no such function.
 */
bool ma_signature_changed(struct ma_str was, struct ma_str is, struct ma_str name);

#endif
