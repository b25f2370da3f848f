/* A call with nothing but libcurl: one handle, used again, its answer kept in memory. */
#ifndef MA_BENCH_LLM_BARE_H
#define MA_BENCH_LLM_BARE_H

#include "llm_client.h"

struct llm_bare;

/* Posts `body` to `url` each time. Exits where libcurl cannot be had. Borrows body. */
struct llm_bare *llm_bare_new(const char *url, const char *body);
struct llm_cost llm_bare_ask(struct llm_bare *bare);
void llm_bare_free(struct llm_bare *bare);

#endif
