#include "codec/blocks.h"

#include "base/limits.h"
#include "support/reply.h"

static void is(const char *text, const char *want)
{
	reply_is(ma_str(text), "n1", want);
}

static void a_file_is_what_stands_between_its_markers(void **state)
{
	MA_UNUSED(state);
	is("=== FILE n1 src/a.ts\nlet a;\n\n=== END n1\n", "FILE src/a.ts [let a;\n\n]\n");
	is("=== FILE n1 src/a.ts\nlet a;\n=== END n1", "FILE src/a.ts [let a;\n]\n");
}

static void prose_and_fences_around_the_envelope_are_skipped(void **state)
{
	MA_UNUSED(state);
	is("Sure! Two files:\n\n```\n=== FILE n1 a\n1\n=== END n1\n```\nand\n```ts x.ts\nno\n```\n=== FILE n1 b\n2\n=== END n1\nDone.",
		"FILE a [1\n]\nFILE b [2\n]\n");
}

static void content_is_kept_byte_for_byte(void **state)
{
	static const char text[] = "=== FILE n1 a\r\n\xef\xbb\xbf"
				   "x\r\n\ty \0\xff\n=== END n1\r\n";
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	struct ma_blocks b;

	MA_UNUSED(state);
	assert_int_equal(
		ma_blocks_read(ma_str_n(text, sizeof(text) - 1), MA_STR("n1"), &arena, &b, &err),
		MA_OK);
	assert_int_equal(b.n, 1);
	assert_true(ma_str_is(b.v[0].path, "a"));
	assert_true(ma_str_eq(b.v[0].content,
		MA_STR("\xef\xbb\xbf"
		       "x\r\n\ty \0\xff\n")));
	ma_arena_done(&arena);
}

static void markers_of_another_nonce_and_within_a_line_are_content(void **state)
{
	MA_UNUSED(state);
	is("=== FILE n1 a\n=== END n2\n=== FILE n2 b\n x === END n1\n === END n1\n=== END\n=== END n11\n=== END n1\n",
		"FILE a [=== END n2\n=== FILE n2 b\n x === END n1\n === END n1\n=== END\n=== END n11\n]\n");
}

static void without_a_nonce_the_one_that_opens_a_block_closes_it(void **state)
{
	MA_UNUSED(state);
	reply_is(MA_STR("=== FILE x a\n1\n=== END y\n=== END x\n=== FILE y b\n2\n=== END y\n"),
		NULL, "FILE a [1\n=== END y\n]\nFILE b [2\n]\n");
}

static void a_path_may_hold_blanks_and_a_marker_may_be_closed(void **state)
{
	MA_UNUSED(state);
	is("=== FILE n1  my notes.txt \n1\n=== END n1 ===\n=== FILE n1 b ===\n2\n=== END n1\n",
		"FILE my notes.txt [1\n]\nFILE b [2\n]\n");
}

static void edits_and_deletions_are_read(void **state)
{
	MA_UNUSED(state);
	is("=== EDIT n1 a.c\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n=== END n1\n=== DELETE n1 old.c\n=== END n1\n"
	   "=== DELETE n1 older.c\n=== FILE n1 b\n2\n=== END n1\n",
		"EDIT a.c [<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n]\nDELETE old.c []\nDELETE older.c []\nFILE b [2\n]\n");
}

static void the_last_block_without_end_is_truncated_and_not_taken(void **state)
{
	MA_UNUSED(state);
	is("=== FILE n1 a\n1\n=== END n1\n=== FILE n1 b\nhalf",
		"FILE a [1\n]\n! b: has no END\ntruncated\n");
	is("=== FILE n1 b", "! b: has no END\ntruncated\n");
}

static void an_end_cut_at_any_byte_ends_nothing(void **state)
{
	static const char text[] = "=== FILE n1 a\n1\n=== END n1";
	size_t n;

	MA_UNUSED(state);
	for (n = strlen("=== FILE n1 a"); n + 1 < sizeof(text); n++)
		reply_is(ma_str_n(text, n), "n1", "! a: has no END\ntruncated\n");
}

static void a_file_begun_inside_a_file_leaves_the_first_untaken(void **state)
{
	MA_UNUSED(state);
	is("=== FILE n1 a\n1\n=== FILE n1 b\n2\n=== END n1\n", "FILE b [2\n]\n! a: has no END\n");
	is("=== FILE n1 a\n1\n=== DELETE n1 b\n", "DELETE b []\n! a: has no END\n");
}

