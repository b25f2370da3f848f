/*
 * JUnit XML, so far as it counts tests: https://github.com/testmoapp/junitxml describes what runners agree on. What is
 * not well-formed counts for nothing; nothing is expanded or looked up.
 */
#include <string.h>

#include "verify/counts.h"
#include "verify/counts_parts.h"

/* Behind the end of what begins here and is no element: a comment, CDATA, a declaration. NULL where it does not end. */
static const char *skip_other(struct ma_str rest)
{
	static const char *const ways[][2] = { { "<!--", "-->" }, { "<![CDATA[", "]]>" },
		{ "<?", "?>" }, { "<!", ">" } };
	ptrdiff_t end;
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (!ma_str_starts(rest, ways[i][0]))
			continue;
		end = ma_str_find(rest, ma_str(ways[i][1]));
		return end < 0 ? NULL : rest.p + end + strlen(ways[i][1]);
	}
	return rest.p;
}

/* The tag that begins here without its brackets; a '>' inside of quotes does not end it. False: it has no end. */
static bool read_tag(struct ma_str rest, struct ma_str *tag)
{
	char quote = 0;
	size_t i;

	for (i = 1; i < rest.n; i++) {
		if (quote) {
			quote = rest.p[i] == quote ? 0 : quote;
		} else if (rest.p[i] == '"' || rest.p[i] == '\'') {
			quote = rest.p[i];
		} else if (rest.p[i] == '>') {
			*tag = ma_str_n(rest.p + 1, i - 1);
			return true;
		}
	}
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The number in an attribute; 0 where it is none. */
static int64_t number_of(struct ma_str tag, const char *name)
{
	struct ma_str rest, value;
	ptrdiff_t at;
	int64_t n;
	bool begins;

	while ((at = ma_str_find(tag, ma_str(name))) >= 0) {
		begins = at > 0 && is_blank(tag.p[at - 1]);
		tag = ma_str_from(tag, (size_t)at + strlen(name));
		if (!begins || tag.n < 3 || tag.p[0] != '=' || (tag.p[1] != '"' && tag.p[1] != '\''))
			continue;
		rest = ma_str_from(tag, 2);
		if (!ma_str_cut(&rest, tag.p[1], &value) || !ma_str_to_i64(value, &n))
			return 0;
		return n >= 0 && n <= MA_TESTS_MAX ? n : 0;
	}
	return 0;
}

static bool is_suite(struct ma_str tag)
{
	return ma_str_starts(tag, "testsuite") &&
		(tag.n == 9 || is_blank(tag.p[9]) || tag.p[9] == '/');
}

static void add_suite(struct ma_counts *n, struct ma_str tag)
{
	int64_t all = number_of(tag, "tests"), failed, skipped;

	failed = number_of(tag, "failures") + number_of(tag, "errors");
	skipped = number_of(tag, "skipped") + number_of(tag, "disabled");
	n->failed += failed;
	n->skipped += skipped;
	if (all > failed + skipped)
		n->passed += all - failed - skipped;
}

bool ma_counts_junit(struct ma_str xml, struct ma_counts *out)
{
	struct ma_counts n = { 0, 0, 0 };
	bool found = false;
	int64_t depth = 0, counted = -1; /* how deep we are; how deep the suite is that counts */
	struct ma_str tag;
	const char *next;
	ptrdiff_t at;

	while ((at = ma_str_find(xml, MA_STR("<"))) >= 0) {
		xml = ma_str_from(xml, (size_t)at);
		next = skip_other(xml);
		if (!next)
			return false;
		if (next != xml.p) {
			xml = ma_str_from(xml, (size_t)(next - xml.p));
			continue;
		}
		if (!read_tag(xml, &tag))
			return false;
		xml = ma_str_from(xml, tag.n + 2);
		if (ma_str_is(tag, "/testsuite") && depth > 0 && --depth == counted)
			counted = -1;
		if (!is_suite(tag))
			continue;
		if (counted < 0 && ma_str_find(tag, MA_STR("tests=")) >= 0) {
			add_suite(&n, tag);
			found = true;
			if (!ma_str_ends(tag, "/"))
				counted = depth;
		}
		if (!ma_str_ends(tag, "/"))
			depth++;
	}
	if (!found)
		return false;
	*out = n;
	return true;
}
