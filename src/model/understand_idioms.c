/*
 * Phrases of several words that everyday English has for one that the grammar knows: "write down" is "record", "are split into"
 * "consist of". A pass over the text, of a table; it looks at no more than a few words around each.
 */
#include "model/understand_letters.h"
#include "model/understand_parts.h"

#define BEFORE 3 /* words */

/* What must stand around a phrase. */
enum around {
	AROUND_ANY,
	AROUND_OBJECT, /* an article or a pronoun behind it */
	AROUND_START,  /* a mark, or nothing, before it */
	AROUND_EACH, /* "each visit" before it, which is no person, and something behind it that is no sentence */
};

struct idiom {
	const char *said, *means;
	enum around around;
};

static const struct idiom idioms[] = {
	{ "we've got", "we have", AROUND_ANY },
	{ "i've got", "I have", AROUND_ANY },
	{ "they've got", "they have", AROUND_ANY },
	{ "have got", "have", AROUND_OBJECT },
	{ "has got", "has", AROUND_OBJECT },
	{ "we've", "we have", AROUND_ANY },
	{ "i've", "I have", AROUND_ANY },
	{ "they've", "they have", AROUND_ANY },
	{ "write down", "record", AROUND_ANY },
	{ "writes down", "records", AROUND_ANY },
	{ "written down", "recorded", AROUND_ANY },
	{ "note down", "record", AROUND_ANY },
	{ "notes down", "records", AROUND_ANY },
	{ "jot down", "record", AROUND_ANY },
	{ "jots down", "records", AROUND_ANY },
	{ "take down", "record", AROUND_OBJECT },
	{ "takes down", "records", AROUND_OBJECT },
	{ "hand in", "submit", AROUND_OBJECT },
	{ "hands in", "submits", AROUND_OBJECT },
	{ "send in", "submit", AROUND_OBJECT },
	{ "sends in", "submits", AROUND_OBJECT },
	{ "put in", "submit", AROUND_OBJECT },
	{ "puts in", "submits", AROUND_OBJECT },
	{ "fill in", "submit", AROUND_OBJECT },
	{ "fills in", "submits", AROUND_OBJECT },
	{ "fill out", "submit", AROUND_OBJECT },
	{ "fills out", "submits", AROUND_OBJECT },
	{ "is divided into", "consists of", AROUND_ANY },
	{ "are divided into", "consist of", AROUND_ANY },
	{ "is split into", "consists of", AROUND_ANY },
	{ "are split into", "consist of", AROUND_ANY },
	{ "is broken down into", "consists of", AROUND_ANY },
	{ "are broken down into", "consist of", AROUND_ANY },
	{ "is made up of", "consists of", AROUND_ANY },
	{ "are made up of", "consist of", AROUND_ANY },
	{ "skip", "no", AROUND_START },
	{ "leave out", "no", AROUND_START },
	{ "records", "has", AROUND_EACH },
	{ "captures", "has", AROUND_EACH },
	{ "stores", "has", AROUND_EACH },
};

struct reader {
	struct ma_spec *spec;
	struct ma_str before[BEFORE]; /* words of the clause, the last one first; "" behind a mark */
	bool submitted;               /* a form was filled in, whose name comes */
	struct ma_buf out;
};

static size_t word_size(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n &&
		((unsigned char)s.p[n] >= 0x80 || memchr("'-_", s.p[n], 3) ||
			ma_letters_are_of_word((unsigned char)s.p[n])))
		n++;
	return n;
}

/* How much of `s` is the phrase; 0: it is another. */
static size_t said_size(struct ma_str s, struct ma_str phrase)
{
	if (s.n < phrase.n || !ma_str_eq_nocase(ma_str_n(s.p, phrase.n), phrase) ||
		word_size(ma_str_from(s, phrase.n)) > 0)
		return 0;
	return phrase.n;
}

