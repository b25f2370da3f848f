/* Addresses of a site as paths in it. */
#ifndef MA_VERIFY_ADDRESS_H
#define MA_VERIFY_ADDRESS_H

#include <stdbool.h>

#include "base/buf.h"

/* Percent signs undone. */
void ma_address_decode(struct ma_buf *out, struct ma_str s);
/* "." and ".." followed, from what is in `path` on. False: it leads out of the site. */
bool ma_address_steps(struct ma_buf *path, struct ma_str steps);

#endif
