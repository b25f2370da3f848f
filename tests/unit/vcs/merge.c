/* Merging one file by the strategies that there are. */
#include "vcs/merge.h"

#include <stdio.h>

#include "base/limits.h"
#include "support/torture.h"

static void merge(enum ma_merge_strategy strategy, const char *path, const char *base,
	const char *ours, const char *theirs, bool markers, const char *want, size_t conflicts)
{
	const struct ma_str text[] = { ma_str(base), ma_str(ours), ma_str(theirs) };
	const struct ma_merge_opts opts = { strategy, ma_str(path), markers,
		{ "base", "ours", "theirs" }, NULL };
	struct ma_arena arena = MA_ARENA_INIT(8 * MA_MIB);
	struct ma_merged m;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_merge(text, &opts, &arena, &m, &err), MA_OK);
	if (!ma_str_is(ma_buf_str(&m.text), want) || m.conflicts_n != conflicts)
		fail_msg("%s, by %s: %zu conflicts in\n%s\nwanted %zu in\n%s", path, m.by,
			m.conflicts_n, m.text.p ? m.text.p : "", conflicts, want);
	ma_merged_done(&m);
	ma_arena_done(&arena);
}

#define SMART(path, base, ours, theirs, want) \
	merge(MA_MERGE_SMART, path, base, ours, theirs, false, want, 0)
#define CONFLICT(path, base, ours, theirs, want) \
	merge(MA_MERGE_SMART, path, base, ours, theirs, false, want, 1)

