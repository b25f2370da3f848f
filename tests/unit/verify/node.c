#include "verify/node.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "sys/fs.h"

struct place {
	char *dir;
	struct ma_arena arena;
};

/* Nothing but what a test puts there can be found. */
static int set_up(void **state)
{
	static struct place p;
	ma_err err = { .code = MA_OK };

	p = (struct place){ .arena = MA_ARENA_INIT(1 << 16) };
	*state = &p;
	unsetenv("META_AGENT_NODE_DIR");
	setenv("PATH", "/nonexistent", 1);
	setenv("XDG_DATA_HOME", "/nonexistent", 1);
	return ma_fs_temp_dir("meta-agent-test-", &p.dir, &err) || chmod(p.dir, 0755);
}

static int tear_down(void **state)
{
	struct place *p = *state;
	ma_err err = { .code = MA_OK };

	ma_arena_done(&p->arena);
	(void)ma_fs_remove_tree(p->dir, &err);
	ma_free(p->dir);
	return err.code != MA_OK;
}

/* A program that says it is this version. */
static void put_node(struct place *p, const char *version)
{
	char script[64];
	ma_err err = { .code = MA_OK };

	snprintf(script, sizeof(script), "#!/bin/sh\necho %s\n", version);
	assert_int_equal(
		ma_fs_write_beneath(p->dir, MA_STR("bin/node"), ma_str(script), 0755, &err), MA_OK);
	assert_int_equal(
		ma_fs_write_beneath(p->dir, MA_STR("bin/npm"), MA_STR("#!/bin/sh\n"), 0755, &err),
		MA_OK);
}

static void versions_that_todays_vite_runs_on_are_recent(void **state)
{
	static const char *const recent[] = { "v20.19.0", "v20.20.2", "v22.12.0", "v23.0.0",
		"v26.9.1" };
	static const char *const old[] = { "v18.20.4", "v20.18.3", "v21.7.3", "v22.11.0", "20.19.0",
		"", "v", "v22", "vx.y" };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(recent); i++)
		if (!ma_node_is_recent(ma_str(recent[i])))
			fail_msg("%s is recent", recent[i]);
	for (i = 0; i < MA_COUNT(old); i++)
		if (ma_node_is_recent(ma_str(old[i])))
			fail_msg("%s is not recent", old[i]);
}

static void the_directory_that_the_user_names_is_first(void **state)
{
	struct place *p = *state;
	const char *dir = NULL;
	ma_err err = { .code = MA_OK };

	put_node(p, "v22.12.0");
	setenv("META_AGENT_NODE_DIR", p->dir, 1);
	assert_int_equal(ma_node_find(&p->arena, -1, &dir, &err), MA_OK);
	assert_string_equal(dir, p->dir);
}

static void one_on_the_path_is_found_with_its_directory(void **state)
{
	struct place *p = *state;
	const char *dir = NULL;
	char path[600];
	ma_err err = { .code = MA_OK };

	put_node(p, "v20.19.0");
	snprintf(path, sizeof(path), "relative:%s/bin", p->dir);
	setenv("PATH", path, 1);
	assert_int_equal(ma_node_find(&p->arena, -1, &dir, &err), MA_OK);
	assert_string_equal(dir, p->dir);
}

static void one_that_is_too_old_is_named(void **state)
{
	struct place *p = *state;
	const char *dir = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_fs_exists("/usr/local/lib/meta-agent/node/bin/node")) {
		print_message("SKIPPED: a private Node.js is installed\n");
		skip();
	}
	put_node(p, "v18.20.4");
	setenv("META_AGENT_NODE_DIR", p->dir, 1);
	assert_int_equal(ma_node_find(&p->arena, -1, &dir, &err), MA_EUNAVAILABLE);
	assert_non_null(strstr(err.msg, "found only v18.20.4 in "));
	assert_non_null(strstr(err.msg, "make deps"));
	assert_null(dir);
}

static void one_that_the_sandboxs_user_cannot_reach_is_none(void **state)
{
	struct place *p = *state;
	const char *dir = NULL;
	ma_err err = { .code = MA_OK };

	if (geteuid() != 0 || ma_fs_exists("/usr/local/lib/meta-agent/node/bin/node")) {
		print_message("SKIPPED: needs root, and no private Node.js\n");
		skip();
	}
	put_node(p, "v22.12.0");
	assert_int_equal(chmod(p->dir, 0700), 0);
	setenv("META_AGENT_NODE_DIR", p->dir, 1);
	assert_int_equal(ma_node_find(&p->arena, 65100, &dir, &err), MA_EUNAVAILABLE);
	assert_non_null(strstr(err.msg, "cannot run"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_that_todays_vite_runs_on_are_recent),
		CASE(the_directory_that_the_user_names_is_first),
		CASE(one_on_the_path_is_found_with_its_directory),
		CASE(one_that_is_too_old_is_named),
		CASE(one_that_the_sandboxs_user_cannot_reach_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
