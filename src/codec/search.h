/* The three lines that make a SEARCH/REPLACE hunk, as models spell them. */
#ifndef MA_CODEC_SEARCH_H
#define MA_CODEC_SEARCH_H

#include "base/str.h"

bool ma_search_opens(struct ma_str line);  /* "<<<<<<< SEARCH" */
bool ma_search_parts(struct ma_str line);  /* "=======" */
bool ma_search_closes(struct ma_str line); /* ">>>>>>> REPLACE" */

#endif
