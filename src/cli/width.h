/* How many columns text takes on a terminal. */
#ifndef MA_CLI_WIDTH_H
#define MA_CLI_WIDTH_H

#include "base/buf.h"
#include "base/str.h"

/* Call once before measuring. */
void width_init(void);

/* Columns of text that ma_buf_add_visible() has passed. */
size_t width_of(struct ma_str text);

/* At most `columns` of it, with an ellipsis where something was cut. Returns the columns added. */
size_t width_add_cut(struct ma_buf *out, struct ma_str text, size_t columns);

/* The same, with blanks up to `columns`. */
void width_add_padded(struct ma_buf *out, struct ma_str text, size_t columns);

#endif
