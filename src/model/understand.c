/*
 * From a prompt to a contract.
 *
 * schemas and samples (the table in understand_notation.c) -> chat in whole words -> lines (scaffold, idioms, endpoints, blocks, rows, markdown, outline, table, runs) -> tokens
 * (understand_tokens.c) -> clauses of one subject (understand_split.c) -> which of them are rules or only narrated
 * (understand_rules.c) -> sentences (grammar, phrases, lists, fields) -> features -> the kind asked for -> a domain pack where
 * nothing was named -> resolution -> what records begin with -> warnings of the rest -> JSON. Words come from understand_lexicon.c,
 * understand_known.c, understand_usual.c and understand_domains.c. Everything lives in one arena; the first failure sticks in spec->rc. Cost:
 * linear in the prompt, apart from the lookups of at most MA_SPEC_ENTITIES entities.
 */
#include "model/understand.h"

#include "base/limits.h"
#include "model/preset.h"
#include "model/understand_parts.h"

static bool asked_word(const struct ma_spec *spec, const char *word)
{
	size_t i;

	for (i = spec->asked_from; i < spec->asked_to; i++)
		if (ma_str_is(spec->tokens[i].low, word))
			return true;
	return false;
}

static bool mentions(const struct ma_spec *spec, unsigned flags)
{
	size_t i;

	for (i = 0; i < spec->tokens_n; i++)
		if (spec->tokens[i].kind == MA_TOKEN_WORD && spec->tokens[i].flags & flags)
			return true;
	return false;
}

/* Whether the fields of any record are listed: "A driver delivers packages. A package has a weight." */
static bool has_given(const struct ma_spec *spec)
{
	const struct ma_spec_entity *e = spec->entities;

	while (e && !e->given)
		e = e->next;
	return e != NULL;
}

/* The words of the thing asked for that no web application can be. */
static bool asks_for_other_kind(const struct ma_spec *spec)
{
	unsigned head;

	if (spec->asked_to == 0)
		return false;
	head = spec->tokens[spec->asked_to - 1].flags;
	if (asked_word(spec, "command-line") || asked_word(spec, "cli") ||
		asked_word(spec, "console") ||
		(asked_word(spec, "command") && asked_word(spec, "line")) ||
		(asked_word(spec, "operating") && asked_word(spec, "system")) ||
		(asked_word(spec, "file") && asked_word(spec, "system")))
		return true;
	if (ma_str_is(spec->tokens[spec->asked_to - 1].low, "library") &&
		mentions(spec, MA_W_LANGUAGE | MA_W_TECH))
		return true;
	return head & MA_W_UNSERVED && !(head & (MA_W_CONTAINER | MA_W_BOX));
}

static ma_rc refuse_kind(struct ma_spec *spec, ma_err *err)
{
	struct ma_str asked = ma_str_trim(ma_spec_words(spec, spec->asked_from, spec->asked_to));

	if (asked.n == 0)
		return ma_fail(err, MA_EREFUSED,
			"no word of the prompt is understood without a model: write it in English, for example: a "
			"todo app with lists and tasks (title, due date, done)");
	return ma_fail(err, MA_EREFUSED,
		"\"" MA_STR_FMT
		"\" cannot be built without a model; what can: web applications and APIs that keep records, "
		"command-line programs, libraries, static sites",
		(int)(asked.n < 80 ? asked.n : 80), asked.p);
}

/* A program keeps records where that is said, and not of any noun that stands in the prompt. */
static bool keeps_records(const struct ma_spec *spec)
{
	const struct ma_spec_entity *e;

	if (has_given(spec))
		return true;
	if (asked_word(spec, "game") || asked_word(spec, "bot") || asked_word(spec, "parser"))
		return false; /* "a quiz game" keeps no games */
	for (e = spec->entities; e; e = e->next)
		if (ma_known_entity(e->name) && !ma_str_is(e->name, "List"))
			return true; /* "a linked list" is one of nothing that is kept */
	return spec->entities && spec->kind == MA_KIND_CLI && (spec->topic_kept || spec->kept.n > 0);
}

