/* Providers of the host program, through the public API; the gate is looked at. */
#include "lib/ctx.h"
#include "support/embed_gate.h"

#define PLAN "{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"backend\",\"max_retries\":1}]}"

/* What the provider was asked, and what it does with it. */
struct provider {
	struct embed *e;
	int sent, cancelled, freed;
	uint64_t call;
	struct ma_buf prompt; /* the last message */
	char reply[512];
	void (*act)(struct provider *p); /* NULL: it stays silent */
	ma_err err;
};

/* The envelope that the request asks for, around one file. */
static void write_reply(struct provider *p)
{
	static const char opening[] = "<output nonce=\"";
	const char *at = p->prompt.p ? strstr(p->prompt.p, opening) : NULL;
	char nonce[64] = "";

	if (at)
		(void)sscanf(at + strlen(opening), "%63[^\"]", nonce);
	(void)snprintf(p->reply, sizeof(p->reply), "=== FILE %s a.txt\nh\xc3\xa9\n=== END %s\n",
		nonce, nonce);
}

static void on_send(void *data, uint64_t call, const ma_call_request *request)
{
	struct provider *p = data;

	p->sent++;
	p->call = call;
	ma_buf_clear(&p->prompt);
	ma_buf_adds(&p->prompt, request->messages[request->messages_n - 1].text);
	assert_int_equal(p->prompt.n, request->messages[request->messages_n - 1].size);
	assert_string_equal(request->messages[0].role, "user");
	assert_string_equal(request->model, "mine-1");
	assert_true(strlen(request->system) > 0 && request->timeout_ms > 0);
	write_reply(p);
	if (p->act)
		p->act(p);
}

static void on_cancel(void *data, uint64_t call)
{
	struct provider *p = data;

	assert_int_equal(call, p->call);
	p->cancelled++;
}

static void on_free(void *data)
{
	((struct provider *)data)->freed++;
}

static const ma_provider_ops ops = { MA_EXT_VERSION, "mine-1", 1, on_send, on_cancel, on_free };

static void open(struct provider *p, struct embed *e, void (*act)(struct provider *))
{
	*p = (struct provider){ .e = e, .prompt = MA_BUF_INIT(8 * MA_MIB), .act = act };
	embed_open(e);
	assert_int_equal(ma_ctx_add_provider(e->ctx, "mine", &ops, p, &e->err), MA_OK);
}

static void shut(struct provider *p)
{
	embed_close(p->e);
	assert_int_equal(p->freed, 1);
	ma_buf_done(&p->prompt);
}

static ma_rc say(struct provider *p, ma_call_result result)
{
	return ma_call_reply(p->e->ctx, p->call, &result, &p->err);
}

static void act_well(struct provider *p)
{
	assert_int_equal(say(p,
				 (ma_call_result){ .text = p->reply,
					 .text_size = strlen(p->reply),
					 .has_usage = 1,
					 .input_tokens = 7,
					 .output_tokens = 5,
					 .cached_tokens = 900,
					 .reasoning_tokens = -1,
					 .model = "mine-2",
					 .request_id = "r\n1" }),
		MA_OK);
}

static void a_reply_from_inside_send_is_used(void **state)
{
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, act_well);
	embed_run(&e, "mine", PLAN);
	assert_int_equal(e.exit, 0);
	embed_file(&e, "a.txt", "h\xc3\xa9\n");
	embed_heard(&e, "\"provider\":\"mine\",\"model\":\"mine-2\"");
	assert_non_null(strstr(e.json, "\"usage\":{\"input\":7,\"output\":5,\"cached\":7"));
	assert_non_null(strstr(e.json, "\"cost_usd\":0.0"));
	shut(&p);
}

/* Until the provider was asked once more. */
static void turn_until_sent(struct provider *p, int sent)
{
	while (p->sent < sent && !ma_run_over(p->e->run))
		ma_ctx_turn(p->e->ctx);
	assert_int_equal(p->sent, sent);
}

