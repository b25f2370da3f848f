/* Spools, written. */
#include "llm/spool.h"

#include <stdio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/sum.h"
#include "codec/json.h"
#include "llm/reply_json.h"
#include "llm/spool_parts.h"
#include "sys/fs.h"

#define PENDING_MAX (2 * MA_LIMIT_BLOB)
#define FLUSH_SIZE (64 * MA_KIB) /* so much does not wait for the end of the turn */

struct ma_spool {
	struct ma_loop *loop;
	int fd;
	struct ma_buf pending; /* frames that are not written yet */
	size_t body_at; /* in it, the frame that more of the body is added to; NO_FRAME: none */
	uint64_t sum;   /* of all frames that are written, or closed */
	bool heard, ended, broken, closing;
	enum ma_llm_wire_end end;
	struct ma_defer flush;
};

#define NO_FRAME SIZE_MAX

static void put_le(char *to, uint64_t value, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		to[i] = (char)(value >> (8 * i) & 0xff);
}

static size_t frame_begin(struct ma_spool *s, char kind)
{
	size_t at = s->pending.n;
	char head[MA_SPOOL_FRAME_SIZE] = { kind };

	ma_buf_add(&s->pending, head, sizeof(head));
	return at;
}

static void frame_end(struct ma_spool *s, size_t at)
{
	if (s->pending.rc)
		return;
	put_le(s->pending.p + at + 1, s->pending.n - at - MA_SPOOL_FRAME_SIZE, 4);
	s->sum = ma_sum_add(s->sum, ma_str_n(s->pending.p + at, s->pending.n - at));
}

static void body_end(struct ma_spool *s)
{
	if (s->body_at != NO_FRAME)
		frame_end(s, s->body_at);
	s->body_at = NO_FRAME;
}

/* What cannot be written, or not be held, ends the spool: no trailer follows, and it is the beginning of one. */
static void flush_now(struct ma_spool *s)
{
	body_end(s);
	if (!s->broken)
		s->broken = s->pending.rc || ma_fs_write_all(s->fd, ma_buf_str(&s->pending));
	ma_buf_clear(&s->pending);
}

static void spool_free(struct ma_spool *s)
{
	if (s->fd >= 0)
		close(s->fd);
	ma_buf_done(&s->pending);
	ma_free(s);
}

static void on_flush(void *data)
{
	struct ma_spool *s = data;

	flush_now(s);
	if (s->closing)
		spool_free(s);
}

static void flush_soon(struct ma_spool *s)
{
	if (s->pending.n >= FLUSH_SIZE)
		flush_now(s);
	else if (!s->flush.queued)
		ma_loop_defer_in(s->loop, &s->flush, on_flush, s);
}

static void add_head(struct ma_buf *out, const struct ma_http_head *head)
{
	const char *comma = "";
	size_t i;

	ma_buf_addf(out, "{\"status\":%d,\"headers\":[", head->status);
	for (i = 0; i < head->n; i++) {
		if (ma_str_is(head->names[i], "set-cookie"))
			continue; /* nobody here has a use for it, and it may be a secret */
		ma_buf_addf(out, "%s[", comma);
		ma_json_add_string(out, head->names[i]);
		ma_buf_addc(out, ',');
		ma_json_add_string(out, head->values[i]);
		ma_buf_addc(out, ']');
		comma = ",";
	}
	ma_buf_adds(out, "]}");
}

static void on_head(void *data, const struct ma_http_head *head)
{
	struct ma_spool *s = data;
	size_t at;

	s->heard = true;
	if (s->broken)
		return;
	at = frame_begin(s, MA_SPOOL_HEAD);
	add_head(&s->pending, head);
	frame_end(s, at);
	flush_soon(s);
}

static void on_bytes(void *data, struct ma_str bytes)
{
	struct ma_spool *s = data;

	if (s->broken)
		return;
	if (s->body_at == NO_FRAME)
		s->body_at = frame_begin(s, MA_SPOOL_BODY);
	ma_buf_addv(&s->pending, bytes);
	flush_soon(s);
}

static void on_end(void *data, enum ma_llm_wire_end end)
{
	struct ma_spool *s = data;

	s->ended = true;
	s->end = end;
}

const struct ma_llm_tap ma_spool_tap = { on_head, on_bytes, on_end };

static void name_of(char out[MA_SPOOL_NAME_SIZE], struct ma_str run, struct ma_str effect)
{
	/* Fits: ids of runs are UUIDs, effects 32 digits. A longer one is cut, and its file is another's. */
	(void)snprintf(out, MA_SPOOL_NAME_SIZE, MA_STR_FMT "." MA_STR_FMT, MA_STR_ARG(run),
		MA_STR_ARG(effect));
}

static void add_member(struct ma_buf *out, const char *before, const char *name, struct ma_str value)
{
	ma_buf_addf(out, "%s\"%s\":", before, name);
	ma_json_add_string(out, value);
}

