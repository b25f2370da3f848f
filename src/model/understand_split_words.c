/* Where clauses begin and end, and what stands before them. */
#include "model/understand_split.h"

#define NAME_WORDS 4

/* "upload" of "users can upload notes" */
static bool follows_modal(const struct ma_splitter *s, size_t from, size_t at)
{
	return ma_split_is_a(s, at, MA_W_VERBAL) && at > from &&
		(ma_split_is_a(s, at - 1, MA_W_MODAL) || ma_split_is_any(s, at - 1, "to"));
}

struct ma_split_words ma_split_thing_before(const struct ma_splitter *s, size_t from, size_t to)
{
	struct ma_split_words w = { to, to };
	size_t open;

	while (w.to > from && ma_split_is_a(s, w.to - 1, MA_W_ADV))
		w.to--;
	if (w.to > from && s->in[w.to - 1].kind == MA_TOKEN_CLOSE) {
		for (open = w.to - 1; open > from && s->in[open].match != w.to - 1;)
			open--;
		w.to = open;
	}
	for (w.from = w.to; w.from > from && w.to < w.from + NAME_WORDS &&
		ma_split_is_naming(s, w.from - 1) && !follows_modal(s, from, w.from - 1);)
		w.from--;
	if (w.from == w.to ||
		ma_split_is_a(s, w.to - 1, MA_W_ADJ | MA_W_CONTAINER | MA_W_TECH | MA_W_META))
		return (struct ma_split_words){ to, to };
	return w;
}

bool ma_split_is_person(const struct ma_splitter *s, size_t at)
{
	return ma_is_person(ma_spec_name(s->spec, s->in[at].low, MA_CASE_PASCAL, true));
}

struct ma_split_words ma_split_with_article(const struct ma_splitter *s, struct ma_split_words w)
{
	while (w.from > s->begin && ma_split_is_a(s, w.from - 1, MA_W_DET | MA_W_ADJ))
		w.from--;
	return w;
}

/* "lasts 45 or 90" minutes, where one that is the same for all is a rule. */
bool ma_split_lasts(const struct ma_splitter *s, size_t at)
{
	return ma_split_is_any(s, at, "lasts last takes take") && at + 3 < s->end &&
		ma_spec_is_number(s->spec, at + 1) &&
		(ma_split_is_comma(s, at + 2) || ma_split_is_any(s, at + 2, "or to and")) &&
		ma_spec_is_number(s->spec, at + 3);
}

bool ma_split_is_finite(const struct ma_splitter *s, size_t at)
{
	if (at > s->begin && at < s->end && s->in[at].kind == MA_TOKEN_WORD &&
		s->in[at].text.p[-1] == '"')
		return false; /* a boolean "has projector" */
	if (ma_split_is_any(s, at, "take takes need") || ma_split_lasts(s, at) ||
		(at > s->begin && ma_split_is_any(s, at, "record records note notes store stores") &&
			ma_split_is_any(s, at + 1, "the a an which its their") &&
			ma_split_is_naming(s, at - 1)))
		return true;
	return ma_split_is_a(s, at, MA_W_HAVE | MA_W_AUX | MA_W_MODAL) ||
		(ma_split_is_a(s, at, MA_W_VERBAL) && !ma_split_is_a(s, at, MA_W_NOUN | MA_W_ING) &&
			!ma_str_ends(s->in[at].low, "ed"));
}

bool ma_split_agrees(const struct ma_splitter *s, size_t at, bool plural)
{
	if (ma_split_is_a(s, at, MA_W_MODAL))
		return true;
	if (ma_split_is_a(s, at, MA_W_AUX))
		return plural ? ma_split_is_any(s, at, "are were do")
			      : ma_split_is_any(s, at, "is was does");
	return (ma_split_is_any(s, at, "has") || ma_word_is_third_person(s->in[at].low)) != plural;
}

static bool follows_object(const struct ma_splitter *s, size_t at)
{
	return ma_split_is_a(s, at, MA_W_PREP | MA_W_DET | MA_W_WITH) ||
		ma_split_is_any(s, at, "exactly only one two");
}

