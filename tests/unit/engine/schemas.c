/* What the program writes fits its schemas in share/meta-agent/schemas, and what it refuses does not. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "codec/json.h"
#include "codec/schema.h"
#include "codec/yaml.h"
#include "model/contract.h"
#include "model/event.h"
#include "model/plan.h"
#include "support/torture.h"
#include "sys/fs.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define EFFECT "0123456789abcdef0123456789abcdef"

static void path_of(const char *below, char *out, size_t size)
{
	const char *source = getenv("META_AGENT_SOURCE");

	(void)snprintf(out, size, "%s/share/meta-agent/%s", source ? source : ".", below);
}

static struct ma_schema *load(const char *name)
{
	struct ma_schema_opts opts = { .assert_format = true };
	struct ma_schema *schema = NULL;
	ma_err err = { .code = MA_OK };
	char path[4096], below[64];
	char *text = NULL;
	size_t n = 0;

	(void)snprintf(below, sizeof(below), "schemas/%s.json", name);
	path_of(below, path, sizeof(path));
	if (ma_fs_read(path, MA_LIMIT_CONFIG, &text, &n, &err) ||
		ma_schema_new(ma_str_n(text, n), name, &opts, &schema, &err))
		fail_msg("%s", err.msg);
	ma_free(text);
	return schema;
}

/* Whether the text fits; the first error in *why. */
static bool fits(const struct ma_schema *schema, struct ma_str text, char why[MA_ERR_MSG_MAX])
{
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	struct ma_doc doc = { .n = 0 };
	ma_err err = { .code = MA_OK };
	bool valid = false;

	if (ma_doc_parse(&doc, text, "text", &err) ||
		ma_schema_check(schema, &doc, &valid, &report, &err))
		fail_msg("%.*s: %s", (int)text.n, text.p, err.msg);
	if (!valid)
		(void)snprintf(why, MA_ERR_MSG_MAX, "%s: %s", report.errors[0].at.p,
			report.errors[0].message.p);
	ma_schema_report_done(&report);
	ma_doc_done(&doc);
	return valid;
}

/* A value for a field, by its name. */
static struct ma_str sample_text(const char *name)
{
	static const char *const blobs[] = { "prompt", "contract", "plan", "request", "reply",
		"files", "blob", "report" };
	size_t i;

	for (i = 0; i < MA_COUNT(blobs); i++)
		if (strcmp(name, blobs[i]) == 0)
			return MA_STR(HASH);
	if (strcmp(name, "effect") == 0)
		return MA_STR(EFFECT);
	if (strcmp(name, "commit") == 0 || strcmp(name, "head") == 0 || strcmp(name, "base") == 0)
		return ma_str_n(HASH, 40);
	return MA_STR("x");
}

static struct ma_event full_event(enum ma_event_kind kind)
{
	struct ma_event e = { .kind = kind, .seq = 7, .at_ms = 1795374169123, .run = MA_STR("r1") };

#define SET_STR(member, name) e.member = sample_text(name)
#define SET_INT(member, name) e.member = 1
#define SET_TIME(member, name) e.member = 1795374169123
#define SET_BOOL(member, name) e.member = true
#define X(id, name, type, member) SET_##type(member, name);
	MA_EVENT_FIELDS(X)
#undef X
	return e;
}

static void every_kind_of_event_fits_its_schema(void **state)
{
	struct ma_schema *schema = load("event");
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_EVENT);
	char why[MA_ERR_MSG_MAX];
	int kind;

	MA_UNUSED(state);
	for (kind = 1; kind < MA_EVENT_KINDS_N; kind++) {
		struct ma_event e = full_event((enum ma_event_kind)kind);

		ma_buf_clear(&text);
		ma_event_encode(&e, &text);
		if (!fits(schema, ma_buf_str(&text), why))
			fail_msg("%s: %s", ma_event_kind_name(e.kind), why);
	}
	ma_buf_done(&text);
	ma_schema_free(schema);
}

