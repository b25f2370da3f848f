/* What a tree can be checked with: commands chosen by us from what kind of project it is, never text that a model wrote. */
#ifndef MA_VERIFY_DETECT_H
#define MA_VERIFY_DETECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

struct ma_step {
	const char *phase;       /* "install", "typecheck", "build", "test" */
	const char *package;     /* directory of the package, "." for the root */
	const char *command;     /* as a person would type it */
	const char *const *argv; /* as it is run, NULL-terminated */
};

/*
 * The steps for every package in the tree, package by package, installation first. A
 * root with npm workspaces is one package; otherwise directories at most two levels
 * down are. None is no failure. *out lives in the arena.
 */
ma_rc ma_detect(
	const char *dir, struct ma_arena *arena, struct ma_step **out, size_t *n_out, ma_err *err);

#endif
