/*
 * Memory runs out once, at some allocation of a run; it must end, and another life must
 * complete it. All of them take minutes: a stride with a seed is taken unless
 * FAULT_STRIDE=1. META_AGENT_SEED repeats a run of this test.
 */
#include <time.h>

#include "base/str.h"
#include "fault/world.h"
#include "support/setting.h"

static void assert_ended(const struct world *w, int64_t k)
{
	if (w->rc != MA_ENOMEM && (w->rc != MA_OK || !w->finished))
		fail_msg("allocation %d failed and the run ended with %s: %s", (int)k,
			ma_rc_name(w->rc), w->err.msg);
}

/* Where the first life is cut short, before memory runs out in the second. 0: in the first. */
static bool starve(int64_t k, int64_t crash_at)
{
	struct world w;
	bool more;

	world_new(&w, WORLD_MEMORY);
	if (crash_at > 0)
		world_live(&w, (struct world_fate){ .append = crash_at, .durable = true });
	world_live(&w, (struct world_fate){ .allocation = k });
	more = w.rc == MA_ENOMEM || w.allocations >= k;
	assert_ended(&w, k);
	if (w.log.kinds[MA_EVENT_RUN_FINISHED] == 0)
		world_live(&w, (struct world_fate){ 0 });
	w.rc = MA_OK;
	world_assert_complete(&w);
	world_free(&w);
	return more;
}

static void starve_over(int64_t crash_at, int64_t stride)
{
	int64_t seed = seed_of_run();
	int64_t k = 1 + seed % stride, n = 0;

	print_message("FAULT_STRIDE=%d\n", (int)stride);
	for (; starve(k, crash_at); k += stride)
		n++;
	print_message("%d of %d allocations failed, one at a time\n", (int)n, (int)k);
	assert_true(n > 10);
}

static void memory_may_run_out_in_a_new_run(void **state)
{
	(void)state;
	starve_over(0, setting("FAULT_STRIDE", 23));
}

static void memory_may_run_out_in_a_resumed_run(void **state)
{
	(void)state;
	starve_over(15, setting("FAULT_STRIDE", 43));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_may_run_out_in_a_new_run),
		cmocka_unit_test(memory_may_run_out_in_a_resumed_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
