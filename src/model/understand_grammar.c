/*
 * The sentences of a prompt.
 *
 * Each is walked once from left to right. What stands before a noun phrase governs it
 * (enum ma_governor); what follows decides what it is: a container ("app") opens a list of
 * entities, a bracket or "has" one of fields. Everything else is passed over.
 */
#include "model/understand_grammar.h"

#define LISTED_THINGS 8 /* looked at for fields */

void ma_grammar_govern(struct ma_grammar *g, enum ma_governor governor)
{
	g->governor = g->base = governor;
}

/* The entity that a container is about, for a list of its fields: "expense tracker with amount and date". */
static struct ma_spec_entity *topic_entity(struct ma_grammar *g)
{
	struct ma_str name = ma_spec_name(g->spec, g->spec->topic, MA_CASE_PASCAL, true);
	struct ma_phrase first;

	if (name.n == 0 && !g->spec->entities && g->at > g->begin + 1 &&
		is_word(token(g, g->at - 2), MA_W_CONTAINER) &&
		ma_grammar_weigh_list(g, g->at) < -1 && ma_grammar_phrase(g, g->at, &first) &&
		ma_phrase_is_field(g, &first))
		name = MA_STR("Item"); /* "an app with fields: name, email" */
	return name.n > 0 && !g->spec->rc ? ma_spec_add(g->spec, name) : NULL;
}

void ma_grammar_read_app_list(struct ma_grammar *g)
{
	struct ma_spec_entity *owner = NULL;
	struct ma_phrase p;

	ma_grammar_govern(g, MA_GOVERN_KEPT);
	if (ma_grammar_begins_with_halves(g))
		owner = topic_entity(g);
	else if (ma_grammar_feature_size(g, g->at) == 0 && ma_grammar_weigh_list(g, g->at) < 0 &&
		ma_grammar_phrase(g, g->at, &p) &&
		(ma_phrase_is_field(g, &p) || (!p.plural && ma_grammar_weigh_list(g, g->at) < -3)))
		owner = topic_entity(g); /* "Expense tracker: amount, date" */
	ma_grammar_read_list(g, owner, false);
}

static void on_verb(struct ma_grammar *g)
{
	size_t from = g->at;
	const struct ma_token *t = token(g, g->at);
	bool able = g->at > g->begin &&
		is_word(token(g, g->at - 1), MA_W_MODAL); /* "users can create ..." */

	if (ma_grammar_read_assign(g) || ma_grammar_read_mark_as(g) ||
		ma_grammar_read_act(g, g->subject.to > 0 ? &g->subject : NULL)) {
		ma_spec_take(g->spec, from, g->at);
		return;
	}
	g->hinted = !(t->flags & (MA_W_KEEP | MA_W_BUILD)) ||
		(ma_str_is(t->low, "keep") && g->at > g->begin &&
			ma_words_have("i we", token(g, g->at - 1)->low)) ||
		ma_words_have("want need give report post submit collect buy sell rent borrow lend "
			      "return enter order follow review",
			t->low);
	if (t->flags & MA_W_BUILD && !able && !g->spec->container && !g->spec->entities)
		ma_grammar_govern(g, MA_GOVERN_ASKED);
	else if (ma_str_is(t->low, "print"))
		ma_grammar_govern(g, MA_GOVERN_NOTHING);
	else if (ma_words_have("see show view display check", t->low))
		ma_grammar_govern(g, MA_GOVERN_KNOWN);
	else if (t->flags & (MA_W_KEEP | MA_W_BUILD) || (able && !(t->flags & MA_W_VERBAL)))
		ma_grammar_govern(g, MA_GOVERN_KEPT);
	else
		ma_grammar_govern(g, MA_GOVERN_KNOWN);
	g->at++;
}

static void on_preposition(struct ma_grammar *g)
{
	struct ma_str low = token(g, g->at)->low;

	if (ma_grammar_begins_whose(g, g->at)) {
		g->at++;
		return;
	}
	if (ma_grammar_read_within(g))
		return;
	g->at++;
	if (ma_words_have("of about from per during at on in after before", low) &&
		ma_grammar_read_for_each(g))
		return;
	if (ma_str_is(low, "of") && g->governor != MA_GOVERN_ASKED) {
		if (g->about_app)
			g->governor = MA_GOVERN_KEPT;
		return;
	}
	g->governor = MA_GOVERN_NOTHING;
	g->hinted = true;
	if (ma_str_is(low, "for"))
		ma_grammar_read_for(g);
}

