#include "model/format_rate.h"

#include <stdio.h>

#include "support/torture.h"

static void note(struct ma_format_rates *r, const char *model, unsigned fine, unsigned missed)
{
	while (fine-- > 0)
		ma_format_note(r, ma_str(model), MA_FORMAT_EDIT, true);
	while (missed-- > 0)
		ma_format_note(r, ma_str(model), MA_FORMAT_EDIT, false);
}

static void a_model_that_is_not_known_may_be_asked_for_anything(void **state)
{
	struct ma_format_rates r = { .n = 0 };

	MA_UNUSED(state);
	assert_true(ma_format_good(&r, MA_STR("m"), MA_FORMAT_EDIT));
	note(&r, "m", 0, MA_FORMAT_REPLIES_LEAST - 1);
	assert_true(ma_format_good(&r, MA_STR("m"), MA_FORMAT_EDIT));
}

static void below_95_of_100_a_format_is_not_asked_for_any_more(void **state)
{
	struct ma_format_rates r = { .n = 0 };

	MA_UNUSED(state);
	note(&r, "m", 19, 1);
	assert_true(ma_format_good(&r, MA_STR("m"), MA_FORMAT_EDIT));
	note(&r, "m", 0, 1);
	assert_false(ma_format_good(&r, MA_STR("m"), MA_FORMAT_EDIT));
	note(&r, "m", 40, 0);
	assert_true(ma_format_good(&r, MA_STR("m"), MA_FORMAT_EDIT));
}

static void models_and_formats_are_counted_apart(void **state)
{
	struct ma_format_rates r = { .n = 0 };

	MA_UNUSED(state);
	note(&r, "m", 0, 5);
	assert_true(ma_format_good(&r, MA_STR("m"), MA_FORMAT_WHOLE));
	assert_true(ma_format_good(&r, MA_STR("n"), MA_FORMAT_EDIT));
}

static void models_beyond_the_table_are_not_counted(void **state)
{
	struct ma_format_rates r = { .n = 0 };
	char models[MA_FORMAT_MODELS_MAX + 1][16];
	unsigned i;

	MA_UNUSED(state);
	for (i = 0; i <= MA_FORMAT_MODELS_MAX; i++) {
		(void)snprintf(models[i], sizeof(models[i]), "m%u", i);
		note(&r, models[i], 0, 5);
	}
	assert_false(ma_format_good(&r, MA_STR("m15"), MA_FORMAT_EDIT));
	assert_true(ma_format_good(&r, MA_STR("m16"), MA_FORMAT_EDIT));
}

static void names_are_read_as_they_are_written(void **state)
{
	enum ma_format f = MA_FORMAT_EDIT;

	MA_UNUSED(state);
	assert_true(ma_format_parse(MA_STR(""), &f));
	assert_int_equal(f, MA_FORMAT_WHOLE);
	assert_true(ma_format_parse(ma_str(ma_format_name(MA_FORMAT_EDIT)), &f));
	assert_int_equal(f, MA_FORMAT_EDIT);
	assert_false(ma_format_parse(MA_STR("x"), &f));
}

static void what_is_written_is_read_back(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(1 << 16);
	struct ma_buf text = MA_BUF_INIT(1 << 16);
	struct ma_format_rates r = { .n = 0 }, back = { .n = 0 };
	ma_err err = { MA_OK, 0, "" };

	MA_UNUSED(state);
	note(&r, "a \"b\"", 2, 1);
	ma_format_note(&r, MA_STR("c"), MA_FORMAT_WHOLE, true);
	ma_format_rates_write(&r, &text);
	assert_string_equal(text.p,
		"[{\"model\":\"a \\\"b\\\"\",\"whole\":[0,0],\"edit\":[3,2]},"
		"{\"model\":\"c\",\"whole\":[1,1],\"edit\":[0,0]}]");
	assert_int_equal(ma_format_rates_read(ma_buf_str(&text), &arena, &back, &err), MA_OK);
	assert_int_equal(back.n, 2);
	assert_false(ma_format_good(&back, MA_STR("a \"b\""), MA_FORMAT_EDIT));
	assert_true(ma_format_good(&back, MA_STR("c"), MA_FORMAT_EDIT));
	ma_buf_done(&text);
	ma_arena_done(&arena);
}

static void what_cannot_be_is_not_read(void **state)
{
	static const char *const bad[] = {
		"", "{}", "[1]", "[{\"model\":\"m\"}]",
		"[{\"model\":\"m\",\"whole\":[1,2],\"edit\":[0,0]}]",
		"[{\"model\":\"m\",\"whole\":[-1,-1],\"edit\":[0,0]}]",
		"[{\"model\":\"m\",\"whole\":[0.5,0],\"edit\":[0,0]}]",
		"[{\"model\":\"\",\"whole\":[0,0],\"edit\":[0,0]}]",
		"[{\"model\":\"m\",\"whole\":[0,0],\"edit\":[0,0]},{\"model\":\"m\",\"whole\":[0,0],\"edit\":[0,0]}]"
	};
	struct ma_arena arena = MA_ARENA_INIT(1 << 16);
	struct ma_format_rates r = { .n = 7 };
	ma_err err = { MA_OK, 0, "" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(bad); i++)
		if (ma_format_rates_read(ma_str(bad[i]), &arena, &r, &err) != MA_EINVALID)
			fail_msg("%s is read", bad[i]);
	assert_int_equal(r.n, 7);
	ma_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_model_that_is_not_known_may_be_asked_for_anything),
		cmocka_unit_test(below_95_of_100_a_format_is_not_asked_for_any_more),
		cmocka_unit_test(models_and_formats_are_counted_apart),
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(what_cannot_be_is_not_read),
		cmocka_unit_test(models_beyond_the_table_are_not_counted),
		cmocka_unit_test(names_are_read_as_they_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
