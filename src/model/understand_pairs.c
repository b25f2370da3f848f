/*
 * Relations between things that one clause names, where nothing else was said of the two: "Tenants sign leases for a unit". All
 * things are known by now: who does it goes with what stands behind its verb, and a noun with what stands behind its preposition.
 */
#include "model/understand_grammar.h"

/* What others belong to or come from: "cars and their owners". */
#define OWNERS                                                                                              \
	"owner owners author authors customer customers client clients supplier suppliers vendor vendors "  \
	"maker makers manufacturer manufacturers publisher publishers manager managers landlord landlords " \
	"breeder breeders parent parents artist artists creator creators category categories brand brands"

struct mention {
	struct ma_spec_entity *e; /* NULL: nothing that is kept */
	size_t from, end, to;     /* its words, and past its bracket */
	bool each, one, many, bare, theirs;
};

struct walk {
	struct ma_grammar g;
	struct mention subject;
	struct mention whole;          /* "for each shooting", "from one lot" before the subject */
	struct mention head;           /* what a preposition that follows belongs to */
	struct mention object;         /* named last */
	struct mention first;          /* of the sentence */
	struct ma_spec_entity *before; /* the thing named before it: "items ... bids on them" */
	struct ma_spec_entity *spoken; /* the first subject, here or in the sentence before: "It ..." */
	size_t verb;                   /* of the subject; 0: not yet */
	size_t prep;                   /* before the next noun; 0: none */
	bool passive, governed;
	bool fresh; /* a subject may begin */
	bool said;  /* `spoken` is of this sentence */
};

/* A verb without its ending: "reserv" of "reserves", "appl" of "applied". */
static struct ma_str bare_verb(struct ma_str verb)
{
	static const char *const endings[] = { "ies", "ied", "ing", "es", "ed", "e", "y", "s" };
	size_t i;

	for (i = 0; i < MA_COUNT(endings); i++)
		if (verb.n > strlen(endings[i]) + 2 && ma_str_ends(verb, endings[i]))
			return ma_str_n(verb.p, verb.n - strlen(endings[i]));
	return verb;
}

/* Whether the last word of an entity's name is what comes of a verb: "Reservation", "Pledge". */
static bool is_named_after(struct ma_str name, struct ma_str stem)
{
	static const char endings[] = "ation ication ion ing ment ement al ance ence e y";
	struct ma_str end;
	size_t at = name.n;

	while (at > 1 && !(name.p[at - 1] >= 'A' && name.p[at - 1] <= 'Z'))
		at--;
	name = ma_str_from(name, at > 0 ? at - 1 : 0);
	if (name.n < stem.n || !ma_str_eq_nocase(ma_str_n(name.p, stem.n), stem))
		return false;
	end = ma_str_from(name, stem.n);
	return end.n == 0 || ma_words_have(endings, end);
}

/* The record that is made of an act: "a member reserves a boat" where there are reservations. */
static struct ma_spec_entity *act_of(const struct ma_spec *spec, struct ma_str verb,
	const struct ma_spec_entity *who, const struct ma_spec_entity *what)
{
	struct ma_str stem = ma_words_have("borrow borrows borrowed lend lends lent", verb)
		? MA_STR("loan")
		: bare_verb(verb);
	struct ma_spec_entity *e;

	for (e = spec->entities; e; e = e->next)
		if (e != who && e != what && is_named_after(e->name, stem))
			return e;
	return NULL;
}

static bool are_linked(const struct ma_spec *spec, struct ma_str a, struct ma_str b)
{
	const struct ma_spec_link *link;

	for (link = spec->links; link; link = link->next)
		if ((ma_str_eq_nocase(link->from, a) && ma_str_eq_nocase(link->to, b)) ||
			(ma_str_eq_nocase(link->from, b) && ma_str_eq_nocase(link->to, a)))
			return true;
	return false;
}

/* Whether a record of its own says how much of the one is in the other. */
static bool are_joined(const struct ma_spec *spec, struct ma_str a, struct ma_str b)
{
	const struct ma_spec_entity *e;

	for (e = spec->entities; e; e = e->next)
		if (e->joins && are_linked(spec, e->name, a) && are_linked(spec, e->name, b))
			return true;
	return false;
}