/* "with invoices and customers"; of "we have twins" it is not said that they are kept. */
static void read_what_app_has(struct ma_grammar *g)
{
	bool ours = g->at > g->begin + 1 && is_any(g, g->at - 2, "i we") && g->spec->entities_n > 0;
	size_t n = g->spec->entities_n;
	struct ma_spec_entity *e;

	ma_grammar_read_app_list(g);
	if (!ours || g->spec->entities_n != n + 1)
		return;
	for (e = g->spec->entities; e->next;)
		e = e->next;
	e->hinted = !e->given && e->fields_n == 0;
}

/* "it should also have", "must include" */
static bool after_modal(const struct ma_grammar *g)
{
	size_t at = g->at;

	while (at > g->begin && is_word(token(g, at - 1), MA_W_ADV | MA_W_AUX))
		at--;
	return at > g->begin && is_word(token(g, at - 1), MA_W_MODAL);
}

/* A "with" or "has" that no phrase took: it is about the app, or about the last subject. */
static void on_has(struct ma_grammar *g)
{
	bool about_app = g->about_app || !g->last || after_modal(g) ||
		(g->at == g->begin && is_word(token(g, g->at), MA_W_WITH) &&
			ma_grammar_feature_size(g, ma_grammar_skip_articles(g, g->at + 1)) > 0) ||
		(g->at > g->begin && is_any(g, g->at - 1, "i we") &&
			ma_grammar_weigh_list(g, g->at + 1) > 0) ||
		(g->at > g->begin + 1 && is_any(g, g->at - 1, "also") &&
			is_any(g, g->at - 2, "i we")); /* "we also have uniforms with a size" */
	bool bound = is_word(token(g, g->at), MA_W_HAVE);
	size_t end = g->end;

	if (g->at > g->begin &&
		ma_words_have("somebody anybody nobody everybody whoever someone anyone everyone",
			token(g, g->at - 1)->low)) {
		g->at++;
		return;
	}
	if (g->spoken_of.n > 0 &&
		(g->at > g->begin ? ma_words_have("it they each", token(g, g->at - 1)->low)
				  : g->at > 0 && g->spec->tokens[g->at - 1].rule)) {
		g->last = ma_spec_add(g->spec, g->spoken_of);
		about_app = !g->last;
		g->spoken_of.n = 0;
	}
	g->at += 1 + ma_str_is(token(g, g->at + 1)->low, "of"); /* "consists of" */
	if (about_app ||
		ma_grammar_names_techniques(
			g)) { /* "with login and search for customers and orders" */
		g->end = ma_grammar_before(g, "for");
		read_what_app_has(g);
		g->end = end;
	} else {
		ma_grammar_read_list(g, g->last, bound);
	}
}

/* "There are rehearsals, each with a date" */
static void on_there_is(struct ma_grammar *g)
{
	g->at += 2;
	g->hinted = false;
	if (!is_word(token(g, g->at), MA_W_DET))
		ma_grammar_govern(g, MA_GOVERN_KEPT);
}

/* "tags (name)", "tags can have many posts": a feature's word that is a thing here. */
static bool is_thing_too(const struct ma_grammar *g, size_t from, size_t at)
{
	if (ma_words_have("role role-based permissions", token(g, from)->low) ||
		ma_spec_lists_roles(g->spec, at))
		return false; /* "user roles (admin, agent)" are none */
	if (ma_grammar_is_group(g, at))
		return true;
	if (token(g, at)->kind == MA_TOKEN_COLON && is_any(g, from, "tag tags rating ratings"))
		return ma_grammar_weigh_list(g, at + 1) < 0; /* "tags: name" */
	while (is_word(token(g, at), MA_W_MODAL | MA_W_ADV))
		at++;
	return is_word(token(g, at), MA_W_HAVE);
}

