/* A run's insides, shared by its opening (run.c) and its life (run_life.c). */
#ifndef MA_LIB_RUN_H
#define MA_LIB_RUN_H

#include "base/id.h"
#include "engine/run.h"
#include "lib/ctx.h"
#include "lib/chaos.h"
#include "lib/fork.h"
#include "lib/owner.h"
#include "lib/rates.h"
#include "lib/under_way.h"
#include "llm/cassette.h"

struct ma_run {
	ma_ctx *ctx;
	ma_run_opts opts; /* callbacks and data are used; strings are not kept */
	char id[MA_ID_SIZE];
	struct ma_owner owner;
	struct ma_store *store;
	struct ma_private spools;
	struct ma_workspace *workspace;
	struct ma_syntax *syntax; /* of the workspace */
	struct ma_format_opts format;
	char *cage, *output, *path; /* of it; owned */
	struct ma_llm *llms[MA_PROVIDERS_MAX];
	uint32_t llms_n;
	struct ma_llm *host; /* its agents */
	char *providers;     /* the chain that the run was begun with, when it is resumed */
	struct ma_cassette *cassette; /* that answers; NULL: the providers do */
	char *record;                 /* the cassette to be written, or NULL */
	ma_run *next;                 /* in the context's list */
	struct ma_verify *verify;
	struct ma_engine *engine;
	struct ma_under_way under_way;
	struct ma_chaos_run chaos;
	struct ma_fork fork; /* of what it is one; parent "": none */
	struct ma_rates_run rates;
	bool resumed, over;
	bool approves;      /* it is resumed to approve the plan that waits */
	bool retries;       /* it is there to attempt opts.from again */
	bool leaving;       /* freed by the host while it was not over */
	bool no_verify;     /* as it was started */
	bool model_for_all; /* the host named a model, which no agent's own replaces */
	ma_err failure;
};

/* A run of its own, or one that another run has to do with. */
enum ma_begins { MA_BEGINS_ANEW, MA_BEGINS_AGAIN, MA_BEGINS_AS_FORK, MA_BEGINS_TO_RETRY };

/* Whether the options are such a run's. MA_EMISUSE, MA_EINVALID, MA_ELIMIT. */
ma_rc ma_run_check_opts(
	const ma_ctx *ctx, const ma_run_opts *opts, enum ma_begins how, ma_run **out, ma_err *err);
/* What looks like a key is not sent to a model: ma_prompt_secrets(). */
ma_rc ma_run_check_secrets(ma_ctx *ctx, const ma_run_opts *opts, ma_err *err);

/* Lock, then log, mended where it is damaged; MA_ENOTFOUND while the output has no state directory. */
ma_rc ma_run_open_log(ma_run *run, const char *output, bool create, ma_err *err);

/* Where answers are kept as they come; once. */
ma_rc ma_run_open_spools(ma_run *run, const char *output, ma_err *err);

/* Take up the unfinished run of the log, give it up, or refuse. */
ma_rc ma_run_look_back(ma_run *run, const ma_run_opts *opts, bool resume, ma_err *err);

/* Nobody goes on with a run whose lease is ours; its lease is given back. */
ma_rc ma_run_give_up(ma_run *run, const struct ma_state *s, ma_err *err);

/*
 * Ask who was asked before, where the options name nobody: run->providers. MA_ECONFIG where that
 * was at another address than there would be now.
 */
ma_rc ma_run_keep_chain(ma_run *run, const struct ma_state *s, const ma_run_opts *opts, ma_err *err);

/* Whether what its tasks write is checked before it is committed, as far as that is not in its log. */
bool ma_run_checks_quickly(const ma_run *run, const ma_run_opts *opts);

/* Close what is open, half-built or whole, and free it. It is over, or was never begun. */
void ma_run_close(ma_run *run);

/* Close a run that is over; the context learns of it. */
void ma_run_leave(ma_run *run);

#endif
