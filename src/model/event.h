/*
 * Events: the facts of a run, as values and as the JSON lines of the log.
 *
 * One struct serves every kind; the table in event.c says which fields a kind
 * must have and under which JSON name each field travels. A field that is absent
 * from the JSON has its zero value (-1 for the counters marked so). Unknown fields
 * are skipped here and kept in the log, which is never rewritten; an unknown kind
 * decodes to MA_EVENT_UNKNOWN: it can be shown but not resumed over.
 * Format: docs/formats/events.md.
 */
#ifndef MA_MODEL_EVENT_H
#define MA_MODEL_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "model/allowance.h"
#include "model/usage.h"

#define MA_EVENT_VERSION 1

/* id, JSON name, fields that must be there (of enum ma_event_field) */
#define MA_EVENT_KINDS(X)                                                             \
	X(RUN_STARTED, "run.started", F(PROMPT) | F(SEED) | F(JOBS))                  \
	X(RUN_RESUMED, "run.resumed", 0)                                              \
	X(RUN_INTERRUPTED, "run.interrupted", F(CAUSE))                               \
	X(RUN_PAUSED, "run.paused", F(CAUSE))                                         \
	X(RUN_CONTINUED, "run.continued", 0)                                          \
	X(RUN_CANCELLED, "run.cancelled", F(CAUSE))                                   \
	X(RUN_FINISHED, "run.finished", F(VERDICT) | F(EXIT))                         \
	X(RUN_ACCEPTED, "run.accepted", F(COMMIT) | F(HEAD) | F(NAME))                \
	X(RUN_UNDONE, "run.undone", F(COMMIT) | F(NAME))                              \
	X(PLAN_PROPOSED, "plan.proposed", F(EFFECT) | F(PLAN))                        \
	X(PLAN_REJECTED, "plan.rejected", F(EFFECT) | F(MESSAGE))                     \
	X(PLAN_WARNING, "plan.warning", F(MESSAGE))                                   \
	X(PLAN_ACCEPTED, "plan.accepted", F(PLAN))                                    \
	X(TASKS_PROPOSED, "tasks.proposed", F(EFFECT) | F(TASK) | F(PLAN) | F(COUNT)) \
	X(TASKS_ADDED, "tasks.added", F(TASK) | F(PLAN) | F(COUNT))                   \
	X(TASKS_REFUSED, "tasks.refused", F(TASK) | F(MESSAGE))                       \
	X(TASK_STARTED, "task.started", F(TASK))                                      \
	X(TASK_RETRIED, "task.retried", F(TASK) | F(ATTEMPT) | F(NOT_BEFORE))         \
	X(TASK_COMPLETED, "task.completed", F(TASK))                                  \
	X(TASK_FAILED, "task.failed", F(TASK) | F(CLASS) | F(MESSAGE))                \
	X(TASK_SKIPPED, "task.skipped", F(TASK) | F(CAUSE))                           \
	X(TASK_CANCELLED, "task.cancelled", F(TASK) | F(CAUSE))                       \
	X(TASK_REOPENED, "task.reopened", F(TASK) | F(CAUSE))                         \
	X(CALL_INTENDED, "call.intended", F(EFFECT) | F(TASK) | F(ATTEMPT))           \
	X(CALL_PREPARED, "call.prepared", F(EFFECT) | F(REQUEST))                     \
	X(CALL_ADMITTED, "call.admitted", F(EFFECT) | F(TASK) | F(DEADLINE))          \
	X(CALL_DELAYED, "call.delayed", F(EFFECT) | F(TASK) | F(CAUSE))               \
	X(CALL_REPLIED, "call.replied", F(EFFECT) | F(REPLY))                         \
	X(CALL_FAILED, "call.failed", F(EFFECT) | F(CLASS) | F(MESSAGE))              \
	X(FILES_PROPOSED, "files.proposed", F(EFFECT) | F(FILES) | F(COUNT))          \
	X(FILES_REJECTED, "files.rejected", F(EFFECT) | F(MESSAGE))                   \
	X(FILES_DOUBTED, "files.doubted", F(EFFECT) | F(MESSAGE))                     \
	X(FILES_CONFLICTED, "files.conflicted", F(EFFECT) | F(HEAD) | F(MESSAGE))     \
	X(FILES_DELAYED, "files.delayed", F(TASK) | F(CAUSE))                         \
	X(FILES_ADMITTED, "files.admitted", F(TASK))                                  \
	X(FILES_COMMITTED, "files.committed", F(EFFECT) | F(COMMIT))                  \
	X(FILES_REWOUND, "files.rewound", F(EFFECT))                                  \
	X(ARTIFACT_ADDED, "artifact.added", F(TASK) | F(NAME) | F(BLOB))              \
	X(VERIFY_STARTED, "verify.started", F(EFFECT))                                \
	X(CHECK_FINISHED, "check.finished", F(NAME) | F(VERDICT))                     \
	X(VERIFY_FINISHED, "verify.finished", F(EFFECT) | F(VERDICT))                 \
	X(REPAIR_STARTED, "repair.started", F(TASK) | F(ATTEMPT) | F(NAME))           \
	X(REPAIR_FINISHED, "repair.finished", F(ATTEMPT) | F(VERDICT))                \
	X(FILES_RESTORED, "files.restored", F(EFFECT) | F(COMMIT))                    \
	X(FILES_KEPT, "files.kept", F(EFFECT) | F(MESSAGE))                           \
	X(LOCK_STARTED, "lock.started", F(EFFECT))                                    \
	X(FILES_LOCKED, "files.locked", F(EFFECT))                                    \
	X(QUICK_STARTED, "quick.started", F(EFFECT) | F(TASK))                        \
	X(QUICK_FINISHED, "quick.finished", F(EFFECT) | F(TASK) | F(VERDICT))

