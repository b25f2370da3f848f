/* meta-agent version */
#include "cli/cmd.h"
#include "cli/out.h"
#include "metaagent/metaagent.h"

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(256);
	ma_rc rc;

	MA_UNUSED(args);
	MA_UNUSED(words);
	MA_UNUSED(exit_out);
	ma_buf_addf(&text, "meta-agent %s\n", ma_version());
	rc = out_flush(&text, err);
	ma_buf_done(&text);
	return rc;
}

const struct cmd cmd_version = {
	.name = "version",
	.args = "",
	.summary = "print the version",
	.about = "",
	.run = run,
};
