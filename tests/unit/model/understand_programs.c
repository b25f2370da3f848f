/* Prompts for programs, libraries, APIs and sites, and what is understood of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "model/understand.h"
#include "support/contract.h"
#include "support/torture.h"

static json_t *understand(const char *prompt)
{
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL;

	if (ma_understand(ma_str(prompt), &contract, &err))
		fail_msg("%s: %s", prompt, err.msg);
	return contract;
}

static void add_list(struct ma_buf *out, const json_t *contract, const char *key)
{
	const json_t *name;
	size_t i;

	json_array_foreach (json_object_get(contract, key), i, name)
		ma_buf_addf(out, " %s", json_string_value(name));
}

/* "cli python wordcount: count", "site blue-door (food): menu contact" */
static void expect(const char *prompt, const char *wanted)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_CONFIG);
	json_t *contract = understand(prompt);
	const char *language = json_string_value(json_object_get(contract, "language"));

	ma_buf_addf(&out, "%s %s%s%s:", contract_text(contract, "kind"), language ? language : "",
		language ? " " : "", contract_text(contract, "name"));
	add_list(&out, contract, "operations");
	add_list(&out, contract, "pages");
	if (json_array_size(json_object_get(contract, "entities")) > 0) {
		ma_buf_addc(&out, ' ');
		contract_show(&out, contract);
	}
	if (strcmp(out.p, wanted) != 0)
		fail_msg("--- prompt\n%s\n--- became\n%s\n--- wanted\n%s", prompt, out.p, wanted);
	ma_buf_done(&out);
	json_decref(contract);
}

static void expect_none(const char *prompt)
{
	json_t *contract = understand(prompt);

	assert_int_equal(json_array_size(json_object_get(contract, "warnings")), 0);
	json_decref(contract);
}

static void expect_warning(const char *prompt, const char *wanted)
{
	json_t *contract = understand(prompt);
	const json_t *w;
	bool found = false;
	size_t i;

	json_array_foreach (json_object_get(contract, "warnings"), i, w)
		found = found || strstr(json_string_value(w), wanted);
	if (!found)
		fail_msg("%s: no warning \"%s\"", prompt, wanted);
	json_decref(contract);
}

static void well_known_work_is_understood(void **state)
{
	MA_UNUSED(state);
	expect("Write a Python script that counts words in files", "cli python wordcount: count");
	expect("A CLI that finds duplicate files", "cli python find-duplicates: duplicates");
	expect("a command line tool to convert CSV to JSON and back",
		"cli python csv-json: csv_to_json json_to_csv");
	expect("Build a command line password generator", "cli python password-generator: password");
	expect("a command-line tool that removes duplicate lines from a file",
		"cli python unique-lines: unique");
	expect("a terminal program to find and replace text in files",
		"cli python replace-text: replace");
	expect("a CLI called Textus that sorts lines and shows the first 5 lines",
		"cli python textus: sort head");
	expect("a Python library that validates JSON and encodes Base64",
		"library python text-tools: json_format base64");
}

static void expect_no_warning(const char *prompt)
{
	json_t *contract = understand(prompt);
	const json_t *warnings = json_object_get(contract, "warnings");

	if (json_array_size(warnings) > 0)
		fail_msg("%s: %s", prompt, json_string_value(json_array_get(warnings, 0)));
	json_decref(contract);
}

static void classic_exercises_are_understood(void **state)
{
	MA_UNUSED(state);
	expect("write me a calculator for the command line in C that supports + - * / and parentheses",
		"cli c calculator: calculate");
	expect("A CLI to encode and decode base64, in C", "cli c base64-text: base64");
	expect("Python library for statistics: mean, median, mode, standard deviation",
		"library python number-statistics: stats");
	expect("A Python library for parsing and formatting durations like 1h30m",
		"library python durations: duration");
	expect("Node package for leap years and days between two dates",
		"library node text-tools: leap_year days_between");
	expect("a terminal password generator with --length, in C",
		"cli c password-generator: password");
	expect("JavaScript library with levenshtein distance",
		"library node edit-distance: distance");
	expect("a C program that converts binary to decimal", "cli c number-bases: bases");
	expect("morse code translator in Python", "cli python morse-code: morse");
	expect("a ROT13 command line tool", "cli python caesar-cipher: caesar");
	expect("a CLI that prints prime factors of a number", "cli python prime-factors: factors");
	expect("a python script that checks for palindromes", "cli python palindromes: palindrome");
	expect("a C library for gcd and factorials", "library c text-tools: gcd factorial");
	expect("a command line tool that wraps lines at 60 characters",
		"cli python wrap-text: wrap");
	expect("A C library that generates passwords", "library c password-generator: password");
	expect("a program that sorts the lines of a file and removes duplicates, in C",
		"cli c text-tools: unique sort");
	expect("library in C for base64 and hex encoding",
		"library c text-tools: base64 hexadecimal");
}