enum ma_event_kind {
	MA_EVENT_UNKNOWN,
#define X(id, name, must) MA_EVENT_##id,
	MA_EVENT_KINDS(X)
#undef X
		MA_EVENT_KINDS_N
};

/* id, JSON name, type, member of struct ma_event. What a kind must have is one of the first 64. */
#define MA_EVENT_FIELDS(X)                                                                          \
	X(TASK, "task", STR, task)                                                                  \
	X(AGENT, "agent", STR, agent)                                                               \
	X(EFFECT, "effect", STR, effect)                                                            \
	X(ATTEMPT, "attempt", INT, attempt)                                                         \
	X(PROVIDER, "provider", STR, provider)                                                      \
	X(MODEL, "model", STR, model)                                                               \
	X(PROMPT, "prompt", STR, prompt)       /* blob */                                           \
	X(CONTRACT, "contract", STR, contract) /* blob */                                           \
	X(PLAN, "plan", STR, plan)             /* blob */                                           \
	X(REQUEST, "request", STR, request)    /* blob */                                           \
	X(KEY, "key", STR, key)                /* of a request or reply, its nonce masked */        \
	X(REPLY, "reply", STR, reply)          /* blob */                                           \
	X(FILES, "files", STR, files)          /* blob: a JSON array of {path, content|remove} */   \
	X(BLOB, "blob", STR, blob)                                                                  \
	X(REPORT, "report", STR, report) /* blob: docs/formats/report.md */                         \
	X(COMMIT, "commit", STR, commit)                                                            \
	X(HEAD, "head", STR, head)       /* the branch's newest commit */                           \
	X(FORMAT, "format", STR, format) /* in which a reply's files came: model/format_rate.h */   \
	X(NAME, "name", STR, name)                                                                  \
	X(CLASS, "class", STR, class)                                                               \
	X(MESSAGE, "message", STR, message)                                                         \
	X(CAUSE, "cause", STR, cause)                                                               \
	X(VERDICT, "verdict", STR, verdict)                                                         \
	X(REQUEST_ID, "request_id", STR, request_id)                                                \
	X(SEED, "seed", STR, seed)                                                                  \
	X(DIGESTS, "digests", STR, digests)    /* of the binary's version, agents, schemas */       \
	X(CASSETTE, "cassette", STR, cassette) /* digest of the one that answers */                 \
	X(DEADLINE, "deadline", TIME, deadline_ms)                                                  \
	X(NOT_BEFORE, "not_before", TIME, not_before_ms)                                            \
	X(JOBS, "jobs", INT, jobs)                                                                  \
	X(MAX_REPAIRS, "max_repairs", INT, max_repairs)                                             \
	X(MISSES, "misses", INT, misses) /* blocks of a reply that were not well formed */          \
	X(COUNT, "count", INT, count)                                                               \
	X(CONTROL, "control", INT,                                                                  \
		control) /* the request that asked for it: seq of control/<run> */                  \
	X(EXIT, "exit", INT, exit)                                                                  \
	X(STATUS, "status", INT, status)                                                            \
	X(TOOK, "took_ms", INT, took_ms)                                                            \
	X(RETRY_AFTER, "retry_after_ms", INT, retry_after_ms)                                       \
	X(TIMEOUT, "timeout_ms", INT, timeout_ms)                                                   \
	X(COST, "cost_microusd", INT, cost_microusd)                                                \
	X(MAX_COST, "max_cost_microusd", INT, max_cost_microusd)                                    \
	X(MAX_TOKENS, "max_tokens", INT, max_tokens)                                                \
	X(WORST_COST, "worst_microusd", INT, worst_microusd)                                        \
	X(WORST_TOKENS, "worst_tokens", INT, worst_tokens)                                          \
	X(INPUT, "input_tokens", INT, usage.input)                                                  \
	X(OUTPUT, "output_tokens", INT, usage.output)                                               \
	X(CACHED, "cached_tokens", INT, usage.cached)                                               \
	X(REASONING, "reasoning_tokens", INT, usage.reasoning)                                      \
	X(ESTIMATED, "estimated", BOOL, usage.estimated)                                            \
	X(UNPRICED, "unpriced", BOOL, unpriced)                                                     \
	X(SENT, "sent", BOOL, sent)                                                                 \
	X(CUT, "cut", BOOL, cut)                                                                    \
	X(CONTINUES, "continues", BOOL, continues)                                                  \
	X(FOR_ALL, "model_for_all", BOOL, for_all)                                                  \
	X(FAIL_FAST, "fail_fast", BOOL, fail_fast)                                                  \
	X(NO_VERIFY, "no_verify", BOOL, no_verify)                                                  \
	X(NO_FALLBACK, "no_fallback", BOOL, no_fallback)                                            \
	X(TESTS_PASSED, "tests_passed", INT, tests_passed)                                          \
	X(TESTS_FAILED, "tests_failed", INT, tests_failed)                                          \
	X(REQUESTS_LIMIT, "requests_limit", INT, allows.requests.limit)                             \
	X(REQUESTS_LEFT, "requests_left", INT, allows.requests.left)                                \
	X(REQUESTS_RESET, "requests_reset_ms", INT, allows.requests.reset_ms)                       \
	X(TOKENS_LIMIT, "tokens_limit", INT, allows.tokens.limit)                                   \
	X(TOKENS_LEFT, "tokens_left", INT, allows.tokens.left)                                      \
	X(TOKENS_RESET, "tokens_reset_ms", INT, allows.tokens.reset_ms)                             \
	X(ALLOWS_AGE, "allows_age_ms", INT, allows.age_ms)                                          \
	X(RETRY_BUDGET, "retry_budget", INT, retry_budget)                                          \
	X(BASE_URL, "base_url", STR, base_url) /* of the first provider, where it is not its own */ \
	X(PARENT, "parent", STR, parent)       /* the run that this one is a fork of */             \
	X(FROM, "from", STR, from)             /* the task that the fork begins with */             \
	X(BASE, "base", STR, base) /* the commit whose files it begins with; "none": no files */    \
	X(REUSED, "reused", STR, reused) /* the run that the answer was paid for in */              \
	X(PATHS, "paths", STR, paths)    /* of a file set, with '|' between them */                 \
	X(MERGED, "merged", INT, merged) /* files of a commit that were merged */                   \
	X(TREE, "tree", STR, tree)       /* of that commit: the same files, the same tree */        \
	X(PROTECTED, "protected", BOOL, guarded) /* a commit's files are nobody else's to change */ \
	X(PURPOSE, "purpose", STR, purpose) /* of a call: "resolve"; absent: the task's work */     \
	X(FORMATS, "formats", STR, formats) /* how well models keep to formats: rates.md */         \
	X(RECOVERED, "recovered", BOOL, recovered)                                                  \
	X(APPROVE, "approve", BOOL,                                                                 \
		approve) /* started: the plan is waited with; resumed: it is approved */            \
	X(QUICK_CHECKS, "quick_checks", BOOL, quick_checks) /* before files are committed */

