/* Bodies of requests: members that are set when they are asked for, and schemas in the words a provider knows. */
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

/*
 * A copy of `schema` with the keywords of `known` (ends with NULL) alone: others would be refused, and answers are
 * validated against the whole schema anyway. Gives; NULL when memory is exhausted.
 */
json_t *ma_llm_schema_of(const json_t *schema, const char *const *known);

/* The messages as {"role","content"}, the system text first where it is asked for. Gives; NULL as above. */
json_t *ma_llm_json_messages(const struct ma_llm_req *req, bool with_system);
/* Bytes of all texts of the request. */
size_t ma_llm_req_bytes(const struct ma_llm_req *req);

#endif
