/*
 * What a disk may hold after the power went, made from a record of what was done to it (fault/record_calls.h).
 *
 * What a sync has covered is there. Of what came later anything may be:
 *
 * - Of a file: each sector of 512 bytes is as any of the writes since left it, or as before; its size is any that it had
 *   meanwhile; what it was enlarged by and never written is zeros, or noise.
 * - Of the names: a change lasts when the directory was synced. Later ones (POWER_ANY) may have reached the
 *   disk or not, each by itself; or (POWER_DIRECTORY) in the order in which they were made in each directory; or
 *   (POWER_JOURNAL) in one order for all, and any sync takes those before it with it, as ext4 and XFS do.
 *   A rename happens as a whole.
 *
 * A file's own sync does not make its name last, and a directory's does nothing for the contents of its files.
 */
#ifndef MA_TESTS_FAULT_POWER_H
#define MA_TESTS_FAULT_POWER_H

#include "fault/record_calls.h"

enum power_order { POWER_ANY, POWER_DIRECTORY, POWER_JOURNAL, POWER_ORDERS_N };

/* Syncs that do nothing: what a campaign must find. */
enum power_lie { POWER_HONEST, POWER_NO_FILE_SYNC, POWER_NO_DIR_SYNC };

struct power;

/* Borrows the records. Nothing has happened yet. */
struct power *power_new(const struct record *records, size_t n);
void power_free(struct power *p);

/* From now on, of what is beneath that name in the root (borrowed); NULL: of all. */
void power_lie(struct power *p, enum power_lie lie, const char *beneath);

/* The next record happens: false when there is none. *out borrows. */
bool power_step(struct power *p, const struct record **out);

/*
 * Write one of the disks that there may be now into `dir`, an empty directory: the same one for the same seed.
 * With `only`, nothing but what begins with that name in the root.
 */
void power_write(const struct power *p, uint64_t seed, const char *dir, const char *only);

#endif
