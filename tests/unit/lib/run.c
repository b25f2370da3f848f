/* Runs in a host program: several at once, their ends, misuse, and what a process keeps of them. */
#include <dirent.h>
#include <signal.h>

#include "base/alloc.h"
#include "support/embed.h"

#define PLAN "{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"echo\"}]}"

/* Answers with one file that holds the user's prompt. */
static void echo(void *data, uint64_t call, const ma_agent_task *task)
{
	const ma_agent_file file = {
		.path = "echo.txt", .content = task->request, .size = strlen(task->request)
	};
	struct embed *e = data;

	assert_int_equal(ma_call_files(e->ctx, call, &file, 1, &e->err), MA_OK);
}

static void stay_silent(void *data, uint64_t call, const ma_agent_task *task)
{
	(void)data;
	(void)call;
	(void)task;
}

static void open_with(struct embed *e, void (*begin)(void *, uint64_t, const ma_agent_task *))
{
	const ma_agent_ops ops = { .version = MA_EXT_VERSION, .begin = begin };

	embed_open(e);
	assert_int_equal(ma_ctx_add_agent(e->ctx, "echo", "says it again", &ops, e, &e->err), MA_OK);
}

enum { MANY = 6 };

struct many {
	struct embed e;
	ma_run *runs[MANY];
	char outputs[MANY][TMPDIR_SIZE + 16], prompts[MANY][32];
	uint64_t calls[MANY];
	const ma_agent_task *tasks[MANY]; /* valid until their calls are over */
	int asked, finished;
};

static void count_finished(void *data, const char *json)
{
	struct many *m = data;

	m->finished += strstr(json, "\"kind\":\"run.finished\"") != NULL;
}

/* Nobody is answered before all have asked. */
static void echo_together(void *data, uint64_t call, const ma_agent_task *task)
{
	struct many *m = data;
	int i;

	assert_true(m->asked < MANY);
	assert_int_equal(m->finished, 0);
	m->calls[m->asked] = call;
	m->tasks[m->asked++] = task;
	for (i = 0; m->asked == MANY && i < MANY; i++)
		echo(&m->e, m->calls[i], m->tasks[i]);
}

static void begin_many(struct many *m)
{
	int i;

	for (i = 0; i < MANY; i++) {
		ma_run_opts opts = embed_opts(&m->e, "offline", PLAN);

		(void)snprintf(m->outputs[i], sizeof(m->outputs[i]), "%s/out%d", m->e.dir, i);
		(void)snprintf(m->prompts[i], sizeof(m->prompts[i]), "Build number %d", i);
		opts.output = m->outputs[i];
		opts.prompt = m->prompts[i];
		opts.on_event = count_finished;
		opts.data = m;
		assert_int_equal(ma_run_start(m->e.ctx, &opts, &m->runs[i], &m->e.err), MA_OK);
	}
}

static void end_one(struct many *m, int i)
{
	char *json = NULL;
	int code = -1;

	ma_run_wait(m->runs[i]);
	assert_int_equal(ma_run_result(m->runs[i], &code, &json, &m->e.err), MA_OK);
	assert_int_equal(code, 0);
	ma_string_free(json);
	ma_run_free(m->runs[i]);
	(void)snprintf(m->e.output, sizeof(m->e.output), "%s", m->outputs[i]);
	embed_file(&m->e, "echo.txt", m->prompts[i]);
}

static void runs_share_a_context_and_do_not_mix(void **state)
{
	const ma_agent_ops ops = { .version = MA_EXT_VERSION, .begin = echo_together };
	static struct many m;
	int i;

	(void)state;
	embed_open(&m.e);
	assert_int_equal(
		ma_ctx_add_agent(m.e.ctx, "echo", "says it again", &ops, &m, &m.e.err), MA_OK);
	begin_many(&m);
	for (i = MANY - 1; i >= 0; i--)
		end_one(&m, i);
	assert_int_equal(m.finished, MANY);
	embed_close(&m.e);
}

static void an_output_has_one_run_at_a_time_in_one_process_too(void **state)
{
	ma_run *second = NULL;
	ma_run_opts opts;
	struct embed e;

	(void)state;
	open_with(&e, stay_silent);
	opts = embed_opts(&e, "offline", PLAN);
	embed_begin(&e, &opts);
	assert_int_equal(ma_run_start(e.ctx, &opts, &second, &e.err), MA_ECONFLICT);
	assert_null(second);
	embed_close(&e);
}

