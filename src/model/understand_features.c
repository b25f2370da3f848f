/* Features: their names, and the phrase of understand_feature_words.c that asks for one. */
#include <limits.h>

#include "model/understand.h"
#include "model/understand_features.h"

#define GAP 6     /* words that * may be */
#define SKIPPED 3 /* articles and slashes before a word */

static const char *const names[] = {
	"auth",
	"oauth",
	"roles",
	"search",
	"filter",
	"sort",
	"pagination",
	"upload",
	"cart",
	"checkout",
	"payments",
	"notifications",
	"email",
	"sms",
	"reminders",
	"dashboard",
	"charts",
	"export_csv",
	"import_csv",
	"calendar",
	"dark_mode",
	"i18n",
	"tags",
	"ratings",
	"version_history",
	"markdown",
	"audit_log",
	"drag_drop",
	"sharing",
	"docker",
	"api_docs",
	NULL,
};

/* What the templates of today build. The container and CI files belong to every project. */
static const char *const built[] = { "auth", "search", "filter", "sort", "pagination", "dashboard",
	"charts", "export_csv", "import_csv", "dark_mode", "tags", "ratings", "roles", "audit_log",
	"api_docs", "docker", "upload", "calendar", "drag_drop", "markdown" };

const char *const *ma_understand_features(void)
{
	return names;
}

int ma_feature_find(struct ma_str name)
{
	int i;

	for (i = 0; names[i]; i++)
		if (ma_str_is(name, names[i]))
			return i;
	return -1;
}

bool ma_feature_built(int index)
{
	size_t i;

	for (i = 0; i < MA_COUNT(built); i++)
		if (strcmp(built[i], names[index]) == 0)
			return true;
	return false;
}

bool ma_feature_named(struct ma_str words)
{
	struct ma_str one = words;
	size_t i;

	one.n -= ma_str_ends(words, "s");
	for (i = 0; ma_feature_asks[i].phrases; i++)
		if (ma_str_lists(ma_str(ma_feature_asks[i].phrases), '|', words) ||
			ma_str_lists(ma_str(ma_feature_asks[i].phrases), '|', one))
			return true;
	return false;
}

/* What is left of a word behind its stem. */
static bool begins(struct ma_str word, struct ma_str stem, struct ma_str *rest_out)
{
	*rest_out = ma_str_from(word, stem.n);
	return word.n >= stem.n && memcmp(word.p, stem.p, stem.n) == 0;
}

/* "drags", "dragged", "sharing", "notifies" */
static bool is_form(struct ma_str word, struct ma_str verb)
{
	char last = verb.p[verb.n - 1];
	struct ma_str rest;

	if (begins(word, verb, &rest)) {
		if (rest.n > 2 && rest.p[0] == last && last != 'e')
			rest = ma_str_from(rest, 1);
		return rest.n == 0 || ma_words_have("s es d ed ing", rest);
	}
	verb.n--;
	return begins(word, verb, &rest) &&
		((last == 'e' && ma_str_is(rest, "ing")) ||
			(last == 'y' && ma_words_have("ies ied", rest)));
}

static bool is_word(const struct ma_token *t, struct ma_str word)
{
	struct ma_str low = t->low;

	if ((t->kind != MA_TOKEN_WORD && t->kind != MA_TOKEN_COMMA) || low.n == 0)
		return false;
	if (word.p[word.n - 1] == '~')
		return is_form(low, ma_str_n(word.p, word.n - 1));
	if (low.n == word.n + 1 && low.p[word.n] == 's')
		low.n--;
	return ma_str_eq(low, word);
}

static bool is_any_of(const struct ma_token *t, struct ma_str words)
{
	struct ma_str word;

	while (ma_str_cut(&words, '/', &word))
		if (is_word(t, word))
			return true;
	return false;
}

