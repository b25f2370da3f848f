/* Fields that share a word: "start and end dates", "first/last name", "a start date and time". */
#include "model/understand_item.h"

/* A field whose words say a day and a time of it; "time of death time" is said once. */
static void add_typed(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_item item,
	struct ma_str words)
{
	item.words = (struct ma_buf)MA_BUF_INIT(1024);
	ma_buf_addv(&item.words, words);
	if (item.words.rc)
		spec->rc = item.words.rc;
	if (!spec->rc)
		ma_item_add(spec, entity, &item);
	ma_buf_done(&item.words);
}

static void add_moment(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_str words)
{
	if (ma_str_starts(words, "time of ") || ma_str_starts(words, "moment of "))
		words.n -= strlen(" time");
	add_typed(spec, entity, (struct ma_item){ .type = MA_FIELD_DATETIME, .typed = true }, words);
}

static void add_named(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_str words)
{
	add_typed(spec, entity, (struct ma_item){ .type = MA_FIELD_STRING }, words);
}

/* "and", "&", "+" */
static bool is_and(const struct ma_token *t)
{
	return t->flags & MA_W_CONJ ||
		(t->kind == MA_TOKEN_COMMA && (ma_str_is(t->text, "&") || ma_str_is(t->text, "+")));
}

/* "a start date and time" */
static bool is_date_and_time(const struct ma_spec *spec, size_t to, size_t next, size_t next_to)
{
	return to > 0 && ma_spec_is_any(spec, to - 1, "date") && next_to == next + 1 &&
		is_and(&spec->tokens[to]) && next == to + 1 && ma_spec_is_any(spec, next, "time");
}

/* The first half of "start and end dates". */
bool ma_item_is_half(const struct ma_spec *spec, size_t from, size_t to)
{
	static const char *const halves[] = {
		"start",
		"begin",
		"first",
		"last",
		"end",
		"min",
		"max",
		"minimum",
		"maximum",
		"opening",
		"closing",
		"arrival",
		"departure",
		"billing",
		"shipping",
		"home",
		"away",
		"pickup",
		"gross",
		"net",
		"issue",
		"sale",
		"purchase",
		"check-in",
	};
	size_t i;

	if (to < from + 1 || to > from + 2)
		return false;
	for (i = 0; i < MA_COUNT(halves); i++)
		if (ma_str_is(spec->tokens[to - 1].low, halves[i]))
			return true;
	return false;
}

/* "the wanted from and to dates" */
static bool is_from_to(const struct ma_spec *spec, size_t from, size_t to, size_t next)
{
	return to > from && to <= from + 2 && ma_spec_is_any(spec, to - 1, "from") &&
		ma_spec_is_any(spec, next, "to until");
}

static struct ma_str join(struct ma_spec *spec, struct ma_str a, struct ma_str b)
{
	char *text = ma_spec_alloc(spec, a.n + b.n + 1);

	if (!text)
		return MA_STR("");
	memcpy(text, a.p, a.n);
	text[a.n] = ' ';
	memcpy(text + a.n + 1, b.p, b.n);
	return ma_str_n(text, a.n + b.n + 1);
}

bool ma_spec_read_halves(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from,
	size_t to, size_t next, size_t next_to)
{
	struct ma_str head, last;
	enum ma_field_type type;
	size_t i;

	while (from < to && spec->tokens[from].flags & MA_W_DET)
		from++;
	while (next < next_to && spec->tokens[next].flags & MA_W_DET)
		next++; /* "a start and an end date" */
	if (is_date_and_time(spec, to, next, next_to)) {
		for (i = from; i < next_to; i++)
			spec->tokens[i].used = true;
		if (to > from + 2 && ma_spec_is_any(spec, to - 2, "as"))
			to -= 2; /* "a time of occurrence as date and time" */
		add_moment(spec, entity, join(spec, ma_spec_words(spec, from, to), MA_STR("time")));
		return true;
	}
	if (!(ma_item_is_half(spec, from, to) || is_from_to(spec, from, to, next)) ||
		next_to != next + 2 ||
		!(is_and(&spec->tokens[to]) ||
			(spec->tokens[to].kind == MA_TOKEN_SLASH &&
				ma_item_is_half(spec, next, next + 1))) ||
		spec->tokens[next_to - 1].kind != MA_TOKEN_WORD)
		return false;
	for (i = from; i < next_to; i++)
		spec->tokens[i].used = true;
	head = ma_spec_name(spec, spec->tokens[next_to - 1].low, MA_CASE_SNAKE, true);
	if (ma_spec_is_any(spec, to - 1, "min max minimum maximum") &&
		!ma_field_type_of_words(head, &type))
		head = spec->tokens[next_to - 1].low; /* "min and max players" */
	last = spec->tokens[next].low;
	if (to == from + 2) /* "lease start and end dates" */
		last = join(spec, spec->tokens[from].low, last);
	add_named(spec, entity, join(spec, ma_spec_words(spec, from, to), head));
	add_named(spec, entity, join(spec, last, head));
	return true;
}

