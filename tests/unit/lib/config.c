/* The configuration: what is read, what is refused and how that is said, who is stronger, and what a project may not do. */
#include "lib/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"
#include "lib/places.h"
#include "lib/settings.h"
#include "support/tmpdir.h"
#include "support/torture.h"
#include "sys/fs.h"

#define USER "home/meta-agent/config.yaml"
#define SHOWN "~/meta-agent/config.yaml"
#define PROJECT "meta-agent.yaml"
#define KEY "sk-abcdefghijklmnopqrstuvwxyz"

/* A directory of its own, and the user's configuration and state in it. */
struct place {
	char dir[TMPDIR_SIZE];
	char *data_dir;
	struct ma_buf warnings;
	struct ma_config *config;
	ma_err err;
};

static void hear(void *data, const char *message)
{
	ma_buf_addf(&((struct place *)data)->warnings, "%s\n", message);
}

static void set_dir(const char *name, const char *dir, const char *below)
{
	char path[TMPDIR_SIZE + 32];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, below);
	assert_int_equal(setenv(name, path, 1), 0);
}

static int enter(void **state)
{
	static struct place p;
	const struct ma_setting *s;
	char share[4096];

	p = (struct place){ .warnings = MA_BUF_INIT(65536) };
	tmpdir_make(p.dir);
	(void)snprintf(share, sizeof(share), "%s/share/meta-agent", getenv("META_AGENT_SOURCE"));
	p.data_dir = ma_strdup(share);
	assert_int_equal(chdir(p.dir), 0);
	assert_int_equal(ma_fs_mkdirs("home/meta-agent", &p.err), MA_OK);
	set_dir("XDG_CONFIG_HOME", p.dir, "home");
	set_dir("XDG_STATE_HOME", p.dir, "state");
	set_dir("HOME", p.dir, "home");
	for (s = ma_settings; s->name; s++)
		if (s->env[0])
			(void)unsetenv(s->env[0]);
	(void)unsetenv("SSL_CERT_FILE");
	*state = &p;
	return 0;
}

static void forget(struct place *p)
{
	ma_config_free(p->config);
	p->config = NULL;
	ma_buf_clear(&p->warnings);
	p->err = (ma_err){ MA_OK, 0, "" };
}

static int leave(void **state)
{
	struct place *p = *state;

	forget(p);
	ma_buf_done(&p->warnings);
	ma_free(p->data_dir);
	assert_int_equal(chdir("/"), 0);
	tmpdir_remove(p->dir);
	return ma_alloc_live() != 0;
}

static void write_file(const char *name, mode_t mode, const char *text)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	assert_int_equal(fputs(text, f) < 0, 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(name, mode), 0);
}

static ma_rc load(struct place *p)
{
	const struct ma_config_opts opts = {
		.files = "", .data_dir = p->data_dir, .warn = hear, .data = p
	};

	forget(p);
	return ma_config_load(&opts, &p->config, &p->err);
}

static void loads(struct place *p)
{
	if (load(p))
		fail_msg("%s", p->err.msg);
}

static void refuses(struct place *p, const char *message)
{
	assert_int_equal(load(p), MA_ECONFIG);
	assert_null(p->config);
	assert_string_equal(p->err.msg, message);
}

static void is(const struct place *p, const char *expected)
{
	struct ma_buf text = MA_BUF_INIT(65536);

	ma_json_write(p->config->in_force, 0, &text);
	assert_string_equal(text.p, expected);
	ma_buf_done(&text);
}

static void without_files_nothing_is_set(void **state)
{
	loads(*state);
	is(*state, "{}");
}

static void nothing_is_read_unless_asked_for(void **state)
{
	struct place *p = *state;
	const struct ma_config_opts opts = { .data_dir = p->data_dir };

	write_file(USER, 0644, "no: such thing");
	assert_int_equal(setenv("META_AGENT_JOBS", "7", 1), 0);
	assert_int_equal(ma_config_load(&opts, &p->config, &p->err), MA_OK);
	is(p, "{}");
}

static void the_project_is_stronger_than_the_user_and_the_environment_than_both(void **state)
{
	write_file(
		USER, 0644, "jobs: 2\nfail_fast: true\nagents: {backend: {model: a, effort: low}}");
	write_file(PROJECT, 0644, "jobs: 3\nagents: {backend: {model: b}}");
	loads(*state);
	is(*state,
		"{\"jobs\":3,\"fail_fast\":true,\"agents\":{\"backend\":{\"model\":\"b\",\"effort\":\"low\"}}}");
	assert_int_equal(setenv("META_AGENT_JOBS", "4", 1), 0);
	loads(*state);
	is(*state,
		"{\"jobs\":4,\"fail_fast\":true,\"agents\":{\"backend\":{\"model\":\"b\",\"effort\":\"low\"}}}");
}

