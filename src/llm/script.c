/*
 * A provider that answers from a file (docs/formats/script.md): for tests and
 * demonstrations, without a network. The first row whose words all occur in
 * the request and whose times are not used up answers. Files that rows name
 * are read at the start, so that a script that loads can play.
 */
#include "llm/script.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "llm/body.h"
#include "llm/play.h"
#include "llm/tools.h"
#include "llm/tools_json.h"
#include "llm/request.h"
#include "sys/fs.h"

#define ROWS_MAX 10000

struct row {
	const json_t *when; /* NULL: any request; a string or a list of strings. In the script's JSON */
	char *file;         /* what text_file holds, owned, or NULL */
	struct ma_str text;                   /* in the JSON or in file */
	const struct ma_llm_tool_call *calls; /* in the script's arena */
	size_t calls_n;
	enum ma_llm_class class;
	int64_t times, delay_ms,
		retry_after_ms; /* times: how often it can still answer, -1 without end */
	struct ma_usage usage;
	struct ma_allowances allows;
};

struct script {
	struct ma_llm base;
	struct ma_loop *loop;
	json_t *json;          /* the rows point into it, */
	struct ma_arena arena; /* and into this */
	char *model;
	struct row *rows;
	size_t rows_n;
};

/* A key that nobody reads is a mistake of whoever wrote the script. */
static ma_rc check_keys(
	const json_t *object, const char *const *known, const char *where, ma_err *err)
{
	const char *key;
	const json_t *value;
	size_t i;

	if (!json_is_object(object))
		return ma_fail(err, MA_EINVALID, "%s: expected an object", where);
	for (void *it = json_object_iter((json_t *)object); it;
		it = json_object_iter_next((json_t *)object, it)) {
		key = json_object_iter_key(it);
		value = json_object_iter_value(it);
		for (i = 0; known[i] && strcmp(known[i], key) != 0; i++)
			;
		if (!known[i] || json_is_null(value))
			return ma_fail(err, MA_EINVALID, "%s/%.60s: no such member of a script",
				where, key);
	}
	return MA_OK;
}

static ma_rc load_count(const json_t *object, const char *key, int64_t least, int64_t absent,
	const char *where, int64_t *out, ma_err *err)
{
	const json_t *value = json_object_get(object, key);

	if (value && (!json_is_integer(value) || json_integer_value(value) < least))
		return ma_fail(err, MA_EINVALID, "%s/%s: expected a whole number from %lld", where,
			key, (long long)least);
	*out = value ? json_integer_value(value) : absent;
	return MA_OK;
}

static ma_rc load_usage(struct row *row, const json_t *usage, const char *where, ma_err *err)
{
	static const char *const known[] = { "input", "output", "cached", "reasoning", NULL };
	int64_t *const to[] = { &row->usage.input, &row->usage.output, &row->usage.cached,
		&row->usage.reasoning };
	ma_rc rc = usage ? check_keys(usage, known, where, err) : MA_OK;
	size_t i;

	row->usage = (struct ma_usage){ .estimated = !usage };
	for (i = 0; i < MA_COUNT(to) && !rc; i++)
		rc = load_count(usage, known[i], 0, 0, where, to[i], err);
	return rc;
}

static ma_rc load_allowance(
	struct ma_allowance *a, const json_t *json, const char *where, ma_err *err)
{
	static const char *const known[] = { "limit", "left", "reset_ms", NULL };
	ma_rc rc = check_keys(json, known, where, err);

	if (!rc)
		rc = load_count(json, known[0], 0, 0, where, &a->limit, err);
	if (!rc)
		rc = load_count(json, known[1], 0, 0, where, &a->left, err);
	return rc ? rc : load_count(json, known[2], 1, 60000, where, &a->reset_ms, err);
}

static ma_rc load_allows(struct row *row, const json_t *json, const char *where, ma_err *err)
{
	static const char *const known[] = { "requests", "tokens", NULL };
	struct ma_allowance *const to[] = { &row->allows.requests, &row->allows.tokens };
	ma_rc rc = json ? check_keys(json, known, where, err) : MA_OK;
	size_t i;

	for (i = 0; i < MA_COUNT(to) && !rc; i++)
		if (json_object_get(json, known[i]))
			rc = load_allowance(to[i], json_object_get(json, known[i]), where, err);
	return rc;
}

