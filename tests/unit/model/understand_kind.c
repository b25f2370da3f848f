/* What kind of thing a prompt asks for, and what it does not want. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/understand.h"
#include "support/torture.h"

static struct ma_wish wish_of(const char *prompt)
{
	struct ma_wish wish = { .kind = MA_KINDS_N };
	ma_err err = { MA_OK, 0, "" };

	assert_int_equal(ma_understand_wish(ma_str(prompt), &wish, &err), MA_OK);
	return wish;
}

static void each_prompt_is_of_its_kind(void **state)
{
	static const struct {
		const char *kind, *prompt;
	} cases[] = {
		{ "app", "Build a todo app with lists and tasks" },
		{ "app", "A blog" },
		{ "app", "" },
		{ "app", "Create a full-stack web application for a library: books and members" },
		{ "app", "create a web-based library management system where members borrow books" },
		{ "app", "A recipe app with a REST API and a React frontend" },
		{ "app", "Build a REST API and a React frontend for recipes" },
		{ "app", "Make a portfolio tracker app with stocks and trades" },
		{ "app", "A package tracking system with parcels and couriers" },
		{ "app", "Create a library for my books" },
		{ "app", "I want a dashboard for sales with charts" },
		{ "app", "A todo app, not just an API" },
		{ "api", "API only: a service for books and authors" },
		{ "api", "Build a REST API for a bookstore" },
		{ "api", "I need a RESTful API to manage employees and departments" },
		{ "api", "Please write me a small HTTP API in Go for URL shortening" },
		{ "api", "A todo app without a frontend" },
		{ "api", "Todo list service, no UI, no user interface" },
		{ "api", "A backend for a recipe app: recipes, ingredients; no frontend" },
		{ "api", "Build only the backend of a chat application" },
		{ "api", "Create a GraphQL API for movies" },
		{ "api", "A headless CMS with articles" },
		{ "api", "A microservice that resizes images" },
		{ "cli", "Write a command line tool that counts words" },
		{ "cli", "a CLI tool in C" },
		{ "cli", "A CLI tool in Rust to convert CSV into JSON" },
		{ "cli", "Build me a command-line notes app" },
		{ "cli", "Write a Python script that renames photos by date" },
		{ "cli", "I would like a terminal program that shows the weather" },
		{ "library", "Write a TypeScript library for parsing dates" },
		{ "library", "Create an npm package that validates e-mail addresses" },
		{ "library", "A Python library to read INI files" },
		{ "library", "Build an SDK for our payment service" },
		{ "library", "A C library for big integers, no dependencies" },
		{ "site", "Build a landing page for a coffee shop" },
		{ "site", "A static website for my band" },
		{ "site", "Make a portfolio site for a photographer, with a gallery" },
		{ "site", "A single page site for our wedding, no backend" },
		{ "site", "A pomodoro timer, frontend only" },
		{ "site", "A tip calculator app without a server" },
		{ "app", "A landing page with a backend that stores sign-ups" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		const char *kind = ma_kind_name(wish_of(cases[i].prompt).kind);

		if (strcmp(kind, cases[i].kind) != 0)
			print_message("%s: %s, not %s\n", cases[i].prompt, kind, cases[i].kind);
		assert_string_equal(kind, cases[i].kind);
	}
}

static void what_is_not_wanted_is_known(void **state)
{
	struct ma_wish wish = wish_of("A todo app without Docker and tests");

	(void)state;
	assert_true(wish.no_delivery && wish.no_tests && !wish.no_guide && !wish.delivery);
	wish = wish_of("A todo app with Docker, no documentation");
	assert_true(wish.delivery && wish.no_guide && !wish.no_tests && !wish.no_delivery);
	wish = wish_of("A todo app");
	assert_false(wish.delivery || wish.no_delivery || wish.no_tests || wish.no_guide);
}

static void what_is_no_text_is_refused(void **state)
{
	struct ma_wish wish;
	ma_err err = { MA_OK, 0, "" };

	(void)state;
	assert_int_equal(ma_understand_wish(MA_STR("a \xff"), &wish, &err), MA_EINVALID);
}

static ma_rc understand(void *data, ma_err *err)
{
	struct ma_wish wish;

	return ma_understand_wish(ma_str(data), &wish, err);
}

static void exhausted_memory_is_told(void **state)
{
	static char prompt[] = "Build a REST API for a bookstore, no frontend";

	(void)state;
	torture(understand, prompt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_prompt_is_of_its_kind),
		cmocka_unit_test(what_is_not_wanted_is_known),
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
