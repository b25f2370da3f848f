/* Replies: what may be committed, and what is refused with which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/path.h"
#include "engine/reply.h"
#include "sys/fs.h"

#define NONCE "n0nce"
#define FILE_BLOCK(path, text) "=== FILE " NONCE " " path "\n" text "\n=== END " NONCE "\n"

/* The files as they are: path, text, path, text, NULL. */
static ma_rc look_up(void *data, struct ma_str path, struct ma_edit_base *out, ma_err *err)
{
	const char *const *p = data;

	(void)err;
	for (; *p; p += 2)
		if (ma_str_is(path, p[0]))
			*out = (struct ma_edit_base){ ma_str(p[1]), true };
	return MA_OK;
}

static const char *nothing[] = { NULL };
static const char *there[] = { "src/a.ts", "one\ntwo\nthree\n", "src/b.ts", "x\n", NULL };

static struct ma_reply_ask ask_of(const struct ma_task *task, const char *const *files)
{
	static const struct ma_agents none = { .n = 0 };

	return (struct ma_reply_ask){ .task = task,
		.agents = &none,
		.nonce = NONCE,
		.base = look_up,
		.base_data = (void *)(uintptr_t)files };
}

static struct ma_outcome *read_as(const char *reply, const struct ma_reply_ask *ask)
{
	struct ma_outcome *o = ma_outcome_new("e1");

	assert_non_null(o);
	ma_reply_files(o, ma_str(reply), ask);
	assert_int_equal(o->err.code, MA_OK);
	assert_true(o->events_n > 0);
	return o;
}

static struct ma_outcome *read_files(const char *reply, const struct ma_task *task)
{
	struct ma_reply_ask ask = ask_of(task, nothing);

	return read_as(reply, &ask);
}

static void message_is(const struct ma_outcome *o, const char *message)
{
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_REJECTED);
	if (!ma_str_is(o->events[0].message, message))
		fail_msg("said: " MA_STR_FMT, MA_STR_ARG(o->events[0].message));
}

/* The blob that the event names. */
static void files_are(const struct ma_outcome *o, const char *json)
{
	assert_int_equal(o->blobs_n, 1);
	assert_true(ma_str_is(o->events[0].files, o->blobs[0].hash));
	if (!ma_str_is(o->blobs[0].data, json))
		fail_msg("are: " MA_STR_FMT, MA_STR_ARG(o->blobs[0].data));
}

static void rejected(const char *reply, const struct ma_task *task, const char *message)
{
	struct ma_outcome *o = read_files(reply, task);

	message_is(o, message);
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

#define HUNK(old, new) "<<<<<<< SEARCH\n" old "\n=======\n" new "\n>>>>>>> REPLACE\n"
#define EDIT_BLOCK(path, old, new) \
	"=== EDIT " NONCE " " path "\n" HUNK(old, new) "=== END " NONCE "\n"

static void edits_are_applied_to_the_files_as_they_are(void **state)
{
	struct ma_reply_ask ask = ask_of(&anywhere, there);
	struct ma_outcome *o = read_as(EDIT_BLOCK("src/a.ts", "two", "TWO"), &ask);

	(void)state;
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_PROPOSED);
	assert_true(ma_str_is(o->events[0].format, "edit"));
	files_are(o, "[{\"path\":\"src/a.ts\",\"content\":\"one\\nTWO\\nthree\\n\"}]");
	ma_outcome_free(o);
}

static void deletions_and_moves_become_a_file_set(void **state)
{
	struct ma_reply_ask ask = ask_of(&anywhere, there);
	struct ma_outcome *o = read_as(
		"=== DELETE " NONCE " src/a.ts\n=== MOVE " NONCE " src/b.ts -> lib/b.ts\n", &ask);

	(void)state;
	files_are(o,
		"[{\"path\":\"src/a.ts\",\"content\":\"\",\"remove\":true},"
		"{\"path\":\"src/b.ts\",\"content\":\"\",\"remove\":true},"
		"{\"path\":\"lib/b.ts\",\"content\":\"x\\n\"}]");
	ma_outcome_free(o);
}