static void work_that_is_not_known_is_told(void **state)
{
	MA_UNUSED(state);
	expect_warning("A Python CLI that counts words, translates text to Klingon and sorts lines",
		"not understood, and not built: \"translates text to klingon\"");
	expect_warning("A Node library with functions to count words and to validate IBAN numbers",
		"not understood, and not built: \"validate iban numbers\"");
	expect_warning("A Python library for counting words and predicting the weather",
		"not understood, and not built: \"predicting the weather\"");
	expect_no_warning("A Python CLI that counts words in files and sorts lines");
	expect_warning("Node package for leap years, days between two dates and ISO week numbers",
		"not built: \"iso week numbers\"");
	expect_warning("JavaScript library with levenshtein distance and fuzzy search",
		"not built: \"fuzzy search\"");
	expect_no_warning("a calculator in C that supports + - * / and parentheses");
	expect_no_warning("Python library for statistics: mean, median, mode, standard deviation");
	expect_no_warning("Python module with functions gcd and factorial");
	expect_warning("Python module with functions is_prime, gcd and factorial", "is_prime");
	expect_no_warning("a command line tool to convert CSV to JSON and back");
	expect_no_warning("a terminal program to find and replace text in files");
	expect("A Python program that counts words in files, with an option to ignore case",
		"cli python wordcount: count");
}

static void commands_that_are_listed_are_no_records(void **state)
{
	json_t *contract = understand(
		"A Python CLI for notes (title) with commands add, ls, archive and sync");
	char *text = json_dumps(json_object_get(contract, "commands"), JSON_COMPACT);

	MA_UNUSED(state);
	assert_string_equal(text, "[\"add\",\"list\",\"show\",\"edit\",\"remove\"]");
	free(text);
	json_decref(contract);
	contract = understand("A Python CLI for tasks (title, done)");
	text = json_dumps(json_object_get(contract, "commands"), JSON_COMPACT);
	assert_non_null(strstr(text, "\"done\""));
	free(text);
	json_decref(contract);
	expect("A Python CLI for notes (title) with commands add, ls, archive and sync",
		"cli python notes: Note(title:string!) []");
	expect_warning("A Python CLI for notes (title) with commands add, ls, archive and sync",
		"no such command is built: archive");
	expect("A Python CLI with subcommands count, csv-to-json and shuffle",
		"cli python text-tools: count csv_to_json");
	expect_warning("A Python CLI with subcommands count and shuffle",
		"no such command is built: shuffle");
}

static void commands_without_that_word_are_commands_as_well(void **state)
{
	MA_UNUSED(state);
	expect("A Python CLI for books (title): add, list, done and delete",
		"cli python books: Book(title:string!) []");
	expect("a CLI in Python to add, list and remove books (title)",
		"cli python books: Book(title:string!) []");
	expect("A CLI to create, view and remove contacts (name)",
		"cli python contacts: Contact(name:string!) []");
	expect_warning("a Node CLI to track workouts (date) with add, list and stats",
		"no such command is built: stats");
	expect_none("A CLI to add and list bookmarks with url and title");
}

static void a_program_keeps_what_it_is_about_and_no_more(void **state)
{
	MA_UNUSED(state);
	expect("a todo list for the terminal, in C",
		"cli c todo-list: Task(title:string! description:text dueDate:date "
		"priority:enum=low|medium|high done:boolean) []");
	expect("C library with tests for contacts (name)",
		"library c contacts: Contact(name:string!) []");
	expect("a CLI to track tests (name, result)",
		"cli python tests: Test(name:string! result:string) []");
	expect("a CLI to track files (name, size)",
		"cli python files: File(name:string! size:string) []");
}

static void pages_that_are_not_known_are_told(void **state)
{
	MA_UNUSED(state);
	expect_warning("A static site for a bakery with menu, careers page and contact",
		"no such page is built: careers");
	expect_warning("A static site with pages for home, about, press and contact",
		"no such page is built: press");
}

