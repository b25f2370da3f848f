/* How many columns text takes on a terminal. */
#ifndef MA_CLI_WIDTH_H
#define MA_CLI_WIDTH_H

#include "base/buf.h"
#include "base/str.h"

/* Call once before measuring. */
void width_init(void);

/* Of the terminal that stdout is, or as the environment says (COLUMNS); 0: neither, and so no limit. */
size_t width_columns(void);

/*
 * Lines of more columns are broken between words, and go on behind `indent` blanks; 0: none are. What begins with exactly two
 * blanks is a command to be copied, and stays on its line.
 */
void width_fold(struct ma_buf *out, struct ma_str text, size_t columns, size_t indent);

/* Columns of text that ma_buf_add_visible() has passed. */
size_t width_of(struct ma_str text);

/* At most `columns` of it, with an ellipsis where something was cut. Returns the columns added. */
size_t width_add_cut(struct ma_buf *out, struct ma_str text, size_t columns);

/* The same, with blanks up to `columns`. */
void width_add_padded(struct ma_buf *out, struct ma_str text, size_t columns);

#endif
