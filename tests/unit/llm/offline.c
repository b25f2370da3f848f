/* The offline provider: plans, files, refusals. */
#include "llm/offline.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/path.h"
#include "codec/blocks.h"
#include "codec/json.h"
#include "llm/offline_parts.h"
#include "model/plan.h"
#include "support/torture.h"

static const char *const prompts[] = {
	"Build a todo app with lists, tasks (title, due date, done) and user login",
	"Build a recipe box: recipes (title, servings, steps), ingredients, and user login",
	("A book library: authors (name, email, website), books (title, isbn unique, published date, "
	 "price, in stock) and loans with borrower name, due date and returned; no login"),
};

static const char *const agents[] = { "architect", "backend", "frontend", "acceptance", "testing",
	"documentation", "devops" };

struct stage {
	char *data_dir;
	struct ma_loop *loop;
	struct ma_llm *llm;
	struct ma_buf streamed, text;
	struct ma_llm_reply reply; /* its text is in `text`, its message in `message` */
	char message[MA_ERR_MSG_MAX];
	int replies, pieces;
};

static int set_up(void **state)
{
	struct stage *s = calloc(1, sizeof(*s));
	const char *source = getenv("META_AGENT_SOURCE");
	struct ma_llm_opts opts = { .clock = ma_clock_system() };
	ma_err err = { .code = MA_OK };

	if (!s || !source || ma_loop_new(&s->loop, &err))
		return -1;
	s->data_dir = malloc(strlen(source) + 32);
	(void)sprintf(s->data_dir, "%s/share/meta-agent", source);
	s->streamed = s->text = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_REPLY);
	opts.loop = s->loop;
	opts.data_dir = s->data_dir;
	*state = s;
	return ma_llm_offline_new(&opts, &s->llm, &err) ? -1 : 0;
}

static int tear_down(void **state)
{
	struct stage *s = *state;

	ma_llm_free(s->llm);
	ma_loop_free(s->loop);
	ma_buf_done(&s->streamed);
	ma_buf_done(&s->text);
	free(s->data_dir);
	free(s);
	return 0;
}

static void on_text(void *data, struct ma_str delta)
{
	struct stage *s = data;

	assert_true(ma_str_utf8(delta));
	ma_buf_addv(&s->streamed, delta);
	s->pieces++;
}

static void on_done(void *data, const struct ma_llm_reply *reply)
{
	struct stage *s = data;

	s->replies++;
	s->reply = *reply;
	ma_buf_clear(&s->text);
	ma_buf_addv(&s->text, reply->text);
	(void)snprintf(s->message, sizeof(s->message), MA_STR_FMT, MA_STR_ARG(reply->message));
}

static struct ma_llm_call *start(struct stage *s, const struct ma_llm_req *req)
{
	struct ma_llm_call *call = NULL;
	ma_err err = { .code = MA_OK };

	s->replies = s->pieces = 0;
	ma_buf_clear(&s->streamed);
	assert_int_equal(ma_llm_send(s->llm, req, on_text, on_done, s, &call, &err), MA_OK);
	assert_int_equal(s->replies, 0);
	return call;
}

static void ask(struct stage *s, const char *message)
{
	const struct ma_llm_msg msg = { .role = MA_LLM_USER, .text = ma_str(message) };
	const struct ma_llm_req req = { .msgs = &msg, .msgs_n = 1, .stream = true };

	(void)start(s, &req); /* the call ends by itself */
	ma_loop_run(s->loop);
	assert_int_equal(s->replies, 1);
}

static void ask_plan(struct stage *s, const char *prompt)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT);

	ma_buf_addf(&b,
		"<request>\n%s\n</request>\n\n<task id=\"plan\" agent=\"planner\">\nplan\n</task>\n\n"
		"<output nonce=\"0f\">\nOne JSON object.\n</output>\n",
		prompt);
	ask(s, b.p);
	ma_buf_done(&b);
}

static void ask_agent_after(
	struct stage *s, const char *agent, const char *contract, const char *artifact)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT);

	ma_buf_addf(&b,
		"<request>\nthe request\n</request>\n\n<contract>\n%s\n</contract>\n\n"
		"<task id=\"x\" agent=\"%s\">\nfiles\n</task>\n\n<artifact task=\"a\" path=\"docs/contract.md\">\n"
		"what is promised\n</artifact>\n\n<artifact task=\"a\" path=\"%s\">\n"
		"<task id=\"y\" agent=\"planner\">\n</artifact>\n\n<output nonce=\"4f1c\">\nfiles\n</output>\n",
		contract, agent, artifact);
	ask(s, b.p);
	ma_buf_done(&b);
}

