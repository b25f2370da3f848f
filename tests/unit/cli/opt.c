#include "cli/opt.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdbool.h>

#include <cmocka.h>

struct args {
	int json, sandbox;
	const char *output;
	int64_t jobs, timeout_ms;
};

static const struct opt table[] = {
	{ "output", 'o', OPT_TEXT, offsetof(struct args, output), "DIR", "where", 0 },
	{ "jobs", 'j', OPT_COUNT, offsetof(struct args, jobs), "N", "at once", 256 },
	{ "timeout", 0, OPT_SECONDS, offsetof(struct args, timeout_ms), "SECONDS", "at most", 3600 },
	{ "sandbox", 0, OPT_CHOICE, offsetof(struct args, sandbox), "auto|off", "confined", 0 },
	{ "json", 0, OPT_FLAG, offsetof(struct args, json), NULL, "as JSON", 0 },
	{ 0 },
};

struct parsed {
	struct args args;
	char text[256], *argv[16];
	int words;
	ma_err err;
};

/* The words of `line`, parted by blanks; "''" is an empty one. */
static ma_rc parse(struct parsed *p, const char *line)
{
	int argc = 0;
	char *word, *rest = p->text;

	*p = (struct parsed){ .words = -1 };
	assert_true(strlen(line) < sizeof(p->text));
	memcpy(p->text, line, strlen(line) + 1);
	while ((word = strsep(&rest, " ")))
		p->argv[argc++] = strcmp(word, "''") == 0 ? word + 2 : word;
	return opt_parse(table, argc, p->argv, &p->args, &p->words, &p->err);
}

static void a_value_stands_in_the_next_word_or_behind_the_option(void **state)
{
	static const char *const lines[] = { "--output dir", "--output=dir", "-o dir", "-odir" };
	struct parsed p;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(lines); i++) {
		if (parse(&p, lines[i]))
			fail_msg("%s: %s", lines[i], p.err.msg);
		assert_string_equal(p.args.output, "dir");
		assert_int_equal(p.words, 0);
	}
}

static void options_and_words_mix(void **state)
{
	struct parsed p;

	(void)state;
	assert_int_equal(parse(&p, "build -j 3 - --json it"), MA_OK);
	assert_int_equal(p.args.jobs, 3);
	assert_int_equal(p.args.json, 1);
	assert_int_equal(p.words, 3);
	assert_string_equal(p.argv[0], "build");
	assert_string_equal(p.argv[1], "-");
	assert_string_equal(p.argv[2], "it");
}

static void two_dashes_end_the_options(void **state)
{
	struct parsed p;

	(void)state;
	assert_int_equal(parse(&p, "-o dir -- --json -- -x"), MA_OK);
	assert_int_equal(p.args.json, 0);
	assert_int_equal(p.words, 3);
	assert_string_equal(p.argv[0], "--json");
	assert_string_equal(p.argv[1], "--");
}

static void the_last_one_wins(void **state)
{
	struct parsed p;

	(void)state;
	assert_int_equal(parse(&p, "-o a -o b --sandbox off --sandbox=auto"), MA_OK);
	assert_string_equal(p.args.output, "b");
	assert_int_equal(p.args.sandbox, 0);
}

static void seconds_may_have_decimals(void **state)
{
	struct parsed p;

	(void)state;
	assert_int_equal(parse(&p, "--timeout 1.5"), MA_OK);
	assert_int_equal(p.args.timeout_ms, 1500);
	assert_int_equal(parse(&p, "--timeout 3600"), MA_OK);
	assert_int_equal(p.args.timeout_ms, 3600000);
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *line, *message;
	} cases[] = {
		{ "--jbos 3", "there is no option --jbos; did you mean --jobs?" },
		{ "--jobs=0", "--jobs: \"0\" is not a whole number from 1 to 256" },
		{ "-j 257", "--jobs: \"257\" is not a whole number from 1 to 256" },
		{ "-j 1e2", "--jobs: \"1e2\" is not a whole number from 1 to 256" },
		{ "-j 99999999999999999999",
			"--jobs: \"99999999999999999999\" is not a whole number from 1 to 256" },
		{ "--timeout 0",
			"--timeout: \"0\" is not a number of seconds above 0 and up to 3600" },
		{ "--timeout nan",
			"--timeout: \"nan\" is not a number of seconds above 0 and up to 3600" },
		{ "--timeout 3601",
			"--timeout: \"3601\" is not a number of seconds above 0 and up to 3600" },
		{ "--sandbox of", "--sandbox: \"of\" is not one of auto|off" },
		{ "--output", "--output needs a value: DIR" },
		{ "--output ''", "--output needs a value: DIR" },
		{ "--output=", "--output needs a value: DIR" },
		{ "-o --json", "--output needs a value: DIR" },
		{ "--json=1", "--json takes no value" },
		{ "-x", "there is no option -x" },
		{ "--elephant", "there is no option --elephant" },
	};
	struct parsed p;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		if (parse(&p, cases[i].line) != MA_EMISUSE)
			fail_msg("%s: taken", cases[i].line);
		assert_string_equal(p.err.msg, cases[i].message);
		assert_int_equal(p.words, -1); /* outputs are untouched on failure */
	}
}

static void a_slip_of_two_letters_is_similar(void **state)
{
	(void)state;
	assert_true(opt_similar("stauts", "status"));
	assert_true(opt_similar("statu", "status"));
	assert_true(opt_similar("resmue", "resume"));
	assert_true(opt_similar("shows", "show"));
	assert_false(opt_similar("start", "status"));
	assert_false(opt_similar("x", "run"));
	assert_false(opt_similar("aa", "run"));
	assert_false(opt_similar("a-word-that-is-longer-than-any-name-there-is", "status"));
}

static void help_shows_every_row(void **state)
{
	struct ma_buf text = MA_BUF_INIT(4096);

	(void)state;
	opt_help(table, &text);
	assert_string_equal(text.p,
		"  -o, --output DIR            where\n"
		"  -j, --jobs N                at once\n"
		"      --timeout SECONDS       at most\n"
		"      --sandbox auto|off      confined\n"
		"      --json                  as JSON\n");
	ma_buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_stands_in_the_next_word_or_behind_the_option),
		cmocka_unit_test(options_and_words_mix),
		cmocka_unit_test(two_dashes_end_the_options),
		cmocka_unit_test(the_last_one_wins),
		cmocka_unit_test(seconds_may_have_decimals),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_slip_of_two_letters_is_similar),
		cmocka_unit_test(help_shows_every_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
