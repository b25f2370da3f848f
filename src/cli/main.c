/*
 * meta-agent: the command line.
 *
 *   main.c       what you read: finds the command, parses its options, turns failures into exit codes
 *   cmd.h        a command is a row; cmd_*.c hold one each, cmds.c lists them
 *   opt.c        options from a table, and their help
 *   drive.c      `run` and `resume`: the loop that waits for the library and for signals
 *   view.h       how a run is shown while it goes on; three ways:
 *     out_text.c   a line per event (stderr is no terminal)
 *     out_json.c   JSON lines on stdout (--json)
 *     progress.c   a live block on a terminal; its picture is drawn by frame.c
 *   tell.c       events as lines for people
 *   summary.c    how a run ended, in words
 *   table.c, width.c, words.c, field.c    columns, display widths, numbers, reading JSON
 *
 * It uses the public header and src/base alone: what it can do, any program can do.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cli/cmd.h"
#include "cli/exits.h"
#include "cli/out.h"

static int exit_of(ma_rc rc)
{
	switch (rc) {
	case MA_OK:
		return 0;
	case MA_EMISUSE:
	case MA_EINVALID:
	case MA_ENOTFOUND:
	case MA_ELIMIT:
		return 2;
	case MA_ECONFIG:
		return 3;
	case MA_ETIMEDOUT:
		return 6;
	case MA_ENOMEM:
	case MA_EIO:
		return 8;
	case MA_ECONFLICT:
	case MA_EREFUSED:
	case MA_EUNAVAILABLE:
		return 9;
	case MA_ECANCELED:
		break;
	}
	return EXIT_READER_GONE;
}

static ma_rc check_words(const struct cmd *c, int n, ma_err *err)
{
	if (n >= c->words_least && n <= c->words_most)
		return MA_OK;
	if (n < c->words_least)
		return ma_fail(err, MA_EMISUSE, "%s is missing; usage: meta-agent %s %s", c->args,
			c->name, c->args);
	if (c->words_most == 0)
		return ma_fail(err, MA_EMISUSE,
			"it takes no words, only options; see meta-agent help %s", c->name);
	return ma_fail(err, MA_EMISUSE,
		"one word too many: put %s in quotes; see meta-agent help %s", c->args, c->name);
}

static ma_rc run_parsed(
	const struct cmd *c, int argc, char **argv, void *args, int *exit_code, ma_err *err)
{
	struct words words = { argv, 0 };
	ma_rc rc = opt_parse(c->opts, argc, argv, args, &words.n, err);

	if (!rc)
		rc = check_words(c, words.n, err);
	if (rc)
		return ma_err_wrap(err, "%s", c->name);
	*exit_code = CMD_EXIT_BY_RC;
	rc = c->run(args, &words, exit_code, err);
	return rc;
}

/* `meta-agent run --help` is `meta-agent help run`; behind "--" it is a word. */
static bool asks_for_help(int argc, char **argv)
{
	int i;

	for (i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

static ma_rc run_cmd(const struct cmd *c, int argc, char **argv, int *exit_code, ma_err *err)
{
	char name[32], *help_argv[] = { name, NULL };
	void *args;
	ma_rc rc;

	if (asks_for_help(argc, argv)) {
		(void)snprintf(name, sizeof(name), "%s", c->name); /* fits */
		argc = 1;
		argv = help_argv;
		c = &cmd_help;
	}
	args = ma_alloc(1, c->args_size ? c->args_size : 1);
	if (!args)
		return ma_fail_nomem(err);
	rc = run_parsed(c, argc, argv, args, exit_code, err);
	ma_free(args);
	return rc;
}

static const struct cmd *command(const char *word)
{
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		return &cmd_help;
	if (strcmp(word, "--version") == 0)
		return &cmd_version;
	return cmd_find(word);
}

static ma_rc dispatch(int argc, char **argv, int *exit_code, ma_err *err)
{
	const struct cmd *c;

	if (argc < 2)
		return ma_fail(
			err, MA_EMISUSE, "a command is missing, such as run; see meta-agent help");
	c = command(argv[1]);
	return c ? run_cmd(c, argc - 2, argv + 2, exit_code, err) : cmd_unknown(argv[1], err);
}

/*
 * A stream that was closed by whoever started us would be the next file that is opened: a lock, a
 * socket, and messages would go there. Opened the other way round, using it fails as before.
 */
static bool keep_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		(void)close(fd); /* nothing was written to it */
	return fd >= 0;
}

int main(int argc, char **argv)
{
	ma_err err = { MA_OK, 0, "" };
	int exit_code = CMD_EXIT_BY_RC;
	ma_rc rc;

	ma_alloc_for_program();
	if (!keep_streams()) {
		rc = ma_fail_sys(&err, MA_EIO, errno, "/dev/null");
		out_error(err.msg); /* nobody hears it where it is stderr that is closed */
		return exit_of(rc);
	}
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail with these arguments */
	rc = dispatch(argc, argv, &exit_code, &err);
	if (rc && rc != MA_ECANCELED)
		out_error(err.msg);
	return exit_code == CMD_EXIT_BY_RC ? exit_of(rc) : exit_code;
}
