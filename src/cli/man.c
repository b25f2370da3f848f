/* meta-agent(1). */
#include "cli/man.h"

#include "cli/cmd.h"
#include "cli/exits.h"

/* Text as roff: a backslash is escaped, a dot does not begin a line, hyphens are hyphens. */
static void add(struct ma_buf *out, const char *text)
{
	const char *p;

	for (p = text; *p; p++) {
		if ((*p == '.' || *p == '\'') && (p == text || p[-1] == '\n'))
			ma_buf_adds(out, "\\&");
		if (*p == '\\')
			ma_buf_adds(out, "\\e");
		else if (*p == '-')
			ma_buf_adds(out, "\\-");
		else
			ma_buf_addc(out, *p);
	}
}

static void add_option(const struct opt *o, struct ma_buf *out)
{
	ma_buf_adds(out, ".TP\n");
	if (o->letter)
		ma_buf_addf(out, "\\fB\\-%c\\fR, ", o->letter);
	ma_buf_adds(out, "\\fB\\-\\-");
	add(out, o->name);
	ma_buf_adds(out, "\\fR");
	if (o->value)
		ma_buf_addf(out, " \\fI%s\\fR", o->value);
	ma_buf_adds(out, "\n");
	add(out, o->summary);
	ma_buf_adds(out, "\n");
}

static void add_cmd(const struct cmd *c, struct ma_buf *out)
{
	const struct opt *o;

	ma_buf_addf(out, ".SS meta\\-agent %s", c->name);
	if (*c->args)
		ma_buf_addf(out, " %s", c->args);
	ma_buf_adds(out, "\n");
	add(out, c->summary);
	ma_buf_adds(out, ".\n");
	if (*c->about) {
		ma_buf_adds(out, ".PP\n");
		add(out, c->about);
		ma_buf_adds(out, "\n");
	}
	for (o = c->opts; o && o->name; o++)
		add_option(o, out);
}

static void add_exits(struct ma_buf *out)
{
	size_t i;

	ma_buf_adds(out, ".SH EXIT STATUS\n");
	for (i = 0; exits[i].meaning; i++) {
		ma_buf_addf(out, ".TP\n\\fB%d\\fR\n", exits[i].code);
		add(out, exits[i].meaning);
		ma_buf_adds(out, "\n");
	}
}

void man_write(struct ma_buf *out)
{
	size_t i;

	ma_buf_adds(out,
		".\\\" Written by: meta-agent help --man\n"
		".TH META\\-AGENT 1\n"
		".SH NAME\n"
		"meta\\-agent \\- from a prompt to tested, committed software\n"
		".SH SYNOPSIS\n"
		"\\fBmeta\\-agent\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIWORD\\fR...]\n"
		".SH DESCRIPTION\n"
		"A planner model turns a prompt into tasks; agents carry them out by asking models; what\n"
		"they write is committed to a git repository, built and tested in a sandbox. Results go to\n"
		"standard output, progress and messages to standard error. With \\fB\\-\\-json\\fR results are JSON.\n"
		".SH COMMANDS\n");
	for (i = 0; cmds[i]; i++)
		add_cmd(cmds[i], out);
	add_exits(out);
	ma_buf_adds(out,
		".SH FILES\n.TP\n\\fIDIR\\fR/.meta\\-agent/context.db\nthe log of the runs of \\fIDIR\\fR\n"
		".TP\n~/.config/meta\\-agent/config.yaml, ./meta\\-agent.yaml\n"
		"the user's settings and the project's; see config above\n"
		".TP\n~/.config/meta\\-agent/prices.json\nprices of the user's own\n");
}
