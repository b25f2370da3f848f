/*
 * Landlock alone, for a user who has more than what runs confined: it can neither be changed nor ended from within. Started by
 * root, the tests become another user.
 */
#include "sys/sandbox.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/fs.h"
#include "sys/sandbox_escape.h"

static char top[256], cage[300], work[300], outside[300]; /* outside: the user's own file */

struct end {
	ma_rc rc;
	int exit_code;
	bool timed_out;
	char output[16384];
};

static void on_done(void *data, ma_rc rc, const ma_err *err, const struct ma_sandbox_result *result)
{
	struct end *e = data;

	(void)err;
	e->rc = rc;
	if (rc)
		return;
	e->exit_code = result->proc.exit_code;
	e->timed_out = result->proc.timed_out;
	snprintf(e->output, sizeof(e->output), MA_STR_FMT, MA_STR_ARG(result->proc.output));
}

static struct ma_sandbox *stand_alone(struct ma_loop **loop)
{
	struct ma_sandbox_opts opts = { .mode = MA_SANDBOX_LANDLOCK, .cage = cage };
	struct ma_sandbox *s = NULL;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_loop_new(loop, &err), MA_OK);
	if (ma_sandbox_new(*loop, &opts, &s, &err) == MA_OK)
		return s;
	ma_loop_free(*loop);
	print_message("SKIPPED, Landlock alone confines nothing here: %s\n", err.msg);
	skip();
	return NULL;
}

/* Run a script inside, of at most that time. */
static struct end inside(const char *script, int64_t timeout_ms)
{
	const char *argv[] = { "sh", "-c", script, NULL };
	struct ma_sandbox_cmd cmd = {
		.argv = argv, .work = work, .timeout_ms = timeout_ms, .output_max = 16000
	};
	struct end e = { .exit_code = -2 };
	struct ma_sandbox_job *job;
	struct ma_loop *loop;
	ma_err err = { .code = MA_OK };
	struct ma_sandbox *s = stand_alone(&loop);

	if (ma_sandbox_start(s, &cmd, NULL, on_done, &e, &job, &err))
		fail_msg("%s", err.msg);
	ma_loop_run(loop);
	ma_sandbox_free(s);
	ma_loop_free(loop);
	assert_int_equal(e.rc, MA_OK);
	return e;
}

static void it_says_who_it_runs_as(void **state)
{
	char wanted[64];
	struct ma_loop *loop;
	struct ma_sandbox *s = stand_alone(&loop);

	(void)state;
	snprintf(wanted, sizeof(wanted), " alone, uid %ld, seccomp, no sockets", (long)getuid());
	assert_non_null(strstr(ma_sandbox_describe(s), wanted));
	assert_int_equal(ma_sandbox_uid(s), -1);
	assert_false(ma_sandbox_has_network(s));
	ma_sandbox_free(s);
	ma_loop_free(loop);
}

static void a_command_ends_as_it_would_outside(void **state)
{
	(void)state;
	assert_int_equal(inside("exit 7", 20000).exit_code, 7);
	assert_int_equal(inside("kill -9 $$", 20000).exit_code, 137);
	assert_int_equal(inside("(exit 3) & wait; true", 20000).exit_code, 0);
}

static void modes_and_times_of_what_it_makes_change_as_anywhere(void **state)
{
	struct end e;

	(void)state;
	e = inside(
		"set -e; mkdir d; touch d/a b; chmod 751 b; chmod 600 d/../d/a; ln -s b link; chmod 640 link\n"
		"touch -d @1000 b; touch -h -d @2000 link; cd d; chmod 711 .; chmod 444 ../b\n"
		"python3 -c 'import os; f = os.open(\"a\", os.O_RDONLY); os.fchmod(f, 0o604);"
		" os.utime(f, (5, 6)); os.chmod(\"/proc/self/fd/%d\" % f, 0o606)'\n"
		"cd ..; stat -c '%n %a %Y' b link d/a; stat -c '%n %a' d $TMPDIR; touch $TMPDIR/t; chmod 700 $TMPDIR/t\n"
		"cp -a b c; stat -c %Y c; rm -rf b c d link",
		20000);
	assert_int_equal(e.exit_code, 0);
	assert_non_null(strstr(e.output, "b 444 1000\nlink 777 2000\nd/a 606 6\nd 711\n"));
}