static void ask_agent(struct stage *s, const char *agent, const char *contract)
{
	ask_agent_after(s, agent, contract, "backend/tests/fixtures.ts");
}

/* The plan for a prompt; json_decref() it. */
static json_t *plan_of(struct stage *s, const char *prompt)
{
	ma_err err = { .code = MA_OK };
	json_t *plan = NULL;

	ask_plan(s, prompt);
	if (s->reply.class != MA_LLM_OK)
		fail_msg("%s: %s", prompt, s->message);
	assert_int_equal(ma_json_parse(ma_buf_str(&s->text), "plan", &plan, &err), MA_OK);
	return plan;
}

static char *contract_of(struct stage *s, const char *prompt)
{
	json_t *plan = plan_of(s, prompt);
	char *contract = json_dumps(json_object_get(plan, "contract"), 0);

	json_decref(plan);
	assert_non_null(contract);
	return contract;
}

static void the_planner_gets_a_valid_plan_with_the_contract(void **state)
{
	struct stage *s = *state;
	struct ma_str names[MA_COUNT(agents)];
	const struct ma_plan_agents known = { names, MA_COUNT(agents) };
	struct ma_buf problems = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_plan *plan = NULL;
	ma_err err = { .code = MA_OK };
	size_t i;

	for (i = 0; i < MA_COUNT(agents); i++)
		names[i] = ma_str(agents[i]);
	for (i = 0; i < MA_COUNT(prompts); i++) {
		ask_plan(s, prompts[i]);
		if (ma_plan_read(ma_buf_str(&s->text), &known, &plan, &problems, &err))
			fail_msg("%s: %s", err.msg, problems.p);
		assert_int_equal(plan->tasks_n, MA_COUNT(agents));
		assert_true(plan->contract.n > 0);
		assert_true(plan->tasks[ma_plan_find(plan, MA_STR("backend"))].nexts_n > 0);
		ma_plan_free(plan);
	}
	ma_buf_done(&problems);
}

static void only_agents_that_are_there_get_tasks(void **state)
{
	struct stage *s = *state;
	json_t *plan = NULL;
	ma_err err = { .code = MA_OK };

	ask(s,
		"<request>\na blog\n</request>\n<agents>\n- backend: x\n- testing: y\n</agents>\n"
		"<task id=\"plan\" agent=\"planner\">\n</task>\n");
	assert_int_equal(ma_json_parse(ma_buf_str(&s->text), "plan", &plan, &err), MA_OK);
	assert_int_equal(json_array_size(json_object_get(plan, "tasks")), 2);
	json_decref(plan);
}

static void what_cannot_be_served_is_refused_with_the_reason(void **state)
{
	struct stage *s = *state;

	ask_plan(s, "write a device driver");
	assert_int_equal(s->reply.class, MA_LLM_REFUSED);
	assert_non_null(strstr(s->message, "device driver"));
	ask_plan(s, "");
	assert_int_equal(s->reply.class, MA_LLM_REFUSED);
	ask(s, "hello");
	assert_string_equal(
		s->message, "without a model only plans and their tasks can be answered");
	ask_agent(s, "poet", "{}");
	assert_string_equal(s->message, "agent \"poet\" is unknown to the offline provider");
	ask_agent(s, "backend", "");
	assert_string_equal(s->message, "the plan has no contract to build from");
	ask_agent(s, "backend", "{\"entities\":");
	assert_int_equal(s->reply.class, MA_LLM_REFUSED);
	ask_agent(s, "backend", "{\"kind\":\"cli\",\"language\":\"rust\"}");
	assert_string_equal(s->message,
		"contract: /kind: offline it is webapp, api, site, or cli or library with /language python, node or c");
	ask_agent(s, "backend", "{\"entities\":[{\"name\":\"\"}]}");
	assert_string_equal(s->message, "contract: /entities/0/name: expected a name");
	ask_agent(s, "backend",
		"{\"entities\":[{\"name\":\"Apple\",\"fields\":[{\"name\":\"page\",\"type\":\"integer\"},"
		"{\"name\":\"sort\",\"type\":\"boolean\"}]}]}");
	assert_string_equal(s->message,
		"contract: Apple: /fields/1/name: \"sort\" is a parameter of lists, expected another name");
	assert_int_equal(s->pieces, 0);
}

