/* Contracts compared with what was meant. */
#include "support/prompt_score.h"

#include "base/limits.h"
#include "codec/json.h"
#include "model/understand.h"
#include "support/contract.h"

/* One prompt as it is compared. */
struct trial {
	struct ma_str entities, features, forbidden, kind, warned; /* as the file has them */
	const json_t *contract;
	struct prompt_score *score;
	struct ma_buf *wrong; /* what is wrong so far */
};

double prompt_score_f1(const struct prompt_part *p)
{
	double all = (double)(p->wanted + p->found + p->extra);

	return all > 0 ? 2 * (double)p->found / all : 1;
}

double prompt_score_recall(const struct prompt_part *p)
{
	return p->wanted > 0 ? (double)p->found / (double)p->wanted : 1;
}

static void complain(struct trial *t, const char *what, struct ma_str of, struct ma_str name)
{
	ma_buf_addf(t->wrong, "  %s: " MA_STR_FMT "%s" MA_STR_FMT "\n", what, MA_STR_ARG(of),
		of.n > 0 ? "." : "", MA_STR_ARG(name));
}

/* Whether one of "a|b" is the name. */
static bool is_one_of(struct ma_str names, struct ma_str name)
{
	struct ma_str one;

	while (ma_str_cut(&names, '|', &one))
		if (ma_str_eq_nocase(one, name))
			return true;
	return false;
}

static const json_t *find_named(const json_t *list, struct ma_str names)
{
	const json_t *o;
	size_t i;

	json_array_foreach (list, i, o)
		if (is_one_of(names, ma_json_str(o, "name")))
			return o;
	return NULL;
}

static bool has_text(const json_t *list, struct ma_str text)
{
	const json_t *v;
	size_t i;

	json_array_foreach (list, i, v)
		if (json_is_string(v) && ma_str_is(text, json_string_value(v)))
			return true;
	return false;
}

/* Cut "title:string|text!^=a|b" at its marks. */
static struct ma_str cut_marks(
	struct ma_str word, bool *required, bool *unique, struct ma_str *values)
{
	struct ma_str plain;

	*values = word;
	(void)ma_str_cut(values, '=', &plain); /* without values "" is left */
	for (*required = *unique = false; plain.n > 0; plain.n--) {
		if (plain.p[plain.n - 1] == '!')
			*required = true;
		else if (plain.p[plain.n - 1] == '^')
			*unique = true;
		else
			break;
	}
	return plain;
}

static bool same_values(const json_t *field, struct ma_str values)
{
	const json_t *list = json_object_get(field, "values");
	struct ma_str value;
	size_t n = 0;

	for (; ma_str_cut(&values, '|', &value); n++)
		if (!has_text(list, value))
			return false;
	return n == json_array_size(list);
}

/* "title:string!" */
static bool field_is_there(const json_t *entity, struct ma_str word)
{
	struct ma_str values, types, names;
	bool required, unique;
	const json_t *f;

	types = cut_marks(word, &required, &unique, &values);
	(void)ma_str_cut(&types, ':', &names); /* no word is empty */
	f = find_named(json_object_get(entity, "fields"), names);
	return f && is_one_of(types, ma_json_str(f, "type")) &&
		(!required || ma_json_bool(f, "required", false)) &&
		(!unique || ma_json_bool(f, "unique", false)) &&
		(values.n == 0 || same_values(f, values));
}

static bool joins(const json_t *relation, struct ma_str from, struct ma_str to)
{
	return is_one_of(from, ma_json_str(relation, "from")) &&
		is_one_of(to, ma_json_str(relation, "to"));
}

/* What is written before a relation's target. */
static const char *relation_sign(const json_t *relation)
{
	struct ma_str kind = ma_json_str(relation, "kind");

	return ma_str_is(kind, "many_to_many") ? "<>" : ma_str_is(kind, "one_to_one") ? "=>" : "->";
}

static bool is_relation(struct ma_str word)
{
	return ma_str_starts(word, "->") || ma_str_starts(word, "<>") || ma_str_starts(word, "=>");
}

/* The next "Name(...)" or "Name" of a list. */
static bool next_entity(struct ma_str *rest, struct ma_str *names, struct ma_str *fields)
{
	size_t n = 0;

	*rest = ma_str_trim(*rest);
	while (n < rest->n && rest->p[n] != '(' && rest->p[n] != ' ')
		n++;
	*names = ma_str_n(rest->p, n);
	*fields = MA_STR("");
	if (n < rest->n && rest->p[n] == '(') {
		*rest = ma_str_from(*rest, n + 1);
		(void)ma_str_cut(rest, ')', fields); /* an open bracket takes the rest */
	} else {
		*rest = ma_str_from(*rest, n);
	}
	return names->n > 0;
}

