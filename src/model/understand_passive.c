/* What is done to records: "visits are logged per pet with a date", "each child is registered with a name", "defects get noted too". */
#include "model/understand_grammar.h"

/* What such a thing is of stands behind them. */
static const char wholes_behind[] = "for of on against to in";

static bool is_keeping(const struct ma_grammar *g, size_t at)
{
	return is_any(g, at,
		"logged noted recorded tracked stored kept registered saved documented listed entered "
		"filed captured written collected described identified known catalogued");
}

/* Past "are", "get", "should be" and "usually" at `at`; `at` where there are none. */
static size_t after_auxiliary(const struct ma_grammar *g, size_t at)
{
	size_t from = at;
	bool is = false;

	for (; is_word(token(g, at), MA_W_AUX | MA_W_MODAL | MA_W_ADV) ||
		is_any(g, at, "get gets be");
		at++)
		is |= is_word(token(g, at), MA_W_AUX) || is_any(g, at, "get gets");
	return is ? at : from;
}

/* Many of a kind, or one of them. */
static bool is_subject(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->from;

	if (ma_phrase_head(g, p)->flags &
			(MA_W_ROLE | MA_W_TECH | MA_W_LANGUAGE | MA_W_META | MA_W_HEADING |
				MA_W_CONTAINER) ||
		ma_phrase_is_feature(g, p) || ma_phrase_is_figure(g, p))
		return false;
	while (at > g->begin && is_word(token(g, at - 1), MA_W_ADJ))
		at--;
	if (at > g->begin && is_any(g, at - 1, "a an each every"))
		return true;
	return p->plural &&
		(at == g->begin || token(g, at - 1)->kind != MA_TOKEN_WORD ||
			is_word(token(g, at - 1), MA_W_CONJ | MA_W_ADV) ||
			is_any(g, at - 1, "all the"));
}

/* Whether "with a date", "by their number", ": when it was cleaned" at `at` lists fields. */
static bool lists_fields(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase p;

	if (is_any(g, at, "by"))
		return is_any(g, at - 1, "identified known described registered") &&
			ma_grammar_phrase(g, at + 1, &p) && ma_phrase_is_field(g, &p) &&
			!ma_known_entity(ma_phrase_name(g, &p));
	return (is_any(g, at, "with") || token(g, at)->kind == MA_TOKEN_COLON) &&
		!is_word(token(g, at + 1), MA_W_PRON) && ma_grammar_begins_with_field(g, at + 1);
}

/* "Plants are sorted into categories with a name": the fields are the target's. */
static bool read_target(struct ma_grammar *g, const struct ma_phrase *p, size_t at)
{
	struct ma_spec_entity *from, *to;
	struct ma_phrase q;

	if (!is_any(g, at, "into in") || !ma_grammar_phrase(g, at + 1, &q) || !q.plural ||
		!is_any(g, q.to, "with") || !lists_fields(g, q.to))
		return false;
	from = ma_phrase_entity(g, p);
	to = from ? ma_phrase_entity(g, &q) : NULL;
	if (!to)
		return false;
	ma_spec_link(g->spec, from->name, MA_LINK_MANY_TO_ONE, to->name, false);
	g->at = q.to + 1;
	ma_grammar_read_list(g, to, true);
	g->last = from;
	return true;
}

/* Past "come from a list with", "are picked from a catalogue:" at `at`; 0: it is not there. */
static size_t after_source(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase q;

	while (is_word(token(g, at), MA_W_AUX | MA_W_MODAL | MA_W_ADV))
		at++;
	if (!is_any(g, at, "come comes taken picked chosen selected drawn") ||
		!is_any(g, at + 1, "from out") || !is_any(g, at + 2, "a an the our my") ||
		!is_any(g, at + 3, "list catalog catalogue table database set register library"))
		return 0;
	at += 4;
	if (is_any(g, at, "of") && ma_grammar_phrase(g, at + 1, &q))
		at = q.to;
	at += token(g, at)->kind == MA_TOKEN_COMMA;
	return is_word(token(g, at), MA_W_WITH) || token(g, at)->kind == MA_TOKEN_COLON ? at + 1 : 0;
}

/* "Species come from a list with a common name": that is where they are kept. */
static bool read_source(struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = after_source(g, p->to);
	struct ma_spec_entity *e;

	if (at == 0 || !ma_grammar_begins_with_field(g, at))
		return false;
	e = ma_phrase_entity(g, p);
	if (!e)
		return false;
	g->at = at;
	ma_grammar_read_list(g, e, true);
	g->last = e;
	return true;
}

bool ma_grammar_read_kept(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_phrase wholes[2];
	struct ma_spec_entity *e;
	size_t at, next, n = 0, i;
	bool keeping;

	if (read_source(g, p))
		return true;
	if (!is_subject(g, p))
		return false;
	at = ma_grammar_after_whole(g, p->to, wholes_behind, &wholes[0]);
	n += at > p->to;
	next = after_auxiliary(g, at);
	if (next == at || token(g, next)->kind != MA_TOKEN_WORD ||
		!(ma_str_ends(token(g, next)->low, "ed") || is_keeping(g, next)))
		return false;
	keeping = is_keeping(g, next) && !is_any(g, p->to - 1, "changes edits actions requests");
	at = next + 1;
	if (n == 0 && read_target(g, p, at))
		return true;
	while (is_word(token(g, at), MA_W_ADV) || is_any(g, at, "too down up"))
		at++;
	if (n < 2) {
		next = ma_grammar_after_whole(g, at, wholes_behind, &wholes[n]);
		n += next > at;
		at = next;
	}
	if (!lists_fields(g, at) && !(keeping && p->plural && at == g->end) &&
		!(keeping && p->plural && token(g, at)->kind == MA_TOKEN_COLON))
		return false;
	e = ma_phrase_entity(g, p);
	if (!e)
		return false;
	for (i = 0; i < n; i++)
		ma_spec_link(
			g->spec, e->name, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, &wholes[i]), true);
	g->at = at + (at < g->end);
	if (at < g->end && lists_fields(g, at))
		ma_grammar_read_list(g, e, true);
	g->last = e;
	return true;
}
