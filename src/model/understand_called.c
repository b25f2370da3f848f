/* What noun phrases call: the name of a thing, and the entity. */
#include "model/understand_grammar.h"

/* Words before the noun that say what it is like, not what it is. */
static bool is_like_adjective(const struct ma_token *t)
{
	return t->flags & (MA_W_ADJ | MA_W_TECH) || (t->low.n > 5 && ma_str_ends(t->low, "ed")) ||
		ma_str_ends(t->low, "able") || ma_str_ends(t->low, "ful") ||
		ma_str_ends(t->low, "ous") || ma_str_ends(t->low, "ly");
}

/* "Every plan exercise belongs to a plan", "plan exercises: sets", where there are plans and exercises: something of its own. */
static bool joins(const struct ma_grammar *g, size_t from, struct ma_str last)
{
	struct ma_str whole = ma_spec_name(
		g->spec, ma_spec_words(g->spec, from, from + 2), MA_CASE_PASCAL, true);
	const struct ma_spec_entity *part = ma_spec_find(g->spec, last),
				    *of = ma_spec_find(g->spec,
					    ma_spec_name(g->spec, token(g, from)->low,
						    MA_CASE_PASCAL, true));

	if (ma_spec_find(g->spec, whole))
		return true;
	return part && of && part != of && part->fields_n > 0 && of->fields_n > 0 &&
		(token(g, from + 2)->kind == MA_TOKEN_COLON || ma_grammar_is_group(g, from + 2) ||
			(from > g->begin && is_any(g, from - 1, "each every")));
}

/* "repair orders (cost)", "haunted places have": what they are called in full there is what they are. */
static bool is_defined_whole(const struct ma_grammar *g, const struct ma_phrase *p)
{
	if (!p->plural || p->to != p->from + 2 || token(g, p->from)->flags & (MA_W_ADJ | MA_W_TECH))
		return false;
	if (is_word(token(g, p->to), MA_W_HAVE))
		return p->from == g->begin;
	return ma_grammar_is_group(g, p->to) &&
		(!(token(g, p->from)->flags & MA_W_VERBAL) ||
			(p->from > g->begin + 1 && token(g, p->from - 1)->kind == MA_TOKEN_COMMA &&
				token(g, p->from - 2)->kind == MA_TOKEN_CLOSE));
}

struct ma_str ma_phrase_name(const struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_str name, last;
	size_t from = p->from;

	name = ma_spec_name(g->spec, ma_spec_words(g->spec, from, p->to), MA_CASE_PASCAL, true);
	if (ma_spec_find(g->spec, name) || is_defined_whole(g, p))
		return name;
	while (from + 1 < p->to && is_like_adjective(token(g, from)))
		from++;
	if (from + 1 < p->to && ma_grammar_is_group(g, p->to) &&
		ma_words_have(
			"collection library catalog catalogue archive", ma_phrase_head(g, p)->low))
		return ma_spec_name(g->spec, ma_spec_words(g->spec, from, p->to - 1),
			MA_CASE_PASCAL, true); /* "my comic collection (series, issue)" */
	name = ma_spec_name(g->spec, ma_spec_words(g->spec, from, p->to), MA_CASE_PASCAL, true);
	last = ma_spec_name(g->spec, token(g, p->to - 1)->low, MA_CASE_PASCAL, true);
	if (p->to == from + 2 && joins(g, from, last))
		return name;
	/* "hotel rooms" are rooms, "invoice lines" and "menu items" are not lines and items */
	return !ma_known_entity(name) && ma_known_entity(last) &&
			!ma_is_part_word(token(g, p->to - 1))
		? last
		: name;
}

bool ma_is_meeting(struct ma_str name)
{
	static const char *const meetings[] = { "Appointment", "Booking", "Reservation", "Meeting",
		"Session", "Rental", "Interview", "Visit", "Loan", "Consultation" };
	size_t i;

	for (i = 0; i < MA_COUNT(meetings); i++)
		if (ma_str_is(name, meetings[i]))
			return true;
	return false;
}

/* "room bookings": there are rooms. */
static void add_what_is_met(struct ma_grammar *g, const struct ma_phrase *p, struct ma_str name)
{
	struct ma_str met = ma_spec_name(g->spec, token(g, p->to - 2)->low, MA_CASE_PASCAL, true);

	if (ma_known_entity(met) && ma_known_refers(name, met))
		(void)ma_spec_add(g->spec, met); /* past the limit it warns */
}

/* What was only mentioned as "repair orders" before has that name now. */
static void rename_short(struct ma_grammar *g, const struct ma_phrase *p, struct ma_str name)
{
	struct ma_spec_entity *e = is_defined_whole(g, p) && !ma_spec_find(g->spec, name)
		? ma_spec_find(g->spec,
			  ma_spec_name(g->spec, token(g, p->to - 1)->low, MA_CASE_PASCAL, true))
		: NULL;

	if (e && !e->given && !e->fields)
		e->name = name;
}

struct ma_spec_entity *ma_phrase_entity(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_str name = ma_phrase_name(g, p);

	if (name.n == 0 || g->spec->rc || ma_grammar_read_sub(g, p, name))
		return NULL;
	ma_spec_take(g->spec, p->from, p->to);
	rename_short(g, p, name);
	if (p->to > p->from + 1 && ma_is_meeting(name))
		add_what_is_met(g, p, name);
	g->last = ma_spec_add(g->spec, name);
	if (g->last)
		g->last->hinted = false;
	g->spoken_of.n = 0;
	g->last_end = p->to;
	g->about_app = false;
	return g->last;
}
