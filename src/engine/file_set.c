/* File sets, read. */
#include "engine/file_set.h"

#include "base/alloc.h"
#include "codec/json.h"
#include "engine/job.h"

ma_rc ma_file_set_json(
	struct ma_engine *run, struct ma_str hash, const char *what, json_t **out, ma_err *err)
{
	struct ma_str text = MA_STR("");
	char *blob = NULL;
	ma_rc rc = ma_job_blob(run, hash, &blob, &text, err);

	if (!rc)
		rc = ma_json_parse(text, what, out, err);
	ma_free(blob);
	return rc;
}

ma_rc ma_file_set_read(
	struct ma_engine *run, struct ma_str hash, struct ma_file_set *out, ma_err *err)
{
	const json_t *file;
	size_t i;
	ma_rc rc;

	*out = (struct ma_file_set){ .files = NULL };
	rc = ma_file_set_json(run, hash, "file set", &out->files, err);
	if (rc)
		return rc;
	out->n = json_array_size(out->files);
	out->changes = ma_new_n(struct ma_change, out->n);
	if (!out->changes)
		return ma_fail_nomem(err);
	json_array_foreach (out->files, i, file)
		out->changes[i] = (struct ma_change){ .path = ma_json_str(file, "path"),
			.content = ma_json_str(file, "content"),
			.remove = ma_json_bool(file, "remove", false) };
	return MA_OK;
}

void ma_file_set_done(struct ma_file_set *set)
{
	ma_free(set->changes);
	json_decref(set->files);
	*set = (struct ma_file_set){ .files = NULL };
}
