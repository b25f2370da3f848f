/* Fields that are told as questions: "whether it is paid", "when it was bought", "how many guests come", "the day they joined". */
#include "model/understand_item.h"

/* "the day they joined", "the date on which it was opened", "the time it starts": behind those words; 0: none of them. */
static size_t after_moment(const struct ma_spec *spec, size_t at, size_t to)
{
	while (has_flag(spec, at, to, MA_W_DET))
		at++;
	if (!is_any(spec, at, to, "day date time"))
		return 0;
	at++;
	if (is_any(spec, at, to, "on at") && is_any(spec, at + 1, to, "which"))
		return at + 2;
	if (is_any(spec, at, to, "when that") && has_flag(spec, at + 1, to, MA_W_PRON | MA_W_DET))
		return at + 1;
	return has_flag(spec, at, to, MA_W_PRON) ? at : 0;
}

/* Behind "the house" of "the house it stands in"; 0: it is no such clause. */
static size_t noun_end(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t from = at;

	if (!is_any(spec, at, to, "the a an"))
		return 0;
	for (at++; at < to && at < from + 5 && spec->tokens[at].kind == MA_TOKEN_WORD; at++) {
		if (has_flag(spec, at, to, MA_W_PRON) ||
			(is_any(spec, at, to, "its") && has_flag(spec, at + 1, to, MA_W_PREP)))
			return at > from + 1 && at + 1 < to ? at : 0;
		if (has_flag(spec, at, to, MA_W_CLOSED) && !is_any(spec, at, to, "of"))
			return 0;
	}
	return 0;
}

/* Past "a flag" of "a flag whether they want a receipt"; `at` where it is none. */
static size_t after_flag(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t from = at;

	while (has_flag(spec, at, to, MA_W_DET))
		at++;
	if (!is_any(spec, at, to, "flag boolean checkbox indicator note tick"))
		return from;
	at++;
	at += is_any(spec, at, to, "that which") + is_any(spec, at + 1, to, "says tells shows");
	return is_any(spec, at, to, "whether") ? at : from;
}

