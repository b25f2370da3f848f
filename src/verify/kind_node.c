/* Packages of JavaScript and TypeScript: npm, pnpm or yarn, whichever locked their dependencies. */
#include <string.h>

#include "codec/json.h"
#include "verify/detect_parts.h"
#include "verify/node_server.h"
#include "verify/node_tests.h"

/* What each of them is asked, as a person would type it. */
struct manager {
	const char *lock; /* the file that it writes; NULL: none is needed */
	const char *name; /* as `packageManager` of package.json says it */
	const struct ma_tool *tool;
	const char *install,
		*install_line; /* the line: as it is run, more quietly, or fetching nothing */
	const char *program, *run, *tsc, *tsc_line;
};

#define QUIET " --ignore-scripts --no-audit --no-fund --no-update-notifier"
#define NPM "npm", "npm run ", "npx tsc --noEmit", "npx --no-install tsc --noEmit"

static const struct manager managers[] = {
	{ "pnpm-lock.yaml", "pnpm@", &ma_tool_pnpm, "pnpm install --frozen-lockfile",
		"pnpm install --frozen-lockfile --ignore-scripts", "pnpm", "pnpm run ",
		"pnpm exec tsc --noEmit", "pnpm exec tsc --noEmit" },
	{ "yarn.lock", "yarn@", &ma_tool_yarn, "yarn install --frozen-lockfile",
		"yarn install --frozen-lockfile --ignore-scripts --non-interactive", "yarn",
		"yarn run ", "yarn run tsc --noEmit", "yarn run tsc --noEmit" },
	{ "package-lock.json", "npm@", &ma_tool_node, "npm ci --ignore-scripts", "npm ci" QUIET,
		NPM },
	{ "npm-shrinkwrap.json", "npm@", &ma_tool_node, "npm ci --ignore-scripts", "npm ci" QUIET,
		NPM },
	{ NULL, "npm@", &ma_tool_node, "npm install --ignore-scripts", "npm install" QUIET, NPM },
};

struct package {
	const struct ma_site *site;
	json_t *json; /* NULL where package.json cannot be read: then its installation says so */
	const struct manager *by;
};

static bool depends_on(const struct package *p, const char *name)
{
	return json_object_get(json_object_get(p->json, "dependencies"), name) ||
		json_object_get(json_object_get(p->json, "devDependencies"), name);
}

static const struct manager *choose_manager(const struct package *p)
{
	struct ma_str wanted = ma_json_str(p->json, "packageManager");
	size_t i;

	for (i = 0; i + 1 < MA_COUNT(managers); i++)
		if (ma_site_has(p->site, managers[i].lock))
			return &managers[i];
	for (i = 0; i + 1 < MA_COUNT(managers) && !ma_str_starts(wanted, managers[i].name); i++)
		;
	/* what has no lock yet can only be locked by npm here */
	return &managers[i + 1 < MA_COUNT(managers) && managers[i].tool != &ma_tool_node
			? i
			: MA_COUNT(managers) - 1];
}

static void add(const struct package *p, const char *phase, const char *command, const char *line)
{
	if (command)
		ma_site_add(p->site,
			&(struct ma_step){ .phase = phase,
				.command = command,
				.argv = ma_site_words(p->site, line),
				.tool = p->by->tool,
				.lock = p->by->lock ? p->by->lock : "package-lock.json",
				.registry = strcmp(phase, "install") == 0 ? MA_REGISTRY_NPM
									  : MA_REGISTRY_NONE,
				.quick = strcmp(phase, "typecheck") == 0 });
}

/* NULL when memory is out. */
static const char *command_of(const struct package *p, const char *script)
{
	struct ma_buf command = MA_BUF_INIT(256);

	ma_buf_addf(&command, "%s%s", p->by->run, script);
	return ma_site_keep_built(p->site, &command);
}

/* The first of the scripts that there is. */
static bool add_script(
	const struct package *p, const char *phase, const char *const *names, size_t n)
{
	const char *command;
	size_t i;

	for (i = 0; i < n && !ma_node_has_script(p->json, names[i]); i++)
		;
	if (i == n)
		return false;
	command = command_of(p, names[i]);
	add(p, phase, command, command);
	return true;
}

/* Those that were asked for and are not among the others. */
static void add_asked(const struct package *p)
{
	const char *script, *command;
	size_t i;

	for (i = 0; (script = ma_site_script(p->site, i)); i++) {
		command = ma_node_has_script(p->json, script) ? command_of(p, script) : NULL;
		if (command && !ma_site_runs(p->site, command))
			add(p, script, command, command);
	}
}

static bool survey(const struct ma_site *site, bool *owns_below)
{
	static const char *const format[] = { "format:check", "format-check", "check:format" };
	static const char *const types[] = { "typecheck", "type-check", "check:types" };
	static const char *const lint[] = { "lint:check", "lint" };
	static const char *const build[] = { "build" };
	struct package p = { .site = site };
	ma_err err = { .code = MA_OK };

	if (!ma_site_has(site, "package.json"))
		return false;
	if (ma_json_parse(ma_site_read(site, "package.json"), "package.json", &p.json, &err))
		p.json = NULL; /* npm will refuse it, with its own words */
	p.by = choose_manager(&p);
	add(&p, "install", p.by->install, p.by->install_line);
	(void)add_script(&p, "format", format, MA_COUNT(format));
	(void)add_script(&p, "lint", lint, MA_COUNT(lint));
	if (!add_script(&p, "typecheck", types, MA_COUNT(types)) && depends_on(&p, "typescript") &&
		ma_site_has(site, "tsconfig.json"))
		add(&p, "typecheck", p.by->tsc, p.by->tsc_line);
	(void)add_script(&p, "build", build, MA_COUNT(build));
	ma_node_add_tests(site, p.json, p.by->program, p.by->tool);
	add_asked(&p);
	ma_node_add_server(site, p.json, p.by->program, p.by->tool);
	*owns_below = json_object_get(p.json, "workspaces") ||
		ma_site_has(site, "pnpm-workspace.yaml");
	json_decref(p.json);
	return true;
}

const struct ma_kind ma_kind_node = { "node", survey };
