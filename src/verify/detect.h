/* What a tree can be checked with: commands chosen by us from what kind of project it is, never text that a model wrote. */
#ifndef MA_VERIFY_DETECT_H
#define MA_VERIFY_DETECT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/verdict.h"
#include "sys/registry.h"
#include "verify/tool.h"

struct ma_step;

/* A check that is done by us, with nothing that is run: it blocks, for the pool. As ma_site_check(). */
typedef ma_rc ma_own_check_fn(const char *dir, const struct ma_step *step, struct ma_arena *arena,
	struct ma_check *out, ma_err *err);

struct ma_step {
	const char *phase; /* "install", "format", "lint", "typecheck", "build", "test", "smoke", "settings", or the script that was asked for */
	const char *kind;  /* of project: "node", "python" */
	const char *package; /* directory of the package, "." for the root */
	const char *root; /* the package whose installation it needs, itself or one that owns it */
	const char *below; /* of a row that is added: its package's directory in that of the site, or NULL */
	const char *command;        /* as a person would type it */
	const char *const *argv;    /* as it is run, NULL-terminated */
	const struct ma_tool *tool; /* that it needs, or NULL */
	const char *version; /* of Gradle, as ma_gradle_lacks() takes it; NULL: any will do */
	enum ma_registry_tool registry; /* what an installation may reach */
	const char *lock; /* of an installation: the file in the package that pins all that it brings; NULL: none does */
	const char *results; /* the file in the package to which it writes its counts as JUnit XML, or NULL */
	bool quick;           /* it asks a compiler, and nothing else */
	bool again;           /* the user wants tests that fail to be run once more */
	ma_own_check_fn *own; /* NULL: argv is run */
	const char *missing;  /* why it cannot be run anywhere yet, or NULL */
};

/* Whether a meta-agent.yaml, which is called `name` in messages, is right: MA_ECONFIG says what is not, MA_ENOMEM. On the pool. */
typedef ma_rc ma_settings_check_fn(
	const void *data, struct ma_str text, const char *name, ma_err *err);

struct ma_detect_how {
	const json_t *settings; /* the user's own, for what the tree's file does not say, or NULL */
	ma_settings_check_fn *
		check; /* of the tree's: what is wrong is not taken, and is a step that cannot be run; NULL: none is wrong */
	const void *data;           /* check's */
	const char *const *scripts; /* as of ma_verify_start() */
};

/*
 * The steps for every package in the tree, package by package, in the order in which they are to be run.
 * A root that builds what lies below it (workspaces, subprojects) is one package of its kind; otherwise directories
 * at most two levels down are. None is no failure. MA_ELIMIT, MA_EIO, MA_ENOMEM. *out lives in the arena.
 */
ma_rc ma_detect(const char *dir, const struct ma_detect_how *how, struct ma_arena *arena,
	struct ma_step **out, size_t *n_out, ma_err *err);

#endif
