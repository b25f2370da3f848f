/*
 * The language-model port: one request, one HTTP attempt, one reply of a class.
 * Retry, back-off, fallback and continuation are decisions of the core; nothing
 * here repeats anything.
 */
#ifndef MA_LLM_LLM_H
#define MA_LLM_LLM_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "llm/safety.h"
#include "model/allowance.h"
#include "model/call_class.h"
#include "model/usage.h"
#include "sys/http.h"
#include "sys/loop.h"

struct ma_llm;
struct ma_llm_call;

/* A TOOL message is what came of one call of the assistant's message before it. */
enum ma_llm_role { MA_LLM_USER, MA_LLM_ASSISTANT, MA_LLM_TOOL };

/* A tool that the model may call. */
struct ma_llm_tool {
	struct ma_str name; /* 1 to 64 letters, digits, '_', '-'; a letter or '_' first */
	struct ma_str description;
	const json_t *parameters; /* JSON Schema of an object; NULL: it has none */
};

/* A call of a tool, as a model makes it. */
struct ma_llm_tool_call {
	struct ma_str id, name;
	struct ma_str arguments; /* a whole JSON object, as text; in a request, empty is {} */
};

struct ma_llm_msg {
	enum ma_llm_role role;
	struct ma_str text; /* of a TOOL: its result */

	/* An ASSISTANT's. */
	const struct ma_llm_tool_call *calls;
	size_t calls_n;
	struct ma_str echo; /* of the reply that this was, unchanged; empty: it had none */

	/* A TOOL's. */
	struct ma_str call_id;
	bool is_error;
};

enum ma_llm_tool_choice {
	MA_LLM_TOOLS_AUTO, /* the model may call tools */
	MA_LLM_TOOLS_NONE,
	MA_LLM_TOOLS_REQUIRED, /* it must call one, or several */
	MA_LLM_TOOLS_ONE       /* it must call this one */
};

/* How much the model may think before it answers. */
enum ma_llm_effort {
	MA_LLM_EFFORT_DEFAULT, /* the provider's choice: nothing is sent */
	MA_LLM_EFFORT_OFF,
	MA_LLM_EFFORT_LOW,
	MA_LLM_EFFORT_MEDIUM,
	MA_LLM_EFFORT_HIGH
};

/* What a request that leaves it open asks for. Zero: nothing is said. Read and applied by llm/style.h. */
struct ma_llm_style {
	bool has_temperature;
	double temperature, top_p;
	int64_t output_tokens_max;
	enum ma_llm_effort effort;
	enum ma_llm_block safety[MA_LLM_HARMS_N];
};

/*
 * Everything is borrowed until done(). What is zero (or, of the temperature, negative) is not sent. A provider leaves
 * out what it has no word for: docs/formats/providers.md says what that is.
 */
struct ma_llm_req {
	struct ma_str model; /* empty: the provider's default */
	struct ma_str system;
	const struct ma_llm_msg *msgs;
	size_t msgs_n;
	int64_t output_tokens_max; /* 0: the provider's default */
	double temperature;        /* negative: not sent */
	double top_p;
	int64_t top_k, seed;
	const struct ma_str *stops; /* texts at which the answer ends */
	size_t stops_n;
	const struct ma_llm_tool *tools;
	size_t tools_n;
	enum ma_llm_tool_choice tool_choice;
	struct ma_str tool;   /* of MA_LLM_TOOLS_ONE */
	bool json;            /* ask for a JSON object where the provider can be asked */
	const json_t *schema; /* of that JSON; NULL: any */
	enum ma_llm_effort effort;
	enum ma_llm_block safety[MA_LLM_HARMS_N];
	bool stream;
	int64_t context_tokens; /* of a server that must be told (Ollama); 0: what the request needs */
	int64_t timeout_ms;     /* of the whole attempt; 0: none */
	const struct ma_llm_tap *tap; /* hears what comes, where ops.reread is there; NULL: nobody does */
	void *tap_data;
};

/* How a response ended that came over a wire. */
enum ma_llm_wire_end {
	MA_LLM_WIRE_WHOLE,  /* by itself */
	MA_LLM_WIRE_BROKEN, /* before it was whole */
	MA_LLM_WIRE_LEFT    /* we waited for no more of it */
};

/* What a provider sends, before anything is made of it. Borrows for each call; nothing may be sent or cancelled from inside. */
struct ma_llm_tap {
	void (*head)(void *data, const struct ma_http_head *head);
	void (*bytes)(void *data, struct ma_str bytes);    /* of the body */
	void (*end)(void *data, enum ma_llm_wire_end end); /* before done() */
};

/* A response that came earlier, or what there is of it. */
struct ma_llm_wire {
	struct ma_http_head head; /* status 0: none came */
	struct ma_str body;
	enum ma_llm_wire_end end;
};

struct ma_llm_reply {
	enum ma_llm_class class;
	/* Whole when OK, and not empty unless there are calls; what came of it when LENGTH or a stream broke. */
	struct ma_str text;
	/* When OK alone, and only where tools were offered: one that was cut or is no JSON is no call. */
	const struct ma_llm_tool_call *calls;
	size_t calls_n;
	/*
	 * What the provider wants back with this turn (signed thoughts and the like): JSON of its own, to be kept as
	 * it is and handed over as ma_llm_msg.echo. Empty: nothing. To another provider or family of models it means
	 * nothing, and the message goes there by its text and calls.
	 */
	struct ma_str echo;
	struct ma_usage
		usage; /* where the provider told nothing: estimated=true, from the bytes if it wrote any, else 0 */
	struct ma_str model;         /* that answered */
	struct ma_str request_id;    /* the provider's, or "" */
	int status;                  /* HTTP, 0 when none */
	int64_t retry_after_ms;      /* the provider's hint, -1 when none */
	struct ma_allowances allows; /* what it says is left */
	bool sent;                   /* the provider may have seen (and may bill) the request */
	struct ma_str message;       /* for a person, when not OK: one line, no secrets */
};

