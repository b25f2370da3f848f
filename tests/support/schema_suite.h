/*
 * Files in the form of JSON Schema's official suite, run by ma_schema_*():
 * [{"description","schema","tests":[{"description","data","valid"}]}]
 */
#ifndef MA_TESTS_SCHEMA_SUITE_H
#define MA_TESTS_SCHEMA_SUITE_H

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "codec/schema.h"

struct tally {
	unsigned passed, failed;
	void (*on_failure)(const char *file, const char *group, const char *test, const char *why);
};

/* All of a file; the caller frees. NULL: it cannot be read. */
static inline char *suite_read(const char *path, size_t *n)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_FILE);
	FILE *f = fopen(path, "rb");
	char chunk[4096];
	size_t got;

	if (!f)
		return NULL;
	while ((got = fread(chunk, 1, sizeof(chunk), f)) > 0)
		ma_buf_add(&b, chunk, got);
	(void)fclose(f); /* it was only read */
	*n = b.n;
	return ma_buf_take(&b);
}

/* A value as text again, its numbers digit for digit. */
static inline void suite_write(const struct ma_doc *doc, uint32_t at, struct ma_buf *out)
{
	static const char *const words[] = { "null", "false", "true" };
	const struct ma_doc_node *node = &doc->v[at];
	uint32_t i = at + 1;

	if (node->type < MA_DOC_NUMBER)
		ma_buf_adds(out, words[node->type]);
	else if (node->type == MA_DOC_NUMBER)
		ma_buf_addv(out, ma_doc_str(doc, at));
	else if (node->type == MA_DOC_STRING)
		ma_json_add_string(out, ma_doc_str(doc, at));
	if (node->type < MA_DOC_ARRAY)
		return;
	ma_buf_addc(out, node->type == MA_DOC_ARRAY ? '[' : '{');
	for (; i < node->more; i = ma_doc_next(doc, i)) {
		if (i > at + 1)
			ma_buf_addc(out, ',');
		if (node->type == MA_DOC_OBJECT) {
			suite_write(doc, i++, out);
			ma_buf_addc(out, ':');
		}
		suite_write(doc, i, out);
	}
	ma_buf_addc(out, node->type == MA_DOC_ARRAY ? ']' : '}');
}

static inline void suite_text(
	const struct ma_doc *doc, uint32_t object, const char *key, struct ma_buf *out)
{
	ma_buf_clear(out);
	suite_write(doc, ma_doc_member(doc, object, ma_str(key)), out);
}

static inline void suite_test(const struct ma_schema *schema, const struct ma_doc *doc,
	uint32_t test, const char *file, const char *group, const char *broken, struct tally *t)
{
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_FILE), name = MA_BUF_INIT(MA_MIB);
	bool want = doc->v[ma_doc_member(doc, test, MA_STR("valid"))].type == MA_DOC_TRUE;
	const char *why = broken;
	struct ma_doc data = { .n = 0 };
	bool valid = !want;
	ma_err err = { MA_OK, 0, "" };

	suite_text(doc, test, "description", &name);
	suite_text(doc, test, "data", &text);
	if (!why &&
		(ma_doc_parse(&data, ma_buf_str(&text), "data", &err) ||
			ma_schema_check(schema, &data, &valid, &report, &err)))
		why = err.msg;
	if (!why && valid != want)
		why = want ? (report.errors_n ? report.errors[0].message.p : "refused") : "accepted";
	if (!why && valid == (report.errors_n > 0))
		why = "errors and answer differ";
	if (why)
		t->on_failure(file, group, name.p, why);
	t->failed += why != NULL;
	t->passed += why == NULL;
	ma_schema_report_done(&report);
	ma_doc_done(&data);
	ma_buf_done(&text);
	ma_buf_done(&name);
}

static inline void suite_group(const struct ma_doc *doc, uint32_t group, const char *file,
	const struct ma_schema_opts *opts, struct tally *t)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_FILE), name = MA_BUF_INIT(MA_MIB);
	uint32_t tests = ma_doc_member(doc, group, MA_STR("tests")), at = tests + 1;
	struct ma_schema *schema = NULL;
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc;

	suite_text(doc, group, "description", &name);
	suite_text(doc, group, "schema", &text);
	rc = ma_schema_new(ma_buf_str(&text), "schema", opts, &schema, &err);
	for (; at < doc->v[tests].more; at = ma_doc_next(doc, at))
		suite_test(schema, doc, at, file, name.p, rc ? err.msg : NULL, t);
	ma_schema_free(schema);
	ma_buf_done(&text);
	ma_buf_done(&name);
}

static inline void suite_file(
	const char *path, const char *file, const struct ma_schema_opts *opts, struct tally *t)
{
	struct ma_doc doc = { .n = 0 };
	ma_err err = { MA_OK, 0, "" };
	size_t n = 0;
	char *text = suite_read(path, &n);
	uint32_t at = 1;

	if (!text || ma_doc_parse(&doc, ma_str_n(text, n), file, &err)) {
		t->failed++;
		t->on_failure(file, "", "", text ? err.msg : "cannot be read");
	} else {
		for (; at < doc.v[0].more; at = ma_doc_next(&doc, at))
			suite_group(&doc, at, file, opts, t);
	}
	ma_doc_done(&doc);
	ma_free(text);
}

#endif