/* The plan's globs for a task. */
static bool may_write(const char *agent, struct ma_str path)
{
	const struct ma_offline_kind *kind = NULL;
	json_t *contract = json_object();
	ma_err err = { .code = MA_OK };
	const char *const *glob;

	assert_int_equal(ma_offline_kind_of(contract, &kind, &err), MA_OK);
	json_decref(contract);
	glob = ma_offline_writes(kind, ma_str(agent));

	for (; *glob; glob++)
		if (ma_path_match(ma_str(*glob), path))
			return true;
	return false;
}

static void check_files(const struct ma_blocks *blocks, const char *agent, struct ma_map *seen)
{
	ma_err err = { .code = MA_OK };
	size_t i;

	for (i = 0; i < blocks->n; i++) {
		struct ma_str path = blocks->v[i].path;

		if (ma_path_check(path, &err))
			fail_msg("%s", err.msg);
		if (!may_write(agent, path))
			fail_msg("%s may not write " MA_STR_FMT, agent, MA_STR_ARG(path));
		if (ma_map_has(seen, path))
			fail_msg(MA_STR_FMT " is written twice", MA_STR_ARG(path));
		assert_true(ma_map_put(seen, path, seen));
		assert_true(blocks->v[i].content.n > 0);
		if (ma_str_find(blocks->v[i].content, MA_STR("<%")) >= 0)
			fail_msg(MA_STR_FMT " still has a tag", MA_STR_ARG(path));
	}
}

static void read_files(struct stage *s, const char *agent, struct ma_map *seen)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_blocks blocks;
	ma_err err = { .code = MA_OK };

	if (s->reply.class != MA_LLM_OK)
		fail_msg("%s: %s", agent, s->message);
	assert_int_equal(
		ma_blocks_read(ma_buf_str(&s->text), MA_STR("4f1c"), &arena, &blocks, &err), MA_OK);
	assert_int_equal(blocks.problems_n, 0);
	assert_false(blocks.truncated);
	assert_true(blocks.n > 0);
	check_files(&blocks, agent, seen);
	ma_arena_done(&arena);
}

static void every_agent_writes_its_files_for_every_prompt(void **state)
{
	struct stage *s = *state;
	size_t i, k;

	for (i = 0; i < MA_COUNT(prompts); i++) {
		char *contract = contract_of(s, prompts[i]);
		struct ma_map seen = MA_MAP_INIT;

		for (k = 0; k < MA_COUNT(agents); k++) {
			ask_agent(s, agents[k], contract);
			read_files(s, agents[k], &seen);
		}
		assert_true(ma_map_has(&seen, MA_STR("package.json")));
		assert_true(seen.n > 60);
		ma_map_done(&seen);
		free(contract);
	}
}

static void tests_that_nobody_else_writes_are_the_testers(void **state)
{
	struct stage *s = *state;
	char *contract = contract_of(s, prompts[0]);

	ask_agent_after(s, "testing", contract, "backend/src/app.ts");
	assert_non_null(strstr(s->text.p, " backend/tests/app.test.ts\n"));
	ask_agent(s, "testing", contract);
	assert_null(strstr(s->text.p, " backend/tests/app.test.ts\n"));
	assert_non_null(strstr(s->text.p, " frontend/src/test/setup.ts\n"));
	free(contract);
}

static void the_same_request_gets_the_same_bytes(void **state)
{
	struct stage *s = *state;
	char *contract = contract_of(s, prompts[0]);
	struct ma_buf first = MA_BUF_INIT(MA_LIMIT_REPLY);

	ask_agent(s, "backend", contract);
	ma_buf_addv(&first, ma_buf_str(&s->text));
	ask_agent(s, "backend", contract);
	assert_true(ma_str_eq(ma_buf_str(&first), ma_buf_str(&s->text)));
	ma_buf_done(&first);
	free(contract);
}

static void where_the_rest_is_kept_only_what_is_named_comes_again(void **state)
{
	struct stage *s = *state;
	char *contract = contract_of(s, prompts[0]);
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT);
	struct ma_blocks blocks;
	ma_err err = { .code = MA_OK };

	ma_buf_addf(&b,
		"<contract>\n%s\n</contract>\n\n<task id=\"x\" agent=\"devops\">\nfiles\n</task>\n\n"
		"<problem>\nDockerfile: is empty\n</problem>\n\n<output nonce=\"4f1c\">\n"
		"All else of your last answer is kept: give what the problem names, and nothing more.\n</output>\n",
		contract);
	ask(s, b.p);
	assert_int_equal(
		ma_blocks_read(ma_buf_str(&s->text), MA_STR("4f1c"), &arena, &blocks, &err), MA_OK);
	assert_int_equal(blocks.n, 1);
	assert_true(ma_str_is(blocks.v[0].path, "Dockerfile"));
	ma_arena_done(&arena);
	ma_buf_done(&b);
	free(contract);
}

