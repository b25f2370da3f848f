/*
 * Sentences as clauses of one subject each: "A lot has a farm, and it is roasted in batches, each of which has a date" says
 * three things. What is said of a thing again stands behind a copy of its words; everything else stays as it was written.
 */
#include "model/understand_split.h"

#define MOST_TIMES 3  /* as many words as were written may come of a sentence */
#define DEED_WORDS 40 /* and those of what each thing that is done in it makes */

/* From `at` on, up to the verb, which no lexicon may have: "takes". */
static void emit_verb(struct ma_splitter *s, size_t at, size_t verb)
{
	ma_split_emit(s, at, verb + 1);
	s->out[s->n - 1].flags = MA_W_VERB;
}

static void set_subject(struct ma_splitter *s, struct ma_split_words subject, size_t verb)
{
	s->subject = subject;
	s->whole = ma_split_with_article(s, subject);
	s->verb = verb;
	s->modal = ma_split_is_a(s, verb, MA_W_MODAL);
	s->plural = subject.from < subject.to &&
		ma_spec_is_plural(s->spec, s->in[subject.to - 1].low) &&
		!(subject.from > 0 && ma_split_is_any(s, subject.from - 1, "each every a an one"));
}

/* Who the sentence that begins at `at` is about. */
static void find_subject(struct ma_splitter *s, size_t at)
{
	struct ma_split_words none = { at, at }, w;
	size_t begin = at, before;

	for (; at < s->end && s->in[at].kind != MA_TOKEN_COLON; at = ma_split_after(s, at)) {
		if (!ma_split_is_finite(s, at))
			continue;
		w = ma_split_thing_before(s, begin, at);
		for (before = w.from;
			before > begin && ma_split_is_a(s, before - 1, MA_W_DET | MA_W_ADJ);)
			before--;
		if (w.from == w.to ||
			(before > begin && ma_split_is_a(s, before - 1, MA_W_PREP | MA_W_VERBAL)))
			w = none;
		set_subject(s, w, at);
		return;
	}
	set_subject(s, none, at);
}

/*
 * Behind a thing, at a comma or a word: ", whose name and email we store", ", for whom we need a name". Gives where what
 * comes behind it begins; `at` where there is no such thing.
 */
static size_t read_relative(struct ma_splitter *s, size_t at)
{
	size_t list = ma_split_relative_list(s, at + ma_split_is_comma(s, at)), end, rest;
	struct ma_split_words thing;
	bool first;

	if (list == 0)
		return at;
	thing = ma_split_thing_before(s, s->begin, at);
	if (thing.from == thing.to)
		return at;
	first = thing.from == s->subject.from && at <= s->verb;
	end = ma_split_list_end(s, list, ma_spec_is_plural(s->spec, s->in[thing.to - 1].low));
	if (ma_split_is_any(s, list - 1, "whose") && ma_split_is_a(s, end, MA_W_AUX) &&
		ma_split_is_any(s, end + 1, "required mandatory optional")) {
		ma_split_emit_stop(s); /* "a director whose name and email are required" */
		ma_split_emit_copy(s, ma_split_with_article(s, thing));
		s->out[s->n - 1].possessive = true;
		ma_split_emit(s, list, end + 2);
		ma_split_emit_stop(s);
		return end + 2;
	}
	rest = ma_split_skip_telling(s, end);
	if (end == list || ma_split_is_any(s, end, "whose") ||
		(rest == end && end < s->end && !(first && ma_split_is_comma(s, end))) ||
		(rest == end && !ma_split_is_comma(s, at)))
		return at;
	if (first) {
		s->n = s->clause;
		ma_split_emit_fields(s, thing, list - 1, list, end);
		s->clause = s->n;
		ma_split_emit(s, s->begin, at);
		return rest + ma_split_is_comma(s, rest);
	}
	ma_split_emit_stop(s);
	ma_split_emit_fields(s, thing, list - 1, list, end);
	return rest;
}

