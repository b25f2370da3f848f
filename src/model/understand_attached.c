/* A thing whose fields stand behind what it is of: "a report per site: date, weather", "the games we own (name, players)". */
#include "model/understand_grammar.h"

#define RELATIVE_WORDS 3 /* behind who does it */

/* Past "we own", "I have seen live", "a dog goes through" up to a bracket, a colon or "with"; `at` where no such clause is there. */
static size_t after_relative(const struct ma_grammar *g, size_t at, struct ma_phrase *who)
{
	size_t from = at, verb = at + 1;
	bool only_group;

	who->to = 0;
	if (is_any(g, at, "a each every") && ma_grammar_phrase(g, at, who) && !who->plural &&
		!is_word(token(g, who->to), MA_W_HAVE | MA_W_AUX | MA_W_MODAL))
		verb = who->to;
	else if (!is_any(g, at, "i we you they he she who"))
		return from;
	only_group = is_any(g, at, "who"); /* "the actors who play in them (name, birthday)" */
	for (at = verb; at <= verb + RELATIVE_WORDS; at++) {
		if (only_group && token(g, at)->kind != MA_TOKEN_OPEN &&
			(token(g, at)->kind != MA_TOKEN_WORD || is_any(g, at, "with")))
			return from;
		if (token(g, at)->kind == MA_TOKEN_OPEN || token(g, at)->kind == MA_TOKEN_COLON ||
			is_any(g, at, "with") ||
			(token(g, at)->kind == MA_TOKEN_COMMA && is_any(g, at + 1, "with")))
			return at > verb ? at : from;
		if (token(g, at)->kind != MA_TOKEN_WORD || is_any(g, at, "to want need") ||
			is_word(token(g, at), MA_W_CONJ) ||
			(at > verb &&
				(is_word(token(g, at), MA_W_DET) ||
					ma_spec_is_plural(g->spec, token(g, at)->low))))
			return from;
	}
	return from;
}

size_t ma_grammar_after_whole(
	const struct ma_grammar *g, size_t at, const char *preps, struct ma_phrase *whole)
{
	bool per = is_any(g, at, "per");
	size_t from = at + 1;

	if (!per && !is_any(g, at, preps))
		return at;
	if (is_any(g, from, "one") && is_any(g, from + 1, "of"))
		from += 2;
	else if (!per && !is_any(g, from, "a an the each every one"))
		return at;
	return ma_grammar_phrase(g, from, whole) && !ma_phrase_is_field(g, whole) &&
			(per || !ma_phrase_is_container(g, whole))
		? whole->to
		: at;
}

/* Whether the fields of `p` may stand behind `whole`: in brackets only where each of those has such a thing, or has its own. */
static bool may_have_group(const struct ma_grammar *g, const struct ma_phrase *whole)
{
	const struct ma_spec_entity *e = ma_spec_find(g->spec, ma_phrase_name(g, whole));

	return is_any(g, whole->from - 1, "each every per") || (e && e->given);
}

static bool lists_fields(const struct ma_grammar *g, size_t at)
{
	if (is_any(g, at, "from") && token(g, at + 1)->kind == MA_TOKEN_COMMA)
		return true; /* "from, to" */
	return !is_word(token(g, at), MA_W_PRON | MA_W_REL) && ma_grammar_begins_with_field(g, at);
}

/* "send an application" */
static bool is_made(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->from;

	while (at > g->begin && is_word(token(g, at - 1), MA_W_DET | MA_W_ADJ))
		at--;
	return at > g->begin && at < p->from && token(g, at - 1)->kind == MA_TOKEN_WORD &&
		ma_verb_makes(token(g, at - 1)->low) && ma_grammar_is_verb(g, at - 1);
}

/* Past "when a customer calls" where a colon follows; `at` where no such thing is there. */
static size_t after_occasion(const struct ma_grammar *g, size_t at)
{
	size_t end = at;

	if (!is_any(g, at, "when whenever if once after before as"))
		return at;
	while (token(g, end)->kind == MA_TOKEN_WORD)
		end++;
	return token(g, end)->kind == MA_TOKEN_COLON && end > at + 2 ? end : at;
}