static void a_model_goes_when_another_provider_is_named_above_it(void **state)
{
	write_file(USER, 0644, "provider: gemini\nmodel: gemini-2.5-pro");
	write_file(PROJECT, 0644, "provider: [openai, ollama]");
	loads(*state);
	is(*state, "{\"provider\":\"openai,ollama\"}");
}

static void options_are_stronger_than_everything(void **state)
{
	ma_run_opts opts = { .jobs = 9, .no_verify = -1 };
	struct place *p = *state;

	write_file(USER, 0644,
		"provider: gemini\nmodel: m\njobs: 2\nverify: false\nsandbox: 'off'\ntimeout: 1.5\nmax_cost: 0.25\nmax_repairs: 0");
	loads(p);
	ma_config_fill_run(p->config, false, &opts);
	assert_string_equal(opts.provider, "gemini");
	assert_string_equal(opts.model, "m");
	assert_int_equal(opts.jobs, 9);
	assert_int_equal(opts.no_verify, -1);
	assert_int_equal(opts.sandbox_off, 1);
	assert_int_equal(opts.timeout_ms, 1500);
	assert_int_equal(opts.max_cost_microusd, 250000);
	assert_int_equal(opts.max_repairs, -1);
}

static void the_configured_model_is_not_another_providers(void **state)
{
	ma_run_opts opts = { .provider = "openai" };
	struct place *p = *state;

	write_file(USER, 0644, "provider: gemini\nmodel: m");
	loads(p);
	ma_config_fill_run(p->config, false, &opts);
	assert_string_equal(opts.provider, "openai");
	assert_null(opts.model);
}

static void a_run_that_is_resumed_keeps_what_its_log_holds(void **state)
{
	ma_run_opts opts = { .jobs = 0 };
	struct place *p = *state;

	write_file(USER, 0644, "provider: gemini\nmodel: m\njobs: 2\nsandbox: 'off'\nmax_cost: 1");
	loads(p);
	ma_config_fill_run(p->config, true, &opts);
	assert_null(opts.provider);
	assert_null(opts.model);
	assert_int_equal(opts.jobs, 0);
	assert_int_equal(opts.max_cost_microusd, 0);
	assert_int_equal(opts.sandbox_off, 1);
}

static void a_provider_is_made_as_it_is_set_up(void **state)
{
	struct ma_llm_opts o = { .model = NULL };
	struct place *p = *state;

	write_file(USER, 0600,
		"proxy: http://proxy:3128\nca_file: ~/ca.pem\nproviders:\n  openai:\n    base_url: https://x.example/v1\n"
		"    idle_timeout: 2\n    timeout: 0.5\n    temperature: 0\n    effort: high\n    ca_file: own.pem\n"
		"    headers: {X-Title: t}\n    safety: {jailbreak: off}\n  ollama: {num_ctx: 4096}");
	loads(p);
	assert_int_equal(ma_config_fill_provider(p->config, "openai", &o, &p->err), MA_OK);
	assert_string_equal(o.base_url, "https://x.example/v1");
	assert_int_equal(o.idle_ms, 2000);
	assert_int_equal(o.total_ms, 500);
	assert_true(o.style.has_temperature);
	assert_int_equal(o.style.effort, MA_LLM_EFFORT_HIGH);
	assert_int_equal(o.style.safety[MA_LLM_HARM_JAILBREAK], MA_LLM_BLOCK_OFF);
	assert_string_equal(o.proxy, "http://proxy:3128");
	assert_true(ma_str_ends(ma_str(o.ca_file), "/home/meta-agent/own.pem"));
	assert_int_equal(json_object_size(o.headers), 1);
}

