/* English words as identifiers. */
#include "codec/words.h"

#include <stddef.h>

#include "base/err.h"

struct pair {
	const char *one, *many;
};

/* What the rules below would get wrong, in at least one direction. */
static const struct pair irregular[] = {
	{ "person", "people" },
	{ "child", "children" },
	{ "man", "men" },
	{ "woman", "women" },
	{ "mouse", "mice" },
	{ "goose", "geese" },
	{ "leave", "leaves" }, /* of absence: what applications are about */
	{ "tooth", "teeth" },
	{ "foot", "feet" },
	{ "ox", "oxen" },
	{ "leaf", "leaves" },
	{ "life", "lives" },
	{ "knife", "knives" },
	{ "wife", "wives" },
	{ "half", "halves" },
	{ "shelf", "shelves" },
	{ "loaf", "loaves" },
	{ "thief", "thieves" },
	{ "wolf", "wolves" },
	{ "calf", "calves" },
	{ "scarf", "scarves" },
	{ "criterion", "criteria" },
	{ "phenomenon", "phenomena" },
	{ "quiz", "quizzes" },
	{ "matrix", "matrices" },
	{ "vertex", "vertices" },
	{ "movie", "movies" },
	{ "cookie", "cookies" },
	{ "calorie", "calories" },
	{ "tie", "ties" },
	{ "pie", "pies" },
	{ "zombie", "zombies" },
	{ "smoothie", "smoothies" },
	{ "brownie", "brownies" },
	{ "hoodie", "hoodies" },
	{ "rookie", "rookies" },
	{ "selfie", "selfies" },
	{ "die", "dice" },
	{ "hero", "heroes" },
	{ "potato", "potatoes" },
	{ "tomato", "tomatoes" },
	{ "echo", "echoes" },
	{ "veto", "vetoes" },
	{ "cargo", "cargoes" },
	{ "cache", "caches" },
	{ "headache", "headaches" },
	{ "axe", "axes" },
	{ "lens", "lenses" },
	{ "alias", "aliases" },
	{ "bias", "biases" },
	{ "canvas", "canvases" },
	{ "gas", "gases" },
	{ "atlas", "atlases" },
	{ "menu", "menus" },
	{ "guru", "gurus" },
	{ "taxi", "taxis" },
	{ "emoji", "emojis" },
	{ "ski", "skis" },
	{ "kpi", "kpis" },
	{ "api", "apis" },
	{ "wiki", "wikis" },
	{ "kiwi", "kiwis" },
	{ "safari", "safaris" },
	{ "poi", "pois" },
	{ "analysis", "analyses" },
	{ "crisis", "crises" },
	{ "thesis", "theses" },
	{ "hypothesis", "hypotheses" },
	{ "diagnosis", "diagnoses" },
	{ "prognosis", "prognoses" },
	{ "basis", "bases" },
	{ "oasis", "oases" },
	{ "synopsis", "synopses" },
	{ "appendix", "appendices" },
	{ "bus", "buses" },
	{ "plus", "pluses" },
	{ "circus", "circuses" },
	{ "focus", "focuses" },
	{ "abacus", "abacuses" },
};

/* One form for both, or an "s" that is no plural. */
static const char *const uncountable[] = {
	"advice",
	"aircraft",
	"analytics",
	"cattle",
	"chaos",
	"clothing",
	"content",
	"css",
	"data",
	"deer",
	"economics",
	"electronics",
	"equipment",
	"feedback",
	"fish",
	"furniture",
	"gps",
	"hardware",
	"homework",
	"https",
	"information",
	"jewelry",
	"kudos",
	"logistics",
	"luggage",
	"mathematics",
	"media",
	"metadata",
	"moose",
	"money",
	"music",
	"news",
	"offspring",
	"physics",
	"progress",
	"research",
	"rice",
	"series",
	"sheep",
	"sms",
	"software",
	"species",
	"staff",
	"traffic",
	"weather",
};

