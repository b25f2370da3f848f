/* What a request can ask for: in each provider's words, or not at all, as docs/formats/providers.md says. */
#include <stdio.h>

#include "llm/anthropic.h"
#include "llm/gemini.h"
#include "llm/ollama.h"
#include "llm/openai_presets.h"
#include "llm/openai_responses.h"
#include "support/dialect_checks.h"
#include "support/group.h"

#define SCHEMA                                                                                       \
	"{\"$schema\":\"x\",\"type\":\"object\",\"properties\":{\"maxLength\":{\"type\":\"string\"," \
	"\"maxLength\":3},\"b\":{\"const\":1}},\"required\":[\"b\"]}"
#define SCHEMA_KNOWN                                                                                      \
	"{\"type\":\"object\",\"properties\":{\"maxLength\":{\"type\":\"string\"},\"b\":{\"enum\":[1]}}," \
	"\"required\":[\"b\"]}"
#define SCHEMA_DESCRIBED                                                                           \
	"{\"type\":\"object\",\"properties\":{\"maxLength\":{\"type\":\"string\",\"description\":" \
	"\"{maxLength: 3}\"},\"b\":{\"enum\":[1]}},\"required\":[\"b\"],\"additionalProperties\":false}"
#define TOLD                                                                                               \
	"{\"role\":\"system\",\"content\":\"Answer with one JSON value that fits this JSON Schema:\\n"     \
	"{\\\"$schema\\\":\\\"x\\\",\\\"type\\\":\\\"object\\\",\\\"properties\\\":{\\\"maxLength\\\":"    \
	"{\\\"type\\\":\\\"string\\\",\\\"maxLength\\\":3},\\\"b\\\":{\\\"const\\\":1}},\\\"required\\\":" \
	"[\\\"b\\\"]}\"},"
#define USER "{\"role\":\"user\",\"content\":\"Plan \\\"it\\\"\\n\"}"

static const struct ma_str ends[] = { { "END", 3 }, { "\n\n", 2 } };
static json_t *schema;

static int parse_schema(void **state)
{
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	return ma_json_parse(MA_STR(SCHEMA), "schema", &schema, &err) ? -1 : 0;
}

static int drop_schema(void **state)
{
	MA_UNUSED(state);
	json_decref(schema);
	return 0;
}

static struct ma_llm_req everything(void)
{
	struct ma_llm_req req = least();

	req.temperature = 0.5;
	req.top_p = 0.25;
	req.top_k = 40;
	req.seed = 7;
	req.stops = ends;
	req.stops_n = MA_COUNT(ends);
	req.schema = schema;
	req.effort = MA_LLM_EFFORT_LOW;
	req.safety[MA_LLM_HARM_JAILBREAK] = MA_LLM_BLOCK_ONLY_HIGH;
	req.safety[MA_LLM_HARM_HARASSMENT] = MA_LLM_BLOCK_OFF;
	return req;
}

static void gemini_is_asked_for_everything(void **state)
{
	MA_UNUSED(state);
	writes(&ma_llm_gemini, everything(),
		"{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Plan \\\"it\\\"\\n\"}]}],"
		"\"safetySettings\":[{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"threshold\":\"OFF\"},"
		"{\"category\":\"HARM_CATEGORY_JAILBREAK\",\"threshold\":\"BLOCK_ONLY_HIGH\"}],"
		"\"generationConfig\":{\"temperature\":0.5,\"topP\":0.25,\"topK\":40,\"seed\":7,"
		"\"stopSequences\":[\"END\",\"\\n\\n\"],\"responseMimeType\":\"application/json\","
		"\"responseJsonSchema\":" SCHEMA_KNOWN
		",\"thinkingConfig\":{\"thinkingLevel\":\"LOW\"}}}");
}

static void chat_completions_are_asked_in_their_words(void **state)
{
	MA_UNUSED(state);
	writes(&ma_llm_openai, everything(),
		"{\"model\":\"m-1\",\"messages\":[" USER
		"],\"temperature\":0.5,\"top_p\":0.25,\"seed\":7,"
		"\"stop\":[\"END\",\"\\n\\n\"],\"response_format\":{\"type\":\"json_schema\","
		"\"json_schema\":{\"name\":\"answer\",\"schema\":" SCHEMA
		"}},\"reasoning_effort\":\"low\"}");
	writes(&ma_llm_openai_openrouter, everything(),
		"{\"model\":\"m-1\",\"messages\":[" USER
		"],\"temperature\":0.5,\"top_p\":0.25,\"top_k\":40,"
		"\"seed\":7,\"stop\":[\"END\",\"\\n\\n\"],\"response_format\":{\"type\":\"json_schema\","
		"\"json_schema\":{\"name\":\"answer\",\"schema\":" SCHEMA
		"}},\"reasoning\":{\"effort\":\"low\"},\"usage\":{\"include\":true}}");
	writes(&ma_llm_openai_deepseek, everything(),
		"{\"model\":\"m-1\",\"messages\":[" TOLD USER "],\"temperature\":0.5,\"top_p\":0.25,"
		"\"stop\":[\"END\",\"\\n\\n\"],\"response_format\":{\"type\":\"json_object\"},"
		"\"thinking\":{\"type\":\"enabled\"}}");
	writes(&ma_llm_openai_mistral, everything(),
		"{\"model\":\"m-1\",\"messages\":[" USER "],\"temperature\":0.5,\"top_p\":0.25,"
		"\"random_seed\":7,\"stop\":[\"END\",\"\\n\\n\"],\"response_format\":{\"type\":\"json_schema\","
		"\"json_schema\":{\"name\":\"answer\",\"schema\":" SCHEMA "}}}");
}