static void count_progress(void *data, const char *task, uint64_t bytes)
{
	struct embed *e = data;

	assert_string_equal(task, "a");
	ma_buf_addf(&e->events, "progress %d\n", (int)bytes);
}

static void a_reply_streams_in_and_is_whole_at_its_end(void **state)
{
	ma_run_opts opts;
	struct provider p;
	struct embed e;
	size_t i;

	(void)state;
	open(&p, &e, NULL);
	opts = embed_opts(&e, "mine", PLAN);
	opts.on_progress = count_progress;
	embed_begin(&e, &opts);
	turn_until_sent(&p, 1);
	for (i = 0; p.reply[i]; i++)
		assert_int_equal(ma_call_text(e.ctx, p.call, &p.reply[i], 1, &e.err), MA_OK);
	assert_int_equal(ma_call_text(e.ctx, p.call, NULL, 0, &e.err), MA_OK);
	ma_ctx_turn(e.ctx);
	embed_heard(&e, "progress ");
	assert_int_equal(say(&p, (ma_call_result){ .outcome = MA_CALL_OK }), MA_OK);
	embed_end(&e);
	assert_int_equal(e.exit, 0);
	embed_file(&e, "a.txt", "h\xc3\xa9\n");
	assert_non_null(strstr(e.json, "\"estimated\":true"));
	shut(&p);
}

static void act_rate_then_well(struct provider *p)
{
	if (p->sent > 1)
		act_well(p);
	else
		assert_int_equal(say(p,
					 (ma_call_result){ .outcome = MA_CALL_RATE,
						 .status = 429,
						 .retry_after_ms = 1,
						 .message = "slow\x1b[31m down" }),
			MA_OK);
}

static void a_failure_is_retried_by_its_class_and_shown_harmless(void **state)
{
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, act_rate_then_well);
	embed_run(&e, "mine", PLAN);
	assert_int_equal(e.exit, 0);
	embed_heard(&e, "\"class\":\"rate\"");
	embed_heard(&e, "provider mine: slow");
	assert_null(strchr(embed_events(&e), '\x1b'));
	shut(&p);
}

static void act_garbled(struct provider *p)
{
	assert_int_equal(say(p, (ma_call_result){ .text = "a\0b", .text_size = 3 }), MA_EINVALID);
	assert_string_equal(p->err.msg, "provider mine: the text is not UTF-8, or holds a NUL");
	assert_int_equal(say(p, (ma_call_result){ .text = "ab", .text_size = 2 }), MA_ENOTFOUND);
}

static void text_with_a_nul_ends_the_call_as_bad_output(void **state)
{
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, act_garbled);
	embed_run(&e, "mine", PLAN);
	assert_int_equal(p.sent, 2);
	embed_heard(&e, "\"class\":\"bad_output\"");
	embed_heard(&e, "the text is not UTF-8, or holds a NUL");
	shut(&p);
}

static void act_broken_utf8(struct provider *p)
{
	assert_int_equal(ma_call_text(p->e->ctx, p->call, "\xc3", 1, &p->err), MA_OK);
	assert_int_equal(say(p, (ma_call_result){ .outcome = MA_CALL_OK }), MA_EINVALID);
}

static void text_that_is_not_utf8_ends_the_call_as_bad_output(void **state)
{
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, act_broken_utf8);
	embed_run(&e, "mine", PLAN);
	embed_heard(&e, "the text is not UTF-8, or holds a NUL");
	shut(&p);
}

static void act_empty(struct provider *p)
{
	assert_int_equal(say(p, (ma_call_result){ .text = "" }), MA_EINVALID);
}

static void an_empty_reply_is_bad_output(void **state)
{
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, act_empty);
	embed_run(&e, "mine", PLAN);
	embed_heard(&e, "provider mine: the answer is empty");
	shut(&p);
}

static void act_endless(struct provider *p)
{
	static char piece[1024 * 1024];
	ma_rc rc = MA_OK;
	int i;

	memset(piece, 'x', sizeof(piece));
	for (i = 0; i < 64 && !rc; i++)
		rc = ma_call_text(p->e->ctx, p->call, piece, sizeof(piece), &p->err);
	assert_int_equal(rc, MA_ELIMIT);
	assert_int_equal(i, 17);
}