/* The one slash of [from, to); `to` where there is none, or something else than words. */
static size_t find_slash(const struct ma_spec *spec, size_t from, size_t to)
{
	size_t slash = to;

	for (; from < to; from++) {
		if (spec->tokens[from].kind == MA_TOKEN_SLASH && slash == to)
			slash = from;
		else if (spec->tokens[from].kind != MA_TOKEN_WORD)
			return to;
	}
	return slash;
}

/* "salary range (min, max)", "price (from/to)": two fields, or false. */
static bool read_bounds(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to)
{
	size_t open = to >= 5 ? to - 5 : 0, end = open;
	struct ma_str of;

	if (open <= from || spec->tokens[open].kind != MA_TOKEN_OPEN ||
		spec->tokens[open].match + 1 != to ||
		!ma_spec_is_any(spec, open + 1, "min from minimum lowest") ||
		!ma_spec_is_any(spec, open + 3, "max to maximum highest"))
		return false;
	end -= end > from + 1 && ma_spec_is_any(spec, end - 1, "range");
	of = ma_spec_words(spec, from, end);
	ma_spec_take(spec, from, to);
	add_named(spec, entity, join(spec, of, spec->tokens[open + 1].low));
	add_named(spec, entity, join(spec, of, spec->tokens[open + 3].low));
	return true;
}

static bool has_type(struct ma_spec *spec, size_t from, size_t to)
{
	enum ma_field_type type;

	return to > from + 1 && ma_field_type_of_words(ma_spec_words(spec, from, to), &type) &&
		type != MA_FIELD_STRING && type != MA_FIELD_BOOLEAN;
}

/* "first name / last name / email": a field each, or false. */
static bool read_slashed(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to)
{
	size_t at, begin = from, n = 0, pass, long_n = 0;
	enum ma_field_type type;

	for (pass = 0; pass < 2; pass++)
		for (at = begin = from; at <= to; at++) {
			if (at < to && spec->tokens[at].kind == MA_TOKEN_WORD)
				continue;
			if (at == begin || (at < to && spec->tokens[at].kind != MA_TOKEN_SLASH))
				return false;
			if (pass == 1)
				ma_spec_read_field(spec, entity, begin, at);
			else if (!ma_field_type_of_words(ma_spec_words(spec, begin, at), &type) ||
				type == MA_FIELD_BOOLEAN)
				return false;
			n += pass == 0;
			long_n += pass == 0 && at > begin + 1;
			if (at == to && (n < 2 || long_n == 0 || (n == 2 && long_n < 2)))
				return false;
			begin = at + 1;
		}
	return true;
}

bool ma_item_read_slashed_halves(
	struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to)
{
	size_t slash;

	while (from < to && spec->tokens[from].flags & MA_W_DET)
		from++;
	if (read_bounds(spec, entity, from, to))
		return true;
	slash = find_slash(spec, from, to);
	if (slash == to)
		return read_slashed(spec, entity, from, to);
	if (slash + 2 == to && slash > from && ma_spec_is_any(spec, slash - 1, "date") &&
		ma_spec_is_any(spec, slash + 1, "time")) { /* "start date/time" */
		ma_spec_take(spec, from, to);
		add_moment(
			spec, entity, join(spec, ma_spec_words(spec, from, slash), MA_STR("time")));
		return true;
	}
	if (slash + 2 == to && slash > from + 1 && ma_spec_is_any(spec, slash - 1, "from min") &&
		ma_spec_is_any(spec, slash + 1, "to max")) { /* "salary from/to" */
		struct ma_str of = ma_spec_words(spec, from, slash - 1);

		ma_spec_take(spec, from, to);
		add_named(spec, entity, join(spec, of, spec->tokens[slash - 1].low));
		add_named(spec, entity, join(spec, of, spec->tokens[slash + 1].low));
		return true;
	}
	if (has_type(spec, from, slash) && has_type(spec, slash + 1, to)) {
		ma_spec_read_field(spec, entity, from, slash); /* "shift start/shift end" */
		ma_spec_read_field(spec, entity, slash + 1, to);
		return true;
	}
	return from + 4 == to && slash == from + 1 &&
		ma_spec_read_halves(spec, entity, from, from + 1, from + 2, to);
}
