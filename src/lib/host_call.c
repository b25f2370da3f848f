/*
 * Calls that the host answers: the public functions, and the one place where a call ends.
 *
 * Nothing is delivered from inside them: a call that is over is delivered by the loop, in
 * a turn of its own. So the host may answer from inside any callback, and the engine's
 * rule (never from inside send) holds whatever the host does.
 */
#include "lib/host.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "llm/answer.h"

#define TOKENS_MAX INT64_C(1000000000000) /* what a usage may claim */
#define RETRY_AFTER_MAX_MS (INT64_C(366) * 24 * 3600 * 1000)

static const enum ma_llm_class classes[] = {
	[MA_CALL_OK] = MA_LLM_OK,
	[MA_CALL_AUTH] = MA_LLM_AUTH,
	[MA_CALL_BILLING] = MA_LLM_BILLING,
	[MA_CALL_QUOTA_DAY] = MA_LLM_QUOTA_DAY,
	[MA_CALL_RATE] = MA_LLM_RATE,
	[MA_CALL_OVERLOAD] = MA_LLM_OVERLOAD,
	[MA_CALL_TRANSIENT] = MA_LLM_TRANSIENT,
	[MA_CALL_TIMEOUT] = MA_LLM_TIMEOUT,
	[MA_CALL_CONTEXT] = MA_LLM_CONTEXT,
	[MA_CALL_REQUEST] = MA_LLM_REQUEST,
	[MA_CALL_FILTER] = MA_LLM_FILTER,
	[MA_CALL_REFUSED] = MA_LLM_REFUSED,
	[MA_CALL_BAD_OUTPUT] = MA_LLM_BAD_OUTPUT,
	[MA_CALL_LENGTH] = MA_LLM_LENGTH,
};

void ma_host_call_free(struct ma_llm_call *c)
{
	struct ma_llm_call **at;

	if (!c)
		return;
	for (at = &c->ctx->calls; *at && *at != c; at = &(*at)->next)
		;
	if (*at)
		*at = c->next;
	ma_timer_cancel(c->timer);
	ma_buf_done(&c->text);
	ma_arena_done(&c->arena);
	json_decref(c->task);
	ma_free(c);
}

static void deliver(struct ma_llm_call *c)
{
	c->reply.text = ma_buf_str(&c->text);
	c->reply.model = ma_str(c->model);
	c->reply.request_id = ma_str(c->request_id);
	c->reply.message = ma_str(c->message);
	c->done(c->data, &c->reply);
	ma_host_call_free(c);
}

static void on_turn(void *data)
{
	struct ma_llm_call *c = data;
	struct ma_str text = ma_str_from(ma_buf_str(&c->text), c->told);
	bool over = c->over; /* else on_text() may end it, and there is another turn for that */

	c->told += text.n;
	if (text.n > 0 && c->on_text)
		c->on_text(c->data, text);
	if (over)
		deliver(c);
}

static void turn_soon(struct ma_llm_call *c)
{
	if (!c->soon.queued)
		ma_loop_defer_in(c->ctx->loop, &c->soon, on_turn, c);
}

/* What was told, within reason; else a guess. */
static void guess_usage(struct ma_llm_call *c)
{
	struct ma_usage *u = &c->reply.usage;

	*u = (struct ma_usage){ .estimated = !c->host->is_agent };
	if (!u->estimated || c->text.n == 0)
		return;
	u->input = c->input_guess;
	u->output = (int64_t)(c->text.n / 4) + 1;
}

static int64_t within(int64_t n, int64_t most)
{
	if (n < 0)
		return 0;
	return n < most ? n : most;
}

static void take_usage(struct ma_llm_call *c, const ma_call_result *r)
{
	struct ma_usage *u = &c->reply.usage;

	u->estimated = false;
	u->input = within(r->input_tokens, TOKENS_MAX);
	u->output = within(r->output_tokens, TOKENS_MAX);
	u->cached = within(r->cached_tokens, u->input);
	u->reasoning = within(r->reasoning_tokens, u->output);
}

void ma_host_call_end(struct ma_llm_call *c, enum ma_llm_class class, const char *why)
{
	MA_ASSERT(!c->over);
	c->over = true;
	ma_timer_cancel(c->timer);
	c->timer = NULL;
	c->reply.class = class;
	if (class != MA_LLM_OK)
		ma_llm_line(c->message, sizeof(c->message), MA_STR(""), "%s %s: %s",
			c->host->is_agent ? "agent" : "provider", c->host->name,
			why && *why ? why : ma_llm_class_name(class));
	if (class != MA_LLM_OK && class != MA_LLM_LENGTH)
		ma_buf_clear(&c->text);
	turn_soon(c);
}

void ma_host_call_stop(struct ma_llm_call *c, enum ma_llm_class class, const char *why)
{
	if (c->over)
		return; /* an answer that is there is not thrown away */
	guess_usage(c);
	ma_host_call_end(c, class, why);
	if (c->host->cancel)
		c->host->cancel(c->host->data, c->number);
}

