/*
 * What the host program registered (metaagent/ext.h), and the calls that it is asked.
 *
 * A call is a struct ma_llm_call: to the engine, providers and agents of the host are
 * language models. It is known to the host by a number that is looked up each time, so
 * that nothing the host does with a number can touch memory that is gone.
 */
#ifndef MA_LIB_HOST_H
#define MA_LIB_HOST_H

#include "base/arena.h"
#include "base/buf.h"
#include "lib/ctx.h"
#include "llm/llm.h"
#include "metaagent/ext.h"

/* A provider or an agent. Owned by the context until it is freed. */
struct ma_host {
	struct ma_host *next;
	bool is_agent;
	char *name;
	char *model; /* a provider's default */
	bool costs_nothing;
	void (*send)(void *data, uint64_t call, const ma_call_request *request);
	void (*begin)(void *data, uint64_t call, const ma_agent_task *task);
	void (*cancel)(void *data, uint64_t call);
	void (*free)(void *data);
	void *data;
};

/* NULL when there is none. */
const struct ma_host *ma_host_find(const ma_ctx *ctx, bool is_agent, struct ma_str name);
void ma_hosts_free(ma_ctx *ctx);

/* One call, from the question until its answer is delivered. */
struct ma_llm_call {
	struct ma_llm_call *next; /* of the context's */
	ma_ctx *ctx;
	const struct ma_host *host;
	uint64_t number;
	ma_llm_text_fn *on_text; /* may be NULL */
	ma_llm_done_fn *done;
	void *data;
	struct ma_arena arena; /* what the host was given */
	json_t *task;          /* that too, an agent's */
	int64_t input_guess;   /* tokens */
	struct ma_timer *timer;
	struct ma_buf text;
	size_t told; /* bytes of text that on_text has had */
	struct ma_defer soon;
	bool over; /* the reply stands and is delivered soon */
	struct ma_llm_reply reply;
	char model[128], request_id[128], message[256];
};

/* A call that nobody has been asked yet. `wanted` borrows for the call. Gives *out: asked, it frees itself. */
ma_rc ma_host_call_new(ma_ctx *ctx, const struct ma_host *host, const struct ma_llm_req *wanted,
	ma_llm_text_fn *on_text, ma_llm_done_fn *done, void *data, struct ma_llm_call **out,
	ma_err *err);
void ma_host_call_free(struct ma_llm_call *c); /* accepts NULL */

/* The call ends so, and the host is told. Once it is over: nothing. */
void ma_host_call_stop(struct ma_llm_call *c, enum ma_llm_class class, const char *why);
/* The call ends so. */
void ma_host_call_end(struct ma_llm_call *c, enum ma_llm_class class, const char *why);

/*
 * The llm port: a provider of the host, or all its agents (host NULL), of which the request's
 * model names one. `model` NULL: the provider's own. Gives *out: ma_llm_free() it; ctx must outlive it.
 */
ma_rc ma_host_llm_new(ma_ctx *ctx, const struct ma_host *host, const char *model,
	struct ma_llm **out, ma_err *err);

#endif
