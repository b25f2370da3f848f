/* The file in a tree to which a step's runner writes what it counted. */
#ifndef MA_VERIFY_RESULTS_H
#define MA_VERIFY_RESULTS_H

#include "verify/outcome.h"

/* Before the step: what lies there is not what its runner wrote. */
void ma_results_clear(const char *dir, const struct ma_step *step);

/* ma_outcome_read() with what lies there when nothing of the step runs any more; what cannot be read counts nothing. */
ma_rc ma_results_judge(const char *dir, const struct ma_step *step,
	const struct ma_sandbox_result *result, struct ma_arena *arena, struct ma_check *out,
	ma_err *err);

#endif
