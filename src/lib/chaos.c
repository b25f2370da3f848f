#include "lib/chaos.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "llm/chaos.h"

ma_rc ma_chaos_fill(const ma_run_opts *given, bool anew, struct ma_chaos_run *out,
	ma_run_opts *opts, ma_err *err)
{
	if (given->chaos == 0)
		return MA_OK;
	if (given->chaos < 0)
		return ma_fail(err, MA_EMISUSE, "a seed of mistakes is not negative");
	if (!anew)
		return ma_fail(err, MA_EMISUSE,
			"mistakes are made from a run's beginning, and go on by themselves");
	if (given->provider && strcmp(given->provider, "offline") != 0)
		return ma_fail(err, MA_EMISUSE,
			"only the offline provider makes mistakes on demand, not %.60s",
			given->provider);
	if (given->model || given->replay)
		return ma_fail(err, MA_EMISUSE,
			"mistakes on demand are a model of their own: no --model, no --replay");
	(void)snprintf(
		out->model, sizeof(out->model), MA_CHAOS_MODEL "%" PRId64, given->chaos); /* fits */
	(void)snprintf(
		out->seed, sizeof(out->seed), "%032" PRIx64, (uint64_t)given->chaos); /* fits */
	opts->provider = "offline";
	opts->model = out->model;
	return MA_OK;
}