/* Both the schema and ma_event_decode() refuse a kind without a field that it must have, or neither. */
static void without(
	const struct ma_schema *schema, const char *kind, const char *text, const char *field)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_buf shorter = MA_BUF_INIT(MA_LIMIT_EVENT);
	ma_err err = { .code = MA_OK };
	struct ma_event e;
	json_t *json = NULL;
	char why[MA_ERR_MSG_MAX];
	bool decodes;

	assert_int_equal(ma_json_parse(ma_str(text), "event", &json, &err), MA_OK);
	assert_int_equal(json_object_del(json, field), 0);
	ma_json_write(json, 0, &shorter);
	decodes = ma_event_decode(ma_buf_str(&shorter), &arena, &e, &err) == MA_OK;
	if (fits(schema, ma_buf_str(&shorter), why) != decodes)
		fail_msg("%s without %s: the decoder says %s", kind, field,
			decodes ? "yes" : err.msg);
	json_decref(json);
	ma_buf_done(&shorter);
	ma_arena_done(&arena);
}

static void the_schema_asks_for_what_the_decoder_asks_for(void **state)
{
	static const char *const fields[] = {
#define X(id, name, type, member) name,
		MA_EVENT_FIELDS(X)
#undef X
	};
	struct ma_schema *schema = load("event");
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_EVENT);
	size_t i;
	int kind;

	MA_UNUSED(state);
	for (kind = 1; kind < MA_EVENT_KINDS_N; kind++) {
		struct ma_event e = full_event((enum ma_event_kind)kind);

		ma_buf_clear(&text);
		ma_event_encode(&e, &text);
		for (i = 0; i < MA_COUNT(fields); i++)
			without(schema, ma_event_kind_name(e.kind), text.p, fields[i]);
	}
	ma_buf_done(&text);
	ma_schema_free(schema);
}

static const struct ma_str agent_names[] = { { "backend", 7 }, { "frontend", 8 } };
static const struct ma_plan_agents agents = { .names = agent_names, .n = 2 };

static void a_plan_fits_its_schema_as_given_and_as_written(void **state)
{
	static const char plan[] =
		"{\"summary\":\"s\",\"contract\":{\"kind\":\"app\"},\"tasks\":[{\"id\":\"backend\",\"name\":\"n\","
		"\"writes\":[\"b/**\"],\"verify\":[\"build\",\"e2e\"],\"on_failure\":\"continue\"},{\"id\":\"x.1\",\"name\":\"m\",\"agent\":\"frontend\","
		"\"depends_on\":[\"backend\"],\"description\":null}]}";
	struct ma_schema *schema = load("plan");
	struct ma_buf problems = MA_BUF_INIT(MA_MIB), text = MA_BUF_INIT(MA_MIB);
	struct ma_plan *read = NULL;
	ma_err err = { .code = MA_OK };
	char why[MA_ERR_MSG_MAX] = "";

	MA_UNUSED(state);
	if (!fits(schema, ma_str(plan), why))
		fail_msg("%s", why);
	if (ma_plan_read(ma_str(plan), &agents, &read, &problems, &err) ||
		ma_plan_write(read, &text, &err))
		fail_msg("%s", err.msg);
	if (!fits(schema, ma_buf_str(&text), why))
		fail_msg("%s: %s", text.p, why);
	ma_plan_free(read);
	ma_buf_done(&problems);
	ma_buf_done(&text);
	ma_schema_free(schema);
}

/* Whether the validator says so too: at the same place, of the same keyword. */
static bool is_reported(const struct ma_schema_report *report, const struct ma_plan_problem *p)
{
	struct ma_buf at = MA_BUF_INIT(MA_KIB);
	bool found = false;
	size_t i;

	ma_plan_place_write(&p->place, &at);
	for (i = 0; i < report->errors_n && !found; i++) {
		struct ma_str place = ma_buf_str(&at);

		if (ma_str_ends(report->errors[i].schema_at, "/required"))
			place = ma_str_n(
				place.p, report->errors[i].at.n); /* of the object that lacks it */
		found = ma_str_eq(report->errors[i].at, place) &&
			ma_str_is(report->errors[i].schema_at, p->place.schema_at);
	}
	ma_buf_done(&at);
	return found;
}

