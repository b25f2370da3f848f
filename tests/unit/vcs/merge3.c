/* Three-way merge of lines, with git merge-file as the judge. */
#include "vcs/merge3.h"

#include <stdio.h>
#include <sys/wait.h>

#include "base/limits.h"
#include "support/group.h"
#include "support/setting.h"
#include "support/tmpdir.h"
#include "support/torture.h"

#define TEXT_MAX 4096

static const char *const label[] = { "base", "ours", "theirs" };
static char dir[TMPDIR_SIZE];
static uint64_t seed;

static uint32_t draw(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed % below);
}

static size_t merge(const char *base, const char *ours, const char *theirs,
	enum ma_conflict_style style, struct ma_buf *out)
{
	const struct ma_str text[] = { ma_str(base), ma_str(ours), ma_str(theirs) };
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	struct ma_merge3 m;

	assert_int_equal(ma_merge3(text, &arena, &m, &err), MA_OK);
	ma_merge3_write(&m, style, label, out);
	ma_arena_done(&arena);
	assert_int_equal(out->rc, MA_OK);
	return m.conflicts_n;
}

static void gives(
	const char *base, const char *ours, const char *theirs, size_t conflicts, const char *want)
{
	struct ma_buf out = MA_BUF_INIT(MA_MIB);
	size_t n = merge(base, ours, theirs, MA_CONFLICT_MARKERS, &out);

	if (n != conflicts || !ma_str_is(ma_buf_str(&out), want))
		fail_msg("%zu conflicts in \"%s\", wanted %zu in \"%s\"", n, out.p ? out.p : "",
			conflicts, want);
	ma_buf_done(&out);
}

static void changes_of_both_sides_are_joined(void **state)
{
	MA_UNUSED(state);
	gives("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", 0, "A\nb\nC\n");
	gives("a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n", 0, "a\nc\nd\n");
	gives("", "", "", 0, "");
	gives("", "a\n", "", 0, "a\n");
	gives("", "a\n", "a\n", 0, "a\n");
	gives("a\nb\nc\n", "x\nb\nc\n", "x\nb\nd\n", 0, "x\nb\nd\n");
}

static void an_unchanged_side_changes_nothing(void **state)
{
	MA_UNUSED(state);
	gives("a\nb\n", "a\nb\n", "c\n", 0, "c\n");
	gives("a\nb\n", "c\n", "a\nb\n", 0, "c\n");
	gives("a\nb\n", "", "a\nb\n", 0, "");
}

static void what_both_changed_differently_is_a_conflict(void **state)
{
	MA_UNUSED(state);
	gives("a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n", 1,
		"a\n<<<<<<< ours\nx\n||||||| base\nb\n=======\ny\n>>>>>>> theirs\nc\n");
	gives("a\nb\n", "x\nb\n", "a\ny\n", 1,
		"<<<<<<< ours\nx\nb\n||||||| base\na\nb\n=======\na\ny\n>>>>>>> theirs\n");
	gives("a\n", "", "b\n", 1, "<<<<<<< ours\n||||||| base\na\n=======\nb\n>>>>>>> theirs\n");
}

static void lines_that_both_sides_wrote_are_outside_of_the_conflict(void **state)
{
	MA_UNUSED(state);
	gives("", "a\nx\nz\n", "a\ny\nz\n", 1,
		"a\n<<<<<<< ours\nx\n||||||| base\n=======\ny\n>>>>>>> theirs\nz\n");
}

static void line_ends_are_merged_beside_the_lines(void **state)
{
	MA_UNUSED(state);
	gives("a\nb\nc\n", "a\r\nb\r\nc\r\n", "a\nB\nc\n", 0, "a\r\nB\r\nc\r\n");
	gives("a\nb\nc\n", "a\nB\nc\n", "a\r\nb\r\nc\r\n", 0, "a\r\nB\r\nc\r\n");
	gives("a\r\nb\r\n", "a\r\nb\r\n", "a\r\nb\r\nc\r\n", 0, "a\r\nb\r\nc\r\n");
	gives("a\nb\r\nc\n", "a\nb\r\nC\n", "A\nb\r\nc\n", 0, "A\nb\r\nC\n");
}

static void the_final_newline_and_the_mark_are_merged(void **state)
{
	MA_UNUSED(state);
	gives("a\nb", "a\nb\n", "a\nb", 0, "a\nb\n");
	gives("a\nb\n", "a\nb", "a\nb\n", 0, "a\nb");
	gives("a\nb", "a\nb", "a\nb\nc", 0, "a\nb\nc");
	gives("a\nb", "x\na\nb", "a\nb\nc\n", 0, "x\na\nb\nc\n");
	gives("a\nb\n",
		"\xef\xbb\xbf"
		"a\nb\n",
		"a\nb\nc\n", 0,
		"\xef\xbb\xbf"
		"a\nb\nc\n");
	gives("\xef\xbb\xbf"
	      "a\n",
		"\xef\xbb\xbf"
		"a\nb\n",
		"a\n", 0, "a\nb\n");
}

static void both_sides_of_a_conflict_can_be_kept(void **state)
{
	struct ma_buf out = MA_BUF_INIT(MA_MIB);

	MA_UNUSED(state);
	assert_int_equal(merge("a\n", "a\nx\ny\n", "a\nz\nx\n", MA_CONFLICT_BOTH, &out), 1);
	assert_string_equal(out.p, "a\nx\ny\nz\n");
	ma_buf_done(&out);
}

