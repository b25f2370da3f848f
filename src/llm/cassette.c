/* Cassettes, read. */
#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "codec/schema.h"
#include "llm/cassette_parts.h"
#include "llm/shipped_schema.h"
#include "sys/fs.h"

#define HEAD_SIZE_MAX (16 * MA_KIB)

/* What is needed while it is read. */
struct loading {
	struct ma_cassette *c;
	const struct ma_schema *schema;
	struct ma_doc doc;
	struct ma_arena arena; /* one line's */
	size_t line_no;
};

static void name_of(size_t source, const char *key, char out[MA_KEY_SIZE + 1])
{
	out[0] = (char)('a' + source);
	memcpy(out + 1, key, MA_KEY_SIZE);
}

static ma_rc fits(struct loading *l, struct ma_str line, ma_err *err)
{
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	bool valid = false;
	ma_rc rc = ma_doc_parse(&l->doc, line, "JSON", err);

	if (!rc)
		rc = ma_schema_check(l->schema, &l->doc, &valid, &report, err);
	if (!rc && !valid)
		rc = ma_fail(err, MA_EINVALID, MA_STR_FMT ": " MA_STR_FMT,
			MA_STR_ARG(report.errors[0].at), MA_STR_ARG(report.errors[0].message));
	ma_schema_report_done(&report);
	return rc;
}

/* Before it is checked: what is no cassette at all is told as that. */
static ma_rc check_kind(const json_t *head, ma_err *err)
{
	int64_t v = ma_json_int(head, "v", 0);

	if (!ma_str_is(ma_json_str(head, "kind"), "cassette"))
		return ma_fail(err, MA_EINVALID,
			"this is no cassette: its first line is no header of one");
	if (v > MA_CASSETTE_VERSION)
		return ma_fail(err, MA_EINVALID,
			"a cassette of version %lld, and this meta-agent reads version %d",
			(long long)v, MA_CASSETTE_VERSION);
	return MA_OK;
}

/* Where a provider stands in the header; their number when it does not. */
static size_t source_at(const struct ma_cassette_head *head, struct ma_str name)
{
	size_t i = 0;

	while (i < head->sources_n && !ma_str_eq(head->sources[i].name, name))
		i++;
	return i;
}

static ma_rc take_head(struct ma_cassette_head *head, const json_t *json, ma_err *err)
{
	const json_t *source;
	size_t i;

	head->seed = ma_json_str(json, "seed");
	head->formats = ma_json_str(json, "formats");
	head->quick_checks = ma_json_bool(json, "quick_checks", false);
	head->calls = ma_json_int(json, "calls", 0);
	json_array_foreach (json_object_get(json, "providers"), i, source) {
		struct ma_str name = ma_json_str(source, "name");

		if (source_at(head, name) < head->sources_n)
			return ma_fail(err, MA_EINVALID, "/providers/%zu: it is named twice", i);
		head->sources[head->sources_n++] = (struct ma_cassette_source){ name,
			ma_json_str(source, "model") };
	}
	return MA_OK;
}

static ma_rc read_head(struct loading *l, struct ma_str line, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	ma_rc rc;

	if (ma_json_parse(line, "JSON", &l->c->head_json, &why) == MA_ENOMEM)
		return ma_fail_nomem(err);
	rc = check_kind(l->c->head_json, err);
	if (!rc)
		rc = fits(l, line, err);
	return rc ? rc : take_head(&l->c->head, l->c->head_json, err);
}

static ma_rc put(struct ma_cassette *c, struct ma_cassette_call *call, ma_err *err)
{
	char name[MA_KEY_SIZE + 1];
	struct ma_cassette_call *first;

	name_of(call->source, call->key, name);
	first = ma_map_get(&c->first, ma_str(name));
	if (first) {
		first->last->next = call;
		first->last = call;
		return MA_OK;
	}
	call->last = call;
	return ma_map_put(&c->first, ma_str(name), call) ? MA_OK : ma_fail_nomem(err);
}

/* Its key must be that of its request. */
static ma_rc check_key(struct loading *l, const json_t *json, char key[MA_KEY_SIZE], ma_err *err)
{
	struct ma_llm_req req;
	ma_rc rc;

	ma_arena_clear(&l->arena);
	rc = ma_llm_req_read(json_object_get(json, "request"), &l->arena, &req, err);
	if (rc)
		return ma_err_wrap(err, "/request");
	rc = ma_llm_req_key(&req, key, err);
	if (!rc && !ma_str_is(ma_json_str(json, "key"), key))
		rc = ma_fail(err, MA_EINVALID,
			"/key: it is not that of the request, which would be %s", key);
	return rc;
}

static ma_rc take_call(
	struct loading *l, const json_t *json, struct ma_cassette_call *call, ma_err *err)
{
	if (json_object_get(json, "kind"))
		return ma_fail(err, MA_EINVALID, "a second header: two cassettes do not make one");
	call->source = source_at(&l->c->head, ma_json_str(json, "provider"));
	if (call->source == l->c->head.sources_n)
		return ma_fail(err, MA_EINVALID, "/provider: the header names no such provider");
	return check_key(l, json, call->key, err);
}

