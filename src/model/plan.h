/* A plan: the graph of tasks that a prompt becomes. */
#ifndef MA_MODEL_PLAN_H
#define MA_MODEL_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "model/plan_report.h"

#define MA_PLAN_TEXT_MAX 16384    /* bytes of a name, a description */
#define MA_TASK_TIMEOUT_MS 300000 /* of one attempt, where the plan says nothing */
#define MA_TASK_RETRIES 2
#define MA_REPAIR_AGENT "repair"     /* whom no plan may name */
#define MA_RESOLVER_AGENT "resolver" /* likewise; a user may define it */
#define MA_TASK_ESTIMATE_MS 60000 /* where the plan says nothing, until similar tasks have ended */

struct ma_task {
	struct ma_str id, name, agent, description;
	struct ma_str folded; /* the id in lower case */
	const uint32_t *deps; /* indices of the tasks it depends on */
	uint32_t deps_n;
	const uint32_t *nexts; /* indices of the tasks that depend on it */
	uint32_t nexts_n;
	const struct ma_str *writes; /* globs it may write; none: anything */
	uint32_t writes_n;
	const struct ma_str *verify; /* checks that must have passed: phases, or scripts of the project */
	uint32_t verify_n;
	bool optional; /* its failure does not fail the run */
	bool mends;    /* it is a repair: of what the others made together */
	bool retests;  /* its agent's own tests are in doubt, and the contract decides */
	int64_t timeout_ms, max_retries;
	int64_t deadline_ms; /* of all attempts together, from the start of the first */
	int64_t estimate_ms; /* how long it may take, never 0 */
	uint32_t depth;      /* 0: of the plan; n + 1: proposed by a task of depth n */
	uint32_t turn;       /* its place in the plan's order */
};

/* Lives in one arena, with all that it points to. */
struct ma_plan {
	struct ma_arena arena;
	struct ma_str summary;
	struct ma_str contract; /* JSON text, "" when the plan has none */
	struct ma_task *tasks;  /* they stay where they are when more are added */
	uint32_t tasks_n, tasks_cap;
	uint32_t *order; /* plan order: as the plan lists them, but every task after all that it depends on */
	struct ma_map ids; /* id in lower case -> its struct ma_task */
};

/* Who may be named as an agent. */
struct ma_plan_agents {
	const struct ma_str *names;
	size_t n;
};

/* What a plan has to keep, beyond what every plan has to. */
struct ma_plan_rules {
	const struct ma_plan_agents *agents; /* NULL: any may be named */
	uint32_t tasks_max; /* 0: MA_LIMIT_PLAN_TASKS; with more, its text may be of any size */
};

/*
 * Read and check a plan (docs/formats/plan.md). All problems are added to the report at once, as
 * errors; members that are probably slips, as warnings. MA_EINVALID when there is at least one error, or it is no
 * JSON: then only err says so. MA_ELIMIT: larger than MA_LIMIT_PLAN, or deeper than JSON may be. Gives *out:
 * ma_plan_free() it.
 */
ma_rc ma_plan_check(struct ma_str json, const struct ma_plan_rules *rules, struct ma_plan **out,
	struct ma_plan_report *report, ma_err *err);

/* As above, with the first hundred errors in `problems`, one per line: "/tasks/3/depends_on/0: no task \"x\"". */
ma_rc ma_plan_read(struct ma_str json, const struct ma_plan_agents *agents, struct ma_plan **out,
	struct ma_buf *problems, ma_err *err);
void ma_plan_free(struct ma_plan *plan); /* accepts NULL */

/* The index of a task, or -1. O(1). */
int64_t ma_plan_find(const struct ma_plan *plan, struct ma_str id);

/* Whether the id is taken, without regard to case. */
bool ma_plan_has(const struct ma_plan *plan, struct ma_str id);

/* The plan as indented JSON with every default filled in. */
ma_rc ma_plan_write(const struct ma_plan *plan, struct ma_buf *out, ma_err *err);

/*
 * Fill nexts and the order from deps: the part of reading a plan that is about the
 * graph. Returns a task on a cycle in *cycle_out, or -1; the order is then not complete.
 * O(tasks + edges), no recursion. MA_ENOMEM.
 */
ma_rc ma_plan_link(struct ma_plan *plan, int64_t *cycle_out, ma_err *err);

/*
 * The same after tasks were put at the end of the list: nexts are filled anew, and the order stays as it is, with the
 * new ones (in `order`, by their index among the new ones) right after `after`. So the order of a run's tasks never
 * depends on which of two tasks asked for more first. MA_ENOMEM.
 */
ma_rc ma_plan_link_more(
	struct ma_plan *plan, uint32_t after, const uint32_t *order, uint32_t order_n, ma_err *err);

/*
 * A shortest cycle of a plan in which ma_plan_link() found one: each task depends on the next, the last on the
 * first. Where the search would take longer than 2^24 steps, a short one. Gives *out: ma_free() it.
 */
ma_rc ma_plan_cycle(const struct ma_plan *plan, uint32_t **out, uint32_t *n_out, ma_err *err);

/* Whether both may write the same file, by what they declare; those that declare nothing are not compared. */
bool ma_task_writes_meet(const struct ma_task *a, const struct ma_task *b);

/*
 * Warn of pairs of tasks that may run at the same time and may write the same file: the first 20. Bounded work.
 */
ma_rc ma_plan_find_overlaps(const struct ma_plan *plan, struct ma_plan_report *report, ma_err *err);

/*
 * Whether the tasks of `more`, a plan of its own, may be added below `parent`: their ids are new,
 * there is room, and they are not too deep. MA_EINVALID says which is not so.
 */
ma_rc ma_plan_may_add(
	const struct ma_plan *plan, uint32_t parent, const struct ma_plan *more, ma_err *err);

/*
 * Add them: they wait for `parent`, and whatever waits for `parent` waits for all of them too.
 * Borrows `more`, which must live as long as `plan`. O(tasks + edges of both). MA_ENOMEM.
 */
ma_rc ma_plan_add(struct ma_plan *plan, uint32_t parent, const struct ma_plan *more, ma_err *err);

/*
 * Add one task that waits for all tasks of the plan, `done` of which have completed and are its dependencies:
 * a repair of what they made together. Its strings are copied; it is optional. MA_EINVALID when there is no room.
 */
ma_rc ma_plan_add_repair(struct ma_plan *plan, const struct ma_task *task, const uint32_t *done,
	uint32_t done_n, ma_err *err);

#endif
