#include "base/err.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/torture.h"

static void a_failure_returns_its_code_and_keeps_its_message(void **state)
{
	ma_err err = { .code = MA_OK, .sys = 5 };

	MA_UNUSED(state);
	assert_int_equal(ma_fail(&err, MA_ENOTFOUND, "%s: %d", "x", 3), MA_ENOTFOUND);
	assert_int_equal(err.code, MA_ENOTFOUND);
	assert_int_equal(err.sys, 0);
	assert_string_equal(err.msg, "x: 3");
}

static void the_systems_reason_is_appended(void **state)
{
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_fail_sys(&err, MA_EIO, ENOENT, "reading %s", "x"), MA_EIO);
	assert_int_equal(err.sys, ENOENT);
	assert_string_equal(err.msg, "reading x: No such file or directory");
	(void)ma_fail_sys(&err, MA_EIO, 0, "x"); /* no number: no reason */
	assert_string_equal(err.msg, "x");
	(void)ma_fail_sys(&err, MA_EIO, 99999, "x"); /* the code is known */
	assert_string_equal(err.msg, "x: Unknown error 99999");
}

static void exhausted_memory_needs_no_memory(void **state)
{
	ma_err err = { .code = MA_OK, .sys = 5 };

	MA_UNUSED(state);
	ma_alloc_fail_after(0);
	assert_int_equal(ma_fail_nomem(&err), MA_ENOMEM);
	ma_alloc_fail_after(-1);
	assert_int_equal(err.sys, 0);
	assert_string_equal(err.msg, "out of memory");
}

static void wrapping_puts_the_object_before(void **state)
{
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	(void)ma_fail_sys(&err, MA_EINVALID, 7, "expected a string"); /* the code is known */
	err.sys = 7;
	assert_int_equal(ma_err_wrap(&err, "plan.json: %s", "/id"), MA_EINVALID);
	assert_true(strncmp(err.msg, "plan.json: /id: expected a string", 33) == 0);
	assert_int_equal(err.sys, 7);
}

static void long_messages_are_cut_and_end_in_nul(void **state)
{
	char text[2 * MA_ERR_MSG_MAX];
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	(void)ma_fail(&err, MA_EIO, "%s", text); /* the code is known */
	assert_int_equal(strlen(err.msg), MA_ERR_MSG_MAX - 1);
	(void)ma_err_wrap(&err, "%s", text); /* the code is known */
	assert_int_equal(strlen(err.msg), MA_ERR_MSG_MAX - 1);
	(void)ma_fail_sys(&err, MA_EIO, ENOENT, "%s", text); /* the code is known */
	assert_int_equal(strlen(err.msg), MA_ERR_MSG_MAX - 1);
}

static void every_code_has_a_name(void **state)
{
	int rc;

	MA_UNUSED(state);
	for (rc = MA_OK; rc <= MA_EUNAVAILABLE; rc++)
		if (!ma_rc_name((ma_rc)rc) || strcmp(ma_rc_name((ma_rc)rc), "?") == 0)
			fail_msg("code %d has no name", rc);
	assert_string_equal(ma_rc_name(MA_ENOTFOUND), "ENOTFOUND");
	assert_string_equal(ma_rc_name((ma_rc)(MA_EUNAVAILABLE + 1)), "?");
}

static void a_broken_contract_aborts(void **state)
{
	int status = 0;
	pid_t pid = fork();

	MA_UNUSED(state);
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)signal(SIGABRT, SIG_DFL); /* the test runner catches it otherwise */
		(void)close(STDERR_FILENO);     /* the message is not for the test's log */
		MA_ASSERT(pid != 0);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_returns_its_code_and_keeps_its_message),
		cmocka_unit_test(the_systems_reason_is_appended),
		cmocka_unit_test(exhausted_memory_needs_no_memory),
		cmocka_unit_test(wrapping_puts_the_object_before),
		cmocka_unit_test(long_messages_are_cut_and_end_in_nul),
		cmocka_unit_test(every_code_has_a_name),
		cmocka_unit_test(a_broken_contract_aborts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
