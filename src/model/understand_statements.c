/* What a sentence states of several fields: "clients must give a name", "the name and the phone are required". */
#include "model/understand_grammar.h"

/* One of those that are kept: "clients", "a device", but not "users", who sign in, nor "our app". */
static bool is_kept(const struct ma_grammar *g, const struct ma_phrase *p)
{
	return !(ma_phrase_head(g, p)->flags &
		       (MA_W_CONTAINER | MA_W_TECH | MA_W_LANGUAGE | MA_W_META)) &&
		!is_any(g, p->to - 1, "user users") &&
		(p->plural ||
			(p->from > g->begin && is_any(g, p->from - 1, "a an each every any one")) ||
			ma_spec_find(g->spec, ma_phrase_name(g, p)));
}

/* Behind a thing: past "must give", "have to enter"; 0: nothing is demanded. */
static size_t after_demand(const struct ma_grammar *g, size_t at)
{
	size_t from = at;

	while (is_word(token(g, at), MA_W_MODAL | MA_W_ADV) || is_any(g, at, "to"))
		at++;
	if (at == from || !is_any(g, from, "must have has need needs should"))
		return 0;
	return is_any(g, at, "give provide enter state leave supply submit tell specify name fill")
		? at + 1
		: 0;
}

/* Behind those who do it: past "give us", "send" of "send their name"; 0: nothing of themselves is given. */
static size_t after_giving(const struct ma_grammar *g, size_t at)
{
	while (is_word(token(g, at), MA_W_ADV))
		at++;
	if (!is_any(g, at, "give provide enter state leave submit tell send fill"))
		return 0;
	at++;
	if (is_any(g, at, "us me"))
		return at + 1;
	at += is_any(g, at, "in");
	return is_any(g, at, "their") ? at : 0;
}

/* Fields behind the phrase: "Films need a title", "Clients must give their name and a phone number". */
bool ma_grammar_read_stated(struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = after_demand(g, p->to);
	bool required = at > 0;
	struct ma_spec_entity *e;

	if (required)
		at += is_any(g, at, "us me in out");
	else if (is_any(g, p->to, "need needs") && is_word(token(g, p->to + 1), MA_W_DET))
		at = p->to + 1;
	else if (p->plural && (p->from == g->begin || !is_word(token(g, p->from - 1), MA_W_DET)))
		at = after_giving(g, p->to);
	if (at == 0 || !is_kept(g, p) ||
		ma_grammar_feature_size(g, ma_grammar_skip_articles(g, at)) > 0 ||
		!ma_grammar_begins_with_field(g, at) || ma_grammar_weigh_list(g, at) >= 0)
		return false;
	e = ma_phrase_entity(g, p);
	if (!e)
		return false;
	g->at = at;
	g->spec->demand.required = required;
	ma_grammar_read_list(g, e, true);
	g->spec->demand.required = false;
	g->last = e;
	return true;
}

/* Behind a list of fields: "are required", "is optional", "are kept next to it"; gives where the statement ends, 0: it is none. */
static size_t read_quality(const struct ma_grammar *g, size_t at, bool *required, bool *optional)
{
	bool negated = false;

	if (!is_word(token(g, at), MA_W_AUX) && !is_word(token(g, at), MA_W_MODAL))
		return 0;
	while (is_word(token(g, at), MA_W_AUX | MA_W_MODAL | MA_W_ADV | MA_W_NEG) ||
		is_any(g, at, "be all both")) {
		negated |= is_word(token(g, at), MA_W_NEG);
		at++;
	}
	*required = is_any(g, at, "required mandatory compulsory obligatory needed") && !negated;
	*optional = is_any(g, at, "optional voluntary") ||
		(negated && is_any(g, at, "required mandatory compulsory obligatory"));
	if (!*required && !*optional &&
		!is_any(g, at, "kept stored recorded saved noted known tracked"))
		return 0;
	return at + 1;
}

