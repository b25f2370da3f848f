/* Whoever runs bubblewrap is killed: what had begun is killed with its group, also what would die with nobody. */
#include "cage/cage.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define BWRAP "/usr/bin/bwrap"
#define GUARD_S 60

_Noreturn void cage_die(const char *what)
{
	perror(what);
	_exit(CAGE_EXIT_BROKEN);
}

static const char *const waiting[] = { "/bin/sh", "-c", "sleep 100000 & echo; wait", NULL };

/* Nobody ever writes to descriptor 0: it stays where its child has yet to be told to go on. */
static const char *const held[] = { BWRAP, "--unshare-all", "--unshare-user", "--die-with-parent",
	"--ro-bind", "/", "/", "--info-fd", "1", "--userns-block-fd", "0", "/bin/sleep", "100000",
	NULL };

/* As meta-agent starts it: in a session of its own, to die with its parent. */
static pid_t start(const char *const *command)
{
	pid_t parent = getpid(), pid = fork();

	if (pid)
		return pid;
	if (setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) || getppid() != parent)
		_exit(1);
	cage_watch((char **)(uintptr_t)command);
}

static _Noreturn void be_killed(const char *const *command, int in, int out)
{
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || close(out) || start(command) < 0 || close(1))
		_exit(1);
	for (;;)
		pause();
}

/* Orphans become ours: when we have no children any more, nothing of it is left. */
static void assert_nothing_is_left_of(const char *const *command)
{
	int in[2], out[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(in) || pipe(out), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		be_killed(command, in[0], out[1]);
	close(out[1]);
	assert_int_equal(read(out[0], &byte, 1), 1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	while (waitpid(-1, NULL, 0) > 0)
		;
	close(in[0]);
	close(in[1]);
	close(out[0]);
}

static void what_dies_with_nobody_is_killed(void **state)
{
	(void)state;
	assert_nothing_is_left_of(waiting);
}

static bool has_namespaces(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execl(BWRAP, BWRAP, "--unshare-all", "--ro-bind", "/", "/", "/bin/true",
			(char *)NULL);
		_exit(1);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static void bubblewrap_that_has_just_begun_is_killed(void **state)
{
	(void)state;
	if (!has_namespaces()) {
		print_message("SKIPPED: bubblewrap cannot be used here\n");
		skip();
	}
	assert_nothing_is_left_of(held);
}

static int end_of(const char *script)
{
	const char *command[] = { "/bin/sh", "-c", script, NULL };
	int status = 0;
	pid_t pid = start(command);

	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void it_ends_as_what_it_watches(void **state)
{
	const char *command[] = { "/nowhere/bwrap", NULL };
	int status = end_of("exit 7");
	pid_t pid;

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	status = end_of("kill -TERM $$");
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	status = end_of("kill -KILL $$");
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	pid = start(command);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == CAGE_EXIT_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_dies_with_nobody_is_killed),
		cmocka_unit_test(bubblewrap_that_has_just_begun_is_killed),
		cmocka_unit_test(it_ends_as_what_it_watches),
	};

	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
		return 1;
	alarm(GUARD_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
