/* Elision markers, found by their words: whole lines only, most often comments with three dots. */
#include "codec/elision.h"

#include "base/err.h"
#include "base/path.h"

#define LINE_LONGEST 120 /* a marker is short; longer lines are content */

static bool cut_start(struct ma_str *s, const char *what)
{
	if (!ma_str_starts(*s, what))
		return false;
	*s = ma_str_trim(ma_str_from(*s, strlen(what)));
	return true;
}

static bool cut_end(struct ma_str *s, const char *what)
{
	if (!ma_str_ends(*s, what))
		return false;
	*s = ma_str_trim(ma_str_n(s->p, s->n - strlen(what)));
	return true;
}

/* Take away what makes the line a comment; false where it is none. */
static bool uncomment(struct ma_str *line)
{
	static const char *const before[] = { "{/*", "/*", "//", "<!--", "#", "--", ";", "%", "*",
		"[", "(" };
	static const char *const after[] = { "*/}", "*/", "-->", "]", ")" };
	bool comment = false;
	size_t i;

	for (i = 0; i < MA_COUNT(before) && !comment; i++)
		comment = cut_start(line, before[i]);
	for (i = 0; i < MA_COUNT(after) && comment; i++)
		if (cut_end(line, after[i]))
			break;
	return comment;
}

static bool cut_dots(struct ma_str *s, bool at_start)
{
	static const char *const dots[] = { "...", "\xe2\x80\xa6" };
	size_t i;

	for (i = 0; i < MA_COUNT(dots); i++)
		if (at_start ? cut_start(s, dots[i]) : cut_end(s, dots[i]))
			return true;
	return false;
}

/* "[rest of the code]" and "--- rest of the code ---" within a comment. True where something was there. */
static bool unbracket(struct ma_str *s)
{
	size_t n = s->n;

	while (cut_start(s, "-") || cut_start(s, "=") || cut_end(s, "-") || cut_end(s, "="))
		;
	(void)(cut_start(s, "[") && cut_end(s, "]")); /* either may be there, or none */
	(void)(cut_start(s, "(") && cut_end(s, ")"));
	return s->n < n;
}

static bool starts_nocase(struct ma_str s, const char *word)
{
	size_t n = strlen(word);

	return s.n >= n && ma_str_eq_nocase(ma_str_n(s.p, n), ma_str(word)) &&
		(s.n == n || s.p[n] == ' ');
}

static bool ends_nocase(struct ma_str s, const char *word)
{
	size_t n = strlen(word);

	return s.n >= n && ma_str_eq_nocase(ma_str_from(s, s.n - n), ma_str(word)) &&
		(s.n == n || s.p[s.n - n - 1] == ' ');
}

struct words {
	const char *const *v;
	size_t n;
};
#define WORDS(...)                                                       \
	{                                                                \
		(const char *const[]){ __VA_ARGS__ },                    \
			MA_COUNT(((const char *const[]){ __VA_ARGS__ })) \
	}

/* With three dots before them a looser choice is enough: a comment rarely begins with dots. */
static const struct words loose_starts = WORDS("rest of", "the rest", "existing", "remaining",
	"the remaining", "unchanged", "same", "previous", "omitted", "other", "keep", "all other",
	"all the other", "code");
static const struct words loose_ends = WORDS("unchanged", "the same", "as before", "omitted",
	"for brevity", "as is", "existing code", "goes here");
static const struct words strict_starts = WORDS("rest of", "the rest", "existing", "remaining",
	"the remaining", "unchanged code", "previous", "all other", "keep all other",
	"keep the rest", "all the other");
static const struct words strict_ends = WORDS(
	"unchanged", "the same", "as before", "omitted", "for brevity", "as they are", "as is");
/* What no comment consists of unless something was left out. */
static const struct words phrases = WORDS("existing code", "existing code here", "rest of the code",
	"rest of code", "rest of the file", "rest of file", "the rest of the code",
	"the rest of the file", "rest of your code", "remaining code", "rest of the code here",
	"rest of the implementation", "keep existing code", "keep the existing code",
	"your existing code", "your existing code here", "existing code goes here",
	"add your code here", "your code here", "your implementation here", "your logic here",
	"continued in next message", "continued in the next message", "to be continued", "snip",
	"snipped");
static const struct words bracketed = WORDS(
	"same as before", "unchanged", "no changes", "truncated", "snip", "continued");
/* With three dots behind them, in a comment. */
static const struct words dotted_starts = WORDS("rest of", "the rest", "existing", "remaining",
	"the remaining", "other", "previous", "unchanged");

static bool any(struct ma_str s, struct words words, bool (*holds)(struct ma_str, const char *))
{
	size_t i;

	for (i = 0; i < words.n; i++)
		if (holds(s, words.v[i]))
			return true;
	return false;
}

/* What is left out, and that it stays, as others than the English say it: with dots one of them is enough, without both are wanted. */
static const struct words foreign_rests = WORDS("esto d", "este du", "estliche", "bestehende",
	"código existente", "code existant", "其余", "其他", "现有代码", "原有代码", "既存の",
	"残り", "나머지", "기존", "стальн");
static const struct words foreign_stays = WORDS("sin cambios", "sem altera", "inchang",
	"unverändert", "不变", "省略", "変更なし", "동일", "без измен");

static bool holds(struct ma_str s, const char *word)
{
	return ma_str_find(s, ma_str(word)) >= 0;
}