/* Where the list of fields at `at` ends; `at` where it is none. */
static size_t fields_end(const struct ma_grammar *g, size_t at)
{
	size_t from = at;

	while (at < g->end && !is_word(token(g, at), MA_W_AUX | MA_W_MODAL)) {
		if (is_word(token(g, at), MA_W_HAVE | MA_W_REL | MA_W_NEG | MA_W_WITH) ||
			(token(g, at)->kind != MA_TOKEN_WORD &&
				token(g, at)->kind != MA_TOKEN_COMMA &&
				token(g, at)->kind != MA_TOKEN_OPEN) ||
			is_any(g, at, "i we you he she who"))
			return from;
		at = ma_grammar_after_group(g, at);
	}
	return at < g->end ? at : from;
}

/* Whose fields are listed at *at, which gets past "an owner's"; NULL: nobody's. */
static struct ma_spec_entity *whose(struct ma_grammar *g, size_t *at)
{
	struct ma_phrase p;
	size_t from = *at, to;

	while (is_word(token(g, from), MA_W_DET) && !is_any(g, from, "my our your"))
		from++;
	for (to = from; to < from + 3 && token(g, to)->kind == MA_TOKEN_WORD; to++)
		if (token(g, to)->possessive) {
			p = (struct ma_phrase){ from, to + 1, false };
			*at = to + 1;
			return ma_phrase_entity(g, &p);
		}
	return g->last;
}

static bool is_field(struct ma_grammar *g, const struct ma_spec_entity *e, size_t at)
{
	struct ma_phrase p;

	return ma_grammar_feature_size(g, at) == 0 && ma_grammar_phrase(g, at, &p) &&
		(ma_phrase_is_field(g, &p) ||
			ma_spec_find_field(e,
				ma_spec_name(g->spec, ma_spec_words(g->spec, p.from, p.to),
					MA_CASE_CAMEL, false)) ||
			!(p.plural || ma_known_entity(ma_phrase_name(g, &p)) ||
				ma_spec_find(g->spec, ma_phrase_name(g, &p))));
}

/* "next to the name", "as well as an IBAN" behind a statement: more fields of the same kind. */
static size_t after_besides(const struct ma_grammar *g, size_t at)
{
	static const char *const besides[] = { "next to", "along with", "together with",
		"as well as", "in addition to", "beside", "besides", "alongside" };
	size_t i, n;

	at += token(g, at)->kind == MA_TOKEN_COMMA;
	for (i = 0; i < MA_COUNT(besides); i++) {
		n = ma_spec_match(g->spec, at, besides[i]);
		if (n > 0 && at + n < g->end)
			return at + n;
	}
	return 0;
}

static void read_demanded(struct ma_grammar *g, struct ma_spec_entity *e, size_t from, size_t to)
{
	size_t more;

	ma_spec_read_fields(g->spec, e, from, to);
	more = after_besides(g, g->at);
	if (more == 0)
		return;
	for (g->at = more; token(g, g->at)->kind == MA_TOKEN_WORD && !is_separator(token(g, g->at));)
		g->at++;
	ma_spec_read_fields(g->spec, e, more, g->at);
}

bool ma_grammar_read_required(struct ma_grammar *g)
{
	bool required, optional, owned, any = false;
	size_t at = g->begin, begin, end, after;
	struct ma_spec_entity *e;

	for (;; any = true) {
		begin = at;
		end = fields_end(g, at);
		after = end > at ? read_quality(g, end, &required, &optional) : 0;
		e = after > 0 ? whose(g, &at) : NULL;
		owned = at > begin;
		if (!e || end <= at || !is_field(g, e, at) ||
			(!owned &&
				((!required && !optional) || is_any(g, at, "a an each every no"))))
			break;
		e->given = true;
		g->last = e;
		g->at = after;
		g->spec->demand.required = required;
		g->spec->demand.optional = optional;
		read_demanded(g, e, at, end);
		g->spec->demand.required = g->spec->demand.optional = false;
		for (at = g->at; is_separator(token(g, at));)
			at++;
	}
	return any;
}
