/* The letters of a prompt. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_LETTERS_H
#define MA_MODEL_UNDERSTAND_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* The first character; 0 at the end. */
uint32_t ma_letters_first(struct ma_str s);
/* A letter or a digit of any language. */
bool ma_letters_are_of_word(uint32_t cp);
/* The size of the word that `s` begins with; *low is the same in lower case, ASCII, without apostrophes. */
size_t ma_letters_word(struct ma_str s, struct ma_buf *low);

#endif
