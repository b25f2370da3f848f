/*
 * What can be read of a damaged store. Nothing is ever repaired by starting empty: the file is set
 * aside under another name, and a new one gets what is proved to be as it was written.
 */
#ifndef MA_STORE_SALVAGE_H
#define MA_STORE_SALVAGE_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Set the store in `path` aside as <path>.corrupted-<time>, with its journal, and make a new one there: of each
 * stream its events from the first one on, as far as they match their checksums without a hole, and the blobs that match their names.
 * MA_EIO, with nothing
 * changed, where the disk cannot be read; nor is anything changed where no damage is found. *told_out says in a sentence what was kept and what was lost, and where the old file is. Gives: ma_free(). Nobody
 * else may use the store meanwhile.
 */
ma_rc ma_store_salvage(const char *path, char **told_out, ma_err *err);

#endif
