/* What a model thought before it answered: no file is in it, whatever it holds. */
#ifndef MA_CODEC_THOUGHTS_H
#define MA_CODEC_THOUGHTS_H

#include "base/str.h"

/* Cut the thoughts that *text begins with. False: they do not end. */
bool ma_thoughts_cut(struct ma_str *text);

/* The line is the end of thoughts, and nothing else: some models do not write their beginning. */
bool ma_thoughts_end(struct ma_str line);

#endif