/* Counts that were resolved before are what others said; of one direction they leave the other to what is `told` in so many words. */
static bool are_related(const struct ma_spec *spec, const struct ma_spec_entity *a,
	const struct ma_spec_entity *b, bool told)
{
	const struct ma_spec_count *c;

	for (c = spec->counts; c; c = c->next)
		if ((c->a == a && c->b == b) ||
			(c->a == b && c->b == a && !(told && c->said & MA_COUNT_MANY)))
			return true;
	return are_linked(spec, a->name, b->name) || are_joined(spec, a->name, b->name) ||
		ma_spec_refers(a, b->name) || ma_spec_refers(b, a->name) ||
		ma_known_refers(a->name, b->name) || ma_known_refers(b->name, a->name);
}

static void refer(struct walk *w, const struct ma_spec_entity *from,
	const struct ma_spec_entity *to, unsigned said, size_t end)
{
	size_t at = w->verb > 0 && w->verb < end ? w->verb : w->g.at;

	if (!are_related(w->g.spec, from, to, said & MA_COUNT_TOLD))
		ma_spec_count(w->g.spec, from->name, to->name, said, at, end);
}

/* What the predicates made of "a member reserves a boat" is untrue where there are reservations. */
static void forget(struct walk *w, const struct ma_spec_entity *a, const struct ma_spec_entity *b)
{
	struct ma_spec_count *c;

	for (c = w->g.spec->counts; c; c = c->next)
		if (((c->a == a && c->b == b) || (c->a == b && c->b == a)) && c->at < w->g.end &&
			c->end > w->g.begin) {
			c->from.n = 0;
			c->a = c->b = NULL;
		}
}

static bool relate_act(struct walk *w, const struct mention *m)
{
	struct ma_spec_entity *act = w->verb > 0
		? act_of(w->g.spec, token(&w->g, w->verb)->low, w->subject.e, m->e)
		: NULL;

	if (w->verb > 0 && w->subject.e && m->e && w->subject.e != m->e &&
		is_any(&w->g, w->prep, "through via with by") &&
		act_of(w->g.spec, token(&w->g, w->verb)->low, w->subject.e, NULL) == m->e) {
		forget(w, w->subject.e, m->e); /* "applies to a job through an application" */
		refer(w, m->e, w->subject.e, MA_COUNT_ONE, m->to);
		return true;
	}
	if (!act || !m->e || w->subject.e == m->e)
		return false;
	refer(w, act, m->e, MA_COUNT_ONE, m->to);
	if (w->subject.e) {
		forget(w, w->subject.e, m->e);
		forget(w, w->subject.e, act);
		refer(w, act, w->subject.e, MA_COUNT_ONE, m->to);
	}
	return true;
}

/* Verbs of those who come to a thing, and do not make it. */
static bool is_using(const struct walk *w)
{
	return is_any(&w->g, w->verb,
		"track tracks manage manages book books reserve reserves rent rents hire hires buy buys borrow borrows "
		"read reads watch watches see sees view views rate rates like likes follow follows use uses visit visits "
		"search searches find finds order orders choose chooses select selects browse browses");
}

/* The subject and what stands behind its verb. */
static void relate(struct walk *w, const struct mention *m)
{
	const struct mention *s = &w->subject;
	bool direct = (!w->governed && !w->passive) ||
		is_any(&w->g, w->verb, "made composed divided split comprised");

	if (s->e && s->e == m->e && w->verb > 0 && is_any(&w->g, m->from - 1, "another other"))
		ma_spec_add_self(w->g.spec, s->e, MA_STR("parent"));
	if (relate_act(w, m) || !s->e || !m->e || s->e == m->e || w->verb == 0 ||
		(direct && m->bare && (is_using(w) || (s->bare && is_any(&w->g, w->verb, "take")))) ||
		(direct && s->bare && is_using(w)))
		return;
	if (m->each ||
		(direct && !m->many && ma_verb_makes(token(&w->g, w->verb)->low) &&
			!is_any(&w->g, m->from - 1, "the")) ||
		(m->bare && direct) || (s->one && !m->many && w->governed))
		refer(w, m->e, s->e, MA_COUNT_ONE, m->to);
	else if (m->many && !m->bare)
		refer(w, s->e, m->e, MA_COUNT_TOLD | MA_COUNT_MANY | (direct ? MA_COUNT_OWNS : 0),
			m->to);
	else if (m->bare && ma_grammar_takes_part(&w->g, w->verb))
		refer(w, s->e, m->e, MA_COUNT_MANY, m->to);
	else if (s->many && !s->bare)
		refer(w, m->e, s->e, MA_COUNT_MANY | MA_COUNT_OWNS, m->to);
	else
		refer(w, s->e, m->e, MA_COUNT_ONE | (s->bare ? 0 : MA_COUNT_TOLD), m->to);
	if (s->many && !s->bare && m->many && !m->bare)
		refer(w, m->e, s->e, MA_COUNT_MANY, m->to);
}

