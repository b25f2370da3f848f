/* What makes system calls fail (support/fail_calls.h) does so where it should, and nowhere else. */
#include "support/fail_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/torture.h"

static int null_fd(void)
{
	int fd = open("/dev/zero", O_RDWR | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static void only_the_call_that_was_planned_fails(void **state)
{
	int fd = null_fd(), i;
	char c;

	(void)state;
	fail_calls_plan(FAIL_BIT(READ), 2, ENOSPC, false);
	for (i = 0; i < 5; i++) {
		errno = 0;
		assert_int_equal(read(fd, &c, 1), i == 2 ? -1 : 1);
		assert_int_equal(errno, i == 2 ? ENOSPC : 0);
		assert_int_equal(write(fd, "x", 1), 1);
	}
	assert_int_equal(fail_calls_stop(), 5);
	assert_int_equal(read(fd, &c, 1), 1);
	assert_int_equal(close(fd), 0);
}

static void all_forms_of_a_call_are_counted_together(void **state)
{
	int fd = null_fd();
	char c;

	(void)state;
	fail_calls_plan(FAIL_BIT(READ) | FAIL_BIT(OPEN), 3, EIO, false);
	assert_int_equal(read(fd, &c, 1), 1);
	assert_int_equal(pread(fd, &c, 1, 0), 1);
	assert_int_equal(close(openat(AT_FDCWD, "/dev/null", O_RDONLY | O_CLOEXEC)), 0);
	assert_int_equal(open("/dev/null", O_RDONLY | O_CLOEXEC), -1);
	assert_int_equal(fail_calls_stop(), 4);
	assert_int_equal(close(fd), 0);
}

static void a_transfer_may_be_short_and_what_is_read_may_end(void **state)
{
	int fd = null_fd();
	char text[8];

	(void)state;
	fail_calls_plan(FAIL_BIT(WRITE), 0, FAIL_SHORT, false);
	assert_int_equal(write(fd, "12345678", 8), 4);
	assert_int_equal(write(fd, "12345678", 8), 8);
	fail_calls_plan(FAIL_BIT(READ), 0, FAIL_END, false);
	assert_int_equal(read(fd, text, 8), 0);
	assert_int_equal(read(fd, text, 8), 0);
	assert_int_equal(fail_calls_stop(), 2);
	assert_int_equal(read(fd, text, 8), 8);
	assert_int_equal(close(fd), 0);
}

static void a_close_that_fails_has_closed(void **state)
{
	int fd = null_fd();

	(void)state;
	fail_calls_plan(FAIL_BIT(CLOSE), 0, EIO, false);
	assert_int_equal(close(fd), -1);
	assert_int_equal(fail_calls_stop(), 1);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
}

static void *read_one(void *fd)
{
	char c;

	return read(*(int *)fd, &c, 1) == 1 ? fd : NULL;
}

static void *read_elsewhere(int *fd)
{
	pthread_t thread;
	void *got = NULL;

	assert_int_equal(pthread_create(&thread, NULL, read_one, fd), 0);
	assert_int_equal(pthread_join(thread, &got), 0);
	return got;
}

static void other_threads_are_spared_unless_they_are_meant(void **state)
{
	int fd = null_fd();

	(void)state;
	fail_calls_plan(FAIL_BIT(READ), 0, EIO, false);
	assert_ptr_equal(read_elsewhere(&fd), &fd);
	assert_int_equal(fail_calls_stop(), 0);
	fail_calls_plan(FAIL_BIT(READ), 0, EIO, true);
	assert_null(read_elsewhere(&fd));
	assert_int_equal(fail_calls_stop(), 1);
	assert_int_equal(close(fd), 0);
}

/* How cat ends (negative: by which signal) that copies a file under this plan. */
static int cat_under(const char *planned)
{
	char command[1024];
	int status;

	assert_true((size_t)snprintf(command, sizeof(command),
			    "LD_PRELOAD='%s' FAIL_CALLS='%s' exec cat /etc/passwd >/dev/null 2>&1",
			    getenv("FAIL_CALLS_LIBRARY"), planned) < sizeof(command));
	status = system(command);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void a_program_is_made_to_fail_from_outside(void **state)
{
	(void)state;
	assert_int_equal(cat_under("read:1000:EIO"), 0);
	assert_int_equal(cat_under("read:1:EIO"), 1);
	assert_int_equal(cat_under("fsync,open:1:EACCES"), 1);
	assert_int_equal(cat_under("read:1:kill"), -SIGKILL);
	assert_int_equal(cat_under("read:1:kill-after"), -SIGKILL);
	assert_int_equal(cat_under("read:1"), 2);
	assert_int_equal(cat_under("reed:1:EIO"), 2);
	assert_int_equal(cat_under("read:1:EVERYTHING"), 2);
	assert_int_equal(cat_under("read:0:EIO"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_call_that_was_planned_fails),
		cmocka_unit_test(all_forms_of_a_call_are_counted_together),
		cmocka_unit_test(a_transfer_may_be_short_and_what_is_read_may_end),
		cmocka_unit_test(a_close_that_fails_has_closed),
		cmocka_unit_test(other_threads_are_spared_unless_they_are_meant),
		cmocka_unit_test(a_program_is_made_to_fail_from_outside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
