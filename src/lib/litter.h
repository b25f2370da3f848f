/*
 * What processes that were killed left in an output: temporary files, in the state directory and in the work tree, halves of a
 * salvage, and spools of runs that do not go on. Nothing younger than a minute is touched: somebody may be at it.
 */
#ifndef MA_LIB_LITTER_H
#define MA_LIB_LITTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct ma_litter {
	const char *output;
	bool (*goes_on)(void *data, const char *run); /* whether a run's spools are still wanted */
	void *data;
	bool dry;             /* nothing is removed, only counted */
	int64_t files, bytes; /* removed; counted on from what stands here */
};

/* MA_EIO: a directory cannot be read, or a file not be removed. */
ma_rc ma_litter_remove(struct ma_litter *l, ma_err *err);

/* The temporary files of the state directory alone, whose others need no walk: at the start of a run. Of *l only `output` is needed. */
ma_rc ma_litter_remove_temps(struct ma_litter *l, ma_err *err);

#endif
