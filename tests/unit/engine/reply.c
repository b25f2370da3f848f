/* Replies: what may be committed, and what is refused with which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "engine/reply.h"

#define NONCE "n0nce"
#define FILE_BLOCK(path, text) "=== FILE " NONCE " " path "\n" text "\n=== END " NONCE "\n"

static struct ma_outcome *read_files(const char *reply, const struct ma_task *task)
{
	const struct ma_agents none = { .n = 0 };
	struct ma_outcome *o = ma_outcome_new("e1");

	assert_non_null(o);
	ma_reply_files(o, ma_str(reply), NONCE, task, &none);
	assert_int_equal(o->err.code, MA_OK);
	assert_int_equal(o->events_n, 1);
	return o;
}

static void rejected(const char *reply, const struct ma_task *task, const char *message)
{
	struct ma_outcome *o = read_files(reply, task);

	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_REJECTED);
	if (!ma_str_is(o->events[0].message, message))
		fail_msg("said: " MA_STR_FMT, MA_STR_ARG(o->events[0].message));
	assert_int_equal(o->blobs_n, 0); /* all or nothing */
	ma_outcome_free(o);
}

static const struct ma_str backend_writes[] = { { "backend/**", 10 } };
static const struct ma_task backend = {
	.id = { "backend", 7 }, .writes = backend_writes, .writes_n = 1
};
static const struct ma_task anywhere = { .id = { "free", 4 } };

static void files_between_markers_become_a_file_set(void **state)
{
	struct ma_outcome *o = read_files(
		"Here you are:\n" FILE_BLOCK("backend/a.ts", "const a = \"é\";"), &backend);

	(void)state;
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_PROPOSED);
	assert_int_equal(o->events[0].count, 1);
	assert_true(ma_str_is(o->blobs[0].data,
		"[{\"path\":\"backend/a.ts\",\"content\":\"const a = \\\"é\\\";\\n\"}]"));
	ma_outcome_free(o);
}

static void one_bad_path_refuses_the_whole_reply(void **state)
{
	(void)state;
	rejected(FILE_BLOCK("ok.ts", "1") FILE_BLOCK("../evil", "x"), &anywhere,
		"path \"../evil\": \".\" and \"..\" are not allowed");
	rejected(FILE_BLOCK(".git/hooks/pre-commit", "x"), &anywhere,
		"path \".git/hooks/pre-commit\": it belongs to git");
}

static void a_block_without_a_path_is_told_in_words(void **state)
{
	(void)state;
	rejected("=== TASKS " NONCE "\n{}\n", &anywhere, "a block: has no END");
}

static void a_file_outside_what_the_task_writes_is_refused(void **state)
{
	(void)state;
	rejected(FILE_BLOCK("frontend/x.ts", "1"), &backend,
		"frontend/x.ts: this task may not write it");
}

static void names_that_differ_only_in_case_are_one_name(void **state)
{
	(void)state;
	rejected(FILE_BLOCK("a/App.ts", "1") FILE_BLOCK("a/app.ts", "2"), &anywhere,
		"a/app.ts: it is there twice");
}

static void prose_is_no_file(void **state)
{
	(void)state;
	rejected("I have written the files.", &anywhere,
		"the reply holds no files in the asked format");
}

static void a_file_that_stops_in_the_middle_is_never_taken(void **state)
{
	struct ma_outcome *o = read_files(
		FILE_BLOCK("a.ts", "1") "=== FILE " NONCE " b.ts\nhalf of", &anywhere);

	(void)state;
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_REJECTED);
	assert_true(ma_str_find(o->events[0].message, MA_STR("b.ts")) >= 0);
	ma_outcome_free(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_between_markers_become_a_file_set),
		cmocka_unit_test(one_bad_path_refuses_the_whole_reply),
		cmocka_unit_test(a_block_without_a_path_is_told_in_words),
		cmocka_unit_test(a_file_outside_what_the_task_writes_is_refused),
		cmocka_unit_test(names_that_differ_only_in_case_are_one_name),
		cmocka_unit_test(prose_is_no_file),
		cmocka_unit_test(a_file_that_stops_in_the_middle_is_never_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
