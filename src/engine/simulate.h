/*
 * A run in a simulated world that fails, as a function of a seed.
 *
 * The turn, the log and the core are the real ones; time is virtual (sys/loop_virtual.h), the
 * store is the one in memory, and effects are performed by a world that answers late, twice,
 * wrongly or not at all (simulate_world.c). The process dies and is resumed; what survives is
 * the store and the world's commits. A checker that knows nothing but the plan and the log
 * says after every append whether that log is one that may be (simulate_check.c).
 */
#ifndef MA_ENGINE_SIMULATE_H
#define MA_ENGINE_SIMULATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define MA_SIM_PLANNED_MAX 22 /* tasks of a plan */
#define MA_SIM_ASKED_MAX 26   /* with those that tasks ask for */
#define MA_SIM_TASKS_MAX 32   /* and with repairs */
#define MA_SIM_EDGES_MAX 64

/* id, name. The first ones are classes of a failed call, in the order of model/call_class.h. */
#define MA_SIM_FAULTS(X)                                                                         \
	X(AUTH, "auth")                                                                          \
	X(BILLING, "billing")                                                                    \
	X(QUOTA_DAY, "quota_day")                                                                \
	X(RATE, "rate")                                                                          \
	X(OVERLOAD, "overload")                                                                  \
	X(TRANSIENT, "transient")                                                                \
	X(TIMEOUT, "timeout")                                                                    \
	X(CONTEXT, "context")                                                                    \
	X(REQUEST, "request")                                                                    \
	X(FILTER, "filter")                                                                      \
	X(REFUSED, "refused")                                                                    \
	X(BAD_OUTPUT, "bad_output")                                                              \
	X(LENGTH, "length")                                                                      \
	X(CANCELED, "canceled")                                                                  \
	X(HINT, "hint")                 /* a failure that asks for patience */                   \
	X(LONG_HINT, "long_hint")       /* for more of it than there is */                       \
	X(STORM, "storm")               /* nobody is served for a while */                       \
	X(SERVER_RATE, "server_rate")   /* the provider counts calls a minute */                 \
	X(TELLS_LIMITS, "tells_limits") /* and says how many are left */                         \
	X(LIES_LIMITS, "lies_limits")   /* says things about that which cannot be */             \
	X(SLOW, "slow")                 /* about as slow as the deadline */                      \
	X(STUCK, "stuck")               /* never answers */                                      \
	X(CUT, "cut")                   /* a reply that is a part */                             \
	X(SPOOLED, "spooled")           /* one that had come when the process died */            \
	X(LATE, "late")                 /* answers although it was cancelled */                  \
	X(SILENT, "silent")             /* does not even say that it was cancelled */            \
	X(TWICE, "twice")               /* the same outcome again at once */                     \
	X(ECHO, "echo")                 /* another outcome of the same effect, any time after */ \
	X(NO_PROMPT, "no_prompt")       /* a request that cannot be built */                     \
	X(UNPRICED, "unpriced")         /* or whose price nobody knows */                        \
	X(BAD_PLAN, "bad_plan")                                                                  \
	X(BAD_FILES, "bad_files")                                                                \
	X(NO_FILES, "no_files")             /* a reply that has none and needs none */           \
	X(SAME_REPLY, "same_reply")         /* as useless as the one before */                   \
	X(MORE_TASKS, "more_tasks")         /* a reply that asks for further tasks */            \
	X(BAD_TASKS, "bad_tasks")           /* which the plan cannot take */                     \
	X(COMMIT_REFUSED, "commit_refused") /* by the tree */                                    \
	X(CONFLICT, "conflict")             /* they meet others' files */                        \
	X(COMMIT_ERROR, "commit_error")     /* the workspace cannot be used */                   \
	X(VERIFY_FAILS, "verify_fails")                                                          \
	X(UNVERIFIED, "unverified")                                                              \
	X(STORE_FAILS, "store_fails")   /* an append fails */                                    \
	X(STORE_LOST, "store_lost")     /* an append fails although it was made */               \
	X(SECOND_OWNER, "second_owner") /* another process appends */                            \
	X(CRASH, "crash")                                                                        \
	X(CRASH_RESUMING, "crash_resuming") /* while the run is being resumed */                 \
	X(INTERRUPT, "interrupt")                                                                \
	X(PAUSE, "pause")                                                                        \
	X(CANCEL_RUN, "cancel_run")                                                              \
	X(RUN_TIMEOUT, "run_timeout")                                                            \
	X(BUDGET_COST, "budget_cost")                                                            \
	X(BUDGET_TOKENS, "budget_tokens")                                                        \
	X(CLOCK_BACK, "clock_back")                                                              \
	X(CLOCK_AHEAD, "clock_ahead")                                                            \
	X(REOPEN, "reopen") /* somebody asks for another attempt of a task that failed */        \
	X(QUICK_FAILS, "quick_fails") /* before files are committed */