static void a_path_named_twice_is_taken_from_neither(void **state)
{
	MA_UNUSED(state);
	is("=== FILE n1 a\n1\n=== END n1\n=== FILE n1 b\n1\n=== END n1\n=== FILE n1 a\n2\n=== END n1\n",
		"FILE b [1\n]\n! a: is named twice\n! a: is named twice\n");
	is("=== FILE n1 a\n1\n=== END n1\n=== DELETE n1 a\n",
		"! a: is named twice\n! a: is named twice\n");
}

static void a_block_without_path_is_a_problem(void **state)
{
	MA_UNUSED(state);
	is("=== FILE n1\n1\n=== END n1\n=== DELETE n1\n", "! : names no path\n! : names no path\n");
}

static void an_end_without_a_block_is_a_problem(void **state)
{
	MA_UNUSED(state);
	is("=== FILE n1 a\n1\n=== END n1\n2\n=== END n1\n",
		"FILE a [1\n]\n! : END without a block\n");
}

static void an_empty_file_is_a_problem_unless_its_name_allows_it(void **state)
{
	MA_UNUSED(state);
	is("=== FILE n1 a.ts\n=== END n1\n=== FILE n1 b.ts\n \n\n=== END n1\n=== FILE n1 p/__init__.py\n=== END n1\n"
	   "=== FILE n1 .gitkeep\n=== END n1\n=== EDIT n1 c\n=== END n1\n",
		"FILE p/__init__.py []\nFILE .gitkeep []\n! a.ts: is empty\n! b.ts: is empty\n! c: is empty\n");
}

static void an_elided_file_is_a_problem(void **state)
{
	MA_UNUSED(state);
	is("=== FILE n1 a.ts\nlet a;\n// ... rest of the file unchanged\n=== END n1\n",
		"! a.ts: leaves a part out (\"... rest unchanged\")\n");
}

static void edit_text_in_a_file_block_is_a_problem(void **state)
{
	MA_UNUSED(state);
	is("=== FILE n1 a\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n=== END n1\n",
		"! a: holds SEARCH/REPLACE text where a whole file is wanted\n");
}

static void a_reply_without_files_is_no_error(void **state)
{
	MA_UNUSED(state);
	is("", "");
	is("I cannot do that.", "");
	reply_is((struct ma_str){ NULL, 0 }, NULL, "");
}

static void a_marker_with_another_nonce_or_none_is_told(void **state)
{
	MA_UNUSED(state);
	is("=== FILE other a\n1\n=== END other\n", "! a: does not bear the request's nonce\n");
	is("=== FILE src/a.ts\n1\n=== END\n", "! src/a.ts: does not bear the request's nonce\n");
}

static void a_move_names_two_paths(void **state)
{
	MA_UNUSED(state);
	is("=== MOVE n1 a.c -> lib/a.c\n=== END n1\n=== MOVE n1 b.c\n",
		"MOVE a.c -> lib/a.c\n! b.c: is MOVE, which takes two paths: old -> new\n");
}

static void what_was_thought_is_not_said(void **state)
{
	MA_UNUSED(state);
	is("<think>\n=== FILE n1 a\ndraft\n=== END n1\n</think>\n=== FILE n1 a\n1\n=== END n1\n",
		"FILE a [1\n]\n");
	is("<think>\n=== FILE n1 a\n1\n=== END n1\n", "! : thoughts that do not end\n");
}

static void two_edits_of_a_file_are_both_taken(void **state)
{
	MA_UNUSED(state);
	is("=== EDIT n1 a\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n=== END n1\n"
	   "=== EDIT n1 a\n@@ ... @@\n-p\n+q\n=== END n1\n",
		"EDIT a [<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n]\nEDIT a [@@ ... @@\n-p\n+q\n]\n");
}

static void what_is_written_is_read_again(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_KIB);

	MA_UNUSED(state);
	ma_blocks_write(&text, MA_STR("n1"), MA_STR("src/a b.ts"),
		MA_STR("=== END x\nlast line without its end"));
	ma_blocks_write(&text, MA_STR("n1"), MA_STR(".gitkeep"), MA_STR(""));
	is(text.p, "FILE src/a b.ts [=== END x\nlast line without its end\n]\nFILE .gitkeep []\n");
	ma_buf_done(&text);
}

