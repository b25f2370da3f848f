/* Prompts and the contracts they must become. */
#include "model/understand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "support/contract.h"
#include "support/torture.h"

static json_t *understand(const char *prompt)
{
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL;

	if (ma_understand(ma_str(prompt), &contract, &err))
		fail_msg("%s\n%s", prompt, err.msg);
	return contract;
}

static void expect(const char *prompt, const char *wanted)
{
	json_t *contract = understand(prompt);
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_CONFIG);

	contract_show(&out, contract);
	if (strcmp(out.p, wanted) != 0)
		fail_msg("--- prompt\n%s\n--- became\n%s\n--- wanted\n%s", prompt, out.p, wanted);
	ma_buf_done(&out);
	json_decref(contract);
}

static void expect_refusal(const char *prompt, ma_rc code, const char *reason)
{
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL;

	assert_int_equal(ma_understand(ma_str(prompt), &contract, &err), code);
	assert_null(contract);
	if (!strstr(err.msg, reason))
		fail_msg("%s: %s", prompt, err.msg);
}

static void expect_warning(const char *prompt, const char *wanted)
{
	json_t *contract = understand(prompt);
	const json_t *w;
	bool found = false;
	size_t i;

	json_array_foreach (json_object_get(contract, "warnings"), i, w)
		found = found || strcmp(json_string_value(w), wanted) == 0;
	if (!found)
		fail_msg("%s: no warning \"%s\"", prompt, wanted);
	json_decref(contract);
}

/* One relation, of many to many, and no reference beside it. */
static void expect_joined(const char *prompt, const char *from, const char *to)
{
	json_t *contract = understand(prompt);
	const json_t *list = json_object_get(contract, "relations"), *r = json_array_get(list, 0);

	if (json_array_size(list) != 1 || strcmp(contract_text(r, "kind"), "many_to_many") != 0 ||
		strcmp(contract_text(r, "from"), from) != 0 ||
		strcmp(contract_text(r, "to"), to) != 0)
		fail_msg("%s: not only %s <> %s", prompt, from, to);
	json_decref(contract);
}

static void entities_and_fields_come_from_brackets(void **state)
{
	MA_UNUSED(state);
	expect("Build a todo app with lists, tasks (title, due date, done) and user login",
		"List(name:string! description:text) Task(title:string! dueDate:date done:boolean list:ref->List) [auth]");
	expect("an inventory app with products (name, sku, price, quantity), suppliers and warehouses",
		"Product(name:string! sku:string price:money quantity:integer supplier:ref->Supplier "
		"warehouse:ref->Warehouse) Supplier(name:string! email:email phone:phone address:string) "
		"Warehouse(name:string! address:string) []");
}

static void entities_come_from_a_list_behind_a_colon(void **state)
{
	MA_UNUSED(state);
	expect("Build a recipe box: recipes (title, servings, steps), ingredients, and user login",
		"Recipe(title:string! servings:integer steps:text) Ingredient(name:string! quantity:string unit:string "
		"recipe:ref->Recipe!) [auth]");
	expect("A book library: authors (name, email, website), books (title, isbn unique, published date, price, in stock) "
	       "and loans with borrower name, due date and returned; no login",
		"Author(name:string! email:email website:url) Book(title:string! isbn:string^ publishedDate:date price:money "
		"inStock:boolean author:ref->Author) Loan(borrowerName:string! dueDate:date returned:boolean "
		"book:ref->Book!) []");
	expect("Track expenses: categories, expenses (amount, date, note, category) with login",
		"Category(name:string! description:text) Expense(amount:money! date:date note:string! category:ref->Category) "
		"[auth]");
}

static void entities_come_from_prose(void **state)
{
	MA_UNUSED(state);
	expect("I want to keep track of my plants. Each plant has a name, species, location and last watered date.",
		"Plant(name:string! species:string location:string lastWateredDate:date) []");
	expect("I'm running a small bakery and I'd like a website where customers can order cakes. Each cake has a name, a "
	       "price and a photo.",
		"Order(number:string! date:date status:enum=pending|paid|shipped|delivered total:money customer:ref->Customer! "
		"cake:ref->Cake!) Cake(name:string! price:money photo:image) Customer(name:string! email:email phone:phone "
		"address:string) []");
	expect("Build an app for event management. Events have a title, start and end dates and capacity. Each event has many "
	       "attendees (name, email, checked in).",
		"Event(title:string! startDate:date endDate:date capacity:integer) Attendee(name:string! email:email "
		"checkedIn:boolean event:ref->Event!) []");
}

