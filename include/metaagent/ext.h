/*
 * Extending libmetaagent from a host program: providers and agents as C callbacks.
 *
 * UNSTABLE before version 1.0 of the library: names may still change. Structs are append
 * only; the `version` in what was registered says which of their members the program knows.
 *
 * A call is one question to the host, with a number. The callback that asks returns soon,
 * without waiting for anything, and the host answers by number, at any time, on the
 * context's thread: ma_call_reply(), ma_call_files() or ma_call_fail(); from inside the
 * callback as well. The run hears of the answer in a later turn of the context: a loop
 * that has answered asks ma_ctx_timeout_ms() anew before it waits.
 *
 *     asked ──► text ──► text ──► answered           whichever comes first ends the call:
 *       └───────────────────────► cancelled          an answer, a cancellation, or the end
 *       └───────────────────────► out of time        of the time that it was given
 *
 * A number is never used again. So a second answer, or one after a cancellation, does no
 * harm: it finds no call (MA_ENOTFOUND). An answer that cannot be used ends the call as
 * "bad_output", in the log too, and its function says why (MA_EINVALID, MA_ELIMIT).
 * MA_EMISUSE: nothing was done, and the call goes on.
 *
 * Before the host is asked, the question is in the run's log; before its answer is used,
 * so is the answer. A question that the log has no answer to is asked again by a resumed
 * run; one that it has an answer to never is.
 */
#ifndef METAAGENT_EXT_H
#define METAAGENT_EXT_H

#include "metaagent/metaagent.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MA_EXT_VERSION 1

/* What became of a call; docs/formats/call-classes.md says which of them are tried again. */
typedef enum ma_call_outcome {
	MA_CALL_OK = 0,
	MA_CALL_AUTH,       /* the key is missing, wrong or without rights */
	MA_CALL_BILLING,    /* no money, or a spend limit */
	MA_CALL_QUOTA_DAY,  /* a quota that is back tomorrow or never */
	MA_CALL_RATE,       /* too many requests */
	MA_CALL_OVERLOAD,   /* the provider is busy */
	MA_CALL_TRANSIENT,  /* the network, a server's own error */
	MA_CALL_TIMEOUT,    /* nothing came in time */
	MA_CALL_CONTEXT,    /* the input is too long */
	MA_CALL_REQUEST,    /* the request is wrong */
	MA_CALL_FILTER,     /* refused or filtered by the model */
	MA_CALL_REFUSED,    /* this cannot be served, however often it is asked */
	MA_CALL_BAD_OUTPUT, /* what came is no answer */
	MA_CALL_LENGTH      /* cut by the token limit; the text is the part before the cut */
} ma_call_outcome;

typedef struct ma_call_message {
	const char *role; /* "user" or "assistant" */
	const char *text;
	size_t size; /* of text, in bytes, without its NUL */
} ma_call_message;

/* One request to a model. Valid until the call is over. One that offers tools is not given to a host: it fails as "request". */
typedef struct ma_call_request {
	const char *model;
	const char *system;
	const ma_call_message *messages; /* at least one */
	size_t messages_n;
	int64_t output_tokens_max; /* 0: the provider's own */
	double temperature;        /* negative: the provider's own */
	int json;                  /* a JSON object is wanted */
	int64_t timeout_ms;        /* the call ends by itself then; 0: never */
} ma_call_request;

/* What came of one attempt. Zero-initialise it: all but `outcome` and `text` may stay so. */
typedef struct ma_call_result {
	ma_call_outcome outcome;
	const char *text; /* whole; NULL: what ma_call_text() has brought */
	size_t text_size;
	int has_usage; /* the four counts are the provider's; 0: they are guessed from the text's size */
	int64_t input_tokens, output_tokens; /* cached and reasoning tokens are included */
	int64_t cached_tokens, reasoning_tokens;
	const char *model;      /* that answered; NULL: the one that was asked for */
	const char *request_id; /* the provider's, or NULL */
	const char *message;    /* for a person, where the outcome is not MA_CALL_OK; or NULL */
	int status;             /* of HTTP, or 0 */
	int64_t retry_after_ms; /* the provider's wish, or 0 */
} ma_call_result;

