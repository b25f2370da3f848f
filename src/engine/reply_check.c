/* Contents of files: what is never taken, and what is asked for again. */
#include "engine/reply_check.h"

#include "base/path.h"
#include "codec/json.h"
#include "codec/secrets.h"

#define HOW_TO_KEEP "; read it from the environment, or write a placeholder"

/* A key that is there twice is lost once: no tool says so later. */
static ma_rc find_key_twice(const struct ma_file_change *f, struct ma_buf *why, ma_err *err)
{
	ma_err fault = { MA_OK, 0, "" };
	json_t *value = NULL;
	ma_rc rc = MA_OK;

	if (ma_str_is(ma_path_ext(f->path), ".json"))
		rc = ma_json_parse(f->content, "line", &value, &fault);
	json_decref(value);
	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	if (rc == MA_EINVALID && ma_str_find(ma_str(fault.msg), MA_STR("duplicate")) >= 0)
		ma_buf_adds(why, fault.msg);
	return MA_OK;
}

static void find_secret(
	const struct ma_reply_ask *ask, const struct ma_file_change *f, struct ma_buf *why)
{
	size_t line = 0;
	const char *what = ma_secret_find(f->content, &line);

	if (what)
		ma_buf_addf(why, "line %zu holds what looks like %s" HOW_TO_KEEP, line, what);
	else if (ask->leaks && ask->leaks(ask->leaks_data, f->content))
		ma_buf_adds(why, "it holds a key that this run uses" HOW_TO_KEEP);
}

void ma_reply_add_finding(const struct ma_finding *f, struct ma_buf *why)
{
	if (why->n > 0)
		ma_buf_adds(why, "; ");
	if (f->line > 0)
		ma_buf_addf(why, "line %zu, column %zu: ", f->line, f->column);
	ma_buf_addv(why, f->what);
}

static ma_rc find_new_faults(const struct ma_reply_ask *ask, const struct ma_file_change *f,
	struct ma_str before, struct ma_arena *arena, struct ma_buf *why,
	struct ma_definitions *defined, ma_err *err)
{
	struct ma_findings found = { .n = 0 };
	ma_rc rc = ma_check_file(ask->syntax, f->path, before, f->content, arena, &found, err);
	size_t i;

	for (i = 0; i < found.n && !rc; i++)
		ma_reply_add_finding(&found.v[i], why);
	if (!rc && found.count > found.n)
		ma_buf_addf(why, "; and %zu more", found.count - found.n);
	*defined = found.defined;
	return rc;
}

ma_rc ma_reply_check(const struct ma_reply_ask *ask, const struct ma_file_change *f,
	struct ma_str before, struct ma_arena *arena, struct ma_buf *why,
	enum ma_content_verdict *out, struct ma_definitions *defined, ma_err *err)
{
	ma_rc rc = MA_OK;

	*out = MA_CONTENT_REFUSED;
	if (!ma_str_is_text(f->content))
		ma_buf_adds(why, "the content is not UTF-8 text");
	else
		rc = find_key_twice(f, why, err);
	if (!rc && why->n == 0)
		find_secret(ask, f, why);
	if (rc || why->n > 0)
		return rc;
	rc = find_new_faults(ask, f, before, arena, why, defined, err);
	*out = why->n > 0 ? MA_CONTENT_DOUBTFUL : MA_CONTENT_FINE;
	return rc;
}
