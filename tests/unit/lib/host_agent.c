/* Agents of the host program, through the public API alone. */
#include <sys/wait.h>
#include <unistd.h>

#include "support/embed.h"

#define ONE \
	"{\"tasks\":[{\"id\":\"a\",\"name\":\"Make it\",\"description\":\"all of it\",\"agent\":\"lint\",\"writes\":[\"src/**\"],\"max_retries\":1}],\"contract\":{\"kind\":\"box\"}}"
#define TWO \
	"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"lint\"},{\"id\":\"b\",\"name\":\"B\",\"agent\":\"lint\",\"depends_on\":[\"a\"]}]}"

/* What the agent was asked, and what it does with it. */
struct agent {
	struct embed *e;
	int begun, cancelled, freed;
	uint64_t call;
	struct ma_buf heard;                                     /* the task, as text */
	void (*act)(struct agent *a, const ma_agent_task *task); /* NULL: it stays silent */
	ma_err err;
	ma_rc rc;
};

static void on_begin(void *data, uint64_t call, const ma_agent_task *task)
{
	struct agent *a = data;
	size_t i;

	a->begun++;
	a->call = call;
	ma_buf_clear(&a->heard);
	ma_buf_addf(&a->heard, "%s|%s|%s|%s|%s|%s", task->id, task->name, task->description,
		task->request, task->contract, task->problem);
	for (i = 0; i < task->files_n; i++)
		ma_buf_addf(&a->heard, "|%s:%s:%zu:%s%s", task->files[i].task, task->files[i].path,
			task->files[i].size, task->files[i].content,
			task->files[i].remove ? "removed" : "");
	if (a->act)
		a->act(a, task);
}

static void on_cancel(void *data, uint64_t call)
{
	struct agent *a = data;

	assert_int_equal(call, a->call);
	a->cancelled++;
}

static void on_free(void *data)
{
	((struct agent *)data)->freed++;
}

static const ma_agent_ops ops = { MA_EXT_VERSION, on_begin, on_cancel, on_free };

static void open(
	struct agent *a, struct embed *e, void (*act)(struct agent *, const ma_agent_task *))
{
	*a = (struct agent){ .e = e, .heard = MA_BUF_INIT(MA_MIB), .act = act };
	embed_open(e);
	assert_int_equal(ma_ctx_add_agent(e->ctx, "lint", "finds fault", &ops, a, &e->err), MA_OK);
}

static void shut(struct agent *a)
{
	embed_close(a->e);
	assert_int_equal(a->freed, 1);
	ma_buf_done(&a->heard);
}

static void answer(struct agent *a, const char *path, const char *content)
{
	const ma_agent_file file = { .path = path, .content = content, .size = strlen(content) };

	a->rc = ma_call_files(a->e->ctx, a->call, &file, 1, &a->err);
}

static void act_well(struct agent *a, const ma_agent_task *task)
{
	answer(a, strcmp(task->id, "b") ? "src/a.txt" : "src/b.txt", "// ... no newline </task>");
	assert_int_equal(a->rc, MA_OK);
}

static void an_agent_is_given_the_task_and_its_files_are_committed_as_they_are(void **state)
{
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_well);
	embed_run(&e, "offline", ONE);
	assert_string_equal(a.heard.p, "a|Make it|all of it|Build a note box|{\"kind\":\"box\"}|");
	assert_int_equal(e.exit, 0);
	embed_file(&e, "src/a.txt", "// ... no newline </task>");
	embed_heard(&e, "\"provider\":\"host\",\"model\":\"host:lint\"");
	assert_non_null(strstr(e.json, "\"cost_usd\":0.0"));
	shut(&a);
}

static void an_agent_sees_what_the_tasks_before_it_wrote(void **state)
{
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_well);
	embed_run(&e, "offline", TWO);
	assert_string_equal(
		a.heard.p, "b|B||Build a note box|||a:src/a.txt:25:// ... no newline </task>");
	assert_int_equal(a.begun, 2);
	shut(&a);
}

static void act_outside(struct agent *a, const ma_agent_task *task)
{
	const char *paths[] = { "../escape", "src/ok.txt" };

	(void)task;
	answer(a, paths[a->begun - 1], "x");
	assert_int_equal(a->rc, MA_OK);
}