static void what_cannot_be_changed_says_why(void **state)
{
	struct end e;

	(void)state;
	e = inside(
		"python3 -c '\n"
		"import os, ctypes\n"
		"def no(f, *a, **k):\n"
		"  try: f(*a, **k); print(\"done\")\n"
		"  except OSError as e: print(e.errno)\n"
		"no(os.chmod, \"none\", 0o600)\n"
		"no(os.chmod, \"x\" * 5000, 0o600)\n"
		"no(os.fchmod, 999, 0o600)\n"
		"no(os.utime, \"none\")\n"
		"libc = ctypes.CDLL(None, use_errno=True)\n"
		"print(libc.chmod(ctypes.c_void_p(1), 0o600), ctypes.get_errno())\n"
		"print(libc.chmod(ctypes.c_void_p(-1), 0o600), ctypes.get_errno())\n"
		"open(\"f\", \"w\"); no(os.chmod, \"f\", 0o4755); print(libc.chmod(b\"f\", -1), ctypes.get_errno()); no(os.chmod, \"/proc/self/fd/0\", 0o666)\n"
		"os.remove(\"f\")'",
		20000);
	assert_string_equal(e.output, "2\n36\n9\n2\n-1 14\n-1 14\n1\n-1 1\n13\n");
}

static void files_of_the_user_are_neither_read_nor_changed(void **state)
{
	struct stat before, after;
	char script[4096];
	struct end e;

	(void)state;
	assert_int_equal(stat(outside, &before), 0);
	snprintf(script, sizeof(script),
		"F=%s; cat $F; echo x >> $F; chmod 600 $F; touch -d @1 $F; chown $(id -u) $F; ln $F hard; mv $F here; rm -f $F\n"
		"ln -s $F soft; chmod 600 soft; touch -d @1 soft; python3 -c '\n"
		"import os\n"
		"f = os.open(\"'$F'\", os.O_PATH)\n"
		"for n in [\"/proc/self/fd/%%d\" %% f, \"/proc/self/../self/fd/%%d\" %% f, \"/proc/thread-self/fd/%%d\" %% f]:\n"
		"  for a in [lambda: os.chmod(n, 0o600), lambda: os.utime(n, (1, 1)), lambda: os.setxattr(n, \"user.x\", b\"y\")]:\n"
		"    try: a(); print(\"changed\", n)\n"
		"    except OSError: pass\n"
		"os.chdir(os.path.dirname(\"'$F'\"))\n"
		"try: os.chmod(os.path.basename(\"'$F'\"), 0o600); print(\"changed from beside it\")\n"
		"except OSError: pass'; rm -f soft",
		outside);
	e = inside(script, 20000);
	assert_null(strstr(e.output, "secret"));
	assert_null(strstr(e.output, "changed "));
	assert_int_equal(stat(outside, &after), 0);
	assert_int_equal(after.st_mode, before.st_mode);
	assert_int_equal(after.st_mtim.tv_sec, before.st_mtim.tv_sec);
	assert_int_equal(after.st_ctim.tv_nsec, before.st_ctim.tv_nsec);
	assert_int_equal(after.st_nlink, 1);
	assert_int_equal(after.st_size, before.st_size);
}

static pid_t start_neighbour(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		for (;;)
			pause();
	}
	assert_true(pid > 0);
	return pid;
}

