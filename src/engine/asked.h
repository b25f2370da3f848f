/* What tasks and their agents ask a verification for: phases and scripts that must have passed. */
#ifndef MA_ENGINE_ASKED_H
#define MA_ENGINE_ASKED_H

#include "base/arena.h"
#include "core/state.h"
#include "engine/agents.h"

struct ma_asked_check {
	struct ma_str name, task; /* who is the first to ask for it; borrowed */
};

struct ma_asked {
	struct ma_arena arena;
	struct ma_asked_check *v; /* in order of the plan, each name once */
	size_t n;
	const char **scripts; /* those that are no phases, NULL behind the last one */
};

/* Of the tasks that have completed. ma_asked_done() it, also after a failure. Borrows from the state. O(names). MA_ENOMEM. */
ma_rc ma_asked_find(struct ma_asked *asked, const struct ma_state *s,
	const struct ma_agents *agents, ma_err *err);
void ma_asked_done(struct ma_asked *asked);

/*
 * A report that is `verified` becomes `unverified` where it has no check of what was asked for; `reason` has room for size
 * bytes and lives as long as the report.
 */
void ma_asked_conclude(
	const struct ma_asked *asked, struct ma_report *report, char *reason, size_t size);

#endif
