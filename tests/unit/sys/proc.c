/* Child processes: what they get, what they leave, how they end. */
#include "sys/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "support/group.h"
#include "support/torture.h"

static const char *const env[] = { "PATH=/nowhere::/usr/bin:/bin", "WORD=kept", NULL };

struct outcome {
	struct ma_proc_result result;
	char *output, *errors;
	struct ma_buf streamed;
	struct ma_proc *proc;
	struct ma_loop *loop;
	int done;
	bool cancel_on_output;
};

static void on_output(void *data, struct ma_str bytes)
{
	struct outcome *o = data;

	ma_buf_addv(&o->streamed, bytes);
	if (o->cancel_on_output)
		ma_proc_cancel(o->proc);
}

static void on_done(void *data, const struct ma_proc_result *result)
{
	struct outcome *o = data;

	o->result = *result;
	o->output = ma_strndup(result->output.p, result->output.n);
	o->errors = ma_strndup(result->errors.p, result->errors.n);
	o->done++;
}

static struct ma_proc_spec shell(const char *const *argv)
{
	return (struct ma_proc_spec){
		.argv = argv, .envp = env, .output_max = 1000, .uid = -1, .gid = -1
	};
}

#define SHELL(script) shell((const char *const[]){ "sh", "-c", script, NULL })

static ma_rc start(struct outcome *o, const struct ma_proc_spec *spec, ma_err *err)
{
	ma_rc rc;

	o->streamed.max = MA_MIB;
	rc = ma_proc_start(o->loop, spec, on_output, on_done, o, &o->proc, err);
	assert_int_equal(o->done, 0); /* never from inside start */
	return rc;
}

static void run(struct outcome *o, void **state, struct ma_proc_spec spec)
{
	ma_err err = { 0 };

	o->loop = *state;
	assert_int_equal(start(o, &spec, &err), MA_OK);
	ma_loop_run(o->loop);
	assert_int_equal(o->done, 1);
}

static void outcome_done(struct outcome *o)
{
	ma_free(o->output);
	ma_free(o->errors);
	ma_buf_done(&o->streamed);
}

static int open_loop(void **state)
{
	ma_err err = { 0 };

	return (int)ma_loop_new((struct ma_loop **)state, &err);
}

static int close_loop(void **state)
{
	ma_loop_free(*state);
	return ma_alloc_live() == 0 ? 0 : -1;
}

static void a_child_is_run_and_its_output_and_exit_code_are_told(void **state)
{
	struct outcome o = { 0 };

	run(&o, state, SHELL("echo out; echo err >&2; echo $WORD; exit 7"));
	assert_int_equal(o.result.exit_code, 7);
	assert_int_equal(o.result.signo, 0);
	assert_string_equal(o.output, "out\nerr\nkept\n");
	assert_string_equal(o.errors, "");
	assert_string_equal(o.streamed.p, "out\nerr\nkept\n");
	assert_false(o.result.timed_out || o.result.canceled);
	outcome_done(&o);
}

static void stderr_can_be_kept_apart(void **state)
{
	struct ma_proc_spec spec = SHELL("echo out; echo err >&2");
	struct outcome o = { 0 };

	spec.own_stderr = true;
	run(&o, state, spec);
	assert_string_equal(o.output, "out\n");
	assert_string_equal(o.errors, "err\n");
	assert_string_equal(o.streamed.p, "out\n");
	outcome_done(&o);
}

static void input_of_any_size_reaches_it_and_without_input_it_reads_nothing(void **state)
{
	struct ma_proc_spec spec = SHELL("wc -c");
	struct ma_buf big = MA_BUF_INIT(MA_MIB);
	struct outcome o = { 0 }, none = { 0 };

	while (big.n < 300000)
		ma_buf_adds(&big, "0123456789");
	spec.input = ma_buf_str(&big);
	run(&o, state, spec);
	assert_string_equal(o.output, "300000\n");
	run(&none, state, SHELL("wc -c"));
	assert_string_equal(none.output, "0\n");
	outcome_done(&o);
	outcome_done(&none);
	ma_buf_done(&big);
}

static void a_child_that_does_not_read_its_input_harms_nobody(void **state)
{
	struct ma_proc_spec spec = SHELL("exec <&-; exit 0");
	struct outcome o = { 0 };

	spec.input = MA_STR("unread");
	run(&o, state, spec);
	assert_int_equal(o.result.exit_code, 0);
	outcome_done(&o);
}

static void output_past_its_bound_is_counted_and_not_kept(void **state)
{
	struct ma_proc_spec spec = SHELL(
		"i=0; while [ $i -lt 100 ]; do echo 123456789; i=$((i+1)); done");
	struct outcome o = { 0 };

	spec.output_max = 15;
	run(&o, state, spec);
	assert_string_equal(o.output, "123456789\n12345");
	assert_int_equal(o.result.output_lost, 985);
	assert_int_equal(o.streamed.n, 1000);
	outcome_done(&o);
}

