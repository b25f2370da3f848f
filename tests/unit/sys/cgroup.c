/* Control groups: an ordinary directory stands in for what is delegated; lives and ends are the kernel's groups_own, where root may make groups. */
#include "sys/cgroup.h"

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
#include "base/limits.h"
#include "support/groups.h"
#include "sys/fs.h"
#include "sys/loop.h"
#include "sys/sandbox.h"

static const char *get(const char *dir, const char *name)
{
	static char text[256];
	char path[8192];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	if (!f)
		return "(not there)";
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

static void what_is_handed_down_is_used(void **state)
{
	struct ma_cgroups c = { .path = NULL };
	ma_err err = { .code = MA_OK };

	(void)state;
	groups_put("cgroup.subtree_control", "cpu memory pids\n");
	if (ma_cgroups_find(groups_top, &c, &err))
		fail_msg("%s", err.msg);
	assert_string_equal(c.path, groups_own);
	assert_true(c.memory && c.pids && c.cpu);
	ma_cgroups_done(&c);
}

static void what_is_not_handed_down_is_asked_for_and_told(void **state)
{
	struct ma_cgroups c = { .path = NULL };
	ma_err err = { .code = MA_OK };

	(void)state;
	groups_put("cgroup.subtree_control", "");
	assert_int_equal(ma_cgroups_find(groups_top, &c, &err), MA_EUNAVAILABLE);
	groups_put("cgroup.subtree_control", "cpuset io\n");
	assert_int_equal(ma_cgroups_find(groups_top, &c, &err), MA_EUNAVAILABLE);
	assert_null(c.path);
	assert_int_equal(strncmp(get(groups_own, "cgroup.subtree_control"), "+cpu", 4), 0);
	assert_true(strstr(err.msg, "neither memory nor pids") || strstr(err.msg, "not delegated"));
}

static void no_hierarchy_is_told(void **state)
{
	struct ma_cgroups c = { .path = NULL };
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_cgroups_find("/nonexistent", &c, &err), MA_EUNAVAILABLE);
	assert_non_null(strstr(err.msg, "/nonexistent/"));
	assert_non_null(strstr(err.msg, "not delegated"));
}

static void a_group_has_its_ceilings(void **state)
{
	struct ma_cgroups in = { groups_top, true, true, true };
	struct ma_cgroup g;
	char path[8192];
	ma_err err = { .code = MA_OK };

	(void)state;
	if (ma_cgroup_make(&in, &g, &err))
		fail_msg("%s", err.msg);
	assert_true(atol(get(g.path, "memory.max")) > 64 * 1024 * 1024);
	assert_string_equal(get(g.path, "memory.swap.max"), "0");
	assert_string_equal(get(g.path, "pids.max"), "2048");
	assert_string_equal(get(g.path, "cpu.weight"), "50");
	assert_true(g.procs > 2);
	snprintf(path, sizeof(path), "%s", g.path);
	ma_cgroup_remove(&g);
	assert_null(g.path);
	assert_string_equal(get(path, "cgroup.kill"), "1");
}

static void one_that_cannot_be_made_is_named(void **state)
{
	struct ma_cgroups in = { groups_own, true, true, true };
	char gone[] = "/nonexistent";
	struct ma_cgroup g;
	ma_err err = { .code = MA_OK };

	(void)state;
	in.path = gone;
	assert_int_equal(ma_cgroup_make(&in, &g, &err), MA_EIO);
	assert_non_null(strstr(err.msg, "/nonexistent"));
	ma_cgroup_remove(&g);
}

static void on_done(void *data, ma_rc rc, const ma_err *err, const struct ma_sandbox_result *result)
{
	(void)err;
	*(int *)data = rc ? -1 : result->proc.exit_code;
}

static void a_sandbox_says_so_and_its_commands_join(void **state)
{
	static const char *const argv[] = { "sh", "-c", "ls /sys/fs/cgroup || exit 7", NULL };
	struct ma_sandbox_opts opts = { .cgroups = groups_top };
	struct ma_sandbox_cmd cmd = { .argv = argv, .timeout_ms = 20000, .output_max = 1000 };
	struct ma_sandbox_job *job;
	struct ma_sandbox *s = NULL;
	struct ma_loop *loop = NULL;
	char *work = NULL, path[8192];
	ma_err err = { .code = MA_OK };
	int code = -2;

	(void)state;
	groups_put("cgroup.subtree_control", "memory pids\n");
	assert_int_equal(ma_loop_new(&loop, &err), MA_OK);
	if (ma_sandbox_new(loop, &opts, &s, &err)) {
		ma_loop_free(loop);
		print_message("SKIPPED, no sandbox on this machine: %s\n", err.msg);
		skip();
	}
	assert_non_null(strstr(ma_sandbox_describe(s), ", cgroup (memory, processes)"));
	assert_int_equal(ma_fs_temp_dir("meta-agent-test-", &work, &err), MA_OK);
	if (ma_sandbox_uid(s) >= 0)
		assert_int_equal(chown(work, (uid_t)ma_sandbox_uid(s), (gid_t)ma_sandbox_uid(s)), 0);
	cmd.work = work;
	assert_int_equal(ma_sandbox_start(s, &cmd, NULL, on_done, &code, &job, &err), MA_OK);
	ma_loop_run(loop);
	assert_int_equal(code, 7); /* none of it is seen from within */
	snprintf(path, sizeof(path), "%s/meta-agent-%ld-1", groups_own, (long)getpid());
	assert_string_equal(get(path, "cgroup.procs"), "0"); /* whoever writes it joins */
	ma_sandbox_free(s);
	ma_loop_free(loop);
	assert_int_equal(ma_fs_remove_tree(work, &err), MA_OK);
	ma_free(work);
}