/* "the grade is one of a, b or c" */
static bool names_choice(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t end = at + 4 < to ? at + 4 : to;

	for (; at < end && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (spec->tokens[at].flags & MA_W_AUX)
			return ma_spec_choice_end(spec, at, to) > at;
	return false;
}

/* "when I type in 40 loaves the amounts should change": what happens then. */
static bool says_duty(const struct ma_spec *spec, size_t at, size_t to)
{
	for (; at < to && spec->tokens[at].kind == MA_TOKEN_WORD; at++)
		if (ma_spec_is_any(spec, at, "should must shall"))
			return true;
	return false;
}

/* "how urgent it is": what such a question asks for. */
static const struct {
	const char *how, *name;
	enum ma_field_type type;
} degrees[] = {
	{ "bad serious severe", "severity", MA_FIELD_STRING },
	{ "big large", "size", MA_FIELD_STRING },
	{ "deep", "depth", MA_FIELD_DECIMAL },
	{ "difficult hard", "difficulty", MA_FIELD_STRING },
	{ "expensive", "cost", MA_FIELD_MONEY },
	{ "far", "distance", MA_FIELD_DECIMAL },
	{ "fast", "speed", MA_FIELD_DECIMAL },
	{ "good", "quality", MA_FIELD_STRING },
	{ "heavy", "weight", MA_FIELD_DECIMAL },
	{ "high tall", "height", MA_FIELD_DECIMAL },
	{ "hot warm cold", "temperature", MA_FIELD_DECIMAL },
	{ "important", "importance", MA_FIELD_STRING },
	{ "long", "duration", MA_FIELD_INTEGER },
	{ "often frequently", "frequency", MA_FIELD_STRING },
	{ "old", "age", MA_FIELD_INTEGER },
	{ "strong", "strength", MA_FIELD_STRING },
	{ "urgent", "urgency", MA_FIELD_STRING },
	{ "wide", "width", MA_FIELD_DECIMAL },
};

/* Its row at "how"; the table's size: none. */
static size_t degree_at(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t i = MA_COUNT(degrees);

	if (is_any(spec, at, to, "how") && at + 2 < to)
		for (i = 0; i < MA_COUNT(degrees) && !is_any(spec, at + 1, to, degrees[i].how); i++)
			;
	return i;
}

bool ma_spec_begins_question(const struct ma_spec *spec, size_t at, size_t to)
{
	if (is_any(spec, at, to, "where") && names_choice(spec, at + 1, to))
		return false;
	at = after_flag(spec, at, to);
	if (is_any(spec, at, to, "when") && says_duty(spec, at, to))
		return false;
	return (is_any(spec, at, to, "whether when who which what where") && at + 1 < to &&
		       !(is_any(spec, at, to, "who which") &&
			       has_flag(spec, at + 1, to,
				       MA_W_AUX | MA_W_HAVE | MA_W_MODAL | MA_W_PRON))) ||
		(is_any(spec, at, to, "how") &&
			(is_any(spec, at + 1, to, "many much") ||
				(is_any(spec, at + 2, to, "it they he she") &&
					spec->tokens[to - 1].kind == MA_TOKEN_CLOSE))) ||
		degree_at(spec, at, to) < MA_COUNT(degrees) || after_moment(spec, at, to) > 0 ||
		noun_end(spec, at, to) > 0;
}

/* "or dirty" at `at` of "whether it was wet or dirty", but not "or not" */
static bool is_alternative(const struct ma_spec *spec, size_t from, size_t at, size_t to)
{
	return ma_spec_is_any(spec, from, "whether") && is_any(spec, at, to, "or") && at + 1 < to &&
		spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
		!(spec->tokens[at + 1].flags & MA_W_CLOSED) &&
		(at + 2 == to || spec->tokens[at + 2].kind != MA_TOKEN_WORD ||
			spec->tokens[at + 2].flags & MA_W_CONJ);
}

size_t ma_spec_question_end(const struct ma_spec *spec, size_t at, size_t to)
{
	size_t from = after_flag(spec, at, to);

	for (at = from; at < to; at++) {
		const struct ma_token *t = &spec->tokens[at];

		if (at > from && is_alternative(spec, from, at, to))
			return at + 2;
		if (t->kind != MA_TOKEN_WORD || t->flags & MA_W_CONJ ||
			(at > from && ma_spec_is_any(spec, from, "which") &&
				ma_spec_is_any(spec, at, "which")))
			break;
	}
	if (at > from && at < to && spec->tokens[at].kind == MA_TOKEN_OPEN &&
		spec->tokens[at].match > at)
		return spec->tokens[at].match + 1; /* "when it was cleaned (date and time)" */
	return at;
}

/* A thing that the question is about, and that is named before what it says of it. */
static bool is_own_subject(struct ma_spec *spec, size_t at, size_t to)
{
	return at + 1 < to && spec->tokens[at].flags == 0 &&
		has_flag(spec, at + 1, to, MA_W_AUX | MA_W_HAVE) &&
		ma_spec_find(spec, ma_spec_name(spec, spec->tokens[at].low, MA_CASE_PASCAL, true));
}

/* The words that say it: without articles, pronouns and what only holds them together. */
static void add_words(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	const struct ma_token *t = spec->tokens;
	size_t at;

	while (to > from + 1 &&
		(has_flag(spec, to - 1, to, MA_W_PRON) || is_any(spec, to - 1, to, "for of to")))
		to--;
	for (at = from; at < to; at++) {
		if (t[at].flags & (MA_W_DET | MA_W_PRON | MA_W_AUX | MA_W_REL) ||
			ma_spec_is_any(spec, at,
				"has have had to there been theyre theyve its hes shes") ||
			(ma_spec_is_any(spec, at, "got get gets") &&
				has_flag(spec, at + 1, to, MA_W_PRON)) || /* "I got it right" */
			(ma_spec_is_any(spec, at, "be") && !has_flag(spec, at - 1, to, MA_W_MODAL)) ||
			(item->words.n == 0 && is_own_subject(spec, at, to)))
			continue;
		if (item->words.n > 0)
			ma_buf_addc(&item->words, ' ');
		ma_buf_addv(&item->words, t[at].low);
	}
}

/* "which member solved": the noun alone. */
static void add_noun(struct ma_spec *spec, struct ma_item *item, size_t at, size_t to)
{
	for (; at < to &&
		!(item->words.n > 0 &&
			(spec->tokens[at].flags & MA_W_VERBAL ||
				ma_str_ends(spec->tokens[at].low, "ed") ||
				spec->tokens[at].flags & MA_W_CLOSED));
		at++) {
		if (item->words.n > 0)
			ma_buf_addc(&item->words, ' ');
		ma_buf_addv(&item->words, spec->tokens[at].low);
	}
}

/* "how many cats they have room for" */
static size_t before_pronoun(const struct ma_spec *spec, size_t at, size_t to)
{
	while (at < to && !has_flag(spec, at, to, MA_W_PRON))
		at++;
	return at < to ? at : to;
}

static void set_type(struct ma_item *item, enum ma_field_type type)
{
	item->type = type;
	item->typed = true;
}

static void read_moment(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	size_t end = from;

	while (end < to && !has_flag(spec, end, to, MA_W_WITH))
		end++; /* "the time it was taken with the date" */
	add_words(spec, item, from, end);
	if (item->words.n == 0) {
		if (from == to) { /* "when" alone */
			ma_item_add_word(item, MA_STR("when"));
			set_type(item, MA_FIELD_DATETIME);
		}
		return;
	}
	if (!ma_str_ends(ma_buf_str(&item->words), " on"))
		ma_item_add_word(item, MA_STR("on"));
	set_type(item, MA_FIELD_DATE);
}

/* "who sings lead": the lead; "who donated it": donated by */
static void read_who(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	if (!(to > from + 1 && ma_spec_is_any(spec, to - 1, "up in out off back down over away on") &&
		    (to == from + 2 || has_flag(spec, from + 1, to, MA_W_PRON))))
		add_words(spec, item, from + 1, to);
	if (item->words.n > 0)
		return;
	add_words(spec, item, from, to); /* "who picked it up" */
	ma_item_add_word(item, MA_STR("by"));
	set_type(item, MA_FIELD_STRING);
}

/* What the question in [from, to) asks for; `moment`: behind "the day", `timed`: of a day with a time. */
static void read_asked(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to,
	size_t moment, bool timed)
{
	if (moment > 0 || is_any(spec, from, to, "when")) {
		read_moment(spec, item, moment > 0 ? moment : from + 1, to);
		if (timed)
			item->type = MA_FIELD_DATETIME;
	} else if (is_any(spec, from, to, "whether")) {
		add_words(spec, item, from + 1,
			to > from + 3 && is_any(spec, to - 2, to, "or") ? to - 2 : to);
		set_type(item, MA_FIELD_BOOLEAN);
	} else if (degree_at(spec, from, to) < MA_COUNT(degrees)) {
		ma_item_add_word(item, ma_str(degrees[degree_at(spec, from, to)].name));
		set_type(item, degrees[degree_at(spec, from, to)].type);
	} else if (is_any(spec, from, to, "how") && !is_any(spec, from + 1, to, "many much")) {
		add_words(spec, item, from, before_pronoun(spec, from + 1, to));
	} else if (is_any(spec, from, to, "how")) {
		if (is_any(spec, from + 1, to, "many"))
			ma_item_add_word(item, MA_STR("number of"));
		add_words(spec, item, from + 2, before_pronoun(spec, from + 3, to));
		set_type(item,
			is_any(spec, from + 1, to, "many") ? MA_FIELD_INTEGER : MA_FIELD_MONEY);
	} else if (is_any(spec, from, to, "which")) {
		add_noun(spec, item, from + 1, to);
	} else if (is_any(spec, from, to, "who")) {
		read_who(spec, item, from + 1, to);
	} else if (noun_end(spec, from, to) > 0) {
		ma_item_read(spec, item, from, noun_end(spec, from, to));
	} else {
		if (is_any(spec, from, to, "where")) {
			ma_item_add_word(item, MA_STR("where"));
			set_type(item, MA_FIELD_STRING);
		}
		if (is_any(spec, from, to, "what") && is_any(spec, to - 1, to, "done did do"))
			ma_item_add_word(item, MA_STR("work")); /* "what was done" */
		if (is_any(spec, from, to, "what") && is_any(spec, to - 1, to, "did do"))
			ma_item_add_word(item, MA_STR("done")); /* "what we did" */
		add_words(spec, item, from + 1, to);
		if (ma_str_find(ma_buf_str(&item->words), MA_STR("paid")) >= 0)
			set_type(item, MA_FIELD_MONEY);
		else if (is_any(spec, from, to, "what") &&
			(has_flag(spec, from + 1, to, MA_W_PRON | MA_W_AUX) ||
				ma_str_ends(spec->tokens[from + 1].low, "ed")))
			set_type(item, MA_FIELD_TEXT); /* "what we worked on", "what happened" */
	}
}

bool ma_item_read_question(struct ma_spec *spec, struct ma_item *item, size_t from, size_t to)
{
	size_t moment = after_moment(spec, from, to), end = to;
	bool timed = moment > 0 &&
		(is_any(spec, from, to, "time") || is_any(spec, from + 1, to, "time"));

	from = after_flag(spec, from, to);
	if (!ma_spec_begins_question(spec, from, to) || ma_spec_question_end(spec, from, to) != to)
		return false;
	for (; to > from + 1 && spec->tokens[to - 1].kind == MA_TOKEN_CLOSE;)
		while (spec->tokens[--to].kind != MA_TOKEN_OPEN)
			timed |= ma_spec_is_any(spec, to, "time");
	read_asked(spec, item, from, to, moment, timed);
	if (end > to + 2 && item->type != MA_FIELD_DATE && item->type != MA_FIELD_DATETIME &&
		ma_item_are_values(spec, to + 1, end - 1, true))
		ma_item_read_values(
			spec, item, to + 1, end - 1); /* "how urgent it is (low, high)" */
	return true;
}
