/*
 * What installations bring, package by package of a tree: a private directory each, writable by the package's own commands,
 * which goes with the verification, and is fed from what earlier runs left (verify/shared.h).
 */
#ifndef MA_VERIFY_PACKAGES_H
#define MA_VERIFY_PACKAGES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "sys/scratch.h"
#include "verify/detect.h"

struct ma_packages {
	const char *tree;   /* whose packages they are */
	const char *shared; /* of earlier runs, or NULL */
	int lock;           /* of that, shared with others who use it; -1: none */
	const char *seen;   /* how the commands see `shared` */
	int64_t uid;        /* of the commands; -1: ours */
	struct ma_scratch dir;
	const char *kind, *package; /* what the newest directory belongs to */
	const char *path; /* that directory, or NULL; lives in the arena it was opened with */
	unsigned n;
};

#define MA_PACKAGES_NONE                                                       \
	{                                                                      \
		NULL, NULL, -1, NULL, -1, MA_SCRATCH_NONE, NULL, NULL, NULL, 0 \
	}

struct ma_sandbox;

/*
 * Whose packages, the directory in which earlier runs left theirs (NULL: none), and what the commands run in. Borrows the tree, and
 * the arena, as long as *p is used; ma_packages_remove() it.
 */
void ma_packages_init(struct ma_packages *p, const char *tree, const char *cache,
	const struct ma_sandbox *sandbox, struct ma_arena *arena);

/*
 * All of these block; for the pool. Open: a fresh directory for what the step is to install, unless an earlier step opened it for
 * the same package. Keep: the step has passed, and what it brought is shared as far as that is safe. Doubt: it has not, and what it
 * was offered unchecked is shared no more. Remove: all of it goes.
 */
ma_rc ma_packages_open(
	struct ma_packages *p, const struct ma_step *step, struct ma_arena *arena, ma_err *err);
void ma_packages_keep(struct ma_packages *p, const struct ma_step *step);
void ma_packages_doubt(struct ma_packages *p, const struct ma_step *step);
void ma_packages_remove(struct ma_packages *p);

struct ma_packages_swept {
	int64_t files; /* of packages */
	int64_t left;  /* by writers that were killed */
	int64_t bytes; /* of both */
	bool in_use;   /* somebody uses the store: nothing is removed or counted */
};

/*
 * Remove from the packages of earlier runs what none used for so many days (0: all), and what killed writers left a minute ago or
 * earlier; dry: only count it. Where there are none *out is zero. Blocks. MA_EIO: one cannot be removed; *out has what is gone.
 */
ma_rc ma_packages_sweep(
	const char *cache, int64_t days, bool dry, struct ma_packages_swept *out, ma_err *err);

/* The directory that the step's package was given, or NULL. */
const char *ma_packages_of(const struct ma_packages *p, const struct ma_step *step);

#endif