/* "leases for a unit", "bids on them" */
static void relate_behind(struct walk *w, const struct mention *m)
{
	if (w->verb > 0 && w->subject.to > 0 && !w->head.many &&
		(is_any(&w->g, w->prep, "to with") || is_any(&w->g, w->verb, "put puts seat seats") ||
			(w->subject.e && w->head.one && m->one)))
		relate(w, m); /* "a finish ties a boat to a race", "puts one crop in one field" */
	else if (w->head.theirs && w->head.e && m->e && w->head.e != m->e &&
		is_any(&w->g, w->prep, "for"))
		refer(w, m->e, w->head.e, MA_COUNT_ONE, m->to); /* "bring their dogs for a stay" */
	else if (w->head.e && m->e && w->head.e != m->e)
		refer(w, w->head.e, m->e,
			m->many && !m->bare ? MA_COUNT_MANY : MA_COUNT_ONE | MA_COUNT_NEEDS, m->to);
}

static struct ma_spec_entity *called(struct walk *w, size_t from, size_t to)
{
	struct ma_spec *spec = w->g.spec;

	return to > from
		? ma_spec_find(spec,
			  ma_spec_name(spec, ma_spec_words(spec, from, to), MA_CASE_PASCAL, true))
		: NULL;
}

static bool is_third_person(const struct ma_token *t)
{
	return t->kind == MA_TOKEN_WORD && ma_word_is_third_person(t->low);
}

static bool is_finite(const struct walk *w, size_t at)
{
	const struct ma_grammar *g = &w->g;

	while (is_word(token(g, at), MA_W_ADV))
		at++;
	return is_word(token(g, at), MA_W_MODAL | MA_W_AUX | MA_W_HAVE) ||
		ma_grammar_is_verb(g, at) ||
		(token(g, at - 1)->kind == MA_TOKEN_CLOSE && is_third_person(token(g, at)) &&
			is_word(token(g, at + 1), MA_W_PREP | MA_W_DET));
}

/* "(each is in one building)", "(runs on a server)" */
static bool is_aside_clause(const struct walk *w, size_t at)
{
	return is_any(&w->g, at, "each it they") && is_finite(w, at + 1);
}

/* The noun at `at`, with what counts it. False: none is there. */
static bool read_mention(struct walk *w, size_t at, struct mention *m)
{
	struct ma_grammar *g = &w->g;
	struct ma_counted c = { .many = false };
	bool counted = ma_grammar_read_counted(g, at, &c);

	if (!counted) {
		if (!ma_grammar_phrase(g, at, &c.phrase))
			return false;
		c.name = ma_phrase_name(g, &c.phrase);
	}
	*m = (struct mention){ .from = c.phrase.from,
		.end = c.phrase.to,
		.to = c.phrase.to,
		.many = c.many,
		.bare = c.bare || !counted }; /* "nurses give medicine" */
	m->each = is_any(g, at, "each every");
	m->one = is_any(g, at, "one");
	m->theirs = is_any(g, at, "their his her its");
	if (c.name.n == 0)
		m->e = w->fresh && w->prep == 0 ? w->spoken : w->before;
	else if (!token(g, c.phrase.to - 1)->used)
		m->e = ma_spec_find_called(g->spec, c.name);
	if (token(g, m->to)->kind == MA_TOKEN_OPEN && !is_aside_clause(w, m->to + 1))
		m->to = ma_grammar_after_group(g, m->to);
	return true;
}

static void begin_subject(struct walk *w, const struct mention *m)
{
	w->subject = *m;
	w->head = *m;
	if (m->e && !w->said && !(m->from > w->g.begin && is_any(&w->g, m->from - 1, "same"))) {
		w->spoken = m->e;
		w->said = true;
	}
	w->verb = w->prep = 0;
	w->passive = w->governed = false;
}