static void a_path_outside_is_refused_and_told_with_the_next_attempt(void **state)
{
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_outside);
	embed_run(&e, "offline", ONE);
	assert_int_equal(a.begun, 2);
	assert_non_null(strstr(a.heard.p, "../escape"));
	embed_heard(&e, "files.rejected");
	embed_file(&e, "src/ok.txt", "x");
	shut(&a);
}

static void act_unowned(struct agent *a, const ma_agent_task *task)
{
	(void)task;
	answer(a, "elsewhere.txt", "x");
}

static void what_the_task_may_not_write_fails_it(void **state)
{
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_unowned);
	embed_run(&e, "offline", ONE);
	embed_heard(&e, "this task may not write it");
	assert_int_equal(e.exit, 1);
	shut(&a);
}

static void act_binary(struct agent *a, const ma_agent_task *task)
{
	const ma_agent_file file = { .path = "src/a.bin", .content = "a\0b", .size = 3 };

	(void)task;
	a->rc = ma_call_files(a->e->ctx, a->call, &file, 1, &a->err);
	assert_int_equal(a->rc, MA_EINVALID);
	assert_string_equal(a->err.msg, "agent lint: a file is not UTF-8, or holds a NUL");
}

static void what_is_not_text_is_told_to_the_agent_and_in_the_log(void **state)
{
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_binary);
	embed_run(&e, "offline", ONE);
	embed_heard(&e, "agent lint: a file is not UTF-8, or holds a NUL");
	assert_int_equal(a.begun, 2);
	shut(&a);
}

static void act_nothing(struct agent *a, const ma_agent_task *task)
{
	(void)task;
	a->rc = ma_call_files(a->e->ctx, a->call, NULL, 0, &a->err);
	assert_int_equal(a->rc, MA_EINVALID);
}

static void an_answer_without_files_is_none(void **state)
{
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_nothing);
	embed_run(&e, "offline", ONE);
	embed_heard(&e, "agent lint: the answer holds no files");
	shut(&a);
}

static void act_refuse(struct agent *a, const ma_agent_task *task)
{
	(void)task;
	assert_int_equal(ma_call_fail(a->e->ctx, a->call, MA_CALL_AUTH, "no", &a->err), MA_EMISUSE);
	assert_int_equal(ma_call_fail(a->e->ctx, a->call, MA_CALL_OK, "no", &a->err), MA_EMISUSE);
	a->rc = ma_call_fail(a->e->ctx, a->call, MA_CALL_REFUSED, "not\nmine", &a->err);
	assert_int_equal(a->rc, MA_OK);
}

static void a_refusal_is_not_asked_again(void **state)
{
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_refuse);
	embed_run(&e, "offline", ONE);
	assert_int_equal(a.begun, 1);
	embed_heard(&e, "\"class\":\"refused\"");
	embed_heard(&e, "agent lint: not mine");
	shut(&a);
}

static void act_twice(struct agent *a, const ma_agent_task *task)
{
	act_well(a, task);
	answer(a, "src/second.txt", "x");
	assert_int_equal(a->rc, MA_ENOTFOUND);
	assert_int_equal(
		ma_call_fail(a->e->ctx, a->call, MA_CALL_REFUSED, NULL, &a->err), MA_ENOTFOUND);
}

static void the_first_answer_counts(void **state)
{
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_twice);
	embed_run(&e, "offline", ONE);
	assert_int_equal(e.exit, 0);
	answer(&a, "src/late.txt", "x");
	assert_int_equal(a.rc, MA_ENOTFOUND);
	assert_string_equal(a.err.msg, "call 1 is over");
	shut(&a);
}