static void a_move_must_be_the_tasks_to_make_at_both_ends(void **state)
{
	(void)state;
	rejected("=== MOVE " NONCE " backend/a.ts -> frontend/a.ts\n", &backend,
		"frontend/a.ts: this task may not write it");
}

static void an_edit_that_finds_no_place_is_asked_for_again_alone(void **state)
{
	struct ma_reply_ask ask = ask_of(&anywhere, there);
	struct ma_outcome *o = read_as(FILE_BLOCK("new.ts", "1")
					       EDIT_BLOCK("src/a.ts", "twoo", "TWO"),
				  &ask),
			  *next;

	(void)state;
	message_is(o,
		"src/a.ts: edit 1 of 1 quotes lines that are not in the file; did you mean:\n2| two\nthe edit was:\n"
		"<<<<<<< SEARCH\ntwoo\n=======\nTWO\n>>>>>>> REPLACE\ngive the whole file");
	assert_int_equal(o->events[0].misses, 1);
	files_are(o, "[{\"op\":\"file\",\"path\":\"new.ts\",\"content\":\"1\\n\"}]");
	ask.kept = o->blobs[0].data;
	ask.rejections = 1;
	next = read_as(FILE_BLOCK("src/a.ts", "all of it"), &ask);
	files_are(next,
		"[{\"path\":\"src/a.ts\",\"content\":\"all of it\\n\"},{\"path\":\"new.ts\",\"content\":\"1\\n\"}]");
	ma_outcome_free(next);
	ma_outcome_free(o);
}

static void what_is_said_again_replaces_what_was_kept(void **state)
{
	struct ma_reply_ask ask = ask_of(&anywhere, there);
	struct ma_outcome *o;

	(void)state;
	ask.kept = MA_STR(
		"[{\"op\":\"file\",\"path\":\"a\",\"content\":\"old\\n\"},"
		"{\"op\":\"edit\",\"path\":\"src/a.ts\",\"content\":\"@@\\n-two\\n+2\\n\"},"
		"{\"op\":\"move\",\"path\":\"src/b.ts\",\"to\":\"b\"},{\"op\":\"delete\",\"path\":\"c\"}]");
	o = read_as(FILE_BLOCK("a", "new"), &ask);
	files_are(o,
		"[{\"path\":\"a\",\"content\":\"new\\n\"},{\"path\":\"src/a.ts\",\"content\":\"one\\n2\\nthree\\n\"},"
		"{\"path\":\"src/b.ts\",\"content\":\"\",\"remove\":true},{\"path\":\"b\",\"content\":\"x\\n\"},"
		"{\"path\":\"c\",\"content\":\"\",\"remove\":true}]");
	ma_outcome_free(o);
}

static void a_reply_without_files_leaves_what_was_kept_for_another(void **state)
{
	struct ma_reply_ask ask = ask_of(&anywhere, there);
	struct ma_outcome *o;

	(void)state;
	ask.kept = MA_STR("[{\"op\":\"file\",\"path\":\"a\",\"content\":\"old\\n\"}]");
	o = read_as("Sorry.", &ask);
	message_is(o, "the reply holds no files in the asked format");
	files_are(o, "[{\"op\":\"file\",\"path\":\"a\",\"content\":\"old\\n\"}]");
	ma_outcome_free(o);
}

static void nothing_is_kept_of_a_reply_that_names_what_is_not_the_tasks(void **state)
{
	(void)state;
	rejected(FILE_BLOCK("backend/a.ts", "1") FILE_BLOCK("other", "2"), &backend,
		"other: this task may not write it");
}

static void a_file_of_others_is_left_out_of_a_second_reply(void **state)
{
	struct ma_reply_ask ask = ask_of(&backend, there);
	struct ma_outcome *o;

	(void)state;
	ask.rejections = 1;
	o = read_as(FILE_BLOCK("backend/a.ts", "1") FILE_BLOCK("other", "2"), &ask);
	assert_int_equal(o->events_n, 2);
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_DOUBTED);
	assert_true(ma_str_is(
		o->events[0].message, "other: this task may not write it, it is left out"));
	assert_int_equal(o->events[1].kind, MA_EVENT_FILES_PROPOSED);
	assert_true(
		ma_str_is(o->blobs[0].data, "[{\"path\":\"backend/a.ts\",\"content\":\"1\\n\"}]"));
	ma_outcome_free(o);
}

