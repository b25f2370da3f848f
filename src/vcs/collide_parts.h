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

/* The outline of a file of code; NULL: it has none. Each is read once. */
const struct ma_outline *ma_collide_outline(
	struct ma_colliding *c, enum ma_side s, struct ma_str path);

/* The last word of a key: the name of its item. */
struct ma_str ma_collide_last_word(struct ma_str key);

bool ma_collide_is_python(struct ma_str path);
bool ma_collide_is_ecma(struct ma_str path);

/* The file that an item imports from; "" where it imports nothing of the tree. */
struct ma_str ma_collide_source(
	struct ma_colliding *c, enum ma_side s, struct ma_str path, const struct ma_item *item);

/* Whether a file gives others this name, or may. */
bool ma_collide_gives(
	struct ma_colliding *c, enum ma_side s, struct ma_str path, struct ma_str name);

/* Whether a module of this name stands in the package whose __init__.py that is. */
bool ma_collide_has_module(
	struct ma_colliding *c, enum ma_side s, struct ma_str package, struct ma_str name);

/* Functions of a file that both sides gave another signature. */
void ma_collide_signatures(struct ma_colliding *c, struct ma_str path);

/* Whether a side's file is another one than the base's. */
bool ma_collide_changed(const struct ma_colliding *c, enum ma_side s, struct ma_str path);

/* Names that both sides define anew in different files, which reach as far (vcs/reach.h). */
void ma_collide_definitions(struct ma_colliding *c);

/* Exports that one side removed and the other imports; and the definitions. */
void ma_collide_exports(struct ma_colliding *c);

#endif