static void entities_come_from_lines_with_bullets(void **state)
{
	MA_UNUSED(state);
	expect("Build an app for managing a school:\n- students: name, email, date of birth\n- courses: title, credits (integer)\n"
	       "- enrollments belong to a student and a course\n",
		"Student(name:string! email:email dateOfBirth:date) Course(title:string! credits:integer) "
		"Enrollment(name:string! date:date grade:string student:ref->Student! course:ref->Course!) []");
}

static void a_field_says_its_type_in_many_ways(void **state)
{
	MA_UNUSED(state);
	expect("a tracker for things (name string, status: open/closed, size (small, large), rating (1-5), note optional, "
	       "code unique required, start and end time, duration in minutes, done flag, price per night)",
		"Thing(name:string! status:enum=open|closed size:enum=small|large rating:integer note:text code:string!^ "
		"startTime:datetime endTime:datetime durationMinutes:integer done:boolean pricePerNight:money) []");
}

static void a_bare_domain_brings_its_usual_entities(void **state)
{
	MA_UNUSED(state);
	expect("a blog",
		"Category(name:string! description:text) Post(title:string! body:markdown published:boolean "
		"publishedDate:date category:ref->Category) Comment(authorName:string! body:text! post:ref->Post) [auth]");
	expect("a todo list without login",
		"List(name:string! description:text) Task(title:string! description:text dueDate:date "
		"priority:enum=low|medium|high done:boolean list:ref->List) []");
	expect("a gym app without bookings",
		"Trainer(name:string! email:email specialty:string bio:text) Member(name:string! email:email phone:phone "
		"joinedDate:date) Class(name:string! startsAt:datetime capacity:integer description:text "
		"trainer:ref->Trainer) [auth]");
}

static void the_topic_of_a_tracker_is_what_it_keeps(void **state)
{
	MA_UNUSED(state);
	expect("A simple expense tracker with amount, date, category and description",
		"Expense(amount:money! date:date category:string description:string!) []");
	expect("vinyl record organizer", "VinylRecord(name:string! description:text) []");
	expect("mobile app for tracking water intake",
		"WaterIntake(name:string! date:date! millilitres:integer!) []");
}

static void relations_are_stated_or_follow(void **state)
{
	MA_UNUSED(state);
	expect("App with clients (name), projects (title) and time logs (hours). Projects belong to clients. A time log belongs to a "
	       "project.",
		"Client(name:string!) Project(title:string! client:ref->Client!) TimeLog(name:string! hours:integer "
		"project:ref->Project!) []");
	expect("app with invoices (number) and invoice lines (text, amount)",
		"Invoice(number:string!) InvoiceLine(name:string! text:text amount:money invoice:ref->Invoice!) []");
}

static void relations_of_many_to_many_are_no_references(void **state)
{
	MA_UNUSED(state);
	expect_joined("App with songs (title) and moods (name). Songs belong to many moods.",
		"Song", "Mood");
	expect_joined(
		"App with songs (title) and moods (name). A mood can have many songs and songs can have many moods.",
		"Song", "Mood");
	expect_joined(
		"model Song { id Int @id\nmoods Mood[] }\nmodel Mood { id Int @id\nsongs Song[] }",
		"Song", "Mood");
}

static void a_relation_of_one_to_one_is_a_reference_that_no_two_share(void **state)
{
	MA_UNUSED(state);
	expect("App with employees (name) and desks (number). There is a one-to-one relation between employees and desks.",
		"Employee(name:string! desk:ref->Desk^) Desk(number:string!) []");
	expect("Employees (name) have a one-to-one relationship with desks (number)",
		"Employee(name:string! desk:ref->Desk^) Desk(number:string!) []");
	expect("CREATE TABLE a (id int, name text); CREATE TABLE b (id int, name text, a_id int UNIQUE REFERENCES a(id));",
		"A(name:string!) B(name:string! a:ref->A^) []");
	expect("model A {\n id Int @id\n name String\n b B?\n}\nmodel B {\n id Int @id\n name String\n a A "
	       "@relation(fields: [aId], references: [id])\n aId Int @unique\n}",
		"A(name:string!) B(name:string! a:ref->A!^) []");
}

static void schemas_are_read_as_they_stand(void **state)
{
	MA_UNUSED(state);
	expect("CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE \"Public\".\"Day\" (id uuid PRIMARY KEY, "
	       "felt mood NOT NULL, rating smallint CHECK (rating IN ('a', 'b')), -- a remark, with a comma\n"
	       "name citext); ALTER TABLE day ADD COLUMN seen timestamptz;",
		"Day(felt:enum=sad|ok! rating:enum=a|b name:string! seen:datetime) []");
	expect("CREATE TABLE a (id int, name text); CREATE TABLE b (id int, name text); "
	       "CREATE TABLE a_b (a_id int REFERENCES a(id), b_id int REFERENCES b(id));",
		"A(name:string!) B(name:string!) []");
	expect("export interface Car { readonly id: string; doors: 2 | 4; label: string | null; owner: Owner; extra: { "
	       "a: number } }\nexport type Owner = { name: string; cars: Array<Car> };",
		"Car(doors:integer! label:string! owner:ref->Owner! extra:json) Owner(name:string!) []");
	expect("enum Size { S, M }\nmodel Shirt {\n id Int @id\n size Size @default(S)\n price Decimal? @db.Money\n"
	       " name String @unique // what it is called\n @@index([name])\n}",
		"Shirt(size:enum=s|m!*\"s\" price:money name:string!^) []");
}

