/* The manual page, from the tables of commands and options. */
#ifndef MA_CLI_MAN_H
#define MA_CLI_MAN_H

#include "base/buf.h"

/* meta-agent(1) as roff. */
void man_write(struct ma_buf *out);

#endif
