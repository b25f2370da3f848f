/* Large trees that go: all of it, and nothing else. */
#include "sys/fs_clear.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/fresh_dir.h"
#include "sys/fs.h"

static void put_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	close(fd);
}

static void put_dir(const char *path)
{
	assert_int_equal(mkdir(path, 0755), 0);
}

/* tree/0…n-1, in each a file, an empty directory, a link to "..", and in/deeper with a file. */
static void grow(int n)
{
	static const char *const dirs[] = { "", "/empty", "/in", "/in/deeper" };
	char path[64];
	size_t k;
	int i;

	put_dir("tree");
	for (i = 0; i < n; i++) {
		for (k = 0; k < MA_COUNT(dirs); k++) {
			(void)snprintf(path, sizeof(path), "tree/%d%s", i, dirs[k]);
			put_dir(path);
		}
		(void)snprintf(path, sizeof(path), "tree/%d/file", i);
		put_file(path);
		(void)snprintf(path, sizeof(path), "tree/%d/in/deeper/file", i);
		put_file(path);
		(void)snprintf(path, sizeof(path), "tree/%d/link", i);
		assert_int_equal(symlink("..", path), 0);
	}
}

static bool is_empty(const char *path)
{
	return rmdir(path) == 0 && mkdir(path, 0755) == 0;
}

static void all_that_is_in_a_tree_goes(void **state)
{
	MA_UNUSED(state);
	grow(100);
	ma_fs_clear("tree");
	assert_true(is_empty("tree"));
}

static void what_links_lead_to_stays(void **state)
{
	MA_UNUSED(state);
	put_dir("outside");
	put_file("outside/file");
	grow(20);
	assert_int_equal(symlink("../outside", "tree/0/to"), 0);
	assert_int_equal(symlink("outside", "way"), 0);
	ma_fs_clear("tree");
	ma_fs_clear("way"); /* the root is no link, either */
	assert_true(is_empty("tree"));
	assert_true(ma_fs_exists("outside/file"));
}

static void a_deep_tree_goes_with_few_descriptors(void **state)
{
	struct rlimit was, few;
	int there, i;

	MA_UNUSED(state);
	there = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	put_dir("tree");
	assert_int_equal(chdir("tree"), 0);
	for (i = 0; i < 1000; i++)
		assert_true(mkdir("d", 0755) == 0 && chdir("d") == 0);
	assert_int_equal(fchdir(there), 0);
	close(there);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	few = (struct rlimit){ 32, was.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	ma_fs_clear("tree");
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
	assert_true(is_empty("tree"));
}

/* Paths that the kernel takes no more, and directories that must not be read. */
static void what_is_out_of_reach_is_left_to_the_removal(void **state)
{
	char name[201];
	ma_err err = { 0 };
	int there, i;

	MA_UNUSED(state);
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	there = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	grow(20);
	assert_int_equal(chmod("tree/1", 0000), 0);
	assert_int_equal(chdir("tree"), 0);
	for (i = 0; i < 30; i++)
		assert_true(mkdir(name, 0755) == 0 && chdir(name) == 0);
	assert_int_equal(fchdir(there), 0);
	close(there);
	ma_fs_clear("tree");
	assert_false(ma_fs_exists("tree/0"));
	assert_false(is_empty("tree"));
	assert_int_equal(ma_fs_remove_tree("tree", &err), MA_OK);
	assert_false(ma_fs_exists("tree"));
}

/* As many paths as the tree has are not kept at a time. */
static void a_directory_of_very_many_takes_little_memory(void **state)
{
	enum { LEVELS = 15, MANY = 4800 };
	char name[252];
	ma_err err = { 0 };
	int there, i;

	MA_UNUSED(state);
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	there = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	put_dir("tree");
	assert_int_equal(chdir("tree"), 0);
	for (i = 0; i < LEVELS; i++)
		assert_true(mkdir(name, 0755) == 0 && chdir(name) == 0);
	for (i = 0; i < MANY; i++) {
		(void)snprintf(name, sizeof(name), "%0200d", i);
		put_dir(name);
	}
	assert_int_equal(fchdir(there), 0);
	close(there);
	(void)ma_alloc_fail_after(-1);
	ma_fs_clear("tree");
	assert_in_range(ma_alloc_fail_after(-1), MANY / 2, MANY - 1);
	assert_int_equal(ma_fs_remove_tree("tree", &err), MA_OK);
	assert_false(ma_fs_exists("tree"));
}

static void without_memory_some_of_it_is_left_to_the_removal(void **state)
{
	ma_err err = { 0 };
	int64_t after;

	MA_UNUSED(state);
	for (after = 0; after < 60; after += 5) {
		grow(20);
		(void)ma_alloc_fail_after(after);
		ma_fs_clear("tree");
		(void)ma_alloc_fail_after(-1);
		assert_false(is_empty("tree"));
		assert_int_equal(ma_fs_remove_tree("tree", &err), MA_OK);
	}
}

static void where_nothing_is_nothing_happens(void **state)
{
	MA_UNUSED(state);
	put_file("file");
	ma_fs_clear("file");
	ma_fs_clear("none");
	assert_true(ma_fs_exists("file"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fresh_dir_enter, fresh_dir_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(all_that_is_in_a_tree_goes),
		CASE(what_links_lead_to_stays),
		CASE(a_deep_tree_goes_with_few_descriptors),
		CASE(what_is_out_of_reach_is_left_to_the_removal),
		CASE(a_directory_of_very_many_takes_little_memory),
		CASE(without_memory_some_of_it_is_left_to_the_removal),
		CASE(where_nothing_is_nothing_happens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
