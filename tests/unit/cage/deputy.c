/* The guard's thread that changes modes for a command: it serves as long as somebody is there who could ask, and ends then. */
#include "cage/cage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/tmpdir.h"

_Noreturn void cage_die(const char *what)
{
	perror(what);
	abort();
}

static int threads(void)
{
	struct stat st;

	return stat("/proc/self/task", &st) == 0 ? (int)st.st_nlink - 2 : -1;
}

/* Before Linux 6.11 nobody tells who waits for a call that the last caller is gone. */
static bool is_told(void)
{
	struct utsname os;
	int major = 0, minor = 0;

	return uname(&os) == 0 && sscanf(os.release, "%d.%d", &major, &minor) == 2 &&
		(major > 6 || (major == 6 && minor >= 11));
}

/* The command: it makes a file its own, and may not touch the one beside it. */
static _Noreturn void ask(int to, const char *mine, const char *other)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		_exit(10);
	cage_deputy_ask(to);
	if (chmod(mine, 0640))
		_exit(11);
	_exit(chmod(other, 0640) ? 0 : 12);
}

static void it_ends_with_the_last_who_could_ask(void **state)
{
	static struct cage_view view;
	static char top[TMPDIR_SIZE], mine[TMPDIR_SIZE + 16], other[TMPDIR_SIZE + 16];
	const struct timespec moment = { .tv_nsec = 1000000 };
	struct stat st;
	int ends[2], status;
	pid_t pid;

	(void)state;
	tmpdir_make(top);
	snprintf(mine, sizeof(mine), "%s/mine", top);
	snprintf(other, sizeof(other), "%s/other", top);
	assert_int_equal(mkdir(mine, 0700) + mkdir(other, 0700), 0);
	view = (struct cage_view){ .writable = { mine }, .writable_n = 1 };
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	pid = fork();
	if (pid == 0)
		ask(ends[1], mine, other);
	cage_deputy_start(&view, ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(stat(mine, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(stat(other, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	while (is_told() && threads() > 1) /* for ever: the runner of the tests ends it */
		(void)nanosleep(&moment, NULL);
	tmpdir_remove(top);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_ends_with_the_last_who_could_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
