/* A run that was started: what its host can do with it, and its end. */
#include "lib/run.h"

#include "lib/summary.h"

/* Why, for the log. */
static const char *word(const char *cause)
{
	return cause && *cause ? cause : "host";
}

void ma_run_interrupt(ma_run *run, const char *cause)
{
	if (run && !run->over)
		ma_engine_interrupt(run->engine, word(cause));
}

void ma_run_pause(ma_run *run, const char *cause)
{
	if (run && !run->over)
		ma_engine_pause(run->engine, word(cause));
}

void ma_run_continue(ma_run *run)
{
	if (run && !run->over)
		ma_engine_continue(run->engine);
}

void ma_run_cancel(ma_run *run, const char *cause)
{
	if (run && !run->over)
		ma_engine_cancel(run->engine, word(cause));
}

int ma_run_over(const ma_run *run)
{
	return !run || run->over;
}

void ma_run_wait(ma_run *run)
{
	while (run && !run->over && !run->ctx->turning)
		ma_ctx_wait(run->ctx);
}

ma_rc ma_run_result(ma_run *run, int *exit_out, char **json_out, ma_err *err)
{
	const struct ma_state *s;
	char *json = NULL;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!run || !exit_out || !json_out)
		return ma_fail(err, MA_EMISUSE, "a result is of a run, to places for it");
	if (!run->over)
		return ma_fail(err, MA_EMISUSE, "the run is not over");
	if (run->failure.code) {
		*err = run->failure;
		return err->code;
	}
	err->code = MA_OK;
	s = ma_engine_state(run->engine);
	rc = ma_give_json(ma_summary(s, run->store, err), &json, err);
	if (rc)
		return rc;
	*exit_out = ma_summary_exit(s);
	*json_out = json;
	return MA_OK;
}

void ma_run_leave(ma_run *run)
{
	ma_ctx *ctx = run->ctx;

	ctx->leaving_n -= run->leaving;
	ma_run_close(run);
	ma_ctx_left(ctx);
}

void ma_run_free(ma_run *run)
{
	if (!run)
		return;
	run->opts.on_event = NULL;
	run->opts.on_progress = NULL;
	run->opts.on_check = NULL;
	ma_run_interrupt(run, "freed");
	ma_run_wait(run);
	if (run->over) {
		ma_run_leave(run);
	} else { /* inside a callback */
		run->leaving = true;
		run->ctx->leaving_n++;
	}
}