static ma_rc check_program(struct ma_spec *spec, ma_err *err)
{
	const char *kind = spec->kind == MA_KIND_CLI ? "program" : "library";
	const char *structure = ma_spec_data_structure(spec);
	struct ma_str work;

	if (spec->rc || spec->operations || keeps_records(spec))
		return MA_OK;
	work = ma_spec_known_work(spec);
	if (spec->rc)
		return ma_fail_nomem(err);
	if (spec->unbuilt)
		return ma_fail(err, MA_EREFUSED,
			"without a model such a %s is built in Python or JavaScript, and not in C; what is in C: " MA_STR_FMT,
			kind, MA_STR_ARG(work));
	if (structure && spec->kind == MA_KIND_LIBRARY)
		return ma_fail(err, MA_EREFUSED,
			"a %s is a data structure, and a library of one is not built without a model; it keeps records "
			"(\"contacts with name and email\") or does: " MA_STR_FMT,
			structure, MA_STR_ARG(work));
	return ma_fail(err, MA_EREFUSED,
		"what the %s is to do is not understood; without a model it keeps records (\"tasks with title, due "
		"date, done\") or does: " MA_STR_FMT,
		kind, MA_STR_ARG(work));
}

static ma_rc check_kind(struct ma_spec *spec, ma_err *err)
{
	if (spec->kind == MA_KIND_SITE)
		return MA_OK;
	if (spec->kind == MA_KIND_CLI || spec->kind == MA_KIND_LIBRARY)
		return check_program(spec, err);
	if (spec->kind == MA_KIND_APP && asks_for_other_kind(spec))
		return refuse_kind(spec, err);
	if (spec->entities || spec->rc)
		return MA_OK;
	if (spec->asked_to > 0 && !spec->container)
		return refuse_kind(spec, err);
	return ma_fail(err, MA_EREFUSED,
		"the prompt does not say what to keep records of; for example: a todo app with lists and "
		"tasks (title, due date, done)");
}

static json_t *text(struct ma_str s)
{
	return json_stringn(s.p, s.n);
}

/* What has no use for a default says so. */
static void add_preset(struct ma_spec *spec, const struct ma_spec_field *f, json_t *o)
{
	bool served = spec->kind == MA_KIND_APP || spec->kind == MA_KIND_API, told;
	json_t *preset = ma_preset_of_text(o, f->preset, &told);

	if (preset && served) {
		json_object_set_new(o, "default", preset);
		return;
	}
	json_decref(preset);
	if (told)
		ma_spec_warn(spec,
			"understood but not built yet: the default \"" MA_STR_FMT
			"\" of " MA_STR_FMT,
			MA_STR_ARG(f->preset), MA_STR_ARG(f->name));
}

/* Numbers within bounds are not checked; stars are. */
static void warn_of_range(struct ma_spec *spec, const struct ma_spec_field *f)
{
	if (f->range.n > 0 &&
		(f->type == MA_FIELD_INTEGER || f->type == MA_FIELD_DECIMAL ||
			f->type == MA_FIELD_MONEY))
		ma_spec_warn(spec,
			"understood but not built yet: the range \"" MA_STR_FMT "\" of " MA_STR_FMT,
			MA_STR_ARG(f->range), MA_STR_ARG(f->name));
}

static json_t *field_json(struct ma_spec *spec, const struct ma_spec_field *f)
{
	json_t *values,
		*o = json_pack("{s:o,s:s,s:b,s:b}", "name", text(f->name), "type",
			ma_field_type_name(f->type), "required", f->required, "unique", f->unique);
	size_t i;

	if (f->type == MA_FIELD_REF)
		json_object_set_new(o, "to", text(f->to));
	if (f->values_n > 0) {
		values = json_array();
		for (i = 0; i < f->values_n; i++)
			json_array_append_new(values, text(f->values[i]));
		json_object_set_new(o, "values", values);
	}
	if (f->preset.n > 0)
		add_preset(spec, f, o);
	warn_of_range(spec, f);
	return o;
}

