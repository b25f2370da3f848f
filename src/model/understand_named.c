/* What becomes of a phrase: what stands before it governs it, what follows decides what it is. */
#include "model/understand_grammar.h"

/* Past "like pocket", "of Trello" before a colon: what the app is to be like. */
static size_t after_model(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase like;

	return is_any(g, at, is_any(g, at - 1, "clone") ? "like of" : "like") &&
			ma_grammar_phrase(g, at + 1, &like) &&
			token(g, like.to)->kind == MA_TOKEN_COLON
		? like.to
		: at;
}

static void on_container(struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t end = g->end;

	ma_grammar_note_asked(g, p);
	ma_grammar_note_container(g, p);
	g->at = after_model(g, p->to);
	ma_grammar_govern(g, MA_GOVERN_NOTHING);
	if (token(g, g->at)->kind == MA_TOKEN_COLON) {
		g->at++;
		if (g->at < g->end && !ma_grammar_begins_clause(g, g->at))
			ma_grammar_read_app_list(g);
	} else if (ma_grammar_is_group(g, g->at)) {
		g->end = token(g, g->at)->match;
		g->at++;
		ma_grammar_read_app_list(g);
		g->at = g->end + 1;
		g->end = end;
	}
}

/* "the laundry room": one that is there, and no kind of record. */
static bool is_definite(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return !p->plural && p->from > g->begin &&
		ma_words_have("the our my your this that his its", token(g, p->from - 1)->low);
}

/* "a task needs a title", where "our choir needs something" says nothing of it. */
static bool needs_fields(const struct ma_grammar *g, const struct ma_phrase *p, size_t needs)
{
	return is_word(token(g, needs + 1), MA_W_DET) &&
		(p->plural ? ma_grammar_begins_with_field(g, needs + 1)
			   : p->from > g->begin &&
					ma_words_have(
						"a an each every", token(g, p->from - 1)->low));
}

static bool has_follows(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->to;

	while (is_word(token(g, at), MA_W_MODAL | MA_W_ADV) ||
		(is_to_have(g, at) && ma_grammar_says_each(g, p)))
		at++;
	if (ma_words_have("need needs", token(g, at)->low))
		return needs_fields(g, p, at);
	return is_word(token(g, at), MA_W_HAVE);
}

/* "events" of "members (name, email), and events with a title", "an app for my band, songs with a title" */
static bool is_next_item(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->from;

	while (at > g->begin && is_separator(token(g, at - 1)))
		at--;
	return at < p->from && at > g->begin && is_word(token(g, p->to), MA_W_WITH) &&
		(token(g, at - 1)->kind == MA_TOKEN_CLOSE ||
			(token(g, at)->kind == MA_TOKEN_COMMA && ma_grammar_is_told_with(g, p->to)));
}

/* "Donors donate items", "absences with a date": the first words of a sentence name what is kept. */
static bool begins_with_thing(const struct ma_grammar *g, const struct ma_phrase *p)
{
	const struct ma_token *next = token(g, p->to);

	if (!p->plural ||
		(!g->spec->loose &&
			(ma_phrase_head(g, p)->flags & MA_W_ROLE ||
				(p->from != g->begin && !is_next_item(g, p) &&
					token(g, p->from - 1)->kind != MA_TOKEN_COLON))))
		return false;
	if (is_word(next, MA_W_WITH))
		return ma_grammar_weigh_list(g, p->to + 1) < 0 || ma_grammar_is_told_with(g, p->to);
	if (is_word(next, MA_W_AUX))
		return ma_grammar_goes_on_with_has(g, p->to);
	if (is_word(next, MA_W_REL) && is_word(token(g, p->to + 1), MA_W_HAVE))
		return true; /* "setlists that contain many songs" */
	if (ma_words_have("on", next->low))
		return ma_known_entity(ma_phrase_name(g, p)); /* "Comments on tickets." */
	return next->kind == MA_TOKEN_WORD && next->flags & MA_W_VERBAL &&
		!(next->flags & MA_W_BUILD) && ma_known_entity(ma_phrase_name(g, p));
}