static void a_second_reply_of_others_files_alone_is_refused(void **state)
{
	struct ma_reply_ask ask = ask_of(&backend, there);
	struct ma_outcome *o;

	(void)state;
	ask.rejections = 1;
	ask.kept = MA_STR("[{\"op\":\"file\",\"path\":\"backend/a.ts\",\"content\":\"1\\n\"}]");
	o = read_as(FILE_BLOCK("other", "2"), &ask);
	message_is(o, "other: this task may not write it");
	ma_outcome_free(o);
	o = read_as("=== MOVE " NONCE
		    " backend/a.ts -> frontend/a.ts\n" FILE_BLOCK("backend/b.ts", "1"),
		&ask);
	message_is(o, "frontend/a.ts: this task may not write it");
	ma_outcome_free(o);
}

static void secrets_are_told_with_their_line_and_not_taken(void **state)
{
	(void)state;
	rejected(FILE_BLOCK("a.env",
			 "X=1\nKEY=AKI"
			 "AQ3EGRTWN7LZ4MBVK"),
		&anywhere,
		"a.env: line 2 holds what looks like an AWS access key; read it from the environment, or write a placeholder");
}

static bool is_canary(void *data, struct ma_str text)
{
	return ma_str_find(text, ma_str(data)) >= 0;
}

static void a_key_of_the_run_is_not_taken(void **state)
{
	struct ma_reply_ask ask = ask_of(&anywhere, nothing);
	struct ma_outcome *o;

	(void)state;
	ask.leaks = is_canary;
	ask.leaks_data = (void *)(uintptr_t) "canary";
	o = read_as(FILE_BLOCK("a", "the canary sings"), &ask);
	message_is(o,
		"a: it holds a key that this run uses; read it from the environment, or write a placeholder");
	ma_outcome_free(o);
}

static void a_key_of_json_that_is_there_twice_is_told(void **state)
{
	struct ma_outcome *o = read_files(FILE_BLOCK("package.json", "{\"a\":1,\n\"a\":2}")
						  FILE_BLOCK("tsconfig.json", "{// x\n}"),
		&anywhere);

	(void)state;
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_REJECTED);
	assert_true(ma_str_starts(o->events[0].message, "package.json: line:2:"));
	assert_true(ma_str_find(o->events[0].message, MA_STR("tsconfig")) < 0);
	ma_outcome_free(o);
}

#define ASKED "\ngive it again; unchanged, if it is right as it is"

/* Grammars are not there in every build. */
static struct ma_syntax *load_grammars(void)
{
	char dir[4096];
	const char *source = getenv("META_AGENT_SOURCE"), *set = getenv("META_AGENT_GRAMMARS");
	struct ma_syntax *syntax = NULL;
	ma_err err = { .code = MA_OK };

	assert_non_null(source);
	snprintf(dir, sizeof(dir), "%s%s", set ? set : source, set ? "" : "/build/grammars");
	if (!ma_fs_exists(dir)) {
		print_message("SKIPPED: there are no grammars; scripts/grammars.sh builds them\n");
		skip();
	}
	assert_int_equal(ma_syntax_new(dir, &syntax, &err), MA_OK);
	return syntax;
}

static void code_that_cannot_be_parsed_is_asked_for_again_alone(void **state)
{
	struct ma_reply_ask ask = ask_of(&anywhere, nothing);
	struct ma_outcome *o, *next;

	(void)state;
	ask.syntax = load_grammars();
	o = read_as(FILE_BLOCK("a.ts", "const a = 1;") FILE_BLOCK("b.ts", "\nconst b = (1;"), &ask);
	message_is(o, "b.ts: line 2, column 13: \")\" is missing" ASKED);
	files_are(o,
		"[{\"op\":\"file\",\"path\":\"a.ts\",\"content\":\"const a = 1;\\n\"},"
		"{\"op\":\"asked\",\"path\":\"b.ts\"}]");
	ask.kept = o->blobs[0].data;
	ask.rejections = 1;
	next = read_as(FILE_BLOCK("b.ts", "const b = 1;"), &ask);
	assert_int_equal(next->events_n, 1);
	files_are(next,
		"[{\"path\":\"b.ts\",\"content\":\"const b = 1;\\n\"},"
		"{\"path\":\"a.ts\",\"content\":\"const a = 1;\\n\"}]");
	ma_outcome_free(next);
	ma_outcome_free(o);
	ma_syntax_free(ask.syntax);
}

