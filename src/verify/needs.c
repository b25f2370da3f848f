/* What the steps of a tree need of this machine. */
#include "verify/needs.h"

#include "verify/gradle.h"
#include "verify/node.h"

static bool needs_node(const struct ma_tool *tool)
{
	return tool == &ma_tool_node || tool == &ma_tool_pnpm || tool == &ma_tool_yarn;
}

static bool any_needs_node(const struct ma_step *steps, size_t n)
{
	size_t i = 0;

	while (i < n && !needs_node(steps[i].tool))
		i++;
	return i < n;
}

/* Which Node, if a step asks for one. *why: there is none, and why. */
static ma_rc find_node(
	int64_t uid, struct ma_arena *arena, const char **out, const char **why, ma_err *err)
{
	ma_rc rc = ma_node_find(arena, uid, out, err);

	if (rc != MA_EUNAVAILABLE)
		return rc;
	*why = ma_arena_dup(arena, ma_str(err->msg));
	*err = (ma_err){ .code = MA_OK };
	return *why ? MA_OK : ma_fail_nomem(err);
}

ma_rc ma_needs_find(struct ma_step *steps, size_t n, int64_t uid, struct ma_arena *arena,
	const char **node_out, ma_err *err)
{
	const char *no_node = NULL, *node = NULL;
	ma_rc rc = MA_OK;
	size_t i;

	if (any_needs_node(steps, n))
		rc = find_node(uid, arena, &node, &no_node, err);
	for (i = 0; i < n && !rc; i++) {
		if (steps[i].missing || !steps[i].tool)
			continue;
		if (needs_node(steps[i].tool) && no_node)
			steps[i].missing = no_node;
		else if (steps[i].version)
			rc = ma_gradle_lacks(steps[i].version, arena, &steps[i].missing, err);
		else if (steps[i].tool != &ma_tool_node)
			rc = ma_tool_missing(steps[i].tool, node, arena, &steps[i].missing, err);
	}
	*node_out = node;
	return rc;
}