static ma_rc load_when(struct row *row, const json_t *when, const char *where, ma_err *err)
{
	const json_t *word;
	size_t i;

	row->when = when;
	if (!when || json_is_string(when))
		return MA_OK;
	if (!json_is_array(when))
		return ma_fail(
			err, MA_EINVALID, "%s/when: expected a string or a list of strings", where);
	json_array_foreach (when, i, word)
		if (!json_is_string(word))
			return ma_fail(err, MA_EINVALID, "%s/when/%zu: expected a string", where, i);
	return MA_OK;
}

static ma_rc load_text_file(
	struct row *row, struct ma_str dir, struct ma_str name, const char *where, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(4096);
	size_t size = 0;
	ma_rc rc;

	if (ma_str_starts(name, "/"))
		ma_buf_addv(&path, name);
	else
		ma_path_join(&path, dir, name);
	rc = ma_buf_check(&path, err);
	if (!rc)
		rc = ma_fs_read(path.p, MA_LIMIT_REPLY, &row->file, &size, err);
	if (rc)
		rc = ma_err_wrap(err, "%s/text_file", where);
	row->text = ma_str_n(row->file, size);
	ma_buf_done(&path);
	return rc;
}

/* Calls with ids, and with whole arguments. */
static ma_rc load_calls(
	struct row *row, const json_t *list, struct ma_arena *arena, const char *where, ma_err *err)
{
	const struct ma_llm_tool_call *read = NULL;
	struct ma_llm_tool_call *calls;
	char id[16];
	size_t i;

	if (ma_llm_calls_read(list, arena, &read, &row->calls_n, err))
		return ma_err_wrap(err, "%s/tool_calls", where);
	calls = ma_arena_new_n(arena, struct ma_llm_tool_call, row->calls_n);
	for (i = 0; calls && i < row->calls_n; i++) {
		if (!json_is_object(json_object_get(json_array_get(list, i), "arguments")))
			return ma_fail(err, MA_EINVALID,
				"%s/tool_calls/%zu/arguments: expected an object", where, i);
		calls[i] = read[i];
		(void)snprintf(id, sizeof(id), "call%05zu", i + 1); /* fits */
		if (calls[i].id.n == 0)
			calls[i].id = ma_str(ma_arena_dup(arena, ma_str(id)));
		if (calls[i].id.n == 0)
			return ma_fail_nomem(err);
	}
	row->calls = calls;
	return calls ? MA_OK : ma_fail_nomem(err);
}

static ma_rc load_class(struct row *row, const json_t *json, const char *where, ma_err *err)
{
	struct ma_str name = ma_json_str(json, "class");

	row->class = MA_LLM_OK;
	if (json_object_get(json, "class") && !ma_llm_class_parse(name, &row->class))
		return ma_fail(err, MA_EINVALID, "%s/class: no such class of reply", where);
	if (row->class == MA_LLM_OK && row->text.n == 0 && row->calls_n == 0)
		return ma_fail(err, MA_EINVALID,
			"%s: needs text, text_file, tool_calls or a class that is not \"ok\"",
			where);
	return MA_OK;
}

static ma_rc load_row(struct row *row, const json_t *json, struct ma_str dir,
	struct ma_arena *arena, const char *where, ma_err *err)
{
	static const char *const known[] = { "when", "text", "text_file", "tool_calls", "times",
		"class", "usage", "retry_after_ms", "delay_ms", "allows", NULL };
	struct ma_str file = ma_json_str(json, "text_file");
	ma_rc rc = check_keys(json, known, where, err);

	row->text = ma_json_str(json, "text");
	if (!rc && file.n > 0)
		rc = load_text_file(row, dir, file, where, err);
	if (!rc)
		rc = load_calls(row, json_object_get(json, "tool_calls"), arena, where, err);
	if (!rc)
		rc = load_class(row, json, where, err);
	if (!rc)
		rc = load_when(row, json_object_get(json, "when"), where, err);
	if (!rc)
		rc = load_usage(row, json_object_get(json, "usage"), where, err);
	if (!rc)
		rc = load_allows(row, json_object_get(json, "allows"), where, err);
	if (!rc)
		rc = load_count(json, "times", 0, -1, where, &row->times, err);
	if (!rc)
		rc = load_count(json, "delay_ms", 0, 0, where, &row->delay_ms, err);
	if (!rc)
		rc = load_count(json, "retry_after_ms", 0, -1, where, &row->retry_after_ms, err);
	return rc;
}

