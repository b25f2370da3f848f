/* Which of the values in a text is the answer. */
#include "codec/extract_choose.h"

void extract_clear(struct ma_extract *x)
{
	ma_buf_clear(&x->json);
	x->repairs.n = 0;
	x->repairs.worst = MA_REPAIR_NONE;
	x->truncated = false;
}

void extract_fail_all(struct extract_finder *f, ma_rc rc)
{
	f->rc = rc;
	if (rc == MA_ENOMEM)
		(void)ma_fail_nomem(&f->err);
}

void extract_blame(struct extract_finder *f, const char *at, const char *why)
{
	const char *p, *line = f->base;
	size_t number = 1;

	if (f->why.code)
		return;
	if (f->fixed)
		at = f->fixed;
	for (p = f->base; p < at; p++) {
		if (*p == '\n') {
			number++;
			line = p + 1;
		}
	}
	(void)ma_fail(
		&f->why, MA_EINVALID, "JSON:%zu:%zu: %s", number, (size_t)(at - line) + 1, why);
}

static void blame_schema(struct extract_finder *f, const struct ma_schema_error *e)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);

	if (e->at.n > 0)
		ma_buf_addv(&text, e->at);
	ma_buf_adds(&text, e->at.n > 0 ? ": " : "");
	ma_buf_addv(&text, e->message);
	if (!f->why.code)
		(void)ma_fail(&f->why, MA_EINVALID, "the JSON does not fit: %.300s",
			text.p && !text.rc ? text.p : "");
	ma_buf_done(&text);
}

/* Whether it fits the schema: 2, or 0. */
static int fit_schema(struct extract_finder *f)
{
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	bool valid = false;
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_schema_check(f->schema, &f->doc, &valid, &report, &err);

	if (rc == MA_ENOMEM)
		extract_fail_all(f, rc);
	else if (rc && !f->why.code)
		f->why = err;
	else if (!rc && !valid && report.errors_n > 0)
		blame_schema(f, &report.errors[0]);
	ma_schema_report_done(&report);
	return !rc && valid ? 2 : 0;
}

static int fit_plan(struct extract_finder *f)
{
	uint32_t tasks;

	if (f->doc.v[0].type != MA_DOC_OBJECT) {
		if (!f->why.code)
			(void)ma_fail(&f->why, MA_EINVALID, "the JSON is not an object");
		return 0;
	}
	tasks = ma_doc_member(&f->doc, 0, MA_STR("tasks"));
	return tasks && f->doc.v[tasks].type == MA_DOC_ARRAY ? 2 : 1;
}

/* How well the document fits what is asked for; 0: not at all. */
int extract_fit(struct extract_finder *f, bool truncated)
{
	if (f->kind == MA_EXTRACT_PLAN)
		return fit_plan(f);
	if (f->schema)
		return truncated ? 1 : fit_schema(f);
	return f->doc.v[0].type >= MA_DOC_ARRAY;
}

static int fit_text(struct extract_finder *f, struct extract_candidate *c)
{
	ma_err err;
	ma_rc rc;

	if (f->kind == MA_EXTRACT_JSON && !f->schema)
		return 1;
	rc = ma_doc_parse(&f->doc, ma_buf_str(&c->x.json), "JSON", &err);
	if (rc == MA_ENOMEM)
		extract_fail_all(f, rc);
	return rc ? 0 : extract_fit(f, c->x.truncated);
}

/* Is the newer one to be preferred? One that stops in the middle always is, so that it is noticed. */
static bool better(const struct extract_candidate *now, const struct extract_candidate *best)
{
	if (best->fit == 0 || now->x.truncated)
		return true;
	if (now->fit != best->fit)
		return now->fit > best->fit;
	if (best->x.truncated)
		return true;
	if (now->empty != best->empty)
		return best->empty;
	return now->json >= best->json;
}

void extract_consider(struct extract_finder *f, bool json, const char *end)
{
	struct extract_candidate *c = &f->now, swap;
	struct ma_str text = ma_buf_str(&c->x.json);

	c->json = json;
	c->end = f->fixed ? NULL : end;
	c->empty = text.n == 2;
	if (c->x.json.rc)
		extract_fail_all(f, c->x.json.rc == MA_ENOMEM ? MA_ENOMEM : MA_ELIMIT);
	c->fit = f->rc ? 0 : fit_text(f, c);
	if (c->fit == 0 || !better(c, &f->best))
		return;
	swap = f->best;
	f->best = f->now;
	f->now = swap;
	f->broken = false;
}

/* All that was found was thought. */
void extract_forget(struct extract_finder *f)
{
	extract_clear(&f->best.x);
	f->best.fit = 0;
	f->broken = false;
	f->why.code = MA_OK;
}