/* A grammar may know less than the compiler. */
static void what_comes_back_as_it_was_is_taken_in_doubt(void **state)
{
	struct ma_reply_ask ask = ask_of(&anywhere, nothing);
	struct ma_outcome *o;

	(void)state;
	ask.syntax = load_grammars();
	ask.kept = MA_STR("[{\"op\":\"asked\",\"path\":\"b.ts\"}]");
	o = read_as(FILE_BLOCK("b.ts", "const b = (1;"), &ask);
	assert_int_equal(o->events_n, 2);
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_DOUBTED);
	assert_true(ma_str_is(o->events[0].message, "b.ts: line 1, column 13: \")\" is missing"));
	assert_int_equal(o->events[1].kind, MA_EVENT_FILES_PROPOSED);
	ma_outcome_free(o);
	o = read_as(FILE_BLOCK("b.ts", "const b = (1;") FILE_BLOCK("c.ts", "}"), &ask);
	message_is(o, "c.ts: line 1, column 1: a syntax error at \"}\"" ASKED);
	assert_true(
		ma_str_find(o->blobs[0].data,
			MA_STR("{\"op\":\"asked\",\"path\":\"b.ts\"},{\"op\":\"asked\",\"path\":\"c.ts\"}")) >
		0);
	ma_outcome_free(o);
	ma_syntax_free(ask.syntax);
}

static void a_name_defined_twice_is_asked_for_again(void **state)
{
	static const char *had[] = { "a.py", "def f():\n    pass\ndef f():\n    pass\n", NULL };
	struct ma_reply_ask ask = ask_of(&anywhere, nothing);
	struct ma_outcome *o;

	(void)state;
	ask.syntax = load_grammars();
	o = read_as(FILE_BLOCK("a.py", "def f():\n    pass\ndef f():\n    pass"), &ask);
	message_is(o,
		"a.py: line 3, column 5: \"f\" is defined a second time; the first is on line 1" ASKED);
	ma_outcome_free(o);
	ask.base_data = (void *)(uintptr_t)had;
	o = read_as("=== MOVE " NONCE " a.py -> b.py\n", &ask);
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_PROPOSED); /* it moves as it was */
	ma_outcome_free(o);
	ma_syntax_free(ask.syntax);
}

static ma_rc list_files(
	void *data, struct ma_str dir, ma_twice_each_fn *each, void *each_data, ma_err *err)
{
	const char *const *p = data;
	ma_rc rc = MA_OK;

	for (; *p && !rc; p += 2)
		if (ma_str_eq(ma_path_dir(ma_str(*p)), dir))
			rc = each(each_data, ma_str(*p), err);
	return rc;
}

static struct ma_reply_ask ask_beside(const char *const *files)
{
	struct ma_reply_ask ask = ask_of(&anywhere, files);

	ask.list = list_files;
	ask.syntax = load_grammars();
	return ask;
}

static void is_taken(const char *reply, const struct ma_reply_ask *ask)
{
	struct ma_outcome *o = read_as(reply, ask);

	if (o->events[0].kind != MA_EVENT_FILES_PROPOSED)
		fail_msg("said: " MA_STR_FMT, MA_STR_ARG(o->events[0].message));
	ma_outcome_free(o);
}

static void says(const char *reply, const struct ma_reply_ask *ask, const char *message)
{
	struct ma_outcome *o = read_as(reply, ask);

	message_is(o, message);
	ma_outcome_free(o);
}

