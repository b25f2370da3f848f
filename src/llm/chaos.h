/*
 * The mistakes of real models, made on purpose: prose and fences around files, wrong paths, answers that are cut
 * off, parts left out, calls of what is not there, tests that expect something else, files of others, plans that
 * nobody can carry out (how often real models make them: docs/formats/chaos.md). What is drawn depends on
 * the seed, the prompt and the request's nonce, so that the same run makes the same mistakes.
 */
#ifndef MA_LLM_CHAOS_H
#define MA_LLM_CHAOS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define MA_CHAOS_MODEL "chaos-" /* and the seed: the name of a model that makes mistakes */

/* The seed that a model's name holds, borrowed from it; false: it is another model. */
bool ma_chaos_seed(struct ma_str model, struct ma_str *seed_out);

/*
 * The answer to a request (docs/formats/prompt.md) as a model with `seed` writes it, appended to `out`; what is wrong with it,
 * names with commas between them, to `made`. `text` is the answer of somebody who makes no mistakes: file blocks with the
 * request's nonce, or a plan. MA_ENOMEM, MA_ELIMIT.
 */
ma_rc ma_chaos_write(struct ma_str seed, struct ma_str request, struct ma_str text,
	struct ma_buf *out, struct ma_buf *made, ma_err *err);

/*
 * What is sent of `text`, of which the first `said` bytes were sent before: all the rest, or, where *cut_out says so, less. The last
 * words may be said again. Borrows from `text`. MA_ENOMEM.
 */
ma_rc ma_chaos_part(struct ma_str seed, struct ma_str text, size_t said, struct ma_buf *made,
	struct ma_str *part_out, bool *cut_out, ma_err *err);

#endif
