/*
 * One call of a model, outside any run.
 *
 * It is the planner's part of a run without a log: its events are folded into a state in memory, and
 * core decides from that state, as it does in a run, when the call may leave, whether and where it
 * is made again, and when it is given up. Here is only what performs the decisions.
 *
 *   turn: decide ─► PROMPT: the request is known ─► CALL: send ─► READ_PLAN: does the reply fit the schema?
 *     ▲                                                │ reply             │ no: plan.rejected
 *     └──────── fold ◄─────────────────────────────────┴───────────────────┘ yes: over
 */
#ifndef MA_LIB_GENERATION_H
#define MA_LIB_GENERATION_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/id.h"
#include "core/decide.h"
#include "lib/cassette.h"
#include "lib/ctx.h"
#include "lib/planning.h"
#include "llm/llm.h"

enum ma_finish {
	MA_FINISH_STOP,    /* the reply is whole, and fits */
	MA_FINISH_LENGTH,  /* it was cut, again and again */
	MA_FINISH_INVALID, /* it does not fit the schema */
	MA_FINISH_FAILED,  /* there is none */
};

struct ma_generation {
	ma_ctx *ctx;
	ma_generation *next;   /* in the context's list */
	ma_generate_opts opts; /* callbacks and data are used; strings are not kept */
	struct ma_llm *llms[MA_PROVIDERS_MAX];
	uint32_t llms_n;
	struct ma_cassette *cassette; /* that answers; NULL: the providers do */
	char *record;                 /* the cassette to be written, or NULL */
	struct ma_cassette_writer tape;
	struct ma_tape_keys keys; /* that are kept out of it */
	char id[MA_ID_SIZE];
	struct ma_state state;
	struct ma_terms terms;

	struct ma_planning *planning; /* it is to become a plan; owned; NULL: any text */
	char *prompt, *model;
	struct ma_buf system;
	ma_validator *schema; /* NULL: any text */
	bool wants_object;    /* the schema is of objects alone */
	struct ma_buf rejected,
		repair;     /* the last reply that did not fit, and what is said about it */
	char *errors;       /* as JSON, of that reply */
	bool misfit;        /* the last reply is one */
	struct ma_buf text; /* the reply so far */

	struct ma_arena arena; /* of what follows */
	json_t *tools_json;
	const struct ma_llm_tool *tools; /* that it may ask to have called */
	size_t tools_n;
	const char *tool_choice; /* NULL: there are no tools */
	json_t *calls;           /* that the reply asks for, as the result has them; NULL: none */

	struct ma_llm_msg msgs[5];
	struct ma_llm_req req; /* in flight */
	struct ma_llm *asked;  /* in flight */
	struct ma_llm_call *call;
	char effect[MA_EFFECT_ID_SIZE]; /* of the call in flight, or the last one */
	bool canceled;                  /* it was told to stop */
	bool shown;                     /* some of the reply was handed out */

	struct ma_defer soon;
	struct ma_timer *timer;
	bool stopping; /* the host wants no more of it */
	bool over;     /* it is known how it ends */
	bool ended;    /* nothing of it is under way */
	bool leaving;  /* freed by the host before that */
	enum ma_finish finish;
	ma_err failure; /* of this program's own */
};

/* As ma_generate(), of options that are known to be fit; takes `planning` in any case. */
ma_rc ma_generation_start(ma_ctx *ctx, const ma_generate_opts *opts, struct ma_planning *planning,
	ma_generation **out, ma_err *err);

/* Members that the results of all kinds have: provider, model, attempts, usage, cost_usd. NULL: out of memory. */
json_t *ma_generation_source(const struct ma_generation *g);
/* {"class","message"} of one that failed. NULL: out of memory. */
json_t *ma_generation_error(const struct ma_generation *g);

/* Read the tools. MA_EINVALID, MA_ELIMIT: they are none. */
ma_rc ma_generation_tools(struct ma_generation *g, const ma_generate_opts *opts, ma_err *err);
void ma_generation_offer(const struct ma_generation *g, struct ma_llm_req *req);
/* The calls of a reply are the generation's; those of an earlier one are gone. */
ma_rc ma_generation_keep_calls(struct ma_generation *g, const struct ma_llm_reply *r, ma_err *err);

/*
 * Whether every call of the reply names a tool that was offered; else *fits_out is false, and `errors` and `repair` say
 * which does not, as of a reply that does not fit its schema.
 */
ma_rc ma_generation_check_calls(struct ma_generation *g, bool *fits_out, ma_err *err);

/* Decide and perform, soon. */
void ma_generation_turn(struct ma_generation *g);

/* A gate may have opened: every one of the context decides anew, and so do its runs; `but` is left out. */
void ma_generations_wake(ma_ctx *ctx, const struct ma_generation *but);
void ma_runs_wake(ma_ctx *ctx, const ma_run *but);

/* It is over: its cassette is written where one is wanted. */
ma_rc ma_generation_record(struct ma_generation *g, ma_err *err);

/* It is over and was freed by the host: nothing of it is used any more. */
void ma_generation_leave(struct ma_generation *g);

/*
 * Whether the reply fits the schema. Then `text` becomes the JSON alone; else *fits_out is false,
 * and `errors` (JSON) and `repair` (for the model) say why.
 */
ma_rc ma_generation_check(struct ma_generation *g, bool *fits_out, ma_err *err);

#endif
