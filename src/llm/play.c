/* Replies that are known before they are given. */
#include "llm/play.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"

struct ma_llm_call *ma_llm_play_new(struct ma_llm *self, const struct ma_llm_req *req,
	ma_llm_text_fn *on_text, ma_llm_done_fn *done, void *data)
{
	struct ma_llm_call *c = ma_new(struct ma_llm_call);

	if (!c)
		return NULL;
	c->self = self;
	c->on_text = req->stream ? on_text : NULL;
	c->done = done;
	c->data = data;
	c->text = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_REPLY);
	c->lists = (struct ma_arena)MA_ARENA_INIT(MA_MIB);
	c->reply.retry_after_ms = -1;
	return c;
}

void ma_llm_play_free(struct ma_llm_call *c)
{
	if (!c)
		return;
	ma_timer_cancel(c->timer);
	ma_buf_done(&c->text);
	json_decref(c->kept);
	ma_arena_done(&c->lists);
	ma_free(c);
}

static void stream_lines(struct ma_llm_call *c)
{
	struct ma_str rest = ma_buf_str(&c->text), line;
	ptrdiff_t end;

	for (; rest.n > 0 && !c->canceled; rest = ma_str_from(rest, line.n)) {
		end = ma_str_find(rest, MA_STR("\n"));
		line = ma_str_n(rest.p, end < 0 ? rest.n : (size_t)end + 1);
		c->on_text(c->data, line);
	}
}

static void finish(void *data)
{
	struct ma_llm_call *c = data;

	c->timer = NULL;
	if (c->late || c->canceled)
		ma_buf_clear(&c->text);
	if (c->on_text)
		stream_lines(c);
	if (c->canceled || c->late) {
		c->reply.class = c->canceled ? MA_LLM_CANCELED : MA_LLM_TIMEOUT;
		c->reply.calls_n = 0;
		c->reply.echo = MA_STR("");
		(void)snprintf(c->message, sizeof(c->message), "%s: %s", c->self->ops->name,
			c->canceled ? "cancelled" : "no answer in time"); /* fits */
	}
	c->reply.text = ma_buf_str(&c->text);
	c->reply.message = ma_str(c->message);
	c->done(c->data, &c->reply);
	ma_llm_play_free(c);
}

ma_rc ma_llm_play(struct ma_llm_call *c, struct ma_loop *loop, int64_t delay_ms, int64_t timeout_ms,
	ma_err *err)
{
	c->loop = loop;
	c->late = timeout_ms > 0 && delay_ms > timeout_ms;
	return ma_timer_start(loop, c->late ? timeout_ms : delay_ms, finish, c, &c->timer, err);
}

void ma_llm_play_cancel(struct ma_llm_call *c)
{
	struct ma_timer *soon;
	ma_err err = { .code = MA_OK };

	if (c->canceled)
		return;
	c->canceled = true;
	/* From inside on_text there is no timer, and without memory for another the first one must do. */
	if (!c->timer || ma_timer_start(c->loop, 0, finish, c, &soon, &err))
		return;
	ma_timer_cancel(c->timer);
	c->timer = soon;
}
