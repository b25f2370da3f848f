/* meta-agent merge: what two sides made of one file, in one. */
#include <stddef.h>
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/prompt.h"
#include "metaagent/files.h"

#define TOLD_MAX 20 /* conflicts, to a person */

struct args {
	const char *path;
	int strategy, markers, json;
};

static const struct opt opts[] = {
	{ "strategy", 0, OPT_CHOICE, offsetof(struct args, strategy),
		"smart|three-way|union|replace|append", "how; smart where none is named", 0 },
	{ "path", 0, OPT_TEXT, offsetof(struct args, path), "NAME",
		"the file's name in the project, which says of what kind it is; else that of OURS",
		0 },
	{ "markers", 0, OPT_FLAG, offsetof(struct args, markers), NULL,
		"write conflicts into the text, between markers", 0 },
	{ "json", 0, OPT_FLAG, offsetof(struct args, json), NULL,
		"write one JSON document: clean, by, text, conflicts[{path,at,base,ours,theirs}], conflicts_n, notes[]",
		0 },
	{ 0 },
};

static const char *const strategies[] = { "smart", "three-way", "union", "replace", "append" };

/* Two files have no base that is known: an empty one. */
static ma_rc merge(const struct args *a, const struct words *words, char **json_out, ma_err *err)
{
	ma_merge_text_opts how = {
		.size = sizeof(how), .strategy = strategies[a->strategy], .markers = a->markers
	};
	const char *name = words->v[words->n == 3 ? 1 : 0];
	char *text[3] = { NULL };
	int i, streams_n = 0;
	ma_rc rc = MA_OK;

	for (i = 0; i < words->n; i++)
		streams_n += strcmp(words->v[i], "-") == 0;
	if (streams_n > 1)
		return ma_fail(err, MA_EMISUSE,
			"merge: standard input can be one of the files, not %d", streams_n);
	how.path = a->path ? a->path : name;
	for (i = 0; i < words->n && !rc; i++)
		rc = prompt_read_file(words->v[i], MA_LIMIT_FILE, &text[i], err);
	if (!rc)
		rc = words->n == 3 ? ma_merge_text(&how, text[0], text[1], text[2], json_out, err)
				   : ma_merge_text(&how, "", text[0], text[1], json_out, err);
	for (i = 0; i < 3; i++)
		ma_free(text[i]);
	return rc;
}

static void note(const char *before, struct ma_str text)
{
	struct ma_buf line = MA_BUF_INIT(MA_LIMIT_FILE);

	ma_buf_addf(&line, "meta-agent: %s", before);
	field_show(&line, text);
	ma_buf_addc(&line, '\n');
	out_note(ma_buf_str(&line));
	ma_buf_done(&line);
}

static void tell(const json_t *merged)
{
	const json_t *list = json_object_get(merged, "conflicts"), *item;
	size_t i;

	json_array_foreach (json_object_get(merged, "notes"), i, item)
		note("", ma_str_n(json_string_value(item), json_string_length(item)));
	json_array_foreach (list, i, item)
		if (i < TOLD_MAX)
			note("conflict: ", field_str(item, "at"));
}

static ma_rc show(const struct args *a, const json_t *merged, int *exit_out, ma_err *err)
{
	int64_t n = field_int(merged, "conflicts_n");
	ma_rc rc = MA_OK;

	tell(merged);
	*exit_out = n > 0;
	if (n == 0 || a->markers)
		rc = out_write(field_str(merged, "text"), err);
	if (!rc && n > 0 && !a->markers)
		rc = ma_fail(err, MA_EINVALID,
			"%lld conflict%s; --markers shows them in the text, --json beside it",
			(long long)n, n == 1 ? "" : "s");
	return rc;
}

static ma_rc show_json(const char *json, const json_t *merged, int *exit_out, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(SIZE_MAX);
	ma_rc rc;

	ma_buf_adds(&out, json);
	ma_buf_addc(&out, '\n');
	rc = out_flush(&out, err);
	ma_buf_done(&out);
	*exit_out = field_int(merged, "conflicts_n") > 0;
	return rc;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	char *json = NULL;
	json_t *merged = NULL;
	ma_rc rc = merge(a, words, &json, err);

	if (!rc) {
		merged = field_parse(json, err);
		rc = !merged      ? err->code
			: a->json ? show_json(json, merged, exit_out, err)
				  : show(a, merged, exit_out, err);
	}
	if (rc == MA_EIO)
		*exit_out = CMD_EXIT_BY_RC; /* it was not written, whatever it is */
	json_decref(merged);
	ma_string_free(json);
	return rc;
}

const struct cmd cmd_merge = {
	.name = "merge",
	.args = "[BASE] OURS THEIRS",
	.words_least = 2,
	.words_most = 3,
	.summary = "join what two sides made of one file",
	.about = "smart joins by what a file of its kind means (JSON, YAML, TOML, Markdown, lists of lines) and by\n"
		 "lines, and takes nothing that lost or doubled something; three-way is by lines, union keeps both sides\n"
		 "of a conflict, append puts what THEIRS added behind OURS, replace takes THEIRS. Without BASE both\n"
		 "sides made the file anew. The exit code is 1 where there is a conflict: then nothing is written but\n"
		 "with --markers or --json.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
