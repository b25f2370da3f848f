/* Agents: Markdown files with YAML front matter. Format: docs/formats/agents.md. */
#ifndef MA_ENGINE_AGENTS_H
#define MA_ENGINE_AGENTS_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/hash.h"
#include "llm/llm.h"
#include "model/plan.h"

/* The model that a request to an agent of the host program names: this and the agent's name. */
#define MA_AGENT_HOST "host:"

struct ma_agent {
	struct ma_str name, description;
	bool host; /* the host program does its tasks, without a model: it has no system prompt */
	struct ma_str model;                     /* "" : the run's */
	struct ma_llm_style style;               /* of its requests */
	struct ma_str system;                    /* the body: its system prompt */
	const struct ma_str *writes, *artifacts; /* globs */
	size_t writes_n, artifacts_n;
	const struct ma_str *spares; /* globs of what it must not write */
	size_t spares_n;
	const struct ma_str *verify; /* checks that each of its tasks asks for, as in a plan */
	size_t verify_n;
	int64_t jobs;    /* how many of its tasks may run at once; 0: no limit of its own */
	bool adds_tasks; /* its replies may ask for more tasks */
	bool blind; /* it sees no file but artifacts, and nobody else changes its files: acceptance tests */
};

struct ma_agents {
	struct ma_arena arena;
	struct ma_agent *v; /* in order of name */
	size_t n, cap;
	struct ma_str *names; /* of those that a plan may name: not the planner, not the repairer */
	size_t names_n;
	char digest[MA_HASH_HEX_SIZE]; /* over all files, for run.started */
};

struct ma_agents_opts {
	const char *data_dir; /* share/meta-agent: agents/ of it are the first, its schema says what a file may hold */
	const char *const *dirs; /* more of them; one that is missing is fine */
	size_t dirs_n;
	const json_t *settings; /* by name of agent: they stand in the place of what its file says; NULL: none */
	void (*warn)(void *data, const char *message); /* of what is ignored; may be NULL */
	void *data;
};

/*
 * Load `<dir>/<name>.md` from each directory in turn; a later one replaces an earlier one of the same name. Borrows
 * opts for the call. MA_ECONFIG: "file:line: /pointer: why", a line for each of the first problems.
 */
ma_rc ma_agents_load(struct ma_agents *agents, const struct ma_agents_opts *opts, ma_err *err);

/* Add an agent of the host program, or put it in the place of the one of that name. */
ma_rc ma_agents_add_host(
	struct ma_agents *agents, struct ma_str name, struct ma_str description, ma_err *err);

void ma_agents_done(struct ma_agents *agents);

/* Whether an agent of this name is asked by the program itself: no plan may name it. */
bool ma_agents_reserved(struct ma_str name);

const struct ma_agent *ma_agents_find(const struct ma_agents *agents, struct ma_str name);

/* For ma_plan_read(). Borrows. */
struct ma_plan_agents ma_agents_for_plan(const struct ma_agents *agents);

#endif