static void schemas_that_break_off_are_read_as_far_as_they_go(void **state)
{
	MA_UNUSED(state);
	expect("CREATE TABLE trees (id int, name text, height real",
		"Tree(name:string! height:decimal) []");
	expect("interface Tree { name: string; height?: number",
		"Tree(name:string! height:decimal) []");
	expect("model Tree {\n name String\n height Float", "Tree(name:string! height:decimal!) []");
	expect("A forest app with trees (name). It isn't CREATE TABLE (", "Tree(name:string!) []");
}

static void slips_of_the_keyboard_are_mended_and_words_let_be(void **state)
{
	MA_UNUSED(state);
	expect("A recpie app with recpies (titel)", "Recipe(title:string!) []");
	expect("A shop with boots (title), trucks (name), clientes (name)",
		"Boot(title:string!) Truck(name:string!) Cliente(name:string!) []");
}

static void users_are_the_logins_and_no_entity(void **state)
{
	MA_UNUSED(state);
	expect("An app with users and products (name)", "Product(name:string!) [auth]");
	expect("An app with users (name) and products (name), no login",
		"Person(name:string!) Product(name:string!) []");
}

static void features_are_heard_and_those_not_built_are_named(void **state)
{
	MA_UNUSED(state);
	expect("Todo app with tasks (title), search, dark mode and without pagination",
		"Task(title:string!) [search dark_mode]");
	expect_warning("Todo app with tasks (title) and a calendar",
		"understood but not built: calendar, as no record has a date");
	expect_warning("Todo app with tasks (title) and reminders",
		"understood but not built yet: reminders");
	expect_warning("Build a shop in Python with Django",
		"Django is not used: the project is built with Express");
	expect_warning(
		"Todo app with tasks (title) and a frobnicator", "not understood: \"frobnicator\"");
}

static void names_the_languages_keep_for_themselves_are_changed(void **state)
{
	MA_UNUSED(state);
	expect("app with things (class, default, id, created at, user)",
		"Thing(thingClass:string! defaultValue:string userName:string) []");
	expect("app with maps (name) and caf\xc3\xa9s (name, map)",
		"MapItem(name:string!) Cafe(name:string! map:ref->MapItem) []");
}

static void the_app_gets_a_name(void **state)
{
	static const char *const names[][2] = {
		{ "Build a simple todo app with tasks (title)", "todo-app" },
		{ "Build an app called Blue Moon for tasks", "blue-moon" },
		{ "track my plants", "plants" },
		{ "Build a CRM with contacts", "crm" },
	};
	json_t *contract;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(names); i++) {
		contract = understand(names[i][0]);
		assert_string_equal(contract_text(contract, "name"), names[i][1]);
		assert_string_equal(contract_text(contract, "kind"), "webapp");
		json_decref(contract);
	}
}

static void what_cannot_be_built_is_refused(void **state)
{
	MA_UNUSED(state);
	expect_refusal("write a device driver", MA_EREFUSED, "\"device driver\" cannot be built");
	expect_refusal("write a Python library for parsing dates", MA_EREFUSED,
		"what the library is to do is not understood");
	expect_refusal(
		"A C library for a ring buffer", MA_EREFUSED, "a ring buffer is a data structure");
	expect_refusal(
		"A pomodoro timer for the terminal", MA_EREFUSED, "count, frequency, duplicates");
	expect_refusal("a C program that finds duplicate files", MA_EREFUSED,
		"what is in C: count, frequency, unique, number");
	expect_refusal("Build a command line tool in Rust that converts CSV to JSON", MA_EREFUSED,
		"not in Rust");
	expect_refusal("a C++ library for matrices", MA_EREFUSED, "not in C++");
	expect_refusal("Write a poem about cats", MA_EREFUSED, "\"poem\"");
	expect_refusal("a chess game", MA_EREFUSED, "\"chess game\"");
	expect_refusal("What is the capital of France?", MA_EREFUSED, "cannot be built");
	expect_refusal("make me an app", MA_EREFUSED, "does not say what to keep records of");
	expect_refusal("Erstelle eine Todo-App mit Listen", MA_EREFUSED, "is in German");
	expect_refusal("", MA_EINVALID, "the prompt is empty");
	expect_refusal(" \n\t", MA_EINVALID, "the prompt is empty");
	expect_refusal("todo app \xff", MA_EINVALID, "not UTF-8");
}

