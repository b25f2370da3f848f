/*
 * Prompts as they are typed in a chat: "app 4 my band, setlists n songs w title" in whole words.
 *
 * A pass over the text, so that whatever reads it later knows one language only. Letters and digits stand for words only
 * between two words: a list of "n, e, s, w" stays. One pass, which looks at two words around each.
 */
#include "model/understand_letters.h"
#include "model/understand_parts.h"

struct chat {
	struct ma_spec *spec;
	struct ma_str before; /* the word before; "" behind a mark */
	bool bound;           /* a bracket was closed right before */
	bool next_item;       /* a comma stood right before */
	bool chatty;          /* such a word stood before */
	struct ma_buf out;
};

/* What `s` begins with up to a blank or a mark. */
static struct ma_str word_of(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n &&
		((unsigned char)s.p[n] >= 0x80 || memchr("'-_", s.p[n], 3) ||
			ma_letters_are_of_word((unsigned char)s.p[n])))
		n++;
	return ma_str_n(s.p, n);
}

/* The next word of the same clause, behind one blank. */
static struct ma_str next_word(struct ma_str rest)
{
	return ma_str_starts(rest, " ") ? word_of(ma_str_from(rest, 1)) : MA_STR("");
}

static unsigned flags_of(const struct chat *c, struct ma_str word)
{
	return word.n > 0 ? ma_lexicon_flags(c->spec->lexicon, word) : 0;
}

static bool is_number(struct ma_str word)
{
	return word.n > 0 && word.p[0] >= '0' && word.p[0] <= '9';
}

/* "my", "them", "her" */
static bool is_of_someone(const struct chat *c, struct ma_str word)
{
	return flags_of(c, word) & MA_W_PRON ||
		ma_words_have("my our your their his her the a an em", word);
}

/* What may be followed by a number of things: "has 4 wheels", "with 2 rooms". */
static bool may_count(const struct chat *c)
{
	return c->before.n == 0 || is_number(c->before) ||
		flags_of(c, c->before) &
		(MA_W_HAVE | MA_W_WITH | MA_W_MODAL | MA_W_DET | MA_W_PREP | MA_W_AUX | MA_W_CONJ);
}

/* "songs n gigs", "(title) n gigs", "title, n who took it", "from n to dates"; not "has n readings", "1 to n". */
static bool is_and(const struct chat *c, struct ma_str next)
{
	if (next.n == 0 || ma_str_is(next, "of"))
		return false;
	return c->bound || (c->next_item && next.n > 2) ||
		(ma_str_is(c->before, "from") && ma_str_is(next, "to")) ||
		(!may_count(c) && (c->before.n > 1 || ma_str_eq_nocase(c->before, MA_STR("q"))));
}

/* "app 4 my band", "crm 4 freelancers" */
static bool is_for(const struct chat *c, struct ma_str next)
{
	if (next.n == 0 || is_number(next) || may_count(c))
		return false;
	return is_of_someone(c, next) || ma_words_have("something thing stuff", c->before) ||
		flags_of(c, c->before) & (MA_W_CONTAINER | MA_W_BOX) ||
		(c->chatty && ma_spec_is_plural(c->spec, next));
}

/* "app 2 track my runs", "want 2 split chores" */
static bool is_to(const struct chat *c, struct ma_str next, struct ma_str then)
{
	if (next.n == 0 || is_number(next) || may_count(c) || ma_spec_is_plural(c->spec, next) ||
		flags_of(c, next) & MA_W_CLOSED)
		return false;
	return is_of_someone(c, then) || (c->chatty && then.n > 0) ||
		(flags_of(c, next) & MA_W_VERBAL &&
			flags_of(c, c->before) & (MA_W_CONTAINER | MA_W_VERBAL | MA_W_PRON));
}

/* What stands for a letter or a digit; "" where it is itself. */
static struct ma_str sign(const struct chat *c, struct ma_str word, struct ma_str rest)
{
	struct ma_str next = next_word(rest), then = next_word(ma_str_from(rest, 1 + next.n));

	if (ma_words_have("n nd", word) || (ma_str_is(word, "'n") && ma_str_starts(rest, "'")))
		return is_and(c, next) ? MA_STR("and") : MA_STR("");
	if (ma_str_is(word, "w"))
		return is_and(c, next) && !c->next_item ? MA_STR("with") : MA_STR("");
	if (ma_str_is(word, "4"))
		return is_for(c, next) ? MA_STR("for") : MA_STR("");
	if (ma_str_is(word, "r"))
		return ma_words_have("we u you they these those", c->before) ? MA_STR("are")
									     : MA_STR("");
	return ma_str_is(word, "2") && is_to(c, next, then) ? MA_STR("to") : MA_STR("");
}

