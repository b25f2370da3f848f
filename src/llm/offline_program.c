/* What templates of programs, libraries and sites see beside what those of applications do. */
#include "base/limits.h"
#include "codec/json.h"
#include "llm/offline_entity.h"

/* Key words of C, C++ and Python, and members that the records of the templates have. */
static const char reserved[] =
	"alignas alignof and as asm assert async auto await bool break case catch char check class const continue def "
	"default del delete do double elif else enum except explicit extern false finally float for from from_json "
	"global goto id if import in inline int is lambda long mutable namespace new none nonlocal not null nullptr "
	"operator or pass private protected public raise register restrict return self short signed sizeof static "
	"struct switch template this throw to_json true try typedef typename union unsigned using virtual void "
	"volatile while with yield";

/* Packages that a folder of the same name would hide, and names that the projects use themselves. */
static const char modules[] =
	"abc array ast base64 bin bisect builtins calendar cli cmd code codecs collections commands contextlib copy csv ctypes "
	"curses dataclasses datetime decimal email enum fields fractions functools glob gzip hashlib heapq html http io "
	"ipaddress json keyword library linecache locale logging mailbox math models numbers operator os parser pathlib "
	"pickle platform profile queue random re records repository sched secrets select shelve signal site socket "
	"sqlite3 src stat statistics store string struct subprocess support symbol sys tempfile test tests text textwrap "
	"threading time timeit token tokenize trace types typing unittest uuid venv warnings wave weakref xml zipfile zlib";

static bool is_word_of(const char *words, const char *word)
{
	struct ma_str rest = ma_str(words), one;

	while (ma_str_cut(&rest, ' ', &one))
		if (ma_str_eq_nocase(one, ma_str(word)))
			return true;
	return false;
}

/* A name in snake case that is not among `words`: another one gets the suffix. Gives, or NULL. */
static json_t *snake(ma_rc *rc, struct ma_str text, const char *words, const char *suffix)
{
	json_t *name = ma_offline_styled(rc, text, MA_CASE_SNAKE, false), *other;

	if (!name || !is_word_of(words, json_string_value(name)))
		return name;
	other = json_sprintf("%s%s", json_string_value(name), suffix);
	json_decref(name);
	return other;
}

/* What is typed behind "--": "due-date"; a reference goes without its "Id". */
static json_t *option_of(ma_rc *rc, struct ma_str name, bool ref)
{
	json_t *option;

	if (ref && name.n > 2 && ma_str_ends(name, "Id"))
		name.n -= 2;
	option = ma_offline_styled(rc, name, MA_CASE_KEBAB, false);
	if (!option || !is_word_of("help h", json_string_value(option)))
		return option;
	json_decref(option);
	return json_string("help-text");
}

/* A value's JSON as a string. Gives, or NULL. */
static json_t *json_text(const json_t *value)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	json_t *text;

	ma_json_write(value, 0, &b);
	text = b.rc ? NULL : json_stringn(b.p, b.n);
	ma_buf_done(&b);
	return text;
}

/* A sample as it is typed. */
static json_t *typed(const json_t *sample)
{
	return json_is_string(sample) ? json_incref((json_t *)sample) : json_text(sample);
}

/* Types of Python that a text of the same form is read into. */
static const struct python_type {
	const char *type, *name, *literal; /* literal: around the sample's JSON */
} python_types[] = {
	{ "integer", "int", "%s" },
	{ "boolean", "bool", "%s" },
	{ "decimal", "decimal.Decimal", "decimal.Decimal(\"%s\")" },
	{ "money", "decimal.Decimal", "decimal.Decimal(\"%s\")" },
	{ "date", "datetime.date", "datetime.date.fromisoformat(%s)" },
	{ "time", "datetime.time", "datetime.time.fromisoformat(%s)" },
	{ "datetime", "datetime.datetime", "datetime.datetime.fromisoformat(%s)" },
	{ "json", "Any", "%s" },
	{ "", "str", "%s" },
};

static const struct python_type *python_type_of(struct ma_str type)
{
	size_t i = 0;

	while (i + 1 < MA_COUNT(python_types) && !ma_str_is(type, python_types[i].type))
		i++;
	return &python_types[i];
}

/* Python 3.10 reads no "Z": "2026-01-15T10:00:00.000Z" -> "2026-01-15T10:00:00+00:00". */
static json_t *python_moment(const json_t *sample)
{
	struct ma_str text = ma_offline_str(sample);

	return json_sprintf("\"" MA_STR_FMT "+00:00\"", (int)(text.n < 19 ? text.n : 19), text.p);
}

static json_t *python_literal(struct ma_str type, const json_t *sample)
{
	const struct python_type *t = python_type_of(type);
	json_t *inner, *out;

	if (json_is_boolean(sample))
		return json_string(json_is_true(sample) ? "True" : "False");
	inner = ma_str_is(type, "datetime") ? python_moment(sample) : json_text(sample);
	out = inner ? json_sprintf(t->literal, json_string_value(inner)) : NULL;
	json_decref(inner);
	return out;
}

