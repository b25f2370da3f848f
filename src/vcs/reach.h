/*
 * How far the names of a file reach beyond it, where its language's compiler takes no second one:
 *
 *   Go          the package in its directory, on one platform; methods by their receiver
 *   Java        the types of a package in its directory
 *   C           what is linked with the other files of its directory: functions and variables that are not static, outside of #if
 *   TypeScript  what a file that says `export *` of several passes on of each
 *   Rust        a.rs and a/mod.rs, which are one module
 *
 * It is meant to be sure rather than complete: what may be another program, another platform or another one of two files of which a build takes
 * one reaches nowhere. In all other languages each file has its own names.
 */
#ifndef MA_VCS_REACH_H
#define MA_VCS_REACH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "vcs/definitions.h"

struct ma_reach {
	struct ma_str path;
	struct ma_str scope;    /* files of one scope may not share a name; "": it is alone */
	struct ma_str platform; /* Go: of its name, "_linux"; "": any */
	struct ma_map names;    /* key -> the struct ma_definition */
	bool modules;           /* TypeScript: others meet it in a file that passes on both */
	bool linked;            /* C: which files are linked is a guess */
	bool runs;              /* it has main() */
};

/* A file that was parsed. Borrows all; lives in the arena. ma_reach_done() it. MA_ENOMEM. */
ma_rc ma_reach_read(struct ma_str path, struct ma_str text, const struct ma_definitions *defined,
	struct ma_arena *arena, struct ma_reach *out, ma_err *err);
void ma_reach_done(struct ma_reach *r);

/* Whether a file reaches beyond itself at all, by its name: others need not be parsed. */
bool ma_reach_is_of(struct ma_str path);

/* Whether a name in one of them is one in the other. Not for modules. */
bool ma_reach_meets(const struct ma_reach *a, const struct ma_reach *b);

/* The next path of `export * from "./path"`, as a module without its ending: "src/a" or "src/a/index"'s "src/a". In `name`, which is cleared, and may be out of memory. */
bool ma_reach_next_star(struct ma_str *rest, struct ma_str path, struct ma_buf *name);
/* The same of a file. */
struct ma_str ma_reach_module(struct ma_str path);

/* Whether the word stands in the text. */
bool ma_reach_has_word(struct ma_str text, struct ma_str word);

#endif
