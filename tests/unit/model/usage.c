/* Tokens add up, and classes of attempts have names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/call_class.h"
#include "model/usage.h"

static void tokens_add_up_and_a_guess_stays_a_guess(void **state)
{
	struct ma_usage a = { .input = 1, .output = 2, .cached = 3, .reasoning = 4 };

	(void)state;
	ma_usage_add(
		&a, &(struct ma_usage){ .input = 10, .output = 20, .cached = 30, .reasoning = 40 });
	assert_false(a.estimated);
	ma_usage_add(&a, &(struct ma_usage){ .estimated = true });
	ma_usage_add(&a, &(struct ma_usage){ .input = 0 });
	assert_int_equal(a.input, 11);
	assert_int_equal(a.output, 22);
	assert_int_equal(a.cached, 33);
	assert_int_equal(a.reasoning, 44);
	assert_true(a.estimated);
}

static void a_sum_that_is_too_large_stays_at_the_largest_number(void **state)
{
	struct ma_usage a = { .input = INT64_MAX - 1 };

	(void)state;
	ma_usage_add(&a, &(struct ma_usage){ .input = 2 });
	assert_int_equal(a.input, INT64_MAX);
}

static void every_class_is_read_back_by_its_name(void **state)
{
	enum ma_llm_class c;
	int i;

	(void)state;
	for (i = MA_LLM_OK; i <= MA_LLM_CANCELED; i++) {
		assert_true(ma_llm_class_parse(ma_str(ma_llm_class_name((enum ma_llm_class)i)), &c));
		assert_int_equal(c, i);
	}
	assert_false(ma_llm_class_parse(MA_STR("tired"), &c));
}

static void what_waiting_may_mend_is_retryable_and_the_rest_is_not(void **state)
{
	(void)state;
	assert_true(ma_llm_class_retryable(MA_LLM_RATE));
	assert_true(ma_llm_class_retryable(MA_LLM_OVERLOAD));
	assert_true(ma_llm_class_retryable(MA_LLM_TRANSIENT));
	assert_true(ma_llm_class_retryable(MA_LLM_TIMEOUT));
	assert_false(ma_llm_class_retryable(MA_LLM_AUTH));
	assert_false(ma_llm_class_retryable(MA_LLM_BILLING));
	assert_false(ma_llm_class_retryable(MA_LLM_FILTER));
	assert_false(ma_llm_class_retryable(MA_LLM_REQUEST));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_add_up_and_a_guess_stays_a_guess),
		cmocka_unit_test(a_sum_that_is_too_large_stays_at_the_largest_number),
		cmocka_unit_test(every_class_is_read_back_by_its_name),
		cmocka_unit_test(what_waiting_may_mend_is_retryable_and_the_rest_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
