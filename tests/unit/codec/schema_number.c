#include "codec/schema_number.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "support/torture.h"

static void are_in_order(const char *a, const char *b)
{
	if (ma_number_compare(ma_str(a), ma_str(b)) >= 0 ||
		ma_number_compare(ma_str(b), ma_str(a)) <= 0)
		fail_msg("%s is not below %s", a, b);
}

static void are_equal(const char *a, const char *b)
{
	if (ma_number_compare(ma_str(a), ma_str(b)) != 0 ||
		ma_number_hash(ma_str(a)) != ma_number_hash(ma_str(b)))
		fail_msg("%s is not %s", a, b);
}

static bool divides(const char *of, const char *x)
{
	bool multiple = false;

	assert_int_equal(ma_number_multiple(ma_str(x), ma_str(of), &multiple), MA_OK);
	return multiple;
}

static void numbers_are_equal_however_they_are_written(void **state)
{
	MA_UNUSED(state);
	are_equal("1", "1.0");
	are_equal("100", "1e2");
	are_equal("0", "-0.00e5");
	are_equal("0.001", "1E-3");
	are_equal("-12.50", "-125e-1");
	are_equal("123456789012345678901234567890", "1.2345678901234567890123456789e29");
	are_equal("1000000000000000000000", "1e21");
}

static void numbers_are_in_order_to_the_last_digit(void **state)
{
	MA_UNUSED(state);
	are_in_order("9007199254740992", "9007199254740993");
	are_in_order("0.1", "0.10000000000000000000000000000001");
	are_in_order("-1e400", "-1e399");
	are_in_order("-1", "0");
	are_in_order("-0.5", "1e-500");
	are_in_order("99999999999999999999", "1e20");
	are_in_order("1e308", "1e309");
	are_in_order("1.5", "2");
	are_in_order("-2", "-1.5");
	are_in_order("1e999999999999998", "1e9999999999999999999999999");
}

static void whole_numbers_are_known(void **state)
{
	MA_UNUSED(state);
	assert_true(ma_number_integral(MA_STR("1e2")));
	assert_true(ma_number_integral(MA_STR("1.50e1")));
	assert_true(ma_number_integral(MA_STR("0.0")));
	assert_true(ma_number_integral(MA_STR("1e400")));
	assert_false(ma_number_integral(MA_STR("1.5")));
	assert_false(ma_number_integral(MA_STR("1e-1")));
}

static void counts_are_read_whatever_their_form(void **state)
{
	uint64_t n = 0;

	MA_UNUSED(state);
	assert_true(ma_number_count(MA_STR("30e-1"), &n));
	assert_int_equal(n, 3);
	assert_true(ma_number_count(MA_STR("0"), &n));
	assert_int_equal(n, 0);
	assert_true(ma_number_count(MA_STR("9007199254740992"), &n));
	assert_false(ma_number_count(MA_STR("9007199254740993"), &n));
	assert_false(ma_number_count(MA_STR("-1"), &n));
	assert_false(ma_number_count(MA_STR("1.5"), &n));
	assert_false(ma_number_count(MA_STR("1e400"), &n));
}

static void multiples_are_exact(void **state)
{
	MA_UNUSED(state);
	assert_true(divides("0.01", "19.99"));
	assert_true(divides("0.0001", "0.0075"));
	assert_false(divides("0.0001", "0.00751"));
	assert_true(divides("1e-8", "12391239123"));
	assert_false(divides("0.123456789", "1e308"));
	assert_true(divides("3", "3e400"));
	assert_false(divides("7", "1e400"));
	assert_true(divides("7", "0"));
	assert_false(divides("0", "7"));
	assert_true(divides("-3", "9"));
	assert_true(divides("1024", "1e10"));
	assert_false(divides("2048", "1e10"));
	assert_true(divides("340282366920938463463374607431768211456", "1e128"));
	assert_false(divides("340282366920938463463374607431768211456", "1e127"));
	assert_true(divides("1e20", "300000000000000000000"));
	assert_true(divides("12345678901234567890", "24691357802469135780e7"));
	assert_false(divides("12345678901234567891", "24691357802469135780e7"));
}

/* The comparison by sizes says nothing, or what integers say. */
static void sizes_agree(long a, long b)
{
	struct ma_number_short limit;
	char x[64], y[64];
	int order;

	(void)snprintf(x, sizeof(x), "%s%ld.%02ld", a < 0 ? "-" : "", labs(a) / 100, labs(a) % 100);
	(void)snprintf(y, sizeof(y), "%s%ld.%02ld", b < 0 ? "-" : "", labs(b) / 100, labs(b) % 100);
	limit = ma_number_short(ma_str(y));
	if (ma_number_compare_sizes(ma_str(x), &limit, &order) && order != (a > b) - (a < b))
		fail_msg("%s and %s: not %d", x, y, order);
}

/* Whole numbers with a shifted point, beside what integers say. */
static void random_decimals_agree_with_integers(void **state)
{
	unsigned seed = 20261122;
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 50000; i++) {
		long a, b;
		char x[64], y[64];
		int want;

		seed = seed * 1664525u + 1013904223u;
		a = (long)(seed >> 8) % 20000 - 10000;
		seed = seed * 1664525u + 1013904223u;
		b = (long)(seed >> 8) % 200 - 100;
		(void)snprintf(x, sizeof(x), "%ld.%03lde%d", a / 1000, labs(a) % 1000, i % 7 - 3);
		(void)snprintf(y, sizeof(y), "%lde%d", b, i % 7 - 6);
		if (a < 0 && a > -1000)
			continue; /* "-0.5" has no minus in a / 1000 */
		want = (a > b) - (a < b);
		if (ma_number_compare(ma_str(x), ma_str(y)) != want)
			fail_msg("%s and %s: not %d", x, y, want);
		sizes_agree(a, b);
		if (b != 0 && divides(y, x) != (a % b == 0))
			fail_msg("%s and %s: %ld %% %ld", x, y, a, b);
	}
}

static ma_rc divide_large(void *data, ma_err *err)
{
	bool multiple;
	ma_rc rc = ma_number_multiple(ma_str(data), MA_STR("123456789012345678901"), &multiple);

	return rc ? ma_fail_nomem(err) : MA_OK;
}

static void dividing_survives_every_failed_allocation(void **state)
{
	char number[] = "999999999999999999999999999999";

	MA_UNUSED(state);
	torture(divide_large, number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_equal_however_they_are_written),
		cmocka_unit_test(numbers_are_in_order_to_the_last_digit),
		cmocka_unit_test(whole_numbers_are_known),
		cmocka_unit_test(counts_are_read_whatever_their_form),
		cmocka_unit_test(multiples_are_exact),
		cmocka_unit_test(random_decimals_agree_with_integers),
		cmocka_unit_test(dividing_survives_every_failed_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
