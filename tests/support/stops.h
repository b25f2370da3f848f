/* A child that is killed at its k-th stop at a system call. */
#ifndef MA_TESTS_STOPS_H
#define MA_TESTS_STOPS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child, before what is to be killed. It exits with 77 where there is no ptrace. */
static inline void stops_begin(void)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		_exit(77);
	raise(SIGSTOP);
}

/* Let the child make `calls` stops at system calls (two for each), then kill it. False: it was done before. */
static inline bool stops_kill_after(pid_t pid, int calls, int *status)
{
	assert_int_equal(waitpid(pid, status, 0), pid);
	while (WIFSTOPPED(*status) && calls-- > 0) {
		assert_int_equal(ptrace(PTRACE_SYSCALL, pid, NULL, NULL), 0);
		assert_int_equal(waitpid(pid, status, 0), pid);
	}
	if (!WIFSTOPPED(*status))
		return false;
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, status, 0), pid);
	return true;
}

#endif