static const char *const acronyms[] = {
	"api",
	"bpm",
	"cms",
	"crm",
	"css",
	"csv",
	"dob",
	"ean",
	"erp",
	"eta",
	"faq",
	"gps",
	"hr",
	"html",
	"http",
	"https",
	"iban",
	"id",
	"ip",
	"isbn",
	"issn",
	"json",
	"kpi",
	"lms",
	"mac",
	"mrr",
	"pdf",
	"pin",
	"poi",
	"qr",
	"rsvp",
	"seo",
	"sku",
	"sms",
	"ssn",
	"tv",
	"ui",
	"upc",
	"uri",
	"url",
	"usd",
	"uuid",
	"vat",
	"vin",
	"vip",
	"xml",
};

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_word(char c)
{
	return is_upper(c) || is_lower(c) || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static char to_lower(char c)
{
	return is_upper(c) ? (char)(c + ('a' - 'A')) : c;
}

static char to_upper(char c)
{
	return is_lower(c) ? (char)(c - ('a' - 'A')) : c;
}

/* "dueDate" at D; "HTTPServer" at S. */
static bool word_begins(struct ma_str s, size_t i)
{
	if (!is_upper(s.p[i]))
		return false;
	if (!is_upper(s.p[i - 1]))
		return true;
	return i + 1 < s.n && is_lower(s.p[i + 1]);
}

/* An apostrophe between letters belongs to the word: "user's". */
static bool in_word(struct ma_str s, size_t i)
{
	if (is_word(s.p[i]))
		return true;
	return s.p[i] == '\'' && i > 0 && i + 1 < s.n && is_word(s.p[i - 1]) && is_word(s.p[i + 1]);
}

static bool next_word(struct ma_str *rest, struct ma_str *word)
{
	size_t from = 0, to;

	while (from < rest->n && !in_word(*rest, from))
		from++;
	if (from == rest->n)
		return false;
	for (to = from + 1; to < rest->n && in_word(*rest, to) && !word_begins(*rest, to); to++)
		;
	*word = ma_str_n(rest->p + from, to - from);
	*rest = ma_str_from(*rest, to);
	return true;
}

static void add_word(struct ma_buf *out, struct ma_str word, enum ma_case style, bool first)
{
	bool prose = style == MA_CASE_TITLE || style == MA_CASE_SENTENCE;
	bool capital = style == MA_CASE_PASCAL || style == MA_CASE_TITLE ||
		(style == MA_CASE_SENTENCE && first) || (style == MA_CASE_CAMEL && !first);
	bool all = style == MA_CASE_CONSTANT || (prose && MA_STR_AMONG_NOCASE(word, acronyms));
	size_t i;

	for (i = 0; i < word.n; i++) {
		if (word.p[i] == '\'' && !prose)
			continue;
		ma_buf_addc(out,
			all || (capital && i == 0) ? to_upper(word.p[i]) : to_lower(word.p[i]));
	}
}

void ma_words_case(struct ma_buf *out, struct ma_str text, enum ma_case style)
{
	static const char separators[] = {
		[MA_CASE_KEBAB] = '-',
		[MA_CASE_SNAKE] = '_',
		[MA_CASE_CONSTANT] = '_',
		[MA_CASE_TITLE] = ' ',
		[MA_CASE_SENTENCE] = ' ',
	};
	struct ma_str word;
	bool first = true;

	for (; next_word(&text, &word); first = false) {
		if (!first && separators[style])
			ma_buf_addc(out, separators[style]);
		add_word(out, word, style, first);
	}
}

/* Where the last word of "InvoiceLines", "invoice_lines" or "invoice lines" begins. */
static size_t last_word_at(struct ma_str s)
{
	size_t i = s.n;

	while (i > 1 && is_word(s.p[i - 1]) && is_word(s.p[i - 2]) && !word_begins(s, i - 1))
		i--;
	return i > 0 ? i - 1 : 0;
}

/* `like` decides whether the first letter is a capital. */
static void add_like(struct ma_buf *out, const char *word, struct ma_str like)
{
	ma_buf_addc(out, is_upper(like.p[0]) ? to_upper(word[0]) : word[0]);
	ma_buf_adds(out, word + 1);
}

static bool ends(struct ma_str s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n > n && ma_str_eq_nocase(ma_str_from(s, s.n - n), ma_str(suffix));
}

static bool ends_in_any(struct ma_str s, const char *const *suffixes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ends(s, suffixes[i]))
			return true;
	return false;
}

