/*
 * What would collide if two sides of one base were merged, found before anything is: in the texts (vcs/merge.h), and in what
 * they mean, across files (docs/formats/conflicts.md).
 */
#ifndef MA_VCS_COLLIDE_H
#define MA_VCS_COLLIDE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "vcs/merge3.h"
#include "vcs/syntax.h"

#define MA_COLLISIONS_MAX 1000 /* that are told one by one */

/* The files of one side: path -> struct ma_str * of its text. Both live as long as what is found. */
struct ma_side_files {
	struct ma_map files;
};

struct ma_collision {
	const char *kind; /* "text", "deleted", "renamed", "path", "signature", "definition", "import"; static */
	struct ma_str path; /* where it shows */
	struct ma_str at;   /* the place in it, or a name; may be empty */
	struct ma_str what; /* a sentence */
};

struct ma_collisions {
	struct ma_collision *v; /* in the arena */
	size_t cap, n;          /* n: that were found, told or not */
};

/*
 * Compare the sides MA_OURS and MA_THEIRS of a base. `syntax` NULL: code is lines, and what it means is not
 * looked at. Found are in the order of paths. MA_ENOMEM, MA_ELIMIT.
 */
ma_rc ma_collide(const struct ma_side_files side[MA_SIDES_N], struct ma_syntax *syntax,
	struct ma_arena *arena, struct ma_collisions *out, ma_err *err);

#endif
