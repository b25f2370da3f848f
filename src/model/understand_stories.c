/* What people do with things: "assign drivers to deliveries", "mark a loan as returned", "loans link a toy and a family", "residents can reserve a machine". */
#include "model/understand_grammar.h"
#include "model/understand_states.h"

static struct ma_str thing(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_str name = ma_phrase_name(g, p);

	if ((p->plural || ma_known_entity(name)) && !(ma_phrase_head(g, p)->flags & MA_W_ROLE))
		(void)ma_phrase_entity(g, p); /* past the limit it warns */
	return name;
}

bool ma_grammar_read_assign(struct ma_grammar *g)
{
	struct ma_phrase a, b;
	struct ma_str what, whom;

	if (!is_any(g, g->at, "assign assigns assigning allocate allocates allocating") ||
		!ma_grammar_phrase(g, g->at + 1, &a) || !is_any(g, a.to, "to") ||
		!ma_grammar_phrase(g, a.to + 1, &b))
		return false;
	what = thing(g, &a);
	whom = thing(g, &b);
	g->at = b.to;
	if (ma_is_person(what) && !ma_is_person(whom))
		ma_spec_link(g->spec, whom, MA_LINK_MANY_TO_ONE, what, false);
	else
		ma_spec_link(g->spec, what, MA_LINK_MANY_TO_ONE, whom, false);
	return true;
}

/* One of the values of its choices. */
static bool has_value(const struct ma_spec_entity *e, struct ma_str value)
{
	const struct ma_spec_field *f;
	size_t i;

	for (f = e->fields; f; f = f->next)
		for (i = 0; i < f->values_n; i++)
			if (ma_str_eq(f->values[i], value))
				return true;
	return false;
}

/*
 * The records of `p`, or `e` where that is known, get a yes or no for the state at `at`, and the clause ends behind it; false:
 * no such state is known.
 */
static bool mark_as(
	struct ma_grammar *g, struct ma_spec_entity *e, const struct ma_phrase *p, size_t at)
{
	enum ma_field_type type;
	struct ma_spec_field *f;

	if (token(g, at)->kind != MA_TOKEN_WORD ||
		!(ma_is_state_word(token(g, at)->low) ||
			(ma_field_type_of_words(token(g, at)->low, &type) &&
				type == MA_FIELD_BOOLEAN)))
		return false;
	e = e ? e : ma_spec_find(g->spec, ma_phrase_name(g, p));
	if (!e && (p->plural || ma_known_entity(ma_phrase_name(g, p))))
		e = ma_phrase_entity(g, p);
	if (e && e->fields_n == 0)
		ma_spec_apply_known(g->spec, e, true);
	f = e && !has_value(e, token(g, at)->low) ? ma_spec_add_field(g->spec, e, token(g, at)->low)
						  : NULL;
	if (f) {
		f->type = MA_FIELD_BOOLEAN;
		f->known = true;
	}
	g->at = at + 1;
	ma_spec_take(g->spec, p->from, g->at);
	return true;
}

bool ma_grammar_read_mark_as(struct ma_grammar *g)
{
	struct ma_phrase p = { g->at + 1, g->at + 2, false };

	if (!is_any(g, g->at, "mark marks marking flag flags"))
		return false;
	if (is_any(g, g->at + 1, "it them") && is_any(g, g->at + 2, "as") && g->last)
		return mark_as(g, g->last, &p, g->at + 3);
	return ma_grammar_phrase(g, g->at + 1, &p) && is_any(g, p.to, "as") &&
		mark_as(g, NULL, &p, p.to + 1);
}

/* "vegetarian" at the end of a clause: no verb, no thing. */
static bool is_quality(const struct ma_grammar *g, size_t at)
{
	return token(g, at)->kind == MA_TOKEN_WORD &&
		!(token(g, at)->flags & (MA_W_CLOSED | MA_W_VERBAL)) &&
		!ma_str_ends(token(g, at)->low, "ed") &&
		!ma_spec_is_plural(g->spec, token(g, at)->low) &&
		(at + 1 >= g->end || is_separator(token(g, at + 1)));
}

/* A yes or no of a thing whose fields are listed: "a dish can be vegetarian". */
static bool mark_as_kept(struct ma_grammar *g, const struct ma_phrase *p, size_t at)
{
	struct ma_spec_entity *e = ma_spec_find(g->spec, ma_phrase_name(g, p));
	struct ma_spec_field *f;

	if (!e || !e->given)
		return false;
	f = ma_spec_add_field(g->spec, e, token(g, at)->low);
	if (f && !f->known) {
		f->type = MA_FIELD_BOOLEAN;
		f->known = true;
	}
	g->at = at + 1;
	ma_spec_take(g->spec, p->from, g->at);
	return true;
}