/* All the names of the entity that is meant by one of them. */
static struct ma_str all_names(struct ma_str entities, struct ma_str name)
{
	struct ma_str names, fields;

	while (next_entity(&entities, &names, &fields))
		if (is_one_of(names, name))
			return names;
	return name;
}

/* "->Target", "<>Target", "=>Target" */
static bool relation_is_there(struct trial *t, struct ma_str from, struct ma_str word)
{
	bool ways = !ma_str_starts(word, "->"); /* said of both sides */
	struct ma_str to = all_names(t->entities, ma_str_from(word, 2));
	const json_t *r;
	size_t i;

	json_array_foreach (json_object_get(t->contract, "relations"), i, r)
		if (ma_str_starts(word, relation_sign(r)) &&
			(joins(r, from, to) || (ways && joins(r, to, from))))
			return true;
	return false;
}

static void count(struct trial *t, struct prompt_part *part, bool found, const char *what,
	struct ma_str of, struct ma_str name)
{
	part->wanted++;
	part->found += found;
	if (!found)
		complain(t, what, of, name);
}

static size_t plain_fields(const json_t *entity)
{
	const json_t *f;
	size_t n = 0, i;

	json_array_foreach (json_object_get(entity, "fields"), i, f)
		n += !ma_str_is(ma_json_str(f, "type"), "ref");
	return n;
}

/* The fields of "Task(title:string ->List)", without the brackets. */
static void compare_entity(struct trial *t, struct ma_str names, struct ma_str fields)
{
	const json_t *entity = find_named(json_object_get(t->contract, "entities"), names);
	bool any = fields.n == 0;
	size_t named = 0;
	struct ma_str word;

	if (ma_str_starts(names, "?"))
		return; /* it may be there, and need not */
	count(t, &t->score->entities, entity != NULL, "no entity", MA_STR(""), names);
	while (ma_str_cut(&fields, ' ', &word)) {
		if (ma_str_is(word, "..")) {
			any = true;
		} else if (is_relation(word)) {
			count(t, &t->score->relations, relation_is_there(t, names, word),
				"no relation", names, word);
		} else if (word.n > 0) {
			named++;
			count(t, &t->score->fields, entity && field_is_there(entity, word),
				"no field", names, word);
		}
	}
	if (entity && !any && named > 0 && plain_fields(entity) > named + 1) {
		t->score->forbidden++;
		complain(t, "more fields than were named", MA_STR(""), names);
	}
}

static bool is_wanted(struct ma_str entities, struct ma_str name)
{
	struct ma_str names, fields;

	while (next_entity(&entities, &names, &fields))
		if (is_one_of(ma_str_from(names, ma_str_starts(names, "?")), name))
			return true;
	return false;
}

static bool has_operation(const struct trial *t, struct ma_str id)
{
	return has_text(json_object_get(t->contract, "operations"), id);
}

/* "cli python count": the kind, then its language or what it does. */
static void compare_kind(struct trial *t)
{
	struct ma_str rest = t->kind, word;

	if (rest.n > 0 && ma_str_cut(&rest, ' ', &word) &&
		!ma_str_eq(word, ma_json_str(t->contract, "kind")))
		complain(t, "not of the kind", MA_STR(""), word);
	while (ma_str_cut(&rest, ' ', &word))
		if (!ma_str_eq(word, ma_json_str(t->contract, "language")) &&
			!has_operation(t, word))
			complain(t, "neither its language nor what it does", MA_STR(""), word);
}

/* Each of these words is named by some warning. */
static void compare_warnings(struct trial *t)
{
	struct ma_str rest = t->warned, word;
	const json_t *w;
	bool named;
	size_t i;

	while (ma_str_cut(&rest, ' ', &word)) {
		named = false;
		json_array_foreach (json_object_get(t->contract, "warnings"), i, w)
			named |= ma_str_find(ma_str(json_string_value(w)), word) >= 0;
		if (!named)
			complain(t, "no warning of", MA_STR(""), word);
	}
}

