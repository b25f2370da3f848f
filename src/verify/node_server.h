/* The server of a JavaScript project: whether it has one, and how it is started. */
#ifndef MA_VERIFY_NODE_SERVER_H
#define MA_VERIFY_NODE_SERVER_H

#include <jansson.h>

#include "verify/detect_parts.h"

/*
 * Add the step that starts it, if there is one: a script `start` (or a server.js, which stands in for it) of a package that declares where it answers
 * (verify/served.h) or depends on a framework of servers, or of one of its workspaces that does. `manager` is npm, pnpm or yarn.
 */
void ma_node_add_server(const struct ma_site *site, const json_t *package, const char *manager,
	const struct ma_tool *tool);

/* The directories of its workspaces that are named one by one. False when `at` is past them; patterns are passed over. Borrows from the package. */
bool ma_node_workspace(const json_t *package, size_t *at, struct ma_str *dir_out);

#endif