static bool is_foreign(struct ma_str line, bool dots)
{
	bool rests = any(line, foreign_rests, holds), stays = any(line, foreign_stays, holds);

	return dots ? rests || stays : rests && stays;
}

static bool is_nocase(struct ma_str s, const char *word)
{
	return ma_str_eq_nocase(s, ma_str(word));
}

static bool is_whole_phrase(struct ma_str s)
{
	return any(s, phrases, is_nocase) ||
		(any(s, strict_starts, starts_nocase) && any(s, strict_ends, ends_nocase));
}

static const struct words prose_exts = WORDS(".md", ".mdx", ".txt", ".rst");
/* Where "..." is a token of the language. */
static const struct words dots_exts = WORDS(".py", ".pyi", ".yaml", ".yml");

static bool is_marker(struct ma_str line, struct ma_str ext)
{
	bool prose = any(ext, prose_exts, is_nocase);
	bool comment = uncomment(&line), before, after, spread, brackets;
	struct ma_str was = line;

	before = cut_dots(&line, true);
	spread = before && !comment && line.n > 0 &&
		line.p == was.p + 3; /* "...rest,": code, not words */
	after = cut_dots(&line, false);
	brackets = comment && unbracket(&line);
	if (line.n == 0)
		return (before || after) && !prose && (comment || !any(ext, dots_exts, is_nocase));
	if (spread)
		return false;
	if (!prose && comment && is_foreign(line, before || after))
		return true;
	if (before)
		return any(line, loose_starts, starts_nocase) || any(line, loose_ends, ends_nocase);
	if (brackets && any(line, bracketed, is_nocase))
		return true;
	if (comment && after && any(line, dotted_starts, starts_nocase))
		return true;
	return !prose && (comment || after) && is_whole_phrase(line);
}

/* "//", "#" or "*" at the beginning of a comment's line, with what follows it in *rest; "" for any other line. */
static struct ma_str comment_sign(struct ma_str line, struct ma_str *rest)
{
	static const char *const signs[] = { "//", "#", "*" };
	size_t i;

	line = ma_str_trim(line);
	for (i = 0; i < MA_COUNT(signs); i++)
		if (ma_str_starts(line, signs[i]) && !ma_str_starts(line, "*/")) {
			*rest = ma_str_from(line, strlen(signs[i]));
			return ma_str(signs[i]);
		}
	return MA_STR("");
}

/*
 * Code that a comment shows is indented in it: "//     ..." between two lines of the same comment stands for what any caller
 * does, not for what the file has.
 */
static bool is_in_example(struct ma_str line, struct ma_str before, struct ma_str behind)
{
	struct ma_str rest = MA_STR(""), other = MA_STR(""), sign = comment_sign(line, &rest);

	if (sign.n == 0 ||
		!(ma_str_starts(rest, "  ") || ma_str_starts(rest, "\t") ||
			ma_str_starts(rest, " \t")))
		return false;
	rest = ma_str_trim(rest);
	return cut_dots(&rest, true) && rest.n == 0 &&
		ma_str_eq(comment_sign(before, &other), sign) && ma_str_trim(other).n > 0 &&
		ma_str_eq(comment_sign(behind, &other), sign);
}

bool ma_elision_found(struct ma_str content, struct ma_str path)
{
	struct ma_str ext = ma_path_ext(path), before = MA_STR(""), line, rest, behind;

	for (; ma_str_line(&content, &line); before = line) {
		struct ma_str bare = ma_str_trim(line);

		if (bare.n < 3 || bare.n > LINE_LONGEST || !is_marker(bare, ext))
			continue;
		rest = content;
		behind = MA_STR("");
		(void)ma_str_line(&rest, &behind); /* behind the last line there is none */
		if (!is_in_example(line, before, behind))
			return true;
	}
	return false;
}

static const struct words all_starts = WORDS("unchanged", "no changes", "no change", "same as",
	"see above", "see previous", "see the previous", "as before", "as above", "content of",
	"contents of", "content goes", "content here", "file content", "file contents",
	"binary data", "binary content");

bool ma_elision_is_all(struct ma_str content)
{
	content = ma_str_trim(content);
	if (content.n == 0 || content.n > LINE_LONGEST || memchr(content.p, '\n', content.n))
		return false;
	if (ma_str_is(content, "content, verbatim"))
		return true; /* what the format is explained with */
	if (!uncomment(&content) && !cut_start(&content, "<"))
		return false;
	return any(content, all_starts, starts_nocase);
}

/* Of a sentence about the file, not about the project. */
static const struct words said_starts = WORDS("the rest of the file", "rest of the file",
	"the rest of the code", "rest of the code", "the rest remains", "the rest stays",
	"the rest is", "i'll keep the rest", "i will keep the rest", "i kept the rest",
	"i've kept the rest", "keep the rest", "the remaining code", "everything else in the file");
static const struct words said_to_go_on = WORDS("continued", "continuing", "to be continued",
	"continued in the next message", "to be continued in the next message");

bool ma_elision_said(struct ma_str behind)
{
	struct ma_str line = MA_STR("");

	while (line.n == 0 && ma_str_line(&behind, &line))
		line = ma_str_trim(line);
	while (cut_start(&line, "*") || cut_start(&line, "_") || cut_start(&line, "(") ||
		cut_end(&line, "*") || cut_end(&line, "_") || cut_end(&line, ")") ||
		cut_end(&line, ".") || cut_end(&line, ":"))
		;
	if (any(line, said_to_go_on, is_nocase))
		return true;
	return any(line, said_starts, starts_nocase) && any(line, strict_ends, ends_nocase);
}
