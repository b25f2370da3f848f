/* What the three providers' servers send, byte by byte, for the server that stands in for them. */
#ifndef MA_BENCH_LLM_WIRE_H
#define MA_BENCH_LLM_WIRE_H

#include <stdbool.h>

#include "base/buf.h"

enum llm_speech { LLM_GEMINI, LLM_OPENAI, LLM_ANTHROPIC, LLM_SPEECHES };

/* By the path of its requests; LLM_SPEECHES: none of them. */
enum llm_speech llm_speech_of(struct ma_str path);

/* The bytes of text in each event. */
#define LLM_EVENT_TEXT 12

/* A response with its head that streams `events` events with text, each in a chunk of its own, to the end where `whole`. */
void llm_wire_stream(struct ma_buf *out, enum llm_speech speech, unsigned events, bool whole);

/* A whole answer of about 1 KiB of text, with its head. */
void llm_wire_unary(struct ma_buf *out, enum llm_speech speech);

#endif