static void a_run_that_is_freed_is_interrupted_and_can_be_resumed(void **state)
{
	ma_run_opts opts;
	char *json = NULL;
	struct embed e;

	(void)state;
	open_with(&e, stay_silent);
	opts = embed_opts(&e, "offline", PLAN);
	embed_begin(&e, &opts);
	ma_run_free(e.run);
	e.run = NULL;
	assert_int_equal(ma_status(e.output, NULL, &json, &e.err), MA_OK);
	assert_non_null(strstr(json, "\"cause\":\"freed\""));
	ma_string_free(json);
	assert_int_equal(ma_run_resume(e.ctx, &opts, &e.run, &e.err), MA_OK);
	embed_close(&e);
}

/* Frees its own run from inside a callback. */
static void free_run(struct embed *e, const char *json)
{
	if (!strstr(json, "\"kind\":\"task.started\""))
		return;
	ma_run_free(e->run);
	e->run = NULL;
}

static void a_run_may_be_freed_from_inside_a_callback(void **state)
{
	ma_run_opts opts;
	struct embed e;
	char *json = NULL;
	size_t heard;

	(void)state;
	open_with(&e, stay_silent);
	e.on_event = free_run;
	opts = embed_opts(&e, "offline", PLAN);
	embed_begin(&e, &opts);
	while (e.run)
		ma_ctx_turn(e.ctx);
	heard = e.events.n;
	ma_ctx_free(e.ctx); /* waits for it */
	e.ctx = NULL;
	assert_int_equal(e.events.n, heard); /* a run that was freed says nothing more */
	assert_int_equal(ma_status(e.output, NULL, &json, &e.err), MA_OK);
	assert_non_null(strstr(json, "\"cause\":\"freed\""));
	ma_string_free(json);
	embed_close(&e);
}

static void a_context_goes_with_its_last_run(void **state)
{
	ma_run_opts opts;
	struct embed e;

	(void)state;
	open_with(&e, echo);
	opts = embed_opts(&e, "offline", PLAN);
	embed_begin(&e, &opts);
	ma_ctx_free(e.ctx);
	embed_end(&e); /* it runs to its end, and frees the context */
	assert_int_equal(e.exit, 0);
	e.ctx = NULL;
	embed_close(&e);
}

static void agents_come_before_runs(void **state)
{
	const ma_agent_ops ops = { .version = MA_EXT_VERSION, .begin = echo };
	ma_run_opts opts;
	struct embed e;

	(void)state;
	open_with(&e, stay_silent);
	opts = embed_opts(&e, "offline", PLAN);
	embed_begin(&e, &opts);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "late", "too late", &ops, &e, &e.err), MA_EMISUSE);
	embed_close(&e);
}

#define TWO                                                                                \
	"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"echo\",\"writes\":[\"*\"]}," \
	"{\"id\":\"b\",\"name\":\"B\",\"agent\":\"echo\",\"depends_on\":[\"a\"]}]}"

static void pause_after_the_first(struct embed *e, const char *json)
{
	if (strstr(json, "\"kind\":\"task.completed\"") && strstr(json, "\"task\":\"a\""))
		ma_run_pause(e->run, "lunch");
}

/* Until these words are in the log, or the run is over. */
static void turn_until(struct embed *e, const char *words)
{
	while (!strstr(embed_events(e), words) && !ma_run_over(e->run))
		ma_ctx_turn(e->ctx);
	embed_heard(e, words);
}

static void a_paused_run_asks_nothing_until_it_is_continued(void **state)
{
	ma_run_opts opts;
	struct embed e;

	(void)state;
	open_with(&e, echo);
	e.on_event = pause_after_the_first;
	opts = embed_opts(&e, "offline", TWO);
	embed_begin(&e, &opts);
	turn_until(&e, "\"kind\":\"call.delayed\"");
	embed_heard(&e, "\"kind\":\"run.paused\",\"cause\":\"lunch\"");
	assert_int_equal(embed_count(&e, "call.admitted"), 1);
	ma_run_continue(e.run);
	embed_end(&e);
	assert_int_equal(e.exit, 0);
	assert_int_equal(embed_count(&e, "call.admitted"), 2);
	embed_heard(&e, "\"kind\":\"run.continued\"");
	embed_close(&e);
}