/* "..., an inquiry, which holds a name": what follows is about the inquiry. */
static bool read_which_has(struct ma_splitter *s, struct ma_split_words thing, size_t *at)
{
	if (*at <= s->verb || !ma_split_is_any(s, *at + 1, "who which") ||
		!ma_split_is_a(s, *at + 2, MA_W_HAVE))
		return false;
	ma_split_emit_stop(s);
	ma_split_emit_copy(s, thing);
	*at += 2;
	set_subject(s, thing, *at);
	return true;
}

/* ", each of which has an address": what follows is about each. */
static bool read_each_of(struct ma_splitter *s, struct ma_split_words thing, size_t *at)
{
	size_t next = *at + 1;

	if (!ma_split_is_any(s, next, "each") || !ma_split_is_any(s, next + 1, "of") ||
		!ma_split_is_any(s, next + 2, "which whom them") || !ma_split_is_finite(s, next + 3))
		return false;
	ma_split_emit_stop(s);
	ma_split_emit_word(s, next, MA_STR("each"), MA_W_DET);
	ma_split_emit_copy(s, thing);
	set_subject(s, thing, next + 3);
	s->plural = false;
	*at = next + 3;
	return true;
}

/* "many menu items, each with a quantity": that is told of the two. */
static bool is_portion(const struct ma_splitter *s, size_t with)
{
	return ma_split_is_any(
		s, with + 1 + ma_split_is_any(s, with + 1, "a an the its their"), MA_PORTIONS);
}

/* "order items, each with a plant", "has tasks, with a title": what follows is of each. */
static bool read_each_with(struct ma_splitter *s, struct ma_split_words thing, size_t *at)
{
	bool each = ma_split_is_any(s, *at + 1, "each");
	size_t with = *at + 1 + each;

	if (*at <= s->verb || !ma_split_is_a(s, with, MA_W_WITH) || is_portion(s, with) ||
		!ma_spec_is_plural(s->spec, s->in[thing.to - 1].low) ||
		(!each &&
			!(ma_split_is_a(s, s->verb, MA_W_HAVE) &&
				ma_split_begins_with_field(s, with + 1))))
		return false;
	ma_split_emit_stop(s);
	ma_split_emit_word(s, with, MA_STR("each"), MA_W_DET);
	ma_split_emit_copy(s, thing);
	ma_split_emit_word(s, with, MA_STR("have"), MA_W_HAVE);
	set_subject(s, thing, with);
	s->plural = false;
	*at = with + 1;
	return true;
}

/* Behind a thing, at a comma: what follows is about that thing. */
static bool read_of_thing(struct ma_splitter *s, size_t *at)
{
	struct ma_split_words thing;

	if (!ma_split_is_comma(s, *at))
		return false;
	thing = ma_split_thing_before(s, s->begin, *at);
	return thing.from < thing.to &&
		(read_each_of(s, thing, at) || read_each_with(s, thing, at) ||
			read_which_has(s, thing, at));
}

static void begin_clause(struct ma_splitter *s, size_t at)
{
	ma_split_emit_stop(s);
	s->clause = s->n;
	s->begin = at;
}

/* "when a vaccination is due" before the comma at `at`: what follows is what happens then. */
static bool is_condition(const struct ma_splitter *s, size_t at)
{
	return ma_split_is_any(s, s->begin, "when if once whenever unless until after before as") &&
		ma_split_is_comma(s, at);
}

