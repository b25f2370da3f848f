/* Whether a change of a file keeps tests from running: where acceptance tests are there, such a change is refused. */
#ifndef MA_ENGINE_REPLY_GUARD_H
#define MA_ENGINE_REPLY_GUARD_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Compare a file with what it replaces ("": it is new): the test command of package.json; what configurations of test runners and build
 * files leave out; marks in test files that skip; scripts that end well whatever happens. `why` says which. As far as this can be seen in texts: what
 * really ran is counted when the project is verified.
 */
bool ma_guard_disables(
	struct ma_str path, struct ma_str before, struct ma_str after, struct ma_buf *why);

/*
 * Whether a repair of a test file makes it say less, `before` not being empty: a test that is not there any more, fewer assertions, more of them that hold
 * whatever happens, more that catches what an assertion throws. Likewise as far as texts show it, in the languages whose tests can be told by a line.
 */
bool ma_guard_weakens(struct ma_str before, struct ma_str after, struct ma_buf *why);

/*
 * Whether a repair of `checks`, names as a task to mend them has, keeps a check from finding something instead of mending it: marks that switch
 * complaints of compilers and linters off, a script of package.json that does nothing any more, configuration that is less strict.
 */
bool ma_guard_silences(struct ma_str path, struct ma_str before, struct ma_str after,
	struct ma_str checks, struct ma_buf *why);

/* Whether it is what test runners are configured by, which stays where it is: written anew, it would replace nothing. */
bool ma_guard_keeps(struct ma_str path);

#endif
