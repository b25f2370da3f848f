/*
 * Secrets by their form: a prefix that a service gives its keys, and as many characters behind it as they have.
 * What is written by hand in their place has words or runs in it and few different characters, which keys that
 * were drawn at random do not.
 */
#include "codec/secrets.h"

#include "base/err.h"

#define DISTINCT_LEAST 10 /* different characters of a key */
#define TOKEN_LONGEST 512 /* bytes; a longer word is no key */
#define PEM_LEAST 100     /* bytes of a private key's text */

/* What stands behind a prefix. */
enum behind {
	AT_LEAST, /* so many characters of words, drawn at random */
	EXACTLY,  /* just so many: a longer word is a hash */
	CAPITALS, /* just so many capitals and digits */
};

struct form {
	const char *prefix, *what;
	size_t least; /* characters behind the prefix */
	enum behind behind;
};

static const struct form forms[] = {
	{ "AKIA", "an AWS access key", 16, CAPITALS },
	{ "ASIA", "an AWS access key", 16, CAPITALS },
	{ "AIza", "a Google API key", 35, EXACTLY },
	{ "sk-", "an API key (sk-...)", 20, AT_LEAST },
	{ "sk_live_", "a Stripe key", 20, AT_LEAST },
	{ "rk_live_", "a Stripe key", 20, AT_LEAST },
	{ "ghp_", "a GitHub token", 36, AT_LEAST },
	{ "gho_", "a GitHub token", 36, AT_LEAST },
	{ "ghu_", "a GitHub token", 36, AT_LEAST },
	{ "ghs_", "a GitHub token", 36, AT_LEAST },
	{ "ghr_", "a GitHub token", 36, AT_LEAST },
	{ "github_pat_", "a GitHub token", 50, AT_LEAST },
	{ "glpat-", "a GitLab token", 20, AT_LEAST },
	{ "npm_", "an npm token", 36, AT_LEAST },
	{ "hf_", "a Hugging Face token", 30, AT_LEAST },
	{ "gsk_", "a Groq key", 40, AT_LEAST },
	{ "xai-", "an xAI key", 60, AT_LEAST },
	{ "xoxb-", "a Slack token", 20, AT_LEAST },
	{ "xoxp-", "a Slack token", 20, AT_LEAST },
	{ "SG.", "a SendGrid key", 50, AT_LEAST },
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_' || c == '-';
}

static bool is_upper(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
}

static bool holds(struct ma_str s, const char *word)
{
	size_t n = strlen(word), i, k;

	for (i = 0; i + n <= s.n; i++) {
		for (k = 0; k < n && lower(s.p[i + k]) == word[k]; k++)
			;
		if (k == n)
			return true;
	}
	return false;
}

static size_t distinct(struct ma_str s)
{
	bool seen[256] = { false };
	size_t n = 0, i;

	for (i = 0; i < s.n; i++) {
		n += !seen[(unsigned char)s.p[i]];
		seen[(unsigned char)s.p[i]] = true;
	}
	return n;
}

static bool is_placeholder(struct ma_str token)
{
	static const char *const words[] = { "xxxx", "your", "example", "placeholder", "changeme",
		"change-me", "replace", "dummy", "fake", "abcdef", "12345", "0000", "secret",
		"insert" };
	size_t i;

	for (i = 0; i < MA_COUNT(words); i++)
		if (holds(token, words[i]))
			return true;
	return distinct(token) < DISTINCT_LEAST;
}

/* A long run of letters of both cases and digits: names in CSS and the like ("sk-folding-cube") have none. */
static bool looks_drawn(struct ma_str s)
{
	bool up = false, low = false, digit = false;
	size_t run = 0, longest = 0, i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		up |= c >= 'A' && c <= 'Z';
		low |= c >= 'a' && c <= 'z';
		digit |= c >= '0' && c <= '9';
		run = c == '-' || c == '_' || c == '.' ? 0 : run + 1;
		longest = run > longest ? run : longest;
	}
	return up && low && digit && longest >= 12;
}

static bool is_key(const struct form *f, struct ma_str text)
{
	size_t from = strlen(f->prefix), n = from;

	while (n < text.n && n < TOKEN_LONGEST &&
		(f->behind == CAPITALS
				? is_upper(text.p[n])
				: is_word(text.p[n]) || (text.p[n] == '.' && f->behind != EXACTLY)))
		n++;
	if (n - from < f->least || n == TOKEN_LONGEST ||
		(f->behind == EXACTLY && n - from > f->least))
		return false;
	text = ma_str_from(ma_str_n(text.p, n), from);
	if (f->behind == CAPITALS)
		return text.n == f->least && !is_placeholder(text);
	return looks_drawn(text) && !is_placeholder(text);
}

/* "-----BEGIN RSA PRIVATE KEY-----", and its text behind it. */
static bool is_private_key(struct ma_str text)
{
	struct ma_str line, body = MA_STR("");
	size_t n = 0, i;

	if (!ma_str_starts(text, "-----BEGIN ") || !ma_str_line(&text, &line) ||
		ma_str_find(line, MA_STR("PRIVATE KEY-----")) < 0)
		return false;
	body = ma_str_n(text.p, text.n < 4 * PEM_LEAST ? text.n : 4 * PEM_LEAST);
	for (i = 0; i < body.n && body.p[i] != '-'; i++)
		n += is_word(body.p[i]) || body.p[i] == '+' || body.p[i] == '/';
	return n >= PEM_LEAST && !is_placeholder(ma_str_n(body.p, i));
}

static const char *secret_at(struct ma_str text)
{
	size_t i;

	for (i = 0; i < MA_COUNT(forms); i++)
		if (text.p[0] == forms[i].prefix[0] && ma_str_starts(text, forms[i].prefix) &&
			is_key(&forms[i], text))
			return forms[i].what;
	return is_private_key(text) ? "a private key" : NULL;
}

const char *ma_secret_find(struct ma_str text, size_t *line_out)
{
	const char *what;
	size_t i, line = 1;

	for (i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			line++;
		if ((i > 0 && is_word(text.p[i - 1])) ||
			!memchr("AsrgnhxS-", text.p[i], sizeof("AsrgnhxS-") - 1))
			continue;
		what = secret_at(ma_str_from(text, i));
		if (what) {
			*line_out = line;
			return what;
		}
	}
	return NULL;
}