/* The kernel's groups_own: no ceilings, as it depends on the machine which there are. */
static struct ma_cgroups real(void)
{
	static char mounted[2][32] = { "/sys/fs/cgroup", "/sys/fs/cgroup/unified" };
	struct stat st;
	char path[64];
	int i;

	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/cgroup.procs", mounted[i]);
		if (geteuid() == 0 && stat(path, &st) == 0 && access(path, W_OK) == 0)
			return (struct ma_cgroups){ .path = mounted[i] };
	}
	print_message("SKIPPED: groups cannot be made here\n");
	skip();
	return (struct ma_cgroups){ .path = NULL };
}

/* A process that joins a group, and stays; it starts another one, in a session of its groups_own. */
static pid_t stay_in(const struct ma_cgroup *g)
{
	pid_t pid = fork();

	if (pid == 0) {
		(void)signal(SIGTERM, SIG_IGN);
		if (write(g->procs, "0", 1) != 1)
			_exit(1);
		close(g->lock); /* as what executes something does */
		if (fork() == 0)
			(void)setsid();
		for (;;)
			pause();
	}
	return pid;
}

static int members(const char *group)
{
	const char *c = get(group, "cgroup.procs");
	int n = 0;

	for (; *c; c++)
		n += *c == '\n';
	return n;
}

static void all_that_is_in_a_group_ends_with_it(void **state)
{
	struct ma_cgroups in = real();
	struct ma_cgroup g;
	char path[256];
	ma_err err = { .code = MA_OK };
	int status, i;
	pid_t pid;

	(void)state;
	if (ma_cgroup_make(&in, &g, &err)) {
		print_message("SKIPPED: %s\n", err.msg);
		skip();
	}
	snprintf(path, sizeof(path), "%s", g.path);
	pid = stay_in(&g);
	for (i = 0; i < 10000 && members(path) < 2; i++)
		usleep(5000);
	assert_int_equal(members(path), 2);
	/* what is not reaped is of no group any more */
	ma_cgroup_remove(&g);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WTERMSIG(status), SIGKILL);
	assert_int_equal(access(path, F_OK), -1);
}

static void what_a_killed_process_left_goes_with_the_next(void **state)
{
	struct ma_cgroups in = real();
	struct ma_cgroup g;
	char left[256];
	ma_err err = { .code = MA_OK };
	pid_t pid;
	int i;

	(void)state;
	pid = fork();
	if (pid == 0) {
		if (ma_cgroup_make(&in, &g, &err) == MA_OK && stay_in(&g) > 0)
			for (;;)
				pause();
		_exit(1);
	}
	snprintf(left, sizeof(left), "%s/meta-agent-%ld-0", in.path, (long)pid);
	for (i = 0; i < 10000 && members(left) < 2; i++)
		usleep(5000);
	if (ma_cgroup_make(&in, &g, &err)) {
		print_message("SKIPPED: %s\n", err.msg);
		skip();
	}
	assert_int_equal(members(left), 2); /* who had it was alive */
	ma_cgroup_done(&g);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(members(left), 2);
	do { /* the first one kills what is in it, and does not wait */
		assert_int_equal(ma_cgroup_make(&in, &g, &err), MA_OK);
		ma_cgroup_remove(&g);
	} while (access(left, F_OK) == 0);
}

/* A group below it holds it as a process does that the kernel has not ended yet. */
static void what_has_not_ended_yet_is_asked_for_again_and_left_at_last(void **state)
{
	struct ma_cgroups in = real();
	struct ma_cgroup g;
	char path[256], below[300];
	ma_err err = { .code = MA_OK };

	(void)state;
	if (ma_cgroup_make(&in, &g, &err)) {
		print_message("SKIPPED: %s\n", err.msg);
		skip();
	}
	snprintf(path, sizeof(path), "%s", g.path);
	snprintf(below, sizeof(below), "%s/below", path);
	assert_int_equal(mkdir(below, 0755), 0);
	assert_false(ma_cgroup_end(&g));
	assert_false(ma_cgroup_end(&g));
	assert_int_equal(rmdir(below), 0);
	assert_true(ma_cgroup_end(&g));
	assert_int_equal(access(path, F_OK), -1);
	assert_true(ma_cgroup_end(&g)); /* there is none any more */
	ma_cgroup_done(&g);
	assert_int_equal(ma_cgroup_make(&in, &g, &err), MA_OK);
	assert_int_equal(mkdir(below, 0755), 0);
	ma_cgroup_done(&g);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(rmdir(below), 0);
	assert_int_equal(rmdir(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_is_handed_down_is_used, groups_make, groups_remove),
		cmocka_unit_test_setup_teardown(
			what_is_not_handed_down_is_asked_for_and_told, groups_make, groups_remove),
		cmocka_unit_test(no_hierarchy_is_told),
		cmocka_unit_test_setup_teardown(
			a_group_has_its_ceilings, groups_make, groups_remove),
		cmocka_unit_test(one_that_cannot_be_made_is_named),
		cmocka_unit_test_setup_teardown(
			a_sandbox_says_so_and_its_commands_join, groups_make, groups_remove),
		cmocka_unit_test(all_that_is_in_a_group_ends_with_it),
		cmocka_unit_test(what_a_killed_process_left_goes_with_the_next),
		cmocka_unit_test(what_has_not_ended_yet_is_asked_for_again_and_left_at_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
