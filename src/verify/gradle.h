/* Which Gradle is installed, and whether it is one that a build asks for. */
#ifndef MA_VERIFY_GRADLE_H
#define MA_VERIFY_GRADLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Whether Gradle of the version `installed` builds what asks for `wanted`: "8.5", as a wrapper names it, takes that or a newer one of the
 * same major version; "5.0+" that or any newer one. What is no version asks for nothing.
 */
bool ma_gradle_serves(struct ma_str installed, struct ma_str wanted);

/* The version of the distribution that `program` is part of, by the names of its libraries. NULL: it does not tell. Lives in the arena. MA_ENOMEM. */
ma_rc ma_gradle_version(
	const char *program, struct ma_arena *arena, const char **version_out, ma_err *err);

/*
 * Why what asks for `wanted` cannot be built by the Gradle that the sandbox sees: "gradle 8.5, ..., is not installed (https://gradle.org)".
 * Lives in the arena. NULL: it can, or does not tell its version. MA_ENOMEM.
 */
ma_rc ma_gradle_lacks(const char *wanted, struct ma_arena *arena, const char **why_out, ma_err *err);

#endif