/* "sensors (name) and their readings" are of those; "books and their authors" have them. */
static void relate_theirs(struct walk *w, const struct mention *m)
{
	const struct mention *whole = &w->object;

	if (!m->theirs || !whole->e || !m->e || whole->e == m->e || whole->to + 2 > m->from ||
		!is_word(token(&w->g, whole->to), MA_W_CONJ) ||
		!is_any(&w->g, whole->to + 1, "their his her its"))
		return;
	if (is_any(&w->g, m->end - 1, OWNERS) ||
		!ma_spec_is_plural(w->g.spec, token(&w->g, m->end - 1)->low))
		refer(w, whole->e, m->e, MA_COUNT_ONE, m->to);
	else
		refer(w, m->e, whole->e, MA_COUNT_ONE | MA_COUNT_NEEDS, m->to);
}

static void on_mention(struct walk *w, const struct mention *m)
{
	struct ma_grammar *g = &w->g;
	bool label = token(g, m->to)->kind == MA_TOKEN_COLON && w->object.to == 0;

	if (w->fresh && w->prep == 0 && (is_finite(w, m->to) || label)) {
		begin_subject(w, m);
		if (w->whole.e && m->e && m->e != w->whole.e && m->many)
			refer(w, m->e, w->whole.e, MA_COUNT_ONE, m->to);
		w->whole.e = NULL;
	} else if (w->fresh && w->prep > 0 && !w->subject.e && w->verb == 0 &&
		(m->each || m->one || is_any(g, w->prep + 1, "a an any"))) {
		w->whole = *m;
	} else if (w->prep > 0 && w->head.to == w->prep) {
		relate_behind(w, m);
		if (m->e && !is_any(g, w->prep, "of"))
			w->head.e = NULL;
		w->head.to = m->to;
	} else {
		w->governed = w->prep > 0 || (w->governed && w->fresh);
		relate(w, m);
		if (!w->subject.e && w->whole.e && m->e && w->whole.e != m->e && w->verb > 0)
			refer(w, m->e, w->whole.e, MA_COUNT_ONE, m->to);
		if (w->prep == 0)
			w->head = *m;
		if (w->prep == 0 && !m->e && w->passive && w->subject.e)
			w->head.e = w->subject.e; /* "is a member of one team" */
	}
	relate_theirs(w, m);
	if (w->object.e && w->object.e != m->e)
		w->before = w->object.e;
	w->object = *m;
	if (w->first.to == 0)
		w->first = *m;
	w->fresh = false;
	w->prep = 0;
}

/* A word that is no noun; gives the next token. */
static size_t on_other(struct walk *w, size_t at)
{
	struct ma_grammar *g = &w->g;
	const struct ma_token *t = token(g, at);

	if (is_word(t, MA_W_NEG)) {
		begin_subject(w, &(struct mention){ .e = NULL });
		w->whole.e = NULL;
	} else if (is_word(t, MA_W_REL)) {
		begin_subject(w, &w->object);
	} else if (is_any(g, at, "they") && w->fresh) {
		begin_subject(w, &(struct mention){ .e = w->spoken, .to = at + 1 });
	} else if (is_any(g, at, "so to") &&
		(is_any(g, at + 1, "do does") || ma_grammar_is_verb(g, at + 1) ||
			(at > g->begin && is_any(g, at - 1, "want wants need needs like able")))) {
		begin_subject(w, &(struct mention){ .e = NULL }); /* "who want to grade students" */
		w->verb = ++at;
	} else if (is_any(g, at, "i we you he she somebody someone everyone everybody")) {
		begin_subject(w, &(struct mention){ .e = NULL });
	} else if (ma_grammar_is_it_is(t)) {
		begin_subject(w, &(struct mention){ .e = w->spoken, .to = at + 1 });
		w->verb = at;
		w->passive = true;
	} else if (is_word(t, MA_W_AUX | MA_W_MODAL | MA_W_HAVE) || ma_grammar_is_verb(g, at)) {
		if (w->subject.to == 0 && w->fresh && w->first.to == 0)
			w->first.e = w->spoken;
		if (w->subject.to == 0 && w->fresh && w->first.e &&
			(is_word(t, MA_W_AUX | MA_W_MODAL) || is_third_person(t) ||
				ma_grammar_is_participle(g, at)))
			begin_subject(w, &w->first); /* "Characters - name; belongs to a ..." */
		w->passive = (w->passive && w->verb > 0 && !w->fresh) || is_word(t, MA_W_AUX);
		w->verb = at;
		w->governed = w->fresh = false;
		w->head.to = 0;
		w->prep = 0;
	} else if (w->verb > 0 && at == w->verb + 1 &&
		(is_any(g, at, "out up down off over back together") ||
			(is_any(g, at, "in") &&
				is_any(g, w->verb, "bring brings hand hands send sends"))) &&
		is_word(token(g, at + 1), MA_W_DET)) {
		w->prep = 0; /* "brings in a bike" */
	} else if (is_word(t, MA_W_PREP) && !is_any(g, at, "as than like")) {
		w->prep = at;
	} else if (is_word(t, MA_W_WITH)) {
		w->head.to = 0;
		w->prep = at;
	} else if (w->passive && !is_word(t, MA_W_CLOSED)) {
		w->verb = at; /* "is helmed by" */
	}
	return at + 1;
}

