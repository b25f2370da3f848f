/*
 * Packages that are shared between runs, by their content. The store is ours alone: a sandbox sees it read-only, and nothing
 * enters it whose name does not follow from its bytes, or that the tool which is offered it does not check against the lock
 * of the tree that it is installed for (docs/formats/sandbox.md has what that means for each tool).
 *
 *   sha512/ab/abcd...        of npm: what an "integrity" names
 *   sha256/ab/abcd.../NAME   crates and wheels: what a "checksum" or --hash names
 *   go/MODULE/@v/VERSION.*   modules: `go` itself holds them against go.sum
 *   npm-index/...            of npm: what its registry said; see shared_npm.c
 *   cargo/NAME/              the directories that cargo keeps crates in, by registry
 */
#ifndef MA_VERIFY_SHARED_H
#define MA_VERIFY_SHARED_H

#include "base/buf.h"
#include "base/limits.h"
#include "verify/packages.h"

#define MA_SHARED_FILE_MAX (256 * MA_MIB)

/* Into a fresh directory, before its first installation: what the tree's locks name and the store has. */
void ma_shared_offer(const struct ma_packages *p, const struct ma_step *step);

/* After an installation, before any other command: what is new. */
void ma_shared_keep(const struct ma_packages *p, const struct ma_step *step);

/* After one that failed: what its tool was left to check by itself. */
void ma_shared_drop(const struct ma_packages *p, const struct ma_step *step);

/* For shared*.c. A file of the tree's package, of at most 64 MiB; "" where there is none. Gives it: ma_free(). */
char *ma_shared_lock(const struct ma_packages *p, const struct ma_step *step, const char *name);

/* Let `as` in the package's directory lead to `name` in the store, if that is there. It is not noted as used: ma_shared_use(). */
void ma_shared_link(const struct ma_packages *p, const char *name, const char *as);

/* The same with the bytes themselves, for what the tool writes to. */
void ma_shared_copy(const struct ma_packages *p, const char *name, const char *as);

/* The bytes of a regular file in the package's directory, no link followed. False: there is none. */
bool ma_shared_read(const struct ma_packages *p, const char *path, struct ma_buf *out);

/*
 * Put it into the store. What is there stays and is noted as used, unless it may be
 * replaced: then the same bytes stay as old as they are. A store that is full is no failure.
 */
void ma_shared_put(
	const struct ma_packages *p, const char *name, struct ma_str content, bool replaces);

/* Every file of a directory of the package, or of the store, with its path in there, at most five levels down. */
typedef void ma_shared_file_fn(const struct ma_packages *p, const char *path);
void ma_shared_each(
	const struct ma_packages *p, bool in_store, const char *dir, ma_shared_file_fn *fn);

/* A file of the store, if it is there, is one that a run needs. */
void ma_shared_use(const struct ma_packages *p, const char *name);

/* A directory in the store, empty where it was not there. */
void ma_shared_mkdir(const struct ma_packages *p, const char *name);

/* The store for its lock, which whoever uses it shares; -1: it is not there, or others may write to it. */
int ma_shared_open(const char *store);

/* The file's time of change is when it was last used, to a day. */
void ma_shared_note_use(const char *path);

/* What may become part of a path: letters, digits and -_.+!, no dot first. */
bool ma_shared_is_name(struct ma_str s);
bool ma_shared_is_sha256(struct ma_str s); /* 64 lower-case digits */
/* A file of the store has this SHA-256: a torn one, as a loss of power may leave it, is offered to nobody. */
bool ma_shared_is_whole(const struct ma_packages *p, const char *name, struct ma_str hex);
/* A file of the package's directory, by its SHA-256 and its name. */
void ma_shared_keep_sha256(const struct ma_packages *p, const char *path);

/* Each tool's: shared_npm.c, shared_pip.c, shared_cargo.c, shared_go.c. */
void ma_shared_offer_npm(const struct ma_packages *p, const struct ma_step *step);
void ma_shared_keep_npm(const struct ma_packages *p, const struct ma_step *step);
void ma_shared_offer_pip(const struct ma_packages *p, const struct ma_step *step);
void ma_shared_keep_pip(const struct ma_packages *p);
void ma_shared_offer_cargo(const struct ma_packages *p, const struct ma_step *step);
void ma_shared_keep_cargo(const struct ma_packages *p);
void ma_shared_offer_go(const struct ma_packages *p, const struct ma_step *step);
void ma_shared_keep_go(const struct ma_packages *p, const struct ma_step *step);
void ma_shared_drop_go(const struct ma_packages *p, const struct ma_step *step);

#endif