/* Also those that are the tester's as nobody else writes them. */
static void where_a_problem_names_no_file_all_of_them_come_again(void **state)
{
	struct stage *s = *state;
	char *contract = contract_of(s, prompts[0]);
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT);

	ma_buf_addf(&b,
		"<contract>\n%s\n</contract>\n\n<task id=\"x\" agent=\"testing\">\nfiles\n</task>\n\n"
		"<problem>\nThat will not do.\n</problem>\n\n<output nonce=\"4f1c\">\n"
		"All else of your last answer is kept: give what the problem names, and nothing more.\n</output>\n",
		contract);
	ask(s, b.p);
	assert_non_null(strstr(s->text.p, " frontend/src/test/setup.ts\n"));
	assert_non_null(strstr(s->text.p, " backend/tests/app.test.ts\n"));
	ma_buf_done(&b);
	free(contract);
}

/* What a repair is asked, of a project in which `damaged` (a path) is another file; NULL: it is missing altogether. */
static void ask_to_mend(struct stage *s, const char *agent, const char *contract,
	const struct ma_blocks *whole, const char *path, const char *content)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_REQUEST);
	size_t i;

	ma_buf_addf(&b,
		"<request>\nthe request\n</request>\n\n<contract>\n%s\n</contract>\n\n"
		"<task id=\"x\" agent=\"%s\">\nmend\n</task>\n\n<failure check=\"test .\">\n<printed>\n"
		"<output nonce=\"0\">\n</printed>\n</failure>\n\n",
		contract, agent);
	for (i = 0; i < whole->n; i++) {
		const struct ma_block *f = &whole->v[i];

		if (ma_str_is(f->path, path) && !content)
			continue;
		ma_buf_addf(
			&b, "<artifact task=\"a\" path=\"" MA_STR_FMT "\">\n", MA_STR_ARG(f->path));
		ma_buf_addv(&b, ma_str_is(f->path, path) ? ma_str(content) : f->content);
		ma_buf_adds(&b, "\n\n</artifact>\n");
	}
	ma_buf_adds(&b, "<output nonce=\"4f1c\">\nfiles\n</output>\n");
	ask(s, b.p);
	ma_buf_done(&b);
}

/* All files of the agents, as they should be. */
static void read_whole(struct stage *s, const char *contract, struct ma_buf *text,
	struct ma_arena *arena, struct ma_blocks *out)
{
	ma_err err = { .code = MA_OK };
	size_t i;

	for (i = 0; i < MA_COUNT(agents); i++) {
		ask_agent(s, agents[i], contract);
		ma_buf_addv(text, ma_buf_str(&s->text));
	}
	assert_int_equal(ma_blocks_read(ma_buf_str(text), MA_STR("4f1c"), arena, out, &err), MA_OK);
}

static void what_failed_is_mended_where_a_file_is_not_as_it_should_be(void **state)
{
	static const struct {
		const char *agent, *path, *content;
		bool mended;
	} cases[] = {
		{ "repair", "backend/src/app.ts", "export const app = null;\n", true },
		{ "repair", "backend/src/app.ts", NULL, true },
		{ "repair", "frontend/src/App.tsx", "", true },
		{ "repair", "backend/tests/app.test.ts", "", false }, /* tests are the judge */
		{ "repair", "notes.md", "of somebody else\n", false },
		{ "backend", "backend/src/app.ts", "", true },
		{ "backend", "frontend/src/App.tsx", "", false },
		{ "testing", "frontend/src/test/setup.ts", "", true },
		{ "acceptance", "backend/tests/app.test.ts", "", true },
	};
	struct stage *s = *state;
	char *contract = contract_of(s, prompts[0]);
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA), mine = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	struct ma_blocks whole, got;
	ma_err err = { .code = MA_OK };
	size_t i;

	read_whole(s, contract, &text, &arena, &whole);
	for (i = 0; i < MA_COUNT(cases); i++) {
		ask_to_mend(s, cases[i].agent, contract, &whole, cases[i].path, cases[i].content);
		if (!cases[i].mended) {
			assert_int_equal(s->reply.class, MA_LLM_REFUSED);
			assert_non_null(strstr(s->message, "is as it should be"));
			continue;
		}
		assert_int_equal(
			ma_blocks_read(ma_buf_str(&s->text), MA_STR("4f1c"), &mine, &got, &err),
			MA_OK);
		assert_int_equal(got.n, 1);
		assert_true(ma_str_is(got.v[0].path, cases[i].path));
	}
	ma_arena_done(&arena);
	ma_arena_done(&mine);
	ma_buf_done(&text);
	free(contract);
}

