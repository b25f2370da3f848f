/* Conflicts that need no model. */
#include "llm/offline_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/limits.h"

#define FILE_SHOWN \
	"<artifact task=\"one\" path=\"notes.txt\">\nNotes\nalpha\nshared\nEnd\n</artifact>\n\n"
#define OUTPUT "<output nonce=\"n1\">\n</output>\n"

static ma_rc resolve(const char *request, char *out, size_t size)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_offline_resolve(ma_str(request), MA_STR("n1"), &text, &err);

	snprintf(out, size, "%s", rc ? err.msg : text.p);
	ma_buf_done(&text);
	return rc;
}

static void lines_that_both_only_added_are_both_kept(void **state)
{
	char out[512];

	(void)state;
	assert_int_equal(
		resolve("<conflict path=\"notes.txt\" place=\"line 2\" task=\"one\">\n"
			"before: nothing\non the branch:\n2| alpha\n3| shared\n"
			"of this task:\n2| beta\n3| shared\n</conflict>\n\n" FILE_SHOWN OUTPUT,
			out, sizeof(out)),
		MA_OK);
	assert_string_equal(
		out, "=== FILE n1 notes.txt\nNotes\nalpha\nshared\nbeta\nEnd\n=== END n1\n");
}

static void lines_that_both_changed_are_left_to_who_understands_them(void **state)
{
	char out[512];

	(void)state;
	assert_int_equal(resolve("<conflict path=\"notes.txt\" place=\"line 2\" task=\"one\">\n"
				 "before:\n2| port 1\non the branch:\n2| alpha\n"
				 "of this task:\n2| beta\n</conflict>\n\n" FILE_SHOWN OUTPUT,
				 out, sizeof(out)),
		MA_EREFUSED);
	assert_string_equal(out,
		"without a model the conflict in notes.txt cannot be resolved: both sides changed the same lines");
}

static void code_is_not_guessed_at(void **state)
{
	char out[512];

	(void)state;
	assert_int_equal(resolve("<conflict path=\"a.ts\" place=\"line 2\" task=\"one\">\n"
				 "before: nothing\non the branch:\n2| f();\n"
				 "of this task:\n2| g();\n</conflict>\n\n" OUTPUT,
				 out, sizeof(out)),
		MA_EREFUSED);
	assert_string_equal(out,
		"without a model the conflict in a.ts cannot be resolved: it is no plain text");
}

static void a_file_that_is_not_shown_whole_cannot_be_given(void **state)
{
	char out[512];

	(void)state;
	assert_int_equal(resolve("<conflict path=\"notes.txt\" place=\"line 2\" task=\"one\">\n"
				 "before: nothing\non the branch:\n2| alpha\n"
				 "of this task:\n2| beta\n</conflict>\n\n" OUTPUT,
				 out, sizeof(out)),
		MA_EREFUSED);
	assert_string_equal(out, "the request shows no file that conflicts");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_that_both_only_added_are_both_kept),
		cmocka_unit_test(lines_that_both_changed_are_left_to_who_understands_them),
		cmocka_unit_test(code_is_not_guessed_at),
		cmocka_unit_test(a_file_that_is_not_shown_whole_cannot_be_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
