/* What is remembered of formats from run to run. */
#include "lib/rates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "support/tmpdir.h"
#include "sys/fs.h"

#define NOW INT64_C(1795374169000)

struct place {
	char dir[TMPDIR_SIZE], path[TMPDIR_SIZE + 32];
	struct ma_arena arena;
};

static void open_place(struct place *p)
{
	tmpdir_make(p->dir);
	snprintf(p->path, sizeof(p->path), "%s/cache/formats.json", p->dir);
	p->arena = (struct ma_arena)MA_ARENA_INIT(MA_MIB);
}

static void close_place(struct place *p)
{
	ma_arena_done(&p->arena);
	tmpdir_remove(p->dir);
}

static void add(struct place *p, int64_t now, const char *model, unsigned replies, unsigned fine)
{
	struct ma_format_rates before = { .n = 0 }, after = { .n = 0 };
	ma_err err = { MA_OK, 0, "" };
	unsigned i;

	for (i = 0; i < replies; i++)
		ma_format_note(&after, ma_str(model), MA_FORMAT_EDIT, i < fine);
	if (ma_rates_add(p->path, now, &before, &after, &err))
		fail_msg("%s", err.msg);
}

static struct ma_format_rates load(struct place *p, int64_t now, bool *damaged)
{
	struct ma_format_rates r = { .n = 0 };
	ma_err err = { MA_OK, 0, "" };

	if (ma_rates_load(p->path, now, &p->arena, &r, damaged, &err))
		fail_msg("%s", err.msg);
	return r;
}

static void what_runs_add_is_there_for_the_next_one(void **state)
{
	struct ma_format_rates r;
	struct place p;
	bool damaged;

	(void)state;
	open_place(&p);
	assert_int_equal(load(&p, NOW, &damaged).n, 0);
	add(&p, NOW, "m", 3, 1);
	add(&p, NOW, "other", 1, 1);
	add(&p, NOW, "m", 2, 2);
	r = load(&p, NOW, &damaged);
	assert_false(damaged);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.v[0].replies[MA_FORMAT_EDIT], 5);
	assert_int_equal(r.v[0].fine[MA_FORMAT_EDIT], 3);
	assert_false(ma_format_good(&r, MA_STR("m"), MA_FORMAT_EDIT));
	close_place(&p);
}

static void only_what_a_run_adds_is_added(void **state)
{
	struct ma_format_rates before = { .n = 0 }, after;
	ma_err err = { MA_OK, 0, "" };
	struct place p;
	bool damaged;

	(void)state;
	open_place(&p);
	ma_format_note(&before, MA_STR("m"), MA_FORMAT_WHOLE, true);
	after = before;
	ma_format_note(&after, MA_STR("m"), MA_FORMAT_WHOLE, false);
	assert_int_equal(ma_rates_add(p.path, NOW, &before, &after, &err), MA_OK);
	after = load(&p, NOW, &damaged);
	assert_int_equal(after.v[0].replies[MA_FORMAT_WHOLE], 1);
	assert_int_equal(after.v[0].fine[MA_FORMAT_WHOLE], 0);
	close_place(&p);
}

static void experience_fades(void **state)
{
	struct ma_format_rates r;
	struct place p;
	bool damaged;

	(void)state;
	open_place(&p);
	add(&p, NOW, "m", 4, 0);
	r = load(&p, NOW + MA_RATES_HALF_LIFE_MS - 1, &damaged);
	assert_int_equal(r.v[0].replies[MA_FORMAT_EDIT], 4);
	r = load(&p, NOW + MA_RATES_HALF_LIFE_MS, &damaged);
	assert_int_equal(r.v[0].replies[MA_FORMAT_EDIT], 2);
	assert_true(ma_format_good(&r, MA_STR("m"), MA_FORMAT_EDIT)); /* another chance */
	add(&p, NOW + MA_RATES_HALF_LIFE_MS / 2, "m", 1, 1); /* which does not make it younger */
	r = load(&p, NOW + MA_RATES_HALF_LIFE_MS, &damaged);
	assert_int_equal(r.v[0].replies[MA_FORMAT_EDIT], 2);
	add(&p, NOW, "m", MA_RATES_REPLIES_MOST, 0);
	r = load(&p, NOW, &damaged);
	assert_true(r.v[0].replies[MA_FORMAT_EDIT] <= MA_RATES_REPLIES_MOST);
	close_place(&p);
}

static void a_damaged_file_is_begun_anew(void **state)
{
	static const char *const bad[] = { "", "{", "{\"v\":2,\"models\":[]}",
		"{\"v\":1,\"models\":[{\"model\":\"m\",\"whole\":[1,1],\"edit\":[0,0]}]}" };
	ma_err err = { MA_OK, 0, "" };
	struct place p;
	bool damaged;
	size_t i;

	(void)state;
	open_place(&p);
	add(&p, NOW, "m", 1, 1);
	for (i = 0; i < MA_COUNT(bad); i++) {
		assert_int_equal(ma_fs_write(p.path, ma_str(bad[i]), 0600, &err), MA_OK);
		if (load(&p, NOW, &damaged).n != 0 || !damaged)
			fail_msg("%s is taken", bad[i]);
	}
	add(&p, NOW, "m", 1, 1);
	assert_int_equal(load(&p, NOW, &damaged).n, 1);
	assert_false(damaged);
	close_place(&p);
}

static void of_too_many_models_the_least_known_goes(void **state)
{
	struct ma_format_rates r;
	struct place p;
	char name[16];
	bool damaged;
	int i;

	(void)state;
	open_place(&p);
	for (i = 0; i < MA_FORMAT_MODELS_MAX; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		add(&p, NOW, name, i == 3 ? 1 : 2, 1);
	}
	add(&p, NOW, "new", 1, 1);
	r = load(&p, NOW, &damaged);
	assert_int_equal(r.n, MA_FORMAT_MODELS_MAX);
	assert_string_equal(r.v[3].model.p, "new");
	close_place(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_runs_add_is_there_for_the_next_one),
		cmocka_unit_test(only_what_a_run_adds_is_added),
		cmocka_unit_test(experience_fades),
		cmocka_unit_test(a_damaged_file_is_begun_anew),
		cmocka_unit_test(of_too_many_models_the_least_known_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
