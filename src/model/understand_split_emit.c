/* The clauses that come of a sentence, word by word. */
#include "model/understand_split.h"

void ma_split_emit(struct ma_splitter *s, size_t from, size_t to)
{
	for (; from < to && s->n < s->cap; from++) {
		s->out[s->n] = s->in[from];
		if (s->in[from].match > from)
			s->out[s->n].match = (uint32_t)(s->n + s->in[from].match - from);
		s->n++;
	}
}

void ma_split_emit_copy(struct ma_splitter *s, struct ma_split_words w)
{
	size_t n = s->n;

	for (ma_split_emit(s, w.from, w.to); n < s->n; n++)
		s->out[n].taken = s->out[n].copy = true;
}

void ma_split_emit_word(struct ma_splitter *s, size_t at, struct ma_str word, unsigned flags)
{
	if (s->n == s->cap)
		return;
	s->out[s->n] = s->in[at];
	s->out[s->n].kind = MA_TOKEN_WORD;
	s->out[s->n].low = word;
	s->out[s->n].flags = flags;
	s->out[s->n].taken = s->out[s->n].copy = true;
	s->n++;
}

void ma_split_emit_stop(struct ma_splitter *s)
{
	if (s->n == 0 || s->n == s->cap || s->out[s->n - 1].kind == MA_TOKEN_STOP)
		return;
	s->out[s->n++] = (struct ma_token){ .kind = MA_TOKEN_STOP, .copy = true };
}

void ma_split_emit_fields(
	struct ma_splitter *s, struct ma_split_words thing, size_t have, size_t from, size_t to)
{
	ma_split_emit_copy(s, ma_split_with_article(s, thing));
	ma_split_emit_word(s, have, MA_STR("have"), MA_W_HAVE);
	ma_split_emit(s, from, to);
	ma_split_emit_stop(s);
}

void ma_split_emit_belonging(
	struct ma_splitter *s, const struct ma_split_record *r, struct ma_split_words to, size_t at)
{
	if (to.from == to.to)
		return;
	ma_split_emit_record(s, r, at);
	ma_split_emit_word(s, at, MA_STR("belongs"), MA_W_VERB);
	ma_split_emit_word(s, at, MA_STR("to"), MA_W_PREP);
	ma_split_emit_word(s, at, MA_STR("a"), MA_W_DET);
	ma_split_emit_copy(s, to);
	ma_split_emit_stop(s);
}
