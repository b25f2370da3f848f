#include "llm/tools.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "llm/answer.h"

#define ID_MAX 64    /* of a provider's own */
#define ID_COMMON 40 /* that all providers take */
#define ID_MADE 9    /* letters and digits: the narrowest that any provider asks for */
#define NAME_MAX_SIZE 128

static bool is_id(struct ma_str id, size_t most)
{
	size_t i;

	for (i = 0; i < id.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-",
			    id.p[i]) ||
			id.p[i] == '\0')
			return false;
	return id.n > 0 && id.n <= most;
}

static struct ma_llm_part *add_part(struct ma_llm_calls *c, int64_t index)
{
	size_t cap = c->cap ? 2 * c->cap : 4;
	struct ma_llm_part *more;

	if (c->n == MA_LIMIT_TOOL_CALLS) {
		c->rc = MA_ELIMIT;
		return NULL;
	}
	if (c->n == c->cap) {
		more = ma_realloc(c->v, cap, sizeof(*c->v));
		if (!more) {
			c->rc = MA_ENOMEM;
			return NULL;
		}
		c->v = more;
		c->cap = cap;
	}
	c->v[c->n] = (struct ma_llm_part){ .index = index,
		.id = MA_BUF_INIT(MA_LIMIT_TOOL_BYTES),
		.name = MA_BUF_INIT(MA_LIMIT_TOOL_BYTES),
		.arguments = MA_BUF_INIT(MA_LIMIT_TOOL_BYTES) };
	return &c->v[c->n++];
}

static bool may_have_id(const struct ma_llm_part *p, struct ma_str id)
{
	return id.n == 0 || p->id.n == 0 || ma_str_eq(ma_buf_str(&p->id), id);
}

static struct ma_llm_part *find_numbered(
	const struct ma_llm_calls *c, const struct ma_llm_fragment *f)
{
	size_t i;

	for (i = c->n; i-- > 0;)
		if (c->v[i].index == f->index && may_have_id(&c->v[i], f->id))
			return &c->v[i];
	return NULL;
}

/* By its id, or else as a part of the last one. */
static struct ma_llm_part *find_by_order(
	const struct ma_llm_calls *c, const struct ma_llm_fragment *f)
{
	struct ma_llm_part *last = c->n > 0 ? &c->v[c->n - 1] : NULL;
	size_t i;

	for (i = 0; i < c->n && f->id.n > 0; i++)
		if (ma_str_eq(ma_buf_str(&c->v[i].id), f->id))
			return &c->v[i];
	if (!last || f->id.n > 0)
		return NULL;
	if (f->name.n > 0 &&
		(!ma_str_eq(ma_buf_str(&last->name), f->name) || f->whole || last->closed))
		return NULL;
	return last;
}

static void put(struct ma_llm_calls *c, struct ma_buf *to, struct ma_str text)
{
	if (text.n > MA_LIMIT_TOOL_BYTES - c->size)
		c->rc = MA_ELIMIT;
	if (c->rc)
		return;
	ma_buf_addv(to, text);
	c->size += text.n;
	if (to->rc)
		c->rc = to->rc;
}

/* Each byte is looked at once, however the arguments are cut. */
static void scan(struct ma_llm_part *p, struct ma_str text)
{
	size_t i;

	for (i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (p->escaped)
			p->escaped = false;
		else if (p->in_string && c == '\\')
			p->escaped = true;
		else if (c == '"')
			p->in_string = !p->in_string;
		else if (!p->in_string && (c == '{' || c == '['))
			p->depth++;
		else if (!p->in_string && (c == '}' || c == ']') && p->depth > 0)
			p->closed = --p->depth == 0;
	}
}

static void put_whole(struct ma_llm_calls *c, struct ma_llm_part *p, const json_t *whole)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_TOOL_BYTES);

	if (json_is_string(whole))
		ma_buf_add(&text, json_string_value(whole), json_string_length(whole));
	else
		ma_json_write(whole, 0, &text);
	if (text.rc)
		c->rc = text.rc;
	c->size -= p->arguments.n;
	ma_buf_clear(&p->arguments);
	put(c, &p->arguments, ma_buf_str(&text));
	p->closed = true;
	ma_buf_done(&text);
}

void ma_llm_calls_take(struct ma_llm_calls *c, const struct ma_llm_fragment *f)
{
	struct ma_llm_part *p;

	if (c->rc)
		return;
	p = f->index >= 0 ? find_numbered(c, f) : find_by_order(c, f);
	if (!p)
		p = add_part(c, f->index);
	if (!p)
		return;
	if (p->id.n == 0)
		put(c, &p->id, f->id);
	if (f->name.n > 0 && !ma_str_eq(ma_buf_str(&p->name), f->name)) {
		c->size -= p->name.n;
		ma_buf_clear(&p->name);
		put(c, &p->name, f->name);
	}
	if (f->whole && !json_is_null(f->whole) && !c->rc)
		put_whole(c, p, f->whole);
	put(c, &p->arguments, f->arguments);
	scan(p, f->arguments);
}

static bool id_is_free(const struct ma_llm_calls *c, size_t n, struct ma_str id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_eq(ma_buf_str(&c->v[i].id), id))
			return false;
	return true;
}

