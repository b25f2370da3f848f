/* Waiting for what the library does. */
#include "cli/wait.h"

#include <poll.h>
#include <signal.h>

#include "base/limits.h"
#include "cli/out.h"
#include "cli/signals.h"

int wait_until(const struct waiting *w)
{
	struct pollfd fds[] = {
		{ .fd = ma_ctx_fd(w->ctx), .events = POLLIN },
		{ .fd = w->signals, .events = POLLIN },
	};
	int signo;

	while (!w->over(w->data)) {
		/* A failed wait only turns too early. */
		(void)poll(fds, MA_COUNT(fds), ma_ctx_timeout_ms(w->ctx));
		while ((signo = signals_next(w->signals, NULL)) != 0) {
			if (!w->stop)
				return signo;
			w->stop(w->data, signo);
		}
		ma_ctx_turn(w->ctx);
	}
	return 0;
}

struct call {
	const ma_generation *generation;
	const ma_err *failure;
};

static bool call_is_over(const void *data)
{
	const struct call *c = data;

	return ma_generation_over(c->generation) || c->failure->code;
}

int wait_for_call(ma_ctx *ctx, const ma_generation *call, int signals, const ma_err *failure)
{
	struct call c = { call, failure };

	return wait_until(&(struct waiting){
		.ctx = ctx, .signals = signals, .over = call_is_over, .data = &c });
}

int stopped_by(int signo)
{
	out_error(signo == SIGINT ? "stopped by SIGINT" : "stopped by SIGTERM");
	return 128 + signo;
}