enum ma_event_field {
#define X(id, name, type, member) MA_EVENT_F_##id,
	MA_EVENT_FIELDS(X)
#undef X
		MA_EVENT_FIELDS_N
};

struct ma_event {
	enum ma_event_kind kind;
	int64_t seq;   /* 0 until the store numbers it */
	int64_t at_ms; /* wall */
	struct ma_str run;

	struct ma_str task, agent, effect, provider, model, prompt, contract, plan, request, reply,
		files, key, blob, report, commit, head, name, class, message, cause, verdict,
		request_id, seed, digests, cassette, format, base_url, parent, from, base, reused,
		paths, tree, purpose, formats;
	int64_t attempt, deadline_ms, not_before_ms, jobs, count, control, exit, status, took_ms,
		retry_after_ms, timeout_ms, max_repairs, cost_microusd, max_cost_microusd,
		max_tokens, worst_microusd, worst_tokens, tests_passed, tests_failed, retry_budget,
		misses, merged;
	struct ma_allowances allows;
	struct ma_usage usage;
	bool unpriced;  /* no price is known for the model: cost_microusd is not the cost */
	bool sent;      /* the provider may have seen, and may bill, the call */
	bool cut;       /* the reply is a part: the token limit was reached */
	bool continues; /* the call asks for what follows the parts so far */
	bool for_all;   /* the user named the model: no agent has its own */
	bool fail_fast, no_verify, no_fallback, approve, quick_checks;
	bool guarded;   /* of files that only their own agent may change */
	bool recovered; /* the reply lay in the spool of a process that has ended */
};

/* "run.started". Borrows: static. */
const char *ma_event_kind_name(enum ma_event_kind kind);

/* What the blobs that an event names are called, and their hashes. How many there are. Borrow from the event, and static. */
#define MA_EVENT_BLOBS_MAX 8
struct ma_event_blob {
	const char *what; /* "reply" */
	struct ma_str hash;
};
size_t ma_event_blobs(const struct ma_event *e, struct ma_event_blob out[MA_EVENT_BLOBS_MAX]);

/* One JSON object on one line, without its end. */
void ma_event_encode(const struct ma_event *e, struct ma_buf *out);

/*
 * Read one event. Strings live in `arena`. MA_EINVALID names the field: a known
 * kind without one it must have, a field of another type, a newer version.
 */
ma_rc ma_event_decode(struct ma_str json, struct ma_arena *arena, struct ma_event *out, ma_err *err);

#endif