bool ma_split_follows_relative(const struct ma_splitter *s, size_t at)
{
	while (at > s->begin && s->in[at - 1].kind == MA_TOKEN_WORD)
		if (ma_split_is_a(s, --at, MA_W_REL) && !ma_split_is_any(s, at, "but called named"))
			return true;
	return false;
}

bool ma_split_goes_on_with_verb(const struct ma_splitter *s, size_t at)
{
	if (s->subject.from == s->subject.to || at + 1 >= s->end ||
		!ma_split_agrees(s, at, s->plural))
		return false;
	if (ma_split_is_any(s, at, "go goes move moves pass passes start starts begin begins") &&
		(ma_split_is_any(s, at + 1, "through from as") || ma_split_is_any(s, at + 2, "as")))
		return true; /* "cards have a title and move through the stages" */
	if (ma_split_is_a(s, at, MA_W_HAVE | MA_W_AUX | MA_W_MODAL))
		return !ma_split_is_any(s, at, "needs need holds hold") || follows_object(s, at + 1);
	if (s->modal || ma_split_is_a(s, at, MA_W_CLOSED) ||
		ma_split_is_any(s, at, "defaults starts becomes"))
		return false;
	if ((ma_split_is_any(s, at, "take takes") && ma_split_is_any(s, at + 1, "place part")) ||
		(ma_split_is_any(s, at, "happens happen occurs occur") &&
			ma_split_is_a(s, at + 1, MA_W_PREP)))
		return true;
	if (!follows_object(s, at + 1 + ma_split_is_any(s, at + 1, "out up down off")))
		return false;
	if (ma_split_is_any(s, at - 1, "it they") && (ma_split_is_finite(s, at) || !s->in[at].flags))
		return true; /* "and they hang on a rack" */
	if (!s->plural && ma_split_is_any(s, at - 1, "and") &&
		ma_word_is_third_person(s->in[at].low) &&
		ma_split_is_a(s, at + 1, MA_W_PREP | MA_W_WITH) &&
		!ma_split_is_a(s, s->verb, MA_W_HAVE))
		return true; /* "takes place at a time, and ends with two scores" */
	if (s->plural && ma_split_is_any(s, at - 1, "and") && s->in[at].flags == 0 &&
		ma_split_is_a(s, at + 1, MA_W_PREP) &&
		ma_split_is_any(s, at + 2, "a an one exactly several many"))
		return true; /* "guests have a name and sit at a table" */
	return ma_split_is_any(s, at, "belong belongs refer refers consist consists costs") ||
		(ma_split_is_a(s, at, MA_W_VERBAL) && !ma_split_is_a(s, at, MA_W_NOUN));
}

/* "for every turbine we store", "for drivers we keep" */
static bool begins_for_each(const struct ma_splitter *s, size_t at)
{
	size_t name;

	if (!ma_split_is_any(s, at, "for per"))
		return false;
	at += 1 + ma_split_is_a(s, at + 1, MA_W_DET);
	for (name = at; at < name + NAME_WORDS && ma_split_is_naming(s, at);)
		at++;
	at += at == name && ma_split_is_any(s, at, "them");
	if (at > name && ma_split_is_any(s, s->begin, "for") && ma_split_is_a(s, at, MA_W_DET))
		return true; /* "for a hospital we need the name, for a nurse the badge number" */
	return at > name && ma_split_is_any(s, at, "i we") &&
		(ma_split_is_a(s, at + 1, MA_W_VERBAL | MA_W_MODAL | MA_W_HAVE | MA_W_ADV) ||
			ma_split_is_a(s, at + 2, MA_W_DET));
}

