/* What a project of a prompt is called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "model/understand.h"
#include "support/torture.h"

static ma_rc scenario(void *data, ma_err *err)
{
	struct ma_buf name = MA_BUF_INIT(MA_KIB);
	ma_rc rc = ma_understand_name(ma_str(data), &name, err);

	ma_buf_done(&name);
	return rc;
}

static void a_project_is_called_after_what_it_is(void **state)
{
	static const struct {
		const char *prompt, *name;
	} rows[] = {
		{ "Build a recipe box: recipes (title, servings, steps), ingredients, and user login",
			"recipe-box" },
		{ "a command line tool in Python that counts words", "wordcount" },
		{ "Write me a chess engine in Rust", "chess-engine" },
		{ "please can you write an FPGA bitstream compiler, quickly",
			"fpga-bitstream-compiler" },
		{ "Build a C++ library", "c" },
		{ "\xe2\x80\xae golb \xe2\x80\x8b in Rust", "golb" },
		{ "???", "app" },
		{ "", "app" },
		{ "../../etc", "etc" },
		{ "in Rust a thing-that-has-one-very-long-word-without-any-end aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			"in-rust-a" },
	};
	struct ma_buf name = MA_BUF_INIT(MA_KIB);
	ma_err err = { .code = MA_OK };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(rows); i++) {
		ma_buf_clear(&name);
		assert_int_equal(ma_understand_name(ma_str(rows[i].prompt), &name, &err), MA_OK);
		if (!ma_str_is(ma_buf_str(&name), rows[i].name))
			fail_msg("%s: %s", rows[i].prompt, name.p);
	}
	ma_buf_done(&name);
}

static void exhausted_memory_is_told(void **state)
{
	static char understood[] = "a gym app", refused[] = "Write a chess engine in Rust";

	MA_UNUSED(state);
	torture(scenario, understood);
	torture(scenario, refused);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_project_is_called_after_what_it_is),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