static json_t *entity_json(struct ma_spec *spec, const struct ma_spec_entity *e)
{
	json_t *fields = json_array();
	const struct ma_spec_field *f;

	for (f = e->fields; f; f = f->next)
		json_array_append_new(fields, field_json(spec, f));
	return json_pack("{s:o,s:o}", "name", text(e->name), "fields", fields);
}

static void add_relations(json_t *list, const struct ma_spec_entity *e)
{
	const struct ma_spec_field *f;

	for (f = e->fields; f; f = f->next)
		if (f->type == MA_FIELD_REF)
			json_array_append_new(list,
				json_pack("{s:o,s:s,s:o}", "from", text(e->name), "kind",
					f->unique ? "one_to_one" : "many_to_one", "to",
					text(f->to)));
}

/* Relations of many to many between entities that are there, each once. */
static void add_joined(json_t *list, const struct ma_spec *spec)
{
	const struct ma_spec_link *link, *before;
	const struct ma_spec_entity *from, *to;

	for (link = spec->links; link; link = link->next) {
		from = ma_spec_find(spec, link->from);
		to = ma_spec_find(spec, link->to);
		if (link->kind != MA_LINK_MANY_TO_MANY || !from || !to || from == to)
			continue;
		for (before = spec->links; before != link; before = before->next)
			if (before->kind == link->kind &&
				((ma_str_eq_nocase(before->from, link->to) &&
					 ma_str_eq_nocase(before->to, link->from)) ||
					(ma_str_eq_nocase(before->from, link->from) &&
						ma_str_eq_nocase(before->to, link->to))))
				break;
		if (before == link)
			json_array_append_new(list,
				json_pack("{s:o,s:s,s:o}", "from", text(from->name), "kind",
					"many_to_many", "to", text(to->name)));
	}
}

static json_t *features_json(const struct ma_spec *spec)
{
	const char *const *names = ma_understand_features();
	json_t *list = json_array();
	int i;

	for (i = 0; names[i]; i++)
		if (spec->features & MA_FEATURE(i))
			json_array_append_new(list, json_string(names[i]));
	return list;
}

static json_t *warnings_json(const struct ma_spec *spec)
{
	json_t *list = json_array();
	const struct ma_spec_text *w;

	for (w = spec->warnings; w; w = w->next)
		json_array_append_new(list, text(w->text));
	return list;
}

static struct ma_str plural_of(struct ma_spec *spec, struct ma_str name)
{
	struct ma_buf many = MA_BUF_INIT(MA_KIB);
	struct ma_str words;

	ma_words_plural(&many, name);
	if (many.rc)
		spec->rc = many.rc;
	words = ma_spec_name(spec, ma_buf_str(&many), MA_CASE_TITLE, false);
	ma_buf_done(&many);
	return words;
}

static struct ma_str app_name(struct ma_spec *spec)
{
	struct ma_str words = spec->name.n > 0 ? spec->name : spec->topic, name;

	if (spec->operations && spec->name.n == 0)
		words = ma_str(ma_spec_operation_name(spec));
	else if (spec->entities && (words.n == 0 || !spec->container))
		words = plural_of(spec, spec->entities->name);
	name = ma_spec_name(spec, words, MA_CASE_KEBAB, false);
	return name.n > 0 ? name : MA_STR("app");
}

