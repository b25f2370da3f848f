/*
 * Verification by the project's own commands, in the sandbox.
 *
 *   start ─► pool: what steps there are, which tools, what confines ─► steps, one after another ─► report
 *
 * Installation alone gets the network (the registry, nothing else) and sees what earlier
 * runs left. What a project's own code may write to, the next project must not read.
 * A package that could not be installed has its other steps skipped; otherwise every
 * step runs, so that the report is complete.
 */
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/fs.h"
#include "sys/sandbox.h"
#include "verify/command_parts.h"
#include "verify/locks.h"
#include "verify/outcome.h"
#include "verify/quick.h"
#include "verify/results.h"
#include "verify/skip.h"

static struct ma_command *downcast(struct ma_verify *v);

static void run_next(struct ma_command *c);

/* Ending. */

static void tell_end(struct ma_command *c)
{
	ma_verify_done_fn *done = c->done;
	struct ma_arena arena = c->arena; /* done() may start the next run */
	struct ma_sandbox *sandbox = c->sandbox;
	ma_err err = c->err;

	c->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_ARENA);
	c->sandbox = NULL;
	c->job = NULL;
	c->recalls = false;
	c->skips = NULL;
	done(c->data, c->rc, &err, c->rc ? NULL : &c->report);
	ma_sandbox_free(sandbox);
	ma_arena_done(&arena);
}

/* On the pool: what is kept of it, and what goes. */
static void put_away(void *data)
{
	struct ma_command *c = data;

	if (!c->rc)
		ma_reuse_keep(&c->reuse, c->checks);
	ma_reuse_done(&c->reuse);
	ma_packages_remove(&c->packages);
}

static void is_put_away(void *data)
{
	tell_end(data);
}

static void end(struct ma_command *c, ma_rc rc)
{
	ma_err ignored = { .code = MA_OK };

	c->rc = rc;
	if ((c->packages.dir.path || c->reuse.roots_n > 0) &&
		ma_loop_work(c->loop, put_away, is_put_away, c, &ignored) == MA_OK)
		return;
	put_away(c);
	tell_end(c);
}

static void report(struct ma_command *c)
{
	const struct ma_step none = { .phase = "detect", .package = ".", .command = "" };
	struct ma_report *r = &c->report;

	*r = (struct ma_report){ .checks = c->checks, .checks_n = c->checks_n, .node = c->node };
	r->sandbox = c->sandbox_text ? c->sandbox_text : "none";
	if (c->steps_n == 0) {
		c->nothing = ma_outcome_start(&none);
		c->nothing.state = MA_CHECK_SKIPPED;
		c->nothing.why = c->missing ? c->missing : MA_NOTHING_RECOGNISED;
		r->checks = &c->nothing;
		r->checks_n = 1;
		c->on_check(c->data, &c->nothing);
	}
	ma_report_conclude(r, c->reason, sizeof(c->reason));
	end(c, MA_OK);
}

/* Steps. */

static bool is_install(const struct ma_step *step)
{
	return strcmp(step->phase, "install") == 0;
}

static void finish_check(struct ma_command *c, const struct ma_check *check)
{
	const struct ma_step *step = &c->steps[c->checks_n];

	if (is_install(step) && check->state != MA_CHECK_PASSED)
		c->unready = step;
	ma_reuse_note(&c->reuse, c->checks_n, check, c->first_why != NULL);
	c->first_why = NULL;
	c->checks[c->checks_n++] = *check;
	c->on_check(c->data, check);
}

static void skip(struct ma_command *c, const char *why)
{
	struct ma_check check = ma_outcome_start(&c->steps[c->checks_n]);

	check.state = MA_CHECK_SKIPPED;
	check.why = why ? why : "memory ran out";
	finish_check(c, &check);
}

static void keep_packages(void *data)
{
	struct ma_command *c = data;

	if (c->done_check.state != MA_CHECK_PASSED) {
		ma_packages_doubt(&c->packages, &c->steps[c->checks_n]);
		return;
	}
	ma_packages_keep(&c->packages, &c->steps[c->checks_n]);
	c->rc = ma_reuse_installed(&c->reuse, c->checks_n, c->checks, &c->err);
	if (!c->rc)
		c->rc = ma_locks_read(c->dir, &c->steps[c->checks_n], c->locked, &c->arena,
			&c->done_check, &c->err);
}

static void step_over(void *data)
{
	struct ma_command *c = data;

	finish_check(c, &c->done_check);
	if (c->rc)
		end(c, c->rc);
	else
		run_next(c);
}

