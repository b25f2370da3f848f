/* Replies of models: into a plan, or into a set of files that may be committed. Pure; nothing here touches a disk. */
#ifndef MA_ENGINE_REPLY_H
#define MA_ENGINE_REPLY_H

#include "codec/changes.h"
#include "core/policy.h"
#include "engine/agents.h"
#include "engine/outcome.h"
#include "vcs/format.h"
#include "vcs/merge3.h"
#include "vcs/twice.h"

/* How a planner's reply is to be read. Borrowed for the call. */
struct ma_reply_planning {
	const struct ma_agents *agents;
	enum ma_plan_resort resort;
	struct ma_str request;  /* the user's words, for the default plan */
	struct ma_str contract; /* that the user gave, in the place of the plan's own; "": none */
};

/*
 * Read a planner's reply: adds plan.proposed, with its blob and o->plan, or plan.rejected with every
 * problem. Where it is not to be asked again: what can be kept of the plan, or the default plan. What was
 * guessed, left out or put in its place is told by plan.warning events before it. A reply that stops in the middle is
 * never taken.
 */
void ma_reply_plan(struct ma_outcome *o, struct ma_str reply, const struct ma_reply_planning *how);

/* What a plan is expected to use, beside what it may. 0: no limit. */
struct ma_plan_budget {
	int64_t left_microusd, left_tokens;
	int64_t microusd, tokens; /* estimated; microusd -1: no price is known */
};

/* Add a plan.warning for each warning of the report. `cause`: static. */
void ma_reply_warn(struct ma_outcome *o, const char *cause, const struct ma_plan_problems *warnings);
/* The same of what is odd about a plan that will be run: tasks that may write the same files, the budget. */
void ma_reply_warn_of_plan(
	struct ma_outcome *o, const struct ma_plan *plan, const struct ma_plan_budget *budget);

/* The text of a plan with another contract in it. MA_EINVALID: one of them is no JSON object. */
ma_rc ma_reply_put_contract(
	struct ma_str plan, struct ma_str contract, struct ma_buf *out, ma_err *err);

/* A conflict of a task's files with others', which a reply is to resolve. Borrowed for the call. */
struct ma_reply_resolve {
	const json_t *files; /* the task's file set */
	bool (*conflicts)(void *data, struct ma_str path);
	ma_rc (*sides)(void *data, struct ma_str path, struct ma_str side[MA_SIDES_N],
		ma_err *err); /* of a file that does; they live until the end of the call */
	void *data;
};

/* What a task's reply is read with. Everything is borrowed for the call. */
struct ma_reply_ask {
	const struct ma_task *task;
	const struct ma_agents *agents;
	const char *nonce;
	struct ma_str kept; /* what was fine of the task's last reply, as files.rejected gives it; "" for nothing */
	struct ma_str named;   /* of a repair: files that the failures name, '|' between them */
	struct ma_str guarded; /* paths that are protected from this task, '|' between them */
	int64_t rejections;    /* replies that could not be used so far */
	ma_changes_base_fn *
		base; /* the files as they are, for edits and moves; a text lives until the end of the call */
	void *base_data;
	/* The paths of the files in a directory, as they are (vcs/twice.h); with base_data; NULL: they are not looked at. */
	ma_rc (*list)(void *data, struct ma_str dir, ma_twice_each_fn *each, void *each_data,
		ma_err *err);
	const struct ma_reply_resolve *resolve; /* NULL: the reply is the task's own work */
	struct ma_syntax *syntax;               /* of contents; NULL: there are no grammars */
	const struct ma_format_opts *format; /* how files are laid out; NULL: they stay as they are */
	bool (*leaks)(void *data,
		struct ma_str text); /* the text holds a key of the run's; may be NULL */
	void *leaks_data;
};

/*
 * Read a task's reply: adds files.proposed with the file set as a blob, or
 * files.rejected with every problem: no files, unfinished blocks, paths that are not
 * allowed or not the task's to write, the same path twice, content that is not text or holds a secret, more syntax errors or
 * second definitions than before, edits that find no place. Nothing is taken of a reply with a problem; where it is of single blocks, what was
 * fine is kept as a blob, and the next reply need not say it again. A reply that asks for more tasks adds
 * tasks.proposed before it.
 * A reply to a conflict gives only the files that conflict, and all of them; the file set is then the task's, with these in their place. Nothing is kept
 * of one that is refused: nobody asks for the rest of it.
 */
void ma_reply_files(struct ma_outcome *o, struct ma_str reply, const struct ma_reply_ask *ask);

/* As ma_reply_files(), for the answer of the host program's agent: {"files":[{"path","content"},{"path","remove":true}]}. */
void ma_reply_answer(struct ma_outcome *o, struct ma_str reply, const struct ma_reply_ask *ask);

#endif