static void on_time(void *data)
{
	struct ma_llm_call *c = data;

	c->timer = NULL;
	ma_host_call_stop(c, MA_LLM_TIMEOUT, "no answer in time");
}

static int64_t guess_input(const struct ma_llm_req *wanted)
{
	size_t bytes = wanted->system.n, i;

	for (i = 0; i < wanted->msgs_n; i++)
		bytes += wanted->msgs[i].text.n;
	return (int64_t)(bytes / 4) + 1;
}

ma_rc ma_host_call_new(ma_ctx *ctx, const struct ma_host *host, const struct ma_llm_req *wanted,
	ma_llm_text_fn *on_text, ma_llm_done_fn *done, void *data, struct ma_llm_call **out,
	ma_err *err)
{
	struct ma_llm_call *c = ma_new(struct ma_llm_call);
	ma_rc rc = MA_OK;

	if (!c)
		return ma_fail_nomem(err);
	*c = (struct ma_llm_call){ .ctx = ctx,
		.host = host,
		.on_text = on_text,
		.done = done,
		.data = data,
		.arena = MA_ARENA_INIT(2 * MA_LIMIT_REQUEST),
		.input_guess = guess_input(wanted),
		.text = MA_BUF_INIT(MA_LIMIT_REPLY),
		.reply = { .retry_after_ms = -1, .sent = !host->is_agent } };
	ma_llm_line(c->model, sizeof(c->model), MA_STR(""), MA_STR_FMT, MA_STR_ARG(wanted->model));
	if (wanted->timeout_ms > 0)
		rc = ma_timer_start(ctx->loop, wanted->timeout_ms, on_time, c, &c->timer, err);
	if (rc) {
		ma_host_call_free(c);
		return rc;
	}
	c->number = ++ctx->calls_last;
	c->next = ctx->calls;
	ctx->calls = c;
	*out = c;
	return MA_OK;
}

static ma_rc find(const ma_ctx *ctx, uint64_t number, struct ma_llm_call **out, ma_err *err)
{
	struct ma_llm_call *c;

	if (!ctx)
		return ma_fail(err, MA_EMISUSE, "a call is answered in a context");
	if (number == 0 || number > ctx->calls_last)
		return ma_fail(
			err, MA_EMISUSE, "there was no call %llu", (unsigned long long)number);
	for (c = ctx->calls; c && (c->number != number || c->over); c = c->next)
		;
	if (!c)
		return ma_fail(err, MA_ENOTFOUND, "call %llu is over", (unsigned long long)number);
	*out = c;
	return MA_OK;
}

static ma_rc find_of(
	const ma_ctx *ctx, uint64_t number, bool is_agent, struct ma_llm_call **out, ma_err *err)
{
	ma_rc rc = find(ctx, number, out, err);

	if (!rc && (*out)->host->is_agent != is_agent)
		return ma_fail(err, MA_EMISUSE, "call %llu is %s", (unsigned long long)number,
			is_agent ? "a provider's: ma_call_reply() answers it"
				 : "an agent's: ma_call_files() answers it");
	return rc;
}

/* End the call for an answer that cannot be used, and tell the host why. */
static ma_rc refuse(struct ma_llm_call *c, ma_rc code, const char *why, ma_err *err)
{
	guess_usage(c);
	if (code == MA_ENOMEM) {
		ma_host_call_end(c, MA_LLM_TRANSIENT, "out of memory");
		return ma_fail_nomem(err);
	}
	ma_host_call_end(c, MA_LLM_BAD_OUTPUT, why);
	return ma_fail(err, code, "%s", c->message);
}

static bool is_text(struct ma_str s)
{
	return ma_str_utf8(s) && (s.n == 0 || !memchr(s.p, '\0', s.n));
}

static ma_rc check_text(struct ma_llm_call *c, ma_err *err)
{
	if (c->text.rc)
		return refuse(c, c->text.rc, "the text is too long", err);
	if (!is_text(ma_buf_str(&c->text)))
		return refuse(c, MA_EINVALID, "the text is not UTF-8, or holds a NUL", err);
	return MA_OK;
}

ma_rc ma_call_text(ma_ctx *ctx, uint64_t call, const char *text, size_t size, ma_err *err)
{
	struct ma_llm_call *c = NULL;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	rc = find_of(ctx, call, false, &c, err);
	if (!rc && !text && size > 0)
		rc = ma_fail(err, MA_EMISUSE, "text without a text");
	if (rc || size == 0)
		return rc;
	ma_buf_add(&c->text, text, size);
	if (c->text.rc)
		return check_text(c, err);
	turn_soon(c);
	return MA_OK;
}

