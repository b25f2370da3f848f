/* What is asked for, and what it is about: "a plant tracker", "an app". */
#include "model/understand_grammar.h"

/* The words before a container, without what says nothing about the domain. */
static struct ma_str topic_of(struct ma_grammar *g, const struct ma_phrase *p, size_t to)
{
	static const char *const vague[] = { "management", "tracking", "web", "scheduling",
		"personal", "home" };
	size_t from = p->from, i;

	while (from < to && token(g, from)->flags & (MA_W_ADJ | MA_W_TECH | MA_W_LANGUAGE))
		from++;
	for (i = 0; to > from && i < MA_COUNT(vague); i++) {
		if (ma_str_is(token(g, to - 1)->low, vague[i]) ||
			token(g, to - 1)->flags & (MA_W_ING | MA_W_CONTAINER)) {
			to--;
			i = 0;
		}
	}
	return ma_spec_words(g->spec, from, to);
}

void ma_grammar_note_asked(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec *spec = g->spec;

	if (g->governor != MA_GOVERN_ASKED || spec->asked_to > 0)
		return;
	if (ma_grammar_says_each(g, p)) {
		if (p->from == g->begin + 1)
			ma_grammar_govern(g, MA_GOVERN_NOTHING); /* "Every song has a composer" */
	} else {
		spec->asked_from = p->from;
		spec->asked_to = p->to;
	}
}

/* "plant tracker", "recipe box": what stands before is kept; "yoga studio app": it is not. */
static bool keeps_its_topic(const struct ma_token *head)
{
	static const char *const keepers[] = { "tracker", "manager", "planner", "organizer",
		"organiser", "database" };
	size_t i;

	for (i = 0; i < MA_COUNT(keepers); i++)
		if (ma_str_is(head->low, keepers[i]))
			return true;
	return head->flags & MA_W_BOX;
}

/* "app", "system": names that say nothing alone. */
static bool is_generic(const struct ma_token *head)
{
	static const char *const telling[] = { "tracker", "manager", "planner", "organizer",
		"organiser", "dashboard", "cms", "crm", "erp" };
	size_t i;

	for (i = 0; i < MA_COUNT(telling); i++)
		if (ma_str_is(head->low, telling[i]))
			return false;
	return head->flags & MA_W_CONTAINER;
}

void ma_grammar_note_container(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec *spec = g->spec;
	const struct ma_token *head = ma_phrase_head(g, p);
	struct ma_str topic = topic_of(g, p, p->to - 1);
	size_t from = p->from, i, n = 0;

	if (ma_words_have("page webpage interface", head->low) &&
		(ma_spec_feature_at(spec, from, &n) >= 0 ||
			ma_str_is(token(g, from)->low, "shared")))
		return; /* "a login page": it is what is asked for and not the whole */
	g->about_app = true;
	spec->topic_kept |= keeps_its_topic(head);
	for (i = p->from; i < p->to; i++)
		spec->tokens[i].used = !ma_words_have("dashboard calendar", token(g, i)->low);
	while (from + 1 < p->to && token(g, from)->flags & (MA_W_ADJ | MA_W_TECH))
		from++;
	if (!spec->container && spec->name.n == 0 && (from + 1 < p->to || !is_generic(head)))
		spec->name = ma_spec_words(spec, from, p->to);
	spec->container = true;
	if (spec->topic.n == 0)
		spec->topic = topic.n > 0 || is_generic(head)
			? topic
			: ma_spec_words(spec, p->to - 1, p->to);
}

static void note_place(struct ma_grammar *g, const struct ma_phrase *p)
{
	g->spec->topic = ma_spec_words(g->spec, p->from, p->to);
	g->spec->topic_is_place = true;
}

/* Who is to use it: "for teachers and pupils to share notes", "for freelancers who". */
static bool is_audience(const struct ma_grammar *g, const struct ma_phrase *first)
{
	struct ma_phrase p = *first;
	size_t at;

	do {
		for (at = p.to;
			token(g, at)->kind == MA_TOKEN_COMMA || is_word(token(g, at), MA_W_CONJ);
			at++)
			;
	} while (at > p.to && ma_grammar_phrase(g, at, &p));
	return is_word(token(g, at), MA_W_REL | MA_W_MODAL) || ma_str_is(token(g, at)->low, "to");
}

