/* Who asks, and where: "we are a team of twelve", "I run a bakery", "our club has forty boats". None of that is a record. */
#include "model/understand_grammar.h"

/* Past "we are", "I'm", "I run": a noun phrase that follows says who it is. 0: no such words. */
static size_t after_presenting(const struct ma_grammar *g)
{
	const struct ma_token *t = token(g, g->at);
	size_t at = g->at + 1;

	if (is_any(g, g->at, "im") || (is_any(g, g->at, "were") && t->text.n > t->low.n))
		return at;
	if (!is_any(g, g->at, "i we"))
		return 0;
	at += is_word(token(g, at), MA_W_ADV);
	return is_any(g, at, "am are run operate own have") ? at + 1 : 0;
}

/* "I have a bakery", "we have a church with about 300 families": whose work it is; "I have a list of books" is what is kept. */
static bool is_premises(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->to;

	if (ma_phrase_is_container(g, p) || ma_phrase_is_field(g, p) ||
		ma_phrase_head(g, p)->flags & (MA_W_META | MA_W_TECH))
		return false;
	if (at == g->end)
		return g->begin <= 1 && at + 1 < g->spec->tokens_n;
	if (!is_word(token(g, at), MA_W_WITH))
		return false;
	for (at++; is_any(g, at, "about around roughly over nearly almost some");)
		at++;
	return ma_spec_is_number(g->spec, at);
}

/* Past a bracket and "of twelve engineers", "in a small town" behind it. */
static size_t after_whereabouts(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase p;

	if (token(g, at)->kind == MA_TOKEN_OPEN)
		at = ma_grammar_after_group(g, at);
	while (is_any(g, at, "of in at from on near") && ma_grammar_phrase(g, at + 1, &p))
		at = p.to;
	return at;
}

/* Past "Dear developer," and, before a heading's words, "Project:". */
static bool skip_address(struct ma_grammar *g)
{
	size_t at = g->begin + 1;

	if (g->at != g->begin)
		return false;
	if (is_any(g, g->at, "project") && g->begin <= 2 && token(g, at)->kind == MA_TOKEN_COLON &&
		token(g, at + 1)->kind == MA_TOKEN_WORD &&
		token(g, at + 1)->text.p[-1] != '"') { /* a name in quotes is the app's */
		for (; at < g->end && token(g, at)->kind != MA_TOKEN_COMMA; at++)
			;
		g->at += at == g->end ? 2 : 0;
		return at == g->end;
	}
	if (!is_any(g, g->at, "dear hi hello hey"))
		return false;
	while (at < g->at + 4 && token(g, at)->kind == MA_TOKEN_WORD)
		at++;
	if (at < g->end && token(g, at)->kind != MA_TOKEN_COMMA)
		return false;
	g->at = at;
	return true;
}

bool ma_grammar_skip_speaker(struct ma_grammar *g)
{
	size_t at = after_presenting(g);
	bool owns = at > 0 && is_any(g, at - 1, "have");
	struct ma_phrase p, q;

	if (skip_address(g))
		return true;
	if (at == 0)
		return false;
	at += is_word(token(g, at), MA_W_ADV);
	if (!is_word(token(g, at), MA_W_DET | MA_W_ADJ) || !ma_grammar_phrase(g, at, &p) ||
		p.plural || is_word(token(g, p.to), MA_W_HAVE) || (owns && !is_premises(g, &p)) ||
		(is_word(token(g, p.to), MA_W_WITH) && ma_grammar_weigh_list(g, p.to + 1) > 0) ||
		(ma_grammar_is_group(g, p.to) && ma_grammar_phrase(g, p.to + 1, &q) &&
			ma_phrase_is_field(g, &q)))
		return false;
	if (g->spec->topic.n == 0 && !ma_known_entity(ma_phrase_name(g, &p)))
		g->spec->topic = ma_spec_words(g->spec, p.from, p.to);
	g->at = after_whereabouts(g, p.to);
	ma_spec_take(g->spec, p.from, g->at);
	return true;
}

/* "has around 80" */
static bool has_number(const struct ma_grammar *g, size_t at)
{
	if (!is_word(token(g, at), MA_W_HAVE))
		return false;
	for (at++; is_any(g, at, "about around roughly over nearly almost some");)
		at++;
	return at < g->end && ma_spec_is_number(g->spec, at);
}

