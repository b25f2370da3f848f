/*
 * Bugs planted on purpose, to prove that the simulation finds them (tests/simulate). In the
 * program there are none: without MA_PLANTS each is the constant false. The variant that has
 * them is built for that test alone, and ma_planted says which one is awake.
 */
#ifndef MA_BASE_PLANT_H
#define MA_BASE_PLANT_H

#include <stdbool.h>

/* id, what is wrong */
#define MA_PLANTS_ALL(X)                                                           \
	X(SKIP_INTENT, "an admission is not logged")                               \
	X(PERFORM_EARLY, "effects start before what led to them is durable")       \
	X(LATE_OUTCOME, "an outcome counts whatever its effect")                   \
	X(SECOND_OUTCOME, "a second outcome counts too")                           \
	X(LOSE_PENDING, "an outcome that comes during an append is lost")          \
	X(FORGET_RESERVATION, "nothing is reserved for a call")                    \
	X(KEEP_RESERVED, "what was reserved is not given back")                    \
	X(IGNORE_BUDGET, "a call may cost more than there is")                     \
	X(IGNORE_PAUSE, "calls leave while the run is paused")                     \
	X(EARLY_START, "a task starts after the first of its dependencies")        \
	X(KEEP_SUCCESSOR, "the last successor is not released")                    \
	X(SKIP_NEAR, "only near successors are skipped")                           \
	X(EXCEED_JOBS, "one task more than there are slots")                       \
	X(EXCEED_AGENT, "the limit of an agent does not hold")                     \
	X(SHARE_FILES, "two tasks write the same files at once")                   \
	X(COMMIT_EARLY, "files are committed before those that come first")        \
	X(HOLD_LONG, "files wait longer than for those that come first")           \
	X(SKIP_RESOLVER, "a conflict is not given to the resolver")                \
	X(RESOLVE_AGAIN, "every conflict of a task is given to the resolver")      \
	X(IGNORE_GATE, "the gate is always open")                                  \
	X(IGNORE_LIMITS, "what a provider says is left is not heeded")             \
	X(TRUST_RESET, "a limit is waited for however far away its end is")        \
	X(WRONG_ORDER, "the shortest path goes first")                             \
	X(RETRY_PERMANENT, "permanent errors are retried")                         \
	X(COUNT_CANCELLED, "an attempt that we cancelled counts as one")           \
	X(ENDLESS_RETRIES, "the run's retries are never used up")                  \
	X(NO_BACKOFF, "the next attempt does not wait")                            \
	X(IGNORE_DEADLINE, "an attempt may last for ever")                         \
	X(LEAVE_LATE, "a call leaves when its task's time is over")                \
	X(FORGET_LATE, "a task that waits is not told that its time is over")      \
	X(SAME_PROVIDER, "a fallback asks the same provider")                      \
	X(ASK_THE_DEAD, "a provider that serves no more is asked")                 \
	X(FORGET_PARTS, "a continuation does not know what it continues")          \
	X(ADD_ANYTHING, "tasks are added without being asked whether they may")    \
	X(DROP_REPLY, "replies are dropped when a run is resumed")                 \
	X(RUN_AGAIN, "a completed task runs again when a run is resumed")          \
	X(DECIDE_AGAIN, "what was decided is decided again when a run is resumed") \
	X(HIDE_RESENT, "calls whose answers are lost are not counted")             \
	X(READ_EARLY, "a fork reads files before they are back")                   \
	X(ASK_REUSED, "what an earlier run was answered is asked all the same")    \
	X(LOSE_SPOOL, "an answer that lies in a spool is thrown away")             \
	X(WAIT_TOO_LONG, "nobody else is asked although a wait is too long")       \
	X(KEEP_WORSE, "a round of repairs that makes things worse is kept")        \
	X(REPAIR_ON, "rounds of repairs go on although they come to nothing")      \
	X(SEND_AGAIN, "a call that was under way is sent again as it is")          \
	X(COUNT_ANEW, "a task that is reopened counts its attempts from one")      \
	X(REOPEN_ALONE, "whoever was skipped for a reopened task stays skipped")

enum ma_plant {
	MA_PLANT_NONE,
#define X(id, what) MA_PLANT_##id,
	MA_PLANTS_ALL(X)
#undef X
		MA_PLANT_N
};

#ifdef MA_PLANTS
extern enum ma_plant ma_planted;
#define MA_PLANT(id) (ma_planted == MA_PLANT_##id)
#else
#define MA_PLANT(id) (MA_PLANT_##id == MA_PLANT_NONE)
#endif

#endif