static void agree(const struct ma_schema *schema, const char *text)
{
	const struct ma_plan_rules rules = { .agents = NULL };
	struct ma_plan_report mine = MA_PLAN_REPORT_INIT;
	struct ma_schema_report theirs = MA_SCHEMA_REPORT_INIT;
	struct ma_doc doc = { .n = 0 };
	struct ma_plan *plan = NULL;
	ma_err err = { .code = MA_OK };
	bool valid = false;
	size_t i, said = 0;

	(void)ma_plan_check(ma_str(text), &rules, &plan, &mine, &err);
	if (ma_doc_parse(&doc, ma_str(text), "text", &err) ||
		ma_schema_check(schema, &doc, &valid, &theirs, &err))
		fail_msg("%s: %s", text, err.msg);
	for (i = 0; i < mine.errors.n; i++) {
		said += mine.errors.v[i].place.schema_at[0] != '\0';
		if (mine.errors.v[i].place.schema_at[0] && !is_reported(&theirs, &mine.errors.v[i]))
			fail_msg("%s: the schema does not say at %s: %s; it says %s of %s", text,
				mine.errors.v[i].place.schema_at, mine.errors.v[i].message.p,
				theirs.errors_n ? theirs.errors[0].schema_at.p : "nothing",
				theirs.errors_n ? theirs.errors[0].at.p : "it");
	}
	if (valid != (said == 0))
		fail_msg("%s: the schema says %s", text, valid ? "yes" : theirs.errors[0].message.p);
	ma_plan_free(plan);
	ma_doc_done(&doc);
	ma_schema_report_done(&theirs);
	ma_plan_report_done(&mine);
}

#define WITH(member) "{\"tasks\":[{\"id\":\"backend\",\"name\":\"n\"," member "}]}"

static void reader_and_schema_of_plans_say_the_same(void **state)
{
	static const char *const plans[] = { "[]", "7", "{}", "{\"tasks\":[]}", "{\"tasks\":{}}",
		"{\"tasks\":[1]}", "{\"tasks\":[{\"id\":\"backend\"}]}",
		"{\"tasks\":[{\"name\":\"n\"}]}", "{\"tasks\":[{}]}",
		"{\"tasks\":[{\"id\":\"a b\",\"name\":\"n\"}]}",
		"{\"tasks\":[{\"id\":7,\"name\":\"n\"}]}",
		"{\"tasks\":[{\"id\":\"\",\"name\":\"n\"}]}",
		"{\"tasks\":[{\"id\":\"Plan\",\"name\":\"n\"}]}",
		"{\"tasks\":[{\"id\":\"a23456789012345678901234567890123456789012345678901234567890123456789\","
		"\"name\":\"n\"}]}",
		"{\"tasks\":[{\"id\":\"backend\",\"name\":\"\"}]}",
		"{\"tasks\":[{\"id\":\"backend\",\"name\":1}]}",
		"{\"tasks\":[{\"id\":\"a\",\"name\":\"n\"},{\"id\":\"a\",\"name\":\"n\"}]}",
		"{\"summary\":1,\"tasks\":[{\"id\":\"a\",\"name\":\"n\"}]}",
		"{\"summary\":null,\"contract\":null,\"tasks\":[{\"id\":\"a\",\"name\":\"n\"}]}",
		"{\"contract\":[],\"tasks\":[{\"id\":\"a\",\"name\":\"n\"}]}",
		WITH("\"timeout_s\":0"), WITH("\"deadline_s\":0"), WITH("\"deadline_s\":3628801"),
		WITH("\"estimate_s\":-1"), WITH("\"estimate_s\":86401"),
		WITH("\"optional\":\"yes\""), WITH("\"optional\":null"), WITH("\"timeout_s\":86401"),
		WITH("\"timeout_s\":\"300\""), WITH("\"max_retries\":21"),
		WITH("\"max_retries\":-1"), WITH("\"max_retries\":1.0"), WITH("\"writes\":\"x\""),
		WITH("\"writes\":[1]"), WITH("\"writes\":[\"./x\"]"), WITH("\"writes\":[\"x/\"]"),
		WITH("\"writes\":[\"a/../b\",\"a//b\",\"\",\"ok/**\"]"), WITH("\"depends_on\":{}"),
		WITH("\"depends_on\":[null]"), WITH("\"depends_on\":[\"nobody\"]"),
		WITH("\"verify\":[\"build\",\"test:e2e\"]"), WITH("\"verify\":null"),
		WITH("\"verify\":\"x\""), WITH("\"verify\":[1]"), WITH("\"verify\":[\"-x\"]"),
		WITH("\"verify\":[\"A\",\"\",\"a/b\"]"), WITH("\"on_failure\":\"stop\""),
		WITH("\"on_failure\":\"\""), WITH("\"on_failure\":7"), WITH("\"agent\":7"),
		WITH("\"agent\":null"), WITH("\"description\":[]"), WITH("\"colour\":\"red\"") };
	struct ma_schema *schema = load("plan");
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(plans); i++)
		agree(schema, plans[i]);
	ma_schema_free(schema);
}

