/* A live run's insides, shared by the turn (run.c) and the effects (perform.c). */
#ifndef MA_ENGINE_LIVE_H
#define MA_ENGINE_LIVE_H

#include "core/decide.h"
#include "engine/disk.h"
#include "engine/outcome.h"
#include "engine/run.h"

/* An effect that is being performed. */
struct ma_doing {
	struct ma_doing *next;
	struct ma_engine *run;
	enum ma_effect_kind kind;
	char effect[MA_EFFECT_ID_SIZE];
	struct ma_str task;         /* borrowed from the state */
	bool canceled;              /* it was told to stop */
	struct ma_outcome *outcome; /* being made; owned until delivered */
	struct ma_llm *llm;         /* CALL: whom it asks */
	struct ma_llm_call *call;   /* CALL: in flight */
	int64_t began_ms;           /* monotonic */
	uint64_t streamed;          /* CALL: bytes so far */
	void *work;                 /* what a disk job is given; owned by its performer */
};

/* engine/tend.c */
struct ma_tend {
	struct ma_timer *timer;
	bool busy;                    /* a job is queued or under way */
	bool released;                /* the lease is given back, or was lost */
	int64_t began_ms, renewed_ms; /* wall, when the run was taken up; monotonic */
	int64_t heard;   /* seq of the last request that was read; on the pool only, while busy */
	int64_t changes; /* of the store, when they were read */
	struct ma_asked *asked; /* read, to be handed over; owned */
	ma_rc rc;               /* of the job */
	ma_err err;
};

/* Who performs effects: the real world, or a simulated one. */
struct ma_performer {
	/* Start an effect of the state; its end is ma_live_finish(), which may come from inside. `w` borrows for the call. */
	void (*start)(struct ma_doing *d, const struct ma_work *w);
	/* Tell it to stop; it ends in its own time. */
	void (*cancel)(struct ma_doing *d);
	/*
	 * What came of a call that a process before this one had under way: add call.replied, where the answer had come whole, or
	 * call.failed, canceled. *billed_out: its request may have left, and its answer is lost. Blocks.
	 */
	ma_rc (*recover)(struct ma_engine *run, const struct ma_work *w, struct ma_outcome *o,
		bool *billed_out, ma_err *err);
};

/* perform.c's, of the ports. */
extern const struct ma_performer ma_performer_real;

struct ma_engine {
	struct ma_engine_ports ports;
	struct ma_engine_events events;
	void *data;
	struct ma_disk disk;
	struct ma_state state;
	struct ma_terms terms; /* its agents' limits are owned */
	char stream[MA_ENGINE_STREAM_SIZE];
	struct ma_outcome *pending; /* outcomes for the next turn, unordered */
	uint64_t arrivals;
	struct ma_doing *doing;
	struct ma_job_commit *commits; /* engine/job_commit.c; on the pool only */
	struct ma_reuse
		*reuse; /* of a fork: what was answered before; it does not change. NULL: nothing */
	struct ma_batch *appending; /* NULL: no append is under way */
	struct ma_timer *timer;
	struct ma_tend tend;
	struct ma_defer turn; /* the next turn, while one is due */
	struct ma_check checking; /* begun, told when the events before it are durable; phase NULL: none */
	bool over;                /* done() was called or is about to be */
	ma_err failure;           /* code not MA_OK: the run cannot go on */
};

/* Hand over what came of an effect, or of nothing in particular. Takes o; NULL: memory is out. */
void ma_live_deliver(struct ma_engine *run, struct ma_outcome *o);

/* The effect is not under way any more. Takes d, and delivers its outcome if it has one. */
void ma_live_finish(struct ma_doing *d);

/* A check begins, after the end of the one before it: that is told when it is durable. */
void ma_live_checking(struct ma_engine *run, const struct ma_check *check);

/* A turn is due. */
void ma_live_turn(struct ma_engine *run);

/* The run cannot go on; the first failure stays. */
void ma_live_fail(struct ma_engine *run, const ma_err *err);

/* What others ask of the run, or of a task of its plan; `control`: the number of their request, or 0. */
void ma_live_ask(struct ma_engine *run, enum ma_event_kind kind, struct ma_str task,
	const char *cause, int64_t control);

/* Start an effect of the state. */
void ma_perform(struct ma_engine *run, const struct ma_effect *e);
/* Tell one under way to stop; it ends in its own time by ma_live_finish(). */
void ma_perform_cancel(struct ma_doing *d);

/* The calls that are under way by the log, and by nobody else any more: hand over what came of each. *billed_out: how many may be paid for twice. */
ma_rc ma_recover_calls(
	struct ma_engine *run, struct ma_outcome **list_out, int64_t *billed_out, ma_err *err);

/* As if the process died: everything is freed, whatever is under way; nobody is told. Simulated worlds only. */
void ma_live_crash(struct ma_engine *run);

#endif
