/* The store dies at every append and at every read; another life must end what the first one began. */
#include "fault/world.h"

static const struct world_fate unharmed = { 0 };

static const char *variant(bool durable)
{
	return durable ? "after it was durable" : "before it was durable";
}

static void assert_failed_cleanly(const struct world *w, int64_t k, const char *how)
{
	if (w->rc != MA_EIO || strcmp(w->err.msg, "the disk has gone: Input/output error") != 0)
		fail_msg("operation %d failed, %s, and the run ended with %s: %s", (int)k, how,
			ma_rc_name(w->rc), w->err.msg);
}

/* Fail append k of the first life; false when it has fewer. */
static bool crash_at_append(enum world_store kind, int64_t k, bool durable)
{
	struct world w;
	bool crashed;

	world_new(&w, kind);
	world_live(&w, (struct world_fate){ .append = k, .durable = durable });
	crashed = w.appends >= k;
	if (crashed) {
		assert_failed_cleanly(&w, k, variant(durable));
		/* The end itself may have become durable; then there is nothing to resume. */
		if (w.log.kinds[MA_EVENT_RUN_FINISHED] == 0)
			world_live(&w, unharmed);
		else
			w.rc = MA_OK;
	}
	world_assert_complete(&w);
	world_free(&w);
	return crashed;
}

static void crash_at_every_append(enum world_store kind)
{
	int64_t k = 0;

	while (crash_at_append(kind, k + 1, false))
		k++;
	assert_true(k > 20);
	for (k = 1; crash_at_append(kind, k, true); k++)
		;
	assert_true(k > 20);
}

static void every_append_may_fail_in_memory(void **state)
{
	(void)state;
	crash_at_every_append(WORLD_MEMORY);
}

static void every_append_may_fail_in_sqlite(void **state)
{
	(void)state;
	crash_at_every_append(WORLD_SQLITE);
}

static void every_read_of_a_blob_may_fail(void **state)
{
	struct world w;
	int64_t k = 0;
	bool more = true;

	(void)state;
	while (more) {
		world_new(&w, WORLD_MEMORY);
		world_live(&w, (struct world_fate){ .read = ++k });
		more = w.reads >= k;
		if (more) {
			assert_failed_cleanly(&w, k, "reading");
			world_live(&w, unharmed);
		}
		world_assert_complete(&w);
		world_free(&w);
	}
	assert_true(k > 10);
}

/* Append k of the first life, append l of the second one; the third one must complete. */
static void crash_twice(int64_t k, int64_t l, bool durable)
{
	struct world w;

	world_new(&w, WORLD_MEMORY);
	world_live(&w, (struct world_fate){ .append = k, .durable = !durable });
	if (!w.log.kinds[MA_EVENT_RUN_FINISHED])
		world_live(&w, (struct world_fate){ .append = l, .durable = durable });
	if (!w.log.kinds[MA_EVENT_RUN_FINISHED])
		world_live(&w, unharmed);
	if (w.log.kinds[MA_EVENT_RUN_FINISHED])
		w.rc = MA_OK;
	world_assert_complete(&w);
	world_free(&w);
}

static void a_resumed_run_may_crash_as_well(void **state)
{
	int64_t k, l;

	(void)state;
	for (k = 1; k < 32; k += 7)
		for (l = 1; l < 32; l += 6)
			crash_twice(k, l, (k + l) % 2);
}

/* The first append is the resumption; attempts that are made anew take three more: two requests, then a reply. */
static void short_lives_add_up_to_a_run(void **state)
{
	struct world w;

	(void)state;
	world_new(&w, WORLD_SQLITE);
	do
		world_live(&w, (struct world_fate){ .append = 4, .durable = true });
	while (!w.log.kinds[MA_EVENT_RUN_FINISHED] && w.lives < 100);
	w.rc = MA_OK;
	world_assert_complete(&w);
	world_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_append_may_fail_in_memory),
		cmocka_unit_test(every_append_may_fail_in_sqlite),
		cmocka_unit_test(every_read_of_a_blob_may_fail),
		cmocka_unit_test(a_resumed_run_may_crash_as_well),
		cmocka_unit_test(short_lives_add_up_to_a_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
