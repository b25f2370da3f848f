/* What the files that read a plan share. Private to model/plan_json.c and plan_task.c. */
#ifndef MA_MODEL_PLAN_READER_H
#define MA_MODEL_PLAN_READER_H

#include "codec/schema_doc.h"
#include "model/plan.h"

/* The members of a task: name, where the schema says its type. */
#define PLAN_AT "#/$defs/task/properties/"
#define PLAN_MEMBERS(X)                                        \
	X(ID, "id", PLAN_AT "id/type")                         \
	X(NAME, "name", PLAN_AT "name/type")                   \
	X(AGENT, "agent", "#/$defs/text/type")                 \
	X(DESCRIPTION, "description", "#/$defs/text/type")     \
	X(DEPENDS_ON, "depends_on", "#/$defs/texts/type")      \
	X(WRITES, "writes", "#/$defs/globs/type")              \
	X(VERIFY, "verify", "#/$defs/checks/type")             \
	X(OPTIONAL, "optional", PLAN_AT "optional/type")       \
	X(ON_FAILURE, "on_failure", PLAN_AT "on_failure/enum") \
	X(TIMEOUT, "timeout_s", PLAN_AT "timeout_s/type")      \
	X(DEADLINE, "deadline_s", PLAN_AT "deadline_s/type")   \
	X(RETRIES, "max_retries", PLAN_AT "max_retries/type")  \
	X(ESTIMATE, "estimate_s", PLAN_AT "estimate_s/type")

enum plan_member {
#define X(id, name, type_at) PLAN_M_##id,
	PLAN_MEMBERS(X)
#undef X
		PLAN_MEMBERS_N
};

struct plan_reader {
	struct ma_plan *plan;
	const struct ma_plan_rules *rules;
	struct ma_plan_report *report;
	struct ma_doc doc;
	uint32_t task;              /* that is being read */
	uint32_t m[PLAN_MEMBERS_N]; /* its members' nodes, 0 where there is none, or null */
	uint32_t *deps_at;          /* the node of each task's depends_on, or 0 */
	uint32_t *mark;             /* mark[d] == task + 1: it is named already */
	int64_t similar_steps;      /* left, to look for what was meant */
	bool nomem;
};

#define PLAN_PROBLEM(r, place, ...) \
	ma_plan_report_add((r)->report, &(r)->report->errors, place, __VA_ARGS__)

static inline struct ma_plan_place plan_place(const char *member, const char *schema_at)
{
	return (struct ma_plan_place){ -1, member, -1, schema_at };
}

static inline struct ma_plan_place plan_task_place(
	const struct plan_reader *r, const char *member, const char *schema_at)
{
	return (struct ma_plan_place){ r->task, member, -1, schema_at };
}

static inline const struct ma_doc_node *plan_node(const struct plan_reader *r, uint32_t at)
{
	return &r->doc.v[at];
}

/* The string at a node; it lives as long as the plan. */
struct ma_str plan_text(struct plan_reader *r, uint32_t at);

/* All of task r->task but its dependencies. */
void plan_read_task(struct plan_reader *r, uint32_t at);
/* Its dependencies, once all tasks are known. */
void plan_read_deps(struct plan_reader *r);

#endif
