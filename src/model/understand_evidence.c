/* What speaks for and against a thing that was named: one that is only hinted at once is none where others were described. */
#include "model/understand_parts.h"

static bool is_told_of(const struct ma_spec *spec, const struct ma_spec_entity *e)
{
	const struct ma_spec_link *link;
	const struct ma_spec_count *c;

	for (link = spec->links; link; link = link->next)
		if (ma_str_eq_nocase(link->from, e->name) || ma_str_eq_nocase(link->to, e->name))
			return true;
	for (c = spec->counts; c; c = c->next)
		if ((ma_str_eq(c->from, e->name) && ma_spec_find(spec, c->to)) ||
			(ma_str_eq(c->to, e->name) && ma_spec_find(spec, c->from)))
			return true;
	return e->given || e->fields_n > 0;
}

/* Whether a word that its name ends in is said twice or more. */
static bool is_said_again(struct ma_spec *spec, const struct ma_spec_entity *e)
{
	struct ma_str name;
	size_t at, n = 0;

	for (at = 0; at < spec->tokens_n && n < 2; at++) {
		if (spec->tokens[at].kind != MA_TOKEN_WORD)
			continue;
		if (at + 1 < spec->tokens_n && spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
			ma_spec_find(spec,
				ma_spec_name(spec, ma_spec_words(spec, at, at + 2), MA_CASE_PASCAL,
					true)))
			continue; /* "a problem report" */
		name = ma_spec_name(spec, spec->tokens[at].low, MA_CASE_PASCAL, true);
		n += name.n > 0 && e->name.n >= name.n &&
			ma_str_eq(ma_str_from(e->name, e->name.n - name.n), name);
	}
	return n > 1;
}

/* "A town of 9,000 souls. Trees: ... Streets: ...", "citizens report potholes. A report has ... Comments have ..." */
static void drop_hinted(struct ma_spec *spec)
{
	struct ma_spec_entity *e, *next;
	size_t given = 0;

	for (e = spec->entities; e; e = e->next)
		given += e->given;
	for (e = spec->entities; e && given > 1; e = next) {
		next = e->next;
		if (!is_told_of(spec, e) && (e->guessed || (e->hinted && !is_said_again(spec, e))))
			ma_spec_remove(spec, e);
	}
}

/* "cinema seats", "my houseplants", "report problems" where the fields of a seat, a plant, a problem report are told. */
static bool is_same(
	struct ma_spec *spec, const struct ma_spec_entity *e, const struct ma_spec_entity *given)
{
	struct ma_str end;

	if (e->name.n < given->name.n)
		return e->hinted && memcmp(e->name.p, given->name.p, e->name.n) == 0 &&
			given->name.p[e->name.n] <= 'Z' && !is_said_again(spec, e);
	end = ma_str_from(e->name, e->name.n - given->name.n);
	return ma_str_eq(end, given->name) ||
		(end.n > 3 && ma_str_eq_nocase(end, given->name) && !is_told_of(spec, e) &&
			!is_said_again(spec, e));
}

static void drop_doubled(struct ma_spec *spec)
{
	struct ma_spec_entity *e, *next, *same;

	for (e = spec->entities; e; e = next) {
		next = e->next;
		if (e->given || e->fields_n > 0 || ma_known_entity(e->name))
			continue;
		for (same = spec->entities; same; same = same->next)
			if (same != e && same->given && is_same(spec, e, same))
				break;
		if (same)
			ma_spec_remove(spec, e);
	}
}

void ma_spec_drop_weak(struct ma_spec *spec)
{
	drop_hinted(spec);
	drop_doubled(spec);
}
