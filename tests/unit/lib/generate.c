/* One call of a model in a host program: what it is asked, and every way in which it ends. */
#include "base/alloc.h"
#include "lib/ctx.h"
#include "lib/provider.h"
#include "support/embed_gate.h"

#define SCHEMA \
	"{\"type\":\"object\",\"properties\":{\"age\":{\"type\":\"integer\"}},\"required\":[\"age\"]}"

struct world;

/* A provider of the host. */
struct provider {
	struct world *w;
	int sent, cancelled;
	uint64_t call;
	struct ma_buf asked;             /* the messages of the last request, a line each */
	void (*act)(struct provider *p); /* NULL: it stays silent */
};

struct world {
	struct embed e;
	struct provider one, two;
	ma_generation *generation;
	struct ma_buf text, retries; /* what was handed out */
	bool free_in_callback;
	char *json;
	int exit;
};

static void on_send(void *data, uint64_t call, const ma_call_request *request)
{
	struct provider *p = data;
	size_t i;

	p->sent++;
	p->call = call;
	ma_buf_clear(&p->asked);
	ma_buf_addf(&p->asked, "system: %s\n", request->system);
	for (i = 0; i < request->messages_n; i++)
		ma_buf_addf(&p->asked, "%s: %s\n", request->messages[i].role,
			request->messages[i].text);
	ma_buf_addf(&p->asked, "json: %d\n", request->json);
	if (p->act)
		p->act(p);
}

static void on_cancel(void *data, uint64_t call)
{
	struct provider *p = data;

	assert_int_equal(call, p->call);
	p->cancelled++;
}

static int enter(void **state)
{
	static const ma_provider_ops ops = {
		.version = MA_EXT_VERSION, .model = "m-1", .send = on_send, .cancel = on_cancel
	};
	static struct world w;

	w = (struct world){ .text = MA_BUF_INIT(MA_MIB),
		.retries = MA_BUF_INIT(MA_MIB),
		.one = { .w = &w, .asked = MA_BUF_INIT(MA_MIB) },
		.two = { .w = &w, .asked = MA_BUF_INIT(MA_MIB) } };
	embed_open(&w.e);
	assert_int_equal(ma_ctx_add_provider(w.e.ctx, "one", &ops, &w.one, &w.e.err), MA_OK);
	assert_int_equal(ma_ctx_add_provider(w.e.ctx, "two", &ops, &w.two, &w.e.err), MA_OK);
	*state = &w;
	return 0;
}

static int leave(void **state)
{
	struct world *w = *state;

	ma_generation_free(w->generation);
	ma_string_free(w->json);
	ma_buf_done(&w->text);
	ma_buf_done(&w->retries);
	ma_buf_done(&w->one.asked);
	ma_buf_done(&w->two.asked);
	embed_close(&w->e);
	return 0;
}

static void say(struct provider *p, const char *text)
{
	const ma_call_result r = { .text = text,
		.text_size = strlen(text),
		.has_usage = 1,
		.input_tokens = 7,
		.output_tokens = 5 };

	assert_int_equal(ma_call_reply(p->w->e.ctx, p->call, &r, &p->w->e.err), MA_OK);
}

static void fail_as(struct provider *p, ma_call_outcome outcome)
{
	assert_int_equal(
		ma_call_fail(p->w->e.ctx, p->call, outcome, "because", &p->w->e.err), MA_OK);
}

static void hear_text(void *data, const char *text, size_t size)
{
	struct world *w = data;

	ma_buf_add(&w->text, text, size);
	if (w->free_in_callback) {
		ma_generation_free(w->generation);
		w->generation = NULL;
	}
}

static void hear_retry(void *data, const char *message)
{
	ma_buf_addf(&((struct world *)data)->retries, "%s\n", message);
}

static ma_generate_opts options(struct world *w, const char *provider)
{
	return (ma_generate_opts){ .size = sizeof(ma_generate_opts),
		.prompt = "Hello",
		.provider = provider,
		.on_retry = hear_retry,
		.data = w };
}

static void begin(struct world *w, const ma_generate_opts *opts)
{
	if (ma_generate(w->e.ctx, opts, &w->generation, &w->e.err))
		fail_msg("%s", w->e.err.msg);
}

static void ends(struct world *w, int exit_code, const char *words)
{
	ma_generation_wait(w->generation);
	if (ma_generation_result(w->generation, &w->exit, &w->json, &w->e.err))
		fail_msg("%s", w->e.err.msg);
	if (w->exit != exit_code || !strstr(w->json, words))
		fail_msg("exit %d, not %d with %s: %s", w->exit, exit_code, words, w->json);
}

