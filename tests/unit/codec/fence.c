#include "codec/fence.h"

#include "support/torture.h"

static struct ma_fence opened(const char *line)
{
	struct ma_fence f = { 0 };

	if (!ma_fence_open(ma_str(line), &f))
		fail_msg("\"%s\" opens no fence", line);
	return f;
}

static void three_marks_open_a_fence(void **state)
{
	struct ma_fence f = opened("```");

	MA_UNUSED(state);
	assert_int_equal(f.mark, '`');
	assert_int_equal(f.run, 3);
	assert_int_equal(f.info.n, 0);
	assert_int_equal(opened("~~~").mark, '~');
}

static void a_fence_knows_its_length_indent_and_label(void **state)
{
	struct ma_fence f = opened("  ````` ts  src/a.ts \t");

	MA_UNUSED(state);
	assert_int_equal(f.run, 5);
	assert_int_equal(f.indent, 2);
	assert_true(ma_str_is(f.info, "ts  src/a.ts"));
}

static void other_lines_open_none(void **state)
{
	static const char *const lines[] = { "", "``", "x ```", "`` `", "```code``` in prose",
		"```a`b", "~~", "-``` x" };
	struct ma_fence f;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(lines); i++)
		if (ma_fence_open(ma_str(lines[i]), &f))
			fail_msg("\"%s\" opened a fence", lines[i]);
}

static void a_fence_is_closed_by_as_many_of_its_marks_alone(void **state)
{
	struct ma_fence f = opened("````md");

	MA_UNUSED(state);
	assert_true(ma_fence_closes(&f, MA_STR("````")));
	assert_true(ma_fence_closes(&f, MA_STR("  `````  ")));
	assert_false(ma_fence_closes(&f, MA_STR("```")));
	assert_false(ma_fence_closes(&f, MA_STR("~~~~")));
	assert_false(ma_fence_closes(&f, MA_STR("````ts")));
	assert_false(ma_fence_closes(&f, MA_STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_marks_open_a_fence),
		cmocka_unit_test(a_fence_knows_its_length_indent_and_label),
		cmocka_unit_test(other_lines_open_none),
		cmocka_unit_test(a_fence_is_closed_by_as_many_of_its_marks_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