static void other_processes_of_the_user_go_on_as_they_were(void **state)
{
	pid_t neighbour = start_neighbour();
	struct rlimit before, after;
	char script[2048];
	struct end e;
	int nice;

	(void)state;
	nice = getpriority(PRIO_PROCESS, (id_t)neighbour);
	assert_int_equal(prlimit(neighbour, RLIMIT_CPU, NULL, &before), 0);
	snprintf(script, sizeof(script),
		"p=%ld; kill $p; kill -9 $p; kill -9 -1; renice -n 5 $p; prlimit --pid $p --cpu=1; taskset -p 1 $p; ionice -c3 -p $p\n"
		"cat /proc/$p/environ /proc/$p/maps; readlink /proc/$p/fd/0 /proc/$p/cwd /proc/$p/exe && echo seen; ls /proc/$p/cwd/ && echo seen; echo x > /proc/$p/oom_score_adj",
		(long)neighbour);
	e = inside(script, 20000);
	assert_null(strstr(e.output, "seen"));
	assert_int_equal(waitpid(neighbour, NULL, WNOHANG), 0);
	assert_int_equal(getpriority(PRIO_PROCESS, (id_t)neighbour), nice);
	assert_int_equal(prlimit(neighbour, RLIMIT_CPU, NULL, &after), 0);
	assert_int_equal(after.rlim_cur, before.rlim_cur);
	assert_int_equal(kill(neighbour, SIGKILL), 0);
	assert_int_equal(waitpid(neighbour, NULL, 0), neighbour);
}

static bool is_quiet(const char *path)
{
	struct stat st = { .st_size = 0 };
	int i;

	assert_int_equal(truncate(path, 0), 0);
	for (i = 0; i < 20 && st.st_size == 0; i++) {
		usleep(10000);
		assert_int_equal(stat(path, &st), 0);
	}
	return st.st_size == 0;
}

/* Nothing writes into the work directory any more, at once or when those who end it get a processor. */
static void assert_quiet(void)
{
	char path[400];
	int i;

	snprintf(path, sizeof(path), "%s/alive", work);
	for (i = 0; i < 50 && !is_quiet(path); i++)
		;
	assert_in_range(i, 0, 49);
	assert_int_equal(unlink(path), 0);
}

#define DAEMON "(trap '' TERM HUP; while :; do echo x >> alive; sleep 0.01; done) & "

static void a_daemon_does_not_outlive_its_command(void **state)
{
	(void)state;
	assert_int_equal(
		inside("(" DAEMON ") & until test -s alive; do sleep 0.01; done", 20000).exit_code,
		0);
	assert_quiet();
}

static void nobody_leaves_what_is_ended(void **state)
{
	struct end e;

	(void)state;
	e = inside(
		"set -m; python3 -c 'import os\n"
		"for f in (os.setsid, lambda: os.setpgid(0, 0), lambda: os.posix_spawn(\"/bin/true\", [\"true\"], {}, setpgroup=0)):\n"
		"  try: f(); print(\"left\")\n"
		"  except OSError as e: print(e.errno)'",
		20000);
	assert_null(strstr(e.output, "left"));
	assert_non_null(strstr(e.output, "1\n1\n1\n"));
}

static void a_fork_bomb_ends_with_its_time_and_nothing_else_does(void **state)
{
	pid_t neighbour = start_neighbour();
	char path[400];
	int64_t ms;

	(void)state;
	snprintf(path, sizeof(path), "%s/alive", work);
	for (ms = 1500; ms < 100000 && access(path, F_OK);
		ms *= 4) /* until it has had the time to begin */
		assert_true(inside(DAEMON "until test -s alive; do sleep 0.01; done; ulimit -p 100;"
					  " b() { b & b & wait; }; (b) 2>/dev/null & exec sleep 200",
			ms)
				    .timed_out);
	assert_quiet();
	assert_int_equal(waitpid(neighbour, NULL, WNOHANG), 0);
	assert_int_equal(kill(neighbour, SIGKILL), 0);
	assert_int_equal(waitpid(neighbour, NULL, 0), neighbour);
}

/* In a process of its own: start something that does not end, and wait to be killed. */
static _Noreturn void be_killed(void)
{
	static const char *const argv[] = { "sh", "-c", DAEMON "sleep 4711", NULL };
	struct ma_sandbox_opts opts = { .mode = MA_SANDBOX_LANDLOCK, .cage = cage };
	struct ma_sandbox_cmd cmd = { .argv = argv, .work = work, .output_max = 100 };
	struct ma_sandbox_job *job;
	struct ma_sandbox *s = NULL;
	struct ma_loop *loop = NULL;
	ma_err err = { .code = MA_OK };

	if (!ma_loop_new(&loop, &err) && !ma_sandbox_new(loop, &opts, &s, &err) &&
		!ma_sandbox_start(s, &cmd, NULL, on_done, NULL, &job, &err))
		ma_loop_run(loop);
	_exit(1);
}