static void a_language_that_is_named_makes_a_tool_a_program(void **state)
{
	MA_UNUSED(state);
	expect("a tool in Node to replace text in many files", "cli node replace-text: replace");
	expect("a grep clone in python", "cli python grep-clone: search");
	expect("password generator in Node", "cli node password-generator: password");
	expect("a roman numeral converter in C", "cli c roman-numerals: roman");
	expect("A Python tool that prints prime numbers", "cli python prime-numbers: primes");
	expect("a C program that counts words in files", "cli c wordcount: count");
	expect("A JavaScript library to slugify strings", "library node slugify-text: slug");
}

static void what_is_not_understood_is_refused(void **state)
{
	static const char *const prompts[] = { "a CLI quiz game", "a command line weather app",
		"A Python library for validating email addresses",
		"a command line tool that converts markdown to HTML", "a C program that rolls dice",
		"A linked list library in C with tests", "A C string library: trim, split, join",
		"JavaScript library with fuzzy search",
		"a Python alarm generator with volume and tone" };
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(prompts); i++)
		if (ma_understand(ma_str(prompts[i]), &contract, &err) != MA_EREFUSED)
			fail_msg("%s", prompts[i]);
	assert_null(contract);
}

static void records_are_kept_where_the_prompt_is_about_them(void **state)
{
	MA_UNUSED(state);
	expect("A command-line expense tracker with amount, category and date",
		"cli python expense-tracker: Expense(amount:money! category:string! date:date) []");
	expect("Python program to track my expenses on the command line with amount, category and note",
		"cli python expenses: Expense(amount:money! category:string! note:text) []");
	expect("a terminal app to track books (title, author, rating) with search",
		"cli python books: Book(title:string! author:string rating:integer) [search]");
	expect("a Python package for contacts (name, email unique)",
		"library python contacts: Contact(name:string! email:email^) []");
	expect("A C library for contacts (name, email)",
		"library c contacts: Contact(name:string! email:email) []");
	expect("a CLI in C to track books (title)", "cli c books: Book(title:string!) []");
	expect("A REST API for notes (title, body), no frontend",
		"api notes: Note(title:string! body:text) []");
}

static void options_that_are_there_are_no_warning_and_no_record(void **state)
{
	MA_UNUSED(state);
	expect("a Python CLI to track books (title, due date) with --json, --due-date and a --sort option",
		"cli python books: Book(title:string! dueDate:date) [sort]");
	expect("a Node script that counts words with --lines", "cli node wordcount: count");
	expect_none("a C program to track books (title) with a quiet mode and --json");
	expect("a Python CLI to track books (title) with list --quiet",
		"cli python books: Book(title:string!) []");
}

/* Every option of operations.json is one that no prompt is warned of. */
static void options_of_operations_are_known(void **state)
{
	char path[4096], prompt[256];
	json_t *all, *op, *option, *contract = NULL;
	ma_err err = { .code = MA_OK };
	const char *id;
	size_t i;

	MA_UNUSED(state);
	(void)snprintf(path, sizeof(path), "%s/share/meta-agent/templates/operations.json",
		getenv("META_AGENT_SOURCE")); /* fits */
	all = json_load_file(path, 0, NULL);
	assert_non_null(all);
	json_object_foreach (all, id, op)
		json_array_foreach (json_object_get(op, "options"), i, option) {
			(void)snprintf(prompt, sizeof(prompt),
				"A Python CLI that counts words, with a --%s flag",
				json_string_value(json_object_get(option, "option"))); /* fits */
			assert_int_equal(ma_understand(ma_str(prompt), &contract, &err), MA_OK);
			if (json_array_size(json_object_get(contract, "warnings")) > 0)
				fail_msg("%s: %s", prompt,
					json_string_value(json_array_get(
						json_object_get(contract, "warnings"), 0)));
			json_decref(contract);
		}
	json_decref(all);
}

static void a_site_has_the_pages_that_are_named_or_usual(void **state)
{
	MA_UNUSED(state);
	expect("A static website for a restaurant called Blue Door with menu, gallery and contact page",
		"site blue-door: menu gallery contact");
	expect("a static site for my band", "site band: about gallery events contact");
	expect("A one-page wedding website with schedule and location",
		"site wedding-website: schedule location");
	expect("HTML website for a kindergarten", "site kindergarten: about team events contact");
	expect("Landing page for a yoga studio, no pricing",
		"site yoga-studio: about pricing schedule contact");
}

