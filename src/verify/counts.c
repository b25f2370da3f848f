/* How many tests ran, read from what the runner printed. */
#include "verify/counts.h"

#include <stddef.h>

#include "base/err.h"
#include "verify/counts_parts.h"
#include "verify/plain_line.h"

static ma_tally_fn *const forms[] = { ma_tally_vitest, ma_tally_tap_summary, ma_tally_mocha,
	ma_tally_pytest, ma_tally_unittest, ma_tally_cargo, ma_tally_go, ma_tally_ctest,
	ma_tally_meson, ma_tally_surefire };

bool ma_tally_number(struct ma_str s, int64_t *number, struct ma_str *word)
{
	struct ma_str digits;

	s = ma_str_trim(s);
	if (!ma_str_cut(&s, ' ', &digits) || !ma_str_to_i64(digits, number) || *number < 0 ||
		*number > MA_TESTS_MAX)
		return false;
	*word = ma_str_trim(s);
	return true;
}

int64_t *ma_tally_word(struct ma_counts *n, struct ma_str word)
{
	static const struct {
		const char *word;
		size_t at;
	} words[] = {
		{ "passed", offsetof(struct ma_counts, passed) },
		{ "pass", offsetof(struct ma_counts, passed) },
		{ "passing", offsetof(struct ma_counts, passed) },
		{ "xpassed", offsetof(struct ma_counts, passed) },
		{ "failed", offsetof(struct ma_counts, failed) },
		{ "fail", offsetof(struct ma_counts, failed) },
		{ "failing", offsetof(struct ma_counts, failed) },
		{ "cancelled", offsetof(struct ma_counts, failed) },
		{ "error", offsetof(struct ma_counts, failed) },
		{ "errors", offsetof(struct ma_counts, failed) },
		{ "skipped", offsetof(struct ma_counts, skipped) },
		{ "todo", offsetof(struct ma_counts, skipped) },
		{ "pending", offsetof(struct ma_counts, skipped) },
		{ "xfailed", offsetof(struct ma_counts, skipped) },
		{ "ignored", offsetof(struct ma_counts, skipped) },
	};
	size_t i;

	for (i = 0; i < MA_COUNT(words); i++)
		if (ma_str_is(word, words[i].word))
			return (int64_t *)((char *)n + words[i].at);
	return NULL;
}

static void read_line(struct ma_tally *t, struct ma_str line)
{
	struct ma_str trimmed = ma_str_trim(line);
	size_t i;

	for (i = 0; i < MA_COUNT(forms); i++) {
		if (forms[i](t, trimmed)) {
			t->found = true;
			return;
		}
	}
	if (!ma_tally_tap_plan(t, line))
		(void)ma_tally_tap_point(t, line); /* one that is indented belongs to another */
}

static bool any(const struct ma_counts *n)
{
	return n->passed + n->failed + n->skipped > 0;
}

bool ma_counts_read(struct ma_str output, struct ma_counts *out)
{
	struct ma_tally t = { .found = false };
	char plain[MA_PLAIN_LINE_MAX];
	struct ma_str line;

	while (ma_str_line(&output, &line))
		read_line(&t, ma_plain_line(line, plain));
	ma_tally_tap_end(&t);
	if (!t.found && !any(&t.points))
		return false;
	*out = t.found ? t.n : t.points;
	return true;
}
