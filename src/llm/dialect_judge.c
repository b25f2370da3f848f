/* What became of an attempt: its class, and a line for a person. */
#include "llm/dialect_call.h"

static void say(const struct ma_llm_call *c, struct ma_llm_fault *f, enum ma_llm_class class,
	const char *what)
{
	f->class = class;
	f->retry_after_ms = -1;
	ma_llm_line(f->message, sizeof(f->message), ma_str(c->provider->key), "%s: %s%s%s",
		c->provider->dialect->name, what, c->answer.reason[0] ? ": " : "", c->answer.reason);
}

/* Who said it, and where a key that is refused comes from. */
static void sign(const struct ma_llm_call *c, struct ma_llm_fault *f)
{
	const struct ma_llm_dialect *d = c->provider->dialect;
	struct ma_llm_fault said = *f;

	if (f->class != MA_LLM_AUTH || !d->key_hint)
		ma_llm_line(f->message, sizeof(f->message), MA_STR(""), "%s: %s", d->name,
			said.message);
	else if (c->provider->key)
		ma_llm_line(f->message, sizeof(f->message), MA_STR(""),
			"%s: the key in %s was refused: %s", d->name, d->key_hint, said.message);
	else
		ma_llm_line(f->message, sizeof(f->message), MA_STR(""),
			"%s: %s is not set, and a key is asked for: %s", d->name, d->key_hint,
			said.message);
}

/* The model has stopped, to have tools called or not. */
static void judge_stopped(const struct ma_llm_call *c, struct ma_llm_fault *f)
{
	const struct ma_llm_answer *a = &c->answer;

	if (a->calls.n > 0 && !c->may_call)
		say(c, f, MA_LLM_BAD_OUTPUT, "the model called a tool, and none was offered");
	else if (c->bad_calls.code)
		say(c, f, MA_LLM_BAD_OUTPUT, c->bad_calls.msg);
	else if (a->finish == MA_LLM_FINISH_TOOLS && a->calls.n == 0)
		say(c, f, MA_LLM_BAD_OUTPUT, "the model stopped to call a tool, and called none");
	else if (a->calls.n == 0 && ma_str_trim(ma_buf_str(&a->text)).n == 0)
		say(c, f, MA_LLM_BAD_OUTPUT, "the answer is empty");
}

static void judge_cut(const struct ma_llm_call *c, struct ma_llm_fault *f)
{
	if (c->answer.calls.n > 0)
		say(c, f, MA_LLM_LENGTH,
			"the answer was cut at the token limit, at a call of a tool");
	else if (c->answer.text.n > 0)
		say(c, f, MA_LLM_LENGTH, "the answer was cut at the token limit");
	else
		say(c, f, MA_LLM_LENGTH, "the token limit was used up before the answer began");
}

/* What follows a text can be asked for; where there is none, the whole must be. */
static void judge_paused(const struct ma_llm_call *c, struct ma_llm_fault *f)
{
	if (ma_str_trim(ma_buf_str(&c->answer.text)).n > 0)
		say(c, f, MA_LLM_LENGTH, "the provider paused within the answer");
	else
		say(c, f, MA_LLM_TRANSIENT, "the provider paused before the answer began");
}

static void judge_unfinished(const struct ma_llm_call *c, bool stream, struct ma_llm_fault *f)
{
	if (stream)
		say(c, f, MA_LLM_TRANSIENT, "the stream ended before the answer did");
	else if (c->garbled)
		say(c, f, MA_LLM_BAD_OUTPUT, "the answer is not JSON");
	else
		say(c, f, MA_LLM_BAD_OUTPUT, "the response holds no finished answer");
}

/* The response came whole, or at least its end was told. */
static void judge_answer(const struct ma_llm_call *c, bool stream, struct ma_llm_fault *f)
{
	const struct ma_llm_answer *a = &c->answer;

	switch (a->finish) {
	case MA_LLM_FINISH_NONE:
		judge_unfinished(c, stream, f);
		break;
	case MA_LLM_FINISH_LENGTH:
		judge_cut(c, f);
		break;
	case MA_LLM_FINISH_PAUSE:
		judge_paused(c, f);
		break;
	case MA_LLM_FINISH_FAILED:
		say(c, f, MA_LLM_TRANSIENT, "the server could not finish the answer");
		break;
	case MA_LLM_FINISH_FILTER:
		say(c, f, MA_LLM_FILTER, "the answer was refused or filtered");
		break;
	case MA_LLM_FINISH_CONTEXT:
		say(c, f, MA_LLM_CONTEXT, "the model's context is full");
		break;
	case MA_LLM_FINISH_BROKEN:
		say(c, f, MA_LLM_BAD_OUTPUT, "the model stopped without a whole answer");
		break;
	case MA_LLM_FINISH_STOP:
	case MA_LLM_FINISH_TOOLS:
		judge_stopped(c, f);
		break;
	}
}

static void judge_failure(
	const struct ma_llm_call *c, const struct ma_http_result *r, struct ma_llm_fault *f)
{
	ma_err err = r->err;

	if (c->ending == MA_LLM_BY_SILENCE) {
		say(c, f, MA_LLM_TIMEOUT, "no content for too long");
	} else if (c->ending == MA_LLM_BY_LIMIT && c->garbled) {
		say(c, f, MA_LLM_BAD_OUTPUT, "an event of the stream is not JSON");
	} else if (c->ending == MA_LLM_BY_LIMIT) {
		say(c, f, MA_LLM_BAD_OUTPUT, "an event of the stream is too long");
	} else {
		(void)ma_err_wrap(&err, "%s", c->provider->dialect->name);
		ma_llm_classify_failure(&err, f);
	}
}

/* The response, or an answer in it, is an error. */
static void judge_error(const struct ma_llm_call *c, const struct ma_http_result *r, bool whole,
	struct ma_llm_fault *f)
{
	struct ma_str body = ma_buf_str(&c->body), secret = ma_str(c->provider->key);
	int64_t wall_ms = c->provider->clock->wall_ms(c->provider->clock);

	if (whole)
		ma_llm_classify_http(&r->head, body, secret, wall_ms, f);
	else
		ma_llm_classify_json(&r->head, c->answer.error, MA_STR(""), secret, wall_ms, f);
	sign(c, f);
}

void ma_llm_judge(
	const struct ma_llm_call *c, const struct ma_http_result *r, struct ma_llm_fault *f)
{
	*f = (struct ma_llm_fault){ .class = MA_LLM_OK, .retry_after_ms = -1 };
	if (c->ending == MA_LLM_BY_CANCEL)
		say(c, f, MA_LLM_CANCELED, "cancelled");
	else if (c->answer.text.rc == MA_ELIMIT)
		say(c, f, MA_LLM_BAD_OUTPUT, "the answer is too long");
	else if (ma_llm_answer_rc(&c->answer) == MA_ELIMIT)
		say(c, f, MA_LLM_BAD_OUTPUT, "the answer calls too many tools, or with too much");
	else if (ma_llm_answer_rc(&c->answer) || c->body.rc || c->echo.rc ||
		c->bad_calls.code == MA_ENOMEM)
		say(c, f, MA_LLM_TRANSIENT, "out of memory");
	else if (r->head.status != 0 && (r->head.status < 200 || r->head.status > 299))
		judge_error(c, r, true, f);
	else if (c->answer.error)
		judge_error(c, r, false, f);
	else if (r->rc && c->answer.finish == MA_LLM_FINISH_NONE)
		judge_failure(c, r, f);
	else
		judge_answer(c, ma_llm_is_stream(&r->head), f);
}
