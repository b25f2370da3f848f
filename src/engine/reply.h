/* Replies of models: into a plan, or into a set of files that may be committed. Pure; nothing here touches a disk. */
#ifndef MA_ENGINE_REPLY_H
#define MA_ENGINE_REPLY_H

#include "engine/agents.h"
#include "engine/outcome.h"

/*
 * Read a planner's reply: adds plan.proposed (with its blob and o->plan) or
 * plan.rejected with every problem.
 */
void ma_reply_plan(struct ma_outcome *o, struct ma_str reply, const struct ma_agents *agents);

/*
 * Read a task's reply: adds files.proposed with the file set as a blob, or
 * files.rejected with every problem: no files, unfinished blocks, paths that are not
 * allowed or not the task's to write, the same path twice, content that is not text. A reply
 * that asks for more tasks adds tasks.proposed before it.
 */
void ma_reply_files(struct ma_outcome *o, struct ma_str reply, const char *nonce,
	const struct ma_task *task, const struct ma_agents *agents);

/* As ma_reply_files(), for the answer of the host program's agent: {"files":[{"path","content"},{"path","remove":true}]}. */
void ma_reply_answer(struct ma_outcome *o, struct ma_str reply, const struct ma_task *task,
	const struct ma_agents *agents);

#endif
