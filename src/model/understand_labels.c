/* Labels: what stands before a colon, what the list behind it is of, and where the list goes on. */
#include "model/understand_grammar.h"

/* Where the words before a preposition at `at` end: "instructions" of "instructions are kept per horse". */
static size_t before_kept(const struct ma_grammar *g, size_t at)
{
	if (at > g->begin + 2 && is_word(token(g, at - 2), MA_W_AUX) &&
		(ma_str_ends(token(g, at - 1)->low, "ed") || is_any(g, at - 1, "kept written")))
		return at - 2;
	return at;
}

/* The phrase that ends at `end`; false where none does. */
static bool phrase_before(const struct ma_grammar *g, size_t end, struct ma_phrase *out)
{
	size_t from = end;

	while (from > g->begin && token(g, from - 1)->kind == MA_TOKEN_WORD)
		from--;
	for (; from < end; from++)
		if (ma_grammar_phrase(g, from, out) && out->to == end)
			return true;
	return false;
}

/* "loans of a game: taken at", "comments on posts: body", "requests per employee: from": each is of one of those. */
static bool is_of_one(const struct ma_grammar *g, size_t at, const struct ma_phrase *before)
{
	bool each = is_any(g, at, "each every");

	return (is_any(g, at - 1, "of on per under about") ||
		       (is_any(g, at - 1, "for in at from") && is_any(g, at, "a an each every"))) &&
		(before->plural || (each && ma_known_entity(ma_phrase_name(g, before)))) &&
		!(ma_phrase_head(g, before)->flags & (MA_W_CONTAINER | MA_W_META | MA_W_HEADING)) &&
		!(before->from > g->begin && is_any(g, before->from - 1, "what")) &&
		!is_any(g, before->to - 1, "fields attributes columns properties details") &&
		(before->to > before->from + 1 || ma_known_entity(ma_phrase_name(g, before)) ||
			each || !ma_phrase_is_field(g, before));
}

/* "each player and training:" goes on to the last of them. */
static bool phrase_of_label(const struct ma_grammar *g, size_t at, struct ma_phrase *out)
{
	struct ma_phrase next;

	if (!ma_grammar_phrase(g, at, out))
		return false;
	if (is_any(g, at, "each every") && is_word(token(g, out->to), MA_W_CONJ) &&
		ma_grammar_phrase(g, out->to + 1, &next))
		*out = next;
	return true;
}

bool ma_grammar_begins_whose(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase p, before;

	return at > g->begin && phrase_of_label(g, at + 1, &p) &&
		token(g, p.to)->kind == MA_TOKEN_COLON &&
		phrase_before(g, before_kept(g, at), &before) && is_of_one(g, at + 1, &before);
}

bool ma_grammar_skip_to_whose(struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->to + 2;

	if (before_kept(g, at) != p->to || !ma_grammar_begins_whose(g, at))
		return false;
	g->at = at + 1;
	return true;
}

/* "Accident log for a nursery: child, date", where `at` is behind "for": what is logged. */
static bool is_log_for_place(const struct ma_grammar *g, size_t at, const struct ma_phrase *before)
{
	return is_any(g, at - 1, "for at in of") && before->to == at - 1 &&
		before->to > before->from + 1 &&
		is_any(g, before->to - 1,
			"log logbook book register registry record diary list tracker");
}

/* What the list behind a label tells of: "patients" of "patients for my practice: name"; NULL past the limits. */
static struct ma_spec_entity *labelled(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec_entity *e;
	struct ma_phrase before, also = *p;
	size_t at = p->from;

	if (at > g->begin + 2 && is_word(token(g, at - 1), MA_W_CONJ) &&
		phrase_before(g, at - 1, &also) && also.from > g->begin &&
		is_any(g, also.from - 1, "each every"))
		at = also.from;
	else
		also = *p;
	while (at > g->begin && is_word(token(g, at - 1), MA_W_DET | MA_W_ADJ) &&
		!is_any(g, at - 1, "each every"))
		at--;
	while (at > g->begin && is_any(g, at - 1, "each every"))
		at--;
	if (at < g->begin + 2 || !phrase_before(g, before_kept(g, at - 1), &before))
		return ma_phrase_entity(g, p);
	if (is_log_for_place(g, at, &before)) {
		before.to--;
		return ma_phrase_entity(g, &before);
	}
	if (ma_phrase_is_container(g, &before))
		return ma_phrase_entity(g, p);
	if (is_of_one(g, at, &before)) {
		e = ma_phrase_entity(g, &before);
		if (e)
			ma_spec_link(
				g->spec, e->name, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, p), true);
		if (e && also.from != p->from)
			ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE,
				ma_phrase_name(g, &also), true);
		return e;
	}
	return before.to == at - 1 && at == p->from - (p->from > at) &&
			is_any(g, at - 1, "for to at in from on of with") &&
			!(ma_phrase_head(g, &before)->flags &
				(MA_W_META | MA_W_HEADING | MA_W_BOX | MA_W_CONTAINER))
		? ma_phrase_entity(g, &before)
		: ma_phrase_entity(g, p);
}