#define SHAPES "package shapes\n\n// Area of it.\nfunc Area() int {\n\treturn 1\n}\n"

static void a_name_that_another_file_defines_is_asked_for_again(void **state)
{
	static const char *files[] = { "p/a.go", SHAPES, "p/b.go", "package shapes\n", NULL };
	struct ma_reply_ask ask = ask_beside(files);
	struct ma_outcome *o;

	(void)state;
	says(FILE_BLOCK("p/b.go", "package shapes\n\nfunc Area() {}"), &ask,
		"p/b.go: line 3, column 6: \"Area\" is defined on line 4 of p/a.go, too, and both are of one package" ASKED);
	says(FILE_BLOCK("q/a.go", "package q\n\nfunc F() {}")
			FILE_BLOCK("q/b.go", "package q\n\nvar F = 1"),
		&ask,
		"q/b.go: line 3, column 5: \"F\" is defined on line 3 of q/a.go, too, and both are of one package" ASKED);
	/* It came back as it was: whatever compiles it decides. */
	ask.kept = MA_STR("[{\"op\":\"asked\",\"path\":\"p/b.go\"}]");
	o = read_as(FILE_BLOCK("p/b.go", "package shapes\n\nfunc Area() {}"), &ask);
	assert_int_equal(o->events_n, 2);
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_DOUBTED);
	assert_int_equal(o->events[1].kind, MA_EVENT_FILES_PROPOSED);
	ma_outcome_free(o);
	ma_syntax_free(ask.syntax);
}

static void a_name_that_goes_elsewhere_in_one_reply_is_taken(void **state)
{
	static const char *files[] = { "p/a.go", SHAPES, "p/c.go", "package shapes\n\nfunc C() {}\n",
		"p/d.go", "package shapes\n\nfunc C() {}\n", NULL };
	struct ma_reply_ask ask = ask_beside(files);

	(void)state;
	is_taken(FILE_BLOCK("p/b.go", "package shapes\n\nfunc Area() {}")
			 FILE_BLOCK("p/a.go", "package shapes"),
		&ask);
	is_taken(FILE_BLOCK("p/b.go", "package shapes\n\nfunc Area() {}") "=== DELETE " NONCE
									  " p/a.go\n",
		&ask);
	is_taken("=== MOVE " NONCE " p/a.go -> p/z.go\n", &ask);
	is_taken(EDIT_BLOCK("p/c.go", "func C() {}", "func C() { Area() }"), &ask); /* it had it */
	is_taken(FILE_BLOCK("q/b.go", "package shapes\n\nfunc Area() {}"), &ask);
	is_taken(FILE_BLOCK("p/b_test.go", "package shapes_test\n\nfunc Area() {}"), &ask);
	ma_syntax_free(ask.syntax);
}

#define TEN "abcdefghij"
#define LONG                                                                                    \
	TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN \
		TEN TEN TEN TEN TEN

static void a_name_that_is_passed_on_twice_is_asked_for_again(void **state)
{
	static const char *files[] = { "src/a.ts", "export type Id = string;\n", "src/b/index.ts",
		"export const B = 1;\n", "src/index.ts",
		"export * from './a.js';\nexport * from \"./b\";\n", "lib/a.ts",
		"export const A = 1;\n", "lib/b.ts", "export function A() {}\n", NULL };
	struct ma_reply_ask ask = ask_beside(files);

	(void)state;
	says(FILE_BLOCK("src/b/index.ts", "export const B = 1;\nexport interface Id {}"), &ask,
		"src/b/index.ts: line 2, column 18: \"Id\" is exported by src/a.ts, too, and src/index.ts passes on both by `export *`" ASKED);
	says(FILE_BLOCK("lib/index.ts", "export * from './a';\nexport * from './b';"), &ask,
		"lib/index.ts: it passes on \"A\" of lib/a.ts and of lib/b.ts by `export *`" ASKED);
	is_taken(FILE_BLOCK("lib/index.ts",
			 "export * from './a';\nexport * from './b';\nexport { A } from './a';"),
		&ask);
	is_taken(FILE_BLOCK("src/c.ts", "export type Id = number;"), &ask);
	is_taken(FILE_BLOCK("src/d.ts", "export * from './" LONG LONG LONG "';"), &ask);
	ma_syntax_free(ask.syntax);
}

