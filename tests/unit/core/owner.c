/* Whose files they are. */
#include "core/owner.h"
#include "support/drive.h"

#define TASK(id, agent, writes) \
	"{\"id\":\"" id "\",\"name\":\"" id "\",\"agent\":\"" agent "\",\"writes\":[" writes "]}"

static void commit(struct drive *d, const char *task, const char *path)
{
	drive_propose(d, task, path);
	drive_commit(d, task, task);
}

static void start(struct drive *d)
{
	drive_start(d,
		"{\"tasks\":[" TASK("api", "dev", "\"api/**\"") "," TASK(
			"web", "doc", "\"web/**\"") "," TASK("more", "doc", "") "]}",
		3, false);
}

static void assert_owner(struct drive *d, const char *path, const char *task)
{
	const struct ma_work *w = ma_owner_of(&d->s, ma_str(path));
	char is[MA_EFFECT_ID_SIZE] = "nobody";

	if (w)
		(void)snprintf(is, sizeof(is), MA_STR_FMT, MA_STR_ARG(w->task->id)); /* fits */
	assert_string_equal(is, task);
}

static void a_file_is_whose_task_wrote_it_last(void **state)
{
	struct drive d;

	(void)state;
	start(&d);
	assert_owner(&d, "api/a.ts", "nobody"); /* nothing is committed yet */
	commit(&d, "api", "api/a.ts|api/b.ts");
	commit(&d, "web", "");
	commit(&d, "more", "api/b.ts");
	assert_owner(&d, "api/a.ts", "api");
	assert_owner(&d, "api/b.ts", "more");
	assert_owner(&d, "web/x.ts", "web"); /* by what it may write */
	assert_owner(&d, "README.md", "nobody");
	drive_done(&d);
}

static void what_was_taken_back_is_whose_it_was_before(void **state)
{
	struct drive d;

	(void)state;
	start(&d);
	commit(&d, "api", "api/a.ts");
	commit(&d, "more", "api/a.ts");
	drive_work(&d, "more")->undone = true;
	assert_owner(&d, "api/a.ts", "api");
	drive_done(&d);
}

static void a_package_is_whose_files_are_most_and_tests_do_not_count(void **state)
{
	struct drive d;

	(void)state;
	start(&d);
	commit(&d, "api", "api/a.ts|api/b.ts");
	commit(&d, "web", "web/a.ts");
	commit(&d, "more", "api/tests/a.ts|api/tests/b.ts|api/tests/c.ts|web/x.test.ts");
	assert_true(ma_str_is(ma_owner_of_package(&d.s, MA_STR("api")), "dev"));
	assert_true(ma_str_is(ma_owner_of_package(&d.s, MA_STR("web")), "doc"));
	assert_true(ma_str_is(ma_owner_of_package(&d.s, MA_STR(".")), "")); /* of two */
	assert_true(ma_str_is(ma_owner_of_package(&d.s, MA_STR("docs")), ""));
	drive_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_whose_task_wrote_it_last),
		cmocka_unit_test(what_was_taken_back_is_whose_it_was_before),
		cmocka_unit_test(a_package_is_whose_files_are_most_and_tests_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
