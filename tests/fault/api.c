/* The public API while memory runs out: whatever it says, nothing leaks, and the next call completes the run. */
#include <limits.h>

#include "base/str.h"
#include "fault/world.h"
#include "metaagent/metaagent.h"
#include "support/setting.h"

struct trial {
	char root[TMPDIR_SIZE], output[TMPDIR_SIZE + 8], script[PATH_MAX];
	int64_t fails; /* which allocation; 0: none */
	bool reached;
};

static const char *source(void)
{
	const char *dir = getenv("META_AGENT_SOURCE");

	return dir ? dir : ".";
}

static ma_rc run_once(struct trial *t, ma_ctx *ctx, ma_err *err)
{
	const ma_run_opts opts = { .size = sizeof(opts),
		.output = t->output,
		.prompt = "Build a note box",
		.provider = "script",
		.script = t->script,
		.jobs = 2,
		.no_verify = 1 };
	ma_run *run = NULL;
	char *json = NULL;
	int exit_code = -1;
	ma_rc rc = ma_run_start(ctx, &opts, &run, err);

	if (!rc) {
		ma_run_wait(run);
		rc = ma_run_result(run, &exit_code, &json, err);
	}
	if (!rc)
		assert_int_equal(exit_code, 0);
	ma_string_free(json);
	ma_run_free(run);
	return rc;
}

/* From opening the context to closing it. */
static ma_rc live_once(struct trial *t, int64_t fails, ma_err *err)
{
	int64_t live = ma_alloc_live();
	char data[PATH_MAX];
	const ma_ctx_opts opts = { .size = sizeof(opts), .data_dir = data };
	ma_ctx *ctx = NULL;
	ma_rc rc;

	snprintf(data, sizeof(data), "%s/share/meta-agent", source());
	ma_alloc_fail_after(fails - 1);
	rc = ma_ctx_new(&opts, &ctx, err);
	if (!rc)
		rc = run_once(t, ctx, err);
	ma_ctx_free(ctx);
	t->reached = ma_alloc_fail_after(-1) >= fails;
	assert_int_equal(ma_alloc_live(), live);
	return rc;
}

static bool has_finished(const struct trial *t)
{
	ma_err err = { MA_OK, 0, "" };
	char *json = NULL;
	bool finished = ma_status(t->output, NULL, &json, &err) == MA_OK &&
		strstr(json, "\"phase\":\"finished\"") != NULL;

	ma_string_free(json);
	return finished;
}

static bool starve(int64_t fails, char judged[], size_t size)
{
	struct trial t;
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc;

	tmpdir_make(t.root);
	snprintf(t.output, sizeof(t.output), "%s/out", t.root);
	snprintf(t.script, sizeof(t.script), "%s/tests/fault/script.json", source());
	rc = live_once(&t, fails, &err);
	if (rc && (rc != MA_ENOMEM || fails == 0))
		fail_msg("allocation %d failed and the answer was %s: %s", (int)fails,
			ma_rc_name(rc), err.msg);
	if (!has_finished(&t) && live_once(&t, 0, &err))
		fail_msg("allocation %d failed and the next run said %s", (int)fails, err.msg);
	assert_true(has_finished(&t));
	if (!judged[0])
		snprintf(judged, size, "%s", world_judge(t.output));
	assert_string_equal(world_judge(t.output), judged);
	tmpdir_remove(t.root);
	return t.reached;
}

static void memory_may_run_out_in_any_call(void **state)
{
	static char judged[64 * 1024]; /* what a run without any fault leaves */
	int64_t seed = seed_of_run();
	int64_t stride = setting("FAULT_STRIDE", 61), k, n = 0;
	char cache[TMPDIR_SIZE];

	(void)state;
	/* what the first run remembers of formats is read by every other one */
	tmpdir_make(cache);
	assert_int_equal(setenv("XDG_CACHE_HOME", cache, 1), 0);
	starve(0, judged, sizeof(judged));
	assert_non_null(strstr(judged, "Meta-Agent-Task: testing\n"));
	print_message("FAULT_STRIDE=%d\n", (int)stride);
	for (k = 1 + seed % stride; starve(k, judged, sizeof(judged)); k += stride)
		n++;
	print_message("%d of %d allocations failed, one at a time\n", (int)n, (int)k);
	assert_true(n > 10);
	tmpdir_remove(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_may_run_out_in_any_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