/* Past "from sensors" in "readings from sensors: value, timestamp"; p->to where no such thing is there. */
static size_t after_source(
	const struct ma_grammar *g, const struct ma_phrase *p, struct ma_phrase *whole)
{
	return p->plural && is_any(g, p->to, "from by of") &&
			ma_grammar_phrase(g, p->to + 1, whole) && whole->from == p->to + 1 &&
			whole->plural && token(g, whole->to)->kind == MA_TOKEN_COLON &&
			!ma_phrase_is_container(g, whole)
		? whole->to
		: p->to;
}

/* Where its list begins; 0: it has none. */
static size_t find_list(
	const struct ma_grammar *g, const struct ma_phrase *p, struct ma_phrase *whole)
{
	size_t at = ma_grammar_after_whole(g, p->to, "of for on about against under to into", whole),
	       end;
	struct ma_phrase who;

	if (at == p->to)
		at = after_source(g, p, whole);
	if (at == p->to)
		whole->to = 0;
	end = after_relative(g, at, &who);
	if (end > at && who.to > 0 && whole->to == 0)
		*whole = who;
	end = after_occasion(g, end);
	if (end == p->to)
		return 0;
	end += token(g, end)->kind == MA_TOKEN_COMMA;
	if (token(g, end)->kind == MA_TOKEN_COLON)
		return lists_fields(g, end + 1) ? end + 1 : 0;
	if (p->plural && is_any(g, end, "each") && is_word(token(g, end + 1), MA_W_WITH))
		return lists_fields(g, end + 2) ? end + 2 : 0;
	if (is_word(token(g, end), MA_W_WITH))
		return lists_fields(g, end + 1) &&
				(whole->to == 0 || is_made(g, p) || is_any(g, p->to, "per") ||
					(is_word(token(g, end + 1), MA_W_DET) &&
						is_any(g, whole->from - 2, "one")))
			? end + 1
			: 0;
	return ma_grammar_is_group(g, end) && (whole->to == 0 || may_have_group(g, whole)) ? end : 0;
}

bool ma_grammar_read_attached(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_phrase whole = { 0, 0, false };
	struct ma_spec_entity *e;
	size_t at;

	if (ma_phrase_head(g, p)->flags &
			(MA_W_ROLE | MA_W_TECH | MA_W_LANGUAGE | MA_W_META | MA_W_HEADING) ||
		(ma_phrase_head(g, p)->flags & MA_W_CONTAINER && !is_made(g, p)) ||
		(p->to == p->from + 1 && ma_phrase_is_field(g, p) &&
			!ma_known_entity(ma_phrase_name(g, p))) ||
		ma_phrase_is_figure(g, p) || ma_phrase_is_container(g, p) ||
		is_any(g, p->from, "down up out off") ||
		(p->from > g->begin && is_word(token(g, p->from - 1), MA_W_REL)))
		return false;
	at = find_list(g, p, &whole);
	e = at > 0 ? ma_phrase_entity(g, p) : NULL;
	if (!e)
		return false;
	if (whole.to > 0 && is_any(g, whole.from - 1, "per each every") &&
		ma_grammar_is_each_of(g, &whole))
		(void)ma_spec_add(g->spec, ma_phrase_name(g, &whole)); /* past the limit it warns */
	if (whole.to > 0)
		ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, &whole), true);
	if (token(g, at)->kind == MA_TOKEN_OPEN) {
		g->at = ma_grammar_read_group_of(g, at, e);
	} else {
		g->at = at;
		g->label = token(g, at - 1)->kind == MA_TOKEN_COLON;
		ma_grammar_read_list(g, e, true);
		g->label = false;
	}
	g->last = e;
	return true;
}

bool ma_grammar_writes_record(const struct ma_grammar *g, const struct ma_phrase *who)
{
	size_t at = who->to;

	if (!ma_is_person(ma_phrase_name(g, who)) || is_word(token(g, at), MA_W_CLOSED))
		return false;
	while (token(g, at)->kind == MA_TOKEN_WORD && !is_word(token(g, at), MA_W_CONJ | MA_W_REL))
		at++;
	return token(g, at)->kind == MA_TOKEN_COLON && lists_fields(g, at + 1);
}
