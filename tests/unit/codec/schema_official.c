/*
 * The official suite of draft 2020-12, where it lies beside the repository: in
 * ../shared/data/json-schema-test-suite, or where META_AGENT_SCHEMA_SUITE says. Without it this
 * test is skipped, and says so.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>

#include "support/schema_suite.h"

#define REMOTES_MAX 200
#define PATH_SIZE 4096

static char root[PATH_SIZE];
static struct ma_schema_ref remotes[REMOTES_MAX];
static size_t remotes_n;

static void say_failure(const char *file, const char *group, const char *test, const char *why)
{
	print_message("    %s: %s: %s: %s\n", file, group, test, why);
}

static int by_json(const struct dirent *e)
{
	return ma_str_ends(ma_str(e->d_name), ".json");
}

static int by_remote(const struct dirent *e)
{
	static const char *const others[] = { ".", "..", "v1", "draft3", "draft4", "draft6",
		"draft7", "draft2019-09" };
	size_t i;

	for (i = 0; i < MA_COUNT(others); i++)
		if (strcmp(e->d_name, others[i]) == 0)
			return 0;
	return 1;
}

static void add_remote(const char *path, const char *name)
{
	struct ma_schema_ref *r = &remotes[remotes_n++];
	struct ma_buf uri = MA_BUF_INIT(PATH_SIZE);

	assert_true(remotes_n <= REMOTES_MAX);
	ma_buf_addf(&uri, "http://localhost:1234/%s", name);
	r->text.p = suite_read(path, &r->text.n);
	r->uri = ma_str(ma_buf_take(&uri));
	r->what = r->uri.p;
}

static void add_remotes(const char *below)
{
	char path[2 * PATH_SIZE], name[PATH_SIZE];
	struct dirent **list = NULL;
	struct stat st;
	int i, n;

	(void)snprintf(path, sizeof(path), "%s/remotes/%s", root, below);
	n = scandir(path, &list, by_remote, alphasort);
	for (i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "%.2000s%s%.1000s", below, *below ? "/" : "",
			list[i]->d_name);
		(void)snprintf(path, sizeof(path), "%s/remotes/%s", root, name);
		assert_int_equal(stat(path, &st), 0);
		if (S_ISDIR(st.st_mode))
			add_remotes(name);
		else
			add_remote(path, name);
		free(list[i]); /* scandir's */
	}
	free(list); /* scandir's */
}

static struct tally run_folder(const char *folder, bool assert_format)
{
	struct ma_schema_opts opts = {
		.assert_format = assert_format, .refs = remotes, .refs_n = remotes_n
	};
	struct tally all = { .on_failure = say_failure };
	struct dirent **list = NULL;
	char path[2 * PATH_SIZE];
	int i, n;

	(void)snprintf(path, sizeof(path), "%s/tests/draft2020-12/%s", root, folder);
	n = scandir(path, &list, by_json, alphasort);
	assert_true(n > 0);
	for (i = 0; i < n; i++) {
		struct tally t = { .on_failure = say_failure };

		(void)snprintf(path, sizeof(path), "%s/tests/draft2020-12/%s/%s", root, folder,
			list[i]->d_name);
		suite_file(path, list[i]->d_name, &opts, &t);
		if (t.failed)
			print_message("  %s: %u of %u failed\n", list[i]->d_name, t.failed,
				t.failed + t.passed);
		all.passed += t.passed;
		all.failed += t.failed;
		free(list[i]); /* scandir's */
	}
	free(list); /* scandir's */
	print_message("%s: %u of %u passed\n", *folder ? folder : "required", all.passed,
		all.passed + all.failed);
	return all;
}

static void all_required_cases_pass(void **state)
{
	struct tally t = run_folder("", false);

	MA_UNUSED(state);
	assert_int_equal(t.failed, 0);
	assert_true(t.passed >= 1299);
}

static void nearly_all_optional_cases_pass(void **state)
{
	struct tally t = run_folder("optional", false);

	MA_UNUSED(state);
	assert_true(t.failed * 20 <= t.passed);
	assert_true(t.passed >= 150);
}

static void nearly_all_formats_are_asserted(void **state)
{
	struct tally t = run_folder("optional/format", true);

	MA_UNUSED(state);
	assert_true(t.failed * 20 <= t.passed);
	assert_true(t.passed >= 700);
}

static bool find_suite(void)
{
	const char *set = getenv("META_AGENT_SCHEMA_SUITE"), *source = getenv("META_AGENT_SOURCE");
	struct stat st;
	char path[2 * PATH_SIZE];

	if (set)
		(void)snprintf(root, sizeof(root), "%s", set);
	else
		(void)snprintf(root, sizeof(root), "%s/../shared/data/json-schema-test-suite",
			source ? source : ".");
	(void)snprintf(path, sizeof(path), "%s/tests/draft2020-12", root);
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_required_cases_pass),
		cmocka_unit_test(nearly_all_optional_cases_pass),
		cmocka_unit_test(nearly_all_formats_are_asserted),
	};
	size_t i;
	int rc;

	if (!find_suite()) {
		(void)fprintf(stderr,
			"SKIPPED: JSON Schema's official suite is not there (%s): NOTHING of it was run\n",
			root);
		return 77;
	}
	add_remotes("");
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	for (i = 0; i < remotes_n; i++) {
		ma_free((char *)(uintptr_t)remotes[i].text.p);
		ma_free((char *)(uintptr_t)remotes[i].uri.p);
	}
	return rc;
}
