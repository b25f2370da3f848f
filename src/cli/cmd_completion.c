/* meta-agent completion SHELL: what a shell needs to complete commands and options, from the tables that help is made of. */
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/out.h"

static void add_names(struct ma_buf *out)
{
	size_t i;

	for (i = 0; cmds[i]; i++)
		ma_buf_addf(out, "%s%s", i > 0 ? " " : "", cmds[i]->name);
}

/* "auto|off" as words. */
static void add_choices(const char *value, struct ma_buf *out)
{
	for (; *value; value++)
		ma_buf_addc(out, *value == '|' ? ' ' : *value);
}

/* What follows an option that has a few values, as cases of "<command>:<word before>". */
static void add_bash_values(const struct cmd *c, struct ma_buf *out)
{
	const struct opt *o;

	for (o = c->opts; o && o->name; o++) {
		if (o->type != OPT_CHOICE)
			continue;
		ma_buf_addf(out, "\t%s:--%s) words='", c->name, o->name);
		add_choices(o->value, out);
		ma_buf_adds(out, "' ;;\n");
	}
}

static void add_bash_options(const struct cmd *c, struct ma_buf *out)
{
	const struct opt *o;

	ma_buf_addf(out, "\t%s:*) options='", c->name);
	for (o = c->opts; o && o->name; o++)
		ma_buf_addf(out, "--%s ", o->name);
	ma_buf_adds(out, "--help' ;;\n");
}

static void add_bash(struct ma_buf *out)
{
	size_t i;

	ma_buf_adds(out,
		"_meta_agent() {\n"
		"\tlocal cur=${COMP_WORDS[COMP_CWORD]} words='' options=''\n"
		"\tlocal at=${COMP_WORDS[1]}:${COMP_WORDS[COMP_CWORD-1]}\n"
		"\tCOMPREPLY=()\n"
		"\tif [ \"$COMP_CWORD\" -eq 1 ]; then at=:; fi\n"
		"\tcase $at in\n"
		"\t:) words='");
	add_names(out);
	ma_buf_adds(out, "' ;;\n\thelp:help) words='");
	add_names(out);
	ma_buf_adds(out, "' ;;\n\tcompletion:completion) words='bash zsh fish' ;;\n");
	for (i = 0; cmds[i]; i++)
		add_bash_values(cmds[i], out);
	ma_buf_adds(out, "\tesac\n\tcase $at in\n");
	for (i = 0; cmds[i]; i++)
		add_bash_options(cmds[i], out);
	ma_buf_adds(out,
		"\tesac\n"
		"\tcase $cur in\n"
		"\t-*) words=$options ;;\n"
		"\tesac\n"
		"\tif [ -n \"$words\" ]; then COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")); fi\n"
		"}\n"
		"complete -o default -F _meta_agent meta-agent\n");
}

/* Zsh runs bash's functions. */
static void add_zsh(struct ma_buf *out)
{
	ma_buf_adds(out,
		"autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n");
	add_bash(out);
}

/* Between single quotes of fish. */
static void add_quoted(const char *text, struct ma_buf *out)
{
	ma_buf_addc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			ma_buf_addc(out, '\\');
		ma_buf_addc(out, *text);
	}
	ma_buf_addc(out, '\'');
}

static void add_fish_option(const struct cmd *c, const struct opt *o, struct ma_buf *out)
{
	ma_buf_addf(out, "complete -c meta-agent -n '__fish_seen_subcommand_from %s' -l %s",
		c->name, o->name);
	if (o->letter)
		ma_buf_addf(out, " -s %c", o->letter);
	if (o->type == OPT_CHOICE) {
		ma_buf_adds(out, " -x -a '");
		add_choices(o->value, out);
		ma_buf_addc(out, '\'');
	} else if (o->value) {
		ma_buf_adds(out, " -r"); /* of files and directories, fish knows the names */
	}
	ma_buf_adds(out, " -d ");
	add_quoted(o->summary, out);
	ma_buf_addc(out, '\n');
}

static void add_fish(struct ma_buf *out)
{
	const struct opt *o;
	size_t i;

	for (i = 0; cmds[i]; i++) {
		ma_buf_addf(out, "complete -c meta-agent -n __fish_use_subcommand -f -a %s -d ",
			cmds[i]->name);
		add_quoted(cmds[i]->summary, out);
		ma_buf_addc(out, '\n');
		for (o = cmds[i]->opts; o && o->name; o++)
			add_fish_option(cmds[i], o, out);
	}
}

static const struct {
	const char *shell;
	void (*add)(struct ma_buf *out);
} shells[] = { { "bash", add_bash }, { "zsh", add_zsh }, { "fish", add_fish } };

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(256 * MA_KIB);
	ma_rc rc = MA_OK;
	size_t i = 0;

	MA_UNUSED(args);
	MA_UNUSED(exit_out);
	while (i < MA_COUNT(shells) && strcmp(shells[i].shell, words->v[0]) != 0)
		i++;
	if (i == MA_COUNT(shells))
		return ma_fail(err, MA_EMISUSE,
			"completion: there is none for \"%.60s\": name bash, zsh or fish",
			words->v[0]);
	shells[i].add(&text);
	rc = out_flush(&text, err);
	ma_buf_done(&text);
	return rc;
}

const struct cmd cmd_completion = {
	.name = "completion",
	.args = "SHELL",
	.words_least = 1,
	.words_most = 1,
	.summary = "write what bash, zsh or fish completes commands and options by",
	.about = "bash: source <(meta-agent completion bash), in ~/.bashrc; zsh: the same with zsh, in ~/.zshrc;\n"
		 "fish: meta-agent completion fish | source, in config.fish.",
	.run = run,
};