static void act_well(struct provider *p)
{
	say(p, "Hi there");
}

static void an_answer_comes_with_what_it_took(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");

	w->one.act = act_well;
	opts.system = "Be kind";
	begin(w, &opts);
	assert_int_equal(w->one.sent, 0); /* never from inside */
	assert_false(ma_generation_over(w->generation));
	ends(w, 0,
		"{\"text\":\"Hi there\",\"finish\":\"stop\",\"usage\":{\"input\":7,\"output\":5,\"cached\":0,"
		"\"reasoning\":0,\"estimated\":false},\"cost_usd\":null,\"provider\":\"one\","
		"\"model\":\"m-1\",\"attempts\":1}");
	assert_string_equal(w->one.asked.p, "system: Be kind\nuser: Hello\njson: 0\n");
}

static void act_as_stranger(struct provider *p)
{
	fail_as(p, MA_CALL_AUTH);
}

static void where_a_key_is_wrong_the_next_of_the_chain_is_asked(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one,two");

	w->one.act = act_as_stranger;
	w->two.act = act_well;
	begin(w, &opts);
	ends(w, 0, "\"provider\":\"two\",\"model\":\"m-1\",\"attempts\":2}");
	assert_int_equal(w->one.sent, 1);
	assert_string_equal(w->retries.p, "attempt 2: provider one: because\n");
}

static void a_wrong_key_is_a_matter_of_configuration(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");

	w->one.act = act_as_stranger;
	begin(w, &opts);
	ends(w, 3, "\"finish\":\"failed\"");
	assert_non_null(strstr(
		w->json, "\"error\":{\"class\":\"auth\",\"message\":\"provider one: because\"}"));
}

static void act_by_schema(struct provider *p)
{
	say(p, p->sent == 1 ? "{\"age\": \"old\"}" : "Well:\n```json\n{\"age\": 9}\n```\n");
}

static void an_answer_that_does_not_fit_is_quoted_with_its_errors(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");

	w->one.act = act_by_schema;
	opts.schema = SCHEMA;
	begin(w, &opts);
	ends(w, 0, "{\"text\":\"{\\\"age\\\":9}\",\"finish\":\"stop\"");
	assert_int_equal(w->one.sent, 2);
	assert_non_null(strstr(w->one.asked.p,
		"must fit this JSON Schema:\n" SCHEMA "\nuser: Hello\n"
		"assistant: {\"age\": \"old\"}\nuser: "));
	assert_non_null(strstr(w->one.asked.p, "- /age: must be a whole number"));
	assert_non_null(strstr(w->one.asked.p, "json: 1\n"));
}

static void act_stubborn(struct provider *p)
{
	say(p, "[1]");
}

static void an_answer_that_never_fits_is_no_success(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");

	w->one.act = act_stubborn;
	opts.schema = SCHEMA;
	begin(w, &opts);
	ends(w, 1, "{\"text\":\"[1]\",\"finish\":\"invalid\"");
	assert_non_null(strstr(w->json, "\"errors\":[{\"at\":\"\",\"schema_at\":\"#/type\""));
	assert_int_equal(w->one.sent, 2);
}

static void act_blank(struct provider *p)
{
	say(p, " \n");
}

static void a_blank_answer_is_no_json(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");

	w->one.act = act_blank;
	opts.schema = SCHEMA;
	begin(w, &opts);
	ends(w, 1, "{\"text\":\"\",\"finish\":\"invalid\"");
	assert_int_equal(w->one.sent, 2);
}

static void act_half(struct provider *p)
{
	assert_int_equal(ma_call_text(p->w->e.ctx, p->call, "Half an", 7, &p->w->e.err), MA_OK);
}

static void turn_until_text(struct world *w)
{
	while (w->text.n == 0 && w->generation)
		ma_ctx_turn(w->e.ctx);
}

static void what_was_handed_out_is_not_asked_for_again(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one,two");

	w->one.act = act_half;
	opts.on_text = hear_text;
	begin(w, &opts);
	turn_until_text(w);
	fail_as(&w->one, MA_CALL_TRANSIENT);
	ends(w, 4, "\"error\":{\"class\":\"transient\",\"message\":\"provider one: because\"}");
	assert_string_equal(w->text.p, "Half an");
	assert_int_equal(w->one.sent + w->two.sent, 1);
	assert_int_equal(w->retries.n, 0);
}

