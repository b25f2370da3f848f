/*
 * What a record begins with, in a sentence of its own: "a claim starts as a draft", "orders are pending by default", "a new ticket is
 * open", "when a lead is created its stage is new", "the default priority is low". It becomes the default of the field that has that
 * value; where none has, nothing is read.
 */
#include "model/understand_item.h"

#define SUBJECT_MAX 6 /* tokens before the thing that is spoken of, and within its name */

/* Past "in_progress" as words at `at`; 0 where it is not there. */
static size_t past_words(const struct ma_spec *spec, size_t at, size_t end, struct ma_str value)
{
	struct ma_str rest = value, word;

	while (ma_str_cut(&rest, '_', &word)) {
		if (at >= end || !ma_str_eq(spec->tokens[at].low, word))
			return 0;
		at++;
	}
	return at;
}

/* Past a value of the field at `at`, and which it is; 0 where none is there. */
static size_t read_value(struct ma_spec *spec, const struct ma_spec_field *f, size_t at, size_t end,
	struct ma_str *preset)
{
	struct ma_str name;
	size_t past, i;

	for (i = 0; i < f->values_n && f->type == MA_FIELD_ENUM; i++) {
		past = past_words(spec, at, end, f->values[i]);
		if (past > 0) {
			*preset = f->values[i];
			return past;
		}
	}
	if (f->type != MA_FIELD_BOOLEAN)
		return 0;
	name = ma_spec_name(spec, f->name, MA_CASE_SNAKE, false);
	*preset = MA_STR("yes");
	return past_words(spec, at, end, ma_str_starts(name, "is_") ? ma_str_from(name, 3) : name);
}

/* Whether nothing that matters follows a value. */
static bool ends_clause(const struct ma_spec *spec, size_t at, size_t end)
{
	return at >= end || spec->tokens[at].kind != MA_TOKEN_WORD ||
		ma_spec_is_a(spec, at, MA_W_CONJ) ||
		is_any(spec, at, end, "until by status state stage");
}

static bool is_by_default(const struct ma_spec *spec, size_t at, size_t end)
{
	return is_any(spec, at, end, "by") && is_any(spec, at + 1, end, "default");
}

/* The thing that is named at `at`, and where its name ends. */
static struct ma_spec_entity *thing_at(struct ma_spec *spec, size_t at, size_t end, size_t *past)
{
	struct ma_spec_entity *e;
	size_t n;

	for (n = 3; n > 0; n--) {
		if (at + n > end)
			continue;
		e = ma_spec_find(spec,
			ma_spec_name(spec, ma_spec_words(spec, at, at + n), MA_CASE_PASCAL, true));
		if (e) {
			*past = at + n;
			return e;
		}
	}
	return NULL;
}

/* What stands between the verb and the value: "in the", "set to", "always". */
static size_t skip_around(const struct ma_spec *spec, size_t at, size_t end)
{
	while (is_any(spec, at, end,
		"a an the set to as in with at marked initially always automatically first status state stage"))
		at++;
	return at;
}

/* Behind "starts as", "is", "is created, its stage is": where the value is to stand; 0: nothing of that is at `at`. */
static size_t before_value(const struct ma_spec *spec, size_t from, size_t at, size_t end)
{
	size_t last = end > at + SUBJECT_MAX ? at + SUBJECT_MAX : end;

	if (is_any(spec, at, end, "start starts begin begins") &&
		is_any(spec, at + 1, end, "as in with at out"))
		return skip_around(spec, at + 1, end);
	if (!is_any(spec, at, end, "is are"))
		return 0;
	if (!is_any(spec, from, end, "when once"))
		return skip_around(spec, at + 1, end);
	if (!is_any(spec, at + 1, end,
		    "created added submitted made placed opened raised registered"))
		return 0;
	for (at += 2; at < last && !is_any(spec, at, end, "is are"); at++)
		;
	return at < last ? skip_around(spec, at + 1, end) : 0;
}

static void take(struct ma_spec *spec, struct ma_spec_field *f, struct ma_str preset, size_t from,
	size_t end)
{
	if (f->preset.n == 0)
		f->preset = preset;
	for (; from < end; from++) {
		spec->tokens[from].taken = true;
		spec->tokens[from].rule = false;
	}
}

/* "a new ticket is open", "orders are pending by default" */
static void read_thing(struct ma_spec *spec, size_t from, size_t end)
{
	size_t last = end > from + SUBJECT_MAX ? from + SUBJECT_MAX : end, at = from, past = 0,
	       value;
	struct ma_spec_entity *e = NULL;
	struct ma_spec_field *f;
	struct ma_str preset;
	bool sure;

	for (; at < last && !(e = thing_at(spec, at, end, &past)); at++)
		;
	value = e ? before_value(spec, from, past, end) : 0;
	if (value == 0)
		return;
	sure = !is_any(spec, past, end, "is are") || is_any(spec, from, end, "when once") ||
		(at > from && is_any(spec, at - 1, end, "new"));
	for (f = e->fields; f; f = f->next) {
		past = read_value(spec, f, value, end, &preset);
		if (past > 0 && ends_clause(spec, past, end) &&
			(sure || is_by_default(spec, past, end))) {
			take(spec, f, preset, from, end);
			return;
		}
	}
}

/* "the default priority is low", "priority defaults to low", "priority is low by default": of the one field that is called so. */
static void read_field(struct ma_spec *spec, size_t from, size_t end)
{
	struct ma_spec_field *f, *found = NULL;
	size_t name = from + is_any(spec, from, end, "the its their"), at, past, n = 0;
	bool first = is_any(spec, name, end, "default");
	struct ma_spec_entity *e;
	struct ma_str words, preset, wanted = MA_STR("");

	name += first;
	for (at = name;
		at < end && at < name + SUBJECT_MAX && !is_any(spec, at, end, "is defaults"); at++)
		;
	if (at == name || !is_any(spec, at, end, "is defaults"))
		return;
	words = ma_spec_name(spec, ma_spec_words(spec, name, at), MA_CASE_CAMEL, false);
	first = first || is_any(spec, at, end, "defaults");
	at = skip_around(spec, at + 1, end);
	for (e = spec->entities; e; e = e->next) {
		f = ma_spec_find_field(e, words);
		past = f ? read_value(spec, f, at, end, &preset) : 0;
		if (past == 0 || !ends_clause(spec, past, end) ||
			!(first || is_by_default(spec, past, end)))
			continue;
		found = f;
		wanted = preset;
		n++;
	}
	if (n == 1)
		take(spec, found, wanted, from, end);
}

void ma_spec_read_starts(struct ma_spec *spec)
{
	size_t from = 0, at;
	bool says = false;

	for (at = 0; at < spec->tokens_n && !spec->rc; at++) {
		says = says ||
			ma_spec_is_any(spec, at,
				"new start starts begin begins default defaults created added "
				"submitted made placed opened raised registered");
		if (spec->tokens[at].kind != MA_TOKEN_STOP)
			continue;
		if (says) {
			read_thing(spec, from, at);
			read_field(spec, from, at);
		}
		from = at + 1;
		says = false;
	}
}