/* Text as it streams; borrows for the call. */
typedef void ma_llm_text_fn(void *data, struct ma_str delta);
/* The reply borrows for the call. */
typedef void ma_llm_done_fn(void *data, const struct ma_llm_reply *reply);

struct ma_llm_ops {
	const char *name;

	/* Start one attempt. On MA_OK done() will be called exactly once, never
	 * from inside send(); otherwise never. `on_text` may be NULL. *out is
	 * valid until done(). */
	ma_rc (*send)(struct ma_llm *self, const struct ma_llm_req *req, ma_llm_text_fn *on_text,
		ma_llm_done_fn *done, void *data, struct ma_llm_call **out, ma_err *err);

	/* Make done() come soon with MA_LLM_CANCELED. */
	void (*cancel)(struct ma_llm *self, struct ma_llm_call *call);

	void (*free)(struct ma_llm *self);

	/* Optional. Whether the text holds the provider's key. Called on any thread. */
	bool (*leaks)(const struct ma_llm *self, struct ma_str text);

	/* Optional. What send() with the same request would have made of this response, but for what the provider
	 * said is left, which is not so any more. Asks nobody. On MA_OK done() was called, once, from inside. */
	ma_rc (*reread)(struct ma_llm *self, const struct ma_llm_req *req,
		const struct ma_llm_wire *wire, ma_llm_done_fn *done, void *data, ma_err *err);

	bool unpaid; /* nobody outside is asked, nothing is paid: a call that was interrupted is made again */
};

/* Embedded first in every provider's instance. */
struct ma_llm {
	const struct ma_llm_ops *ops;
	const char *model; /* the default model; borrowed from the instance */
	uint64_t account; /* a digest of its key and address: who shares it shares their limits. Whoever made it sets it */
	unsigned in_flight;
};

/* What a provider is made from. Borrows for the call to its constructor, but loop and http live longer. */
struct ma_llm_opts {
	struct ma_loop *loop;
	struct ma_http *(*http)(void *data,
		ma_err *err); /* the shared client, made when first asked for; NULL on failure */
	void *data;           /* for http */
	struct ma_clock *clock;
	const char *key;         /* NULL when none */
	const char *base_url;    /* NULL: the provider's own */
	const char *model;       /* NULL: the provider's default */
	const char *api_version; /* NULL: the one this program was written for; not all have one */
	const char *data_dir;    /* share/meta-agent */
	const char *script;      /* the script provider's file */
	const char *cassette;    /* the replay provider's file */
	struct ma_llm_style style; /* of requests that leave it open */
	int64_t context_tokens;    /* these too */
	/*
	 * The longest time to connect, to the first byte of the response, of silence in a stream between content
	 * (for the first, twice that), and of the whole attempt, which the request's timeout may shorten. 0: 10 s,
	 * 60 s, 60 s, 120 s; servers that need no key, which are one's own and may be slow, get 10 s, then ten minutes.
	 */
	int64_t connect_ms, first_byte_ms, idle_ms, total_ms;
	const json_t *headers; /* more lines of every request, {"name": "value"}, or NULL */
	const char *proxy;     /* as in sys/http.h */
	const char *ca_file;
};

/* A row of the provider table. */
struct ma_llm_provider {
	const char *name, *summary;
	const char *key_env[3]; /* where its key is looked for, in order; NULL-terminated; none: needs no key */
	const char *url_env;     /* overrides the base URL, or NULL */
	const char *version_env; /* overrides the version of the API, or NULL */
	const char *model_default;
	ma_rc (*new)(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);
};

/* The table, terminated by a row without a name. Borrows: static. */
const struct ma_llm_provider *ma_llm_providers(void);
const struct ma_llm_provider *ma_llm_provider_find(struct ma_str name);

/*
 * Whether the tools and the calls of a request hold together: names, arguments, and an answer to each call before
 * the next turn. MA_EINVALID names the place. ma_llm_send() asks as well.
 */
ma_rc ma_llm_req_check(const struct ma_llm_req *req, ma_err *err);

/* The only way to the ops: checks the contract and counts what is in flight. */
ma_rc ma_llm_send(struct ma_llm *self, const struct ma_llm_req *req, ma_llm_text_fn *on_text,
	ma_llm_done_fn *done, void *data, struct ma_llm_call **out, ma_err *err);
void ma_llm_cancel(struct ma_llm *self, struct ma_llm_call *call);
/* ops.reread, which must be there. */
ma_rc ma_llm_reread(struct ma_llm *self, const struct ma_llm_req *req,
	const struct ma_llm_wire *wire, ma_llm_done_fn *done, void *data, ma_err *err);
/* Whether the text holds a key that this provider is asked with; a key of a few characters is none. */
bool ma_llm_leaks(const struct ma_llm *self, struct ma_str text);
/* Nothing may be in flight. Accepts NULL. */
void ma_llm_free(struct ma_llm *self);

/* What a failed attempt means, from the HTTP status, the headers and the error in the body, whoever sent them. */
struct ma_llm_fault {
	enum ma_llm_class class;
	int64_t retry_after_ms; /* -1: no hint */
	char message[256];
};
/* `secret` (the key, or empty) is kept out of the message. `wall_ms` is now, for hints that are dates. */
void ma_llm_classify_http(const struct ma_http_head *head, struct ma_str body, struct ma_str secret,
	int64_t wall_ms, struct ma_llm_fault *out);
void ma_llm_classify_failure(
	const ma_err *err, struct ma_llm_fault *out); /* no whole response came */

#endif