bool ma_grammar_read_marked(struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->to;

	while (is_word(token(g, at), MA_W_MODAL | MA_W_AUX) || is_any(g, at, "be"))
		at++;
	if (at == p->to + 2 && is_any(g, p->to, "can may could") && is_any(g, at - 1, "be") &&
		is_quality(g, at))
		return mark_as_kept(g, p, at);
	if (at == p->to || !is_any(g, at, "marked flagged"))
		return false;
	if (is_any(g, at + 1, "as"))
		return mark_as(g, NULL, p, at + 2);
	return token(g, at + 1)->kind == MA_TOKEN_WORD && !is_word(token(g, at + 1), MA_W_CLOSED) &&
		mark_as(g, NULL, p, at + 1); /* "can be marked urgent" */
}

/* What is joined: a thing, where it is a well-known one, and as many of it as are said. */
static void join_one(
	struct ma_grammar *g, const struct ma_spec_entity *e, const struct ma_counted *c)
{
	if (ma_known_entity(c->name))
		(void)ma_spec_add(g->spec, c->name); /* past the limit it warns */
	ma_spec_link(g->spec, e->name,
		c->many && !c->bare ? MA_LINK_MANY_TO_MANY : MA_LINK_MANY_TO_ONE, c->name, true);
}

bool ma_grammar_read_joining(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec_entity *e;
	struct ma_counted a, b;
	size_t at = p->to;

	if (!is_any(g, at,
		    "link links connect connects join joins pair pairs combine combines tie ties bind binds match matches") ||
		!ma_grammar_read_counted(g, at + 1, &a) || !is_any(g, a.phrase.to, "and with to") ||
		!ma_grammar_read_counted(g, a.phrase.to + 1, &b))
		return false;
	e = ma_phrase_entity(g, p);
	if (!e)
		return false;
	join_one(g, e, &a);
	join_one(g, e, &b);
	g->at = b.phrase.to;
	while (is_separator(token(g, g->at)))
		g->at++;
	if (is_word(token(g, g->at), MA_W_WITH | MA_W_HAVE) ||
		token(g, g->at)->kind == MA_TOKEN_COLON) {
		g->at++;
		ma_grammar_read_list(g, e, true);
	}
	return true;
}

bool ma_grammar_read_leads(struct ma_grammar *g, size_t at, struct ma_str from)
{
	static const char verbs[] =
		"train trains lead leads teach teaches drive drives manage manages supervise "
		"supervises coach coaches head heads chair chairs direct directs guide guides "
		"host hosts run runs use uses own owns rent rents keep keeps attend attends visit "
		"visits occupy occupies";
	struct ma_spec_entity *e = ma_spec_find(g->spec, from), *to;
	struct ma_phrase p;

	if (!is_any(g, at, verbs) || !is_any(g, at + 1, "a an one each every") ||
		!ma_grammar_phrase(g, at + 1, &p) || p.plural || ma_grammar_is_group(g, p.to))
		return false;
	to = ma_spec_find(g->spec, ma_phrase_name(g, &p));
	if (!to || to == e)
		return false;
	if (!e)
		e = ma_spec_add(g->spec, from);
	if (!e)
		return false;
	ma_spec_take(g->spec, at, p.to);
	if (is_any(g, at + 1, "each every"))
		ma_spec_link(g->spec, to->name, MA_LINK_MANY_TO_ONE, e->name, false);
	else
		ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, to->name, false);
	g->at = p.to;
	g->last = e; /* "... and has a name" */
	g->about_app = false;
	return true;
}

bool ma_grammar_read_part_of(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec_entity *e;
	struct ma_phrase whole;
	size_t at;

	if (!p->plural || !is_any(g, p->to, "of") || !ma_grammar_phrase(g, p->to + 1, &whole))
		return false;
	for (at = whole.to; is_word(token(g, at), MA_W_MODAL | MA_W_ADV); at++)
		;
	if (!is_word(token(g, at), MA_W_HAVE))
		return false;
	e = ma_phrase_entity(g, p);
	if (!e)
		return false;
	ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, &whole), true);
	g->at = at + 1;
	ma_grammar_read_list(g, e, true);
	return true;
}

