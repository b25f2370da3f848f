/* What is one of each: "an appointment is for one customer and one stylist, lasts 30 minutes", "an audition is one actor trying for one role". */
#include "model/understand_grammar.h"

/* Past "lasts 15, 30 or 60 minutes", which is a field of its own; `at` where it is not there. */
static size_t read_lasting(struct ma_grammar *g, size_t at, struct ma_spec_entity *e)
{
	static const char numbers[] = "0123456789";
	struct ma_spec_field *f;
	size_t to = at + 1;

	if (!is_any(g, at, "lasts last takes take"))
		return at;
	while (token(g, to)->kind == MA_TOKEN_COMMA ||
		is_word(token(g, to), MA_W_CONJ | MA_W_PREP) ||
		(token(g, to)->kind == MA_TOKEN_WORD &&
			memchr(numbers, token(g, to)->low.p[0], sizeof(numbers) - 1)))
		to++;
	if (to == at + 1 || !is_any(g, to, "minute minutes hour hours day days"))
		return at;
	f = ma_spec_add_field(g->spec, e,
		is_any(g, to, "minute minutes")       ? MA_STR("durationMinutes")
			: is_any(g, to, "hour hours") ? MA_STR("durationHours")
						      : MA_STR("durationDays"));
	if (f) {
		f->type = MA_FIELD_INTEGER;
		f->known = true;
		e->given = true;
	}
	return to + 1;
}

/* The thing at `at`, without what it does: "one actor trying for one role". */
static bool meets(const struct ma_grammar *g, size_t at, struct ma_phrase *out)
{
	if (!ma_grammar_phrase(g, at, out))
		return false;
	out->to -= out->to > out->from + 1 && token(g, out->to - 1)->low.n > 5 &&
		ma_str_ends(token(g, out->to - 1)->low, "ing");
	return true;
}

bool ma_grammar_read_meeting(struct ma_grammar *g, const struct ma_phrase *p)
{
	struct ma_spec_entity *e;
	struct ma_phrase q;
	size_t at = p->to + 1 + is_any(g, p->to + 1, "for between with");

	if (p->from == g->begin || !is_any(g, p->from - 1, "a an each every") ||
		!is_any(g, p->to, "is") ||
		!is_any(g, at, at > p->to + 1 ? "a an one exactly" : "one") || !meets(g, at, &q))
		return false;
	e = ma_phrase_entity(g, p);
	if (!e)
		return false;
	do {
		ma_spec_link(g->spec, e->name, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, &q), true);
		at = q.to +
			(is_separator(token(g, q.to)) ||
				(token(g, q.to)->kind == MA_TOKEN_WORD &&
					ma_str_ends(token(g, q.to)->low, "ing")));
		at += is_any(g, at, "with in at on for by") &&
			is_any(g, at + 1, "a an one exactly") &&
			!(ma_grammar_phrase(g, at + 1, &q) && ma_phrase_is_field(g, &q) &&
				!ma_spec_find(g->spec, ma_phrase_name(g, &q)));
	} while (is_any(g, at, "a an one exactly") && meets(g, at, &q));
	for (g->at = at; g->at < g->end; g->at++) {
		at = read_lasting(g, g->at, e);
		if (at > g->at)
			g->at = at;
		if (!is_separator(token(g, g->at)))
			break;
	}
	if (is_word(token(g, g->at), MA_W_HAVE | MA_W_WITH)) {
		g->at++;
		ma_grammar_read_list(g, e, true);
	}
	g->last = e;
	return true;
}