static ma_rc load_rows(struct script *s, const char *path, ma_err *err)
{
	static const char *const known[] = { "model", "replies", NULL };
	const json_t *replies = json_object_get(s->json, "replies");
	struct ma_str dir = ma_path_dir(ma_str(path));
	char where[32];
	ma_rc rc = check_keys(s->json, known, "", err);

	if (rc)
		return rc;
	if (!json_is_array(replies) || json_array_size(replies) > ROWS_MAX)
		return ma_fail(
			err, MA_EINVALID, "/replies: expected a list of at most %d", ROWS_MAX);
	s->rows = ma_new_n(struct row, json_array_size(replies));
	if (!s->rows)
		return ma_fail_nomem(err);
	for (; s->rows_n < json_array_size(replies) && !rc; s->rows_n++) {
		(void)snprintf(where, sizeof(where), "/replies/%zu", s->rows_n); /* fits */
		rc = load_row(&s->rows[s->rows_n], json_array_get(replies, s->rows_n), dir,
			&s->arena, where, err);
	}
	return rc;
}

static ma_rc load(struct script *s, const struct ma_llm_opts *opts, ma_err *err)
{
	struct ma_str model;
	char *text = NULL;
	size_t size = 0;
	ma_rc rc;

	rc = ma_fs_read(opts->script, MA_LIMIT_REPLY, &text, &size, err);
	if (rc)
		return rc;
	rc = ma_json_parse(ma_str_n(text, size), opts->script, &s->json, err);
	ma_free(text);
	if (rc)
		return rc;
	rc = load_rows(s, opts->script, err);
	if (rc)
		return ma_err_wrap(err, "%s", opts->script);
	model = ma_json_str(s->json, "model");
	if (opts->model && *opts->model)
		model = ma_str(opts->model);
	s->model = model.n ? ma_strndup(model.p, model.n) : ma_strdup(MA_LLM_SCRIPT_MODEL);
	s->base.model = s->model;
	return s->model ? MA_OK : ma_fail_nomem(err);
}

static bool occurs(const struct ma_llm_req *req, struct ma_str word)
{
	size_t i;

	if (ma_str_find(req->system, word) >= 0)
		return true;
	for (i = 0; i < req->msgs_n; i++)
		if (ma_str_find(req->msgs[i].text, word) >= 0)
			return true;
	return false;
}

static bool matches(const struct row *row, const struct ma_llm_req *req)
{
	const json_t *word;
	size_t i;

	if (row->times == 0)
		return false;
	if (json_is_string(row->when))
		return occurs(req, ma_str(json_string_value(row->when)));
	json_array_foreach (row->when, i, word)
		if (!occurs(req, ma_str(json_string_value(word))))
			return false;
	return true;
}

static struct row *find_row(struct script *s, const struct ma_llm_req *req)
{
	size_t i;

	for (i = 0; i < s->rows_n; i++)
		if (matches(&s->rows[i], req))
			return &s->rows[i];
	return NULL;
}

/* What stands in quotes after the last `opening` of the request's messages; "" when it has none. */
static struct ma_str attribute(const struct ma_llm_req *req, const char *opening)
{
	struct ma_str found = { NULL, 0 }, here;
	size_t i;

	for (i = 0; i < req->msgs_n; i++) {
		here = ma_llm_attribute(req->msgs[i].text, opening);
		found = here.p ? here : found;
	}
	return found;
}

static void fill_text(struct ma_buf *out, struct ma_str text, struct ma_str nonce)
{
	static const char mark[] = "{{nonce}}";
	ptrdiff_t at;

	while ((at = ma_str_find(text, ma_str(mark))) >= 0) {
		ma_buf_add(out, text.p, (size_t)at);
		ma_buf_addv(out, nonce);
		text = ma_str_from(text, (size_t)at + sizeof(mark) - 1);
	}
	ma_buf_addv(out, text);
}

static void guess_usage(struct ma_llm_call *c, const struct ma_llm_req *req)
{
	if (!c->reply.usage.estimated || c->text.n == 0)
		return;
	c->reply.usage.input = (int64_t)(ma_llm_req_bytes(req) / 4) + 1;
	c->reply.usage.output = (int64_t)(c->text.n / 4) + 1;
}

