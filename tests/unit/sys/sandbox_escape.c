/* Nothing gets out of the sandbox; and what is not confined is seen to get out. */
#include "sys/sandbox_escape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "sys/fs.h"

struct tally {
	int made, escaped;
	char first[128];
};

static void on_attempt(void *data, bool escaped, struct ma_str what, struct ma_str refusal)
{
	struct tally *t = data;

	assert_int_not_equal(refusal.n, 0);
	t->made++;
	if (escaped && t->escaped++ == 0)
		snprintf(t->first, sizeof(t->first), MA_STR_FMT, MA_STR_ARG(what));
}

static void try_to_get_out(enum ma_sandbox_mode mode)
{
	struct tally t = { .made = 0 };
	char describe[256] = "";
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_sandbox_try_escapes(mode, on_attempt, &t, describe, sizeof(describe), &err);

	if (rc == MA_EUNAVAILABLE) {
		print_message("SKIPPED, no sandbox on this machine: %s\n", err.msg);
		skip();
	}
	if (rc)
		fail_msg("%s", err.msg);
	assert_non_null(strstr(describe, "seccomp"));
	assert_in_range(t.made, 70, 200);
	if (t.escaped > 0)
		fail_msg("%d of %d, the first: %s", t.escaped, t.made, t.first);
	assert_null(getenv("META_AGENT_CANARY"));
}

static void nothing_gets_out(void **state)
{
	(void)state;
	try_to_get_out(MA_SANDBOX_BWRAP);
}

static void nothing_gets_out_where_landlock_is_alone(void **state)
{
	(void)state;
	try_to_get_out(MA_SANDBOX_LANDLOCK);
}

/* The cage program of this build. */
static const char *cage(void)
{
	static char path[4096];
	ma_err err = { MA_OK, 0, "" };
	char *self = NULL;

	assert_int_equal(ma_fs_self(&self, &err), MA_OK);
	*strrchr(self, '/') = '\0';
	assert_in_range(
		snprintf(path, sizeof(path), "%s/../src/cage/meta-agent-cage", self), 1, 4095);
	ma_free(self);
	return path;
}

static char said[65536];

static int run(const char *command)
{
	FILE *f = popen(command, "r");
	size_t n;

	assert_non_null(f);
	n = fread(said, 1, sizeof(said) - 1, f);
	said[n] = '\0';
	return pclose(f);
}

/* Without bubblewrap the cage's own walls leave the host's files to be read: the probe must say so. */
static void what_is_half_confined_is_seen_to_get_out(void **state)
{
	char command[9000];

	(void)state;
	snprintf(command, sizeof(command),
		"cd /tmp && %s -- %s --probe 1 %ld /etc/passwd canary 2>&1", cage(), cage(),
		(long)getpid());
	assert_int_equal(run(command), 0);
	assert_non_null(strstr(said, "read a file of the host\tESCAPED\n"));
	assert_non_null(strstr(said, "see home directories\tESCAPED\n"));
	assert_non_null(strstr(said, "mount\tOperation not permitted\n"));
	assert_non_null(strstr(said, "\ndone\n"));
}

static void nothing_is_tried_where_nothing_confines(void **state)
{
	char command[9000];

	(void)state;
	snprintf(command, sizeof(command), "%s --probe 1 1 /etc/passwd canary 2>&1", cage());
	assert_int_not_equal(run(command), 0);
	assert_string_equal(said,
		"meta-agent-cage: attempts are made inside the sandbox only: Operation not permitted\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_gets_out),
		cmocka_unit_test(nothing_gets_out_where_landlock_is_alone),
		cmocka_unit_test(what_is_half_confined_is_seen_to_get_out),
		cmocka_unit_test(nothing_is_tried_where_nothing_confines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