/* At a comma or an "and" behind the subject's verb: what goes on with another verb, or with another subject. */
static bool read_next(struct ma_splitter *s, size_t *at)
{
	size_t next = *at, verb;

	while (ma_split_is_comma(s, next) || ma_split_is_any(s, next, "and but while whereas so"))
		next++;
	if (next == *at || *at <= s->verb || next >= s->end)
		return false;
	for (verb = next; ma_split_is_a(s, verb, MA_W_ADV);)
		verb++;
	if (ma_split_is_any(s, verb, "it they") &&
		(ma_split_is_finite(s, verb + 1) ||
			(verb + 2 < s->end && s->in[verb + 1].kind == MA_TOKEN_WORD &&
				!s->in[verb + 1].flags)) &&
		ma_split_agrees(s, verb + 1, s->plural))
		verb++;
	else if (!is_condition(s, *at) && ma_split_begins_own_clause(s, next)) {
		begin_clause(s, next);
		find_subject(s, next);
		*at = next;
		return true;
	}
	if (s->subject.from == s->subject.to || !ma_split_goes_on_with_verb(s, verb) ||
		ma_split_is_any(s, verb - 1, "so") || ma_split_follows_relative(s, *at))
		return false;
	begin_clause(s, verb);
	ma_split_emit_copy(s, s->whole);
	s->verb = verb;
	s->modal = ma_split_is_a(s, verb, MA_W_MODAL);
	*at = verb;
	if (ma_split_is_a(s, verb, MA_W_CLOSED) || ma_split_having_size(s, verb) > 0)
		return true;
	emit_verb(s, verb, verb);
	*at = verb + 1;
	return true;
}

/* Behind a clause: ", with search and a calendar" is of the app. */
static bool read_app_list(struct ma_splitter *s, size_t *at)
{
	size_t with = *at + 1, first = with + 1 + ma_split_is_a(s, with + 1, MA_W_DET), n = 0;

	if (!ma_split_is_comma(s, *at) || *at <= s->verb || !ma_split_is_a(s, with, MA_W_WITH) ||
		ma_spec_feature_at(s->spec, first, &n) < 0 || first + n > s->end ||
		!(first + n == s->end || ma_split_is_comma(s, first + n) ||
			ma_split_is_a(s, first + n, MA_W_CONJ)))
		return false;
	begin_clause(s, with);
	set_subject(s, (struct ma_split_words){ with, with }, s->end);
	*at = with;
	return true;
}

/* "is split into modules with a title", "submits a proposal with a title": the title is one of what stands before. */
static bool read_with(struct ma_splitter *s, size_t *at)
{
	struct ma_split_words thing;

	size_t with = *at + ma_split_is_comma(s, *at);

	if (!(ma_split_is_any(s, *at, "with") ||
		    ma_split_is_any(s, with, "giving stating specifying providing")) ||
		is_portion(s, *at) || *at <= s->verb || s->modal ||
		s->subject.from == s->subject.to || ma_split_is_a(s, s->verb, MA_W_HAVE))
		return false;
	thing = ma_split_made_before(s, *at, with);
	if (thing.from == thing.to) {
		if (with > *at || !ma_split_is_a(s, *at + 1, MA_W_DET) ||
			!ma_split_begins_with_field(s, *at + 1))
			return false;
		thing = ma_split_thing_before(s, s->begin, *at);
		if (thing.from == thing.to || thing.to < *at ||
			!ma_spec_is_plural(s->spec, s->in[thing.to - 1].low) ||
			thing.from <= s->verb)
			return false;
	}
	ma_split_emit_stop(s);
	ma_split_emit_copy(s, thing);
	ma_split_emit_word(s, with, MA_STR("have"), MA_W_HAVE);
	set_subject(s, thing, with);
	*at = with + 1;
	return true;
}

/* Behind "an app in which", "a tool where", or a dash: a sentence of its own. */
static bool read_inner(struct ma_splitter *s, size_t *at)
{
	size_t next = *at;
	struct ma_splitter inner;

	if (ma_split_is_dash(s, next))
		next++;
	else if (next > s->begin && ma_split_is_a(s, next - 1, MA_W_CONTAINER) &&
		ma_split_is_any(s, next, "where"))
		next++;
	else if (next > s->begin && ma_split_is_a(s, next - 1, MA_W_CONTAINER) &&
		ma_split_is_any(s, next, "in") && ma_split_is_any(s, next + 1, "which"))
		next += 2;
	if (next == *at || !ma_split_begins_own_clause(s, next))
		return false;
	inner = *s;
	inner.begin = next;
	find_subject(&inner, next);
	if (inner.modal && !ma_split_is_dash(s, *at))
		return false; /* "an app where guests can sign up" */
	begin_clause(s, next);
	find_subject(s, next);
	*at = next;
	return true;
}

