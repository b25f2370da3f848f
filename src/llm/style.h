/* How a model is to answer, as far as somebody has said so: the user for a provider, or the file of an agent. */
#ifndef MA_LLM_STYLE_H
#define MA_LLM_STYLE_H

#include <jansson.h>

#include "llm/llm.h"

/*
 * Set what the members "temperature", "top_p", "max_output_tokens", "effort" and "safety" of an object say, and
 * leave the rest as it is. MA_ECONFIG names the member and what it must be.
 */
ma_rc ma_llm_style_read(const json_t *object, struct ma_llm_style *style, ma_err *err);

/* The members as they are read, of what is set. Gives: json_decref() it; NULL when memory is exhausted. */
json_t *ma_llm_style_json(const struct ma_llm_style *style);

/* Ask for what the request leaves open. */
void ma_llm_style_apply(const struct ma_llm_style *style, struct ma_llm_req *req);

#endif