/* Of the host's provider. */
static struct ma_gate *gate_of(struct world *w)
{
	return embed_gate(w->e.ctx, "one", 0);
}

static void calls_share_the_gate_of_their_provider(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");
	ma_generation *second = NULL;
	int i;

	gate_of(w)->limit_milli = 1000; /* one at a time */
	gate_of(w)->strained = true;
	begin(w, &opts);
	assert_int_equal(ma_generate(w->e.ctx, &opts, &second, &w->e.err), MA_OK);
	for (i = 0; i < 100; i++)
		ma_ctx_turn(w->e.ctx);
	assert_int_equal(w->one.sent, 1);
	say(&w->one, "Hi");
	w->one.act = act_well;
	ma_generation_wait(second);
	assert_int_equal(w->one.sent, 2);
	ends(w, 0, "\"text\":\"Hi\"");
	ma_generation_free(second);
	assert_int_equal(gate_of(w)->in_flight, 0);
}

/* Whose limits a call with this key at this address shares. */
static uint64_t account_of(struct world *w, const char *key, const char *url)
{
	const ma_run_opts opts = { .size = sizeof(opts), .provider = "openai", .base_url = url };
	struct ma_llm *llms[MA_PROVIDERS_MAX];
	uint64_t account;
	uint32_t n = 0;

	assert_int_equal(setenv("OPENAI_API_KEY", key, 1), 0);
	if (ma_provider_chain(w->e.ctx, NULL, &opts, llms, &n, &w->e.err))
		fail_msg("%s", w->e.err.msg);
	account = llms[0]->account;
	ma_llm_free(llms[0]);
	assert_int_equal(unsetenv("OPENAI_API_KEY"), 0);
	return account;
}

static void each_key_and_address_has_a_gate_of_its_own(void **state)
{
	struct world *w = *state;
	uint64_t a = account_of(w, "sk-first-0123456789abcdef", NULL);
	uint64_t b = account_of(w, "sk-other-0123456789abcdef", NULL);
	uint64_t there = account_of(w, "sk-first-0123456789abcdef", "http://127.0.0.1:1/v1");

	assert_true(a == account_of(w, "sk-first-0123456789abcdef", NULL));
	assert_true(a != b && a != there);
	assert_ptr_equal(embed_gate(w->e.ctx, "openai", a), embed_gate(w->e.ctx, "openai", a));
	assert_ptr_not_equal(embed_gate(w->e.ctx, "openai", a), embed_gate(w->e.ctx, "openai", b));
	assert_ptr_not_equal(embed_gate(w->e.ctx, "openai", a), embed_gate(w->e.ctx, "groq", a));
}

static void a_call_that_is_freed_is_cancelled(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");

	begin(w, &opts);
	while (w->one.sent == 0)
		ma_ctx_turn(w->e.ctx);
	ma_generation_free(w->generation);
	w->generation = NULL;
	assert_int_equal(w->one.cancelled, 1);
	assert_null(w->e.ctx->generations);
	assert_int_equal(gate_of(w)->in_flight, 0);
}

static void a_call_may_be_freed_before_it_began(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");

	begin(w, &opts);
	ma_generation_free(w->generation);
	w->generation = NULL;
	assert_int_equal(w->one.sent, 0);
}

static void a_call_may_be_freed_inside_its_callback(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");

	w->one.act = act_half;
	w->free_in_callback = true;
	opts.on_text = hear_text;
	begin(w, &opts);
	turn_until_text(w);
	while (w->e.ctx->generations)
		ma_ctx_turn(w->e.ctx);
	assert_int_equal(w->one.cancelled, 1);
	assert_int_equal(w->e.ctx->leaving_n, 0);
}

static void a_context_goes_with_its_last_call(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");

	begin(w, &opts);
	ma_ctx_free(w->e.ctx);
	w->e.ctx = NULL;
	ma_generation_free(w->generation); /* what is left over is found by the sanitizer */
	w->generation = NULL;
}

static void time_that_is_over_ends_it(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");

	opts.timeout_ms = 30;
	begin(w, &opts);
	ends(w, 6, "\"error\":{\"class\":\"timeout\"");
	assert_int_equal(w->one.cancelled, 1);
}