/* "build a zoo with animals (...) and keepers": an unknown singular thing that has things is the app. */
static bool acts_as_container(const struct ma_grammar *g, const struct ma_phrase *p)
{
	if (is_word(token(g, p->to), MA_W_HAVE) && g->end < g->spec->tokens_n &&
		g->spec->tokens[g->end].copy)
		return false; /* "a customer has orders, and each order has a date" */
	if (p->from == g->begin + 1 && is_any(g, g->begin, "a an") &&
		is_word(token(g, p->to), MA_W_HAVE) && ma_grammar_says_many(g, p->to + 1, p->to + 2))
		return false; /* "a course has several groups" */
	return g->governor == MA_GOVERN_ASKED && !p->plural && !ma_grammar_says_each(g, p) &&
		is_word(token(g, p->to), MA_W_WITH | MA_W_HAVE) &&
		ma_grammar_weigh_list(g, p->to + 1) > 0;
}

static bool is_role(const struct ma_grammar *g, const struct ma_phrase *p)
{
	const struct ma_token *next = token(g, p->to);

	if (g->spec->loose)
		return false;
	return is_word(next, MA_W_MODAL) ||
		(ma_phrase_head(g, p)->flags & MA_W_ROLE &&
			(is_word(next, MA_W_REL | MA_W_VERBAL) || ma_str_is(next->low, "to")));
}

/* "4 people", "amounts in euros" beside what is asked for: how many and how much. */
static bool is_aside(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return g->governor == MA_GOVERN_ASKED && g->spec->asked_to > 0 &&
		(ma_phrase_head(g, p)->flags & MA_W_ROLE ||
			(p->to == p->from + 1 && ma_phrase_is_field(g, p) &&
				is_word(token(g, p->to), MA_W_PREP)));
}

static void on_plain(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_str name = ma_phrase_name(g, p);
	bool aside = is_aside(g, p);
	bool rated = g->spec->loose && g->governor == MA_GOVERN_KNOWN; /* "rate coffee shops" */
	struct ma_spec_entity *e, *known;

	ma_grammar_note_asked(g, p);
	g->at = p->to;
	if (p->from > g->begin && !p->plural && ma_words_have("a an", token(g, p->from - 1)->low) &&
		!(ma_phrase_head(g, p)->flags & (MA_W_CONTAINER | MA_W_BOX | MA_W_ROLE)))
		g->spoken_of = name;
	if (aside)
		ma_spec_take(g->spec, p->from, p->to);
	if (aside || is_definite(g, p) ||
		(g->spec->loose && ma_words_have("people person user", ma_phrase_head(g, p)->low)))
		return;
	if (g->governor == MA_GOVERN_NOTHING && begins_with_thing(g, p)) {
		g->governor = MA_GOVERN_KEPT;
		g->hinted = false;
	} else if (g->governor == MA_GOVERN_NOTHING && g->spec->loose) {
		g->governor = MA_GOVERN_KNOWN;
	}
	if (g->governor == MA_GOVERN_NOTHING || ma_is_unit(ma_phrase_head(g, p)->low) ||
		(g->governor == MA_GOVERN_KNOWN && !ma_known_entity(name) &&
			!(rated && p->plural && !ma_phrase_is_field(g, p)) &&
			!ma_grammar_is_one_with_fields(g, p)) ||
		ma_phrase_head(g, p)->flags & (MA_W_TECH | MA_W_LANGUAGE | MA_W_META) ||
		(ma_phrase_head(g, p)->flags & MA_W_HEADING && !ma_known_entity(name)) ||
		ma_phrase_is_figure(g, p))
		return;
	if (g->governor == MA_GOVERN_ASKED && !p->plural && !ma_known_entity(name)) {
		if (g->spec->topic.n == 0)
			g->spec->topic = ma_spec_words(g->spec, p->from, p->to);
		return;
	}
	if (g->governor == MA_GOVERN_KEPT && !p->plural && g->spec->kept.n == 0)
		g->spec->kept = name;
	if (!p->plural && !ma_known_entity(name) && !ma_grammar_is_one_with_fields(g, p))
		return;
	known = ma_spec_find(g->spec, name);
	e = ma_phrase_entity(g, p);
	if (e && !known && !g->spec->container &&
		(g->governor == MA_GOVERN_ASKED ||
			(g->begin > 0 && ma_str_starts(g->spec->tokens[g->begin - 1].text, "#"))))
		e->guessed = true;
	if (e && !known && g->hinted)
		e->hinted = true;
	if (e && p->from == g->begin && is_word(token(g, p->to), MA_W_AUX))
		ma_grammar_read_done(g, p->to, e);
	else
		ma_grammar_read_after(g, p, e);
}

