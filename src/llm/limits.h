/* What the headers of an answer say is still allowed. */
#ifndef MA_LLM_LIMITS_H
#define MA_LLM_LIMITS_H

#include "model/allowance.h"
#include "sys/http.h"

/* `wall_ms` is now. What is not told, or is no number, stays 0. */
void ma_llm_limits(const struct ma_http_head *head, int64_t wall_ms, struct ma_allowances *out);

#endif