static void the_end_of_a_flood_is_kept_behind_a_mark(void **state)
{
	struct ma_proc_spec spec = SHELL(
		"i=0; while [ $i -lt 100 ]; do echo 123456789; i=$((i+1)); done; echo failed");
	struct outcome o = { 0 };

	spec.output_max = 30;
	spec.tail_max = 17;
	run(&o, state, spec);
	assert_string_equal(o.output,
		"123456789\n123\n[... 977 bytes are left out here ...]\n123456789\nfailed\n");
	assert_int_equal(o.result.output_lost, 977);
	outcome_done(&o);
}

static void what_fits_has_no_mark(void **state)
{
	struct ma_proc_spec spec = SHELL("printf 123456; sleep 0.1; printf 789abcd");
	struct outcome o = { 0 };

	spec.output_max = 13;
	spec.tail_max = 8;
	run(&o, state, spec);
	assert_string_equal(o.output, "123456789abcd");
	assert_int_equal(o.result.output_lost, 0);
	outcome_done(&o);
}

static void a_signal_is_told_from_an_exit(void **state)
{
	struct outcome o = { 0 };

	run(&o, state, SHELL("kill -USR1 $$"));
	assert_int_equal(o.result.exit_code, -1);
	assert_int_equal(o.result.signo, SIGUSR1);
	outcome_done(&o);
}

/* With as much time as it takes, on this machine now, until it says that it is ready for the end of it. */
static void run_until_ready(struct outcome *o, void **state, struct ma_proc_spec spec)
{
	do {
		outcome_done(o);
		*o = (struct outcome){ 0 };
		spec.timeout_ms *= 2;
		run(o, state, spec);
		assert_true(o->result.timed_out);
	} while (!ma_str_starts(ma_str(o->output), "ready\n") && spec.timeout_ms < 30000);
}

static void the_time_allowed_ends_it_gently(void **state)
{
	struct ma_proc_spec spec = SHELL(
		"trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.01; done");
	struct outcome o = { 0 };

	spec.timeout_ms = 50;
	spec.own_stderr = true; /* where the shell tells what became of its sleep */
	run_until_ready(&o, state, spec);
	assert_int_equal(o.result.exit_code, 3);
	assert_string_equal(o.output, "ready\nbye\n");
	outcome_done(&o);
}

static void what_ignores_the_gentle_signal_is_killed_two_seconds_later(void **state)
{
	struct ma_proc_spec spec = SHELL("trap '' TERM; echo ready; while :; do sleep 0.05; done");
	struct outcome o = { 0 };

	spec.timeout_ms = 50;
	run_until_ready(&o, state, spec);
	assert_int_equal(o.result.signo, SIGKILL);
	assert_true(o.result.took_ms >= 2100);
	outcome_done(&o);
}

static void cancelling_ends_it(void **state)
{
	struct outcome o = { .cancel_on_output = true };

	run(&o, state, SHELL("echo ready; exec sleep 60"));
	assert_true(o.result.canceled);
	assert_false(o.result.timed_out);
	assert_int_equal(o.result.signo, SIGTERM);
	outcome_done(&o);
}

static void cancelling_before_the_first_turn_ends_it(void **state)
{
	struct ma_proc_spec spec = SHELL("exec sleep 60");
	struct outcome o = { .loop = *state };
	ma_err err = { 0 };

	assert_int_equal(start(&o, &spec, &err), MA_OK);
	ma_proc_cancel(o.proc);
	ma_proc_cancel(o.proc);
	ma_proc_cancel(NULL);
	assert_int_equal(o.done, 0);
	ma_loop_run(o.loop);
	assert_int_equal(o.done, 1);
	assert_true(o.result.canceled);
	outcome_done(&o);
}

static void a_grandchild_that_holds_the_output_is_not_waited_for_and_does_not_survive(void **state)
{
	struct outcome o = { 0 };
	pid_t pid;

	run(&o, state, SHELL("sleep 60 & echo $!"));
	assert_int_equal(o.result.exit_code, 0);
	assert_true(o.result.took_ms >= 200 && o.result.took_ms < 60000);
	pid = (pid_t)strtol(o.output, NULL, 10);
	assert_true(pid > 1);
	while (kill(pid, 0) == 0) /* killed already; gone when init has reaped it */
		(void)waitpid(pid, NULL, WNOHANG);
	assert_int_equal(errno, ESRCH);
	outcome_done(&o);
}