/* What a contract has beyond that of an application. */
static bool add_kind(const struct ma_spec *spec, json_t *contract)
{
	bool ok = contract != NULL;

	if (ok && spec->language)
		ok = json_object_set_new(contract, "language", json_string(spec->language)) == 0;
	if (ok && spec->operations)
		ok = json_object_set_new(contract, "operations", ma_spec_operations(spec)) == 0;
	if (ok && spec->kind == MA_KIND_CLI && !spec->operations)
		ok = json_object_set_new(contract, "commands", ma_spec_commands(spec)) == 0;
	if (ok && spec->kind == MA_KIND_SITE)
		ok = json_object_set_new(contract, "pages", ma_spec_pages(spec)) == 0 &&
			json_object_set_new(contract, "onePage", json_boolean(spec->one_page)) ==
				0 &&
			json_object_set_new(contract, "topic", text(spec->topic)) == 0 &&
			json_object_set_new(contract, "trade",
				json_string(spec->trade ? spec->trade : "")) == 0;
	return ok;
}

static json_t *contract_json(struct ma_spec *spec)
{
	static const char *const kinds[MA_KINDS_N] = { "webapp", "api", "cli", "library", "site" };
	json_t *entities = json_array(), *relations = json_array(), *contract;
	const struct ma_spec_entity *e;

	for (e = spec->entities; e; e = e->next) {
		json_array_append_new(entities, entity_json(spec, e));
		add_relations(relations, e);
	}
	add_joined(relations, spec);
	contract = json_pack("{s:s,s:o,s:o,s:o,s:o,s:o}", "kind", kinds[spec->kind], "name",
		text(app_name(spec)), "entities", entities, "relations", relations, "features",
		features_json(spec), "warnings", warnings_json(spec));
	if (add_kind(spec, contract))
		return contract;
	json_decref(contract);
	return NULL;
}

/* The entities of a well-known domain; a program has no login, and a library is no place with books. */
static void apply_pack(struct ma_spec *spec)
{
	uint64_t features = spec->features;

	if (spec->kind == MA_KIND_LIBRARY &&
		(spec->topic.n == 0 || ma_str_is(spec->topic, "library")))
		return;
	ma_spec_apply_pack(spec);
	if (spec->kind == MA_KIND_CLI || spec->kind == MA_KIND_LIBRARY)
		spec->features = features;
}

/* Take back the warnings [from, to). */
static void drop_warnings(struct ma_spec *spec, size_t from, size_t to)
{
	struct ma_spec_text **at = &spec->warnings;
	size_t i;

	for (i = 0; i < from; i++)
		at = &(*at)->next;
	for (; i < to; i++)
		*at = (*at)->next;
	spec->warnings_n -= to - from;
}

/* The last resort: well-known things that are merely spoken of. Warnings [from, to) are of what was read before. */
static void read_loosely(struct ma_spec *spec, size_t from, size_t to)
{
	if (spec->entities || spec->rc || (spec->asked_from > 0 && !spec->container))
		return;
	drop_warnings(spec, from, to);
	spec->loose = true;
	ma_spec_read_sentences(spec);
}

/* Everything that the kind of thing decides. */
static ma_rc read_kind(struct ma_spec *spec, ma_err *err)
{
	ma_rc rc = MA_OK;

	if (spec->kind == MA_KIND_CLI || spec->kind == MA_KIND_LIBRARY)
		rc = ma_spec_read_program(spec, err);
	else if (spec->kind == MA_KIND_SITE)
		ma_spec_read_site(spec);
	else
		ma_spec_check_stack(spec);
	if (spec->operations)
		spec->features = 0; /* "csv" was what it works on */
	if (spec->operations || spec->kind == MA_KIND_SITE) {
		spec->entities = NULL;
		spec->entities_n = 0;
	} else if (!rc) {
		apply_pack(spec);
	}
	return rc;
}

/* A schema or a list in brackets says enough in any language; of prose in another one nothing right would come. */
static ma_rc check_language(struct ma_spec *spec, ma_err *err)
{
	const char *language = ma_spec_foreign_language(spec);

	if (!language)
		return MA_OK;
	if (!has_given(spec))
		return ma_fail(err, MA_EREFUSED,
			"the prompt is in %s, and without a model only English is read: write it in English, for "
			"example: a todo app with lists and tasks (title, due date, done)",
			language);
	ma_spec_warn(spec,
		"only English is read without a model: of the text in %s only lists are built",
		language);
	return MA_OK;
}

