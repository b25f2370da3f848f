/*
 * The state of a run: a fold over its events, and nothing else.
 *
 * One function computes it when the run is live, when it is resumed after a crash
 * and when it is shown. What the runtime has to do is derived from the state too
 * (core/decide.h), so that recovery needs no code of its own: after a crash the fold
 * gives the state, and the state says what must be under way.
 *
 *   task      WAITING -> READY -> PREPARING -> CALLING -> READING -> COMMITTING -> COMPLETED
 *                          ^         |  ^         |          |  |        |
 *                          |         v  |         |          |  |        |
 *                          |       DELAYED        |          |  |        |
 *                       BACKOFF <-------+---------+----------+--+--------+
 *             READING -> PREPARING (a reply was cut: what follows is asked for)
 *             PREPARING -> READING (the log of the run that this one is a fork of has the reply)
 *             COMMITTING -> HELD -> COMPLETED (its files wait for their turn: core/turn.c)
 *             COMMITTING -> BACKOFF -> ... -> COMMITTING (they meet others': a call that resolves it comes between)
 *             WAITING -> SKIPPED (a dependency did not complete)
 *             any but the ends -> FAILED, CANCELLED
 *             FAILED -> READY, SKIPPED -> WAITING (somebody asks for another attempt: task.reopened)
 *   planner   the same, without COMMITTING; complete when a plan is accepted
 *   run       PLANNING -> WORKING -> VERIFYING -> FINISHED; interrupted or paused at any point
 *
 * PREPARING, CALLING, READING and COMMITTING hold a slot; DELAYED, HELD and BACKOFF hold nothing.
 *
 * Costs: folding an event is O(1), except plan.accepted and tasks.added, O(tasks + edges),
 * run.resumed, O(tasks), task.reopened, O(tasks + edges), and an event that ends a task, O(its successors); taking a ready
 * task is O(agents + log ready).
 */
#ifndef MA_CORE_STATE_H
#define MA_CORE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/gate.h"
#include "model/call_class.h"
#include "model/effect.h"
#include "model/event.h"
#include "model/format_rate.h"
#include "model/plan.h"
#include "model/usage.h"
#include "model/verdict.h"

enum ma_task_state {
	MA_TASK_WAITING,
	MA_TASK_READY,
	MA_TASK_PREPARING,
	MA_TASK_DELAYED,
	MA_TASK_CALLING,
	MA_TASK_READING,
	MA_TASK_COMMITTING,
	MA_TASK_HELD,
	MA_TASK_BACKOFF,
	MA_TASK_COMPLETED,
	MA_TASK_FAILED,
	MA_TASK_SKIPPED,
	MA_TASK_CANCELLED,
	MA_TASK_STATES_N
};

const char *ma_task_state_name(enum ma_task_state s);

#define MA_CHECKS_BETWEEN ", " /* the names of checks that one task mends: its name */
#define MA_PROVIDERS_MAX 4     /* in a chain of fallbacks */
#define MA_PARTS_MAX 4         /* replies that are stitched into one */
#define MA_REPEATS_MAX 3       /* of the same request with the same reply */
#define MA_RETRY_BUDGET 20     /* of a run that was given none */
#define MA_RETRIES_MAX INT64_C(1000000000)
#define MA_RETRY_PRICE 5 /* so many replies earn a retry back */

/* How far the quick check of an attempt's files is (core/quick.c). FAILED: nothing is decided about that yet. */
enum ma_quick { MA_QUICK_NONE, MA_QUICK_RUNNING, MA_QUICK_FAILED, MA_QUICK_OVER };

/* What a task waits in; see core/ready.h. */
enum ma_queue { MA_QUEUE_NONE, MA_QUEUE_LANE, MA_QUEUE_DUE, MA_QUEUE_PARKED };

/* What one task, or the planner, has been through. Strings live as long as the state. */
struct ma_work {
	const struct ma_task *task; /* NULL: the planner */
	enum ma_task_state state;
	uint32_t deps_left; /* dependencies that have not ended */
	uint32_t agent;     /* index into the state's agents */
	uint32_t provider;  /* index into the state's providers: where the next attempt goes */
	int64_t path_ms;    /* the longest path from here to an end, this task included */

