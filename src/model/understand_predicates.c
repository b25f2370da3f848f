/*
 * What a thing does or what is done to it: "a visit takes place at a farm, on a date, and has a reason", "each puzzle was
 * set by one member". Its objects are what it is related to, or fields of it.
 */
#include "model/understand_predicate.h"

static bool is_subject(const struct ma_grammar *g, const struct ma_phrase *p, bool *many)
{
	size_t at = p->from;
	const struct ma_token *before;

	while (at > g->begin && is_word(token(g, at - 1), MA_W_ADJ))
		at--;
	if (ma_phrase_head(g, p)->flags & MA_W_ROLE && !ma_spec_find(g->spec, ma_phrase_name(g, p)))
		return false;
	if (ma_phrase_head(g, p)->flags & (MA_W_TECH | MA_W_LANGUAGE | MA_W_META | MA_W_HEADING) ||
		ma_phrase_is_feature(g, p))
		return false;
	if (at > g->begin && is_any(g, at - 1, "each every"))
		return true;
	if (ma_phrase_head(g, p)->flags & MA_W_CONTAINER)
		return false;
	if (at > g->begin && is_any(g, at - 1, "a an one any the"))
		return !p->plural || is_any(g, at - 1, "the");
	if (!p->plural)
		return false;
	if (at > g->begin && is_any(g, at - 1, "several many")) {
		*many = true;
		return true;
	}
	before = at > g->begin ? token(g, at - 1) : NULL;
	return !before || before->kind != MA_TOKEN_WORD || is_word(before, MA_W_CONJ | MA_W_ADV);
}

static struct ma_spec_entity *owner_of(struct ma_predicate *p)
{
	if (!p->owner && p->subject)
		p->owner = ma_phrase_entity(p->g, p->subject);
	return p->owner;
}

/* A field of the subject, behind a preposition: "on a date", "at a start time". */
static bool read_as_field(struct ma_predicate *p, size_t from, struct ma_counted *c)
{
	enum ma_field_type type;

	if (c->name.n == 0 || c->many || p->many || ma_known_entity(c->name) ||
		ma_spec_find(p->g->spec, c->name) ||
		!ma_spec_field_word(p->g->spec, c->phrase.from, c->phrase.to, &type) ||
		!(type == MA_FIELD_DATE || type == MA_FIELD_TIME || type == MA_FIELD_DATETIME ||
			ma_words_have(
				"reference code number", ma_phrase_head(p->g, &c->phrase)->low)))
		return false;
	if (!owner_of(p))
		return true;
	p->owner->given = true;
	if (token(p->g, c->phrase.to)->kind == MA_TOKEN_OPEN)
		c->phrase.to = ma_grammar_after_group(p->g, c->phrase.to);
	ma_spec_read_field(p->g->spec, p->owner, from, c->phrase.to);
	return true;
}

static void relate(struct ma_predicate *p, const struct ma_counted *c, size_t end)
{
	struct ma_spec *spec = p->g->spec;
	struct ma_str to = c->name.n > 0 ? c->name : p->g->last ? p->g->last->name : MA_STR("");
	struct ma_str from = p->made.to > 0 ? ma_phrase_name(p->g, &p->made) : p->from;
	unsigned said = MA_COUNT_ONE | (c->exact || p->exact ? MA_COUNT_EXACT : 0);

	if (c->phrase.from > 0 && is_any(p->g, c->phrase.from - 1, "another") &&
		ma_str_eq(p->last_to, to) && !ma_str_eq(to, from) && owner_of(p))
		ma_spec_add_side(
			spec, p->owner, "other", to); /* "... and ends at another station" */
	p->last_to = to;
	if (ma_str_eq(to, from))
		return;
	p->several |= c->many && !c->bare;
	if (p->many && c->many)
		ma_spec_count(spec, to, from, MA_COUNT_MANY, p->begin, end);
	if (c->bare &&
		((p->plural && p->passive && !p->shared && !p->owns) || ma_known_refers(from, to))) {
		said = MA_COUNT_ONE; /* "devices are kept in vehicles" */
	} else if ((c->bare && ma_known_refers(to, from)) || (p->one && !c->many)) {
		ma_spec_count(spec, to, from, MA_COUNT_ONE, p->begin, end);
		return;
	} else if (p->many && !c->many) {
		ma_spec_count(spec, to, from, MA_COUNT_MANY | MA_COUNT_OWNS, p->begin, end);
		return;
	} else if (c->many) {
		said = MA_COUNT_MANY | (p->owns ? MA_COUNT_OWNS : 0);
	}
	ma_spec_count(spec, from, to, said, p->begin, end);
}

