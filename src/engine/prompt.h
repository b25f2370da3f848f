/* Requests to models, made of sections. Format: docs/formats/prompt.md. */
#ifndef MA_ENGINE_PROMPT_H
#define MA_ENGINE_PROMPT_H

#include "base/buf.h"
#include <jansson.h>

#include "engine/agents.h"
#include "llm/llm.h"

/* How much text of upstream files a request carries at most; the rest is listed by path. */
#define MA_PROMPT_FILES_MAX ((size_t)192 * 1024)

/* An upstream task's committed files. */
struct ma_prompt_source {
	struct ma_str task;
	struct ma_str files;          /* the file set as JSON text */
	const struct ma_agent *agent; /* tells which files are artifacts */
	bool direct;                  /* a dependency, not a dependency's dependency */
};

/* The same for a repair: what the failures name comes first. */
#define MA_PROMPT_MENDED_MAX ((size_t)96 * 1024)

/* A check that is to be mended. */
struct ma_prompt_failure {
	struct ma_str check;   /* "test web" */
	struct ma_str places;  /* that its output names, a line each, or "" */
	struct ma_str printed; /* what is shown of its output */
};

/* A file of the task that does not go together with what the branch has. */
struct ma_prompt_conflict {
	struct ma_str path, task; /* task: who wrote it on the branch; "" when no task did */
	struct ma_str ours;       /* the file as the branch has it */
	bool whole;               /* it is shown whole */
	const json_t *places;     /* as docs/formats/resolving.md has them */
};

#define MA_PROMPT_PLAN_NAME "Turn the request into a plan" /* the planner's task */

/* Everything is borrowed for the call. */
struct ma_prompt {
	const struct ma_agent *agent;
	const struct ma_agents *agents;  /* listed for whoever names agents; NULL otherwise */
	bool plans;                      /* a plan is wanted, no files */
	struct ma_str request, contract; /* the user's words; JSON or "" */
	struct ma_str task, name, description;
	const struct ma_prompt_failure *failures; /* of a repair */
	size_t failures_n;
	struct ma_str tried; /* of a repair: what earlier rounds changed, and what came of it; "" for nothing */
	struct ma_str named; /* of a repair: files that come first, '|' between them */
	bool blind; /* artifacts of other agents and what is named are shown, and no other file is */
	struct ma_str problem; /* why the last reply could not be used, "" when there was none */
	bool kept;  /* what was fine of the last reply is kept: only the rest is wanted */
	bool edits; /* edits may be answered with */
	const char *nonce;
	const struct ma_prompt_source *sources;
	size_t sources_n;
	const struct ma_prompt_conflict
		*conflicts; /* there are some: they are to be resolved, and nothing else */
	size_t conflicts_n;
	const struct ma_task *const *rivals; /* tasks that wrote these files */
	size_t rivals_n;
};

/* The user message. */
ma_rc ma_prompt_write(const struct ma_prompt *p, struct ma_buf *out, ma_err *err);

/*
 * What an agent of the host program is given: a JSON object of task, name, description, request,
 * contract, problem and files, [{"task","path","content"} or {"task","path","remove":true}], whole.
 */
ma_rc ma_prompt_write_task(const struct ma_prompt *p, struct ma_buf *out, ma_err *err);

/*
 * The request as it is kept and hashed: a JSON object of these members; and back. Strings of the struct borrow from `value` (json_decref() it).
 */
struct ma_request {
	struct ma_str system, user, model;
	struct ma_str said;   /* what the model has written so far; it is to go on from there */
	bool json;            /* a JSON object is wanted */
	const json_t *schema; /* that it has to fit; NULL: any */
	int64_t output_tokens_max; /* 0: the provider's own limit */
	struct ma_llm_style style; /* the agent's; its limit is in output_tokens_max */
};
void ma_request_encode(const struct ma_request *r, struct ma_buf *out);
ma_rc ma_request_decode(struct ma_str text, struct ma_request *out, json_t **value, ma_err *err);

/* As a model is asked. Borrows from `r` and `msgs`. */
#define MA_REQUEST_MSGS_MAX 3
struct ma_llm_req ma_request_llm(
	const struct ma_request *r, struct ma_llm_msg msgs[MA_REQUEST_MSGS_MAX]);

#endif
