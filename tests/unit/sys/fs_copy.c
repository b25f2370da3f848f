/* Copying a tree: all of it that is wanted, and nothing through links. */
#include "sys/fs.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "support/fresh_dir.h"

static const struct ma_fs_copy all = { .uid = -1, .files_max = 1000, .bytes_max = 1 << 20 };

/* With empty directories `from` and `to`. */
static int enter(void **state)
{
	return fresh_dir_enter(state) || mkdir("to", 0755) || mkdir("from", 0755) ? -1 : 0;
}

static void put(const char *path, const char *text, unsigned mode)
{
	ma_err err = { 0 };

	if (ma_fs_write_beneath("from", ma_str(path), ma_str(text), mode, &err))
		fail_msg("%s", err.msg);
}

static ma_rc copy(const struct ma_fs_copy *how)
{
	ma_err err = { 0 };
	ma_rc rc = ma_fs_copy_tree("from", "to", how, &err);

	assert_int_equal(rc, err.code);
	return rc;
}

static void holds(const char *path, const char *text, unsigned mode)
{
	char *got = NULL;
	struct stat st;
	ma_err err = { 0 };

	assert_int_equal(ma_fs_read(path, 1 << 20, &got, NULL, &err), MA_OK);
	assert_string_equal(got, text);
	ma_free(got);
	assert_int_equal(lstat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
}

static void files_keep_their_bytes_and_permissions(void **state)
{
	MA_UNUSED(state);
	put("a", "x", 0644);
	put("d/run", "#!/bin/sh\n", 0755);
	put("d/empty", "", 0600);
	assert_int_equal(chmod("from/a", 04755), 0);
	assert_int_equal(copy(&all), MA_OK);
	holds("to/a", "x", 0755); /* without the set-id bit */
	holds("to/d/run", "#!/bin/sh\n", 0755);
	holds("to/d/empty", "", 0600);
}

static void a_link_stays_what_it_was_and_is_not_followed(void **state)
{
	char target[16];

	MA_UNUSED(state);
	put("d/a", "x", 0644);
	assert_int_equal(symlink("d/a", "from/l"), 0);
	assert_int_equal(symlink("/etc", "from/etc"), 0);
	assert_int_equal(copy(&all), MA_OK);
	assert_int_equal(readlink("to/l", target, sizeof(target)), 3);
	assert_int_equal(readlink("to/etc", target, sizeof(target)), 4);
}

/* Eight GiB of nothing, with a word in the middle and one at the end. */
static void a_hole_stays_a_hole(void **state)
{
	const off_t size = (off_t)8 << 30;
	struct stat st;
	char word[4];
	int fd = open("from/big", O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	MA_UNUSED(state);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "mid", 3, size / 2), 3);
	assert_int_equal(pwrite(fd, "end", 3, size - 3), 3);
	close(fd);
	fd = open("from/hole", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	assert_int_equal(ftruncate(fd, size), 0);
	close(fd);
	assert_int_equal(copy(&all), MA_OK); /* which allows a MiB */
	fd = open("to/big", O_RDONLY | O_CLOEXEC);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, size);
	assert_true(st.st_blocks * 512 < 1 << 20);
	assert_int_equal(pread(fd, word, 3, size / 2), 3);
	assert_memory_equal(word, "mid", 3);
	assert_int_equal(pread(fd, word, 3, size - 3), 3);
	assert_memory_equal(word, "end", 3);
	close(fd);
	assert_int_equal(stat("to/hole", &st), 0);
	assert_int_equal(st.st_size, size);
	assert_true(st.st_blocks * 512 < 1 << 20);
}

static void what_is_no_file_is_left_out(void **state)
{
	MA_UNUSED(state);
	assert_int_equal(mkfifo("from/pipe", 0600), 0);
	assert_int_equal(copy(&all), MA_OK);
	assert_int_not_equal(access("to/pipe", F_OK), 0);
}

static bool skips_git(const char *name, bool is_dir)
{
	return is_dir && strcmp(name, ".git") == 0;
}

static void what_is_not_wanted_is_left_out(void **state)
{
	struct ma_fs_copy how = all;

	MA_UNUSED(state);
	how.skips = skips_git;
	put(".git/HEAD", "x", 0644);
	put("sub/.git", "gitdir: elsewhere\n", 0644);
	assert_int_equal(copy(&how), MA_OK);
	assert_int_not_equal(access("to/.git", F_OK), 0);
	holds("to/sub/.git", "gitdir: elsewhere\n", 0644);
}

static void there_are_bounds(void **state)
{
	struct ma_fs_copy few = all, small = all;
	ma_err err = { 0 };

	MA_UNUSED(state);
	put("a", "12345", 0644);
	put("b/c", "12345", 0644);
	few.files_max = 2;
	assert_int_equal(copy(&few), MA_ELIMIT);
	assert_int_equal(ma_fs_remove_tree("to", &err), MA_OK);
	assert_int_equal(mkdir("to", 0755), 0);
	small.bytes_max = 9;
	assert_int_equal(copy(&small), MA_ELIMIT);
}

static void a_tree_without_end_is_refused(void **state)
{
	char path[300] = "from";
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 70; i++) {
		strcat(path, "/d");
		assert_int_equal(mkdir(path, 0755), 0);
	}
	assert_int_equal(copy(&all), MA_ELIMIT);
}

static void the_copy_does_not_copy_itself(void **state)
{
	ma_err err = { 0 };

	MA_UNUSED(state);
	put("a", "x", 0644);
	assert_int_equal(mkdir("from/to", 0755), 0);
	assert_int_equal(ma_fs_copy_tree("from", "from/to", &all, &err), MA_OK);
	holds("from/to/a", "x", 0644);
	assert_int_not_equal(access("from/to/to", F_OK), 0);
}

static void what_cannot_be_read_is_named(void **state)
{
	ma_err err = { 0 };

	MA_UNUSED(state);
	assert_int_equal(ma_fs_copy_tree("nowhere", "to", &all, &err), MA_ENOTFOUND);
	assert_non_null(strstr(err.msg, "nowhere"));
}

static void nothing_that_is_there_is_overwritten(void **state)
{
	FILE *f = fopen("to/a", "w");

	MA_UNUSED(state);
	assert_non_null(f);
	assert_int_equal(fputs("mine", f) >= 0 && fclose(f) == 0, 1);
	put("a", "x", 0644);
	assert_int_equal(copy(&all), MA_EIO);
	holds("to/a", "mine", 0644);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, enter, fresh_dir_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(files_keep_their_bytes_and_permissions),
		CASE(a_link_stays_what_it_was_and_is_not_followed),
		CASE(a_hole_stays_a_hole),
		CASE(what_is_no_file_is_left_out),
		CASE(what_is_not_wanted_is_left_out),
		CASE(there_are_bounds),
		CASE(a_tree_without_end_is_refused),
		CASE(the_copy_does_not_copy_itself),
		CASE(what_cannot_be_read_is_named),
		CASE(nothing_that_is_there_is_overwritten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
