/* What people have to say of a thing, which is a record of each: "comment on tasks", "vote once per idea". */
#include "model/understand_grammar.h"

/* Who does it, or what they may do besides, stands before. */
static bool follows_those(const struct ma_grammar *g, size_t at)
{
	const struct ma_token *before = token(g, at - 1);

	if (at == g->begin || before->kind != MA_TOKEN_WORD)
		return false;
	if (ma_str_ends(token(g, at)->low, "s"))
		return before->flags & MA_W_PRON ||
			(at > g->begin + 1 && is_any(g, at - 2, "a an each every"));
	return before->flags & (MA_W_MODAL | MA_W_CONJ | MA_W_PRON | MA_W_ADV) ||
		ma_str_is(before->low, "to") || ma_spec_is_plural(g->spec, before->low);
}

/* "comment on a task", "reply to tickets", "vote once per idea" at `at`: what comes of it, and of what; false: nothing does. */
static bool begins_remark(
	const struct ma_grammar *g, size_t at, struct ma_str *name, struct ma_phrase *what)
{
	bool vote = is_any(g, at, "vote votes");

	*name = vote                                ? MA_STR("Vote")
		: is_any(g, at, "comment comments") ? MA_STR("Comment")
		: is_any(g, at, "reply replies")    ? MA_STR("Reply")
						    : MA_STR("");
	if (name->n == 0 || !follows_those(g, at))
		return false;
	for (at++; is_word(token(g, at), MA_W_ADV) || is_any(g, at, "up down or time");)
		at++;
	return is_any(g, at, vote ? "on for per" : "on to") && ma_grammar_phrase(g, at + 1, what) &&
		!ma_phrase_is_container(g, what) && !ma_phrase_is_field(g, what) &&
		!(ma_phrase_head(g, what)->flags & (MA_W_META | MA_W_HEADING)) &&
		(what->plural || what->from > at + 1 || is_any(g, at, "per"));
}

bool ma_grammar_begins_remark(const struct ma_grammar *g, size_t at)
{
	struct ma_phrase what;
	struct ma_str name;

	return begins_remark(g, at, &name, &what);
}

bool ma_grammar_read_remark(struct ma_grammar *g)
{
	struct ma_spec_entity *on;
	struct ma_phrase what, who;
	struct ma_str name;

	if (!begins_remark(g, g->at, &name, &what))
		return false;
	on = ma_phrase_entity(g, &what);
	if (!on || !ma_spec_add(g->spec, name))
		return false;
	ma_spec_link(g->spec, name, MA_LINK_MANY_TO_ONE, on->name, true);
	who = (struct ma_phrase){ g->at - 1, g->at, true };
	if (ma_known_entity(ma_phrase_name(g, &who)) && !is_word(token(g, who.from), MA_W_ROLE) &&
		ma_spec_add(g->spec, ma_phrase_name(g, &who)))
		ma_spec_link(g->spec, name, MA_LINK_MANY_TO_ONE, ma_phrase_name(g, &who), false);
	g->spec->tokens[g->at].flags = MA_W_VERB; /* and nothing that others are related to */
	ma_spec_take(g->spec, g->at, what.to);
	g->at = what.to;
	return true;
}
