/* Values that records pass through, as they are listed: "new, in progress and done", "draft -> sent -> paid". */
#include "model/understand_states.h"
#include "base/limits.h"
#include "model/understand_item.h"
#include "model/understand_types.h"

#define STATE_WORDS 5 /* of one value */

bool ma_is_state_word(struct ma_str word)
{
	return ma_words_have(
		       "open new draft active inactive done paid unpaid pending closed todo doing "
		       "available review live ready sold sent lost won late overdue in-progress "
		       "started finished waiting backlog hired received",
		       word) ||
		ma_word_is_participle(word);
}

bool ma_spec_are_states(const struct ma_spec *spec, const struct ma_states *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (ma_is_state_word(spec->tokens[s->values[i].from].low) ||
			ma_is_state_word(spec->tokens[s->values[i].to - 1].low))
			return true;
	return false;
}

/* A comma, an arrow, a slash, "or". */
static bool is_mark(const struct ma_token *t, bool passed)
{
	return t->kind == MA_TOKEN_COMMA || t->kind == MA_TOKEN_SLASH ||
		(t->kind == MA_TOKEN_COLON && t->text.n > 0 && t->text.p[0] == '-') ||
		(t->kind == MA_TOKEN_WORD && ma_str_is(t->low, "references") &&
			t->text.p[0] != 'r') || /* an arrow */
		(t->kind == MA_TOKEN_WORD &&
			ma_words_have(passed ? "or and then to into" : "or and then", t->low));
}

/* "becomes", "ends as", "is" of "starts as new, becomes active and ends as done" */
static size_t skip_change(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t from = at;

	while (at < to &&
		ma_spec_is_any(spec, at, "first initially then finally later it they is are"))
		at++;
	if (at < to &&
		ma_spec_is_any(spec, at,
			"becomes become goes go moves move ends end changes change turns turn gets"))
		at++;
	else if (at == from)
		return at;
	while (at < to && ma_spec_is_any(spec, at, "as up to into in out"))
		at++;
	return at < to ? at : from;
}

/* What else a value may be: "title", where "in review" and "waiting for parts" are none. */
static bool is_field(struct ma_spec *spec, size_t from, size_t to)
{
	enum ma_field_type type;

	if (to > from + 1 &&
		(ma_spec_is_a(spec, from, MA_W_PREP) ||
			ma_spec_is_any(spec, from, "waiting awaiting ready not no to needs")))
		return false;
	return ma_spec_field_word(spec, from, to, &type) && type != MA_FIELD_BOOLEAN;
}

static bool begins_value(const struct ma_spec *spec, size_t at, size_t to)
{
	const struct ma_token *t = &spec->tokens[at];

	if (at >= to || t->kind != MA_TOKEN_WORD)
		return false;
	if (t->flags & MA_W_DET)
		return t->low.n == 1 && at + 1 <= to &&
			(at + 1 == to || spec->tokens[at + 1].kind != MA_TOKEN_WORD ||
				ma_spec_is_any(spec, at + 1, "or and"));
	return ma_spec_is_any(spec, at, "needs") ||
		!(t->flags & (MA_W_PRON | MA_W_MODAL | MA_W_REL | MA_W_HAVE | MA_W_WITH | MA_W_AUX));
}

static size_t value_end(const struct ma_spec *spec, size_t at, size_t to, bool passed)
{
	size_t from = at;

	for (; at < to && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (at > from &&
			(is_mark(&spec->tokens[at], passed) ||
				spec->tokens[at].flags &
					(MA_W_WITH | MA_W_MODAL | MA_W_REL | MA_W_AUX | MA_W_PRON) ||
				ma_spec_is_any(spec, at, "when once after before so if")))
			break;
	return at;
}

bool ma_spec_read_states(
	struct ma_spec *spec, size_t at, size_t to, bool passed, struct ma_states *out)
{
	size_t fields = 0, end;
	bool last = false; /* behind "or", of values that are not passed through */

	*out = (struct ma_states){ .end = at };
	at += at < to && ma_spec_is_any(spec, at, "either");
	while (out->n < MA_STATES_MAX && at < to) {
		at = passed ? skip_change(spec, at, to) : at;
		if (!begins_value(spec, at, to))
			break;
		end = value_end(spec, at, to, passed);
		if (end > at + STATE_WORDS || (end < to && spec->tokens[end].kind == MA_TOKEN_OPEN))
			break;
		fields += is_field(spec, at, end);
		out->values[out->n].from = at;
		out->values[out->n++].to = out->end = end;
		if (last && !passed)
			break;
		for (at = end; at < to && is_mark(&spec->tokens[at], passed); at++)
			last = last || ma_spec_is_any(spec, at, "or and");
		if (at == end)
			break;
	}
	return out->n > 1 && fields * 2 < out->n;
}

static void add_item(struct ma_spec *spec, struct ma_spec_entity *e, struct ma_item *item)
{
	item->type = MA_FIELD_ENUM;
	item->typed = true;
	ma_item_add(spec, e, item);
	ma_buf_done(&item->words);
}

void ma_spec_add_states(struct ma_spec *spec, struct ma_spec_entity *e, struct ma_str words,
	const struct ma_states *s)
{
	struct ma_item item = { .words = MA_BUF_INIT(1024) };
	size_t i;

	ma_item_add_word(&item, words);
	for (i = 0; i < s->n; i++)
		ma_item_add_values(spec, &item, s->values[i].from, s->values[i].to);
	add_item(spec, e, &item);
}

void ma_spec_add_choice(struct ma_spec *spec, struct ma_spec_entity *e, struct ma_str words,
	const struct ma_str *values, size_t n)
{
	struct ma_item item = { .words = MA_BUF_INIT(1024) };

	ma_item_add_word(&item, words);
	while (item.values_n < n && item.values_n < MA_SPEC_VALUES) {
		item.values[item.values_n] = values[item.values_n];
		item.values_n++;
	}
	add_item(spec, e, &item);
}