/* "Student (first name, email)": half of what is in the bracket is what fields are called. */
static bool is_thing_with_fields(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t end = token(g, p->to)->match, at, from, items = 0, fields = 0;
	enum ma_field_type type;

	if (token(g, p->to)->kind != MA_TOKEN_OPEN || !ma_grammar_is_group(g, p->to) ||
		!(ma_known_entity(ma_phrase_name(g, p)) || end + 1 == g->end))
		return false;
	for (from = p->to + 1; from < end; from = at + 1, items++) {
		for (at = from; at < end && !is_separator(token(g, at));)
			at = ma_grammar_after_group(g, at);
		fields += ma_spec_field_word(g->spec, from, at, &type);
	}
	return items > 1 + (end + 1 == g->end) && fields * 2 >= items;
}

/* "Survey builder - requirements", "Costume parade - what I need:": it says of what the rest is. */
static bool is_title(const struct ma_grammar *g)
{
	return g->begin <= 1 &&
		(is_any(g, g->at, "what") ||
			(is_word(token(g, g->at), MA_W_HEADING) && g->at + 1 == g->end));
}

static void note_topic(struct ma_grammar *g, const struct ma_phrase *p)
{
	if (g->spec->topic.n == 0)
		g->spec->topic = ma_spec_words(g->spec, p->from, p->to);
}

/* "Pages: a list of books, book details", "Flows:": what is shown or done, and not kept. */
static bool is_of_interface(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return is_any(g, p->to - 1,
		       "page pages screen screens view views flow flows workflow workflows "
		       "route routes navigation menu tabs endpoint endpoints") &&
		(g->at >= g->end ? !ma_grammar_next_is_field(g)
				 : ma_grammar_weigh_list(g, g->at) >= 0);
}

/* "Search: by title, date", "Notifications: email, sms": how the app does it, where "Reminders: text, due date" are kept. */
static bool is_of_feature(const struct ma_grammar *g, const struct ma_phrase *p)
{
	enum ma_field_type type = MA_FIELD_STRING;
	size_t n = 0, end = g->at;

	if (p->from != g->begin || ma_spec_feature_at(g->spec, p->from, &n) < 0 ||
		n != p->to - p->from || g->at >= g->end)
		return false;
	while (end < g->end && !is_separator(token(g, end)))
		end = ma_grammar_after_group(g, end);
	return !ma_spec_field_word(g->spec, g->at, end, &type) ||
		(type != MA_FIELD_STRING && type != MA_FIELD_TEXT) ||
		is_word(token(g, g->at), MA_W_PREP);
}

/* "fields: name, email", where `at` is the label: of the one thing there is, or of an app that says no more of what it keeps. */
static struct ma_spec_entity *whose_fields(struct ma_grammar *g, size_t at)
{
	struct ma_spec *spec = g->spec;
	struct ma_str name;

	if (!is_any(g, at, "fields attributes columns") || ma_grammar_weigh_list(g, g->at) > 0 ||
		spec->entities_n > 1)
		return NULL;
	if (spec->entities)
		return spec->entities->given ? NULL : spec->entities;
	name = ma_spec_name(spec, spec->topic, MA_CASE_PASCAL, true);
	return ma_spec_add(spec, name.n > 0 ? name : MA_STR("Item"));
}