/* "planner", where nothing before it says of what. */
static bool is_planner(const struct ma_spec *spec)
{
	return spec->asked_to == spec->asked_from + 1 &&
		ma_spec_is_a(spec, spec->asked_from, MA_W_CONTAINER);
}

/* "for a clinic (patients, doctors, visits)": what the app keeps, and nothing of the clinic. */
static bool read_things_of_place(struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t end = g->end, close = token(g, p->to)->match;

	if (p->plural || !is_any(g, g->at, "a an our my the") || !ma_grammar_is_group(g, p->to))
		return false;
	g->end = close;
	if (ma_grammar_weigh_list(g, p->to + 1) <= 0) {
		g->end = end;
		return false;
	}
	g->at = p->to + 1;
	ma_grammar_read_app_list(g);
	g->end = end;
	g->at = close + 1;
	return true;
}

void ma_grammar_read_for(struct ma_grammar *g)
{
	struct ma_phrase p;

	if (ma_grammar_read_for_each(g) || !g->about_app || !ma_grammar_phrase(g, g->at, &p))
		return;
	if (!p.plural && g->spec->place.n == 0)
		g->spec->place = ma_spec_words(g->spec, p.from, p.to);
	if (read_things_of_place(g, &p))
		return;
	g->hinted = !is_planner(g->spec); /* "planner for weddings", "issue tracker for teams" */
	if (p.plural && !is_audience(g, &p))
		g->governor = g->base = MA_GOVERN_KEPT;
	else if (!p.plural && g->spec->topic.n == 0)
		note_place(g, &p);
}

bool ma_grammar_skip_own_feature(struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t n = 0;

	if (ma_phrase_is_feature(g, p)) {
		g->at = p->to;
		return true;
	}
	if (!(g->spec->container || g->spec->entities) ||
		ma_spec_feature_at(g->spec, p->from, &n) < 0 || p->from + n != p->to ||
		!(ma_phrase_head(g, p)->flags & MA_W_CONTAINER))
		return false;
	g->at = p->to;
	if (is_word(token(g, g->at), MA_W_WITH | MA_W_PREP)) /* what it shows */
		while (g->at < g->end && token(g, g->at)->kind != MA_TOKEN_COMMA &&
			!is_word(token(g, g->at), MA_W_CONJ))
			g->at++;
	return true;
}

/* Past "with Google or GitHub", "with their Google account"; `at` where it is no such thing. */
static size_t after_providers(const struct ma_grammar *g, size_t at)
{
	size_t from = at, end = at;

	for (at++; ma_spec_is_any(g->spec, at, "google github facebook") ||
		ma_spec_is_any(g->spec, at, "account accounts or and a an their his her your") ||
		token(g, at)->kind == MA_TOKEN_COMMA;
		at++)
		end = ma_spec_is_any(g->spec, at, "google github facebook") ||
				(end > from && ma_spec_is_any(g->spec, at, "account accounts"))
			? at + 1
			: end;
	return end;
}

void ma_grammar_skip_feature(struct ma_grammar *g, size_t n)
{
	bool first = g->at == g->begin, shows;
	size_t at;

	shows = ma_spec_shows(g->spec, g->at);
	g->at += n;
	if (is_word(token(g, g->at), MA_W_WITH))
		g->at = after_providers(g, g->at);
	if (shows && is_word(token(g, g->at), MA_W_WITH | MA_W_PREP))
		while (g->at < g->end && token(g, g->at)->kind == MA_TOKEN_WORD &&
			!(is_word(token(g, g->at), MA_W_CONJ) &&
				ma_grammar_feature_size(g, g->at + 1) > 0))
			g->at++;
	if (!first || !(g->spec->entities && is_word(token(g, g->at), MA_W_WITH)))
		return;
	for (at = g->at; at < g->end && token(g, at)->kind == MA_TOKEN_WORD; at++)
		;
	if (at == g->end) {
		ma_spec_take(g->spec, g->at, at);
		g->at = at;
	}
}