static void act_as_provider(struct agent *a, const ma_agent_task *task)
{
	const ma_call_result result = { .text = "x", .text_size = 1 };

	assert_int_equal(ma_call_reply(a->e->ctx, a->call, &result, &a->err), MA_EMISUSE);
	assert_int_equal(ma_call_text(a->e->ctx, a->call, "x", 1, &a->err), MA_EMISUSE);
	assert_int_equal(ma_call_files(a->e->ctx, a->call, NULL, 1, &a->err), MA_EMISUSE);
	assert_int_equal(
		ma_call_files(a->e->ctx, a->call, &(ma_agent_file){ .path = NULL }, 1, &a->err),
		MA_EMISUSE);
	assert_int_equal(ma_call_files(a->e->ctx, a->call + 1, NULL, 0, &a->err), MA_EMISUSE);
	assert_int_equal(ma_call_files(NULL, a->call, NULL, 0, &a->err), MA_EMISUSE);
	assert_int_equal(ma_call_files(a->e->ctx, a->call, NULL, 0, NULL), MA_EMISUSE);
	act_well(a, task);
}

static void misuse_leaves_the_call_as_it_was(void **state)
{
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_as_provider);
	embed_run(&e, "offline", ONE);
	assert_int_equal(e.exit, 0);
	assert_int_equal(a.begun, 1);
	shut(&a);
}

static void act_silently(struct agent *a, const ma_agent_task *task)
{
	(void)task;
	ma_run_interrupt(a->e->run, "test");
}

static void an_agent_that_is_cancelled_is_told_and_its_answer_comes_too_late(void **state)
{
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_silently);
	embed_run(&e, "offline", ONE);
	assert_int_equal(a.cancelled, 1);
	answer(&a, "src/late.txt", "x");
	assert_int_equal(a.rc, MA_ENOTFOUND);
	assert_non_null(strstr(e.json, "\"interrupted\":true"));
	shut(&a);
}

static void interrupt_when_replied(struct embed *e, const char *json)
{
	if (strstr(json, "\"kind\":\"call.replied\""))
		ma_run_interrupt(e->run, "test");
}

static void a_resumed_run_does_not_ask_again_what_was_answered(void **state)
{
	ma_run_opts opts;
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_well);
	e.on_event = interrupt_when_replied;
	embed_run(&e, "offline", ONE);
	e.on_event = NULL;
	opts = embed_opts(&e, "offline", NULL);
	assert_int_equal(ma_run_resume(e.ctx, &opts, &e.run, &e.err), MA_OK);
	embed_end(&e);
	assert_int_equal(e.exit, 0);
	assert_int_equal(a.begun, 1);
	shut(&a);
}

static void act_crash(struct agent *a, const ma_agent_task *task)
{
	(void)a;
	(void)task;
	_exit(0);
}

/* The program dies while the agent works. */
static void crash_in_the_agent(struct agent *a)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		a->act = act_crash;
		embed_run(a->e, "offline", ONE);
		_exit(1);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void a_question_without_an_answer_is_asked_again_after_a_crash(void **state)
{
	ma_run_opts opts;
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_well);
	crash_in_the_agent(&a);
	opts = embed_opts(&e, "offline", NULL);
	assert_int_equal(ma_run_resume(e.ctx, &opts, &e.run, &e.err), MA_OK);
	embed_end(&e);
	assert_int_equal(e.exit, 0);
	assert_int_equal(a.begun, 1);
	shut(&a);
}

/* Resume in a program that does not have the agent: it must refuse to go on, at once or when it is needed, and end nothing. */
static void resume_elsewhere(struct embed *e)
{
	const ma_ctx_opts ctx_opts = { .size = sizeof(ctx_opts), .data_dir = e->data };
	const ma_run_opts opts = embed_opts(e, "offline", NULL);
	ma_ctx *other = NULL;
	ma_run *run = NULL;
	char *json = NULL;
	ma_rc rc;

	assert_int_equal(ma_ctx_new(&ctx_opts, &other, &e->err), MA_OK);
	rc = ma_run_resume(other, &opts, &run, &e->err);
	ma_run_wait(run);
	if (!rc)
		rc = ma_run_result(run, &e->exit, &json, &e->err);
	assert_int_equal(rc, MA_ECONFIG);
	assert_string_equal(e->err.msg, "agent \"lint\" is not there any more");
	ma_run_free(run);
	ma_ctx_free(other);
	assert_int_equal(ma_status(e->output, NULL, &json, &e->err), MA_OK);
	assert_non_null(strstr(json, "\"phase\":\"working\""));
	ma_string_free(json);
}

