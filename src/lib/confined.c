/* Whether code that a model wrote can be confined on this machine. */
#include "lib/confined.h"

#include "lib/ctx.h"

ma_rc ma_need_confinement(ma_ctx *ctx, struct ma_sandbox_found *found, ma_err *err)
{
	struct ma_sandbox_opts opts = { .found = found };
	struct ma_sandbox *sandbox = NULL;
	ma_err why = { MA_OK, 0, "" };
	ma_rc rc = ma_sandbox_new(ctx->loop, &opts, &sandbox, &why);

	ma_sandbox_free(sandbox);
	if (rc == MA_EUNAVAILABLE)
		return ma_fail(err, rc,
			"%s; or have nothing run (--no-verify), or all of it unconfined (--sandbox off)",
			why.msg);
	if (rc)
		*err = why;
	return rc;
}
