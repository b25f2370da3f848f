/* What who speaks writes down: "for each room we keep a name", "during inspections I note the weather", "we record its date". */
#include "model/understand_grammar.h"

/* "a packet", "venues": one of those that are kept, where "our choir" and "the app" are none. */
static bool is_one_kept(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return !(ma_phrase_head(g, p)->flags &
		       (MA_W_CONTAINER | MA_W_ROLE | MA_W_TECH | MA_W_LANGUAGE | MA_W_META)) &&
		(!ma_phrase_is_field(g, p) || ma_known_entity(ma_phrase_name(g, p)) ||
			is_word(token(g, p->to), MA_W_PRON | MA_W_DET)) &&
		!ma_words_have(
			"year month week day night morning end start", ma_phrase_head(g, p)->low) &&
		(is_any(g, g->at, "a an any the") || (p->plural && p->from == g->at));
}

/* "services, and for them we note": what the pronoun at `at` stands for, the plural that was said last. */
static bool meant_by(const struct ma_grammar *g, size_t at, struct ma_phrase *out)
{
	size_t i;

	if (!is_any(g, at, "them these those"))
		return false;
	for (i = at; i-- > 0 && i + MA_SENTENCE_TOKENS > at;) {
		*out = (struct ma_phrase){ i, i + 1, true };
		if (g->spec->tokens[i].kind == MA_TOKEN_WORD &&
			!(g->spec->tokens[i].flags & MA_W_CLOSED) &&
			ma_spec_is_plural(g->spec, g->spec->tokens[i].low) &&
			ma_spec_find(g->spec,
				ma_spec_name(g->spec, g->spec->tokens[i].low, MA_CASE_PASCAL, true)))
			return true;
	}
	return false;
}

/* Behind "during", "at": when it is told. */
static bool is_occasion(const struct ma_grammar *g)
{
	return is_any(g, g->at - 1, "during at on in after before");
}

/* What is told of at g->at, behind a preposition: "each room", "inspections", "each of them"; `*each_out`: of each. */
static bool is_told_of(
	const struct ma_grammar *g, struct ma_phrase *p, size_t *after_out, bool *each_out)
{
	size_t at = g->at;

	*each_out = is_any(g, at, "each every") ||
		(is_any(g, at - 1, "per") && is_word(token(g, at + 1), MA_W_PRON));
	if (is_any(g, at, "each all every") && is_any(g, at + 1 + is_any(g, at + 1, "one"), "of"))
		at += 2 + is_any(g, at + 1, "one");
	if (meant_by(g, at, p)) {
		*each_out = true;
		*after_out = at + 1;
		return true;
	}
	if (!ma_grammar_phrase(g, g->at, p) || !(*each_out || is_one_kept(g, p)) ||
		is_any(g, p->to, "who which that where")) /* "for teachers who grade" */
		return false;
	*after_out = p->to;
	return !is_occasion(g) ||
		((g->at - 1 == g->begin || is_separator(token(g, g->at - 2))) &&
			!is_any(g, g->at, "the") &&
			!is_any(g, p->to - 1, "day days week weeks month months year years") &&
			is_any(g, p->to + (token(g, p->to)->kind == MA_TOKEN_COMMA), "i we"));
}

bool ma_grammar_read_for_each(struct ma_grammar *g)
{
	struct ma_phrase p, whole;
	struct ma_spec_entity *e;
	bool kept = false, each;
	size_t at, behind, after;

	if (!is_told_of(g, &p, &behind, &each))
		return false;
	after = each ? ma_grammar_after_whole(g, behind, "of in at on by", &whole) : behind;
	at = after + (token(g, after)->kind == MA_TOKEN_COMMA);
	if (!each && token(g, at)->kind == MA_TOKEN_COLON) {
		if (is_any(g, g->at, "a an") && g->at > g->begin + 1)
			return false; /* "an accident log for a nursery: child, date": whose it is */
		kept = true;
		at++;
	}
	for (; at < g->end && !(kept && token(g, at - 1)->kind == MA_TOKEN_COLON) &&
		!is_word(token(g, at), MA_W_DET);
		at++) {
		if (is_any(g, at, "like love"))
			return false; /* "for a club I'd like an archive" */
		if (!is_word(token(g, at),
			    MA_W_PRON | MA_W_MODAL | MA_W_ADV | MA_W_AUX | MA_W_VERBAL | MA_W_HAVE) &&
			!is_any(g, at, "to down") && !ma_grammar_is_verb(g, at))
			break;
		kept = kept || is_word(token(g, at), MA_W_VERBAL | MA_W_AUX) ||
			ma_grammar_is_verb(g, at);
	}
	if (is_any(g, at, "of"))
		return false; /* "for each hive I keep track of the harvests" */
	if (!each && token(g, at - 1)->kind != MA_TOKEN_COLON && !is_word(token(g, at), MA_W_DET) &&
		!ma_spec_begins_question(g->spec, at, g->end))
		return false;
	kept = kept || (at == after && ma_grammar_begins_with_field(g, at));
	if (!kept || ((!each || is_occasion(g)) && !ma_grammar_begins_with_field(g, at)))
		return false;
	e = ma_phrase_entity(g, &p);
	if (!e)
		return false;
	g->at = at;
	if (after > behind)
		ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, &whole), true);
	ma_grammar_read_list(g, e, true);
	return true;
}

bool ma_grammar_read_told(struct ma_grammar *g)
{
	struct ma_spec_entity *e = g->last;
	size_t at = g->at + 1;
	struct ma_phrase p;

	if (g->at == g->begin || !is_any(g, g->at - 1, "i we") ||
		!is_any(g, g->at, "write note record store keep need want know log enter"))
		return false;
	at += is_any(g, at, "down");
	if (!is_word(token(g, at), MA_W_DET))
		return false;
	if (g->last && is_any(g, at, "its their")) {
		at++; /* "we record its name and species" */
	} else if (token(g, at + 1)->possessive) {
		p = (struct ma_phrase){ at + 1, at + 2, false };
		e = ma_spec_find(g->spec, ma_phrase_name(g, &p));
		at += 2;
	} else if (g->last_end <= g->begin && !is_any(g, g->begin, "it they") &&
		!(g->last && g->at == g->begin + 1 &&
			is_any(g, g->at, "write note record store keep log"))) {
		return false; /* "A lesson is given. We store the date" */
	}
	if (!e || !ma_grammar_phrase(g, at, &p) || !ma_phrase_is_field(g, &p) ||
		ma_grammar_weigh_list(g, at) >= 0)
		return false;
	g->at = at;
	ma_grammar_read_list(g, e, true);
	return true;
}
