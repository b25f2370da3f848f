/*
 * A job on the disk queue: an effect that is blocking work of our own. It gets copies of
 * what it needs of the state, or what can no longer change (a task, a completed
 * work's files); the state itself belongs to the loop's thread.
 */
#ifndef MA_ENGINE_JOB_H
#define MA_ENGINE_JOB_H

#include "core/policy.h"
#include "engine/live.h"
#include "engine/prompt.h"
#include "engine/reply.h"

/* A completed task whose files go into a request. */
struct ma_job_source {
	const struct ma_work *work; /* it does not change any more */
	bool direct;
	char *text; /* its file set */
};

struct ma_job {
	struct ma_doing *d;
	const struct ma_task *task; /* NULL: the planner */
	struct ma_str reply, files, prompt, seed, contract, provider, model,
		run; /* borrowed from the state; they stay */
	struct ma_str parts[MA_PARTS_MAX];
	uint32_t parts_n;
	struct ma_str problem;         /* kept in the outcome */
	struct ma_str kept;            /* blob: what was fine of the last reply, "" for nothing */
	int64_t rejections;            /* replies that could not be used so far */
	bool edits;                    /* PROMPT: edits may be asked for */
	const struct ma_checks *found; /* of a repair: what is to be mended is in it; else NULL */
	const struct ma_round *rounds; /* of a repair: what was tried before; it does not change */
	const struct ma_work *works;   /* of the rounds' tasks */
	struct ma_str guarded; /* paths that are protected from the task, '|' between them; in the outcome */
	struct ma_str named; /* of a repair: the files that the failures name, '|' between them */
	struct ma_str from;  /* the task that a fork begins with; "" */
	struct ma_str start; /* the branch's head when the run began, "" when it had none */
	struct ma_str met,
		met_paths;   /* the head that refused files of the task, and these; "" for none */
	const char *purpose; /* of the attempt: MA_PURPOSE_WORK or MA_PURPOSE_RESOLVE */
	struct ma_str conflict,
		conflict_files; /* blobs: what the attempt resolves, and of what; "" for nothing */
	int64_t first_attempt;  /* whose nonce the reply's files carry */
	int64_t when_ms;
	bool has_budget;
	enum ma_plan_resort resort;         /* of the planner's reply */
	struct ma_str given_contract;       /* blob: the user's, "" when there is none */
	int64_t left_microusd, left_tokens; /* of the budget; 0: there is none */
	struct ma_job_source *sources;      /* in plan order */
	size_t sources_n;
	const struct ma_work **
		rivals; /* of a conflict: completed tasks that wrote its files, in plan order; owned */
	size_t rivals_n;
};

/* Read a blob as text. Gives *out: ma_free() it. On the pool only. */
ma_rc ma_job_blob(struct ma_engine *run, struct ma_str hash, char **out, struct ma_str *text_out,
	ma_err *err);

/* The agent that does the job. NULL: it is not there any more. */
const struct ma_agent *ma_job_agent(const struct ma_engine *run, const struct ma_task *task);

/* The agent that resolves conflicts of a task's files: one that the user defined for that, else the task's own. NULL: as above. */
const struct ma_agent *ma_job_resolver(const struct ma_engine *run, const struct ma_task *task);

/* The same as ma_job_agent(), or MA_ECONFIG. */
ma_rc ma_job_need_agent(const struct ma_engine *run, const struct ma_task *task,
	const struct ma_agent **out, ma_err *err);

/* Whether a text holds a key that the run uses; of struct ma_engine_ports. */
bool ma_job_leaks(void *ports, struct ma_str text);

/* The parts of a reply before the last one, stitched. */
ma_rc ma_job_parts(const struct ma_job *j, struct ma_buf *out, ma_err *err);

/*
 * The commits that a task's files are made from. Which one is a matter of the plan alone, never of what else
 * happened to be committed when the task was asked (docs/decisions/030-commit-order.md): of a file that refused files of the task
 * met, the head that refused them; else the commit of the last task, in plan order, that this one waits for and that
 * wrote the file; else where the run began.
 */
struct ma_job_bases {
	const struct ma_job *j;
	struct ma_map of; /* path -> id of a commit, borrowed */
	struct ma_arena arena;
};

/* On the pool. ma_job_bases_done() it, also after a failure. */
ma_rc ma_job_bases_init(struct ma_job_bases *b, const struct ma_job *j, ma_err *err);
/* "": the file was not there. Borrows from the state. */
const char *ma_job_base(const struct ma_job_bases *b, struct ma_str path);
void ma_job_bases_done(struct ma_job_bases *b);

/* The files of a source as they were committed: its file set as JSON text, in which what was merged is put right. */
ma_rc ma_job_committed(struct ma_job *j, struct ma_job_source *u, struct ma_str *out, ma_err *err);
/* The files that refused the task's, as the branch has them: a file set. Gives *text: ma_free() it; NULL where there are none. */
ma_rc ma_job_met(struct ma_job *j, char **text, struct ma_str *out, ma_err *err);

/* What a plan is expected to use, with the first provider of the run and its model. */
struct ma_plan_budget ma_job_budget(const struct ma_engine *run, const struct ma_plan *plan,
	size_t prompt_size, struct ma_str model, int64_t left_microusd, int64_t left_tokens);

/* What a repair is told of the failures and of earlier rounds. Strings live in the arena; the failures are in p. */
ma_rc ma_job_failures(struct ma_job *j, struct ma_arena *arena, struct ma_prompt *p, ma_err *err);

/* On the loop: find what the request is made from. False: memory is out. */
bool ma_job_find_sources(struct ma_job *j, const struct ma_state *s);
/* Likewise: whom the task's files met. */
bool ma_job_find_rivals(struct ma_job *j, const struct ma_state *s);

/* On the pool: each adds what came of it to the outcome, or fails the run. */
ma_rc ma_job_prompt(struct ma_job *j, ma_err *err);
ma_rc ma_job_read(struct ma_job *j, ma_err *err);

/* A file set is put with those to be committed; its outcome follows from ma_job_commit_all(). */
ma_rc ma_job_commit(struct ma_job *j, ma_err *err);

/* Commit, in the order in which they came, what the jobs that ran together have put there: the disk's `end` of an engine. */
void ma_job_commit_all(void *engine);

#endif