	int64_t attempt; /* calls intended so far */
	int64_t uncounted; /* of these: cancelled by us, continuations, or made with an earlier provider */
	int64_t rejections;    /* replies that could not be used so far */
	struct ma_str problem; /* with the last of these replies, "" when there was none */
	struct ma_str kept; /* blob: what was fine of it and need not be said again, "" for nothing */
	char effect[MA_EFFECT_ID_SIZE]; /* of the call, and of the reading and commit that follow it */
	int64_t deadline_ms;            /* CALLING: when the attempt is over (wall) */
	int64_t give_up_ms;     /* when the task is over, whatever the attempt; 0: not started */
	int64_t not_before_ms;  /* BACKOFF: when it may be tried again (wall) */
	int64_t retry_after_ms; /* the provider's hint with the last failure */
	struct ma_str request, reply, files; /* blobs of the current attempt, "" when none */
	struct ma_str parts[MA_PARTS_MAX];   /* replies that were cut, before `reply` */
	uint32_t parts_n;
	bool cut; /* READING: `reply` is a part as well, what follows is to be asked for */
	int64_t first_attempt;                /* that the parts began with */
	struct ma_str key, reply_key;         /* of the last request and its reply, nonce masked */
	int64_t repeats;                      /* how often that pair has come in a row */
	int64_t worst_microusd, worst_tokens; /* of the call that is prepared; reserved in CALLING */
	bool unpriced;                        /* what it costs is not known */
	int64_t files_n;                      /* in the file set */
	struct ma_str paths; /* of the file set, with '|' between them; "" where that is not known */
	bool admitted;       /* HELD: its turn has come, it is being committed */
	bool clear; /* COMMITTING: nobody comes before it, as was found out; no fact of the run */
	const struct ma_work
		*ahead; /* HELD: whom it waits for, as was found out last; no fact of the run */
	struct ma_plan *
		proposal; /* READING, COMMITTING: tasks that the reply asks for, or the planner's plan; owned */
	struct ma_str proposal_blob;
	bool proposal_settled;       /* added or refused */
	struct ma_str model;         /* that answered last */
	enum ma_llm_class failed_as; /* the last attempt's class, MA_LLM_OK when it did not fail */
	struct ma_str message; /* why the last attempt or the task failed, or the task that caused the skip */
	struct ma_str cause;              /* DELAYED: of the delay */
	struct ma_allowances allows;      /* what the provider said with the call's end */
	int64_t gate_tokens, used_tokens; /* that the gate charged it with, and that it took */
	struct ma_str met,
		met_paths; /* the head that refused files of the task, and these; "" when none did */
	bool guarded;      /* its files are protected: acceptance tests */
	bool undone;       /* its files were taken back: nothing is made from them any more */
	bool released;     /* whoever waits for it was let go */
	uint32_t reopened; /* how often it had ended, and was attempted again: nobody's files wait for its own then */
	struct ma_str conflict, /* blob: where its files did not go together with others'; "" when nowhere */
		conflict_files; /* and the file set that did not */
	bool resolving;         /* the attempt is to resolve that, and nothing else */
	bool mediated;          /* it was tried: the next conflict is not resolved but asked anew */
	enum ma_quick quick;
	char quick_effect[MA_EFFECT_ID_SIZE];
	bool quick_asked; /* the task was asked again for what a quick check found, which is done once */
	int64_t merged; /* files that the commit merged with what others had made of them */
	struct ma_str commit;
	struct ma_str named; /* of a repair: its files that the failures name, '|' between them */
	int64_t intended_at_ms; /* when the current attempt was logged: the date of its commit */
	int64_t admitted_at_ms; /* when it left */
	int64_t started_at_ms, ended_at_ms;
	int64_t moved_at_ms; /* when it came into its state */
	int64_t slot_ms; /* for how long it has occupied a slot, the present state not counted */
	int64_t down_ms; /* of its time nobody worked on the run */
	int64_t held_ms; /* of the attempt's time its files waited for their turn */
	struct ma_usage usage;
	int64_t cost_microusd;
	bool failed;     /* the last attempt failed and nothing is decided about it yet */
	bool unanswered; /* its request may have left, and whether it is paid for nobody knows */