static void what_is_missing_or_wrong_is_told(void **state)
{
	struct world *w = *state;
	ma_generate_opts opts = options(w, "one");
	ma_err *err = &w->e.err;
	int code = 0;

	assert_int_equal(ma_generate(w->e.ctx, &opts, &w->generation, NULL), MA_EMISUSE);
	assert_int_equal(ma_generate(NULL, &opts, &w->generation, err), MA_EMISUSE);
	assert_int_equal(ma_generate(w->e.ctx, NULL, &w->generation, err), MA_EMISUSE);
	assert_int_equal(ma_generate(w->e.ctx, &opts, NULL, err), MA_EMISUSE);
	opts.prompt = " ";
	assert_int_equal(ma_generate(w->e.ctx, &opts, &w->generation, err), MA_EMISUSE);
	opts.prompt = "\xff";
	assert_int_equal(ma_generate(w->e.ctx, &opts, &w->generation, err), MA_EINVALID);
	opts = options(w, "nobody");
	assert_int_equal(ma_generate(w->e.ctx, &opts, &w->generation, err), MA_ECONFIG);
	opts = options(w, "one");
	opts.schema = "{\"type\":1}";
	assert_int_equal(ma_generate(w->e.ctx, &opts, &w->generation, err), MA_EINVALID);
	opts.schema = SCHEMA;
	opts.on_text = hear_text;
	assert_int_equal(ma_generate(w->e.ctx, &opts, &w->generation, err), MA_EMISUSE);
	opts = options(w, "one");
	begin(w, &opts);
	assert_int_equal(ma_generation_result(w->generation, &code, &w->json, err), MA_EMISUSE);
	assert_int_equal(ma_generation_result(w->generation, &code, &w->json, NULL), MA_EMISUSE);
	assert_null(w->json);
	ma_generation_free(NULL);
	assert_true(ma_generation_over(NULL));
}

/* One call whose k-th allocation fails, with whatever allocates after it. */
static bool survives(struct world *w, int64_t k)
{
	ma_generate_opts opts = options(w, "offline");
	ma_generation *g = NULL;
	char *json = NULL;
	int code = -1;
	int64_t before = ma_alloc_live();
	bool reached;

	opts.provider = NULL;
	opts.schema = SCHEMA;
	opts.script = "script.json";
	opts.timeout_ms = 500; /* where it would be asked again later */
	(void)ma_alloc_fail_after(k);
	if (!ma_generate(w->e.ctx, &opts, &g, &w->e.err)) {
		ma_generation_wait(g);
		if (!ma_generation_result(g, &code, &json, &w->e.err))
			assert_non_null(json);
	}
	reached = ma_alloc_fail_after(-1) > k;
	ma_generation_free(g);
	ma_string_free(json);
	if (ma_alloc_live() > before + 64)
		fail_msg("allocation %lld: %lld blocks are left", (long long)k,
			(long long)(ma_alloc_live() - before));
	if (!reached)
		assert_int_equal(code, 0);
	return reached;
}

static void each_allocation_may_fail(void **state)
{
	struct world *w = *state;
	int64_t k = 0, live;
	FILE *f;

	assert_int_equal(chdir(w->e.dir), 0);
	f = fopen("script.json", "w");
	assert_non_null(f);
	(void)fputs("{\"replies\":[{\"when\":\"does not fit\",\"text\":\"{\\\"age\\\":1}\"},"
		    "{\"text\":\"no\"}]}",
		f);
	(void)fclose(f);
	assert_false(survives(w, 1000000)); /* what the context keeps is there */
	live = ma_alloc_live();
	while (survives(w, k))
		k++;
	assert_true(k > 20);
	assert_int_equal(ma_alloc_live(), live);
	assert_int_equal(chdir("/"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_comes_with_what_it_took),
		TEST(where_a_key_is_wrong_the_next_of_the_chain_is_asked),
		TEST(a_wrong_key_is_a_matter_of_configuration),
		TEST(an_answer_that_does_not_fit_is_quoted_with_its_errors),
		TEST(an_answer_that_never_fits_is_no_success),
		TEST(a_blank_answer_is_no_json),
		TEST(what_was_handed_out_is_not_asked_for_again),
		TEST(calls_share_the_gate_of_their_provider),
		TEST(each_key_and_address_has_a_gate_of_its_own),
		TEST(a_call_that_is_freed_is_cancelled),
		TEST(a_call_may_be_freed_before_it_began),
		TEST(a_call_may_be_freed_inside_its_callback),
		TEST(a_context_goes_with_its_last_call),
		TEST(time_that_is_over_ends_it),
		TEST(what_is_missing_or_wrong_is_told),
		TEST(each_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
