/* Files: whole or not at all, and never outside. */
#include "sys/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "support/fresh_dir.h"
#include "support/torture.h"

static void write_file(const char *path, const char *text)
{
	ma_err err = { 0 };

	assert_int_equal(ma_fs_write(path, ma_str(text), 0644, &err), MA_OK);
}

static void holds(const char *path, const char *text)
{
	char *got = NULL;
	ma_err err = { 0 };

	assert_int_equal(ma_fs_read(path, 1000, &got, NULL, &err), MA_OK);
	assert_string_equal(got, text);
	ma_free(got);
}

static bool join_name(void *data, const char *name, bool is_dir)
{
	struct ma_buf *b = data;

	ma_buf_addf(b, "%s%s ", name, is_dir ? "/" : "");
	return b->n < 30;
}

/* "a b/ c " */
static void lists(const char *path, const char *names)
{
	struct ma_buf b = MA_BUF_INIT(1000);
	ma_err err = { 0 };

	ma_buf_adds(&b, "");
	assert_int_equal(ma_fs_list(path, join_name, &b, &err), MA_OK);
	assert_string_equal(b.p, names);
	ma_buf_done(&b);
}

static void what_was_written_is_read(void **state)
{
	struct ma_str bytes = ma_str_n("a\0b\r\n", 5);
	char *got = NULL;
	size_t size = 0;
	ma_err err = { 0 };

	MA_UNUSED(state);
	assert_int_equal(ma_fs_write("f", bytes, 0600, &err), MA_OK);
	assert_int_equal(ma_fs_read("f", 5, &got, &size, &err), MA_OK);
	assert_int_equal(size, 5);
	assert_memory_equal(got, "a\0b\r\n", 6);
	ma_free(got);
	write_file("empty", "");
	holds("empty", "");
	lists(".", "empty f ");
}

static void a_read_is_bounded(void **state)
{
	char *got = NULL;
	ma_err err = { 0 };

	MA_UNUSED(state);
	write_file("f", "12345");
	assert_int_equal(ma_fs_read("f", 4, &got, NULL, &err), MA_ELIMIT);
	assert_string_equal(err.msg, "f: more than 4 bytes");
	assert_int_equal(ma_fs_read("/dev/zero", 4, &got, NULL, &err), MA_EINVALID);
	assert_int_equal(ma_fs_read("/proc/self/status", 100, &got, NULL, &err), MA_ELIMIT);
	assert_null(got);
}

static void what_is_no_file_is_not_read(void **state)
{
	char *got = NULL;
	ma_err err = { 0 };

	MA_UNUSED(state);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(ma_fs_read("fifo", 10, &got, NULL, &err), MA_EINVALID);
	assert_string_equal(err.msg, "fifo is no regular file");
	assert_int_equal(ma_fs_read(".", 10, &got, NULL, &err), MA_EINVALID);
	assert_int_equal(ma_fs_read("gone", 10, &got, NULL, &err), MA_ENOTFOUND);
	assert_string_equal(err.msg, "gone: No such file or directory");
	assert_null(got);
}

static void a_write_replaces_and_leaves_nothing_beside(void **state)
{
	struct stat st;

	MA_UNUSED(state);
	write_file("f", "old");
	write_file("f", "new");
	holds("f", "new");
	lists(".", "f ");
	assert_int_equal(stat("f", &st), 0);
	assert_int_equal(st.st_mode & 0777 & ~0644U, 0);
}

