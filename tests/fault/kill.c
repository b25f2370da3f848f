/* The program is killed after an event it told, and at a system call; running it again must complete the run. */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "fault/program.h"
#include "support/setting.h"

/* Killed with its run as far as it was: the next process ends it. */
static void assert_recovers(struct program *p, const char *when, int n)
{
	const char *said;

	if (!program_has_finished(p) && program_go_on(p, &said))
		fail_msg("killed at %s %d, then: %s", when, n, said);
	program_assert_complete(p);
}

static void a_kill_after_any_event_is_recovered_from(void **state)
{
	const int step = (int)setting("FAULT_STRIDE", 4);
	struct program p;
	bool more = true;
	int n;

	(void)state;
	for (n = 1; more; n += step) {
		program_new(&p, NULL);
		program_start(&p, NULL);
		more = program_read(&p, n);
		program_kill(&p);
		assert_recovers(&p, "event", n);
		program_free(&p);
	}
	assert_true(n > 40);
}

/* Nobody gets out of it by asking later for less. */
static void a_run_is_verified_as_it_was_begun(void **state)
{
	struct program p;
	const char *said;
	int code;

	(void)state;
	program_new(&p, NULL);
	p.verify = true;
	program_start(&p, NULL);
	if (!program_read(&p, 10)) {
		print_message("left out: no run with verification can be begun here\n");
		program_wait(&p);
		program_free(&p);
		skip();
	}
	program_kill(&p);
	p.verify = false;
	code = program_go_on(&p, &said);
	if (code != 7 || !strstr(said, "\"verify.started\""))
		fail_msg("it exits with %d: %s", code, said);
	program_free(&p);
}

static void let_be_traced(void)
{
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* it would have to trace itself */
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		_exit(126);
}

/* Whether it changes something that outlives the process, or may be about to. */
static bool leaves_a_trace(const struct __ptrace_syscall_info *info)
{
	if (info->op != PTRACE_SYSCALL_INFO_ENTRY)
		return false;
	switch (info->entry.nr) {
	case SYS_write:
	case SYS_pwrite64:
	case SYS_fsync:
	case SYS_fdatasync:
	case SYS_ftruncate:
	case SYS_renameat2:
	case SYS_renameat:
	case SYS_unlinkat:
	case SYS_linkat:
	case SYS_mkdirat:
#ifdef SYS_rename
	case SYS_rename:
	case SYS_unlink:
	case SYS_link:
	case SYS_mkdir:
	case SYS_rmdir:
#endif
		return true;
	case SYS_openat:
		return (info->entry.args[2] & O_CREAT) != 0;
	default:
		return false;
	}
}

static int signal_of(int status)
{
	int signo = WSTOPSIG(status);

	return signo == SIGTRAP || signo == (SIGTRAP | 0x80) || signo == SIGSTOP || status >> 16
		? 0
		: signo;
}

/* Let it run up to its n-th call that leaves a trace, and kill it there. How many it made. */
static int run_to_call(struct program *p, int n)
{
	struct __ptrace_syscall_info info;
	int status = 0, calls = 0;
	bool killed = false;
	pid_t pid;

	program_start(p, let_be_traced);
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	assert_true(WIFSTOPPED(status));
	assert_int_equal(ptrace(PTRACE_SETOPTIONS, p->pid, NULL,
				 PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL),
		0);
	(void)ptrace(PTRACE_SYSCALL, p->pid, NULL, NULL);
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (!WIFSTOPPED(status)) {
			if (pid == p->pid)
				break;
			continue;
		}
		if (!killed && WSTOPSIG(status) == (SIGTRAP | 0x80) &&
			ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) > 0 &&
			leaves_a_trace(&info) && ++calls == n)
			killed = kill(p->pid, SIGKILL) == 0;
		/* Fails for a thread that was killed meanwhile. */
		(void)ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(intptr_t)signal_of(status));
	}
	assert_true(pid == p->pid);
	p->pid = -1;
	fclose(p->lines);
	return calls;
}

static bool can_trace(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) ? 1 : 0);
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int calls_of_a_whole_run(void)
{
	struct program p;
	int calls;

	program_new(&p, NULL);
	calls = run_to_call(&p, INT_MAX);
	program_assert_complete(&p);
	program_free(&p);
	return calls;
}

static void a_kill_at_any_system_call_is_recovered_from(void **state)
{
	const int points = (int)setting("FAULT_POINTS", 16);
	const int seed = (int)(seed_of_run() % 1000);
	struct program p;
	int calls, i, n;

	(void)state;
	if (!can_trace()) {
		print_message("system calls: left out, this kernel lets nobody be traced\n");
		skip();
	}
	calls = calls_of_a_whole_run();
	assert_true(calls > 100);
	print_message("FAULT_POINTS=%d of %d system calls\n", points, calls);
	for (i = 0; i < points; i++) {
		n = 1 + (int)(((int64_t)i * 1000 + seed) * calls / (points * 1000));
		program_new(&p, NULL);
		(void)run_to_call(&p, n); /* they vary: the last of them may not be reached */
		if (i % 2 && !program_has_finished(&p)) /* nor may the recovery be left in peace */
			(void)run_to_call(&p, 1 + (n * 7) % (calls / 2));
		assert_recovers(&p, "system call", n);
		program_free(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kill_after_any_event_is_recovered_from),
		cmocka_unit_test(a_run_is_verified_as_it_was_begun),
		cmocka_unit_test(a_kill_at_any_system_call_is_recovered_from),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