static ma_rc read_call(struct loading *l, struct ma_str line, ma_err *err)
{
	struct ma_cassette_call *call = &l->c->calls[l->c->calls_n];
	json_t *json = NULL;
	ma_rc rc = fits(l, line, err);

	if (!rc)
		rc = ma_json_parse(line, "JSON", &json, err);
	if (!rc)
		rc = take_call(l, json, call, err);
	json_decref(json);
	if (rc)
		return rc;
	call->line = line;
	call->line_no = l->line_no;
	l->c->calls_n++;
	return put(l->c, call, err);
}

static ma_rc make_room(struct ma_cassette *c, struct ma_str rest, ma_err *err)
{
	int64_t lines = 0;
	size_t i;

	for (i = 0; i < rest.n; i++)
		lines += rest.p[i] == '\n';
	if (lines != c->head.calls)
		return ma_fail(err, MA_EINVALID,
			"the header tells of %lld calls, and %lld whole lines follow it",
			(long long)c->head.calls, (long long)lines);
	c->calls = ma_new_n(struct ma_cassette_call, (size_t)lines);
	return c->calls ? MA_OK : ma_fail_nomem(err);
}

/* The next line with its end cut off. */
static bool next_line(struct loading *l, struct ma_str *rest, struct ma_str *line)
{
	ptrdiff_t end = ma_str_find(*rest, MA_STR("\n"));

	l->line_no++;
	*line = ma_str_n(rest->p, end < 0 ? rest->n : (size_t)end);
	*rest = ma_str_from(*rest, line->n + 1);
	return end >= 0;
}

static ma_rc read_lines(struct loading *l, struct ma_str text, ma_err *err)
{
	struct ma_str rest = text, line;
	bool whole = next_line(l, &rest, &line);
	ma_rc rc = read_head(
		l, ma_str_n(line.p, line.n < HEAD_SIZE_MAX ? line.n : HEAD_SIZE_MAX), err);

	if (!rc && !whole)
		rc = ma_fail(err, MA_EINVALID, "the line is cut off");
	if (!rc)
		rc = make_room(l->c, rest, err);
	while (!rc && rest.n > 0) {
		whole = next_line(l, &rest, &line);
		rc = whole ? read_call(l, line, err)
			   : ma_fail(err, MA_EINVALID, "the line is cut off");
	}
	return rc;
}

static void free_text(char *text, struct ma_cassette *c)
{
	if (c->text == text)
		c->text = NULL; /* it is still the caller's */
	ma_cassette_unref(c);
}

ma_rc ma_cassette_parse(char *text, size_t size, const char *what, const struct ma_schema *schema,
	struct ma_cassette **out, ma_err *err)
{
	struct loading l = { .c = ma_new(struct ma_cassette),
		.schema = schema,
		.arena = MA_ARENA_INIT(MA_LIMIT_BLOB) };
	ma_rc rc;

	if (!l.c)
		return ma_fail_nomem(err);
	l.c->refs = 1;
	l.c->text = text;
	rc = ma_hash_sha256(ma_str_n(text, size), l.c->digest, err);
	if (!rc && read_lines(&l, ma_str_n(text, size), err))
		rc = ma_err_wrap(err, "%s:%zu", what, l.line_no);
	ma_doc_done(&l.doc);
	ma_arena_done(&l.arena);
	if (rc)
		free_text(text, l.c);
	else
		*out = l.c;
	return rc;
}

ma_rc ma_cassette_load(const char *path, const char *data_dir, struct ma_cassette **out, ma_err *err)
{
	struct ma_schema *schema = NULL;
	char *text = NULL;
	size_t size = 0;
	ma_rc rc = ma_fs_read(path, MA_LIMIT_CASSETTE, &text, &size, err);

	if (!rc)
		rc = ma_shipped_schema(data_dir, "cassette", &schema, err);
	if (!rc)
		rc = ma_cassette_parse(text, size, path, schema, out, err);
	if (rc)
		ma_free(text);
	if (rc && rc != MA_ENOMEM)
		rc = err->code = MA_ECONFIG; /* whatever is wrong with it: another one is to be named */
	ma_schema_free(schema);
	return rc;
}

struct ma_cassette *ma_cassette_ref(struct ma_cassette *c)
{
	c->refs++;
	return c;
}

void ma_cassette_unref(struct ma_cassette *c)
{
	if (!c || --c->refs > 0)
		return;
	ma_map_done(&c->first);
	ma_free(c->calls);
	json_decref(c->head_json);
	ma_free(c->text);
	ma_free(c);
}

const struct ma_cassette_head *ma_cassette_head(const struct ma_cassette *c)
{
	return &c->head;
}

const char *ma_cassette_digest(const struct ma_cassette *c)
{
	return c->digest;
}

struct ma_cassette_call *ma_cassette_first(
	const struct ma_cassette *c, size_t source, const char *key)
{
	char name[MA_KEY_SIZE + 1];

	name_of(source, key, name);
	return ma_map_get(&c->first, ma_str(name));
}

ma_rc ma_cassette_read(const struct ma_cassette_call *call, json_t **out, ma_err *err)
{
	return ma_json_parse(call->line, "call", out, err);
}

bool ma_cassette_is(struct ma_str text)
{
	ma_err err = { MA_OK, 0, "" };
	struct ma_str line;
	json_t *head = NULL;
	bool is;

	is = ma_str_line(&text, &line) && line.n <= HEAD_SIZE_MAX &&
		!ma_json_parse(line, "JSON", &head, &err) && !check_kind(head, &err);
	json_decref(head);
	return is;
}