/* "our club", "the club" that "has around 80 plots": whose the app is, where nothing of that name is kept. */
static bool is_place(const struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->from;

	while (at > g->begin && is_word(token(g, at - 1), MA_W_ADJ))
		at--;
	return !p->plural && at > g->begin &&
		(is_any(g, at - 1, "our my your") ||
			(is_any(g, at - 1, "the") && has_number(g, p->to))) &&
		!ma_spec_find(g->spec, ma_phrase_name(g, p));
}

bool ma_grammar_read_place(struct ma_grammar *g, const struct ma_phrase *p)
{
	size_t at = p->to;

	while (is_word(token(g, at), MA_W_MODAL | MA_W_ADV))
		at++;
	if (!is_place(g, p) || !is_word(token(g, at), MA_W_HAVE | MA_W_WITH) ||
		ma_grammar_begins_with_field(g, at + 1))
		return false;
	g->at = at;
	g->about_app = true;
	g->last = NULL;
	return true;
}

bool ma_grammar_begins_speech(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase p;

	if (is_word(token(g, at), MA_W_PRON) ||
		(is_any(g, at, "what") && is_word(token(g, at + 1), MA_W_PRON)))
		return true;
	return ma_grammar_phrase(g, at, &p) && !ma_phrase_is_field(g, &p) &&
		(is_word(token(g, p.to), MA_W_MODAL | MA_W_AUX) ||
			(is_word(token(g, p.to), MA_W_VERBAL) && ma_grammar_is_verb(g, p.to)));
}

static bool is_company(struct ma_spec *spec, size_t at)
{
	return ma_spec_is_any(spec, at,
		       "friend friends family team others everyone everybody anyone people world roommates neighbours "
		       "neighbors teammates colleagues") ||
		ma_is_person(ma_spec_name(spec, spec->tokens[at].text, MA_CASE_PASCAL, true));
}

/* Behind "velvet" or "needs ironing" in quotes; `at` where no quote begins there. */
static size_t quoted_end(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = spec->tokens;
	size_t end = at;

	if (at >= spec->tokens_n || t[at].kind != MA_TOKEN_WORD || t[at].text.p[-1] != '"')
		return at;
	while (t[end].kind == MA_TOKEN_WORD && t[end].text.p[t[end].text.n] != '"')
		end++;
	return t[end].kind == MA_TOKEN_WORD ? end + 1 : at;
}

void ma_spec_mark_examples(struct ma_spec *spec)
{
	size_t at, from, end, next;

	for (at = 1; at + 1 < spec->tokens_n; at++) {
		if (!(ma_spec_is_any(spec, at, "like eg e.g") ||
			    ma_spec_match(spec, at, "such as") > 0) ||
			spec->tokens[at - 1].kind != MA_TOKEN_COMMA)
			continue;
		from = at + 1 + (ma_spec_match(spec, at, "such as") > 0);
		for (end = from, next = quoted_end(spec, from); next > end;
			next = quoted_end(spec, next)) {
			end = next;
			while (spec->tokens[next].kind == MA_TOKEN_COMMA ||
				ma_spec_is_any(spec, next, "or and"))
				next++;
		}
		if (end > from) {
			ma_spec_mark_rule(spec, at, end);
			ma_spec_take(spec, at, end);
		}
	}
}

void ma_spec_mark_audience(struct ma_spec *spec)
{
	const struct ma_token *t = spec->tokens;
	bool shares = false;
	size_t at, end;

	for (at = 0; at < spec->tokens_n; at++) {
		if (t[at].kind != MA_TOKEN_WORD)
			shares = false;
		shares = shares || ma_spec_is_any(spec, at, "share shares sharing");
		if (!shares || !ma_spec_is_any(spec, at, "with"))
			continue;
		end = at + 1;
		while (ma_spec_is_a(spec, end, MA_W_DET | MA_W_ADJ | MA_W_PRON) ||
			ma_spec_is_any(spec, end, "my our their your"))
			end++;
		if (end < spec->tokens_n && t[end].kind == MA_TOKEN_WORD && is_company(spec, end) &&
			t[end + 1].kind != MA_TOKEN_WORD && t[end + 1].kind != MA_TOKEN_OPEN)
			for (; at <= end; at++)
				spec->tokens[at].aside = spec->tokens[at].taken = true;
	}
}