static void compare_features(struct trial *t)
{
	const json_t *features = json_object_get(t->contract, "features");
	struct ma_str rest = t->features, name;

	while (ma_str_cut(&rest, ' ', &name))
		count(t, &t->score->features, has_text(features, name), "no feature", MA_STR(""),
			name);
	rest = t->forbidden;
	while (ma_str_cut(&rest, ' ', &name)) {
		if (!has_text(features, name))
			continue;
		t->score->forbidden++;
		complain(t, "was refused", MA_STR(""), name);
	}
}

static void compare(struct trial *t)
{
	struct ma_str rest = t->entities, names, fields;
	const json_t *e;
	size_t i;

	while (next_entity(&rest, &names, &fields))
		compare_entity(t, names, fields);
	json_array_foreach (json_object_get(t->contract, "entities"), i, e) {
		if (is_wanted(t->entities, ma_json_str(e, "name")))
			continue;
		t->score->entities.extra++;
		complain(t, "not an entity", MA_STR(""), ma_json_str(e, "name"));
	}
	compare_features(t);
	compare_kind(t);
	compare_warnings(t);
}

static void report_wrong(struct ma_buf *report, struct ma_str prompt, const struct trial *t)
{
	const json_t *w;
	size_t i;

	ma_buf_addf(report, "? " MA_STR_FMT "\n" MA_STR_FMT, MA_STR_ARG(prompt), (int)t->wrong->n,
		t->wrong->p);
	ma_buf_addf(report, "  got: %s ", contract_text(t->contract, "kind"));
	contract_show(report, t->contract);
	ma_buf_adds(report, "\n");
	json_array_foreach (json_object_get(t->contract, "warnings"), i, w)
		ma_buf_addf(report, "  warned: %s\n", json_string_value(w));
	ma_buf_adds(report, "\n");
}

static void try_prompt(struct trial *t, struct ma_str prompt, struct ma_buf *report)
{
	struct ma_buf wrong = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL;

	t->wrong = &wrong;
	if (ma_understand(prompt, &contract, &err) && !ma_str_is(t->kind, "refused"))
		complain(t, "refused", MA_STR(""), ma_str(err.msg));
	else if (contract && ma_str_is(t->kind, "refused"))
		complain(t, "not refused", MA_STR(""), MA_STR(""));
	t->contract = contract;
	if (!ma_str_is(t->kind, "refused"))
		compare(t);
	t->score->prompts++;
	t->score->right += wrong.n == 0;
	if (wrong.n > 0 && report)
		report_wrong(report, prompt, t);
	json_decref(contract);
	ma_buf_done(&wrong);
}

/* "[a b]" without its brackets. */
static struct ma_str inner(struct ma_str text)
{
	return text.n < 2 ? MA_STR("") : ma_str_n(text.p + 1, text.n - 2);
}

/* What is meant: entities, and features in brackets behind them. */
static void read_meant(struct trial *t, struct ma_str line)
{
	ptrdiff_t at = ma_str_find(line, MA_STR("["));

	t->entities = at < 0 ? line : ma_str_n(line.p, (size_t)at);
	t->features = at < 0 ? MA_STR("") : inner(ma_str_trim(ma_str_from(line, (size_t)at)));
}

static bool add_line(struct ma_buf *prompt, struct ma_str line)
{
	if (line.n == 0 || line.p[0] != '?')
		return false;
	ma_buf_adds(prompt, prompt->n > 0 ? "\n" : "");
	ma_buf_addv(prompt, ma_str_from(line, line.n > 1 ? 2 : 1));
	return true;
}

struct prompt_score prompt_score_of(struct ma_str file, struct ma_buf *report)
{
	struct ma_buf prompt = MA_BUF_INIT(MA_LIMIT_PROMPT);
	struct prompt_score score = { .prompts = 0 };
	struct trial t = { .score = &score };
	struct ma_str line;

	while (ma_str_line(&file, &line)) {
		if (add_line(&prompt, line))
			continue;
		if (ma_str_starts(line, "= "))
			read_meant(&t, ma_str_from(line, 2));
		else if (ma_str_starts(line, "- "))
			t.forbidden = ma_str_from(line, 2);
		else if (ma_str_starts(line, "@ "))
			t.kind = ma_str_from(line, 2);
		else if (ma_str_starts(line, "! "))
			t.warned = ma_str_from(line, 2);
		else if (prompt.n > 0 && line.n == 0) {
			try_prompt(&t, ma_buf_str(&prompt), report);
			ma_buf_clear(&prompt);
			t = (struct trial){ .score = &score };
		}
	}
	if (prompt.n > 0)
		try_prompt(&t, ma_buf_str(&prompt), report);
	ma_buf_done(&prompt);
	return score;
}