static void a_paused_run_that_is_interrupted_goes_on_when_it_is_resumed(void **state)
{
	ma_run_opts opts;
	struct embed e;

	(void)state;
	open_with(&e, echo);
	e.on_event = pause_after_the_first;
	opts = embed_opts(&e, "offline", TWO);
	embed_begin(&e, &opts);
	turn_until(&e, "\"kind\":\"call.delayed\"");
	ma_run_interrupt(e.run, "evening");
	embed_end(&e);
	assert_non_null(strstr(e.json, "\"cause\":\"evening\""));
	assert_int_equal(ma_run_resume(e.ctx, &opts, &e.run, &e.err), MA_OK);
	embed_end(&e);
	assert_int_equal(e.exit, 0);
	embed_close(&e);
}

static void a_pause_that_is_taken_back_at_once_holds_nothing(void **state)
{
	ma_run_opts opts;
	struct embed e;

	(void)state;
	open_with(&e, echo);
	opts = embed_opts(&e, "offline", TWO);
	embed_begin(&e, &opts);
	ma_run_pause(e.run, "oops");
	ma_run_continue(e.run);
	embed_end(&e);
	assert_int_equal(e.exit, 0);
	embed_close(&e);
}

static void a_cause_may_be_anything(void **state)
{
	static char longer[100000];
	ma_run_opts opts;
	struct embed e;

	(void)state;
	memset(longer, 'z', sizeof(longer) - 1);
	open_with(&e, stay_silent);
	opts = embed_opts(&e, "offline", PLAN);
	embed_begin(&e, &opts);
	ma_run_pause(e.run, "no\xff\n\x1b[31m");
	ma_run_cancel(e.run, longer);
	embed_end(&e);
	assert_int_equal(e.exit, 1);
	embed_heard(&e, "\"kind\":\"run.paused\",\"cause\":\"no\\\\xff\\n\\\\x1b[31m\"");
	embed_heard(&e, "\"kind\":\"run.cancelled\",\"cause\":\"zzz");
	embed_close(&e);
}

static void a_run_may_be_given_all_the_time_there_is(void **state)
{
	ma_run_opts opts;
	struct embed e;

	(void)state;
	open_with(&e, echo);
	opts = embed_opts(&e, "offline", PLAN);
	opts.timeout_ms = INT64_MAX;
	embed_begin(&e, &opts);
	embed_end(&e);
	assert_int_equal(e.exit, 0);
	embed_close(&e);
}

static void a_cancelled_run_is_finished_for_good(void **state)
{
	ma_run_opts opts;
	struct embed e;

	(void)state;
	open_with(&e, stay_silent);
	opts = embed_opts(&e, "offline", PLAN);
	embed_begin(&e, &opts);
	turn_until(&e, "\"kind\":\"call.admitted\"");
	ma_run_cancel(e.run, "enough");
	embed_end(&e);
	assert_int_equal(e.exit, 1);
	assert_non_null(strstr(e.json, "\"reason\":\"cancelled: enough\""));
	assert_non_null(strstr(e.json, "\"cancelled\":1"));
	assert_int_equal(ma_run_resume(e.ctx, &opts, &e.run, &e.err), MA_ENOTFOUND);
	embed_close(&e);
}

static void what_is_missing_is_misuse(void **state)
{
	ma_run_opts opts, other;
	ma_run *run = NULL;
	char *json = NULL, *directory = NULL;
	struct embed e;

	(void)state;
	open_with(&e, echo);
	opts = other = embed_opts(&e, "offline", PLAN);
	assert_int_equal(ma_run_directory(NULL, NULL, &directory, &e.err), MA_EMISUSE);
	assert_int_equal(ma_run_directory("a wiki", NULL, NULL, &e.err), MA_EMISUSE);
	assert_int_equal(ma_run_directory("a wiki", NULL, &directory, NULL), MA_EMISUSE);
	assert_int_equal(ma_run_start(NULL, &opts, &run, &e.err), MA_EMISUSE);
	assert_int_equal(ma_run_start(e.ctx, NULL, &run, &e.err), MA_EMISUSE);
	assert_int_equal(ma_run_start(e.ctx, &opts, NULL, &e.err), MA_EMISUSE);
	assert_int_equal(ma_run_start(e.ctx, &opts, &run, NULL), MA_EMISUSE);
	other.size--;
	assert_int_equal(ma_run_start(e.ctx, &other, &run, &e.err), MA_EMISUSE);
	other = opts;
	other.prompt = " \n";
	assert_int_equal(ma_run_start(e.ctx, &other, &run, &e.err), MA_EMISUSE);
	other = opts;
	other.max_tokens = -1;
	assert_int_equal(ma_run_start(e.ctx, &other, &run, &e.err), MA_EMISUSE);
	other = opts;
	other.output = NULL;
	assert_int_equal(ma_run_resume(e.ctx, &other, &run, &e.err), MA_EMISUSE);
	assert_int_equal(ma_ctx_new(NULL, NULL, &e.err), MA_EMISUSE);
	assert_int_equal(ma_agents_list(NULL, &json, &e.err), MA_EMISUSE);
	assert_int_equal(ma_agents_list(e.ctx, NULL, &e.err), MA_EMISUSE);
	assert_int_equal(ma_models(NULL, &json, &e.err), MA_EMISUSE);
	assert_int_equal(ma_models(NULL, &json, NULL), MA_EMISUSE);
	assert_null(run);
	assert_null(json);
	embed_close(&e);
}

