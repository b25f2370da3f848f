/* What verifications found, beside each other. */
#ifndef MA_CORE_CHECKS_H
#define MA_CORE_CHECKS_H

#include "base/buf.h"
#include "core/state.h"

/* Whether the same checks fail of the same. */
bool ma_checks_same(const struct ma_checks *a, const struct ma_checks *b);

/*
 * Which tree is the better one: MA_ROUND_BETTER, _WORSE or _DIFFERENT; `why` is added to. Worse is the one that
 * fails what passed before, has lost a check that failed, runs fewer tests, or fails more while no more passes: so
 * whatever was found better or different again and again is never worse than what it began with.
 * `other_tests`: the tests themselves were written anew, and how many there are says nothing.
 */
enum ma_round_end ma_checks_compare(const struct ma_checks *now, const struct ma_checks *before,
	bool other_tests, struct ma_buf *why);

/* It failed; or there was nothing to check the tree with, which is told as one that was skipped. */
bool ma_check_is_mendable(const struct ma_checked *c);

/* The newest verification of that tree; NULL: there was none, or `tree` is "". */
struct ma_checks *ma_checks_of(const struct ma_state *s, struct ma_str tree);

#endif