static void both_sides_can_add_members(void **state)
{
	MA_UNUSED(state);
	SMART("a.json", "{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
		"{\n  \"a\": 1,\n  \"c\": 3\n}\n", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n");
	SMART("a.json", "{\n  \"x\": {}\n}\n", "{\n  \"x\": {\n    \"a\": 1\n  }\n}\n",
		"{\n  \"x\": {\n    \"b\": 2\n  }\n}\n",
		"{\n  \"x\": {\n    \"a\": 1,\n    \"b\": 2\n  }\n}\n");
	SMART("a.json", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "{\n  \"a\": 1\n}\n",
		"{\n  \"a\": 5,\n  \"b\": 2\n}\n", "{\n  \"a\": 5\n}\n");
}

static void dependencies_keep_their_order_and_get_the_higher_version(void **state)
{
	MA_UNUSED(state);
	SMART("package.json", "{\n  \"dependencies\": {\n    \"express\": \"^4.18.0\"\n  }\n}\n",
		"{\n  \"dependencies\": {\n    \"express\": \"^4.19.2\",\n    \"zod\": \"^3.22.0\"\n  }\n}\n",
		"{\n  \"dependencies\": {\n    \"cors\": \"^2.8.5\",\n    \"express\": \"^4.18.3\",\n    \"helmet\": \"^7.0.0\"\n  }\n}\n",
		"{\n  \"dependencies\": {\n    \"cors\": \"^2.8.5\",\n    \"express\": \"^4.19.2\",\n    \"helmet\": \"^7.0.0\",\n    \"zod\": \"^3.22.0\"\n  }\n}\n");
	CONFLICT("package.json", "{\"dependencies\": {\"a\": \"^1.0.0\"}}\n",
		"{\"dependencies\": {\"a\": \"^2.0.0\"}}\n",
		"{\"dependencies\": {\"a\": \"^3.0.0\"}}\n",
		"{\"dependencies\": {\"a\": \"^2.0.0\"}}\n");
	SMART("Cargo.toml", "[dependencies]\n", "[dependencies]\nserde = \"1.0.2\"\n",
		"[dependencies]\nserde = \"1.1\"\ntokio = \"1\"\n",
		"[dependencies]\nserde = \"1.1\"\ntokio = \"1\"\n");
}

static void members_that_both_changed_are_a_conflict(void **state)
{
	MA_UNUSED(state);
	CONFLICT("package.json", "{\n  \"scripts\": {\n    \"test\": \"a\"\n  }\n}\n",
		"{\n  \"scripts\": {\n    \"test\": \"b\"\n  }\n}\n",
		"{\n  \"scripts\": {\n    \"test\": \"c\"\n  }\n}\n",
		"{\n  \"scripts\": {\n    \"test\": \"b\"\n  }\n}\n");
	CONFLICT("a.json", "{\"a\": 1, \"b\": 2}\n", "{\"b\": 2}\n", "{\"a\": 3, \"b\": 2}\n",
		"{\"a\": 3,\"b\": 2}\n");
}

static void sets_are_joined(void **state)
{
	MA_UNUSED(state);
	SMART("tsconfig.json", "{\n  // the web\n  \"lib\": [\"ES2022\"],\n}\n",
		"{\n  // the web\n  \"lib\": [\"ES2022\", \"DOM\"],\n}\n",
		"{\n  // the web\n  \"lib\": [\"ES2022\", \"WebWorker\"],\n  \"strict\": true,\n}\n",
		"{\n  // the web\n  \"lib\": [\"ES2022\", \"DOM\", \"WebWorker\"],\n  \"strict\": true,\n}\n");
}

static void two_files_without_a_base_are_joined_by_their_keys(void **state)
{
	MA_UNUSED(state);
	SMART("a.json", "", "{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
		"{\n  \"a\": 1,\n  \"b\": 2\n}\n");
	SMART(".gitignore", "", "dist\nnode_modules\n", "*.log\ndist\n",
		"*.log\ndist\nnode_modules\n");
}

static void sections_keys_and_lines_are_joined(void **state)
{
	MA_UNUSED(state);
	SMART("README.md", "# A\n", "# A\n\n## B\nb\n", "# A\n\n## C\nc\n",
		"# A\n\n## B\nb\n\n## C\nc\n");
	SMART("ci.yml", "jobs:\n  a:\n    x: 1\n", "jobs:\n  a:\n    x: 1\n  b:\n    y: 1\n",
		"jobs:\n  a:\n    x: 1\n  c:\n    z: 1\n",
		"jobs:\n  a:\n    x: 1\n  b:\n    y: 1\n  c:\n    z: 1\n");
	SMART(".env.example", "A=1\n", "A=1\nB=2\n", "A=1\nC=3\n", "A=1\nB=2\nC=3\n");
}

static void lines_that_merge_into_two_of_a_kind_are_a_conflict(void **state)
{
	MA_UNUSED(state);
	CONFLICT("a.yml", "a: 1\nm: 1\nn: 1\no: 1\nz: 1\n", "x: 2\na: 1\nm: 1\nn: 1\no: 1\nz: 1\n",
		"a: 1\nm: 1\nn: 1\no: 1\nz: 1\nx: 3\n", "x: 2\na: 1\nm: 1\nn: 1\no: 1\nz: 1\n");
}

static void line_ends_marks_and_the_last_newline_survive(void **state)
{
	MA_UNUSED(state);
	SMART("a.json", "{\r\n  \"a\": 1\r\n}", "{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}",
		"\xef\xbb\xbf{\r\n  \"a\": 1,\r\n  \"c\": 3\r\n}",
		"\xef\xbb\xbf{\r\n  \"a\": 1,\r\n  \"b\": 2,\r\n  \"c\": 3\r\n}");
}

static void assert_lines(const char *path, const char *base, const char *ours, const char *theirs,
	uint32_t in_base, uint32_t in_ours, uint32_t in_theirs)
{
	const struct ma_str text[] = { ma_str(base), ma_str(ours), ma_str(theirs) };
	const struct ma_merge_opts opts = { MA_MERGE_SMART, ma_str(path), false,
		{ "base", "ours", "theirs" }, NULL };
	struct ma_arena arena = MA_ARENA_INIT(8 * MA_MIB);
	struct ma_merged m;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_merge(text, &opts, &arena, &m, &err), MA_OK);
	assert_int_equal(m.conflicts_n, 1);
	assert_int_equal(m.conflicts[0].line[MA_BASE], in_base);
	assert_int_equal(m.conflicts[0].line[MA_OURS], in_ours);
	assert_int_equal(m.conflicts[0].line[MA_THEIRS], in_theirs);
	ma_merged_done(&m);
	ma_arena_done(&arena);
}