static void only_named_descriptors_are_inherited(void **state)
{
	int leaked = dup(2), kept = dup(2);
	struct ma_proc_spec spec = SHELL("ls /proc/self/fd | sort -n");
	struct ma_buf expected = MA_BUF_INIT(100);
	struct outcome o = { 0 };

	assert_true(leaked > 2 && kept > leaked);
	spec.keep_fds = &kept;
	spec.keep_fds_n = 1;
	run(&o, state, spec);
	/* 3, or the next free number, is the directory that ls reads */
	ma_buf_addf(&expected, "0\n1\n2\n%d\n%d\n", kept == 3 ? 4 : 3, kept);
	assert_string_equal(o.output, expected.p);
	close(leaked);
	close(kept);
	ma_buf_done(&expected);
	outcome_done(&o);
}

static void it_leads_a_session_of_its_own_with_default_signals(void **state)
{
	struct outcome o = { 0 };
	void (*was)(int) = signal(SIGPIPE, SIG_IGN);
	sigset_t usr1, old;

	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, &old);
	run(&o, state,
		SHELL("[ $(cut -d' ' -f6 /proc/$$/stat) = $$ ] && exec grep -E '^Sig(Blk|Ign)' /proc/self/status"));
	sigprocmask(SIG_SETMASK, &old, NULL);
	(void)signal(SIGPIPE, was);
	assert_string_equal(o.output, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
	outcome_done(&o);
}

static void it_starts_in_its_directory(void **state)
{
	struct ma_proc_spec spec = SHELL("pwd");
	struct outcome o = { 0 };

	spec.cwd = "/usr";
	run(&o, state, spec);
	assert_string_equal(o.output, "/usr\n");
	outcome_done(&o);
}

static void refused(void **state, struct ma_proc_spec spec, ma_rc rc, const char *msg)
{
	struct outcome o = { .loop = *state };
	int64_t live = ma_alloc_live();
	ma_err err = { 0 };

	assert_int_equal(start(&o, &spec, &err), rc);
	assert_string_equal(err.msg, msg);
	assert_null(o.proc);
	ma_loop_run(o.loop);
	assert_int_equal(o.done, 0);
	assert_int_equal(ma_alloc_live(), live);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nothing is left to reap */
	assert_int_equal(errno, ECHILD);
}

static void a_program_that_is_not_there_is_refused_at_once(void **state)
{
	const char *const argv[] = { "no-such-program", NULL };

	refused(state, shell(argv), MA_ENOTFOUND, "no-such-program: No such file or directory");
}

static void a_file_that_cannot_be_executed_is_refused_at_once(void **state)
{
	const char *const argv[] = { "/etc/passwd", NULL };

	refused(state, shell(argv), MA_EIO, "/etc/passwd: Permission denied");
}

static void a_directory_that_is_not_there_is_refused_at_once(void **state)
{
	struct ma_proc_spec spec = SHELL("pwd");

	spec.cwd = "/no/such";
	refused(state, spec, MA_EIO, "sh: entering its directory: No such file or directory");
}

static void as_root_it_becomes_another_user_and_we_stay_as_we_are(void **state)
{
	struct ma_proc_spec spec = SHELL("id -u; id -g; id -G; grep CapEff /proc/self/status");
	struct outcome o = { 0 };

	if (geteuid() != 0)
		skip();
	spec.uid = 65100;
	spec.gid = 65101;
	run(&o, state, spec);
	assert_string_equal(o.output, "65100\n65101\n65101\nCapEff:\t0000000000000000\n");
	assert_int_equal(geteuid(), 0);
	assert_int_equal(access("/proc/self/mem", R_OK), 0);
	outcome_done(&o);
}

static void a_user_that_cannot_be_become_is_refused(void **state)
{
	struct ma_proc_spec spec = SHELL("id");

	if (geteuid() == 0)
		skip();
	spec.uid = 65100;
	refused(state, spec, MA_EIO, "sh: changing its user: Operation not permitted");
}

static void it_dies_with_us(void **state)
{
	struct ma_proc_spec spec = SHELL("echo $$; exec sleep 60");
	int fds[2], left;
	pid_t middle;

	MA_UNUSED(state);
	assert_int_equal(pipe(fds), 0);
	middle = fork();
	assert_true(middle >= 0);
	if (middle == 0) {
		struct outcome o = { 0 };
		ma_err err = { 0 };

		spec.keep_fds = &fds[1];
		spec.keep_fds_n = 1;
		if (ma_loop_new(&o.loop, &err) || start(&o, &spec, &err))
			_exit(1);
		(void)kill(getpid(), SIGKILL);
	}
	close(fds[1]);
	assert_int_equal(waitpid(middle, &left, 0), middle);
	assert_true(WIFSIGNALED(left));
	assert_int_equal(read(fds[0], &left, sizeof(left)),
		0); /* its copy of the pipe is closed: it is gone */
	close(fds[0]);
}