/* "presented" of "is presented by", where it looks like a noun. */
static bool is_participle(const struct walk *w, const struct mention *m)
{
	return w->passive && !m->e && m->from == w->g.at && m->end == m->from + 1 &&
		w->verb + 1 == m->from && is_word(token(&w->g, m->end), MA_W_PREP);
}

/*
 * "learner takes exams" and, behind "Participants (name)", "book courses": what looks like nouns has a verb in it. Gives what
 * follows the verb; 0 where there is none.
 */
static size_t split(struct walk *w, const struct mention *m)
{
	struct mention s = { .bare = true, .from = m->from };
	struct ma_grammar *g = &w->g;
	size_t verb = m->from, end = m->end;

	if (end < m->from + 2 || called(w, m->from, end))
		return 0;
	if (w->object.e && w->object.to == m->from && w->verb == 0) {
		s = w->object;
	} else {
		if (!w->fresh || w->prep > 0)
			return 0;
		while (++verb + 1 < end && !s.e)
			s.e = called(w, m->from, verb);
		verb -= s.e != NULL;
		s.end = s.to = verb;
	}
	if (!s.e || !called(w, verb + 1, end) ||
		ma_spec_is_plural(g->spec, token(g, s.end - 1)->low) ==
			is_third_person(token(g, verb)))
		return 0;
	begin_subject(w, &s);
	w->object = s;
	w->verb = verb;
	w->fresh = false;
	return verb + 1;
}

static void walk_sentence(struct walk *w)
{
	struct ma_grammar *g = &w->g;
	struct mention m;
	size_t next;

	for (g->at = g->begin; g->at < g->end && !g->spec->rc;) {
		const struct ma_token *t = token(g, g->at);

		if (t->kind == MA_TOKEN_OPEN && is_aside_clause(w, g->at + 1)) {
			begin_subject(w, &w->object); /* "units (each is in one building)" */
			g->at += 1 + is_any(g, g->at + 1, "each it they");
		} else if (t->kind == MA_TOKEN_OPEN) {
			g->at = ma_grammar_after_group(g, g->at);
		} else if (t->kind != MA_TOKEN_WORD || is_word(t, MA_W_CONJ)) {
			w->fresh = true;
			w->head.to = 0;
			w->prep = 0;
			g->at++;
		} else if (!is_word(t, MA_W_MODAL | MA_W_AUX | MA_W_HAVE | MA_W_PREP) &&
			!ma_grammar_is_verb(g, g->at) && read_mention(w, g->at, &m)) {
			next = is_participle(w, &m) ? on_other(w, g->at) : split(w, &m);
			if (next == 0)
				on_mention(w, &m);
			g->at = next > 0 ? next : m.to;
		} else {
			g->at = on_other(w, g->at);
		}
	}
}

void ma_spec_pair(struct ma_spec *spec)
{
	struct walk w = { .fresh = true };
	size_t at = 0;

	while (at < spec->tokens_n && !spec->rc) {
		if (spec->tokens[at].kind == MA_TOKEN_STOP) {
			at++;
			continue;
		}
		w = (struct walk){ .g = { .spec = spec, .begin = at, .end = at },
			.spoken = w.spoken,
			.fresh = true };
		while (!ma_spec_ends_reading(spec, w.g.end) && w.g.end < at + MA_SENTENCE_TOKENS)
			w.g.end++;
		walk_sentence(&w);
		if (!w.said && w.first.e)
			w.spoken = w.first.e;
		at = ma_spec_skip_unread(spec, w.g.end > at ? w.g.end : at + 1);
	}
}