static void responses_are_asked_in_their_words(void **state)
{
	MA_UNUSED(state);
	writes(&ma_llm_openai_responses, everything(),
		"{\"model\":\"m-1\",\"input\":[" USER
		"],\"store\":false,\"temperature\":0.5,\"top_p\":0.25,"
		"\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"answer\",\"strict\":false,\"schema\":" SCHEMA
		"}},"
		"\"reasoning\":{\"effort\":\"low\"}}");
}

static void ollama_is_asked_in_its_words(void **state)
{
	MA_UNUSED(state);
	writes(&ma_llm_ollama, everything(),
		"{\"model\":\"m-1\",\"messages\":[" USER
		"],\"stream\":false,\"truncate\":false,\"shift\":false,"
		"\"format\":" SCHEMA
		",\"think\":\"low\",\"options\":{\"num_ctx\":16384,\"temperature\":0.5,"
		"\"top_p\":0.25,\"top_k\":40,\"seed\":7,\"stop\":[\"END\",\"\\n\\n\"]}}");
}

#define ANTHROPIC(model, more)                                                                      \
	"{\"model\":\"" model "\",\"max_tokens\":16000,\"messages\":[" USER "],"                    \
	"\"stop_sequences\":[\"END\",\"\\n\\n\"],\"output_config\":{\"effort\":\"low\",\"format\":" \
	"{\"type\":\"json_schema\",\"schema\":" SCHEMA_DESCRIBED "}}" more "}"

static void only_old_claudes_are_told_how_to_choose_words(void **state)
{
	struct ma_llm_req req = everything();

	MA_UNUSED(state);
	writes(&ma_llm_anthropic, req, ANTHROPIC("m-1", ""));
	writes_to(&ma_llm_anthropic, req, "claude-opus-4-7", ANTHROPIC("claude-opus-4-7", ""));
	writes_to(&ma_llm_anthropic, req, "claude-haiku-4-5",
		ANTHROPIC("claude-haiku-4-5", ",\"temperature\":0.5,\"top_k\":40"));
	req.temperature = -1;
	writes_to(&ma_llm_anthropic, req, "claude-haiku-4-5",
		ANTHROPIC("claude-haiku-4-5", ",\"top_p\":0.25,\"top_k\":40"));
}

static void gemini_thinks_in_tokens_or_in_levels(void **state)
{
	static const struct {
		const char *model;
		enum ma_llm_effort effort;
		const char *config;
	} cases[] = {
		{ "gemini-2.5-flash", MA_LLM_EFFORT_OFF, "{\"thinkingBudget\":0}" },
		{ "models/gemini-2.5-pro", MA_LLM_EFFORT_OFF, "{\"thinkingBudget\":128}" },
		{ "gemini-2.5-pro", MA_LLM_EFFORT_HIGH, "{\"thinkingBudget\":24576}" },
		{ "gemini-3.8-flash", MA_LLM_EFFORT_OFF, "{\"thinkingLevel\":\"LOW\"}" },
		{ "gemini-4-argon", MA_LLM_EFFORT_MEDIUM, "{\"thinkingLevel\":\"MEDIUM\"}" },
	};
	struct ma_llm_req req = least();
	char want[512];
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(cases); i++) {
		req.effort = cases[i].effort;
		(void)snprintf(want, sizeof(want),
			"{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Plan \\\"it\\\"\\n\"}]}],"
			"\"generationConfig\":{\"thinkingConfig\":%s}}",
			cases[i].config);
		writes_to(&ma_llm_gemini, req, cases[i].model, want);
	}
}

/* The columns of the table: a request without the one thing, and with it. */
static void ask_for(size_t column, struct ma_llm_req *without, struct ma_llm_req *with)
{
	static const struct ma_llm_tool tool = { .name = { "look", 4 } };
	struct ma_llm_req all = everything();

	*without = *with = least();
	with->temperature = column == 0 ? all.temperature : -1;
	with->top_p = column == 1 ? all.top_p : 0;
	with->top_k = column == 2 ? all.top_k : 0;
	with->seed = column == 3 ? all.seed : 0;
	with->stops = all.stops;
	with->stops_n = column == 4 ? all.stops_n : 0;
	with->json = column == 5;
	with->schema = column == 6 ? schema : NULL;
	without->json = column == 6; /* a schema is more than JSON */
	with->effort = column == 7 ? MA_LLM_EFFORT_LOW : MA_LLM_EFFORT_DEFAULT;
	if (column == 8)
		memcpy(with->safety, all.safety, sizeof(all.safety));
	with->tools = &tool;
	with->tools_n = column == 9;
}

