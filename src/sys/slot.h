/*
 * A user of its own for each sandbox that root starts: two of them can then neither signal nor trace each other, nor write each
 * other's files, nor use up each other's processes, even where no namespace keeps them apart. Whoever has one holds a lock, which the
 * kernel gives back when he dies.
 */
#ifndef MA_SYS_SLOT_H
#define MA_SYS_SLOT_H

#include <stdint.h>

#include "base/err.h"

#define MA_SLOT_FIRST 65100 /* uid, and gid */
#define MA_SLOTS 32

struct ma_slot {
	int64_t uid; /* -1: we are not root, and stay who we are */
	int lock; /* descriptor; -1: none, as it could not be kept, and others may have the same uid */
};

#define MA_SLOT_NONE   \
	{              \
		-1, -1 \
	}

/* MA_EUNAVAILABLE: all of them are taken. */
ma_rc ma_slot_take(struct ma_slot *out, ma_err *err);
void ma_slot_give(struct ma_slot *slot); /* accepts none */

#endif
