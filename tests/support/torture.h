/* Memory torture: a scenario must end cleanly whichever of its allocations fails. */
#ifndef MA_TESTS_TORTURE_H
#define MA_TESTS_TORTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/err.h"

/* Runs once from start to end; frees everything it made, whatever happened. */
typedef ma_rc torture_fn(void *data, ma_err *err);

/*
 * Let allocation 0, 1, 2... of the scenario fail until it asks for fewer: each time MA_ENOMEM,
 * or MA_OK where it can do without, and nothing leaked.
 */
static inline void torture(torture_fn *scenario, void *data)
{
	int64_t live = ma_alloc_live(), k;
	bool reached = true;
	ma_rc rc = MA_ENOMEM;

	for (k = 0; reached && k < 100000; k++) {
		ma_err err = { .code = MA_OK };

		ma_alloc_fail_after(k);
		rc = scenario(data, &err);
		reached = ma_alloc_fail_after(-1) > k || rc == MA_ENOMEM;
		if (rc != MA_OK && rc != MA_ENOMEM)
			fail_msg("allocation %d failed and the answer was %s: %s", (int)k,
				ma_rc_name(rc), err.msg);
		if (ma_alloc_live() != live)
			fail_msg("allocation %d failed and %d blocks leaked", (int)k,
				(int)(ma_alloc_live() - live));
	}
	assert_int_equal(rc, MA_OK);
	assert_true(k > 1); /* a scenario that allocates nothing proves nothing */
}

#endif
