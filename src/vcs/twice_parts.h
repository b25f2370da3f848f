/* The parts of ma_twice(). */
#ifndef MA_VCS_TWICE_PARTS_H
#define MA_VCS_TWICE_PARTS_H

#include "vcs/reach.h"
#include "vcs/twice.h"

/* A file of the set, or another one of the tree. */
struct ma_twice_one {
	struct ma_reach reach;
	struct ma_str text;
	const struct ma_twice_file *file; /* NULL: of the tree */
	struct ma_map told;               /* names */
};

struct ma_twice_look {
	const struct ma_twice_tree *tree;
	struct ma_syntax *syntax;
	struct ma_arena *arena;
	const struct ma_twice_file *files;
	struct ma_twice_one *mine; /* n of them, as the files */
	size_t n;
	struct ma_map by_path;   /* of the set -> mine */
	struct ma_map by_module; /* the same, of those that are modules */
	struct ma_map words;     /* names that the set defines, without receivers */
	struct ma_map others; /* of the tree, as they were read; NULL where it is not there or does not parse */
	struct ma_twice_one wordless; /* in `others`: it has no word of the set's, and was not parsed */
	size_t left;                  /* bytes that may be read still */
	ma_twice_tell_fn *tell;
	void *data;
};

/*
 * A file of the tree that is not of the set, parsed once; `always`: although it has no word that the set defines. *out NULL: there is none,
 * or it does not parse.
 */
ma_rc ma_twice_other(struct ma_twice_look *l, struct ma_str path, bool always,
	struct ma_twice_one **out, ma_err *err);

/* Whether the name is one of the text that the file replaces. */
ma_rc ma_twice_had(struct ma_twice_look *l, const struct ma_twice_one *one, struct ma_str key,
	bool *out, ma_err *err);

/* Tell it of a file of the set, of the name `d` or of all of it: NULL. */
ma_rc ma_twice_say(struct ma_twice_look *l, struct ma_twice_one *mine, struct ma_str key,
	const struct ma_definition *d, struct ma_str what, ma_err *err);

/* What is passed on together. */
ma_rc ma_twice_modules(struct ma_twice_look *l, ma_err *err);

#endif