enum ma_sim_fault {
#define X(id, name) MA_SIM_##id,
	MA_SIM_FAULTS(X)
#undef X
		MA_SIM_FAULTS_N
};

/* What a task is doing when a fault strikes, as the checker sees it. */
#define MA_SIM_STATES(X)            \
	X(WAITING, "waiting")       \
	X(READY, "ready")           \
	X(PREPARING, "preparing")   \
	X(DELAYED, "delayed")       \
	X(CALLING, "calling")       \
	X(READING, "reading")       \
	X(COMMITTING, "committing") \
	X(HELD, "held")             \
	X(BACKOFF, "backoff")       \
	X(COMPLETED, "completed")   \
	X(FAILED, "failed")         \
	X(SKIPPED, "skipped")       \
	X(CANCELLED, "cancelled")   \
	X(PLANNING, "planning")     \
	X(VERIFYING, "verifying")

enum ma_sim_state {
#define X(id, name) MA_SIM_WHEN_##id,
	MA_SIM_STATES(X)
#undef X
		MA_SIM_STATES_N
};

const char *ma_sim_fault_name(enum ma_sim_fault f);
const char *ma_sim_state_name(enum ma_sim_state s);

struct ma_sim_task {
	bool kept;       /* false: there is no such task, or it was trimmed away */
	uint32_t deps;   /* set of tasks; of one that is asked for: among those asked for with it */
	uint32_t parent; /* that asks for it; MA_SIM_TASKS_MAX: it is in the plan */
	bool optional;
	int64_t retries, timeout_s, deadline_s, estimate_s;
	uint32_t agent, writes; /* numbers of an agent and of a set of globs */
};

/* Everything that a seed decides beforehand; the rest is drawn from the seed by name, so that trimming changes nothing else. */
struct ma_sim_case {
	uint64_t seed;
	struct ma_sim_task
		tasks[MA_SIM_TASKS_MAX]; /* planned ones first; the others from MA_SIM_PLANNED_MAX and MA_SIM_ASKED_MAX on */
	uint32_t planned_n, edges_n;
	uint32_t providers_n;
	int64_t jobs, timeout_ms, max_cost, max_tokens, max_repairs;
	int64_t retry_budget; /* 0: as it is without one */
	bool quick_checks;
	bool fail_fast, no_verify, given; /* given: the plan comes with the prompt */
	bool approve; /* the planner's plan waits for a resume that approves it */
	bool forked;  /* it goes back to some files first, and earlier runs have answers for it */
	uint64_t faults; /* that may happen */
	uint32_t often;  /* how many calls of a hundred are hit */
};

/* Which tasks, edges and faults of a case stay: bits by their number. */
struct ma_sim_trim {
	uint64_t tasks, edges, faults;
};

#define MA_SIM_UNTRIMMED                           \
	{                                          \
		UINT64_MAX, UINT64_MAX, UINT64_MAX \
	}

void ma_sim_case_make(struct ma_sim_case *c, uint64_t seed, const struct ma_sim_trim *trim);

/* The case for a person. */
void ma_sim_case_show(const struct ma_sim_case *c, struct ma_buf *out);

struct ma_sim_result {
	char problem[512]; /* "": none */
	int64_t lives, steps, events;
	bool finished;
	uint32_t hits[MA_SIM_FAULTS_N][MA_SIM_STATES_N]; /* added to */
};

/* A line of what happens. Borrows for the call. */
typedef void ma_sim_say_fn(void *data, const char *line);

/* Run a case to its end. `say` may be NULL. */
void ma_sim_run(
	const struct ma_sim_case *c, struct ma_sim_result *r, ma_sim_say_fn *say, void *data);

#endif