static void take_words(struct ma_llm_call *c, const ma_call_result *r)
{
	if (r->model && *r->model)
		ma_llm_line(c->model, sizeof(c->model), MA_STR(""), "%s", r->model);
	if (r->request_id)
		ma_llm_line(c->request_id, sizeof(c->request_id), MA_STR(""), "%s", r->request_id);
	c->reply.status = r->status > 0 && r->status < 1000 ? r->status : 0;
	c->reply.retry_after_ms = r->retry_after_ms > 0
		? within(r->retry_after_ms, RETRY_AFTER_MAX_MS)
		: -1;
}

ma_rc ma_call_reply(ma_ctx *ctx, uint64_t call, const ma_call_result *result, ma_err *err)
{
	struct ma_llm_call *c = NULL;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	rc = find_of(ctx, call, false, &c, err);
	if (rc)
		return rc;
	if (!result || (size_t)result->outcome >= MA_COUNT(classes) ||
		(!result->text && result->text_size > 0))
		return ma_fail(err, MA_EMISUSE, "a reply needs a known outcome, and its text");
	if (result->text) {
		ma_buf_clear(&c->text);
		ma_buf_add(&c->text, result->text, result->text_size);
		c->told = c->told < c->text.n ? c->told : c->text.n;
	}
	take_words(c, result);
	rc = check_text(c, err);
	if (!rc && result->outcome == MA_CALL_OK && c->text.n == 0)
		rc = refuse(c, MA_EINVALID, "the answer is empty", err);
	if (rc)
		return rc;
	guess_usage(c);
	if (result->has_usage)
		take_usage(c, result);
	ma_host_call_end(c, classes[result->outcome], result->message);
	return MA_OK;
}

/* {"files":[{"path","content"},{"path","remove":true}]}, which engine/reply.c reads. */
static void write_files(struct ma_buf *out, const ma_agent_file *files, size_t n)
{
	size_t i;

	ma_buf_adds(out, "{\"files\":[");
	for (i = 0; i < n; i++) {
		ma_buf_adds(out, i > 0 ? ",{\"path\":" : "{\"path\":");
		ma_json_add_string(out, ma_str(files[i].path));
		if (files[i].remove) {
			ma_buf_adds(out, ",\"remove\":true}");
			continue;
		}
		ma_buf_adds(out, ",\"content\":");
		ma_json_add_string(out, ma_str_n(files[i].content, files[i].size));
		ma_buf_addc(out, '}');
	}
	ma_buf_adds(out, "]}");
}

static ma_rc check_files(const ma_agent_file *files, size_t n, ma_err *err)
{
	size_t i;

	if (!files && n > 0)
		return ma_fail(err, MA_EMISUSE, "files without files");
	for (i = 0; i < n; i++)
		if (!files[i].path || (!files[i].remove && !files[i].content && files[i].size > 0))
			return ma_fail(err, MA_EMISUSE, "file %zu has no path, or no content", i);
	return MA_OK;
}

/* What JSON could not carry unchanged; all else about a file is judged when the answer is in the log. */
static bool are_text(const ma_agent_file *files, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!ma_str_utf8(ma_str(files[i].path)) ||
			(!files[i].remove && !is_text(ma_str_n(files[i].content, files[i].size))))
			return false;
	return true;
}

ma_rc ma_call_files(
	ma_ctx *ctx, uint64_t call, const ma_agent_file *files, size_t files_n, ma_err *err)
{
	struct ma_llm_call *c = NULL;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	rc = find_of(ctx, call, true, &c, err);
	if (!rc)
		rc = check_files(files, files_n, err);
	if (rc)
		return rc;
	if (files_n == 0)
		return refuse(c, MA_EINVALID, "the answer holds no files", err);
	if (files_n > MA_LIMIT_FILES)
		return refuse(c, MA_ELIMIT, "the answer holds too many files", err);
	if (!are_text(files, files_n))
		return refuse(c, MA_EINVALID, "a file is not UTF-8, or holds a NUL", err);
	write_files(&c->text, files, files_n);
	if (c->text.rc)
		return refuse(c, c->text.rc, "the files are too large together", err);
	guess_usage(c);
	ma_host_call_end(c, MA_LLM_OK, NULL);
	return MA_OK;
}

ma_rc ma_call_fail(
	ma_ctx *ctx, uint64_t call, ma_call_outcome outcome, const char *message, ma_err *err)
{
	struct ma_llm_call *c = NULL;
	bool known = (size_t)outcome < MA_COUNT(classes) && outcome != MA_CALL_OK;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	rc = find(ctx, call, &c, err);
	if (rc)
		return rc;
	if (c->host->is_agent)
		known = outcome == MA_CALL_REFUSED || outcome == MA_CALL_TRANSIENT;
	if (!known)
		return ma_fail(err, MA_EMISUSE, "no call fails with outcome %d", (int)outcome);
	guess_usage(c);
	ma_host_call_end(c, classes[outcome], message);
	return MA_OK;
}