static void a_write_that_fails_leaves_the_old_content(void **state)
{
	struct rlimit was, small;
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	static char big[100000];
	ma_err err = { 0 };
	ma_rc rc;

	MA_UNUSED(state);
	write_file("f", "old");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	small = (struct rlimit){ 50000, was.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	rc = ma_fs_write("f", ma_str_n(big, sizeof(big)), 0644, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	(void)signal(SIGXFSZ, handler);
	assert_int_equal(rc, MA_EIO);
	assert_int_equal(err.sys, EFBIG);
	holds("f", "old");
	lists(".", "f ");
}

static void a_write_into_a_missing_directory_is_refused(void **state)
{
	ma_err err = { 0 };

	MA_UNUSED(state);
	assert_int_equal(ma_fs_write("no/f", MA_STR("x"), 0644, &err), MA_ENOTFOUND);
	assert_string_equal(err.msg, "no/f: No such file or directory");
}

static void directories_are_made_with_their_parents(void **state)
{
	ma_err err = { 0 };

	MA_UNUSED(state);
	assert_int_equal(ma_fs_mkdirs("a/b/c", &err), MA_OK);
	assert_int_equal(ma_fs_mkdirs("a/b/c/", &err), MA_OK);
	assert_int_equal(ma_fs_mkdirs("/", &err), MA_OK);
	assert_true(ma_fs_is_dir("a/b/c"));
	write_file("a/file", "");
	assert_int_equal(ma_fs_mkdirs("a/file", &err), MA_EIO);
	assert_int_equal(err.sys, ENOTDIR);
	assert_int_equal(ma_fs_mkdirs("a/file/x", &err), MA_EIO);
	assert_true(ma_fs_exists("a/file"));
	assert_false(ma_fs_exists("a/other") || ma_fs_is_dir("a/file"));
}

static ma_rc write_beneath(const char *path, const char *text, ma_err *err)
{
	return ma_fs_write_beneath("root", ma_str(path), ma_str(text), 0644, err);
}

static void a_write_beneath_makes_its_parents(void **state)
{
	ma_err err = { 0 };

	MA_UNUSED(state);
	assert_int_equal(mkdir("root", 0755), 0);
	assert_int_equal(write_beneath("a/b/c.txt", "one", &err), MA_OK);
	assert_int_equal(write_beneath("a/b/c.txt", "two", &err), MA_OK);
	assert_int_equal(write_beneath("top.txt", "three", &err), MA_OK);
	holds("root/a/b/c.txt", "two");
	holds("root/top.txt", "three");
	lists("root", "a/ top.txt ");
	lists("root/a/b", "c.txt ");
}

static void refuses_beneath(const char *path, const char *msg)
{
	ma_err err = { 0 };

	assert_int_equal(write_beneath(path, "evil", &err), MA_EREFUSED);
	assert_string_equal(err.msg, msg);
}

static void nothing_is_written_through_links_or_outside(void **state)
{
	MA_UNUSED(state);
	assert_int_equal(mkdir("root", 0755), 0);
	assert_int_equal(mkdir("outside", 0755), 0);
	write_file("outside/f", "safe");
	assert_int_equal(symlink("../outside", "root/link"), 0);
	assert_int_equal(symlink("../outside/f", "root/file"), 0);
	assert_int_equal(mkfifo("root/fifo", 0600), 0);
	assert_int_equal(mkdir("root/dir", 0755), 0);
	write_file("root/plain", "");
	refuses_beneath("link/f", "link/f: a directory on the way is a symbolic link");
	refuses_beneath("link/new/f", "link/new/f: a directory on the way is a symbolic link");
	refuses_beneath("../outside/f", "../outside/f leaves its root");
	refuses_beneath("/tmp/f", "/tmp/f leaves its root");
	refuses_beneath("file", "file is there and is no regular file");
	refuses_beneath("fifo", "fifo is there and is no regular file");
	refuses_beneath("dir", "dir is there and is no regular file");
	refuses_beneath("plain/f", "plain/f: a file stands where a directory is needed");
	holds("outside/f", "safe");
	lists("outside", "f ");
}

static void a_hard_link_is_replaced_and_not_written_through(void **state)
{
	ma_err err = { 0 };

	MA_UNUSED(state);
	assert_int_equal(mkdir("root", 0755), 0);
	write_file("outside", "safe");
	assert_int_equal(link("outside", "root/f"), 0);
	assert_int_equal(write_beneath("f", "new", &err), MA_OK);
	holds("outside", "safe");
	holds("root/f", "new");
}

static void a_removal_beneath_takes_empty_parents_along(void **state)
{
	ma_err err = { 0 };

	MA_UNUSED(state);
	assert_int_equal(mkdir("root", 0755), 0);
	assert_int_equal(write_beneath("a/b/c", "", &err), MA_OK);
	assert_int_equal(write_beneath("a/d", "", &err), MA_OK);
	assert_int_equal(ma_fs_remove_beneath("root", MA_STR("a/b/c"), &err), MA_OK);
	lists("root/a", "d ");
	assert_int_equal(ma_fs_remove_beneath("root", MA_STR("a/d"), &err), MA_OK);
	lists("root", "");
	assert_int_equal(ma_fs_remove_beneath("root", MA_STR("a/d"), &err), MA_OK);
	assert_int_equal(ma_fs_remove_beneath("gone", MA_STR("a"), &err), MA_OK);
}

static void nothing_is_removed_through_links(void **state)
{
	ma_err err = { 0 };

	MA_UNUSED(state);
	assert_int_equal(mkdir("root", 0755), 0);
	assert_int_equal(mkdir("root/dir", 0755), 0);
	assert_int_equal(mkdir("outside", 0755), 0);
	write_file("outside/f", "safe");
	assert_int_equal(symlink("../outside", "root/link"), 0);
	assert_int_equal(ma_fs_remove_beneath("root", MA_STR("link/f"), &err), MA_EREFUSED);
	assert_int_equal(ma_fs_remove_beneath("root", MA_STR("dir"), &err), MA_EREFUSED);
	assert_string_equal(err.msg, "dir is a directory");
	assert_int_equal(ma_fs_remove_tree("root", &err), MA_OK);
	holds("outside/f", "safe");
	assert_false(ma_fs_exists("root"));
}

static void a_deep_tree_is_deleted_with_few_descriptors(void **state)
{
	struct rlimit was, few;
	ma_err err = { 0 };
	int i, there;
	ma_rc rc;

	MA_UNUSED(state);
	there = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (i = 0; i < 2000; i++)
		assert_true(mkdir("d", 0755) == 0 && chdir("d") == 0);
	assert_int_equal(fchdir(there), 0);
	close(there);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	few = (struct rlimit){ 32, was.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	rc = ma_fs_remove_tree("d", &err);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
	assert_int_equal(rc, MA_OK);
	lists(".", "");
}

static void a_wide_tree_with_locked_directories_is_deleted(void **state)
{
	char name[64];
	ma_err err = { 0 };
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 60; i++) {
		(void)snprintf(name, sizeof(name), "t/d%d", i);
		assert_int_equal(ma_fs_mkdirs(name, &err), MA_OK);
		(void)snprintf(name, sizeof(name), "t/d%d/file", i);
		write_file(name, "x");
		(void)snprintf(name, sizeof(name), "t/d%d", i);
		assert_int_equal(chmod(name, i % 2 ? 0000 : 0555), 0);
	}
	assert_int_equal(ma_fs_remove_tree("t", &err), MA_OK);
	assert_false(ma_fs_exists("t"));
	assert_int_equal(ma_fs_remove_tree("t", &err), MA_OK);
	write_file("t", "a file is a small tree");
	assert_int_equal(ma_fs_remove_tree("t", &err), MA_OK);
	lists(".", "");
}

static void a_temporary_directory_is_private_where_others_can_pass(void **state)
{
	char *path = NULL, *tmpdir = strdup(getenv("TMPDIR") ? getenv("TMPDIR") : "");
	struct stat st;
	ma_err err = { 0 };

	MA_UNUSED(state);
	assert_int_equal(mkdir("open", 0755), 0);
	assert_int_equal(chmod(fresh_dir, 0700), 0);
	assert_int_equal(setenv("TMPDIR", fresh_dir, 1), 0); /* private itself: others cannot pass */
	assert_int_equal(ma_fs_temp_dir("x-", &path, &err), MA_OK);
	assert_null(strstr(path, fresh_dir));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(rmdir(path), 0);
	ma_free(path);
	assert_int_equal(chmod(fresh_dir, 0711), 0);
	assert_int_equal(ma_fs_temp_dir("x-", &path, &err), MA_OK);
	assert_ptr_equal(strstr(path, fresh_dir), path);
	ma_free(path);
	assert_int_equal(tmpdir[0] ? setenv("TMPDIR", tmpdir, 1) : unsetenv("TMPDIR"), 0);
	free(tmpdir);
}

static void a_list_is_sorted_and_may_be_stopped(void **state)
{
	ma_err err = { 0 };

	MA_UNUSED(state);
	write_file("b", "");
	write_file(".hidden", "");
	write_file("B", "");
	assert_int_equal(mkdir("a", 0755), 0);
	lists(".", ".hidden B a/ b ");
	write_file("a-name-that-is-long-enough-to-stop-it", "");
	lists(".", ".hidden B a/ a-name-that-is-long-enough-to-stop-it ");
	assert_int_equal(ma_fs_list("gone", join_name, NULL, &err), MA_ENOTFOUND);
}

static void our_own_program_is_found(void **state)
{
	char *path = NULL;
	ma_err err = { 0 };

	MA_UNUSED(state);
	assert_int_equal(ma_fs_self(&path, &err), MA_OK);
	assert_true(ma_str_ends(ma_str(path), "unit_sys_fs"));
	ma_free(path);
}

static ma_rc use_everything(void *data, ma_err *err)
{
	struct ma_buf b = MA_BUF_INIT(1000);
	char *text = NULL, *self = NULL;
	ma_rc rc;

	MA_UNUSED(data);
	rc = ma_fs_mkdirs("t/sub", err);
	if (!rc)
		rc = ma_fs_write("t/f", MA_STR("x"), 0644, err);
	if (!rc)
		rc = ma_fs_write_beneath("t", MA_STR("sub/x/f"), MA_STR("x"), 0644, err);
	if (!rc)
		rc = ma_fs_read("t/f", 10, &text, NULL, err);
	if (!rc)
		rc = ma_fs_list("t", join_name, &b, err);
	if (!rc)
		rc = ma_fs_self(&self, err);
	if (!rc)
		rc = ma_fs_remove_tree("t", err);
	ma_buf_done(&b);
	ma_free(text);
	ma_free(self);
	return rc;
}

static void every_allocation_may_fail(void **state)
{
	MA_UNUSED(state);
	torture(use_everything, NULL);
}

#define FS_TEST(name) cmocka_unit_test_setup_teardown(name, fresh_dir_enter, fresh_dir_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FS_TEST(what_was_written_is_read),
		FS_TEST(a_read_is_bounded),
		FS_TEST(what_is_no_file_is_not_read),
		FS_TEST(a_write_replaces_and_leaves_nothing_beside),
		FS_TEST(a_write_that_fails_leaves_the_old_content),
		FS_TEST(a_write_into_a_missing_directory_is_refused),
		FS_TEST(directories_are_made_with_their_parents),
		FS_TEST(a_write_beneath_makes_its_parents),
		FS_TEST(nothing_is_written_through_links_or_outside),
		FS_TEST(a_hard_link_is_replaced_and_not_written_through),
		FS_TEST(a_removal_beneath_takes_empty_parents_along),
		FS_TEST(nothing_is_removed_through_links),
		FS_TEST(a_deep_tree_is_deleted_with_few_descriptors),
		FS_TEST(a_wide_tree_with_locked_directories_is_deleted),
		FS_TEST(a_temporary_directory_is_private_where_others_can_pass),
		FS_TEST(a_list_is_sorted_and_may_be_stopped),
		FS_TEST(our_own_program_is_found),
		FS_TEST(every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
