#include "lib/under_way.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "lib/places.h"
#include "support/tmpdir.h"
#include "sys/fs.h"

static int set_up(void **state)
{
	static char dir[TMPDIR_SIZE];
	ma_err err = { .code = MA_OK };
	char *path = NULL;
	ma_rc rc;

	tmpdir_make(dir);
	*state = dir;
	rc = ma_places_state(dir, "", &path, &err);
	if (!rc)
		rc = ma_fs_mkdirs(path, &err);
	ma_free(path);
	return (int)rc;
}

static int tear_down(void **state)
{
	tmpdir_remove(*state);
	return 0;
}

/* What another process reads of run "r1". */
static void expect(const char *output, const char *expected)
{
	ma_err err = { .code = MA_OK };
	json_t *all = ma_under_way_read(output, "r1", &err);
	char *text = json_dumps(all, JSON_COMPACT);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text); /* jansson's */
	json_decref(all);
}

static void others_see_replies_and_checks(void **state)
{
	struct ma_under_way u;

	ma_under_way_init(&u, *state, "r1");
	ma_under_way_bytes(&u, "api", 100);
	ma_under_way_bytes(&u, "ui", 5);
	ma_under_way_check(&u, "test", ".", "npm test");
	expect(*state,
		"{\"run\":\"r1\",\"replies\":{\"api\":100,\"ui\":5},"
		"\"checks\":[{\"phase\":\"test\",\"package\":\".\",\"command\":\"npm test\"}]}");
	ma_under_way_event(
		&u, &(struct ma_event){ .kind = MA_EVENT_CALL_REPLIED, .task = MA_STR("api") });
	ma_under_way_event(&u,
		&(struct ma_event){ .kind = MA_EVENT_CHECK_FINISHED, .name = MA_STR("test .") });
	expect(*state, "{\"run\":\"r1\",\"replies\":{\"ui\":5},\"checks\":[]}");
	ma_under_way_done(&u);
	expect(*state, "{\"run\":\"r1\",\"replies\":{},\"checks\":[]}");
}

static void another_check_does_not_end_one(void **state)
{
	struct ma_under_way u;

	ma_under_way_init(&u, *state, "r1");
	ma_under_way_check(&u, "test", "web", "npm test");
	ma_under_way_event(&u,
		&(struct ma_event){ .kind = MA_EVENT_CHECK_FINISHED, .name = MA_STR("test cow") });
	expect(*state,
		"{\"run\":\"r1\",\"replies\":{},"
		"\"checks\":[{\"phase\":\"test\",\"package\":\"web\",\"command\":\"npm test\"}]}");
	ma_under_way_done(&u);
}

static void it_is_not_written_for_every_byte(void **state)
{
	struct ma_under_way u;

	ma_under_way_init(&u, *state, "r1");
	ma_under_way_check(&u, "test", ".", "true"); /* this writes */
	ma_under_way_bytes(&u, "api", 100);          /* so this may wait */
	expect(*state,
		"{\"run\":\"r1\",\"replies\":{},"
		"\"checks\":[{\"phase\":\"test\",\"package\":\".\",\"command\":\"true\"}]}");
	ma_under_way_done(&u);
}

static void what_a_killed_process_left_is_of_its_run_and_gone_when_it_is_resumed(void **state)
{
	struct ma_under_way killed, other, resumed;

	ma_under_way_init(&other, *state, "r0");
	ma_under_way_check(&other, "test", ".", "true");
	expect(*state, "{\"run\":\"r1\",\"replies\":{},\"checks\":[]}");
	ma_under_way_done(&other);
	ma_under_way_init(&killed, *state, "r1");
	ma_under_way_check(&killed, "test", ".", "true");
	ma_under_way_init(&resumed, *state, "r1");
	expect(*state, "{\"run\":\"r1\",\"replies\":{},\"checks\":[]}");
	ma_under_way_done(&resumed);
	ma_under_way_done(&killed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(others_see_replies_and_checks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_check_does_not_end_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(it_is_not_written_for_every_byte, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_a_killed_process_left_is_of_its_run_and_gone_when_it_is_resumed,
			set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
