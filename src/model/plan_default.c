/* The default plan: rows for each kind of thing. */
#include "model/plan_default.h"

#include "base/limits.h"
#include "codec/json.h"
#include "model/plan_rows.h"
#include "model/understand.h"

#define ROWS_MAX 7

/* What parts that are written at the same time have to agree on beforehand, where no architect does. */
#define API_RULES                                                                                      \
	"The HTTP API is JSON under /api: a collection per entity, named in the plural in kebab case " \
	"(GET and POST /api/things, GET, PATCH and DELETE /api/things/:id), members named as in the "  \
	"contract, lists as {\"items\": [...], \"total\": n}, refusals as {\"error\": \"...\", "       \
	"\"fields\": {\"name\": \"why\"}} with status 400, 401, 404 or 409. "

#define TEST_FILES \
	"tests/**", "test/**", "**/*.test.*", "**/*_test.*", "**/test_*.py", "**/*.spec.*"

#define GUIDE "Write the README: what it is, how to start and test it, and where to change what"

#define DEVOPS(...)                                                                                  \
	{                                                                                            \
		"devops", "devops", "Delivery",                                                      \
			"Write what builds, tests and ships it: the Dockerfile and the CI workflow", \
			{ __VA_ARGS__, NULL },                                                       \
		{                                                                                    \
			"Dockerfile", ".dockerignore", "compose.yaml", ".env.example",               \
				".github/**", NULL                                                   \
		}                                                                                    \
	}

/* What is promised, by whoever does not see what is built. */
#define ACCEPTANCE(after_id, reached, ...)                                                                  \
	{                                                                                                   \
		"acceptance", "acceptance", "Acceptance tests",                                             \
			"Write the acceptance tests from the contract and the request alone: each promise " \
			"kept, each rule enforced. " reached,                                               \
			{ after_id, NULL },                                                                 \
		{                                                                                           \
			__VA_ARGS__, NULL                                                                   \
		}                                                                                           \
	}

/* How what is built is reached by tests that do not see it. */
#define SERVER_REACHED                                                                                     \
	"exports `createApp({ database })` as a named export: the app, not listening, on the SQLite file " \
	"of that path or \":memory:\". "

static const struct ma_plan_row app[] = {
	{ "frontend", "frontend", "User interface",
		API_RULES "Write the pages against it, with a package of their own in frontend/",
		{ NULL }, { "frontend/**", NULL } },
	{ "backend", "backend", "Server",
		API_RULES
		"Write the server, with a package of its own in backend/, and the private root package.json: a "
		"workspace of backend and frontend with the scripts build, typecheck, test and start. backend/src/app " SERVER_REACHED,
		{ NULL },
		{ "backend/**", "scripts/**", "docs/contract.md", "package.json",
			"tsconfig.base.json", ".gitignore", ".editorconfig", ".oxlintrc.json" } },
	ACCEPTANCE("backend",
		API_RULES
		"They are in backend/acceptance/ and call it in the process: backend/src/app " SERVER_REACHED,
		"backend/acceptance/**", "backend/tests/**", "backend/vitest.config.ts"),
	{ "testing", "testing", "Tests", "Write the tests of server and user interface",
		{ "backend", "frontend", "acceptance" },
		{ "backend/tests/**", "backend/vitest.config.ts", "frontend/src/**/*.test.ts",
			"frontend/src/**/*.test.tsx", "frontend/src/test/**",
			"frontend/vitest.config.ts", NULL } },
	{ "documentation", "documentation", "Documentation", GUIDE,
		{ "testing", "backend", "frontend" }, { "README.md", "docs/**", NULL } },
	DEVOPS("backend", "frontend"),
};

static const struct ma_plan_row api[] = {
	{ "backend", "backend", "Server",
		API_RULES
		"Write the server: there is no user interface. It is the only package, in the root. src/app " SERVER_REACHED,
		{ NULL }, { NULL } },
	ACCEPTANCE("backend",
		API_RULES
		"They are in acceptance/ and call it in the process: src/app " SERVER_REACHED,
		"acceptance/**", "tests/**", "vitest.config.ts"),
	{ "testing", "testing", "Tests", "Write the tests of the server",
		{ "backend", "acceptance", NULL }, { TEST_FILES, NULL } },
	{ "documentation", "documentation", "Documentation", GUIDE ", with every endpoint",
		{ "testing", "backend", NULL }, { "README.md", "docs/**", NULL } },
	DEVOPS("testing", "backend"),
};

static const struct ma_plan_row cli[] = {
	{ "program", "backend", "Command-line program",
		"Write the program for the command line, in the language that the request names, else in the contract's, else in "
		"TypeScript for Node.js: its options and --help, exit codes, results on standard output and errors on standard error. "
		"There is no server, no database and no page, unless the request asks for one",
		{ NULL }, { NULL } },
	ACCEPTANCE("program", "They are in acceptance/ and run the program as a user does",
		"acceptance/**"),
	{ "testing", "testing", "Tests",
		"Write the tests of the program: its logic, and the program as it is called",
		{ "program", "acceptance", NULL }, { TEST_FILES, NULL } },
	{ "documentation", "documentation", "Documentation", GUIDE ", with every option",
		{ "testing", "program", NULL }, { "README.md", "docs/**", NULL } },
	DEVOPS("testing", "program"),
};