bool ma_split_begins_own_clause(const struct ma_splitter *s, size_t at)
{
	size_t begin = at, name;
	bool one;

	if (begins_for_each(s, at))
		return true;
	while (ma_split_is_a(s, at, MA_W_ADV))
		at++;
	one = ma_split_is_any(s, at, "a an each every one the");
	if (ma_split_is_a(s, at, MA_W_DET) && !one &&
		!ma_split_is_any(s, at, "these those their all our"))
		return false;
	while (ma_split_is_a(s, at, MA_W_DET | MA_W_ADJ))
		at++;
	for (name = at;
		at < name + NAME_WORDS && ma_split_is_naming(s, at) && !ma_split_is_finite(s, at);)
		at++;
	if (at > name && !one && ma_split_is_any(s, at, "and") &&
		ma_spec_is_plural(s->spec, s->in[at - 1].low))
		for (name = ++at; at < name + NAME_WORDS && ma_split_is_naming(s, at);)
			at++; /* "films and actors are many to many" */
	if (at == name || !ma_split_is_a(s, at, MA_W_HAVE | MA_W_AUX | MA_W_MODAL | MA_W_VERB) ||
		ma_split_is_a(s, at, MA_W_NOUN) || ma_split_is_a(s, at - 1, MA_W_ADJ))
		return false;
	if (!one && !ma_spec_is_plural(s->spec, s->in[at - 1].low))
		return false;
	return begin < at &&
		ma_split_agrees(s, at, !one || ma_spec_is_plural(s->spec, s->in[at - 1].low)) &&
		(ma_split_is_a(s, at, MA_W_HAVE | MA_W_AUX | MA_W_MODAL) ||
			follows_object(s, at + 1));
}

size_t ma_split_list_end(const struct ma_splitter *s, size_t at, bool plural)
{
	bool conj = false;

	for (; at < s->end; at = ma_split_after(s, at)) {
		if (ma_split_is_any(s, at, "i we you whose") ||
			ma_split_is_a(s, at, MA_W_AUX | MA_W_MODAL))
			return at;
		conj |= ma_split_is_any(s, at, "and");
		if (ma_split_is_comma(s, at) && conj &&
			ma_split_is_a(s, at + 1, MA_W_HAVE | MA_W_VERBAL) &&
			ma_split_agrees(s, at + 1, plural))
			return at;
	}
	return at;
}

size_t ma_split_skip_telling(const struct ma_splitter *s, size_t at)
{
	if (!ma_split_is_any(s, at, "i we you"))
		return at;
	for (at++;
		ma_split_is_a(s, at, MA_W_VERBAL | MA_W_MODAL | MA_W_ADV | MA_W_AUX | MA_W_HAVE) ||
		ma_split_is_any(s, at, "to down too");)
		at++;
	return at;
}

size_t ma_split_relative_list(const struct ma_splitter *s, size_t at)
{
	if (ma_split_is_any(s, at, "each") && ma_split_is_any(s, at + 1, "having") && at <= s->verb)
		return at + 2;
	if (ma_split_is_any(s, at, "whose"))
		return at + 1;
	if (ma_split_is_any(s, at, "for about of") && ma_split_is_any(s, at + 1, "whom which") &&
		ma_split_is_any(s, at + 2, "i we"))
		return ma_split_skip_telling(s, at + 2);
	return 0;
}

/* Whether the words behind the article at `at` are what a field is called: "the date", "their full name". */
bool ma_split_begins_with_field(const struct ma_splitter *s, size_t at)
{
	enum ma_field_type type;
	size_t from;

	if (!ma_split_is_a(s, at, MA_W_DET))
		return false;
	while (ma_split_is_a(s, at, MA_W_DET | MA_W_ADJ))
		at++;
	for (from = at; ma_split_is_naming(s, at);)
		at++;
	return at > from && ma_spec_field_word(s->spec, from, at, &type);
}

bool ma_split_lists_fields(const struct ma_splitter *s, size_t at)
{
	enum ma_field_type type;
	size_t from;

	while (at < s->end) {
		while (ma_split_is_a(s, at, MA_W_DET | MA_W_ADJ | MA_W_CONJ) ||
			ma_split_is_comma(s, at))
			at++;
		for (from = at; ma_split_is_naming(s, at);)
			at++;
		if (at == from)
			return false;
		if (ma_spec_field_word(s->spec, from, at, &type))
			return true;
		while (at < s->end && !ma_split_is_comma(s, at) && !ma_split_is_a(s, at, MA_W_CONJ))
			at = ma_split_after(s, at);
	}
	return false;
}

