/* Ceilings that the cage sets, and what they leave room for. */
#include "cage/cage.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define ROOM 4096 /* threads beside those that there are */
#define HIGH 12000

_Noreturn void cage_die(const char *what)
{
	perror(what);
	abort();
}

static rlim_t hard(__rlimit_resource_t what)
{
	struct rlimit now = { 0, 0 };

	assert_int_equal(getrlimit(what, &now), 0);
	return now.rlim_max;
}

/* What a command of that user may have of something, when he might have `before`; no test is to be left with less. */
static rlim_t ceiling(__rlimit_resource_t what, bool own_user, rlim_t before)
{
	const struct rlimit was = { before, before };
	struct rlimit is = { 0, 0 };
	int ends[2], status;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		if (setrlimit(what, &was))
			_exit(2);
		cage_limit(own_user);
		_exit(getrlimit(what, &is) || write(ends[1], &is, sizeof(is)) != sizeof(is));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(read(ends[0], &is, sizeof(is)), sizeof(is));
	assert_int_equal(is.rlim_cur, is.rlim_max);
	close(ends[0]);
	close(ends[1]);
	return is.rlim_max;
}

static void *wait_for_the_end(void *fd)
{
	char c;

	(void)read(*(int *)fd, &c, 1);
	return NULL;
}

/* A ceiling of the user's is one of his whole desktop. */
static void who_runs_much_else_has_room_for_a_command(void **state)
{
	enum { MANY = 60 };
	pthread_t threads[MANY];
	rlim_t before, with;
	int ends[2], i;

	(void)state;
	if (hard(RLIMIT_NPROC) < HIGH) {
		print_message("SKIPPED: this user may not have so many threads\n");
		skip();
	}
	assert_int_equal(pipe(ends), 0);
	before = ceiling(RLIMIT_NPROC, false, HIGH);
	assert_true(before > ROOM); /* there is this process at least */
	for (i = 0; i < MANY; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, wait_for_the_end, &ends[0]), 0);
	with = ceiling(RLIMIT_NPROC, false, HIGH);
	assert_true(with > ROOM + MANY);
	close(ends[1]);
	for (i = 0; i < MANY; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	close(ends[0]);
}

static void a_user_of_its_own_has_less(void **state)
{
	(void)state;
	assert_int_equal(ceiling(RLIMIT_NPROC, true, 2000), 1024);
}

static void a_lower_ceiling_stays(void **state)
{
	(void)state;
	assert_int_equal(ceiling(RLIMIT_NPROC, false, 700), 700);
	assert_int_equal(ceiling(RLIMIT_NOFILE, false, 50), 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_runs_much_else_has_room_for_a_command),
		cmocka_unit_test(a_user_of_its_own_has_less),
		cmocka_unit_test(a_lower_ceiling_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