static void hostile_prompts_end(void **state)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT);
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL;
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 60000; i++)
		ma_buf_adds(&b, i % 3 ? "( a, [" : "app with things (x: ");
	if (ma_understand(ma_buf_str(&b), &contract, &err) == MA_OK)
		assert_true(json_array_size(json_object_get(contract, "entities")) <= 40);
	json_decref(contract);
	ma_buf_done(&b);
}

/* Where each looked at all that follow, these would take minutes and hours. */
static void lines_and_sentences_without_end_end(void **state)
{
	static const char *const lines[] = { "\n", "//\n", "--\n", " \n\t", "model A {\n\n",
		"/**/\n", "a and b and ", "no a and ", "a must not b, ", "must fly high wide " };
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT);
	json_t *contract = NULL;
	ma_err err;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(lines); i++) {
		ma_buf_clear(&b);
		ma_buf_adds(&b, "Books (title). app {");
		while (b.n < 300 * MA_KIB)
			ma_buf_adds(&b, lines[i]);
		ma_buf_adds(&b, "x");
		err.code = MA_OK;
		if (ma_understand(ma_buf_str(&b), &contract, &err) == MA_OK)
			json_decref(contract);
	}
	ma_buf_done(&b);
}

static void the_same_prompt_gives_the_same_contract(void **state)
{
	json_t *a = understand("a gym app"), *b = understand("a gym app");

	MA_UNUSED(state);
	assert_true(json_equal(a, b));
	json_decref(a);
	json_decref(b);
}

struct prompt {
	const char *text;
	json_t *wanted;
};

static ma_rc scenario(void *data, ma_err *err)
{
	const struct prompt *p = data;
	json_t *contract = NULL;
	ma_rc rc = ma_understand(ma_str(p->text), &contract, err);

	if (!rc && !json_equal(contract, p->wanted))
		rc = ma_fail(err, MA_EINVALID, "another contract");
	json_decref(contract);
	return rc;
}

static void exhausted_memory_never_changes_what_is_understood(void **state)
{
	static const char *const prompts[] = {
		"Build a shop: products (name, status: new/used), order lines with dates; no login",
		"A tracker for plants, in Django. Rooms have plants, start and end dates and invoices. Users sign in.",
		"Expense tracker with amount, date and class",
	};
	struct prompt p;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(prompts); i++) {
		p = (struct prompt){ prompts[i], understand(prompts[i]) };
		torture(scenario, &p);
		json_decref(p.wanted);
	}
}

static void a_prompt_that_is_too_large_is_refused(void **state)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT + 64);

	MA_UNUSED(state);
	while (b.n <= MA_LIMIT_PROMPT)
		ma_buf_adds(&b, "an app with notes ");
	expect_refusal(b.p, MA_ELIMIT, "the prompt");
	ma_buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entities_and_fields_come_from_brackets),
		cmocka_unit_test(entities_come_from_a_list_behind_a_colon),
		cmocka_unit_test(entities_come_from_prose),
		cmocka_unit_test(entities_come_from_lines_with_bullets),
		cmocka_unit_test(a_field_says_its_type_in_many_ways),
		cmocka_unit_test(a_bare_domain_brings_its_usual_entities),
		cmocka_unit_test(the_topic_of_a_tracker_is_what_it_keeps),
		cmocka_unit_test(relations_are_stated_or_follow),
		cmocka_unit_test(relations_of_many_to_many_are_no_references),
		cmocka_unit_test(a_relation_of_one_to_one_is_a_reference_that_no_two_share),
		cmocka_unit_test(schemas_are_read_as_they_stand),
		cmocka_unit_test(slips_of_the_keyboard_are_mended_and_words_let_be),
		cmocka_unit_test(schemas_that_break_off_are_read_as_far_as_they_go),
		cmocka_unit_test(users_are_the_logins_and_no_entity),
		cmocka_unit_test(features_are_heard_and_those_not_built_are_named),
		cmocka_unit_test(names_the_languages_keep_for_themselves_are_changed),
		cmocka_unit_test(the_app_gets_a_name),
		cmocka_unit_test(what_cannot_be_built_is_refused),
		cmocka_unit_test(hostile_prompts_end),
		cmocka_unit_test(lines_and_sentences_without_end_end),
		cmocka_unit_test(the_same_prompt_gives_the_same_contract),
		cmocka_unit_test(a_prompt_that_is_too_large_is_refused),
		cmocka_unit_test(exhausted_memory_never_changes_what_is_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
