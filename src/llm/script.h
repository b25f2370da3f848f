/* A provider that answers from a file: docs/formats/script.md. */
#ifndef MA_LLM_SCRIPT_H
#define MA_LLM_SCRIPT_H

#include "llm/llm.h"

#define MA_LLM_SCRIPT_MODEL "script-1"

/* Reads opts->script, and the files it names, at once. Gives *out: ma_llm_free() it. */
ma_rc ma_llm_script_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err);

#endif