/* "Creators and backers have a name": each of the two; gives where the second begins, 0 where it is not said of two. */
static size_t second_subject(const struct ma_splitter *s)
{
	size_t at = s->subject.from;
	struct ma_split_words first;

	if (!s->plural ||
		!(ma_split_is_a(s, s->verb, MA_W_HAVE) ||
			ma_split_is_any(s, s->verb, "belong refer")) ||
		s->subject.to != s->verb || at <= s->begin || !ma_split_is_any(s, at - 1, "and") ||
		ma_split_is_any(s, s->end - 1, "relationship relation"))
		return 0;
	first = ma_split_thing_before(s, s->begin, at - 1);
	return first.from == s->begin && first.to == at - 1 &&
			ma_spec_is_plural(s->spec, s->in[at - 2].low)
		? at
		: 0;
}

/* "lasts 45 or 90 minutes" at `at`: a duration in minutes; gives what comes behind, `at`: it is not there. */
static size_t read_lasting(struct ma_splitter *s, size_t at)
{
	size_t to = at + 1;

	if (!ma_split_lasts(s, at))
		return at;
	while (ma_split_is_comma(s, to) || ma_split_is_any(s, to, "or to and") ||
		(to < s->end && ma_spec_is_number(s->spec, to)))
		to++;
	if (to == at + 1 || !ma_split_is_any(s, to, "minutes hours days weeks"))
		return at;
	ma_split_emit_word(s, at, MA_STR("have"), MA_W_HAVE);
	ma_split_emit_word(s, at, MA_STR("a"), MA_W_DET);
	ma_split_emit_word(s, at, MA_STR("duration"), 0);
	ma_split_emit_word(s, at, MA_STR("in"), MA_W_PREP);
	ma_split_emit(s, to, to + 1);
	return to + 1;
}

/* The subject's verb at `at`; gives what comes behind. */
static size_t read_verb(struct ma_splitter *s, size_t at)
{
	size_t n = s->subject.from < s->subject.to ? ma_split_having_size(s, at) : 0;
	size_t next = s->subject.from < s->subject.to ? read_lasting(s, at) : at;

	if (next > at)
		return next;

	if (n == 0) {
		next = ma_split_after(s, at);
		ma_split_emit(s, at, next);
		return next;
	}
	ma_split_emit_word(s, at, MA_STR("have"), MA_W_HAVE);
	return at + n;
}

/* "setlists contain songs (a song can be in several)": what stands in the bracket at `at` is said behind the sentence. */
static bool read_bracket(struct ma_splitter *s, size_t *at)
{
	const struct ma_token *open = &s->in[*at];

	if (open->kind != MA_TOKEN_OPEN || open->match <= *at ||
		s->asides_n == MA_COUNT(s->asides) || !ma_split_begins_own_clause(s, *at + 1))
		return false;
	s->asides[s->asides_n++] = (struct ma_split_words){ *at + 1, open->match };
	*at = open->match + 1;
	return true;
}

/* "They list products" at `at`: the subject is that of the sentence before; gives where its verb is. */
static size_t read_they(struct ma_splitter *s, size_t at)
{
	size_t verb = at + 1;

	while (ma_split_is_a(s, verb, MA_W_ADV))
		verb++;
	if (!ma_split_is_any(s, at, "they") || s->before.from == s->before.to ||
		!(ma_split_is_finite(s, verb) || ma_split_is_a(s, verb, MA_W_VERBAL)) ||
		(ma_split_is_a(s, verb, MA_W_MODAL) && !ma_verb_makes(s->in[verb + 1].low) &&
			ma_verb_act(s->in[verb + 1].low).n == 0))
		return at;
	set_subject(s, s->before, verb);
	s->plural = true;
	ma_split_emit_copy(s, s->whole);
	if (ma_split_is_a(s, verb, MA_W_CLOSED) || ma_split_having_size(s, verb) > 0)
		return at + 1;
	emit_verb(s, at + 1, verb);
	return verb + 1;
}

