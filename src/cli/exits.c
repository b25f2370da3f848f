/* Exit codes. */
#include "cli/exits.h"

#include <errno.h>
#include <stddef.h>

const struct exit_row exits[] = {
	{ 0, "done, and verified" },
	{ 1, "finished, but the verdict is failed" },
	{ 2, "usage: an option or a word is wrong, or names something that does not exist" },
	{ 3, "configuration: no such provider, a bad key, an unreadable file" },
	{ 4, "a provider failed for good, or a replay has no such request" },
	{ EXIT_BAD_PLAN, "the plan is invalid" },
	{ 6, "the time allowed or the budget is used up: resume goes on with a larger one; or a plan waits for approve" },
	{ 7, "finished, but the verdict is unverified (0 when verification was switched off)" },
	{ 8, "the log cannot be used, or the result not be written" },
	{ EXIT_REFUSED,
		"refused before the start: the output is busy, holds work of yours or is unwritable, or there is no "
		"sandbox" },
	{ 130, "stopped by SIGINT; resume goes on" },
	{ EXIT_KILLED, "status --watch: the run was killed; resume goes on" },
	{ EXIT_READER_GONE, "whoever read the output has gone" },
	{ 143, "stopped by SIGTERM; resume goes on" },
	{ 0, NULL },
};

bool exit_is_unwritable(const ma_err *err)
{
	return err->code == MA_EIO &&
		(err->sys == EACCES || err->sys == EPERM || err->sys == EROFS ||
			err->sys == ENOTDIR || err->sys == ENOENT || err->sys == ENAMETOOLONG);
}