/* Behind a label, whose list is not empty. */
static void read_listed(struct ma_grammar *g, const struct ma_phrase *p, bool heading)
{
	struct ma_spec_entity *e = heading ? whose_fields(g, p->to - 1) : NULL;
	struct ma_phrase first;

	if (e) {
		ma_grammar_read_list(g, e, true);
		return;
	}
	if (heading || (ma_grammar_weigh_list(g, g->at) > 0 && !ma_grammar_says_each(g, p)) ||
		(ma_grammar_phrase(g, g->at, &first) && is_thing_with_fields(g, &first))) {
		if (!heading)
			note_topic(g, p);
		ma_grammar_govern(g, MA_GOVERN_KEPT);
		ma_grammar_read_list(g, NULL, false);
		return;
	}
	if (ma_grammar_begins_speech(g, g->at)) {
		note_topic(g, p);
		return;
	}
	e = ma_grammar_is_told_of(g, p) ? g->last : labelled(g, p);
	g->label = true;
	if (e)
		ma_grammar_read_list(g, e, true);
	g->label = false;
	g->labelled = e;
}

/* "Properties: address, price", where they are of nothing that was named. */
static bool are_houses(const struct ma_grammar *g, const struct ma_phrase *p, size_t colon)
{
	return is_any(g, p->from, "properties") && !(g->last && !g->last->given) &&
		ma_grammar_weigh_list(g, colon + 1) < 0;
}

/* "Customer fields: name" is of customers. */
static struct ma_phrase without_fields(const struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_phrase of = *p;

	if (p->to == p->from + 1 || !is_any(g, p->to - 1, "fields attributes columns data info"))
		return *p;
	of.to--;
	of.plural = ma_spec_is_plural(g->spec, token(g, of.to - 1)->low);
	return ma_known_entity(ma_phrase_name(g, &of)) ||
			ma_spec_find(g->spec, ma_phrase_name(g, &of))
		? of
		: *p;
}

static void read_label(struct ma_grammar *g, const struct ma_phrase *p, size_t colon)
{
	unsigned head = ma_phrase_head(g, p)->flags;
	bool heading = (head & MA_W_HEADING || (head & MA_W_META && p->to == p->from + 1)) &&
		!are_houses(g, p, colon);

	ma_grammar_note_asked(g, p);
	ma_spec_take(g->spec, p->from, p->to);
	g->at = colon + 1;
	if (head & (MA_W_TECH | MA_W_LANGUAGE)) {
		g->about_app = true; /* "from SQL:" */
	} else if (is_of_interface(g, p) || is_of_feature(g, p)) {
		g->at = g->end;
	} else if (g->at < g->end && is_title(g)) {
		note_topic(g, p);
		g->spec->container = true;
		g->at = g->end;
	} else if (ma_grammar_begins_clause(g, g->at)) {
		g->about_app = false; /* "houseplants: each plant has a name" */
		if (!heading)
			note_topic(g, p);
		if (is_any(g, g->at, "it each"))
			g->spoken_of = ma_phrase_name(g, p);
	} else if (g->at < g->end) {
		read_listed(g, p, heading);
	} else if (heading) {
		if (g->spec->entities_n == 1 && !g->spec->entities->given &&
			ma_grammar_next_is_field(g))
			g->owner = g->spec->entities; /* "Fields:" of the one thing there is */
	} else if (!ma_grammar_next_is_entity(g)) {
		g->owner = ma_phrase_entity(g, p);
	} else {
		note_topic(g, p);
	}
}

void ma_grammar_read_label(struct ma_grammar *g, const struct ma_phrase *p, size_t colon)
{
	struct ma_phrase of = without_fields(g, p);

	read_label(g, &of, colon);
}

bool ma_grammar_read_remarked(struct ma_grammar *g, const struct ma_phrase *p)
{
	const struct ma_token *open = token(g, p->to);
	size_t close = open->match, end = g->end;
	struct ma_spec_entity *e;

	if (!p->plural || open->kind != MA_TOKEN_OPEN || close <= p->to ||
		token(g, close + 1)->kind != MA_TOKEN_COLON || ma_grammar_is_group(g, p->to) ||
		ma_grammar_weigh_list(g, close + 2) > 0)
		return false;
	e = ma_phrase_entity(g, p);
	if (!e)
		return false;
	g->end = close;
	g->at = p->to + 1;
	while (is_any(g, g->at, "each every one they it which that"))
		g->at++;
	if (ma_grammar_read_predicate_of(g, g->at, e))
		ma_spec_take(g->spec, p->to, close);
	g->end = end;
	ma_grammar_read_label(g, p, close + 1);
	return true;
}

