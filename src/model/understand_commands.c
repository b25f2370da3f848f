/* The commands of a program: those that the prompt lists, and those that it has. */
#include "model/understand_parts.h"

/* Of a program that keeps records, and what else they are called; the last row is what options of `list` do. */
static const char *const record_commands[] = {
	"add create new insert",
	"list ls all",
	"show view get display",
	"edit update change modify",
	"remove delete rm",
	"done complete finish check mark",
	"search find filter sort export help version",
};

static bool is_record_command(const struct ma_spec *spec, size_t at)
{
	size_t i;

	for (i = 0; i < MA_COUNT(record_commands); i++)
		if (ma_spec_is_any(spec, at, record_commands[i]))
			return true;
	return false;
}

static bool is_between(const struct ma_spec *spec, size_t at)
{
	enum ma_token_kind kind = spec->tokens[at].kind;

	return kind == MA_TOKEN_COMMA || kind == MA_TOKEN_SLASH ||
		ma_spec_is_any(spec, at, "and or plus");
}

/*
 * "add, list and stats" at `at`, where nothing says that they are commands: two are, and the first is one of them.
 * Its end; 0: there is none. The last may govern something ("list and delete tasks"), and what is no command then ends before it.
 */
static size_t bare_list(const struct ma_spec *spec, size_t at)
{
	size_t known = 0, marks = 0, to = at;

	if (!is_record_command(spec, at))
		return 0;
	while (spec->tokens[to].kind == MA_TOKEN_WORD && !is_between(spec, to)) {
		known += is_record_command(spec, to);
		if (!is_between(spec, to + 1))
			return known > 1 && marks > 0 ? to + 1 : 0;
		for (to++; is_between(spec, to); to++)
			marks++;
	}
	return 0;
}

/*
 * "commands add, list and archive" at `at`: single words with something between. Tokens [*from, result) are the list;
 * 0: there is none, or what is to be done is told in more words. *next: where another may begin, so that no list is read twice.
 */
static size_t list_of_commands(const struct ma_spec *spec, size_t at, size_t *from, size_t *next)
{
	size_t to;

	*next = at + 1;
	if (!ma_spec_is_any(spec, at, "commands subcommands")) {
		*from = at;
		to = bare_list(spec, at);
		*next = to > 0 ? to : at + 1;
		return to;
	}
	for (at++; spec->tokens[at].kind == MA_TOKEN_COLON ||
		spec->tokens[at].kind == MA_TOKEN_OPEN ||
		ma_spec_is_any(spec, at, "for like such as are named called");)
		at++;
	*from = at;
	for (to = at; spec->tokens[to].kind == MA_TOKEN_WORD || is_between(spec, to); to++) {
		*next = to; /* "commands" may be the last of these */
		if (to > at && !is_between(spec, to) && !is_between(spec, to - 1)) {
			*next = to - 1;
			return 0;
		}
	}
	return to > at + 1 ? to : 0;
}

/* "an option to ignore case" at `at`: its end; 0: there is none. */
static size_t option_end(const struct ma_spec *spec, size_t at)
{
	if (!ma_spec_is_any(spec, at, "option options flag flags switch switches") ||
		!ma_spec_is_any(spec, at + 1, "to for that which"))
		return 0;
	while (spec->tokens[at].kind == MA_TOKEN_WORD)
		at++;
	return at;
}

/* What programs often have, and ours mostly have not: those that keep records have --json, --csv and --quiet. */
static const struct wish {
	const char *phrase, *option;
} wishes[] = {
	{ "verbose", "--verbose" },
	{ "verbosity", "--verbose" },
	{ "quiet mode", "--quiet" },
	{ "quiet flag", "--quiet" },
	{ "quiet option", "--quiet" },
	{ "silent mode", "--quiet" },
	{ "debug mode", "--debug" },
	{ "interactive mode", "an interactive mode" },
	{ "config file", "a configuration file" },
	{ "configuration file", "a configuration file" },
	{ "color output", "colours" },
	{ "colored output", "colours" },
	{ "colour output", "colours" },
	{ "coloured output", "colours" },
	{ "progress bar", "a progress bar" },
	{ "shell completion", "shell completion" },
	{ "man page", "a manual page" },
	{ "json output", "--json" },
	{ "output as json", "--json" },
	{ "output in json", "--json" },
	{ "csv output", "--csv" },
};

/* Options that programs have; of those with operations some, a test holds them and operations.json together. */
static const char record_options[] = "help version file search where sort reverse json csv quiet";
static const char operation_options[] =
	"help version by-date characters count decode delimiter dry-run find ignore-case indent invert length line-numbers lines multiple numeric replace reverse shift start symbols to top width words";

/* "--json": two dashes stand before it. */
static bool is_option(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];

	return t->kind == MA_TOKEN_WORD && at > 0 && t->text.p[-1] == '-' && t->text.p[-2] == '-';
}

