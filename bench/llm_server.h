/*
 * A server of language models in a process of its own, on loopback. The first part of a path says how it answers:
 *
 *   /bulk    LLM_EVENTS events, in writes as large as the socket takes
 *   /each    the same, a write for each event
 *   /hold    LLM_HELD events, and then nothing more until the client goes
 *   /unary   a whole answer; the connection is kept
 */
#ifndef MA_BENCH_LLM_SERVER_H
#define MA_BENCH_LLM_SERVER_H

#include <sys/types.h>

#define LLM_EVENTS 20000
#define LLM_HELD 20

struct llm_server {
	pid_t pid;
	int port;
};

/* Exits with a message where it cannot be had. */
struct llm_server llm_server_start(void);
void llm_server_stop(struct llm_server *s);

/* Raise this process's limit of descriptors as far as it may be. Returns what it is then. */
long llm_raise_descriptors(void);

#endif
