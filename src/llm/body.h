/* Bodies of requests: members that are set when they are asked for, and what was said before. */
#ifndef MA_LLM_BODY_H
#define MA_LLM_BODY_H

#include <jansson.h>

#include "llm/llm.h"

/* Sticky, as ma_buf is: after a member that failed the whole body is bad. */
struct ma_llm_body {
	json_t *object;
	bool bad;
};

#define MA_LLM_BODY(first)     \
	{                      \
		(first), false \
	}

/* Takes `value`; NULL makes the body bad. */
void ma_llm_body_set(struct ma_llm_body *b, const char *key, json_t *value);
/* The same of a list. */
void ma_llm_body_add(struct ma_llm_body *b, json_t *value);
/* The body, or NULL when it is bad. Gives. */
json_t *ma_llm_body_take(struct ma_llm_body *b);

/* What a provider calls what is asked for of any; NULL: it has no such thing, and it is left out. */
struct ma_llm_names {
	const char *limit, *temperature, *top_p, *top_k, *seed, *stops;
};
void ma_llm_body_set_named(
	struct ma_llm_body *b, const struct ma_llm_req *req, const struct ma_llm_names *names);

/* "low", "medium", "high", or `off`. NULL where the request leaves it to the provider. */
const char *ma_llm_effort_word(const struct ma_llm_req *req, const char *off);

/* {"role","content"}. Gives; NULL when memory is exhausted. */
json_t *ma_llm_json_said(const char *role, struct ma_str text);

/* Where the items of an echo hold calls. */
struct ma_llm_place {
	const char *within; /* the member that is a call, or NULL */
	const char *type;   /* of an item that is one, or NULL */
	const char *id;     /* the member for its id */
	const char *arguments; /* and that for its arguments, as an object; NULL: they are in the item */
};

/*
 * The items of the message's echo, ready to stand in a request; NULL where it has none that is by this dialect and
 * family of models, or none whose calls are those of the message. `place` NULL: its items hold no calls. Gives.
 */
json_t *ma_llm_body_echo(struct ma_llm_body *b, const struct ma_llm_msg *msg, const char *by,
	struct ma_str model, const struct ma_llm_place *place);

/* Bytes of all texts of the request. */
size_t ma_llm_req_bytes(const struct ma_llm_req *req);

#endif
