/*
 * A run, live. It owns the turn (DESIGN.md section 2):
 *
 *   outcomes ─► sort by effect id ─► fold ─► decide ─► append (one transaction) ─► durable
 *       ▲                                                                            │
 *       └──────── effects that are listed and not running are started ◄─────────────┘
 *                 effects that are running and no longer listed are cancelled
 *
 * Outcomes that arrive while an append is under way wait for the next turn, so that a
 * burst becomes one transaction. Nothing is performed before what led to it is durable.
 * Resuming is the same turn over a state that was folded from the log.
 *
 * One thread: all functions are called on the loop's. Callbacks come from the loop.
 */
#ifndef MA_ENGINE_RUN_H
#define MA_ENGINE_RUN_H

#include "base/clock.h"
#include "base/id.h"
#include "core/state.h"
#include "engine/agents.h"
#include "llm/llm.h"
#include "store/store.h"
#include "sys/loop.h"
#include "sys/private.h"
#include "vcs/format.h"
#include "vcs/workspace.h"
#include "verify/verify.h"

struct ma_engine;
struct ma_performer;

/*
 * The lease on the run's stream, as it was taken. The engine renews it, ends the run when it is
 * another's, gives it back at the end, and does what is asked of the run in its control stream.
 */
struct ma_hold {
	const char *holder;
	int64_t epoch;
	int64_t lease_ms; /* for how long it is taken each time */
	bool rebooted; /* what was not synced when the run was last held may be gone, or lies elsewhere */
};

/* The world of a run. Everything is borrowed and must outlive it. */
struct ma_engine_ports {
	struct ma_loop *loop;
	struct ma_clock *clock;
	struct ma_ids *ids;
	struct ma_store *store;
	struct ma_workspace *workspace;
	struct ma_syntax *syntax; /* used on the pool; NULL: the syntax of code is not checked */
	const struct ma_format_opts
		*format; /* how files are laid out, on the pool; NULL: they stay as they are */
	struct ma_llm *llms[MA_PROVIDERS_MAX]; /* the chain, first choice first */
	uint32_t llms_n;
	struct ma_gate *gates[MA_PROVIDERS_MAX]; /* of each; NULL: always open */
	struct ma_llm *host; /* answers for agents of the host program; may be NULL when there are none */
	struct ma_verify *verify; /* may be NULL when the run was started with no_verify */
	const struct ma_agents *agents;
	/* The price of a call in micro-USD; false when it is not known. May be NULL: nothing costs anything. Called on the pool too. */
	bool (*price)(void *data, struct ma_str provider, struct ma_str model,
		const struct ma_usage *usage, int64_t *microusd_out);
	void *price_data;
	const struct ma_private
		*spools; /* where answers are kept as they come, llm/spool.h; NULL: nowhere */
	const struct ma_hold *hold; /* the lease that the log is written under; NULL: it needs none */
	const struct ma_performer *performer; /* of effects, engine/live.h; NULL: the real one */
	void *performer_data;
};

struct ma_engine_opts {
	const char *run; /* its id */
	struct ma_str prompt;
	struct ma_str plan; /* a plan given by the user, JSON; "": the planner is asked */
	struct ma_str contract; /* given by the user, a JSON object, in the place of the plan's own; "": none */
	struct ma_str model;    /* "": the provider's own */
	bool model_for_all;     /* the user's word: stronger than the models of agents */
	struct ma_str seed;     /* of its nonces, 32 digits; "": a new one */
	struct ma_str base_url; /* of the first provider; "": its own */
	struct ma_str cassette; /* its digest, where it answers for the providers; "" */
	struct ma_str parent; /* the run that this one is a fork of, whose answers are used again; "" */
	struct ma_str formats; /* how well models kept to formats before, as run.started has it; "": nothing is known */
	struct ma_str from; /* the task that the fork begins with: it is asked anew; "" */
	struct ma_str base; /* the commit whose files the fork begins with, MA_BASE_NONE; "": those that are there */
	int64_t jobs;                          /* tasks at once; 0: 4 */
	int64_t timeout_ms;                    /* of the whole run; 0: none */
	int64_t max_cost_microusd, max_tokens; /* of the whole run; 0: no limit */
	int64_t retry_budget; /* retries of calls that failed; 0: MA_RETRY_BUDGET, -1: none */
	int64_t max_repairs;  /* rounds after a verification that failed */
	bool fail_fast, no_verify;
	bool quick_checks; /* what tasks write is checked before it is committed */
	bool no_fallback;  /* a planner's plan that stays bad ends the run */
	bool approve; /* at the start: a plan waits for somebody's word; at a resume: this is it, `plan` (or "") in its place */
	struct ma_str reopen; /* at a resume: a task that failed, or was skipped, to be attempted again; "" */
};

struct ma_engine_events {
	/* An event that is durable, and its JSON. Borrows for the call. */
	void (*event)(void *data, const struct ma_event *e, struct ma_str json);
	/* Optional. Bytes of a reply that have streamed in so far; may be lost. */
	void (*progress)(void *data, struct ma_str task, uint64_t bytes);
	/* Optional. A check of the verification begins; its end is an event. */
	void (*checking)(void *data, const struct ma_check *check);
	/* The run is over: finished or interrupted (MA_OK, see the state), or the store
	 * or the workspace failed. The last call; ma_engine_free() may follow from inside. */
	void (*done)(void *data, ma_rc rc, const ma_err *err);
};

/* Start a new run, whose stream is empty. MA_EINVALID when the given plan is not valid. Gives *out. */
ma_rc ma_engine_start(const struct ma_engine_ports *ports, const struct ma_engine_opts *opts,
	const struct ma_engine_events *events, void *data, struct ma_engine **out, ma_err *err);

/*
 * Go on with a run from its log: opts->run, its limits, `approve` and `reopen` are used. MA_ENOTFOUND, MA_ECONFLICT when it has
 * finished, MA_EREFUSED where nothing waits to be approved or can be reopened.
 */
ma_rc ma_engine_resume(const struct ma_engine_ports *ports, const struct ma_engine_opts *opts,
	const struct ma_engine_events *events, void *data, struct ma_engine **out, ma_err *err);

/* Stop as soon as what is under way is cancelled and logged; resuming goes on from there. */
void ma_engine_interrupt(struct ma_engine *run, const char *cause);

/* Nothing new leaves until it is continued; what is under way ends. */
void ma_engine_pause(struct ma_engine *run, const char *cause);
void ma_engine_continue(struct ma_engine *run);
/* End it: what is under way is cancelled, and the run is finished without a verdict. */
void ma_engine_cancel(struct ma_engine *run, const char *cause);
/* Attempt a task that has failed again, and whoever waited for it; without effect on any other (ma_state_may_reopen()). */
void ma_engine_reopen(struct ma_engine *run, struct ma_str task, const char *cause);

/* A gate that it shares may have opened: decide anew. */
void ma_engine_wake(struct ma_engine *run);

/* Borrows. */
const struct ma_state *ma_engine_state(const struct ma_engine *run);
void ma_engine_free(struct ma_engine *run); /* accepts NULL; not while it runs */

/* Fold a run's log into *state (ma_state_done() it). For showing and for resuming, whatever agents there are now. */
ma_rc ma_engine_load(struct ma_store *store, const char *run, struct ma_state *state, ma_err *err);

/* "run/<id>" with its NUL. */
#define MA_ENGINE_STREAM_SIZE 80
void ma_engine_stream(struct ma_str run, char out[MA_ENGINE_STREAM_SIZE]);

#endif