static void one_module_of_rust_is_in_one_file(void **state)
{
	static const char *files[] = { "src/a.rs", "fn f() {}\n", NULL };
	struct ma_reply_ask ask = ask_beside(files);

	(void)state;
	says(FILE_BLOCK("src/a/mod.rs", "fn g() {}"), &ask,
		"src/a/mod.rs: src/a.rs is there, too: the module is in one of them" ASKED);
	is_taken(FILE_BLOCK("src/b.rs", "fn f() {}"), &ask);
	ma_syntax_free(ask.syntax);
}

static void data_that_cannot_be_read_is_asked_for_again_without_a_grammar(void **state)
{
	struct ma_reply_ask ask = ask_of(&anywhere, nothing);
	struct ma_outcome *o = read_as(FILE_BLOCK("a.json", "{\"a\": }"), &ask);

	(void)state;
	message_is(o, "a.json: line 1, column 7: unexpected token near '}'" ASKED);
	ma_outcome_free(o);
}

static void what_acceptance_tests_run_by_is_not_removed(void **state)
{
	static const char *const files[] = { "package.json", "{}\n", "api/pytest.ini", "[pytest]\n",
		"src/a.ts", "x\n", NULL };
	struct ma_reply_ask ask = ask_of(&anywhere, files);
	struct ma_outcome *o = read_as("=== DELETE " NONCE " package.json\n", &ask);

	(void)state;
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_PROPOSED);
	ma_outcome_free(o);
	ask.guarded = MA_STR("acceptance/a.test.ts");
	o = read_as("=== DELETE " NONCE " package.json\n", &ask);
	message_is(o,
		"package.json: the acceptance tests run by this configuration, it must not be removed");
	ma_outcome_free(o);
	o = read_as("=== MOVE " NONCE " api/pytest.ini -> api/old.ini\n", &ask);
	message_is(o,
		"api/pytest.ini: the acceptance tests run by this configuration, it must not be removed");
	ma_outcome_free(o);
	o = read_as("=== DELETE " NONCE " src/a.ts\n", &ask);
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_PROPOSED);
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
		cmocka_unit_test(edits_are_applied_to_the_files_as_they_are),
		cmocka_unit_test(deletions_and_moves_become_a_file_set),
		cmocka_unit_test(what_acceptance_tests_run_by_is_not_removed),
		cmocka_unit_test(a_move_must_be_the_tasks_to_make_at_both_ends),
		cmocka_unit_test(an_edit_that_finds_no_place_is_asked_for_again_alone),
		cmocka_unit_test(what_is_said_again_replaces_what_was_kept),
		cmocka_unit_test(a_reply_without_files_leaves_what_was_kept_for_another),
		cmocka_unit_test(nothing_is_kept_of_a_reply_that_names_what_is_not_the_tasks),
		cmocka_unit_test(a_file_of_others_is_left_out_of_a_second_reply),
		cmocka_unit_test(a_second_reply_of_others_files_alone_is_refused),
		cmocka_unit_test(secrets_are_told_with_their_line_and_not_taken),
		cmocka_unit_test(a_key_of_the_run_is_not_taken),
		cmocka_unit_test(a_key_of_json_that_is_there_twice_is_told),
		cmocka_unit_test(code_that_cannot_be_parsed_is_asked_for_again_alone),
		cmocka_unit_test(what_comes_back_as_it_was_is_taken_in_doubt),
		cmocka_unit_test(a_name_defined_twice_is_asked_for_again),
		cmocka_unit_test(a_name_that_another_file_defines_is_asked_for_again),
		cmocka_unit_test(a_name_that_goes_elsewhere_in_one_reply_is_taken),
		cmocka_unit_test(a_name_that_is_passed_on_twice_is_asked_for_again),
		cmocka_unit_test(one_module_of_rust_is_in_one_file),
		cmocka_unit_test(data_that_cannot_be_read_is_asked_for_again_without_a_grammar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
