/* The kinds of project that there are templates for, and the tasks of each. */
#include "codec/json.h"
#include "llm/offline_parts.h"
#include "model/understand.h"

/* Tasks that may run at the same time write different files. */
static const struct ma_plan_row webapp[] = {
	{ "architect", "architect", "Contract and project files",
		"Write down the data model and the HTTP API that server and user interface share, and the root files of "
		"the project",
		{ NULL },
		{ "package.json", "tsconfig.base.json", ".oxlintrc.json", ".gitignore",
			".editorconfig", "scripts/**", "docs/**", NULL } },
	{ "backend", "backend", "Server", "Write the HTTP API: database, validation, endpoints",
		{ "architect", NULL }, { "backend/**", NULL } },
	{ "frontend", "frontend", "User interface", "Write the pages: lists, forms and details",
		{ "architect", NULL }, { "frontend/**", NULL } },
	{ "acceptance", "acceptance", "Acceptance tests",
		"Write the tests of the HTTP API from the contract alone", { "backend", NULL },
		{ "backend/tests/**", "backend/vitest.config.ts", NULL } },
	{ "testing", "testing", "Tests", "Write the tests of the user interface",
		{ "backend", "frontend", "acceptance" },
		{ "backend/tests/**", "backend/vitest.config.ts", "frontend/src/**/*.test.ts",
			"frontend/src/**/*.test.tsx", "frontend/src/test/**", NULL } },
	{ "documentation", "documentation", "Documentation", "Write the README and the guide",
		{ "backend", "frontend", NULL }, { "README.md", "docs/guide/**", NULL } },
	{ "devops", "devops", "Delivery",
		"Write the Dockerfile, the compose file and the CI workflow",
		{ "backend", "frontend", NULL },
		{ "Dockerfile", ".dockerignore", "compose.yaml", ".env.example", ".github/**",
			NULL } },
};

static const struct ma_plan_row api[] = {
	{ "architect", "architect", "Contract and project files",
		"Write down the data model and the HTTP API, and the root files of the project",
		{ NULL },
		{ "package.json", "tsconfig*.json", ".oxlintrc.json", ".gitignore", ".editorconfig",
			"docs/**", "openapi.json", NULL } },
	{ "backend", "backend", "Server", "Write the HTTP API: database, validation, endpoints",
		{ "architect", NULL }, { "src/**", NULL } },
	{ "acceptance", "acceptance", "Acceptance tests",
		"Write the tests of the HTTP API from the contract alone", { "backend", NULL },
		{ "tests/**", "vitest.config.ts", NULL } },
	{ "testing", "testing", "Tests", "Write the tests of what the API says of itself",
		{ "backend", "acceptance", NULL }, { "tests/**", "vitest.config.ts", NULL } },
	{ "documentation", "documentation", "Documentation", "Write the README",
		{ "backend", NULL }, { "README.md", NULL } },
	{ "devops", "devops", "Delivery",
		"Write the Dockerfile, the compose file and the CI workflow", { "backend", NULL },
		{ "Dockerfile", ".dockerignore", "compose.yaml", ".env.example", ".github/**",
			NULL } },
};

/* Beside what it tests, which it does not see. */
#define ACCEPTANCE(what)                                                                     \
	{                                                                                    \
		"acceptance", "acceptance", "Acceptance tests", what, { "architect", NULL }, \
		{                                                                            \
			"acceptance/**", NULL                                                \
		}                                                                            \
	}

/* Programs and libraries of all languages: what the code is called differs, and who writes it does not. */
#define PROGRAM(name, what, ...)                                                                 \
	{ "architect", "architect", "Contract and project files",                                \
		"Write down what it does, and the root files of the project", { NULL },          \
		{ "docs/**", "pyproject.toml", "package.json", "Makefile", ".gitignore",         \
			".editorconfig", NULL } },                                               \
		{ "code", "backend", name, what, { "architect", NULL }, { __VA_ARGS__, NULL } }, \
		ACCEPTANCE("Write the tests of what it does from the contract alone"),           \
		{ "testing", "testing", "Tests",                                                 \
			"Write the tests: of each function, and of the whole as it is used",     \
			{ "code", NULL }, { "tests/**", NULL } },                                \
		{ "documentation", "documentation", "Documentation",                             \
			"Write the README, with every command and an example", { "code", NULL }, \
			{ "README.md", NULL } },                                                 \
	{                                                                                        \
		"devops", "devops", "Delivery", "Write the CI workflow", { "code", NULL },       \
		{                                                                                \
			".github/**", NULL                                                       \
		}                                                                                \
	}

static const struct ma_plan_row cli[] = { PROGRAM("Program",
	"Write the program: options, commands, exit codes, its file", "src/**", "bin/**",
	"include/**") };
static const struct ma_plan_row library[] = { PROGRAM("Library",
	"Write the library: types, validation, a repository in memory", "src/**", "include/**") };