/* Words that are always short for the same; "-" says nothing at all. */
static struct ma_str whole_word(struct ma_str word)
{
	static const char *const whole[][2] = {
		{ "lol", "-" },
		{ "lmao", "-" },
		{ "haha", "-" },
		{ "hahaha", "-" },
		{ "tbh", "-" },
		{ "btw", "-" },
		{ "omg", "-" },
		{ "yo", "-" },
		{ "heyy", "-" },
		{ "thx", "-" },
		{ "thnx", "-" },
		{ "ty", "-" },
		{ "plss", "please" },
		{ "plzz", "please" },
		{ "u", "you" },
		{ "ur", "your" },
		{ "ppl", "people" },
		{ "em", "them" },
		{ "wanna", "want to" },
		{ "gonna", "going to" },
		{ "gotta", "must" },
		{ "gimme", "give me" },
		{ "lemme", "let me" },
		{ "abt", "about" },
		{ "cuz", "because" },
		{ "bc", "because" },
		{ "coz", "because" },
		{ "sth", "something" },
		{ "smth", "something" },
		{ "smthn", "something" },
		{ "smthng", "something" },
		{ "sumthin", "something" },
		{ "lil", "little" },
		{ "b4", "before" },
		{ "btwn", "between" },
		{ "mgmt", "management" },
		{ "mgr", "manager" },
		{ "appt", "appointment" },
		{ "appts", "appointments" },
		{ "acct", "account" },
		{ "accts", "accounts" },
		{ "hrs", "hours" },
		{ "mins", "minutes" },
		{ "yr", "year" },
		{ "yrs", "years" },
		{ "lvl", "level" },
		{ "fav", "favorite" },
		{ "fave", "favorite" },
		{ "faves", "favorites" },
		{ "favs", "favorites" },
		{ "addy", "address" },
		{ "msg", "message" },
		{ "msgs", "messages" },
	};
	size_t i;

	for (i = 0; i < MA_COUNT(whole); i++)
		if (ma_str_is(word, whole[i][0]) ||
			(word.n > 1 && ma_str_eq(ma_str_from(word, 1), ma_str(whole[i][0] + 1)) &&
				(word.p[0] | 0x20) == whole[i][0][0]))
			return ma_str(whole[i][1]);
	return MA_STR("");
}

/* "w/title", where "w/ " and "w/o" are words of their own. */
static bool is_glued_with(struct ma_str word, struct ma_str rest)
{
	return ma_str_is(word, "w") && ma_str_starts(rest, "/") &&
		word_of(ma_str_from(rest, 1)).n > 2;
}

/* "... and one setlist thanks": the last word of a clause without a mark before it. */
static bool is_farewell(const struct chat *c, struct ma_str word, struct ma_str rest)
{
	return c->before.n > 0 && ma_words_have("thanks please pls plz cheers", word) &&
		(rest.n == 0 || memchr(".!\n", rest.p[0], 3));
}

static void read_word(struct chat *c, struct ma_str *rest)
{
	struct ma_str word = word_of(*rest), other;

	*rest = ma_str_from(*rest, word.n);
	other = sign(c, word, *rest);
	if (other.n == 0)
		other = is_farewell(c, word, *rest) ? MA_STR("-") : whole_word(word);
	if (is_glued_with(word, *rest)) {
		other = MA_STR("with ");
		*rest = ma_str_from(*rest, 1);
	}
	if (!ma_str_is(other, "-"))
		ma_buf_addv(&c->out, other.n > 0 ? other : word);
	c->chatty |= other.n > 0;
	c->before = other.n > 0 ? ma_words_last(other) : word;
	c->bound = c->next_item = false;
}

struct ma_str ma_spec_read_chat(struct ma_spec *spec, struct ma_str prompt)
{
	struct chat c = { .spec = spec, .out = MA_BUF_INIT(prompt.n * 3 + 64) };
	struct ma_str rest = prompt;

	while (rest.n > 0 && !spec->rc) {
		if (word_of(rest).n > 0) {
			read_word(&c, &rest);
			continue;
		}
		if (rest.p[0] != ' ') {
			c.bound = rest.p[0] == ')' || rest.p[0] == ']';
			c.next_item = rest.p[0] == ',';
			c.before = MA_STR("");
		}
		ma_buf_addc(&c.out, rest.p[0]);
		rest = ma_str_from(rest, 1);
	}
	return ma_spec_text(spec, &c.out, prompt);
}
