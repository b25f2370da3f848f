/*
 * What the HTTP providers share: one attempt over ma_http, unary or streamed,
 * its timers, the reading of what comes back, and the judgement of it. A
 * dialect is a table of pure functions: it builds a request and reads pieces
 * of a response; it never sees the network.
 */
#ifndef MA_LLM_DIALECT_H
#define MA_LLM_DIALECT_H

#include "llm/answer.h"
#include "llm/body.h"
#include "llm/plain.h"
#include "llm/schema_words.h"

struct ma_llm_dialect {
	const char *name;
	const char *base_url;
	const char *model;    /* the default; "": there is none */
	const char *key_hint; /* where a key is looked for, for messages; NULL: it needs none */
	const char *auth;     /* what stands before the key in its header line */
	const char *version;  /* of its API, where a request names one; NULL: none does */
	const char *version_header; /* what stands before it in a header line; NULL: it is in the URL */
	const char *timeout_header; /* what stands before the whole seconds that the attempt may take; NULL: not told */

	const struct ma_llm_names *names; /* its words, where they are the same for all models */
	unsigned traits; /* the dialect's own: what its servers have not in common */

	/* The URL of a request, below the base without its last '/'. MA_ECONFIG for a model that cannot be named. */
	ma_rc (*url)(const struct ma_llm_dialect *d, struct ma_str base, struct ma_str model,
		bool stream, struct ma_buf *out, ma_err *err);

	/* The body of a request; NULL when memory is exhausted. Gives: json_decref() it. */
	json_t *(*body)(
		const struct ma_llm_dialect *d, const struct ma_llm_req *req, struct ma_str model);

	/* One JSON object of the response: a whole answer, or an event of a stream. */
	void (*take)(struct ma_llm_answer *a, const json_t *piece);

	const struct ma_llm_plain *plain; /* events that need not be taken so; NULL: all must */
};

#define MA_LLM_MODEL_MAX 200 /* bytes of a model's name */

/* MA_ECONFIG, with the name that is none. For url() above. */
ma_rc ma_llm_refuse_model(const struct ma_llm_dialect *d, struct ma_str model, ma_err *err);

/* Whether a header of this name may be set by the user: those of keys, bodies and connections are ours. */
bool ma_llm_header_is_free(const char *name);

/* A provider of this dialect. Gives *out: ma_llm_free() it. */
ma_rc ma_llm_dialect_new(const struct ma_llm_dialect *dialect, const struct ma_llm_opts *opts,
	struct ma_llm **out, ma_err *err);

#endif
