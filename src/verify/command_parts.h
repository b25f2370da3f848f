/* The inside of a verification by commands, shared by command.c and command_prepare.c. */
#ifndef MA_VERIFY_COMMAND_PARTS_H
#define MA_VERIFY_COMMAND_PARTS_H

#include "base/arena.h"
#include "sys/sandbox.h"
#include "verify/detect.h"
#include "verify/locks.h"
#include "verify/packages.h"
#include "verify/reuse.h"
#include "verify/verify.h"

/* A verification by commands, and the run of it that is under way. */
struct ma_command {
	struct ma_verify base;
	struct ma_loop *loop;
	bool off, fresh, must_confine;
	char *cache_dir, *evidence_dir;       /* or NULL */
	json_t *settings;                     /* the user's, or NULL */
	ma_settings_check_fn *check_settings; /* of the tree's, or NULL */
	const void *check_data;
	struct ma_slot slot;           /* who the commands run as */
	struct ma_sandbox_found found; /* what confines them, once it was tried */

	/* Of the run under way. */
	struct ma_arena arena;
	const char *dir;
	bool recalls; /* nothing is run: `dir` is no copy, and read only */
	bool (*skips)(const char *name, bool is_dir); /* then: what a copy would not have; or NULL */
	const char *sandbox_text;                     /* what confines them */
	const char *const *scripts;                   /* that were asked for, or NULL */
	const struct ma_verify_quick *quick;          /* all that is asked for, or NULL */
	ma_verify_check_fn *on_check;
	ma_verify_done_fn *done;
	void *data;
	struct ma_step *steps;
	struct ma_check *checks; /* one per step; checks_n are finished */
	size_t steps_n, checks_n;
	const char *missing; /* why no step at all can be run, or NULL */
	const char *node;    /* the directory of a Node.js that is not the system's own, or NULL */
	struct ma_packages packages;
	struct ma_reuse reuse;
	bool locked[MA_LOCKS_MAX];     /* by what is there before the installation under way */
	const char *first_why;         /* the step under way failed before, and why; or NULL */
	const struct ma_step *unready; /* the installation that did not pass, or NULL */
	struct ma_sandbox *sandbox;
	struct ma_sandbox_job *job;
	bool canceled;
	ma_rc rc; /* of the preparation, then of all */
	ma_err err;
	struct ma_check done_check; /* of the step that ended, while its packages are being kept */
	struct ma_report report;
	struct ma_check nothing; /* the only check where there is nothing to be run */
	char reason[512];
};

/* Which steps there are, what they need, what confines them, and what of them need not be run. On the pool; c->rc tells. */
void ma_command_prepare(void *data);

#endif