static void add_first(struct ma_spool *s, const struct ma_spool_id *id)
{
	struct ma_buf *out = &s->pending;
	size_t at;

	ma_buf_adds(out, MA_SPOOL_MAGIC);
	at = frame_begin(s, MA_SPOOL_WHOSE);
	add_member(out, "{", "run", id->run);
	add_member(out, ",", "effect", id->effect);
	add_member(out, ",", "key", id->key);
	add_member(out, ",", "provider", id->provider);
	ma_buf_addc(out, '}');
	frame_end(s, at);
}

ma_rc ma_spool_create(const struct ma_private *dir, const struct ma_spool_id *id,
	struct ma_loop *loop, struct ma_spool **out, ma_err *err)
{
	struct ma_spool *s = ma_new(struct ma_spool);
	char name[MA_SPOOL_NAME_SIZE];
	int sys;
	ma_rc rc;

	if (!s)
		return ma_fail_nomem(err);
	*s = (struct ma_spool){
		.loop = loop, .fd = -1, .pending = MA_BUF_INIT(PENDING_MAX), .body_at = NO_FRAME
	};
	name_of(name, id->run, id->effect);
	rc = ma_private_create(dir, name, &s->fd, err);
	add_first(s, id);
	if (!rc)
		rc = ma_buf_check(&s->pending, err);
	sys = rc ? 0 : ma_fs_write_all(s->fd, ma_buf_str(&s->pending));
	if (sys)
		rc = ma_fail_sys(err, MA_EIO, sys, "%s/%s", dir->shown, name);
	ma_buf_clear(&s->pending);
	if (rc) {
		if (s->fd >= 0)
			ma_private_remove(dir, name);
		spool_free(s);
		return rc;
	}
	*out = s;
	return MA_OK;
}

static void add_reply(struct ma_spool *s, const struct ma_llm_reply *reply)
{
	size_t at = frame_begin(s, MA_SPOOL_REPLY);

	ma_llm_reply_write(reply, &s->pending);
	frame_end(s, at);
}

static void add_end(struct ma_spool *s)
{
	char end[MA_SPOOL_END_SIZE] = { (char)s->end };
	uint64_t sum;
	size_t at;

	body_end(s);
	sum = ma_sum_add_int(s->sum, s->end);
	at = frame_begin(s, MA_SPOOL_END);
	put_le(end + 1, sum, 8);
	ma_buf_add(&s->pending, end, sizeof(end));
	frame_end(s, at);
}

bool ma_spool_end(struct ma_spool *s, const struct ma_llm_reply *reply)
{
	if (s->heard != s->ended && s->heard)
		s->broken = true; /* a provider that has a wire, and did not say how it ended */
	if (!s->broken && !s->heard)
		add_reply(s, reply);
	if (!s->broken)
		add_end(s);
	flush_now(s);
	return !s->broken;
}

void ma_spool_sync(struct ma_spool *s)
{
	/* What it says now, the commit of the log will say as well, and that one decides. */
	(void)fdatasync(s->fd);
}

void ma_spool_close(struct ma_spool *s)
{
	if (!s)
		return;
	s->closing = true;
	if (!s->flush.queued)
		spool_free(s);
}

void ma_spool_remove(const struct ma_private *dir, struct ma_str run, struct ma_str effect)
{
	char name[MA_SPOOL_NAME_SIZE];

	name_of(name, run, effect);
	ma_private_remove(dir, name);
}

struct sweep {
	const struct ma_private *dir;
	struct ma_str run;
	ma_spool_keep_fn *keeps;
	void *data;
};

static void sweep_one(void *data, const char *name)
{
	const struct sweep *w = data;
	struct ma_str effect = ma_str(name), run;

	if (ma_str_cut(&effect, '.', &run) && ma_str_eq(run, w->run) && !w->keeps(w->data, effect))
		ma_private_remove(w->dir, name);
}

ma_rc ma_spool_sweep(const struct ma_private *dir, struct ma_str run, ma_spool_keep_fn *keeps,
	void *data, ma_err *err)
{
	struct sweep w = { dir, run, keeps, data };

	return ma_private_list(dir, sweep_one, &w, err);
}

ma_rc ma_spool_load(const struct ma_private *dir, const struct ma_spool_id *id, char **text_out,
	struct ma_spooled *out, ma_err *err)
{
	char name[MA_SPOOL_NAME_SIZE];
	char *text = NULL;
	size_t size = 0;
	ma_rc rc;

	name_of(name, id->run, id->effect);
	rc = ma_private_read(dir, name, MA_SPOOL_MAX, &text, &size, err);
	if (!rc)
		rc = ma_spool_read(ma_str_n(text, size), id, out, err);
	if (rc)
		ma_free(text);
	else
		*text_out = text;
	return rc;
}
