/* The Node.js that generated projects are installed, built and tested with. */
#ifndef MA_VERIFY_NODE_H
#define MA_VERIFY_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Find one that is recent enough, has npm, and can be run by `uid` (-1: us): in
 * $META_AGENT_NODE_DIR, on PATH, or the private one that `make deps` brings. *dir_out is
 * its directory (that holds bin/node), or NULL where the sandbox sees it anyway. Lives in the
 * arena. Blocks for some 50 ms; for the pool. MA_EUNAVAILABLE: the message says what is missing and how to mend it.
 */
ma_rc ma_node_find(struct ma_arena *arena, int64_t uid, const char **dir_out, ma_err *err);

/* "v20.19.0" is recent enough for today's Vite: 20.19, 22.12 or newer. */
bool ma_node_is_recent(struct ma_str version);

#endif