static void check_agent(void *data, const char *path)
{
	struct ma_buf json = MA_BUF_INIT(MA_LIMIT_CONFIG);
	json_t *front = NULL;
	ma_err err = { .code = MA_OK };
	struct ma_str body;
	char why[MA_ERR_MSG_MAX];
	char *text = NULL;
	size_t n = 0;

	if (ma_fs_read(path, MA_LIMIT_CONFIG, &text, &n, &err) ||
		ma_yaml_front_matter(ma_str_n(text, n), path, &front, &body, &err))
		fail_msg("%s", err.msg);
	ma_json_write(front, 0, &json);
	if (!fits(data, ma_buf_str(&json), why))
		fail_msg("%s: %s", path, why);
	json_decref(front);
	ma_buf_done(&json);
	ma_free(text);
}

static void the_built_in_agents_fit_their_schema(void **state)
{
	static const char *const names[] = { "architect", "backend", "devops", "documentation",
		"frontend", "planner", "repair", "testing" };
	struct ma_schema *schema = load("agent");
	char path[4096], below[64], why[MA_ERR_MSG_MAX];
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(names); i++) {
		(void)snprintf(below, sizeof(below), "agents/%s.md", names[i]);
		path_of(below, path, sizeof(path));
		check_agent(schema, path);
	}
	assert_false(fits(schema, MA_STR("{\"name\":\"a\"}"), why));
	assert_false(fits(
		schema, MA_STR("{\"name\":\"a\",\"description\":\"d\",\"writes\":\"x\"}"), why));
	assert_false(fits(schema, MA_STR("{\"name\":\"a\",\"description\":\"d\",\"jobs\":0}"), why));
	assert_true(fits(schema,
		MA_STR("{\"name\":\"a\",\"description\":\"d\",\"verify\":[\"e2e\"]}"), why));
	assert_false(fits(
		schema, MA_STR("{\"name\":\"a\",\"description\":\"d\",\"verify\":[\"-x\"]}"), why));
	ma_schema_free(schema);
}

#define TASK(fields) "{\"entities\":[{\"name\":\"Task\",\"fields\":[" fields "]}]}"

