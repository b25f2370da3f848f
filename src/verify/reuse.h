/*
 * Evidence that is taken again: what passed on the same bytes (files, locks, tools, settings, sandbox, our own version) is not run
 * once more. docs/formats/checks.md has the rules; what a package depends on is in verify/inputs.h.
 *
 * A package is told by its root: all checks of all kinds there are taken, or none. One that reads what others make is only
 * skipped together with all others, and where one of these has to be run, so are all: it might need what they leave.
 */
#ifndef MA_VERIFY_REUSE_H
#define MA_VERIFY_REUSE_H

#include "base/arena.h"
#include "base/err.h"
#include "codec/hash.h"
#include "model/verdict.h"
#include "sys/private.h"
#include "verify/detect.h"

struct ma_reuse_root {
	const char *root;
	char key[MA_HASH_HEX_SIZE]; /* "" while it is not known, or when its evidence is of no use */
	bool open;                  /* it may depend on what lies outside of it */
	bool pending;               /* what is installed is only known afterwards */
	bool failed;                /* or skipped, flaky: nothing of it is kept */
	bool taken;
};

struct ma_reuse {
	const char *tree;
	bool (*skips)(const char *name, bool is_dir); /* of the tree, or NULL */
	struct ma_private dir;                        /* closed: nothing is taken, nothing kept */
	bool fresh;                                   /* nothing is taken, only kept */
	const char *sandbox;                          /* what confines the commands */
	struct ma_arena *arena;
	const struct ma_step *steps;
	size_t steps_n;
	struct ma_reuse_root *roots;
	size_t roots_n;
	struct ma_check **taken; /* one for each step, or NULL */
};

#define MA_REUSE_NONE                                                                    \
	{                                                                                \
		NULL, NULL, MA_PRIVATE_CLOSED, false, NULL, NULL, NULL, 0, NULL, 0, NULL \
	}

/* All but ma_reuse_of() and ma_reuse_note() block; for the pool. What goes wrong but MA_ENOMEM only means that more is run. */

/*
 * Look up what can be taken: `cache` is a directory of ours, in which one called evidence is. `skips`: what of the tree is not looked at, or
 * NULL. Borrows all but `node` until ma_reuse_done(). MA_ENOMEM.
 */
ma_rc ma_reuse_open(struct ma_reuse *r, const char *cache, const char *tree,
	bool (*skips)(const char *name, bool is_dir), const struct ma_step *steps, size_t n,
	const char *sandbox, const char *node, bool fresh, struct ma_arena *arena, ma_err *err);

/* Whether none has to be run: there is one at least. */
bool ma_reuse_is_all(const struct ma_reuse *r);

/* The check that stands for a step, or NULL: it is to be run. Lives in the arena. */
const struct ma_check *ma_reuse_of(const struct ma_reuse *r, size_t step);

/* What came of a step that was run; `again`: it took a second time. */
void ma_reuse_note(struct ma_reuse *r, size_t step, const struct ma_check *check, bool again);

/* An installation has passed, `checks` being of the steps up to it: what it brought may be what it was. */
ma_rc ma_reuse_installed(
	struct ma_reuse *r, size_t step, const struct ma_check *checks, ma_err *err);

/* All steps have ended: keep what passed, and forget what does no more. */
void ma_reuse_keep(struct ma_reuse *r, const struct ma_check *checks);

void ma_reuse_done(struct ma_reuse *r);

/*
 * How commands were confined here the last time, as ma_sandbox_describe() told, and as long as nothing is seen that could have changed it; "": not
 * known. `cache` as above.
 */
void ma_recall_sandbox(const char *cache, char *out, size_t size);
void ma_recall_note(const char *cache, const char *sandbox); /* for the next time */

#endif
