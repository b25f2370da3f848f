/*
 * A command in the sandbox, with a copy of a directory to work in.
 *
 *   start ─► pool: copy ─► sys/sandbox.h ─► pool: the copy goes ─► over
 */
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/limits.h"
#include "lib/ctx.h"
#include "lib/disposable.h"
#include "metaagent/verify.h"
#include "sys/sandbox.h"
#include "verify/node.h"

#define WORDS_MAX 4096
#define EXIT_TIMED_OUT 124 /* as timeout(1) has it */

struct ma_confined {
	ma_ctx *ctx;
	struct ma_arena arena;
	const char **argv; /* these live in the arena */
	const char *node;  /* or NULL */
	bool registry, stopped;
	int64_t timeout_ms;
	void (*on_output)(void *data, const char *bytes, size_t size);
	void *data;
	struct ma_disposable copy;
	struct ma_sandbox *sandbox;
	struct ma_sandbox_job *job;
	int exit;
};

static void on_output(void *data, struct ma_str bytes)
{
	ma_confined *c = data;

	if (c->on_output)
		c->on_output(c->data, bytes.p, bytes.n);
}

static void on_done(void *data, ma_rc rc, const ma_err *err, const struct ma_sandbox_result *result)
{
	ma_confined *c = data;
	struct ma_str broken;

	c->job = NULL;
	if (rc) {
		c->copy.err = *err;
		ma_disposable_fail(&c->copy, rc);
	} else if (c->stopped) {
		ma_disposable_fail(
			&c->copy, ma_fail(&c->copy.err, MA_ECANCELED, "the command was cancelled"));
	} else {
		broken = ma_sandbox_failure(&result->proc);
		if (broken.n > 0)
			ma_disposable_fail(&c->copy,
				ma_fail(&c->copy.err, MA_EUNAVAILABLE,
					"the sandbox could not start it: " MA_STR_FMT,
					MA_STR_ARG(broken)));
		c->exit = result->proc.timed_out ? EXIT_TIMED_OUT
			: result->proc.signo     ? 128 + result->proc.signo
						 : result->proc.exit_code;
	}
	ma_disposable_end(&c->copy, c->ctx->loop);
}

/* The sandbox is made here too: which Node it shows must be known before. */
static void prepare_work(void *data)
{
	ma_confined *c = data;
	ma_err ignored = { MA_OK, 0, "" };

	/* a command that wants none does without; the other says itself that there is none */
	if (ma_node_find(&c->arena, geteuid() == 0 ? MA_SANDBOX_UID : -1, &c->node, &ignored))
		c->node = NULL;
	ma_disposable_fail(&c->copy,
		ma_sandbox_new(c->ctx->loop, &(struct ma_sandbox_opts){ .node_dir = c->node },
			&c->sandbox, &c->copy.err));
	if (!c->copy.rc)
		ma_disposable_fail(&c->copy,
			ma_disposable_make(&c->copy, ma_sandbox_uid(c->sandbox), &c->copy.err));
}

static void prepare_done(void *data)
{
	ma_confined *c = data;
	struct ma_sandbox_cmd cmd = { .argv = c->argv,
		.work = c->copy.copy.path,
		.registry = c->registry ? MA_REGISTRY_NPM : MA_REGISTRY_NONE,
		.timeout_ms = c->timeout_ms,
		.output_max = MA_KIB }; /* it is handed on as it comes */

	if (c->stopped && !c->copy.rc)
		ma_disposable_fail(
			&c->copy, ma_fail(&c->copy.err, MA_ECANCELED, "the command was cancelled"));
	if (!c->copy.rc)
		ma_disposable_fail(&c->copy,
			ma_sandbox_start(
				c->sandbox, &cmd, on_output, on_done, c, &c->job, &c->copy.err));
	if (c->copy.rc)
		ma_disposable_end(&c->copy, c->ctx->loop);
}

static ma_rc keep_words(ma_confined *c, const char *const *argv, ma_err *err)
{
	size_t n = 0, i;

	while (n <= WORDS_MAX && argv[n])
		n++;
	if (n == 0 || n > WORDS_MAX)
		return ma_fail(err, MA_EMISUSE, "a command has 1 to %d words", WORDS_MAX);
	c->argv = ma_arena_new_n(&c->arena, const char *, n + 1);
	for (i = 0; c->argv && i < n; i++)
		if (!(c->argv[i] = ma_arena_dup(&c->arena, ma_str(argv[i]))))
			return ma_fail_nomem(err);
	if (!c->argv)
		return ma_fail_nomem(err);
	c->argv[n] = NULL;
	return MA_OK;
}

ma_rc ma_confined_start(ma_ctx *ctx, const char *const *argv, const ma_confined_opts *opts,
	ma_confined **out, ma_err *err)
{
	ma_confined *c;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!ctx || !argv || !out || !opts || opts->size != sizeof(*opts))
		return ma_fail(err, MA_EMISUSE,
			"ma_confined_start: a missing argument, or another version's options");
	c = ma_new(struct ma_confined);
	if (!c)
		return ma_fail_nomem(err);
	*c = (struct ma_confined){ .ctx = ctx,
		.arena = MA_ARENA_INIT(MA_LIMIT_ARENA),
		.registry = opts->registry > 0,
		.timeout_ms = opts->timeout_ms,
		.on_output = opts->on_output,
		.data = opts->data };
	rc = ma_disposable_init(&c->copy, opts->dir, err);
	if (!rc)
		rc = keep_words(c, argv, err);
	if (!rc)
		rc = ma_loop_work(ctx->loop, prepare_work, prepare_done, c, err);
	if (rc) {
		ma_confined_free(c);
		return rc;
	}
	c->copy.over = false;
	*out = c;
	return MA_OK;
}

void ma_confined_cancel(ma_confined *c)
{
	if (!c || c->copy.over || c->stopped)
		return;
	c->stopped = true;
	ma_sandbox_cancel(c->job);
}

int ma_confined_over(const ma_confined *c)
{
	return !c || c->copy.over;
}

ma_rc ma_confined_result(ma_confined *c, int *exit_out, ma_err *err)
{
	if (!err)
		return MA_EMISUSE;
	if (!c || !exit_out || !c->copy.over)
		return ma_fail(err, MA_EMISUSE,
			"ma_confined_result: a missing argument, or it is not over");
	if (c->copy.rc) {
		*err = c->copy.err;
		return c->copy.rc;
	}
	*exit_out = c->exit;
	return MA_OK;
}

void ma_confined_free(ma_confined *c)
{
	if (!c)
		return;
	c->on_output = NULL;
	ma_confined_cancel(c);
	while (!c->copy.over)
		ma_ctx_wait(c->ctx);
	ma_sandbox_free(c->sandbox);
	ma_disposable_done(&c->copy);
	ma_arena_done(&c->arena);
	ma_free(c);
}