/* A contract, and how the message about it begins behind "the contract has 1 problem: "; "": it is a good one. */
static const struct contract_case {
	const char *json, *why;
	bool unseen; /* no schema can say it */
} contract_cases[] = {
	{ "{\"kind\":\"cli\",\"commands\":[\"add\"],\"entities\":[{\"name\":\"class\"}],\"more\":{}}",
		"", false },
	{ TASK("{\"name\":\"done\",\"type\":\"boolean\",\"required\":true}"), "", false },
	{ TASK("{\"name\":\"in\",\"type\":\"ref\",\"to\":\"task\"}"), "", false },
	{ TASK("{\"name\":\"a\",\"type\":\"zip\"}"),
		"/entities/0/fields/0/type: no type \"zip\"; there are: string", false },
	{ TASK("{\"name\":\"1st\"}"), "/entities/0/fields/0/name: expected a name", false },
	{ TASK("{\"type\":\"text\"}"), "/entities/0/fields/0/name: expected a name", false },
	{ TASK("{\"name\":\"a\",\"unique\":1}"),
		"/entities/0/fields/0/unique: expected true or false", false },
	{ TASK("{\"name\":\"a\",\"type\":\"enum\",\"values\":[]}"),
		"/entities/0/fields/0/values: expected the values", false },
	{ TASK("{\"name\":\"a\",\"values\":[\"\"]}"),
		"/entities/0/fields/0/values/0: expected a text", false },
	{ TASK("{\"name\":\"a\",\"type\":\"ref\"}"),
		"/entities/0/fields/0/to: expected the name of an entity", false },
	{ TASK("{\"name\":\"a\",\"type\":\"ref\",\"to\":\"List\"}"),
		"/entities/0/fields/0/to: no entity \"List\"", true },
	{ TASK("{\"name\":\"due date\"},{\"name\":\"dueDate\"}"),
		"/entities/0/fields/1/name: \"dueDate\" is there already", true },
	{ TASK("{\"name\":\"a\",\"type\":\"boolean\",\"default\":true},"
	       "{\"name\":\"b\",\"type\":\"enum\",\"values\":[\"x\",\"y\"],\"default\":\"y\"}"),
		"", false },
	{ TASK("{\"name\":\"a\",\"type\":\"integer\",\"default\":\"many\"}"),
		"/entities/0/fields/0/default: none that a field of the type integer may have",
		true },
	{ TASK("{\"name\":\"a\",\"default\":null}"),
		"/entities/0/fields/0/default: none that a field of the type string may have",
		false },
	{ TASK("{\"name\":\"a\",\"unique\":true,\"default\":\"x\"}"),
		"/entities/0/fields/0/default: what is unique has none", true },
	{ TASK("5"), "/entities/0/fields/0: expected an object", false },
	{ "{\"entities\":[{\"name\":\"A\"},{\"name\":\"a\"}]}",
		"/entities/1/name: \"a\" is there already", true },
	{ "{\"entities\":{}}", "/entities: expected a list", false },
	{ "{\"entities\":[\"A\"]}", "/entities/0: expected an object", false },
	{ "{\"entities\":[{\"name\":\"A\"}],\"relations\":[{\"from\":\"A\",\"kind\":\"one_to_many\",\"to\":\"B\"}]}",
		"/relations/0/to: no entity \"B\"", true },
	{ "{\"entities\":[{\"name\":\"A\"}],\"relations\":[{\"from\":\"A\",\"kind\":\"many\",\"to\":\"A\"}]}",
		"/relations/0/kind: expected one of: one_to_one", false },
	{ "{\"kind\":7}", "/kind: expected a text", false },
	{ "{\"pages\":[7]}", "/pages/0: expected a text", false },
	{ "{\"operations\":\"count\"}", "/operations: expected a list", false },
};

static void check_contract_case(const struct ma_schema *schema, const struct contract_case *c)
{
	static const char begins[] = "the contract has 1 problem: ";
	ma_err err = { MA_OK, 0, "" };
	char why[MA_ERR_MSG_MAX];
	json_t *contract = NULL;
	ma_rc rc;

	assert_int_equal(ma_json_parse(ma_str(c->json), "contract", &contract, &err), MA_OK);
	rc = ma_contract_check(contract, &err);
	json_decref(contract);
	if (!*c->why && rc)
		fail_msg("%s: %s", c->json, err.msg);
	if (*c->why &&
		(rc != MA_EINVALID || strncmp(err.msg, begins, strlen(begins)) != 0 ||
			strncmp(err.msg + strlen(begins), c->why, strlen(c->why)) != 0))
		fail_msg("%s: %s", c->json, err.msg);
	if (fits(schema, ma_str(c->json), why) != (!*c->why || c->unseen))
		fail_msg("%s: by the schema", c->json);
}

