/*
 * Changes of the shared context that nobody waits for. They go through a writer (store/writer.h) with a connection of
 * its own, as the pool uses it while the context is read; where the context goes first, this goes with the last change.
 */
#include "base/alloc.h"
#include "base/limits.h"
#include "lib/context.h"
#include "lib/ctx.h"
#include "lib/output.h"
#include "store/writer.h"

struct ma_context_poster {
	ma_ctx *ctx;
	struct ma_store *store;
	struct ma_writer *writer;
	size_t n;     /* changes that are not told of */
	bool is_left; /* by its context */
};

struct post {
	struct ma_context_poster *poster;
	struct ma_context_change change;
	struct ma_buf text;
	struct ma_str event; /* in text */
	struct ma_store_append append;
	ma_context_done_fn *done;
	void *data;
};

static void poster_free(struct ma_context_poster *p)
{
	if (p) {
		ma_writer_free(p->writer);
		ma_store_free(p->store);
	}
	ma_free(p);
}

void ma_context_poster_leave(struct ma_context_poster *p)
{
	if (p && p->n > 0)
		p->is_left = true;
	else
		poster_free(p);
}

static ma_rc poster_new(ma_ctx *ctx, const char *output, struct ma_context_poster **out, ma_err *err)
{
	struct ma_context_poster *p = ma_new(struct ma_context_poster);
	ma_rc rc = p ? MA_OK : ma_fail_nomem(err);

	if (!rc)
		rc = ma_output_open(output, false, &p->store, err);
	if (!rc)
		rc = ma_writer_new(ctx->loop, p->store, &p->writer, err);
	if (rc) {
		poster_free(p);
		return rc;
	}
	p->ctx = ctx;
	*out = p;
	return MA_OK;
}

static void post_free(struct post *post)
{
	ma_context_change_done(&post->change);
	ma_buf_done(&post->text);
	ma_free(post);
}

static void post_done(void *data, ma_rc rc, const ma_err *err, int64_t last)
{
	struct post *post = data;
	struct ma_context_poster *p = post->poster;
	ma_ctx *ctx = p->ctx;

	post->done(post->data, rc, err, last);
	post_free(post);
	if (--p->n > 0)
		return;
	if (p->is_left)
		poster_free(p);
	ctx->writing_n--;
	ma_ctx_left(ctx);
}

static bool find_kind(const char *what, bool has_value, enum ma_context_kind *out)
{
	static const char *const names[] = {
		[MA_CONTEXT_SET] = "set",
		[MA_CONTEXT_REMOVED] = "remove",
		[MA_CONTEXT_EVENT] = "event",
		[MA_CONTEXT_ARTIFACT] = "artifact",
	};
	size_t i = 0;

	while (i < MA_COUNT(names) && strcmp(names[i], what) != 0)
		i++;
	*out = (enum ma_context_kind)i;
	return i < MA_COUNT(names) &&
		(i == MA_CONTEXT_REMOVED ? !has_value : has_value || i != MA_CONTEXT_SET);
}

static ma_rc fill(struct post *post, enum ma_context_kind kind, const char *name, const char *json,
	int64_t if_version, ma_err *err)
{
	ma_rc rc = ma_context_change_add(&post->change, kind, MA_STR(""), ma_str(name),
		json                                 ? ma_str(json)
			: kind == MA_CONTEXT_REMOVED ? MA_STR("")
						     : MA_STR("null"),
		err);

	if (!rc)
		rc = ma_context_change_encode(&post->change, &post->text, &post->event, err);
	post->append = (struct ma_store_append){ .stream = "context",
		.expected_seq = if_version < 0 ? MA_STORE_END : if_version,
		.events = &post->event,
		.events_n = 1,
		.blobs = post->change.blobs,
		.blobs_n = post->change.blobs_n };
	return rc;
}

static ma_rc send(struct ma_context_poster *p, struct post *post, ma_err *err)
{
	ma_rc rc = ma_writer_append(p->writer, &post->append, post_done, post, err);

	if (!rc && p->n++ == 0)
		p->ctx->writing_n++;
	return rc;
}

ma_rc ma_context_post(ma_context *c, ma_ctx *ctx, const char *what, const char *name,
	const char *json, int64_t if_version, ma_context_done_fn *done, void *data, ma_err *err)
{
	enum ma_context_kind kind;
	struct post *post;
	ma_rc rc = MA_OK;

	if (!err)
		return MA_EMISUSE;
	if (!c || !ctx || !what || !name || !done || if_version < MA_CONTEXT_ANY ||
		!find_kind(what, json != NULL, &kind) || (c->poster && c->poster->ctx != ctx))
		return ma_fail(err, MA_EMISUSE,
			"what is posted is a change of a context, with a name and whom to tell");
	post = ma_new(struct post);
	if (!post)
		return ma_fail_nomem(err);
	ma_context_change_init(&post->change, c);
	post->text = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_EVENT);
	post->done = done;
	post->data = data;
	rc = fill(post, kind, name, json, if_version, err);
	if (!rc && !c->poster)
		rc = poster_new(ctx, c->output, &c->poster, err);
	post->poster = c->poster;
	if (!rc)
		rc = send(c->poster, post, err);
	if (rc)
		post_free(post);
	return rc;
}
