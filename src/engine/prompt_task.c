/* Requests to agents of the host program: JSON, as no model reads them and nothing may be left out. */
#include "codec/json.h"
#include "engine/prompt.h"

static void add_member(struct ma_buf *out, const char *key, struct ma_str text)
{
	ma_buf_addf(out, "%s\"%s\":", out->p && out->p[out->n - 1] == '{' ? "" : ",", key);
	ma_json_add_string(out, text);
}

static ma_rc add_source(
	struct ma_buf *out, const struct ma_prompt_source *s, bool *first, ma_err *err)
{
	json_t *files = NULL;
	const json_t *file;
	size_t i;
	ma_rc rc;

	rc = ma_json_parse(s->files, "file set", &files, err);
	json_array_foreach (files, i, file) {
		ma_buf_adds(out, *first ? "{" : ",{");
		*first = false;
		add_member(out, "task", s->task);
		add_member(out, "path", ma_json_str(file, "path"));
		if (ma_json_bool(file, "remove", false))
			ma_buf_adds(out, ",\"remove\":true");
		else
			add_member(out, "content", ma_json_str(file, "content"));
		ma_buf_addc(out, '}');
	}
	json_decref(files);
	return rc;
}

ma_rc ma_prompt_write_task(const struct ma_prompt *p, struct ma_buf *out, ma_err *err)
{
	bool first = true;
	ma_rc rc = MA_OK;
	size_t i;

	ma_buf_addc(out, '{');
	add_member(out, "task", p->task);
	add_member(out, "name", p->name);
	add_member(out, "description", p->description);
	add_member(out, "request", p->request);
	add_member(out, "contract", p->contract);
	add_member(out, "problem", p->problem);
	ma_buf_adds(out, ",\"files\":[");
	for (i = 0; i < p->sources_n && !rc; i++)
		rc = add_source(out, &p->sources[i], &first, err);
	ma_buf_adds(out, "]}");
	return rc ? rc : ma_buf_check(out, err);
}
