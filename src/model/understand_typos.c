/*
 * Slips of the keyboard, mended against the words that matter here.
 *
 * Only slips that hardly make another word of a word: two letters swapped ("titel"), a letter doubled or not
 * ("aplication"), a vowel too much, missing or for another ("ingrediant"). Consonants are let be: boots are no
 * books. Cost: each unknown word is compared with the few that begin with its letter.
 */
#include "model/understand_parts.h"

#define SHORTEST 4         /* bytes of a word in which letters may be swapped */
#define SHORTEST_DOUBLED 5 /* ... in which one may be doubled */
#define SHORTEST_VOWEL 6   /* ... in which a vowel may be too much or missing */
#define SHORTEST_OTHER 8   /* ... in which it may be another: trucks are no tracks */

/* Besides the well-known entities. */
static const char *const words =
	"application website platform manager tracker dashboard account accounts authentication registration "
	"pagination filtering sorting notification notifications reminder reminders calendar category categories "
	"title description quantity price address status priority deadline amount phone email website birthday "
	"required optional unique received purchase published running location subject content expenses expense "
	"position result number parent customer customers calendar logging manage";

static bool is_vowel(char c)
{
	return c && strchr("aeiouy", c);
}

static bool is_swap(struct ma_str a, struct ma_str b)
{
	size_t i = 0;

	if (a.n != b.n || a.n < SHORTEST)
		return false;
	while (i < a.n && a.p[i] == b.p[i])
		i++;
	return i + 1 < a.n && a.p[i] == b.p[i + 1] && a.p[i + 1] == b.p[i] &&
		ma_str_eq(ma_str_from(a, i + 2), ma_str_from(b, i + 2));
}

/* `less` is `more` without one letter: a doubled one, or a vowel. */
static bool is_missing(struct ma_str less, struct ma_str more)
{
	size_t i = 0;
	bool doubled;

	if (less.n + 1 != more.n)
		return false;
	while (i < less.n && less.p[i] == more.p[i])
		i++;
	if (!ma_str_eq(ma_str_from(less, i), ma_str_from(more, i + 1)))
		return false;
	doubled = i > 0 && more.p[i] == more.p[i - 1];
	if (ma_str_is(ma_str_from(more, i + 1), "") || ma_str_is(ma_str_from(more, i + 1), "s"))
		return false; /* "cliente" is another language's */
	return (doubled && less.n >= SHORTEST_DOUBLED) ||
		(is_vowel(more.p[i]) && less.n >= SHORTEST_VOWEL);
}

static bool is_other_vowel(struct ma_str a, struct ma_str b)
{
	size_t i = 0;

	if (a.n != b.n || a.n < SHORTEST_OTHER)
		return false;
	while (i < a.n && a.p[i] == b.p[i])
		i++;
	return i < a.n && is_vowel(a.p[i]) && is_vowel(b.p[i]) &&
		ma_str_eq(ma_str_from(a, i + 1), ma_str_from(b, i + 1));
}

/* Any letter too much or missing: asked of the words above alone, for it makes other words more often. */
static bool is_near(struct ma_str a, struct ma_str b)
{
	struct ma_str less = a.n < b.n ? a : b, more = a.n < b.n ? b : a;
	size_t i = 1;

	if (less.n + 1 != more.n || less.n < SHORTEST_DOUBLED || a.p[0] != b.p[0] ||
		ma_str_ends(more, "s"))
		return false;
	while (i < less.n && less.p[i] == more.p[i])
		i++;
	return i + 1 < more.n && ma_str_eq(ma_str_from(less, i), ma_str_from(more, i + 1));
}

/* "expences": letters that sound the same. */
static bool is_sound(struct ma_str a, struct ma_str b)
{
	static const char *const same[] = { "cs", "ck", "sz", "fv" };
	size_t i = 0, k;

	if (a.n != b.n || a.n < SHORTEST_VOWEL || a.p[0] != b.p[0])
		return false;
	while (i < a.n && a.p[i] == b.p[i])
		i++;
	if (i == a.n || !ma_str_eq(ma_str_from(a, i + 1), ma_str_from(b, i + 1)))
		return false;
	for (k = 0; k < MA_COUNT(same); k++)
		if (strchr(same[k], a.p[i]) && strchr(same[k], b.p[i]))
			return true;
	return false;
}

static bool is_slip(struct ma_str word, struct ma_str meant)
{
	return word.p[0] == meant.p[0] &&
		(is_swap(word, meant) || is_missing(word, meant) || is_missing(meant, word) ||
			is_other_vowel(word, meant));
}

/* A well-known entity in lower case, as one or as many. */
static struct ma_str find_entity(struct ma_spec *spec, struct ma_str word)
{
	struct ma_str name, low;
	struct ma_buf many;
	size_t i;

	for (i = 0; ma_known_name(i, &name); i++) {
		if ((name.p[0] | 0x20) != word.p[0])
			continue;
		low = ma_spec_name(spec, name, MA_CASE_SNAKE, false);
		if (is_slip(word, low))
			return low;
		many = (struct ma_buf)MA_BUF_INIT(MA_SPEC_NAME * 2);
		ma_words_plural(&many, low);
		if (many.rc == MA_OK && is_slip(word, ma_buf_str(&many)))
			low = ma_spec_name(spec, ma_buf_str(&many), MA_CASE_SNAKE, false);
		else
			low = MA_STR("");
		ma_buf_done(&many);
		if (low.n > 0)
			return low;
	}
	return MA_STR("");
}

static bool is_right(struct ma_spec *spec, struct ma_str word)
{
	enum ma_field_type type;

	return ma_known_entity(ma_spec_name(spec, word, MA_CASE_PASCAL, true)) ||
		ma_field_type_of_words(word, &type);
}

struct ma_str ma_spec_mend_word(struct ma_spec *spec, struct ma_str word)
{
	struct ma_str rest = ma_str(words), meant;

	if (word.n < SHORTEST || word.n > MA_SPEC_NAME || is_right(spec, word))
		return word;
	while (ma_str_cut(&rest, ' ', &meant))
		if (is_slip(word, meant) || is_near(word, meant) || is_sound(word, meant))
			return meant;
	meant = find_entity(spec, word);
	return meant.n > 0 ? meant : word;
}

struct ma_str ma_spec_same_word(struct ma_str low)
{
	static const char *const same[][2] = {
		{ "to-do", "todo" },
		{ "to-dos", "todos" },
		{ "e-mail", "email" },
		{ "e-mails", "emails" },
		{ "web-app", "webapp" },
		{ "saas", "webapp" },
		{ "web-site", "website" },
		{ "log-in", "login" },
		{ "sign-in", "signin" },
		{ "sign-up", "signup" },
		{ "check-list", "checklist" },
		{ "e-commerce", "ecommerce" },
		{ "on-line", "online" },
		{ "pls", "please" },
		{ "plz", "please" },
		{ "dont", "not" },
		{ "doesnt", "not" },
		{ "shouldnt", "not" },
		{ "mustnt", "not" },
		{ "wont", "not" },
		{ "isnt", "not" },
		{ "arent", "not" },
		{ "cant", "not" },
		{ "cannot", "not" },
		{ "loging", "logging" },
		{ "teh", "the" },
		{ "hav", "have" },
		{ "wich", "which" },
		{ "evry", "every" },
		{ "allso", "also" },
		{ "trak", "track" },
		{ "smth", "something" },
	};
	size_t i;

	for (i = 0; i < MA_COUNT(same); i++)
		if (ma_str_is(low, same[i][0]))
			return ma_str(same[i][1]);
	return low;
}