/* As in the default plan, and in plans of planners that ask nobody to begin. */
static void where_no_architect_was_there_the_server_is_founded_first(void **state)
{
	struct stage *s = *state;
	char *contract = contract_of(s, prompts[0]);
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT);

	ma_buf_addf(&b,
		"<contract>\n%s\n</contract>\n\n<task id=\"x\" agent=\"backend\">\nfiles\n</task>\n\n"
		"<output nonce=\"4f1c\">\nfiles\n</output>\n",
		contract);
	ask(s, b.p);
	assert_non_null(strstr(s->text.p, "=== FILE 4f1c package.json\n"));
	assert_non_null(strstr(s->text.p, "=== FILE 4f1c backend/package.json\n"));
	ask_agent(s, "backend", contract);
	assert_null(strstr(s->text.p, "=== FILE 4f1c package.json\n"));
	ma_buf_done(&b);
	free(contract);
}

/* The contract may be missing though somebody was to write it: once it was refused, the rest is what counts. */
static void who_may_not_found_the_server_writes_his_own_files(void **state)
{
	struct stage *s = *state;
	char *contract = contract_of(s, prompts[0]);
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT);

	ma_buf_addf(&b,
		"<contract>\n%s\n</contract>\n\n<task id=\"x\" agent=\"backend\">\nfiles\n</task>\n\n"
		"<problem>\ndocs/contract.md: this task may not write it\n</problem>\n\n"
		"<output nonce=\"4f1c\">\nfiles\n</output>\n",
		contract);
	ask(s, b.p);
	assert_null(strstr(s->text.p, "=== FILE 4f1c docs/contract.md\n"));
	assert_non_null(strstr(s->text.p, "=== FILE 4f1c backend/src/app.ts\n"));
	ma_buf_done(&b);
	free(contract);
}

/* An architect who has left out the contract is one all the same. */
static void who_follows_an_architect_does_not_found_the_server(void **state)
{
	struct stage *s = *state;
	char *contract = contract_of(s, prompts[0]);
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT);

	ma_buf_addf(&b,
		"<contract>\n%s\n</contract>\n\n<task id=\"x\" agent=\"backend\">\nfiles\n</task>\n\n"
		"<artifact task=\"a\" path=\"tsconfig.base.json\">\n{}\n</artifact>\n\n"
		"<output nonce=\"4f1c\">\nfiles\n</output>\n",
		contract);
	ask(s, b.p);
	assert_null(strstr(s->text.p, "=== FILE 4f1c package.json\n"));
	assert_non_null(strstr(s->text.p, "=== FILE 4f1c backend/package.json\n"));
	ma_buf_done(&b);
	free(contract);
}

/* Nothing else is shown then, not even that there are acceptance tests. */
static void whose_tests_are_in_doubt_mends_those_that_are_shown(void **state)
{
	struct stage *s = *state;
	char *contract = contract_of(s, prompts[0]);
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT);

	ma_buf_addf(&b,
		"<contract>\n%s\n</contract>\n\n<task id=\"x\" agent=\"testing\">\nmend\n</task>\n\n"
		"<failure check=\"test frontend\">\n<places>\nfrontend/src/test/setup.ts:3\n</places>\n\n</failure>\n\n"
		"<artifact task=\"a\" path=\"frontend/src/test/setup.ts\">\nwrong\n</artifact>\n\n"
		"<output nonce=\"4f1c\">\nfiles\n</output>\n",
		contract);
	ask(s, b.p);
	assert_non_null(strstr(s->text.p, "=== FILE 4f1c frontend/src/test/setup.ts\n"));
	assert_null(strstr(s->text.p, "=== FILE 4f1c backend/tests/fixtures.ts\n"));
	ma_buf_done(&b);
	free(contract);
}