/* "English, French or German", "(English/French)" at `at`: behind them; 0 where there are not two. */
static size_t languages_end(const struct ma_spec *spec, size_t at)
{
	bool open = spec->tokens[at].kind == MA_TOKEN_OPEN;
	size_t n = 0, end = 0;

	for (at += open; at < spec->tokens_n; at++) {
		if (ma_spec_is_language(spec, at)) {
			end = at + 1;
			n++;
		} else if (end == 0 ||
			!(spec->tokens[at].kind == MA_TOKEN_COMMA ||
				spec->tokens[at].kind == MA_TOKEN_SLASH ||
				ma_spec_is_any(spec, at, "and or"))) {
			break;
		}
	}
	if (n < 2 || (open && spec->tokens[end].kind != MA_TOKEN_CLOSE))
		return 0;
	return end + open;
}

static size_t match(const struct ma_spec *spec, size_t at, struct ma_str phrase, bool first);

/* The rest of a phrase behind up to GAP words; 0 where it is not there. */
static size_t match_behind(const struct ma_spec *spec, size_t at, struct ma_str phrase)
{
	size_t last = at + GAP, end;

	for (; at <= last; at++) {
		end = match(spec, at, phrase, false);
		if (end > 0)
			return end;
		if (at >= spec->tokens_n || spec->tokens[at].kind != MA_TOKEN_WORD ||
			spec->tokens[at].flags & MA_W_HAVE)
			break;
	}
	return 0;
}

/* Where the phrase that begins at `at` ends; 0 where it is not there. */
static size_t match(const struct ma_spec *spec, size_t at, struct ma_str phrase, bool first)
{
	struct ma_str part, rest = phrase;
	const struct ma_token *t = &spec->tokens[at];
	size_t end, n;

	if (!ma_str_cut(&rest, ' ', &part))
		return at;
	if (ma_str_is(part, "%")) {
		end = languages_end(spec, at);
		return end > 0 ? match(spec, end, rest, false) : 0;
	}
	if (ma_str_is(part, "*"))
		return match_behind(spec, at, rest);
	if (at >= spec->tokens_n)
		return 0;
	if (part.p[0] == '?') {
		end = is_any_of(t, ma_str_from(part, 1)) ? match(spec, at + 1, rest, false) : 0;
		return end > 0 ? end : match(spec, at, rest, first);
	}
	for (n = 0; n <= SKIPPED; n++, t++, at++) {
		if (ma_str_is(part, "+") ? t->kind == MA_TOKEN_WORD && !(t->flags & MA_W_CLOSED)
					 : is_any_of(t, part))
			return match(spec, at + 1, rest, false);
		if (first || !(t->kind == MA_TOKEN_SLASH || ma_spec_is_a(spec, at, MA_W_DET)))
			break; /* the last token of all is a STOP */
	}
	return 0;
}

static uint64_t mask_of(struct ma_str features)
{
	struct ma_str name;
	uint64_t mask = 0;

	if (features.n == 0)
		return MA_FEATURE(MA_FEATURE_OTHER);
	while (ma_str_cut(&features, ' ', &name))
		mask |= MA_FEATURE(ma_feature_find(name));
	return mask;
}

/* A phrase among those that begin with the same letter. */
struct row {
	struct ma_str phrase;
	const char *features;
	bool of_pages;
	struct row *next;
};

#define ANY 0 /* the letter of phrases that any word may begin */

struct ma_asks {
	struct row *by[UCHAR_MAX + 1], *last[UCHAR_MAX + 1];
};

static bool add_row(
	struct ma_asks *asked, struct ma_arena *arena, unsigned char letter, struct row row)
{
	struct row *last = asked->last[letter], *added;

	if (last && last->phrase.p == row.phrase.p)
		return true;
	added = ma_arena_new(arena, struct row);
	if (!added)
		return false;
	*added = row;
	*(last ? &last->next : &asked->by[letter]) = added;
	asked->last[letter] = added;
	return true;
}

/* A phrase under each letter that it may begin with. */
static bool add_phrase(struct ma_asks *asked, struct ma_arena *arena, struct row row)
{
	struct ma_str rest = row.phrase, part, word;
	bool optional = true, ok = true;

	while (optional && ma_str_cut(&rest, ' ', &part)) {
		optional = part.p[0] == '?';
		part = ma_str_from(part, optional);
		if (ma_words_have("% * +", part)) {
			ok = ok && add_row(asked, arena, ANY, row);
			continue;
		}
		while (ma_str_cut(&part, '/', &word))
			ok = ok && add_row(asked, arena, (unsigned char)word.p[0], row);
	}
	return ok;
}

