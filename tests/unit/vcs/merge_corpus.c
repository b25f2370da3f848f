/*
 * The corpus of three-way merges: tests/corpus/merge, one file per kind of text, written by hand.
 *
 *   %% case WHAT IT IS ABOUT
 *   file NAME                     whose name says what kind of file it is
 *   want clean|conflict
 *   today conflict                only where a merge is wanted that is not found yet
 *   %% base
 *   ...                           each part ends where the next line begins with "%% "
 *   %% ours
 *   %% theirs
 *   %% merged                     of a clean one
 *
 * A merge that is clean and not what was wanted is the worst that can happen, and fails the test.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "support/group.h"
#include "support/syntax.h"
#include "sys/fs.h"
#include "support/torture.h"
#include "vcs/merge.h"

#define CASE "%% case "
#define PART "%% "

struct example {
	struct ma_str name, file, want, today;
	struct ma_str text[MA_SIDES_N], merged;
};

struct score {
	int right, conflicts, missed;
};

static char root[4096];

static struct ma_str *part_of(struct example *e, struct ma_str name)
{
	return ma_str_is(name, "base")      ? &e->text[MA_BASE]
		: ma_str_is(name, "ours")   ? &e->text[MA_OURS]
		: ma_str_is(name, "theirs") ? &e->text[MA_THEIRS]
		: ma_str_is(name, "merged") ? &e->merged
					    : NULL;
}

static void read_line(struct example *e, struct ma_str line)
{
	struct ma_str value = line, word;

	assert_true(ma_str_cut(&value, ' ', &word));
	if (ma_str_is(word, "file"))
		e->file = value;
	else if (ma_str_is(word, "want"))
		e->want = value;
	else if (ma_str_is(word, "today"))
		e->today = value;
	else
		fail_msg("what is \"" MA_STR_FMT "\"?", MA_STR_ARG(line));
}

/* The next example; false at the end. */
static bool next(struct ma_str *rest, struct example *out)
{
	struct ma_str line, *part = NULL;
	struct ma_str here = *rest;

	*out = (struct example){ .today = MA_STR("") };
	if (!ma_str_line(rest, &line))
		return false;
	assert_true(ma_str_starts(line, CASE));
	out->name = ma_str_from(line, sizeof(CASE) - 1);
	for (here = *rest; ma_str_line(rest, &line) && !ma_str_starts(line, CASE); here = *rest) {
		if (ma_str_starts(line, PART)) {
			part = part_of(out, ma_str_from(line, sizeof(PART) - 1));
			assert_non_null(part);
			*part = ma_str_n(rest->p, 0);
		} else if (part) {
			part->n = (size_t)(line.p + line.n + 1 - part->p);
		} else if (line.n > 0) {
			read_line(out, line);
		}
	}
	*rest = here;
	return true;
}

static void judge(
	const char *corpus, const struct example *e, const struct ma_merged *m, struct score *score)
{
	bool clean = m->conflicts_n == 0;

	if (clean && (!ma_str_is(e->want, "clean") || !ma_str_eq(ma_buf_str(&m->text), e->merged)))
		fail_msg("%s: " MA_STR_FMT ": wrong, by %s:\n%s\nwanted %s:\n" MA_STR_FMT, corpus,
			MA_STR_ARG(e->name), m->by, m->text.p, "this", MA_STR_ARG(e->merged));
	if (clean && e->today.n > 0)
		fail_msg("%s: " MA_STR_FMT ": it is merged now: take \"today\" out", corpus,
			MA_STR_ARG(e->name));
	if (!clean && ma_str_is(e->want, "clean") && !ma_str_is(e->today, "conflict"))
		fail_msg("%s: " MA_STR_FMT ": a conflict at " MA_STR_FMT, corpus,
			MA_STR_ARG(e->name), MA_STR_ARG(m->conflicts[0].at));
	score->right += clean;
	score->conflicts += !clean && ma_str_is(e->want, "conflict");
	score->missed += !clean && ma_str_is(e->want, "clean");
}

static void merge(const char *corpus, const struct example *e, struct score *score)
{
	const struct ma_merge_opts opts = { MA_MERGE_SMART, e->file, false,
		{ "base", "ours", "theirs" }, syntax };
	struct ma_arena arena = MA_ARENA_INIT(64 * MA_MIB);
	struct ma_merged m;
	ma_err err = { .code = MA_OK };

	if (ma_merge(e->text, &opts, &arena, &m, &err))
		fail_msg("%s: %s", corpus, err.msg);
	judge(corpus, e, &m, score);
	ma_merged_done(&m);
	ma_arena_done(&arena);
}

/* With the sides exchanged it is a conflict as well, or is none. */
static void exchange(const struct example *e)
{
	const struct ma_merge_opts opts = { MA_MERGE_SMART, e->file, false,
		{ "base", "ours", "theirs" }, syntax };
	const struct ma_str text[] = { e->text[MA_BASE], e->text[MA_THEIRS], e->text[MA_OURS] };
	struct ma_arena arena = MA_ARENA_INIT(64 * MA_MIB);
	struct ma_merged one, other;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_merge(e->text, &opts, &arena, &one, &err), MA_OK);
	assert_int_equal(ma_merge(text, &opts, &arena, &other, &err), MA_OK);
	if ((one.conflicts_n == 0) != (other.conflicts_n == 0))
		fail_msg(MA_STR_FMT ": a conflict one way round only", MA_STR_ARG(e->name));
	ma_merged_done(&one);
	ma_merged_done(&other);
	ma_arena_done(&arena);
}

static void play(const char *name, struct score *score)
{
	char path[8192];
	char *text = NULL;
	ma_err err = { .code = MA_OK };
	struct ma_str rest;
	struct example e;

	snprintf(path, sizeof(path), "%s/tests/corpus/merge/%s", root, name);
	if (ma_fs_read(path, 16 * MA_MIB, &text, NULL, &err))
		fail_msg("%s", err.msg);
	for (rest = ma_str(text); next(&rest, &e);) {
		merge(name, &e, score);
		exchange(&e);
	}
	ma_free(text);
}

static void no_merge_is_clean_and_wrong(void **state)
{
	struct score score = { 0 };
	char path[8192];
	struct dirent *entry;
	DIR *dir;

	MA_UNUSED(state);
	there_must_be_grammars();
	snprintf(path, sizeof(path), "%s/tests/corpus/merge", root);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir)))
		if (ma_str_ends(ma_str(entry->d_name), ".txt"))
			play(entry->d_name, &score);
	closedir(dir);
	print_message(
		"%d merged right, %d conflicts as wanted, %d conflicts where a merge is wanted, 0 wrong\n",
		score.right, score.conflicts, score.missed);
	assert_true(score.right > 0 && score.conflicts > 0);
}

static int set_up(void **state)
{
	const char *source = getenv("META_AGENT_SOURCE");

	assert_non_null(source);
	snprintf(root, sizeof(root), "%s", source);
	return syntax_begin(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_merge_is_clean_and_wrong),
	};

	return group_run(tests, set_up, syntax_end);
}