static void a_server_near_by_is_not_asked_through_the_common_proxy(void **state)
{
	struct ma_llm_opts o = { .model = NULL };
	struct place *p = *state;

	write_file(USER, 0644,
		"proxy: http://proxy:3128\nca_file: ~/ca.pem\nproviders: {ollama: {num_ctx: 4096}, vllm: {proxy: 'http://other'}}");
	loads(p);
	assert_int_equal(ma_config_fill_provider(p->config, "ollama", &o, &p->err), MA_OK);
	assert_null(o.proxy);
	assert_true(ma_str_ends(ma_str(o.ca_file), "/home/ca.pem"));
	assert_int_equal(o.context_tokens, 4096);
	o = (struct ma_llm_opts){ .model = NULL };
	assert_int_equal(ma_config_fill_provider(p->config, "vllm", &o, &p->err), MA_OK);
	assert_string_equal(o.proxy, "http://other");
}

static void what_is_wrong_is_named_with_its_place_and_what_was_meant(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "# mine\njbos: 3\n",
			SHOWN ":2: /jbos: there is no such setting; did you mean jobs?" },
		{ "xyzzy: 3", SHOWN ":1: /xyzzy: there is no such setting" },
		{ "provider: gemini\n\njobs: many\n",
			SHOWN ":3: /jobs: must be a whole number, not \"many\"" },
		{ "providers:\n  openai:\n    mdoel: x\n",
			SHOWN
			":3: /providers/openai/mdoel: there is no such setting; did you mean model?" },
		{ "providers:\n  gemni: {}\n",
			SHOWN
			":2: /providers/gemni: there is no provider \"gemni\"; did you mean gemini?" },
		{ "agents:\n  backend:\n    key: x\n",
			SHOWN ":3: /agents/backend/key: there is no such setting" },
		{ "agent: {}", SHOWN ":1: /agent: there is no such setting; did you mean agents?" },
		{ "sandbox: no\n", SHOWN ":1: /sandbox: must be \"auto\" or \"off\", not \"no\"" },
		{ "jobs: 1\njobs: 2\n", SHOWN ":2: the key is given twice: jobs" },
		{ "jobs: [",
			SHOWN ":2: did not find expected node content while parsing a flow node" },
		{ "[1]", SHOWN ":1: it is no mapping of settings" },
		{ "root:x:0:0", SHOWN ":1: it is no mapping of settings" },
		{ "jobs: 0\nmax_cost: -1\n",
			SHOWN ":1: /jobs: must be at least 1, not 0\n" SHOWN
			      ":2: /max_cost: must be at least 0.000001, not -1" },
	};
	size_t i;

	for (i = 0; i < MA_COUNT(cases); i++) {
		write_file(USER, 0644, cases[i].text);
		refuses(*state, cases[i].message);
	}
}

static void what_is_no_text_file_is_refused(void **state)
{
	struct place *p = *state;
	FILE *f;

	assert_int_equal(mkdir(PROJECT, 0777), 0);
	refuses(p, PROJECT " is no regular file");
	assert_int_equal(rmdir(PROJECT), 0);
	f = fopen(PROJECT, "w");
	assert_non_null(f);
	assert_int_equal(fwrite("jobs: 1\n\0sandbox: auto\n", 1, 24, f), 24);
	assert_int_equal(fclose(f), 0);
	refuses(p, PROJECT " holds a NUL: it is no text");
}

static void what_is_secret_is_in_no_message(void **state)
{
	static const char *const texts[] = { "providers: {openai: {key: 1234567890123}}",
		"providers: {openai: {key: [" KEY "]}}", "proxy: bob:" KEY "@proxy",
		"providers: {openai: {headers: {X-A: [" KEY "]}}}" };
	struct place *p = *state;
	size_t i;

	for (i = 0; i < MA_COUNT(texts); i++) {
		write_file(USER, 0600, texts[i]);
		assert_int_equal(load(p), MA_ECONFIG);
		assert_null(strstr(p->err.msg, "1234567890123"));
		assert_null(strstr(p->err.msg, KEY));
		assert_non_null(strstr(p->err.msg, "its value, which is not shown"));
	}
}

static void a_file_with_a_key_that_others_can_read_is_refused(void **state)
{
	write_file(USER, 0640, "providers: {openai: {key: " KEY "}}");
	refuses(*state,
		SHOWN
		": it holds a secret (providers/openai/key) and others than you can read or write it: chmod 600 " SHOWN);
	write_file(USER, 0644, "providers: {openai: {key: none, key_file: k}}");
	loads(*state);
	write_file(USER, 0600, "providers: {openai: {key: " KEY "}}");
	loads(*state);
}

