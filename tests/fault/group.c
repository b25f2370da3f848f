/* A control group that does not end at once: what the command came to waits for it, and is what it was. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/fail_calls.h"
#include "support/groups.h"
#include "sys/loop.h"
#include "sys/sandbox.h"

struct outcome {
	int ended, code;
	char output[64];
};

static void on_done(void *data, ma_rc rc, const ma_err *err, const struct ma_sandbox_result *result)
{
	struct outcome *o = data;

	(void)err;
	o->ended++;
	o->code = rc ? -1 : result->proc.exit_code;
	if (!rc)
		snprintf(o->output, sizeof(o->output), MA_STR_FMT, MA_STR_ARG(result->proc.output));
}

/* The k-th time that it is to go, its group is not ready for it. Gives how often it was asked for. */
static int64_t run(struct ma_loop *loop, struct ma_sandbox *s, const char *work, int64_t k)
{
	static const char *const argv[] = { "sh", "-c", "echo said; exit 7", NULL };
	struct ma_sandbox_cmd cmd = {
		.argv = argv, .work = work, .timeout_ms = 60000, .output_max = 1000
	};
	struct outcome o = { .code = -2 };
	struct ma_sandbox_job *job;
	ma_err err = { .code = MA_OK };
	int64_t asked;

	if (ma_sandbox_start(s, &cmd, NULL, on_done, &o, &job, &err))
		fail_msg("%s", err.msg);
	fail_calls_plan(FAIL_BIT(UNLINK), k, EBUSY, false);
	ma_loop_run(loop);
	asked = fail_calls_stop();
	assert_int_equal(o.ended, 1);
	assert_int_equal(o.code, 7);
	assert_string_equal(o.output, "said\n");
	return asked;
}

static void the_outcome_waits_for_the_group_on_the_loop(void **state)
{
	struct ma_sandbox_opts opts = { .cgroups = groups_top, .cage = getenv("META_AGENT_CAGE") };
	struct ma_loop *loop = NULL;
	struct ma_sandbox *s = NULL;
	char *work = NULL;
	ma_err err = { .code = MA_OK };

	(void)state;
	groups_put("cgroup.subtree_control", "memory pids\n");
	assert_int_equal(ma_loop_new(&loop, &err), MA_OK);
	if (ma_sandbox_new(loop, &opts, &s, &err)) {
		ma_loop_free(loop);
		print_message("SKIPPED, no sandbox on this machine: %s\n", err.msg);
		skip();
	}
	assert_int_equal(ma_fs_temp_dir("meta-agent-test-", &work, &err), MA_OK);
	if (ma_sandbox_uid(s) >= 0)
		assert_int_equal(chown(work, (uid_t)ma_sandbox_uid(s), (gid_t)ma_sandbox_uid(s)), 0);
	assert_int_equal(run(loop, s, work, INT32_MAX), 1);
	assert_int_equal(run(loop, s, work, 0), 2);
	ma_sandbox_free(s);
	ma_loop_free(loop);
	assert_int_equal(ma_fs_remove_tree(work, &err), MA_OK);
	ma_free(work);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_outcome_waits_for_the_group_on_the_loop, groups_make, groups_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