static void output_that_memory_cannot_hold_is_counted_as_lost(void **state)
{
	struct ma_proc_spec spec = SHELL("echo 123456789; exit 3");
	struct outcome o = { .loop = *state };
	ma_err err = { 0 };

	assert_int_equal(ma_proc_start(o.loop, &spec, NULL, on_done, &o, &o.proc, &err), MA_OK);
	(void)ma_alloc_fail_after(0);
	ma_loop_run(o.loop);
	(void)ma_alloc_fail_after(-1);
	assert_int_equal(o.result.exit_code, 3);
	assert_string_equal(o.output, "");
	assert_int_equal(o.result.output_lost, 10);
	outcome_done(&o);
}

static int open_descriptors(void)
{
	int fd, n = 0;

	for (fd = 0; fd < 1000; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void no_descriptor_is_left_open(void **state)
{
	struct ma_proc_spec missing = SHELL(""), spec = SHELL("exit 0");
	struct outcome o = { 0 };
	ma_err err = { 0 };
	int before = open_descriptors();

	missing.cwd = "/no/such";
	spec.own_stderr = missing.own_stderr = true;
	spec.input = missing.input = MA_STR("in");
	run(&o, state, spec);
	assert_int_equal(start(&(struct outcome){ .loop = *state }, &missing, &err), MA_EIO);
	assert_int_equal(open_descriptors(), before);
	outcome_done(&o);
}

static void a_host_without_standard_descriptors_gets_the_same(void **state)
{
	int saved[3], i;
	struct outcome o = { 0 };

	for (i = 0; i < 3; i++)
		saved[i] = fcntl(i, F_DUPFD_CLOEXEC, 10);
	for (i = 0; i < 3; i++)
		close(i);
	run(&o, state, SHELL("echo out; echo err >&2; cat"));
	for (i = 0; i < 3; i++) {
		(void)dup2(saved[i], i);
		close(saved[i]);
	}
	assert_int_equal(o.result.exit_code, 0);
	assert_string_equal(o.output, "out\nerr\n");
	outcome_done(&o);
}

static ma_rc start_and_wait(void *data, ma_err *err)
{
	struct ma_proc_spec spec = SHELL("exit 0");
	struct outcome o = { .loop = data };
	ma_rc rc;

	rc = start(&o, &spec, err);
	ma_loop_run(o.loop);
	assert_int_equal(o.done, rc == MA_OK);
	outcome_done(&o);
	return rc;
}

static void every_allocation_may_fail(void **state)
{
	torture(start_and_wait, *state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_is_run_and_its_output_and_exit_code_are_told),
		cmocka_unit_test(stderr_can_be_kept_apart),
		cmocka_unit_test(input_of_any_size_reaches_it_and_without_input_it_reads_nothing),
		cmocka_unit_test(a_child_that_does_not_read_its_input_harms_nobody),
		cmocka_unit_test(output_past_its_bound_is_counted_and_not_kept),
		cmocka_unit_test(the_end_of_a_flood_is_kept_behind_a_mark),
		cmocka_unit_test(what_fits_has_no_mark),
		cmocka_unit_test(a_signal_is_told_from_an_exit),
		cmocka_unit_test(the_time_allowed_ends_it_gently),
		cmocka_unit_test(what_ignores_the_gentle_signal_is_killed_two_seconds_later),
		cmocka_unit_test(cancelling_ends_it),
		cmocka_unit_test(cancelling_before_the_first_turn_ends_it),
		cmocka_unit_test(
			a_grandchild_that_holds_the_output_is_not_waited_for_and_does_not_survive),
		cmocka_unit_test(only_named_descriptors_are_inherited),
		cmocka_unit_test(it_leads_a_session_of_its_own_with_default_signals),
		cmocka_unit_test(it_starts_in_its_directory),
		cmocka_unit_test(a_program_that_is_not_there_is_refused_at_once),
		cmocka_unit_test(a_file_that_cannot_be_executed_is_refused_at_once),
		cmocka_unit_test(a_directory_that_is_not_there_is_refused_at_once),
		cmocka_unit_test(as_root_it_becomes_another_user_and_we_stay_as_we_are),
		cmocka_unit_test(a_user_that_cannot_be_become_is_refused),
		cmocka_unit_test(it_dies_with_us),
		cmocka_unit_test(output_that_memory_cannot_hold_is_counted_as_lost),
		cmocka_unit_test(no_descriptor_is_left_open),
		cmocka_unit_test(a_host_without_standard_descriptors_gets_the_same),
		cmocka_unit_test(every_allocation_may_fail),
	};

	return group_run(tests, open_loop, close_loop);
}