static void a_result_is_for_runs_that_are_over(void **state)
{
	ma_run_opts opts;
	char *json = NULL;
	struct embed e;
	int code = -1;

	(void)state;
	open_with(&e, echo);
	opts = embed_opts(&e, "offline", PLAN);
	embed_begin(&e, &opts);
	assert_int_equal(ma_run_result(e.run, &code, &json, &e.err), MA_EMISUSE);
	ma_run_wait(e.run);
	assert_int_equal(ma_run_result(NULL, &code, &json, &e.err), MA_EMISUSE);
	assert_int_equal(ma_run_result(e.run, NULL, &json, &e.err), MA_EMISUSE);
	assert_int_equal(ma_run_result(e.run, &code, NULL, &e.err), MA_EMISUSE);
	assert_int_equal(ma_run_result(e.run, &code, &json, NULL), MA_EMISUSE);
	assert_int_equal(ma_run_result(e.run, &code, &json, &e.err), MA_OK);
	ma_string_free(json);
	ma_run_interrupt(e.run, NULL); /* too late, as the others: nothing */
	ma_run_pause(e.run, NULL);
	ma_run_continue(e.run);
	ma_run_cancel(e.run, NULL);
	embed_close(&e);
}

static void nothing_is_ended_where_there_is_nothing(void **state)
{
	(void)state;
	ma_run_free(NULL);
	ma_run_wait(NULL);
	ma_run_interrupt(NULL, "test");
	ma_run_pause(NULL, "test");
	ma_run_continue(NULL);
	ma_run_cancel(NULL, "test");
	ma_ctx_free(NULL);
	ma_string_free(NULL);
	assert_int_equal(ma_run_over(NULL), 1);
}

static int open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	(void)closedir(dir);
	return n;
}

static void live_once(void)
{
	struct embed e;

	open_with(&e, echo);
	embed_run(&e, "offline", PLAN);
	assert_int_equal(e.exit, 0);
	embed_close(&e);
}

static void a_hundred_contexts_leave_no_descriptor(void **state)
{
	int i, before;

	(void)state;
	live_once(); /* what the process opens once and keeps */
	before = open_descriptors();
	for (i = 0; i < 100; i++)
		live_once();
	assert_int_equal(open_descriptors(), before);
}

static void echo_if_memory(void *data, uint64_t call, const ma_agent_task *task)
{
	const ma_agent_file file = {
		.path = "echo.txt", .content = task->request, .size = strlen(task->request)
	};
	struct embed *e = data;
	ma_rc rc = ma_call_files(e->ctx, call, &file, 1, &e->err);

	assert_true(rc == MA_OK || rc == MA_ENOMEM);
}

static ma_rc run_starved(struct embed *e)
{
	ma_run_opts opts = embed_opts(e, "offline",
		"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"echo\",\"max_retries\":0}]}");
	char *json = NULL;
	ma_rc rc;

	opts.on_event = NULL;
	rc = ma_run_start(e->ctx, &opts, &e->run, &e->err);
	if (!rc) {
		ma_run_wait(e->run);
		rc = ma_run_result(e->run, &e->exit, &json, &e->err);
	}
	ma_string_free(json);
	ma_run_free(e->run);
	return rc;
}

static void read_signals(struct sigaction out[65])
{
	int i;

	memset(out, 0, 65 * sizeof(out[0]));
	for (i = 1; i < 65; i++)
		(void)sigaction(i, NULL, &out[i]); /* two of them belong to the C library */
}