static bool is_any(struct ma_str word, const char *words)
{
	char low[16];
	size_t i;

	if (word.n == 0 || word.n > sizeof(low))
		return false;
	for (i = 0; i < word.n; i++)
		low[i] = word.p[i] >= 'A' && word.p[i] <= 'Z' ? (char)(word.p[i] | 0x20) : word.p[i];
	return ma_words_have(words, ma_str_n(low, word.n));
}

static struct ma_str next_word(struct ma_str rest)
{
	rest = ma_str_starts(rest, " ") ? ma_str_from(rest, 1) : MA_STR("");
	return ma_str_n(rest.p, word_size(rest));
}

static bool fits(const struct reader *r, enum around around, struct ma_str rest)
{
	struct ma_str next = next_word(rest);
	static const char articles[] = "a an the one their his her its our my your some each every all";

	switch (around) {
	case AROUND_ANY:
		return true;
	case AROUND_OBJECT:
		return is_any(next, articles);
	case AROUND_START:
		return r->before[0].n == 0 && next.n > 0 &&
			(is_any(next, "the any") || ma_spec_is_plural(r->spec, next));
	case AROUND_EACH:
		return is_any(r->before[1], "each every") && next.n > 0 &&
			!is_any(next, "that when whether who how") &&
			!ma_is_person(ma_spec_name(r->spec, r->before[0], MA_CASE_PASCAL, true));
	}
	return false;
}

static const struct idiom *idiom_at(const struct reader *r, struct ma_str s, size_t *size)
{
	size_t i;

	for (i = 0; i < MA_COUNT(idioms); i++) {
		if ((s.p[0] | 0x20) != idioms[i].said[0])
			continue;
		*size = said_size(s, ma_str(idioms[i].said));
		if (*size > 0 && fits(r, idioms[i].around, ma_str_from(s, *size)))
			return &idioms[i];
	}
	return NULL;
}

static void note_word(struct reader *r, struct ma_str word)
{
	r->before[2] = r->before[1];
	r->before[1] = r->before[0];
	r->before[0] = word;
}

static void note_mark(struct reader *r, char mark)
{
	if (mark == ' ')
		return;
	r->before[0] = r->before[1] = r->before[2] = MA_STR("");
	r->submitted = false;
}

/* "form" of "submit a booking form with": what is submitted is the booking. */
static bool is_own_form(struct reader *r, struct ma_str word)
{
	return r->submitted && is_any(word, "form") && r->before[0].n > 0 &&
		!is_any(r->before[0], "a an the one their his her its our my your some each every");
}

static void read_word(struct reader *r, struct ma_str *rest)
{
	size_t n = 0;
	const struct idiom *idiom = idiom_at(r, *rest, &n);
	struct ma_str word = ma_str_n(rest->p, idiom ? n : word_size(*rest));

	*rest = ma_str_from(*rest, word.n);
	if (idiom) {
		ma_buf_adds(&r->out, idiom->means);
		r->submitted = ma_str_starts(ma_str(idiom->means), "submit");
	} else if (is_own_form(r, word)) {
		if (r->out.n > 0 && r->out.p[r->out.n - 1] == ' ')
			r->out.n--;
		r->submitted = false;
	} else {
		ma_buf_addv(&r->out, word);
	}
	note_word(r, word);
}

struct ma_str ma_spec_read_idioms(struct ma_spec *spec, struct ma_str prompt)
{
	struct reader r = { .spec = spec, .out = MA_BUF_INIT(prompt.n * 2 + 64) };
	struct ma_str rest = prompt;

	while (rest.n > 0 && !spec->rc) {
		if (word_size(rest) > 0) {
			read_word(&r, &rest);
			continue;
		}
		note_mark(&r, rest.p[0]);
		ma_buf_addc(&r.out, rest.p[0]);
		rest = ma_str_from(rest, 1);
	}
	return ma_spec_text(spec, &r.out, prompt);
}