static void a_reply_without_end_is_cut_off(void **state)
{
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, act_endless);
	embed_run(&e, "mine", PLAN);
	embed_heard(&e, "provider mine: the text is too long");
	shut(&p);
}

static void act_misuse(struct provider *p)
{
	ma_ctx *ctx = p->e->ctx;

	assert_int_equal(ma_call_reply(ctx, p->call, NULL, &p->err), MA_EMISUSE);
	assert_int_equal(say(p, (ma_call_result){ .outcome = (ma_call_outcome)99 }), MA_EMISUSE);
	assert_int_equal(say(p, (ma_call_result){ .text_size = 4 }), MA_EMISUSE);
	assert_int_equal(ma_call_text(ctx, p->call, NULL, 4, &p->err), MA_EMISUSE);
	assert_int_equal(ma_call_text(ctx, 0, "x", 1, &p->err), MA_EMISUSE);
	assert_int_equal(ma_call_fail(ctx, p->call, (ma_call_outcome)-1, NULL, &p->err), MA_EMISUSE);
	assert_int_equal(ma_call_files(ctx, p->call, NULL, 0, &p->err), MA_EMISUSE);
	assert_int_equal(ma_call_text(ctx, p->call, "x", 1, NULL), MA_EMISUSE);
	ma_ctx_turn(ctx);       /* inside a turn: nothing */
	ma_run_wait(p->e->run); /* the same */
	act_well(p);
}

static void misuse_leaves_the_call_as_it_was(void **state)
{
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, act_misuse);
	embed_run(&e, "mine", PLAN);
	assert_int_equal(e.exit, 0);
	assert_int_equal(p.sent, 1);
	shut(&p);
}

static void an_interrupted_run_cancels_the_call_and_an_answer_comes_too_late(void **state)
{
	ma_run_opts opts;
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, NULL);
	opts = embed_opts(&e, "mine", PLAN);
	embed_begin(&e, &opts);
	turn_until_sent(&p, 1);
	ma_run_interrupt(e.run, "test");
	embed_end(&e);
	assert_int_equal(p.cancelled, 1);
	assert_int_equal(say(&p, (ma_call_result){ .text = "x", .text_size = 1 }), MA_ENOTFOUND);
	shut(&p);
}

static void act_plan(struct provider *p)
{
	static const char plan[] = "{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"lint\"}]}";

	assert_non_null(strstr(p->prompt.p, "\n- lint: finds fault\n"));
	assert_int_equal(say(p, (ma_call_result){ .text = plan, .text_size = strlen(plan) }), MA_OK);
}

static void answer_file(void *data, uint64_t call, const ma_agent_task *task)
{
	const ma_agent_file file = { .path = "lint.txt", .content = "fine\n", .size = 5 };
	struct embed *e = data;

	assert_string_equal(task->id, "a");
	assert_int_equal(ma_call_files(e->ctx, call, &file, 1, &e->err), MA_OK);
}

static void the_planner_is_told_of_agents_of_the_host_and_can_choose_them(void **state)
{
	const ma_agent_ops agent = { .version = MA_EXT_VERSION, .begin = answer_file };
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, act_plan);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "lint", "finds fault", &agent, &e, &e.err), MA_OK);
	embed_run(&e, "mine", NULL);
	assert_int_equal(e.exit, 0);
	embed_file(&e, "lint.txt", "fine\n");
	shut(&p);
}

static void act_without_key(struct provider *p)
{
	assert_int_equal(ma_call_fail(p->e->ctx, p->call, MA_CALL_AUTH, "no key", &p->err), MA_OK);
}