/* What is told at `at`, or behind the separator there, and what follows begins anew. */
static bool read_told(struct ma_splitter *s, size_t *at, bool first)
{
	size_t next = *at, end;

	while (!first && (ma_split_is_comma(s, next) || ma_split_is_any(s, next, "and but")))
		next++;
	if (!first && next == *at)
		return false;
	end = ma_split_read_told(s, next, first);
	if (end == next)
		return false;
	*at = end;
	while (ma_split_is_comma(s, *at) || ma_split_is_any(s, *at, "and but"))
		(*at)++;
	ma_split_read_act(s, *at);
	begin_clause(s, *at);
	find_subject(s, *at);
	return true;
}

static void split_clauses(struct ma_splitter *s, size_t at)
{
	size_t next, second;

	if (read_told(s, &at, true) && at == s->end)
		return;
	begin_clause(s, at);
	find_subject(s, at);
	at = read_they(s, at);
	if (s->subject.from < s->subject.to)
		s->before = s->subject;
	second = second_subject(s);
	if (second > 0) {
		ma_split_emit_copy(s, (struct ma_split_words){ s->begin, second - 1 });
		ma_split_emit_copy(s, (struct ma_split_words){ s->verb, s->end });
		begin_clause(s, second);
		at = second;
	}
	while (at < s->end) {
		if (at == s->verb) {
			at = read_verb(s, at);
			continue;
		}
		if (read_told(s, &at, false))
			continue;
		if (ma_split_is_comma(s, at) || ma_split_is_any(s, at, "whose for each")) {
			next = read_relative(s, at);
			if (next > at) {
				at = next;
				continue;
			}
		}
		if (read_app_list(s, &at) || read_of_thing(s, &at) || read_next(s, &at) ||
			read_with(s, &at) || read_inner(s, &at) || read_bracket(s, &at))
			continue;
		next = ma_split_after_option(s, at);
		if (next == at)
			next = ma_split_read_states(s, at);
		if (next == at) {
			next = ma_split_after(s, at);
			ma_split_emit(s, at, next);
		}
		at = next;
	}
}

static void split_sentence(struct ma_splitter *s, size_t at)
{
	size_t end = s->end, n = s->n, deeds = s->occasions, i;

	ma_split_read_dashes(s, s->spec->tokens, at);
	s->asides_n = 0;
	ma_split_read_deeds(s, at, split_clauses);
	for (i = 0; i < s->asides_n; i++) {
		s->end = s->asides[i].to;
		split_clauses(s, s->asides[i].from);
	}
	s->end = end;
	deeds = s->occasions - deeds;
	if (s->n - n <= (end - at) * MOST_TIMES + deeds * DEED_WORDS)
		return;
	s->n = n; /* it says the same again and again */
	ma_split_emit(s, at, end);
}

void ma_spec_split(struct ma_spec *spec)
{
	struct ma_splitter s = { .spec = spec,
		.in = spec->tokens,
		.cap = (spec->tokens_n + MA_SENTENCE_TOKENS) * MOST_TIMES +
			MA_SPLIT_OCCASIONS * DEED_WORDS };
	size_t at;

	s.out = spec->rc ? NULL : ma_arena_new_n(&spec->arena, struct ma_token, s.cap + 1);
	if (!s.out) {
		spec->rc = spec->rc ? spec->rc : MA_ENOMEM;
		return;
	}
	for (at = 0; at < spec->tokens_n; at = s.end) {
		for (s.end = at;
			s.end < spec->tokens_n && spec->tokens[s.end].kind != MA_TOKEN_STOP;)
			s.end++;
		if ((at > 0 && spec->tokens[at - 1].defines) || s.end - at > MA_SENTENCE_TOKENS)
			ma_split_emit(&s, at, s.end);
		else if (s.end > at)
			split_sentence(&s, at);
		if (s.end < spec->tokens_n) {
			if (s.n > 0 && s.out[s.n - 1].kind == MA_TOKEN_STOP && s.out[s.n - 1].copy)
				s.n--;
			ma_split_emit(&s, s.end, s.end + 1);
			s.end++;
		}
	}
	spec->tokens = s.out;
	spec->tokens_n = s.n;
}