static ma_rc read_many(size_t files, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(64 * MA_MIB);
	struct ma_buf text = MA_BUF_INIT(64 * MA_MIB);
	struct ma_blocks b = { .n = 0 };
	size_t i;
	ma_rc rc;

	for (i = 0; i < files; i++)
		ma_buf_addf(&text, "=== FILE n1 f%zu\nx\n=== END n1\n", i);
	rc = ma_blocks_read(ma_buf_str(&text), MA_STR("n1"), &arena, &b, err);
	assert_int_equal(b.n, rc ? 0 : files);
	ma_buf_done(&text);
	ma_arena_done(&arena);
	return rc;
}

static void as_many_files_as_allowed_are_read_and_no_more(void **state)
{
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(read_many(MA_LIMIT_FILES, &err), MA_OK);
	assert_int_equal(read_many(MA_LIMIT_FILES + 1, &err), MA_ELIMIT);
	assert_string_equal(err.msg, "the reply has more than 4000 files");
	assert_int_equal(read_many(1000000, &err), MA_ELIMIT);
}

static void a_file_beyond_the_ceiling_is_refused(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	ma_err err = { .code = MA_OK };
	struct ma_blocks b;
	char *room;

	MA_UNUSED(state);
	ma_buf_adds(&text, "=== FILE n1 big\n");
	room = ma_buf_room(&text, MA_LIMIT_FILE);
	assert_non_null(room);
	memset(room, 'x', MA_LIMIT_FILE);
	ma_buf_grown(&text, MA_LIMIT_FILE);
	ma_buf_adds(&text, "\n=== END n1\n");
	assert_int_equal(
		ma_blocks_read(ma_buf_str(&text), MA_STR("n1"), &arena, &b, &err), MA_ELIMIT);
	ma_buf_done(&text);
	ma_arena_done(&arena);
}

static ma_rc read_once(void *data, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_blocks b = { .n = 0 };
	ma_rc rc = ma_blocks_read(ma_str(data), MA_STR("n1"), &arena, &b, err);

	if (!rc)
		assert_int_equal(b.n + b.problems_n, 20);
	ma_arena_done(&arena);
	return rc;
}

static void every_failed_allocation_is_reported(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 20; i++)
		ma_buf_addf(&text, "=== FILE n1 f%d\nx\n=== END n1\n", i / 2 * 2);
	torture(read_once, text.p);
	ma_buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_what_stands_between_its_markers),
		cmocka_unit_test(prose_and_fences_around_the_envelope_are_skipped),
		cmocka_unit_test(content_is_kept_byte_for_byte),
		cmocka_unit_test(markers_of_another_nonce_and_within_a_line_are_content),
		cmocka_unit_test(without_a_nonce_the_one_that_opens_a_block_closes_it),
		cmocka_unit_test(a_path_may_hold_blanks_and_a_marker_may_be_closed),
		cmocka_unit_test(edits_and_deletions_are_read),
		cmocka_unit_test(the_last_block_without_end_is_truncated_and_not_taken),
		cmocka_unit_test(an_end_cut_at_any_byte_ends_nothing),
		cmocka_unit_test(a_file_begun_inside_a_file_leaves_the_first_untaken),
		cmocka_unit_test(a_path_named_twice_is_taken_from_neither),
		cmocka_unit_test(a_block_without_path_is_a_problem),
		cmocka_unit_test(an_end_without_a_block_is_a_problem),
		cmocka_unit_test(an_empty_file_is_a_problem_unless_its_name_allows_it),
		cmocka_unit_test(an_elided_file_is_a_problem),
		cmocka_unit_test(edit_text_in_a_file_block_is_a_problem),
		cmocka_unit_test(a_reply_without_files_is_no_error),
		cmocka_unit_test(a_marker_with_another_nonce_or_none_is_told),
		cmocka_unit_test(a_move_names_two_paths),
		cmocka_unit_test(what_was_thought_is_not_said),
		cmocka_unit_test(two_edits_of_a_file_are_both_taken),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(as_many_files_as_allowed_are_read_and_no_more),
		cmocka_unit_test(a_file_beyond_the_ceiling_is_refused),
		cmocka_unit_test(every_failed_allocation_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
