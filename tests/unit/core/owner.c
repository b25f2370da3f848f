/* Whose files they are. */
#include "core/owner.h"
#include "base/limits.h"
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

static void assert_test_of(
	struct drive *d, const struct ma_map *owners, const char *path, const char *task)
{
	const struct ma_work *w = ma_map_get(owners, ma_str(path));

	assert_non_null(w);
	assert_true(ma_str_is(w->task->id, task));
	assert_ptr_equal(w, ma_owner_of(&d->s, ma_str(path)));
}

static void tests_have_the_same_owners_together_as_one_by_one(void **state)
{
	struct ma_map owners = MA_MAP_INIT;
	struct drive d;

	(void)state;
	start(&d);
	commit(&d, "api", "api/a.ts|api/a.test.ts|api/b.test.ts|web/c.test.ts|web/d.test.ts");
	commit(&d, "web", ""); /* more than the log names, of "web" */
	commit(&d, "more", "api/b.test.ts|web/d.test.ts");
	assert_true(ma_owners_of_tests(&d.s, &owners));
	assert_int_equal(owners.n, 4); /* api/a.ts is none */
	assert_test_of(&d, &owners, "api/a.test.ts", "api");
	assert_test_of(&d, &owners, "api/b.test.ts", "more");
	assert_test_of(&d, &owners, "web/c.test.ts", "web");
	assert_test_of(&d, &owners, "web/d.test.ts", "more");
	ma_map_done(&owners);
	drive_done(&d);
}

#define MANY 4000
#define TESTS_EACH 50

/* Who owns it asked of each path would be some 10^12 bytes looked at, which the runner of the tests stops. */
static void owners_of_many_tests_are_found_in_one_pass(void **state)
{
	struct ma_buf plan = MA_BUF_INIT(MA_MIB), paths[MANY];
	struct ma_map owners = MA_MAP_INIT;
	struct drive d;
	size_t i, k;

	(void)state;
	ma_buf_adds(&plan, "{\"tasks\":[");
	for (i = 0; i < MANY; i++)
		ma_buf_addf(&plan, "%s{\"id\":\"t%zu\",\"name\":\"t\",\"agent\":\"dev\"}",
			i > 0 ? "," : "", i);
	ma_buf_adds(&plan, "]}");
	drive_start(&d, plan.p, 3, false);
	for (i = 0; i < MANY; i++) {
		paths[i] = (struct ma_buf)MA_BUF_INIT(MA_MIB);
		for (k = 0; k < TESTS_EACH; k++)
			ma_buf_addf(&paths[i], "%stests/of_%zu/number_%zu.test.ts",
				k > 0 ? "|" : "", i, k);
		d.s.works[i].state = MA_TASK_COMPLETED;
		d.s.works[i].commit = MA_STR("c0ffee");
		d.s.works[i].paths = ma_buf_str(&paths[i]);
	}
	assert_true(ma_owners_of_tests(&d.s, &owners));
	assert_int_equal(owners.n, MANY * TESTS_EACH);
	assert_ptr_equal(ma_map_get(&owners, MA_STR("tests/of_3999/number_49.test.ts")),
		&d.s.works[MANY - 1]);
	ma_map_done(&owners);
	for (i = 0; i < MANY; i++)
		ma_buf_done(&paths[i]);
	ma_buf_done(&plan);
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
		cmocka_unit_test(tests_have_the_same_owners_together_as_one_by_one),
		cmocka_unit_test(owners_of_many_tests_are_found_in_one_pass),
		cmocka_unit_test(a_package_is_whose_files_are_most_and_tests_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
