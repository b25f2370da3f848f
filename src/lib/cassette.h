/* Recording what models answer to a file, and answering from one: --record, --replay. */
#ifndef MA_LIB_CASSETTE_H
#define MA_LIB_CASSETTE_H

#include "core/state.h"
#include "lib/ctx.h"
#include "lib/keys.h"
#include "llm/cassette.h"
#include "store/store.h"

/*
 * Whether a cassette could be written there, known before anything is paid for. MA_EREFUSED: what is there is something else.
 */
ma_rc ma_tape_check(const char *path, ma_err *err);

/* Write the cassette of a run; what was there is replaced as a whole, or stays. Its reader is its owner alone. */
ma_rc ma_tape_run(struct ma_store *store, const char *run, const char *path,
	const struct ma_config *config, ma_err *err);

/* The same of calls that are in no log. */
ma_rc ma_tape_calls(struct ma_cassette_writer *w, const struct ma_cassette_head *head,
	const char *path, ma_err *err);

/* The keys that are not to be in a cassette: those that can be found for any provider. `config` may be NULL. */
struct ma_tape_keys {
	struct ma_key v[32];
	const char *texts[32];
	size_t n;
};
void ma_tape_keys_find(struct ma_tape_keys *keys, const struct ma_config *config);
void ma_tape_keys_done(struct ma_tape_keys *keys);

/*
 * The chain of providers as the cassette stands for it. The options may name them too; MA_ECONFIG: others.
 * Gives out[0 .. *n_out]: ma_llm_free() each.
 */
ma_rc ma_tape_chain(ma_ctx *ctx, struct ma_cassette *c, const ma_run_opts *opts,
	struct ma_llm *out[MA_PROVIDERS_MAX], uint32_t *n_out, ma_err *err);

/* Whether a run that is to be gone on with is one of this cassette (NULL: of none). */
ma_rc ma_tape_same(const struct ma_state *s, const struct ma_cassette *c, ma_err *err);

/* What the run was given already is not given again. */
ma_rc ma_tape_wind(struct ma_cassette *c, struct ma_store *store, const char *run, ma_err *err);

#endif