static void a_website_for_a_business_is_shown_and_not_used(void **state)
{
	MA_UNUSED(state);
	expect("website for my dental practice",
		"site dental-practice: about services team contact");
	expect("Website for a yoga studio: classes, teachers, prices",
		"site yoga-studio: services team pricing");
	expect("A site for a local bakery which shows our breads and where we are",
		"site bakery: location");
	expect("my bakery's website with warm colours and a menu", "site bakery: menu");
	expect("a website for my hair salon, with services and prices; customers should find our opening hours",
		"site hair-salon: services pricing schedule");
	expect("A one page site for our wedding, with the programme and directions",
		"site wedding: schedule location");
	expect_warning("A site for a local bakery which shows our breads and where we are",
		"no such page is built: breads");
	expect_warning("homepage of our football club with teams, fixtures and a page for sponsors",
		"no such page is built: sponsors");
	expect_warning("website for a law firm in German", "not in German");
}

static void a_website_where_somebody_does_something_is_an_application(void **state)
{
	MA_UNUSED(state);
	expect("A website for my gym: members (name), classes (title)",
		"webapp gym: Member(name:string!) Class(title:string!) []");
	expect("A website for a bookshop with books (title)",
		"webapp bookshop: Book(title:string!) []");
	expect("A website for my dental practice where patients see appointments (date)",
		"webapp dental-practice: Appointment(title:string! date:date) []");
}

static void what_is_not_built_is_named(void **state)
{
	MA_UNUSED(state);
	expect_warning("a static website with a contact form", "a form needs a server");
	expect_warning("a static site for a cafe with online ordering", "ordering needs a server");
	expect_warning("a CLI password manager", "what is kept is not encrypted");
	expect_warning("a C program that counts words and rolls dice", "not built in C yet: dice");
	expect_warning("a Python CLI to track books (title) with a verbose mode",
		"not built yet: --verbose");
	expect_warning("a Node CLI that counts words with a --json flag", "not built yet: --json");
	expect_warning("a Node CLI that counts words with a quiet mode", "not built yet: --quiet");
	expect_warning(
		"a C program that sorts lines and reads a config file", "a configuration file");
	expect_warning("GraphQL API for movies", "GraphQL is not used");
	expect_warning("a REST API in C for movies", "C is not used");
	expect_none("a REST API for grades (letter: A, B or C)");
	expect_warning(
		"C library with functions to trim, upper-case and reverse strings", "\"trim\"");
	expect_warning("a static website in React for a cafe", "React is not used");
	expect_warning("a CLI to track books (title) in SQLite", "SQLite is not used");
	expect_warning("a CLI to track books (title) with reminders", "not built yet: reminders");
	expect_warning(
		"a REST API for books (title) with a payment gateway", "not built yet: payments");
	expect_warning("a Python CLI to track books (title) with click", "click is not used");
}

static ma_rc scenario(void *data, ma_err *err)
{
	json_t *contract = NULL;
	ma_rc rc = ma_understand(ma_str(data), &contract, err);

	json_decref(contract);
	return rc;
}

static void exhausted_memory_is_told(void **state)
{
	static char cli[] = "a command line tool called Xy that counts words, in Python",
		    site[] = "a static site for a cafe with menu and a contact form";

	MA_UNUSED(state);
	torture(scenario, cli);
	torture(scenario, site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_known_work_is_understood),
		cmocka_unit_test(classic_exercises_are_understood),
		cmocka_unit_test(work_that_is_not_known_is_told),
		cmocka_unit_test(commands_that_are_listed_are_no_records),
		cmocka_unit_test(commands_without_that_word_are_commands_as_well),
		cmocka_unit_test(a_program_keeps_what_it_is_about_and_no_more),
		cmocka_unit_test(pages_that_are_not_known_are_told),
		cmocka_unit_test(a_language_that_is_named_makes_a_tool_a_program),
		cmocka_unit_test(what_is_not_understood_is_refused),
		cmocka_unit_test(records_are_kept_where_the_prompt_is_about_them),
		cmocka_unit_test(options_that_are_there_are_no_warning_and_no_record),
		cmocka_unit_test(options_of_operations_are_known),
		cmocka_unit_test(a_site_has_the_pages_that_are_named_or_usual),
		cmocka_unit_test(a_website_for_a_business_is_shown_and_not_used),
		cmocka_unit_test(a_website_where_somebody_does_something_is_an_application),
		cmocka_unit_test(what_is_not_built_is_named),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
