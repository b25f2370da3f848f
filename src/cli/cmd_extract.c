/* meta-agent extract: what the tolerant reader gets out of what a model wrote. */
#include <stddef.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/prompt.h"
#include "metaagent/metaagent.h"

struct args {
	const char *schema;
	int kind, json;
};

static const struct opt opts[] = {
	{ "kind", 0, OPT_CHOICE, offsetof(struct args, kind), "json|plan|files",
		"what is looked for", 0 },
	{ "schema", 0, OPT_TEXT, offsetof(struct args, schema), "FILE",
		"the value must fit this JSON Schema", 0 },
	{ "json", 0, OPT_FLAG, offsetof(struct args, json), NULL,
		"write one JSON document: value, repairs[{class,at,what}], repairs_n, truncated; of files: files[{op,path,content}], problems[{path,what}], truncated",
		0 },
	{ 0 },
};

static const char *const kinds[] = { "json", "plan", "files" };
#define KIND_FILES 2

static ma_rc extract(const struct args *a, const char *file, char **json_out, ma_err *err)
{
	char *text = NULL, *schema = NULL;
	ma_rc rc = prompt_read(file, MA_LIMIT_BLOB, &text, err);

	if (!rc && a->schema)
		rc = prompt_read(a->schema, MA_LIMIT_FILE, &schema, err);
	if (!rc)
		rc = ma_extract_text(text, kinds[a->kind], schema, json_out, err);
	ma_free(schema);
	ma_free(text);
	return rc;
}

/* The value's own text, digits and all: it stands between the first colon and what follows it. */
static struct ma_str value_of(struct ma_str json, size_t rest_n)
{
	size_t from = sizeof("{\"value\":") - 1;

	return ma_str_n(json.p + from, json.n - from - rest_n);
}

/* What stands behind the value begins with this, and neither a class nor what was repaired holds it. */
static size_t rest_of(struct ma_str json)
{
	static const char begins[] = ",\"repairs\":[";
	size_t at = json.n - sizeof(begins);

	while (memcmp(json.p + at, begins, sizeof(begins) - 1) != 0)
		at--;
	return json.n - at;
}

static void note(const json_t *repair)
{
	struct ma_buf line = MA_BUF_INIT(MA_KIB);

	ma_buf_adds(&line, "meta-agent: byte ");
	ma_buf_addf(&line, "%lld: ", (long long)field_int(repair, "at"));
	ma_buf_addv(&line, field_str(repair, "what"));
	ma_buf_adds(&line, " (");
	ma_buf_addv(&line, field_str(repair, "class"));
	ma_buf_adds(&line, ")\n");
	out_note(ma_buf_str(&line));
	ma_buf_done(&line);
}

/* To stderr; returns whether the value is whole. */
static bool tell(struct ma_str json, size_t rest_n, ma_err *err)
{
	struct ma_buf rest = MA_BUF_INIT(MA_LIMIT_FILE);
	json_t *told = NULL, *repair;
	bool whole = false;
	size_t i;

	ma_buf_addc(&rest, '{');
	ma_buf_addv(&rest, ma_str_from(json, json.n - rest_n + 1));
	if (!ma_buf_check(&rest, err))
		told = field_parse(rest.p, err);
	json_array_foreach (json_object_get(told, "repairs"), i, repair)
		note(repair);
	whole = json_is_false(json_object_get(told, "truncated"));
	json_decref(told);
	ma_buf_done(&rest);
	return whole;
}

static ma_rc write_value(struct ma_str json, size_t rest_n, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(SIZE_MAX);
	ma_rc rc;

	ma_buf_addv(&out, value_of(json, rest_n));
	ma_buf_addc(&out, '\n');
	rc = out_flush(&out, err);
	ma_buf_done(&out);
	return rc;
}

static ma_rc show(struct ma_str json, int *exit_out, ma_err *err)
{
	size_t rest_n = rest_of(json);

	if (tell(json, rest_n, err))
		return write_value(json, rest_n, err);
	*exit_out = 1;
	return ma_fail(err, MA_EINVALID, "the JSON stops in the middle; --json shows what is there");
}

