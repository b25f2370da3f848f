/* The tolerant reader: codec/extract.h as the public API gives it. */
#include "base/limits.h"
#include "codec/extract.h"
#include "codec/json.h"
#include "lib/ctx.h"

#define EXTRACTED_MAX (8 * MA_LIMIT_BLOB)

/* Without the blanks between its tokens. */
static void add_compact(struct ma_buf *out, struct ma_str json)
{
	size_t i, from = 0;
	bool in_string = false;

	for (i = 0; i < json.n; i++) {
		char c = json.p[i];

		if (in_string && c == '\\') {
			i++;
		} else if (c == '"') {
			in_string = !in_string;
		} else if (!in_string && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
			ma_buf_add(out, json.p + from, i - from);
			from = i + 1;
		}
	}
	ma_buf_addv(out, ma_str_from(json, from));
}

static void add_repairs(struct ma_buf *out, const struct ma_repairs *repairs)
{
	size_t i, n = repairs->n < MA_REPAIRS_MAX ? repairs->n : MA_REPAIRS_MAX;

	for (i = 0; i < n; i++)
		ma_buf_addf(out, "%s{\"class\":\"%s\",\"at\":%zu,\"what\":\"%s\"}", i ? "," : "",
			ma_repair_class_name(repairs->v[i].class), repairs->v[i].at,
			repairs->v[i].what);
}

static ma_rc give(const struct ma_extract *x, char **json_out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(EXTRACTED_MAX);

	ma_buf_adds(&text, "{\"value\":");
	add_compact(&text, ma_buf_str(&x->json));
	ma_buf_adds(&text, ",\"repairs\":[");
	add_repairs(&text, &x->repairs);
	ma_buf_addf(&text, "],\"repairs_n\":%zu,\"truncated\":%s}", x->repairs.n,
		x->truncated ? "true" : "false");
	return ma_give_text(&text, json_out, err);
}

static ma_rc kind_of(const char *name, enum ma_extract_kind *out, ma_err *err)
{
	if (strcmp(name, "json") != 0 && strcmp(name, "plan") != 0)
		return ma_fail(
			err, MA_EMISUSE, "ma_extract_text: \"%.60s\" is no kind; json, plan", name);
	*out = name[0] == 'p' ? MA_EXTRACT_PLAN : MA_EXTRACT_JSON;
	return MA_OK;
}

ma_rc ma_extract_text(
	const char *text, const char *kind, const char *schema, char **json_out, ma_err *err)
{
	enum ma_extract_kind wanted = MA_EXTRACT_JSON;
	struct ma_schema *compiled = NULL;
	struct ma_extract x = { .truncated = false };
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!text || !kind || !json_out)
		return ma_fail(err, MA_EMISUSE, "ma_extract_text: a missing argument");
	rc = kind_of(kind, &wanted, err);
	if (!rc && schema && ma_schema_new(ma_str(schema), "schema", NULL, &compiled, err))
		rc = err->code = err->code == MA_ENOMEM ? MA_ENOMEM : MA_EMISUSE;
	if (!rc)
		rc = ma_extract(ma_str(text), wanted, compiled, &x, err);
	if (!rc)
		rc = give(&x, json_out, err);
	ma_extract_done(&x);
	ma_schema_free(compiled);
	return rc;
}