static void put(const char *name, const char *text)
{
	char path[TMPDIR_SIZE + 16];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

/* What git makes of it; returns the number of its conflicts. */
static int ask_git(const char *base, const char *ours, const char *theirs, char out[3 * TEXT_MAX])
{
	char command[4 * TMPDIR_SIZE];
	size_t n;
	FILE *f;

	put("base", base);
	put("ours", ours);
	put("theirs", theirs);
	snprintf(command, sizeof(command),
		"cd '%s' && git merge-file -p --diff3 -L ours -L base -L theirs ours base theirs",
		dir);
	f = popen(command, "r");
	assert_non_null(f);
	n = fread(out, 1, 3 * TEXT_MAX - 1, f);
	out[n] = '\0';
	return WEXITSTATUS(pclose(f));
}

/* Lines that differ from each other, so that there is one shortest script. */
static void draw_base(char *out, size_t *lines_n)
{
	size_t i, n = draw(20), at = 0;

	out[0] = '\0';
	for (i = 0; i < n; i++)
		at += (size_t)sprintf(out + at, "line %zu %u\n", i, draw(1000));
	*lines_n = n;
}

static void draw_side(const char *base, char *out)
{
	struct ma_str rest = ma_str(base), line;
	size_t at = 0;

	out[0] = '\0';
	while (ma_str_line(&rest, &line)) {
		uint32_t what = draw(12);

		if (what == 0)
			continue;
		if (what == 1)
			at += (size_t)sprintf(out + at, "new %u\n", draw(4));
		if (what == 2)
			at += (size_t)sprintf(out + at, "changed %u\n", draw(3));
		else
			at += (size_t)sprintf(out + at, MA_STR_FMT "\n", MA_STR_ARG(line));
	}
	if (draw(6) == 0)
		sprintf(out + at, "last %u\n", draw(3));
}

static void git_merge_file_says_the_same(void **state)
{
	char base[TEXT_MAX], ours[TEXT_MAX], theirs[TEXT_MAX], want[3 * TEXT_MAX];
	size_t n, clean = 0, i;

	MA_UNUSED(state);
	for (i = 0; i < 200; i++) {
		struct ma_buf out = MA_BUF_INIT(MA_MIB);
		int conflicts;
		size_t found;

		draw_base(base, &n);
		draw_side(base, ours);
		draw_side(base, theirs);
		conflicts = ask_git(base, ours, theirs, want);
		found = merge(base, ours, theirs, MA_CONFLICT_MARKERS, &out);
		if ((found == 0) != (conflicts == 0) ||
			(found == 0 && !ma_str_is(ma_buf_str(&out), want)))
			fail_msg("base:\n%s\nours:\n%s\ntheirs:\n%s\ngit says:\n%s\nwe say:\n%s",
				base, ours, theirs, want, out.p ? out.p : "");
		clean += found == 0;
		ma_buf_done(&out);
	}
	assert_true(clean > 20 && clean < 180);
}

static void the_sides_can_change_places(void **state)
{
	char base[TEXT_MAX], ours[TEXT_MAX], theirs[TEXT_MAX];
	size_t n, i;

	MA_UNUSED(state);
	for (i = 0; i < 2000; i++) {
		struct ma_buf one = MA_BUF_INIT(MA_MIB), other = MA_BUF_INIT(MA_MIB);
		size_t found;

		draw_base(base, &n);
		draw_side(base, ours);
		draw_side(base, theirs);
		found = merge(base, ours, theirs, MA_CONFLICT_MARKERS, &one);
		assert_int_equal(merge(base, theirs, ours, MA_CONFLICT_MARKERS, &other), found);
		if (found == 0)
			assert_true(ma_str_eq(ma_buf_str(&one), ma_buf_str(&other)));
		ma_buf_done(&one);
		ma_buf_done(&other);
	}
}

static ma_rc merge_once(void *data, ma_err *err)
{
	const struct ma_str text[] = { MA_STR("a\nb\nc\n"), MA_STR("a\nx\nc\n"),
		MA_STR("y\nb\nc\n") };
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_merge3 m;
	ma_rc rc = ma_merge3(text, &arena, &m, err);

	MA_UNUSED(data);
	ma_arena_done(&arena);
	return rc;
}

static void memory_that_runs_out_is_told(void **state)
{
	MA_UNUSED(state);
	torture(merge_once, NULL);
}

static int set_up(void **state)
{
	MA_UNUSED(state);
	tmpdir_make(dir);
	seed = (uint64_t)seed_of_run() * 2654435761U + 1;
	return 0;
}

static int tear_down(void **state)
{
	MA_UNUSED(state);
	tmpdir_remove(dir);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_of_both_sides_are_joined),
		cmocka_unit_test(an_unchanged_side_changes_nothing),
		cmocka_unit_test(what_both_changed_differently_is_a_conflict),
		cmocka_unit_test(lines_that_both_sides_wrote_are_outside_of_the_conflict),
		cmocka_unit_test(line_ends_are_merged_beside_the_lines),
		cmocka_unit_test(the_final_newline_and_the_mark_are_merged),
		cmocka_unit_test(both_sides_of_a_conflict_can_be_kept),
		cmocka_unit_test(git_merge_file_says_the_same),
		cmocka_unit_test(the_sides_can_change_places),
		cmocka_unit_test(memory_that_runs_out_is_told),
	};

	return group_run(tests, set_up, tear_down);
}