	enum ma_queue queue;
	struct ma_work *child, *sibling, *prev; /* in that queue */
	struct ma_work *parked;                 /* tasks that wait until this one holds no slot */
	uint32_t active_at;                     /* place in the active list */
	struct ma_work *later,
		*earlier; /* DELAYED, BACKOFF: in the list of those; HELD: in that one */
};

/* The tasks of one agent. */
struct ma_crew {
	struct ma_str name;
	struct ma_work *lanes[MA_PROVIDERS_MAX]; /* waiting for a slot, by provider */
	uint32_t busy;
	uint32_t ended_n;             /* completed */
	int64_t took_ms, expected_ms; /* by these, and by their estimates */
	int64_t scale_milli; /* took over expected, in thousandths, as the paths are computed with */
};

/* A provider of the run's chain. */
struct ma_source {
	struct ma_str name;
	enum ma_llm_class dead; /* not MA_LLM_OK: it serves this run no more, and why */
	struct ma_str message;
};

#define MA_BASE_NONE "none" /* no files */

/* Of run.interrupted: a plan waits to be approved, by run.resumed with `approve`. */
#define MA_CAUSE_APPROVAL "approval"

/* Of repair.started: whose tests are doubted, those of acceptance or any other. */
#define MA_CAUSE_CONTRACT "contract"
#define MA_CAUSE_TESTS "tests"

enum ma_run_phase {
	MA_RUN_NEW,
	MA_RUN_PLANNING,
	MA_RUN_WORKING,
	MA_RUN_VERIFYING,
	MA_RUN_FINISHED
};

struct ma_tally {
	uint32_t total, completed, failed, skipped, cancelled;
};

/* How many tasks of an agent may hold a slot at once, and whether it asks a provider at all. */
struct ma_crew_limit {
	struct ma_str agent;
	int64_t jobs; /* 0: no limit of its own */
	bool host; /* the host program does its tasks: no gate holds them, no fallback helps them */
	bool adds; /* its tasks may ask for more, which may write anything */
};

/* A check of a verification that has ended. Strings live as long as the state. */
struct ma_checked {
	struct ma_checked *next;
	struct ma_str name; /* "test web" */
	enum ma_check_state state;
	int64_t tests_run, tests_failed;
	struct ma_str why, output /* blob */, key /* of its failures: the same for the same ones */;
	struct ma_str paths; /* that they name, with '|' between them */
	struct ma_str files; /* blob: lock files that it made; "" for none */
};

/* What a verification found, as far as it tells two trees apart. */
struct ma_checks {
	struct ma_checks *before; /* the verification before this one */
	struct ma_checked *first, *last;
	struct ma_str head, tree; /* tree "": not told */
	struct ma_str unlocked;   /* the state's, then */
	enum ma_verdict verdict;
	struct ma_str reason, report;
	uint32_t passed, failed; /* checks */
	int64_t tests_passed, tests_failed;
};

/* A round of repairs that is over. */
struct ma_round {
	struct ma_round *before;
	int64_t number;
	enum ma_round_end end;
	struct ma_str why;
	bool left;         /* it made things worse, and cannot be taken back */
	uint32_t from, to; /* its tasks in the plan; to: behind the last */
};

/* What the process adds to what the log says, for a run that is live. */
struct ma_terms {
	struct ma_gate *
		gates[MA_PROVIDERS_MAX]; /* in the order of the run's providers; NULL: always open */
	const struct ma_crew_limit *crews; /* agents that are not named have no limit of their own */
	size_t crews_n;
};

