/* Whose files they are: who wrote them last, as far as the log names them. */
#ifndef MA_CORE_OWNER_H
#define MA_CORE_OWNER_H

#include "base/map.h"
#include "core/state.h"

/* NULL: nobody. Files that were taken back have the owner of before. O(tasks). */
const struct ma_work *ma_owner_of(const struct ma_state *s, struct ma_str path);

/*
 * Add the owners of all tests that the log names: path -> const struct ma_work *. O(paths), times the tasks that wrote more than it names.
 * False: memory is out.
 */
bool ma_owners_of_tests(const struct ma_state *s, struct ma_map *out);

/*
 * The agent whose files in a directory of the tree are most, tests left out; "" where that is not clear: the root, where more than
 * one agent has some.
 */
struct ma_str ma_owner_of_package(const struct ma_state *s, struct ma_str package);

#endif