static void a_conflict_is_told_where_it_is_and_not_where_the_same_text_stands_before(void **state)
{
	MA_UNUSED(state);
	assert_lines("a.txt", "x\na\nb\nc\nx\nd\n", "new\nx\na\nb\nc\ny\nd\n", "x\na\nb\nc\nz\nd\n",
		5, 6, 5);
	assert_lines("a.txt", "a\n", "a\ny\n", "a\nz\n", 0, 2, 2);
	assert_lines("a.json", "{\n\"a\": {\n\"v\": 1\n},\n\"b\": {\n\"v\": 1\n}\n}\n",
		"{\n\"a\": {\n\"v\": 1\n},\n\"b\": {\n\"v\": 2\n}\n}\n",
		"{\n\"a\": {\n\"v\": 1\n},\n\"b\": {\n\"w\": 1,\n\"v\": 3\n}\n}\n", 6, 6, 7);
}

static void lock_files_are_never_merged(void **state)
{
	MA_UNUSED(state);
	CONFLICT("x/package-lock.json", "{}\n", "{\"a\": 1}\n", "{\"b\": 1}\n", "{\"a\": 1}\n");
	SMART("x/package-lock.json", "{}\n", "{\"a\": 1}\n", "{}\n", "{\"a\": 1}\n");
}

#define HEAD "services:\n"
#define DB "  db:\n    image: postgres\n"
#define CACHE "  cache:\n    image: redis\n"
#define WEB "  web:\n    image: notes\n"
#define USES "    depends_on: [db]\n"
#define TAIL "volumes:\n  data:\n"

static void what_no_line_shows_is_told_in_the_lines_that_it_is_about(void **state)
{
	const struct ma_str text[] = { MA_STR(HEAD DB CACHE WEB TAIL), MA_STR(HEAD CACHE WEB TAIL),
		MA_STR(HEAD DB CACHE WEB USES TAIL) };
	const struct ma_merge_opts opts = { MA_MERGE_SMART, MA_STR("compose.yml"), false,
		{ "base", "ours", "theirs" }, NULL };
	struct ma_arena arena = MA_ARENA_INIT(8 * MA_MIB);
	struct ma_merged m;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_merge(text, &opts, &arena, &m, &err), MA_OK);
	assert_int_equal(m.conflicts_n, 1);
	assert_true(ma_str_is(m.conflicts[0].at,
		"line 2: \"db\" was taken away by one side, and the other one uses it anew"));
	assert_true(ma_str_is(m.conflicts[0].side[MA_BASE], DB CACHE WEB));
	assert_true(ma_str_is(m.conflicts[0].side[MA_OURS], CACHE WEB));
	assert_true(ma_str_is(m.conflicts[0].side[MA_THEIRS], DB CACHE WEB USES));
	assert_int_equal(m.conflicts[0].line[MA_THEIRS], 2);
	ma_merged_done(&m);
	ma_arena_done(&arena);
	merge(MA_MERGE_SMART, "compose.yml", HEAD DB CACHE WEB TAIL, HEAD CACHE WEB TAIL,
		HEAD DB CACHE WEB USES TAIL, true,
		HEAD "<<<<<<< ours\n" CACHE WEB "||||||| base\n" DB CACHE WEB
		     "=======\n" DB CACHE WEB USES ">>>>>>> theirs\n" TAIL,
		1);
}

static void conflicts_are_written_between_markers_on_request(void **state)
{
	MA_UNUSED(state);
	merge(MA_MERGE_SMART, "a.json", "{\n  \"a\": 1\n}\n", "{\n  \"a\": 2\n}\n",
		"{\n  \"a\": 3\n}\n", true,
		"{\n<<<<<<< ours\n  \"a\": 2\n||||||| base\n  \"a\": 1\n=======\n  \"a\": 3\n>>>>>>> theirs\n}\n",
		1);
	merge(MA_MERGE_SMART, "go.sum", "", "a\n", "b\n", true,
		"<<<<<<< ours\na\n||||||| base\n=======\nb\n>>>>>>> theirs\n", 1);
}

