/*
 * The verification port: a tree on disk in, checks out. A verdict is data, never
 * an error: a test that fails is MA_OK with a failed check.
 */
#ifndef MA_VERIFY_VERIFY_H
#define MA_VERIFY_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"
#include "model/verdict.h"
#include "sys/loop.h"
#include "sys/sandbox.h"
#include "verify/detect.h"

struct ma_verify;

/* Progress: a check begins (result NULL) or has ended. Borrows for the call. */
typedef void ma_verify_check_fn(void *data, const struct ma_check *check);
/* `report` borrows for the call. rc is not MA_OK only when verification itself broke (MA_EIO, MA_ENOMEM, MA_ECANCELED), or
 * with `must_confine`. */
typedef void ma_verify_done_fn(
	void *data, ma_rc rc, const ma_err *err, const struct ma_report *report);

/* What a quick check is about. */
struct ma_verify_quick {
	struct ma_str paths; /* files of the tree, '|' between them: only packages that hold any are checked, */
	struct ma_str rivals; /* and none that one of these globs, likewise, may reach into: it is not whole yet */
};

struct ma_verify_ops {
	const char *name;

	/* Check the tree in `dir`, a disposable copy owned by the caller that may be written to.
	 * The contract of sys/loop.h; one at a time per instance. */
	ma_rc (*start)(struct ma_verify *self, const char *dir, const char *const *scripts,
		const struct ma_verify_quick *quick, ma_verify_check_fn *on_check,
		ma_verify_done_fn *done, void *data, ma_err *err);

	/* done() comes soon with MA_ECANCELED. */
	void (*cancel)(struct ma_verify *self);

	/* The uid and gid that the copy must belong to, -1 for our own. */
	int64_t (*uid)(struct ma_verify *self);

	void (*free)(struct ma_verify *self);
};

struct ma_verify {
	const struct ma_verify_ops *ops;
	/* Of the run under way; kept by the wrappers, implementations leave them alone. */
	ma_verify_check_fn *on_check;
	ma_verify_done_fn *done;
	void *data;
};

/*
 * `scripts`: of package.json that are to be run, too, where a package has them; each is a check whose phase is its name. They end in
 * NULL, and are borrowed until done(); NULL: none. `quick`, borrowed likewise: packages are type-checked, or built where that is
 * how their compiler is asked, and nothing else is done; a report without checks says that none can be. NULL: all checks. `on_check`
 * may be NULL.
 */
ma_rc ma_verify_start(struct ma_verify *self, const char *dir, const char *const *scripts,
	const struct ma_verify_quick *quick, ma_verify_check_fn *on_check, ma_verify_done_fn *done,
	void *data, ma_err *err);
void ma_verify_cancel(struct ma_verify *self);
int64_t ma_verify_uid(struct ma_verify *self);
void ma_verify_free(struct ma_verify *self); /* accepts NULL */

struct ma_verify_opts {
	struct ma_loop *loop;
	bool sandbox_off;
	bool must_confine; /* where nothing confines, done() tells MA_EUNAVAILABLE; else checks are skipped, and say why */
	const char *cache_dir; /* package caches kept between runs; NULL: none */
	const char *evidence_dir; /* the user's cache, where what passed is kept and taken again (verify/reuse.h); NULL: all is run */
	bool fresh; /* nothing is taken, only kept */
	struct ma_sandbox_found
		found; /* what confines here, where that was tried already; else it is with the first start() */
	json_t *settings; /* the user's own, checked: `smoke` and `rerun` where the tree's file does not say; or NULL. Borrowed for the call */
	ma_settings_check_fn *
		check_settings; /* of a meta-agent.yaml in the tree: see verify/detect.h; NULL: none is wrong */
	const void *check_data; /* its; lives as long as the verification */
};

/* The project's own commands in the sandbox. Never fails for a missing tool: start() then reports it. Gives *out. */
ma_rc ma_verify_command_new(const struct ma_verify_opts *opts, struct ma_verify **out, ma_err *err);

/*
 * The next start() runs nothing: its directory is no copy, and only read. It ends with what is known of the same bytes, or with MA_ENOTFOUND where
 * something has to be run: then make a copy, which has not what `skips` says (or NULL), and start() again.
 */
void ma_verify_command_recalls(
	struct ma_verify *command, bool (*skips)(const char *name, bool is_dir));

/* Answers from a list, for tests: one JSON report (docs/formats/report.md) per start(), in order; the last one
 * repeats. Borrows the text for the call. Gives *out. */
ma_rc ma_verify_script_new(
	struct ma_loop *loop, struct ma_str reports_json, struct ma_verify **out, ma_err *err);

#endif