/* Somebody else writes the acceptance tests, though one of their files is missing: once that was said, the others are written. */
static void who_may_not_write_the_acceptance_tests_writes_his_own(void **state)
{
	struct stage *s = *state;
	char *contract = contract_of(s, prompts[0]);
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PROMPT);

	ma_buf_addf(&b,
		"<contract>\n%s\n</contract>\n\n<task id=\"x\" agent=\"testing\">\nfiles\n</task>\n\n"
		"<problem>\nbackend/tests/support.ts: it is an acceptance test, written from the contract\n</problem>\n\n"
		"<output nonce=\"4f1c\">\nfiles\n</output>\n",
		contract);
	ask(s, b.p);
	assert_null(strstr(s->text.p, "=== FILE 4f1c backend/tests/support.ts\n"));
	assert_non_null(strstr(s->text.p, "=== FILE 4f1c frontend/src/test/setup.ts\n"));
	ma_buf_done(&b);
	free(contract);
}

static void an_answer_that_was_cut_off_is_gone_on_with(void **state)
{
	struct stage *s = *state;
	const char *request = "<request>\na blog\n</request>\n<task id=\"plan\" agent=\"planner\">\n";
	struct ma_llm_msg msgs[] = { { .role = MA_LLM_USER, .text = ma_str(request) },
		{ .role = MA_LLM_ASSISTANT }, { .role = MA_LLM_USER, .text = MA_STR("Go on.") } };
	const struct ma_llm_req req = { .msgs = msgs, .msgs_n = 3, .stream = true };
	struct ma_buf all = MA_BUF_INIT(MA_LIMIT_REPLY);

	ask(s, request);
	ma_buf_addv(&all, ma_buf_str(&s->text));
	msgs[1].text = ma_str_n(all.p, 100);
	(void)start(s, &req); /* the call ends by itself */
	ma_loop_run(s->loop);
	assert_true(ma_str_eq(ma_buf_str(&s->text), ma_str_from(ma_buf_str(&all), 100)));
	msgs[1].text = MA_STR("Certainly! {");
	(void)start(s, &req); /* likewise */
	ma_loop_run(s->loop);
	assert_int_equal(s->reply.class, MA_LLM_REFUSED);
	assert_string_equal(s->message, "another model's answer cannot be gone on with");
	ma_buf_done(&all);
}

static void a_stream_adds_up_to_the_reply(void **state)
{
	struct stage *s = *state;
	char *contract = contract_of(s, prompts[2]);

	ask_agent(s, "frontend", contract);
	assert_true(s->pieces > 1);
	assert_true(ma_str_eq(ma_buf_str(&s->streamed), ma_buf_str(&s->text)));
	assert_true(s->reply.usage.estimated);
	assert_int_equal(s->reply.usage.output, s->text.n / 4 + 1);
	assert_true(s->reply.usage.input > 0);
	free(contract);
}

static void a_cancelled_call_ends_soon_without_text(void **state)
{
	struct stage *s = *state;
	const struct ma_llm_msg msg = { .role = MA_LLM_USER,
		.text = MA_STR(
			"<request>\na blog\n</request>\n<task id=\"plan\" agent=\"planner\">\n") };
	const struct ma_llm_req req = { .msgs = &msg, .msgs_n = 1, .stream = true };

	ma_llm_cancel(s->llm, start(s, &req));
	ma_loop_run(s->loop);
	assert_int_equal(s->replies, 1);
	assert_int_equal(s->reply.class, MA_LLM_CANCELED);
	assert_int_equal(s->pieces, 0);
}

static void a_contract_that_came_with_the_request_is_kept(void **state)
{
	struct stage *s = *state;
	json_t *plan = NULL;
	ma_err err = { .code = MA_OK };

	ask(s,
		"<request>\nwhatever\n</request>\n<contract>\n{\"name\":\"mine\",\"entities\":[{\"name\":\"Thing\",\"fields\":[]}]}\n"
		"</contract>\n<task id=\"plan\" agent=\"planner\">\n</task>\n");
	assert_int_equal(ma_json_parse(ma_buf_str(&s->text), "plan", &plan, &err), MA_OK);
	assert_string_equal(
		json_string_value(json_object_get(json_object_get(plan, "contract"), "name")),
		"mine");
	json_decref(plan);
}

