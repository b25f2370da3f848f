/* meta-agent format: a file, laid out. */
#include <stddef.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/prompt.h"
#include "metaagent/files.h"

struct args {
	const char *language, *path;
	int plain, check, json;
};

static const struct opt opts[] = {
	{ "language", 0, OPT_TEXT, offsetof(struct args, language), "NAME",
		"what it is written in: javascript, typescript, tsx, python, go, rust, c, java, bash, json, css, markdown",
		0 },
	{ "path", 0, OPT_TEXT, offsetof(struct args, path), "NAME",
		"the file's name in the project, which says of what kind it is; else that of FILE",
		0 },
	{ "plain", 0, OPT_FLAG, offsetof(struct args, plain), NULL,
		"by what is built in alone: run no formatter", 0 },
	{ "check", 0, OPT_FLAG, offsetof(struct args, check), NULL,
		"write nothing; the exit code is 1 where it would change", 0 },
	{ "json", 0, OPT_FLAG, offsetof(struct args, json), NULL,
		"write one JSON document: text, by, changed, note", 0 },
	{ 0 },
};

static const struct {
	const char *language, *path;
} languages[] = {
	{ "javascript", "a.js" },
	{ "typescript", "a.ts" },
	{ "tsx", "a.tsx" },
	{ "python", "a.py" },
	{ "go", "a.go" },
	{ "rust", "a.rs" },
	{ "c", "a.c" },
	{ "java", "A.java" },
	{ "bash", "a.sh" },
	{ "json", "a.json" },
	{ "css", "a.css" },
	{ "markdown", "a.md" },
};

/* The name that stands for the file, or NULL: it says nothing. */
static ma_rc choose_path(
	const struct args *a, const struct words *words, const char **path_out, ma_err *err)
{
	const char *file = words->n > 0 ? words->v[0] : "-";
	size_t i;

	*path_out = a->path;
	for (i = 0; a->language && i < MA_COUNT(languages); i++)
		if (ma_str_is(ma_str(a->language), languages[i].language))
			*path_out = languages[i].path;
	if (a->language && a->path)
		return ma_fail(err, MA_EMISUSE, "format: --language and --path: give one");
	if (a->language && !*path_out)
		return ma_fail(err, MA_EMISUSE, "format: --language: there is no \"%.40s\" here",
			a->language);
	if (!*path_out && ma_str_is(ma_str(file), "-"))
		return ma_fail(err, MA_EMISUSE,
			"format: what is it? --language NAME, or --path NAME, says so");
	if (!*path_out)
		*path_out = file;
	return MA_OK;
}

static void tell(const json_t *laid, const char *path)
{
	struct ma_buf line = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (field_str(laid, "note").n == 0)
		return;
	ma_buf_adds(&line, "meta-agent: ");
	field_show(&line, ma_str(path));
	ma_buf_adds(&line, ": ");
	field_show(&line, field_str(laid, "note"));
	ma_buf_addc(&line, '\n');
	out_note(ma_buf_str(&line));
	ma_buf_done(&line);
}

static ma_rc show(
	const struct args *a, const json_t *laid, const char *json, int *exit_out, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(SIZE_MAX);
	ma_rc rc = MA_OK;

	if (a->check)
		*exit_out = json_is_true(json_object_get(laid, "changed"));
	if (a->json) {
		ma_buf_adds(&out, json);
		ma_buf_addc(&out, '\n');
		rc = out_flush(&out, err);
	} else if (!a->check) {
		rc = out_write(field_str(laid, "text"), err);
	}
	ma_buf_done(&out);
	return rc;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	ma_format_text_opts how = { .size = sizeof(how), .plain = a->plain };
	char *text = NULL, *json = NULL;
	json_t *laid = NULL;
	ma_rc rc = choose_path(a, words, &how.path, err);

	if (!rc)
		rc = prompt_read_file(words->n > 0 ? words->v[0] : "-", MA_LIMIT_FILE, &text, err);
	if (!rc)
		rc = ma_format_text(&how, text, &json, err);
	if (!rc) {
		laid = field_parse(json, err);
		rc = laid ? MA_OK : err->code;
	}
	if (!rc) {
		tell(laid, how.path);
		rc = show(a, laid, json, exit_out, err);
	}
	json_decref(laid);
	ma_string_free(json);
	ma_free(text);
	return rc;
}

const struct cmd cmd_format = {
	.name = "format",
	.args = "[FILE|-]",
	.words_most = 1,
	.summary = "lay one file out",
	.about = "By the formatter for its language, where one is installed (prettier, biome, clang-format, black, ruff,\n"
		 "gofmt, rustfmt, shfmt): with our configuration and no other, confined, and taken only where nothing but the\n"
		 "layout changed. Else by what is built in: ends of lines, blanks before them, the end of the file, JSON.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
