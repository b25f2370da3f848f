/* Marks whose meaning depends on what stands around them. */
#include "model/understand_marks.h"

#include "model/understand_letters.h"

#define LIST_SIZE 2000 /* bytes of a list behind a semicolon that are looked at */

struct ma_str ma_marks_skip_blanks(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t' || s.p[n] == '\r'))
		n++;
	return ma_str_from(s, n);
}

size_t ma_marks_answers(struct ma_str s, struct ma_buf *low)
{
	size_t size = ma_letters_word(s, low);
	struct ma_str rest;

	if (!ma_words_have("yes y true", ma_buf_str(low)))
		return 0; /* before a long run of blanks is passed, again at each of them */
	rest = ma_marks_skip_blanks(ma_str_from(s, size));
	if (ma_str_starts(rest, "or "))
		rest = ma_str_from(rest, 3);
	else if (rest.n > 0 && (rest.p[0] == '/' || rest.p[0] == '|'))
		rest = ma_marks_skip_blanks(ma_str_from(rest, 1));
	else
		return 0;
	size = ma_letters_word(rest, low);
	if (!ma_words_have("no n false", ma_buf_str(low)))
		return 0;
	size += s.n - rest.n;
	rest = ma_marks_skip_blanks(ma_str_from(s, size));
	return rest.n > 0 && (rest.p[0] == '/' || rest.p[0] == '|') ? 0 : size;
}

size_t ma_marks_reference(const struct ma_spec *spec, struct ma_str s)
{
	size_t n = ma_str_starts(s, "->") || ma_str_starts(s, "=>") ? 2
		: ma_str_starts(s, "\xe2\x86\x92")                  ? 3
								    : 0;
	const struct ma_token *last = spec->tokens_n > 0 ? &spec->tokens[spec->tokens_n - 1] : NULL;
	struct ma_str to;

	if (n == 0 || !last || last->kind != MA_TOKEN_WORD ||
		!((last->text.p[0] >= 'a' && last->text.p[0] <= 'z') || ma_str_is(last->low, "fk")))
		return 0;
	to = ma_marks_skip_blanks(ma_str_from(s, n));
	return to.n > 0 &&
			((to.p[0] >= 'A' && to.p[0] <= 'Z') ||
				(to.p[0] >= 'a' && to.p[0] <= 'z' && ma_str_ends(last->text, "_id")))
		? n
		: 0;
}

/* How many semicolons the rest of the sentence has; -1: something else than items stands between. */
static int semicolons(struct ma_str rest)
{
	size_t i, depth = 0;
	int n = 0;

	for (i = 0; i < rest.n && i < LIST_SIZE && rest.p[i] != '\n'; i++) {
		depth += rest.p[i] == '(' || rest.p[i] == '[';
		depth -= depth > 0 && (rest.p[i] == ')' || rest.p[i] == ']');
		if (rest.p[i] == '.' && (i + 1 == rest.n || memchr(" \n", rest.p[i + 1], 2)))
			break;
		if (depth == 0 && (rest.p[i] == ',' || rest.p[i] == ':'))
			return -1;
		n += depth == 0 && rest.p[i] == ';';
	}
	return n;
}

bool ma_marks_between_items(const struct ma_spec *spec, struct ma_str rest)
{
	const struct ma_token *t = spec->tokens;
	size_t at = spec->tokens_n, before = 0, list = 0;
	int behind = semicolons(rest);

	for (; at > 0 && spec->tokens_n - at < MA_SENTENCE_TOKENS && t[at - 1].kind != MA_TOKEN_STOP;
		at--) {
		if (t[at - 1].kind == MA_TOKEN_CLOSE)
			while (at > 1 && t[at - 1].kind != MA_TOKEN_OPEN)
				at--;
		if (t[at - 1].kind == MA_TOKEN_COMMA && !t[at - 1].bullet)
			return false;
		before += t[at - 1].kind == MA_TOKEN_COMMA;
		list += t[at - 1].kind == MA_TOKEN_COLON ||
			ma_spec_is_a(spec, at - 1, MA_W_HAVE | MA_W_WITH);
	}
	return list > 0 && behind > 0 && before + (size_t)behind > 1;
}