static void the_plain_strategies_do_what_they_say(void **state)
{
	MA_UNUSED(state);
	merge(MA_MERGE_APPEND, "a", "x\n", "x\na\n", "x\nb\n", false, "x\na\nb\n", 0);
	merge(MA_MERGE_APPEND, "a", "", "old", "new\n", false, "old\nnew\n", 0);
	merge(MA_MERGE_REPLACE, "a", "x\n", "x\na\n", "x\nb\n", false, "x\nb\n", 0);
	merge(MA_MERGE_REPLACE, "a", "x\n", "x\na\n", "x\n", false, "x\na\n", 0);
	merge(MA_MERGE_UNION, "a", "x\n", "x\na\n", "x\nb\n", false, "x\na\nb\n", 0);
	merge(MA_MERGE_THREE_WAY, "a", "x\n", "x\na\n", "x\nb\n", false, "x\na\n", 1);
}

static void what_is_no_text_or_too_long_is_refused(void **state)
{
	struct ma_str text[] = { MA_STR(""), { "a\0b", 3 }, MA_STR("x") };
	const struct ma_merge_opts opts = { MA_MERGE_SMART, MA_STR("a"), false,
		{ "base", "ours", "theirs" }, NULL };
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_merged m;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_merge(text, &opts, &arena, &m, &err), MA_EINVALID);
	assert_string_equal(err.msg, "ours is no text: it holds NUL");
	text[1] = ma_str_n("x", MA_LIMIT_FILE + 1);
	assert_int_equal(ma_merge(text, &opts, &arena, &m, &err), MA_ELIMIT);
	ma_arena_done(&arena);
}

static ma_rc merge_once(void *data, ma_err *err)
{
	const struct ma_str text[] = { MA_STR("{\"a\": \"^1.0.0\", \"d\": 1}\n"),
		MA_STR("{\"a\": \"^1.1.0\", \"b\": 2, \"d\": 2}\n"),
		MA_STR("{\"a\": \"^1.2.0\", \"c\": 3, \"d\": 3}\n") };
	const struct ma_merge_opts opts = { MA_MERGE_SMART, MA_STR("package.json"), true,
		{ "base", "ours", "theirs" }, NULL };
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_merged m;
	ma_rc rc = ma_merge(text, &opts, &arena, &m, err);

	MA_UNUSED(data);
	if (!rc)
		ma_merged_done(&m);
	ma_arena_done(&arena);
	return rc;
}

static void memory_that_runs_out_is_told(void **state)
{
	MA_UNUSED(state);
	torture(merge_once, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_sides_can_add_members),
		cmocka_unit_test(dependencies_keep_their_order_and_get_the_higher_version),
		cmocka_unit_test(members_that_both_changed_are_a_conflict),
		cmocka_unit_test(sets_are_joined),
		cmocka_unit_test(two_files_without_a_base_are_joined_by_their_keys),
		cmocka_unit_test(sections_keys_and_lines_are_joined),
		cmocka_unit_test(lines_that_merge_into_two_of_a_kind_are_a_conflict),
		cmocka_unit_test(line_ends_marks_and_the_last_newline_survive),
		cmocka_unit_test(
			a_conflict_is_told_where_it_is_and_not_where_the_same_text_stands_before),
		cmocka_unit_test(lock_files_are_never_merged),
		cmocka_unit_test(what_no_line_shows_is_told_in_the_lines_that_it_is_about),
		cmocka_unit_test(conflicts_are_written_between_markers_on_request),
		cmocka_unit_test(the_plain_strategies_do_what_they_say),
		cmocka_unit_test(what_is_no_text_or_too_long_is_refused),
		cmocka_unit_test(memory_that_runs_out_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
