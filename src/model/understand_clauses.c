/* Sentences that say how things are related: "X belongs to Y", "for each X we keep", "a X is a Y of a Z", "X can have many Y". */
#include "model/understand_grammar.h"

bool ma_grammar_says_many(const struct ma_grammar *g, size_t from, size_t to)
{
	for (; from < to; from++)
		if (is_any(g, from, "many multiple several"))
			return true;
	return false;
}

bool ma_grammar_is_of_many(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->from;

	return ma_grammar_says_many(g, g->at, at) ||
		(at > g->at + 1 && is_any(g, at - 1, "of") &&
			is_any(g, at - 2,
				"list set collection series group bunch variety log history record"));
}

bool ma_grammar_begins_clause(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase p;

	if (is_any(g, at, "it they") ||
		(is_any(g, at, "each") && is_word(token(g, at + 1), MA_W_HAVE)))
		return true;
	if (is_any(g, at, "for") && is_any(g, at + 1, "each every"))
		return true;
	if (!ma_grammar_phrase(g, at, &p) || !(is_any(g, at, "a an each every") || p.plural))
		return false;
	for (at = p.to; is_word(token(g, at), MA_W_MODAL | MA_W_ADV | MA_W_AUX); at++)
		;
	return is_word(token(g, at), MA_W_HAVE) || is_any(g, at, "belongs");
}

/* Past "belongs to", "is assigned to"; 0 where they are not at `at`. */
size_t ma_grammar_after_belongs(const struct ma_grammar *g, size_t at)
{
	while (is_word(token(g, at), MA_W_MODAL | MA_W_AUX | MA_W_ADV) ||
		ma_str_is(token(g, at)->low, "be"))
		at++;
	if (is_any(g, at, "takes take") && is_any(g, at + 1, "place") &&
		is_word(token(g, at + 2), MA_W_PREP) && is_word(token(g, at + 3), MA_W_DET))
		return at + 3;
	if (token(g, at)->kind != MA_TOKEN_WORD ||
		!ma_words_have(
			"belong belongs belonging refer refers assigned linked related associated attached grouped",
			token(g, at)->low) ||
		!is_word(token(g, at + 1), MA_W_PREP | MA_W_WITH))
		return 0;
	return at + 2;
}

/* "Episodes belong to a podcast: title, audio url": fields of what belongs. */
static void read_fields_of(struct ma_grammar *g, struct ma_spec_entity *from)
{
	size_t end;

	if (token(g, g->at)->kind != MA_TOKEN_COLON || ma_grammar_weigh_list(g, g->at + 1) >= 0)
		return;
	end = ma_grammar_label_end(g, g->at + 1);
	from->given = true;
	ma_spec_read_fields(g->spec, from, g->at + 1, end);
	g->at = end;
}

size_t ma_grammar_read_group_of(struct ma_grammar *g, size_t at, struct ma_spec_entity *e)
{
	size_t end = token(g, at)->match;

	if (token(g, at)->kind != MA_TOKEN_OPEN || end <= at)
		return at;
	if (e && ma_grammar_is_group(g, at)) {
		e->given = true;
		ma_spec_read_fields(g->spec, e, at + 1, end);
	}
	return end + 1;
}

/* What else is said of what belongs, behind the last thing that it belongs to (NULL: none is kept). */
static bool read_behind_belongs(struct ma_grammar *g, struct ma_spec_entity *from,
	const struct ma_spec_entity *to, enum ma_link_kind kind)
{
	struct ma_phrase target;
	size_t next;

	if (is_word(token(g, g->at), MA_W_CONJ) && is_any(g, g->at + 1, "so"))
		g->at++;
	if (to && is_any(g, g->at, "so") && is_any(g, g->at + 1, "do does") &&
		ma_grammar_phrase(g, g->at + 2, &target)) { /* "... and so do sessions" */
		ma_spec_link(g->spec, ma_phrase_name(g, &target), kind, to->name, true);
		g->at = target.to;
	}
	next = g->at;
	while (is_separator(token(g, next)))
		next++;
	if (to && ma_grammar_after_belongs(g, next) > 0)
		return ma_grammar_read_belongs_of(g, next, from);
	if (ma_grammar_read_self(g, next, from))
		return true;
	if (next > g->at && ma_grammar_begins_predicate(g, next) &&
		ma_grammar_read_predicate_of(g, next, from))
		return true;
	if (is_word(token(g, g->at), MA_W_CONJ))
		g->at++;
	if (is_any(g, g->at, "record records store stores note notes state states") &&
		is_word(token(g, g->at + 1), MA_W_DET)) {
		g->at++; /* "... and record the year and the weight" */
		ma_grammar_read_list(g, from, true);
	}
	g->last = from;
	return true;
}