static void skip_feature(struct ma_grammar *g, size_t n)
{
	ma_grammar_skip_feature(g, n);
	if (is_word(token(g, g->at), MA_W_WITH) && ma_spec_feature_at(g->spec, g->at + 1, &n) >= 0)
		g->about_app = true; /* "accounts with roles" */
}

static void on_word(struct ma_grammar *g)
{
	const struct ma_token *t = token(g, g->at);
	struct ma_phrase p;
	size_t n = 0;

	if (ma_grammar_skip_trade(g) || ma_grammar_skip_speaker(g))
		return;
	if (ma_grammar_read_name(g) || ma_grammar_read_things_like(g) || ma_grammar_read_of_it(g) ||
		ma_grammar_read_of_all(g) || ma_grammar_read_told(g) || ma_grammar_read_remark(g))
		return;
	if (t->flags & MA_W_NEG)
		ma_grammar_skip_negation(g);
	else if (ma_str_is(t->low, "nothing")) /* "nothing fancy: no login" */
		while (token(g, g->at)->kind == MA_TOKEN_WORD)
			g->at++;
	else if (ma_str_is(t->low, "there") && is_word(token(g, g->at + 1), MA_W_AUX))
		on_there_is(g);
	else if (ma_spec_feature_at(g->spec, g->at, &n) >= 0 && !is_thing_too(g, g->at, g->at + n))
		skip_feature(g, n);
	else if (t->flags & MA_W_WITH && ma_grammar_is_means(g))
		on_preposition(g);
	else if (t->flags & (MA_W_WITH | MA_W_HAVE))
		on_has(g);
	else if (ma_grammar_is_verb(g, g->at))
		on_verb(g);
	else if (t->flags & MA_W_PREP)
		on_preposition(g);
	else if (ma_grammar_phrase(g, g->at, &p))
		ma_grammar_read_phrase(g, &p);
	else
		g->at++;
}

/* "setlists and songs (title, key)", "categories > threads" at `at`: things, and the fields of one of them or whose they are. */
static bool lists_things_with_fields(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase p;
	size_t n;

	for (n = 0; n < LISTED_THINGS && ma_grammar_phrase(g, at, &p) && p.from == at && p.plural;
		n++) {
		if (is_word(token(g, p.to), MA_W_WITH))
			return ma_grammar_is_told_with(g, p.to);
		if (token(g, p.to)->kind == MA_TOKEN_OPEN)
			return ma_grammar_is_group(g, p.to);
		if (ma_str_is(token(g, p.to)->text, ">"))
			return true;
		for (at = p.to; is_separator(token(g, at));)
			at++;
		if (at == p.to)
			return false;
	}
	return false;
}

/* "an app for my band, setlists and songs (title, key)": behind the sentence's first comma. */
static bool read_apps_list(struct ma_grammar *g)
{
	size_t at = g->at;

	while (at > g->begin && token(g, at - 1)->kind == MA_TOKEN_WORD)
		at--;
	if (!g->about_app || at > g->begin || g->base != MA_GOVERN_NOTHING ||
		!lists_things_with_fields(g, g->at + 1))
		return false;
	g->at++;
	ma_grammar_read_app_list(g);
	return true;
}

static void on_mark(struct ma_grammar *g)
{
	const struct ma_token *t = token(g, g->at);

	if (t->kind == MA_TOKEN_COMMA && read_apps_list(g))
		return;
	if (t->kind == MA_TOKEN_COMMA)
		g->governor = g->base;
	g->at = t->kind == MA_TOKEN_OPEN && t->match > g->at ? t->match + 1 : g->at + 1;
}

static bool is_fields_bullet(struct ma_grammar *g)
{
	struct ma_phrase p;

	if (ma_spec_is_endpoint(g->spec, g->at))
		g->owner = NULL;

	if (is_word(token(g, g->at), MA_W_ROLE) && ma_grammar_feature_size(g, g->at + 1) > 0) {
		g->owner = NULL; /* "- Users sign in": the list of fields is over */
		return false;
	}
	return g->owner &&
		!(ma_grammar_phrase(g, g->at, &p) && p.plural && ma_grammar_is_group(g, p.to));
}