/* "in each tank", "by a donor", "per tank": what a thing before it is one of. */
static bool is_of(const struct ma_grammar *g, size_t at, struct ma_phrase *out)
{
	return (is_any(g, at, "per") ||
		       (is_any(g, at, "for of to about on under in by at from") &&
			       is_any(g, at + 1, "a an the each every"))) &&
		ma_grammar_phrase(g, at + 1, out);
}

bool ma_grammar_read_things_for(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec_entity *to = NULL, *e;
	struct ma_phrase q = *p;
	size_t at;
	bool sure = false;

	for (at = p->to; is_of(g, at, &q); at = q.to) {
		sure |= is_any(g, at, "per under") || is_any(g, at + 1, "each every");
		to = ma_spec_find_called(g->spec, ma_phrase_name(g, &q));
		if (!to)
			return false;
	}
	if (!to || !(p->plural || sure) || (!sure && (ma_phrase_is_field(g, p) || !to->given)) ||
		!ma_grammar_is_group(g, at))
		return false;
	e = ma_phrase_entity(g, p);
	if (!e || e == to || e->given)
		return false;
	for (at = p->to; is_of(g, at, &q); at = q.to) {
		to = ma_spec_find_called(g->spec, ma_phrase_name(g, &q));
		if (to && to != e)
			ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, to->name, true);
	}
	g->at = ma_grammar_read_group_of(g, at, e);
	g->last = e;
	return true;
}

bool ma_grammar_read_choice_of(struct ma_grammar *g, const struct ma_phrase *p)
{
	const struct ma_token *open = token(g, p->to);

	if (!g->last || p->plural || p->from == g->begin || open->kind != MA_TOKEN_OPEN ||
		open->match <= p->to + 1 || !ma_is_choice_noun(ma_phrase_head(g, p)->low) ||
		!is_word(token(g, p->from - 1), MA_W_DET | MA_W_PRON) ||
		ma_known_entity(ma_phrase_name(g, p)))
		return false;
	ma_spec_read_field(g->spec, g->last, p->from, open->match + 1);
	g->at = open->match + 1;
	return true;
}

/* A thing whose fields were listed before. */
static bool is_given(const struct ma_grammar *g, const struct ma_phrase *p)
{
	const struct ma_spec_entity *e = ma_spec_find(g->spec, ma_phrase_name(g, p));

	return e && e->given;
}

/*
 * Behind what is reserved: "(from, until)", "for a time slot, with a date and a start time", and any fields of what has its own
 * already; 0: its fields are not told.
 */
static size_t fields_of_act(const struct ma_grammar *g, const struct ma_phrase *what)
{
	enum ma_field_type type;
	struct ma_phrase p;
	size_t at = what->to;

	if (token(g, at)->kind == MA_TOKEN_OPEN && token(g, at)->match > at + 1)
		return is_given(g, what) || token(g, at + 1)->flags & MA_W_PREP ||
				(ma_spec_field_word(g->spec, at + 1, at + 2, &type) &&
					(type == MA_FIELD_DATE || type == MA_FIELD_DATETIME ||
						type == MA_FIELD_TIME))
			? at
			: 0;
	if (is_any(g, at, "for on at") && ma_grammar_phrase(g, at + 1, &p))
		at = p.to;
	at += token(g, at)->kind == MA_TOKEN_COMMA;
	return is_word(token(g, at), MA_W_WITH) ? at : 0;
}

/* Past the verb at `at` and its "for", "to", "up for". */
static size_t after_act(const struct ma_grammar *g, size_t at)
{
	at++;
	if (is_any(g, at, "up") && is_any(g, at + 1, "for"))
		at++;
	return at + is_any(g, at, "for to in on");
}

/* "for a date" of what is reserved. */
static void read_time_of_act(
	struct ma_grammar *g, struct ma_spec_entity *e, const struct ma_phrase *what)
{
	enum ma_field_type type;
	struct ma_phrase p;

	if (is_any(g, what->to, "for on at") && ma_grammar_phrase(g, what->to + 1, &p) &&
		ma_spec_field_word(g->spec, p.from, p.to, &type) &&
		(type == MA_FIELD_DATE || type == MA_FIELD_DATETIME || type == MA_FIELD_TIME))
		ma_spec_read_field(g->spec, e, p.from, p.to);
}