static void a_chain_falls_back_from_one_provider_of_the_host_to_another(void **state)
{
	struct provider p, q = { .prompt = MA_BUF_INIT(8 * MA_MIB), .act = act_well };
	struct embed e;

	(void)state;
	open(&p, &e, act_without_key);
	q.e = &e;
	assert_int_equal(ma_ctx_add_provider(e.ctx, "other", &ops, &q, &e.err), MA_OK);
	embed_run(&e, "mine,other", PLAN);
	assert_int_equal(e.exit, 0);
	assert_int_equal(p.sent, 1);
	assert_int_equal(q.sent, 1);
	embed_heard(&e, "\"class\":\"auth\"");
	ma_buf_done(&q.prompt);
	shut(&p);
}

static void act_refuse(struct provider *p)
{
	assert_int_equal(
		ma_call_fail(p->e->ctx, p->call, MA_CALL_REFUSED, "not this", &p->err), MA_OK);
}

static void what_one_provider_refuses_is_asked_of_the_next_one_once(void **state)
{
	struct provider p, q = { .prompt = MA_BUF_INIT(8 * MA_MIB), .act = act_refuse };
	struct embed e;

	(void)state;
	open(&p, &e, act_refuse);
	q.e = &e;
	assert_int_equal(ma_ctx_add_provider(e.ctx, "other", &ops, &q, &e.err), MA_OK);
	embed_run(&e, "mine,other", PLAN);
	assert_int_equal(e.exit, 4);
	assert_int_equal(p.sent, 1);
	assert_int_equal(q.sent, 1);
	ma_buf_done(&q.prompt);
	shut(&p);
}

/* A run that may cost at most a millionth of a dollar. */
static void run_on_a_budget(struct embed *e, const char *provider)
{
	ma_run_opts opts = embed_opts(e, provider, PLAN);

	opts.max_cost_microusd = 1;
	embed_begin(e, &opts);
	embed_end(e);
}

static void what_costs_nothing_fits_any_budget_and_what_has_no_price_none(void **state)
{
	ma_provider_ops unpriced = ops;
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, act_well);
	run_on_a_budget(&e, "mine");
	assert_int_equal(e.exit, 0);
	shut(&p);
	open(&p, &e, act_well);
	unpriced.costs_nothing = 0;
	unpriced.free = NULL;
	assert_int_equal(ma_ctx_add_provider(e.ctx, "dear", &unpriced, &p, &e.err), MA_OK);
	run_on_a_budget(&e, "dear");
	assert_int_equal(e.exit, 3);
	assert_int_equal(p.sent, 0);
	embed_heard(&e, "no price is known for the model");
	shut(&p);
}

static void fail_for_now(void *data, uint64_t call, const ma_agent_task *task)
{
	struct embed *e = data;

	(void)task;
	assert_int_equal(ma_call_fail(e->ctx, call, MA_CALL_TRANSIENT, NULL, &e->err), MA_OK);
}

#define FAILS(id) "{\"id\":\"" id "\",\"name\":\"B\",\"agent\":\"lint\",\"max_retries\":0}"

/* Enough failures in a row to close a provider's gate. */
static const char failing[] = "{\"tasks\":[" FAILS("1") "," FAILS("2") "," FAILS("3") "," FAILS(
	"4") "," FAILS("5") "," FAILS("6") "]}";

static void what_an_agent_of_the_host_fails_at_is_not_the_providers_fault(void **state)
{
	const ma_agent_ops agent = { .version = MA_EXT_VERSION, .begin = fail_for_now };
	struct ma_gate *gate;
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, act_well);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "lint", "finds fault", &agent, &e, &e.err), MA_OK);
	embed_run(&e, "mine", failing);
	assert_int_equal(embed_count(&e, "\"kind\":\"task.failed\""), 6);
	gate = embed_gate(e.ctx, "mine", 0);
	assert_non_null(gate);
	assert_int_equal(gate->failed_n, 0);
	assert_int_equal(gate->in_flight, 0);
	shut(&p);
}

static void refuse_for_good(void *data, uint64_t call, const ma_agent_task *task)
{
	struct provider *p = data;

	(void)task;
	p->sent++;
	assert_int_equal(ma_call_fail(p->e->ctx, call, MA_CALL_REFUSED, NULL, &p->err), MA_OK);
}

