/* Which files an installation is said to have locked. */
#include "verify/locks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/fs.h"

#define LOCK "{\"lockfileVersion\": 3}\n"

static char *dir; /* the tree */
static struct ma_arena arena;
static const struct ma_step at_root = { .phase = "install", .kind = "node", .package = "." };
static const struct ma_step in_web = { .phase = "install", .kind = "node", .package = "web" };

static int set_up(void **state)
{
	ma_err err = { .code = MA_OK };

	(void)state;
	arena = (struct ma_arena)MA_ARENA_INIT(64 * MA_MIB);
	return ma_fs_temp_dir("meta-agent-test-", &dir, &err) ? -1 : 0;
}

static int tear_down(void **state)
{
	ma_err err = { .code = MA_OK };

	(void)state;
	(void)ma_fs_remove_tree(dir, &err);
	ma_free(dir);
	ma_arena_done(&arena);
	return err.code != MA_OK;
}

static void put(const char *path, struct ma_str content)
{
	ma_err err = { .code = MA_OK };

	if (ma_fs_write_beneath(dir, ma_str(path), content, 0644, &err))
		fail_msg("%s", err.msg);
}

/* What is found of an installation that writes this. */
static struct ma_check install(const struct ma_step *step, const char *path, struct ma_str content)
{
	struct ma_check check = { .phase = "install" };
	bool had[MA_LOCKS_MAX];
	ma_err err = { .code = MA_OK };

	ma_locks_note(dir, step, had);
	put(path, content);
	if (ma_locks_read(dir, step, had, &arena, &check, &err))
		fail_msg("%s", err.msg);
	return check;
}

static void what_was_not_there_before_is_told_with_its_path_in_the_tree(void **state)
{
	struct ma_check check;

	(void)state;
	check = install(&at_root, "package-lock.json", MA_STR(LOCK));
	assert_int_equal(check.locks_n, 1);
	assert_true(ma_str_is(check.locks[0].path, "package-lock.json"));
	assert_true(ma_str_is(check.locks[0].text, LOCK));
	check = install(&in_web, "web/Cargo.lock", MA_STR("version = 3\n"));
	assert_int_equal(check.locks_n, 1);
	assert_true(ma_str_is(check.locks[0].path, "web/Cargo.lock"));
}

static void what_was_there_before_is_not(void **state)
{
	(void)state;
	put("package-lock.json", MA_STR("{}\n"));
	assert_int_equal(install(&at_root, "package-lock.json", MA_STR(LOCK)).locks_n, 0);
	assert_int_equal(install(&at_root, "web/package-lock.json", MA_STR(LOCK)).locks_n, 0);
}

static void what_is_no_lock_file_is_passed_over(void **state)
{
	const struct {
		const char *what;
		struct ma_str text;
	} cases[] = { { "nothing", MA_STR("") }, { "no JSON", MA_STR("{\"a\": ") },
		{ "no object", MA_STR("[1]\n") }, { "no text", MA_STR("{\"a\": \"\x00\"}") },
		{ "a key twice", MA_STR("{\"a\": 1, \"a\": 2}") } };
	ma_err err = { .code = MA_OK };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		if (install(&at_root, "package-lock.json", cases[i].text).locks_n != 0)
			fail_msg("%s was taken", cases[i].what);
		(void)ma_fs_remove_beneath(dir, MA_STR("package-lock.json"), &err);
	}
}

static void a_link_and_what_is_too_large_are_passed_over(void **state)
{
	struct ma_check check = { .phase = "install" };
	char path[512], *large = ma_alloc(MA_LIMIT_FILE + 1, 1);
	bool had[MA_LOCKS_MAX] = { false };
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_non_null(large);
	memset(large, 'a', MA_LIMIT_FILE + 1);
	put("elsewhere", MA_STR(LOCK));
	snprintf(path, sizeof(path), "%s/package-lock.json", dir);
	assert_int_equal(symlink("elsewhere", path), 0);
	snprintf(path, sizeof(path), "%s/Cargo.lock", dir);
	assert_int_equal(ma_fs_write(path, ma_str_n(large, MA_LIMIT_FILE + 1), 0644, &err), MA_OK);
	assert_int_equal(ma_locks_read(dir, &at_root, had, &arena, &check, &err), MA_OK);
	assert_int_equal(check.locks_n, 0);
	ma_free(large);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(what_was_not_there_before_is_told_with_its_path_in_the_tree),
		CASE(what_was_there_before_is_not),
		CASE(what_is_no_lock_file_is_passed_over),
		CASE(a_link_and_what_is_too_large_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
