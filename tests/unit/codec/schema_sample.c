/* Our own cases in the form of the official suite: every keyword, every format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/schema_program.h"
#include "support/schema_suite.h"

static void say_failure(const char *file, const char *group, const char *test, const char *why)
{
	print_message("    %s: %s: %s: %s\n", file, group, test, why);
}

static void path_of(const char *name, char *out, size_t size)
{
	const char *source = getenv("META_AGENT_SOURCE");

	(void)snprintf(out, size, "%s/tests/data/schema/%s", source ? source : ".", name);
}

static void run(const char *name, bool assert_format, unsigned least)
{
	struct ma_schema_opts opts = { .assert_format = assert_format };
	struct tally t = { .on_failure = say_failure };
	char path[4096];

	path_of(name, path, sizeof(path));
	suite_file(path, name, &opts, &t);
	assert_int_equal(t.failed, 0);
	assert_true(t.passed >= least);
}

static void every_keyword_does_what_the_sample_says(void **state)
{
	MA_UNUSED(state);
	run("keywords.json", false, 130);
}

static void every_format_does_what_the_sample_says(void **state)
{
	MA_UNUSED(state);
	run("formats.json", true, 120);
}

/* Does some schema of the sample use the keyword as a key? */
static bool uses(const struct ma_doc *doc, struct ma_str keyword)
{
	uint32_t i;

	for (i = 0; i < doc->n; i++)
		if (doc->v[i].type == MA_DOC_STRING && ma_str_eq(ma_doc_str(doc, i), keyword))
			return true;
	return false;
}

static void the_sample_leaves_out_no_keyword(void **state)
{
	struct ma_doc doc = { .n = 0 };
	ma_err err = { MA_OK, 0, "" };
	char path[4096];
	char *text;
	size_t n = 0;
	int k;

	MA_UNUSED(state);
	path_of("keywords.json", path, sizeof(path));
	text = suite_read(path, &n);
	assert_non_null(text);
	assert_int_equal(ma_doc_parse(&doc, ma_str_n(text, n), "sample", &err), MA_OK);
	for (k = 0; k < KEYWORDS_N; k++)
		if (k != K_VOCABULARY && !uses(&doc, ma_str(ma_keyword_name((enum keyword)k))))
			fail_msg("no case uses %s", ma_keyword_name((enum keyword)k));
	ma_doc_done(&doc);
	ma_free(text);
}

static void a_meta_schema_decides_which_vocabularies_there_are(void **state)
{
	static const char meta[] =
		"{\"$id\":\"https://example.test/meta\",\"$vocabulary\":{"
		"\"https://json-schema.org/draft/2020-12/vocab/core\":true,"
		"\"https://json-schema.org/draft/2020-12/vocab/applicator\":true,"
		"\"https://json-schema.org/draft/2020-12/vocab/format-assertion\":true,"
		"\"https://example.test/other\":false}}";
	struct ma_schema_ref ref = { MA_STR("https://example.test/meta"), ma_str(meta), "meta" };
	struct ma_schema_opts opts = { .refs = &ref, .refs_n = 1 };
	struct tally t = { .on_failure = say_failure };
	struct ma_doc doc = { .n = 0 };
	ma_err err = { MA_OK, 0, "" };

	MA_UNUSED(state);
	assert_int_equal(
		ma_doc_parse(&doc,
			MA_STR("[{\"description\":\"\",\"schema\":{\"$schema\":\"https://example.test/meta\","
			       "\"minimum\":5,\"format\":\"ipv4\"},\"tests\":["
			       "{\"description\":\"minimum is no keyword\",\"data\":1,\"valid\":true},"
			       "{\"description\":\"format is asserted\",\"data\":\"x\",\"valid\":false}]}]"),
			"t", &err),
		MA_OK);
	suite_group(&doc, 1, "vocabulary", &opts, &t);
	assert_int_equal(t.failed, 0);
	assert_int_equal(t.passed, 2);
	ma_doc_done(&doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_keyword_does_what_the_sample_says),
		cmocka_unit_test(every_format_does_what_the_sample_says),
		cmocka_unit_test(the_sample_leaves_out_no_keyword),
		cmocka_unit_test(a_meta_schema_decides_which_vocabularies_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