static void on_step_done(
	void *data, ma_rc rc, const ma_err *err, const struct ma_sandbox_result *result)
{
	struct ma_command *c = data;
	ma_err ignored = { .code = MA_OK };

	c->job = NULL;
	c->err = *err;
	if (rc == MA_EUNAVAILABLE) {
		skip(c, ma_arena_dup(&c->arena, ma_str(err->msg)));
		run_next(c);
		return;
	}
	if (!rc)
		rc = ma_results_judge(
			c->dir, &c->steps[c->checks_n], result, &c->arena, &c->done_check, &c->err);
	if (!rc && c->sandbox && !ma_sandbox_has_network(c->sandbox))
		rc = ma_outcome_without_sockets(&c->done_check, &c->arena, &c->err);
	if (!rc && c->done_check.state == MA_CHECK_FAILED && !c->first_why &&
		c->steps[c->checks_n].again) {
		c->first_why = c->done_check.why;
		run_next(c);
		return;
	}
	if (!rc)
		rc = ma_outcome_again(&c->done_check, c->first_why, &c->arena, &c->err);
	if (rc) {
		end(c, rc);
		return;
	}
	if (!is_install(&c->steps[c->checks_n]) ||
		ma_loop_work(c->loop, keep_packages, step_over, c, &ignored))
		step_over(c);
}

static ma_rc start_command(struct ma_command *c)
{
	const struct ma_step *step = &c->steps[c->checks_n];
	struct ma_check check = ma_outcome_start(step);
	const char *packages = ma_packages_of(&c->packages, step);
	struct ma_sandbox_cmd cmd = { .argv = step->argv,
		.work = c->dir,
		.cwd = strcmp(step->package, ".") == 0 ? NULL : step->package,
		.packages = packages,
		.shared = packages ? c->packages.shared : NULL,
		.registry = step->registry,
		.timeout_ms = ma_step_ms(step, c->quick != NULL),
		.output_max = MA_LIMIT_OUTPUT,
		.tail_max = MA_LIMIT_OUTPUT / 2 };

	ma_results_clear(c->dir, step);
	c->on_check(c->data, &check);
	return ma_sandbox_start(c->sandbox, &cmd, NULL, on_step_done, c, &c->job, &c->err);
}

/* True: run_next() has more to do. */
static bool not_started(struct ma_command *c, ma_rc rc)
{
	if (rc == MA_EUNAVAILABLE)
		skip(c, ma_arena_dup(&c->arena, ma_str(c->err.msg)));
	else if (rc)
		end(c, rc);
	return rc == MA_EUNAVAILABLE;
}

static void open_packages(void *data)
{
	struct ma_command *c = data;

	ma_locks_note(c->dir, &c->steps[c->checks_n], c->locked);
	c->rc = ma_packages_open(&c->packages, &c->steps[c->checks_n], &c->arena, &c->err);
}

static void packages_open(void *data)
{
	struct ma_command *c = data;
	ma_rc rc = c->rc;

	c->rc = MA_OK;
	if (!rc && !c->canceled)
		rc = start_command(c);
	if (c->canceled || (rc && not_started(c, rc)))
		run_next(c);
}

static void do_own(void *data)
{
	struct ma_command *c = data;
	const struct ma_step *step = &c->steps[c->checks_n];

	c->rc = step->own(c->dir, step, &c->arena, &c->done_check, &c->err);
}

static void own_done(void *data)
{
	struct ma_command *c = data;

	if (c->rc)
		end(c, c->rc);
	else
		step_over(c);
}

static ma_rc start_own(struct ma_command *c)
{
	struct ma_check check = ma_outcome_start(&c->steps[c->checks_n]);

	c->on_check(c->data, &check);
	return ma_loop_work(c->loop, do_own, own_done, c, &c->err);
}

static ma_rc start_step(struct ma_command *c)
{
	if (c->steps[c->checks_n].own)
		return start_own(c);
	return is_install(&c->steps[c->checks_n])
		? ma_loop_work(c->loop, open_packages, packages_open, c, &c->err)
		: start_command(c);
}

/* Why the next step is not worth starting, or NULL. */
static const char *reason_to_skip(const struct ma_command *c)
{
	const char *why = ma_skip_reason(
		c->steps, c->checks, c->checks_n, c->unready, c->off ? NULL : c->sandbox);

	return why ? why : c->missing;
}

