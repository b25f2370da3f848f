/* The parts of ma_collide(). */
#ifndef MA_VCS_COLLIDE_PARTS_H
#define MA_VCS_COLLIDE_PARTS_H

#include "vcs/collide.h"
#include "vcs/outline.h"

struct ma_colliding {
	const struct ma_side_files *side;
	struct ma_syntax *syntax;
	struct ma_arena *arena;
	struct ma_collisions *out;
	struct ma_map outlines[MA_SIDES_N]; /* path -> its outline, NULL where it has none */
	ma_rc rc;                           /* sticks */
};

/* NULL: it is not there. */
const struct ma_str *ma_collide_text(
	const struct ma_colliding *c, enum ma_side s, struct ma_str path);

/* The other one of ours and theirs, and what they are called. */
enum ma_side ma_collide_other(enum ma_side s);
const char *ma_collide_name(enum ma_side s);

__attribute__((format(printf, 5, 6))) void ma_collide_tell(struct ma_colliding *c, const char *kind,
	struct ma_str path, struct ma_str at, const char *fmt, ...);

/* Functions of a file that both sides gave another signature. */
void ma_collide_signatures(struct ma_colliding *c, struct ma_str path);

/* Exports that one side removed and the other imports; names that both sides export anew from different files. */
void ma_collide_exports(struct ma_colliding *c);

#endif