static void a_program_without_the_agent_can_show_the_run_but_not_go_on_with_it(void **state)
{
	ma_run_opts opts;
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, act_silently);
	crash_in_the_agent(&a);
	resume_elsewhere(&e);
	opts = embed_opts(&e, "offline", NULL);
	assert_int_equal(ma_run_resume(e.ctx, &opts, &e.run, &e.err), MA_OK);
	embed_end(&e);
	resume_elsewhere(&e);
	a.act = act_well;
	assert_int_equal(ma_run_resume(e.ctx, &opts, &e.run, &e.err), MA_OK);
	embed_end(&e);
	assert_int_equal(e.exit, 0);
	shut(&a);
}

static void a_silent_agent_runs_out_of_time(void **state)
{
	struct embed e;
	struct agent a;

	(void)state;
	open(&a, &e, NULL);
	embed_run(&e, "offline",
		"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"lint\",\"timeout_s\":1,\"max_retries\":0}]}");
	assert_int_equal(a.begun, 1);
	assert_int_equal(a.cancelled, 1);
	embed_heard(&e, "\"class\":\"timeout\"");
	shut(&a);
}

static void agents_are_listed_and_replace_those_of_files(void **state)
{
	struct embed e;
	struct agent a, b = { .e = &e };
	char *json = NULL;

	(void)state;
	open(&a, &e, NULL);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "backend", "mine", &ops, &b, &e.err), MA_OK);
	assert_int_equal(ma_agents_list(e.ctx, &json, &e.err), MA_OK);
	assert_non_null(strstr(json, "\"name\":\"lint\",\"description\":\"finds fault\""));
	assert_non_null(strstr(json, "\"name\":\"backend\",\"description\":\"mine\""));
	ma_string_free(json);
	shut(&a);
	assert_int_equal(b.freed, 1);
}

static void names_that_cannot_be_are_refused(void **state)
{
	static const char *const names[] = { "", "A", "1a", "a b", "a,b", "../a",
		"abcdefghijklmnopqrstuvwxyzabcdefg" };
	ma_agent_ops newer = ops;
	struct embed e;
	struct agent a;
	size_t i;

	(void)state;
	open(&a, &e, NULL);
	newer.version = MA_EXT_VERSION + 1;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (ma_ctx_add_agent(e.ctx, names[i], "d", &ops, &a, &e.err) != MA_EINVALID)
			fail_msg("\"%s\" was taken", names[i]);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "lint", "d", &ops, &a, &e.err), MA_ECONFLICT);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "planner", "d", &ops, &a, &e.err), MA_ECONFLICT);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "repair", "d", &ops, &a, &e.err), MA_ECONFLICT);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "x", "two\nlines", &ops, &a, &e.err), MA_EINVALID);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "x", "d", &newer, &a, &e.err), MA_EMISUSE);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "x", "d", NULL, &a, &e.err), MA_EMISUSE);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "x", "d", &ops, &a, NULL), MA_EMISUSE);
	shut(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_agent_is_given_the_task_and_its_files_are_committed_as_they_are),
		cmocka_unit_test(an_agent_sees_what_the_tasks_before_it_wrote),
		cmocka_unit_test(a_path_outside_is_refused_and_told_with_the_next_attempt),
		cmocka_unit_test(what_the_task_may_not_write_fails_it),
		cmocka_unit_test(what_is_not_text_is_told_to_the_agent_and_in_the_log),
		cmocka_unit_test(an_answer_without_files_is_none),
		cmocka_unit_test(a_refusal_is_not_asked_again),
		cmocka_unit_test(the_first_answer_counts),
		cmocka_unit_test(misuse_leaves_the_call_as_it_was),
		cmocka_unit_test(an_agent_that_is_cancelled_is_told_and_its_answer_comes_too_late),
		cmocka_unit_test(a_resumed_run_does_not_ask_again_what_was_answered),
		cmocka_unit_test(a_question_without_an_answer_is_asked_again_after_a_crash),
		cmocka_unit_test(a_program_without_the_agent_can_show_the_run_but_not_go_on_with_it),
		cmocka_unit_test(a_silent_agent_runs_out_of_time),
		cmocka_unit_test(agents_are_listed_and_replace_those_of_files),
		cmocka_unit_test(names_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