size_t ma_split_having_size(const struct ma_splitter *s, size_t at)
{
	size_t from = at;

	if (!ma_split_is_a(s, at, MA_W_AUX))
		return ma_split_is_any(s, at,
			       "record records store stores state states capture captures save saves hold holds costs "
			       "note notes keep keeps need needs") &&
				((ma_split_is_a(s, at + 1, MA_W_DET) &&
					 ma_split_lists_fields(s, at + 1)) ||
					ma_split_is_any(s, at + 1, "which who when whether"))
			? 1
			: 0;
	for (at++; ma_split_is_a(s, at, MA_W_ADV);)
		at++;
	if ((ma_split_is_any(
		     s, at, "described identified known characterised characterized defined") &&
		    ma_split_is_any(s, at + 1, "by")) ||
		(ma_split_is_any(
			 s, at, "stored registered listed recorded saved kept logged entered") &&
			ma_split_is_any(s, at + 1, "with")))
		return at + 2 - from;
	return 0;
}

size_t ma_split_after_option(const struct ma_splitter *s, size_t at)
{
	size_t next = at + ma_split_is_comma(s, at), end;

	if (!ma_split_is_any(s, next, "if"))
		return at;
	if (ma_split_is_a(s, next + 1, MA_W_PRON) &&
		ma_split_is_any(s, next + 2, "like want wish prefer need choose"))
		end = next + 3;
	else if (ma_split_is_any(s, next + 1,
			 "any known available applicable needed wanted given possible"))
		end = next + 2;
	else
		return at;
	if (ma_split_is_comma(s, end))
		return end + 1;
	return end == s->end || ma_split_is_any(s, end, "and") ? end : at;
}

/* Past "a talk", "the open job" at `at`; `at` where no thing is there. */
static size_t after_thing(const struct ma_splitter *s, size_t at, size_t *name_out)
{
	size_t from = at, name;

	while (ma_split_is_a(s, at, MA_W_DET | MA_W_ADJ))
		at++;
	for (name = at; ma_split_is_naming(s, at);)
		at++;
	*name_out = name;
	return at > name ? at : from;
}

struct ma_split_words ma_split_made_before(const struct ma_splitter *s, size_t end, size_t with)
{
	struct ma_split_words none = { end, end }, made;
	size_t at = s->verb + 1, next, name;

	if (s->verb >= end || !ma_split_lists_fields(s, with + 1) ||
		!(ma_verb_makes(s->in[s->verb].low) ||
			(ma_split_is_any(s, s->verb, "take takes") && ma_split_is_any(s, at, "out"))))
		return none;
	at += ma_split_is_any(s, at, "out up down in off");
	made.to = after_thing(s, at, &made.from);
	if (made.to == at)
		return none;
	for (at = made.to; at < end && ma_split_is_a(s, at, MA_W_PREP | MA_W_WITH); at = next) {
		next = after_thing(s, at + 1, &name);
		if (next == at + 1)
			return none;
	}
	return at == end ? made : none;
}

bool ma_split_is_dash(const struct ma_splitter *s, size_t at)
{
	const struct ma_token *t = &s->in[at];

	return t->kind == MA_TOKEN_COLON && t->text.n > 0 &&
		(t->text.p[0] == '-' || (unsigned char)t->text.p[0] == 0xe2);
}

void ma_split_read_dashes(struct ma_splitter *s, struct ma_token *in, size_t at)
{
	size_t open = 0;

	for (; at < s->end; at = ma_split_after(s, at)) {
		if (open > 0 && (ma_split_is_finite(s, at) || ma_split_is_a(s, at, MA_W_WITH)))
			return;
		if (!ma_split_is_dash(s, at))
			continue;
		if (open > 0 && at > open + 1) {
			in[open].kind = MA_TOKEN_OPEN;
			in[open].match = (uint32_t)at;
			in[at].kind = MA_TOKEN_CLOSE;
			open = 0;
		} else if (at > 0 && ma_split_is_naming(s, at - 1)) {
			open = at;
		}
	}
}
