/* What asks for features. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_FEATURES_H
#define MA_MODEL_UNDERSTAND_FEATURES_H

#include "model/understand_parts.h"

/*
 * The features, with a blank between, and the phrases that ask for them, the longest of which is taken. Between their words articles may stand and slashes.
 * a/b is any of the words, ?a may be missing, * is some words, + one, % several languages, and a~ is a verb in any form. A plural matches too.
 */
struct ma_feature_ask {
	const char *features, *phrases;
};

/* Each ends in a row of NULL. The second ones are asked of applications alone. */
extern const struct ma_feature_ask ma_feature_asks[], ma_feature_paged_asks[];

#endif