static json_t *view_of(const char *contract)
{
	ma_err err = { .code = MA_OK };
	const struct ma_offline_shared shared = { json_object(), json_object() };
	json_t *in = json_loads(contract, 0, NULL), *view = NULL;

	assert_non_null(in);
	if (ma_offline_view(in, MA_STR("a \"request\"\nin two lines"), &shared, &view, &err))
		fail_msg("%s", err.msg);
	json_decref(in);
	json_decref(shared.versions);
	json_decref(shared.operations);
	return view;
}

static const char *at(const json_t *entity, const char *list, size_t i, const char *key)
{
	return json_string_value(
		json_object_get(json_array_get(json_object_get(entity, list), i), key));
}

static const char *member(const json_t *entity, const char *key)
{
	return json_string_value(json_object_get(entity, key));
}

static void a_view_has_every_name_in_every_style(void **state)
{
	json_t *view = view_of(
		"{\"name\":\"my shop\",\"entities\":[{\"name\":\"OrderLine\",\"fields\":[{\"name\":\"unitPrice\","
		"\"type\":\"money\"},{\"name\":\"label\",\"type\":\"string\"}]}]}");
	const json_t *e = json_array_get(json_object_get(view, "entities"), 0);

	MA_UNUSED(state);
	assert_string_equal(member(e, "var"), "orderLine");
	assert_string_equal(member(e, "vars"), "orderLines");
	assert_string_equal(member(e, "path"), "order-lines");
	assert_string_equal(member(e, "table"), "order_lines");
	assert_string_equal(member(e, "labels"), "Order lines");
	assert_string_equal(member(e, "titleField"), "label");
	assert_string_equal(at(e, "fields", 0, "column"), "unit_price");
	assert_string_equal(at(e, "fields", 0, "label"), "Unit price");
	assert_string_equal(member(json_object_get(view, "app"), "title"), "My Shop");
	assert_string_equal(
		member(json_object_get(view, "app"), "summary"), "a \"request\" in two lines");
	json_decref(view);
}

static void a_reference_comes_after_its_target_and_knows_it(void **state)
{
	json_t *view = view_of(
		"{\"entities\":[{\"name\":\"Task\",\"fields\":[{\"name\":\"list\",\"type\":\"ref\",\"to\":\"List\","
		"\"required\":true}]},{\"name\":\"List\",\"fields\":[{\"name\":\"name\",\"type\":\"string\"}]}]}");
	const json_t *list = json_array_get(json_object_get(view, "entities"), 0);
	const json_t *task = json_array_get(json_object_get(view, "entities"), 1);

	MA_UNUSED(state);
	assert_string_equal(member(list, "name"), "List");
	assert_string_equal(at(task, "refs", 0, "name"), "listId");
	assert_string_equal(at(task, "refs", 0, "column"), "list_id");
	assert_string_equal(at(task, "refs", 0, "toTitleField"), "name");
	assert_string_equal(at(list, "children", 0, "refName"), "listId");
	assert_string_equal(at(task, "fields", 0, "name"), "name"); /* a title was missing */
	json_decref(view);
}

static void a_cycle_is_broken_by_an_optional_reference(void **state)
{
	json_t *view = view_of(
		"{\"entities\":[{\"name\":\"A\",\"fields\":[{\"name\":\"b\",\"type\":\"ref\",\"to\":\"B\",\"required\":true},"
		"{\"name\":\"parent\",\"type\":\"ref\",\"to\":\"A\",\"required\":true}]},"
		"{\"name\":\"B\",\"fields\":[{\"name\":\"a\",\"type\":\"ref\",\"to\":\"A\",\"required\":true}]}]}");
	const json_t *a = json_array_get(json_object_get(view, "entities"), 0);
	const json_t *b = json_array_get(json_object_get(view, "entities"), 1);

	MA_UNUSED(state);
	assert_false(ma_json_bool(json_array_get(json_object_get(a, "refs"), 0), "required", true));
	assert_false(ma_json_bool(json_array_get(json_object_get(a, "refs"), 1), "required", true));
	assert_true(ma_json_bool(json_array_get(json_object_get(b, "refs"), 0), "required", false));
	json_decref(view);
}

