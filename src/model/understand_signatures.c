/*
 * Things and their fields as developers write them on one line, "Account(iban unique, owner), Entry(account FK, amount decimal)":
 * each becomes a definition, whatever the sentence around it. Linear in the text.
 */
#include "base/limits.h"
#include "model/understand_layout.h"

#define LIST_SIZE 2000 /* bytes of a list that are looked at */

/* "Account(iban unique, owner)" in a text. */
struct signature {
	struct ma_str name, list;
	bool sure; /* one of its items says what only a column says */
};

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_';
}

/* The list in the bracket that `text` begins with; p is NULL where it is not closed. */
static struct ma_str list_of(struct ma_str text)
{
	size_t n;
	int depth = 0;

	for (n = 0; n < text.n && n < LIST_SIZE; n++) {
		depth += memchr("({[", text.p[n], 3) != NULL;
		depth -= memchr(")}]", text.p[n], 3) != NULL;
		if (depth == 0)
			return ma_str_n(text.p + 1, n - 1);
	}
	return (struct ma_str){ .p = NULL };
}

/* "FK", "unique", "int", "title?": what a column says; a `plain` word says it in prose as well. */
static bool is_of_column(struct ma_str word, bool *plain)
{
	char text[MA_SPEC_NAME];

	*plain = true;
	if (word.n >= sizeof(text))
		return false;
	word = ma_line_lower(word, text, sizeof(text));
	if (word.n > 1 && memchr("?!", word.p[word.n - 1], 2))
		return true;
	if (ma_words_have("unique optional text string date boolean null enum nullable", word))
		return true;
	*plain = false;
	return ma_words_have(
		"fk pk uniq int integer bigint decimal numeric float double bool str varchar char timestamp timestamptz "
		"datetime uuid json jsonb references",
		word);
}

/* Whether an item of the list has such a word behind its first one. */
static bool lists_columns(struct ma_str list, bool plain)
{
	static const char marks[] = " ,;:()[]{}|\n";
	size_t i = 0, from;
	bool first = true, in_prose;

	while (i < list.n) {
		for (from = i; i < list.n && !memchr(marks, list.p[i], sizeof(marks) - 1); i++)
			;
		if (i > from && is_of_column(ma_str_n(list.p + from, i - from), &in_prose) &&
			(plain || !in_prose) && (!first || list.p[i - 1] == '?'))
			return true;
		first = first && i == from;
		for (; i < list.n && memchr(marks, list.p[i], sizeof(marks) - 1); i++)
			first = first || memchr(",;", list.p[i], 2);
	}
	return false;
}

/* Whether a thing may be named at `at`: behind a mark, "and", "with", "models". */
static bool may_begin(const struct ma_spec *spec, struct ma_str text, size_t at)
{
	char low[MA_SPEC_NAME];
	struct ma_str word;
	size_t end = at, from;

	while (end > 0 && memchr(" \t", text.p[end - 1], 2) && at - end < 8)
		end--;
	if (end == 0 || !is_name_byte(text.p[end - 1]))
		return end == 0 || (end < at && !memchr("'\"/-*", text.p[end - 1], 5)) ||
			memchr("\n,;:.", text.p[end - 1], 5);
	for (from = end; from > 0 && end - from < sizeof(low) && is_name_byte(text.p[from - 1]);)
		from--;
	word = ma_line_lower(ma_str_n(text.p + from, end - from), low, sizeof(low));
	return end < at &&
		(ma_lexicon_flags(spec->lexicon, word) & (MA_W_CLOSED | MA_W_META) ||
			ma_words_have("entity entities table tables", word));
}

/* What follows the list ends it: a mark, the next one. */
static bool ends(struct ma_str rest)
{
	rest = ma_str_trim(ma_str_clip(rest, 200));
	return rest.n == 0 || memchr(",;.&+)`-", rest.p[0], 8) || ma_str_starts(rest, "and ") ||
		(rest.p[0] >= 'A' && rest.p[0] <= 'Z');
}

/* The signature at `at`, where a word begins; false: there is none. */
static bool read_signature(
	const struct ma_spec *spec, struct ma_str text, size_t at, struct signature *out)
{
	bool upper = text.p[at] >= 'A' && text.p[at] <= 'Z';
	char low[MA_SPEC_NAME];
	size_t end = at, open;

	while (end < text.n && is_name_byte(text.p[end]))
		end++;
	open = end + (end < text.n && text.p[end] == ' ');
	if (end - at < 2 || end - at >= sizeof(low) || open >= text.n ||
		!memchr("({[", text.p[open], 3) || !may_begin(spec, text, at))
		return false;
	out->name = ma_str_n(text.p + at, end - at);
	out->list = list_of(ma_str_from(text, open));
	if (!out->list.p || out->list.n < 2 ||
		!ends(ma_str_from(text, (size_t)(out->list.p - text.p) + out->list.n + 1)) ||
		ma_lexicon_flags(spec->lexicon, ma_line_lower(out->name, low, sizeof(low))) &
			(MA_W_CLOSED | MA_W_TECH) ||
		ma_words_have("app application entities models tables schema",
			ma_line_lower(out->name, low, sizeof(low))))
		return false;
	out->sure = lists_columns(out->list, upper);
	if (!out->sure && ma_feature_named(ma_line_lower(out->name, low, sizeof(low))))
		return false;
	return out->sure || (upper && open == end);
}

/* Semicolons and lines between fields are commas. */
static void add_list(struct ma_buf *out, struct ma_str list)
{
	size_t i, from = 0;
	struct ma_str item;

	for (i = 0; i <= list.n; i++)
		if (i == list.n || list.p[i] == ';' || list.p[i] == '\n') {
			item = ma_str_trim(ma_str_n(list.p + from, i - from));
			ma_definition_fields(out, item);
			if (item.n > 0 && item.p[item.n - 1] != ',')
				ma_buf_adds(out, ", ");
			from = i + 1;
		}
}

/* The prompt with definitions in their places, or only how many of them are sure. */
static size_t read_all(struct ma_spec *spec, struct ma_str text, struct ma_buf *out)
{
	struct signature s = { .sure = false };
	size_t at = 0, n = 0;
	int depth = 0;

	while (at < text.n) {
		bool begins = is_name_byte(text.p[at]) &&
			(at == 0 ||
				!(is_name_byte(text.p[at - 1]) ||
					memchr("@.-/", text.p[at - 1], 4)));

		if (depth == 0 && begins && read_signature(spec, text, at, &s)) {
			n += s.sure;
			at = (size_t)(s.list.p - text.p) + s.list.n + 1;
			while (at < text.n && memchr(",;. ", text.p[at], 4))
				at++;
			if (out) {
				ma_definition_begin(
					out, ma_spec_name(spec, s.name, MA_CASE_SNAKE, false));
				add_list(out, s.list);
				ma_definition_end(out);
			}
			continue;
		}
		depth += memchr("([{", text.p[at], 3) != NULL;
		depth -= depth > 0 && memchr(")]}", text.p[at], 3);
		if (ma_str_starts(ma_str_from(text, at), "\n\n"))
			depth = 0; /* what was opened in another paragraph is a smiley */
		if (out)
			ma_buf_addc(out, text.p[at]);
		at++;
	}
	return n;
}

struct ma_str ma_spec_read_signatures(struct ma_spec *spec, struct ma_str prompt)
{
	struct ma_buf out = MA_BUF_INIT(prompt.n * 4 + 64);

	if (spec->rc || read_all(spec, prompt, NULL) == 0)
		return prompt;
	(void)read_all(spec, prompt, &out);
	return ma_spec_text(spec, &out, prompt);
}