static void run_next(struct ma_command *c)
{
	const char *why;
	ma_rc rc;

	while (!c->canceled && c->checks_n < c->steps_n) {
		if (ma_reuse_of(&c->reuse, c->checks_n)) {
			finish_check(c, ma_reuse_of(&c->reuse, c->checks_n));
			continue;
		}
		why = reason_to_skip(c);
		if (why) {
			skip(c, why);
			continue;
		}
		rc = start_step(c);
		if (!rc || !not_started(c, rc))
			return;
	}
	if (c->canceled)
		end(c, ma_fail(&c->err, MA_ECANCELED, "verification was cancelled"));
	else
		report(c);
}

static void on_prepared(void *data)
{
	struct ma_command *c = data;

	if (c->rc)
		end(c, c->rc);
	else
		run_next(c);
}

/* The port. */

static ma_rc command_start(struct ma_verify *self, const char *dir, const char *const *scripts,
	const struct ma_verify_quick *quick, ma_verify_check_fn *on_check, ma_verify_done_fn *done,
	void *data, ma_err *err)
{
	struct ma_command *c = downcast(self);
	ma_rc rc;

	c->dir = ma_arena_dup(&c->arena, ma_str(dir));
	if (!c->dir)
		return ma_fail_nomem(err);
	c->scripts = scripts;
	c->quick = quick;
	c->on_check = on_check;
	c->done = done;
	c->data = data;
	c->steps = NULL;
	c->checks = NULL;
	c->steps_n = c->checks_n = 0;
	c->missing = c->node = c->first_why = c->sandbox_text = NULL;
	c->packages = (struct ma_packages)MA_PACKAGES_NONE;
	c->reuse = (struct ma_reuse)MA_REUSE_NONE;
	c->unready = NULL;
	c->canceled = false;
	c->err = (ma_err){ .code = MA_OK };
	rc = ma_loop_work(c->loop, ma_command_prepare, on_prepared, c, err);
	if (rc)
		ma_arena_clear(&c->arena);
	return rc;
}

static void command_cancel(struct ma_verify *self)
{
	struct ma_command *c = downcast(self);

	c->canceled = true;
	ma_sandbox_cancel(c->job);
}

/* Known before there is a sandbox: the copy is made first. */
static int64_t command_uid(struct ma_verify *self)
{
	return downcast(self)->slot.uid;
}

static void command_free(struct ma_verify *self)
{
	struct ma_command *c = downcast(self);

	ma_arena_done(&c->arena);
	ma_free(c->cache_dir);
	ma_free(c->evidence_dir);
	json_decref(c->settings);
	ma_slot_give(&c->slot);
	ma_free(c);
}

static const struct ma_verify_ops command_ops = {
	.name = "command",
	.start = command_start,
	.cancel = command_cancel,
	.uid = command_uid,
	.free = command_free,
};

static struct ma_command *downcast(struct ma_verify *v)
{
	MA_ASSERT(v->ops == &command_ops);
	return (struct ma_command *)v;
}

ma_rc ma_verify_command_new(const struct ma_verify_opts *opts, struct ma_verify **out, ma_err *err)
{
	struct ma_command *c = ma_new(struct ma_command);
	ma_rc rc = MA_OK;

	if (!c)
		return ma_fail_nomem(err);
	c->base.ops = &command_ops;
	c->loop = opts->loop;
	c->off = opts->sandbox_off;
	c->fresh = opts->fresh;
	c->found = opts->found;
	c->must_confine = opts->must_confine;
	c->settings = json_incref(opts->settings);
	c->check_settings = opts->check_settings;
	c->check_data = opts->check_data;
	c->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_ARENA);
	c->slot = (struct ma_slot)MA_SLOT_NONE;
	if (opts->cache_dir && !(c->cache_dir = ma_strdup(opts->cache_dir)))
		rc = ma_fail_nomem(err);
	if (opts->evidence_dir && !(c->evidence_dir = ma_strdup(opts->evidence_dir)))
		rc = ma_fail_nomem(err);
	if (!rc && !c->off)
		rc = ma_slot_take(&c->slot, err);
	if (rc) {
		command_free(&c->base);
		return rc;
	}
	*out = &c->base;
	return MA_OK;
}

void ma_verify_command_recalls(struct ma_verify *self, bool (*skips)(const char *name, bool is_dir))
{
	struct ma_command *c = downcast(self);

	c->recalls = true;
	c->skips = skips;
}
