#include "verify/tool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "support/group.h"
#include "sys/fs.h"

static struct ma_arena arena = MA_ARENA_INIT(1 << 16);

static const char *missing(const struct ma_tool *tool, const char *node_dir)
{
	const char *why = NULL;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_tool_missing(tool, node_dir, &arena, &why, &err), MA_OK);
	return why;
}

static void what_every_machine_has_is_there(void **state)
{
	static const struct ma_tool sh = { "sh", "" };

	(void)state;
	assert_null(missing(&sh, NULL));
}

static void what_is_not_there_is_named_with_what_brings_it(void **state)
{
	static const struct ma_tool none = { "no-such-program", "Debian: nothing" };

	(void)state;
	assert_string_equal(missing(&none, "/nonexistent"),
		"no-such-program is not installed (Debian: nothing)");
}

static void without_memory_it_is_not_said_to_be_there(void **state)
{
	static const struct ma_tool none = { "no-such-program", "Debian: nothing" };
	struct ma_arena small = MA_ARENA_INIT(0);
	const char *why = NULL;
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_tool_missing(&none, NULL, &small, &why, &err), MA_ENOMEM);
	assert_int_equal(err.code, MA_ENOMEM);
	ma_arena_done(&small);
}

static void what_came_with_node_counts(void **state)
{
	static const struct ma_tool own = { "no-such-program", "npm" };
	char path[600];
	ma_err err = { .code = MA_OK };
	char *dir = NULL;

	(void)state;
	assert_int_equal(ma_fs_temp_dir("meta-agent-test-", &dir, &err), MA_OK);
	assert_int_equal(ma_fs_write_beneath(dir, MA_STR("bin/no-such-program"),
				 MA_STR("#!/bin/sh\n"), 0755, &err),
		MA_OK);
	assert_null(missing(&own, dir));
	snprintf(path, sizeof(path), "%s/bin/no-such-program", dir);
	assert_int_equal(chmod(path, 0644), 0);
	assert_non_null(missing(&own, dir));
	assert_int_equal(ma_fs_remove_tree(dir, &err), MA_OK);
	ma_free(dir);
}

static int done(void **state)
{
	(void)state;
	ma_arena_done(&arena);
	return 0;
}

static void a_program_that_no_project_brings_is_told_from_one_that_it_forgot(void **state)
{
	static const char *const lacked[] = { "sh: 1: bun: not found\n",
		"x\nbash: line 1: bun: command not found", "make: bun: No such file or directory",
		"/bin/sh: 1: bun: not found\r\n" };
	static const char *const forgotten[] = { "", "sh: 1: vitest: not found\n",
		"error: bun: not found in lockfile\n", "bun\n", "./bun: Permission denied" };
	struct ma_buf why = MA_BUF_INIT(1024);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lacked) / sizeof(lacked[0]); i++) {
		ma_buf_clear(&why);
		if (!ma_tool_lacked(ma_str(lacked[i]), &why))
			fail_msg("%s", lacked[i]);
		assert_string_equal(why.p, "bun is not installed (https://bun.sh)");
	}
	for (i = 0; i < sizeof(forgotten) / sizeof(forgotten[0]); i++)
		if (ma_tool_lacked(ma_str(forgotten[i]), &why))
			fail_msg("%s", forgotten[i]);
	ma_buf_done(&why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_every_machine_has_is_there),
		cmocka_unit_test(what_is_not_there_is_named_with_what_brings_it),
		cmocka_unit_test(without_memory_it_is_not_said_to_be_there),
		cmocka_unit_test(what_came_with_node_counts),
		cmocka_unit_test(a_program_that_no_project_brings_is_told_from_one_that_it_forgot),
	};

	return group_run(tests, NULL, done);
}
