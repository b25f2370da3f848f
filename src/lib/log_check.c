/* A log against its schema: for what another program, another version or a repair of the database has written. */
#include "base/alloc.h"
#include "base/limits.h"
#include "engine/run.h"
#include "lib/ctx.h"
#include "lib/output.h"
#include "lib/places.h"
#include "llm/shipped_schema.h"

struct checking {
	struct ma_schema *schema;
	struct ma_doc doc;
	json_t *errors;
	int64_t events_n;
	ma_rc rc;
	ma_err *err;
};

static ma_rc add(struct checking *c, int64_t seq, struct ma_str at, struct ma_str schema_at,
	struct ma_str message)
{
	json_t *error = json_pack("{s:I, s:s%, s:s%, s:s%}", "seq", (json_int_t)seq, "at", at.p,
		at.n, "schema_at", schema_at.p, schema_at.n, "message", message.p, message.n);

	return json_array_append_new(c->errors, error) ? ma_fail_nomem(c->err) : MA_OK;
}

static ma_rc check_event(struct checking *c, int64_t seq, struct ma_str event)
{
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	ma_err why = { MA_OK, 0, "" };
	bool valid = true;
	size_t i;
	ma_rc rc = ma_doc_parse(&c->doc, event, "event", &why);

	if (rc == MA_EINVALID || rc == MA_ELIMIT)
		return add(c, seq, MA_STR(""), MA_STR(""), ma_str(why.msg));
	if (rc)
		return ma_fail_nomem(c->err);
	rc = ma_schema_check(c->schema, &c->doc, &valid, &report, c->err);
	for (i = 0; i < report.errors_n && !rc; i++)
		rc = add(c, seq, report.errors[i].at, report.errors[i].schema_at,
			report.errors[i].message);
	ma_schema_report_done(&report);
	return rc;
}

static bool check_one(void *data, int64_t seq, struct ma_str event)
{
	struct checking *c = data;

	c->events_n++;
	if (json_array_size(c->errors) < MA_SCHEMA_ERRORS_MAX)
		c->rc = check_event(c, seq, event);
	return c->rc == MA_OK;
}

static ma_rc open_schema(struct checking *c, ma_err *err)
{
	char *data_dir = NULL;
	ma_rc rc = ma_places_data(&data_dir, err);

	if (!rc)
		rc = ma_shipped_schema(data_dir, "event", &c->schema, err);
	ma_free(data_dir);
	return rc;
}

static ma_rc check_log(
	struct checking *c, const char *output, const char *run, char id[MA_ID_SIZE], ma_err *err)
{
	char stream[MA_ENGINE_STREAM_SIZE];
	struct ma_store *store = NULL;
	ma_rc rc = ma_output_open(output, false, &store, err);

	if (!rc)
		rc = ma_output_find(store, run, id, err);
	if (!rc) {
		ma_engine_stream(ma_str(id), stream);
		rc = ma_store_read(store, stream, 0, check_one, c, err);
	}
	ma_store_free(store);
	return rc ? rc : c->rc;
}

ma_rc ma_log_check(const char *output, const char *run, int *valid_out, char **json_out, ma_err *err)
{
	struct checking c = { .errors = json_array(), .err = err };
	char id[MA_ID_SIZE] = "";
	bool valid;
	ma_rc rc;

	if (!err || !output || !valid_out || !json_out) {
		json_decref(c.errors);
		return err ? ma_fail(err, MA_EMISUSE, "ma_log_check: a missing argument")
			   : MA_EMISUSE;
	}
	rc = c.errors ? open_schema(&c, err) : ma_fail_nomem(err);
	if (!rc)
		rc = check_log(&c, output, run, id, err);
	valid = json_array_size(c.errors) == 0;
	if (!rc)
		rc = ma_give_json(
			json_pack("{s:s, s:I, s:b, s:O}", "run", id, "events",
				(json_int_t)c.events_n, "valid", valid, "errors", c.errors),
			json_out, err);
	if (!rc)
		*valid_out = valid;
	ma_doc_done(&c.doc);
	ma_schema_free(c.schema);
	json_decref(c.errors);
	return rc;
}