static bool add_python(json_t *f)
{
	struct ma_str type = ma_json_str(f, "type");

	return ma_offline_put(f, "pyType", json_string(python_type_of(type)->name)) &&
		ma_offline_put(f, "py", python_literal(type, json_object_get(f, "sample"))) &&
		ma_offline_put(f, "py2", python_literal(type, json_object_get(f, "sample2")));
}

static bool add_field(ma_rc *rc, json_t *f, bool ref)
{
	struct ma_str name = ma_json_str(f, "name");

	if (!ma_offline_put(f, "attr", snake(rc, name, reserved, "_value")) ||
		!ma_offline_put(f, "option", option_of(rc, name, ref)))
		return false;
	return ref ||
		(add_python(f) && ma_offline_put(f, "typed", typed(json_object_get(f, "sample"))) &&
			ma_offline_put(f, "typed2", typed(json_object_get(f, "sample2"))));
}

/* Names of what must be given when a record is created. */
static json_t *needed_of(const json_t *e)
{
	static const char *const lists[] = { "fields", "refs" };
	json_t *names = json_array(), *f;
	size_t i, k;

	for (k = 0; k < MA_COUNT(lists); k++)
		json_array_foreach (json_object_get(e, lists[k]), i, f)
			if (ma_json_bool(f, "required", false) &&
				!ma_json_bool(f, "hasDefault", false) &&
				!ma_str_is(ma_json_str(f, "type"), "boolean") &&
				json_array_append(names, json_object_get(f, "name"))) {
				json_decref(names);
				return NULL;
			}
	return names;
}

/* The yes or no that says a record is dealt with. */
static bool is_done_field(const json_t *f)
{
	static const char *const names[] = { "done", "completed", "complete", "finished" };

	return ma_str_is(ma_json_str(f, "type"), "boolean") &&
		ma_offline_is_any(ma_json_str(f, "name"), names, MA_COUNT(names));
}

static bool add_entity(ma_rc *rc, json_t *e)
{
	struct ma_str name = ma_json_str(e, "name"), title = ma_json_str(e, "titleField");
	json_t *f, *done = NULL, *heading = NULL;
	bool ok = ma_offline_put(e, "snake", snake(rc, name, reserved, "_item")) &&
		ma_offline_put(e, "command", ma_offline_styled(rc, name, MA_CASE_KEBAB, false));
	size_t i;

	json_array_foreach (json_object_get(e, "fields"), i, f) {
		ok = ok && add_field(rc, f, false);
		if (!done && is_done_field(f))
			done = f;
		if (ma_str_eq(ma_json_str(f, "name"), title))
			heading = f;
	}
	json_array_foreach (json_object_get(e, "refs"), i, f)
		ok = ok && add_field(rc, f, true);
	return ok && heading && ma_offline_put(e, "needed", needed_of(e)) &&
		ma_offline_put(e, "title", json_incref(heading)) &&
		ma_offline_put(e, "doneField", done ? json_incref(done) : json_null());
}

static json_t *find_entity(const json_t *view, struct ma_str name)
{
	json_t *e;
	size_t i;

	json_array_foreach (json_object_get(view, "entities"), i, e)
		if (ma_str_eq(ma_json_str(e, "name"), name))
			return e;
	return NULL;
}

static bool share(json_t *to, const char *key, const json_t *from, const char *member)
{
	return ma_offline_put(to, key, json_incref(json_object_get(from, member)));
}

/* What an entity says of others, once all of them have their names. */
static bool link_entity(const json_t *view, json_t *e)
{
	bool ok = true, needs = false;
	json_t *other, *r, *c;
	size_t i, k;

	json_array_foreach (json_object_get(e, "refs"), i, r) {
		other = find_entity(view, ma_json_str(r, "to"));
		ok = ok && other && share(r, "toSnake", other, "snake");
		needs |= ma_json_bool(r, "required", false);
	}
	json_array_foreach (json_object_get(e, "children"), i, c) {
		other = find_entity(view, ma_json_str(c, "name"));
		ok = ok && other && share(c, "snake", other, "snake") &&
			share(c, "command", other, "command") &&
			share(c, "table", other, "table") && share(c, "var", other, "var");
		json_array_foreach (json_object_get(other, "refs"), k, r)
			if (json_equal(json_object_get(r, "name"), json_object_get(c, "refName")))
				ok = ok && share(c, "refAttr", r, "attr") &&
					share(c, "refOption", r, "option");
	}
	return ok && ma_offline_put(e, "needs", json_boolean(needs));
}

/* All examples of the operations, each with what it is of. */
static json_t *examples_of(const json_t *operations)
{
	json_t *list = json_array(), *copy;
	const json_t *op, *example;
	size_t i, k;

	json_array_foreach (operations, i, op) {
		json_array_foreach (json_object_get(op, "examples"), k, example) {
			copy = json_copy((json_t *)example);
			if (!copy || !share(copy, "operation", op, "id") ||
				!share(copy, "command", op, "command") ||
				json_array_append(list, copy)) {
				json_decref(copy);
				json_decref(list);
				return NULL;
			}
			json_decref(copy);
		}
	}
	return list;
}