/* Where nothing but rules was said, they are all that says what is kept. */
static void read_sentences(struct ma_spec *spec)
{
	size_t warnings = spec->warnings_n;

	ma_spec_find_rules(spec);
	ma_spec_mark_audience(spec);
	ma_spec_mark_examples(spec);
	ma_spec_read_sentences(spec);
	ma_spec_read_paths(spec);
	if (spec->entities || spec->rc)
		return;
	drop_warnings(spec, warnings, spec->warnings_n);
	ma_spec_forget_rules(spec);
	ma_spec_read_sentences(spec);
}

static ma_rc understand(struct ma_spec *spec, struct ma_str prompt, json_t **out, ma_err *err)
{
	size_t from, to;
	ma_rc rc;

	spec->lexicon = ma_lexicon_new(&spec->arena);
	spec->asks = ma_asks_new(&spec->arena);
	if (!spec->lexicon || !spec->asks)
		return ma_fail_nomem(err);
	prompt = ma_spec_read_chat(spec, ma_spec_read_schemas(spec, prompt));
	prompt = ma_spec_read_scaffold(spec, prompt);
	prompt = ma_spec_read_endpoints(spec, ma_spec_read_idioms(spec, prompt));
	prompt = ma_spec_read_blocks(spec, prompt);
	prompt = ma_spec_read_rows(spec, ma_spec_read_signatures(spec, prompt));
	prompt = ma_spec_read_markdown(spec, prompt);
	prompt = ma_spec_read_runs(spec, prompt);
	ma_spec_read_tokens(spec, prompt);
	ma_spec_split(spec);
	ma_spec_mark_schema_words(spec);
	spec->kind = ma_spec_kind(spec);
	ma_spec_mark_packaging(spec);
	from = spec->warnings_n;
	read_sentences(spec);
	to = spec->warnings_n;
	ma_spec_name_sample(spec);
	rc = check_language(spec, err);
	if (rc)
		return rc;
	ma_spec_read_features(spec);
	rc = read_kind(spec, err);
	if (!rc && (spec->kind == MA_KIND_APP || spec->kind == MA_KIND_API))
		read_loosely(spec, from, to);
	if (!rc)
		ma_spec_resolve(spec);
	if (!rc)
		ma_spec_read_starts(spec);
	if (!rc && spec->kind == MA_KIND_CLI)
		ma_spec_check_options(spec);
	if (!rc && !spec->operations)
		ma_spec_warn_of_rest(spec);
	if (!rc)
		rc = check_kind(spec, err);
	if (!rc && spec->rc)
		rc = spec->rc == MA_ENOMEM ? ma_fail_nomem(err)
					   : ma_fail(err, spec->rc, "the prompt is too large");
	if (rc)
		return rc;
	*out = contract_json(spec);
	return *out && !spec->rc ? MA_OK : ma_fail_nomem(err);
}

ma_rc ma_understand(struct ma_str prompt, json_t **contract_out, ma_err *err)
{
	struct ma_spec spec = { .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
	json_t *contract = NULL;
	ma_rc rc;

	if (!ma_str_utf8(prompt))
		return ma_fail(err, MA_EINVALID, "the prompt is not UTF-8");
	if (ma_str_trim(prompt).n == 0)
		return ma_fail(err, MA_EINVALID, "the prompt is empty");
	if (prompt.n > MA_LIMIT_PROMPT)
		return ma_fail(
			err, MA_ELIMIT, "the prompt has more than %zu bytes", MA_LIMIT_PROMPT);
	rc = understand(&spec, prompt, &contract, err);
	ma_arena_done(&spec.arena);
	if (rc)
		json_decref(contract);
	else
		*contract_out = contract;
	return rc;
}