/* "each works for a company": the company is one of those that are kept. */
static bool read_each_of_one(struct ma_grammar *g, size_t at, struct ma_spec_entity *e)
{
	struct ma_phrase p;

	if (!is_any(g, at - 1, "each it") || token(g, at)->kind != MA_TOKEN_WORD ||
		!ma_str_ends(token(g, at)->low, "s") || !is_word(token(g, at + 1), MA_W_PREP) ||
		!is_any(g, at + 2, "a an one") || !ma_grammar_phrase(g, at + 2, &p))
		return false;
	ma_spec_count(g->spec, e->name, ma_phrase_name(g, &p), MA_COUNT_ONE, at, p.to);
	g->at = p.to;
	return true;
}

/* "name, price" at the sentence's beginning: neither a label nor a clause of its own. */
static bool begins_fields(const struct ma_grammar *g)
{
	struct ma_phrase p;

	if (ma_grammar_weigh_list(g, g->begin) >= 0 || !ma_grammar_phrase(g, g->begin, &p) ||
		ma_grammar_begins_clause(g, g->begin))
		return false;
	return token(g, p.to)->kind == MA_TOKEN_COMMA || token(g, p.to)->kind == MA_TOKEN_OPEN ||
		p.to == g->end;
}

/* "Show balances." is an order, where "belongs to one" goes on. */
static bool is_order(const struct ma_grammar *g, size_t at)
{
	return is_word(token(g, at), MA_W_VERBAL) && !ma_str_ends(token(g, at)->low, "s");
}

/* "Track my expenses. Amount, date, category.": the thing of which nothing was told yet; NULL where no fields follow. */
static struct ma_spec_entity *named_before(struct ma_grammar *g)
{
	struct ma_spec *spec = g->spec;
	struct ma_phrase p;

	if (ma_spec_feature_at(spec, g->begin, &(size_t){ 0 }) >= 0 || !begins_fields(g) ||
		!ma_grammar_phrase(g, g->begin, &p) || p.to > p.from + 2 ||
		ma_grammar_weigh_list(g, g->begin) > (ma_phrase_is_field(g, &p) ? -2 : -3))
		return NULL;
	if (g->last)
		return g->last->given ? NULL : g->last;
	if (spec->entities || spec->topic.n == 0)
		return NULL;
	g->last = ma_spec_add(spec, ma_spec_topic_name(spec));
	return g->last;
}

void ma_grammar_go_on_with_label(struct ma_grammar *g)
{
	const struct ma_token *stop = g->begin > 0 ? &g->spec->tokens[g->begin - 1] : NULL;
	struct ma_spec_entity *e = g->labelled;
	size_t at = g->begin;

	if (!e && stop && stop->kind == MA_TOKEN_STOP && !stop->bullet && !stop->copy && !g->owner) {
		e = named_before(g);
		if (e) {
			g->label = e->given = true;
			ma_grammar_read_list(g, e, true);
			g->label = false;
			return;
		}
	}
	if (!e || !stop || stop->kind != MA_TOKEN_STOP || stop->text.n != 1 ||
		!memchr(".;", stop->text.p[0], 2)) {
		g->labelled = stop && stop->copy ? e : NULL;
		return;
	}
	g->labelled = NULL;
	at += is_any(g, at, "each it");
	if (at > g->begin && read_each_of_one(g, at, e)) {
		ma_spec_take(g->spec, g->begin, g->at);
	} else if (is_word(token(g, at), MA_W_MODAL)) {
		(void)ma_grammar_read_many(g, at, e->name);
	} else if (ma_grammar_after_belongs(g, at) > 0) {
		(void)ma_grammar_read_belongs_of(g, at, e);
	} else if (!is_order(g, at) && ma_grammar_begins_predicate(g, at)) {
		(void)ma_grammar_read_predicate_of(g, at, e);
	} else if (stop->text.p[0] == ';' && begins_fields(g)) {
		g->label = true;
		ma_grammar_read_list(g, e, true);
		g->label = false;
	}
	if (g->at > g->begin)
		g->labelled = e;
}