/* A provider makes one attempt per call: when to try again is decided elsewhere. */
typedef struct ma_provider_ops {
	unsigned version;  /* MA_EXT_VERSION */
	const char *model; /* the default model's name */
	int costs_nothing; /* else its models' prices are those of prices.json, or unknown */

	/* Begin one attempt; answer with ma_call_text(), ma_call_reply() or ma_call_fail(). */
	void (*send)(void *data, uint64_t call, const ma_call_request *request);

	/* Optional. The call is over without an answer: stop working on it. */
	void (*cancel)(void *data, uint64_t call);

	/* Optional. The context is being freed. */
	void (*free)(void *data);
} ma_provider_ops;

/*
 * Register a provider under a name (lower-case letters, digits, '-', '_'; a letter first), to
 * be used as ma_run_opts.provider. Borrows ops; takes data. MA_EINVALID: no such name can be. MA_ECONFLICT: it is taken.
 */
MA_API ma_rc ma_ctx_add_provider(
	ma_ctx *ctx, const char *name, const ma_provider_ops *ops, void *data, ma_err *err);

/* A file of a task's answer, or one that is there before the task begins. */
typedef struct ma_agent_file {
	const char *task; /* the id of the task that wrote it; in an answer: not read */
	const char *path; /* relative to the project's root */
	const char *content;
	size_t size; /* of content, in bytes, without its NUL */
	int remove;  /* it is removed; content is not read */
} ma_agent_file;

/* A task of a plan. Valid until the call is over. */
typedef struct ma_agent_task {
	const char *id, *name, *description;
	const char *request;        /* the user's prompt */
	const char *contract;       /* the plan's contract as JSON, or "" */
	const char *problem;        /* why the last answer to this task could not be used, or "" */
	const ma_agent_file *files; /* of the tasks that this one depends on, near and far; */
	size_t files_n;     /* in the plan's order: of two with the same path the later one holds */
	int64_t timeout_ms; /* the call ends by itself then; 0: never */
} ma_agent_task;

typedef struct ma_agent_ops {
	unsigned version; /* MA_EXT_VERSION */

	/* Begin a task; answer with ma_call_files() or ma_call_fail(). */
	void (*begin)(void *data, uint64_t call, const ma_agent_task *task);

	/* Optional. The call is over without an answer: stop working on it. */
	void (*cancel)(void *data, uint64_t call);

	/* Optional. The context is being freed. */
	void (*free)(void *data);
} ma_agent_ops;

/*
 * Register an agent that does its tasks without a model. The planner chooses it by its
 * description (one line); a plan names it. One of that name that came from a file is
 * replaced. Not while a run lives in the context (MA_EMISUSE). Borrows the strings and ops;
 * takes data. MA_EINVALID, MA_ECONFLICT: as above; "planner", "repair" and
 * "resolver" are taken.
 */
MA_API ma_rc ma_ctx_add_agent(ma_ctx *ctx, const char *name, const char *description,
	const ma_agent_ops *ops, void *data, ma_err *err);

/* The next piece of a reply as it streams in; it may end inside a character. Borrows. */
MA_API ma_rc ma_call_text(ma_ctx *ctx, uint64_t call, const char *text, size_t size, ma_err *err);

/* A provider's answer. Borrows. */
MA_API ma_rc ma_call_reply(ma_ctx *ctx, uint64_t call, const ma_call_result *result, ma_err *err);

/*
 * An agent's answer: all files of the task, at least one. They become one commit or nothing: paths are checked,
 * as a model's are, when the answer is in the log; what is wrong with them is the next attempt's `problem`. Borrows.
 */
MA_API ma_rc ma_call_files(
	ma_ctx *ctx, uint64_t call, const ma_agent_file *files, size_t files_n, ma_err *err);

/*
 * The call has failed. An agent says MA_CALL_REFUSED (for good) or MA_CALL_TRANSIENT (ask again
 * later). `message`: one line for a person, or NULL. Borrows.
 */
MA_API ma_rc ma_call_fail(
	ma_ctx *ctx, uint64_t call, ma_call_outcome outcome, const char *message, ma_err *err);

#ifdef __cplusplus
}
#endif
#endif
