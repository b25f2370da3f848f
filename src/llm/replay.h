/* A provider that answers from a cassette: docs/formats/cassette.md. */
#ifndef MA_LLM_REPLAY_H
#define MA_LLM_REPLAY_H

#include "llm/cassette.h"
#include "llm/llm.h"

/* Reads opts->cassette, and stands for the first provider of it. Gives *out: ma_llm_free() it. */
ma_rc ma_llm_replay_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);

/*
 * Stands for one provider of a cassette, by its name: whoever asks it cannot tell. `model` NULL or "": the one that
 * was asked. A request that has no recorded answer is answered by MA_LLM_MISS. Gives *out: ma_llm_free() it.
 */
ma_rc ma_llm_replay_as(struct ma_loop *loop, struct ma_cassette *cassette, size_t source,
	const char *model, struct ma_llm **out, ma_err *err);

#endif
