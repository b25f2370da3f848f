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

static void what_every_machine_has_is_there(void **state)
{
	static const struct ma_tool sh = { "sh", "" };

	(void)state;
	assert_null(ma_tool_missing(&sh, NULL, &arena));
}

static void what_is_not_there_is_named_with_what_brings_it(void **state)
{
	static const struct ma_tool none = { "no-such-program", "Debian: nothing" };

	(void)state;
	assert_string_equal(ma_tool_missing(&none, "/nonexistent", &arena),
		"no-such-program is not installed (Debian: nothing)");
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
	assert_null(ma_tool_missing(&own, dir, &arena));
	snprintf(path, sizeof(path), "%s/bin/no-such-program", dir);
	assert_int_equal(chmod(path, 0644), 0);
	assert_non_null(ma_tool_missing(&own, dir, &arena));
	assert_int_equal(ma_fs_remove_tree(dir, &err), MA_OK);
	ma_free(dir);
}

static int done(void **state)
{
	(void)state;
	ma_arena_done(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_every_machine_has_is_there),
		cmocka_unit_test(what_is_not_there_is_named_with_what_brings_it),
		cmocka_unit_test(what_came_with_node_counts),
	};

	return group_run(tests, NULL, done);
}
