/* "the statuses new, open and closed" within a list of fields: one choice of them, as if it was "a status (new, open, closed)". */
#include "model/understand_split.h"
#include "model/understand_states.h"

static void emit_mark(struct ma_splitter *s, size_t at, enum ma_token_kind kind)
{
	ma_split_emit_word(s, at, MA_STR(""), 0);
	s->out[s->n - 1].kind = kind;
	s->out[s->n - 1].match = 0;
	s->out[s->n - 1].bullet = false;
}

static bool is_out(const struct ma_splitter *s, const char *words)
{
	return s->n > s->clause && s->out[s->n - 1].kind == MA_TOKEN_WORD &&
		ma_words_have(words, s->out[s->n - 1].low);
}

/* "the", "one of the following" before the noun are taken back; false: the states are not had there. */
static bool take_back(struct ma_splitter *s, size_t at)
{
	size_t n = s->n;

	while (is_out(s, "the these a following possible different various three four five six"))
		s->n--;
	if (is_out(s, "of") && s->n > s->clause + 3 && ma_str_is(s->out[s->n - 2].low, "one") &&
		ma_str_is(s->out[s->n - 3].low, "in") &&
		!(s->out[s->n - 4].flags & (MA_W_AUX | MA_W_MODAL)) &&
		!ma_str_is(s->out[s->n - 4].low, "be")) {
		s->n -= 3;
		ma_split_emit_word(s, at, MA_STR("with"), MA_W_WITH);
		return true;
	}
	if (s->n > s->clause &&
		(s->out[s->n - 1].kind == MA_TOKEN_COMMA ||
			s->out[s->n - 1].flags & (MA_W_HAVE | MA_W_WITH | MA_W_CONJ)))
		return true;
	s->n = n;
	return false;
}

/* "units of different sizes (small, large)", "shirts come in various colours (red, blue)": each has one of them. */
static bool read_various(struct ma_splitter *s, size_t at)
{
	struct ma_str one;
	size_t n = s->n;
	bool come;

	if (at + 1 >= s->end || s->in[at].kind != MA_TOKEN_WORD ||
		s->in[at + 1].kind != MA_TOKEN_OPEN || !is_out(s, "different various") ||
		s->n < s->clause + 3)
		return false;
	one = ma_spec_name(s->spec, s->in[at].low, MA_CASE_SNAKE, true);
	s->n--;
	if (!is_out(s, "of in") || !ma_is_choice_noun(one)) {
		s->n = n;
		return false;
	}
	s->n--;
	come = is_out(s, "come comes");
	s->n -= come;
	if (come)
		ma_split_emit_word(s, at, MA_STR("have"), MA_W_HAVE);
	else
		ma_split_emit_word(s, at, MA_STR("with"), MA_W_WITH);
	ma_split_emit_word(s, at, MA_STR("a"), MA_W_DET);
	ma_split_emit_word(s, at, one, 0);
	return true;
}

size_t ma_split_read_states(struct ma_splitter *s, size_t at)
{
	struct ma_states states;
	size_t list, i, open;

	if (read_various(s, at))
		return at + 1;
	if (!ma_split_is_any(s, at, "statuses states stages phases") || at <= s->begin)
		return at;
	list = at + 1 + (at + 1 < s->end && s->in[at + 1].kind == MA_TOKEN_COLON);
	if (!ma_spec_read_states(s->spec, list, s->end, false, &states) ||
		s->n + 2 * states.n + 4 > s->cap || !take_back(s, at))
		return at;
	ma_split_emit_word(s, at, MA_STR("a"), MA_W_DET);
	ma_split_emit_word(s, at, ma_spec_name(s->spec, s->in[at].low, MA_CASE_SNAKE, true), 0);
	open = s->n;
	emit_mark(s, at, MA_TOKEN_OPEN);
	for (i = 0; i < states.n; i++) {
		if (i > 0)
			emit_mark(s, at, MA_TOKEN_COMMA);
		ma_split_emit(s, states.values[i].from, states.values[i].to);
	}
	s->out[open].match = (uint32_t)s->n;
	emit_mark(s, at, MA_TOKEN_CLOSE);
	return states.end;
}