bool ma_grammar_read_belongs_of(struct ma_grammar *g, size_t at, struct ma_spec_entity *from)
{
	enum ma_link_kind kind = MA_LINK_MANY_TO_ONE;
	struct ma_spec_entity *to = NULL;
	struct ma_phrase target;
	bool many, exact;

	at = ma_grammar_after_belongs(g, at);
	if (at == 0)
		return false;
	if (is_any(g, at, "somebody someone") && token(g, at + 1)->kind == MA_TOKEN_COMMA)
		at += 2;
	g->at = ma_grammar_after_quantity(g, at, &many, &exact);
	while (ma_grammar_phrase(g, g->at, &target)) {
		if (is_word(token(g, target.to), MA_W_MODAL | MA_W_AUX) ||
			(is_word(token(g, target.to), MA_W_HAVE) && g->at > at) ||
			(to &&
				(ma_grammar_after_belongs(g, g->at) > 0 ||
					ma_grammar_after_self(g, g->at) > 0)))
			break; /* "..., and members have ...", "... and refers to a film" */
		kind = ma_grammar_says_many(g, g->at, target.from) ? MA_LINK_MANY_TO_MANY
								   : MA_LINK_MANY_TO_ONE;
		if (ma_phrase_head(g, &target)->flags & MA_W_ROLE && is_any(g, at - 2, "assigned") &&
			!ma_spec_find(g->spec, ma_phrase_name(g, &target)))
			ma_spec_warn(g->spec,
				"understood but not built yet: " MA_STR_FMT " assigned to users",
				MA_STR_ARG(from->name));
		to = ma_spec_find_called(g->spec, ma_phrase_name(g, &target));
		if (!to)
			to = ma_phrase_entity(g, &target);
		if (to)
			ma_spec_link(g->spec, from->name, kind, to->name, true);
		if (to && ma_spec_match(g->spec, at, "exactly one") > 0)
			ma_spec_count(g->spec, from->name, to->name, MA_COUNT_ONE | MA_COUNT_EXACT,
				at, target.to);
		if (to && to->given && !from->given && is_word(token(g, target.to), MA_W_WITH)) {
			g->at = target.to + 1; /* "documents attached to cases with a name" */
			ma_grammar_read_list(g, from, true);
			break;
		}
		if (to && to->given && !from->given && ma_grammar_is_group(g, target.to))
			g->at = ma_grammar_read_group_of(g, target.to, from);
		else
			ma_grammar_read_after(g, &target, to);
		if (!is_separator(token(g, g->at)))
			break;
		at = g->at++;
	}
	if (to)
		read_fields_of(g, from);
	return read_behind_belongs(g, from, to, kind);
}

bool ma_grammar_read_belongs(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec_entity *from;

	if (ma_grammar_after_belongs(g, p->to) == 0)
		return false;
	from = ma_phrase_entity(g, p);
	if (!from) {
		g->at = p->to;
		return true;
	}
	return ma_grammar_read_belongs_of(g, p->to, from);
}

/* What a definition's words behind prepositions name: "a showing of a film in a venue". */
static size_t link_parts(struct ma_grammar *g, size_t at, const struct ma_spec_entity *e)
{
	struct ma_phrase q;

	while (at < g->end && token(g, at)->kind == MA_TOKEN_WORD &&
		!is_word(token(g, at), MA_W_REL | MA_W_WITH | MA_W_HAVE)) {
		if (!is_word(token(g, at), MA_W_PREP) || !ma_grammar_phrase(g, at + 1, &q)) {
			at++;
			continue;
		}
		ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, &q), false);
		at = q.to;
	}
	return at;
}

bool ma_grammar_read_definition(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec_entity *e;
	struct ma_phrase what;

	if (p->from == g->begin || !is_any(g, p->from - 1, "a an each every") ||
		!is_any(g, p->to, "is") || !is_any(g, p->to + 1, "a an") ||
		!ma_grammar_phrase(g, p->to + 1, &what) || ma_phrase_is_container(g, &what))
		return false;
	e = ma_phrase_entity(g, p);
	if (!e)
		return false;
	g->at = link_parts(g, what.to, e);
	if (token(g, g->at)->kind == MA_TOKEN_COLON)
		g->at++;
	g->last = e;
	return true;
}