static void names_that_would_not_compile_get_another(void **state)
{
	json_t *view = view_of(
		"{\"entities\":[{\"name\":\"Class\",\"fields\":[]},{\"name\":\"Equipment\",\"fields\":[]},"
		"{\"name\":\"user\",\"fields\":[]},{\"name\":\"Caf\\u00e9 table\",\"fields\":[{\"name\":\"id\"},"
		"{\"name\":\"due date\",\"type\":\"nonsense\"},{\"name\":\"x\",\"type\":\"ref\",\"to\":\"Nobody\"}]}]}");
	const json_t *list = json_object_get(view, "entities"), *last = json_array_get(list, 2);

	MA_UNUSED(state);
	assert_int_equal(json_array_size(list), 3);
	assert_string_equal(member(json_array_get(list, 0), "var"), "classItem");
	assert_string_equal(member(json_array_get(list, 0), "vars"), "classes");
	assert_string_equal(member(json_array_get(list, 1), "vars"), "equipmentList");
	assert_string_equal(member(last, "name"), "CafTable");
	assert_int_equal(json_array_size(json_object_get(last, "fields")), 1);
	assert_string_equal(at(last, "fields", 0, "name"), "dueDate");
	assert_string_equal(at(last, "fields", 0, "type"), "string");
	json_decref(view);
}

static ma_rc view_scenario(void *data, ma_err *err)
{
	struct ma_offline_shared shared = { json_object_get(data, "versions"), NULL };
	json_t *view = NULL;
	ma_rc rc;

	rc = ma_offline_view(data, MA_STR("a request"), &shared, &view, err);
	if (!rc && !json_equal(json_object_get(data, "view"), view))
		rc = ma_fail(err, MA_EINVALID, "another view");
	json_decref(view);
	return rc;
}

static void exhausted_memory_never_changes_a_view(void **state)
{
	static const char contract[] =
		"{\"name\":\"shop\",\"versions\":{},\"entities\":[{\"name\":\"Line\",\"fields\":[{\"name\":\"order\",\"type\":"
		"\"ref\",\"to\":\"Order\"},{\"name\":\"amount\",\"type\":\"money\"}]},{\"name\":\"Order\",\"fields\":[]}]}";
	json_t *data = json_loads(contract, 0, NULL), *view = NULL;
	struct ma_offline_shared shared = { json_object_get(data, "versions"), NULL };
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_offline_view(data, MA_STR("a request"), &shared, &view, &err), MA_OK);
	json_object_set_new(data, "view", view);
	torture(view_scenario, data);
	json_decref(data);
}

static ma_rc plan_scenario(void *data, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_REPLY);
	struct ma_offline_request req;
	ma_rc rc;

	ma_offline_read_request(
		MA_STR("<request>\na blog\n</request>\n<task id=\"plan\" agent=\"planner\">\n"),
		&req);
	rc = ma_offline_plan(&req, &out, err);
	if (!rc && !ma_str_eq(*(struct ma_str *)data, ma_buf_str(&out)))
		rc = ma_fail(err, MA_EINVALID, "another plan");
	ma_buf_done(&out);
	return rc;
}

static void exhausted_memory_never_changes_a_plan(void **state)
{
	struct stage *s = *state;
	struct ma_str wanted;

	ask_plan(s, "a blog");
	wanted = ma_buf_str(&s->text);
	torture(plan_scenario, &wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_planner_gets_a_valid_plan_with_the_contract, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			only_agents_that_are_there_get_tasks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_cannot_be_served_is_refused_with_the_reason, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			every_agent_writes_its_files_for_every_prompt, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			tests_that_nobody_else_writes_are_the_testers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_same_request_gets_the_same_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			where_the_rest_is_kept_only_what_is_named_comes_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			where_a_problem_names_no_file_all_of_them_come_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_failed_is_mended_where_a_file_is_not_as_it_should_be, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			where_no_architect_was_there_the_server_is_founded_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			who_follows_an_architect_does_not_found_the_server, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			who_may_not_found_the_server_writes_his_own_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			whose_tests_are_in_doubt_mends_those_that_are_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			who_may_not_write_the_acceptance_tests_writes_his_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_answer_that_was_cut_off_is_gone_on_with, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_stream_adds_up_to_the_reply, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_cancelled_call_ends_soon_without_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_contract_that_came_with_the_request_is_kept, set_up, tear_down),
		cmocka_unit_test(a_view_has_every_name_in_every_style),
		cmocka_unit_test(a_reference_comes_after_its_target_and_knows_it),
		cmocka_unit_test(a_cycle_is_broken_by_an_optional_reference),
		cmocka_unit_test(names_that_would_not_compile_get_another),
		cmocka_unit_test(exhausted_memory_never_changes_a_view),
		cmocka_unit_test_setup_teardown(
			exhausted_memory_never_changes_a_plan, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