bool ma_grammar_read_act(struct ma_grammar *g, const struct ma_phrase *who)
{
	struct ma_spec_entity *e;
	struct ma_str act;
	struct ma_phrase what;
	size_t at = g->at, fields;

	if (at == g->begin ||
		!(is_word(token(g, at - 1), MA_W_MODAL) || is_any(g, at - 1, "to") ||
			(who && who->to == at)))
		return false;
	act = ma_verb_act(token(g, at)->low);
	if (act.n == 0 || !ma_grammar_phrase(g, after_act(g, at), &what) ||
		ma_is_meeting(ma_phrase_name(g, &what)) ||
		(ma_words_have("Registration Application Subscription Enrollment", act) &&
			after_act(g, at) == at + 1))
		return false;
	fields = fields_of_act(g, &what);
	if (fields == 0 || !(e = ma_spec_add(g->spec, act)))
		return false;
	ma_spec_link(g->spec, act, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, &what), true);
	if (who)
		ma_spec_link(g->spec, act, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, who), true);
	else if (g->last && g->last != e)
		ma_spec_link(g->spec, act, MA_LINK_MANY_TO_ONE, g->last->name, true);
	g->last = e;
	read_time_of_act(g, e, &what);
	if (token(g, fields)->kind == MA_TOKEN_OPEN) {
		e->given = true;
		ma_spec_read_fields(g->spec, e, fields + 1, token(g, fields)->match);
		g->at = token(g, fields)->match + 1;
	} else {
		g->at = fields + 1;
		ma_grammar_read_list(g, e, true);
	}
	return true;
}

bool ma_grammar_read_act_of(struct ma_grammar *g, const struct ma_phrase *who)
{
	size_t from = g->at, at = who->to;

	while (is_word(token(g, at), MA_W_MODAL | MA_W_ADV))
		at++;
	if (token(g, at)->kind != MA_TOKEN_WORD || ma_verb_act(token(g, at)->low).n == 0 ||
		!(who->plural || is_any(g, who->from - 1, "a an each every")))
		return false;
	g->at = at;
	if (ma_grammar_read_act(g, who))
		return true;
	g->at = from;
	return false;
}

/* Behind "only": "doctors may", "admins change", "the owner edits" */
static bool is_allowed(struct ma_spec *spec, size_t at)
{
	bool whose = ma_spec_is_any(spec, at, "the");

	at += whose;
	if (spec->tokens[at].kind != MA_TOKEN_WORD || spec->tokens[at].flags & MA_W_CLOSED)
		return false;
	return ma_spec_is_a(spec, at + 1, MA_W_MODAL) ||
		(spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
			!(spec->tokens[at + 1].flags & (MA_W_CLOSED)) &&
			ma_spec_is_a(spec, at + 2, MA_W_DET) &&
			(whose || ma_spec_is_plural(spec, spec->tokens[at].low)));
}

/*
 * "Only doctors may see diagnoses", "customers can only see their own tickets", "admins see everything": who it is
 * decides what is shown. What the accounts do not do of it the rest of the clause tells.
 */
static void read_access(struct ma_spec *spec)
{
	uint64_t both = MA_FEATURE(ma_feature_find(MA_STR("auth"))) |
		MA_FEATURE(ma_feature_find(MA_STR("roles")));
	size_t at;

	for (at = 1; at + 2 < spec->tokens_n; at++) {
		const struct ma_token *t = &spec->tokens[at];
		bool only = ma_str_is(t->low, "only");

		if (t->kind != MA_TOKEN_WORD)
			continue;
		if ((only && t[-1].flags & MA_W_MODAL &&
			    ma_spec_is_any(spec, at + 1, "see view edit read access change delete")) ||
			(only && is_allowed(spec, at + 1)) ||
			(only && ma_spec_is_any(spec, at + 1, "one ones") && t[2].flags & MA_W_REL) ||
			((only || ma_spec_is_any(spec, at, "see view edit change access")) &&
				ma_spec_is_any(spec, at + 1, "their") &&
				ma_spec_is_any(spec, at + 2, "own")) ||
			(t->flags & MA_W_ROLE &&
				ma_spec_is_any(spec, at + 1, "see sees manage manages view") &&
				ma_spec_is_any(spec, at + 2, "everything all users")))
			spec->features |= both;
	}
}

void ma_spec_read_roles(struct ma_spec *spec)
{
	struct ma_str first = MA_STR("");
	size_t at;

	for (at = 0; at + 3 < spec->tokens_n; at++) {
		if (!ma_spec_is_any(spec, at, "as") || !ma_spec_is_any(spec, at + 1, "a an") ||
			(at > 0 && spec->tokens[at - 1].kind != MA_TOKEN_STOP))
			continue;
		if (first.n == 0)
			first = spec->tokens[at + 2].low;
		else if (!ma_str_eq(first, spec->tokens[at + 2].low))
			spec->features |= MA_FEATURE(ma_feature_find(MA_STR("auth")));
	}
	read_access(spec);
}