/* The described operations that the contract names, each once; unknown ones are left out. */
static json_t *operations_of(const json_t *contract, const json_t *known)
{
	json_t *list = json_array(), *op, *added;
	const json_t *id;
	size_t i, k;

	json_array_foreach (json_object_get(contract, "operations"), i, id) {
		op = json_object_get(known, json_is_string(id) ? json_string_value(id) : "");
		json_array_foreach (list, k, added)
			if (added == op)
				op = NULL;
		if (op && json_array_append(list, op)) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

/* Those that take text, or paths, or neither: lists of the same values. */
static json_t *taking(const json_t *operations, const char *input)
{
	json_t *list = json_array(), *op;
	size_t i;

	json_array_foreach (operations, i, op)
		if (ma_str_is(ma_json_str(op, "input"), input) && json_array_append(list, op)) {
			json_decref(list);
			return NULL;
		}
	return list;
}

/* Whether one of them has an option of that type, or such a one with given values. */
static bool have_option(const json_t *operations, const char *type, bool values)
{
	const json_t *op, *option;
	size_t i, k;

	json_array_foreach (operations, i, op)
		json_array_foreach (json_object_get(op, "options"), k, option)
			if (ma_str_is(ma_json_str(option, "type"), type) &&
				(!values || json_array_size(json_object_get(option, "values")) > 0))
				return true;
	return false;
}

static bool add_operations(json_t *view, const json_t *contract, const json_t *known)
{
	json_t *list = operations_of(contract, known);

	return ma_offline_put(view, "operations", list) &&
		ma_offline_put(view, "textOperations", taking(list, "text")) &&
		ma_offline_put(view, "pathOperations", taking(list, "paths")) &&
		ma_offline_put(view, "hasInt", json_boolean(have_option(list, "int", false))) &&
		ma_offline_put(
			view, "hasString", json_boolean(have_option(list, "string", false))) &&
		ma_offline_put(view, "hasChoice", json_boolean(have_option(list, "string", true))) &&
		ma_offline_put(view, "single", json_boolean(json_array_size(list) == 1)) &&
		ma_offline_put(view, "examples", examples_of(list));
}

static bool add_names(ma_rc *rc, json_t *app)
{
	json_t *module = snake(rc, ma_json_str(app, "name"), modules, "_app");

	if (module && is_word_of(reserved, json_string_value(module))) {
		json_decref(module);
		module = json_sprintf("%s_app", json_string_value(json_object_get(app, "name")));
	}
	return ma_offline_put(app, "module", module);
}

/* "feature-rich" is no page: names are those of the templates. */
static json_t *pages_of(const json_t *contract)
{
	static const char known[] =
		"about services features menu products work gallery team pricing schedule events testimonials resume "
		"blog faq location contact";
	json_t *list = json_array();
	const json_t *name;
	size_t i;

	json_array_foreach (json_object_get(contract, "pages"), i, name)
		if (json_is_string(name) && is_word_of(known, json_string_value(name)) &&
			json_array_append(list, (json_t *)name)) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static bool add_site(const json_t *contract, json_t *view)
{
	struct ma_str trade = ma_json_str(contract, "trade"), topic = ma_json_str(contract, "topic");
	json_t *on = json_object(), *pages = pages_of(contract), *name;
	bool ok = on && pages;
	size_t i;

	json_array_foreach (pages, i, name)
		ok = ok && json_object_set_new(on, json_string_value(name), json_true()) == 0;
	ok = ma_offline_put(view, "pages", pages) && ok;
	ok = ma_offline_put(view, "has", on) && ok;
	return ok &&
		ma_offline_put(
			view, "onePage", json_boolean(ma_json_bool(contract, "onePage", false))) &&
		ma_offline_put(view, "trade", json_stringn(trade.p ? trade.p : "", trade.n)) &&
		ma_offline_put(view, "topic", json_stringn(topic.p ? topic.p : "", topic.n));
}

bool ma_offline_add_program(
	ma_rc *rc, json_t *view, const json_t *contract, const json_t *operations)
{
	struct ma_str kind = ma_json_str(contract, "kind");
	bool ok = add_names(rc, json_object_get(view, "app")) &&
		add_operations(view, contract, operations) &&
		ma_offline_put(view, "cli", json_boolean(ma_str_is(kind, "cli")));
	json_t *entities = json_object_get(view, "entities"), *e;
	bool done = false;
	size_t i;

	ok = ok && ma_offline_put(view, "alone", json_boolean(json_array_size(entities) == 1));
	json_array_foreach (entities, i, e)
		ok = ok && add_entity(rc, e);
	json_array_foreach (entities, i, e) {
		ok = ok && link_entity(view, e);
		done |= !json_is_null(json_object_get(e, "doneField"));
	}
	ok = ok && ma_offline_put(view, "anyDone", json_boolean(done));
	return ok && (!ma_str_is(kind, "site") || add_site(contract, view));
}
