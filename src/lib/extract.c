/* The tolerant reader: codec/extract.h as the public API gives it. */
#include "base/limits.h"
#include "base/path.h"
#include "codec/blocks.h"
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

static void add_text(struct ma_buf *out, const char *before, struct ma_str text)
{
	ma_buf_adds(out, before);
	ma_json_add_string(out, text);
}

static void add_block(struct ma_buf *out, const struct ma_block *b)
{
	ma_buf_addf(out, "{\"op\":\"%s\"", ma_block_op_name(b->op));
	add_text(out, ",\"path\":", b->path);
	if (b->op == MA_BLOCK_MOVE)
		add_text(out, ",\"to\":", b->to);
	else if (b->op != MA_BLOCK_DELETE)
		add_text(out, ",\"content\":", b->content);
	ma_buf_addc(out, '}');
}

struct found {
	struct ma_buf files, problems;
	bool nomem;
};

static void add_problem(struct found *f, struct ma_str path, struct ma_str what)
{
	add_text(&f->problems, f->problems.n > 0 ? ",{\"path\":" : "{\"path\":", path);
	add_text(&f->problems, ",\"what\":", what);
	ma_buf_addc(&f->problems, '}');
}

static bool is_allowed(struct found *f, struct ma_str path)
{
	ma_err why = { MA_OK, 0, "" };
	ma_rc rc = ma_path_check(path, &why);

	f->nomem |= rc == MA_ENOMEM;
	if (rc)
		add_problem(f, path, ma_str(why.msg));
	return !rc;
}

static void sort_out(struct found *f, const struct ma_blocks *blocks)
{
	size_t i;

	for (i = 0; i < blocks->n; i++) {
		const struct ma_block *b = &blocks->v[i];

		if (b->op != MA_BLOCK_TASKS &&
			(!is_allowed(f, b->path) ||
				(b->op == MA_BLOCK_MOVE && !is_allowed(f, b->to))))
			continue;
		if (f->files.n > 0)
			ma_buf_addc(&f->files, ',');
		add_block(&f->files, b);
	}
	for (i = 0; i < blocks->problems_n; i++)
		add_problem(f, blocks->problems[i].path, ma_str(blocks->problems[i].what));
}

static ma_rc extract_files(const char *text, char **json_out, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_buf json = MA_BUF_INIT(EXTRACTED_MAX);
	struct found f = { .files = MA_BUF_INIT(EXTRACTED_MAX),
		.problems = MA_BUF_INIT(EXTRACTED_MAX) };
	struct ma_blocks blocks = { .n = 0 };
	ma_rc rc = ma_blocks_read(ma_str(text), MA_STR(""), &arena, &blocks, err);

	if (!rc)
		sort_out(&f, &blocks);
	if (!rc)
		rc = f.nomem ? ma_fail_nomem(err) : ma_buf_check(&f.files, err);
	if (!rc)
		rc = ma_buf_check(&f.problems, err);
	ma_buf_adds(&json, "{\"files\":[");
	ma_buf_addv(&json, ma_buf_str(&f.files));
	ma_buf_adds(&json, "],\"problems\":[");
	ma_buf_addv(&json, ma_buf_str(&f.problems));
	ma_buf_addf(&json, "],\"truncated\":%s}", blocks.truncated ? "true" : "false");
	ma_buf_done(&f.files);
	ma_buf_done(&f.problems);
	ma_arena_done(&arena);
	if (!rc)
		return ma_give_text(&json, json_out, err);
	ma_buf_done(&json);
	return rc;
}

static ma_rc kind_of(const char *name, enum ma_extract_kind *out, ma_err *err)
{
	if (strcmp(name, "json") != 0 && strcmp(name, "plan") != 0)
		return ma_fail(err, MA_EMISUSE,
			"ma_extract_text: \"%.60s\" is no kind; json, plan, files", name);
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
	if (strcmp(kind, "files") == 0)
		return schema ? ma_fail(err, MA_EMISUSE, "ma_extract_text: files fit no schema")
			      : extract_files(text, json_out, err);
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
