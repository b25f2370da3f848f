/* Paths as text: no disk is touched here. */
#ifndef MA_BASE_PATH_H
#define MA_BASE_PATH_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * May a model write this path of the workspace? It must be relative with '/'
 * separators, free of "", "." and "..", control characters, characters that cannot be seen, any of
 * \\ < > : " | ? *, drive letters and device names, valid UTF-8 and composed (base/name.h), at most MA_LIMIT_PATH bytes, components of at
 * most 200 bytes, MA_LIMIT_PATH_LEVELS deep, and must not name git's or our own
 * state (".git" in any spelling that some file system folds to it, ".gitmodules",
 * ".gitattributes", ".meta-agent") or files that tools obey unasked (".npmrc",
 * ".envrc", ".vscode/", ".mcp.json", our own "meta-agent.yaml"). MA_EREFUSED otherwise; the message holds
 * the path, made visible, and the reason. MA_ENOMEM where that cannot be said.
 */
ma_rc ma_path_check(struct ma_str path, ma_err *err);

/* "dir/name", or name alone where dir is empty. */
void ma_path_join(struct ma_buf *out, struct ma_str dir, struct ma_str name);

/* What stands after the last '/', and before it ("" where there is none). Borrow from path. */
struct ma_str ma_path_base(struct ma_str path);
struct ma_str ma_path_dir(struct ma_str path);

/* The extension with its dot ("" where there is none). Borrows from path. */
struct ma_str ma_path_ext(struct ma_str path);

/* `pattern` with '*' (within a component), '**' (any depth) and '?' matches the whole of `path`. */
bool ma_path_match(struct ma_str pattern, struct ma_str path);

/*
 * Whether a path may match both patterns. Errs on the side of true: for patterns over 512 bytes,
 * and where "**" and what follows it would need a '/' between them. O(product of their lengths).
 */
bool ma_path_globs_meet(struct ma_str a, struct ma_str b);

/* Whether it looks like a test, or like what tests are run with, by the habits of the common runners. */
bool ma_path_is_test(struct ma_str path);

/* Names of lock files: what a package manager writes from what another file says. NULL behind the last. Static. */
const char *ma_path_lock(size_t i);
bool ma_path_is_lock(struct ma_str path);

#endif