static bool carries(const struct ma_llm_dialect *d, size_t column)
{
	struct ma_llm_req without, with;
	json_t *one, *other;
	bool same;

	ask_for(column, &without, &with);
	one = d->body(d, &without, ma_str(d->model));
	other = d->body(d, &with, ma_str(d->model));
	assert_non_null(one);
	assert_non_null(other);
	same = json_equal(one, other);
	json_decref(one);
	json_decref(other);
	return !same;
}

#define X(id, preset, about, key, env, at, model, names, traits) &ma_llm_openai_##id,
static const struct ma_llm_dialect *const all[] = { &ma_llm_gemini, &ma_llm_openai,
	&ma_llm_anthropic, &ma_llm_openai_responses, &ma_llm_ollama, MA_LLM_OPENAI_PRESETS(X) };
#undef X

static const struct ma_llm_dialect *dialect_of(const char *name)
{
	size_t i;

	for (i = 0; i < MA_COUNT(all); i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	fail_msg("%s has no dialect", name);
	return NULL;
}

/* "| `gemini` | yes | no |…": whether it was a row of the table. */
static bool check_row(const char *line)
{
	const struct ma_llm_dialect *d;
	char name[64], word[8];
	size_t column;
	int n = 0;

	if (sscanf(line, "| `%63[a-z-]` |%n", name, &n) != 1 || n == 0 ||
		(strncmp(line + n, " yes |", 6) != 0 && strncmp(line + n, " no |", 5) != 0))
		return false;
	d = dialect_of(name);
	for (column = 0, line += n; sscanf(line, " %7[a-z] |%n", word, &n) == 1; column++) {
		if (carries(d, column) != (strcmp(word, "yes") == 0))
			fail_msg("%s, column %zu: the table says %s", name, column + 1, word);
		line += n;
	}
	assert_int_equal(column, 10);
	return true;
}

static void the_table_of_the_documentation_is_true(void **state)
{
	const char *root = getenv("META_AGENT_SOURCE");
	char path[512], line[1024];
	const struct ma_llm_provider *p;
	size_t rows = 0, http = 0;
	FILE *f;

	MA_UNUSED(state);
	assert_non_null(root);
	(void)snprintf(path, sizeof(path), "%s/docs/formats/providers.md", root);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		rows += check_row(line);
	(void)fclose(f); /* only read from */
	for (p = ma_llm_providers(); p->name; p++)
		http += p->url_env != NULL;
	assert_int_equal(rows, http);
}

static void a_schema_is_copied_through_all_its_branches(void **state)
{
	static const char *const known[] = { "type", "items", "anyOf", "properties", "$defs",
		"enum", NULL };
	static const char text[] =
		"{\"$defs\":{\"x\":{\"type\":\"string\",\"pattern\":\"a\"}},\"items\":[{\"not\":{}},true],"
		"\"anyOf\":[{\"const\":null},{\"const\":1,\"enum\":[1,2]}],\"properties\":{\"not\":false}}";
	static const char want[] = "{\"$defs\":{\"x\":{\"type\":\"string\"}},\"items\":[{},true],"
				   "\"anyOf\":[{\"enum\":[null]},{\"enum\":[1,2]}],"
				   "\"properties\":{\"not\":false}}";
	json_t *from = json_loads(text, 0, NULL), *wanted = json_loads(want, 0, NULL), *got;

	MA_UNUSED(state);
	got = ma_llm_schema_of(from, known);
	assert_true(json_equal(got, wanted));
	json_decref(from);
	json_decref(wanted);
	json_decref(got);
}

static void *gated_alloc(size_t size)
{
	return ma_alloc(size, 1);
}

static ma_rc write_body(void *data, ma_err *err)
{
	const struct ma_llm_dialect *d = data;
	struct ma_llm_req req = everything();
	json_t *body;

	req.system = MA_STR("You plan.");
	req.stream = true;
	req.output_tokens_max = 100;
	body = d->body(d, &req, MA_STR("claude-haiku-4-5"));
	json_decref(body);
	return body ? MA_OK : ma_fail_nomem(err);
}

static void a_body_is_whole_or_memory_ran_out(void **state)
{
	size_t i;

	MA_UNUSED(state);
	json_set_alloc_funcs(gated_alloc, ma_free);
	for (i = 0; i < MA_COUNT(all); i++)
		torture(write_body, (void *)all[i]);
	json_set_alloc_funcs(malloc, free);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gemini_is_asked_for_everything),
		cmocka_unit_test(chat_completions_are_asked_in_their_words),
		cmocka_unit_test(responses_are_asked_in_their_words),
		cmocka_unit_test(ollama_is_asked_in_its_words),
		cmocka_unit_test(only_old_claudes_are_told_how_to_choose_words),
		cmocka_unit_test(gemini_thinks_in_tokens_or_in_levels),
		cmocka_unit_test(the_table_of_the_documentation_is_true),
		cmocka_unit_test(a_body_is_whole_or_memory_ran_out),
		cmocka_unit_test(a_schema_is_copied_through_all_its_branches),
	};

	return group_run(tests, parse_schema, drop_schema);
}