/* Options name no records: "a verbose mode", "a --json flag". */
static void mark_options(struct ma_spec *spec)
{
	enum ma_field_type type;
	size_t at, to, i;

	for (at = 0; at + 1 < spec->tokens_n; at++) {
		to = at;
		if (is_option(spec, at) &&
			(ma_words_have(record_options, spec->tokens[at].low) ||
				!ma_spec_field_word(spec, at, at + 1, &type)))
			to = at + 1;
		for (i = 0; i < MA_COUNT(wishes) && to == at; i++)
			to = at + ma_spec_match(spec, at, wishes[i].phrase);
		if (to > at && ma_spec_is_any(spec, to, "mode flag option switch output support"))
			to++;
		for (i = at > 0 && to > at &&
					(spec->tokens[at - 1].flags & MA_W_DET ||
						(is_option(spec, at) &&
							is_record_command(spec, at - 1)))
				? at - 1
				: at;
			i < to; i++)
			spec->tokens[i].flags = MA_W_ADV;
	}
}

/* "list and delete tasks": the last command governs what is kept. */
static bool governs(const struct ma_spec *spec, size_t last)
{
	const struct ma_token *t = &spec->tokens[last + 1];

	return t->kind == MA_TOKEN_WORD &&
		!(t->flags & (MA_W_PREP | MA_W_CONJ | MA_W_WITH | MA_W_REL | MA_W_HAVE)) &&
		!ma_spec_is_any(spec, last + 1, "command commands subcommand subcommands");
}

void ma_spec_mark_commands(struct ma_spec *spec)
{
	size_t at, from = 0, to, next, marked = 0;
	bool last;

	mark_options(spec);
	for (at = 0; at + 1 < spec->tokens_n; at = next) {
		to = list_of_commands(spec, at, &from, &next);
		last = to > 0 && from == at && governs(spec, to - 1);
		if (last)
			spec->tokens[--to].flags = MA_W_VERB | MA_W_KEEP;
		if (!to && at >= marked)
			to = marked = option_end(spec, at);
		for (; to > at; to--)
			if (spec->tokens[to - 1].kind == MA_TOKEN_WORD)
				spec->tokens[to - 1].flags = MA_W_ADV;
	}
}

void ma_spec_read_commands(struct ma_spec *spec, bool records)
{
	size_t at, from = 0, to, next;

	for (at = 0; at < spec->tokens_n; at = next) {
		for (to = list_of_commands(spec, at, &from, &next); from < to; from++) {
			if (is_between(spec, from) ||
				(records ? is_record_command(spec, from)
					 : ma_spec_add_operation(spec, spec->tokens[from].low)))
				continue;
			ma_spec_warn(spec, "no such command is built: " MA_STR_FMT,
				MA_STR_ARG(spec->tokens[from].low));
		}
	}
}

/* "due-date" sets the field dueDate. */
static bool is_field(struct ma_spec *spec, struct ma_str option)
{
	struct ma_str name = ma_spec_name(spec, option, MA_CASE_CAMEL, false);
	const struct ma_spec_entity *e;

	for (e = spec->entities; e; e = e->next)
		if (ma_spec_find_field(e, name))
			return true;
	return false;
}

static bool has_option(struct ma_spec *spec, struct ma_str option)
{
	if (spec->operations)
		return ma_words_have(operation_options, option);
	return ma_words_have(record_options, option) || is_field(spec, option);
}

void ma_spec_check_options(struct ma_spec *spec)
{
	uint64_t told = 0;
	size_t at, i, k, n;

	for (at = 0; at < spec->tokens_n; at++) {
		if (is_option(spec, at)) {
			ma_spec_take(spec, at, at + 1);
			if (!has_option(spec, spec->tokens[at].low))
				ma_spec_warn(spec, "understood but not built yet: --" MA_STR_FMT,
					MA_STR_ARG(spec->tokens[at].low));
			continue;
		}
		for (i = 0; i < MA_COUNT(wishes); i++) {
			n = ma_spec_match(spec, at, wishes[i].phrase);
			ma_spec_take(spec, at, at + n);
			if (told >> i & 1 || n == 0)
				continue;
			if (strncmp(wishes[i].option, "--", 2) == 0 &&
				has_option(spec, ma_str(wishes[i].option + 2)))
				continue;
			ma_spec_warn(spec, "understood but not built yet: %s", wishes[i].option);
			for (k = 0; k < MA_COUNT(wishes); k++)
				told |= (uint64_t)(strcmp(wishes[k].option, wishes[i].option) == 0)
					<< k;
		}
	}
}

/* The yes or no that `done` sets, as in the templates. */
static bool has_done(const struct ma_spec *spec)
{
	const struct ma_spec_entity *e;
	const struct ma_spec_field *f;

	for (e = spec->entities; e; e = e->next)
		for (f = e->fields; f; f = f->next)
			if (f->type == MA_FIELD_BOOLEAN &&
				ma_words_have("done completed complete finished", f->name))
				return true;
	return false;
}

json_t *ma_spec_commands(const struct ma_spec *spec)
{
	json_t *list = json_pack("[s,s,s,s,s]", "add", "list", "show", "edit", "remove");

	if (!list || !has_done(spec) || json_array_append_new(list, json_string("done")) == 0)
		return list;
	json_decref(list);
	return NULL;
}