struct ma_state {
	const struct ma_terms *terms; /* borrowed; NULL: the run is only looked at */
	struct ma_arena arena;        /* strings of the state */
	struct ma_str run, seed, prompt, provider, model;
	struct ma_str base_url; /* of the first provider; "": its own */
	struct ma_str cassette; /* the digest of the one that answers; "": the providers do */
	struct ma_str parent,
		from; /* of a fork: the run it came from, the task it begins with; else "" */
	struct ma_str base; /* of a fork: the commit whose files it begins with, MA_BASE_NONE; "": those that are there */
	bool rewinding; /* these files are not back yet: nothing may read or write any */
	char rewind_effect[MA_EFFECT_ID_SIZE];
	int64_t seq, started_at_ms, finished_at_ms, now_ms; /* now: of the last event */
	int64_t idle_since_ms; /* when it was last seen to live: of the event before, or of the pause */
	int64_t jobs, timeout_ms; /* from the start to the deadline, as it was set last */
	int64_t deadline_ms;      /* of the run (wall), INT64_MAX: none */
	int64_t down_ms; /* since the plan was accepted: nobody worked on tasks, but on checks or not at all */
	int64_t max_cost_microusd, max_tokens; /* 0: no limit */
	bool model_for_all;                    /* `model` is in the place of the agents' own too */
	int64_t retry_budget; /* retries of calls that failed, as it was set last; -1: none are made */
	int64_t retry_credit; /* what is left of it, in MA_RETRY_PRICE-ths */
	bool fail_fast, no_verify, no_fallback;
	bool quick_checks; /* what tasks write is checked before it is committed (core/quick.c) */
	bool approve; /* a plan that is proposed waits for somebody's word before it is accepted */
	struct ma_str contract;                       /* blob: that the user gave, "" when none */
	struct ma_source providers[MA_PROVIDERS_MAX]; /* first choice first */
	uint32_t providers_n;

	enum ma_run_phase phase;
	bool interrupted;    /* nothing may be under way until run.resumed */
	bool paused;         /* nothing new may leave until run.continued */
	int64_t control;     /* the last request of others that was done: seq of control/<run> */
	bool cancelled;      /* it ends as soon as what is under way has been told */
	struct ma_str cause; /* of the interruption or pause */
	struct ma_str cancelled_for; /* the cause of that */
	struct ma_work planner;
	struct ma_plan *given; /* owned; what the next event that names a plan by its blob means */
	struct ma_plan *plan;  /* owned; NULL until accepted */
	struct ma_str plan_blob; /* hash of the plan that is accepted or proposed */
	struct ma_work *works;   /* one per task of the plan */
	struct ma_work *found;   /* that the last event was about; NULL: none of them */
	struct ma_crew *agents;
	uint32_t agents_n;
	struct ma_work *due; /* in BACKOFF, earliest first */
	struct ma_work *put_off; /* in DELAYED or BACKOFF, unordered: their time may run out meanwhile */

	struct ma_work *held; /* in HELD, unordered */
	uint32_t held_n;
	uint32_t front;   /* all before that place in plan order have ended: no fact of the run */
	uint32_t *active; /* tasks that hold a slot, unordered */
	uint32_t active_n;
	uint32_t *fallen; /* tasks that ended badly and whose successors are not skipped yet */
	uint32_t fallen_n;

