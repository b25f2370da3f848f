/* The names of a tree, to tell which new ones cannot stand beside them. */
#ifndef MA_VCS_NAMES_H
#define MA_VCS_NAMES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"

struct ma_names {
	struct ma_map map; /* lower-case path or directory to struct name */
	struct ma_arena arena;
};

void ma_names_init(struct ma_names *names);
void ma_names_done(struct ma_names *names);

/* A file that is there; whatever it collides with already is the tree's own affair. `path` is copied. False: out of memory. */
bool ma_names_add(struct ma_names *names, struct ma_str path);

/* As ma_names_add() for a file to be written: MA_EREFUSED when a file would stand beneath a file or be
 * a directory too, or when a name differs from another only in the case of ASCII letters. */
ma_rc ma_names_add_new(struct ma_names *names, struct ma_str path, ma_err *err);

#endif