static void no_other_provider_is_tried_where_an_agent_of_the_host_refuses(void **state)
{
	const ma_agent_ops agent = { .version = MA_EXT_VERSION, .begin = refuse_for_good };
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, act_well);
	assert_int_equal(ma_ctx_add_agent(e.ctx, "lint", "finds fault", &agent, &p, &e.err), MA_OK);
	embed_run(&e, "mine,offline",
		"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"lint\"}]}");
	assert_int_equal(p.sent, 1);
	assert_int_equal(embed_count(&e, "task.retried"), 0);
	shut(&p);
}

static void a_name_that_is_taken_is_refused(void **state)
{
	ma_provider_ops without = ops;
	struct provider p;
	struct embed e;

	(void)state;
	open(&p, &e, NULL);
	without.send = NULL;
	assert_int_equal(ma_ctx_add_provider(e.ctx, "mine", &ops, &p, &e.err), MA_ECONFLICT);
	assert_int_equal(ma_ctx_add_provider(e.ctx, "gemini", &ops, &p, &e.err), MA_ECONFLICT);
	assert_int_equal(ma_ctx_add_provider(e.ctx, "a,b", &ops, &p, &e.err), MA_EINVALID);
	assert_int_equal(ma_ctx_add_provider(e.ctx, "x", &without, &p, &e.err), MA_EMISUSE);
	assert_int_equal(ma_ctx_add_provider(NULL, "x", &ops, &p, &e.err), MA_EMISUSE);
	assert_int_equal(ma_ctx_add_provider(e.ctx, "x", &ops, &p, NULL), MA_EMISUSE);
	shut(&p);
}

static void a_call_with_tools_is_not_given_to_it(void **state)
{
	const ma_generate_opts how = { .size = sizeof(how),
		.prompt = "p",
		.provider = "mine",
		.tools = "[{\"name\":\"look\"}]" };
	ma_generation *g = NULL;
	struct provider p;
	struct embed e;
	char *json = NULL;
	int code = 0;

	(void)state;
	open(&p, &e, act_well);
	assert_int_equal(ma_generate(e.ctx, &how, &g, &e.err), MA_OK);
	ma_generation_wait(g);
	assert_int_equal(ma_generation_result(g, &code, &json, &e.err), MA_OK);
	assert_int_equal(code, 4);
	assert_non_null(strstr(json, "cannot be offered tools"));
	assert_int_equal(p.sent, 0);
	ma_string_free(json);
	ma_generation_free(g);
	shut(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reply_from_inside_send_is_used),
		cmocka_unit_test(a_reply_streams_in_and_is_whole_at_its_end),
		cmocka_unit_test(a_failure_is_retried_by_its_class_and_shown_harmless),
		cmocka_unit_test(text_with_a_nul_ends_the_call_as_bad_output),
		cmocka_unit_test(text_that_is_not_utf8_ends_the_call_as_bad_output),
		cmocka_unit_test(an_empty_reply_is_bad_output),
		cmocka_unit_test(a_reply_without_end_is_cut_off),
		cmocka_unit_test(misuse_leaves_the_call_as_it_was),
		cmocka_unit_test(an_interrupted_run_cancels_the_call_and_an_answer_comes_too_late),
		cmocka_unit_test(the_planner_is_told_of_agents_of_the_host_and_can_choose_them),
		cmocka_unit_test(a_chain_falls_back_from_one_provider_of_the_host_to_another),
		cmocka_unit_test(what_one_provider_refuses_is_asked_of_the_next_one_once),
		cmocka_unit_test(what_costs_nothing_fits_any_budget_and_what_has_no_price_none),
		cmocka_unit_test(what_an_agent_of_the_host_fails_at_is_not_the_providers_fault),
		cmocka_unit_test(no_other_provider_is_tried_where_an_agent_of_the_host_refuses),
		cmocka_unit_test(a_name_that_is_taken_is_refused),
		cmocka_unit_test(a_call_with_tools_is_not_given_to_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