static void kill_9_of_its_parent_leaves_no_process(void **state)
{
	char path[400];
	struct stat st;
	pid_t pid;
	int i;

	(void)state;
	assert_int_equal(inside("true", 20000).exit_code, 0); /* or it is skipped */
	pid = fork();
	if (pid == 0)
		be_killed();
	snprintf(path, sizeof(path), "%s/alive", work);
	for (i = 0; i < 2000 && stat(path, &st); i++)
		usleep(10000);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_quiet();
}

static void on_attempt(void *data, bool escaped, struct ma_str what, struct ma_str refusal)
{
	(void)refusal;
	if (escaped)
		fail_msg("it got out: " MA_STR_FMT, MA_STR_ARG(what));
	++*(int *)data;
}

static void nothing_gets_out(void **state)
{
	char describe[256];
	ma_err err = { .code = MA_OK };
	int made = 0;
	ma_rc rc = ma_sandbox_try_escapes(
		MA_SANDBOX_LANDLOCK, on_attempt, &made, describe, sizeof(describe), &err);

	(void)state;
	if (rc == MA_EUNAVAILABLE) {
		print_message("SKIPPED: %s\n", err.msg);
		skip();
	}
	if (rc)
		fail_msg("%s", err.msg);
	assert_in_range(made, 80, 200);
}

/* A directory of the user's own, with the cage of this build, which it may not be able to look at where it is. */
static void make_room(void)
{
	char *self = NULL, *text = NULL, path[4096];
	ma_err err = { .code = MA_OK };
	size_t n;

	snprintf(top, sizeof(top), "/tmp/meta-agent-test-XXXXXX");
	if (!mkdtemp(top) || ma_fs_self(&self, &err))
		abort();
	*strrchr(self, '/') = '\0';
	snprintf(path, sizeof(path), "%s/../src/cage/meta-agent-cage", self);
	snprintf(cage, sizeof(cage), "%s/cage", top);
	snprintf(work, sizeof(work), "%s/work", top);
	snprintf(outside, sizeof(outside), "%s/own", top);
	if (ma_fs_read(path, MA_LIMIT_OUTPUT, &text, &n, &err) ||
		ma_fs_write(cage, ma_str_n(text, n), 0755, &err) || mkdir(work, 0755) ||
		ma_fs_write(outside, MA_STR("secret"), 0644, &err))
		abort();
	ma_free(text);
	ma_free(self);
	if (geteuid() != 0)
		return;
	if (chown(top, MA_SANDBOX_UID, MA_SANDBOX_UID) ||
		chown(work, MA_SANDBOX_UID, MA_SANDBOX_UID) ||
		chown(outside, MA_SANDBOX_UID, MA_SANDBOX_UID) ||
		setresgid(MA_SANDBOX_UID, MA_SANDBOX_UID, MA_SANDBOX_UID) ||
		setresuid(MA_SANDBOX_UID, MA_SANDBOX_UID, MA_SANDBOX_UID) ||
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))
		abort();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_who_it_runs_as),
		cmocka_unit_test(a_command_ends_as_it_would_outside),
		cmocka_unit_test(modes_and_times_of_what_it_makes_change_as_anywhere),
		cmocka_unit_test(what_cannot_be_changed_says_why),
		cmocka_unit_test(files_of_the_user_are_neither_read_nor_changed),
		cmocka_unit_test(other_processes_of_the_user_go_on_as_they_were),
		cmocka_unit_test(a_daemon_does_not_outlive_its_command),
		cmocka_unit_test(nobody_leaves_what_is_ended),
		cmocka_unit_test(a_fork_bomb_ends_with_its_time_and_nothing_else_does),
		cmocka_unit_test(kill_9_of_its_parent_leaves_no_process),
		cmocka_unit_test(nothing_gets_out),
	};
	ma_err err = { .code = MA_OK };
	int failed;

	make_room();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	return ma_fs_remove_tree(top, &err) == MA_OK ? failed : 1;
}