static ma_rc show_json(struct ma_str json, int *exit_out, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(SIZE_MAX);
	ma_rc rc;

	ma_buf_addv(&out, json);
	ma_buf_addc(&out, '\n');
	rc = out_flush(&out, err);
	ma_buf_done(&out);
	if (ma_str_ends(json, "\"truncated\":true}"))
		*exit_out = 1;
	return rc;
}

/* A problem is told to stderr. */
static void tell_problem(const json_t *problem)
{
	struct ma_buf line = MA_BUF_INIT(MA_KIB);
	struct ma_str path = field_str(problem, "path");

	ma_buf_adds(&line, "meta-agent: ");
	ma_buf_add_visible(&line, path.n > 0 ? path : MA_STR("a block"));
	ma_buf_adds(&line, ": ");
	ma_buf_add_visible(&line, field_str(problem, "what"));
	ma_buf_addc(&line, '\n');
	out_note(ma_buf_str(&line));
	ma_buf_done(&line);
}

/* "file src/a.ts, 12 bytes" */
static void list_file(const json_t *file, struct ma_buf *out)
{
	struct ma_str to = field_str(file, "to"), content = field_str(file, "content");

	ma_buf_addv(out, field_str(file, "op"));
	ma_buf_addc(out, ' ');
	ma_buf_add_visible(out, field_str(file, "path"));
	if (to.n > 0) {
		ma_buf_adds(out, " -> ");
		ma_buf_add_visible(out, to);
	} else if (json_object_get(file, "content")) {
		ma_buf_addf(out, ", %zu bytes", content.n);
	}
	ma_buf_addc(out, '\n');
}

/* What is fine to stdout, as JSON or as a list. Anything else makes the answer no. */
static ma_rc show_files(struct ma_str json, bool as_json, int *exit_out, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(SIZE_MAX);
	json_t *found = field_parse(json.p, err), *row;
	ma_rc rc = found ? MA_OK : err->code;
	size_t i;

	if (as_json) {
		ma_buf_addv(&out, json);
		ma_buf_addc(&out, '\n');
	} else {
		json_array_foreach (json_object_get(found, "files"), i, row)
			list_file(row, &out);
		json_array_foreach (json_object_get(found, "problems"), i, row)
			tell_problem(row);
	}
	if (json_array_size(json_object_get(found, "problems")) > 0)
		*exit_out = 1;
	if (!rc && json_array_size(json_object_get(found, "files")) == 0) {
		*exit_out = 1;
		if (!as_json && json_array_size(json_object_get(found, "problems")) == 0)
			rc = ma_fail(err, MA_EINVALID, "no files in the text");
	}
	if (!rc)
		rc = out_flush(&out, err);
	json_decref(found);
	ma_buf_done(&out);
	return rc;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	char *json = NULL;
	ma_rc rc = extract(a, words->n > 0 ? words->v[0] : "-", &json, err);

	if (rc == MA_EINVALID || rc == MA_ELIMIT)
		*exit_out = 1;
	if (!rc && a->kind == KIND_FILES)
		rc = show_files(ma_str(json), a->json, exit_out, err);
	else if (!rc)
		rc = (a->json ? show_json : show)(ma_str(json), exit_out, err);
	if (rc == MA_EIO)
		*exit_out = CMD_EXIT_BY_RC; /* it was not written, whatever it is */
	ma_string_free(json);
	return rc;
}

const struct cmd cmd_extract = {
	.name = "extract",
	.args = "[FILE|-]",
	.words_least = 0,
	.words_most = 1,
	.summary = "find the JSON, or the files, in what a model wrote",
	.about = "Text around it, thoughts and fences are left out; what is damaged is repaired, and every repair is told\n"
		 "with its class: safe, guess, or truncation. The exit code is 1 when there is no JSON, or none that fits,\n"
		 "and when it stops in the middle: then only --json shows what is there.\n"
		 "Files are found in every form that docs/formats/files.md has; with --json their contents are shown.\n"
		 "The exit code is 1 when there are none, or a problem.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
