/* What names of programs are made of, in any language. */
#ifndef MA_VCS_WORD_H
#define MA_VCS_WORD_H

#include <stdbool.h>

/* A letter, which every byte beyond ASCII counts as, a digit, "_" or "$". */
static inline bool ma_is_word_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		c == '_' || c == '$' || (c & 0x80);
}

#endif