/* "Films, screenings, venues (name).", "Shops with name and city, ...", "feedings (when, grams) per starter" */
static bool only_lists_things(const struct ma_grammar *g)
{
	struct ma_phrase p, whole;
	size_t at = g->begin, end, n;

	for (n = 0; at < g->end; n++) {
		if (!ma_grammar_phrase(g, at, &p) || p.from != at || !p.plural ||
			ma_grammar_feature_size(g, at) > 0 || ma_phrase_is_field(g, &p) ||
			ma_phrase_head(g, &p)->flags &
				(MA_W_TECH | MA_W_LANGUAGE | MA_W_META | MA_W_HEADING))
			return false;
		if (is_word(token(g, p.to), MA_W_WITH))
			return n > 1 || ma_grammar_is_told_with(g, p.to);
		if (is_word(ma_phrase_head(g, &p), MA_W_ROLE))
			return false;
		end = ma_grammar_is_group(g, p.to) ? ma_grammar_after_group(g, p.to) : p.to;
		end = ma_grammar_after_whole(g, end, "for of on", &whole);
		for (at = end; is_separator(token(g, at));)
			at++;
		if (at == end && at < g->end)
			return false;
	}
	return n > 1;
}

static void read_sentence(struct ma_grammar *g, bool bullet)
{
	size_t before;

	ma_grammar_go_on_with_label(g); /* the rest is read as any other */
	if (!bullet) {
		if (g->begin == 0 || !g->spec->tokens[g->begin - 1].copy)
			g->owner = NULL;
		ma_grammar_govern(g,
			g->begin <= 1 && !g->spec->container ? MA_GOVERN_ASKED : MA_GOVERN_NOTHING);
	} else if (is_fields_bullet(g)) {
		g->owner->given = true;
		if (is_word(token(g, g->at), MA_W_AUX) && ma_grammar_begins_predicate(g, g->at) &&
			ma_grammar_read_predicate_of(g, g->at, g->owner))
			return; /* "- is taken on by one keeper" */
		ma_spec_read_fields(g->spec, g->owner, g->begin, g->end);
		return;
	} else {
		ma_grammar_govern(g, MA_GOVERN_KEPT);
	}
	g->hinted = !bullet;
	g->subject.to = 0;
	if (!bullet && only_lists_things(g)) {
		g->governor = g->base = MA_GOVERN_KEPT;
		ma_grammar_read_list(g, NULL, false);
		return;
	}
	if (ma_grammar_read_states(g) && g->at == g->end)
		return;
	if (ma_grammar_read_relation(g) || ma_grammar_read_field_clause(g)) {
		ma_spec_take(g->spec, g->begin, g->at);
		return;
	}
	if (ma_grammar_read_required(g))
		ma_spec_take(g->spec, g->begin, g->at);
	while (g->at < g->end && !g->spec->rc) {
		before = g->at;
		if (token(g, g->at)->kind == MA_TOKEN_WORD)
			on_word(g);
		else
			on_mark(g);
		MA_ASSERT(g->at > before);
	}
	if (!bullet && !g->owner && ma_grammar_goes_on_with_fields(g))
		g->owner = g->last;
}

void ma_spec_read_sentences(struct ma_spec *spec)
{
	struct ma_grammar g = { .spec = spec };
	bool bullet = false;
	size_t after;

	while (g.at < spec->tokens_n && !spec->rc) {
		if (spec->tokens[g.at].kind == MA_TOKEN_STOP) {
			bullet = spec->tokens[g.at].bullet;
			after = spec->tokens[g.at].defines
				? ma_definition_read(spec, g.at + 1, &g.labelled)
				: 0;
			g.at = after > 0 ? after : g.at + 1;
			continue;
		}
		g.begin = g.end = g.at;
		while (!ma_spec_ends_reading(spec, g.end) && g.end < g.begin + MA_SENTENCE_TOKENS)
			g.end++;
		if (g.end > g.begin)
			read_sentence(&g, bullet);
		g.at = ma_spec_skip_unread(spec, g.end);
	}
}
