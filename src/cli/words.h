/* Numbers as people read them. */
#ifndef MA_CLI_WORDS_H
#define MA_CLI_WORDS_H

#include <stdint.h>

#include "base/buf.h"

/* "0.42 s", "12.3 s", "2 min 05 s", "1 h 02 min". */
void words_took(struct ma_buf *out, int64_t ms);

/* "12,345". */
void words_count(struct ma_buf *out, int64_t n);

/* "812 B", "1.2 KB", "3.4 MB". */
void words_size(struct ma_buf *out, uint64_t bytes);

/* "$0.00", "$0.0042", "$12.34". */
void words_money(struct ma_buf *out, double usd);

/* A path as a word of a shell command: quoted where it has to be, and never taken for an option. */
void words_shell(struct ma_buf *out, const char *word);

/*
 * Add a text line by line, and break what would be longer than 100 columns between its words; the first of
 * them stands at column `indent` already, the others are put there. No newline at the end.
 */
void words_wrap(struct ma_buf *out, struct ma_str text, size_t indent);

#endif
