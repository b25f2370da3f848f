/* Words that are probably slips of others: for "did you mean". */
#ifndef MA_BASE_SIMILAR_H
#define MA_BASE_SIMILAR_H

#include "base/str.h"

/* How many letters are wrong, missing, too many or swapped with their neighbour; SIZE_MAX where a word has more than 64. */
size_t ma_similar_distance(struct ma_str a, struct ma_str b);

/* Is `word` probably a slip of `name`? At most two letters are wrong. */
bool ma_similar(struct ma_str word, struct ma_str name);

#endif