/* "submits a proposal": it is the subject's, and what follows is said of it. */
static bool relate_made(struct ma_predicate *p, const struct ma_counted *c)
{
	struct ma_spec *spec = p->g->spec;

	if (!p->makes || p->passive || (c->many && !c->bare) || c->exact || c->name.n == 0 ||
		ma_str_eq(c->name, p->from) || is_any(p->g, c->phrase.from - 1, "one the"))
		return false;
	ma_spec_count(spec, c->name, p->from, MA_COUNT_ONE, p->begin, c->phrase.to);
	p->made = c->phrase;
	return true;
}

/* "one person (name, phone)", "a plant family that has just a name": gives where it ends. */
static size_t read_own_fields(struct ma_predicate *p, const struct ma_counted *c)
{
	struct ma_grammar *g = p->g;
	struct ma_spec_entity *other;
	size_t at = c->phrase.to;

	if (c->name.n == 0)
		return at;
	if (ma_grammar_says_own(g, at))
		return at + 3;
	if (is_word(token(g, at), MA_W_WITH) &&
		is_any(g, ma_grammar_skip_articles(g, at + 1), "name") &&
		!ma_spec_find(g->spec, c->name)) {
		other = ma_phrase_entity(g, &c->phrase); /* "by an agent with name and phone" */
		g->at = at + (other != NULL);
		if (other)
			ma_grammar_read_list(g, other, true);
		return g->at;
	}
	if (!ma_grammar_is_group(g, at) &&
		!(is_word(token(g, at), MA_W_REL) && is_word(token(g, at + 1), MA_W_HAVE)))
		return at;
	ma_grammar_read_after(g, &c->phrase, ma_phrase_entity(g, &c->phrase));
	return g->at;
}

/* "between two members" are one and the other; "beds stand in rooms", where each stands in one. */
static void settle_governed(
	const struct ma_predicate *p, size_t verb, size_t prep, struct ma_counted *c)
{
	if (is_any(p->g, prep, "between") ||
		(c->bare && p->plural && !p->many && is_any(p->g, prep, "in on at under") &&
			!ma_grammar_takes_part(p->g, verb)))
		c->many = c->bare = false;
}

/* "between two teams" at `next`: the subject refers to the first and to the second; false: it is none that is kept. */
static bool read_both_sides(struct ma_predicate *p, size_t next, const struct ma_counted *c)
{
	struct ma_spec *spec = p->g->spec;

	if (!is_any(p->g, next - 1, "between") || !is_any(p->g, next, "two") || c->name.n == 0 ||
		!owner_of(p))
		return false;
	ma_spec_add_side(spec, p->owner, "first", c->name);
	ma_spec_add_side(spec, p->owner, "second", c->name);
	(void)ma_spec_add(spec, c->name); /* past the limit it warns, and nothing refers to it */
	return true;
}

/* "uses several ingredients with a quantity", "go from one airport to another": gives where it ends; 0: it is not there. */
static size_t read_joint(struct ma_predicate *p, size_t at, size_t next, const struct ma_counted *c)
{
	struct ma_grammar *g = p->g;
	struct ma_spec_entity *other;
	size_t end = 0;

	if (next > at && is_any(g, next - 1, "from") && is_any(g, c->phrase.to, "to into") &&
		owner_of(p))
		end = ma_grammar_read_from_to(g, next - 1, p->owner);
	if (end > 0 || !c->many || c->name.n == 0 || ma_grammar_begins_portion(g, c->phrase.to) == 0)
		return end;
	other = ma_phrase_entity(g, &c->phrase);
	if (!other || !owner_of(p))
		return 0;
	g->at = c->phrase.to;
	return ma_grammar_read_portion(g, p->owner, other) ? g->at : 0;
}