	struct ma_tally tally;
	struct ma_usage usage;
	int64_t cost_microusd;
	bool unpriced;
	int64_t reserved_microusd, reserved_tokens; /* by the calls that are under way */
	int64_t calls;
	int64_t possibly_billed; /* of the calls: made again after one that was left unanswered */
	int64_t reused; /* of the calls: answered by the log of an earlier run, at no cost */
	struct ma_format_rates formats;
	struct ma_str formats_known; /* of earlier runs, as the run began with them; "" for none */
	struct ma_str answered_by;   /* the model of the last reply: most are the same one */
	struct ma_str head;          /* the newest commit */
	struct ma_str found_head;    /* the branch's head when the run began; "" when it had none */
	struct ma_str start;         /* the same, of a fork: when its files were back */
	struct ma_str accepted,
		accepted_on;  /* the user's branch after and before that; "": it was not */
	struct ma_str undone; /* by this commit; "": it was not */
	struct ma_str landed; /* the branch of these */
	char verify_effect[MA_EFFECT_ID_SIZE];
	int64_t verify_at_ms;        /* when it began */
	struct ma_str tree;          /* of the newest commit, "": not told */
	struct ma_str verified_head; /* what is, or was last, verified, or is the same again */
	struct ma_checks *checks; /* of the verification under way, or the last one; NULL: none */
	struct ma_checks *kept;   /* of the tree that repairs begin with: none was found better */
	int64_t repairs, max_repairs; /* rounds that began, or may */
	int64_t judged;               /* of these, how many are over */
	uint32_t round_from;          /* the first task of the last one */
	struct ma_round *rounds;      /* that are over, the last one first */
	bool renewed;   /* the acceptance tests were written anew, which is done once */
	bool retested;  /* the authors of the other tests were asked about them, likewise */
	bool restoring; /* the files of a round are being taken back, */
	char restore_effect[MA_EFFECT_ID_SIZE];
	struct ma_str restore_to; /* to those of this commit, */
	int64_t restore_at_ms;    /* as was decided then */
	struct ma_str unlocked; /* lock files that the newest commit leaves out (core/locks.c), '|' between them */
	bool locking,
		locked; /* these are being committed as an installation made them; that was tried */
	char lock_effect[MA_EFFECT_ID_SIZE];
	int64_t lock_at_ms;
	enum ma_verdict verdict, checked; /* of the run; of the verification that counts */
	struct ma_str reason, report;
	bool verified; /* verify.finished was seen */
	int64_t exit;
};

void ma_state_init(struct ma_state *s);

/*
 * The run is live from here on, under these terms, which are borrowed: calls enter the gates
 * when they are admitted and leave them when they end. Those that are under way already enter now.
 */
void ma_state_adopt(struct ma_state *s, const struct ma_terms *terms);
/* It is live no more: calls that are still under way leave the gates. */
void ma_state_abandon(struct ma_state *s);

/* Whether an agent's tasks may ask for more. */
bool ma_terms_adds(const struct ma_terms *terms, struct ma_str agent);
/* Whether an agent's tasks are done by the host program. */
bool ma_terms_host(const struct ma_terms *terms, struct ma_str agent);
/* The same of a task; the planner is never the host's. */
bool ma_work_is_host(const struct ma_state *s, const struct ma_work *w);

void ma_state_done(struct ma_state *s);

/* Give the plan that the next plan.proposed, plan.accepted or tasks.proposed names by its blob. Takes `plan`. */
void ma_state_give_plan(struct ma_state *s, struct ma_plan *plan);

/*
 * Apply one event. An outcome whose effect is not the one under way is counted
 * (usage) and otherwise ignored: the first outcome wins. MA_EINVALID when the event
 * cannot follow (a task that does not exist, a kind this binary does not know),
 * MA_ENOMEM; the state is then unusable.
 */
ma_rc ma_state_fold(struct ma_state *s, const struct ma_event *e, ma_err *err);

bool ma_task_state_final(enum ma_task_state s);

/* Whether task.reopened would count: the task has failed, and the others are still at work. */
bool ma_state_may_reopen(const struct ma_state *s, const struct ma_work *w);
/*
 * The failed tasks for which a task was skipped, near or far; itself, where it has failed. Gives *out, their places in the plan:
 * ma_free(). O(tasks + edges). MA_ENOMEM.
 */
ma_rc ma_state_causes(const struct ma_state *s, const struct ma_work *w, uint32_t **out,
	uint32_t *n_out, ma_err *err);

/* A commit of its files may be under way: nothing is to be found out about them before. */
bool ma_work_commits(const struct ma_work *w);

/* PREPARING, CALLING, READING or COMMITTING: holds a slot. */
bool ma_task_state_busy(enum ma_task_state s);

/* What its attempt is for: MA_PURPOSE_WORK or MA_PURPOSE_RESOLVE. Borrows: static. */
const char *ma_work_purpose(const struct ma_work *w);

/* "plan" for the planner. */
struct ma_str ma_work_id(const struct ma_work *w);

#endif
