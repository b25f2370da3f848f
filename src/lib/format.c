/* Laying one file out: vcs/format.h as the public API gives it. */
#include <stdlib.h>

#include "metaagent/files.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "lib/ctx.h"
#include "lib/places.h"
#include "sys/sandbox.h"
#include "vcs/format.h"

#define ARENA_MAX (32 * MA_LIMIT_FILE)

static json_t *file_json(const struct ma_format_file *f, struct ma_str before)
{
	return json_pack("{s:o, s:s, s:b, s:o}", "text",
		json_stringn(f->text.p ? f->text.p : "", f->text.n), "by", f->by ? f->by : "",
		"changed", !ma_str_eq(f->text, before), "note",
		json_stringn(f->note.p ? f->note.p : "", f->note.n));
}

static ma_rc check(const ma_format_text_opts *opts, const char *text, char **json_out, ma_err *err)
{
	if (!opts || opts->size != sizeof(*opts) || !opts->path || !text || !json_out)
		return ma_fail(err, MA_EMISUSE,
			"ma_format_text: a missing argument, or another version's options");
	if (!ma_str_utf8(ma_str(text)))
		return ma_fail(err, MA_EINVALID, "the text is not UTF-8");
	return MA_OK;
}

ma_rc ma_format_text(const ma_format_text_opts *opts, const char *text, char **json_out, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(ARENA_MAX);
	struct ma_format_file file = { .text = ma_str(text) };
	struct ma_format_opts how = { .timeout_ms = 0 };
	char *cage = NULL;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	rc = check(opts, text, json_out, err);
	if (rc)
		return rc;
	file.path = ma_str(opts->path);
	how.path = opts->plain ? NULL : getenv("PATH");
	rc = ma_places_syntax(&how.syntax, err);
	if (!rc)
		rc = ma_sandbox_cage(&cage, err);
	how.cage = cage;
	if (!rc)
		rc = ma_format_files(&how, &file, 1, &arena, err);
	if (!rc)
		rc = ma_give_json(file_json(&file, ma_str(text)), json_out, err);
	ma_syntax_free(how.syntax);
	ma_free(cage);
	ma_arena_done(&arena);
	return rc;
}
