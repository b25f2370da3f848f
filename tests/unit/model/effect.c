/* Effects have ids that survive a crash, and requests nonces that nobody can guess. */
#include "model/effect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct id {
	char text[MA_EFFECT_ID_SIZE];
};

static struct id id_of(const char *run, const char *task, const char *purpose, int64_t attempt)
{
	ma_err err = { .code = MA_OK };
	struct id id;

	assert_int_equal(
		ma_effect_id(ma_str(run), ma_str(task), purpose, attempt, id.text, &err), MA_OK);
	assert_int_equal(strlen(id.text), MA_EFFECT_ID_SIZE - 1);
	return id;
}

static void the_same_effect_has_the_same_id_and_another_one_another(void **state)
{
	const struct id id = id_of("r1", "ab", "call", 1);
	const struct id others[] = { id_of("r2", "ab", "call", 1), id_of("r1", "a", "call", 1),
		id_of("r1", "ab", "verify", 1), id_of("r1", "ab", "call", 2),
		id_of("r1a", "b", "call", 1), id_of("r1", "ab", "call", -1),
		id_of("r1", "ab", "call", 11) };
	size_t i;

	(void)state;
	assert_string_equal(id.text, id_of("r1", "ab", "call", 1).text);
	for (i = 0; i < MA_COUNT(others); i++)
		assert_string_not_equal(id.text, others[i].text);
}

static void a_nonce_depends_on_the_seed(void **state)
{
	char a[MA_NONCE_SIZE], b[MA_NONCE_SIZE], again[MA_NONCE_SIZE];
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_effect_nonce(MA_STR("seed"), MA_STR("t"), "call", 1, a, &err), MA_OK);
	assert_int_equal(ma_effect_nonce(MA_STR("other"), MA_STR("t"), "call", 1, b, &err), MA_OK);
	assert_int_equal(
		ma_effect_nonce(MA_STR("seed"), MA_STR("t"), "call", 1, again, &err), MA_OK);
	assert_int_equal(strlen(a), MA_NONCE_SIZE - 1);
	assert_string_not_equal(a, b);
	assert_string_equal(a, again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_effect_has_the_same_id_and_another_one_another),
		cmocka_unit_test(a_nonce_depends_on_the_seed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
