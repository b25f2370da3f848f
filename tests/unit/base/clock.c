#include "base/clock.h"

#include "support/torture.h"

static void formats(int64_t ms, const char *want)
{
	char text[MA_CLOCK_TEXT_SIZE];

	ma_clock_format(ms, text);
	assert_string_equal(text, want);
}

static void parses(const char *text, int64_t want)
{
	int64_t ms = -1;

	if (!ma_clock_parse(ma_str(text), &ms))
		fail_msg("not read: %s", text);
	assert_int_equal(ms, want);
}

static void known_times_are_written(void **state)
{
	MA_UNUSED(state);
	formats(0, "1970-01-01T00:00:00.000Z");
	formats(1795374169123, "2026-11-22T19:02:49.123Z");
	formats(951782400000, "2000-02-29T00:00:00.000Z");
	formats(-1, "1969-12-31T23:59:59.999Z");
	formats(253402300799999, "9999-12-31T23:59:59.999Z");
}

static void times_no_year_of_four_digits_has_are_clamped(void **state)
{
	MA_UNUSED(state);
	formats(INT64_MAX, "9999-12-31T23:59:59.999Z");
	formats(INT64_MIN, "0000-01-01T00:00:00.000Z");
}

static void known_times_are_read(void **state)
{
	MA_UNUSED(state);
	parses("1970-01-01T00:00:00Z", 0);
	parses("2026-11-22T19:02:49.123Z", 1795374169123);
	parses("2026-11-22T19:02:49.1Z", 1795374169100);
	parses("2026-11-22T19:02:49.123456789Z", 1795374169123);
	parses("1969-12-31T23:59:59.999Z", -1);
	parses("2024-02-29T12:00:00Z", 1709208000000);
}

static void what_is_written_is_read_again(void **state)
{
	char text[MA_CLOCK_TEXT_SIZE];
	int64_t ms, back;

	MA_UNUSED(state);
	for (ms = -62167219200000; ms < 253402300799999; ms += 86400000LL * 13 + 3723004) {
		ma_clock_format(ms, text);
		assert_true(ma_clock_parse(ma_str(text), &back));
		assert_int_equal(back, ms);
	}
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const texts[] = { "", "now", "2026-11-22", "2026-11-22T19:02:49",
		"2026-11-22 19:02:49Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
		"2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2100-02-29T00:00:00Z",
		"2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
		"2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1xZ",
		"2026-01-01T00:00:00+01:00", "2026-01-01T00:00:00,5Z", "-026-01-01T00:00:00Z",
		"2026-01-01T00:00:00.0000000001Z", "20260101T000000.0000Z" };
	int64_t ms = 7;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(texts); i++)
		if (ma_clock_parse(ma_str(texts[i]), &ms))
			fail_msg("read: %s", texts[i]);
	assert_int_equal(ms, 7);
}

static void the_machine_has_both_clocks(void **state)
{
	struct ma_clock *c = ma_clock_system();
	int64_t before = c->mono_ms(c);

	MA_UNUSED(state);
	assert_true(c->wall_ms(c) > 1700000000000);
	assert_true(c->mono_ms(c) >= before);
}

static void a_fake_clock_moves_only_when_told(void **state)
{
	struct ma_clock_fake c;

	MA_UNUSED(state);
	ma_clock_fake_init(&c, 1000);
	assert_int_equal(c.base.wall_ms(&c.base), 1000);
	assert_int_equal(c.base.mono_ms(&c.base), 0);
	ma_clock_fake_advance(&c, 50);
	assert_int_equal(c.base.wall_ms(&c.base), 1050);
	assert_int_equal(c.base.mono_ms(&c.base), 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_times_are_written),
		cmocka_unit_test(times_no_year_of_four_digits_has_are_clamped),
		cmocka_unit_test(known_times_are_read),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(the_machine_has_both_clocks),
		cmocka_unit_test(a_fake_clock_moves_only_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