/* One that no call before it has. A provider that numbers as we do is out-counted. */
static void make_id(struct ma_llm_calls *c, size_t at, size_t before)
{
	struct ma_buf *id = &c->v[at].id;
	size_t number = before + at + 1;

	do {
		ma_buf_clear(id);
		ma_buf_addf(id, "call%05zu", number++ % 100000);
	} while (!id->rc && !id_is_free(c, at, ma_buf_str(id)));
	if (id->rc)
		c->rc = id->rc;
}

static ma_rc finish_part(struct ma_llm_calls *c, size_t at, size_t before, ma_err *err)
{
	struct ma_llm_part *p = &c->v[at];
	struct ma_str name = ma_buf_str(&p->name);
	json_t *value = NULL;
	ma_rc rc;

	if (ma_str_trim(ma_buf_str(&p->arguments)).n == 0) {
		ma_buf_clear(&p->arguments);
		put(c, &p->arguments, MA_STR("{}"));
	}
	if (!is_id(ma_buf_str(&p->id), ID_MAX) || !id_is_free(c, at, ma_buf_str(&p->id)))
		make_id(c, at, before);
	if (c->rc)
		return c->rc == MA_ENOMEM ? ma_fail_nomem(err)
					  : ma_fail(err, c->rc, "too many bytes of tool calls");
	if (name.n == 0 || name.n > NAME_MAX_SIZE || !ma_str_utf8(name))
		return ma_fail(err, MA_EINVALID, "tool call %zu names no tool", at + 1);
	rc = ma_json_parse(ma_buf_str(&p->arguments), "arguments", &value, err);
	if (!rc && !json_is_object(value))
		rc = ma_fail(err, MA_EINVALID, "arguments: expected an object");
	json_decref(value);
	return rc ? ma_err_wrap(err, "tool call %zu, of " MA_STR_FMT, at + 1, MA_STR_ARG(name))
		  : MA_OK;
}

ma_rc ma_llm_calls_finish(struct ma_llm_calls *c, size_t before, struct ma_str secret, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	c->whole = ma_new_n(struct ma_llm_tool_call, c->n);
	if (!c->whole)
		return ma_fail_nomem(err);
	for (i = 0; i < c->n && !rc; i++) {
		ma_llm_redact(&c->v[i].id, 0, secret);
		ma_llm_redact(&c->v[i].name, 0, secret);
		ma_llm_redact(&c->v[i].arguments, 0, secret);
		rc = finish_part(c, i, before, err);
		c->whole[i] = (struct ma_llm_tool_call){ ma_buf_str(&c->v[i].id),
			ma_buf_str(&c->v[i].name), ma_buf_str(&c->v[i].arguments) };
	}
	return rc;
}

void ma_llm_calls_done(struct ma_llm_calls *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		ma_buf_done(&c->v[i].id);
		ma_buf_done(&c->v[i].name);
		ma_buf_done(&c->v[i].arguments);
	}
	ma_free(c->v);
	ma_free(c->whole);
	*c = (struct ma_llm_calls){ .n = 0 };
}

size_t ma_llm_req_calls(const struct ma_llm_req *req)
{
	size_t n = 0, i;

	for (i = 0; i < req->msgs_n; i++)
		n += req->msgs[i].calls_n;
	return n;
}

bool ma_llm_may_call(const struct ma_llm_req *req)
{
	return req->tools_n > 0 && req->tool_choice != MA_LLM_TOOLS_NONE;
}

json_t *ma_llm_json_arguments(const struct ma_llm_tool_call *call)
{
	ma_err err = { .code = MA_OK };
	json_t *value = NULL;

	if (call->arguments.n == 0)
		return json_object();
	/* That it is an object was checked when it was sent: only memory can be missing. */
	return ma_json_parse(call->arguments, "arguments", &value, &err) ? NULL : value;
}

json_t *ma_llm_json_id(struct ma_str id, bool nine)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	uint64_t hash = ma_str_hash(id);
	char made[ID_MADE];
	size_t i;

	if (nine ? id.n == ID_MADE && is_id(id, ID_MADE) && !memchr(id.p, '_', id.n) &&
				!memchr(id.p, '-', id.n)
		 : is_id(id, ID_COMMON))
		return json_stringn(id.p, id.n);
	for (i = 0; i < ID_MADE; i++, hash /= 36)
		made[i] = digits[hash % 36];
	return json_stringn(made, ID_MADE);
}

json_t *ma_llm_json_result(const struct ma_llm_msg *msg)
{
	struct ma_buf b = MA_BUF_INIT(2 * MA_LIMIT_REQUEST);
	json_t *text;

	if (!msg->is_error)
		return ma_llm_json_text(msg->text);
	ma_buf_adds(&b, "Error: ");
	ma_buf_addv(&b, msg->text);
	text = b.rc ? NULL : ma_llm_json_text(ma_buf_str(&b));
	ma_buf_done(&b);
	return text;
}

json_t *ma_llm_json_parameters(const struct ma_llm_tool *tool)
{
	return tool->parameters ? json_deep_copy(tool->parameters)
				: json_pack("{s:s,s:{}}", "type", "object", "properties");
}

struct ma_str ma_llm_tool_of(const struct ma_llm_req *req, size_t at)
{
	struct ma_str id = req->msgs[at].call_id;
	size_t i;

	while (at-- > 0)
		for (i = 0; i < req->msgs[at].calls_n; i++)
			if (ma_str_eq(req->msgs[at].calls[i].id, id))
				return req->msgs[at].calls[i].name;
	return MA_STR("");
}
