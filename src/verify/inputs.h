/* What the checks of a tree depend on, as text that is hashed: its files, and this machine. */
#ifndef MA_VERIFY_INPUTS_H
#define MA_VERIFY_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "codec/hash.h"
#include "verify/detect.h"

struct ma_input {
	struct ma_str path;          /* in the tree */
	char hash[MA_HASH_HEX_SIZE]; /* of its content; of a link: of where it leads */
	bool runs;                   /* it may be executed */
	bool is_link, leads_out;
};

struct ma_inputs {
	const char *tree;
	bool (*skips)(const char *name, bool is_dir); /* what is not looked at, or NULL */
	struct ma_arena *arena;                       /* everything lives in it */
	struct ma_input *v;                           /* in byte order of directories, then names */
	size_t n, cap;
	const char *const *roots; /* of the packages, the root of the tree among them or not */
	size_t roots_n;
};

/*
 * Read all of a tree; a file leads out of the innermost root that it lies in. MA_ELIMIT: a file, or all of them, are too
 * large for this; MA_EIO; MA_ENOMEM. Blocks.
 */
ma_rc ma_inputs_read(struct ma_inputs *in, ma_err *err);

/*
 * What lies in the package at `root`, and the files in directories above it and in hidden ones of those. *out: something of it
 * leads out, or of those above leads to what lies beside it, or it is all of the tree.
 */
void ma_inputs_add(
	const struct ma_inputs *in, const char *root, struct ma_buf *text, bool *open_out);

/*
 * The programs in a directory, what links in it lead to among them: one that is replaced in place leaves the directory as it is. The first 2,000;
 * some microseconds each. Nothing where there is no such directory.
 */
void ma_inputs_add_programs(const char *dir, struct ma_buf *text);

/*
 * This machine: our own program and its version, the kernel, what package managers have installed, what people put beside
 * that in /usr/local, and the programs that the steps begin with. Versions are told by sizes and times of files: asking each tool takes longer than what this is to save.
 */
void ma_inputs_add_machine(
	const struct ma_step *steps, size_t n, const char *node, struct ma_buf *text);

/* What decides on this machine how commands are confined, since it was started. */
void ma_inputs_add_confinement(struct ma_buf *text);

#endif
