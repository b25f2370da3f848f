/* The plan of an application: who writes what, and in which order. */
#include "base/limits.h"
#include "codec/json.h"
#include "llm/offline_parts.h"
#include "model/understand.h"

#define GLOBS_MAX 8

struct row {
	const char *agent, *name, *description;
	const char *after[3]; /* the agents whose work it builds on */
	const char *writes[GLOBS_MAX];
};

/* Tasks that may run at the same time write different files. */
static const struct row rows[] = {
	{ "architect", "Contract and project files",
		"Write down the data model and the HTTP API that server and user interface share, and the root files of "
		"the project.",
		{ NULL },
		{ "package.json", "tsconfig.base.json", ".gitignore", ".editorconfig", "scripts/**",
			"docs/**", NULL } },
	{ "backend", "Server", "Write the HTTP API: database, validation, endpoints",
		{ "architect", NULL }, { "backend/**", NULL } },
	{ "frontend", "User interface", "Write the pages: lists, forms and details",
		{ "architect", NULL }, { "frontend/**", NULL } },
	{ "testing", "Tests", "Write the tests of the API and of the user interface",
		{ "backend", "frontend", NULL },
		{ "backend/tests/**", "backend/vitest.config.ts", "frontend/src/**/*.test.ts",
			"frontend/src/**/*.test.tsx", "frontend/src/test/**", NULL } },
	{ "documentation", "Documentation", "Write the README and the guide",
		{ "backend", "frontend", NULL }, { "README.md", "docs/guide/**", NULL } },
	{ "devops", "Delivery", "Write the Dockerfile, the compose file and the CI workflow",
		{ "backend", "frontend", NULL },
		{ "Dockerfile", ".dockerignore", "compose.yaml", ".env.example", ".github/**",
			NULL } },
};

const char *const *ma_offline_writes(struct ma_str agent)
{
	size_t i;

	for (i = 0; i < MA_COUNT(rows); i++)
		if (ma_str_is(agent, rows[i].agent))
			return rows[i].writes;
	return NULL;
}

/* A list of "- name: description"; without one everybody is there. */
static bool is_listed(struct ma_str agents, const char *name)
{
	struct ma_str rest = agents, line;

	while (ma_str_line(&rest, &line))
		if (ma_str_starts(line, "- ") && ma_str_starts(ma_str_from(line, 2), name) &&
			ma_str_starts(ma_str_from(line, 2 + strlen(name)), ":"))
			return true;
	return agents.n == 0;
}

/* "Author, Book and Loan" */
static void add_names(struct ma_buf *out, const json_t *contract)
{
	const json_t *entities = json_object_get(contract, "entities"), *e;
	size_t i, n = json_array_size(entities);

	json_array_foreach (entities, i, e) {
		if (i > 0)
			ma_buf_adds(out, i + 1 == n ? " and " : ", ");
		ma_buf_addv(out, ma_json_str(e, "name"));
	}
}

static json_t *string_of(struct ma_buf *b)
{
	json_t *s = b->rc ? NULL : json_stringn(b->p ? b->p : "", b->n);

	ma_buf_done(b);
	return s;
}

static json_t *description(const struct row *row, const json_t *contract)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&text, "%s for ", row->description);
	add_names(&text, contract);
	ma_buf_adds(&text, ", as the contract says.");
	return string_of(&text);
}

static json_t *strings(const char *const *list, struct ma_str agents)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; list[i]; i++)
		if (is_listed(agents, list[i]))
			json_array_append_new(array, json_string(list[i]));
	return array;
}

static json_t *task_json(const struct row *row, const json_t *contract, struct ma_str agents)
{
	json_t *o = json_pack(
		"{s:s,s:s,s:s}", "id", row->agent, "name", row->name, "agent", row->agent);

	if (json_object_set_new(o, "description", description(row, contract)) == 0 &&
		json_object_set_new(o, "depends_on", strings(row->after, agents)) == 0 &&
		json_object_set_new(o, "writes", strings(row->writes, MA_STR(""))) == 0)
		return o;
	json_decref(o);
	return NULL;
}

static json_t *summary(const json_t *contract)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_adds(&text, "A web application (React, Express, SQLite) that keeps ");
	add_names(&text, contract);
	return string_of(&text);
}

static json_t *plan_json(json_t *contract, struct ma_str agents)
{
	json_t *plan = json_object(), *tasks = json_array();
	bool ok = json_object_set_new(plan, "summary", summary(contract)) == 0 &&
		json_object_set(plan, "contract", contract) == 0;
	size_t i;

	for (i = 0; i < MA_COUNT(rows); i++)
		if (is_listed(agents, rows[i].agent))
			ok = json_array_append_new(tasks, task_json(&rows[i], contract, agents)) ==
					0 &&
				ok;
	if (json_object_set_new(plan, "tasks", tasks) == 0 && ok)
		return plan;
	json_decref(plan);
	return NULL;
}

/* What was written so that it could not close a section, as it was. */
static void unescape(struct ma_buf *out, struct ma_str text)
{
	ptrdiff_t at;

	while ((at = ma_str_find(text, MA_STR("<\\/"))) >= 0) {
		ma_buf_add(out, text.p, (size_t)at);
		ma_buf_adds(out, "</");
		text = ma_str_from(text, (size_t)at + 3);
	}
	ma_buf_addv(out, text);
}

/* The contract that came with the request, else what the request is understood to mean. */
static ma_rc find_contract(const struct ma_offline_request *req, json_t **out, ma_err *err)
{
	struct ma_buf prompt = MA_BUF_INIT(MA_LIMIT_PROMPT);
	ma_rc rc;

	if (ma_str_trim(req->contract).n > 0)
		return ma_json_parse(req->contract, "contract", out, err);
	unescape(&prompt, req->request);
	rc = ma_buf_check(&prompt, err);
	if (!rc)
		rc = ma_understand(ma_buf_str(&prompt), out, err);
	ma_buf_done(&prompt);
	return rc;
}

ma_rc ma_offline_plan(const struct ma_offline_request *req, struct ma_buf *out, ma_err *err)
{
	json_t *contract = NULL, *plan;
	ma_rc rc = find_contract(req, &contract, err);

	if (rc)
		return rc;
	plan = plan_json(contract, req->agents);
	if (plan)
		ma_json_write(plan, 2, out);
	rc = plan ? ma_buf_check(out, err) : ma_fail_nomem(err);
	json_decref(plan);
	json_decref(contract);
	return rc;
}