/* The objects of a verb from token `at` on; gives where they end. */
static size_t read_objects(struct ma_predicate *p, size_t at)
{
	struct ma_grammar *g = p->g;
	struct ma_counted c;
	bool governed;
	size_t next, joint, n = 0, verb = at - 1;

	for (;;) {
		for (next = at; is_word(token(g, next), MA_W_PREP | MA_W_WITH);)
			next++;
		governed = next > at;
		if (governed && is_word(token(g, next - 1), MA_W_WITH) &&
			is_any(g, next, "a an the") && ma_grammar_begins_with_field(g, next))
			return at;
		if (!ma_grammar_read_counted(g, next, &c) ||
			(c.name.n > 0 && ma_spec_feature_at(g->spec, c.phrase.from, &n) >= 0) ||
			(!governed && p->found > 0 && !c.exact && !is_any(g, next, "a an one")))
			return at;
		if (p->found > 0 && !governed &&
			(is_word(token(g, c.phrase.to),
				 MA_W_MODAL | MA_W_AUX | MA_W_HAVE | MA_W_NEG | MA_W_ADV) ||
				ma_grammar_is_verb(g, c.phrase.to)))
			return at; /* "..., and a hall has ..." */
		if (is_any(g, c.phrase.to, "a per each every") &&
			is_any(g, c.phrase.to + 1, "day week month year night"))
			return at; /* "collects one parcel a week" */
		p->shared = governed && ma_grammar_takes_part(g, verb);
		joint = read_joint(p, at, next, &c);
		if (joint > 0) {
			p->found++;
			return joint;
		}
		if (governed)
			settle_governed(p, verb, next - 1, &c);
		if (governed && read_as_field(p, next, &c)) {
			at = c.phrase.to;
			ma_spec_take(g->spec, p->begin, at);
		} else {
			if (governed ? !read_both_sides(p, next, &c) : !relate_made(p, &c))
				relate(p, &c, c.phrase.to);
			if (is_any(g, next, "one exactly") &&
				(ma_known_entity(c.name) ||
					(is_any(g, next + 1, "of") && ma_is_person(c.name))))
				(void)ma_spec_add(g->spec, c.name); /* past the limit it warns */
			at = read_own_fields(p, &c);
		}
		p->found++;
		next = at;
		while (is_separator(token(g, next)))
			next++;
		if (next == at ? !is_word(token(g, next), MA_W_PREP)
			       : !(is_word(token(g, next), MA_W_PREP) ||
					 is_any(g, next, "a an one")))
			return at;
		if (next > at && is_word(token(g, next), MA_W_PREP) &&
			!is_any(g, next, "on at in by for with to from"))
			return at;
		at = next;
	}
}

/* "Chapels are only a name, an address and the number of seats" */
static bool is_sum_of_fields(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase p;

	while (is_word(token(g, at), MA_W_ADV))
		at++;
	return is_any(g, at, "a an the") && ma_grammar_phrase(g, at, &p) &&
		ma_phrase_is_field(g, &p) && is_separator(token(g, p.to)) &&
		is_word(token(g, p.to + 1), MA_W_DET) && ma_grammar_weigh_list(g, at) < 0;
}

/* Verbs whose objects are fields: "a loan ... says when it started". */
static bool is_telling(const struct ma_grammar *g, size_t at)
{
	size_t next = at + 1 + is_any(g, at + 1, "us me"), n = 0;

	if (is_word(token(g, at), MA_W_AUX))
		return is_sum_of_fields(g, at + 1);
	if (ma_spec_feature_at(g->spec, ma_grammar_skip_articles(g, next), &n) >= 0)
		return false; /* "firefighters get a text message" */
	if (is_any(g, at, "shows show") && is_any(g, next, "one exactly"))
		return false; /* "each screening shows one film" */
	return is_any(g, at,
		       "says say states state records record notes note lists list shows gives receives gets "
		       "bears bear") &&
		(ma_spec_begins_question(g->spec, next, g->end) ||
			((next > at + 1 || is_word(token(g, next), MA_W_DET)) &&
				ma_grammar_weigh_list(g, next) < 0));
}

