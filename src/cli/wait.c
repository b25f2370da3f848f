/* Waiting for a call of a model. */
#include "cli/wait.h"

#include <poll.h>
#include <signal.h>

#include "cli/out.h"
#include "cli/signals.h"

int wait_for_call(ma_ctx *ctx, const ma_generation *call, int signals, const ma_err *failure)
{
	struct pollfd fds[] = {
		{ .fd = ma_ctx_fd(ctx), .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};
	int signo = 0;

	while (!ma_generation_over(call) && !failure->code && signo == 0) {
		/* A failed wait only turns too early. */
		(void)poll(fds, sizeof(fds) / sizeof(*fds), ma_ctx_timeout_ms(ctx));
		ma_ctx_turn(ctx);
		signo = signals_next(signals, NULL);
	}
	return signo;
}

int stopped_by(int signo)
{
	out_error(signo == SIGINT ? "stopped by SIGINT" : "stopped by SIGTERM");
	return 128 + signo;
}