/* With a verification, which starts processes, where a sandbox can be had. */
static void the_hosts_signals_are_left_alone(void **state)
{
	static struct sigaction before[65], after[65];
	sigset_t mask, mask_after;
	ma_run_opts opts;
	struct embed e;
	int i;

	(void)state;
	read_signals(before);
	assert_int_equal(sigprocmask(SIG_SETMASK, NULL, &mask), 0);
	open_with(&e, echo);
	opts = embed_opts(&e, "offline", PLAN);
	opts.no_verify = 0;
	if (ma_run_start(e.ctx, &opts, &e.run, &e.err)) {
		assert_int_equal(e.err.code, MA_EUNAVAILABLE);
		opts.no_verify = 1;
		embed_begin(&e, &opts);
	}
	embed_end(&e);
	read_signals(after);
	assert_int_equal(sigprocmask(SIG_SETMASK, NULL, &mask_after), 0);
	for (i = 1; i < 65; i++)
		if (before[i].sa_handler != after[i].sa_handler ||
			sigismember(&mask, i) != sigismember(&mask_after, i))
			fail_msg("signal %d is not as it was", i);
	embed_close(&e);
}

/* From opening the context to closing it, while allocation `fails` is refused. Whether it came to that. */
static bool starve(int64_t fails)
{
	const ma_agent_ops ops = { .version = MA_EXT_VERSION, .begin = echo_if_memory };
	const char *source = getenv("META_AGENT_SOURCE");
	struct embed e = { .events = MA_BUF_INIT(16 * MA_MIB) };
	const ma_ctx_opts ctx_opts = { .size = sizeof(ctx_opts), .data_dir = e.data };
	int64_t live = ma_alloc_live();
	bool reached;
	ma_rc rc;

	tmpdir_make(e.dir);
	(void)snprintf(e.output, sizeof(e.output), "%s/out", e.dir);
	(void)snprintf(e.data, sizeof(e.data), "%s/share/meta-agent", source ? source : ".");
	ma_alloc_fail_after(fails - 1);
	rc = ma_ctx_new(&ctx_opts, &e.ctx, &e.err);
	if (!rc)
		rc = ma_ctx_add_agent(e.ctx, "echo", "says it again", &ops, &e, &e.err);
	if (!rc)
		rc = run_starved(&e);
	ma_ctx_free(e.ctx);
	reached = ma_alloc_fail_after(-1) >= fails;
	if (rc && rc != MA_ENOMEM)
		fail_msg("allocation %d failed and the answer was %d: %s", (int)fails, (int)rc,
			e.err.msg);
	assert_int_equal(ma_alloc_live(), live);
	tmpdir_remove(e.dir);
	return reached;
}

static void memory_may_run_out_in_any_call(void **state)
{
	int64_t k, n = 0;

	(void)state;
	for (k = 1; starve(k); k++)
		n++;
	print_message("%d of %d allocations failed, one at a time\n", (int)n, (int)k);
	assert_true(n > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_share_a_context_and_do_not_mix),
		cmocka_unit_test(an_output_has_one_run_at_a_time_in_one_process_too),
		cmocka_unit_test(a_run_that_is_freed_is_interrupted_and_can_be_resumed),
		cmocka_unit_test(a_run_may_be_freed_from_inside_a_callback),
		cmocka_unit_test(a_context_goes_with_its_last_run),
		cmocka_unit_test(agents_come_before_runs),
		cmocka_unit_test(a_paused_run_asks_nothing_until_it_is_continued),
		cmocka_unit_test(a_paused_run_that_is_interrupted_goes_on_when_it_is_resumed),
		cmocka_unit_test(a_pause_that_is_taken_back_at_once_holds_nothing),
		cmocka_unit_test(a_cause_may_be_anything),
		cmocka_unit_test(a_run_may_be_given_all_the_time_there_is),
		cmocka_unit_test(a_cancelled_run_is_finished_for_good),
		cmocka_unit_test(what_is_missing_is_misuse),
		cmocka_unit_test(a_result_is_for_runs_that_are_over),
		cmocka_unit_test(nothing_is_ended_where_there_is_nothing),
		cmocka_unit_test(a_hundred_contexts_leave_no_descriptor),
		cmocka_unit_test(memory_may_run_out_in_any_call),
		cmocka_unit_test(the_hosts_signals_are_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
