/* The language-model port: the provider table, and the wrapper that keeps the contract. */
#include "llm/llm.h"

#include "base/alloc.h"
#include "llm/anthropic.h"
#include "llm/gemini.h"
#include "llm/offline.h"
#include "llm/ollama.h"
#include "llm/openai.h"
#include "llm/openai_presets.h"
#include "llm/openai_responses.h"
#include "llm/replay.h"
#include "llm/script.h"

/* Offered in this order where the user names none. */
static const struct ma_llm_provider providers[] = {
	{
		.name = "gemini",
		.summary = "Google Gemini, generateContent",
		.key_env = { "GEMINI_API_KEY", "GOOGLE_API_KEY" },
		.url_env = "GEMINI_BASE_URL",
		.version_env = "GEMINI_API_VERSION",
		.model_default = MA_LLM_GEMINI_MODEL,
		.new = ma_llm_gemini_new,
	},
	{
		.name = "openai",
		.summary = "OpenAI chat completions, and servers that speak them",
		.key_env = { "OPENAI_API_KEY" },
		.url_env = "OPENAI_BASE_URL",
		.model_default = MA_LLM_OPENAI_MODEL,
		.new = ma_llm_openai_new,
	},
	{
		.name = "anthropic",
		.summary = "Anthropic Messages",
		.key_env = { "ANTHROPIC_API_KEY" },
		.url_env = "ANTHROPIC_BASE_URL",
		.version_env = "ANTHROPIC_API_VERSION",
		.model_default = MA_LLM_ANTHROPIC_MODEL,
		.new = ma_llm_anthropic_new,
	},
	{
		.name = "openai-responses",
		.summary = "OpenAI Responses",
		.key_env = { "OPENAI_API_KEY" },
		.url_env = "OPENAI_BASE_URL",
		.model_default = MA_LLM_OPENAI_MODEL,
		.new = ma_llm_openai_responses_new,
	},
#define X(id, preset, about, key, url, base_url, model, names, traits) \
	{                                                              \
		.name = preset,                                        \
		.summary = about,                                      \
		.key_env = { key },                                    \
		.url_env = url,                                        \
		.model_default = model,                                \
		.new = ma_llm_openai_##id##_new,                       \
	},
	MA_LLM_OPENAI_PRESETS(X)
#undef X
		{
			.name = "ollama",
			.summary = "Ollama on this machine or another, /api/chat",
			.url_env = "OLLAMA_HOST",
			.model_default = MA_LLM_OLLAMA_MODEL,
			.new = ma_llm_ollama_new,
		},
	{
		.name = "offline",
		.summary = "web applications from rules and templates, without a model",
		.model_default = MA_LLM_OFFLINE_MODEL,
		.new = ma_llm_offline_new,
	},
	{
		.name = "script",
		.summary = "answers from a file, for tests and demonstrations",
		.model_default = MA_LLM_SCRIPT_MODEL,
		.new = ma_llm_script_new,
	},
	{
		.name = "replay",
		.summary = "answers from a cassette, as whoever it was recorded with",
		.model_default = "",
		.new = ma_llm_replay_new,
	},
	{ .name = NULL },
};

/* One call on its way: what the caller asked for, and whether the provider keeps its word. */
struct watch {
	struct ma_llm *self;
	ma_llm_text_fn *on_text;
	ma_llm_done_fn *done;
	void *data;
	bool sending;
};

const struct ma_llm_provider *ma_llm_providers(void)
{
	return providers;
}

const struct ma_llm_provider *ma_llm_provider_find(struct ma_str name)
{
	const struct ma_llm_provider *p;

	for (p = providers; p->name; p++)
		if (ma_str_is(name, p->name))
			return p;
	return NULL;
}

static void check_reply(const struct ma_llm_reply *reply)
{
	MA_ASSERT((reply->class == MA_LLM_OK) == (reply->message.n == 0));
	MA_ASSERT(reply->class != MA_LLM_OK || reply->text.n > 0 || reply->calls_n > 0);
	MA_ASSERT(reply->class == MA_LLM_OK || (reply->calls_n == 0 && reply->echo.n == 0));
	MA_ASSERT(ma_str_find(reply->message, MA_STR("\n")) < 0);
	MA_ASSERT(reply->usage.input >= 0 && reply->usage.output >= 0);
	MA_ASSERT(reply->retry_after_ms >= -1);
}

static void on_text(void *data, struct ma_str delta)
{
	struct watch *w = data;

	MA_ASSERT(!w->sending && delta.n > 0);
	w->on_text(w->data, delta);
}

static void on_done(void *data, const struct ma_llm_reply *reply)
{
	struct watch *w = data;
	struct watch was = *w;

	MA_ASSERT(!w->sending && w->self->in_flight > 0);
	check_reply(reply);
	ma_free(w);
	was.self->in_flight--;
	was.done(was.data, reply); /* last: it may send again, or free the provider */
}

ma_rc ma_llm_send(struct ma_llm *self, const struct ma_llm_req *req, ma_llm_text_fn *text,
	ma_llm_done_fn *done, void *data, struct ma_llm_call **out, ma_err *err)
{
	struct watch *w;
	ma_rc rc;

	MA_ASSERT(self && self->ops && done && out && req->msgs_n > 0);
	rc = ma_llm_req_check(req, err);
	if (rc)
		return rc;
	w = ma_new(struct watch);
	if (!w)
		return ma_fail_nomem(err);
	*w = (struct watch){ self, text, done, data, true };
	rc = self->ops->send(self, req, text ? on_text : NULL, on_done, w, out, err);
	if (rc) {
		MA_ASSERT(err->code == rc);
		ma_free(w);
		return rc;
	}
	w->sending = false;
	self->in_flight++;
	return MA_OK;
}

struct reread {
	ma_llm_done_fn *done;
	void *data;
	int n;
};

static void on_reread(void *data, const struct ma_llm_reply *reply)
{
	struct reread *r = data;

	check_reply(reply);
	r->n++;
	r->done(r->data, reply);
}

ma_rc ma_llm_reread(struct ma_llm *self, const struct ma_llm_req *req,
	const struct ma_llm_wire *wire, ma_llm_done_fn *done, void *data, ma_err *err)
{
	struct reread r = { done, data, 0 };
	ma_rc rc = ma_llm_req_check(req, err);

	MA_ASSERT(self->ops->reread);
	if (!rc)
		rc = self->ops->reread(self, req, wire, on_reread, &r, err);
	MA_ASSERT(r.n == (rc == MA_OK));
	return rc;
}

void ma_llm_cancel(struct ma_llm *self, struct ma_llm_call *call)
{
	MA_ASSERT(call && self->in_flight > 0);
	self->ops->cancel(self, call);
}

bool ma_llm_leaks(const struct ma_llm *self, struct ma_str text)
{
	return self->ops->leaks && self->ops->leaks(self, text);
}

void ma_llm_free(struct ma_llm *self)
{
	if (!self)
		return;
	MA_ASSERT(self->in_flight == 0);
	self->ops->free(self);
}