/* The list that goes on at `at`, behind "and has", "with": fields of the subject. */
static bool read_rest(struct ma_predicate *p, size_t at)
{
	struct ma_grammar *g = p->g;
	bool giving;

	while (is_separator(token(g, at)))
		at++;
	while (is_word(token(g, at), MA_W_MODAL | MA_W_ADV))
		at++;
	giving = is_any(g, at, "giving stating specifying providing entering") &&
		ma_grammar_begins_with_field(g, at + 1);
	if (!giving && !is_word(token(g, at), MA_W_HAVE | MA_W_WITH) && !is_telling(g, at))
		return false;
	if (p->made.to > 0 && (giving || is_word(token(g, at), MA_W_WITH)))
		p->owner = ma_phrase_entity(g, &p->made);
	if (!owner_of(p))
		return false;
	g->at = at + 1 + is_any(g, at + 1, "of us me");
	g->last = p->owner;
	ma_grammar_read_list(g, p->owner, true);
	return true;
}

/* "Trials are mixed from one formula: date, batch size" */
static bool read_label(struct ma_predicate *p, size_t at)
{
	struct ma_grammar *g = p->g;

	if (token(g, at)->kind != MA_TOKEN_COLON ||
		is_word(token(g, at + 1), MA_W_PRON | MA_W_PREP) ||
		ma_grammar_begins_clause(g, at + 1) || ma_grammar_begins_speech(g, at + 1) ||
		(ma_grammar_weigh_list(g, at + 1) >= 0 &&
			!ma_spec_begins_question(g->spec, at + 1, g->end)) ||
		!owner_of(p))
		return false;
	g->at = at + 1;
	g->label = true;
	ma_grammar_read_list(g, p->owner, true);
	g->label = false;
	g->last = p->owner;
	return true;
}

/* What "it" is from here on: of "one language is needed at a hearing" the hearing. */
static void note_spoken_of(struct ma_predicate *p)
{
	struct ma_spec_entity *e = p->one ? ma_spec_find(p->g->spec, p->last_to) : NULL;

	e = e ? e : p->owner ? p->owner : ma_spec_find(p->g->spec, p->from);
	if (e)
		p->g->last = e;
	else
		p->g->spoken_of = p->from;
}

static bool read_all(struct ma_predicate *p, size_t at)
{
	struct ma_grammar *g = p->g;
	size_t verb, before;

	for (;;) {
		before = p->found;
		p->made.to = 0;
		verb = p->passive && (before > 0 ? is_separator(token(g, at - 1)) : !p->subject) &&
				!is_word(token(g, at), MA_W_CLOSED)
			? ma_predicate_after_participle(
				  g, at) /* "... and attended by many students" */
			: 0;
		verb = verb > 0 ? verb : ma_predicate_after_verb(p, at);
		if (verb == 0)
			break;
		at = read_objects(p, verb);
		if (p->found == before)
			break;
		g->at = at;
		if (read_rest(p, at) || read_label(p, at))
			return true;
		while (is_separator(token(g, at)) || is_any(g, at, "which that"))
			at++;
		if (at == g->at)
			break;
	}
	if (p->found == 0)
		return false;
	if (p->subject && !is_any(g, p->begin - 1, "the this") &&
		(ma_known_entity(p->from) || (p->several && !p->subject->plural)))
		p->owner = owner_of(p); /* "a member can borrow many copies": there are members */
	note_spoken_of(p);
	return true;
}

/* "Stock movements log the product and the date": what each has, for nobody logs it there. */
static bool read_keeping(struct ma_grammar *g, const struct ma_phrase *subject)
{
	size_t at = subject->to + 1;
	struct ma_spec_entity *e;
	struct ma_phrase first;

	if (!is_any(g, subject->to,
		    "log logs keep keeps store stores track tracks capture captures save saves") ||
		!(subject->plural || ma_grammar_says_each(g, subject)) ||
		ma_phrase_head(g, subject)->flags & (MA_W_ROLE | MA_W_CONTAINER | MA_W_BOX) ||
		ma_is_person(ma_phrase_name(g, subject)) || !ma_grammar_phrase(g, at, &first) ||
		!(is_word(token(g, at), MA_W_DET) || is_separator(token(g, first.to))) ||
		ma_grammar_weigh_list(g, at) >= 0)
		return false;
	e = ma_phrase_entity(g, subject);
	if (!e)
		return false;
	g->at = at;
	ma_grammar_read_list(g, e, true);
	g->last = e;
	return true;
}

