/* What may stand in the place of a conflict. */
#include "vcs/resolve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"

struct verdict {
	bool taken, chosen;
};

static struct verdict judge(const char *path, const char *base, const char *ours,
	const char *theirs, const char *resolved)
{
	const struct ma_str text[] = { ma_str(base), ma_str(ours), ma_str(theirs) };
	const struct ma_merge_opts opts = { MA_MERGE_SMART, ma_str(path), false,
		{ "base", "ours", "theirs" }, NULL };
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_resolution found = { .why = NULL };
	ma_err err = { MA_OK, 0, "" };

	if (ma_resolution_check(text, &opts, ma_str(resolved), &arena, &found, &err))
		fail_msg("%s", err.msg);
	ma_arena_done(&arena);
	return (struct verdict){ !found.why, found.chosen };
}

static void what_both_added_must_be_there(void **state)
{
	struct verdict v;

	(void)state;
	v = judge("a.txt", "one\n", "one\nalpha\n", "one\nbeta\n", "one\nalpha\nbeta\n");
	assert_true(v.taken && !v.chosen);
	assert_false(judge("a.txt", "one\n", "one\nalpha\n", "one\nbeta\n", "one\nbeta\n").taken);
	assert_false(judge("a.txt", "one\n", "one\nalpha\n", "one\nbeta\n", "one\nalpha\n").taken);
}

static void of_lines_that_both_changed_one_may_be_chosen_and_that_is_told(void **state)
{
	struct verdict v = judge("a.txt", "port 1\n", "port 2\n", "port 3\n", "port 3\n");

	(void)state;
	assert_true(v.taken && v.chosen);
	v = judge("a.txt", "port 1\n", "port 2\n", "port 3\n", "port 2 3\n");
	assert_true(v.taken && !v.chosen);
}

/* The line between was added, whatever became of the one above it. */
static void what_was_added_beside_a_changed_line_is_no_choice(void **state)
{
	const char *base = "head\nport 1\ntail\n", *ours = "head\nport 2\ntail\nextra\n",
		   *theirs = "head\nport 3\nTAIL\n";

	(void)state;
	assert_true(judge("a.txt", base, ours, theirs, "head\nport 3\nTAIL\nextra\n").taken);
	assert_false(judge("a.txt", base, ours, theirs, "head\nport 3\nTAIL\n").taken);
}

static void what_one_side_added_elsewhere_stays(void **state)
{
	const char *base = "port 1\nmid\nend\n", *ours = "port 2\nmid\nend\n",
		   *theirs = "port 3\nmid\nend\nmore\n";

	(void)state;
	assert_true(judge("a.txt", base, ours, theirs, "port 2\nmid\nend\nmore\n").taken);
	assert_false(judge("a.txt", base, ours, theirs, "port 2\nmid\nend\n").taken);
}

static void of_two_values_of_a_key_one_may_be_chosen(void **state)
{
	struct verdict v = judge("package.json", "{\"name\": \"x\"}\n",
		"{\"name\": \"x\", \"main\": \"a.js\"}\n", "{\"name\": \"x\", \"main\": \"b.js\"}\n",
		"{\"name\": \"x\", \"main\": \"b.js\"}\n");

	(void)state;
	assert_true(v.taken && v.chosen);
}

/* By names of a kind that needs no grammar: services of a compose file. */
static void a_name_that_one_side_took_away_may_go(void **state)
{
	const char *base = "services:\n  db:\n    image: a\n  web:\n    image: b\n",
		   *ours = "services:\n  store:\n    image: a\n  web:\n    image: b\n",
		   *theirs = "services:\n  db:\n    image: a\n  web:\n    image: b\n    "
			     "depends_on: [db]\n";

	(void)state;
	assert_true(judge("c.yaml", base, ours, theirs,
		"services:\n  store:\n    image: a\n  web:\n    image: b\n    depends_on: [store]\n")
			    .taken);
	assert_false(judge("c.yaml", base, ours, theirs,
		"services:\n  store:\n    image: a\n  web:\n    image: b\n")
			     .taken);
}

static void markers_are_refused(void **state)
{
	(void)state;
	assert_false(judge("a.txt", "one\n", "one\nalpha\n", "one\nbeta\n",
		"one\n<<<<<<< ours\nalpha\n=======\nbeta\n>>>>>>> theirs\n")
			     .taken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_both_added_must_be_there),
		cmocka_unit_test(of_lines_that_both_changed_one_may_be_chosen_and_that_is_told),
		cmocka_unit_test(what_was_added_beside_a_changed_line_is_no_choice),
		cmocka_unit_test(what_one_side_added_elsewhere_stays),
		cmocka_unit_test(of_two_values_of_a_key_one_may_be_chosen),
		cmocka_unit_test(a_name_that_one_side_took_away_may_go),
		cmocka_unit_test(markers_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