static bool add_list(struct ma_asks *asked, struct ma_arena *arena,
	const struct ma_feature_ask *list, bool of_pages)
{
	struct row row = { .of_pages = of_pages };
	struct ma_str rest;
	size_t i;

	for (i = 0; list[i].phrases; i++) {
		row.features = list[i].features;
		for (rest = ma_str(list[i].phrases); ma_str_cut(&rest, '|', &row.phrase);)
			if (!add_phrase(asked, arena, row))
				return false;
	}
	return true;
}

struct ma_asks *ma_asks_new(struct ma_arena *arena)
{
	struct ma_asks *asked = ma_arena_new(arena, struct ma_asks);

	return asked && add_list(asked, arena, ma_feature_asks, false) &&
			add_list(asked, arena, ma_feature_paged_asks, true)
		? asked
		: NULL;
}

struct found {
	const char *features; /* NULL: none */
	size_t end;
};

static void find_longest(
	struct found *f, const struct ma_spec *spec, size_t at, unsigned char letter)
{
	bool pages = spec->kind == MA_KIND_APP || spec->kind == MA_KIND_API;
	const struct row *row;
	size_t end;

	for (row = spec->asks->by[letter]; row; row = row->next) {
		end = row->of_pages && !pages ? 0 : match(spec, at, row->phrase, true);
		if (end > f->end)
			*f = (struct found){ row->features, end };
	}
}

static struct found find_at(const struct ma_spec *spec, size_t at)
{
	struct found f = { NULL, at };

	if (spec->tokens[at].low.n > 0)
		find_longest(&f, spec, at, (unsigned char)spec->tokens[at].low.p[0]);
	find_longest(&f, spec, at, ANY);
	return f;
}

static bool has_feature(const struct ma_spec *spec, size_t at)
{
	return at < spec->tokens_n && spec->tokens[at].kind == MA_TOKEN_WORD &&
		find_at(spec, at).features;
}

/* "login and payments", "..., with payments": asked for as other features are, and no records. */
static bool is_paying(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];

	if (!ma_str_is(t->low, "payments") || at < 2 ||
		!(t[1].kind == MA_TOKEN_STOP || t[1].kind == MA_TOKEN_COMMA ||
			t[1].flags & MA_W_CONJ))
		return false;
	if (t[1].kind != MA_TOKEN_STOP && has_feature(spec, at + 2))
		return true;
	if (t[-1].flags & MA_W_WITH)
		return t[1].kind == MA_TOKEN_STOP &&
			(t[-2].kind != MA_TOKEN_WORD || t[-2].flags & (MA_W_CONTAINER | MA_W_BOX));
	return (t[-1].kind == MA_TOKEN_COMMA || t[-1].flags & MA_W_CONJ) &&
		has_feature(spec, at - 2);
}

uint64_t ma_spec_features_at(const struct ma_spec *spec, size_t at, size_t *n_out)
{
	struct found f;

	if (at >= spec->tokens_n || spec->tokens[at].kind != MA_TOKEN_WORD ||
		(spec->tokens[at].copy &&
			!ma_str_eq_nocase(spec->tokens[at].text, spec->tokens[at].low)))
		return 0; /* the "signup" that is made of "sign up for" is nobody's word */
	f = find_at(spec, at);
	if (!f.features && is_paying(spec, at))
		f = (struct found){ "payments", at + 1 };
	if (!f.features)
		return 0;
	*n_out = f.end - at;
	return mask_of(ma_str(f.features));
}

int ma_spec_feature_at(const struct ma_spec *spec, size_t at, size_t *n_out)
{
	uint64_t mask = ma_spec_features_at(spec, at, n_out);
	int i;

	for (i = 0; mask > 0; i++)
		if (mask & MA_FEATURE(i))
			return i;
	return -1;
}