static ma_rc answer(
	struct ma_llm_call *c, const struct row *row, const struct ma_llm_req *req, ma_err *err)
{
	fill_text(&c->text, row->text, attribute(req, "<output nonce=\""));
	if (ma_buf_check(&c->text, err))
		return ma_err_wrap(err, "script: the text of a reply");
	c->reply.class = row->class;
	if (row->calls_n > 0 && !ma_llm_may_call(req))
		c->reply.class = MA_LLM_BAD_OUTPUT;
	c->reply.calls = row->calls;
	c->reply.calls_n = c->reply.class == MA_LLM_OK ? row->calls_n : 0;
	c->reply.sent = true;
	c->reply.usage = row->usage;
	c->reply.retry_after_ms = row->retry_after_ms;
	c->reply.allows = row->allows;
	guess_usage(c, req);
	if (c->reply.class != row->class)
		(void)snprintf(c->message, sizeof(c->message),
			"script: the reply calls a tool, and none was offered"); /* fits */
	else if (row->class != MA_LLM_OK)
		(void)snprintf(c->message, sizeof(c->message), "script: the reply's class is %s",
			ma_llm_class_name(row->class)); /* fits */
	return MA_OK;
}

/* No row is left for this request: say which it was. */
static void refuse(struct ma_llm_call *c, const struct ma_llm_req *req)
{
	struct ma_str task = attribute(req, "<task id=\"");
	struct ma_buf shown = MA_BUF_INIT(MA_KIB);

	ma_buf_add_visible(&shown, ma_str_n(task.p, task.n < 64 ? task.n : 64));
	c->reply.class = MA_LLM_REFUSED;
	(void)snprintf(c->message, sizeof(c->message), "script: no reply is left for %s%.100s",
		task.n ? "task " : "this request",
		task.n && shown.p ? shown.p : ""); /* may be cut */
	ma_buf_done(&shown);
	for (char *p = c->message; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
}

static void script_free(struct ma_llm *self);

static struct script *downcast(struct ma_llm *self)
{
	MA_ASSERT(self->ops->free == script_free);
	return (struct script *)self;
}

static ma_rc script_send(struct ma_llm *self, const struct ma_llm_req *req, ma_llm_text_fn *on_text,
	ma_llm_done_fn *done, void *data, struct ma_llm_call **out, ma_err *err)
{
	struct script *s = downcast(self);
	struct row *row = find_row(s, req);
	struct ma_llm_call *c = ma_llm_play_new(self, req, on_text, done, data);
	ma_rc rc = MA_OK;

	if (!c)
		return ma_fail_nomem(err);
	c->reply.model = req->model.n ? req->model : ma_str(s->model);
	if (row)
		rc = answer(c, row, req, err);
	else
		refuse(c, req);
	if (!rc)
		rc = ma_llm_play(c, s->loop, row ? row->delay_ms : 0, req->timeout_ms, err);
	if (rc) {
		ma_llm_play_free(c);
		return rc;
	}
	if (row && row->times > 0)
		row->times--;
	*out = c;
	return MA_OK;
}

static void script_cancel(struct ma_llm *self, struct ma_llm_call *c)
{
	MA_ASSERT(c->self == &downcast(self)->base);
	ma_llm_play_cancel(c);
}

static void script_free(struct ma_llm *self)
{
	struct script *s = downcast(self);
	size_t i;

	for (i = 0; i < s->rows_n; i++)
		ma_free(s->rows[i].file);
	ma_free(s->rows);
	ma_free(s->model);
	ma_arena_done(&s->arena);
	json_decref(s->json);
	ma_free(s);
}

static const struct ma_llm_ops script_ops = {
	.name = "script",
	.send = script_send,
	.cancel = script_cancel,
	.free = script_free,
};

ma_rc ma_llm_script_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err)
{
	struct script *s;
	ma_rc rc;

	if (!opts->script || !*opts->script)
		return ma_fail(err, MA_ECONFIG, "script needs a file to answer from");
	s = ma_new(struct script);
	if (!s)
		return ma_fail_nomem(err);
	s->base.ops = &script_ops;
	s->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_REPLY);
	s->loop = opts->loop;
	rc = load(s, opts, err);
	if (rc) {
		script_free(&s->base);
		return rc;
	}
	*out = &s->base;
	return MA_OK;
}
