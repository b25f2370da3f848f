#include "sys/slot.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void need_root(void)
{
	if (geteuid() == 0)
		return;
	print_message("SKIPPED: only root gives users away\n");
	skip();
}

static void whoever_is_not_root_stays_who_he_is(void **state)
{
	struct ma_slot slot;
	ma_err err = { .code = MA_OK };

	(void)state;
	if (geteuid() == 0 && seteuid(65534))
		fail();
	assert_int_equal(ma_slot_take(&slot, &err), MA_OK);
	assert_int_equal(slot.uid, -1);
	ma_slot_give(&slot);
	if (getuid() == 0 && seteuid(0))
		fail();
}

static void two_at_once_are_two_users(void **state)
{
	struct ma_slot a, b, c;
	ma_err err = { .code = MA_OK };

	(void)state;
	need_root();
	assert_int_equal(ma_slot_take(&a, &err), MA_OK);
	assert_int_equal(ma_slot_take(&b, &err), MA_OK);
	assert_int_not_equal(a.uid, b.uid);
	assert_true(a.lock >= 0 && a.uid >= MA_SLOT_FIRST && a.uid < MA_SLOT_FIRST + MA_SLOTS);
	c = a;
	ma_slot_give(&a);
	assert_int_equal(a.uid, -1);
	assert_int_equal(ma_slot_take(&a, &err), MA_OK);
	assert_int_not_equal(a.uid, b.uid);
	assert_true(a.uid <= c.uid); /* what was given back is had again */
	ma_slot_give(&a);
	ma_slot_give(&b);
}

static void who_dies_gives_back(void **state)
{
	struct ma_slot slots[MA_SLOTS], none;
	ma_err err = { .code = MA_OK };
	int n = 0, status;
	pid_t pid;

	(void)state;
	need_root();
	pid = fork();
	if (pid == 0) {
		for (n = 0; n < MA_SLOTS && ma_slot_take(&slots[n], &err) == MA_OK; n++)
			;
		_exit(ma_slot_take(&none, &err) == MA_EUNAVAILABLE ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(ma_slot_take(&none, &err), MA_OK);
	ma_slot_give(&none);
}

/* A process of the slot's user that nothing ends, and whose end is seen at the pipe. */
static _Noreturn void leave_one(int end)
{
	struct ma_slot slot;
	ma_err err = { .code = MA_OK };

	if (ma_slot_take(&slot, &err))
		_exit(1);
	if (fork() == 0) {
		alarm(120);
		close(slot.lock);
		if (setresuid((uid_t)slot.uid, (uid_t)slot.uid, (uid_t)slot.uid))
			_exit(1);
		(void)write(end, "x", 1); /* it is that user now */
		for (;;)
			pause();
	}
	alarm(120);
	pause();
	_exit(1);
}

static void what_a_killed_one_left_is_ended_by_whoever_takes_any(void **state)
{
	struct pollfd end = { .events = POLLIN };
	struct ma_slot slot;
	ma_err err = { .code = MA_OK };
	char byte;
	int fds[2];
	pid_t pid;

	(void)state;
	need_root();
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0)
		leave_one(fds[1]);
	close(fds[1]);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(ma_slot_take(&slot, &err), MA_OK);
	end.fd = fds[0];
	assert_int_equal(poll(&end, 1, 60000), 1);
	assert_int_equal(read(fds[0], &byte, 1), 0);
	close(fds[0]);
	ma_slot_give(&slot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_is_not_root_stays_who_he_is),
		cmocka_unit_test(two_at_once_are_two_users),
		cmocka_unit_test(who_dies_gives_back),
		cmocka_unit_test(what_a_killed_one_left_is_ended_by_whoever_takes_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
