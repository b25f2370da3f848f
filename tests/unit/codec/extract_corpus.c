/* Every case of tests/corpus/extract: the value, exactly, and how bold the repairs were; or a refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "codec/extract.h"
#include "codec/schema_vm.h"

#define TEXT_SIZE (1 << 16)

struct tally {
	unsigned passed, failed;
};

static struct ma_str field(const struct ma_doc *doc, const char *key)
{
	uint32_t at = ma_doc_member(doc, 0, ma_str(key));

	return at && doc->v[at].type == MA_DOC_STRING ? ma_doc_str(doc, at) : ma_str_n(NULL, 0);
}

static bool is_same(const struct ma_doc *wanted, const struct ma_extract *got)
{
	struct ma_doc doc = { .n = 0 };
	uint64_t steps = 0;
	ma_err err = { MA_OK, 0, "" };
	bool same = ma_doc_parse(&doc, ma_buf_str(&got->json), "what came", &err) == MA_OK;

	if (!same)
		print_message("    %s\n", err.msg);
	same = same &&
		ma_doc_equal(wanted, ma_doc_member(wanted, 0, MA_STR("value")), &doc, 0, &steps);
	ma_doc_done(&doc);
	return same;
}

static bool is_as_wanted(const struct ma_doc *wanted, ma_rc rc, const struct ma_extract *got)
{
	const char *class = ma_repair_class_name(got->repairs.worst);

	if (rc || ma_doc_member(wanted, 0, MA_STR("refused")))
		return rc == MA_EINVALID && ma_doc_member(wanted, 0, MA_STR("refused"));
	return is_same(wanted, got) && ma_str_is(field(wanted, "repair"), class) &&
		got->truncated == (got->repairs.worst == MA_REPAIR_TRUNCATION);
}

static void run_case(struct ma_str line, const char *name, unsigned number, struct tally *t)
{
	struct ma_doc wanted = { .n = 0 };
	struct ma_extract got = { .truncated = false };
	struct ma_schema *schema = NULL;
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc;

	if (ma_doc_parse(&wanted, line, name, &err))
		fail_msg("line %u: %s", number, err.msg);
	if (field(&wanted, "schema").n > 0 &&
		ma_schema_new(field(&wanted, "schema"), name, NULL, &schema, &err))
		fail_msg("line %u: %s", number, err.msg);
	rc = ma_extract(field(&wanted, "text"),
		ma_str_is(field(&wanted, "kind"), "plan") ? MA_EXTRACT_PLAN : MA_EXTRACT_JSON,
		schema, &got, &err);
	if (is_as_wanted(&wanted, rc, &got)) {
		t->passed++;
	} else {
		t->failed++;
		print_message("    %s:%u: %.*s\n      gave %s, %s: %s\n", name, number,
			MA_STR_ARG(line), ma_rc_name(rc), ma_repair_class_name(got.repairs.worst),
			rc ? err.msg : got.json.p);
	}
	ma_extract_done(&got);
	ma_schema_free(schema);
	ma_doc_done(&wanted);
}

static void run_file(const char *name, struct tally *t)
{
	static char text[TEXT_SIZE];
	const char *source = getenv("META_AGENT_SOURCE");
	char path[4096];
	struct ma_str rest, line;
	unsigned number = 0;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/tests/corpus/extract/%s.jsonl",
		source ? source : ".", name); /* a long path is not found */
	f = fopen(path, "rb");
	if (!f)
		fail_msg("%s cannot be read", path);
	rest = ma_str_n(text, fread(text, 1, sizeof(text), f));
	fclose(f);
	while (ma_str_line(&rest, &line))
		run_case(line, name, ++number, t);
}

static const char *const files[] = { "characters", "clean", "closers", "commas", "comments",
	"duplicates", "ellipsis", "encoded", "fences", "literals", "none", "numbers", "prose",
	"quotes", "several", "think", "together", "truncated" };

static void every_text_gives_what_the_corpus_says(void **state)
{
	struct tally t = { 0, 0 };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(files); i++)
		run_file(files[i], &t);
	print_message("    %u texts as wanted, %u not\n", t.passed, t.failed);
	assert_int_equal(t.failed, 0);
	assert_true(t.passed >= 438);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text_gives_what_the_corpus_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
