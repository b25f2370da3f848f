/* Our side of the benchmark of language models: a provider, and streams or calls of it. */
#ifndef MA_BENCH_LLM_CLIENT_H
#define MA_BENCH_LLM_CLIENT_H

#include "llm/llm.h"

#define LLM_SYSTEM_SIZE 4096 /* of a request: what the bare call sends as well */

/* The providers that are measured, in the order of enum llm_speech. */
extern const char *const llm_names[];

struct llm_client {
	struct ma_loop *loop;
	struct ma_http *http;
	struct ma_llm *llm;
	char system[LLM_SYSTEM_SIZE];
	struct ma_llm_msg msg;
	struct ma_llm_req req;
};

/* Ready for calls of `name`, under this path of the server. */
void llm_client_init(
	struct llm_client *c, const char *name, int port, const char *path, bool stream);
void llm_client_done(struct llm_client *c);

/* One call, and what it cost this process. Exits where it fails, or brings less than so many bytes of text. */
struct llm_cost {
	double cpu_us, wall_us;
};
struct llm_cost llm_client_ask(struct llm_client *c, size_t text_least);

/* Processor time of this process, user and system, all threads. */
double llm_cpu_us(void);

/*
 * Bytes that each of n streams under way keeps resident in a process that has nothing else to do, and what that
 * process has in all. Each has had LLM_HELD events.
 */
struct llm_memory {
	double stream_kib, total_mib;
};
struct llm_memory llm_memory_of(int port, unsigned n);

#endif