/* Behind a subject: the verb of "can enroll in many", "have and belong to many"; 0 where there is none. */
static size_t skip_verb(const struct ma_grammar *g, size_t at)
{
	bool able = false;

	for (; is_word(token(g, at), MA_W_MODAL | MA_W_ADV); at++)
		able = true;
	if (is_word(token(g, at), MA_W_HAVE) && is_word(token(g, at + 1), MA_W_CONJ) &&
		is_any(g, at + 2, "belong belongs"))
		return at + 3;
	if (is_word(token(g, at), MA_W_HAVE) || token(g, at)->kind != MA_TOKEN_WORD)
		return 0;
	if (is_word(token(g, at), MA_W_VERBAL | MA_W_AUX))
		return at + 1;
	return able && !is_word(token(g, at), MA_W_CLOSED) ? at + 1 : 0;
}

bool ma_grammar_read_many(struct ma_grammar *g, size_t at, struct ma_str from)
{
	struct ma_str to;
	struct ma_phrase q;
	bool both; /* "have and belong to many" */

	at = skip_verb(g, at);
	if (at == 0)
		return false;
	both = is_any(g, at - 1, "belong belongs");
	at += is_word(token(g, at), MA_W_PREP | MA_W_WITH);
	if (!ma_grammar_phrase(g, at, &q) || !ma_grammar_says_many(g, at, q.from))
		return false;
	to = ma_phrase_name(g, &q);
	if (from.n == 0 || to.n == 0 || ma_str_eq(from, to))
		return false;
	if (both) {
		ma_spec_link(g->spec, from, MA_LINK_MANY_TO_MANY, to, false);
		ma_spec_take(g->spec, at, q.to);
	} else {
		ma_spec_count(g->spec, from, to, MA_COUNT_MANY, at, q.to);
	}
	if (ma_grammar_is_group(g, q.to)) /* "many projects (title, budget)" */
		ma_grammar_read_after(g, &q, ma_phrase_entity(g, &q));
	else
		g->at = q.to;
	return true;
}

static bool is_relation_word(const struct ma_token *t)
{
	return ma_words_have("relation relations relationship relationships association", t->low);
}

/* "one-to-one", or in three words. */
static bool says_relation(const struct ma_grammar *g, const char *words, const char *many)
{
	size_t at;

	for (at = g->begin; at < g->end; at++)
		if (is_any(g, at, words) ||
			(is_any(g, at, many) && is_any(g, at + 1, "to") && is_any(g, at + 2, many)))
			return true;
	return false;
}

bool ma_grammar_read_relation(struct ma_grammar *g)
{
	static const char own_words[] = "many-to-many n-to-m m2m many one-to-one 1-to-1 one";
	bool one = says_relation(g, "one-to-one 1-to-1", "one");
	struct ma_str names[2];
	struct ma_phrase p;
	size_t at = g->begin, n = 0;

	if (!one && !says_relation(g, "many-to-many n-to-m m2m", "many"))
		return false;
	while (at < g->end && n < 2) {
		if (!is_any(g, at, own_words) && ma_grammar_phrase(g, at, &p)) {
			at = p.to;
			if (!is_word(token(g, p.from - 1), MA_W_AUX) &&
				!is_relation_word(ma_phrase_head(g, &p)) &&
				!ma_phrase_is_container(g, &p) &&
				!ma_words_have(own_words, ma_phrase_head(g, &p)->low))
				names[n++] = ma_phrase_name(g, &p);
			if (ma_grammar_is_group(g, p.to))
				at = ma_grammar_read_group_of(g, p.to, ma_phrase_entity(g, &p));
		} else {
			at++;
		}
	}
	if (n < 2)
		return false;
	if (ma_spec_find_called(g->spec, names[0]) || ma_spec_find_called(g->spec, names[1]))
		for (at = 0; at < n;
			at++) /* the other is a thing as well; past the limit it warns */
			if (!ma_spec_find_called(g->spec, names[at]))
				(void)ma_spec_add(g->spec, names[at]);
	ma_spec_link(g->spec, names[0], one ? MA_LINK_ONE_TO_ONE : MA_LINK_MANY_TO_MANY, names[1],
		false);
	g->at = g->end;
	return true;
}

