/* English words as identifiers. */
#include "codec/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef void words_fn(struct ma_buf *out, struct ma_str noun);

static void expect(words_fn *fn, const char *word, const char *wanted)
{
	struct ma_buf out = MA_BUF_INIT(256);

	fn(&out, ma_str(word));
	ma_buf_add(&out, "", 0);
	if (strcmp(out.p, wanted) != 0)
		fail_msg("%s became %s, not %s", word, out.p, wanted);
	ma_buf_done(&out);
}

static void expect_case(enum ma_case style, const char *text, const char *wanted)
{
	struct ma_buf out = MA_BUF_INIT(256);

	ma_words_case(&out, ma_str(text), style);
	ma_buf_add(&out, "", 0);
	assert_string_equal(out.p, wanted);
	ma_buf_done(&out);
}

static void plurals_and_singulars_are_each_others(void **state)
{
	static const char *const pairs[][2] = {
		{ "task", "tasks" },
		{ "category", "categories" },
		{ "day", "days" },
		{ "box", "boxes" },
		{ "branch", "branches" },
		{ "class", "classes" },
		{ "status", "statuses" },
		{ "person", "people" },
		{ "Child", "Children" },
		{ "analysis", "analyses" },
		{ "expense", "expenses" },
		{ "house", "houses" },
		{ "course", "courses" },
		{ "campus", "campuses" },
		{ "cache", "caches" },
		{ "movie", "movies" },
		{ "hero", "heroes" },
		{ "photo", "photos" },
		{ "quiz", "quizzes" },
		{ "database", "databases" },
		{ "recipe", "recipes" },
		{ "menu", "menus" },
		{ "invoice line", "invoice lines" },
		{ "TeamMember", "TeamMembers" },
		{ "sales_person", "sales_people" },
		{ "leave", "leaves" },
		{ "equipment", "equipment" },
		{ "series", "series" },
		{ "shoe", "shoes" },
		{ "warehouse", "warehouses" },
		{ "process", "processes" },
		{ "pie", "pies" },
		{ "archive", "archives" },
	};
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(pairs); i++) {
		expect(ma_words_plural, pairs[i][0], pairs[i][1]);
		expect(ma_words_singular, pairs[i][1], pairs[i][0]);
		expect(ma_words_plural, pairs[i][1], pairs[i][1]);
		expect(ma_words_singular, pairs[i][0], pairs[i][0]);
	}
	expect(ma_words_plural, "", "");
	expect(ma_words_singular, "", "");
	expect(ma_words_singular, "s", "s");
}

static void an_article_is_heard_not_seen(void **state)
{
	MA_UNUSED(state);
	expect(ma_words_article, "book", "a book");
	expect(ma_words_article, "author", "an author");
	expect(ma_words_article, "Order line", "an Order line");
	expect(ma_words_article, "user", "a user");
	expect(ma_words_article, "umbrella", "an umbrella");
	expect(ma_words_article, "unit", "a unit");
	expect(ma_words_article, "hour", "an hour");
	expect(ma_words_article, "house", "a house");
	expect(ma_words_article, "", "a ");
}

static void words_are_found_in_any_style(void **state)
{
	MA_UNUSED(state);
	expect_case(MA_CASE_SNAKE, "dueDate", "due_date");
	expect_case(MA_CASE_SNAKE, "HTTPServer error-code", "http_server_error_code");
	expect_case(MA_CASE_PASCAL, "  invoice  line ", "InvoiceLine");
	expect_case(MA_CASE_CAMEL, "ISBN number", "isbnNumber");
	expect_case(MA_CASE_TITLE, "isbn number", "ISBN Number");
	expect_case(MA_CASE_TITLE, "erp", "ERP");
	expect_case(MA_CASE_SENTENCE, "PublishedDate", "Published date");
	expect_case(MA_CASE_KEBAB, "user's guide", "users-guide");
	expect_case(MA_CASE_TITLE, "user's guide", "User's Guide");
	expect_case(MA_CASE_CONSTANT, "due date", "DUE_DATE");
	expect_case(MA_CASE_CAMEL, "--", "");
	expect_case(MA_CASE_PASCAL, "caf\xc3\xa9 table", "Caf\xc3\xa9Table");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plurals_and_singulars_are_each_others),
		cmocka_unit_test(an_article_is_heard_not_seen),
		cmocka_unit_test(words_are_found_in_any_style),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
