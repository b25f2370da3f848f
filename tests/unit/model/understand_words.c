/* Prompts of words in any order: each becomes a contract that holds together, or a refusal. */
#include "model/understand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "support/contract.h"
#include "support/torture.h"

#define SEEDS 6000

static const char *const words[] = { "build", "an", "app", "with", "tasks", "task", "lists", "name",
	"title", "date", "due", "and", "or", "has", "have", "each", "belongs", "belong", "to",
	"many", "for", "of", "the", "a", "users", "user", "can", "should", "also", "no", "not",
	"without", "login", "search", "required", "unique", "optional", "number", "text", "status",
	"open", "closed", "called", "Blue", "Moon", "tracker", "track", "books", "book", "authors",
	"classes", "class", "default", "orders", "customers", "price", "in", "euros", "is", "done",
	"manage", "plants", "shop", "library", "start", "end", "dates", "my", "their", "it", "that",
	"which", "beautiful", "weekly", "notes", "comments", "rate", "share", "events", "calendar",
	"of", "list", "collection", "fields", "features", "entities", "user's", "10:30", "3", "2nd",
	"e.g.", "React", "Django", "Rust", "\xc3\xa9t\xc3\xa9s", "\xc3\x9f", "priority",
	"categories", "belongs to", "whether", "kind", "flag", "minutes", "times", "Fields", "App",
	"database", "i.e.", "admin", "payments", "export", "named", "include", "must", "teachers",
	"assign", "lines", "line", "low/medium/high", "id", "created at", "password", "several",
	"from", "1-5", "who", "only", "sort" };

static const char *const marks[] = { " ", " ", " ", " ", " ", " ", " ", ", ", ", ", ". ", ": ", " (",
	") ", "; ", "/", "\n", "\n- ", "\n\n", " - ", "! ", " & ", "[", "] ", "\n1. ", "\n# " };

static uint64_t draw(uint64_t *random, uint64_t below)
{
	*random = *random * 6364136223846793005U + 1442695040888963407U;
	return (*random >> 33) % below;
}

static bool is_name(const char *s, bool upper)
{
	size_t i;

	if (upper ? s[0] < 'A' || s[0] > 'Z' : s[0] < 'a' || s[0] > 'z')
		return false;
	for (i = 0; s[i]; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z') ||
			    (s[i] >= '0' && s[i] <= '9')))
			return false;
	return true;
}

static size_t count(const json_t *list, const char *name)
{
	const json_t *o;
	size_t n = 0, i;

	json_array_foreach (list, i, o)
		n += strcmp(contract_text(o, "name"), name) == 0;
	return n;
}

/* What is wrong with an entity, or NULL. */
static const char *fault_of(const json_t *entities, const json_t *entity)
{
	const json_t *fields = json_object_get(entity, "fields"), *f;
	size_t i;

	if (!is_name(contract_text(entity, "name"), true))
		return "its name is none";
	if (count(entities, contract_text(entity, "name")) != 1)
		return "it is there twice";
	if (json_array_size(fields) == 0)
		return "it has no fields";
	json_array_foreach (fields, i, f) {
		if (!is_name(contract_text(f, "name"), false))
			return "the name of a field is none";
		if (count(fields, contract_text(f, "name")) != 1)
			return "a field is there twice";
		if (json_object_get(f, "to") && count(entities, contract_text(f, "to")) != 1)
			return "a field refers to nothing";
		if (strcmp(contract_text(f, "type"), "enum") == 0 &&
			json_array_size(json_object_get(f, "values")) < 2)
			return "a choice has nothing to choose from";
	}
	return NULL;
}

static void write_prompt(uint64_t seed, struct ma_buf *out)
{
	uint64_t random = seed, n = 3 + draw(&random, 40), i;

	for (i = 0; i < n; i++) {
		ma_buf_adds(out, words[draw(&random, MA_COUNT(words))]);
		ma_buf_adds(out, marks[draw(&random, MA_COUNT(marks))]);
	}
}

/* Whether it became a contract. */
static bool holds_together(uint64_t seed)
{
	struct ma_buf prompt = MA_BUF_INIT(1 << 16);
	ma_err err = { .code = MA_OK };
	const json_t *entities, *e;
	json_t *contract = NULL;
	size_t i;
	ma_rc rc;

	write_prompt(seed, &prompt);
	rc = ma_understand(ma_buf_str(&prompt), &contract, &err);
	if (rc && rc != MA_EREFUSED && rc != MA_EINVALID)
		fail_msg("seed %llu: %s: %s", (unsigned long long)seed, prompt.p, err.msg);
	entities = json_object_get(contract, "entities");
	if (!rc && json_array_size(entities) == 0 && !json_object_get(contract, "pages") &&
		json_array_size(json_object_get(contract, "operations")) == 0)
		fail_msg("seed %llu: %s: nothing to build", (unsigned long long)seed, prompt.p);
	json_array_foreach (entities, i, e)
		if (fault_of(entities, e))
			fail_msg("seed %llu: %s: %s: %s", (unsigned long long)seed, prompt.p,
				contract_text(e, "name"), fault_of(entities, e));
	json_decref(contract);
	ma_buf_done(&prompt);
	return !rc;
}

static void words_in_any_order_hold_together_or_are_refused(void **state)
{
	const char *one = getenv("WORDS_SEED");
	uint64_t seed = 1, last = SEEDS;
	int understood = 0;

	(void)state;
	if (one && ma_str_to_u64(ma_str(one), &seed))
		last = seed;
	for (; seed <= last; seed++)
		understood += holds_together(seed);
	assert_true(one || understood > SEEDS / 4);
}

/* Processor time of a prompt that says the same n times. */
static clock_t cost_of(const char *words_again, size_t n)
{
	struct ma_buf prompt = MA_BUF_INIT(1 << 20);
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL;
	clock_t from;

	ma_buf_adds(&prompt, "A CLI that counts words ");
	while (n-- > 0)
		ma_buf_adds(&prompt, words_again);
	from = clock();
	assert_int_equal(ma_understand(ma_buf_str(&prompt), &contract, &err), MA_OK);
	from = clock() - from;
	json_decref(contract);
	ma_buf_done(&prompt);
	return from;
}

static void four_times_the_words_take_no_ten_times_as_long(void **state)
{
	static const char *const parts[] = { "commands, ", "that xx yy ", "option to " };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(parts); i++) {
		clock_t once = cost_of(parts[i], 1600), more = cost_of(parts[i], 6400);

		if (more / 10 > once)
			fail_msg("\"%s\": %lld and %lld ticks", parts[i], (long long)once,
				(long long)more);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_in_any_order_hold_together_or_are_refused),
		cmocka_unit_test(four_times_the_words_take_no_ten_times_as_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
