/* What a model may name and write, each kind of it by itself: refused with the path, nothing taken. What the tree and the disk refuse is in unit/vcs. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"
#include "engine/reply.h"
#include "support/torture.h"

static ma_rc no_file(void *data, struct ma_str path, struct ma_edit_base *out, ma_err *err)
{
	MA_UNUSED(data);
	MA_UNUSED(path);
	MA_UNUSED(out);
	MA_UNUSED(err);
	return MA_OK;
}

static struct ma_outcome *read_reply(struct ma_str reply, bool answer)
{
	static const struct ma_agents none = { .n = 0 };
	static const struct ma_task task = { .id = { "t", 1 } };
	const struct ma_reply_ask ask = {
		.task = &task, .agents = &none, .nonce = "n1", .base = no_file
	};
	struct ma_outcome *o = ma_outcome_new("e");

	assert_non_null(o);
	(answer ? ma_reply_answer : ma_reply_files)(o, reply, &ask);
	assert_int_equal(o->err.code, MA_OK);
	return o;
}

/* As a program gives it, where a path may be of any bytes that JSON can say. */
static struct ma_outcome *answer(struct ma_str path, struct ma_str content)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	struct ma_outcome *o;

	ma_buf_adds(&text, "{\"files\":[{\"path\":\"ok.txt\",\"content\":\"x\"},{\"path\":");
	ma_json_add_string(&text, path);
	ma_buf_adds(&text, ",\"content\":");
	ma_json_add_string(&text, content);
	ma_buf_adds(&text, "}]}");
	o = read_reply(ma_buf_str(&text), true);
	ma_buf_done(&text);
	return o;
}

static void rejected(struct ma_outcome *o, const char *shows, const char *says)
{
	struct ma_str message = o->events_n == 1 ? o->events[0].message : MA_STR("");

	if (o->events_n != 1 || o->events[0].kind != MA_EVENT_FILES_REJECTED || o->blobs_n > 0)
		fail_msg("\"%s\" was not refused", shows);
	if (ma_str_find(message, ma_str(shows)) < 0 || ma_str_find(message, ma_str(says)) < 0)
		fail_msg("\"%s\": said %.*s", shows, MA_STR_ARG(message));
	ma_outcome_free(o);
}

static void refused(const char *path, const char *shows, const char *says)
{
	rejected(answer(ma_str(path), MA_STR("x")), shows, says);
}

static void paths_that_climb_are_refused(void **state)
{
	MA_UNUSED(state);
	refused("../x", "../x", "not allowed");
	refused("a/../../x", "a/../../x", "not allowed");
	refused("a/./b", "a/./b", "not allowed");
}

static void absolute_paths_and_homes_are_refused(void **state)
{
	MA_UNUSED(state);
	refused("/etc/cron.d/x", "/etc/cron.d/x", "relative");
	refused("~/.ssh/authorized_keys", "~/.ssh/authorized_keys", "relative");
	refused("C:\\x", "C:", "drive");
	refused("a\\..\\b", "a", "backslash");
}

static void names_of_no_file_are_refused(void **state)
{
	MA_UNUSED(state);
	refused("", "path", "empty");
	refused(".", "\".\"", "not allowed");
	refused("..", "\"..\"", "not allowed");
	refused("a/", "a/", "directory");
	refused("a//b", "a//b", "empty component");
}

static void control_characters_in_paths_are_refused_and_shown_as_escapes(void **state)
{
	MA_UNUSED(state);
	rejected(answer(ma_str_n("a\0b", 3), MA_STR("x")), "u0000", "not allowed");
	refused("a\nb", "path", "control characters");
	refused("a\x1b[2Jb", "\\x1b", "control characters");
}

static void long_and_deep_paths_are_refused(void **state)
{
	struct ma_buf path = MA_BUF_INIT(MA_MIB);
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 300; i++)
		ma_buf_addc(&path, 'a');
	refused(path.p, "aaa", "too long");
	for (i = 0; i < 4700; i++)
		ma_buf_addc(&path, 'a');
	refused(path.p, "aaa", "too long");
	ma_buf_clear(&path);
	for (i = 0; i < 2000; i++)
		ma_buf_adds(&path, "a/");
	ma_buf_addc(&path, 'b');
	refused(path.p, "a/a", "too long");
	ma_buf_clear(&path);
	for (i = 0; i < 100; i++)
		ma_buf_adds(&path, "a/");
	ma_buf_addc(&path, 'b');
	refused(path.p, "a/a", "too deep");
	ma_buf_done(&path);
}

