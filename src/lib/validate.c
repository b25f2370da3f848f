/* The validator: codec/schema.h as the public API gives it. */
#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "codec/schema.h"
#include "lib/ctx.h"

struct ma_validator {
	struct ma_schema *schema;
	struct ma_doc doc; /* its memory is used again */
};

static ma_rc compile(ma_validator *v, const char *schema, const char *name,
	const ma_validator_opts *opts, ma_err *err)
{
	struct ma_schema_opts how = { .assert_format = opts && opts->assert_format };
	struct ma_schema_ref *refs = NULL;
	size_t i;
	ma_rc rc;

	if (opts && opts->refs_n > 0) {
		refs = ma_new_n(struct ma_schema_ref, opts->refs_n);
		if (!refs)
			return ma_fail_nomem(err);
		for (i = 0; i < opts->refs_n; i++)
			refs[i] = (struct ma_schema_ref){ ma_str(opts->ref_uris[i]),
				ma_str(opts->ref_texts[i]), opts->ref_uris[i] };
		how.refs = refs;
		how.refs_n = opts->refs_n;
	}
	rc = ma_schema_new(ma_str(schema), name, &how, &v->schema, err);
	ma_free(refs);
	return rc;
}

ma_rc ma_validator_new(const char *schema, const char *name, const ma_validator_opts *opts,
	ma_validator **out, ma_err *err)
{
	ma_validator *v;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!schema || !name || !out || (opts && opts->size != sizeof(*opts)))
		return ma_fail(err, MA_EMISUSE,
			"ma_validator_new: a missing argument, or another version's options");
	v = ma_new(ma_validator);
	if (!v)
		return ma_fail_nomem(err);
	rc = compile(v, schema, name, opts, err);
	if (rc)
		ma_validator_free(v);
	else
		*out = v;
	return rc;
}

static void add_error(struct ma_buf *out, const struct ma_schema_error *e)
{
	ma_buf_adds(out, out->n > 1 ? ",{\"at\":" : "{\"at\":");
	ma_json_add_string(out, e->at);
	ma_buf_adds(out, ",\"schema_at\":");
	ma_json_add_string(out, e->schema_at);
	ma_buf_adds(out, ",\"message\":");
	ma_json_add_string(out, e->message);
	ma_buf_addc(out, '}');
}

static ma_rc give_errors(
	const struct ma_schema_error *errors, size_t n, char **json_out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);
	size_t i;

	ma_buf_addc(&text, '[');
	for (i = 0; i < n; i++)
		add_error(&text, &errors[i]);
	ma_buf_addc(&text, ']');
	return ma_give_text(&text, json_out, err);
}

/* A text that is no JSON fits no schema. */
static ma_rc not_json(int *valid_out, char **json_out, ma_err *err)
{
	struct ma_schema_error e = { .message = ma_str(err->msg) };
	ma_rc rc = json_out ? give_errors(&e, 1, json_out, err) : MA_OK;

	if (!rc)
		*valid_out = 0;
	return rc;
}

ma_rc ma_validator_check(
	ma_validator *v, const char *json, int *valid_out, char **json_out, ma_err *err)
{
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	ma_err why = { MA_OK, 0, "" };
	bool valid = false;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!v || !json || !valid_out)
		return ma_fail(err, MA_EMISUSE, "ma_validator_check: a missing argument");
	rc = ma_doc_parse(&v->doc, ma_str(json), "not JSON", &why);
	if (rc == MA_EINVALID)
		return not_json(valid_out, json_out, &why);
	if (rc) {
		*err = why;
		return rc;
	}
	rc = ma_schema_check(v->schema, &v->doc, &valid, json_out ? &report : NULL, err);
	if (!rc && !valid && json_out)
		rc = give_errors(report.errors, report.errors_n, json_out, err);
	if (!rc)
		*valid_out = valid;
	ma_schema_report_done(&report);
	return rc;
}

void ma_validator_free(ma_validator *v)
{
	if (!v)
		return;
	ma_schema_free(v->schema);
	ma_doc_done(&v->doc);
	ma_free(v);
}