static bool consonant_y(struct ma_str s)
{
	return ends(s, "y") && s.n > 1 && !strchr("aeiouAEIOU", s.p[s.n - 2]);
}

static const struct pair *find_pair(struct ma_str word, bool many)
{
	size_t i;

	for (i = 0; i < MA_COUNT(irregular); i++)
		if (ma_str_eq_nocase(word, ma_str(many ? irregular[i].many : irregular[i].one)))
			return &irregular[i];
	return NULL;
}

/* "s" at the end that does not make a plural: "address", "status", "analysis". */
static bool singular_s(struct ma_str word)
{
	return ends(word, "ss") || ends(word, "us") || ends(word, "is");
}

void ma_words_singular(struct ma_buf *out, struct ma_str noun)
{
	static const char *const es[] = { "sses", "shes", "ches", "xes", "zzes", "tuses", "nuses",
		"puses", "ruses" };
	size_t at = last_word_at(noun);
	struct ma_str word = ma_str_from(noun, at);
	const struct pair *pair = find_pair(word, true);

	ma_buf_add(out, noun.p, at);
	if (pair)
		add_like(out, pair->one, word);
	else if (MA_STR_AMONG_NOCASE(word, uncountable) || find_pair(word, false) ||
		singular_s(word))
		ma_buf_addv(out, word);
	else if (ends(word, "ies") && word.n > 4)
		ma_buf_addf(out, MA_STR_FMT "y", (int)word.n - 3, word.p);
	else if (ends_in_any(word, es, MA_COUNT(es)))
		ma_buf_add(out, word.p, word.n - 2);
	else if (ends(word, "smen")) /* "craftsmen" */
		ma_buf_addf(out, MA_STR_FMT "an", (int)word.n - 2, word.p);
	else
		ma_buf_add(out, word.p, ends(word, "s") ? word.n - 1 : word.n);
}

void ma_words_plural(struct ma_buf *out, struct ma_str noun)
{
	static const char *const es[] = { "s", "x", "z", "ch", "sh" };
	size_t at = last_word_at(noun);
	struct ma_str word = ma_str_from(noun, at);
	const struct pair *pair = find_pair(word, false);

	ma_buf_add(out, noun.p, at);
	if (pair)
		add_like(out, pair->many, word);
	else if (word.n == 0 || MA_STR_AMONG_NOCASE(word, uncountable) || find_pair(word, true))
		ma_buf_addv(out, word);
	else if ((ends(word, "s") && !singular_s(word)) || ends(word, "smen"))
		ma_buf_addv(out, word); /* a plural already */
	else if (ends(word, "sman"))
		ma_buf_addf(out, MA_STR_FMT "en", (int)word.n - 2, word.p);
	else if (consonant_y(word))
		ma_buf_addf(out, MA_STR_FMT "ies", (int)word.n - 1, word.p);
	else
		ma_buf_addf(out, MA_STR_FMT "%s", MA_STR_ARG(word),
			ends_in_any(word, es, MA_COUNT(es)) ? "es" : "s");
}

static bool begins_with_any(struct ma_str s, const char *const *beginnings, size_t n)
{
	struct ma_str beginning;
	size_t i;

	for (i = 0; i < n; i++) {
		beginning = ma_str(beginnings[i]);
		if (s.n >= beginning.n && ma_str_eq_nocase(ma_str_n(s.p, beginning.n), beginning))
			return true;
	}
	return false;
}

void ma_words_article(struct ma_buf *out, struct ma_str noun)
{
	static const char *const vowels[] = { "a", "e", "i", "o", "u", "hour", "heir", "honor",
		"honour", "honest" };
	static const char *const consonants[] = { "uni", "use", "usu", "uti", "ubiq", "eu", "one",
		"once", "uuid", "url", "uri" };
	bool an = begins_with_any(noun, vowels, MA_COUNT(vowels)) &&
		!begins_with_any(noun, consonants, MA_COUNT(consonants));

	ma_buf_adds(out, an ? "an " : "a ");
	ma_buf_add(out, noun.p, noun.n);
}