static void every_spelling_of_gits_directory_is_refused(void **state)
{
	static const char *const paths[] = { ".git/hooks/pre-commit", ".GIT/config", ".Git /x",
		".git./x", "a/.git/config", ".git::$INDEX_ALLOCATION/x", "git~1/x",
		".g\xe2\x80\x8cit/config" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(paths); i++)
		refused(paths[i], "path", "");
}

static void files_that_git_and_tools_obey_are_refused(void **state)
{
	static const char *const paths[] = { ".gitmodules", ".gitattributes", "a/.gitattributes",
		".npmrc", ".envrc", ".vscode/tasks.json", ".mcp.json", ".yarnrc.yml" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(paths); i++)
		refused(paths[i], paths[i], "");
}

static void our_own_state_is_refused(void **state)
{
	MA_UNUSED(state);
	refused(".meta-agent/context.db", ".meta-agent/context.db", "state");
	refused("meta-agent.yaml", "meta-agent.yaml", "");
}

static void one_path_twice_is_refused(void **state)
{
	MA_UNUSED(state);
	refused("ok.txt", "ok.txt", "there twice");
}

static void names_that_fold_together_are_refused(void **state)
{
	MA_UNUSED(state);
	refused("OK.txt", "OK.txt", "there twice");
	refused("e\xcc\x81.txt", "path", "Unicode");
}

static void too_large_a_file_is_refused(void **state)
{
	struct ma_buf text = MA_BUF_INIT(4 * MA_LIMIT_FILE);
	size_t i;

	MA_UNUSED(state);
	ma_buf_adds(&text, "=== FILE n1 a.txt\n");
	for (i = 0; i < MA_LIMIT_FILE / 8 + 1; i++)
		ma_buf_adds(&text, "1234567\n");
	ma_buf_adds(&text, "=== END n1\n");
	rejected(read_reply(ma_buf_str(&text), false), "a file of the reply", "8388608");
	ma_buf_done(&text);
}

static void too_many_files_are_refused(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_LIMIT_FILES + 1; i++)
		ma_buf_addf(&text, "=== FILE n1 f%zu\nx\n=== END n1\n", i);
	rejected(read_reply(ma_buf_str(&text), false), "", "4000");
	ma_buf_done(&text);
}

static void content_that_is_no_text_is_refused(void **state)
{
	struct ma_str bad = MA_STR("=== FILE n1 a.bin\n\xff\xfe\x00\x01\n=== END n1\n");
	struct ma_outcome *o = read_reply(bad, false);

	MA_UNUSED(state);
	rejected(o, "a.bin", "not UTF-8 text");
	rejected(read_reply(MA_STR("=== FILE n1 a.txt\na\0b\n=== END n1\n"), false), "a.txt",
		"not UTF-8 text");
}

static void line_ends_and_a_byte_order_mark_are_kept_byte_for_byte(void **state)
{
	struct ma_outcome *o = read_reply(MA_STR("=== FILE n1 a.txt\n\xef\xbb\xbf"
						 "a\r\nb\r\n=== END n1\n"),
		false);

	MA_UNUSED(state);
	assert_int_equal(o->events[0].kind, MA_EVENT_FILES_PROPOSED);
	assert_true(ma_str_is(o->blobs[0].data,
		"[{\"path\":\"a.txt\",\"content\":\"\xef\xbb\xbf"
		"a\\r\\nb\\r\\n\"}]"));
	ma_outcome_free(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_that_climb_are_refused),
		cmocka_unit_test(absolute_paths_and_homes_are_refused),
		cmocka_unit_test(names_of_no_file_are_refused),
		cmocka_unit_test(control_characters_in_paths_are_refused_and_shown_as_escapes),
		cmocka_unit_test(long_and_deep_paths_are_refused),
		cmocka_unit_test(every_spelling_of_gits_directory_is_refused),
		cmocka_unit_test(files_that_git_and_tools_obey_are_refused),
		cmocka_unit_test(our_own_state_is_refused),
		cmocka_unit_test(one_path_twice_is_refused),
		cmocka_unit_test(names_that_fold_together_are_refused),
		cmocka_unit_test(too_large_a_file_is_refused),
		cmocka_unit_test(too_many_files_are_refused),
		cmocka_unit_test(content_that_is_no_text_is_refused),
		cmocka_unit_test(line_ends_and_a_byte_order_mark_are_kept_byte_for_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