bool ma_grammar_read_predicate(struct ma_grammar *g, const struct ma_phrase *subject)
{
	struct ma_predicate p = { .g = g, .subject = subject, .plural = subject->plural };

	if (read_keeping(g, subject))
		return true;
	if (!is_subject(g, subject, &p.many) || ma_grammar_writes_record(g, subject) ||
		(ma_grammar_after_belongs(g, subject->to) > 0 &&
			!is_any(g, subject->to, "takes take")))
		return false;
	p.begin = subject->from;
	p.one = subject->from > g->begin && is_any(g, subject->from - 1, "one");
	p.from = ma_phrase_name(g, subject);
	if (is_telling(g, subject->to) && !p.many &&
		!(ma_phrase_head(g, subject)->flags & MA_W_CONTAINER))
		return read_rest(&p, subject->to);
	return p.from.n > 0 && read_all(&p, subject->to);
}

/* "animals (name, species)" before `at` */
static bool is_behind_many(const struct ma_grammar *g, size_t at)
{
	size_t open = at > g->begin ? at - 1 : at;

	if (token(g, open)->kind != MA_TOKEN_CLOSE)
		return false;
	while (open > g->begin && token(g, open)->match != at - 1)
		open--;
	return open > g->begin && token(g, open - 1)->kind == MA_TOKEN_WORD &&
		ma_spec_is_plural(g->spec, token(g, open - 1)->low);
}

bool ma_grammar_read_predicate_of(struct ma_grammar *g, size_t at, struct ma_spec_entity *owner)
{
	struct ma_predicate p = { .g = g, .from = owner->name, .owner = owner, .begin = at };

	p.passive = ma_grammar_is_participle(g, at);
	p.plural = is_behind_many(g, at);
	return read_all(&p, at);
}

bool ma_grammar_begins_predicate(const struct ma_grammar *g, size_t at)
{
	struct ma_grammar copy = *g;
	struct ma_predicate p = { .g = &copy };
	struct ma_counted c;

	if (ma_grammar_is_participle(g, at))
		at++;
	else
		at = ma_predicate_after_verb(&p, at);
	if (at == 0)
		return false;
	while (is_word(token(g, at), MA_W_PREP | MA_W_WITH))
		at++;
	return ma_grammar_read_counted(g, at, &c);
}

bool ma_grammar_read_aside(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec_entity *e;
	size_t at = p->to + 1;
	bool many;

	if (token(g, p->to)->kind != MA_TOKEN_COMMA || !is_subject(g, p, &many))
		return false;
	if (is_word(token(g, at), MA_W_REL) && is_word(token(g, at + 1), MA_W_HAVE))
		at++;
	else if (!is_word(token(g, at), MA_W_WITH))
		return false;
	if (!ma_grammar_begins_with_field(g, at + 1))
		return false;
	e = ma_phrase_entity(g, p);
	if (!e)
		return false;
	g->at = at + 1;
	ma_grammar_read_list(g, e, true);
	g->last = e;
	for (at = g->at; is_separator(token(g, at));)
		at++;
	if (ma_grammar_begins_predicate(g, at))
		(void)ma_grammar_read_predicate_of(g, at, e); /* the list may be all there is */
	return true;
}

bool ma_grammar_read_of_it(struct ma_grammar *g)
{
	struct ma_predicate p = { .g = g, .begin = g->at };
	size_t at = is_any(g, g->at, "it they") ? g->at + 1 : ma_grammar_after_each(g, g->at);
	bool is = ma_grammar_is_it_is(token(g, g->at));

	if (is)
		at = g->at + 1;
	if (at == g->at)
		return false;
	p.from = g->spoken_of.n > 0 ? g->spoken_of : g->last ? g->last->name : MA_STR("");
	if (p.from.n == 0 ||
		!(is ? ma_predicate_after_participle(g, at) > 0
		     : ma_grammar_after_belongs(g, at) > 0 || ma_grammar_begins_predicate(g, at)))
		return false;
	p.owner = ma_spec_add(g->spec, p.from);
	if (!p.owner)
		return false;
	g->spoken_of.n = 0;
	g->last = p.owner;
	g->last_end = at;
	if (!is && ma_grammar_after_belongs(g, at) > 0)
		return ma_grammar_read_belongs_of(g, at, p.owner);
	p.passive = is;
	return read_all(&p, at);
}