bool ma_grammar_goes_on_with_has(const struct ma_grammar *g, size_t at)
{
	for (; at < g->end; at++)
		if (is_word(token(g, at), MA_W_CONJ) && is_word(token(g, at + 1), MA_W_HAVE))
			return true;
	return false;
}

void ma_grammar_read_done(struct ma_grammar *g, size_t at, struct ma_spec_entity *e)
{
	struct ma_phrase q;

	for (at++; at < g->end && !is_word(token(g, at), MA_W_CONJ); at++) {
		if (!is_word(token(g, at), MA_W_PREP) || !ma_grammar_phrase(g, at + 1, &q))
			continue;
		ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, &q), false);
		at = q.to - 1;
	}
	g->at = at;
	g->last = e;
}

bool ma_grammar_is_each_of(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return !p->plural && !ma_phrase_is_container(g, p) && !ma_phrase_is_field(g, p) &&
		!ma_is_unit(ma_phrase_head(g, p)->low) &&
		!(ma_phrase_head(g, p)->flags &
			(MA_W_ROLE | MA_W_TECH | MA_W_LANGUAGE | MA_W_META | MA_W_CLOSED)) &&
		!is_any(g, p->to - 1,
			"day week month year hour minute night morning evening weekend season term quarter "
			"time one step type kind category language page");
}

bool ma_grammar_read_against(struct ma_grammar *g, const struct ma_spec_entity *e)
{
	struct ma_phrase q;

	if (!e->hinted && is_any(g, g->at, "for under in on at") &&
		is_any(g, g->at + 1, "each every") && ma_grammar_phrase(g, g->at + 1, &q) &&
		ma_grammar_is_each_of(g, &q) && token(g, q.to)->kind != MA_TOKEN_COLON) {
		(void)ma_spec_add(g->spec, ma_phrase_name(g, &q)); /* past the limit it warns */
		ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, &q), true);
		g->at = q.to;
		return true;
	}
	if (!is_any(g, g->at, "against of per under in by at for on") ||
		!ma_grammar_phrase(g, g->at + 1, &q) || ma_grammar_begins_whose(g, g->at) ||
		(is_any(g, g->at, "under in by at for on") &&
			(e->given ||
				!(ma_grammar_is_group(g, q.to) || is_any(g, q.to, "in at on for")))))
		return false;
	if (is_any(g, g->at, "per") && !e->hinted && ma_grammar_is_each_of(g, &q))
		(void)ma_spec_add(g->spec, ma_phrase_name(g, &q)); /* past the limit it warns */
	ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, &q), false);
	g->at = q.to;
	return true;
}

static bool is_quoted(const struct ma_token *t)
{
	return t->kind == MA_TOKEN_WORD && t->text.p[-1] == '"';
}

/* "Project: small venue ticketing": the whole of the first line. */
static bool read_title(struct ma_grammar *g)
{
	size_t at = g->begin + 2;

	if (g->begin > 1 || g->at != g->begin || token(g, g->at + 1)->kind != MA_TOKEN_COLON ||
		!is_any(g, g->at, "project app application title"))
		return false;
	while (token(g, at)->kind == MA_TOKEN_WORD && !is_word(token(g, at), MA_W_CLOSED))
		at++;
	if (at < g->end || at == g->begin + 2 || at > g->begin + 7 ||
		g->end + 1 >= g->spec->tokens_n)
		return false; /* "App: notes" is about notes */
	g->spec->name = g->spec->topic = ma_spec_words(g->spec, g->begin + 2, at);
	g->spec->container = true;
	ma_spec_take(g->spec, g->begin, at);
	g->at = at;
	return true;
}

bool ma_grammar_read_name(struct ma_grammar *g)
{
	const struct ma_token *t = token(g, g->at);
	size_t from = g->at, to = from + 1;

	if (read_title(g))
		return true;
	if (from == g->begin && ma_words_have("project app name title", t->low) &&
		token(g, to)->kind == MA_TOKEN_COLON && is_quoted(token(g, to + 1)))
		from = to++;
	else if (!(ma_str_is(t->low, "called") || ma_str_is(t->low, "named")))
		return false;
	if (token(g, to)->kind != MA_TOKEN_WORD)
		return false;
	while (token(g, to)->kind == MA_TOKEN_WORD && token(g, to)->text.p[0] >= 'A' &&
		token(g, to)->text.p[0] <= 'Z')
		to++;
	if (to == from + 1)
		to++;
	g->spec->name = ma_spec_words(g->spec, from + 1, to);
	ma_spec_take(g->spec, from, to);
	g->at = to;
	return true;
}