/* Each may lead what is asked, or what pays for it, elsewhere, or what runs out of its cage. */
static void a_project_sets_nothing_that_could_harm_until_it_is_trusted(void **state)
{
	static const struct {
		const char *text, *name;
	} cases[] = {
		{ "sandbox: 'off'", "sandbox" },
		{ "verify: false", "verify" },
		{ "prices: cheap.json", "prices" },
		{ "proxy: http://evil", "proxy" },
		{ "ca_file: evil.pem", "ca_file" },
		{ "providers: {gemini: {base_url: 'http://evil'}}", "providers/gemini/base_url" },
		{ "providers: {gemini: {key: none}}", "providers/gemini/key" },
		{ "providers: {gemini: {key_file: k}}", "providers/gemini/key_file" },
		{ "providers: {gemini: {proxy: 'http://evil'}}", "providers/gemini/proxy" },
		{ "providers: {gemini: {ca_file: k}}", "providers/gemini/ca_file" },
		{ "providers: {gemini: {headers: {X-A: b}}}", "providers/gemini/headers" },
	};
	const ma_ctx_opts opts = { .size = sizeof(opts) };
	struct place *p = *state;
	char message[512], *json;
	size_t i;

	for (i = 0; i < MA_COUNT(cases); i++) {
		write_file(PROJECT, 0600, cases[i].text);
		(void)snprintf(message, sizeof(message),
			PROJECT
			" wants to set %s, and you have not trusted it as it stands: read it, "
			"then `meta-agent config trust`",
			cases[i].name);
		refuses(p, message);
		assert_int_equal(ma_config_trust(&opts, PROJECT, &json, &p->err), MA_OK);
		ma_string_free(json);
		loads(p);
	}
}

static void trust_is_of_one_content_at_one_place(void **state)
{
	const ma_ctx_opts opts = { .size = sizeof(opts) };
	struct place *p = *state;
	char *json;

	write_file(PROJECT, 0644, "sandbox: auto\n");
	assert_int_equal(ma_config_trust(&opts, PROJECT, &json, &p->err), MA_OK);
	ma_string_free(json);
	loads(p);
	write_file(PROJECT, 0644, "sandbox: 'off'\n");
	assert_int_equal(load(p), MA_ECONFIG);
	write_file(PROJECT, 0644, "sandbox: auto\n");
	loads(p);
	assert_int_equal(mkdir("elsewhere", 0777), 0);
	assert_int_equal(rename(PROJECT, "elsewhere/" PROJECT), 0);
	assert_int_equal(chdir("elsewhere"), 0);
	assert_int_equal(load(p), MA_ECONFIG);
}

/* Somebody else may have written it. */
static void a_record_of_trust_that_others_can_write_counts_for_nothing(void **state)
{
	const ma_ctx_opts opts = { .size = sizeof(opts) };
	struct place *p = *state;
	char *json;

	write_file(PROJECT, 0644, "sandbox: auto\n");
	assert_int_equal(ma_config_trust(&opts, PROJECT, &json, &p->err), MA_OK);
	ma_string_free(json);
	assert_int_equal(system("chmod 666 state/meta-agent/trusted/*"), 0);
	assert_int_equal(load(p), MA_ECONFIG);
}

static void a_project_may_ask_for_less_than_the_user_allows_and_not_for_more(void **state)
{
	struct place *p = *state;

	write_file(USER, 0644, "max_cost: 5\nmax_tokens: 1000");
	write_file(PROJECT, 0644, "max_cost: 50\nmax_tokens: 10\nmax_repairs: 9");
	loads(p);
	is(p, "{\"max_cost\":5,\"max_tokens\":10,\"max_repairs\":9}");
	assert_string_equal(p->warnings.p,
		PROJECT
		" asks for more max_cost than your own configuration allows: it is ignored\n");
}

static void a_variable_that_is_no_number_is_refused(void **state)
{
	assert_int_equal(setenv("META_AGENT_JOBS", "many", 1), 0);
	refuses(*state, "META_AGENT_JOBS: \"many\" is not a number");
	assert_int_equal(setenv("META_AGENT_JOBS", "0", 1), 0);
	refuses(*state, "META_AGENT_JOBS: must be at least 1");
}

static void certificates_are_taken_from_the_variables_that_others_use(void **state)
{
	struct ma_llm_opts o = { .model = NULL };
	struct place *p = *state;

	write_file(USER, 0644, "ca_file: /own.pem");
	assert_int_equal(setenv("SSL_CERT_FILE", "/variable.pem", 1), 0);
	loads(p);
	assert_int_equal(ma_config_fill_provider(p->config, "gemini", &o, &p->err), MA_OK);
	assert_string_equal(o.ca_file, "/variable.pem");
	assert_string_equal(ma_config_from(p->config, NULL, NULL, "ca_file"), "SSL_CERT_FILE");
}