static const struct ma_plan_row site[] = {
	{ "architect", "architect", "Contract and project files",
		"Write down the pages, and the root files of the project", { NULL },
		{ "docs/**", "package.json", ".gitignore", ".editorconfig", NULL } },
	{ "frontend", "frontend", "Pages", "Write the pages, the style sheet and the pictures",
		{ "architect", NULL },
		{ "*.html", "*.txt", "*.xml", "*.css", "assets/**", "posts/**", NULL } },
	ACCEPTANCE("Write the tests of the pages from the contract alone"),
	{ "testing", "testing", "Tests",
		"Write the tests of the pages: links, headings, pictures, contrast",
		{ "frontend", NULL }, { "tests/**", NULL } },
	{ "documentation", "documentation", "Documentation", "Write the README",
		{ "frontend", NULL }, { "README.md", NULL } },
	{ "devops", "devops", "Delivery", "Write the CI workflow", { "frontend", NULL },
		{ ".github/**", NULL } },
};

static const struct ma_offline_kind kinds[] = {
	{ "webapp", NULL, "webapp", "A web application (React, Express, SQLite)", webapp,
		MA_COUNT(webapp) },
	{ "api", NULL, "api", "An HTTP API (Express, SQLite)", api, MA_COUNT(api) },
	{ "site", NULL, "site", "A static site (HTML and CSS)", site, MA_COUNT(site) },
	{ "cli", "python", "cli-python", "A command-line program in Python", cli, MA_COUNT(cli) },
	{ "cli", "node", "cli-node", "A command-line program for Node.js", cli, MA_COUNT(cli) },
	{ "cli", "c", "cli-c", "A command-line program in C", cli, MA_COUNT(cli) },
	{ "library", "python", "library-python", "A Python library", library, MA_COUNT(library) },
	{ "library", "c", "library-c", "A library in C", library, MA_COUNT(library) },
	{ "library", "node", "library-node", "A library for Node.js", library, MA_COUNT(library) },
};

ma_rc ma_offline_kind_of(const json_t *contract, const struct ma_offline_kind **out, ma_err *err)
{
	struct ma_str kind = ma_json_str(contract, "kind"),
		      language = ma_json_str(contract, "language");
	size_t i;

	for (i = 0; i < MA_COUNT(kinds); i++) {
		if (!ma_str_is(kind.n > 0 ? kind : MA_STR("webapp"), kinds[i].kind))
			continue;
		if (kinds[i].language && !ma_str_is(language, kinds[i].language))
			continue;
		*out = &kinds[i];
		return MA_OK;
	}
	return ma_fail(err, MA_EREFUSED,
		"contract: /kind: offline it is webapp, api, site, or cli or library with /language python, "
		"node or c");
}

static bool knows_operation(const json_t *contract, struct ma_str name)
{
	return ma_understand_operation(name, ma_json_str(contract, "language"));
}

static bool knows_page(const json_t *contract, struct ma_str name)
{
	(void)contract; /* pages are the same in every site */
	return ma_understand_page(name);
}

/* The first name of a list that nothing is built for is refused. */
static ma_rc check_names(const json_t *contract, const char *member,
	bool (*knows)(const json_t *contract, struct ma_str name), ma_err *err)
{
	const json_t *one;
	size_t i;

	json_array_foreach (json_object_get(contract, member), i, one) {
		struct ma_str name = ma_str_n(json_string_value(one), json_string_length(one));

		if (!knows(contract, name))
			return ma_fail(err, MA_EREFUSED,
				"contract: /%s/%zu: offline \"" MA_STR_FMT "\" is not built",
				member, i, MA_STR_ARG(ma_str_clip(name, 64)));
	}
	return MA_OK;
}

ma_rc ma_offline_kind_check(const struct ma_offline_kind *kind, const json_t *contract, ma_err *err)
{
	size_t entities = json_array_size(json_object_get(contract, "entities")),
	       operations = json_array_size(json_object_get(contract, "operations"));
	ma_rc rc;

	if (strcmp(kind->kind, "site") == 0)
		return check_names(contract, "pages", knows_page, err);
	rc = check_names(contract, "operations", knows_operation, err);
	if (!rc && entities > MA_OFFLINE_ENTITIES)
		rc = ma_fail(err, MA_EREFUSED, "contract: /entities: offline at most %d are built",
			MA_OFFLINE_ENTITIES);
	if (!rc && entities == 0 && operations == 0)
		rc = ma_fail(err, MA_EREFUSED, "contract: /entities: expected at least one entity");
	if (!rc && entities > 0 && operations > 0)
		rc = ma_fail(err, MA_EREFUSED,
			"contract: /operations: offline what has operations keeps no records");
	return rc;
}

const char *const *ma_offline_writes(const struct ma_offline_kind *kind, struct ma_str agent)
{
	size_t i;

	for (i = 0; i < kind->rows_n; i++)
		if (ma_str_is(agent, kind->rows[i].agent))
			return kind->rows[i].writes;
	return NULL;
}
