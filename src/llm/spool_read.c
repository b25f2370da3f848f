/* Spools, read back: what anybody may have written there. */
#include "base/limits.h"
#include "base/sum.h"
#include "codec/json.h"
#include "llm/spool.h"
#include "llm/spool_parts.h"

#define HEADERS_MAX 512
#define HEAD_MAX (2 * MA_LIMIT_HTTP_HEADER) /* in JSON */

struct frame {
	char kind;
	bool cut; /* there is less of it than it says */
	struct ma_str bytes, all;
};

static uint64_t get_le(const char *from, size_t n)
{
	uint64_t value = 0;
	size_t i;

	for (i = n; i > 0; i--)
		value = value << 8 | (unsigned char)from[i - 1];
	return value;
}

/* False: there is none any more, or not even its beginning. */
static bool next_frame(struct ma_str *rest, struct frame *out)
{
	size_t size;

	if (rest->n < MA_SPOOL_FRAME_SIZE)
		return false;
	size = (size_t)get_le(rest->p + 1, 4);
	out->kind = rest->p[0];
	out->bytes = ma_str_from(*rest, MA_SPOOL_FRAME_SIZE);
	out->cut = out->bytes.n < size;
	if (!out->cut)
		out->bytes.n = size;
	out->all = ma_str_n(rest->p, MA_SPOOL_FRAME_SIZE + out->bytes.n);
	*rest = ma_str_from(*rest, out->all.n);
	return true;
}

static bool is_member(const json_t *whose, const char *name, struct ma_str value)
{
	return ma_str_eq(ma_json_str(whose, name), value);
}

static ma_rc check_whose(const struct frame *f, const struct ma_spool_id *id, ma_err *err)
{
	json_t *whose = NULL;
	ma_err why = { MA_OK, 0, "" };
	bool ours;

	if (f->kind != MA_SPOOL_WHOSE || f->cut)
		return ma_fail(err, MA_EINVALID, "it does not say whose answer it is");
	if (ma_json_parse(f->bytes, "spool", &whose, &why) == MA_ENOMEM)
		return ma_fail_nomem(err);
	ours = is_member(whose, "run", id->run) && is_member(whose, "effect", id->effect) &&
		is_member(whose, "key", id->key) && is_member(whose, "provider", id->provider);
	json_decref(whose);
	return ours ? MA_OK : ma_fail(err, MA_EINVALID, "it is of another call");
}

static ma_rc keep(struct ma_spooled *s, struct ma_str text, struct ma_str *to, ma_err *err)
{
	char *copy = ma_arena_dup(&s->arena, text);

	if (!copy)
		return ma_fail_nomem(err);
	*to = ma_str_n(copy, text.n);
	return MA_OK;
}

static ma_rc take_headers(struct ma_spooled *s, const json_t *headers, ma_err *err)
{
	size_t n = json_array_size(headers), i;
	struct ma_str *names, *values;
	ma_rc rc = MA_OK;

	if (n > HEADERS_MAX)
		return MA_OK; /* no server sends so many */
	names = ma_arena_new_n(&s->arena, struct ma_str, n + 1);
	values = ma_arena_new_n(&s->arena, struct ma_str, n + 1);
	if (!names || !values)
		return ma_fail_nomem(err);
	for (i = 0; i < n && !rc; i++) {
		const json_t *pair = json_array_get(headers, i);
		const json_t *name = json_array_get(pair, 0), *value = json_array_get(pair, 1);

		rc = keep(s, ma_str_n(json_string_value(name), json_string_length(name)), &names[i],
			err);
		if (!rc)
			rc = keep(s, ma_str_n(json_string_value(value), json_string_length(value)),
				&values[i], err);
	}
	s->wire.head.names = names;
	s->wire.head.values = values;
	s->wire.head.n = rc ? 0 : n;
	return rc;
}

/* One that cannot be read is none: the body that follows it is then no answer either. */
static ma_rc take_head(struct ma_spooled *s, struct ma_str text, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	json_t *head = NULL;
	int64_t status;
	ma_rc rc = MA_OK;

	if (text.n > HEAD_MAX)
		return MA_OK;
	if (ma_json_parse(text, "spool", &head, &why) == MA_ENOMEM)
		return ma_fail_nomem(err);
	status = ma_json_int(head, "status", 0);
	if (status >= 100 && status <= 999) {
		s->wire.head.status = (int)status;
		rc = take_headers(s, json_object_get(head, "headers"), err);
	}
	json_decref(head);
	return rc;
}

static bool is_end(const struct frame *f, uint64_t sum, struct ma_str rest)
{
	return !f->cut && f->bytes.n == MA_SPOOL_END_SIZE && rest.n == 0 &&
		(unsigned char)f->bytes.p[0] <= MA_LLM_WIRE_LEFT &&
		get_le(f->bytes.p + 1, 8) == ma_sum_add_int(sum, f->bytes.p[0]);
}

static ma_rc take(struct ma_spooled *s, const struct frame *f, ma_err *err)
{
	if (f->kind == MA_SPOOL_BODY)
		ma_buf_addv(&s->body, f->bytes);
	else if (f->kind == MA_SPOOL_REPLY && !f->cut)
		s->reply = f->bytes;
	else if (f->kind == MA_SPOOL_HEAD && !f->cut && s->wire.head.status == 0)
		return take_head(s, f->bytes, err);
	return ma_buf_check(&s->body, err);
}

ma_rc ma_spool_read(
	struct ma_str text, const struct ma_spool_id *id, struct ma_spooled *out, ma_err *err)
{
	struct ma_str rest = ma_str_from(text, strlen(MA_SPOOL_MAGIC));
	struct frame f;
	uint64_t sum = 0;
	ma_rc rc;

	if (!ma_str_starts(text, MA_SPOOL_MAGIC) || !next_frame(&rest, &f))
		return ma_fail(err, MA_EINVALID, "it is no spool");
	rc = check_whose(&f, id, err);
	sum = ma_sum_add(sum, f.all);
	out->wire.end = MA_LLM_WIRE_BROKEN;
	while (!rc && next_frame(&rest, &f)) {
		if (f.kind == MA_SPOOL_END) {
			out->whole = is_end(&f, sum, rest);
			if (out->whole)
				out->wire.end = (enum ma_llm_wire_end)f.bytes.p[0];
			break;
		}
		rc = take(out, &f, err);
		sum = ma_sum_add(sum, f.all);
	}
	out->whole = !rc && out->whole && (out->wire.head.status != 0) != (out->reply.n > 0);
	out->wire.body = ma_buf_str(&out->body);
	return rc;
}

void ma_spooled_done(struct ma_spooled *s)
{
	ma_buf_done(&s->body);
	ma_arena_done(&s->arena);
}
