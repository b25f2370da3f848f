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

static bool is_between(const struct ma_spec *spec, size_t at)
{
	enum ma_token_kind kind = spec->tokens[at].kind;

	return kind == MA_TOKEN_COMMA || kind == MA_TOKEN_SLASH ||
		ma_spec_is_any(spec, at, "and or plus");
}

/*
 * "commands add, list and archive" at `at`: single words with something between. Tokens [*from, result) are the list;
 * 0: there is none, or what is to be done is told in more words. *next: where another may begin, so that no list is read twice.
 */
static size_t list_of_commands(const struct ma_spec *spec, size_t at, size_t *from, size_t *next)
{
	size_t to;

	*next = at + 1;
	if (!ma_spec_is_any(spec, at, "commands subcommands"))
		return 0;
	for (at++; spec->tokens[at].kind == MA_TOKEN_COLON ||
		spec->tokens[at].kind == MA_TOKEN_OPEN ||
		ma_spec_is_any(spec, at, "like such as are named called");)
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

void ma_spec_mark_commands(struct ma_spec *spec)
{
	size_t at, from = 0, to, next, marked = 0;

	for (at = 0; at + 1 < spec->tokens_n; at = next) {
		to = list_of_commands(spec, at, &from, &next);
		if (!to && at >= marked)
			to = marked = option_end(spec, at);
		for (; to > at; to--)
			if (spec->tokens[to - 1].kind == MA_TOKEN_WORD)
				spec->tokens[to - 1].flags = MA_W_ADV;
	}
}

static bool is_record_command(const struct ma_spec *spec, size_t at)
{
	size_t i;

	for (i = 0; i < MA_COUNT(record_commands); i++)
		if (ma_spec_is_any(spec, at, record_commands[i]))
			return true;
	return false;
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
