/* The commands. */
#include "cli/cmd.h"

#include <string.h>

const struct cmd *const cmds[] = {
	&cmd_run,
	&cmd_plan,
	&cmd_resume,
	&cmd_approve,
	&cmd_fork,
	&cmd_retry,
	&cmd_pause,
	&cmd_continue,
	&cmd_cancel,
	&cmd_status,
	&cmd_log,
	&cmd_show,
	&cmd_diff,
	&cmd_accept,
	&cmd_undo,
	&cmd_runs,
	&cmd_gc,
	&cmd_verify,
	&cmd_sandbox,
	&cmd_context,
	&cmd_models,
	&cmd_agents,
	&cmd_config,
	&cmd_generate,
	&cmd_extract,
	&cmd_validate,
	&cmd_merge,
	&cmd_format,
	&cmd_conflicts,
	&cmd_doctor,
	&cmd_bench,
	&cmd_completion,
	&cmd_version,
	&cmd_help,
	NULL,
};

const struct cmd *cmd_find(const char *name)
{
	size_t i;

	for (i = 0; cmds[i]; i++)
		if (strcmp(cmds[i]->name, name) == 0)
			return cmds[i];
	return NULL;
}

ma_rc cmd_unknown(const char *name, ma_err *err)
{
	size_t i;

	for (i = 0; cmds[i]; i++)
		if (opt_similar(name, cmds[i]->name))
			return ma_fail(err, MA_EMISUSE,
				"there is no command \"%.60s\"; did you mean %s?", name,
				cmds[i]->name);
	return ma_fail(err, MA_EMISUSE, "there is no command \"%.60s\"; see meta-agent help", name);
}
