/* The tests of a JavaScript project. */
#ifndef MA_VERIFY_NODE_TESTS_H
#define MA_VERIFY_NODE_TESTS_H

#include <jansson.h>

#include "verify/detect_parts.h"

/* Whether the package has a script of that name; what `npm init` writes as a test is none. */
bool ma_node_has_script(const json_t *package, const char *name);

/*
 * Add the step that runs its script `test`, if there is one. Where that is Vitest or Jest and nothing else, they are asked to write
 * what they count for us, too. Where it only hands on to all workspaces of npm, each gets a step of its own. `manager` is npm, pnpm or yarn.
 */
void ma_node_add_tests(const struct ma_site *site, const json_t *package, const char *manager,
	const struct ma_tool *tool);

#endif
