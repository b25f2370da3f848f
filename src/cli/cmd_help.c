/* meta-agent help [COMMAND] */
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/exits.h"
#include "cli/man.h"
#include "cli/out.h"
#include "cli/words.h"

#define SUMMARY_AT 23 /* column of what a command is for */

struct args {
	int man;
};

static const struct opt opts[] = {
	{ "man", 0, OPT_FLAG, offsetof(struct args, man), NULL, "write the manual page (roff)", 0 },
	{ 0 },
};

static void write_list(struct ma_buf *out)
{
	size_t i;

	ma_buf_adds(out,
		"meta-agent: from a prompt to tested, committed software\n\n"
		"usage: meta-agent COMMAND [OPTION...] [WORD...]\n\ncommands\n");
	for (i = 0; cmds[i]; i++) {
		ma_buf_addf(out, "  %-9s ", cmds[i]->name);
		ma_buf_addf(out, "%-*s ", strlen(cmds[i]->name) > 9 ? 9 : 10, cmds[i]->args);
		if (strlen(cmds[i]->args) > 10)
			ma_buf_addf(out, "\n%*s", SUMMARY_AT, "");
		words_wrap(out, ma_str(cmds[i]->summary), SUMMARY_AT);
		ma_buf_addc(out, '\n');
	}
	ma_buf_adds(out, "\nexit codes\n");
	for (i = 0; exits[i].meaning; i++) {
		ma_buf_addf(out, "  %-4d ", exits[i].code);
		words_wrap(out, ma_str(exits[i].meaning), 7);
		ma_buf_addc(out, '\n');
	}
	ma_buf_adds(out,
		"\nexample\n  meta-agent run \"Build a todo app with lists, tasks and user login\" -o out/todo\n"
		"\n`meta-agent help COMMAND` shows its options.\n");
}

/* The lines of a table's text are those of its source: they are filled anew. */
static void add_filled(const char *about, struct ma_buf *out)
{
	struct ma_str text = ma_str(about), line;
	struct ma_buf filled = MA_BUF_INIT(64 * MA_KIB);

	while (ma_str_line(&text, &line))
		ma_buf_addf(&filled, "%s" MA_STR_FMT, filled.n > 0 ? " " : "", MA_STR_ARG(line));
	words_wrap(out, ma_buf_str(&filled), 0);
	if (filled.rc && !out->rc)
		out->rc = filled.rc;
	ma_buf_done(&filled);
}

static void write_cmd(const struct cmd *c, struct ma_buf *out)
{
	struct ma_buf title = MA_BUF_INIT(MA_KIB);

	ma_buf_addf(&title, "meta-agent %s: %s", c->name, c->summary);
	words_wrap(out, ma_buf_str(&title), 0);
	ma_buf_done(&title);
	ma_buf_addf(out, "\n\nusage: meta-agent %s%s%s%s\n", c->name, c->opts ? " [OPTION...]" : "",
		*c->args ? " " : "", c->args);
	if (*c->about) {
		ma_buf_addc(out, '\n');
		add_filled(c->about, out);
		ma_buf_addc(out, '\n');
	}
	if (c->opts) {
		ma_buf_adds(out, "\noptions\n");
		opt_help(c->opts, out);
	}
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	const struct cmd *c = words->n > 0 ? cmd_find(words->v[0]) : NULL;
	struct ma_buf text = MA_BUF_INIT(256 * MA_KIB);
	ma_rc rc;

	MA_UNUSED(exit_out);
	if (words->n > 0 && !c)
		return cmd_unknown(words->v[0], err);
	if (a->man)
		man_write(&text);
	else if (c)
		write_cmd(c, &text);
	else
		write_list(&text);
	rc = out_flush(&text, err);
	ma_buf_done(&text);
	return rc;
}

const struct cmd cmd_help = {
	.name = "help",
	.args = "[COMMAND]",
	.words_most = 1,
	.summary = "show what there is, or the options of a command",
	.about = "",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
