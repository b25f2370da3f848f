/* What is thrown away goes: at once, or when whoever made it was killed. */
#include "sys/scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "sys/fs.h"

#define PREFIX "meta-agent-trial-"

static int left(void **state)
{
	(void)state;
	return ma_alloc_live() != 0;
}

static void make(struct ma_scratch *s)
{
	ma_err err = { MA_OK, 0, "" };

	if (ma_scratch_make(PREFIX, s, &err))
		fail_msg("%s", err.msg);
}

static void drop(struct ma_scratch *s)
{
	ma_err err = { MA_OK, 0, "" };

	assert_int_equal(ma_scratch_remove(s, &err), MA_OK);
	ma_scratch_done(s);
}

static void grow_old(const char *path)
{
	struct timespec old[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };

	assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
}

/* By a process that was killed. */
static void leave_one(char path[4096])
{
	struct ma_scratch s;
	int pipes[2], status;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		make(&s);
		n = write(pipes[1], s.path, strlen(s.path));
		raise(SIGKILL);
		_exit(n > 0);
	}
	close(pipes[1]);
	n = read(pipes[0], path, 4095);
	close(pipes[0]);
	assert_true(n > 0);
	path[n] = '\0';
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(ma_fs_is_dir(path));
}

static void one_that_is_removed_is_gone(void **state)
{
	struct ma_scratch s;
	char *path;

	(void)state;
	make(&s);
	path = ma_strdup(s.path);
	assert_true(ma_fs_is_dir(path));
	drop(&s);
	assert_false(ma_fs_exists(path));
	ma_free(path);
}

static void what_a_killed_process_left_goes_with_the_next_one(void **state)
{
	struct ma_scratch s;
	char path[4096];

	(void)state;
	leave_one(path);
	make(&s);
	drop(&s);
	assert_true(ma_fs_is_dir(path)); /* it may be about to be locked */
	grow_old(path);
	make(&s);
	drop(&s);
	assert_false(ma_fs_exists(path));
}

static void what_is_in_use_stays_however_old_it_is(void **state)
{
	struct ma_scratch old, s;

	(void)state;
	make(&old);
	grow_old(old.path);
	make(&s);
	assert_true(ma_fs_is_dir(old.path));
	drop(&s);
	drop(&old);
}

static void what_has_another_name_stays(void **state)
{
	struct ma_scratch s;
	ma_err err = { MA_OK, 0, "" };
	char *other = NULL;

	(void)state;
	assert_int_equal(ma_fs_temp_dir("meta-agent-test-", &other, &err), MA_OK);
	grow_old(other);
	make(&s);
	drop(&s);
	assert_true(ma_fs_is_dir(other));
	assert_int_equal(ma_fs_remove_tree(other, &err), MA_OK);
	ma_free(other);
}

#define CASE(name) cmocka_unit_test_teardown(name, left)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(one_that_is_removed_is_gone),
		CASE(what_a_killed_process_left_goes_with_the_next_one),
		CASE(what_is_in_use_stays_however_old_it_is),
		CASE(what_has_another_name_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