/* In the schema there is each setting, and nothing else. */
static void check_properties(
	const json_t *object, enum ma_setting_scope scope, const char *const *besides)
{
	const struct ma_setting *s;
	const char *name;
	json_t *value;
	size_t n = 0;

	for (s = ma_settings; s->name; s++) {
		if (s->scope != scope && !(s->everywhere && scope == MA_SCOPE_RUN))
			continue;
		n++;
		if (!json_object_get(object, s->name))
			fail_msg("the schema has no %s", s->name);
	}
	json_object_foreach ((json_t *)object, name, value)
		if (!ma_setting_find(scope, name) && strcmp(name, besides[0]) != 0 &&
			strcmp(name, besides[1]) != 0)
			fail_msg("there is no setting %s", name);
	assert_int_equal(json_object_size(object), n + (scope == MA_SCOPE_RUN ? 2 : 0));
}

static void the_schema_has_the_settings_of_the_table(void **state)
{
	static const char *const groups[] = { "providers", "agents" };
	struct place *p = *state;
	struct ma_buf path = MA_BUF_INIT(8192);
	char *text = NULL;
	json_t *schema = NULL, *defs;

	ma_buf_addf(&path, "%s/schemas/config.json", p->data_dir);
	assert_int_equal(ma_fs_read(path.p, MA_LIMIT_CONFIG, &text, NULL, &p->err), MA_OK);
	assert_int_equal(ma_json_parse(ma_str(text), "schema", &schema, &p->err), MA_OK);
	defs = json_object_get(schema, "$defs");
	check_properties(json_object_get(schema, "properties"), MA_SCOPE_RUN, groups);
	check_properties(json_object_get(json_object_get(defs, "provider"), "properties"),
		MA_SCOPE_PROVIDER, groups);
	check_properties(json_object_get(json_object_get(defs, "agent"), "properties"),
		MA_SCOPE_AGENT, groups);
	json_decref(schema);
	ma_free(text);
	ma_buf_done(&path);
}

static ma_rc load_once(void *data, ma_err *err)
{
	struct place *p = data;
	const struct ma_config_opts opts = { .files = "", .data_dir = p->data_dir };
	struct ma_config *config = NULL;
	ma_rc rc = ma_config_load(&opts, &config, err);

	ma_config_free(config);
	return rc;
}

static void every_allocation_of_loading_may_fail(void **state)
{
	const ma_ctx_opts opts = { .size = sizeof(opts) };
	struct place *p = *state;
	char *json;

	write_file(USER, 0600,
		"provider: [openai, ollama]\nproviders: {openai: {key: " KEY
		", ca_file: x}}\nagents: {backend: {model: m}}");
	write_file(PROJECT, 0644, "sandbox: auto\n");
	assert_int_equal(ma_config_trust(&opts, PROJECT, &json, &p->err), MA_OK);
	ma_string_free(json);
	torture(load_once, p);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_files_nothing_is_set),
		TEST(nothing_is_read_unless_asked_for),
		TEST(the_project_is_stronger_than_the_user_and_the_environment_than_both),
		TEST(a_model_goes_when_another_provider_is_named_above_it),
		TEST(options_are_stronger_than_everything),
		TEST(the_configured_model_is_not_another_providers),
		TEST(a_run_that_is_resumed_keeps_what_its_log_holds),
		TEST(a_provider_is_made_as_it_is_set_up),
		TEST(a_server_near_by_is_not_asked_through_the_common_proxy),
		TEST(what_is_wrong_is_named_with_its_place_and_what_was_meant),
		TEST(what_is_no_text_file_is_refused),
		TEST(what_is_secret_is_in_no_message),
		TEST(a_file_with_a_key_that_others_can_read_is_refused),
		TEST(a_project_sets_nothing_that_could_harm_until_it_is_trusted),
		TEST(trust_is_of_one_content_at_one_place),
		TEST(a_record_of_trust_that_others_can_write_counts_for_nothing),
		TEST(a_project_may_ask_for_less_than_the_user_allows_and_not_for_more),
		TEST(a_variable_that_is_no_number_is_refused),
		TEST(certificates_are_taken_from_the_variables_that_others_use),
		TEST(the_schema_has_the_settings_of_the_table),
		TEST(every_allocation_of_loading_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