static const struct ma_plan_row library[] = {
	{ "library", "backend", "Library",
		"Write the library, in the language that the request names, else in the contract's, else in TypeScript: a small public interface with "
		"types, what it throws, no state that callers share. There is no server, no database and no page",
		{ NULL }, { NULL } },
	ACCEPTANCE("library",
		"They are in acceptance/ and use what the request names of the public interface",
		"acceptance/**"),
	{ "testing", "testing", "Tests", "Write the tests of the public interface",
		{ "library", "acceptance", NULL }, { TEST_FILES, NULL } },
	{ "documentation", "documentation", "Documentation",
		GUIDE ", with every public function and an example", { "testing", "library", NULL },
		{ "README.md", "docs/**", NULL } },
	DEVOPS("testing", "library"),
};

static const struct ma_plan_row site[] = {
	{ "frontend", "frontend", "Pages",
		"Write the pages: static files that need no server of their own, fit phones and desktops and work by keyboard. "
		"It is the only package, in the root",
		{ NULL }, { NULL } },
	ACCEPTANCE("frontend", "They are in acceptance/ and read the pages as a browser does",
		"acceptance/**"),
	{ "testing", "testing", "Tests",
		"Write the tests of the pages: they build, and say what was asked for",
		{ "frontend", "acceptance", NULL }, { TEST_FILES, NULL } },
	{ "documentation", "documentation", "Documentation", GUIDE, { "testing", "frontend", NULL },
		{ "README.md", "docs/**", NULL } },
	DEVOPS("testing", "frontend"),
};

static const struct kind_rows {
	const struct ma_plan_row *rows;
	size_t n;
	const char *contract; /* the contract's `kind` */
	const char *summary;
	bool delivers; /* without being asked to */
} kinds[MA_KINDS_N] = {
	[MA_KIND_APP] = { app, MA_COUNT(app), "webapp",
		"An application with a user interface and a server", true },
	[MA_KIND_API] = { api, MA_COUNT(api), "api", "A server with an HTTP API", true },
	[MA_KIND_CLI] = { cli, MA_COUNT(cli), "cli", "A program for the command line", false },
	[MA_KIND_LIBRARY] = { library, MA_COUNT(library), "library", "A library", false },
	[MA_KIND_SITE] = { site, MA_COUNT(site), "site", "A site of static pages", false },
};

static bool is_known(const struct ma_plan_agents *agents, const char *name)
{
	size_t i;

	for (i = 0; agents && i < agents->n; i++)
		if (ma_str_is(agents->names[i], name))
			return true;
	return !agents;
}

static bool is_wanted(const struct ma_wish *wish, const char *agent)
{
	if (strcmp(agent, "devops") == 0)
		return !wish->no_delivery && (wish->delivery || kinds[wish->kind].delivers);
	if (strcmp(agent, "testing") == 0 || strcmp(agent, "acceptance") == 0)
		return !wish->no_tests;
	return strcmp(agent, "documentation") != 0 || !wish->no_guide;
}

/* What is understood of the prompt, if that is of the kind that is asked for; *out stays NULL where nothing is. */
static ma_rc find_contract(struct ma_str prompt, enum ma_kind kind, json_t **out, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };

	if (ma_understand(prompt, out, &why) == MA_ENOMEM)
		return ma_fail_nomem(err);
	if (*out && !ma_str_is(ma_json_str(*out, "kind"), kinds[kind].contract)) {
		json_decref(*out); /* a schema in the prompt has words of another kind */
		*out = NULL;
	}
	return MA_OK;
}

/* Which rows are kept. */
static bool choose(const struct kind_rows *k, const struct ma_wish *wish,
	const struct ma_plan_agents *agents, bool *there)
{
	bool any = false;
	size_t i;

	MA_ASSERT(k->n <= ROWS_MAX);
	for (i = 0; i < k->n; i++) {
		there[i] = is_known(agents, k->rows[i].agent) && is_wanted(wish, k->rows[i].agent);
		any |= there[i];
	}
	return any;
}

ma_rc ma_plan_default(
	struct ma_str prompt, const struct ma_plan_agents *agents, struct ma_buf *out, ma_err *err)
{
	struct ma_wish wish = { .kind = MA_KIND_APP };
	json_t *contract = NULL, *plan = NULL;
	bool there[ROWS_MAX];
	ma_rc rc = ma_understand_wish(prompt, &wish, err);

	if (!rc && !choose(&kinds[wish.kind], &wish, agents, there))
		rc = ma_fail(err, MA_EINVALID, "none of the agents of the default plan is there");
	if (!rc)
		rc = find_contract(prompt, wish.kind, &contract, err);
	if (!rc) {
		plan = ma_plan_rows(kinds[wish.kind].rows, kinds[wish.kind].n, there,
			kinds[wish.kind].summary, contract);
		rc = plan ? MA_OK : ma_fail_nomem(err);
	}
	if (!rc) {
		ma_json_write(plan, 2, out);
		rc = ma_buf_check(out, err);
	}
	json_decref(plan);
	json_decref(contract);
	return rc;
}