static void a_contract_is_taken_or_refused_with_its_place(void **state)
{
	struct ma_schema *schema = load("contract");
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(contract_cases); i++)
		check_contract_case(schema, &contract_cases[i]);
	ma_schema_free(schema);
}

static void a_contract_with_too_much_is_refused_in_one_line(void **state)
{
	json_t *contract = json_pack("{s:[]}", "entities"),
	       *list = json_object_get(contract, "entities");
	ma_err err = { MA_OK, 0, "" };
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 50; i++)
		json_array_append_new(list, json_pack("{s:s}", "name", "Same\n"));
	assert_int_equal(ma_contract_check(contract, &err), MA_EINVALID);
	assert_non_null(strstr(
		err.msg, "the contract has 49 problems, among them: /entities/1/name: \"Same"));
	assert_null(strchr(err.msg, '\n'));
	for (; i < 10000; i++)
		json_array_append_new(list, json_pack("{s:o}", "name", json_sprintf("e%d", i)));
	assert_int_equal(ma_contract_check(contract, &err), MA_EINVALID);
	assert_string_equal(err.msg, "the contract has 1 problem: /entities: more than 1000");
	json_object_clear(contract);
	assert_int_equal(ma_contract_check(contract, &err), MA_EINVALID);
	assert_string_equal(err.msg, "contract: it is empty");
	json_decref(contract);
}

static ma_rc check_good_and_bad(void *data, ma_err *err)
{
	ma_rc rc = ma_contract_check(data, err);

	if (rc == MA_EINVALID)
		err->code = MA_OK; /* which is what is expected of it */
	return rc == MA_EINVALID ? MA_OK : rc;
}

static void exhausted_memory_is_no_problem_of_a_contract(void **state)
{
	json_t *contract = json_pack("{s:[{s:s,s:[{s:s,s:s}]},{s:s}]}", "entities", "name", "Task",
		"fields", "name", "a", "type", "zip", "name", "List");

	MA_UNUSED(state);
	torture(check_good_and_bad, contract);
	json_decref(contract);
}

/* Whoever builds is told what to do for each kind that the default plan gives him; none is told of one framework alone. */
static void the_built_in_agents_know_the_kinds_that_they_build(void **state)
{
	static const struct {
		const char *agent, *words[4];
	} rows[] = {
		{ "backend",
			{ "\nA server:", "\nA command-line program:", "\nA library:", "In C: C17" } },
		{ "frontend", { "\nAn application (", "\nA static site:", NULL } },
		{ "testing", { "A server:", "A program:", "A library:", "A static\nsite:" } },
	};
	ma_err err = { .code = MA_OK };
	char path[4096], below[64];
	size_t i, k;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(rows); i++) {
		char *text = NULL;

		(void)snprintf(below, sizeof(below), "agents/%s.md", rows[i].agent);
		path_of(below, path, sizeof(path));
		assert_int_equal(ma_fs_read(path, MA_LIMIT_CONFIG, &text, NULL, &err), MA_OK);
		for (k = 0; k < MA_COUNT(rows[i].words) && rows[i].words[k]; k++)
			if (!strstr(text, rows[i].words[k]))
				fail_msg("%s says nothing of \"%s\"", below, rows[i].words[k]);
		ma_free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_event_fits_its_schema),
		cmocka_unit_test(the_schema_asks_for_what_the_decoder_asks_for),
		cmocka_unit_test(a_plan_fits_its_schema_as_given_and_as_written),
		cmocka_unit_test(reader_and_schema_of_plans_say_the_same),
		cmocka_unit_test(the_built_in_agents_fit_their_schema),
		cmocka_unit_test(a_contract_is_taken_or_refused_with_its_place),
		cmocka_unit_test(a_contract_with_too_much_is_refused_in_one_line),
		cmocka_unit_test(exhausted_memory_is_no_problem_of_a_contract),
		cmocka_unit_test(the_built_in_agents_know_the_kinds_that_they_build),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
