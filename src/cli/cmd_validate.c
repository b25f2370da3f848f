/* meta-agent validate: whether documents fit a JSON Schema. */
#include <stddef.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/prompt.h"
#include "metaagent/metaagent.h"

#define FILES_MAX 1000000

struct args {
	const char *schema;
	struct opt_texts refs;
	int assert_format, json;
};

static const struct opt opts[] = {
	{ "schema", 0, OPT_TEXT, offsetof(struct args, schema), "FILE",
		"the JSON Schema, draft 2020-12", 0 },
	{ "ref", 0, OPT_TEXTS, offsetof(struct args, refs), "URI=FILE",
		"a schema that it may refer to; may be repeated", 0 },
	{ "assert-format", 0, OPT_FLAG, offsetof(struct args, assert_format), NULL,
		"\"format\" must be kept, not only noted", 0 },
	{ "json", 0, OPT_FLAG, offsetof(struct args, json), NULL,
		"write one JSON document per file: file, valid, errors[{at,schema_at,message}]", 0 },
	{ 0 },
};

/* The schemas of --ref, each with its URI. */
struct refs {
	char *uris[OPT_TEXTS_MAX], *texts[OPT_TEXTS_MAX];
};

static ma_rc read_ref(const char *value, char **uri, char **text, ma_err *err)
{
	const char *equals = strrchr(value, '='); /* a URI may hold one */

	if (!equals || equals == value || !equals[1])
		return ma_fail(err, MA_EMISUSE, "--ref: \"%.200s\" is not URI=FILE", value);
	*uri = ma_strndup(value, (size_t)(equals - value));
	return *uri ? prompt_read(equals + 1, MA_LIMIT_FILE, text, err) : ma_fail_nomem(err);
}

static ma_rc compile(const struct args *a, struct refs *refs, ma_validator **out, ma_err *err)
{
	ma_validator_opts how = { .size = sizeof(how),
		.assert_format = a->assert_format,
		.ref_uris = (const char *const *)refs->uris,
		.ref_texts = (const char *const *)refs->texts,
		.refs_n = a->refs.n };
	char *schema = NULL;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < a->refs.n && !rc; i++)
		rc = read_ref(a->refs.v[i], &refs->uris[i], &refs->texts[i], err);
	if (!rc)
		rc = prompt_read(a->schema, MA_LIMIT_FILE, &schema, err);
	if (!rc)
		rc = ma_validator_new(schema, a->schema, &how, out, err);
	ma_free(schema);
	return rc;
}

static void free_refs(struct refs *refs)
{
	size_t i;

	for (i = 0; i < OPT_TEXTS_MAX; i++) {
		ma_free(refs->uris[i]);
		ma_free(refs->texts[i]);
	}
}

static ma_rc add_json(
	struct ma_buf *out, const char *file, int valid, const char *errors, ma_err *err)
{
	json_t *list = errors ? field_parse(errors, err) : json_array();
	json_t *line = list
		? json_pack("{s:s, s:b, s:o}", "file", file, "valid", valid, "errors", list)
		: NULL;
	char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;

	json_decref(line);
	if (!text)
		return ma_fail(
			err, MA_EMISUSE, "%.200s: its name is not UTF-8, or memory is out", file);
	ma_buf_adds(out, text);
	ma_buf_addc(out, '\n');
	free(text); /* jansson's */
	return MA_OK;
}

static ma_rc add_text(
	struct ma_buf *out, const char *file, int valid, const char *errors, ma_err *err)
{
	json_t *list, *error;
	size_t i;

	if (valid) {
		field_show(out, ma_str(file));
		ma_buf_adds(out, ": valid\n");
		return MA_OK;
	}
	list = field_parse(errors, err);
	if (!list)
		return err->code;
	json_array_foreach (list, i, error)
		field_error(out, file, error);
	json_decref(list);
	return MA_OK;
}

static ma_rc check_file(
	const struct args *a, ma_validator *v, const char *file, int *valid, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_BLOB);
	char *text = NULL, *errors = NULL;
	ma_rc rc = prompt_read(file, MA_LIMIT_BLOB, &text, err);

	if (!rc) {
		rc = ma_validator_check(v, text, valid, &errors, err);
		if (rc)
			rc = ma_err_wrap(err, "%s", file);
	}
	if (!rc)
		rc = (a->json ? add_json : add_text)(&out, file, *valid, errors, err);
	if (!rc)
		rc = out_flush(&out, err);
	ma_buf_done(&out);
	ma_string_free(errors);
	ma_free(text);
	return rc;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	struct refs refs = { { NULL }, { NULL } };
	ma_validator *v = NULL;
	int i, valid = 0, all = 1;
	ma_rc rc;

	if (!a->schema)
		return ma_fail(err, MA_EMISUSE, "--schema is missing; see meta-agent help validate");
	rc = compile(a, &refs, &v, err);
	for (i = 0; i < words->n && !rc; i++) {
		rc = check_file(a, v, words->v[i], &valid, err);
		all &= valid;
	}
	ma_validator_free(v);
	free_refs(&refs);
	if (!rc)
		*exit_out = !all;
	return rc;
}

const struct cmd cmd_validate = {
	.name = "validate",
	.args = "FILE...",
	.words_least = 1,
	.words_most = FILES_MAX,
	.summary = "check JSON documents against a JSON Schema, draft 2020-12",
	.about = "Every error is told with where it is in the document, a sentence, and the place in the schema. The\n"
		 "exit code is 1 when a document does not fit or is no JSON, 2 when the schema or a file cannot be\n"
		 "used. Nothing is fetched: a schema elsewhere that is referred to is given with --ref.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