/* "A member can borrow many copies": there are members. */
static bool read_many_of(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_str name = ma_phrase_name(g, p);

	if (!ma_grammar_read_many(g, p->to, name))
		return false;
	if (p->from > g->begin && ma_words_have("a an each every", token(g, p->from - 1)->low) &&
		!(ma_phrase_head(g, p)->flags & (MA_W_ROLE | MA_W_TECH | MA_W_CONTAINER)))
		(void)ma_spec_add(g->spec, name); /* past the limit it warns */
	return true;
}

/* "a region can lie in another region" */
static bool read_self_of(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec_entity *e = ma_grammar_after_self(g, p->to) > 0
		? ma_spec_find(g->spec, ma_phrase_name(g, p))
		: NULL;

	return e && ma_grammar_read_self(g, p->to, e);
}

void ma_grammar_read_phrase(struct ma_grammar *g, const struct ma_phrase *p)
{
	if (ma_grammar_skip_own_feature(g, p))
		return;
	if (p->from == g->begin && p->to == g->end && ma_phrase_head(g, p)->flags & MA_W_HEADING) {
		g->at = p->to; /* "Requirements" on a line of its own */
		return;
	}
	if (!p->plural && ma_words_have("year month week day", ma_phrase_head(g, p)->low) &&
		p->from > g->begin &&
		ma_words_have("a per every once", token(g, p->from - 1)->low)) {
		g->at = p->to; /* "once a year: for each ..." */
		return;
	}
	if (ma_grammar_read_marked(g, p) || ma_grammar_read_more(g, p) ||
		ma_grammar_skip_to_whose(g, p) || read_self_of(g, p))
		return;
	if (ma_grammar_is_title(g, p)) {
		ma_grammar_note_asked(g, p);
		g->spec->container = g->spec->topic_kept = true;
		g->spec->topic = ma_spec_words(g->spec, p->from, p->to);
		g->at = p->to;
	} else if (ma_phrase_is_container(g, p) || acts_as_container(g, p)) {
		on_container(g, p);
	} else if (ma_grammar_read_place(g, p)) {
		ma_spec_take(g->spec, p->from, p->to);
	} else if (ma_grammar_read_act_of(g, p) || ma_grammar_read_stated(g, p) ||
		ma_grammar_read_kept(g, p) || ma_grammar_read_attached(g, p) ||
		ma_grammar_read_definition(g, p) || ma_grammar_read_meeting(g, p) ||
		(!(ma_phrase_head(g, p)->flags & (MA_W_ROLE | MA_W_CONTAINER)) &&
			ma_grammar_read_leads(g, p->to, ma_phrase_name(g, p))) ||
		ma_grammar_read_joining(g, p) || ma_grammar_read_part_of(g, p)) {
		ma_spec_take(g->spec, p->from, g->at);
	} else if (ma_grammar_read_predicate(g, p) || ma_grammar_read_aside(g, p) ||
		read_many_of(g, p)) {
		return; /* what comes of it is known in the end */
	} else if (ma_grammar_read_remarked(g, p)) {
		return;
	} else if (token(g, p->to)->kind == MA_TOKEN_COLON) {
		ma_grammar_read_label(g, p, p->to);
	} else if (ma_grammar_read_choice_of(g, p)) {
		ma_spec_take(g->spec, p->from, g->at);
	} else if (ma_grammar_is_group(g, p->to) || has_follows(g, p)) {
		ma_grammar_note_asked(g, p);
		ma_grammar_read_after(g, p, ma_phrase_entity(g, p));
	} else if (ma_grammar_read_belongs(g, p) || ma_grammar_read_things_for(g, p)) {
		ma_spec_take(g->spec, p->from, g->at);
	} else if (is_role(g, p)) {
		g->subject = *p;
		g->at = p->to;
		ma_grammar_govern(g, MA_GOVERN_NOTHING);
	} else {
		on_plain(g, p);
	}
}
